"""The query library as RDF, in the convention of SIB's sparql-examples.

Each text runs as it is where the graphs are loaded together; the prefixes are declared, too.
"""

from __future__ import annotations

import re

from defectkg.publish.void import DATASET, HOME
from defectkg.rdf.library import Query, library
from defectkg.rdf.prefixes import TERMS, prefixes
from defectkg.rdf.queries import run
from defectkg.rdf.store import Store
from defectkg.rdf.triples import Triples, address, text, word

__all__ = ["query_examples"]

CLASS = "http://www.w3.org/2002/07/owl#Class"
QUERIES = f"{HOME}queries"
PROLOGUE = re.compile(r"^PREFIX (\w+):", re.MULTILINE)
TERM = re.compile(r"\bdkg:([A-Z]\w*)")
SAYS = (
    "Each query asks the union of all named graphs, and GRAPH only where provenance is asked. Its "
    "header says of which columns a record is one value, which columns are lists, and what "
    "parameters choose by the column of their name. Engines answer with a row for each item of a "
    "list; the rows of a record belong together. There is no public endpoint: the target is the "
    "data set."
)


def query_examples(store: Store) -> Triples:
    """Return the queries of the library as ``sh:SPARQLExecutable``, named as they are."""
    out = Triples()
    named = run(store, "internal/names").values
    labels = {iri: name for iri, name, *what in named if what == ["label", CLASS]}
    out.say(QUERIES, "dcterms:title", text("The query library of defectkg"))
    out.say(QUERIES, "dcterms:description", text(SAYS))
    for prefix in sorted({name for query in library() for name in PROLOGUE.findall(query.text)}):
        part = f"{QUERIES}#prefix-{prefix}"
        out.say(QUERIES, "sh:declare", part)
        out.say(part, "sh:prefix", word(prefix))
        out.say(part, "sh:namespace", address(prefixes()[prefix]))
    for query in library():
        out.say(QUERIES, "dcterms:hasPart", f"{QUERIES}/{query.name}")
        example(out, query, labels)
    return out


def example(out: Triples, query: Query, labels: dict[str, str]) -> None:
    """Say what one query asks, what it is about, and which parameters it takes."""
    name = f"{QUERIES}/{query.name}"
    out.say(name, "rdf:type", "sh:SPARQLExecutable", "sh:SPARQLSelectExecutable")
    out.say(name, "rdfs:label", text(query.title))
    out.say(name, "rdfs:comment", text(query.question))
    out.say(name, "sh:prefixes", QUERIES)
    out.say(name, "sh:select", word(query.text))
    out.say(name, "schema:target", DATASET)
    about = {labels[TERMS + found] for found in TERM.findall(query.text) if TERMS + found in labels}
    out.say(name, "schema:keywords", *map(word, sorted(about)))
    for slot, takes in query.slots.items():
        part = f"{name}#parameter-{slot}"
        out.say(name, "sh:parameter", part)
        out.say(part, "rdf:type", "sh:Parameter")
        out.say(part, "sh:path", f"{name}#{slot}")
        out.say(part, "sh:description", text(takes.words))
        plain = takes.takes_number or takes.takes_word or takes.takes_text
        out.say(part, "sh:nodeKind", "sh:Literal" if plain else "sh:IRI")
        out.say(part, "sh:optional", True)
