"""What the review says treatments did to observables: each row read from the text."""

from __future__ import annotations

from collections import Counter

import pytest

from defectkg.graph import DefectGraph
from defectkg.text.answers import for_people

# asked, then rows: agent or host, observable, before, comparator, after, after_max, uncertainty, unit
VALUES = [
    ({"agent": "ZnBr2", "observable": "PLQY"}, ("ZnBr2", "PLQY", "54", "", "78", "", "", "%")),
    ({"agent": "YCl3"}, ("YCl3", "PLQY", "1", "", "60", "", "", "%")),
    ({"agent": "Ce3+", "observable": "PLQY"}, ("Ce3+", "PLQY", "41", "", "89", "", "", "%")),
    ({"agent": "CdCl2", "observable": "PLQY"}, ("CdCl2", "PLQY", "", "", "96", "", "2", "%")),
    ({"agent": "SrCl2"}, ("SrCl2", "PLQY", "", "up to", "84", "", "", "%")),
    ({"agent": "OPA", "observable": "PLQY"}, ("OPA", "PLQY", "", ">", "90", "", "", "%")),
    ({"agent": "MABr", "observable": "EQE"}, ("MABr", "EQE", "", ">", "20", "", "", "%")),
    (
        {"agent": "high reaction temperature", "observable": "PLQY"},
        ("high reaction temperature", "PLQY", "", "~", "51", "", "", "%"),
    ),
    (
        {"agent": "Ni2+", "observable": "nonradiative recombination rate"},
        ("Ni2+", "nonradiative recombination rate", "378.29", "", "1.90", "", "", "us-1"),
    ),
    (
        {"host": "CsPbBrxCl3-x", "state": "host", "observable": "PLQY"},
        ("", "PLQY", "", "range", "10", "25", "", "%"),
    ),
]
COLUMNS = (
    "agent",
    "observable",
    "before",
    "comparator",
    "after",
    "after_max",
    "uncertainty",
    "unit",
)


def exact(graph: DefectGraph, **asked: str) -> list[dict[str, str]]:
    """The outcomes of what was asked itself."""
    return [row for row in graph.outcomes(**asked).dicts() if row["level"] == "exact"]


@pytest.mark.parametrize(("asked", "row"), VALUES, ids=[row[0] + row[4] for _, row in VALUES])
def test_values_keep_what_qualifies_them(
    graph: DefectGraph, asked: dict[str, str], row: tuple[str, ...]
) -> None:
    agent = graph.find(row[0]).label if row[0] else ""
    first = graph.outcomes(**asked).pick(*COLUMNS).values
    assert (agent, *row[1:]) in first


def test_factors_are_computed_from_pairs_alone(graph: DefectGraph) -> None:
    found = {(r["agent"], r["observable"]): r["factor"] for r in graph.outcomes().dicts()}
    assert {key: factor for key, factor in found.items() if factor} == {
        ("ZnBr2", "PLQY"): "1.44",
        ("YCl3", "PLQY"): "60",
        ("Ce3+", "PLQY"): "2.17",
        ("Ni2+", "nonradiative recombination rate"): "0.00502",
        ("Zn2+", "defect density"): "0.139",
    }


def test_ratios_and_shares_are_no_values_after(graph: DefectGraph) -> None:
    rows = [row for row in graph.outcomes().dicts() if row["relative"]]
    names = ("observable", "quantity", "before", "before_comparator", "after", "comparator")
    assert {tuple(row[name] for name in (*names, "relative")) for row in rows} == {
        ("PLQY", "retained", "", "", "", "", "90"),
        ("defect formation energy", "ratio", "0.25", "~", "", ">", "3"),
        ("defect density", "ratio", "300000000000000000", "~", "", "~", "1000000000"),
        ("detection limit", "ratio", "", "", "", "~", "400"),  # of the host: read with its state
    }


def test_a_treatment_and_an_observable_have_one_row(graph: DefectGraph) -> None:
    rows = [row for row in graph.outcomes().dicts() if row["treatment"]]
    several = Counter((row["agent"], row["observable"], row["host"]) for row in rows)
    twice = {key[:2] for key, count in several.items() if count > 1}
    iri = graph.find
    assert twice == {
        (iri("APTES").label, "PLQY"),  # kept; and high, of which nothing says it moved
        (iri("IDA").label, "PLQY"),  # near unity, and a share kept after days
        (iri("DDAB").label, "EQE"),  # green and blue diodes
        (iri("DDAB").label, "luminance"),
        ("CsPbCl3 shell", "dopant emission"),  # an aim, and what came out
        ("metal chloride", "PL intensity"),  # on pristine and on CuCl2-made nanocrystals
    }


def test_words_beside_a_value_stand_in_its_row(graph: DefectGraph) -> None:
    (row,) = exact(graph, agent="Zn2+", observable="defect density")
    assert row["words"] == "nearly 1 order of magnitude"
    (row,) = exact(graph, host="MA3Bi2Br9", state="after")
    assert (row["after"], row["words"]) == ("54.1", "boost")


def test_null_results_and_what_was_kept(graph: DefectGraph) -> None:
    null = graph.outcomes(result="null result").pick("agent", "observable").values
    assert set(null) == {
        ("ZnBr2", "PL peak position"),
        ("metal chloride", "PL intensity"),  # on what CuCl2 had made
        ("dopant ion", "particle size"),
        ("dopant ion", "crystal phase"),
    }
    kept = graph.outcomes(result="no change").dicts()
    assert {(row["agent"], row["observable"]) for row in kept} == {
        ("2,2'-iminodibenzoic acid", "PLQY"),
        ("octylphosphonic acid", "PLQY"),
        ("(3-aminopropyl)triethoxysilane", "PLQY"),
        ("oleylammonium salt", "crystal phase"),
    }


def test_harm_goes_against_what_is_wanted(graph: DefectGraph) -> None:
    rows = graph.outcomes(result="worse").pick("agent", "observable", "wanted", "direction")
    of_the_host_itself = [
        *[("", "PLQY", "more", "down")] * 3,  # mixed halides; blue emission; CsPbCl3
        ("", "performance", "more", "down"),
        ("", "trap density", "less", "up"),
    ]
    assert rows.values == [("Bi3+", "PL quenching", "less", "up"), *of_the_host_itself]


def test_less_of_what_less_is_wanted_of_is_better(graph: DefectGraph) -> None:
    rows = graph.outcomes(direction="down", state="after").dicts()
    assert {row["observable"] for row in rows} >= {"PL blinking", "Urbach energy", "trap density"}
    assert {(row["wanted"], row["result"]) for row in rows} == {("less", "better")}


def test_neither_more_nor_less_is_wanted_of_a_lifetime(graph: DefectGraph) -> None:
    (row,) = graph.outcomes(observable="PL lifetime", state="after").dicts()
    assert (row["wanted"], row["direction"], row["result"]) == ("", "up", "")


def test_an_agent_that_brings_the_ion_answers_and_says_so(graph: DefectGraph) -> None:
    rows = graph.outcomes(agent="Zn2+", observable="PLQY").dicts()
    found = {(row["agent"], row["before"], row["after"], row["level"]) for row in rows}
    assert ("ZnBr2", "54", "78", "agent brings it") in found
    metals = graph.outcomes(agent="isovalent dopant ion", basis="pair").dicts()
    assert {row["agent"] for row in metals} == {"Zn2+", "Ni2+", "ZnBr2"}


def test_both_halide_vacancies_and_bromide_vacancies_answer_for_the_latter(
    graph: DefectGraph,
) -> None:
    rows = graph.outcomes(defect="V_Br", host="CsPbBr3", form="nanocrystal", observable="PLQY")
    levels = {row["agent"]: row["level"] for row in rows.dicts()}
    assert levels["HBr"] == "form narrower"
    assert levels["NH4Br; PbO; halide-rich environment"] == "defect broader"


def test_denials_hold_unchanged_outcomes(graph: DefectGraph) -> None:
    rows = graph.query("denials", agent="ZnBr2").dicts()
    found = {(row["cause"], row["effect"], row["stance"]) for row in rows}
    assert ("ZnBr2", "PL peak position", "unchanged") in found


def test_a_doubtful_reading_is_doubted_beside_it(graph: DefectGraph) -> None:
    (row,) = graph.outcomes(
        agent="high reaction temperature", observable="PLQY", value="51"
    ).dicts()
    assert "ambiguous wording (low confidence)" in row["doubt"]
    (row,) = exact(graph, agent="SrCl2")
    assert "ambiguous wording (medium confidence)" in row["doubt"]


def test_a_table_has_the_numbers_in_one_phrase(graph: DefectGraph) -> None:
    def told(**asked: str) -> set[str]:
        rows = for_people("outcomes", graph.outcomes(**asked)).dicts()
        return {row["outcome"].partition(", “")[0] for row in rows}

    assert "54 → 78 % (× 1.44)" in told(agent="ZnBr2")
    assert "→ 96 ± 2 %" in told(agent="CdCl2")
    assert "→ up to 84 %" in told(agent="SrCl2")
    assert "90 % retained" in told(agent="IDA")
    assert "10–25 %" in told(host="CsPbBrxCl3-x", state="host")
    assert "before ~ 0.25 eV → not printed, × > 3" in told(host="FAPbI3")
