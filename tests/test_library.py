"""The Python API: names, rows, views, formulas, canonical Turtle, the order of imports."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pyoxigraph as ox
import pytest

import defectkg
from defectkg.check.checks import read_given
from defectkg.check.formulas import formula_faults, parse_formula
from defectkg.check.places import entry_faults, extent_faults
from defectkg.errors import DataError, NameLookupError, QueryTimeoutError
from defectkg.graph import DefectGraph
from defectkg.model import terms
from defectkg.rdf.rows import Rows
from defectkg.rdf.shipped import data_folder
from defectkg.rdf.store import Store
from defectkg.rdf.turtle import canonical
from defectkg.rdf.writing import write_atomically
from helpers import ROOT

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
    store, label = Store(), ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    for name, group in (("V_Pb", "DefectKind"), ("Pb", "IonKind")):
        node = ox.NamedNode(f"https://w3id.org/defectkg/ontology/{name}")
        store.add([ox.Quad(node, label, ox.Literal("lead"))])
        store.add(
            [ox.Quad(node, kind, ox.NamedNode(f"https://w3id.org/defectkg/ontology/{group}"))]
        )
    graph = DefectGraph(store)
    with pytest.raises(NameLookupError, match=r"dkg:Pb\); lead \(dkg:V_Pb"):
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
    store, kind = Store(), ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    one, thing, other = (ox.NamedNode(f"https://example.org/{n}") for n in ("one", "thing", "two"))
    store.add([ox.Quad(one, kind, thing), ox.Quad(thing, kind, other)])
    assert DefectGraph(store).find(thing.value).types == (other.value,)


def test_rows_as_json_are_the_w3c_format(graph: DefectGraph) -> None:
    rows = graph.query(
        "SELECT ?kind ?label WHERE { ?kind skos:notation 'IDA' ; rdfs:label ?label }"
    )
    answer = json.loads(rows.to_text("json"))
    assert answer == {
        "head": {"vars": ["kind", "label"]},
        "results": {
            "bindings": [
                {
                    "kind": {"type": "uri", "value": "https://w3id.org/defectkg/ontology/IDA"},
                    "label": {
                        "type": "literal",
                        "value": "2,2'-iminodibenzoic acid",
                        "xml:lang": "en",
                    },
                }
            ]
        },
    }


def test_rows_as_csv_and_tsv_survive_commas_tabs_and_quotes() -> None:
    rows = Rows(("a", "b"), [('x, "y"', "tab\there"), ("", "plain")])
    assert rows.to_text("csv") == 'a,b\n"x, ""y""",tab\there\n,plain\n'
    assert rows.to_text("tsv").splitlines()[1].split("\t") == ['"x, ""y"""', "tab here"]


def test_tables_keep_to_the_width_or_become_blocks() -> None:
    rows = Rows(("name", "text"), [("a", "word " * 40)])
    assert max(map(len, rows.to_text("table", 60).splitlines())) <= 60
    many = Rows(("one", "two"), [("unbreakable", "indivisible"), ("", "x")])
    assert many.to_text("table", 40).splitlines()[0] == "one          two"
    assert many.to_text("table", 20).split("\n") == [
        "one  unbreakable", "two  indivisible", "", "two  x", ""
    ]  # fmt: skip


def test_views_for_other_tools(review: DefectGraph) -> None:
    frame = review.query("measurements").to_pandas()
    assert list(frame.columns)[:2] == ["measurement", "treatment"]
    assert frame["value"].dtype == float
    assert "1.90" in set(frame["value_text"]), "as printed"
    network = review.to_networkx()
    assert network.number_of_nodes() > 50
    iri = "https://w3id.org/defectkg/ontology/"
    edge = network.edges[f"{iri}Zn2plus", f"{iri}LatticeContraction", "raises"]
    assert (edge["polarity"], edge["publications"], edge["source"]) == ("+", 1, "claim")
    assert network.nodes[f"{iri}PLQY"] == {"label": "PLQY", "group": "ObservableKind"}
    assert len(review.dataset) == len(review.store)
    assert "<table>" in review._repr_html_()
    assert "claim" in repr(review)
    assert review.query("claims")._repr_html_().startswith("<table>")


def test_network_has_one_edge_for_each_link_and_keeps_all_claims(graph: DefectGraph) -> None:
    network = graph.to_networkx()
    claims = [iri for _, _, data in network.edges(data=True) for iri in data["claims"]]
    assert sorted(claims) == sorted(s.iri for s in graph.statements)


def test_a_query_that_takes_too_long_is_given_up(graph: DefectGraph) -> None:
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.raises(QueryTimeoutError, match=r"no answer within 0\.2 s"):
        graph.query(endless, timeout=0.2)


IONS = {"Cs": 1, "MA": 1, "Pb": 2, "Bi": 3, "Br": -1, "Cl": -1, "I": -1, "SCN": -1}


@pytest.mark.parametrize(
    "formula", ["CsPbBr3", "CsPbBrxCl3-x", "MAPb(SCN)xI3-x", "MA3Bi2Br9", "CsPbBr1.5Cl1.5"]
)
def test_neutral_formulas(formula: str) -> None:
    held = {symbol: IONS[symbol] for symbol in parse_formula(formula, IONS)}
    assert formula_faults(formula, held) is None


@pytest.mark.parametrize(
    ("formula", "fault"),
    [
        ("CsPbBr2", "charge zero"),
        ("CsPbBrxCl2-x", "charge zero"),
        ("CsPbBrxCl3+x", "charge zero"),
        ("CsPbQ3", "does not parse"),
        ("Cs(Pb", "does not parse"),
        ("", "lacks"),
    ],
)
def test_wrong_formulas(formula: str, fault: str) -> None:
    ions = {symbol: charge for symbol, charge in IONS.items() if symbol in formula} or IONS
    assert fault in str(formula_faults(formula, ions))


def test_canonical_layout_is_reached_in_one_step(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    head = "PREFIX d: <https://w3id.org/defectkg/data/>\n"
    file.write_text(f'{head}d:c10 d:p "1.90", 1.26e17 .\nd:c2 a d:C .')
    first = canonical(file)
    assert first.index("\nd:c2\n") < first.index("\nd:c10\n")
    assert '"1.90"' in first
    file.write_text(first)
    assert canonical(file) == first


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<a:b> <a:c> <a:d> . # why", "a comment would be lost"),
        ("<a:b> <a:c> [] .", "blank nodes"),
        ("<a:b> <a:c> ( 1 ) .", "blank nodes"),
    ],
)
def test_what_the_layout_would_lose_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(text)
    with pytest.raises(DataError, match=message):
        canonical(file)


def test_a_hash_in_an_iri_or_string_is_no_comment(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text('<http://e.org/#b> <http://e.org/p> "# 1", """two\n# three""" .')
    assert "# 1" in canonical(file)


def test_writing_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("old")
    file.chmod(0o640)
    write_atomically(file, "new")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("new", 0o640)
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(DataError, match="unchanged"):
        write_atomically(file, "newer")
    assert [p.name for p in tmp_path.iterdir()] == ["a.ttl"]
    assert file.read_text() == "new"


def test_findings_know_their_line(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("PREFIX d: <https://w3id.org/defectkg/data/>\n\nd:x\n    d:y d:z .\n")
    _, places = read_given([file])
    assert places == {"<https://w3id.org/defectkg/data/x>": f"{file}:3"}


def test_the_checkout_is_used_where_there_is_one() -> None:
    assert data_folder() == ROOT
    assert defectkg.__version__


EXTENT = "doping ¶9; core-shell ¶4; Fig. 3; Fig. 4f"


@pytest.mark.parametrize(
    ("locator", "beyond"),
    [
        ("doping ¶9; Fig. 4f", []),
        ("doping ¶10", ["doping ¶10"]),
        ("core-shell ¶5; doping ¶1", ["core-shell ¶5"]),
        ("results ¶1", ["results ¶1"]),
        ("Fig. 4", []),
        ("Fig. 4g", ["Fig. 4g"]),
        ("Fig. 3a", ["Fig. 3a"]),
        ("Fig. 5a; Table 1", ["Fig. 5a", "Table 1"]),
        ("doping ¶2; doping ¶2", ["doping ¶2"]),
        ("ref 999", []),
    ],
)
def test_a_place_lies_within_the_extent_of_its_source(locator: str, beyond: list[str]) -> None:
    assert [part for _, part in extent_faults(locator, EXTENT)] == beyond
    if beyond != ["doping ¶2"]:
        assert list(extent_faults(locator, "")) == []


@pytest.mark.parametrize(
    ("listed", "own", "faults"),
    [
        ({"39", "40"}, {"39"}, ["ref 40"]),
        ({"39"}, {"39"}, ["ref 40"]),
        ({"39", "40"}, None, []),
        (set(), {"39"}, []),
    ],
)
def test_a_reference_in_a_place_is_listed_and_of_the_record(
    listed: set[str], own: set[str] | None, faults: list[str]
) -> None:
    assert [part for _, part in entry_faults("doping ¶4; ref 39; ref 40", listed, own)] == faults
