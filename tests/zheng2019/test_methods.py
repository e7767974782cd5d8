"""Which method showed what, on which panel, and what was only computed: read in the review."""

from __future__ import annotations

import pytest

from defectkg.graph import DefectGraph
from defectkg.text.answers import for_people

FEWER = [  # method, agent, panels; from the text
    ("space-charge-limited current", "Zn2+", ""),
    ("time-resolved photoluminescence", "CdCl2", ""),
    ("transient absorption spectroscopy", "CdCl2", ""),
    ("high-resolution transmission electron microscopy", "zinc halide", "Fig. 5a"),
    ("time-resolved photoluminescence", "NH4SCN", "Fig. 5g"),
    ("density functional theory", "Ni2+", "Fig. 4c; Fig. 4d"),
    ("time-resolved photoluminescence", "Ni2+", "Fig. 4b"),  # 4a shows PL and absorption
    ("X-ray photoelectron spectroscopy", "YCl3", ""),  # so does 5e
    ("control experiment", "YCl3", "Fig. 5f"),  # of the control
    ("not named", "KI", "Fig. 5c"),
    ("not named", "HBr", ""),  # a smaller Urbach energy
]


@pytest.mark.parametrize(("method", "agent", "panels"), FEWER)
def test_what_showed_fewer_defects(
    graph: DefectGraph, method: str, agent: str, panels: str
) -> None:
    rows = graph.query("methods", defects="fewer").dicts()
    assert (method, agent, panels) in {(r["method"], r["agent"], r["figure"]) for r in rows}


@pytest.mark.parametrize(("agent", "defects"), [("Bi3+", "more"), ("YCl3", "none brought")])
def test_what_showed_more_or_none_added(graph: DefectGraph, agent: str, defects: str) -> None:
    rows = graph.query("methods", agent=agent, method="DFT", level="exact").dicts()
    assert [row["defects"] for row in rows] == [defects]
    assert not graph.query("methods", agent=agent, method="DFT", defects="fewer").values


@pytest.mark.parametrize(
    ("agent", "beside"),
    [
        ("Ce3+", "PLQY (Yao 2018)"),  # what Yin tells of it is theory
        ("Bi3+", ""),
        ("Ni2+", "PLQY (Yong 2018); nonradiative recombination rate (Yong 2018)"),
    ],
)
def test_a_calculation_names_what_was_measured_beside_it(
    graph: DefectGraph, agent: str, beside: str
) -> None:
    rows = graph.query("methods", agent=agent, method="calculation").dicts()
    assert [row["measured_beside"] for row in rows] == [beside]
    assert {row["sort"] for row in rows} == {"calculation"}
    shows = for_people("methods", graph.query("methods", agent=agent, method="DFT")).dicts()
    assert ("no measurement beside it" in shows[0]["shows"]) == (not beside)


def test_no_panel_is_told_from_none_recorded(graph: DefectGraph) -> None:
    rows = graph.query("methods", method="SCLC")
    assert [row["panel"] for row in for_people("methods", rows).dicts()] == ["no panel"]
    of_another_source = for_people("methods", rows.with_texts({"panels": [""]}))
    assert [row["panel"] for row in of_another_source.dicts()] == ["panels not recorded"]


def test_what_was_applied_jointly_shares_a_row_of_a_table(graph: DefectGraph) -> None:
    rows = for_people("methods", graph.query("methods")).dicts()
    assert [r["agent"] for r in rows if r["method"] == "transient photocurrent"] == [
        "benzoic acid; benzylamine"
    ]


def test_a_table_names_no_panel_of_another_method_and_says_what_is_calculated(
    graph: DefectGraph,
) -> None:
    rows = for_people("methods", graph.query("methods", defects="fewer")).dicts()
    (xps,) = [r for r in rows if r["method"].startswith("X-ray photo") and r["agent"] == "YCl3"]
    assert "Fig. 5" not in xps["source"] + xps["panel"]
    calculated = {r["method"] for r in rows if r["shows"].startswith("calculated: ")}
    assert "density functional theory" in calculated
    assert "time-resolved photoluminescence" not in calculated
    (shown,) = [r for r in rows if r["panel"] == "Fig. 5g" and "resolved" in r["method"]]
    assert shown["agent"] == "NH4SCN; SCN-"
    assert "the panel shows surface defect with it" in shown["shows"]


def test_the_old_word_for_none_brought_answers(graph: DefectGraph) -> None:
    with pytest.warns(DeprecationWarning, match="'no more' is now 'none brought'"):
        old = graph.query("methods", defects="no more")
    assert old.values == graph.query("methods", defects="none brought").values != []
