"""What was said of a thing year by year, and how it stands to what else is known."""

from __future__ import annotations

import csv

import pytest

from defectkg.graph import DefectGraph, load
from defectkg.text.answers import for_people
from helpers import TINY, Ask


@pytest.mark.parametrize(
    ("term", "line"),
    [
        ("K+", "2019|claim|K+ has not been shown to lower halide vacancy|not shown, stated"),
        ("Ce3+", "2018|claim|Ce3+ does not raise trap state|refutes, stated"),
        ("ZnBr2", "2017|outcome|PLQY up 54 → 78 %: ZnBr2 in CsPbBr3 nanocrystals|"),
        ("metal ion", "2019|open problem|understanding of passivation mechanisms"),
    ],
)
def test_a_timeline_tells_claims_outcomes_and_open_problems_by_year(
    review: DefectGraph, term: str, line: str
) -> None:
    rows = for_people("timeline", review.query("timeline", about=term)).dicts()
    told = ["|".join((r["year"], r["what"], r["says"], r["how sure"])) for r in rows]
    assert any(one.startswith(line) for one in told)
    assert [r["year"] for r in rows] == sorted(r["year"] for r in rows)


def test_a_timeline_says_what_limits_a_claim() -> None:
    compared = load(TINY.with_name("compared.ttl"))
    stands = {
        row["record"]: row["stands"]
        for row in compared.query("timeline", about="heterovalent dopant ion").dicts()
    }
    broad, narrow = (f"zheng2019-heterovalent-dopants-{claim}" for claim in ("c2", "c5"))
    assert stands[broad].split("; ") == [
        "is limited by Unnamed, Bi in MAPbI3, undated (later-abstracts-unnamed-bismuth-c5)",
        f"is limited by Yao 2018 ({narrow})",
    ]
    assert stands[narrow].split("; ") == [
        f"draws a limit for {work} ({broad})" for work in ("Lozhkina 2018", "Nayak 2018")
    ]


def test_the_command_prints_what_the_query_finds(ask: Ask) -> None:
    rows = csv.DictReader(ask("timeline HBr --host CsPbBr3 --format csv").out.splitlines())
    assert {row["publication"] for row in rows if row["level"] == "exact"} >= {"Wu 2018"}
    assert "2018  " in ask("timeline HBr").out
