"""Whatever is sent to the server, it answers with the right kind of status and stays up."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from urllib.parse import quote, quote_from_bytes

import pytest
from starlette.testclient import TestClient

from defectkg.graph import DefectGraph
from defectkg.web.app import create_app
from defectkg.web.pool import Limits, Pool

COUNT, SEED = 500, 20261128
WORDS = (
    *("ASK {}", "SELECT * { ?s ?p ?o } LIMIT 3", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "ASK {"),
    *("DROP ALL", "SELECT * { SERVICE <http://127.0.0.1:9/> {} }", "V_Br", "DDAB", "../../etc/passwd"),
    *("<script>alert(1)</script>", "'; DROP TABLE claims; --", "\x00\x1b[31m", "\u202eabc", "é" * 99),
    *("%00", "%ff%fe", "%0d%0aSet-Cookie: a=b", "-1", "9" * 400, "nan", "1e999", "{{7*7}}", "{% raw %}"),
    *("a" * 5000, "", " ", "?", "#", "null", "[]", "http://[::1", "dkg:V_Cl", "CsPbBr3", "text/csv"),
)  # fmt: skip
NAMES = (
    *("query", "update", "default-graph-uri", "named-graph-uri", "format", "host", "defect", "agent"),
    *("start", "end", "k", "until", "source", "one", "other", "name", "text", "what", "load", "joined"),
    *("sort", "page", "<b>", "q", ""),
)  # fmt: skip
PATHS = (
    *("/", "/sparql", "/tried", "/paths", "/outcomes", "/gaps", "/map", "/compare", "/query"),
    *("/claims", "/contradictions", "/ontology", "/data", "/queries/treatments", "/data/zheng2019-nickel"),
    *("/find", "/complete", "/suggest", "/explain", "/editor", "/ontology/V_Br", "/data/Wu2018.ttl"),
)  # fmt: skip
METHODS = ("GET", "GET", "GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")
TYPES = (
    *("application/x-www-form-urlencoded", "application/sparql-query", "multipart/form-data"),
    *("application/json", "text/plain; charset=utf-16", "application/sparql-update", "x", ""),
)
ACCEPTS = ("*/*", "text/html", "text/csv", "application/json;q=nan", "a/b;q=9", ",;,", "image/png")
FORESEEN = {200, 204, 303, 307, 308, 400, 403, 404, 405, 406, 408, 413, 414, 415, 422, 503}


def address(draw: random.Random) -> str:
    """A path, often of something that is there, and parameters, often of no kind that is known."""
    path = draw.choice(PATHS)
    if draw.random() < 0.4:
        path = "/" + "/".join(quote(draw.choice(WORDS), safe="") for _ in range(draw.randint(1, 3)))
    pairs = "&".join(
        quote(draw.choice(NAMES)) + "=" + quote_from_bytes(draw.choice(WORDS).encode())
        for _ in range(draw.randint(0, 4))
    )
    return path + ("?" + pairs if pairs else "")


@pytest.fixture(scope="module")
def client(graph: DefectGraph) -> Iterator[TestClient]:
    """A client of all that is shipped, to which errors of the program come as status 500."""
    pool = Pool(Limits(seconds=2, memory=200, most_bytes=1 << 20))
    with TestClient(create_app(graph, pool), raise_server_exceptions=False) as it:
        yield it


@pytest.mark.process
def test_five_hundred_requests(client: TestClient) -> None:
    draw = random.Random(SEED)
    for number in range(COUNT):
        method, where = draw.choice(METHODS), address(draw)
        headers = {"Accept": draw.choice(ACCEPTS), "Content-Type": draw.choice(TYPES)}
        body = draw.choice(WORDS).encode("utf-8", "surrogatepass") * draw.choice((0, 1, 1, 3))
        if draw.random() < 0.2:
            body = draw.randbytes(draw.randint(1, 2000))
        answer = client.request(
            method, where, content=body, headers=headers, follow_redirects=False
        )
        said = f"request {number} of seed {SEED}: {method} {where[:200]}"
        assert answer.status_code in FORESEEN, said
        assert "Set-Cookie" not in answer.headers, said
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert "<script>alert" not in answer.text, said
        elif answer.status_code >= 400:
            assert answer.text.count("\n") <= 1, said
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


BROKEN = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /sparql\r\n\r\n",
    b"GET /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"".join(b"H%d: x\r\n" % n for n in range(20_000)) + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
    b"\r\n" * 5000,
)  # fmt: skip


@pytest.mark.process
@pytest.mark.parametrize("sent", BROKEN, ids=lambda sent: repr(sent[:20]))
def test_broken_http(served_at: str, sent: bytes) -> None:
    host, port = served_at.removeprefix("http://").split(":")
    where = (host, int(port))
    with socket.create_connection(where, timeout=10) as broken:
        try:
            broken.sendall(sent)
            broken.shutdown(socket.SHUT_WR)
            answer = broken.recv(1 << 16)
        except OSError:  # the server has closed the connection
            answer = b""
    assert not answer or answer.split(b" ")[1] in (b"200", b"307", b"400", b"404", b"431"), answer
    with socket.create_connection(where, timeout=10) as sound:
        sound.sendall(
            b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        )
        assert b'"boolean":true' in b"".join(iter(lambda: sound.recv(1 << 16), b""))
