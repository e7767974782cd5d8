"""Shared fixtures: the shipped graph, and a tiny made-up one with known answers."""

from __future__ import annotations

from pathlib import Path

import pytest

import defectkg
from defectkg.data import ONTOLOGY_GRAPH, graph_name, ontology_files
from defectkg.graph import DefectGraph
from defectkg.store import Store

ROOT = Path(__file__).parent.parent
TINY = ROOT / "tests" / "data" / "made-up" / "tiny.ttl"


@pytest.fixture(scope="session")
def graph() -> DefectGraph:
    return defectkg.load()


@pytest.fixture(scope="session")
def tiny() -> DefectGraph:
    """The ontology with one made-up study instead of the shipped ones."""
    store = Store()
    for path in ontology_files():
        store.load(path, ONTOLOGY_GRAPH)
    store.load(TINY, graph_name(TINY))
    return DefectGraph(store)
