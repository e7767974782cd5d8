"""Make each record one row: engines answer flat, with one row for each item of a list.

SPARQL's own GROUP_CONCAT has no order, and engines disagree about what it keeps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter

import pyoxigraph as ox

from defectkg.rdf.rows import Rows, Term

__all__ = ["fold", "in_step"]

#: A column of names, and that of the numbers under which a source lists them.
NUMBERED = ("publication", "reference_numbers")


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
        IRIs, whose names end in ``_iri``. Several publications stand by their reference numbers;
        see `in_step`.
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
    numbered = [rows.columns.index(name) for name in NUMBERED if name in lists]
    paired = itemgetter(*numbered) if len(numbered) == len(NUMBERED) else None
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
        if paired and "; " in cells[numbered[0]]:
            both = in_step({paired(texts) for texts, _ in same})
            for i, cell in zip(numbered, both, strict=True):
                cells[i], kept[i] = cell, ox.Literal(cell) if cell else None
        values.append(tuple(cells))
        answer.append(tuple(kept))
    return Rows(rows.columns, values, answer)


def in_step(numbered: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Return names, and the numbers under which a source lists them, as two cells in one order.

    Parameters
    ----------
    numbered : iterable of (str, str)
        Each name with one of its numbers, or with an empty text.

    Returns
    -------
    (str, str)
        Names stand by their first numbers, those that have none last, so that the second number is
        that of the second name. Where there are several names, a comma joins the numbers of one.

    Examples
    --------
    >>> in_step([("Pan 2015", "43"), ("Pan 2016", "42"), ("Wu 2018", "")])
    ('Pan 2016; Pan 2015; Wu 2018', '42; 43')
    >>> in_step([("Leng 2018", "83"), ("Leng 2018", "35")])
    ('Leng 2018', '35; 83')
    >>> in_step([("Leng 2018", "83"), ("Leng 2018", "35"), ("Behera 2018", "84")])
    ('Leng 2018; Behera 2018', '35, 83; 84')
    """
    found: dict[str, set[str]] = defaultdict(set)
    for name, number in numbered:
        found[name].update({number} if number else ())
    of_each = {name: sorted(numbers, key=by_size) for name, numbers in found.items() if name}
    names = sorted(
        of_each, key=lambda name: (not of_each[name], *map(by_size, of_each[name][:1]), name)
    )
    separator = ", " if len(names) > 1 else "; "
    return "; ".join(names), "; ".join(separator.join(of_each[n]) for n in names if of_each[n])


def by_size(text: str) -> tuple[bool, int, str]:
    """Return a key that puts whole numbers first, by size, and then words."""
    is_number = text.isdecimal()
    return not is_number, int(text) if is_number else 0, text
