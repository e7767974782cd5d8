"""Signed mechanism paths as objects: scope, steps, paths, and the answer of a search.

A path is a chain of links; its sign is the product of theirs. What a search asks of steps and paths
again and again is worked out once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from defectkg.model import terms
from defectkg.model.claims import Kinds, Outcome, Statement
from defectkg.model.content import GraphContent
from defectkg.rdf.levels import EXACT, NARROWER

__all__ = [
    "BRINGING",
    "DISCOUNTED",
    "VOTELESS",
    "Completeness",
    "Crossing",
    "KinPath",
    "Material",
    "MechanismPath",
    "PathAnswer",
    "Scope",
    "Step",
    "StepKind",
    "all_named",
]


class StepKind(StrEnum):
    """On what a step rests, by the name that JSON and the table of weights give it."""

    #: Said of this very kind, in this host and form.
    CLAIM = "claim"
    #: Said of a broader kind.
    GENERALISED = "generalised"
    #: Said of another host or form.
    BORROWED = "borrowed"
    #: From an agent to an ion that it brings.
    SUPPLIES = "supplies"
    #: From an agent to another into which it turns.
    FORMS = "forms"
    #: What follows from the meaning of words.
    DEFINITION = "definition"
    #: A reported outcome, used only where asked for.
    OUTCOME = "outcome"


class Completeness(StrEnum):
    """Whether somebody tells a path as a whole, by the name that JSON and the weights give it."""

    #: One work stands behind every step that rests on claims.
    ASSERTED = "asserted"
    #: Joined from several works.
    STITCHED = "stitched"
    #: With a step from another material.
    BORROWED = "borrowed"


BRINGING = frozenset({StepKind.SUPPLIES, StepKind.FORMS})
DISCOUNTED = frozenset({StepKind.GENERALISED, StepKind.BORROWED})
VOTELESS = BRINGING | {StepKind.DEFINITION}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search may use.

    Parameters
    ----------
    host, form : str, optional
        IRIs; claims about another host or form are borrowed.
    strict : bool
        Neither borrow nor generalise, and leave out what does not say its host or form where
        one is asked.
    definitions : bool
        Use links that follow from definitions.
    max_length : int
        Most steps of a path.
    """

    host: str = ""
    form: str = ""
    strict: bool = False
    definitions: bool = True
    max_length: int = 8

    @classmethod
    def named(cls, content: GraphContent, host: str = "", form: str = "") -> Scope:
        """Return the scope of a host and a form by their names; none means any."""
        return cls(
            host=content.find(host, terms.HOST_KIND).iri if host else "",
            form=content.find(form, terms.FORM_KIND).iri if form else "",
        )

    def includes(self, statement: Statement, kinds: Kinds) -> bool:
        """Return whether a statement is of this host and form, or of kinds above them.

        One that names none is, too, unless the scope is strict; what follows from a definition
        holds everywhere.
        """
        unsaid = not self.strict or statement.by_definition
        return all(
            not asked or any(kinds.covers(kind, asked) for kind in named) or (unsaid and not named)
            for asked, named in ((self.host, statement.hosts), (self.form, statement.forms))
        )


def all_named(places: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the hosts or forms of some statements, none if one of them may mean any."""
    found = list(places)
    return frozenset[str]().union(*found) if all(found) else frozenset()


@dataclass(frozen=True)
class Step:
    """One step of a path.

    Parameters
    ----------
    start : str
        The kind on which the path stands; the cause of the link or a kind below it.
    cause, relation, polarity, effect : str
        The relation is that of the claims, `terms.SUPPLIES` or `terms.FORMS`.
    kind : StepKind
    statements : tuple of Statement
    against : tuple of Statement
        What speaks against the step.
    belief : float
        From 0 to 1; see `defectkg.mechanisms.belief`.
    bare : bool
        Whether it names passivation and not of what sort, which is no mechanism.
    only_form : bool
        Of a borrowed step: whether all is said of the asked host, in another form.
    """

    start: str
    cause: str
    relation: str
    polarity: str
    effect: str
    kind: StepKind
    statements: tuple[Statement, ...] = ()
    against: tuple[Statement, ...] = ()
    belief: float = 1.0
    bare: bool = False
    only_form: bool = False

    @cached_property
    def works(self) -> frozenset[str]:
        """The publications that have a vote for the step."""
        return frozenset().union(*(s.witnesses for s in self.statements))

    def told_also(self, works: frozenset[str] | None) -> frozenset[str] | None:
        """Return which of the works that tell a chain so far tell it with this step, too.

        None stands for any, where no step so far rests on votes.
        """
        if self.kind in VOTELESS:
            return works
        return self.works if works is None else works & self.works

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The hosts of which its claims are told; none if one of them may mean any."""
        return all_named(s.hosts for s in self.statements)

    @cached_property
    def forms(self) -> frozenset[str]:
        """The forms of which its claims are told; none if one of them may mean any."""
        return all_named(s.forms for s in self.statements)

    @cached_property
    def mechanisms(self) -> frozenset[str]:
        """The mechanisms that the claims name."""
        return frozenset().union(*(s.mechanisms for s in self.statements))

    @cached_property
    def kept(self) -> bool:
        """Whether its effect is only kept as it was."""
        return any(s.kept for s in self.statements)

    @cached_property
    def accounts(self) -> frozenset[str]:
        """The accounts to which its claims belong; of one that belongs to none it is empty."""
        return frozenset(s.account for s in self.statements)

    @cached_property
    def cited(self) -> frozenset[str]:
        """The works that have a vote for it, without those in which others were read."""
        return frozenset().union(*(s.witnesses - {s.source} for s in self.statements))

    @cached_property
    def applied(self) -> frozenset[frozenset[str]]:
        """What the treatments of its claims apply: each agent, or several that were joined."""
        joint = frozenset[frozenset[str]]().union(*(s.joint_agents for s in self.statements))
        agents = frozenset[str]().union(*(s.agents for s in self.statements))
        return joint.union(frozenset({agent}) for agent in agents)

    @cached_property
    def shared_mechanisms(self) -> frozenset[str]:
        """The mechanisms that all claims name."""
        named = [s.mechanisms for s in self.statements]
        return frozenset.intersection(*named) if named else frozenset()


class Material(NamedTuple):
    """Of what a chain of steps is told.

    Parameters
    ----------
    hosts, forms : frozenset of str
        The narrowest that its steps name; none means any.
    works : frozenset of str
        Those that tell the last step which names one.
    """

    hosts: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    works: frozenset[str] = frozenset()


class Crossing(NamedTuple):
    """A joint at which a chain goes on in another host or form, in the words of another work.

    Parameters
    ----------
    step : int
        The number of the first step that is told of the other, from 1.
    before, after : Material
    """

    step: int
    before: Material
    after: Material


@dataclass(frozen=True)
class MechanismPath:
    """A chain of steps.

    Parameters
    ----------
    steps : tuple of Step
    joining : float
        What is left of its score where it is joined from several works; 1 where one tells it.
    end_level : str
        ``exact``, or whether it ends on a ``broader`` or a ``narrower`` kind than is asked.
    ending : float
        What is left of its score for that.
    short_cut : tuple of Step
        The best short cut of it that its work gives, too; it is ranked by that.
    general : bool
        Whether its study says that there is passivation, or that there are fewer defects, and not
        how; what follows is said in general.
    reported : tuple of Outcome
        What its study reports of its end, for the treatment of which it tells.
    crossings : tuple of Crossing
        Where it goes on in another host or form, as far as none is asked.
    told_to_defects : frozenset of str
        The works that tell it, and by which mechanism, up to defects in general; from these on it
        is common knowledge.
    """

    steps: tuple[Step, ...]
    joining: float = 1.0
    end_level: str = EXACT
    ending: float = 1.0
    short_cut: tuple[Step, ...] = ()
    general: bool = False
    reported: tuple[Outcome, ...] = field(default=(), compare=False)
    crossings: tuple[Crossing, ...] = ()
    told_to_defects: frozenset[str] = frozenset()

    @cached_property
    def sign(self) -> str:
        """``+`` or ``-``: the product of the polarities."""
        return "-" if sum(step.polarity == "-" for step in self.steps) % 2 else "+"

    @cached_property
    def own(self) -> bool:
        """Whether its first claim is of the start itself, or of a treatment with it.

        A treatment of this very material with what the start supplies or turns into counts as one
        with the start.
        """
        step = next((s for s in self.steps if s.kind not in BRINGING), None)
        start = self.steps[0].start if self.steps else ""
        if step is None or start == step.cause:
            return True
        brought = frozenset() if step.kind == StepKind.BORROWED else frozenset({step.start})
        return any(agents <= brought | {start} for agents in step.applied)

    @cached_property
    def with_votes(self) -> list[Step]:
        """The steps that rest on claims or reported outcomes."""
        return [step for step in self.steps if step.kind not in VOTELESS]

    @property
    def weakest(self) -> Step | None:
        """The least believed step that rests on votes, or None if none does."""
        return min(self.with_votes, key=lambda step: step.belief, default=None)

    @property
    def belief(self) -> float:
        """The belief of the weakest step; 1 where no step rests on votes."""
        return self.weakest.belief if self.weakest else 1.0

    @property
    def publications(self) -> int:
        """The number of publications behind the weakest step."""
        return len(self.weakest.works) if self.weakest else 0

    @cached_property
    def told_by(self) -> frozenset[str]:
        """The works that stand behind every step that rests on votes."""
        works = [step.works for step in self.with_votes]
        return frozenset.intersection(*works) if works else frozenset()

    @property
    def study(self) -> frozenset[str]:
        """The works of its first step with a vote: not what they were read in, if others are."""
        step = next(iter(self.with_votes), None)
        if step is None:
            return frozenset()
        return step.cited or step.works

    @property
    def studies(self) -> int:
        """How many works it takes to stand behind all its steps, each time taking the most."""
        left, count = [step.works for step in self.with_votes if step.works], 0
        while left:
            most = max(sorted(frozenset().union(*left)), key=lambda w: sum(w in s for s in left))
            left, count = [works for works in left if most not in works], count + 1
        return count

    @cached_property
    def completeness(self) -> Completeness:
        """Whether one work tells the path, several were joined, or it has a borrowed step."""
        if any(step.kind == StepKind.BORROWED for step in self.steps):
            return Completeness.BORROWED
        return Completeness.ASSERTED if self.told_of_start else Completeness.STITCHED

    @property
    def told_of_start(self) -> bool:
        """Whether one work tells it of the start, or it takes none.

        What a work tells of a class is not told of a member, which somebody joins to it.
        """
        return (bool(self.told_by) and self.own) or not self.with_votes

    @property
    def proposed_by(self) -> frozenset[str]:
        """The works that tell it up to defects in general, and report its end."""
        reported = (o.statement.works for o in self.reported if o.statement.polarity == self.sign)
        return self.told_to_defects.intersection(frozenset().union(*reported))

    @property
    def claims(self) -> list[Statement]:
        """What is claimed on its steps."""
        return [s for step in self.with_votes for s in step.statements]

    @property
    def joined_here(self) -> bool:
        """Whether no work tells it, or what one tells of a class is joined to the start."""
        return not self.told_of_start and not self.proposed_by

    @property
    def kept(self) -> bool:
        """Whether its end is only kept as it was."""
        return any(step.kept for step in self.steps)

    @cached_property
    def score(self) -> float:
        """The product of the beliefs, of `joining` and of `ending`."""
        score = self.joining * self.ending
        for step in self.steps:
            score *= step.belief
        return score

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds on which the path stands, from start to end."""
        return (self.steps[0].start, *(step.effect for step in self.steps))

    def tie_to(self, end: str) -> tuple[str, str] | None:
        """Return its last kind and the end that is asked, the narrower first, if they differ."""
        last = self.kinds[-1]
        if last == end:
            return None
        return (last, end) if self.end_level == NARROWER else (end, last)

    @cached_property
    def discounts(self) -> int:
        """The number of generalised and borrowed steps."""
        return sum(step.kind in DISCOUNTED for step in self.steps)

    @cached_property
    def bare(self) -> int:
        """The number of bare steps."""
        return sum(step.bare for step in self.steps)


class KinPath(NamedTuple):
    """What is told of another start than the one that was asked.

    Parameters
    ----------
    start, end : str
    below : bool
        Whether it is a kind below the one asked; else that one brings it, or was applied with it.
    path : MechanismPath or None
        The best one.
    denied : tuple of Statement
        What the source denies of it.
    """

    start: str
    end: str
    below: bool
    path: MechanismPath | None
    denied: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """What a search found.

    Parameters
    ----------
    start, end : str
    paths : tuple of MechanismPath
        Best first; those that are `joined_here` behind those that a work tells.
    reason : str or None
        Why there is none: ``no claim``, ``only by borrowing``, ``only contradicted``, ``too long``,
        ``filtered out``, ``not meaningful``.
    overridden : tuple of Step
        Steps struck out because something more specific speaks against them.
    declared_open : tuple of Statement
        Claims in scope which say that nobody has shown what the start does.
    because : str
        Of ``not meaningful``: what the host has not.
    narrower : tuple of KinPath
        If there is none: what is told or denied of a kind below the start, of what it supplies or
        forms, or of what it was applied with.
    nearby : tuple of MechanismPath
        If no one work tells of the very pair: what one tells of the start and of a kind near the
        end, each with one best path.
    denied : tuple of Statement
        Claims in scope which say that the start does not do it to the end, a kind above or below.
    folded : bool
        Whether paths are left out that are short cuts, differ only behind the first defect, or go
        against what is said more directly.
    reasons : tuple of MechanismPath
        Why not, where it is denied or a step is struck out: chains of the work that denies it.
    told_besides : tuple of Statement
        What the works of the paths say besides of the start and a class of it, and of what else
        brings what the start lowers.
    stated : tuple of Outcome
        What is reported of the pair itself, where no path of the asked material gives it.
    also_reported : tuple of Outcome
        What other studies than those of the paths report of the pair.
    leads_to : tuple of str
        Where no claim leads to the end: where claims from the start do lead, the nearest first.
    """

    start: str
    end: str
    paths: tuple[MechanismPath, ...]
    reason: str | None = None
    overridden: tuple[Step, ...] = field(default=())
    declared_open: tuple[Statement, ...] = field(default=())
    because: str = ""
    narrower: tuple[KinPath, ...] = ()
    nearby: tuple[MechanismPath, ...] = ()
    denied: tuple[Statement, ...] = ()
    folded: bool = False
    reasons: tuple[MechanismPath, ...] = ()
    stated: tuple[Outcome, ...] = ()
    also_reported: tuple[Outcome, ...] = ()
    leads_to: tuple[str, ...] = ()
    told_besides: tuple[Statement, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the asked pair is declared open: no study tells it of the start, in any form."""
        told = (path.own and path.completeness == Completeness.ASSERTED for path in self.paths)
        return bool(self.declared_open) and not any(told)

    @property
    def general(self) -> bool:
        """Whether no study gives a mechanism: its paths are only what would follow in general."""
        return bool(self.paths) and all(path.general for path in self.paths)
