"""Stores that are being filled, half filled, filled anew since, by another release, by others."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import defectkg
from defectkg.errors import DataError
from defectkg.rdf.disk import FolderStore
from defectkg.rdf.endpoint import Endpoint
from defectkg.rdf.opening import open_store
from defectkg.rdf.pushing import Folder, GraphServer, push
from defectkg.rdf.shipped import ONTOLOGY_GRAPH
from defectkg.rdf.states import FILLED, FILLING, marked, marks_of
from helpers import ROOT, TINY, oxigraph_server

OURS = f'{ONTOLOGY_GRAPH} <http://www.w3.org/2002/07/owl#versionInfo> "{{}}" .'
ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"
pytestmark = pytest.mark.process


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A file that is our ontology to whoever opens a store."""
    file = tmp_path / "of" / "ours.ttl"
    file.parent.mkdir()
    file.write_text(OURS.format(defectkg.__version__))
    return file


@pytest.fixture(params=["folder", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store may be."""
    if request.param == "folder":
        yield str(tmp_path / "store")
    else:
        with oxigraph_server() as address:
            yield address


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("defectkg.rdf.disk.PATIENCE", 0.05)


def update(place: str, text: str) -> None:
    """Change a store at once, as a push does."""
    (GraphServer(place) if "://" in place else Folder(Path(place))).update(text)


def marks(place: str) -> list[str]:
    return marks_of(Endpoint(place) if "://" in place else FolderStore(Path(place)))


def test_a_mark_is_met_by_no_query_and_written_to_no_file(place: str, ours: Path) -> None:
    push(place, [ours])
    store = open_store(place)
    assert [mark.startswith(FILLED) for mark in marks_of(store)] == [True]
    assert len(store) == len(list(store.quads())) == len(store.rows(ALL).values) == 1


def test_each_push_makes_another_state(place: str, ours: Path) -> None:
    states = []
    for _ in range(3):
        push(place, [ours])
        states += marks(place)
    assert len(set(states)) == len(states) == 3


def test_who_reads_a_server_is_told_that_it_was_filled_meanwhile(ours: Path) -> None:
    with oxigraph_server() as address:
        push(address, [ours])
        before = open_store(address)
        assert before.rows(ALL).values
        push(address, [TINY])
        for ask in (lambda: before.rows(ALL), lambda: list(before.quads()), lambda: len(before)):
            with pytest.raises(DataError, match="was filled after it had been opened; ask again"):
                ask()
        assert len(open_store(address).rows(ALL).values) > 1


def test_a_server_that_is_filled_without_push_is_read_as_it_is(ours: Path) -> None:
    with oxigraph_server() as address:
        fill = GraphServer(address)
        turtle = {"Content-Type": "text/turtle"}
        fill.store.server.ask("PUT", "/store?graph=urn:a", ours.read_bytes(), turtle)
        store = open_store(address)
        assert len(store.rows(ALL).values) == 1
        fill.store.server.ask("PUT", "/store?graph=urn:b", b"<urn:x> <urn:y> 1 .", turtle)
        assert len(store.rows(ALL).values) == 2


def test_a_push_that_has_not_ended_keeps_readers_out(place: str, ours: Path) -> None:
    push(place, [ours])
    update(place, marked(f"{FILLING}x", before=marks(place)))
    with pytest.raises(DataError, match="a push has begun to fill it, and has not ended; ask aga"):
        open_store(place)
    push(place, [ours])
    assert len(open_store(place)) == 1


def test_of_two_pushes_at_a_time_neither_is_taken_for_whole(
    ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with oxigraph_server() as address:
        replace = GraphServer.replace

        def replace_while_another_does(*arguments: object) -> None:
            monkeypatch.setattr(GraphServer, "replace", replace)
            push(address, [ours])
            replace(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(GraphServer, "replace", replace_while_another_does)
        with pytest.raises(DataError, match="another push was filling it, too; push again"):
            push(address, [ours])
        with pytest.raises(DataError, match="a push has begun"):
            open_store(address)
        push(address, [ours])
        assert len(open_store(address)) == 1


def test_new_graphs_go_together_and_others_each_in_a_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    send = GraphServer._send
    monkeypatch.setattr(
        GraphServer, "_send", lambda self, *given: sent.append(given[0]) or send(self, *given)
    )
    file = tmp_path / "many.nq"
    quads = ('"a" <urn:a>', '"b" <urn:b>', "_:x <urn:c>")
    file.write_text("".join(f"<urn:s> <urn:p> {quad} .\n" for quad in quads))
    with oxigraph_server() as address:
        for requests in (["POST", "PUT", "POST", "POST"], ["POST", "PUT", "PUT", "PUT", "POST"]):
            push(address, [file])  # the first and the last change the mark
            assert sorted(sent) == sorted(requests)
            sent.clear()
            assert len(Endpoint(address)) == 3


def test_a_disk_that_is_full_is_one_line_and_noticed(tmp_path: Path) -> None:
    """Files of at most 100 kB stand for it: the engine is told that it cannot write."""
    place = str(tmp_path / "store")
    command = [sys.executable, "-m", "defectkg", "push", "--store", place]
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # noqa: E731
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=limit)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "File too large; mend that and push again" in done.stderr
    with pytest.raises(DataError, match="a push has begun to fill it, and has not ended"):
        open_store(place)
    whole = push(place)
    assert len(open_store(place)) == whole.statements


@pytest.mark.parametrize(
    ("release", "reads"),
    [
        (lambda major, minor: f"{major}.{minor}.99", True),
        (lambda major, minor: f"{major}.{minor + 1}.0", False),
        (lambda major, minor: f"{major + 1}.{minor}.0", False),
        (lambda major, minor: "0.0.1", False),
    ],
)
def test_a_store_of_another_release_is_told(
    release: Callable[[int, int], str], reads: bool, place: str, ours: Path
) -> None:
    other = release(*map(int, defectkg.__version__.split(".")[:2]))
    ours.write_text(OURS.format(other))
    push(place, [ours])
    if reads:
        assert len(open_store(place)) == 1
        return
    with pytest.raises(DataError, match=f"holds our data as release {other} has them, and this"):
        open_store(place)
