"""The two short forms: what a link says, and how an outcome is printed.

What a phrase says is taken apart here; what its names mean is looked up elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from defectkg.errors import DataError
from defectkg.verify.units import COMPARATORS

__all__ = [
    "Number",
    "WrittenLink",
    "WrittenOutcome",
    "number_text",
    "read_link",
    "read_outcome",
]

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
POWER = r"(?:\^[-−]?\d+|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
NUMBER = (
    rf"(?<![\w.])[-−]?(?:10{POWER}|(?:[1-9]\d{{0,2}}(?:,\d{{3}})+|0|[1-9]\d*)(?:\.\d+)?"
    rf"(?:[eE][-+]?\d+|\s?[×x·]\s?10{POWER})?)(?!\.?\d)"
)
BARE_POWER = re.compile(r"(-?)10\^?(-?\d+)")
COMPARED = [
    (sign, re.compile(rf"(?:{words})\s*(?=[\d×x-]|factor)", re.IGNORECASE))
    for sign, words in COMPARATORS.items()
]
TIMES = re.compile(r"[×x]\s?(?=\d)|factor (?:of )?(?=\d)", re.IGNORECASE)
FOLD = re.compile(r"\s?-?fold|\s?times", re.IGNORECASE)
RANGE = re.compile(rf"\s?(?:to|–|—|-|\.\.\.?)\s?(?={NUMBER})")
UNCERTAIN = re.compile(r"\s?(?:±|\+/-|\+-)\s?")
WORDS = re.compile(r"\s*\(([^()]+)\)$")
ARROW = re.compile(r"\s*(?:->|→|=>)\s*")
PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
MOST_DIGITS = 40
MOST_WORDS = 60  # characters, as the shape has it


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed, with what stands around it; what is not printed is empty."""

    value: str
    value_max: str = ""
    uncertainty: str = ""
    unit: str = ""
    comparator: str = ""
    is_factor: bool = False


@dataclass(frozen=True, slots=True)
class WrittenOutcome:
    """What an outcome says: an amount or two, words, and further marks such as ``up``."""

    before: Number | None
    after: Number | None
    words: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenLink:
    """What a claim says: cause, relation, effect, and what follows behind commas."""

    cause: str
    relation: str
    effect: str
    parts: tuple[str, ...]


def read_link(text: str, relations: Iterable[str], places: Iterable[str] = ()) -> WrittenLink:
    """Return what a claim in one line says.

    Parameters
    ----------
    text : str
    relations : iterable of str
        The words for the relations.
    places : iterable of str
        Where something is, if the relation is ``is``.

    Raises
    ------
    DataError
        If there is no such word, or nothing on one side of it.

    Examples
    --------
    >>> link = read_link("KI lowers V_X, by vacancy filling, stated", ["raises", "lowers"])
    >>> link.cause, link.relation, link.effect, link.parts
    ('KI', 'lowers', 'V_X', ('by vacancy filling', 'stated'))
    >>> link = read_link("K+ is in the lattice, finds none, stated", [], ["in the lattice"])
    >>> link.cause, link.relation, link.effect
    ('K+', 'is', 'in the lattice')
    """
    first, *parts = text.split(", ")
    verbs = "|".join(map(re.escape, relations))
    where = "|".join(map(re.escape, places))
    found = re.fullmatch(rf"(\S.*?) (is) ({where})", first) if where else None
    if not (found := found or re.fullmatch(rf"(\S.*?) ({verbs}) (\S.*)", first)):
        said = ", ".join(relations)
        raise DataError(
            f"{first!r} does not say what does what: write cause, {said}, and effect;"
            " how it acts stands behind 'by'"
        )
    return WrittenLink(found[1], found[2], found[3], tuple(part.strip() for part in parts))


def read_outcome(text: str) -> WrittenOutcome:
    """Return what an outcome in one line says.

    Raises
    ------
    DataError
        If it holds digits that are no number with its unit.

    Examples
    --------
    >>> outcome = read_outcome("54 -> 78 % (dramatically higher)")
    >>> outcome.before.value, outcome.before.unit, outcome.after.value, outcome.words
    ('54', '%', '78', 'dramatically higher')
    >>> read_outcome("about 2 to 80 meV").after
    Number(value='2', value_max='80', uncertainty='', unit='meV', comparator='~', is_factor=False)
    >>> read_outcome("near unity, up, level")
    WrittenOutcome(before=None, after=None, words='near unity', marks=('up', 'level'))
    """
    first, *marks = text.split(", ")
    words = ""
    if found := WORDS.search(first):
        words, first = found[1], first[: found.start()]
    sides = ARROW.split(first)
    if len(sides) > 2:
        raise DataError(f"{first!r} has more than one arrow; write one outcome for each step")
    if len(sides) == 1 and not any(sign.isdigit() for sign in first):
        if words or len(first) > MOST_WORDS or first.endswith("%"):
            raise DataError(f"{first!r} holds no number; give the word or two of the source")
        return WrittenOutcome(None, None, first, tuple(marks))
    amounts = [read_amount(side) for side in sides]
    if len(amounts) == 2 and not amounts[0].unit:
        amounts[0] = replace(amounts[0], unit=amounts[1].unit)
    before = amounts[0] if len(amounts) == 2 else None
    return WrittenOutcome(before, amounts[-1], words, tuple(marks))


def read_amount(text: str) -> Number:
    """Return a number with its comparator, range, uncertainty and unit."""
    rest, comparator = text.strip(), ""
    for sign, pattern in COMPARED:
        if found := pattern.match(rest):
            comparator, rest = sign, rest[found.end() :]
            break
    is_factor = bool(found := TIMES.match(rest))
    rest = rest[found.end() :] if found else rest
    value, rest = leading_number(rest, text)
    value_max = uncertainty = ""
    if found := UNCERTAIN.match(rest):
        uncertainty, rest = leading_number(rest[found.end() :], text)
    elif found := RANGE.match(rest):
        value_max, rest = leading_number(rest[found.end() :], text)
        comparator = comparator or "range"
    if found := FOLD.fullmatch(rest):
        is_factor, rest = True, ""
    unit = rest.strip()
    if "," in unit or re.match(r"\W?\d", unit):
        raise DataError(f"{text!r} is no number with a unit; write it as printed")
    return Number(value, value_max, uncertainty, unit, comparator, is_factor)


def leading_number(text: str, whole: str) -> tuple[str, str]:
    """Return the digits of the number with which a text begins, and what is behind it."""
    found = re.match(NUMBER, text)
    if not found:
        raise DataError(
            f"{whole!r} is no number as printed, with its unit; words of the source go into the"
            " field words"
        )
    return number_text(found[0]), text[found.end() :]


def number_text(printed: str) -> str:
    """Return the digits of a number, powers of ten written out.

    Raises
    ------
    DataError
        If it is no number, or one of more digits than anybody prints.

    Examples
    --------
    >>> [number_text(n) for n in ("1.90", "12,090", "1.26×10^17", "3e17", "5 x 10⁻³", "10^9")]
    ['1.90', '12090', '126000000000000000', '300000000000000000', '0.005', '1000000000']
    """
    plain = printed.replace(",", "").replace("−", "-")
    if "^" in plain or plain != plain.translate(SUPERSCRIPTS):
        plain = BARE_POWER.sub(r"\g<1>1e\2", plain.translate(SUPERSCRIPTS))
        plain = re.sub(r"\s?[×x·]\s?1e", "e", plain)
    if PLAIN.fullmatch(plain) and len(plain) <= MOST_DIGITS:
        return plain
    try:
        number = Decimal(plain)
        far = not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS
    except ArithmeticError:
        raise DataError(f"{printed!r} is no number; write its digits as printed") from None
    written = "" if far else f"{number:f}"
    if not PLAIN.fullmatch(written) or len(written) > MOST_DIGITS:
        raise DataError(f"{printed!r} is no number as printed; write its digits out")
    return written
