"""Few records of a large store are read alone; their rows are those that they have among all."""

from __future__ import annotations

import random
from typing import Any

import pytest

from defectkg.errors import QueryTimeoutError
from defectkg.graph import DefectGraph
from defectkg.rdf import parts, queries
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.queries import choose, fitting, holding, leaves_out, library, load_query, records
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import Store

CHOOSING = [(query.name, slot) for query in library() for slot in query.chosen]
SOME = 6  # kinds of each slot


@pytest.fixture(scope="module")
def large(graph: DefectGraph) -> Store:
    """Return what is shipped as a store whose few records are read alone."""
    store = MemoryStore.copy_of(graph.store)
    store.asks_for_few = True  # type: ignore[misc]
    return store


def kinds_of(graph: DefectGraph, query: str, slot: str) -> list[str]:
    """Return some kinds that a column of a query holds, the same in each run."""
    rows = records(graph.store, load_query(query)).dicts()
    found = sorted({iri for row in rows for iri in row[f"{slot}_iri"].split()})
    return random.Random(f"{query} {slot}").sample(found, min(SOME, len(found)))


@pytest.mark.parametrize(("name", "slot"), CHOOSING)
def test_rows_of_few_records_are_those_among_all(
    name: str, slot: str, graph: DefectGraph, large: Store
) -> None:
    query = load_query(name)
    for kind in kinds_of(graph, name, slot):
        for also in ({}, {"host": graph.names.find("CsPbBr3").iri}):
            choice = choose(graph.store, query, {slot: kind, **also})
            assert queries.few_of(large, choice) is not None
            rows = fitting(large, choice)
            expected = choice.among(records(graph.store, query))
            assert rows.columns == expected.columns
            assert rows.values == expected.values, (kind, also)


@pytest.mark.parametrize(("name", "slot"), CHOOSING)
def test_a_slot_that_chooses_in_the_engine_takes_no_row_without_a_value(
    name: str, slot: str
) -> None:
    assert not load_query(name).slots[slot].unsaid


def test_all_are_read_where_a_filter_chooses_many_or_they_are_known(
    graph: DefectGraph, large: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = load_query("claims")
    kind = kinds_of(graph, "claims", "cause")[0]
    choice = choose(graph.store, query, {"cause": kind})
    assert leaves_out(large, choice)
    assert queries.few_of(graph.store, choice) is None
    monkeypatch.setattr(queries, "MOST_CHOSEN", 0)
    monkeypatch.setattr(large, "_parts", {})
    assert queries.few_of(large, choice) is None
    monkeypatch.undo()
    monkeypatch.setattr(large, "_remembered", {"claims": records(graph.store, query)})
    assert queries.few_of(large, choice) is None
    assert not leaves_out(large, choice)


def test_claims_that_hold_one_of_some_kinds(graph: DefectGraph, large: Store) -> None:
    kinds = kinds_of(graph, "claims", "effect")
    every = records(graph.store, load_query("claims")).dicts()
    expected = [row for row in every if row["effect_iri"] in kinds]
    assert expected
    found = holding(large, "claims", "effect", kinds)
    assert [row["claim_iri"] for row in found] == [row["claim_iri"] for row in expected]
    assert holding(large, "claims", "effect", []) == []


@pytest.mark.parametrize("name", [query.name for query in library() if query.in_parts])
def test_records_of_some_studies_at_a_time_are_those_of_all_at_once(
    name: str, graph: DefectGraph, large: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_CHOSEN", 10)
    monkeypatch.setattr(parts, "AT_ONCE", 300)
    monkeypatch.setattr(large, "_remembered", {})
    read = []
    by_studies = queries.by_studies

    def noting(*given: Any) -> Rows:
        read.append(given)
        return by_studies(*given)

    monkeypatch.setattr(queries, "by_studies", noting)
    found, expected = (records(store, load_query(name)) for store in (large, graph.store))
    assert read, "the store is read in parts"
    assert found == expected
    monkeypatch.setattr(large, "_remembered", {})
    with pytest.raises(QueryTimeoutError, match="no answer within 0 s: narrow the query"):
        records(large, load_query(name), timeout=0.0)
