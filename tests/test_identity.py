"""Chemical identity: InChIKey, formula and charge follow from the SMILES, recomputed with RDKit."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from defectkg.graph import DefectGraph

Chem = pytest.importorskip("rdkit.Chem", reason="RDKit is in the test extra")

STRUCTURES = """
SELECT ?kind ?label ?smiles ?key ?formula ?charge WHERE {
  ?kind dkg:smiles ?smiles ; rdfs:label ?label .
  OPTIONAL { ?kind dkg:inchiKey ?key } OPTIONAL { ?kind dkg:formula ?formula }
  OPTIONAL { ?kind dkg:charge ?charge }
} ORDER BY ?kind
"""


@pytest.fixture(scope="module")
def structures(graph: DefectGraph) -> list[dict[str, str]]:
    return graph.query(STRUCTURES).dicts()


def test_many_kinds_have_a_structure(structures: list[dict[str, str]]) -> None:
    assert len(structures) > 40


def test_inchikeys_follow_from_the_smiles(structures: list[dict[str, str]]) -> None:
    wrong = {
        row["label"]: (row["key"], key)
        for row in structures
        if row["key"]
        and (key := Chem.MolToInchiKey(Chem.MolFromSmiles(row["smiles"]))) != row["key"]
    }
    assert wrong == {}


def test_charges_follow_from_the_smiles(structures: list[dict[str, str]]) -> None:
    wrong = {
        row["label"]: (row["charge"], charge)
        for row in structures
        if row["charge"]
        and (charge := Chem.GetFormalCharge(Chem.MolFromSmiles(row["smiles"])))
        != int(row["charge"])
    }
    assert wrong == {}


def atoms(formula: str) -> Counter[str]:
    """Count the atoms of a formula; groups in brackets and MA for methylammonium."""
    counted: Counter[str] = Counter()
    plain = formula.replace("MA", "CH6N")
    for group, times in re.findall(r"\(([^()]+)\)(\d+)", plain):
        for atom, number in atoms(group).items():
            counted[atom] += number * int(times)
    for atom, number in re.findall(r"([A-Z][a-z]?)(\d*)", re.sub(r"\([^()]+\)\d+", "", plain)):
        counted[atom] += int(number or 1)
    return counted


def test_formulas_follow_from_the_smiles(structures: list[dict[str, str]]) -> None:
    named = [row for row in structures if row["formula"]]
    assert len(named) > 20
    for row in named:
        molecule = Chem.AddHs(Chem.MolFromSmiles(row["smiles"]))
        computed = Counter(atom.GetSymbol() for atom in molecule.GetAtoms())
        assert atoms(row["formula"]) == computed, row["label"]
