"""Explanations, gaps and suggestions as rows."""

from __future__ import annotations

from collections.abc import Iterable

from defectkg.explanation import Bottleneck, Explanation
from defectkg.graph import DefectGraph
from defectkg.path_text import one_line
from defectkg.rows import Rows

__all__ = ["bottleneck_rows", "explain_rows"]


def explain_rows(graph: DefectGraph, explanations: Iterable[Explanation]) -> Rows:
    """Return explanations as rows, one for each treatment and reported outcome."""
    label = graph.names.label
    columns = (
        "treatment",
        "agent",
        "host",
        "form",
        "observable",
        "reported",
        "predicted",
        "verdict",
        "paths",
        "best_path",
        "steps",
    )
    values = [
        (
            found.trial.label,
            "; ".join(sorted(map(label, found.trial.starts))),
            *(
                label(iri) if iri else ""
                for iri in (found.trial.host, found.trial.form, found.trial.observable)
            ),
            found.trial.direction,
            found.predicted,
            found.verdict,
            str(len(found.paths)),
            one_line(graph, found.paths[0]) if found.paths else "",
            str(len(found.paths[0].steps)) if found.paths else "",
        )
        for found in explanations
    ]
    return Rows(columns, values)


def bottleneck_rows(graph: DefectGraph, found: Iterable[Bottleneck]) -> Rows:
    """Return bottlenecks as rows."""
    values = [
        (b.what, graph.names.label(b.iri), str(b.chains), str(b.outcomes), str(b.lost))
        for b in found
    ]
    return Rows(("what", "name", "chains", "outcomes", "lost_without"), values)
