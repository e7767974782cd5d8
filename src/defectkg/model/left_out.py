"""Which records do not count where only one source is asked, or only works up to a year.

A record counts up to a year if a work on which it rests and the source in which it was read are
both of that year or earlier; without a year it does not. What is from no source of claims, such as
definitions and ionic radii, always counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from defectkg.model import terms
from defectkg.model.claims import read_parts
from defectkg.rdf.queries import run
from defectkg.rdf.store import Store

__all__ = ["LeftOut", "left_out"]

NOT_JUDGED = {terms.DEFINITION, terms.IONIC_RADIUS, terms.PUBLICATION, terms.RECORD_GRAPH}
Parts = Mapping[str, frozenset[str]]


class LeftOut(NamedTuple):
    """What does not count, and how much that is.

    Parameters
    ----------
    nodes : frozenset of str
        IRIs: records, works of which only these speak, and later ones of which none does.
    elsewhere, later, undated : int
        Records that were read in other sources, are of later works or sources, or of such without
        a year.
    total : int
        All records, left out or not.
    first : int, optional
        The first year up to which a record of the sources counts.
    background : frozenset of str
        Works that stand behind definitions and ionic radii alone: no source is read in them.
    """

    nodes: frozenset[str]
    elsewhere: int
    later: int
    undated: int
    total: int
    first: int | None
    background: frozenset[str]


def left_out(
    store: Store, sources: frozenset[str] = frozenset(), until: int | None = None
) -> LeftOut:
    """Return which records and works do not count.

    Parameters
    ----------
    store : Store
    sources : frozenset of str, optional
        IRIs of publications: only what was read in one of them counts.
    until : int, optional
        Year: only works and sources up to it count.
    """
    origins = read_parts(store, "internal/record-origins")
    records = {
        record: of
        for record, of in origins.items()
        if of["classes"] - NOT_JUDGED and not of["sides"]
    }
    years = years_of_works(store)
    why: dict[str, str] = {}
    firsts = []
    for record, of in records.items():
        year = first_year(of, years)
        if sources and not sources & of["sources"]:
            why[record] = "elsewhere"
            continue
        firsts += [year] if year is not None else []
        if until is not None and (year is None or year > until):
            why[record] = "undated" if year is None else "later"
    for record, of in records.items():  # what is said of records alone goes with them
        about = of["concerned"] & records.keys()
        if record not in why and about and about <= why.keys():
            why[record] = why[min(about)]

    def in_time(work: str) -> bool:
        return until is None or (work in years and years[work] <= until)

    named: set[str] = set()
    heard: set[str] = set()  # works of which something speaks that counts
    background: set[str] = set()
    files = {record for record, of in origins.items() if terms.RECORD_GRAPH in of["classes"]}
    for record in origins.keys() - files:
        works = origins[record]["works"] | origins[record]["sources"]
        named |= works
        if record in records and record not in why:
            heard.update(filter(in_time, works))
        elif record not in records:
            background |= works
    background -= heard
    heard |= background
    silent = {one for one in files if (read_in := origins[one]["sources"]) and not read_in & heard}
    listed = {record for record, of in origins.items() if terms.PUBLICATION in of["classes"]}
    unread = {work for work in listed - named if not in_time(work)}  # no record speaks of them
    gone = why.keys() | (named - heard) | unread
    one_sided = {record for record, of in origins.items() if of["sides"] & gone}
    counts = Counter(why.values())
    return LeftOut(
        frozenset(gone | silent | one_sided),
        counts["elsewhere"],
        counts["later"],
        counts["undated"],
        len(records),
        min(firsts, default=None),
        frozenset(background),
    )


def years_of_works(store: Store) -> dict[str, int]:
    """Return the year of each work that has one."""
    rows = run(store, "internal/publication-years").dicts()
    return {row["work"]: int(row["year"]) for row in rows if row["year"].isdecimal()}


def first_year(of: Parts, years: Mapping[str, int]) -> int | None:
    """Return the first year up to which a record counts; None where it has none."""
    named = [of["sources"], *([of["works"]] if of["works"] else [])]
    known = [[years[work] for work in some if work in years] for some in named]
    return max(map(min, known)) if all(known) else None
