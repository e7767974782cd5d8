"""The mappings are SSSOM, fit the pinned indexes, fall into no known trap, and leave nothing out."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from defectkg.check import checks
from defectkg.check.findings import Report
from defectkg.errors import DataError, NameLookupError
from defectkg.graph import DefectGraph, load
from defectkg.mappings.collection import SAME, Mappings
from defectkg.mappings.sssom import Mapping
from defectkg.rdf.prefixes import TERMS
from defectkg.rdf.shipped import mapping_files, mapping_folder
from helpers import ROOT, Done, run

OCDO = "http://purls.helmholtz-metadaten.de/cdos/"
NAMESPACES = {
    "cdco": OCDO + "cdco/",
    "podo": OCDO + "podo/",  # until March 2025 without /cdos
    "pldo": OCDO + "pldo/",
    "asmo": "https://purls.helmholtz-metadaten.de/asmo/",  # until March 2026 http
    "cmso": "http://purls.helmholtz-metadaten.de/cmso/",
    "chebi": "http://purl.obolibrary.org/obo/CHEBI_",
    "emmo-chemical-substance": "https://w3id.org/emmo/domain/chemical-substance#",
    "chmo": "http://purl.obolibrary.org/obo/CHMO_",
    "chameo": "https://w3id.org/emmo/domain/characterisation-methodology/chameo#",
    "qudt": "http://qudt.org/",
    "pmdco": "https://w3id.org/pmd/co/PMD_",
    "tfsco": "https://purl.archive.org/tfsco/TFSCO_",
    "mdo": "https://w3id.org/mdo/",
    "emmo-microstructure": "https://w3id.org/emmo/domain/microstructure#",
    "emmo-photovoltaics": "http://onto.onto-ns.com/domain-photovoltaics#",
    "mambo": "https://raw.githubusercontent.com/daimoners/MAMBO/master/mambo.owl#",
    "emmo-electrochemistry": "https://w3id.org/emmo/domain/electrochemistry#",
    "prov": "http://www.w3.org/ns/prov#",
    "fabio": "http://purl.org/spar/fabio/",
    "cito": "http://purl.org/spar/cito/",
    "schema": "https://schema.org/",
    "cheminf": "http://semanticscience.org/resource/CHEMINF_",
    "iao": "http://purl.obolibrary.org/obo/IAO_",
    "ro": "http://purl.obolibrary.org/obo/RO_",
}
HOMONYMS = {  # the same word for something else
    ("EQE", "TFSCO_00002146"),
    ("EQE", "OWLClass_552ec9ed_04fc_4867_8568_492d286edb90"),
    ("SurfacePassivation", "CHMO_0002151"),
    ("SurfacePassivation", "electrochemistry_01260656_ac32_472e_9513_a607366538ec"),
    ("Vacancy", "PMD_0020224"),
    ("PhosphineOxide", "CHEBI_59656"),
    ("PhosphonicAcid", "CHEBI_44976"),
    ("HalideIon", "CHEBI_37578"),
    ("ThiocyanateSalt", "CHEBI_26955"),
    ("CurrentEfficiency", "LuminousEfficacy"),
    ("Supports", "supports"),  # between works
    ("Refutes", "refutes"),
}
ROLES = {f"CHEBI_{n}" for n in (52214, 35195, 39143, 39144, 39141, 38161)}


@pytest.fixture(scope="module")
def mappings() -> Mappings:
    return Mappings.shipped()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(mapping_folder(), tmp_path / "mappings"))


def last(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]


def positive(mappings: Mappings, *predicates: str) -> list[Mapping]:
    return [row for row in mappings.rows() if row.predicate in predicates and not row.negative]


@pytest.mark.parametrize("path", mapping_files(mapping_folder()).values(), ids=lambda p: p.name)
def test_a_library_of_the_format_reads_every_row(path: Path, mappings: Mappings) -> None:
    import sssom_pydantic

    rows, converter, head, errors = sssom_pydantic.read(path, return_errors=True)
    assert not errors
    (ours,) = (one for one in mappings.sets if path.name == f"{one.target}.sssom.tsv")
    assert str(head.id.identifier if hasattr(head.id, "identifier") else head.id).endswith(
        ours.target
    )
    assert head.version
    assert head.license
    assert all(row.justification.curie == "semapv:ManualMappingCuration" for row in rows)
    assert all(row.mapping_date for row in rows)
    read = {
        (
            converter.expand(row.subject.curie),
            row.predicate.curie,
            row.predicate_modifier is not None,
            converter.expand(row.object.curie),
        )
        for row in rows
    }
    assert read == {(r.subject, r.predicate, r.negative, r.object) for r in ours.rows}


def test_heads_are_complete_and_name_the_version_of_the_index(mappings: Mappings) -> None:
    assert {one.target for one in mappings.sets} == set(NAMESPACES) == set(mappings.indexes)
    for one in mappings.sets:
        index = mappings.indexes[one.target].head
        assert one.head["mapping_set_id"] == f"https://w3id.org/defectkg/mappings/{one.target}"
        assert one.head["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert one.head["object_source_version"] == index["version"]
        assert index["origin"]
        assert all(len(s.split()[0]) == 64 for s in index["sha256"].split("; "))
        text = (mapping_folder() / f"{one.target}.sssom.tsv").read_text("utf-8")
        assert all(text.count(f"{prefix}:") >= 2 for prefix in one.prefixes), "only what is used"


def test_every_target_is_in_its_index_under_its_label(mappings: Mappings) -> None:
    assert mappings.faults() == []
    for target, index in mappings.indexes.items():
        assert set(index.terms) == mappings.used(target), "only the terms that we use"


def test_every_target_is_a_term_of_its_own_ontology(mappings: Mappings) -> None:
    for row in mappings.rows():
        assert row.object.startswith(NAMESPACES[row.target]), row.place


def test_subjects_are_ours_under_their_label(mappings: Mappings, graph: DefectGraph) -> None:
    for row in mappings.rows():
        assert row.subject.startswith((TERMS, OCDO)), row.place
        assert graph.names.label(row.subject) == row.subject_label, row.place


def test_at_most_one_exact_match_either_way_and_no_row_twice(mappings: Mappings) -> None:
    exact = positive(mappings, "skos:exactMatch")
    assert max(Counter((row.subject, row.target) for row in exact).values()) == 1
    assert max(Counter(row.object for row in exact).values()) == 1
    pairs = Counter((row.subject, row.object, row.relation) for row in mappings.rows())
    assert max(pairs.values()) == 1
    both = Counter((r.subject, r.object) for r in positive(mappings, *SAME, "skos:broadMatch"))
    assert max(both.values()) == 1, "a term is the same or broader, not both"


def test_no_exact_match_makes_two_terms_of_ours_one(mappings: Mappings) -> None:
    exact = {(row.subject, row.target) for row in positive(mappings, "skos:exactMatch")}
    close = {(row.subject, row.target) for row in positive(mappings, "skos:closeMatch")}
    assert not exact & close, "of an exact match the close ones are other terms"


def test_properties_are_matched_with_properties(mappings: Mappings, graph: DefectGraph) -> None:
    answer = graph.query(
        "SELECT DISTINCT ?p WHERE { ?p a ?type FILTER(STRENDS(STR(?type), 'Property')) }"
    )
    properties = {row["p"] for row in answer.dicts()}
    hierarchy = (*SAME, "skos:broadMatch", "skos:narrowMatch")
    for row in positive(mappings, *hierarchy):
        theirs = mappings.indexes[row.target].terms[row.object].kind == "property"
        assert (row.subject in properties) == theirs, row.place


def test_homonyms_are_denied(mappings: Mappings) -> None:
    denied = {(last(row.subject), last(row.object)) for row in mappings.rows() if row.negative}
    assert denied >= HOMONYMS
    same = {(last(row.subject), last(row.object)) for row in positive(mappings, *SAME)}
    assert not denied & same


def test_roles_and_fractions_are_only_related(mappings: Mappings) -> None:
    traps = {*ROLES, "hasVacancyConcentration", "SchottkyDefect", "DimensionlessRatio"}
    rows = [row for row in positive(mappings, *SAME) if last(row.object) in traps]
    assert rows == []
    for row in mappings.rows():
        if last(row.object) in ROLES:
            assert row.relation == "relatedMatch", row.place


def test_declared_superclasses_are_mapped_as_broader(
    mappings: Mappings, graph: DefectGraph
) -> None:
    answer = graph.query(
        "SELECT ?c ?super WHERE { ?c rdfs:subClassOf ?super FILTER(STRSTARTS(STR(?c), "
        f"'{TERMS}') && STRSTARTS(STR(?super), '{OCDO}')) }}"
    )
    broader = {(row.subject, row.object) for row in positive(mappings, "skos:broadMatch")}
    declared = {(row["c"], row["super"]) for row in answer.dicts()}
    root = OCDO + "cdco/CrystallographicDefect"
    complexes = {pair for pair in declared if (pair[0], OCDO + "cdco/DefectComplex") in declared}
    assert declared - complexes <= broader
    assert {(c, OCDO + "cdco/DefectComplex") for c, _ in complexes} <= broader
    assert root in {target for _, target in declared}


def test_every_term_of_ours_is_mapped_or_new(mappings: Mappings, graph: DefectGraph) -> None:
    answer = graph.query(
        "SELECT DISTINCT ?term ?label WHERE { ?term a ?type ; rdfs:label ?label "
        f"FILTER(STRSTARTS(STR(?term), '{TERMS}') && (?type = qudt:Unit || ?type = owl:Class "
        "|| STRENDS(STR(?type), 'Property'))) }"
    )
    ours = {row["term"]: row["label"] for row in answer.dicts()}
    assert len(ours) > 400
    new = {one.term: one for one in mappings.new}
    assert len(new) == len(mappings.new)
    assert set(new) == set(ours) - mappings.mapped()
    known = {row.object_id: row.object_label for row in mappings.rows()}
    for iri, one in new.items():
        assert one.label == ours[iri]
        assert one.note
        assert known.get(one.nearest, "") == one.nearest_label, iri
        assert one.nearest in known or not one.nearest, iri
    denied = {(row.subject, row.object_id) for row in mappings.rows() if row.negative}
    assert not [one for one in mappings.new if (one.term, one.nearest) in denied]


def test_what_only_takes_part_in_a_process_is_no_match_of_it(
    mappings: Mappings, graph: DefectGraph
) -> None:
    """Water is not related to hydrolysis in a way that helps anybody to join two graphs."""
    species = ("chebi", "emmo-chemical-substance")
    groups = ("ConditionKind", "MechanismKind", "RouteKind", "StrategyKind")
    processes = {TERMS + group for group in groups}
    assert processes <= set(graph.kinds.groups.values())
    found = [
        row.place
        for row in mappings.rows()
        if row.target in species and graph.kinds.groups.get(row.subject) in processes
    ]
    assert found == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "podo/Vacancy\tVacancy\tclass\tfalse\t",
            "podo/Vacancy\tVacancy\tclass\ttrue\thttp://made.up/Gap",
            "podo:Vacancy: is deprecated in podo 1.0.0: use http://made.up/Gap",
        ),
        (
            "podo/Vacancy\tVacancy\t",
            "podo/Vacancy\tGap\t",
            "podo:Vacancy: is labelled 'Gap' in podo 1.0.0, not 'Vacancy'",
        ),
        ("podo/Vacancy\t", "podo/Gap\t", "podo:Vacancy: is not in podo 1.0.0: take another"),
    ],
    ids=["deprecated", "relabelled", "vanished"],
)
def test_a_target_that_changed_is_named_with_its_rows(
    copied: Path, old: str, new: str, message: str
) -> None:
    index = copied / "index" / "podo.tsv"
    text = index.read_text("utf-8")
    assert old in text
    index.write_text(text.replace(old, new), "utf-8")
    found = [str(fault) for fault in Mappings.read(copied).faults()]
    rows = [row for row in Mappings.shipped().rows() if row.object_id == "podo:Vacancy"]
    assert len(found) == len(rows) > 5
    assert all(line.startswith("podo.sssom.tsv:") and message in line for line in found)


def test_check_reports_mappings_too(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = copied / "index" / "podo.tsv"
    index.write_text(index.read_text("utf-8").replace("\tVacancy\t", "\tGap\t"), "utf-8")
    monkeypatch.setattr(checks, "check", lambda _: Report([], 1, []))
    assert checks.check_shipped().findings == []
    monkeypatch.setattr("defectkg.mappings.collection.mapping_folder", lambda: copied)
    first, *_ = checks.check_shipped().findings
    assert first.place.startswith("podo.sssom.tsv:")
    assert first.node == "podo:Vacancy"


PODO = """
@prefix : <http://purls.helmholtz-metadaten.de/cdos/podo/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix dct: <http://purl.org/dc/terms/> .
: a owl:Ontology ; owl:versionIRI <http://made.up/podo/2.0.0> .
:Impurity a owl:Class ; rdfs:label "Impurity" .
:SubstitutionalImpurity a owl:Class ; rdfs:label "Verunreinigung"@de , "Substitutional Impurity"@en .
:SchottkyDefect a owl:Class ; rdfs:label "Schottky Pair" .
:Vacancy a owl:Class ; rdfs:label "Vacancy" ; owl:deprecated true ; dct:isReplacedBy :Gap .
:Unused a owl:Class ; rdfs:label "Unused" .
"""


def test_the_index_is_rebuilt_from_real_files(copied: Path, tmp_path: Path) -> None:
    source = tmp_path / "podo.ttl"
    source.write_text(PODO, "utf-8")
    words = ["podo", source, "--origin", "made up", "--folder", copied]
    run = subprocess.run(
        [sys.executable, ROOT / "tools" / "mapping_index.py", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    for said in (
        "podo:Vacancy: is deprecated in podo 2.0.0: use http://purls.helmholtz-metadaten.de/cdos/podo/Gap",
        "podo:hasVacancyConcentration: is not in podo 2.0.0",
        "podo:SchottkyDefect: is labelled 'Schottky Pair'",
    ):
        assert said in run.stdout
    assert "podo:Impurity" not in run.stdout
    index = Mappings.read(copied).indexes["podo"]
    assert index.head["version"] == "2.0.0"
    assert {last(iri) for iri in index.terms} == {
        *("Impurity", "SubstitutionalImpurity", "SchottkyDefect", "Vacancy"),
    }


def test_a_file_that_cannot_be_read_is_named(copied: Path) -> None:
    path = copied / "podo.sssom.tsv"
    text = path.read_text("utf-8")
    path.write_text(text.replace("dkg:V_Cl\t", "ocdo:V_Cl\t"), "utf-8")
    with pytest.raises(DataError, match=r"podo.sssom.tsv:\d+: prefix of 'ocdo:V_Cl'"):
        Mappings.read(copied)
    path.write_text(text.replace("dkg:V_Cl\t", ""), "utf-8")
    with pytest.raises(DataError, match=r"podo.sssom.tsv:\d+: 8 cells, not 9"):
        Mappings.read(copied)


@pytest.mark.parametrize(
    ("asked", "row"),
    [
        ("KI", ("KI", "exactMatch", "potassium iodide", "chebi")),
        ("CHEBI:8346", ("KI", "exactMatch", "potassium iodide", "chebi")),
        (
            "http://purl.obolibrary.org/obo/CHEBI_8346",
            ("KI", "exactMatch", "potassium iodide", "chebi"),
        ),
        ("Potassium Iodide", ("KI", "exactMatch", "potassium iodide", "chebi")),
        ("podo:Vacancy", ("chloride vacancy", "broadMatch", "Vacancy", "podo")),
        ("dkg:EQE", ("EQE", "not closeMatch", "external quantum efficiency", "tfsco")),
        ("V_Cl", ("chloride vacancy", "new", "nearest: Vacancy", "")),
    ],
)
def test_terms_are_found_both_ways(
    asked: str, row: tuple[str, ...], mappings: Mappings, graph: DefectGraph
) -> None:
    own = {name.iri for name in graph.names.candidates(asked)}
    assert row in {cells[:4] for cells in mappings.find(asked, own).values}


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        ("dkg:KI", ("KI", "<https://w3id.org/defectkg/ontology/KI>", "potassium iodides")),
        ("CHEBI:8346", ("chebi:8346", "obo:CHEBI_8346", "CHEBI_8346", "<http://purl.obolibrary.org/obo/CHEBI_8346>")),
        ("podo:Vacancy", ("vacancies", "<http://purls.helmholtz-metadaten.de/cdos/podo/Vacancy>")),
    ],
)  # fmt: skip
def test_all_spellings_of_a_term_have_the_same_mappings(
    call: Callable[..., Done], kind: str, spellings: tuple[str, ...]
) -> None:
    rows = call("map", kind, "--format", "csv").out
    assert rows.count("\n") >= 3
    for spelling in spellings:
        assert call("map", spelling, "--format", "csv").out == rows, spelling


@pytest.mark.parametrize("theirs", ["CHEBI:8346", "obo:CHEBI_8346"])
def test_a_variable_takes_a_term_of_others_where_the_graph_holds_it(
    graph: DefectGraph, theirs: str
) -> None:
    text = "SELECT ?ours ?theirs { ?ours skos:exactMatch ?theirs }"
    (row,) = load(mappings=True).query(text, theirs=theirs).dicts()
    assert row["ours"].endswith("/KI")
    text = "SELECT ?treatment ?agent { ?treatment dkg:agent ?agent }"
    rows = graph.query(text, agent=theirs).dicts()
    assert {row["agent"] for row in rows} == {TERMS + "KI"}, "without the mappings it is ours"


def test_an_unknown_term_is_answered_with_near_ones(mappings: Mappings) -> None:
    with pytest.raises(NameLookupError, match="did you mean potassium iodide"):
        mappings.find("potasium iodide", ())


def test_new_terms_say_how_they_stand_to_what_is_known(mappings: Mappings) -> None:
    standing = {row["ours"]: row["standing"] for row in mappings.novelties().dicts()}
    assert standing["chloride vacancy"] == "narrower"
    assert standing["in-gap state"] == "related"
    assert standing["CsPbBr3"] == "parent"
    assert standing["trap state"] == "none"
    assert "KI" not in standing


def test_the_overview_counts_each_row_once(mappings: Mappings) -> None:
    rows = mappings.overview().dicts()
    words = ("exact", "close", "narrow", "broad", "related", "not")
    assert all(int(row["mappings"]) == sum(int(row[word]) for word in words) for row in rows)
    assert sum(int(row["mappings"]) for row in rows) == len(list(mappings.rows()))


PAGE = (ROOT / "docs" / "mappings.md").read_text("utf-8")
SESSIONS = re.findall(r"```console\n\$ ([^\n]+)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.process
@pytest.mark.parametrize(("command", "printed"), SESSIONS, ids=[c for c, _ in SESSIONS])
def test_the_page_shows_what_the_commands_print(command: str, printed: str) -> None:
    assert run(command).stdout == printed, (
        "run: python tests/docs/renew_readme.py, and read the change"
    )


def test_the_page_counts_what_is_new(mappings: Mappings) -> None:
    standing = Counter(row["standing"] for row in mappings.novelties().dicts())
    assert len(SESSIONS) == 3
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"[Mappings](docs/mappings.md) to {len(mappings.sets)} ontologies" in readme
    for words in (
        f"{len(mappings.new)} terms of ours have neither",
        f"in any of the {len(mappings.sets)} targets",
        f"{standing['narrower']} are narrower",
        f"{standing['related']} are related",
        f"{standing['parent']} stand below",
        f"for {standing['none']} nothing",
    ):
        assert words in " ".join(PAGE.split())
