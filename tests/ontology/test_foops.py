"""FOOPS! (oeg-upm/fair_ontologies b78f2a0): its checks that need no network, on the shipped file.

A check passes where FOOPS! finds what it looks for: a property among those that it takes for the
same thing, in the header; a label and a definition on every class and property of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, Namespace, URIRef

from defectkg.graph import DefectGraph
from defectkg.rdf.prefixes import TERMS

BIBO = Namespace("http://purl.org/ontology/bibo/")
HEADER = URIRef(TERMS.rstrip("/"))
ADDRESS = "https://w3id.org/defectkg/ontology"  # what a user types into FOOPS!

# Not here, and why. A check leaves the list when its reason is gone.
NOT_YET = {
    "CN1": "content negotiation needs the address, which is not registered at w3id",
    "DOC1": "HTML at the address: not registered",
    "RDF1": "RDF at the address: not registered",
    "URI1": "the address does not resolve: not registered",
    "VER2": "the version IRI does not resolve: not registered",
    "HTTP1": "tries the address with HTTP: not registered",
    "OM4.2": "opens the licence: network (the address is that of Creative Commons)",
    "FIND2": "the prefix is in no registry (prefix.cc, LOV) yet",
    "FIND3": "the ontology is in no registry (LOV) yet",
    "FIND_3_BIS": "metadata in a catalogue: in none yet",
}
PARTLY = {"OM3": {"doi": "no archive has given one", "logo": "there is none"}}

# What FOOPS! takes for a piece of metadata: the properties of its list that we might use.
METADATA = {
    "title": [DCTERMS.title],
    "description": [DCTERMS.abstract, DCTERMS.description, RDFS.comment],
    "license": [DCTERMS.license],
    "version IRI": [OWL.versionIRI],
    "author": [DCTERMS.creator],
    "namespace URI": [VANN.preferredNamespaceUri],
    "namespace prefix": [VANN.preferredNamespacePrefix],
    "version info": [OWL.versionInfo],
    "creation date": [DCTERMS.created],
    "citation": [DCTERMS.bibliographicCitation],
    "doi": [BIBO.doi],
    "publisher": [DCTERMS.publisher],
    "logo": [URIRef("http://xmlns.com/foaf/0.1/logo"), URIRef("https://schema.org/logo")],
    "status": [BIBO.status],
    "source": [DCTERMS.source],
    "issued": [DCTERMS.issued, DCTERMS.dateSubmitted],
}
LISTS = {
    "OM1": "title, description, license, version IRI, author, namespace URI",
    "OM2": "namespace prefix, version info, creation date, citation",
    "OM3": "doi, publisher, logo, status, source, issued",
    "OM4.1": "license",
    "OM5.1": "creation date, author",
    "OM5.2": "issued, publisher",
    "FIND1": "namespace prefix",
}


@pytest.fixture(scope="module")
def ontology(graph: DefectGraph, tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    file: Path = tmp_path_factory.mktemp("foops") / "defectkg.ttl"
    graph.export(file, what="ontology")
    return rdflib.Graph().parse(file, format="turtle")


def missing(ontology: rdflib.Graph, wanted: str) -> list[str]:
    """Metadata that the header lacks."""
    said = {p for p, o in ontology.predicate_objects(HEADER) if str(o).strip()}
    return [name for name in wanted.split(", ") if said.isdisjoint(METADATA[name])]


def terms(ontology: rdflib.Graph) -> set[rdflib.term.Node]:
    """Classes, object and datatype properties of ours: what VOC3 and VOC4 count."""
    sorts = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    found = {s for sort in sorts for s in ontology.subjects(RDF.type, sort)}
    return {s for s in found if str(s).startswith(TERMS)}


def without(ontology: rdflib.Graph, *properties: URIRef) -> list[rdflib.term.Node]:
    return sorted(t for t in terms(ontology) if not any(ontology.value(t, p) for p in properties))


def purl1(ontology: rdflib.Graph) -> list[str]:
    headers = map(str, ontology.subjects(RDF.type, OWL.Ontology))
    return [iri for iri in headers if "w3id.org" not in iri]


def uri2(ontology: rdflib.Graph) -> list[str]:
    headers = {str(iri).rstrip("/#") for iri in ontology.subjects(RDF.type, OWL.Ontology)}
    return sorted(headers ^ {ADDRESS})


def ver1(ontology: rdflib.Graph) -> list[str]:
    versions = set(map(str, ontology.objects(HEADER, OWL.versionIRI)))
    return [] if versions and str(HEADER) not in versions else ["version IRI"]


def voc1(ontology: rdflib.Graph) -> list[str]:
    spaces = (str(DCTERMS), str(VANN), str(BIBO))
    used = [p for p in ontology.predicates(HEADER) if str(p).startswith(spaces)]
    return [] if used else ["a vocabulary for metadata"]


def voc2(ontology: rdflib.Graph) -> list[str]:
    """FOOPS! wants an import or a term of others; we import nothing."""
    sorts = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    used = {str(s) for sort in sorts for s in ontology.subjects(RDF.type, sort)}
    foreign = [iri for iri in used if iri.startswith("http") and not iri.startswith(TERMS)]
    return [] if foreign else ["a term of another ontology"]


def metadata(check: str) -> Callable[[rdflib.Graph], list[str]]:
    return lambda ontology: missing(ontology, LISTS[check])


CHECKS: dict[str, Callable[[rdflib.Graph], list]] = {
    **{check: metadata(check) for check in LISTS},
    "PURL1": purl1,
    "URI2": uri2,
    "VER1": ver1,
    "VOC1": voc1,
    "VOC2": voc2,
    "VOC3": lambda ontology: without(ontology, RDFS.label, SKOS.prefLabel),
    "VOC4": lambda ontology: without(ontology, RDFS.comment, SKOS.definition),
}
# A fault for each check: statements of these predicates (on these subjects) are taken away.
FAULTS: dict[str, tuple[rdflib.term.Node | None, URIRef | None]] = {
    "OM1": (HEADER, VANN.preferredNamespaceUri),
    "OM2": (HEADER, DCTERMS.bibliographicCitation),
    "OM3": (HEADER, BIBO.status),
    "OM4.1": (HEADER, DCTERMS.license),
    "OM5.1": (HEADER, DCTERMS.created),
    "OM5.2": (HEADER, DCTERMS.publisher),
    "FIND1": (HEADER, VANN.preferredNamespacePrefix),
    "URI2": (HEADER, RDF.type),
    "VER1": (HEADER, OWL.versionIRI),
    "VOC1": (HEADER, None),
    "VOC3": (URIRef(f"{TERMS}V_Cl"), RDFS.label),
    "VOC4": (URIRef(f"{TERMS}cause"), SKOS.definition),
}


@pytest.mark.parametrize("check", CHECKS)
def test_foops(ontology: rdflib.Graph, check: str) -> None:
    assert CHECKS[check](ontology) == list(PARTLY.get(check, {}))


@pytest.mark.parametrize("check", FAULTS)
def test_foops_would_see_a_fault(ontology: rdflib.Graph, check: str) -> None:
    broken = rdflib.Graph() + ontology
    broken.remove((*FAULTS[check], None))
    assert len(CHECKS[check](broken)) > len(CHECKS[check](ontology))


def test_foops_would_see_another_address_and_no_term_of_others(ontology: rdflib.Graph) -> None:
    moved = rdflib.Graph()
    moved.add((URIRef("https://example.org/o"), RDF.type, OWL.Ontology))
    moved.add((URIRef(f"{TERMS}V_Cl"), RDF.type, OWL.Class))
    assert CHECKS["PURL1"](moved) == ["https://example.org/o"]
    assert CHECKS["VOC2"](moved)
    assert len(terms(ontology)) > 400


def test_every_check_of_foops_is_made_or_its_absence_argued() -> None:
    catalogue = """CN1 DOC1 FIND1 FIND2 FIND3 FIND_3_BIS HTTP1 OM1 OM2 OM3 OM4.1 OM4.2 OM5.1 OM5.2
        PURL1 RDF1 URI1 URI2 VER1 VER2 VOC1 VOC2 VOC3 VOC4"""
    assert CHECKS.keys() | NOT_YET.keys() == set(catalogue.split())
    assert CHECKS.keys() & NOT_YET.keys() == set()
