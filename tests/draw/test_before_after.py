"""The plot of outcomes: what is drawn, where it stands, what is left to the table."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from defectkg.draw.before_after import MOST, Scale, before_after_svg
from defectkg.errors import DefectkgError
from defectkg.graph import DefectGraph
from defectkg.rdf.rows import Rows

SVG = "{http://www.w3.org/2000/svg}"


def changed(rows: Rows, **cells: str) -> Rows:
    """Rows with other texts in some columns."""
    return rows.with_texts({name: [text] * len(rows.values) for name, text in cells.items()})


def drawn(rows: Rows) -> ET.Element:
    return ET.fromstring(before_after_svg(rows))


def test_each_number_is_a_line_that_leads_to_its_treatment(graph: DefectGraph) -> None:
    rows = graph.outcomes(observable="PLQY")
    groups = drawn(rows).findall(f"{SVG}g")
    numbered = [
        r for r in rows.dicts() if r["agent"] and r["after"] and r["quantity"] == "absolute"
    ]
    assert sorted(g.attrib["data-node"] for g in groups) == sorted(
        row["treatment_iri"] for row in numbered
    )
    assert len(groups) > 10
    with_ring = [g for g in groups if len(g.findall(f"{SVG}circle")) == 2]
    assert len(with_ring) == sum(bool(row["before"]) for row in numbered) > 1


def test_values_stand_where_they_belong(review: DefectGraph) -> None:
    """54 → 78 % of ZnBr2: the dot is to the right of the ring, in proportion."""
    rows = review.outcomes(agent="ZnBr2", observable="PLQY")
    (group,) = drawn(rows).findall(f"{SVG}g")
    ring, dot = (float(c.attrib["cx"]) for c in group.findall(f"{SVG}circle"))
    scale = Scale.of([54.0, 78.0])
    left = min(float(it) for it in re.findall(r'd="M([\d.]+),66 V', before_after_svg(rows)))
    assert (dot - left) / (ring - left) == pytest.approx(78 / 54, abs=0.01)
    assert scale.at(0) == 0
    assert scale.at(78) == 1


def test_a_wide_range_stands_on_powers_of_ten() -> None:
    scale = Scale.of([1.5e7, 3e17])
    assert scale.logarithmic
    assert 0 < scale.at(1.5e7) < scale.at(1e12) < scale.at(3e17) < 1
    assert scale.ticks()[0] == 1e7
    assert len(scale.ticks()) <= 8
    assert not Scale.of([1.0, 60.0]).logarithmic
    assert Scale.of([-2.0, 3.0]).at(-2.0) == 0
    assert Scale.of([0.0]).ticks()


def test_what_is_not_drawn_is_said(review: DefectGraph) -> None:
    rows = review.outcomes(agent="Zn2+")
    assert "outcomes of others are in the table" in before_after_svg(rows)
    many = review.outcomes(agent="ZnBr2", observable="PLQY")
    many = many.take([n for n, row in enumerate(many.dicts()) if row["after"]] * (MOST + 5))
    assert len(drawn(many).findall(f"{SVG}g")) == MOST
    assert f"the {MOST} highest of {MOST + 5}" in before_after_svg(many)
    with pytest.raises(DefectkgError, match="the table has the words"):
        before_after_svg(review.outcomes(agent="KI", observable="stability"))


def test_marks_in_names_are_text(graph: DefectGraph) -> None:
    rows = changed(graph.outcomes(agent="ZnBr2", observable="PLQY"), agent='<script>"&')
    assert "<script>" not in before_after_svg(rows)
    assert drawn(rows).findall(f"{SVG}g")
