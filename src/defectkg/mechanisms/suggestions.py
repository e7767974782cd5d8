"""Untested candidates against a defect, ranked by the mechanisms that they use elsewhere.

A candidate is an agent or ion with a chain of claims that lowers the defect, though nobody has
tried it on that host and form.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from defectkg.mechanisms.gaps import APPLIED, Gaps
from defectkg.mechanisms.paths import MechanismPath
from defectkg.mechanisms.search import Search, rank
from defectkg.model import terms
from defectkg.model.chemistry import Admissibility, Chemistry, first_refusal
from defectkg.model.claims import Kinds, Statement, TreatmentResult

__all__ = ["Suggestion", "candidates", "suggest"]

UNTESTED = ("never tried", "declared open")
BRINGING = frozenset({terms.VACANCY_FILLING, terms.HALIDE_ENRICHMENT})  # what is missing


class Suggestion(NamedTuple):
    """One untested candidate.

    Parameters
    ----------
    agent : str
    path : MechanismPath
        The best chain by which it would lower the defect.
    admissibility : Admissibility
        Whether charge and species allow it.
    state : str
        ``never tried`` or ``declared open``.
    remarks : tuple of str
        Species that the host has not, and how charge and size of a metal ion compare.
    """

    agent: str
    path: MechanismPath
    admissibility: Admissibility
    state: str
    remarks: tuple[str, ...]


def suggest(
    search: Search,
    gaps: Gaps,
    chemistry: Chemistry,
    defect: str,
    host: str,
    form: str = "",
    results: Iterable[TreatmentResult] = (),
) -> list[Suggestion]:
    """Return untested candidates against a defect, admissible ones first, then by their chain.

    Parameters
    ----------
    search : Search
        In the scope of the host and form; it must not use outcomes.
    gaps : Gaps
    chemistry : Chemistry
    defect, host, form : str
        IRIs; form may be empty.
    results : iterable of TreatmentResult, optional
        Trials with the agent on the host are remarked.
    """
    found = []
    on_host = [result for result in results if result.host == host and result.role == terms.TRIAL]
    for agent in candidates(search.kinds, search.statements):
        state = gaps.cell(defect, agent, host, form).state
        if state not in UNTESTED:
            continue
        paths = search.best(agent, defect, 1, lowers_end)
        if paths:
            admissibility = chain_admissible(chemistry, agent, paths[0], defect, host)
            trials = sorted({t.label for t in on_host if applies(t, agent, search.kinds)})
            remarks = tuple(remarks_on(chemistry, search.kinds, agent, host))
            remarks += tuple(f"applied here already: {label}" for label in trials)
            found.append(Suggestion(agent, paths[0], admissibility, state, remarks))
    return sorted(found, key=lambda s: (not s.admissibility.admissible, rank(s.path), s.agent))


def applies(result: TreatmentResult, agent: str, kinds: Kinds) -> bool:
    """Return whether a treatment applied an agent, or something that supplies or forms it."""
    return any(agent == used or agent in kinds.brought_by(used) for used in result.agents)


def lowers_end(path: MechanismPath) -> bool:
    """Return whether a path leads to less of its end."""
    return path.sign == "-"


def candidates(kinds: Kinds, statements: Iterable[Statement]) -> list[str]:
    """Return agents and ions that are no classes of others, and classes that were applied."""
    kinds_applied = kinds.of_group(*APPLIED)
    above = frozenset().union(*(kinds.broader.get(kind, frozenset()) for kind in kinds_applied))
    return sorted(kinds_applied - above | {agent for s in statements for agent in s.agents})


def chain_admissible(
    chemistry: Chemistry, agent: str, path: MechanismPath, defect: str, host: str
) -> Admissibility:
    """Return whether charge and species allow a chain: of the agent, and of an ion that fills."""
    last = path.steps[-1]
    judgements = [chemistry.admissible(agent, defect, host)]
    if any(BRINGING & step.mechanisms for step in path.steps):
        judgements.append(chemistry.brings(agent, defect, host))
    if last.start in chemistry.charges and terms.VACANCY_FILLING in last.mechanisms:
        judgements.append(chemistry.fills(last.start, defect))
    return first_refusal(judgements)


def remarks_on(chemistry: Chemistry, kinds: Kinds, agent: str, host: str) -> Iterable[str]:
    """Yield what a chemist would want to know of a candidate on a host."""
    for ion in sorted({agent, *kinds.supplies.get(agent, ())}):
        label = kinds.labels.get(ion, ion)
        if chemistry.charges.get(ion, 0) < 0 and chemistry.holds(host, ion) is False:
            yield f"{kinds.labels[host]} has no {label}"
        kind, mismatch = chemistry.dopant_class(ion, host), chemistry.mismatch(ion, host)
        if kind in ("isovalent", "heterovalent"):
            size = "" if mismatch is None else f", {mismatch:+.0%} against the B ion"
            yield f"{label} is {kind}{size}"
