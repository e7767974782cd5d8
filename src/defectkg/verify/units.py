"""Patterns of numbers and units as they stand in text made plain (`plain_text`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from defectkg.verify.plain_text import ABOUT, MINUS

__all__ = [
    "COMPARATORS",
    "Amount",
    "comparator_before",
    "number_pattern",
    "numbers_in",
    "pointers_in",
    "sentence_starts",
]

FURTHER = rf"(?>\d+(?:\.\d+)?)|±|[-,;{ABOUT}<>≤≥]|to|and|or|from|up|over|about|than|more|less"
BETWEEN = (
    rf"(?:[\s()]*(?:{FURTHER})(?![^\W\d_])){{0,8}}"  # a number and its unit; "378.29 to 1.90 µs-1"
)
SYMBOLS = {"%": "(?:%|per ?cent)", "days": "(?:days?|d)", "us": "[uµ]s"}
NUMBER = re.compile(rf"(?<![\w.])(?<![^\W\d_]-)\d+(?:\.\d+)?(?![\w+{MINUS}]|\.\d)")

SENTENCE_END = re.compile(
    r"(?<!\bFig)(?<!\bFigs)(?<!\bRef)(?<!\bref)(?<!\bet al)(?<!\bca)(?<!\bvs)(?<!\b[a-z]\.[a-z])"
    r"(?:[.?!][)\"'”’]*|(?<!\d)\.\d[\d,-]*)\s+(?=[\W\d]*[A-Z\d])"  # or a flattened citation
)
POINTER = re.compile(
    r"(?i:\b(?:fig(?:ure)?s?|tables?|schemes?|refs?|eqs?)\.?\s*\d+\w?(?:,\s?\w\b)*)"
    r"|\(\d\)|\bIn \d{4}\b"
    r"|(?<=[^\W\d]\.)\s?\d[\d,-]*(?=\s+[A-Z]|\s*$)"  # a citation that is raised no more
)  # its numbers say where and when, not how much


AFTER = 80  # signs behind a number in which its unit stands
TO = r"[^\w.]{0,4}(?:(?:to|and|through)\b)?[^\w.]{0,4}"
PERCENT = re.compile(r"\s*(?:%|per ?cent)")
COMPARATORS = {  # as people write them
    ">": r">|≥|over|above|beyond|at least|exceed\w*|surpass\w*"
    r"|(?:more|greater|higher|larger|better|longer) than",
    "<": r"<|≤|below|under|at most|(?:less|fewer|smaller|lower|shorter) than",
    "~": rf"[{ABOUT}~]|about|around|approximately|approx\.|ca\.?|roughly|nearly|almost|close to",
    "up to": r"up to|as (?:high|much|long|large) as",
}
SAME = {"about": "~", "range": "", "=": "", "≈": "~", "≥": ">", "≤": "<"}
BEFORE = 40  # signs before a number in which its comparator stands
PRINTED = [
    (sign, re.compile(rf"(?:^|(?<![^\W\d_]))(?:{words})(?: an?)?(?: factor of)? ?$", re.IGNORECASE))
    for sign, words in COMPARATORS.items()
]


@dataclass(frozen=True, slots=True)
class Amount:
    """What a measurement prints: a number or a range, with its uncertainty, unit and comparator.

    Parameters
    ----------
    value, value_max, uncertainty, unit, comparator : str
        Empty where nothing is printed.
    """

    value: str
    value_max: str = ""
    uncertainty: str = ""
    unit: str = ""
    comparator: str = ""

    @property
    def digits(self) -> list[str]:
        """The numbers."""
        return [d for d in (self.value, self.value_max, self.uncertainty) if d]

    def lacking(self, text: str) -> list[str]:
        """Return which numbers a text does not hold, with or without their unit."""
        return [d for d in self.digits if not number_pattern(d).search(text)]

    def found(self, text: str) -> list[tuple[int, list[str]]]:
        """Return where the value stands, and what it lacks there: unit, range or comparator."""
        return [
            (match.start(), self._lacking_at(text, match))
            for match in number_pattern(self.value).finditer(text)
        ]

    def _lacking_at(self, text: str, match: re.Match[str]) -> list[str]:
        after, before = text[match.end() : match.end() + AFTER], text[: match.start()]
        lacking = []
        if self.unit and not unit_behind(self.unit).match(after):
            lacking.append(self.unit)
        if not self.unit and PERCENT.match(after):
            lacking.append("no unit")
        for digits, joint in ((self.value_max, TO), (self.uncertainty, r"\D{0,12}?±\s*")):
            if digits and not re.match(
                rf"\s*(?:{unit_form(self.unit)})?{joint}{number_pattern(digits).pattern}", after
            ):
                lacking.append(digits)
        said = SAME.get(self.comparator, self.comparator)
        if comparator_before(before) != said:
            lacking.append(self.comparator or "no comparator")
        return lacking


def comparator_before(text: str) -> str:
    """Return the comparator with which a text ends.

    Examples
    --------
    >>> [comparator_before(t) for t in ("a yield over ", "by up to ", "of ", "(≈")]
    ['>', 'up to', '', '~']
    """
    end = text[-BEFORE:]
    return next((sign for sign, pattern in PRINTED if pattern.search(end)), "")


@cache
def number_pattern(digits: str) -> re.Pattern[str]:
    """Return the pattern of a number that is no part of a longer one.

    Examples
    --------
    >>> [bool(number_pattern("330").search(text)) for text in ("330 and 35", "1330", "330.5")]
    [True, False, False]
    >>> bool(number_pattern("1000000000").search("a factor of 109.36"))  # 10⁹ and a citation, flat
    True
    """
    plain = re.escape(digits)
    forms = [rf"{plain}(?<![\w.]{plain})"]  # looking behind last is a hundred times faster
    if power := re.fullmatch(r"10{6,}", digits):
        forms.append(rf"(?<![\w.])10 ?{len(power[0]) - 1}(?:\.\d{{1,3}})?")
    return re.compile(rf"(?:{'|'.join(forms)})(?!\d|\.\d)")


@cache
def unit_behind(unit: str) -> re.Pattern[str]:
    """Return the pattern of a unit behind a number, at once or after further numbers.

    Examples
    --------
    >>> bool(unit_behind("cd/m2").match(" and 35 cdm-2"))  # behind 330
    True
    """
    return re.compile(rf"{BETWEEN}\s*{unit_form(unit)}")


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


def sentence_starts(text: str) -> list[int]:
    """Return where the sentences of a text begin.

    Examples
    --------
    >>> sentence_starts("It rose (Fig. 2). By how much? 9.5 ns.")
    [0, 18, 31]
    """
    return [0, *(match.end() for match in SENTENCE_END.finditer(text))]
