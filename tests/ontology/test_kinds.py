"""The kinds as a chemist of the field reads them: names, parents, mechanisms, units, what is wanted.

What is listed here was read and settled by hand; each line is one of a kind of fault that was there.
"""

from __future__ import annotations

import pytest

from defectkg.errors import NameLookupError
from defectkg.graph import DefectGraph
from defectkg.rdf.prefixes import expand

NAMES = """
MA: MA+ | FA: FA+ | Br: Br- | Zn: Zn2+ | SCN: SCN- | Pb(II): Pb2+ | caesium: Cs+ | cesium: Cs+ | oleate: oleate
k_r: radiative recombination rate | k_nr: nonradiative recombination rate | blinking: PL blinking
linewidth: PL linewidth | LED: light-emitting device performance | PCE: power conversion efficiency
band gap: band gap | UV-vis: absorption spectroscopy | passivation: passivation
PNCs: nanocrystal | cesium lead bromide: CsPbBr3 | Br-rich: bromide-rich environment | ligands: ligand
TOP: trioctylphosphine | OLAm: oleylamine | OAm: oleylamine | SiO2: silica | ZnX2: zinc halide | X-: halide ion
n-octylphosphonic acid: octylphosphonic acid | ammonium chloride: NH4Cl | defect passivation: passivation
V_Br+: bromide vacancy | V_Br^•: bromide vacancy | $V_{Br}^{+}$: bromide vacancy | v_Cs: caesium vacancy
V_Pb'': lead vacancy | V_Pb2-: lead vacancy | Br_i-: bromide interstitial | Pb_Br: lead on bromide site
Ce_Pb^•: Ce on Pb site | Pb0: metallic lead | defect state: trap state | gap state: in-gap state
edge state: band-edge state | shallow trap: shallow trap | trap density: trap density
cage distortion: octahedral disorder | octahedral distortion: octahedral disorder
chelating ligand: bidentate ligand | multidentate ligand: bidentate ligand | chelation: chelate binding
moisture: air humidity | decomposition: degradation | Ostwald ripening: regrowth | synthesis temperature: reaction temperature
blueshift: PL peak position | fluorescence lifetime: PL lifetime | luminescence quantum yield: PLQY | crystallinity: crystal quality
scintillator sensitivity: detection limit | LOD: detection limit | wash stability: stability against purification
resistance to washing: stability against purification | number of vacancies: defect density | density of traps: trap density
shelf life: storage stability | durability: stability | hole mobility: carrier mobility | absorbance: light absorption
TCSPC: time-resolved photoluminescence | powder XRD: X-ray diffraction | nanoparticle: nanocrystal | platelet: nanoplatelet
elemental lead: metallic lead | sub-gap state: in-gap state | nonradiative loss: nonradiative recombination
sulfobetaine: 3-(N,N-dimethyloctadecylammonio)propanesulfonate | 1,2-diaminoethane: ethylenediamine | oligopeptide: peptide | sonication: ultrasonication
vacancy healing: vacancy filling | inhibition of ion migration: migration blocking | LED lifetime: operational lifetime
"""
NAMED = [pair.split(": ") for line in NAMES.strip().splitlines() for pair in line.split(" | ")]

PARENTS = """
oleic acid: long-chain ligand | oleylamine: long-chain ligand | DDAB: long-chain ligand | EDA: bidentate ligand
SB3-18: long-chain ligand | MA+: alkylammonium | oleylammonium: alkylammonium
didodecyldimethylammonium: quaternary ammonium ion | quaternary ammonium ion: alkylammonium
solar cell performance: device performance | EQE: light-emitting device performance
Sr2+: isovalent dopant ion | In3+: trivalent dopant ion | Y3+: rare-earth dopant ion | K+: alkali metal ion | Ag+: monovalent dopant ion
trivalent dopant ion: heterovalent dopant ion | Ni2+: small isovalent dopant ion
mid-gap state: deep trap state | surface halide vacancy: halide vacancy | silica shell: shell
vacancy filling: passivation | defect removal: passivation | trap deactivation: passivation
lead coordination: trap deactivation | octahedron completion: vacancy filling
excess-lead removal: defect removal | surface passivation: passivation
"""
NO_PARENTS = """
benzoic acid: amine | silica: shell | PbO: salt | FA+: alkylammonium | NH4+: organic cation
octahedral tilting: lattice strain | shallow trap: trap state | shallow level: trap state
vacancy filling: defect removal | lead coordination: defect removal | surface passivation: defect removal
turn-on voltage: device performance | Sr2+: small isovalent dopant ion | TOPO: long-chain ligand
trap density: defect density | Nanocrystal film: nanocrystal | Cs4PbBr6: halide perovskite
"""


def pairs(text: str) -> list[list[str]]:
    return [pair.split(": ") for line in text.strip().splitlines() for pair in line.split(" | ")]


@pytest.mark.parametrize(("typed", "label"), NAMED)
def test_what_people_type_names_the_kind(graph: DefectGraph, typed: str, label: str) -> None:
    assert graph.find(typed).label == label


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("BA", ["benzoic acid", "butylammonium"]),
        ("PL decay", ["PL lifetime", "time-resolved photoluminescence"]),
        ("brightness", ["PL intensity", "luminance"]),
        ("size mismatch", ["cage-cation size mismatch", "ionic size mismatch"]),
    ],
)
def test_a_word_for_two_things_says_which(
    graph: DefectGraph, typed: str, labels: list[str]
) -> None:
    with pytest.raises(NameLookupError, match="say which") as caught:
        graph.find(typed)
    assert all(label in str(caught.value) for label in labels)


@pytest.mark.parametrize(("kind", "parent"), pairs(PARENTS))
def test_what_is_said_of_the_parent_holds(graph: DefectGraph, kind: str, parent: str) -> None:
    below, above = graph.find(kind).iri, graph.find(parent).iri
    assert below != above
    assert graph.kinds.covers(above, below)


@pytest.mark.parametrize(("kind", "parent"), pairs(NO_PARENTS))
def test_what_is_no_kind_of_it(graph: DefectGraph, kind: str, parent: str) -> None:
    assert not graph.kinds.covers(graph.find(parent).iri, graph.find(kind).iri)


def test_removed_filled_and_passivated_are_three(graph: DefectGraph) -> None:
    three = [graph.find(name).iri for name in ("defect removal", "vacancy filling", "trap deactivation")]  # fmt: skip
    for one in three:
        assert not any(graph.kinds.covers(one, other) for other in three if other != one)


WANTED = """
SELECT ?label ?value WHERE { ?kind dkg:wanted ?what ; rdfs:label ?label . ?what rdfs:label ?value }
"""


def test_which_of_an_observable_is_wanted(graph: DefectGraph) -> None:
    wanted = {row["label"]: row["value"] for row in graph.query(WANTED).dicts()}
    for name in (
        *("PL blinking", "PL linewidth", "PL quenching", "Urbach energy", "defect density"),
        *("detection limit", "nonradiative recombination rate", "turn-on voltage"),
    ):
        assert wanted[name] == "less", name
    for name in ("PLQY", "EQE", "luminance", "stability", "power conversion efficiency"):
        assert wanted[name] == "more", name
    for name in ("PL peak position", "crystal phase", "crystal shape", "particle size", "grain size", "PL lifetime"):  # fmt: skip
        assert name not in wanted, "neither, or it depends"


UNITS = """
PL lifetime: ps ns us | dopant emission lifetime: ns us ms | transient absorption decay time: ps ns us
carrier lifetime: ps ns us | PL linewidth: eV meV nm | Urbach energy: eV meV | trap density: cm-3
nonradiative recombination rate: s-1 us-1 ns-1 | reaction temperature: degC K | lattice constant: angstrom nm
"""


@pytest.mark.parametrize(("kind", "symbols"), pairs(UNITS))
def test_units_in_which_the_field_gives_it(graph: DefectGraph, kind: str, symbols: str) -> None:
    asked = f"SELECT ?s WHERE {{ <{graph.find(kind).iri}> dkg:allowedUnit/dkg:plainSymbol ?s }}"
    assert {row["s"] for row in graph.query(asked).dicts()} == set(symbols.split())


def test_gone_and_renamed(graph: DefectGraph) -> None:
    for name in (
        "CageDistortion",
        "UnknownDefectPopulation",
        "ConductiveAromaticLigand",
        "EdgeState",
    ):
        assert expand(f"dkg:{name}") not in graph.kinds.groups


GENUS = ("Electronic state ", "Process in which ", "Form of ", "Molecular ion ", "Monatomic ion ", "In-synthesis route ")  # fmt: skip


def test_a_definition_begins_with_a_kind_above(graph: DefectGraph) -> None:
    """By genus and difference: with a label or synonym of a kind above, or another word for the group."""
    asked = """SELECT ?kind ?text ?name WHERE {
        ?kind a ?group ; skos:definition ?text . ?group dkg:kindsOf ?genus .
        ?kind rdfs:subClassOf+ ?above . ?above rdfs:label|skos:altLabel ?name }"""
    texts: dict[str, str] = {}
    above: dict[str, set[str]] = {}
    for row in graph.query(asked).dicts():
        texts[row["kind"]] = row["text"]
        above.setdefault(row["kind"], set()).add(row["name"].casefold())
    assert len(texts) > 500
    wrong = {
        kind: text
        for kind, text in texts.items()
        if not text.startswith(GENUS) and not text.casefold().startswith(tuple(above[kind]))
    }
    assert wrong == {}
