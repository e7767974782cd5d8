"""The weighing of links: votes, noisy-or, contrary evidence, and tables of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from defectkg.errors import DataError
from defectkg.graph import DefectGraph
from defectkg.mechanisms.belief import Vote, default_weights, joined, read_weights
from defectkg.model.claims import Statement
from defectkg.text.paths import paths_text

WEIGHTS = default_weights()


def vote(
    works: str, certainty: str = "stated", *methods: str, stance: str = "supports"
) -> Statement:
    """A claim of some papers."""
    return Statement(
        "claim", "claim", "a", "raises", "+", "b", stance, certainty,
        works=frozenset(works.split()), evidence=frozenset(methods),
    )  # fmt: skip


def test_one_paper_is_one_vote_as_strong_as_its_strongest_statement() -> None:
    weak, strong = vote("p", "speculative"), vote("p", "stated", "X-ray diffraction")
    assert WEIGHTS.belief([weak, strong, strong], []) == pytest.approx(0.9)


def test_votes_are_joined_by_noisy_or() -> None:
    # 0.9 × 0.8 = 0.72 twice: 1 − 0.28 × 0.28
    assert WEIGHTS.belief([vote("p"), vote("q")], []) == pytest.approx(0.9216)
    assert joined([Vote("p", 0.5, ()), Vote("q", 0.5, ()), Vote("r", 0.5, ())]) == 0.875
    assert joined([]) == 0


def test_what_speaks_against_weakens_what_speaks_for() -> None:
    no = vote("q", "stated", "density functional theory", stance="refutes")
    assert WEIGHTS.belief([vote("p")], [no]) == pytest.approx(0.72 * (1 - 0.81))


def test_the_best_method_of_a_claim_counts() -> None:
    both = vote("p", "stated", "density functional theory", "X-ray diffraction")
    assert WEIGHTS.vote(both, "p").strength == pytest.approx(0.9)


def test_a_table_of_ones_own_replaces_what_it_names(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("group,name,weight\nevidence,,0.1\nevidence,my own method,0.5\n")
    mine = read_weights(table)
    assert mine.belief([vote("p")], []) == pytest.approx(0.09)
    assert mine.of("evidence", "my own method") == 0.5
    assert mine.of("certainty", "stated") == WEIGHTS.of("certainty", "stated")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", "must begin with group,name,weight"),
        ("group,name,weight\ncertainty,stated,2\n", ":2: a weight is a number from 0 to 1"),
        ("group,name,weight\ncertainty,stated,\n", "not ''"),
        ("group,name,weight\ncertainty,sure,1\n", "no weight 'certainty sure'"),
        ("group,name,weight\nmood,,1\n", "no weight 'mood '"),
        ("", "the file is empty"),
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, text: str, message: str) -> None:
    table = tmp_path / "bad.csv"
    table.write_text(text)
    with pytest.raises(DataError, match=message):
        read_weights(table)


def test_every_certainty_stance_and_method_of_the_graph_has_a_weight(graph: DefectGraph) -> None:
    for claim in graph.statements:
        if claim.source == "claim" and claim.supports:
            assert 0 < WEIGHTS.belief([claim], []) <= 1
    known = {name for group, name in WEIGHTS.table if group == "certainty"}
    assert {claim.certainty for claim in graph.statements} <= known


def test_the_printed_arithmetic_adds_up(review: DefectGraph) -> None:
    """Each ``a × b = c`` that --why prints is true to the digits shown."""
    text = paths_text(review, review.paths("ZnBr2", "PLQY", host="CsPbBr3", count=3), why=True)
    checked = 0
    for line in text.splitlines():
        left, equals, right = line.rpartition(" = ")
        if equals and "×" in left:
            product = left.rpartition(" = ")[2]
            numbers = [part.split(" (")[0].split(" for ")[0] for part in product.split(" × ")]
            value = 1.0
            for number in numbers:
                value *= float(number)
            assert value == pytest.approx(float(right), abs=2e-3)
            checked += 1
    assert checked > 5
