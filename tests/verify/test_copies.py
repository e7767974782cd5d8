"""The made-up article is verified in copies as ten programs would print it."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest

import printed_copies
from defectkg.graph import DefectGraph
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.shipped import ONTOLOGY_GRAPH, ontology_files
from defectkg.verify.verdicts import Copy, read_copy, recognised

ITEMS, BLOCKS = printed_copies.article()
FALSE = printed_copies.falsified(ITEMS)
SOURCE = "https://w3id.org/defectkg/data/long-review"
LEAST = 0.95  # of the true records, found or in part


@pytest.fixture(scope="module")
def graph() -> DefectGraph:
    store = MemoryStore()
    for path in ontology_files():
        store.load(path, ONTOLOGY_GRAPH)
    name = ox.NamedNode("https://w3id.org/defectkg/data/long")
    read = ox.parse(printed_copies.turtle([*ITEMS, *FALSE]), format=ox.RdfFormat.TURTLE)
    store.add([ox.Quad(q.subject, q.predicate, q.object, name) for q in read])
    return DefectGraph(store)


def counts(copy: Copy) -> tuple[Counter[str], list[str]]:
    """How often each status is that of a true record, and the false records that are found."""
    true = {item.name for item in ITEMS}
    told = Counter(v.status for v in copy.verdicts if v.record in true)
    return told, [v.record for v in copy.verdicts if v.record not in true and v.status == "found"]


def test_the_article_is_large_enough() -> None:
    assert len(ITEMS) >= 40
    assert len(FALSE) >= 200
    assert not set(FALSE) & set(ITEMS)


@pytest.mark.parametrize(
    "printed", printed_copies.USUAL + printed_copies.POOR, ids=lambda p: p.__name__
)
def test_no_false_record_is_found_and_true_ones_are(
    graph: DefectGraph, printed: printed_copies.Print
) -> None:
    copy = read_copy(graph, printed(BLOCKS), SOURCE)
    told, fooled = counts(copy)
    assert len(copy.verdicts) == len(ITEMS) + len(FALSE)
    assert fooled == []
    if printed in printed_copies.USUAL:
        assert told["found"] + told["in part"] >= LEAST * len(ITEMS), (told, recognised(copy))
    else:
        assert "warning" in " ".join(recognised(copy))
