"""Layered layout, left to right, after Sugiyama: few crossings, lines that never cross a box.

Links with the same end and manner share one line from where they meet, so that many causes of one
effect make one trunk. The two layered layouts of Python, grandalf and igraph, are under the GPL and
know neither given columns nor boxes of several heights.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

__all__ = ["Edge", "Layout", "Stop", "depths", "layered"]

SWEEPS = 24
ROUNDS = 40
BOX_GAP, LINE_GAP = 14.0, 9.0


class Edge(NamedTuple):
    """A link to draw; edges with the same end and manner are drawn together."""

    start: str
    end: str
    manner: str


class Stop(NamedTuple):
    """Where an edge stands in a column: a box (no manner), or a line on its way to one."""

    node: str
    manner: str
    column: int


class Layout(NamedTuple):
    """Where everything stands.

    Parameters
    ----------
    columns : list of list of Stop
        From left to right, each from top to bottom.
    middle : dict of Stop to float
        The height at which a stop has its middle; the topmost box begins at 0.
    routes : dict of Edge to list of Stop
    height : float
    """

    columns: list[list[Stop]]
    middle: dict[Stop, float]
    routes: dict[Edge, list[Stop]]
    height: float


Neighbours = dict[Stop, list[Stop]]


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


def layered(columns: Mapping[str, int], heights: Mapping[str, float], edges: list[Edge]) -> Layout:
    """Lay out boxes in given columns.

    Parameters
    ----------
    columns : mapping of str to int
        The column of each node; an edge may not stay in its column.
    heights : mapping of str to float
        The height of the box of each node.
    edges : list of Edge

    Returns
    -------
    Layout
    """
    routes = {edge: route(edge, columns) for edge in edges}
    stops = {Stop(node, "", column) for node, column in columns.items()}
    stops.update(stop for path in routes.values() for stop in path)
    rows: list[list[Stop]] = [[] for _ in range(max(columns.values(), default=-1) + 1)]
    for stop in sorted(stops):
        rows[stop.column].append(stop)
    before: dict[Stop, set[Stop]] = defaultdict(set)
    after: dict[Stop, set[Stop]] = defaultdict(set)
    for path in routes.values():
        for pair in pairwise(path):
            one, two = sorted(pair, key=lambda stop: stop.column)
            after[one].add(two)
            before[two].add(one)
    left = {stop: sorted(near) for stop, near in before.items()}
    right = {stop: sorted(near) for stop, near in after.items()}
    order(rows, left, right)
    middle = heighten(rows, left, right, heights)
    top = min((y - size(s, heights) / 2 for s, y in middle.items()), default=0.0)
    middle = {stop: y - top for stop, y in middle.items()}
    height = max((y + size(s, heights) / 2 for s, y in middle.items()), default=0.0)
    return Layout(rows, middle, routes, height)


def route(edge: Edge, columns: Mapping[str, int]) -> list[Stop]:
    """Return the stops of an edge, which may run to the left."""
    first, last = columns[edge.start], columns[edge.end]
    if first == last:
        raise ValueError(f"an edge within column {first}: {edge.start} {edge.end}")
    step = 1 if last > first else -1
    way = edge.manner if step > 0 else f"{edge.manner} back"
    between = [Stop(edge.end, way, column) for column in range(first + step, last, step)]
    return [Stop(edge.start, "", first), *between, Stop(edge.end, "", last)]


def order(rows: list[list[Stop]], before: Neighbours, after: Neighbours) -> None:
    """Order the columns in place so that few lines cross: barycentres, then swaps."""
    best, fewest = [list(row) for row in rows], crossings(rows, after)
    for sweep in range(SWEEPS):
        near, turn = (before, rows[1:]) if sweep % 2 == 0 else (after, rows[-2::-1])
        for row in turn:
            by_barycentre(row, rows, near)
        for row in turn:
            swap(row, rows, before, after)
        count = crossings(rows, after)
        if count < fewest:
            best, fewest = [list(row) for row in rows], count
    rows[:] = best


def places(rows: list[list[Stop]]) -> Callable[[Stop], int]:
    """Return a function from a stop to its place in its column."""
    found = {stop: place for row in rows for place, stop in enumerate(row)}
    return found.__getitem__


def by_barycentre(row: list[Stop], rows: list[list[Stop]], near: Neighbours) -> None:
    """Sort a column by the mean place of the neighbours; stops without any keep theirs."""
    place = places(rows)
    scale = {stop: place(stop) for stop in row}
    mean = {s: sum(map(place, near[s])) / len(near[s]) for s in row if near.get(s)}
    free = [stop for stop in row if stop in mean]
    moved = iter(sorted(free, key=lambda stop: (mean[stop], scale[stop])))
    row[:] = [next(moved) if stop in mean else stop for stop in row]


def swap(row: list[Stop], rows: list[list[Stop]], before: Neighbours, after: Neighbours) -> None:
    """Swap neighbours in a column as long as that saves crossings."""
    place = places(rows)
    around = {
        stop: [sorted(map(place, near.get(stop, ()))) for near in (before, after)] for stop in row
    }
    for _ in range(len(row)):
        changed = False
        for i in range(len(row) - 1):
            one, two = around[row[i]], around[row[i + 1]]
            now = sum(inverted(a, b) for a, b in zip(one, two, strict=True))
            then = sum(inverted(b, a) for a, b in zip(one, two, strict=True))
            if then < now:
                row[i], row[i + 1] = row[i + 1], row[i]
                changed = True
        if not changed:
            return


def inverted(upper: list[int], lower: list[int]) -> int:
    """Return how many lines of two neighbouring stops cross."""
    return sum(bisect_left(lower, place) for place in upper)


def crossings(rows: list[list[Stop]], after: Neighbours) -> int:
    """Return how many lines cross between all columns."""
    place = places(rows)
    total = 0
    for row in rows:
        seen: list[int] = []
        for stop in row:
            ends = sorted(map(place, after.get(stop, ())))
            total += sum(len(seen) - bisect_left(seen, end + 1) for end in ends)
            for end in ends:
                insort(seen, end)
    return total


def size(stop: Stop, heights: Mapping[str, float]) -> float:
    """Return the height of a stop; a line has none."""
    return 0.0 if stop.manner else heights[stop.node]


def heighten(
    rows: list[list[Stop]], before: Neighbours, after: Neighbours, heights: Mapping[str, float]
) -> dict[Stop, float]:
    """Return heights near those of the neighbours, trunks straightest, nothing overlapping."""
    middle: dict[Stop, float] = {}
    offsets = [offsets_of(row, heights) for row in rows]
    for row, below in zip(rows, offsets, strict=True):
        middle |= {stop: y - below[-1] / 2 for stop, y in zip(row, below, strict=True)}
    for turn in range(ROUNDS):
        sides = ((before,), (after,), (before, after))[turn % 3 if turn < ROUNDS - 6 else 2]
        numbers = range(len(rows)) if turn % 2 == 0 else reversed(range(len(rows)))
        for number in numbers:
            settle(rows[number], offsets[number], sides, middle)
    return middle


def offsets_of(row: list[Stop], heights: Mapping[str, float]) -> list[float]:
    """Return how far below the first each stop of a column must at least stand."""
    total, found = 0.0, [0.0] if row else []
    for upper, lower in pairwise(row):
        gap = LINE_GAP if upper.manner and lower.manner else BOX_GAP
        total += (size(upper, heights) + size(lower, heights)) / 2 + gap
        found.append(total)
    return found


def settle(
    row: list[Stop], below: list[float], sides: tuple[Neighbours, ...], middle: dict[Stop, float]
) -> None:
    """Move a column to where its neighbours pull it: isotonic regression by pooling."""
    pools: list[tuple[float, float, int]] = []  # wish, weight, how many stops
    for stop, offset in zip(row, below, strict=True):
        near = [(other, pull(stop, other)) for side in sides for other in side.get(stop, ())]
        weight = sum(force for _, force in near)
        wish = sum(middle[other] * force for other, force in near) / weight if near else 0.0
        pool = (wish - offset, weight, 1) if near else (middle[stop] - offset, 0.1, 1)
        while pools and pools[-1][0] > pool[0]:
            (a, m, i), (b, n, j) = pools.pop(), pool
            pool = (a * m + b * n) / (m + n), m + n, i + j
        pools.append(pool)
    wishes = [wish for wish, _, many in pools for _ in range(many)]
    middle.update({s: w + o for s, w, o in zip(row, wishes, below, strict=True)})


def pull(one: Stop, two: Stop) -> float:
    """Return how straight a line between two stops should be."""
    return (1.0, 2.0, 8.0)[bool(one.manner) + bool(two.manner)]
