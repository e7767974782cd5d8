"""The best paths from one kind to another; asked for a few, it goes best first and ends with those.

Which steps there are says `defectkg.mechanisms.steps`, which chains of them are a path
`defectkg.mechanisms.joining`, and which are better `defectkg.mechanisms.ranking`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping, Sequence
from dataclasses import replace
from functools import cache
from heapq import heappop, heappush
from itertools import count as counter
from itertools import islice
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
from defectkg.mechanisms.steps import Steps
from defectkg.mechanisms.variants import fold_key, told_in_full
from defectkg.model.chemistry import Chemistry
from defectkg.model.claims import Kinds, Statement

__all__ = ["Aim", "Finder", "Keep"]

MOST_TRIED = 5000  # chains that are looked at before finding more is given up
MOST_TOLD = 20  # chains of one work between two kinds that are looked at

Keep = Callable[[MechanismPath], bool]
Rank = tuple[float, int, list[str]]
Works = frozenset[str] | None
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
    kinds : frozenset of str
        From which all steps are known.
    arcs_into : dict of str to list of (str, float)
        The kinds from which a step leads to a kind, with the cost of the step.
    walks : dict of str to (float, int)
        The lowest cost and the fewest steps from each kind to the end.
    """

    kinds: frozenset[str]
    arcs_into: Mapping[str, list[tuple[str, float]]]
    walks: Mapping[str, tuple[float, int]]


NO_WALKS = Walks(frozenset(), {}, {})


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
        self.goals, self.reachable = cache(self._goals), cache(self._reachable)
        self.told_signs = cache(self._told_signs)

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
        for tried, steps in enumerate(chains(start, aim)):
            least = self.joining.least_cost(steps)
            if least > enough + TINY or (count is not None and tried >= MOST_TRIED):
                break
            changed = False
            for path in self.joining.allowed(steps, aim.end):
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
        """Return the signs of the paths that one work tells: of the start, and of a class of it."""
        first = list(self.steps.taken_from(start, at_start=True))
        brought = [step.effect for step in first if step.kind in BRINGING]
        first += [step for kind in brought for step in self.steps.taken_from(kind)]
        told: dict[bool, set[str]] = {True: set(), False: set()}
        for work in sorted(frozenset().union(*(step.works for step in first))):
            by_it = aim._replace(works=frozenset({work}))
            chains = islice(self.best_chains(start, by_it), MOST_TOLD)
            for path in (path for steps in chains for path in self.joining.allowed(steps, aim.end)):
                if work in path.told_by and path.score >= TINY:
                    told[path.own].add(path.sign)
        return told

    def in_full(self, path: MechanismPath, end: str) -> MechanismPath:
        """Return the whole chain of the work that tells a path, of which it may be a short cut."""
        steps = told_in_full(path, self.steps.taken_from, self.scope.max_length)
        if steps == path.steps:
            return path
        return next(
            (replace(p, short_cut=path.steps) for p in self.joining.allowed(steps, end)), path
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

    def all_chains(self, start: str, aim: Aim) -> Iterator[tuple[Step, ...]]:
        """Yield the simple chains of steps that are not too long, in no order."""
        import networkx

        graph, end = networkx.MultiDiGraph(), aim.end
        for here in sorted(self.reachable(start)):
            for there, step, _ in self.arcs(here, aim, at_start=here == start):
                graph.add_edge(here, there, step=step)
        useful = graph.subgraph(networkx.ancestors(graph, end) | {end} if end in graph else ())
        if start not in useful:
            return
        for path in networkx.all_simple_edge_paths(useful, start, end, self.scope.max_length):
            yield tuple(graph.edges[edge]["step"] for edge in path)

    def best_chains(self, start: str, aim: Aim) -> Iterator[tuple[Step, ...]]:
        """Yield simple chains by cost, cheapest first (A*, which may not visit a kind twice).

        The rest of a chain costs no less than the cheapest walk. In a large literature, where all
        links are believed, chains cost little but that they are joined: so that is counted at once.
        networkx's own search for the best simple paths (Yen's) took over a hundred times as long on
        a thousand papers.
        """
        walks = self.cheapest_walks(start, aim._replace(works=frozenset()))
        most = self.scope.max_length
        number = counter()
        first = 0.0, next(number), 0.0, start, (), frozenset({start}), self.joining.at_start, None
        heap: list[Entry] = [first]
        while heap:
            _, _, spent, here, steps, visited, told_of, told_by = heappop(heap)
            if here == aim.end:
                yield steps
                continue
            for there, step, more in self.arcs(here, aim, at_start=not steps):
                least, fewest = walks.get(there, (inf, most))
                if there in visited or len(steps) + 1 + fewest > most:
                    continue
                chain = (*steps, step)
                foreign = len(chain) <= 2 and MechanismPath(steps).own > MechanismPath(chain).own
                material, crossed = self.joining.onward(told_of, step)
                works = step.told_also(told_by)
                joined = 0.0 if works or works == told_by else self.joining.cost
                total = spent + more + foreign * FOREIGN + crossed * FAR + joined
                reached = total, there, chain, visited | {there}, material, works
                heappush(heap, (total + least, next(number), *reached))

    def arcs(
        self, here: str, aim: Aim, *, at_start: bool = False
    ) -> Iterator[tuple[str, Step, float]]:
        """Yield where each step from a kind leads on the way to an aim, and what it costs."""
        goals = self.goals(aim.end, aim.as_answer)
        for step in self.steps.taken_from(here, at_start=at_start):
            if step.kind == StepKind.BORROWED and not aim.borrowing:
                continue
            if aim.works and step.works and aim.works.isdisjoint(step.works):
                continue
            there, belief = step.effect, step.belief
            if there in goals:
                belief *= self.weights.of("end", self.joining.end_level(aim.end, there))
                there = aim.end
            yield there, step, cost(belief, step.kind in DISCOUNTED, step.bare)

    def cheapest_walks(self, start: str, aim: Aim) -> Mapping[str, tuple[float, int]]:
        """Return what the cheapest walk to the end costs, and the fewest steps, by kind.

        That is for each kind that a start reaches, and those that others before it reached.
        """
        known = self._walks_to.get(aim, NO_WALKS)
        new = self.reachable(start) - known.kinds - {start}
        if new:
            arcs_into = {there: [*arcs] for there, arcs in known.arcs_into.items()}
            for here in new:
                for there, _, more in self.arcs(here, aim):
                    arcs_into.setdefault(there, []).append((here, more))
            walks = cheapest_walks(arcs_into, aim.end)
            known = self._walks_to[aim] = Walks(known.kinds | new, arcs_into, walks)
        return known.walks

    def _goals(self, end: str, as_answer: bool) -> frozenset[str]:
        """Return the kinds of which a claim reaches an end: it, those above it, those below."""
        answers = self.kinds.answers_for
        below = (kind for kind in self.steps.joints if as_answer and answers(end, kind))
        return self.kinds.above(end).union({end}, below)


def in_order(found: Iterable[tuple[Rank, MechanismPath]]) -> list[MechanismPath]:
    """Return paths with their ranks, best first."""
    return [path for _, path in sorted(found, key=itemgetter(0))]
