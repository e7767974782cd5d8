"""HermiT on the ontology: alone, with its alignments and every record; and each planted fault alone.

OWL is monotone: where all together is consistent and each class can have a member, so is each part of it.
Therefore what holds is asked once, of all together.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from defectkg.mappings.collection import Mappings
from defectkg.rdf.prefixes import TERMS, expand, prefixes
from defectkg.rdf.shipped import graph_files
from helpers import ALIGNED, BUILDS_ON, EXTRACTS, JAVA, owl_files
from merge_alignments import judged, triples

pytestmark = pytest.mark.reasoner
PREFIXES = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in prefixes().items())


def aligned(names: set[str], more: str = "", records: bool = False) -> set[ox.Triple]:
    """The ontology, some alignments with facts of their targets, some more Turtle, all records."""
    paths = owl_files() + [ALIGNED[name] for name in names]
    paths += [EXTRACTS / f"{name}.ttl" for name in names]
    paths += graph_files() if records else []
    added = ox.parse(PREFIXES + more, format=ox.RdfFormat.TURTLE)
    return triples(paths) | {quad.triple for quad in added}


def mapped(name: str) -> str:
    """The matches of a set as axioms, as if somebody believed them all."""
    one = next(s for s in Mappings.shipped().sets if s.target == name)
    words = {
        "skos:exactMatch": "{s} rdfs:subClassOf {o} . {o} rdfs:subClassOf {s} .",
        "skos:broadMatch": "{s} rdfs:subClassOf {o} .",
        "skos:narrowMatch": "{o} rdfs:subClassOf {s} .",
    }
    kinds = Mappings.shipped().indexes[name].terms
    return "\n".join(
        words[row.predicate].format(s=f"<{row.subject}>", o=f"<{row.object}>")
        for row in one.rows
        if row.predicate in words and not row.negative and kinds[row.object].kind == "class"
    )


def test_all_holds_together_and_so_each_part() -> None:
    """The ontology, each alignment, the matches read as axioms, every record."""
    matches = [mapped(name) for name in ("pmdco", "prov")]
    assert all(matches)
    everything = aligned(set(ALIGNED), "\n".join(matches), records=True)
    assert len(everything) > 10_000
    assert judged("-U", everything, java=JAVA) == [(True, [])]


EMPTY = {  # what would be wrong: the axiom, the alignments that it meets, a class that it empties
    "a defect is matter, and a vacancy PMDco's empty site": (
        "cdco:CrystallographicDefect rdfs:subClassOf obo:BFO_0000040 . podo:Vacancy owl:equivalentClass pmdco:PMD_0020224 .",
        "pmdco",
        "dkg:V_Cl",
    ),
    "a form is a body": (
        "dkg:PolycrystallineFilm rdfs:subClassOf pmdco:PMD_0020106 .",
        "pmdco",
        "dkg:PolycrystallineFilm",
    ),
    "a treatment is what was done": (
        "dkg:Treatment rdfs:subClassOf obo:COB_0000082 .",
        "obo",
        "dkg:Treatment",
    ),
    "a treatment is an activity": (
        "dkg:Treatment rdfs:subClassOf prov:Activity .",
        "prov",
        "dkg:Treatment",
    ),
    "an observable happens": (
        "dkg:Observable rdfs:subClassOf obo:BFO_0000015 .",
        "bfo",
        "dkg:PLQY",
    ),
}
INCONSISTENT = {  # what would be wrong with some record or kind
    "a claim's cause regulates": ("dkg:cause rdfs:subPropertyOf obo:RO_0002211 .", "obo"),
    "an observable kind is a host kind": (f"<{TERMS}PLQY> a <{TERMS}HostKind> .", ""),
}


@pytest.fixture(scope="module")
def emptied() -> dict[str, tuple[bool, list[str]]]:
    """What HermiT says of each planted axiom, judged one after the other by one Java."""
    planted = [aligned(BUILDS_ON[name], axiom) for axiom, name, _ in EMPTY.values()]
    return dict(zip(EMPTY, judged("-U", *planted, java=JAVA), strict=True))


@pytest.mark.parametrize("fault", EMPTY)
def test_a_planted_axiom_leaves_a_class_without_members(
    fault: str, emptied: dict[str, tuple[bool, list[str]]]
) -> None:
    consistent, empty = emptied[fault]
    assert consistent
    assert expand(EMPTY[fault][2]) in empty


@pytest.mark.parametrize("fault", INCONSISTENT)
def test_a_planted_contradiction_is_noticed(fault: str) -> None:
    axiom, name = INCONSISTENT[fault]
    planted = aligned(BUILDS_ON.get(name, set()), axiom, records=bool(name))
    assert judged("-k", planted, java=JAVA) == [(False, [])]
