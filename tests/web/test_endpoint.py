"""The SPARQL endpoint: the protocol, its formats, its limits, and clients of others."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import urllib.request
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import rdflib
from starlette.applications import Starlette
from starlette.testclient import TestClient

from defectkg.graph import DefectGraph
from defectkg.rdf.memory import MemoryStore
from defectkg.web.app import create_app
from defectkg.web.endpoint import sparql_route
from defectkg.web.media_types import GRAPHS, RESULTS
from defectkg.web.pool import Limits, Pool
from defectkg.web.questions import Question

ONE, TWO, THREE = (f"http://example.org/graph/{n}" for n in (1, 2, 3))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?f"
MIXED = (  # the engine aborts here
    'SELECT ?x { VALUES ?x { 9 10 "1x" 10 "1x" 10 10 9 10 "1x" 9 "1x" "1x" 9 9 9 10 "1x" 10 9 9 } }'
    " ORDER BY ?x"
)


def held(*graphs: str) -> str:
    """A pattern that matches where each graph is in the default graph."""
    return " ".join(f"<{graph}> a ?type ." for graph in graphs)


def named(*graphs: str) -> str:
    """A pattern that matches where each graph is a named one."""
    return " ".join(f"GRAPH ?g{n} {{ <{it}> a ?type }}" for n, it in enumerate(graphs))


def a_store() -> MemoryStore:
    """Three graphs of one triple each, about themselves."""
    store = MemoryStore()
    kind = ox.NamedNode("http://example.org/Kind")
    is_a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    store.add(
        ox.Quad(ox.NamedNode(name), is_a, kind, ox.NamedNode(name)) for name in (ONE, TWO, THREE)
    )
    return store


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A client of an endpoint with three small graphs and narrow limits."""
    limits = Limits(seconds=1.5, memory=200, most_bytes=1 << 20, slow=1, soon=0.2)
    with TestClient(create_app(DefectGraph(a_store()), Pool(limits))) as it:
        yield it


def dataset(default: tuple[str, ...] = (), names: tuple[str, ...] = ()) -> str:
    pairs = [("default-graph-uri", it) for it in default] + [
        ("named-graph-uri", it) for it in names
    ]
    return urlencode(pairs)


class Case(NamedTuple):
    """A request of the W3C's protocol tests, in our words: how, where, what, and what comes."""

    name: str
    method: str
    address: str
    headers: dict[str, str]
    body: bytes
    wanted: str  # a status, `true`, or the beginning of a content type


ASK = "query=" + quote("ASK {}")
CASES = (
    Case("query in a form", "POST", dataset((ONE,)), FORM, ASK.encode(), "true"),
    Case(
        "default graphs, GET",
        "GET",
        "query=" + quote(f"ASK {{ {held(ONE, TWO)} }}") + "&" + dataset((ONE, TWO)),
        {},
        b"",
        "true",
    ),
    Case(
        "default graphs, POST",
        "POST",
        dataset((ONE, TWO)),
        QUERY,
        f"ASK {{ {held(ONE, TWO)} }}".encode(),
        "true",
    ),
    Case(
        "named graphs, POST",
        "POST",
        dataset((), (ONE, TWO)),
        QUERY,
        f"ASK {{ {named(ONE, TWO)} }}".encode(),
        "true",
    ),
    Case(
        "named graphs, GET",
        "GET",
        "query=" + quote(f"ASK {{ {named(ONE, TWO)} }}") + "&" + dataset((), (ONE, TWO)),
        {},
        b"",
        "true",
    ),
    Case(
        "default and named graphs",
        "POST",
        dataset((THREE,), (ONE, TWO)),
        QUERY,
        f"ASK {{ {held(THREE)} {named(ONE, TWO)} FILTER NOT EXISTS {{ {held(ONE)} }} }}".encode(),
        "true",
    ),
    Case(
        "the dataset of the protocol stands before that of the query",
        "POST",
        dataset((), (ONE, TWO)),
        QUERY,
        f"ASK FROM <{THREE}> {{ {named(ONE, TWO)} FILTER NOT EXISTS {{ ?s ?p ?o }} }}".encode(),
        "true",
    ),
    Case("query in the address", "GET", ASK + "&" + dataset((ONE,)), {}, b"", "true"),
    Case("SELECT", "POST", "", QUERY, b"SELECT (1 AS ?x) {}", "application/sparql-results+json"),
    Case("ASK", "POST", "", QUERY, b"ASK {}", "application/sparql-results+json"),
    Case("DESCRIBE", "POST", "", QUERY, b"DESCRIBE <http://example.org/>", "text/turtle"),
    Case("CONSTRUCT", "POST", "", QUERY, b"CONSTRUCT { ?s ?p 1 } { ?s ?p ?o }", "text/turtle"),
    Case("query as the body", "POST", "", QUERY, b"ASK {}", "true"),
    Case("another method", "PUT", ASK, {}, b"", "405"),
    Case("two queries", "GET", ASK + "&" + ASK, {}, b"", "400"),
    Case("wrong media type", "POST", "", {"Content-Type": "text/plain"}, b"ASK {}", "415"),
    Case("a form without a media type", "POST", "", {}, ASK.encode(), "415"),
    Case("a query without a media type", "POST", "", {}, b"ASK {}", "415"),
    Case("not UTF-8", "POST", "", QUERY, "ASK {} # é".encode("utf-16"), "400"),
    Case("no SPARQL", "GET", "query=" + quote("ASK { ?x }"), {}, b"", "400"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_queries_of_the_protocol(client: TestClient, case: Case) -> None:
    answer = client.request(
        case.method, "/sparql?" + case.address, content=case.body, headers=case.headers
    )
    if case.wanted.isdigit():
        assert answer.status_code == int(case.wanted)
        assert len(answer.text.splitlines()) <= 1
    else:
        assert answer.status_code == 200, answer.text
        if case.wanted == "true":
            assert answer.json()["boolean"] is True
        else:
            assert answer.headers["content-type"].startswith(case.wanted)


@pytest.mark.parametrize(
    ("address", "headers", "body", "status", "said"),
    [
        ("", QUERY, b"INSERT DATA { <a:b> <a:b> 1 }", 400, "INSERT is an update"),
        ("", {"Content-Type": "application/sparql-update"}, b"CLEAR ALL", 403, "takes no updates"),
        ("", FORM, b"update=CLEAR+ALL", 403, "takes no updates"),
        ("", FORM, b"", 400, "has no query"),
        ("", FORM, b"query=%ff", 400, "not UTF-8"),
        ("", FORM, b"&".join([b"a=1"] * 200), 400, "more than 100 parameters"),
        ("", QUERY, b"SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 400, "refused"),
        ("", QUERY, b"SELECT * { SERVICE SILENT ?x { ?s ?p ?o } }", 400, "refused"),
        ("", QUERY, b"SELECT * { ?s ?p ?o } # " + b"x" * 300_000, 400, "shorten it"),
        ("", QUERY, b"x" * (2 << 20), 413, "send less"),
        ("default-graph-uri=no+iri", QUERY, b"ASK {}", 400, "no IRI"),
        ("", QUERY | {"Accept": "image/png"}, b"ASK {}", 406, "application/sparql-results+json"),
        ("", QUERY | {"Accept": "text/csv"}, b"ASK {}", 406, "application/sparql-results+xml"),
        ("", QUERY, GREEDY.replace("?a ?f", "?f").encode() * 2, 400, "malformed"),
        ("", QUERY, MIXED.encode(), 503, "STR(?x)"),
    ],
)  # fmt: skip
def test_bad_requests_get_one_line(
    client: TestClient, address: str, headers: dict[str, str], body: bytes, status: int, said: str
) -> None:
    answer = client.post(f"/sparql?{address}", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert said in answer.text
    assert answer.text.count("\n") == 1
    assert client.get("/sparql?" + ASK).json()["boolean"] is True


@pytest.mark.parametrize("offer", RESULTS, ids=lambda offer: offer.name)
def test_formats_of_rows(client: TestClient, offer: Any) -> None:
    asked = {"query": "SELECT ?s { ?s a ?kind } ORDER BY ?s"}
    for answer in (
        client.get("/sparql", params=asked, headers={"Accept": offer.types[0]}),
        client.get("/sparql", params=asked | {"format": offer.name}),
    ):
        assert answer.headers["content-type"] == offer.content_type
        if offer.name == "csv":  # the engine does not read what has no types
            assert answer.text.split() == ["s", ONE, TWO, THREE]
        else:
            rows = ox.parse_query_results(answer.content, format=offer.engine)
            assert [row["s"].value for row in rows] == [ONE, TWO, THREE]


@pytest.mark.parametrize("offer", GRAPHS, ids=lambda offer: offer.name)
def test_formats_of_graphs(client: TestClient, offer: Any) -> None:
    asked = {"query": "CONSTRUCT WHERE { ?s a ?kind }"}
    answer = client.get("/sparql", params=asked, headers={"Accept": offer.types[0]})
    assert answer.headers["content-type"] == offer.content_type
    assert {quad.subject.value for quad in ox.parse(answer.content, format=offer.engine)} == {ONE, TWO, THREE}  # fmt: skip


def test_the_service_describes_itself(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "application/n-triples"})
    said = rdflib.Graph().parse(data=answer.text, format="nt")
    service = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert list(said.subjects(service.feature, service.UnionDefaultGraph))
    assert len(list(said.objects(None, service.resultFormat))) == len(RESULTS) + len(GRAPHS)


def test_head_and_other_origins(client: TestClient) -> None:
    answer = client.head("/sparql?" + ASK, headers={"Origin": "http://example.org"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    asked = {"Origin": "http://example.org", "Access-Control-Request-Method": "POST"}
    assert client.options("/sparql", headers=asked).status_code == 200
    assert client.options("/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"


def sent_in_parts(parts: AsyncIterator[bytes]) -> tuple[int, str]:
    """Status and text of the answer to a query that arrives in parts."""
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": await anext(parts), "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/sparql",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"content-type", QUERY["Content-Type"].encode()), (b"host", b"a")],
        "scheme": "http",
        "server": ("a", 80),
    }
    app = Starlette(routes=[sparql_route(Pool())])
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    return said[0]["status"], said[1]["body"].decode()


def test_a_client_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("defectkg.web.endpoint.PATIENCE", 0.2)

    async def slowly() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    status, text = sent_in_parts(slowly())
    assert (status, text.count("\n")) == (408, 1)
    assert "took longer than 0.2 s" in text


def test_of_a_body_of_100_megabytes_one_is_read() -> None:
    read = []

    async def much() -> AsyncIterator[bytes]:
        for _ in range(1600):
            read.append(1 << 16)
            yield b" " * read[-1]

    status, text = sent_in_parts(much())
    assert (status, text.count("\n")) == (413, 1)
    assert sum(read) < 2 << 20


BRIEF, SMALL = Limits(seconds=1), Limits(memory=24, most_bytes=1 << 20)
FEW = Limits(most_rows=100)


class TestLimits:
    """Queries that want too much are ended, and nothing else is."""

    @pytest.mark.parametrize(
        ("limits", "query", "status", "said"),
        [
            (BRIEF, ENDLESS, 503, "no answer within 1 s"),
            (SMALL, GREEDY, 503, "needs more than 24 MiB"),
            (SMALL, "SELECT * { ?s ?p ?o }", 413, "longer than 1 MiB"),
            (
                SMALL,
                "CONSTRUCT { ?s ?p ?o . ?o <http://example.org/of> ?s } { ?s ?p ?o }",
                413,
                "longer than 1 MiB",
            ),
            (FEW, "SELECT * { ?s ?p ?o } LIMIT 101", 413, "more than 100 rows: add LIMIT"),
            (FEW, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 101", 413, "more than 100 triples"),
        ],
    )
    def test_one_line_and_never_half_an_answer(
        self, graph: DefectGraph, limits: Limits, query: str, status: int, said: str
    ) -> None:
        with TestClient(create_app(graph, Pool(limits))) as client:
            answer = client.post("/sparql", content=query, headers=QUERY)
            assert answer.status_code == status
            assert said in answer.text
            assert answer.text.count("\n") == 1
            assert client.get("/sparql?" + ASK).json()["boolean"] is True

    @pytest.mark.parametrize("media", ["json", "xml", "csv", "tsv"])
    def test_rows_are_counted_whatever_stands_in_them(self, graph: DefectGraph, media: str) -> None:
        """In every format, with ends of lines, quotes and marks of the format in the values."""
        odd = r'"a\r\n<result>{},\"\"\\"'
        values = f"SELECT ?a ?b {{ VALUES ?a {{ {odd} UNDEF }} {{ ?s a dkg:Claim }} }}"
        with TestClient(create_app(graph, Pool(FEW))) as client:
            for limit, status in ((99, 200), (100, 200), (101, 413)):
                given = {"query": f"{values} LIMIT {limit}", "format": media}
                answer = client.get("/sparql", params=given)
                assert answer.status_code == status, answer.text
            asked = client.get("/sparql", params={"query": f"{values} LIMIT 100", "format": "json"})
            rows = asked.json()["results"]["bindings"]
            assert len(rows) == 100
            assert {"type": "literal", "value": 'a\r\n<result>{},""\\'} in [
                r.get("a") for r in rows
            ]

    def test_the_service_and_the_editor_say_what_a_query_has(self, graph: DefectGraph) -> None:
        told = "30 s, 1024 MiB of memory, 100 rows or triples, and 64 MiB of answer"
        with TestClient(create_app(graph, Pool(FEW))) as client:
            assert f"A query has {told}." in client.get("/sparql").text
            assert f"It has {told}" in client.get("/editor", headers={"Accept": "text/html"}).text

    async def asked_together(self, store: MemoryStore) -> tuple[list[int], list[int], int]:
        pool = Pool(Limits(seconds=1, slow=1, soon=0.1))
        await pool.open(store)
        try:
            heavy = [asyncio.create_task(pool.ask(Question(ENDLESS))) for _ in range(4)]
            await asyncio.sleep(0)
            light = await asyncio.gather(*(pool.ask(Question("ASK {}")) for _ in range(50)))
            still_asked = sum(not task.done() for task in heavy)
            ended = await asyncio.gather(*heavy)
            return [it.status for it in light], [it.status for it in ended], still_asked
        finally:
            await pool.close()

    def test_long_queries_do_not_hold_up_short_ones(self, graph: DefectGraph) -> None:
        light, heavy, still_asked = asyncio.run(self.asked_together(graph.store))
        assert set(light) == {200}
        assert set(heavy) == {503}
        assert still_asked  # the short ones did not wait for its end

    async def asked_while_killed(self, store: MemoryStore) -> list[int]:
        pool = Pool(Limits(fast=1))
        await pool.open(store)
        try:
            statuses = []
            for _ in range(5):
                worker = await pool._free.get()
                os.kill(worker.pid, signal.SIGKILL)
                pool._free.put_nowait(worker)
                statuses.append((await pool.ask(Question("ASK {}"))).status)
            return statuses
        finally:
            await pool.close()

    def test_a_worker_killed_loses_no_request(self) -> None:
        assert asyncio.run(self.asked_while_killed(a_store())) == [200] * 5


@pytest.mark.process
class TestServe:
    """The command, and clients that others wrote."""

    def test_rdflib(self, served_at: str) -> None:
        from rdflib.plugins.stores.sparqlstore import SPARQLStore

        graph = rdflib.Graph(SPARQLStore(f"{served_at}/sparql"))
        rows = graph.query("SELECT ?label { dkg:V_Cl rdfs:label ?label }")
        assert [str(row[0]) for row in rows] == ["chloride vacancy"]

    def test_pandas(self, served_at: str) -> None:
        import pandas

        query = quote("SELECT ?s { ?s a dkg:Claim } LIMIT 7")
        assert len(pandas.read_csv(f"{served_at}/sparql?format=csv&query={query}")) == 7

    def test_a_federated_query_of_another_oxigraph(self, served_at: str) -> None:
        found = ox.Store().query(
            f"SELECT ?l {{ SERVICE <{served_at}/sparql> {{ <https://w3id.org/defectkg/ontology/V_Cl>"
            " <http://www.w3.org/2000/01/rdf-schema#label> ?l } }"
        )
        assert [row["l"].value for row in found] == ["chloride vacancy"]

    def test_plain_http(self, served_at: str) -> None:
        with urllib.request.urlopen(f"{served_at}/sparql?{ASK}", timeout=10) as answer:
            assert json.load(answer)["boolean"] is True
