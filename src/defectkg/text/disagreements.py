"""What a person says of records and works that seem to speak against each other, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from defectkg.model.content import GraphContent
from defectkg.text.read_back import outcome_sentence, treatment_sentence
from defectkg.text.records import RecordTexts
from defectkg.text.sentences import claim_sentence

__all__ = ["disagreement_lines", "disagreements_of", "side_text"]


def disagreements_of(
    graph: GraphContent, things: Iterable[str], say: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """Yield of some records or works each that was compared, with how it stands to which other.

    Parameters
    ----------
    graph : GraphContent
    things : iterable of str
        IRIs.
    say : callable
        Returns a side in words.

    Yields
    ------
    tuple of (str, str)
        The IRI of the record or work; ``draws a limit for: … (reason)``.
    """
    wanted = set(things)
    for one, other, forth, back, reason in (d[1:] for d in graph.disagreements):
        for side, against, stands in ((one, other, forth), (other, one, back)):
            if side in wanted:
                yield side, f"{stands}: {say(against)} ({reason.rstrip('.')})"


def side_text(records: RecordTexts, iri: str) -> str:
    """Return a record or work as people read it: a sentence, or the name of the work."""
    if row := records.claims.get(iri):
        return claim_sentence(records.graph, row)
    if row := records.outcomes.get(iri):
        return outcome_sentence(records, row)
    if row := records.treatments.get(iri):
        return treatment_sentence(row)
    return records.graph.names.label(iri)


def disagreement_lines(records: RecordTexts, things: Iterable[str], thing: str) -> list[str]:
    """Return what a person says of some records that were compared with others, under a title.

    Parameters
    ----------
    records : RecordTexts
    things : iterable of str
        IRIs of records and works.
    thing : str
        The one that the page is about: it is not said again.
    """
    told = disagreements_of(records.graph, things, lambda iri: side_text(records, iri))
    lines = [
        f"   {stands}" if side == thing else f"   {side_text(records, side)}; {stands}"
        for side, stands in sorted(told)
    ]
    return ["Compared by a curator", *lines] if lines else []
