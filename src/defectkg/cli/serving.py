"""The commands that serve the graph: to browsers, SPARQL clients, and language models."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING, Annotated

import typer

from defectkg.cli.options import WithFiles, app
from defectkg.errors import DataError, missing_extra

if TYPE_CHECKING:
    import socket

__all__ = ["mcp", "serve"]


@app.command(epilog="Example: defectkg serve --port 8000, then open http://127.0.0.1:8000/")
def serve(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Answer here; 0.0.0.0: to the network.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="And at this port.")] = 8000,
    files: WithFiles = None,
    seconds: Annotated[
        float, typer.Option(min=0.1, max=3600, help="End a query of /sparql after this time.")
    ] = 30,
    memory: Annotated[
        int, typer.Option(min=16, metavar="MIB", help="Memory that such a query may take.")
    ] = 1024,
    max_rows: Annotated[
        int, typer.Option(min=1, metavar="N", help="Rows or triples that its answer may have.")
    ] = 100_000,
) -> None:
    """Serve the graph to browsers, and to SPARQL clients at /sparql, until Ctrl-C."""
    from defectkg.web.pool import Limits, Pool

    gc.enable()  # it lives long
    listening = listen(host, port)
    pool = Pool(
        Limits(seconds=seconds, memory=memory, most_rows=max_rows)
    )  # gets ready while the rest is read
    try:
        import uvicorn

        from defectkg.web.app import create_app
    except ModuleNotFoundError:
        raise missing_extra("serving needs more", "serve") from None
    from defectkg.graph import load

    application = create_app(load(files or ()), pool)
    address, number = listening.getsockname()[:2]
    typer.echo(f"http://{address}:{number}/ (SPARQL at /sparql); Ctrl-C ends it", err=True)
    config = uvicorn.Config(
        application,
        log_level="critical",  # what goes wrong in a request is its answer
        access_log=False,
        limit_concurrency=500,
        timeout_keep_alive=5,
        server_header=False,
    )
    with listening, contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


@app.command(epilog="Example: in the settings of an assistant: command defectkg, arguments mcp")
def mcp(files: WithFiles = None) -> None:
    """Give a language model read-only tools over standard input and output (MCP)."""
    try:
        from defectkg.agents.server import create_server
    except ModuleNotFoundError:
        raise missing_extra("tools for agents need more", "agents") from None
    from defectkg.graph import load

    gc.enable()  # it lives long
    create_server(load(files or ())).run("stdio")


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address.

    Raises
    ------
    DataError
        If it cannot be had.
    """
    import socket

    try:
        listening = socket.create_server((host, port), backlog=1024)
        # Those that connect inherit it; else each answer waits 40 ms for an acknowledgement.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        raise DataError(
            f"{host}:{port}: {error.strerror or error}; choose another --port or --host"
        ) from None
