"""What an audit found in the records on doping, compensation, shells and open problems, one test a line."""

from __future__ import annotations

from defectkg.graph import DefectGraph
from defectkg.rdf.prefixes import DATA

Cells = dict[str, str]


def values(graph: DefectGraph, record: str, name: str) -> set[str]:
    """The values of one property of a record, without the part before the last slash."""
    text = f"SELECT ?value WHERE {{ <{DATA}zheng2019-{record}> dkg:{name} ?value }}"
    return {row["value"].rsplit("/", 1)[-1] for row in graph.query(text).dicts()}


def claims(graph: DefectGraph, study: str, **params: str) -> list[Cells]:
    rows = graph.query("claims", **params).dicts()
    return [row for row in rows if row["claim_iri"].startswith(f"{DATA}zheng2019-{study}-")]


def doubts(graph: DefectGraph, kind: str) -> dict[str, tuple[set[str], set[str]]]:
    """Anomalies of a kind: as printed, with the records and works that they concern and doubt."""
    text = f"""
        SELECT ?printed ?record ?work WHERE {{
          ?anomaly dkg:anomalyKind dkg:{kind} ; dkg:asPrinted ?printed ; dkg:concerns ?record .
          OPTIONAL {{ ?anomaly dkg:doubts ?work }} }}"""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for row in graph.query(text).dicts():
        records, works = found.setdefault(row["printed"], (set(), set()))
        records.add(row["record"].rsplit("/", 1)[-1].removeprefix("zheng2019-"))
        works.add(row["work"].rsplit("/", 1)[-1])
    return found


def test_other_metal_bromides_have_the_host_of_their_paragraph(graph: DefectGraph) -> None:
    for record in ("t1", "t2", "c1", "c2"):
        name = f"other-metal-bromides-{record}"
        assert values(graph, name, "host") == {"CsPbBr3"}
        assert values(graph, name, "hostBasis") == {"FromContext"}
        assert values(graph, name, "formBasis") == {"FromContext"}


def test_reasons_for_trap_freedom_lower_traps(graph: DefectGraph) -> None:
    for cause in ("ionic size match", "conduction-band level at higher energy"):
        (row,) = claims(graph, "heterovalent-dopants", cause=cause)
        assert (row["relation"], row["effect"], row["stance"]) == (
            "lowers",
            "trap state",
            "supports",
        )
    (denied,) = claims(graph, "heterovalent-dopants", cause="Ce3+", effect="trap state")
    assert (denied["relation"], denied["stance"]) == ("raises", "refutes")
    answer = graph.paths("Ce3+", "trap state", host="CsPbBr3", form="nanocrystal")
    assert answer.paths == (), "no fall of traps, but why there is no rise"
    assert {graph.names.label(path.kinds[1]) for path in answer.reasons} == {
        "ionic size match",
        "conduction-band level at higher energy",
    }


def test_modelling_is_no_anomaly_of_the_source(graph: DefectGraph) -> None:
    rows = graph.query("anomalies").dicts()
    assert rows
    assert not [row for row in rows if "ontology" in row["as_read"]]


def test_second_account_of_zinc_bromide_is_rich_in_lead_bromide(graph: DefectGraph) -> None:
    for record, end in (("c4", "effect"), ("c5", "cause")):
        assert values(graph, f"zinc-bromide-{record}", end) == {"LeadBromideRich"}
    assert values(graph, "zinc-bromide-x2", "asRead") == {"rich in PbBr2"}
    path = graph.paths("ZnBr2", "lead-bromide-rich environment", host="CsPbBr3").paths[0]
    assert path.sign == "+"
    assert not claims(graph, "zinc-bromide", effect="bromide-rich environment")


def test_defect_states_are_trap_states(graph: DefectGraph) -> None:
    assert values(graph, "cadmium-chloride-c1", "effect") == {"TrapState"}
    assert values(graph, "cadmium-chloride-m2", "observable") == {"TrapDensity"}
    assert values(graph, "nickel-c8", "effect") == {"InGapState"}
    for record in ("c9", "c10", "c11"):
        assert values(graph, f"nickel-{record}", "effect") == {"TrapState"}
    for record in ("c8", "c9", "c10", "c11"):  # printed as proved; the reading of it is in doubt
        assert values(graph, f"nickel-{record}", "certainty") == {"Stated"}
        doubted = f"ASK {{ d:zheng2019-nickel-x7 dkg:concerns d:zheng2019-nickel-{record} }}"
        assert graph.store.query(doubted) is (record != "c8")
    path = graph.paths("CdCl2", "PLQY", host="CsPbCl3", form="nanocrystal").paths[0]
    assert path.sign == "+"


def test_inversions_are_marked_and_keep_the_certainty_of_their_sentence(graph: DefectGraph) -> None:
    text = """
        SELECT ?claim ?certainty ?note WHERE {
          ?claim dkg:inverted true ; dkg:certainty ?certainty .
          OPTIONAL { ?claim skos:editorialNote ?note } }"""
    rows = {row["claim"].rsplit("/", 1)[-1]: row for row in graph.query(text).dicts()}
    stated = (
        "hydrogen-bromide-c9 hydrogen-bromide-c10 ligand-detachment-c6 "
        "ligand-detachment-c9 potassium-iodide-c4 shells-in-general-c3 silica-shell-c4 "
        "strontium-chloride-c2 yttrium-chloride-c9 zinc-halide-hexane-c2 zinc-halide-hexane-c3"
    )
    for name in stated.split():
        assert rows[f"zheng2019-{name}"]["certainty"].endswith("Stated")
    proposed = (
        "blue-emitters-c5 nickel-c12 thiocyanate-c8 heterovalent-dopants-c16"  # no word joins
    )
    for name in proposed.split():
        assert rows[f"zheng2019-{name}"]["certainty"].endswith("Proposed")
    studies = {name.split("-c")[0] for name in stated.split()}
    for name, row in rows.items():
        if any(name.startswith(f"zheng2019-{study}-c") for study in studies):
            assert "way round" not in row["note"]


def test_off_topic_citations_are_doubted(graph: DefectGraph) -> None:
    off = doubts(graph, "OffTopicCitation")
    assert off["49–55"][1] == {"Song2014"}
    assert {"doping-in-general-c10", "doping-in-general-c11"} <= off["49–55"][0]
    assert off["55–60"][1] == {"Wang2019"}
    assert off["83,84"][1] == {"Leng2018"}
    assert off["86"][1] == {""}, "on core-shell crystals at large, as the sentences are"
    split = doubts(graph, "SplitCitation")["55–60"]
    assert split[1] == {"VanDerStam2017", "Zou2017", "Begum2017", "Milstein2018"}
    assert values(graph, "doping-in-general-t4", "agent") == {"MonovalentDopantIon"}
    assert values(graph, "doping-in-general-t7", "agent") == {"TrivalentDopantIon"}


def test_doubtful_judgements_are_anomalies(graph: DefectGraph) -> None:
    judged = doubts(graph, "DoubtfulJudgement")
    assert judged["a high EQE of 0.124%"][0] == {"hydrogen-bromide-m2"}
    assert "zinc-bromide-t1" in judged["ZnBr2-doped CsPbBr3 NCs"][0]
    assert "thiocyanate-c3" in judged["effectively removes excess Pb"][0]
    tensions = doubts(graph, "Tension")
    assert tensions["96% PLQY"][0] == {"hydrogen-bromide-m1"}
    assert "blue-emitters-h1" in tensions["undeveloped passivation stratey"][0]
    assert (
        "doping-in-general-m2" in tensions["without influencing their size or crystal structure"][0]
    )


def test_faults_of_the_copy_are_not_laid_to_the_source(graph: DefectGraph) -> None:
    faults = doubts(graph, "RecognitionFault")
    assert {"PLOY", "CsPbCl2", "CH3NH3Pb", "an excess of Brenvironment", "201 7"} <= set(faults)
    assert faults["201 7"][0] == {"ref-4", "ref-41", "ref-47"}


def test_five_pathways_lower_defects(graph: DefectGraph) -> None:
    rows = claims(graph, "strategies") + claims(graph, "doping-in-general")
    causes = {
        row["cause"]
        for row in rows
        if row["relation"] == "lowers" and "abstract ¶1; " in row["locator"]
    }
    assert causes == {
        "advanced synthesis",
        "dopant ion",
        "ligand",
        "rare-earth dopant ion",
        "shell",
        "supply of missing elements",
    }


def test_facts_of_notes_are_claims_and_properties(graph: DefectGraph) -> None:
    assert values(graph, "nickel-c1", "degree") == {"main reason"}
    assert values(graph, "nickel-c1", "condition") == {"despite fine optimization"}
    assert values(graph, "zinc-halide-hexane-c1", "degree") == {"completely"}
    assert values(graph, "zinc-halide-hexane-t1", "medium") == {"hexane"}
    assert values(graph, "manganese-core-shell-t1", "medium") == {"toluene"}
    assert claims(graph, "manganese-core-shell", effect="exposed surface dopant")
    for step in (("Br-rich", "ionic equilibrium"), ("ionic equilibrium", "perfect octahedra")):
        (row,) = claims(graph, "hydrogen-bromide", cause=step[0], effect=step[1])
        assert row["relation"] == "raises"
    assert claims(graph, "hydrogen-bromide", cause="V_Br", effect="Urbach energy")
    (moved,) = (row for row in claims(graph, "mabr-shell") if row["form"] == "nanocrystal")
    assert (moved["certainty"], moved["publication"]) == ("speculative", "Zheng 2019")
    assert values(graph, "challenges-h7", "concerns") >= {"InterfaceChemistry", "PerovskiteShell"}


def test_what_an_agent_turns_into_is_no_second_agent(graph: DefectGraph) -> None:
    assert values(graph, "mabr-shell-t1", "agent") == {"MABr"}
    assert values(graph, "silica-shell-t1", "agent") == {"APTES"}
    text = "SELECT ?agent ?formed WHERE { ?agent dkg:forms ?formed }"
    turned = {
        tuple(cell.rsplit("/", 1)[-1] for cell in (row["agent"], row["formed"]))
        for row in graph.query(text).dicts()
    }
    assert {("MABr", "MABrShell"), ("APTES", "SilicaShell")} <= turned


def test_aims_are_no_results(graph: DefectGraph) -> None:
    aims = (
        "challenges-c3 challenges-c4 doping-in-general-c4 doping-in-general-c5 "
        "doping-in-general-c6 manganese-core-shell-c4 manganese-core-shell-m1 "
        "shells-in-general-m2 shells-in-general-m3"
    )
    for name in aims.split():
        assert values(graph, name, "aim") == {"true"}


def test_statements_at_large_are_on_halide_perovskites(graph: DefectGraph) -> None:
    text = """
        SELECT ?record WHERE {
          ?record a ?class ; dkg:statedIn <https://w3id.org/defectkg/data/zheng2019> .
          VALUES ?class { dkg:Claim dkg:Measurement dkg:Treatment }
          FILTER NOT EXISTS { ?record dkg:host ?host } }"""
    names = {
        row["record"].rsplit("/", 1)[-1].removeprefix("zheng2019-")
        for row in graph.query(text).dicts()
    }
    sections = (
        "blue challenges copper-doping doping heterovalent ligand-detachment nickel other "
        "potassium strategies thiocyanate zinc-alloying zinc-bromide"
    )
    assert not [name for name in names if name.startswith(tuple(sections.split()))]
    general = {name for name in names if name.startswith(("shells", "manganese"))}
    assert general == {  # of any semiconductor, of any luminescent ion
        "manganese-core-shell-c1",
        "manganese-core-shell-c2",
        "manganese-core-shell-c5",
        "shells-in-general-c1",
        "shells-in-general-c2",
        "shells-in-general-c3",
        "shells-in-general-m1",
        "shells-in-general-t1",
    }
