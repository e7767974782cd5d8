"""What is known about one thing, as text: what it is, claims on it, outcomes, doubts."""

from __future__ import annotations

import re
import shlex
import sys
import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from defectkg import __version__
from defectkg.mappings.collection import Mappings
from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.model.names import Name
from defectkg.model.spelling import any_word
from defectkg.publish.citations import doi_link
from defectkg.rdf.levels import BROADER, levels_at
from defectkg.rdf.library import load_query
from defectkg.rdf.prefixes import DATA, TERMS, curie, local_name
from defectkg.rdf.queries import run
from defectkg.rdf.rows import Rows
from defectkg.text.asked_query import Asked
from defectkg.text.beside import other_side
from defectkg.text.disagreements import disagreement_lines
from defectkg.text.first_screen import PAGE
from defectkg.text.near_kinds import of_like_mechanism
from defectkg.text.records import RecordTexts, Row, dose_in_words, items_of
from defectkg.text.sentences import (
    all_in_words,
    attribution,
    claim_sentence,
    listed,
    statement,
    word,
)

__all__ = ["Page", "blocks", "facts", "is_cut", "model_text", "page", "records_of"]

CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
SCOPE = ("host", "form", "publication")  # of an outcome: said where not the treatment's
NAMES = 25  # of one line; the rest is counted
MORE = re.compile(r"^   and \d+ more \w+$")
# Claims or treatments of one section, on the thing itself and on kinds below, and doubts. What
# only says where or how (a form, a role) is named by nearly everything.
MOST, MOST_OF_SCOPE = (25, 12, 25), (10, 4, 6)
SHARES = (1, 2, 3, 5, 8, 12)  # of these limits, until a page is short enough to be read through
CENTRAL = frozenset({*terms.LAYERS, terms.MECHANISM_KIND})
STANCES = (  # sections in this order
    ("Claims for", (terms.SUPPORTS,)),
    ("Claims against, or not shown", (terms.REFUTES, terms.FINDS_NONE, terms.NOT_SHOWN)),
    ("Partly", (terms.PARTLY_SUPPORTS,)),
)
QUESTIONS = {  # the commands that ask about a kind, by its group
    terms.DEFECT_KIND: "what was tried against it: defectkg tried --defect",
    terms.AGENT_KIND: "what it did to observables: defectkg outcomes --agent",
    terms.ION_KIND: "what brings it, and did to observables: defectkg outcomes --agent",
    terms.HOST_KIND: "what treatments did to it: defectkg outcomes --host",
    terms.OBSERVABLE_KIND: "which treatments changed it: defectkg outcomes --observable",
    terms.STRATEGY_KIND: "what was tried under it: defectkg tried --strategy",
    terms.METHOD_KIND: "what is claimed by it: defectkg query claims -p method=",
}
TENSION = "tension in the print"  # a kind of contradiction
ENDS = frozenset({TERMS + "cause", TERMS + "effect"})  # of a claim
UNTOLD = frozenset({"Class", "NamedIndividual", "Root"})  # classes that say nothing to a reader
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
IS_A, TYPE, DEFINITION = RDFS + "subClassOf", RDF + "type", SKOS + "definition"
OTHER_NAMES = (SKOS + "altLabel", SKOS + "notation")
# Properties whose values stand elsewhere on the page than in the list of properties.
PLACED = frozenset({TYPE, RDFS + "label", IS_A, DEFINITION, *OTHER_NAMES, SKOS + "hiddenLabel"})


def facts(graph: GraphContent, name: Name) -> Rows:
    """Return the properties of a thing and what points at it, as rows."""
    values = [
        (name.iri, r["direction"], r["property"], r["value"]) for r in graph.names.about(name.iri)
    ]
    return Rows(("node", "direction", "property", "value"), values)


class Page(str):
    """A page of text, which a notebook shows line by line."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def page(records: RecordTexts, name: Name, width: int, *, whole: bool = False) -> Page:
    """Return what is known about one thing, by the records of a graph, as text.

    Without limits, if the `whole` is wanted.
    """
    for share in SHARES:
        told = blocks(records, name, whole=whole, share=share)
        if is_cut(told):
            told.append([f"all of it: defectkg show {curie(name.iri)} --all"])
        printed = "\n\n".join(
            "\n".join(line for text in block for line in folded(text, width)) for block in told
        )
        if whole or printed.count("\n") < PAGE:
            break
    return Page(f"{printed}\n")


def is_cut(told: Iterable[list[str]]) -> bool:
    """Return whether blocks leave something out, which a line of them counts."""
    return any(MORE.search(line) for block in told for line in block)


def blocks(
    records: RecordTexts, name: Name, *, whole: bool = False, commands: bool = True, share: int = 1
) -> list[list[str]]:
    """Return what is known about one thing in blocks of lines, in the order of a page.

    A block begins with its title, and what stands under that is indented; the first is the heading
    of the page, and blocks of facts have no title. Without `commands` none says what to type next;
    each section keeps its limit over `share`.
    """
    graph, rows = records.graph, records.graph.names.about(name.iri)
    naming_it = pointing_at(rows) | records.related_records(name) | held_in(graph, name)
    narrower = sorted(graph.kinds.below(name.iri))
    naming_narrower = {iri for kind in narrower for iri in pointing_at(graph.names.about(kind))}
    on_condition = under(graph, name)
    naming_broader = of_broader_kinds(graph, name)
    through: set[str] = set()
    if {terms.AGENT_KIND, terms.ION_KIND} & set(name.types):
        through = records.claims_through(naming_it, graph.kinds.brought_by(name.iri))
    told_whole = CENTRAL | {terms.RECORD_GRAPH}
    limits = MOST if told_whole & set(name.types) else MOST_OF_SCOPE
    most, most_below, most_doubts = (max(1, limit // share) for limit in limits)
    if whole:
        most = most_below = most_doubts = sys.maxsize
    nearer = naming_it | on_condition
    groups = (
        (naming_it, "", most),
        (on_condition - naming_it, ", with it as a condition", most),
        (naming_broader - nearer - through, ", said of broader kinds", most),
        (through - nearer, ", through its treatments and what it supplies or forms", most),
        (naming_narrower - nearer - through - naming_broader, ", on kinds below", most_below),
    )
    told = [
        heading(records, name),
        work_lines(records, name)
        if terms.PUBLICATION in name.types
        else fact_lines(records, name, rows),
        mapping_lines(name.iri),
        *claim_blocks(records, name.iri, groups),
        definition_lines(records, naming_it),
        treatment_lines(records, "Treatments and outcomes", {*naming_it, name.iri}, most),
        treatment_lines(
            records,
            "Treatments and outcomes, on kinds below",
            naming_narrower - naming_it,
            most_below,
        ),
        first_lines(disagreement_lines(records, {name.iri, *naming_it}, name.iri), most),
        remark_lines(records, name.iri, {*narrower, *naming_it}, most_doubts),
        see_also(records, name, naming_it) if commands else [],
        citing(records, name),
    ]
    return [block for block in told if block]


def first_lines(block: list[str], most: int) -> list[str]:
    """Return a block of comparisons with its title and its first lines; the others are counted."""
    title, *lines = block or [""]
    left = len(lines) - most
    return [title, *lines[:most], f"   and {left} more comparisons"] if left > 0 else block


def folded(text: str, width: int) -> list[str]:
    """Return a line as printed lines; what follows the first is indented further."""
    indent = " " * (len(text) - len(text.lstrip()) + 3)
    return textwrap.wrap(text, width, subsequent_indent=indent, break_on_hyphens=False)


def of_broader_kinds(graph: GraphContent, name: Name) -> set[str]:
    """Return the records that name a broader kind which answers for one that can be a joint."""
    answering = graph.kinds.levels(name.iri) if CENTRAL & set(name.types) else {}
    broader = levels_at(answering, BROADER)
    return {iri for kind in broader for iri in pointing_at(graph.names.about(kind))}


def pointing_at(rows: Iterable[Row]) -> set[str]:
    """Return what points at a thing, of the rows `about` it."""
    return {row["object"] for row in rows if row["direction"] == "in"}


def heading(records: RecordTexts, name: Name) -> list[str]:
    """Return the first line: label or statement, short name, what it is."""
    short, claim = curie(name.iri), records.claims.get(name.iri)
    types = sorted({local_name(iri) for iri in name.types} - UNTOLD)
    what = "".join(f", {CAPITAL.sub(' ', text).lower()}" for text in types)
    if claim:
        label = statement(records.graph, claim)
    elif name.iri in records.outcomes:
        label = records.outcome(records.outcomes[name.iri])
    else:
        label = "" if name.label == short else word(records.graph, name.iri)
    return [f"{label}  ({short}){what}" if label else short + what]


def work_lines(records: RecordTexts, name: Name) -> list[str]:
    """Return a work as one looks for it: authors, title, journal, year, DOI, where it is listed."""
    work = records.works[name.iri]
    lines = [f"{key}: {work[key]}" for key in ("authors", "title", "journal", "year") if work[key]]
    lines += [f"doi: {doi_link(work['doi'])}" if work["doi"] else "doi: in none of the records"]
    numbers, listing = work["reference_numbers"], records.graph.names.line(records.with_list)
    lines += [f"listed: {numbers} of {listing}"] if numbers else []
    if name.iri in records.sources:
        kept = (records.claims, records.outcomes, records.treatments)
        read = [sum(row["read_in"] == name.label for row in some.values()) for some in kept]
        lines += [reading for row in records.readings if (reading := reading_line(row, name.iri))]
        counted = zip(read, ("claim", "outcome", "treatment"), strict=True)
        said = (f"{count} {what}{'s' if count != 1 else ''}" for count, what in counted)
        lines += [f"read here: {listed(said)}"]
    return lines


def cited_work(records: RecordTexts, iri: str) -> str:
    """Return a work with its number in the list of a source that was read, and its journal."""
    work, listing = records.works[iri], records.graph.names.line(records.with_list)
    who = attribution(work["publication"], work["reference_numbers"], listing)
    return f"{who}, {work['journal']}" if work["journal"] else who


def reading_line(row: Row, source: str) -> str:
    """Return how a source was read; nothing, if that is not said, or of another one."""
    if row["source"] != source or not row["read_as"]:
        return ""
    when = row["day"] and f"on {row['day']} at {row['address']}"
    verb = "were" if "; " in row["visible"] else "was"
    seen = row["visible"] and f"visible {verb} {listed(row['visible'])}"
    return f"read as: {'; '.join(filter(None, (row['read_as'], when, seen)))}"


def fact_lines(records: RecordTexts, name: Name, rows: list[Row]) -> list[str]:
    """Return the properties of a thing, what it is first, and what else points at it."""
    titles = {row["predicate"]: local_name(row["property"]) for row in rows}
    values: dict[str, set[str]] = defaultdict(set)
    pointing: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        thing, predicate = row["object"], row["predicate"]
        incoming = row["direction"] == "in"
        if incoming and (is_record(records, thing) or predicate == RDF + "first"):
            continue
        value = row["value"] if row["value"] != thing else curie(thing)
        if predicate == terms.OF_PUBLICATION and not incoming:
            value = cited_work(records, thing)
        (pointing if incoming else values)[predicate].add(records.text(thing, value))
    lines = [f"definition: {text}" for text in sorted(values[DEFINITION])]
    if other_names := {text for predicate in OTHER_NAMES for text in values[predicate]}:
        lines += [f"also: {'; '.join(sorted(other_names))}"]
    lines += parents(records.graph, name.iri, sorted(values[IS_A]))
    for predicate in sorted(values.keys() - PLACED, key=titles.__getitem__):
        lines += [f"{titles[predicate]}: {'; '.join(sorted(values[predicate]))}"]
    inverse = {IS_A: "kinds below", TYPE: "members"}
    for predicate in sorted(pointing, key=titles.__getitem__):
        title = inverse.get(predicate, f"← {titles[predicate]}")
        names = sorted(pointing[predicate])
        more = f"; and {len(names) - NAMES} more" if len(names) > NAMES else ""
        lines += [f"{title}: {'; '.join(names[:NAMES])}{more}"]
    return lines


def mapping_lines(iri: str) -> list[str]:
    """Return what a term is in the ontologies of others, the nearest first."""
    rows = Mappings.shipped().of(iri) if not iri.startswith(DATA) else []
    lines = [f"   {row.relation}: {row.object_label or '?'} ({row.object_id})" for row in rows]
    return ["In other ontologies", *lines] if lines else []


def is_record(records: RecordTexts, iri: str) -> bool:
    """Return whether a thing has its own place on a page: claims, outcomes, treatments, doubts."""
    placed = (records.claims, records.outcomes, records.treatments, records.definitions)
    remarks = (row["record"] for rows in records.remarks.values() for row in rows)
    return any(iri in some for some in placed) or iri in remarks


def parents(graph: GraphContent, iri: str, direct: list[str]) -> list[str]:
    """Return a line for each way up, on which each kind is directly below the next."""
    broader, label = graph.kinds.broader, graph.names.label

    def ways(kind: str) -> list[list[str]]:
        above = broader.get(kind, frozenset())
        nearest = above - {higher for near in above for higher in broader.get(near, ())}
        return [[label(k), *way] for k in sorted(nearest, key=label) for way in ways(k) or [[]]]

    found = ways(iri)
    outside = [[name] for name in direct if name not in {way[0] for way in found}]
    return [f"is a: {' ⊑ '.join(way)}" for way in found + outside]


def claim_blocks(
    records: RecordTexts, thing: str, groups: Iterable[tuple[set[str], str, int]]
) -> Iterator[list[str]]:
    """Yield groups of claims on a thing as sentences, with the end of their title and their limit.

    Those come first of which it is cause or effect, not where they hold; then those that set it
    against another form; and what is said in general, of no one treatment, agent or host, before
    what a study found and what is an aim.
    """
    kinds, label = records.graph.kinds, records.graph.names.label
    is_form = kinds.groups.get(thing) == terms.FORM_KIND
    forms = kinds.of_group(terms.FORM_KIND) - {thing} if is_form else set()
    others = re.compile("|".join(map(re.escape, map(label, forms))) or "(?!)")
    classes = {kind for host in kinds.of_group(terms.HOST_KIND) for kind in kinds.above(host)}

    def order(row: Row) -> tuple[bool, ...]:
        return (
            thing not in (row["cause_iri"], row["effect_iri"]),
            not others.search(row["condition"]),
            bool(row["treatment"]),
            bool(row["aim"]),
            not set(row["host_iri"].split()) <= classes,
            kinds.groups.get(row["cause_iri"]) in (terms.AGENT_KIND, terms.ION_KIND),
            bool(row["form_basis"]),
        )

    for group, title_end, most in groups:
        claims = sorted((row for iri, row in records.claims.items() if iri in group), key=order)
        for title, stances in STANCES:
            rows = [row for row in claims if row["stance_iri"] in stances]
            yield claim_lines(records.graph, title + title_end, rows, most)


def under(graph: GraphContent, name: Name) -> set[str]:
    """Return the claims whose condition names a kind, as *after ligand detachment* does."""
    named = any_word(graph.names.spellings.get(name.iri, set()), ending="s?")
    rows = run(graph.store, "internal/conditions-of-claims").values
    return {claim for claim, condition in rows if named.search(condition)}


def records_of(graph: GraphContent, names: Iterable[Name]) -> RecordTexts:
    """Return the records that the pages of some things tell: of a small graph all.

    Parameters
    ----------
    graph : GraphContent
    names : iterable of Name
    """
    if not graph.is_large:
        return RecordTexts(graph)
    wanted = {iri for (iri,) in run(graph.store, "internal/definitions").values}
    for name in names:
        of_it = graph.names.about(name.iri)
        wanted |= {name.iri, *(row["object"] for row in of_it)}
        for kind in graph.kinds.below(name.iri) | graph.kinds.brought_by(name.iri):
            wanted |= pointing_at(graph.names.about(kind))
        wanted |= of_broader_kinds(graph, name) | under(graph, name) | held_in(graph, name)
        out = (row for row in of_it if row["direction"] == "out")
        ends = [row["object"] for row in out if row["predicate"] in ENDS]
        wanted |= frozenset.intersection(*map(graph.claims_on, ends)) if ends else frozenset()
    wanted = {iri for iri in wanted if iri.startswith(DATA)}
    for one, other in ((d.one, d.other) for d in graph.disagreements):
        if {one, other} & wanted:
            wanted |= {one, other}
    return RecordTexts(graph, wanted)


def held_in(graph: GraphContent, name: Name) -> set[str]:
    """Return the records of a file."""
    if terms.RECORD_GRAPH not in name.types:
        return set()
    held = graph.store.rows(load_query("internal/graph-records").text, {"graph": name.iri})
    return {row["record"] for row in held.dicts()}


def claim_lines(graph: GraphContent, title: str, rows: list[Row], most: int) -> list[str]:
    """Return claims as sentences; those that say the same stand together."""
    links: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        links[statement(graph, row)].append(row)
    alike = [row for same in links.values() for row in same]
    lines = [f"   {claim_sentence(graph, row)} ({row['claim']})" for row in alike[:most]]
    if len(alike) > most:
        lines += [f"   and {len(alike) - most} more claims"]
    return [title, *lines] if lines else []


def see_also(records: RecordTexts, name: Name, naming_it: Collection[str]) -> list[str]:
    """Return what is not on a page: claims on kinds above, and what the question commands list."""
    graph, lines = records.graph, []
    for kind in sorted(graph.kinds.above(name.iri), key=graph.names.label):
        if claims := graph.claims_on(kind):
            number = "1 claim" if len(claims) == 1 else f"{len(claims)} claims"
            above = f"{number} on {graph.names.label(kind)}, a kind above"
            lines += [f"   {above}: defectkg show {curie(kind)}"]
    asked = shlex.quote(name.label)
    lines += [
        f"   {text}{'' if text.endswith('=') else ' '}{asked}"
        for group, text in QUESTIONS.items()
        if group in name.types
    ]
    if terms.STRATEGY_KIND in name.types:
        others = sorted(graph.kinds.of_group(terms.STRATEGY_KIND) - {name.iri})
        beside = "; ".join(f"defectkg show {curie(iri)}" for iri in others)
        lines += [f"   the strategies beside it: {beside}"]
    if tensions := tensions_in(records, {name.iri, *naming_it}):
        what = f"{tensions} tension{'s' if tensions > 1 else ''} in what is said of it"
        lines += [f"   {what}: defectkg contradictions --kind '{TENSION}'"]
    if terms.UNIT in name.types:
        timed = {row["record_iri"] for row in run(graph.store, "durations").dicts()}
        told = "how long anything lasted, in other units and in passing"
        lines += [f"   {told}: defectkg query durations"] if timed & set(naming_it) else []
    if {terms.AGENT_KIND, terms.ION_KIND} & set(name.types):
        itself = Asked(
            graph.store,
            load_query("tried"),
            {"agent": name.label},
            lambda _, names: dict.fromkeys(names, name.iri),
        )
        told_beside = [*of_like_mechanism(itself), *all_in_words(graph, other_side(itself))]
        lines += [f"   {text}" for text in told_beside]
    return ["See also", *lines] if lines else []


def tensions_in(records: RecordTexts, things: Collection[str]) -> int:
    """Return how many tensions in the print concern some things, or what is said of treatments."""
    treatments = records.treatments.keys() & set(things)
    told = [
        *things,
        *(iri for iri, row in records.outcomes.items() if row["treatment_iri"] in things),
        *(
            iri
            for iri, row in records.claims.items()
            if treatments & set(row["treatment_iri"].split())
        ),
    ]
    remarks = (row for iri in told for row in records.remarks.get(iri, ()))
    tensions = (r["record"] for r in remarks if r["kind_iri"] == terms.TENSION and r["as_read"])
    return len(set(tensions))


def definition_lines(records: RecordTexts, group: set[str]) -> list[str]:
    """Return the links of a group that follow from what words mean."""
    lines = [f"   {text}" for iri, text in records.definitions.items() if iri in group]
    return ["By definition", *lines] if lines else []


def treatment_lines(records: RecordTexts, title: str, group: set[str], most: int) -> list[str]:
    """Return the treatments of a group, each with its outcomes, and outcomes without a treatment.

    A treatment in the group has all its outcomes; another one those in the group.
    """
    outcomes: dict[str, list[Row]] = {iri: [] for iri in records.treatments if iri in group}
    without_treatment = []
    for iri, row in records.outcomes.items():
        treatment = row["treatment_iri"]
        if treatment in group or (treatment and iri in group):
            outcomes.setdefault(treatment, []).append(row)
        elif iri in group:
            without_treatment.append(row)
    if not outcomes and not without_treatment:
        return []
    lines = [title]
    for iri in sorted(outcomes, key=list(records.treatments).index)[:most]:
        lines += one_treatment(records, records.treatments[iri], outcomes[iri])
    if len(outcomes) > most:
        lines += [f"   and {len(outcomes) - most} more treatments"]
    return lines + [f"   {lone_outcome(records, row)}" for row in without_treatment[:most]]


def lone_outcome(records: RecordTexts, row: Row) -> str:
    """Return an outcome without a treatment: of what, and who reports it."""
    scope = ", ".join(filter(None, (row["host"], row["form"])))
    parts = [records.outcome(row), scope, records.works_phrase(row), row["locator"]]
    return "; ".join(filter(None, parts))


def one_treatment(records: RecordTexts, treatment: Row, outcomes: list[Row]) -> Iterator[str]:
    """Yield a treatment and its outcomes; a baseline stands in the line of its outcome."""
    role = treatment["role"] if treatment["role_iri"] != terms.TRIAL else ""
    parts = [treatment["treatment"], role, treatment["strategy"], treatment["route"]]
    parts += [
        dose_in_words(treatment["dose"]),
        records.works_phrase(treatment),
        treatment["locator"],
    ]
    yield f"   {'; '.join(filter(None, parts))}"
    baselines = {records.baselines.get(row["measurement_iri"]) for row in outcomes}
    for row in outcomes:
        if row["measurement_iri"] not in baselines:
            differing = [row[key] for key in SCOPE if row[key] != treatment[key]]
            parts = [records.outcome(row), *differing, row["locator"]]
            yield f"      {'; '.join(filter(None, parts))}"


def remark_lines(records: RecordTexts, thing: str, things: Iterable[str], most: int) -> list[str]:
    """Return open problems that concern a thing, or others with it, and then anomalies.

    A source that lists several tasks in one paragraph may tell one of a kind above: it stands here,
    too.
    """
    own = [row for row in records.remarks.get(thing, ()) if is_open(row)]
    paragraphs = {(row["source"], row["locator"]) for row in own}
    told = [(row, "") for one in (thing, *things) for row in records.remarks.get(one, ())]
    told += [
        (row, f" (of {records.graph.names.label(kind)})")
        for kind in sorted(records.graph.kinds.broader.get(thing, ()))
        for row in records.remarks.get(kind, ())
        if is_open(row) and (row["source"], row["locator"]) in paragraphs
    ]
    found: dict[tuple[bool, str], str] = {}
    for row, of in told:
        line = f"   {row['text']}{of}; {row['locator']}; {local_name(row['record'])}"
        found.setdefault((not is_open(row), row["record"]), line)
    lines = [found[place] for place in sorted(found)]
    if len(lines) > most:
        lines[most:] = [f"   and {len(lines) - most} more doubts"]
    return ["Doubts and open problems", *lines] if lines else []


def is_open(row: Row) -> bool:
    """Return whether a remark is an open problem, and no anomaly."""
    return not row["kind_iri"]


def citing(records: RecordTexts, name: Name) -> list[str]:
    """Return how to cite a claim, a measurement or a treatment."""
    citable = {**records.claims, **records.outcomes, **records.treatments}
    if name.iri not in citable:
        return []
    record, rows = citable[name.iri], records.graph.names.about(name.iri)
    works = records.works
    source = next(works[row["object"]] for row in rows if row["predicate"] == terms.STATED_IN)
    cited = {
        work["publication"]: reference(work)
        for row in rows
        if row["predicate"] == terms.OF_PUBLICATION and row["direction"] == "out"
        if (work := works[row["object"]]) != source
    }
    numbers = record["reference_numbers"]
    primary = [cited[work] for work in items_of(record["publication"]) if work in cited]
    listed = f" [ref {numbers} of {source['publication']}]" if numbers else ""
    lead = f"{'; '.join(primary)}{listed}, as stated in " if primary else ""
    where = f"{reference(source)}, {record['locator']}"
    return [f"cite as: {lead}{where}; defectkg {__version__}, {local_name(name.iri)}"]


def reference(work: Row) -> str:
    """Return a publication as one cites it in passing."""
    author = f"{work['first_author']} et al." if work["first_author"] else work["publication"]
    year = f" {work['year']}" if work["first_author"] else ""
    parts = [author + year, work["journal"], work["doi"] and doi_link(work["doi"])]
    return ", ".join(filter(None, parts))


def model_text(graph: GraphContent) -> Rows:
    """Return classes, properties and coded values with meaning, example and use, as rows."""
    rows = run(graph.store, "internal/model-terms")
    return rows.pick("term", "type", "uses", "definition", "example")
