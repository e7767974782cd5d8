"""Few records of a large store are read alone; their rows are those that they have among all."""

from __future__ import annotations

import random
from typing import Any

import pytest

from defectkg.cli.data import answer_by_name
from defectkg.errors import DataError, QueryTimeoutError
from defectkg.graph import DefectGraph
from defectkg.rdf import parts, queries
from defectkg.rdf.library import Query, library, load_query
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.queries import choose, fitting, holding, leaves_out, records
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import Store
from defectkg.text.first_screen import TOLD_APART

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


@pytest.mark.parametrize("at_once", [100_000, 5])
@pytest.mark.parametrize(("name", "slot"), CHOOSING)
def test_rows_of_some_records_are_those_among_all(
    name: str,
    slot: str,
    at_once: int,
    graph: DefectGraph,
    large: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    query = load_query(name)
    monkeypatch.setattr(large, "_kept", {})
    monkeypatch.setattr(parts, "AT_ONCE", at_once)
    for kind in kinds_of(graph, name, slot):
        host = {"host": graph.names.find("CsPbBr3").iri} if "host" in query.slots else {}
        for also in ({}, host):
            choice = choose(graph.store, query, {slot: kind, **also}).naming()
            assert queries.chosen_records(large, choice, None) is not None
            rows = fitting(large, choice)
            expected = choice.among(records(graph.store, query))
            assert rows.columns == expected.columns
            assert rows.values == expected.values, (kind, also)


def test_a_loose_slot_that_takes_rows_without_a_value_chooses_nothing_in_the_engine(
    graph: DefectGraph, large: Store
) -> None:
    query = load_query("tried")
    for kind in kinds_of(graph, "tried", "defect"):
        choice = choose(graph.store, query, {"defect": kind})
        assert choice.wanted["defect"].unsaid
        assert queries.chosen_records(large, choice, None) is None
        assert queries.chosen_records(large, choice.naming(), None) is not None


def test_rows_that_are_only_counted_tell_what_sets_them_apart(
    graph: DefectGraph, large: Store
) -> None:
    query = load_query("tried")
    counted = 0
    for kind in kinds_of(graph, "tried", "defect"):
        choice = choose(graph.store, query, {"defect": kind})
        rows, expected = (
            fitting(store, choice, counting=True).dicts() for store in (large, graph.store)
        )
        named, wanted = ([r for r in some if r["defect_iri"]] for some in (rows, expected))
        assert named == wanted
        told, all_told = (
            list(
                dict.fromkeys(tuple(r[n] for n in TOLD_APART) for r in some if not r["defect_iri"])
            )
            for some in (rows, expected)
        )
        assert told == all_told
        counted += len(told)
        assert rows[0].keys() == expected[0].keys()
    assert counted > 100
    host = choose(graph.store, query, {"defect": kind, "host": graph.names.find("CsPbBr3").iri})
    for more in (choice._replace(levels={"exact"}), host):  # of which a page shows some
        assert fitting(large, more, counting=True).values == fitting(graph.store, more).values


@pytest.mark.parametrize("at_once", [100_000, 5])
def test_a_filter_is_known_to_leave_records_out_before_all_are_read(
    at_once: int, graph: DefectGraph, large: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "_kept", {})
    monkeypatch.setattr(parts, "AT_ONCE", at_once)
    query = load_query("claims")
    kind = kinds_of(graph, "claims", "cause")[0]
    choice = choose(graph.store, query, {"cause": kind})
    assert leaves_out(large, choice)
    assert not leaves_out(graph.store, choice)
    every = {row["cause_iri"] for row in records(graph.store, query).dicts()}
    assert not leaves_out(large, choose(graph.store, query, {"cause": " ".join(every)}))


def test_nothing_is_read_alone_where_all_is_known(
    graph: DefectGraph, large: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = load_query("outcomes")
    choice = choose(graph.store, query, {"agent": kinds_of(graph, "outcomes", "agent")[0]})
    assert queries.chosen_records(graph.store, choice, None) is None
    assert queries.chosen_records(large, choice, None) is not None
    monkeypatch.setattr(large, "_remembered", {"outcomes": records(graph.store, query)})
    assert queries.chosen_records(large, choice, None) is None
    assert not leaves_out(large, choice)


@pytest.mark.parametrize(
    "query", [q for q in library() if q.chosen or q.in_parts], ids=lambda q: q.name
)
def test_what_is_read_some_studies_at_a_time_is_put_in_order_here(query: Query) -> None:
    assert query.is_sorted_here
    assert query.in_parts or query.two_steps


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


@pytest.mark.parametrize("at_once", [1_000, 40])
def test_what_is_told_of_some_pairs_at_a_time_is_what_is_told_of_all_at_once(
    at_once: int, graph: DefectGraph, large: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "AT_ONCE", at_once)
    monkeypatch.setattr(large, "_kept", {})
    monkeypatch.setattr(large, "_remembered", {})
    query = load_query("contradictions")
    expected = records(graph.store, query)
    assert len(expected.values) > 50
    assert records(large, query) == expected
    monkeypatch.setattr(large, "_remembered", {})
    with pytest.raises(QueryTimeoutError, match="no answer within 0 s"):
        records(large, query, timeout=0.0)


def test_pairs_of_too_many_records_are_refused(
    large: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "_remembered", {})
    monkeypatch.setattr(large, "_kept", {})
    monkeypatch.setattr(queries, "MOST_COMPARED", 1_000)
    with pytest.raises(DataError, match="among at most 1000 statements"):
        records(large, load_query("contradictions"))


def test_of_no_pairs_there_is_a_table_without_rows(
    graph: DefectGraph, large: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "_kept", {})
    query = load_query("contradictions")
    choice = choose(graph.store, query, {"about": graph.names.find("PbI2").iri})
    choice = choice._replace(wanted={"about": choice.wanted["about"]._replace(by_iri={})})
    rows = fitting(large, choice)
    assert rows.columns[:2] == ("kind", "says")
    assert rows.values == []


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("contradictions", {"about": "V_Br"}),
        ("contradictions", {"about": "CsPbBr3", "kind": "exception"}),
        ("tried", {"defect": "V_Br"}),
        ("tried", {"defect": "V_Cl", "host": "CsPbBr3", "form": "nanocrystal"}),
        ("tried", {"defect": "Pb_Br", "agent": "ligand"}),
        ("tried", {"agent": "KI", "form": "thin film"}),
        ("outcomes", {"agent": "ligand", "result": "worse"}),
        ("outcomes", {"observable": "trap density", "form": "thin film"}),
        ("claims", {"effect": "V_Br"}),
    ],
    ids=str,
)
def test_an_answer_with_its_remarks_is_the_same_in_parts(
    name: str,
    given: dict[str, str],
    graph: DefectGraph,
    large: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = answer_by_name(graph, [], name, given, "table", option="--")
    monkeypatch.setattr(large, "_kept", {})
    monkeypatch.setattr(large, "_remembered", {})
    monkeypatch.setattr(parts, "AT_ONCE", 50)
    told = answer_by_name(DefectGraph(large), [], name, given, "table", option="--")
    assert told == expected
    assert expected.has_rows
