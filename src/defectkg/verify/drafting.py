"""A first draft of what a text reports: values with what they are of, each still to be confirmed.

It knows the names of the graph and the units of its observables, and a few rules; it reads no
grammar. A number with a unit is a value of the observable that may have this unit and is named
nearest in its sentence; its host and form are those named nearest, in the sentence first, then in
the sentences before it in the paragraph. So is its agent; but where that may be another one, the
value is drafted for none and says why: a reader who looks it up is quicker than one who is misled.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from defectkg.errors import DataError
from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.rdf.queries import run
from defectkg.verify.applied import APPLIED, NEW, AppliedAgents
from defectkg.verify.passages import BODY, CAPTION, read_passages
from defectkg.verify.units import (
    comparator_before,
    numbers_in,
    pointers_in,
    sentence_starts,
    unit_form,
)
from defectkg.verify.wordings import Span, Wordings

__all__ = ["Draft", "DraftValue", "draft"]

#: What happens to a value by something that is done.
CHANGED = re.compile(
    r"(?i)\b(?:achiev|reali[sz]|attain|improv|enhanc|increas|boost|rais|reduc|decreas|reach|rose\b"
    r"|lower(?:ed|s)\b|yield(?:s|ed)\b|result(?:s|ed|ing) in)"
)
STUDY = re.compile(r"\bet al\b")  # begins another one
VARIES = re.compile(r"(?i)\b(?:vary|varies|varying|rang(?:e|es|ing)) from $")
TO = re.compile(r"[\s%\w/.-]{0,12}?\s*(?:to|→|->)\s*")  # between two numbers: from what to what
RANGE = re.compile(r"\s*(?:to|[-–])\s*")
SPREAD = re.compile(r"\s*±\s*")
MOST = 500_000  # signs of a text
COMMA = 60  # signs for which a comma counts: what stands in another clause is further away
MOST_BACK = 30  # sentences in which one thing is told
CLOSE = 2  # signs between a unit and what a dose is of


class DraftValue(NamedTuple):
    """A value as it stands in a text, with what it seems to be of.

    Parameters
    ----------
    place : str
        Section and paragraph, where they are told; or empty.
    agent, host, form, observable : str
        IRIs; empty where none is named.
    before, value, value_max, uncertainty, comparator, unit : str
        As printed; `before` only where the text says from what to what, `value_max` of a range.
    unclear : str
        Why it is open of which agent it is; then there is none.
    """

    place: str
    agent: str
    host: str
    form: str
    observable: str
    before: str
    value: str
    value_max: str
    uncertainty: str
    comparator: str
    unit: str
    unclear: str = ""


class Sentence(NamedTuple):
    """A sentence, with the number of its paragraph and the place of that."""

    text: str
    paragraph: int
    place: str


class Draft:
    """What a text reports, as far as rules tell.

    Parameters
    ----------
    graph : GraphContent
    sentences : list of Sentence
    """

    def __init__(self, graph: GraphContent, sentences: list[Sentence]) -> None:
        self._graph = graph
        self._sentences = sentences
        kinds = graph.kinds
        self._groups = {
            "host": frozenset(kinds.of_group(terms.HOST_KIND)),
            "form": frozenset(kinds.of_group(terms.FORM_KIND)),
        }
        self._units: dict[str, set[str]] = defaultdict(set)  # what is measured in it, by symbol
        for row in run(graph.store, "internal/units").dicts():
            if row["observable"]:
                self._units[row["symbol"]].add(row["observable"])
        self._behind = {
            symbol: re.compile(rf"\s*\)?{unit_form(symbol)}") for symbol in self._units if symbol
        }
        self._agents = frozenset(kinds.of_group(terms.AGENT_KIND, terms.ION_KIND))
        named = frozenset(kinds.of_group(terms.DEFECT_KIND)).union(*self._groups.values())
        wanted = named.union(self._agents, *self._units.values())
        texts = [sentence.text for sentence in sentences]
        self._names = Wordings({k: graph.names.spellings[k] for k in wanted}, texts)
        self._applied = AppliedAgents(graph, texts, self._names)

    def values(self) -> Iterator[DraftValue]:
        """Yield the values of the text, in order."""
        for index, sentence in enumerate(self._sentences):
            text, away = sentence.text, pointers_in(sentence.text)
            numbers = [
                match
                for match in numbers_in(text)
                if not any(a <= match.start() < b for a, b in away)
            ]
            before = spread = last = ""
            value: re.Match[str] | None = None
            for match, following in zip(numbers, [*numbers[1:], None], strict=False):
                value = value or match
                between = text[match.end() : following.start()] if following else ""
                if following and SPREAD.fullmatch(between):
                    spread = following[0]
                    continue
                if following and TO.fullmatch(between) and text[: match.start()].endswith("from "):
                    if VARIES.search(text[: match.start()]):
                        last = following[0]
                    else:
                        before, value = match[0], None
                    continue
                if following and RANGE.fullmatch(between):
                    last = following[0]
                    continue
                unit, observables, end = self._unit_behind(text, match.end())
                observable = self._nearest(index, value.span(), observables)
                if unit and observable and not self._is_dose(index, end):
                    agent, unclear = self._agent(index, value.span())
                    yield DraftValue(
                        sentence.place,
                        agent,
                        self._named("host", index, value.span()),
                        self._named("form", index, value.span()),
                        observable,
                        before,
                        value[0],
                        last,
                        spread,
                        comparator_before(text[: value.start()]),
                        unit,
                        unclear,
                    )
                before, spread, last, value = "", "", "", None

    def _is_dose(self, index: int, end: int) -> bool:
        """Return whether what a number is of follows at once, as in *2 % Ce3+*."""
        return any(
            0 <= start - end <= CLOSE
            for agent in self._agents
            for start, _ in self._names.spans(agent, index)
        )

    def _unit_behind(self, text: str, end: int) -> tuple[str, set[str], int]:
        """Return the longest unit behind a number, the observables it may be of, and its end."""
        found = [
            (match.end(), symbol)
            for symbol, pattern in self._behind.items()
            if (match := pattern.match(text, end))
        ]
        if not found:
            return "", set(), end
        last = max(found)[0]
        same = sorted(symbol for at, symbol in found if at == last)
        return same[0], {o for symbol in same for o in self._units[symbol]}, last

    def _named(self, role: str, index: int, span: Span) -> str:
        """Return what is named nearest in a sentence, or last in those of its paragraph before."""
        for place, where in self._before(index, span):
            if found := self._nearest(place, where, self._groups[role]):
                return found
        return ""

    def _agent(self, index: int, span: Span) -> tuple[str, str]:
        """Return the agent of a value, or why it is open.

        It is the nearest, made as narrow as its study has named it: a class gives way to its member
        that is named most there, an ion to the nearest salt of it.
        """
        applied, reach = self._applied, list(self._reach(index, span))
        place, where = next((one for one in reach if applied.in_sentence(one[0])), (-1, span))
        if place < 0:
            told = [self._sentences[at].text for at, _ in reach]
            is_changed = CHANGED.search(told[0]) or any(map(APPLIED.search, told))
            return "", "no agent is named" if is_changed else ""
        named = applied.in_sentence(place)
        heads = applied.heads(named)
        if place == index and len(heads) > 1 and heads <= applied.ions | {NEW}:
            return "", "several agents are named beside it"
        if place != index and len(heads) > 1:
            kinds = [kind for at, _ in reach for kind in applied.in_sentence(at) if kind in heads]
            (agent, times), (_, others) = Counter(kinds).most_common(2)
            if times == others:
                return "", "several agents are named before it"
        else:
            agent = self._narrow(nearest(self._sentences[place].text, named, where), reach)
        if agent == NEW:
            return "", "a substance is named that nothing is called here"
        return ("", "only a class is named") if agent in applied.classes else (agent, "")

    def _narrow(self, agent: str, reach: Iterable[tuple[int, Span]]) -> str:
        """Return the member of a class that a study names most, or the nearest salt of an ion."""
        members = Counter[str]()
        for place, where in reach:
            named = self._applied.in_sentence(place)
            for kind in set(named) - {agent, NEW}:
                if self._graph.kinds.covers(agent, kind):
                    members[kind] += len(named[kind])
            salts = {k: spans for k, spans in named.items() if self._applied.brings(k, agent)}
            if salts and not members:
                return nearest(self._sentences[place].text, salts, where)
        return max(members, key=lambda kind: (members[kind], kind), default=agent)

    def _reach(self, index: int, span: Span) -> Iterator[tuple[int, Span]]:
        """Yield the sentences of one study as `_before` does: to its authors, on no other host."""
        hosts = self._applied.hosts(index)
        for place, where in self._before(index, span):
            others = self._applied.hosts(place)
            if hosts and others and not hosts & others:
                return
            hosts = hosts or others
            yield place, where
            if STUDY.search(self._sentences[place].text):
                return

    def _before(self, index: int, span: Span) -> Iterator[tuple[int, Span]]:
        """Yield a sentence and those before it in its paragraph, each with a place to be near."""
        yield index, span
        for before in range(index - 1, max(-1, index - MOST_BACK), -1):
            if self._sentences[before].paragraph != self._sentences[index].paragraph:
                break
            length = len(self._sentences[before].text)
            yield before, (length, length)

    def _nearest(self, index: int, span: Span, among: Iterable[str]) -> str:
        """Return the kind whose name stands nearest to a span."""
        spans = {kind: self._names.spans(kind, index) for kind in among}
        return nearest(self._sentences[index].text, spans, span)


def nearest(text: str, named: Mapping[str, Iterable[Span]], span: Span) -> str:
    """Return the kind whose name stands nearest to a span; of one place the longest name."""
    found = [
        (gap(text, place, span), place[0] - place[1], kind)
        for kind, spans in named.items()
        for place in spans
    ]
    return min(found)[2] if found else ""


def gap(text: str, place: Span, span: Span) -> int:
    """Return how many signs lie between two spans; a comma counts for many."""
    between = text[min(place[1], span[1]) : max(place[0], span[0])]
    return len(between) + COMMA * len(re.findall(r"[,;:]\s", between))


def draft(graph: GraphContent, text: str, source: str = "") -> Draft:
    """Read a text for what it may report.

    Parameters
    ----------
    graph : GraphContent
        Whose names are known.
    text : str
        Plain text or Markdown.
    source : str, optional
        IRI of the publication, if the graph has it: its sections tell places.

    Raises
    ------
    DataError
        If the text is too long for one publication.
    """
    if len(text) > MOST:
        raise DataError(f"the text has {len(text)} characters, a paper at most {MOST}: cut it")
    own = [row for row in run(graph.store, "internal/sources").dicts() if row["source"] == source]
    sections = re.findall(r"([a-z-]+) ¶\d+", own[0]["extent"]) if own else []
    said = (row["opening"].partition(": ") for row in own)
    openings = {section: words for section, _, words in said if words}
    sentences = [
        Sentence(part, number, passage.place)
        for number, passage in enumerate(read_passages(text, sections, openings))
        if passage.kind in (BODY, CAPTION)
        for part in parts(passage.text)
    ]
    return Draft(graph, sentences)


def parts(text: str) -> list[str]:
    """Return the sentences of a passage."""
    starts = sentence_starts(text)
    return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
