"""What is known about one thing, as text: what it is, claims on it, outcomes, doubts."""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator

from defectkg import __version__
from defectkg.mappings.collection import Mappings
from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.model.names import Name
from defectkg.rdf.prefixes import DATA, curie, local_name
from defectkg.rdf.queries import run
from defectkg.rdf.rows import Rows
from defectkg.text.records import RecordTexts, Row, grounds, works_phrase

__all__ = ["facts", "model_text", "page"]

CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
NAMES = 25  # of one line; the rest is counted
# Links or treatments of one section, on the thing itself and on kinds below. What only says
# where or how (a form, a role) is named by nearly everything.
MOST, MOST_OF_SCOPE = (25, 12), (12, 4)
CENTRAL = frozenset({*terms.LAYERS, terms.MECHANISM_KIND})
STANCES = (  # sections in this order
    ("Claims for", (terms.SUPPORTS,)),
    ("Claims against, or not shown", (terms.REFUTES, terms.FINDS_NONE, terms.NOT_SHOWN)),
    ("Partly", (terms.PARTLY_SUPPORTS,)),
)
UNTOLD = frozenset({"Class", "NamedIndividual", "Root"})  # classes that say nothing to a reader
# Properties that have a place of their own on the page.
SHOWN = frozenset({"type", "label", "subClassOf", "altLabel", "notation", "definition"})


def about(graph: GraphContent, iri: str) -> list[Row]:
    """Return the properties of a thing and what points at it."""
    return run(graph.store, "internal/about", {"node": iri}).dicts()


def facts(graph: GraphContent, name: Name) -> Rows:
    """Return the properties of a thing and what points at it, as rows."""
    values = [(name.iri, r["direction"], r["property"], r["value"]) for r in about(graph, name.iri)]
    return Rows(("node", "direction", "property", "value"), values)


def page(graph: GraphContent, name: Name, width: int) -> str:
    """Return what is known about one thing as text."""
    records, rows = RecordTexts(graph), about(graph, name.iri)
    own = {row["object"] for row in rows if row["direction"] == "in"} | records.related_records(
        name
    )
    below = narrower(graph, name.iri)
    under = {r["object"] for iri in below for r in about(graph, iri) if r["direction"] == "in"}
    most = MOST if CENTRAL & set(name.types) else MOST_OF_SCOPE
    acts = {terms.AGENT_KIND, terms.ION_KIND} & set(name.types)
    near = records.through(own, graph.kinds.supplies.get(name.iri, ())) - own if acts else set()
    groups = (
        (own, "", most[0]),
        (near, ", through its treatments and what it supplies", most[0]),
        (under - own - near, ", on kinds below", most[1]),
    )
    blocks = [
        heading(name, records),
        fact_lines(graph, name, rows, records),
        mapping_lines(name.iri),
        *claim_blocks(records, groups),
        definition_lines(records, own),
        *treatment_blocks(records, {*own, name.iri}, under - own, most),
        remark_lines(records, {name.iri, *below}, own, most[0]),
        citing(graph, records, name),
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


def narrower(graph: GraphContent, iri: str) -> list[str]:
    """Return the kinds below a kind."""
    return sorted(kind for kind, above in graph.kinds.broader.items() if iri in above)


def heading(name: Name, records: RecordTexts) -> list[str]:
    """Return the first line: label or statement, short name, what it is."""
    short, claim = curie(name.iri), records.claims.get(name.iri)
    types = sorted({local_name(iri) for iri in name.types} - UNTOLD)
    what = "".join(f", {CAPITAL.sub(' ', text).lower()}" for text in types)
    if claim:
        label = records.claim(claim)
        label += "" if claim["stance_iri"] == terms.SUPPORTS else f": {claim['stance']}"
    elif name.iri in records.outcomes:
        label = records.outcome(records.outcomes[name.iri])
    else:
        label = "" if name.label == short else name.label
    return [f"{label}  ({short}){what}" if label else short + what]


def fact_lines(graph: GraphContent, name: Name, rows: list[Row], records: RecordTexts) -> list[str]:
    """Return the properties of a thing, what it is first, and what else points at it."""
    held: dict[str, list[str]] = defaultdict(list)
    back: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        into = row["direction"] == "in"
        if into and (is_record(records, row["object"]) or local_name(row["predicate"]) == "first"):
            continue
        value = row["value"] if row["value"] != row["object"] else curie(row["object"])
        side = back if into else held
        prop = local_name(row["property"])
        side[prop].append(records.text(row["object"], value))
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


def mapping_lines(iri: str) -> list[str]:
    """Return what a term is in the ontologies of others, the nearest first."""
    rows = Mappings.shipped().of(iri) if not iri.startswith(DATA) else []
    lines = [f"   {row.relation}: {row.object_label or '?'} ({row.object_id})" for row in rows]
    return ["In other ontologies", *lines] if lines else []


def is_record(records: RecordTexts, iri: str) -> bool:
    """Return whether a thing has its own place on a page: claims, outcomes, treatments, doubts."""
    kept = (records.claims, records.outcomes, records.treatments, records.definitions)
    if any(iri in records for records in kept):
        return True
    return any(row["record"] == iri for rows in records.remarks.values() for row in rows)


def parents(graph: GraphContent, iri: str, direct: list[str]) -> list[str]:
    """Return the line of kinds above, the nearest first."""
    if not direct:
        return []
    above = graph.kinds.broader.get(iri, frozenset())
    ranked = sorted(above, key=lambda kind: (-len(graph.kinds.broader.get(kind, ())), kind))
    labels = [graph.names.label(kind) for kind in ranked]
    further = [label for label in labels if label not in direct]
    return ["is a: " + " ⊑ ".join(["; ".join(sorted(direct)), *further])]


def claim_blocks(
    records: RecordTexts, groups: Iterable[tuple[set[str], str, int]]
) -> Iterator[list[str]]:
    """Return the claims by stance: those that name the thing, then those that lie near it."""
    for some, suffix, most in groups:
        held = [row for iri, row in records.claims.items() if iri in some]
        for title, stances in STANCES:
            rows = [row for row in held if row["stance_iri"] in stances]
            yield link_lines(records, title + suffix, rows, most)


def link_lines(records: RecordTexts, title: str, rows: list[Row], most: int) -> list[str]:
    """Return claims gathered by what they say, each with its grounds."""
    links: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        links[records.claim(row)].append(row)
    if not links:
        return []
    lines = [title]
    for text, claims in list(links.items())[:most]:
        lines += [f"   {text}", *(f"      {grounds(row)}" for row in claims)]
    if len(links) > most:
        lines += [f"   and {len(links) - most} more links: defectkg query claims"]
    return lines


def definition_lines(records: RecordTexts, own: set[str]) -> list[str]:
    """Return the links that follow from what words mean."""
    lines = [f"   {text}" for iri, text in records.definitions.items() if iri in own]
    return ["By definition", *lines] if lines else []


def treatment_blocks(
    records: RecordTexts, own: set[str], under: set[str], most: tuple[int, int]
) -> Iterator[list[str]]:
    """Return the treatments with their outcomes, and outcomes without a treatment."""
    for title, some, limit in (
        ("Treatments and outcomes", own, most[0]),
        ("Treatments and outcomes, on kinds below", under, most[1]),
    ):
        gathered: dict[str, list[Row]] = {iri: [] for iri in records.treatments if iri in some}
        whole = set(gathered)
        loose = []
        for iri, row in records.outcomes.items():
            if row["treatment_iri"] in whole:
                gathered[row["treatment_iri"]].append(row)
            elif iri in some and row["treatment_iri"]:
                gathered.setdefault(row["treatment_iri"], []).append(row)
            elif iri in some:
                loose.append(row)
        yield outcome_lines(records, title, gathered, loose, limit)


def outcome_lines(
    records: RecordTexts, title: str, gathered: dict[str, list[Row]], loose: list[Row], most: int
) -> list[str]:
    """Return treatments, each with its outcomes, then what was found without a treatment."""
    if not gathered and not loose:
        return []
    lines = [title]
    for iri in sorted(gathered, key=list(records.treatments).index)[:most]:
        row, rows = records.treatments[iri], gathered[iri]
        role = row["role"] if row["role_iri"] != terms.TRIAL else ""
        parts = [row["treatment"], role, row["strategy"]]
        parts += [row["route"], row["dose"], works_phrase(row), row["locator"]]
        lines += [f"   {'; '.join(filter(None, parts))}"]
        paired = {records.baselines.get(r["measurement_iri"]) for r in rows}
        left = [r for r in rows if r["measurement_iri"] not in paired]
        lines += [f"      {records.outcome(r)}; {place(r, row)}".removesuffix("; ") for r in left]
    if len(gathered) > most:
        lines += [f"   and {len(gathered) - most} more: defectkg query treatments"]
    for row in loose[:most]:
        scope = ", ".join(filter(None, (row["host"], row["form"])))
        parts = [records.outcome(row), scope, works_phrase(row), row["locator"]]
        lines += [f"   {'; '.join(filter(None, parts))}"]
    return lines


def place(row: Row, treatment: Row) -> str:
    """Return the place of an outcome, and its host, form and work where not the treatment's."""
    keys = ("host", "form", "publication")
    other = [row[key] for key in keys if row[key] != treatment[key]]
    return "; ".join(filter(None, [*other, row["locator"]]))


def remark_lines(
    records: RecordTexts, kinds: Iterable[str], own: Iterable[str], most: int
) -> list[str]:
    """Return anomalies and open problems that concern a thing or a record that names it."""
    found: dict[str, str] = {}
    for thing in (*kinds, *own):
        for row in records.remarks.get(thing, ()):
            found[row["record"]] = (
                f"   {row['text']}; {row['locator']}; {local_name(row['record'])}"
            )
    lines = [found[record] for record in sorted(found)]
    if len(lines) > most:
        lines[most:] = [f"   and {len(lines) - most} more: defectkg query anomalies"]
    return ["Doubts and open problems", *lines] if lines else []


def citing(graph: GraphContent, records: RecordTexts, name: Name) -> list[str]:
    """Return how to cite a claim, a measurement or a treatment."""
    kept = {**records.claims, **records.outcomes, **records.treatments}
    if name.iri not in kept:
        return []
    row = kept[name.iri]
    source = next(r for r in about(graph, name.iri) if r["predicate"] == terms.STATED_IN)
    works_of = {r["publication_iri"]: r for r in run(graph.store, "publications").dicts()}
    stated = works_of[source["object"]]
    primary = [
        reference(works_of[r["object"]])
        for r in about(graph, name.iri)
        if r["predicate"] == terms.OF_PUBLICATION and r["direction"] == "out"
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


def model_text(graph: GraphContent) -> Rows:
    """Return classes and properties of the model with meaning, example and use, as rows."""
    rows = run(graph.store, "internal/model")
    return rows.pick("term", "type", "uses", "definition", "example")
