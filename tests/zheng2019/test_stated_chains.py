"""Chains that the review states for its studies, against the paths that come first.

``data/chains.csv`` was written down from the text before any answer was seen: each row is a chain
of kinds with its sign, scope and the numbers of the works that the review names for it. A path
gives the chain if it has its sign, passes its joints in order (or a kind above or below one), and
one of its steps rests on one of those works.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from defectkg.graph import DefectGraph
from defectkg.mechanisms.paths import MechanismPath
from defectkg.model import terms

CHAINS = Path(__file__).parent / "data" / "chains.csv"


class Chain(NamedTuple):
    """One row, as printed in the file."""

    start: str
    joints: str
    end: str
    sign: str
    host: str
    form: str
    references: str
    place: str


def stated_chains() -> list[Chain]:
    with CHAINS.open(encoding="utf-8", newline="") as file:
        return [Chain(**row) for row in csv.DictReader(file)]


def gives(graph: DefectGraph, path: MechanismPath, chain: Chain) -> bool:
    kinds = iter(path.kinds[1:])
    for name in chain.joints.split(" / "):
        joint = graph.find(name, *terms.LAYERS).iri
        if not any(near(graph, joint, kind) for kind in kinds):
            return False
    read = {number for step in path.steps for number in numbers_of(step.statements)}
    wanted = set(chain.references.split())
    return path.sign == chain.sign and (not wanted or bool(read & wanted))


def near(graph: DefectGraph, joint: str, kind: str) -> bool:
    """Whether a kind is a joint, or above or below it; a root is only itself."""
    if joint == kind or {joint, kind} & graph.kinds.roots:
        return joint == kind
    return graph.kinds.covers(joint, kind) or graph.kinds.covers(kind, joint)


def numbers_of(statements: tuple) -> set[str]:
    return {n for s in statements for n in s.reference_numbers.replace(";", " ").split()}


def place_of(graph: DefectGraph, chain: Chain, most: int) -> int:
    """At which place of the answer the chain stands, or 0."""
    answer = graph.paths(chain.start, chain.end, host=chain.host, form=chain.form, count=most)
    found = (n for n, path in enumerate(answer.paths, 1) if gives(graph, path, chain))
    return next(found, 0)
