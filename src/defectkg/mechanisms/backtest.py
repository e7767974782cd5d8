"""How well `suggest` would have found what papers report: each is hidden in turn.

A case is an agent that lowers a defect on a host in a form, by a paper's own treatment. Without
that paper (or without all from its year on) the untested candidates are ranked, and three things
are looked for: the agent, any agent of its class, and a mechanism by which the paper says it
works. Two rankings stand beside: at random (expected value), and the most used first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import comb
from typing import NamedTuple

from defectkg.mechanisms.gaps import Gaps
from defectkg.mechanisms.paths import Scope
from defectkg.mechanisms.search import Search
from defectkg.mechanisms.suggestions import Suggestion, candidates, suggest
from defectkg.model.chemistry import Chemistry
from defectkg.model.claims import Kinds, Statement, TreatmentResult

__all__ = ["TARGETS", "HiddenFinding", "Placement", "backtest", "cases", "hits", "random_hits"]

TARGETS = ("agent", "class", "mechanism")


class HiddenFinding(NamedTuple):
    """One finding to hide.

    Parameters
    ----------
    agent, defect, host, form : str
        IRIs; host and form may be empty.
    mechanisms : frozenset of str
        Labels.
    works : frozenset of str
    """

    agent: str
    defect: str
    host: str
    form: str
    mechanisms: frozenset[str]
    works: frozenset[str]


class Placement(NamedTuple):
    """Where one thing that was hidden comes up; a place of 0 means nowhere.

    Parameters
    ----------
    case : HiddenFinding
    target : str
        One of `TARGETS`.
    place, popular : int
        In the ranking of `suggest`, and among the most used.
    right, pool : int
        How many of how many would be right.
    """

    case: HiddenFinding
    target: str
    place: int
    popular: int
    right: int
    pool: int


def cases(
    statements: Iterable[Statement], kinds: Kinds, results: Iterable[TreatmentResult]
) -> list[HiddenFinding]:
    """Return the findings to hide."""
    claims = [
        s
        for s in statements
        if s.supports and s.polarity == "-" and kinds.groups.get(s.effect) == "DefectKind"
    ]
    found: dict[tuple[str, str, str, str], tuple[set[str], set[str]]] = {}
    for result in results:
        for s in claims if result.role == "trial" else ():
            works = s.works & result.works
            if not works or s.effect in kinds.roots:
                continue
            for agent in s.agents & set(result.agents):
                key = agent, s.effect, result.host, result.form
                mechanisms, papers = found.setdefault(key, (set(), set()))
                mechanisms.update(s.mechanisms)
                papers.update(works)
    return [HiddenFinding(*key, *map(frozenset, sets)) for key, sets in sorted(found.items())]


def backtest(
    statements: list[Statement],
    kinds: Kinds,
    chemistry: Chemistry,
    results: list[TreatmentResult],
    years: Mapping[str, str] | None = None,
) -> list[Placement]:
    """Hide each case in turn.

    Parameters
    ----------
    statements : list of Statement
    kinds : Kinds
    chemistry : Chemistry
    results : list of TreatmentResult
    years : dict of str to str, optional
        The year of each publication; all from the year of the case on are hidden then.

    Returns
    -------
    list of Placement
        One for each case and target; no mechanism where the case names none.
    """
    found: list[Placement] = []
    pool = candidates(kinds, statements)
    for case in cases(statements, kinds, results):
        gone = case.works
        if years:
            first = min(years.get(work, "") for work in case.works)
            gone |= frozenset(work for work, year in years.items() if year >= first)
        left = [s for s in (s.without(gone) for s in statements) if s]
        search = Search(left, kinds, Scope(host=case.host, form=case.form))
        cell = case.defect, case.host, case.form
        ranked = suggest(search, Gaps(left, kinds, chemistry), chemistry, *cell)
        found += outcomes(case, kinds, pool, ranked, left, used(results, gone))
    return found


def outcomes(
    case: HiddenFinding,
    kinds: Kinds,
    pool: list[str],
    ranked: list[Suggestion],
    left: list[Statement],
    uses: Counter[str],
) -> Iterable[Placement]:
    """Yield where agent, class and mechanism of a case come up."""
    agents = [s.agent for s in ranked]
    popular = [agent for agent in sorted(pool, key=lambda a: (-uses[a], a)) if uses[agent]]
    classes = kinds.above(case.agent)
    same_class = {agent for agent in pool if agent == case.agent or classes & kinds.above(agent)}
    for target, right in (("agent", {case.agent}), ("class", same_class)):
        yield Placement(
            case, target, rank_of(agents, right), rank_of(popular, right), len(right), len(pool)
        )
    if case.mechanisms:
        steps = [step for s in ranked for step in s.path.steps]
        ways = [way for step in steps for way in step.mechanisms]
        papers = {(way, work) for s in left for way in s.mechanisms for work in s.works}
        common = [way for way, _ in Counter(way for way, _ in sorted(papers)).most_common()]
        every = [kind for kind, group in kinds.groups.items() if group == "MechanismKind"]
        places = (
            rank_of(list(dict.fromkeys(ways)), case.mechanisms),
            rank_of(common, case.mechanisms),
        )
        yield Placement(case, "mechanism", *places, len(case.mechanisms), len(every))


def used(results: Iterable[TreatmentResult], gone: frozenset[str]) -> Counter[str]:
    """Return in how many of the papers that are left each agent was used."""
    pairs = {(agent, work) for t in results for agent in t.agents for work in t.works - gone}
    return Counter(agent for agent, _ in pairs)


def rank_of(ranked: Iterable[str], right: frozenset[str] | set[str]) -> int:
    """Return the place of the first right one, counted from 1; 0 if there is none."""
    return next((n for n, name in enumerate(ranked, 1) if name in right), 0)


def hits(places: Iterable[int], most: int) -> float:
    """Return the share of places among the first few (Hits@k)."""
    all_places = list(places)
    return sum(0 < n <= most for n in all_places) / len(all_places) if all_places else 0.0


def random_hits(found: Iterable[Placement], most: int) -> float:
    """Return the Hits@k to expect of a random order: 1 − C(wrong, k) / C(pool, k) on average."""
    chances = [1 - comb(o.pool - o.right, most) / comb(o.pool, most) for o in found]
    return sum(chances) / len(chances) if chances else 0.0
