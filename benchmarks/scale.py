"""Measure how time, memory and the network grow with the literature; prints Markdown tables.

Each program of a comparison runs in a process of its own, in turn with the others, on the same
synthetic literature (``synthetic.py``); medians of the runs. A stage that takes too long is given
up, and shown as such. Usage: python benchmarks/scale.py [-h]
"""

from __future__ import annotations

import argparse
import json
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DKG = "https://w3id.org/defectkg/ontology/"
PAIRS = (("ZnBr2", "PLQY"), ("KI", "PLQY"), ("DDAB", "EQE"), ("LatticeStrain", "PLQY"))
LONGEST = 8  # steps of a path, the default of `defectkg paths`
BEST = 10
STAGES = ("load", "network", "paths", "found", "explain")
Found = dict[str, Any]


def peak_memory() -> float:
    """Return the most memory that this process has held, in MiB.

    What Linux tells of it by ``getrusage`` begins with what the process held that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


class Stages:
    """Run the stages of a program one after the other, each for so many seconds at most."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.found: Found = {}
        signal.signal(signal.SIGALRM, self.stop)

    def stop(self, *_: object) -> None:
        """Give up a stage."""
        raise TimeoutError

    def run(self, name: str, work: Callable[[], Any]) -> Any:
        """Return what a stage returns; None, and the end of the program, if it is given up."""
        start = time.perf_counter()
        signal.alarm(self.limit)
        try:
            answer = work()
        except TimeoutError:
            self.found[name] = None
            self.end()
        signal.alarm(0)
        self.found[name] = time.perf_counter() - start
        return answer

    def end(self) -> None:
        """Print what was found, and end."""
        self.found["memory"] = peak_memory()
        print(json.dumps(self.found))
        sys.exit()


def ours(file: Path, limit: int) -> None:
    """Load, build the network, find the best paths, explain every treatment."""
    from defectkg.graph import DefectGraph
    from defectkg.rdf.memory import MemoryStore

    def loaded() -> DefectGraph:
        store = MemoryStore.shipped()
        store.load(file)
        return DefectGraph(store)

    stages = Stages(limit)
    graph = stages.run("load", loaded)
    network = stages.run("network", graph.to_networkx)
    stages.found |= {
        "quads": len(graph.store),
        "claims": len(graph.statements),
        "nodes": network.number_of_nodes(),
        "links": network.number_of_edges(),
    }
    best = stages.run(
        "paths", lambda: [graph.paths(f"dkg:{a}", f"dkg:{b}", count=BEST) for a, b in PAIRS]
    )
    stages.found["found"] = sum(len(answer.paths) for answer in best)
    stages.run("explain", graph.explain)
    stages.end()


def parsed(file: Path) -> Any:
    """Return the ontology, the shipped records and a file as one rdflib graph.

    A graph without names: rdflib's helpers for networkx take no dataset.
    """
    import rdflib

    graph = rdflib.Graph()
    for path in [*ROOT.glob("ontology/*.ttl"), *ROOT.glob("graphs/*/*.ttl")]:
        graph.parse(path)
    graph.parse(file.with_suffix(".nt"))
    return graph


def every_path(network: Any, longest: int) -> list[list[list[Any]]]:
    """Return the shortest of all simple paths: the best cannot be told before all are seen."""
    import networkx
    import rdflib

    ends = [(rdflib.URIRef(DKG + a), rdflib.URIRef(DKG + b)) for a, b in PAIRS]
    return [
        sorted(networkx.all_simple_paths(network, a, b, cutoff=longest), key=len)[:BEST]
        for a, b in ends
        if a in network and b in network
    ]


def plain(file: Path, limit: int) -> None:
    """Take the plain way: the whole graph by rdflib's helper; claims are nodes between kinds."""
    from rdflib.extras.external_graph_libs import rdflib_to_networkx_graph

    stages = Stages(limit)
    graph = stages.run("load", lambda: parsed(file))
    network = stages.run("network", lambda: rdflib_to_networkx_graph(graph))
    stages.found |= {"nodes": network.number_of_nodes(), "links": network.number_of_edges()}
    best = stages.run("paths", lambda: every_path(network, 2 * LONGEST))
    stages.found["found"] = sum(map(len, best))
    stages.end()


def projected(file: Path, limit: int) -> None:
    """Take the plain way at its best: one triple for each cause, relation and effect first."""
    import rdflib
    from rdflib.extras.external_graph_libs import rdflib_to_networkx_multidigraph

    term = rdflib.Namespace(DKG)

    def links() -> Any:
        only = rdflib.Graph()
        for claim, cause in graph.subject_objects(term.cause):
            only.add((cause, graph.value(claim, term.relation), graph.value(claim, term.effect)))
        return rdflib_to_networkx_multidigraph(only)

    stages = Stages(limit)
    graph = stages.run("load", lambda: parsed(file))
    network = stages.run("network", links)
    stages.found |= {"nodes": network.number_of_nodes(), "links": network.number_of_edges()}
    best = stages.run("paths", lambda: every_path(network, LONGEST))
    stages.found["found"] = sum(map(len, best))
    stages.end()


PROGRAMS = {"defectkg": ours, "rdflib, whole graph": plain, "rdflib, claims as edges": projected}


def measure(name: str, file: Path, limit: int) -> Found:
    """Run a program in a process of its own."""
    command = [sys.executable, __file__, "--program", name, "--file", str(file)]
    done = subprocess.run(
        [*command, "--limit", str(limit)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{name} failed on {file}:\n{done.stderr}")
    return dict(json.loads(done.stdout))


def medians(names: Iterable[str], file: Path, runs: int, limit: int) -> dict[str, Found]:
    """Run programs in turn; one that had to give up is not run again."""
    seen: dict[str, list[Found]] = {name: [] for name in names}
    for turn in range(runs):
        for name, results in seen.items():
            if turn == 0 or None not in results[-1].values():
                results.append(measure(name, file, limit))
    return {name: merged(results) for name, results in seen.items()}


def merged(results: list[Found]) -> Found:
    """Return the median of each figure; None where a run gave up."""
    return {
        key: None if any(r.get(key) is None for r in results) else
        statistics.median(r[key] for r in results)
        for key in results[0]
    }  # fmt: skip


def cell(found: Found, key: str, limit: int) -> str:
    """Return a figure as text."""
    if key not in found:
        return "not there" if key == "explain" and "claims" in found else "–"
    if found[key] is None:
        return f"> {limit} s"
    if key in STAGES and key != "found":
        return f"{found[key]:.2f} s"
    return f"{found[key]:,.0f}"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Print a Markdown table."""
    head = list(head)
    for row in (head, ["---", *["--:"] * (len(head) - 1)], *rows):
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def ratios(found: dict[str, Found], limit: int) -> Iterable[list[str]]:
    """Yield a row for each plain way: its time and memory over ours, bold."""
    mine = found["defectkg"]
    for name, theirs in islice(found.items(), 1, None):
        row = [name]
        for key in ("load", "network", "paths", "memory"):
            if key not in theirs or not mine.get(key):
                row.append("–")
            elif theirs[key] is None:
                row.append(f"**> {limit / mine[key]:.0f}×**")
            else:
                row.append(f"**{theirs[key] / mine[key]:.2g}×**")
        yield row


def growth(sizes: list[int], folder: Path, runs: int, limit: int, plain_most: int) -> None:
    """Print how everything grows with the number of publications."""
    from shape import Shape
    from synthetic import write

    shape, rows, compared = Shape(), [], []
    keys = [*("quads", "claims", "nodes", "links", "load", "network"), *STAGES[2:], "memory"]
    for size in sizes:
        file = folder / f"{size}.nq"
        names = list(PROGRAMS) if size <= plain_most else ["defectkg"]
        files = [file, file.with_suffix(".nt")][: len(names)]
        for path in files:
            write(size, path, shape=shape)
        found = medians(names, file, runs, limit)
        for name in names:
            rows.append([f"{size:,}", name, *(cell(found[name], key, limit) for key in keys)])
        compared += [[f"{size:,}", *row] for row in ratios(found, limit)]
        for path in files:
            path.unlink()
    table(["publications", "program", *keys[:-1], "peak MiB"], rows)
    print("The plain way over defectkg, time and memory:\n")
    table(["publications", "plain way", "load", "network", "paths", "memory"], compared)


def concepts(size: int, shares: Iterable[float], folder: Path, limit: int) -> None:
    """Print how the network grows with the number of kinds, the literature being as large."""
    from shape import Shape
    from synthetic import write

    rows, keys = [], ("claims", "nodes", "links")
    for share in shares:
        file = folder / f"kinds-{share}.nq"
        write(size, file, shape=Shape(share))
        found = medians(["defectkg"], file, 1, limit)["defectkg"]
        rows.append([f"{share:.0%}", *(cell(found, key, limit) for key in keys)])
        file.unlink()
    table(["kinds in use", *keys], rows)


def main() -> None:
    """Measure and print, or run one program where the parent process asks for it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[100, 1000, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=int, default=60, help="seconds for one stage")
    parser.add_argument("--plain-most", type=int, default=10_000, help="most for the plain way")
    parser.add_argument("--program", choices=list(PROGRAMS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.program:
        PROGRAMS[given.program](given.file, given.limit)
    pairs = ", ".join(f"{start} to {end}" for start, end in PAIRS)
    print(f"Paths of up to {LONGEST} steps: {pairs}. Medians of {given.runs} runs in turn.\n")
    with tempfile.TemporaryDirectory() as name:
        growth(given.sizes, Path(name), given.runs, given.limit, given.plain_most)
        size = min(given.sizes[-1], 10_000)
        print(f"{size:,} publications, fewer kinds:\n")
        concepts(size, (0.25, 0.5, 1.0), Path(name), given.limit)


if __name__ == "__main__":
    main()
