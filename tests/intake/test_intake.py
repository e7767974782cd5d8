"""A paper written in YAML becomes the records that it says, once, or is refused with its lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
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


def test_each_claim_of_the_page_is_said_back_as_the_page_says(tmp_path: Path) -> None:
    rows = re.findall(r"^\| `(.+?(?:stated|proposed).*?)` \| (.+) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 9
    head = EXAMPLES[0].partition("host:")[0] + "at: results 1\nclaims:\n"
    found = taken(tmp_path, head + "".join(f"  - {written}\n" for written, _ in rows))
    assert found.faults == []
    said = [sentence.partition(";")[0] for _, sentence in found.understood.values]
    assert said == [sentence for _, sentence in rows]


SAID_BACK = {  # an outcome, and what is said back of it
    "PLQY: 54 -> 78 % (dramatically higher)": "With SrCl2, PLQY in {} rises from 54 to 78 % (“dramatically higher”)",
    "PLQY: 80 -> 20 %": "With SrCl2, PLQY in {} falls from 80 to 20 %",
    "PLQY: 78 %, up": "With SrCl2, PLQY in {} is 78 %, presented as a rise",
    "PLQY: above 90 %": "With SrCl2, PLQY in {} is more than 90 %",
    "PLQY: ~90 %": "With SrCl2, PLQY in {} is about 90 %",
    "PLQY: '>90 %'": "With SrCl2, PLQY in {} is more than 90 %",
    "PLQY: up to 90 %": "With SrCl2, PLQY in {} is up to 90 %",
    "PLQY: 54 ± 2 %": "With SrCl2, PLQY in {} is 54 ± 2 %",
    "exciton binding energy: about 2 to 80 meV": "With SrCl2, exciton binding energy in {} is about 2–80 meV",
    "PL lifetime: × 3, up": "With SrCl2, PL lifetime in {} rises by a factor of 3",
    "PL intensity: 2-fold, down": "With SrCl2, PL intensity in {} falls by a factor of 2",
    "PLQY: 90 %, retained, preserved": "With SrCl2, PLQY in {} keeps 90 % of its value",
    "EQE: 2 %, difference, up": "With SrCl2, EQE in {} rises by 2 %",
    "PLQY: near unity, up": "With SrCl2, PLQY in {} rises (“near unity”)",
    "PL peak position: without a shift, unchanged": "With SrCl2, PL peak position in {} is unchanged (“without a shift”)",
    "PLQY: 54 %, before": "Before SrCl2, PLQY in {} is 54 %",
    "defect density: 1.26e17 -> 1.75×10^16 cm-3": "With SrCl2, defect density in {} falls from 1.26 × 10^17 to 1.75 × 10^16 cm-3",
}  # fmt: skip


def test_each_outcome_is_said_back_as_a_sentence(tmp_path: Path) -> None:
    head = EXAMPLES[0].partition("    outcomes:")[0] + "    outcomes:\n"
    found = taken(tmp_path, head + "".join(f"      - {written}\n" for written in SAID_BACK))
    assert found.faults == []
    said = [sentence.partition(";")[0] for _, sentence in found.understood.values]
    assert said == [
        "SrCl2 is applied to CsPbCl3 nanocrystals (post-synthesis)",
        *(sentence.format("CsPbCl3 nanocrystals") for sentence in SAID_BACK.values()),
    ]


def test_what_surrounds_an_outcome_is_said_back(tmp_path: Path) -> None:
    """Conditions, methods, comparisons, joint agents, conditions that are set."""
    text = (
        EXAMPLES[0].partition("treatments:")[0]
        + """\
outcomes:
  - PLQY: 54 %
    condition: in air
    method: PL spectroscopy
treatments:
  - agent: [SrCl2, KI]
    together: yes
    strategy: doping
    outcomes:
      - PLQY: brighter, up
        compared with: films
        aim: yes
  - sets: halide-rich environment
    strategy: synthesis
    work: Woo 2017
"""
    )
    assert [sentence for _, sentence in taken(tmp_path, text).understood.values] == [
        "PLQY in CsPbCl3 nanocrystals is 54 % (in air); measured by photoluminescence spectroscopy;"
        " primary result, Nobody 2026, results ¶1",
        "KI and SrCl2 are applied together to CsPbCl3 nanocrystals; filed under doping;"
        " primary result, Nobody 2026, results ¶1",
        "With KI and SrCl2, PLQY in CsPbCl3 nanocrystals rises (“brighter”), compared with films;"
        " an aim, no result; primary result, Nobody 2026, results ¶1",
        "halide-rich environment is set for CsPbCl3 nanocrystals; filed under synthesis;"
        " retelling, Woo 2017, results ¶1",
    ]


@pytest.mark.parametrize(
    ("claim", "near"),
    [
        ("Cl- lowers V_Cl, supportz, stated", "'supportz' behind a comma is not known; did you mean 'supports'"),
        ("Cl- lowers V_Cl, refused, stated", "'refused' behind a comma is not known; did you mean 'refutes'"),
        ("Cl- lowers V_Cl, ENDOR, stated", "'ENDOR' behind a comma is not known; known are"),
    ],
)  # fmt: skip
def test_a_word_that_is_no_stance_offers_no_new_method(
    claim: str, near: str, tmp_path: Path
) -> None:
    found = taken(tmp_path, EXAMPLES[0].partition("treatments:")[0] + f"claims:\n  - {claim}\n")
    (fault,) = found.faults
    assert near in fault.message
    assert "a new method goes into the field evidence" in fault.message
    assert found.stubs == ""


@pytest.mark.parametrize(
    ("field", "name", "group"),
    [
        ("cause", "Ga3+", "ions.ttl (ion kind,"),
        ("evidence", "ENDOR", "methods.ttl (method kind)"),
        ("effect", "sulfide-rich surface", "conditions.ttl (condition kind,"),
        ("cause", "thallium vacancy", "defects.ttl (defect kind,"),
        ("effect", "plasmonic state", "electronic-features.ttl (electronic feature kind,"),
    ],
)
def test_the_stub_of_a_new_kind_is_four_lines(
    field: str, name: str, group: str, tmp_path: Path
) -> None:
    fields = {"cause": "K+", "relation": "lowers", "effect": "V_X", "certainty": "stated"}
    item = "\n    ".join(f"{key}: {value}" for key, value in (fields | {field: name}).items())
    text = EXAMPLES[0].partition("treatments:")[0] + f"claims:\n  - {item}\n"
    stub = taken(tmp_path, text).stubs
    assert stub.count("\n") == 4
    assert group in stub
    entry = re.sub(r"<[^>]*>", "Kind", "\n".join(stub.splitlines()[1:3]))
    head = "".join(
        f"PREFIX {p}: <http://example.org/{p}/>\n" for p in ("dkg", "owl", "rdfs", "skos")
    )
    assert len(list(ox.parse(head + entry, format=ox.RdfFormat.TURTLE))) == 5


# Against PLQY up to 84 % of SrCl2 on CsPbI3 nanocrystals, and fewer surface defects by K+ in films.
OTHERWISE = [
    ("CsPbI3", "PLQY: 12 %, up", "", ["SrCl2: PLQY 12 %"]),
    ("CsPbI3", "PLQY: worse, down", "", ["PLQY down: SrCl2 on CsPbI3 nanocrystals"]),
    ("CsPbCl3", "PLQY: 12 %, up", "", []),
    ("CsPbI3", "PLQY: 84 %, up", "K+ lowers surface defect, refutes, stated", ["K+ lowers surface defect (refutes)"]),
]  # fmt: skip


@pytest.mark.parametrize(("host", "outcome", "claim", "said"), OTHERWISE)
def test_said_otherwise_is_what_cannot_both_hold(
    host: str, outcome: str, claim: str, said: list[str], tmp_path: Path
) -> None:
    text = (
        EXAMPLES[0].replace("host: CsPbCl3", f"host: {host}").replace("PLQY: 3.1 -> 12 %", outcome)
    )
    text = text.partition("    claims:")[0] + (f"claims:\n  - {claim}\n" if claim else "")
    found = taken(tmp_path, text)
    assert found.faults == []
    assert list(dict.fromkeys(row["this paper"] for row in found.conflicts.dicts())) == said


def test_outcomes_of_unlike_agents_are_no_contradiction(tmp_path: Path) -> None:
    """Lee 2017 has longer lifetimes by amines: no word against a thiol that shortens them."""
    text = EXAMPLES[0].replace("SrCl2", "1-dodecanethiol")
    text = text.replace("PLQY: 3.1 -> 12 %", "PL lifetime: 3.2 -> 2.4 ns").partition("    claims:")[
        0
    ]
    assert taken(tmp_path, text).conflicts.values == []
    text = text.replace("1-dodecanethiol", "ethylenediamine")  # one of those amines
    (row,) = taken(tmp_path, text).conflicts.dicts()
    assert row["said by"] == "Lee 2017"


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
