"""The first screen of a table holds what was asked; what is farther is counted."""

from __future__ import annotations

import csv
import re

import pytest

from defectkg.graph import DefectGraph
from defectkg.model import terms
from defectkg.rdf.levels import BROADER, BY_WAY_OF, NOT_SAID
from defectkg.rdf.library import library
from defectkg.rdf.rows import Rows
from defectkg.text.answers import by_level_and_source, for_people
from defectkg.text.first_screen import (
    BRIEFLY,
    PAGE,
    SCREEN,
    Screen,
    agent_rows,
    brief_tried_rows,
    first_screen,
)
from helpers import Ask

FARTHER = (BROADER, BY_WAY_OF, NOT_SAID)


@pytest.fixture
def wide(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no cell is folded."""
    monkeypatch.setenv("COLUMNS", "3000")


def lines_of(out: str, word: str) -> list[str]:
    return [line for line in out.splitlines() if word in line]


LONG = {  # and what its first screen does not hold
    "outcomes --form nanoplatelet": "broader",
    "outcomes --host CsPbBr3": "broader",
    "query outcomes -p form=nanoplatelet": "broader",
    "contradictions --about CsPbBrxCl3-x": "broader",
}


@pytest.mark.parametrize("command", LONG)
def test_a_long_answer_shows_what_was_asked_and_counts_the_rest(command: str, ask: Ask) -> None:
    said = ask(command)
    counted = re.findall(r"not shown above: (.+); --all shows all", " ".join(said.out.split()))
    whole = ask(f"{command} --format csv").out.splitlines()
    rows = list(csv.DictReader(whole))
    far = [row for row in rows if any(level in row["level"] for level in FARTHER)]
    assert len(rows) > SCREEN
    assert 0 < len(far) < len(rows)
    assert len(counted) == 1
    assert sum(map(int, re.findall(r"\d+", counted[0]))) == len(far)
    assert LONG[command] in counted[0]
    everything = ask(f"{command} --all").out
    assert "not shown above" not in everything
    assert len(everything.splitlines()) > 2 * len(said.out.splitlines())


def test_a_short_answer_shows_its_kin(ask: Ask, wide: None) -> None:
    out = ask("tried --defect V_Br").out
    assert "  broader  " in lines_of(out, "zinc halide  ")[0]
    assert re.search(
        r"not shown above: \d+ rows? on defects in general, \d+ rows? of what was", out
    )
    everything = ask("tried --defect V_Br --all").out
    for agent in ("NH4SCN", "trioctylphosphine oxide", "peptide"):
        assert agent not in out
        found = lines_of(everything, f"{agent}  ")
        assert found
        assert all("  applied, defect not named  " in line or "  defects in general  " in line
                   for line in found), "of another level than bromide vacancies"  # fmt: skip


def test_what_was_tried_in_a_place_is_told_at_all_levels(ask: Ask) -> None:
    out = ask("tried --defect V_Br --host CsPbBr3 --form nanocrystal").out
    levels = {"exact", "broader", "defects", "applied,"}
    assert {level for level in levels if lines_of(out, f"  {level} ")} == levels


def test_outcomes_on_a_wider_observable_are_counted(ask: Ask) -> None:
    said = ask("outcomes --observable EQE")
    assert "light-emitting device" not in said.out
    assert re.search(r"not shown above: \d+ rows? broader", said.out)
    rows = csv.DictReader(ask("outcomes --observable EQE --format csv").out.splitlines())
    assert "light-emitting device performance" in {row["observable"] for row in rows}


def test_without_an_outcome_on_the_observable_the_wider_ones_stand(ask: Ask, wide: None) -> None:
    assert "light-emitting device" in ask("outcomes --observable 'power efficiency'").out


def test_all_of_a_strategy_is_one_line_for_each_agent(ask: Ask, wide: None) -> None:
    asked = "tried --strategy 'ligand passivation'"
    shown = ask(asked).out.splitlines()
    table = shown[2 : shown.index("")]
    agents = [re.split(r"  +", line)[0] for line in table]
    assert len(agents) == len(set(agents))
    rows = list(csv.DictReader(ask(f"{asked} --format csv").out.splitlines()))
    similar = {True: "a treatment similar to ", False: ""}
    assert set(agents) == {similar[bool(row["likeness"])] + row["agent"] for row in rows}
    (acid,) = [line for line in table if line.startswith("2,2'-iminodibenzoic acid")]
    assert "lowers surface defect" in acid
    assert "EQE: 5.02 %" in acid
    assert "Pan 2018 [38]" in acid
    assert any("one line for each agent" in line for line in shown)
    assert len(ask(f"{asked} --all").out.splitlines()) > len(shown)


def test_few_agents_are_told_in_full(ask: Ask) -> None:
    assert "one line for each agent" not in ask("tried --strategy 'ligand passivation' --host MAPbBr3").out  # fmt: skip


@pytest.mark.parametrize("query", ["tried", "outcomes"])
def test_of_each_level_reviews_come_first(query: str, graph: DefectGraph) -> None:
    rows = by_level_and_source(query, graph.ask(query, {"host": "CsPbBr3", "observable": "PLQY"}
                               if query == "outcomes" else {"host": "CsPbBr3"}))  # fmt: skip
    before: tuple[str, bool] | None = None
    turns = 0
    for row in rows.dicts():
        now = row["level"], row["publication"] == row["read_in"]
        assert not (before and before[0] == now[0] and before[1] and not now[1])
        turns += bool(before and before[0] == now[0] and before[1] != now[1])
        before = now
    assert turns, "a level with both"


def test_what_is_denied_comes_after_what_is_so(graph: DefectGraph) -> None:
    rows = by_level_and_source("tried", graph.ask("tried", {"agent": "chloride"})).dicts()
    exact = [row["stance_iri"] in terms.DENIALS for row in rows if row["level"] == "exact"
             and row["publication"] != row["read_in"]]  # fmt: skip
    assert exact == sorted(exact)
    assert {*exact} == {True, False}


def test_a_level_that_was_asked_for_is_shown_whole(graph: DefectGraph) -> None:
    rows = graph.ask("outcomes", {"form": "nanoplatelet", "level": "broader"})
    assert len(rows.values) > SCREEN
    assert first_screen("outcomes", rows, {"form", "level"}, everywhere=False) == (rows, "")


def test_an_outcome_of_one_treatment_is_printed_once(graph: DefectGraph) -> None:
    told = for_people("tried", graph.ask("tried", {"agent": "chloride"})).dicts()
    yttrium = [row for row in told if row["agent"] == "YCl3"]
    assert [row["outcomes"] for row in yttrium if "1 → 60 %" in row["outcomes"]] == [
        yttrium[0]["outcomes"]
    ]
    assert {row["outcomes"] for row in yttrium[1:]} == {"as above"}


def test_claims_without_a_treatment_share_a_row(graph: DefectGraph) -> None:
    told = for_people("tried", graph.ask("tried", {"agent": "Bi3+", "host": "CsPbBr3"})).dicts()
    (general,) = [row for row in told if row["agent"].startswith("heterovalent dopant ion")]
    for says in ("impurity level", "deep trap state", "shallow trap"):
        assert says in general["said"]


def test_one_statement_on_several_hosts_is_one_row(graph: DefectGraph) -> None:
    rows = graph.ask("outcomes", {"agent": "zinc halide", "observable": "PL intensity"})
    own = [row for row in rows.dicts() if row["agent"] == "zinc halide"]
    assert len({row["host"] for row in own}) == 4
    told = [r for r in for_people("outcomes", rows).dicts() if r["agent"] == "zinc halide"]
    assert len(told) == 1
    assert all(row["host"] in told[0]["in"] for row in own)
    dopants = for_people("dopants", graph.ask("dopants", {"ion": "Zn2+"})).dicts()
    salts = [row for row in dopants if row["as"].startswith("zinc halide")]
    assert len(salts) == 1


def test_different_numbers_keep_their_rows(graph: DefectGraph) -> None:
    rows = graph.ask("outcomes", {"agent": "Rb+", "observable": "EQE"})
    told = for_people("outcomes", rows).dicts()
    assert len(rows.values) == len(told) > 3


def test_what_has_neither_value_nor_direction_says_so(graph: DefectGraph) -> None:
    def reading(query: str, agent: str, words: str) -> list[str]:
        return [row["open_reading"] for row in graph.ask(query, {"agent": agent}).dicts()
                if row["observable"] == "PLQY" and row["words"] == words]  # fmt: skip

    for query in ("tried", "outcomes"):
        assert {*reading(query, "CsPbCl3 shell", "effect")} == {"direction not told"}
        assert {*reading(query, "X-type ligand", "near unity")} == {""}
        aims = [row for row in graph.ask(query, {}).dicts() if row["aim"]]
        assert aims
        assert not any(row["open_reading"] for row in aims)
    shown = for_people("tried", graph.ask("tried", {"agent": "CsPbCl3 shell"})).dicts()
    assert "direction not told" in shown[0]["outcomes"]
    (dopant,) = [r for r in graph.ask("dopants", {"ion": "Mn2+"}).dicts() if "PLQY: effect" in r["outcome"]]  # fmt: skip
    assert "PLQY: effect (direction not told)" in dopant["outcome"]
    colours = graph.ask("outcomes", {"observable": "CIE coordinates"}).dicts()
    assert colours
    assert not any(row["open_reading"] for row in colours), "of a colour none is wanted"


def test_doubts_of_outcomes_stand_with_what_was_tried(graph: DefectGraph) -> None:
    rows = graph.ask("tried", {"agent": "HBr", "level": "exact"})
    of_efficiency = {row["outcome_doubt"] for row in rows.dicts() if row["observable"] == "EQE"}
    assert any("0.124%" in doubt for doubt in of_efficiency)
    silent = {row["outcome_doubt"] for row in rows.dicts() if row["observable"] == "Urbach energy"}
    assert silent == {""}
    shown = [r for r in for_people("tried", rows).dicts() if "0.124 %" in r["outcomes"]]
    assert any("“a high EQE of 0.124%”" in row["doubt"] for row in shown)


def test_an_agent_that_does_nothing_said_is_listed_by_what_came_out(graph: DefectGraph) -> None:
    listed = agent_rows(graph.ask("tried", {"strategy": "ligand passivation"})).dicts()
    (precursor,) = [row for row in listed if row["agent"] == "TOP-PbI2"]
    assert (precursor["said"], precursor["outcomes"].partition(";")[0]) == ("", "PLQY: 100 %, high")


def test_an_outcome_says_by_what_the_treatment_acts_where_that_is_stated(
    graph: DefectGraph,
) -> None:
    def acts(agent: str, host: str) -> set[str]:
        rows = graph.ask("outcomes", {"agent": agent, "host": host, "level": "exact"}).dicts()
        return {row["mechanism"] for row in rows if row["agent"] == agent}

    assert {"halide enrichment; octahedron completion"} <= acts("HBr", "CsPbBr3")
    assert acts("ZnBr2", "CsPbBr3") == {"passivation"}, "two others are proposed"
    shown = for_people("outcomes", graph.ask("outcomes", {"agent": "HBr"})).dicts()
    assert "by halide enrichment, octahedron completion" in shown[0]["in"]


@pytest.fixture
def of_all(graph: DefectGraph, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a command on all that was read, in a terminal of a usual width."""
    monkeypatch.setattr("defectkg.graph.load", lambda *_, **__: graph)
    monkeypatch.setenv("COLUMNS", "130")
    return ask


@pytest.mark.parametrize(
    "command",
    [
        *(f"query {query.name}" for query in library()),
        *("tried", "outcomes", "contradictions", "confront", "timeline CsPbBr3"),
        *("outcomes --harmful", "outcomes --unchanged", "outcomes --observable EQE"),
        *("outcomes --observable PLQY", "tried --strategy 'ligand passivation'"),
        *("tried --agent ZnBr2", "tried --defect 'trap state'", "tried --agent ligand"),
        *("query methods -p defects=fewer", "query anomalies -p matter=reference"),
        *("query claims -p stance=supports", "query dopants -p strategy=doping"),
        *("show PLQY", "show Zheng", "show CsPbBr3", "show V_Br"),
    ],
)
def test_an_answer_can_be_read_through(command: str, of_all: Ask) -> None:
    said = of_all(command)
    assert said.out.count("\n") + len(said.remarks) <= PAGE


@pytest.mark.parametrize("query", ["measurements", "claims", "outcomes", "timeline"])
def test_what_no_page_holds_is_counted_and_can_be_had(query: str, of_all: Ask, wide: None) -> None:
    short, whole = (of_all(f"query {query}{flag}").out for flag in ("", " --all"))
    table = short[: short.index("\n\n")].splitlines()[2:]
    rows = whole.split("\n\n")[0].splitlines()[2:]
    left = sum(map(int, re.findall(r"  (\d+) more$", "\n".join(table), re.MULTILINE)))
    cut = re.search(r"not shown above: (\d+) more rows( of one)?", short)
    assert len(rows) > len(table)
    assert len(rows) - len(table) == (int(cut[1]) if cut else left)
    assert "--all shows all" in short
    assert "not shown above" not in whole
    of_csv = csv.DictReader(of_all(f"query {query} --format csv").out.splitlines())
    assert len(list(of_csv)) >= len(rows)


def test_a_long_list_of_outcomes_has_a_line_for_each_and_marks_doubts(
    graph: DefectGraph, of_all: Ask, wide: None
) -> None:
    rows = graph.ask("outcomes", {"observable": "PLQY"})
    kept, _ = first_screen("outcomes", rows, {"observable"}, everywhere=False)
    brief, left = Screen(kept).brief_table("outcomes")
    assert left == BRIEFLY
    assert len(brief.values) == len(for_people("outcomes", kept).values)
    (doubted,) = [
        row for row in brief.dicts() if row["agent"] == "CdCl2" and "96" in row["outcome"]
    ]
    assert doubted["outcome"] == "96 ± 2 %, “near unity” [?]"
    assert "no value of it" not in "".join(cell for row in brief.values for cell in row)


def test_of_each_thing_some_rows_are_shown_before_any_has_all(of_all: Ask) -> None:
    said = of_all("query methods")
    rows = csv.DictReader(of_all("query methods --format csv").out.splitlines())
    told = " ".join(said.out.split())
    for method in {row["method"] for row in rows}:
        assert re.split("[ -]", method)[0][:8] in told


def test_a_column_that_needs_little_gives_to_those_that_need_much() -> None:
    seldom = [("", "word " * 60)] * 29
    rows = Rows(("works", "note"), [("a name " * 12, "word " * 60), *seldom])
    lines = rows.to_text("table", 60).splitlines()
    assert max(map(len, lines)) <= 60
    assert len(lines) < 30 * 8, "10 lines each where both columns have the same width"


def test_a_long_list_of_what_was_tried_has_each_agent_of_the_review(of_all: Ask) -> None:
    told = " ".join(of_all("tried --defect V_Br --host CsPbBr3 --form nanocrystal").out.split())
    for agent in ("HBr", "NH4SCN", "NaSCN", "PbBr2", "CuBr2", "InBr3", "ZnBr2", "TOPO"):
        assert f" {agent.replace('TOPO', 'trioctylphosphine')} " in told
    assert " K+ " in told, "which is not shown"
    assert "how each was done" in told


def test_briefly_what_came_out_stands_in_the_first_line_of_an_agent(graph: DefectGraph) -> None:
    rows = graph.ask("tried", {"defect": "V_Br", "host": "CsPbBr3", "form": "nanocrystal"})
    lines = [row for row in brief_tried_rows(rows).dicts() if row["agent"] == "ZnBr2"]
    assert len(lines) > 1
    assert "PLQY: 54 → 78 %" in lines[0]["outcomes"]
    assert {line["outcomes"] for line in lines[1:]} == {"as above"}
    copper = next(row for row in brief_tried_rows(rows).dicts() if row["agent"] == "CuBr2")
    assert copper["outcomes"] == "none told"
