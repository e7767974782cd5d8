"""The radiative rate that follows from a quantum yield and a PL lifetime of one work.

By definition the yield is ``k_r / (k_r + k_nr)`` and the lifetime ``1 / (k_r + k_nr)``, so that
their ratio is ``k_r`` (`definitions.ttl`, d1 and d3). No source prints the result: it is computed.
"""

from __future__ import annotations

from typing import NamedTuple

from defectkg.model import terms
from defectkg.rdf.queries import run
from defectkg.rdf.store import Store

__all__ = ["RadiativeRates", "radiative_rate", "read_radiative_rates"]


class RadiativeRates(NamedTuple):
    """The radiative rates without and with a treatment, in 1/ns."""

    before: float
    after: float

    def __str__(self) -> str:
        factor = self.after / self.before
        return f"k_r {self.before:.3g} → {self.after:.3g} ns⁻¹ (× {factor:.3g}), computed"


def radiative_rate(quantum_yield: float, lifetime: float) -> float:
    """Return the radiative rate in the inverse of the unit of the lifetime.

    Parameters
    ----------
    quantum_yield : float
        As a part of one.
    lifetime : float

    Examples
    --------
    >>> round(radiative_rate(0.761, 3.16), 3), round(radiative_rate(0.998, 2.42), 3)
    (0.241, 0.412)
    """
    return quantum_yield / lifetime


def read_radiative_rates(store: Store) -> dict[str, RadiativeRates]:
    """Return the rates of each treatment for which one work prints both, before and after, once."""
    printed: dict[tuple[str, str], dict[tuple[str, str], list[float]]] = {}
    for row in run(store, "internal/yields-and-lifetimes").dicts():
        amounts = printed.setdefault((row["treatment"], row["work"]), {})
        amounts.setdefault((row["state"], row["observable"]), []).append(float(row["amount"]))
    rates = {}
    for (treatment, _), amounts in printed.items():
        if len(amounts) == 4 and all(len(some) == 1 and some[0] > 0 for some in amounts.values()):
            before, after = (
                radiative_rate(*(amounts[state, o][0] for o in (terms.PLQY, terms.PL_LIFETIME)))
                for state in (terms.BEFORE, terms.AFTER)
            )
            rates[treatment] = RadiativeRates(before, after)
    return rates
