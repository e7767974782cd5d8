"""The worked example of the curation guide: one more paper in a copy of the checkout, no code touched.

Nor a test: those that know what the review says are run in the copy, too.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import ROOT

pytestmark = pytest.mark.process
GUIDE = (ROOT / "docs" / "curating.md").read_text(encoding="utf-8")
EXAMPLE = GUIDE[GUIDE.index("## Worked example") :]


def block(language: str) -> str:
    return re.findall(rf"```{language}\n(.*?)```", EXAMPLE, re.DOTALL)[0]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with the paper in it."""
    folder = tmp_path_factory.mktemp("checkout")
    for part in ("src", "ontology", "graphs", "queries", "mappings", "tests", "tools"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "paper.yaml").write_text(block("yaml"), encoding="utf-8")
    (folder / "my-copy.md").write_text(block("markdown"), encoding="utf-8")
    assert run(folder, "defectkg intake paper.yaml").returncode == 0
    return folder


def run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the folder, with the modules of the folder."""
    return subprocess.run(
        [sys.executable, "-m", *shlex.split(command)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_command_prints_what_the_guide_shows(copy: Path) -> None:
    session = block("console")
    for name in re.findall(r"^wrote (\S+)$", session, re.MULTILINE):  # as it was before
        (copy / name).unlink()
    steps = re.findall(r"\$ (defectkg .+)\n((?:(?!\$ ).*\n)*)", session)
    assert len(steps) == 4
    for command, shown in steps:
        done = run(copy, command)
        assert done.returncode == 0, done.stderr
        assert done.stdout + done.stderr == shown, command


def test_the_example_is_laid_out_and_found_by_every_view(copy: Path) -> None:
    assert run(copy, "defectkg format --check graphs").returncode == 0
    explained = run(copy, "defectkg explain Nobody2026-strontium-t1 --format csv").stdout
    assert ",up,up,explained," in explained
    rows = run(copy, "defectkg query outcomes --format csv").stdout
    assert "SrCl2,CsPbCl3,nanocrystal,PLQY,more,3.1,12,,,,%," in rows


def test_no_test_of_what_the_review_says_breaks(copy: Path) -> None:
    """Those that such a paper broke, and more of their sort; all others take too long here."""
    asked = "tests/zheng2019 tests/text/test_show.py tests/mechanisms/test_explanation.py"
    done = run(copy, f"pytest -q -p no:cacheprovider -p no:xdist {asked}")
    assert done.returncode == 0, done.stdout[-2000:]
    assert int(re.findall(r"(\d+) passed", done.stdout)[0]) > 200


def test_the_paper_would_break_them_if_they_asked_all_that_is_shipped(copy: Path) -> None:
    conftest = copy / "tests" / "zheng2019" / "conftest.py"
    bound = conftest.read_text(encoding="utf-8")
    conftest.unlink()
    done = run(copy, "pytest -q -p no:cacheprovider -p no:xdist tests/zheng2019/test_questions.py")
    conftest.write_text(bound, encoding="utf-8")
    assert done.returncode == 1
    assert "test_a_level_alone_is_no_gain" in done.stdout
