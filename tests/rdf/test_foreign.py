"""Files of others beside ours: what we describe keeps its names, and no row is doubled."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

import defectkg
from defectkg.errors import DataError
from defectkg.graph import DefectGraph
from defectkg.rdf.library import library
from defectkg.rdf.prefixes import DATA, TERMS
from defectkg.rdf.queries import run

PREFIXES = (
    f"@prefix dkg: <{TERMS}> . @prefix d: <{DATA}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix podo: <http://purls.helmholtz-metadaten.de/cdos/podo/> .\n"
)
Beside = Callable[[str], tuple[DefectGraph, list[str]]]


@pytest.fixture
def beside(tmp_path: Path) -> Beside:
    """Load a text beside ours; gives the graph and what was remarked."""

    def load(text: str) -> tuple[DefectGraph, list[str]]:
        (tmp_path / "theirs.ttl").write_text(PREFIXES + text, "utf-8")
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            loaded = defectkg.load(tmp_path / "theirs.ttl")
        return loaded, [str(warning.message) for warning in said]

    return load


VALUES = [
    '"zzz fake"@de',
    '"zzz fake"',
    "dkg:V_X",
    "d:zheng2019",
    '"9"^^<http://www.w3.org/2001/XMLSchema#integer>',
]


@pytest.mark.whole
def test_no_answer_of_ours_changes_by_what_others_say_of_us(
    graph: DefectGraph, beside: Beside
) -> None:
    # Each property that our files use of a term or record of ours gets these values, too: those
    # of every third, for time.
    values = " , ".join(VALUES)
    asked = "SELECT DISTINCT ?s ?p { ?s ?p ?o FILTER(ISIRI(?s)) } ORDER BY ?s ?p"
    ours = graph.store.rows(asked).terms or []
    said = [
        f"{s} {p} {values} .\n"
        for s, p in ours[::3]
        if str(s).startswith(("<" + TERMS, "<" + DATA))
    ]
    loaded, [remark] = beside("".join(said))
    assert remark.endswith("of its statements on what we describe left out: ours count")
    for query in library():
        assert run(loaded.store, query.name) == run(graph.store, query.name), query.name
    for name in ("V_Cl", "KI", "PLQY", "Zheng 2019"):
        assert loaded.find(name) == graph.find(name)


def test_a_term_of_others_that_we_name_keeps_that_name(graph: DefectGraph, beside: Beside) -> None:
    query = "SELECT DISTINCT ?s { ?s a ?c FILTER(ISIRI(?s)) }"
    theirs = [
        row[0]
        for row in graph.store.rows(query).terms or []
        if not str(row[0]).startswith(("<" + TERMS, "<" + DATA))
    ]
    assert len(theirs) > 20
    names = ("rdfs:label", "skos:altLabel", "skos:notation", "skos:prefLabel", "skos:hiddenLabel")
    loaded, _ = beside(
        "".join(f'{term} {name} "Andere"@de .\n' for term in theirs for name in names)
    )
    for name in ("claims", "defects", "measurements", "outcomes", "provenance"):
        assert run(loaded.store, name) == run(graph.store, name)


def test_what_is_theirs_to_say_is_read(graph: DefectGraph, beside: Beside) -> None:
    loaded, remarks = beside(
        "dkg:V_Cl rdfs:subClassOf <x:Gap> ; <x:seen> 3 ; skos:exactMatch <x:V> ; rdfs:seeAlso <x:page> .\n"
        'podo:Vacancy skos:definition "A gap."@en .\n'
        'd:new-c1 a dkg:Claim ; rdfs:label "a new claim" ; dkg:cause dkg:KI ; dkg:effect dkg:V_Cl .\n'
        '<x:MyVacancy> rdfs:subClassOf dkg:V_Cl ; rdfs:label "my vacancy" .\n'
    )
    assert remarks == []
    assert len(loaded.store) == len(graph.store) + 11


def test_what_we_say_ourselves_is_no_remark(graph: DefectGraph, beside: Beside) -> None:
    label = graph.find("KI").label
    loaded, remarks = beside(f'dkg:KI rdfs:label "{label}"@en ; a dkg:AgentKind . d:x <x:y> 1 .')
    assert remarks == []
    assert len(loaded.store) == len(graph.store) + 1


def test_a_name_of_ours_is_ours_though_others_use_it(graph: DefectGraph, beside: Beside) -> None:
    loaded, _ = beside(
        '<x:other> a <x:Thing> ; rdfs:label "KI", "V_Cl", "PLQY", "vacancy of mine" .'
    )
    for name in ("KI", "V_Cl", "PLQY"):
        assert loaded.find(name) == graph.find(name)
    assert loaded.find("vacancy of mine").iri == "x:other"


def test_a_statement_said_twice_counts_once(graph: DefectGraph, beside: Beside) -> None:
    whole = [q for q in graph.store.quads() if isinstance(q.subject, ox.NamedNode)]
    loaded, remarks = beside("".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in whole))
    assert remarks == []
    for query in ("claims", "measurements", "provenance"):
        assert run(loaded.store, query) == run(graph.store, query)


# --- contexts of JSON-LD at an address ---------------------------------------------------------

CONTEXT = {"@version": 1.1, "ex": "http://ex.org/", "name": "ex:name"}
ADDRESS = "https://example.org/context"
DOCUMENTS = [
    {"@context": ADDRESS, "@id": "ex:a", "name": "x"},
    {"@context": [ADDRESS, {"more": "ex:more"}], "@id": "ex:a", "name": "x"},
    {"@context": {"@import": ADDRESS, "more": "ex:more"}, "@id": "ex:a", "name": "x"},
    {"@context": {"ex": "http://ex.org/", "part": {"@id": "ex:part", "@context": ADDRESS}}, "@id": "ex:a", "part": {"@id": "ex:b", "name": "x"}},
    [{"@context": ADDRESS, "@id": "ex:a", "name": "x"}, {"@context": ADDRESS, "@id": "ex:b", "name": "x"}],
]  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS, ids=range(len(DOCUMENTS)))
def test_a_copy_stands_for_the_address_of_a_context(tmp_path: Path, document: object) -> None:
    file, copy = tmp_path / "a.jsonld", tmp_path / "context.json"
    file.write_text(json.dumps(document))
    copy.write_text(json.dumps({"@context": CONTEXT}))
    with pytest.raises(DataError, match="not fetched; give a copy of it with --context FILE"):
        defectkg.load(file)
    loaded = defectkg.load(file, context=copy)
    found = loaded.store.rows('SELECT ?s { ?s <http://ex.org/name> "x" }').values
    assert len(found) == (2 if isinstance(document, list) else 1)


BAD_COPIES = [
    # document | copy | message
    (DOCUMENTS[0], "{", "context.json:1:"),
    (DOCUMENTS[0], '{"name": 1}', "context.json: holds no @context"),
    (DOCUMENTS[0], '{"@context": "https://else.where/"}', "context.json: points to https://else.where/"),
    (DOCUMENTS[0], '{"@context": ' + "[" * 9000 + "]" * 9000 + "}", "nested too deep"),
    ({"@context": [ADDRESS, ADDRESS + "2"]}, json.dumps({"@context": CONTEXT}), "names several contexts"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "copy", "message"), BAD_COPIES, ids=range(len(BAD_COPIES)))
def test_a_copy_that_is_none_is_refused(
    tmp_path: Path, document: object, copy: str, message: str
) -> None:
    (tmp_path / "a.jsonld").write_text(json.dumps(document))
    (tmp_path / "context.json").write_text(copy)
    with pytest.raises(DataError, match=message):
        defectkg.load(tmp_path / "a.jsonld", context=tmp_path / "context.json")
