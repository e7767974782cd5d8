"""The folder into which records are written, beside what is shipped: what it holds and gets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from defectkg.check.findings import Finding
from defectkg.errors import DataError
from defectkg.intake.compared import Compared, compared
from defectkg.intake.records import Study
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.parts import described
from defectkg.rdf.parts import quads as quads_of
from defectkg.rdf.prefixes import DATA, TERMS, iris_of, local_name
from defectkg.rdf.reading import read_quads
from defectkg.rdf.shipped import data_folder, graph_name
from defectkg.rdf.store import Store
from defectkg.rdf.triples import text as english

__all__ = ["GraphFolder", "in_graph"]

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
RECORD_GRAPH = ox.NamedNode(TERMS + "RecordGraph")
WORKS = "publications"
WHOLE = "SELECT ?s ?p ?o ?g { VALUES ?g { %s } GRAPH ?g { ?s ?p ?o } }"
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
        shipped = (data_folder() / "graphs").resolve()
        self._is_known = known is None and path.resolve() == shipped
        self.known = MemoryStore.shipped() if known is None else known

    @cached_property
    def own(self) -> set[ox.Quad]:
        """What its own files hold; nothing where these are known."""
        files = [] if self._is_known else sorted(self.path.glob("*/*.ttl"))
        return {quad for path in files for quad in in_graph(read_quads(path), path)}

    @cached_property
    def around(self) -> set[ox.Quad]:
        """What its own files hold, and what is known of all that they name."""
        return self.own | self._beside(described(self.known, iris_of(self.own)))

    def compared(self, study: Study) -> Compared:
        """Return what it holds, and what of all that is known a study is compared with."""
        said = [*study.quads, *(quad for some in study.works.values() for quad in some)]
        quads, alike = compared(self.known, said)
        return Compared(self.around | self._beside(quads), alike)

    def _beside(self, known: Iterable[ox.Quad]) -> set[ox.Quad]:
        """Return what is known without graphs of which it holds a version of its own.

        Of works all versions are known.
        """
        own = {quad.graph_name for quad in self.own if not of_works(quad)}
        return {quad for quad in known if quad.graph_name not in own}

    def context(self, known: Iterable[ox.Quad], made: Iterable[ox.Quad]) -> list[ox.Quad]:
        """Return what stands in no file that was made: own files, and works that are known."""
        subjects = {quad.subject for quad in made}
        beside = self.own | set(filter(of_works, known))
        return [quad for quad in beside if quad.subject not in subjects]

    def redescribed(self, study: Study, known: Iterable[ox.Quad]) -> Iterator[Finding]:
        """Yield a fault for each work of a study that is described already, and otherwise."""
        works = by_subject(filter(of_works, known))
        for node, said in by_subject(q for some in study.works.values() for q in some).items():
            if works.get(node, said) != said:
                name = local_name(node[1:-1])
                yield Finding(study.places[node], "works", DESCRIBED.format(name))

    def new_files(self, study: Study, known: Iterable[ox.Quad]) -> dict[Path, list[ox.Quad]]:
        """Return what each file will hold that a study brings, files of works first.

        Raises
        ------
        DataError
            If the study is there already and says something else.
        """
        found = {}
        works = by_subject(filter(of_works, known))
        for year, quads in sorted(study.works.items()):
            new = [quad for quad in quads if str(quad.subject) not in works]
            path = self.path / WORKS / f"{year}.ttl"
            if new:
                found[path] = [*(read_quads(path) if path.exists() else head_of(year)), *new]
        own = self.path / study.folder / f"{study.name}.ttl"
        if there := self._said_in(graph_name(own)):
            if there == {quad.triple for quad in study.quads}:
                return found
            raise DataError(f"{own}: {THERE}")
        return found | {own: study.quads}

    def _said_in(self, graph: ox.NamedNode) -> set[ox.Triple]:
        """Return what stands in a graph: in its own version, or in that which is known."""
        own = {quad.triple for quad in self.own if quad.graph_name == graph}
        return own or {quad.triple for quad in quads_of(self.known, WHOLE % graph)}


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
