"""What a check reports: findings, how many nodes it looked at, and the files it could not read."""

from __future__ import annotations

import re
from typing import NamedTuple

from defectkg.rdf.prefixes import curie

__all__ = ["Fault", "Finding", "Report", "order", "short"]

Fault = tuple[str, str, str]  # node, message, what is at fault


class Finding(NamedTuple):
    """A fault: where it stands, on which node, what to do about it, and what is at fault."""

    place: str
    node: str
    message: str
    fault: str = ""

    def __str__(self) -> str:
        where = ": ".join(filter(None, (self.place, self.node)))
        return f"{where}: {self.message}" + (f" [{self.fault}]" if self.fault else "")


class Report(NamedTuple):
    """What a check found.

    Parameters
    ----------
    findings : list of Finding
        In order of file and line.
    nodes : int
        How many nodes were checked.
    unread : list of Finding
        One for each file that could not be read: nothing is said of what stands in it.
    """

    findings: list[Finding]
    nodes: int
    unread: list[Finding]


def order(finding: Finding) -> tuple[str, int, str, str, str]:
    """Sort findings by file, then line."""
    found = re.fullmatch(r"(.*):(\d+)", finding.place)
    file, line = (found[1], int(found[2])) if found else (finding.place, 0)
    return file, line, finding.node, finding.message, finding.fault


def short(node: str) -> str:
    """Return a node as people write it: ``<IRI>`` becomes a CURIE."""
    return curie(node[1:-1]) if node.startswith("<") else node
