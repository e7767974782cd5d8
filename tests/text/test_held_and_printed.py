"""What a record holds stands in the row: why it is doubted, what is open, how it was done, where.

Each case names a fact of the review that a reader asked for and did not find in the first table.
"""

from __future__ import annotations

import pytest

from defectkg import DefectGraph
from defectkg.model import terms
from defectkg.rdf.prefixes import DATA
from defectkg.rdf.queries import run
from defectkg.rdf.rows import Rows
from defectkg.text.answers import for_people, notes_beneath
from defectkg.text.evidence import routes_told, sites_told
from defectkg.text.pages import page
from defectkg.text.records import RecordTexts
from defectkg.text.tables import open_told

SENTENCES = ". "


def shown(graph: DefectGraph, query: str, **names: str) -> Rows:
    """Return the table of a query of the library."""
    return for_people(query, graph.query(query, **names))


def cells(rows: Rows, column: str) -> str:
    """Return what stands in one column."""
    return "\n".join(row[column] for row in rows.dicts())


def doubted(graph: DefectGraph, query: str, **names: str) -> str:
    """Return the doubts beneath a table."""
    return "\n".join(notes_beneath(shown(graph, query, **names))[1])


@pytest.mark.parametrize(
    ("query", "names", "printed", "why"),
    [
        ("tried", {"agent": "EDA"}, "“MAPbBr3 films”", "only the caption says film"),
        ("outcomes", {"agent": "SrCl2"}, "“by up to 84%” → up to 84%", "read as the yield"),
        ("outcomes", {"agent": "DDAB"}, "“high EQE”", "from 5.02 to 20 %"),
        ("passivators", {"agent": "YCl3"}, "“74”", "goes from 73 to 75"),
    ],
)
def test_a_doubt_beneath_a_table_says_why(
    query: str, names: dict[str, str], printed: str, why: str, review: DefectGraph
) -> None:
    line = next(line for line in doubted(review, query, **names).split("\n") if printed in line)
    assert why in line


def test_every_anomaly_of_the_review_is_read_or_explained(review: DefectGraph) -> None:
    rows = review.query("anomalies").dicts()
    assert len(rows) > 100
    assert not [row["anomaly"] for row in rows if not (row["as_read"] or row["note"])]
    judged = (terms.TENSION, terms.DOUBTFUL_JUDGEMENT)
    bare = [row["anomaly"] for row in rows if row["kind_iri"] in judged and not row["note"]]
    told = {  # whose reading names both sides
        "zheng2019-blue-emitters-x4",
        "zheng2019-cadmium-chloride-x4",
    }
    assert set(bare) == told


def test_a_page_says_why_something_is_doubted(review: DefectGraph) -> None:
    text = str(page(RecordTexts(review), review.find("EDA on MAPbBr3 films"), 10_000))
    assert "only the caption says film" in text
    assert "not resolved" not in text


def test_a_tension_says_why_beside_its_verdict(review: DefectGraph) -> None:
    rows = shown(review, "contradictions", about="SrCl2")
    assert "nothing tells the two apart" in cells(rows, "note")


def test_each_open_problem_of_the_review_is_told_in_sentences(review: DefectGraph) -> None:
    rows = review.query("challenges").dicts()
    assert len(rows) >= 13
    for row in rows:
        assert 1 <= row["says"].count(SENTENCES) + 1 <= 3, row["challenge"]
        assert row["says"].endswith(".")


@pytest.mark.parametrize(
    ("concerns", "told"),
    [
        ("core-shell", "why it is hard the source does not say"),
        ("core-shell", "not as shells for perovskites"),
        ("composition", "so that passivation can be aimed at them"),
        ("doping efficiency", "nor where exactly the dopants are"),
        ("metal ion", "names no candidate answer"),
        ("ligand detachment", "names no remedy"),
    ],
)
def test_what_is_open_and_what_is_not_said_of_it(
    concerns: str, told: str, review: DefectGraph
) -> None:
    assert told in cells(review.query("challenges", concerns=concerns), "says")


def test_gaps_and_pages_tell_what_is_open(review: DefectGraph) -> None:
    there = {"defect": "V_Cl", "host": "CsPbBrCl"}
    beneath = "\n".join(open_told(review, review.gaps(**there)))
    assert "The source suggests none" in beneath
    assert open_told(review, review.gaps(defect="V_Br", host="CsPbBr3")) == []
    text = str(page(RecordTexts(review), review.find("core-shell"), 10_000))
    assert "why it is hard the source does not say" in text


def test_a_state_before_in_words_stands_in_the_row(review: DefectGraph) -> None:
    rows = shown(review, "outcomes", host="CsPbBr3", observable="crystal phase")
    state = (
        "“remained orthorhombic” (without it “transitioned to tetragonal”, by X-ray diffraction)"
    )
    assert state in cells(rows, "outcome")


def test_a_control_of_the_same_stands_in_the_row(made_up: DefectGraph) -> None:
    rows = shown(made_up, "outcomes", agent="ZnBr2", observable="PLQY")
    assert "control, Y(CH3COO)3 in MA3Bi2Br9 films: no change" in cells(rows, "outcome")


@pytest.mark.parametrize("query", ["tried", "outcomes"])
@pytest.mark.parametrize(
    ("agent", "done"),
    [
        ("MABr", "pristine: a layer over a film made before, forming a shell between the grains"),
        ("CsPbCl3 shell", "in toluene: doped crystals taken up again"),
        ("zinc halide", "post-synthesis, in hexane"),
        ("HBr", "in synthesis, in aqueous solution"),
        ("PbBr2", "added straight to a solution"),
        ("APTES", "trace water of the air"),
        ("OPA", "during the synthesis or after it"),
        ("DDAB", "protonated oleylamine coming off in between"),
    ],
)
def test_how_it_was_done_stands_in_the_row(
    query: str, agent: str, done: str, review: DefectGraph
) -> None:
    assert done in cells(shown(review, query, agent=agent), "in")


@pytest.mark.parametrize(
    ("ion", "host", "sits"),
    [
        ("Ni2+", "CsPbCl3", "in the lattice"),
        ("Cu2+", "CsPbBrCl", "in the lattice"),
        ("Zn2+", "CsPbI3", "in the lattice"),
        ("Ce3+", "CsPbBr3", "in the lattice"),
        ("Y3+", "CsPbCl3", "on the surface"),
        ("Cl-", "MA3Bi2Br9", "on the surface"),
        ("Sr2+", "CsPbI3", "Cl- on the surface; Sr2+ not told"),
        ("Mn2+", "MnCsPbCl3", "in part on the surface"),
        ("Cd2+", "CsPbCl3", "not told"),
        ("Bi3+", "CsPbBr3", "not told"),
        ("ZnBr2", "CsPbBr3", "not told"),
    ],
)
def test_where_an_added_ion_sits(ion: str, host: str, sits: str, review: DefectGraph) -> None:
    rows = review.query("dopants", host=host, level="exact")
    of_it = [
        line["sits"]
        for line, row in zip(for_people("dopants", rows).dicts(), rows.dicts(), strict=True)
        if ion in (*row["ion"].split("; "), row["applied_as"])
    ]
    assert sits in of_it


def test_where_dopants_sit_in_general(review: DefectGraph) -> None:
    rows = shown(review, "dopants", ion="dopant ion").dicts()
    general = {row["sits"] for row in rows if row["ion"] == "dopant ion"}
    assert general == {"in the lattice", "on the surface"}
    assert "nor where exactly the dopants are" in "\n".join(sites_told(review))


def test_an_ion_on_the_surface_quenches_no_dopant_by_that(review: DefectGraph) -> None:
    for ion in ("Y3+", "Cl-"):
        answer = review.paths(ion, "energy transfer to defects")
        assert not [path for path in answer.paths if terms.SURFACE_DOPANT in path.kinds]


def test_ligand_exchange_is_done_on_finished_crystals(review: DefectGraph) -> None:
    rows = review.query("tried", route="post-synthesis", form="nanocrystal").dicts()
    agents = {row["treatment"] for row in rows}
    assert {"IDA on CsPbI3 nanocrystals", "CdCl2 on CsPbCl3 nanocrystals"} <= agents
    assert "DDAB on CsPbX3 nanocrystals" in agents
    others = "OPA on CsPbX3 nanocrystals", "HBr in CsPbBr3 nanoplatelets"
    assert not agents.intersection(others)


def test_what_a_route_leaves_out_is_counted(review: DefectGraph) -> None:
    by_it, silent = routes_told(review.ask, {"route": "post-synthesis", "form": "nanocrystal"})
    assert "role=control" in by_it
    asked = {"form": "nanocrystal", "route_told": "no"}
    listed = review.query("treatments", **asked)
    assert silent.startswith(f"{len(listed.values)} treatments whose route is not told")
    named = {row["treatment"] for row in listed.dicts()}
    assert {"SrCl2 on CsPbI3 nanocrystals", "YCl3 on CsPbCl3 nanocrystals"} <= named
    assert "OPA on CsPbX3 nanocrystals" in named
    controls = review.query("treatments", route="post-synthesis", role="control")
    assert "metal chloride on pristine CsPbCl3 nanocrystals" in cells(controls, "treatment")
    assert routes_told(review.ask, {"host": "CsPbBr3"}) == []


def test_records_of_where_an_ion_sits_are_in_the_words_of_a_sentence(review: DefectGraph) -> None:
    claims = {row["claim_iri"]: row for row in run(review.store, "claims").dicts()}
    claim = claims[DATA + "zheng2019-yttrium-chloride-c11"]
    texts = RecordTexts(review)
    assert texts.text(claim["claim_iri"], "").startswith("Y3+ is on the surface")
