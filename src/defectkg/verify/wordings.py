"""Find names in passages as authors word them.

A name stands in a passage if its words do, in any order and form (*detached ligands*, *ligands can
detach*), close together. Words are compared by their stems, acronyms and formulas letter by letter;
a word may be replaced by another one-word name of the same kind (*Cl* and *chloride*, *NC* and
*nanocrystal*). Lost spaces and hyphens, and letters of acronyms that look alike, are forgiven. Edit
distance (rapidfuzz) is not used: one letter parts sulfide from sulfite.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple, Protocol, cast

from defectkg.verify.plain_text import MINUS, plain_text

__all__ = ["Cover", "Span", "Wordings", "near_each_other", "squeezed"]

WORD = re.compile(rf"[^\W_]+[+{MINUS}]?")
SMALL = frozenset(re.findall(r"\w+", "of the in on for with from by and or an to at as its a can"))
LOOK_ALIKE = str.maketrans("q01i", "ooll")  # PLQY is often read as PLOY
SIGNS = re.compile(r"[^\s\w]+(?=\s)")  # between a word and a space
ENDS = frozenset(".?!;")
GREEK_PLURAL = re.compile(r"(?<=[te]he|aly|oly)ses$")  # theses, syntheses, analyses, hydrolyses
SLACK = 2  # other words between those of a name
APART = 9  # by so many words the end of a sentence keeps apart
MOST_WORDS = 100_000  # that are remembered: a server is asked for ever more
GLUED = 8  # letters from which a name is told even without its spaces

Span = tuple[int, int]


class Word(NamedTuple):
    """A word of a text: what it is compared by, its number and where it stands."""

    key: str
    order: int
    start: int
    end: int


class Stemmer(Protocol):
    """What is used of snowballstemmer, which has no types."""

    def stemWord(self, word: str) -> str:  # noqa: N802
        """Return the stem of a word."""


class Wordings:
    """Names to be found in passages.

    Parameters
    ----------
    spellings : mapping of str to iterable of str
        All names of each kind.
    passages : iterable of str
        In the plain script of `defectkg.verify.plain_text`.
    besides : mapping of str to iterable of str, optional
        Other words that may mean a kind; none of them stands for a word of a name.
    """

    def __init__(
        self,
        spellings: Mapping[str, Iterable[str]],
        passages: Iterable[str],
        besides: Mapping[str, Iterable[str]] = MappingProxyType({}),
    ) -> None:
        names = {kind: sorted(set(map(name_text, said))) for kind, said in spellings.items()}
        self._same = one_word_names(names)
        more = {kind: sorted(set(map(name_text, said))) for kind, said in besides.items()}
        self._names = {
            kind: [
                (self._words_of(name), squeezed(name))
                for name in (*names.get(kind, ()), *more.get(kind, ()))
            ]
            for kind in dict.fromkeys([*names, *more])
        }
        self._passages = [self._index(text) for text in passages]
        self._glued = [Glued(text) for text in passages]
        self._found: dict[tuple[str, int], list[Span]] = {}
        self._said: dict[str, tuple[str, ...]] = {}

    def holds(self, kind: str, passage: int) -> bool:
        """Return whether a passage holds a name of a kind."""
        return bool(self.spans(kind, passage))

    def spans(self, kind: str, passage: int) -> list[Span]:
        """Return where the names of a kind stand in a passage."""
        if (kind, passage) not in self._found:
            index, glued = self._passages[passage], self._glued[passage]
            names = self._names.get(kind, [])
            self._found[kind, passage] = [
                *(span for keys, _ in names for span in close_together(keys, index)),
                *(span for _, letters in names for span in glued.find(letters)),
            ]
        return self._found[kind, passage]

    def says(self, words: str, passage: int) -> bool:
        """Return whether a passage holds some words, close together."""
        if words not in self._said:
            self._said[words] = self._words_of(plain_text(words))
        return bool(close_together(self._said[words], self._passages[passage]))

    def _words_of(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._same.get(w.key, w.key) for w in words(name)))

    def _index(self, text: str) -> dict[str, list[Word]]:
        index: dict[str, list[Word]] = defaultdict(list)
        for word in words(text):
            keys = {word.key, word.key.rstrip("+" + MINUS)}
            written = text[word.start : word.end]
            if written.isupper() and written.isalpha() and len(written) > 3:
                keys.add(stem(written.casefold()))  # a heading, not an acronym
            for key in keys:
                if len(key) > 1 or key == word.key:  # the I of I- is a word of its own
                    index[self._same.get(key, key)].append(word)
        return index


class Glued:
    """A text without spaces and signs, in which a name begins and ends where words do."""

    def __init__(self, text: str) -> None:
        self._starts: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        parts, length = [], 0
        for match in re.finditer(r"[^\W_]+", text):
            self._starts[length] = match.start()
            length += len(match[0])
            self._ends[length] = match.end()
            parts.append(match[0].casefold())
        self._text = "".join(parts)

    def find(self, name: str) -> list[Span]:
        """Return where a name stands, in the plural too."""
        if len(name) < GLUED:
            return []
        return [
            (self._starts[at.start()], self._ends[end])
            for at in re.finditer(re.escape(name), self._text)
            if at.start() in self._starts
            for end in (at.end(), at.end() + 1)
            if end in self._ends and self._text[at.end() : end] in ("", "s")
        ]


@cache  # the names of a graph are asked for with each copy that is read
def name_text(name: str) -> str:
    """Return a name in the plain script, a minus at its end as that of a charge."""
    return re.sub(r"(?<=\w)-$", MINUS, plain_text(name))


def squeezed(name: str) -> str:
    """Return the letters and digits of a name."""
    return re.sub(r"[\W_]+", "", name.casefold())


def words(text: str) -> list[Word]:
    """Return the words of a text that carry meaning, numbered.

    Examples
    --------
    >>> [word.key for word in words("Distorted octahedra of the NCs with Cl⁻ vacancies")]
    ['distort', 'octahedra', 'NC', 'Cl⁻', 'vacanc']
    """
    found: list[Word] = []
    order = end = 0
    for match in WORD.finditer(text):
        signs = SIGNS.match(text, end, match.start())
        if signs and not ENDS.isdisjoint(signs[0]):
            order += APART
        end = match.end()
        if (key := key_of(match[0])) not in SMALL:
            found.append(Word(key, order, match.start(), end))
            order += 1
    return found


@lru_cache(MOST_WORDS)
def key_of(word: str) -> str:
    """Return by what a word is compared: a stem, or letters where these count."""
    if word[-1] in f"+{MINUS}":
        return word
    base = word[:-1] if len(word) > 2 and word[-1] == "s" and word[:-1].isupper() else word
    as_written = sum(map(str.isupper, base)) > 1 or len(base) < 3
    if as_written or any(map(str.isdigit, base)):
        if len(base) < 4:
            return base
        small = base.casefold()
        return small.translate(LOOK_ALIKE) if base.isalpha() and base.isupper() else small
    return stem(base.casefold())


@lru_cache(MOST_WORDS)
def stem(word: str) -> str:
    """Return the stem of an English word (Porter 2), that of *synthesis* also for *syntheses*."""
    return str(stemmer().stemWord(GREEK_PLURAL.sub("sis", word)))


@lru_cache(MOST_WORDS)
def stemmer() -> Stemmer:
    """Return the stemmer; its import is put off until a text is read."""
    import snowballstemmer

    return cast("Stemmer", snowballstemmer.stemmer("english"))


def one_word_names(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the word that stands for each word that is by itself the name of one kind."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for kind, said in names.items():
        for name in said:
            found = words(name)
            if len(found) == 1:
                key = found[0].key
                bare = key.rstrip("+" + MINUS)
                kinds[key].add(kind)
                if len(bare) > 1:
                    kinds[bare].add(kind)
    first: dict[str, str] = {}
    same = {}
    for key in sorted(kinds):
        if len(kinds[key]) == 1:
            (kind,) = kinds[key]
            same[key] = first.setdefault(kind, key)
    return same


def close_together(keys: tuple[str, ...], index: Mapping[str, list[Word]]) -> list[Span]:
    """Return where some words stand close together, in any order."""
    lists = [index.get(key, []) for key in keys]
    if not lists or not all(lists):
        return []
    lists.sort(key=len)
    spans = []
    for word in lists[0]:
        near = [nearest(word.order, other) for other in lists[1:]]
        group = [word, *near]
        orders = [w.order for w in group]
        if max(orders) - min(orders) < len(keys) + SLACK:
            spans.append((min(w.start for w in group), max(w.end for w in group)))
    return spans


def nearest(order: int, words: list[Word]) -> Word:
    """Return the word that is nearest to a number, of words in order; the first of two."""
    after = bisect_left(words, order, key=lambda word: word.order)
    return min(words[max(0, after - 1) : after + 1], key=lambda word: abs(word.order - order))


class Cover:
    """Places of a text that may hold others.

    Parameters
    ----------
    spans : iterable of (int, int)
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(set(spans))
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))

    def holds(self, span: Span) -> bool:
        """Return whether a place lies within one of these."""
        before = bisect_right(self._starts, span[0])
        return before > 0 and self._reach[before - 1] >= span[1]


def near_each_other(ones: Iterable[Span], others: Iterable[Span], limit: int) -> bool:
    """Return whether two places lie closer than a limit, neither of them within the other."""
    ordered = sorted(set(others))
    starts = [start for start, _ in ordered]
    longest = max((end - start for start, end in ordered), default=0)
    for one in set(ones):
        first = bisect_left(starts, one[0] - longest - limit)
        last = bisect_right(starts, one[1] + limit)
        for other in ordered[first:last]:
            if apart(one, other) < limit and not within(one, other) and not within(other, one):
                return True
    return False


def within(one: Span, other: Span) -> bool:
    """Return whether a place of a text is a part of another."""
    return other[0] <= one[0] and one[1] <= other[1]


def apart(one: Span, other: Span) -> int:
    """Return how many signs lie between two places of a text."""
    return max(0, max(one[0], other[0]) - min(one[1], other[1]))
