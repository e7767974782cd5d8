"""The twelve hard cases of the review: their rows, read by people against the text, and signs."""

from __future__ import annotations

import pytest

from defectkg.graph import DefectGraph
from defectkg.rdf.prefixes import DATA
from helpers import EXPECTED

EXPECTED = EXPECTED / "cases"
COLUMNS = {
    "treatments": "agent host form strategy route defect mechanism publication reference_numbers role dose",
    "measurements": "host form agent observable quantity state comparator value value_max uncertainty unit words direction basis condition method reference_numbers locator",
    "claims": "cause relation effect host form stance certainty evidence reference_numbers locator",
}
CASES = sorted(path.stem for path in EXPECTED.glob("*.txt"))


def rows_of(graph: DefectGraph, study: str, query: str) -> list[str]:
    """The rows of one study, one line each, cells between bars."""
    rows = graph.query(query)
    ids = [name for name in rows.columns if name.endswith("_iri")]
    key = {"treatments": "treatment_iri", "measurements": "measurement_iri", "claims": "claim_iri"}
    assert key[query] in ids
    start = f"{DATA}zheng2019-{study}-"
    found = [row for row in rows.dicts() if row[key[query]].startswith(start)]
    found.sort(key=lambda row: int(row[key[query]].rsplit("-", 1)[1][1:]))
    return [" | ".join(row[c] for c in COLUMNS[query].split()).rstrip() for row in found]


def test_all_twelve_are_here() -> None:
    assert len(CASES) == 12


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("query", COLUMNS)
def test_rows(graph: DefectGraph, case: str, query: str) -> None:
    text = (EXPECTED / f"{case}.txt").read_text(encoding="utf-8")
    parts = dict(part.split("\n", 1) for part in text.split("# ")[1:])
    expected = [line for line in parts[query].splitlines() if line]
    assert rows_of(graph, case, query) == expected


SIGNS = [
    ("ZnBr2", "PLQY", {"host": "CsPbBr3"}, "+"),
    ("Ni2+", "PLQY", {"host": "CsPbCl3", "form": "nanocrystal"}, "+"),
    ("Ce3+", "PL intensity", {"host": "CsPbBr3"}, "+"),
    ("Bi3+", "PL intensity", {"host": "CsPbBr3"}, "-"),
    ("KI", "PLQE", {"form": "polycrystalline film"}, "+"),
    ("CuCl2", "PL", {"host": "CsPbCl3"}, "+"),
    ("YCl3", "PLQY", {"host": "CsPbCl3"}, "+"),
    ("NH4SCN", "PLQY", {"host": "CsPbBr3"}, "+"),
    ("NaSCN", "PLQY", {"host": "CsPbBr3"}, "+"),
    ("HBr", "PLQY", {"form": "nanoplatelet"}, "+"),
    ("Cd2+", "Point Defect", {"host": "FAPbI3"}, "-"),
    ("partial Cs/MA and Br substitution", "PbI2 vacancy", {"host": "FAPbI3"}, "-"),
    ("Zn2+", "stability", {"host": "CsPbI3"}, "+"),
    ("ligand detachment", "PLQY", {}, "-"),
    ("IDA", "surface defect", {"host": "CsPbI3"}, "-"),
    ("IDA", "PLQY", {"host": "CsPbI3"}, "+"),
]


@pytest.mark.parametrize(("start", "end", "scope", "sign"), SIGNS)
def test_sign_of_the_path(
    graph: DefectGraph, start: str, end: str, scope: dict[str, str], sign: str
) -> None:
    answer = graph.paths(start, end, **scope)
    assert answer.reason is None
    assert answer.paths[0].sign == sign
    undiscounted = {path.sign for path in answer.paths if not path.discounts}
    assert undiscounted <= {sign}, "nothing said of this case points the other way"


def test_heterovalent_rule_does_not_harm_its_exception(graph: DefectGraph) -> None:
    assert {path.sign for path in graph.paths("Ce3+", "PLQY").paths} == {"+"}
    answer = graph.paths("Ce3+", "nonradiative recombination")
    assert answer.reason == "only contradicted"
    struck = {graph.names.label(step.effect) for step in answer.overridden}
    assert struck == {"deep trap state"}
    assert graph.paths("heterovalent dopant", "PLQY").paths[0].sign == "-"


def test_rival_accounts_of_zinc_bromide_do_not_mix(graph: DefectGraph) -> None:
    answer = graph.paths("ZnBr2", "crystallographic defect", host="CsPbBr3", form="nanocrystal")
    accounts = [
        {s.account.rsplit("-", 1)[1] for step in path.steps for s in step.statements if s.account}
        for path in answer.paths
    ]
    assert {"a1"} in accounts
    assert {"a2"} in accounts
    assert not any({"a1", "a2"} <= mixed for mixed in accounts)


def test_film_evidence_on_potassium_is_borrowed_for_nanocrystals(graph: DefectGraph) -> None:
    film = graph.paths("KI", "halide vacancy", form="polycrystalline film")
    assert film.paths[0].discounts == 0
    crystals = graph.paths("KI", "halide vacancy", form="nanocrystal")
    assert all(path.discounts for path in crystals.paths)
    assert graph.paths("KI", "halide vacancy", form="NC", strict=True).reason == "only by borrowing"


def test_what_is_not_shown_in_the_asked_form_is_said_beside_the_paths(graph: DefectGraph) -> None:
    crystals = graph.paths("KI", "PLQY", form="nanocrystal").declared_open
    assert {graph.names.label(s.effect) for s in crystals} == {"halide vacancy", "surface defect"}
    assert graph.paths("KI", "PLQY", form="polycrystalline film").declared_open == ()


def test_what_the_review_leaves_open_stays_open(graph: DefectGraph) -> None:
    assert graph.paths("TOP-PbI2", "PLQY").reason == "no claim"
    outcome = graph.paths("TOP-PbI2", "PLQY", outcomes=True).paths[0]
    assert [step.kind for step in outcome.steps] == ["outcome"]


def test_missing_reference_is_an_anomaly_and_a_stub(graph: DefectGraph) -> None:
    rows = [row for row in graph.query("anomalies").dicts() if row["kind"] == "missing reference"]
    assert [(row["as_printed"], row["as_read"]) for row in rows] == [("74", "")]
    works = {row["reference_numbers"]: row for row in graph.query("publications").dicts()}
    assert works["74"]["first_author"] == ""
    assert works["35; 83"]["publication"] == "Leng 2018"


def test_reference_list_is_whole(graph: DefectGraph) -> None:
    numbers = [
        number
        for row in graph.query("publications").dicts()
        for number in row["reference_numbers"].split("; ")
        if number
    ]
    assert sorted(map(int, numbers)) == list(range(1, 91))


@pytest.mark.parametrize("query", COLUMNS)
def test_a_review_retells_the_work_of_others_and_reads_for_itself(
    graph: DefectGraph, query: str
) -> None:
    for row in graph.query(query).dicts():
        own = row["publication"] == "Zheng 2019"
        assert row["rests_on"] == ("own reading" if own else "retelling")
        assert row["read_in"] == "Zheng 2019"
