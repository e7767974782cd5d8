"""The application that `defectkg serve` runs: pages, and the SPARQL endpoint."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from defectkg.web.endpoint import sparql_route
from defectkg.web.pool import Limits, Pool

if TYPE_CHECKING:
    from defectkg.graph import DefectGraph

__all__ = ["create_app"]


def create_app(graph: DefectGraph, limits: Limits | None = None) -> Starlette:
    """Return the application over a graph (ASGI).

    Parameters
    ----------
    graph : DefectGraph
        It is served as it is when the application starts.
    limits : Limits, optional
        Of the queries that are sent to ``/sparql``.
    """
    pool = Pool(graph.store, limits)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.open()
        try:
            yield
        finally:
            await pool.close()

    return Starlette(routes=[sparql_route(pool)], lifespan=lifespan)
