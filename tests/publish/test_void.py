"""The VoID description says what rdflib counts in the files, and names what is there."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, VOID, Namespace, URIRef

from defectkg.graph import DefectGraph
from defectkg.publish.export import as_text
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.prefixes import TERMS
from defectkg.rdf.queries import run
from defectkg.rdf.shipped import ONTOLOGY_GRAPH, graph_files, graph_name, ontology_files
from defectkg.rdf.turtle import canonical
from helpers import ROOT

pytestmark = pytest.mark.reference_engine

DCAT = Namespace("http://www.w3.org/ns/dcat#")
EXT = Namespace("http://ldf.fi/void-ext#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
DATASET = URIRef("https://w3id.org/defectkg/void#dataset")
OURS = "https://w3id.org/defectkg/"
Statements = set[tuple[rdflib.term.Node, ...]]


@pytest.fixture(scope="module")
def void(graph: DefectGraph) -> rdflib.Graph:
    return rdflib.Graph().parse(data=as_text(graph.store, "ttl", "void")[0], format="turtle")


@pytest.fixture(scope="module")
def files() -> dict[str, rdflib.Graph]:
    """Each named graph, read from the files by another library."""
    found: dict[str, rdflib.Graph] = defaultdict(rdflib.Graph)
    for path in ontology_files():
        found[ONTOLOGY_GRAPH.value].parse(path, format="turtle")
    for path in graph_files():
        found[graph_name(path).value].parse(path, format="turtle")
    return found


@pytest.fixture(scope="module")
def everything(files: dict[str, rdflib.Graph]) -> Statements:
    return {statement for graph in files.values() for statement in graph}


def counts(void: rdflib.Graph, part: rdflib.term.Node) -> dict[str, int]:
    names = ("triples", "entities", "distinctSubjects", "distinctObjects", "properties", "classes")
    found = {name: void.value(part, VOID[name]) for name in names}
    return {name: int(value) for name, value in found.items() if value is not None}


def counted(statements: Statements) -> dict[str, int]:
    """The same numbers, made with sets."""
    subjects = {s for s, _, _ in statements}
    return {
        "triples": len(statements),
        "entities": sum(isinstance(s, URIRef) and s.startswith(OURS) for s in subjects),
        "distinctSubjects": len(subjects),
        "distinctObjects": len({o for _, _, o in statements}),
        "properties": len({p for _, p, _ in statements}),
        "classes": len({o for _, p, o in statements if p == RDF.type}),
    }


def test_totals_are_those_of_the_files(void: rdflib.Graph, everything: Statements) -> None:
    assert counts(void, DATASET) == counted(everything)


def test_a_statement_in_two_graphs_counts_once_in_all() -> None:
    store = MemoryStore()
    node, same = ox.NamedNode(f"{TERMS}x"), ox.NamedNode(str(RDFS.label))
    for name in ("x:one", "x:two"):
        store.add([ox.Quad(node, same, ox.Literal("x"), ox.NamedNode(name))])
        store.add([ox.Quad(node, same, ox.Literal(name), ox.NamedNode(name))])
    rows = {row["graph"]: row["triples"] for row in run(store, "internal/graph-sizes").dicts()}
    assert rows == {"": "3", "x:one": "2", "x:two": "2"}
    (row,) = run(store, "internal/property-partitions").dicts()
    assert (row["triples"], row["objects"]) == ("3", "3")


def test_each_named_graph_is_a_part(void: rdflib.Graph, files: dict[str, rdflib.Graph]) -> None:
    parts = {str(void.value(p, SD.name)): p for p in void.objects(DATASET, VOID.subset)}
    assert set(parts) == set(files)
    for name, part in parts.items():
        assert counts(void, part) == counted(set(files[name])), name
        assert void.value(part, DCTERMS.title)


def test_property_partitions(void: rdflib.Graph, everything: Statements) -> None:
    by_property: dict[rdflib.term.Node, Statements] = defaultdict(set)
    for statement in everything:
        by_property[statement[1]].add(statement)
    parts = {void.value(p, VOID.property): p for p in void.objects(DATASET, VOID.propertyPartition)}
    assert set(parts) == set(by_property)
    for name, part in parts.items():
        wanted = counted(by_property[name])
        assert counts(void, part).items() <= wanted.items(), name
        assert counts(void, part)["triples"]


def members(everything: Statements) -> dict[rdflib.term.Node, set[rdflib.term.Node]]:
    found: dict[rdflib.term.Node, set[rdflib.term.Node]] = defaultdict(set)
    for subject, predicate, value in everything:
        if predicate == RDF.type:
            found[value].add(subject)
    return found


def test_class_partitions(void: rdflib.Graph, everything: Statements) -> None:
    found = members(everything)
    parts = {void.value(p, VOID["class"]): p for p in void.objects(DATASET, VOID.classPartition)}
    assert {name: counts(void, part)["entities"] for name, part in parts.items()} == {
        name: len(those) for name, those in found.items()
    }
    assert counts(void, parts[URIRef(f"{TERMS}Claim")])["entities"] > 200


def test_properties_of_classes_and_what_their_values_are(
    void: rdflib.Graph, everything: Statements
) -> None:
    classes = members(everything)
    about: dict[rdflib.term.Node, Statements] = defaultdict(set)
    types: dict[rdflib.term.Node, set[rdflib.term.Node]] = defaultdict(set)
    for statement in everything:
        about[statement[0]].add(statement)
    for name, those in classes.items():
        for member in those:
            types[member].add(name)
    for of_class in void.objects(DATASET, VOID.classPartition):
        those = classes[void.value(of_class, VOID["class"])]
        statements = {s for member in those for s in about[member]}
        wanted = Counter(p for _, p, _ in statements)
        values = Counter(
            (p, value)
            for _, p, o in statements
            if p != RDF.type
            for value in ([datatype(o)] if isinstance(o, rdflib.Literal) else types[o])
        )
        said, said_values = Counter(), Counter()
        for part in void.objects(of_class, VOID.propertyPartition):
            name = void.value(part, VOID.property)
            said[name] = counts(void, part)["triples"]
            for kind, what in ((VOID.classPartition, VOID["class"]), (EXT.datatypePartition, EXT.datatype)):  # fmt: skip
                for inner in void.objects(part, kind):
                    said_values[name, void.value(inner, what)] = counts(void, inner)["triples"]
        assert said == wanted
        assert said_values == values


def datatype(literal: rdflib.Literal) -> URIRef:
    return literal.datatype or (RDF.langString if literal.language else rdflib.XSD.string)


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
        (target,) = set(void.objects(links, VOID.target)) - {DATASET}
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
    ontology = {p: o for s, p, o in everything if str(s) == ONTOLOGY_GRAPH.value}
    for name in ("created", "modified", "license"):
        assert void.value(DATASET, DCTERMS[name]) == ontology[DCTERMS[name]]
    assert void.value(DATASET, DCAT.version) == ontology[OWL.versionInfo]
    creator = void.value(DATASET, DCTERMS.creator)
    assert str(void.value(creator, FOAF.name)) == str(ontology[DCTERMS.creator])
    for name in (DCTERMS.title, DCTERMS.description):
        assert void.value(DATASET, name).language == "en"
    subjects = {s for s, _, _ in everything}
    assert set(void.objects(DATASET, VOID.exampleResource)) <= subjects
    assert len(list(void.objects(DATASET, VOID.dataDump))) == 4
    vocabularies = set(map(str, void.objects(DATASET, VOID.vocabulary)))
    assert {TERMS, str(SKOS), str(DCTERMS), str(OWL)} <= vocabularies


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
