"""Which chains of steps are a path: the rules on what may follow what, and how it is told.

The rules are those of ``docs/paths.md``; what a single step needs says `defectkg.mechanisms.steps`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise, permutations, product, takewhile

from defectkg.mechanisms.belief import Weights
from defectkg.mechanisms.paths import (
    BRINGING,
    Completeness,
    Crossing,
    Material,
    MechanismPath,
    Step,
)
from defectkg.mechanisms.ranking import cost, rank
from defectkg.mechanisms.steps import Steps
from defectkg.model import terms
from defectkg.model.claims import Kinds, Statement
from defectkg.rdf.levels import BROADER, EXACT, NARROWER

__all__ = ["Joining"]


def places(step: Step) -> tuple[frozenset[str], frozenset[str]]:
    """Return the hosts and the forms of which the claims of a step are told."""
    hosts = frozenset[str]().union(*(s.hosts for s in step.statements))
    return hosts, frozenset[str]().union(*(s.forms for s in step.statements))


def effects_of(denials: Iterable[Statement]) -> Mapping[str, frozenset[str]]:
    """Return the works behind denials that something is raised, by what it is."""
    works: dict[str, frozenset[str]] = {}
    for denial in denials:
        if denial.polarity == "+":
            works[denial.effect] = works.get(denial.effect, frozenset()) | denial.witnesses
    return works


class Joining:
    """What makes a path of a chain of steps.

    Parameters
    ----------
    statements : sequence of Statement
    kinds : Kinds
    steps : Steps
    weights : Weights
    """

    def __init__(
        self, statements: Sequence[Statement], kinds: Kinds, steps: Steps, weights: Weights
    ) -> None:
        self.kinds, self.steps, self.weights = kinds, steps, weights
        self._denials = [s for s in statements if s.denies]
        self._strategies: dict[str, set[str]] = {}
        self._made: dict[tuple[str, str], dict[str, set[str]]] = {}  # works by cause
        for s in statements:
            if s.holds_true and s.polarity == "+":
                for mechanism in s.mechanisms:
                    made = self._made.setdefault((mechanism, s.effect), {})
                    made.setdefault(s.cause, set()).update(s.witnesses)
            for agent in s.agents.union(*s.joint_agents):
                self._strategies.setdefault(agent, set()).update(s.strategies)
        self.denied_of = cache(self._denied_of)
        self.overlap, self.narrower = cache(kinds.overlap), cache(self._narrower)
        self._denied_effects = cache(self._effects_denied)
        about = frozenset({terms.HALIDE_PEROVSKITE}.intersection(kinds.groups))
        self._stitched = weights.of("chain", Completeness.STITCHED)
        #: What it costs a chain that no one work tells it.
        self.cost = cost(self._stitched, 0, 0)
        #: Of what a chain is told before its first step, where no host is asked.
        self.at_start = Material(frozenset() if steps.scope.host else about)

    def allowed(self, steps: tuple[Step, ...], end: str) -> Iterator[MechanismPath]:
        """Yield the path if no kind on it is another or stands above it, without rival claims.

        Nor does it hold a chain that only says why something is denied.
        """
        visited = [steps[0].start]
        for step in steps:
            visited += [kind for kind in (step.cause, step.effect) if kind != visited[-1]]
        if len(visited) != len(set(visited)) or not self.joined_well(steps):
            return
        if any(self.comes_round(steps[:number]) for number in range(2, len(steps) + 1)):
            return
        denied = self._denied_effects(visited[0])
        if any(self.may_say_why(steps[:number], denied) for number in range(2, len(steps) + 1)):
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
            if after.start != after.cause and self.apart(before, after):
                return False
            if after.start == terms.CHARGE_TRANSPORT and not before.works & after.works:
                return False
            if before.kind in BRINGING:
                as_dopant = all(s.strategies == {terms.DOPING} for s in after.statements)
                applied = self._strategies.get(start, {terms.DOPING})
                if after.start != after.cause or (as_dopant and terms.DOPING not in applied):
                    return False
        return True

    def apart(self, before: Step, after: Step) -> bool:
        """Return whether a step says of all defects of a sort what is told elsewhere only.

        What is said of vacancies as such in the films of one material does not follow from what
        makes vacancies of lead in the nanocrystals of another.
        """
        above = self.kinds.broader.get(after.cause, frozenset())
        is_sort = (
            above <= self.kinds.roots and self.kinds.groups.get(after.cause) == terms.DEFECT_KIND
        )
        return is_sort and not all(map(self.kinds.overlap, places(before), places(after)))

    def crossings(self, steps: Iterable[Step]) -> tuple[Crossing, ...]:
        """Return where a chain goes on in another material than that in which it is told so far."""
        found, here = [], self.at_start
        for number, step in enumerate(steps, 1):
            before, (here, crossed) = here, self.onward(here, step)
            if crossed:
                found.append(Crossing(number, before, here))
        return tuple(found)

    def onward(self, here: Material, step: Step) -> tuple[Material, bool]:
        """Return of what a chain is told after one more step, and whether that is another material.

        It is not, where the host or form is asked, or where one work tells of both.
        """
        scope = self.steps.scope
        hosts = frozenset[str]() if scope.host else step.hosts
        forms = frozenset[str]() if scope.host or scope.form else step.forms
        if not hosts and not forms:
            return here, False
        same = self.overlap(here.hosts, hosts), self.overlap(here.forms, forms)
        if not all(same) and here.works.isdisjoint(step.works):
            hosts = self.narrower(here.hosts, hosts) if same[0] else hosts
            return Material(hosts, forms, step.works), True
        hosts, forms = self.narrower(here.hosts, hosts), self.narrower(here.forms, forms)
        return Material(hosts, forms, step.works), False

    def _narrower(self, some: frozenset[str], others: frozenset[str]) -> frozenset[str]:
        """Return the kinds of two sets that are, or stand below, one of the other set."""
        covers = self.kinds.covers
        pairs = list(product(some, others))
        below = {a for a, b in pairs if covers(b, a)} | {b for a, b in pairs if covers(a, b)}
        return frozenset(below) or others or some

    def comes_round(self, steps: tuple[Step, ...]) -> bool:
        """Return whether a chain ends on that by way of which a step before its last one happens.

        Where vacancies are said to be fewer by completing octahedra, and something else to complete
        them, fewer vacancies are no way to complete octahedra.
        """
        *before, last = steps
        on_the_way = {step.start for step in steps}
        return any(
            cause not in on_the_way and not works.isdisjoint(step.works)
            for step in before
            for mechanism in step.shared_mechanisms - last.mechanisms
            for cause, works in self._made.get((mechanism, last.effect), {}).items()
        )

    def says_why(self, steps: tuple[Step, ...], denial: Statement) -> bool:
        """Return whether a chain is why its work says that its start does not bring something.

        That a dopant fits, so that it brings no traps, does not mean fewer traps than before;
        that it leaves fewer defects does.
        """
        return len(steps) > 1 and self.may_say_why(steps, effects_of([denial]))

    def may_say_why(self, steps: tuple[Step, ...], denied: Mapping[str, frozenset[str]]) -> bool:
        """Return whether a chain is why a work denies an effect; given are those works by it."""
        path, groups = MechanismPath(steps), self.kinds.groups
        return (
            bool(denied)
            and path.sign == "-"
            and not any(groups.get(kind) == terms.DEFECT_KIND for kind in path.kinds)
            and any(
                self.kinds.covers(effect, steps[-1].effect) and not works.isdisjoint(path.told_by)
                for effect, works in denied.items()
            )
        )

    def _effects_denied(self, start: str) -> Mapping[str, frozenset[str]]:
        """Return which works deny that a start, or what it brings, raises an effect."""
        return effects_of(self.denied_of(start))

    def _denied_of(self, start: str) -> list[Statement]:
        """Return the claims, in scope or not, that deny something of a start or what it brings."""
        about = {start} | self.kinds.brought_by(start)
        return [s for s in self._denials if s.cause in about]

    def path(self, steps: tuple[Step, ...], end: str) -> MechanismPath:
        """Return a path with what is left of its score if it is joined, or ends beside the end."""
        told = MechanismPath(steps).told_of_start
        named = Completeness.ASSERTED if told else Completeness.STITCHED
        level = self.end_level(end, steps[-1].effect)
        joining, ending = self.weights.of("chain", named), self.weights.of("end", level)
        return MechanismPath(
            steps,
            joining,
            level,
            ending,
            general=self.general(steps),
            crossings=self.crossings(steps),
            told_to_defects=self.told_to_defects(steps),
        )

    def told_to_defects(self, steps: tuple[Step, ...]) -> frozenset[str]:
        """Return the works that tell a chain, and by which mechanism, up to defects in general."""
        told = takewhile(lambda step: step.start not in self.kinds.roots, steps)
        path = MechanismPath(tuple(told))
        named = len(path.steps) < len(steps) and path.own and not path.bare
        return path.told_by if named else frozenset()

    def least_cost(self, steps: tuple[Step, ...]) -> float:
        """Return what the path of a chain costs at least, or the whole that is told for it."""
        path = MechanismPath(steps, crossings=self.crossings(steps))
        if path.with_votes and not path.told_by:
            path = replace(path, joining=self._stitched)
        return rank(path)[0]

    def general(self, steps: tuple[Step, ...]) -> bool:
        """Return whether the study of a joined chain gives no mechanism of the start.

        It says that there is passivation and not of what sort, or that defects in general are
        fewer and not how; the rest is said by others.
        """
        path = MechanismPath(steps)
        study = path.study
        return (
            bool(study)
            and path.own
            and not path.told_by & study
            and all(
                step.bare or (step.effect in self.kinds.roots and not step.mechanisms)
                for step in path.with_votes
                if step.works & study
            )
        )

    def end_level(self, asked: str, reached: str) -> str:
        """Return at which level a kind that a path reaches stands to the end that is asked."""
        if asked == reached:
            return EXACT
        return BROADER if self.kinds.covers(reached, asked) else NARROWER
