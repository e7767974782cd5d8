"""Which fields the records of each class have: the properties of the ontology, under their labels.

What a class may carry stands in its ``dkg:readingOrder``, what a field holds in the range of its
property; here are only the shorter names under which people write some of them.
"""

from __future__ import annotations

from typing import NamedTuple

from defectkg.model import terms
from defectkg.rdf.prefixes import TERMS
from defectkg.rdf.queries import run
from defectkg.rdf.store import Store
from defectkg.rdf.turtle import reading_order

__all__ = [
    "ENGLISH",
    "INHERITED",
    "LISTS",
    "List",
    "RecordField",
    "fields_by_class",
    "groups_of_range",
]

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
NOTE = "http://www.w3.org/2004/02/skos/core#editorialNote"
DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"
ENGLISH = frozenset({LABEL, NOTE, DEFINITION})
#: Shorter names of properties.
SHORT = {
    LABEL: "label",
    NOTE: "note",
    DEFINITION: "definition",
    TERMS + "locator": "at",
    TERMS + "publication": "work",
    TERMS + "citationBasis": "cited",
    TERMS + "mechanism": "by",
    TERMS + "ofDefect": "of",
    TERMS + "jointly": "together",
    TERMS + "appliedCondition": "sets",
    TERMS + "anomalyKind": "kind",
    TERMS + "asPrinted": "printed",
    TERMS + "asRead": "read",
    TERMS + "confidence": "sure",
    TERMS + "firstAuthor": "author",
    TERMS + "url": "address",
    TERMS + "sectionOpening": "openings",
    TERMS + "referenceNumber": "number",
}
#: What an outcome says in one phrase, and the source, which is the same for a whole file.
PHRASED = frozenset(
    TERMS + name
    for name in (
        "value", "valueText", "valueMax", "valueMaxText", "uncertaintyText", "unit", "unitText",
        "comparator", "statedIn",
    )
)  # fmt: skip
#: What holds for all that stands below a field, together with what it rests on: who names another
#: host names its basis, too.
INHERITED = (
    (TERMS + "host", TERMS + "hostBasis"),
    (TERMS + "form", TERMS + "formBasis"),
    (TERMS + "publication", TERMS + "citationBasis", TERMS + "restsOn"),
    (TERMS + "locator",),
    (TERMS + "strategy",),
)


class RecordField(NamedTuple):
    """A field of a record: its name, its property, and the class or datatype of its values."""

    name: str
    iri: str
    range: str


class List(NamedTuple):
    """A list of records: their class, the letter of their names, and the lists within them."""

    record_class: str
    letter: str
    within: tuple[str, ...] = ()


LISTS = {
    "treatments": List(terms.TREATMENT, "t", ("outcomes", "claims", "explanations", "doubts")),
    "outcomes": List(terms.MEASUREMENT, "m", ("doubts",)),
    "explanations": List(TERMS + "Account", "a", ("claims", "doubts")),
    "claims": List(terms.CLAIM, "c", ("doubts",)),
    "challenges": List(TERMS + "Challenge", "h", ("doubts",)),
    "doubts": List(TERMS + "Anomaly", "x"),
    "figures": List(TERMS + "FigurePanel", "", ("doubts",)),
    "references": List(TERMS + "Citation", "ref-", ("doubts",)),
}


def fields_by_class(store: Store) -> dict[str, dict[str, RecordField]]:
    """Return the fields of each class of records, by all their names."""
    labels: dict[str, str] = dict.fromkeys(ENGLISH, "")
    ranges: dict[str, str] = {}
    for row in run(store, "internal/properties").dicts():
        labels[row["property"]] = row["label"]
        ranges[row["property"]] = row["range"]
    found: dict[str, dict[str, RecordField]] = {}
    for record_class, order in reading_order().items():
        named: dict[str, RecordField] = {}
        for iri in order:
            if iri in labels and iri not in PHRASED:
                own = labels[iri].removesuffix(" text").casefold()
                field = RecordField(SHORT.get(iri, own), iri, ranges.get(iri, ""))
                named |= {name: field for name in (own, field.name) if name}
        found[record_class] = named
    return found


def groups_of_range(field: RecordField, every_group: frozenset[str]) -> frozenset[str]:
    """Return the classes to one of which the values of a field must belong; none means any."""
    if field.iri == TERMS + "observable":
        return frozenset({terms.OBSERVABLE_KIND, terms.CONDITION_KIND})
    wide = {
        TERMS + "Kind": every_group,
        TERMS + "NodeKind": frozenset(terms.LAYERS),
        TERMS + "ChemicalKind": frozenset({terms.AGENT_KIND, terms.ION_KIND}),
    }
    return wide.get(field.range, frozenset({field.range} - {""}))
