"""Who checks the types of what they write with us gets along, and is told of a wrong name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from helpers import ROOT

pytestmark = pytest.mark.process
WRITTEN = """
from typing import assert_type

import defectkg
from defectkg.draw.notebook import ShownList, ShownPaths
from defectkg.mechanisms.explanation import Explanation
from defectkg.rdf.rows import Rows

graph = defectkg.load()
answer = graph.paths("ZnBr2", "PLQY", host="CsPbBr3", strict=True, count=3)
assert_type(answer, ShownPaths)
answer.save("paths.svg", compact=True)
print(answer.paths[0].sign, answer.rows.dicts(), answer.to_pandas(), answer.to_text(why=True))
assert_type(graph.explain("KI")[:2], ShownList[Explanation])
print([cell.state for cell in graph.gaps(agent="K+")], graph.suggest("V_Cl", "CsPbCl3").rows)
assert_type(graph.tried(defect="V_Br"), Rows)
graph.network(agent="HBr").save("network.graphml")
"""


def checked(text: str, folder: Path) -> str:
    """What mypy says of a program of a user."""
    (folder / "written.py").write_text(text)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "written.py"]
    paths = {"MYPYPATH": str(ROOT / "src")}
    done = subprocess.run(
        command, cwd=folder, env=paths, capture_output=True, text=True, check=False
    )
    return "\n".join(line for line in done.stdout.splitlines() if "written.py" in line)


def test_a_program_of_a_user_has_its_types(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    assert checked(WRITTEN, tmp_path) == ""
    wrong = WRITTEN.replace('host="CsPbBr3"', 'hots="CsPbBr3"')
    assert 'Unexpected keyword argument "hots"' in checked(wrong, tmp_path)
