"""Outcomes of a made-up paper: what is computed from a pair, and what is not."""

from __future__ import annotations

from defectkg.graph import DefectGraph


def test_both_sides_of_one_agent_stand_side_by_side(opposed: DefectGraph) -> None:
    rows = opposed.outcomes(agent="1-dodecanethiol").dicts()
    exact = [row for row in rows if row["level"] == "exact"]
    cells = [(r["observable"], r["before"], r["after"], r["direction"], r["result"]) for r in exact]
    assert cells == [
        ("PL lifetime", "3.0", "2.4", "down", ""),
        ("PLQY", "50", "90", "up", "better"),
    ]


def test_a_factor_needs_two_values_and_no_bound(opposed: DefectGraph) -> None:
    rows = {row["observable"]: row for row in opposed.outcomes(agent="thiol").dicts()}
    assert rows["PL lifetime"]["factor"] == "0.8"
    assert (rows["PLQY"]["comparator"], rows["PLQY"]["factor"]) == (">", "")


def test_the_source_in_which_it_was_read_chooses(opposed: DefectGraph) -> None:
    rows = opposed.outcomes(source="Made-up thiol paper").dicts()
    assert {row["read_in"] for row in rows} == {"Made-up thiol paper"}
    assert {row["publication"] for row in rows} == {"Made-up thiol paper", "Woo 2017"}
