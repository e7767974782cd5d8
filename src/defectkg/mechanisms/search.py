"""Answers of a path search: the best paths, what the source itself says, and why there is none.

The rules are those of ``docs/paths.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from defectkg.mechanisms.finder import Aim, Finder, Keep
from defectkg.mechanisms.paths import (
    Completeness,
    KinPath,
    MechanismPath,
    PathAnswer,
    Step,
)
from defectkg.mechanisms.ranking import TINY
from defectkg.model import terms
from defectkg.model.claims import Outcome, Statement
from defectkg.rdf.levels import EXACT, NARROWER, levels_at

__all__ = ["Search"]

MOST_CHAINS = 1000  # that are looked at for why something is denied
MOST_REASONS = 3


class Search(Finder):
    """A search under one scope, for many starts and ends; see `Finder`."""

    def answer(
        self,
        start: str,
        end: str,
        count: int | None = None,
        keep: Keep | None = None,
        *,
        every: bool = False,
    ) -> PathAnswer:
        """Return the signed paths from one kind to another, or why there is none.

        Where the very link is denied, only what one work tells of it stands beside the denial.

        Parameters
        ----------
        start, end : str
            IRIs of kinds.
        count : int, optional
            How many of the best paths; all without it.
        keep : callable, optional
            Which paths to keep; it is given each `MechanismPath`.
        every : bool, optional
            Also those that differ only behind the first defect (`defectkg.mechanisms.variants`),
            those of other materials and those against what is said more directly.
        """
        paths, folded = self.found(start, end, count, keep, every=every, as_answer=True)
        reason = None if paths else self.reason(start, end, keep)
        denied = self.denials(start, end)
        if paths and not every and any(self.kinds.covers(s.effect, end) for s in denied):
            told = (p for p in paths if p.completeness == Completeness.ASSERTED)
            paths = [p for p in told if self.kinds.answers_for(end, p.kinds[-1])]
            reason = None if paths else "denied"
        narrower = self.narrower(start, end) if reason else ()
        visited = {kind for path in paths for kind in path.kinds} or self.reachable(start)
        kinds = sorted({start} | visited)
        overridden = tuple(step for kind in kinds for step in self.steps.struck_out(kind))
        declared_open = tuple(
            s for s in self.statements if s.stance == terms.NOT_SHOWN and self.concerns(s, start)
        )
        return PathAnswer(
            start,
            end,
            tuple(paths),
            reason,
            overridden=overridden,
            declared_open=declared_open,
            because=self.refusal(start, end) if reason == "not meaningful" else "",
            narrower=narrower,
            nearby=self.nearby(start, end, paths, narrower),
            denied=denied,
            folded=folded,
            reasons=self.reasons(start, denied, overridden),
            told_besides=self.told_besides(start, {end}, paths, denied),
            leads_to=tuple(self.reachable(start))[1:] if reason == "no claim" else (),
        )

    def denials(self, start: str, end: str) -> tuple[Statement, ...]:
        """Return the claims in scope that deny what the start does to the end or its kin."""
        kinds, of_start = self.kinds, self.joining.denied_of(start)
        of_end = (
            s for s in of_start if kinds.covers(s.effect, end) or kinds.answers_for(end, s.effect)
        )
        return tuple(s for s in of_end if self.scope.includes(s, self.kinds))

    def reasons(
        self, start: str, denied: Iterable[Statement], overridden: Iterable[Step]
    ) -> tuple[MechanismPath, ...]:
        """Return the best chains by which works say why they deny something of a start."""
        against = [s for step in overridden if step.start == start for s in step.against]
        denials = dict.fromkeys([*denied, *(s for s in against if s.denies)])
        found = (path for s in denials for path in islice(self.why_not(start, s), MOST_REASONS))
        return tuple(dict.fromkeys(found))

    def why_not(self, start: str, denial: Statement) -> Iterator[MechanismPath]:
        """Yield the best chains by which a work says why it denies something of a start."""
        aim = Aim(denial.effect, works=denial.witnesses)
        every = self.best_chains(start, aim, lambda steps, works: True)
        chains = (steps for _, steps in islice(every if aim.works else (), MOST_CHAINS))
        return (MechanismPath(steps) for steps in chains if self.joining.says_why(steps, denial))

    def told_besides(
        self,
        start: str,
        ends: Collection[str],
        paths: Iterable[MechanismPath],
        denied: Iterable[Statement] = (),
    ) -> tuple[Statement, ...]:
        """Return what the works that tell paths of the start say besides them, in the scope.

        That is what they deny of it, to which other defects it leads, what they say of a class of
        it on the same way, of what else leads to an end or a condition on the way, and of what
        brings what it lowers first.
        """
        told = [path for path in paths if path.own and path.told_by]
        works = frozenset().union(*(path.study for path in told))
        on_paths = {kind for path in told for kind in path.kinds}
        first = {path.with_votes[0] for path in told}
        lowered = {step.effect for step in first if step.polarity == "-"}
        said = [
            s
            for s in self.statements
            if (s.works - {s.source}) & works  # a review says more than of one start
            and not on_paths.issuperset((s.cause, s.effect))
            and s not in denied
            and self.scope.includes(s, self.kinds)
        ]
        acting = self.kinds.of_group(terms.AGENT_KIND, terms.ION_KIND)
        bringing = {s.cause for s in said if s.polarity == "+" and s.effect in lowered} - acting
        causes, classes = bringing - on_paths, self.kinds.above(start)
        defects = self.kinds.of_group(terms.DEFECT_KIND)
        brought = on_paths & self.kinds.of_group(terms.CONDITION_KIND) - {start}

        def is_near(s: Statement) -> bool:
            if s.cause == start:
                return s.denies or (bool(s.polarity) and s.effect in defects)
            on_the_way = s.cause in classes and s.effect in on_paths
            to_the_end = s.effect in brought.union(ends) and s.cause not in acting
            aside = on_the_way or to_the_end or s.cause in causes
            return aside and s.holds_true and bool(s.polarity)

        return tuple(filter(is_near, said))

    def with_outcomes(
        self,
        answer: PathAnswer,
        outcomes_of: Callable[[str, frozenset[str]], Iterable[Outcome]],
    ) -> PathAnswer:
        """Return an answer with what came out of trials in the scope, beside its paths.

        Parameters
        ----------
        answer : PathAnswer
        outcomes_of : callable
            Returns what came out for an observable of trials with one of some causes.

        Returns
        -------
        PathAnswer
        """
        kinds = self.kinds
        starts = kinds.below(answer.start)
        starts.add(answer.start)  # what is told of kinds below it may stand beside it
        agents = kinds.supplies.keys() | kinds.forms.keys()
        bringing = {agent for agent in agents if not starts.isdisjoint(kinds.brought_by(agent))}
        causes = frozenset(starts | bringing)

        @cache
        def in_scope(effect: str) -> list[Outcome]:
            return [
                o for o in outcomes_of(effect, causes) if self.scope.includes(o.statement, kinds)
            ]

        stated = self.stated(answer, in_scope)

        def left(effect: str) -> list[Outcome]:
            return [o for o in in_scope(effect) if o not in stated]

        paths, nearby = (
            tuple(
                replace(path, reported=tuple(self.told_with(path, left(path.kinds[-1]))))
                for path in found
            )
            for found in (answer.paths, answer.nearby)
        )
        told = [outcome for path in paths for outcome in path.reported]
        others = tuple(
            o
            for o in left(answer.end)
            if paths and o.statement.cause == answer.start and o not in told
        )
        paths = tuple(sorted(paths, key=lambda path: (path.score < TINY, path.joined_here)))
        return replace(answer, paths=paths, nearby=nearby, stated=stated, also_reported=others)

    def told_with(self, path: MechanismPath, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Yield those outcomes of the end of a path that are of the treatment of its study."""
        start, study = path.kinds[0], path.study
        first = path.with_votes[:1] if path.own else []
        applied = frozenset().union(*(said.agents for step in first for said in step.statements))
        for outcome in outcomes if path.own else ():
            s = outcome.statement
            brings = s.cause in applied and start in self.kinds.brought_by(s.cause)
            if (brings or self.kinds.covers(start, s.cause)) and not study.isdisjoint(s.works):
                yield outcome

    def stated(
        self, answer: PathAnswer, outcomes_of: Callable[[str], Iterable[Outcome]]
    ) -> tuple[Outcome, ...]:
        """Return what is reported of the pair itself, if no path of the asked material gives it.

        An outcome counts for the end or a kind below it; a path by which no study gives a mechanism
        does not.
        """
        own = [p for p in answer.paths if p.own and p.completeness != Completeness.BORROWED]
        given = {path.kinds[-1] for path in own if not path.general}
        if answer.end in given:
            return ()
        left = levels_at(self.kinds.levels(answer.end), EXACT, NARROWER) - given
        found = (
            outcome
            for effect in left
            for outcome in outcomes_of(effect)
            if self.kinds.covers(answer.start, outcome.statement.cause)
        )
        return tuple(sorted(found, key=lambda o: (o.statement.iri, o.statement.cause)))

    def narrower(self, start: str, end: str) -> tuple[KinPath, ...]:
        """Return what is told of a kind below the start, or of what it brings or joins.

        What several agents did together is said of what they make. What is denied comes last.
        """
        jointly = [s for s in self.statements if any(start in some for some in s.joint_agents)]
        joint = {s.cause for s in jointly} - {s.effect for s in jointly}
        below = {kind for kind in self.steps.joints if self.kinds.covers(start, kind)}
        starts = (below | joint | self.kinds.brought_by(start)) - {start, end}
        found = (
            KinPath(
                kind,
                end,
                kind in below,
                next(iter(self.found(kind, end, 1, None, every=False, as_answer=True)[0]), None),
                self.denials(kind, end) if kind in below else (),
            )
            for kind in sorted(starts)
        )
        told = (kin for kin in found if kin.path or kin.denied)
        return tuple(sorted(told, key=lambda kin: bool(kin.denied)))

    def nearby(
        self, start: str, end: str, paths: Sequence[MechanismPath], narrower: Sequence[KinPath]
    ) -> tuple[MechanismPath, ...]:
        """Return what one work tells of the start and of a kind near the end, if none of the pair.

        Where only one kind below the start leads to the end, it is asked of that. Near an
        observable are those of the same sort, and charge transport where it bears on it.
        """

        def whole(path: MechanismPath) -> bool:
            asserted = path.completeness == Completeness.ASSERTED and bool(path.with_votes)
            return asserted and path.own and path.score >= TINY

        if narrower:
            below = [kin for kin in narrower if kin.below]
            if len(below) != 1 or not below[0].path:
                return ()
            start, paths = below[0].start, [below[0].path]
        if any(map(whole, paths)):
            return ()
        nearest = (path for kind in sorted(self.near(end)) for path in self.best(start, kind, 1))
        return tuple(path for path in nearest if whole(path) and path.end_level == EXACT)

    def near(self, end: str) -> set[str]:
        """Return the observables that are not the end, nor above or below it, but near it."""
        kinds = self.kinds
        if kinds.groups.get(end) != terms.OBSERVABLE_KIND:
            return set()
        above = kinds.above(end)
        sorts = {kind for kind in above if not any(kind in kinds.above(k) for k in above)}
        alike = {kind for kind, broader in kinds.broader.items() if sorts & broader}
        after = self.steps.taken_from(terms.CHARGE_TRANSPORT)
        if any(kinds.covers(step.effect, end) for step in after):
            alike.add(terms.CHARGE_TRANSPORT)
        return {kind for kind in alike if not (kinds.covers(kind, end) or kinds.covers(end, kind))}

    def refusal(self, start: str, end: str) -> str:
        """Return what the host of the scope cannot have: of the ends, else of what is between."""
        asked = set(filter(None, map(self.steps.impossible, (start, end))))
        between = (self.steps.refused.get(kind, set()) for kind in self.reachable(start))
        return "; ".join(sorted(asked or set().union(*between)))

    def concerns(self, statement: Statement, start: str) -> bool:
        """Return whether a statement in scope is about the start, or what it supplies or forms."""
        about = {start} | self.kinds.brought_by(start)
        return statement.cause in about and self.scope.includes(statement, self.kinds)

    def reason(self, start: str, end: str, keep: Keep | None) -> str:
        """Say why there is no path, by trying again with one rule lifted at a time."""
        if keep and self.best(start, end, 1):
            return "filtered out"
        long = replace(self.scope, max_length=len(self.steps.joints))
        wide = replace(long, strict=False)
        lifted = set()  # a rule that did not hold here needs no trying
        for reason, scope, chemistry, strike_out in (
            ("too long", long, self.chemistry, True),
            ("only by borrowing", wide, self.chemistry, True),
            ("not meaningful", wide, None, True),
            ("only contradicted", wide, None, False),
        ):
            rules = scope, scope.host and chemistry is not None, strike_out
            if rules in lifted:
                continue
            lifted.add(rules)
            wider = Search(
                self.statements,
                self.kinds,
                scope,
                weights=self.weights,
                chemistry=chemistry,
                strike_out=strike_out,
            )
            if wider.best(start, end, 1):
                return reason
        return "no claim"
