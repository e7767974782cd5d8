"""Try wheel and source archive: fresh environments of each Python must answer as the checkout does."""

from __future__ import annotations

import tomllib
from pathlib import Path

from release.programs import ROOT, ReleaseError, call

__all__ = ["answers", "pythons", "tried"]

TRIED = (
    ("--version",),
    ("check",),
    ("query", "outcomes", "--format", "csv"),
    ("paths", "ZnBr2", "PLQY", "--host", "CsPbBr3", "-k", "2", "--why"),
    ("export", "-", "--as", "nq"),
)


def pythons() -> list[str]:
    """Return the Pythons that pyproject.toml names; pyenv, where it is, is told which to run.

    Raises
    ------
    ReleaseError
        If one of them is not here.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    head = "Programming Language :: Python :: 3."
    numbers = [f"3.{line.removeprefix(head)}" for line in project["classifiers"] if head in line]
    for number in numbers:
        try:
            call(f"python{number}", "--version", PYENV_VERSION=number)
        except ReleaseError as failure:
            raise ReleaseError(f"Python {number} is not here: install it ({failure})") from failure
    return numbers


def installed(number: str, archive: Path, folder: Path) -> Path:
    """Install an archive into a fresh environment, and return the command."""
    place = folder / f"{number}-{archive.suffix.strip('.')}"
    call(f"python{number}", "-m", "venv", place, PYENV_VERSION=number)
    pip = (place / "bin" / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check")
    pinned = str(ROOT / "constraints.txt")
    call(*pip, archive, PIP_CONSTRAINT=pinned, PIP_BUILD_CONSTRAINT=pinned)
    return place / "bin" / "defectkg"


def answers(program: Path, folder: Path) -> dict[str, str]:
    """Return what the command prints when asked what is tried, away from the checkout."""
    return {" ".join(words): call(program, *words, folder=folder) for words in TRIED}


def tried(number: str, archive: Path, wanted: dict[str, str], folder: Path) -> Path:
    """Install an archive, ask it, and return the command.

    Raises
    ------
    ReleaseError
        If an answer is not the wanted one.
    """
    command = installed(number, archive, folder)
    for words, answer in answers(command, folder).items():
        if answer != wanted[words]:
            raise ReleaseError(f"{archive.name}, Python {number}: defectkg {words} is not as here")
    return command
