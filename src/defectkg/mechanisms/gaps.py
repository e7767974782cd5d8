"""What is claimed against which defect, with which agent, on which host and form, and what is not.

A cell is claimed where a claim says that the agent, something it supplies or forms, or a step of a
treatment with it lowers the defect. One of several agents that were applied together is not
claimed, and a work that is surely not the one meant says nothing. What is said of the very things
decides, else what is said of broader kinds (or without a host), else of narrower ones (a quantum
dot is a nanocrystal), else of what the agent brings. What is denied of a narrower kind, or
elsewhere, is told and decides nothing. Reported outcomes never count.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from defectkg.errors import QueryError
from defectkg.mechanisms.remembered import remembered
from defectkg.model import terms
from defectkg.model.chemistry import Chemistry
from defectkg.model.claims import Kinds, Statement, TreatmentResult
from defectkg.rdf.levels import (
    APPLIED,
    BRINGS_IT,
    BROADER,
    BY_WAY_OF,
    EXACT,
    NARROWER,
    NOT_SAID,
    levels_at,
)

__all__ = [
    "AGENTS",
    "RENAMED",
    "STATES",
    "Cell",
    "Field",
    "Gaps",
    "OpenProblem",
    "default_field",
    "full_field",
    "nearness",
    "states_named",
]

CLAIMED, DENIED, DISPUTED, OPEN = "claimed", "denied", "disputed", "declared open"
NO_CLAIM, NOT_MEANINGFUL = "no claim", "not meaningful"
STATES = (CLAIMED, DENIED, DISPUTED, OPEN, APPLIED, NO_CLAIM, NOT_MEANINGFUL)
#: States by the names that they had; these answer until version 0.3.
RENAMED = {
    "supported": (CLAIMED,),
    "refuted": (DENIED,),
    "in tension": (DISPUTED,),
    "never tried": (APPLIED, NO_CLAIM),
}
AGENTS = (terms.AGENT_KIND, terms.ION_KIND)  # what a treatment may apply against a defect
DECIDING = (EXACT, BROADER, NARROWER, BY_WAY_OF)  # the first of which something is said decides
TRIED = (*DECIDING, BRINGS_IT)  # an ion was tried where a salt of it was
SAID_OF = (EXACT, BROADER, NARROWER, NOT_SAID)  # levels of the defect, host and form of a claim
ELSEWHERE = "elsewhere"
NOBODY: frozenset[str] = frozenset()


class Cell(NamedTuple):
    """One agent against one defect, on one host in one form.

    Parameters
    ----------
    defect, agent, host, form : str
        IRIs.
    state : str
        One of `STATES`.
    works, sources : frozenset of str
        Publications behind the state, and the sources in which that was read.
    level : str
        At which level the claims or treatments behind the state are said; empty without any.
    others : tuple of (Statement, str)
        Claims that decide nothing here, each with its level.
    behind : tuple of Statement
        Claims that decide the state.
    problems : frozenset of str
        Open problems that decide it.
    """

    defect: str
    agent: str
    host: str
    form: str
    state: str
    works: frozenset[str]
    sources: frozenset[str]
    level: str = ""
    others: tuple[tuple[Statement, str], ...] = ()
    behind: tuple[Statement, ...] = ()
    problems: frozenset[str] = NOBODY


class OpenProblem(NamedTuple):
    """An open problem: the kinds it concerns, who names it, where that was read, and its IRI."""

    kinds: frozenset[str]
    works: frozenset[str]
    sources: frozenset[str]
    iri: str = ""


class Field(NamedTuple):
    """The defects, agents, hosts and forms whose cells are looked at."""

    defects: tuple[str, ...]
    agents: tuple[str, ...]
    hosts: tuple[str, ...]
    forms: tuple[str, ...]


class Judged(NamedTuple):
    """A claim with the levels at which it is said of what a cell is about."""

    statement: Statement
    levels: tuple[str, ...]

    @property
    def level(self) -> str:
        """The farthest of its levels; what names no host or form is said of any."""
        return farthest(self.levels)

    @property
    def decides(self) -> bool:
        """Whether it can decide a state: what speaks against something narrower does not."""
        return lowers(self.statement) or NARROWER not in self.levels


class Gaps:
    """The evidence, indexed for many cells.

    Parameters
    ----------
    statements : iterable of Statement
    kinds : Kinds
    chemistry : Chemistry
    challenges : iterable of OpenProblem
    results : iterable of TreatmentResult
        What treatments applied, and where.
    """

    def __init__(
        self,
        statements: Iterable[Statement],
        kinds: Kinds,
        chemistry: Chemistry,
        challenges: Iterable[OpenProblem] = (),
        results: Iterable[TreatmentResult] = (),
    ) -> None:
        self.kinds, self.chemistry = kinds, chemistry
        self.challenges = list(challenges)
        self._on: dict[str, list[Statement]] = {}
        for statement in statements:
            if statement.record_class == terms.CLAIM and statement.polarity and statement.witnesses:
                self._on.setdefault(statement.effect, []).append(statement)
        trials = (result for result in results if result.role == terms.TRIAL)
        self._trials = list({result.iri: result for result in trials}.values())
        self._scope_level = remembered(self._read_scope_level)
        self._named = remembered(self._read_named)
        self._applied = remembered(self._read_applied)
        self._meaningful = remembered(self._read_meaningful)

    def cells(self, field: Field) -> Iterator[Cell]:
        """Yield the cells of a field."""
        for defect, agent in product(field.defects, field.agents):
            evidence = self.evidence(defect, agent)
            for host, form in product(field.hosts, field.forms):
                yield self.cell(defect, agent, host, form, evidence)

    def cell(
        self, defect: str, agent: str, host: str, form: str, evidence: list[Judged] | None = None
    ) -> Cell:
        """Return one cell."""
        asked = defect, agent, host, form
        if not self._meaningful(agent, defect, host):
            return Cell(*asked, NOT_MEANINGFUL, NOBODY, NOBODY)
        here: list[Judged] = []
        others: list[tuple[Statement, str]] = []
        for claim, levels in self.evidence(defect, agent) if evidence is None else evidence:
            where = self._scope_level(claim.hosts, host), self._scope_level(claim.forms, form)
            if all(where):
                here.append(Judged(claim, (*levels, *where)))
            elif not claim.holds_true:
                others.append((claim, ELSEWHERE))
        found = decided(here) or self._named(defect, host, form) or self._applied(agent, host, form)
        if found is None:
            return Cell(*asked, NO_CLAIM, NOBODY, NOBODY, "", tuple(others))
        others += [(j.statement, j.level) for j in here if j.statement not in found.behind]
        cell = Cell(*asked, found.state, found.works, found.sources, found.level, tuple(others))
        return cell._replace(behind=found.behind, problems=found.problems)

    def _read_named(self, defect: str, host: str, form: str) -> Decision | None:
        """Return what the open problems that name defect and host decide."""
        naming = [c for c in self.challenges if self.names_cell(c.kinds, defect, host, form)]
        works = NOBODY.union(*(problem.works for problem in naming))
        sources = NOBODY.union(*(problem.sources for problem in naming))
        iris = frozenset(problem.iri for problem in naming)
        return Decision(OPEN, "", works, sources, problems=iris) if naming else None

    def _read_applied(self, agent: str, host: str, form: str) -> Decision | None:
        """Return what the nearest trials with an agent decide, on a host in a form."""
        applied: dict[str, list[TreatmentResult]] = {}
        for trial, level in self.trials(agent):
            where = (
                self._scope_level(frozenset(filter(None, [trial.host])), host),
                self._scope_level(frozenset(filter(None, [trial.form])), form),
            )
            if all(where):
                applied.setdefault(farthest((level, *where)), []).append(trial)
        for level in TRIED:
            if trials := applied.get(level):
                works = NOBODY.union(*(trial.works for trial in trials))
                sources = NOBODY.union(*(trial.sources for trial in trials))
                return Decision(APPLIED, level, works, sources)
        return None

    def _read_meaningful(self, agent: str, defect: str, host: str) -> bool:
        """Return whether host and agent allow the question, by the rules of `chemistry`."""
        return (
            self.chemistry.defect_in_host(defect, host).admissible
            and self.chemistry.class_in_host(agent, host).admissible
        )

    def evidence(self, defect: str, agent: str) -> list[Judged]:
        """Return the claims on whether an agent lowers a defect."""
        answering = [
            (effect, level)
            for effect, level in self.kinds.levels(defect).items()
            if level in SAID_OF and effect in self._on
        ]
        if not answering:
            return []
        causes = self.causes(agent)
        return [
            Judged(statement, (level, by))
            for effect, level in answering
            for statement in self._on[effect]
            if (by := acting(statement, causes))
        ]

    def causes(self, agent: str) -> list[tuple[str, frozenset[str]]]:
        """Return what stands for an agent at each level, with all that is nearer."""
        levels, found, sets = self.kinds.levels(agent), {agent}, []
        for level in (EXACT, NARROWER, BY_WAY_OF):
            found |= levels_at(levels, level)
            sets.append((level, frozenset(found)))
        return sets

    def trials(self, agent: str) -> list[tuple[TreatmentResult, str]]:
        """Return the trials with an agent, what it brings or what brings it, with their levels."""
        levels = {
            kind: level
            for kind, level in self.kinds.levels(agent).items()
            if level in TRIED and level != BROADER  # what holds of a class was tried with none
        }
        return [
            (trial, min((levels[used] for used in used_here), key=TRIED.index))
            for trial in self._trials
            if (used_here := levels.keys() & set(trial.agents))
        ]

    def names_cell(self, kinds: frozenset[str], defect: str, host: str, form: str) -> bool:
        """Return whether an open problem names a cell: its defect and host, or kinds above."""
        defects = levels_at(self.kinds.levels(defect), EXACT, BROADER)
        groups = self.kinds.groups
        forms = frozenset(kind for kind in kinds if groups.get(kind) == terms.FORM_KIND)
        hosts = {kind for kind in kinds if groups.get(kind) == terms.HOST_KIND}
        on_host = any(self.kinds.covers(kind, host) for kind in hosts)
        return bool(kinds & defects) and on_host and bool(self._scope_level(forms, form))

    def _read_scope_level(self, named: frozenset[str], asked: str) -> str:
        """Return the level of hosts or forms that a record names; empty where it is another."""
        if not asked:
            return EXACT
        if not named:
            return NOT_SAID
        levels = self.kinds.levels(asked)
        found = {levels[kind] for kind in named if kind in levels}
        return next((level for level in (EXACT, BROADER, NARROWER) if level in found), "")


def farthest(levels: Iterable[str]) -> str:
    """Return the level that decides last; what is not said is as what is said of all."""
    return max((BROADER if level == NOT_SAID else level for level in levels), key=TRIED.index)


def nearness(level: str) -> int:
    """Return a key that puts the nearest level first, and none last."""
    return TRIED.index(level) if level in TRIED else len(TRIED)


def lowers(statement: Statement) -> bool:
    """Return whether a claim holds that its cause lowers its effect."""
    return statement.polarity == "-" and statement.holds_true


def acting(statement: Statement, causes: Iterable[tuple[str, frozenset[str]]]) -> str:
    """Return at which level a claim is one of an agent, empty where it is none."""
    return next(
        (
            level
            for level, some in causes
            if statement.caused_by(some) or (lowers(statement) and statement.treated_with(some))
        ),
        "",
    )


class Decision(NamedTuple):
    """A state with the level, works, sources, and claims or open problems behind it."""

    state: str
    level: str
    works: frozenset[str]
    sources: frozenset[str]
    behind: tuple[Statement, ...] = ()
    problems: frozenset[str] = NOBODY


def decided(evidence: Iterable[Judged]) -> Decision | None:
    """Return the state that claims give a cell: those of the first level of which some decide."""
    by_level: dict[str, list[Statement]] = {}
    for judged in evidence:
        if judged.decides:
            by_level.setdefault(judged.level, []).append(judged.statement)
    for level in DECIDING:
        some = by_level.get(level, ())
        claimed = [s for s in some if lowers(s)]
        against = [s for s in some if s.contradicts(terms.LOWERS, "-")]
        not_shown = [s for s in some if s.polarity == "-" and s.stance == terms.NOT_SHOWN]
        if behind := claimed + against or not_shown:
            states = {(True, False): CLAIMED, (False, True): DENIED, (True, True): DISPUTED}
            state = states.get((bool(claimed), bool(against)), OPEN)
            works = NOBODY.union(*(s.witnesses for s in behind))
            sources = frozenset(s.source for s in behind if s.source)
            return Decision(state, level, works, sources, tuple(behind))
    return None


def states_named(state: str) -> tuple[str, ...]:
    """Return the states that one name means, all without it.

    Raises
    ------
    QueryError
        If there is no such state.
    """
    if not state:
        return STATES
    if state in STATES:
        return (state,)
    if state in RENAMED:
        now = "; ".join(RENAMED[state])
        warnings.warn(f"the state {state!r} is now: {now}", DeprecationWarning, stacklevel=3)
        return RENAMED[state]
    raise QueryError(f"no state {state!r}; there is {', '.join(map(repr, STATES))}")


def default_field(
    kinds: Kinds, results: Iterable[TreatmentResult], statements: Iterable[Statement]
) -> Field:
    """Return the agent classes, hosts and widest forms of results with an outcome.

    Of the defects those that a claim names: of the others nothing is said but by their parents.
    """
    named = {end for s in statements for end in (s.cause, s.effect)}
    with_outcome = [result for result in results if result.observable]
    agents = {agent for result in with_outcome for agent in result.agents}
    above = {agent: kinds.broader.get(agent, frozenset()) for agent in agents}
    classes = kinds.of_group(*AGENTS) & frozenset().union(*above.values())
    without_class = {agent for agent in agents if not classes & above[agent]}
    hosts = {result.host for result in with_outcome if result.host}
    forms = {result.form for result in with_outcome if result.form}
    widest = {form for form in forms if not kinds.broader.get(form, frozenset()) & forms}
    return Field(
        tuple(defect for defect in defects(kinds) if defect in named),
        by_label(kinds, classes | without_class),
        by_label(kinds, hosts),
        by_label(kinds, widest),
    )


def full_field(kinds: Kinds) -> Field:
    """Return all agents and ions, hosts and forms."""
    groups = AGENTS, (terms.HOST_KIND,), (terms.FORM_KIND,)
    return Field(defects(kinds), *(by_label(kinds, kinds.of_group(*some)) for some in groups))


def defects(kinds: Kinds) -> tuple[str, ...]:
    """Return the kinds of defects that are no roots."""
    return by_label(kinds, kinds.of_group(terms.DEFECT_KIND) - kinds.roots)


def by_label(kinds: Kinds, found: Iterable[str]) -> tuple[str, ...]:
    """Return kinds in the order of their labels."""
    return tuple(
        sorted(found, key=lambda kind: ((kinds.labels.get(kind) or kind).casefold(), kind))
    )
