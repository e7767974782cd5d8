"""Mappings in the graph: each a triple in the graph of its set; names and answers stay the same."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

import defectkg
from defectkg.graph import DefectGraph
from defectkg.mappings.collection import Mappings
from defectkg.rdf.library import library
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.reading import read_quads
from helpers import RDF, TINY, canonical, command, expected_each, of_files

SKOS = "http://www.w3.org/2004/02/skos/core#"
SETS = "https://w3id.org/defectkg/mappings/"


@pytest.fixture(scope="module")
def linked() -> DefectGraph:
    return defectkg.load(mappings=True)


@pytest.fixture(scope="module")
def one_study() -> DefectGraph:
    """A small study with all mappings; all that is shipped makes the round trip in test_export.py."""
    graph = of_files(TINY)
    graph.store.add(Mappings.shipped().quads())
    return graph


@pytest.fixture(scope="module")
def wanted(one_study: DefectGraph) -> dict[str, set[str]]:
    """What a file in each syntax should hold."""
    return expected_each(one_study.store.quads())


@pytest.mark.parametrize("syntax", RDF)
def test_a_round_trip_with_mappings(
    one_study: DefectGraph, wanted: dict[str, set[str]], tmp_path: Path, syntax: str
) -> None:
    file = tmp_path / f"all.{syntax}"
    one_study.export(file)
    assert canonical(read_quads(file)) == wanted[syntax]


def test_each_mapping_is_one_triple_in_the_graph_of_its_set(
    graph: DefectGraph, linked: DefectGraph
) -> None:
    added = [q for q in linked.store.quads() if str(q.graph_name).startswith(f"<{SETS}")]
    assert len(linked.store) == len(graph.store) + len(added)
    found = {
        (q.subject.value, q.predicate.value.removeprefix(SKOS), q.object.value, q.graph_name.value)
        for q in added
        if q.predicate.value.startswith(SKOS)
    }
    rows = list(Mappings.shipped().rows())
    denied = {(row.subject, row.object) for row in rows if row.negative}
    assert len(denied) > 10
    assert found == {
        (row.subject, row.relation, row.object, SETS + row.target)
        for row in rows
        if not row.negative
    }
    sets = {quad.graph_name.value.removeprefix(SETS) for quad in added}
    assert sets == {one.target for one in Mappings.shipped().sets}


def test_a_remark_says_what_is_no_triple(tmp_path: Path) -> None:
    done = command("all.ttl", "--with-mappings", folder=tmp_path)
    assert done.returncode == 0
    assert "denied matches are no triples" in done.stderr


def test_a_foreign_graph_joins_over_the_mappings(linked: DefectGraph, tmp_path: Path) -> None:
    linked.export(tmp_path / "all.nq")
    store = MemoryStore()
    store.load(tmp_path / "all.nq")
    store.add(
        ox.parse(
            "<x:bottle> <x:holds> <http://purl.obolibrary.org/obo/CHEBI_8346> .",
            format=ox.RdfFormat.N_QUADS,
        )
    )
    answer = store.rows(
        "SELECT ?defect WHERE { ?bottle <x:holds> ?theirs . ?agent skos:exactMatch ?theirs . "
        "?treatment dkg:agent ?agent . ?claim dkg:treatment ?treatment ; dkg:relation dkg:Lowers ; "
        "dkg:effect ?kind . ?kind a dkg:DefectKind ; rdfs:label ?defect }"
    )
    assert {"halide vacancy", "surface defect"} <= {row["defect"] for row in answer.dicts()}


@pytest.mark.whole
def test_answers_and_names_stay_the_same_with_mappings(
    graph: DefectGraph, linked: DefectGraph
) -> None:
    for query in library():
        assert linked.query(query.name).values == graph.query(query.name).values, query.name
    assert linked.find("Vacancy").iri == graph.find("Vacancy").iri


@pytest.mark.whole
def test_tables_hold_denied_matches_too(linked: DefectGraph, tmp_path: Path) -> None:
    linked.export(f"{tmp_path}/tables/")
    lines = (tmp_path / "tables" / "mappings.csv").read_text("utf-8").splitlines()
    assert len(lines) == 1 + len(list(Mappings.shipped().rows()))
    assert any(line.startswith("EQE,not closeMatch,external quantum efficiency,") for line in lines)
