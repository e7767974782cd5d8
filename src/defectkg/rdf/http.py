"""A server over HTTP: each request within a time, up to a size, never sent on, tried a few times.

Whatever goes wrong is one line. Credentials come from the environment and are never shown.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import ipaddress
import os
import socket
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from defectkg.errors import DataError, QueryTimeoutError, StoreAwayError, short_line

__all__ = ["Reply", "Server", "without_parameters"]

USER, PASSWORD, TOKEN = (f"DEFECTKG_STORE_{name}" for name in ("USER", "PASSWORD", "TOKEN"))
SECONDS = 120.0  # for a request, unless it is told otherwise
PAUSES = (0.1, 0.4, 1.6)  # seconds before a request is tried again
LARGEST = 512 << 20  # bytes of an answer
BUSY = (429, 502, 503, 504)  # statuses of a server that may answer later
GARBLED = (http.client.HTTPException, ValueError)  # also of a length that is no number


class Reply(NamedTuple):
    """What a server answered.

    Parameters
    ----------
    status : int
    content_type : str
        Without its parameters, in small letters.
    body : bytes
    """

    status: int
    content_type: str
    body: bytes

    def line(self) -> str:
        """Return what the server says in its body, as one short line for people."""
        if "html" in self.content_type:
            return ""
        return short_line(self.body[:2000].decode("utf-8", "replace"))[:200]


class GarbledError(Exception):
    """An answer that broke off, or is no HTTP."""


class Server:
    """What answers at an address, asked by any number of threads.

    Parameters
    ----------
    address : str
        ``http://`` or ``https://``, with a path and perhaps a query.

    Raises
    ------
    DataError
        If it is no such address, or credentials would stand open in it or on the way.
    """

    def __init__(self, address: str) -> None:
        self.address = without_parameters(address)
        self._parts = parts_of(address)
        self._headers = {"User-Agent": "defectkg", **credentials(self._parts)}
        self._own = threading.local()  # each thread has a connection

    def ask(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        seconds: float | None = None,
    ) -> Reply:
        """Send a request that may be repeated, and return the answer.

        Parameters
        ----------
        method, target : str
            Such as ``POST`` and ``/query?x=y``.
        body : bytes, optional
        headers : mapping of str to str, optional
        seconds : float, optional
            For all attempts together.

        Raises
        ------
        DataError
            If the server sends on, refuses, or answers what is no answer.
        StoreAwayError
            If it is not there.
        QueryTimeoutError
            If the time is over.
        """
        ends = time.monotonic() + (seconds or SECONDS)
        sent = {**self._headers, **(headers or {})}
        for pause in (*PAUSES, None):
            try:
                reply = self._once(method, target, body, sent, ends)
                if reply.status not in BUSY:
                    return self._judged(reply)
                self._connection().close()
                fault = f"is busy or down ({reply.status})"
            except GarbledError as error:
                fault = str(error)
            except OSError as error:
                fault = f"no answer ({error.strerror or error})"
            if pause is None or time.monotonic() + pause > ends:
                break
            time.sleep(pause)
        raise StoreAwayError(f"{self.address}: {fault}; start the server, or ask again later")

    def _once(
        self, method: str, target: str, body: bytes, headers: Mapping[str, str], ends: float
    ) -> Reply:
        """Send a request once.

        Raises
        ------
        OSError, GarbledError
            If there is no answer, or it is not whole.
        """
        connection = self._connection()
        try:
            connection.timeout = max(ends - time.monotonic(), 0.001)
            if connection.sock is None:
                connection.connect()
            with cut_off(connection.sock, ends):
                connection.request(method, target, body, dict(headers))
                return read_reply(connection.getresponse())
        except BaseException as error:
            connection.close()
            if time.monotonic() >= ends and isinstance(error, (OSError, GarbledError, *GARBLED)):
                late = f"{self.address}: no answer in time; narrow the query or wait longer"
                raise QueryTimeoutError(late) from None
            if isinstance(error, GARBLED):
                raise GarbledError("its answer broke off, or is no HTTP") from None
            raise

    def _connection(self) -> http.client.HTTPConnection:
        """Return the connection of this thread; a process that was forked has its own."""
        owner, connection = getattr(self._own, "connection", (0, None))
        if connection is None or owner != os.getpid():
            host, port = self._parts.hostname or "", self._parts.port
            secure = self._parts.scheme == "https"
            kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
            connection = kind(host, port)
            weakref.finalize(self, connection.close)
            self._own.connection = (os.getpid(), connection)
        assert isinstance(connection, http.client.HTTPConnection)
        return connection

    def _judged(self, reply: Reply) -> Reply:
        """Return an answer, unless it is none to the request.

        Raises
        ------
        DataError
            If the server sends on or refuses.
        """
        status = reply.status
        if 300 <= status < 400:
            raise DataError(
                f"{self.address}: sends on ({status}), which is not followed; give the address of"
                " the endpoint itself"
            )
        if status in (401, 403):
            raise DataError(
                f"{self.address}: refuses ({status}); put the right {USER} and {PASSWORD}, or"
                f" {TOKEN}, into the environment"
            )
        if status in (404, 405, 410, 415, 501):
            raise DataError(
                f"{self.address}: nothing to ask is there ({status}); give the address of a SPARQL"
                " endpoint, such as http://localhost:7878/query"
            )
        if status >= 500:
            raise DataError(f"{self.address}: the server failed ({status}): {reply.line()}")
        return reply


def without_parameters(address: str) -> str:
    """Return an address as it is printed, for its parameters may hold a key.

    Examples
    --------
    >>> without_parameters("https://example.org/query?key=abc")
    'https://example.org/query?...'
    """
    start, mark, _ = address.partition("?")
    return f"{start}?..." if mark else address


def parts_of(address: str) -> SplitResult:
    """Return the parts of an address.

    Raises
    ------
    DataError
        If it is none of HTTP, or holds credentials.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = (parts.hostname or "").removesuffix(".")
    is_one = parts.scheme in ("http", "https") and all(host.split(".")) and port != 0
    if "@" in (parts.netloc if is_one else address):  # not shown
        raise DataError(
            f"an address with credentials in it; put them into {USER} and {PASSWORD} of the"
            " environment"
        )
    shown = without_parameters(address)
    if not is_one:
        raise DataError(f"{shown}: no address; give one such as http://localhost:7878/query")
    if not address.isascii() or not address.isprintable() or " " in address:
        raise DataError(f"{shown}: no address; write it with percent signs")
    return parts


def credentials(parts: SplitResult) -> dict[str, str]:
    """Return the header with the credentials of the environment, if there are any.

    Raises
    ------
    DataError
        If they hold signs that a header cannot, or others could read them on the way.
    """
    user, password, token = (os.environ.get(name, "") for name in (USER, PASSWORD, TOKEN))
    if not (user or password or token):
        return {}
    if not (token.isascii() and all(text.isprintable() for text in (user, password, token))):
        raise DataError(
            f"the credentials of the environment ({USER}, {PASSWORD}, {TOKEN}) hold a line feed, or"
            " signs that cannot be sent: set them again"
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise DataError(
            f"{parts.hostname}: credentials do not go over http to another machine; use https"
        )
    if token:
        return {"Authorization": f"Bearer {token}"}
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


@contextlib.contextmanager
def cut_off(sock: socket.socket, ends: float) -> Iterator[None]:
    """End what is read of a socket at a time, however slowly it comes."""

    def cut() -> None:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(ends - time.monotonic(), 0), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def read_reply(response: http.client.HTTPResponse) -> Reply:
    """Return an answer when it has come whole.

    Raises
    ------
    GarbledError
        If it is shorter than it says, or longer than can be taken.
    """
    wanted = response.length
    body = bytearray()
    while part := response.read(1 << 16):
        body += part
        if len(body) > LARGEST:
            raise DataError(
                f"an answer of more than {LARGEST >> 20} MiB, which is not read; ask for less"
            )
    if wanted is not None and len(body) < wanted:
        raise GarbledError(f"its answer broke off after {len(body)} of {wanted} bytes")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Reply(response.status, kind, bytes(body))
