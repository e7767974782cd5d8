"""A claim as a sentence: stance, scope, mechanism and grounds, each where one expects it."""

from __future__ import annotations

import re

import pytest

from defectkg.graph import DefectGraph
from defectkg.text.answers import worded
from defectkg.text.claims import claim_rows
from defectkg.text.sentences import claim_sentence, claim_text, in_words

SENTENCES = {  # by record, as one would say what the review says
    "zheng2019-hydrogen-bromide-c4": (
        "HBr lowers the bromide vacancy in CsPbBr3 nanoplatelets, by octahedron completion; "
        "evidence: transient absorption spectroscopy; host and form from context; "
        "stated, Wu 2018 [85], read in Zheng 2019, compensation ¶5"
    ),
    "zheng2019-potassium-iodide-c6": (
        "K+ has not been shown to lower the halide vacancy in halide perovskite nanocrystals; "
        "host from context; in doubt: ambiguous wording (medium confidence); "
        "stated by Zheng 2019, compensation ¶2"
    ),
    "zheng2019-doping-in-general-c14": (
        "dopant ion is on the surface of halide perovskite nanocrystals (or in the lattice); "
        "host from context; stated by Zheng 2019, doping ¶1"
    ),
    "zheng2019-zinc-bromide-c3": (
        "PbBr2 adlayer lowers the crystallographic defect in CsPbBr3 nanocrystals, "
        "by adlayer coverage; proposed, Woo 2017 [63], read in Zheng 2019, doping ¶4"
    ),
}


@pytest.mark.parametrize(("record", "sentence"), SENTENCES.items())
def test_a_claim_reads_as_a_sentence(review: DefectGraph, record: str, sentence: str) -> None:
    rows = {row["claim"]: row for row in review.query("claims").dicts()}
    assert claim_sentence(review, rows[record]) == sentence


def test_no_sentence_holds_what_is_not_there(graph: DefectGraph) -> None:
    for row in graph.query("claims").dicts():
        sentence = claim_sentence(graph, row)
        assert row["locator"] in sentence
        assert row["publication"].split("; ")[0] in sentence
        assert not [odd for odd in ("None", "; ;", " ,", "  ", "()") if odd in sentence]


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (
            "zheng2019-introduction-c5",
            "a smaller exciton binding energy lowers light-emitting device performance in ",
        ),
        (
            "zheng2019-introduction-c6",
            "a smaller exciton binding energy raises solar cell performance in ",
        ),
        ("zheng2019-thiocyanate-c8", "fewer trap states raise PLQY in CsPbBr3 nanocrystals"),
        ("zheng2019-nickel-c12", "less octahedral disorder lowers the nonradiative recombination "),
    ],
)
def test_what_is_printed_of_less_of_a_cause_is_said_so(
    review: DefectGraph, record: str, sentence: str
) -> None:
    rows = {row["claim"]: row for row in review.query("claims").dicts()}
    said = claim_sentence(review, rows[record])
    assert said.startswith(sentence)
    assert "recorded the other way round" in said
    shown = worded(review, claim_rows(review.query("claims", claim=record))).dicts()
    told = sentence.partition(" in ")[0].replace("the ", "").strip()
    assert shown[0]["says"].startswith(told)
    assert rows[record]["inverted"] == "true", "the record keeps its direction"


def test_every_sentence_of_less_goes_the_other_way(graph: DefectGraph) -> None:
    rows = [row for row in graph.query("claims").dicts() if row["inverted"]]
    assert len(rows) > 50
    for row in rows:
        said = claim_text(row)
        assert re.match(r"(fewer|less|a smaller) ", said)
        verb = {"raises": "lower", "lowers": "raise"}[row["relation"]]
        assert re.search(rf" {verb}s? ", said), said


def test_the_text_of_a_query_is_turned_over_too(graph: DefectGraph) -> None:
    words = in_words(graph)
    said = "Cl- lowers V_Cl; particle size lowers confinement (inverted); I- raises order"
    assert (
        words(said)
        == "Cl- lowers V_Cl; a smaller particle size raises confinement; I- raises order"
    )
    turned = "halide vacancy raises trap state (inverted)"
    assert words(turned) == "fewer halide vacancies leave fewer trap states"
    for query in ("timeline", "provenance", "tried"):
        column = "besides" if query == "tried" else "says"
        texts = [row[column] for row in graph.query(query).dicts()]
        assert any("(inverted)" in text for text in texts), query
        assert not any("(inverted)" in words(text) for text in texts), query
