"""Run other programs in the checkout; what goes wrong is an error that says so in a few lines."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

__all__ = ["ROOT", "ReleaseError", "call"]

ROOT = Path(__file__).parents[2]


class ReleaseError(Exception):
    """What keeps a release from being made, for people to read."""


def call(*words: str | Path, folder: Path = ROOT, **environment: str) -> str:
    """Return what a program prints.

    Raises
    ------
    ReleaseError
        If it is not there or fails.
    """
    said = " ".join(map(str, words))
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    try:
        done = subprocess.run(
            words,
            cwd=folder,
            env={**inherited, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise ReleaseError(f"{said}: {error}") from error
    if done.returncode:
        last = (done.stderr + done.stdout).strip().splitlines()[-5:]
        raise ReleaseError("\n  ".join([f"{said} ended with {done.returncode}", *last]))
    return done.stdout
