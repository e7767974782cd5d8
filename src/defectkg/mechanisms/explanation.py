"""Whether the claims explain what each treatment is reported to do.

For every outcome with a direction the mechanism paths from what was applied to the observable are
searched, in the treatment's host and form; outcomes themselves are never used, nor what a source
gives as an aim. The verdict rests
on the paths without generalised or borrowed steps where there are any, else on all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from defectkg.mechanisms.paths import MechanismPath
from defectkg.mechanisms.search import Search, rank
from defectkg.model import terms
from defectkg.model.claims import TreatmentResult

__all__ = ["MOST_PATHS", "Explanation", "bottlenecks", "explain"]

MOST_PATHS = 25  # best paths for each thing applied; more do not change what a reader sees
# What is kept from falling is explained by what makes it rise.
EXPECTED_SIGN = {terms.UP: "+", terms.DOWN: "-", terms.PRESERVED: "+"}
DIRECTION_OF_SIGN = {"+": terms.UP, "-": terms.DOWN}


class Explanation(NamedTuple):
    """What the claims say of one reported outcome.

    Parameters
    ----------
    result : TreatmentResult
    predicted : str
        `terms.UP`, `terms.DOWN` or empty.
    verdict : str
        ``explained``, ``contradicted``, ``mixed``, ``open``, ``no outcome`` or ``control``.
    paths : tuple of MechanismPath
        Those on which the verdict rests, best first.
    """

    result: TreatmentResult
    predicted: str
    verdict: str
    paths: tuple[MechanismPath, ...]


def explain(
    results: Iterable[TreatmentResult], search_in: Callable[[str, str], Search]
) -> list[Explanation]:
    """Explain reported outcomes.

    Parameters
    ----------
    results : iterable of TreatmentResult
    search_in : callable
        Returns the search for a host and a form.

    Returns
    -------
    list of Explanation
    """
    searches: dict[tuple[str, str], Search] = {}
    found = []
    for result in results:
        if result.role == terms.CONTROL or not result.direction:
            verdict = "control" if result.role == terms.CONTROL else "no outcome"
            found.append(Explanation(result, "", verdict, ()))
            continue
        scope = result.host, result.form
        if scope not in searches:
            searches[scope] = search_in(*scope)
        paths = decisive_paths(result, searches[scope])
        found.append(Explanation(result, *prediction(result.direction, paths), paths))
    return found


def decisive_paths(result: TreatmentResult, search: Search) -> tuple[MechanismPath, ...]:
    """Return the paths on which a verdict rests, best first."""
    found = [
        path
        for start in result.applied
        if start != result.observable
        for path in search.best(start, result.observable, MOST_PATHS)
    ]
    found = [path for path in found if path.belief]  # what has lost its vote decides nothing
    direct = [path for path in found if not path.discounts]
    return tuple(sorted(direct or found, key=rank))


def prediction(reported: str, paths: Iterable[MechanismPath]) -> tuple[str, str]:
    """Return the direction that paths predict, and the verdict on the one that is reported."""
    signs = {path.sign for path in paths}
    if not signs:
        return "", "open"
    if len(signs) == 2:
        return "", "mixed"
    (sign,) = signs
    verdict = "explained" if EXPECTED_SIGN.get(reported) == sign else "contradicted"
    return DIRECTION_OF_SIGN[sign], verdict


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
    """Return the kinds and publications on which the explanations depend, the most needed first.

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
