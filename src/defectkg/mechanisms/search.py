"""The search for signed mechanism paths.

The rules are those of ``docs/model.md``: outcomes are no mechanisms, the specific beats the
general, no step into a root, rival accounts never on one path. Asked for a few, a search goes
best first and ends with those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count as counter
from itertools import product
from math import inf, log

from defectkg.mechanisms.belief import Weights, default_weights
from defectkg.mechanisms.network import Link, build_links, cheapest_walks, rests_on
from defectkg.mechanisms.paths import (
    DISCOUNTED,
    VOTELESS,
    MechanismPath,
    PathAnswer,
    Scope,
    Step,
    StepKind,
)
from defectkg.model import terms
from defectkg.model.claims import Kinds, Statement

__all__ = ["Search", "find_paths"]

TINY = 1e-12  # what is believed less has lost its vote
FAR = 1000.0  # more than any chain without discounted steps costs
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

    Returns
    -------
    PathAnswer
    """
    return Search(statements, kinds, scope, weights=weights).answer(start, end, count, keep)


def rank(path: MechanismPath) -> tuple[float, int, list[str]]:
    """Return by what paths are sorted, best first; IRIs only make the order of equals stable."""
    names = [step.cause + step.effect + step.relation for step in path.steps]
    return round(cost(path.score, path.discounts), 9), len(path.steps), names


def cost(score: float, discounts: int) -> float:
    """Return what a chain costs.

    What is said of the very kind, host and form comes first, what has lost its vote last.
    """
    return FAR * discounts + (LOST if score < TINY else -log(score))


class Search:
    """A search under one scope, for many starts and ends.

    Parameters
    ----------
    statements : iterable of Statement
    kinds : Kinds
    scope : Scope
    weights : Weights, optional
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
        strike_out: bool = True,
    ) -> None:
        self.kinds, self.scope, self.strike_out = kinds, scope, strike_out
        self.statements = [s for s in statements if scope.definitions or not s.by_definition]
        self.weights = weights or default_weights()
        self._from: dict[str, list[Link]] = {}
        self._on: dict[str, list[Statement]] = {}
        for statement in self.statements:
            self._on.setdefault(statement.effect, []).append(statement)
        self._not_shown = [s for s in self.statements if s.stance == terms.NOT_SHOWN]
        self._degree: Counter[str] = Counter()
        for link in build_links(self.statements):
            if link.polarity and link.held_true_by:
                self._from.setdefault(link.cause, []).append(link)
                self._degree.update((link.cause, link.effect))
        self._steps_by_claims: dict[str, tuple[list[Step], list[Step]]] = {}
        self._with_costs: dict[str, list[tuple[Step, float, float]]] = {}
        self._walks_to: dict[str, dict[str, tuple[float, int]]] = {}

    def answer(
        self, start: str, end: str, count: int | None = None, keep: Keep | None = None
    ) -> PathAnswer:
        """Return what leads from one kind to another; see `find_paths`."""
        paths = self.best(start, end, count, keep)
        reason = None if paths else self.reason(start, end, keep)
        visited = {kind for path in paths for kind in path.kinds} or self.reachable(start)
        kinds = sorted({start} | visited)
        overridden = tuple(step for kind in kinds for step in self.steps_by_claims(kind)[1])
        declared_open = tuple(s for s in self._not_shown if self.concerns(s, start))
        return PathAnswer(start, end, tuple(paths), reason, overridden, declared_open)

    def best(
        self, start: str, end: str, count: int | None = None, keep: Keep | None = None
    ) -> list[MechanismPath]:
        """Return the paths of an `answer` alone, without asking why there is none."""
        return sorted(self.paths(start, end, count, keep), key=rank)[:count]

    def paths(
        self, start: str, end: str, count: int | None, keep: Keep | None = None
    ) -> list[MechanismPath]:
        """Return all simple paths that the rules allow, or at least the best ones."""
        if start == end:
            return []
        found: list[MechanismPath] = []
        chains = self.all_chains if count is None else self.best_chains
        for tried, steps in enumerate(chains(start, end)):
            if count is not None and (len(found) >= count or tried >= MOST_TRIED):
                worst = sorted(cost(path.score, path.discounts) for path in found)[:count][-1:]
                if tried >= MOST_TRIED or self.cost(steps) > worst[0] + TINY:
                    break
            found += [path for path in self.allowed(steps) if keep is None or keep(path)]
        return found

    def reachable(self, start: str) -> set[str]:
        """Return every kind on which a chain from a start may stand."""
        waiting, seen = [start], {start}
        while waiting:
            here = waiting.pop()
            for step in self.steps_from(here, at_start=here == start):
                if step.effect not in seen:
                    seen.add(step.effect)
                    waiting.append(step.effect)
        return seen

    def all_chains(self, start: str, end: str) -> Iterator[tuple[Step, ...]]:
        """Yield the simple chains of steps that are not too long, in no order."""
        import networkx

        graph, goals = networkx.MultiDiGraph(), self.goals(end)
        for here in sorted(self.reachable(start)):
            for step in self.steps_from(here, at_start=here == start):
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
                total, chain = spent + more, (*steps, step)
                entry = total + least, next(number), total, there, chain, visited | {there}
                heappush(heap, entry)

    def arcs(
        self, here: str, end: str, *, at_start: bool = False
    ) -> Iterator[tuple[str, Step, float]]:
        """Yield where each step from a kind leads on the way to an end, and what it costs."""
        goals = self.goals(end)
        for step, inside, last in self.steps_with_costs(here, at_start=at_start):
            yield (end, step, last) if step.effect in goals else (step.effect, step, inside)

    def steps_with_costs(
        self, here: str, *, at_start: bool = False
    ) -> list[tuple[Step, float, float]]:
        """Return the steps from a kind with what each costs inside a path, and as its last."""
        if at_start:
            return [self.with_costs(step) for step in self.steps_from(here, at_start=True)]
        if here not in self._with_costs:
            steps, _ = self.steps_by_claims(here)
            self._with_costs[here] = [self.with_costs(step) for step in steps]
        return self._with_costs[here]

    def with_costs(self, step: Step) -> tuple[Step, float, float]:
        """Return a step with what it costs inside a path, and as its last."""
        return step, self.cost((step,), end=False), self.cost((step,))

    def cheapest_walks_to(self, end: str) -> dict[str, tuple[float, int]]:
        """Return what the cheapest walk from each kind to the end costs, and the fewest steps."""
        if end not in self._walks_to:
            arcs_into: dict[str, list[tuple[str, float]]] = {}
            brought = (*self.kinds.supplies.values(), *self.kinds.forms.values())
            for here in frozenset(self._degree).union(*brought):
                for there, _, more in self.arcs(here, end):
                    arcs_into.setdefault(there, []).append((here, more))
            self._walks_to[end] = cheapest_walks(arcs_into, end)
        return self._walks_to[end]

    def cost(self, steps: tuple[Step, ...], *, end: bool = True) -> float:
        """Return the cost of a chain; without `end` its last kind is inside a path, too."""
        score = self.damping(steps if end else (*steps, steps[-1]))
        for step in steps:
            score *= step.belief
        return cost(score, sum(step.kind in DISCOUNTED for step in steps))

    def damping(self, steps: tuple[Step, ...]) -> float:
        """Return what the hubs inside a chain leave of its score (Himmelstein et al., Hetionet)."""
        factor = 1.0
        for step in steps[:-1]:
            factor *= max(self._degree[step.effect], 1) ** -self.weights.of("hub", "exponent")
        return factor

    def goals(self, end: str) -> frozenset[str]:
        """Return the kinds of which a claim reaches the end: it, and the kinds above it."""
        return self.kinds.above(end) | {end}

    def steps_from(self, here: str, *, at_start: bool) -> Iterator[Step]:
        """Yield the steps that a path standing on a kind may take."""
        yield from self.steps_by_claims(here)[0]
        if at_start:
            for relation, kind, brings in (
                (terms.SUPPLIES, StepKind.SUPPLIES, self.kinds.supplies),
                (terms.FORMS, StepKind.FORMS, self.kinds.forms),
            ):
                belief = self.weights.of("step", kind)
                for brought in sorted(brings.get(here, ())):
                    yield Step(here, here, relation, "+", brought, kind, belief=belief)

    def steps_by_claims(self, here: str) -> tuple[list[Step], list[Step]]:
        """Return the steps by claims on a kind and those above it, and the ones struck out."""
        if here not in self._steps_by_claims:
            allowed: list[Step] = []
            struck_out: list[Step] = []
            causes = [here] if self.scope.strict else [here, *sorted(self.kinds.above(here))]
            for link in (link for cause in causes for link in self._from.get(cause, ())):
                step = self.step(here, link)
                if step is not None:
                    overridden = self.strike_out and step.against and step.kind in DISCOUNTED
                    (struck_out if overridden else allowed).append(step)
            self._steps_by_claims[here] = allowed, struck_out
        return self._steps_by_claims[here]

    def step(self, here: str, link: Link) -> Step | None:
        """Return a link as a step from a kind, or None where the scope forbids it."""
        in_scope = tuple(s for s in link.held_true_by if self.scope.includes(s, self.kinds))
        if not in_scope and self.scope.strict:
            return None
        used = in_scope or link.held_true_by
        if not in_scope:
            kind = StepKind.BORROWED
        elif here != link.cause:
            kind = StepKind.GENERALISED
        else:
            kind = rests_on(used)
        against = self.against(here, link, kind)
        belief = self.belief(kind, used, against)
        if kind == StepKind.BORROWED and here != link.cause:
            belief *= self.weights.of("step", StepKind.GENERALISED)
        parts = (here, link.cause, link.relation, link.polarity, link.effect, kind, used)
        return Step(*parts, against, belief)

    def belief(
        self, kind: StepKind, used: tuple[Statement, ...], against: tuple[Statement, ...]
    ) -> float:
        """Return the belief of a step of a kind by some statements."""
        discount = self.weights.of("step", kind)
        return discount if kind in VOTELESS else discount * self.weights.belief(used, against)

    def against(self, here: str, link: Link, kind: StepKind) -> tuple[Statement, ...]:
        """Return what speaks against a step.

        Against a generalised or borrowed step: claims about a narrower cause, or in the asked
        host and form, on its effect or a kind above it. Against any other: contrary claims on
        the very link, in scope. A claim that has lost its only vote speaks against nothing.
        """
        effects = [link.effect, *sorted(self.kinds.above(link.effect))]
        return tuple(
            s
            for effect in effects
            for s in self._on.get(effect, ())
            if s.contradicts(link.relation, link.polarity)
            and (s.witnesses or s.by_definition)
            and self.kinds.covers(s.cause, here)
            and self.kinds.covers(link.cause, s.cause)
            and (s.cause != link.cause or self.scope.includes(s, self.kinds))
            and (kind in DISCOUNTED or s.effect == link.effect)
        )

    def allowed(self, steps: tuple[Step, ...]) -> Iterator[MechanismPath]:
        """Yield the path if it visits no kind twice, with claims that are no rivals."""
        visited = [steps[0].start]
        for step in steps:
            visited += [kind for kind in (step.cause, step.effect) if kind != visited[-1]]
        if len(visited) != len(set(visited)):
            return
        options = [sorted({s.account for s in step.statements} or {""}) for step in steps]
        for choice in product(*options):
            if not any((a, b) in self.kinds.rivals for a in choice for b in choice):
                kept = tuple(map(self.without_rivals, steps, choice))
                yield MechanismPath(kept, self.damping(kept))
                return

    def without_rivals(self, step: Step, account: str) -> Step:
        """Return a step without the claims of rivals of an account."""
        kept = tuple(
            s
            for s in step.statements
            if s.account in ("", account) or (account, s.account) not in self.kinds.rivals
        )
        if kept == step.statements:
            return step
        whole = self.weights.belief(step.statements, step.against)
        part = self.weights.belief(kept, step.against)
        return replace(step, statements=kept, belief=step.belief * part / max(whole, TINY))

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
        if keep and self.paths(start, end, 1):
            return "filtered out"
        long = replace(self.scope, max_length=len(self.kinds.labels))
        wide = replace(long, strict=False)
        for reason, scope, strike_out in (
            ("too long", long, True),
            ("only by borrowing", wide, True),
            ("only contradicted", wide, False),
        ):
            if Search(self.statements, self.kinds, scope, strike_out=strike_out).connects(
                start, end
            ):
                return reason
        return "no claim"

    def connects(self, start: str, end: str) -> bool:
        """Return whether any chain of steps leads from start to end."""
        goals = self.goals(end)
        steps = (s for k in self.reachable(start) for s in self.steps_from(k, at_start=k == start))
        return any(step.effect in goals for step in steps)
