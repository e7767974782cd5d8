"""Mappings from our terms to those of others: SSSOM files, pinned indexes, what is new.

``mappings/<target>.sssom.tsv`` says how our terms relate to those of a target,
``mappings/index/<target>.tsv`` what the target's own files say of each term that is used, and
``mappings/new-terms.tsv`` which of our terms have no counterpart, with the nearest thing found.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from defectkg.errors import NameLookupError
from defectkg.mappings.sssom import (
    Index,
    Mapping,
    MappingSet,
    NewTerm,
    full,
    read_index,
    read_new,
    read_set,
)
from defectkg.model.spelling import fold_words, plain
from defectkg.rdf.prefixes import expand
from defectkg.rdf.rows import Rows
from defectkg.rdf.shipped import mapping_files, mapping_folder
from defectkg.rdf.triples import node

__all__ = ["Fault", "Mappings"]

FOUND_COLUMNS = ("ours", "relation", "theirs", "target", "comment", "ours_iri", "theirs_iri")
NOVEL_COLUMNS = ("ours", "standing", "nearest", "nearest_id", "note", "ours_iri")
NEARNESS = ("exact", "close", "narrow", "broad", "related")
SAME = ("skos:exactMatch", "skos:closeMatch")
# What the triples of a set say of it, by the fields of its head.
SET_TYPE = ox.NamedNode("https://w3id.org/sssom/MappingSet")
SET_FIELDS = {
    "mapping_set_title": "dcterms:title",
    "mapping_set_version": "owl:versionInfo",
    "license": "dcterms:license",
}


class Fault(NamedTuple):
    """A mapping that its target's index contradicts."""

    target: str
    place: str
    term: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.term}: {self.message}"


class Mappings(NamedTuple):
    """All mapping sets, their indexes, and the new terms."""

    sets: list[MappingSet]
    indexes: dict[str, Index]
    new: list[NewTerm]

    @classmethod
    def read(cls, folder: Path) -> Mappings:
        """Read a folder laid out as ``mappings/``.

        Raises
        ------
        DataError
            If a file cannot be read, or a row has another number of cells than the columns.
        """
        sets = [read_set(*found) for found in mapping_files(folder).items()]
        indexes = [read_index(path) for path in sorted((folder / "index").glob("*.tsv"))]
        new = read_new(folder / "new-terms.tsv", prefixes_of(sets))
        return cls(sets, {index.target: index for index in indexes}, new)

    @classmethod
    def shipped(cls) -> Mappings:
        """Read the mappings that the project ships, once."""
        return read_once(mapping_folder())

    def rows(self) -> Iterator[Mapping]:
        """Yield the rows of all sets."""
        for one in self.sets:
            yield from one.rows

    def used(self, target: str) -> set[str]:
        """Return the IRIs of a target that its mapping set uses."""
        return {row.object for one in self.sets if one.target == target for row in one.rows}

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the mappings as triples, each set with its description in the graph of its name.

        Each graph declares what it uses, for the ontology does not. A denied match is no triple.
        Labels stay out: those of others are in their own files, and would become names of ours.
        """
        for one in self.sets:
            index = self.indexes[one.target].head
            graph = ox.NamedNode(one.head["mapping_set_id"])
            yield ox.Quad(graph, node("rdf:type"), SET_TYPE, graph)
            yield ox.Quad(SET_TYPE, node("rdf:type"), node("owl:Class"), graph)
            for name in sorted({row.predicate for row in one.rows if not row.negative}):
                yield ox.Quad(node(name), node("rdf:type"), node("owl:ObjectProperty"), graph)
            for field, name in SET_FIELDS.items():
                text = one.head[field]
                value = ox.NamedNode(text) if "://" in text else ox.Literal(text)
                yield ox.Quad(graph, node(name), value, graph)
            source = ox.Literal(f"{one.target} {index['version']}: {index['origin']}")
            yield ox.Quad(graph, node("dcterms:source"), source, graph)
            for row in one.rows:
                if not row.negative:
                    subject, theirs = ox.NamedNode(row.subject), ox.NamedNode(row.object)
                    yield ox.Quad(subject, node(row.predicate), theirs, graph)

    def of(self, iri: str) -> list[Mapping]:
        """Return the mappings of a term of ours, the nearest first."""
        return sorted((row for row in self.rows() if row.subject == iri), key=order)

    def table(self) -> Rows:
        """Return all rows as a table, denied matches among them."""
        return Rows(FOUND_COLUMNS, [cells(row) for row in sorted(self.rows(), key=order)])

    def mapped(self) -> set[str]:
        """Return our terms that have a counterpart: an exact or a close match."""
        return {row.subject for row in self.rows() if row.predicate in SAME and not row.negative}

    def faults(self) -> list[Fault]:
        """Return the rows whose target is unknown to its index, deprecated or relabelled."""
        found: list[Fault] = []
        for one in self.sets:
            index = self.indexes.get(one.target)
            if index is None:
                found.append(
                    Fault(one.target, one.target, "", "no index: run tools/mapping_index.py")
                )
                continue
            said = ((row, fault_of(row, index)) for row in one.rows)
            found += [
                Fault(one.target, row.place, row.object_id, message)
                for row, message in said
                if message
            ]
        return found

    def counterparts(self, text: str) -> set[str]:
        """Return our terms that are the same as a term of others, given by its IRI or CURIE.

        Where no match is exact, close ones count.
        """
        iris = self.addresses(text)
        rows = [row for row in self.rows() if row.object in iris and not row.negative]
        for relation in SAME:
            if ours := {row.subject for row in rows if row.predicate == relation}:
                return ours
        return set()

    def addresses(self, text: str) -> set[str]:
        """Return the IRIs of others that a text may stand for: an IRI, a CURIE, an OBO identifier.

        Examples
        --------
        >>> sorted(Mappings.shipped().addresses("chebi:8346"))
        ['http://purl.obolibrary.org/obo/CHEBI_8346']
        """
        text = re.sub(r"^([A-Za-z]+_\d+)$", r"obo:\1", text.strip())
        if iri := expand(text):
            return {iri, iri.replace("https://", "http://", 1)}
        prefix, _, local = text.partition(":")
        spaces = self.prefixes.items()
        return {space + local for name, space in spaces if name.casefold() == prefix.casefold()}

    def find(self, text: str, own: Collection[str]) -> Rows:
        """Return all rows about a term, ours or theirs.

        Parameters
        ----------
        text : str
            IRI, CURIE or label.
        own : collection of str
            The IRIs that the text names in our graph.

        Raises
        ------
        NameLookupError
            If no row is about it.
        """
        named = {*own, *self.addresses(text)}
        label = fold_words(plain(text))
        hits = [
            row
            for row in self.rows()
            if not named.isdisjoint((row.subject, row.object))
            or (label and label == fold_words(row.object_label))
        ]
        values = [cells(row) for row in sorted(hits, key=order)]
        for one in self.new:
            if one.term in named:
                nearest = full(one.nearest, self.prefixes)
                near = f"nearest: {one.nearest_label or one.nearest}" if one.nearest else ""
                values.append((one.label, "new", near, "", one.note, one.term, nearest))
        if not values:
            raise NameLookupError(self._unknown(text))
        return Rows(FOUND_COLUMNS, values)

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes of all sets."""
        return prefixes_of(self.sets)

    def overview(self) -> Rows:
        """Return for each target its version, how many rows are of each relation, its origin."""
        columns = ("target", "version", "mappings", *NEARNESS, "not", "origin")
        values = []
        for one in self.sets:
            head = self.indexes[one.target].head if one.target in self.indexes else {}
            relations = [row.relation for row in one.rows]
            counts = [relations.count(f"{word}Match") for word in NEARNESS]
            counts = [len(one.rows), *counts, sum(row.negative for row in one.rows)]
            version, origin = head.get("version", ""), head.get("origin", "")
            values.append((one.target, version, *map(str, counts), origin))
        return Rows(columns, values)

    def listed(self, *, new: bool = False) -> Rows:
        """Return the `novelties`, or without `new` the `overview`."""
        return self.novelties() if new else self.overview()

    def novelties(self) -> Rows:
        """Return our terms without an exact or close match, and the nearest thing found.

        Standing: ``narrower`` than a term of others, ``related`` to one, ``parent`` (one stands
        near a kind above it), ``none``.
        """
        known: dict[str, set[str]] = {}
        for row in self.rows():
            known.setdefault(row.subject, set()).add(row.relation)
        values = []
        for one in self.new:
            relations = known.get(one.term, set())
            standing = "parent" if one.nearest else "none"
            standing = "related" if relations & {"relatedMatch", "narrowMatch"} else standing
            standing = "narrower" if "broadMatch" in relations else standing
            nearest = one.nearest_label or one.nearest
            values.append((one.label, standing, nearest, one.nearest, one.note, one.term))
        return Rows(NOVEL_COLUMNS, values)

    def _unknown(self, text: str) -> str:
        import difflib

        labels = {
            name: name for row in self.rows() for name in (row.subject_label, row.object_label)
        }
        near = difflib.get_close_matches(text, labels, 3, 0.6)
        hint = f"did you mean {', '.join(near)}?" if near else "give an IRI, a CURIE or a label"
        return f"no mapping of {text!r}; {hint}"


@cache
def read_once(folder: Path) -> Mappings:
    """Return the mappings of a folder that does not change: pages of many terms ask for them."""
    return Mappings.read(folder)


def prefixes_of(sets: Iterable[MappingSet]) -> dict[str, str]:
    """Return the prefixes of all sets."""
    return {name: space for one in sets for name, space in one.prefixes.items()}


def cells(row: Mapping) -> tuple[str, ...]:
    """Return a mapping as a row of a table."""
    labels = (row.subject_label, row.relation, row.object_label or row.object_id)
    return (*labels, row.target, row.comment, row.subject, row.object)


def order(row: Mapping) -> tuple[str, int, str, str]:
    """Return by what rows are sorted: our term, how near, the target."""
    rank = next(n for n, word in enumerate(NEARNESS) if word in row.predicate)
    return (row.subject_label, rank + 9 * row.negative, row.target, row.object)


def fault_of(row: Mapping, index: Index) -> str:
    """Return what is wrong with the target of a row, and what to do; nothing where all is well."""
    term = index.terms.get(row.object)
    version = f"{index.target} {index.head.get('version', '')}".strip()
    if term is None:
        return f"is not in {version}: take another term or remove the row"
    if term.deprecated:
        other = f"use {term.replaced_by}" if term.replaced_by else "it names no replacement"
        return f"is deprecated in {version}: {other}"
    if term.label != row.object_label:
        return (
            f"is labelled {term.label!r} in {version}, not "
            f"{row.object_label!r}: read its definition again, then correct the label"
        )
    return ""
