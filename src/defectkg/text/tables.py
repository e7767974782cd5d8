"""Explanations, gaps, suggestions and the back-test as rows."""

from __future__ import annotations

from collections.abc import Iterable

from defectkg.mechanisms.backtest import TARGETS, Placement, hits, random_hits
from defectkg.mechanisms.explanation import Bottleneck, Explanation
from defectkg.mechanisms.gaps import STATES, Cell
from defectkg.mechanisms.paths import DISCOUNTED
from defectkg.mechanisms.suggestions import Suggestion
from defectkg.model.claims import Statement
from defectkg.model.content import GraphContent
from defectkg.rdf.rows import Rows
from defectkg.text.answers import without_empty
from defectkg.text.paths import one_line, tellers

__all__ = [
    "backtest_rows",
    "bottleneck_rows",
    "explain_rows",
    "gap_matrix",
    "gap_rows",
    "gap_table",
    "of_sources",
    "suggest_rows",
]

CUTS = (1, 5, 10)


def explain_rows(graph: GraphContent, explanations: Iterable[Explanation]) -> Rows:
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
        "read_in",
        "told_by",
        "opposed_path",
        "computed",
    )
    values = [
        (
            found.result.label,
            graph.names.line(found.result.applied),
            *(
                label(iri) if iri else ""
                for iri in (
                    found.result.host,
                    found.result.form,
                    found.result.observable,
                    found.result.direction,
                    found.predicted,
                )
            ),
            found.verdict,
            str(len(found.paths)),
            one_line(graph, found.best) if found.best else "",
            str(len(found.best.steps)) if found.best else "",
            graph.names.line(found.result.sources),
            tellers(graph, found.best) if found.best else "",
            one_line(graph, found.opposed) if found.opposed else "",
            str(found.rates or ""),
        )
        for found in explanations
    ]
    return Rows(columns, values)


def bottleneck_rows(graph: GraphContent, found: Iterable[Bottleneck]) -> Rows:
    """Return bottlenecks as rows."""
    values = [
        (b.what, graph.names.label(b.iri), str(b.chains), str(b.outcomes), str(b.lost))
        for b in found
    ]
    return Rows(("what", "name", "chains", "outcomes", "lost_without"), values)


def gap_rows(graph: GraphContent, cells: Iterable[Cell]) -> Rows:
    """Return cells as rows."""
    label = graph.names.label
    read = str(graph.sources_read)
    values = [
        (
            label(cell.defect),
            label(cell.agent),
            label(cell.host),
            label(cell.form),
            cell.state,
            graph.names.line(cell.works),
            graph.names.line(cell.sources),
            cell.level,
            "; ".join(sorted({beside(graph, *other) for other in cell.others})),
            read,
        )
        for cell in cells
    ]
    columns = (
        "defect", "agent", "host", "form", "state", "publications", "read_in", "level", "also_said",
        "sources_read",
    )  # fmt: skip
    return Rows(columns, values)


def gap_matrix(graph: GraphContent, cells: Iterable[Cell]) -> Rows:
    """Return cells as a table of agents against defects, of several forms the one most is said of.

    The first column is the agent; each other one is called after its defect.
    """
    best: dict[tuple[str, str], str] = {}
    for cell in cells:
        key = cell.agent, cell.defect
        best[key] = min(best.get(key, cell.state), cell.state, key=STATES.index)
    agents, defects = (dict.fromkeys(key[end] for key in best) for end in (0, 1))
    label = graph.names.label
    values = [
        (label(agent), *(best.get((agent, defect), "") for defect in defects)) for agent in agents
    ]
    return Rows(("agent", *map(label, defects)), values)


def beside(graph: GraphContent, claim: Statement, level: str) -> str:
    """Return a claim that decides nothing where it is told, with its stance and level."""
    link = graph.names.link_text(claim.cause, claim.relation, claim.effect)
    return f"{link}: {graph.names.label(claim.stance)} ({level})"


def gap_table(rows: Rows, sources: int) -> Rows:
    """Return the rows of `gap_rows` for people: how many sources were read is in a header."""
    shown = without_empty(rows.pick(*rows.columns[:-1]))
    header = {"state": f"state, of {of_sources(sources)}"}
    return Rows(tuple(header.get(name, name) for name in shown.columns), shown.values)


def of_sources(count: int) -> str:
    """Return how many sources were read, in words."""
    return f"{count} source{'' if count == 1 else 's'} read"


def suggest_rows(graph: GraphContent, suggestions: Iterable[Suggestion]) -> Rows:
    """Return suggestions as rows, best first."""
    columns = (
        "rank",
        "agent",
        "score",
        "state",
        "chain",
        "mechanisms",
        "discounted_steps",
        "admissible",
        "remarks",
        "publications",
        "read_in",
    )
    values = []
    for rank, s in enumerate(suggestions, 1):
        steps = s.path.steps
        mechanisms = dict.fromkeys(
            label for step in steps for label in sorted(map(graph.names.label, step.mechanisms))
        )
        works = {work for step in steps for work in step.works}
        sources = {s.source for step in steps for s in step.statements if s.witnesses}
        discounted = [
            f"{n} {step.kind}" for n, step in enumerate(steps, 1) if step.kind in DISCOUNTED
        ]
        values.append(
            (
                str(rank),
                graph.names.label(s.agent),
                f"{s.path.score:.3f}",
                s.state,
                one_line(graph, s.path),
                "; ".join(mechanisms),
                "; ".join(discounted),
                "yes" if s.admissibility.admissible else f"no: {s.admissibility.reason}",
                "; ".join(s.remarks),
                graph.names.line(works),
                graph.names.line(sources),
            )
        )
    return Rows(columns, values)


def backtest_rows(runs: Iterable[tuple[str, list[Placement]]]) -> Rows:
    """Return back-tests as rows: Hits@1, @5 and @10 of three rankings."""
    values = []
    for hidden, found in runs:
        for target in TARGETS:
            placed = [p for p in found if p.target == target]
            shares = (
                [hits((p.rank for p in placed), k) for k in CUTS],
                [hits((p.rank_by_use for p in placed), k) for k in CUTS],
                [random_hits(placed, k) for k in CUTS],
            )
            cells = [" ".join(f"{share:.2f}" for share in ranking) for ranking in shares]
            values.append((hidden, target, str(len(placed)), *cells))
    cuts = "/".join(map(str, CUTS))
    rankings = [f"{ranking} @{cuts}" for ranking in ("suggest", "most used", "random")]
    return Rows(("hidden", "target", "cases", *rankings), values)
