"""Where the tests of intake write."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder with a short name, since an error leaves out the middle of a long one."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)
