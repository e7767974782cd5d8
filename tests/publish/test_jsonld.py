"""JSON-LD: keys that people read, one meaning each, the same statements in three readers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from defectkg.check.checks import check
from defectkg.errors import DataError
from defectkg.graph import DefectGraph
from defectkg.publish.export import as_text
from defectkg.publish.jsonld import (
    ALIASES,
    Context,
    as_json,
    context,
    context_json,
    definition,
    keys_of,
)
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.prefixes import TERMS, prefixes
from defectkg.rdf.reading import read_quads
from helpers import ROOT, by_rdflib, canonical, expected

PUBLISHED = "https://w3id.org/defectkg/context.jsonld"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
AUTHORED: dict[str, Any] = {  # as a person would write it
    "id": "d:nobody2026-c1",
    "type": "Claim",
    "label": "KI lowers V_X",
    "cause": "dkg:KI",
    "effect": ["dkg:V_X", "dkg:V_I"],
    "locator": "results ¶1",
    "value": "5.40e1",
    "year": "2026",
    "unit": "http://qudt.org/vocab/unit/PERCENT",
}


@pytest.fixture(scope="module")
def published(graph: DefectGraph) -> Context:
    read: Context = json.loads(context_json(graph.store))["@context"]
    return read


@pytest.fixture(scope="module")
def document(graph: DefectGraph) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(as_text(graph.store, "jsonld")[0])
    return read


def test_keys_are_readable_and_say_what_their_values_are(published: Context) -> None:
    def of(name: str, **what: str) -> dict[str, str]:
        return {"@id": TERMS + name, **{f"@{key}": value for key, value in what.items()}}

    assert published["cause"] == of("cause", type="@id")
    assert published["concerns"] == of("concerns", type="@id"), "its range is a union"
    assert published["value"] == of("value", type=f"{XSD}double")
    assert published["year"] == of("year", type=f"{XSD}integer")
    assert published["valueText"] == of("valueText")
    assert published["Claim"] == f"{TERMS}Claim"
    label = {"@id": "http://www.w3.org/2000/01/rdf-schema#label", "@language": "en"}
    assert published["label"] == label
    assert published["subClassOf"]["@type"] == "@id"
    assert published["dcterms:title"]["@language"] == "en", "title is ours"
    assert published["title"] == of("title")
    assert definition("x:p", {"x:one", "x:two"}) == {"@id": "x:p"}, "its values have two datatypes"


def test_every_class_and_property_of_ours_has_a_key(graph: DefectGraph, published: Context) -> None:
    rows = graph.query(
        "SELECT ?term { ?term a ?sort FILTER (?sort IN (owl:ObjectProperty, owl:DatatypeProperty)) "
        "FILTER STRSTARTS(STR(?term), STR(dkg:)) }"
    )
    assert len(rows.values) > 90
    for (iri,) in rows.values:
        assert published[iri.removeprefix(TERMS)]["@id"] == iri
    for name in ("Claim", "Treatment", "HostKind", "Relation", "CodedValue"):
        assert name in published
    assert "V_Cl" not in published, "kinds are values"


def test_no_two_keys_mean_the_same_and_none_is_a_keyword(published: Context) -> None:
    meanings = [v["@id"] if isinstance(v, dict) else v for v in published.values()]
    assert len(meanings) == len(set(meanings))
    keys = set(published) - {"@version"}
    assert not [key for key in keys if key.startswith("@")]
    assert {name for name in keys if published[name] in ALIASES.values()} == {"id", "type"}


COLLIDING = [
    f"{TERMS}label",  # also in RDFS
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://purl.org/dc/terms/note",  # two of others
    "http://www.w3.org/2004/02/skos/core#note",
    f"{TERMS}id",  # an alias of a keyword
    "http://purl.org/dc/terms/type",
    f"{TERMS}unit",  # a prefix
    f"{TERMS}skos",  # a prefix that the key of another needs
    f"{TERMS}@type",  # like a keyword
    f"{TERMS}",  # no name at all
    f"{TERMS}a/b",
    "https://example.org/unknown",
]


def test_no_collision_is_possible(tmp_path: Path) -> None:
    keys = keys_of(COLLIDING)
    assert len(set(keys.values())) == len(keys)
    assert keys[f"{TERMS}label"] == "label"
    assert keys["http://www.w3.org/2000/01/rdf-schema#label"] == "rdfs:label"
    assert keys["http://purl.org/dc/terms/note"] == "dcterms:note"
    assert keys[f"{TERMS}id"] == "dkg:id"
    assert keys.keys().isdisjoint({f"{TERMS}@type", TERMS, "https://example.org/unknown"})
    store = MemoryStore()
    graph, sort = ox.NamedNode(TERMS.rstrip("/")), "http://www.w3.org/2002/07/owl#ObjectProperty"
    for number, iri in enumerate(COLLIDING):
        node, subject = ox.NamedNode(iri), ox.NamedNode(f"x:s{number}")
        store.add([ox.Quad(node, RDF_TYPE, ox.NamedNode(sort), graph)])
        for value in (ox.Literal("a"), ox.Literal("a", language="en"), node, ox.Literal(1)):
            store.add([ox.Quad(subject, node, value, graph)])
    file = tmp_path / "collisions.jsonld"
    file.write_text(as_text(store, "jsonld")[0], "utf-8")
    wanted = canonical(store.quads())
    assert canonical(read_quads(file)) == wanted
    assert by_rdflib(file) == wanted
    assert by_pyld(json.loads(file.read_text("utf-8"))) == wanted


def test_documents_embed_the_published_context_and_hold_no_numbers(
    graph: DefectGraph, document: dict[str, Any], published: Context
) -> None:
    assert document["@context"] == published
    ontology = json.loads(as_text(graph.store, "jsonld", "ontology")[0])
    assert ontology["@context"] == published

    def numbers(part: Any) -> list[Any]:
        if isinstance(part, dict | list):
            inner = part.values() if isinstance(part, dict) else part
            return [found for one in inner for found in numbers(one)]
        return [] if isinstance(part, str) else [part]

    assert numbers(document) == [1.1], "the version of JSON-LD alone"


def test_documents_use_the_keys(document: dict[str, Any]) -> None:
    graphs = {part["id"]: part["@graph"] for part in document["@graph"]}
    (claim,) = [n for n in graphs["d:zheng2019-nickel"] if n["id"] == "d:zheng2019-nickel-c1"]
    assert claim["type"] == "Claim"
    assert claim["relation"] == "dkg:Lowers"
    whole = {key for nodes in graphs.values() for n in nodes for key in n if ":" in key}
    assert {key for key in whole if not key.startswith("sh:")} == {"dcterms:title", "dcterms:type"}


def test_values_unlike_what_a_key_expects_are_said_in_full(
    published: Context, tmp_path: Path
) -> None:
    node, integer = ox.NamedNode("x:node"), ox.NamedNode(f"{XSD}integer")
    values = [
        ox.Literal("1.90"),
        ox.Literal("x", language="en"),
        ox.Literal("x", language="de"),
        ox.Literal("1.90e0", datatype=ox.NamedNode(f"{XSD}double")),
        ox.Literal("07", datatype=integer),
        ox.NamedNode(f"{TERMS}V_Cl"),
        ox.BlankNode("b"),
    ]
    store = MemoryStore()
    for name in ("cause", "label", "value", "year", "valueText", "conversionMultiplierSN"):
        store.add(ox.Quad(node, ox.NamedNode(published[name]["@id"]), value) for value in values)
    file = tmp_path / "odd.jsonld"
    file.write_text(as_json(store.quads(), published), "utf-8")
    wanted = canonical(store.quads())
    assert len(wanted) == 42
    assert canonical(read_quads(file)) == wanted
    assert by_rdflib(file) == wanted
    assert by_value(by_pyld(json.loads(file.read_text("utf-8")))) == by_value(wanted)


# --- the reference implementation -------------------------------------------------------------


def by_pyld(document: dict[str, Any], loaded: dict[str, Any] | None = None) -> set[str]:
    """What pyld reads; it writes each xsd:double in canonical form."""
    from pyld import jsonld

    def load(address: str, _: Any) -> dict[str, Any]:
        assert loaded is not None, f"{address} was asked for"
        assert address == PUBLISHED
        return {"contextUrl": None, "documentUrl": address, "document": loaded}

    options = {"format": "application/n-quads", "documentLoader": load}
    text = jsonld.to_rdf(document, options)
    return canonical(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def by_value(statements: set[str]) -> set[str]:
    """The same statements with each double as Python writes its value."""
    double = re.compile(rf'"([^"]*)"\^\^<{XSD}double>')
    return {double.sub(lambda m: f'"{float(m[1])!r}"^^<double>', line) for line in statements}


def test_the_reference_implementation_reads_the_same(
    graph: DefectGraph, document: dict[str, Any]
) -> None:
    wanted = expected(graph.store.quads(), "jsonld")
    assert by_value(by_pyld(document)) == by_value(wanted)


def test_expansion_keeps_the_digits_of_every_literal(
    graph: DefectGraph, document: dict[str, Any]
) -> None:
    from pyld import jsonld

    def literals(part: Any) -> list[tuple[str, ...]]:
        if isinstance(part, dict) and "@value" in part:
            datatype = part.get("@type", f"{XSD}string")
            return [(part["@value"], datatype, part.get("@language", ""))]
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        return [found for one in inner for found in literals(one)]

    written = [q.object for q in graph.store.quads() if isinstance(q.object, ox.Literal)]
    assert sorted(literals(jsonld.expand(document))) == sorted(
        (o.value, f"{XSD}string" if o.language else o.datatype.value, o.language or "")
        for o in written
    )


def test_a_document_that_names_the_published_context_means_the_same(
    graph: DefectGraph, published: Context
) -> None:
    embedded = {"@context": published, **AUTHORED}
    loaded = json.loads(as_text(graph.store, "jsonld", "context")[0])
    read = by_pyld(embedded)
    assert by_pyld({"@context": PUBLISHED, **AUTHORED}, loaded) == read
    assert f'<{TERMS}value> "5.4E1"^^<{XSD}double>' in "".join(read)
    assert f"<{TERMS}effect> <{TERMS}V_I>" in "".join(read)
    assert len(read) == 9
    ours = canonical(ox.parse(json.dumps(embedded), format=ox.RdfFormat.JSON_LD))
    assert by_value(ours) == by_value(read)


def test_the_example_of_the_documentation_is_understood(published: Context) -> None:
    guide = (ROOT / "docs" / "linked-data.md").read_text("utf-8")
    example = re.findall(r"```json\n(.*?)```", guide, re.DOTALL)[0]
    read = json.loads(example)
    assert read["@context"] == PUBLISHED
    statements = by_pyld(read, {"@context": published})
    assert len(statements) == len(read) - 2, "a key for each, besides context and id"
    assert not [line for line in statements if "<d:" in line or "<dkg:" in line]


def test_a_document_that_only_names_its_context_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "remote.jsonld"
    file.write_text(json.dumps({"@context": PUBLISHED, **AUTHORED}), "utf-8")
    with pytest.raises(DataError, match=r"remote.jsonld"):
        check([file])


def test_the_context_of_a_store_without_ontology_is_its_prefixes() -> None:
    assert context(MemoryStore()) == {"@version": 1.1, **ALIASES, **prefixes()}
