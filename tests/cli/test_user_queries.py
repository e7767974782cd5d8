"""Queries of users through the real command: each ends, in an answer or in one line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

BRACKETS = "SELECT * {?a ?b " + "(" * 200 + ")" * 200 + "}"  # takes the parser for ever
HUNGRY = "SELECT * {?a ?b ?c . ?d ?e ?f . ?g ?h ?i} ORDER BY ?a"
MIXED = '9 10 "1x" 10 "1x" 10 10 9 10 "1x" 9 "1x" "1x" 9 9 9 10 "1x" 10 9 9'
COMMAND = [sys.executable, "-m", "defectkg"]


def command(*argv: str, stdin: str = "", shell: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line; `shell` is what follows it on a shell line."""
    line = ["bash", "-c", f'"$0" "$@" {shell}', *COMMAND, *argv]
    return subprocess.run(
        line, input=stdin, capture_output=True, text=True, check=False, timeout=90
    )


def assert_one_line(done: subprocess.CompletedProcess[str], fragment: str) -> None:
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("defectkg: ")
    assert done.stderr.count("\n") == 1
    assert fragment in done.stderr


@pytest.mark.parametrize(
    ("options", "text", "fragment"),
    [
        (("--timeout", "0.5"), BRACKETS, "no answer within 0.5 s"),
        (("--memory", "200"), HUNGRY, "needs more than 200 MiB of memory"),
        ((), "SELECT * {" + "{" * 190_000, "nested too deeply"),
        ((), "ASK {} #" + "x" * 1_000_000, "at most 200000 characters"),
        (("--memory", "0"), "ASK {}", "--memory"),
        (("--with", "/nowhere.ttl"), "ASK {}", "/nowhere.ttl: no such file"),
        (("-p", "s=nonesuch"), "ASK {?s ?p ?o}", "unknown name 'nonesuch'"),
    ],
    ids=["time", "memory", "depth", "length", "no-memory", "no-file", "no-name"],
)
def test_what_cannot_be_answered_is_one_line(
    options: tuple[str, ...], text: str, fragment: str
) -> None:
    assert_one_line(command("query", "-", *options, stdin=text), fragment)


def test_numbers_and_strings_in_one_column_are_sorted() -> None:
    text = f"SELECT ?x {{VALUES ?x {{{MIXED}}}}} ORDER BY ?x"
    done = command("query", "-", "--format", "csv", stdin=text)
    assert done.returncode == 0
    assert sorted(done.stdout.split()) == sorted(["x", *MIXED.replace('"', "").split()])
    assert "rdflib answered" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("argv", [("query", "-"), ("query", "ASK {"), ("show", "nonesuch")])
@pytest.mark.parametrize("closed", ["<&-", "2>&-", ">&-", "<&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_one_line_or_silence(argv: tuple[str, ...], closed: str) -> None:
    done = command(*argv, shell=closed)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == (0 if "2>&-" in closed else 1)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "text", ["SELECT * {?s <x:none> ?o}", f"SELECT ?x {{VALUES ?x {{{MIXED}}}}} ORDER BY ?x"]
)
def test_remarks_never_go_into_the_rows(text: str) -> None:
    with_remark = command("query", "-", "--format", "csv", stdin=text)
    assert with_remark.stderr
    silent = command("query", "-", "--format", "csv", stdin=text, shell="2>&-")
    assert (silent.returncode, silent.stdout) == (0, with_remark.stdout)


def test_nothing_is_printed_of_an_answer_that_is_not_whole() -> None:
    text = "SELECT * {?a ?b ?c . ?d ?e ?f}"  # rows come at once, and never end
    assert_one_line(
        command("query", "-", "--memory", "300", "--format", "csv", stdin=text), "memory"
    )


@pytest.mark.parametrize(
    ("number", "kill"),
    [(signal.SIGINT, os.killpg), (signal.SIGTERM, os.killpg), (signal.SIGKILL, os.kill)],
    ids=["ctrl-c", "timeout", "kill"],
)
def test_a_stopped_command_leaves_no_process(number: int, kill: Callable[[int, int], None]) -> None:
    asked = [*COMMAND, "query", BRACKETS, "--timeout", "60"]
    with subprocess.Popen(asked, stderr=subprocess.PIPE, start_new_session=True) as running:
        assert soon(lambda: children(running.pid))
        kill(running.pid, number)
        running.communicate(timeout=30)
    assert soon(lambda: not is_there(running.pid)), "somebody of its group is left"


def soon(happens: Callable[[], object]) -> bool:
    """Whether something happens within the time that a busy machine may need."""
    end = time.monotonic() + 30
    while not happens():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def is_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def children(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []


def test_without_fork_the_answer_comes_with_a_remark(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from defectkg.cli import main as cli

    monkeypatch.delattr(os, "fork")
    monkeypatch.setattr(sys, "argv", ["defectkg", "query", "ASK {?s a dkg:Claim}"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert not stop.value.code
    out, err = capsys.readouterr()
    assert out == "true\n"
    assert "limits on memory do not hold" in err
    assert err.count("\n") == 1
