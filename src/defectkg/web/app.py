"""The application that `defectkg serve` runs: pages, and the SPARQL endpoint."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from defectkg.web.endpoint import sparql_route
from defectkg.web.pool import Pool

if TYPE_CHECKING:
    from defectkg.graph import DefectGraph

__all__ = ["create_app"]


def create_app(graph: DefectGraph, pool: Pool | None = None) -> Starlette:
    """Return the application over a graph (ASGI).

    Parameters
    ----------
    graph : DefectGraph
        It is served as it is when the application starts.
    pool : Pool, optional
        Answers the queries that are sent to ``/sparql``; it is opened and closed with the
        application.
    """
    workers = pool or Pool()

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await workers.open(graph.store)
        try:
            yield
        finally:
            await workers.close()

    return Starlette(routes=[sparql_route(workers)], lifespan=lifespan)
