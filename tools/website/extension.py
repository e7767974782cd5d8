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

HERE = Path(__file__).parent
CONFIGURATION: dict[str, Any] = {
    "project": "defectkg",
    "extensions": ["myst_parser", "website.extension"],
    "exclude_patterns": ["**/*.part"],
    "myst_heading_anchors": 4,
    "language": "en",
    "html_theme": "furo",
    "html_title": "defectkg",
    "templates_path": [str(HERE / "templates")],
    "html_static_path": [str(HERE / "static")],
    "html_css_files": ["site.css"],
    "html_sidebars": {
        "**": [
            "sidebar/brand.html",
            "sidebar/search.html",
            "sidebar/scroll-start.html",
            "sidebar.html",
            "sidebar/navigation.html",
            "sidebar/scroll-end.html",
        ]
    },
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
    """Things, commands and mapping sets: the inventory knows them, the search those with anchors."""

    name = "dkg"
    label = "defectkg"
    object_types: ClassVar[dict[str, ObjType]] = {"term": ObjType("term")}
    pages: ClassVar[list[Page]] = []
    things: ClassVar[list[list[str]]] = []  # label, file, other spellings: pages of the explorer

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield what the search and ``objects.inv`` list."""
        for page in self.pages:
            for item in page.items:
                # Were it the anchor alone, the search would take the title for the anchor.
                name = f"{page.name.partition('/')[0]}/{item.anchor}"
                yield name, item.name, "term", page.name, item.anchor, 1
        for label, file, *also in self.things:
            name = file.removesuffix(".html")
            yield name, ", ".join([label, *also]), "term", name, "", 0

    def merge_domaindata(self, docnames: Any, otherdata: dict[str, Any]) -> None:
        """Do nothing: every process knows all pages."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the lexer and the domain to Sphinx."""
    app.add_lexer("turtle", Turtle)
    app.add_lexer("ttl", Turtle)
    app.add_domain(Terms)
    return {"parallel_read_safe": True}
