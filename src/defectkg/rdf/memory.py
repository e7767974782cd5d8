"""A store in memory: the shipped files, or a few others, to which more may be added."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from defectkg.errors import DataError
from defectkg.rdf.oxigraph import OxigraphStore
from defectkg.rdf.reading import FORMATS, read_quads
from defectkg.rdf.shipped import ONTOLOGY_GRAPH, graph_files, graph_name, ontology_files
from defectkg.rdf.store import Store

__all__ = ["MemoryStore"]

DISTINCT = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"


class MemoryStore(OxigraphStore):
    """A dataset in memory; without more it is empty."""

    asks_for_few = False  # one answer, remembered, serves all filters

    def __init__(self) -> None:
        super().__init__(ox.Store())
        self.is_shipped = False  # whether this is what the project ships, and nothing else
        self._changing = threading.RLock()
        self._files: list[tuple[Path, ox.NamedNode | None]] = []
        self._added: list[ox.Quad] = []
        self._union: ox.Store | None = None  # what queries without FROM ask; none: find it again
        self._left_out: frozenset[ox.NamedNode] = frozenset()

    @classmethod
    def shipped(cls) -> MemoryStore:
        """Return a store with the ontology and every graph that the project ships."""
        store = cls()
        for path in ontology_files():
            store.load(path, ONTOLOGY_GRAPH)
        for path in graph_files():
            store.load(path, graph_name(path))
        store.is_shipped = True
        store._union = store._store  # no two of these graphs hold one triple (a test)
        return store

    @classmethod
    def from_nquads(cls, text: bytes) -> MemoryStore:
        """Return a store of what `to_nquads` gave, to be asked; it knows no files."""
        store = cls()
        store._store.extend(ox.parse(text, format=ox.RdfFormat.N_QUADS))  # load renames blank nodes
        return store

    @classmethod
    def of(cls, quads: Iterable[ox.Quad]) -> MemoryStore:
        """Return a store of some quads."""
        store = cls()
        store.add(quads)
        return store

    @classmethod
    def copy_of(cls, other: Store) -> MemoryStore:
        """Return a copy of a store, to which more may be added.

        Raises
        ------
        DataError
            If it holds too much to be taken into memory.
        """
        return cls.of(other.few_quads())

    def refuse_to_copy_many(self) -> None:
        """Raise no error: all is in memory already."""

    def without(self, iris: Collection[str]) -> MemoryStore:
        """Return a store in which nothing stands of some nodes, nor leads to them."""
        store = MemoryStore()
        store._files, store._added = [*self._files], [*self._added]
        store._left_out = self._left_out | {ox.NamedNode(iri) for iri in iris}
        store._store.extend(filter(store._holds, self._store))
        if self._union is self._store:
            store._union = store._store
        return store

    def _holds(self, quad: ox.Quad) -> bool:
        return quad.subject not in self._left_out and quad.object not in self._left_out

    def load(self, path: Path, graph: ox.NamedNode | None = None) -> None:
        """Load a file without any check, fast: Turtle into a named graph, N-Quads as they are.

        Raises
        ------
        DataError
            If the file cannot be read or parsed.
        """
        with self._change():
            try:
                # Plain loading beats bulk loading: by a quarter of the time for many small files,
                # by a third of the memory for one of 600,000 quads.
                self._store.load(path=str(path), format=FORMATS[path.suffix], to_graph=graph)
            except (OSError, SyntaxError, ValueError) as error:
                raise DataError(f"{path}: {error}; restore the file") from None
            self._files.append((path, graph))

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads to the store."""
        added = list(quads)
        with self._change():
            self._store.extend(added)
            self._added += added

    @contextmanager
    def _change(self) -> Iterator[None]:
        with self._changing:
            self.version += 1
            self.is_shipped, self._union = False, None
            try:
                yield
            finally:  # another one: who began before will keep an old answer with the old ones
                self._remembered, self._kept = {}, {}

    def quads(self) -> list[ox.Quad]:
        """Return every quad with its literals as they stand in the files, in no order."""
        read = (
            quad if graph is None else ox.Quad(quad.subject, quad.predicate, quad.object, graph)
            for path, graph in self._files
            for quad in read_quads(path)
        )
        return [quad for quad in (*read, *self._added) if self._holds(quad)]

    def opener(self) -> tuple[int, Callable[[], MemoryStore]]:
        """Return the version of what is held, and what makes a copy in another process."""
        with self._changing:
            return self.version, partial(MemoryStore.from_nquads, self.to_nquads())

    def to_nquads(self) -> bytes:
        """Return the whole store as N-Quads, numbers as the engine keeps them."""
        return ox.serialize(self._store, format=ox.RdfFormat.N_QUADS) or b""

    def _united(self) -> ox.Store:
        """Return the store whose default graph, or the union of whose graphs, holds a triple once.

        The engine's union counts a triple as often as graphs hold it, and files of others repeat
        what we declare of their terms. Then a copy holds the union as its default graph.
        """
        with self._changing:
            if self._union is None:
                found = self._store.query(DISTINCT, use_default_graph_as_union=True)
                if int(next(iter(found))[0].value) < len(self._store):  # type: ignore[arg-type]
                    union = ox.Store()
                    union.extend(self._store)
                    union.extend(ox.Quad(q.subject, q.predicate, q.object) for q in self._store)
                    self._union = union
                else:
                    self._union = self._store
            return self._union
