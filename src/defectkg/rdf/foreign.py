"""Files of others read beside ours, each in a named graph, so that one query asks both.

What we say of our own terms and records counts: a file of others may link them to what is theirs,
but names them no other name and says of them nothing that our own files say of such things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.prefixes import DATA, TERMS
from defectkg.rdf.reading import rdf_files, read_each, read_quads

__all__ = ["MOVED", "read_foreign"]

GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
SUBJECTS = "SELECT DISTINCT ?s { ?s ?p ?o }"
PROPERTIES = "SELECT DISTINCT ?p { ?s ?p ?o }"
STATEMENTS = "SELECT ?s ?p ?o { ?s ?p ?o }"
SKOS = "http://www.w3.org/2004/02/skos/core#"
NAMES = {"http://www.w3.org/2000/01/rdf-schema#label"} | {
    SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel", "notation")
}
OURS = (TERMS, DATA)
# Namespaces whose owner moved them, old to new. ASMO went from http to https in March 2026 (0.3.0),
# and atomRDF 0.12.3 still writes the old one: its terms would meet neither ASMO's nor our mappings.
# They are one term under two names, so the name is corrected; owl:sameAs would keep both, and needs
# a reasoner in every reader.
MOVED = {"http://purls.helmholtz-metadaten.de/asmo/": "https://purls.helmholtz-metadaten.de/asmo/"}


def read_foreign(
    store: MemoryStore, paths: Iterable[str | Path], context: str | Path | None = None
) -> list[str]:
    """Read RDF files of others into a store, beside what it holds; no file is changed.

    What stands in the default graph of a file goes to a graph named by the file. Of what the store
    describes, it may say whatever our own files do not: left out are names and our own properties,
    and of our own terms and records also literals of properties that our files use, and links of
    such properties to further terms and records of ours.

    Parameters
    ----------
    store : MemoryStore
    paths : iterable of str or Path
        Files, or folders of them: Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML.
    context : str or Path, optional
        A file that holds the context to which JSON-LD files point by an address.

    Returns
    -------
    list of str
        What a reader should know: statements left out, names that moved, triples in graphs that the
        store already has, files without a triple.

    Raises
    ------
    DataError
        If a file is missing, of an unknown kind or malformed; the store is then unchanged.
    """
    found = [file for path in map(Path, paths) for file in rdf_files(path)]
    graphs = {f"<{name}>" for (name,) in store.rows(GRAPHS).values}
    ours = Ours(store)
    copy = Path(context) if context else None
    remarks: list[str] = []

    def read(file: Path) -> list[ox.Quad]:
        moved = dict.fromkeys(MOVED, 0)
        quads = list(placed(file, moved, copy))
        left_out = [quad for quad in quads if ours.to_state(quad)]
        if not quads:
            remarks.append(f"{file}: holds no triple")
        if new := ours.unheard(left_out):
            remarks.append(
                f"{file}: {new} of its statements on what we describe left out: ours count"
            )
        if mixed := sum(str(quad.graph_name) in graphs for quad in quads):
            remarks.append(f"{file}: {mixed} triples stand in graphs of ours, as if they were ours")
        remarks.extend(
            f"{file}: {count} terms of <{old}> read as <{MOVED[old]}>, where they have moved"
            for old, count in moved.items()
            if count
        )
        left = set(left_out)
        return [quad for quad in quads if quad not in left]

    files = {file.resolve(): file for file in found}.values()
    store.add(quad for quads in read_each(files, read).values() for quad in quads)
    return remarks


class Ours:
    """What a store describes, and with which properties.

    Parameters
    ----------
    store : MemoryStore
        As it is before files of others are read.
    """

    def __init__(self, store: MemoryStore) -> None:
        self._subjects = {iri for (iri,) in store.rows(SUBJECTS).values}
        self._properties = {iri for (iri,) in store.rows(PROPERTIES).values}
        self._store = store

    def to_state(self, quad: ox.Quad) -> bool:
        """Return whether a statement is one that is ours to make; see `read_foreign`."""
        subject, named, value = quad.subject, quad.predicate.value, quad.object
        if not (isinstance(subject, ox.NamedNode) and subject.value in self._subjects):
            return False
        if named.startswith(TERMS) or named in NAMES:
            return True
        own = isinstance(value, ox.NamedNode) and value.value.startswith(OURS)
        between = isinstance(value, ox.Literal) or own
        return subject.value.startswith(OURS) and named in self._properties and between

    def unheard(self, quads: list[ox.Quad]) -> int:
        """Return how many of some statements the store does not hold already."""
        if not quads:
            return 0
        given = ox.Store()  # numbers leave both by value
        given.extend(ox.Quad(*quad.triple) for quad in quads)
        return len({(q.subject, q.predicate, q.object) for q in given} - self._held)

    @cached_property
    def _held(self) -> set[tuple[object, ...]]:
        return set(self._store.rows(STATEMENTS).terms or ())


def placed(file: Path, moved: dict[str, int], context: Path | None) -> Iterator[ox.Quad]:
    """Yield the quads of a file in its own graph, names that moved as they are now."""
    base = file.resolve().as_uri()
    own = ox.NamedNode(base)

    def today(node: ox.NamedNode) -> ox.NamedNode:
        for old, new in MOVED.items():
            if node.value.startswith(old):
                moved[old] += 1
                return ox.NamedNode(new + node.value[len(old) :])
        return node

    for quad in read_quads(file, base, context):
        subject, value = quad.subject, quad.object
        yield ox.Quad(
            today(subject) if isinstance(subject, ox.NamedNode) else subject,
            today(quad.predicate),
            today(value) if isinstance(value, ox.NamedNode) else value,
            own if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name,
        )
