"""What a tool gives back: typed, in words, and never longer than a model can read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, Field

from defectkg.rdf.rows import Rows

__all__ = ["Explained", "Table", "Thing", "ToolAnswer", "bounded", "table"]

MOST_BYTES = 24_000  # of the rows of one answer
KEPT = ("claim_iri", "treatment_iri", "measurement_iri")  # by which a record can be cited


class ToolAnswer(BaseModel):
    """What every answer says of itself."""

    sources_read: int = Field(
        description="How many publications were read for this graph. What none of them says is"
        " unknown, not false."
    )
    note: str = Field("", description="What to know before this answer is used; may be empty.")


class Table(ToolAnswer):
    """Rows, each a mapping from column to text; empty cells are left out."""

    rows: list[dict[str, str]]
    total: int = Field(description="How many rows there are in all.")
    has_more: bool = Field(description="Whether rows are left: ask again with next_offset.")
    next_offset: int | None = None


class Explained(Table):
    """Outcomes with what claims predict; of a host or a defect, what works tell of it."""

    page: str = Field("", description="Of a host or a defect: why it is so, as text.")


class Thing(ToolAnswer):
    """What a name means, and what is known about it."""

    iri: str
    label: str
    kinds: list[str] = Field(description="The classes that it belongs to.")
    page: str = Field(description="What is known about it, as text.")


def table(rows: Rows, sources: int, note: str, offset: int, limit: int) -> Table:
    """Return a page of rows: as many as are wanted, and as fit."""
    told = [
        {c: text for c, text in row.items() if text and (c in KEPT or not c.endswith("_iri"))}
        for row in rows.take(range(offset, min(offset + limit, len(rows.values)))).dicts()
    ]
    kept = bounded(told)
    after = offset + len(kept)
    more = after < len(rows.values)
    return Table(
        sources_read=sources,
        note=note,
        rows=kept,
        total=len(rows.values),
        has_more=more,
        next_offset=after if more else None,
    )


def bounded(things: Sequence[Any], most: int = MOST_BYTES) -> list[Any]:
    """Return the first of some things, as many as together fit into a number of bytes."""
    return list(fitting(things, most))


def fitting(things: Iterable[Any], most: int) -> Iterable[Any]:
    """Yield things until they are too long together; the first in any case."""
    used = 0
    for number, thing in enumerate(things):
        used += len(json.dumps(thing, ensure_ascii=False).encode())
        if number and used > most:
            return
        yield thing
