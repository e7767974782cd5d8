"""Places lie in their source and name references of their record."""

from __future__ import annotations

import pytest

from defectkg.check.places import entry_faults, extent_faults

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
    if beyond != ["doping ¶2"]:
        sections = [part for part in locator.split("; ") if "¶" in part]
        assert [part for _, part in extent_faults(locator, "")] == sections, "none is declared"


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
