"""Questions of an audit that had a partial answer or a false "nothing", each with what the review says."""

from __future__ import annotations

import pytest

from defectkg.graph import DefectGraph


def pairs(graph: DefectGraph, query: str, columns: str, **filters: str) -> set[tuple[str, ...]]:
    return set(graph.query(query, **filters).pick(*columns.split()).values)


ASKED = [  # query, filters, columns, rows that must be among the answer
    (
        "passivators",
        {"defect": "V_Br"},
        "agent defect level",
        {
            ("HBr", "bromide vacancy", "exact"),
            ("zinc halide", "halide vacancy", "broader"),
            ("K+", "halide vacancy", "broader"),
            ("Cu2+", "halide vacancy", "broader"),
            ("X-type ligand", "surface halide vacancy", "broader"),
        },
    ),
    (
        "outcomes",
        {"agent": "Zn2+", "observable": "PLQY"},
        "agent before after level",
        {("ZnBr2", "54", "78", "agent brings it")},
    ),
    (
        "outcomes",
        {"agent": "isovalent dopant ion", "observable": "PLQY"},
        "agent before after level",
        {("ZnBr2", "54", "78", "agent brings it"), ("Ni2+", "", "96.5", "agent narrower")},
    ),
    (
        "outcomes",
        {"host": "CsPbBrxCl3-x", "observable": "PLQY"},
        "agent after after_max level",
        {("", "10", "25", "exact")},
    ),
    (
        "denials",
        {"agent": "ZnBr2"},
        "agent effect stance level",
        {("ZnBr2", "PL peak position", "unchanged", "exact")},
    ),
    (
        "contradictions",
        {"about": "ligand"},
        "against locator level",
        {("softer Lewis bases, in the title of 48", "ligands ¶10; ref 48", "narrower")},
    ),
    (
        "contradictions",
        {"about": "CsPbBr3"},
        "says against level",
        {
            (
                "exhibited PLQYs over 90%",
                "one work is told as a rule: 54 and 41 % are printed of untreated CsPbBr3",
                "exact",
            )
        },
    ),
    (
        "contradictions",
        {"about": "CsPbI3"},
        "says against level",
        {("100%", "near 100%, in the title of 39", "exact")},
    ),
    (
        "contradictions",
        {"about": "nanoplatelet"},
        "says against level",
        {("96% PLQY", "near 100 %, in the title of 85", "exact")},
    ),
    (
        "passivators",
        {"defect": "V_X"},
        "agent applied_as level",
        {
            ("halide-rich environment", "NH4Br; PbO; halide-rich environment", "exact"),
            ("iodide-rich environment", "KI", "exact"),
        },
    ),
    (
        "contradictions",
        {"about": "Br-"},
        "kind says level",
        {("rival accounts", "PbBr2 adlayer", "brings it")},
    ),
    (
        "challenges",
        {"concerns": "V_Cl"},
        "number level",
        {("3", "exact"), ("1", "broader")},
    ),
    (
        "tried",
        {"agent": "SCN-", "host": "CsPbBr3"},
        "agent level",
        {("NH4SCN", "exact"), ("NaSCN", "exact")},
    ),
]


@pytest.mark.parametrize(
    ("query", "filters", "columns", "wanted"),
    ASKED,
    ids=[f"{query} {' '.join(filters.values())}" for query, filters, _, _ in ASKED],
)
def test_the_answer_holds_what_the_review_says(
    graph: DefectGraph,
    query: str,
    filters: dict[str, str],
    columns: str,
    wanted: set[tuple[str, ...]],
) -> None:
    assert wanted <= pairs(graph, query, columns, **filters)


def test_what_names_no_host_is_kept_and_marked(graph: DefectGraph) -> None:
    rows = graph.query("tried", host="CsPbBr3", agent="shell").dicts()
    assert {row["scope"] for row in rows if not row["host"]} == {"host not said"}
    assert {"Reiss 2009"} == {row["publication"] for row in rows if not row["host"]}


def test_the_nearest_answers_come_first(graph: DefectGraph) -> None:
    order = ["exact", "broader", "narrower", "by way of", "brings it"]
    for filters in ({"defect": "V_X"}, {"defect": "V_Br"}, {"agent": "ZnBr2"}, {"agent": "Zn2+"}):
        levels = [row["level"] for row in graph.query("passivators", **filters).dicts()]
        assert levels == sorted(levels, key=order.index)
        assert levels


def test_a_broader_kind_never_joins_with_what_an_agent_brings(graph: DefectGraph) -> None:
    """ZnBr2 brings Zn2+; what is said of isovalent dopants is no answer about ZnBr2."""
    causes = {row["cause"] for row in graph.query("denials", cause="ZnBr2").dicts()}
    assert not causes & {"isovalent dopant ion", "dopant ion", "halide ion"}
    agents = {row["agent"] for row in graph.query("tried", agent="ZnBr2").dicts()}
    together = "Br-; Cs+; MA+; partial A-site and halide substitution"
    assert agents == {"ZnBr2", "zinc halide", "Zn2+", together}
