"""The command line: reading arguments and printing, nothing else.

Exit codes: 0 clean, 1 findings, 2 error. Imports stand inside the commands, so that help is fast.
"""

from __future__ import annotations

import gc
import os
import re
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from defectkg import __version__
from defectkg.errors import DataError, DefectkgError, QueryError, QueryTimeoutError
from defectkg.output import check_format, emit, emit_other, remark, width, write

__all__ = ["app", "main"]

app = typer.Typer(
    name="defectkg",
    help="Ask what the literature says about defects in halide perovskites and their passivation.",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv or json.")]
Params = Annotated[
    list[str] | None,
    typer.Option("--param", "-p", metavar="NAME=VALUE", help="Bind a parameter; repeatable."),
]


def path_of(text: str) -> Path:
    """Return a path; an empty text would be the current folder."""
    if not text:
        raise typer.BadParameter("an empty path; give a file or a folder")
    return Path(text)


Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="[PATH]...", show_default=False, parser=path_of)
]


def print_version(asked: bool) -> None:
    """Print the version and leave."""
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=print_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Ask what the literature says about defects in halide perovskites and their passivation."""


@app.command(epilog="Example: defectkg info")
def info(
    model: Annotated[
        bool, typer.Option("--model", help="Print groups, classes and properties instead.")
    ] = False,
    form: Format = "table",
) -> None:
    """Count records and kinds, or describe the model."""
    from defectkg.graph import load
    from defectkg.printing import model_text
    from defectkg.queries import run

    graph = load()
    if model:
        emit(model_text(graph), form)
        return
    emit(run(graph.store, "internal/counts"), form)
    remark(f"{len(graph.store)} triples")


@app.command(epilog="Example: defectkg check")
def check(
    paths: Paths = None,
    engine: Annotated[
        str, typer.Option(metavar="ENGINE", help="shacl-rust (fast) or pyshacl (reference).")
    ] = "shacl-rust",
    form: Format = "table",
) -> None:
    """Check records and kinds: the shipped ones, or those of files and folders."""
    from defectkg import check as checks
    from defectkg.data import data_folder
    from defectkg.rows import Rows

    check_format(form)
    found, nodes = checks.check(paths, engine) if paths else checks.check_shipped(engine)
    if form == "table":
        write("".join(f"{finding}\n" for finding in found))
    else:
        emit(Rows(checks.Finding._fields, [tuple(f) for f in found]), form)
    count = f"{len(found)} finding{'s' if len(found) != 1 else ''}" if found else "no findings"
    remark(f"{count} on {nodes} nodes of {', '.join(map(str, paths or [data_folder()]))}")
    if found:
        raise typer.Exit(1)


@app.command(name="format", epilog="Example: defectkg format --check graphs")
def format_files(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", show_default=False, parser=path_of)
    ],
    only_check: Annotated[
        bool, typer.Option("--check", help="Name files that are not canonical; change none.")
    ] = False,
) -> None:
    """Rewrite Turtle files in the canonical layout."""
    from defectkg.data import rdf_files
    from defectkg.turtle import canonical, write_atomically

    found = (file for path in paths for file in rdf_files(path))
    files = list(dict.fromkeys(file for file in found if file.suffix == ".ttl"))
    if not files:
        raise DataError("no Turtle file among these; give a .ttl file or a folder with some")
    new = {file: canonical(file) for file in files}  # all are read before any is written
    changed = [file for file, text in new.items() if text.encode() != file.read_bytes()]
    for file in changed:
        if only_check:
            typer.echo(f"{file}: not canonical; run defectkg format {file}")
        else:
            write_atomically(file, new[file])
    remark(f"{len(changed)} of {len(files)} files {'differ' if only_check else 'rewritten'}")
    if only_check and changed:
        raise typer.Exit(1)


@app.command(epilog="Example: defectkg query passivation-table")
def query(
    name: Annotated[str, typer.Argument(metavar="[NAME|FILE|-]", show_default=False)] = "",
    params: Params = None,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", help="Give up after so many seconds.")
    ] = 60.0,
    form: Format = "table",
) -> None:
    """Run a query of the library, a file, or standard input; without a name, list the library.

    Parameters take names as people write them, such as -p host=CsPbBr3.
    """
    from defectkg.graph import load
    from defectkg.queries import library
    from defectkg.rows import Rows

    check_format(form)
    if not 0 < timeout <= threading.TIMEOUT_MAX:
        raise QueryError("--timeout takes a number of seconds above 0, up to a year or so")
    if not name:
        if params:
            raise QueryError("parameters need a query: defectkg query NAME -p NAME=VALUE")
        columns = ("query", "question", "params")
        listed = [(q.name, q.question, ", ".join(q.params)) for q in library()]
        emit(Rows(columns, listed), form)
        return
    answer = load().query(query_text(name), timeout=timeout, **bindings(params))
    if isinstance(answer, Rows):
        emit(answer, form)
        if not answer.values:
            remark("no rows: nothing in the graph fits the query")
    else:
        emit_other(answer, form)
        if answer == []:
            remark("no rows: nothing in the graph fits the query")


@app.command(epilog="Example: defectkg show V_Cl")
def show(
    term: Annotated[str, typer.Argument(metavar="TERM", show_default=False)],
    form: Format = "table",
) -> None:
    """Print what is known about a kind, a record or a publication."""
    from defectkg.graph import load
    from defectkg.printing import facts, page

    check_format(form)
    graph = load()
    name = graph.find(term)
    if form == "table":
        write(page(graph, name, width()))
    else:
        emit(facts(graph, name), form)


@app.command(epilog="Example: defectkg paths ZnBr2 PLQY --host CsPbBr3")
def paths(
    start: Annotated[str, typer.Argument(metavar="START", show_default=False)],
    end: Annotated[str, typer.Argument(metavar="END", show_default=False)],
    host: Annotated[
        str, typer.Option(metavar="NAME", help="Mark claims on other hosts as borrowed.")
    ] = "",
    crystal_form: Annotated[
        str, typer.Option("--form", metavar="NAME", help="Mark claims on other forms as borrowed.")
    ] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="Neither borrow nor generalise.")
    ] = False,
    no_definitions: Annotated[
        bool, typer.Option("--no-definitions", help="Leave out links by definition.")
    ] = False,
    outcomes: Annotated[
        bool, typer.Option("--outcomes", help="Use reported outcomes as links, too.")
    ] = False,
    max_length: Annotated[int, typer.Option(metavar="N", min=1, help="Most steps.")] = 8,
    count: Annotated[int, typer.Option("-k", metavar="N", min=1, help="Most paths.")] = 10,
    form: Format = "table",
) -> None:
    """Find signed mechanism paths from START to END, best first."""
    from defectkg import printing
    from defectkg.errors import NameLookupError
    from defectkg.graph import load

    check_format(form)
    graph = load()
    try:
        answer = graph.paths(
            start, end, host=host, form=crystal_form, strict=strict, definitions=not no_definitions,
            outcomes=outcomes, max_length=max_length,
        )  # fmt: skip
    except NameLookupError:
        if form == "json":
            write(printing.unknown_json(start, end))
        raise
    if form == "json":
        write(printing.paths_json(graph, answer, count))
    elif form == "table":
        write(printing.paths_text(graph, answer, count))
    else:
        emit(printing.paths_rows(graph, answer, count), form)
        if answer.reason:
            remark(f"no path: {answer.reason}")


@app.command(epilog="Example: defectkg verify my-copy.txt")
def verify(
    text: Annotated[Path, typer.Argument(metavar="TEXT", show_default=False, parser=path_of)],
    only_uncovered: Annotated[
        bool,
        typer.Option(
            "--uncovered", help="List numbers and known names that no record uses instead."
        ),
    ] = False,
    passages: Annotated[
        bool, typer.Option("--passages", help="Print the passage of each record, too.")
    ] = False,
    source: Annotated[
        str, typer.Option(metavar="NAME", help="The publication that TEXT is a copy of.")
    ] = "",
    form: Format = "table",
) -> None:
    """Find each record in your own copy of its source; nothing of the text is kept."""
    from defectkg.data import read_text
    from defectkg.graph import load
    from defectkg.verification import read_copy, summary, uncovered_rows, verdict_rows

    check_format(form)
    graph = load()
    iri = graph.find(source, "Publication").iri if source else ""
    copy = read_copy(graph, read_text(text), iri)
    emit(uncovered_rows(copy) if only_uncovered else verdict_rows(copy, passages), form)
    if not only_uncovered:
        remark(summary(copy))
        if any(verdict.status == "not found" for verdict in copy.verdicts):
            raise typer.Exit(1)


def query_text(name: str) -> str:
    """Return a library name as it is, or the text of a file or of standard input."""
    from defectkg.data import read_text

    if name == "-":
        text = sys.stdin.buffer.read()
        if not text.strip():
            raise QueryError("standard input is empty; pipe a query into it")
        if b"\0" in text:
            raise QueryError("standard input is binary; pipe the text of a query into it")
        try:
            return text.decode("utf-8-sig").strip()
        except UnicodeDecodeError:
            raise QueryError("standard input is not UTF-8; convert the query") from None
    if not re.search(r"[\s{]", name) and (name.endswith((".rq", ".sparql")) or os.sep in name):
        return read_text(Path(name))
    return read_text(Path(name)) if os.path.isfile(name) else name


def bindings(params: list[str] | None) -> dict[str, str]:
    """Return ``NAME=VALUE`` texts as a dictionary."""
    pairs = [param.partition("=") for param in params or []]
    for name, equals, value in pairs:
        if not (name.isidentifier() and equals and value):
            raise QueryError(f"a parameter is NAME=VALUE, not {name + equals + value!r}")
        if name in ("self", "query", "timeout"):
            raise QueryError(f"no parameter {name!r}; defectkg query lists those of each query")
        if [name for name, _, _ in pairs].count(name) > 1:
            raise QueryError(f"parameter {name!r} is given twice; give it once")
    return {name: value for name, _, value in pairs}


def main() -> None:
    """Run the command line; turn every foreseen error into one line and exit code 2."""
    gc.freeze()  # what the imports left need not be looked through again
    gc.disable()  # a command ends before collecting would pay
    try:
        code = app(standalone_mode=False)
        write("")
    except QueryTimeoutError as error:
        remark(f"defectkg: {error}")
        sys.stderr.flush()
        os._exit(2)  # the engine's thread cannot be stopped
    except DefectkgError as error:
        code = fail(str(error))
    except SystemExit:
        # So does typer end when the reader of the pipe has gone: nothing is left to be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = 2
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = fail(f"standard output: {os.strerror(error.errno or 0)}; send it elsewhere")
    except (KeyboardInterrupt, typer.Abort):
        code = fail("stopped")
    except Exception as error:
        if not hasattr(error, "format_message"):  # an error of the program, not of its use
            raise
        if type(error).__name__ == "NoArgsIsHelpError":
            remark(error.format_message())
            sys.exit(2)
        code = fail(f"{error.format_message()} See: defectkg -h")
    sys.exit(code or 0)


def fail(text: str) -> int:
    """Print an error as one line and return its exit code."""
    remark(f"defectkg: {' '.join(text.split())}")
    return 2


if __name__ == "__main__":
    main()
