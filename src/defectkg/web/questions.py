"""A SPARQL query as it came over the wire, its answer in bytes, and how the one becomes the other.

This runs in a worker process: see `defectkg.web.pool`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from defectkg.errors import QueryError, short_line
from defectkg.rdf.oxigraph import EngineAnswer, OxigraphStore
from defectkg.rdf.prefixes import prefixes
from defectkg.web.media_types import OFFERED, Kind, MediaType, wanted

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ["HttpAnswer", "Question", "answer"]


class Question(NamedTuple):
    """A query with its dataset and the format that is wanted (SPARQL 1.1 Protocol, section 2.1).

    Parameters
    ----------
    text : str
        SPARQL.
    default_graphs, named_graphs : tuple of str
        IRIs of the protocol's dataset; both empty: that of the query, or else all graphs.
    accept : str
        The header Accept, or the short name of a format.
    base : str
        What relative IRIs are relative to: the address of the endpoint.
    most_bytes, most_rows : int
        How long the answer may be: of a graph, a row is a triple.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    accept: str = "*/*"
    base: str = "http://localhost/"
    most_bytes: int = 64 << 20
    most_rows: int = 100_000


class HttpAnswer(NamedTuple):
    """What is sent back: a status of HTTP, a content type, and a body.

    Parameters
    ----------
    status : int
    content_type : str
    body : bytes
    is_busy : bool, optional
        Whether the same may be answered in a moment.
    """

    status: int
    content_type: str
    body: bytes
    is_busy: bool = False

    @classmethod
    def line(cls, status: int, text: str) -> HttpAnswer:
        """Return an answer that is one line for people."""
        return cls(status, "text/plain; charset=utf-8", f"{short_line(text)}\n".encode())


class TooLongError(Exception):
    """An answer that grew longer than it may be."""


class TooManyRowsError(Exception):
    """An answer with more rows than it may have."""


class BoundedBuffer(io.BytesIO):
    """Bytes in memory, up to a number of them."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, part: ReadableBuffer) -> int:
        """Keep a part of the answer, or raise `TooLongError`."""
        written = super().write(part)
        self._left -= written
        if self._left < 0:
            raise TooLongError
        return written


def answer(store: OxigraphStore, question: Question) -> HttpAnswer:
    """Answer a question; whatever is wrong with it is one line with a status of its own."""
    try:
        found = store.engine_answer(
            question.text,
            base=question.base,
            default_graphs=question.default_graphs,
            named_graphs=question.named_graphs,
        )
        kind: Kind = (
            "rows"
            if isinstance(found, ox.QuerySolutions)
            else "boolean"
            if isinstance(found, ox.QueryBoolean)
            else "graph"
        )
        media = wanted(question.accept, kind)
        if media is None:
            names = ", ".join(offer.types[0] for offer in OFFERED[kind])
            return HttpAnswer.line(406, f"this answer can be had as {names}: ask for one of these")
        body = BoundedBuffer(question.most_bytes)
        write(found, body, media, question.most_rows)
    except TooLongError:
        size = question.most_bytes >> 20
        return HttpAnswer.line(
            413, f"the answer is longer than {size} MiB: add LIMIT, or ask for less"
        )
    except TooManyRowsError:
        what = "triples" if kind == "graph" else "rows"
        return HttpAnswer.line(
            413,
            f"the answer has more than {question.most_rows} {what}: add LIMIT, or ask for less",
        )
    except QueryError as error:
        return HttpAnswer.line(400, str(error))
    except (ValueError, OSError, RuntimeError) as error:  # found while the answer is read
        return HttpAnswer.line(400, f"the query failed: {error}")
    return HttpAnswer(200, media.content_type, body.getvalue())


def write(found: EngineAnswer, body: BoundedBuffer, media: MediaType, most_rows: int) -> None:
    """Write the engine's answer.

    Raises
    ------
    TooManyRowsError
        If it has more rows, or triples.
    """
    if isinstance(found, ox.QueryTriples):
        known = prefixes() if media.name in ("ttl", "rdf", "jsonld") else None
        triples = counted(found, most_rows)
        ox.serialize(triples, body, format=media.engine, prefixes=known)  # type: ignore[arg-type]
        return
    found.serialize(body, format=media.engine)  # type: ignore[arg-type]
    # The engine writes rows without a word on how many; each has one byte at least.
    few = isinstance(found, ox.QueryBoolean) or body.tell() <= most_rows
    if not few and rows_written(body.getvalue(), media, most_rows) > most_rows:
        raise TooManyRowsError


def counted(triples: Iterable[ox.Triple], most: int) -> Iterator[ox.Triple]:
    """Yield triples, or raise `TooManyRowsError`."""
    for number, triple in enumerate(triples):
        if number == most:
            raise TooManyRowsError
        yield triple


def rows_written(body: bytes, media: MediaType, enough: int) -> int:
    """Return how many rows stand in an answer; where it is cheaper, a higher number up to `enough`.

    Parameters
    ----------
    body : bytes
    media : MediaType
    enough : int
        With no more rows than this it need not be known how many there are.
    """
    if media.name == "xml":  # the sign < is escaped in values
        return body.count(b"<result>")
    if media.name == "tsv":  # ends of lines are escaped in values
        return body.count(b"\n") - 1
    if media.name == "csv":  # ends of lines in values stand in quotes
        most = body.count(b"\r\n") - 1
        outside = body.split(b'"')[::2] if most > enough else ()
        return sum(part.count(b"\r\n") for part in outside) - 1 if outside else most
    most = body.count(b"{") - 3  # a row has one of its own
    if most <= enough:
        return most
    found = ox.parse_query_results(body, format=media.engine)  # type: ignore[arg-type]
    return sum(1 for _ in found) if isinstance(found, ox.QuerySolutions) else 0
