"""Names as people write them lead to what is meant."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from defectkg.errors import NameLookupError
from defectkg.graph import DefectGraph
from defectkg.model import terms
from defectkg.rdf.memory import MemoryStore

MUST_RESOLVE = {  # design, section 5
    "V_Cl": "chloride vacancy",
    "v_Cl": "chloride vacancy",
    "DDAB": "didodecyldimethylammonium bromide",
    "PLQY": "PLQY",
    "PLQE": "PLQY",
    "QY": "PLQY",
    "PL": "PL intensity",
    "EQE": "EQE",
    "Ni2+": "Ni2+",
    "Bi3+": "Bi3+",
    "Ce3+": "Ce3+",
    "KI": "KI",
    "HBr": "HBr",
    "MABr": "MABr",
    "NH4SCN": "NH4SCN",
    "ZnX2": "zinc halide",
    "X-type ligand": "X-type ligand",
    "dkg:V_Cl": "chloride vacancy",
    "https://w3id.org/defectkg/ontology/V_Cl": "chloride vacancy",
    "Ni²⁺": "Ni2+",
    "$V_{Cl}$": "chloride vacancy",
    "CHLORIDE VACANCY": "chloride vacancy",
    "CsPbBr₃": "CsPbBr3",
    "podo:Vacancy": "Vacancy",
    "Yong 2018": "Yong 2018",
    "zheng2019-nickel-t1": "Ni2+ in CsPbCl3 nanocrystals",
}


@pytest.mark.parametrize(("written", "label"), MUST_RESOLVE.items())
def test_names_as_people_write_them(graph: DefectGraph, written: str, label: str) -> None:
    assert graph.find(written).label == label


def test_a_near_miss_is_answered_with_suggestions(graph: DefectGraph) -> None:
    with pytest.raises(NameLookupError, match=r"did you mean .*chloride vacancy"):
        graph.find("cloride vacancy")


def test_a_name_of_two_kinds_is_answered_with_both() -> None:
    store, label = MemoryStore(), ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    for name, group in (("V_Pb", "DefectKind"), ("Pb", "IonKind")):
        node = ox.NamedNode(f"https://w3id.org/defectkg/ontology/{name}")
        store.add([ox.Quad(node, label, ox.Literal("lead"))])
        store.add(
            [ox.Quad(node, kind, ox.NamedNode(f"https://w3id.org/defectkg/ontology/{group}"))]
        )
    graph = DefectGraph(store)
    with pytest.raises(NameLookupError, match=r"lead \(dkg:Pb, .*IonKind\); lead \(dkg:V_Pb, "):
        graph.find("lead")
    assert graph.find("lead", terms.ION_KIND).iri.endswith("/Pb")


def test_every_notation_and_synonym_leads_to_its_kind(graph: DefectGraph) -> None:
    names = graph.query(
        "SELECT ?kind ?name WHERE { ?kind skos:notation|skos:altLabel|skos:hiddenLabel|rdfs:label ?name ; "
        "a/rdfs:subClassOf* dkg:Kind }"
    )
    for row in names.dicts():
        assert row["kind"] in {name.iri for name in graph.names.candidates(row["name"])}


def test_claims_and_records_are_found_by_id(graph: DefectGraph) -> None:
    assert graph.find("zheng2019-nickel-c1").types == (terms.CLAIM,)
    assert graph.find("d:zheng2019-nickel-c1").iri.endswith("zheng2019-nickel-c1")


def test_a_thing_without_label_is_of_its_own_classes_and_not_of_what_is_of_it() -> None:
    store, kind = MemoryStore(), ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    one, thing, other = (ox.NamedNode(f"https://example.org/{n}") for n in ("one", "thing", "two"))
    store.add([ox.Quad(one, kind, thing), ox.Quad(thing, kind, other)])
    assert DefectGraph(store).find(thing.value).types == (other.value,)


def test_a_text_is_completed_by_what_begins_so_then_what_holds_it(graph: DefectGraph) -> None:
    found = graph.names.completions("bromide vac", frozenset({terms.DEFECT_KIND}))
    assert (found[0][0].label, found[0][1]) == ("bromide vacancy", "bromide vacancy")
    spelt = [text for _, text in graph.names.completions("vacanc")]
    begins = [text.startswith("vacanc") for text in spelt]
    assert begins == sorted(begins, reverse=True)
    assert all("vacanc" in text for text in spelt)
    assert len(graph.names.completions("a", most=5)) == 5


def test_a_text_that_nothing_holds_is_completed_by_what_is_near(graph: DefectGraph) -> None:
    assert [
        name.label for name, _ in graph.names.completions("bromid vacansy")
    ] == graph.names.near("bromid vacansy")
    assert graph.names.completions("") == graph.names.completions("x" * 400) == []
