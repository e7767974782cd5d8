"""Servers that are away, slow, wrong or lie: one line each, and never a wrong answer."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote_plus

import pyoxigraph as ox
import pytest

from defectkg.errors import DataError, DefectkgError, QueryError, QueryTimeoutError
from defectkg.rdf import http
from defectkg.rdf.bindings import bound
from defectkg.rdf.endpoint import MOST_UNCOUNTED, Endpoint, counting
from defectkg.rdf.engines import (
    CUT,
    SOUND,
    SOUND_IN_ALL,
    graphs_address,
    refuse_cut,
    refuse_unsound,
)
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.opening import open_store
from defectkg.rdf.rows import Rows
from defectkg.rdf.shipped import ONTOLOGY_GRAPH
from helpers import free_port, oxigraph_server, virtuoso_server

Answer = Callable[[socket.socket, str], None]
JSON = "application/sparql-results+json"
ROWS = Rows(("x",), [("a",)]).to_json()
ONE_ROW = '{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"a"}}]}}'


def reply(body: str | bytes, kind: str = JSON, status: str = "200 OK", *more: str) -> bytes:
    """A whole answer of HTTP."""
    told = body.encode() if isinstance(body, str) else body
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(told)}", *more]
    return "\r\n".join([*head, "", ""]).encode() + told


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PAUSES", (0.01, 0.01))
    for name in (http.USER, http.PASSWORD, http.TOKEN):
        monkeypatch.delenv(name, raising=False)


@contextlib.contextmanager
def server(answer: Answer) -> Iterator[str]:
    """The address of a server that answers each request so."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.05)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            with contextlib.suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    connection.settimeout(2)
                    while request := request_on(connection):
                        answer(connection, request)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/query"
    finally:
        over.set()
        thread.join()
        listening.close()


def request_on(connection: socket.socket) -> str:
    """The next request, with its body; nothing when there are no more."""
    read = b""
    while b"\r\n\r\n" not in read:
        part = connection.recv(1 << 16)
        if not part:
            return ""
        read += part
    head, _, body = read.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    length = next((int(x.split(":")[1]) for x in lines if x.lower().startswith("content-l")), 0)
    while len(body) < length:
        body += connection.recv(1 << 16)
    return f"{head.decode()}\n{unquote_plus(body.decode())}"


def sends(*parts: bytes) -> Answer:
    """Answer with these bytes, and hang up."""

    def answer(connection: socket.socket, _: str) -> None:
        for part in parts:
            connection.sendall(part)
        connection.shutdown(socket.SHUT_RDWR)

    return answer


def drips(connection: socket.socket, _: str) -> None:
    """Send a long answer, byte by byte."""
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n"
    )
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.02)


def drips_head(connection: socket.socket, _: str) -> None:
    """Never come to the end of the head."""
    for _ in range(200):
        connection.sendall(b"X")
        time.sleep(0.02)


def resets(connection: socket.socket, _: str) -> None:
    """Cut the connection without a word."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    raise OSError


HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\n"
CHUNKED = f"{HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\n".encode()
HOSTILE: dict[str, tuple[Answer, str]] = {
    "web page": (sends(reply("<html>", "text/html; charset=utf-8")), "answers text/html, and no"),
    "csv": (sends(reply("x\r\na\r\n", "text/csv")), "answers text/csv, and no SPARQL result"),
    "no type": (
        sends(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
        "answers something without a type",
    ),
    "no JSON": (sends(reply("not at all")), "answers broken JSON"),
    "half of it": (sends(reply(ONE_ROW[:40])), "answers broken JSON"),
    "deep": (sends(reply("[" * 100_000)), "answers broken JSON"),
    "null": (sends(reply("null")), "answers broken JSON"),
    "a number": (sends(reply("5")), "answers broken JSON"),
    "no results": (sends(reply('{"x": 1}')), "answers broken JSON"),
    "no UTF-8": (sends(reply(ONE_ROW.encode().replace(b'"a"', b'"\xff"'))), "answers broken JSON"),
    "another question": (sends(reply('{"head":{},"boolean":true}')), "an answer to another"),
    "other columns": (sends(reply(ONE_ROW.replace('"x"', '"y"'))), "an answer to another"),
    "sends on": (
        sends(reply("", JSON, "302 Found", "Location: http://elsewhere/")),
        "sends on (302), which is not followed",
    ),
    "sends on with a body": (sends(reply(ONE_ROW, JSON, "308 Permanent")), "sends on (308)"),
    "locked": (sends(reply("", JSON, "401 Unauthorized")), "refuses (401); put the right"),
    "nothing there": (sends(reply("", JSON, "404 Not Found")), "nothing to ask is there (404)"),
    "failed": (
        sends(reply("java.lang\x1b[31m.Exception\nat", "text/plain", "500 Oops")),
        r"the server failed (500): java.lang\x1b[31m.Exception at",
    ),
    "always busy": (sends(reply("", JSON, "503 Busy")), "is busy or down (503); start the server"),
    "refused": (sends(reply("no COUNT here", "text/plain", "400 Bad")), "(400): no COUNT here"),
    "too short": (sends(reply(ONE_ROW)[:-5]), "its answer broke off after"),
    "short chunk": (sends(CHUNKED + b"abc"), "its answer broke off"),
    "no last chunk": (sends(CHUNKED + b"abcde\r\n"), "its answer broke off"),
    "bad chunk": (sends(CHUNKED.replace(b"5\r\n", b"zz\r\n")), "its answer broke off"),
    "no HTTP": (sends(b"220 mail.example.org ESMTP\r\n"), "its answer broke off, or is no HTTP"),
    "nothing": (sends(b""), "its answer broke off, or is no HTTP"),
    "many heads": (sends(reply(ONE_ROW, JSON, "200 OK", *["X: y"] * 500)), "or is no HTTP"),
    "reset": (resets, "no answer (Connection reset by peer)"),
    "too long": (sends(reply("x" * 600_000)), "an answer of more than 0 MiB, which is not read"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_answer_is_one_line(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer, said = HOSTILE[case]
    monkeypatch.setattr(http, "LARGEST", 500_000)
    monkeypatch.setenv(http.USER, "somebody")
    monkeypatch.setenv(http.PASSWORD, "secret-word")
    with server(answer) as address, pytest.raises(DefectkgError) as error:
        Endpoint(address).rows('SELECT ?x { VALUES ?x { "a" } }', timeout=5)
    line = str(error.value)
    assert line.startswith(f"{address}: ") or case == "too long"
    assert said in line
    assert "\n" not in line
    assert "secret" not in line
    assert line.isprintable()


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        (http.TOKEN, "a\nb"),
        (http.TOKEN, "日本"),
        (http.PASSWORD, "\udcff"),
        (http.USER, "a\r\nb: c"),
    ],
)
def test_credentials_that_cannot_be_sent_are_told(
    variable: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(DataError, match="signs that cannot be sent: set them again"):
        Endpoint("http://127.0.0.1:9/query").rows("SELECT * {}")


@pytest.mark.parametrize(
    "told",
    [
        ONE_ROW[:-1] + ',"metadata":{"httpRequests":0}}',  # as Comunica does
        '{"metadata":{},' + ONE_ROW[1:],
    ],
)
def test_what_is_told_beside_an_answer_is_left_out(told: str) -> None:
    with server(sends(reply(told))) as address:
        assert Endpoint(address).rows("SELECT ?x { ?x a ?y }").values == [("a",)]


@pytest.mark.parametrize("answer", [drips, drips_head], ids=["body", "head"])
def test_a_slow_answer_is_given_up_in_time(answer: Answer) -> None:
    started = time.monotonic()
    with server(answer) as address:
        with pytest.raises(QueryTimeoutError, match="no answer in time"):
            Endpoint(address).rows("SELECT ?x { ?x a ?y }", timeout=0.3)
        assert time.monotonic() - started < 1


def test_who_is_busy_for_a_while_is_asked_again() -> None:
    answers = [
        reply("", JSON, "503 Busy"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
        reply(ONE_ROW),
    ]

    def answer(connection: socket.socket, _: str) -> None:
        sends(answers.pop(0))(connection, "")

    with server(answer) as address:
        assert Endpoint(address).rows("SELECT ?x { ?x a ?y }").values == [("a",)]
    assert answers == []


def test_nobody_at_an_address() -> None:
    started = time.monotonic()
    with pytest.raises(DataError, match=r"no answer \(Connection refused\); start the server"):
        open_store(f"http://127.0.0.1:{free_port()}/query")
    with pytest.raises(DataError, match="no answer"):
        open_store("http://nobody.invalid/query")
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://localhost/x", "no address; give one such as"),
        ("http:/localhost", "no address"),
        ("http://", "no address"),
        ("http://.../q", "no address"),
        ("http://a..b/q", "no address"),
        ("http://localhost:99999/", "no address"),
        ("http://localhost/a b", "write it with percent signs"),
        ("http://localhost/é", "write it with percent signs"),
        ("http://localhost/\r\nX: y", "write it with percent signs"),
        ("http://me:secret@localhost/query", "an address with credentials in it"),
        ("http://me:secret@[::1/query", "an address with credentials in it"),
        ("ftp://me:secret@localhost/query", "an address with credentials in it"),
        ("ftp://localhost/query?key=secret", r"^ftp://localhost/query\?\.\.\.: no address"),
    ],
)
def test_what_is_no_address_is_told(address: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as error:
        open_store(address)
    assert "secret" not in str(error.value)


def test_credentials_come_from_the_environment_and_go_nowhere_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def answer(connection: socket.socket, request: str) -> None:
        asked.append(request)
        connection.sendall(reply(ONE_ROW))

    with server(answer) as address:
        Endpoint(address).rows("SELECT ?x { ?x a ?y }")
        monkeypatch.setenv(http.USER, "me")
        monkeypatch.setenv(http.PASSWORD, "open sesame")
        Endpoint(address).rows("SELECT ?x { ?x a ?y }")
        monkeypatch.setenv(http.TOKEN, "abc")
        Endpoint(address).rows("SELECT ?x { ?x a ?y }")
        with pytest.raises(
            DataError, match=r"query\?\.\.\.: answers an answer to another"
        ) as error:
            open_store(f"{address}?key=secret")
    assert "secret" not in str(error.value)
    assert "POST /query?key=secret HTTP" in asked[3]
    assert "Authorization" not in asked[0]
    assert "Authorization: Basic bWU6b3BlbiBzZXNhbWU=" in asked[1]
    assert "Authorization: Bearer abc" in asked[2]
    with pytest.raises(DataError, match=r"^192.0.2.1: credentials do not go over http to another"):
        Endpoint("http://192.0.2.1/query")
    Endpoint("https://192.0.2.1/query")


RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
QUESTIONS = {**SOUND, **SOUND_IN_ALL}


def ontology() -> MemoryStore:
    """The engine in memory, which knows our ontology by a word."""
    store = MemoryStore()
    store.add([ox.Quad(ONTOLOGY_GRAPH, RDF_TYPE, ox.Literal("ours"), ONTOLOGY_GRAPH)])
    return store


@pytest.mark.parametrize("about", QUESTIONS)
def test_the_engine_in_memory_is_sound(about: str) -> None:
    query, wanted = QUESTIONS[about]
    rows = ontology().rows(query)
    assert sorted(rows.values) == sorted(wanted)


def test_the_probe_asks_for_more_rows_than_go_uncounted() -> None:
    assert len(MemoryStore().rows(CUT).values) > MOST_UNCOUNTED


class Lying(Endpoint):
    """A server that answers as the engine in memory does, but for one thing."""

    def __init__(self, lie: Callable[[str, Rows], Rows]) -> None:
        super().__init__("http://localhost/query")
        self._lie = lie
        self._truth = ontology()

    def rows(self, text: str, *_: object, **__: object) -> Rows:
        return self._lie(text, self._truth.rows(text))


@pytest.mark.parametrize("about", QUESTIONS)
def test_an_engine_that_gives_wrong_cells_is_refused(about: str) -> None:
    refuse_unsound(Lying(lambda text, rows: rows), QUESTIONS)

    def lie(text: str, rows: Rows) -> Rows:
        same = [rows.values[0]] * len(rows.values)  # as Virtuoso 7 does with optional parts
        wrong = [*same[:-1], ("?",) * len(rows.columns)]
        return rows._replace(values=wrong) if text == QUESTIONS[about][0] else rows

    with pytest.raises(DataError, match=f"not sound for it: it answers wrongly about {about};"):
        refuse_unsound(Lying(lie), QUESTIONS)


def test_a_server_that_cuts_answers_short_is_refused() -> None:
    def lie(text: str, rows: Rows) -> Rows:
        return rows._replace(values=rows.values[:MOST_UNCOUNTED])

    with pytest.raises(DataError, match="cuts answers at fewer than 1000 rows"):
        refuse_cut(Lying(lie))


def test_rows_that_are_missing_are_noticed() -> None:
    rows = Rows(("n",), [("1",)] * (MOST_UNCOUNTED + 1))
    many = ONE_ROW.replace(
        "]}}", ',{"x":{"type":"literal","value":"b"}}' * len(rows.values) + "]}}"
    )

    def answer(connection: socket.socket, request: str) -> None:
        counted = '{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"5000"}}]}}'
        connection.sendall(reply(counted if "COUNT" in request else many))

    with server(answer) as address, pytest.raises(DataError, match="1002 rows of 5000 came"):
        Endpoint(address).rows("SELECT ?x { ?x a ?y }")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"n": '"literal","value":"many"'}, "counted 'many', which is no number"),
        ({"s": '"literal","value":"a"'}, "answers statements that are none"),
    ],
)
def test_what_no_store_holds_is_told(cells: dict[str, str], said: str) -> None:
    whole = dict.fromkeys("spo", '"uri","value":"urn:a"') | {"n": '"literal","value":"1"'}

    def answer(connection: socket.socket, request: str) -> None:
        columns = ("g", "n") if "COUNT" in request else ("s", "p", "o", "g")
        values = whole | {"g": '"uri","value":"urn:g"'} | cells
        row = ",".join(f'"{name}":{{"type":{values[name]}}}' for name in columns)
        head = ",".join(f'"{name}"' for name in columns)
        connection.sendall(
            reply(f'{{"head":{{"vars":[{head}]}},"results":{{"bindings":[{{{row}}}]}}}}')
        )

    with server(answer) as address, pytest.raises(DataError, match=said):
        list(Endpoint(address).quads())


def test_graphs_go_to_servers_that_are_known_to_take_them() -> None:
    assert graphs_address("http://localhost:7878/query") == "/store"
    assert graphs_address("https://host/a/query?x") == "/a/store"
    with pytest.raises(DataError, match="only servers of Oxigraph are filled"):
        graphs_address("http://localhost:8890/sparql")


def test_from_is_kept_to_or_refused() -> None:
    chosen = "ASK FROM <urn:b> { <urn:x> ?p ?o }"
    turtle = {"Content-Type": "text/turtle"}
    for arguments, asked in ((), False), (("--union-default-graph",), None):
        with oxigraph_server(*arguments) as address:
            store = Endpoint(address)
            store.server.ask("PUT", "/store?graph=urn:a", b"<urn:x> <urn:p> 1 .", turtle)
            if asked is None:
                with pytest.raises(QueryError, match="asks all graphs whatever FROM says"):
                    store.query(chosen)
            else:
                assert store.query(chosen) is asked


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("SELECT * { ?x a ?y }", "SELECT * { <urn:a> a ?y  BIND(<urn:a> AS ?x) }"),
        (
            "SELECT ?y { ?x a ?y { SELECT ?y (1 AS ?z) { ?x ?y 1 } ORDER BY ?x } }",
            "SELECT ?y { <urn:a> a ?y { SELECT ?y (1 AS ?z) { ?x ?y 1 } ORDER BY ?x } }",
        ),
        (
            "SELECT ?x (COUNT(?y) AS ?n) { ?x a ?y } GROUP BY ?x HAVING(?n > 1) ORDER BY ?x",
            "SELECT ?x (COUNT(?y) AS ?n) { <urn:a> a ?y } GROUP BY (<urn:a> AS ?x) HAVING(?n > 1) ORDER BY ?x",
        ),
        ("SELECT (STR(?x) AS ?s) { $x a '?x' }", "SELECT (STR(<urn:a>) AS ?s) { <urn:a> a '?x' }"),
        ("ASK { FILTER(?x = ?x) } # ?x", "ASK { FILTER(<urn:a> = <urn:a>) } # ?x"),
        ("DESCRIBE ?x", "DESCRIBE <urn:a>"),
    ],
)
def test_an_iri_is_written_where_the_engine_would_substitute_it(query: str, written: str) -> None:
    assert bound(query, {"x": "urn:a"}) == written


@pytest.mark.parametrize("query", ["SELECT ?x { VALUES ?x { 1 } }", "SELECT (1 AS ?x) {}"])
def test_what_a_query_gives_a_value_cannot_be_given_another(query: str) -> None:
    with pytest.raises(QueryError, match=r"gives \?x a value itself: leave out the parameter x"):
        bound(query, {"x": "urn:a"})


@pytest.mark.process
def test_virtuoso_is_refused(tmp_path: Path) -> None:
    """It gives CONCAT of nothing a value, and says 1 for true (Virtuoso 7.2.5)."""
    with virtuoso_server(tmp_path) as address:
        with pytest.raises(DataError, match="this engine is not sound for it: it answers wrongly"):
            open_store(address)
        server, wrong = Endpoint(address), set()
        for about, (query, wanted) in SOUND.items():
            if set(server.rows(query).values) != wanted:
                wrong.add(about)
    assert wrong == {"unbound variables", "booleans"}


def test_a_query_that_ends_in_a_comment_can_be_counted() -> None:
    text = counting("SELECT ?x { ?x ?y ?z } # all of them")
    assert MemoryStore().rows(text).values == [("0",)]
