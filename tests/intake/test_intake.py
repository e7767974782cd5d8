"""A paper written in YAML becomes the records that it says, once, or is refused with its lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from defectkg.graph import DefectGraph
from defectkg.intake.intake import Intake, read_paper
from defectkg.intake.records import Study, read_study
from defectkg.rdf.reading import read_quads
from helpers import DATA, ROOT, Done
from spelt_out import spelt_out

PAGE = (ROOT / "docs" / "intake.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
REVIEW = sorted((ROOT / "graphs" / "zheng2019").glob("*.ttl"))
STANDING = sorted((DATA / "intake").glob("*.yaml"))


def taken(folder: Path, text: str) -> Intake:
    """What a text would bring to an empty folder."""
    paper = folder / "paper.yaml"
    paper.write_text(text, encoding="utf-8")
    return read_paper(paper, folder / "graphs")


def read(folder: Path, text: str, graph: DefectGraph) -> Study:
    """What a text says, unchecked."""
    paper = folder / "paper.yaml"
    paper.write_text(text, encoding="utf-8")
    return read_study(paper, graph)


@pytest.mark.parametrize("path", STANDING, ids=lambda path: path.stem)
def test_a_study_of_the_review_becomes_the_records_that_stand(
    path: Path, graph: DefectGraph
) -> None:
    study = read_study(path, graph)
    assert study.faults == []
    stands = {
        quad.triple for quad in read_quads(ROOT / "graphs" / "zheng2019" / f"{path.stem}.ttl")
    }
    assert {quad.triple for quad in study.quads} == stands


@pytest.mark.parametrize("path", REVIEW, ids=lambda path: path.stem)
def test_all_that_turtle_says_can_be_said(path: Path, tmp_path: Path, graph: DefectGraph) -> None:
    """Every record of the review, spelt out field by field: nothing is out of reach."""
    stands = list(read_quads(path))
    study = read(tmp_path, spelt_out(stands, path.parent.name, path.stem, graph.store), graph)
    assert study.faults == []
    assert {quad.triple for quad in study.quads} == {quad.triple for quad in stands}


def test_the_example_of_the_page_is_written_and_has_no_findings(tmp_path: Path) -> None:
    found = taken(tmp_path, EXAMPLES[0])
    assert (found.faults, found.findings, found.duplicates.values) == ([], [], [])
    written = [str(path.relative_to(tmp_path)) for path in found.write()]
    shown = re.findall(r"^wrote (\S+)$", PAGE, re.MULTILINE)
    assert written == shown
    outcome = (tmp_path / shown[1]).read_text(encoding="utf-8")
    assert 'dkg:valueText "3.1"' in outcome
    assert "dkg:baseline d:Nobody2026-strontium-m1" in outcome


def test_every_other_example_of_the_page_is_right(tmp_path: Path) -> None:
    assert len(EXAMPLES) == 2
    found = taken(tmp_path, EXAMPLES[1])
    assert (found.faults, found.findings) == ([], [])


def test_each_outcome_of_the_page_can_be_read(tmp_path: Path, graph: DefectGraph) -> None:
    rows = re.findall(r"^\| `(- .+?)` \|", PAGE, re.MULTILINE)
    assert len(rows) > 10
    head = EXAMPLES[0].partition("    outcomes:")[0]
    for row in rows:
        assert read(tmp_path, f"{head}    outcomes:\n      {row}\n", graph).faults == [], row


def test_what_is_not_confirmed_is_refused(tmp_path: Path, graph: DefectGraph) -> None:
    text = EXAMPLES[0].replace("12 %\n", "12 %\n        confirmed: no\n")
    (fault,) = read(tmp_path, text, graph).faults
    assert str(fault).startswith(f"{tmp_path}/paper.yaml:21: confirmed: not confirmed")
    assert read(tmp_path, text.replace("confirmed: no", "confirmed: yes"), graph).faults == []


def test_the_command_prints_what_the_page_shows(
    tmp_path: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("paper.yaml").write_text(EXAMPLES[0], encoding="utf-8")
    shown = re.findall(r"```console\n\$ defectkg intake paper\.yaml\n(.*?)```", PAGE, re.DOTALL)[0]
    done = call("intake", "paper.yaml", "--dry-run")
    assert done.code == 0
    assert not Path("graphs").exists()
    done = call("intake", "paper.yaml")
    assert done.code == 0
    assert sorted((done.out + done.err).splitlines()) == sorted(shown.splitlines())


def test_python_takes_a_paper_in(tmp_path: Path, graph: DefectGraph) -> None:
    paper = tmp_path / "paper.yaml"
    paper.write_text(EXAMPLES[0], encoding="utf-8")
    found = graph.intake(paper, tmp_path / "graphs")
    assert [path.name for path in found.write()] == ["2026.ttl", "strontium.ttl"]


CHECKSUM = "0f" * 32
ABSTRACTS = {  # of two made-up papers: when, agent, outcome
    "Maker": ("year: 2027", "ZnBr2", "PLQY: 40 -> 70 %"),
    "Taker": ("address: https://example.org/undated", "KI", "PL lifetime: 9 -> 12 ns"),
}
READ = f"""\
read at: https://example.org/article
read on: 2026-11-28
found with: ZnBr2 nanocrystals PLQY
visible: title; authors
checksum: {CHECKSUM}
"""


def abstract(author: str, read: str = READ) -> str:
    """The file of a made-up paper of which the abstract was read."""
    when, agent, outcome = ABSTRACTS[author]
    return f"""\
source: {author} {"2027" if "2027" in when else "undated"}
folder: later-abstracts
study: {author.casefold()}
{read}works:
  - author: {author}
    {when}
    title: Halides on nanocrystals, by {author}
    read as: abstract only
    extent: abstract 1
host: CsPbBr3
at: abstract 1
treatments:
  - agent: {agent}
    strategy: doping
    outcomes:
      - {outcome}
"""


@pytest.mark.parametrize("author", ABSTRACTS)
def test_papers_that_share_a_folder_are_a_graph_each_and_say_how_they_were_read(
    author: str, tmp_path: Path
) -> None:
    found = taken(tmp_path, abstract(author))
    assert (found.faults, found.findings) == ([], [])
    works, records = (str(path.relative_to(tmp_path / "graphs")) for path in found.write())
    assert works == f"publications/{'2027' if author == 'Maker' else 'undated'}.ttl"
    assert records == f"later-abstracts/{author.casefold()}.ttl"
    text = (tmp_path / "graphs" / records).read_text(encoding="utf-8")
    assert f"d:later-abstracts-{author.casefold()}-m2" in text
    assert 'dkg:readOn "2026-11-28"^^xsd:date' in text
    assert f'dkg:checksum "{CHECKSUM}"' in text


@pytest.mark.parametrize("author", ABSTRACTS)
def test_an_abstract_of_which_nobody_says_how_it_was_read_is_a_finding(
    author: str, tmp_path: Path
) -> None:
    (finding,) = taken(tmp_path, abstract(author, READ.partition("checksum")[0])).findings
    assert finding.message.startswith("Only an abstract was read: say where, when and how")
