"""The steps that a path may take from a kind, each with its belief and what speaks against it.

Outcomes are no mechanisms unless given; the specific beats the general; no step into a root but by
definition, from an observable only by definition, nothing that the host cannot have. A step by
claims that an effect was kept stands beside that by claims that it rose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from operator import itemgetter

from defectkg.mechanisms.belief import Weights
from defectkg.mechanisms.network import Link, build_links, rests_on
from defectkg.mechanisms.paths import (
    DISCOUNTED,
    VOTELESS,
    Scope,
    Step,
    StepKind,
    all_named,
)
from defectkg.model import terms
from defectkg.model.chemistry import Chemistry, first_refusal
from defectkg.model.claims import Kinds, Statement

__all__ = ["Steps"]


def tells_no_mechanism(statements: Sequence[Statement]) -> bool:
    """Return whether statements say that there is passivation and not of what sort."""
    named = [s.mechanisms for s in statements if s.mechanisms]
    return bool(named) and all(some == {terms.PASSIVATION} for some in named)


class Steps:
    """The steps between kinds under one scope.

    Parameters
    ----------
    statements : sequence of Statement
    kinds : Kinds
    scope : Scope
    weights : Weights
    chemistry : Chemistry, optional
        By which steps that the host of the scope cannot have are left out.
    strike_out : bool, optional
        Whether what speaks against a discounted step strikes it out.
    """

    def __init__(
        self,
        statements: Sequence[Statement],
        kinds: Kinds,
        scope: Scope,
        weights: Weights,
        chemistry: Chemistry | None = None,
        *,
        strike_out: bool = True,
    ) -> None:
        self.kinds, self.scope, self.weights = kinds, scope, weights
        self.strike_out = strike_out
        self._any_form = replace(scope, form="")
        self.chemistry = chemistry if scope.host else None
        if self.chemistry:
            self._kind_in_host = cache(partial(self.chemistry.kind_in_host, host=scope.host))
            self._dopant_in_host = cache(partial(self.chemistry.dopant_in_host, host=scope.host))
        #: Why the host cannot have what a step from a kind holds, as far as steps were asked for.
        self.refused: dict[str, set[str]] = {}
        self._from: dict[str, list[Link]] = {}
        kept = [statement for statement in statements if statement.kept]
        raised = [statement for statement in statements if not statement.kept]
        for link in (*build_links(raised), *build_links(kept)):
            if link.polarity and link.held_true_by:
                self._from.setdefault(link.cause, []).append(link)
        self._on: dict[str, dict[str, list[tuple[int, Statement]]]] = {}  # by effect and cause
        for numbered in enumerate(statements):
            on = self._on.setdefault(numbered[1].effect, {})
            on.setdefault(numbered[1].cause, []).append(numbered)
        self._found: dict[str, tuple[list[Step], list[Step]]] = {}
        brought = (*kinds.supplies.values(), *kinds.forms.values())
        #: All kinds on which a path may stand.
        self.joints = frozenset({s.cause for s in statements}).union(self._on, *brought)

    def taken_from(self, here: str, *, at_start: bool = False) -> Iterator[Step]:
        """Yield the steps that a path standing on a kind may take."""
        only_measured = here != terms.CHARGE_TRANSPORT and self.measured(here) and not at_start
        for step in self._by_claims(here)[0]:
            if not only_measured or any(s.by_definition for s in step.statements):
                yield step
        if at_start:
            for relation, kind, brings in (
                (terms.SUPPLIES, StepKind.SUPPLIES, self.kinds.supplies),
                (terms.FORMS, StepKind.FORMS, self.kinds.forms),
            ):
                belief = self.weights.of("step", kind)
                for brought in sorted(brings.get(here, ())):
                    yield Step(here, here, relation, "+", brought, kind, belief=belief)

    def _by_claims(self, here: str) -> tuple[list[Step], list[Step]]:
        """Return the steps by claims on a kind and those above it, and the ones struck out."""
        if here not in self._found:
            allowed: list[Step] = []
            struck_out: list[Step] = []
            for link in self.links_of(here):
                step = self.step(here, link)
                if step is not None:
                    overridden = self.strike_out and step.against and step.kind in DISCOUNTED
                    (struck_out if overridden else allowed).append(step)
            self._found[here] = allowed, struck_out
        return self._found[here]

    def struck_out(self, here: str) -> list[Step]:
        """Return the discounted steps from a kind that something more specific speaks against."""
        return self._by_claims(here)[1]

    def links_of(self, here: str) -> Iterator[Link]:
        """Yield the links of a kind and of those above it, of roots only definitions.

        A dopant on its site is wanted there: it is no harm that a defect is by definition.
        """
        yield from self._from.get(here, ())
        doped = self.kinds.covers(terms.SUBSTITUTIONAL_IMPURITY, here)
        if not self.scope.strict:
            for cause in sorted(self.kinds.broader.get(here, ())):
                for link in self._from.get(cause, ()):
                    by_words = all(s.by_definition for s in link.held_true_by) and not doped
                    if by_words or cause not in self.kinds.roots:
                        yield link

    def step(self, here: str, link: Link) -> Step | None:
        """Return a link as a step from a kind, or None where the scope forbids it."""
        held = tuple(s for s in link.held_true_by if self.works_in_host(s))
        in_scope = tuple(s for s in held if self.scope.includes(s, self.kinds))
        if (
            not held
            or (not in_scope and self.scope.strict)
            or not self.possible(here, link, in_scope)
        ):
            return None
        used = in_scope or held
        if not in_scope:
            kind = StepKind.BORROWED
        elif here != link.cause and not all(s.by_definition for s in used):
            kind = StepKind.GENERALISED
        else:
            kind = rests_on(used)
        against = self.against(here, link, kind)
        belief = self.belief(kind, used, against)
        if kind == StepKind.DEFINITION and self.measured(link.cause) and self.measured(link.effect):
            belief = self.weights.of("step", "restated")
        if kind == StepKind.BORROWED and here != link.cause:
            belief *= self.weights.of("step", StepKind.GENERALISED)
        parts = (here, link.cause, link.relation, link.polarity, link.effect, kind, used)
        only_form = not in_scope and all(self._any_form.includes(s, self.kinds) for s in used)
        return Step(*parts, against, belief, tells_no_mechanism(used), only_form)

    def measured(self, kind: str) -> bool:
        """Return whether a kind is what is measured of another."""
        return self.kinds.groups.get(kind) == terms.OBSERVABLE_KIND

    def impossible(self, kind: str) -> str:
        """Return why the host of the scope cannot have a kind, or nothing."""
        return self._kind_in_host(kind).reason if self.chemistry else ""

    def works_in_host(self, statement: Statement) -> bool:
        """Return whether the host of the scope allows a mechanism that a statement names."""
        return not statement.mechanisms or not all(map(self.impossible, statement.mechanisms))

    def possible(self, here: str, link: Link, in_scope: tuple[Statement, ...]) -> bool:
        """Return whether species and charge allow a step in the host of the scope.

        What is said of this very host is taken as it is said. An oxide shell does as shells do only
        as a barrier: it has no bands that fit those of the core.
        """
        mechanisms = frozenset().union(*(s.mechanisms for s in link.held_true_by))
        if here != link.cause and self.kinds.covers(terms.OXIDE_SHELL, here):
            return terms.PHYSICAL_BARRIER in mechanisms
        if self.chemistry is None:
            return True
        judgements = [self._kind_in_host(kind) for kind in (here, link.effect)]
        if not any(self.scope.host in s.hosts for s in in_scope):
            judgements.append(self._dopant_in_host(here, link.cause))
            if any(self.kinds.covers(terms.VACANCY_FILLING, m) for m in mechanisms):
                judgements.append(self.chemistry.fills(here, link.effect))
        refusal = first_refusal(judgements)
        if not refusal.admissible:
            self.refused.setdefault(here, set()).add(refusal.reason)
        return refusal.admissible

    def belief(
        self, kind: StepKind, used: tuple[Statement, ...], against: tuple[Statement, ...]
    ) -> float:
        """Return the belief of a step of a kind by some statements."""
        discount = self.weights.of("step", kind)
        return discount if kind in VOTELESS else discount * self.weights.belief(used, against)

    def against(self, here: str, link: Link, kind: StepKind) -> tuple[Statement, ...]:
        """Return what speaks against a step.

        Against a generalised or borrowed step: claims about a narrower cause in no other host than
        the step, or in the asked host and form, on its effect or a kind above it. Against any
        other: contrary claims on the very link, in scope. A claim that has lost its only vote
        speaks against nothing.
        """
        hosts = all_named(s.hosts for s in link.held_true_by)
        effects = [link.effect, *sorted(self.kinds.above(link.effect))]
        covers = self.kinds.covers
        return tuple(
            s
            for effect in effects
            if kind in DISCOUNTED or effect == link.effect
            for s in self.said_on(
                effect, lambda cause: covers(cause, here) and covers(link.cause, cause)
            )
            if s.contradicts(link.relation, link.polarity)
            and (s.witnesses or s.by_definition)
            and (
                self.scope.includes(s, self.kinds)
                if s.cause == link.cause
                else self.kinds.overlap(s.hosts, hosts)
            )
        )

    def said_on(self, effect: str, of_cause: Callable[[str], bool]) -> list[Statement]:
        """Return what is said of an effect and some causes, in the order of all statements."""
        on = self._on.get(effect, {})
        found = (numbered for cause in on if of_cause(cause) for numbered in on[cause])
        return [statement for _, statement in sorted(found, key=itemgetter(0))]

    def without_rivals(self, step: Step, account: str) -> Step:
        """Return a step without the claims of rivals of an account."""
        rivals = {other for other in step.accounts if (account, other) in self.kinds.rivals}
        if not rivals:
            return step
        kept = tuple(s for s in step.statements if s.account not in rivals)
        whole = self.weights.belief(step.statements, step.against)
        part = self.weights.belief(kept, step.against)
        return replace(step, statements=kept, belief=step.belief * part / (whole or 1.0))
