"""Whether the claims explain what each treatment is reported to do.

For every outcome with a direction the mechanism paths from what was applied to the observable are
searched, in the treatment's host and form; outcomes themselves are never used, nor what a source
gives as an aim. The verdict rests on the paths that a work of the treatment tells as a whole, where
there are any, else on those without generalised or borrowed steps, else on all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from defectkg.mechanisms.paths import Completeness, MechanismPath
from defectkg.mechanisms.ranking import rank
from defectkg.mechanisms.rates import RadiativeRates
from defectkg.mechanisms.search import Search
from defectkg.model import terms
from defectkg.model.claims import TreatmentResult

__all__ = ["MOST_PATHS", "NO_OUTCOME", "Explanation", "bottlenecks", "explain"]

NO_OUTCOME = "no outcome"  # the verdict where no direction is reported
MOST_PATHS = 25  # best paths for each thing applied; more do not change what a reader sees
WANTED_SIGN = {terms.MORE: "+", terms.LESS: "-"}
DIRECTION_OF_SIGN = {"+": terms.UP, "-": terms.DOWN}
SIGN_OF_DIRECTION = {direction: sign for sign, direction in DIRECTION_OF_SIGN.items()}
RATED = frozenset({terms.PLQY, terms.PL_LIFETIME})


class Explanation(NamedTuple):
    """What the claims say of one reported outcome.

    Parameters
    ----------
    result : TreatmentResult
    predicted : str
        `terms.UP`, `terms.DOWN` or empty.
    verdict : str
        ``explained``, ``contradicted``, ``mixed``, ``open``, ``no change``, ``no outcome`` or
        ``control``.
    paths : tuple of MechanismPath
        Those without generalised or borrowed steps if there are any, else all; best first, and
        before them what a work of the treatment tells.
    best : MechanismPath or None
        The best path to what is reported.
    opposed : MechanismPath or None
        The best path to anything else.
    rates : RadiativeRates or None
        What follows for the radiative rate where one work prints quantum yield and lifetime.
    """

    result: TreatmentResult
    predicted: str
    verdict: str
    paths: tuple[MechanismPath, ...] = ()
    best: MechanismPath | None = None
    opposed: MechanismPath | None = None
    rates: RadiativeRates | None = None


def explain(
    results: Iterable[TreatmentResult],
    search_in: Callable[[str, str], Search],
    rates: Mapping[str, RadiativeRates] | None = None,
) -> list[Explanation]:
    """Explain reported outcomes.

    Parameters
    ----------
    results : iterable of TreatmentResult
    search_in : callable
        Returns the search for a host and a form.
    rates : dict of str to RadiativeRates, optional
        Of treatments.

    Returns
    -------
    list of Explanation
    """
    found: dict[int, Explanation] = {}
    in_places: dict[tuple[str, str], list[tuple[int, TreatmentResult]]] = {}
    for number, result in enumerate(results):
        if result.role == terms.CONTROL or not result.direction:
            verdict = "control" if result.role == terms.CONTROL else NO_OUTCOME
            found[number] = Explanation(result, "", verdict)
        else:
            in_places.setdefault((result.host, result.form), []).append((number, result))
    for place, numbered in in_places.items():  # a search holds much, so one at a time
        explained = explained_in(search_in(*place), [result for _, result in numbered], rates or {})
        found.update(zip((number for number, _ in numbered), explained, strict=True))
    return [found[number] for number in range(len(found))]


def explained_in(
    search: Search, results: Iterable[TreatmentResult], rates: Mapping[str, RadiativeRates]
) -> Iterator[Explanation]:
    """Yield the explanations of outcomes in the host and form of a search."""

    @cache  # many treatments apply the same to the same
    def paths(start: str, observable: str) -> list[MechanismPath]:
        best = search.best(start, observable, MOST_PATHS)
        return [path for path in best if path.belief]  # what has lost its vote decides nothing

    for result in results:
        observable = result.observable
        applied = (start for start in result.applied if start != observable)
        leading = [path for start in applied for path in paths(start, observable)]
        wanted = WANTED_SIGN.get(search.kinds.wanted.get(observable, ""), "")
        computed = rates.get(result.iri) if observable in RATED else None
        yield explanation_of(result, leading, wanted)._replace(rates=computed)


def explanation_of(
    result: TreatmentResult, found: Sequence[MechanismPath], wanted: str
) -> Explanation:
    """Return what the paths in a treatment's host and form say of one of its outcomes.

    Parameters
    ----------
    result : TreatmentResult
    found : sequence of MechanismPath
        Best first for each thing that was applied.
    wanted : str
        The sign of what is wanted of the observable, or nothing.
    """
    told = [path for path in found if told_by_its_work(path, result)]
    direct = [path for path in found if not path.discounts]
    decisive = told or direct or found
    in_order = sorted(found, key=lambda path: (path not in decisive, rank(path)))
    expected = expected_sign(result.direction, wanted)
    return Explanation(
        result,
        *judged(result.direction, {path.sign for path in decisive}, expected, wanted),
        paths=tuple(path for path in in_order if path in (*told, *(direct or found))),
        best=next((path for path in in_order if path.sign == expected), None),
        opposed=next((path for path in in_order if path.sign != expected), None),
    )


def told_by_its_work(path: MechanismPath, result: TreatmentResult) -> bool:
    """Return whether a work of a treatment tells a path as a whole, of its own material."""
    return bool(path.told_by & result.works) and path.completeness == Completeness.ASSERTED


def expected_sign(reported: str, wanted: str) -> str:
    """Return the sign of the paths that explain a direction, or nothing.

    What is kept is explained by what works towards what is wanted of it.
    """
    return wanted if reported == terms.PRESERVED else SIGN_OF_DIRECTION.get(reported, "")


def judged(reported: str, signs: set[str], expected: str, wanted: str) -> tuple[str, str]:
    """Return the direction that paths predict, and the verdict on the one that is reported.

    Where nothing changed, nothing is to be explained, but a path to a gain leaves open why there is
    none.
    """
    if not signs:
        return "", "no change" if reported == terms.UNCHANGED else "open"
    if len(signs) > 1:
        return "", "mixed"
    (sign,) = signs
    if sign == expected:
        verdict = "explained"
    else:
        unseen_gain = reported == terms.UNCHANGED and sign == wanted
        verdict = "open" if unseen_gain else "contradicted"
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
