"""What the commands print: rows to standard output, remarks to standard error."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from defectkg.errors import DataError, QueryError

if TYPE_CHECKING:
    from defectkg.rdf.rows import Rows
    from defectkg.rdf.store import QueryAnswer

__all__ = ["check_format", "emit", "emit_other", "remark", "width", "write"]


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
    write((rows.readable() if form == "table" else rows).to_text(form, width()))


def emit_other(answer: QueryAnswer, form: str) -> None:
    """Print the answer of ASK, CONSTRUCT or DESCRIBE."""
    import json

    from defectkg.rdf.rows import Rows

    if isinstance(answer, bool):
        as_json = json.dumps({"head": {}, "boolean": answer})
        write((as_json if form == "json" else str(answer).lower()) + "\n")
    elif isinstance(answer, list):
        if form == "table":
            write("".join(f"{triple} .\n" for triple in answer))
            return
        terms = [(t.subject, t.predicate, t.object) for t in answer]
        emit(Rows.of_terms(("subject", "predicate", "object"), [tuple(t) for t in terms]), form)


def write(text: str) -> None:
    """Print to standard output, in UTF-8 whatever the locale says."""
    if sys.stdout is None:
        raise DataError("standard output is closed; open it or redirect it to a file")
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def remark(text: str) -> None:
    """Print a remark to standard error, whatever bytes a file name holds."""
    print(text.encode("utf-8", "backslashreplace").decode("utf-8"), file=sys.stderr)
