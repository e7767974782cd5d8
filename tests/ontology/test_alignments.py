"""The alignments are optional, say why, are true to their targets and to the mappings, and hold."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest

import defectkg
from defectkg.graph import DefectGraph, load
from defectkg.mappings.collection import Mappings
from defectkg.rdf.prefixes import TERMS, curie, expand
from defectkg.rdf.reading import FORMATS, read_quads
from defectkg.rdf.shipped import ALIGNMENTS, ontology_files
from defectkg.rdf.turtle import canonical
from helpers import ALIGNED, BUILDS_ON, EXTRACTS

OCDO = "http://purls.helmholtz-metadaten.de/cdos/"
OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
DCTERMS = "http://purl.org/dc/terms/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
NOTE = "http://www.w3.org/2004/02/skos/core#editorialNote"
AXIOMS = (RDFS + "subClassOf", RDFS + "subPropertyOf")


def axioms(name: str) -> set[tuple[str, str, str]]:
    quads = read_quads(ALIGNED[name])
    return {(q.subject.value, q.predicate.value, q.object.value) for q in quads if q.predicate.value in AXIOMS}  # fmt: skip


def header(name: str) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for quad in read_quads(ALIGNED[name]):
        if quad.subject.value == ALIGNMENTS + name:
            said.setdefault(quad.predicate.value, []).append(quad.object.value)
    return said


# --- what they are ---------------------------------------------------------------------------


def test_nothing_loads_them_unasked(graph: DefectGraph) -> None:
    assert set(ALIGNED) == set(BUILDS_ON) == {path.stem for path in EXTRACTS.glob("*.ttl")}
    assert not set(ALIGNED.values()) & set(ontology_files())
    spaces = tuple(str(expand(prefix)) for prefix in ("obo:", "pmdco:", "prov:"))
    named = (term for quad in graph.store.quads() for term in (quad.subject, quad.object))
    iris = {term.value for term in named if isinstance(term, ox.NamedNode)}
    assert not [iri for iri in iris if iri.startswith(spaces)]


@pytest.mark.parametrize("name", ALIGNED)
def test_each_is_an_ontology_of_its_own_that_makes_no_reader_fetch_anything(name: str) -> None:
    assert ALIGNED[name].read_text("utf-8") == canonical(ALIGNED[name])
    said = header(name)
    assert said[TYPE] == [OWL + "Ontology"]
    assert said[OWL + "versionInfo"] == [defectkg.__version__]
    assert said[OWL + "versionIRI"] == [f"{ALIGNMENTS}{name}/{defectkg.__version__}"]
    assert said[DCTERMS + "license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert "Commitments: " in said[DCTERMS + "description"][0]
    assert OWL + "imports" not in said, "Protégé and owlready2 would look for it on the web"
    assert TERMS.rstrip("/") in said[DCTERMS + "requires"]
    builds_on = {ALIGNMENTS + other for other in BUILDS_ON[name] - {name}}
    assert {iri for iri in said[DCTERMS + "requires"] if ALIGNMENTS in iri} == builds_on


@pytest.mark.parametrize("name", ALIGNED)
def test_each_axiom_is_a_plain_one_with_its_reason(name: str) -> None:
    said = header(name)
    for text in said[RDFS + "comment"] + said[NOTE]:
        assert text.endswith(".")
    reasons = [text.split(": ")[0] for text in said[RDFS + "comment"]]
    assert sorted(reasons) == sorted(curie(subject) for subject, _, _ in axioms(name))
    left = {text.split(": ")[0] for text in said[NOTE]}
    declared = {q.subject.value for path in ontology_files() for q in read_quads(path) if hasattr(q.subject, "value")}  # fmt: skip
    assert {expand(term) for term in left} <= declared
    kept = {TYPE, RDFS + "label", RDFS + "isDefinedBy", *AXIOMS}
    for quad in read_quads(ALIGNED[name]):
        if quad.subject.value != ALIGNMENTS + name:
            assert quad.predicate.value in kept, "no equivalences, no restrictions"
    for subject, _, value in axioms(name):
        assert subject.startswith((TERMS, OCDO)), "of theirs we say nothing"
        assert not value.startswith((TERMS, OCDO))


def test_every_genus_is_aligned_or_it_is_said_why_not(graph: DefectGraph) -> None:
    rows = graph.query("SELECT DISTINCT ?genus WHERE { ?group dkg:kindsOf ?genus }").dicts()
    wanted = {row["genus"] for row in rows} | {TERMS + n for n in ("Kind", "Record", "CodedValue")}
    assert len(wanted) == 15
    aligned = {subject for subject, _, _ in axioms("bfo")}
    left = {expand(text.split(": ")[0]) for text in header("bfo")[NOTE]}
    assert wanted <= aligned | left
    assert not aligned & left


@pytest.mark.parametrize("name", ALIGNED)
def test_foreign_terms_are_declared_byte_for_byte(name: str) -> None:
    quads = list(read_quads(EXTRACTS / f"{name}.ttl"))
    theirs = {str(q) for q in (quad.triple for quad in quads)}
    said = [q for q in read_quads(ALIGNED[name]) if q.subject.value != ALIGNMENTS + name]
    own = (TERMS, OCDO, DCTERMS)
    declared = {q.subject.value for q in said if q.predicate.value == TYPE} - {DCTERMS + "requires"}
    assert declared == {value for _, _, value in axioms(name)}
    for quad in said:
        if not quad.subject.value.startswith(own) and quad.predicate.value != RDFS + "isDefinedBy":
            assert str(quad.triple) in theirs
    for what in ("label", "isDefinedBy"):
        assert {q.subject.value for q in said if q.predicate.value == RDFS + what} >= declared
    gone = {q.subject.value for q in quads if q.predicate.value == OWL + "deprecated"}
    assert not declared & gone
    head = (EXTRACTS / f"{name}.ttl").read_text("utf-8")
    assert "# version: " in head
    assert "# sha256: " in head


# --- as the mappings say ---------------------------------------------------------------------


def against(rows: list, asserted: set[tuple[str, str, str]]) -> list[str]:
    """The mappings between terms of axioms that are not at least as close as the axiom."""
    pairs = {(subject, value) for subject, _, value in asserted}
    return [
        row.place
        for row in rows
        if (row.subject, row.object) in pairs
        and (row.negative or row.relation not in ("broadMatch", "exactMatch"))
    ]


@pytest.mark.parametrize("name", ALIGNED)
def test_no_axiom_contradicts_a_mapping(name: str) -> None:
    rows = list(Mappings.shipped().rows())
    assert against(rows, axioms(name)) == []
    planted = (TERMS + "Agent", AXIOMS[0], str(expand("prov:Agent")))
    assert len(against(rows, {planted})) == 1


# --- exported --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def with_alignments() -> DefectGraph:
    return load(alignments=True)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("syntax", "what"),
    [("trig", "data"), ("ttl", "data"), ("owl", "ontology"), ("jsonld", "ontology")],
)
def test_an_export_holds_them(
    graph: DefectGraph, with_alignments: DefectGraph, tmp_path: Path, syntax: str, what: str
) -> None:
    plain, file = tmp_path / f"plain.{syntax}", tmp_path / f"all.{syntax}"
    graph.export(plain, what=what)
    with_alignments.export(file, what=what)
    quads, before = (list(read_quads(path)) for path in (file, plain))
    heads = [q.subject.value for q in quads if q.predicate.value == TYPE and q.object.value == OWL + "Ontology"]  # fmt: skip
    added = {ALIGNMENTS + name for name in ALIGNED}
    graphs = {q.graph_name for q in quads} - {q.graph_name for q in before}
    if FORMATS[f".{syntax}"].supports_datasets:
        assert set(heads) == added | {TERMS.rstrip("/")}
        assert {name.value for name in graphs} == added
    else:
        assert heads == [TERMS.rstrip("/")], "one ontology in a document"
    stated = {(q.subject.value, q.predicate.value, q.object.value) for q in quads if q.predicate.value in AXIOMS}  # fmt: skip
    assert set().union(*map(axioms, ALIGNED)) <= stated


def test_no_axiom_stands_in_two_alignments() -> None:
    for one, other in combinations(ALIGNED, 2):
        assert not axioms(one) & axioms(other)
