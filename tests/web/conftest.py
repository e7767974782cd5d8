"""The server in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def served_at() -> Iterator[str]:
    """Where `defectkg serve` answers; it ends without a word."""
    command = [sys.executable, "-m", "defectkg", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        line = server.stderr.readline()
        try:
            yield line.split("/ (")[0]
        finally:
            server.send_signal(signal.SIGINT)
            rest = server.stderr.read()
    assert (server.returncode, rest) == (0, "")
