"""What an audit of 0.1.0 found in the records on synthesis and ligands, as the right answer."""

from __future__ import annotations

import pytest

from defectkg.graph import DefectGraph
from defectkg.mechanisms.paths import PathAnswer


def asked(graph: DefectGraph, pattern: str) -> set[tuple[str, ...]]:
    """The local names that fit a pattern of `?a` and `?b`."""
    rows = graph.query(
        "PREFIX d: <https://w3id.org/defectkg/data/>"
        "PREFIX dkg: <https://w3id.org/defectkg/ontology/>"
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
        f"SELECT ?a ?b {{ {pattern} }}"
    ).dicts()
    return {
        tuple(row[c].rsplit("/", 1)[-1].removeprefix("zheng2019-") for c in "ab" if row[c])
        for row in rows
    }


def measured(graph: DefectGraph, observable: str) -> list[dict[str, str]]:
    """The rows of one observable."""
    rows = graph.query("measurements").dicts()
    return [row for row in rows if row["observable"] == observable]


def records_of(answer: PathAnswer) -> set[str]:
    """The records on which the paths of an answer rest."""
    return {
        statement.iri.rsplit("/zheng2019-", 1)[-1]
        for path in answer.paths
        for step in path.steps
        for statement in step.statements
    }


def test_topo_is_a_work_by_wu_that_the_list_does_not_hold(graph: DefectGraph) -> None:
    rested = asked(graph, "?a dkg:publication d:zheng2019-unlisted-topo")
    assert rested == {(f"phosphorus-ligands-{name}",) for name in ("t1", "c1", "c3", "m1")}
    assert not [
        row
        for row in graph.query("treatments").dicts()
        if row["agent"] == "trioctylphosphine oxide" and "39" in row["reference_numbers"]
    ]
    assert ("phosphorus-ligands-m2",) in asked(graph, "?a dkg:publication d:Liu2017b")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("high reaction temperature", "phase transition"),
        ("low reaction temperature", "2D layered perovskite"),
        ("alkylammonium ion", "dkg:SurfaceAmmonium"),
        ("halide-rich environment", "dkg:HalideLeaching"),
    ],
)
def test_high_temperature_holds_for_its_two_hosts(graph: DefectGraph, start: str, end: str) -> None:
    for host in ("CsPbBr3", "CsPbCl3"):
        found = records_of(graph.paths(start, end, host=host, strict=True))
        assert any(name.startswith("high-temperature-") for name in found)
    elsewhere = graph.paths(start, end, host="FAPbI3", strict=True)
    assert elsewhere.paths == ()


def test_every_claim_has_the_hosts_of_its_treatments(graph: DefectGraph) -> None:
    hosts = asked(graph, "d:zheng2019-high-temperature-c6 dkg:host ?a")
    assert hosts == asked(graph, "d:zheng2019-high-temperature-c6 dkg:treatment/dkg:host ?a")
    assert hosts == {("CsPbBr3",), ("CsPbCl3",)}


def test_small_ions_rest_on_films_and_say_so(graph: DefectGraph) -> None:
    crystals = graph.paths("Zn2+", "lattice strain", form="nanocrystal")
    assert crystals.paths
    assert all(path.discounts for path in crystals.paths)
    assert graph.paths("Zn2+", "lattice strain", form="nanocrystal", strict=True).paths == ()
    judged = asked(
        graph,
        "?x dkg:anomalyKind dkg:DoubtfulJudgement ; dkg:asPrinted 'in perovskites' ; dkg:concerns ?a",
    )
    general = {f"small-isovalent-ions-c{n}" for n in (6, 7, 8, 10, 11, 12)}
    assert general <= {name for (name,) in judged}
    assert not asked(
        graph,
        "?a dkg:cause ?any ; dkg:publication d:Saidaminov2018 ; dkg:locator ?b"
        " FILTER NOT EXISTS { ?a dkg:form dkg:PolycrystallineFilm }"
        " FILTER (?a != d:zheng2019-small-isovalent-ions-c1)",
    )


def test_what_was_applied_jointly_is_one_treatment(graph: DefectGraph) -> None:
    joint = asked(graph, "?a dkg:jointly true ; dkg:agent ?b")
    assert {name for name, _ in joint} == {
        "small-isovalent-ions-t1",
        "halide-rich-t1",
        "aromatic-ligands-t1",
    }
    shown = {row["agent"] for row in graph.query("only-in-form", form="thin film").dicts()}
    assert not shown & {"Br-", "Cs+", "MA+"}


def test_what_makes_no_difference_does_so_with_secondary_amines(graph: DefectGraph) -> None:
    rows = graph.query("denials", stance="finds none").dicts()
    assert rows
    found = asked(
        graph, "?a dkg:stance dkg:FindsNone ; dkg:effect dkg:CrystalShape ; dkg:condition ?b"
    )
    assert found == {(f"secondary-amines-c{n}", "with secondary amines") for n in (4, 5, 6)}


def test_nobody_says_that_desorption_prevents_degradation(graph: DefectGraph) -> None:
    rows = graph.query("claims", cause="dkg:OleylammoniumDesorption").dicts()
    assert [row["effect"] for row in rows] == ["film of ligand-exchanged nanocrystals"]


def test_inverted_claims_keep_the_certainty_of_their_sentence(graph: DefectGraph) -> None:
    inverted = asked(graph, "?a dkg:inverted true ; dkg:certainty ?b")
    mine = dict(
        row
        for row in inverted
        if row[0].split("-c")[0] in ("halide-rich", "amine-passivation", "x-type-ligands")
    )
    joints = {"x-type-ligands-c7", "x-type-ligands-c9"}  # which no sentence makes
    joints |= {f"amine-passivation-c{number}" for number in (7, 8, 9)}
    assert {name for name, certainty in mine.items() if certainty == "Proposed"} == joints
    assert {
        "halide-rich-c3",
        "halide-rich-c4",
        "amine-passivation-c6",
        "x-type-ligands-c11",
    } <= set(mine)
    assert not asked(graph, "?a skos:editorialNote ?b FILTER (REGEX(?b, 'other way round'))")


def test_films_of_the_amine_study_stand_in_the_caption(graph: DefectGraph) -> None:
    told = asked(graph, "?a dkg:publication d:Lee2017 ; dkg:host dkg:MAPbBr3 ; dkg:locator ?b")
    assert told
    assert all("Fig. 2e" in place for _, place in told)
    claims = asked(graph, "?a a dkg:Claim ; dkg:publication d:Lee2017 ; dkg:formBasis ?b")
    assert {basis for _, basis in claims} == {"FromCaption"}
    revealed = asked(graph, "?a dkg:publication d:Lee2017 ; dkg:evidence ?b")
    assert revealed == {(f"amine-passivation-c{n}", "ConfocalMicroscopy") for n in (5, 6)}


def test_what_nanocrystals_can_do_is_stated(graph: DefectGraph) -> None:
    rows = graph.query("claims", cause="spatial confinement").dicts()
    assert {row["effect"] for row in rows} == {"exciton binding energy", "radiative recombination"}
    assert {row["certainty"] for row in rows} == {"stated"}
    assert {row["host"] for row in rows} == {"halide perovskite"}


def test_cubes_are_a_shape_and_no_uniformity(graph: DefectGraph) -> None:
    rows = measured(graph, "crystal shape")
    shapes = {(row["words"], row["host"], row["direction"]) for row in rows}
    assert ("cubes; exclusively formed", "CsPbCl3", "") in shapes
    assert ("nanocubes", "CsPbX3", "") in shapes
    uniform = measured(graph, "size uniformity")
    assert "CsPbCl3" not in {row["host"] for row in uniform}


def test_a_work_on_bismuth_has_no_vote_on_mixed_halides(graph: DefectGraph) -> None:
    doubted = asked(
        graph,
        "?x dkg:doubts d:Leng2018 ; dkg:confidence dkg:HighConfidence ; dkg:concerns ?a",
    )
    assert {("mixed-halide-c1",), ("mixed-halide-c2",)} <= doubted


def test_one_competition_is_counted_once(graph: DefectGraph) -> None:
    assert not graph.query("claims", cause="trap state", effect="radiative recombination").dicts()
    assert graph.query("claims", cause="trap state", effect="nonradiative recombination").dicts()


# What only a note held, or nothing: the words of the record, by study, observable and host.
SAID = [
    ("introduction", "band-gap tunability", "halide perovskite", "tunable"),
    ("introduction", "ease of synthesis", "halide perovskite", "facile"),
    ("introduction", "processing cost", "halide perovskite", "low-cost"),
    ("introduction", "particle size", "halide perovskite", "down to the exciton bohr radius"),
    ("introduction", "detection limit", "halide perovskite", "400 fold less"),
    ("long-ligands", "processability", "CsPbX3", "required for the processing"),
]


@pytest.mark.parametrize(("study", "observable", "host", "words"), SAID)
def test_notes_became_outcomes(
    graph: DefectGraph, study: str, observable: str, host: str, words: str
) -> None:
    rows = measured(graph, observable)
    found = {(row["measurement"].rsplit("-m", 1)[0], row["host"], row["words"]) for row in rows}
    assert (f"zheng2019-{study}", host, words) in found


# Claims that the review makes and no record held.
CLAIMED = [
    ("nanocrystal ink", "raises", "film processability"),
    ("low crystallization temperature", "raises", "solution processability"),
    ("exciton binding energy", "lowers", "nonexcitonic character"),
    ("nonexcitonic character", "lowers", "light-emitting device performance"),
    ("radiative recombination", "raises", "light-emitting device performance"),
    ("nonradiative recombination", "lowers", "device performance"),
    ("Point Defect", "lowers", "lattice strain"),
    ("surface defect", "lowers", "charge transport"),
    ("charge transport", "raises", "light-emitting device performance"),
    ("surface defect", "lowers", "environmental stability"),
    ("ligand binding", "raises", "dkg:PurificationStability"),
    ("ammonium moieties", "lowers", "surface defect"),
    ("peptide concentration", "alters", "particle size"),
]


@pytest.mark.parametrize(("cause", "relation", "effect"), CLAIMED)
def test_claims_that_no_record_held(
    graph: DefectGraph, cause: str, relation: str, effect: str
) -> None:
    rows = graph.query("claims", cause=cause, effect=effect).dicts()
    assert relation in {row["relation"] for row in rows}


def test_the_fifteenth_chain(graph: DefectGraph) -> None:
    answer = graph.paths("X-type ligand", "trap state", host="CsPbX3", form="nanocrystal")
    chains = [[graph.names.label(step.effect) for step in path.steps] for path in answer.paths]
    assert ["surface halide vacancy", "Pb 6p level in the gap", "trap state"] in chains


def test_a_ratio_of_a_host_and_an_approximate_range_are_numbers(graph: DefectGraph) -> None:
    limit = measured(graph, "detection limit")
    assert [(row["value"], row["comparator"], row["direction"]) for row in limit] == [
        ("400", "~", "down")
    ]
    sizes = measured(graph, "particle size")
    ranges = {
        (row["host"], row["comparator"], row["value"], row["value_max"])
        for row in sizes
        if row["value"]
    }
    assert ranges == {(host, "~", "3.9", "8.6") for host in ("CsPbBr3", "MAPbBr3")}


def test_an_aim_is_no_outcome(graph: DefectGraph) -> None:
    aims = asked(graph, "?a dkg:aim true ; dkg:observable ?b")
    assert {(f"zwitterion-m{n}") for n in (3, 4, 5)} <= {name for name, _ in aims}


@pytest.mark.parametrize(
    ("study", "kind"),
    [
        ("introduction", "SplitCitation"),
        ("introduction", "OffTopicCitation"),
        ("introduction", "DoubtfulJudgement"),
        ("ddab", "SplitCitation"),
        ("ddab", "DoubtfulJudgement"),
        ("amine-passivation", "DoubtfulJudgement"),
        ("high-temperature", "Tension"),
        ("lead-bromide", "Tension"),
    ],
)
def test_judgements_of_the_source_are_judged(graph: DefectGraph, study: str, kind: str) -> None:
    found = asked(graph, f"?a dkg:anomalyKind dkg:{kind}")
    assert any(name.startswith(f"{study}-x") for (name,) in found)
