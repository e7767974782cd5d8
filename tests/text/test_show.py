"""`show`: what is printed about one thing, so that a chemist can read, weigh and cite it."""

from __future__ import annotations

import re

import pytest

from defectkg import __version__
from defectkg.graph import DefectGraph, load
from defectkg.model import terms
from defectkg.rdf.shipped import graph_files
from defectkg.text.pages import facts, page, records_of
from helpers import DATA, of_files, record_texts


@pytest.fixture(scope="module")
def graph(review: DefectGraph) -> DefectGraph:
    """Here what the review says: its rows stand in these tests."""
    return review


def shown(graph: DefectGraph, term: str, width: int = 1000) -> str:
    return page(record_texts(graph), graph.find(term), width)


def section(text: str, title: str) -> str:
    """One block of a page: its title and the lines up to the next empty line."""
    (block,) = [b for b in text.split("\n\n") if b.startswith(f"{title}\n")]
    return block


def test_a_defect_says_what_it_is_then_what_is_claimed(graph: DefectGraph) -> None:
    text = shown(graph, "V_Cl")
    assert text.startswith("chloride vacancy  (dkg:V_Cl), defect kind\n\ndefinition: ")
    assert "\nalso: Cl vacancy; V_Cl; V_Cl+; V_Cl^•; chlorine vacancy; v_Cl\n" in text
    assert "\nis a: halide vacancy ⊑ Vacancy ⊑ Point Defect ⊑ Crystallographic Defect\n" in text
    claims = section(text, "Claims for")
    link = "   the chloride vacancy brings more deep trap states in CsPbBrxCl3-x nanocrystals"
    said = "by gap-state formation; form from context; stated by Zheng 2019, challenges ¶4"
    assert f"{link}, {said} (zheng2019-challenges-c2)" in claims
    study = "CuCl2 lowers the chloride vacancy in CsPbCl3 nanocrystals, by halide deficiency preve"
    assert study in claims
    assert "stated, Das Adhikari 2019 [33], read in Zheng 2019, synthesis ¶2 (" in claims
    outcomes = section(text, "Treatments and outcomes")
    assert "CuCl2 in the synthesis of CsPbCl3 nanocrystals; synthesis; in synthesis" in outcomes
    assert "PL intensity → “no further enhancement” (unchanged, in words)" in outcomes
    assert "open problem 3: " in section(text, "Doubts and open problems")


def test_each_way_up_has_a_line_of_its_own(graph: DefectGraph) -> None:
    """Strung together they would say that a ligand is a salt."""
    ways = [line for line in shown(graph, "DDAB").splitlines() if line.startswith("is a: ")]
    assert ways == [
        "is a: long-chain ligand ⊑ ligand",
        "is a: quaternary ammonium halide ⊑ ammonium halide ⊑ salt",
        "is a: quaternary ammonium halide ⊑ ligand",
    ]
    assert "\nis a: agent\n" in shown(graph, "salt")
    complex_ = [line for line in shown(graph, "V_PbX2").splitlines() if line.startswith("is a: ")]
    assert complex_ == ["is a: Crystallographic Defect", "is a: Defect Complex"]


def test_claims_against_stand_apart_and_name_their_stance(graph: DefectGraph) -> None:
    text = shown(graph, "Ce3+")
    assert "brings more trap states" not in section(text, "Claims for")
    against = section(text, "Claims against, or not shown")
    assert (
        "   Ce3+ does not bring more trap states in CsPbBr3 nanocrystals, by size-matched"
        in against
    )
    assert text.index("Claims for") < text.index("Claims against, or not shown")


def test_what_is_supported_in_part_stands_apart(tiny: DefectGraph) -> None:
    assert "the halide vacancy in part lowers PLQY" in section(shown(tiny, "V_X"), "Partly")


def test_kinds_below_are_listed_and_marked(graph: DefectGraph) -> None:
    text = shown(graph, "V_X")
    assert "the chloride vacancy raises" not in section(text, "Claims for")
    below = section(text, "Claims for, on kinds below")
    assert "the chloride vacancy brings more deep trap states" in below
    assert "CuCl2 lowers the chloride vacancy" in below
    assert "halide vacancy lowers PLQY" not in below
    assert "kinds below: bromide vacancy; chloride vacancy; iodide vacancy" in text


def test_an_agent_shows_identity_and_values_before_and_after(graph: DefectGraph) -> None:
    text = shown(graph, "ZnBr2")
    assert "InChIKey: VNDYJBBGRKZCSX-UHFFFAOYSA-L" in text
    assert "supplies: Br-; Zn2+" in text
    outcomes = section(text, "Treatments and outcomes")
    assert "PLQY 54 → 78 % (up, both values printed, “dramatically higher”); doping ¶4" in outcomes
    assert "PLQY before" not in outcomes, "the baseline stands in the pair"
    assert "Woo 2017 [63]" in outcomes
    near = section(text, "Claims for, through its treatments and what it supplies or forms")
    assert "PbBr2 adlayer lowers the crystallographic defect" in near


def test_an_agent_shows_what_is_said_of_its_ions_but_not_of_another_agent(
    graph: DefectGraph,
) -> None:
    suffix = ", through its treatments and what it supplies or forms"
    potassium = shown(graph, "KI")
    assert "K+ lowers the halide vacancy" in section(potassium, f"Claims for{suffix}")
    assert "not been shown" in section(potassium, f"Claims against, or not shown{suffix}")
    copper = shown(graph, "CuCl2")
    assert "Cl- " not in copper.split("Claims for")[1]


def test_a_level_is_not_shown_as_a_pair(graph: DefectGraph) -> None:
    text = shown(graph, "SrCl2")
    assert "PLQY → up to 84 % (up, in words, “enhance”)" in text
    assert "(up, no earlier value given, “maximum”)" in shown(graph, "Ni2+")
    assert "PLQY, retained: 90 %" in shown(graph, "IDA")
    assert "defect formation energy before: ~ 0.25 eV" in shown(graph, "FAPbI3")


def test_what_a_term_is_elsewhere_is_shown_the_nearest_first(graph: DefectGraph) -> None:
    lines = section(shown(graph, "XRD"), "In other ontologies").splitlines()
    assert "   closeMatch: X-ray diffraction (CHMO:0000156)" in lines
    relations = [line.split(":")[0].strip() for line in lines[1:]]
    assert relations == ["exactMatch", "closeMatch", "broadMatch"]
    assert "not closeMatch: external quantum efficiency (tfsco:TFSCO_00002146)" in shown(
        graph, "EQE"
    )
    assert "In other ontologies" not in shown(graph, "Yong 2018")


def test_a_claim_says_how_to_cite_it(graph: DefectGraph) -> None:
    text = shown(graph, "zheng2019-zinc-halide-hexane-c1")
    assert text.startswith(
        "zinc halide lowers the halide vacancy  (d:zheng2019-zinc-halide-hexane-c1), claim\n"
    )
    assert text.splitlines()[-1] == (
        "cite as: Li et al. 2018, Chem. Mater. [ref 72 of Zheng 2019], as stated in "
        "Zheng et al. 2019, compensation ¶1; Fig. 5a; "
        f"defectkg {__version__}, zheng2019-zinc-halide-hexane-c1"
    )
    assert "misnumbered citation: 77, entry 72 is meant (confidence high)" in text


def test_a_claim_of_the_review_is_cited_as_its_own(graph: DefectGraph) -> None:
    last = shown(graph, "zheng2019-nickel-c1").splitlines()[-1]
    assert last.startswith("cite as: Zheng et al. 2019, doping ¶2; defectkg ")
    assert "as stated in" not in last


def test_a_denied_claim_is_headed_as_denied_and_shows_the_other_side(graph: DefectGraph) -> None:
    text = shown(graph, "zheng2019-nickel-c10")
    assert text.startswith("Ni2+ does not bring more trap states  (d:zheng2019-nickel-c10), claim")
    assert "Ni2+ leaves fewer trap states" in section(text, "Claims for")


@pytest.mark.parametrize(
    ("term", "line"),
    [
        ("vacancy filling", "   zinc halide lowers the halide vacancy in "),
        ("CsPbCl3", "   Ni2+ does not bring more trap states"),
        ("Yong 2018", "   Ni2+ raises defect formation energy"),
        ("TRPL", "   CdCl2 leaves fewer trap states"),
        ("zheng2019-zinc-bromide-a1", "   ZnBr2 raises PbBr2 adlayer"),
        ("zheng2019-nickel-t1", "   Ni2+ lowers the nonradiative recombination centre"),
        ("PLQY", "   nonradiative recombination lowers PLQY"),
        ("StrategyKind", "members: core-shell; doping; elemental compensation; "),
        ("zheng2019-nickel-m2", "baseline: nonradiative recombination rate before: 378.29 us-1"),
        (
            "zheng2019-nickel-x6",
            "concerns: less octahedral disorder lowers the nonradiative recombination ",
        ),
        ("zheng2019-ligand-detachment-h1", "concerns: aggregation; dynamic ligand equilibrium; "),
        ("zheng2019-ref-61", "reference number: 61"),
    ],
)
def test_each_sort_of_thing_has_its_page(graph: DefectGraph, term: str, line: str) -> None:
    assert any(text.startswith(line) for text in shown(graph, term).splitlines())


def test_a_mechanism_without_claims_has_its_definition_only() -> None:
    ontology = of_files()
    mechanisms = ontology.kinds.of_group(terms.MECHANISM_KIND)
    assert len(mechanisms) > 20
    for mechanism in mechanisms:
        text = page(record_texts(ontology), ontology.names.by_iri[mechanism], 100)
        assert "Claims" not in text
        assert "definition: " in text


@pytest.mark.parametrize("width", [80, 120, 160])
@pytest.mark.parametrize("term", ["V_Cl", "nanocrystal", "Zheng 2019", "zheng2019-nickel-c10"])
def test_pages_keep_to_the_width_and_to_a_length(graph: DefectGraph, term: str, width: int) -> None:
    lines = shown(graph, term, width).splitlines()
    assert max(len(line) for line in lines if " " in line.strip()) <= width
    assert len(lines) < 300
    assert not any(re.search(r"; ;|; $|\(\)|None", line) for line in lines)


def test_what_is_left_out_is_counted_and_had_by_asking(graph: DefectGraph) -> None:
    text = shown(graph, "nanocrystal")
    counted = [int(number) for number in re.findall(r"and (\d+) more claims", text)]
    assert counted
    assert text.endswith("all of it: defectkg show dkg:Nanocrystal --all\n")
    whole = page(record_texts(graph), graph.find("nanocrystal"), 1000, whole=True)
    assert " more claims" not in whole
    assert "--all" not in whole
    told = [len(re.findall(r"\(zheng2019-[\w-]+-c\d+\)$", some, re.M)) for some in (text, whole)]
    assert told[1] - told[0] == sum(counted)


def test_a_page_says_what_it_has_not(graph: DefectGraph) -> None:
    bromide = section(shown(graph, "V_Br"), "See also")
    assert re.search(r"\d+ claims on halide vacancy, a kind above: defectkg show dkg:V_X", bromide)
    assert "what was tried against it: defectkg tried --defect 'bromide vacancy'" in bromide
    assert "defectkg outcomes --agent K+" in section(shown(graph, "K+"), "See also")


def test_a_work_shows_what_one_cites_it_by_and_nothing_of_ours(graph: DefectGraph) -> None:
    text = shown(graph, "Zheng 2019")
    assert "\nauthors: Xiaopeng Zheng, Yi Hou, Hong-Tao Sun, Omar F. Mohammed, " in text
    assert "\ntitle: Reducing Defects in Halide Perovskite Nanocrystals " in text
    assert "\nyear: 2019\n" in text
    assert "section opening" not in text
    assert "extent" not in text
    assert re.search(r"\nread here: \d+ claims, \d+ outcomes and \d+ treatments\n", text)
    woo = shown(graph, "Woo 2017")
    assert "\nauthors: Woo, J. Y.; Kim, Y.; " in woo
    assert "\njournal: Chem. Mater.\nyear: 2017\n" in woo
    assert "\nlisted: 63 of Zheng 2019\n" in woo


def test_a_sample_of_all_things_has_pages(graph: DefectGraph) -> None:
    for name in list(graph.names.by_iri.values())[::25]:
        assert page(record_texts(graph), name, 100).strip(), name.iri


def test_facts_are_rows(graph: DefectGraph) -> None:
    rows = facts(graph, graph.find("V_Cl"))
    assert rows.columns == ("node", "direction", "property", "value")
    assert ("out", "missing species", "Cl-") in {row[1:] for row in rows.values}


def test_a_source_says_how_it_was_read_and_only_reviews_list_works(graph: DefectGraph) -> None:
    """A made-up abstract, of which all is known, and the review, of which only how much."""
    both = of_files(*sorted((DATA / "made-up").glob("*.ttl")))
    abstract = shown(both, "Other review")
    assert (
        "\nread as: abstract only; on 2026-11-28 at https://example.org/another-review;"
        " visible were title, authors and year\n" in abstract
    )
    assert "\nread here: 4 claims, 2 outcomes and 1 treatment\n" in abstract
    without_title = [p for p in graph_files() if p.stem in ("unnamed-lecithin", "undated")]
    assert "; visible was nothing\n" in shown(of_files(*without_title), "UnnamedLecithin")
    assert "\nread as: full text\nread here: " in shown(graph, "Zheng 2019")
    (listing,) = re.findall(r"\nlisted: (.*)\n", shown(both, "Made-up paper"))
    assert listing.endswith(" of Made-up review; Other review")  # no thiol paper


@pytest.mark.parametrize(
    ("kind", "claim"),
    [
        ("ligand detachment", "ion mobility raises aggregation"),
        ("trace water", "(3-aminopropyl)triethoxysilane raises silica matrix"),
    ],
)
def test_claims_that_hold_under_a_condition_stand_on_its_page(
    graph: DefectGraph, kind: str, claim: str
) -> None:
    assert claim in section(shown(graph, kind), "Claims for, with it as a condition")


def test_a_page_of_a_form_begins_with_what_sets_it_apart(review: DefectGraph) -> None:
    lines = shown(review, "nanocrystal").splitlines()
    told = [line.strip() for line in lines[lines.index("Claims for") + 1 :] if line[:4].strip()]
    first = "\n".join(told).partition(" more claims")[0]
    for claim in (
        "high surface area brings more trap states",
        "the dangling bond brings more trap states",
        "spatial confinement raises exciton binding energy",
        "spatial confinement raises the radiative recombination",
    ):
        assert claim in first


def test_what_a_thing_does_stands_before_where_it_holds(review: DefectGraph) -> None:
    ends = [
        "V_Cl" in line or "chloride vacanc" in line
        for line in shown(review, "V_Cl").partition("Claims for\n")[2].split("\n\n")[0].splitlines()
        if line.startswith("   ") and not line.startswith("    ")
    ]
    assert ends == sorted(ends, reverse=True) != []


def test_tasks_of_one_paragraph_stand_together_where_one_is_of_a_kind_above(
    graph: DefectGraph,
) -> None:
    problems = section(shown(graph, "long-chain ligand"), "Doubts and open problems")
    assert "open problem: shorter ligands in place of long ones" in problems
    (other,) = [line for line in problems.splitlines() if "efficient ligands that" in line]
    assert "(of ligand); ligands ¶1; zheng2019-long-ligands-h2" in other
    assert "open problem 1" not in problems, "of ligand, in another paragraph"
    assert "(of " not in section(shown(graph, "ligand"), "Doubts and open problems")


def test_permission_leads_to_the_copyright_of_a_panel(graph: DefectGraph) -> None:
    assert shown(graph, "permission").startswith("copyright  (dkg:copyright), ")


OF_EACH_SORT = [  # kinds of all groups, a class of kinds, records, works, an entry, a file
    *("V_Cl", "surface defect", "ZnBr2", "Zn2+", "CsPbBr3", "film", "PLQY", "ligand passivation"),
    *("carrier trapping", "TEM", "growth doping", "dkg:Strategy", "Day", "Wu 2018", "Zheng 2019"),
    *(
        "d:zheng2019-nickel-c1",
        "d:zheng2019-nickel-t1",
        "d:zheng2019-nickel-m1",
        "d:zheng2019-ref-76",
    ),
    *("cage distortion", "Records from Atourki 2021", "dkg:HighConfidence"),
]


@pytest.fixture(scope="module")
def entire() -> DefectGraph:
    """All that is shipped, of which the pages of this file are otherwise the review's alone."""
    return load()


@pytest.mark.parametrize("term", OF_EACH_SORT)
def test_of_a_large_store_a_page_reads_its_own_records(
    term: str, entire: DefectGraph, large: None
) -> None:
    name = entire.find(term)
    own, every = records_of(entire, [name]), record_texts(entire)
    assert len(own.claims) < len(every.claims)
    for whole in (False, True):
        assert page(own, name, 100, whole=whole) == page(every, name, 100, whole=whole)
