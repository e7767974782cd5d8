"""Measure the same questions on a store in memory, on disk and on a server; prints a table.

Each place is measured in a process of its own, in turn with the others, on the same synthetic
literature (``synthetic.py``); medians of the runs. What the engine itself takes for the least that
could be asked stands beside: its own loader, and one SELECT of links with how often each is
claimed. Paths are searched and printed. Usage: python benchmarks/stores.py [-h]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from scale import BEST, PAIRS, peak_memory, table

from defectkg.graph import DefectGraph
from defectkg.rdf.endpoint import Endpoint
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.opening import open_store
from defectkg.rdf.pushing import push
from defectkg.rdf.store import Store

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
LINKS = """SELECT ?cause ?relation ?effect (COUNT(*) AS ?claims) {
    ?claim a dkg:Claim ; dkg:cause ?cause ; dkg:relation ?relation ; dkg:effect ?effect
} GROUP BY ?cause ?relation ?effect"""
PLACES = ("memory", "folder", "server")


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long a piece of work takes, and what it returns."""
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def asked(store: Store) -> dict[str, float]:
    """Return how long the questions take on an open store."""
    before = time.process_time()
    links, _ = seconds(lambda: store.rows(LINKS))
    graph = DefectGraph(store)
    network, _ = seconds(graph.to_networkx)
    paths, _ = seconds(
        lambda: [str(graph.paths(f"dkg:{a}", f"dkg:{b}", count=BEST)) for a, b in PAIRS]
    )
    own = time.process_time() - before
    peak = peak_memory()
    return {"links": links, "network": network, "paths": paths, "own": own, "memory": peak}


def in_memory(file: Path, _: Path) -> dict[str, float]:
    """Measure a store in memory."""
    own, _engine = seconds(lambda: ox.Store().load(path=str(file)))
    store = MemoryStore.shipped()
    load, _nothing = seconds(lambda: store.load(file))
    return {"load": load, "own load": own, **asked(store)}


def on_disk(file: Path, folder: Path) -> dict[str, float]:
    """Measure a folder, filled before."""
    return asked(open_store(str(folder)))


def fill_folder(file: Path, folder: Path) -> dict[str, float]:
    """Measure the filling of a folder."""
    own, _ = seconds(lambda: ox.Store(str(folder / "own")).bulk_load(path=str(file)))
    load, _ = seconds(lambda: push(str(folder / "ours"), [file]))
    push(str(folder / "ours"))
    return {"load": load, "own load": own}


def on_server(file: Path, folder: Path) -> dict[str, float]:
    """Measure a server over a folder, and what it takes to fill it."""
    from helpers import oxigraph_server

    def post(address: str) -> None:
        kind = {"Content-Type": "application/n-quads"}
        reply = Endpoint(address).server.ask("POST", "/store", file.read_bytes(), kind, seconds=600)
        assert reply.status == 204, reply

    folder.mkdir()
    with oxigraph_server("--location", str(folder / "own")) as address:
        own, _ = seconds(lambda: post(address))
    with oxigraph_server("--location", str(folder / "ours")) as address:
        load, _ = seconds(lambda: push(address, [file]))
        push(address)
        command = [sys.executable, __file__, "--program", "asked", "--file", address]
        found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return {"load": load, "own load": own, **found}


def at_address(address: Path, _: Path) -> dict[str, float]:
    """Measure the questions alone, in a process of their own."""
    return asked(open_store(str(address).replace(":/", "://", 1)))


PROGRAMS = {
    "memory": in_memory,
    "filled": fill_folder,
    "folder": on_disk,
    "server": on_server,
    "asked": at_address,
}


def measured(name: str, file: Path, folder: Path) -> dict[str, float]:
    """Run a program in a process of its own."""
    command = [sys.executable, __file__, "--program", name, "--file", str(file)]
    done = subprocess.run(
        [*command, "--folder", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{name} failed on {file}:\n{done.stderr}")
    return dict(json.loads(done.stdout))


def run(file: Path, folder: Path) -> dict[str, dict[str, float]]:
    """Measure each place once."""
    filled = measured("filled", file, folder)
    return {
        "memory": measured("memory", file, folder),
        "folder": {**filled, **measured("folder", file, folder / "ours")},
        "server": measured("server", file, folder / "server"),
    }


def main() -> None:
    """Measure and print, or run one program where the parent process asks for it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[100, 1000, 10_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--program", choices=list(PROGRAMS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, default=Path(), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.program:
        print(json.dumps(PROGRAMS[given.program](given.file, given.folder)))
        return
    from synthetic import write

    rows = []
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as name:
            file = Path(name) / "literature.nq"
            statements = write(size, file)
            runs = [run(file, Path(tempfile.mkdtemp(dir=name))) for _ in range(given.runs)]
        for place in PLACES:
            found = {
                key: statistics.median(one[place][key] for one in runs) for key in runs[0][place]
            }
            rows.append(
                [
                    f"{size:,}", place, f"{statements:,}",
                    f"{found['load']:.2f} s", f"{found['own load'] / found['load']:.2f}",
                    f"{found['network']:.2f} s", f"{found['network'] / found['links']:.1f}",
                    f"{found['paths']:.2f} s", f"{found['own']:.1f} s", f"{found['memory']:.0f}",
                ]
            )  # fmt: skip
    print(f"Medians of {given.runs} runs in turn.\n")
    table(
        [
            *("papers", "place", "statements", "load", "speed of its own loader = 1", "network"),
            *("× its SELECT of links", "paths", "CPU of the client", "peak MiB"),
        ],
        rows,
    )


if __name__ == "__main__":
    main()
