"""Shapes: what one node must look like, by pyshacl on the SHACL Core shapes of ``ontology/shapes``.

A shape looks at the properties of its node and at the classes of their values, no further (a test
holds the shapes to that). So the engine gets no more of the data, with the classes of every node
spelt out, and each shape gets its nodes by name (``sh:targetNode``): the time grows with what is
checked and not with what stands beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from defectkg.check.findings import Fault, short
from defectkg.check.reading import RDF_TYPE
from defectkg.rdf.reading import read_quads
from defectkg.rdf.shipped import shape_files

if TYPE_CHECKING:
    import rdflib

__all__ = ["shape_faults", "shape_quads", "target_classes", "validate"]

SH = "http://www.w3.org/ns/shacl#"
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
TARGET_CLASS = ox.NamedNode(SH + "targetClass")
TARGET_NODE = ox.NamedNode(SH + "targetNode")
CLASS = ox.NamedNode(SH + "class")
SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")


def shape_quads() -> list[ox.Quad]:
    """Return what the shape files hold, the blank nodes of each apart."""
    return [
        quad
        for path in shape_files()
        for quad in read_quads(path, base="https://w3id.org/defectkg/")
    ]


def target_classes(shapes: Iterable[ox.Quad]) -> set[Any]:
    """Return the classes for whose members there are shapes."""
    return {quad.object for quad in shapes if quad.predicate == TARGET_CLASS}


def shape_faults(quads: Collection[ox.Quad], nodes: Collection[str]) -> list[Fault]:
    """Return node, message, and the property and value at fault of every result on some nodes.

    Parameters
    ----------
    quads : collection of Quad
        What is checked, and its context.
    nodes : collection of str
        The subjects to look at.
    """
    shapes = shape_quads()
    asked = target_classes(shapes) | {quad.object for quad in shapes if quad.predicate == CLASS}
    classes = classes_of_nodes(quads, asked)
    own = [quad.triple for quad in quads if str(quad.subject) in nodes]
    subjects = {triple.subject for triple in own}
    near = subjects | {triple.object for triple in own}
    spelt = [
        ox.Triple(node, RDF_TYPE, one)
        for node in near
        if not isinstance(node, ox.Literal)
        for one in classes.get(node, ())
    ]
    targeted = [quad.triple for quad in shapes if quad.predicate != TARGET_CLASS]
    members: dict[Any, list[Any]] = defaultdict(list)
    for node in subjects:
        for one in classes.get(node, ()):
            members[one].append(node)
    for quad in shapes:
        if quad.predicate == TARGET_CLASS:
            targeted += [ox.Triple(quad.subject, TARGET_NODE, n) for n in members[quad.object]]
    return validate([*own, *spelt], targeted)


def classes_of_nodes(quads: Iterable[ox.Quad], asked: Collection[Any]) -> dict[Any, set[Any]]:
    """Return which of some classes each node belongs to, by ``rdfs:subClassOf``, too."""
    types: dict[Any, set[Any]] = defaultdict(set)
    children: dict[Any, set[Any]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == RDF_TYPE:
            types[quad.object].add(quad.subject)
        elif quad.predicate == SUBCLASS:
            children[quad.object].add(quad.subject)
    members: dict[Any, set[Any]] = defaultdict(set)
    for one in asked:
        below, todo = {one}, [one]
        while todo:
            new = children.get(todo.pop(), set()) - below
            below |= new
            todo += new
        for narrower in below:
            for node in types.get(narrower, ()):
                members[node].add(one)
    return members


def validate(data: Iterable[ox.Triple], shapes: Iterable[ox.Triple]) -> list[Fault]:
    """Validate triples with pyshacl."""
    import pyshacl
    from rdflib import SH as SHACL

    _, report, _ = pyshacl.validate(to_rdflib(data), shacl_graph=to_rdflib(shapes), inplace=True)
    found = []
    for result, node in report.subject_objects(SHACL.focusNode):
        if (None, SHACL.result, result) in report:
            path = report.value(result, SHACL.resultPath)
            value = report.value(result, SHACL.value)
            message = str(report.value(result, SHACL.resultMessage))
            found.append((written(node), message, fault(path, value)))
    return found


def fault(path: rdflib.term.Node | None, value: rdflib.term.Node | None) -> str:
    """Return the property and the value at fault, as far as there are any."""
    return " ".join(short(written(term)) for term in (path, value) if path and term is not None)


def written(term: rdflib.term.Node) -> str:
    """Return a term as N-Triples write it."""
    import rdflib

    return f"<{term}>" if isinstance(term, rdflib.URIRef) else str(term.n3())


def to_rdflib(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Return triples as a graph of rdflib, literals as they are written."""
    import rdflib

    known: dict[Any, rdflib.term.Node] = {}

    def term(of: Any) -> Any:
        if of not in known:
            if isinstance(of, ox.NamedNode):
                known[of] = rdflib.URIRef(of.value)
            elif isinstance(of, ox.BlankNode):
                known[of] = rdflib.BNode(of.value)
            elif of.language:
                known[of] = rdflib.Literal(of.value, lang=of.language)
            elif of.datatype.value == XSD_STRING:
                known[of] = rdflib.Literal(of.value)
            else:
                datatype = rdflib.URIRef(of.datatype.value)
                known[of] = rdflib.Literal(of.value, datatype=datatype, normalize=False)
        return known[of]

    graph = rdflib.Graph()
    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph
