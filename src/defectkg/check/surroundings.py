"""What a check of new statements must know of a store: the vocabulary, and what stands near them.

A rule over several records ties them by a node of the data that they share (a treatment, a work, a
source), by an anomaly that concerns one of them, or by a title, a DOI or a name that they share. So
what is asked for grows with what is checked, and not with what stands in the store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from defectkg.model import terms
from defectkg.rdf.parts import asked, described, node, ontology
from defectkg.rdf.prefixes import DATA, TERMS, iris_of
from defectkg.rdf.store import Store

__all__ = ["named_subjects", "surroundings"]

BACKGROUND = f"""SELECT DISTINCT ?s {{
    {{ ?group dkg:kindsOf ?genus . ?s a ?group }}
    UNION {{ VALUES ?class {{ <{terms.DEFINITION}> <{terms.IONIC_RADIUS}> }} ?s a ?class }}
}}"""
POINTING = "SELECT DISTINCT ?s { VALUES ?node { %s } ?s ?p ?node }"
CONCERNING = "SELECT DISTINCT ?s { VALUES ?node { %s } ?s dkg:concerns ?node }"
SAYING = """SELECT DISTINCT ?s {
    VALUES ?text { %s } ?s ?p ?text
    VALUES ?p { dkg:doi dkg:title rdfs:label skos:altLabel skos:notation }
}"""
NAMED_AFTER = """SELECT ?s {{
    GRAPH ?g {{ ?s dkg:locator ?place }}
    FILTER (STRSTARTS(STR(?s), "{0}-") && STR(?g) != "{0}")
}} LIMIT 1"""
SAME_WORK = (f"{TERMS}doi", f"{TERMS}title")
AS_READ = f"{TERMS}asRead"


def surroundings(store: Store, given: Collection[ox.Quad]) -> set[ox.Quad]:
    """Return what of a store the shapes and rules look at when they look at new statements.

    Parameters
    ----------
    store : Store
    given : collection of Quad
        The new statements.
    """
    names = iris_of(given)
    near = names | asked(store, POINTING, map(node, filter(of_data, names)))
    near |= asked(store, SAYING, texts_in(given))
    near |= {name for (name,) in store.rows(BACKGROUND).values}
    for header in headers_without_records(given):
        near |= {name for (name,) in store.rows(NAMED_AFTER.format(header)).values}
    found = ontology(store)
    found |= described(store, near)
    known = iris_of(found)
    concerned = named_subjects(given) | set(filter(of_data, names | known))
    concerning = asked(store, CONCERNING, map(node, concerned))
    return found | described(store, concerning, but=known)


def of_data(name: str) -> bool:
    """Return whether an IRI names a record, a work, or a graph of them."""
    return name.startswith(DATA)


def texts_in(given: Iterable[ox.Quad]) -> Iterator[str]:
    """Yield the titles and DOIs of works, and the words of misprints, as labels may hold them."""
    for _, predicate, value, _ in given:
        if predicate.value in SAME_WORK and isinstance(value, ox.Literal):
            yield str(value)
        if predicate.value == AS_READ and isinstance(value, ox.Literal):
            yield str(ox.Literal(value.value))
            yield str(ox.Literal(value.value, language="en"))


def headers_without_records(given: Collection[ox.Quad]) -> set[str]:
    """Return the graphs that are described, and have no given record in them or named after them.

    For each all places of a store are looked through.
    """
    headers = {
        quad.subject.value
        for quad in given
        if isinstance(quad.object, ox.NamedNode)
        and quad.object.value == terms.RECORD_GRAPH
        and isinstance(quad.subject, ox.NamedNode)
    }
    headers -= {
        quad.graph_name.value
        for quad in given
        if isinstance(quad.graph_name, ox.NamedNode) and quad.subject != quad.graph_name
    }
    subjects = named_subjects(given)
    return {h for h in headers if not any(name.startswith(f"{h}-") for name in subjects)}


def named_subjects(given: Iterable[ox.Quad]) -> set[str]:
    """Return the IRIs of which quads say something."""
    return {quad.subject.value for quad in given if isinstance(quad.subject, ox.NamedNode)}
