"""The notebook of the examples runs, and shows what it says it shows: labels and pictures."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from helpers import ROOT

NOTEBOOK = ROOT / "examples" / "questions.ipynb"
pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each cell of code shows, by its last line."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    folder = str(tmp_path_factory.mktemp("notebook"))
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": folder}})
    client.execute()
    shown = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            data = [output.get("data", output) for output in cell.outputs]
            shown[cell.source.splitlines()[-1]] = " ".join(best(each) for each in data)
    return shown


def best(data: dict[str, str]) -> str:
    """What a notebook shows of an output, with the pictures in it as text."""
    html = next(data[kind] for kind in ("text/html", "image/svg+xml", "text/plain") if kind in data)
    return re.sub(r"data:image/svg\+xml;base64,([^\"]+)", lambda m: b64decode(m[1]).decode(), html)


def test_it_is_kept_without_what_a_run_leaves() -> None:
    cells = [c for c in nbformat.read(NOTEBOOK, as_version=4).cells if c.cell_type == "code"]
    assert len(cells) >= 8
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)
    assert str(Path.home()) not in NOTEBOOK.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ('graph.tried(defect="V_Br"', ["<table>", "lowers bromide vacancy", "PLQY: 96 %"]),
        ("(change + before + after + values)", ["<svg", "ZnBr2 | CsPbBr3 | Woo 2017", "96 ± 2"]),
        (
            'graph.paths("ZnBr2"',
            ["<svg", "ZnBr2 → PLQY: the best 3 paths", "Woo 2017 [63 of Zheng 2019]"],
        ),
        ("graph.explain(", ["<table>", "explained"]),
        ("graph.network(", ["<svg", "PbBr"]),
        ("graph.contradictions(", ["<table>", "Ce3+ raises trap state (refutes)"]),
        ("graph.gaps(", ["<table>", "declared open"]),
        ("graph.suggest(", ["<table>", "isovalent"]),
        ("graph.cite(", ["Woo, J. Y.", "as read in: Xiaopeng Zheng", "doping ¶4"]),
    ],
)
def test_each_answer_is_shown_with_labels(run: dict[str, str], line: str, holds: list[str]) -> None:
    (shown,) = (output for source, output in run.items() if source.startswith(line))
    for part in holds:
        assert part in shown
    assert "w3id.org/defectkg/ontology" not in re.sub(r"<svg.*?</svg>", "", shown, flags=re.S)
    assert "IRI" not in shown
