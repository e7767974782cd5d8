"""Write the graph for other tools: RDF in six syntaxes, the ontology for Protégé, CSV tables.

What describes the graph is written here, too: JSON-LD context, VoID, the query library as RDF.

Literals keep their digits as written, and one graph always gives the same bytes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from defectkg.errors import DataError
from defectkg.mappings.collection import SET_TYPE, Mappings
from defectkg.publish.jsonld import as_json, context, context_json
from defectkg.publish.query_examples import query_examples
from defectkg.publish.void import void
from defectkg.rdf.library import library
from defectkg.rdf.prefixes import iris_of, prefixes, schemes
from defectkg.rdf.queries import run
from defectkg.rdf.reading import FORMATS, known_endings, xml_fault
from defectkg.rdf.shipped import ONTOLOGY_GRAPH, alignment_files
from defectkg.rdf.store import Store
from defectkg.rdf.turtle import natural, turtle
from defectkg.rdf.writing import write_atomically, write_folder

__all__ = ["SYNTAXES", "WHAT", "as_text", "export", "place", "serialize", "syntax_of"]

WHAT = ("data", "ontology", "context", "void", "queries")
SYNTAXES = (*(ending[1:] for ending in FORMATS), "csv")
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
MAPPINGS_TABLE = "mappings.csv"
PLAIN = re.compile(r"[\w.-]*")
SH = "http://www.w3.org/ns/shacl#"


def export(store: Store, target: str, syntax: str = "", what: str = "data") -> str:
    """Write a store to a file, or as CSV tables to a folder, whole or not at all.

    Parameters
    ----------
    store : Store
    target : str
        A file whose ending says the syntax; for CSV a folder, there already or with a final slash.
    syntax : str, optional
        One of `SYNTAXES`, whatever the name of the target.
    what : str, optional
        One of `WHAT`: all data, the ontology alone (with the alignments that the store holds), or
        what describes the data.

    Returns
    -------
    str
        What was written, for people to read.

    Raises
    ------
    DataError
        If the target cannot be written so; what was there is left as it was.
    """
    syntax = syntax_of(target, syntax, what)
    if syntax == "csv":
        return write_tables(store, Path(target))
    text, said = as_text(store, syntax, what)
    write_atomically(Path(target), text)
    return said


def syntax_of(target: str, syntax: str = "", what: str = "data") -> str:
    """Return the syntax for a target: the one asked for, or that of its ending.

    Raises
    ------
    DataError
        If there is none, or the target or the syntax cannot hold what is asked for.
    """
    ending = Path(target).suffix.lower()
    if not syntax and target == "-":
        raise DataError("standard output has no ending: say the syntax, such as --as trig")
    if not syntax and (target.endswith("/") or (ending not in FORMATS and os.path.isdir(target))):
        syntax = "csv"
    elif not syntax and ending not in FORMATS:
        wanted = f"use one of {known_endings()}, or for CSV tables a folder such as tables/"
        raise DataError(f"{target}: unknown file ending; {wanted}")
    syntax = syntax or ending[1:]
    if syntax not in SYNTAXES:
        raise DataError(f"unknown syntax {syntax!r}; use one of {', '.join(SYNTAXES)}")
    if syntax == "csv" and target == "-":
        raise DataError("CSV is several tables: give a folder, such as tables/")
    if what not in WHAT:
        raise DataError(f"{what!r} cannot be written; use one of {', '.join(WHAT)}")
    if what == "context" and FORMATS.get(f".{syntax}") != ox.RdfFormat.JSON_LD:
        raise DataError("the context is JSON: give a file such as context.jsonld")
    if syntax == "csv" and what != "data":
        raise DataError(f"what --{what} writes is no table: give a file, such as {what}.ttl")
    return syntax


def as_text(store: Store, syntax: str, what: str = "data") -> tuple[str, str]:
    """Return a store, or what describes it, in an RDF syntax, and how much that is."""
    if what == "context":
        keys = context(store).values()
        return context_json(store), f"{sum(isinstance(key, dict) for key in keys)} keys"
    dataset = ox.Dataset(QUADS[what](store))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)  # else labels differ each time
    graphs = {quad.graph_name for quad in dataset}
    form = FORMATS[f".{syntax}"]
    if form.supports_datasets:
        quads = sorted(dataset, key=place)
        counted = f"{len(quads)} quads in {len(graphs)} graph{'s' * (len(graphs) != 1)}"
        json_ld = form == ox.RdfFormat.JSON_LD
        return as_json(quads, context(store)) if json_ld else serialize(quads, form), counted
    quads = sorted(one_graph(dataset), key=place)
    counted = f"{len(quads)} triples"
    if len(graphs) > 1:
        counted += f": {form.name} has no named graphs, {len(graphs)} were merged into one"
        counted += " (TriG, N-Quads and JSON-LD keep them)"
    described = what not in ("data", "ontology") and form == ox.RdfFormat.TURTLE
    return turtle(quads) if described else serialize(quads, form), counted


def ontology(store: Store) -> Iterator[ox.Quad]:
    """Yield the ontology and the alignments of a store, without what belongs to SHACL.

    The ontology is the default graph: readers that know no others find it.
    """
    aligned = alignment_files()
    for quad in store.quads():
        if quad.graph_name == ONTOLOGY_GRAPH and not quad.predicate.value.startswith(SH):
            yield ox.Quad(*quad.triple)
        elif quad.graph_name in aligned:
            yield quad


def one_graph(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """Return quads without their graphs.

    The headers of alignments stay out: OWL has one ontology in a document.
    """
    headers = set(alignment_files())
    return {ox.Quad(*quad.triple) for quad in quads if quad.subject not in headers}


QUADS: dict[str, Callable[[Store], Iterable[ox.Quad]]] = {
    "data": lambda store: store.quads(),
    "ontology": ontology,
    "void": lambda store: (ox.Quad(*triple) for triple in void(store)),
    "queries": lambda store: (ox.Quad(*triple) for triple in query_examples(store)),
}


def place(quad: ox.Quad) -> tuple[Any, ...]:
    """Return a sort key: graph, header, subject with ``c2`` before ``c10``, its type, the rest."""
    subject, predicate, value, graph = quad
    first = (by_number(str(graph)), subject != ONTOLOGY_GRAPH, by_number(str(subject)))
    return *first, predicate != RDF_TYPE, predicate.value, by_number(str(value))


by_number = lru_cache(100_000)(natural)  # a server is asked for ever more


def used_prefixes(quads: Iterable[ox.Quad]) -> dict[str, str]:
    """Return the prefixes that shorten something and cannot be taken for the scheme of an IRI.

    Those go whole that would need a sign escaped, which the OWL API of Protégé's reader refuses.
    """
    iris = iris_of(quads)
    taken = schemes(iris)
    found = {}
    for prefix, space in prefixes().items():
        names = [iri[len(space) :] for iri in iris if iri.startswith(space)]
        if prefix not in taken and names and all(map(PLAIN.fullmatch, names)):
            found[prefix] = space
    return found


def serialize(quads: list[ox.Quad], form: ox.RdfFormat) -> str:
    """Return quads in a syntax, the prefixes by name: the engine has no order of them.

    Raises
    ------
    DataError
        If RDF/XML cannot hold them, which the engine does not say.
    """
    rows = quads if form.supports_datasets else [quad.triple for quad in quads]
    text = (ox.serialize(rows, format=form, prefixes=used_prefixes(quads)) or b"").decode()
    if form == ox.RdfFormat.RDF_XML:
        root = re.compile(r"(?<=<rdf:RDF) [^>]*")
        spaces = re.findall(r'xmlns:(?!its=)[\w-]+="[^"]*"', (root.search(text) or [""])[0])
        text = root.sub("\n    " + "\n    ".join(sorted(spaces)), text, count=1)
        text = text.replace("\r", "&#13;")
        if fault := xml_fault(text):
            raise DataError(f"a name or text does not fit RDF/XML ({fault}); give a .ttl file")
        return text
    lines = text.split("\n")
    head = [line for line in lines[: len(prefixes())] if line.startswith("@prefix ")]
    return "\n".join([*sorted(head), *lines[len(head) :]])


def write_tables(store: Store, folder: Path) -> str:
    """Write a CSV table for each query of the library.

    The mappings are a table, too, where the store holds them.

    Raises
    ------
    DataError
        If the folder cannot be written, or holds something else than tables; what was there is left
        as it was.
    """
    texts = {f"{query.name}.csv": run(store, query.name).to_text("csv") for query in library()}
    if store.query(f"ASK {{ GRAPH ?set {{ ?set a {SET_TYPE} }} }}"):
        texts[MAPPINGS_TABLE] = Mappings.shipped().table().to_text("csv")
    write_folder(folder, texts, {MAPPINGS_TABLE, *(f"{query.name}.csv" for query in library())})
    return f"{len(texts)} tables: {', '.join(texts)}"
