"""What is read from a store: what is no result stays out, what is in doubt or joint is marked."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from defectkg.graph import DefectGraph
from defectkg.model import terms
from defectkg.model.claims import Statement, read_authors, read_kinds
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.prefixes import DATA, TERMS

OTHER = DATA + "made-up-other-"


@pytest.fixture
def claims(two_sources: DefectGraph) -> dict[str, Statement]:
    return {s.iri: s for s in two_sources.statements}


def test_an_aim_is_no_statement_and_no_outcome(
    two_sources: DefectGraph, claims: dict[str, Statement]
) -> None:
    assert OTHER + "c1" in claims
    assert OTHER + "c2" not in claims
    outcomes = {s.iri for s in two_sources.outcome_statements}
    assert OTHER + "m1" in outcomes
    assert OTHER + "m2" not in outcomes
    observables = {r.observable for r in two_sources.results if r.iri == OTHER + "t1"}
    assert observables == {TERMS + "PLQY"}


def test_agents_applied_jointly_stand_together(claims: dict[str, Statement]) -> None:
    joint, alone = claims[OTHER + "c1"], claims[DATA + "made-up-tiny-c1"]
    both = frozenset({TERMS + "KI", TERMS + "ZnBr2"})
    assert (joint.agents, joint.joint_agents) == (frozenset(), {both})
    assert (alone.agents, alone.joint_agents) == (both, frozenset())
    assert alone.treated_with(frozenset({TERMS + "KI"}))
    assert not joint.treated_with(frozenset({TERMS + "KI"}))
    assert joint.treated_with(both)


def test_a_claim_says_where_it_was_read_and_which_work_is_in_doubt(
    claims: dict[str, Statement],
) -> None:
    paper = DATA + "made-up-paper"
    doubted, half, plain = (claims[OTHER + name] for name in ("c3", "c4", "c1"))
    assert doubted.doubts == {(paper, terms.HIGH_CONFIDENCE)}
    assert doubted.witnesses == frozenset()
    assert half.witnesses == plain.witnesses == {paper}
    assert plain.doubts == frozenset()
    assert plain.source == DATA + "made-up-other-review"
    assert claims[DATA + "made-up-tiny-c1"].source == DATA + "made-up-review"


def test_what_an_agent_forms_is_read() -> None:
    agent, shell = (ox.NamedNode(TERMS + name) for name in ("APTES", "SilicaShell"))
    store = MemoryStore()
    store.add([ox.Quad(agent, ox.NamedNode(terms.FORMS), shell)])
    assert read_kinds(store).brought_by(agent.value) == {shell.value}


def test_of_authors_those_are_kept_who_tie_works_together(graph: DefectGraph) -> None:
    works: dict[str, set[str]] = {}
    for work, authors in read_authors(graph.store).items():
        for one in authors:
            works.setdefault(one, set()).add(work)
    assert works
    assert min(map(len, works.values())) == 2
    assert any(statement.authors for statement in graph.statements)
