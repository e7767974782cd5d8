"""The mechanism network: links between kinds, each with all its claims.

The graph is a projection: its size follows the number of kinds, not of papers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from defectkg.mechanisms.paths import Scope
from defectkg.model.claims import Kinds, Statement
from defectkg.model.content import GraphContent
from defectkg.rdf.prefixes import local_name

if TYPE_CHECKING:
    import networkx

__all__ = ["Link", "build_links", "links_in", "to_cyjs", "to_graphml", "to_networkx", "walks_back"]


@dataclass(frozen=True, slots=True)
class Link:
    """All statements with the same cause, relation and effect.

    Parameters
    ----------
    cause, relation, polarity, effect : str
    statements : tuple of Statement
    """

    cause: str
    relation: str
    polarity: str
    effect: str
    statements: tuple[Statement, ...]

    @property
    def supporting(self) -> tuple[Statement, ...]:
        """The statements that hold the link true."""
        return tuple(s for s in self.statements if s.supports)


def build_links(statements: Iterable[Statement]) -> list[Link]:
    """Gather statements into links, in order of cause, effect and relation."""
    gathered: dict[tuple[str, str, str, str], list[Statement]] = defaultdict(list)
    for s in statements:
        gathered[s.cause, s.effect, s.relation, s.polarity].append(s)
    return [
        Link(cause, relation, polarity, effect, tuple(found))
        for (cause, effect, relation, polarity), found in sorted(gathered.items())
    ]


def links_in(content: GraphContent, scope: Scope, *, outcomes: bool = False) -> list[Link]:
    """Return the links of the claims in a scope, and of reported outcomes where asked."""
    used = [*content.statements, *(content.outcome_statements if outcomes else ())]
    return build_links(s for s in used if scope.holds(s, content.kinds))


def walks_back(back: dict[str, list[tuple[str, float]]], end: str) -> dict[str, tuple[float, int]]:
    """Return the cheapest cost and the fewest steps from each kind to the end."""
    costs: dict[str, float] = {}
    heap = [(0.0, end)]
    while heap:
        spent, here = heappop(heap)
        if here not in costs:
            costs[here] = spent
            for there, price in back.get(here, ()):
                heappush(heap, (spent + price, there))
    hops, edge = {end: 0}, [end]
    while edge:
        edge = [there for here in edge for there, _ in back.get(here, ()) if there not in hops
                and hops.setdefault(there, hops[here] + 1)]  # fmt: skip
    return {kind: (costs[kind], hops[kind]) for kind in costs}


def to_networkx(links: Iterable[Link], kinds: Kinds) -> networkx.MultiDiGraph:
    """Return links as a graph whose nodes are IRIs of kinds.

    Nodes carry ``label`` and ``group``; edges have the relation as key and carry ``polarity``,
    ``claims`` (IRIs of all claims), ``publications`` (how many works hold it true) and
    ``source`` (``claim``, ``definition`` or ``outcome``).
    """
    import networkx

    graph = networkx.MultiDiGraph()
    for link in links:
        for kind in (link.cause, link.effect):
            label, group = kinds.labels.get(kind, kind), kinds.groups.get(kind, "")
            graph.add_node(kind, label=label, group=group)
        sources = {s.source for s in link.statements}
        graph.add_edge(
            link.cause,
            link.effect,
            key=link.relation,
            relation=link.relation,
            polarity=link.polarity,
            claims=tuple(s.iri for s in link.statements),
            publications=len({work for s in link.supporting for work in s.works}),
            source="claim" if "claim" in sources else min(sources),
        )
    return graph


def exportable(graph: networkx.MultiDiGraph) -> networkx.MultiDiGraph:
    """Return a copy whose attributes graph formats can hold: lists as joined text, edges named.

    Nodes have a ``name``, which Cytoscape shows. Edges have an ``id``, and ``basis`` instead of
    ``source``, which in Cytoscape is the node where an edge begins.
    """
    import networkx

    plain = networkx.MultiDiGraph()
    for node, data in graph.nodes(data=True):
        plain.add_node(node, **data, name=data["label"])
    for cause, effect, key, data in graph.edges(keys=True, data=True):
        held = {"basis" if name == "source" else name: value for name, value in data.items()}
        held["claims"] = "; ".join(held["claims"])
        name = "-".join((local_name(cause), key, local_name(effect)))
        plain.add_edge(cause, effect, key=key, id=name, **held)
    return plain


def to_graphml(graph: networkx.MultiDiGraph) -> str:
    """Return a network of `to_networkx` as GraphML."""
    import networkx

    lines = networkx.generate_graphml(
        exportable(graph), named_key_ids=True, edge_id_from_attribute="id"
    )
    return "\n".join(lines) + "\n"


def to_cyjs(graph: networkx.MultiDiGraph) -> str:
    """Return a network of `to_networkx` as JSON of Cytoscape and Cytoscape.js."""
    import json

    import networkx

    data = networkx.cytoscape_data(exportable(graph))
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
