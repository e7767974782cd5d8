"""The weighing of links: votes, noisy-or, contrary evidence, and tables of one's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from defectkg.errors import DataError
from defectkg.graph import DefectGraph
from defectkg.mechanisms.belief import Vote, default_weights, noisy_or, read_weights
from defectkg.model import terms
from defectkg.model.claims import Statement
from defectkg.rdf.prefixes import TERMS
from defectkg.text.paths import paths_text

WEIGHTS = default_weights()
DFT, XRD, XPS = (TERMS + name for name in ("DFT", "XRD", "XPS"))


def vote(
    works: str, certainty: str = terms.STATED, *methods: str, stance: str = terms.SUPPORTS
) -> Statement:
    """A claim of some papers."""
    return Statement(
        "claim", terms.CLAIM, "a", terms.RAISES, "+", "b", stance, certainty,
        works=frozenset(works.split()), evidence=frozenset(methods),
    )  # fmt: skip


def test_one_paper_is_one_vote_as_strong_as_its_strongest_statement() -> None:
    weak, strong = vote("p", terms.SPECULATIVE), vote("p", terms.STATED, XRD)
    assert WEIGHTS.belief([weak, strong, strong], []) == pytest.approx(0.9)


def test_votes_are_joined_by_noisy_or() -> None:
    # 0.9 × 0.8 = 0.72 twice: 1 − 0.28 × 0.28
    assert WEIGHTS.belief([vote("p"), vote("q")], []) == pytest.approx(0.9216)
    assert noisy_or([Vote("p", 0.5, ()), Vote("q", 0.5, ()), Vote("r", 0.5, ())]) == 0.875
    assert noisy_or([]) == 0


def test_papers_of_one_group_are_one_witness_and_a_half_at_most() -> None:
    """They share their first or their last author; the strongest of them counts whole."""
    by = {"p": ("pan j", "bakr o"), "q": ("zheng x", "bakr o"), "r": ("pan j", "li y")}
    authors = frozenset((work, author) for work in by for author in by[work])
    strong = vote("p", terms.STATED, XRD)
    three = [replace(one, authors=authors) for one in (vote("q r"), strong)]
    votes = {v.work: v.strength for v in WEIGHTS.votes(three)}
    assert votes == {"p": pytest.approx(0.9), "q": pytest.approx(0.36), "r": 0}
    others = frozenset({("p", "pan j"), ("q", "zheng x"), ("r", "li y")})
    apart = [v.strength for v in WEIGHTS.votes([replace(vote("q r"), authors=others)])]
    assert apart == pytest.approx([0.72, 0.72])


def test_why_says_whose_author_was_heard_before(review: DefectGraph) -> None:
    """Pan 2015 and Pan 2016 are of one group."""
    text = paths_text(review, review.paths("DDAB", "surface defect"), why=True)
    assert "× 0.5 (shares its first or last author with a stronger one) = 0.360" in text


def test_what_speaks_against_weakens_what_speaks_for() -> None:
    no = vote("q", terms.STATED, DFT, stance=terms.REFUTES)
    assert WEIGHTS.belief([vote("p")], [no]) == pytest.approx(0.72 * (1 - 0.81))


def test_the_best_method_of_a_claim_counts() -> None:
    both = vote("p", terms.STATED, DFT, XRD)
    assert WEIGHTS.vote(both, "p").strength == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("sure", "factor"), [("HighConfidence", 0), ("MediumConfidence", 0.5), ("LowConfidence", 0.5)]
)
def test_a_work_in_doubt_loses_its_vote_or_half_of_it(sure: str, factor: float) -> None:
    doubted = replace(vote("p q"), doubts=frozenset({("p", TERMS + sure)}))
    votes = {v.work: v.strength for v in WEIGHTS.votes([doubted])}
    assert votes == {"p": pytest.approx(0.72 * factor), "q": pytest.approx(0.72)}


def test_what_only_an_abstract_says_weighs_less() -> None:
    seen = replace(vote("p"), reading=terms.ABSTRACT_ONLY)
    assert WEIGHTS.belief([seen], []) == pytest.approx(0.72 * 0.8)
    assert WEIGHTS.belief([seen, vote("p")], []) == pytest.approx(0.72)


def test_of_two_doubts_the_graver_counts_and_another_claim_of_the_work_is_free_of_it() -> None:
    both = frozenset({("p", terms.HIGH_CONFIDENCE), ("p", TERMS + "LowConfidence")})
    doubted = replace(vote("p"), doubts=both)
    assert WEIGHTS.belief([doubted], []) == 0
    assert WEIGHTS.belief([doubted, vote("p")], []) == pytest.approx(0.72)


def test_why_names_the_doubt(two_sources: DefectGraph) -> None:
    text = paths_text(
        two_sources, two_sources.paths("V_Br", "PL lifetime", definitions=False), why=True
    )
    assert "0.8 (abstract only) × 0.5 (in doubt, medium confidence) = 0.288" in text
    assert "Made-up paper [7 of Other review], in doubt: Made-up paper, medium confidence" in text
    answer = two_sources.paths("V_Br", "PLQY", definitions=False, strict=True)
    assert [(p.belief, p.publications) for p in answer.paths] == [(0, 0)]
    assert "0 (in doubt, high confidence) = 0.000" in paths_text(two_sources, answer, why=True)


def test_a_table_of_ones_own_replaces_what_it_names(tmp_path: Path, graph: DefectGraph) -> None:
    table = tmp_path / "mine.csv"
    table.write_text(
        "group,name,weight\nevidence,,0.1\nevidence,XPS,0.5\nevidence,DFT,0.4\nstance,Finds-none,0.7\n"
    )
    mine = read_weights(table, graph.names)
    assert mine.belief([vote("p")], []) == pytest.approx(0.09)
    assert mine.of("evidence", XPS) == 0.5
    assert mine.of("evidence", DFT) == 0.4, "by its notation, as well as by its label"
    assert mine.of("stance", terms.FINDS_NONE) == 0.7, "as it is spelt"
    assert mine.of("evidence", XRD) == WEIGHTS.of("evidence", XRD) == 1
    assert mine.of("certainty", terms.STATED) == WEIGHTS.of("certainty", terms.STATED) == 0.9


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", "must begin with group,name,weight"),
        ("group,name,weight\ncertainty,stated,2\n", ":2: a weight is a number from 0 to 1"),
        ("group,name,weight\ncertainty,stated,\n", "not ''"),
        ("group,name,weight\ncertainty,sure,1\n", "no weight 'certainty sure'"),
        ("group,name,weight\nmood,,1\n", "no weight 'mood '"),
        (
            "group,name,weight\nevidence,XPX,1\n",
            ":2: unknown name 'XPX'; did you mean X-ray photoelectron",
        ),
        ("group,name,weight\nevidence,PLQY,1\n", ":2: 'PLQY' does not fit here"),
        ("", "the file is empty"),
        ("group,name,weight\ncertainty,stated,0,9\n", ":2: more cells .* write 0.9, not 0,9"),
        ("group;name;weight\ncertainty;stated;0.9\n", "commas divide the cells, not semicolons"),
    ],
)
def test_a_bad_table_is_refused(
    tmp_path: Path, graph: DefectGraph, text: str, message: str
) -> None:
    table = tmp_path / "bad.csv"
    table.write_text(text)
    with pytest.raises(DataError, match=message):
        read_weights(table, graph.names)


def test_every_certainty_stance_and_method_of_the_graph_has_a_weight(graph: DefectGraph) -> None:
    for claim in graph.statements:
        if claim.witnesses and claim.holds_true:
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
            joined = product.partition("joined: 1 − ")[2]
            product = joined.replace("(1 − ", "").replace(")", "") or product
            numbers = [part.split(" (")[0].split(" for ")[0] for part in product.split(" × ")]
            value = 1.0
            for number in numbers:
                value *= 1 - float(number) if joined else float(number)
            value = 1 - value if joined else value
            assert value == pytest.approx(float(right), abs=2e-3)
            checked += 1
    assert checked > 5
