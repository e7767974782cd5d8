"""The first table holds what decides: stage, comparison, aims, what is not told, doubts by name."""

from __future__ import annotations

import pytest

from defectkg.graph import DefectGraph
from defectkg.text.answers import for_people, notes_beneath
from defectkg.text.first_screen import Screen, agent_rows
from helpers import run


def told(graph: DefectGraph, query: str, agent: str) -> str:
    """The cells of the rows on just this agent, or on what is below it."""
    rows = for_people(query, graph.ask(query, {"agent": agent})).dicts()
    near = [row for row in rows if row.get("level", "exact") in ("exact", "narrower")]
    assert near
    return " | ".join(" | ".join(row.values()) for row in near)


STAGES = [  # who asks what was tried must learn at which stage, against what, of which material
    ("DDAB", "ligand exchange, after oleic acid"),
    ("DDAB", "EQE: 3.0 %, high (green diode)"),
    ("DDAB", "desorption of protonated oleylamine raises film of ligand-exchanged nanocrystals"),
    ("HBr", "nanoplatelet; in synthesis"),
    ("HBr", "raises bromide-rich environment, which raises complete [PbX6] octahedra"),
    ("halide-rich environment", "Pb:Br 1:4"),
    ("halide-rich environment", "against nanocrystals of halide-poor conditions"),
    ("zwitterion", "much stronger"),
    ("Cu2+", "raises lattice contraction"),
    ("benzylamine", "against dots with insulating ligands"),
    ("CsPbCl3 shell", "C1 (no shell) to C7 (thickest)"),
    ("APTES", "PLQY: original high (preserved"),
]


@pytest.mark.parametrize(("agent", "fact"), STAGES)
def test_what_was_tried_is_told_with_what_decides(
    graph: DefectGraph, agent: str, fact: str
) -> None:
    assert fact in told(graph, "tried", agent)


@pytest.mark.parametrize(
    ("agent", "fact"),
    [
        ("metal chloride", "nanocrystal; post-synthesis, after CuCl2"),
        ("metal chloride", "nanocrystal; post-synthesis, pristine"),
        ("DDAB", "(green diode, no value before)"),
        ("benzylamine", "against dots with insulating ligands"),
    ],
)
def test_outcomes_say_on_what_and_against_what(graph: DefectGraph, agent: str, fact: str) -> None:
    assert fact in told(graph, "outcomes", agent)


def test_every_route_and_dose_of_a_treatment_stands_in_both_tables(graph: DefectGraph) -> None:
    for query in ("tried", "outcomes"):
        rows = graph.ask(query, {})
        places = " | ".join(row["in"] for row in for_people(query, rows).dicts())
        for row in rows.dicts():
            assert row["route"] in places
            assert row["dose"] in places


@pytest.mark.parametrize("query", ["tried", "outcomes"])
def test_each_aim_is_one_and_no_result(
    query: str, graph: DefectGraph, two_sources: DefectGraph
) -> None:
    for data, least in ((graph, 8), (two_sources, 1)):
        aims = [row for row in data.ask(query, {}).dicts() if row["aim"]]
        assert len({row["measurement_iri"] for row in aims}) >= least
        shown = for_people(query, data.ask(query, {})).dicts()
        for row in aims:
            assert row.get("result", "") == ""
            if query == "outcomes":
                mine = [s for s in shown if s["observable"] == row["observable"]]
                assert any(
                    row["words"] in s["outcome"] and "as an aim" in s["outcome"] for s in mine
                )
            else:
                assert any(
                    f"{row['observable']}: {row['words']} (as an aim" in s["outcomes"]
                    for s in shown
                )


def test_no_aim_is_better_or_worse(graph: DefectGraph, two_sources: DefectGraph) -> None:
    for data in (graph, two_sources):
        for result in ("better", "worse", "null result", "no change"):
            assert not [row for row in data.outcomes(result=result).dicts() if row["aim"]]


@pytest.mark.parametrize("record", ["zheng2019-blue-emitters-m2", "zheng2019-zwitterion-m4"])
def test_provenance_says_that_an_aim_is_one(graph: DefectGraph, record: str) -> None:
    (row,) = [row for row in graph.ask("provenance", {}).dicts() if row["record"] == record]
    assert row["says"].endswith("(as an aim)")
    assert row["aim"] == "true"


def test_a_value_without_one_before_says_so(graph: DefectGraph) -> None:
    rows = graph.outcomes()
    alone = compared = 0
    for n, row in enumerate(rows.dicts()):
        (cells,) = for_people("outcomes", rows.take([n])).dicts()
        given = row["before"] or row["before_words"] or row["control_outcome"]
        given = given or " %" in row["compared_with"]
        against = bool(row["compared_with"] and not given)
        single = bool(row["after"] and row["treatment"] and not given) and not against
        assert single == ("no value before" in cells["outcome"])
        assert against == ("no value of it" in cells["outcome"])
        alone += single
        compared += against
    assert alone > 10
    assert compared > 2


@pytest.mark.parametrize(("agent", "said"), [("HBr", True), ("SrCl2", True), ("Cu2+", False)])
def test_what_was_tried_says_that_no_earlier_value_is_given(agent: str, said: bool) -> None:
    out = run(f"defectkg tried --agent {agent} --host CsPbX3").stdout
    assert ("where no arrow stands, no value before is given" in out) == said


def test_nothing_told_is_said(graph: DefectGraph) -> None:
    assert "none told" in told(graph, "tried", "CuBr2")
    assert "no defect named" in told(graph, "tried", "zwitterion")
    assert "no defect named" not in told(graph, "tried", "HBr")
    assert "none is named\n" in run("defectkg outcomes --agent DDAB --source 'Zheng 2019'").stdout
    some = run("defectkg outcomes --agent Zn2+ --source 'Zheng 2019'").stdout
    assert "method: where a cell says by; of the other outcomes none is named\n" in some


@pytest.mark.parametrize("query", ["tried", "outcomes", "passivators"])
def test_doubts_are_named_in_their_own_column(query: str, graph: DefectGraph) -> None:
    rows = graph.ask(query, {})
    shown = for_people(query, rows)
    every = {doubt for row in rows.dicts() for doubt in row["doubt"].split("; ") if doubt}
    cells = "; ".join(row["doubt"] for row in shown.dicts())
    assert len(every) > 5
    for doubt in every:
        assert doubt.replace(" confidence)", ")") in cells
    assert not [row for row in shown.dicts() if "(" in row.get("stance", "")]
    assert not [row for row in shown.dicts() if row["doubt"] and "“" not in row["doubt"]]


@pytest.mark.parametrize(
    ("query", "agent", "doubt"),
    [
        ("tried", "Cu2+", "none general, Cu2+ is reported to do it"),
        ("passivators", "Cu2+", "none general, Cu2+ is reported to do it"),
        ("passivators", "zinc halide", "misnumbered citation (high): “77” → 72"),
        ("outcomes", "HBr", "1.9 % of other blue diodes"),
        ("passivators", "KI", "the text has excess halide fill it"),
    ],
)
def test_the_surest_doubt_is_told_in_words(
    graph: DefectGraph, query: str, agent: str, doubt: str
) -> None:
    assert doubt in told(graph, query, agent)


def test_words_of_doubts_stand_once_beneath_a_table(graph: DefectGraph) -> None:
    shown = for_people("outcomes", graph.outcomes(agent="HBr"))
    marked, words = notes_beneath(shown)
    assert len(words) == len(set(words)) > 1
    assert "“" not in "".join(row["doubt"] for row in marked.dicts())
    for line in words:
        mark = line.split()[0]
        assert any(mark in row["doubt"] for row in marked.dicts())


def test_what_is_shown_in_one_form_says_what_came_out_and_what_is_hoped(
    graph: DefectGraph,
) -> None:
    rows = {row["agent"]: row for row in graph.ask("only-in-form", {}).dicts() if not row["only"]}
    assert rows["KI"]["outcome"] == "PLQY: 66 %"
    assert "EQE: > 20 %" in rows["MABr"]["outcome"]
    assert rows["MABr"]["supposed"].startswith("thought possible in nanocrystal: MABr shell lowers")
    assert rows["KI"]["supposed"] == ""


def test_a_treatment_that_is_called_similar_is_not_told_as_the_agent_itself(
    graph: DefectGraph,
) -> None:
    asked = {"agent": "DDAB", "observable": "EQE", "level": "exact"}
    for rows in (
        for_people("outcomes", graph.ask("outcomes", asked)),
        Screen(graph.ask("outcomes", asked)).brief_table("outcomes")[0],
        for_people("tried", graph.ask("tried", {"agent": "DDAB", "level": "exact"})),
        agent_rows(graph.ask("tried", {"strategy": "ligand passivation"})),
    ):
        cells = [" ".join(row.values()) for row in rows.dicts()]
        (blue,) = [cell for cell in cells if "1.9 %" in cell]
        (green,) = [cell for cell in cells if " 3.0 %" in cell]
        assert "a treatment similar to didodecyldimethylammonium bromide" in blue
        assert "similar" not in green
    row = next(r for r in graph.ask("outcomes", asked).dicts() if r["after"] == "1.9")
    assert (row["agent"], row["likeness"]) == ("didodecyldimethylammonium bromide", "similar")
    shown = for_people("outcomes", graph.ask("outcomes", asked)).dicts()
    assert [r["change"] for r in shown if "1.9 %" in r["outcome"]] == ["direction not told"]
