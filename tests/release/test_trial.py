"""What a trial says when something is missing, fails, or answers otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from release import trial
from release.programs import ReleaseError, call
from release.trial import TRIED, answers, pythons, tried


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """A program that says back what it is asked."""
    program = tmp_path / "defectkg"
    program.write_text("#!/bin/sh\necho $*\n", "utf-8")
    program.chmod(0o755)
    return program


def test_the_answers_are_compared(
    command: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "installed", lambda *_: command)
    wanted = answers(command, tmp_path)
    assert wanted["check"] == "check\n"
    assert len(wanted) == len(TRIED)
    archive = Path("defectkg-1.tar.gz")
    assert tried("3.11", archive, wanted, tmp_path) == command
    said = r"^defectkg-1\.tar\.gz, Python 3\.11: defectkg check is not as here$"
    with pytest.raises(ReleaseError, match=said):
        tried("3.11", archive, wanted | {"check": ""}, tmp_path)


def test_each_python_must_be_here(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(trial, "call", lambda *words, **_: asked.append(words[0]))
    assert pythons() == ["3.11", "3.12", "3.13"]
    assert asked == ["python3.11", "python3.12", "python3.13"]
    monkeypatch.undo()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ReleaseError, match=r"^Python 3\.11 is not here: install it \("):
        pythons()


def test_what_fails_says_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"^sh -c echo no; exit 3 ended with 3\n  no$"):
        call("sh", "-c", "echo no; exit 3", folder=tmp_path)
