"""Hostile queries and files through the real command line: each run ends, and ends well.

A run of the tests draws some of each by a seed, which a failure prints. `make test-hostile` draws
500 of each. To repeat: ``HOSTILE_SEED=7 pytest tests/hostile -k 'query-12'``.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hostile.cases import Case, file_case, query_case
from hostile.harness import Ended, harness

COUNT = int(os.environ.get("HOSTILE_COUNT", "30"))
# All workers of one run draw by one seed.
SEED = int(
    os.environ.get("HOSTILE_SEED")
    or int(os.environ.get("PYTEST_XDIST_TESTRUNUID", os.urandom(4).hex())[:8], 16)
)
LINES = 8  # of remarks and errors
SECONDS = 90  # on a busy machine; none should need a tenth
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
FORMULAS = ("=", "@", "+cmd", "-2+")

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.name != "posix", reason="the harness forks"),
]


@pytest.fixture(scope="module")
def run() -> Iterator[Callable[..., Ended]]:
    with harness() as started:
        yield started


@pytest.mark.parametrize("number", range(COUNT), ids="query-{}".format)
def test_a_hostile_query_ends_well(run: Callable[..., Ended], tmp_path: Path, number: int) -> None:
    assert_ends_well(run, tmp_path, query_case(SEED, number, tmp_path), f"query-{number}")


@pytest.mark.parametrize("number", range(COUNT), ids="file-{}".format)
def test_a_hostile_file_ends_well(run: Callable[..., Ended], tmp_path: Path, number: int) -> None:
    assert_ends_well(run, tmp_path, file_case(SEED, number, tmp_path), f"file-{number}")


def assert_ends_well(run: Callable[..., Ended], folder: Path, case: Case, name: str) -> None:
    print(f"repeat: HOSTILE_SEED={SEED} HOSTILE_COUNT={COUNT} pytest tests/hostile -k '{name}'")
    print("defectkg", *(ascii(word)[:200] for word in case.argv))
    before = state(folder, case.may_change)
    ended = run(case.argv, folder, str(folder / case.stdin) if case.stdin else "", SECONDS)
    print(ended.err[-3000:])
    assert not ended.late
    assert not ended.signal
    assert "Traceback" not in ended.err
    assert ended.code in ((0, 1, 2) if case.only is None else (case.only,))
    assert state(folder, case.may_change) == before, "nothing is left behind"
    lines = ended.err.splitlines()
    assert len(lines) <= LINES
    assert max(map(len, lines), default=0) < 500
    assert not hidden(ended.err)
    if ended.code == 2 and not (case.argv[0] == "check" and ended.out):  # which lists what is bad
        assert ended.err.startswith("defectkg: ")
        assert len(lines) == 1
    assert_clean(ended, case.argv)


def assert_clean(ended: Ended, argv: list[str]) -> None:
    """Look at what was printed: nothing for a terminal to obey, no formula, and JSON that is JSON."""
    form = argv[argv.index("--format") + 1] if "--format" in argv else "table"
    if form == "table":
        assert not hidden(ended.out)
    elif form in ("csv", "tsv", "excel"):
        lines = ended.out.removeprefix("\ufeff").split("\n")  # as a spreadsheet reads them
        assert not any(line.startswith(FORMULAS) for line in lines)
    elif ended.code == 0 and ended.out and len(ended.out) < 1 << 19:
        json.loads(ended.out)


def hidden(text: str) -> list[str]:
    return sorted(
        {sign for sign in text if sign not in "\n\t" and unicodedata.category(sign) in HIDDEN}
    )


def state(folder: Path, except_for: str) -> dict[str, Any]:
    """What a folder holds; of large files the size alone."""
    return {
        str(path): path.read_bytes()
        if path.is_file() and path.stat().st_size < 1 << 24
        else os.lstat(path).st_size
        for path in sorted(folder.rglob("*"))
        if path.name != except_for
    }
