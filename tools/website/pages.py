"""A page made from the graph: Markdown for its head and headings, HTML for what has anchors."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from defectkg.text.typesetting import typeset

__all__ = ["Item", "Page", "Section", "code", "render"]

HERE = Path(__file__).parent


class Item(NamedTuple):
    """A thing with an anchor, for the search and the inventory."""

    anchor: str
    name: str


class Section(NamedTuple):
    """A heading and what stands below it."""

    title: str
    html: str
    items: list[Item]
    markdown: str = ""


class Page(NamedTuple):
    """A page: its place without ending, its title, its first words, its sections."""

    name: str
    title: str
    intro: str
    sections: list[Section]

    def write(self, folder: Path) -> None:
        """Write the page for Sphinx to read, its HTML into files beside it."""
        target = folder / f"{self.name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        parts = [f"# {self.title}", self.intro]
        for number, section in enumerate(self.sections):
            parts += [f"## {section.title}"] if section.title else []
            parts += [section.markdown] if section.markdown else []
            if section.html:
                part = target.with_name(f"{target.stem}-{number}.part")
                part.write_text(section.html, encoding="utf-8")
                parts += [f"```{{raw}} html\n:file: {part.name}\n```"]
        target.write_text("\n\n".join(parts) + "\n", encoding="utf-8")

    @property
    def items(self) -> list[Item]:
        """All things with an anchor on the page."""
        return [item for section in self.sections for item in section.items]


@cache
def templates() -> Environment:
    """Return the templates, which escape what they print."""
    loader = FileSystemLoader(HERE / "templates")
    found = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["typeset"] = typeset_html
    return found


def typeset_html(label: str) -> Markup:
    """Return a label with its formulas typeset; a CURIE, or a source's words, stay as they are."""
    if ":" in label or "“" in label:
        return escape(label)
    runs = ((escape(text), level) for text, level in typeset(label))
    return Markup("").join(
        Markup(f"<{level}>{text}</{level}>") if level else text for text, level in runs
    )


def render(template: str, **values: Any) -> Markup:
    """Return a template filled in."""
    return Markup(templates().get_template(template).render(**values))


def code(text: str, language: str) -> str:
    """Return a fenced block of Markdown."""
    fence = "`" * 5
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"
