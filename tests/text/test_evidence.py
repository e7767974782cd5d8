"""What tables of the sources and their evidence say in words, and what is counted beside them."""

from __future__ import annotations

import re

import pytest

from defectkg.errors import NameLookupError, QueryError
from defectkg.graph import DefectGraph
from defectkg.model import terms
from defectkg.text.answers import for_people
from defectkg.text.evidence import counts, observable_told
from defectkg.text.first_screen import first_screen


def shown(graph: DefectGraph, query: str, **asked: str) -> list[dict[str, str]]:
    return for_people(query, graph.query(query, **asked)).dicts()


@pytest.mark.parametrize(
    ("record", "read", "of"),
    [
        ("yttrium-chloride-x1", "not known, but a fault (high)", "reference 74 of Zheng 2019"),
        ("cadmium-chloride-x2", "entry 65 is meant (medium)", "Mondal 2019"),
        ("mixed-halide-x1", "not known, but a fault (high)", "Leng 2018"),
    ],
)
def test_an_anomaly_says_how_it_is_read_and_of_which_work(
    graph: DefectGraph, record: str, read: str, of: str
) -> None:
    rows = {row["anomaly"]: row for row in shown(graph, "anomalies")}
    row = rows[f"zheng2019-{record}"]
    assert row["reading"].split(": ")[0] == read
    assert of in row["works"].split("; ")
    assert next(iter(row)) == "place", "ids are last"
    assert list(row)[-1] == "anomaly"


def test_faults_of_the_copy_come_last_and_kinds_are_counted(graph: DefectGraph) -> None:
    rows = graph.query("anomalies")
    kinds = [row["kind"] for row in shown(graph, "anomalies")]
    faults = kinds.count("recognition fault")
    assert set(kinds[-faults:]) == {"recognition fault"}
    assert "recognition fault" not in kinds[:-faults]
    told, apart, shorter = counts("anomalies", rows)
    assert "-p printed=39" in shorter, "how to ask for less"
    assert told.startswith(f"{len(kinds)} anomalies: ")
    assert f"{kinds.count('misprint')} misprint" in told
    assert f"{faults} are of the copy that was read, not of the source" in apart
    assert kinds[0] == "missing reference; may be the copy", "what the list itself lacks is surest"
    assert kinds.index("misnumbered citation") < kinds.index("off-topic citation; opinion")
    listed = [row["kind"] for row in shown(graph, "anomalies", matter="reference")]
    assert listed == kinds[: len(listed)]
    assert {"off-topic citation; opinion", "given name as surname"} <= set(listed)
    assert "ambiguous wording" not in listed
    unread = sum("not known, but a fault (" in row["reading"] for row in shown(graph, "anomalies"))
    judged = [
        row for row in shown(graph, "anomalies") if row["reading"].startswith("kept as printed (")
    ]
    assert {row["kind"] for row in judged} == {"doubtful judgement", "off-topic citation; opinion"}
    assert f"of {unread} the right reading is not known" in apart
    one = graph.query("anomalies", kind="missing reference")
    assert counts("anomalies", one) == []


@pytest.mark.parametrize(
    ("printed", "record", "why"),
    [
        ("77", "zinc-halide-hexane-x1", "entry 72 is meant (high)"),
        ("74", "yttrium-chloride-x1", "not known, but a fault (high): The list goes from 73 to 75"),
        (
            "39",
            "phosphorus-ligands-x1",
            "not known, but a fault (high): The sentence names Wu et al.",
        ),
        ("navendu", "cadmium-chloride-x1", "the surname is Mondal (high)"),
        ("66", "cadmium-chloride-x2", "entry 65 is meant (medium)"),  # printed as 65, 66
    ],
)
def test_an_anomaly_is_found_by_what_is_printed_and_says_why(
    graph: DefectGraph, printed: str, record: str, why: str
) -> None:
    (row,) = shown(graph, "anomalies", printed=printed)
    assert row["anomaly"] == f"zheng2019-{record}"
    assert row["reading"].startswith(why)


@pytest.mark.parametrize(
    ("asked", "works"),
    [
        ({"publication": "Pradhan"}, ("Behera 2018", "Dutta 2019")),
        ({"agent": "Ni2+"}, ("Yong 2018",)),
    ],
)
def test_provenance_stands_by_work_with_counts(
    graph: DefectGraph, asked: dict[str, str], works: tuple[str, ...]
) -> None:
    rows = shown(graph, "provenance", **asked)
    heads = [row["work"] for row in rows if row["work"]]
    assert len(heads) == len(set(heads)), "each work once"
    told = sum(int(re.findall(r": (\d+) statement", head)[0]) for head in heads)
    assert told == len(rows) == len(graph.query("provenance", **asked).values)
    for work in works:
        assert any(head.startswith(f"{work} [") for head in heads)


@pytest.mark.parametrize("asked", [{}, {"work": "Lee 2017"}])
def test_figures_count_records_and_name_none(graph: DefectGraph, asked: dict[str, str]) -> None:
    rows = shown(graph, "figures", **asked)
    assert rows
    assert not any("zheng2019-" in cell for row in rows for cell in row.values())
    assert all(row["records"].isdigit() for row in rows)


def test_a_panel_is_found_by_whom_to_ask_for_it(review: DefectGraph) -> None:
    rows = review.query("figures", copyright="Wiley-VCH")
    assert [row["panel"] for row in rows.dicts()] == ["Fig. 1b", "Fig. 2b", "Fig. 2c", "Fig. 6c"]
    own = [row["reuse"] for row in review.query("figures").dicts() if not row["copyright"]]
    assert own == ["own"]


@pytest.mark.parametrize(
    ("work", "anomaly"),
    [
        ("Pan 2015", "named by another author: Bakr, read as Pan"),
        ("Yin 2019", "given name as surname: Jun, read as Yin"),
        ("Li 2018", "misnumbered citation: 77, read as 72"),
        ("reference 74 of Zheng 2019", "missing reference: 74"),
    ],
)
def test_anomalies_of_citing_a_work_stand_beside_it(
    graph: DefectGraph, work: str, anomaly: str
) -> None:
    (row,) = shown(graph, "publications", publication=work)
    assert anomaly in row["anomaly"].split("; ")


def test_a_work_that_is_listed_twice_says_so(graph: DefectGraph, made_up: DefectGraph) -> None:
    twice = [row for row in shown(graph, "publications") if "listed twice" in row["number"]]
    assert [(row["publication"], row["number"]) for row in twice] == [
        ("Leng 2018", "35; 83 (one work, listed twice in Zheng 2019)")
    ]
    (row,) = [row for row in shown(made_up, "publications") if "listed twice" in row["number"]]
    assert row["publication"] == "Made-up paper"
    assert "Leng 2018" in graph.query("anomalies", work="Leng 2018").dicts()[0]["works"]


VERDICTS = [  # kind, what says so
    ("exception", "settled if each is kept to its scope"),
    ("not shown elsewhere", "they differ in form (polycrystalline film against nanocrystal)"),
    ("rival accounts", "left open: the source gives both as possible"),
    ("tension in the print", "not settled: the source does not remark on it"),
    ("opposed outcomes", "they differ in agent (Ce3+ against Bi3+)"),
]


@pytest.mark.parametrize(("kind", "verdict"), VERDICTS)
def test_a_contradiction_says_what_differs_and_whether_it_is_settled(
    review: DefectGraph, kind: str, verdict: str
) -> None:
    rows = shown(review, "contradictions", kind=kind)
    assert rows
    assert all(verdict in row["verdict"] for row in rows)


@pytest.mark.parametrize(
    ("printed", "of"),
    [
        ("51%", "PLQY of CsPbCl3 nanocrystals at high temperature"),
        ("a high EQE of 0.124%", "EQE of HBr in CsPbBr3 nanoplatelets"),
    ],
)
def test_what_is_printed_in_short_says_of_what(graph: DefectGraph, printed: str, of: str) -> None:
    rows = shown(graph, "contradictions", kind="tension in the print")
    assert f"“{printed}” ({of})" in {row["says"] for row in rows}


def test_outcomes_of_one_class_in_one_host_that_are_opposed(review: DefectGraph) -> None:
    """One trivalent ion raises the yield, another one quenches: other observables, like agents."""
    rows = review.contradictions(kind="opposed outcomes").dicts()
    assert [row["says"] for row in rows] == [
        "PLQY up: Ce3+ in CsPbBr3 nanocrystals",
        "PL intensity up: Ce3+ in CsPbBr3 nanocrystals, by theory",
    ]
    assert [row["verdict"].partition(":")[0] for row in rows] == [
        "not settled",
        "told side by side in one place",  # Yin has both
    ]
    assert {(row["against"], row["concerns"]) for row in rows} == {
        ("PL quenching up: Bi3+ in CsPbBr3", "trivalent dopant ion")
    }


@pytest.mark.parametrize(
    ("temperature", "agent", "outcome"),
    [
        ("250 °C", "high reaction temperature", "PLQY: ~ 51 %"),
        ("<160 °C", "low reaction temperature", "2D layered perovskites as well as 3D perovskites"),
        ("140–200 °C", "reaction temperature", "size uniformity: nearly monodisperse"),
    ],
)
def test_a_temperature_says_of_what_and_what_came_out(
    graph: DefectGraph, temperature: str, agent: str, outcome: str
) -> None:
    rows = [row for row in shown(graph, "temperatures") if row["printed"] == temperature]
    assert any(row["agent"] == agent and outcome in row["outcome"] for row in rows)


@pytest.mark.parametrize(
    ("asked", "agent", "observable"),
    [
        ("reaction temperature", "high reaction temperature", "PLQY"),
        ("reaction temperature", "low reaction temperature", "crystal phase"),
    ],
)
def test_a_broader_condition_brings_its_kinds(
    graph: DefectGraph, asked: str, agent: str, observable: str
) -> None:
    found = {(r["agent"], r["observable"], r["level"]) for r in graph.outcomes(agent=asked).dicts()}
    assert (agent, observable, "narrower") in found
    assert agent in {row["agent"] for row in graph.tried(agent=asked).dicts()}


@pytest.mark.parametrize(
    ("of", "outcome", "concluded"),
    [
        (
            "PbO and NH4Br in place of PbBr2 for CsPbBr3 nanocrystals",
            "none told",
            "halide-rich environment lowers halide vacancy",
        ),
        ("YCl3 on CsPbCl3 nanocrystals", "none told", "Y3+ lowers undercoordinated lead"),
        (
            "CuCl2 in the synthesis of CsPbCl3 nanocrystals",
            "PL intensity: significantly enhanced (up)",
            "CuCl2 lowers chloride vacancy",
        ),
    ],
)
def test_a_control_says_what_is_credited(
    graph: DefectGraph, of: str, outcome: str, concluded: str
) -> None:
    rows = [row for row in shown(graph, "controls") if row["of"] == of]
    assert outcome in {row["outcome"] for row in rows}
    assert all(concluded in row["concluded"] for row in rows)


@pytest.mark.parametrize(("ion", "radius"), [("Sr2+", "118"), ("Mn2+", "83"), ("Na+", "102")])
def test_dopants_have_radii_and_no_outcome_is_said(
    graph: DefectGraph, ion: str, radius: str
) -> None:
    rows = [row for row in shown(graph, "dopants") if row["ion"].startswith(f"{ion} {radius} pm")]
    assert rows
    assert all(row["outcome"] for row in rows if row["as"])


def test_dopants_are_sorted_by_charge_and_size(graph: DefectGraph) -> None:
    rows = [row for row in graph.query("dopants").dicts() if row["charge"] and row["radii"]]
    charges = [max(map(int, r["charge"].split("; "))) for r in rows]  # of a salt its cation's
    radii = [float(r["radii"].split()[-2]) for r in rows]
    keys = [(c < 0, c, radius) for c, radius in zip(charges, radii, strict=True)]
    assert keys == sorted(keys), "anions last"
    assert len(set(keys)) > 8


def test_levels_are_counted_in_long_answers(graph: DefectGraph) -> None:
    rows = graph.query("claims", host="halide perovskite")
    exact = sum(row["level"] == "exact" for row in rows.dicts())
    (told,) = counts("claims", rows)
    assert f"{exact} exact" in told
    assert told.endswith("level=exact")
    assert counts("claims", graph.query("claims", host="halide perovskite", level="exact")) == []


@pytest.mark.parametrize(
    ("agent", "method"), [("Zn2+", "space-charge-limited current"), ("YCl3", "")]
)
def test_a_method_stands_beside_an_outcome_where_one_is_named(
    graph: DefectGraph, agent: str, method: str
) -> None:
    rows = shown(graph, "outcomes", agent=agent, level="exact")
    assert "level" not in rows[0], "all are of what was asked"
    asked = graph.ask("outcomes", {"agent": agent, "level": "exact"}).dicts()
    assert {row["method"] for row in asked} - {""} == {method} - {""}
    told = [row for row in rows if method and row["outcome"].endswith(f"by {method})")]
    assert len(told) == sum(bool(row["method"]) for row in asked)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("T50", "T50 is read as operational lifetime; no source that was read tells an outcome"),
        ("T50", "of stability, there are outcomes of environmental stability;"),
        ("PCE", "PCE is read as power conversion efficiency; no source that was read tells"),
        ("PL lifetime", "no number is printed in these rows"),
        ("PL lifetime", "carrier lifetime; dopant emission lifetime; transient absorption decay"),
        ("carrier lifetime", "of excited-state lifetime, there are outcomes of PL lifetime;"),
        ("EQE", "outcomes of current efficiency; luminance; turn-on voltage: --observable 'light"),
    ],
)
def test_an_observable_says_how_it_was_read_and_what_stands_beside_it(
    review: DefectGraph, asked: str, told: str
) -> None:
    remarks = observable_told(review, asked, review.outcomes(observable=asked), "--")
    assert any(told in remark for remark in remarks)


@pytest.mark.parametrize("asked", ["PLQY", "defect density"])
def test_an_observable_with_numbers_and_no_kin_needs_no_word(
    graph: DefectGraph, asked: str
) -> None:
    assert observable_told(graph, asked, graph.outcomes(observable=asked), "--") == []


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("LED performance", "turn-on voltage"),
        ("defect density", "trap density"),
        ("charge transport", "charge extraction efficiency"),
        ("PL intensity", "PL quenching"),
        ("lifetime", "transient absorption decay time"),
    ],
)
def test_an_observable_is_asked_with_those_that_it_sums_up(
    graph: DefectGraph, asked: str, held: str
) -> None:
    rows = graph.outcomes(observable=asked).dicts()
    assert (held, "narrower") in {(row["observable"], row["level"]) for row in rows}


@pytest.mark.parametrize(
    ("agent", "form", "what"),
    [
        ("Zn2+", "thin film", "defect density: 1.75 × 10^16 cm-3"),
        ("Cd2+", "polycrystalline film", "Cd2+ lowers lattice strain"),
        ("SCN-", "polycrystalline film", "grain size: large"),
        ("SCN-", "polycrystalline film", "told there besides: SCN- lowers trap state"),
        ("Zn2+", "nanocrystal", "turn-on voltage: 2 V"),
        ("MABr", "thin film", "all that is told of it: EQE: > 20 %"),
    ],
)
def test_what_is_shown_in_one_form_alone(
    graph: DefectGraph, agent: str, form: str, what: str
) -> None:
    rows = shown(graph, "only-in-form", agent=agent, level="exact")
    (row,) = [row for row in rows if row["shown only in"] == form]
    assert what in row["what"].removeprefix("only there: ").split("; ")


def test_what_is_shown_in_one_form_alone_has_its_reference_numbers(review: DefectGraph) -> None:
    (row,) = shown(review, "only-in-form", agent="SCN-", level="exact")
    assert row["source"].endswith(
        "Yu 2016 [79 of Zheng 2019]; Yu 2017 [80]; Pham 2017 [81], compensation ¶4"
    )


@pytest.mark.parametrize(
    ("agent", "credited"),
    [
        ("YCl3", {"Y3+ (an ion that it brings)", "Cl- (an ion that it brings)"}),
        ("HBr", {"HBr (the whole agent)", "bromide-rich environment (a condition)"}),
        ("SrCl2", {"Cl- (an ion that it brings)"}),
        ("PbBr2", {"bromide-rich environment (a condition)", "ligand binding (a condition)"}),
    ],
)
def test_what_is_credited_with_an_effect(
    review: DefectGraph, agent: str, credited: set[str]
) -> None:
    (row,) = shown(review, "credited", agent=agent, level="exact")
    assert credited <= set(row["credited"].split("; "))


def test_sources_of_an_ion_say_what_is_credited(graph: DefectGraph) -> None:
    """Which bromides were used, and whether it is bromide or the salt: each, and none left out."""
    rows = shown(graph, "credited", agent="bromide")
    agents = {row["agent"] for row in rows}
    assert {"CuBr2", "HBr", "InBr3", "MABr", "NH4Br; PbO", "PbBr2", "ZnBr2"} <= agents
    assert all(row["credited"] for row in rows)
    assert "Br- (an ion that it brings)" not in {c for r in rows for c in r["credited"].split("; ")}


def test_methods_count_what_was_computed_and_what_no_panel_shows(review: DefectGraph) -> None:
    rows = review.query("methods", defects="fewer")
    computed = [row for row in rows.dicts() if row["sort"] == "calculation"]
    assert {row["agent"] for row in computed} == {"Ce3+", "Ni2+"}
    hidden = [row for row in rows.dicts() if not row["figure"]]
    told = f"of {len(rows.values)} rows 2 are of calculations, {len(hidden)} are on no panel"
    assert counts("methods", rows) == [told]
    assert 0 < len(hidden) < len(rows.values)


def test_a_value_that_defects_set_is_a_sign_of_them(graph: DefectGraph) -> None:
    rows = graph.ask("methods", {"defects": "fewer"})
    signs = {row["agent"]: row["sign"] for row in rows.dicts() if row["sign"]}
    assert signs["HBr"] == "Urbach energy: smaller (bromide vacancy raises it)"
    first, left = first_screen("methods", rows, {"defects"}, everywhere=False)
    assert left
    shown = for_people("methods", first).dicts()
    (sign,) = [row for row in shown if "Urbach energy" in row["shows"]]
    taken = "Urbach energy itself; how it was taken is not told"
    assert (sign["method"], sign["agent"]) == (taken, "HBr")
    sorts = ["calculated" in row["shows"] for row in shown]
    assert sorts == sorted(sorts), "what was measured comes first"
    assert True in sorts
    assert "PL linewidth" not in sign["shows"]
    assert sign["source"] == "Wu 2018 [85 of Zheng 2019], compensation ¶5", "of one work"


def test_agents_that_a_method_shows_are_not_called_without_one(graph: DefectGraph) -> None:
    rows = graph.ask("methods", {"defects": "fewer"})
    first, left = first_screen("methods", rows, {"defects"}, everywhere=False)
    held = {agent for row in first.dicts() for agent in row["agent"].split("; ")}
    named = {agent for row in rows.dicts() for agent in row["agent"].split("; ")
             if agent and re.search(rf"(: |; ){re.escape(agent)}[;)]", left)}  # fmt: skip
    assert {"Ni2+", "Zn2+", "zinc halide", "HBr", "YCl3"} <= held
    assert {"KI", "MABr"} <= named
    assert not named & held
    counted = [int(count) for count in re.findall(r"(\d+) rows? (?:without|in which)", left)]
    assert sum(counted) == len(rows.values) - len(first.values)


def test_readings_are_whole_words_of_their_kind(graph: DefectGraph) -> None:
    told = {row["anomaly"]: row["reading"] for row in shown(graph, "anomalies")}
    twice = told["zheng2019-references-x1"]
    assert twice == "entries 35 and 83 are the same work (high): The list holds the same work twice"
    page = str(graph.show("d:zheng2019-ref-35"))
    assert "duplicate reference: 35, entries 35 and 83 are the same work (confidence high)" in page
    (work,) = graph.ask("publications", {"publication": "Leng 2018"}).dicts()
    assert "duplicate reference: 35, the same work as 83" in work["anomaly"]
    kinds = {row["anomaly"]: row["kind_iri"] for row in graph.query("anomalies").dicts()}
    opposed = [text for record, text in told.items() if kinds[record] == terms.TENSION]
    assert opposed
    assert all(text.startswith(("at odds with: ", "not known, but a fault (")) for text in opposed)


def test_a_control_experiment_names_its_control(graph: DefectGraph) -> None:
    shown = for_people("methods", graph.ask("methods", {"agent": "YCl3"})).dicts()
    named = [row for row in shown if "control: Y(CH3COO)3 on CsPbCl3 nanocrystals" in row["shows"]]
    assert [(row["method"], row["agent"]) for row in named] == [("control experiment", "YCl3")]


@pytest.mark.parametrize(("query", "slot"), [("controls", "separates"), ("credited", "credited")])
def test_credit_stands_with_its_evidence_and_what_is_denied(
    query: str, slot: str, graph: DefectGraph
) -> None:
    asked = {slot: "Y3+"}
    row = next(r for r in graph.ask(query, asked).dicts() if "YCl3" in r["treatment"])
    assert row["evidence"] == (
        "X-ray photoelectron spectroscopy; control experiment; density functional theory"
    )
    assert row["denied"] == "Cl- raises mid-gap state (refutes); Y3+ raises mid-gap state (refutes)"
    shown = for_people(query, graph.ask(query, asked)).dicts()
    said = next(r for r in shown if "YCl3" in r.get("agent", r.get("of", "")))
    assert said["evidence"] == row["evidence"]
    assert "Y3+ raises mid-gap state (refutes)" in said.get("said", said.get("concluded"))


def test_what_is_claimed_of_no_evidence_has_none(graph: DefectGraph) -> None:
    rows = graph.ask("credited", {"agent": "SrCl2"}).dicts()
    assert rows
    assert {row["evidence"] for row in rows} == {""}


def test_a_row_is_of_one_work_and_where_it_stands(graph: DefectGraph) -> None:
    """Bismuth was computed in nanocrystals by one work and in films by another."""
    rows = graph.ask("methods", {"agent": "Bi3+", "method": "DFT", "level": "exact"}).dicts()
    assert {(row["publication"], row["host"], row["form"]) for row in rows} == {
        ("Yin 2019", "CsPbBr3", "nanocrystal"),
        ("Yavari 2019", "mixed-cation mixed-halide lead perovskite", "thin film"),
    }


@pytest.mark.parametrize(
    ("agent", "works"),
    [
        ("SCN-", ("NH4SCN on CsPbBr3 nanocrystals", "Koscher 2017", "PLQY near unity")),
        ("Cd2+", ("CdCl2 on CsPbCl3 nanocrystals", "Mondal 2019", "PLQY 96 %")),
        ("Zn2+", ("Zn2+ alloyed into CsPbI3 nanocrystals", "ZnBr2 in CsPbBr3", "ZnX2 on CsPbX3")),
    ],
)
def test_a_finding_of_one_form_names_what_is_told_of_the_agent_in_others(
    graph: DefectGraph, agent: str, works: tuple[str, ...]
) -> None:
    rows = shown(graph, "only-in-form", form="thin film")
    (row,) = [row for row in rows if row["agent"] == agent]
    assert row["what"].startswith("only there: ")
    for told in works:
        assert told in row["elsewhere"]


def test_an_agent_of_one_form_is_told_of_in_no_other(graph: DefectGraph) -> None:
    rows = graph.ask("only-in-form", {}).dicts()
    of_agent = [row for row in rows if not row["only"]]
    assert of_agent
    assert {row["told_elsewhere"] for row in of_agent} == {""}


@pytest.mark.parametrize("name", ["5h", "Fig. 5h", "figure 5 (h)"])
def test_a_panel_is_found_by_its_number(name: str, graph: DefectGraph) -> None:
    (row,) = graph.ask("figures", {"figure": name}).dicts()
    assert (row["panel"], row["publication"]) == ("Fig. 5h", "Wu 2018")
    assert graph.ask("figures", {"panel": name}).dicts() == [row]


def test_a_figure_is_all_its_panels_and_other_words_say_what_fits(graph: DefectGraph) -> None:
    every = graph.ask("figures", {}).dicts()
    for name in ("5", "Fig. 5"):
        panels = [row["panel"] for row in graph.ask("figures", {"figure": name}).dicts()]
        assert panels == [row["panel"] for row in every if row["panel"].startswith("Fig. 5")]
        assert len(panels) == 8
    with pytest.raises(NameLookupError, match=r"'9z' is none; there are 1a, 1b, .*5h"):
        graph.ask("figures", {"figure": "9z"})
    with pytest.raises(NameLookupError, match=r"query figures -p work='Li 2018'; there are"):
        graph.ask("figures", {"figure": "Li 2018"})


def test_what_was_found_by_a_method_is_asked_as_method(graph: DefectGraph) -> None:
    rows = graph.ask("claims", {"method": "DFT", "level": "exact"})
    assert rows.values == graph.ask("claims", {"evidence": "DFT", "level": "exact"}).values
    told = [row["says"] for row in for_people("claims", rows).dicts()]
    assert told[0].startswith("Bi3+ raises deep trap state"), "what the review tells first"
    assert any(says.startswith("Ni2+ does not raise trap state") for says in told)
    page = str(graph.show("DFT"))
    assert "defectkg query claims -p method='density functional theory'" in page
    with pytest.raises(NameLookupError, match="see: defectkg query claims -p method='density"):
        graph.ask("tried", {"agent": "DFT"})
    with pytest.raises(QueryError, match="method and evidence are one filter of claims: give one"):
        graph.ask("claims", {"method": "DFT", "evidence": "XPS"})
    assert graph.ask("figures", {"publication": "Wu 2018"}).values


def test_works_are_named_with_their_numbers(graph: DefectGraph) -> None:
    page = str(graph.show("Fig. 4f"))
    assert "publication: Saidaminov 2018 [36 of Zheng 2019], Nat. Energy\n" in page
    (vacancy,) = shown(graph, "defects", defect="V_Cl", level="exact")
    assert "Das Adhikari 2019 [33 of Zheng 2019]" in vacancy["source"]
    assert "Zhang undated" in vacancy["source"], "of a source without a list"
    hosts = {row["host"]: row["source"] for row in shown(graph, "hosts", host="CsPbI3")}
    assert "Pan 2018 [38 of Zheng 2019]" in hosts["CsPbI3"]
    (denied,) = shown(graph, "denials", cause="Ce3+", effect="trap state")
    assert denied["source"] == "Yao 2018 [69 of Zheng 2019], doping ¶8"
