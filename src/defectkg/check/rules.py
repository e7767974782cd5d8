"""Rules over several nodes: the check queries, and what SPARQL cannot say (formulas, places)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from defectkg.check.findings import Fault, short
from defectkg.check.formulas import formula_faults
from defectkg.check.places import place_faults
from defectkg.rdf.queries import run
from defectkg.rdf.shipped import check_queries
from defectkg.rdf.store import Store

__all__ = ["rule_faults"]


def rule_faults(store: Store) -> Iterator[Fault]:
    """Yield node, message and what is at fault for each breach of a rule."""
    for name in check_queries():
        for node, message, *rest in run(store, f"checks/{name}").terms or []:
            text = message.value if isinstance(message, ox.Literal) else ""
            yield str(node), text, short(str(rest[0])) if rest and rest[0] else ""
    yield from charge_faults(store)
    yield from place_faults(store)


def charge_faults(store: Store) -> Iterator[Fault]:
    """Yield the kinds whose formula does not fit their ions."""
    charges: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for line in run(store, "internal/compositions").dicts():
        charges[line["kind"], line["formula"]][line["symbol"]] = int(line["charge"])
    for (kind, formula), ions in charges.items():
        if message := formula_faults(formula, ions):
            yield f"<{kind}>", message, formula
