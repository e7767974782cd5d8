"""The store that a command asks: the option of all commands, and the command that fills one."""

from __future__ import annotations

import os
from typing import Any

from typer.core import TyperGroup, TyperOption

from defectkg.cli.options import Paths, app
from defectkg.cli.output import remark
from defectkg.errors import DataError
from defectkg.rdf.store import VARIABLE

__all__ = ["push", "with_store"]

WITHOUT = ("format",)  # commands that ask no store


def choose(context: Any, _: object, place: str | None) -> None:
    """Have a command ask the store at a place: all do that load the graph."""
    if place is None:
        return
    if not place:
        raise DataError("--store is empty; give an address or a folder")
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = place

    def restore() -> None:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before

    context.find_root().call_on_close(restore)


def with_store(group: TyperGroup) -> TyperGroup:
    """Return the command line with the option ``--store`` before and behind its commands."""
    commands = [c for name, c in group.commands.items() if name not in WITHOUT]
    for command in (group, *commands):
        fills = command.name == "push"
        command.params.append(
            TyperOption(
                param_decls=["--store"],
                metavar="URL|FOLDER",
                help=f"Fill this store, or that of {VARIABLE}."
                if fills
                else f"Ask this store, or that of {VARIABLE}, and not the shipped data.",
                expose_value=False,
                callback=choose,
                is_eager=True,
            )
        )
    return group


@app.command(epilog="Example: defectkg push --store passivation.db")
def push(paths: Paths = None) -> None:
    """Fill a store: with what is shipped, or with files and folders.

    Each named graph takes the place of what it held there, so a push can be repeated.
    """
    from defectkg.rdf.opening import shown
    from defectkg.rdf.pushing import push as put

    place = os.environ.get(VARIABLE, "")
    if not place:
        raise DataError("say where to: defectkg push --store URL|FOLDER")
    pushed = put(place, paths or ())
    remark(f"{shown(place)}: {pushed.graphs} graphs with {pushed.statements} statements are there")
