"""Untested candidates against a defect: by a chain of claims of their own, or by analogy.

A candidate is an agent or ion that nobody has tried on that host and form. It has its own chain
where claims lead from it to less of the defect, and analogues where agents like it are claimed to
lower that defect or one near it (`defectkg.mechanisms.analogy`). Both are votes of works, joined by
noisy-or; a work that tells the chain is no analogue besides. In the back-test (`backtest`) that
score does not beat a plain prior, how often one of a class lowers the defect: so the prior orders
the candidates, and the score those that it holds equal. An ion counts as tried where an agent
was that supplies it, a member of a class where the class was. What only controls apply is no
candidate; what charge and species forbid is one only with a chain of its own, and comes last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from defectkg.mechanisms.analogy import Analogies, Analogue, lowering_by_agent
from defectkg.mechanisms.gaps import AGENTS, NO_CLAIM, OPEN, Gaps
from defectkg.mechanisms.paths import MechanismPath
from defectkg.mechanisms.search import Search
from defectkg.model import terms
from defectkg.model.chemistry import Admissibility, Chemistry, first_refusal
from defectkg.model.claims import Kinds, Statement, TreatmentResult

__all__ = ["Suggestion", "candidates", "class_priors", "suggest", "untested"]

UNTESTED = (NO_CLAIM, OPEN)
BRINGING = frozenset({terms.VACANCY_FILLING, terms.HALIDE_ENRICHMENT})  # what is missing
OWN_CHAIN, BY_ANALOGY = "own chain", "by analogy"


class Suggestion(NamedTuple):
    """One untested candidate.

    Parameters
    ----------
    agent : str
    path : MechanismPath or None
        The best chain of claims of its own by which it would lower the defect.
    admissibility : Admissibility
        Whether charge and species allow it.
    state : str
        ``no claim`` or ``declared open``.
    remarks : tuple of str
        How charge and size of a metal ion compare with those of the B ion.
    analogues : tuple of Analogue
        The agents like it, one for each work, the strongest first.
    against : tuple of Statement
        Claims that deny that it lowers the defect, or say that it raises it.
    prior : tuple of float
        How often one of its class lowers the defect, and any defect; see `class_priors`.
    """

    agent: str
    path: MechanismPath | None
    admissibility: Admissibility
    state: str
    remarks: tuple[str, ...]
    analogues: tuple[Analogue, ...] = ()
    against: tuple[Statement, ...] = ()
    prior: tuple[float, float] = (0.0, 0.0)

    @property
    def level(self) -> str:
        """Whether it is suggested by a chain of its own or by analogy."""
        return OWN_CHAIN if self.path else BY_ANALOGY

    @property
    def score(self) -> float:
        """From 0 to 1: the noisy-or of its chain and its analogues."""
        left = 1 - (self.path.score if self.path else 0.0)
        for analogue in self.analogues:
            left *= 1 - analogue.strength
        return 1 - left

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The mechanisms of its chain, then those of its analogues, each once."""
        steps = self.path.steps if self.path else ()
        named = [step.mechanisms for step in steps]
        named += [analogue.statement.mechanisms for analogue in self.analogues]
        return tuple(dict.fromkeys(m for some in named for m in sorted(some)))


def suggest(
    search: Search,
    chemistry: Chemistry,
    states: Mapping[str, str],
    defect: str,
    host: str,
    form: str = "",
) -> list[Suggestion]:
    """Return untested candidates against a defect, admissible ones first; see `in_order`.

    Parameters
    ----------
    search : Search
        In the scope of the host and form; it must not use outcomes.
    chemistry : Chemistry
    states : dict of str to str
        The candidates, as `untested` returns them.
    defect, host, form : str
        IRIs; form may be empty.
    """
    found = []
    analogies = Analogies(
        search.statements, search.kinds, chemistry, defect, host, form, states, search.weights
    )
    priors = class_priors(states, search.statements, search.kinds, defect)
    for agent, state in states.items():
        path = next(iter(search.best(agent, defect, 1, lowers_end)), None)
        told = frozenset().union(*(step.works for step in path.steps)) if path else frozenset()
        analogues = tuple(analogies.of(agent, told))
        if path:
            admissibility = chain_admissible(chemistry, agent, path, defect, host)
        else:
            admissibility = analogy_admissible(chemistry, agent, analogues, defect, host)
        if path or (analogues and admissibility.admissible):
            remarks = tuple(remarks_on(chemistry, search.kinds, agent, host))
            against = tuple(speaking_against(search, agent, defect))
            found.append(
                Suggestion(
                    agent, path, admissibility, state, remarks, analogues, against, priors[agent]
                )
            )
    return sorted(found, key=in_order)


def in_order(suggestion: Suggestion) -> tuple[bool, float, float, float, str]:
    """Return by what suggestions are sorted: the plain prior, and between equals the score."""
    near, anywhere = suggestion.prior
    refused = not suggestion.admissibility.admissible
    return refused, -near, -anywhere, -round(suggestion.score, 9), suggestion.agent


def untested(
    search: Search,
    gaps: Gaps,
    chemistry: Chemistry,
    defect: str,
    host: str,
    form: str,
    results: Iterable[TreatmentResult],
) -> dict[str, str]:
    """Return the candidates that nobody has tried there, each with the state of its cell."""
    done = list(results)
    tried = tried_in(done, chemistry, host, form)
    controls = applied_by(done, terms.CONTROL) - applied_by(done, terms.TRIAL)
    found = {}
    for agent in candidates(search.kinds, search.statements):
        state = gaps.cell(defect, agent, host, form).state
        done_there = any(search.kinds.covers(used, agent) for used in tried)
        if state in UNTESTED and agent not in controls and not done_there:
            found[agent] = state
    return found


def class_priors(
    agents: Iterable[str], statements: Iterable[Statement], kinds: Kinds, defect: str
) -> dict[str, tuple[float, float]]:
    """Return a plain prior of each candidate: how often one of its class lowers the defect.

    Of each class that is the number of works that claim it of members, by the number of members
    among the candidates; the best class of a candidate counts. The first number is for the defect
    with the kinds above and below it; that for any defect decides between equals.
    """
    classes = {agent: kinds.above(agent) | {agent} for agent in agents}
    members = Counter(kind for found in classes.values() for kind in found)
    near: dict[str, set[str]] = {}
    anywhere: dict[str, set[str]] = {}
    for agent, claims in lowering_by_agent(statements, kinds).items():
        for kind, claim in product(kinds.above(agent) | {agent}, claims):
            anywhere.setdefault(kind, set()).update(claim.witnesses)
            if kinds.covers(claim.effect, defect) or kinds.covers(defect, claim.effect):
                near.setdefault(kind, set()).update(claim.witnesses)

    def best(works: Mapping[str, set[str]], found: Iterable[str]) -> float:
        return max(len(works.get(kind, ())) / members[kind] for kind in found)

    return {agent: (best(near, found), best(anywhere, found)) for agent, found in classes.items()}


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
        chemistry.outlasts(agent, host),
    ]
    if any(BRINGING & step.mechanisms for step in path.steps):
        judgements.append(chemistry.brings(agent, defect, host))
    if last.start in chemistry.charges and terms.VACANCY_FILLING in last.mechanisms:
        judgements.append(chemistry.fills(last.start, defect))
    return first_refusal(judgements)


def analogy_admissible(
    chemistry: Chemistry, agent: str, analogues: Sequence[Analogue], defect: str, host: str
) -> Admissibility:
    """Return whether charge and species allow what the strongest analogue does."""
    judgements = [
        chemistry.admissible(agent, defect, host),
        chemistry.keeps_halides(agent, host),
        chemistry.outlasts(agent, host),
        chemistry.adds(agent, defect, host),
    ]
    mechanisms = analogues[0].statement.mechanisms if analogues else frozenset()
    if BRINGING & mechanisms:
        judgements.append(chemistry.brings(agent, defect, host))
    if agent in chemistry.charges and terms.VACANCY_FILLING in mechanisms:
        judgements.append(chemistry.fills(agent, defect))
    return first_refusal(judgements)


def speaking_against(search: Search, agent: str, defect: str) -> Iterable[Statement]:
    """Yield the claims that deny that an agent lowers a defect, or say that it raises it."""
    lowering = (s for s in search.denials(agent, defect) if s.polarity == "-")
    raising = (
        s
        for s in search.statements
        if s.holds_true and s.polarity == "+" and search.kinds.covers(s.effect, defect)
        and search.concerns(s, agent)
    )  # fmt: skip
    yield from lowering
    yield from raising


def remarks_on(chemistry: Chemistry, kinds: Kinds, agent: str, host: str) -> Iterable[str]:
    """Yield what a chemist would want to know of a candidate on a host."""
    for ion in sorted({agent, *kinds.supplies.get(agent, ())}):
        label = kinds.labels.get(ion, ion)
        kind, mismatch = chemistry.dopant_class(ion, host), chemistry.mismatch(ion, host)
        if kind in ("isovalent", "heterovalent"):
            size = "" if mismatch is None else f", {mismatch:+.0%} against the B ion"
            yield f"{label} is {kind}{size}"
