"""The alignments are optional, say why, are true to their targets and to the mappings, and hold."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest

import defectkg
from defectkg.check.checks import check
from defectkg.graph import DefectGraph, load
from defectkg.mappings.collection import Mappings
from defectkg.rdf.prefixes import TERMS, curie, expand, prefixes
from defectkg.rdf.reading import FORMATS, read_quads
from defectkg.rdf.shipped import ALIGNMENTS, alignment_files, graph_files, ontology_files
from defectkg.rdf.turtle import canonical
from helpers import DATA
from merge_alignments import hermit, triples, verdict

EXTRACTS = DATA / "extracts"
OCDO = "http://purls.helmholtz-metadaten.de/cdos/"
OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
DCTERMS = "http://purl.org/dc/terms/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
NOTE = "http://www.w3.org/2004/02/skos/core#editorialNote"
AXIOMS = (RDFS + "subClassOf", RDFS + "subPropertyOf")
FILES = {name.value.removeprefix(ALIGNMENTS): path for name, path in alignment_files().items()}
READS = {  # on what a merge with the real files stands: docs/model.md
    "bfo": {"bfo"},
    "pmdco": {"bfo", "pmdco"},
    "obo": {"bfo", "obo"},
    "prov": {"prov"},
}
PREFIXES = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in prefixes().items())


def axioms(name: str) -> set[tuple[str, str, str]]:
    quads = read_quads(FILES[name])
    return {(q.subject.value, q.predicate.value, q.object.value) for q in quads if q.predicate.value in AXIOMS}  # fmt: skip


def header(name: str) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for quad in read_quads(FILES[name]):
        if quad.subject.value == ALIGNMENTS + name:
            said.setdefault(quad.predicate.value, []).append(quad.object.value)
    return said


def judge(names: set[str], more: str = "", records: bool = False) -> tuple[bool, set[str]]:
    """What HermiT says of the ontology, some alignments, their extracts, and some more Turtle."""
    paths = [p for p in ontology_files() if p.name != "prefixes.ttl"]
    paths += [FILES[name] for name in names] + [EXTRACTS / f"{name}.ttl" for name in names]
    found = triples(paths + (graph_files() if records else []))
    found |= {q.triple for q in ox.parse(PREFIXES + more, format=ox.RdfFormat.TURTLE)}
    consistent, empty = verdict(hermit(found, "-k" if records else "-U", 1)[0])
    return consistent, {curie(iri) for iri in empty}


# --- what they are ---------------------------------------------------------------------------


def test_nothing_loads_them_unasked(graph: DefectGraph) -> None:
    assert set(FILES) == set(READS) == {path.stem for path in EXTRACTS.glob("*.ttl")}
    assert not set(FILES.values()) & set(ontology_files())
    spaces = tuple(str(expand(prefix)) for prefix in ("obo:", "pmdco:", "prov:"))
    named = (term for quad in graph.store.quads() for term in (quad.subject, quad.object))
    iris = {term.value for term in named if isinstance(term, ox.NamedNode)}
    assert not [iri for iri in iris if iri.startswith(spaces)]


@pytest.mark.parametrize("name", FILES)
def test_each_is_an_ontology_of_its_own_that_makes_no_reader_fetch_anything(name: str) -> None:
    assert FILES[name].read_text("utf-8") == canonical(FILES[name])
    said = header(name)
    assert said[TYPE] == [OWL + "Ontology"]
    assert said[OWL + "versionInfo"] == [defectkg.__version__]
    assert said[OWL + "versionIRI"] == [f"{ALIGNMENTS}{name}/{defectkg.__version__}"]
    assert said[DCTERMS + "license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert "Commitments: " in said[DCTERMS + "description"][0]
    assert OWL + "imports" not in said, "Protégé and owlready2 would look for it on the web"
    assert TERMS.rstrip("/") in said[DCTERMS + "requires"]
    builds_on = {ALIGNMENTS + other for other in READS[name] - {name}}
    assert {iri for iri in said[DCTERMS + "requires"] if ALIGNMENTS in iri} == builds_on


@pytest.mark.parametrize("name", FILES)
def test_each_axiom_is_a_plain_one_with_its_reason(name: str) -> None:
    said = header(name)
    for text in said[RDFS + "comment"] + said[NOTE]:
        assert text.endswith(".")
    reasons = [text.split(": ")[0] for text in said[RDFS + "comment"]]
    assert sorted(reasons) == sorted(curie(subject) for subject, _, _ in axioms(name))
    left = {text.split(": ")[0] for text in said[NOTE]}
    declared = {q.subject.value for path in ontology_files() for q in read_quads(path) if hasattr(q.subject, "value")}  # fmt: skip
    assert {expand(term) for term in left} <= declared
    kept = {TYPE, RDFS + "label", RDFS + "isDefinedBy", *AXIOMS}
    for quad in read_quads(FILES[name]):
        if quad.subject.value != ALIGNMENTS + name:
            assert quad.predicate.value in kept, "no equivalences, no restrictions"
    for subject, _, value in axioms(name):
        assert subject.startswith((TERMS, OCDO)), "of theirs we say nothing"
        assert not value.startswith((TERMS, OCDO))


def test_every_genus_is_aligned_or_it_is_said_why_not(graph: DefectGraph) -> None:
    rows = graph.query("SELECT DISTINCT ?genus WHERE { ?group dkg:kindsOf ?genus }").dicts()
    wanted = {row["genus"] for row in rows} | {TERMS + n for n in ("Kind", "Record", "CodedValue")}
    assert len(wanted) == 15
    aligned = {subject for subject, _, _ in axioms("bfo")}
    left = {expand(text.split(": ")[0]) for text in header("bfo")[NOTE]}
    assert wanted <= aligned | left
    assert not aligned & left


@pytest.mark.parametrize("name", FILES)
def test_foreign_terms_are_declared_byte_for_byte(name: str) -> None:
    quads = list(read_quads(EXTRACTS / f"{name}.ttl"))
    theirs = {str(q) for q in (quad.triple for quad in quads)}
    said = [q for q in read_quads(FILES[name]) if q.subject.value != ALIGNMENTS + name]
    own = (TERMS, OCDO, DCTERMS)
    declared = {q.subject.value for q in said if q.predicate.value == TYPE} - {DCTERMS + "requires"}
    assert declared == {value for _, _, value in axioms(name)}
    for quad in said:
        if not quad.subject.value.startswith(own) and quad.predicate.value != RDFS + "isDefinedBy":
            assert str(quad.triple) in theirs
    for what in ("label", "isDefinedBy"):
        assert {q.subject.value for q in said if q.predicate.value == RDFS + what} >= declared
    gone = {q.subject.value for q in quads if q.predicate.value == OWL + "deprecated"}
    assert not declared & gone
    head = (EXTRACTS / f"{name}.ttl").read_text("utf-8")
    assert "# version: " in head
    assert "# sha256: " in head


# --- as the mappings say ---------------------------------------------------------------------


def against(rows: list, asserted: set[tuple[str, str, str]]) -> list[str]:
    """The mappings between terms of axioms that are not at least as close as the axiom."""
    pairs = {(subject, value) for subject, _, value in asserted}
    return [
        row.place
        for row in rows
        if (row.subject, row.object) in pairs
        and (row.negative or row.relation not in ("broadMatch", "exactMatch"))
    ]


@pytest.mark.parametrize("name", FILES)
def test_no_axiom_contradicts_a_mapping(name: str) -> None:
    rows = list(Mappings.shipped().rows())
    assert against(rows, axioms(name)) == []
    planted = (TERMS + "Agent", AXIOMS[0], str(expand("prov:Agent")))
    assert len(against(rows, {planted})) == 1


def mapped(name: str) -> str:
    """The matches of a set as axioms, as if somebody believed them all."""
    one = next(s for s in Mappings.shipped().sets if s.target == name)
    words = {
        "skos:exactMatch": ("{s} rdfs:subClassOf {o} . {o} rdfs:subClassOf {s} .", "Class"),
        "skos:broadMatch": ("{s} rdfs:subClassOf {o} .", "Class"),
        "skos:narrowMatch": ("{o} rdfs:subClassOf {s} .", "Class"),
    }
    kinds = Mappings.shipped().indexes[name].terms
    return "\n".join(
        words[row.predicate][0].format(s=f"<{row.subject}>", o=f"<{row.object}>")
        for row in one.rows
        if row.predicate in words and not row.negative and kinds[row.object].kind == "class"
    )


@pytest.mark.parametrize("name", ["pmdco", "prov"])
def test_matches_read_as_axioms_hold_too(name: str) -> None:
    assert mapped(name)
    assert judge(READS[name], mapped(name)) == (True, set())


# --- with facts of their targets -------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_each_alignment_holds(name: str) -> None:
    assert judge(READS[name]) == (True, set())


def test_all_of_them_hold_together_and_with_every_record() -> None:
    assert judge(set(FILES)) == (True, set())
    assert judge(set(FILES), records=True) == (True, set())


PLANTED = {  # what would be wrong: which class then has no member, or nothing at all holds
    "a defect is matter, and a vacancy PMDco's empty site": (
        "cdco:CrystallographicDefect rdfs:subClassOf obo:BFO_0000040 . podo:Vacancy owl:equivalentClass pmdco:PMD_0020224 .",
        {"pmdco"},
        "dkg:V_Cl",
    ),
    "a form is a body": (
        "dkg:PolycrystallineFilm rdfs:subClassOf pmdco:PMD_0020106 .",
        {"pmdco"},
        "dkg:PolycrystallineFilm",
    ),
    "a treatment is what was done": (
        "dkg:Treatment rdfs:subClassOf obo:COB_0000082 .",
        {"obo"},
        "dkg:Treatment",
    ),
    "a treatment is an activity": (
        "dkg:Treatment rdfs:subClassOf prov:Activity .",
        {"prov"},
        "dkg:Treatment",
    ),
    "an observable happens": (
        "dkg:Observable rdfs:subClassOf obo:BFO_0000015 .",
        {"bfo"},
        "dkg:PLQY",
    ),
    "a claim's cause regulates": ("dkg:cause rdfs:subPropertyOf obo:RO_0002211 .", {"obo"}, ""),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_contradiction_is_noticed(fault: str) -> None:
    more, names, empty = PLANTED[fault]
    used = set().union(*(READS[name] for name in names))
    if empty:
        consistent, found = judge(used, more)
        assert consistent
        assert empty in found
    else:
        assert judge(used, more, records=True) == (False, set())


# --- exported --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("syntax", "what"),
    [("trig", "data"), ("ttl", "data"), ("owl", "ontology"), ("jsonld", "ontology")],
)
def test_an_export_holds_them_and_check_has_nothing_to_say(
    graph: DefectGraph, tmp_path: Path, syntax: str, what: str
) -> None:
    plain, file = tmp_path / f"plain.{syntax}", tmp_path / f"all.{syntax}"
    graph.export(plain, what=what)
    load(alignments=True).export(file, what=what)
    quads, before = (list(read_quads(path)) for path in (file, plain))
    heads = [q.subject.value for q in quads if q.predicate.value == TYPE and q.object.value == OWL + "Ontology"]  # fmt: skip
    added = {ALIGNMENTS + name for name in FILES}
    graphs = {q.graph_name for q in quads} - {q.graph_name for q in before}
    if FORMATS[f".{syntax}"].supports_datasets:
        assert set(heads) == added | {TERMS.rstrip("/")}
        assert {name.value for name in graphs} == added
    else:
        assert heads == [TERMS.rstrip("/")], "one ontology in a document"
    stated = {(q.subject.value, q.predicate.value, q.object.value) for q in quads if q.predicate.value in AXIOMS}  # fmt: skip
    assert set().union(*map(axioms, FILES)) <= stated
    assert [str(finding) for finding in check([file])[0]] == []


def test_the_file_for_protege_is_consistent(tmp_path: Path) -> None:
    load(alignments=True).export(tmp_path / "all.owl", what="ontology")
    text = hermit(triples([tmp_path / "all.owl"]), "-U", 1)[0]
    assert verdict(text) == (True, [])


def test_no_axiom_stands_in_two_alignments() -> None:
    for one, other in combinations(FILES, 2):
        assert not axioms(one) & axioms(other)
