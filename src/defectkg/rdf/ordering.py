"""The order of rows, as the header of a query says it, where an engine is not to sort them.

``#+ order: filled host, host, certainty_iri by Stated Proposed`` puts rows with a host first, by
host, and those of one host by how sure they are: the words named stand first, no word last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from defectkg.rdf.prefixes import local_name

__all__ = ["column_of", "key_of"]

FILLED, BY = "filled ", " by "
Key = Callable[[tuple[str, ...]], Any]


def column_of(item: str) -> str:
    """Return the column of an item of an order.

    Examples
    --------
    >>> column_of("filled host"), column_of("certainty_iri by Stated Proposed"), column_of("agent")
    ('host', 'certainty_iri', 'agent')
    """
    return item.removeprefix(FILLED).partition(BY)[0]


def key_of(columns: Sequence[str], order: Sequence[str]) -> Key:
    """Return the key by which rows of some columns stand in an order.

    Examples
    --------
    >>> key = key_of(("host", "sure"), ("filled host", "host", "sure by Stated"))
    >>> sorted([("", "Stated"), ("b", ""), ("b", "Other"), ("b", "Stated"), ("a", "")], key=key)
    [('a', ''), ('b', 'Stated'), ('b', 'Other'), ('b', ''), ('', 'Stated')]
    """
    places = [columns.index(column_of(item)) for item in order]
    if [column_of(item) for item in order] == list(order):  # columns alone, as most orders are
        return itemgetter(*places)
    keys = list(map(key_of_item, places, order))
    return lambda row: [key(row) for key in keys]


def key_of_item(place: int, item: str) -> Key:
    """Return the key of one item, of the column at a place."""
    if item.startswith(FILLED):
        return lambda row: not row[place]
    if BY not in item:
        return itemgetter(place)
    words = item.partition(BY)[2].split()

    def rank(row: tuple[str, ...]) -> int:
        word = local_name(row[place])
        return words.index(word) if word in words else len(words) + (not word)

    return rank
