"""A place is in its source: in a section that the source declares, and in its reference list."""

from __future__ import annotations

import pytest

from defectkg.check.places import NO_SECTION, entry_faults, extent_faults

EXTENT = "doping ¶9; core-shell ¶4; Fig. 3; Fig. 4f"


@pytest.mark.parametrize(
    ("locator", "beyond"),
    [
        ("doping ¶9; Fig. 4f", []),
        ("doping ¶10", ["doping ¶10"]),
        ("core-shell ¶5; doping ¶1", ["core-shell ¶5"]),
        ("results ¶1", ["results ¶1"]),
        ("Fig. 4", []),
        ("Fig. 4g", ["Fig. 4g"]),
        ("Fig. 3a", ["Fig. 3a"]),
        ("Fig. 5a; Table 1", ["Fig. 5a", "Table 1"]),
        ("doping ¶2; doping ¶2", ["doping ¶2"]),
        ("ref 999", []),
    ],
)
def test_a_place_lies_within_the_extent_of_its_source(locator: str, beyond: list[str]) -> None:
    assert [part for _, part in extent_faults(locator, EXTENT)] == beyond


def test_a_source_that_declares_nothing_has_no_sections_and_any_figure() -> None:
    assert list(extent_faults("Fig. 4g; Table 7; ref 999; row 12", "")) == []
    assert list(extent_faults("results ¶1; Fig. 4", "")) == [(NO_SECTION, "results ¶1")]


@pytest.mark.parametrize(
    ("listed", "own", "faults"),
    [
        ({"39", "40"}, {"39"}, ["ref 40"]),
        ({"39"}, {"39"}, ["ref 40"]),
        ({"39", "40"}, None, []),
        (set(), {"39"}, []),
    ],
)
def test_a_reference_in_a_place_is_listed_and_of_the_record(
    listed: set[str], own: set[str] | None, faults: list[str]
) -> None:
    assert [part for _, part in entry_faults("doping ¶4; ref 39; ref 40", listed, own)] == faults
