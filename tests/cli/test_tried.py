"""The first screen of an answer: whose outcome it is, how near, how sure, and what else there is."""

from __future__ import annotations

import csv
import re

import pytest

from defectkg.errors import QueryError
from defectkg.text.answers import MEANINGS
from helpers import Ask


@pytest.fixture
def wide(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no cell is folded."""
    monkeypatch.setenv("COLUMNS", "3000")


BY_WAY = {  # an agent of which no outcome is told, its ions, and what came out of what was applied
    "Y(CH3COO)3": ({"Y3+"}, "with YCl3: PLQY: 1 → 60 %"),
    "NiCl2": ({"Cl-", "Ni2+"}, "with Ni2+: PLQY: 96.5 %"),
    "ZnCl2": ({"Cl-", "Zn2+"}, "with Zn2+: EQE: 15.1 %"),
}


@pytest.mark.parametrize("agent", BY_WAY)
def test_an_outcome_stays_with_the_agent_that_was_applied(agent: str, ask: Ask, wide: None) -> None:
    ions, outcome = BY_WAY[agent]
    shown = ask(f"tried --agent '{agent}'").out
    assert outcome in shown
    assert {ion for ion in ions if f"by way of {ion}" in shown} == ions
    rows = list(csv.DictReader(ask(f"tried --agent '{agent}' --format csv").out.splitlines()))
    found = [row for row in rows if row["level"] == "by way of"]
    assert {row["through"] for row in found} == ions
    assert not any(row["agent"] == agent for row in found), "what was applied comes first"


def test_an_agent_without_an_outcome_says_whose_they_are(ask: Ask) -> None:
    first, second, *_ = ask("tried --agent 'Y(CH3COO)3'").remarks
    assert first.startswith("no outcome of Y(CH3COO)3 itself: these rows are by way of Y3+")
    assert second.endswith("as a control: defectkg query controls -p 'agent=Y(CH3COO)3'")
    for agent in ("CuBr2", "CsBr"):
        told = ask(f"outcomes --agent {agent}").remarks[0]
        assert told.startswith(f"no outcome of {agent} itself: these rows are by way of ")


NAMED = ["ZnBr2", "DDAB", "KI", "NH4SCN", "Y3+", "OPA", "oleic acid", "Ni2+", "amine", "Cu2+"]


@pytest.mark.parametrize("command", ["tried", "outcomes"])
@pytest.mark.parametrize("agent", NAMED)
def test_commands_in_remarks_run_and_find_something(command: str, agent: str, ask: Ask) -> None:
    for remark in ask(f"{command} --agent '{agent}'").remarks:
        for told in re.findall(r"defectkg (.+?)(?:; |$)", remark):
            assert "NAME" not in told
            found = ask(told)
            assert len(found.out.splitlines()) > 2, told


LONG = (
    "of it or its class: long-chain ligand raises interparticle energy barrier, "
    "long-chain ligand lowers electronic coupling; near it: direct ligand exchange raises "
    "degradation"
)
HARM = {  # an agent, and which harm is told beside its good outcomes
    "DDAB": f"harm: {LONG}: ",
    "oleic acid": f"harm: {LONG}: ",
    "Ce3+": "harm: of it or its class: heterovalent dopant ion brings more impurity levels, ",
    "Bi3+": "harm: 1 outcome; of it or its class: heterovalent dopant ion brings more impurity levels, "
    "Bi3+ brings more deep trap states, 2 more: ",
}


@pytest.mark.parametrize("agent", HARM)
def test_harm_is_found_from_the_good_side(agent: str, ask: Ask, wide: None) -> None:
    for command in ("tried", "outcomes"):
        said = ask(f"{command} --agent '{agent}'")
        (harm,) = [remark for remark in said.remarks if remark.startswith("harm: ")]
        assert harm.startswith(HARM[agent])
        assert harm.endswith(
            f": defectkg outcomes --harmful --agent '{agent}'".replace(
                "'", "'" if " " in agent else ""
            )
        )
    assert HARM[agent] in " ".join(ask(f"show '{agent}'").out.split())
    beneath = ask(f"outcomes --harmful --agent '{agent}'").out
    assert "Said to do harm" in beneath


def test_the_good_side_is_found_from_harm(ask: Ask) -> None:
    remarks = ask("outcomes --harmful --agent 'dopant ion'").remarks
    (good,) = [remark for remark in remarks if remark.startswith("as wanted: ")]
    assert good.endswith(" outcomes: defectkg outcomes --agent 'dopant ion'")
    (none,) = [text for text in ask("outcomes --harmful --agent DDAB").remarks if "no outc" in text]
    assert "leave out --harmful" in none
    assert "--result" not in none


def test_what_an_agent_fights_is_no_harm_of_it(ask: Ask) -> None:
    out = ask("outcomes --harmful --agent Cd2+").out
    assert "lattice strain" not in out


@pytest.mark.parametrize(
    "asked",
    [
        "tried --defect V_Cl --host CsPbCl3 --form nanocrystal",
        "tried --agent Zn2+ --host CsPbBr3",
        "tried --agent ZnBr2",
        "outcomes --host CsPbI3 --agent metal",
        "gaps --agent K+",
    ],
)
def test_a_table_explains_its_words(asked: str, ask: Ask, wide: None) -> None:
    table, _, beneath = ask(asked).out.partition("\n\nlevel: ")
    assert beneath
    for word in MEANINGS:
        assert (f"{word} = {MEANINGS[word]}" in beneath) == (word in table), word


def test_what_is_not_shown_does_not_clash_with_what_is(ask: Ask) -> None:
    out = ask("tried --defect V_Cl --host CsPbCl3 --form nanocrystal").out
    assert "not shown above: " in out
    assert "left out" not in out


@pytest.mark.parametrize(
    "asked", ["--defect V_Cl --host CsPbCl3 --form nanocrystal", "--agent CuCl2"]
)
def test_controls_stand_with_the_treatment_that_they_control(
    asked: str, ask: Ask, wide: None
) -> None:
    (line,) = [text for text in ask(f"tried {asked}").out.splitlines() if text.startswith("CuCl2")]
    assert "control, metal chloride on pristine CsPbCl3 nanocrystals: PL intensity: signif" in line
    assert "PL intensity: no further enhancement" in line


@pytest.mark.parametrize(("agent", "doubt"), [("SrCl2", "doubtful judgement"), ("OPA", "")])
def test_a_single_row_has_all_that_a_table_has(
    agent: str, doubt: str, ask: Ask, wide: None
) -> None:
    out = ask(f"tried --agent {agent} --host CsPbI3").out
    for column in ("agent", "level", "said", "stance", "outcomes", "in", "source"):
        assert re.search(rf"^.*\b{column}\b", out), column
    assert doubt in out


def test_several_agents_are_asked_at_once(ask: Ask) -> None:
    both = ask("tried --agent Ce3+ --agent Bi3+ --host CsPbBr3 --format csv").out
    agents = {line.split(",")[0] for line in both.splitlines()[1:]}
    assert {"Ce3+", "Bi3+"} <= agents
    again = ask("query tried -p 'agent=Ce3+ or Bi3+' -p host=CsPbBr3 --format csv").out
    assert again == both
    found = ask("outcomes --agent KI --agent DDAB --observable PLQY --format csv").out
    assert ",KI," in found


def test_outcomes_from_a_value_on(ask: Ask) -> None:
    found = ask("outcomes --observable PLQY --at-least 96 --format csv").out
    assert "TOP-PbI2" in found
    assert "near unity" in found
    assert "ZnBr2 in CsPbBr3" not in found
    beyond = ask("outcomes --observable PLQY --at-least 101 --format csv")
    assert beyond.out.count("\n") == 1, "near unity is no more than 100 %"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("--at-least 95", "give --observable, too"),
        ("--observable PLQY --at-least high", "--at-least takes a number such as 95, not 'high'"),
    ],
)
def test_a_least_value_needs_a_number_and_an_observable(ask: Ask, given: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        ask(f"outcomes {given}")
