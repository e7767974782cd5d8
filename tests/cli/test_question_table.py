"""The table that says which command answers which question: each of its commands answers."""

from __future__ import annotations

import re

import pytest

from defectkg.graph import DefectGraph
from helpers import ROOT, Ask

GUIDE = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
TABLE = GUIDE[GUIDE.index("| to ask | type |") : GUIDE.index("\n## Names")]
LINES = TABLE.strip().splitlines()[2:]
COMMANDS = [command for line in LINES for command in re.findall(r"`([^`]*)`", line)]


def test_each_line_asks_something_and_names_whole_commands() -> None:
    for line in LINES:
        question, commands = line.strip("| ").split(" | ")
        assert question[0].islower(), question
        assert re.findall(r"`defectkg ", commands), question
    assert all(command.startswith("defectkg ") for command in COMMANDS)
    assert len(COMMANDS) == len(set(COMMANDS))


@pytest.mark.parametrize("command", [c for c in COMMANDS if not c.endswith("--with-mappings")])
def test_each_command_answers_on_one_page(
    command: str, graph: DefectGraph, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("defectkg.graph.load", lambda *_, **__: graph)
    monkeypatch.setenv("COLUMNS", "130")
    said = ask(command.removeprefix("defectkg "))
    assert said.out.count("\n") > 2
    assert not [line for line in said.remarks if line.startswith("no rows")]
    assert said.out.count("\n") + len(said.remarks) <= 150
