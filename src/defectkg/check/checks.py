"""Check records and kinds: shapes, rules over several nodes, and nothing left untargeted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from defectkg.check.findings import Fault, Finding, Report, order, short
from defectkg.check.mapped import mapping_faults
from defectkg.check.reading import (
    RDF_TYPE,
    RECORD_GRAPH,
    Given,
    known_quads,
    read_given,
    with_context,
)
from defectkg.check.rules import rule_faults
from defectkg.check.shapes import SH, shape_faults, shape_quads, target_classes
from defectkg.check.surroundings import surroundings
from defectkg.errors import DataError
from defectkg.mappings.collection import Mappings
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.prefixes import DATA, TERMS
from defectkg.rdf.reading import rdf_files
from defectkg.rdf.shipped import graph_files, graph_name, ontology_files
from defectkg.rdf.store import Store

__all__ = ["check", "check_given", "check_shipped", "check_store", "context_of"]

PUBLICATION = ox.NamedNode(f"{TERMS}Publication")
STATED_IN = ox.NamedNode(f"{TERMS}statedIn")
YEAR = ox.NamedNode(f"{TERMS}year")
# Classes of OWL and SHACL themselves: the check queries and tests look after their members.
LANGUAGE = ("http://www.w3.org/2002/07/owl#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#List", SH)
OTHER_NAME = "The graph is named otherwise than its file: graphs/a/b.ttl holds d:a-b; rename one."
OTHER_FILE = (
    "A work stands in graphs/publications/, in the file of its year or in undated.ttl, whoever "
    "lists it: move it there."
)
OF_NO_SOURCE = "A graph of works is of no one source: remove dkg:statedIn."
UNTARGETED = (
    "No shape is meant for this node: give it a class of the model, or correct the one it has."
)


def check_shipped() -> Report:
    """Check the shipped ontology, graphs and mappings."""
    report = check([*ontology_files(), *graph_files()])
    faults = Mappings.shipped().faults()
    report.findings.extend(Finding(f.place, f.term, f.message) for f in faults)
    return report


def check_store(store: Store) -> Report:
    """Check all that a store holds."""
    return check_given(Given(list(store.few_quads()), {}, {}, []), ())


def check(paths: Iterable[Path], context: Path | None = None, known: Store | None = None) -> Report:
    """Check what files and folders hold, with the shipped ontology and graphs as context.

    Of the shipped graphs only those serve whose named graph the files do not contain, and they
    add nothing to a subject that the files describe. Of several files one that cannot be read is
    reported and the others are checked.

    Parameters
    ----------
    paths : iterable of Path
    context : Path, optional
        A copy of the context to which JSON-LD among the files points by an address.
    known : Store, optional
        The context in the place of what is shipped.

    Returns
    -------
    Report

    Raises
    ------
    DataError
        If a path does not exist, the only file cannot be read, or none holds a statement.
    """
    files = list(dict.fromkeys(f for path in paths for f in rdf_files(path)))
    given = read_given(files, context)
    if not given.quads:
        if len(files) == 1 and given.unread:
            raise DataError(str(given.unread[0]))
        if not given.unread:
            names = ", ".join(map(str, files[:3]))
            raise DataError(f"{names}: no statement in there; give RDF that describes something")
        return Report([], 0, given.unread)
    return check_given(given, context_of(given, known))


def context_of(given: Given, known: Store | None = None) -> Iterable[ox.Quad]:
    """Return all that is shipped, or what of a store a check of something looks at."""
    return known_quads() if known is None else surroundings(known, given.quads)


def check_given(given: Given, known: Iterable[ox.Quad], beside: Iterable[ox.Quad] = ()) -> Report:
    """Check what was read or made already; see `check`. What stands beside it is context, too."""
    quads = with_context([*given.quads, *beside], known)
    nodes = {str(quad.subject) for quad in given.quads}
    faults = [
        *shape_faults(quads, nodes),
        *rule_faults(MemoryStore.of(quads)),
        *untargeted(given.quads, quads),
        *misplaced(given),
        *mapping_faults(given.quads),
    ]
    findings = {
        Finding(given.places.get(node, ""), short(node), message, fault)
        for node, message, fault in faults
        if node in nodes
    }
    return Report(sorted(findings, key=order), len(nodes), given.unread)


def misplaced(given: Given) -> Iterator[Fault]:
    """Yield the graphs and works that are not in their own file, in a folder ``graphs``."""
    for path, quads in given.files.items():
        file = path.resolve()
        if file.parent.parent.name != "graphs":
            continue
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


def untargeted(given: Collection[ox.Quad], quads: Iterable[ox.Quad]) -> Iterator[Fault]:
    """Yield the given subjects of which no class is the target of a shape."""
    targets = target_classes(shape_quads())
    classes: dict[Any, set[Any]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == RDF_TYPE:
            classes[quad.subject].add(quad.object)
    # A blank node inside another node, such as a cell of a list, is a part of it.
    parts = {quad.object for quad in given if isinstance(quad.object, ox.BlankNode)}
    for node in {quad.subject for quad in given} - parts:
        if not classes[node] & targets and not speaks_language(node, classes[node]):
            yield str(node), UNTARGETED, ", ".join(sorted(short(str(c)) for c in classes[node]))


def speaks_language(node: Any, classes: set[Any]) -> bool:
    """Return whether a node is part of an ontology or of shapes, not a record."""
    if str(node).startswith(f"<{DATA}"):
        return False
    return any(isinstance(c, ox.NamedNode) and c.value.startswith(LANGUAGE) for c in classes)
