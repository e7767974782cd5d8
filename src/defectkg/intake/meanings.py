"""What the words of a curator stand for: kinds, coded values, works, records, places, units."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import pyoxigraph as ox

from defectkg.errors import DataError, NameLookupError
from defectkg.intake.fields import ENGLISH, RecordField, groups_of_range
from defectkg.model import spelling, terms
from defectkg.model.content import GraphContent
from defectkg.model.names import Names
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.prefixes import TERMS
from defectkg.rdf.queries import run

__all__ = ["RECORD_CLASSES", "Meanings", "UnknownName", "nearest", "place_text"]

XSD = "http://www.w3.org/2001/XMLSchema#"
RECORD_CLASSES = frozenset(
    TERMS + name for name in ("Treatment", "Measurement", "Claim", "Account", "Anomaly")
)
YES, NO = frozenset({"yes", "true"}), frozenset({"no", "false"})
PLACES = frozenset({TERMS + "locator", TERMS + "extent"})
DAYS = frozenset({TERMS + "readOn"})  # without a range: OWL 2 knows no date
ENTRY = re.compile(r"ref \d+")
PARAGRAPH = re.compile(
    r"([A-Za-z][A-Za-z -]*?),? ?(?:¶|par(?:agraph|\.)? ) ?(\d+)|([a-z][a-z-]*) (\d+)"
)
OTHER_PLACES = ("ref", "table", "fig", "figure")


class UnknownName(NamedTuple):
    """A name that nothing has, and the groups of which it may be meant."""

    text: str
    groups: frozenset[str]


class Meanings:
    """Looks words up in what is known, and in what the file itself describes.

    Parameters
    ----------
    graph : GraphContent
        What is known.
    """

    def __init__(self, graph: GraphContent) -> None:
        self._names = graph.names
        self._own = Names(MemoryStore())  # of what the file describes, or stands beside it
        self._groups = frozenset(graph.kinds.groups.values())
        self._members: dict[str, dict[str, str]] = defaultdict(dict)
        for name in graph.names.by_iri.values():
            for one in name.types:
                self._members[one][name.label] = name.iri
        self._symbols: dict[str, str] = {}
        self._units: dict[str, set[str]] = defaultdict(set)
        for row in run(graph.store, "internal/units").dicts():
            self._symbols[spelling.fold_signs(row["symbol"])] = row["unit"]
            self._units[row["observable"]].add(row["symbol"])
        self._found: dict[tuple[str, frozenset[str]], str] = {}
        self.unknown: set[UnknownName] = set()
        self.source = ""  # IRI of the work that was read
        self.handles: dict[str, str] = {}  # IRIs of the records of the file by what it calls them

    def describe(self, quads: Iterable[ox.Quad]) -> None:
        """Let works and records be found, before all others: those of the file among them."""
        store = MemoryStore()
        store.add(quads)
        self._own = Names(store)

    def labelled(self, coded: str) -> dict[str, str]:
        """Return the members of a class of coded values by their labels."""
        return self._members[coded]

    def label(self, iri: str) -> str:
        """Return what a thing is called."""
        return (self._own if iri in self._own.by_iri else self._names).label(iri)

    def terms_of(self, field: RecordField, text: str) -> list[ox.NamedNode | ox.Literal]:
        """Return what the text of a field stands for; of several, divided by ``; ``, all.

        Raises
        ------
        DataError
            If it is not of the sort that the field holds.
        NameLookupError
            If it names nothing, or several things.
        """
        if field.iri in ENGLISH:
            return [ox.Literal(text, language="en")]
        if field.iri in PLACES:
            return [ox.Literal(place_text(text))]
        if field.range == XSD + "string":
            return [ox.Literal(text)]
        if field.range == XSD + "integer":
            if not re.fullmatch(r"[1-9]\d{0,8}", text):
                raise DataError(f"{text!r} is no whole number; write digits")
            return [ox.Literal(text, datatype=ox.NamedNode(XSD + "integer"))]
        if field.iri in DAYS:
            if not is_day(text):
                raise DataError(f"{text!r} is no day; write it as 2026-11-28")
            return [ox.Literal(text, datatype=ox.NamedNode(XSD + "date"))]
        if field.range == XSD + "boolean":
            if text.casefold() not in YES | NO:
                raise DataError(f"takes yes or no, not {text!r}")
            return [ox.Literal(True)] if text.casefold() in YES else []
        return [ox.NamedNode(self.iri_of(field, part.strip())) for part in text.split("; ")]

    def iri_of(self, field: RecordField, text: str) -> str:
        """Return the IRI that a text stands for in a field; see `terms_of`."""
        if field.range == terms.PUBLICATION:
            return self.work(text)
        if text in self.handles and (field.range in RECORD_CLASSES or not field.range):
            return self.handles[text]
        return self.named(text, groups_of_range(field, self._groups))

    def is_named(self, text: str, field: RecordField) -> bool:
        """Return whether something that a field may hold is called so."""
        return bool(self._names.candidates(text, groups_of_range(field, self._groups)))

    def work(self, text: str) -> str:
        """Return the IRI of a work by author and year, DOI, or number in the list of the source."""
        if self.source and ENTRY.fullmatch(text):
            text = f"{text} of {self.label(self.source)}"
        return self._called(text, frozenset({terms.PUBLICATION}))

    def _called(self, text: str, types: frozenset[str]) -> str:
        """Return the IRI of what a text names among the members of some classes."""
        if found := self._own.candidates(text, types):
            return found[0].iri if len(found) == 1 else self._own.find(text, types).iri
        return self._names.find(text, types).iri

    def named(self, text: str, groups: frozenset[str]) -> str:
        """Return the IRI of what a text names among the members of some classes."""
        if (text, groups) not in self._found:
            coded = [label for one in groups for label in self._members[one]]
            try:
                self._found[text, groups] = self._called(text, groups)
            except NameLookupError as error:
                if groups and groups <= self._groups:
                    if not self._names.candidates(text):
                        self.unknown.add(UnknownName(text, groups))
                elif 0 < len(coded) <= 20:
                    listed = ", ".join(sorted(coded))
                    raise NameLookupError(f"takes one of {listed}, not {text!r}") from None
                raise error from None
        return self._found[text, groups]

    def unit(self, symbol: str, observable: str) -> str:
        """Return the IRI of a unit.

        Raises
        ------
        DataError
            If it is not known, with those of the observable.
        """
        if found := self._symbols.get(spelling.fold_signs(symbol)):
            return found
        fits = ", ".join(sorted(self._units[observable])) or "none"
        raise DataError(f"unknown unit {symbol!r}; {self.label(observable)} takes {fits}")


def is_day(text: str) -> bool:
    """Return whether a text is a day of the calendar, as files write it.

    Examples
    --------
    >>> is_day("2026-11-28"), is_day("2026-02-30"), is_day("20261128")
    (True, False, False)
    """
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def place_text(text: str) -> str:
    """Return a place as locators write it.

    Examples
    --------
    >>> place_text("results 3; Figure 4A"), place_text("Core-shell ¶2; ref 10")
    ('results ¶3; Fig. 4a', 'core-shell ¶2; ref 10')
    """
    return "; ".join(map(one_place, text.split("; ")))


def one_place(text: str) -> str:
    """Return one of the places that a locator joins."""
    if panel := spelling.figure_panel(text):
        return panel
    if number := spelling.entry_number(text):
        return f"ref {number[0]}"
    found = PARAGRAPH.fullmatch(text)
    if not found or (found[3] or "").casefold() in OTHER_PLACES:
        return text
    section = (found[1] or found[3]).strip().casefold().replace(" ", "-")
    return f"{section} ¶{found[2] or found[4]}"


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a question after the word that is spelt much as another one, or what there is."""
    known = sorted(set(known))
    near = difflib.get_close_matches(word.casefold(), known, 1, 0.6)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
