"""Questions that people ask of the review, each answered by the rows of one library query."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from defectkg.graph import DefectGraph
from defectkg.rdf.library import library


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
        "agent dose scope",
        cells("""
            2,2'-iminodibenzoic acid | |
            TOP-PbI2 | |
            Zn2+ | CsPb0.64Zn0.36I3 |
            Zn2+ | |
            SrCl2 | |
            K+ | | host broader
            rare-earth dopant ion | | host broader
            heterovalent dopant ion | | host broader; form not said
            dopant ion; ligand; rare-earth dopant ion; shell | | host broader
            zinc halide | | form narrower
            zinc halide | | host broader; form narrower
            oleic acid | | host broader; form narrower
            3-(N,N-dimethyloctadecylammonio)propanesulfonate | | host broader
            X-type ligand | | host broader
            didodecyldimethylammonium bromide | | host broader
            long-chain ligand | | host broader
            octylphosphonic acid | | host broader
            reaction temperature | 140–200 °C | host broader
            thermodynamic equilibrium of growth | | host broader
            dopant ion | | host broader
            isovalent dopant ion | | host broader
            monovalent dopant ion | | host broader
            trivalent dopant ion | | host broader
            shell | | host broader
            (3-aminopropyl)triethoxysilane | | host broader
            shell | | host not said
        """),
    ),
    Question(
        "Which isovalent dopant ions reduce defects, in which host?",
        "dopants",
        {"ion": "isovalent dopant ion", "strategy": "doping"},
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
        "agent form scope",
        cells("""
            peptide | nanocrystal |
            peptide; peptide concentration | nanocrystal |
            benzoic acid; benzylamine | quantum dot |
            amine-based passivating material | thin film |
            ethylenediamine | thin film |
            KI | polycrystalline film | host broader
            K+ | nanocrystal | host broader
            rare-earth dopant ion | nanocrystal | host broader
            heterovalent dopant ion | | host broader
            dopant ion; ligand; rare-earth dopant ion; shell | nanocrystal | host broader
            dopant ion | nanocrystal | host broader
            isovalent dopant ion | nanocrystal | host broader
            monovalent dopant ion | nanocrystal | host broader
            trivalent dopant ion | nanocrystal | host broader
            shell | nanocrystal | host broader
            shell | nanocrystal | host not said
        """),
    ),
    Question(
        "Which treatments have both quantum yields printed, and how much was gained?",
        "outcomes",
        {"observable": "PLQY", "basis": "pair"},
        "agent before after factor",
        cells("""
            YCl3 | 1 | 60 | 60
            Ce3+ | 41 | 89 | 2.17
            ZnBr2 | 54 | 78 | 1.44
        """),
    ),
    Question(
        "Which treatments gave diodes with an EQE of five percent or more?",
        "outcomes",
        {"observable": "EQE", "value": "5", "result": "better"},
        "agent comparator after form",
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
        "outcomes",
        {"observable": "PLQY", "value": "95"},
        "agent after uncertainty words",
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
        "outcomes",
        {"observable": "defect density", "method": "SCLC"},
        "before after unit factor words",
        cells("""
        126000000000000000 | 17500000000000000 | cm-3 | 0.139 | nearly 1 order of magnitude
        """),
    ),
    Question(
        "What is shown in films only, and of what does the source say that it is not shown elsewhere?",
        "only-in-form",
        {"form": "thin film"},
        "agent declared only",
        cells("""
            Cd2+ | | Cd2+ lowers lattice strain; small isovalent dopant ion lowers Crystallographic Defect; small isovalent dopant ion lowers Point Defect
            KI | not shown in nanocrystal: K+ lowers halide vacancy (compensation ¶2); not shown in nanocrystal: K+ lowers surface defect (compensation ¶2) |
            MABr | |
            SCN- | | grain size
            Zn2+ | | defect density
            amine-based passivating material | |
            ethylenediamine | |
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
            opposed outcomes | PLQY up: Ce3+ in CsPbBr3 nanocrystals | PL quenching up: Bi3+ in CsPbBr3
            opposed outcomes | PL intensity up: Ce3+ in CsPbBr3 nanocrystals, by theory | PL quenching up: Bi3+ in CsPbBr3
            tension in the print | exhibited PLQYs over 90% | one work is told as a rule: 54 and 41 % are printed of untreated CsPbBr3
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
            halide vacancy lowers PL intensity (inverted) | Fig. 5b; Fig. 5a | | 72 | misnumbered citation: 77 → 72
            halide vacancy lowers stability (inverted) | Fig. 5a; Fig. 5b | | 72 | misnumbered citation: 77 → 72
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
            Y(CH3COO)3 on CsPbCl3 nanocrystals | YCl3 on CsPbCl3 nanocrystals | Cl-; Y3+ | Y3+ lowers undercoordinated lead; Y3+ raises added ion on the surface; YCl3 raises chloride-rich surface
        """),
    ),
    Question(
        "Is it chloride or the whole salt that strontium chloride is said to work by?",
        "credited",
        {"agent": "SrCl2", "level": "exact"},
        "agent credited says control",
        cells("""
            SrCl2 | Cl- (an ion that it brings) | Cl- lowers surface defect; Cl- raises added ion on the surface |
        """),
    ),
    Question(
        "What was said of potassium ions, year by year?",
        "timeline",
        {"about": "K+", "level": "exact"},
        "year says stance host form",
        cells("""
            2018 | K+ lowers surface defect | supports | halide perovskite | polycrystalline film
            2018 | K+ lowers Crystallographic Defect | supports | halide perovskite | polycrystalline film
            2018 | K+ lowers halide vacancy | supports | halide perovskite | polycrystalline film
            2019 | K+ lowers halide vacancy | not shown | halide perovskite | nanocrystal
            2019 | K+ lowers surface defect | not shown | halide perovskite | nanocrystal
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
        "agent shows measures",
        cells("""
            CdCl2 | CdCl2 lowers trap state | trap density of CdCl2 on CsPbCl3 nanocrystals
            HBr | HBr lowers bromide vacancy; bromide vacancy lowers transient absorption decay time | transient absorption decay time of HBr in CsPbBr3 nanoplatelets
        """),
    ),
    Question(
        "By which methods was Ni2+ doping studied, and which panels show it?",
        "methods",
        {"agent": "Ni2+"},
        "method figure",
        cells("""
            density functional theory | Fig. 4c; Fig. 4d
            time-resolved photoluminescence | Fig. 4b
            absorption spectroscopy | Fig. 4a
            photoluminescence spectroscopy | Fig. 4a
        """),
    ),
    Question(
        "How long did anything last?",
        "durations",
        {},
        "printed outcome agent host publication",
        cells("""
            after 15 days | PLQY, retained: 90 % | 2,2'-iminodibenzoic acid | CsPbI3 | Pan 2018
            70 days | phase lifetime: 70 days (α-phase in air) | Zn2+ | CsPbI3 | Shen 2019
        """),
    ),
    Question(
        "Which temperatures are printed, and for what?",
        "temperatures",
        {},
        "comparator temperature temperature_max unit host",
        cells("""
            range | 140 | 200 | °C | CsPbX3
            range | 180 | 250 | °C | CsPbBr3
            range | 180 | 250 | °C | CsPbCl3
            | | | | MAPbI3
            | | | | MAPbBr3
            < | 160 | | °C | CsPbBr3; CsPbCl3
            < | 160 | | °C | CsPbBr3
            < | 160 | | °C | CsPbCl3
            | 250 | | °C | CsPbBr3; CsPbCl3
            | 250 | | °C | CsPbCl3
        """),
    ),
    Question(
        "Which defects is nothing said to lower, and does a claim name them?",
        "defects",
        {"lowered": "by nothing"},
        "defect group publication",
        cells("""
            dangling bond | defect kind | Li 2016; Xing 2017
            impurity level | electronic feature kind | Lozhkina 2018; Nayak 2018
            shallow trap | electronic feature kind | Lozhkina 2018; Nayak 2018
            nonradiative recombination | electronic feature kind | Leng 2018; Li 2016; Xing 2017; Zheng 2019
            lead vacancy | defect kind | Liu 2019
            A-site vacancy | defect kind |
            caesium vacancy | defect kind |
            formamidinium vacancy | defect kind |
            methylammonium vacancy | defect kind |
            tin vacancy | defect kind |
            halide interstitial | defect kind |
            bromide interstitial | defect kind |
            chloride interstitial | defect kind |
            iodide interstitial | defect kind |
            lead interstitial | defect kind |
            caesium interstitial | defect kind |
            formamidinium interstitial | defect kind |
            methylammonium interstitial | defect kind |
            halide on lead site | defect kind |
            bromide on lead site | defect kind |
            chloride on lead site | defect kind |
            iodide on lead site | defect kind |
            caesium on lead site | defect kind |
            lead on caesium site | defect kind |
            lead on halide site | defect kind |
            lead on bromide site | defect kind |
            lead on chloride site | defect kind |
            lead on iodide site | defect kind |
            halide Frenkel pair | defect kind |
        """),
    ),
    Question(
        "Which heterovalent dopants were put in, and what came out?",
        "dopants",
        {"host": "CsPbBr3", "strategy": "doping"},
        "ion outcome class_computed",
        cells("""
            Bi3+ | PL quenching: induced | heterovalent
            Ce3+ | PLQY: 41 → 89 % | heterovalent
            Ce3+ | PL intensity: higher | heterovalent
            In3+ | | heterovalent
            Cu2+ | | isovalent
            Zn2+ | PL peak position: without a shift; PLQY: 54 → 78 % | isovalent
        """),
    ),
    Question(
        "Which ions were brought in under another name than doping, and what are they said to do?",
        "dopants",
        {"strategy": "elemental compensation"},
        "ion applied_as host says outcome",
        cells("""
            K+ | KI | halide perovskite | K+ lowers Crystallographic Defect; K+ lowers halide vacancy; K+ lowers surface defect; KI raises iodide-rich environment | PLQY: 66 %
            Na+ | NaSCN | CsPbBr3 | SCN- lowers excess surface lead; SCN- lowers trap state | PLQY: near unity
            Cl- | Cl- | MA3Bi2Br9 | Cl- lowers trap state; Cl- raises added ion on the surface; Cl- raises chloride-rich surface | PLQY: 54.1 %; PLQY: boost
            Cl-; Sr2+ | SrCl2 | CsPbI3 | Cl- lowers surface defect; Cl- raises added ion on the surface | PLQY: up to 84 %
            Y3+ | YCl3 | CsPbCl3 | Cl- raises conduction-band state; Cl- raises mid-gap state (refutes); Y3+ lowers undercoordinated lead; Y3+ raises added ion on the surface; Y3+ raises conduction-band state; Y3+ raises mid-gap state (refutes); YCl3 lowers surface defect; YCl3 raises chloride-rich surface | PLQY: 1 → 60 %
            Zn2+ | zinc halide | CsPbX3 | zinc halide lowers halide vacancy | PL intensity: enhanced; stability: enhanced
            Zn2+ | zinc halide | CsPbCl3 | zinc halide lowers halide vacancy | PL intensity: enhanced; stability: enhanced
            Zn2+ | zinc halide | CsPbBr3 | zinc halide lowers halide vacancy | PL intensity: enhanced; stability: enhanced
            Zn2+ | zinc halide | CsPbI3 | zinc halide lowers halide vacancy | PL intensity: enhanced; stability: enhanced
        """),
    ),
    Question(
        "What makes chloride vacancies, what lowers them, and what do they bring?",
        "defects",
        {"defect": "V_Cl"},
        "made_by lowered_by raises lowers level",
        cells("""
            | CuCl2; metal chloride | deep trap state; in-gap state; trap state | PL intensity | exact
            | X-type ligand | Pb 6p level in the gap; trap state | | broader
            ligand detachment | Cu2+; K+; halide-rich environment; iodide-rich environment; zinc halide | nonradiative recombination centre | PL intensity; PLQY; stability | broader
        """),
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
        "number locator level",
        cells("""
            3 | challenges ¶4 | exact
            1 | challenges ¶2 | broader
        """),
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


def test_outcomes_come_ranked_by_what_was_reached(graph: DefectGraph) -> None:
    rows = graph.outcomes(observable="EQE", value="5", result="better").dicts()
    assert [float(row["after"]) for row in rows] == [20, 15.1, 6.5, 6.2, 5.02]


def test_a_level_alone_is_no_gain(graph: DefectGraph) -> None:
    rows = graph.outcomes(agent="SrCl2").dicts()
    (row,) = [row for row in rows if row["level"] == "exact"]
    assert (row["before"], row["comparator"], row["after"]) == ("", "up to", "84")
    assert row["factor"] == ""


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
    "low reaction temperature",  # of which crystals come, is told
    "ethylenediamine",  # counted with the amine-based passivating materials
    "shell",  # of any semiconductor
}

SAID_TO_GAIN_NONE = {  # controls, and what is said of a class or of synthesis as such
    "oleic acid",
    "dopant ion",
    "isovalent dopant ion",
    "monovalent dopant ion",
    "trivalent dopant ion",
    "Ce3+",  # by theory; the doping itself has 89 %
    "reaction temperature",  # "high" only
    "halide-poor environment",
    "halide-rich environment",
    "long-chain ligand",
    "peptide; peptide concentration",
    "Y(CH3COO)3",
}


def test_which_treatments_are_without_a_quantum_yield(graph: DefectGraph) -> None:
    rows = graph.query("treatments", lacking="PLQY").dicts()
    applied = (filter(None, (row["agent"], row["applied_condition"])) for row in rows)
    assert {
        "; ".join(names) for names in applied
    } == WITHOUT_PLQY | ALSO_WITHOUT | SAID_TO_GAIN_NONE


def test_every_public_query_answers_a_question() -> None:
    asked = {q.query for q in QUESTIONS}
    first = {"publications", "treatments", "measurements", "claims", "anomalies"}
    assert {q.name for q in library()} == asked | first


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
