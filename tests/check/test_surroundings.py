"""What a check asks of a store is enough for the same findings, and no more for more papers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from defectkg.check.checks import check
from defectkg.check.reading import read_given
from defectkg.check.surroundings import surroundings
from defectkg.rdf.opening import open_store
from defectkg.rdf.pushing import push
from defectkg.rdf.store import Store
from helpers import DATA, ROOT, TINY, oxigraph_server
from made_up import BAD, expected, named

pytestmark = pytest.mark.process
PAPER = DATA / "made-up" / "second.ttl"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that is shipped."""
    path = tmp_path_factory.mktemp("store") / "shipped"
    push(str(path))
    return path


@pytest.fixture
def store(folder: Path) -> Store:
    return open_store(str(folder))


@pytest.fixture
def server() -> Iterator[Store]:
    with oxigraph_server() as address:
        push(address)
        yield open_store(address)


def test_all_bad_files_give_the_findings_that_all_that_is_shipped_gives(store: Store) -> None:
    wanted = check(BAD)
    assert len(wanted.findings) > 500
    assert check(BAD, known=store) == wanted


@pytest.mark.parametrize("path", BAD[::60], ids=lambda path: path.stem)
def test_a_bad_file_alone_gives_its_findings(path: Path, store: Store) -> None:
    assert named(check([path], known=store).findings) == set(expected(path))


def test_a_server_is_asked_alike(server: Store) -> None:
    path = DATA / "bad" / "account-of-other-work.ttl"
    assert named(check([path], known=server).findings) == set(expected(path))
    given = read_given([PAPER]).quads
    assert len(surroundings(server, given)) < len(server) / 2


def test_papers_that_have_nothing_to_do_with_it_are_left_alone(tmp_path: Path) -> None:
    place, given = str(tmp_path / "store"), read_given([TINY]).quads
    push(place)
    before, size = surroundings(open_store(place), given), len(open_store(place))
    far = tmp_path / "far" / "second.ttl"
    far.parent.mkdir()
    far.write_text(PAPER.read_text("utf-8").replace("made-up", "far").replace("nobody", "no one"))
    push(place, [far])
    assert len(open_store(place)) > size
    assert len(surroundings(open_store(place), given)) == len(before)


def test_all_places_are_looked_through_for_an_empty_graph_alone(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    rows = type(store).rows
    monkeypatch.setattr(
        type(store), "rows", lambda self, text, *a, **k: asked.append(text) or rows(self, text, *a)
    )
    shipped = ROOT / "graphs" / "publications" / "2019.ttl"
    surroundings(store, read_given([shipped, PAPER]).quads)
    assert not any("dkg:locator" in text for text in asked)
    surroundings(store, read_given([DATA / "bad" / "graph-without-records.ttl"]).quads)
    assert any("dkg:locator" in text for text in asked)
