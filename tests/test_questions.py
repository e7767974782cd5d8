"""Questions that people ask of the review, answered from the fixed queries as a reader would."""

from __future__ import annotations

import pytest

from defectkg.graph import DefectGraph

Table = list[dict[str, str]]


@pytest.fixture(scope="module")
def treatments(graph: DefectGraph) -> Table:
    return graph.query("treatments").dicts()


@pytest.fixture(scope="module")
def measurements(graph: DefectGraph) -> Table:
    return graph.query("measurements").dicts()


@pytest.fixture(scope="module")
def claims(graph: DefectGraph) -> Table:
    return graph.query("claims").dicts()


def test_which_agents_passivate_undercoordinated_lead(claims: Table) -> None:
    agents = {
        c["cause"]
        for c in claims
        if c["effect"] == "undercoordinated lead" and c["polarity"] == "-"
    }
    assert agents == {"X-type ligand", "Y3+", "amine-based passivating material"}


def test_what_was_applied_to_caesium_lead_iodide_crystals(treatments: Table) -> None:
    agents = {t["agent"] for t in treatments if t["host"] == "CsPbI3"}
    assert agents == {"2,2'-iminodibenzoic acid", "TOP-PbI2", "Zn2+", "SrCl2", "ZnX2"}


def test_which_host_has_no_lead(treatments: Table, measurements: Table) -> None:
    (row,) = [t for t in treatments if t["host"] and "Pb" not in t["host"]]
    assert (row["host"], row["form"], row["agent"]) == ("MA3Bi2Br9", "quantum dot", "Cl-")
    values = {m["value"] for m in measurements if m["host"] == row["host"] and m["value"]}
    assert values == {"54.1"}


def test_rank_by_printed_gain_of_the_quantum_yield(measurements: Table) -> None:
    before = {
        m["treatment"]: float(m["value"])
        for m in measurements
        if m["observable"] == "PLQY" and m["state"] == "before"
    }
    gains = {
        m["agent"]: float(m["value"]) - before[m["treatment"]]
        for m in measurements
        if m["observable"] == "PLQY" and m["basis"] == "pair"
    }
    assert gains == {"YCl3": 59.0, "Ce3+": 48.0, "ZnBr2": 24.0}


def test_which_treatments_gave_diodes_above_five_percent(measurements: Table) -> None:
    above = {
        m["agent"]: m["comparator"] + m["value"]
        for m in measurements
        if m["observable"] == "EQE" and m["agent"] and float(m["value"]) >= 5
    }
    assert above == {
        "MABr; MABr shell": ">20",
        "Zn2+": "15.1",
        "octylphosphonic acid": "6.5",
        "amine-based passivating material": "6.2",
        "2,2'-iminodibenzoic acid": "5.02",
    }


def test_which_treatments_reach_ninety_five_percent_or_near_unity(measurements: Table) -> None:
    reached = {
        m["agent"]
        for m in measurements
        if (m["observable"], m["quantity"], m["state"]) == ("PLQY", "absolute", "after")
        and (m["words"] == "near unity" or (m["value"] and float(m["value"]) >= 95))
    }
    assert reached == {
        "2,2'-iminodibenzoic acid",
        "TOP-PbI2",
        "X-type ligand",
        "Ni2+",
        "CdCl2",
        "NH4SCN",
        "NaSCN",
        "HBr",
    }


def test_defect_densities_before_and_after_alloying(measurements: Table) -> None:
    rows = [m for m in measurements if m["method"] == "space-charge-limited current"]
    assert [(m["state"], m["value"], m["words"]) for m in rows] == [
        ("before", "126000000000000000", ""),
        ("after", "17500000000000000", ""),
        ("after", "", "nearly 1 order of magnitude"),
    ]


def test_what_is_said_not_to_be_shown_in_nanocrystals(claims: Table) -> None:
    rows = [c for c in claims if c["stance"] == "not shown"]
    assert {(c["cause"], c["form"]) for c in rows} == {("K+", "nanocrystal")}


def test_which_agents_are_said_to_make_no_traps(claims: Table) -> None:
    cleared = {c["cause"] for c in claims if c["stance"] == "refutes" and c["host"]}
    assert cleared >= {"Ce3+", "Y3+", "Cl-", "Cd2+", "Ni2+"}


def test_where_the_removal_of_vacancies_by_zinc_halides_stands(claims: Table) -> None:
    (row,) = [c for c in claims if c["cause"] == "ZnX2"]
    assert (row["effect"], row["locator"]) == ("halide vacancy", "compensation ¶1; Fig. 5a")
    assert row["reference_numbers"] == "72"
    assert row["evidence"] == "high-resolution transmission electron microscopy"


def test_which_statements_rest_on_reference_36(claims: Table, measurements: Table) -> None:
    places = {row["locator"] for row in claims + measurements if row["reference_numbers"] == "36"}
    assert places == {"synthesis ¶3", "doping ¶7", "doping ¶7; Fig. 4f"}


def test_which_controls_tell_parts_apart(treatments: Table) -> None:
    controls = {t["treatment"] for t in treatments if t["role"] == "control"}
    assert controls == {
        "Y(CH3COO)3 on CsPbCl3 nanocrystals",
        "metal chloride on CuCl2-made CsPbCl3 nanocrystals",
        "metal chloride on pristine CsPbCl3 nanocrystals",
    }


def test_open_problems_are_numbered_and_concern_kinds(graph: DefectGraph) -> None:
    rows = graph.query(
        "SELECT DISTINCT ?number WHERE { ?c a dkg:Challenge ; dkg:number ?number ; dkg:concerns ?kind }"
        " ORDER BY ?number"
    )
    assert [row["number"] for row in rows.dicts()] == ["1", "2", "3", "4", "5"]


CHAINS = [
    ("ZnX2", "PL", {}, ["halide vacancy", "PL intensity"]),
    ("small isovalent dopant ion", "Vacancy", {}, ["lattice strain", "Vacancy"]),
    (
        "KI",
        "PLQE",
        {"form": "polycrystalline film"},
        [
            "iodide-rich environment",
            "halide vacancy",
            "nonradiative recombination centre",
            "nonradiative recombination",
            "PLQY",
        ],
    ),
    ("dynamic ligand equilibrium", "V_X", {}, ["ligand detachment", "halide vacancy"]),
]


@pytest.mark.parametrize(("start", "end", "scope", "chain"), CHAINS)
def test_by_which_chain(
    graph: DefectGraph, start: str, end: str, scope: dict[str, str], chain: list[str]
) -> None:
    best = graph.paths(start, end, **scope).paths[0]
    assert [graph.names.label(step.effect) for step in best.steps] == chain
