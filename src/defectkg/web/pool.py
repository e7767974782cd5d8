"""Worker processes that answer SPARQL under limits on time, memory and length.

Two lanes keep long queries from holding up short ones. Every query begins in a free worker of the
fast lane; one that is not done soon keeps its process, which gives way to the others from then on
(a lower priority), and a new worker takes its place in the fast lane. How many slow ones run at a
time is bounded; those beyond are halted until it is their turn, or their time is over. A worker
that was slow, or that died, is never used again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Coroutine
from typing import NamedTuple

from defectkg.errors import DataError
from defectkg.rdf.bounded import can_bound, last_line, reason_of
from defectkg.rdf.store import Store
from defectkg.rdf.untrusted import MIXED
from defectkg.web.nursery import BURY, END, FORK, ORDER, SIZE, STATUS
from defectkg.web.questions import HttpAnswer, Question

__all__ = ["Limits", "Pool"]

START = (
    "import sys; sys.path[:] = sys.argv[3:];"
    " from defectkg.web.nursery import run_nursery; run_nursery(*map(int, sys.argv[1:3]))"
)

GONE = "the process that starts workers is gone: start the server again"
LOWER = 19  # how much a slow worker gives way to the others (nice): as far as it goes


class Limits(NamedTuple):
    """What a query may take, and how many are answered at a time.

    Parameters
    ----------
    seconds : float
        Until a query is ended.
    memory : int
        MiB that it may take.
    most_bytes, most_rows : int
        How long its answer may be.
    fast : int
        How many workers wait for queries.
    slow : int
        How many queries that take longer than `soon` run at a time.
    halted : int
        How many more of them may wait for their turn.
    soon : float
        Seconds after which a query counts as slow.
    waiting : int
        How many queries may wait for a worker.
    """

    seconds: float = 30
    memory: int = 1024
    most_bytes: int = 64 << 20
    most_rows: int = 100_000
    fast: int = 2
    slow: int = 2
    halted: int = 16
    soon: float = 0.1
    waiting: int = 200

    def __str__(self) -> str:
        answer = f"{self.most_rows} rows or triples, and {self.most_bytes >> 20} MiB"
        return f"{self.seconds:g} s, {self.memory} MiB of memory, {answer} of answer"


class Nursery:
    """The process that forks workers (`defectkg.web.nursery`), as the server sees it.

    Parameters
    ----------
    memory : int
        MiB that each worker may take.

    Raises
    ------
    DataError
        If this system cannot fork processes.
    """

    def __init__(self, memory: int) -> None:
        if not can_bound():
            raise DataError(
                "the endpoint needs processes that can be forked (Linux, macOS): use those"
            )
        self._socket, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-c", START, str(theirs.fileno()), str(memory), *sys.path],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the server, which ends it
        )
        theirs.close()

    def load(self, data: bytes) -> None:
        """Send what opens the data, pickled, and wait until they are loaded."""
        self._socket.sendall(SIZE.pack(len(data)) + data)
        self._reply()

    def order(self, verb: bytes, pid: int, end: socket.socket | None = None) -> tuple[int, bytes]:
        """Fork a worker with its end of a socket, or end or bury one.

        Returns
        -------
        number : int
            Of the new process, or how the old one ended.
        said : bytes
            What that wrote to standard error.
        """
        ends = [end.fileno()] if end else []
        try:
            socket.send_fds(self._socket, [ORDER.pack(verb, pid)], ends)
        except OSError:
            raise DataError(GONE) from None
        return self._reply()

    def close(self) -> None:
        """End it with all its workers."""
        self._socket.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _reply(self) -> tuple[int, bytes]:
        read = b""
        while len(read) < STATUS.size:
            part = self._socket.recv(STATUS.size - len(read))
            if not part:
                raise DataError(GONE)
            read += part
        number, said = STATUS.unpack(read)
        return number, said.strip(b"\0")


class DiedError(Exception):
    """A worker that ended before its answer was whole."""


class PoolWorker:
    """One process that answers one question at a time."""

    def __init__(
        self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.pid = pid
        self.slow = False  # it has left the fast lane
        self._reader = reader
        self._writer = writer

    async def ask(self, packed: bytes) -> HttpAnswer:
        """Send a pickled question and return its answer.

        Raises
        ------
        DiedError
            If the process ended.
        """
        try:
            self._writer.write(SIZE.pack(len(packed)) + packed)
            await self._writer.drain()
            size = SIZE.unpack(await self._reader.readexactly(SIZE.size))[0]
            return HttpAnswer(*pickle.loads(await self._reader.readexactly(size)))
        except (OSError, asyncio.IncompleteReadError):
            raise DiedError from None

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process; until it is buried, its number is its own."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def close(self) -> None:
        """Close the way to the process."""
        self._writer.close()


class Pool:
    """Workers that answer questions about what a store holds when the pool is opened.

    The first process starts at once, so that it gets ready while the data are loaded.

    Parameters
    ----------
    limits : Limits, optional
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._nursery = Nursery(self.limits.memory)
        self._ordering = asyncio.Lock()  # the nursery follows one order at a time
        self._free: asyncio.Queue[PoolWorker] = asyncio.Queue()
        self._is_gone = False  # the nursery
        self._waiting = 0
        self._slow = 0
        self._turns = asyncio.Semaphore(self.limits.slow)
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, store: Store) -> None:
        """Give the nursery what a store holds, and have it fork the first workers."""
        await asyncio.to_thread(self._nursery.load, pickle.dumps(store.opener()[1]))
        for _ in range(self.limits.fast):
            await self._add_worker()

    async def close(self) -> None:
        """End every process of the pool."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.to_thread(self._nursery.close)

    async def ask(self, question: Question) -> HttpAnswer:
        """Return the answer to a question, or one line with the status 503 or 413."""
        limits = self.limits
        packed = pickle.dumps(
            question._replace(most_bytes=limits.most_bytes, most_rows=limits.most_rows)
        )
        ends = asyncio.get_running_loop().time() + limits.seconds
        for last in (False, True):
            if self._is_gone:
                return HttpAnswer.line(503, GONE)
            worker = await self._next_free(ends)
            if worker is None:
                return busy("every worker is busy")
            asked = asyncio.create_task(worker.ask(packed))
            used_up = True  # it was slow, or died, or nobody waits for its answer any more
            try:
                done, _ = await asyncio.wait({asked}, timeout=limits.soon)
                if not done:
                    return await self._await_slow(worker, asked, ends)
                answer = asked.result()
                used_up = False
                return answer
            except DiedError:
                try:
                    status, said = await self._order(BURY, worker.pid)
                except DataError:
                    return HttpAnswer.line(503, GONE)
                worker.pid = 0
                if last or not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
                    return self._died(status, said)
                # Another hand killed it: the query is not to blame, and is asked once more.
            finally:
                asked.cancel()
                if used_up:
                    self._replace(worker)
                else:
                    self._free.put_nowait(worker)
        raise AssertionError("the loop above returns")

    async def _next_free(self, ends: float) -> PoolWorker | None:
        """Return the next free worker, unless too many queries wait or there is none in time."""
        if self._free.empty() and self._waiting >= self.limits.waiting:
            return None
        self._waiting += 1
        try:
            async with asyncio.timeout_at(ends):
                return await self._free.get()
        except TimeoutError:
            return None
        finally:
            self._waiting -= 1

    async def _await_slow(
        self, worker: PoolWorker, asked: asyncio.Task[HttpAnswer], ends: float
    ) -> HttpAnswer:
        """Wait for an answer in the slow lane, if that has room.

        Raises
        ------
        DiedError
            If the worker ended.
        """
        if self._slow >= self.limits.slow + self.limits.halted:
            return busy("too many long queries are being answered")
        self._slow += 1
        worker.slow = True
        self._begin(self._add_worker())
        try:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, worker.pid, LOWER)
            async with asyncio.timeout_at(ends):
                worker.send(signal.SIGSTOP)
                async with self._turns:
                    worker.send(signal.SIGCONT)
                    await asyncio.wait({asked})
            return asked.result()
        except TimeoutError:
            seconds = f"{self.limits.seconds:g} s"
            return HttpAnswer.line(
                503, f"no answer within {seconds}: narrow the query or add LIMIT"
            )
        finally:
            self._slow -= 1

    def _died(self, status: int, said: bytes) -> HttpAnswer:
        """Return what to say of a query whose worker died."""
        words = said.decode("utf-8", "replace")
        if MIXED in words:
            return HttpAnswer.line(
                503, "ORDER BY compares numbers with strings here: sort by STR(?x) instead"
            )
        reason = reason_of(status, words)
        if reason == "memory":
            return HttpAnswer.line(
                503, f"the query needs more than {self.limits.memory} MiB: narrow it"
            )
        if reason == "depth":
            return HttpAnswer.line(503, "the query is nested too deeply: make it flatter")
        return HttpAnswer.line(503, f"the query made the engine stop: {last_line(words)}")

    def _replace(self, worker: PoolWorker) -> None:
        """End a worker, and start one in its place unless that was done when it became slow."""

        async def replace() -> None:
            worker.close()
            if worker.pid:
                await self._order(END, worker.pid)
            if not worker.slow:
                await self._add_worker()

        self._begin(replace())

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        """Do something while others go on."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        """Forget what was begun; that the nursery is gone is told to queries."""
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error and not isinstance(error, DataError):
            raise error

    async def _add_worker(self) -> None:
        """Have the nursery fork a worker for the fast lane."""
        mine, theirs = socket.socketpair()
        try:
            pid, _ = await self._order(FORK, 0, theirs)
        except DataError:
            mine.close()
            raise
        finally:
            theirs.close()
        mine.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=mine)
        self._free.put_nowait(PoolWorker(pid, reader, writer))

    async def _order(
        self, verb: bytes, pid: int, end: socket.socket | None = None
    ) -> tuple[int, bytes]:
        """Give the nursery an order and return its reply."""
        async with self._ordering:
            try:
                return await asyncio.to_thread(self._nursery.order, verb, pid, end)
            except DataError:
                self._is_gone = True
                raise


def busy(why: str) -> HttpAnswer:
    """Return the answer to a query that nobody has time for."""
    return HttpAnswer.line(503, f"{why}: ask again in a moment")._replace(is_busy=True)
