"""A draft of a made-up text: what it finds, what it leaves out, and that intake refuses it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from defectkg.graph import DefectGraph
from defectkg.verify.drafting import draft
from helpers import Done

TEXT = """# Results

SrCl2 was added to CsPbCl3 nanocrystals after their synthesis (Figure 2). The PLQY rose from 3.1% to 12%. By
surface passivation with Cl- the PLQY of CsPbI3 films reached 45 ± 2 %, and diodes an EQE of up to 6.5%.

A dose of 2.9% Ce3+ was used. The ligand didodecyldimethylammonium bromide was best. With this ligand the
luminance was 330 cd m-2. The defect density was 1.75 × 10^16 cm-3, the
exciton binding energy 2 to 80 meV.

In 2019 there were 12 reports.
"""
WANTED = [  # agent, host, observable, before, comparator, value, value_max, spread, unit
    ("SrCl2", "CsPbCl3", "PLQY", "3.1", "", "12", "", "", "%"),
    ("SrCl2", "CsPbI3", "PLQY", "", "", "45", "", "2", "%"),
    ("SrCl2", "CsPbI3", "EQE", "", "up to", "6.5", "", "", "%"),
    ("didodecyldimethylammonium bromide", "", "luminance", "", "", "330", "", "", "cd m-2"),
    ("didodecyldimethylammonium bromide", "", "defect density", "", "", "17500000000000000", "", "", "cm-3"),
    ("didodecyldimethylammonium bromide", "", "exciton binding energy", "", "", "2", "80", "", "meV"),
]  # fmt: skip


def test_values_go_to_what_is_named_nearest(graph: DefectGraph) -> None:
    label = graph.names.label
    found = [
        (
            *(v.agent and label(v.agent), v.host and label(v.host), label(v.observable)),
            *(v.before, v.comparator, v.value, v.value_max, v.uncertainty, v.unit),
        )
        for v in draft(graph, TEXT).values()
    ]
    assert found == WANTED


def test_the_file_is_refused_until_each_item_is_confirmed(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    copy, paper = tmp_path / "copy.md", tmp_path / "paper.yaml"
    copy.write_text(TEXT, encoding="utf-8")
    done = call("draft", str(copy), "--source", "Woo 2017", "--study", "strontium")
    assert done.code == 0
    assert "6 values drafted" in done.err
    assert "- PLQY: 3.1 -> 12 %\n" in done.out
    assert "- defect density: 1.75e16 cm-3\n" in done.out
    paper.write_text(done.out, encoding="utf-8")
    refused = call("intake", str(paper), "--graphs", str(tmp_path / "graphs"))
    assert refused.code == 2
    assert "confirmed" in refused.err
    assert not (tmp_path / "graphs").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\0\1\2\3", "binary"),
        (b"x" * 600_000, "cut it"),
    ],
)
def test_bad_texts_are_refused_in_one_line(
    call: Callable[..., Done], tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "copy.md"
    path.write_bytes(content)
    done = call("draft", str(path))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1


def test_a_text_without_values_says_so(call: Callable[..., Done], tmp_path: Path) -> None:
    path = tmp_path / "copy.md"
    path.write_text("Once upon a time there was a king.", encoding="utf-8")
    done = call("draft", str(path))
    assert done.code == 0
    assert "no number with a unit" in done.err
