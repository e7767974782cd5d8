"""What the defects of a host do to it as it is, and what one defect does, untreated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from defectkg.mechanisms.finder import Finder
from defectkg.mechanisms.paths import MechanismPath, StepKind
from defectkg.mechanisms.ranking import rank
from defectkg.model import terms
from defectkg.model.claims import Statement
from defectkg.model.names import Names
from defectkg.rdf.queries import run
from defectkg.rdf.store import Store

__all__ = ["Untreated", "is_untreated", "measured_of", "untreated"]

MOST_TRIED = 5  # best paths from a defect to one end, among which one is of the host


class Untreated(NamedTuple):
    """Why a host is as it is, or what a defect does.

    Parameters
    ----------
    of : str
        The host, or the defect.
    paths : tuple of MechanismPath
        From its defects to what is measured of it; of a defect, what works tell of it.
    besides : tuple of Statement
        What else is said of what its defects do.
    """

    of: str
    paths: tuple[MechanismPath, ...]
    besides: tuple[Statement, ...]


def is_untreated(names: Names, what: str) -> bool:
    """Return whether a name is that of a host or a defect, and of nothing that is applied."""
    applied = frozenset({terms.TREATMENT, terms.AGENT_KIND, terms.ION_KIND, terms.CONDITION_KIND})
    of_these = frozenset({terms.HOST_KIND, terms.DEFECT_KIND})
    return bool(names.candidates(what, of_these)) and not names.candidates(what, applied)


def measured_of(store: Store, host: str) -> list[dict[str, str]]:
    """Return the rows of what is measured of a host as it is."""
    return [
        row
        for row in run(store, "measurements").dicts()
        if row["state_iri"] == terms.HOST_STATE and host in row["host_iri"].split()
    ]


def untreated(search: Finder, of: str, measured: Collection[str]) -> Untreated:
    """Return why a host is as it is, or what a defect does.

    Parameters
    ----------
    search : Finder
        In the host, or anywhere.
    of : str
        The host, or the defect.
    measured : collection of str
        Observables: those that are measured of the host as it is, or all.
    """
    groups, covers = search.kinds.groups, search.kinds.covers
    said = [
        s
        for s in search.statements
        if s.holds_true and s.polarity and (s.cause == of or of in s.hosts)
    ]
    defects = {
        s.cause
        for s in said
        if groups.get(s.cause) == terms.DEFECT_KIND
        and (s.cause == of or not covers(terms.SUBSTITUTIONAL_IMPURITY, s.cause))
    }
    found = [
        path
        for defect in sorted(defects)
        for end in sorted(measured)
        for path in told(search, defect, end, of)
    ]
    paths = sorted(without_restatements(found), key=lambda p: (p.joined_here, -p.score, p.kinds))
    used = {s for path in paths for step in path.steps for s in step.statements}
    causes = defects.union(*(path.kinds[:-1] for path in paths))
    besides = (s for s in said if s.cause in causes and s not in used)
    return Untreated(of, tuple(paths), tuple(besides))


def told(search: Finder, defect: str, end: str, of: str) -> Iterator[MechanismPath]:
    """Yield the best path from a defect that begins with what is said of it, and stays there."""
    for path in search.best(defect, end, MOST_TRIED):
        first = path.with_votes[0].statements if path.with_votes else ()
        stays = not path.crossings and all(s.kind != StepKind.BORROWED for s in path.steps)
        if (
            path.own
            and path.belief
            and stays
            and any(s.cause == of or of in s.hosts for s in first)
        ):
            yield path
            return


def without_restatements(paths: Iterable[MechanismPath]) -> Collection[MechanismPath]:
    """Return the shortest of the paths that differ only in what follows by definition."""
    best: dict[tuple[str, ...], MechanismPath] = {}
    for path in sorted(paths, key=lambda path: (len(path.steps), rank(path))):
        claimed = path.steps.index(path.with_votes[-1]) + 2
        best.setdefault(path.kinds[:claimed], path)
    return best.values()
