"""Untested candidates against a defect, ranked by the mechanisms that they use elsewhere.

A candidate is an agent or ion with a chain of claims that lowers the defect, though nobody has
tried it on that host and form. An ion counts as tried where an agent was that supplies it, a member
of a class where the class was. What only controls apply is no candidate.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from defectkg.mechanisms.gaps import AGENTS, NO_CLAIM, OPEN, Gaps
from defectkg.mechanisms.paths import MechanismPath
from defectkg.mechanisms.ranking import rank
from defectkg.mechanisms.search import Search
from defectkg.model import terms
from defectkg.model.chemistry import Admissibility, Chemistry, first_refusal
from defectkg.model.claims import Kinds, Statement, TreatmentResult

__all__ = ["Suggestion", "candidates", "suggest"]

UNTESTED = (NO_CLAIM, OPEN)
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
        ``no claim`` or ``declared open``.
    remarks : tuple of str
        How charge and size of a metal ion compare with those of the B ion.
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
        What treatments applied, and where.
    """
    found = []
    done = list(results)
    tried = tried_in(done, chemistry, host, form)
    controls = applied_by(done, terms.CONTROL) - applied_by(done, terms.TRIAL)
    for agent in candidates(search.kinds, search.statements):
        state = gaps.cell(defect, agent, host, form).state
        if state not in UNTESTED or agent in controls:
            continue
        if any(search.kinds.covers(used, agent) for used in tried):
            continue
        paths = search.best(agent, defect, 1, lowers_end)
        if paths:
            admissibility = chain_admissible(chemistry, agent, paths[0], defect, host)
            remarks = tuple(remarks_on(chemistry, search.kinds, agent, host))
            found.append(Suggestion(agent, paths[0], admissibility, state, remarks))
    return sorted(found, key=lambda s: (not s.admissibility.admissible, rank(s.path), s.agent))


def applied_by(results: Iterable[TreatmentResult], role: str) -> frozenset[str]:
    """Return the agents that treatments of a role applied."""
    return frozenset(agent for result in results if result.role == role for agent in result.agents)


def tried_in(
    results: Iterable[TreatmentResult], chemistry: Chemistry, host: str, form: str
) -> frozenset[str]:
    """Return the agents of trials on a host in a form, with what they supply or form.

    A trial on a class of hosts counts if that names its ions, as CsPbX3 does.
    """
    kinds = chemistry.kinds
    here = (
        result
        for result in results
        if kinds.covers(result.host, host)
        and (result.host == host or chemistry.names_its_ions(result.host))
        and (not form or not result.form or kinds.covers(form, result.form))
    )
    applied = applied_by(here, terms.TRIAL)
    return applied.union(*map(kinds.brought_by, applied))


def lowers_end(path: MechanismPath) -> bool:
    """Return whether a path leads to less of its end."""
    return path.sign == "-"


def candidates(kinds: Kinds, statements: Iterable[Statement]) -> list[str]:
    """Return agents and ions that are no classes of others, and classes that were applied."""
    kinds_applied = kinds.of_group(*AGENTS)
    above = frozenset().union(*(kinds.broader.get(kind, frozenset()) for kind in kinds_applied))
    return sorted(kinds_applied - above | {agent for s in statements for agent in s.agents})


def chain_admissible(
    chemistry: Chemistry, agent: str, path: MechanismPath, defect: str, host: str
) -> Admissibility:
    """Return whether charge and species allow a chain: of the agent, and of an ion that fills."""
    last = path.steps[-1]
    judgements = [
        chemistry.admissible(agent, defect, host),
        chemistry.keeps_halides(agent, host),
    ]
    if any(BRINGING & step.mechanisms for step in path.steps):
        judgements.append(chemistry.brings(agent, defect, host))
    if last.start in chemistry.charges and terms.VACANCY_FILLING in last.mechanisms:
        judgements.append(chemistry.fills(last.start, defect))
    return first_refusal(judgements)


def remarks_on(chemistry: Chemistry, kinds: Kinds, agent: str, host: str) -> Iterable[str]:
    """Yield what a chemist would want to know of a candidate on a host."""
    for ion in sorted({agent, *kinds.supplies.get(agent, ())}):
        label = kinds.labels.get(ion, ion)
        kind, mismatch = chemistry.dopant_class(ion, host), chemistry.mismatch(ion, host)
        if kind in ("isovalent", "heterovalent"):
            size = "" if mismatch is None else f", {mismatch:+.0%} against the B ion"
            yield f"{label} is {kind}{size}"
