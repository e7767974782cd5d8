"""Which works of a large store tell most of what a question names: it is answered from these."""

from __future__ import annotations

from collections.abc import Mapping

from defectkg.errors import QueryError
from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.rdf.parts import part_of
from defectkg.rdf.queries import rows_of
from defectkg.rdf.store import Store
from defectkg.text.question import Part, Question, rarities, weighed
from defectkg.text.sayings import Sort

__all__ = ["part_asked", "part_read"]

MOST_WORKS = 80  # that are read of a large store: a page holds some 24 studies

#: The classes of records that say what a question may ask for by a word, as *open* or *figure*.
RECORDS = {Sort.OPEN: terms.CHALLENGE, Sort.SHOWN: terms.FIGURE_PANEL}


def part_read(graph: GraphContent) -> str:
    """Return in words which part of a graph is read for a question; empty where it is all."""
    large = f"; of this large store, in the {MOST_WORKS} works that tell most of it"
    return large if graph.is_large else ""


def part_asked(graph: GraphContent, question: Question) -> GraphContent:
    """Return the part of a graph in which a question is answered: all, or the likeliest of much.

    Raises
    ------
    QueryError
        If a question to a large store names nothing by which works could be chosen.
    """
    if not graph.is_large:
        return graph
    works = most_telling(graph.store, question)
    found = rows_of(graph.store, "internal/records-of-works", "work", works)
    return GraphContent(part_of(graph.store, {record for record, _ in found.values}))


def most_telling(store: Store, question: Question) -> list[str]:
    """Return the IRIs of works whose records name most of what a question names, in order.

    What few works name counts more than what many do, as it does among studies.
    """
    parts = [part for part in question.parts if part.wanted and not part.aside]
    parts += [Part(sort, {RECORDS[sort]: 1.0}) for sort in RECORDS if sort in question.after]
    of_each = [works_with(store, part) for part in parts]
    every = sorted({work for works in of_each for work in works})
    if not every:
        raise QueryError(
            "the question names no kind, work or record of which there is a record: of a store as"
            " large as this ask reads only the works on what is named; see: defectkg info"
        )
    rare = rarities(parts, [len(works) for works in of_each], len(every))
    near = {work: [works.get(work, 0.0) for works in of_each] for work in every}
    every.sort(key=lambda work: (-weighed(rare, near[work]), -sum(near[work])))
    return every[:MOST_WORKS]


def works_with(store: Store, part: Part) -> Mapping[str, float]:
    """Return the works with records on what a part of a question names, and how near that is."""
    found: dict[str, float] = {}
    for named, work in rows_of(store, "internal/works-with", "named", sorted(part.wanted)).values:
        found[work] = max(part.wanted[named], found.get(work, 0.0))
    return found
