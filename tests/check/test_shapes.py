"""Every shape catches its own fault; shapes are SHACL Core, and two engines agree on them."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from defectkg.check import shapes as shaping
from defectkg.check.findings import Fault, short
from defectkg.check.reading import known_quads, read_given, with_context
from defectkg.check.shapes import shape_faults, shape_quads, to_rdflib, validate
from defectkg.rdf.prefixes import TERMS, local_name
from defectkg.rdf.reading import read_quads
from defectkg.rdf.shipped import ontology_files
from made_up import BAD, classes_of_bad_nodes

# Deeper than one property, or beyond SHACL Core.
FURTHER = (SH.sparql, SH.node, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)


@cache
def shapes_graph() -> rdflib.Graph:
    """The shapes, not to be changed."""
    return to_rdflib(quad.triple for quad in shape_quads())


def messages(shape: rdflib.term.Node, shapes: rdflib.Graph) -> set[str]:
    """Return the messages of a node shape and of its property shapes."""
    parts = [shape, *shapes.objects(shape, SH.property)]
    return {str(message) for part in parts for message in shapes.objects(part, SH.message)}


@cache
def shape_messages() -> list[tuple[str, str, tuple[str, ...]]]:
    """Return every node shape with each of its messages and the classes that it targets."""
    shapes = shapes_graph()
    return sorted(
        (local_name(shape), message, tuple(sorted(map(local_name, targets))))
        for shape in set(shapes.subjects(SH.targetClass))
        if (targets := list(shapes.objects(shape, SH.targetClass)))
        for message in messages(shape, shapes)
    )


@pytest.fixture(scope="module")
def bad() -> tuple[list[ox.Quad], set[str]]:
    """The bad files with their context, and the nodes in them."""
    given = read_given(BAD).quads
    return with_context(given, known_quads()), {str(quad.subject) for quad in given}


@pytest.fixture(scope="module")
def faults(bad: tuple[list[ox.Quad], set[str]]) -> set[Fault]:
    """What the shapes find in the bad files."""
    return set(shape_faults(*bad))


def test_every_message_of_a_shape_has_a_bad_file() -> None:
    """For every class that the shape targets, not only for one of them."""
    covered = {
        (of, message) for (_, message), classes in classes_of_bad_nodes().items() for of in classes
    }
    wanted = {(of, text): shape for shape, text, targets in shape_messages() for of in targets}
    assert {fault: shape for fault, shape in wanted.items() if fault not in covered} == {}


def test_every_message_is_of_a_shape_that_has_a_target() -> None:
    """A message in a shape without target, or deeper than we look, would escape the test above."""
    looked_at = {message for _, message, _ in shape_messages()}
    assert {str(message) for message in shapes_graph().objects(None, SH.message)} == looked_at


def test_every_constraint_has_a_message() -> None:
    """Without one the engines write their own, which do not say what to do."""
    shapes = shapes_graph()
    silent = [
        (local_name(shape), str(shapes.value(part, SH.path)))
        for shape in set(shapes.subjects(SH.targetClass))
        for part in shapes.objects(shape, SH.property)
        if (part, SH.message, None) not in shapes
    ]
    assert silent == []


@pytest.mark.reference_engine
def test_the_shapes_are_valid_shacl() -> None:
    """Against the shapes of SHACL itself (SHACL, appendix C)."""
    conforms, _, text = pyshacl.validate(
        rdflib.Graph(), shacl_graph=shapes_graph(), meta_shacl=True
    )
    assert conforms, text


def test_shapes_are_core_and_look_one_property_far() -> None:
    """What stands two nodes away is not among the data that the engine gets."""
    shapes = shapes_graph()
    assert not [p for p in FURTHER if (None, p, None) in shapes]
    paths = set(shapes.objects(None, SH.path))
    assert len(paths) > 50
    assert all(isinstance(path, rdflib.URIRef) for path in paths)
    for part in shapes.subjects(SH.path):
        assert (part, SH.property, None) not in shapes, shapes.value(part, SH.path)
    members = set(shapes.subjects(RDF.type, SH.NodeShape))
    assert members == set(shapes.subjects(SH.targetClass))


@pytest.mark.reference_engine
def test_the_named_nodes_alone_have_the_findings_of_the_whole() -> None:
    """With all data, and the targets that the shapes have, pyshacl finds the same.

    All data is here every third bad file with the ontology; of everything it would take 10 s.
    """
    given = read_given(BAD[::3]).quads
    nodes = {str(quad.subject) for quad in given}
    quads = [*given, *(quad for path in ontology_files() for quad in read_quads(path))]
    whole = validate([q.triple for q in quads], [q.triple for q in shape_quads()])
    assert {fault for fault in whole if fault[0] in nodes} == set(shape_faults(quads, nodes))
    assert len(whole) > 100
    some = {node for node in nodes if "claim" in node}
    assert {fault for fault in whole if fault[0] in some} == set(shape_faults(quads, some))


@pytest.mark.reference_engine
def test_another_engine_gives_the_same_findings_on_the_bad_files(
    bad: tuple[list[ox.Quad], set[str]], faults: set[Fault]
) -> None:
    import shacl_rust

    quads, nodes = bad
    text = [
        (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
        for triples in ({q.triple for q in quads}, {q.triple for q in shape_quads()})
    ]
    report = shacl_rust.validate(*text, data_format="nt", experimental_index=True)
    other = {
        # Its last message is the hand-written one of the shape.
        (result["focusNode"], result["messages"][-1], short(result.get("resultPath") or ""))
        for result in report["results"]
    }
    ours = {(node, text, fault.partition(" ")[0]) for node, text, fault in faults}
    assert {fault for fault in other if fault[0] in nodes} == ours
    assert {text for _, text, _ in ours} == {text for _, text, _ in shape_messages()}


@pytest.mark.parametrize(
    "shape", ["RangeRule", "SelfClaimRule", "KindShape", "LocatorPropertyShape"]
)
def test_a_lost_shape_is_noticed(
    shape: str,
    bad: tuple[list[ox.Quad], set[str]],
    faults: set[Fault],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The bad files are no proof unless the findings go when the shape goes."""
    quads = shape_quads()
    node = ox.NamedNode(TERMS + shape)
    kept = [quad for quad in quads if node not in (quad.subject, quad.object)]
    said = messages(rdflib.URIRef(node.value), shapes_graph())
    caught = {fault for fault in faults if fault[1] in said}
    assert caught
    monkeypatch.setattr(shaping, "shape_quads", lambda: kept)
    left = set(shape_faults(bad[0], {node for node, _, _ in caught}))
    lost = {text for _, text, _ in caught - left}
    assert lost
    assert said - lost <= {text for _, text, _ in left}, "only what another shape says, too"
