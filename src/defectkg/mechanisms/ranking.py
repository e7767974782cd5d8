"""Which paths are better: what a chain of steps costs."""

from __future__ import annotations

from dataclasses import replace
from math import log

from defectkg.mechanisms.paths import MechanismPath

__all__ = ["FAR", "FOREIGN", "TINY", "cost", "rank"]

TINY = 1e-12  # what is believed less has lost its vote
BARE = 40.0  # more than any chain of believed steps that tell a mechanism costs
FAR = 1000.0  # more than any chain without discounted steps costs
FOREIGN = 50 * FAR  # more than any chain costs whose first step is the start's own
LOST = 100 * FAR  # more than any chain of votes costs


def rank(path: MechanismPath) -> tuple[float, int, list[str]]:
    """Return by what paths are sorted, best first; IRIs only make the order of equals stable."""
    ranked = replace(path, steps=path.short_cut) if path.short_cut else path
    names = [step.cause + step.effect + step.relation for step in ranked.steps]
    foreign = 0 if ranked.own else FOREIGN
    costs = cost(ranked.score, ranked.discounts + len(ranked.crossings), ranked.bare)
    return round(foreign + costs, 9), len(ranked.steps), names


def cost(score: float, discounts: int, bare: int) -> float:
    """Return what a chain costs.

    What is said of the very kind, host and form comes first; of that, what tells a mechanism; what
    has lost its vote comes last. To go on in another material counts as a discounted step.
    """
    return FAR * discounts + BARE * bare + (LOST if score < TINY else -log(score))
