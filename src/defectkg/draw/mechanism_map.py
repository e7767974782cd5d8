"""The mechanism map: which agents and ions act on what, up to the observables, in one picture."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from defectkg.draw import svg
from defectkg.draw.drawing import MARGIN, Drawing, Line
from defectkg.draw.layout import Edge, Size, depths
from defectkg.errors import DefectkgError
from defectkg.mechanisms.chains import Choice, Tie
from defectkg.mechanisms.network import Link
from defectkg.model import terms
from defectkg.model.claims import Kinds
from defectkg.model.content import GraphContent
from defectkg.rdf.queries import run
from defectkg.text.sentences import word

__all__ = ["labels_of", "legend", "map_svg", "told"]

ALL = Choice()

HEADS = {  # from left to right
    terms.AGENT_KIND: "agents",
    terms.ION_KIND: "ions",
    terms.CONDITION_KIND: "conditions",
    terms.DEFECT_KIND: "defects",
    terms.ELECTRONIC_FEATURE_KIND: "electronic features",
    terms.OBSERVABLE_KIND: "observables",
}
ORDER = tuple(HEADS)
LABEL = 132.0  # px
HEAD = 44.0
WORKS = {"by definition": 0.7, "1": 1.5, "2": 2.7, "3 or more works": 4.0}  # widths in px
WIDTHS = tuple(WORKS.values())
SITE = re.compile(r"[A-Z][a-z]?_\w+")


def map_svg(graph: GraphContent, choice: Choice = ALL, *, whole: bool = False) -> str:
    """Draw the mechanism map.

    By default it shows the signed links that a source holds true and that stand on some chain
    from an agent or ion to an observable.

    Parameters
    ----------
    graph : GraphContent
    choice : Choice, optional
    whole : bool, optional
        Draw every link that a source holds true, ``alters`` too.

    Returns
    -------
    str
        SVG.

    Raises
    ------
    DataError
        If pygraphviz is not installed.
    DefectkgError
        If there is nothing to draw.
    """
    ties = choice.every_tie(graph) if whole else choice.chains(graph)
    if not ties:
        named = [word(graph, iri) for iri in (choice.agent, choice.defect) if iri]
        through = f" through {' and '.join(named)}" if named else ""
        raise DefectkgError(
            f"no chain of these claims leads from an agent{through} to an observable; choose less"
        )
    return drawn(graph, ties, ", ".join(word(graph, kind) for kind in choice.chosen))


def merged(ties: list[Tie], kinds: Kinds) -> dict[str, str]:
    """Return for each node the first of those that act on the same in the same way.

    Only agents and ions that nothing acts on are put into one box.
    """
    acts: dict[str, set[tuple[str, str, float]]] = defaultdict(set)
    for tie in ties:
        acts[tie.cause].add((tie.relation, tie.effect, weight(tie.link)))
    reached = {tie.effect for tie in ties}
    first: dict[tuple[str, frozenset[tuple[str, str, float]]], str] = {}
    box = {}
    for node in sorted({end for tie in ties for end in (tie.cause, tie.effect)}):
        group = kinds.groups.get(node, "")
        alone = group in ORDER[:2] and node not in reached
        box[node] = first.setdefault((group, frozenset(acts[node])), node) if alone else node
    return box


def weight(link: Link | None) -> float:
    """Return how wide the line of a link is: by publications; thin where by definition."""
    if link is None:
        return 1.2
    return WIDTHS[min(len(link.works), 3)]


def drawn(graph: GraphContent, ties: list[Tie], scope: str) -> str:
    """Return ties as a picture."""
    kinds, labels = graph.kinds, labels_of(graph)
    box = merged(ties, kinds)
    members: dict[str, list[str]] = defaultdict(list)
    for node, first in box.items():
        members[first].append(node)
    lines = [
        Line(
            Edge(box[tie.cause], box[tie.effect], svg.MANNER_OF[tie.relation]),
            told(graph, tie),
            weight(tie.link),
            (tie.cause, tie.effect),
        )
        for tie in ties
    ]
    columns, spans = columns_of(members, lines, kinds)
    drawing = Drawing(
        boxes={first: listed([labels[node] for node in nodes]) for first, nodes in members.items()},
        columns=columns,
        lines=lines,
        titles={f: "; ".join(word(graph, n) for n in nodes) for f, nodes in members.items()},
        nodes={first: " ".join(nodes) for first, nodes in members.items()},
    )
    height = HEAD + drawing.layout.size.height + MARGIN
    signed = sum(tie.link is not None for tie in ties)
    title = "Mechanism map" + (f" for {scope}" if scope else "")
    about = (
        f"{len(box)} kinds and {signed} links between them, from agents on the left to observables "
        "on the right. Each line says in its title what it stands for."
    )
    key, end = legend(MARGIN, height + 20, {line.edge.manner for line in lines})
    width = max(drawing.total, end)
    parts = [
        bands(drawing, spans, Size(width, height)),
        drawing.draw(HEAD + MARGIN / 2),
        key,
    ]
    return svg.document(width, height + 44, title, about, parts)


def listed(labels: list[list[str]]) -> list[str]:
    """Return labels as the lines of one box, a comma between them."""
    *others, last = sorted(labels)
    return [line for label in others for line in (*label[:-1], f"{label[-1]},")] + last


def columns_of(
    members: dict[str, list[str]], lines: list[Line], kinds: Kinds
) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    """Return the column of each box, and the first and last column of each group."""
    columns: dict[str, int] = {}
    spans, start = {}, 0
    edges = [(line.edge.start, line.edge.end) for line in lines]
    for group in ORDER:
        inside = [node for node in members if kinds.groups.get(node) == group]
        if not inside:
            continue
        depth = depths(inside, edges)
        columns |= {node: start + place for node, place in depth.items()}
        spans[group] = start, start + max(depth.values())
        start = spans[group][1] + 1
    return columns, spans


def bands(drawing: Drawing, spans: dict[str, tuple[int, int]], size: Size) -> str:
    """Return the heads of the groups, each over a band that holds its columns."""
    sides = [drawing.sides(*span) for span in spans.values()]
    inner = [(one[1] + two[0]) / 2 for one, two in pairwise(sides)]
    parts = []
    for place, (group, (left, right)) in enumerate(
        zip(spans, pairwise([0.0, *inner, size.width]), strict=True)
    ):
        shade = "#F3F3F3" if place % 2 == 0 else "#FFFFFF"
        parts.append(svg.box(left, 0, right - left, size.height, f'fill="{shade}"'))
        middle, look = sum(sides[place]) / 2, 'font-weight="bold"'
        parts.append(svg.text(middle, HEAD / 2, [HEADS[group]], size=16, more=look))
    return "".join(parts)


def legend(
    x: float, y: float, manners: Iterable[str], widths: Mapping[str, float] = WORKS
) -> tuple[str, float]:
    """Return what the lines mean, in one row, and where it ends."""
    parts = []
    for manner in (m for m in svg.MANNERS if m in manners):
        words = {"is a": "is a kind of", "supplies": "supplies the ion"}.get(manner, manner)
        sample = f"M{svg.number(x)},{svg.number(y)} h44"
        parts.append(f'<path d="{sample}" {svg.stroke(manner, 1.8)}/>\n')
        mark = svg.mark(manner, (x + 48, y), towards=(x, y))
        parts.append(mark.replace("data-mark", "data-legend"))
        parts.append(svg.text(x + 58, y, [words], anchor="start"))
        x += 58 + svg.text_width(words) + 26
    for words, width in widths.items():
        sample = f"M{svg.number(x)},{svg.number(y)} h34"
        parts.append(f'<path d="{sample}" stroke="{svg.INK}" stroke-width="{width}"/>\n')
        parts.append(svg.text(x + 40, y, [words], anchor="start"))
        x += 40 + svg.text_width(words) + 16
    return "".join(parts), x


def told(graph: GraphContent, tie: Tie) -> str:
    """Return what a line says in words."""
    label = graph.names.label
    manner = svg.MANNER_OF[tie.relation]
    words = {"is a": "is a kind of"}.get(manner, manner)
    said = f"{word(graph, tie.cause)} {words} {word(graph, tie.effect)}"
    if tie.link is None:
        return said
    against = {
        f"{graph.names.line(s.works)} ({label(s.stance)})"
        for s in tie.link.statements
        if not s.holds_true
    }
    told_by = graph.names.line(tie.link.works) or "by definition"
    return f"{said}: {told_by}" + (f"; but: {'; '.join(sorted(against))}" if against else "")


def labels_of(graph: GraphContent, width: float = LABEL) -> dict[str, list[str]]:
    """Return the lines of the label of each kind, none wider than can be helped.

    A defect has its symbol, too; a name with a very long word gives way to its short notation.
    """
    notations: dict[str, list[str]] = defaultdict(list)
    for row in run(graph.store, "internal/names").dicts():
        if row["how"] == "notation":
            notations[row["iri"]].append(row["name"])
    return {iri: lines_of(word(graph, iri), notations[iri], width) for iri in graph.kinds.labels}


def lines_of(label: str, notations: Iterable[str], width: float) -> list[str]:
    """Return a label in lines, with the symbol of a site, or a notation instead of long words."""
    lines = svg.wrap(label, width)
    symbols = sorted(filter(SITE.fullmatch, notations))
    if symbols:
        return [*lines, symbols[0]]
    short = sorted(notations, key=len)
    if short and any(svg.text_width(word) > width for word in label.split()):
        return [short[0]]
    return lines
