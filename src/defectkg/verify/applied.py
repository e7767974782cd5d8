"""What the sentences of a text may report as applied: agents, and substances new to us.

A name alone is no agent. An ion is one only where something is applied, and where no host of the
sentence is made of it; what is replaced, or set against something else, is none; nor is a word of
the same stem (*formation*, formate), or what stands in a longer name (*PbI2 vacancy*, the *F-* of
ammonium fluoride). Substances that nothing is called here are told by the ends of their names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache, cached_property

from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.verify.wordings import Span, Wordings, squeezed

__all__ = ["APPLIED", "NEW", "AppliedAgents"]

NEW = "?"  # a substance that nothing is called here
AGENTS = (terms.AGENT_KIND, terms.ION_KIND)
APPLIED = re.compile(
    r"(?i)\b(?:co-?)?(?:passivat|dop|alloy|substitut|incorporat|exchang|treat|introduc|fill|replac"
    r"|suppl|add(?:ed|ing|ition))"
)
#: Behind these words stands what is taken away, what another thing is set against, or a role.
AGAINST = re.compile(
    r"(?i)\b(?:replac\w+|instead of|in place of|rather than|compared (?:to|with)|than|unlike"
    r"|without|(?:replacement|removal|loss) of|as an?)\s+(?:[\w()/-]+\s+){0,6}[\w()/-]*$"
)
#: Substances by the ends of their names, a salt with its cation, and the short name behind them.
SUBSTANCE = re.compile(
    r"(?P<name>(?:\b[\w,()'-]{0,60}(?:ium|yl|ine|zinc|lead|copper|nickel|manganese|iron|cobalt"
    r"|silver|tin)[ -])?\b[\w,()'-]{0,60}(?:amine|thiol|cyanate|phosphine|(?:[nlrt]|o)ic acid"
    r"|(?:ammon|phosphon|imidazol|pyridin|guanidin|amidin)ium|(?:sulf|phosph|carbox)\w{0,9}ate"
    r"|oleate|acetate|oxide|lecithin|(?:brom|iod|chlor|fluor|sulf)ide)s?)\b"
    r"(?:(?: \w+)? \((?P<short>[A-Z][\w-]*)\+?\))?"
)
WORD = re.compile(r"[A-Z]\w*(?:-\w+)*")  # that can be a short name
FORMULA_GOES_ON = re.compile(r"\(?[A-Z\d]|\)[\dA-Z(]")
CATION = re.compile(r"(?i)(?:ium|cs|ma|fa) $")  # before a lead halide: the two are a host
BEFORE = 120  # signs before a name that tell what it is


class AppliedAgents:
    """Finds in each sentence what may have been applied.

    Parameters
    ----------
    graph : GraphContent
    texts : sequence of str
        The sentences.
    names : Wordings
        Finds the agents, hosts and defects in these sentences by their numbers.
    """

    def __init__(self, graph: GraphContent, texts: Sequence[str], names: Wordings) -> None:
        kinds = graph.kinds
        self._graph, self._texts, self._names = graph, texts, names
        self._agents = frozenset(kinds.of_group(*AGENTS))
        self._hosts = frozenset(kinds.of_group(terms.HOST_KIND))
        self._defects = frozenset(kinds.of_group(terms.DEFECT_KIND))
        self.ions = frozenset(kinds.of_group(terms.ION_KIND))
        self.classes = frozenset().union(*kinds.broader.values())
        spellings = graph.names.spellings
        self._letters = {kind: {bare(name) for name in spellings[kind]} for kind in self._agents}
        self.in_sentence = cache(self._in_sentence)
        self._known = cache(self._known_in)

    def hosts(self, index: int) -> set[str]:
        """Return the hosts that a sentence names."""
        return {host for host in self._hosts if self._names.spans(host, index)}

    def brings(self, agent: str, ion: str) -> bool:
        """Return whether a substance, and no class of them, supplies an ion."""
        return agent not in self.classes and ion in self._graph.kinds.brought_by(agent)

    def heads(self, named: Collection[str]) -> set[str]:
        """Return agents without the classes of others among them, and the ions that these bring."""
        covers = self._graph.kinds.covers
        return {
            one
            for one in named
            if not any(
                covers(one, other) or self.brings(other, one)
                for other in named
                if other not in (one, NEW)
            )
        }

    def _in_sentence(self, index: int) -> dict[str, list[Span]]:
        """Return where agents are named that may be applied there; `NEW` is a substance new to us.

        It is cached as `in_sentence`.
        """
        text = self._texts[index]
        new = [match.span("name") for match, kind in self._substances(index) if kind == NEW]
        shorts = [(m.span(), self._short[m[0]]) for m in WORD.finditer(text) if m[0] in self._short]
        longer = [span for kind in self._defects for span in self._names.spans(kind, index)]
        longer += [span for span, _ in shorts]
        found: dict[str, list[Span]] = {NEW: new}
        for kind, spans in self._known(index).items():
            if kind in self.ions:
                found[kind] = [
                    span
                    for span in spans
                    if self._may_apply(kind, index)
                    and not within_one(span, longer + new)
                    and not FORMULA_GOES_ON.match(text, span[1])
                ]
            else:
                found[kind] = [span for span in spans if not within_one(span, longer)]
        for span, kind in shorts:
            found.setdefault(kind, []).append(span)
        return {
            kind: kept
            for kind, spans in found.items()
            if (kept := [span for span in spans if not is_set_aside(text, span)])
        }

    def _may_apply(self, ion: str, index: int) -> bool:
        """Return whether something is applied in a sentence, and no host there has the ion."""
        holds = self._graph.chemistry.holds
        applied = APPLIED.search(self._texts[index])
        return bool(applied) and not any(holds(host, ion) for host in self.hosts(index))

    def _known_in(self, index: int) -> dict[str, list[Span]]:
        """Return where agents are named in a sentence, not only by a word of the same stem."""
        text = self._texts[index]
        found = {
            kind: [
                (start, end)
                for start, end in self._names.spans(kind, index)
                if " " in text[start:end] or bare(text[start:end]) in self._letters[kind]
            ]
            for kind in self._agents
        }
        return {kind: spans for kind, spans in found.items() if spans}

    def _substances(self, index: int) -> Iterator[tuple[re.Match[str], str]]:
        """Yield the substances of a sentence by the ends of their names, each with its kind."""
        hosts = [span for host in self.hosts(index) for span in self._names.spans(host, index)]
        known = [(k, span) for k, spans in self._known(index).items() for span in spans]
        for match in SUBSTANCE.finditer(self._texts[index]):
            name = match.span("name")
            wide = self.ions | self.classes
            named = [
                (kind not in wide, end - start, kind)
                for kind, (start, end) in known
                if within_one(name, [(start, end)])
                or (kind not in wide and meet(name, (start, end)))
            ]
            if not any(meet(name, span) for span in hosts):
                yield match, max(named)[2] if named else NEW

    @cached_property
    def _short(self) -> dict[str, str]:
        """The kinds of the short names that the text itself gives to substances."""
        return {
            match["short"]: kind
            for index in range(len(self._texts))
            for match, kind in self._substances(index)
            if match["short"]
        }


def is_set_aside(text: str, span: Span) -> bool:
    """Return whether what stands at a place is replaced or set against, or part of a host's name.

    Examples
    --------
    >>> text = "amine in place of the common oleic acid"
    >>> is_set_aside(text, (29, 39)), is_set_aside(text, (0, 5))
    (True, False)
    """
    before = text[max(0, span[0] - BEFORE) : span[0]]
    return bool(AGAINST.search(before) or CATION.search(before))


def within_one(span: Span, others: Collection[Span]) -> bool:
    """Return whether a place of a text lies in one of others, or is the same."""
    return any(start <= span[0] and span[1] <= end for start, end in others)


def meet(one: Span, other: Span) -> bool:
    """Return whether two places of a text share a sign."""
    return one[0] < other[1] and other[0] < one[1]


def bare(name: str) -> str:
    """Return the letters and digits of a name, in the singular."""
    return squeezed(name).removesuffix("s")
