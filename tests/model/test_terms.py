"""Terms that code knows are declared; reworded labels change words and no answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pyoxigraph as ox
import pytest

from defectkg.graph import DefectGraph
from defectkg.model import terms
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.rows import Rows
from defectkg.text.pages import page
from defectkg.text.path_data import paths_json, reach_rows
from defectkg.text.paths import paths_text
from defectkg.text.tables import backtest_rows, explain_rows, gap_rows, suggest_rows
from helpers import ROOT, record_texts

LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
STATED = {name: iri for name, iri in vars(terms).items() if name.isupper() and name != "TERMS"}
IRIS = {name: iri for name, iri in STATED.items() if isinstance(iri, str)}
CLOSED_LISTS = ("Relation", "Stance", "Certainty", "Role", "State", "Quantity", "Direction", "DirectionBasis")  # fmt: skip
# Labels of coded values, of classes (groups among them), of mechanisms and of properties.
REWORDED = """
SELECT DISTINCT ?term ?label WHERE {
  ?term rdfs:label ?label .
  { ?term a/rdfs:subClassOf dkg:CodedValue } UNION { ?term a dkg:MechanismKind }
  UNION { ?term rdfs:subClassOf+ dkg:Kind } UNION { ?term rdfs:subClassOf+ dkg:Record }
  UNION { ?term a ?sort VALUES ?sort { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty } }
} ORDER BY ?term
"""


def test_each_term_that_code_knows_is_declared_once(graph: DefectGraph) -> None:
    declared = {row[0] for row in graph.query("SELECT DISTINCT ?t WHERE { ?t a ?c }").values}
    assert set(IRIS.values()) <= declared
    assert len(set(IRIS.values())) == len(IRIS) > 40
    assert set(terms.LAYERS) <= set(IRIS.values())


@pytest.mark.parametrize("name", CLOSED_LISTS)
def test_lists_of_coded_values_are_whole(graph: DefectGraph, name: str) -> None:
    rows = graph.query(f"SELECT ?value WHERE {{ ?value a dkg:{name} }}")
    values = {row[0] for row in rows.values}
    assert values
    assert values <= set(IRIS.values())


def test_layers_are_all_groups_that_a_claim_may_name(graph: DefectGraph) -> None:
    rows = graph.query("SELECT ?group WHERE { ?group rdfs:subClassOf dkg:NodeKind }")
    assert {row[0] for row in rows.values} == set(terms.LAYERS)


def test_each_term_has_a_line_that_says_what_it_is() -> None:
    lines = (ROOT / "src" / "defectkg" / "model" / "terms.py").read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if re.match(r"[A-Z_]+ = ", line):
            assert lines[number - 1].startswith("#: "), line


@pytest.fixture(scope="module")
def reworded(graph: DefectGraph) -> tuple[DefectGraph, Callable[[str], str]]:
    """The shipped graph with nonsense for labels, and what puts the labels back into a text."""
    rows = graph.query(REWORDED).values
    labels = sorted({label for _, label in rows})
    assert len(labels) > 120
    nonsense = {label: f"qx{number}x" for number, label in enumerate(labels)}
    said = {(f"<{term}>", label): nonsense[label] for term, label in rows}
    store = MemoryStore()
    store.add(relabelled(quad, said) for quad in quads_of(graph))

    def restored(text: str) -> str:
        return re.sub(r"qx(\d+)x", lambda found: labels[int(found[1])], text)

    return DefectGraph(store), restored


def quads_of(graph: DefectGraph) -> Iterator[ox.Quad]:
    return ox.parse(graph.store.to_nquads(), format=ox.RdfFormat.N_QUADS)


def relabelled(quad: ox.Quad, said: dict[tuple[str, str], str]) -> ox.Quad:
    """A quad with another word for its label, where there is one."""
    subject, predicate, value, name = quad
    if predicate != LABEL or (str(subject), value.value) not in said:
        return quad
    word = said[str(subject), value.value]
    return ox.Quad(subject, predicate, ox.Literal(word, language="en"), name)


def lines(text: str) -> list[str]:
    """The lines of a text, each as its sorted words: lists are sorted by their words."""
    return [" ".join(sorted(re.findall(r"\w+", line))) for line in text.splitlines()]


ROWS: dict[str, Callable[[DefectGraph], Rows]] = {
    "explain": lambda g: explain_rows(g, g.explain()),
    "gaps": lambda g: gap_rows(g, g.gaps()),
    "suggest": lambda g: suggest_rows(g, g.suggest("V_Cl", "CsPbCl3")),
    "suggest in a form": lambda g: suggest_rows(g, g.suggest("V_X", "CsPbBr3", "nanocrystal")),
    "back-test": lambda g: backtest_rows([("", g.backtest())]),
    "reach": lambda g: reach_rows(g, g.reach("KI")),
}


@pytest.mark.parametrize("name", ROWS)
def test_reworded_labels_change_no_row(
    graph: DefectGraph, reworded: tuple[DefectGraph, Callable[[str], str]], name: str
) -> None:
    other, restored = reworded
    answer = ROWS[name](other).to_text("csv")
    assert lines(restored(answer)) == lines(ROWS[name](graph).to_text("csv"))
    assert len(answer.splitlines()) > 2


@pytest.mark.parametrize(
    ("start", "end", "scope"),
    [
        ("ZnBr2", "PLQY", {"host": "CsPbBr3"}),
        ("HBr", "PLQY", {"outcomes": True}),
        ("KI", "EQE", {"host": "CsPbI3", "form": "nanocrystal"}),
        ("Ce3+", "PLQY", {}),
        ("PL lifetime", "device performance", {"host": "CsPbCl3"}),
        ("Bi3+", "PL intensity", {"strict": True}),
        ("V_Cl", "trap state", {}),
        ("Cu2+", "V_Br", {}),
    ],
)
def test_reworded_labels_change_no_path(
    graph: DefectGraph,
    reworded: tuple[DefectGraph, Callable[[str], str]],
    start: str,
    end: str,
    scope: dict[str, Any],
) -> None:
    other, restored = reworded
    answer, again = (g.paths(start, end, count=8, **scope) for g in (graph, other))
    json = paths_json(other, again)
    assert lines(restored(json)) == lines(paths_json(graph, answer))
    text = paths_text(other, again, why=True)
    assert lines(restored(text)) == lines(paths_text(graph, answer, why=True))
    assert restored(json) != json
    assert restored(text) != text


@pytest.mark.parametrize(
    "term",
    [
        *("V_Cl", "V_X", "Ce3+", "KI", "ZnBr2", "SrCl2", "FAPbI3", "nanocrystal"),
        *("dkg:VacancyFilling", "d:Woo2017"),
        *(f"zheng2019-nickel-{record}" for record in ("c1", "t1", "m1")),
    ],
)
def test_reworded_labels_change_no_page(
    graph: DefectGraph, reworded: tuple[DefectGraph, Callable[[str], str]], term: str
) -> None:
    other, restored = reworded
    text, again = (page(record_texts(g), g.find(term), 10_000) for g in (graph, other))
    assert sorted(lines(restored(again))) == sorted(lines(text))
    assert restored(again) != again
