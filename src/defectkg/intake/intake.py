"""Take a paper in: read what was written of it, show what stands against it, write it once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from defectkg.check.checks import check_given
from defectkg.check.findings import Finding
from defectkg.check.reading import Given
from defectkg.errors import DataError
from defectkg.intake.comparison import conflicts, duplicates
from defectkg.intake.folder import GraphFolder, in_graph
from defectkg.intake.records import Study, read_study
from defectkg.intake.stubs import stubs
from defectkg.model.content import GraphContent
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import Store
from defectkg.rdf.turtle import turtle
from defectkg.rdf.writing import write_atomically
from defectkg.text.read_back import read_back

__all__ = ["Intake", "read_paper"]

MOST_LINES = 8  # that a finding names
NOTHING = Rows(("line",), [])


@dataclass
class Intake:
    """What a file would bring.

    Parameters
    ----------
    study : Study
    faults : list of Finding
        What cannot be read; then nothing else is known of it.
    understood : Rows
        Its treatments, outcomes and claims as sentences.
    stubs : str
        Entries to fill in for unknown names.
    findings : list of Finding
        What `check` finds in the records.
    duplicates : Rows
        What is there already, it seems.
    conflicts : Rows
        What is said otherwise elsewhere.
    texts : dict of Path to str
        The files to be written; none where all of it is there, word for word.
    """

    study: Study
    faults: list[Finding]
    understood: Rows = NOTHING
    stubs: str = ""
    findings: list[Finding] = field(default_factory=list)
    duplicates: Rows = NOTHING
    conflicts: Rows = NOTHING
    texts: dict[Path, str] = field(default_factory=dict)

    def write(self) -> list[Path]:
        """Write its files and return them: works first, so that no record lacks its work.

        Raises
        ------
        DataError
            If there are faults or findings, or a file cannot be written.
        """
        if self.faults or self.findings:
            raise DataError(f"{self.study.path}: not written; correct what was found first")
        for path, text in self.texts.items():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise DataError(f"{path.parent}: {error.strerror}; nothing was written") from None
            write_atomically(path, text)
        return list(self.texts)


def told_once(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings, those that many records have alike at the first of them.

    What is wrong with a field that others inherit is wrong with all of them.
    """
    alike: dict[tuple[str, str], list[Finding]] = {}
    for found in findings:
        alike.setdefault((found.message, found.fault), []).append(found)
    told = []
    for first, *others in alike.values():
        places = dict.fromkeys(one.place for one in others if one.place != first.place)
        lines = [place.rpartition(":")[2] for place in places]
        also = f" (also in line {', '.join(lines[:MOST_LINES])})" if lines else ""
        told.append(first._replace(message=first.message + also))
    return told


def read_paper(
    path: str | Path, folder: str | Path = "graphs", known: Store | None = None
) -> Intake:
    """Return what a file would bring to a folder of graphs.

    Parameters
    ----------
    path : str or Path
        YAML; see ``docs/intake.md``.
    folder : str or Path, optional
        Where the records are to stand; what it holds is known, too.
    known : Store, optional
        What is known beside it; what is shipped, without it.

    Raises
    ------
    DataError
        If a file cannot be read, or the study is there already and says something else.
    """
    graphs = GraphFolder(Path(folder), known)
    content = GraphContent(graphs.known)
    study = read_study(Path(path), content, graphs.around)
    if study.faults:
        return Intake(study, study.faults, stubs=stubs(study.unknown, content.names))
    near, alike = graphs.compared(study)
    if faults := list(graphs.redescribed(study, near)):
        return Intake(study, faults)
    files = graphs.new_files(study, near)
    made = {file: in_graph(quads, file) for file, quads in files.items()}
    quads = [quad for of_file in made.values() for quad in of_file]
    if not quads:
        return Intake(study, [])
    given = Given(quads, study.places, made, [])
    report = check_given(given, near, graphs.context(near, quads))
    findings = told_once(found for found in report.findings if found.place)
    both = GraphContent(MemoryStore.of({*near, *quads}))
    lines = {node[1:-1]: at for node, at in study.places.items()}
    again, otherwise = duplicates(both, lines), conflicts(both, lines, alike)
    texts = {file: turtle(of_file) for file, of_file in files.items()}
    return Intake(study, [], read_back(both, lines), "", findings, again, otherwise, texts)
