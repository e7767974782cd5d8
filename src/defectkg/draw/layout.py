"""Where boxes and lines stand, from left to right: `dot` of Graphviz places them.

Graphviz is told sizes only, never a text: so it needs no fonts, and no name can upset it.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from defectkg.draw.extra import figures_library

__all__ = ["Edge", "Layout", "Point", "Size", "depths", "laid_out"]

INCH = 72.0  # px: Graphviz takes sizes in inches and gives places in points
ROW_GAP = 10.0  # px between boxes of a column, and between the lines that pass them
ONE_AT_A_TIME = threading.Lock()  # Graphviz keeps state that all its graphs share
THOROUGH = {"remincross": "true", "searchsize": "200", "mclimit": "8"}  # fewer crossings


class Edge(NamedTuple):
    """A line to draw from one box to another; between two boxes there is one of each manner."""

    start: str
    end: str
    manner: str


class Point(NamedTuple):
    """A place in a picture; `y` grows downwards."""

    x: float
    y: float


class Size(NamedTuple):
    """How large a box is."""

    width: float
    height: float


class Layout(NamedTuple):
    """Where everything stands.

    Parameters
    ----------
    middles : dict of str to Point
    curves : dict of Edge to list of Point
        From start to end: a point, and three for each Bézier curve that goes on from there.
    size : Size
    """

    middles: dict[str, Point]
    curves: dict[Edge, list[Point]]
    size: Size


def depths(nodes: Iterable[str], edges: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return for each node the length of the longest chain before it; cycles are cut.

    A node without anything before it stands close to what is next to it.

    Examples
    --------
    >>> depths("abcd", [("a", "b"), ("b", "c"), ("c", "a"), ("d", "c")])
    {'a': 0, 'b': 1, 'c': 2, 'd': 1}
    """
    import networkx

    graph = networkx.DiGraph()
    graph.add_nodes_from(nodes)
    for start, end in edges:
        if start in graph and end in graph and not networkx.has_path(graph, end, start):
            graph.add_edge(start, end)
    generations = enumerate(networkx.topological_generations(graph))
    depth = {node: number for number, generation in generations for node in generation}
    for node in depth:
        if graph.in_degree(node) == 0 and graph.out_degree(node):
            depth[node] = min(depth[after] for after in graph.successors(node)) - 1
    return {node: depth[node] for node in graph}


def laid_out(
    sizes: Mapping[str, Size],
    columns: Mapping[str, int],
    edges: Collection[Edge],
    gap: float,
    passed: Collection[str] = (),
) -> Layout:
    """Place boxes in given columns and lead lines between them.

    Parameters
    ----------
    sizes : mapping of str to Size
    columns : mapping of str to int
        The column of each box, from the left.
    edges : collection of Edge
    gap : float
        The least width between two columns, in px.
    passed : collection of str
        Boxes that lines meet in the middle of their left side and leave on the right.

    Returns
    -------
    Layout

    Raises
    ------
    DataError
        If pygraphviz is not installed.
    """
    graph = figures_library("pygraphviz").AGraph(
        directed=True, strict=False, rankdir="LR", nodesep=ROW_GAP / INCH, ranksep=gap / INCH,
        **THOROUGH,
    )  # fmt: skip
    graph.node_attr.update(shape="box", fixedsize="true", label="")
    graph.edge_attr.update(dir="none")
    names = {node: f"box{number}" for number, node in enumerate(sizes)}
    for node, size in sizes.items():
        graph.add_node(names[node], width=size.width / INCH, height=size.height / INCH)
    ranks = sorted(set(columns.values()))
    for rank in ranks:
        graph.add_node(f"column{rank}", style="invis", width=0.01, height=0.01)
        inside = [names[node] for node in sizes if columns[node] == rank]
        graph.add_subgraph([f"column{rank}", *inside], rank="same")
    for one, two in pairwise(ranks):
        graph.add_edge(f"column{one}", f"column{two}", style="invis")
    ways = {edge: columns[edge.start] <= columns[edge.end] for edge in edges}
    for number, (edge, onward) in enumerate(ways.items()):
        left, right = (edge.start, edge.end) if onward else (edge.end, edge.start)
        ports = {"tailport": "e"} if left in passed else {}
        ports |= {"headport": "w"} if right in passed else {}
        graph.add_edge(names[left], names[right], key=str(number), **ports)
    with ONE_AT_A_TIME:
        graph.layout(prog="dot")
    _, _, width, height = map(float, graph.graph_attr["bb"].split(","))

    def point(text: str) -> Point:
        x, y = map(float, text.split(","))
        return Point(x, height - y)

    curves = {}
    for number, (edge, onward) in enumerate(ways.items()):
        left, right = (edge.start, edge.end) if onward else (edge.end, edge.start)
        drawn = graph.get_edge(names[left], names[right], key=str(number)).attr["pos"]
        points = [point(pair) for pair in drawn.replace("\\\n", "").split()]
        curves[edge] = points if onward else points[::-1]
    middles = {node: point(graph.get_node(name).attr["pos"]) for node, name in names.items()}
    return Layout(middles, curves, Size(width, height))
