"""Thirty questions of a reader: what an answer must hold, be short of, and say that it is not."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable

import pytest

from defectkg.cli.main import asked
from defectkg.errors import NameLookupError
from defectkg.graph import DefectGraph
from defectkg.model import terms
from defectkg.text.answers import for_people, with_likeness
from defectkg.text.first_screen import nearer
from defectkg.text.harm_and_benefit import claims_beside
from defectkg.text.path_data import outcome_object
from defectkg.text.sentences import in_words

Ask = Callable[[str], tuple[str, str]]


@pytest.fixture
def ask(
    graph: DefectGraph, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Ask:
    """Run a command on what the review says, and return what it prints and remarks."""
    monkeypatch.setattr("defectkg.graph.load", lambda *_, **__: graph)
    monkeypatch.setenv("COLUMNS", "400")

    def ask(command: str) -> tuple[str, str]:
        words = shlex.split(command)
        asked(words)(words, standalone_mode=False)
        return tuple(capsys.readouterr())

    return ask


SHORT = {  # filters of tried, and the agents that its table shows
    "defect=V_Cl host=CsPbCl3 form=nanocrystal": {
        *("CuCl2; high reaction temperature", "metal chloride", "X-type ligand", "K+"),
        *("zinc halide", "YCl3", "ammonium chloride salt; metal chloride", "CdCl2", "Ni2+"),
        *("halide-rich environment", "high reaction temperature", "low reaction temperature"),
        "CsPbCl3 shell",
        "reaction temperature",
    },
    "host=CsPbI3 form=nanocrystal": {
        *("2,2'-iminodibenzoic acid", "SrCl2", "TOP-PbI2", "Zn2+", "zinc halide"),
    },
    "host=CsPb(Br/Cl)3": {"Cu2+"},
    "defect=undercoordinated_lead": {
        *("YCl3", "X-type ligand", "amine-based passivating material"),
    },
    "agent=K+ host=CsPbBr3": {"K+", "KI"},  # nothing is said of that very host
}


def filters(text: str) -> dict[str, str]:
    return dict(pair.replace("_lead", " lead").split("=") for pair in text.split())


@pytest.mark.parametrize("given", SHORT)
def test_what_was_tried_is_short_and_counts_what_it_leaves_out(
    graph: DefectGraph, given: str
) -> None:
    rows = graph.tried(**filters(given))
    near, left = nearer("tried", rows, filters(given), everywhere=False)
    assert set(for_people("tried", near).pick("agent").values) == {(a,) for a in SHORT[given]}
    kept = set(near.pick("claim_iri", "treatment_iri", "level").values)
    every = set(rows.pick("claim_iri", "treatment_iri", "level").values)
    assert sum(map(int, re.findall(r"\d+", left))) == len(every - kept)


@pytest.mark.parametrize("given", SHORT)
def test_a_table_holds_each_outcome_and_no_level_against_another(
    graph: DefectGraph, given: str
) -> None:
    rows = graph.tried(**filters(given))
    table = for_people("tried", rows).dicts()
    assert not [row["level"] for row in table if row["level"].startswith("exact;")]
    said = {(row["agent"], row["said"], row["in"], row.get("stance")) for row in table}
    assert len(said) > len(table) * 0.9, "what is said of one treatment is one row"
    for row in with_likeness(rows).dicts():
        mine, theirs = set(row["agent"].split("; ")), (set(t["agent"].split("; ")) for t in table)
        held = [t for t, agents in zip(table, theirs, strict=True) if mine <= agents]
        told = " ".join(t.get("outcomes", "") for t in held)
        assert row["observable"] in told
        assert row["after"] in told or len(row["after"]) > 7


def test_all_is_one_word_away(ask: Ask) -> None:
    short, _ = ask("tried --defect V_Cs --host CsPbI3")
    assert "not shown above: 5 rows on defects in general (didodecyl" in short
    assert "27 rows of what was applied, no defect named (2,2'-iminodibenzoic acid; SrCl2" in short
    whole, _ = ask("tried --defect V_Cs --host CsPbI3 --all")
    assert "not shown" not in whole
    assert whole.count("\n") > 2 * short.count("\n")
    assert ask("query tried -p defect=V_Cs -p host=CsPbI3 --all")[0] == whole


HARM = """
heterovalent dopant ion raises deep trap state | Bi3+ raises deep trap state
direct ligand exchange raises degradation | long-chain ligand raises interparticle energy barrier
long-chain ligand lowers electronic coupling | ligand detachment raises halide vacancy
ligand detachment raises lead vacancy | ligand detachment raises aggregation
low reaction temperature raises A-site competition | lattice strain raises Vacancy
"""
NO_HARM = """
Ce3+ raises Ce on Pb site | Ce3+ raises trap state | Ni2+ raises trap state
Y3+ raises conduction-band state | spatial confinement raises radiative recombination
chloride vacancy raises deep trap state | HBr lowers bromide vacancy
"""


def lines(text: str) -> set[str]:
    return {part.strip() for line in text.strip().splitlines() for part in line.split("|")}


def test_claimed_harm_stands_beside_measured_harm(graph: DefectGraph, ask: Ask) -> None:
    rows = claims_beside(graph.store, graph.ask("claims", {}), harmful=True).of_it.dicts()
    said = {f"{row['cause']} {row['relation']} {row['effect']}" for row in rows}
    assert lines(HARM) <= said
    assert not lines(NO_HARM) & said
    out, remarks = ask("outcomes --harmful")
    for text in lines(HARM):
        assert in_words(graph)(text).replace("Vacancy", "vacancy") in out, text
    assert "“induced”" in out
    assert "defectkg query claims -p result=worse" in remarks
    assert "result=worse" in ask("outcomes --harmful --format csv")[1]
    assert "long-chain ligand" not in ask("outcomes --harmful --agent Bi3+")[0]


def test_what_is_denied_stands_beside_null_results(ask: Ask) -> None:
    out, _ = ask("outcomes --unchanged")
    for text in (
        "“no further enhancement”",
        "K+ has not been shown to lower halide vacancy",
        "not shown, stated",
    ):
        assert text in out
    assert "deep trap state" not in out


def test_a_claim_is_better_or_worse_by_what_is_wanted(graph: DefectGraph) -> None:
    rows = {row["claim"]: row["result"] for row in graph.query("claims").dicts()}
    assert rows["zheng2019-copper-chloride-c1"] == "better"  # lowers a vacancy
    assert rows["zheng2019-heterovalent-dopants-c11"] == "worse"  # raises quenching
    assert rows["zheng2019-heterovalent-dopants-c5"] == ""  # denies that Ce3+ makes traps
    assert rows["zheng2019-potassium-iodide-c6"] == ""  # not shown
    assert rows["zheng2019-challenges-c3"] == ""  # an aim


# By charge, and by radius: 102 and 138; 69, 73, 74, 83, 95 and 118; 80, 90, 101 and 103 pm.
IONS = ["Na+", "K+", "Ni2+", "Cu2+", "Zn2+", "Mn2+", "Cd2+", "Sr2+", "In3+", "Y3+", "Ce3+", "Bi3+"]
PLACED = ["SCN-", "Cl-"]  # anions of which the review says where they are


def test_every_ion_that_is_brought_in_is_a_dopant_row(graph: DefectGraph) -> None:
    rows = graph.query("dopants").dicts()
    brought = dict.fromkeys(row["ion"].removeprefix("Cl-; ") for row in rows if row["charge"])
    assert list(brought) == IONS + PLACED
    assert {row["strategy"] for row in rows} >= {"doping", "elemental compensation", "core-shell"}
    there = [row["ion"] for row in rows if row["host"] == "MA3Bi2Br9"]
    assert there == ["Cl-"], "Bi3+ is of the host"
    told = {row["ion"]: row["says"] for row in rows if row["applied_as"] in ("NaSCN", "SrCl2")}
    assert told == {
        "Na+": "SCN- lowers excess surface lead; SCN- lowers trap state",
        "Cl-; Sr2+": "Cl- lowers surface defect; Cl- raises added ion on the surface",
    }
    general = {row["says"] for row in graph.query("dopants", ion="Bi3+").dicts()}
    assert "heterovalent dopant ion raises deep trap state (speculative)" in general


def test_sizes_are_sorted_by_charge_and_radius(graph: DefectGraph) -> None:
    rows = graph.query("dopant-sizes").dicts()
    sizes = [(int(row["charge"]), float(row["radius"])) for row in rows]
    assert sizes == sorted(sizes)
    assert {row["ion"] for row in rows} == set(IONS)


def test_a_filter_that_leaves_nothing_out_says_so(ask: Ask) -> None:
    out, remarks = ask("query claims -p host='halide perovskite'")
    assert re.search(r"host halide perovskite leaves nothing out: all \d+ rows", remarks)
    assert re.search(
        r"not shown above: \d+ rows on kinds below, \d+ rows not said; --all shows all", out
    )
    assert "CsPbBr3" not in out
    assert "leaves nothing out" not in ask("query claims -p host=CsPbX3")[1]
    assert "leaves nothing out" not in ask("query claims -p effect=PLQY")[1]


def test_an_observable_is_found_with_what_it_sums_up(graph: DefectGraph) -> None:
    rows = graph.outcomes(observable="LED performance", state="after").dicts()
    assert ("turn-on voltage", "2", "observable narrower") in {
        (row["observable"], row["after"], row["level"]) for row in rows
    }
    assert {row["observable"] for row in graph.outcomes(observable="lifetime").dicts()} == {
        *("PL lifetime", "carrier lifetime", "dopant emission lifetime"),
        "transient absorption decay time",
    }


def test_ammonium_is_also_that_of_ligands(graph: DefectGraph) -> None:
    agents = {row["agent"] for row in graph.tried(agent="ammonium").dicts()}
    assert agents >= {"didodecyldimethylammonium bromide", "oleylammonium salt", "NH4SCN"}
    assert graph.find("NH4+").label == "NH4+"


def test_the_works_of_an_author_are_told_apart(graph: DefectGraph, ask: Ask) -> None:
    works = {
        graph.names.label(found.work): (found.author, found.role)
        for found in graph.names.authorships("Bakr et al.")
    }
    assert works == {
        "Begum 2017": ("Bakr, O. M.", "co-author"),
        "Yin 2019": ("Bakr, O. M.", "co-author"),
        "Zheng 2019": ("Osman M. Bakr", "co-author"),
        "Pan 2015": ("Bakr", "named so in print"),
        "Pan 2016": ("Bakr", "named so in print"),
    }
    out, remarks = ask("show Pan")
    found = [line.split("  ")[0] for line in out.splitlines()[2:]]
    assert found == [
        *("Cao 2018", "Jiang 2022", "Liu 2019", "Pan 2015", "Pan 2016", "Pan 2017", "Pan 2018"),
    ]
    assert "Pan, G." in out
    assert remarks.startswith("7 works")
    assert {row["publication"] for row in graph.query("publications", publication="Pan").dicts()} \
        == {"Pan 2015", "Pan 2016", "Pan 2017", "Pan 2018"}  # fmt: skip
    assert graph.find("Navendu et al.").label == "Mondal 2019"
    with pytest.raises(NameLookupError):
        graph.find("Nonesuch et al.")


def test_what_is_called_so_comes_before_what_is_also_called_so(ask: Ask) -> None:
    out, remarks = ask("show 'elemental compensation'")
    assert out.startswith("elemental compensation  (dkg:ElementalCompensationStrategy)")
    assert "supply of missing elements" in remarks
    assert "\nsupply of missing elements  (dkg:ElementalSupply)" in out, "both are shown"
    assert ask("show isovalent")[0].startswith("isovalent dopant ion")


@pytest.mark.parametrize(
    ("phrase", "record", "says"),
    [
        ("C1", "zheng2019-manganese-core-shell-m3", "PLQY → “effect” (samples C1"),
        ("blue emission", "zheng2019-hydrogen-bromide-m1", "PLQY → 96 %"),
        ("green diodes", "zheng2019-ddab-m3", "EQE → 3.0 %"),
    ],
)
def test_what_is_no_kind_but_printed_is_shown_where_it_is(
    ask: Ask, phrase: str, record: str, says: str
) -> None:
    out, remarks = ask(f"show '{phrase}'")
    (line,) = [text for text in out.splitlines() if text.startswith(f"{record} ")]
    assert says in line
    assert remarks.startswith(f"no kind is named '{phrase}'")


@pytest.mark.parametrize(
    ("strategy", "beside"), [("doping", "CoreShell"), ("synthesis", "CoreShell")]
)
def test_a_strategy_leads_to_the_others_and_to_its_tensions(
    ask: Ask, strategy: str, beside: str
) -> None:
    out, _ = ask(f"show {strategy}")
    told = " ".join(out.split())
    assert f"the strategies beside it: defectkg show dkg:{beside}Strategy" in told
    assert f"what was tried under it: defectkg tried --strategy {strategy}" in told
    assert "of it: defectkg contradictions --kind 'tension in the print'" in told


REMARKS = {  # a command, and what its remarks say that its rows are not
    "tried --host CsPbI3 --form nanocrystal": "in other forms of CsPbI3: Zn2+ (thin film)",
    "tried --agent bromide": "zinc halide … bring halide ion, a wider sort: defectkg tried --agent 'halide ion'",
    "query credited -p agent=bromide": "bring halide ion, a wider sort: defectkg query credited -p 'agent=halide ion'",
    "outcomes --observable T50": "phase lifetime; stability against purification: --observable",
    "outcomes --basis pair": "in place of the value after: defect density (Saidaminov 2018)",
    "query challenges": "not to have been shown, besides: K+ lowers halide vacancy (nanocrystal)",
    "query challenges -p concerns=doping": "also under 4: “understanding of passivation mechanisms; ",
    "tried --agent K+ --form nanocrystal": "in another form: KI in polycrystalline film, PLQY 66 % (Abdi-Jalebi 2018): defectkg tried --agent K+",
    "gaps --agent K+ --form nanocrystal": "in another form: KI in polycrystalline film, PLQY 66 % (Abdi-Jalebi 2018): defectkg tried --agent K+",
    "tried --agent ZnBr2 --host CsPbBr3": "the same work also applied CuBr2; InBr3",
    "map V_Cl": "mapped by hand in this project, to 24 targets",
    "query defects -p lowered='by nothing'": "which is not that nothing can",
}


@pytest.mark.parametrize("command", REMARKS)
def test_a_remark_says_what_the_rows_are_not(ask: Ask, command: str) -> None:
    assert REMARKS[command] in ask(command)[1]


def test_not_shown_yet_is_not_said_to_be_without_effect(ask: Ask) -> None:
    said = ask("tried --agent K+ --form nanocrystal")[1]
    assert "\nnot shown: K+ has not been shown to lower halide vacancy (Zheng 2019)" in said
    assert "without effect" not in said


def test_what_is_shown_in_the_form_asked_names_no_other(ask: Ask) -> None:
    assert "in another form" not in ask("tried --agent Zn2+ --form nanocrystal")[1]


def test_the_bond_is_told_where_the_source_names_it(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "3000")
    out, _ = ask("tried --defect 'undercoordinated lead'")
    assert "lowers undercoordinated lead, by a bond to nitrogen (lead coordination)" in out


def test_a_panel_shows_a_method_that_no_record_names(graph: DefectGraph) -> None:
    rows = graph.query("methods", agent="NH4SCN").dicts()
    assert ("time-resolved photoluminescence", "NH4SCN", "Fig. 5g") in {
        (row["method"], row["agent"], row["figure"]) for row in rows
    }


def test_temperatures_tell_what_came_out(graph: DefectGraph) -> None:
    outcomes = {row["says"]: row["outcome"] for row in graph.query("temperatures").dicts()}
    assert "PLQY: ~ 51 %" in outcomes["CsPbCl3 nanocrystals at high temperature"]
    assert outcomes["exciton binding energy"] == "exciton binding energy: 2–80 meV"
    assert "2D layered" in outcomes["CsPbBr3 nanocrystals at low temperature"]


SPEAKS_AGAINST = """
full trap passivation | effectively removes excess Pb | a high EQE of 0.124%
remains to be established | without influencing their size or crystal structure
"""


def test_what_the_review_says_against_itself(graph: DefectGraph) -> None:
    rows = graph.query("contradictions").dicts()
    assert lines(SPEAKS_AGAINST) <= {row["says"] for row in rows}


@pytest.mark.parametrize(
    "command",
    ["tried --agent ZnBr2", "query defects", "query claims -p effect=defect", "outcomes --harmful"],
)
def test_tables_write_the_terms_of_others_in_small_letters(ask: Ask, command: str) -> None:
    out, _ = ask(command)
    assert re.search("crystallographic defect|point defect", out)
    assert not re.search("Crystallographic Defect|Point Defect|Vacancy", out)


PRINTS_LINKS = """
tried --agent Cl- | tried --agent Cd2+ | tried --defect "trap state" | tried --agent Bi3+
paths "X-type ligand" PLQY | paths "ligand loss" | paths Ce3+ "deep trap state" --host CsPbBr3 | paths Bi3+ "trap state"
query claims -p cause=Y3+ | query claims -p "effect=in-gap state" | query denials -p cause=Ni2+
contradictions --about Ce3+ | query methods -p agent=YCl3 | query dopants -p ion=Y3+
timeline Ce3+ | query provenance -p "publication=Yao 2018" | show "Nenon 2018" | show "trap state"
explain Bi3+ | gaps --agent DDAB --defect V_Br | suggest --defect V_Br --host CsPbBr3 | outcomes --unchanged | query defects
"""


@pytest.mark.parametrize("command", sorted(lines(PRINTS_LINKS)))
def test_levels_are_counted_and_what_is_refuted_is_denied(
    graph: DefectGraph, ask: Ask, command: str
) -> None:
    """A level that is raised lies higher: nobody is to read that where there are more of them."""
    out, _ = ask(command)
    assert len(out) > 100
    levels = {
        graph.names.label(kind)
        for kind in graph.kinds.of_group(terms.ELECTRONIC_FEATURE_KIND)
        if re.search("state|level|trap", graph.names.label(kind).replace("trap-assisted", ""))
    }
    assert len(levels) > 14
    verbs = r"\b(raise|lower)s? (the )?"
    assert not re.search(rf"{verbs}({'|'.join(map(re.escape, levels))})", out)
    assert not re.search(r"(raises|lowers|brings more|leaves fewer) [^;|]* \(refutes\)", out)


def test_what_is_denied_is_said_so_in_words(ask: Ask) -> None:
    assert "Cl- does not bring more mid-gap states" in ask("tried --agent Cl-")[0]
    assert "  does not bring more trap states" in ask("tried --agent Cd2+")[0]
    assert "K+ has not been shown to lower halide vacancy" in ask("query claims -p cause=K+")[0]
    assert "Ni2+ does not bring more trap states" in ask("timeline Ni2+")[0]
    assert "X-type ligand leaves fewer Pb 6p levels" in ask('paths "X-type ligand" PLQY')[0]
    assert "With Bi3+, more deep trap states" in ask('paths Bi3+ "deep trap state"')[0]


def test_a_value_before_is_no_outcome(graph: DefectGraph, ask: Ask) -> None:
    """Of the vacancies of FAPbI3 the value before and a factor are printed, not what came out."""
    out, _ = ask('outcomes --observable "defect density"')
    assert "before ~ 3 × 10^17 cm-3 → not printed, ÷ ~ 10^9" in out
    assert "before ~ 0.25 eV → not printed, × > 3" in ask("outcomes --host FAPbI3")[0]
    for text in ("before ~ 3 × 10^17 cm-3", "not printed, ÷ ~ 10^9", "before ~ 0.25 eV"):
        assert text in " ".join(ask('tried --agent "partial substitution"')[0].split())
    assert "defect formation energy of PbI2 vacancy" in ask("outcomes --host FAPbI3")[0]
    assert "÷ ~ 400, “400 fold less”" in ask("outcomes --state host")[0]
    for row in graph.outcomes().dicts():
        if row["quantity_iri"] == terms.RATIO:
            assert not row["after"]
    (path,) = graph.paths("partial substitution", "defect density").paths[:1]
    (outcome,) = path.reported
    assert outcome_object(graph, outcome)["value"] == "÷ ~ 10^9"
