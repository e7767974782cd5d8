"""Write docs/foresight.md: where `suggest` ranked what later papers report, and what they closed.

Usage: python tools/foresight_page.py
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from defectkg import load
from defectkg.graph import DefectGraph
from defectkg.mechanisms.backtest import RANKINGS, Placement, average, interval, reciprocal
from defectkg.mechanisms.backtest import at as hits_at
from defectkg.mechanisms.gaps import OPEN

PAGE = Path(__file__).parents[1] / "docs" / "foresight.md"
KNOWN = "Zheng 2019"
FROZEN = "e3bb1ad"  # the commit with the method and the weights of `suggest`
MEASURES = {"@1": hits_at(1), "@5": hits_at(5), "@10": hits_at(10), "MRR": reciprocal}
HEAD = f"""# Foresight: what came after

The graph knows one review of 2019 whole, and later papers by their abstracts. What would `suggest` have said of these,
from the review alone? Its method was fixed in commit {FROZEN}, when no later paper had been opened. What was mended since
(sums that hung on the order of a set, the vote of papers of one group) moved no rank in 28 questions of the review.
This page is written by `python tools/foresight_page.py`; the same figures come from
`defectkg suggest --back-test --source "{KNOWN}"`.

A *finding* is an agent that a later paper applied, and that it says lowers a defect there. Looked for are the agent, any of
its class, and a mechanism that the paper names. Findings of agents that the review does not name at all are counted apart:
only their class and the ions that they bring can lead to them. What is said to do harm should come late, or not at all.
"""


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return rows as a table of Markdown."""
    head = list(columns)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def figures(runs: list[tuple[str, list[Placement]]]) -> Iterator[list[str]]:
    """Yield Hits@k and MRR of five rankings, and the 95 % interval of `suggest`."""
    for words, found in runs:
        for target in ("agent", "class", "mechanism"):
            placed = [p for p in found if p.target == target]
            if not placed:
                continue
            able = sum(p.right > 0 for p in placed)
            shares = [
                "/".join(f"{average(placed, m, ranking):.2f}" for m in MEASURES.values())
                for ranking in RANKINGS
            ]
            limits = (interval(placed, m, "suggest") for m in MEASURES.values())
            around = " ".join(f"{low:.2f}–{high:.2f}" for low, high in limits)
            yield [words, target, f"{len(placed)} ({able})", *shares, around]


def findings(graph: DefectGraph, runs: list[tuple[str, list[Placement]]]) -> Iterator[list[str]]:
    """Yield each finding with the ranks of its agent."""
    label = graph.names.label
    for words, found in runs:
        for placed in found:
            if placed.target == "agent":
                case = placed.case
                where = ", ".join(label(kind) for kind in (case.host, case.form) if kind)
                ranks = [
                    str(placed.ranks[ranking] or "–") for ranking in RANKINGS if ranking != "random"
                ]
                pool = str(placed.pool) if placed.right else "tried before"
                what = [label(case.agent), label(case.defect), where, graph.names.line(case.works)]
                yield [words, *what, *ranks, pool]


def closed(graph: DefectGraph, known: DefectGraph) -> Iterator[list[str]]:
    """Yield what the review declares open and later papers speak of, once for the same papers."""
    label = graph.names.label
    open_before = {(c.defect, c.agent, c.host, c.form) for c in known.gaps(state=OPEN)}
    told: dict[tuple[str, ...], set[str]] = {}
    for cell in graph.gaps():
        key = cell.defect, cell.agent, cell.host, cell.form
        if key in open_before and cell.state != OPEN:
            where = ", ".join(label(kind) for kind in (cell.host, cell.form) if kind)
            state = f"{cell.state}, {cell.level}" if cell.level else cell.state
            row = label(cell.defect), where, state, graph.names.line(cell.works)
            told.setdefault(row, set()).add(label(cell.agent))
    for (defect, where, state, works), agents in sorted(told.items()):
        yield [", ".join(sorted(agents)), defect, where, state, works]


def compared(graph: DefectGraph) -> Iterator[list[str]]:
    """Yield what a person has compared: both sides, how they stand, and why."""
    for row in graph.contradictions(science=True).dicts():
        if row["reason"]:
            one, other = (
                f"{who}: {says}".removeprefix(": ")
                for who, says in (
                    (row["said_by"], row["says"]),
                    (row["against_by"], row["against"]),
                )
            )
            yield [row["kind"], one, other, row["reason"]]


def page() -> str:
    """Return the page."""
    graph = load()
    known = graph.within(source=KNOWN)
    runs = graph.foresight(source=KNOWN)
    works = graph.sources_read - known.sources_read
    parts = [
        HEAD,
        f"Read so far: {works} later papers.\n",
        "## Figures\n",
        "Hits@1/@5/@10/MRR of the findings that came later; in brackets how many could be found, since nobody had tried "
        "the agent there.\n",
        table(("findings", "looked for", "number", *RANKINGS, "95 % of suggest"), figures(runs)),
        "\n## Each finding\n",
        "The rank of the agent by each order; – is nowhere.\n",
        table(
            (
                *("findings", "agent", "defect", "in", "work"),
                *(ranking for ranking in RANKINGS if ranking != "random"),
                "of",
            ),
            findings(graph, runs),
        ),
        "\n## Gaps that were closed\n",
        "What the review calls open, and what later papers say of it.\n",
        table(("agents", "defect", "in", "now", "by"), closed(graph, known)),
        "\n## Did it turn out as it was proposed?\n",
        "Pairs that a person has compared; what narrows or supersedes the first stands second.\n",
        table(("they stand", "one", "the other", "why"), compared(graph)),
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
