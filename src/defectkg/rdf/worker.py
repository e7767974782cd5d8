"""A resident process that answers what users of Python ask, so that no query can hurt their own.

It has one thread and opens a folder itself, or holds a copy of the data, sent again when they
change; each query runs in a child of it (`defectkg.rdf.untrusted`). A fork of the host would hold
locks of the host's threads.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import sys
import threading
import time
import weakref
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from defectkg.errors import QueryError, QueryTimeoutError
from defectkg.rdf.bounded import can_bound
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.store import QueryAnswer, Store
from defectkg.rdf.untrusted import ask_bounded, ask_unbounded

if TYPE_CHECKING:
    import subprocess

__all__ = ["Worker", "serve"]

START = "import sys; sys.path[:] = sys.argv[1:]; from defectkg.rdf.worker import serve; serve()"
READY = "ready"
SIZE = struct.Struct("!Q")


class Reply(NamedTuple):
    """What the worker sends back: an answer, pickled, and a remark, or an error."""

    answer: bytes = b""
    remark: str = ""
    error: Exception | None = None


class Worker:
    """Answers queries about a store, whatever it holds when it is asked.

    Many threads may ask; they are answered one after the other.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asking = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0  # the process that started it: a fork of that must not share it
        self._version = -1  # of the store, as the process holds it
        self._told = False  # that limits do not hold

    def ask(
        self,
        text: str,
        bindings: Mapping[str, str],
        *,
        seconds: float | None = None,
        memory: int | None = None,
    ) -> tuple[QueryAnswer, str]:
        """Answer a query in the worker, or here where none can be had; a remark says so once.

        Raises
        ------
        QueryError
            If the query fails or needs too much, see `defectkg.rdf.untrusted.ask_bounded`.
        QueryTimeoutError
            If there was no answer in time, or other threads asked for as long.
        """
        started = time.monotonic()
        if not self._asking.acquire(timeout=-1 if seconds is None else seconds):
            raise QueryTimeoutError(
                f"no answer within {seconds:g} s, since other threads are asking: wait longer"
            )
        try:
            if self._is_running() or self._start():
                waited = time.monotonic() - started
                left = seconds and max(round(seconds - waited, 2), 0.01)
                reply = self._exchange((text, bindings, left, memory))
                if reply.error:
                    try:
                        raise reply.error
                    finally:
                        del reply  # its error would hold this frame, and that the worker
                return pickle.loads(reply.answer), reply.remark
        finally:
            self._asking.release()
        here, remark = ask_unbounded(self._store, text, bindings, lambda it: it, seconds)
        remark, self._told = "" if self._told else remark, True
        return here, remark

    def _is_running(self) -> bool:
        mine = self._owner == os.getpid()
        return mine and self._process is not None and self._process.poll() is None

    def _start(self) -> bool:
        """Start the process; return whether it could be had."""
        import subprocess

        self._version = -1
        self._process = None
        if not (can_bound() and sys.executable):
            return False
        try:
            process = subprocess.Popen(
                [sys.executable, "-c", START, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the host
            )
        except OSError:
            return False
        self._process, self._owner = process, os.getpid()
        weakref.finalize(self, end, process, self._owner)
        return bool(receive(process.stdout) == READY)

    def _exchange(self, asked: tuple[Any, ...]) -> Reply:
        """Send a question, with the data if they have changed, and return the reply."""
        assert self._process
        version, opener = self._version, None
        if version != self._store.version:
            version, opener = self._store.opener()
        replied: Reply | None = None
        try:
            with contextlib.suppress(BrokenPipeError):
                send(self._process.stdin, (opener, *asked))
                replied = receive(self._process.stdout)
        finally:
            if replied is None:  # it is gone, or this thread was interrupted while it works
                end(self._process, self._owner)
                self._process = None
        if replied is None:
            raise QueryError("the process that answers queries was killed: ask again")
        self._version = version
        return replied


def end(process: subprocess.Popen[bytes], owner: int) -> None:
    """End a worker and the query that it may be at, if this process started it."""
    if owner != os.getpid():
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()


def serve() -> None:
    """Answer questions from standard input until it is closed: the life of the worker."""
    import gc

    gc.freeze()  # children share what is here with the worker
    asked, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not stand between the replies
    send(replies, READY)
    store: Store = MemoryStore()
    while (question := receive(asked)) is not None:
        opener, text, bindings, seconds, memory = question
        if opener is not None:
            store = opener()
            store.query("ASK {}")  # what is the same for all questions is found out once
        send(replies, answer_of(store, bindings, text, seconds, memory))


def answer_of(
    store: Store,
    bindings: Mapping[str, str],
    text: str,
    seconds: float | None,
    memory: int | None,
) -> Reply:
    """Return the reply to a question."""
    try:
        answer, remark = ask_bounded(
            lambda: (store, text, bindings), pickle.dumps, seconds=seconds, memory=memory
        )
    except Exception as error:
        return Reply(error=error)
    return Reply(answer, remark)


def send(pipe: IO[bytes] | None, thing: object) -> None:
    """Write a thing to a pipe, its size before it."""
    assert pipe
    packed = pickle.dumps(thing)
    pipe.write(SIZE.pack(len(packed)))
    pipe.write(packed)
    pipe.flush()


def receive(pipe: IO[bytes] | None) -> Any:
    """Read a thing from a pipe; None where the other end is closed."""
    assert pipe
    head = pipe.read(SIZE.size)
    if len(head) < SIZE.size:
        return None
    size = SIZE.unpack(head)[0]
    packed = pipe.read(size)
    return pickle.loads(packed) if len(packed) == size else None
