"""Single things as text and rows."""

from __future__ import annotations

import textwrap
from collections import defaultdict

from defectkg.graph import DefectGraph
from defectkg.names import Name
from defectkg.queries import run
from defectkg.rows import Rows
from defectkg.vocabulary import curie

__all__ = ["facts", "model_text", "page"]

CLAIM_COLUMNS = ("host", "form", "stance", "publication", "locator")
OUTCOME_COLUMNS = (
    "observable",
    "quantity",
    "state",
    "comparator",
    "value",
    "unit",
    "words",
    "direction",
    "locator",
)
TABLES = (
    ("As cause", "claims", "cause_iri", ("relation", "effect", *CLAIM_COLUMNS)),
    ("As effect", "claims", "effect_iri", ("cause", "relation", *CLAIM_COLUMNS)),
    ("Outcomes", "measurements", "treatment_iri", OUTCOME_COLUMNS),
)
MOST = 40  # names that point at a thing, before the rest is only counted


def facts(graph: DefectGraph, name: Name) -> Rows:
    """Return the properties of a thing and what points at it, as rows."""
    rows = run(graph.store, "internal/about", {"node": name.iri})
    values = [(name.iri, r["direction"], r["property"], r["value"]) for r in rows.dicts()]
    return Rows(("node", "direction", "property", "value"), values)


def page(graph: DefectGraph, name: Name, width: int) -> str:
    """Return what is known about one thing as text."""
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in run(graph.store, "internal/about", {"node": name.iri}).dicts():
        value = row["value"] if row["value"] != row["object"] else curie(row["object"])
        held[row["direction"], row["property"].rsplit("#", 1)[-1]].append(value)
    short = curie(name.iri)
    lines = [short if name.label == short else f"{name.label}  ({short})", ""]
    for (direction, prop), values in sorted(held.items(), key=lambda item: item[0][0] != "out"):
        if direction == "in" and prop in ("cause", "effect", "treatment", "label"):
            continue
        lead = f"{'← ' if direction == 'in' else ''}{prop}: "
        names = sorted(set(values))
        more = f"; and {len(names) - MOST}" if direction == "in" and len(names) > MOST else ""
        text = "; ".join(names[:MOST] if more else names) + more
        lines += textwrap.wrap(lead + text, width, subsequent_indent="    ")
    return "\n".join(lines) + "\n" + tables(graph, name, width)


def tables(graph: DefectGraph, name: Name, width: int) -> str:
    """Return the claims and outcomes that belong to a thing, as tables."""
    parts = []
    for title, query, param, columns in TABLES:
        rows = run(graph.store, query, {param: name.iri}).pick(*columns)
        if rows.values:
            parts.append(f"\n{title}\n" + rows.to_text("table", width))
    return "".join(parts)


def model_text(graph: DefectGraph) -> Rows:
    """Return classes and properties of the model with meaning, example and use, as rows."""
    rows = run(graph.store, "internal/model")
    return rows.pick("term", "type", "uses", "definition", "example")
