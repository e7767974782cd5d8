"""Mapping sets (SSSOM) and the indexes of their targets, read from files."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from defectkg.errors import DataError
from defectkg.rdf.reading import read_text

__all__ = [
    "INDEX_COLUMNS",
    "Index",
    "Mapping",
    "MappingSet",
    "NewTerm",
    "Term",
    "full",
    "read_index",
    "read_new",
    "read_set",
]

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_modifier",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "mapping_date",
    "comment",
)
INDEX_COLUMNS = ("iri", "label", "kind", "deprecated", "replaced_by")
NEW_COLUMNS = ("term", "label", "nearest", "nearest_label", "note")


class Mapping(NamedTuple):
    """One row of a mapping set: how a term of ours relates to one of the target."""

    subject: str
    subject_label: str
    negative: bool
    predicate: str
    object: str
    object_label: str
    comment: str
    object_id: str
    target: str
    place: str

    @property
    def relation(self) -> str:
        """The relation in one word, such as ``exactMatch`` or ``not closeMatch``."""
        word = self.predicate.partition(":")[2]
        return f"not {word}" if self.negative else word


class MappingSet(NamedTuple):
    """The mappings to one target, with the head of their file."""

    target: str
    head: dict[str, str]
    prefixes: dict[str, str]
    rows: list[Mapping]


class Term(NamedTuple):
    """What the files of a target say of one of its terms."""

    iri: str
    label: str
    kind: str
    deprecated: bool
    replaced_by: str

    def cells(self) -> tuple[str, ...]:
        """Return the term as a row of an index."""
        return (self.iri, self.label, self.kind, str(self.deprecated).lower(), self.replaced_by)


class Index(NamedTuple):
    """The terms of a target that we use, with version, origin and checksums of its files."""

    target: str
    head: dict[str, str]
    terms: dict[str, Term]


class NewTerm(NamedTuple):
    """A term of ours without a counterpart, and the nearest thing found."""

    term: str
    label: str
    nearest: str
    nearest_label: str
    note: str


def read_set(target: str, path: Path) -> MappingSet:
    """Read one SSSOM file: its head is YAML of one level, and the map of prefixes."""
    lines, rows = table(path, COLUMNS)
    pairs = [line.partition(":") for line in lines]
    prefixes = {k.strip(): clean(v) for k, _, v in pairs if k.startswith("  ") and clean(v)}
    head = {k.strip(): clean(v) for k, _, v in pairs if not k.startswith("  ") and clean(v)}
    found = []
    for place, (subject, label, modifier, predicate, other, other_label, _, _, comment) in rows:
        found.append(
            Mapping(
                *(expand(subject, prefixes, place), label, modifier == "Not", predicate),
                *(expand(other, prefixes, place), other_label, comment, other, target, place),
            )
        )
    return MappingSet(target, head, prefixes, found)


def read_index(path: Path) -> Index:
    """Read one index."""
    lines, rows = table(path, INDEX_COLUMNS)
    pairs = [line.strip().partition(": ") for line in lines]
    terms = (Term(iri, label, kind, gone == "true", by) for _, (iri, label, kind, gone, by) in rows)
    head: dict[str, str] = {}
    for name, _, value in pairs:
        head[name] = f"{head[name]}; {value}" if name in head else value
    return Index(path.stem, head, {term.iri: term for term in terms})


def read_new(path: Path, prefixes: dict[str, str]) -> list[NewTerm]:
    """Read the list of new terms."""
    return [
        NewTerm(expand(row[0], prefixes, place), row[1], row[2], row[3], row[4])
        for place, row in table(path, NEW_COLUMNS)[1]
    ]


def table(path: Path, columns: tuple[str, ...]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Return the lines of comment above a table, and its rows with their places."""
    lines = read_text(path).splitlines()
    head = [line[1:] for line in lines if line.startswith("#")]
    body = [(n, line) for n, line in enumerate(lines, 1) if line and not line.startswith("#")]
    if not body or tuple(body[0][1].split("\t")) != columns:
        raise DataError(f"{path}: its columns must be {', '.join(columns)}")
    rows = []
    for number, line in body[1:]:
        (cells,) = csv.reader([line], delimiter="\t")
        if len(cells) != len(columns):
            raise DataError(f"{path}:{number}: {len(cells)} cells, not {len(columns)}; correct it")
        rows.append((f"{path.name}:{number}", cells))
    return head, rows


def clean(text: str) -> str:
    """Return a YAML scalar without quotes."""
    return text.strip().strip("\"'")


def full(name: str, prefixes: dict[str, str]) -> str:
    """Return the IRI of a CURIE where its prefix is known, else the name."""
    prefix, colon, local = name.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes else name


def expand(name: str, prefixes: dict[str, str], place: str) -> str:
    """Return the IRI of a CURIE.

    Raises
    ------
    DataError
        If its prefix is not declared.
    """
    prefix, colon, local = name.partition(":")
    if not colon or prefix not in prefixes:
        raise DataError(f"{place}: prefix of {name!r} is not in curie_map; declare it")
    return prefixes[prefix] + local
