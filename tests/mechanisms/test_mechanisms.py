"""Path search on hand-drawn networks with known answers, and properties of any answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defectkg.errors import QueryError
from defectkg.graph import DefectGraph
from defectkg.mechanisms.paths import PathAnswer, Scope, Step
from defectkg.mechanisms.search import Search
from defectkg.model import terms
from defectkg.model.claims import Kinds, Statement
from defectkg.rdf.prefixes import local_name
from helpers import says, tree


def find_paths(
    claims: Iterable[Statement],
    kinds: Kinds,
    start: str,
    end: str,
    scope: Scope,
    *,
    count: int | None = None,
    every: bool = False,
) -> PathAnswer:
    """Search for one pair alone."""
    return Search(claims, kinds, scope).answer(start, end, count, every=every)


def drawn(answer: PathAnswer) -> list[str]:
    """Draw each path as ``sign: a>b>c (kinds of steps)``."""
    lines = []
    for path in answer.paths:
        nodes = ">".join([path.steps[0].start, *(step.effect for step in path.steps)])
        lines.append(f"{path.sign} {nodes} {'/'.join(step.kind for step in path.steps)}")
    return lines


def search(
    claims: list[Statement], kinds: Kinds, start: str, end: str, **scope: object
) -> PathAnswer:
    return find_paths(claims, kinds, start, end, Scope(**scope), every=True)


def groups(kinds: Kinds, **of: str) -> Kinds:
    """The kinds with these groups: ``groups(tree(), DEFECT_KIND="hole trap")``."""
    found = {kind: getattr(terms, group) for group, some in of.items() for kind in some.split()}
    return replace(kinds, groups=found)


def test_sign_is_the_product_of_the_relations() -> None:
    claims = [says("salt - vacancy"), says("vacancy + trap"), says("trap - light")]
    answer = search(claims, tree(), "salt", "light")
    assert drawn(answer) == ["+ salt>vacancy>trap>light claim/claim/claim"]


def test_alters_is_never_on_a_path() -> None:
    answer = search([says("a ? b"), says("b + c")], tree(), "a", "c")
    assert (answer.paths, answer.reason) == ((), "no claim")


@pytest.mark.parametrize("stance", [terms.REFUTES, terms.FINDS_NONE, terms.NOT_SHOWN])
def test_only_what_the_source_holds_true_is_a_step(stance: str) -> None:
    assert search([says("a + b", stance=stance)], tree(), "a", "b").reason == "no claim"
    assert search([says("a + b", stance=terms.PARTLY_SUPPORTS)], tree(), "a", "b").reason is None


def test_a_joint_may_step_up_and_never_down() -> None:
    up = [says("salt - narrow"), says("broad + trap")]
    assert drawn(search(up, tree("narrow<broad"), "salt", "trap")) == [
        "- salt>narrow>trap claim/generalised"
    ]
    down = [says("salt - broad"), says("narrow + trap")]
    assert search(down, tree("narrow<broad"), "salt", "trap").reason == "no claim"


def test_a_root_is_used_only_by_a_path_that_stands_on_it() -> None:
    claims = [says("salt - narrow"), says("root + trap"), says("acid - root")]
    kinds = tree("narrow<root", roots="root")
    assert search(claims, kinds, "salt", "trap").reason == "no claim"
    assert drawn(search(claims, kinds, "acid", "trap")) == ["- acid>root>trap claim/claim"]


def test_the_end_is_reached_by_a_claim_on_a_kind_above_it_but_no_root() -> None:
    claims = [says("trap - performance"), says("trap + all")]
    kinds = tree("efficiency<performance<all", roots="all")
    answer = search(claims, kinds, "trap", "efficiency")
    assert [path.steps[-1].effect for path in answer.paths] == ["performance"]
    assert answer.paths[0].sign == "-"
    assert search(claims, kinds, "trap", "all").paths[0].sign == "+"


def test_the_specific_strikes_out_the_general() -> None:
    general, refuted = says("dopant + deep"), says("cerium + trap", stance=terms.REFUTES)
    kinds = tree("cerium<dopant bismuth<dopant deep<trap")
    answer = search([general, refuted], kinds, "cerium", "deep")
    assert answer.reason == "only contradicted"
    assert [s.iri for step in answer.overridden for s in step.against] == ["cerium + trap"]
    assert drawn(search([general, refuted], kinds, "bismuth", "deep")) == [
        "+ bismuth>deep generalised"
    ]


def test_a_claim_of_opposite_sign_on_the_narrower_cause_strikes_out_too() -> None:
    claims = [says("dopant + deep"), says("cerium - deep")]
    answer = search(claims, tree("cerium<dopant"), "cerium", "deep")
    assert drawn(answer) == ["- cerium>deep claim"]
    assert len(answer.overridden) == 1


def test_a_refutation_of_a_narrower_effect_strikes_nothing_out() -> None:
    claims = [says("dopant + trap"), says("cerium + deep", stance=terms.REFUTES)]
    answer = search(claims, tree("cerium<dopant deep<trap"), "cerium", "trap")
    assert drawn(answer) == ["+ cerium>trap generalised"]


def test_other_hosts_are_borrowed_unless_the_asked_one_speaks_against() -> None:
    there = says("salt - vacancy", hosts=frozenset({"bromide"}))
    kinds = tree("bromide<any chloride<any")
    assert drawn(search([there], kinds, "salt", "vacancy", host="chloride")) == [
        "- salt>vacancy borrowed"
    ]
    assert drawn(search([there], kinds, "salt", "vacancy", host="bromide")) == [
        "- salt>vacancy claim"
    ]
    assert drawn(search([there], kinds, "salt", "vacancy")) == ["- salt>vacancy claim"]
    here = says("salt - vacancy", stance=terms.FINDS_NONE, hosts=frozenset({"chloride"}))
    answer = search([there, here], kinds, "salt", "vacancy", host="chloride")
    assert answer.reason == "only contradicted"


def test_a_claim_about_a_broader_host_or_none_is_in_scope() -> None:
    kinds = tree("bromide<any")
    for hosts in (frozenset({"any"}), frozenset[str]()):
        claims = [says("salt - vacancy", hosts=hosts)]
        answer = search(claims, kinds, "salt", "vacancy", host="bromide")
        assert drawn(answer) == ["- salt>vacancy claim"]


def test_a_strict_search_leaves_out_what_does_not_say_its_host_when_one_is_asked() -> None:
    kinds = tree("bromide<any")
    broad, unsaid = says("salt - vacancy", hosts=frozenset({"any"})), says("salt - vacancy")
    assert search([broad], kinds, "salt", "vacancy", host="bromide", strict=True).paths
    assert search([unsaid], kinds, "salt", "vacancy", strict=True).paths
    answer = search([unsaid], kinds, "salt", "vacancy", host="bromide", strict=True)
    assert answer.reason == "only by borrowing"
    by_words = says("salt - vacancy", record_class=terms.DEFINITION)
    assert search([by_words], kinds, "salt", "vacancy", host="bromide", strict=True).paths


def test_form_is_scope_as_host_is() -> None:
    film = says("salt - vacancy", forms=frozenset({"film"}))
    answer = search([film], tree(), "salt", "vacancy", form="crystal")
    assert drawn(answer) == ["- salt>vacancy borrowed"]
    assert search([film], tree(), "salt", "vacancy", form="crystal", strict=True).reason == (
        "only by borrowing"
    )


def test_supplied_species_only_at_the_start_and_without_a_vote() -> None:
    claims = [says("ion - vacancy"), says("acid + salt")]
    kinds = tree(supplies="salt:ion")
    answer = search(claims, kinds, "salt", "vacancy")
    assert drawn(answer) == ["- salt>ion>vacancy supplies/claim"]
    assert answer.paths[0].publications == 1
    assert answer.paths[0].belief == pytest.approx(0.9 * 0.8)  # stated, no method named
    assert search(claims, kinds, "acid", "vacancy").reason == "no claim"


def test_what_an_agent_turns_into_only_at_the_start_and_without_a_vote() -> None:
    claims = [says("shell - vacancy"), says("acid + salt"), says("ion + trap")]
    kinds = tree(forms="salt:shell shell:ion", supplies="shell:ion")
    answer = search(claims, kinds, "salt", "vacancy")
    assert drawn(answer) == ["- salt>shell>vacancy forms/claim"]
    assert answer.paths[0].steps[0].relation == terms.FORMS
    assert answer.paths[0].publications == 1
    assert search(claims, kinds, "acid", "vacancy").reason == "no claim"
    assert search(claims, kinds, "salt", "trap").reason == "no claim"
    open_still = [*claims, says("shell - trap", stance=terms.NOT_SHOWN)]
    found = search(open_still, kinds, "salt", "vacancy").declared_open
    assert [s.iri for s in found] == ["shell - trap"]


def test_what_has_lost_its_vote_comes_last_and_counts_no_publication() -> None:
    lost = frozenset({("paper", terms.HIGH_CONFIDENCE)})
    claims = [
        says("salt - trap", doubts=lost),
        says("salt - strain", hosts=frozenset({"elsewhere"})),
        says("strain + trap", hosts=frozenset({"elsewhere"})),
    ]
    for count in (None, 1, 2):
        answer = find_paths(
            claims, tree(), "salt", "trap", Scope(host="here"), count=count, every=True
        )
        assert drawn(answer)[0] == "- salt>strain>trap borrowed/borrowed"
    assert [(path.belief, path.publications) for path in answer.paths[1:]] == [(0, 0)]


def test_what_has_lost_its_only_vote_strikes_nothing_out() -> None:
    no = says("cerium + deep", stance=terms.REFUTES)
    doubted = replace(no, doubts=frozenset({("paper", terms.HIGH_CONFIDENCE)}))
    kinds = tree("cerium<dopant")
    assert search([says("dopant + deep"), no], kinds, "cerium", "deep").paths == ()
    assert drawn(search([says("dopant + deep"), doubted], kinds, "cerium", "deep")) == [
        "+ cerium>deep generalised"
    ]


def test_rival_accounts_never_share_a_path() -> None:
    claims = [says("salt + layer", account="one"), says("layer - vacancy", account="two")]
    assert search(claims, tree(rivals="one|two"), "salt", "vacancy").paths == ()
    assert search(claims, tree(), "salt", "vacancy").paths
    both = [*claims, says("layer - vacancy", account="one", iri="again")]
    answer = search(both, tree(rivals="one|two"), "salt", "vacancy")
    assert [s.iri for s in answer.paths[0].steps[1].statements] == ["again"]


def test_definitions_have_no_vote_and_can_be_left_out() -> None:
    claims = [
        says("trap + dark"),
        says("dark - light", record_class=terms.DEFINITION, works=frozenset()),
    ]
    answer = search(claims, tree(), "trap", "light")
    assert drawn(answer) == ["- trap>dark>light claim/definition"]
    assert answer.paths[0].publications == 1
    assert answer.paths[0].weakest == answer.paths[0].steps[0]
    assert search(claims, tree(), "trap", "light", definitions=False).reason == "no claim"


def test_support_counts_publications_once_at_the_weakest_step() -> None:
    claims = [
        says("a + b", iri="1", works=frozenset({"p", "q"})),
        says("a + b", iri="2", works=frozenset({"q"})),
        says("b + c", works=frozenset({"p"})),
    ]
    assert search(claims, tree(), "a", "b").paths[0].publications == 2
    assert search(claims, tree(), "a", "c").paths[0].publications == 1


def test_contrary_claims_stay_with_a_direct_step() -> None:
    claims = [says("a + b"), says("a + b", iri="no", stance=terms.REFUTES)]
    answer = search(claims, tree(), "a", "b")
    assert [s.iri for s in answer.paths[0].steps[0].against] == ["no"]


def test_too_long_is_said() -> None:
    claims = [says("a + b"), says("b + c"), says("c + d")]
    assert search(claims, tree(), "a", "d", max_length=2).reason == "too long"
    assert search(claims, tree(), "a", "d", max_length=3).reason is None


def test_best_first() -> None:
    claims = [
        says("a + b", hosts=frozenset({"other"})),
        says("b + z"),
        says("a + c"),
        says("c + d"),
        says("d + z"),
        says("a + e", works=frozenset({"p", "q"})),
        says("e + f", works=frozenset({"p", "q"})),
        says("f + z", works=frozenset({"p", "q"})),
    ]
    answer = search(claims, tree(), "a", "z", host="mine")
    assert [p.steps[0].effect for p in answer.paths] == ["e", "c", "b"]


NODES = "abcdef"
CLAIMS = st.lists(
    st.builds(
        lambda cause, sign, effect, stance, host: says(
            f"{cause} {sign} {effect}", stance=stance, hosts=host
        ),
        st.sampled_from(NODES),
        st.sampled_from("+-?"),
        st.sampled_from(NODES),
        st.sampled_from(
            [
                terms.SUPPORTS,
                terms.SUPPORTS,
                terms.PARTLY_SUPPORTS,
                terms.REFUTES,
                terms.FINDS_NONE,
                terms.NOT_SHOWN,
            ]
        ),
        st.sampled_from([frozenset(), frozenset({"h"}), frozenset({"g"})]),
    ).filter(lambda s: s.cause != s.effect),
    max_size=14,
)
KINDS = st.sampled_from(
    [tree(), tree("a<b c<d"), tree("a<c<f", roots="f"), tree("b<e", supplies="a:c a:d")]
)


@settings(max_examples=300, deadline=None)
@given(CLAIMS, KINDS, st.sampled_from(["", "h"]))
def test_properties_of_every_path(claims: list[Statement], kinds: Kinds, host: str) -> None:
    answer = find_paths(claims, kinds, "a", "e", Scope(host=host), every=True)
    assert (answer.reason is None) == bool(answer.paths)
    for path in answer.paths:
        steps = path.steps
        assert steps[0].start == "a"
        assert kinds.covers(steps[-1].effect, "e") or kinds.covers("e", steps[-1].effect)
        assert (path.end_level == "exact") == (steps[-1].effect == "e")
        assert all(kinds.covers(s.cause, s.start) for s in steps)
        assert all(one.effect == two.start for one, two in pairwise(steps))
        effects = ["a", *(step.effect for step in steps)]
        assert len(effects) == len(set(effects))
        assert all(step.statements or step.kind == "supplies" for step in steps)
        assert all(s.holds_true for step in steps for s in step.statements)
        negative = sum(step.polarity == "-" for step in steps)
        assert path.sign == ("-" if negative % 2 else "+")
        assert not any(step.cause in kinds.roots and step.cause != step.start for step in steps)


@settings(max_examples=300, deadline=None)
@given(CLAIMS, KINDS)
def test_strict_paths_are_among_the_default_ones(claims: list[Statement], kinds: Kinds) -> None:
    strict = find_paths(claims, kinds, "a", "e", Scope(host="h", strict=True), every=True)
    default = find_paths(claims, kinds, "a", "e", Scope(host="h"), every=True)
    assert set(drawn(strict)) <= set(drawn(default))
    assert not any(path.discounts for path in strict.paths)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_best_paths_are_the_head_of_all_paths(data: st.DataObject) -> None:
    """The best-first search, asked for a few, gives what sorting all of them gives."""
    node = st.sampled_from("abcde")
    claims = [
        says(
            f"{data.draw(node)} {data.draw(st.sampled_from('+-'))} {data.draw(node)}",
            iri=str(number),
            certainty=data.draw(st.sampled_from([terms.STATED, terms.PROPOSED, terms.SPECULATIVE])),
            works=frozenset({data.draw(st.sampled_from(["p", "q", "r"]))}),
        )
        for number in range(data.draw(st.integers(1, 12)))
    ]
    claims = [claim for claim in claims if claim.cause != claim.effect]
    kinds = groups(tree(), DEFECT_KIND="b", ELECTRONIC_FEATURE_KIND="c")
    for every in (True, False):
        found = find_paths(claims, kinds, "a", "e", Scope(), every=every).paths
        for count in (1, 3):
            best = find_paths(claims, kinds, "a", "e", Scope(), count=count, every=every).paths
            assert best == found[:count]


def test_what_is_said_of_the_very_thing_comes_before_better_supported_general_claims() -> None:
    claims = [
        says("salt + rich", certainty=terms.SPECULATIVE),
        says("rich - vacancy"),
        says("class - vacancy", works=frozenset({"p", "q", "r"})),
    ]
    answer = search(claims, tree("salt<class"), "salt", "vacancy")
    assert [path.discounts for path in answer.paths] == [0, 1]
    assert answer.paths[0].score < answer.paths[1].score


def test_what_one_work_tells_comes_before_what_is_joined_from_several() -> None:
    p, q = frozenset({"p"}), frozenset({"q"})
    claims = [
        says("a + strong", works=q),
        says("strong + z", works=p),
        says("a + told", works=p, certainty=terms.PROPOSED),
        says("told + z", works=p),
    ]
    told, joined = search(claims, tree(), "a", "z").paths
    assert [path.kinds[1] for path in (told, joined)] == ["told", "strong"]
    assert (told.completeness, told.studies, told.told_by) == ("asserted", 1, p)
    assert (joined.completeness, joined.studies, joined.told_by) == ("stitched", 2, frozenset())
    assert joined.score == pytest.approx(0.72 * 0.72 * 0.5)
    elsewhere = [replace(claim, hosts=frozenset({"other"})) for claim in claims]
    found = search(elsewhere, tree(), "a", "z", host="mine").paths
    assert {path.completeness for path in found} == {"borrowed"}
    assert [path.studies for path in found] == [1, 2]


def test_what_one_work_tells_is_found_among_many_well_founded_chains(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layers = [["a"], *([f"{layer}{n}" for n in range(4)] for layer in "klm"), ["z"]]
    links = [f"{a} + {b}" for some, others in pairwise(layers) for a in some for b in others]
    works = {link: frozenset(f"{link} {n}" for n in range(3)) for link in links}
    works |= dict.fromkeys(("a + told", "told + z"), frozenset({"p"}))
    claims = [says(link, works=behind) for link, behind in works.items()]
    monkeypatch.setattr("defectkg.mechanisms.finder.MOST_TRIED", 60)  # of 64 that are joined
    answer = find_paths(claims, tree(), "a", "z", Scope(), count=2)
    assert [path.completeness for path in answer.paths] == ["asserted", "stitched"]
    assert answer.paths[0].belief < answer.paths[1].belief


def test_what_holds_by_definition_takes_no_study() -> None:
    link = says("dark - light", record_class=terms.DEFINITION, works=frozenset())
    (path,) = search([link], tree(), "dark", "light").paths
    assert (path.completeness, path.studies, path.joining) == ("asserted", 0, 1)


def test_an_observable_is_a_joint_by_definition_only() -> None:
    kinds = groups(tree(), OBSERVABLE_KIND="life light yield")
    claims = [says("salt + life"), says("life + light"), says("salt + yield")]
    assert search(claims, kinds, "salt", "light").reason == "no claim"
    assert search(claims, kinds, "life", "light").paths, "asked for, it may be where a path starts"
    by_words = says("yield + light", record_class=terms.DEFINITION, works=frozenset())
    assert drawn(search([*claims, by_words], kinds, "salt", "light")) == [
        "+ salt>yield>light claim/definition"
    ]


def test_a_definition_of_a_root_holds_for_what_is_below_it() -> None:
    by_words = says("root + count", record_class=terms.DEFINITION, works=frozenset())
    kinds = tree("hole<root", roots="root")
    assert drawn(search([says("salt - hole"), by_words], kinds, "salt", "count")) == [
        "- salt>hole>count claim/definition"
    ]


def test_a_dopant_on_its_site_adds_to_no_harm_by_definition() -> None:
    site = terms.SUBSTITUTIONAL_IMPURITY
    by_words = says("root + count", record_class=terms.DEFINITION, works=frozenset())
    kinds = tree(f"dopant<{site}<root", roots="root")
    assert search([says("salt + dopant"), by_words], kinds, "salt", "count").reason == "no claim"


def test_no_path_says_what_narrower_kinds_reach_the_end() -> None:
    claims = [says("salt - hole"), says("salt + other"), says("acid - broad")]
    kinds = tree("hole<broad salt<class acid<class")
    assert search(claims, kinds, "acid", "broad").narrower == ()
    found = search(claims, kinds, "class", "hole").narrower
    assert [(k.start, k.end, k.below) for k in found] == [
        ("acid", "hole", True),
        ("salt", "hole", True),
    ]
    assert [k.path.sign for k in found if k.path] == ["-", "-"]


def test_a_denied_member_is_named_as_such_and_comes_last() -> None:
    claims = [says("salt + hole"), says("acid + hole", stance=terms.REFUTES)]
    found = search(claims, tree("salt<class acid<class"), "class", "hole").narrower
    assert [(k.start, bool(k.path), k.denied) for k in found] == [
        ("salt", True, ()),
        ("acid", False, (claims[1],)),
    ]


def test_what_several_did_together_is_pointed_at() -> None:
    """Caesium and bromide together change a lattice; nothing is said of bromide alone."""
    both = frozenset({frozenset({"caesium", "bromide"})})
    claims = [says("mixing + barrier", joint_agents=both)]
    claims += [says("barrier - hole", joint_agents=both)]
    answer = search(claims, tree(), "bromide", "hole")
    assert answer.paths == ()
    assert [(k.start, k.below) for k in answer.narrower] == [("mixing", False)]


def test_a_kind_below_the_end_answers_and_is_not_hidden_by_a_joined_path() -> None:
    p, q = frozenset({"p"}), frozenset({"q"})
    told = [says("salt - hole", works=p)]
    joined = [says("salt - strain", works=p), says("strain + broad", works=q)]
    kinds = tree("hole<broad")
    (only,) = search(told, kinds, "salt", "broad").paths
    assert (only.kinds[-1], only.end_level, only.ending) == ("hole", "narrower", 0.9)
    answer = search([*joined, *told], kinds, "salt", "broad")
    assert [path.end_level for path in answer.paths] == ["narrower", "exact"]
    exact = says("salt - broad", works=p)
    assert search([*told, exact], kinds, "salt", "broad").paths[0].end_level == "exact"
    assert Search(told, kinds, Scope()).best("salt", "broad") == [], "of no use to explain"


def test_a_path_ends_on_the_first_kind_below_the_end_that_it_meets() -> None:
    claims = [says("salt - hole"), says("hole + trap")]
    answer = search(claims, tree("hole<state trap<state"), "salt", "state")
    assert [path.kinds[-1] for path in answer.paths] == ["hole"]


@pytest.mark.parametrize(
    ("start", "end", "scope"),
    [
        ("partial substitution", "vacancy", {"host": "FAPbI3"}),
        ("partial substitution", "podo:PointDefect", {}),
        ("defect formation energy", "vacancy", {"form": "polycrystalline film"}),
    ],
)
def test_a_complex_of_vacancies_answers_for_vacancies(
    review: DefectGraph, start: str, end: str, scope: dict[str, str]
) -> None:
    answer = review.paths(start, end, **scope)
    assert ("V_PbI2", "narrower") in {
        (local_name(path.kinds[-1]), path.end_level) for path in answer.paths
    }
    assert review.paths("partial substitution", "halide vacancy", host="FAPbI3").paths == ()


@pytest.mark.parametrize(
    "scope", [{}, {"host": "FAPbI3"}, {"host": "CsPbBr3", "form": "nanocrystal"}]
)
def test_a_class_as_end_is_answered_by_what_is_told_of_a_narrower_one(
    review: DefectGraph, scope: dict[str, str]
) -> None:
    """Of vacancies, traps, stability, performance and every other kind with kinds below it."""
    kinds, search = review.kinds, review.search(**scope)
    ends = kinds.of_group(*terms.LAYERS)
    below = {end: {k for k in ends if k != end and kinds.answers_for(end, k)} for end in ends}
    classes = {end: narrower for end, narrower in below.items() if narrower}
    assert {"Vacancy", "V_X", "TrapState", "Stability"} <= set(map(local_name, classes))
    asked = 0
    for start in sorted({s.cause for s in review.statements}):
        reached = search.reachable(start)
        for end, narrower in classes.items():
            told = (k for k in narrower & reached if k != start and search.best(start, k, 1))
            if end != start and not kinds.covers(end, start) and next(told, None):
                asked += 1
                assert search.answer(start, end, 1).paths or search.denials(start, end)
    assert asked > 400


@pytest.mark.parametrize(
    ("start", "end", "summed_up"),
    [
        ("Bi3+", "PL intensity", "PLQuenching"),
        ("deep trap state", "PL intensity", "PLQuenching"),
        ("undercoordinated lead", "PL intensity", "PLQuenching"),
    ],
)
def test_what_an_observable_sums_up_is_no_end_for_it(
    review: DefectGraph, start: str, end: str, summed_up: str
) -> None:
    """More quenching is no more light, though both are asked together."""
    paths = review.paths(start, end).paths
    assert {path.sign for path in paths} == {"-"}
    assert summed_up not in {local_name(path.kinds[-1]) for path in paths}


def test_what_is_said_of_a_class_elsewhere_stands_beside_nothing_said_of_the_start() -> None:
    there = frozenset({"there"})
    claims = [
        says("salt - trap", works=frozenset({"p"}), hosts=there),
        says("class - strain", works=frozenset({"q"}), hosts=there),
        says("strain + trap", works=frozenset({"q"}), hosts=there),
    ]
    kinds = tree("salt<class other<class")
    scope = Scope(host="here")
    assert drawn(find_paths(claims, kinds, "salt", "trap", scope)) == ["- salt>trap borrowed"]
    assert len(find_paths(claims, kinds, "salt", "trap", scope, every=True).paths) == 2
    (of_class,) = find_paths(claims, kinds, "other", "trap", scope).paths
    assert not of_class.own, "where nothing is said of the start"
    among = [*(replace(s, hosts=frozenset()) for s in claims[1:])]
    among += [says("class - hole", hosts=there), says("hole + trap", hosts=there)]
    assert drawn(find_paths(among, kinds, "other", "trap", scope)) == [
        "- other>strain>trap generalised/claim"
    ]
    here = [replace(s, hosts=frozenset({"here"})) for s in claims]
    assert len(find_paths(here, kinds, "salt", "trap", scope).paths) == 2


def test_what_is_said_of_the_start_elsewhere_comes_before_what_is_said_of_its_class(
    review: DefectGraph,
) -> None:
    """A trivalent ion may make traps, but of this one another host is told that it passivates."""
    there = frozenset({"there"})
    claims = [says("class + trap", works=frozenset({"p"}))]
    claims += [says("salt - hole", works=frozenset({"q"}), hosts=there), says("hole + trap")]
    kinds, scope = tree("salt<class other<class"), Scope(host="here")
    assert drawn(find_paths(claims, kinds, "salt", "trap", scope)) == [
        "- salt>hole>trap borrowed/claim"
    ]
    assert drawn(find_paths(claims, kinds, "other", "trap", scope)) == ["+ other>trap generalised"]
    (in_suggestions,) = Search(claims, kinds, scope).best("salt", "trap")
    assert in_suggestions.sign == "+", "whose method is fixed"
    for start, host, sign in (("Y3+", "CsPbI3", "+"), ("Bi3+", "CsPbCl3", "-")):
        for path in review.paths(start, "PLQY", host=host, form="nanocrystal").paths:
            assert (path.sign, path.own, path.completeness) == (sign, True, "borrowed")


def test_no_path_comes_round_to_that_by_way_of_which_a_step_happens(review: DefectGraph) -> None:
    """Acid completes units, and so leaves fewer holes: fewer holes do not complete units."""
    completing = frozenset({"completing"})
    claims = [
        says("acid - hole", mechanisms=completing),
        says("acid + order"),
        says("order + unit", mechanisms=completing),
        says("hole - unit"),
        says("unit + light"),
    ]
    found = search(claims, tree(), "acid", "light", max_length=8)
    assert drawn(found) == ["+ acid>order>unit>light claim/claim/claim"]
    of_another = replace(claims[2], works=frozenset({"q"}))
    assert len(search([*claims[:2], of_another, *claims[3:]], tree(), "acid", "light").paths) == 2
    by_no_name = [replace(s, mechanisms=frozenset()) for s in claims]
    assert len(search(by_no_name, tree(), "acid", "light").paths) == 2
    for end in ("PLQY", "EQE", "PL intensity"):
        first = review.paths("HBr", end, host="CsPbBr3", form="nanoplatelet", count=1).paths[0]
        assert [local_name(kind) for kind in first.kinds[1:4]] == [
            "BromideRich",
            "IonicEquilibrium",
            "CompleteOctahedra",
        ]


def test_nothing_is_borrowed_where_something_is_said_of_the_asked_material() -> None:
    there = frozenset({"there"})
    claims = [
        says("salt - strain", hosts=there, works=frozenset({"p", "q"})),
        says("strain + hole", hosts=there, works=frozenset({"p", "q"})),
        says("salt - hole", certainty=terms.SPECULATIVE),
    ]
    scope = Scope(host="here")
    answer = find_paths(claims, tree(), "salt", "hole", scope)
    assert drawn(answer) == ["- salt>hole claim"]
    assert len(find_paths(claims, tree(), "salt", "hole", scope, every=True).paths) == 2
    assert drawn(find_paths(claims[:2], tree(), "salt", "hole", scope)) == [
        "- salt>strain>hole borrowed/borrowed"
    ]


def test_where_only_the_form_differs_a_step_says_so() -> None:
    film = says("salt - hole", hosts=frozenset({"here"}), forms=frozenset({"film"}))
    other = replace(film, hosts=frozenset({"there"}), effect="trap")
    scope = {"host": "here", "form": "crystal"}
    assert search([film], tree(), "salt", "hole", **scope).paths[0].steps[0].only_form
    assert not search([other], tree(), "salt", "trap", **scope).paths[0].steps[0].only_form


def test_why_a_dopant_brings_no_traps_is_no_fall_of_traps() -> None:
    claims = [
        says("cerium + trap", stance=terms.REFUTES),
        says("cerium + fit"),
        says("fit - trap"),
        says("trap - light"),
    ]
    answer = search(claims, tree(), "cerium", "trap")
    assert answer.paths == ()
    assert [s.iri for s in answer.denied] == ["cerium + trap"]
    assert [path.kinds for path in answer.reasons] == [("cerium", "fit", "trap")]
    assert search(claims, tree(), "cerium", "light").paths == ()
    other = [replace(claim, works=frozenset({"q"})) for claim in claims[1:]]
    assert search([claims[0], *other], tree(), "cerium", "light").paths, "what others say stands"
    assert search(claims[1:], tree(), "cerium", "trap").paths, "without a denial it is a fall"
    kinds = groups(tree(), DEFECT_KIND="fit")
    assert search(claims, kinds, "cerium", "light").paths, "so it is through a defect that goes"


def test_beside_a_denial_of_the_very_link_stands_only_what_one_work_tells() -> None:
    p, q = frozenset({"p"}), frozenset({"q"})
    no = says("salt + deep", stance=terms.REFUTES, works=p)
    joined = [says("salt - bond", works=p), says("bond + deep", works=q)]
    answer = find_paths([no, *joined], tree(), "salt", "deep", Scope())
    assert (answer.paths, answer.reason, answer.denied) == ((), "denied", (no,))
    told = says("salt - deep", works=q)
    assert drawn(find_paths([no, *joined, told], tree(), "salt", "deep", Scope())) == [
        "- salt>deep claim"
    ]
    narrower = replace(no, effect="deepest")
    found = find_paths([narrower, *joined], tree("deepest<deep"), "salt", "deep", Scope())
    assert found.paths
    assert found.denied == (narrower,)


KEPT = frozenset({terms.PRESERVED})


def test_what_is_only_kept_is_no_rise() -> None:
    p, q = frozenset({"p"}), frozenset({"q"})
    claims = [
        says("amine - flaw", works=p),
        says("flaw - light", works=p, outcomes=KEPT),
        says("salt - flaw", works=q),
        says("light + bright", record_class=terms.DEFINITION, works=frozenset()),
    ]
    (kept,) = search(claims, tree(), "amine", "light").paths
    assert (kept.kept, kept.told_by) == (True, p)
    assert search(claims, tree(), "salt", "light").paths == (), "another work joins nothing to it"
    assert search(claims, tree(), "amine", "bright").paths == ()
    risen = [*claims, says("flaw - light", iri="risen", works=q)]
    (path,) = search(risen, tree(), "salt", "light").paths
    assert [s.iri for s in path.steps[-1].statements] == ["risen"]
    both = find_paths(risen, groups(tree(), DEFECT_KIND="flaw"), "amine", "light", Scope())
    assert [path.kept for path in both.paths] == [True]


def test_what_is_joined_against_what_a_study_tells_is_left_out() -> None:
    p, q = frozenset({"p"}), frozenset({"q"})
    claims = [
        says("ligand + barrier", works=p),
        says("barrier - flow", works=p),
        says("ligand - flaw", works=p),
        says("flaw - flow", works=q),
    ]
    answer = find_paths(claims, tree(), "ligand", "flow", Scope())
    assert drawn(answer) == ["- ligand>barrier>flow claim/claim"]
    assert answer.folded
    assert len(search(claims, tree(), "ligand", "flow").paths) == 2
    own = replace(claims[3], works=p)
    assert len(find_paths([*claims[:3], own], tree(), "ligand", "flow", Scope()).paths) == 2


def test_what_is_said_of_a_class_is_joined_to_a_member() -> None:
    claims = [says("class - flaw"), says("flaw - light")]
    (path,) = search(claims, tree("salt<class"), "salt", "light").paths
    assert (path.completeness, path.joining) == ("stitched", 0.5)
    treated = [replace(claims[0], agents=frozenset({"salt"})), claims[1]]
    assert search(treated, tree("salt<class"), "salt", "light").paths[0].completeness == "asserted"


def test_an_ion_as_a_dopant_is_no_answer_for_a_salt_that_never_doped() -> None:
    doping, other = frozenset({terms.DOPING}), frozenset({"compensation"})
    ion = says("ion + contraction", strategies=doping)
    kinds = tree(supplies="salt:ion")
    washed = says("salt - flaw", agents=frozenset({"salt"}), strategies=other)
    doped = replace(washed, strategies=doping)
    answer = search([ion, washed], kinds, "salt", "contraction")
    assert answer.paths == ()
    assert [k.start for k in answer.narrower] == ["ion"], "pointed at"
    for beside in ([doped], []):
        assert search([ion, *beside], kinds, "salt", "contraction").paths
    halide = replace(ion, strategies=other)
    assert search([halide, washed], kinds, "salt", "contraction").paths


def test_a_named_mechanism_comes_before_bare_passivation() -> None:
    claims = [
        says("salt - flaw", mechanisms=frozenset({terms.PASSIVATION})),
        says("salt + layer", certainty=terms.SPECULATIVE),
        says("layer - flaw", certainty=terms.SPECULATIVE),
    ]
    answer = search(claims, tree(), "salt", "flaw")
    assert [path.bare for path in answer.paths] == [0, 1]
    unnamed = [replace(claims[0], mechanisms=frozenset()), *claims[1:]]
    assert search(unnamed, tree(), "salt", "flaw").paths[0].kinds == ("salt", "flaw")


def test_charge_transport_leads_on_in_the_words_of_one_work() -> None:
    p, q = frozenset({"p"}), frozenset({"q"})
    flow = terms.CHARGE_TRANSPORT
    claims = [says(f"salt + {flow}", works=p), says(f"{flow} + diode", works=p)]
    kinds = groups(tree(), OBSERVABLE_KIND=f"{flow} diode light")
    assert search(claims, kinds, "salt", "diode").paths[0].kinds == ("salt", flow, "diode")
    assert search([claims[0], replace(claims[1], works=q)], kinds, "salt", "diode").paths == ()
    measured = [says("salt + light", works=p), says("light + diode", works=p)]
    assert search(measured, kinds, "salt", "diode").paths == ()


def test_from_one_observable_to_another_by_definition_is_less_than_a_claim() -> None:
    by_words = {"record_class": terms.DEFINITION, "works": frozenset()}
    claims = [says("salt + bright"), says("bright + light", **by_words), says("salt + light")]
    kinds = groups(tree(), OBSERVABLE_KIND="bright light")
    answer = search(claims, kinds, "salt", "light")
    assert [len(path.steps) for path in answer.paths] == [1, 2]
    assert answer.paths[1].steps[1].belief == 0.7


def test_no_path_stands_on_a_kind_and_on_one_above_it() -> None:
    claims = [says("salt - broad"), says("broad - strain"), says("strain + narrow")]
    claims += [says("narrow - light")]
    assert not search(claims, tree("narrow<broad"), "salt", "light").paths
    assert search(claims, tree(), "salt", "light").paths


def test_what_is_said_of_the_class_of_an_ion_is_not_said_of_its_salt() -> None:
    claims = [says("class - hole")]
    kinds = tree("ion<class", supplies="salt:ion")
    assert drawn(search(claims, kinds, "ion", "hole")) == ["- ion>hole generalised"]
    assert not search(claims, kinds, "salt", "hole").paths


def test_a_treatment_with_the_start_comes_before_what_is_better_founded() -> None:
    own, other = frozenset({"salt"}), frozenset({"other"})
    claims = [
        says("class + mine", agents=own, hosts=frozenset({"elsewhere"})),
        says("mine + z", hosts=frozenset({"elsewhere"})),
        says("class + z", agents=other),
    ]
    found = search(claims, tree("salt<class"), "salt", "z", host="here").paths
    assert [(path.own, path.discounts) for path in found] == [(True, 2), (False, 1)]


def test_a_treatment_with_what_the_start_brings_counts_for_it_in_its_material() -> None:
    ion = {"agents": frozenset({"ion"})}
    kinds = tree(supplies="salt:ion")
    here, there = says("ion - z", **ion), says("ion - z", **ion, hosts=frozenset({"elsewhere"}))
    other = says("ion - z", agents=frozenset({"other salt"}))
    for claim, own in ((here, True), (there, False), (other, False)):
        (path,) = search([claim], kinds, "salt", "z", host="here").paths
        assert path.own == own


def test_what_is_said_of_the_class_does_not_oppose_what_is_said_of_the_start() -> None:
    claims = [says("class + y"), says("y + z"), says("salt - x"), says("x + z")]
    kinds = tree("salt<class")
    assert {p.sign for p in search(claims, kinds, "salt", "z").paths} == {"-", "+"}
    for count in (None, 1, 5):
        found = find_paths(claims, kinds, "salt", "z", Scope(), count=count).paths
        assert {path.sign for path in found} == {"-"}
    assert {p.sign for p in find_paths(claims, kinds, "class", "z", Scope()).paths} == {"+"}


def test_a_short_cut_is_told_as_the_whole_chain_of_its_work() -> None:
    claims = [
        says("salt - trap"),
        says("salt - hole"),
        says("hole + level", certainty=terms.SPECULATIVE),
        says("level + trap"),
    ]
    kinds = groups(tree(), DEFECT_KIND="hole", ELECTRONIC_FEATURE_KIND="level trap")
    answer = find_paths(claims, kinds, "salt", "trap", Scope())
    assert drawn(answer) == ["- salt>hole>level>trap claim/claim/claim"]
    assert answer.folded
    for kept in (Scope(max_length=2), Scope(max_length=1)):
        assert drawn(find_paths(claims, kinds, "salt", "trap", kept)) == ["- salt>trap claim"]
    elsewhere = [claims[0], *(replace(c, works=frozenset({"q"})) for c in claims[1:])]
    found = drawn(find_paths(elsewhere, kinds, "salt", "trap", Scope()))
    assert found[0] == "- salt>trap claim"
    opposite = [*claims[:3], says("level - trap")]
    assert drawn(find_paths(opposite, kinds, "salt", "trap", Scope()))[0] == "- salt>trap claim"


def test_variants_behind_the_first_defect_are_one_path() -> None:
    claims = [
        says("salt - hole"),
        says("hole - light"),
        says("hole + dark", works=frozenset({"q"})),
        says("dark - light"),
        says("salt - other"),
        says("other - light", certainty=terms.PROPOSED),
    ]
    kinds = groups(tree(), DEFECT_KIND="hole other", ELECTRONIC_FEATURE_KIND="dark")
    for count in (None, 5):
        answer = find_paths(claims, kinds, "salt", "light", Scope(), count=count)
        assert [path.kinds[1] for path in answer.paths] == ["hole", "other"]
        assert answer.folded
    assert len(search(claims, kinds, "salt", "light").paths) == 3
    assert not find_paths(claims[:2], kinds, "salt", "light", Scope()).folded


def test_a_withdrawn_paper_takes_its_claims_along() -> None:
    both = says("a + b", works=frozenset({"p", "q"}))
    assert both.without(frozenset({"p"})).works == frozenset({"q"})
    assert both.without(frozenset({"p", "q"})) is None
    assert both.without(frozenset({"other"})) is both


def test_filters_keep_what_fits_and_say_when_nothing_does(review: DefectGraph) -> None:
    layers = review.paths("HBr", "PLQY", count=3, pattern="agent/condition/*/observable").paths
    assert layers
    assert {review.kinds.groups[path.kinds[1]] for path in layers} == {terms.CONDITION_KIND}
    answer = review.paths("HBr", "PLQY", count=3, pattern="agent/observable")
    assert (answer.paths, answer.reason) == ((), "filtered out")
    (path,) = review.paths("HBr", "PLQY", count=1, mechanism="halide enrichment").paths
    assert any(terms.HALIDE_ENRICHMENT in step.mechanisms for step in path.steps)
    with pytest.raises(QueryError, match="no layer 'salt'"):
        review.paths("HBr", "PLQY", pattern="salt/observable")


def test_what_a_start_reaches_is_what_paths_finds(review: DefectGraph) -> None:
    start = review.find("KI").iri
    reached = review.reach("KI", form="polycrystalline film")
    assert "PLQY" in {review.kinds.labels[path.kinds[-1]] for path in reached}
    for path in [path for path in reached if path.end_level == "exact"][::5]:
        names = review.kinds.labels[path.kinds[-1]]
        best = review.search(form="polycrystalline film").best(start, path.kinds[-1], 1)
        assert best == [path]
        found = review.paths("KI", names, form="polycrystalline film").paths
        assert path in found


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_withdrawn_paper_adds_no_path_but_one_that_it_spoke_against(data: st.DataObject) -> None:
    """It had struck a step out, or had denied what the chain of another paper says the reason of.

    What is only held back without `every`, since the direct claim is the opposite, is not added.
    """
    node = st.sampled_from(["a", "sub", "b", "c", "e"])
    claims = [
        says(
            f"{data.draw(node)} {data.draw(st.sampled_from('+-'))} {data.draw(node)}",
            iri=str(number),
            stance=data.draw(st.sampled_from([terms.SUPPORTS, terms.SUPPORTS, terms.REFUTES])),
            works=frozenset(data.draw(st.sets(st.sampled_from("pqr"), min_size=1))),
        )
        for number in range(data.draw(st.integers(1, 12)))
    ]
    claims = [claim for claim in claims if claim.cause != claim.effect]
    left = [claim for claim in (c.without(frozenset("p")) for c in claims) if claim]
    kinds = tree("sub<b")

    def keys(steps: tuple[Step, ...]) -> tuple[tuple[str, ...], ...]:
        return tuple((s.start, s.cause, s.relation, s.effect) for s in steps)

    def found(some: list[Statement]) -> set[tuple[tuple[str, ...], ...]]:
        answers = (find_paths(some, kinds, "a", "e", Scope(), every=e) for e in (False, True))
        return {keys(path.steps) for answer in answers for path in answer.paths}

    before = found(claims)
    whole = Search(claims, kinds, Scope())
    struck = {
        keys((step,))
        for kind in ("a", "sub", "b", "c", "e")
        for step in whole.steps.struck_out(kind)
    }
    denied = {s.effect for s in claims if s.denies and s.cause == "a" and "p" in s.works}
    for path in found(left) - before:
        on = {effect for *_, effect in path}
        spoken = any(kinds.covers(effect, kind) for effect in denied for kind in on)
        assert spoken or any((step,) in struck for step in path)


HBR_TO_YIELD = {"start": "HBr", "end": "PLQY", "host": "CsPbBr3"}


def test_paths_up_to_a_year_hold_no_later_work_and_no_later_source(
    graph: DefectGraph, review: DefectGraph
) -> None:
    """The review reads works of 2017 and 2018 in 2019; later papers say more of the same."""
    years = {row["publication_iri"]: row["year"] for row in graph.query("publications").dicts()}

    def read(start: str, **limits: int) -> set[str]:
        """The years of all works and sources behind the paths."""
        answer = graph.paths(**{**HBR_TO_YIELD, "start": start}, **limits)
        steps = [step for path in answer.paths for step in path.steps if step.kind == "claim"]
        said = [s for step in steps for s in step.statements]
        return {years[one] for s in said for one in s.works | {s.source}}

    assert {"2017", "2018", "2019"} <= read("HBr", until=2019)
    for start in ("HBr", "ligand"):
        assert read(start, until=2019) <= set(map(str, range(2010, 2020)))
    assert "" in read("ligand"), "a later work on ligands has no year"
    every = review.paths(**HBR_TO_YIELD)
    assert review.paths(**HBR_TO_YIELD, until=2019).paths == every.paths
    for one in (review, graph):
        assert one.paths(**HBR_TO_YIELD, until=2018).reason == "no claim"
    definitions = graph.paths("PL intensity", "EQE", until=1900)
    assert all(step.kind == "definition" for path in definitions.paths for step in path.steps)
    assert definitions.paths


def test_paths_of_one_source_hold_only_what_was_read_in_it(
    graph: DefectGraph, review: DefectGraph
) -> None:
    of_review = graph.paths(**HBR_TO_YIELD, source="Zheng 2019").paths
    assert of_review == review.paths(**HBR_TO_YIELD).paths
    assert of_review != graph.paths(**HBR_TO_YIELD).paths
    assert graph.paths(**HBR_TO_YIELD, source="Wu 2018").reason == "no claim"


def crossed(answer: PathAnswer) -> list[tuple[str, tuple[int, ...]]]:
    """The second kind of each path, and at which steps it goes on in another material."""
    return [(path.kinds[1], tuple(c.step for c in path.crossings)) for path in answer.paths]


def test_without_a_host_a_chain_that_stays_in_one_material_comes_first() -> None:
    def told(line: str, work: str, host: str = "", form: str = "") -> Statement:
        places = {"hosts": frozenset(host.split()), "forms": frozenset(form.split())}
        return says(line, works=frozenset({work}), **places)

    kinds = tree("bromide<perovskite dot<crystal")
    claims = [
        told("salt - hole", "one", "bromide", "crystal"),
        told("hole + trap", "two", "iodide", "crystal"),
        told("salt - gap", "three", "perovskite", "dot"),
        told("gap + mid", "four"),
        told("mid + trap", "five", "bromide", "crystal"),
    ]
    apart = search(claims, kinds, "salt", "trap")
    assert crossed(apart) == [("gap", ()), ("hole", (2,))], "the shorter one is of two materials"
    (crossing,) = apart.paths[1].crossings
    assert (crossing.before.hosts, crossing.after.hosts) == ({"bromide"}, {"iodide"})
    for count in (1, 2):
        some = find_paths(claims, kinds, "salt", "trap", Scope(), count=count, every=True)
        assert crossed(some) == crossed(apart)[:count]
    asked = search(claims, kinds, "salt", "trap", host="bromide")
    assert all(not path.crossings for path in asked.paths), "what is borrowed says so itself"
    one_work = [replace(s, works=frozenset({"one"})) for s in claims]
    assert {steps for _, steps in crossed(search(one_work, kinds, "salt", "trap"))} == {()}

    film = [told("salt - hole", "one", "", "film"), told("hole + trap", "two", "", "dot")]
    assert crossed(search(film, kinds, "salt", "trap")) == [("hole", (2,))]
    assert crossed(search(film, kinds, "salt", "trap", form="dot")) == [("hole", ())]
    back = [told("salt - hole", "one", "bromide"), told("hole + gap", "two", "iodide"), told("gap + trap", "three", "bromide")]  # fmt: skip
    assert crossed(search(back, kinds, "salt", "trap")) == [("hole", (2, 3))]


def test_what_leaves_its_material_says_nothing_against_what_stays() -> None:
    def told(line: str, work: str, host: str) -> Statement:
        return says(line, works=frozenset({work}), hosts=frozenset({host}))

    claims = [
        told("salt - hole", "one", "bromide"),
        told("hole + trap", "two", "bromide"),
        told("salt - gap", "three", "bromide"),
        told("gap - trap", "four", "iodide"),
    ]
    answer = find_paths(claims, tree(), "salt", "trap", Scope())
    assert crossed(answer) == [("hole", ())]
    assert answer.folded
    assert len(search(claims, tree(), "salt", "trap").paths) == 2


def test_what_is_told_of_another_material_strikes_out_nothing() -> None:
    def told(line: str, host: str) -> Statement:
        return says(line, hosts=frozenset({host}))

    kinds = tree("narrow<broad dot<bromide")
    for host, struck_out in (("bromide", True), ("dot", True), ("iodide", False)):
        claims = [told("broad - light", "bromide"), told("narrow + light", host)]
        answer = find_paths(claims, kinds, "narrow", "light", Scope(), every=True)
        assert bool(answer.overridden) == struck_out
        assert len(answer.paths) == (1 if struck_out else 2)
