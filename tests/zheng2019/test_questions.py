"""Questions that people ask of the review, each answered by the rows of one library query."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from defectkg.graph import DefectGraph
from defectkg.rdf.queries import library


class Question(NamedTuple):
    """A question with the query that answers it and the cells that are the answer."""

    asked: str
    query: str
    params: dict[str, str]
    columns: str
    answer: set[tuple[str, ...]]


def cells(text: str) -> set[tuple[str, ...]]:
    """Rows of a small table: one a line, cells between bars."""
    lines = text.strip().splitlines()
    return {tuple(cell.strip() for cell in line.split("|")) for line in lines}


QUESTIONS = [
    Question(
        "Which agents passivate undercoordinated lead, and how were they applied?",
        "passivators",
        {"defect": "undercoordinated Pb"},
        "agent applied_as mechanism",
        cells("""
            amine-based passivating material | amine-based passivating material | lead coordination
            X-type ligand | X-type ligand | lead coordination
            Y3+ | YCl3 | lead coordination
        """),
    ),
    Question(
        "Which agents were applied to CsPbI3 nanocrystals?",
        "tried",
        {"host": "CsPbI3", "form": "NC"},
        "agent dose",
        cells("""
            2,2'-iminodibenzoic acid |
            TOP-PbI2 |
            Zn2+ | CsPb0.64Zn0.36I3
            SrCl2 |
            zinc halide |
        """),
    ),
    Question(
        "Which isovalent dopant ions reduce defects, in which host?",
        "dopants",
        {"ion": "isovalent dopant ion"},
        "ion applied_as host",
        cells("""
            Ni2+ | Ni2+ | CsPbCl3
            Cu2+ | Cu2+ | CsPbBrxCl3-x
            Cu2+ | CuBr2 | CsPbBr3
            Zn2+ | ZnBr2 | CsPbBr3
            Zn2+ | Zn2+ | CsPbI3
            Cd2+ | CdCl2 | CsPbCl3
            Cd2+ | Cd2+ | FAPbI3
        """),
    ),
    Question(
        "Which composition has no lead, what passivates it, and how bright is it?",
        "hosts",
        {"lacking": "Pb2+"},
        "host form agent plqy",
        cells("MA3Bi2Br9 | quantum dot | Cl- | 54.1 % (Cl- on MA3Bi2Br9 quantum dots)"),
    ),
    Question(
        "What was applied to MAPbBr3, and in which form?",
        "tried",
        {"host": "MAPbBr3"},
        "agent form",
        cells("""
            peptide | nanocrystal
            peptide; peptide concentration | nanocrystal
            benzoic acid; benzylamine | quantum dot
            amine-based passivating material | thin film
            ethylenediamine | thin film
        """),
    ),
    Question(
        "Which treatments have both quantum yields printed, and how much was gained?",
        "gains",
        {"observable": "PLQY"},
        "agent before after computed_gain",
        cells("""
            YCl3 | 1 | 60 | +59
            Ce3+ | 41 | 89 | +48
            ZnBr2 | 54 | 78 | +24
        """),
    ),
    Question(
        "Which treatments gave diodes with an EQE of five percent or more?",
        "levels",
        {"observable": "EQE", "value": "5"},
        "agent comparator value form",
        cells("""
            MABr | > | 20 | thin film
            Zn2+ | | 15.1 | nanocrystal
            octylphosphonic acid | | 6.5 | nanocrystal
            amine-based passivating material | | 6.2 | thin film
            2,2'-iminodibenzoic acid | | 5.02 | nanocrystal
        """),
    ),
    Question(
        "Which treatments reach a quantum yield of 95 percent, or near unity?",
        "levels",
        {"observable": "PLQY", "value": "95"},
        "agent value uncertainty words",
        cells("""
            2,2'-iminodibenzoic acid | | | near unity
            TOP-PbI2 | 100 | | high
            X-type ligand | | | near unity
            Ni2+ | 96.5 | | maximum
            CdCl2 | 96 | 2 | near unity
            NH4SCN | | | near unity
            NaSCN | | | near unity
            HBr | 96 | |
        """),
    ),
    Question(
        "Which defect densities did space-charge-limited current give around zinc alloying?",
        "gains",
        {"observable": "defect density", "method": "SCLC"},
        "before after unit computed_factor worded_change",
        cells("""
        126000000000000000 | 17500000000000000 | cm-3 | ÷ 7.2 | nearly 1 order of magnitude
        """),
    ),
    Question(
        "What is shown in films only, and of what does the source say that it is not shown elsewhere?",
        "only-in-form",
        {"form": "thin film"},
        "agent declared",
        cells("""
            KI | not shown in nanocrystal: K+ lowers halide vacancy (compensation ¶2); not shown in nanocrystal: K+ lowers surface defect (compensation ¶2)
            MABr |
            amine-based passivating material |
            ethylenediamine |
        """),
    ),
    Question(
        "Which agents are said to make no traps or states in the gap?",
        "denials",
        {"stance": "refutes", "effect": "in-gap state"},
        "agent effect",
        cells("""
            Ce3+ | trap state
            Cd2+ | trap state
            Ni2+ | trap state
            Y3+; YCl3 | mid-gap state
            Cl-; YCl3 | mid-gap state
        """),
    ),
    Question(
        "Which generality about heterovalent doping does a case qualify?",
        "contradictions",
        {"about": "heterovalent dopant ion"},
        "kind says against",
        cells("""
            exception | heterovalent dopant ion raises deep trap state (speculative) | Ce3+ raises trap state (refutes)
            tension in the print | could create impurity levels | Ce3+ creates none: an exception
            tension in the print | similar ionic radii | 101 pm of Ce3+ against 119 pm of Pb2+, with Cd2+ of 95 pm called smaller
        """),
    ),
    Question(
        "On which figure panels and reference does the removal of vacancies by ZnX2 rest?",
        "provenance",
        {"agent": "ZnX2", "about": "V_X"},
        "says figure method reference_numbers anomaly",
        cells("""
            zinc halide lowers halide vacancy | Fig. 5a | high-resolution transmission electron microscopy | 72 | ambiguous wording: completely removed → filled, as the strategy is told in the first sentence; doubtful judgement: verified by high-resolution transmission electron microscopy → micrographs of whole crystals, offered as proof that single empty sites are gone; misnumbered citation: 77 → 72
            halide vacancy lowers PL intensity | Fig. 5b; Fig. 5a | | 72 | misnumbered citation: 77 → 72
            halide vacancy lowers stability | Fig. 5a; Fig. 5b | | 72 | misnumbered citation: 77 → 72
        """),
    ),
    Question(
        "Where does the source rest on its reference 36?",
        "provenance",
        {"reference": "zheng2019-ref-36"},
        "publication locator",
        cells("""
            Saidaminov 2018 | synthesis ¶3
            Saidaminov 2018 | synthesis ¶3; doping ¶7
            Saidaminov 2018 | doping ¶7
            Saidaminov 2018 | doping ¶7; Fig. 4f
        """),
    ),
    Question(
        "Which control tells Y3+ from Cl-?",
        "controls",
        {"separates": "Y3+"},
        "control treatment separates concluded",
        cells("""
            Y(CH3COO)3 on CsPbCl3 nanocrystals | YCl3 on CsPbCl3 nanocrystals | Cl-; Y3+ | Y3+ lowers undercoordinated lead; YCl3 raises chloride-rich surface
        """),
    ),
    Question(
        "Which controls show that CuCl2 prevents a lack of chloride?",
        "controls",
        {"agent": "CuCl2"},
        "control starts_from outcome concluded",
        cells("""
            metal chloride on CuCl2-made CsPbCl3 nanocrystals | CuCl2 in the synthesis of CsPbCl3 nanocrystals | PL intensity: no further enhancement (unchanged) | CuCl2 lowers chloride vacancy
            metal chloride on pristine CsPbCl3 nanocrystals | pristine | PL intensity: significantly enhanced (up) | CuCl2 lowers chloride vacancy
        """),
    ),
    Question(
        "Which methods were evidence for what CdCl2 does?",
        "provenance",
        {"agent": "CdCl2", "method": "TRPL"},
        "says method",
        cells("""
            CdCl2 lowers trap state | time-resolved photoluminescence; transient absorption spectroscopy
            trap density after: decreasing | time-resolved photoluminescence; transient absorption spectroscopy
        """),
    ),
    Question(
        "What did transient absorption show, and on what was it used?",
        "methods",
        {"method": "TAS"},
        "shows measures",
        cells("""
            CdCl2 lowers trap state; HBr lowers bromide vacancy; bromide vacancy lowers transient absorption decay time | transient absorption decay time of HBr in CsPbBr3 nanoplatelets; trap density of CdCl2 on CsPbCl3 nanocrystals
        """),
    ),
    Question(
        "What makes chloride vacancies, what lowers them, and what do they bring?",
        "defects",
        {"defect": "V_Cl"},
        "made_by lowered_by raises lowers",
        cells("| CuCl2; metal chloride | deep trap state; in-gap state; trap state | PL intensity"),
    ),
    Question(
        "Which panels were taken from the work on zinc halides, and what stands on them?",
        "figures",
        {"work": "Li 2018"},
        "panel reuse reference_numbers records",
        cells("""
        Fig. 5a | reprinted | 72 | zheng2019-zinc-halide-hexane-c1; zheng2019-zinc-halide-hexane-c2; zheng2019-zinc-halide-hexane-c3; zheng2019-zinc-halide-hexane-m1; zheng2019-zinc-halide-hexane-m2; zheng2019-zinc-halide-hexane-m3
        Fig. 5b | reprinted | 72 | zheng2019-zinc-halide-hexane-c2; zheng2019-zinc-halide-hexane-c3; zheng2019-zinc-halide-hexane-m1; zheng2019-zinc-halide-hexane-m2
        """),
    ),
    Question(
        "How much smaller than lead are the dopants of CsPbCl3, and of which class?",
        "dopant-sizes",
        {"host": "CsPbCl3"},
        "ion b_ion class_computed mismatch_percent",
        cells("""
        Cd2+ | Pb2+ | isovalent | -20
        Cu2+ | Pb2+ | isovalent | -39
        Ni2+ | Pb2+ | isovalent | -42
        Y3+ | Pb2+ | heterovalent | -24
        Zn2+ | Pb2+ | isovalent | -38
        """),
    ),
    Question(
        "Which open problems concern chloride vacancies?",
        "challenges",
        {"concerns": "V_Cl"},
        "number locator",
        cells("3 | challenges ¶4"),
    ),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=[q.asked for q in QUESTIONS])
def test_the_rows_are_the_answer(graph: DefectGraph, question: Question) -> None:
    rows = graph.query(question.query, **question.params).pick(*question.columns.split())
    assert set(rows.values) == question.answer


CHAINS = [  # what one study says each, found among the paths
    (
        "By which chain does ZnX2 lead to more photoluminescence?",
        "ZnX2",
        "PL",
        cells("""
        + | zinc halide lowers halide vacancy; halide vacancy lowers PL intensity
        """),
    ),
    (
        "How does doping with small isovalent ions suppress vacancies?",
        "small isovalent dopant ion",
        "Vacancy",
        cells("""
        - | small isovalent dopant ion lowers lattice strain; lattice strain raises Vacancy
        """),
    ),
    (
        "How does cadmium suppress vacancies?",
        "Cd2+",
        "Vacancy",
        cells("""
        - | Cd2+ lowers lattice strain; lattice strain raises Vacancy
        """),
    ),
    (
        "What makes vacancies?",
        "cage-cation size mismatch",
        "Vacancy",
        cells("""
        + | cage-cation size mismatch raises lattice strain; lattice strain raises Vacancy
        """),
    ),
    (
        "How does KI work in films?",
        "KI",
        "nonradiative recombination centre",
        cells("""
        - | KI raises iodide-rich environment; iodide-rich environment lowers halide vacancy; halide vacancy raises nonradiative recombination centre
        - | KI raises iodide-rich environment; halide-rich environment lowers halide vacancy; halide vacancy raises nonradiative recombination centre
        - | KI supplies K+; K+ lowers halide vacancy; halide vacancy raises nonradiative recombination centre
        """),
    ),
    (
        "How does KI keep halides in place?",
        "KI",
        "halide migration",
        cells("""
        - | KI raises iodide-rich environment; halide-rich environment lowers halide migration
        """),
    ),
    (
        "How do ligands that come off make lead vacancies?",
        "dynamic ligand equilibrium",
        "lead vacancy",
        cells("""
        + | dynamic ligand equilibrium raises ligand detachment; ligand detachment raises lead vacancy
        """),
    ),
    (
        "How do ligands that come off make halide vacancies?",
        "dynamic ligand equilibrium",
        "halide vacancy",
        cells("""
        + | dynamic ligand equilibrium raises ligand detachment; ligand detachment raises halide vacancy
        """),
    ),
    (
        "How do ligands that come off lead to aggregation?",
        "dynamic ligand equilibrium",
        "aggregation",
        cells("""
        + | dynamic ligand equilibrium raises ligand detachment; ligand detachment raises aggregation
        + | dynamic ligand equilibrium raises ligand detachment; ligand detachment lowers ligand barrier; ligand barrier lowers aggregation
        """),
    ),
    (
        "How do ligands that come off lead to regrowth?",
        "dynamic ligand equilibrium",
        "regrowth",
        cells("""
        + | dynamic ligand equilibrium raises ligand detachment; ligand detachment raises regrowth
        + | dynamic ligand equilibrium raises ligand detachment; ligand detachment lowers ligand barrier; ligand barrier lowers regrowth
        """),
    ),
]


@pytest.mark.parametrize(
    ("start", "end", "chains"), [case[1:] for case in CHAINS], ids=[case[0] for case in CHAINS]
)
def test_paths_hold_what_one_study_says(
    graph: DefectGraph, start: str, end: str, chains: set[tuple[str, ...]]
) -> None:
    name = graph.names.label
    found = {
        (
            path.sign,
            "; ".join(f"{name(s.cause)} {name(s.relation)} {name(s.effect)}" for s in path.steps),
        )
        for path in graph.paths(start, end, every=True).paths
    }
    assert chains <= found


def test_gains_and_levels_come_ranked(graph: DefectGraph) -> None:
    gains = graph.query("gains", observable="PLQY").dicts()
    assert [row["agent"] for row in gains] == ["YCl3", "Ce3+", "ZnBr2"]
    levels = graph.query("levels", observable="EQE", value="5").dicts()
    assert [float(row["value"]) for row in levels] == [20, 15.1, 6.5, 6.2, 5.02]


def test_a_level_alone_is_no_gain(graph: DefectGraph) -> None:
    assert "SrCl2" not in {row["agent"] for row in graph.query("gains").dicts()}
    assert "SrCl2" in {row["agent"] for row in graph.query("levels", value="80").dicts()}


WITHOUT_PLQY = {
    "trioctylphosphine oxide",
    "didodecyldimethylammonium bromide",
    "peptide",
    "3-(N,N-dimethyloctadecylammonio)propanesulfonate",
    "secondary amine",
    "amine-based passivating material",
    "Cu2+",
    "CuBr2",
    "InBr3",
    "Cd2+",
    "PbBr2",
    "zinc halide",
    "metal chloride",
    "ammonium chloride salt",
    "CuCl2; high reaction temperature",
    "NH4Br; PbO; halide-rich environment",
    "(3-aminopropyl)triethoxysilane",
    "MABr",
    "Bi3+",
    "CsPbCl3 shell",
    "Zn2+",
    "Br-; Cs+; MA+; partial A-site and halide substitution",
    "thermodynamic equilibrium of growth",
}
ALSO_WITHOUT = {  # as true of the text, though no strategy of their own, or of another form
    "SCN-",  # in films
    "oleylammonium salt",
    "ethylenediamine",  # counted with the amine-based passivating materials
    "shell",  # of any semiconductor
}


def test_which_treatments_are_without_a_quantum_yield(graph: DefectGraph) -> None:
    rows = graph.query("values-reported", lacking="PLQY").dicts()
    assert {row["agent"] for row in rows} == WITHOUT_PLQY | ALSO_WITHOUT
    assert not [row for row in rows if "PLQY" in row["values"]]


def test_every_public_query_answers_a_question() -> None:
    asked = {q.query for q in QUESTIONS} | {"values-reported"}
    first = {"publications", "treatments", "measurements", "claims", "anomalies"}
    assert {q.name for q in library()} == asked | first | {"passivation-table"}


def test_open_problems_are_numbered_and_concern_kinds(graph: DefectGraph) -> None:
    rows = graph.query("challenges").dicts()
    assert {row["number"] for row in rows} == {"1", "2", "3", "4", "5", ""}
    assert all(row["concerns"] for row in rows)


CHAINS = [
    ("ZnX2", "PL", {}, ["halide vacancy", "PL intensity"]),
    ("small isovalent dopant ion", "Vacancy", {}, ["lattice strain", "Vacancy"]),
    (
        "KI",
        "PLQE",
        {"form": "polycrystalline film"},
        [
            "iodide-rich environment",
            "halide vacancy",
            "nonradiative recombination centre",
            "nonradiative recombination",
            "PLQY",
        ],
    ),
    ("dynamic ligand equilibrium", "V_X", {}, ["ligand detachment", "halide vacancy"]),
]


@pytest.mark.parametrize(("start", "end", "scope", "chain"), CHAINS)
def test_by_which_chain(
    graph: DefectGraph, start: str, end: str, scope: dict[str, str], chain: list[str]
) -> None:
    best = graph.paths(start, end, **scope).paths[0]
    assert [graph.names.label(step.effect) for step in best.steps] == chain
