"""The best paths from one kind to another; asked for a few, it goes best first and ends with those.

Which steps there are says `defectkg.mechanisms.steps`, which chains of them are a path
`defectkg.mechanisms.joining`, and which are better `defectkg.mechanisms.ranking`.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count as counter
from math import inf
from operator import itemgetter
from typing import NamedTuple

from defectkg.mechanisms.belief import Weights, default_weights
from defectkg.mechanisms.joining import Joining
from defectkg.mechanisms.network import cheapest_walks
from defectkg.mechanisms.paths import (
    BRINGING,
    DISCOUNTED,
    Completeness,
    Material,
    MechanismPath,
    Scope,
    Step,
    StepKind,
)
from defectkg.mechanisms.ranking import FAR, FOREIGN, TINY, cost, rank
from defectkg.mechanisms.remembered import remembered
from defectkg.mechanisms.steps import Steps
from defectkg.mechanisms.variants import fold_key, told_in_full
from defectkg.model.chemistry import Chemistry
from defectkg.model.claims import Kinds, Statement

__all__ = ["Aim", "Finder", "Keep"]

ROUNDED = 1e-8  # more than sums of costs differ from the cost of a whole
MOST_TRIED = 5000  # chains that are looked at before finding more is given up
MOST_TOLD = 20  # chains of one work between two kinds that are looked at

Keep = Callable[[MechanismPath], bool]
Rank = tuple[float, int, list[str]]
Works = frozenset[str] | None
Follow = Callable[[tuple[Step, ...], Works], bool]
Entry = tuple[float, int, float, str, tuple[Step, ...], frozenset[str], Material, Works]


class Aim(NamedTuple):
    """What chains are to reach.

    Parameters
    ----------
    end : str
    as_answer : bool
        Whether they are an answer to a reader. A kind below the end will do then, and what is said
        of the start comes before what is said of a class of it, in whichever material.
    borrowing : bool
        Whether they may take what is said of another host or form.
    works : frozenset of str
        The publications of which one must tell each step; any without them.
    """

    end: str
    as_answer: bool = False
    borrowing: bool = True
    works: frozenset[str] = frozenset()


class Walks(NamedTuple):
    """What is known of the walks to an aim.

    Parameters
    ----------
    kinds : set of str
        From which all steps are known.
    walks : dict of str to (float, int)
        The lowest cost and the fewest steps from each kind to the end, where it can be reached.
    """

    kinds: set[str]
    walks: dict[str, tuple[float, int]]


def signs_of_nearest(paths: Sequence[MechanismPath]) -> set[str]:
    """Return the signs of the paths that leave their material least often."""
    fewest = min((len(path.crossings) for path in paths), default=0)
    return {path.sign for path in paths if len(path.crossings) == fewest}


class Finder:
    """Finds paths under one scope, between many starts and ends.

    Parameters
    ----------
    statements : iterable of Statement
    kinds : Kinds
    scope : Scope
    weights : Weights, optional
    chemistry : Chemistry, optional
        By which steps that the host of the scope cannot have are left out.
    strike_out : bool, optional
        Whether what speaks against a discounted step strikes it out.
    """

    def __init__(
        self,
        statements: Iterable[Statement],
        kinds: Kinds,
        scope: Scope,
        *,
        weights: Weights | None = None,
        chemistry: Chemistry | None = None,
        strike_out: bool = True,
    ) -> None:
        self.kinds, self.scope, self.chemistry = kinds, scope, chemistry
        self.statements = [s for s in statements if scope.definitions or not s.by_definition]
        self.weights = weights or default_weights()
        self.steps = Steps(
            self.statements, kinds, scope, self.weights, chemistry, strike_out=strike_out
        )
        self.joining = Joining(self.statements, kinds, self.steps, self.weights)
        self._walks_to: dict[Aim, Walks] = {}
        self.goals, self.reachable = remembered(self._goals), remembered(self._reachable)
        self.told_signs = remembered(self._told_signs)
        self.steps_with_costs = remembered(self._steps_with_costs)

    def reach(self, start: str) -> list[MechanismPath]:
        """Return the best path to each kind that the start reaches.

        A path that answers for a kind below its own end is told of that end alone.
        """
        ends = sorted(self.reachable(start) - {start})
        found = ((end, path) for end in ends for path in self.best(start, end, 1))
        return [path for end, path in found if path.kinds[-1] == end]

    def best(
        self,
        start: str,
        end: str,
        count: int | None = None,
        keep: Keep | None = None,
        *,
        every: bool = False,
    ) -> list[MechanismPath]:
        """Return the paths to the end or to a kind above it, without asking why there is none."""
        return self.found(start, end, count, keep, every=every)[0]

    def found(
        self,
        start: str,
        end: str,
        count: int | None,
        keep: Keep | None,
        *,
        every: bool,
        as_answer: bool = False,
    ) -> tuple[list[MechanismPath], bool]:
        """Return the paths of an `answer`, and whether others are left out.

        Without `every`, nothing is borrowed where something is said of the asked material; in an
        answer to a reader, what is said there of a class does not hide what is said elsewhere of
        the start.
        """
        scoped = (self.scope.host or self.scope.form) and not self.scope.strict
        found: list[MechanismPath] = []
        folded = False
        for borrowing in (False, True) if scoped and not every else (True,):
            aim = Aim(end, as_answer, borrowing)
            paths, more = self._reaching(start, aim, count, keep, every=every)
            believed = [path for path in paths if path.score >= TINY]
            own = any(path.own or not as_answer for path in believed)
            if own or not any(path.score >= TINY for path in found):
                found, folded = paths, more
            if own:
                break
        return found, folded

    def _reaching(
        self, start: str, aim: Aim, count: int | None, keep: Keep | None, *, every: bool
    ) -> tuple[list[MechanismPath], bool]:
        """Return the paths to an aim, and whether others are left out."""
        if start == aim.end:
            return [], False
        found: dict[object, tuple[Rank, MechanismPath]] = {}
        folded = False
        enough = inf  # what a chain may cost that can still be among the best
        chains = self.all_chains if count is None else self.best_chains
        for tried, (least, steps) in enumerate(chains(start, aim)):
            if least > enough + ROUNDED or (count is not None and tried >= MOST_TRIED):
                break
            changed = False
            for path in self.joining.told(steps, aim.end):
                shown = path if every else self.in_full(path, aim.end)
                if keep and not keep(shown):
                    shown = path
                if keep is None or keep(shown):
                    key = len(found) if every else fold_key(shown, self.kinds)
                    folded |= key in found
                    ranked = rank(shown), shown
                    if key not in found or ranked[0] < found[key][0]:
                        found[key], changed = ranked, True
            if changed and count is not None and len(found) >= count:
                best = self.fitting(start, aim, in_order(found.values()), every=every)
                enough = rank(best[count - 1])[0] if len(best) >= count else inf
        best = self.fitting(start, aim, in_order(found.values()), every=every)
        return best[:count], folded or len(best) < len(found)

    def fitting(
        self, start: str, aim: Aim, paths: list[MechanismPath], *, every: bool
    ) -> list[MechanismPath]:
        """Return paths; without `every`, none against all that is said more directly.

        What a work tells as a whole of the start itself goes before what is joined from several, in
        one material before in more, and that before what is said of a class. In an answer to a
        reader nothing stands beside what is said of the start that is said of a class of it, and in
        another material.
        """
        of_start = any(path.own and path.score >= TINY for path in paths)
        if aim.as_answer and not every and of_start:
            paths = [p for p in paths if p.own or p.completeness != Completeness.BORROWED]
        signs = {path.sign for path in paths}
        if not every and (len(signs) > 1 or not any(p.own and p.told_by for p in paths)):
            told = self.told_signs(start, aim)
            own = [path for path in paths if path.own and path.score >= TINY]
            signs = told[True] or signs_of_nearest(own) or told[False] or signs_of_nearest(paths)
        return [path for path in paths if path.sign in signs]

    def _told_signs(self, start: str, aim: Aim) -> dict[bool, set[str]]:
        """Return the signs of the paths that one work tells: of the start, and of a class of it.

        All works are looked at in one search, which follows no chain that none of them tells.
        """
        told: dict[bool, set[str]] = {True: set(), False: set()}
        chains_of: Counter[str] = Counter()

        def left(work: str) -> bool:
            return chains_of[work] < MOST_TOLD

        def told_by_one(steps: tuple[Step, ...], works: Works) -> bool:
            return (works is None or any(map(left, works))) and self.joining.goes_on(steps)

        for _, steps in self.best_chains(start, aim, told_by_one):
            works = set(filter(left, MechanismPath(steps).told_by))
            chains_of.update(works)
            for path in self.joining.told(steps, aim.end):
                if not works.isdisjoint(path.told_by) and path.score >= TINY:
                    told[path.own].add(path.sign)
        return told

    def in_full(self, path: MechanismPath, end: str) -> MechanismPath:
        """Return the whole chain of the work that tells a path, of which it may be a short cut."""
        steps = told_in_full(path, self.steps.taken_from, self.scope.max_length)
        if steps == path.steps:
            return path
        return next(
            (replace(p, short_cut=path.steps) for p in self.joining.paths(steps, end)), path
        )

    def _reachable(self, start: str) -> KeysView[str]:
        """Return every kind on which a chain from a start may stand, the nearest first."""
        seen = {start: None}
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            for step in self.steps.taken_from(here, at_start=here == start):
                if step.effect not in seen:
                    seen[step.effect] = None
                    waiting.append(step.effect)
        return seen.keys()

    def all_chains(self, start: str, aim: Aim) -> Iterator[tuple[float, tuple[Step, ...]]]:
        """Yield the chains that may be a path and are not too long, in no order, at no cost."""
        import networkx

        graph, end = networkx.MultiDiGraph(), aim.end
        for here in sorted(self.reachable(start)):
            for there, step, _ in self.arcs(here, aim, at_start=here == start):
                graph.add_edge(here, there, step=step)
        useful = graph.subgraph(networkx.ancestors(graph, end) | {end} if end in graph else ())
        if start not in useful:
            return
        for path in networkx.all_simple_edge_paths(useful, start, end, self.scope.max_length):
            steps = tuple(graph.edges[edge]["step"] for edge in path)
            if self.joining.allowed(steps):
                yield 0.0, steps

    def best_chains(
        self, start: str, aim: Aim, follow: Follow | None = None
    ) -> Iterator[tuple[float, tuple[Step, ...]]]:
        """Yield the chains that may be a path, with what they cost at least, cheapest first (A*).

        No chain visits a kind twice. The rest of a chain costs no less than the cheapest walk. In a
        large literature, where all links are believed, chains cost little but that they are joined:
        so that is counted at once. networkx's own search for the best simple paths (Yen's) took
        over a hundred times as long on a thousand papers.

        Parameters
        ----------
        start : str
        aim : Aim
        follow : callable, optional
            Returns whether to follow a chain, given with the works that tell it (None where no step
            of it rests on votes); those that may become a path without it.
        """
        to_end = aim._replace(works=frozenset())
        walks = self.cheapest_walks(start, to_end)
        most, joining = self.scope.max_length, self.joining

        def may_be_path(steps: tuple[Step, ...], _: Works) -> bool:
            return joining.goes_on(steps)

        follow = follow or may_be_path
        number = counter()
        first = 0.0, next(number), 0.0, start, (), frozenset({start}), joining.at_start, None
        heap: list[Entry] = [first]
        while heap:
            least, _, spent, here, steps, visited, told_of, told_by = heappop(heap)
            if steps and not follow(steps, told_by):
                continue
            if here == aim.end:
                yield least, steps
                continue
            only_brought = all(step.kind in BRINGING for step in steps)
            for there, step, more in self.arcs(here, to_end, at_start=not steps):
                left = walks.get(there)
                if left is None or there in visited or len(steps) + 1 + left[1] > most:
                    continue
                if aim.works and step.works and aim.works.isdisjoint(step.works):
                    continue
                works = step.told_also(told_by)
                lost = not works and works != told_by
                chain = (*steps, step)
                foreign = only_brought and not MechanismPath(chain).own
                material, crossed = joining.onward(told_of, step)
                total = spent + more + foreign * FOREIGN + crossed * FAR + lost * joining.cost
                reached = total, there, chain, visited | {there}, material, works
                heappush(heap, (total + left[0], next(number), *reached))

    def arcs(
        self, here: str, aim: Aim, *, at_start: bool = False
    ) -> Iterator[tuple[str, Step, float]]:
        """Yield where each step from a kind leads on the way to an aim, and what it costs."""
        goals = self.goals(aim.end, aim.as_answer)
        for step, costs in self.steps_with_costs(here, at_start):
            if step.kind == StepKind.BORROWED and not aim.borrowing:
                continue
            if step.effect in goals:
                level = self.joining.end_level(aim.end, step.effect)
                yield aim.end, step, cost_of(step, self.weights.of("end", level))
            else:
                yield step.effect, step, costs

    def _steps_with_costs(self, here: str, at_start: bool) -> list[tuple[Step, float]]:
        """Return the steps from a kind, each with what it costs where it ends no path."""
        return [(step, cost_of(step)) for step in self.steps.taken_from(here, at_start=at_start)]

    def cheapest_walks(self, start: str, aim: Aim) -> Mapping[str, tuple[float, int]]:
        """Return what the cheapest walk to the end costs, and the fewest steps, by kind.

        That is for the start and each kind that it reaches, and those of others before it: from
        these no step leads to a kind that only this start reaches, so what is known of them stays.
        """
        known = self._walks_to.setdefault(aim, Walks(set(), {aim.end: (0.0, 0)}))
        new = self.reachable(start) - known.kinds - {aim.end}
        if new:
            arcs = {
                here: [(there, more) for there, _, more in self.arcs(here, aim)] for here in new
            }
            known.kinds.update(new)
            known.walks.update(cheapest_walks(arcs, known.walks))
        return known.walks

    def _goals(self, end: str, as_answer: bool) -> frozenset[str]:
        """Return the kinds of which a claim reaches an end: it, those above it, those below."""
        answers = self.kinds.answers_for
        below = (kind for kind in self.steps.joints if as_answer and answers(end, kind))
        return self.kinds.above(end).union({end}, below)


def cost_of(step: Step, ending: float = 1.0) -> float:
    """Return what a step costs a chain, with what is left of its belief where it ends one."""
    return cost(step.belief * ending, step.kind in DISCOUNTED, step.bare)


def in_order(found: Iterable[tuple[Rank, MechanismPath]]) -> list[MechanismPath]:
    """Return paths with their ranks, best first."""
    return [path for _, path in sorted(found, key=itemgetter(0))]
