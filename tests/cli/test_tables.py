"""Tables say each thing once, and in words that one need not guess."""

from __future__ import annotations

import re

import pytest

from defectkg.graph import DefectGraph
from helpers import Ask


@pytest.mark.parametrize(
    ("asked", "claims"), [("--agent K+", 2), ("--agent 'zinc halide'", 1), ("--agent Cu2+", 1)]
)
def test_what_rests_on_one_claim_is_one_row_of_gaps(asked: str, claims: int, ask: Ask) -> None:
    said = ask(f"gaps {asked}")
    assert sum("Zheng 2019" in line for line in said.out.splitlines()) == claims
    cells = ask(f"gaps {asked} --format csv").out.splitlines()[1:]
    shown = [line for line in cells if ",claimed," in line or ",declared open," in line]
    assert len(shown) > 10 * claims, "csv has every cell"
    assert any(remark.startswith(f"{len(shown)} cells in {claims} row") for remark in said.remarks)


def test_a_folded_row_names_what_the_claim_names(ask: Ask) -> None:
    flat = " ".join(ask("gaps --agent K+").out.split())
    assert "declared open" in flat
    for word in ("halide vacancy", "halide perovskite", "kinds above or below"):
        for part in word.split():
            assert part in flat
    assert "bromide vacancy" not in flat


def test_claims_stand_before_what_was_only_applied(ask: Ask) -> None:
    out = ask("gaps --defect V_Cl --host CsPbCl3 --form nanocrystal").out
    assert out.index("claimed") < out.index("applied, ")


UNNAMED = ["iodide interstitial", "lead on halide site", "caesium vacancy", "halide Frenkel pair"]


@pytest.mark.parametrize("defect", UNNAMED)
def test_point_defects_that_no_claim_names_are_lowered_by_nothing(defect: str, ask: Ask) -> None:
    out = ask("query defects -p lowered='by nothing'").out
    (line,) = [text for text in out.splitlines() if text.startswith((f"{defect},", f"{defect} "))]
    assert "no claim names it" in line
    (own,) = [
        text
        for text in ask(f"query defects -p defect='{defect}' --format csv").out.splitlines()
        if text.startswith(defect)
    ]
    assert "by nothing" in own


def test_defects_stand_before_electronic_features(ask: Ask) -> None:
    out = ask("query defects -p lowered='by nothing'").out
    assert out.index("lead vacancy") < out.index("A-site vacancy") < out.index("shallow trap")
    assert "(electronic feature)" in out
    short = ask("query defects").out
    assert "rows of point defects that no claim names; --all shows all" in short
    assert "Cs_i" not in short


def test_an_unchanged_peak_needs_no_explanation(graph: DefectGraph, ask: Ask) -> None:
    verdicts = {
        (found.result.label, graph.names.label(found.result.observable)): found.verdict
        for found in graph.explain()
    }
    assert verdicts["ZnBr2 in CsPbBr3 nanocrystals", "PL peak position"] == "no change"
    assert verdicts["doping of perovskite nanocrystals", "particle size"] == "no change"
    out = ask("explain ZnBr2").out
    assert "no change = reported as unchanged: nothing to explain" in " ".join(out.split())
    assert out.splitlines()[0].split() == [
        *("treatment", "observable", "reported", "verdict", "best_path", "told_by")
    ]


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        ("query passivators -p defect='undercoordinated Pb'", "agent lowers mechanism source"),
        ("query defects -p host=CsPbBr3", "defect in lowered source"),
        ("explain Ce3+", "treatment verdict best_path"),
    ],
)
def test_an_answer_of_many_columns_is_a_table(command: str, columns: str, ask: Ask) -> None:
    head, rule, *_ = ask(command).out.splitlines()
    assert set(rule) == {"-", " "}
    assert set(columns.split()) <= set(head.split())


def test_the_parent_idea_is_suggested(graph: DefectGraph) -> None:
    near = graph.names.near
    assert "rare-earth dopant ion" in near("lanthanides")
    assert "lead on halide site" in near("Pb_I antisite")
    assert "excess surface lead" in near("surface lead")


@pytest.mark.parametrize("asked", ["gaps", "gaps --defect 'halide vacancy'", "gaps --defect V_I"])
def test_gaps_that_little_narrows_are_short_and_say_what_is_left(asked: str, ask: Ask) -> None:
    short, whole = ask(asked).out, ask(f"{asked} --state claimed").out
    assert short.count("\n") < 130
    left = re.findall(r"(\d+)\s+rows\s+'claimed'", short)
    rows = len(re.findall(r"^\S.*\bclaimed\b", whole, re.MULTILINE))
    assert int(left[0] if left else 0) == max(rows - 12, 0)
    assert len(ask(f"{asked} --format csv").out) > len(whole), "csv has every cell"


def test_of_all_anomalies_those_of_references_are_shown_and_the_rest_counted(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "3000")
    short, whole = ask("query anomalies").out, ask("query anomalies --all").out
    asked = ask("query anomalies -p matter=text --all").out
    (hidden,) = re.findall(r"not shown above: (\d+) faults of the text", short)
    assert asked.count("ambiguous wording") == whole.count("ambiguous wording") > 0
    assert "ambiguous wording" not in short
    assert int(hidden) > 20
    assert whole.count("\n") > 3 * short.count("\n")


def test_of_methods_those_that_show_a_fate_of_defects_come_before_what_is_claimed_beside(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "3000")
    asked = "query methods -p defects=fewer"
    short, whole = ask(asked).out, ask(f"{asked} --all").out
    assert "rows in which it is claimed beside the method" in short
    beside = whole.index("  claimed beside it:")
    assert "  claimed beside it:" not in short, "but beside what a panel shows"
    assert 0 < whole.index("X-ray photoelectron") < beside
    assert whole.index("density functional") < beside


def test_harm_is_worded_as_harm_also_where_the_source_tells_its_opposite(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "3000")
    lines = ask("outcomes --harmful").out.splitlines()
    assert any(line.startswith("environmental sensitivity lowers stability") for line in lines)
    assert not [line for line in lines if line.startswith(("less ", "fewer ", "a smaller "))]


def test_stability_against_something_named_comes_first(ask: Ask) -> None:
    asked = "outcomes --observable stability --direction up --source 'Zheng 2019'"
    table = ask(asked).out
    named = table.index("environmental"), table.index("moisture"), table.index("purification")
    assert max(named) < table.index("benzoic acid"), "whose stability is against nothing named"
    by_itself = ask(asked.replace("stability", "'air stability'", 1)).out
    assert by_itself.index("environmental") < by_itself.index("moisture"), "as asked, then below"


def test_the_numbers_of_open_problems_are_explained(ask: Ask) -> None:
    assert any(line.startswith("number: as the source") for line in ask("query challenges").remarks)
