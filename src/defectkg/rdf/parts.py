"""A part of a store in memory: some records with all that queries on them read beside them.

A question with a filter that chooses few is answered from such a part: an engine joins whole lists,
so that a few records of many would take it as long as all. Who finds the records, and what chooses
among them, is `defectkg.rdf.queries`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.prefixes import iris_of
from defectkg.rdf.reading import apart
from defectkg.rdf.shipped import ONTOLOGY_GRAPH
from defectkg.rdf.store import Store, pages
from defectkg.rdf.triples import as_our_files_write

__all__ = [
    "asked",
    "described",
    "node",
    "ontology",
    "paged",
    "part_of",
    "parts_of",
    "parts_with",
    "quads",
]

AT_ONCE = 1_000  # records of a part, with their studies some hundred megabytes
LONGEST = 50_000  # characters of the nodes in one query
ONTOLOGY = f"SELECT ?s ?p ?o ?g {{ VALUES ?g {{ {ONTOLOGY_GRAPH} }} GRAPH ?g {{ ?s ?p ?o }} }}"
DESCRIBED = f"""SELECT ?s ?p ?o ?g {{
    VALUES ?s {{ %s }} GRAPH ?g {{ ?s ?p ?o }} FILTER (?g != {ONTOLOGY_GRAPH})
}}"""
KINDS = "SELECT DISTINCT ?s { ?group dkg:kindsOf ?genus . ?s a ?group }"
#: What a record is of, and what is of a record: of one study.
OF_ONE_STUDY = (
    "SELECT DISTINCT ?s { VALUES ?node { %s } ?node ?p ?s"
    " FILTER (?p IN (dkg:controlOf, dkg:treatment)) }",
    "SELECT DISTINCT ?s { VALUES ?node { %s } ?s ?p ?node"
    " FILTER (?p IN (dkg:concerns, dkg:controlOf, dkg:treatment)) }",
)
#: Each work is looked up once, for much else may be of it.
ENTRIES = """SELECT DISTINCT ?s {
    { SELECT DISTINCT ?work { VALUES ?node { %s } ?node dkg:publication ?work } }
    ?s dkg:publication ?work ; dkg:referenceNumber ?number
}"""


def part_of(store: Store, records: Collection[str]) -> MemoryStore:
    """Return a store with some records, all of their studies, and whatever these name.

    A study holds a treatment, its controls, what is said and measured of them, and the remarks on
    all that. What these name, as works, kinds and other treatments, is there with what is said of
    it, but not with what is said on it elsewhere: of such records the part tells less.

    Parameters
    ----------
    store : Store
    records : collection of str
        IRIs.
    """
    return Vocabulary(store).with_records(studies_of(store, records))


def parts_of(store: Store, records: Collection[str]) -> Iterator[tuple[MemoryStore, set[str]]]:
    """Yield stores that hold some records as `part_of` has them, not too many in each.

    Yields
    ------
    tuple of (MemoryStore, set of str)
        The part, and the records of whose studies it holds all, each in one part alone. Others in
        it are only named there.
    """
    vocabulary = Vocabulary(store)
    done: set[str] = set()
    waiting = sorted(records)
    for start in range(0, len(waiting), AT_ONCE):
        whole = studies_of(store, set(waiting[start : start + AT_ONCE]) - done)
        if whole:
            yield vocabulary.with_records(whole), whole - done
            done |= whole


def parts_with(store: Store, groups: Iterable[set[str]]) -> Iterator[MemoryStore]:
    """Yield a store for each group of records: with these, and whatever they name, alone."""
    vocabulary = Vocabulary(store)
    for records in groups:
        yield vocabulary.with_records(records)


def studies_of(store: Store, records: Collection[str]) -> set[str]:
    """Return some records with all others of their studies."""
    known: set[str] = set()
    while records := set(records) - known:
        known |= records
        nodes = [node(iri) for iri in records]
        records = {iri for query in OF_ONE_STUDY for iri in asked(store, query, nodes)}
    return known


class Vocabulary:
    """The ontology and the kinds of a store, which each part of it holds.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        kinds = {iri for (iri,) in store.rows(KINDS).values}
        said = described(store, kinds)
        self._known = kinds | iris_of(said)
        self._quads = ontology(store) | said

    def with_records(self, records: set[str]) -> MemoryStore:
        """Return a store with some records, whatever these name, and the vocabulary."""
        wanted = records | asked(self._store, ENTRIES, map(node, records))
        return MemoryStore.of(self._quads | described(self._store, wanted, self._known))


def ontology(store: Store) -> set[ox.Quad]:
    """Return the ontology that a store holds, its nodes without names apart from all others."""
    return set(apart(quads(store, ONTOLOGY), "known-"))


def described(store: Store, names: set[str], but: Collection[str] = ()) -> set[ox.Quad]:
    """Return what is said of nodes outside the ontology, of all that this names, and so on."""
    found: set[ox.Quad] = set()
    known = set(but)
    while names := names - known:
        known |= names
        new = {quad for page in paged(map(node, names)) for quad in quads(store, DESCRIBED % page)}
        found |= new
        names = iris_of(new)
    return found


def quads(store: Store, query: str) -> list[ox.Quad]:
    """Return the quads that a query finds, their numbers as our files write them."""
    rows = store.rows(query).terms or []
    return [as_our_files_write(ox.Quad(*row)) for row in rows]  # type: ignore[arg-type]


def asked(store: Store, query: str, terms: Iterable[str]) -> set[str]:
    """Return the nodes that a query finds of some terms."""
    return {name for page in paged(terms) for (name,) in store.rows(query % page).values}


def paged(terms: Iterable[str]) -> Iterator[str]:
    """Yield terms as queries take them, not too many in each."""
    for page in pages({term: len(term) for term in sorted(terms)}, LONGEST):
        yield " ".join(page)


def node(name: str) -> str:
    """Return an IRI as it stands in a query."""
    return f"<{name}>"
