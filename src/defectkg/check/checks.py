"""Check records and kinds: SHACL shapes, check queries, formulas, and nothing left untargeted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from defectkg.check.formulas import formula_faults
from defectkg.check.places import entry_faults, extent_faults, shares_a_part
from defectkg.errors import DataError, DefectkgError
from defectkg.mappings.collection import Mappings
from defectkg.rdf.prefixes import DATA, TERMS, curie
from defectkg.rdf.queries import run
from defectkg.rdf.reading import rdf_files, read_quads, read_text
from defectkg.rdf.shipped import (
    ONTOLOGY_GRAPH,
    check_queries,
    graph_files,
    graph_name,
    ontology_files,
    shape_files,
)
from defectkg.rdf.store import Store

__all__ = ["ENGINES", "Finding", "check", "check_shipped"]

ENGINES = ("shacl-rust", "pyshacl")
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
RECORD_GRAPH = ox.NamedNode(f"{TERMS}RecordGraph")
PUBLICATION = ox.NamedNode(f"{TERMS}Publication")
STATED_IN = ox.NamedNode(f"{TERMS}statedIn")
YEAR = ox.NamedNode(f"{TERMS}year")
SH = "http://www.w3.org/ns/shacl#"
# Classes of OWL and SHACL themselves: the check queries and tests look after their members.
LANGUAGE = ("http://www.w3.org/2002/07/owl#", SH)
Fault = tuple[str, str, str]  # node, message, what is at fault
OTHER_NAME = "The graph is named otherwise than its file: graphs/a/b.ttl holds d:a-b; rename one."
OTHER_FILE = (
    "A work stands in graphs/publications/, in the file of its year or in undated.ttl, whoever "
    "lists it: move it there."
)
OF_NO_SOURCE = "A graph of works is of no one source: remove dkg:statedIn."
APART = "Shares no place with a record that the anomaly concerns: correct the place or the record."
UNTARGETED = (
    "No shape is meant for this node: give it a class of the model, or correct the one it has."
)


class Finding(NamedTuple):
    """A fault: where it stands, on which node, what to do about it, and what is at fault."""

    place: str
    node: str
    message: str
    fault: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: {self.node}" if self.place else self.node
        return f"{where}: {self.message}" + (f" [{self.fault}]" if self.fault else "")


def check_shipped(engine: str = "shacl-rust") -> tuple[list[Finding], int]:
    """Check the shipped ontology, graphs and mappings; return findings and the number of nodes."""
    found, nodes = check([*ontology_files(), *graph_files()], engine)
    faults = Mappings.shipped().faults()
    return [*found, *(Finding(f.place, f.term, f.message) for f in faults)], nodes


def check(paths: Iterable[Path], engine: str = "shacl-rust") -> tuple[list[Finding], int]:
    """Check what files and folders hold, with the shipped ontology and graphs as context.

    Of the shipped graphs only those serve whose named graph the files do not contain, and they
    add nothing to a subject that the files describe.

    Parameters
    ----------
    paths : iterable of Path
    engine : str, optional
        ``shacl-rust`` (fast) or ``pyshacl`` (reference).

    Returns
    -------
    list of Finding, int
        The findings in order of file and line, and how many nodes were checked.

    Raises
    ------
    DataError
        If a path cannot be read or parsed.
    DefectkgError
        If the engine is unknown or missing.
    """
    files = list(dict.fromkeys(f for path in paths for f in rdf_files(path)))
    given, places = read_given(files)
    if not given:
        names = ", ".join(map(str, files[:3]))
        raise DataError(f"{names}: no statement in there; give RDF that describes something")
    quads = with_context(given)
    nodes = {str(quad.subject) for quad in given}
    faults = [
        *shape_faults(quads, engine),
        *query_faults(quads),
        *untargeted(given, quads),
        *misplaced(files),
    ]
    findings = {
        Finding(places.get(node, ""), short(node), message, fault)
        for node, message, fault in faults
        if node in nodes
    }
    return sorted(findings, key=order), len(nodes)


def order(finding: Finding) -> tuple[str, int, str, str]:
    """Sort findings by file, then line."""
    found = re.fullmatch(r"(.*):(\d+)", finding.place)
    file, line = (found[1], int(found[2])) if found else (finding.place, 0)
    return file, line, finding.node, finding.message


def read_given(files: Iterable[Path]) -> tuple[list[ox.Quad], dict[str, str]]:
    """Read the files to be checked; return their quads and the place of each subject.

    A Turtle file of records has the graph name that its ``dkg:RecordGraph`` node gives.
    """
    given: list[ox.Quad] = []
    places: dict[str, str] = {}
    files = list(files)
    for number, file in enumerate(files):
        quads = list(read_quads(file))
        names = {q.subject for q in quads if q.predicate == RDF_TYPE and q.object == RECORD_GRAPH}
        if len(names) == 1 and all(isinstance(q.graph_name, ox.DefaultGraph) for q in quads):
            name = next(iter(names))
            if isinstance(name, ox.NamedNode):
                quads = [ox.Quad(q.subject, q.predicate, q.object, name) for q in quads]
        if len(files) > 1:
            quads = apart(quads, number)
        given += quads
        lines = subject_lines(read_text(file))
        for node in {str(quad.subject) for quad in quads}:
            line = lines.get(node) or lines.get(short(node))
            places.setdefault(node, f"{file}:{line}" if line else str(file))
    return given, places


def apart(quads: list[ox.Quad], number: int) -> list[ox.Quad]:
    """Return quads whose blank nodes cannot be taken for those of another file."""

    def own(term: Any) -> Any:
        return ox.BlankNode(f"f{number}-{term.value}") if isinstance(term, ox.BlankNode) else term

    return [ox.Quad(own(s), p, own(o), own(g)) for s, p, o, g in quads]


def subject_lines(text: str) -> dict[str, int]:
    """Return the line on which each subject at the start of a line first stands."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if found := re.match(r"\s*(<[^>\s]+>|[\w-]*:[^\s;,]+)(?:\s|$)", line):
            lines.setdefault(found[1], number)
    return lines


def with_context(given: list[ox.Quad]) -> list[ox.Quad]:
    """Return the given quads with those of the shipped files that do not overlap them."""
    described = {quad.subject for quad in given}
    graphs = {quad.graph_name for quad in given} | {
        q.subject for q in given if q.predicate == RDF_TYPE and q.object == RECORD_GRAPH
    }
    shipped = [(path, ONTOLOGY_GRAPH) for path in ontology_files()]
    shipped += [(p, name) for p in graph_files() if (name := graph_name(p)) not in graphs]
    context = [
        ox.Quad(quad.subject, quad.predicate, quad.object, name)
        for path, name in shipped
        for quad in read_quads(path)
        if quad.subject not in described
    ]
    return [*given, *context]


def shape_faults(quads: list[ox.Quad], engine: str) -> list[Fault]:
    """Return node, message, path and value of every SHACL result."""
    if engine not in ENGINES:
        raise DefectkgError(f"unknown engine {engine!r}; use one of {', '.join(ENGINES)}")
    triples = [quad.triple for quad in quads]
    data = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    shapes = "\n".join(read_text(path) for path in shape_files())
    return validate_fast(data, shapes) if engine == "shacl-rust" else validate_slow(data, shapes)


def validate_fast(data: str, shapes: str) -> list[Fault]:
    """Validate with shacl-rust; its last message is the hand-written one of the shape."""
    import shacl_rust

    report: Mapping[str, Any] = shacl_rust.validate(
        data, shapes, data_format="nt", experimental_index=True
    )
    return [
        (
            found["focusNode"],
            found["messages"][-1],
            fault(found.get("resultPath"), found.get("value")),
        )
        for found in report["results"]
    ]


def validate_slow(data: str, shapes: str) -> list[Fault]:
    """Validate with pyshacl, the reference."""
    import pyshacl
    import rdflib

    labels = {label: label for label in re.findall(r"_:(\S+)", data)}  # else rdflib renames them
    graph = rdflib.Graph().parse(data=data, format="nt", bnode_context=labels)
    graphs = [graph, rdflib.Graph().parse(data=shapes)]
    _, report, _ = pyshacl.validate(graphs[0], shacl_graph=graphs[1], inplace=True)
    sh = rdflib.Namespace(SH)
    found = []
    for result, node in report.subject_objects(sh.focusNode):
        if (None, sh.result, result) in report:
            path, value = report.value(result, sh.resultPath), report.value(result, sh.value)
            parts = (term.n3() if term is not None else None for term in (path, value))
            found.append((node.n3(), str(report.value(result, sh.resultMessage)), fault(*parts)))
    return found


def fault(path: str | None, value: str | None) -> str:
    """Return the property and the value at fault, as far as there are any."""
    if not path:
        return ""
    return f"{short(path)} {short(value)}" if value else short(path)


def query_faults(quads: list[ox.Quad]) -> list[Fault]:
    """Return node and message of every row of the check queries, and of the formula rules."""
    store = Store()
    store.add(quads)
    faults: list[Fault] = [*place_faults(store)]
    for name in check_queries():
        for row in run(store, f"checks/{name}").terms or []:
            term = short(str(row[2])) if len(row) > 2 and row[2] else ""
            faults.append(
                (str(row[0]), row[1].value if isinstance(row[1], ox.Literal) else "", term)
            )
    charges: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for line in run(store, "internal/compositions").dicts():
        charges[line["kind"], line["formula"]][line["symbol"]] = int(line["charge"])
    for (kind, formula), ions in charges.items():
        if message := formula_faults(formula, ions):
            faults.append((f"<{kind}>", message, formula))
    return faults


def place_faults(store: Store) -> Iterator[Fault]:
    """Yield the records whose place is not in their source, or not that of their work."""
    listed: dict[str, set[str]] = defaultdict(set)
    numbers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in run(store, "internal/entries").dicts():
        listed[line["source"]].add(line["number"])
        numbers[line["source"], line["publication"]].add(line["number"])
    records: dict[tuple[str, str, str, str], list[dict[str, str]]] = defaultdict(list)
    for line in run(store, "internal/places").dicts():
        key = line["record"], line["place"], line["source"], line["extent"]
        records[key].append(line)
    for (record, place, source, extent), lines in records.items():
        works = {line["publication"] for line in lines} - {""}
        own = {n for work in works for n in numbers[source, work]} if works else None
        for message, part in (
            *extent_faults(place, extent),
            *entry_faults(place, listed[source], own),
        ):
            yield f"<{record}>", message, part
        for other in {line["concerned_place"] for line in lines} - {""}:
            if not shares_a_part(place, other):
                yield f"<{record}>", APART, other


def misplaced(files: Iterable[Path]) -> Iterator[Fault]:
    """Yield the graphs and works that are not in their own file, in a folder ``graphs``."""
    for file in map(Path.resolve, files):
        if file.parent.parent.name != "graphs":
            continue
        quads = list(read_quads(file))
        of_works = file.parent.name == "publications"
        years = {q.subject: q.object for q in quads if q.predicate == YEAR}
        for node, predicate, value, _ in quads:
            if predicate == STATED_IN and node == graph_name(file) and of_works:
                yield str(node), OF_NO_SOURCE, short(str(value))
            if predicate == RDF_TYPE and value == RECORD_GRAPH and node != graph_name(file):
                yield str(node), OTHER_NAME, file.name
            if predicate == RDF_TYPE and value == PUBLICATION:
                year = years.get(node)
                home = year.value if isinstance(year, ox.Literal) else "undated"
                if not of_works or file.stem != home:
                    yield str(node), OTHER_FILE, f"{file.parent.name}/{file.name}"


def untargeted(given: list[ox.Quad], quads: list[ox.Quad]) -> list[Fault]:
    """Return the given subjects of which no class is the target of a shape."""
    shapes = [quad for path in shape_files() for quad in read_quads(path)]
    targets = {q.object for q in shapes if q.predicate.value == SH + "targetClass"}
    classes: dict[Any, set[Any]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == RDF_TYPE:
            classes[quad.subject].add(quad.object)
    # A blank node inside another node, such as a cell of a list, is a part of it.
    parts = {quad.object for quad in given if isinstance(quad.object, ox.BlankNode)}
    return [
        (str(node), UNTARGETED, ", ".join(sorted(short(str(c)) for c in classes[node])))
        for node in {quad.subject for quad in given} - parts
        if not classes[node] & targets and not speaks_language(node, classes[node])
    ]


def speaks_language(node: Any, classes: set[Any]) -> bool:
    """Return whether a node is part of an ontology or of shapes, not a record."""
    if str(node).startswith(f"<{DATA}"):
        return False
    return any(isinstance(c, ox.NamedNode) and c.value.startswith(LANGUAGE) for c in classes)


def short(node: str) -> str:
    """Return a node as people write it: ``<IRI>`` becomes a CURIE."""
    return curie(node[1:-1]) if node.startswith("<") else node
