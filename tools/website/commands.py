"""The command reference: what `-h` of each command prints."""

from __future__ import annotations

from typing import Any

import typer.main
from click.testing import CliRunner

from defectkg.cli.main import app, asked
from defectkg.cli.stores import with_store

from .pages import Item, Page, Section, code

__all__ = ["helps", "page"]


def helps() -> dict[str, str]:
    """Return what ``defectkg COMMAND -h`` prints, by command, on a terminal of 80 columns."""
    runner, found = CliRunner(), {}
    for name in commands():
        command: Any = with_store(asked([name, "-h"]))  # a group of typer, which is one of click
        shown = runner.invoke(command, [name, "-h"], prog_name="defectkg", terminal_width=78)
        found[name] = shown.output
    return found


def commands() -> list[str]:
    """Return the names of the commands in the order of the help."""
    group = typer.main.get_command(app)
    return list(getattr(group, "commands", {}))


def page() -> Page:
    """Return the reference of the command line."""
    sections = [
        Section(name, "", [Item(name, f"defectkg {name}")], code(text, "text"))
        for name, text in helps().items()
    ]
    return Page(
        "commands",
        "Commands",
        "What `defectkg COMMAND -h` prints. Exit codes: 0 clean, 1 findings, 2 error. "
        "[The first page](index.md#commands) has the commands in one table.",
        sections,
    )
