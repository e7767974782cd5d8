"""Fill a store: what is shipped, or files, each named graph whole in the place of what it held.

All is read before anything is sent, so broken files change nothing. A push that broke off is
repeated: no graph is half there for long, and each is counted when it is there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

import pyoxigraph as ox

from defectkg.errors import DataError
from defectkg.rdf.disk import writable
from defectkg.rdf.reading import apart, rdf_files, read_quads
from defectkg.rdf.shipped import ONTOLOGY_GRAPH, graph_files, graph_name, ontology_files
from defectkg.rdf.store import first_line
from defectkg.rdf.triples import as_our_files_write

__all__ = ["Pushed", "push"]

COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH %s { ?s ?p ?o } }"


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
    """What takes named graphs."""

    def replace(self, graphs: Iterable[Graph]) -> None:
        """Put graphs in the place of all that those of their names held."""

    def count(self, name: ox.NamedNode) -> int:
        """Return how many statements a graph has."""


class FolderTarget:
    """A folder with a store of Oxigraph; it is made if need be.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._store = writable(path)

    def replace(self, graphs: Iterable[Graph]) -> None:
        """Put graphs in the place of all that those of their names held."""
        with self._told():
            self._store.bulk_extend(quad for graph in graphs for quad in self._new(graph))
            self._store.flush()

    def _new(self, graph: Graph) -> list[ox.Quad]:
        """Return the quads of a graph, having cleared the one of its name."""
        if self._store.contains_named_graph(graph.name):
            self._store.clear_graph(graph.name)
        return graph.quads

    def count(self, name: ox.NamedNode) -> int:
        """Return how many statements a graph has."""
        with self._told():
            found = self._store.query(COUNT % name)
            return int(next(iter(found))[0].value)  # type: ignore[arg-type]

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, RuntimeError) as error:
            raise DataError(
                f"{self._path}: {first_line(error)}; mend that and push again"
            ) from None


def push(place: str, paths: Iterable[Path] = ()) -> Pushed:
    """Put what is shipped, or what files and folders hold, into a store.

    Parameters
    ----------
    place : str
        A folder.
    paths : iterable of Path, optional
        Statements without a named graph get that of their file, as those in ``graphs/`` have.

    Returns
    -------
    Pushed

    Raises
    ------
    DataError
        If a file cannot be read, the store cannot be written, or holds less than was sent.
    """
    files = [file.resolve() for path in paths for file in rdf_files(path)]
    files = list(dict.fromkeys(files)) or [*ontology_files(), *graph_files()]
    read = lru_cache(maxsize=1)(graphs_of)  # a file may hold many graphs
    found: dict[ox.NamedNode, list[Path]] = defaultdict(list)
    for file in files:
        for name in read(file):
            found[name].append(file)
    target = FolderTarget(Path(place))
    sizes: dict[ox.NamedNode, int] = {}

    def graphs() -> Iterator[Graph]:
        for name, holding in found.items():
            parts = [apart(read(file)[name], n) for n, file in enumerate(holding)]
            graph = Graph(name, [quad for part in parts for quad in part])
            sizes[name] = graph.size
            yield graph

    target.replace(graphs())
    for name, size in sizes.items():
        if (there := target.count(name)) != size:
            raise DataError(f"{place}: {name} holds {there} statements of {size}: push again")
    return Pushed(len(sizes), sum(sizes.values()))


def graphs_of(file: Path) -> dict[ox.NamedNode, list[ox.Quad]]:
    """Return the quads of a file by their named graphs.

    Raises
    ------
    DataError
        If it cannot be read, or a graph is a blank node.
    """
    own = ONTOLOGY_GRAPH if file in ontology_files() else graph_name(file)
    found: dict[ox.NamedNode, list[ox.Quad]] = defaultdict(list)
    for quad in read_quads(file):
        if isinstance(quad.graph_name, ox.NamedNode):
            found[quad.graph_name].append(quad)
        elif isinstance(quad.graph_name, ox.DefaultGraph):
            found[own].append(ox.Quad(quad.subject, quad.predicate, quad.object, own))
        else:
            raise DataError(f"{file}: a graph without a name; give it an IRI")
    return found
