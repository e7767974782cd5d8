"""One row for each record: lists are joined in the client, whatever an engine's order."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from defectkg.errors import QueryError
from defectkg.graph import DefectGraph
from defectkg.rdf.folding import fold
from defectkg.rdf.library import load_query, read_query
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.queries import folded, run
from defectkg.rdf.rows import Rows

LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


def flat(columns: str, *rows: str) -> Rows:
    """Rows of an engine, cells between bars, empty ones unbound."""
    cells = [tuple(ox.Literal(c) if (c := cell.strip()) else None for cell in row.split("|")) for row in rows]  # fmt: skip
    return Rows.of_terms(columns.split(), cells)


def test_values_of_a_record_are_joined_sorted_and_each_once() -> None:
    rows = flat("record agent", "b | KI", "a | ZnBr2", "b | HBr", "b | KI", "b |")
    assert fold(rows, ["record"], ["agent"]).values == [("b", "HBr; KI"), ("a", "ZnBr2")]
    assert [row[0] for row in fold(rows, ["record"], by_name=True).values] == ["a", "b"]


def test_numbers_are_sorted_by_size_before_words() -> None:
    rows = flat("record number", "a | 83", "a | 9", "a | in press", "a | 100")
    assert fold(rows, ["record"]).values == [("a", "9; 83; 100; in press")]


def test_iris_are_joined_with_spaces() -> None:
    rows = flat("record agent_iri", "a | x:b", "a | x:a")
    assert fold(rows, ["record"]).values == [("a", "x:a x:b")]


def test_lists_do_not_multiply_each_other_and_empty_ones_stay_empty() -> None:
    rows = flat("record agent ion dose", "a | KI | |", "a | | K+ |", "a | | I- |")
    assert fold(rows, ["record"], ["agent", "ion"]).values == [("a", "KI", "I-; K+", "")]


def test_several_columns_may_name_a_record() -> None:
    rows = flat("ion host note", "Zn2+ | A | x", "Zn2+ | B | y", "Zn2+ | A | z")
    assert fold(rows, ["ion", "host"]).values == [("Zn2+", "A", "x; z"), ("Zn2+", "B", "y")]


def test_single_values_stay_terms_and_lists_are_plain_text() -> None:
    label, iri = ox.Literal("yield", language="en"), ox.NamedNode("x:a")
    rows = Rows.of_terms(["record_iri", "label", "list"], [(iri, label, label)])
    (terms,) = fold(rows, ["record_iri"], ["list"]).terms or ()
    assert terms == (iri, label, ox.Literal("yield"))


def test_a_header_that_names_no_column_is_refused() -> None:
    query = read_query("#+ record: claim_iri\nSELECT ?claim { ?claim ?p ?o }")
    with pytest.raises(QueryError, match="header of this query names claim_iri, but SELECT does"):
        folded(query, flat("claim", "a"))


@pytest.fixture(scope="module")
def with_second_labels() -> MemoryStore:
    """The shipped graph, hosts, agents and observables with another label in another language."""
    store = MemoryStore.shipped()
    kinds = store.rows(
        "SELECT DISTINCT ?kind { ?kind a ?group . "
        "FILTER (?group IN (dkg:HostKind, dkg:AgentKind, dkg:ObservableKind)) }"
    )
    store.add(
        ox.Quad(ox.NamedNode(kind), LABEL, ox.Literal(f"noch {n}", language="de"))
        for n, (kind,) in enumerate(kinds.values)
    )
    return store


@pytest.mark.parametrize("name", ["treatments", "claims", "measurements", "tried", "outcomes"])
def test_a_label_said_twice_multiplies_no_row(
    name: str, graph: DefectGraph, with_second_labels: MemoryStore
) -> None:
    stores = graph.store, with_second_labels
    once, twice = (run(store, name).pick(*load_query(name).record).values for store in stores)
    assert sorted(twice) == sorted(once)
