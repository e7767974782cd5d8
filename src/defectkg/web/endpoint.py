"""The SPARQL 1.1 endpoint: requests in, answers of the pool out.

https://www.w3.org/TR/sparql11-protocol/ and
https://www.w3.org/TR/sparql11-service-description/.
"""

from __future__ import annotations

import asyncio

import pyoxigraph as ox
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from defectkg.rdf.prefixes import prefixes
from defectkg.web.media_types import GRAPHS, RESULTS, wanted
from defectkg.web.pool import Pool
from defectkg.web.protocol import ProtocolError, read_request
from defectkg.web.questions import HttpAnswer

__all__ = ["sparql_route"]

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
FORMAT_NAMES = {  # https://www.w3.org/ns/formats/
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
}
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
MOST_SENT = 1 << 20  # bytes of a request; a query may have 200,000 characters
PATIENCE = 10  # seconds for the whole of a request to arrive


def sparql_route(pool: Pool, path: str = "/sparql") -> Route:
    """Return the route of the endpoint, to be put into an application.

    Parameters
    ----------
    pool : Pool
        Opened and closed by the application.
    path : str, optional
    """

    async def sparql(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
        base = str(request.url.replace(query="", fragment=""))
        accept = request.headers.get("accept", "*/*")
        try:
            question = read_request(
                request.method,
                request.url.query,
                await body_of(request),
                request.headers.get("content-type", ""),
                accept,
                base,
            )
        except ProtocolError as error:
            answer = HttpAnswer.line(error.status, str(error))
        else:
            answer = (
                await pool.ask(question)
                if question
                else description(base, accept, str(pool.limits))
            )
        headers = {"Content-Type": answer.content_type, "Vary": "Accept"}
        if answer.is_busy:
            headers["Retry-After"] = "5"
        return Response(answer.body, answer.status, headers)

    open_to_all = Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=METHODS,
        allow_headers=["*"],
    )
    return Route(path, sparql, methods=METHODS, middleware=[open_to_all])


async def body_of(request: Request) -> bytes:
    """Return the body of a request.

    Raises
    ------
    ProtocolError
        If it is too long, or does not arrive in time.
    """
    parts, length = [], 0
    try:
        async with asyncio.timeout(PATIENCE):
            async for part in request.stream():
                parts.append(part)
                length += len(part)
                if length > MOST_SENT:
                    raise ProtocolError(
                        413, f"the request is longer than {MOST_SENT >> 20} MiB: send less"
                    )
    except TimeoutError:
        raise ProtocolError(
            408, f"the request took longer than {PATIENCE} s: send it whole"
        ) from None
    return b"".join(parts)


def description(base: str, accept: str, limits: str) -> HttpAnswer:
    """Return what the service is, in RDF (SPARQL 1.1 Service Description)."""
    media = wanted(accept, "graph") or GRAPHS[0]
    service, dataset, graph = ox.NamedNode(base), ox.BlankNode(), ox.BlankNode()
    a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    comment = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#comment")

    def of_service(name: str) -> ox.NamedNode:
        return ox.NamedNode(SD + name)

    triples = [
        ox.Triple(service, a, of_service("Service")),
        ox.Triple(service, of_service("endpoint"), service),
        ox.Triple(service, comment, ox.Literal(f"A query has {limits}.", language="en")),
        ox.Triple(service, of_service("supportedLanguage"), of_service("SPARQL11Query")),
        ox.Triple(service, of_service("feature"), of_service("UnionDefaultGraph")),
        ox.Triple(service, of_service("defaultDataset"), dataset),
        ox.Triple(dataset, a, of_service("Dataset")),
        ox.Triple(dataset, of_service("defaultGraph"), graph),
        ox.Triple(graph, a, of_service("Graph")),
        *(
            ox.Triple(
                service,
                of_service("resultFormat"),
                ox.NamedNode(FORMATS + FORMAT_NAMES[offer.name]),
            )
            for offer in (*RESULTS, *GRAPHS)
        ),
    ]
    known = {name: iri for name, iri in prefixes().items() if name == "sd"}
    body = ox.serialize(triples, format=media.engine, prefixes=known)  # type: ignore[arg-type]
    return HttpAnswer(200, media.content_type, body or b"")
