"""The folder into which records are written, beside what is shipped: what it holds and gets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from defectkg.check.findings import Finding
from defectkg.errors import DataError
from defectkg.intake.records import Study
from defectkg.rdf.prefixes import DATA, TERMS, local_name
from defectkg.rdf.reading import read_quads
from defectkg.rdf.shipped import (
    ONTOLOGY_GRAPH,
    data_folder,
    graph_files,
    graph_name,
    ontology_files,
)
from defectkg.rdf.store import Store
from defectkg.rdf.triples import text as english

__all__ = ["GraphFolder", "in_graph"]

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
RECORD_GRAPH = ox.NamedNode(TERMS + "RecordGraph")
WORKS = "publications"
DESCRIBED = "{} is described already, and otherwise: leave it out here, or correct it there"
THERE = (
    "is there already and says something else: the Turtle counts from now on, edit it; or give"
    " another study name"
)


class GraphFolder:
    """A folder laid out as ``graphs/``: a file for each study, and works in files of their years.

    Parameters
    ----------
    path : Path
        It need not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def own_files(self) -> list[Path]:
        """Its files; none where it is the folder of the shipped ones."""
        if self.path.resolve() == (data_folder() / "graphs").resolve():
            return []
        return sorted(self.path.glob("*/*.ttl"))

    @cached_property
    def files(self) -> list[Path]:
        """Its files and the shipped ones, these without those of which it holds another version."""
        own = {graph_name(path) for path in self.own_files if path.parent.name != WORKS}
        return [*(path for path in graph_files() if graph_name(path) not in own), *self.own_files]

    def store(self, known: Store | None = None) -> Store:
        """Return a store of its own files and of what is known beside: else the shipped ones."""
        store = Store() if known is None else Store.from_nquads(known.snapshot()[1])
        for path in ontology_files() if known is None else ():
            store.load(path, ONTOLOGY_GRAPH)
        for path in self.files if known is None else self.own_files:
            store.load(path, graph_name(path))
        return store

    def context(self, made: Iterable[ox.Quad]) -> list[ox.Quad]:
        """Return what `check` does not know of itself: own files, and works of any graph."""
        subjects = {quad.subject for quad in made}
        read = (
            quad
            for path in self.files
            if path in self.own_files or path.parent.name == WORKS
            for quad in in_graph(read_quads(path), path)
        )
        return [quad for quad in read if quad.subject not in subjects]

    @cached_property
    def _works(self) -> dict[str, set[ox.Triple]]:
        """What is said of each work, by its node."""
        files = [path for path in self.files if path.parent.name == WORKS]
        return by_subject(quad for path in files for quad in read_quads(path))

    def redescribed(self, study: Study) -> Iterator[Finding]:
        """Yield a fault for each work of a study that is described already, and otherwise."""
        for node, said in by_subject(q for some in study.works.values() for q in some).items():
            if self._works.get(node, said) != said:
                name = local_name(node[1:-1])
                yield Finding(study.places[node], "works", DESCRIBED.format(name))

    def new_files(self, study: Study) -> dict[Path, list[ox.Quad]]:
        """Return what each file will hold that a study brings, files of works first.

        Raises
        ------
        DataError
            If the study is there already and says something else.
        """
        found = {}
        for year, quads in sorted(study.works.items()):
            new = [quad for quad in quads if str(quad.subject) not in self._works]
            path = self.path / WORKS / f"{year}.ttl"
            if new:
                found[path] = [*(read_quads(path) if path.exists() else head_of(year)), *new]
        own = self.path / study.folder / f"{study.name}.ttl"
        for path in self.files:
            if graph_name(path) == graph_name(own):
                if set(read_quads(path)) == set(study.quads):
                    return found
                raise DataError(f"{path}: {THERE}")
        return found | {own: study.quads}


def head_of(year: str) -> list[ox.Quad]:
    """Return the head of a file of works."""
    head = ox.NamedNode(f"{DATA}{WORKS}-{year}")
    told = "Works without a year" if year == "undated" else f"Works of {year}"
    return [ox.Quad(head, RDF_TYPE, RECORD_GRAPH), ox.Quad(head, LABEL, english(told))]


def by_subject(quads: Iterable[ox.Quad]) -> dict[str, set[ox.Triple]]:
    """Return the statements about each node."""
    found: dict[str, set[ox.Triple]] = defaultdict(set)
    for quad in quads:
        found[str(quad.subject)].add(quad.triple)
    return found


def in_graph(quads: Iterable[ox.Quad], file: Path) -> list[ox.Quad]:
    """Return quads in the named graph of a file."""
    return [ox.Quad(q.subject, q.predicate, q.object, graph_name(file)) for q in quads]
