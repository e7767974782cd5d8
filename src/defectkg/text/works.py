"""The works of an author: as what, under which number, and for what a source cites each."""

from __future__ import annotations

from defectkg.model.content import GraphContent
from defectkg.rdf.queries import run
from defectkg.rdf.rows import Rows

__all__ = ["works_by"]

SORTS = ("treatment", "claim", "measurement")  # of statements; the first there is tells
MOST = 3  # statements that tell for what a work is cited


def works_by(graph: GraphContent, author: str) -> Rows:
    """Return the works of an author, one a row; none where nobody of that name is known.

    Parameters
    ----------
    graph : GraphContent
    author : str
        A surname, also with *et al.*
    """
    columns = ("publication", "author", "role", "reference_numbers", "journal", "cited_for")
    found = graph.names.authorships(author)
    if not found:
        return Rows(columns, [])
    works = {row["publication_iri"]: row for row in run(graph.store, "publications").dicts()}
    statements: dict[str, dict[str, list[str]]] = {}
    for row in run(graph.store, "provenance").dicts():
        for iri in row["publication_iri"].split():
            statements.setdefault(iri, {}).setdefault(row["type"], []).append(row["says"])
    lines = []
    for one in found:
        work, said = works[one.work], statements.get(one.work, {})
        told = list(dict.fromkeys(next(filter(None, map(said.get, SORTS)), [])))
        more = f"; and {len(told) - MOST} more" if len(told) > MOST else ""
        cited = "; ".join(told[:MOST]) + more
        shown = work["publication"], one.author, one.role, work["reference_numbers"]
        lines.append((*shown, work["journal"], cited))
    return Rows(columns, lines)
