"""MOD 3.2.3 (FAIR-IMPACT/MOD 2ed9ff3): what it marks as mandatory, which catalogues such as OntoPortal read.

Its own shapes cannot be the judge: validator.ttl there uses a prefix that it does not declare, and
no package brings it. With the prefix put right (by hand, not here) they object to texts as creator
and publisher, as MOD's own header has them, and to "en" as language, which OntoPortal wants so.
"""

from __future__ import annotations

import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, Namespace, URIRef

from defectkg.graph import DefectGraph
from defectkg.publish.export import as_text
from defectkg.rdf.prefixes import TERMS

DCAT = Namespace("http://www.w3.org/ns/dcat#")
MOD = Namespace("https://w3id.org/mod#")
ONTOLOGY = URIRef(TERMS.rstrip("/"))

# `prov:wasInfluencedBy "FAIRsFAIR profile: MANDATORY"` in mod.ttl, by what they are said of.
OF_ONTOLOGY = {
    DCTERMS.accessRights, DCTERMS.created, DCTERMS.creator, DCTERMS.description, DCTERMS.identifier,
    DCTERMS.license, DCTERMS.modified, DCTERMS.rightsHolder, DCTERMS.subject, DCTERMS.title,
    DCTERMS.type, OWL.versionIRI, DCAT.contactPoint, DCAT.keyword, DCAT.landingPage, MOD.acronym,
}  # fmt: skip
OF_FILE = {DCAT.accessURL, MOD.hasRepresentationLanguage, MOD.hasSyntax}

# Not here, and why. OntoPortal wants the contact, too: whoever submits types it in.
NOT_YET = {DCAT.contactPoint: "the project has no address yet"}


@pytest.fixture(scope="module")
def said(graph: DefectGraph) -> rdflib.Graph:
    """The header of the ontology, and what the description of the data set says of its files."""
    found = rdflib.Graph()
    for what in ("ontology", "void"):
        found.parse(data=as_text(graph.store, "ttl", what)[0], format="turtle")
    return found


def test_the_header_has_what_is_mandatory(said: rdflib.Graph) -> None:
    assert MOD.SemanticArtefact in said.objects(ONTOLOGY, RDF.type)
    assert OF_ONTOLOGY - set(said.predicates(ONTOLOGY)) == set(NOT_YET)


def test_so_has_each_of_its_files(said: rdflib.Graph) -> None:
    files = set(said.objects(ONTOLOGY, DCAT.distribution))
    assert len(files) == 3
    for file in files:
        assert MOD.SemanticArtefactDistribution in said.objects(file, RDF.type)
        assert set(said.predicates(file)) >= OF_FILE


def test_ontoportal_reads_version_day_language_and_acronym(said: rdflib.Graph) -> None:
    """What it takes from a header as it stands (config/schemes/ontology_submission.yml, 07c4728)."""
    assert str(said.value(ONTOLOGY, DCTERMS.language)) == "en"
    assert str(said.value(ONTOLOGY, MOD.acronym)).isupper()
    for name in (OWL.versionInfo, DCTERMS.issued, DCTERMS.license, DCTERMS.description):
        assert len(set(said.objects(ONTOLOGY, name))) == 1, name
