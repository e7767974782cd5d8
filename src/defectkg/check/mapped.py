"""Each term of ours is mapped to one of others, or listed as new with the nearest thing found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from defectkg.check.findings import Fault
from defectkg.check.reading import RDF_TYPE
from defectkg.mappings.collection import Mappings
from defectkg.rdf.prefixes import TERMS

__all__ = ["UNMAPPED", "mapping_faults"]

UNMAPPED = (
    "Neither mapped nor listed as new: add an exact or close match to mappings/, or a line with "
    "the nearest thing found to mappings/new-terms.tsv."
)
BOTH = "Mapped, and listed as new as well: remove its line from mappings/new-terms.tsv."
OTHER_LABEL = "Has another label in mappings/new-terms.tsv: correct it there."
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
DECLARED = ("#Class", "Property", "/Unit")  # how the classes end of which terms are


def mapping_faults(quads: Iterable[ox.Quad]) -> Iterator[Fault]:
    """Yield the terms of ours that quads declare and the mappings do not know as they should."""
    quads = [quad for quad in quads if str(quad.subject).startswith(f"<{TERMS}")]
    declared = {
        str(quad.subject)[1:-1]
        for quad in quads
        if quad.predicate == RDF_TYPE and str(quad.object)[:-1].endswith(DECLARED)
    }
    if not declared:
        return
    labels = {str(quad.subject)[1:-1]: quad.object for quad in quads if quad.predicate == LABEL}
    mappings = Mappings.shipped()
    mapped, new = mappings.mapped(), {one.term: one.label for one in mappings.new}
    for term in declared & set(labels):
        label = labels[term]
        text = label.value if isinstance(label, ox.Literal) else ""
        if term not in mapped and term not in new:
            yield f"<{term}>", UNMAPPED, ""
        elif term in mapped and term in new:
            yield f"<{term}>", BOTH, ""
        elif term in new and text != new[term]:
            yield f"<{term}>", OTHER_LABEL, new[term]
