"""Take a paper in: read what was written of it, show what stands against it, write it once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from defectkg.check.checks import check_given
from defectkg.check.findings import Finding
from defectkg.check.reading import Given
from defectkg.errors import DataError
from defectkg.intake.comparison import conflicts, duplicates
from defectkg.intake.records import Study, read_study
from defectkg.intake.stubs import stubs
from defectkg.model.content import GraphContent
from defectkg.rdf.prefixes import DATA, TERMS, local_name
from defectkg.rdf.reading import read_quads
from defectkg.rdf.rows import Rows
from defectkg.rdf.shipped import (
    ONTOLOGY_GRAPH,
    data_folder,
    graph_files,
    graph_name,
    ontology_files,
)
from defectkg.rdf.store import Store
from defectkg.rdf.triples import text as english
from defectkg.rdf.turtle import turtle
from defectkg.rdf.writing import write_atomically

__all__ = ["Intake", "read_paper"]

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
RECORD_GRAPH = ox.NamedNode(TERMS + "RecordGraph")
NOTHING = Rows(("line",), [])
WORKS = "publications"
DESCRIBED = "{} is described already, and otherwise: leave it out here, or correct it there"
THERE = "is there already and says something else: the Turtle counts from now on; edit it"


@dataclass
class Intake:
    """What a file would bring.

    Parameters
    ----------
    study : Study
    faults : list of Finding
        What cannot be read; then nothing else is known of it.
    stubs : str
        Entries to fill in for unknown names.
    findings : list of Finding
        What `check` finds in the records.
    duplicates, conflicts : Rows
    texts : dict of Path to str
        The files to be written.
    """

    study: Study
    faults: list[Finding]
    stubs: str = ""
    findings: list[Finding] = field(default_factory=list)
    duplicates: Rows = NOTHING
    conflicts: Rows = NOTHING
    texts: dict[Path, str] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether nothing keeps it from being written; duplicates are for the curator to judge."""
        return not self.faults and not self.findings

    def write(self) -> list[Path]:
        """Write the files that are not there yet; works first, so that no record lacks its work.

        Raises
        ------
        DataError
            If there are faults or findings, or a file cannot be written.
        """
        if not self.is_clean:
            raise DataError(f"{self.study.path}: not written; correct what was found first")
        written = []
        for path, text in self.texts.items():
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, text)
            written.append(path)
        return written


def read_paper(path: Path, folder: Path = Path("graphs")) -> Intake:
    """Return what a file would bring to a folder of graphs.

    Parameters
    ----------
    path : Path
        YAML; see ``docs/intake.md``.
    folder : Path, optional
        What it holds already is known as well as what is shipped.

    Raises
    ------
    DataError
        If a file cannot be read, or the study is there already and says something else.
    """
    own = own_files(folder)
    known = GraphContent(store_of(own))
    study = read_study(path, known)
    if study.faults:
        return Intake(study, study.faults, stubs(study.unknown, known.names))
    described = works_of([*own, *shipped_works()])
    faults = list(redescribed(study, described))
    if faults:
        return Intake(study, faults)
    files = dict(files_of(study, folder, described))
    texts = {target: turtle(quads) for target, quads in files.items()}
    target = folder / local_name(study.source) / f"{study.name}.ttl"
    if target.exists() and target.read_text(encoding="utf-8") != texts[target]:
        raise DataError(f"{target}: {THERE}, or give another study name")
    made = {file: in_graph(quads, file) for file, quads in files.items()}
    given = Given([q for quads in made.values() for q in quads], study.places, made, [])
    beside = [q for file in (*own, *shipped_works()) for q in in_graph(read_quads(file), file)]
    report = check_given(
        given, [q for q in beside if q.subject not in {g.subject for g in given.quads}]
    )
    known.store.add(given.quads)
    both, lines = GraphContent(known.store), {n[1:-1]: at for n, at in study.places.items()}
    findings = [found for found in report.findings if found.place]
    return Intake(study, [], "", findings, duplicates(both, lines), conflicts(both, lines), texts)


def own_files(folder: Path) -> list[Path]:
    """Return the files of records in a folder; none where it is that of the shipped ones."""
    if folder.resolve() == (data_folder() / "graphs").resolve():
        return []
    return sorted(folder.glob("*/*.ttl"))


def shipped_works() -> list[Path]:
    """Return the shipped files of works."""
    return [path for path in graph_files() if path.parent.name == WORKS]


def store_of(own: list[Path]) -> Store:
    """Return a store of what is shipped and of a folder's own files, which come first."""
    names = {graph_name(path): path for path in (*graph_files(), *own)}
    store = Store()
    for path in ontology_files():
        store.load(path, ONTOLOGY_GRAPH)
    for name, path in names.items():
        store.load(path, name)
    for path in shipped_works():
        store.load(path, graph_name(path))
    return store


def works_of(files: Iterable[Path]) -> dict[str, set[ox.Triple]]:
    """Return what is said of each work, by its node."""
    found: dict[str, set[ox.Triple]] = {}
    for file in files:
        if file.parent.name == WORKS:
            for quad in read_quads(file):
                found.setdefault(str(quad.subject), set()).add(quad.triple)
    return found


def redescribed(study: Study, described: dict[str, set[ox.Triple]]) -> Iterator[Finding]:
    """Yield a fault for each work that is described already, and otherwise."""
    for quads in study.works.values():
        by_work: dict[str, set[ox.Triple]] = {}
        for quad in quads:
            by_work.setdefault(str(quad.subject), set()).add(quad.triple)
        for node, said in by_work.items():
            if described.get(node, said) != said:
                yield Finding(study.places[node], "works", DESCRIBED.format(local_name(node[1:-1])))


def files_of(
    study: Study, folder: Path, described: dict[str, set[ox.Triple]]
) -> Iterator[tuple[Path, list[ox.Quad]]]:
    """Yield what each file will hold: those of works what they hold already, too."""
    for year, quads in sorted(study.works.items()):
        new = [quad for quad in quads if str(quad.subject) not in described]
        if not new:
            continue
        path = folder / WORKS / f"{year}.ttl"
        head = ox.NamedNode(f"{DATA}{WORKS}-{year}")
        told = "Works without a year" if year == "undated" else f"Works of {year}"
        old = (
            list(read_quads(path))
            if path.exists()
            else [ox.Quad(head, RDF_TYPE, RECORD_GRAPH), ox.Quad(head, LABEL, english(told))]
        )
        yield path, [*old, *new]
    yield folder / local_name(study.source) / f"{study.name}.ttl", study.quads


def in_graph(quads: Iterable[ox.Quad], file: Path) -> list[ox.Quad]:
    """Return quads in the named graph of a file."""
    return [ox.Quad(q.subject, q.predicate, q.object, graph_name(file)) for q in quads]
