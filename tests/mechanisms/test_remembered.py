"""A search works each answer out once, and ends with the last who holds it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from defectkg.graph import DefectGraph
from defectkg.mechanisms.remembered import remembered


class Counting:
    def __init__(self) -> None:
        self.worked_out = 0
        self.double = remembered(self._double)

    def _double(self, number: int) -> int:
        self.worked_out += 1
        return 2 * number


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Nothing is freed but what nobody holds, as in a command."""
    gc.disable()
    yield
    gc.enable()


def test_each_answer_is_worked_out_once() -> None:
    counting = Counting()
    assert [counting.double(2), counting.double(2), counting.double(3)] == [4, 4, 6]
    assert counting.worked_out == 2
    assert Counting().double(2) == 4, "of another object it is another answer"


@pytest.mark.usefixtures("no_collector")
def test_an_object_ends_with_the_last_who_holds_it() -> None:
    counting = Counting()
    counting.double(2)
    watched = ref(counting)
    del counting
    assert watched() is None


@pytest.mark.usefixtures("no_collector")
def test_a_search_ends_where_the_next_begins(review: DefectGraph) -> None:
    searches = []
    for host in ("CsPbBr3", "CsPbCl3", "MAPbI3"):
        search = review.search(host=host)
        assert search.reach(review.names.find("ZnBr2").iri)
        assert search.answer(*(review.names.find(name).iri for name in ("ZnBr2", "PLQY"))).paths
        searches.append(ref(search))
        del search
    assert [watched() is None for watched in searches] == [True, True, False]
