"""Which links stand on chains through what is chosen: hand-drawn networks with known answers."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from defectkg.mechanisms.chains import IS_A, Choice
from defectkg.mechanisms.paths import Scope
from defectkg.model import terms
from helpers import SIGNS, says, tree

GROUPS = {
    terms.AGENT_KIND: "salt halide other",
    terms.ION_KIND: "ion",
    terms.CONDITION_KIND: "strain dust",
    terms.DEFECT_KIND: "vacancy pair interstitial",
    terms.ELECTRONIC_FEATURE_KIND: "trap",
    terms.OBSERVABLE_KIND: "light",
}
OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds.split()}
CLAIMS = (
    "salt - vacancy",
    "ion - vacancy",
    "other - vacancy",
    "salt + strain",
    "strain + trap",
    "vacancy + trap",
    "trap - light",
    "interstitial + trap",
    "other + dust",
    "dust ? light",
    "halide - interstitial",
)


def content(*claims: str, **more: object) -> SimpleNamespace:
    kinds = tree("salt<halide pair<vacancy", supplies="salt:ion")
    kinds = replace(kinds, groups=OF, labels={kind: kind for kind in OF})
    said = [says(claim, **more) for claim in claims]
    return SimpleNamespace(kinds=kinds, statements=said, asserted=said)


def drawn(choice: Choice, *claims: str) -> set[str]:
    signs = {relation: sign for sign, relation in SIGNS.items()}
    signs |= {terms.SUPPLIES: "supplies", IS_A: "is a"}
    ties = choice.chains(content(*claims or CLAIMS))
    return {f"{tie.cause} {signs[tie.relation]} {tie.effect}" for tie in ties}


EVERYWHERE = {*CLAIMS, "salt supplies ion"} - {"other + dust", "dust ? light"}
THROUGH = {
    "": EVERYWHERE,
    "salt": {"salt - vacancy", "salt supplies ion", "ion - vacancy", "salt + strain", "strain + trap", "vacancy + trap", "trap - light", "salt is a halide", "halide - interstitial", "interstitial + trap"},
    "halide": {"salt - vacancy", "salt supplies ion", "ion - vacancy", "salt + strain", "strain + trap", "vacancy + trap", "trap - light", "salt is a halide", "halide - interstitial", "interstitial + trap"},
    "ion": {"salt supplies ion", "ion - vacancy", "vacancy + trap", "trap - light"},
    "other": {"other - vacancy", "vacancy + trap", "trap - light"},
}  # fmt: skip


@pytest.mark.parametrize("agent", THROUGH)
def test_chains_pass_an_agent_or_one_below_it(agent: str) -> None:
    assert drawn(Choice(agent=agent)) == THROUGH[agent]


def test_chains_pass_a_defect() -> None:
    through = {"salt - vacancy", "salt supplies ion", "ion - vacancy", "other - vacancy"}
    assert drawn(Choice(defect="vacancy")) == {*through, "vacancy + trap", "trap - light"}
    assert drawn(Choice(defect="pair")) == set()


def test_chains_pass_an_agent_and_then_a_defect() -> None:
    both = Choice(agent="salt", defect="vacancy")
    through = {"salt - vacancy", "salt supplies ion", "ion - vacancy"}
    assert drawn(both) == {*through, "vacancy + trap", "trap - light"}
    assert drawn(Choice(agent="ion", defect="interstitial")) == set()
    # The agent stands before the defect: what the defect does to an agent is no chain through both.
    assert drawn(both, "other - vacancy", "vacancy + salt", "salt - light") == set()


def test_only_what_a_publication_holds_is_linked() -> None:
    held = content("salt - trap", works=frozenset({"mine", "another"}))
    held.statements += [says("other - trap", works=frozenset({"another"}))]
    held.statements += [says("trap - light", record_class=terms.DEFINITION, works=frozenset())]
    found = {tie.cause for tie in Choice(publication="mine").chains(held)}
    assert found == {"salt", "trap"}
    assert {link.cause for link in Choice(publication="mine").links(held)} == {"salt", "trap"}


def test_links_of_a_graph_file_are_all_but_where_chains_are_chosen() -> None:
    every = [says(claim) for claim in CLAIMS]
    every.append(says("salt + dust", stance=terms.REFUTES))
    held = SimpleNamespace(kinds=content().kinds, statements=every, asserted=every)
    assert len(Choice().links(held)) == len(CLAIMS) + 1
    found = {(link.cause, link.effect) for link in Choice(agent="ion").links(held)}
    assert found == {("ion", "vacancy"), ("vacancy", "trap"), ("trap", "light")}
    assert len(Choice(scope=Scope(host="elsewhere")).links(held)) == len(every), (
        "claims of any host"
    )
