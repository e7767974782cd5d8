"""Fill a new folder with large files of N-Quads by the engine's own loader.

`defectkg.rdf.pushing` reads every statement before it sends any, graph by graph. Where there is
nothing yet that could be lost, the loader reads the files itself, beside the folder; this takes its
name when all that the files hold has been counted in it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from defectkg.errors import DataError
from defectkg.rdf.states import is_mark
from defectkg.rdf.writing import held, named_beside, whole_or_nothing

__all__ = ["filled_at_once"]

NOT_FOR_LOADER = (b"<<", b"--ltr", b"--rtl")  # RDF 1.2, which is read nowhere
BLOCK = 16 << 20  # bytes of a file that are looked through at once
FAULTS = (SyntaxError, ValueError, RuntimeError)  # what the engine says of a file


def filled_at_once(folder: Path, files: Sequence[Path], mark: str) -> tuple[int, int] | None:
    """Fill a new folder with N-Quads that say themselves in which graph each statement is.

    Parameters
    ----------
    folder : Path
        Where nothing is, or an empty folder.
    files : sequence of Path
    mark : str
        The update that marks the store as filled.

    Returns
    -------
    (int, int) or None
        How many graphs and statements there are; none, and nothing changed, if a file has a fault,
        a line that is no statement or one for the second time, or a statement without a graph of
        its own: this takes reading them.

    Raises
    ------
    DataError
        If the folder cannot be made, or its disk is full.
    """
    if any(path.suffix != ".nq" for path in files):
        return None
    if not folder.parent.is_dir():
        raise DataError(f"{folder}: No such file or directory; make its folder first")
    with whole_or_nothing(folder), named_beside(folder) as (target, new):
        new.mkdir()
        with held(new), contextlib.suppress(*FAULTS):
            found = loaded(new, files, mark)
            if found:
                os.replace(new, target)
            return found
    return None


def loaded(folder: Path, files: Sequence[Path], mark: str) -> tuple[int, int] | None:
    """Load files into an empty folder; return what there is, if that is what the files hold."""
    lines = 0
    engine = ox.Store(str(folder))
    for path in files:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                block += file.readline()
                lines += block.count(b"\n") + (not block.endswith(b"\n"))
                if any(sign in block for sign in NOT_FOR_LOADER):
                    return None
        engine.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    engine.flush()
    engine.optimize()
    graphs = list(engine.named_graphs())
    in_none = engine.quads_for_pattern(None, None, None, ox.DefaultGraph())
    if len(engine) != lines or next(in_none, None) or not all(map(is_named, graphs)):
        return None
    engine.update(mark)
    engine.flush()
    return len(graphs), lines


def is_named(graph: ox.NamedNode | ox.BlankNode) -> bool:
    """Return whether a graph has a name of its own, which is no mark of a push."""
    return isinstance(graph, ox.NamedNode) and not is_mark(graph.value)
