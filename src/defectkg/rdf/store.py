"""The seam: everything above asks a store, and only through SPARQL, wherever the data are.

In memory (`defectkg.rdf.memory`), in a folder on disk (`defectkg.rdf.disk`), or on a server
(`defectkg.rdf.endpoint`); `defectkg.rdf.opening` opens what a user names. Numbers leave an engine
by value (``1.90`` as ``1.9``); what was printed is kept as text beside them (``dkg:valueText``).
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any, TypeVar

import pyoxigraph as ox

from defectkg.errors import DataError, QueryError, QueryTimeoutError
from defectkg.rdf.keywords import asks_server
from defectkg.rdf.rows import Rows

__all__ = [
    "LONGEST",
    "VARIABLE",
    "QueryAnswer",
    "Store",
    "count_of",
    "first_line",
    "in_time",
    "pages",
    "refuse_foreign",
    "too_late",
]

QueryAnswer = Rows | bool | list[ox.Triple]
Kept = TypeVar("Kept")
Named = TypeVar("Named", bound=Hashable)

VARIABLE = "DEFECTKG_STORE"  # of the environment: the store of those who name none
LONGEST = 200_000  # characters of a query
REMEMBERED = 50_000  # rows of an answer: those of some ten thousand papers
MOST_PARTS = 8  # that are kept of a store: remarks on an answer ask for the same few
MOST_COPIED = 1_000_000  # quads that are taken into memory: half a gigabyte


class Store(ABC):
    """An RDF dataset that answers SPARQL 1.1 queries over the union of its graphs.

    Many threads may ask one store.
    """

    is_elsewhere = False  # on a server, which answers for itself what users write
    files = 0  # that the engine may open only when a query needs them
    asks_for_few = True  # whether records that a filter chooses are read alone, and not among all

    def __init__(self) -> None:
        self.version = 0  # counts the changes of what it holds
        self._remembered: dict[str, Rows] = {}
        self._kept: dict[Hashable, Any] = {}

    @abstractmethod
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

    def rows_in_parts(self, text: str, *, timeout: float | None = None) -> Rows:
        """Answer a SELECT query of ours: at once, or in parts where it has many rows.

        Where a server is asked for a part, lines ``# page: PATTERN`` of the query become that
        pattern in some of the named graphs.
        """
        return self.rows(text, timeout=timeout)

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

    def remembers(self, name: str) -> bool:
        """Return whether what was answered under a name is still known."""
        return name in self._remembered

    def kept(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """Return what was made of this store under a key, made once as long as nothing changes.

        A few are kept.
        """
        kept = self._kept
        if key in kept:
            found: Kept = kept[key]
            return found
        made = make()
        if len(kept) >= MOST_PARTS:  # another thread may still read the old ones
            kept = self._kept = {}
        kept[key] = made  # with the old ones, if all has changed meanwhile
        return made

    @abstractmethod
    def __len__(self) -> int:
        """Return the number of quads."""

    @abstractmethod
    def quads(self) -> Iterable[ox.Quad]:
        """Return every quad with its literals as our files write them, in no order."""

    def without(self, iris: Collection[str]) -> Store:
        """Return a store in which nothing stands of some nodes, nor leads to them.

        All statements are gone through, and those that stay are copied into memory.

        Raises
        ------
        DataError
            If too many stay to be taken into memory.
        """
        from defectkg.rdf.memory import MemoryStore

        gone = frozenset(map(ox.NamedNode, iris))
        staying = (q for q in self.quads() if q.subject not in gone and q.object not in gone)
        kept = list(islice(staying, MOST_COPIED + 1))
        if len(kept) > MOST_COPIED:
            raise DataError(
                f"what stays is taken into memory, at most {MOST_COPIED} statements, and more stay:"
                " leave out more, or ask the store itself"
            )
        return MemoryStore.of(kept)

    def few_quads(self) -> Iterable[ox.Quad]:
        """Return every quad, if all can be taken into memory; see `refuse_to_copy_many`."""
        self.refuse_to_copy_many()
        return self.quads()

    def refuse_to_copy_many(self) -> None:
        """Raise an error if there is too much to be taken into memory.

        Raises
        ------
        DataError
            Which says how much.
        """
        if (size := len(self)) > MOST_COPIED:
            raise DataError(
                f"this takes all of a store into memory, at most {MOST_COPIED} statements, and"
                f" there are {size}: ask the store itself, or take a smaller one"
            )

    def to_nquads(self) -> bytes:
        """Return the whole store as N-Quads, if it can be taken into memory."""
        return ox.serialize(self.few_quads(), format=ox.RdfFormat.N_QUADS) or b""

    def opener(self) -> tuple[int, Callable[[], Store]]:
        """Return the version of what is held, and what opens it in another process.

        It can be pickled. Without more it is a copy.
        """
        from defectkg.rdf.memory import MemoryStore

        return self.version, partial(MemoryStore.from_nquads, self.to_nquads())


def first_line(error: Exception) -> str:
    """Return the telling start of an engine's message."""
    text = " ".join(str(error).split())
    return text if len(text) <= 120 else text[:117] + "..."


def count_of(text: str) -> int:
    """Return the number that an engine counted.

    Raises
    ------
    DataError
        If it is none.
    """
    if not text.isdecimal():
        raise DataError(f"the store counted {text!r}, which is no number: take another engine")
    return int(text)


def pages(sizes: Mapping[Named, int], most: int) -> Iterator[list[Named]]:
    """Yield names of known sizes, so many together as have at most so much."""
    page: list[Named] = []
    filled = 0
    for name, size in sizes.items():
        if page and filled + size > most:
            yield page
            page, filled = [], 0
        page.append(name)
        filled += size
    if page:
        yield page


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


def too_late(timeout: float) -> QueryTimeoutError:
    """Return the error that says that so many seconds were not enough."""
    return QueryTimeoutError(f"no answer within {timeout:g} s: narrow the query or wait longer")


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
        raise too_late(timeout)
    return answers[0]
