"""Paths in words, as pages show them: each step a sentence with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from defectkg.mechanisms.belief import Weights
from defectkg.mechanisms.paths import Completeness, MechanismPath
from defectkg.model.claims import Statement
from defectkg.text.paths import (
    STEP_KINDS,
    arithmetic,
    by_whom,
    crossings_of,
    sentence,
    sign_of,
    summary,
)
from defectkg.text.records import RecordTexts
from defectkg.web.explorer import Explorer
from defectkg.web.links import address, formula

if TYPE_CHECKING:
    from defectkg.graph import DefectGraph

__all__ = ["Sentences", "ToldPath", "ToldStep", "told"]

MANNERS = {  # how a path is told apart, in a word and a sign
    Completeness.ASSERTED: ("told by one study", "━━"),
    Completeness.STITCHED: ("joined from several", "╍╍"),
    Completeness.BORROWED: ("borrowed from elsewhere", "┅┅"),
}


class ToldStep(NamedTuple):
    """A step as a page shows it: a sentence, and what it rests on.

    Parameters
    ----------
    cause, effect : str
        IRIs, by which the picture leads here.
    kind : str
        How it comes about, in words.
    says : Markup
    evidence, against : list of (Markup, str)
        Claims as sentences, and where their pages are.
    arithmetic : list of str
    """

    cause: str
    effect: str
    kind: str
    says: Markup
    evidence: list[tuple[Markup, str]]
    against: list[tuple[Markup, str]]
    arithmetic: list[str]


class ToldPath(NamedTuple):
    """A path as a page shows it; with its number, and the head that it is the first under."""

    number: int
    head: str
    sign: str
    says: str
    completeness: str
    manner: str
    line: str
    score: str
    steps: list[ToldStep]


def told(
    explorer: Explorer, paths: Iterable[MechanismPath], weights: Weights, end: str = ""
) -> Iterator[ToldPath]:
    """Yield each path in words; without an end that was asked for, to where it leads."""
    paths = list(paths)
    every = (s for path in paths for step in path.steps for s in (*step.statements, *step.against))
    claims = Sentences(explorer, every)
    for head, some in by_whom(explorer.graph, paths):
        for place, (number, path) in enumerate(some):
            manner, line = MANNERS[path.completeness]
            yield ToldPath(
                number,
                "" if place else head,
                sign_of(path),
                summary(explorer.graph, path, end or path.kinds[-1]),
                path.completeness,
                manner,
                line,
                f"{path.score:.3f}",
                list(steps(explorer.graph, path, weights, claims)),
            )


def steps(
    graph: DefectGraph, path: MechanismPath, weights: Weights, claims: Sentences
) -> Iterator[ToldStep]:
    """Yield the steps of a path in words, with what each rests on."""
    crossings = crossings_of(graph, path)
    for place, step in enumerate(path.steps, 1):
        yield ToldStep(
            step.cause,
            step.effect,
            STEP_KINDS[step.kind],
            formula(sentence(graph, step, crossings.get(place, ""))),
            claims.of(step.statements),
            claims.of(step.against),
            list(arithmetic(graph, step, weights)),
        )


class Sentences:
    """Claims, or definitions, as sentences, and where their pages are.

    Parameters
    ----------
    explorer : Explorer
    statements : iterable of Statement
        All that there will be asked for.
    """

    def __init__(self, explorer: Explorer, statements: Iterable[Statement]) -> None:
        self._explorer = explorer
        self._iris = {s.iri for s in statements}

    @cached_property
    def _records(self) -> RecordTexts:
        return self._explorer.records_among(self._iris)

    def of(self, statements: Iterable[Statement]) -> list[tuple[Markup, str]]:
        """Return some of them."""
        return [(self._sentence(s.iri), address(s.iri)) for s in statements]

    def _sentence(self, iri: str) -> Markup:
        return self._explorer.claim(self._records, iri) or Markup("by definition: {}").format(
            self._records.definitions.get(iri, iri)
        )
