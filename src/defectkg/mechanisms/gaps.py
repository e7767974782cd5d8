"""What was tried against which defect, with which agent, on which host and form, and what was not.

A cell is supported where a claim says that the agent, something it supplies or forms, or a step
of a treatment with it lowers the defect. One of several agents that were applied together is not
claimed, and a work that is surely not the one meant says nothing. Claims of broader kinds count
(what is said of a host in general), and so do those of narrower ones (a quantum dot is a
nanocrystal). Reported outcomes never count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from defectkg.model import terms
from defectkg.model.chemistry import Chemistry
from defectkg.model.claims import Kinds, Statement, TreatmentResult

__all__ = ["STATES", "Cell", "Field", "Gaps", "OpenProblem", "default_field", "full_field"]

STATES = (
    "supported",
    "in tension",
    "refuted",
    "declared open",
    "never tried",
    "not meaningful",
)
APPLIED = (terms.AGENT_KIND, terms.ION_KIND)  # what a treatment may apply against a defect


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
    """

    defect: str
    agent: str
    host: str
    form: str
    state: str
    works: frozenset[str]
    sources: frozenset[str]


class OpenProblem(NamedTuple):
    """The kinds that an open problem concerns, the publications that name it, and its sources."""

    kinds: frozenset[str]
    works: frozenset[str]
    sources: frozenset[str]


class Field(NamedTuple):
    """The defects, agents, hosts and forms whose cells are looked at."""

    defects: tuple[str, ...]
    agents: tuple[str, ...]
    hosts: tuple[str, ...]
    forms: tuple[str, ...]


class Gaps:
    """The evidence, indexed for many cells.

    Parameters
    ----------
    statements : iterable of Statement
    kinds : Kinds
    chemistry : Chemistry
    challenges : iterable of OpenProblem
    """

    def __init__(
        self,
        statements: Iterable[Statement],
        kinds: Kinds,
        chemistry: Chemistry,
        challenges: Iterable[OpenProblem] = (),
    ) -> None:
        self.kinds, self.chemistry = kinds, chemistry
        self.challenges = list(challenges)
        self._on: dict[str, list[Statement]] = {}
        for statement in statements:
            if statement.record_class == terms.CLAIM and statement.polarity and statement.witnesses:
                self._on.setdefault(statement.effect, []).append(statement)
        self._standing_for: dict[str, frozenset[str]] = {}
        self._admissible: dict[tuple[str, str], bool] = {}

    def cells(self, field: Field) -> Iterator[Cell]:
        """Yield the cells of a field."""
        for defect, agent in product(field.defects, field.agents):
            evidence = self.evidence(defect, agent)
            for host, form in product(field.hosts, field.forms):
                yield self.cell(defect, agent, host, form, evidence)

    def cell(
        self, defect: str, agent: str, host: str, form: str, evidence: list[Statement] | None = None
    ) -> Cell:
        """Return one cell."""
        if evidence is None:
            evidence = self.evidence(defect, agent)
        here = [s for s in evidence if self.fits(s.hosts, host) and self.fits(s.forms, form)]
        state, works, sources = state_of(here)
        if not self.meaningful(agent, defect, host):
            state, works, sources = "not meaningful", frozenset(), frozenset()
        elif not state:
            naming = [c for c in self.challenges if self.names_cell(c.kinds, defect, host, form)]
            state = "declared open" if naming else "never tried"
            works = frozenset().union(*(problem.works for problem in naming))
            sources = frozenset().union(*(problem.sources for problem in naming))
        return Cell(defect, agent, host, form, state, works, sources)

    def meaningful(self, agent: str, defect: str, host: str) -> bool:
        """Return whether host and agent allow the question, by the rules of `chemistry`."""
        for rule, pair in (
            (self.chemistry.defect_in_host, (defect, host)),
            (self.chemistry.class_in_host, (agent, host)),
        ):
            if pair not in self._admissible:
                self._admissible[pair] = rule(*pair).admissible
            if not self._admissible[pair]:
                return False
        return True

    def evidence(self, defect: str, agent: str) -> list[Statement]:
        """Return the claims on whether an agent lowers a defect."""
        causes = self.standing_for(agent)
        return [
            s
            for effect in (defect, *sorted(self.kinds.above(defect)))
            for s in self._on.get(effect, ())
            if s.caused_by(causes)
            or (s.treated_with(causes) and s.polarity == "-" and s.holds_true)
        ]

    def names_cell(self, kinds: frozenset[str], defect: str, host: str, form: str) -> bool:
        """Return whether an open problem names a cell: its defect and host, or kinds above."""
        defects = {defect, *self.kinds.above(defect)}
        groups = self.kinds.groups
        forms = frozenset(kind for kind in kinds if groups.get(kind) == terms.FORM_KIND)
        hosts = {kind for kind in kinds if groups.get(kind) == terms.HOST_KIND}
        on_host = any(self.kinds.covers(kind, host) for kind in hosts)
        return bool(kinds & defects) and on_host and self.fits(forms, form)

    def standing_for(self, agent: str) -> frozenset[str]:
        """Return the causes whose claims count for an agent: it, kinds below, what they bring."""
        if agent not in self._standing_for:
            kinds = {k for k in self.kinds.labels if self.kinds.covers(agent, k)}
            brought = map(self.kinds.brought_by, kinds)
            self._standing_for[agent] = frozenset(kinds).union(*brought)
        return self._standing_for[agent]

    def fits(self, named: frozenset[str], asked: str) -> bool:
        """Return whether a scope concerns a kind: it names none, the same, one above or below."""
        covers = self.kinds.covers
        return not named or not asked or any(covers(k, asked) or covers(asked, k) for k in named)


def state_of(evidence: Iterable[Statement]) -> tuple[str, frozenset[str], frozenset[str]]:
    """Return the state that claims give a cell, empty if they give none, papers and sources."""
    lowers: list[Statement] = []
    does_not: list[Statement] = []
    not_shown: list[Statement] = []
    for statement in evidence:
        lowering = statement.polarity == "-"
        if statement.holds_true:
            (lowers if lowering else does_not).append(statement)
        elif lowering:
            (does_not if statement.denies else not_shown).append(statement)
    behind = lowers + does_not or not_shown
    works = frozenset().union(*(s.witnesses for s in behind))
    sources = frozenset(s.source for s in behind if s.source)
    if lowers and does_not:
        return "in tension", works, sources
    if lowers:
        return "supported", works, sources
    if does_not:
        return "refuted", works, sources
    return ("declared open" if not_shown else ""), works, sources


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
    classes = kinds.of_group(*APPLIED) & frozenset().union(*above.values())
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
    groups = APPLIED, (terms.HOST_KIND,), (terms.FORM_KIND,)
    return Field(defects(kinds), *(by_label(kinds, kinds.of_group(*some)) for some in groups))


def defects(kinds: Kinds) -> tuple[str, ...]:
    """Return the kinds of defects that are no roots."""
    return by_label(kinds, kinds.of_group(terms.DEFECT_KIND) - kinds.roots)


def by_label(kinds: Kinds, found: Iterable[str]) -> tuple[str, ...]:
    """Return kinds in the order of their labels."""
    return tuple(
        sorted(found, key=lambda kind: ((kinds.labels.get(kind) or kind).casefold(), kind))
    )
