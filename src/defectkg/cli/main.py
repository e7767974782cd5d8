"""The command line: reading arguments and printing, nothing else.

Exit codes: 0 clean, 1 findings, 2 error. Imports stand inside the commands, so that help is fast.
"""

from __future__ import annotations

import gc
import os
import sys
from copy import copy
from typing import Annotated

import typer
from typer.core import TyperGroup
from typer.models import CommandInfo

from defectkg import __version__
from defectkg.cli import asking as cli_asking
from defectkg.cli import data as cli_data
from defectkg.cli import intake as cli_intake
from defectkg.cli import mechanisms as cli_mechanisms
from defectkg.cli import serving as cli_serving
from defectkg.cli import stores as cli_stores
from defectkg.cli.options import app
from defectkg.cli.output import remark, write
from defectkg.errors import DefectkgError, QueryTimeoutError

__all__ = [
    "app",
    "cli_asking",
    "cli_data",
    "cli_intake",
    "cli_mechanisms",
    "cli_serving",
    "cli_stores",
    "main",
]  # each adds its commands


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


def name_of(command: CommandInfo) -> str:
    """Return the word by which a command is asked for."""
    return command.name or (command.callback.__name__ if command.callback else "")


def asked(words: list[str]) -> TyperGroup:
    """Return the command line, with the one command alone that the first word names.

    typer reads the signatures of all commands before it runs one: 12 of 140 ms.
    """
    named = [c for c in app.registered_commands if words and words[0] == name_of(c)]
    one = copy(app)
    one.registered_commands = named or app.registered_commands
    group = typer.main.get_command(one)
    assert isinstance(group, TyperGroup)
    return group


def main() -> None:
    """Run the command line; turn every foreseen error into one line and exit code 2."""
    hold_standard_streams()
    gc.freeze()  # what the imports left need not be looked through again
    gc.disable()  # most commands end before collecting would pay
    try:
        code = cli_stores.with_store(asked(sys.argv[1:]))(standalone_mode=False)
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
        why = os.strerror(error.errno or 0)
        if error.filename is None:
            code = fail(f"standard output: {why}; send it elsewhere")
        else:
            code = fail(f"{error.filename}: {why}; give another file or folder")
    except (KeyboardInterrupt, typer.Abort):
        code = fail("stopped")
    except Exception as error:
        if not hasattr(error, "format_message"):  # an error of the program, not of its use
            raise
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(error.format_message(), err=True)
            sys.exit(2)
        said = error.format_message().rstrip(".")
        code = fail(f"{said}; see: {' '.join(['defectkg', *command_named()])} -h")
    sys.exit(code or 0)


def command_named() -> list[str]:
    """Return the command that was asked for, if there is one of that name."""
    names = set(map(name_of, app.registered_commands))
    return [word for word in sys.argv[1:] if word in names][:1]


def hold_standard_streams() -> None:
    """Put the null device where a standard stream is closed, lest a file take its number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def fail(text: str) -> int:
    """Print an error as one line and return its exit code."""
    remark(f"defectkg: {text}")
    return 2


if __name__ == "__main__":
    main()
