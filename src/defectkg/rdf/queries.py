"""Queries of the library run on a store: at once, or some records at a time.

Engines answer in flat rows, one for each item of a list; `fold` makes each record one row. Many
flat rows are put in *order* here: engines that sort on disk read each term anew for each
comparison.
What a query says of itself is read by `defectkg.rdf.library`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property, partial
from itertools import chain
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from defectkg.errors import DataError, QueryError
from defectkg.rdf.bindings import among, bound, listed
from defectkg.rdf.folding import fold
from defectkg.rdf.levels import (
    BROADER,
    BY_WAY_OF,
    EXACT,
    IN_GENERAL,
    NARROWER,
    Levels,
    farthest,
    level_texts,
    rank,
)
from defectkg.rdf.library import LEVEL, Query, Slot, TwoSteps, load_query
from defectkg.rdf.ordering import Key, columns_of, key_of
from defectkg.rdf.prefixes import DATA
from defectkg.rdf.rows import Rows, Term
from defectkg.rdf.store import LONGEST, Store, pages, too_late

__all__ = [
    "Choice",
    "choose",
    "fitting",
    "folded",
    "holding",
    "leaves_out",
    "levels_of",
    "number",
    "records",
    "records_about",
    "records_named",
    "records_with",
    "rows_of",
    "run",
]

MOST_COMPARED = 1_000_000  # quads among whose records pairs are looked for: they grow faster
MOST_NAMED = 500  # things that one query names
#: Whether a part of a store holds all of a record with some name.
Whose = Callable[[tuple[str, ...]], bool]
#: Two records and what is known of them, as texts and as terms.
Pair = tuple[tuple[str, ...], tuple[Term | None, ...]]


def run(
    store: Store,
    name: str,
    params: Mapping[str, str] | None = None,
    *,
    timeout: float | None = None,
) -> Rows:
    """Run a query of the library, with IRIs (or numbers) for some of its slots.

    Raises
    ------
    QueryError
        If the query is unknown or fails, has no such slot, or a number is none.
    """
    query = load_query(name)
    return fitting(store, choose(store, query, params or {}), timeout=timeout)


def fitting(
    store: Store, choice: Choice, *, counting: bool = False, timeout: float | None = None
) -> Rows:
    """Return the records of a query that fit, in rows of their own; see `Choice.among`.

    Where a filter chooses some records of a large store, the engine finds these first, and they are
    asked alone: of each record all is read, so that its row is the same as among all.

    Parameters
    ----------
    store : Store
    choice : Choice
    counting : bool, optional
        Whether rows without what a loose slot takes are only counted, if nothing else is given: of
        a large store they hold no more than what tells them apart; see `Query.to_count`.
    timeout : float, optional
        Seconds after which to give up.
    """
    rows = chosen_records(store, choice, timeout)
    if rows is None and counting:
        rows = with_some_to_count(store, choice, timeout)
    if rows is None:
        rows = records(store, choice.query, timeout=timeout)
    return choice.among(rows)


def holding(store: Store, name: str, slot: str, iris: Collection[str]) -> list[dict[str, str]]:
    """Return those records of a query that hold one of some IRIs in the column of a slot."""
    query = load_query(name)
    if not iris:
        return []
    wanted = {slot: Levels(dict.fromkeys(iris, EXACT))}
    return fitting(store, Choice(query, wanted, {}, {})).dicts()


class Found:
    """Some records of a large store, and what is read of them, once.

    Parameters
    ----------
    store : Store
    found : set of str
        IRIs.
    """

    def __init__(self, store: Store, found: Set[str]) -> None:
        self._store = store
        self.iris = found
        self._rows: dict[str, Rows] = {}

    @property
    def are_few(self) -> bool:
        """Whether they are read, and asked, at once."""
        from defectkg.rdf.parts import AT_ONCE

        return len(self.iris) <= AT_ONCE

    def things(self, pattern: str) -> int:
        """Return how many of the records of their studies a pattern finds."""
        from defectkg.rdf.parts import node, paged, studies_of

        records = map(node, studies_of(self._store, self.iris))
        some = (f"VALUES ?record {{ {page} }} {pattern}" for page in paged(records))
        return sum(things(self._store, one) for one in some)

    @cached_property
    def part(self) -> Store:
        """The part of the store with their studies."""
        from defectkg.rdf.parts import part_of

        return part_of(self._store, self.iris)

    def rows(self, query: Query, timeout: float | None = None) -> Rows:
        """Return the records of a query in their studies: at once, or some studies at a time."""
        if self.are_few and not query.two_steps:
            return records(self.part, query, timeout=timeout)
        if query.name not in self._rows:
            read = by_pairs if query.two_steps else by_studies
            self._rows[query.name] = read(self._store, query, self.iris, timeout)
        return self._rows[query.name]


def found_for(store: Store, choice: Choice) -> Found | None:
    """Return records among which are all that may fit a choice; none: take all."""
    query = choice.query
    if not reads_some(store, query):
        return None
    found = [store.kept(p, partial(records_by, store, p)) for p in choice.patterns]
    few = (some for some in found if some.are_few)
    return next(few, found[0] if found else None)


def records_by(store: Store, pattern: str) -> Found:
    """Return the records that a pattern finds, to be read."""
    return Found(store, found_by(store, pattern))


def reads_some(store: Store, query: Query) -> bool:
    """Return whether some records of a query are read alone, and not chosen among all."""
    return store.asks_for_few and not store.remembers(query.name)


def chosen_records(store: Store, choice: Choice, timeout: float | None) -> Rows | None:
    """Return records of a query among which are all that may fit a choice; none: take all."""
    found = found_for(store, choice)
    return found.rows(choice.query, timeout) if found else None


def records_about(store: Store, name: str, found: Collection[str]) -> Rows:
    """Return records of a query among which are all of some records, or of their studies."""
    query = load_query(name)
    if not reads_some(store, query):
        return records(store, query)
    some = frozenset(found)
    return store.kept(some, partial(Found, store, some)).rows(query)


def with_some_to_count(store: Store, choice: Choice, timeout: float | None) -> Rows | None:
    """Return the records that name what a loose slot takes, and what is to be counted of others.

    None where no such slot is given, or more than that: then a page shows some of the others.
    """
    query = choice.query
    if not query.to_count or choice.levels or not choice.wanted.keys() <= {*query.loose}:
        return None
    naming = chosen_records(store, choice.naming(), timeout)
    if naming is None:
        return None
    named = [naming.columns.index(at(naming, name)) for name in query.loose]
    telling = naming.take(n for n, row in enumerate(naming.values) if any(row[i] for i in named))
    to_count = partial(records, store, load_query(query.to_count), timeout=timeout)
    return telling.with_rows(store.kept(query.to_count, to_count))


def leaves_out(store: Store, choice: Choice) -> bool:
    """Return whether a choice is known to leave records out, without reading all."""
    query = choice.query
    found = found_for(store, choice) if query.each or query.two_steps else None
    if found is None:
        return False
    if query.two_steps:
        return any(found.iris.isdisjoint(row[:2]) for row, _ in pairs_of(store, query.two_steps))
    return found.things(query.each) < things(store, query.each)


def things(store: Store, pattern: str) -> int:
    """Return how many things a pattern finds."""
    text = f"SELECT (COUNT(DISTINCT ?record) AS ?size) {{ {pattern} }}"
    return int(store.rows(text).values[0][0])


def records(
    store: Store,
    query: Query,
    bindings: Mapping[str, str] | None = None,
    *,
    timeout: float | None = None,
) -> Rows:
    """Return the records of a query of the library; all, which the store remembers, or some.

    Those are of IRIs in the place of variables: a few records of many. They are written into the
    query, for Oxigraph plans before it substitutes, and would look at all records.
    """
    if bindings:
        return folded(query, store.rows(bound(query.text, bindings), timeout=timeout))
    return store.remember(query.name, lambda: all_records(store, query, timeout))


def all_records(store: Store, query: Query, timeout: float | None) -> Rows:
    """Return all records of a query: of many studies, where the query says so, some at a time.

    What an engine holds while it joins and sorts then follows a part of the store, not the store.
    """
    if query.two_steps and store.asks_for_few:
        return by_pairs(store, query, timeout=timeout)
    if query.in_parts and store.asks_for_few:
        every = Found(store, found_by(store, query.in_parts))
        if not every.are_few:
            return every.rows(query, timeout)
    return folded(query, store.rows_in_parts(query.text, timeout=timeout))


def by_studies(
    store: Store, query: Query, every: Collection[str], timeout: float | None = None
) -> Rows:
    """Return the records of a query, of some studies at a time; see `Query.in_parts`.

    A row that names records is kept from the part that holds their study whole, one that names
    none from the part of those that share it.

    Raises
    ------
    QueryTimeoutError
        If the time is over before all parts have been read.
    """
    from defectkg.rdf.parts import part_of, parts_of

    shared = found_by(store, query.always) if query.always else set()

    def answers() -> Iterator[tuple[Rows, Whose]]:
        for part, whole in chain([(part_of(store, shared), set[str]())], parts_of(store, every)):

            def is_whole(name: tuple[str, ...], whole: set[str] = whole) -> bool:
                records = {cell for cell in name if cell.startswith(DATA)}
                return records <= whole and bool(records) == bool(whole)

            yield part.rows(query.text), is_whole

    return put_together(query, answers(), timeout)


def by_pairs(
    store: Store,
    query: Query,
    about: Set[str] | None = None,
    timeout: float | None = None,
) -> Rows:
    """Return the records of a query that compares others, of some pairs at a time.

    The engine is asked for all pairs first; all else that a row tells follows from the
    two and what they name, and takes an engine much more room than the pairs.

    Parameters
    ----------
    store : Store
    query : Query
        One in two steps.
    about : set of str, optional
        Records of which one must be in a pair.
    timeout : float, optional

    Raises
    ------
    DataError
        If the store is too large for it.
    """
    from defectkg.rdf.parts import parts_with

    steps = query.two_steps
    assert steps is not None, "it is asked for such queries alone"
    told: dict[tuple[str, ...], str] = {}
    for row, terms in sorted(pairs_of(store, steps, timeout), key=alike_first):
        if about is None or not about.isdisjoint(row[:2]):
            cells = " ".join("UNDEF" if term is None else str(term) for term in terms)
            told[row[:2]] = told.get(row[:2], "") + f"\n    ({cells})"
    groups = list(pages_of_pairs(told)) or [[]]
    shared = found_by(store, query.always)
    parts = parts_with(store, ({*shared, *chain(*pairs)} for pairs in groups))

    def answers() -> Iterator[tuple[Rows, Whose]]:
        for part, pairs in zip(parts, groups, strict=True):
            sizes = {pair: len(told[pair]) for pair in pairs}
            for page in pages(sizes, LONGEST // 2) if pairs else [[]]:
                yield part.rows(steps.telling(map(told.__getitem__, page))), set(page).__contains__

    return put_together(query, answers(), timeout)


def pairs_of(store: Store, steps: TwoSteps, timeout: float | None = None) -> list[Pair]:
    """Return the pairs that a query compares, asked once.

    Raises
    ------
    DataError
        If the store is too large for it.
    """

    def pairs() -> list[Pair]:
        if (size := len(store)) > MOST_COMPARED:
            raise DataError(
                f"pairs are looked for among at most {MOST_COMPARED} statements, and there are"
                f" {size}: take a smaller store; defectkg ask looks among the works that a question"
                " is about"
            )
        found = [store.rows(sort, timeout=timeout) for sort in steps.pairs]
        return [pair for rows in found for pair in zip(rows.values, rows.terms or (), strict=True)]

    return store.kept(steps.pairs, pairs)


def alike_first(row: Pair) -> tuple[str, ...]:
    """Return by what pairs are sorted, so that those that share records stand together."""
    return row[0][2:] + row[0][:2]


def pages_of_pairs(pairs: Iterable[tuple[str, ...]]) -> Iterator[list[tuple[str, ...]]]:
    """Yield pairs, so many together as have no more records than are read at once."""
    from defectkg.rdf.parts import AT_ONCE

    page: list[tuple[str, ...]] = []
    records: set[str] = set()
    for pair in pairs:
        if page and len(records) + len(pair) > AT_ONCE:
            yield page
            page, records = [], set()
        page.append(pair)
        records.update(pair)
    if page:
        yield page


def put_together(
    query: Query, answers: Iterable[tuple[Rows, Whose]], timeout: float | None = None
) -> Rows:
    """Return the records of a query from the rows of parts of a store.

    Parameters
    ----------
    query : Query
    answers : iterable of (Rows, callable)
        The flat rows of a part, and whether it holds all of a record with some name.
    timeout : float, optional
        Seconds that reading the parts may take.

    Raises
    ------
    QueryTimeoutError
        If the time is over before all parts have been read.
    """
    ends = time.monotonic() + (timeout or 0.0)
    kept: list[tuple[Any, tuple[str, ...], tuple[Term | None, ...]]] = []
    columns: tuple[str, ...] = ()
    for flat, is_whole in answers:
        if timeout is not None and time.monotonic() > ends:
            raise too_late(timeout)
        columns = flat.columns
        name_of = names_in(columns, query.record)
        place_of: Key = key_of(columns, query.order) if query.order else name_of
        places: dict[tuple[str, ...], Any] = {}
        for row in flat.values:
            name, place = name_of(row), place_of(row)
            places[name] = min(place, places.get(name, place))
        found = folded(query, flat)
        for row, terms in zip(found.values, found.terms or (), strict=True):
            name = name_of(row)
            if is_whole(name):
                kept.append((places[name], row, terms))
    kept.sort(key=itemgetter(0))
    return Rows(columns, [row for _, row, _ in kept], [terms for *_, terms in kept])


def names_in(
    columns: Sequence[str], record: Sequence[str]
) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """Return what takes from a row the cells that together name its record."""
    places = [columns.index(name) for name in record]
    return lambda row: tuple([row[place] for place in places])


def found_by(store: Store, pattern: str) -> set[str]:
    """Return the records that a pattern finds."""
    rows = store.rows(f"SELECT DISTINCT ?record {{ {pattern} }}")
    return {record for (record,) in rows.values}


def rows_of(
    store: Store,
    name: str,
    variable: str,
    iris: Collection[str],
    bindings: Mapping[str, str] | None = None,
) -> Rows:
    """Return the rows of a query in which a variable is one of some IRIs, in no order.

    Without any, all records. The query says in lines ``# of: ?VARIABLE`` where engines are to look
    at those alone; the bindings are those of `records`.
    """
    query = load_query(name)
    if not iris:
        return records(store, query, bindings)
    return store.rows(among(bound(query.text, bindings or {}), variable, iris))


def records_with(store: Store, name: str, variable: str, iris: Collection[str]) -> Rows:
    """Return the records of a query in which a variable is one of some IRIs; see `rows_of`.

    Without any there are none.
    """
    query = load_query(name)
    named = pages(dict.fromkeys(sorted(iris), 1), MOST_NAMED)
    found = [rows_of(store, name, variable, page) for page in named]
    if not found:
        return Rows((), [], [])
    values = [row for some in found for row in some.values]
    terms = [row for some in found for row in some.terms or ()]
    return folded(query, Rows(found[0].columns, values, terms))


def records_named(
    store: Store, name: str, column: str, iris: Iterable[str]
) -> list[dict[str, str]]:
    """Return those records of a query whose names, IRIs of one of its columns, are given."""
    query = load_query(name)
    return [row for iri in iris for row in records(store, query, {column: iri}).dicts()]


class Choice(NamedTuple):
    """The records of a query that fit what its slots were given.

    Slots choose among the rows, since an engine that binds a variable of an OPTIONAL part keeps
    the rows without it.

    Parameters
    ----------
    query : Query
    wanted : dict of str to Levels
        What answers, by slot.
    least : dict of str to float
        The least value by slot; a row that says it in words fits, one that says nothing does not.
    words : dict of str to set of str
        The words of which one stands in the column of a slot.
    levels : collection of str, optional
        At which of them a row may answer; empty: at each.
    texts : dict of str to str, optional
        What stands in the column of a slot, as a whole word.
    """

    query: Query
    wanted: dict[str, Levels]
    least: dict[str, float]
    words: dict[str, set[str]]
    levels: Collection[str] = ()
    texts: Mapping[str, str] = MappingProxyType({})

    @property
    def patterns(self) -> list[str]:
        """Patterns of SPARQL of which each finds all that may fit; see `Query.chosen`."""
        query = self.query
        shared = f" UNION {{ {query.always} }}" if query.always else ""
        return [
            f"{{ VALUES ?kind {{ {listed(sorted(levels.by_iri))} }} {query.chosen[slot]} }}{shared}"
            for slot, levels in self.wanted.items()
            if slot in query.chosen and not levels.unsaid
        ]

    def naming(self) -> Choice:
        """Return the choice without the rows that name nothing in a loose slot."""
        wanted = {
            name: levels._replace(unsaid="") if name in self.query.loose else levels
            for name, levels in self.wanted.items()
        }
        return self._replace(wanted=wanted)

    def of(self, rows: Rows) -> Rows:
        """Return the records that fit, one in a row, from the rows of an engine; see `among`."""
        return self.among(folded(self.query, rows))

    def among(self, records: Rows) -> Rows:
        """Return those of the records that fit, in rows of their own.

        Where a slot with levels was given, the nearest answers come first, and the column
        ``level`` says how near they are, and ``through`` by way of which ion.
        """
        rows = records.saying(self.words)
        rows = rows.holding({at(rows, name): text for name, text in self.texts.items()})
        if self.least:
            rows = rows.at_least({at(rows, name): size for name, size in self.least.items()})
        if not self.wanted and not self.query.otherwise:
            return rows
        columns = {name: rows.columns.index(at(rows, name)) for name in self.wanted}
        found = []
        for n, row in enumerate(rows.values):
            levels = {name: some.of(row[columns[name]]) for name, some in self.wanted.items()}
            if all(levels.values()) and (not self.levels or farthest(levels) in self.levels):
                found.append((n, levels))
        if self.query.otherwise:
            said = self.said_otherwise(rows, [n for n, _ in found])
            found = [answer for answer in found if answer[0] not in said]
        if not any(self.query.slots[name].has_levels for name in self.wanted):
            return rows.take(n for n, _ in found)
        found.sort(key=lambda answer: rank(answer[1]))
        texts = level_texts([levels for _, levels in found], apart="scope" in rows.columns)
        for name, some in self.wanted.items():
            if some.ways:
                texts["through"] = [some.way(rows.values[n][columns[name]]) for n, _ in found]
        return rows.take(n for n, _ in found).with_texts(texts)

    def said_otherwise(self, rows: Rows, found: Iterable[int]) -> set[int]:
        """Return the rows without what a loose slot takes, but for what no other row says."""
        names = [rows.columns.index(at(rows, name)) for name in self.query.loose]
        same = [rows.columns.index(name) for name in self.query.otherwise]
        keys = {n: tuple(rows.values[n][i] for i in same) for n in found}
        silent = {n for n in keys if not any(rows.values[n][i] for i in names)}
        elsewhere = {keys[n] for n in keys.keys() - silent}
        return {n for n in silent if keys[n] in elsewhere}


def at(rows: Rows, slot: str) -> str:
    """Return the column by which a slot chooses: its IRIs where there are any.

    Raises
    ------
    QueryError
        If there is no such column.
    """
    for column in (f"{slot}_iri", slot, f"as_{slot}"):
        if column in rows.columns:
            return column
    raise QueryError(f"no column for the parameter {slot!r}: SELECT ?{slot}_iri or ?{slot}, too")


def choose(store: Store, query: Query, params: Mapping[str, str]) -> Choice:
    """Return which records of a query are wanted.

    Raises
    ------
    QueryError
        If the query has no such slot, or takes another word or a number there.
    """
    if LEVEL in params:  # who names one asks beyond the thing itself
        query = query.with_levels()
    choice = Choice(query, {}, {}, {})
    for given, value in params.items():
        slot, name = query.slot(given), given.removesuffix("_iri")
        if slot.takes_number:
            choice.least[name] = number(name, value)
        elif slot.takes_text:
            choice = choice._replace(texts={**choice.texts, name: value})
        elif slot.takes_word:
            words = set(value.split(" or "))
            if not words <= set(slot.groups):
                raise QueryError(f"{name} takes {slot.takes}, not {value!r}")
            if name == LEVEL:
                choice = choice._replace(levels=words)
            else:
                choice.words[name] = words
        else:
            choice.wanted[name] = levels_of(store, slot, value)
    if choice.levels and not any(query.slots[name].has_levels for name in choice.wanted):
        raise QueryError("a level is that of a filter, such as agent or host: give one, too")
    return choice


def levels_of(store: Store, slot: Slot, iri: str) -> Levels:
    """Return what answers in a slot for a thing (or for one of several), and at which level."""
    if not slot.has_levels:
        return Levels(dict.fromkeys(iri.split(), EXACT))
    query = load_query("internal/levels")
    answering = [
        row for term in iri.split() for row in records(store, query, {"term": term}).dicts()
    ]
    pairs = [
        (row["kind"], row["level"])
        for row in answering
        if (row["level"] == NARROWER if slot.reach == "downwards" else row["level"] != IN_GENERAL)
        or slot.reach == "loosely"
    ]
    # What was applied may be another agent of the kind that answers: this one is named.
    named = (BY_WAY_OF, BROADER) if "AgentKind" in slot.groups else (BY_WAY_OF,)
    ways = {row["kind"]: row["label"] for row in answering if row["level"] in named}
    return Levels.of_pairs(iri, pairs, slot.unsaid, ways)


def folded(query: Query, rows: Rows) -> Rows:
    """Return one row for each record, as the header of a query says what one is.

    Raises
    ------
    QueryError
        If the header names a column that the query does not select.
    """
    for column in (*query.record, *query.lists, *chain(*map(columns_of, query.order))):
        if column not in rows.columns:
            raise QueryError(f"the header of {query.name} names {column}, but SELECT does not")
    if not query.record:
        return rows.sorted_by(query.order) if query.order else rows
    if query.order:
        rows = rows.in_order(query.order)
    by_name = not query.order and query.is_sorted_here
    return fold(rows, query.record, query.lists, by_name=by_name)


def number(name: str, text: str) -> float:
    """Return the number that a slot was given.

    Raises
    ------
    QueryError
        If the text is no number.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isnan(value):
        raise QueryError(f"{name} takes a number such as 95, not {text!r}")
    return value
