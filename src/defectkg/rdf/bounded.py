"""Run work in a child process with bounds on time, memory and depth, and get its result back.

What the child does to itself (aborts, runs out of memory, overflows its stack, never ends) is one
`StoppedError` here. A child is a fork: it knows what its parent knows, and changes nothing of it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, Literal, NoReturn, TypeVar

from defectkg.errors import DefectkgError

__all__ = ["StoppedError", "can_bound", "default_memory", "forbid_opening", "run_bounded"]

T = TypeVar("T")
Reason = Literal["time", "memory", "depth", "crash"]

LONGEST_WAIT = 10**9  # seconds, which fit every clock and counter
STACK = 512 << 20  # bytes, taken only as they are used: what reads nested text does so by recursion
KEPT = 4096  # bytes of what a dying child says that are kept, from either end
HEAD = struct.Struct("!Q")  # the length of the result that follows


class StoppedError(DefectkgError):
    """Work that was stopped, or stopped itself, before it had a result.

    Parameters
    ----------
    message : str
    reason : str
        What ran out or happened: ``time``, ``memory``, ``depth`` or ``crash``.
    said : str
        What the child wrote to standard error before it died.
    """

    def __init__(self, message: str, reason: Reason = "crash", said: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.said = said


def can_bound() -> bool:
    """Return whether this system has processes that can be forked and limited (not Windows)."""
    return hasattr(os, "fork") and hasattr(signal, "SIGKILL")


def default_memory() -> int:
    """Return how many MiB a piece of work may take unless it is told otherwise.

    4 GiB, or half of what the machine has.
    """
    try:
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    except (AttributeError, ValueError, OSError):
        return 4096
    return min(4096, machine // 2)


def run_bounded(
    work: Callable[[], T],
    *,
    what: str = "the work",
    seconds: float | None = None,
    memory: int | None = None,
) -> T:
    """Return what `work` returns, having run it in a child process with limits.

    Where the system cannot fork (see `can_bound`), the work runs here and without limits.

    Parameters
    ----------
    work : callable
        Takes nothing; its result, or the exception that it raises, comes back pickled.
    what : str, optional
        What the work is called in messages, such as ``the query``.
    seconds : float, optional
        Wall clock time, after which the child is killed; no limit without it.
    memory : int, optional
        MiB that the work may take beyond what this process has; see `default_memory`.

    Raises
    ------
    StoppedError
        If the child was stopped or died.

    Notes
    -----
    Call it where no other thread runs: a fork copies the locks that other threads hold.

    Examples
    --------
    >>> run_bounded(lambda: 6 * 7, seconds=10)
    42
    """
    if not can_bound():
        return work()
    memory = memory or default_memory()
    result_end, result_start = os.pipe()
    said_end, said_start = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if not pid:
        os.close(result_end)
        os.close(said_end)
        live_as_child(work, parent, result_start, said_start, seconds, memory)
    os.close(result_start)
    os.close(said_start)
    status = None
    try:
        result, said, late = collect(result_end, said_end, seconds)
        if late:
            os.kill(pid, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
    finally:
        os.close(result_end)
        os.close(said_end)
        if status is None:  # stopped while waiting, by Ctrl-C for instance
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    if late:
        raise out_of("time", what, seconds, memory)
    if len(result) >= HEAD.size and len(result) - HEAD.size == HEAD.unpack_from(result)[0]:
        ended: tuple[T | None, BaseException | Reason | None] = pickle.loads(result[HEAD.size :])
        value, error = ended
        if error is None:
            return value  # type: ignore[return-value]
        raise error if isinstance(error, BaseException) else out_of(error, what, seconds, memory)
    text = said.decode("utf-8", "replace")
    raise out_of(reason_of(status, text), what, seconds, memory, text)


def collect(result: int, said: int, seconds: float | None) -> tuple[bytes, bytes, bool]:
    """Return what a child sent, what it said, and whether its time ran out."""
    import select

    parts, words = [], b""
    deadline = None if seconds is None else time.monotonic() + min(seconds, LONGEST_WAIT)
    waiting = {result, said}
    poll = select.poll()
    for end in waiting:
        poll.register(end, select.POLLIN)
    while waiting:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            return b"", words, True
        # A poll takes no more milliseconds than an int holds.
        for end, _ in poll.poll(None if left is None else min(left * 1000 + 1, 1e9)):
            read = os.read(end, 1 << 20)
            if not read:
                poll.unregister(end)
                waiting.remove(end)
            elif end == result:
                parts.append(read)
            else:
                words += read
                words = words if len(words) <= 2 * KEPT else words[:KEPT] + words[-KEPT:]
    return b"".join(parts), words, False


def live_as_child(
    work: Callable[[], Any],
    parent: int,
    result: int,
    said: int,
    seconds: float | None,
    memory: int,
) -> NoReturn:
    """Do the work in this process, just forked, send its result, and end; end with the parent."""
    try:
        import faulthandler
        import resource

        faulthandler.disable()  # what a host asked to be told of crashes is about itself
        os.dup2(said, 2)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if seconds is not None:
            lower_limit(resource.RLIMIT_CPU, int(min(seconds, LONGEST_WAIT)) + 2)
        done = threading.Thread(target=work_and_send, args=(work, result, memory), daemon=True)
        threading.stack_size(STACK)
        done.start()
        while done.is_alive() and os.getppid() == parent:
            done.join(0.5)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def work_and_send(work: Callable[[], Any], result: int, memory: int) -> None:
    """Do the work under a limit on memory and send what it returned or raised."""
    import resource

    lower_limit(resource.RLIMIT_AS, address_space() + (memory << 20))
    try:
        try:
            sent = pickle.dumps((work(), None))
        except MemoryError:
            sent = pickle.dumps((None, "memory"))
        except RecursionError:
            sent = pickle.dumps((None, "depth"))
        except Exception as error:
            sent = pickled_error(error)
        for part in (HEAD.pack(len(sent)), sent):
            view = memoryview(part)
            while view:
                view = view[os.write(result, view) :]
    except BaseException:
        traceback.print_exc()


def pickled_error(error: Exception) -> bytes:
    """Return an exception pickled; one that cannot be pickled as text."""
    if not isinstance(error, DefectkgError):  # an error of the program: say where it was
        error.add_note(traceback.format_exc())
    try:
        sent = pickle.dumps((None, error))
        pickle.loads(sent)
    except Exception:
        sent = pickle.dumps((None, RuntimeError(traceback.format_exc())))
    return sent


def forbid_opening(but: int = 0) -> None:
    """Let this process open no more files and sockets; those that are open stay.

    What is still to be imported must be imported before. On Windows this does nothing.

    Parameters
    ----------
    but : int, optional
        So many it may open still: the files of a store on disk, which its engine opens when it
        needs them.
    """
    if not can_bound():
        return
    import resource

    if but:  # above all that is open: numbers of files between may be free or not
        lower_limit(resource.RLIMIT_NOFILE, max(map(int, os.listdir("/dev/fd"))) + 1 + but)
        return
    lowest_free = os.dup(0) if is_open(0) else 0
    if lowest_free:
        os.close(lowest_free)
    lower_limit(resource.RLIMIT_NOFILE, lowest_free)


def is_open(descriptor: int) -> bool:
    """Return whether a file descriptor is open."""
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def lower_limit(kind: int, value: int) -> None:
    """Set a limit of this process for good, if it is not as low already."""
    import resource

    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS has no limit on memory
        resource.setrlimit(kind, (value, value))


def address_space() -> int:
    """Return how many bytes of addresses this process has now."""
    try:
        with open("/proc/self/statm", "rb") as sizes:
            return int(sizes.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # no Linux
        return 2 * STACK


def reason_of(status: int, said: str) -> Reason:
    """Return why a child ended without a result."""
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGXCPU:
        return "time"
    if "memory allocation of" in said or "MemoryError" in said or number == signal.SIGKILL:
        return "memory"  # the system kills what takes too much, too
    if "overflowed its stack" in said or number in (signal.SIGSEGV, signal.SIGBUS):
        return "depth"
    return "crash"


def out_of(
    reason: Reason, what: str, seconds: float | None, memory: int, said: str = ""
) -> StoppedError:
    """Return the error of work that was stopped for a reason."""
    message = {
        "time": f"{what} did not end within {seconds or 0:g} s: ask for less or wait longer",
        "memory": f"{what} needs more than {memory} MiB of memory: ask for less or allow more",
        "depth": f"{what} is nested too deeply: make it flatter",
        "crash": f"{what} made the engine stop: {last_line(said)}",
    }[reason]
    return StoppedError(message, reason, said)


def last_line(said: str) -> str:
    """Return the telling line of what a child said before it died."""
    lines = [line for line in said.splitlines() if line.strip() and "RUST_BACKTRACE" not in line]
    return lines[-1][:160] if lines else "no reason given"
