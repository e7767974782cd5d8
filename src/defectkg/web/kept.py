"""Answers that are kept: the graph does not change while it is served, so neither do its pages."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["KeptAnswers"]

MOST = 32 << 20  # bytes of all that is kept
LONGEST = 1 << 20  # bytes of one answer
# The first has its own limits, the second is read from files, the third differs with each letter.
NOT_KEPT = ("/sparql", "/static/", "/complete")
OVERHEAD = 1 << 10  # bytes that an answer takes beside its body and its address

Key = tuple[str, bytes, str]


class Kept(NamedTuple):
    """An answer: its first message and its body."""

    start: Message
    body: bytes


class KeptAnswers:
    """Keeps what was answered to GET, the longest unasked given up first.

    Parameters
    ----------
    app : ASGIApp
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or scope["path"].startswith(NOT_KEPT)
        ):
            await self._app(scope, receive, send)
            return
        key = scope["path"], scope["query_string"], Headers(scope=scope).get("accept", "")
        if key in self._kept:
            self._kept.move_to_end(key)
            start, body = self._kept[key]
            await send({**start, "headers": list(start["headers"])})  # others add theirs to it
            await send({"type": "http.response.body", "body": body})
            return
        answered: list[Message] = []

        async def note(message: Message) -> None:
            answered.append({**message, "headers": list(message.get("headers", ()))})
            await send(message)

        await self._app(scope, receive, note)
        self._keep(key, answered)

    def _keep(self, key: Key, answered: list[Message]) -> None:
        """Keep an answer if it is whole, good and short."""
        if len(answered) != 2 or answered[0]["status"] != 200 or answered[1].get("more_body"):
            return
        body = answered[1].get("body", b"")
        if len(body) > LONGEST or key in self._kept:
            return
        self._kept[key] = Kept(answered[0], body)
        self._size += size_of(key, body)
        while self._size > MOST:
            oldest, given_up = self._kept.popitem(last=False)
            self._size -= size_of(oldest, given_up.body)


def size_of(key: Key, body: bytes) -> int:
    """Return about how many bytes an answer takes that is kept."""
    return sum(map(len, key)) + len(body) + OVERHEAD
