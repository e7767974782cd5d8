"""Every check query catches its own fault, and lets go by what only comes near to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from defectkg.check.reading import known_quads, read_given, with_context
from defectkg.errors import QueryError
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.reading import read_text
from defectkg.rdf.shipped import check_queries
from made_up import GOOD, caught

MESSAGE = re.compile(r'"([A-Z][^"]+ [^"]+[.])"')
CONDITION = re.compile(r"(?:MINUS|FILTER NOT EXISTS|FILTER)\s*(?=[({])")
PARTNER = {"(": ")", "{": "}"}


@pytest.mark.parametrize("name", check_queries())
def test_every_message_of_a_check_query_has_a_bad_file(name: str) -> None:
    said = MESSAGE.findall(read_text(check_queries()[name]))
    assert said
    assert set(said) <= caught(), f"write a file that trips {name}"


@pytest.fixture(scope="module")
def good() -> tuple[MemoryStore, set[str]]:
    """The good files with their context, and the nodes in them."""
    given = read_given(GOOD).quads
    store = MemoryStore()
    store.add(with_context(given, known_quads()))
    return store, {str(quad.subject) for quad in given}


@pytest.mark.parametrize("name", check_queries())
def test_every_check_query_has_a_clean_counterpart(
    name: str, good: tuple[MemoryStore, set[str]]
) -> None:
    """A node of a good file that would be a fault if one condition of the query were not there."""
    store, nodes = good
    assert not nodes & rows(store, read_text(check_queries()[name]))
    near = (nodes & rows(store, text) for text in relaxed(read_text(check_queries()[name])))
    assert next(filter(None, near), None), f"write a good file that comes near to {name}"


def rows(store: MemoryStore, text: str) -> set[str]:
    """Return the nodes that a query finds; none, where the text is no query any more."""
    try:
        return {str(row[0]) for row in store.rows(text).terms or []}
    except QueryError:
        return set()


def relaxed(text: str) -> Iterator[str]:
    """Yield a query with one condition less: a filter, a constant, a thing that two share."""
    for found in CONDITION.finditer(text):
        yield text[: found.start()] + text[end_of_group(text, found.end()) :]
    for found in re.finditer(r"(?<=[\w?*+)] )(dkg:[A-Z]\w*|\?\w+)(?= [.;,}])", text):
        if found[1].startswith("dkg:") or text.count(found[1]) > 1:
            yield f"{text[: found.start()]}?any_other{text[found.end() :]}"


def end_of_group(text: str, start: int) -> int:
    """Return where the group ends that starts with a bracket."""
    opened, closed = text[start], PARTNER[text[start]]
    depth = 0
    for at, sign in enumerate(text[start:], start):
        depth += (sign == opened) - (sign == closed)
        if not depth:
            return at + 1
    raise AssertionError("brackets do not match")


def test_conditions_are_taken_away_one_by_one() -> None:
    text = "{ ?a dkg:p dkg:B . MINUS { ?a dkg:q ?b . { } } FILTER (?b = (1)) }"
    assert [" ".join(one.split()) for one in relaxed(text)] == [
        "{ ?a dkg:p dkg:B . FILTER (?b = (1)) }",
        "{ ?a dkg:p dkg:B . MINUS { ?a dkg:q ?b . { } } }",
        "{ ?a dkg:p ?any_other . MINUS { ?a dkg:q ?b . { } } FILTER (?b = (1)) }",
        "{ ?a dkg:p dkg:B . MINUS { ?a dkg:q ?any_other . { } } FILTER (?b = (1)) }",
    ]
