"""A process that holds the data, has one thread, and forks workers that answer queries.

The server itself must not fork: it has threads. A worker starts in milliseconds, since it shares
what the nursery has loaded, so one that took too long or too much is ended and replaced.

Between server and nursery runs a socket with orders of one size: *fork*, with one end of the new
worker's own socket, or *end*, with the number of a worker's process. Between server and worker run
questions and answers, pickled, each with its length before it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import signal
import socket
import struct
import sys
import tempfile
import threading
from typing import IO, Any, NoReturn

from defectkg.rdf.bounded import (
    KEPT,
    STACK,
    address_space,
    forbid_opening,
    lower_limit,
)

__all__ = ["BURY", "END", "FORK", "ORDER", "SIZE", "STATUS", "run_nursery"]

ORDER = struct.Struct("!cQ")  # what to do, and with which process
STATUS = struct.Struct(f"!q{KEPT}s")  # a process or how it ended, and what it wrote before
SIZE = struct.Struct("!Q")  # of the question or answer that follows
PR_SET_PDEATHSIG = 1  # prctl(2)
FORK, END, BURY = b"f", b"e", b"b"


def run_nursery(number: int, memory: int) -> None:
    """Fork and end workers until the server closes its end: the life of the nursery.

    Parameters
    ----------
    number : int
        The file descriptor of the socket to the server, which first sends what opens the data.
    memory : int
        MiB that a worker may take beyond what it shares.
    """
    import gc

    from defectkg.web.questions import Question, answer

    server = socket.socket(fileno=number)
    with server.makefile("rb") as stream:
        if len(head := stream.read(SIZE.size)) < SIZE.size:
            return  # the server has ended before it began
        store = pickle.loads(stream.read(SIZE.unpack(head)[0]))()
    answer(store, Question("ASK {}"))  # what is the same for all questions is found out once
    gc.collect()
    gc.freeze()  # workers share what is here
    said: dict[int, IO[bytes]] = {}  # what each worker writes to standard error
    server.sendall(STATUS.pack(0, b""))
    while True:
        order, ends, _, _ = socket.recv_fds(server, ORDER.size, 1)
        if len(order) < ORDER.size:
            break
        verb, pid = ORDER.unpack(order)
        if verb == FORK:
            written = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the worker
            pid = os.fork()
            if not pid:
                server.close()
                live_as_worker(store, ends[0], written.fileno(), memory)
            os.close(ends[0])
            said[pid] = written
            server.sendall(STATUS.pack(pid, b""))
        else:
            if verb == END:
                os.kill(pid, signal.SIGKILL)
            server.sendall(STATUS.pack(*bury(pid, said.pop(pid))))
    for pid in said:
        os.kill(pid, signal.SIGKILL)


def bury(pid: int, written: IO[bytes]) -> tuple[int, bytes]:
    """Wait for the end of a worker; return how it ended, and the last that it wrote."""
    status = os.waitpid(pid, 0)[1]
    with written:
        written.seek(0)
        words = written.read()
    return status, words[-KEPT:].strip(b"\0")


def live_as_worker(store: Any, number: int, errors: int, memory: int) -> NoReturn:
    """Answer questions until the server closes the socket or the nursery is gone."""
    try:
        import resource

        parent = os.getppid()
        die_with_parent()
        os.dup2(errors, 2)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        threading.stack_size(STACK)
        busy = threading.Thread(target=answer_all, args=(store, number, memory), daemon=True)
        busy.start()
        while busy.is_alive() and os.getppid() == parent:
            busy.join(0.5)
    finally:
        os._exit(0)


def die_with_parent() -> None:
    """Have Linux kill this process when its parent ends: one that is halted cannot see to it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def answer_all(store: Any, number: int, memory: int) -> None:
    """Answer what comes, under a limit on memory and without opening a file or socket."""
    import resource

    from defectkg.web.questions import answer

    stream = socket.socket(fileno=number).makefile("rwb")
    forbid_opening(store.files)
    lower_limit(resource.RLIMIT_AS, address_space() + (memory << 20))
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        while head := stream.read(SIZE.size):
            question = pickle.loads(stream.read(SIZE.unpack(head)[0]))
            try:
                reply = tuple(answer(store, question))
            except (MemoryError, RecursionError):
                os.abort()
            packed = pickle.dumps(reply)
            stream.write(SIZE.pack(len(packed)))
            stream.write(packed)
            stream.flush()
    os._exit(0)
