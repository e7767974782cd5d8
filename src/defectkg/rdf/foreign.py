"""Files of others read beside ours, each in a named graph, so that one query asks both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from defectkg.rdf.reading import rdf_files, read_quads
from defectkg.rdf.store import Store

__all__ = ["MOVED", "read_foreign"]

GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
# Namespaces whose owner moved them, old to new. ASMO went from http to https in March 2026 (0.3.0),
# and atomRDF 0.12.3 still writes the old one: its terms would meet neither ASMO's nor our mappings.
# They are one term under two names, so the name is corrected; owl:sameAs would keep both, and needs
# a reasoner in every reader.
MOVED = {"http://purls.helmholtz-metadaten.de/asmo/": "https://purls.helmholtz-metadaten.de/asmo/"}


def read_foreign(store: Store, paths: Iterable[str | Path]) -> list[str]:
    """Read RDF files of others into a store, beside what it holds; no file is changed.

    What stands in the default graph of a file goes to a graph named by the file.

    Parameters
    ----------
    store : Store
    paths : iterable of str or Path
        Files, or folders of them: Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML.

    Returns
    -------
    list of str
        What a reader should know: names that moved, triples in graphs that the store already has,
        files without a triple.

    Raises
    ------
    DataError
        If a file is missing, of an unknown kind or malformed; the store is then unchanged.
    """
    found = [file for path in map(Path, paths) for file in rdf_files(path)]
    ours = {f"<{name}>" for (name,) in store.rows(GRAPHS).values}
    read: list[ox.Quad] = []
    remarks: list[str] = []
    for file in {file.resolve(): file for file in found}.values():
        moved = dict.fromkeys(MOVED, 0)
        quads = list(placed(file, moved))
        read += quads
        if not quads:
            remarks.append(f"{file}: holds no triple")
        if mixed := sum(str(quad.graph_name) in ours for quad in quads):
            remarks.append(f"{file}: {mixed} triples stand in graphs of ours, as if they were ours")
        remarks += [
            f"{file}: {count} terms of <{old}> read as <{MOVED[old]}>, where they have moved"
            for old, count in moved.items()
            if count
        ]
    store.add(read)
    return remarks


def placed(file: Path, moved: dict[str, int]) -> Iterator[ox.Quad]:
    """Yield the quads of a file in its own graph, names that moved as they are now."""
    base = file.resolve().as_uri()
    own = ox.NamedNode(base)

    def today(node: ox.NamedNode) -> ox.NamedNode:
        for old, new in MOVED.items():
            if node.value.startswith(old):
                moved[old] += 1
                return ox.NamedNode(new + node.value[len(old) :])
        return node

    for quad in read_quads(file, base):
        subject, value = quad.subject, quad.object
        yield ox.Quad(
            today(subject) if isinstance(subject, ox.NamedNode) else subject,
            today(quad.predicate),
            today(value) if isinstance(value, ox.NamedNode) else value,
            own if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name,
        )
