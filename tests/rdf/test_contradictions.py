"""What speaks against what: between claims, between outcomes, between two readings of one work."""

from __future__ import annotations

import re

import pytest

from defectkg.errors import NameLookupError, QueryError
from defectkg.graph import DefectGraph
from defectkg.rdf.library import load_query
from defectkg.rdf.queries import run
from defectkg.rdf.reading import read_text
from defectkg.rdf.shipped import graph_files
from defectkg.text.answers import for_people
from defectkg.text.paths import paths_text
from helpers import REVIEW, ROOT, TINY, of_files, records

OPPOSED = TINY.with_name("opposed.ttl")


def kinds(graph: DefectGraph, **asked: str) -> list[str]:
    return [row["kind"] for row in graph.contradictions(**asked).dicts()]


def test_opposed_outcomes_of_one_class_of_agents_stand_apart(opposed: DefectGraph) -> None:
    (row,) = opposed.contradictions(kind="opposed in one class", about="thiol").dicts()
    assert row["says"] == "PL lifetime up: amine-based passivating materials on MAPbBr3 films"
    assert row["against"] == "PL lifetime down: a thiol on CsPbI3 nanocrystals"
    assert (row["said_by"], row["against_by"]) == ("Lee 2017", "Made-up thiol paper")
    assert "agent: amine-based passivating material / 1-dodecanethiol" in row["differs"]
    assert "host: MAPbBr3 / CsPbI3" in row["differs"]
    assert "opposed in one class" in kinds(opposed, about="ligand")
    assert kinds(opposed)[-1] == "opposed in one class", "what is least worth a look comes last"


LIKE = TINY.with_name("like-agents.ttl")


@pytest.fixture(scope="module")
def like() -> DefectGraph:
    """The review, and a made-up paper on what brings the same ions, and on what these make."""
    return of_files(*REVIEW, LIKE)


def sides(graph: DefectGraph, kind: str) -> dict[tuple[str, str], str]:
    """What differs between the two sides of each row of a kind that the film paper is on."""
    rows = graph.contradictions(kind=kind).dicts()
    of_films = [r for r in rows if "Made-up film paper" in r["said_by"] + r["against_by"]]
    return {(row["says"], row["against"]): row["differs"] for row in of_films}


def test_a_salt_is_like_its_ion_and_a_precursor_like_its_shell(like: DefectGraph) -> None:
    found = sides(like, "opposed outcomes")
    zinc = found["PLQY up: ZnBr2 in CsPbBr3 nanocrystals", "PLQY down: Zn2+ on CsPbBr3 films"]
    assert {"agent: ZnBr2 / Zn2+", "form: nanocrystal / thin film"} <= set(zinc.split("; "))
    on_shells = {(says, differs) for (says, against), differs in found.items() if "MABr" in against}
    assert on_shells == {
        ("EQE up: MABr on CsPbBr3 films", "agent: MABr / MABr shell; form: thin film / quantum dot")
    }, "HBr brings bromide, too, and is another thing"


def test_outcomes_in_hosts_that_have_nothing_in_common_are_no_contradiction(
    like: DefectGraph,
) -> None:
    (cerium,) = (
        differs for (_, against), differs in sides(like, "otherwise elsewhere").items()
        if against == "PLQY down: Ce3+ in CsPbI3 films"
    )  # fmt: skip
    assert "host: CsPbBr3 / CsPbI3" in cerium
    assert not any("Ce3+" in against for _, against in sides(like, "opposed outcomes"))


def test_an_ion_stands_against_the_defect_that_it_makes_or_fills(like: DefectGraph) -> None:
    found = sides(like, "ion and defect")
    assert (
        "CdCl2 lowers trap state (stated)",
        "chloride vacancy lowers trap state (supports)",
    ) in found
    assert ("Ce on Pb site raises trap state (stated)", "Ce3+ raises trap state (refutes)") in found


def test_a_generality_has_an_exception_in_one_defect_of_its_sort(like: DefectGraph) -> None:
    against = "Ce3+ raises bromide vacancy (supports)"
    said = {says for says, other in sides(like, "exception") if other == against}
    assert "rare-earth dopant ion lowers Point Defect (stated)" in said
    assert not any("Ce on Pb site" in other for _, other in sides(like, "exception"))


def test_two_sources_that_read_one_work_differently(opposed: DefectGraph) -> None:
    (row,) = opposed.contradictions(kind="two readings of one paper").dicts()
    assert {row["says"], row["against"]} == {"PLQY: 87", "PLQY: 78"}
    assert (row["said_by"], row["against_by"]) == ("Woo 2017", "Woo 2017")
    assert row["read_in"] == "Made-up thiol paper; Zheng 2019"


def test_one_place_is_a_place_of_one_source(graph: DefectGraph) -> None:
    """All abstracts have a paragraph 1."""
    rows = graph.contradictions(kind="opposed outcomes").dicts()
    together = [row for row in rows if row["verdict"].startswith("told side by side")]
    assert together
    assert all(row["locator"] and "; " not in row["read_in"] for row in together)
    assert any(row["locator"] == "abstract ¶1" and row not in together for row in rows)


def test_between_two_works(opposed: DefectGraph) -> None:
    def between(one: str, other: str) -> set[str]:
        return {row["kind"] for row in opposed.contradictions(between=(one, other)).dicts()}

    assert between("Lee 2017", "Made-up thiol paper") == {"opposed in one class"}
    assert between("Made-up thiol paper", "Zheng 2019") == {
        "opposed in one class",
        "two readings of one paper",
    }
    assert between("Yao 2018", "Nayak 2018") == {"exception"}
    assert between("Yao 2018", "Yong 2018") == set()
    with pytest.raises(NameLookupError):
        between("Yao 2018", "Ce3+")


@pytest.mark.reference_engine
def test_rdflib_finds_the_same_where_outcomes_are_opposed() -> None:
    two_works = re.compile("d:(Lee2017|Woo2017)\\b")  # which the made-up paper contradicts
    files = [p for p in graph_files() if two_works.search(read_text(p))]
    small = of_files(*files, OPPOSED)
    query = load_query("contradictions")
    rows = run(small.store, "contradictions")
    assert {row["kind"] for row in rows.dicts()} >= {
        "opposed in one class",
        "two readings of one paper",
    }
    assert records(query, small.dataset.query(query.text)) == sorted(rows.values)


def test_slips_of_print_stand_apart_from_science(review: DefectGraph) -> None:
    science, print_only = (kinds(review, matter=matter) for matter in ("science", "print"))
    assert sorted(science) == [
        "exception",
        "not shown elsewhere",
        "not shown elsewhere",
        "opposed outcomes",  # of Ce3+ and Bi3+
        "opposed outcomes",
        "rival accounts",
    ]
    assert set(print_only) == {"tension in the print"}
    with pytest.raises(QueryError, match="matter takes science or print, not 'chemistry'"):
        review.contradictions(matter="chemistry")


def test_a_doubted_value_is_about_its_agent(review: DefectGraph) -> None:
    rows = review.contradictions(about="HBr").dicts()
    assert ("96% PLQY", "near 100 %, in the title of 85") in {
        (row["says"], row["against"]) for row in rows
    }


COMPARED = TINY.with_name("compared.ttl")


@pytest.fixture(scope="module")
def compared() -> DefectGraph:
    """The review, of which somebody has compared two claims and two works."""
    return of_files(*REVIEW, COMPARED)


def test_what_a_person_has_settled_is_no_candidate_any_more(
    review: DefectGraph, compared: DefectGraph
) -> None:
    assert "exception" in kinds(review)
    assert "exception" not in kinds(compared)
    (row,) = compared.contradictions(kind="narrows").dicts()
    assert row["against"] == "Ce3+ raises trap state (refutes)", "what prevails stands second"
    assert row["reason"] == "Ce3+ is of the size of lead."
    (row,) = compared.contradictions(between=("Woo 2017", "Koscher 2017")).dicts()
    assert (row["kind"], row["says"], row["against"]) == (
        "independent",
        "Koscher 2017",
        "Woo 2017",
    )


def test_pages_and_paths_say_how_compared_records_stand(compared: DefectGraph) -> None:
    narrow, broad = (
        compared.show(f"zheng2019-heterovalent-dopants-{c}").split("Compared by a curator")[1]
        for c in ("c5", "c2")
    )
    assert "draws a limit for: heterovalent dopant ion brings more deep trap states" in " ".join(
        narrow.split()
    )
    assert "is limited by: Ce3+ does not bring more trap states" in " ".join(broad.split())
    assert "is independent of: Woo 2017" in compared.show("Koscher 2017")
    assert "Compared by a curator" not in compared.show("NH4Br")
    answer = compared.paths("heterovalent dopant ion", "deep trap state")
    text = paths_text(compared, answer)
    assert "is limited by: Ce3+ does not bring more trap states" in text


@pytest.mark.reference_engine
def test_rdflib_finds_the_same_where_a_person_has_settled(compared: DefectGraph) -> None:
    works = re.compile("heterovalent-dopants-c|d:(Koscher2017|Woo2017)\n    a dkg:Publication")
    small = of_files(*[p for p in graph_files() if works.search(read_text(p))], COMPARED)
    query = load_query("contradictions")
    rows = run(small.store, "contradictions")
    assert {row["kind"] for row in rows.dicts()} >= {"narrows", "independent"}
    assert records(query, small.dataset.query(query.text)) == sorted(rows.values)


def test_a_path_tells_an_outcome_that_limits_it_in_words(graph: DefectGraph) -> None:
    text = paths_text(graph, graph.paths("long-chain ligand", "surface defect"))
    assert "is limited by: With octylamine, higher PLQY (62.4 → 91.3 %): Xiong 2020" in text


@pytest.mark.reference_engine
def test_rdflib_finds_the_same_of_like_agents() -> None:
    named = re.compile("heterovalent-dopants-c|cadmium-chloride-c|zinc-bromide-m|mabr-shell-m")
    files = [
        p for p in graph_files() if p.parent.name == "zheng2019" and named.search(read_text(p))
    ]
    small = of_files(*files, LIKE)
    query = load_query("contradictions")
    rows = run(small.store, "contradictions")
    assert {row["kind"] for row in rows.dicts()} >= {"opposed outcomes", "ion and defect"}
    assert records(query, small.dataset.query(query.text)) == sorted(rows.values)


def test_a_table_tells_outcomes_opposed_in_one_class_in_one_line(graph: DefectGraph) -> None:
    rows = graph.contradictions()
    hardly = [row for row in rows.dicts() if row["kind"] == "opposed in one class"]
    assert len(hardly) > 2
    *_, last = for_people("contradictions", rows).dicts()
    assert last["kind"] == "opposed in one class"
    assert last["says"].startswith(f"{len(hardly)} pairs of outcomes: PL intensity ")
    assert "--kind 'opposed in one class'" in last["verdict"]
    alone = for_people("contradictions", graph.contradictions(kind="opposed in one class"))
    assert len(alone.values) == len(hardly)


def test_how_compared_records_stand_is_worded_once(compared: DefectGraph) -> None:
    """In the ontology: every view reads it there."""
    asked = "SELECT ?label ?forth ?back WHERE { ?k a dkg:DisagreementKind ; rdfs:label ?label ; dkg:standsForth ?forth ; dkg:standsBack ?back }"
    words = {label: {forth, back} for label, forth, back in compared.query(asked).values}
    assert set(words) == {"conflicts", "narrows", "supersedes", "independent"}
    (narrows,) = compared.contradictions(kind="narrows").dicts()
    (forth,) = (w for w in words["narrows"] if f"the second {w} the first" in narrows["verdict"])
    (back,) = words["narrows"] - {forth}
    for record, said in (("against_record", forth), ("record", back)):
        shown = compared.show(narrows[record]).split("Compared by a curator")[1]
        assert said in " ".join(shown.split())
        rows = compared.query("timeline", about="heterovalent dopant ion").dicts()
        (stands,) = {row["stands"] for row in rows if row["record"] == narrows[record]}
        assert stands.startswith(said)
    code = [*(ROOT / "src").rglob("*.py"), *(ROOT / "queries").rglob("*.rq")]
    every = set().union(*words.values())
    assert not [(path, w) for path in code for w in every if f'"{w}' in read_text(path)]
