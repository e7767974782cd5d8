"""Tell one state of a store from the next: a push marks that it fills a store, then that it has.

A mark is a named graph without a statement, so no query of statements meets it, nor does a count
or an export. Stores that were filled otherwise have none, and their changes go unnoticed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from defectkg.errors import QueryError
from defectkg.rdf.store import Store

__all__ = ["FILLED", "FILLING", "IS_THERE", "is_mark", "marked", "marks_of"]

MARK = "urn:defectkg:state:"
FILLING, FILLED = f"{MARK}filling:", f"{MARK}filled:"
IS_THERE = "ASK { GRAPH <%s> { } }"
MARKS = f'SELECT ?mark {{ GRAPH ?mark {{ }} FILTER(STRSTARTS(STR(?mark), "{MARK}")) }}'


def is_mark(iri: str) -> bool:
    """Return whether a graph has the name of a mark."""
    return iri.startswith(MARK)


def marks_of(store: Store) -> list[str]:
    """Return the marks that a store has: one that ends in its state, unless pushes met."""
    with contextlib.suppress(QueryError):  # an engine that knows no graphs without statements
        return sorted(mark for (mark,) in store.rows(MARKS).values)
    return []


def marked(mark: str, before: Iterable[str]) -> str:
    """Return the update, of one transaction, that puts a mark in the place of others."""
    dropped = "".join(f"DROP SILENT GRAPH <{old}> ; " for old in before)
    return f"{dropped}CREATE SILENT GRAPH <{mark}>"
