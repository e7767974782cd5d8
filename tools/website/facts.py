"""Everything the store holds, by subject and by object, with an address on the site for each."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from defectkg.graph import DefectGraph
from defectkg.publish.citations import doi_link
from defectkg.rdf.prefixes import DATA, TERMS, curie, local_name
from defectkg.rdf.shipped import ONTOLOGY_GRAPH
from defectkg.text.records import RecordTexts

__all__ = ["Facts", "Value", "anchor"]

DOI = TERMS + "doi"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SAID = {  # by records that have no label, by class
    "Anomaly": "{anomalyKind}: “{asPrinted}”",
    "Citation": "reference {referenceNumber}: {publication}",
    "Definition": "{cause} {relation} {effect}, by definition",
    "IonicRadius": "radius of {radiusOf}, coordination {coordination}, {radius} pm",
}
# All pages made from the graph are one folder deep.
ONTOLOGY_PAGE, RECORDS_PAGE = "../ontology/index.html", "../records/index.html"


class Value(NamedTuple):
    """What stands behind a property: a text, and where it leads."""

    text: str
    href: str = ""


def anchor(iri: str) -> str:
    """Return the anchor of a thing: the local name of ours, the CURIE of theirs."""
    return local_name(iri) if iri.startswith((TERMS, DATA)) else curie(iri)


class Facts:
    """The quads of a store at hand.

    Parameters
    ----------
    graph : DefectGraph
    """

    def __init__(self, graph: DefectGraph) -> None:
        self.graph = graph
        self.held: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
        self.named_by: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.home: dict[str, str] = {}
        for quad in graph.store.quads():
            self._keep(quad)

    def _keep(self, quad: ox.Quad) -> None:
        if not (
            isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.NamedNode | ox.Literal)
        ):
            return
        subject, predicate = quad.subject.value, quad.predicate.value
        self.held.setdefault(subject, {}).setdefault(predicate, []).append(quad.object)
        if predicate == TYPE and isinstance(quad.graph_name, ox.NamedNode):
            self.home[subject] = quad.graph_name.value
        if isinstance(quad.object, ox.NamedNode):
            self.named_by[quad.object.value][predicate].append(subject)

    @cached_property
    def texts(self) -> RecordTexts:
        """The records as phrases."""
        return RecordTexts(self.graph)

    @property
    def terms(self) -> list[str]:
        """The IRIs that the ontology describes."""
        return [iri for iri, home in self.home.items() if home == ONTOLOGY_GRAPH.value]

    @property
    def records(self) -> list[str]:
        """The IRIs of records, in the order of their files."""
        return [iri for iri, home in self.home.items() if home != ONTOLOGY_GRAPH.value]

    def label(self, iri: str) -> str:
        """Return what a thing is called; a record without a label by what it says."""
        held = {local_name(p): terms[0] for p, terms in self.held.get(iri, {}).items()}
        if "type" in held and (said := SAID.get(local_name(held["type"].value))):
            shown = defaultdict(str, {name: self.value(term).text for name, term in held.items()})
            return said.format_map(shown)
        return self.texts.text(iri, self.graph.names.label(iri))

    def href(self, iri: str) -> str:
        """Return where a thing is described, seen from a page one folder deep."""
        if iri == ONTOLOGY_GRAPH.value:
            return ONTOLOGY_PAGE
        if iri not in self.home:
            return iri if iri.startswith("http") else ""
        page = ONTOLOGY_PAGE if self.home[iri] == ONTOLOGY_GRAPH.value else RECORDS_PAGE
        return f"{page}#{anchor(iri)}"

    def value(self, term: ox.NamedNode | ox.Literal) -> Value:
        """Return what a page prints for a term."""
        if isinstance(term, ox.Literal):
            return Value(term.value)
        return Value(self.label(term.value), self.href(term.value))

    def values(self, iri: str, predicate: str) -> list[Value]:
        """Return what a property of a thing holds."""
        found = [self.value(term) for term in self.held[iri].get(predicate, ())]
        if predicate == DOI:
            found = [Value(value.text, doi_link(value.text)) for value in found]
        return sorted(found, key=lambda value: value.text.casefold())

    def properties(self, iri: str, without: frozenset[str]) -> list[tuple[Value, list[Value]]]:
        """Return the properties of a thing that have no place of their own on the page.

        That a term is from this ontology need not be said.
        """
        found = []
        for predicate in self.held[iri].keys() - without:
            name = self.graph.names.label(predicate).rpartition(":")[2]
            values = [v for v in self.values(iri, predicate) if v.text != TERMS.rstrip("/")]
            if values:
                found.append((Value(name, self.href(predicate)), values))
        return sorted(found, key=lambda pair: pair[0].text.casefold())

    def classes(self, iri: str) -> list[Value]:
        """Return the classes of a thing that say more than that it is one."""
        dull = ("owl:Class", "owl:NamedIndividual", "dkg:Root")
        return [
            self.value(term)
            for term in self.held[iri].get(TYPE, ())
            if isinstance(term, ox.NamedNode) and curie(term.value) not in dull
        ]
