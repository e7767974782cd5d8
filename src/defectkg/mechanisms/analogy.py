"""How alike an agent is to agents that are claimed to lower a defect, and what that is worth.

Two agents are alike by what they share: the classes above them, the ions that they bring with the
classes and charges of these, the groups by which they bind, and whether they bring what the host
misses. What few candidates have tells more than what many have (inverse document frequency), and
likeness is what two agents share of all that they have (weighted Jaccard). Of an analogue that
brings an ion that the defect misses, that ion is taken to act: what does not bring one is not like
it, and what does is so by that alone as far as a salt stands for its ion (*supplies*).

What an analogue is worth is a product: its likeness, how near its claim is to the defect, host and
form asked for, and how strong the vote of the work behind it is. A work has one vote, its strongest
analogue; the votes of works are joined by noisy-or, as those behind a link are. All factors but one
are those of ``weights.csv``: a claim on a broader defect is *generalised*, one on a sister defect
is so twice (up and down again), one on another host or form is *borrowed*. The one of its own is
`OTHER_DEFECT`. None was fitted to the back-test.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from defectkg.mechanisms.belief import Weights, default_weights, noisy_or
from defectkg.mechanisms.gaps import AGENTS
from defectkg.model import terms
from defectkg.model.chemistry import Chemistry
from defectkg.model.claims import Kinds, Statement

__all__ = ["Analogies", "Analogue", "Feature", "lowering_by_agent"]

# An agent that lowers some quite other defect is known to reach the crystal and to do no harm
# there, but not to act on this one. One in ten is little enough for one near claim to outweigh it.
OTHER_DEFECT = 0.1


class Feature(NamedTuple):
    """One thing by which agents are alike.

    Parameters
    ----------
    how : str
        In words, such as ``brings``.
    what : str
        The IRI or text of what it is; empty where the words say all.
    """

    how: str
    what: str = ""


MISSING = Feature("brings a missing ion")
ANION = Feature("brings an anion of the host")


class Analogue(NamedTuple):
    """An agent that is claimed to lower a defect, and what that is worth for a candidate.

    Parameters
    ----------
    agent : str
    statement : Statement
        The claim.
    work : str
        The work whose vote it is.
    likeness : float
        From 0 to 1.
    strength : float
        What it is worth, from 0 to 1.
    shared : tuple of Feature
        By what both are alike, the most telling first.
    """

    agent: str
    statement: Statement
    work: str
    likeness: float
    strength: float
    shared: tuple[Feature, ...]


class Analogies:
    """The agents that are claimed to lower defects, as analogues against one defect.

    Parameters
    ----------
    statements : iterable of Statement
    kinds : Kinds
    chemistry : Chemistry
    defect, host, form : str
        IRIs; form may be empty.
    pool : iterable of str
        The candidates, among which a feature is rare or common.
    weights : Weights, optional
    """

    def __init__(
        self,
        statements: Iterable[Statement],
        kinds: Kinds,
        chemistry: Chemistry,
        defect: str,
        host: str,
        form: str,
        pool: Iterable[str],
        weights: Weights | None = None,
    ) -> None:
        self.kinds, self.chemistry = kinds, chemistry
        self.defect, self.host, self.form = defect, host, form
        self.weights = weights or default_weights()
        self._classes = frozenset().union(*map(kinds.above, kinds.labels))
        self._features = {agent: self.features(agent, defect, {host}) for agent in pool}
        counts = Counter(feature for found in self._features.values() for feature in found)
        size = len(self._features)
        # A feature that no candidate has is as telling as one that a single one has.
        self._telling = {feature: math.log(size / count) for feature, count in counts.items()}
        self._rarest = math.log(size) if size else 0.0
        everything = list(statements)
        self._against = [s for s in everything if s.stance != terms.NOT_SHOWN]
        self._known = [
            (agent, claim, self.features(agent, claim.effect, claim.hosts or {""}), worth)
            for agent, claims in lowering_by_agent(everything, kinds).items()
            for claim in claims
            if (worth := self.nearness(claim) * (1 - self._denied(claim)))
        ]

    def of(self, agent: str, passed: frozenset[str] = frozenset()) -> list[Analogue]:
        """Return the analogues of a candidate, one for each work, the strongest first.

        Parameters
        ----------
        agent : str
        passed : frozenset of str
            Works that vote elsewhere, and so not here.
        """
        own = self._features[agent]
        best: dict[str, Analogue] = {}
        for other, claim, features, worth in self._known:
            alike = 1.0 if other == agent else self.likeness(own, features)
            for work in sorted(claim.witnesses - passed) if alike else ():
                strength = alike * worth * self.weights.vote(claim, work).strength
                if strength and (work not in best or strength > best[work].strength):
                    shared = sorted(own & features, key=lambda f: (-self._tells(f), f))
                    best[work] = Analogue(other, claim, work, alike, strength, tuple(shared))
        return sorted(best.values(), key=lambda a: (-a.strength, a.agent, a.work))

    def likeness(self, own: frozenset[Feature], others: frozenset[Feature]) -> float:
        """Return how alike a candidate with some features is to an analogue, from 0 to 1."""
        every = math.fsum(map(self._tells, own | others))
        alike = math.fsum(map(self._tells, own & others)) / every if every else 0.0
        if MISSING not in others:
            return alike
        if MISSING not in own:
            return 0.0
        return 1 - (1 - alike) * (1 - self.weights.of("step", "supplies"))

    def nearness(self, statement: Statement) -> float:
        """Return how near a claim is to the defect, host and form asked for, from 0 to 1."""
        generalised = self.weights.of("step", "generalised")
        borrowed = self.weights.of("step", "borrowed")
        effect, kinds = statement.effect, self.kinds
        if effect == self.defect:
            near = 1.0
        elif kinds.covers(effect, self.defect) or kinds.covers(self.defect, effect):
            near = generalised
        elif self._sisters(effect):
            near = generalised**2
        else:
            near = OTHER_DEFECT
        for named, asked in ((statement.hosts, self.host), (statement.forms, self.form)):
            if named and asked and not any(_related(kinds, kind, asked) for kind in named):
                near *= borrowed
        return near

    def features(self, agent: str, defect: str, hosts: Iterable[str]) -> frozenset[Feature]:
        """Return by what an agent may be like others, against a defect of some hosts."""
        kinds, charges = self.kinds, self.chemistry.charges
        classes = kinds.above(agent) | ({agent} & self._classes)
        is_ion = kinds.groups.get(agent) == terms.ION_KIND  # brings itself, and its classes with it
        found = set() if is_ion else {Feature("is a kind of", kind) for kind in classes}
        found |= {Feature("binds by", group) for group in self.chemistry.groups.get(agent, ())}
        brought = kinds.supplies.get(agent, frozenset()) | ({agent} if is_ion else set())
        for ion in brought:
            found |= {Feature("brings", kind) for kind in {ion, *kinds.above(ion)}}
            if ion in charges:
                found.add(Feature("brings an ion of charge", f"{charges[ion]:+d}"))
        if any(self.chemistry.supplies_missing(ion, defect, h) for ion in brought for h in hosts):
            found.add(MISSING)
        if any(self.chemistry.is_anion_of(ion, host) for ion in brought for host in hosts):
            found.add(ANION)
        return frozenset(found)

    def _sisters(self, effect: str) -> bool:
        """Return whether a defect has a parent in common with the one asked for.

        Vacancies of anions and of cations are no sisters: what fills one does not fill the other.
        """
        signs = self.chemistry.missing_signs(effect), self.chemistry.missing_signs(self.defect)
        if all(signs) and signs[0].isdisjoint(signs[1]):
            return False
        return bool(self.kinds.above(effect) & self.kinds.above(self.defect))

    def _tells(self, feature: Feature) -> float:
        return self._telling.get(feature, self._rarest)

    def _denied(self, statement: Statement) -> float:
        """Return the noisy-or of the votes that speak against a claim of the same two kinds."""
        against = [
            s
            for s in self._against
            if (s.cause, s.effect) == (statement.cause, statement.effect)
            and s.contradicts(statement.relation, statement.polarity)
        ]
        return noisy_or(self.weights.votes(against))


def lowering_by_agent(
    statements: Iterable[Statement], kinds: Kinds
) -> Mapping[str, list[Statement]]:
    """Return by agent the claims that it lowers a defect.

    A claim on an ion is one of the ion, not of the salts by which it was applied; one on a
    condition is one of the agents applied. Of agents that were applied together none has a claim.
    """
    agents, defects = kinds.of_group(*AGENTS), kinds.of_group(terms.DEFECT_KIND) - kinds.roots
    found: dict[str, list[Statement]] = {}
    for statement in statements:
        if statement.holds_true and statement.polarity == "-" and statement.effect in defects:
            cause = frozenset({statement.cause})
            alone = cause if statement.caused_by(cause) else frozenset()
            for agent in sorted(alone if cause <= agents else statement.agents):
                found.setdefault(agent, []).append(statement)
    return found


def _related(kinds: Kinds, kind: str, asked: str) -> bool:
    """Return whether a host or form is the one asked for, or above or below it."""
    return kinds.covers(kind, asked) or kinds.covers(asked, kind)
