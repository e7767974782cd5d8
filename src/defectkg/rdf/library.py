"""The query library: ``queries/<question>.rq``, plain SPARQL 1.1 under a header of ``#+`` lines.

The header, in the convention of grlc, says what SPARQL cannot: title, question, the columns that
name a *record*, those that are *lists*, and the *slots* by which one chooses rows. What else a
client needs to know stands in lines ``# key: value``. How queries are run says
`defectkg.rdf.queries`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from defectkg.errors import QueryError
from defectkg.rdf.levels import APPLIED, NEAREST_FIRST, NOT_SAID
from defectkg.rdf.reading import read_text
from defectkg.rdf.shipped import query_files

__all__ = [
    "LEVEL",
    "RENAMED",
    "RENAMED_WORDS",
    "Query",
    "Slot",
    "TwoSteps",
    "is_name",
    "library",
    "load_query",
    "read_query",
]

LEVEL = "level"  # the slot of every query with levels: at which of them rows answer
SCOPE_GROUPS = ("HostKind", "FormKind")
HEADER = re.compile(r"^#\+ (\w+): (.*)$", re.MULTILINE)
#: How records that fit a slot are found: `?kind` is one of those that answer, `?record` is the
#: record or one of its study.
CHOSEN = re.compile(r"^# chosen by (\w+): (.*)$", re.MULTILINE)
EACH = re.compile(r"^# each: (.*)$", re.MULTILINE)
ALWAYS = re.compile(r"^# always: (.*)$", re.MULTILINE)
IN_PARTS = re.compile(r"^# in parts: (.*)$", re.MULTILINE)
TO_COUNT = re.compile(r"^# to count: (.*)$", re.MULTILINE)
THEN = re.compile(r"^ *# then of some pairs: (.*)$", re.MULTILINE)
SLOT = re.compile(r"(\w+) \((exactly |downwards |loosely )?([^)]+)\)")

#: Queries that answer under their old names until version 0.3.
RENAMED = {
    "gains": "outcomes",
    "levels": "outcomes",
    "passivation-table": "outcomes",
    "values-reported": "outcomes",
}
#: What a slot is called elsewhere in the library, by other names that people give it.
ALSO_CALLED = {
    "about": ("concerns",),
    "agent": ("cause",),
    "concerns": ("about",),
    "evidence": ("method",),
    "figure": ("panel",),
    "method": ("evidence",),
    "publication": ("work",),
    "work": ("publication",),
}
#: Words that filters take under their old names until version 0.3.
RENAMED_WORDS = {"no more": "none brought"}


class Slot(NamedTuple):
    """What a query lets one choose.

    Parameters
    ----------
    groups : tuple of str
        Local names of the classes whose members fit, such as ``HostKind``; ``Kind`` is any kind.
        A ``number`` is the least value that is wanted, a ``text`` stands in the column as a whole
        word; what else begins small is a word that fits.
    reach : str, optional
        ``exactly``: the kind itself alone; ``downwards``: also kinds below it; ``loosely``: also
        what is said of defects in general, and what names none. Else every level of
        `defectkg.rdf.levels` but these two.
    """

    groups: tuple[str, ...]
    reach: str = ""

    @property
    def words(self) -> str:
        """Rows about what answer, in words, such as ``host kind, or one above or below``."""
        near = "below" if self.reach == "downwards" else "above or below"
        return f"{self.takes}, or one {near}" if self.has_levels else self.takes

    @property
    def takes(self) -> str:
        """What may be given to the slot, in words, such as ``host kind``."""
        if self.takes_number:
            return "at least this number"
        if self.takes_text:
            return "a word or number of it"
        text = " or ".join(self.groups)
        return text if self.takes_word else re.sub("(?<=[a-z])(?=[A-Z])", " ", text).lower()

    @property
    def takes_number(self) -> bool:
        """Whether the slot takes a number and no name."""
        return self.groups == ("number",)

    @property
    def takes_word(self) -> bool:
        """Whether the slot takes one of some words and no name."""
        return not (self.takes_number or self.takes_text) and self.groups[0][0].islower()

    @property
    def takes_text(self) -> bool:
        """Whether the slot takes any text, which stands in what a source prints."""
        return self.groups == ("text",)

    @property
    def has_levels(self) -> bool:
        """Whether rows about other kinds answer, too."""
        return self.reach != "exactly" and self.groups[-1].endswith("Kind")

    @property
    def unsaid(self) -> str:
        """The level of rows that do not say it; empty: they are no answer."""
        if not self.has_levels:
            return ""
        if self.reach == "loosely":
            return APPLIED
        return NOT_SAID if self.groups[0] in SCOPE_GROUPS else ""

    @property
    def is_narrow(self) -> bool:
        """Whether rows about kinds above are no answer."""
        return self.reach in ("exactly", "downwards")


class TwoSteps(NamedTuple):
    """A query in two: one that finds pairs, and one that tells of some of them.

    Parameters
    ----------
    pairs : tuple of str
        Queries that find different sorts of pairs, whose first two columns name two records.
    before, after : str
        What stands before and after the rows of pairs in the second.
    """

    pairs: tuple[str, ...]
    before: str
    after: str

    def telling(self, pairs: Iterable[str]) -> str:
        """Return the query that tells of some pairs."""
        return self.before + "".join(pairs) + self.after


class Query(NamedTuple):
    """A query with what its header says; without a header it has only its text.

    Parameters
    ----------
    name, title, question : str
    record : tuple of str
        Columns that together name one record; none: each row is one.
    lists : tuple of str
        Columns that may have several values for a record.
    slots : dict of str to Slot
        By name: the slot ``host`` chooses by the column ``host_iri``, or else by ``host``.
    text : str
        The whole file, plain SPARQL 1.1.
    otherwise : tuple of str
        Columns of what stands in a row without what a loose slot takes, where no other row has it.
    order : tuple of str
        How the rows are sorted here; see `defectkg.rdf.ordering`.
    chosen : dict of str to str
        By slot: the pattern by which an engine finds all records that may fit, from lines ``#
        chosen by SLOT: PATTERN``. It finds none of the rows without a value.
    each : str
        The pattern of things of which each has a row, from a line ``# each: PATTERN``.
    always : str
        The pattern of records of several studies that share a row, from a line ``# always:
        PATTERN``: where some are read all are.
    in_parts : str
        The pattern of all records, from a line ``# in parts: PATTERN``, where the query takes an
        engine more memory than a part of a large store does. Such a query has no ORDER BY.
    to_count : str
        The query whose records stand for rows without what a loose slot takes, where these are only
        counted, from a line ``# to count: NAME``.
    two_steps : TwoSteps or None
        Of a query that compares records with each other: how it is asked of a store; see
        `two_steps_of`.
    """

    name: str
    title: str
    question: str
    record: tuple[str, ...]
    lists: tuple[str, ...]
    slots: dict[str, Slot]
    text: str
    otherwise: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    chosen: Mapping[str, str] = MappingProxyType({})
    each: str = ""
    always: str = ""
    in_parts: str = ""
    to_count: str = ""
    two_steps: TwoSteps | None = None

    @property
    def is_plain(self) -> bool:
        """Whether no header says what its records are or what chooses among them."""
        return not self.record and not self.slots

    @property
    def is_sorted_here(self) -> bool:
        """Whether its rows come by name, or in the order that its header says."""
        return "ORDER BY" not in self.text

    @property
    def loose(self) -> list[str]:
        """The slots that also take what names nothing there."""
        return [name for name, slot in self.slots.items() if slot.reach == "loosely"]

    def takes_narrowly(self, names: Iterable[str]) -> bool:
        """Return whether a slot of some names leaves out rows about kinds above."""
        return any(self.slot(name).is_narrow for name in names)

    def with_levels(self) -> Query:
        """Return the query with all levels in each slot of kinds."""
        slots = {
            name: slot._replace(reach="") if slot.is_narrow else slot
            for name, slot in self.slots.items()
        }
        return self._replace(slots=slots)

    def own_names(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return what slots were given by the names that they have here.

        Raises
        ------
        QueryError
            If one slot is given under two names.
        """
        own: dict[str, str] = {}
        for name in given:
            called = name.removesuffix("_iri")
            others = (other for other in ALSO_CALLED.get(called, ()) if other in self.slots)
            mine = name if called in self.slots else next(others, name)
            if mine in own:
                raise QueryError(f"{own[mine]} and {name} are one filter of {self.name}: give one")
            own[mine] = name
        return {mine: given[name] for mine, name in own.items()}

    def slot(self, name: str) -> Slot:
        """Return a slot by its name, or by that of its column.

        Raises
        ------
        QueryError
            If the query has no such slot.
        """
        if found := self.slots.get(name.removesuffix("_iri")):
            return found
        known = ", ".join(self.slots) or "none"
        others = sorted((q for q in library() if name in q.slots), key=lambda q: -len(q.slots))
        hint = f"; for {name} ask {' or '.join(q.name for q in others[:3])}" if others else ""
        raise QueryError(f"{self.name} has no parameter {name!r}; it has {known}{hint}")


def library(folder: str = "") -> list[Query]:
    """Return the queries of the library, or of a folder of it, by name."""
    prefix = f"{folder}/" if folder else ""
    return [load_query(prefix + name) for name in query_files(folder)]


def is_name(query: str) -> bool:
    """Return whether a query is named, as those of the library are, and not written out."""
    return query in query_files() or not re.search(r"[\s{]", query.strip())


@cache
def load_query(name: str) -> Query:
    """Return a query of the library, such as ``claims`` or ``internal/kinds``.

    Raises
    ------
    QueryError
        If there is no such query; the message names near ones.
    """
    folder, _, stem = name.rpartition("/")
    files = query_files(folder)
    if name == "chains":  # answered until version 0.2
        raise QueryError("chains is now: defectkg paths START END")
    if stem not in files:
        import difflib

        near = difflib.get_close_matches(stem, files, 3, 0.5)
        hint = f"there is {', '.join(near)}" if near else "defectkg query lists those there are"
        raise QueryError(f"no query {name!r}; {hint}")
    return read_query(read_text(files[stem]), name)


def read_query(text: str, name: str = "this query") -> Query:
    """Return a query from its text."""
    head = dict(HEADER.findall(text))
    slots = {
        slot: Slot(tuple(groups.split(" or ")), reach.strip())
        for slot, reach, groups in SLOT.findall(head.get("slots", ""))
    }
    if any(slot.has_levels for slot in slots.values()):
        slots[LEVEL] = Slot(NEAREST_FIRST)
    return Query(
        name,
        head.get("title", ""),
        head.get("question", ""),
        names(head.get("record", "")),
        names(head.get("lists", "")),
        slots,
        text,
        names(head.get("otherwise", "")),
        tuple(filter(None, re.split(r",\s*", head.get("order", "")))),
        dict(CHOSEN.findall(text)),
        "".join(EACH.findall(text)),
        "".join(ALWAYS.findall(text)),
        "".join(IN_PARTS.findall(text)),
        "".join(TO_COUNT.findall(text)),
        two_steps_of(text),
    )


def two_steps_of(text: str) -> TwoSteps | None:
    """Return the two steps of a query, if a line in it parts them.

    A line ``# then of some pairs: ?ONE ?OTHER …`` stands where pairs have been found, in lines
    between ``  } UNION {``; it names the variables that are known by then. Each sort of pairs is
    asked alone: all at once take an engine five times the room.
    """
    if not THEN.search(text):
        return None
    before, _, after = text.partition("\nWHERE {")
    found, names, then = THEN.split(after)
    prologue = before[: before.index("\nSELECT ")]
    sorts = found.strip().removeprefix("{").removesuffix("}").split("\n  } UNION {\n")
    return TwoSteps(
        tuple(f"{prologue}\nSELECT DISTINCT {names}\nWHERE {{\n{sort}\n}}" for sort in sorts),
        f"{before}\nWHERE {{\n  VALUES ({names}) {{",
        f"}}{then}",
    )


def names(text: str) -> tuple[str, ...]:
    """Return the names of a header line."""
    return tuple(re.findall(r"\w+", text))
