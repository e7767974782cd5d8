"""What the commands print: rows to standard output, remarks to standard error.

No control sign of a foreign text reaches a terminal (`defectkg.errors.visible`). What is made for
machines (CSV, JSON, RDF, SVG) is written as it is wherever it does not go to a terminal.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from defectkg.errors import DataError, QueryError, short_line, visible

if TYPE_CHECKING:
    from defectkg.rdf.rows import Rows
    from defectkg.rdf.store import QueryAnswer

__all__ = [
    "answer_text",
    "check_format",
    "emit",
    "notes",
    "remark",
    "remarked",
    "rows_text",
    "warned",
    "width",
    "write",
]

#: Characters of a remark, which says what an answer is not and ends with a command to paste.
LONGEST_REMARK = 2000


def check_format(form: str, *more: str) -> None:
    """Refuse an unknown format before any work is done; a command may know more than rows do."""
    from defectkg.rdf.rows import FORMATS

    known = (*FORMATS, *more)
    if form not in known:
        raise QueryError(f"unknown format {form!r}; use one of {', '.join(known)}")


def width() -> int:
    """Return the width of the terminal, 160 where there is none."""
    return max(shutil.get_terminal_size((160, 24)).columns, 40)


def emit(rows: Rows, form: str) -> None:
    """Print rows; a table leaves out the columns of IRIs."""
    write(rows_text(rows, form), exact=form != "table")


def rows_text(rows: Rows, form: str) -> str:
    """Return rows as they are printed."""
    return (rows.readable() if form == "table" else rows).to_text(form, width())


def answer_text(answer: QueryAnswer, form: str) -> str:
    """Return the answer to a query as it is printed."""
    from defectkg.rdf.rows import Rows, json_text

    if isinstance(answer, Rows):
        return rows_text(answer, form)
    if isinstance(answer, bool):
        as_json = json_text({"head": {}, "boolean": answer}, indent=None)
        return as_json if form == "json" else f"{str(answer).lower()}\n"
    if form == "table":
        return "".join(f"{triple} .\n" for triple in answer)
    terms = [(t.subject, t.predicate, t.object) for t in answer]
    columns = ("subject", "predicate", "object")
    return rows_text(Rows.of_terms(columns, terms), form)


def write(text: str, *, exact: bool = False) -> None:
    """Print to standard output, in UTF-8 whatever the locale says; ``exact`` is for machines."""
    if sys.stdout is None:
        raise DataError("standard output is closed; open it or redirect it to a file")
    if not exact or sys.stdout.isatty():
        text = visible(text, keep="\n\t")
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def notes(texts: Iterable[str]) -> str:
    """Return what stands beneath a table: an empty line and each text, folded."""
    found = [textwrap.fill(text, width()) for text in texts if text]
    return "".join(f"{line}\n" for line in ["", *found]) if found else ""


def remark(text: str) -> None:
    """Print a remark to standard error as one short line, if it is open."""
    if sys.stderr is not None:  # print would take standard output instead
        print(short_line(text, LONGEST_REMARK), file=sys.stderr)


@contextmanager
def warned() -> Iterator[list[str]]:
    """Keep warnings from being printed; they are in the list when the block has ended."""
    told: list[str] = []
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        yield told
    told += [str(warning.message) for warning in said]


@contextmanager
def remarked() -> Iterator[None]:
    """Print warnings as remarks."""
    with warned() as told:
        yield
    for text in told:
        remark(text)
