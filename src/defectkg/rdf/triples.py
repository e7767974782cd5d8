"""Statements about what the project publishes, written with short names."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from defectkg.rdf.prefixes import expand

__all__ = ["Triples", "address", "as_our_files_write", "date", "double", "node", "text", "word"]

XSD = "http://www.w3.org/2001/XMLSchema#"
XSD_DOUBLE = ox.NamedNode(f"{XSD}double")
XSD_DECIMAL = ox.NamedNode(f"{XSD}decimal")
Value = str | int | bool | ox.Literal


class Triples(list[ox.Triple]):
    """A list of statements, each once."""

    def say(self, subject: str, predicate: str, *values: Value) -> None:
        """Add statements; names are IRIs or CURIEs, numbers are literals."""
        for value in values:
            self.append(ox.Triple(node(subject), node(predicate), term(value)))


def term(value: Value) -> ox.NamedNode | ox.Literal:
    """Return the node that a name stands for, or a literal."""
    if isinstance(value, ox.Literal):
        return value
    return node(value) if isinstance(value, str) else ox.Literal(value)


def node(name: str) -> ox.NamedNode:
    """Return the node that an IRI or CURIE names."""
    iri = expand(name)
    if iri is None:
        raise ValueError(f"no IRI and no known prefix: {name}")
    return ox.NamedNode(iri)


def text(words: str) -> ox.Literal:
    """Return an English text."""
    return ox.Literal(words, language="en")


def word(name: str) -> ox.Literal:
    """Return a text of no language."""
    return ox.Literal(name)


def date(day: str) -> ox.Literal:
    """Return a date."""
    return ox.Literal(day, datatype=ox.NamedNode(f"{XSD}date"))


def address(iri: str) -> ox.Literal:
    """Return an IRI as a text of its own type, as SHACL declares prefixes."""
    return ox.Literal(iri, datatype=ox.NamedNode(f"{XSD}anyURI"))


def double(digits: str) -> ox.Literal:
    """Return a number as our files write it: Protégé's reader of Turtle wants the point.

    Examples
    --------
    >>> double("12090").value, double("3").value
    ('1.209e+04', '3.0e+00')
    """
    behind = len(Decimal(digits).normalize().as_tuple().digits) - 1
    return ox.Literal(f"{float(digits):.{max(behind, 1)}e}", datatype=XSD_DOUBLE)


def decimal(digits: str) -> ox.Literal:
    """Return a decimal number as our files write it: Turtle takes one without a point for whole.

    Examples
    --------
    >>> decimal("67").value
    '67.0'
    """
    plain = f"{Decimal(digits).normalize():f}"
    return ox.Literal(plain if "." in plain else f"{plain}.0", datatype=XSD_DECIMAL)


def as_our_files_write(quad: ox.Quad) -> ox.Quad:
    """Return a quad of an engine, which keeps numbers by value, with its number as in our files."""
    value = quad.object
    if not isinstance(value, ox.Literal) or value.datatype not in (XSD_DOUBLE, XSD_DECIMAL):
        return quad
    try:
        finite = Decimal(value.value).is_finite()
    except InvalidOperation:  # no number, whatever is said of it
        finite = False
    if not finite:
        return quad
    number = (double if value.datatype == XSD_DOUBLE else decimal)(value.value)
    return ox.Quad(quad.subject, quad.predicate, number, quad.graph_name)
