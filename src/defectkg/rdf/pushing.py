"""Fill a store: what is shipped, or files, each named graph whole in the place of what it held.

All is read before anything is sent, so broken files change nothing (`defectkg.rdf.new_folder` sees
to that otherwise, where there is much). Who reads is kept out from the first change until each
graph has been counted (`defectkg.rdf.states`), so a push that broke off is noticed, and repeated.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

import pyoxigraph as ox

from defectkg.errors import DataError
from defectkg.rdf.disk import writable
from defectkg.rdf.endpoint import Endpoint
from defectkg.rdf.engines import graphs_address, updates_address
from defectkg.rdf.opening import is_address, shown
from defectkg.rdf.oxigraph import OxigraphStore
from defectkg.rdf.reading import apart, has_blank_node, rdf_files, read_quads
from defectkg.rdf.shipped import ONTOLOGY_GRAPH, graph_files, graph_name, ontology_files
from defectkg.rdf.states import FILLED, FILLING, is_mark, marked, marks_of
from defectkg.rdf.store import Store, count_of
from defectkg.rdf.triples import as_our_files_write

__all__ = ["Pushed", "push"]

COUNTS = "SELECT ?g (COUNT(*) AS ?n) { VALUES ?g { %s } GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
NAMES = "SELECT ?g { GRAPH ?g { } }"
PAGE = 500  # graphs that are counted at once
AT_ONCE = 30_000  # statements of a request that adds named graphs: some megabytes
LONGEST = 600.0  # seconds for one graph
FAILED = (OSError, ValueError, RuntimeError)  # what the engine says of its files
KEPT = 64 << 20  # bytes of files that are read once; larger ones are checked first, and read again


class Pushed(NamedTuple):
    """How much a push has put into a store."""

    graphs: int
    statements: int


class Graph(NamedTuple):
    """A named graph as files hold it."""

    name: ox.NamedNode
    quads: list[ox.Quad]

    @property
    def size(self) -> int:
        """How many statements an engine will hold that keeps numbers by value."""
        return len(set(map(as_our_files_write, self.quads)))


class Target(Protocol):
    """What takes named graphs, and is asked for them."""

    @property
    def store(self) -> Store:
        """The store that it fills."""

    def replace(self, graphs: Iterable[Graph]) -> None:
        """Put graphs in the place of all that those of their names held."""

    def update(self, text: str) -> None:
        """Change the store at once by an update of SPARQL."""


class Folder:
    """A folder with a store of Oxigraph; it is made if need be.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = writable(path)
        self.store = OxigraphStore(self._engine)

    def replace(self, graphs: Iterable[Graph]) -> None:
        """Put graphs in the place of all that those of their names held."""
        put = 0

        def quads() -> Iterator[ox.Quad]:
            nonlocal put
            for graph in graphs:
                put += len(graph.quads)
                yield from self._new(graph)

        try:
            self._engine.bulk_extend(quads())
            self._engine.flush()
            if put * 10 > len(self._engine):  # it takes as long as there is much, and reads half
                self._engine.optimize()
        except FAILED as error:
            raise self._failed(error) from None

    def update(self, text: str) -> None:
        """Change the store at once by an update of SPARQL."""
        try:
            self._engine.update(text)
            self._engine.flush()
        except FAILED as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> DataError:
        return DataError(f"{self._path}: {error}; mend that and push again")

    def _new(self, graph: Graph) -> list[ox.Quad]:
        """Return the quads of a graph, having cleared the one of its name."""
        if self._engine.contains_named_graph(graph.name):
            self._engine.clear_graph(graph.name)
        return graph.quads


class GraphServer:
    """A server that takes named graphs (Graph Store HTTP Protocol), as those of Oxigraph do.

    New graphs go in N-Quads, many in one request, of which Oxigraph makes one transaction. Those
    that are there, or hold blank nodes, go each in a PUT: a request may reach the server twice,
    and what is added twice is there once, but for nodes without names.

    Parameters
    ----------
    address : str
        Of its endpoint for queries.
    """

    def __init__(self, address: str) -> None:
        self.store = Endpoint(address)
        self._graphs = graphs_address(address)
        self._updates = updates_address(address)

    def replace(self, graphs: Iterable[Graph]) -> None:
        """Put graphs in the place of all that those of their names held."""
        there = {name for (name,) in self.store.rows(NAMES).values}
        new: list[ox.Quad] = []
        for graph in graphs:
            if graph.name.value in there or any(map(has_blank_node, graph.quads)):
                self._put(graph)
                continue
            new += graph.quads
            if len(new) >= AT_ONCE:
                self._add(new)
                new = []
        if new:
            self._add(new)

    def _put(self, graph: Graph) -> None:
        triples = ox.serialize((q.triple for q in graph.quads), format=ox.RdfFormat.N_TRIPLES)
        target = f"{self._graphs}?{urlencode({'graph': graph.name.value})}"
        self._send("PUT", target, triples or b"", "application/n-triples", str(graph.name))

    def _add(self, quads: list[ox.Quad]) -> None:
        text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
        self._send("POST", self._graphs, text, "application/n-quads", "named graphs")

    def update(self, text: str) -> None:
        """Change the store at once by an update of SPARQL."""
        kind = "application/sparql-update"
        self._send("POST", self._updates, text.encode(), kind, "updates")

    def _send(self, method: str, target: str, body: bytes, kind: str, what: str) -> None:
        """Send a request that changes the store, and may be repeated."""
        sent = {"Content-Type": kind}
        reply = self.store.server.ask(method, target, body, sent, seconds=LONGEST)
        if reply.status not in (200, 201, 204):
            raise DataError(
                f"{self.store.server.address}: does not take {what} ({reply.status}):"
                f" {reply.line()}"
            )


def push(place: str, paths: Iterable[Path] = ()) -> Pushed:
    """Put what is shipped, or what files and folders hold, into a store.

    Parameters
    ----------
    place : str
        A folder, or the address of a SPARQL endpoint.
    paths : iterable of Path, optional
        Statements without a named graph get that of their file, as those in ``graphs/`` have.

    Returns
    -------
    Pushed

    Raises
    ------
    DataError
        If a file cannot be read, the store cannot be written, or holds something else than was
        sent.
    """
    files = [file.resolve() for path in paths for file in rdf_files(path)]
    files = list(dict.fromkeys(files)) or [*ontology_files(), *graph_files()]
    few = sum(file.stat().st_size for file in files) <= KEPT
    mark = token_hex(8)
    if not few and is_new(place):
        from defectkg.rdf.new_folder import filled_at_once

        if put := filled_at_once(Path(place), files, marked(FILLED + mark, before=())):
            return Pushed(*put)
    read = lru_cache(maxsize=None if few else 1)(graphs_of)  # a file may hold many graphs
    found: dict[ox.NamedNode, list[Path]] = defaultdict(list)
    for file in files:
        for name in read(file):
            found[name].append(file)
    target: Target = GraphServer(place) if is_address(place) else Folder(Path(place))
    sizes: dict[str, int] = {}
    own = {file: f"{token_hex(4)}-" for file in files}  # blank nodes of each are its own

    def graphs() -> Iterator[Graph]:
        for name, holding in found.items():
            parts = [apart(read(file)[name], own[file]) for file in holding]
            graph = Graph(name, [quad for part in parts for quad in part])
            sizes[name.value] = graph.size
            yield graph

    target.update(marked(FILLING + mark, before=marks_of(target.store)))
    target.replace(graphs())
    there = counted(target.store, list(sizes))
    for iri, size in sizes.items():
        if there.get(iri, 0) != size:
            held = f"<{iri}> holds {there.get(iri, 0)} statements of {size}"
            raise DataError(f"{shown(place)}: {held}; push again")
    if (marks := marks_of(target.store)) != [FILLING + mark]:
        target.update(marked(FILLING + mark, before=marks))  # of two it may hold a half of each
        raise DataError(
            f"{shown(place)}: another push was filling it, too; push again when it has ended"
        )
    target.update(marked(FILLED + mark, before=marks))
    return Pushed(len(sizes), sum(sizes.values()))


def is_new(place: str) -> bool:
    """Return whether a place is a folder that is not there yet, or holds nothing."""
    folder = Path(place)
    return not is_address(place) and (
        not os.path.lexists(folder) or (folder.is_dir() and not any(folder.iterdir()))
    )


def counted(store: Store, names: list[str]) -> dict[str, int]:
    """Return how many statements some graphs have; those without any are left out."""
    found: dict[str, int] = {}
    for start in range(0, len(names), PAGE):
        page = " ".join(f"<{name}>" for name in names[start : start + PAGE])
        found |= {name: count_of(size) for name, size in store.rows(COUNTS % page).values}
    return found


def graphs_of(file: Path) -> dict[ox.NamedNode, list[ox.Quad]]:
    """Return the quads of a file by their named graphs.

    Raises
    ------
    DataError
        If it cannot be read, a graph is a blank node, or has the name of a mark.
    """
    found: dict[ox.NamedNode, list[ox.Quad]] = defaultdict(list)
    in_none: list[ox.Quad] = []
    for quad in read_quads(file):
        if isinstance(quad.graph_name, ox.NamedNode):
            found[quad.graph_name].append(quad)
        elif isinstance(quad.graph_name, ox.DefaultGraph):
            in_none.append(quad)
        else:
            raise DataError(f"{file}: a graph without a name; give it an IRI")
    if marks := [name.value for name in found if is_mark(name.value)]:
        raise DataError(f"{file}: the graph <{marks[0]}> would mark what a push does; rename it")
    if in_none:
        own = ONTOLOGY_GRAPH if file in ontology_files() else graph_name(file)
        found[own] += [ox.Quad(q.subject, q.predicate, q.object, own) for q in in_none]
    return found
