"""The first screen of an answer: whose outcome it is, how near, how sure, and what else there is."""

from __future__ import annotations

import csv
import re

import pytest

from defectkg.errors import NameLookupError, QueryError
from defectkg.graph import DefectGraph
from defectkg.text.answers import MEANINGS, for_people, worded
from defectkg.text.harm_and_benefit import NearAgent, claims_beside
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
    "of it or its class: long-chain ligand raises interparticle energy barrier (Zheng 2019), "
    "long-chain ligand lowers electronic coupling (Zheng 2019); near it: direct ligand exchange "
    "raises degradation (Pan 2016)"
)
HARM = {  # an agent, and which harm is told beside its good outcomes
    "DDAB": f"harm: {LONG}: ",
    "oleic acid": f"harm: {LONG}: ",
    "Ce3+": "harm: of it or its class: heterovalent dopant ion brings more impurity levels "
    "(Nayak 2018; and 1 more, speculative), ",
    "Bi3+": "harm: 1 outcome; of it or its class: heterovalent dopant ion brings more impurity levels "
    "(Nayak 2018; and 1 more, speculative), Bi3+ brings more deep trap states (Yin 2019, density "
    "functional theory), 2 more: ",
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


def test_a_printed_ratio_stands_behind_the_value_that_it_is_of(ask: Ask, wide: None) -> None:
    out = ask("tried --defect vacancy --host FAPbI3").out
    assert "defect density: before ~ 3 × 10^17 cm-3 → not printed, ÷ ~ 10^9" in out
    assert "defect formation energy: before ~ 0.25 eV → not printed, × > 3" in out
    both = [ask(f"{command} --host FAPbI3 --format csv").out for command in ("tried", "outcomes")]
    pairs = [
        {
            (row["observable"], row["before"], row["relative"], row["unit"])
            for row in csv.DictReader(text.splitlines())
            if row["quantity"] == "ratio" and row["treatment"]
        }
        for text in both
    ]
    assert pairs[0] == pairs[1] != set()


def test_another_agent_of_a_class_is_no_broader_kind(ask: Ask, wide: None) -> None:
    out = ask("tried --agent Zn").out
    assert re.search(r"^small isovalent dopant ion \(told with Cd2\+\) +broader ", out, re.M)
    assert not re.search(r"^Cd2\+", out, re.M)
    rows = csv.DictReader(ask("tried --agent Zn --format csv").out.splitlines())
    assert {row["through"] for row in rows if row["agent"] == "Cd2+"} == {
        "small isovalent dopant ion"
    }


@pytest.mark.parametrize(
    "asked",
    [
        "outcomes --agent TOP-PbI2",
        "outcomes --agent SrCl2 --host CsPbI3",
        "tried --agent PbBr2 --host CsPbBr3",
        "tried --agent ethylenediamine",
        "tried --agent 'dopant ion'",
        "outcomes --agent peptide",
    ],
)
def test_remarks_on_what_stands_near_are_few_and_of_the_very_agent(asked: str, ask: Ask) -> None:
    apart = ("no row is about", "Classes by charge are meant")
    near = [text for text in ask(asked).remarks if not any(words in text for words in apart)]
    assert len(near) <= 5
    for text in near:
        assert "Pb2+" not in text, "an ion that it brings"
        assert "Cl- does not" not in text, "of another host"
        assert "crystal shape" not in text, "of another agent"
        assert "also applied peptide" not in text, "it is what was asked"


def test_an_ion_elsewhere_stands_apart_from_the_salt_that_brings_it(graph: DefectGraph) -> None:
    for agent, ion in (("TOP-PbI2", "Pb2+"), ("PbBr2", "Pb2+")):
        agent_iri, claims = graph.find(agent).iri, graph.ask("claims", {})
        near = NearAgent(graph.store, agent_iri)
        said = claims_beside(graph.store, claims, harmful=True, near=near)
        assert ion in {row["cause"] for row in said.of_ions.dicts()}
        assert ion not in {row["cause"] for row in (*said.of_it.dicts(), *said.near_it.dicts())}


def test_a_row_says_how_they_know(ask: Ask, wide: None) -> None:
    out = ask("tried --agent ethylenediamine").out
    assert "supports, stated; confocal PL microscopy" in out
    nickel = ask("tried --agent Ni2+ --host CsPbCl3").out
    assert "refutes, stated; density functional theory" in nickel
    assert "378.29 → 1.90 us-1 (optimized, time-resolved photoluminescence)" in nickel
    rows = csv.DictReader(ask("tried --agent Ni2+ --format csv").out.splitlines())
    assert {"density functional theory", "time-resolved photoluminescence"} <= {
        row["evidence"] for row in rows
    }


def test_what_is_proved_is_not_called_proposed(ask: Ask, wide: None) -> None:
    """The calculation on the doped and on the pristine crystal is printed as a proof."""
    assert "proposed" not in ask("tried --agent Ni2+ --host CsPbCl3").out
    assert "proposed" not in ask("paths Ni2+ 'trap state' --host CsPbCl3").out


def test_each_link_beside_says_how_surely(graph: DefectGraph) -> None:
    sure: dict[tuple[str, str], set[str]] = {}
    for row in graph.ask("claims", {}).dicts():
        link = f"{row['cause']} {row['relation']} {row['effect']}"
        for treatment in row["treatment"].split("; "):
            sure.setdefault((treatment, link), set()).add(row["certainty"])
    met = set()
    for row in graph.ask("tried", {}).dicts():
        for cell in ("besides", *(["says"] if not row["stance"] else [])):
            for said in filter(None, row[cell].split("; ")):
                ways = [
                    sure[treatment, link]
                    for treatment, link in sure
                    if treatment == row["treatment"]
                    and re.match(rf"{re.escape(link)}($|,| \()", said)
                ]
                for one in ways:
                    met |= one
                    last = said.rpartition(" (")[2].removesuffix(")")
                    assert (last if last in ("proposed", "speculative") else "stated") in one, said
    assert met == {"stated", "proposed", "speculative"}


def test_what_is_proposed_beside_what_is_stated_is_told_once(ask: Ask, wide: None) -> None:
    out = ask("tried --agent ZnBr2").out
    (row,) = [line for line in out.splitlines() if "Zn2+ lowers" in line and "54 → 78" in line]
    assert "besides: ZnBr2 raises PbBr2 adlayer, " in row
    assert row.count("raises PbBr2 adlayer") == 1
    assert re.search("raises PbBr2 adlayer, [^;]* \\(proposed\\); ", row)
    of_each = ask("tried --strategy doping").out
    assert re.search("ZnBr2 .*raises PbBr2 adlayer, [^;]* \\(proposed\\); and ", of_each)


def test_less_of_what_an_agent_lowers_is_named(graph: DefectGraph, ask: Ask) -> None:
    said = for_people("tried", graph.ask("tried", {"agent": "Zn2+", "host": "CsPbBrxI3-x"}))
    told = " ".join(row["said"] for row in worded(graph, said).dicts())
    assert "less lowers" not in told
    assert "less zero-dimensional phase raises charge transport" in told


@pytest.mark.parametrize(
    "asked",
    [
        "tried --agent Ni2+ --host CsPbCl3",
        "outcomes --agent Ni2+",
        "explain Ni2+",
        "paths Ni2+ 'trap state' --host CsPbCl3",
        "show Ni2+",
    ],
)
def test_what_a_work_says_of_the_untreated_host_stands_beside(
    asked: str, ask: Ask, wide: None
) -> None:
    said = ask(asked)
    told = " ".join([said.out, *said.remarks])
    assert "the host without it: chloride vacancy brings more " in told
    assert "in-gap states (Yong 2018, density functional theory)" in told


def test_a_host_without_a_joint_agent_is_not_told_of(ask: Ask) -> None:
    told = ask("tried --agent bromide")
    assert "the host without it" not in " ".join([told.out, *told.remarks])


@pytest.mark.parametrize("command", ["tried", "outcomes"])
def test_a_number_that_may_be_the_end_or_the_gain_says_so(
    command: str, ask: Ask, wide: None
) -> None:
    assert "end value or gain not told" in ask(f"{command} --agent SrCl2 --host CsPbI3").out
    assert "end value or gain" not in ask(f"{command} --agent ZnBr2").out


def test_outcomes_under_a_condition_are_asked_by_its_words(ask: Ask) -> None:
    found = ask("outcomes --observable EQE --condition blue --source 'Zheng 2019' --format csv")
    rows = csv.DictReader(found.out.splitlines())
    assert {(row["agent"], row["after"]) for row in rows} == {
        ("didodecyldimethylammonium bromide", "1.9"),
        ("HBr", "0.124"),
    }
    assert any(
        "more outcomes in other words, or under none: " in line and "leave out --condition" in line
        for line in ask("outcomes --observable EQE --condition red").remarks
    )
    empty = ask("outcomes --condition purple").remarks
    assert any("no rows of outcomes for condition purple" in line for line in empty)
    with pytest.raises(NameLookupError, match="outcomes --observable LED --condition blue"):
        ask("outcomes --observable 'blue LED'")


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


@pytest.mark.parametrize("agent", ["acid", "salt"])
def test_a_name_of_four_letters_makes_nothing_stand_near(agent: str, graph: DefectGraph) -> None:
    """All its names are too short to be looked for; once every claim was taken to hold one."""
    claims = graph.ask("claims", {})
    assert "reaction temperature" in {row["cause"] for row in claims.dicts()}
    near = NearAgent(graph.store, graph.find(agent).iri)
    said = claims_beside(graph.store, claims, harmful=False, near=near)
    assert "reaction temperature" not in {row["cause"] for row in said.near_it.dicts()}
