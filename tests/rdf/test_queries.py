"""The query library: headers, expected rows on a made-up study, the same answer on two engines."""

from __future__ import annotations

import re
import shlex

import pytest
import rdflib

from defectkg.errors import QueryError
from defectkg.graph import DefectGraph
from defectkg.rdf.prefixes import prefixes
from defectkg.rdf.queries import library, run
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import Store
from helpers import ROOT

FOLDERS = ("", "internal", "checks")
QUERIES = {q.name: q for folder in FOLDERS for q in library(folder)}
PUBLIC = sorted(q.name for q in library())
SLOW_ON_RDFLIB = {  # seconds on the made-up study, minutes on the shipped one
    "checks/group-genus-violation",
    "checks/duplicate-name-violation",
}
ONE_STUDY = {
    "anomalies",
    "claims",
    "figures",
    "measurements",
    "passivation-table",
    "publications",
    "treatments",
}
KEYS = {  # where one row is not one record, named by the last IRI
    "claims": ["claim_iri"],
    "measurements": ["measurement_iri"],
    "treatments": ["treatment_iri"],
    "chains": ["start_iri", "claim_iri"],
    "contradictions": ["record_iri", "against_iri"],
    "dopant-sizes": ["ion_iri", "host_iri"],
}
CONTRACT = {  # design, section 5: names and order; more may follow
    "publications": "publication reference_numbers first_author journal year doi",
    "treatments": "treatment strategy agent agent_class route host form defect mechanism publication reference_numbers",
    "measurements": "measurement treatment host form agent observable quantity state comparator value value_max uncertainty unit words direction condition method publication reference_numbers locator",
    "claims": "claim cause relation polarity effect mechanism host form stance certainty evidence publication reference_numbers locator",
    "anomalies": "anomaly kind as_printed as_read confidence locator",
}


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_header_is_complete_and_names_the_selected_variables(name: str) -> None:
    query = QUERIES[name]
    assert query.title
    assert query.question.endswith("?")
    selected = re.search(r"^SELECT ([^\n]*)$", query.text, re.MULTILINE)
    assert selected, "one SELECT line with the columns"
    assert tuple(selected[1].replace("?", "").split()) == query.columns
    assert set(query.params) <= set(query.columns), "a parameter stands in SELECT"
    assert "ORDER BY" in query.text


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_prefixes_are_those_of_the_table(name: str) -> None:
    declared = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", QUERIES[name].text, re.MULTILINE))
    assert declared.items() <= prefixes().items()


@pytest.mark.parametrize("name", sorted(CONTRACT))
def test_columns_begin_as_the_contract_says(name: str) -> None:
    wanted = tuple(CONTRACT[name].split())
    assert QUERIES[name].columns[: len(wanted)] == wanted


@pytest.mark.parametrize("name", PUBLIC)
def test_expected_rows_on_the_made_up_studies(
    name: str, tiny: DefectGraph, made_up: DefectGraph
) -> None:
    expected = (ROOT / "tests" / "expected" / f"{name}.csv").read_text(encoding="utf-8")
    graph = tiny if name in ONE_STUDY else made_up
    assert run(graph.store, name).to_text("csv") == expected


@pytest.mark.parametrize("name", PUBLIC)
def test_rows_on_the_shipped_graph_and_one_row_for_each_record(
    name: str, graph: DefectGraph
) -> None:
    rows = run(graph.store, name)
    assert rows.values
    keys = KEYS.get(name) or [c for c in rows.columns if c.endswith("_iri")][-1:]
    records = rows.pick(*keys).values
    assert len(records) == len(set(records))


@pytest.fixture(scope="module")
def second_opinion(tiny: DefectGraph) -> rdflib.Dataset:
    return tiny.dataset


@pytest.fixture(scope="module")
def second_opinion_on_both(made_up: DefectGraph) -> rdflib.Dataset:
    return made_up.dataset


@pytest.mark.parametrize("name", sorted(set(QUERIES) - SLOW_ON_RDFLIB - set(PUBLIC)))
def test_same_rows_on_rdflib(name: str, tiny: DefectGraph, second_opinion: rdflib.Dataset) -> None:
    query = QUERIES[name]
    needed = [p for p, meaning in query.params.items() if meaning.endswith("required")]
    bound = dict.fromkeys(needed, "https://w3id.org/defectkg/ontology/PLQY")
    fast = run(tiny.store, name, bound)
    slow = second_opinion.query(
        query.text, initBindings={key: rdflib.URIRef(iri) for key, iri in bound.items()}
    )
    assert same(fast, slow)


@pytest.mark.parametrize("name", PUBLIC)
def test_same_rows_on_rdflib_over_both_made_up_studies(
    name: str, made_up: DefectGraph, second_opinion_on_both: rdflib.Dataset
) -> None:
    slow = second_opinion_on_both.query(QUERIES[name].text)
    assert same(run(made_up.store, name), slow)


def same(fast: Rows, slow: rdflib.query.Result) -> bool:
    """Whether two engines give the same rows, in any order."""
    return sorted(fast.values) == sorted(
        tuple("" if cell is None else str(cell) for cell in row) for row in slow
    )


@pytest.mark.parametrize("name", PUBLIC)
def test_same_rows_on_rdflib_over_the_shipped_graph(
    name: str, graph: DefectGraph, shipped_in_rdflib: rdflib.Dataset
) -> None:
    slow = shipped_in_rdflib.query(QUERIES[name].text)
    assert same(run(graph.store, name), slow)


@pytest.fixture(scope="module")
def shipped_in_rdflib(graph: DefectGraph) -> rdflib.Dataset:
    return graph.dataset


def test_every_query_is_read_by_somebody() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src").rglob("*.py"))
    for query in library("internal"):
        assert f'"{query.name}"' in source, f"{query.name} has no user"


def test_parameters_choose_rows(review: DefectGraph) -> None:
    rows = review.query("passivation-table", host="CsPbCl3")
    assert {row["host"] for row in rows.dicts()} == {"CsPbCl3"}
    assert {row["agent"] for row in rows.dicts()} >= {"CuCl2", "Ni2+", "YCl3"}
    claims = review.query("claims", cause="Bi3+")
    assert [(row["relation"], row["effect"]) for row in claims.dicts()] == [
        ("raises", "deep trap state")
    ]


def test_each_query_is_documented_with_an_example_that_finds_rows(graph: DefectGraph) -> None:
    guide = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    for example in re.findall(r"`defectkg query (\S[^`]*-p [^`]+=[^`]+)`", guide):
        name, *words = shlex.split(example)
        if name != "NAME":
            params = dict(word.split("=", 1) for word in words if word != "-p")
            assert graph.query(name, **params).dicts(), example
    for name in PUBLIC:
        assert re.search(rf"(query |`){name}\b", guide), name


def test_unknown_parameter_and_query_are_refused(graph: DefectGraph) -> None:
    with pytest.raises(QueryError, match="claims has no parameter 'nonsense'; it has cause"):
        graph.query("claims", nonsense="Ni2+")
    with pytest.raises(QueryError, match="no query 'claim'; there is claims"):
        graph.query("claim")


def test_parameters_take_narrower_kinds_lists_and_numbers(review: DefectGraph) -> None:
    vacancies = review.query("passivators", defect="V_X").dicts()
    assert {row["defect"] for row in vacancies} == {
        "halide vacancy",
        "bromide vacancy",
        "chloride vacancy",
    }
    both = review.query("tried", agent="benzoic acid").dicts()
    assert [row["agent"] for row in both] == ["benzoic acid; benzylamine"]
    high = review.query("levels", observable="PLQY", value="96").dicts()
    assert {row["value"] for row in high} == {"96", "96.5", "100", ""}, "words stay"
    with pytest.raises(QueryError, match="value takes a number such as 95, not 'high'"):
        review.query("levels", value="high")
    with pytest.raises(QueryError, match="levels has no parameter 'least'; it has observable"):
        review.query("levels", least="95")


def test_bindings_are_terms_not_text(graph: DefectGraph) -> None:
    text = "SELECT ?s WHERE { ?s a <https://w3id.org/defectkg/ontology/Claim> }"
    with pytest.raises(QueryError, match="a parameter is no IRI"):
        graph.store.query(text, {"s": "x> } INSERT { <a"})


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service silent ?where { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { # nothing\nSERVICE<http://127.0.0.1:1/>{} }",
    ],
)
def test_service_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="SERVICE asks another server"):
        Store().query(text)


@pytest.mark.parametrize("text", ["INSERT DATA { <a:b> <a:c> <a:d> }", "clear all", "LOAD <a:b>"])
def test_updates_are_refused(text: str) -> None:
    with pytest.raises(QueryError, match="is an update, which is refused"):
        Store().query(text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?x { BIND("a service; INSERT" AS ?x) }',
        "SELECT ?service { BIND(1 AS ?service) } # INSERT",
        "PREFIX add: <http://example.org/SERVICE#> SELECT ?x { BIND(add:load AS ?x) }",
    ],
)
def test_keywords_in_strings_comments_and_names_are_fine(text: str) -> None:
    assert len(Store().query(text).values) == 1
