"""What the command line can, a graph in Python can, under the same names and with the same rows."""

from __future__ import annotations

import inspect
import re
import shlex
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer.main

import defectkg
import defectkg.graph
from defectkg.cli.main import app
from defectkg.draw.network import ShownNetwork
from defectkg.draw.notebook import ShownPaths
from defectkg.graph import DefectGraph
from defectkg.rdf.library import library
from defectkg.rdf.rows import Rows
from helpers import Done

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
NOT_OF_A_GRAPH = {"format", "push", "serve", "mcp"}  # of files; servers
ONLY_THERE = {
    ("check", "timeout"): "a bound for files of others",
    ("check", "engine"): "gone, says so",
    ("contradictions", "all"): "Python has all rows",
    ("query", "all"): "Python has all rows",
    ("outcomes", "all"): "Python has all rows",
    ("tried", "all"): "Python has all rows",
    ("timeline", "all"): "Python has all rows",
    ("confront", "all"): "Python has all rows",
    ("ask", "k"): "Python has all studies",
    ("suggest", "k"): "Python has all candidates",
    ("intake", "dry-run"): "nothing is written but by Intake.write",
    ("intake", "anyway"): "nothing is written but by Intake.write",
    ("intake", "template"): "an empty file to fill in",
}
# Where the name is another one: because it is no name in Python, or for what comes out.
OTHERWISE: dict[tuple[str, str], tuple[Callable[..., Any], str]] = {
    ("ask", "question"): (DefectGraph.answer, "question"),
    ("query", "with"): (defectkg.load, "files"),
    ("query", "context"): (defectkg.load, "context"),
    ("query", "with-mappings"): (defectkg.load, "mappings"),
    ("query", "with-alignments"): (defectkg.load, "alignments"),
    ("query", "name"): (DefectGraph.query, "query"),
    ("query", "param"): (DefectGraph.query, "params"),
    ("export", "with-mappings"): (defectkg.load, "mappings"),
    ("export", "with-alignments"): (defectkg.load, "alignments"),
    ("export", "as"): (DefectGraph.export, "syntax"),
    ("export", "ontology"): (DefectGraph.export, "what"),
    ("export", "void"): (DefectGraph.export, "what"),
    ("export", "queries"): (DefectGraph.export, "what"),
    ("export", "context"): (DefectGraph.export, "what"),
    ("show", "term"): (DefectGraph.show, "name"),
    ("show", "all"): (DefectGraph.show, "whole"),
    ("cite", "term"): (DefectGraph.cite, "name"),
    ("outcomes", "at-least"): (DefectGraph.outcomes, "value"),
    ("paths", "no-definitions"): (DefectGraph.paths, "definitions"),
    ("paths", "k"): (DefectGraph.paths, "count"),
    ("paths", "all"): (DefectGraph.paths, "every"),
    ("paths", "why"): (ShownPaths.to_text, "how"),
    ("paths", "output"): (ShownPaths.save, "file"),
    ("paths", "compact"): (ShownPaths.save, "compact"),
    ("explain", "no-definitions"): (DefectGraph.explain, "definitions"),
    ("explain", "bottlenecks"): (DefectGraph.bottlenecks, "what"),
    ("gaps", "all"): (DefectGraph.gaps, "every"),
    ("intake", "paper"): (DefectGraph.intake, "path"),
    ("intake", "graphs"): (DefectGraph.intake, "folder"),
    ("suggest", "back-test"): (DefectGraph.backtest, "by_year"),
    ("network", "all"): (DefectGraph.network, "whole"),
    ("network", "file"): (ShownNetwork.save, "file"),
    ("network", "output"): (ShownNetwork.save, "file"),
} | {
    (command, option): (DefectGraph.within, option)
    for command in (
        *("info", "query", "tried", "outcomes", "timeline", "contradictions", "confront", "show"),
        *("ask", "export", "gaps", "network"),
    )
    for option in ("source", "until")
}


def arguments(method: Callable[..., Any]) -> set[str]:
    """The names that a method takes, also those that it passes on."""
    names = {slot for query in library() if query.name == method.__name__ for slot in query.slots}
    for parameter in inspect.signature(method).parameters.values():
        names.add(parameter.name)
        if passed_on := re.fullmatch(r"Unpack\[(\w+)\]", str(parameter.annotation)):
            names |= set(getattr(defectkg.graph, passed_on[1]).__annotations__)
    return names


def options() -> Iterator[tuple[str, str]]:
    """Each command with each of its options and arguments."""
    for name, command in COMMANDS.items():
        if name not in NOT_OF_A_GRAPH:
            for parameter in command.params:
                option = max(parameter.opts, key=len).lstrip("-")
                if option not in ("help", "format"):
                    yield name, option


def test_each_command_is_a_method() -> None:
    methods = {name for name in COMMANDS if callable(getattr(DefectGraph, name, None))}
    assert set(COMMANDS) - methods == NOT_OF_A_GRAPH


def test_no_name_is_kept_for_an_option_that_is_gone() -> None:
    assert {*OTHERWISE, *ONLY_THERE} <= set(options())


@pytest.mark.parametrize(("command", "option"), sorted({*options()} - ONLY_THERE.keys()))
def test_each_option_is_an_argument(command: str, option: str) -> None:
    here = (getattr(DefectGraph, command), option.replace("-", "_"))
    method, name = OTHERWISE.get((command, option), here)
    assert name in arguments(method)


@pytest.mark.parametrize(
    ("words", "ask"),
    [
        ("ask 'Which agents fill V_Br in CsPbBr3?'", lambda g: g.answer("Which agents fill V_Br in CsPbBr3?").rows),
        ("info", lambda g: g.info()),
        ("info --model", lambda g: g.info(model=True)),
        ("info --prefixes", lambda g: g.info(prefixes=True)),
        ("query", lambda g: g.query()),
        ("query claims -p effect=V_Cl", lambda g: g.query("claims", effect="V_Cl")),
        ("tried --defect V_Br --host CsPbBr3 --form nanocrystal", lambda g: g.tried(defect="V_Br", host="CsPbBr3", form="nanocrystal")),
        ("tried --strategy doping --route 'in synthesis'", lambda g: g.tried(strategy="doping", route="in synthesis")),
        ("outcomes --agent ZnBr2 --observable PLQY --direction up", lambda g: g.outcomes(agent="ZnBr2", observable="PLQY", direction="up")),
        ("outcomes --unchanged", lambda g: g.outcomes(unchanged=True)),
        ("outcomes --harmful --host CsPbBr3", lambda g: g.outcomes(harmful=True, host="CsPbBr3")),
        ("contradictions --about Ce3+ --science", lambda g: g.contradictions(about="Ce3+", science=True)),
        ("contradictions --kind exception", lambda g: g.contradictions(kind="exception")),
        ("contradictions --between 'Woo 2017' 'Woo 2017'", lambda g: g.contradictions(between=("Woo 2017", "Woo 2017"))),
        ("confront Zn2+", lambda g: g.confront("Zn2+")),
        ("map podo:Vacancy", lambda g: g.map("podo:Vacancy")),
        ("map --new", lambda g: g.map(new=True)),
        ("map", lambda g: g.map()),
        ("paths ZnBr2 PLQY --host CsPbBr3 -k 2 --strict --all", lambda g: g.paths("ZnBr2", "PLQY", host="CsPbBr3", count=2, strict=True, every=True).rows),
        ("paths ZnBr2 --host CsPbBr3 --max-length 3", lambda g: g.reach("ZnBr2", host="CsPbBr3", max_length=3).rows),
        ("explain ZnBr2 --no-definitions", lambda g: g.explain("ZnBr2", definitions=False).rows),
        ("explain Ce3+ --bottlenecks", lambda g: g.bottlenecks("Ce3+").rows),
        ("gaps --defect V_Cl --host CsPbCl3 --state claimed", lambda g: g.gaps(defect="V_Cl", host="CsPbCl3", state="claimed").rows),
        ("gaps --agent K+ --host CsPbBr3 --form nanocrystal --all", lambda g: g.gaps(agent="K+", host="CsPbBr3", form="nanocrystal", every=True).rows),
        ("suggest --defect V_Cl --host CsPbCl3 --without 'Woo 2017' -k 999", lambda g: g.suggest("V_Cl", "CsPbCl3", without=["Woo 2017"]).rows),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_rows_are_the_same(
    words: str, ask: Callable[[DefectGraph], Rows], call: Callable[..., Done], graph: DefectGraph
) -> None:
    printed = call(*shlex.split(words), "--format", "csv")
    assert printed.code in (0, 1)
    assert ask(graph).to_text("csv") == printed.out


def test_texts_and_files_are_the_same(
    call: Callable[..., Done], graph: DefectGraph, tmp_path: Any
) -> None:
    assert call("cite", "Yong 2018", "--format", "bibtex").out == graph.cite("Yong 2018", "bibtex")
    assert call("show", "HBr", "--all").out.strip() == graph.show("HBr", width=160, whole=True).strip()  # fmt: skip
    answer = graph.paths("ZnBr2", "PLQY", count=2)
    printed = call("paths", "ZnBr2", "PLQY", "-k", "2", "--why").out
    assert printed == answer.to_text(why=True)
    for suffix in ("graphml", "cyjs"):
        call("network", str(tmp_path / f"there.{suffix}"), "--agent", "ZnBr2")
        graph.network(agent="ZnBr2").save(tmp_path / f"here.{suffix}")
        there, here = (tmp_path / f"{name}.{suffix}" for name in ("there", "here"))
        assert there.read_text() == here.read_text()
