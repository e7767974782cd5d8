"""What reaches a terminal, a pipe and a file: foreign text shown, machines served exactly."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from defectkg.cli import output
from defectkg.rdf.prefixes import prefixes
from helpers import run

ODD = "\x1b[31mred\x07\u202e\x9b"
SHOWN = "\\x1b[31mred\\x07\\u202e\\x9b"


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("terminal", "exact", "printed"),
    [(True, True, SHOWN), (True, False, SHOWN), (False, False, SHOWN), (False, True, ODD)],
)
def test_control_signs_reach_files_of_machines_alone(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, exact: bool, printed: str
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", (Terminal if terminal else io.TextIOWrapper)(raw))
    output.write(f"a\tb\n{ODD}\n", exact=exact)
    assert raw.getvalue().decode() == f"a\tb\n{printed}\n"


def test_a_remark_is_one_visible_line(capsys: pytest.CaptureFixture[str]) -> None:
    output.remark(f"wrote {ODD}\nand {'x' * 10**6}")
    err = capsys.readouterr().err
    assert err.startswith(f"wrote {SHOWN} and xxx")
    assert err.count("\n") == 1
    assert len(err) < 400


@pytest.fixture
def file(tmp_path: Path) -> Path:
    text = '<http://ex.org/a> <http://ex.org/v> "\\u001B[31mred\\u0007", "=1+1", "-0.38", "+" .'
    path = tmp_path / "odd.ttl"
    path.write_text(text)
    return path


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_label_of_others_does_nothing(file: Path, form: str) -> None:
    done = run(
        f"defectkg query 'SELECT ?v {{ <http://ex.org/a> <http://ex.org/v> ?v }}' --with {file} --format {form}"
    )
    assert (done.returncode, done.stderr) == (0, "")
    if form == "table":
        assert "\\x1b[31mred\\x07" in done.stdout
        assert "\x1b" not in done.stdout
    elif form == "csv":
        assert set(done.stdout.splitlines()[1:]) == {"\x1b[31mred\x07", "'=1+1", "-0.38", "+"}
    else:
        values = [row["v"]["value"] for row in json.loads(done.stdout)["results"]["bindings"]]
        assert sorted(values) == sorted(["\x1b[31mred\x07", "=1+1", "-0.38", "+"])


def test_a_context_of_ones_own_is_a_way_in(tmp_path: Path) -> None:
    (tmp_path / "a.jsonld").write_text('{"@context": "https://x.y/c", "@id": "ex:a", "name": "b"}')
    (tmp_path / "c.json").write_text('{"@context": {"ex": "http://ex.org/", "name": "ex:name"}}')
    ask = "SELECT ?o { <http://ex.org/a> <http://ex.org/name> ?o }"
    done = run(f"defectkg query '{ask}' --with a.jsonld --format csv --context c.json", tmp_path)
    assert (done.returncode, done.stdout) == (0, "o\nb\n")
    assert "--context FILE" in run("defectkg check a.jsonld", tmp_path).stderr
    done = run("defectkg check a.jsonld --context c.json", tmp_path)
    assert (done.returncode, "No shape is meant for this node" in done.stdout) == (1, True)


def test_tables_have_short_addresses_and_machines_whole_ones() -> None:
    ask = "defectkg query 'SELECT ?c ?x { dkg:V_Cl rdfs:subClassOf ?c BIND(<http://ex.org/a> AS ?x) }'"
    assert run(ask).stdout.splitlines()[2].split() == ["dkg:V_X", "http://ex.org/a"]
    whole = "https://w3id.org/defectkg/ontology/V_X"
    for form in ("csv", "tsv", "json"):
        assert whole in run(f"{ask} --format {form}").stdout


def test_the_prefixes_and_coded_values_are_listed() -> None:
    spaces = dict(line.split(",") for line in run("defectkg info --prefixes --format csv").stdout.splitlines())  # fmt: skip
    assert spaces.pop("prefix") == "namespace"
    assert spaces == prefixes()
    rows = json.loads(run("defectkg info --model --format json").stdout)
    told = {row["term"]: row for row in rows}
    for value, group in (("HostState", "State"), ("Refutes", "Stance"), ("Speculative", "Certainty")):  # fmt: skip
        assert told[value]["type"] == group
        assert told[value]["definition"]
        assert int(told[value]["uses"]) > 0
    assert "one after the other" in run("defectkg info --model --prefixes").stderr
