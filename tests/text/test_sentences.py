"""A claim as a sentence: stance, scope, mechanism and grounds, each where one expects it."""

from __future__ import annotations

import pytest

from defectkg.graph import DefectGraph
from defectkg.text.sentences import claim_sentence

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
