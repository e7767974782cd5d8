"""What a notebook shows: labels, no IRIs."""

from __future__ import annotations

import pytest

from defectkg.errors import DataError
from defectkg.graph import DefectGraph


def test_paths_are_a_table_a_picture_and_a_text_of_labels(graph: DefectGraph) -> None:
    answer = graph.paths("ZnBr2", "PLQY", host="CsPbBr3", count=2)
    html = answer._repr_html_()  # type: ignore[attr-defined]
    assert html.startswith("<table>")
    assert "ZnBr2" in html
    assert repr(answer).startswith("ZnBr2 → ")
    for text in (html, repr(answer)):
        assert "w3id.org" not in text
    assert {row["path"] for row in answer.rows.dicts()} == {"1", "2"}  # type: ignore[attr-defined]


def test_a_picture_of_paths_needs_its_extra(
    graph: DefectGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = graph.paths("ZnBr2", "PLQY", host="CsPbBr3", count=1)

    def missing(*args: object) -> str:
        raise DataError("pictures need pygraphviz")

    monkeypatch.setattr("defectkg.draw.notebook.paths_svg", lambda *args: "<svg/>")
    assert answer._repr_svg_() == "<svg/>"  # type: ignore[attr-defined]
    monkeypatch.setattr("defectkg.draw.notebook.paths_svg", missing)
    assert answer._repr_svg_() is None  # type: ignore[attr-defined]


def test_explanations_and_suggestions_are_tables_of_labels(graph: DefectGraph) -> None:
    for found in (graph.explain("KI"), graph.suggest("V_Cl", "CsPbCl3")):
        assert found
        html = found._repr_html_()  # type: ignore[attr-defined]
        assert html.count("<tr>") == len(found) + 1
        assert "w3id.org" not in html
