"""The search for signed mechanism paths: which are best, and why there is none.

The rules are those of ``docs/paths.md``; which steps there are says `defectkg.mechanisms.steps`.
Asked for a few, a search goes best first and ends with those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count as counter
from itertools import permutations, product
from math import inf, log

from defectkg.mechanisms.belief import Weights, default_weights
from defectkg.mechanisms.network import cheapest_walks
from defectkg.mechanisms.paths import (
    BRINGING,
    DISCOUNTED,
    Completeness,
    MechanismPath,
    PathAnswer,
    Scope,
    Step,
)
from defectkg.mechanisms.steps import Steps
from defectkg.mechanisms.variants import fold_key, told_in_full
from defectkg.model import terms
from defectkg.model.chemistry import Chemistry
from defectkg.model.claims import Kinds, Statement

__all__ = ["Search", "find_paths"]

TINY = 1e-12  # what is believed less has lost its vote
FAR = 1000.0  # more than any chain without discounted steps costs
FOREIGN = 50 * FAR  # more than any chain costs whose first step is the start's own
LOST = 100 * FAR  # more than any chain of votes costs
MOST_TRIED = 5000  # chains that a search looks at before it gives up finding more

Keep = Callable[[MechanismPath], bool]
Entry = tuple[float, int, float, str, tuple[Step, ...], frozenset[str]]


def find_paths(
    statements: Iterable[Statement],
    kinds: Kinds,
    start: str,
    end: str,
    scope: Scope,
    *,
    weights: Weights | None = None,
    count: int | None = None,
    keep: Keep | None = None,
    every: bool = False,
) -> PathAnswer:
    """Return the signed paths from one kind to another.

    Parameters
    ----------
    statements : iterable of Statement
        Claims, definition links, and outcomes where they are wanted.
    kinds : Kinds
    start, end : str
        IRIs of kinds.
    scope : Scope
    weights : Weights, optional
        In place of the shipped ones.
    count : int, optional
        How many of the best paths; all without it.
    keep : callable, optional
        Which paths to keep; it is given each `MechanismPath`.
    every : bool, optional
        Also those that differ only behind the first defect; see `defectkg.mechanisms.variants`.

    Returns
    -------
    PathAnswer
    """
    search = Search(statements, kinds, scope, weights=weights)
    return search.answer(start, end, count, keep, every=every)


def rank(path: MechanismPath) -> tuple[float, int, list[str]]:
    """Return by what paths are sorted, best first; IRIs only make the order of equals stable."""
    ranked = replace(path, steps=path.short_cut) if path.short_cut else path
    names = [step.cause + step.effect + step.relation for step in ranked.steps]
    foreign = 0 if ranked.own else FOREIGN
    return round(foreign + cost(ranked.score, ranked.discounts), 9), len(ranked.steps), names


def cost(score: float, discounts: int) -> float:
    """Return what a chain costs.

    What is said of the very kind, host and form comes first, what has lost its vote last.
    """
    return FAR * discounts + (LOST if score < TINY else -log(score))


def least_cost(steps: tuple[Step, ...]) -> float:
    """Return what a chain costs at least: as if one work told the whole of it."""
    return rank(MechanismPath(steps))[0]


def ordered(found: Iterable[MechanismPath], every: bool) -> list[MechanismPath]:
    """Return paths, best first; without `every`, none that is struck out by what is more specific.

    What is said of a class of agents goes where it goes against all that is said of the agent.
    """
    own = {path.sign for path in found if path.own and path.score >= TINY}
    return sorted((p for p in found if every or not own or p.own or p.sign in own), key=rank)


def generalises_what_is_brought(steps: tuple[Step, ...]) -> bool:
    """Return whether a chain steps from what its start brings to a broader kind."""
    return len(steps) > 1 and steps[0].kind in BRINGING and steps[1].start != steps[1].cause


class Search:
    """A search under one scope, for many starts and ends.

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
        self._not_shown = [s for s in self.statements if s.stance == terms.NOT_SHOWN]
        self._walks_to: dict[str, dict[str, tuple[float, int]]] = {}

    def answer(
        self,
        start: str,
        end: str,
        count: int | None = None,
        keep: Keep | None = None,
        *,
        every: bool = False,
    ) -> PathAnswer:
        """Return what leads from one kind to another; see `find_paths`."""
        paths, folded = self._found(start, end, count, keep, every=every)
        reason = None if paths else self.reason(start, end, keep)
        visited = {kind for path in paths for kind in path.kinds} or self.reachable(start)
        kinds = sorted({start} | visited)
        overridden = tuple(step for kind in kinds for step in self.steps.struck_out(kind))
        declared_open = tuple(s for s in self._not_shown if self.concerns(s, start))
        because = self.refusal(start, end) if reason == "not meaningful" else ""
        left = overridden, declared_open, because, self.narrower(start, end) if reason else ()
        told = frozenset().union(*(step.against for step in overridden))
        denied = tuple(s for s in self.denials(start, end) if s not in told)
        return PathAnswer(start, end, tuple(paths), reason, *left, denied, folded)

    def denials(self, start: str, end: str) -> Iterator[Statement]:
        """Yield the claims in scope that deny what the start does to the end or its kin."""
        for s in self.statements:
            of_end = self.kinds.covers(s.effect, end) or self.kinds.covers(end, s.effect)
            if s.denies and of_end and self.concerns(s, start):
                yield s

    def narrower(self, start: str, end: str) -> tuple[tuple[str, str], ...]:
        """Return the ends of paths from a kind below the start, or to one below the end."""
        below = {
            whole: sorted(k for k in self.steps.joints - {whole} if self.kinds.covers(whole, k))
            for whole in (start, end)
        }
        pairs = [(kind, end) for kind in below[start]] + [(start, kind) for kind in below[end]]
        return tuple(pair for pair in pairs if self.best(*pair, 1))

    def refusal(self, start: str, end: str) -> str:
        """Return what the host of the scope cannot have: of the ends, else of what is between."""
        asked = set(filter(None, map(self.steps.impossible, (start, end))))
        between = (self.steps.refused.get(kind, set()) for kind in self.reachable(start))
        return "; ".join(sorted(asked or set().union(*between)))

    def best(
        self,
        start: str,
        end: str,
        count: int | None = None,
        keep: Keep | None = None,
        *,
        every: bool = False,
    ) -> list[MechanismPath]:
        """Return the paths of an `answer` alone, without asking why there is none."""
        return self._found(start, end, count, keep, every=every)[0]

    def _found(
        self, start: str, end: str, count: int | None, keep: Keep | None, *, every: bool
    ) -> tuple[list[MechanismPath], bool]:
        """Return the paths of an `answer`, and whether others are folded."""
        if start == end:
            return [], False
        found: dict[object, MechanismPath] = {}
        folded = False
        chains = self.all_chains if count is None else self.best_chains
        for tried, steps in enumerate(chains(start, end)):
            if count is not None and len(found) >= count:
                in_order = ordered(found.values(), every)
                enough = len(in_order) >= count
                if enough and least_cost(steps) > rank(in_order[count - 1])[0] + TINY:
                    break
            if count is not None and tried >= MOST_TRIED:
                break
            for path in self.allowed(steps):
                shown = path if every else self.in_full(path)
                if keep and not keep(shown):
                    shown = path
                if keep is None or keep(shown):
                    key = len(found) if every else fold_key(shown, self.kinds)
                    folded |= key in found
                    if key not in found or rank(shown) < rank(found[key]):
                        found[key] = shown
        return ordered(found.values(), every)[:count], folded

    def in_full(self, path: MechanismPath) -> MechanismPath:
        """Return the whole chain of the work that tells a path, of which it may be a short cut."""
        steps = told_in_full(path, self.steps.taken_from, self.scope.max_length)
        if steps == path.steps:
            return path
        return next((replace(p, short_cut=path.steps) for p in self.allowed(steps)), path)

    def reachable(self, start: str) -> set[str]:
        """Return every kind on which a chain from a start may stand."""
        waiting, seen = [start], {start}
        while waiting:
            here = waiting.pop()
            for step in self.steps.taken_from(here, at_start=here == start):
                if step.effect not in seen:
                    seen.add(step.effect)
                    waiting.append(step.effect)
        return seen

    def all_chains(self, start: str, end: str) -> Iterator[tuple[Step, ...]]:
        """Yield the simple chains of steps that are not too long, in no order."""
        import networkx

        graph, goals = networkx.MultiDiGraph(), self.goals(end)
        for here in sorted(self.reachable(start)):
            for step in self.steps.taken_from(here, at_start=here == start):
                graph.add_edge(here, end if step.effect in goals else step.effect, step=step)
        if end not in graph or start not in graph:
            return
        useful = graph.subgraph(networkx.ancestors(graph, end) | {end})
        for path in networkx.all_simple_edge_paths(useful, start, end, self.scope.max_length):
            yield tuple(graph.edges[edge]["step"] for edge in path)

    def best_chains(self, start: str, end: str) -> Iterator[tuple[Step, ...]]:
        """Yield simple chains by cost, cheapest first (A*, which may not visit a kind twice).

        The rest of a chain costs no less than the cheapest walk. networkx's own search for the best
        simple paths (Yen's) took over a hundred times as long on a thousand papers.
        """
        walks, most = self.cheapest_walks_to(end), self.scope.max_length
        number = counter()
        heap: list[Entry] = [(0.0, next(number), 0.0, start, (), frozenset({start}))]
        while heap:
            _, _, spent, here, steps, visited = heappop(heap)
            if here == end:
                yield steps
                continue
            for there, step, more in self.arcs(here, end, at_start=not steps):
                least, fewest = walks.get(there, (inf, most))
                if there in visited or len(steps) + 1 + fewest > most:
                    continue
                chain = (*steps, step)
                foreign = len(chain) <= 2 and MechanismPath(steps).own > MechanismPath(chain).own
                total = spent + more + foreign * FOREIGN
                entry = total + least, next(number), total, there, chain, visited | {there}
                heappush(heap, entry)

    def arcs(
        self, here: str, end: str, *, at_start: bool = False
    ) -> Iterator[tuple[str, Step, float]]:
        """Yield where each step from a kind leads on the way to an end, and what it costs."""
        goals = self.goals(end)
        for step in self.steps.taken_from(here, at_start=at_start):
            there = end if step.effect in goals else step.effect
            yield there, step, cost(step.belief, step.kind in DISCOUNTED)

    def cheapest_walks_to(self, end: str) -> dict[str, tuple[float, int]]:
        """Return what the cheapest walk from each kind to the end costs, and the fewest steps."""
        if end not in self._walks_to:
            arcs_into: dict[str, list[tuple[str, float]]] = {}
            for here in self.steps.joints:
                for there, _, more in self.arcs(here, end):
                    arcs_into.setdefault(there, []).append((here, more))
            self._walks_to[end] = cheapest_walks(arcs_into, end)
        return self._walks_to[end]

    def goals(self, end: str) -> frozenset[str]:
        """Return the kinds of which a claim reaches the end: it, and the kinds above it."""
        return self.kinds.above(end) | {end}

    def allowed(self, steps: tuple[Step, ...]) -> Iterator[MechanismPath]:
        """Yield the path if no kind on it is another or stands above it, without rival claims.

        What is said of the class of an ion is no answer about a salt that supplies the ion.
        """
        visited = [steps[0].start]
        for step in steps:
            visited += [kind for kind in (step.cause, step.effect) if kind != visited[-1]]
        if len(visited) != len(set(visited)) or generalises_what_is_brought(steps):
            return
        stands_on = (steps[0].start, *(step.effect for step in steps))
        if any(self.kinds.covers(*pair) for pair in permutations(stands_on, 2)):
            return
        options = [sorted({s.account for s in step.statements} or {""}) for step in steps]
        for choice in product(*options):
            if not any((a, b) in self.kinds.rivals for a in choice for b in choice):
                yield self.path(tuple(map(self.steps.without_rivals, steps, choice)))
                return

    def path(self, steps: tuple[Step, ...]) -> MechanismPath:
        """Return a path with what is left of its score if several works were joined."""
        path = MechanismPath(steps)
        told = path.told_by or not path.with_votes
        named = Completeness.ASSERTED if told else Completeness.STITCHED
        return replace(path, joining=self.weights.of("chain", named))

    def concerns(self, statement: Statement, start: str) -> bool:
        """Return whether a statement in scope is about the start, or what it supplies or forms."""
        about = {start} | self.kinds.brought_by(start)
        return statement.cause in about and self.scope.includes(statement, self.kinds)

    def reach(self, start: str) -> list[MechanismPath]:
        """Return the best path to each kind that the start reaches."""
        ends = sorted(self.reachable(start) - {start})
        return [path for end in ends for path in self.best(start, end, 1)]

    def reason(self, start: str, end: str, keep: Keep | None) -> str:
        """Say why there is no path, by trying again with one rule lifted at a time."""
        if keep and self.best(start, end, 1):
            return "filtered out"
        long = replace(self.scope, max_length=len(self.steps.joints))
        wide = replace(long, strict=False)
        for reason, scope, chemistry, strike_out in (
            ("too long", long, self.chemistry, True),
            ("only by borrowing", wide, self.chemistry, True),
            ("not meaningful", wide, None, True),
            ("only contradicted", wide, None, False),
        ):
            wider = Search(
                self.statements, self.kinds, scope, chemistry=chemistry, strike_out=strike_out
            )
            if wider.best(start, end, 1):
                return reason
        return "no claim"
