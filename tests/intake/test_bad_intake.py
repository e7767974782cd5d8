"""Whatever stands in a file: it is refused with one short line for each fault, or taken as it says."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from defectkg.errors import DataError
from defectkg.graph import DefectGraph
from defectkg.intake import intake as taking
from defectkg.intake.intake import read_paper
from defectkg.intake.records import Study, read_study
from defectkg.rdf.turtle import turtle
from defectkg.rdf.writing import write_atomically
from helpers import ROOT, Done

PAGE = (ROOT / "docs" / "intake.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]
OUTCOME, CLAIM = "PLQY: 3.1 -> 12 %", "Cl- lowers V_Cl, by vacancy filling, proposed, XPS"


def faults(folder: Path, text: str, graph: DefectGraph) -> tuple[list[str], Study | None]:
    """The lines with which a text is refused, or what it says."""
    paper = folder / "paper.yaml"
    paper.write_bytes(text.encode("utf-8", "surrogateescape"))
    try:
        study = read_study(paper, graph)
    except DataError as error:
        return [str(error)], None
    return [str(DataError(str(fault))) for fault in study.faults], study


BAD = {  # what is put in place of what, the line, and what is said of it
    "broken": ("study: strontium", "study: [a", 2, "no YAML"),
    "a tab": ("  - agent", "\t- agent", 16, "a tab"),
    "unknown field": ("route:", "rout:", 17, "rout: unknown field; did you mean 'route'?"),
    "unknown field above": ("host:", "hosts:", 11, "hosts: unknown field; did you mean 'host'?"),
    "two unknown": (OUTCOME, f"{OUTCOME}\n        metod: XPS", 21, "metod: unknown field; did you mean"),
    "a unit that nobody knows": ("12 %", "12 furlongs", 20, "unknown unit 'furlongs'; PLQY takes %"),
    "a value in words": ("3.1 -> 12 %", "ninety %", 20, "PLQY: 'ninety %' holds no number"),
    "half in words": ("3.1 -> 12 %", "3.1 -> twelve %", 20, "'twelve %' is no number as printed"),
    "a decimal comma": ("3.1 ->", "3,1 ->", 20, "is no number with a unit"),
    "a date as a number": ("3.1 -> 12 %", "2019-05-01", 20, "is no number with a unit"),
    "a date as a year": ("year: 2026", "year: 2026-01-01", 6, "year: '2026-01-01' is no whole number"),
    "a leading zero": ("3.1 -> 12 %", "007 %", 20, "is no number as printed"),
    "more than YAML's sign": ("3.1 -> 12 %", ">12 %", 20, "needs quotes, or say 'above'"),
    "an unknown mark": ("12 %", "12 %, upp", 20, "'upp' behind a comma is not known"),
    "no verb": ("Cl- lowers", "Cl- removes", 22, "does not say what does what"),
    "no certainty": (", proposed", "", 22, "certainty: say how sure"),
    "an unknown kind": ("agent: SrCl2", "agent: SrClx", 16, "agent: unknown name 'SrClx'"),
    "a kind of another sort": ("host: CsPbCl3", "host: PLQY", 11, "'PLQY' does not fit here"),
    "an unknown source": ("source: Nobody", "source: Somebody", 1, "or describe it under works"),
    "no source": ("source: Nobody 2026\n", "", 1, "source: missing; name the work"),
    "a study that is a path": ("study: strontium", "study: ../../etc", 2, "study: '../../etc'"),
    "a work that is a path": ("    year: 2026", "    id: ../x\n    year: 2026", 5, "id: takes letters"),
    "a folder that is a path": ("study: s", "folder: ../x\nstudy: s", 2, "folder: '../x'"),
    "a day that is none": ("study: s", "read on: 2026-02-30\nstudy: s", 2, "'2026-02-30' is no day"),
    "a day in words": ("study: s", "read on: yesterday\nstudy: s", 2, "'yesterday' is no day"),
    "twice the same field": ("form: nano", "host: CsPbBr3\nform: nano", 12, "'host' stands twice"),
    "an anchor": ("form: nanocrystal", "form: &a nanocrystal", 12, "no part of this format"),
    "an alias": ("form: nanocrystal", "form: *a", 12, "no part of this format"),
    "a tag": ("form: nanocrystal", "form: !!python/object nanocrystal", 12, "no part of this format"),
    "a second document": ("treatments:", "---\ntreatments:", 16, "a second document"),
    "an empty field": ("form: nanocrystal", "form:", 12, "form: is empty"),
    "a list for a text": ("study: strontium", "study: [a, b]", 2, "study: takes one text"),
    "a mapping for a list": (f"- {OUTCOME}", OUTCOME, 20, "outcomes: takes a list"),
    "a sign that YAML refuses": ("3.1 ->", "3.1\x01 ->", None, "a sign that YAML does not know"),
    "a sign that nobody sees": ("title: Strontium", "title: S\u202etrontium", 7, "a sign that nobody sees"),
    "a CSV elsewhere": (f"\n      - {OUTCOME}", " ../../x.csv", 19, "takes a CSV file beside this one"),
    "a CSV that is not there": (f"\n      - {OUTCOME}", " x.csv", None, "No such file"),
    "far too deep": ("form: nanocrystal", "form: " + "[" * 9999, 12, "more than 12 levels"),
    "an endless value": ("title: S", "title: " + "S" * 99_999, 7, "a value of"),
    "an IRI of nothing": ("host: CsPbCl3", "host: <http://example.org/x>", 11, "unknown name"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_its_line(name: str, tmp_path: Path, graph: DefectGraph) -> None:
    old, new, line, told = BAD[name]
    assert old in EXAMPLE
    said, _ = faults(tmp_path, EXAMPLE.replace(old, new, 1), graph)
    place = f"{tmp_path}/paper.yaml:{line}:" if line else str(tmp_path)
    assert [one for one in said if one.startswith(place) and told in one], said
    assert all("\n" not in one and len(one) <= 360 for one in said)


def test_a_bomb_of_aliases_is_refused_at_once(tmp_path: Path, graph: DefectGraph) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )  # fmt: skip
    (said,), study = faults(tmp_path, bomb, graph)
    assert "no part of this format" in said
    assert study is None


def test_a_hundred_thousand_rows_are_refused_with_a_line(
    tmp_path: Path, graph: DefectGraph
) -> None:
    rows = "".join(f"PLQY,{n % 90} %\n" for n in range(100_000))
    (tmp_path / "x.csv").write_text("observable,value\n" + rows, encoding="utf-8")
    (said,), _ = faults(tmp_path, EXAMPLE.replace(f"\n      - {OUTCOME}", " x.csv"), graph)
    assert said.startswith(f"{tmp_path}/x.csv:1002: more than 1000 rows")
    many = "\n".join([f"      - PLQY: {n % 90} %" for n in range(100_000)])
    (said,), _ = faults(tmp_path, EXAMPLE.replace(f"      - {OUTCOME}", many), graph)
    assert re.search(r"paper\.yaml:\d+: more than 1000 records", said)


def test_a_row_of_a_table_is_told_by_its_line(tmp_path: Path, graph: DefectGraph) -> None:
    table = 'observable,value,condition\nPLQY,12 %,"in air, dry"\nPLQY,12 lux,\n'
    (tmp_path / "x.csv").write_text(table, encoding="utf-8")
    (said,), study = faults(tmp_path, EXAMPLE.replace(f"\n      - {OUTCOME}", " x.csv"), graph)
    assert said.startswith(f"{tmp_path}/x.csv:3: ")
    assert study
    assert any(str(quad.object) == '"in air, dry"' for quad in study.quads)


HOSTILE = (
    'x"@en ; dkg:aim true . d:evil a dkg:Claim ; rdfs:label "y',
    "<script>alert(1)</script>",
    "> . <http://example.org/a> <http://example.org/b> <http://example.org/c",
    "{{7*7}} %s %n ${HOME} `id`",
    "x\\u0022 . d:evil a dkg:Claim .",
    "'; DROP TABLE claims; --",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_a_text(text: str, tmp_path: Path, graph: DefectGraph) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    said, study = faults(
        tmp_path, EXAMPLE.replace("host: CsPbCl3", f"note: {quoted}\nhost: CsPbCl3"), graph
    )
    assert said == []
    assert study
    read = {quad.triple for quad in ox.parse(turtle(study.quads), format=ox.RdfFormat.TURTLE)}
    assert read == {quad.triple for quad in study.quads}
    assert [
        q.object.value for q in study.quads if str(q.predicate).endswith("#editorialNote>")
    ] == [text]
    assert not any("evil" in str(quad.subject) for quad in study.quads)


def mutated(chance: random.Random) -> str:
    """The example with one thing changed as a hand or a disk might."""
    lines = EXAMPLE.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    how = chance.randrange(8)
    if how == 0:
        del lines[at]
    elif how == 1:
        lines.insert(at, lines[at])
    elif how == 2:
        lines[at] = chance.choice(("  ", " ", "\t")) + lines[at]
    elif how == 3:
        lines[at] = lines[at].removeprefix(" ")
    elif how == 4:
        sign = chance.choice("\"'[]{}:#&*!|>%@`-?,\0\x07\u202e0")
        where = chance.randrange(len(lines[at]))
        lines[at] = lines[at][:where] + sign + lines[at][where:]
    elif how == 5:
        where = chance.randrange(len(lines[at]))
        lines[at] = lines[at][:where] + lines[at][where + 1 :]
    elif how == 6:
        return "".join(lines)[: chance.randrange(len(EXAMPLE))]
    else:
        other = chance.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    return "".join(lines)


def test_a_hundred_mutated_files_are_refused_or_taken_as_they_say(
    tmp_path: Path, graph: DefectGraph
) -> None:
    chance, refused = random.Random(14), 0
    for _ in range(100):
        text = mutated(chance)
        said, study = faults(tmp_path, text, graph)
        refused += bool(said)
        assert all(re.match(rf"{tmp_path}/paper\.yaml(:\d+)?: \S", one) for one in said), (
            text,
            said,
        )
        assert all("\n" not in one and len(one) <= 360 for one in said)
        if not said and study:
            digits = [q.object.value for q in study.quads if str(q.predicate).endswith("Text>")]
            assert all(one in text for one in digits), text  # no number that does not stand there
            assert turtle(study.quads)
    assert 40 < refused < 100


def test_a_paper_that_is_there_is_refused_or_left(tmp_path: Path) -> None:
    paper = tmp_path / "paper.yaml"
    paper.write_text(EXAMPLE, encoding="utf-8")
    written = read_paper(paper, tmp_path / "graphs").write()
    assert read_paper(paper, tmp_path / "graphs").texts == {}
    before = {path: path.read_bytes() for path in written}
    paper.write_text(EXAMPLE.replace("12 %", "13 %"), encoding="utf-8")
    with pytest.raises(DataError, match="is there already and says something else"):
        read_paper(paper, tmp_path / "graphs")
    paper.write_text(
        EXAMPLE.replace("read as: full text", "read as: abstract only"), encoding="utf-8"
    )
    (fault,) = read_paper(paper, tmp_path / "graphs").faults
    assert "Nobody2026 is described already" in str(fault)
    assert {path: path.read_bytes() for path in written} == before


def test_one_that_is_killed_half_way_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper, folder = tmp_path / "paper.yaml", tmp_path / "graphs"
    paper.write_text(EXAMPLE, encoding="utf-8")
    found = read_paper(paper, folder)

    def killed(path: Path, content: str) -> None:
        if path.name == "strontium.ttl":
            raise KeyboardInterrupt
        write_atomically(path, content)

    monkeypatch.setattr(taking, "write_atomically", killed)
    with pytest.raises(KeyboardInterrupt):
        found.write()
    assert [path.name for path in folder.rglob("*.ttl")] == ["2026.ttl"]
    monkeypatch.undo()
    assert [path.name for path in read_paper(paper, folder).write()] == ["strontium.ttl"]


def test_what_is_said_twice_and_otherwise_is_shown(
    tmp_path: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = """source: Zheng 2019
study: again
host: CsPbBr3
form: nanocrystal
work: Woo 2017
cited: inferred
at: doping 4
treatments:
  - agent: ZnBr2
    strategy: doping
    route: growth doping
    outcomes:
      - PLQY: 50 -> 79 %
    claims:
      - Zn2+ lowers crystallographic defect, by passivation, stated
  - agent: Ce3+
    strategy: doping
    claims:
      - Ce3+ raises trap state, proposed
"""
    (tmp_path / "again.yaml").write_text(text, encoding="utf-8")
    done = call("intake", "again.yaml")
    assert done.code == 1
    assert re.search(r"again\.yaml:15\s+zheng2019-zinc-bromide-c1\s+doping ¶4", done.out)
    for title in ("understood", "there already, it seems", "said otherwise elsewhere"):
        assert re.search(rf"^{title}:\n\S", done.out, re.MULTILINE)  # beside what stands under it
    assert re.search(r"again\.yaml:13\s+ZnBr2: PLQY 50 → 79 %\s+54 → 78 %\s+Woo 2017", done.out)
    assert re.search(r"again\.yaml:19\s+Ce3\+ raises trap state .*refutes", done.out)
    assert not (tmp_path / "graphs").exists()


def test_a_finding_has_the_line_of_the_curator(tmp_path: Path, call: Callable[..., Done]) -> None:
    paper = tmp_path / "paper.yaml"
    paper.write_text(
        EXAMPLE.replace("12 %", "12 nm").replace("at: results 1", "at: methods 7"), encoding="utf-8"
    )
    done = call("intake", str(paper), "--graphs", f"{tmp_path}/graphs")
    assert done.code == 1
    assert (
        f"{paper}:20: d:Nobody2026-strontium-m1: The unit does not fit the observable" in done.out
    )
    alike = [line for line in done.out.splitlines() if "declares no such section" in line]
    assert len(alike) == 1  # all records below have the place of the head
    assert "(also in line " in alike[0]
    assert not (tmp_path / "graphs").exists()


def test_a_new_kind_has_an_entry_to_fill_in(tmp_path: Path, call: Callable[..., Done]) -> None:
    paper = tmp_path / "paper.yaml"
    paper.write_text(
        EXAMPLE.replace("agent: SrCl2", "agent: praseodymium formate"), encoding="utf-8"
    )
    done = call("intake", str(paper), "--graphs", f"{tmp_path}/graphs")
    assert done.code == 2
    assert f"{paper}:16: agent: unknown name 'praseodymium formate'" in done.err
    assert "dkg:PraseodymiumFormate a owl:Class , dkg:AgentKind ; rdfs:label" in done.out
    assert "ontology/agents.ttl" in done.out
    assert "dkg:PraseodymiumFormate\tpraseodymium formate\t" in done.out


def test_the_template_says_what_to_fill_in(tmp_path: Path, call: Callable[..., Done]) -> None:
    done = call("intake", "--template")
    (tmp_path / "new.yaml").write_text(done.out, encoding="utf-8")
    again = call("intake", f"{tmp_path}/new.yaml", "--graphs", f"{tmp_path}/graphs")
    assert (done.code, again.code) == (0, 2)
    assert "source: is empty; fill it in or remove the line" in again.err
