"""The folder into which records are written, beside what is shipped: what it holds and gets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from defectkg.check.findings import Finding
from defectkg.check.reading import known_quads
from defectkg.errors import DataError
from defectkg.intake.records import Study
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.prefixes import DATA, TERMS, local_name
from defectkg.rdf.reading import read_quads
from defectkg.rdf.shipped import data_folder, graph_name
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
    known : Store, optional
        What is known beside; what is shipped, without it.
    """

    def __init__(self, path: Path, known: Store | None = None) -> None:
        self.path = path
        self.known = known

    @cached_property
    def own_files(self) -> list[Path]:
        """Its files; none where it is the folder of the shipped ones, and these are known."""
        shipped = (data_folder() / "graphs").resolve()
        if self.known is None and self.path.resolve() == shipped:
            return []
        return sorted(self.path.glob("*/*.ttl"))

    @cached_property
    def _own(self) -> list[ox.Quad]:
        """What its own files hold."""
        return [quad for path in self.own_files for quad in in_graph(read_quads(path), path)]

    @cached_property
    def graphs(self) -> dict[Any, list[ox.Quad]]:
        """What it holds and what is known beside, by named graph.

        Graphs of which it holds a version of its own are known in that alone; of works all are.
        """
        own = {quad.graph_name for quad in self._own if not of_works(quad)}
        found: dict[Any, list[ox.Quad]] = defaultdict(list)
        for quad in known_quads(self.known):
            if quad.graph_name not in own:
                found[quad.graph_name].append(quad)
        for quad in self._own:
            found[quad.graph_name].append(quad)
        return found

    def store(self) -> MemoryStore:
        """Return a store of what it holds and of what is known beside."""
        store = MemoryStore()
        store.add(quad for quads in self.graphs.values() for quad in quads)
        return store

    def context(self, made: Iterable[ox.Quad]) -> list[ox.Quad]:
        """Return what `check` does not know of itself: own files, and works of any graph."""
        subjects = {quad.subject for quad in made}
        works = (quad for quads in self.graphs.values() for quad in quads if of_works(quad))
        beside = dict.fromkeys([*self._own, *works])
        return [quad for quad in beside if quad.subject not in subjects]

    @cached_property
    def _works(self) -> dict[str, set[ox.Triple]]:
        """What is said of each work, by its node."""
        return by_subject(q for quads in self.graphs.values() for q in quads if of_works(q))

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
        if there := self.graphs.get(graph_name(own)):
            if {quad.triple for quad in there} == {quad.triple for quad in study.quads}:
                return found
            raise DataError(f"{own}: {THERE}")
        return found | {own: study.quads}


def of_works(quad: ox.Quad) -> bool:
    """Return whether a quad stands in a graph of works."""
    name = quad.graph_name
    return isinstance(name, ox.NamedNode) and name.value.startswith(f"{DATA}{WORKS}-")


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
