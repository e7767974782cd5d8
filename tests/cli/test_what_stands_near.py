"""Beside an answer stands what it leaves open: the opposite, what follows, what is still unknown.

Each remark is held against records, and the command that it names holds what it says.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable

import pytest

from defectkg.errors import NameLookupError
from defectkg.graph import DefectGraph
from defectkg.text.answers import for_people
from defectkg.text.evidence import ONE_CLASS, contradiction_rows
from helpers import Ask, Done


@pytest.fixture(autouse=True)
def wide(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no cell is folded."""
    monkeypatch.setenv("COLUMNS", "3000")


def remark_on(ask: Ask, asked: str, start: str) -> tuple[str, str]:
    """Return the one remark of an answer that begins so, and the output of its command."""
    (told,) = [remark for remark in ask(asked).remarks if remark.startswith(start)]
    command = told.rpartition(": defectkg ")[2]
    return told, ask(command).out


def test_beside_what_is_denied_stands_what_is_affirmed(ask: Ask) -> None:
    asked = "query denials -p 'effect=in-gap state'"
    told, shown = remark_on(ask, asked, "said to raise it: ")
    assert "heterovalent dopant ion" in told
    assert "Bi3+ (Yin 2019)" in told
    assert "Ce3+" not in told, "which is denied"
    assert "Bi3+ brings more deep trap states" in shown


def test_beside_claims_on_a_cause_stands_what_follows(ask: Ask) -> None:
    asked = "query claims -p 'cause=reaction temperature'"
    told, _ = remark_on(ask, asked, "what that does: ")
    assert "A-site competition raises 2D layered perovskite (Dutta 2019)" in told
    asked = "query claims -p cause=ligand"
    assert not any(r.startswith("what that does") for r in ask(asked).remarks), "of too many"


def test_beside_what_lowers_a_defect_stands_what_is_open_of_it(ask: Ask) -> None:
    asked = "query passivators -p 'defect=halide vacancy'"
    told, shown = remark_on(ask, asked, "declared open of halide vacancy: ")
    assert "blue mixed-halide emitters is still to be found" in told
    assert "CsPbBrxCl3-x" in shown
    nothing_open = ask("query passivators -p defect='interstitial'").remarks
    assert not any(remark.startswith("declared open") for remark in nothing_open)


@pytest.mark.parametrize("asked", ["query anomalies -p matter=reference", "query publications"])
def test_a_list_of_references_is_told_as_a_whole(asked: str, ask: Ask, graph: DefectGraph) -> None:
    (told,) = [r for r in ask(asked).remarks if r.startswith("the list of Zheng 2019")]
    assert told.endswith("goes from 1 to 90; missing of these: 74; 35 and 83 are one, Leng 2018")
    listed = graph.query(
        "SELECT DISTINCT ?n { ?entry dkg:referenceNumber ?n ; dkg:statedIn d:zheng2019 ; "
        "dkg:authorsText ?who }"
    )
    assert {int(n) for (n,) in listed.values} == {*range(1, 91)} - {74}
    assert not any("the list of" in r for r in ask("query publications -p publication=Pan").remarks)


def test_beside_harm_stands_where_the_good_is_told(ask: Ask) -> None:
    asked = "outcomes --harmful --agent ligand"
    told, shown = remark_on(ask, asked, "for and against those said to do harm: ")
    assert told.endswith("defectkg tried --agent 'long-chain ligand'")
    assert "required for the processing" in shown
    assert "lowers surface defect" in shown


def test_beside_a_control_without_effect_stands_what_it_shows(ask: Ask) -> None:
    asked = "outcomes --unchanged --host CsPbCl3"
    _, shown = remark_on(ask, asked, "what was concluded from the controls: ")
    assert "CuCl2 lowers chloride vacancy" in shown


def test_works_of_an_author_lead_to_what_was_taken_from_each(ask: Ask) -> None:
    _, shown = remark_on(ask, "show Pradhan", "what was taken from each: ")
    assert "no further enhancement" in shown
    assert "Behera 2018" in shown


def test_a_word_for_several_things_can_be_asked_of_all(ask: Ask) -> None:
    with pytest.raises(NameLookupError, match="; for all: '") as refused:
        ask("tried --agent 'phosphorus ligand'")
    every = str(refused.value).rpartition("for all: ")[2].strip("'")
    shown = ask(f"tried --agent {shlex.quote(every)}").out
    assert "trioctylphosphine oxide" in shown
    assert "octylphosphonic acid" in shown


def test_what_emits_is_found_as_emission(ask: Ask) -> None:
    found = ask("show 'blue emission' --format csv").out
    assert "composition-dependent defect chemistry" in found, "printed: blue emitters"
    assert "zheng2019-blue-emitters-x4" in found, "the tension"
    assert "zheng2019-blue-emitters-m1" in found


def test_words_beside_a_value_before_end_in_no_arrow(ask: Ask) -> None:
    shown = ask("tried --agent Zn --host CsPbI3").out
    assert "defect density: nearly 1 order of magnitude" in shown
    assert not re.search(r"→ *,", shown)


def test_that_no_defect_is_named_is_said_beside_a_mechanism(ask: Ask) -> None:
    (row,) = [line for line in ask("tried --agent zwitterion").out.splitlines()
              if "chelate binding" in line]  # fmt: skip
    assert "no defect named" in row
    shown = ask("tried --agent HBr --level exact").out
    assert "no defect named" not in shown


def test_thiocyanate_and_lead_bromide_stand_side_by_side(ask: Ask) -> None:
    shown = ask("contradictions --about SCN-").out
    assert "by bromide in excess and firmer ligands" in shown
    assert "The source does not set them side by side" in shown


def test_a_class_says_who_sorted_its_members(ask: Ask) -> None:
    remarks = ask("tried --agent 'bidentate ligand'").remarks
    (told,) = [remark for remark in remarks if remark.startswith("bidentate ligand: ")]
    assert "not printed of each" in told
    assert not any(r.startswith("ethylenediamine: ") for r in ask("tried --agent EDA").remarks)


def test_a_control_stands_beside_the_other_one(ask: Ask) -> None:
    shown = ask("outcomes --unchanged --host CsPbCl3").out
    (row,) = [line for line in shown.splitlines() if "no further enhancement" in line
              and line.startswith("metal chloride (control)")]  # fmt: skip
    assert "on pristine CsPbCl3 nanocrystals: significantly enhanced" in row
    assert row.count("enhance") == 2, "and not beside itself"


def test_other_forms_are_named_three_at_most(ask: Ask) -> None:
    remarks = ask("tried --host CsPbBr3 --form nanoplatelet").remarks
    (told,) = [remark for remark in remarks if remark.startswith("in other forms of CsPbBr3")]
    assert told.endswith("; leave out --form")
    assert told.count("(") <= 3


def test_contradictions_are_found_by_what_records_print(ask: Ask, review: DefectGraph) -> None:
    said = ask("contradictions --about 'blue emission'")
    assert "yields of 96 % and more are reported for violet and blue emitters" in said.out
    (told,) = said.remarks
    assert "“passivation of blue emitters is not yet developed”" in told
    assert "blue mixed-halide emitters is still to be found”" in told
    assert ask(told.rpartition(": defectkg ")[2]).out
    rows = review.contradictions(about="blue emission").dicts()
    assert rows
    assert {row["record"] for row in rows} <= {*re.findall(r"[\w-]+-[a-z]\d+", said.out)}
    with pytest.raises(NameLookupError, match="unknown name 'perovskate blue'"):
        ask("contradictions --about 'perovskate blue'")
    with pytest.raises(NameLookupError, match="it is printed"):
        ask("contradictions --about dosage")  # printed, and nothing speaks against it


def test_what_is_told_by_intensity_alone_stands_beside_the_yield(ask: Ask) -> None:
    told = [
        line
        for line in ask("outcomes --observable PLQY --host CsPbCl3").remarks
        if "alone: " in line
    ]
    assert len([line for line in told if "told by PL intensity alone: zinc halide" in line]) == 1
    assert not [line for line in ask("outcomes --observable PLQY").remarks if "told by PL" in line]


def test_a_level_and_a_share_kept_are_no_change(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "3000")
    lines = ask("outcomes --agent IDA --source 'Zheng 2019'").out.splitlines()
    (kept,) = [line for line in lines if "90 % retained" in line]
    assert re.search(r"  preserved  ", kept)
    (level,) = [line for line in lines if "5.02 %" in line]
    assert "a level alone" in level
    (colour,) = [line for line in lines if "PL peak position" in line]
    assert "surface passivation" not in colour


@pytest.mark.parametrize(
    "asked",
    ["contradictions --about CsPbBrxCl3-x", "query challenges -p concerns=CsPbBrxCl3-x"],
)
def test_beside_what_is_open_of_a_host_stands_what_others_report_of_it(
    asked: str, ask: Ask, graph: DefectGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = "reported of CsPbBrxCl3-x by others than call it open, compared by no curator: "
    assert not any(remark.startswith(start) for remark in ask(asked).remarks), "of one source"
    monkeypatch.setattr("defectkg.graph.load", lambda *_, **__: graph)
    told, shown = remark_on(ask, asked, start)
    reported = told.removeprefix(start).partition(": defectkg ")[0].split("; ")
    assert reported[0] == "oxalic acid PLQY 11 → 89 % (Wang undated)", "both values are told first"
    assert any(item.startswith("n-dodecylammonium thiocyanate PLQY → ~ 100 %") for item in reported)
    assert "Rb+ EQE → 26.4 % (Gao undated)" in reported, "of several the highest"
    assert not any("Cu2+" in item for item in reported), "told by the source that calls it open"
    assert "26.4 %" in shown


def test_what_is_open_of_no_host_is_met_by_no_outcome(
    ask: Ask, graph: DefectGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("defectkg.graph.load", lambda *_, **__: graph)
    for asked in ("query challenges -p concerns=V_Cl", "contradictions --about MAPbI3"):
        assert not any(remark.startswith("reported of") for remark in ask(asked).remarks)


def test_gaps_say_what_is_not_shown_before_they_count(ask: Ask) -> None:
    said, elsewhere, counts, *_ = ask("gaps --agent K+ --form nanocrystal").remarks
    assert said == (
        "said not to have been shown in nanocrystal: K+ lowers halide vacancy "
        "(Zheng 2019, compensation ¶2)"
    )
    assert "KI in polycrystalline film, PLQY 66 % (Abdi-Jalebi 2018)" in elsewhere
    assert "declared open" in counts
    of_defect = ask("gaps --agent K+ --form nanocrystal --defect 'surface defect'").remarks
    assert "K+ lowers surface defect" in of_defect[0]


def test_faults_of_citations_say_whether_the_copy_may_have_made_them(ask: Ask) -> None:
    """A digit that is cut and an entry that is lost may be faults of the copy; opinions never."""
    asked = "query anomalies -p matter=reference"
    lines = ask(asked).out.splitlines()[2:]
    in_order = ["missing", "duplicate", "given", "named", "misnumbered", "split", "off-topic"]
    kinds = [kind for line in lines for kind in in_order if re.search(f"  {kind} [a-z ]+", line)]
    assert len(kinds) == len([line for line in lines if line.strip()])
    assert kinds == sorted(kinds, key=in_order.index)
    opinions = [line for line in lines if "; opinion  " in line]
    assert len(opinions) == sum(kind in ("split", "off-topic") for kind in kinds)
    may_be = [re.split("  +", line)[1] for line in lines if "may be the copy" in line]
    assert may_be == ["74", "8"]
    (told,) = [remark for remark in ask(asked).remarks if remark.startswith("a copy was read: ")]
    assert "whether the print has 8 and 74 so" in told


def test_a_long_remark_is_whole_and_its_command_runs(ask: Ask, call: Callable[..., Done]) -> None:
    long = [
        line for line in call("outcomes", "--agent", "ligand").err.splitlines() if len(line) > 400
    ]
    assert long
    assert not any("..." in line for line in long)
    told, _ = remark_on(ask, "query claims -p cause=composition", "what that does: ")
    assert ask(shlex.join(shlex.split(told.rpartition(": defectkg ")[2]))).out.strip()


def test_a_start_that_shares_its_name_with_a_property_is_found(ask: Ask) -> None:
    assert "no path leads on from composition" in ask("paths composition").remarks[0]


def test_both_sides_of_a_contradiction_have_their_host_and_form(graph: DefectGraph) -> None:
    """Of a pair with a reason, too, where it was left out; records of one scope name it once."""
    where: dict[str, set[str]] = {}
    for query, column in (("claims", "claim_iri"), ("measurements", "measurement_iri")):
        for row in graph.ask(query, {}).dicts():
            for iri in row[column].split():
                where[iri] = {*row["host"].split("; "), *row["form"].split("; ")} - {""}
    rows = graph.ask("contradictions", {})
    pairs = rows.dicts()
    seen = 0
    for n, row in enumerate(pairs):
        if row["kind"] == ONE_CLASS or not {row["record_iri"], row["against_iri"]} <= where.keys():
            continue
        (shown,) = contradiction_rows(rows.take([n])).dicts()
        for iri in (row["record_iri"], row["against_iri"]):
            for scope in where[iri]:
                assert scope in shown["verdict"], (row["record"], scope)
                seen += 1
    assert seen > 80


def test_a_tension_names_the_hosts_of_what_it_is_about(ask: Ask, wide: None) -> None:
    out, remarks = ask("contradictions --about 'blue emission'")
    (row,) = [line for line in out.splitlines() if "stratey" in line]
    assert "(PLQY of HBr in CsPbBr3 nanoplatelets; PLQY of CdCl2 on CsPbCl3 nanocrystals" in row
    assert "; halide perovskite nanocrystal: undeveloped passivation lowers PLQY and 2 more" in row
    assert "“passivation of blue emitters is not yet developed” (halide perovskite)" in remarks[-1]
    assert "is still to be found” (CsPbBrxCl3-x)" in remarks[-1]
    radii = ask("contradictions --about Ce3+").out
    assert "FAPbI3 polycrystalline film: Cd2+ does not bring more trap states" in radii


@pytest.mark.parametrize(
    "asked",
    [
        "tried --agent zinc --form nanocrystal",
        "outcomes --agent Zn2+ --form nanocrystal",
        "tried --strategy doping --form nanocrystal",
        "outcomes --form nanocrystal",
    ],
)
def test_outcomes_that_a_form_leaves_out_are_told(asked: str, ask: Ask, wide: None) -> None:
    said, found = remark_on(ask, asked, "the same works in other forms: ")
    assert "defect density 1.26 × 10^17 → 1.75 × 10^16 cm-3 with Zn2+ (thin film, Shen" in said
    assert said.endswith("--form 'thin film'")
    assert "space-charge-limited current" in found


@pytest.mark.parametrize("asked", ["tried --agent Zn2+", "tried --agent HBr --form nanoplatelet"])
def test_where_a_form_leaves_nothing_out_nothing_is_told(asked: str, ask: Ask) -> None:
    assert not any("in other forms: " in line for line in ask(asked).remarks)


@pytest.mark.parametrize("query", ["durations", "temperatures"])
def test_what_came_out_keeps_its_condition(query: str, graph: DefectGraph) -> None:
    """The 70 days are of one phase, in air; a condition that is printed already is not said again."""
    under = {
        row["measurement_iri"]: row["condition"].replace("; ", ", ")
        for row in graph.ask("measurements", {}).dicts()
        if row["condition"]
    }
    rows = graph.ask(query, {})
    shown = for_people(query, rows).dicts()
    met = 0
    for row, told in zip(rows.dicts(), shown, strict=True):
        if condition := under.get(row["record_iri"]):
            printed = told["printed"].replace("; ", ", ")
            assert f"{printed} | {told['outcome']}".count(condition) == 1
            met += 1
    assert met > 3


@pytest.mark.parametrize(
    "asked",
    [
        "query durations -p agent=Zn2+",
        "timeline Zn2+ --form nanocrystal",
        "outcomes --agent Zn2+ --observable 'phase lifetime'",
        "tried --agent Zn2+",
    ],
)
def test_a_lifetime_says_of_which_phase_and_where(asked: str, ask: Ask, wide: None) -> None:
    (line,) = [line for line in ask(asked).out.splitlines() if "70 days" in line]
    assert re.search(r"70 days \([^)]*α-phase in air", line)


@pytest.mark.parametrize(
    "asked",
    ["outcomes --observable 'trap density'", "outcomes --observable 'trap density' --agent Zn2+"],
)
def test_beside_a_part_stands_what_is_told_of_the_whole(asked: str, ask: Ask) -> None:
    """A source that tells the density of defects may mean that of traps, which it sums up."""
    (told,) = [one for one in ask(asked).remarks if "of defect density, which sums it up" in one]
    shown = ask(told.rpartition(": defectkg ")[2]).out
    assert "1.26" in shown


def test_what_is_only_claimed_of_an_agent_stands_beside_what_was_tried(ask: Ask) -> None:
    """Nobody applied a shell of MABr to nanocrystals; the review takes it to heal them, too."""
    asked = "tried --agent 'MABr shell' --form nanocrystal"
    told, shown = remark_on(ask, asked, "said, of what was not applied there: ")
    assert "MABr shell lowers crystallographic defect (speculative)" in told
    assert "speculative" in shown
    beside = ask("tried --agent ligand --form nanocrystal").remarks
    assert not any("said, of what was not" in remark for remark in beside), "it is in the table"
