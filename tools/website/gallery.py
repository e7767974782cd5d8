"""The query gallery: each query of the library with its question, its text and its rows."""

from __future__ import annotations

import re
from pathlib import Path

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import SparqlLexer

from defectkg.rdf.queries import Query, library, run
from defectkg.rdf.rows import Rows

from .facts import Facts
from .pages import Item, Page, Section, code, render, table

__all__ = ["page"]

LONG = 12  # rows; a longer table is folded
MOST = 100  # rows that the page shows; the command prints all
GUIDE = Path(__file__).parents[2] / "docs" / "queries.md"


def page(facts: Facts) -> Page:
    """Return the gallery."""
    examples = {
        name: command
        for command, name in re.findall(
            r"`(defectkg query ([\w-]+) -p [^`]+)`", GUIDE.read_text(encoding="utf-8")
        )
    }
    return Page(
        "queries/index",
        "Queries",
        f"The query library, each with its first {MOST} rows as they stand in the graph. "
        "[The guide](../docs/queries.md) says which one answers what.",
        [section(facts, query, examples.get(query.name)) for query in library()],
    )


def section(facts: Facts, query: Query, example: str | None) -> Section:
    """Return a query with its rows."""
    rows = run(facts.graph.store, query.name).readable()
    shown = Rows(rows.columns, rows.values[:MOST])
    command = code(f"$ defectkg query {query.name}", "console")
    parts = [f"**{query.title}.** {query.question}", command]
    if query.slots:
        pairs = [f"`{name}`: {slot.words}" for name, slot in query.slots.items()]
        such = f" For instance: `{example}`." if example else ""
        parts += ["Parameters: " + "; ".join(pairs) + "." + such]
    parts += ["Columns: " + ", ".join(f"`{c}`" for c in rows.columns) + "."]
    body = render(
        "query.html",
        text=highlighted(query.text),
        html=table(shown, links(facts, shown)),
        count=len(rows.values),
        shown=len(shown.values),
        long=len(rows.values) > LONG,
    )
    return Section(query.name, body, [Item(query.name, query.name)], "\n\n".join(parts))


def highlighted(text: str) -> Markup:
    """Return SPARQL in colours, which the theme's style sheet knows."""
    formatter = HtmlFormatter(cssclass="highlight", wrapcode=True)
    return Markup(highlight(text, SparqlLexer(), formatter))


def links(facts: Facts, rows: Rows) -> dict[str, str]:
    """Return where the names in the cells of a table lead: kinds by label, records by name."""
    cells = {cell for row in rows.values for cell in row}
    found: dict[str, str] = {}
    for iri in (*facts.terms, *facts.records):
        for name in (facts.graph.names.label(iri), iri.rpartition("/")[2]):
            if name in cells:
                found.setdefault(name, facts.href(iri))
    return found
