"""The mechanism network: links between kinds, each with all its claims.

The graph is a projection: its size follows the number of kinds, not of papers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from defectkg.errors import visible
from defectkg.mechanisms.paths import Scope, StepKind
from defectkg.model import terms
from defectkg.model.claims import Statement
from defectkg.model.content import GraphContent
from defectkg.rdf.prefixes import local_name
from defectkg.rdf.rows import json_text

if TYPE_CHECKING:
    import networkx

__all__ = [
    "Link",
    "asserted_in",
    "build_links",
    "cheapest_walks",
    "links_in",
    "rests_on",
    "to_cyjs",
    "to_graphml",
    "to_networkx",
]

KINDS_OF_RECORDS = {  # the first that a link has is what it rests on
    terms.CLAIM: StepKind.CLAIM,
    terms.DEFINITION: StepKind.DEFINITION,
    terms.MEASUREMENT: StepKind.OUTCOME,
}


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
    def held_true_by(self) -> tuple[Statement, ...]:
        """The statements that hold the link true."""
        return tuple(s for s in self.statements if s.holds_true)

    @property
    def stands(self) -> bool:
        """Whether a work with a vote holds the link true, or the meaning of words does."""
        return any(s.witnesses or s.by_definition for s in self.held_true_by)

    @property
    def works(self) -> frozenset[str]:
        """The publications that hold the link true and have a vote."""
        return frozenset().union(*(s.witnesses for s in self.held_true_by))


def build_links(statements: Iterable[Statement]) -> list[Link]:
    """Gather statements into links, in order of cause, effect and relation."""
    gathered: dict[tuple[str, str, str, str], list[Statement]] = defaultdict(list)
    for s in statements:
        gathered[s.cause, s.effect, s.relation, s.polarity].append(s)
    return [
        Link(cause, relation, polarity, effect, tuple(found))
        for (cause, effect, relation, polarity), found in sorted(gathered.items())
    ]


def rests_on(statements: Iterable[Statement]) -> StepKind:
    """Return on what a link of some statements rests: on claims, if there is one among them."""
    classes = {s.record_class for s in statements}
    return next(kind for record_class, kind in KINDS_OF_RECORDS.items() if record_class in classes)


def links_in(content: GraphContent, scope: Scope, *, outcomes: bool = False) -> list[Link]:
    """Return the links of the claims in a scope, and of reported outcomes where asked."""
    reported = content.outcome_statements if outcomes else ()
    in_scope = (s for s in reported if scope.includes(s, content.kinds))
    return build_links((*asserted_in(content, scope), *in_scope))


def asserted_in(content: GraphContent, scope: Scope) -> list[Statement]:
    """Return the claims in a scope: where it names no host or form, no more than their links."""
    if not scope.host and not scope.form:
        return content.asserted
    return [s for s in content.statements if scope.includes(s, content.kinds)]


def cheapest_walks(
    arcs: Mapping[str, Sequence[tuple[str, float]]], known: Mapping[str, tuple[float, int]]
) -> dict[str, tuple[float, int]]:
    """Return the lowest cost and the fewest steps from kinds to an end, where it can be reached.

    Parameters
    ----------
    arcs : dict of str to list of (str, float)
        Where each step from a kind leads, with its cost.
    known : dict of str to (float, int)
        The same of the end, and of kinds from which no step leads to one of these.
    """
    into: dict[str, list[tuple[str, float]]] = defaultdict(list)
    costs: dict[str, float] = {}
    heap: list[tuple[float, str]] = []
    steps: dict[str, int] = {}
    nearest: dict[int, set[str]] = defaultdict(set)  # by the fewest steps, as far as is known
    for here, leading in arcs.items():
        for there, more in leading:
            if there in known:
                heap.append((known[there][0] + more, here))
                nearest[known[there][1] + 1].add(here)
            else:
                into[there].append((here, more))
    heapify(heap)
    while heap:
        cost, here = heappop(heap)
        if here not in costs:
            costs[here] = cost
            for there, more in into[here]:
                if there not in costs:
                    heappush(heap, (cost + more, there))
    distance = 0
    while len(steps) < len(costs):
        distance += 1
        for here in nearest[distance].difference(steps):
            steps[here] = distance
            nearest[distance + 1].update(there for there, _ in into[here])
    return {kind: (costs[kind], steps[kind]) for kind in costs}


def to_networkx(links: Iterable[Link], content: GraphContent) -> networkx.MultiDiGraph:
    """Return links as a graph whose nodes are IRIs of kinds.

    Nodes carry ``label`` and ``group``; edges have the label of the relation as key and carry
    ``polarity``, ``claims`` (IRIs of all claims), ``publications`` (how many works hold it true)
    and ``source`` (``claim``, ``definition`` or ``outcome``).
    """
    import networkx

    graph = networkx.MultiDiGraph()
    for link in links:
        for kind in (link.cause, link.effect):
            group = local_name(content.kinds.groups.get(kind, ""))
            graph.add_node(kind, label=content.label(kind), group=group)
        relation = content.label(link.relation)
        graph.add_edge(
            link.cause,
            link.effect,
            key=relation,
            relation=relation,
            polarity=link.polarity,
            claims=tuple(s.iri for s in link.statements),
            publications=len(link.works),
            source=str(rests_on(link.statements)),
        )
    return graph


def exportable(graph: networkx.MultiDiGraph) -> networkx.MultiDiGraph:
    """Return a copy whose attributes graph formats can hold: lists as joined text, edges named.

    Nodes have a ``name``, which Cytoscape shows. Edges have an ``id``, and ``basis`` instead of
    ``source``, which in Cytoscape is the node where an edge begins.
    """
    import networkx

    exported = networkx.MultiDiGraph()
    for node, data in graph.nodes(data=True):
        exported.add_node(node, **data, name=data["label"])
    for cause, effect, key, data in graph.edges(keys=True, data=True):
        attributes = {"basis" if name == "source" else name: value for name, value in data.items()}
        attributes["claims"] = "; ".join(attributes["claims"])
        name = "-".join((local_name(cause), key, local_name(effect)))
        exported.add_edge(cause, effect, key=key, id=name, **attributes)
    return exported


def to_graphml(graph: networkx.MultiDiGraph) -> str:
    """Return a network of `to_networkx` as GraphML; labels without what XML cannot hold."""
    import networkx

    plain = exportable(graph)
    for _, data in plain.nodes(data=True):
        data.update(label=visible(data["label"]), name=visible(data["name"]))
    lines = networkx.generate_graphml(plain, named_key_ids=True, edge_id_from_attribute="id")
    return "\n".join(lines) + "\n"


def to_cyjs(graph: networkx.MultiDiGraph) -> str:
    """Return a network of `to_networkx` as JSON of Cytoscape and Cytoscape.js."""
    import networkx

    data = networkx.cytoscape_data(exportable(graph))
    return json_text(data)
