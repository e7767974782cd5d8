"""Compare cold commands with what a user would pick instead; prints a table of ratios.

All programs of one comparison run in turn, so that a busy machine slows them alike; read the
ratios, not the times. Usage: python benchmarks/command_line.py [RUNS]
"""

from __future__ import annotations

import csv
import io
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
DEFECTKG = str(Path(PYTHON).with_name("defectkg"))
PYSHACL = str(Path(PYTHON).with_name("pyshacl"))
BASELINES = ROOT / "benchmarks" / "baselines"
SEPARATORS = {"reference_numbers": "[;,] "}  # between those of several works, and of one
# With it Python would compile our sources anew in each run, and those of what is installed not.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def run(command: list[str]) -> tuple[float, int, str]:
    """Run a command; return seconds, peak memory in KiB and standard output."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        _, _, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        out.seek(0)
        return seconds, usage.ru_maxrss, out.read().decode()


def compare(commands: dict[str, list[str]], runs: int) -> dict[str, tuple[float, float, str]]:
    """Run the commands in turn; return median seconds, peak MiB and output of each."""
    seen: dict[str, list[tuple[float, int, str]]] = {name: [] for name in commands}
    for name, command in commands.items():  # warm the file cache
        run(command) if "pyshacl" not in name else None
    for _ in range(runs):
        for name, command in commands.items():
            seen[name].append(run(command))
    return {
        name: (
            statistics.median(s for s, _, _ in results),
            max(m for _, m, _ in results) / 1024,
            results[-1][2],
        )
        for name, results in seen.items()
    }


def faulty_data(folder: Path) -> tuple[Path, Path, Path]:
    """Write shipped data with a few faults, for both checkers, and the shapes as one file."""
    records = "\n".join(p.read_text("utf-8") for p in sorted(ROOT.glob("graphs/*/*.ttl")))
    for right, wrong in (
        ('dkg:valueText "1.90"', 'dkg:valueText "+1.90"'),
        ("dkg:stance dkg:Supports", "dkg:stance dkg:Stated"),
        ("dkg:certainty dkg:Stated", "dkg:certainty dkg:Supports"),
    ):
        assert right in records
        records = records.replace(right, wrong, 1)
    terms = "\n".join(p.read_text("utf-8") for p in sorted(ROOT.glob("ontology/*.ttl")))
    shapes = sorted(ROOT.glob("ontology/shapes/*.ttl"))
    paths = folder / "records.ttl", folder / "all.ttl", folder / "shapes.ttl"
    paths[0].write_text(records, "utf-8")
    paths[1].write_text(records + "\n" + terms, "utf-8")
    paths[2].write_text("\n".join(p.read_text("utf-8") for p in shapes), "utf-8")
    return paths


def facts(text: str) -> set[tuple[str, str | None, str]]:
    """Return what the CSV of measurements says, however many lines it gives to a measurement."""
    return {
        (row["measurement_iri"], column, item)
        for row in csv.DictReader(io.StringIO(text))
        for column, cell in row.items()
        for item in re.split(SEPARATORS.get(column, " " if column.endswith("_iri") else "; "), cell)
        if item
    }


def message(line: str) -> str:
    """Return what a finding says: without the place before it and the triple behind it."""
    return re.sub(r" \[[^\[]*$", "", line.split(": ", 2)[-1])


def row(task: str, against: str, ratio: float, wanted: str, note: str) -> str:
    """Return a line of the table."""
    return f"| {task} | {against} | {ratio:.2f} | {wanted} | {note} |"


def main() -> None:
    """Measure and print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    lines = ["| cold command | against | ratio of medians | wanted | same answer |"]
    lines.append("|---|---|---|---|---|")
    query = [DEFECTKG, "query", "measurements", "--format", "csv"]
    found = compare(
        {
            "query": query,
            "rdflib": [PYTHON, str(BASELINES / "rdflib_measurements.py"), str(ROOT)],
            "empty": [PYTHON, str(BASELINES / "empty_command.py")],
            "loading": [PYTHON, str(BASELINES / "loading_command.py"), str(ROOT)],
            "help": [DEFECTKG, "-h"],
            "typer": [PYTHON, "-c", "import typer"],
        },
        runs,
    )
    same = facts(found["query"][2]) == facts(found["rdflib"][2])
    ratio = found["query"][0] / found["rdflib"][0]
    lines.append(
        row("`query measurements`", "rdflib script", ratio, "< 0.33", "yes" if same else "NO")
    )
    for name, against, wanted in (
        ("empty", "typer command that does nothing", "< 1.5"),
        ("loading", "typer command that only loads our files", "–"),
    ):
        ratio = found["query"][0] / found[name][0]
        lines.append(row("`query measurements`", against, ratio, wanted, "–"))
    ratio = found["help"][0] / found["typer"][0]
    lines.append(row("`-h`", '`python -c "import typer"`', ratio, "< 1.3", "–"))
    with tempfile.TemporaryDirectory() as name:
        records, data, shapes = faulty_data(Path(name))
        checks = compare(
            {
                "defectkg": [DEFECTKG, "check", str(records)],
                "pyshacl": [PYSHACL, "-s", str(shapes), str(data)],
            },
            max(runs, 5),
        )
    ours, theirs = checks["defectkg"][2], checks["pyshacl"][2]
    of_shapes = sum(message(line) in theirs for line in ours.splitlines())  # others are of queries
    same = of_shapes == theirs.count("Constraint Violation in")
    counts = f"{of_shapes} of {len(ours.splitlines())} findings are those of the shapes"
    ratio = checks["defectkg"][0] / checks["pyshacl"][0]
    note = f"{'yes' if same else 'NO'}, {counts}"
    lines.append(
        row(
            "`check`, three faults in all data",
            "pyshacl on the shapes alone",
            ratio,
            "< 1",
            note,
        )
    )
    print("\n".join(lines))
    memory = found["query"][1]
    print(f"| `query measurements`, peak memory | – | {memory:.0f} MiB | < 150 MiB | – |")
    print(f"Medians of {runs} runs in turn; Python {sys.version.split()[0]}.")


if __name__ == "__main__":
    main()
