"""Explanations, gaps, suggestions, back-test: hand-drawn cases, then the review's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from defectkg.errors import QueryError
from defectkg.graph import DefectGraph
from defectkg.mechanisms.explanation import Explanation, bottlenecks, explain
from defectkg.mechanisms.gaps import STATES, Gaps, OpenProblem
from defectkg.mechanisms.paths import Scope
from defectkg.mechanisms.search import Search
from defectkg.model import terms
from defectkg.model.chemistry import Chemistry
from defectkg.model.claims import Kinds, Statement, TreatmentResult
from defectkg.rdf.prefixes import TERMS
from helpers import says, tree


def result(start: str, observable: str, direction: str, role: str = terms.TRIAL) -> TreatmentResult:
    return TreatmentResult(
        "t", "t", role, (start,), (start,), "", "", observable, direction, frozenset({"p"})
    )


def verdict(
    claims: list[Statement], done: TreatmentResult, kinds: Kinds | None = None
) -> tuple[str, str]:
    kinds = kinds or tree()
    (found,) = explain([done], lambda host, form: Search(claims, kinds, Scope()))
    return found.verdict, found.predicted


MEDIUM = TERMS + "MediumConfidence"
UP = [says("salt - trap"), says("trap - light")]
DOWN = [says("salt + trap"), says("trap - light")]
BOTH = [*UP, says("salt + hole"), says("hole - light")]
MORE, LESS = {"light": terms.MORE}, {"light": terms.LESS}


@pytest.mark.parametrize(
    ("claims", "direction", "wanted", "expected"),
    [
        (UP, terms.UP, {}, ("explained", terms.UP)),
        (UP, terms.UP, LESS, ("explained", terms.UP)),
        (UP, terms.DOWN, MORE, ("contradicted", terms.UP)),
        (DOWN, terms.DOWN, {}, ("explained", terms.DOWN)),
        (UP, terms.PRESERVED, MORE, ("explained", terms.UP)),
        (UP, terms.PRESERVED, LESS, ("contradicted", terms.UP)),
        (UP, terms.PRESERVED, {}, ("contradicted", terms.UP)),
        (DOWN, terms.PRESERVED, MORE, ("contradicted", terms.DOWN)),
        (DOWN, terms.PRESERVED, LESS, ("explained", terms.DOWN)),
        (UP, terms.UNCHANGED, MORE, ("open", terms.UP)),
        (UP, terms.UNCHANGED, LESS, ("contradicted", terms.UP)),
        (UP, terms.UNCHANGED, {}, ("contradicted", terms.UP)),
        (BOTH, terms.UP, {}, ("mixed", "")),
        ([says("salt - trap")], terms.UP, {}, ("open", "")),
        ([], terms.UNCHANGED, MORE, ("no change", "")),
        ([says("salt - trap")], terms.UNCHANGED, {}, ("no change", "")),
        (UP, "", {}, ("no outcome", "")),
    ],
)
def test_each_verdict(
    claims: list[Statement], direction: str, wanted: dict[str, str], expected: tuple[str, str]
) -> None:
    kinds = replace(tree(), wanted=wanted)
    assert verdict(claims, result("salt", "light", direction), kinds) == expected


def explained(claims: list[Statement], direction: str) -> Explanation:
    done = result("salt", "light", direction)
    (found,) = explain([done], lambda host, form: Search(claims, tree(), Scope()))
    return found


def test_the_best_path_is_never_one_of_the_wrong_sign() -> None:
    strong = [*UP, says("salt + hole", certainty=terms.SPECULATIVE), says("hole - light")]
    for direction, through in ((terms.UP, "trap"), (terms.DOWN, "hole")):
        found = explained(strong, direction)
        assert found.best is not None
        assert found.best.kinds[1] == through
        assert found.opposed is not None
        assert found.opposed.sign != found.best.sign
    wrong = explained(UP, terms.DOWN)
    assert (wrong.verdict, wrong.best) == ("contradicted", None)
    assert wrong.opposed is not None


def test_what_the_work_of_a_treatment_tells_decides_over_what_others_say() -> None:
    mine = frozenset({"p"})
    claims = [
        says("salt - trap", works=mine, certainty=terms.SPECULATIVE),
        says("trap - light", works=mine),
        says("salt + hole", works=frozenset({"q"})),
        says("hole - light", works=frozenset({"q"})),
    ]
    found = explained(claims, terms.UP)
    assert (found.verdict, [p.kinds[1] for p in found.paths]) == ("explained", ["trap", "hole"])
    assert found.opposed is not None, "what others say is still said"
    others = [replace(claim, works=frozenset({"q"})) for claim in claims]
    assert explained(others, terms.UP).verdict == "mixed"


def test_a_path_that_has_lost_its_vote_decides_nothing() -> None:
    doubted = says("salt - trap", doubts=frozenset({("paper", terms.HIGH_CONFIDENCE)}))
    assert verdict([doubted, UP[1]], result("salt", "light", terms.UP)) == ("open", "")
    half = says("salt - trap", doubts=frozenset({("paper", MEDIUM)}))
    assert verdict([half, UP[1]], result("salt", "light", terms.UP)) == ("explained", terms.UP)


def test_a_control_is_not_explained() -> None:
    assert verdict(UP, result("salt", "light", terms.UP, role=terms.CONTROL)) == ("control", "")


def test_what_is_said_of_the_very_agent_decides_over_what_is_said_of_its_class() -> None:
    claims = [*UP, says("class + hole"), says("hole - light")]
    kinds = tree("salt<class")
    assert verdict(claims, result("salt", "light", terms.UP), kinds) == ("explained", terms.UP)
    assert verdict(claims[1:], result("salt", "light", terms.UP), kinds) == (
        "contradicted",
        terms.DOWN,
    )


def test_bottlenecks_count_what_would_be_lost() -> None:
    claims = [
        says("salt - trap", works=frozenset({"p"})),
        says("salt - hole", works=frozenset({"q"})),
        says("trap - light", works=frozenset({"p", "q"})),
        says("hole - light", works=frozenset({"q"})),
    ]
    found = explain(
        [result("salt", "light", terms.UP)], lambda host, form: Search(claims, tree(), Scope())
    )
    listed = {(b.what, b.iri): (b.chains, b.lost) for b in bottlenecks(found, frozenset({"trap"}))}
    assert listed == {
        ("kind", "trap"): (1, 0),
        ("publication", "p"): (1, 0),
        ("publication", "q"): (1, 0),
    }
    only = explain(
        [result("salt", "light", terms.UP)],
        lambda host, form: Search(claims[:1] + claims[2:3], tree(), Scope()),
    )
    assert {(b.iri, b.lost) for b in bottlenecks(only, frozenset({"trap"}))} == {
        ("trap", 1),
        ("p", 1),
    }


@pytest.fixture
def kinds() -> Kinds:
    known = tree(
        "part<vacancy<any small<salt<class host<any-host dot<film",
        supplies="salt:ion source:salt",
        forms="other:shell",
    )
    groups = {
        "salt": terms.AGENT_KIND,
        "ion": terms.ION_KIND,
        "other": terms.AGENT_KIND,
        "vacancy": terms.DEFECT_KIND,
        "any": terms.DEFECT_KIND,
        "host": terms.HOST_KIND,
        "film": terms.FORM_KIND,
    }
    return replace(known, labels={name: name for name in groups}, groups=groups)


def gaps(claims: list[Statement], kinds: Kinds, *open_problems: str, missing: str = "") -> Gaps:
    chemistry = Chemistry(
        kinds, {"ion": -1, "cation": 1}, {}, {"host": frozenset({"ion", "cation"})},
        {"vacancy": frozenset({missing or "ion"})}, {}, {},
    )  # fmt: skip
    review = frozenset({"review"})
    problems = [OpenProblem(frozenset(kinds.split()), review, review) for kinds in open_problems]
    return Gaps(claims, kinds, chemistry, problems)


HERE: dict[str, Any] = {"hosts": frozenset({"host"}), "forms": frozenset({"film"})}
REFUTED = {**HERE, "stance": terms.REFUTES}
REFUTED_ANYWHERE = {"stance": terms.REFUTES}
NOT_SHOWN = {**HERE, "stance": terms.NOT_SHOWN}


def together(agents: str) -> frozenset[frozenset[str]]:
    return frozenset({frozenset(agents.split())})


def doubt(sure: str) -> frozenset[tuple[str, str]]:
    return frozenset({("paper", sure)})


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ([("salt - vacancy", {})], "claimed exact"),
        ([("ion - vacancy", {})], "claimed by way of"),
        ([("salt - any", {})], "claimed broader"),
        ([("rich - vacancy", {"agents": frozenset({"salt"})})], "claimed exact"),
        ([("rich - vacancy", {})], "no claim"),
        ([("rich - vacancy", {"joint_agents": together("salt")})], "claimed exact"),
        ([("rich - vacancy", {"joint_agents": together("salt ion")})], "claimed by way of"),
        ([("rich - vacancy", {"joint_agents": together("salt other")})], "no claim"),
        ([("rich - vacancy", {"joint_agents": together("ion other")})], "no claim"),
        ([("ion - vacancy", {"joint_agents": together("ion other")})], "no claim"),
        ([("ion - vacancy", {"joint_agents": together("ion salt")})], "claimed by way of"),
        ([("salt - vacancy", {"doubts": doubt(terms.HIGH_CONFIDENCE)})], "no claim"),
        ([("salt - vacancy", {"doubts": doubt(MEDIUM)})], "claimed exact"),
        ([("salt - vacancy", REFUTED)], "denied exact"),
        ([("salt - vacancy", {**HERE, "stance": terms.FINDS_NONE})], "denied exact"),
        ([("salt + vacancy", {})], "denied exact"),
        ([("salt - vacancy", {}), ("salt - vacancy", REFUTED)], "disputed exact"),
        ([("salt - vacancy", NOT_SHOWN)], "declared open exact"),
        ([("salt - vacancy", {}), ("salt - vacancy", NOT_SHOWN)], "claimed exact"),
        ([("salt - vacancy", {"hosts": frozenset({"elsewhere"})})], "no claim"),
        ([("salt - vacancy", {"record_class": terms.MEASUREMENT})], "no claim"),
        ([("salt ? vacancy", {})], "no claim"),
        # Exact claims decide, else broader ones, else narrower ones; what names no host is broader.
        ([("salt - vacancy", {}), ("salt - any", REFUTED)], "claimed exact"),
        ([("salt - vacancy", REFUTED), ("salt - any", {})], "denied exact"),
        ([("salt - any", {}), ("salt - part", {})], "claimed broader"),
        ([("salt - any", REFUTED), ("salt - part", {})], "denied broader"),
        ([("salt - part", {})], "claimed narrower"),
        ([("small - vacancy", {})], "claimed narrower"),
        ([("salt - vacancy", {"hosts": frozenset()})], "claimed broader"),
        ([("salt - vacancy", {"hosts": frozenset(), **REFUTED_ANYWHERE})], "denied broader"),
        # What is denied, or not shown, of something narrower or elsewhere decides nothing.
        ([("salt - part", REFUTED)], "no claim"),
        ([("salt + part", {})], "no claim"),
        ([("salt - part", NOT_SHOWN)], "no claim"),
        ([("small - vacancy", REFUTED)], "no claim"),
        ([("salt - vacancy", {**REFUTED, "forms": frozenset({"dot"})})], "no claim"),
        ([("salt - vacancy", {**REFUTED, "hosts": frozenset({"elsewhere"})})], "no claim"),
        # What is said of a class of agents is said of none of them, and of no ion's bringers.
        ([("class - vacancy", {})], "no claim"),
        ([("source - vacancy", {})], "no claim"),
    ],
)
def test_each_state_of_a_cell(lines: list[tuple[str, dict]], state: str, kinds: Kinds) -> None:
    claims = [says(line, iri=str(n), **{**HERE, **more}) for n, (line, more) in enumerate(lines)]
    cell = gaps(claims, kinds).cell("vacancy", "salt", "host", "film")
    assert f"{cell.state} {cell.level}".strip() == state


def test_what_decides_nothing_is_told_with_its_level(kinds: Kinds) -> None:
    claims = [
        says("salt - vacancy", iri="0", **HERE),
        says("salt - any", iri="1", **REFUTED),
        says("salt - part", iri="2", **REFUTED),
        says("salt - vacancy", iri="3", **{**NOT_SHOWN, "hosts": frozenset({"elsewhere"})}),
        says("salt - vacancy", iri="4", **{**HERE, "hosts": frozenset({"elsewhere"})}),
    ]
    cell = gaps(claims, kinds).cell("vacancy", "salt", "host", "film")
    told = {claim.iri: level for claim, level in cell.others}
    assert told == {"1": "broader", "2": "narrower", "3": "elsewhere"}


APPLICATIONS = [  # what a trial applied, to which host and form
    ("salt", "host", "film", "applied, defect not named exact"),
    ("small", "host", "film", "applied, defect not named narrower"),
    ("ion", "host", "film", "applied, defect not named by way of"),
    ("source", "host", "film", "applied, defect not named brings it"),
    ("class", "host", "film", "no claim"),
    ("salt", "any-host", "film", "applied, defect not named broader"),
    ("salt", "", "", "applied, defect not named broader"),
    ("salt", "host", "dot", "applied, defect not named narrower"),
    ("salt", "elsewhere", "film", "no claim"),
    ("salt", "host", "powder", "no claim"),
]


@pytest.mark.parametrize(("agent", "host", "form", "state"), APPLICATIONS)
def test_a_treatment_whose_defect_nobody_names(
    agent: str, host: str, form: str, state: str, kinds: Kinds
) -> None:
    trial = TreatmentResult(
        "t", "", terms.TRIAL, (agent,), (agent,), host, form, "", "", frozenset({"p"})
    )
    chemistry = gaps([], kinds).chemistry
    empty, claimed = (
        Gaps(claims, kinds, chemistry, results=[trial])
        for claims in ([], [says("salt - vacancy", **HERE)])
    )
    cell = empty.cell("vacancy", "salt", "host", "film")
    assert f"{cell.state} {cell.level}".strip() == state
    assert cell.works == (frozenset({"p"}) if cell.level else frozenset())
    assert claimed.cell("vacancy", "salt", "host", "film").state == "claimed"
    control = replace(trial, role=terms.CONTROL)
    alone = Gaps([], kinds, gaps([], kinds).chemistry, results=[control])
    assert alone.cell("vacancy", "salt", "host", "film").state == "no claim"


def test_what_an_agent_forms_counts_for_it(kinds: Kinds) -> None:
    cell = gaps([says("shell - vacancy", source="s", **HERE)], kinds).cell(
        "vacancy", "other", "host", "film"
    )
    assert (cell.state, cell.works, cell.sources) == ("claimed", {"paper"}, {"s"})


def test_an_open_problem_names_a_cell_by_defect_and_host(kinds: Kinds) -> None:
    def state(*problems: str) -> str:
        return gaps([], kinds, *problems).cell("vacancy", "salt", "host", "film").state

    assert state("any host") == "declared open"
    assert state("any") == "no claim"
    assert state("host") == "no claim"


def test_a_host_without_the_species_has_no_such_gap(kinds: Kinds) -> None:
    cell = gaps([], kinds, missing="other").cell("vacancy", "salt", "host", "film")
    assert cell.state == "not meaningful"


def test_the_declared_gaps_of_the_review_come_out(review: DefectGraph) -> None:
    def state(defect: str, agent: str, host: str, form: str) -> str:
        (cell,) = review.gaps(defect=defect, agent=agent, host=host, form=form)
        return cell.state

    assert state("V_X", "K+", "CsPbI3", "nanocrystal") == "declared open"
    assert state("V_X", "KI", "MAPbI3", "polycrystalline film") == "claimed"
    assert state("V_Cl", "HBr", "CsPbBrxCl3-x", "nanocrystal") == "declared open"
    assert state("V_Cl", "CuCl2", "CsPbCl3", "nanocrystal") == "claimed"
    assert state("V_Br", "CuCl2", "CsPbCl3", "nanocrystal") == "not meaningful"
    assert state("V_Cl", "peptide", "CsPbCl3", "nanocrystal") == "no claim"


def test_the_states_of_an_audit_question(review: DefectGraph) -> None:
    """What every chemist knows was applied is not called untried."""

    def state(defect: str, agent: str) -> str:
        scope = {"host": "CsPbBr3", "form": "nanocrystal"}
        (cell,) = review.gaps(defect=defect, agent=agent, **scope)
        return f"{cell.state} {cell.level}".strip()

    assert state("V_Br", "HBr") == "claimed narrower", "of nanoplatelets"
    assert state("V_Br", "ZnX2") == "claimed narrower", "of quantum dots"
    assert state("V_Br", "X-type ligand") == "claimed broader"
    assert state("V_Br", "K+") == "declared open broader"
    for agent in ("ZnBr2", "NH4SCN", "NaSCN", "PbBr2", "CuBr2", "InBr3", "TOPO"):
        assert state("V_Br", agent) == "applied, defect not named exact"
    assert state("V_Br", "DDAB") == "applied, defect not named broader", "of CsPbX3"
    assert state("V_Br", "NH4Br") == "applied, defect not named exact", "with PbO, not alone"
    assert state("V_Br", "IDA") == "no claim"


def test_old_names_of_states_answer_with_the_new_ones(review: DefectGraph) -> None:
    asked = {"defect": "V_Br", "host": "CsPbBr3"}
    with pytest.warns(DeprecationWarning, match="'supported' is now: claimed"):
        old = review.gaps(state="supported", **asked)
    assert old == review.gaps(state="claimed", **asked)
    assert old
    with pytest.warns(DeprecationWarning, match="is now: applied, defect not named; no claim"):
        assert {cell.state for cell in review.gaps(state="never tried", **asked)} == {
            "applied, defect not named",
            "no claim",
        }
    with pytest.warns(DeprecationWarning, match="cells is now gaps"):
        assert review.cells(**asked) == review.gaps(**asked)
    with pytest.raises(QueryError, match="no state 'tried'; there is 'claimed', 'denied'"):
        review.gaps(state="tried")


def test_the_default_field_is_classes_and_hosts_with_an_outcome(review: DefectGraph) -> None:
    cells = review.gaps()
    assert {cell.state for cell in cells} <= set(STATES)
    label = review.names.label
    agents = {label(cell.agent) for cell in cells}
    assert {"metal halide", "ligand", "isovalent dopant ion"} <= agents
    assert "ZnBr2" not in agents
    defects = {label(cell.defect) for cell in cells}
    assert "halide vacancy" in defects
    assert "caesium vacancy" not in defects, "no claim names it"
    assert {label(cell.form) for cell in cells} == {"nanocrystal", "thin film"}
    assert len(cells) == len({cell[:4] for cell in cells})


def test_no_outcome_is_ever_used(graph: DefectGraph) -> None:
    for found in graph.explain():
        for path in found.paths:
            assert {step.kind for step in path.steps} <= {
                "claim", "generalised", "borrowed", "supplies", "forms", "definition",
            }  # fmt: skip


def test_every_treatment_is_explained_once_for_each_outcome(graph: DefectGraph) -> None:
    rows = graph.explain()
    keys = [(e.result.iri, e.result.observable, e.result.direction) for e in rows]
    assert len(keys) == len(set(keys))
    assert {key[0] for key in keys} == {
        row["t"] for row in graph.query("SELECT ?t WHERE { ?t a dkg:Treatment }").dicts()
    }
