"""What the text and the JSON of paths say beside their steps."""

from __future__ import annotations

import json
import re

import pytest

from defectkg.graph import DefectGraph, load
from defectkg.text.path_data import paths_json, paths_rows
from defectkg.text.paths import one_line, paths_text, sentence, summary


@pytest.fixture(scope="module")
def graph(review: DefectGraph) -> DefectGraph:
    return review


@pytest.fixture(scope="module")
def whole() -> DefectGraph:
    """With the later papers."""
    return load()


@pytest.mark.parametrize(
    ("start", "end", "scope", "said"),
    [
        ("NH4SCN", "PLQY", {"host": "CsPbBr3"}, "With NH4SCN, higher PLQY; each claim told by Koscher 2017;"),
        ("CdCl2", "PLQY", {"host": "CsPbCl3"}, "With CdCl2, higher PLQY; joined from 2 studies;"),
        ("DDAB", "charge transport", {}, "charge transport; each claim told by Pan 2015 and by Pan 2016;"),
        ("KI", "PLQY", {"form": "nanocrystal"}, " studies in CsPbCl3 and CsPbI3, from a polycrystalline film;"),
        ("HBr", "PLQY", {"host": "CsPbI3"}, ", from another material;"),
        ("halide-rich environment", "EQE", {"host": "CsPbBr3"}, "Liu 2017a; from PLQY on by definition;"),
        ("CdCl2", "chloride vacancy", {"host": "CsPbCl3"}, "Das Adhikari 2019, said of metal chloride;"),
        ("APTES", "PLQY", {}, "triethoxysilane, PLQY is kept; each claim told by Sun 2016;"),
        ("ligand detachment", "vacancy", {}, "more lead vacancy (narrower than vacancy); told by Liu 2019;"),
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
    told = f"or was applied with:\n   {pointed} → PbI2 vacancy: (-) less PbI2 vacancy; "
    assert told in paths_text(graph, answer)
    found = json.loads(paths_json(graph, answer))
    kin = {"start": pointed, "end": "PbI2 vacancy", "sign": "-", "denied": []}
    assert found["narrower"] == [kin]


def test_a_denial_is_the_answer_and_says_why(graph: DefectGraph) -> None:
    answer = graph.paths("Ce3+", "deep trap state", host="CsPbBr3", form="nanocrystal")
    lines = paths_text(graph, answer).splitlines()
    assert lines[0].startswith("Ce3+ → deep trap state: denied by the source; its reasons follow")
    assert lines[3].startswith("   Ce3+ does not bring more trap states (Yao 2018 [69], ")
    assert lines[3].endswith("; deep trap state is a kind of trap state")
    assert "because Ce3+ raises ionic size match; ionic size match leaves fewer" in "".join(lines)
    assert "overridden by: Ce3+ does not bring more trap states" in "".join(lines)
    assert "With Ce3+, fewer" not in "".join(lines)
    found = json.loads(paths_json(graph, answer))
    assert [said["claim"] for said in found["denied"]] == ["zheng2019-heterovalent-dopants-c5"]
    assert found["denied"][0]["sentence"].startswith("Ce3+ does not bring more trap states")
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
    assert graph.paths("OPA", "EQE", until=2018).stated == (), "read in a source of 2019"
    assert graph.paths("OPA", "EQE", source="Wu 2018").stated == ()
    assert graph.paths("OPA", "EQE", until=2019, source="Zheng 2019").stated
    elsewhere = graph.paths("OPA", "EQE", host="MA3Bi2Br9")
    assert (elsewhere.stated, elsewhere.reason) == ((), "no claim")
    assert graph.paths("YCl3", "PLQY").stated == (), "where a path tells it"


def test_a_mechanism_stands_with_the_statement_that_names_it(graph: DefectGraph) -> None:
    """Two sentences of the review say that traps bring loss; one says by trapping."""
    text = paths_text(graph, graph.paths("trap state", "nonradiative recombination"))
    assert "trap state raises nonradiative recombination: Xing 2017 [27]" in text
    assert "Li 2016 [28], by carrier trapping" in text
    assert text.count("by carrier trapping") == 1


def test_rows_end_with_how_a_path_is_told(graph: DefectGraph) -> None:
    rows = paths_rows(graph, graph.paths("NH4SCN", "PLQY", host="CsPbBr3", count=1))
    assert rows.columns[-5:] == ("completeness", "studies", "end_level", "kept", "crossing")
    assert {row[-5:] for row in rows.values} == {("asserted", "1", "exact", "", "")}
    kept = paths_rows(graph, graph.paths("APTES", "PLQY", count=1))
    assert {row[-5:] for row in kept.values} == {("asserted", "1", "exact", "yes", "")}


def test_folded_paths_are_announced_and_all_of_them_told(graph: DefectGraph) -> None:
    folded = graph.paths("NH4SCN", "PLQY", host="CsPbBr3")
    assert "--all" in paths_text(graph, folded)
    every = graph.paths("NH4SCN", "PLQY", host="CsPbBr3", every=True)
    assert "--all" not in paths_text(graph, every)
    assert len(every.paths) > len(folded.paths)


@pytest.mark.parametrize(
    ("start", "end", "scope", "said"),
    [
        ("ZnBr2", "PLQY", {"host": "CsPbBr3"}, "; Woo 2017, up to defects in general; reported: PLQY 54 → 78 %;"),
        ("YCl3", "PLQY", {}, "; reported: PLQY 1 → 60 %;"),
        ("Ni2+", "nonradiative rate", {}, " rate 378.29 → 1.90 μs-1;"),
        ("SrCl2", "PLQY", {}, "; reported: PLQY up to 84 %;"),
        ("Zn2+", "defect density", {"host": "CsPbI3"}, " density 1.26 × 10^17 → 1.75 × 10^16 cm-3,"),
        ("partial substitution", "defect density", {}, " before ~ 3 × 10^17 cm-3 → not printed, ÷ ~ 10^9;"),
        ("IDA", "PLQY", {}, "; reported: PLQY “near unity”, 90 % retained;"),
        ("APTES", "PLQY", {}, "; reported: PLQY kept “original high”;"),
        ("K+", "PLQY", {"form": "polycrystalline film"}, "; reported: PLQY 66 %;"),
    ],
)  # fmt: skip
def test_a_path_says_what_its_study_reports(
    graph: DefectGraph, start: str, end: str, scope: dict[str, str], said: str
) -> None:
    answer = graph.paths(start, end, **scope)
    assert said in summary(graph, answer.paths[0], answer.end) + ";"


def test_what_another_study_reports_is_not_said_of_a_path(graph: DefectGraph) -> None:
    """Yao reports the yield with cerium, Yin tells the chains; Behera has no yttrium."""
    answer = graph.paths("Ce3+", "PLQY", host="CsPbBr3")
    assert {path.reported for path in answer.paths} == {()}
    text = paths_text(graph, answer)
    assert (
        "Reported of the pair by other studies:\n   With Ce3+, higher PLQY (41 → 89 %): Yao" in text
    )
    (also,) = json.loads(paths_json(graph, answer))["also_reported"]
    assert (also["value"], also["printed"]) == ("89 %", "41 → 89 %")
    yttrium = graph.paths("YCl3", "PLQY", host="CsPbCl3")
    of_chloride = [path for path in yttrium.paths if not path.own]
    assert of_chloride
    assert not any(path.reported for path in of_chloride)
    assert graph.paths("ZnBr2", "PLQY", until=2016).also_reported == ()


@pytest.mark.parametrize(
    ("start", "end", "scope", "said"),
    [
        ("Ni2+", "PLQY", {}, ", step 2 from another form (polycrystalline film → nanocrystal);"),
        ("Cd2+", "PLQY", {}, ", step 3 from another material (FAPbI3 polycrystalline film → CsPbCl3 nanocrystal);"),
        ("partial substitution", "PLQY", {}, ", step 2 from another material (FAPbI3 "),
        ("KI", "EQE", {"host": "CsPbI3"}, "; step 2 from a polycrystalline film, step 3 from a nanocrystal;"),
    ],
)  # fmt: skip
def test_a_path_that_leaves_the_material_of_its_study_says_so(
    graph: DefectGraph, start: str, end: str, scope: dict[str, str], said: str
) -> None:
    answer = graph.paths(start, end, **scope)
    assert any(said in summary(graph, path, answer.end) for path in answer.paths)


@pytest.mark.parametrize(("start", "end"), [("HBr", "PLQY"), ("NH4SCN", "PLQY"), ("IDA", "EQE")])
def test_a_path_of_one_form_names_none(graph: DefectGraph, start: str, end: str) -> None:
    answer = graph.paths(start, end, host="CsPbBr3" if start != "IDA" else "CsPbI3", count=1)
    assert " from a " not in summary(graph, answer.paths[0], answer.end)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("PL intensity", "PLQY", "at equal absorption, higher PL intensity goes with higher PLQY."),
        ("PLQY", "PL intensity", "at equal absorption, higher PLQY goes with higher PL intensity."),
        ("PL quenching", "PL intensity", "higher PL quenching goes with lower PL intensity."),
        ("PLQY", "EQE", "at equal injection and extraction, higher PLQY goes with higher EQE."),
        ("nonradiative recombination", "PLQY", "nonradiative recombination lowers PLQY."),
    ],
)
def test_no_observable_is_told_as_the_cause_of_another_by_definition(
    graph: DefectGraph, start: str, end: str, said: str
) -> None:
    (path,) = graph.paths(start, end, count=1).paths
    assert sentence(graph, path.steps[0]) == f"By definition, {said}"
    assert one_line(graph, path) in said


@pytest.mark.parametrize(
    ("start", "end", "scope", "first"),
    [
        ("CuBr2", "PLQY", {"host": "CsPbBr3"}, "   CuBr2 lowers the crystallographic defect (Woo"),
        ("InBr3", "PLQY", {}, "   InBr3 lowers the crystallographic defect (Woo 2017 [63]"),
        (
            "MABr",
            "EQE",
            {"form": "thin film"},
            "   With MABr, higher EQE (> 20 %, “most efficient”",
        ),
        ("InBr3", "EQE", {"form": "nanocrystal"}, "   InBr3 lowers the crystallographic defect ("),
    ],
)
def test_a_chain_that_no_study_gives_comes_behind_what_is_stated(
    graph: DefectGraph, start: str, end: str, scope: dict[str, str], first: str
) -> None:
    lines = paths_text(graph, graph.paths(start, end, **scope)).splitlines()
    head = "stated; mechanism not given by the study; a general chain would be:"
    assert lines[0].endswith(f" → {end}: {head}")
    assert lines[3].startswith(first)
    assert sum(line.startswith("1. ") for line in lines) == 1


@pytest.mark.parametrize(("start", "end"), [("ZnBr2", "PLQY"), ("EDA", "EQE"), ("CdCl2", "PLQY")])
def test_a_study_with_a_mechanism_is_not_called_general(
    graph: DefectGraph, start: str, end: str
) -> None:
    assert not graph.paths(start, end).general


def test_what_is_open_of_an_ion_stands_beneath(graph: DefectGraph) -> None:
    line = "Declared open of metal ion: understanding of passivation mechanisms; the role of metal"
    for start, end in (("K+", "PLQY"), ("Zn2+", "stability"), ("Mn2+", "PLQY"), ("YCl3", "PLQY")):
        *before, last = paths_text(graph, graph.paths(start, end)).split(line)
        assert len(before) == 1
        assert last.startswith(" cations in post-treatment (Zheng 2019, challenges ¶5)\n")
    for start in ("Cl-", "NH4SCN", "TOPO"):
        assert line not in paths_text(graph, graph.paths(start, "PLQY"))


def test_what_another_form_leaves_open_stands_beneath_what_a_study_tells(
    graph: DefectGraph,
) -> None:
    text = paths_text(graph, graph.paths("KI", "PLQY"))
    assert text.startswith("KI → PLQY: the best ")
    assert text.index("\n1. ") < text.index("K+ has not been shown to lower the halide vacancy")


@pytest.mark.parametrize(("start", "count"), [("YCl3", 1), ("Y3+", 1), ("CuCl2", 0), ("CdCl2", 0)])
def test_a_control_that_tells_ions_apart_is_pointed_at(
    graph: DefectGraph, start: str, count: int
) -> None:
    text = paths_text(graph, graph.paths(start, "PLQY", host="CsPbCl3"))
    see = "see: defectkg query controls -p treatment='YCl3 on CsPbCl3 nanocrystals'"
    assert text.count("A control tells Cl- and Y3+ apart: ") == text.count(see) == count


def test_where_no_chain_leads_it_says_where_the_start_does_lead(graph: DefectGraph) -> None:
    text = paths_text(graph, graph.paths("direct ligand exchange", "PLQY"))
    assert "leads to degradation, stability: defectkg paths 'direct ligand exchange'\n" in text
    text = paths_text(graph, graph.paths("secondary amine", "PLQY", host="CsPbBr3"))
    assert "secondary amine leads to " in text


def test_what_a_narrower_start_is_told_of_is_not_without_mechanism(graph: DefectGraph) -> None:
    answer = graph.paths("zwitterionic ligand", "stability against purification")
    text = paths_text(graph, answer)
    assert text.startswith(
        f"zwitterionic ligand → {'stability against purification'}: stated; mech"
    )
    assert "no mechanism" not in text
    assert "not given" not in text
    assert answer.narrower


def test_of_a_class_the_way_of_each_member_is_told_and_denials_as_such(graph: DefectGraph) -> None:
    text = paths_text(graph, graph.paths("dopant ion", "deep trap state"))
    assert text.startswith("dopant ion → deep trap state: told of 8 kinds of it\n")
    assert "Bi3+ → deep trap state: (+) more deep trap states; told by Yin 2019\n" in text
    for ion, levels in (("Ni2+", "trap"), ("Ce3+", "trap"), ("Y3+", "mid-gap")):
        denied = f"{ion} does not bring more {levels} states"
        assert f"{ion} → deep trap state: denied by the source: {denied}\n" in text
    other = paths_text(graph, graph.paths("isovalent dopant ion", "trap state"))
    assert "Ni2+ → trap state: denied by the source: Ni2+ does not bring more trap st" in other


@pytest.mark.parametrize(
    ("start", "end", "kind", "step"),
    [
        (
            "zwitterion",
            "ligand binding",
            "3-(N,N-dimethyloctadecylammonio)propanesulfonate",
            "more",
        ),
        ("shell", "dopant emission lifetime", "CsPbCl3 shell", "higher dopant emission lifetime"),
    ],
)
def test_what_is_told_of_one_kind_below_alone_is_printed(
    graph: DefectGraph, start: str, end: str, kind: str, step: str
) -> None:
    text = paths_text(graph, graph.paths(start, end))
    assert f"\nTold of {kind}, a kind of it:\n\n1. (+) With {kind}, {step}" in text
    assert "no path" not in text


@pytest.mark.parametrize(
    ("start", "end", "near"),
    [
        (
            "long-chain ligand",
            "EQE",
            "(-) With long-chain ligand, lower charge transport; each claim told",
        ),
        ("long-chain ligand", "luminance", "(-) With long-chain ligand, lower charge transport; "),
        ("CsPbCl3 shell", "PL lifetime", "(+) With CsPbCl3 shell, higher dopant emission lifetime"),
        ("CsPbCl3 shell", "carrier lifetime", "(+) With CsPbCl3 shell, higher dopant emission"),
    ],
)
def test_what_one_study_tells_of_a_kind_near_the_end_comes_first(
    graph: DefectGraph, start: str, end: str, near: str
) -> None:
    answer = graph.paths(start, end)
    text = paths_text(graph, answer)
    assert near in text.partition("a. ")[2]
    assert not answer.paths or text.index("a. (") < text.index("1. (")
    assert all(path.told_by and path.own for path in answer.nearby)
    assert json.loads(paths_json(graph, answer))["nearby"]


def test_nothing_near_is_told_where_one_study_tells_of_the_pair(graph: DefectGraph) -> None:
    for start, end in (
        ("X-type ligand", "PLQY"),
        ("CsPbCl3 shell", "dopant emission lifetime"),
        ("IDA", "thermal stability"),
    ):
        assert not graph.paths(start, end).nearby, start


@pytest.mark.parametrize("start", ["ligand detachment", "CuCl2", "ZnBr2", "X-type ligand"])
def test_vacancies_of_films_do_not_follow_from_other_vacancies_of_crystals(
    graph: DefectGraph, start: str
) -> None:
    """That vacancies release strain is told of the films of one study, and of all vacancies."""
    assert not graph.paths(start, "lattice strain").paths
    assert graph.paths("vacancy", "lattice strain").paths


def test_the_joint_into_another_material_is_told_at_its_step(whole: DefectGraph) -> None:
    """TOP-PbI2 is not told to make vacancies in CsPbBr3, nor F- to do anything in Cs4PbBr6."""
    answer = whole.paths("TOP-PbI2", "PLQY")
    assert answer.paths
    for path, told in zip(
        answer.paths, json.loads(paths_json(whole, answer))["paths"], strict=True
    ):
        (crossing,) = path.crossings
        before, after = (
            " or ".join(map(whole.names.label, m.hosts)) for m in (crossing.before, crossing.after)
        )
        step = told["steps"][crossing.step - 1]
        words = f"from another material ({before} bulk phase → {after} "
        assert words in step["crossing"]
        assert words in step["sentence"]
        assert f"step {crossing.step} {words}" in told["summary"]
        assert [s["crossing"] for s in told["steps"] if s is not step] == [""] * (
            len(told["steps"]) - 1
        )
    rows = [row for row in paths_rows(whole, answer).dicts() if row["crossing"]]
    assert len(rows) == len(answer.paths)
    best, *_, last = whole.paths("fluoride", "PLQY").paths
    assert not best.crossings
    assert last.crossings


def test_what_is_no_perovskite_comes_behind(whole: DefectGraph) -> None:
    first, *_ = paths = whole.paths("bromide vacancy", "PLQY").paths
    assert first.sign == "-"
    (of_glass, *_) = (p for p in paths if p.sign == "+")
    assert "step 1 from another material (Cs4PbBr6 is no halide perovskite)" in summary(
        whole, of_glass, whole.find("PLQY").iri
    )
    assert not whole.paths("bromide vacancy", "PLQY", host="Cs4PbBr6").paths[0].crossings


@pytest.mark.parametrize("start", ["Ca2+", "Mn2+", "Zn2+", "dopant in the lattice"])
def test_what_two_dopants_do_together_is_said_of_neither(whole: DefectGraph, start: str) -> None:
    """Of CsPbI3 films, in which each alone holds no black phase."""
    together = whole.find("Pansa-Ngat 2023").iri
    paths = whole.paths(start, "phase stability", every=True).paths
    assert not [path for path in paths for step in path.steps if together in step.works]
    (told,) = whole.paths("co-doped B site", "phase stability").paths
    assert told.told_by == {together}


def test_what_a_study_proposes_stands_apart_from_what_is_joined_here(graph: DefectGraph) -> None:
    answer = graph.paths("ZnBr2", "PLQY")
    told, joined = paths_text(graph, answer).split("\nJoined here:\n")
    assert "\nProposed by Woo 2017, as alternatives:\n\n1. (+) " in told
    assert "raises PbBr2 adlayer" in told
    assert "raises lead-bromide-rich environment" in told
    assert told.count(". (+) ") == sum(not path.joined_here for path in answer.paths) == 2
    assert "supplies Zn2+" in joined
    assert "; joined from" not in told
    found = json.loads(paths_json(graph, answer))["paths"]
    assert [path["told_by"] for path in found][:3] == ["Woo 2017", "Woo 2017", ""]


def test_only_accounts_that_exclude_each_other_are_alternatives(graph: DefectGraph) -> None:
    for start in ("Ce3+", "X-type ligand"):
        text = paths_text(graph, graph.paths(start, "PLQY"))
        assert "as alternatives" not in text
    of_one = [path.told_by for path in graph.paths("X-type ligand", "PLQY").paths[:2]]
    assert len(set(of_one)) == 1  # as many as Woo 2017 has, by one study


def test_of_the_only_kind_below_stands_what_is_near(graph: DefectGraph) -> None:
    answer = graph.paths("zwitterionic ligand", "colloidal stability")
    told, rest = paths_text(graph, answer).split("Told of 3-(N,N-dimethyloctadecylammonio)")
    assert "One study tells this of 3-(N,N-dimethyloctadecylammonio)propanesulfonate, of " in told
    assert "raises ligand binding by chelate binding: Krieg 2018 [46]" in told
    assert "said of long-chain ligand" in rest
    of_all = graph.paths("zwitterionic ligand", "stability").narrower[0]
    assert of_all.path
    assert of_all.path.told_by


def test_what_else_leads_to_the_end_or_comes_of_the_start_is_said_besides(
    graph: DefectGraph,
) -> None:
    text = paths_text(graph, graph.paths("ligand detachment", "aggregation"))
    besides = text.split("\nSaid besides by the same works:\n")[1].split("\n\n")[0]
    for said in (
        "ligand detachment raises the lead vacancy",
        "ligand detachment raises the halide vacancy",
        "ion mobility raises aggregation",
    ):
        assert f"   {said} (Liu 2019 [89], " in besides
    assert "ligand detachment raises aggregation" not in besides  # a short cut of the path


def test_a_study_that_tells_of_defects_and_reports_no_end_proposes_nothing(
    graph: DefectGraph,
) -> None:
    answer = graph.paths("ZnBr2", "PLQY")
    of_iodide = next(p for p in answer.paths if "iodide-rich" in one_line(graph, p))
    assert of_iodide.told_to_defects  # Shen 2019 tells it so far, of other crystals
    assert not of_iodide.proposed_by


def test_paths_that_are_all_told_or_all_joined_need_no_head(graph: DefectGraph) -> None:
    for start, end, scope in (
        ("KI", "halide vacancy", {}),
        ("DDAB", "PLQY", {}),
    ):
        answer = graph.paths(start, end, **scope)
        assert len({path.joined_here for path in answer.paths}) == 1
        text = paths_text(graph, answer)
        assert "\nJoined here:" not in text
        assert "\nTold by a study" not in text


def test_a_step_that_is_struck_out_says_why_the_source_denies_it(graph: DefectGraph) -> None:
    struck_out = paths_text(graph, graph.paths("Ce3+", "PLQY")).split("\nStruck out")[1]
    denied, *because = struck_out.split("overridden by: ")[1].splitlines()[:3]
    assert denied.startswith("Ce3+ does not bring more trap states (Yao 2018")
    assert [line.strip()[:38] for line in because] == [
        "because Ce3+ brings more conduction-ba",
        "because Ce3+ raises ionic size match; ",
    ]
    above = paths_text(graph, graph.paths("Ce3+", "trap state"))
    assert above.count("because Ce3+ raises ionic size match") == 1


def test_what_a_study_says_besides_its_path(graph: DefectGraph) -> None:
    answer = graph.paths("Cd2+", "vacancy", host="FAPbI3")
    text = paths_text(graph, answer)
    besides = text.split("\nSaid besides by the same works:\n")[1].split("\n\n")[0]
    for said in (
        "cage-cation size mismatch raises lattice strain",
        "cage-cation size mismatch raises octahedral tilting",
        "small isovalent dopant ion lowers lattice strain",
        "Cd2+ does not bring more trap states",
        "the point defect lowers lattice strain",
    ):
        assert f"   {said} (Saidaminov 2018 [36], " in besides
    assert besides.count("\n") == 5  # and the disorder of octahedra
    assert len(json.loads(paths_json(graph, answer))["told_besides"]) == 6


def test_what_else_brings_a_condition_on_the_way_is_said_besides(graph: DefectGraph) -> None:
    """That ions move easily is told of crystals that lost their ligands: with it they clump."""
    text = paths_text(graph, graph.paths("ligand loss", "colloidal stability"))
    assert "\n   ion mobility raises aggregation (Liu 2019 [89], " in text
    still_open = (
        "Declared open of ligand detachment: ligand detachment and self-assembly (Zheng 2019"
    )
    assert still_open in text
    assert "; see: defectkg query challenges -p concerns='ligand detachment'\n" in text
    assert (
        graph.paths("Cd2+", "vacancy", host="FAPbI3", without=["Saidaminov 2018"]).told_besides
        == ()
    )


@pytest.mark.parametrize(
    ("start", "end", "small"),
    [
        ("ZnBr2", "PLQY", "PbBr2 adlayer lowers crystallographic defect"),
        ("Cd2+", "vacancy", "Cd2+ → vacancy: "),
        ("lattice strain", "vacancy", "lattice strain raises vacancy"),
        ("ligand detachment", "vacancy", "(narrower than vacancy)"),
    ],
)
def test_labels_of_others_stand_in_small_letters(
    graph: DefectGraph, start: str, end: str, small: str
) -> None:
    text = paths_text(graph, graph.paths(start, end))
    assert small in text
    for label in ("Vacancy", "Crystallographic Defect", "Point Defect"):
        assert label not in text


def test_where_chains_are_printed_no_line_says_that_there_is_none(graph: DefectGraph) -> None:
    asked = [
        ("Ce3+", "trap state"), ("Ce3+", "deep trap state"), ("YCl3", "mid-gap state"),
        ("OPA", "PLQY"), ("K+", "PLQY"), ("ligand", "PLQY"), ("DDAB", "EQE"), ("Cd2+", "trap state"),
        ("shell", "dopant emission lifetime"),
    ]  # fmt: skip
    met = 0
    for start, end in asked:
        head, *rest = paths_text(graph, graph.paths(start, end)).splitlines()
        if any(re.match(r" *(because |[0-9a-z]\. \()", line) for line in rest):
            assert "no path" not in head, (start, end)
            assert "no chain" not in head, (start, end)
            met += 1
    assert met > 5


@pytest.mark.parametrize(
    ("start", "beside"), [("Y3+", "A control tells"), ("Ni2+", "the host without it")]
)
def test_what_stands_beside_paths_is_read_of_what_they_name_alone(start: str, beside: str) -> None:
    fresh = load()
    assert beside in str(fresh.paths(start, "PLQY"))
    asked = fresh.store._remembered.keys()
    assert "internal/kinds" in asked
    assert not asked & {"claims", "treatments", "controls", "internal/reference-numbers"}
