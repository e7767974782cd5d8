"""Servers that are started, and clients that ask them: what several benchmarks share."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Server(NamedTuple):
    """A server to measure: its name, its command, the address that is asked first."""

    name: str
    command: list[str]
    first: str


def port_of(server: Server) -> int:
    """Return the port at which a server answers."""
    return int(next(w for w in server.command if w.rpartition(":")[2].isdigit()).rpartition(":")[2])


@contextlib.contextmanager
def running(server: Server) -> Iterator[tuple[str, float, int]]:
    """Start a server; give its address, the seconds until its first answer, and its process."""
    address = f"http://127.0.0.1:{port_of(server)}"
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
                if process.poll() is not None:
                    raise RuntimeError(f"{server.name} ended before it answered: is its port free?")
                with contextlib.suppress(OSError):
                    fetch(address + server.first, "*/*")
                    break
                time.sleep(0.005)
            else:
                raise RuntimeError(f"{server.name} does not answer")
            first = time.perf_counter() - started
            yield address, first, process.pid
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


def fetch(address: str, accept: str) -> bytes:
    """Return what stands at an address."""
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return bytes(answer.read())


Answers = list[tuple[str, int, float]]  # path, status, seconds


async def client(
    address: str, paths: Iterable[str], accept: str, until: float, seen: Answers
) -> None:
    """Ask for paths in turn over one connection until a time; note each status and duration."""
    host = address.removeprefix("http://")
    name, _, port = host.partition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    for path in paths:
        started = time.perf_counter()
        if started > until:
            break
        head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\n\r\n"
        writer.write(head.encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        if b"content-length:" in answer:
            await reader.readexactly(int(answer.split(b"content-length:")[1].split(b"\r")[0]))
        else:  # in chunks
            while size := int((await reader.readline()).strip(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        seen.append((path, int(answer.split()[1]), time.perf_counter() - started))
    writer.close()


def measure(
    address: str,
    clients: Sequence[Iterable[str]],
    seconds: float,
    accept: str,
    *,
    once: bool = False,
) -> Answers:
    """Let clients ask for some seconds; return path, status and duration of each answer.

    Parameters
    ----------
    address : str
    clients : sequence of sequence of str
        What each asks for, again and again.
    seconds : float
    accept : str
    once : bool, optional
        Ask for each path once, however long it takes.
    """
    seen: Answers = []
    asked = clients if once else [cycle(paths) for paths in clients]

    async def all_of_them() -> None:
        until = float("inf") if once else time.perf_counter() + seconds
        await asyncio.gather(*(client(address, paths, accept, until, seen) for paths in asked))

    asyncio.run(all_of_them())
    return seen


def line(name: str, seen: Answers, seconds: float) -> str:
    """Return a row of a table: how answers came."""
    took = sorted(s for _, _, s in seen)
    failed = sum(status != 200 for _, status, _ in seen)
    p99 = took[int(len(took) * 0.99)] if took else 0
    p50 = statistics.median(took) if took else 0
    rate = len(took) / seconds
    return f"| {name} | {rate:,.0f} | {p50 * 1000:.1f} | {p99 * 1000:.1f} | {failed} |"
