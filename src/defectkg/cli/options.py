"""The command line as an object, and the options that several commands take."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer

from defectkg.errors import DefectkgError

__all__ = [
    "Aligned",
    "ContextFile",
    "Format",
    "Mapped",
    "Names",
    "Params",
    "Paths",
    "Source",
    "Timeout",
    "Until",
    "Whole",
    "WithFiles",
    "app",
    "path_of",
    "several",
]

app = typer.Typer(
    name="defectkg",
    help="Ask what the literature says about defects in halide perovskites and their passivation.",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Format = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, excel or json.")
]
Params = Annotated[
    list[str] | None,
    typer.Option("--param", "-p", metavar="NAME=VALUE", help="Bind a parameter; repeatable."),
]


def path_of(text: str) -> Path:
    """Return a path; an empty text would be the current folder."""
    if not text:
        raise typer.BadParameter("an empty path; give a file or a folder")
    return Path(text)


def seconds(number: float) -> float:
    """Return a number of seconds that can be waited for."""
    if not 0 < number <= threading.TIMEOUT_MAX:
        raise DefectkgError("--timeout takes a number of seconds above 0, up to a year or so")
    return number


Timeout = Annotated[
    float,
    typer.Option(
        "--timeout", metavar="SECONDS", help="Give up after so many seconds.", callback=seconds
    ),
]
Mapped = Annotated[
    bool, typer.Option("--with-mappings", help="Add what our terms are elsewhere (SKOS).")
]
Aligned = Annotated[
    bool, typer.Option("--with-alignments", help="Add what is under BFO, PMDco, OBO, PROV-O.")
]


def year_of(text: str) -> int:
    """Return a year."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 9999):
        raise typer.BadParameter(f"{text!r} is no year; give one such as 2018")
    return int(text)


def several(names: str | list[str] | None) -> str:
    """Return what a filter was given, of an option that was repeated one after the other."""
    return names if isinstance(names, str) else " or ".join(names or ())


Names = list[str] | None  # of an option that is repeatable
Source = Annotated[
    Names,
    typer.Option(
        "--source",
        metavar="PUBLICATION",
        help="Only what was read in this one; repeatable.",
        show_default=False,
    ),
]
Until = Annotated[
    int | None,
    typer.Option(
        "--until",
        metavar="YEAR",
        parser=year_of,
        help="Only works and sources up to this year.",
        show_default=False,
    ),
]
Whole = Annotated[bool, typer.Option("--all", help="Leave nothing out of a table.")]
WithFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--with",
        metavar="FILE",
        help="Read RDF of others beside ours; repeatable.",
        show_default=False,
        parser=path_of,
    ),
]
ContextFile = Annotated[
    Path | None,
    typer.Option(
        "--context",
        metavar="FILE",
        help="A copy of the context to which JSON-LD points by an address.",
        show_default=False,
        parser=path_of,
    ),
]
Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="[PATH]...", show_default=False, parser=path_of)
]
