"""Answers as a notebook shows them: labels in tables, pictures where they can be drawn.

Of what an answer offers, notebooks take HTML before SVG. So a picture stands in the HTML, as an
image: drawn into the page, several pictures would share their arrowheads.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import fields
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeVar, overload

from defectkg.draw.paths import paths_svg
from defectkg.draw.picture_files import write_picture
from defectkg.draw.slide import slide_svg
from defectkg.errors import DataError
from defectkg.mechanisms.paths import PathAnswer
from defectkg.model.content import GraphContent
from defectkg.rdf.rows import Rows
from defectkg.text.path_data import paths_rows
from defectkg.text.paths import paths_text

if TYPE_CHECKING:
    import pandas

__all__ = ["ShownList", "ShownPaths", "image"]

T = TypeVar("T")
MOST_DRAWN = 5  # paths of one picture


def image(svg: str, what: str) -> str:
    """Return a picture of something as an HTML image, on white also where the page is dark."""
    data, style = b64encode(svg.encode()).decode(), "max-width: 100%; background: white"
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(what)}" style="{style}">'


class ShownPaths(PathAnswer):
    """The answer of a search that knows its graph, so that a notebook shows labels.

    Parameters
    ----------
    graph : GraphContent
    answer : PathAnswer
    """

    graph: GraphContent

    def __init__(self, graph: GraphContent, answer: PathAnswer) -> None:
        super().__init__(**{field.name: getattr(answer, field.name) for field in fields(answer)})
        object.__setattr__(self, "graph", graph)

    @property
    def rows(self) -> Rows:
        """A row for each step."""
        return paths_rows(self.graph, self)

    def to_pandas(self) -> pandas.DataFrame:
        """Return a data frame with a row for each step (needs the extra ``pandas``)."""
        return self.rows.to_pandas()

    def to_text(self, **how: Any) -> str:
        """Return each path as a line and its steps as sentences.

        See `defectkg.text.paths.paths_text`; ``why=True`` adds the arithmetic of belief.
        """
        return paths_text(self.graph, self, **how)

    def to_svg(self, count: int | None = None, *, compact: bool = False) -> str:
        """Draw the best paths, or all; ``compact`` for a slide (needs the extra ``figures``)."""
        draw = slide_svg if compact else paths_svg
        return draw(self.graph, self, count or len(self.paths))

    def save(self, file: str | Path, *, compact: bool = False) -> None:
        """Write a picture of all paths: .svg, .png or .pdf (needs the extra ``figures``)."""
        write_picture(Path(file), self.to_svg(compact=compact))

    def __repr__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        picture = self._repr_svg_()
        style = "white-space: pre-wrap; word-break: normal"
        text = f'<pre style="{style}">{escape(self.to_text())}</pre>'
        return f"{image(picture, 'the paths')}{text}" if picture else text

    def _repr_svg_(self) -> str | None:
        try:
            return self.to_svg(MOST_DRAWN) if self.paths else None
        except DataError:  # without the extra `figures`
            return None


class ShownList(list[T]):
    """A list that a notebook shows as a table.

    Parameters
    ----------
    items : iterable
    as_rows : callable
        Returns the items as rows.
    """

    def __init__(self, items: Iterable[T], as_rows: Callable[[Iterable[T]], Rows]) -> None:
        super().__init__(items)
        self._as_rows = as_rows

    @overload
    def __getitem__(self, at: SupportsIndex) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> ShownList[T]: ...
    def __getitem__(self, at: SupportsIndex | slice) -> T | ShownList[T]:
        """Return an item, or some as a list that is shown in the same way."""
        if isinstance(at, slice):
            return ShownList(super().__getitem__(at), self._as_rows)
        return super().__getitem__(at)

    @property
    def rows(self) -> Rows:
        """The items as rows."""
        return self._as_rows(self)

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a data frame (needs the extra ``pandas``)."""
        return self.rows.to_pandas()

    def __repr__(self) -> str:
        return repr(self.rows)

    def _repr_html_(self) -> str:
        return self.rows._repr_html_()
