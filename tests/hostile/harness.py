"""A resident process that runs the command line many times, each time in a forked child.

Started as a program it reads one job a line (JSON: `argv`, `cwd`, `stdin`, `seconds`) and answers
each with one line (JSON: `code`, `signal`, `late`, `out`, `err`). What costs time at every start,
imports and the shipped graph, is done once, before the first fork.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

MEMORY = 6 << 30  # bytes of addresses; a bounded child of the command line takes less
LARGEST_OUTPUT = 1 << 28  # bytes
SHOWN = 1 << 20  # bytes of an output that are looked at


class Ended(NamedTuple):
    """How a run of the command line ended."""

    code: int
    signal: int
    late: bool
    out: str
    err: str


def run_in_child(argv: list[str], cwd: str, stdin: str, seconds: float) -> Ended:
    """Run the command line in a child, and wait for it no longer than some seconds."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if not child:
            live(argv, cwd, stdin, out, err)
        status, late = wait(child, seconds)
        ended = [os.WEXITSTATUS(status), 0] if os.WIFEXITED(status) else [0, os.WTERMSIG(status)]
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read(SHOWN).decode("utf-8", "backslashreplace"))
        return Ended(ended[0], ended[1], late, texts[0], texts[1])


def live(argv: list[str], cwd: str, stdin: str, out: IO[bytes], err: IO[bytes]) -> None:
    """Be the child: run the command line and end."""
    code = 70
    try:
        os.setsid()
        os.chdir(cwd)
        os.dup2(os.open(stdin or os.devnull, os.O_RDONLY), 0)
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        sys.stdin = os.fdopen(0, encoding="utf-8")
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace")
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_OUTPUT, LARGEST_OUTPUT))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        sys.argv = ["defectkg", *argv]
        from defectkg.cli.main import main

        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 71
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def wait(child: int, seconds: float) -> tuple[int, bool]:
    """Return the status of a child and whether its time ran out; then it is killed with all its own."""
    deadline, pause = time.monotonic() + seconds, 0.002
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status, False
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)
    os.killpg(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1], True


def warm_up() -> None:
    """Import what the commands import, and load the shipped graph for all children."""
    from defectkg import graph
    from defectkg.check import checks
    from defectkg.cli import main
    from defectkg.mappings import collection
    from defectkg.rdf import contexts, foreign
    from defectkg.rdf.memory import MemoryStore
    from defectkg.text import pages
    from defectkg.verify import verdicts

    _ = graph, checks, main, collection, contexts, foreign, pages, verdicts
    store = MemoryStore.shipped()
    len(store.rows("SELECT ?s { ?s ?p ?o }").values)
    MemoryStore.shipped = classmethod(lambda cls: store)  # type: ignore[method-assign, assignment]


def serve() -> None:
    """Answer jobs from standard input until it ends."""
    warm_up()
    jobs, answers = os.fdopen(os.dup(0), encoding="utf-8"), os.fdopen(os.dup(1), "w")
    for line in jobs:
        answers.write(json.dumps(run_in_child(**json.loads(line))._asdict()) + "\n")
        answers.flush()


@contextmanager
def harness() -> Iterator[Any]:
    """Give a function that runs the command line in the resident process."""
    with subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as resident:
        assert resident.stdin is not None
        assert resident.stdout is not None

        def run(argv: list[str], cwd: Path, stdin: str = "", seconds: float = 60) -> Ended:
            job = {"argv": argv, "cwd": str(cwd), "stdin": stdin, "seconds": seconds}
            resident.stdin.write(json.dumps(job) + "\n")
            resident.stdin.flush()
            return Ended(**json.loads(resident.stdout.readline()))

        yield run
        resident.stdin.close()


if __name__ == "__main__":
    serve()
