"""The mappings: for each target its version, counts by relation, and every row."""

from __future__ import annotations

from collections import Counter

from defectkg.mappings.collection import Mappings, order
from defectkg.mappings.sssom import MappingSet
from defectkg.rdf.prefixes import TERMS, curie

from .facts import Facts, anchor
from .pages import Item, Page, Section, render

__all__ = ["page"]


def page(facts: Facts) -> Page:
    """Return the mappings to all targets, and the terms that have none."""
    mappings = Mappings.shipped()
    new = [
        {
            "ours": (one.label, facts.href(one.term)),
            "short": curie(one.term),
            "nearest": (one.nearest_label or one.nearest, mapped(mappings, one.nearest)),
            "note": one.note,
        }
        for one in mappings.new
    ]
    sections = [section(facts, mappings, one) for one in mappings.sets]
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


def mapped(mappings: Mappings, name: str) -> str:
    """Return the IRI of a CURIE of others."""
    prefix, colon, local = name.partition(":")
    space = mappings.prefixes.get(prefix, "")
    iri = space + local if colon and space else ""
    return f"../ontology/index.html#{anchor(iri)}" if iri.startswith(TERMS) else iri


def section(facts: Facts, mappings: Mappings, one: MappingSet) -> Section:
    """Return the mappings to one target."""
    head = mappings.indexes[one.target].head if one.target in mappings.indexes else {}
    counts = Counter(row.relation for row in one.rows)
    rows = [
        {
            "ours": (row.subject_label, facts.href(row.subject)),
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
