"""Boxes in columns with lines between them, drawn as SVG."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import NamedTuple

from defectkg.draw import svg
from defectkg.draw.layout import Edge, Layout, Stop, layered

__all__ = ["MARGIN", "Drawing", "Line", "link_of"]

PAD, MARGIN = 8.0, 24.0
FRAME = 'rx="4" fill="#FFFFFF" stroke="#444444"'


class Line(NamedTuple):
    """A line to draw between two boxes.

    Parameters
    ----------
    edge : Edge
        Its manner begins with a key of `svg.MANNERS`.
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
    """Boxes in columns with lines between them, on its way to SVG."""

    boxes: dict[str, list[str]]
    columns: dict[str, int]
    lines: list[Line]
    titles: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, str] = field(default_factory=dict)  # IRIs, where a box stands for several
    words: dict[str, str] = field(default_factory=dict)  # labels of lines: attributes of links
    gap: float = 64.0
    layout: Layout = field(init=False)
    left: list[float] = field(init=False)
    width: list[float] = field(init=False)

    def __post_init__(self) -> None:
        heights = {node: len(lines) * svg.LINE + PAD for node, lines in self.boxes.items()}
        self.layout = layered(self.columns, heights, [line.edge for line in self.lines])
        self.width = [0.0] * len(self.layout.columns)
        for node, lines in self.boxes.items():
            wide = max(map(svg.text_width, lines)) + 2 * PAD
            column = self.columns[node]
            self.width[column] = max(self.width[column], wide)
        self.left = list(accumulate((w + self.gap for w in self.width), initial=MARGIN))

    @property
    def total(self) -> float:
        """The width of the whole with its margins."""
        return self.left[-1] - self.gap + MARGIN

    def side(self, stop: Stop, *, right: bool) -> float:
        """Return where the side of a column is."""
        return self.left[stop.column] + (self.width[stop.column] if right else 0.0)

    def ports(self) -> dict[tuple[str, str], float]:
        """Return how far from the middle of a box each manner of line arrives."""
        arriving: dict[tuple[str, bool], dict[str, list[float]]] = defaultdict(dict)
        for stops in self.layout.routes.items():
            edge, path = stops
            back = path[-1].column < path[0].column
            heights = arriving[edge.end, back].setdefault(manner_of(edge), [])
            heights.append(self.layout.middle[path[-2]])
        found = {}
        for (node, back), manners in arriving.items():
            ranked = sorted(manners, key=lambda m: (sum(manners[m]) / len(manners[m]), m))
            height = len(self.boxes[node]) * svg.LINE + PAD
            step = min(14.0, (height - 8) / max(len(ranked) - 1, 1))
            for place, manner in enumerate(ranked):
                shift = (place - (len(ranked) - 1) / 2) * step
                found[node, f"{manner} back" if back else manner] = shift + (8 if back else 0)
        return found

    def draw(self, top: float) -> str:
        """Return lines, marks and boxes, the topmost box at a height."""
        ports, middle = self.ports(), self.layout.middle
        out: dict[str, None] = {}  # trunks and marks are drawn once, in order
        for line in sorted(self.lines, key=lambda line: line.width):
            path = self.layout.routes[line.edge]
            back = path[-1].column < path[0].column
            manner = manner_of(line.edge)
            port = ports[line.edge.end, f"{manner} back" if back else manner]
            legs = []
            for one, two in pairwise(path):
                y = top + middle[two] + (0 if two.manner else port)
                x = self.side(one, right=not back)
                leg = svg.curve(x, top + middle[one], self.side(two, right=back), y)
                legs.append(self.level(one, two, leg, right=not back))
            out[self.link(line, manner, legs[0], svg.stroke(manner, line.width))] = None
            out |= {f'<path d="{leg}" {svg.stroke(manner)}/>\n': None for leg in legs[1:]}
            at = self.side(path[-1], right=back), top + middle[path[-1]] + port
            if line.edge.end not in self.words:
                out[svg.mark(manner, *at, leftwards=back)] = None
        marks = [part for part in out if "data-mark" in part]
        rest = [part for part in out if "data-mark" not in part]
        return "".join([*rest, *marks, *self.frames(top)])

    def level(self, one: Stop, two: Stop, leg: str, *, right: bool) -> str:
        """Return a leg with the level part before it, across a column or from a label, or after."""
        if one.manner or one.node in self.words:
            y = leg[1:].split()[0].partition(",")[2]
            x = self.edge(one, right=right) if not one.manner else self.side(one, right=not right)
            leg = f"M{svg.number(x)},{y} L{leg[1:]}"
        if two.node in self.words and not two.manner:
            leg += f" H{svg.number(self.edge(two, right=not right))}"
        return leg

    def edge(self, stop: Stop, *, right: bool) -> float:
        """Return where the label of a line begins or ends."""
        middle = self.left[stop.column] + self.width[stop.column] / 2
        half = max(map(svg.text_width, self.boxes[stop.node])) / 2 + 4
        return middle + half if right else middle - half

    def link(self, line: Line, manner: str, data: str, look: str) -> str:
        """Return a line with what it says; a labelled link is told by its label."""
        drawn = f'<path d="{data}" {look}/>'
        if self.words.keys() & {line.edge.start, line.edge.end}:
            return drawn + "\n"
        ends = line.ends if any(line.ends) else (line.edge.start, line.edge.end)
        return f"<g {link_of(manner, *ends)}><title>{svg.safe(line.says)}</title>{drawn}</g>\n"

    def frames(self, top: float) -> Iterable[str]:
        """Yield the boxes with their labels."""
        for node, lines in self.boxes.items():
            column = self.columns[node]
            x, width = self.left[column], self.width[column]
            height = len(lines) * svg.LINE + PAD
            y = top + self.layout.middle[Stop(node, "", column)]
            label = svg.text(x + width / 2, y, lines)
            if node in self.words:
                yield f"<g {self.words[node]}>{label}</g>\n"
                continue
            told = f"<title>{svg.safe(self.titles.get(node, ' '.join(lines)))}</title>\n"
            frame = svg.box(x, y - height / 2, width, height, FRAME)
            iris = svg.safe(self.nodes.get(node, node))
            yield f'<g data-node="{iris}">{told}{frame}{label}</g>\n'


def link_of(manner: str, cause: str, effect: str) -> str:
    """Return the attributes by which programs find a link."""
    return f'data-link="{manner}" data-cause="{svg.safe(cause)}" data-effect="{svg.safe(effect)}"'


def manner_of(edge: Edge) -> str:
    """Return how an edge looks: the part of its manner before any number."""
    return edge.manner.partition("#")[0]
