"""Answers about sources and their evidence as tables: methods, controls, anomalies and so on."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.rdf.levels import EXACT, NARROWER, NEAREST_FIRST, levels_at
from defectkg.rdf.library import Slot
from defectkg.rdf.queries import levels_of, run
from defectkg.rdf.rows import Rows
from defectkg.text.records import (
    challenge_text,
    first_few,
    items_of,
    joined,
    reading,
    shortened,
    source_of,
)
from defectkg.text.sentences import attribution

__all__ = [
    "ONE_CLASS",
    "anomaly_rows",
    "challenge_rows",
    "contradiction_rows",
    "control_rows",
    "counts",
    "credited_rows",
    "figure_rows",
    "form_rows",
    "may_be_copy",
    "method_rows",
    "observable_told",
    "provenance_rows",
    "publication_rows",
    "routes_told",
    "sites_told",
]

SORTS = ("treatment", "claim", "measurement", "account", "challenge")  # of records, in this order
OBSERVABLES = Slot(("ObservableKind",))
NARROWED = (
    "all of citations and the reference list: -p matter=reference; by what is printed: "
    "-p printed=39; of a work, thing or kind: -p work=…, about=…, kind=…"
)
SCOPES = ("host: ", "form: ")  # of a claim or outcome, in what two differ
ONE_CLASS = "opposed in one class"  # a kind of the query ``contradictions``
#: Faults of what is said; nothing else is to be read there.
JUDGED = frozenset({terms.DOUBTFUL_JUDGEMENT, terms.OFF_TOPIC_CITATION})
#: What a curator reads from titles, and another may see otherwise.
OPINIONS = (terms.SPLIT_CITATION, terms.OFF_TOPIC_CITATION)
#: Faults of citations, what anybody can see first: in the list, in names, in numbers.
PLAIN_FIRST = (
    *(terms.MISSING_REFERENCE, terms.DUPLICATE_REFERENCE),
    *terms.CITED_OTHERWISE,
    *OPINIONS,
)
SURENESS = ("high", "medium", "low")
OF_EACH = 2  # results of a treatment in another form, or things at fault, that one cell names
MANY = 20  # rows of which one wants to know how many are of which level


def counts(query: str, rows: Rows, option: str = "") -> list[str]:
    """Return how many rows of an answer are of which sort, where one would have to count them.

    Parameters
    ----------
    query : str
        Of the library.
    rows : Rows
        The answer to it.
    option : str, optional
        What stands before the name of a filter: ``-p `` or ``--``.
    """
    if query == "tried":  # whose first screen counts what it leaves out
        return []
    cells = rows.dicts()
    if query == "anomalies" and len(cells) > 1:
        kinds = ", ".join(f"{n} {kind}" for kind, n in tally(row["kind"] for row in cells))
        of_copy = sum(row["kind_iri"] == terms.RECOGNITION_FAULT for row in cells)
        unread = sum(not (row["as_read"] or row["kind_iri"] in JUDGED) for row in cells)
        more = [f"{of_copy} are of the copy that was read, not of the source"] if of_copy else []
        more += [f"of {unread} the right reading is not known"] if unread else []
        shorter = [NARROWED] if len(cells) > MANY else []
        return [f"{len(cells)} anomalies: {kinds}", *filter(None, ["; ".join(more)]), *shorter]
    if query == "provenance" and len(cells) > 1:
        sorts = ", ".join(f"{sort} {n}" for sort, n in tally(row["type"] for row in cells))
        return [f"{len(cells)} records: {sorts}; csv and json name each"]
    if query == "methods" and len(cells) > 1:
        computed = sum(row["sort"] == "calculation" for row in cells)
        hidden = sum(not row["figure"] for row in cells)
        return [f"of {len(cells)} rows {computed} are of calculations, {hidden} are on no panel"]
    if query == "contradictions":
        in_print = sum(row["matter"] == "print" for row in cells)
        if 0 < in_print < len(cells):
            apart = "--science (in a query: -p matter=science) leaves them out"
            return [f"{in_print} of {len(cells)} rows are at odds in print alone: {apart}"]
    if "level" in rows.columns and "scope" not in rows.columns and len(cells) > MANY:
        found = tally(farthest_of(row["level"]) for row in cells)
        if len(found) > 1:
            told = ", ".join(f"{n} {level}" for level, n in found)
            alone = f"{option}level{' ' if option == '--' else '='}"
            return [f"by level: {told}; one alone: {alone}{min(found, key=nearest_first)[0]}"]
    return []


def observable_told(graph: GraphContent, name: str, rows: Rows, option: str = "") -> list[str]:
    """Return what to say of an observable whose outcomes are asked for.

    How its name was read, where no outcome of it is told; that no number is printed; and which
    observables of its sort there are outcomes of, too.

    Parameters
    ----------
    graph : GraphContent
    name : str
        As a user names it.
    rows : Rows
        The outcomes.
    option : str, optional
        What stands before the name of a filter: ``-p `` or ``--``.
    """
    iri = graph.find(name, terms.OBSERVABLE_KIND, terms.CONDITION_KIND).iri
    label, cells = graph.names.label(iri), rows.dicts()
    every = [row for row in run(graph.store, "outcomes").dicts() if not row["aim"]]
    as_read = "" if label.casefold() == name.casefold() else f"{name} is read as {label}"
    below = levels_at(levels_of(graph.store, OBSERVABLES, iri).by_iri, EXACT, NARROWER)
    if not any(row["observable_iri"] in below for row in every):
        said = "no source that was read tells an outcome of it"
    elif cells and all(row["aim"] for row in cells):
        said = "each of these rows is an aim of the source: it tells no outcome of it there"
    elif cells and not any(row["value"] or row["relative"] or row["before"] for row in cells):
        said = "no number is printed in these rows: the source tells it in words alone"
    else:
        said = ""
    told = [joined("; ", as_read, said)] if said else []
    seen = {row["observable"] for row in cells}
    above = {row["broader"] for row in run(graph.store, "internal/broader-kinds").dicts()
             if row["kind"] == iri}  # fmt: skip
    families = []
    for kind in above & graph.kinds.groups.keys():
        near = levels_at(levels_of(graph.store, OBSERVABLES, kind).by_iri, NARROWER)
        others = {row["observable"] for row in every if row["observable_iri"] in near} - seen
        families += [(len(near), graph.names.label(kind), "; ".join(sorted(others)))]
    for _, family, beside in sorted(families):
        if beside:
            asked = f"{option}observable '{family}'" if option == "--" else f"observable={family}"
            return [*told, f"beside it, of {family}, there are outcomes of {beside}: {asked}"]
    return told


def routes_told(
    ask: Callable[[str, Mapping[str, str]], Rows], params: Mapping[str, str]
) -> list[str]:
    """Return what rows of ``tried`` by a route leave out: controls, and what names no route.

    Parameters
    ----------
    ask : callable
        Answers a query of the library by names for its slots.
    params : dict of str to str
        The names that were given to ``tried``.
    """
    if "route" not in params:
        return []
    asked = {name: params[name] for name in ("agent", "host", "form", "strategy") if name in params}
    by_it = ask("treatments", {**asked, "route": params["route"]}).dicts()
    controls = sum(row["role_iri"] == terms.CONTROL for row in by_it)
    silent = len(ask("treatments", {**asked, "route_told": "no"}).values)
    told = []
    for count, what, slots in (
        (controls, "by it, too", {"route": params["route"], "role": "control"}),
        (silent, "whose route is not told are in no row", {"route_told": "no"}),
    ):
        if count:
            given = " ".join(f"-p {k}={shlex.quote(v)}" for k, v in {**slots, **asked}.items())
            sort = "control" if "role" in slots else "treatment"
            named = f"{count} {sort}{'s' if count > 1 else ''} {what}"
            told.append(f"{named}: defectkg query treatments {given}")
    return told


def sites_told(graph: GraphContent) -> list[str]:
    """Return what is called open of where dopants sit, in one line for each source and place."""
    spots = {terms.LATTICE_DOPANT, terms.SURFACE_DOPANT}
    return [
        f"declared open: {challenge_text(row)}"
        for row in run(graph.store, "challenges").dicts()
        if spots <= set(row["concerns_iri"].split())
    ]


def nearest_first(found: tuple[str, int]) -> int:
    """Return how far a counted level is."""
    return NEAREST_FIRST.index(found[0])


def tally(words: Iterable[str]) -> list[tuple[str, int]]:
    """Return how often each word occurs, the most frequent first."""
    return Counter(words).most_common()


def farthest_of(cell: str) -> str:
    """Return the level that is met least exactly of those in a cell, such as ``host broader``."""
    return max(NEAREST_FIRST, key=lambda level: (level in cell, NEAREST_FIRST.index(level)))


def anomaly_rows(rows: Rows) -> Rows:
    """Return rows of the query ``anomalies`` for people: where, what, how it is read, of what.

    Of citations what the list itself lacks comes first, then names, wrong numbers, and opinions by
    titles; faults of the copy that was read come last: they are none of the source.
    """
    sources = {row["read_in"] for row in rows.dicts()}
    place = f"place in {next(iter(sources))}" if len(sources) == 1 else "place"
    columns = (place, "level", "printed", "reading", "kind", "of", "works", "anomaly")
    lines = [
        (
            joined(", ", row["locator"], row["read_in"] if len(sources) > 1 else ""),
            row.get("level", ""),
            row["as_printed"],
            read_as(row),
            kind_of_fault(row),
            first_few(items_of(row["concerns"]), OF_EACH),
            few(row["works"]),
            row["anomaly"],
        )
        for row in sorted(rows.dicts(), key=anomaly_order)
    ]
    return Rows(columns, lines).without_empty()


def anomaly_order(row: Mapping[str, str]) -> tuple[bool, bool, int, int]:
    """Return what puts a row of ``anomalies`` before others: what is surest of all comes first."""
    kind = row["kind_iri"]
    place = PLAIN_FIRST.index(kind) if kind in PLAIN_FIRST else len(PLAIN_FIRST)
    sure = SURENESS.index(row["confidence"]) if row["confidence"] in SURENESS else len(SURENESS)
    return kind == terms.RECOGNITION_FAULT, row["matter"] != "reference", place, sure


def kind_of_fault(row: Mapping[str, str]) -> str:
    """Return of what kind a row of ``anomalies`` is, and whether it may be of the copy, or is read.

    Examples
    --------
    >>> kind_of_fault({"kind": "misnumbered citation", "as_printed": "8", "as_read": "83",
    ...                "kind_iri": terms.MISNUMBERED_CITATION})
    'misnumbered citation; may be the copy'
    >>> kind_of_fault({"kind": "off-topic citation", "as_printed": "4", "as_read": "",
    ...                "kind_iri": terms.OFF_TOPIC_CITATION})
    'off-topic citation; opinion'
    """
    opinion = "opinion" if row["kind_iri"] in OPINIONS else ""
    return joined("; ", row["kind"], opinion, "may be the copy" if may_be_copy(row) else "")


def may_be_copy(row: Mapping[str, str]) -> bool:
    """Return whether a fault may have come about when the source was copied: some of it is lost.

    A number may have lost a digit, and a list an entry. Another digit is not told apart so.
    """
    cut = row["as_read"].startswith(row["as_printed"]) and row["as_read"] != row["as_printed"]
    return row["kind_iri"] == terms.MISSING_REFERENCE or (
        row["kind_iri"] == terms.MISNUMBERED_CITATION and cut
    )


def shows_it(row: Mapping[str, str]) -> bool:
    """Return whether a row of ``methods`` shows what it tells, by its method or by a sign."""
    told = row["shows"] or row["depicted"] or not row["claimed"]
    return bool(row["sign"] or (row["method_iri"] and told))


def read_as(row: Mapping[str, str]) -> str:
    """Return how a row of ``anomalies`` is read, how surely, and why.

    Examples
    --------
    >>> row = {"kind_iri": terms.MISPRINT, "as_printed": "84%", "confidence": "medium", "note": ""}
    >>> read_as({**row, "as_read": "up to 84%", "note": "Printed as a gain."})
    'up to 84% (medium): Printed as a gain'
    >>> read_as({**row, "kind_iri": terms.DOUBTFUL_JUDGEMENT, "as_read": "", "note": "A film."})
    'kept as printed (medium): A film'
    >>> twice = {"kind_iri": terms.DUPLICATE_REFERENCE, "as_printed": "35", "as_read": "83"}
    >>> read_as({**row, **twice})
    'entries 35 and 83 are the same work (medium)'
    """
    unread = "kept as printed" if row["kind_iri"] in JUDGED else "not known, but a fault"
    read = f"{reading(row) or unread} ({row['confidence']})"
    return joined(": ", read, row["note"].rstrip("."))


def challenge_rows(rows: Rows) -> Rows:
    """Return rows of the query ``challenges`` for people: what is open, and what is said of it."""
    columns = ("number", "level", "open", "concerns", "note", "source")
    lines = [
        (
            row["number"],
            row.get("level", ""),
            row["challenge"],
            row["concerns"],
            row["says"],
            source_of(row),
        )
        for row in rows.dicts()
    ]
    return Rows(columns, lines).without_empty()


def provenance_rows(rows: Rows) -> Rows:
    """Return rows of the query ``provenance`` for people: what each work is cited for, in turn.

    A work stands at the first of its statements, with their count.
    """
    columns = ("work", "level", "what", "says", "in", "method", "place", "doubt")
    several = len({row["read_in"] for row in rows.dicts()}) > 1
    works: dict[str, list[dict[str, str]]] = {}
    for row in sorted(rows.dicts(), key=lambda row: row["publication"]):
        who = attribution(row["publication"], row["reference_numbers"], "")
        works.setdefault(who, []).append(row)
    lines = []
    for who, group in works.items():
        group.sort(key=lambda row: SORTS.index(row["type"]))
        head = f"{who}: {len(group)} statement{'s' if len(group) > 1 else ''}"
        for row, work in zip(group, [head, *[""] * (len(group) - 1)], strict=True):
            faults = (item.split(":")[0] for item in items_of(row["anomaly"]))
            lines.append(
                (
                    work,
                    row.get("level", ""),
                    row["type"],
                    row["says"],
                    joined(", ", row["host"], row["form"]),
                    row["method"],
                    joined(", ", row["locator"], row["read_in"] if several else ""),
                    "; ".join(dict.fromkeys(faults)),
                )
            )
    return Rows(columns, lines).without_empty()


def figure_rows(rows: Rows) -> Rows:
    """Return rows of the query ``figures`` for people: how many records stand on each panel."""
    columns = ("panel", "level", "shows", "depicts", "reuse", "copyright", "source", "records")
    lines = [
        (
            row["panel"],
            row.get("level", ""),
            row["shows"],
            row["depicts"],
            row["reuse"],
            row["copyright"],
            attribution(row["publication"], row["reference_numbers"], row["read_in"]),
            str(len(items_of(row["records"]))),
        )
        for row in rows.dicts()
    ]
    return Rows(columns, lines).without_empty()


def publication_rows(rows: Rows) -> Rows:
    """Return rows of the query ``publications`` for people, with what is wrong in citing each."""
    columns = ("publication", "number", "journal", "year", "doi", "title", "anomaly")
    lines = []
    for row in rows.dicts():
        twice = row["listed_twice_in"] and f"(one work, listed twice in {row['listed_twice_in']})"
        number = joined(" ", row["reference_numbers"], twice)
        shown = row["publication"], number, row["journal"], row["year"], row["doi"], row["title"]
        lines.append((*shown, row["anomaly"]))
    return Rows(columns, lines).without_empty()


def contradiction_rows(rows: Rows) -> Rows:
    """Return rows of the query ``contradictions`` for people: both sides, and what to make of them.

    What differs is told in words, with whether the source settles it. Pairs that have no more in
    common than a class of agents share one line, unless nothing else is asked.
    """
    columns = ("kind", "level", "says", "against", "verdict", "note", "place", "records")
    told = [row for row in rows.dicts() if row["kind"] != ONE_CLASS]
    hardly = [row for row in rows.dicts() if row["kind"] == ONE_CLASS]
    lines = []
    for row in told or hardly:
        printed = row["matter"] == "print"
        says = joined(": ", row["said_by"], f"“{row['says']}”" if printed else row["says"])
        about = in_each_scope(row["concerned"]) or few(row["concerns"])
        lines.append(
            (
                row["kind"],
                row.get("level", ""),
                joined(" ", says, about and f"({about})"),
                joined(": ", row["against_by"], row["against"]),
                joined("; ", row["verdict"], *apart(row), both_of(row["alike"])),
                row["reason"],
                joined(", ", row["locator"], row["read_in"]),
                "; ".join(dict.fromkeys(filter(None, (row["record"], row["against_record"])))),
            )
        )
    if told and hardly:
        lines.append((ONE_CLASS, "", *in_one_line(hardly), "", "", ""))
    return Rows(columns, lines).without_empty()


def apart(row: Mapping[str, str]) -> list[str]:
    """Return in what two sides differ; beside a reason in their hosts and forms alone."""
    differs = [
        f"in {aspect.replace(': ', ' (', 1).replace(' / ', ' against ')})"
        for aspect in items_of(row["differs"])
        if not row["reason"] or aspect.startswith(SCOPES)
    ]
    return [f"they differ {', '.join(differs)}"] if differs else []


def both_of(alike: str) -> str:
    """Return the hosts and forms of both sides of a pair.

    Examples
    --------
    >>> both_of("form: nanocrystal; host: CsPbBr3")
    'both of CsPbBr3, nanocrystal'
    """
    told = sorted(items_of(alike), key=lambda aspect: not aspect.startswith(SCOPES[0]))
    return alike and f"both of {', '.join(aspect.partition(': ')[2] for aspect in told)}"


def in_each_scope(concerned: str) -> str:
    """Return what a tension is about, one thing of each host and form.

    Examples
    --------
    >>> of = "CsPbBr3 nanoplatelet: PLQY of HBr in CsPbBr3 nanoplatelets; CsPbCl3: PLQY; "
    >>> in_each_scope(of + "CsPbCl3: blue emission lowers PLQY")
    'PLQY of HBr in CsPbBr3 nanoplatelets; CsPbCl3: blue emission lowers PLQY and 1 more'
    """
    found: dict[str, list[str]] = {}
    for scope, _, thing in (item.partition(": ") for item in items_of(concerned)):
        found.setdefault(scope, []).append(thing)
    told = []
    for scope, things in found.items():
        most = max(things, key=len)
        named = most if not scope or scope.split()[0] in most else f"{scope}: {most}"
        told.append(named + (f" and {len(things) - 1} more" if len(things) > 1 else ""))
    return "; ".join(told)


def in_one_line(pairs: list[dict[str, str]]) -> tuple[str, str, str]:
    """Return what outcomes opposed in one class are of, and how to see them one by one."""
    seen = tally(row["says"].partition(" up: ")[0] for row in pairs)
    says = ", ".join(f"{observable} {count}" for observable, count in seen)
    see = f"one by one: defectkg contradictions --kind '{ONE_CLASS}'"
    return f"{len(pairs)} pairs of outcomes: {says}", "", f"{pairs[0]['verdict']}; {see}"


def method_rows(rows: Rows) -> Rows:
    """Return rows of the query ``methods`` for people; what was applied jointly shares a row."""
    columns = ("method", "level", "agent", "shows", "defects", "panel", "in", "source")
    agents: dict[tuple[str, ...], list[str]] = {}
    methods = list(dict.fromkeys(row["method"] for row in rows.dicts()))
    for row in sorted(rows.dicts(), key=lambda row: method_order(row, methods)):
        claimed = row["claimed"] and f"claimed beside it: {row['claimed']}"
        of_method = "" if row["shows"] else claimed, row["measures"]
        seen = of_method if row["method_iri"] or not row["sign"] else (row["sign"],)
        control = row["controls"] and f"control: {row['controls']}"
        beside = ""
        if row["sort"] == "calculation" and row["shows"]:
            beside = row["measured_beside"] and f"measured beside it: {row['measured_beside']}"
            beside = beside or "no measurement beside it"
        depicted = row["depicted"] and f"the panel shows {row['depicted']} with it"
        shows = joined("; ", row["shows"], depicted, *seen)
        shows = f"calculated: {shows}" if row["sort"] == "calculation" else shows
        how = f"{row['sign'].partition(':')[0]} itself; how it was taken is not told"
        cells = (
            how if row["sign"] and not row["method_iri"] else row["method"],
            row.get("level", ""),
            joined("; ", shows, beside, control),
            row["defects"],
            row["figure"] or ("no panel" if row["panels"] else "panels not recorded"),
            joined(", ", row["host"], row["form"]),
            told_where({**row, "locator": without_other_panels(row)}),
        )
        agents.setdefault(cells, []).append(row["agent"])
    lines = [(m, at, "; ".join(of), *rest) for (m, at, *rest), of in agents.items()]
    return Rows(columns, lines).without_empty()


def method_order(row: Mapping[str, str], methods: list[str]) -> tuple[bool, int, int, bool]:
    """Return what puts a row of ``methods`` before others.

    What shows a fate of defects comes before what is claimed beside it; what was measured before
    controls and calculations; and what a review tells first.
    """
    only_claimed = bool(row["defects"]) and not shows_it(row)
    sort = 2 if row["sort"] == "calculation" else int(row["method_iri"] == terms.CONTROL_EXPERIMENT)
    of_itself = row["publication"] == row["read_in"]
    return only_claimed, sort, methods.index(row["method"]), of_itself


def without_other_panels(row: Mapping[str, str]) -> str:
    """Return where a row of ``methods`` is told, without panels that show something else."""
    places = list(dict.fromkeys(row["locator"].split("; ")))
    panels = items_of(row["figure"])
    kept = [one for one in places if not one.startswith("Fig. ") or one in panels]
    return "; ".join(kept or places)


def control_rows(rows: Rows) -> Rows:
    """Return rows of the query ``controls`` for people."""
    columns = (
        "control", "level", "tells apart", "outcome", "concluded", "evidence", "of", "in", "source",
    )  # fmt: skip
    lines = [
        (
            joined(", on ", row["control"], row["starts_from"]),
            row.get("level", ""),
            row["separates"],
            row["outcome"] or "none told",
            joined(
                "; ",
                row["concluded"] or (row["credited"] and f"not from it: {row['credited']}"),
                row["denied"],
            ),
            row["evidence"],
            row["treatment"],
            row["host"],
            source_of(row),
        )
        for row in rows.dicts()
    ]
    return Rows(columns, lines).without_empty()


def credited_rows(rows: Rows) -> Rows:
    """Return rows of the query ``credited`` for people."""
    columns = ("agent", "level", "credited", "said", "evidence", "outcome", "in", "source")
    lines = [
        (
            row["agent"],
            row.get("level", ""),
            row["credited"] or "not said",
            joined("; ", row["says"], row["denied"]),
            row["evidence"],
            joined("; ", row["outcome"], f"control: {row['control'] or 'none'}"),
            joined(", ", row["host"], row["form"]),
            source_of(row),
        )
        for row in rows.dicts()
    ]
    return Rows(columns, lines).without_empty()


def form_rows(rows: Rows) -> Rows:
    """Return rows of the query ``only-in-form`` for people."""
    columns = ("agent", "level", "shown only in", "on", "what", "elsewhere", "source")
    lines = [
        (
            row["agent"],
            row.get("level", ""),
            row["form"],
            row["host"],
            shortened(told_there(row)),
            joined("; ", row["declared"], row["supposed"], told_elsewhere(row)),
            told_where(row),
        )
        for row in rows.dicts()
    ]
    return Rows(columns, lines).without_empty()


def told_there(row: Mapping[str, str]) -> str:
    """Return what is told of an agent in one form alone, and what else of defects in that form.

    Outcomes are told with their values.

    Examples
    --------
    >>> row = {"only": "grain size", "outcome": "grain size: large; PLQY: 9 %"}
    >>> told_there({**row, "claimed": "SCN- lowers trap state"})
    'only there: grain size: large; told there besides: SCN- lowers trap state'
    >>> told_there({"only": "", "outcome": "EQE: 20 %", "claimed": ""})
    'all that is told of it: EQE: 20 %'
    """
    alone, values = items_of(row["only"]), items_of(row["outcome"])
    if not alone:
        told = joined("; ", first_few(values), few(row["claimed"]))
        return joined(": ", "all that is told of it", told)
    valued = [[one for one in values if one.startswith(f"{item}: ")] or [item] for item in alone]
    also = first_few(item for item in items_of(row["claimed"]) if item not in alone)
    told = joined("; ", *chain(*valued), also and f"told there besides: {also}")
    return f"only there: {told}"


def told_elsewhere(row: Mapping[str, str]) -> str:
    """Return what is told of an agent in other forms: each treatment, by whom, what came out first.

    Treatments of one work with the same results stand together.

    Examples
    --------
    >>> told = "NaSCN on dots (A 2017): PLQY ~ 1; NaSCN on dots (A 2017): SCN- lowers trap state"
    >>> told_elsewhere({"told_elsewhere": f"KSCN on dots (A 2017): PLQY ~ 1; {told}; {told}"})
    'KSCN on dots (A 2017): PLQY ~ 1; NaSCN on dots (A 2017): PLQY ~ 1, SCN- lowers trap state'
    >>> told_elsewhere({"told_elsewhere": "SnX2 on dots (A 2017); ZnX2 on dots (A 2017)"})
    'SnX2 on dots, ZnX2 on dots (A 2017)'
    """
    results: dict[tuple[str, str], dict[str, None]] = {}  # by treatment and work
    for item in items_of(row["told_elsewhere"]):
        who, _, result = item.partition("): ")
        treatment, _, work = who.removesuffix(")").rpartition(" (")
        results.setdefault((treatment, work), {}).update({result: None} if result else {})
    works: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (treatment, work), found in results.items():
        works.setdefault((treatment, tuple(found)), []).append(work)
    treatments: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (treatment, told), tellers in works.items():
        treatments.setdefault((first_few(tellers), told), []).append(treatment)
    return "; ".join(
        joined(
            ": ",
            f"{', '.join(names)} ({by})",
            first_few(told, OF_EACH).replace("; ", ", "),
        )
        for (by, told), names in treatments.items()
    )


def told_where(row: Mapping[str, str]) -> str:
    """Return who tells a row; numbers are of no one source where several tell it."""
    if len(items_of(row["read_in"])) == 1:
        return source_of(row)
    who = attribution(row["publication"], row["reference_numbers"], "")
    works = items_of(row["publication"])
    others = [source for source in items_of(row["read_in"]) if source not in works]
    return joined(", ", who, row["locator"], "; ".join(others))


def few(cell: str) -> str:
    """Return the first items of a list in a cell, and how many more there are."""
    return first_few(items_of(cell))
