"""Explanations, gaps, suggestions and the back-test as rows."""

from __future__ import annotations

from collections.abc import Iterable

from defectkg.mechanisms.backtest import TARGETS, Placement, hits, random_hits
from defectkg.mechanisms.explanation import Bottleneck, Explanation
from defectkg.mechanisms.gaps import Cell
from defectkg.mechanisms.paths import DISCOUNTED
from defectkg.mechanisms.suggestions import Suggestion
from defectkg.model.claims import Statement
from defectkg.model.content import GraphContent
from defectkg.rdf.queries import RENAMED
from defectkg.rdf.rows import Rows
from defectkg.text.paths import one_line, tellers
from defectkg.text.records import attribution, change

__all__ = [
    "backtest_rows",
    "bottleneck_rows",
    "explain_rows",
    "for_people",
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


def for_people(query: str, rows: Rows) -> Rows:
    """Return the answer to a query of the library as a table shows it."""
    special = {"outcomes": outcome_rows, "tried": tried_rows}.get(RENAMED.get(query, query))
    return special(rows) if special else rows


def tried_rows(rows: Rows) -> Rows:
    """Return rows of the query ``tried`` for people: one for each treatment or claim."""
    columns = ("agent", "level", "said", "stance", "outcomes", "in", "source")
    found: dict[tuple[str, ...], list[str]] = {}
    for row in rows.dicts():
        cells = (
            row["agent"],
            joined("; ", row["level"], row["scope"]),
            row["says"] + (f" ({row['mechanism']})" if row["mechanism"] else ""),
            joined(", ", row["stance"], row["certainty"]),
            joined(", ", row["host"], row["form"]),
            joined(
                ", ",
                attribution(row["publication"], row["reference_numbers"], row["read_in"]),
                row["locator"],
            ),
        )
        outcome = joined(", ", change({**row, "factor": ""}), row["words"]) or row["direction"]
        told = found.setdefault((row["claim_iri"], row["treatment_iri"], *cells), [])
        if row["observable"]:
            told.append(f"{row['observable']}: {outcome}")
    lines = [(*key[2:6], "; ".join(told), *key[6:]) for key, told in found.items()]
    return without_empty(Rows(columns, lines))


def joined(separator: str, *texts: str) -> str:
    """Return the texts that say something in one line."""
    return separator.join(filter(None, texts))


def without_empty(rows: Rows) -> Rows:
    """Return the rows without columns that hold nothing; without rows nothing is left out."""
    if not rows.values:
        return rows
    told = [i for i, cells in enumerate(zip(*rows.values, strict=True)) if any(cells)]
    return rows.pick(*(rows.columns[i] for i in told))


def outcome_rows(rows: Rows) -> Rows:
    """Return rows of the query ``outcomes`` for people: the numbers of each in one phrase.

    Columns that hold nothing are left out.
    """
    what = ("agent", "host", "form", "observable", "outcome", "direction", "result", "condition")
    level = ("level",) if "level" in rows.columns else ()
    columns = (*what, "publication", "locator", "doubt", *level)
    found = []
    for row in rows.dicts():
        words = "; ".join(f"“{word}”" for word in filter(None, row["words"].split("; ")))
        source = attribution(row["publication"], row["reference_numbers"], row["read_in"])
        outcome = ", ".join(filter(None, (change(row), words)))
        role = f"{row['agent']} ({row['role']})" if row["role"] == "control" else row["agent"]
        row["doubt"] = row["doubt"].replace(" confidence)", ")")
        row |= {"outcome": outcome, "publication": source, "agent": role or "none: the host itself"}
        found.append(tuple(row[name] for name in columns))
    return without_empty(Rows(columns, found))


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
