"""What was tried against which defect, with which agent, on which host and form, and what was not.

A cell is supported where a claim holds that the agent, something it supplies, or a step of a
treatment with it lowers the defect. Claims of broader kinds count (what is said of a host in
general), and so do those of narrower ones (a quantum dot is a nanocrystal). Reported outcomes
never count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from defectkg.model.chemistry import Chemistry
from defectkg.model.claims import AGAINST, Kinds, Statement, TreatmentResult

__all__ = ["STATES", "Cell", "Field", "Gaps", "default_field", "full_field"]

STATES = (
    "supported",
    "in tension",
    "refuted",
    "declared open",
    "never tried",
    "not meaningful",
)


class Cell(NamedTuple):
    """One agent against one defect, on one host in one form.

    Parameters
    ----------
    defect, agent, host, form : str
        IRIs.
    state : str
        One of `STATES`.
    works : frozenset of str
        Publications behind the state.
    """

    defect: str
    agent: str
    host: str
    form: str
    state: str
    works: frozenset[str]


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
    challenges : iterable of (frozenset of str, frozenset of str)
        The kinds that each open problem names, and the publications that name it.
    """

    def __init__(
        self,
        statements: Iterable[Statement],
        kinds: Kinds,
        chemistry: Chemistry,
        challenges: Iterable[tuple[frozenset[str], frozenset[str]]] = (),
    ) -> None:
        self.kinds, self.chemistry = kinds, chemistry
        self.challenges = list(challenges)
        self._on: dict[str, list[Statement]] = {}
        for statement in statements:
            if statement.source == "claim" and statement.polarity:
                self._on.setdefault(statement.effect, []).append(statement)
        self._below: dict[str, frozenset[str]] = {}
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
        said = self.evidence(defect, agent) if evidence is None else evidence
        here = [s for s in said if self.fits(s.hosts, host) and self.fits(s.forms, form)]
        state, works = self.judged(here)
        if not self.meaningful(agent, defect, host):
            state, works = "not meaningful", frozenset[str]()
        elif not state:
            named = [by for kinds, by in self.challenges if self.named(kinds, defect, host, form)]
            state = "declared open" if named else "never tried"
            works = frozenset().union(*named)
        return Cell(defect, agent, host, form, state, works)

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
        names = self.names(agent)
        return [
            s
            for effect in (defect, *sorted(self.kinds.above(defect)))
            for s in self._on.get(effect, ())
            if s.cause in names or (s.agents & names and s.polarity == "-" and s.supports)
        ]

    def judged(self, evidence: list[Statement]) -> tuple[str, frozenset[str]]:
        """Return the state that claims give a cell, empty if they give none, and their papers."""
        pro = [s for s in evidence if s.supports and s.polarity == "-"]
        contra = [s for s in evidence if s.stance in AGAINST and s.polarity == "-"]
        contra += [s for s in evidence if s.supports and s.polarity == "+"]
        unshown = [s for s in evidence if s.stance == "not shown" and s.polarity == "-"]
        used = pro + contra or unshown
        works = frozenset().union(*(s.works for s in used))
        if pro and contra:
            return "in tension", works
        if pro:
            return "supported", works
        if contra:
            return "refuted", works
        return ("declared open" if unshown else ""), works

    def named(self, kinds: frozenset[str], defect: str, host: str, form: str) -> bool:
        """Return whether an open problem names a cell: its defect and host, or kinds above."""
        defects = {defect, *self.kinds.above(defect)}
        groups = self.kinds.groups
        forms = frozenset(kind for kind in kinds if groups.get(kind) == "FormKind")
        hosts = {kind for kind in kinds if groups.get(kind) == "HostKind"}
        on_host = any(self.kinds.covers(kind, host) for kind in hosts)
        return bool(kinds & defects) and on_host and self.fits(forms, form)

    def names(self, agent: str) -> frozenset[str]:
        """Return an agent, the kinds below it, and what they supply."""
        if agent not in self._below:
            kinds = {k for k in self.kinds.labels if self.kinds.covers(agent, k)}
            ions = {ion for kind in kinds for ion in self.kinds.supplies.get(kind, ())}
            self._below[agent] = frozenset(kinds | ions)
        return self._below[agent]

    def fits(self, said: frozenset[str], asked: str) -> bool:
        """Return whether a scope concerns a kind: none given, the same, above it or below it."""
        covers = self.kinds.covers
        return not said or not asked or any(covers(k, asked) or covers(asked, k) for k in said)


def default_field(kinds: Kinds, results: Iterable[TreatmentResult]) -> Field:
    """Return the agent classes, hosts and widest forms of results with an outcome."""
    tried = [result for result in results if result.observable]
    used = {agent for result in tried for agent in result.agents}
    classes = {
        kind
        for agent in used
        for kind in kinds.broader.get(agent, ())
        if kinds.groups.get(kind) in ("AgentKind", "IonKind")
    }
    forms = {result.form for result in tried if result.form}
    widest = {form for form in forms if not kinds.broader.get(form, frozenset()) & forms}
    hosts = {result.host for result in tried if result.host}
    lone = {agent for agent in used if not classes & kinds.broader.get(agent, frozenset())}
    return Field(
        defects(kinds),
        ordered(kinds, classes | lone),
        ordered(kinds, hosts),
        ordered(kinds, widest),
    )


def full_field(kinds: Kinds) -> Field:
    """Return all agents and ions, hosts and forms."""
    groups = {"AgentKind": "agents", "IonKind": "agents", "HostKind": "hosts", "FormKind": "forms"}
    found: dict[str, set[str]] = {"agents": set(), "hosts": set(), "forms": set()}
    for kind, group in kinds.groups.items():
        if group in groups:
            found[groups[group]].add(kind)
    agents, hosts, forms = (ordered(kinds, found[name]) for name in ("agents", "hosts", "forms"))
    return Field(defects(kinds), agents, hosts, forms)


def defects(kinds: Kinds) -> tuple[str, ...]:
    """Return the kinds of defects that are no roots."""
    named = {kind for kind, group in kinds.groups.items() if group == "DefectKind"}
    return ordered(kinds, named - kinds.roots)


def ordered(kinds: Kinds, found: Iterable[str]) -> tuple[str, ...]:
    """Return kinds by label."""
    return tuple(
        sorted(found, key=lambda kind: ((kinds.labels.get(kind) or kind).casefold(), kind))
    )
