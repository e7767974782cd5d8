"""Whether the claims explain what each treatment is reported to do.

For every outcome with a direction the mechanism paths from what was applied to the observable are
searched, in the treatment's host and form; outcomes themselves are never used. The verdict rests
on the paths without generalised or borrowed steps where there are any, else on all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from defectkg.claims import Trial
from defectkg.mechanisms import MechanismPath
from defectkg.search import Search, rank

__all__ = ["MOST_PATHS", "Explanation", "bottlenecks", "explain"]

MOST_PATHS = 25  # best paths for each thing applied; more do not change what a reader sees
SIGNS = {"up": "+", "down": "-", "preserved": "+"}  # what is kept up is not let down
DIRECTIONS = {"+": "up", "-": "down"}


class Explanation(NamedTuple):
    """What the claims say of one reported outcome.

    Parameters
    ----------
    trial : Trial
    predicted : str
        ``up``, ``down`` or empty.
    verdict : str
        ``explained``, ``contradicted``, ``mixed``, ``open``, ``no outcome`` or ``control``.
    paths : tuple of MechanismPath
        Those on which the verdict rests, best first.
    """

    trial: Trial
    predicted: str
    verdict: str
    paths: tuple[MechanismPath, ...]


def explain(trials: Iterable[Trial], searching: Callable[[str, str], Search]) -> list[Explanation]:
    """Explain reported outcomes.

    Parameters
    ----------
    trials : iterable of Trial
    searching : callable
        Returns the search for a host and a form.

    Returns
    -------
    list of Explanation
    """
    searches: dict[tuple[str, str], Search] = {}
    found = []
    for trial in trials:
        if trial.role == "control" or not trial.direction:
            verdict = "control" if trial.role == "control" else "no outcome"
            found.append(Explanation(trial, "", verdict, ()))
            continue
        scope = trial.host, trial.form
        if scope not in searches:
            searches[scope] = searching(*scope)
        paths = deciding(trial, searches[scope])
        found.append(Explanation(trial, *judged(trial.direction, paths), paths))
    return found


def deciding(trial: Trial, search: Search) -> tuple[MechanismPath, ...]:
    """Return the paths on which a verdict rests, best first."""
    found = [
        path
        for start in trial.starts
        if start != trial.observable
        for path in search.best(start, trial.observable, MOST_PATHS)
    ]
    direct = [path for path in found if not path.discounts]
    return tuple(sorted(direct or found, key=rank))


def judged(reported: str, paths: Iterable[MechanismPath]) -> tuple[str, str]:
    """Return what paths predict, and the verdict on what is reported."""
    signs = {path.sign for path in paths}
    if not signs:
        return "", "open"
    if len(signs) == 2:
        return "", "mixed"
    (sign,) = signs
    return DIRECTIONS[sign], "explained" if SIGNS.get(reported) == sign else "contradicted"


class Bottleneck(NamedTuple):
    """Something through which chains run.

    Parameters
    ----------
    what : str
        ``kind`` or ``publication``.
    iri : str
    chains : int
        Chains that run through the kind, or that break without the publication.
    outcomes : int
        Outcomes with such a chain.
    lost : int
        Explained outcomes of which no chain is left without it.
    """

    what: str
    iri: str
    chains: int
    outcomes: int
    lost: int


def bottlenecks(explanations: Iterable[Explanation], inner: frozenset[str]) -> list[Bottleneck]:
    """Return the kinds and publications on which the explanations hang, heaviest first.

    Parameters
    ----------
    explanations : iterable of Explanation
    inner : frozenset of str
        The kinds to look for inside chains: conditions and defects.
    """
    chains: Counter[tuple[str, str]] = Counter()
    outcomes: Counter[tuple[str, str]] = Counter()
    lost: Counter[tuple[str, str]] = Counter()
    for explanation in explanations:
        if explanation.verdict != "explained":
            continue
        needs = [needed(path, inner) for path in explanation.paths]
        chains.update(key for keys in needs for key in keys)
        outcomes.update(frozenset().union(*needs))
        lost.update(frozenset.intersection(*needs))
    found = [Bottleneck(*key, chains[key], outcomes[key], lost[key]) for key in chains]
    return sorted(found, key=lambda b: (b.what, -b.lost, -b.chains, b.iri))


def needed(path: MechanismPath, inner: frozenset[str]) -> frozenset[tuple[str, str]]:
    """Return the kinds inside a path and the publications on which alone a step of it rests."""
    kinds = {("kind", kind) for kind in path.kinds[1:-1] if kind in inner}
    alone = {("publication", work) for s in path.steps if len(s.works) == 1 for work in s.works}
    return frozenset(kinds | alone)
