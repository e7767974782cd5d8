"""Paths in words, as pages show them: each step a sentence with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from markupsafe import Markup

from defectkg.mechanisms.belief import Weights
from defectkg.mechanisms.paths import Completeness, MechanismPath
from defectkg.text.paths import (
    STEP_KINDS,
    arithmetic,
    by_whom,
    crossings_of,
    sentence,
    sign_of,
    summary,
)
from defectkg.web.explorer import Explorer
from defectkg.web.links import address, formula

__all__ = ["ToldPath", "ToldStep", "evidence", "told"]

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
    for head, some in by_whom(explorer.graph, list(paths)):
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
                list(steps(explorer, path, weights)),
            )


def steps(explorer: Explorer, path: MechanismPath, weights: Weights) -> Iterator[ToldStep]:
    """Yield the steps of a path in words, with what each rests on."""
    crossings = crossings_of(explorer.graph, path)
    for place, step in enumerate(path.steps, 1):
        yield ToldStep(
            step.cause,
            step.effect,
            STEP_KINDS[step.kind],
            formula(sentence(explorer.graph, step, crossings.get(place, ""))),
            [evidence(explorer, s.iri) for s in step.statements],
            [evidence(explorer, s.iri) for s in step.against],
            list(arithmetic(explorer.graph, step, weights)),
        )


def evidence(explorer: Explorer, iri: str) -> tuple[Markup, str]:
    """Return a claim, or a definition, as a sentence, and where its page is."""
    text = explorer.claim(iri) or Markup("by definition: {}").format(
        explorer.records.definitions.get(iri, iri)
    )
    return text, address(iri)
