"""The class that users meet: views for other tools, and a limit on time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from defectkg.errors import DefectkgError, QueryTimeoutError
from defectkg.graph import DefectGraph
from defectkg.mechanisms.network import build_links
from helpers import of_files


def test_the_network_is_made_of_links_and_reads_no_more(graph: DefectGraph) -> None:
    """What weighs statements, and all names, are read for the paths that need them."""
    fresh = DefectGraph(graph.store)
    network = fresh.to_networkx()
    assert not {"statements", "names"} & vars(fresh).keys()
    links = build_links(graph.statements)
    edges = {
        (a, b, data["relation"]): (data["claims"], data["publications"], data["polarity"])
        for a, b, data in network.edges(data=True)
    }
    assert edges == {
        (link.cause, link.effect, graph.names.label(link.relation)): (
            tuple(s.iri for s in link.statements),
            len(link.works),
            link.polarity,
        )
        for link in links
    }
    assert all(data["label"] == graph.names.label(kind) for kind, data in network.nodes(data=True))


def test_views_for_other_tools(review: DefectGraph) -> None:
    frame = review.query("measurements").to_pandas()
    assert list(frame.columns)[:2] == ["measurement", "treatment"]
    assert frame["value"].dtype == float
    assert "1.90" in set(frame["value_text"]), "as printed"
    network = review.to_networkx()
    assert network.number_of_nodes() > 50
    iri = "https://w3id.org/defectkg/ontology/"
    edge = network.edges[f"{iri}Zn2plus", f"{iri}LatticeContraction", "raises"]
    assert (edge["polarity"], edge["publications"], edge["source"]) == ("+", 1, "claim")
    assert network.nodes[f"{iri}PLQY"] == {"label": "PLQY", "group": "ObservableKind"}
    assert len(review.dataset) == len(review.store)
    assert "<table>" in review._repr_html_()
    assert "claim" in repr(review)
    assert review.query("claims")._repr_html_().startswith("<table>")
    assert "ontology/" not in review.query("claims")._repr_html_(), "addresses are for machines"
    rows = review.query("SELECT ?x { ?x a dkg:Stance }")
    assert ">dkg:Refutes</td>" in rows._repr_html_()


def test_network_has_one_edge_for_each_link_and_keeps_all_claims(graph: DefectGraph) -> None:
    network = graph.to_networkx()
    claims = [iri for _, _, data in network.edges(data=True) for iri in data["claims"]]
    assert sorted(claims) == sorted(s.iri for s in graph.statements)


def test_paths_read_the_outcomes_of_their_ends_alone(graph: DefectGraph) -> None:
    fresh = DefectGraph(graph.store)
    assert fresh.paths("KI", "PLQY", count=1).paths[0].reported
    assert "reported_outcomes" not in vars(fresh)
    for observable in sorted({o.statement.effect for o in graph.reported_outcomes}):
        found = [o for o in graph.reported_outcomes if o.statement.effect == observable]
        assert fresh.outcomes_of(observable, frozenset()) == found
        for causes in ({found[0].statement.cause}, {o.statement.cause for o in found[::2]}):
            of_some = [o for o in found if o.statement.cause in causes]
            assert fresh.outcomes_of(observable, frozenset(causes)) == of_some


def test_a_search_is_kept_for_the_next_question_and_answers_as_a_new_one(
    graph: DefectGraph,
) -> None:
    kept = DefectGraph(graph.store)
    assert kept.search() is kept.search()
    assert kept.search() is not kept.search(host="CsPbBr3")
    assert kept.search(without=["Zheng 2019"]) is not kept.search()
    for start, end in (("KI", "PLQY"), ("ZnBr2", "EQE"), ("V_Br", "PLQY"), ("KI", "EQE")):
        told = kept.paths(start, end, count=5).to_text()
        assert told == DefectGraph(graph.store).paths(start, end, count=5).to_text()


def test_pages_and_networks_are_one_call_away(review: DefectGraph) -> None:
    shown = review.show("HBr")
    assert repr(shown) == shown, "a notebook shows lines"
    assert "HBr lowers the bromide vacancy" in shown
    whole, part = review.network(), review.network(agent="HBr", host="CsPbBr3")
    assert set(part) < set(whole)
    assert review.find("V_Br").iri in part


def test_outcomes_are_numbers_in_a_frame(review: DefectGraph) -> None:
    frame = review.outcomes(observable="PLQY", basis="pair").to_pandas()
    assert {"before", "after", "factor"} <= set(frame.select_dtypes("number"))
    assert sorted(frame["after"] - frame["before"]) == [24, 48, 59]


def test_a_query_that_takes_too_long_is_given_up(graph: DefectGraph) -> None:
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.raises(QueryTimeoutError, match=r"no answer within 0\.2 s"):
        graph.query(endless, timeout=0.2)


def test_faults_of_a_file_are_a_list_and_a_table(graph: DefectGraph, tmp_path: Path) -> None:
    file = tmp_path / "study.ttl"
    file.write_text("<http://example.org/x> a <https://w3id.org/defectkg/ontology/Claim> .\n")
    findings = graph.check([file])
    assert findings
    assert {finding.place for finding in findings} == {f"{file}:1"}
    assert findings.rows.columns == ("place", "node", "message", "fault")
    assert graph.check(file) == findings, "one file need not be a list"


def test_a_graph_with_a_faulty_file_has_its_faults(tmp_path: Path) -> None:
    file = tmp_path / "graphs" / "odd" / "study.ttl"
    file.parent.mkdir(parents=True)
    file.write_text("<http://example.org/x> a <https://w3id.org/defectkg/ontology/Claim> .\n")
    found = of_files(file).check()
    assert "http://example.org/x" in {finding.node for finding in found}


@pytest.mark.parametrize(
    "ask",
    [
        lambda graph: graph.tried(defect=["V_Br", "V_Cl"]),
        lambda graph: graph.tried(defect=None),
        lambda graph: graph.outcomes(agent=5),
        lambda graph: graph.query(5),
        lambda graph: graph.paths(5, None),
        lambda graph: graph.show(None),
    ],
)
def test_what_is_no_text_is_told_in_one_line(graph: DefectGraph, ask: Any) -> None:
    with pytest.raises(DefectkgError) as error:
        ask(graph)
    assert "\n" not in str(error.value)
