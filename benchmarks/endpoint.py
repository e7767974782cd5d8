"""Compare the SPARQL endpoint with those that one would start instead; prints tables of ratios.

All servers answer from memory on this machine, in turn. The others are measured where their
programs are found beside this Python or on the path: `pip install oxigraph rdflib-endpoint`.
Usage: python benchmarks/endpoint.py [SECONDS]
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from defectkg.rdf.memory import MemoryStore

ROOT = Path(__file__).resolve().parent.parent
PORT = 8200
ASK = "ASK {}"
ROWS = "SELECT * { ?s ?p ?o } LIMIT 160"
HOSTILE = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
JSON = "application/sparql-results+json"


class Server(NamedTuple):
    """A server to measure: its name, its command, the path of its endpoint, who loads it."""

    name: str
    command: list[str]
    path: str
    to_load: bool = False


def servers(data: Path) -> list[Server]:
    """Return ours, and those of the others that are here."""
    found = [
        Server(
            "defectkg serve",
            [sys.executable, "-m", "defectkg", "serve", "--port", str(PORT), "--seconds", "5"],
            "/sparql",
        )
    ]
    oxigraph = program("oxigraph")
    if oxigraph:
        bind = f"127.0.0.1:{PORT + 1}"
        command = [oxigraph, "serve", "--bind", bind, "--union-default-graph"]
        found.append(Server("oxigraph serve", command, "/query", to_load=True))
    endpoint = program("rdflib-endpoint")
    if endpoint:
        command = [endpoint, "serve", str(data), "--port", str(PORT + 2)]
        found.append(Server("rdflib-endpoint", command, "/"))
    return found


def program(name: str) -> str | None:
    """Return where a program is, looking beside this Python first."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def port_of(server: Server) -> int:
    """Return the port at which a server answers."""
    return int(next(w for w in server.command if w.rpartition(":")[2].isdigit()).rpartition(":")[2])


@contextlib.contextmanager
def running(server: Server, data: Path) -> Iterator[tuple[str, float]]:
    """Start a server; give its address, and the seconds until its first answer."""
    address = f"http://127.0.0.1:{port_of(server)}{server.path}"
    started = time.perf_counter()
    with subprocess.Popen(
        server.command,
        cwd=tempfile.gettempdir(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    ) as process:
        try:
            for _ in range(2000):
                with contextlib.suppress(OSError):
                    ask(address, ASK)
                    break
                time.sleep(0.005)
            first = time.perf_counter() - started
            if server.to_load:
                load = urllib.request.Request(
                    address.replace("/query", "/store"),
                    data.read_bytes(),
                    {"Content-Type": "application/n-quads"},
                )
                urllib.request.urlopen(load, timeout=60).close()
            yield address, first
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


def ask(address: str, query: str) -> bytes:
    """Ask a query once."""
    request = urllib.request.Request(f"{address}?query={quote(query)}", headers={"Accept": JSON})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return bytes(answer.read())


Answers = list[tuple[str, int, float]]  # query, status, seconds


async def client(address: str, queries: list[str], until: float, seen: Answers) -> None:
    """Ask the queries in turn over one connection until a time; note each status and duration."""
    host, _, path = address.removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    turn = 0
    while time.perf_counter() < until:
        query = queries[turn % len(queries)]
        turn += 1
        started = time.perf_counter()
        head = (
            f"GET /{path}?query={quote(query)} HTTP/1.1\r\nHost: {host}\r\nAccept: {JSON}\r\n\r\n"
        )
        writer.write(head.encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        if b"content-length:" in answer:
            await reader.readexactly(int(answer.split(b"content-length:")[1].split(b"\r")[0]))
        else:  # in chunks
            while size := int((await reader.readline()).strip(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        seen.append((query, int(answer.split()[1]), time.perf_counter() - started))
    writer.close()


def measure(address: str, clients: list[list[str]], seconds: float) -> Answers:
    """Let clients ask for some seconds; return query, status and duration of each answer."""
    seen: Answers = []

    async def all_of_them() -> None:
        until = time.perf_counter() + seconds
        await asyncio.gather(*(client(address, queries, until, seen) for queries in clients))

    asyncio.run(all_of_them())
    return seen


def line(name: str, query: str, seen: Answers, seconds: float) -> str:
    """Return a row of a table: how the answers to a query came."""
    took = sorted(s for q, _, s in seen if q == query)
    failed = sum(1 for q, status, _ in seen if q == query and status != 200)
    p99 = took[int(len(took) * 0.99)] if took else 0
    p50 = statistics.median(took) if took else 0
    rate = len(took) / seconds
    return f"| {name} | {rate:,.0f} | {p50 * 1000:.1f} | {p99 * 1000:.1f} | {failed} |"


def main() -> None:
    """Print the tables."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "all.nq"
        data.write_bytes(MemoryStore.shipped().to_nquads())
        bare = Server(
            "Starlette, one string",
            [
                sys.executable,
                str(ROOT / "benchmarks" / "baselines" / "one_string_server.py"),
                str(PORT + 3),
            ],
            "/sparql",
        )
        starts = {
            server.name: statistics.median(
                first for _ in range(5) for _, first in [entered(server, data)]
            )
            for server in (bare, *servers(data))
        }
        print("| server | first answer after |\n|---|--:|")
        for name, first in starts.items():
            print(f"| {name} | {first:.2f} s ({first / starts[bare.name]:.2f}) |")
        print("\n| server, query | answers/s | p50 ms | p99 ms | not 200 |\n|---|--:|--:|--:|--:|")
        for query, title in ((ASK, "ASK"), (ROWS, "SELECT of 36 kB")):
            for server in servers(data):
                with running(server, data) as (address, _):
                    seen = measure(address, [[query]] * 8, seconds)
                    print(line(f"{server.name}, {title}", query, seen, seconds))
        with running(servers(data)[0], data) as (address, _):
            for title, hostile in (
                ("without hostile queries", ASK),
                ("one in ten hostile", HOSTILE),
            ):
                seen = measure(address, [[ROWS]] * 45 + [[hostile]] * 5, seconds * 4)
                print(line(f"defectkg serve, 50 clients, {title}: SELECT", ROWS, seen, seconds * 4))


def entered(server: Server, data: Path) -> tuple[str, float]:
    """Start a server once; return its address and the seconds until its first answer."""
    with running(server, data) as it:
        return it


if __name__ == "__main__":
    main()
