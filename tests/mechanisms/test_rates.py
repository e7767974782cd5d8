"""The radiative rate where one work prints quantum yield and lifetime."""

from __future__ import annotations

from pathlib import Path

import pytest

from defectkg.graph import DefectGraph
from defectkg.mechanisms.rates import radiative_rate, read_radiative_rates
from helpers import of_files

HEAD = """PREFIX d: <https://w3id.org/defectkg/data/>
PREFIX dkg: <https://w3id.org/defectkg/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX unit: <http://qudt.org/vocab/unit/>
d:thiol-t1 a dkg:Treatment ; rdfs:label "a thiol"@en ; dkg:agent dkg:Dodecanethiol ;
    dkg:role dkg:Trial ; dkg:publication d:Maker2019 .
"""
PRINTED = {
    ("PLQY", "Before"): ("7.61e1", "unit:PERCENT"),
    ("PLQY", "After"): ("9.98e1", "unit:PERCENT"),
    ("PLLifetime", "Before"): ("3.16e0", "unit:NanoSEC"),
    ("PLLifetime", "After"): ("2.42e3", "unit:PicoSEC"),
}


def measured(number: int, observable: str, state: str, value: str, unit: str, more: str) -> str:
    direction = ("Up" if observable == "PLQY" else "Down") if state == "After" else ""
    moved = f"dkg:direction dkg:{direction} ; " if direction else ""
    return (
        f"d:thiol-m{number} a dkg:Measurement ; dkg:treatment d:thiol-t1 ; {moved}"
        f"dkg:observable dkg:{observable} ; dkg:state dkg:{state} ; dkg:quantity dkg:Absolute ; "
        f"dkg:value {value} ; dkg:unit {unit} ; dkg:publication d:Maker2019 {more} .\n"
    )


def graph_of(folder: Path, leave_out: tuple[str, str] | None = None, more: str = "") -> DefectGraph:
    file = folder / "thiol.ttl"
    rows = (
        measured(number, *key, *value, more if key == ("PLQY", "After") else "")
        for number, (key, value) in enumerate(PRINTED.items(), 1)
        if key != leave_out
    )
    file.write_text(HEAD + "".join(rows), encoding="utf-8")
    return of_files(file)


def test_a_yield_over_a_lifetime_is_the_radiative_rate() -> None:
    before, after = radiative_rate(0.761, 3.16), radiative_rate(0.998, 2.42)
    assert before == pytest.approx(0.241, abs=5e-4)
    assert after == pytest.approx(0.412, abs=5e-4)
    assert after / before == pytest.approx(1.71, abs=5e-3)


def test_explain_says_what_follows_for_the_radiative_rate(tmp_path: Path) -> None:
    graph = graph_of(tmp_path)
    found = {graph.names.label(e.result.observable): str(e.rates) for e in graph.explain()}
    assert set(found) == {"PLQY", "PL lifetime"}
    assert set(found.values()) == {"k_r 0.241 → 0.412 ns⁻¹ (× 1.71), computed"}


@pytest.mark.parametrize("key", PRINTED)
def test_nothing_follows_from_fewer_than_four_numbers(tmp_path: Path, key: tuple) -> None:
    assert read_radiative_rates(graph_of(tmp_path, key).store) == {}


@pytest.mark.parametrize("more", ['; dkg:comparator ">"', "; dkg:valueMax 1.0e2"])
def test_nothing_follows_from_what_is_no_one_number(tmp_path: Path, more: str) -> None:
    assert read_radiative_rates(graph_of(tmp_path, more=more).store) == {}
