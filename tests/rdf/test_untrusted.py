"""Queries that users write: limits, the engine's abort, the resident worker, many threads."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import pickle
import signal
import threading
import time
import warnings
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from defectkg.errors import QueryError, QueryTimeoutError
from defectkg.graph import DefectGraph, load
from defectkg.rdf import untrusted
from defectkg.rdf.bounded import StoppedError, run_bounded
from defectkg.rdf.disk import FolderStore
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import Store
from defectkg.rdf.turtle import canonical
from defectkg.rdf.untrusted import BY_RDFLIB, NO_LIMITS, ask_bounded
from defectkg.rdf.worker import Worker
from defectkg.web.pool import Limits, Pool
from defectkg.web.questions import Question
from helpers import TINY, of_files

P = ox.NamedNode("http://x/p")
COUNTING = "SELECT (COUNT(*) AS ?n) {?s ?p ?o}"
ENDLESS = "SELECT (COUNT(*) AS ?n) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l}"
HUNGRY = "SELECT * {?a ?b ?c . ?d ?e ?f . ?g ?h ?i} ORDER BY ?a"
BRACKETS = "SELECT * {?a ?b " + "(" * 200 + ")" * 200 + "}"  # takes the parser for ever
# 9 < 10 as numbers, 10 < 1x and 1x < 9 as text: the engine finds no order and aborts.
MIXED = """VALUES ?x {
    9 10 "1x" 10 "1x" 10 10 9 10 "1x" 9 "1x" "1x" 9 9 9 10 "1x" 10 9 9
}"""
SORTED = f"{{SELECT ?x {{{MIXED}}} ORDER BY ?x}}"


def store_of(*values: ox.Literal | ox.NamedNode | ox.BlankNode | ox.Triple) -> MemoryStore:
    store = MemoryStore()
    store.add(ox.Quad(ox.NamedNode(f"http://x/{n}"), P, v) for n, v in enumerate(values))
    return store


def ask(store: Store, text: str, **limits: float) -> tuple[Rows, str]:
    return ask_bounded(lambda: (store, text, {}), lambda it: it, **limits)  # type: ignore[arg-type, return-value]


def filled_often(folder: Path, times: int = 20) -> FolderStore:
    """Return a store that was filled often: so it has more files than an engine opens at first."""
    store = ox.Store(str(folder))
    for n in range(times):
        store.bulk_extend([ox.Quad(ox.NamedNode(f"http://x/{n}"), P, ox.Literal(n), P)])
    del store
    return FolderStore(folder)


def test_a_folder_that_was_filled_often_is_read_whole(tmp_path: Path) -> None:
    assert ask(filled_often(tmp_path), COUNTING)[0].values == [("20",)]


def test_so_it_is_by_workers_of_the_endpoint(tmp_path: Path) -> None:
    async def counted() -> bytes:
        pool = Pool(Limits(fast=1))
        await pool.open(filled_often(tmp_path))
        answer = await pool.ask(Question(COUNTING, accept="text/csv"))
        await pool.close()
        return answer.body

    assert asyncio.run(counted()).split() == [b"n", b"20"]


def test_the_engine_still_aborts_on_mixed_columns() -> None:
    """Once it does not, rdflib need not answer in its place."""
    with pytest.raises(StoppedError) as stopped:
        run_bounded(lambda: MemoryStore().query(f"SELECT ?x {{{MIXED}}} ORDER BY ?x"))
    assert untrusted.MIXED in stopped.value.said


def test_rdflib_answers_where_the_engine_aborts() -> None:
    store = store_of(
        ox.BlankNode("b"),
        ox.Literal("a"),
        ox.Literal("a", language="en"),
        ox.Literal("01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYear")),
    )
    rows, remark = ask(store, f"SELECT * {{{SORTED} ?s ?p ?o}} ORDER BY ?x")
    assert remark == BY_RDFLIB
    same, nothing = ask(store, f"SELECT * {{{MIXED} ?s ?p ?o}}")
    assert not nothing
    assert rows.columns == same.columns
    assert Counter(map(str, rows.terms or ())) == Counter(map(str, same.terms or ()))
    column = [row["x"] for row in rows.dicts()]
    numbers = [x for x in column if x != "1x"]
    assert numbers == ["9"] * 4 * 8 + ["10"] * 4 * 7
    assert column.index("1x") in (0, len(numbers)), "strings stand together"


@pytest.mark.parametrize(
    ("form", "count"), [("ASK {{{x}}}", True), ("CONSTRUCT {{?s ?p ?x}} {{{x} ?s ?p ?o}}", 3)]
)
def test_rdflib_answers_every_form(form: str, count: object) -> None:
    answer, remark = ask(store_of(ox.Literal(1)), form.format(x=SORTED))
    assert (answer if answer is True else len(answer)) == count
    assert remark == BY_RDFLIB


def test_rdflib_asks_the_same_graphs_and_loads_none(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.ttl"
    theirs.write_text("<http://x/s> <http://x/p> 'theirs' .")
    store, graph = store_of(ox.Literal(1), ox.Literal(2)), ox.NamedNode("http://x/g")
    store.add([ox.Quad(ox.NamedNode("http://x/0"), P, ox.Literal(1), graph)])
    count = f"SELECT (COUNT(*) AS ?n) %s {{{SORTED} ?s ?p ?o}}"
    for chosen, statements in (("", 2), (f"FROM {graph}", 1), (f"FROM <{theirs.as_uri()}>", 0)):
        rows, remark = ask(store, count % chosen)
        assert (rows.values, remark) == ([(str(21 * statements),)], BY_RDFLIB)


def test_where_rdflib_would_take_too_long_the_line_says_how_to_sort(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(untrusted, "MOST_FOR_RDFLIB", 0)
    with pytest.raises(QueryError, match=r"ORDER BY STR\(\?x\)$"):
        ask(store_of(ox.Literal(1)), f"SELECT * {SORTED}")
    text = SORTED.replace("BY ?x", "BY STR(?x)")
    assert len(ask(store_of(ox.Literal(1)), f"SELECT * {text}")[0].values) == 21


@pytest.mark.process
@pytest.mark.parametrize(
    ("text", "limits", "message"),
    [
        (ENDLESS, {"seconds": 0.5}, r"^no answer within 0\.5 s: narrow the query"),
        (HUNGRY, {"seconds": 60, "memory": 200}, "needs more than 200 MiB"),
        (BRACKETS, {"seconds": 0.5}, "no answer within"),
        ("ASK {FILTER(" + "!" * 190_000 + "true)}", {"seconds": 60}, ""),
        ("SELECT * {" + "{" * 190_000, {"seconds": 60}, "nested too deeply"),
        ("ASK {} # " + "x" * 200_000, {}, "more than 200000 characters"),
        ("SELECT * {SERVICE SILENT <http://127.0.0.1:8/> {}}", {}, "SERVICE"),
    ],
    ids=["time", "memory", "brackets", "depth", "braces", "length", "service"],
)
def test_what_takes_too_much_is_one_line(text: str, limits: dict[str, float], message: str) -> None:
    if not message:
        assert ask(store_of(), text, **limits)[0] is True
        return
    with pytest.raises(QueryError, match=message) as refused:
        ask(load().store, text, **limits)
    assert "\n" not in str(refused.value)


def test_the_time_holds_for_loading_and_printing_too() -> None:
    for slow in ("load", "finish"):

        def wait(what: object, slow: str = slow, now: str = "") -> object:
            if slow == now:
                time.sleep(60)
            return what

        with pytest.raises(QueryTimeoutError):
            ask_bounded(
                lambda: wait((MemoryStore(), "ASK {}", {}), now="load"),  # type: ignore[arg-type, return-value]
                lambda answer: wait(answer, now="finish"),
                seconds=0.5,
            )


def test_an_answer_is_made_where_nothing_can_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryStore, "query", lambda *_, **__: os.open("/etc/hosts", 0))
    with pytest.raises(OSError, match="Too many open files"):
        ask(MemoryStore(), "ASK {}")


# --- Python ----------------------------------------------------------------------------------


@pytest.fixture
def own() -> DefectGraph:
    """A small graph whose worker no other test uses."""
    return DefectGraph(store_of(ox.Literal(1), ox.Literal("a", language="en")))


def test_answers_of_every_form_come_back_intact(own: DefectGraph) -> None:
    nested = ox.Triple(
        ox.BlankNode("b"), P, ox.Triple(ox.NamedNode("http://x/s"), P, ox.Literal("x"))
    )
    own.store.add([ox.Quad(ox.NamedNode("http://x/t"), P, nested)])
    for text in ("SELECT ?none {}", "ASK {}", "CONSTRUCT {?s ?p ?o} {?s ?p ?o}"):
        answer, here = own.query(text), own.store.query(text)
        assert type(answer) is type(here)
        lines = [
            thing if isinstance(thing, bool) else sorted(map(str, thing))
            for thing in (answer, here)
        ]
        assert lines[0] == lines[1]
    rows = own.query("SELECT ?o {?s ?p ?o}")
    assert set(rows.terms) == {(nested,), (ox.Literal(1),), (ox.Literal("a", language="en"),)}
    assert pickle.loads(pickle.dumps(rows)) == rows


def test_the_worker_answers_of_the_present_data(own: DefectGraph, tmp_path: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) {?s ?p ?o}"
    assert own.query(count).values == [("2",)]
    own.store.add([ox.Quad(P, P, P), ox.Quad(P, P, P, ox.NamedNode("http://x/g"))])
    assert own.query(count).values == [("3",)]
    (tmp_path / "a.ttl").write_text("<http://x/a> <http://x/b> 1, 2 .")
    own.store.load(tmp_path / "a.ttl")
    assert own.query(count).values == [("5",)]


def test_one_worker_serves_all_and_is_replaced_when_killed(own: DefectGraph) -> None:
    assert own.query("ASK {}") is True
    first = own._worker._process
    with pytest.raises(QueryTimeoutError):
        own.query(BRACKETS, timeout=0.2)
    assert own.query("ASK {?s ?p ?o}") is True
    assert own._worker._process is first
    assert first
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert own.query("ASK {?s ?p ?o}") is True
    second = own._worker._process
    assert second
    assert second is not first
    os.kill(second.pid, signal.SIGSTOP)  # killed while it is asked
    threading.Timer(0.3, os.kill, (second.pid, signal.SIGKILL)).start()
    with pytest.raises(QueryError, match="was killed: ask again"):
        own.query("ASK {?s ?p ?o}")
    assert own.query("ASK {?s ?p ?o}") is True


def test_a_worker_ends_with_its_graph(own: DefectGraph) -> None:
    other = DefectGraph(store_of())
    other.query("ASK {}")
    process = other._worker._process
    assert process
    assert process.poll() is None
    del other
    gc.collect()
    assert process.poll() is not None


def test_a_fork_of_the_host_has_a_worker_of_its_own(own: DefectGraph) -> None:
    own.query("ASK {}")
    assert run_bounded(lambda: own.query("SELECT (1 AS ?x) {}").values) == [("1",)]
    assert own.query("SELECT (2 AS ?x) {}").values == [("2",)]


def test_queries_of_users_may_be_limited_and_never_hurt_the_host(graph: DefectGraph) -> None:
    for text, limits in (
        (ENDLESS, {"timeout": 0.5}),
        (HUNGRY, {"memory": 200}),
        ("ASK {" + "{" * 150_000, {}),
    ):
        with pytest.raises(QueryError) as refused:
            graph.query(text, **limits)
        assert "\n" not in str(refused.value)
    with pytest.warns(UserWarning, match="rdflib answered"):
        assert len(graph.query(f"SELECT ?x {SORTED}").values) == 21


def test_library_queries_need_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worker, "ask", lambda *_, **__: pytest.fail("asked a worker"))
    assert load().query("claims", cause="Cd2+").values


@pytest.mark.parametrize("lack", ["fork", "executable", "start"])
def test_without_a_worker_the_answer_comes_with_one_warning(
    own: DefectGraph, monkeypatch: pytest.MonkeyPatch, lack: str
) -> None:
    if lack == "fork":
        monkeypatch.delattr(os, "fork")
    else:
        broken = None if lack == "executable" else "/nowhere/python"
        monkeypatch.setattr("sys.executable", broken)
    # With so little to join, what no process holds, and so nobody can stop, ends after a second.
    own.store.add(store_of(*map(ox.Literal, range(100, 150))).quads())
    with pytest.warns(UserWarning, match="limits on memory do not hold") as said:
        assert own.query("ASK {?s ?p ?o}") is True
    assert [str(warning.message) for warning in said] == [NO_LIMITS]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert own.query("ASK {?s ?p 2}") is False
        with pytest.raises(QueryTimeoutError):
            own.query(ENDLESS, timeout=0.1)


@pytest.mark.process
def test_many_threads_may_ask_one_graph() -> None:
    graph = of_files(TINY)
    graph.store.add(graph.store.quads()[:500])  # said twice: the union must be made anew
    right = {
        "SELECT (COUNT(*) AS ?n) {?s ?p ?o}": None,
        "SELECT ?c {?c a dkg:Claim}": None,
        "claims": None,
        "treatments": None,
    }
    for text in right:
        right[text] = len(graph.query(text).values)
    total = graph.query("SELECT (COUNT(*) AS ?n) {?s ?p ?o}").values
    for _ in range(3):
        graph.store.add([])  # nothing new, and nobody knows
        with ThreadPoolExecutor(12) as pool:
            texts = [*right] * 3
            counts = list(pool.map(lambda text: len(graph.query(text).values), texts))
        assert counts == [right[text] for text in texts]
        with ThreadPoolExecutor(12) as pool:
            asked = pool.map(
                lambda _: graph.store.query("SELECT (COUNT(*) AS ?n) {?s ?p ?o}").values, range(24)
            )
            assert all(values == total for values in asked)


@pytest.mark.process
def test_nothing_of_the_process_is_changed(tmp_path: Path) -> None:
    def state() -> tuple[object, ...]:
        return (
            threading.stack_size(),
            rdflib.NORMALIZE_LITERALS,
            list(warnings.filters),
            gc.isenabled(),
            [signal.getsignal(number) for number in signal.valid_signals()],
            logging.getLogger("rdflib").level,
            os.environ.copy(),
        )

    before, frozen, seen = state(), gc.get_freeze_count(), []
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.0005):
            seen.append((threading.stack_size(), rdflib.NORMALIZE_LITERALS))

    watcher = threading.Thread(target=watch)
    watcher.start()
    graph = load()
    graph.query("SELECT * {?s a dkg:Claim}", timeout=10)
    graph.query("claims", timeout=10)
    file = tmp_path / "a.ttl"
    file.write_text(
        '<http://x/a> <http://x/b> 01, "abc"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    )
    canonical(file)
    stop.set()
    watcher.join()
    assert state() == before
    assert gc.get_freeze_count() <= frozen  # what was frozen may go, nothing more is
    assert set(seen) == {(before[0], before[1])}
