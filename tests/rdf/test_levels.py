"""At which level a row answers: the kinds that answer for a kind, and the marks of rows."""

from __future__ import annotations

import pytest

from defectkg.errors import QueryError
from defectkg.graph import DefectGraph
from defectkg.rdf.levels import APPLIED, EXACT, IN_GENERAL, NOT_SAID, Levels, in_words, rank
from defectkg.rdf.library import Slot
from defectkg.rdf.queries import levels_of

ANY = Slot(("Kind",))
LOOSELY = Slot(("DefectKind",), "loosely")
ANSWERS = [  # asked for, what answers, at which level; read in design and ontology, not in output
    ("V_Br", "V_Br", "exact"),
    ("V_Br", "V_X", "broader"),
    ("V_Br", "surface halide vacancy", "broader"),
    ("V_Br", "podo:Vacancy", ""),
    ("V_Br", "surface vacancy", ""),
    ("V_Br", "V_Cl", ""),
    ("vacancy", "V_PbI2", "narrower"),  # a complex of vacancies, which is none itself
    ("podo:PointDefect", "V_PbX2", "narrower"),
    ("V_X", "V_PbX2", ""),
    ("V_Pb", "V_PbI2", ""),
    ("V_X", "V_Br", "narrower"),
    ("V_X", "surface halide vacancy", "narrower"),
    ("CsPbBr3", "CsPbX3", "broader"),
    ("CsPbBr3", "halide perovskite", "broader"),
    ("CsPbBr3", "CsPbCl3", ""),
    ("nanocrystal", "nanoplatelet", "narrower"),
    ("nanocrystal", "thin film", ""),
    ("ZnBr2", "zinc halide", "broader"),
    ("ZnBr2", "metal halide", ""),
    ("ZnBr2", "Zn2+", "by way of"),
    ("ZnBr2", "Br-", "by way of"),
    ("ZnBr2", "isovalent dopant ion", ""),
    ("ZnBr2", "halide ion", ""),
    ("MABr", "MABr shell", "by way of"),
    ("metal bromide", "Zn2+", ""),
    ("Zn2+", "ZnBr2", "brings it"),
    ("MABr shell", "MABr", "brings it"),
    ("silica", "silica shell", "narrower"),
    ("silica", "APTES", "brings it"),  # which forms the shell
    ("silica", "titania shell", ""),
    ("silica matrix", "APTES", "brings it"),  # which is said to make it
    ("dkg:PbBr2Adlayer", "ZnBr2", "brings it"),
    ("halide-rich environment", "KI", "brings it"),
    ("bromide-rich environment", "KI", ""),
    ("isovalent dopant ion", "Zn2+", "narrower"),
    ("isovalent dopant ion", "ZnBr2", "brings it"),
    ("Zn2+", "dopant ion", ""),
]
IN_GENERAL_OF = {  # a defect, and what is said of defects in general, asked for it
    "V_Br": "Crystallographic Defect; Point Defect; Vacancy; surface defect; surface vacancy",
    "V_X": "Crystallographic Defect; Point Defect; Vacancy; surface defect; surface vacancy",
    "octahedral disorder": "Crystallographic Defect",
    "undercoordinated Pb": "Crystallographic Defect; surface defect",
    "Bi_Pb": "Crystallographic Defect; Impurity; Point Defect",
}


@pytest.mark.parametrize(("asked", "said_of", "level"), ANSWERS)
def test_which_kinds_answer_for_a_kind(
    graph: DefectGraph, asked: str, said_of: str, level: str
) -> None:
    levels = levels_of(graph.store, ANY, graph.find(asked).iri)
    assert levels.of(graph.find(said_of).iri) == level


@pytest.mark.parametrize("asked", sorted(IN_GENERAL_OF))
def test_what_is_said_of_defects_in_general_answers_where_it_is_asked_for(
    graph: DefectGraph, asked: str
) -> None:
    iri = graph.find(asked).iri
    found = levels_of(graph.store, LOOSELY, iri)
    general = [kind for kind, level in found.by_iri.items() if level == IN_GENERAL]
    assert graph.names.line(general) == IN_GENERAL_OF[asked]
    assert IN_GENERAL not in levels_of(graph.store, ANY, iri).by_iri.values()


def test_of_two_levels_the_nearer_one_counts() -> None:
    pairs = [("ion", "brings it"), ("ion", "broader"), ("salt", "by way of"), ("asked", "narrower")]
    levels = Levels.of_pairs("asked", pairs)
    assert levels.by_iri == {"ion": "broader", "salt": "by way of", "asked": EXACT}
    assert levels.of("ion salt else") == "broader"
    assert levels.of("else") == ""


def test_what_is_not_said_is_kept_only_where_it_may_be() -> None:
    assert Levels({"host": EXACT}, NOT_SAID).of("") == NOT_SAID
    assert Levels({"host": EXACT}, NOT_SAID).of("other") == ""
    assert Levels({"agent": EXACT}).of("") == ""
    unsaid = [(("HostKind",), ""), (("FormKind",), ""), (("HostKind",), "exactly"), (("Kind",), "")]
    assert [Slot(*some).unsaid for some in unsaid] == [NOT_SAID, NOT_SAID, "", ""]
    assert LOOSELY.unsaid == APPLIED


def test_the_nearest_answers_come_first_what_they_are_about_before_where_they_hold() -> None:
    near = {"defect": "exact", "host": "exact"}
    elsewhere = {"defect": "exact", "host": "not said"}
    one = {"defect": "broader", "host": "exact"}
    both = {"defect": "broader", "host": "broader"}
    assert sorted([both, one, elsewhere, near], key=rank) == [near, elsewhere, one, both]
    assert in_words(elsewhere) == "host not said"


def test_rows_say_at_which_level_they_answer(review: DefectGraph) -> None:
    rows = review.query("passivators", defect="V_Br", host="CsPbBr3", form="NC").dicts()
    assert [(row["agent"], row["level"]) for row in rows] == [
        ("HBr", "form narrower"),
        ("halide-rich environment", "defect broader"),
        ("X-type ligand", "defect broader; host broader"),
        ("zinc halide", "defect broader; host broader; form narrower"),
    ]
    assert "level" not in review.query("passivators").columns
    levels = {row["level"] for row in review.query("claims", effect="V_X").dicts()}
    assert levels == {"exact", "narrower"}, "this kind and those below it"
    columns = review.query("passivators", defect="metallic lead").columns
    assert [c for c in columns if not c.endswith("_iri")][-1] == "level", "addresses come last"


def test_one_level_alone_can_be_asked_for(graph: DefectGraph) -> None:
    asked = {"host": "halide perovskite"}
    every = [row["level"] for row in graph.query("claims", **asked).dicts()]
    exact = graph.query("claims", **asked, level="exact").dicts()
    assert {row["host"] for row in exact} == {"halide perovskite"}
    assert 0 < len(exact) == every.count("exact") < len(every)
    narrower = graph.outcomes(agent="ammonium ligand", level="narrower or exact").dicts()
    assert {row["level"] for row in narrower} == {"narrower"}
    both = graph.outcomes(agent="Zn2+", host="CsPbI3", level="exact").dicts()
    assert {(row["agent"], row["host"]) for row in both} == {("Zn2+", "CsPbI3")}
    with pytest.raises(QueryError, match="a level is that of a filter"):
        graph.outcomes(level="exact")
    with pytest.raises(QueryError, match="level takes exact or broader"):
        graph.outcomes(agent="Zn2+", level="near")


@pytest.mark.parametrize(
    ("observable", "agent"), [("EQE or turn-on voltage", "Zn2+"), ("PLQY or PL intensity", "Ce3+")]
)
def test_a_filter_takes_several_names(graph: DefectGraph, observable: str, agent: str) -> None:
    rows = graph.outcomes(observable=observable, agent=agent, level="exact").dicts()
    assert {row["observable"] for row in rows} == set(observable.split(" or "))
    each = [
        graph.outcomes(observable=one, agent=agent, level="exact").dicts()
        for one in observable.split(" or ")
    ]
    assert len(rows) == sum(map(len, each))
