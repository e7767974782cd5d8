"""How well `suggest` would have found what papers report: each is hidden in turn.

A case is an agent that lowers a defect on a host in a form, by a paper's own treatment. Everything
that the paper stands behind is left out (or that any paper from its year on does), the candidates
that remain are ranked, and three things are looked for: the agent, any agent of its class, and a
mechanism by which the paper says it works. Four other rankings order the same candidates: at
random (expected value), the most used first, by the plain prior of classes alone, and by analogy
alone. Mechanisms are ordered as the candidates that bring them; by the prior, by the number of
papers that claim that they lower a defect.

Foresight asks the same of what came later: everything is ranked from what was known, and what
later papers report is looked for. What they say does harm should come late, or not at all.

An interval is the middle 95 % of `SAMPLES` samples with replacement (percentile bootstrap). What is
drawn are papers with all their cases, since cases of one paper are not independent. Two rankings
are compared case by case in the same samples.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import product
from math import comb
from random import Random
from typing import NamedTuple

from defectkg.mechanisms.gaps import Gaps
from defectkg.mechanisms.paths import Scope
from defectkg.mechanisms.search import Search
from defectkg.mechanisms.suggestions import class_priors, suggest, untested
from defectkg.model import terms
from defectkg.model.chemistry import Chemistry
from defectkg.model.claims import Kinds, Statement, TreatmentResult

__all__ = [
    "RANKINGS",
    "TARGETS",
    "HiddenFinding",
    "Measure",
    "Placement",
    "Read",
    "at",
    "average",
    "backtest",
    "findings_to_hide",
    "foresight",
    "interval",
    "reciprocal",
]

TARGETS = ("agent", "class", "mechanism")
RANKINGS = ("suggest", "most used", "random", "class prior", "analogy")
SAMPLES = 1000  # intervals move by about 0.01 from seed to seed
SEED = 20191


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
    """At which rank something that was hidden comes up.

    Parameters
    ----------
    case : HiddenFinding
    target : str
        One of `TARGETS`.
    ranks : dict of str to int
        By each of `RANKINGS` but that at random, counted from 1; 0 means nowhere.
    right, pool : int
        How many of how many would be right.
    """

    case: HiddenFinding
    target: str
    ranks: Mapping[str, int]
    right: int
    pool: int

    @property
    def rank(self) -> int:
        """The rank in the order of `suggest`."""
        return self.ranks["suggest"]


Measure = Callable[[Placement, str], float]  # of one placement in one of RANKINGS


def findings_to_hide(
    statements: Iterable[Statement],
    kinds: Kinds,
    results: Iterable[TreatmentResult],
    *,
    harmful: bool = False,
) -> list[HiddenFinding]:
    """Return what papers report of their own trials: each agent with the defect that it lowers.

    Parameters
    ----------
    statements : iterable of Statement
    kinds : Kinds
    results : iterable of TreatmentResult
    harmful : bool, optional
        Each agent with the defect that it raises, or is said not to lower, instead.
    """
    defects = kinds.of_group(terms.DEFECT_KIND) - kinds.roots
    lowering = [s for s in statements if s.effect in defects and said_to_lower(s) is (not harmful)]
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


def said_to_lower(statement: Statement) -> bool | None:
    """Return whether a source says that a cause lowers its effect, or the opposite, if either."""
    if statement.holds_true:
        return {"-": True, "+": False}.get(statement.polarity)
    return False if statement.denies and statement.polarity == "-" else None


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
    for case in findings_to_hide(statements, kinds, results):
        hidden = case.works
        if years:
            first = min(years.get(work, "") for work in case.works)
            hidden |= frozenset(work for work, year in years.items() if year >= first)
        visible = [s for s in statements if not s.works & hidden]
        done = [result for result in results if not result.works & hidden]
        found += placements(case, visible, done, kinds, chemistry)
    return found


class Read(NamedTuple):
    """What was read in some papers.

    Parameters
    ----------
    statements : list of Statement
    results : list of TreatmentResult
    """

    statements: list[Statement]
    results: list[TreatmentResult]


def foresight(
    known: Read, everything: Read, kinds: Kinds, chemistry: Chemistry
) -> list[tuple[str, list[Placement]]]:
    """Look for what papers report among what is suggested from all that is known without them.

    Parameters
    ----------
    known, everything : Read
        What is known, and that with what other papers say besides.
    kinds : Kinds
        Also those that only the other papers name.
    chemistry : Chemistry

    Returns
    -------
    list of (str, list of Placement)
        In words which findings of the other papers they are, with one placement for each finding
        and target; no mechanism where the finding names none.
    """
    before = {record.iri for some in (known.statements, known.results) for record in some}
    later = [statement for statement in everything.statements if statement.iri not in before]
    trials = [result for result in everything.results if result.iri not in before]
    named = {agent for result in known.results for agent in result.agents}
    named |= {statement.cause for statement in known.statements}
    helped = findings_to_hide(later, kinds, trials)
    runs = {
        "helped, agent named before": [case for case in helped if case.agent in named],
        "helped, agent new": [case for case in helped if case.agent not in named],
        "harmed": [
            case
            for case in findings_to_hide(later, kinds, trials, harmful=True)
            if case.agent not in chemistry.extra.get(case.defect, ())  # its own place
        ],
    }
    return [
        (words, [p for case in cases for p in placements(case, *known, kinds, chemistry)])
        for words, cases in runs.items()
    ]


def placements(
    case: HiddenFinding,
    visible: list[Statement],
    done: list[TreatmentResult],
    kinds: Kinds,
    chemistry: Chemistry,
) -> Iterable[Placement]:
    """Yield where agent, class and mechanism of a case come up, by what is visible and done."""
    search = Search(visible, kinds, Scope(host=case.host, form=case.form), chemistry=chemistry)
    asked = case.defect, case.host, case.form
    states = untested(search, Gaps(visible, kinds, chemistry), chemistry, *asked, done)
    suggested = suggest(search, chemistry, states, *asked)
    uses, pool = papers_by_agent(done), sorted(states)
    by_analogy = sorted(
        suggested, key=lambda s: (not s.admissibility.admissible, -round(s.score, 9), s.agent)
    )
    priors = class_priors(pool, visible, kinds, case.defect)
    ranked: dict[str, Iterable[str]] = {
        "suggest": [s.agent for s in suggested],
        "most used": [a for a in sorted(pool, key=lambda a: (-uses[a], a)) if uses[a]],
        "class prior": [
            a for a in sorted(pool, key=lambda a: (*(-n for n in priors[a]), a)) if any(priors[a])
        ],
        "analogy": [s.agent for s in by_analogy],
    }
    classes = kinds.above(case.agent)
    same_class = {agent for agent in pool if agent == case.agent or classes & kinds.above(agent)}
    for target, right in (("agent", {case.agent} & set(pool)), ("class", same_class)):
        yield Placement(case, target, ranks_of(ranked, right), len(right), len(pool))
    if case.mechanisms:
        defects = kinds.of_group(terms.DEFECT_KIND)
        lowering = [
            s for s in visible if s.holds_true and s.polarity == "-" and s.effect in defects
        ]
        named: dict[str, Iterable[str]] = {
            "suggest": dict.fromkeys(m for s in suggested for m in s.mechanisms),
            "most used": most_named(visible),
            "class prior": most_named(lowering),
            "analogy": dict.fromkeys(m for s in by_analogy for m in s.mechanisms),
        }
        ranks = ranks_of(named, case.mechanisms)
        every = kinds.of_group(terms.MECHANISM_KIND)
        yield Placement(case, "mechanism", ranks, len(case.mechanisms), len(every))


def papers_by_agent(results: Iterable[TreatmentResult]) -> Counter[str]:
    """Return in how many papers each agent was used."""
    return Counter(
        agent for agent, _ in {(a, work) for t in results for a in t.agents for work in t.works}
    )


def most_named(statements: Iterable[Statement]) -> list[str]:
    """Return mechanisms by the number of papers that claim them."""
    papers = {(m, work) for s in statements for m in s.mechanisms for work in s.works}
    return [m for m, _ in Counter(m for m, _ in sorted(papers)).most_common()]


def rank_of(ranked: Iterable[str], right: frozenset[str] | set[str]) -> int:
    """Return the rank of the first right one, counted from 1; 0 if there is none."""
    return next((n for n, name in enumerate(ranked, 1) if name in right), 0)


def ranks_of(
    orders: Mapping[str, Iterable[str]], right: frozenset[str] | set[str]
) -> dict[str, int]:
    """Return the rank of the first right one in each of several orders."""
    return {ranking: rank_of(order, right) for ranking, order in orders.items()}


def at(most: int) -> Measure:
    """Return the measure Hits@k: whether something right is among the first few.

    At random it is the chance 1 − C(wrong, k) / C(pool, k).
    """
    return partial(_hit, most=most)


def _hit(placed: Placement, ranking: str, most: int) -> float:
    if ranking == "random":
        few = min(most, placed.pool)
        return 1 - comb(placed.pool - placed.right, few) / comb(placed.pool, few)
    return float(0 < placed.ranks[ranking] <= most)


def reciprocal(placed: Placement, ranking: str) -> float:
    """Return the reciprocal rank, whose average is the MRR; at random, what is to be expected."""
    if ranking != "random":
        rank = placed.ranks[ranking]
        return 1 / rank if rank else 0.0
    pool, right = placed.pool, placed.right
    if not right:
        return 0.0
    firsts = (comb(pool - rank, right - 1) / rank for rank in range(1, pool - right + 2))
    return sum(firsts) / comb(pool, right)


def average(found: Iterable[Placement], measure: Measure, ranking: str) -> float:
    """Return the average of a measure, 0 of nothing."""
    values = [measure(placed, ranking) for placed in found]
    return sum(values) / len(values) if values else 0.0


def interval(
    found: Iterable[Placement], measure: Measure, ranking: str, beyond: str = ""
) -> tuple[float, float]:
    """Return the 95 % interval of an average, or of its lead over that of another ranking."""
    papers: dict[frozenset[str], list[float]] = {}
    for placed in found:
        lead = measure(placed, ranking) - (measure(placed, beyond) if beyond else 0.0)
        papers.setdefault(placed.case.works, []).append(lead)
    sums = [(sum(values), len(values)) for values in papers.values()]
    if not sums:
        return 0.0, 0.0
    drawn, averages = Random(SEED), []
    for _ in range(SAMPLES):
        sample = drawn.choices(sums, k=len(sums))
        averages.append(sum(total for total, _ in sample) / sum(count for _, count in sample))
    averages.sort()
    return averages[round(0.025 * (SAMPLES - 1))], averages[round(0.975 * (SAMPLES - 1))]
