"""Canonical Turtle: reached in one step, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from defectkg.errors import DataError
from defectkg.rdf.turtle import canonical


def test_canonical_layout_is_reached_in_one_step(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    head = "PREFIX d: <https://w3id.org/defectkg/data/>\n"
    file.write_text(f'{head}d:c10 d:p "1.90", 1.26e17 .\nd:c2 a d:C .')
    first = canonical(file)
    assert first.index("\nd:c2\n") < first.index("\nd:c10\n")
    assert '"1.90"' in first
    file.write_text(first)
    assert canonical(file) == first


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<a:b> <a:c> <a:d> . # why", "a comment would be lost"),
        ("<a:b> <a:c> [] .", "blank nodes"),
        ("<a:b> <a:c> ( 1 ) .", "blank nodes"),
    ],
)
def test_what_the_layout_would_lose_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(text)
    with pytest.raises(DataError, match=message):
        canonical(file)


def test_a_hash_in_an_iri_or_string_is_no_comment(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text('<http://e.org/#b> <http://e.org/p> "# 1", """two\n# three""" .')
    assert "# 1" in canonical(file)
