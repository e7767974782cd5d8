"""The process that forks workers."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from defectkg.rdf.memory import MemoryStore
from defectkg.web.nursery import run_nursery
from defectkg.web.pool import GONE, Limits, Pool
from defectkg.web.questions import Question


def test_it_ends_quietly_when_its_server_never_began() -> None:
    server, nursery = socket.socketpair()
    server.close()
    run_nursery(nursery.detach(), 64)


def test_queries_are_told_that_it_was_killed() -> None:
    async def asked() -> list[bytes]:
        pool = Pool(Limits(fast=1))
        await pool.open(MemoryStore())
        pool._nursery._process.kill()
        pool._nursery._process.wait()
        worker = await pool._free.get()  # it may live on for a while
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)
        pool._free.put_nowait(worker)
        answers = [await pool.ask(Question("ASK {}")) for _ in range(3)]
        await pool.close()
        return [answer.body for answer in answers]

    assert asyncio.run(asked()) == [f"{GONE}\n".encode()] * 3


def is_gone(pid: int) -> bool:
    """Return whether a process has ended, whether or not it was buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.skipif(sys.platform != "linux", reason="other systems leave halted workers behind")
def test_a_halted_worker_ends_with_its_nursery() -> None:
    async def halted() -> int:
        pool = Pool(Limits(fast=1))
        await pool.open(MemoryStore())
        await pool.ask(Question("ASK {}"))  # it has begun
        worker = await pool._free.get()
        os.kill(worker.pid, signal.SIGSTOP)
        pool._nursery._process.kill()
        pool._nursery._process.wait()
        worker.close()
        return worker.pid

    pid = asyncio.run(halted())
    for _ in range(100):
        if is_gone(pid):
            break
        time.sleep(0.02)
    assert is_gone(pid)
