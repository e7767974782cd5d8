"""Boxes in columns with lines between them, drawn as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from defectkg.draw import svg
from defectkg.draw.layout import Edge, Layout, Point, Size, laid_out

__all__ = ["MARGIN", "Drawing", "Line", "link_of"]

PAD, MARGIN = 8.0, 24.0
FRAME = 'rx="4" fill="#FFFFFF" stroke="#444444"'


class Line(NamedTuple):
    """A line to draw between two boxes.

    Parameters
    ----------
    edge : Edge
        Its manner is a key of `svg.MANNERS`.
    says : str
        What it tells in words, for readers who point at it or cannot see it.
    width : float
    ends : (str, str), optional
        Cause and effect, where it stands for one of several links.
    """

    edge: Edge
    says: str
    width: float = 1.5
    ends: tuple[str, str] = ("", "")


@dataclass
class Drawing:
    """Boxes in columns with lines between them, on its way to SVG.

    Parameters
    ----------
    boxes : dict of str to list of str
        The lines of text in each box.
    columns : dict of str to int
    lines : list of Line
    titles : dict of str to str
        What a box tells in words.
    nodes : dict of str to str
        IRIs, where a box stands for several.
    words : dict of str to str
        Which boxes have no frame because they are the labels of lines: attributes of the links.
    gap : float
        The least width between columns.
    """

    boxes: dict[str, list[str]]
    columns: dict[str, int]
    lines: list[Line]
    titles: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    gap: float = 54.0
    sizes: dict[str, Size] = field(init=False)
    layout: Layout = field(init=False)

    def __post_init__(self) -> None:
        self.sizes = {node: size_of(lines) for node, lines in self.boxes.items()}
        edges = dict.fromkeys(line.edge for line in self.lines)
        self.layout = laid_out(self.sizes, self.columns, edges, self.gap, self.words)

    @property
    def total(self) -> float:
        """The width of the whole with its margins."""
        return self.layout.size.width + 2 * MARGIN

    def sides(self, first: int, last: int) -> tuple[float, float]:
        """Return where the boxes of some columns begin and end."""
        inside = [node for node, column in self.columns.items() if first <= column <= last]
        halves = [(self.layout.middles[node].x, self.sizes[node].width / 2) for node in inside]
        return MARGIN + min(x - w for x, w in halves), MARGIN + max(x + w for x, w in halves)

    def draw(self, top: float, left: float = MARGIN) -> str:
        """Return lines, marks and boxes, the upper left corner of all at a point."""
        lines: list[str] = []
        marks: dict[str, None] = {}  # several links may share a line
        for line in sorted(self.lines, key=lambda line: line.width):
            curve = [Point(x + left, y + top) for x, y in self.layout.curves[line.edge]]
            lines.append(self.link(line, svg.curve(curve)))
            if line.edge.end not in self.words:
                marks[svg.mark(line.edge.manner, curve[-1], towards=curve[-2])] = None
        return "".join([*lines, *marks, *self.frames(top, left)])

    def link(self, line: Line, data: str) -> str:
        """Return a line with what it says; a labelled link is told by its label."""
        drawn = f'<path d="{data}" {svg.stroke(line.edge.manner, line.width)}/>'
        if self.words.keys() & {line.edge.start, line.edge.end}:
            return drawn + "\n"
        ends = line.ends if any(line.ends) else (line.edge.start, line.edge.end)
        title = f"<title>{svg.safe(line.says)}</title>"
        return f"<g {link_of(line.edge.manner, *ends)}>{title}{drawn}</g>\n"

    def frames(self, top: float, left: float) -> Iterator[str]:
        """Yield the boxes with their labels."""
        for node, lines in self.boxes.items():
            (x, y), (width, height) = self.layout.middles[node], self.sizes[node]
            x, y = x + left, y + top
            label = svg.text(x, y, lines)
            if node in self.words:
                yield f"<g {self.words[node]}>{label}</g>\n"
                continue
            told = f"<title>{svg.safe(self.titles.get(node, ' '.join(lines)))}</title>\n"
            frame = svg.box(x - width / 2, y - height / 2, width, height, FRAME)
            iris = svg.safe(self.nodes.get(node, node))
            yield f'<g data-node="{iris}">{told}{frame}{label}</g>\n'


def size_of(lines: list[str]) -> Size:
    """Return how large the box around lines of text is."""
    width = max(map(svg.text_width, lines)) + 2 * PAD
    return Size(width, len(lines) * svg.LINE + PAD)


def link_of(manner: str, cause: str, effect: str) -> str:
    """Return the attributes by which programs find a link."""
    return f'data-link="{manner}" data-cause="{svg.safe(cause)}" data-effect="{svg.safe(effect)}"'
