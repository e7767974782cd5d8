"""The one canonical layout of Turtle files: records and their properties as people read them.

The order stands in ``ontology/defectkg.ttl``, as ``dkg:readingOrder``. Only files without blank
nodes have one layout: blank node labels are arbitrary.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from defectkg.errors import DataError
from defectkg.rdf.prefixes import TERMS, expand, prefixes
from defectkg.rdf.reading import read_quads, read_text
from defectkg.rdf.shipped import ONTOLOGY_GRAPH, data_folder

__all__ = ["canonical", "natural", "reading_order", "turtle"]

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
READING_ORDER = f"{TERMS}readingOrder"
LOCAL_NAME = re.compile(r"(\w([\w.-]*[\w-])?)?", re.ASCII)  # of a short name, without escapes
UNQUOTED = {  # literals that Turtle writes without quotes, by datatype
    XSD + "integer": re.compile(r"[+-]?\d+", re.ASCII),
    XSD + "decimal": re.compile(r"[+-]?\d*\.\d+", re.ASCII),
    XSD + "double": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)[eE][+-]?\d+", re.ASCII),
    XSD + "boolean": re.compile("true|false"),
}
NOT_A_COMMENT = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>\s]*>|\\.',
    re.DOTALL,
)


def canonical(path: Path) -> str:
    """Return the canonical text of a Turtle file.

    Raises
    ------
    DataError
        If the file cannot be read or parsed, or holds what the layout would lose: blank nodes,
        lists, comments.
    """
    if path.suffix.lower() != ".ttl":
        raise DataError(f"{path}: only Turtle has a canonical layout; give a .ttl file")
    text = read_text(path)
    comment = re.search(r"#.*", NOT_A_COMMENT.sub(lambda m: " " * len(m[0]), text))
    if comment:
        line = text.count("\n", 0, comment.start()) + 1
        raise DataError(f"{path}:{line}: a comment would be lost; move it to skos:editorialNote")
    quads = set(read_quads(path))
    if any(isinstance(term, ox.BlankNode) for quad in quads for term in quad):
        raise DataError(f"{path}: blank nodes have no canonical layout; give them names")
    laid_out = turtle(quads, declared_prefixes(text))
    if statements(laid_out) != quads:
        raise DataError(f"{path}: holds a value that the layout would change; write it plainly")
    return laid_out


def turtle(quads: Iterable[ox.Quad], others: Mapping[str, str] | None = None) -> str:
    """Return statements without blank nodes in the canonical layout.

    Parameters
    ----------
    quads : iterable of Quad
    others : mapping of str to str, optional
        Prefixes beside those of the table, which win.
    """
    write = Names({**(others or {}), **prefixes()})
    about: dict[Any, dict[Any, set[Any]]] = defaultdict(lambda: defaultdict(set))
    classes: dict[Any, set[str]] = defaultdict(set)
    for subject, predicate, value, _ in quads:
        about[subject.value][predicate.value].add(value)
        if predicate.value == RDF_TYPE:
            classes[subject.value].add(value.value)
    blocks = []
    for subject in sorted(about, key=lambda iri: (place(classes[iri]), natural(iri))):
        lines = [write.iri(subject)]
        for predicate in sorted(about[subject], key=property_place(classes[subject])):
            name = "a" if predicate == RDF_TYPE else write.iri(predicate)
            objects = sorted(about[subject][predicate], key=lambda term: natural(str(term)))
            values = [write.term(term) for term in objects]
            gap = " " if len(values) == 1 else "\n        "
            lines.append(f"    {name}{gap}{f' ,{gap}'.join(values)} ;")
        blocks.append("\n".join([*lines, ".\n"]))
    head = "".join(f"PREFIX {name}: <{write.spaces[name]}>\n" for name in sorted(write.used))
    return "\n".join(filter(None, [head, *blocks]))


class Names:
    """Writes terms of Turtle with the prefixes at hand, and knows which of them were used."""

    def __init__(self, spaces: Mapping[str, str]) -> None:
        self.spaces = spaces
        self.used: set[str] = set()

    def iri(self, iri: str) -> str:
        """Return the short name of an IRI where it needs no escapes, else ``<IRI>``."""
        fits = [
            (len(space), prefix)
            for prefix, space in self.spaces.items()
            if iri.startswith(space) and LOCAL_NAME.fullmatch(iri, len(space))
        ]
        if not fits:
            return str(ox.NamedNode(iri))
        length, prefix = max(fits)
        self.used.add(prefix)
        return f"{prefix}:{iri[length:]}"

    def term(self, term: ox.NamedNode | ox.Literal) -> str:
        """Return a term; a literal goes without quotes only if its text stays what it is."""
        if isinstance(term, ox.NamedNode):
            return self.iri(term.value)
        kind = term.datatype.value
        if kind in UNQUOTED and UNQUOTED[kind].fullmatch(term.value):
            return term.value
        quoted = str(ox.Literal(term.value))
        if term.language:
            return f"{quoted}@{term.language}"
        return quoted if kind == f"{XSD}string" else f"{quoted}^^{self.iri(kind)}"


def declared_prefixes(text: str) -> dict[str, str]:
    """Return the prefixes of a Turtle text that can be read."""
    reader = ox.parse(text, format=ox.RdfFormat.TURTLE)
    for _ in reader:  # they are known at the end
        pass
    return reader.prefixes


def statements(text: str) -> set[ox.Quad]:
    """Return the statements of a Turtle text; none where it cannot be read."""
    try:
        return set() if "\0" in text else set(ox.parse(text, format=ox.RdfFormat.TURTLE))
    except (SyntaxError, ValueError):
        return set()


@cache
def reading_order() -> dict[str, list[str]]:
    """Return what ``dkg:readingOrder`` lists for each term, as IRIs.

    Raises
    ------
    DataError
        If a name in such a list has no known prefix.
    """
    path = data_folder() / "ontology" / "defectkg.ttl"
    found: dict[str, list[str]] = {}
    for subject, predicate, value, _ in read_quads(path):
        if predicate.value == READING_ORDER:
            iris = {name: expand(name) for name in value.value.split()}
            if unknown := [name for name, iri in iris.items() if iri is None]:
                raise DataError(f"{path}: {unknown[0]}: unknown prefix; correct dkg:readingOrder")
            found[subject.value] = [iri for iri in iris.values() if iri]
    return found


def place(classes: Iterable[str]) -> int:
    """Return the place of a subject of some classes in its file; what is no record comes first."""
    order = reading_order()[f"{TERMS}Record"]
    return min((order.index(iri) + 1 for iri in classes if iri in order), default=0)


def property_place(classes: Iterable[str]) -> Callable[[str], tuple[int, str]]:
    """Return the sort key of the properties of a subject of some classes.

    What the order of its class does not list comes last, by name.
    """
    orders = reading_order()
    own = next((orders[iri] for iri in sorted(classes) if iri in orders), None)
    order = [RDF_TYPE, *(own or orders[ONTOLOGY_GRAPH.value])]
    places = {iri: number for number, iri in enumerate(order)}
    return lambda iri: (places.get(iri, len(order)), iri)


def natural(text: str) -> list[tuple[int, str]]:
    """Return a sort key under which ``c2`` stands before ``c10``."""
    parts = re.split(r"([0-9]+)", text)  # text and digits by turns
    digits = [(len(number), number) for number in (part.lstrip("0") for part in parts[1::2])]
    words = [(0, part) for part in parts[::2]]
    return [part for pair in zip_longest(words, digits) for part in pair if part is not None]
