"""Patterns of numbers and units as they stand in text made plain (`plain_text`)."""

from __future__ import annotations

import re

from defectkg.verify.plain_text import MINUS

__all__ = ["number_pattern", "numbers_in", "pointers_in"]

UNIT_AFTER = 60  # signs; "from 378.29 to 1.90 µs-1"
SYMBOLS = {"%": "(?:%|per ?cent)", "days": "(?:days?|d)", "us": "[uµ]s"}
NUMBER = re.compile(rf"(?<![\w.])(?<![^\W\d_]-)\d+(?:\.\d+)?(?![\w+{MINUS}]|\.\d)")

POINTER = re.compile(
    r"(?i:\b(?:fig(?:ure)?s?|tables?|schemes?|refs?|eqs?)\.?\s*\d+\w?(?:,\s?\w\b)*)"
    r"|\(\d\)|\bIn \d{4}\b"
    r"|(?<=[^\W\d]\.)\s?\d[\d,-]*(?=\s+[A-Z]|\s*$)"  # a citation that is raised no more
)  # its numbers say where and when, not how much


def number_pattern(digits: str, unit: str = "") -> re.Pattern[str]:
    """Return the pattern of a number with its unit behind it, at once or after a further number.

    Examples
    --------
    >>> bool(number_pattern("330", "cd/m2").search("330 and 35 cdm-2"))
    True
    >>> bool(number_pattern("1000000000").search("a factor of 109.36"))  # 10⁹ and a citation, flat
    True
    """
    plain = re.escape(digits)
    forms = [rf"{plain}(?<![\w.]{plain})"]  # looking behind last is a hundred times faster
    if power := re.fullmatch(r"10{6,}", digits):
        forms.append(rf"(?<![\w.])10 ?{len(power[0]) - 1}(?:\.\d{{1,3}})?")
    behind = rf"(?=.{{0,{UNIT_AFTER}}}?{unit_form(unit)})" if unit else ""
    return re.compile(rf"(?:{'|'.join(forms)})(?!\d|\.\d){behind}", re.DOTALL)


def unit_form(unit: str) -> str:
    """Return the pattern of a unit: ``cd/m2`` also as ``cd m-2`` and ``cdm-2``.

    Examples
    --------
    >>> [bool(re.search(unit_form("us-1"), text)) for text in ("2 µs-1", "2 /µs", "2 µs")]
    [True, True, False]
    """
    form = ""
    for over, symbol, exponent in re.findall(r"(/?)\s*([^\W\d_]+|%)(-?\d*)", unit):
        spelt = SYMBOLS.get(symbol, re.escape(symbol))
        power = exponent.removeprefix("-") or "1"
        if over or exponent.startswith("-"):
            below = rf"/ ?{spelt}{power if power != '1' else ''}"
            form += rf" ?(?:{below}|{spelt} ?- ?{power})"
        else:
            form += f" ?{spelt}{exponent}"
    return rf"(?<![^\W\d_]){form}(?![^\W\d_])"


def numbers_in(text: str) -> list[re.Match[str]]:
    """Return the numbers of a text that are no part of a word, unit or charge."""
    return list(NUMBER.finditer(text))


def pointers_in(text: str) -> list[tuple[int, int]]:
    """Return where a text points to figures, references, list items and years.

    Examples
    --------
    >>> [text[a:b] for text in ["(2) In 2015 (Figure 4c,d)"] for a, b in pointers_in(text)]
    ['(2)', 'In 2015', 'Figure 4c,d']
    """
    return [match.span() for match in POINTER.finditer(text)]
