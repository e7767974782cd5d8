"""The commands that take a paper in: a draft of it, and the records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from defectkg.cli.options import app, path_of
from defectkg.cli.output import emit, remark, write

__all__ = ["draft", "intake"]

LONGEST = 300.0  # seconds that may be spent on a paper
MOST = 40  # faults that are told one by one


@app.command(epilog="Example: defectkg intake paper.yaml --dry-run")
def intake(
    paper: Annotated[
        Path | None,
        typer.Argument(metavar="[PAPER.yaml]", show_default=False, parser=path_of),
    ] = None,
    folder: Annotated[
        Path,
        typer.Option("--graphs", metavar="DIR", parser=path_of, help="Write into this folder."),
    ] = Path("graphs"),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what stands against it; write nothing.")
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Write also what looks as if it were there already.")
    ] = False,
    template: Annotated[
        bool, typer.Option("--template", help="Print an empty file to fill in.")
    ] = False,
) -> None:
    """Make records of what you wrote down of a paper, and write them once.

    First it shows unknown names, what it understood, what is there already, what speaks against it,
    and what check finds, each with its line. Exit code 1: findings or duplicates, nothing written;
    2: an error.
    """
    from defectkg.errors import DataError
    from defectkg.intake.intake import read_paper
    from defectkg.intake.template import TEMPLATE
    from defectkg.rdf.bounded import run_bounded
    from defectkg.rdf.opening import named_store

    if template:
        write(TEMPLATE)
        return
    if paper is None:
        raise DataError(
            "name the file of a paper; defectkg intake --template prints one to fill in"
        )
    known = named_store()
    found = run_bounded(
        lambda: read_paper(paper, folder, known), what="the intake", seconds=LONGEST
    )
    for fault in found.faults[:MOST]:
        remark(str(fault))
    if found.faults:
        write(found.stubs)
        more = f", of which {MOST} are told" if len(found.faults) > MOST else ""
        remark(f"{len(found.faults)} to correct in {paper}{more}; nothing was written")
        raise typer.Exit(2)
    if found.understood.values:
        write("understood:\n")
    for line, sentence in found.understood.values:
        write(f"{line}: {sentence}\n")
    for title, rows in (
        ("there already, it seems", found.duplicates),
        ("said otherwise elsewhere", found.conflicts),
    ):
        if rows.values:
            write(f"\n{title}:\n")
            emit(rows, "table")
    for finding in found.findings:
        write(f"{finding}\n")
    if found.findings or (found.duplicates.values and not anyway):
        again = "if it is another statement after all, run it again with --anyway"
        count = len(found.findings)
        what = f"{count} finding{'s' if count != 1 else ''}" if count else again
        remark(f"nothing was written: {what}")
        raise typer.Exit(1)
    if dry_run:
        remark(f"would write {', '.join(map(str, found.texts))}")
        return
    for path in found.write():
        remark(f"wrote {path}")
    if not found.texts:
        remark("nothing to write: all of it is there, word for word")


@app.command(epilog="Example: defectkg draft my-copy.md --source 'Maker 2019' > paper.yaml")
def draft(
    text: Annotated[Path, typer.Argument(metavar="TEXT", show_default=False, parser=path_of)],
    source: Annotated[
        str, typer.Option(metavar="NAME", help="The publication that TEXT is a copy of.")
    ] = "",
    study: Annotated[str, typer.Option(metavar="NAME", help="A name for the records.")] = "draft",
) -> None:
    """Print a draft for intake of the values in a text, each still to be confirmed by you.

    It goes by known names, units and a few rules, and finds no claims. Nothing of the text is kept.
    """
    from defectkg.graph import load
    from defectkg.intake.draft_file import read_draft
    from defectkg.rdf.bounded import run_bounded

    graph = load()
    found = run_bounded(
        lambda: read_draft(graph, text, source, study), what="the draft", seconds=LONGEST
    )
    write(found.text)
    if not found.drafted + found.unclear:
        remark("no number with a unit and the name of an observable stands in this text")
        return
    remark(
        f"{found.drafted} value{'s' if found.drafted != 1 else ''} drafted, {found.unclear} left"
        " out as unclear; compare each with the text, then: defectkg intake paper.yaml"
    )
