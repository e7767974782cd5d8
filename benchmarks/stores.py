"""Measure the same questions on a store in memory, on disk and on a server; prints tables.

Each place is measured in a process of its own, in turn with the others, on the same synthetic
literature (``synthetic.py``); medians of the runs. What the engine itself takes for the least that
could be asked stands beside: its own loader, and one SELECT of links with how often each is
claimed. Then, once, commands on the folder, in seconds of the processor: beside them what the
engine takes for their queries when it is asked again and nobody reads the answers; the last ones
take in one more paper. Paths are searched and printed. Usage: python benchmarks/stores.py [-h]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from scale import BEST, PAIRS, peak_memory, table

from defectkg.graph import DefectGraph
from defectkg.rdf.disk import FolderStore
from defectkg.rdf.endpoint import Endpoint
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.opening import open_store
from defectkg.rdf.oxigraph import OxigraphStore
from defectkg.rdf.pushing import push
from defectkg.rdf.store import VARIABLE, Store

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
LINKS = """SELECT ?cause ?relation ?effect (COUNT(*) AS ?claims) {
    ?claim a dkg:Claim ; dkg:cause ?cause ; dkg:relation ?relation ; dkg:effect ?effect
} GROUP BY ?cause ?relation ?effect"""
PLACES = ("memory", "folder", "server")
ASKING = (
    "show V_Cl",
    "tried --defect V_Br",
    "tried --agent ZnBr2",
    "outcomes --agent ZnBr2",
    "query claims -p cause=ZnBr2",
    'ask "Does ZnBr2 raise the PLQY of CsPbBr3 nanocrystals?"',
    "paths ZnBr2 PLQY",
    "contradictions --about V_Br",
    "explain all",
)
TAKING_IN = ("intake paper.yaml --anyway", "check graphs", "push graphs")  # one more paper
PAPER = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
LINES = 1_000_000  # of a file: a push reads none above a GiB
Found = dict[str, float]


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long a piece of work takes, and what it returns."""
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def processor(work: Callable[[], Any]) -> float:
    """Return the seconds of the processor that a piece of work takes, in child processes, too."""
    start = sum(os.times()[:4])
    work()
    return sum(os.times()[:4]) - start


def asked(store: Store) -> Found:
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


def in_memory(files: list[Path], _: str) -> Found:
    """Measure a store in memory."""

    def loaded_by_engine() -> None:
        engine = ox.Store()
        for file in files:
            engine.load(path=str(file))

    own, _nothing = seconds(loaded_by_engine)
    store = MemoryStore.shipped()
    load, _nothing = seconds(lambda: [store.load(file) for file in files])
    return {"load": load, "own load": own, **asked(store)}


def at(_: list[Path], place: str) -> Found:
    """Measure the questions alone, on what was filled before."""
    return asked(open_store(place))


def fill_folder(files: list[Path], place: str) -> Found:
    """Measure the filling of a folder."""

    def loaded_by_engine() -> None:
        engine = ox.Store(f"{place}-own")
        for file in files:
            engine.bulk_load(path=str(file))

    own, _ = seconds(loaded_by_engine)
    before = sum(os.times()[:4])
    load, _ = seconds(lambda: push(place, files))
    filling = sum(os.times()[:4]) - before
    push(place)
    return {"load": load, "own load": own, "filling": filling}


def on_server(files: list[Path], place: str) -> Found:
    """Measure a server over a folder, and what it takes to fill it."""
    from helpers import oxigraph_server

    def post(address: str) -> None:
        kind = {"Content-Type": "application/n-quads"}
        for file in files:
            text = file.read_bytes()
            reply = Endpoint(address).server.ask("POST", "/store", text, kind, seconds=600)
            assert reply.status == 204, reply

    with oxigraph_server("--location", f"{place}-own") as address:
        own, _ = seconds(lambda: post(address))
    with oxigraph_server("--location", place) as address:
        load, _ = seconds(lambda: push(address, files))
        push(address)
        return {"load": load, "own load": own, **(measured("at", files[0].parent, address) or {})}


def command(words: str, place: str) -> Found:
    """Measure a command, and the engine with the queries that it asked of the folder."""
    from defectkg.cli.main import main

    noted: list[tuple[str, dict[str, str]]] = []
    ask = OxigraphStore.engine_answer

    def noting(store: OxigraphStore, text: str, given: Any = None, **more: Any) -> Any:
        if isinstance(store, FolderStore):
            noted.append((text, dict(given or {})))
        return ask(store, text, given, **more)

    def end() -> None:
        with contextlib.suppress(SystemExit):
            main()

    OxigraphStore.engine_answer = noting  # type: ignore[method-assign]
    sys.argv, output = ["defectkg", *shlex.split(words)], sys.stdout
    os.environ[VARIABLE] = place
    with open(os.devnull, "w") as sys.stdout:
        took = processor(end)
    sys.stdout = output
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    found = {"took": took, "memory": max(peak_memory(), children)}
    if words in ASKING:
        store = FolderStore(Path(place))
        found["engine"] = processor(lambda: [deque(ask(store, *query), 0) for query in noted])  # type: ignore[arg-type]
    return found


PROGRAMS = {"memory": in_memory, "at": at, "filled": fill_folder, "server": on_server}


def measured(program: str, files: Path, place: str, **how: Any) -> Found | None:
    """Run a program, or a command, in a process of its own; nothing if it takes too long."""
    words = [sys.executable, __file__, "--program", program, "--files", str(files)]
    try:
        done = subprocess.run(
            [*words, "--place", place], capture_output=True, text=True, check=False, **how
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        raise SystemExit(f"{program} failed on {files}:\n{done.stderr}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def run(files: Path, folder: Path) -> dict[str, Found]:
    """Measure each place once."""
    place = str(folder / "ours")
    filled = measured("filled", files, place)
    return {
        "memory": measured("memory", files, "") or {},
        "folder": {**(filled or {}), **(measured("at", files, place) or {})},
        "server": measured("server", files, str(folder / "server")) or {},
    }


def commands(folder: Path, filling: float, limit: int) -> list[list[str]]:
    """Measure the commands once on a folder that took so long to fill; a row of each."""
    page = (ROOT / "docs" / "intake.md").read_text(encoding="utf-8")
    (folder / "paper.yaml").write_text(PAPER.findall(page)[0], encoding="utf-8")
    rows = []
    for words in (*ASKING, *TAKING_IN):
        found = measured(words, folder, str(folder / "ours"), cwd=folder, timeout=limit)
        if found is None:
            rows.append([f"`{words}`", f"> {limit} s", "–", "–", "–"])
            continue
        ratio = f"{found['took'] / found['engine']:.1f}" if words in ASKING else "–"
        share = f"{100 * found['took'] / filling:.1f} %" if words.startswith("push") else "–"
        rows.append(
            [f"`{words}`", f"{found['took']:.1f} s", ratio, share, f"{found['memory']:.0f}"]
        )
    return rows


def write(papers: int, folder: Path) -> int:
    """Write the literature into files that a push reads; return how many statements it has."""
    from synthetic import write as write_one

    whole = folder / "literature.nq"
    statements = write_one(papers, whole)
    out = None
    with whole.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % LINES == 0:
                if out:
                    out.close()
                out = (folder / f"part-{number // LINES:02}.nq").open("w", encoding="utf-8")
            assert out
            out.write(line)
    if out:
        out.close()
    whole.unlink()
    return statements


def main() -> None:
    """Measure and print, or run one program where the parent process asks for it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[100, 1000, 10_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=int, default=600, help="seconds for a command")
    parser.add_argument("--program", help=argparse.SUPPRESS)
    parser.add_argument("--files", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--place", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.program in PROGRAMS:
        files = sorted(given.files.glob("*.nq"))
        print(json.dumps(PROGRAMS[given.program](files, given.place)))
        return
    if given.program:
        print(json.dumps(command(given.program, given.place)))
        return
    rows, on_folder = [], []
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as name:
            files = Path(name) / "files"
            files.mkdir()
            statements = write(size, files)
            runs = []
            for _ in range(given.runs):
                folder = Path(tempfile.mkdtemp(dir=name))
                runs.append(run(files, folder))
            filling = runs[-1]["folder"]["filling"]
            on_folder += [[f"{size:,}", *row] for row in commands(folder, filling, given.limit)]
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
    print("Commands on the folder, once.\n")
    table(
        ["papers", "command", "CPU", "× the engine's own", "of filling it", "peak MiB"],
        on_folder,
    )


if __name__ == "__main__":
    main()
