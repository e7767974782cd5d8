"""The documentation says what the program does: commands, outputs, patterns, module map."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from defectkg.check.checks import check
from defectkg.rdf.shipped import query_files
from helpers import ROOT, Done, run
from module_table import modules

README = (ROOT / "README.md").read_text(encoding="utf-8")
CURATING = (ROOT / "docs" / "curating.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"```console\n\$ ([^\n]+)\n(.*?)```", README, re.DOTALL)
COMMANDS = (
    "info",
    "check",
    "format",
    "query",
    "show",
    "cite",
    "tried",
    "outcomes",
    "contradictions",
    "confront",
    "timeline",
    "map",
    "export",
    "paths",
    "network",
    "explain",
    "gaps",
    "suggest",
)  # verify needs your own text


@pytest.mark.process
@pytest.mark.parametrize(("command", "printed"), SESSIONS, ids=[c for c, _ in SESSIONS])
def test_readme_shows_what_the_commands_print(command: str, printed: str) -> None:
    assert run(command).stdout == printed, (
        "run: python tests/docs/renew_readme.py, and read the change"
    )


def test_readme_has_sessions_and_lists_every_command() -> None:
    assert len(SESSIONS) >= 3
    for command in COMMANDS:
        assert f"| `defectkg {command}" in README
    assert README.count("\n") <= 245


def test_readme_python_runs() -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(program, {})
    assert out.getvalue().startswith("+ ")


def test_each_module_and_room_has_its_line_and_the_guide_names_each_room() -> None:
    guide = (ROOT / "docs" / "code.md").read_text(encoding="utf-8")
    for name, line in modules():
        assert line.endswith("."), f"{name} needs a docstring of one sentence first"
        if name.endswith("/"):
            assert re.search(rf"^\| .*`{name[:-1]}`.* \|", guide, re.MULTILINE), name


def test_the_flow_names_files_that_are_there() -> None:
    flow = (ROOT / "docs" / "flow.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:[a-z]+/)?[a-z_]+\.py\b", flow))
    assert len(named) > 10
    for name in named:
        assert (ROOT / "src" / "defectkg" / name).is_file(), name


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_has_an_example_that_runs(
    command: str, call: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helped = call(command, "-h")
    assert helped.code == 0
    (example,) = re.findall(r"Example: (defectkg .+)", helped.out)
    _, name, *words = shlex.split(example)
    assert name == command
    if example == "defectkg check":
        return  # of everything: tests/check/test_findings.py runs it
    monkeypatch.chdir(tmp_path if command == "network" else ROOT)  # it writes a file
    assert call(name, *words).code == 0


def test_top_help_lists_the_commands(call: Callable[..., Done]) -> None:
    helped = call("-h").out
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", helped, re.MULTILINE)


def test_query_without_a_name_lists_the_library(call: Callable[..., Done]) -> None:
    listed = call("query", "--format", "csv").out
    assert [line.split(",")[0] for line in listed.splitlines()[1:]] == sorted(query_files())


def test_the_patterns_of_the_curation_guide_have_no_findings(tmp_path: Path) -> None:
    patterns = re.findall(r"```turtle\n(.*?)```", CURATING, re.DOTALL)
    assert len(patterns) == 7, "the head of a file, a work and five patterns"
    file = tmp_path / "example.ttl"
    file.write_text("\n".join(patterns), encoding="utf-8")
    report = check([file])
    assert [str(f) for f in report.findings + report.unread] == []
    assert report.nodes == 9


def test_links_between_documents_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_no_address_of_a_registry_and_no_personal_path_is_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    hosts = re.compile(
        "|".join(
            ["pypi" + r"\.org", "pythonhosted" + r"\.org", "npm" + "js", r"(?<![\w.])/home" + "/"]
        )
    )
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file():
            assert not hosts.search(path.read_text(encoding="utf-8", errors="ignore")), name


@pytest.mark.whole
def test_the_page_of_foresight_is_what_its_command_writes() -> None:
    from foresight_page import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tools/foresight_page.py"
