"""What all pages of the explorer share: the graph, its records in words, links, templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Self

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from defectkg import __version__
from defectkg.errors import DefectkgError
from defectkg.text.pages import records_of
from defectkg.text.records import RecordTexts
from defectkg.text.sentences import claim_sentence
from defectkg.text.tables import of_sources
from defectkg.web.forms import limits_of
from defectkg.web.links import Links, formula, with_links

if TYPE_CHECKING:
    from defectkg.graph import DefectGraph
    from defectkg.model.names import Name

__all__ = ["Explorer", "Pages"]

MOST_PARTS = 8  # as many as a graph keeps


class Explorer:
    """A graph with what its pages need.

    Parameters
    ----------
    graph : DefectGraph
    limits : str, optional
        What a query in SPARQL may take, in words.
    frozen : bool, optional
        Whether pages are made to be kept as files.
    """

    def __init__(self, graph: DefectGraph, limits: str = "", *, frozen: bool = False) -> None:
        self.graph = graph
        self.limits = limits
        self.frozen = frozen

    def within(self, source: str, until: int | None) -> Explorer:
        """Return this for one source, or for works and sources up to a year."""
        part = self.graph.within(source=source, until=until)
        return self if part is self.graph else explorer_of(part)

    @cached_property
    def records(self) -> RecordTexts:
        """Every record, put in words."""
        return RecordTexts(self.graph)

    def records_of(self, name: Name) -> RecordTexts:
        """Return the records that the page of a thing tells."""
        return records_of(self.graph, [name]) if self.graph.is_large else self.records

    def records_among(self, iris: Iterable[str]) -> RecordTexts:
        """Return records among which are some."""
        return RecordTexts(self.graph, set(iris)) if self.graph.is_large else self.records

    @cached_property
    def links(self) -> Links:
        """What makes names links."""
        return Links(self.graph)

    def render(self, template: str, status: int = 200, **given: Any) -> Response:
        """Return a page made of a template."""
        text = (
            templates()
            .get_template(template)
            .render(
                sources=of_sources(self.graph.sources_read),
                left_out=self.graph.left_out,
                frozen=self.frozen,
                **given,
            )
        )
        return Response(text, status, {"Vary": "Accept"}, "text/html")

    def error_page(self, status: int, text: str, ways: Mapping[str, str]) -> Response:
        """Return a page that says what is wrong; names in it are links.

        Parameters
        ----------
        status : int
        text : str
        ways : dict of str to str
            Where the same is asked without a parameter, by its name.
        """
        said = self.links.linked(text)
        return self.render("error.html", status, title=f"Error {status}", text=said, ways=ways)

    def picture(self, draw: Callable[[], str]) -> Markup:
        """Return a picture as part of a page, its boxes links, or why there is none."""
        try:
            return with_links(draw())
        except DefectkgError as error:
            return Markup('<p class="remark">{}</p>').format(str(error))

    def claim(self, records: RecordTexts, iri: str) -> Markup:
        """Return a claim among some records as a sentence with links; nothing for what is none."""
        row = records.claims.get(iri)
        return self.links.linked(claim_sentence(self.graph, row)) if row else Markup("")


@cache
def templates() -> Environment:
    """Return the templates of all pages."""
    environment = Environment(
        loader=PackageLoader("defectkg.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["version"] = __version__
    environment.filters["formula"] = formula
    return environment


@lru_cache(MOST_PARTS)
def explorer_of(part: DefectGraph) -> Explorer:
    """Return the explorer of a part of a graph."""
    return Explorer(part)


class Pages:
    """Some of the pages.

    Parameters
    ----------
    explorer : Explorer
    """

    def __init__(self, explorer: Explorer) -> None:
        self._explorer = explorer
        self._graph = explorer.graph

    def limited(self, page: Callable[[Self, Request], Response]) -> Callable[[Request], Response]:
        """Return a page that asks only what counts by the source and year of its address."""

        def answer(request: Request) -> Response:
            part = self._explorer.within(*limits_of(request))
            return page(self if part is self._explorer else type(self)(part), request)

        return answer
