"""Find where words that name nothing are printed: in records, titles, definitions and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from defectkg.model import spelling
from defectkg.rdf.queries import run
from defectkg.rdf.store import Store

__all__ = ["Printed", "PrintedWords"]

SHORT = 3  # letters of a word that counts only where it is no plain word, as C1
ADDRESS = re.compile(r"https?://\S+")
EMIT, EMITTED = re.compile("mi(?:ss|tt?)$"), "mi(?:ss|t)"  # emission, emitter; also transmit
# What leads on best comes first: what is measured and claimed, then kinds, then what is about them.
FIRST = ("measurement", "claim", "definition link", "treatment", "challenge")
LAST = ("publication", "figure panel", "anomaly", "disagreement", "record graph")


class Printed(NamedTuple):
    """A thing in whose words all words of a phrase stand.

    Parameters
    ----------
    iri : str
    sort : str
        What it is, such as ``publication`` or ``observable kind``.
    places : tuple of str
        Where the words stand, such as ``title``.
    text : str
        What is printed there.
    """

    iri: str
    sort: str
    places: tuple[str, ...]
    text: str


class PrintedWords:
    """The words of a store that are no names.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._things: dict[tuple[str, str], dict[str, str]] = {}
        for row in run(store, "internal/printed-words").dicts():
            texts = self._things.setdefault((row["thing"], row["sort"]), {})
            said = ADDRESS.sub("", row["text"])
            texts[row["place"]] = "; ".join(filter(None, [texts.get(row["place"]), said]))

    def find(self, phrase: str) -> list[Printed]:
        """Return the things in whose words all words of a phrase stand, with whatever ending."""
        stems = [re.compile(stem, re.IGNORECASE) for stem in stems_of(phrase)]
        found = []
        for (iri, sort), texts in self._things.items() if stems else ():
            if all(any(stem.search(text) for text in texts.values()) for stem in stems):
                held = {p: t for p, t in texts.items() if any(stem.search(t) for stem in stems)}
                found.append(Printed(iri, sort, tuple(held), "; ".join(held.values())))
        return sorted(found, key=lambda one: (rank(one.sort), one.iri))


def stems_of(phrase: str) -> Iterable[str]:
    """Return patterns for the words of a phrase: stems of plain words, all of what is none.

    Examples
    --------
    >>> [bool(re.search(stem, "X-rays on C1")) for stem in stems_of("the C1 X-ray scintillator")]
    [True, True, False]
    >>> [bool(re.search(*stems_of("emission"), text)) for text in ("blue emitters", "eminent")]
    [True, False]
    """
    for word in re.findall(r"\w+(?:-\w+)*", phrase):
        if word.isalpha() and len(word) > SHORT:
            yield rf"\b{EMIT.sub(EMITTED, spelling.stem(word))}"
        elif not word.islower() or "-" in word:
            yield rf"\b{'[- ]?'.join(map(re.escape, word.split('-')))}s?(?!\w)"


def rank(sort: str) -> int:
    """Return how early things of a sort are told; kinds stand between records and works."""
    if sort in FIRST:
        return FIRST.index(sort)
    return len(FIRST) + (LAST.index(sort) + 1 if sort in LAST else 0)
