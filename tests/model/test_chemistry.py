"""Charge and size: radii against a second table, classes against the review, rules against claims."""

from __future__ import annotations

import csv
import re
from itertools import product
from math import sqrt

import pytest

from defectkg.graph import DefectGraph
from defectkg.model import terms
from defectkg.model.chemistry import RULES, Chemistry, size_mismatch, tolerance_factor
from defectkg.rdf.prefixes import TERMS
from helpers import ROOT

SECOND = ROOT / "tests" / "data" / "ionic-radii-pymatgen.csv"
FILLING = TERMS + "VacancyFilling"
RADII = """SELECT ?ion ?coordination ?spin ?pm WHERE {
    ?r a dkg:IonicRadius ; dkg:radiusOf ?ion ; dkg:coordination ?coordination ; dkg:radius ?pm .
    OPTIONAL { ?r dkg:spin ?spin } }"""
# Written by hand from the review: the class that it prints for an ion, by place.
PRINTED = {
    "Ni2+": "isovalent",  # doping ¶2: divalent
    "Zn2+": "isovalent",  # doping ¶4: divalent; ¶7: small isovalent
    "Cd2+": "isovalent",  # doping ¶7: small isovalent
    "Ce3+": "heterovalent",  # doping ¶8
    "Bi3+": "heterovalent",  # doping ¶9
}


@pytest.fixture(scope="module")
def graph(review: DefectGraph) -> DefectGraph:
    """Here what the review says: its rows stand in these tests."""
    return review


@pytest.fixture(scope="module")
def chemistry(graph: DefectGraph) -> Chemistry:
    return graph.chemistry


@pytest.fixture(scope="module")
def monatomic(graph: DefectGraph) -> set[str]:
    rows = graph.store.rows("SELECT ?ion ?smiles WHERE { ?ion a dkg:IonKind ; dkg:smiles ?smiles }")
    return {ion for ion, smiles in rows.values if re.fullmatch(r"\[[A-Z][a-z]?[-+]\d?\]", smiles)}


def iri(graph: DefectGraph, name: str) -> str:
    return graph.find(name).iri


def cells(graph: DefectGraph) -> list[tuple[str, str, str]]:
    """Every agent or ion with every defect of every host."""
    groups = (terms.AGENT_KIND, terms.ION_KIND), (terms.DEFECT_KIND,), (terms.HOST_KIND,)
    return list(product(*(graph.kinds.of_group(*some) for some in groups)))


def test_radii_are_those_of_a_second_table(graph: DefectGraph) -> None:
    first = {
        (ion.removeprefix(TERMS), coordination, spin): float(pm)
        for ion, coordination, spin, pm in graph.store.rows(RADII).values
    }
    lines = SECOND.read_text(encoding="utf-8").splitlines()
    assert "pymatgen_core-2026.10.16" in lines[0]
    second = {
        (row["ion"], row["coordination"], row["spin"]): pytest.approx(100 * float(row["angstrom"]))
        for row in csv.DictReader(lines[1:])
    }
    assert len(first) > 80
    # Shannon's table has it; the second one has not.
    assert first.pop(("Eu3plus", "VII", "")) == 101
    assert first == second


def test_every_ion_of_one_atom_has_a_charge_and_a_radius_and_no_other_has(
    graph: DefectGraph, chemistry: Chemistry, monatomic: set[str]
) -> None:
    assert len(monatomic) > 15
    assert monatomic <= set(chemistry.charges)
    without = {iri(graph, "Sn2+")}  # Shannon gives none
    assert {row[0] for row in graph.store.rows(RADII).values} == monatomic - without
    for name in ("Ni2+", "Pb2+", "Br-", "Cs+", "K+", "Y3+"):
        assert "VI" in chemistry.radii[iri(graph, name)], name
    assert "XII" in chemistry.radii[iri(graph, "Cs+")]


def test_of_two_spin_states_the_most_reliable_counts(
    graph: DefectGraph, chemistry: Chemistry
) -> None:
    manganese = iri(graph, "Mn2+")
    listed = graph.store.rows(RADII + f" VALUES ?ion {{ <{manganese}> }}").values
    assert {(spin, float(pm)) for _, c, spin, pm in listed if c == "VI"} == {("HS", 83), ("LS", 67)}
    assert chemistry.radii[manganese]["VI"] == 83


@pytest.mark.parametrize(
    ("ion", "host", "expected"),
    [
        ("Zn2+", "CsPbBr3", (74 - 119) / 119),  # -0.378
        ("Sr2+", "CsPbI3", (118 - 119) / 119),  # -0.008
        ("Ce3+", "CsPbBr3", (101 - 119) / 119),  # -0.151
        ("Cd2+", "FAPbI3", (95 - 119) / 119),  # -0.202
        ("Ce3+", "MA3Bi2Br9", (101 - 103) / 103),  # -0.019
        ("MA+", "CsPbBr3", None),
        ("Zn2+", "halide perovskite", None),
    ],
)
def test_size_mismatch(
    graph: DefectGraph, chemistry: Chemistry, ion: str, host: str, expected: float | None
) -> None:
    found = chemistry.mismatch(iri(graph, ion), iri(graph, host))
    assert found == (expected if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("host", "t", "mu"),
    [
        # (188 + 181) / (sqrt 2 * (119 + 181)) = 369 / 424.26; 119 / 181
        ("CsPbCl3", 0.8697, 0.6575),
        # (188 + 196) / (sqrt 2 * (119 + 196)) = 384 / 445.48; 119 / 196
        ("CsPbBr3", 0.8620, 0.6071),
        # (188 + 220) / (sqrt 2 * (119 + 220)) = 408 / 479.42; 119 / 220
        ("CsPbI3", 0.8510, 0.5409),
    ],
)
def test_factors_of_hosts_of_three_monatomic_ions(
    graph: DefectGraph, chemistry: Chemistry, host: str, t: float, mu: float
) -> None:
    assert chemistry.factors(iri(graph, host)) == pytest.approx((t, mu), abs=5e-5)


@pytest.mark.parametrize(
    "host", ["CsPbX3", "CsPbBrxCl3-x", "MAPbI3", "MA3Bi2Br9", "Mn2+-doped CsPbCl3"]
)
def test_no_factor_without_radii_or_with_mixed_sites(
    graph: DefectGraph, chemistry: Chemistry, host: str
) -> None:
    assert chemistry.factors(iri(graph, host)) is None


def test_the_ideal_cube_has_tolerance_one() -> None:
    x = 2.0
    b = 1.0
    assert tolerance_factor(sqrt(2) * (b + x) - x, b, x) == pytest.approx(1)
    assert size_mismatch(1.5, 1.0) == 0.5


@pytest.mark.parametrize(
    ("ion", "host", "expected"),
    [
        ("Zn2+", "CsPbBr3", "isovalent"),
        ("Ce3+", "CsPbBr3", "heterovalent"),
        ("K+", "MAPbI3", "heterovalent"),
        ("Zn2+", "MA3Bi2Br9", "heterovalent"),
        ("Ce3+", "MA3Bi2Br9", "isovalent"),
        ("Bi3+", "MA3Bi2Br9", "own"),
        ("Mn2+", "Mn2+-doped CsPbCl3", "isovalent"),
        ("Cs+", "FAPbI3", ""),  # an ion of the A site
        ("Br-", "CsPbI3", ""),
        ("MA+", "CsPbI3", ""),
        ("Zn2+", "halide perovskite", ""),
    ],
)
def test_dopant_class(
    graph: DefectGraph, chemistry: Chemistry, ion: str, host: str, expected: str
) -> None:
    assert chemistry.dopant_class(iri(graph, ion), iri(graph, host)) == expected


def test_class_printed_and_class_computed_agree(graph: DefectGraph, chemistry: Chemistry) -> None:
    """For every host with which the review uses the ion; an exception would need an anomaly."""
    rows = graph.query("dopant-sizes").dicts()
    used = {(row["ion"], row["host"]): row for row in rows}
    assert {ion for ion, _ in used} >= set(PRINTED)
    for (ion, _), row in used.items():
        assert row["class_printed"] == PRINTED.get(ion, row["class_printed"])
        assert row["class_computed"] == chemistry.dopant_class(row["ion_iri"], row["host_iri"])
        assert row["class_printed"] == chemistry.stated_class(row["ion_iri"])
        if not row["b_ion"]:  # a class of hosts names no ion of B
            continue
        assert row["class_printed"] in (row["class_computed"], "")
        mismatch = chemistry.mismatch(row["ion_iri"], row["host_iri"])
        assert mismatch is not None
        assert abs(100 * mismatch - int(row["mismatch_percent"])) <= 0.5


def test_small_isovalent_ions_are_those_well_below_lead(
    graph: DefectGraph, chemistry: Chemistry
) -> None:
    """By the rule of 15 percent, in the definition of the class; Sr2+ is no small ion by it."""
    small, isovalent = (iri(graph, f"{word}isovalent dopant ion") for word in ("small ", ""))
    lead = chemistry.radii[iri(graph, "Pb2+")]["VI"]
    ions = {k for k in chemistry.charges if graph.kinds.covers(isovalent, k)}
    radii = {k: chemistry.radii[k]["VI"] for k in ions if k in chemistry.radii}
    by_radius = {k for k, radius in radii.items() if size_mismatch(radius, lead) < -0.15}
    assert {k for k in ions if graph.kinds.covers(small, k)} == by_radius
    assert iri(graph, "Sr2+") in ions - by_radius
    assert len(by_radius) == 9
    assert ions - set(radii) == {iri(graph, "Sn2+")}


def test_every_metal_ion_stands_in_the_class_of_its_charge(
    graph: DefectGraph, chemistry: Chemistry
) -> None:
    """Against lead, as the literature means it; ions of the A site and lead itself in none."""
    metals = [k for k in chemistry.charges if graph.kinds.covers(iri(graph, "metal ion"), k)]
    classes = {k: chemistry.stated_class(k) for k in metals}
    without = {k for k, said in classes.items() if not said}
    alkali = {iri(graph, name) for name in ("Cs+", "K+", "Li+", "Na+", "Rb+")}
    assert without == {iri(graph, "Pb2+")} | alkali, "what sits on A is no dopant by its kind"
    for ion in set(metals) - without:
        same = chemistry.charges[ion] == chemistry.charges[iri(graph, "Pb2+")]
        assert classes[ion] == ("isovalent" if same else "heterovalent"), ion


@pytest.mark.parametrize(
    ("host", "ion", "expected"),
    [
        ("CsPbCl3", "Cl-", True),
        ("CsPbCl3", "X-", True),  # an ion of the class
        ("CsPbX3", "I-", True),  # the class of the ion
        ("CsPbCl3", "I-", False),
        ("MA3Bi2Br9", "Pb2+", False),
        ("MAPb(SCN)xI3-x", "SCN-", True),
        ("lead halide perovskite", "Cl-", None),  # names no anion
        ("halide perovskite", "Pb2+", None),
    ],
)
def test_what_a_host_holds(
    graph: DefectGraph, chemistry: Chemistry, host: str, ion: str, expected: bool | None
) -> None:
    assert chemistry.holds(iri(graph, host), iri(graph, ion)) is expected


@pytest.mark.parametrize(
    ("agent", "defect", "host", "mechanism", "rule", "reason"),
    [
        ("ZnBr2", "V_I", "CsPbBr3", "", "host species", "CsPbBr3 has no I-: no iodide vacancy"),
        ("DDAB", "excess surface lead", "MA3Bi2Br9", "", "host species", "MA3Bi2Br9 has no Pb2+"),
        ("Ni2+", "V_PbI2", "MA3Bi2Br9", "", "host species", "has no I- and no Pb2+"),
        (
            "isovalent dopant ion",
            "V_Br",
            "MA3Bi2Br9",
            "",
            "charge class",
            "no isovalent dopant ion is isovalent with Bi3+ of MA3Bi2Br9",
        ),
        (
            "Zn2+",
            "V_Br",
            "CsPbBr3",
            FILLING,
            "filling sign",
            "Zn2+ for bromide vacancy: a cation does not fill the place of an anion",
        ),
        (
            "Cl-",
            "V_Pb",
            "CsPbCl3",
            FILLING,
            "filling sign",
            "Cl- for lead vacancy: an anion does not fill the place of a cation",
        ),
        ("metal ion", "V_X", "CsPbX3", TERMS + "SurfaceVacancyReplacement", "filling sign", ""),
    ],
)
def test_what_is_not_admissible(
    graph: DefectGraph,
    chemistry: Chemistry,
    agent: str,
    defect: str,
    host: str,
    mechanism: str,
    rule: str,
    reason: str,
) -> None:
    verdict = chemistry.admissible(*(iri(graph, n) for n in (agent, defect, host)), mechanism)
    assert not verdict.admissible
    assert verdict.rule == rule
    assert rule in RULES
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("agent", "defect", "host", "mechanism"),
    [
        ("Cu2+", "V_X", "CsPbBrxCl3-x", ""),  # lowers without filling
        ("Zn2+", "V_X", "CsPbBr3", TERMS + "StrainRelaxation"),
        ("KI", "V_I", "MAPbI3", FILLING),  # brings both
        ("OleylammoniumSalt", "V_Br", "CsPbBr3", FILLING),  # its anion is not named
        ("Cl-", "V_PbX2", "CsPbX3", FILLING),  # a part of what is missing
        ("SCN-", "V_X", "CsPbBr3", FILLING),  # no rule by size
        ("Br-", "Ce_Pb", "CsPbBr3", FILLING),  # nothing to fill
        ("Bi3+", "V_Br", "MA3Bi2Br9", ""),
        ("isovalent dopant ion", "V_X", "halide perovskite", ""),
        ("ZnBr2", "V_Cl", "lead halide perovskite", ""),
    ],
)
def test_what_stays_admissible(
    graph: DefectGraph, chemistry: Chemistry, agent: str, defect: str, host: str, mechanism: str
) -> None:
    agent = TERMS + agent if agent == "OleylammoniumSalt" else iri(graph, agent)
    verdict = chemistry.admissible(agent, iri(graph, defect), iri(graph, host), mechanism)
    assert verdict.admissible, verdict.reason


@pytest.mark.parametrize(
    ("agent", "defect", "host", "reason"),
    [
        ("KI", "V_I", "MAPbI3", ""),
        ("PbBr2", "V_X", "CsPbBr3", ""),
        ("OleylammoniumSalt", "V_Br", "CsPbBr3", ""),
        ("HBr", "V_Cl", "CsPbCl3", "HBr brings Br-, which chloride vacancy lacks not"),
        ("KI", "V_Br", "CsPbBrxI3-x", "KI brings I-, which bromide vacancy lacks not"),
        ("KI", "V_X", "CsPbBr3", "KI brings I-, which CsPbBr3 has not"),
    ],
)
def test_what_fills_brings_a_missing_ion(
    graph: DefectGraph, chemistry: Chemistry, agent: str, defect: str, host: str, reason: str
) -> None:
    agent = TERMS + agent if agent == "OleylammoniumSalt" else iri(graph, agent)
    verdict = chemistry.brings(agent, iri(graph, defect), iri(graph, host))
    assert verdict.reason == (f"{reason}: exchange, not filling" if reason else "")
    assert verdict.rule == ("filling species" if reason else "")


@pytest.mark.parametrize(
    ("agent", "host", "keeps"),
    [
        ("HBr", "CsPbBr3", True),
        ("HBr", "CsPbBrxCl3-x", True),
        ("HBr", "CsPbX3", True),
        ("HBr", "halide perovskite", True),
        ("NH4SCN", "CsPbBr3", True),
        ("HBr", "CsPbCl3", False),
        ("Cl-", "CsPbI3", False),
        ("CuBr2", "CsPbCl3", False),
    ],
)
def test_a_foreign_halide_would_exchange(
    graph: DefectGraph, chemistry: Chemistry, agent: str, host: str, keeps: bool
) -> None:
    verdict = chemistry.keeps_halides(iri(graph, agent), iri(graph, host))
    assert verdict.admissible == keeps
    assert verdict.rule == ("" if keeps else "foreign halide")


@pytest.mark.parametrize(
    ("ion", "said_of", "host", "reason"),
    [
        ("Bi3+", "Bi3+", "CsPbBr3", ""),
        ("Zn2+", "small isovalent dopant ion", "CsPbBr3", ""),
        ("Cl-", "Cl-", "CsPbCl3", ""),
        ("Bi3+", "heterovalent dopant ion", "CsPbX3", ""),
        ("Bi3+", "Bi3+", "MA3Bi2Br9", "Bi3+ on the B site of MA3Bi2Br9 is no dopant"),
        ("Zn2+", "isovalent dopant ion", "MA3Bi2Br9", "is heterovalent, not isovalent"),
        ("Ce3+", "heterovalent dopant ion", "MA3Bi2Br9", "is isovalent, not heterovalent"),
    ],
)
def test_a_dopant_is_one_in_its_host(
    graph: DefectGraph, chemistry: Chemistry, ion: str, said_of: str, host: str, reason: str
) -> None:
    verdict = chemistry.dopant_in_host(*(iri(graph, name) for name in (ion, said_of, host)))
    assert verdict.admissible == (not reason)
    assert verdict.reason.endswith(reason)


def test_what_the_host_cannot_have_is_on_no_path(graph: DefectGraph) -> None:
    answer = graph.paths("Bi3+", "PL quenching", host="MA3Bi2Br9")
    assert (answer.paths, answer.reason) == ((), "not meaningful")
    assert answer.because == "Bi3+ on the B site of MA3Bi2Br9 is no dopant"
    answer = graph.paths("V_Br", "PLQY", host="CsPbCl3")
    assert answer.because == "CsPbCl3 has no Br-: no bromide vacancy"
    level = iri(graph, "Pb 6p level in the gap")
    for host, there in (("CsPbBr3", True), ("MA3Bi2Br9", False)):
        found = graph.paths("X-type ligand", "trap state", host=host).paths
        assert any(level in path.kinds for path in found) == there
        assert found
        named = {m for path in found for step in path.steps for m in step.mechanisms}
        assert (iri(graph, "lead coordination") in named) == there


def test_an_oxide_shell_does_as_shells_do_only_as_a_barrier(graph: DefectGraph) -> None:
    assert graph.paths("silica shell", "environmental sensitivity").paths
    assert graph.paths("CsPbCl3 shell", "PLQY").paths
    for start in ("silica shell", "alumina shell"):
        assert graph.paths(start, "PLQY").reason == "no claim"
        assert graph.paths(start, "surface trap state").reason == "no claim"


def test_no_rule_excludes_what_a_claim_supports(graph: DefectGraph, chemistry: Chemistry) -> None:
    """Every cell of agent, defect and host whose lowering a source supports, by its mechanism."""
    kinds, looked_at = graph.kinds, 0
    hosts = kinds.of_group(terms.HOST_KIND)
    for claim in graph.statements:
        if kinds.groups[claim.effect] != terms.DEFECT_KIND or not claim.holds_true:
            continue
        for host in claim.hosts or {h for h in hosts if chemistry.ions.get(h) is None}:
            for mechanism in claim.mechanisms or {""}:
                verdict = chemistry.admissible(claim.cause, claim.effect, host, mechanism)
                assert verdict.admissible, (claim.iri, verdict.reason)
                looked_at += 1
    assert looked_at > 40


def test_cells_that_the_rules_exclude(graph: DefectGraph, chemistry: Chemistry) -> None:
    """Without a mechanism only hosts without the ion, and classes of dopants without lead.

    One rule looks at defect and host, the other at agent and host: no need to try all with all.
    """
    reasons: dict[str, set[str]] = {rule: set() for rule in RULES}
    salt, vacancy = iri(graph, "KI"), iri(graph, "V_X")
    for cell in cells(graph):
        if salt not in cell and vacancy not in cell:
            continue
        verdict = chemistry.admissible(*cell)
        if not verdict.admissible:
            reasons[verdict.rule].add(verdict.reason)
    assert "CsPbBr3 has no Sn2+: no tin vacancy" in reasons["host species"]
    assert not any(r.startswith("CsSnI3 has no Sn2+") for r in reasons["host species"])
    assert {reason.partition(" ")[0] for reason in reasons["host species"]} == {
        "Cs0.05FA0.54MA0.41Pb(I0.98Br0.02)3", "Cs3Bi2Br9", "Cs4PbBr6", "CsPb2Br5", "CsPbBr3", "CsPbBrxCl3-x",
        "CsPbBrxI3-x", "CsPbCl3", "CsPbI2Br", "CsPbI3", "CsPbX3", "CsSnI3", "CsxFA1-xPbBr3", "FAPbBr3", "FAPbI3",
        "MA3Bi2Br9", "MAPb(SCN)xI3-x", "MAPbBr3", "MAPbCl3", "MAPbI3", "Mn2+-doped", "Yb3+-doped",
    }  # fmt: skip
    assert reasons["charge class"] == {
        f"no {named} with Bi3+ of {host}"
        for host in ("Cs3Bi2Br9", "MA3Bi2Br9")
        for named in (
            "isovalent dopant ion is isovalent",
            "small isovalent dopant ion is isovalent",
            "trivalent dopant ion is heterovalent",
        )
    }
    assert reasons["filling sign"] == set()


def test_why_no_rule_excludes_by_size(graph: DefectGraph, chemistry: Chemistry) -> None:
    """Octahedra need a ratio of radii of sqrt 2 - 1; dopants of the review have less.

    Ni2+ in CsPbCl3: 69 / 181 = 0.381. Cu2+ in CsPbCl3: 73 / 181 = 0.403. Zn2+ in CsPbBr3:
    74 / 196 = 0.378. All three are reported there with outcomes.
    """
    for ion, host, anion in (
        ("Ni2+", "CsPbCl3", "Cl-"),
        ("Cu2+", "CsPbCl3", "Cl-"),
        ("Zn2+", "CsPbBr3", "Br-"),
    ):
        small, large = (chemistry.radii[iri(graph, name)]["VI"] for name in (ion, anion))
        assert small / large < sqrt(2) - 1
        used = {(row["ion"], row["host"]) for row in graph.query("dopant-sizes").dicts()}
        assert (ion, host) in used
