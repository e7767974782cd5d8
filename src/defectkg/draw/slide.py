"""The best paths of an answer on a slide: few words, large type."""

from __future__ import annotations

from defectkg.draw import svg
from defectkg.draw.drawing import MARGIN, Drawing, Line
from defectkg.draw.layout import Edge, depths
from defectkg.draw.mechanism_map import labels_of, legend
from defectkg.draw.paths import remarks, title_of
from defectkg.errors import DefectkgError
from defectkg.mechanisms.paths import DISCOUNTED, MechanismPath, PathAnswer
from defectkg.model.content import GraphContent
from defectkg.text.sentences import word

__all__ = ["slide_svg"]

POINTS = 960  # how wide a slide is, in points of type; its sides are as 16 to 9
SMALLEST = 12  # points
WIDEST = svg.FONT * POINTS / SMALLEST  # px
NARROWEST = WIDEST * SMALLEST / 20
LABEL, TITLE = 96.0, 20  # px
TOP, BOTTOM, GAP = 64.0, 56.0, 40.0
SAID, INFERRED = 2.2, 0.8  # px, the width of lines
WIDTHS = {"as claimed": SAID, "of a broader kind or elsewhere": INFERRED}


def slide_svg(graph: GraphContent, answer: PathAnswer, count: int) -> str:
    """Draw as many of the first paths as a slide of 16 to 9 holds in 12 points or more.

    A line leads from one kind of a path to the next; what a source says of a broader kind, or of
    another host or form, is a thin line.

    Parameters
    ----------
    graph : GraphContent
    answer : PathAnswer
    count : int
        Most paths.

    Returns
    -------
    str
        SVG.

    Raises
    ------
    DataError
        If pygraphviz is not installed.
    DefectkgError
        If the best path alone is too long for a slide.
    """
    for shown in range(min(count, len(answer.paths)), -1, -1):
        drawing = drawing_of(graph, answer, answer.paths[:shown])
        width = width_of(drawing)
        if width <= WIDEST and (shown or not answer.paths):
            return drawn(graph, answer, drawing, shown, width)
    raise DefectkgError(
        "the best path is too long for a slide: ask with --max-length 6, or without --compact"
    )


def width_of(drawing: Drawing) -> float:
    """Return how wide a slide must be to hold a drawing."""
    high = drawing.layout.size.height + TOP + BOTTOM
    return max(drawing.total, high * 16 / 9, key_of(drawing, 0)[1], NARROWEST)


def key_of(drawing: Drawing, y: float) -> tuple[str, float]:
    """Return the legend at a height, and where it ends; widths only where they differ."""
    manners = {line.edge.manner for line in drawing.lines}
    differ = len({line.width for line in drawing.lines}) > 1
    return legend(MARGIN, y, manners, WIDTHS if differ else {})


def drawing_of(
    graph: GraphContent, answer: PathAnswer, paths: tuple[MechanismPath, ...]
) -> Drawing:
    """Return the kinds of paths, and lines from each to the next."""
    widths: dict[Edge, float] = {}
    for path in paths:
        for step in path.steps:
            edge = Edge(step.start, step.effect, svg.MANNER_OF[step.relation])
            width = INFERRED if step.kind in DISCOUNTED else SAID
            widths[edge] = max(width, widths.get(edge, width))
        if tie := path.tie_to(answer.end):
            widths[Edge(*tie, "is a")] = SAID
    nodes = sorted({answer.start, answer.end}.union(*(path.kinds for path in paths)))
    ways = [(e.end, e.start) if e.start == answer.end else (e.start, e.end) for e in widths]
    lines = labels_of(graph, LABEL)
    return Drawing(
        boxes={node: lines[node] for node in nodes},
        columns=depths(nodes, ways or [(answer.start, answer.end)]),
        lines=[
            Line(edge, f"{word(graph, edge.start)} {edge.manner} {word(graph, edge.end)}", width)
            for edge, width in widths.items()
        ],
        titles={node: word(graph, node) for node in nodes},
        gap=GAP,
    )


def drawn(
    graph: GraphContent, answer: PathAnswer, drawing: Drawing, shown: int, width: float
) -> str:
    """Return a drawing in the middle of a slide, its title above it and the legend below."""
    height = width * 9 / 16
    room = height - TOP - BOTTOM - drawing.layout.size.height
    title = title_of(graph, answer, shown)
    lines = svg.wrap(title, width - 2 * MARGIN, TITLE)
    low = height - BOTTOM / 2
    reason = [f"No path: {answer.reason}."] if answer.reason else []
    parts = [
        svg.text(MARGIN, TOP / 2, lines, size=TITLE, anchor="start", more='font-weight="bold"'),
        drawing.draw(TOP + room / 2, (width - drawing.total) / 2 + MARGIN),
        key_of(drawing, low)[0] or svg.text(MARGIN, low, reason, anchor="start"),
    ]
    return svg.document(width, height, title, " ".join(remarks(graph, answer, shown)), parts)
