"""No query of the library can stop the engine, whatever types foreign files give to our properties."""

from __future__ import annotations

import re
import sys

import pyoxigraph as ox
import pytest

from defectkg.rdf.bounded import run_bounded
from defectkg.rdf.library import library
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.queries import run

ODD = [ox.Literal(value) for value in (9, 10, "1x", 9.5, "95", 100, "10x", True, "9z", 2)]


@pytest.fixture(scope="module")
def odd() -> MemoryStore:
    """The shipped graph with every other literal replaced by a number or a string."""
    store = MemoryStore()
    told = sorted(MemoryStore.shipped().quads(), key=lambda quad: (quad.predicate.value, str(quad)))
    store.add(
        ox.Quad(quad.subject, quad.predicate, ODD[number // 2 % len(ODD)], quad.graph_name)
        if isinstance(quad.object, ox.Literal) and number % 2
        else quad
        for number, quad in enumerate(told)
    )
    return store


@pytest.mark.whole
@pytest.mark.parametrize("folder", ["", "internal", "checks"])
def test_numbers_beside_strings_stop_no_query(odd: MemoryStore, folder: str) -> None:
    def ask_all() -> int:
        for query in library(folder):
            print(query.name, file=sys.stderr)  # the last one is in the message, if it stops
            run(odd, query.name)
        return len(library(folder))

    assert run_bounded(ask_all, what=f"a query of the library ({folder})") > 10


NUMBERS = {"rank"}  # written in the query, so of one type


@pytest.mark.parametrize("folder", ["", "internal", "checks"])
def test_queries_sort_by_records_text_or_computed_numbers(folder: str) -> None:
    """The subject of a statement is no literal; any other thing may be of any type."""
    unsafe = []
    for query in library(folder):
        body = re.sub(r"^#.*$", "", query.text, flags=re.MULTILINE)
        for keys in re.findall(r"ORDER BY ((?:\w+\(.*\)|\?\w+|[ \n])+)", body):
            for name in re.findall(r"(?<![\w(])(?:DESC\()?\?(\w+)", keys):
                subject = rf"(?:^|[.{{;(])\s*\?{name}\s+(?:a|\^?\w+:)"
                if name not in NUMBERS and not re.search(subject, body, re.MULTILINE):
                    unsafe.append(f"{query.name}: write STR(?{name})")
    assert not unsafe
