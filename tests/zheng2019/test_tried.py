"""What was tried against a defect, as the review says it: written down from its text."""

from __future__ import annotations

import pytest

from defectkg.graph import DefectGraph, load
from helpers import run

# Agent, level, host and form against the asked ones, stance, by which mechanism, what came out.
# "-": no outcome of its own; "": the source names no defect or mechanism.
AGAINST_BROMIDE_VACANCIES = """
HBr | exact | form narrower | supports | octahedron completion | EQE 0.124; PLQY 96; Urbach energy smaller; transient absorption decay time longer
NH4Br; PbO; halide-rich environment | broader | | supports | halide deficiency prevention | EQE 1.194; PLQY high; current efficiency 3.1; light-emitting device performance better parameters; luminance 12090; stability high
X-type ligand | broader | host broader | supports | surface vacancy replacement | PLQY near unity
zinc halide | broader | form narrower | supports | vacancy filling | PL intensity enhanced; stability enhanced
zinc halide | broader | host broader; form narrower | supports | vacancy filling | PL intensity enhanced; stability enhanced
K+ | broader | host broader | not shown | | -
CuBr2 | defects in general | | supports | passivation | -
InBr3 | defects in general | | supports | passivation | -
ZnBr2 | defects in general | | supports | adlayer coverage | -
didodecyldimethylammonium bromide | defects in general | host broader | supports | surface passivation | -
dopant ion; ligand; rare-earth dopant ion; shell | defects in general | host broader | supports | | -
ZnBr2 | applied, defect not named | | | adlayer coverage; passivation | PL peak position without a shift; PLQY 54 → 78
NH4SCN | applied, defect not named | | | excess-lead removal | PLQY near unity
NaSCN | applied, defect not named | | | excess-lead removal | PLQY near unity
PbBr2 | applied, defect not named | | | halide enrichment | PL intensity enhance
CuBr2 | applied, defect not named | | | passivation | -
InBr3 | applied, defect not named | | | passivation | -
didodecyldimethylammonium bromide | applied, defect not named | host broader | | surface passivation | EQE 3.0; charge transport promoted; light-emitting device performance efficient; luminance 330
didodecyldimethylammonium bromide | applied, defect not named | host broader | | | EQE 1.9; luminance 35
trioctylphosphine oxide | applied, defect not named | | | ligand coordination | performance greatly improved
octylphosphonic acid | applied, defect not named | host broader | | ligand displacement | EQE 6.5; PLQY 90; current efficiency 18.13; stability against purification high
"""
OTHERS_APPLIED = {  # besides, in that host and form or a broader one
    "Bi3+",
    "Ce3+",
    "secondary amine",
    "oleylammonium salt",
    "3-(N,N-dimethyloctadecylammonio)propanesulfonate",
    "(3-aminopropyl)triethoxysilane",
    "long-chain ligand",
    "shell",
}


@pytest.fixture(scope="module")
def rows(review: DefectGraph) -> list[dict[str, str]]:
    return review.tried(defect="V_Br", host="CsPbBr3", form="nanocrystal").dicts()


def gathered(rows: list[dict[str, str]]) -> set[str]:
    """Each treatment or claim on a line, as above."""
    found: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        record = row["claim_iri"], row["treatment_iri"]
        parts = "agent", "level", "scope", "stance", "mechanism"
        told = found.setdefault((*record, *(row[part] for part in parts)), [])
        first = f"{row['before']} → " if row["before"] else ""
        value = first + row["after"] if row["after"] else row["words"]
        told += [f"{row['observable']} {value}"] if row["observable"] else []
    return {" | ".join((*key[2:], "; ".join(told) or "-")) for key, told in found.items()}


def test_what_was_tried_against_bromide_vacancies(rows: list[dict[str, str]]) -> None:
    lines = AGAINST_BROMIDE_VACANCIES.strip().splitlines()
    wanted = {" | ".join(cell.strip() for cell in line.split("|")) for line in lines}
    assert wanted <= gathered(rows)
    assert {row["agent"] for row in rows if row["level"].startswith("applied")} >= OTHERS_APPLIED


def test_each_treatment_has_one_level_besides_what_is_said_of_defects_in_general(
    rows: list[dict[str, str]],
) -> None:
    levels: dict[str, set[str]] = {}
    for row in rows:
        if row["treatment_iri"]:
            levels.setdefault(row["treatment_iri"], set()).add(row["level"])
    assert {len(found) for found in levels.values()} == {1}
    assert [row["level"] for row in rows if row["agent"] == "HBr"] == ["exact"] * 4


def test_rows_say_who_and_how_sure(rows: list[dict[str, str]]) -> None:
    (kept,) = (row for row in rows if row["agent"] == "HBr" and row["observable"] == "PLQY")
    assert kept["says"] == "HBr lowers bromide vacancy"
    assert (kept["publication"], kept["reference_numbers"], kept["read_in"]) == ("Wu 2018", "85", "Zheng 2019")  # fmt: skip
    assert (kept["certainty"], kept["locator"], kept["unit"]) == ("stated", "compensation ¶5", "%")
    assert (kept["claim"], kept["direction"]) == ("zheng2019-hydrogen-bromide-c4", "up")


def test_nothing_of_another_host_or_form_is_among_them(rows: list[dict[str, str]]) -> None:
    assert {row["form"] for row in rows} == {"nanocrystal", "nanoplatelet", "quantum dot"}
    hosts = {"CsPbBr3", "CsPbX3", "inorganic halide perovskite", "halide perovskite", ""}
    assert {row["host"] for row in rows} <= hosts
    assert {row["scope"] for row in rows if not row["host"]} == {"host not said"}


def test_command_query_and_python_give_the_same_rows() -> None:
    options = {"defect": "V_Br", "host": "CsPbBr3", "form": "nanocrystal"}
    command = "tried " + " ".join(f"--{key} {value}" for key, value in options.items())
    query = "query tried " + " ".join(f"-p {key}={value}" for key, value in options.items())
    rows = load().tried(**options)
    for asked in (command, query):
        assert run(f"defectkg {asked} --format csv").stdout == rows.to_text("csv")
    tables = [run(f"defectkg {asked}").stdout for asked in (command, query)]
    assert tables[0] == tables[1]
    assert tables[0].count("HBr  ") == 1, "a table has one row for each treatment or claim"
    assert "99.8 %" in tables[0]


@pytest.mark.parametrize(
    ("filters", "agent", "level"),
    [
        ({"agent": "Zn2+", "host": "CsPbBr3"}, "ZnBr2", "brings it"),
        ({"agent": "ZnBr2", "defect": "V_X"}, "zinc halide", "broader"),
        ({"agent": "KI", "defect": "V_X"}, "K+", "by way of"),
        ({"agent": "metal halide", "defect": "V_Cl"}, "metal chloride", "narrower"),
        ({"agent": "MABr", "defect": "V_Br"}, "MABr", "applied, defect not named"),
        ({"agent": "benzoic acid"}, "benzoic acid; benzylamine", "exact"),
    ],
)
def test_agents_have_levels_too(
    review: DefectGraph, filters: dict[str, str], agent: str, level: str
) -> None:
    found = {(row["agent"], row["level"]) for row in review.tried(**filters).dicts()}
    assert (agent, level) in found


def test_a_treatment_without_a_claim_on_a_defect_is_there_once(review: DefectGraph) -> None:
    rows = review.tried().dicts()
    silent = {row["treatment_iri"] for row in rows if not row["claim_iri"]} - {""}
    assert silent
    assert not silent & {row["treatment_iri"] for row in rows if row["claim_iri"]}
    assert {row["level"] for row in rows} == {""}, "nothing was asked for"


def test_what_is_an_aim_or_a_control_was_not_tried(review: DefectGraph) -> None:
    agents = {row["agent"] for row in review.tried(defect="V_Cl").dicts()}
    assert "YCl3" in agents
    assert "Y(CH3COO)3" not in agents
    says = {row["says"] for row in review.tried(defect="surface vacancy").dicts()}
    assert not any("supply of missing elements" in text for text in says)
