"""Patterns of numbers and units as they stand in the plain script of `defectkg.scripts`."""

from __future__ import annotations

import re

from defectkg.scripts import MINUS

__all__ = ["number_pattern", "numbers_in"]

UNIT_AFTER = 60  # signs; "from 378.29 to 1.90 µs-1"
SYMBOLS = {"%": "(?:%|per ?cent)", "days": "(?:days?|d)", "us": "[uµ]s"}
NUMBER = re.compile(rf"(?<![\w.])(?<![^\W\d_]-)\d+(?:\.\d+)?(?![\w+{MINUS}]|\.\d)")


def number_pattern(digits: str, unit: str = "") -> re.Pattern[str]:
    """Return the pattern of a number with its unit behind it, at once or after a further number.

    Examples
    --------
    >>> bool(number_pattern("330", "cd/m2").search("330 and 35 cdm-2"))
    True
    >>> bool(number_pattern("1000000000").search("a factor of 109.36"))  # 10⁹ and a citation, flat
    True
    """
    forms = [re.escape(digits)]
    if power := re.fullmatch(r"10{6,}", digits):
        forms.append(rf"10 ?{len(power[0]) - 1}(?:\.\d{{1,3}})?")
    behind = rf"(?=.{{0,{UNIT_AFTER}}}?{unit_form(unit)})" if unit else ""
    return re.compile(rf"(?<![\w.])(?:{'|'.join(forms)})(?!\d|\.\d){behind}", re.DOTALL)


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
