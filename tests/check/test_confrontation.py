"""What a paper prints is confronted with what follows from it: cases worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from defectkg.check.confrontation import AGREES, boltzmann_factor, confront, factor_in_words
from defectkg.errors import NameLookupError
from defectkg.graph import DefectGraph
from helpers import Done, of_files

HEAD = """PREFIX d: <https://w3id.org/defectkg/data/>
PREFIX dkg: <https://w3id.org/defectkg/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX unit: <http://qudt.org/vocab/unit/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
d:Maker2019 a dkg:Publication ; rdfs:label "Maker 2019"@en .
dkg:CsPbZnI a owl:Class , dkg:HostKind ; rdfs:label "CsPb0.64Zn0.36I3"@en ;
    rdfs:subClassOf dkg:HalidePerovskite ; dkg:composition "CsPb0.64Zn0.36I3" ;
    dkg:ion dkg:Cs1plus , dkg:Pb2plus , dkg:Zn2plus , dkg:IodideIon .
d:thiol-t1 a dkg:Treatment ; rdfs:label "a thiol"@en ; dkg:agent dkg:Dodecanethiol ;
    dkg:role dkg:Trial ; dkg:publication d:Maker2019 ; dkg:strategy dkg:DopingStrategy .
"""
BEFORE = "state dkg:Before ; quantity dkg:Absolute"
AFTER = "state dkg:After ; quantity dkg:Absolute"
CM3 = "unit unit:PER-CentiM3"
YIELDS = (
    f"observable dkg:PLQY ; {BEFORE} ; valueText '76.1' ; value 7.61e1 ; unit unit:PERCENT",
    f"observable dkg:PLQY ; {AFTER} ; valueText '99.8' ; value 9.98e1 ; unit unit:PERCENT ; "
    "direction dkg:Up",
    f"observable dkg:PLLifetime ; {BEFORE} ; valueText '3.16' ; value 3.16e0 ; unit unit:NanoSEC",
    f"observable dkg:PLLifetime ; {AFTER} ; valueText '2.42' ; value 2.42e0 ; unit unit:NanoSEC ; "
    "direction dkg:Down",
)
DENSITIES = (
    f"observable dkg:DefectDensity ; {BEFORE} ; valueText '6' ; value 6e0 ; {CM3}",
    f"observable dkg:DefectDensity ; {AFTER} ; valueText '2' ; value 2e0 ; {CM3} ; "
    "direction dkg:Down ; baseline d:thiol-m1",
)
FOLD = "observable dkg:DefectDensity ; state dkg:After ; quantity dkg:Ratio ; direction dkg:Down"
ENERGY = "observable dkg:DefectFormationEnergy ; ofDefect dkg:V_Cl"
ENERGIES = (
    f"{ENERGY} ; {BEFORE} ; valueText '0.25' ; value 2.5e-1 ; unit unit:EV",
    f"{ENERGY} ; {AFTER} ; valueText '0.50' ; value 5e-1 ; unit unit:EV ; direction dkg:Up",
)


def rows(folder: Path, *measured: str) -> list[tuple[str, str, str, str]]:
    """What is found in a made-up study: what, printed, recomputed, apart."""
    return [
        (row["what"], row["printed"], row["recomputed"], row["apart"])
        for row in confront(graph_of(folder, *measured)).dicts()
    ]


def graph_of(folder: Path, *measured: str) -> DefectGraph:
    file = folder / "thiol.ttl"
    said = (
        f"d:thiol-m{number} a dkg:Measurement ; dkg:treatment d:thiol-t1 ; "
        f"dkg:publication d:Maker2019 ; dkg:statedIn d:Maker2019 ; dkg:locator 'results ¶1' ; "
        f"{'; '.join(f'dkg:{part.strip()}' for part in one.split(';'))} .\n"
        for number, one in enumerate(measured, 1)
    )
    file.write_text(HEAD + "".join(said), encoding="utf-8")
    return of_files(file)


def test_rates_from_yield_and_lifetime(tmp_path: Path) -> None:
    # 0.761 / 3.16 = 0.2408; 0.998 / 2.42 = 0.4124; 0.4124 / 0.2408 = 1.712
    printed = "PLQY before 76.1 %; PLQY after 99.8 %; "
    printed += "PL lifetime before 3.16 ns; PL lifetime after 2.42 ns"
    recomputed = "k_r 0.241 → 0.412 ns⁻¹ (× 1.71), computed"
    found = [row for row in rows(tmp_path, *YIELDS) if row[0] == "radiative rate"]
    assert found == [("radiative rate", printed, recomputed, "× 1.7")]
    assert rows(tmp_path, *YIELDS[:3]) == []


def test_lifetime_from_yield_and_nonradiative_rate(tmp_path: Path) -> None:
    # (1 - 0.9) / 0.05 = 2 ns; 0.05 * 0.9 / 0.1 = 0.45 in 1/ns; 2 / 4 = 0.5
    ninety = f"observable dkg:PLQY ; {AFTER} ; valueText '90' ; value 9e1 ; unit unit:PERCENT"
    rate = f"observable dkg:NonradiativeRate ; {AFTER} ; valueText '50' ; value 5e1 ; "
    rate += "unit dkg:PER-MicroSEC"
    lifetime = f"observable dkg:PLLifetime ; {AFTER} ; valueText '4' ; value 4e0 ; "
    lifetime += "unit unit:NanoSEC"
    what = "yield and nonradiative rate"
    printed = "PLQY 90 %; nonradiative recombination rate 50 us-1"
    recomputed = "PL lifetime 2 ns, k_r 0.45 ns⁻¹"
    assert rows(tmp_path, ninety, rate) == [
        (what, printed, recomputed, "nothing printed to compare")
    ]
    assert rows(tmp_path, ninety, rate, lifetime) == [
        (what, f"{printed}; PL lifetime 4 ns", recomputed, "× 0.5")
    ]


@pytest.mark.parametrize(
    ("words", "apart"),
    [
        ("words 'markedly lower'", None),
        ("words 'a factor of 3'", AGREES),  # 6 / 2 = 3
        ("words 'threefold'", AGREES),
        ("words '1 order of magnitude'", "× 0.3"),  # 3 / 10
        ("words 'over a factor of 2' ; valueText '2' ; value 2e0 ; comparator '>'", AGREES),
        ("words 'over a factor of 4' ; valueText '4' ; value 4e0 ; comparator '>'", "× 0.75"),
        ("words 'halved'", "× 1.5"),  # 3 / 2
    ],
)
def test_a_factor_against_two_numbers(tmp_path: Path, words: str, apart: str | None) -> None:
    found = rows(tmp_path, *DENSITIES, f"{FOLD} ; {words}")
    assert [row[2:] for row in found] == ([("× 3", apart)] if apart else [])


def test_factors_in_words() -> None:
    words = ["factor of approximately 10^9", "400 fold less", "two orders of magnitude", "higher"]
    assert [factor_in_words(one) for one in words] == [1e9, 400, 100, None]


@pytest.mark.parametrize(
    ("density", "apart"),
    [
        # 0.25 eV / (8.617333e-5 eV/K * 298 K) = 9.7354; exp of it 16905
        ("value 1.7e4 ; valueText '17000' ; direction dkg:Down", AGREES),
        ("value 1e9 ; valueText '1000000000' ; direction dkg:Down", "× 1.7e-05"),
        ("value 1.7e4 ; valueText '17000' ; direction dkg:Up", "the other way"),
    ],
)
def test_a_density_against_a_formation_energy(tmp_path: Path, density: str, apart: str) -> None:
    assert boltzmann_factor(0.25) == pytest.approx(16905, rel=1e-3)
    more = "observable dkg:DefectDensity ; ofDefect dkg:V_Cl ; state dkg:After ; quantity dkg:Ratio"
    found = rows(tmp_path, *ENERGIES, f"{more} ; {density}")
    assert [row[2:] for row in found] == [("× 1.7e+04 fewer", apart)]
    assert rows(tmp_path, ENERGIES[0], f"{more} ; {density}") == []


def test_a_ratio_against_a_formula(tmp_path: Path) -> None:
    # 0.36 / 0.64 = 0.5625 zinc for each lead; 0.5625 / 1 = 0.56
    printed = f"observable dkg:PLIntensity ; {AFTER} ; words 'higher' ; direction dkg:Up ; "
    found = rows(tmp_path, f"{printed} host dkg:CsPbZnI ; condition 'Pb:Zn 1:1'")
    assert found == [("ratio", "Pb:Zn 1:1", "Pb:Zn 1:0.562", "× 0.56")]
    assert rows(tmp_path, f"{printed} host dkg:CsPbZnI ; condition 'Pb:Br 1:1'") == []


def test_a_retained_share_against_two_numbers(tmp_path: Path) -> None:
    # 63 / 84 = 75 %; 75 / 90 = 0.83
    of = "observable dkg:PLQY ; state dkg:After ; unit unit:PERCENT"
    later = "condition 'after 15 days'"
    found = rows(
        tmp_path,
        f"{of} ; quantity dkg:Absolute ; valueText '84' ; value 8.4e1",
        f"{of} ; quantity dkg:Absolute ; valueText '63' ; value 6.3e1 ; {later}",
        f"{of} ; quantity dkg:Retained ; valueText '90' ; value 9e1 ; {later}",
    )
    assert ("retained share", "90 % retained; 84 % → 63 %", "75 %", "× 0.83") in found


def test_an_eqe_above_the_quantum_yield_is_far_apart(tmp_path: Path) -> None:
    forty = f"observable dkg:PLQY ; {AFTER} ; valueText '40' ; value 4e1 ; unit unit:PERCENT"
    fifty = f"observable dkg:EQE ; {AFTER} ; valueText '50' ; value 5e1 ; unit unit:PERCENT"
    # 50 / 40 = 1.25
    what = ("EQE and PLQY", "PLQY 40 %; EQE 50 %", "injection × extraction 1.2", "× 1.25")
    assert rows(tmp_path, forty, fifty) == [what]


def test_numbers_are_confronted_with_adjectives(tmp_path: Path) -> None:
    five = [
        f"observable dkg:Luminance ; {AFTER} ; valueText '{n}' ; value {n}e0 ; unit unit:CD-PER-M2"
        for n in (10, 20, 30, 40, 50)
    ]
    five[0] += " ; words 'high'"
    five[4] += " ; words 'high'"
    assert [row[1:] for row in rows(tmp_path, *five)] == [
        ("luminance 10 cd/m2, high", "place 5 of 5, median 30 cd/m2", "× 0.33 of the median"),
        ("luminance 50 cd/m2, high", "place 1 of 5, median 30 cd/m2", AGREES),
    ]
    assert rows(tmp_path, *five[:4]) == []


def test_rows_are_chosen_by_work_agent_and_treatment(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, *YIELDS)
    for term in ("", "Maker 2019", "dodecanethiol", "thiol-t1"):
        assert len(graph.confront(term).values) == 1, term
    assert not graph.confront("KI").values


def test_an_ion_chooses_what_brings_it(review: DefectGraph) -> None:
    assert [r["record"] for r in review.confront("K+").dicts()] == ["zheng2019-potassium-iodide-m1"]


def test_an_unknown_name_is_no_empty_answer(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, *YIELDS)
    with pytest.raises(NameLookupError):
        graph.confront("no such thing")


def test_a_formula_that_does_not_parse_is_left_out(tmp_path: Path) -> None:
    graph = graph_of(
        tmp_path,
        f"observable dkg:PLIntensity ; {AFTER} ; words 'higher' ; host dkg:CsPbZnI ; "
        "condition 'Pb:Zn 1:1'",
    )
    file = tmp_path / "thiol.ttl"
    file.write_text(file.read_text("utf-8").replace('"CsPb0.64Zn0.36I3" ;', '"Cs?" ;'), "utf-8")
    assert not of_files(file).confront().values
    assert graph.confront().values


def test_the_command_says_when_there_is_nothing(call: Callable[..., Done]) -> None:
    done = call("confront", "ethylenediamine")
    assert (done.code, done.err) == (
        0,
        "no rows: no printed numbers of ethylenediamine can be compared; see: defectkg outcomes\n",
    )
    done = call("confront", "no such thing")
    assert done.code == 2
    assert done.err.startswith("defectkg: unknown name 'no such thing'")


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "table"])
def test_the_command_prints_each_format(call: Callable[..., Done], form: str) -> None:
    done = call("confront", "--format", form)
    assert done.code == 0
    assert "recomputed" in done.out
