"""The application that `defectkg serve` runs: pages, and the SPARQL endpoint."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from defectkg.errors import DefectkgError, StoreAwayError, short_line
from defectkg.web.asking import Asking
from defectkg.web.contents import Contents
from defectkg.web.endpoint import sparql_route
from defectkg.web.explorer import Explorer
from defectkg.web.forms import NotThereError, with_query
from defectkg.web.kept import KeptAnswers
from defectkg.web.pictures import Pictures
from defectkg.web.pool import Pool
from defectkg.web.tables import Tables
from defectkg.web.things import Things

if TYPE_CHECKING:
    from defectkg.graph import DefectGraph

__all__ = ["create_app"]

THREADS = 8  # in which pages are made: more would only share the interpreter
HEADERS = {  # nothing is fetched from elsewhere, and no script or style stands in a page
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none';"
    " form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(graph: DefectGraph, pool: Pool | None = None, *, frozen: bool = False) -> Starlette:
    """Return the application over a graph (ASGI).

    Parameters
    ----------
    graph : DefectGraph
        It is served as it is when the application starts.
    pool : Pool, optional
        Answers the queries that are sent to ``/sparql``; it is opened and closed with the
        application.
    frozen : bool, optional
        Make pages that are to be kept as files: what needs a server says so.
    """
    workers = pool or Pool()
    explorer = Explorer(graph, str(workers.limits), frozen=frozen)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        await workers.open(graph.store)
        try:
            yield
        finally:
            await workers.close()

    async def on_error(request: Request, error: Exception) -> Response:
        """Answer with one line, as a page to a browser."""
        status, text = what_to_say(error)
        if "text/html" in request.headers.get("accept", ""):
            given = request.query_params if status == 400 else {}
            ways = {name: without(request, name) for name in given}
            with contextlib.suppress(DefectkgError):  # of a page that asks a store that is away
                return explorer.error_page(status, text, ways)
        return PlainTextResponse(f"{text}\n", status)

    async def on_leaving(_: Request, __: Exception) -> Response:
        return Response(status_code=400)  # nobody reads it, and it is no error of ours

    return Starlette(
        routes=[
            sparql_route(workers),
            Mount("/static", StaticFiles(packages=[("defectkg.web", "static")])),
            *Asking(explorer).routes(),
            *Tables(explorer).routes(),
            *Pictures(explorer).routes(),
            *Contents(explorer).routes(),
            *Things(explorer).routes(),  # any name is an address: these come last
        ],
        lifespan=lifespan,
        middleware=[Middleware(WithHeaders), Middleware(KeptAnswers)],
        exception_handlers={
            DefectkgError: on_error,
            HTTPException: on_error,
            ClientDisconnect: on_leaving,
            Exception: on_error,
        },
    )


def without(request: Request, name: str) -> str:
    """Return the address of a request without one of its parameters."""
    given = {key: text for key, text in request.query_params.items() if key != name}
    return with_query(request.url.path, given)


def what_to_say(error: Exception) -> tuple[int, str]:
    """Return the status and the line for an error."""
    if isinstance(error, HTTPException):
        said = {404: "no such page: begin at /", 405: "this page is only read: use GET"}
        return error.status_code, said.get(error.status_code, error.detail)
    if isinstance(error, NotThereError):
        return 404, str(error)
    if isinstance(error, StoreAwayError):
        return 503, str(error)
    if isinstance(error, DefectkgError):
        return 400, str(error)
    print(f"error: {short_line(repr(error))}", file=sys.stderr)  # one line in the log
    return 500, "an error of the program: the log of the server has a line on it"


class WithHeaders:
    """Adds headers that keep a browser from fetching or running what is not ours.

    Parameters
    ----------
    app : ASGIApp
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
