"""The graph that a command asks: all that is shipped, more beside it, or a part of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from defectkg.cli.options import Names, several
from defectkg.cli.output import remark, warned

if TYPE_CHECKING:
    from defectkg.graph import DefectGraph

__all__ = ["limited", "load_with"]


def load_with(
    files: list[Path] | None,
    *,
    context: Path | None = None,
    mappings: bool = False,
    alignments: bool = False,
    source: Names = None,
    until: int | None = None,
) -> tuple[DefectGraph, list[str]]:
    """Return what counts of the shipped graph with files of others beside it, and what to say."""
    from defectkg.graph import load

    with warned() as remarks:
        graph = load(files=files or (), context=context, mappings=mappings, alignments=alignments)
    part = graph.within(source=several(source), until=until)
    return part, [*remarks, *filter(None, [part.left_out])]


def limited(source: Names, until: int | None) -> DefectGraph:
    """Return what counts of the shipped graph, and print how much is left out."""
    graph, remarks = load_with(None, source=source, until=until)
    for text in remarks:
        remark(text)
    return graph
