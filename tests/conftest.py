"""Shared fixtures: the shipped graph, and a tiny made-up one with known answers."""

from __future__ import annotations

import gc
import io
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import defectkg
import defectkg.graph
from defectkg.cli.main import main
from defectkg.graph import DefectGraph
from defectkg.model.content import GraphContent
from helpers import REVIEW, TINY, Done, of_files

SECOND = TINY.with_name("second.ttl")
OTHER_SOURCE = TINY.with_name("other-source.ttl")
OPPOSED = TINY.with_name("opposed.ttl")


def pytest_configure() -> None:
    os.environ["COLUMNS"] = "160"  # how wide tables are, whoever runs the tests
    os.environ.pop("DEFECTKG_STORE", None)  # whatever whoever runs them asks otherwise
    gc.disable()  # it would look through all that the session keeps: see `left_behind`


@pytest.fixture(scope="module", autouse=True)
def left_behind() -> Iterator[None]:
    """After each file collect its cycles, once, and see that no thread of it goes on computing."""
    before = set(threading.enumerate())
    yield
    started = [one for one in threading.enumerate() if type(one) is threading.Thread]
    for thread in set(started) - before:  # those of libraries, of classes of their own, only watch
        thread.join(20)
        assert not thread.is_alive(), f"{thread.name} takes time from all later tests"
    gc.collect()
    gc.freeze()  # what is left is for the session


SITE = (  # all need the site
    "tests/docs/test_site.py",
    "tests/docs/test_site_in_browser.py",
    "tests/docs/test_redirects.py",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let ``--dist loadfile`` keep what needs the site in one process, so that it is built once.

    Not by ``loadgroup``: with pytest 9.2 xdist 3.8 does not see the groups.
    """
    from xdist.scheduler import LoadFileScheduling

    class OneSite(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            return "the site" if file in SITE else file

    return OneSite(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation site, built once."""
    from website.build import build

    target = tmp_path_factory.mktemp("site") / "site"
    build(target)
    return target


QUIET = [  # a browser that asks nobody but whom it is told to
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The Chromium of the system, no longer open than a file asks it: it keeps a loop running."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="SKIPPED, not passed: playwright is missing"
    )
    if not (chromium := shutil.which("chromium")):
        pytest.skip("SKIPPED, not passed: no chromium to open the pages in")
    with playwright.sync_playwright() as it:
        opened = it.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """What keeps people out of an open page, by axe-core: only what is serious."""
    module = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="SKIPPED, not passed: axe is missing"
    )

    def found(page: Any) -> list[str]:
        told = module.Axe().run(page).response["violations"]
        assert isinstance(told, list)
        return [
            f"{page.url}: {one['id']}: {one['nodes'][0]['html'][:120]}"
            for one in told
            if one["impact"] in ("serious", "critical")
        ]

    return found


@pytest.fixture(scope="session")
def graph() -> DefectGraph:
    """All that is shipped: for what holds whatever the sources say."""
    return defectkg.load()


@pytest.fixture
def call(
    graph: DefectGraph, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """Run the command line in this process, on the graph that all tests share or on another.

    It loads a graph of its own where more than the shipped data is asked for.
    """
    load = defectkg.graph.load

    def run(*argv: str, stdin: bytes = b"", on: DefectGraph = graph) -> Done:
        with monkeypatch.context() as patch:
            patch.setattr("defectkg.graph.load", lambda **m: load(**m) if any(m.values()) else on)
            patch.setattr("gc.freeze", lambda: None)  # would keep what this test throws away
            patch.setattr("sys.argv", ["defectkg", *argv])
            patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            with pytest.raises(SystemExit) as stop:
                main()
        out, err = capsys.readouterr()
        return Done(int(stop.value.code or 0), out, err)

    return run


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every store is too large for all its records to be read for one question."""
    monkeypatch.setattr(GraphContent, "is_large", property(lambda _: True))


@pytest.fixture(scope="session")
def review() -> DefectGraph:
    """What Zheng 2019 says, with the works and the background: no other source changes its rows."""
    return of_files(*REVIEW)


@pytest.fixture(scope="session")
def tiny() -> DefectGraph:
    """One made-up study: a treatment, its outcomes, a denial."""
    return of_files(TINY)


@pytest.fixture(scope="session")
def made_up() -> DefectGraph:
    """Two made-up studies: also a dopant, its control, a chain, rival accounts, an exception."""
    return of_files(TINY, SECOND)


@pytest.fixture(scope="session")
def two_sources() -> DefectGraph:
    """Two made-up sources: also agents applied jointly, an aim, works in doubt."""
    return of_files(TINY, OTHER_SOURCE)


@pytest.fixture(scope="session")
def opposed() -> DefectGraph:
    """What Zheng 2019 says beside a made-up paper.

    In it a thiol shortens a lifetime that an amine makes longer in another one, and ZnBr2 brings
    another yield than the review says of the same work.
    """
    return of_files(*REVIEW, OPPOSED)
