"""What is checked, and its context: the files given, and what is shipped or stands in a store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from defectkg.check.findings import Finding, short
from defectkg.errors import DataError, short_line
from defectkg.rdf.prefixes import TERMS
from defectkg.rdf.reading import apart, read_quads, read_text
from defectkg.rdf.shipped import ONTOLOGY_GRAPH, graph_files, graph_name, ontology_files

__all__ = ["RDF_TYPE", "RECORD_GRAPH", "Given", "known_quads", "read_given", "with_context"]

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
RECORD_GRAPH = ox.NamedNode(f"{TERMS}RecordGraph")


class Given(NamedTuple):
    """What the files to be checked hold.

    Parameters
    ----------
    quads : list of Quad
    places : dict of str to str
        The file, and the line where there is one, of each subject.
    files : dict of Path to list of Quad
        The quads of each file.
    unread : list of Finding
        What is wrong with the files that could not be read.
    """

    quads: list[ox.Quad]
    places: dict[str, str]
    files: dict[Path, list[ox.Quad]]
    unread: list[Finding]


def read_given(files: Iterable[Path], context: Path | None = None) -> Given:
    """Read the files to be checked; one that cannot be read does not keep the others from it.

    A Turtle file of records has the graph name that its ``dkg:RecordGraph`` node gives.
    """
    given = Given([], {}, {}, [])
    files = list(files)
    for number, file in enumerate(files):
        try:
            quads = list(read_quads(file, context=context))
            lines = subject_lines(read_text(file))
        except DataError as error:
            given.unread.append(unread(file, error.whole))
            continue
        names = {q.subject for q in quads if q.predicate == RDF_TYPE and q.object == RECORD_GRAPH}
        if len(names) == 1 and all(isinstance(q.graph_name, ox.DefaultGraph) for q in quads):
            name = next(iter(names))
            if isinstance(name, ox.NamedNode):
                quads = [ox.Quad(q.subject, q.predicate, q.object, name) for q in quads]
        if len(files) > 1:
            quads = apart(quads, f"f{number}-")
        given.files[file] = quads
        given.quads.extend(quads)
        for node in {str(quad.subject) for quad in quads}:
            line = lines.get(node) or lines.get(short(node))
            given.places.setdefault(node, f"{file}:{line}" if line else str(file))
    return given


def unread(file: Path, error: str) -> Finding:
    """Return what is wrong with a file, its line among the place."""
    found = re.fullmatch(rf"({re.escape(str(file))}(?::\d+)*): (.*)", error, re.DOTALL)
    place, message = (found[1], found[2]) if found else (str(file), error)
    return Finding(place, "", short_line(message))


def subject_lines(text: str) -> dict[str, int]:
    """Return the line on which each subject at the start of a line first stands."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if found := re.match(r"\s*(<[^>\s]+>|[\w-]*:[^\s;,]+)(?:\s|$)", line):
            lines.setdefault(found[1], number)
    return lines


def with_context(given: list[ox.Quad], known: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return the given quads with those of what is known that do not overlap."""
    described = {quad.subject for quad in given}
    graphs = {quad.graph_name for quad in given} | {
        q.subject for q in given if q.predicate == RDF_TYPE and q.object == RECORD_GRAPH
    }
    context = [
        quad
        for quad in known
        if quad.subject not in described
        and (quad.graph_name == ONTOLOGY_GRAPH or quad.graph_name not in graphs)
    ]
    return [*given, *context]


def known_quads() -> Iterator[ox.Quad]:
    """Yield the quads of all shipped files, in their named graphs."""
    shipped = [(path, ONTOLOGY_GRAPH) for path in ontology_files()]
    for path, name in [*shipped, *((path, graph_name(path)) for path in graph_files())]:
        yield from shipped_quads(path, name, path.stat().st_mtime_ns)


@cache
def shipped_quads(path: Path, graph: ox.NamedNode, _changed: int) -> list[ox.Quad]:
    """Return the quads of a shipped file, read again only after it has changed."""
    return [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in read_quads(path)]
