"""No text of others takes longer than in proportion to its length.

Each piece is repeated to two lengths, one sixteen times the other: what is quadratic takes 256
times as long. The test leaves much room, since machines are busy.
"""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import Any

import pytest

from defectkg.errors import short_line
from defectkg.model.spelling import fold_words, plain
from defectkg.rdf.rows import no_formula
from defectkg.rdf.turtle import NOT_A_COMMENT, natural
from defectkg.text.typesetting import typeset
from defectkg.verify.passages import read_passages
from defectkg.verify.plain_text import plain_text
from defectkg.verify.units import Amount, numbers_in, pointers_in
from defectkg.verify.wordings import Cover, Wordings, near_each_other

pytestmark = pytest.mark.large
SHORT, TIMES = 3_000, 16  # signs
FACTOR = 6 * TIMES
FREE = 0.2  # seconds, below which nothing is told

PIECES = [
    "reprinted permission ", "reprinted ", "Copyright ", "permission ", "!", "!! ", "#", " ", "# ", "\t", "-", "- ",
    "[1,", "[", "1,", "1 ", "1", "1.", "^{", "{", "}", "$", "\\cite[", "\\cite{", "\\cite", "<sup>", "<a", "<", "⁰", "⁰,",
    "10^", "10↑", "1×", "e", "halide vacancy ", "vacancy ", "Cl ", "a.", "...", "?", "(1) ", "\n(1)", "\n\n- ", "\n",
    "\n \n", "\n#", "fig 1. ", "figure 1,", "abstract ", "*", "**", "_", "|", "| \n", "©", "†", "a-", "A", "x-", "é",
    "ref 1. ", "Table 1: x\n\n", "word word. ", "In 2010 ", "Figure 1a,b", ";", "'", '"', '"""', "'''", "\\", '\\"', "<x>",
]  # fmt: skip
NAMES = {
    "v": ["halide vacancy", "vacancy"],
    "c": ["Cl", "chloride"],
    "p": ["photoluminescence yield"],
}


def find_names(text: str) -> None:
    wordings = Wordings(NAMES, [plain_text(text)])
    spans = {kind: wordings.spans(kind, 0) for kind in NAMES}
    near_each_other(spans["v"], spans["c"], 40)
    cover = Cover(spans["v"])
    assert all(cover.holds(span) for span in spans["v"])


def find_numbers(text: str) -> None:
    numbers_in(text)
    pointers_in(text)
    for digits, unit in (("330", "cd/m2"), ("1000000000", ""), ("1", "%"), ("1.90", "us-1")):
        Amount(digits, unit=unit).found(text)


READERS: dict[str, Callable[[str], Any]] = {
    "passages": lambda text: read_passages(f"# Results\n\n{text}x"),
    "sections": lambda text: read_passages(text, {"doping": "salts fill"}),
    "plain text": plain_text,
    "names": find_names,
    "numbers": find_numbers,
    "labels": lambda text: typeset(f"A{text}!"),
    "folds": lambda text: fold_words(plain(text)),
    "messages": short_line,
    "cells": no_formula,
    "comments": lambda text: NOT_A_COMMENT.sub(" ", text),
    "order": natural,
}


def seconds(work: Callable[[str], Any], text: str) -> float:
    start = process_time()
    work(text)
    return process_time() - start


@pytest.mark.parametrize("reader", READERS)
def test_time_grows_with_the_text_alone(reader: str) -> None:
    work = READERS[reader]
    work("to compile what is compiled once")
    slow = {}
    for piece in PIECES:
        count = SHORT // len(piece)
        long = seconds(work, piece * count * TIMES)
        if long > FREE and long > FACTOR * (short := seconds(work, piece * count)):
            slow[piece] = (short, long)
    assert not slow


def test_a_caption_loses_its_permission_alone() -> None:
    from defectkg.verify.passages import without_permission

    said = "A curve. Reprinted with permission from ref 30. Copyright 2018 Nobody. Another. © X"
    assert without_permission(said) == "A curve.   Another. © X"
