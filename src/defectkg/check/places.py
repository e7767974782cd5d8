"""Rules of places: what a locator names must be in its source, and in its reference list.

A source declares its sections, each with its last paragraph, in ``dkg:extent``; with which words
a section opens that has no heading of its name, in ``dkg:sectionOpening``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from defectkg.check.findings import Fault
from defectkg.rdf.queries import run
from defectkg.rdf.store import Store

__all__ = ["entry_faults", "extent_faults", "place_faults"]

PARAGRAPH = " ¶"  # between a section and the number of its paragraph
BEYOND = "The source does not reach this place: correct the place, or the extent of the source."
NO_SECTION = "The source declares no such section: correct it, or add it to dkg:extent."
TWICE = "Names a place twice: name it once."
UNLISTED = "The source lists no reference of this number: correct the place or add its citation."
OTHER_WORK = "The reference in the place is none of the record's publications: correct one of them."
APART = "Shares no place with a record that the anomaly concerns: correct the place or the record."


def place_faults(store: Store) -> Iterator[Fault]:
    """Yield node, message and part for each place that is not in its source, or not of its work."""
    listed: dict[str, set[str]] = defaultdict(set)
    numbers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in run(store, "internal/reference-numbers").dicts():
        listed[line["source"]].add(line["number"])
        numbers[line["source"], line["publication"]].add(line["number"])
    records: dict[tuple[str, str, str, str], list[dict[str, str]]] = defaultdict(list)
    for line in run(store, "internal/record-places").dicts():
        key = line["record"], line["place"], line["source"], line["extent"]
        records[key].append(line)
    for (record, place, source, extent), lines in records.items():
        works = {line["publication"] for line in lines} - {""}
        own = {n for work in works for n in numbers[source, work]} if works else None
        for message, part in (
            *extent_faults(place, extent),
            *entry_faults(place, listed[source], own),
        ):
            yield f"<{record}>", message, part
        for other in {line["concerned_place"] for line in lines} - {""}:
            if not shares_a_part(place, other):
                yield f"<{record}>", APART, other
    for line in run(store, "internal/sources").dicts():
        section, _, words = line["opening"].partition(": ")
        if words and section + PARAGRAPH not in map(series_of, parts(line["extent"])):
            yield f"<{line['source']}>", NO_SECTION, section


def parts(locator: str) -> list[str]:
    """Return the places that a locator joins, such as ``doping ¶4`` and ``Fig. 4a``."""
    return locator.split("; ")


def extent_faults(locator: str, extent: str) -> Iterator[tuple[str, str]]:
    """Yield message and part for each part that is not in a source, or named twice.

    Parameters
    ----------
    locator : str
    extent : str
        The last paragraph of each section and the last panel of each figure, as a locator. Empty,
        it declares no section, and leaves open how many figures and tables there are.
    """
    named = parts(locator)
    for part in {part for part in named if named.count(part) > 1}:
        yield TWICE, part
    last = {series: end for series, end in map(position, parts(extent)) if series}
    for part in named:
        series, end = position(part)
        if series.endswith(PARAGRAPH) and series not in last:
            yield NO_SECTION, part
        elif last and series and end > last.get(series, (0, "")):
            yield BEYOND, part


def position(part: str) -> tuple[str, tuple[int, str]]:
    """Return the series of a place and where in it the place stands: panels are a series."""
    found = re.fullmatch(rf"([a-z-]+{PARAGRAPH}|Fig\. |Table )([1-9][0-9]*)([a-z]?)", part)
    if not found:
        return "", (0, "")  # a reference; or misspelt, which the shapes tell
    series, number, panel = found.groups()
    return (series + number, (1, panel)) if series == "Fig. " else (series, (int(number), panel))


def series_of(part: str) -> str:
    """Return the series of a place, such as that of the paragraphs of one section."""
    return position(part)[0]


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
