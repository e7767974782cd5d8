"""Which part of the mechanism network is asked for: the chains from agents to observables.

Links come with the steps between them that need no claim: to what an agent supplies or forms, and
to a broader kind.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from defectkg.mechanisms.network import Link, asserted_in, build_links
from defectkg.mechanisms.paths import Scope
from defectkg.model import terms
from defectkg.model.claims import Kinds
from defectkg.model.content import GraphContent

if TYPE_CHECKING:
    import networkx

__all__ = ["IS_A", "Choice", "Tie"]

# Where a chain may step to a broader kind without crowding a map of all agents.
JOINTS = frozenset({terms.CONDITION_KIND, terms.DEFECT_KIND, terms.ELECTRONIC_FEATURE_KIND})
ANYWHERE = Scope()

#: From a kind to a broader one.
IS_A = "http://www.w3.org/2000/01/rdf-schema#subClassOf"


class Tie(NamedTuple):
    """A link, or a step that needs no claim.

    Parameters
    ----------
    cause, relation, effect : str
        The relation is that of the claims, `terms.SUPPLIES`, `terms.FORMS` or `IS_A`.
    link : Link or None
    """

    cause: str
    relation: str
    effect: str
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a map or a graph file is to hold.

    Parameters
    ----------
    scope : Scope
        Only claims about its host and form, about what is broader, or about none in particular.
    publication : str, optional
        IRI; then only claims that it holds, beside definitions.
    agent, defect : str, optional
        IRIs; then only chains through them, or through a kind below them.
    """

    scope: Scope = ANYWHERE
    publication: str = ""
    agent: str = ""
    defect: str = ""

    @classmethod
    def named(
        cls,
        content: GraphContent,
        *,
        host: str = "",
        form: str = "",
        publication: str = "",
        agent: str = "",
        defect: str = "",
    ) -> Choice:
        """Return a choice by names; an empty one chooses nothing.

        Raises
        ------
        NameLookupError
            If a name fits nothing, or several things.
        """

        def iri(name: str, *groups: str) -> str:
            return content.find(name, *groups).iri if name else ""

        return cls(
            Scope.named(content, host, form),
            publication=iri(publication, terms.PUBLICATION),
            agent=iri(agent, terms.AGENT_KIND, terms.ION_KIND),
            defect=iri(defect, terms.DEFECT_KIND),
        )

    @property
    def chosen(self) -> list[str]:
        """The IRIs of what was chosen."""
        parts = (self.agent, self.defect, self.scope.host, self.scope.form, self.publication)
        return [iri for iri in parts if iri]

    def claimed(self, content: GraphContent) -> list[Link]:
        """Return the links of the chosen claims."""
        return build_links(
            s
            for s in asserted_in(content, self.scope)
            if not self.publication or s.by_definition or self.publication in s.works
        )

    def links(self, content: GraphContent) -> list[Link]:
        """Return the links of the chosen claims; with an agent or defect those on its chains."""
        if self.agent or self.defect:
            return [tie.link for tie in self.chains(content) if tie.link]
        return self.claimed(content)

    def every_tie(self, content: GraphContent) -> list[Tie]:
        """Return all links of the chosen claims that stand, ``alters`` too."""
        return self.tied([link for link in self.claimed(content) if link.stands], content.kinds)

    def chains(self, content: GraphContent) -> list[Tie]:
        """Return the signed links on some chain from an agent or ion to an observable."""
        import networkx

        kinds = content.kinds
        ties = [tie for tie in self.every_tie(content) if tie.link is None or tie.link.polarity]
        passed = [
            {kind for kind in kinds.labels if kinds.covers(iri, kind)}
            for iri in (self.agent, self.defect)
            if iri
        ]
        # A copy of the network for each stretch of a chain: before the agent, before the defect,
        # after both. From one copy to the next leads only what must be passed.
        stretches = range(len(passed) + 1)
        net = networkx.DiGraph()
        net.add_edges_from(((t.cause, part), (t.effect, part)) for part in stretches for t in ties)
        for part, through in enumerate(passed):
            net.add_edges_from(((kind, part), (kind, part + 1)) for kind in through)
        first = [(kind, 0) for kind in kinds.of_group(terms.AGENT_KIND, terms.ION_KIND)]
        last = [(kind, len(passed)) for kind in kinds.of_group(terms.OBSERVABLE_KIND)]
        on = reached(net, first) & reached(net.reverse(copy=False), last)
        return [
            tie
            for tie in ties
            if any({(tie.cause, part), (tie.effect, part)} <= on for part in stretches)
        ]

    def tied(self, links: Collection[Link], kinds: Kinds) -> list[Tie]:
        """Return links with the steps between them: to what agents bring, to broader kinds."""
        ties = [Tie(link.cause, link.relation, link.effect, link) for link in links]
        causes = {link.cause for link in links}
        nodes = causes | {link.effect for link in links}
        joints = frozenset(terms.LAYERS) if self.agent else JOINTS
        if self.agent:
            nodes |= {kind for kind in kinds.labels if kinds.covers(self.agent, kind)}
        for node in sorted(nodes):
            ties += [
                Tie(node, relation, brought)
                for relation, brings in (
                    (terms.SUPPLIES, kinds.supplies),
                    (terms.FORMS, kinds.forms),
                )
                for brought in sorted(brings.get(node, ()))
                if brought in causes
            ]
            if kinds.groups.get(node) in joints:
                above = kinds.above(node) & causes
                nearest = {a for a in above if not any(a in kinds.above(b) for b in above)}
                ties += [Tie(node, IS_A, broad) for broad in sorted(nearest)]
        return ties


def reached(net: networkx.DiGraph, starts: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Return the starts in a network, and all that comes after them."""
    import networkx

    inside = {node for node in starts if node in net}
    return inside.union(*(networkx.descendants(net, node) for node in inside))
