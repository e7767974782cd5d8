"""Make each record one row: engines answer flat, with one row for each item of a list.

SPARQL's own GROUP_CONCAT has no order, and engines disagree about what it keeps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from operator import itemgetter

import pyoxigraph as ox

from defectkg.rdf.rows import Rows, Term

__all__ = ["fold"]


def fold(
    rows: Rows, record: Sequence[str], lists: Collection[str] = (), *, by_name: bool = False
) -> Rows:
    """Return one row for each record, whose different values stand in one cell.

    Parameters
    ----------
    rows : Rows
        The answer to a SPARQL query.
    record : sequence of str
        Columns that together name a record.
    lists : collection of str, optional
        Columns that may have several values; their cells are plain text even with one. Should
        another column have several (labels in two languages), they are joined, too.
    by_name : bool
        Whether records come by name, and not in the order of their first rows.

    Returns
    -------
    Rows
        Values are sorted, numbers by size, and joined with ``; ``, or with a space in columns of
        IRIs, whose names end in ``_iri``.
    """
    columns = range(len(rows.columns))
    listed = [i for i in columns if rows.columns[i] in lists]
    single = [i for i in columns if i not in listed]
    name_of = itemgetter(*map(rows.columns.index, record))
    found = defaultdict(list)
    for texts, terms in zip(rows.values, rows.terms or (), strict=True):
        found[name_of(texts)].append((texts, terms))
    values: list[tuple[str, ...]] = []
    answer: list[tuple[Term | None, ...]] = []
    rest = itemgetter(*single)
    for name in sorted(found) if by_name else found:
        (first, first_terms), *more = same = found[name]
        alike = not more or len({rest(texts) for texts, _ in same}) == 1
        cells, kept = list(first), list(first_terms)
        for i in listed if alike else columns:
            items = {texts[i]: terms[i] for texts, terms in same if terms[i] is not None}
            if len(items) > 1 or (items and i in listed):
                separator = " " if rows.columns[i].endswith("_iri") else "; "
                cells[i] = separator.join(sorted(items, key=by_size))
                kept[i] = ox.Literal(cells[i])
            elif items:
                ((cells[i], kept[i]),) = items.items()
        values.append(tuple(cells))
        answer.append(tuple(kept))
    return Rows(rows.columns, values, answer)


def by_size(text: str) -> tuple[bool, int, str]:
    """Return a key that puts whole numbers first, by size, and then words."""
    is_number = text.isdecimal()
    return not is_number, int(text) if is_number else 0, text
