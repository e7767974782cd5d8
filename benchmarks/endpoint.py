"""Compare the SPARQL endpoint with those that one would start instead; prints tables of ratios.

All servers answer from memory on this machine, in turn. The others are measured where their
programs are found beside this Python or on the path: `pip install oxigraph rdflib-endpoint`.
Usage: python benchmarks/endpoint.py [SECONDS]
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import quote

from serving import ROOT, Server, line, measure, running

from defectkg.rdf.memory import MemoryStore

PORT = 8200
ASK = "ASK {}"
ROWS = "SELECT * { ?s ?p ?o } LIMIT 160"
HOSTILE = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
JSON = "application/sparql-results+json"
OXIGRAPH = "oxigraph serve"


def servers(data: Path) -> list[Server]:
    """Return ours, and those of the others that are here."""
    found = [
        Server(
            "defectkg serve",
            [sys.executable, "-m", "defectkg", "serve", "--port", str(PORT), "--seconds", "5"],
            "/sparql?query=ASK%20%7B%7D",
        )
    ]
    oxigraph = program("oxigraph")
    if oxigraph:
        bind = f"127.0.0.1:{PORT + 1}"
        command = [oxigraph, "serve", "--bind", bind, "--union-default-graph"]
        found.append(Server(OXIGRAPH, command, "/query?query=ASK%20%7B%7D"))
    endpoint = program("rdflib-endpoint")
    if endpoint:
        command = [endpoint, "serve", str(data), "--port", str(PORT + 2)]
        found.append(Server("rdflib-endpoint", command, "/?query=ASK%20%7B%7D"))
    return found


def program(name: str) -> str | None:
    """Return where a program is, looking beside this Python first."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def path_of(server: Server, query: str) -> str:
    """Return where a server answers a query."""
    return f"{server.first.partition('?')[0]}?query={quote(query)}"


def load_into(server: Server, address: str, data: Path) -> None:
    """Send the data to a server that begins without any."""
    if server.name == OXIGRAPH:
        sent = {"Content-Type": "application/n-quads"}
        load = urllib.request.Request(f"{address}/store", data.read_bytes(), sent)
        urllib.request.urlopen(load, timeout=60).close()


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
            server.name: statistics.median(first_answer(server) for _ in range(5))
            for server in (bare, *servers(data))
        }
        print("| server | first answer after |\n|---|--:|")
        for name, first in starts.items():
            print(f"| {name} | {first:.2f} s ({first / starts[bare.name]:.2f}) |")
        print("\n| server, query | answers/s | p50 ms | p99 ms | not 200 |\n|---|--:|--:|--:|--:|")
        for query, title in ((ASK, "ASK"), (ROWS, "SELECT of 36 kB")):
            for server in servers(data):
                with running(server) as (address, _, _):
                    load_into(server, address, data)
                    seen = measure(address, [[path_of(server, query)]] * 8, seconds, JSON)
                    print(line(f"{server.name}, {title}", seen, seconds))
        ours = servers(data)[0]
        with running(ours) as (address, _, _):
            for title, hostile in (
                ("without hostile queries", ASK),
                ("one in ten hostile", HOSTILE),
            ):
                honest, other = path_of(ours, ROWS), path_of(ours, hostile)
                seen = measure(address, [[honest]] * 45 + [[other]] * 5, seconds * 4, JSON)
                of_honest = [answer for answer in seen if answer[0] == honest]
                name = f"defectkg serve, 50 clients, {title}: SELECT"
                print(line(name, of_honest, seconds * 4))


def first_answer(server: Server) -> float:
    """Start a server once; return the seconds until its first answer."""
    with running(server) as (_, first, _):
        return first


if __name__ == "__main__":
    main()
