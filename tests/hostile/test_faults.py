"""Clients and servers that are killed in the middle of a push, and reads while one runs.

A run of the tests kills a few of each, `make test-faults` fifty, and reads a thousand times.
To repeat: ``HOSTILE_SEED=7 KILLS=50 pytest tests/hostile/test_faults.py``.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from defectkg import __version__
from defectkg.errors import DataError
from defectkg.rdf.endpoint import Endpoint
from defectkg.rdf.opening import open_store
from defectkg.rdf.pushing import push
from defectkg.rdf.shipped import ONTOLOGY_GRAPH
from defectkg.rdf.states import marks_of
from defectkg.rdf.store import Store
from helpers import free_port, oxigraph_server
from hostile.test_hostile import SEED

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL"),
]

KILLS = int(os.environ.get("KILLS", "3"))
READS = 20 * KILLS
GRAPHS = 120
BESIDE = f'{ONTOLOGY_GRAPH} <http://www.w3.org/2002/07/owl#versionInfo> "{__version__}" .'


class Literature:
    """Files of two states, each with the same graphs, and of what no push is to touch.

    Each statement says of which state it is; each graph has a blank node.
    """

    def __init__(self, folder: Path) -> None:
        self.states = [folder / f"state-{state}.nq" for state in range(2)]
        for state, file in enumerate(self.states):
            file.write_text("".join(quads_of(state)))
        (folder / "of").mkdir()
        self.beside = folder / "of" / "others.ttl"
        self.beside.write_text(BESIDE)
        name = "https://w3id.org/defectkg/data/of-others"
        self.wanted = [
            sorted([*unnamed("".join(quads_of(state)).split(" .\n")), f"{BESIDE[:-2]} <{name}>"])
            for state in range(2)
        ]


def quads_of(state: int) -> Iterator[str]:
    """The statements of a state: in one state each graph has more than in the other."""
    for graph in range(GRAPHS):
        for number in range(10 + 5 * state):
            yield f'<urn:s{number}> <urn:state> "{state}" <urn:g{graph}> .\n'
        yield f'_:b{graph} <urn:state> "{state}" <urn:g{graph}> .\n'


def unnamed(quads: list[str]) -> list[str]:
    """Quads whose blank nodes all have one name; two of one graph would stand there twice."""
    return [re.sub(r"_:\w+(-\w+)*", "_:b", quad) for quad in quads if quad]


def held(store: Store) -> list[str]:
    return sorted(unnamed([str(quad) for quad in store.quads()]))


@pytest.fixture(scope="module")
def literature(tmp_path_factory: pytest.TempPathFactory) -> Literature:
    return Literature(tmp_path_factory.mktemp("literature"))


@pytest.fixture(params=["folder", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store may be."""
    if request.param == "folder":
        yield str(tmp_path / "store")
    else:
        with oxigraph_server("--location", str(tmp_path / "store")) as address:
            yield address


def begin_push(place: str, file: Path) -> subprocess.Popen[bytes]:
    """A push in a process of its own, which has begun to fill."""
    before = changes_of(place)
    command = [sys.executable, "-m", "defectkg", "push", str(file), "--store", place]
    pushing = subprocess.Popen(command, stderr=subprocess.PIPE)
    while pushing.poll() is None and changes_of(place) == before:
        time.sleep(0.002)
    return pushing


def changes_of(place: str) -> list[str]:
    """What is other when a store has been opened to be filled: marks, or names of its files."""
    return marks_of(Endpoint(place)) if place.startswith("http") else sorted(os.listdir(place))


def seconds_of(place: str, file: Path) -> float:
    """How long a push fills a store."""
    pushing = begin_push(place, file)
    began = time.monotonic()
    assert pushing.wait() == 0
    return time.monotonic() - began


def half_there(place: str, literature: Literature) -> bool:
    """Whether a push broke off, which readers then are told; else one of the states is whole."""
    said = ""
    try:
        now = held(open_store(place))
    except DataError as error:
        said = str(error)
    assert "a push has begun to fill it, and has not ended" in said or now in literature.wanted
    return said != ""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("defectkg.rdf.disk.PATIENCE", 0.05)


def test_a_client_that_is_killed_loses_nothing(place: str, literature: Literature) -> None:
    print(f"repeat: HOSTILE_SEED={SEED} KILLS={KILLS}")
    push(place, [literature.beside])
    random, halves = Random(SEED), 0
    longest = max(seconds_of(place, file) for file in literature.states)
    for kill in range(KILLS):
        new = kill % 2
        pushing = begin_push(place, literature.states[new])
        time.sleep(longest * random.random())
        pushing.send_signal(signal.SIGKILL)
        pushing.communicate()
        halves += half_there(place, literature)
        push(place, [literature.states[new]])
        assert held(open_store(place)) == literature.wanted[new]
    print(f"{halves} of {KILLS} broke off in the middle")
    assert halves > 5 or KILLS < 50


def test_a_server_that_is_killed_loses_nothing(tmp_path: Path, literature: Literature) -> None:
    print(f"repeat: HOSTILE_SEED={SEED} KILLS={KILLS}")
    random, ends = Random(SEED), []
    where, port = ("--location", str(tmp_path / "store")), free_port()
    with oxigraph_server(*where, port=port) as address:
        push(address, [literature.beside])
        longest = max(seconds_of(address, file) for file in literature.states)
    for kill in range(KILLS):
        new = kill % 2
        with oxigraph_server(*where, port=port) as address:
            pushing = begin_push(address, literature.states[new])
            time.sleep(longest * random.random())
        if kill % 5 == 1:  # the client gives up
            pushing.wait()
        with oxigraph_server(*where, port=port) as address:
            said = pushing.communicate()[1].decode()
            assert said.count("\n") == 1
            broke_off = half_there(address, literature)
            assert pushing.returncode == (2 if broke_off else 0) or "no answer" in said
            ends.append("broke off" if broke_off else f"ended with {pushing.returncode}")
            if pushing.returncode == 0:
                assert held(open_store(address)) == literature.wanted[new]
            push(address, [literature.states[new]])
            assert held(open_store(address)) == literature.wanted[new]
    print({end: ends.count(end) for end in sorted(set(ends))})


def test_each_read_is_of_one_state_while_a_push_runs(literature: Literature) -> None:
    over, faults = threading.Event(), []

    def fill() -> None:
        random = Random(SEED)
        try:
            for number in range(10_000):
                if over.wait(random.uniform(0, 0.3)):
                    return
                push(address, [literature.states[number % 2]])
        except DataError as error:
            faults.append(error)

    def read(store: Store) -> set[str]:
        parts = [f"SELECT DISTINCT ?state {{ GRAPH <urn:g{n}> {{ ?s <urn:state> ?state }} }}"
                 for n in (0, GRAPHS // 2, GRAPHS - 1)]  # fmt: skip
        return {state for part in parts for (state,) in store.rows(part).values}

    with oxigraph_server() as address:
        push(address, [literature.beside, literature.states[1]])
        filling = threading.Thread(target=fill)
        filling.start()
        late = time.monotonic() + 3 * READS
        mixed, ends = 0, list[str]()
        try:
            while len(ends) < READS:
                assert time.monotonic() < late
                mixed += len(read(Endpoint(address))) > 1  # who looks at no mark
                ended, states = "answered", set()
                try:
                    states = read(open_store(address))
                except DataError as error:
                    ended = str(error).removeprefix(f"{address}: ")[:24]
                assert len(states) == (ended == "answered")
                ends.append(ended)
        finally:
            over.set()
            filling.join()
    assert not faults
    counted = {end: ends.count(end) for end in sorted(set(ends))}
    print(f"{counted}; {mixed} of two states where no mark was looked at")
    assert counted.keys() <= {"answered", "a push has begun to fill", "was filled after it had "}
    assert counted["answered"]
    assert mixed or READS < 1000
