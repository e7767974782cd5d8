"""The records: each with its properties, what names it, its doubts and how to cite it, by study."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from markupsafe import Markup

from defectkg.model.names import Name
from defectkg.rdf.prefixes import DATA, TERMS, curie, local_name
from defectkg.text.pages import citing

from .facts import LABEL, TYPE, Facts, Value, anchor
from .pages import Item, Page, Section, render

__all__ = ["page"]

PLACED = frozenset({TYPE, LABEL})
MOST = 25  # a source is named by all that is stated in it
# Said by the heading of the study already.
HEADED = TERMS + "statedIn"


def page(facts: Facts) -> Page:
    """Return the records, one section for each named graph."""
    studies = defaultdict(list)
    for iri in facts.records:
        studies[facts.home[iri]].append(iri)
    sections = []
    for study, iris in sorted(studies.items(), key=lambda pair: facts.label(pair[0])):
        items = [Item(anchor(i), f"{phrase(facts, i)} ({local_name(i)})") for i in iris]
        body = Markup("").join(render("record.html", **described(facts, iri)) for iri in iris)
        sections.append(Section(facts.label(study), body, items))
    return Page(
        "records/index",
        "Records",
        "What sources say, and the works; one section for each named graph, a file of `graphs/`: "
        "a study of a source, or the works of a year. The IRI of a record is "
        "`https://w3id.org/defectkg/data/` and its name.",
        sections,
    )


def phrase(facts: Facts, iri: str) -> str:
    """Return what a record says, or its label, or its name."""
    text = facts.label(iri).removesuffix(f" ({local_name(iri)})")
    return text if text != curie(iri) else local_name(iri)


def described(facts: Facts, iri: str) -> dict[str, Any]:
    """Return what the page says of a record."""
    types = tuple(local_name(t.href) for t in facts.classes(iri))
    without = PLACED if "Publication" in types or "RecordGraph" in types else PLACED | {HEADED}
    return {
        "id": anchor(iri),
        "iri": iri,
        "short": curie(iri),
        "label": phrase(facts, iri),
        "what": facts.classes(iri),
        "facts": [(Value(name.text), values) for name, values in facts.properties(iri, without)],
        "doubts": [
            Value(f"{row['text']}; {row['locator']}", facts.href(row["record"]))
            for row in facts.texts.remarks.get(iri, ())
        ],
        "named_by": naming(facts, iri),
        "cite": citing(facts.texts, Name(iri, facts.label(iri), types)),
    }


def naming(facts: Facts, iri: str) -> list[tuple[str, list[Value], int]]:
    """Return what names a record, by the property by which it does."""
    found = []
    for predicate, subjects in sorted(facts.named_by[iri].items()):
        own = [s for s in dict.fromkeys(subjects) if s.startswith(DATA)]
        links = [Value(phrase(facts, s), facts.href(s)) for s in own[:MOST]]
        if own:
            found.append((facts.graph.names.label(predicate), links, len(own) - len(links)))
    return found
