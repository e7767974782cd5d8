"""Prefixes and short names, read from ``ontology/prefixes.ttl``, the only prefix table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import pyoxigraph as ox

from defectkg.rdf.reading import read_quads
from defectkg.rdf.shipped import data_folder

__all__ = ["DATA", "TERMS", "curie", "expand", "iris_of", "local_name", "prefixes", "schemes"]

TERMS = "https://w3id.org/defectkg/ontology/"
DATA = "https://w3id.org/defectkg/data/"
SH = "http://www.w3.org/ns/shacl#"
SIGNS = r"""[^\x00-\x20<>"{}|^`\\]+"""
IRI = re.compile(f"{SIGNS}|<{SIGNS}>")  # or a CURIE


@cache
def prefixes() -> dict[str, str]:
    """Return the prefix table as prefix to namespace."""
    names: dict[str, str] = {}
    spaces: dict[str, str] = {}
    for quad in read_quads(data_folder() / "ontology" / "prefixes.ttl"):
        if isinstance(quad.object, ox.Literal):
            target = names if quad.predicate.value == SH + "prefix" else spaces
            target[str(quad.subject)] = quad.object.value
    return {names[node]: spaces[node] for node in sorted(names, key=names.__getitem__)}


def curie(iri: str) -> str:
    """Return the short form of an IRI where a prefix is known, else the IRI.

    Examples
    --------
    >>> curie("https://w3id.org/defectkg/ontology/V_Cl")
    'dkg:V_Cl'
    """
    fits = [(space, prefix) for prefix, space in prefixes().items() if iri.startswith(space)]
    if not fits:
        return iri
    space, prefix = max(fits)
    return f"{prefix}:{iri[len(space) :]}"


def expand(name: str) -> str | None:
    """Return the IRI that a CURIE or ``<IRI>`` stands for, or None.

    Examples
    --------
    >>> expand("dkg:V_Cl")
    'https://w3id.org/defectkg/ontology/V_Cl'
    """
    if not IRI.fullmatch(name):
        return None
    if name.startswith(("<", "http://", "https://")):
        return name.strip("<>")
    prefix, colon, local = name.partition(":")
    space = prefixes().get(prefix)
    return space + local if colon and space else None


def local_name(iri: str) -> str:
    """Return what stands behind the last slash or hash of an IRI."""
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]


def iris_of(quads: Iterable[ox.Quad]) -> set[str]:
    """Return the IRIs that stand in quads, those of datatypes too."""
    terms = {term for quad in quads for term in quad}
    terms |= {term.datatype for term in terms if isinstance(term, ox.Literal)}
    return {term.value for term in terms if isinstance(term, ox.NamedNode)}


def schemes(iris: Iterable[str]) -> set[str]:
    """Return what stands before the colon of IRIs: no prefix may be called so beside them."""
    return {iri.partition(":")[0] for iri in iris}
