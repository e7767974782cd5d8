"""A reader's baseline of verdicts: what was accepted, so that only what is worse is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from defectkg.errors import DataError
from defectkg.rdf.reading import read_text
from defectkg.rdf.writing import write_atomically
from defectkg.verify.verdicts import STATUSES, Verdict

__all__ = ["new_faults", "read_baseline", "worse_than", "write_baseline"]

FIRST = "defectkg verify baseline 1"  # the number changes with what the verdicts mean
COLUMNS = ["record", "status", "missing"]


def write_baseline(path: Path, verdicts: Iterable[Verdict]) -> None:
    """Write verdicts to a file, as a table of record, status and what is missing."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerows([[FIRST], COLUMNS])
    table.writerows((v.record, v.status, v.missing) for v in verdicts)
    write_atomically(path, out.getvalue())


def read_baseline(path: Path) -> dict[str, tuple[str, str]]:
    """Return status and missing things of each record of a baseline.

    Raises
    ------
    DataError
        If the file is no baseline, or one of another version.
    """
    try:
        rows = list(csv.reader(io.StringIO(read_text(path))))
    except csv.Error:
        rows = []
    if rows[:2] != [[FIRST], COLUMNS]:
        kind = FIRST.rpartition(" ")[0]
        of_another = bool(rows and rows[0]) and rows[0][0].startswith(kind)
        what = "a baseline of another version" if of_another else "no baseline of verify"
        raise DataError(f"{path}: {what}; move it away, and --accept makes one anew")
    for number, row in enumerate(rows[2:], 3):
        if len(row) != len(COLUMNS) or row[1] not in STATUSES:
            raise DataError(f"{path}:{number}: no row of a baseline; move it away and make it anew")
    return {record: (status, missing) for record, status, missing in rows[2:]}


def new_faults(verdicts: Iterable[Verdict], accepted: dict[str, tuple[str, str]]) -> list[Verdict]:
    """Return the verdicts that are worse than accepted, or as bad for another reason.

    A record that the baseline has not must be found.
    """
    faults = []
    for verdict in verdicts:
        status, missing = accepted.get(verdict.record, (STATUSES[0], verdict.missing))
        now, before = STATUSES.index(verdict.status), STATUSES.index(status)
        if now > before or (now == before > 0 and verdict.missing != missing):
            faults.append(verdict)
    return faults


def worse_than(path: Path, verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return the verdicts worse than those in a file; where there is none, keep them there."""
    if path.exists():
        return new_faults(verdicts, read_baseline(path))
    write_baseline(path, verdicts)
    return []
