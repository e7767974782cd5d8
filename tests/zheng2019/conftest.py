"""In this folder the graph is what the review says: rows and numbers are read by people."""

from __future__ import annotations

import pytest

from defectkg.graph import DefectGraph


@pytest.fixture(scope="session")
def graph(review: DefectGraph) -> DefectGraph:
    return review
