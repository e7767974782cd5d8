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
    ("Cl-", "CsPbI3", "PLQY", "", "", "45", "", "2", "%"),  # no longer of SrCl2, on another host
    ("Cl-", "CsPbI3", "EQE", "", "up to", "6.5", "", "", "%"),
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


REST = " All of it was seen by everybody in the whole of the land."  # a paragraph has many words
# A sentence or two, the agent that is drafted, or a part of why it is open.
AGENTS = {
    "Zn2+ doping raised the PLQY of CsPbBr3 nanocrystals to 70%.": "Zn2+",
    "CdCl2 was added to CsPbCl3 nanocrystals. The PLQY rose to 60%.": "CdCl2",
    # an ion of the host, and one that nothing applies
    "Nanocrystals containing Br had a PLQY of 90%.": "",
    "CsPbI3 doped with I and K+ had a PLQY of 90%.": "K+",
    # what is replaced, set against, or a role
    "KBr in place of the usual oleic acid gave a PLQY of 81%.": "KBr",
    "Unlike oleylamine, ZnBr2 raised the PLQY to 77%.": "ZnBr2",
    "The PLQY reached 97% with 1-dodecanethiol (DDT) as an X-type ligand.": "1-dodecanethiol",
    "Without ZnBr2 the PLQY reached 70%.": "no agent is named",
    # a substance that nothing is called here, also by its short name or as a salt of a known ion
    "By adding octadecylphosphonamine the PLQY reached 91%.": "nothing is called here",
    "Hexadecylquinolinium bromide was added to CsPbBr3. The PLQY rose to 85%.": "nothing is called here",
    "Sodium butylsulfonate (NBS) and oleic acid were used. With NBS the PLQY was 66%.": "nothing is called here",
    "In CsPbI3 treated with rubidium fluoride the PLQY reached 50%.": "nothing is called here",
    # another study, or another host
    "ZnBr2 was best. Maker et al. achieved a PLQY of 99% in CsPbI3.": "no agent is named",
    "KBr was used for CsPbBr3. The PLQY of CsPbI3 was improved to 55%.": "no agent is named",
    # several, of which none is named more, or one is
    "ZnBr2 and KI were tried. The PLQY rose to 44%.": "several agents",
    "CdCl2 was best. CdCl2 and KI were compared. The PLQY rose to 44%.": "CdCl2",
    # a class alone, and one whose member is named
    "With this ligand the PLQY rose to 88%.": "only a class",
    "The ligand is oleylamine. With this ligand the PLQY rose to 88%.": "oleylamine",
    # a longer name, a word of the same stem, a host
    "The formation of PbI2 vacancies keeps the PLQY at 30%.": "",
    "Formation of clusters left a PLQY of 30%.": "",
    "Caesium lead iodide had a PLQY of 30%.": "",
}  # fmt: skip


@pytest.mark.parametrize("text", AGENTS)
def test_a_value_has_the_agent_that_the_text_leaves_no_doubt_of(
    text: str, graph: DefectGraph
) -> None:
    (value,) = draft(graph, text + REST).values()
    agent = value.agent and graph.names.label(value.agent)
    assert AGENTS[text] in (agent or value.unclear)
    assert bool(AGENTS[text]) or not (agent or value.unclear)


@pytest.mark.parametrize(("between", "agent"), [(5, "CdCl2"), (20, "CdCl2"), (40, ""), (400, "")])
def test_an_agent_is_looked_for_in_some_sentences_and_not_in_a_book(
    between: int, agent: str, graph: DefectGraph
) -> None:
    text = "CdCl2 was added first." + REST * between + " The PLQY rose to 60%."
    (value,) = draft(graph, text).values()
    assert (value.agent and graph.names.label(value.agent)) == agent


def test_what_is_unclear_is_a_remark_of_the_file(call: Callable[..., Done], tmp_path: Path) -> None:
    copy = tmp_path / "copy.md"
    copy.write_text(
        "ZnBr2 and KI were tried. The PLQY rose to 44%. KI gave 61% PLQY." + REST, "utf-8"
    )
    done = call("draft", str(copy))
    assert "\n# PLQY: 44 %; no place: several agents are named before it\n" in done.out
    assert "1 value drafted, 1 left out as unclear" in done.err


def test_a_range_that_varies_is_no_change(graph: DefectGraph) -> None:
    for text in (
        "binding energies varying from 2 to 80 meV",
        "binding energies range from 2 to 80 meV",
    ):
        (value,) = draft(graph, f"In MAPbI3 exciton {text} were seen." + REST).values()
        assert (value.before, value.value, value.value_max) == ("", "2", "80")
    (value,) = draft(graph, "With KI the PLQY rose from 2 to 80 %." + REST).values()
    assert (value.before, value.value) == ("2", "80")


def test_the_file_is_refused_until_each_item_is_confirmed(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    copy, paper = tmp_path / "copy.md", tmp_path / "paper.yaml"
    copy.write_text(TEXT, encoding="utf-8")
    done = call("draft", str(copy), "--source", "Woo 2017", "--study", "strontium")
    assert done.code == 0
    assert "6 values drafted" in done.err
    assert "- PLQY: 3.1 -> 12 %\n" in done.out
    assert "- defect density: 1.75 × 10^16 cm-3\n" in done.out
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
