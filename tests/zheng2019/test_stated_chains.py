"""Chains that the review states for its studies, against the paths that come first.

``data/chains.csv`` was written down from the text before any answer was seen: each row is a chain
of kinds with its sign, scope and the numbers of the works that the review names for it. A path
gives the chain if it has its sign, passes its joints in order (or a kind above or below one), and
one of its steps rests on one of those works.

``data/asked.csv`` holds what a photophysicist asked, what the review answers, and what no path of
the first three may hold (a thing of another host, another study or another use).
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from defectkg.graph import DefectGraph
from defectkg.mechanisms.paths import MechanismPath
from defectkg.model import terms
from defectkg.text.paths import paths_text

CHAINS = Path(__file__).parent / "data" / "chains.csv"
ASKED = Path(__file__).parent / "data" / "asked.csv"


class Chain(NamedTuple):
    """One row, as printed in the file."""

    start: str
    joints: str
    end: str
    sign: str
    host: str
    form: str
    references: str
    place: str
    answer: str = "path"
    never: str = ""


def stated_chains() -> list[Chain]:
    with CHAINS.open(encoding="utf-8", newline="") as file:
        return [Chain(**row) for row in csv.DictReader(file)]


def gives(graph: DefectGraph, path: MechanismPath, chain: Chain) -> bool:
    kinds = iter(path.kinds[1:])
    for name in chain.joints.split(" / "):
        joint = graph.find(name, *terms.LAYERS).iri
        if not any(near(graph, joint, kind) for kind in kinds):
            return False
    read = {number for step in path.steps for number in numbers_of(graph, step.statements)}
    wanted = set(chain.references.split())
    return path.sign == chain.sign and (not wanted or bool(read & wanted))


def near(graph: DefectGraph, joint: str, kind: str) -> bool:
    """Whether a kind is a joint, or above or below it; a root is only itself."""
    if joint == kind or {joint, kind} & graph.kinds.roots:
        return joint == kind
    return graph.kinds.covers(joint, kind) or graph.kinds.covers(kind, joint)


def numbers_of(graph: DefectGraph, statements: tuple) -> set[str]:
    return {n for s in statements for n in re.findall(r"\d+", graph.works_cited(s)[1])}


def place_of(graph: DefectGraph, chain: Chain, most: int) -> int:
    """At which place of the answer the chain stands, or 0."""
    answer = graph.paths(chain.start, chain.end, host=chain.host, form=chain.form, count=most)
    found = (n for n, path in enumerate(answer.paths, 1) if gives(graph, path, chain))
    return next(found, 0)


def test_most_stated_chains_are_among_the_first_three_paths(graph: DefectGraph) -> None:
    """The chains of 2019 texts were written down before any answer to them was seen."""
    places = [place_of(graph, chain, 3) for chain in stated_chains()]
    assert len(places) == 65
    assert sum(place == 1 for place in places) >= 51
    assert sum(place > 0 for place in places) >= 56


def test_the_first_path_has_the_sign_of_the_study(graph: DefectGraph) -> None:
    wrong = []
    for chain in stated_chains():
        paths = graph.paths(chain.start, chain.end, host=chain.host, form=chain.form, count=3).paths
        assert not paths or paths[0].sign == chain.sign, chain
        wrong += [(chain.start, chain.end) for path in paths if path.sign != chain.sign]
    assert wrong == []


def test_few_pairs_of_a_start_and_an_observable_have_both_signs(graph: DefectGraph) -> None:
    search = graph.search()
    observables = graph.kinds.of_group(terms.OBSERVABLE_KIND)
    both = {
        (graph.names.label(start), graph.names.label(end))
        for start, group in graph.kinds.groups.items()
        if group in terms.LAYERS
        for end in observables - {start}
        if len({path.sign for path in search.best(start, end, 25)}) == 2
    }
    # Small crystals confine carriers, and have more surface to trap them (introduction ¶2).
    assert {start for start, _ in both} == {"particle size"}
    assert len(both) <= 8


def test_most_outcomes_are_explained_by_what_the_study_itself_says(graph: DefectGraph) -> None:
    explained = [found for found in graph.explain() if found.verdict == "explained"]
    own = [
        found
        for found in explained
        if found.best
        and found.best.told_by & found.result.works
        and found.best.completeness == "asserted"
    ]
    assert len(own) >= 57
    assert not [found for found in graph.explain() if found.verdict in ("mixed", "contradicted")]
    for found in explained:
        assert found.best
        assert found.best.sign == {terms.UP: "+", terms.DOWN: "-"}.get(
            found.result.direction, found.best.sign
        )


def questions() -> list[Chain]:
    with ASKED.open(encoding="utf-8", newline="") as file:
        return [Chain(**row) for row in csv.DictReader(file)]


def held_by(paths: tuple[MechanismPath, ...]) -> set[str]:
    """The kinds and hosts of which the steps of some paths speak."""
    steps = [step for path in paths for step in path.steps]
    hosts = {host for step in steps for s in step.statements for host in s.hosts}
    return hosts.union(*({step.start, step.cause, step.effect} for step in steps))


@pytest.mark.parametrize("asked", questions(), ids=lambda q: f"{q.start}, {q.end}, {q.answer}")
def test_the_review_itself_answers_first(graph: DefectGraph, asked: Chain) -> None:
    answer = graph.paths(asked.start, asked.end, host=asked.host, form=asked.form, count=3)
    names = graph.names
    assert not asked.never or graph.find(asked.never).iri not in held_by(answer.paths)
    wanted = set(asked.references.split())
    match asked.answer:
        case "path" | "second path":
            path = answer.paths[asked.answer == "second path"]
            assert gives(graph, path, asked)
            assert not path.kept
        case "kept":
            assert [path.kept for path in answer.paths] == [True]
            assert wanted <= numbers_of(graph, answer.paths[0].steps[-1].statements)
        case "reported":
            assert {outcome.statement.polarity for outcome in answer.stated} == {asked.sign}
            assert (
                numbers_of(graph, tuple(outcome.statement for outcome in answer.stated)) == wanted
            )
            assert "no path" not in paths_text(graph, answer)
        case "general":
            assert answer.general
            assert {path.sign for path in answer.paths} == {asked.sign}
            assert wanted <= numbers_of(graph, answer.paths[0].with_votes[0].statements)
        case "denied":
            assert answer.paths == ()
            assert numbers_of(graph, answer.denied) == wanted
        case "open":
            assert answer.declared_open
            assert paths_text(graph, answer).splitlines()[2] == "Declared open by the source:"
        case "pointed":
            assert [names.label(kin.start) for kin in answer.narrower] == [asked.joints]
        case "none":
            assert (answer.paths, answer.stated) == ((), ())
            assert answer.reason in ("no claim", "not meaningful")
        case _:
            raise AssertionError(asked.answer)
