"""The works behind a kind or an author: which, for what, what is wrong with them, how to cite each."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from defectkg.graph import DefectGraph
from helpers import run

WORKS = [  # asked for, works, what is wrong with one of them; from the text and its list
    ("YCl3", {"reference 74 of Zheng 2019"}, "missing reference: 74"),
    ("zinc halide", {"Li 2018"}, "misnumbered citation: 77, read as 72"),
    ("Bi3+", {"Yin 2019"}, "given name as surname: Jun, read as Yin"),
    ("SCLC", {"Shen 2019"}, "misnumbered citation: 64, read as 66"),
    ("Bakr", {"Pan 2015", "Pan 2016"}, "named by another author: Bakr, read as Pan"),
    ("Pan", {"Pan 2015", "Pan 2016", "Pan 2017", "Pan 2018"}, ""),
    ("K+", {"Abdi-Jalebi 2018", "Zheng 2019"}, "KI in polycrystalline perovskite films"),
    ("CsPbI3", {"Liu 2017b", "Lu 2018", "Pan 2018", "Shen 2019", "Li 2018"}, ""),
    ("V_Cl", {"Das Adhikari 2019", "Leng 2018", "Yong 2018", "Zheng 2019"}, "listed twice"),
]


@pytest.mark.parametrize(("asked", "works", "anomaly"), WORKS)
def test_what_is_no_work_lists_works_each_with_its_command(
    graph: DefectGraph, asked: str, works: set[str], anomaly: str
) -> None:
    text = graph.cite(asked, width=400)
    asks = re.findall(r"^defectkg cite (.*)$", text, re.MULTILINE)
    labels = {shlex.split(ask)[0] for ask in asks}
    assert works <= labels
    assert anomaly in text
    for label in labels:
        assert "is no work" not in graph.cite(label), "a command that runs"
    items = json.loads(graph.cite(asked, "json"))
    assert len(items) == len(asks)
    assert graph.cite(asked, "bibtex").count("\n@") + 1 == len(asks)


def test_a_treatment_comes_before_what_is_only_said(graph: DefectGraph) -> None:
    lines = [line.split() for line in graph.cite("halide vacancy", width=400).splitlines()]
    roles = [word for line in lines for word in line if word in ("applied", "said")]
    assert roles == sorted(roles)


def test_commands_show_them_too() -> None:
    out = run("defectkg cite 'Bakr et al.'").stdout
    assert "Pan 2016" in out
    assert "named by another" in out
    assert "named by another" in run("defectkg show Bakr").stdout
