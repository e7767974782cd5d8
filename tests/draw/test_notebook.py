"""What a notebook shows: labels, no IRIs."""

from __future__ import annotations

import pickle

import pytest

from defectkg.errors import DataError
from defectkg.graph import DefectGraph
from defectkg.rdf.rows import MOST_SHOWN, Rows


def test_paths_are_a_table_a_picture_and_a_text_of_labels(graph: DefectGraph) -> None:
    answer = graph.paths("ZnBr2", "PLQY", host="CsPbBr3", count=2)
    html = answer._repr_html_()
    assert html.startswith("<img"), "notebooks take HTML before SVG"
    assert "ZnBr2 → PLQY: the best 2 paths" in html
    assert repr(answer).startswith("ZnBr2 → ")
    for text in (html, repr(answer)):
        assert "w3id.org" not in text
    assert {row["path"] for row in answer.rows.dicts()} == {"1", "2"}


def test_a_picture_of_paths_needs_its_extra(
    graph: DefectGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = graph.paths("ZnBr2", "PLQY", host="CsPbBr3", count=1)

    def missing(*args: object) -> str:
        raise DataError("pictures need pygraphviz")

    monkeypatch.setattr("defectkg.draw.notebook.paths_svg", lambda *args: "<svg/>")
    assert answer._repr_svg_() == "<svg/>"
    monkeypatch.setattr("defectkg.draw.notebook.paths_svg", missing)
    assert answer._repr_svg_() is None
    assert answer._repr_html_().startswith("<pre"), "the text is there without it"


def test_explanations_and_suggestions_are_tables_of_labels(graph: DefectGraph) -> None:
    for found in (graph.explain("KI"), graph.suggest("V_Cl", "CsPbCl3")):
        assert found
        html = found._repr_html_()
        assert html.count("<tr>") == min(len(found), MOST_SHOWN) + 1
        assert "w3id.org" not in html


def test_a_part_of_a_list_is_a_table_too(graph: DefectGraph) -> None:
    cells = graph.gaps(agent="K+", host="CsPbBr3")
    assert cells[:2]._repr_html_().count("<tr>") == 3
    assert "w3id.org" not in repr(cells)
    assert cells[0] in cells[:1]


def test_a_long_table_is_cut_and_says_so(graph: DefectGraph) -> None:
    claims = graph.query("claims")
    assert isinstance(claims, Rows)
    html = claims._repr_html_()
    assert html.count("<tr>") == MOST_SHOWN + 1
    assert f"and {len(claims.values) - MOST_SHOWN} more rows" in html
    assert f"and {len(claims.values) - MOST_SHOWN} more rows" in repr(claims)


def test_tables_are_those_of_the_command_line(graph: DefectGraph) -> None:
    html = graph.tried(defect="V_Br", host="CsPbBr3")._repr_html_()
    assert ">said</th>" in html
    assert "measurement_iri" not in html
    assert "54 → 78 %" in graph.outcomes(agent="ZnBr2")._repr_html_()


def test_a_network_is_a_map_and_what_networkx_makes_of_it_is_none(graph: DefectGraph) -> None:
    network = graph.network(agent="HBr", host="CsPbBr3")
    assert str(network._repr_html_()).startswith("<img")
    for other in (network.copy(), network.subgraph(list(network)[:2])):
        assert other._repr_html_() is None
    assert set(pickle.loads(pickle.dumps(network))) == set(network)
