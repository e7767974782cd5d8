"""What is known about one thing, as text: what it is, what is said of it, what came out, doubts."""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator

from defectkg import __version__
from defectkg.graph import DefectGraph
from defectkg.names import Name
from defectkg.queries import run
from defectkg.rows import Rows
from defectkg.vocabulary import TERMS, curie, local_name

__all__ = ["facts", "page"]

Row = dict[str, str]

CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
NAMES = 25  # of one line; the rest is counted
# Links or treatments of one section, on the thing itself and on kinds below. What only says
# where or how (a form, a role) is named by nearly everything.
MOST, MOST_OF_SCOPE = (25, 12), (12, 4)
CENTRAL = frozenset(
    {"AgentKind", "ConditionKind", "DefectKind", "ElectronicFeatureKind", "IonKind"}
    | {"MechanismKind", "ObservableKind", "publication"}
)
STANCES = (  # sections in this order
    ("Claims for", ("supports",)),
    ("Claims against, or not shown", ("refutes", "finds none", "not shown")),
    ("Partly", ("partly",)),
)
# Properties that have a place of their own on the page.
SHOWN = frozenset({"type", "label", "subClassOf", "altLabel", "notation", "definition"})
BASES = {"pair": "both values printed", "worded": "in words", "level": "only this level told"}


class Shelf:
    """The records of a graph by IRI, as the library queries give them.

    Parameters
    ----------
    graph : DefectGraph
    """

    def __init__(self, graph: DefectGraph) -> None:
        def by_iri(query: str, key: str) -> dict[str, Row]:
            return {row[key]: row for row in run(graph.store, query).dicts()}

        self.claims = by_iri("claims", "claim_iri")
        self.outcomes = by_iri("measurements", "measurement_iri")
        self.treatments = by_iri("treatments", "treatment_iri")
        self.baselines = {row[0]: row[1] for row in run(graph.store, "internal/baselines").values}
        label = graph.names.label
        self.definitions = {
            s.iri: f"{label(s.cause)} {s.relation} {label(s.effect)}"
            for s in graph.statements
            if s.source == "definition"
        }
        self.remarks: dict[str, list[Row]] = defaultdict(list)
        for row in run(graph.store, "internal/remarks").dicts():
            self.remarks[row["thing"]].append(row)

    def akin(self, name: Name) -> set[str]:
        """Return the treatments of a defect or mechanism, and other claims on a claim's link."""
        claim = self.claims.get(name.iri)
        if claim:
            ends = claim["cause_iri"], claim["effect_iri"]
            same = {i for i, c in self.claims.items() if (c["cause_iri"], c["effect_iri"]) == ends}
            return same - {name.iri}
        if not {"DefectKind", "MechanismKind"} & set(name.types):
            return set()
        cells = {iri: (row["defect"], row["mechanism"]) for iri, row in self.treatments.items()}
        return {iri for iri, pair in cells.items() if name.label in "; ".join(pair).split("; ")}

    def through(self, own: set[str], ions: Iterable[str]) -> set[str]:
        """Return the claims of an agent's treatments, and those on the ions it supplies.

        Claims on such an ion that come from another treatment are that agent's.
        """
        labels = {row["treatment"] for iri, row in self.treatments.items() if iri in own}
        return {
            iri
            for iri, row in self.claims.items()
            if labels & set(row["treatment"].split("; "))
            or (row["cause_iri"] in ions and not row["treatment"])
        }

    def text(self, iri: str, otherwise: str) -> str:
        """Return what a claim or measurement says, or another text."""
        if iri in self.claims:
            return f"{said(self.claims[iri])} ({local_name(iri)})"
        if iri in self.outcomes:
            return f"{self.outcome(self.outcomes[iri])} ({local_name(iri)})"
        return otherwise

    def outcome(self, row: Row) -> str:
        """Return an outcome as one phrase, such as ``PLQY 54 → 78 % (up, both values printed)``."""
        before = self.outcomes.get(self.baselines.get(row["measurement_iri"], ""))
        value = amount(row) or (f"“{row['words']}”" if row["words"] else "?")
        if row["state"] == "host":
            text = f"{row['observable']} of the host: {value}"
        elif row["state"] == "before":
            text = f"{row['observable']} before: {value}"
        elif row["quantity"] != "absolute":
            text = f"{row['observable']}, {row['quantity']}: {value}"
        else:
            first = f"{number(before)} " if before else ""
            text = f"{row['observable']} {first}→ {value}"
        notes = [row["direction"], BASES.get(row["basis"], "")]
        notes += [f"“{row['words']}”" if amount(row) and row["words"] else ""]
        notes += [row["condition"], row["method"], row["defect"]]
        kept = ", ".join(filter(None, notes))
        return f"{text} ({kept})" if kept else text


def number(row: Row) -> str:
    """Return the digits of a measurement as printed, with what qualifies them."""
    if not row["value"]:
        return ""
    sign = f"{row['comparator']} " if row["comparator"] not in ("", "range") else ""
    last = f"–{row['value_max']}" if row["value_max"] else ""
    spread = f" ± {row['uncertainty']}" if row["uncertainty"] else ""
    return f"{sign}{row['value']}{last}{spread}"


def amount(row: Row) -> str:
    """Return the digits of a measurement with their unit; empty where there are none."""
    return f"{number(row)} {row['unit']}".strip() if row["value"] else ""


def said(row: Row) -> str:
    """Return what a claim says."""
    return f"{row['cause']} {row['relation']} {row['effect']}"


def works(row: Row) -> str:
    """Return the publications of a record with their reference numbers."""
    numbers = f" [{row['reference_numbers']}]" if row["reference_numbers"] else ""
    return row["publication"] + numbers


def grounds(row: Row) -> str:
    """Return who says a claim, of what, how surely, by which mechanism and method, and where."""
    scope = ", ".join(filter(None, (row["host"], row["form"])))
    parts = [works(row), scope, row["stance"] if row["stance"] != "supports" else ""]
    parts += [row["certainty"] if row["certainty"] != "stated" else ""]
    parts += [row["mechanism"] and f"by {row['mechanism']}"]
    parts += [row["evidence"] and f"evidence: {row['evidence']}"]
    parts += [row["condition"], row["locator"], row["claim"]]
    return "; ".join(filter(None, parts))


def about(graph: DefectGraph, iri: str) -> list[Row]:
    """Return the properties of a thing and what points at it."""
    return run(graph.store, "internal/about", {"node": iri}).dicts()


def facts(graph: DefectGraph, name: Name) -> Rows:
    """Return the properties of a thing and what points at it, as rows."""
    values = [(name.iri, r["direction"], r["property"], r["value"]) for r in about(graph, name.iri)]
    return Rows(("node", "direction", "property", "value"), values)


def page(graph: DefectGraph, name: Name, width: int) -> str:
    """Return what is known about one thing as text."""
    shelf, rows = Shelf(graph), about(graph, name.iri)
    own = {row["object"] for row in rows if row["direction"] == "in"} | shelf.akin(name)
    below = narrower(graph, name.iri)
    under = {r["object"] for iri in below for r in about(graph, iri) if r["direction"] == "in"}
    most = MOST if CENTRAL & set(name.types) else MOST_OF_SCOPE
    acts = {"AgentKind", "IonKind"} & set(name.types)
    near = shelf.through(own, graph.kinds.supplies.get(name.iri, ())) - own if acts else set()
    groups = (
        (own, "", most[0]),
        (near, ", through its treatments and what it supplies", most[0]),
        (under - own - near, ", on kinds below", most[1]),
    )
    blocks = [
        heading(name, shelf),
        fact_lines(graph, name, rows, shelf),
        *claim_blocks(shelf, groups),
        definition_lines(shelf, own),
        *treatment_blocks(shelf, {*own, name.iri}, under - own, most),
        remark_lines(shelf, {name.iri, *below}, own, most[0]),
        citing(graph, shelf, name),
    ]
    printed = (
        "\n".join(line for text in block for line in folded(text, width))
        for block in blocks
        if block
    )
    return "\n\n".join(printed) + "\n"


def folded(text: str, width: int) -> list[str]:
    """Return a line as printed lines; what follows the first is indented further."""
    indent = " " * (len(text) - len(text.lstrip()) + 3)
    return textwrap.wrap(text, width, subsequent_indent=indent, break_on_hyphens=False)


def narrower(graph: DefectGraph, iri: str) -> list[str]:
    """Return the kinds below a kind."""
    return sorted(kind for kind, above in graph.kinds.broader.items() if iri in above)


def heading(name: Name, shelf: Shelf) -> list[str]:
    """Return the first line: label or statement, short name, what it is."""
    short, claim = curie(name.iri), shelf.claims.get(name.iri)
    types = [text for text in name.types if text not in ("Class", "NamedIndividual", "Root")]
    what = "".join(f", {CAPITAL.sub(' ', text).lower()}" for text in types)
    if claim:
        label = said(claim) + ("" if claim["stance"] == "supports" else f": {claim['stance']}")
    elif name.iri in shelf.outcomes:
        label = shelf.outcome(shelf.outcomes[name.iri])
    else:
        label = "" if name.label == short else name.label
    return [f"{label}  ({short}){what}" if label else short + what]


def fact_lines(graph: DefectGraph, name: Name, rows: list[Row], shelf: Shelf) -> list[str]:
    """Return the properties of a thing, what it is first, and what else points at it."""
    held: dict[str, list[str]] = defaultdict(list)
    back: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        into = row["direction"] == "in"
        if into and (is_record(shelf, row["object"]) or local_name(row["predicate"]) == "first"):
            continue
        value = row["value"] if row["value"] != row["object"] else curie(row["object"])
        side = back if into else held
        prop = local_name(row["property"])
        side[prop].append(shelf.text(row["object"], value))
    lines = [f"definition: {text}" for text in held["definition"]]
    if other := held["altLabel"] + held["alternative label"] + held["notation"]:
        lines += [f"also: {'; '.join(sorted(set(other)))}"]
    lines += parents(graph, name.iri, held["subClassOf"])
    named = SHOWN | {"alternative label"}
    lines += [
        f"{p}: {'; '.join(sorted(set(v)))}" for p, v in sorted(held.items()) if p not in named
    ]
    titles = {"subClassOf": "kinds below", "type": "members"}
    for prop, values in sorted(back.items()):
        names = sorted(set(values))
        more = f"; and {len(names) - NAMES} more" if len(names) > NAMES else ""
        lines += [f"{titles.get(prop, '← ' + prop)}: {'; '.join(names[:NAMES])}{more}"]
    return lines


def is_record(shelf: Shelf, iri: str) -> bool:
    """Return whether a thing has its own place on a page: claims, outcomes, treatments, doubts."""
    kept = (shelf.claims, shelf.outcomes, shelf.treatments, shelf.definitions)
    if any(iri in records for records in kept):
        return True
    return any(row["record"] == iri for rows in shelf.remarks.values() for row in rows)


def parents(graph: DefectGraph, iri: str, direct: list[str]) -> list[str]:
    """Return the line of kinds above, the nearest first."""
    if not direct:
        return []
    above = graph.kinds.broader.get(iri, frozenset())
    ranked = sorted(above, key=lambda kind: (-len(graph.kinds.broader.get(kind, ())), kind))
    labels = [graph.names.label(kind) for kind in ranked]
    further = [label for label in labels if label not in direct]
    return ["is a: " + " ⊑ ".join(["; ".join(sorted(direct)), *further])]


def claim_blocks(shelf: Shelf, groups: Iterable[tuple[set[str], str, int]]) -> Iterator[list[str]]:
    """Return the claims by stance: those that name the thing, then those that lie near it."""
    for some, suffix, most in groups:
        held = [row for iri, row in shelf.claims.items() if iri in some]
        for title, stances in STANCES:
            yield link_lines(title + suffix, [r for r in held if r["stance"] in stances], most)


def link_lines(title: str, rows: list[Row], most: int) -> list[str]:
    """Return claims gathered by what they say, each with its grounds."""
    links: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        links[said(row)].append(row)
    if not links:
        return []
    lines = [title]
    for text, told in list(links.items())[:most]:
        lines += [f"   {text}", *(f"      {grounds(row)}" for row in told)]
    if len(links) > most:
        lines += [f"   and {len(links) - most} more links: defectkg query claims"]
    return lines


def definition_lines(shelf: Shelf, own: set[str]) -> list[str]:
    """Return the links that follow from what words mean."""
    lines = [f"   {text}" for iri, text in shelf.definitions.items() if iri in own]
    return ["By definition", *lines] if lines else []


def treatment_blocks(
    shelf: Shelf, own: set[str], under: set[str], most: tuple[int, int]
) -> Iterator[list[str]]:
    """Return the treatments with their outcomes, and outcomes without a treatment."""
    for title, some, limit in (
        ("Treatments and outcomes", own, most[0]),
        ("Treatments and outcomes, on kinds below", under, most[1]),
    ):
        gathered: dict[str, list[Row]] = {iri: [] for iri in shelf.treatments if iri in some}
        whole = set(gathered)
        loose = []
        for iri, row in shelf.outcomes.items():
            if row["treatment_iri"] in whole:
                gathered[row["treatment_iri"]].append(row)
            elif iri in some and row["treatment_iri"]:
                gathered.setdefault(row["treatment_iri"], []).append(row)
            elif iri in some:
                loose.append(row)
        yield outcome_lines(shelf, title, gathered, loose, limit)


def outcome_lines(
    shelf: Shelf, title: str, gathered: dict[str, list[Row]], loose: list[Row], most: int
) -> list[str]:
    """Return treatments, each with its outcomes, then what was found without a treatment."""
    if not gathered and not loose:
        return []
    lines = [title]
    for iri in sorted(gathered, key=list(shelf.treatments).index)[:most]:
        row, rows = shelf.treatments[iri], gathered[iri]
        parts = [row["treatment"], row["role"] if row["role"] != "trial" else "", row["strategy"]]
        parts += [row["route"], row["dose"], works(row), row["locator"]]
        lines += [f"   {'; '.join(filter(None, parts))}"]
        paired = {shelf.baselines.get(r["measurement_iri"]) for r in rows}
        left = [r for r in rows if r["measurement_iri"] not in paired]
        lines += [f"      {shelf.outcome(r)}; {place(r, row)}".removesuffix("; ") for r in left]
    if len(gathered) > most:
        lines += [f"   and {len(gathered) - most} more: defectkg query treatments"]
    for row in loose[:most]:
        scope = ", ".join(filter(None, (row["host"], row["form"])))
        parts = [shelf.outcome(row), scope, works(row), row["locator"]]
        lines += [f"   {'; '.join(filter(None, parts))}"]
    return lines


def place(row: Row, treatment: Row) -> str:
    """Return the place of an outcome, and its host, form and work where not the treatment's."""
    keys = ("host", "form", "publication")
    other = [row[key] for key in keys if row[key] != treatment[key]]
    return "; ".join(filter(None, [*other, row["locator"]]))


def remark_lines(shelf: Shelf, kinds: Iterable[str], own: Iterable[str], most: int) -> list[str]:
    """Return anomalies and open problems that concern a thing or a record that names it."""
    found: dict[str, str] = {}
    for thing in (*kinds, *own):
        for row in shelf.remarks.get(thing, ()):
            found[row["record"]] = (
                f"   {row['text']}; {row['locator']}; {local_name(row['record'])}"
            )
    lines = [found[record] for record in sorted(found)]
    if len(lines) > most:
        lines[most:] = [f"   and {len(lines) - most} more: defectkg query anomalies"]
    return ["Doubts and open problems", *lines] if lines else []


def citing(graph: DefectGraph, shelf: Shelf, name: Name) -> list[str]:
    """Return how to cite a claim, a measurement or a treatment."""
    kept = {**shelf.claims, **shelf.outcomes, **shelf.treatments}
    if name.iri not in kept:
        return []
    row = kept[name.iri]
    source = next(r for r in about(graph, name.iri) if r["predicate"] == TERMS + "statedIn")
    works_of = {r["publication_iri"]: r for r in run(graph.store, "publications").dicts()}
    stated = works_of[source["object"]]
    primary = [
        reference(works_of[r["object"]])
        for r in about(graph, name.iri)
        if r["predicate"] == TERMS + "publication" and r["direction"] == "out"
        if r["object"] != source["object"]
    ]
    numbers = row["reference_numbers"]
    listed = f" [ref {numbers} of {stated['publication']}]" if numbers else ""
    lead = f"{'; '.join(primary)}{listed}, as stated in " if primary else ""
    where = f"{reference(stated)}, {row['locator']}"
    return [f"cite as: {lead}{where}; defectkg {__version__}, {name.iri}"]


def reference(work: Row) -> str:
    """Return a publication as one cites it in passing."""
    author = f"{work['first_author']} et al." if work["first_author"] else work["publication"]
    year = f" {work['year']}" if work["first_author"] else ""
    parts = [author + year, work["journal"], work["doi"] and f"doi:{work['doi']}"]
    return ", ".join(filter(None, parts))
