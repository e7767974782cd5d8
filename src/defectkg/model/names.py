"""Find kinds, terms and records by the names that people use for them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from defectkg.errors import NameLookupError
from defectkg.rdf.prefixes import DATA, TERMS, curie, expand, local_name
from defectkg.rdf.queries import load_query, run
from defectkg.rdf.store import Store

__all__ = ["Name", "Names"]

SIGNS = str.maketrans({"−": "-", "–": "-", "‐": "-", "₋": "-", "’": "'", "′": "'"})


class Name(NamedTuple):
    """A thing of the graph: its IRI, its label, and the IRIs of the classes that it belongs to."""

    iri: str
    label: str
    types: tuple[str, ...]


class Names:
    """All names of a store, looked up from strict to loose.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self.by_iri: dict[str, Name] = {}
        self.spellings: dict[str, set[str]] = defaultdict(set)  # every name of an IRI
        self._levels: list[dict[str, set[str]]] = [defaultdict(set) for _ in FOLDS]
        labels: dict[str, str] = {}
        types: dict[str, set[str]] = defaultdict(set)
        for row in run(store, "internal/names").dicts():
            if row["how"] == "label":
                labels[row["iri"]] = row["name"]
            types[row["iri"]].add(row["type"])
            if row["how"] != "symbol":  # a bare "I" in a text is hardly ever iodide
                self.spellings[row["iri"]].add(row["name"])
            for level, fold in zip(self._levels, FOLDS, strict=True):
                level[fold(row["name"])].add(row["iri"])
        for iri, label in labels.items():
            self.by_iri[iri] = Name(iri, label, tuple(sorted(types[iri])))
        self._store = store

    def label(self, iri: str) -> str:
        """Return the label of an IRI, or its short form where it has none."""
        name = self.by_iri.get(iri)
        return name.label if name else curie(iri)

    def line(self, iris: Iterable[str]) -> str:
        """Return the labels of several IRIs in one line, each once and in order."""
        return "; ".join(sorted({self.label(iri) for iri in iris}))

    def link_text(self, cause: str, relation: str, effect: str) -> str:
        """Return what a link says, such as ``HBr lowers bromide vacancy``."""
        return f"{self.label(cause)} {self.predicate(relation, effect)}"

    def predicate(self, relation: str, effect: str) -> str:
        """Return what a link says of its cause, such as ``lowers bromide vacancy``."""
        return f"{self.label(relation)} {self.label(effect)}"

    def about(self, iri: str) -> list[dict[str, str]]:
        """Return the properties of a thing and what points at it."""
        return self._store.rows(load_query("internal/node-properties").text, {"node": iri}).dicts()

    def candidates(self, text: str) -> list[Name]:
        """Return what a text may name: IRI, CURIE, label, synonym, notation or record id."""
        iri = expand(text.strip())
        if iri is None and re.fullmatch(r"[a-z][\w-]*", text) and re.search(r"\d", text):
            iri = DATA + text
        if iri is not None and (name := self._described(iri)):
            return [name]
        for level, fold in zip(self._levels, FOLDS, strict=True):
            if found := level.get(fold(text)):
                ours = {iri for iri in found if iri.startswith((DATA, TERMS))}  # they come first
                return sorted(self.by_iri[i] for i in ours or found if i in self.by_iri)
        return []

    def find(self, text: str, types: frozenset[str] = frozenset()) -> Name:
        """Return the one thing that a text names.

        Parameters
        ----------
        text : str
        types : frozenset of str, optional
            IRIs of classes; other things are not considered.

        Raises
        ------
        NameLookupError
            If nothing fits (with near names) or several things do (with all of them).
        """
        found = [n for n in self.candidates(text) if not types or types & set(n.types)]
        if len(found) == 1:
            return found[0]
        if found:
            several = "; ".join(f"{n.label} ({curie(n.iri)})" for n in found)
            raise NameLookupError(f"{text!r} fits several things, say which: {several}")
        if other := self.candidates(text):
            what = "; ".join(f"{n.label} is of {class_names(n.types)}" for n in other)
            raise NameLookupError(f"{text!r} does not fit here: {what}, not {class_names(types)}")
        near = self._near(text, types)
        hint = f"did you mean {', '.join(near)}?" if near else "see: defectkg info --model"
        raise NameLookupError(f"unknown name {text!r}; {hint}")

    def _described(self, iri: str) -> Name | None:
        if iri in self.by_iri:
            return self.by_iri[iri]
        types = [
            row["object"]
            for row in self.about(iri)
            if row["direction"] == "out" and row["predicate"].endswith("#type")
        ]
        return Name(iri, curie(iri), tuple(types)) if types else None

    def _near(self, text: str, types: frozenset[str]) -> list[str]:
        pool = {
            spelt: name.label
            for spelt, iris in self._levels[1].items()
            for iri in iris
            if (name := self.by_iri.get(iri)) and (not types or types & set(name.types))
        }
        close = difflib.get_close_matches(fold_case(text), pool, 6, 0.6)
        return list(dict.fromkeys(pool[spelt] for spelt in close))[:3]


def class_names(iris: Iterable[str]) -> str:
    """Return classes by their short names, in order."""
    return ", ".join(sorted(map(local_name, iris)))


def exact(text: str) -> str:
    """Return a name with raised and lowered signs as plain ones.

    Examples
    --------
    >>> exact("Ni²⁺")
    'Ni2+'
    """
    return " ".join(unicodedata.normalize("NFKC", text).translate(SIGNS).split())


def fold_case(text: str) -> str:
    """Return a name without regard to case."""
    return exact(text).casefold()


def fold_markup(text: str) -> str:
    """Return a name without case, spaces, hyphens within words and LaTeX marks.

    Examples
    --------
    >>> fold_markup("$V_{Cl}$") == fold_markup("V_Cl")
    True
    """
    return re.sub(r"[\s_^${}\\]|(?<=\w)-(?=\w)", "", fold_case(text))


FOLDS = (exact, fold_case, fold_markup)
