"""The seam: everything above asks this store, and only through SPARQL.

Numbers leave the engine by value (``1.90`` as ``1.9``); what was printed is kept as text beside
them (``dkg:valueText``), and ``Store.quads`` reads the files again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from defectkg.errors import DataError, QueryError, QueryTimeoutError
from defectkg.rdf.hints import undeclared_prefix
from defectkg.rdf.keywords import asks_server, chooses_graphs, update_word
from defectkg.rdf.prefixes import prefixes
from defectkg.rdf.reading import FORMATS, read_quads
from defectkg.rdf.rows import Rows
from defectkg.rdf.shipped import ONTOLOGY_GRAPH, graph_files, graph_name, ontology_files

__all__ = ["LONGEST", "EngineAnswer", "QueryAnswer", "Store"]

QueryAnswer = Rows | bool | list[ox.Triple]
EngineAnswer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Substitute = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

DISTINCT = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"
LONGEST = 200_000  # characters of a query
REMEMBERED = 5_000  # rows of an answer: those of some dozen papers


class Store:
    """An in-memory RDF dataset that answers SPARQL 1.1 queries over the union of its graphs.

    Many threads may ask one store. It asks in this process: for text that others wrote, see
    `defectkg.rdf.untrusted`.
    """

    def __init__(self) -> None:
        self.version = 0  # counts the changes of what it holds
        self._changing = threading.RLock()
        self._store = ox.Store()
        self._files: list[tuple[Path, ox.NamedNode | None]] = []
        self._added: list[ox.Quad] = []
        self._remembered: dict[str, Rows] = {}
        self._union: ox.Store | None = None  # what queries without FROM ask; none: find it again
        self._left_out: frozenset[ox.NamedNode] = frozenset()

    @classmethod
    def shipped(cls) -> Store:
        """Return a store with the ontology and every graph that the project ships."""
        store = cls()
        for path in ontology_files():
            store.load(path, ONTOLOGY_GRAPH)
        for path in graph_files():
            store.load(path, graph_name(path))
        store._union = store._store  # no two of these graphs hold one triple (a test)
        return store

    @classmethod
    def from_nquads(cls, text: bytes) -> Store:
        """Return a store of what `to_nquads` gave, to be asked; it knows no files."""
        store = cls()
        store._store.extend(ox.parse(text, format=ox.RdfFormat.N_QUADS))  # load renames blank nodes
        return store

    def without(self, iris: Collection[str]) -> Store:
        """Return a store in which nothing stands of some nodes, nor leads to them."""
        store = Store()
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
            self._union = None
            try:
                yield
            finally:  # another one: who began before will keep an old answer with the old ones
                self._remembered = {}

    def remember(self, name: str, answer: Callable[[], Rows]) -> Rows:
        """Return what was answered under a name, worked out once as long as nothing changes.

        Many rows are not kept. Nobody may change what is returned.
        """
        remembered = self._remembered
        if (rows := remembered.get(name)) is None:
            rows = answer()
            if len(rows.values) <= REMEMBERED:
                remembered[name] = rows
        return rows

    def quads(self) -> list[ox.Quad]:
        """Return every quad with its literals as written, in no order."""
        read = (
            quad if graph is None else ox.Quad(quad.subject, quad.predicate, quad.object, graph)
            for path, graph in self._files
            for quad in read_quads(path)
        )
        return [quad for quad in (*read, *self._added) if self._holds(quad)]

    def to_nquads(self) -> str:
        """Return the whole store as N-Quads, numbers in canonical form."""
        return self.snapshot()[1].decode()

    def snapshot(self) -> tuple[int, bytes]:
        """Return the version of what is held, and all of it as N-Quads."""
        with self._changing:
            return self.version, ox.serialize(self._store, format=ox.RdfFormat.N_QUADS) or b""

    def __len__(self) -> int:
        return len(self._store)

    def query(
        self,
        text: str,
        bindings: Mapping[str, str] | None = None,
        *,
        timeout: float | None = None,
    ) -> QueryAnswer:
        """Answer a SPARQL query over the union of all graphs.

        Parameters
        ----------
        text : str
            SELECT, ASK, CONSTRUCT or DESCRIBE; the prefixes of ``prefixes.ttl`` are known.
        bindings : mapping of str to str, optional
            IRIs by variable name, bound by substitution (SPARQL-dev SEP-0007), never as text.
        timeout : float, optional
            Seconds after which to give up. The evaluation itself cannot be stopped and goes on
            in a background thread until it ends or the process does.

        Returns
        -------
        Rows, bool or list of triples
            For SELECT, ASK, and CONSTRUCT or DESCRIBE.

        Raises
        ------
        QueryError
            If the query is malformed, an update, asks another server, or a binding is no IRI.
        QueryTimeoutError
            If the query did not end in time.
        """
        if timeout is None:
            return self._answer(text, bindings or {})
        return in_time(lambda: self._answer(text, bindings or {}), timeout)

    def rows(
        self,
        text: str,
        bindings: Mapping[str, str] | None = None,
        *,
        timeout: float | None = None,
    ) -> Rows:
        """Answer a SELECT query.

        Raises
        ------
        QueryError
            If the query fails or is not a SELECT query.
        """
        answer = self.query(text, bindings, timeout=timeout)
        if not isinstance(answer, Rows):
            raise QueryError("not a SELECT query: ask for rows with SELECT")
        return answer

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

    def _answer(self, text: str, bindings: Mapping[str, str]) -> QueryAnswer:
        answer = self.engine_answer(text, bindings)
        try:
            if isinstance(answer, ox.QuerySolutions):
                names = [variable.value for variable in answer.variables]
                return Rows.of_terms(names, [tuple(row) for row in answer])
            return bool(answer) if isinstance(answer, ox.QueryBoolean) else list(answer)
        except (ValueError, OSError, RuntimeError) as error:
            raise QueryError(f"the query failed: {first_line(error)}") from None

    def engine_answer(
        self,
        text: str,
        bindings: Mapping[str, str] | None = None,
        *,
        base: str | None = None,
        default_graphs: Iterable[str] = (),
        named_graphs: Iterable[str] = (),
    ) -> EngineAnswer:
        """Answer a SPARQL query as the engine does, with what it finds still to be read.

        Parameters
        ----------
        text : str
        bindings : mapping of str to str, optional
            IRIs by variable name; see `query`.
        base : str, optional
            What relative IRIs in the query are relative to.
        default_graphs, named_graphs : iterable of str, optional
            IRIs of a dataset that stands before that of the query (SPARQL 1.1 Protocol, section
            2.1.4). Without any: what FROM says, else the union of all graphs.

        Raises
        ------
        QueryError
            If the query is malformed, an update, asks another server, or an IRI is none.
        """
        refuse_foreign(text)
        try:
            substitutions: dict[ox.Variable, Substitute] = {
                ox.Variable(name): ox.NamedNode(iri) for name, iri in (bindings or {}).items()
            }
            default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
                ox.NamedNode(iri) for iri in default_graphs
            ]
            named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri) for iri in named_graphs]
        except ValueError as error:
            raise QueryError(f"a parameter is no IRI ({error}); give a known name") from None
        given = bool(default or named)
        chosen = given or chooses_graphs(text)  # the union below would override FROM
        asked = self._store if chosen else self._united()
        try:
            return asked.query(
                text,
                base_iri=base,
                prefixes=prefixes(),
                use_default_graph_as_union=not chosen and asked is self._store,
                default_graph=default if given else None,
                named_graphs=named if given else None,
                substitutions=substitutions or None,
            )
        except SyntaxError as error:
            if word := update_word(text):
                reason = f"{word} is an update, which is refused: use SELECT or CONSTRUCT"
                raise QueryError(reason) from None
            if (prefix := undeclared_prefix(text)) is not None:
                raise QueryError(
                    f"prefix {prefix}: is declared nowhere: begin with PREFIX {prefix}: <...>, "
                    "or take one of: defectkg info --prefixes"
                ) from None
            raise QueryError(f"the query is malformed: {first_line(error)}") from None
        except (ValueError, OSError, RuntimeError) as error:
            raise QueryError(f"the query failed: {first_line(error)}") from None


def first_line(error: Exception) -> str:
    """Return the telling start of an engine's message."""
    text = " ".join(str(error).split())
    return text if len(text) <= 120 else text[:117] + "..."


def refuse_foreign(text: str) -> None:
    """Refuse queries that ask another server, and those that are too long to be read.

    Raises
    ------
    QueryError
        If the query holds SERVICE, or more characters than `LONGEST`.
    """
    if len(text) > LONGEST:
        raise QueryError(f"the query has more than {LONGEST} characters: shorten it")
    if asks_server(text):
        raise QueryError("SERVICE asks another server, which is refused: query local graphs only")


def in_time(work: Callable[[], QueryAnswer], timeout: float) -> QueryAnswer:
    """Return what `work` returns, or give up after `timeout` seconds.

    Raises
    ------
    QueryTimeoutError
        If the time ran out.
    """
    answers: list[QueryAnswer] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            answers.append(work())
        except Exception as error:
            error.__context__ = None  # what is left of the answer must end in this thread
            errors.append(error.with_traceback(None))

    # The engine releases the interpreter lock, so waiting here does not stop it.
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(timeout)
    if errors:
        raise errors[0]
    if not answers:
        raise QueryTimeoutError(f"no answer within {timeout:g} s: narrow the query or wait longer")
    return answers[0]
