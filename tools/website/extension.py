"""What Sphinx is told: how the site looks, what its search and its inventory know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from pygments.lexer import inherit
from pygments.lexers.rdf import TurtleLexer
from pygments.token import Number
from sphinx.application import Sphinx
from sphinx.domains import Domain, ObjType

from .pages import Page

__all__ = ["CONFIGURATION", "Terms", "Turtle", "setup"]

STATIC = Path(__file__).parent / "static"
CONFIGURATION: dict[str, Any] = {
    "project": "defectkg",
    "extensions": ["myst_parser", "website.extension"],
    "exclude_patterns": ["**/*.part"],
    "myst_heading_anchors": 4,
    "language": "en",
    "html_theme": "furo",
    "html_title": "defectkg",
    "html_static_path": [str(STATIC)],
    "html_css_files": ["site.css"],
    "html_js_files": ["site.js"],
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_show_copyright": False,
    "html_use_index": False,
    "html_domain_indices": False,
    "html_theme_options": {"top_of_page_buttons": []},
}


class Turtle(TurtleLexer):
    """Turtle with doubles such as ``5.4e1``, which Pygments takes for an error."""

    tokens: ClassVar[dict[str, Any]] = {
        "root": [(r"[+-]?(?:\d+\.\d*|\.?\d+)[eE][+-]?\d+", Number.Float), inherit]
    }


class Terms(Domain):
    """Terms, records, queries and commands: the search finds them at their anchors."""

    name = "dkg"
    label = "defectkg"
    object_types: ClassVar[dict[str, ObjType]] = {"term": ObjType("term")}
    pages: ClassVar[list[Page]] = []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield what the search and ``objects.inv`` list."""
        for page in self.pages:
            rank = 0 if page.name == "ontology/index" else 1  # terms before what is said of them
            for item in page.items:
                # Were it the anchor alone, the search would take the title for the anchor.
                name = f"{page.name.partition('/')[0]}/{item.anchor}"
                yield name, item.name, "term", page.name, item.anchor, rank

    def merge_domaindata(self, docnames: Any, otherdata: dict[str, Any]) -> None:
        """Do nothing: every process knows all pages."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the lexer and the domain to Sphinx."""
    app.add_lexer("turtle", Turtle)
    app.add_lexer("ttl", Turtle)
    app.add_domain(Terms)
    return {"parallel_read_safe": True}
