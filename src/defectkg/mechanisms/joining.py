"""Which chains of steps are a path: the rules on what may follow what, and how it is told.

The rules are those of ``docs/paths.md``; what a single step needs says `defectkg.mechanisms.steps`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import product, takewhile

from defectkg.mechanisms.belief import Weights
from defectkg.mechanisms.paths import (
    BRINGING,
    Completeness,
    Crossing,
    Material,
    MechanismPath,
    Step,
)
from defectkg.mechanisms.ranking import cost
from defectkg.mechanisms.remembered import remembered
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
        self.denied_of, self.kin = remembered(self._denied_of), remembered(self._kin)
        self.overlap, self.narrower = cache(kinds.overlap), remembered(self._narrower)
        self._denied_effects = remembered(self._effects_denied)
        about = frozenset({terms.HALIDE_PEROVSKITE}.intersection(kinds.groups))
        #: What it costs a chain that no one work tells it.
        self.cost = cost(weights.of("chain", Completeness.STITCHED), 0, 0)
        #: Of what a chain is told before its first step, where no host is asked.
        self.at_start = Material(frozenset() if steps.scope.host else about)

    def paths(self, steps: tuple[Step, ...], end: str) -> Iterator[MechanismPath]:
        """Yield the path of a chain, if it is one."""
        if self.allowed(steps):
            yield from self.told(steps, end)

    def allowed(self, steps: tuple[Step, ...]) -> bool:
        """Return whether each step of a chain may follow those before it."""
        return all(self.goes_on(steps[:number]) for number in range(1, len(steps) + 1))

    def goes_on(self, steps: tuple[Step, ...]) -> bool:
        """Return whether the last step of a chain may follow the others, which may each other.

        No kind on a path is another or stands above it. Nor does it hold a chain that only says why
        something is denied.
        """
        *before, last = steps
        start = steps[0].start
        stood_on = {start, *(step.effect for step in before)}
        visited = stood_on.union(step.cause for step in before)
        if last.effect in visited or last.cause in visited - {last.start}:
            return False
        if not self.kin(last.effect).isdisjoint(stood_on):
            return False
        return not before or (
            self.joined_well(start, before[-1], last)
            and not self.comes_round(steps)
            and not self.may_say_why(steps, self._denied_effects(start))
        )

    def _kin(self, kind: str) -> frozenset[str]:
        """Return the kinds above and below a kind."""
        return self.kinds.broader.get(kind, frozenset()).union(self.kinds.below(kind))

    def told(self, steps: tuple[Step, ...], end: str) -> Iterator[MechanismPath]:
        """Yield the path of an allowed chain without rival claims, if it has one."""
        consistent = self.without_rivals(steps)
        if consistent is not None:
            path = self.path(consistent, end)
            if path.completeness == Completeness.ASSERTED or not path.kept:
                yield path

    def without_rivals(self, steps: tuple[Step, ...]) -> tuple[Step, ...] | None:
        """Return a chain by claims of which no two are rivals, or None if there is none."""
        options = [sorted(step.accounts) or [""] for step in steps]
        if not any(map(any, options)):
            return steps
        rivals = self.kinds.rivals
        for choice in product(*options):
            if not any((a, b) in rivals for a in choice for b in choice):
                return tuple(map(self.steps.without_rivals, steps, choice))
        return None

    def joined_well(self, start: str, before: Step, after: Step) -> bool:
        """Return whether a step may follow the one before, on a way from a start.

        What is said of the class of an ion is no answer about a salt that supplies the ion; nor is
        what an ion does as a dopant, where the salt was applied but never to dope. Nothing follows
        from what was only kept. Charge transport leads on only in the words of one work.
        """
        if before.kept:
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
        end, groups = steps[-1].effect, self.kinds.groups
        against = [works for effect, works in denied.items() if self.kinds.covers(effect, end)]
        if not against:
            return False
        path = MechanismPath(steps)
        return (
            path.sign == "-"
            and not any(groups.get(kind) == terms.DEFECT_KIND for kind in path.kinds)
            and not all(works.isdisjoint(path.told_by) for works in against)
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
        chain = MechanismPath(steps)
        named = Completeness.ASSERTED if chain.told_of_start else Completeness.STITCHED
        level = self.end_level(end, steps[-1].effect)
        return replace(
            chain,
            joining=self.weights.of("chain", named),
            end_level=level,
            ending=self.weights.of("end", level),
            general=self.general(chain),
            crossings=self.crossings(steps),
            told_to_defects=self.told_to_defects(chain),
        )

    def told_to_defects(self, chain: MechanismPath) -> frozenset[str]:
        """Return the works that tell a chain, and by which mechanism, up to defects in general."""
        told = takewhile(lambda step: step.start not in self.kinds.roots, chain.steps)
        path = MechanismPath(tuple(told))
        named = len(path.steps) < len(chain.steps) and path.own and not path.bare
        return path.told_by if named else frozenset()

    def general(self, chain: MechanismPath) -> bool:
        """Return whether the study of a joined chain gives no mechanism of the start.

        It says that there is passivation and not of what sort, or that defects in general are
        fewer and not how; the rest is said by others.
        """
        study = chain.study
        return (
            bool(study)
            and chain.own
            and not chain.told_by & study
            and all(
                step.bare or (step.effect in self.kinds.roots and not step.mechanisms)
                for step in chain.with_votes
                if step.works & study
            )
        )

    def end_level(self, asked: str, reached: str) -> str:
        """Return at which level a kind that a path reaches stands to the end that is asked."""
        if asked == reached:
            return EXACT
        return BROADER if self.kinds.covers(reached, asked) else NARROWER
