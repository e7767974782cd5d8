"""The query library as RDF: SIB's convention, and each text runs as it stands in the file."""

from __future__ import annotations

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib import RDF, RDFS, SH, Literal, Namespace, URIRef

from defectkg.graph import DefectGraph
from defectkg.publish.export import as_text
from defectkg.rdf.library import Query, library
from defectkg.rdf.prefixes import prefixes
from defectkg.rdf.queries import run
from helpers import records

SCHEMA = Namespace("https://schema.org/")
SPEX = Namespace("https://purl.expasy.org/sparql-examples/ontology#")
QUERIES = "https://w3id.org/defectkg/queries"

# What SIB's tools ask of an example, in our words (spex.shacl of sparql-examples-utils c9c2da5):
# one text, a question in a language or as HTML, a target, keywords without spaces at the ends.
ASKED = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix schema: <https://schema.org/> .
@prefix spex: <https://purl.expasy.org/sparql-examples/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
[] a sh:NodeShape ; sh:targetClass sh:SPARQLExecutable ;
   sh:property [ sh:path [ sh:alternativePath ( sh:select sh:ask sh:construct spex:describe ) ] ; sh:minCount 1 ; sh:maxCount 1 ] ,
     [ sh:path rdfs:comment ; sh:minCount 1 ; sh:or ( [ sh:datatype rdf:langString ] [ sh:datatype rdf:HTML ] ) ] ,
     [ sh:path schema:target ; sh:minCount 1 ] ,
     [ sh:path schema:keyword ; sh:maxCount 0 ] ,
     [ sh:path schema:keywords ; sh:minCount 1 ; sh:pattern "^\\\\S.*\\\\S$" ] .
"""


@pytest.fixture(scope="module")
def examples(graph: DefectGraph) -> rdflib.Graph:
    text, _ = as_text(graph.store, "ttl", "queries")
    return rdflib.Graph().parse(data=text, format="turtle")


@pytest.fixture(scope="module")
def in_one_graph(graph: DefectGraph) -> ox.Store:
    """All statements without names of graphs, as a reader of data.ttl has them, and no prefix."""
    store = ox.Store()
    store.extend(ox.Quad(*quad.triple) for quad in graph.store.quads())
    return store


def test_each_query_of_the_library_is_there(examples: rdflib.Graph) -> None:
    listed = {str(iri) for iri in examples.objects(URIRef(QUERIES), rdflib.DCTERMS.hasPart)}
    assert listed == {f"{QUERIES}/{query.name}" for query in library()}
    assert listed == {str(iri) for iri in examples.subjects(RDF.type, SH.SPARQLExecutable)}
    assert listed == {str(iri) for iri in examples.subjects(RDF.type, SH.SPARQLSelectExecutable)}


@pytest.mark.parametrize("query", library(), ids=lambda query: query.name)
def test_an_example_says_what_the_header_says(examples: rdflib.Graph, query: Query) -> None:
    node = URIRef(f"{QUERIES}/{query.name}")
    assert examples.value(node, RDFS.comment) == Literal(query.question, lang="en")
    assert examples.value(node, RDFS.label) == Literal(query.title, lang="en")
    assert str(examples.value(node, SH.select)) == query.text
    params = {}
    for part in examples.objects(node, SH.parameter):
        assert (part, RDF.type, SH.Parameter) in examples
        path = examples.value(part, SH.path)
        params[str(path).rpartition("#")[2]] = str(examples.value(part, SH.description))
        assert examples.value(part, SH.optional).toPython() is True
    assert params == {name: slot.words for name, slot in query.slots.items()}


@pytest.mark.parametrize("query", library(), ids=lambda query: query.name)
def test_the_text_runs_as_it_stands_and_gives_the_rows_of_the_library(
    examples: rdflib.Graph, query: Query, graph: DefectGraph, in_one_graph: ox.Store
) -> None:
    """On another engine it runs in tests/rdf/test_queries.py."""
    text = str(examples.value(URIRef(f"{QUERIES}/{query.name}"), SH.select))
    assert "PREFIX dkg:" in text, "the text declares its own prefixes"
    if "GRAPH" not in text:
        fast = records(query, in_one_graph.query(text))
        assert fast == sorted(run(graph.store, query.name).values)


def test_prefixes_are_declared_for_tools_that_read_them(examples: rdflib.Graph) -> None:
    declared = {
        str(examples.value(part, SH.prefix)): examples.value(part, SH.namespace)
        for part in examples.objects(URIRef(QUERIES), SH.declare)
    }
    for name, space in declared.items():
        assert space == Literal(prefixes()[name], datatype=rdflib.XSD.anyURI)
    for query in library():
        assert (URIRef(f"{QUERIES}/{query.name}"), SH.prefixes, URIRef(QUERIES)) in examples
        for line in query.text.splitlines():
            if line.startswith("PREFIX "):
                assert line.split()[1].rstrip(":") in declared


def test_examples_are_as_the_tools_of_sib_ask(examples: rdflib.Graph) -> None:
    shapes = rdflib.Graph().parse(data=ASKED, format="turtle")
    conforms, _, report = pyshacl.validate(examples, shacl_graph=shapes)
    assert conforms, report
    for predicate, value in ((SH.ask, Literal("ASK {}")), (RDFS.comment, Literal("no language"))):
        broken = rdflib.Graph() + examples
        broken.add((URIRef(f"{QUERIES}/claims"), predicate, value))
        assert not pyshacl.validate(broken, shacl_graph=shapes)[0]


def test_parameters_are_well_formed_by_the_shapes_of_shacl_itself(examples: rdflib.Graph) -> None:
    assert pyshacl.validate(rdflib.Graph(), shacl_graph=examples, meta_shacl=True)[0]
    broken = rdflib.Graph() + examples
    part = URIRef(f"{QUERIES}/hosts#parameter-host")
    assert (part, RDF.type, SH.Parameter) in broken
    broken.add((part, SH.path, Literal("no path")))
    with pytest.raises(pyshacl.errors.ReportableRuntimeError, match="MetaSHACL"):
        pyshacl.validate(rdflib.Graph(), shacl_graph=broken, meta_shacl=True)


def test_one_query_finds_all_texts_as_on_the_endpoints_of_sib(examples: rdflib.Graph) -> None:
    rows = examples.query(
        "SELECT ?query ?question ?text { ?query a sh:SPARQLExecutable ; rdfs:comment ?question ; "
        "sh:select|sh:ask|sh:construct|spex:describe ?text }",
        initNs={"sh": SH, "rdfs": RDFS, "spex": SPEX},
    )
    assert len(rows) == len(library())


def test_keywords_are_the_classes_that_a_query_asks_for(examples: rdflib.Graph) -> None:
    words = {str(word) for word in examples.objects(URIRef(f"{QUERIES}/claims"), SCHEMA.keywords)}
    assert "claim" in words
