"""Each reference number stands with the work that has it, in tables and in texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pytest

from defectkg.graph import DefectGraph
from defectkg.rdf.library import library
from defectkg.rdf.queries import run
from defectkg.text.pages import page
from defectkg.text.path_data import paths_json
from defectkg.text.paths import paths_text
from defectkg.text.records import items_of
from defectkg.text.sayings import studies
from defectkg.text.sentences import attribution
from helpers import record_texts

SEVERAL = {"publication", "reference_numbers"}
LISTING = sorted(query.name for query in library() if {*query.lists} >= SEVERAL)


@pytest.fixture(scope="module")
def listed(graph: DefectGraph) -> dict[str, list[str]]:
    """The numbers of each work that the review lists."""
    rows = run(graph.store, "publications").dicts()
    return {
        row["publication"]: items_of(row["reference_numbers"])
        for row in rows
        if row["reference_numbers"]
    }


def misplaced(texts: Iterable[str], listed: dict[str, list[str]]) -> list[str]:
    """Return the works in texts behind which numbers of others stand; some must be cited."""
    names = "|".join(map(re.escape, sorted(listed, key=len, reverse=True)))
    found = re.findall(rf"({names}) \[(\d+(?:[,;] \d+)*)[] ]", "\n".join(texts))
    assert found
    return [work for work, numbers in found if re.findall(r"\d+", numbers) != listed[work]]


def together(publications: str, numbers: str, listed: dict[str, list[str]]) -> bool:
    """Return whether two cells list works and their numbers in one order."""
    of_each = [", ".join(listed[work]) for work in items_of(publications) if work in listed]
    return not numbers or "; ".join(of_each) == numbers


@pytest.mark.parametrize("query", LISTING)
def test_numbers_in_a_row_stand_in_the_order_of_its_works(
    query: str, graph: DefectGraph, listed: dict[str, list[str]]
) -> None:
    several = [row for row in run(graph.store, query).dicts() if "; " in row["publication"]]
    wrong = [row for row in several if not together(row["publication"], row["reference_numbers"], listed)]  # fmt: skip
    assert wrong == []


def test_works_cited_together_stand_by_their_numbers(graph: DefectGraph) -> None:
    cited = {
        (row["publication"], row["reference_numbers"])
        for query in LISTING
        for row in run(graph.store, query).dicts()
        if "; " in row["publication"]
    }
    assert {
        ("Pan 2016; Pan 2015", "42; 43"),
        ("Xing 2017; Li 2016", "27; 28"),
        ("Leng 2018; Behera 2018", "35, 83; 84"),
    } <= cited


def test_numbers_stand_with_their_works_in_all_that_ask_tells(
    graph: DefectGraph, listed: dict[str, list[str]]
) -> None:
    every = studies(record_texts(graph))
    texts = [study.source for study in every] + [s.text for one in every for s in one.sayings]
    assert misplaced(texts, listed) == []


@pytest.mark.parametrize("name", ["Pan 2016", "Li 2016", "didodecyldimethylammonium bromide", "Mn2+"])  # fmt: skip
def test_numbers_stand_with_their_works_on_pages(
    name: str, graph: DefectGraph, listed: dict[str, list[str]]
) -> None:
    assert misplaced([page(record_texts(graph), graph.find(name), 10_000)], listed) == []


def test_numbers_stand_with_their_works_on_paths(
    graph: DefectGraph, listed: dict[str, list[str]]
) -> None:
    answer = graph.paths("didodecyldimethylammonium bromide", "PLQY", count=20)
    assert misplaced([paths_text(graph, answer)], listed) == []
    claims = [
        claim
        for path in json.loads(paths_json(graph, answer))["paths"]
        for step in path["steps"]
        for claim in step["claims"]
    ]
    assert any("; " in claim["publication"] for claim in claims)
    assert all(together(c["publication"], c["reference_numbers"], listed) for c in claims)


def test_a_work_that_is_not_listed_has_no_number() -> None:
    assert attribution("Pan 2016; Wu 2024", "42", "") == "Pan 2016 [42]; Wu 2024"
