"""A SPARQL query as it came over the wire, its answer in bytes, and how the one becomes the other.

This runs in a worker process: see `defectkg.web.pool`.
"""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, NamedTuple

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
    most_bytes : int
        How long the answer may be.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    accept: str = "*/*"
    base: str = "http://localhost/"
    most_bytes: int = 64 << 20


class HttpAnswer(NamedTuple):
    """What is sent back: a status of HTTP, a content type, and a body.

    Parameters
    ----------
    status : int
    content_type : str
    body : bytes
    """

    status: int
    content_type: str
    body: bytes

    @classmethod
    def line(cls, status: int, text: str) -> HttpAnswer:
        """Return an answer that is one line for people."""
        return cls(status, "text/plain; charset=utf-8", f"{short_line(text)}\n".encode())


class TooLongError(Exception):
    """An answer that grew longer than it may be."""


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
        write(found, body, media)
    except TooLongError:
        size = question.most_bytes >> 20
        return HttpAnswer.line(
            413, f"the answer is longer than {size} MiB: add LIMIT, or ask for less"
        )
    except QueryError as error:
        return HttpAnswer.line(400, str(error))
    except (ValueError, OSError, RuntimeError) as error:  # found while the answer is read
        return HttpAnswer.line(400, f"the query failed: {error}")
    return HttpAnswer(200, media.content_type, body.getvalue())


def write(
    found: EngineAnswer,
    body: IO[bytes],
    media: MediaType,
) -> None:
    """Write the engine's answer."""
    if isinstance(found, ox.QueryTriples):
        known = prefixes() if media.name in ("ttl", "rdf", "jsonld") else None
        ox.serialize(found, body, format=media.engine, prefixes=known)  # type: ignore[arg-type]
    else:
        found.serialize(body, format=media.engine)  # type: ignore[arg-type]
