"""The least that a typer command can do before it answers: it loads our files, and that is all.

Usage: python benchmarks/baselines/loading_command.py ROOT
"""

from pathlib import Path

import pyoxigraph as ox
import typer

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def load(root: Path) -> None:
    """Load the ontology and the graphs, each file into a graph of its own."""
    store = ox.Store()
    for path in (*root.glob("ontology/*.ttl"), *root.glob("graphs/*/*.ttl")):
        graph = ox.NamedNode(f"file:{path.name}")
        store.load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=graph)


app()
