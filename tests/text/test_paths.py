"""What the text and the JSON of paths say beside their steps."""

from __future__ import annotations

import json

import pytest

from defectkg.graph import DefectGraph
from defectkg.text.paths import paths_json, paths_rows, paths_text, summary


@pytest.fixture(scope="module")
def graph(review: DefectGraph) -> DefectGraph:
    return review


@pytest.mark.parametrize(
    ("start", "end", "scope", "said"),
    [
        ("NH4SCN", "PLQY", {"host": "CsPbBr3"}, "With NH4SCN, higher PLQY; one study: Koscher 2017;"),
        ("CdCl2", "PLQY", {"host": "CsPbCl3"}, "With CdCl2, higher PLQY; joined from 2 studies;"),
        ("DDAB", "charge transport", {}, "charge transport; each of these studies: Pan 2015; Pan 2016;"),
        ("KI", "PLQY", {"form": "nanocrystal"}, " studies in CsPbCl3 and CsPbI3, from a polycrystalline film;"),
        ("HBr", "PLQY", {"host": "CsPbI3"}, ", from another material;"),
        ("halide-rich environment", "EQE", {"host": "CsPbBr3"}, "Liu 2017a; from PLQY on by definition;"),
        ("CdCl2", "chloride vacancy", {"host": "CsPbCl3"}, "Das Adhikari 2019, said of metal chloride;"),
        ("APTES", "PLQY", {}, "triethoxysilane, PLQY is kept; one study: Sun 2016;"),
        ("ligand detachment", "vacancy", {}, "more lead vacancy (narrower than Vacancy); one study: Liu 2019;"),
        ("Bi3+", "PL quenching", {}, "With Bi3+, higher PL quenching; "),
        ("Ni2+", "octahedral disorder", {}, "With Ni2+, less octahedral disorder; "),
        ("PLQY", "EQE", {}, "With higher PLQY, higher EQE; by definition"),
        ("Zn2+", "phase stability", {"host": "CsPbI3"}, "stability (broader than phase stability); "),
    ],
)  # fmt: skip
def test_what_a_path_says_of_its_ends_and_who_tells_it(
    graph: DefectGraph, start: str, end: str, scope: dict[str, str], said: str
) -> None:
    answer = graph.paths(start, end, **scope)
    assert said in summary(graph, answer.paths[0], answer.end) + ";"


def test_json_says_how_a_path_is_told_and_where_it_ends(graph: DefectGraph) -> None:
    def first(start: str, end: str, **scope: str) -> dict:
        return json.loads(paths_json(graph, graph.paths(start, end, **scope)))["paths"][0]

    told = first("NH4SCN", "PLQY", host="CsPbBr3")
    assert (told["completeness"], told["studies"], told["end_level"]) == ("asserted", 1, "exact")
    assert {claim["mechanism"] for step in told["steps"] for claim in step["claims"]} >= {
        "excess-lead removal"
    }
    assert first("CdCl2", "PLQY", host="CsPbCl3")["completeness"] == "stitched"
    assert first("KI", "PLQY", form="nanocrystal")["completeness"] == "borrowed"
    assert first("Zn2+", "phase stability", host="CsPbI3")["end_level"] == "broader"


def test_no_path_says_why_and_what_there_is_instead(graph: DefectGraph) -> None:
    text = paths_text(graph, graph.paths("V_Br", "PLQY", host="CsPbCl3"))
    assert "(every chain holds something that the host cannot have: CsPbCl3 has no Br-:" in text
    answer = graph.paths("Br-", "PbI2 vacancy", host="FAPbI3")
    pointed = "partial A-site and halide substitution"
    assert f"or was applied with:\n   {pointed} → PbI2 vacancy\n" in paths_text(graph, answer)
    found = json.loads(paths_json(graph, answer))
    assert found["narrower"] == [{"start": pointed, "end": "PbI2 vacancy"}]


def test_a_denial_is_the_answer_and_says_why(graph: DefectGraph) -> None:
    answer = graph.paths("Ce3+", "deep trap state", host="CsPbBr3", form="nanocrystal")
    lines = paths_text(graph, answer).splitlines()
    assert lines[0].startswith("Ce3+ → deep trap state: denied by the source; no path")
    assert lines[3].startswith("   Ce3+ does not raise the trap state (Yao 2018 [69], ")
    assert lines[3].endswith("; deep trap state is a kind of trap state")
    assert "because Ce3+ raises ionic size match; ionic size match lowers" in "".join(lines)
    assert "overridden by: Ce3+ does not raise the trap state" in "".join(lines)
    assert "less trap state" not in "".join(lines)
    found = json.loads(paths_json(graph, answer))
    assert [said["claim"] for said in found["denied"]] == ["zheng2019-heterovalent-dopants-c5"]
    assert found["denied"][0]["sentence"].startswith("Ce3+ does not raise the trap state")
    assert len(found["reasons"]) == 2


def test_what_is_open_stands_before_what_is_borrowed(graph: DefectGraph) -> None:
    lines = paths_text(graph, graph.paths("K+", "PLQY", form="nanocrystal")).splitlines()
    assert lines[0].startswith("K+ → PLQY: declared open by the source; ")
    assert lines[3].startswith("   K+ has not been shown to lower the ")


def test_what_is_reported_without_a_mechanism_is_an_answer(graph: DefectGraph) -> None:
    answer = graph.paths("OPA", "EQE", host="CsPbX3", form="nanocrystal")
    text = paths_text(graph, answer)
    assert text.startswith("octylphosphonic acid → EQE: stated; mechanism not given\n")
    assert "   With octylphosphonic acid, higher EQE (6.5 %): Tan 2018 [40], CsPbX3" in text
    (stated,) = json.loads(paths_json(graph, answer))["stated"]
    assert (stated["direction"], stated["value"], stated["host"]) == ("up", "6.5 %", "CsPbX3")
    kept = paths_text(graph, graph.paths("OPA", "PLQY"))
    assert "With octylphosphonic acid, PLQY is kept (> 90 %, “preserved; high”)" in kept
    assert graph.paths("OPA", "EQE", without=["Tan 2018"]).stated == ()
    elsewhere = graph.paths("OPA", "EQE", host="MA3Bi2Br9")
    assert (elsewhere.stated, elsewhere.reason) == ((), "no claim")
    assert graph.paths("YCl3", "PLQY").stated == (), "where a path tells it"


def test_a_mechanism_stands_with_the_statement_that_names_it(graph: DefectGraph) -> None:
    """Two sentences of the review say that traps bring loss; one says by trapping."""
    text = paths_text(graph, graph.paths("trap state", "nonradiative recombination"))
    assert "trap state raises nonradiative recombination: Li 2016" in text
    assert "[27; 28], by carrier trapping" in text
    assert text.count("by carrier trapping") == 1


def test_rows_end_with_how_a_path_is_told(graph: DefectGraph) -> None:
    rows = paths_rows(graph, graph.paths("NH4SCN", "PLQY", host="CsPbBr3", count=1))
    assert rows.columns[-4:] == ("completeness", "studies", "end_level", "kept")
    assert {row[-4:] for row in rows.values} == {("asserted", "1", "exact", "")}
    kept = paths_rows(graph, graph.paths("APTES", "PLQY", count=1))
    assert {row[-4:] for row in kept.values} == {("asserted", "1", "exact", "yes")}


def test_folded_paths_are_announced_and_all_of_them_told(graph: DefectGraph) -> None:
    folded = graph.paths("NH4SCN", "PLQY", host="CsPbBr3")
    assert "--all" in paths_text(graph, folded)
    every = graph.paths("NH4SCN", "PLQY", host="CsPbBr3", every=True)
    assert "--all" not in paths_text(graph, every)
    assert len(every.paths) > len(folded.paths)
