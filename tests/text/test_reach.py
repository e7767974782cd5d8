"""Where a start leads is told by whom it is told, and what is open of it stands beneath."""

from __future__ import annotations

from defectkg.graph import DefectGraph
from defectkg.text.path_data import reach_rows
from defectkg.text.reach import reach_text


def told(graph: DefectGraph, start: str) -> str:
    return reach_text(graph, graph.reach(start), graph.search(), 160)


def test_what_one_passage_tells_is_one_tree(graph: DefectGraph) -> None:
    head, *lines = told(graph, "ligand loss").split("\n\n")[0].splitlines()
    assert head.startswith("With ligand detachment, as told by Liu 2019 [89 of Zheng 2019], ")
    assert head.endswith("challenges ¶2:")
    assert lines[:4] == [
        "   less ligand barrier",
        "      more aggregation",
        "         lower colloidal stability (by definition)",
        "      more regrowth",
    ]
    vacancies = [line for line in lines if line.endswith("in doubt: medium confidence)")]
    assert [line.split(" (")[0] for line in vacancies] == [
        "   more halide vacancy",
        "   more lead vacancy",
    ]


def test_what_was_joined_stands_under_its_own_head(graph: DefectGraph) -> None:
    text = told(graph, "ligand loss")
    own, joined = text.split("Joined here: no work tells this of ligand detachment as a whole.")
    for end in ("imperfect assembly", "PLQY", "solar cell performance"):
        assert end not in own
    assert "imperfect assembly" in joined
    assert "PLQY" in joined
    rows = reach_rows(graph, graph.reach("ligand loss")).dicts()
    marks = ["joined" in row["told_by"] for row in rows]
    assert marks == sorted(marks)
    assert {True, False} == {*marks}


def test_what_is_open_of_a_start_is_told_beneath(graph: DefectGraph) -> None:
    text = " ".join(told(graph, "ligand loss").split())
    assert "ion mobility raises aggregation (Liu 2019" in text
    assert "In solution ligands come and go between the surface and the liquid" in text
    assert "(Zheng 2019, challenges ¶2)" in text
    assert "see: defectkg query challenges -p concerns='ligand detachment'" in text
    assert "Declared open" not in told(graph, "KI")


def test_each_way_is_told_once_and_the_surest_first(graph: DefectGraph) -> None:
    """What several works tell together has one tree, and what follows by definition alone, too."""
    text = told(graph, "K+").split("\n\n")[0]
    assert text.count("less halide vacancy") == 1
    assert "as told by Abdi-Jalebi 2018 [73 of Zheng 2019]" in text
    by_two, by_definition = told(graph, "PLQY").split("\n\n")[:2]
    assert by_two.startswith("With higher PLQY, as told by Gao undated; Naujoks 2022, abstract ¶1:")
    assert "Gao undated: CsPbBrxCl3-x nanocrystal; emission at 460 to 480 nm | " in by_two
    assert by_definition.startswith(
        "With higher PLQY, by what it holds, or by definition:\n   higher "
    )


def test_each_of_several_works_keeps_the_number_of_its_own_source(graph: DefectGraph) -> None:
    text = told(graph, "halide vacancy")
    assert "as told by Li 2018 [72 of Zheng 2019]; Liu 2017a [37 of Zheng 2019], " in text
    assert "as told by Liu 2017a [37 of Zheng 2019]; Wang undated, " in text


def test_what_an_agent_turns_into_is_not_told_as_a_definition(graph: DefectGraph) -> None:
    *_, last = (part for part in told(graph, "APTES").split("\n\n") if part.startswith("With "))
    head, shell = last.splitlines()
    assert head == "With (3-aminopropyl)triethoxysilane, by what it holds, or by definition:"
    assert shell == "   more silica shell (what it turns into)"
