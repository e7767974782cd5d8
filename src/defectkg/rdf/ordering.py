"""The order of rows, as the header of a query says it, where an engine is not to sort them.

``#+ order: filled host, host, certainty_iri by Stated Proposed`` puts rows with a host first, by
host, and those of one host by how sure they are: the words named stand first, no word last.
Several words of one cell are named with hyphens, as in ``ion-and-defect``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf, isnan
from operator import itemgetter
from typing import Any

from defectkg.rdf.prefixes import local_name

__all__ = ["Key", "columns_of", "key_of"]

FILLED, LARGEST, OR, BY = "filled ", "largest ", " or ", " by "
Key = Callable[[tuple[str, ...]], Any]


def columns_of(item: str) -> list[str]:
    """Return the columns of an item of an order.

    Examples
    --------
    >>> columns_of("filled host"), columns_of("largest after or relative"), columns_of("agent")
    (['host'], ['after', 'relative'], ['agent'])
    """
    return item.removeprefix(FILLED).removeprefix(LARGEST).partition(BY)[0].split(OR)


def key_of(columns: Sequence[str], order: Sequence[str]) -> Key:
    """Return the key by which rows of some columns stand in an order.

    Examples
    --------
    >>> key = key_of(("host", "sure"), ("filled host", "host", "sure by Stated"))
    >>> sorted([("", "Stated"), ("b", ""), ("b", "Other"), ("b", "Stated"), ("a", "")], key=key)
    [('a', ''), ('b', 'Stated'), ('b', 'Other'), ('b', ''), ('', 'Stated')]
    """
    places = [[columns.index(name) for name in columns_of(item)] for item in order]
    if set(order) <= set(columns):  # columns alone, as most orders are
        return itemgetter(*(place for (place,) in places))
    keys = list(map(key_of_item, places, order))
    return lambda row: [key(row) for key in keys]


def key_of_item(places: list[int], item: str) -> Key:
    """Return the key of one item, of the columns at some places."""
    place = places[0]
    if item.startswith(FILLED):
        return lambda row: not row[place]
    if item.startswith(LARGEST):
        return lambda row: -max((as_number(row[at]) for at in places if row[at]), default=-inf)
    if BY not in item:
        return itemgetter(place)
    words = item.partition(BY)[2].split()

    def rank(row: tuple[str, ...]) -> int:
        word = local_name(row[place]).replace(" ", "-")
        return words.index(word) if word in words else len(words) + (not word)

    return rank


def as_number(text: str) -> float:
    """Return a number; 0 for what is none, which a foreign file may hold in its place.

    Examples
    --------
    >>> as_number("96.5"), as_number("9z"), as_number("nan")
    (96.5, 0.0, 0.0)
    """
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return 0.0 if isnan(number) else number
