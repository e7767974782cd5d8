"""Answers as a notebook shows them: a table of labels, and a picture where one can be drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

from defectkg.draw.paths import paths_svg
from defectkg.errors import DataError
from defectkg.mechanisms.paths import PathAnswer
from defectkg.model.content import GraphContent
from defectkg.rdf.rows import Rows
from defectkg.text.paths import paths_rows, paths_text

if TYPE_CHECKING:
    import pandas

__all__ = ["ShownList", "ShownPaths"]

T = TypeVar("T")
MOST_DRAWN = 5  # paths of one picture


class ShownPaths(PathAnswer):
    """The answer of a search that knows its graph, so that a notebook shows labels.

    Parameters
    ----------
    graph : GraphContent
    answer : PathAnswer
    """

    def __init__(self, graph: GraphContent, answer: PathAnswer) -> None:
        super().__init__(**{field.name: getattr(answer, field.name) for field in fields(answer)})
        object.__setattr__(self, "graph", graph)

    graph: GraphContent

    @property
    def rows(self) -> Rows:
        """A row for each step."""
        return paths_rows(self.graph, self)

    def to_pandas(self) -> pandas.DataFrame:
        """Return a data frame with a row for each step (needs the extra ``pandas``)."""
        return self.rows.to_pandas()

    def __repr__(self) -> str:
        return paths_text(self.graph, self)

    def _repr_html_(self) -> str | None:
        return self.rows._repr_html_() if self.paths else None

    def _repr_svg_(self) -> str | None:
        try:
            return paths_svg(self.graph, self, MOST_DRAWN) if self.paths else None
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

    @property
    def rows(self) -> Rows:
        """The items as rows."""
        return self._as_rows(self)

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a data frame (needs the extra ``pandas``)."""
        return self.rows.to_pandas()

    def _repr_html_(self) -> str:
        return self.rows._repr_html_()
