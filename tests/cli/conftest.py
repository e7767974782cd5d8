"""Commands asked in this process, on what the review says."""

from __future__ import annotations

import shlex

import pytest

from defectkg.cli.main import asked
from defectkg.graph import DefectGraph
from helpers import Ask, Said


@pytest.fixture
def ask(
    review: DefectGraph, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Ask:
    """Run a command on what the review says."""
    monkeypatch.setattr("defectkg.graph.load", lambda *_, **__: review)
    monkeypatch.setenv("COLUMNS", "160")

    def ask(command: str) -> Said:
        words = shlex.split(command)
        asked(words)(words, standalone_mode=False)
        out, err = capsys.readouterr()
        return Said(out, err.splitlines())

    return ask
