"""The made-up records of ``data/bad`` and ``data/good``, and what ``check`` should find there.

Each file of ``data/bad`` holds one deliberate fault. Its first lines say what ``check`` finds::

    # expects: the message
    # node: local name of the node that has the fault
    # also: a message that the fault trips as well [@ local name, where it is another node]

All records of one file begin with the name of the file, so the files can be checked together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from defectkg.check.findings import Finding
from defectkg.check.mapped import UNMAPPED
from defectkg.check.reading import RDF_TYPE
from defectkg.rdf.prefixes import local_name
from defectkg.rdf.reading import read_quads, read_text
from helpers import DATA

BAD = sorted((DATA / "bad").glob("*.ttl"))
GOOD = sorted((DATA / "good").glob("*.ttl"))

Faults = set[tuple[str, str]]  # local name of the node, message


def expected(path: Path) -> list[tuple[str, str]]:
    """Return node and message of the findings that a fault file announces, the main one first."""
    head = re.match(r"# expects: (.+)\n# node: (\S+)\n((?:# also: .+\n)*)", read_text(path))
    assert head, f"{path.name} does not begin with '# expects:' and '# node:'"
    message, node, rest = head.groups()
    faults = [(node, message)]
    for line in rest.splitlines():
        also, _, other = line.removeprefix("# also: ").partition(" @ ")
        faults.append((other or node, also))
    return faults


def named(findings: list[Finding]) -> Faults:
    """Return node and message of findings; that made-up kinds are mapped nowhere goes unsaid."""
    return {(f.node.partition(":")[2], f.message) for f in findings if f.message != UNMAPPED}


def by_file(findings: list[Finding]) -> dict[str, Faults]:
    files: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        files[re.sub(r":\d+$", "", finding.place)].append(finding)
    return {file: named(found) for file, found in files.items()}


@cache
def classes_of_bad_nodes() -> dict[tuple[str, str], set[str]]:
    """Return the classes of the nodes on which the bad files expect each message."""
    classes: dict[tuple[str, str], set[str]] = {}
    for path in BAD:
        types: dict[str, set[str]] = defaultdict(set)
        for subject, predicate, of, _ in read_quads(path):
            if predicate == RDF_TYPE and isinstance(of, ox.NamedNode):
                types[local_name(subject.value)].add(local_name(of.value))
        node, message = expected(path)[0]
        classes[path.name, message] = types[node]
    return classes


def caught() -> set[str]:
    """Return the messages that some bad file is about."""
    return {message for _, message in classes_of_bad_nodes()}
