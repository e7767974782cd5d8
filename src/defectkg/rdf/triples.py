"""Statements about what the project publishes, written with short names."""

from __future__ import annotations

import pyoxigraph as ox

from defectkg.rdf.prefixes import expand

__all__ = ["Triples", "address", "date", "node", "text", "word"]

XSD = "http://www.w3.org/2001/XMLSchema#"
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
