"""The search for signed mechanism paths: which are best, and why there is none.

The rules are those of ``docs/paths.md``; which steps there are says `defectkg.mechanisms.steps`.
Asked for a few, a search goes best first and ends with those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from heapq import heappop, heappush
from itertools import count as counter
from itertools import islice, pairwise, permutations, product
from math import inf, log
from typing import NamedTuple

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
    StepKind,
)
from defectkg.mechanisms.steps import Steps
from defectkg.mechanisms.variants import fold_key, told_in_full
from defectkg.model import terms
from defectkg.model.chemistry import Chemistry
from defectkg.model.claims import Kinds, Outcome, Statement
from defectkg.rdf.levels import BROADER, EXACT, NARROWER

__all__ = ["Search", "find_paths"]

TINY = 1e-12  # what is believed less has lost its vote
BARE = 40.0  # more than any chain of believed steps that tell a mechanism costs
FAR = 1000.0  # more than any chain without discounted steps costs
FOREIGN = 50 * FAR  # more than any chain costs whose first step is the start's own
LOST = 100 * FAR  # more than any chain of votes costs
MOST_TRIED = 5000  # chains that a search looks at before it gives up finding more
MOST_REASONS = 3  # chains that say why something is denied
MOST_TOLD = 20  # chains of one work between two kinds that are looked at

Keep = Callable[[MechanismPath], bool]
Entry = tuple[float, int, float, str, tuple[Step, ...], frozenset[str]]


class Aim(NamedTuple):
    """What chains are to reach.

    Parameters
    ----------
    end : str
    narrower : bool
        Whether a kind below the end will do.
    borrowing : bool
        Whether they may take what is said of another host or form.
    work : str
        The publication that must tell the whole chain; any without it.
    """

    end: str
    narrower: bool = False
    borrowing: bool = True
    work: str = ""


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
    costs = cost(ranked.score, ranked.discounts, ranked.bare)
    return round(foreign + costs, 9), len(ranked.steps), names


def cost(score: float, discounts: int, bare: int) -> float:
    """Return what a chain costs.

    What is said of the very kind, host and form comes first; of that, what tells a mechanism; what
    has lost its vote comes last.
    """
    return FAR * discounts + BARE * bare + (LOST if score < TINY else -log(score))


def least_cost(steps: tuple[Step, ...]) -> float:
    """Return what a chain costs at least: as if one work told the whole of it."""
    return rank(MechanismPath(steps))[0]


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
        self._denials = [s for s in self.statements if s.denies]
        self._strategies: dict[str, set[str]] = {}
        for s in self.statements:
            for agent in s.agents.union(*s.joint_agents):
                self._strategies.setdefault(agent, set()).update(s.strategies)
        self._walks_to: dict[Aim, dict[str, tuple[float, int]]] = {}
        self.goals = cache(self._goals)
        self.denied_of = cache(self._denied_of)
        self.told_signs = cache(self._told_signs)

    def answer(
        self,
        start: str,
        end: str,
        count: int | None = None,
        keep: Keep | None = None,
        *,
        every: bool = False,
    ) -> PathAnswer:
        """Return what leads from one kind to another; see `find_paths`.

        Where the very link is denied, only what one work tells of it stands beside the denial.
        """
        paths, folded = self._found(start, end, count, keep, every=every, narrower=True)
        reason = None if paths else self.reason(start, end, keep)
        denied = self.denials(start, end)
        if paths and not every and any(self.kinds.covers(s.effect, end) for s in denied):
            told = (p for p in paths if p.completeness == Completeness.ASSERTED)
            paths = [p for p in told if self.kinds.covers(end, p.kinds[-1])]
            reason = None if paths else "denied"
        visited = {kind for path in paths for kind in path.kinds} or self.reachable(start)
        kinds = sorted({start} | visited)
        overridden = tuple(step for kind in kinds for step in self.steps.struck_out(kind))
        declared_open = tuple(s for s in self._not_shown if self.concerns(s, start))
        because = self.refusal(start, end) if reason == "not meaningful" else ""
        left = overridden, declared_open, because, self.narrower(start, end) if reason else ()
        reasons = tuple(path for s in denied for path in self.reasons(start, s))
        return PathAnswer(start, end, tuple(paths), reason, *left, denied, folded, reasons)

    def denials(self, start: str, end: str) -> tuple[Statement, ...]:
        """Return the claims in scope that deny what the start does to the end or its kin."""
        covers, of_start = self.kinds.covers, self.denied_of(start)
        of_end = (s for s in of_start if covers(s.effect, end) or covers(end, s.effect))
        return tuple(s for s in of_end if self.scope.includes(s, self.kinds))

    def _denied_of(self, start: str) -> list[Statement]:
        about = {start} | self.kinds.brought_by(start)
        return [s for s in self._denials if s.cause in about]

    def reasons(self, start: str, denial: Statement) -> Iterator[MechanismPath]:
        """Yield the best chains by which a work says why it denies something of a start."""
        chains = islice(self.best_chains(start, Aim(denial.effect)), MOST_TRIED)
        found = (MechanismPath(steps) for steps in chains if self.says_why(steps, denial))
        return islice(found, MOST_REASONS)

    def says_why(self, steps: tuple[Step, ...], denial: Statement) -> bool:
        """Return whether a chain is why its work says that its start does not bring something.

        That a dopant fits, so that it brings no traps, does not mean fewer traps than before;
        that it leaves fewer defects does.
        """
        path, groups = MechanismPath(steps), self.kinds.groups
        return (
            len(steps) > 1
            and not any(groups.get(kind) == terms.DEFECT_KIND for kind in path.kinds)
            and self.kinds.covers(denial.effect, steps[-1].effect)
            and (path.sign, denial.polarity) == ("-", "+")
            and bool(path.told_by & denial.witnesses)
        )

    def stated(self, answer: PathAnswer, outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
        """Return what is reported of the pair itself, if no path of the asked material gives it.

        An outcome counts in the scope, for the end or a kind below it.
        """
        own = [p for p in answer.paths if p.own and p.completeness != Completeness.BORROWED]
        given = {path.kinds[-1] for path in own}
        if answer.end in given:
            return ()
        covers = self.kinds.covers
        return tuple(
            outcome
            for outcome in outcomes
            for s in [outcome.statement]
            if covers(answer.start, s.cause)
            and covers(answer.end, s.effect)
            and s.effect not in given
            and self.scope.includes(s, self.kinds)
        )

    def narrower(self, start: str, end: str) -> tuple[tuple[str, str], ...]:
        """Return the ends of paths from a kind below the start, or from what it brings or joins.

        What several agents did together is said of what they make.
        """
        jointly = [s for s in self.statements if any(start in some for some in s.joint_agents)]
        joint = {s.cause for s in jointly} - {s.effect for s in jointly}
        below = {kind for kind in self.steps.joints if self.kinds.covers(start, kind)}
        starts = (below | joint | self.kinds.brought_by(start)) - {start, end}
        return tuple((kind, end) for kind in sorted(starts) if self.best(kind, end, 1))

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
        """Return the paths to the end or to a kind above it, without asking why there is none."""
        return self._found(start, end, count, keep, every=every)[0]

    def _found(
        self,
        start: str,
        end: str,
        count: int | None,
        keep: Keep | None,
        *,
        every: bool,
        narrower: bool = False,
    ) -> tuple[list[MechanismPath], bool]:
        """Return the paths of an `answer`, and whether others are left out.

        Without `every`, nothing is borrowed where something is said of the asked material.
        """
        scoped = (self.scope.host or self.scope.form) and not self.scope.strict
        paths: list[MechanismPath] = []
        folded = False
        for borrowing in (False, True) if scoped and not every else (True,):
            aim = Aim(end, narrower, borrowing)
            paths, folded = self._reaching(start, aim, count, keep, every=every)
            if any(path.score >= TINY for path in paths):
                break
        return paths, folded

    def _reaching(
        self, start: str, aim: Aim, count: int | None, keep: Keep | None, *, every: bool
    ) -> tuple[list[MechanismPath], bool]:
        """Return the paths to an aim, and whether others are left out."""
        if start == aim.end:
            return [], False
        found: dict[object, MechanismPath] = {}
        folded = False
        enough = inf  # what a chain may cost that can still be among the best
        chains = self.all_chains if count is None else self.best_chains
        for tried, steps in enumerate(chains(start, aim)):
            if least_cost(steps) > enough + TINY or (count is not None and tried >= MOST_TRIED):
                break
            changed = False
            for path in self.allowed(steps, aim.end):
                shown = path if every else self.in_full(path, aim.end)
                if keep and not keep(shown):
                    shown = path
                if keep is None or keep(shown):
                    key = len(found) if every else fold_key(shown, self.kinds)
                    folded |= key in found
                    if key not in found or rank(shown) < rank(found[key]):
                        found[key], changed = shown, True
            if changed and count is not None and len(found) >= count:
                best = self.in_order(start, aim, found.values(), every=every)
                enough = rank(best[count - 1])[0] if len(best) >= count else inf
        best = self.in_order(start, aim, found.values(), every=every)
        return best[:count], folded or len(best) < len(found)

    def in_order(
        self, start: str, aim: Aim, found: Iterable[MechanismPath], *, every: bool
    ) -> list[MechanismPath]:
        """Return paths, best first; without `every`, none against all that is said more directly.

        What a work tells as a whole of the start itself goes before what is joined from several,
        and that before what is said of a class.
        """
        paths = sorted(found, key=rank)
        signs = {path.sign for path in paths}
        if not every and (len(signs) > 1 or not any(p.own and p.told_by for p in paths)):
            told = self.told_signs(start, aim)
            own = {path.sign for path in paths if path.own and path.score >= TINY}
            signs = told[True] or own or told[False] or signs
        return [path for path in paths if path.sign in signs]

    def _told_signs(self, start: str, aim: Aim) -> dict[bool, set[str]]:
        """Return the signs of the paths that one work tells: of the start, and of a class of it."""
        first = list(self.steps.taken_from(start, at_start=True))
        brought = [step.effect for step in first if step.kind in BRINGING]
        first += [step for kind in brought for step in self.steps.taken_from(kind)]
        told: dict[bool, set[str]] = {True: set(), False: set()}
        for work in sorted(frozenset().union(*(step.works for step in first))):
            chains = islice(self.best_chains(start, aim._replace(work=work)), MOST_TOLD)
            for path in (path for steps in chains for path in self.allowed(steps, aim.end)):
                if work in path.told_by and path.score >= TINY:
                    told[path.own].add(path.sign)
        return told

    def in_full(self, path: MechanismPath, end: str) -> MechanismPath:
        """Return the whole chain of the work that tells a path, of which it may be a short cut."""
        steps = told_in_full(path, self.steps.taken_from, self.scope.max_length)
        if steps == path.steps:
            return path
        return next((replace(p, short_cut=path.steps) for p in self.allowed(steps, end)), path)

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

        The rest of a chain costs no less than the cheapest walk. networkx's own search for the best
        simple paths (Yen's) took over a hundred times as long on a thousand papers.
        """
        walks, most = self.cheapest_walks_to(aim._replace(work="")), self.scope.max_length
        number = counter()
        heap: list[Entry] = [(0.0, next(number), 0.0, start, (), frozenset({start}))]
        while heap:
            _, _, spent, here, steps, visited = heappop(heap)
            if here == aim.end:
                yield steps
                continue
            for there, step, more in self.arcs(here, aim, at_start=not steps):
                least, fewest = walks.get(there, (inf, most))
                if there in visited or len(steps) + 1 + fewest > most:
                    continue
                chain = (*steps, step)
                foreign = len(chain) <= 2 and MechanismPath(steps).own > MechanismPath(chain).own
                total = spent + more + foreign * FOREIGN
                entry = total + least, next(number), total, there, chain, visited | {there}
                heappush(heap, entry)

    def arcs(
        self, here: str, aim: Aim, *, at_start: bool = False
    ) -> Iterator[tuple[str, Step, float]]:
        """Yield where each step from a kind leads on the way to an aim, and what it costs."""
        goals = self.goals(aim)
        for step in self.steps.taken_from(here, at_start=at_start):
            if step.kind == StepKind.BORROWED and not aim.borrowing:
                continue
            if aim.work and step.works and aim.work not in step.works:
                continue
            there, belief = step.effect, step.belief
            if there in goals:
                belief *= self.weights.of("end", self.end_level(aim.end, there))
                there = aim.end
            yield there, step, cost(belief, step.kind in DISCOUNTED, step.bare)

    def cheapest_walks_to(self, aim: Aim) -> dict[str, tuple[float, int]]:
        """Return what the cheapest walk from each kind to the end costs, and the fewest steps."""
        if aim not in self._walks_to:
            arcs_into: dict[str, list[tuple[str, float]]] = {}
            for here in self.steps.joints:
                for there, _, more in self.arcs(here, aim):
                    arcs_into.setdefault(there, []).append((here, more))
            self._walks_to[aim] = cheapest_walks(arcs_into, aim.end)
        return self._walks_to[aim]

    def _goals(self, aim: Aim) -> frozenset[str]:
        """Return the kinds of which a claim reaches the end: it, those above it, those below."""
        below = (k for k in self.steps.joints if aim.narrower and self.kinds.covers(aim.end, k))
        return self.kinds.above(aim.end).union({aim.end}, below)

    def end_level(self, asked: str, reached: str) -> str:
        """Return at which level a kind that a path reaches stands to the end that is asked."""
        if asked == reached:
            return EXACT
        return BROADER if self.kinds.covers(reached, asked) else NARROWER

    def allowed(self, steps: tuple[Step, ...], end: str) -> Iterator[MechanismPath]:
        """Yield the path if no kind on it is another or stands above it, without rival claims.

        Nor does it hold a chain that only says why something is denied.
        """
        visited = [steps[0].start]
        for step in steps:
            visited += [kind for kind in (step.cause, step.effect) if kind != visited[-1]]
        if len(visited) != len(set(visited)) or not self.joined_well(steps):
            return
        if any(
            self.says_why(steps[:number], denial)
            for denial in self.denied_of(visited[0])
            for number in range(2, len(steps) + 1)
        ):
            return
        stands_on = (steps[0].start, *(step.effect for step in steps))
        if any(self.kinds.covers(*pair) for pair in permutations(stands_on, 2)):
            return
        options = [sorted({s.account for s in step.statements} or {""}) for step in steps]
        for choice in product(*options):
            if not any((a, b) in self.kinds.rivals for a in choice for b in choice):
                path = self.path(tuple(map(self.steps.without_rivals, steps, choice)), end)
                if path.completeness == Completeness.ASSERTED or not path.kept:
                    yield path
                return

    def joined_well(self, steps: tuple[Step, ...]) -> bool:
        """Return whether each step may follow the one before.

        What is said of the class of an ion is no answer about a salt that supplies the ion; nor is
        what an ion does as a dopant, where the salt was applied but never to dope. Nothing follows
        from what was only kept. Charge transport leads on only in the words of one work.
        """
        start = steps[0].start
        for before, after in pairwise(steps):
            if any(s.kept for s in before.statements):
                return False
            if after.start == terms.CHARGE_TRANSPORT and not before.works & after.works:
                return False
            if before.kind in BRINGING:
                as_dopant = all(s.strategies == {terms.DOPING} for s in after.statements)
                applied = self._strategies.get(start, {terms.DOPING})
                if after.start != after.cause or (as_dopant and terms.DOPING not in applied):
                    return False
        return True

    def path(self, steps: tuple[Step, ...], end: str) -> MechanismPath:
        """Return a path with what is left of its score if it is joined, or ends beside the end."""
        path = MechanismPath(steps)
        told = (path.told_by and path.own) or not path.with_votes
        named = Completeness.ASSERTED if told else Completeness.STITCHED
        level = self.end_level(end, steps[-1].effect)
        joining, ending = self.weights.of("chain", named), self.weights.of("end", level)
        return MechanismPath(steps, joining, level, ending)

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
