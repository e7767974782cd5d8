"""At which level a row answers a question: said of the very thing, of a broader one, and so on.

``queries/internal/levels.rq`` says of a kind which others answer for it; `docs/questions.md` says
it in words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

__all__ = [
    "APPLIED",
    "BRINGS_IT",
    "EXACT",
    "IN_GENERAL",
    "NARROWER",
    "NEAREST_FIRST",
    "NOT_SAID",
    "Levels",
    "farthest",
    "level_texts",
    "levels_at",
    "rank",
]

EXACT = "exact"
BROADER = "broader"
NARROWER = "narrower"
BY_WAY_OF = "by way of"
NOT_SAID = "not said"
BRINGS_IT = "brings it"
IN_GENERAL = "defects in general"
APPLIED = "applied, defect not named"
NEAREST_FIRST = (EXACT, BROADER, NARROWER, BY_WAY_OF, NOT_SAID, BRINGS_IT, IN_GENERAL, APPLIED)
RANKS = {level: rank for rank, level in enumerate(NEAREST_FIRST)}
SCOPE = ("host", "form")  # where a statement holds, beside what it is about


class Levels(NamedTuple):
    """What answers for a thing that was asked for.

    Parameters
    ----------
    by_iri : dict of str to str
        The level by IRI.
    unsaid : str
        The level of a row that does not say it; empty: such a row is no answer.
    ways : dict of str to str
        Labels of what stands between what was asked and what was applied, by IRI: of ions, and
        of kinds above.
    """

    by_iri: Mapping[str, str]
    unsaid: str = ""
    ways: Mapping[str, str] = MappingProxyType({})

    @classmethod
    def of_pairs(
        cls,
        iri: str,
        pairs: Collection[tuple[str, str]],
        unsaid: str = "",
        ways: Mapping[str, str] = MappingProxyType({}),
    ) -> Levels:
        """Return the levels of one or several things from (kind, level) pairs, the nearest each."""
        best: dict[str, str] = {}
        for kind, level in sorted(pairs, key=lambda pair: RANKS[pair[1]], reverse=True):
            best[kind] = level
        return cls({**best, **dict.fromkeys(iri.split(), EXACT)}, unsaid, ways)

    def of(self, cell: str) -> str:
        """Return the nearest level of the IRIs in a cell, empty where none of them answers."""
        if not cell:
            return self.unsaid
        found = [self.by_iri[iri] for iri in cell.split() if iri in self.by_iri]
        return min(found, key=RANKS.__getitem__, default="")

    def way(self, cell: str) -> str:
        """Return by which ions or kinds above the IRIs in a cell answer; empty: by themselves."""
        level = self.of(cell)
        found = {
            self.ways[iri]
            for iri in cell.split()
            if iri in self.ways and self.by_iri.get(iri) == level
        }
        return "; ".join(sorted(found))


def levels_at(by_iri: Mapping[str, str], *levels: str) -> set[str]:
    """Return what answers at some levels."""
    return {iri for iri, level in by_iri.items() if level in levels}


def rank(levels: Mapping[str, str]) -> tuple[int, int, int]:
    """Return a key that puts the nearest answer first: what it is about before where it holds."""
    about = [RANKS[level] for slot, level in levels.items() if slot not in SCOPE]
    where = [RANKS[level] for slot, level in levels.items() if slot in SCOPE]
    return max(about, default=0), max(where, default=0), sum(about) + sum(where)


def farthest(levels: Mapping[str, str]) -> str:
    """Return the level of a row: that of what it meets least exactly."""
    return max(levels.values(), key=RANKS.__getitem__, default=EXACT)


def level_texts(found: Sequence[Mapping[str, str]], *, apart: bool) -> dict[str, list[str]]:
    """Return the columns that say at which level each row answers.

    Parameters
    ----------
    found : sequence of dict of str to str
        The level by slot, for each row.
    apart : bool
        Whether host and form have a column of their own, ``scope``.
    """
    if not apart:
        return {"level": [in_words(levels) for levels in found]}
    about = [{slot: levels[slot] for slot in levels if slot not in SCOPE} for levels in found]
    where = [{slot: levels[slot] for slot in levels if slot in SCOPE} for levels in found]
    return {
        "level": [farthest(some) for some in about],
        "scope": [marks(levels) for levels in where],
    }


def in_words(levels: Mapping[str, str]) -> str:
    """Return the levels of one row in a few words.

    Examples
    --------
    >>> in_words({"host": "broader"}), in_words({"host": "not said"})
    ('broader', 'host not said')
    >>> in_words({"defect": "broader", "host": "exact", "form": "not said"})
    'defect broader; form not said'
    >>> in_words({"defect": "exact", "host": "exact"})
    'exact'
    """
    if len(levels) == 1 and NOT_SAID not in levels.values():
        return next(iter(levels.values()))
    return marks(levels) or (EXACT if levels else "")


def marks(levels: Mapping[str, str]) -> str:
    """Return the levels that are not exact, each with what it is the level of."""
    return "; ".join(f"{slot} {level}" for slot, level in levels.items() if level != EXACT)
