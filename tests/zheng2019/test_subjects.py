"""Every subject that the review treats can be asked for: each row is shown by a library query."""

from __future__ import annotations

import pytest

from defectkg.graph import DefectGraph

# Section, then what must be among the agents or applied conditions of `treatments` (with a host
# where the review prints one), with whether a defect or mechanism, and an outcome, are told.
TREATED = [
    ("hot injection", "reaction temperature", "CsPbX3", "outcome"),
    ("size control", "thermodynamic equilibrium of growth", "CsPbX3", "outcome"),
    ("high temperature", "high reaction temperature", "CsPbCl3", "outcome"),
    ("its phases", "oleylammonium salt", "CsPbBr3", "outcome"),
    ("CuCl2 additive", "CuCl2", "CsPbCl3", "defect outcome"),
    (
        "substitution in FAPbI3",
        "partial A-site and halide substitution",
        "FAPbI3",
        "defect outcome",
    ),
    ("halide-rich synthesis", "NH4Br", "CsPbBr3", "defect outcome"),
    ("IDA", "2,2'-iminodibenzoic acid", "CsPbI3", "outcome"),
    ("TOPO", "trioctylphosphine oxide", "CsPbBr3", "outcome"),
    ("TOP-PbI2", "TOP-PbI2", "CsPbI3", "outcome"),
    ("OPA", "octylphosphonic acid", "CsPbX3", "outcome"),
    ("peptides", "peptide", "MAPbBr3", ""),
    ("peptides on the other host", "peptide", "CsPbBr3", ""),
    ("DDAB", "didodecyldimethylammonium bromide", "CsPbX3", "outcome"),
    ("secondary amines", "secondary amine", "CsPbBr3", "outcome"),
    ("BZA and BA", "benzylamine", "MAPbBr3", "outcome"),
    ("the zwitterion", "3-(N,N-dimethyloctadecylammonio)propanesulfonate", "CsPbX3", "outcome"),
    ("amine-based materials", "amine-based passivating material", "MAPbBr3", "defect outcome"),
    ("EDA", "ethylenediamine", "MAPbBr3", "outcome"),
    ("X-type ligands", "X-type ligand", "CsPbX3", "defect outcome"),
    ("growth and diffusion doping", "dopant ion", "halide perovskite", "outcome"),
    ("Ni2+", "Ni2+", "CsPbCl3", "defect outcome"),
    ("Cu2+", "Cu2+", "CsPbBrxCl3-x", "defect outcome"),
    ("ZnBr2", "ZnBr2", "CsPbBr3", "outcome"),
    ("CuBr2", "CuBr2", "CsPbBr3", ""),
    ("InBr3", "InBr3", "CsPbBr3", ""),
    ("Zn alloying", "Zn2+", "CsPbI3", "outcome"),
    ("CdCl2", "CdCl2", "CsPbCl3", "outcome"),
    ("small isovalent ions", "Cd2+", "FAPbI3", ""),
    ("Ce3+", "Ce3+", "CsPbBr3", "outcome"),
    ("Bi3+", "Bi3+", "CsPbBr3", "outcome"),
    ("PbBr2", "PbBr2", "CsPbBr3", "outcome"),
    ("ZnX2 in hexane", "zinc halide", "CsPbX3", "defect outcome"),
    ("KI", "KI", "halide perovskite", "defect outcome"),
    ("YCl3", "YCl3", "CsPbCl3", "defect outcome"),
    ("SrCl2", "SrCl2", "CsPbI3", "outcome"),
    ("thiocyanate in nanocrystals", "NH4SCN", "CsPbBr3", "defect outcome"),
    ("thiocyanate in films", "SCN-", "MAPb(SCN)xI3-x", "outcome"),
    ("HBr", "HBr", "CsPbBr3", "defect outcome"),
    ("metal chlorides", "metal chloride", "CsPbCl3", "outcome"),
    ("ammonium chlorides", "ammonium chloride salt", "CsPbCl3", "outcome"),
    ("Cl on the lead-free host", "Cl-", "MA3Bi2Br9", "outcome"),
    ("what a shell does", "shell", "", "outcome"),
    ("CsPbBr3/MABr", "MABr", "CsPbBr3", "outcome"),
    (
        "APTES and silica",
        "(3-aminopropyl)triethoxysilane",
        "inorganic halide perovskite",
        "outcome",
    ),
    ("Mn:CsPbCl3/CsPbCl3", "CsPbCl3 shell", "Mn2+-doped CsPbCl3", "outcome"),
]
CLAIMED = [
    ("2D competition", "A-site competition", "2D layered perovskite"),
    ("deep Cl vacancies", "chloride vacancy", "deep trap state"),
    ("the compromise on long ligands", "long-chain ligand", "interparticle energy barrier"),
    ("what direct exchange does", "direct ligand exchange", "degradation"),
    ("where dopants sit", "dopant ion", "dopant on the surface"),
    ("causes of low yield in CsPbCl3", "imperfect assembly", "PLQY"),
    ("lattice strain", "cage-cation size mismatch", "lattice strain"),
    ("heterovalent dopants in general", "heterovalent dopant ion", "deep trap state"),
    ("the idea of compensation", "dkg:ElementalSupply", "surface vacancy"),
    ("Mn2+ as emitter", "energy transfer to defects", "dopant emission lifetime"),
    ("exciton binding", "spatial confinement", "exciton binding energy"),
    ("surface-to-volume and traps", "high surface area", "trap state"),
    ("detachment", "ligand detachment", "halide vacancy"),
]


@pytest.mark.parametrize(("subject", "agent", "host", "told"), TREATED, ids=lambda cell: str(cell))
def test_treatments_show(
    graph: DefectGraph, subject: str, agent: str, host: str, told: str
) -> None:
    rows = graph.query("treatments").dicts()
    found = [
        row
        for row in rows
        if agent in f"{row['agent']}; {row['applied_condition']}".split("; ")
        and row["host"] == host
    ]
    assert found, subject
    assert all(row["strategy"] and row["publication"] and row["locator"] for row in found)
    if "defect" in told:
        assert any(row["defect"] for row in found)
    if "outcome" in told:
        treated = {row["treatment"] for row in found}
        measured = graph.query("measurements").dicts()
        assert any(row["treatment"] in treated for row in measured)


@pytest.mark.parametrize(("subject", "cause", "effect"), CLAIMED)
def test_claims_show(graph: DefectGraph, subject: str, cause: str, effect: str) -> None:
    rows = graph.query("claims", cause=cause, effect=effect).dicts()
    assert rows, subject
    assert all(row["publication"] and row["locator"] for row in rows)


def test_all_panels_references_and_challenges_show(graph: DefectGraph) -> None:
    assert len(graph.query("figures").dicts()) == 27
    assert {row["number"] for row in graph.query("challenges").dicts()} >= set("12345")
    numbers = {
        number
        for row in graph.query("publications").dicts()
        for number in row["reference_numbers"].split("; ")
        if number
    }
    assert numbers == {str(number) for number in range(1, 91)}
