"""Records are found in a made-up text, in spite of its markup and its slips."""

from __future__ import annotations

import pytest

from defectkg.graph import DefectGraph
from defectkg.verification import Verdict, number_part, plain, uncovered, verify

TEXT = """# A made-up review

Nothing here is about salts.

When KI and $ZnBr_2$ were brought to CsPbBr₃ NCs, the quantum yield rose from 10.0 to 90.50 ± 0.5%.
Iodide ions fill the halide vacancies.[2]

The CsPbI3 diodes had an external quantum efficiency of 1–2 %. Halide vacancies may dim the
photoluminescence quantum yield. Composition matters for halide vacancies; 77 K was not tried.

(2) Nobody, A. J. Nowhere 2000.
"""


def verdicts(graph: DefectGraph, text: str) -> dict[str, Verdict]:
    return {v.record.removeprefix("made-up-tiny-"): v for v in verify(graph, text)}


def test_every_record_of_the_made_up_study_is_found(tiny: DefectGraph) -> None:
    found = verdicts(tiny, TEXT)
    records = [name for name in found if "ref" not in name]
    assert sorted(records) == ["c1", "c2", "c3", "m1", "m2", "m3"]
    assert {found[name].status for name in records} == {"found"}
    assert found["m1"].passage == found["c1"].passage == 2
    assert found["m3"].passage == 3


@pytest.mark.parametrize(
    ("right", "wrong", "record"),
    [("90.50", "90.5", "m2"), ("10.0 to", "10 to", "m1"), ("1–2 %", "1–3 %", "m3")],
)
def test_another_number_is_not_found_and_is_named(
    tiny: DefectGraph, right: str, wrong: str, record: str
) -> None:
    verdict = verdicts(tiny, TEXT.replace(right, wrong))[record]
    assert verdict.status == "not found"
    assert verdict.missing


def test_a_record_in_another_passage_is_found_elsewhere(tiny: DefectGraph) -> None:
    moved = TEXT.replace("from 10.0 to", "to") + "\n\n".join(["", "filler"] * 3)
    moved += "\n\nThe quantum yield of CsPbBr3 with KI was 10.0 % before.\n"
    assert verdicts(tiny, moved)["m1"].status == "found elsewhere"


def test_a_text_about_something_else_carries_nothing(tiny: DefectGraph) -> None:
    assert {v.status for v in verify(tiny, "Once upon a time.")} == {"not found"}


def test_numbers_that_no_record_uses_are_listed(tiny: DefectGraph) -> None:
    numbers = uncovered(tiny, TEXT)
    assert "77" in numbers
    assert not {"90.50", "10.0", "0.5"} & set(numbers)


@pytest.mark.parametrize(
    "printed",
    ["1.26 × 10^{17} cm^{-3}", "$1.26\\times 10^{17}$", "1.26×10¹⁷", "126000000000000000"],
)
def test_powers_of_ten_in_any_spelling(printed: str) -> None:
    assert number_part("126000000000000000").stands_in(plain(printed))
    assert not number_part("126000000000000000").stands_in(plain("1.26 × 10^{16}"))
