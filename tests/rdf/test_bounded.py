"""Work in a bounded child: its result, its errors, and each way in which it may end badly."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from defectkg.errors import DataError
from defectkg.rdf import bounded
from defectkg.rdf.bounded import StoppedError, forbid_opening, run_bounded


def spin() -> None:
    while True:
        pass


def recurse(depth: int = 0) -> int:
    return recurse(depth + 1)


def children() -> set[str]:
    """The processes that this one has started, by their numbers."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {number for task in tasks for number in task.read_text().split()}


def test_a_result_comes_back_as_it_is() -> None:
    triple = ox.Triple(ox.BlankNode("b"), ox.NamedNode("x:p"), ox.Literal("a", language="en"))
    assert run_bounded(lambda: {"triple": triple, "long": "x" * (3 << 20)}, seconds=60) == {
        "triple": triple,
        "long": "x" * (3 << 20),
    }


def test_the_child_knows_what_its_parent_knows_and_changes_nothing_of_it() -> None:
    seen: list[int] = [1]
    assert run_bounded(lambda: seen.append(2) or len(seen)) == 2
    assert seen == [1]
    assert threading.stack_size() == 0


def test_errors_are_raised_here() -> None:
    def refuse() -> None:
        raise DataError("a file; correct it")

    with pytest.raises(DataError, match="a file; correct it"):
        run_bounded(refuse)
    with pytest.raises(ZeroDivisionError) as fault:
        run_bounded(lambda: 1 // 0)
    assert "test_bounded.py" in fault.value.__notes__[0], "where it was"


ENDS: list[tuple[Callable[[], object], str]] = [
    (lambda: time.sleep(60), "time"),
    (spin, "time"),
    (lambda: len(bytearray(1 << 30)), "memory"),
    (lambda: [bytes(1000) for _ in range(10**8)], "memory"),
    (lambda: os.kill(os.getpid(), signal.SIGKILL), "memory"),
    (recurse, "depth"),
    (lambda: ctypes.string_at(0), "depth"),
    (os.abort, "crash"),
    (lambda: os._exit(0), "crash"),
]


@pytest.mark.process
@pytest.mark.parametrize(("work", "reason"), ENDS)
def test_every_bad_end_is_one_line(work: Callable[[], object], reason: str) -> None:
    before, others = set(os.listdir("/proc/self/fd")), children()
    with pytest.raises(StoppedError, match=r"^the trial ") as stopped:
        run_bounded(work, what="the trial", seconds=1 if reason == "time" else 60, memory=300)
    assert stopped.value.reason == reason
    assert "\n" not in str(stopped.value)
    assert set(os.listdir("/proc/self/fd")) == before
    assert children() == others, "a child is left"


def test_what_is_nested_ten_thousand_times_fits_the_stack() -> None:
    text = "SELECT * {FILTER(" + "!" * 100_000 + "true)}"
    assert run_bounded(lambda: len(list(ox.Store().query(text))), seconds=60) == 1


def test_an_interrupted_parent_leaves_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    others = children()
    monkeypatch.setattr(bounded, "collect", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run_bounded(spin)
    assert children() == others


OPENING: dict[str, Callable[[], object]] = {
    "file": lambda: os.open("/etc/hosts", os.O_RDONLY),
    "socket": socket.socket,
    "load": lambda: ox.Store().load(path="/etc/hosts", format=ox.RdfFormat.TURTLE),
    "pipe": os.pipe,
}


@pytest.mark.parametrize("name", OPENING)
def test_a_sealed_child_opens_no_file_and_no_socket(name: str) -> None:
    def work() -> None:
        forbid_opening()
        OPENING[name]()

    with pytest.raises(OSError, match=r"Too many open files"):
        run_bounded(work)


def test_a_child_opens_as_many_files_as_it_may() -> None:
    def opened() -> int:
        forbid_opening(but=3)
        count = 0
        while count < 100:
            try:
                os.open("/etc/hosts", os.O_RDONLY)
            except OSError:
                break
            count += 1
        return count

    assert 3 <= run_bounded(opened) < 100


@pytest.mark.parametrize(
    ("host", "sealed"), [("127.0.0.1", True), ("localhost", True), ("127.0.0.1", False)]
)
def test_a_sealed_child_reaches_no_server(host: str, sealed: bool) -> None:
    """What the error says is the resolver's word, not ours: that nobody called is what counts."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        service = f"http://{host}:{server.getsockname()[1]}/"

        def ask() -> None:
            if sealed:
                forbid_opening()
            list(ox.Store().query(f"SELECT * {{SERVICE <{service}> {{}}}}"))

        with pytest.raises((OSError, StoppedError)):
            run_bounded(ask, seconds=60 if sealed else 1)
        if sealed:
            with pytest.raises(BlockingIOError):
                server.accept()
        else:
            server.accept()[0].close()


def test_without_fork_the_work_runs_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    seen: list[int] = []
    run_bounded(lambda: seen.append(1), seconds=1)
    assert seen == [1]
    forbid_opening()
    os.close(os.open(os.devnull, os.O_RDONLY))
