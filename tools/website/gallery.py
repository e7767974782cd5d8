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
GUIDE = Path(__file__).parents[2] / "docs" / "queries.md"


def page(facts: Facts) -> Page:
    """Return the gallery."""
    examples = {
        name: (command, param, value)
        for command, name, param, value in re.findall(
            r'`(defectkg query ([\w-]+) -p (\w+)="?([^"`]+)"?)`', GUIDE.read_text(encoding="utf-8")
        )
    }
    return Page(
        "queries/index",
        "Queries",
        "The query library, each with all its rows as they stand in the graph. "
        "[The guide](../docs/queries.md) says which one answers what.",
        [section(facts, query, examples.get(query.name)) for query in library()],
    )


def section(facts: Facts, query: Query, example: tuple[str, str, str] | None) -> Section:
    """Return a query with its rows; one with a required parameter is asked as the guide asks it."""
    required = any(meaning.endswith("required") for meaning in query.params.values())
    if required and not example:
        raise ValueError(f"docs/queries.md shows no parameter of {query.name}, which requires one")
    params = {}
    if required and example:
        params = {example[1]: facts.graph.find(example[2]).iri}
    rows = run(facts.graph.store, query.name, params).readable()
    command = example[0] if required and example else f"defectkg query {query.name}"
    parts = [f"**{query.title}.** {query.question}", code(f"$ {command}", "console")]
    if query.params:
        pairs = [f"`{n.removesuffix('_iri')}`: {said}" for n, said in query.params.items()]
        such = f" For instance: `{example[0]}`." if example and not required else ""
        parts += ["Parameters: " + "; ".join(pairs) + "." + such]
    parts += ["Columns: " + ", ".join(f"`{c}`" for c in rows.columns) + "."]
    body = render(
        "query.html",
        text=highlighted(query.text),
        html=table(rows, links(facts, rows)),
        count=len(rows.values),
        long=len(rows.values) > LONG,
        asked=f", {example[1]} = {example[2]}" if required and example else "",
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
