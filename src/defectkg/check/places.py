"""Rules of places: what a locator names must be in its source, and in its reference list."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

__all__ = ["entry_faults", "extent_faults", "parts", "shares_a_part"]

BEYOND = "The source does not reach this place: correct the place, or the extent of the source."
TWICE = "Names a place twice: name it once."
UNLISTED = "The source lists no reference of this number: correct the place or add its citation."
OTHER_WORK = "The reference in the place is none of the record's publications: correct one of them."


def parts(locator: str) -> list[str]:
    """Return the places that a locator joins, such as ``doping ¶4`` and ``Fig. 4a``."""
    return locator.split("; ")


def extent_faults(locator: str, extent: str) -> Iterator[tuple[str, str]]:
    """Yield message and part for each part that lies beyond the extent of a source.

    Parameters
    ----------
    locator : str
    extent : str
        The last paragraph of each section and the last panel of each figure, as a locator; empty
        where it is not known.
    """
    named = parts(locator)
    for part in {part for part in named if named.count(part) > 1}:
        yield TWICE, part
    last = {series: end for series, end in map(position, parts(extent)) if extent}
    for part in named:
        series, end = position(part)
        if last and series and end > last.get(series, (0, "")):
            yield BEYOND, part


def position(part: str) -> tuple[str, tuple[int, str]]:
    """Return the series of a place and where in it the place stands: panels are a series."""
    found = re.fullmatch(r"([a-z-]+ ¶|Fig\. |Table )([1-9][0-9]*)([a-z]?)", part)
    if not found:
        return "", (0, "")  # a reference; or misspelt, which the shapes tell
    series, number, panel = found.groups()
    return (series + number, (1, panel)) if series == "Fig. " else (series, (int(number), panel))


def entry_faults(
    locator: str, listed: Collection[str], own: Collection[str] | None
) -> Iterator[tuple[str, str]]:
    """Yield message and part for each reference that is not listed, or of another work.

    Parameters
    ----------
    locator : str
    listed : collection of str
        The numbers of the reference list; empty where it is not known.
    own : collection of str or None
        The numbers of the record's publications, None where a record has none.
    """
    for number in re.findall(r"\bref ([1-9][0-9]*)", locator):
        if listed and number not in listed:
            yield UNLISTED, f"ref {number}"
        elif listed and own is not None and number not in own:
            yield OTHER_WORK, f"ref {number}"


def shares_a_part(one: str, other: str) -> bool:
    """Return whether two locators have a place in common."""
    return not set(parts(one)).isdisjoint(parts(other))
