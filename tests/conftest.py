"""Shared fixtures: the shipped graph, and a tiny made-up one with known answers."""

from __future__ import annotations

from pathlib import Path

import pytest

import defectkg
from defectkg.graph import DefectGraph
from defectkg.rdf.shipped import graph_files
from helpers import ROOT, of_files

TINY = ROOT / "tests" / "data" / "made-up" / "tiny.ttl"
SECOND = TINY.with_name("second.ttl")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep in one process what shares fixtures: the tests of a file, and all of the site."""
    if config.pluginmanager.hasplugin("xdist"):
        for item in items:
            name = "site" if item.get_closest_marker("site") else item.nodeid.partition("::")[0]
            item.add_marker(pytest.mark.xdist_group(name))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation site, built once."""
    from website.build import build

    target = tmp_path_factory.mktemp("site") / "site"
    build(target)
    return target


@pytest.fixture(scope="session")
def graph() -> DefectGraph:
    """All that is shipped: for what holds whatever the sources say."""
    return defectkg.load()


@pytest.fixture(scope="session")
def review() -> DefectGraph:
    """What Zheng 2019 says, with the works and the background: no other source changes its rows."""
    return of_files(
        *(p for p in graph_files() if p.parent.name in ("zheng2019", "publications", "background"))
    )


@pytest.fixture(scope="session")
def tiny() -> DefectGraph:
    """One made-up study: a treatment, its outcomes, a denial."""
    return of_files(TINY)


@pytest.fixture(scope="session")
def made_up() -> DefectGraph:
    """Two made-up studies: also a dopant, its control, a chain, rival accounts, an exception."""
    return of_files(TINY, SECOND)
