"""The media types in which answers are written, and which of them a client wants.

RFC 9110, section 12.5.1 (Accept); SPARQL 1.1 Protocol, section 2.1.6; the short names are those
that the engine and the command line use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import pyoxigraph as ox

__all__ = ["GRAPHS", "RDF", "RESULTS", "MediaType", "liked", "wanted"]

Kind = Literal["boolean", "rows", "graph"]


class MediaType(NamedTuple):
    """A way to write an answer.

    Parameters
    ----------
    name : str
        Short, as in ``format=csv``.
    types : tuple of str
        Its media types, the registered one first.
    engine : RdfFormat or QueryResultsFormat
    """

    name: str
    types: tuple[str, ...]
    engine: ox.RdfFormat | ox.QueryResultsFormat

    @property
    def content_type(self) -> str:
        """What the header says: text is UTF-8."""
        text = self.types[0].startswith("text/")
        return self.types[0] + ("; charset=utf-8" if text else "")


RESULTS = (
    MediaType(
        "json",
        ("application/sparql-results+json", "application/json"),
        ox.QueryResultsFormat.JSON,
    ),
    MediaType(
        "xml",
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        ox.QueryResultsFormat.XML,
    ),
    MediaType("csv", ("text/csv",), ox.QueryResultsFormat.CSV),
    MediaType("tsv", ("text/tab-separated-values",), ox.QueryResultsFormat.TSV),
)
BOOLEANS = RESULTS[:2]  # CSV and TSV hold rows only (SPARQL 1.1 Query Results CSV and TSV Formats)
GRAPHS = (
    MediaType("ttl", ("text/turtle", "application/x-turtle"), ox.RdfFormat.TURTLE),
    MediaType("nt", ("application/n-triples", "text/plain"), ox.RdfFormat.N_TRIPLES),
    MediaType("rdf", ("application/rdf+xml", "application/xml", "text/xml"), ox.RdfFormat.RDF_XML),
    MediaType("jsonld", ("application/ld+json", "application/json"), ox.RdfFormat.JSON_LD),
)
RDF = {offer.name: offer for offer in GRAPHS}
OFFERED: dict[Kind, tuple[MediaType, ...]] = {
    "boolean": BOOLEANS,
    "rows": RESULTS,
    "graph": GRAPHS,
}


def wanted(accept: str, kind: Kind) -> MediaType | None:
    """Return the media type that a client likes best for an answer; None where none will do.

    Parameters
    ----------
    accept : str
        The header Accept, or the short name of a format.
    kind : str
        What the answer is: ``boolean``, ``rows`` or ``graph``.

    Examples
    --------
    >>> wanted("text/csv;q=0.5, application/sparql-results+xml", "rows").name
    'xml'
    >>> wanted("*/*", "graph").name
    'ttl'
    >>> wanted("text/csv", "graph") is None
    True
    """
    by_name = {offer.name: offer for offer in OFFERED[kind]}
    name = liked(accept, {name: offer.types for name, offer in by_name.items()})
    return by_name.get(name)


def liked(accept: str, offered: Mapping[str, tuple[str, ...]]) -> str:
    """Return the name of what a client likes best; empty where none will do.

    For each offer the most specific wish counts (RFC 9110, section 12.5.1); of several that are
    liked as well the one that was named first.

    Parameters
    ----------
    accept : str
        The header Accept, or a name.
    offered : mapping of str to tuple of str
        Media types by name.

    Examples
    --------
    >>> offers = {"page": ("text/html",), "csv": ("text/csv",)}
    >>> liked("text/csv", offers), liked("*/*", offers), liked("image/png", offers)
    ('csv', 'page', '')
    >>> liked("text/csv;q=0, text/*", offers), liked("text/csv;q=0.1, */*;q=0.5", offers)
    ('page', 'page')
    """
    wishes = []
    for number, wish in enumerate(accept.split(",") if accept.strip() else ["*/*"]):
        pattern, *parameters = (part.strip().lower() for part in wish.split(";"))
        wishes.append((pattern, quality_of(parameters), -number))
    best, best_rank = "", (0.0, 0, 0)
    for name, types in offered.items():
        found = []
        for pattern, quality, place in wishes:
            exact = pattern == name or pattern in types
            if exact or any(fits(pattern, one) for one in types):
                found.append((2 if exact else 0 if pattern == "*/*" else 1, quality, place))
        if found:
            nearness, quality, place = max(found)  # the most specific counts
            if quality > 0 and (quality, nearness, place) > best_rank:
                best, best_rank = name, (quality, nearness, place)
    return best


def quality_of(parameters: list[str]) -> float:
    """Return how much a wish is worth, 0 to 1; 1 where it does not say."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def fits(pattern: str, name: str) -> bool:
    """Return whether a range of media types, such as ``text/*``, holds one."""
    return pattern == "*/*" or (pattern.endswith("/*") and name.startswith(pattern[:-1]))
