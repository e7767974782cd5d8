"""The ontology: declared, consistent, in the OWL 2 DL profile, faithful to foreign terms."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import SH

from defectkg.graph import DefectGraph
from defectkg.rdf.library import library
from defectkg.rdf.prefixes import TERMS, prefixes
from defectkg.rdf.reading import read_quads
from defectkg.rdf.shipped import (
    ONTOLOGY_GRAPH,
    alignment_files,
    graph_files,
    ontology_files,
    shape_files,
)
from defectkg.rdf.turtle import canonical, reading_order
from helpers import FOREIGN, ROOT, owl_quads

OWL = "http://www.w3.org/2002/07/owl#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
DEFINED_BY = "http://www.w3.org/2000/01/rdf-schema#isDefinedBy"


def test_header_has_what_publishers_ask_for() -> None:
    header = {
        quad.predicate.value: quad.object.value
        for quad in owl_quads()
        if quad.subject.value == TERMS.rstrip("/")
    }
    for name in ("title", "description", "creator", "license", "created", "modified"):
        assert f"http://purl.org/dc/terms/{name}" in header
    assert header["http://purl.org/vocab/vann/preferredNamespacePrefix"] == "dkg"
    assert header["http://purl.org/vocab/vann/preferredNamespaceUri"] == TERMS
    assert header["http://purl.org/dc/terms/bibliographicCitation"]


def test_foreign_terms_are_declared_byte_for_byte() -> None:
    quads = owl_quads()
    foreign = {
        quad.subject.value
        for quad in quads
        if quad.predicate.value == RDF_TYPE
        and getattr(quad.subject, "value", "").startswith("http")
        and not quad.subject.value.startswith("https://w3id.org/defectkg/")
    }
    assert foreign == set(FOREIGN)
    labels = {q.subject.value: q.object.value for q in quads if q.predicate.value == LABEL}
    homes = {q.subject.value for q in quads if q.predicate.value == DEFINED_BY}
    for iri, label in FOREIGN.items():
        assert labels[iri] == label
        assert iri in homes


def test_no_own_term_is_used_undeclared_in_shapes_queries_and_code() -> None:
    declared = {
        quad.subject.value
        for quad in owl_quads()
        if quad.predicate.value == RDF_TYPE and quad.subject.value.startswith(TERMS)
    }
    shapes = {
        quad.subject.value
        for path in shape_files()
        for quad in read_quads(path)
        if isinstance(quad.subject, ox.NamedNode)
    }
    texts = [p.read_text(encoding="utf-8") for p in shape_files()]
    texts += [q.text for folder in ("", "internal", "checks") for q in library(folder)]
    used = {TERMS + name for text in texts for name in re.findall(r"\bdkg:([\w-]+)", text)}
    assert used - declared - shapes == set()
    code = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src").rglob("*.py"))
    named = {TERMS + n for n in re.findall(r"w3id\.org/defectkg/ontology/([A-Za-z]\w*)", code)}
    assert named - declared == set()


@pytest.mark.parametrize(
    "path", ontology_files() + graph_files() + shape_files(), ids=lambda p: p.name
)
def test_prefixes_of_each_file_are_those_of_the_table(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    declared = re.findall(r"^(?:@prefix|PREFIX) ([\w-]*): <([^>]+)>", text, re.MULTILINE)
    assert declared
    assert set(declared) <= set(prefixes().items())


@pytest.mark.parametrize(
    "path",
    graph_files() + [p for p in ontology_files() if p.name not in ("axioms.ttl", "prefixes.ttl")],
    ids=lambda p: p.name,
)
def test_files_are_canonical(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == canonical(path), f"run: defectkg format {path}"


def test_each_class_of_records_lists_its_properties_in_reading_order() -> None:
    """All that its closed shape allows and no other, so that none is sorted by name unawares."""
    shapes = rdflib.Graph()
    for path in shape_files():
        shapes.parse(path, format="turtle")
    allowed = {
        str(target): {str(path) for path in shapes.objects(shape, SH.property / SH.path)}
        for shape in shapes.subjects(SH.closed)
        for target in shapes.objects(shape, SH.targetClass)
    }
    orders = reading_order()
    records = orders[f"{TERMS}Record"]
    assert {iri: set(orders[iri]) for iri in records} == {iri: allowed[iri] for iri in records}
    below = {
        quad.subject.value
        for quad in owl_quads()
        if quad.predicate.value == SUBCLASS and quad.object.value == f"{TERMS}Record"
    }
    assert below - {f"{TERMS}Statement"} == set(records) - {f"{TERMS}Claim", f"{TERMS}Definition"}


def test_the_order_for_all_that_is_no_record_lists_what_the_ontology_uses() -> None:
    files = [p for p in ontology_files() if p.name not in ("axioms.ttl", "prefixes.ttl")]
    used = {
        quad.predicate.value
        for path in [*files, *alignment_files().values()]
        for quad in read_quads(path)
    }
    assert used - {RDF_TYPE} == set(reading_order()[ONTOLOGY_GRAPH.value])


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("c", "cause relation effect mechanism host form stance certainty evidence publication"),
        ("m", "treatment observable quantity state valueText direction host form locator"),
        ("t", "agent host form dose strategy publication locator"),
        ("x", "anomalyKind asPrinted asRead concerns locator"),
    ],
)
def test_records_are_written_as_people_read_them(kind: str, properties: str) -> None:
    """Read off the shipped file, not computed from the order that stands in the ontology."""
    text = "\n\n".join(path.read_text("utf-8") for path in graph_files())
    blocks = [b for b in text.split("\n\n") if re.match(rf"d:zheng2019-[\w-]+-{kind}\d+\n", b)]
    assert len(blocks) > 40
    seen = set()
    for block in blocks:
        names = re.findall(r"^    dkg:(\w+)", block, re.MULTILINE)
        wanted = [n for n in properties.split() if n in names]
        assert [n for n in names if n in wanted] == wanted, block
        seen |= set(wanted)
    assert seen == set(properties.split())


def test_a_file_goes_from_treatment_to_outcome_to_claim() -> None:
    [path] = [path for path in graph_files() if path.stem == "zinc-bromide"]
    records = re.findall(r"^d:zheng2019-zinc-bromide-([a-z])(\d+)$", path.read_text("utf-8"), re.M)
    assert "".join(dict.fromkeys(letter for letter, _ in records)) == "tmacx"
    for letter in "tmacx":
        numbers = [int(number) for own, number in records if own == letter]
        assert numbers == sorted(numbers)


def test_groups_are_below_kind_and_name_their_genus(graph: DefectGraph) -> None:
    rows = graph.store.rows(
        "SELECT ?group ?genus WHERE { ?group dkg:kindsOf ?genus ; rdfs:subClassOf+ dkg:Kind }"
    )
    assert len(rows.values) == 12
