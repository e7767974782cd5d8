"""How well `suggest` would have found what papers report: each is hidden in turn.

A case is an agent that lowers a defect on a host in a form, by a paper's own treatment. Without
that paper (or without all from its year on) the untested candidates are ranked, and three things
are looked for: the agent, any agent of its class, and a mechanism by which the paper says it
works. Two other rankings are compared: at random (expected value), and the most used first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import product
from math import comb
from typing import NamedTuple

from defectkg.mechanisms.gaps import Gaps
from defectkg.mechanisms.paths import Scope
from defectkg.mechanisms.search import Search
from defectkg.mechanisms.suggestions import Suggestion, candidates, suggest
from defectkg.model import terms
from defectkg.model.chemistry import Chemistry
from defectkg.model.claims import Kinds, Statement, TreatmentResult

__all__ = [
    "TARGETS",
    "HiddenFinding",
    "Placement",
    "backtest",
    "findings_to_hide",
    "hits",
    "random_hits",
]

TARGETS = ("agent", "class", "mechanism")


class HiddenFinding(NamedTuple):
    """One finding to hide.

    Parameters
    ----------
    agent, defect, host, form : str
        IRIs; host and form may be empty.
    mechanisms, works : frozenset of str
        IRIs.
    """

    agent: str
    defect: str
    host: str
    form: str
    mechanisms: frozenset[str]
    works: frozenset[str]


class Placement(NamedTuple):
    """At which rank something that was hidden comes up; a rank of 0 means nowhere.

    Parameters
    ----------
    case : HiddenFinding
    target : str
        One of `TARGETS`.
    rank, rank_by_use : int
        In the order of `suggest`, and among the most used.
    right, pool : int
        How many of how many would be right.
    """

    case: HiddenFinding
    target: str
    rank: int
    rank_by_use: int
    right: int
    pool: int


def findings_to_hide(
    statements: Iterable[Statement], kinds: Kinds, results: Iterable[TreatmentResult]
) -> list[HiddenFinding]:
    """Return what papers report of their own trials: each agent with the defect that it lowers."""
    defects = kinds.of_group(terms.DEFECT_KIND) - kinds.roots
    lowering = [s for s in statements if s.holds_true and s.polarity == "-" and s.effect in defects]
    found: dict[tuple[str, str, str, str], tuple[set[str], set[str]]] = {}
    trials = [result for result in results if result.role == terms.TRIAL]
    for trial, statement in product(trials, lowering):
        if works := statement.works & trial.works:
            for agent in statement.agents & set(trial.agents):
                key = agent, statement.effect, trial.host, trial.form
                mechanisms, papers = found.setdefault(key, (set(), set()))
                mechanisms.update(statement.mechanisms)
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
    for case in findings_to_hide(statements, kinds, results):
        hidden = case.works
        if years:
            first = min(years.get(work, "") for work in case.works)
            hidden |= frozenset(work for work, year in years.items() if year >= first)
        visible = [s for s in (s.without(hidden) for s in statements) if s]
        scope = Scope(host=case.host, form=case.form)
        search = Search(visible, kinds, scope, chemistry=chemistry)
        done = [result for result in results if result.works - hidden]
        cell = case.defect, case.host, case.form
        suggested = suggest(search, Gaps(visible, kinds, chemistry), chemistry, *cell, done)
        uses = papers_by_agent(results, hidden)
        found += placements(case, kinds, pool, suggested, visible, uses)
    return found


def placements(
    case: HiddenFinding,
    kinds: Kinds,
    pool: list[str],
    suggested: list[Suggestion],
    visible: list[Statement],
    uses: Counter[str],
) -> Iterable[Placement]:
    """Yield where agent, class and mechanism of a case come up."""
    agents = [s.agent for s in suggested]
    most_used = [agent for agent in sorted(pool, key=lambda a: (-uses[a], a)) if uses[agent]]
    classes = kinds.above(case.agent)
    same_class = {agent for agent in pool if agent == case.agent or classes & kinds.above(agent)}
    for target, right in (("agent", {case.agent}), ("class", same_class)):
        ranks = rank_of(agents, right), rank_of(most_used, right)
        yield Placement(case, target, *ranks, len(right), len(pool))
    if case.mechanisms:
        steps = [step for s in suggested for step in s.path.steps]
        named = dict.fromkeys(m for step in steps for m in sorted(step.mechanisms))
        papers = {(m, work) for s in visible for m in s.mechanisms for work in s.works}
        common = [m for m, _ in Counter(m for m, _ in sorted(papers)).most_common()]
        ranks = rank_of(named, case.mechanisms), rank_of(common, case.mechanisms)
        every = kinds.of_group(terms.MECHANISM_KIND)
        yield Placement(case, "mechanism", *ranks, len(case.mechanisms), len(every))


def papers_by_agent(results: Iterable[TreatmentResult], hidden: frozenset[str]) -> Counter[str]:
    """Return in how many of the papers that are not hidden each agent was used."""
    pairs = {(agent, work) for t in results for agent in t.agents for work in t.works - hidden}
    return Counter(agent for agent, _ in pairs)


def rank_of(ranked: Iterable[str], right: frozenset[str] | set[str]) -> int:
    """Return the rank of the first right one, counted from 1; 0 if there is none."""
    return next((n for n, name in enumerate(ranked, 1) if name in right), 0)


def hits(ranks: Iterable[int], most: int) -> float:
    """Return the share of ranks among the first few (Hits@k)."""
    all_ranks = list(ranks)
    return sum(0 < rank <= most for rank in all_ranks) / len(all_ranks) if all_ranks else 0.0


def random_hits(found: Iterable[Placement], most: int) -> float:
    """Return the Hits@k to expect of a random order: 1 − C(wrong, k) / C(pool, k) on average."""
    chances = [1 - comb(p.pool - p.right, most) / comb(p.pool, most) for p in found]
    return sum(chances) / len(chances) if chances else 0.0
