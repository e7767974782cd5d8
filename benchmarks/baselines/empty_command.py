"""The least that a typer command on pyoxigraph can be: it does nothing."""

import pyoxigraph  # noqa: F401
import typer

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def nothing() -> None:
    """Do nothing."""


app()
