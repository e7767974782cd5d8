"""tried, gaps and show give one answer to one question, here for questions drawn by lot."""

from __future__ import annotations

import random

import pytest

from defectkg.graph import DefectGraph
from defectkg.mechanisms.gaps import AGENTS
from defectkg.model import terms
from defectkg.rdf.levels import BROADER, EXACT, levels_at
from defectkg.text.pages import page
from helpers import record_texts

HOLD_TRUE = {terms.SUPPORTS, terms.PARTLY_SUPPORTS}
FORMS = ("nanocrystal", "quantum dot", "thin film", "polycrystalline film")
HOSTS = ("CsPbBr3", "CsPbCl3", "CsPbI3", "CsPbBrxCl3-x", "MAPbBr3", "FAPbI3", "MA3Bi2Br9")
DEFECTS = ("V_Br", "V_Cl", "V_I", "V_X", "surface halide vacancy", "undercoordinated Pb")
DEFECTS += ("excess surface lead", "octahedral disorder", "PbI2 vacancy", "structural disorder")
DRAWN = random.Random(12).sample([(d, h, f) for d in DEFECTS for h in HOSTS for f in FORMS], 24)
SAID_OF_IT = ("exact", "broader", "narrower", "by way of")


def rows_of(graph: DefectGraph, question: tuple[str, str, str]) -> list[dict[str, str]]:
    defect, host, form = question
    return graph.tried(defect=defect, host=host, form=form).dicts()


@pytest.mark.parametrize("question", DRAWN, ids=" | ".join)
def test_each_agent_has_the_state_that_its_rows_say(
    review: DefectGraph, question: tuple[str, str, str]
) -> None:
    """What holds of an agent, a kind below it, or what it brings makes its state; no more does."""
    defect, host, form = question
    rows = rows_of(review, question)
    lowering = [
        row
        for row in rows
        if row["level"] in SAID_OF_IT
        and row["stance_iri"] in HOLD_TRUE
        and " lowers " in row["says"]
        and not row["jointly"]
    ]
    applied = [row for row in rows if row["treatment_iri"]]
    cells = review.gaps(defect=defect, host=host, form=form, every=True)
    assert {cell.agent for cell in cells} == review.kinds.of_group(*AGENTS)
    for cell in cells:
        if cell.state == "not meaningful":
            continue
        name = review.names.label(cell.agent)
        stands = levels_at(review.kinds.levels(cell.agent), "exact", "narrower", "by way of")
        brings = levels_at(review.kinds.levels(cell.agent), "brings it")
        said = [row for row in lowering if stands & set(row["agent_iri"].split())]
        done = [row for row in applied if (stands | brings) & set(row["agent_iri"].split())]
        if cell.state in ("claimed", "disputed"):
            assert said, f"gaps: {name} is {cell.state}; tried has no such claim"
            assert cell.works <= {review.find(w).iri for r in said for w in works(r)}, name
        else:
            assert not said, f"tried: {said[0]['says']}; gaps: {name} is {cell.state}"
        if cell.state == "no claim":
            assert not done, f"tried: {done[0]['treatment']}; gaps: {name} has no claim"
        if cell.state == "applied, defect not named":
            assert done, name


def works(row: dict[str, str]) -> list[str]:
    return row["publication"].split("; ")


@pytest.mark.parametrize("defect", DEFECTS)
def test_show_tells_what_tried_finds_of_the_defect_and_of_broader_ones(
    review: DefectGraph, defect: str
) -> None:
    name = review.find(defect)
    told = " ".join(page(record_texts(review), name, 160).split())
    levels = review.kinds.levels(name.iri)
    near = {iri for iri, level in levels.items() if level in (EXACT, BROADER)}
    claims = [row for row in review.tried(defect=defect).dicts() if row["defect_iri"] in near]
    assert claims or defect in ("V_I", "surface halide vacancy", "PbI2 vacancy")
    for row in claims:
        assert row["locator"] in told, row["says"]
        assert works(row)[0] in told, row["says"]


def test_show_marks_what_is_said_of_broader_kinds(review: DefectGraph) -> None:
    told = page(record_texts(review), review.find("V_Br"), 160)
    own, _, broader = told.partition("said of broader kinds")
    assert "HBr" in own
    assert "zinc halide" not in own
    for agent in ("zinc halide", "X-type ligand", "halide-rich environment", "K+"):
        assert agent in broader
    assert "said of broader kinds" not in page(record_texts(review), review.find("CsPbBr3"), 160)
