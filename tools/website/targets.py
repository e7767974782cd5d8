"""The mappings: for each target its version, counts by relation, and every row."""

from __future__ import annotations

from collections import Counter

from defectkg.graph import DefectGraph
from defectkg.mappings.collection import Mappings, order
from defectkg.mappings.sssom import MappingSet
from defectkg.rdf.prefixes import TERMS, curie
from defectkg.web.links import address

from .frozen import file_of
from .pages import Item, Page, Section, render

__all__ = ["page"]


def page(graph: DefectGraph) -> Page:
    """Return the mappings to all targets, and the terms that have none."""
    mappings = Mappings.shipped()
    new = [
        {
            "ours": (one.label, href(graph, one.term)),
            "short": curie(one.term),
            "nearest": (one.nearest_label or one.nearest, mapped(graph, mappings, one.nearest)),
            "note": one.note,
        }
        for one in mappings.new
    ]
    sections = [section(graph, mappings, one) for one in mappings.sets]
    last = Section(
        "new-terms",
        render("new.html", rows=new),
        [Item("new-terms", "new terms")],
        "Terms of ours that have neither an exact nor a close match in any target, with the "
        "nearest thing found.",
    )
    return Page(
        "mappings/index",
        "Mapping sets",
        "Every row ([the guide](../docs/mappings.md) says how they were read and how to join). Our terms and those of others, read from ours to theirs: *broadMatch* says that theirs is "
        "broader. *not* stands before a relation that a common word suggests and that does not hold.",
        [*sections, last],
    )


def href(graph: DefectGraph, iri: str) -> str:
    """Return the page of a thing of ours, seen from this one; of others their own address."""
    return f"../{file_of(address(iri))}" if iri in graph.names.by_iri else iri


def mapped(graph: DefectGraph, mappings: Mappings, name: str) -> str:
    """Return where the thing with a CURIE is described."""
    prefix, colon, local = name.partition(":")
    space = mappings.prefixes.get(prefix, "")
    iri = space + local if colon and space else ""
    return href(graph, iri) if iri.startswith(TERMS) else iri


def section(graph: DefectGraph, mappings: Mappings, one: MappingSet) -> Section:
    """Return the mappings to one target."""
    head = mappings.indexes[one.target].head if one.target in mappings.indexes else {}
    counts = Counter(row.relation for row in one.rows)
    rows = [
        {
            "ours": (row.subject_label, href(graph, row.subject)),
            "relation": row.relation,
            "theirs": (row.object_label or row.object_id, row.object),
            "id": row.object_id,
            "note": row.comment,
        }
        for row in sorted(one.rows, key=order)
    ]
    facts_of_target = [(k, head[k]) for k in ("version", "origin", "licence") if head.get(k)]
    body = render(
        "mappings.html", target=one.target, head=facts_of_target, counts=counts, rows=rows
    )
    return Section(one.target, body, [Item(one.target, f"mappings to {one.target}")])
