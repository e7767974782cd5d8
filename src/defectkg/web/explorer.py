"""What all pages of the explorer share: the graph, its records in words, links, templates."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import Response

from defectkg import __version__
from defectkg.errors import DefectkgError
from defectkg.text.records import RecordTexts
from defectkg.text.sentences import claim_sentence
from defectkg.text.tables import of_sources
from defectkg.web.links import Links, formula, with_links

if TYPE_CHECKING:
    from defectkg.graph import DefectGraph

__all__ = ["Explorer", "Pages"]


class Explorer:
    """A graph with what its pages need.

    Parameters
    ----------
    graph : DefectGraph
    """

    def __init__(self, graph: DefectGraph) -> None:
        self.graph = graph
        self._templates = Environment(
            loader=PackageLoader("defectkg.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["version"] = __version__
        self._templates.filters["formula"] = formula

    @cached_property
    def records(self) -> RecordTexts:
        """Every record, put in words."""
        return RecordTexts(self.graph)

    @cached_property
    def links(self) -> Links:
        """What makes names links."""
        return Links(self.graph)

    def render(self, template: str, status: int = 200, **given: Any) -> Response:
        """Return a page made of a template."""
        text = self._templates.get_template(template).render(
            sources=of_sources(self.graph.sources_read), **given
        )
        return Response(text, status, {"Vary": "Accept"}, "text/html")

    def error_page(self, status: int, text: str) -> Response:
        """Return a page that says what is wrong; names in it are links."""
        return self.render(
            "error.html", status, title=f"Error {status}", text=self.links.linked(text)
        )

    def picture(self, draw: Callable[[], str]) -> Markup:
        """Return a picture as part of a page, its boxes links, or why there is none."""
        try:
            return with_links(draw())
        except DefectkgError as error:
            return Markup('<p class="remark">{}</p>').format(str(error))

    def claim(self, iri: str) -> Markup:
        """Return a claim as a sentence with links."""
        row = self.records.claims.get(iri)
        return self.links.linked(claim_sentence(self.graph, row)) if row else Markup("")


class Pages:
    """Some of the pages.

    Parameters
    ----------
    explorer : Explorer
    """

    def __init__(self, explorer: Explorer) -> None:
        self._explorer = explorer
        self._graph = explorer.graph
