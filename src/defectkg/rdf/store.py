"""The seam: everything above asks this store, and only through SPARQL.

Numbers leave the engine by value (``1.90`` as ``1.9``); what was printed is kept as text beside
them (``dkg:valueText``), and ``Store.quads`` reads the files again.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from defectkg.errors import DataError, QueryError, QueryTimeoutError
from defectkg.rdf.prefixes import prefixes
from defectkg.rdf.reading import FORMATS, read_quads
from defectkg.rdf.rows import Rows
from defectkg.rdf.shipped import ONTOLOGY_GRAPH, graph_files, graph_name, ontology_files

__all__ = ["QueryAnswer", "Store"]

QueryAnswer = Rows | bool | list[ox.Triple]
Substitute = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

# Strings, IRIs and comments of SPARQL 1.1 (section 19.8), in which no keyword counts.
OPAQUE = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r"|<[^<>\"{}|^`\\\x00-\x20]*>"
    r"|#[^\n\r]*",
    re.DOTALL,
)
KEYWORD = re.compile(
    r"(?<![\w?$:@.-])(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD)(?![\w:.-])",
    re.IGNORECASE,
)
# The engine needs no space before SERVICE (`1SERVICE`, `}.SERVICE`), so strings and comments are
# searched, too: only what may follow the keyword tells it from a variable or plain text.
SERVICE = re.compile(r"(?<![?$])SERVICE(?:\s|#[^\n\r]*(?:[\n\r]|$))*[\w<?$:]", re.IGNORECASE)
FROM = re.compile(r"(?<![\w?$:@.-])FROM(?![\w:.-])", re.IGNORECASE)
DISTINCT = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"
LONGEST = 200_000  # characters; the stack of the thread that reads a query fits them
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class Store:
    """An in-memory RDF dataset that answers SPARQL 1.1 queries over the union of its graphs."""

    def __init__(self) -> None:
        self._store = ox.Store()
        self._files: list[tuple[Path, ox.NamedNode | None]] = []
        self._added: list[ox.Quad] = []
        self._union: ox.Store | None = None  # what queries without FROM ask; none: find it again

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

    def load(self, path: Path, graph: ox.NamedNode | None = None) -> None:
        """Load a file without any check, fast: Turtle into a named graph, N-Quads as they are.

        Raises
        ------
        DataError
            If the file cannot be read or parsed.
        """
        try:
            # Plain loading beats bulk loading: by a quarter of the time for many small files, by a
            # third of the memory for one of 600,000 quads.
            self._store.load(path=str(path), format=FORMATS[path.suffix], to_graph=graph)
        except (OSError, SyntaxError, ValueError) as error:
            raise DataError(f"{path}: {error}; restore the file") from None
        self._files.append((path, graph))
        self._union = None

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads to the store."""
        added = list(quads)
        self._store.extend(added)
        self._added += added
        self._union = None

    def quads(self) -> list[ox.Quad]:
        """Return every quad with its literals as written, in no order."""
        read = (
            quad if graph is None else ox.Quad(quad.subject, quad.predicate, quad.object, graph)
            for path, graph in self._files
            for quad in read_quads(path)
        )
        return [*read, *self._added]

    def to_nquads(self) -> str:
        """Return the whole store as N-Quads, numbers in canonical form."""
        return (ox.serialize(self._store, format=ox.RdfFormat.N_QUADS) or b"").decode()

    def __len__(self) -> int:
        return len(self._store)

    def query(
        self,
        text: str,
        bindings: Mapping[str, str] | None = None,
        *,
        timeout: float | None = None,
    ) -> QueryAnswer:
        """QueryAnswer a SPARQL query over the union of all graphs.

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
        refuse_foreign(text)
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
        """QueryAnswer a SELECT query.

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
        if self._union is None:
            self._union = self._store
            found = self._store.query(DISTINCT, use_default_graph_as_union=True)
            if int(next(iter(found))[0].value) < len(self._store):  # type: ignore[arg-type]
                self._union = ox.Store()
                self._union.extend(self._store)
                self._union.extend(ox.Quad(q.subject, q.predicate, q.object) for q in self._store)
        return self._union

    def _answer(self, text: str, bindings: Mapping[str, str]) -> QueryAnswer:
        try:
            substitutions: dict[ox.Variable, Substitute] = {
                ox.Variable(name): ox.NamedNode(iri) for name, iri in bindings.items()
            }
        except ValueError as error:
            raise QueryError(f"a parameter is no IRI ({error}); give a known name") from None
        try:
            chosen = FROM.search(OPAQUE.sub(" ", text))  # the option below would override FROM
            asked = self._store if chosen else self._united()
            answer = asked.query(
                text,
                prefixes=prefixes(),
                use_default_graph_as_union=not chosen and asked is self._store,
                substitutions=substitutions or None,
            )
            if isinstance(answer, ox.QuerySolutions):
                names = [variable.value for variable in answer.variables]
                return Rows.of_terms(names, [tuple(row) for row in answer])
            return bool(answer) if isinstance(answer, ox.QueryBoolean) else list(answer)
        except SyntaxError as error:
            raise QueryError(f"the query is malformed: {first_line(error)}") from None
        except (ValueError, OSError, RuntimeError) as error:
            raise QueryError(f"the query failed: {first_line(error)}") from None


def first_line(error: Exception) -> str:
    """Return the telling start of an engine's message."""
    text = " ".join(str(error).split())
    return text if len(text) <= 120 else text[:117] + "..."


def refuse_foreign(text: str) -> None:
    """Refuse queries that ask another server or change data.

    Raises
    ------
    QueryError
        If the query holds SERVICE or an update keyword outside strings, IRIs and comments.
    """
    # Codepoint escapes are replaced before a query is parsed (SPARQL 1.1, section 19.2).
    plain = ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), text)
    if SERVICE.search(text) or SERVICE.search(plain):
        raise QueryError("SERVICE asks another server, which is refused: query local graphs only")
    if len(text) > LONGEST:
        raise QueryError(f"the query has more than {LONGEST} characters: shorten it")
    found = KEYWORD.search(OPAQUE.sub(" ", plain))
    if not found:
        return
    raise QueryError(f"{found[1].upper()} is an update, which is refused: use SELECT or CONSTRUCT")


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
    kept = threading.stack_size(512 << 20)  # the engine reads nested queries by recursion
    try:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
    finally:
        threading.stack_size(kept)
    thread.join(timeout)
    if errors:
        raise errors[0]
    if not answers:
        raise QueryTimeoutError(f"no answer within {timeout:g} s: narrow the query or wait longer")
    return answers[0]
