"""A question in plain words, read: which things it names, and which other words it holds."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from defectkg.errors import QueryError
from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.model.spelling import any_word
from defectkg.rdf.levels import BRINGS_IT, BROADER, BY_WAY_OF, EXACT, NARROWER
from defectkg.text.question_words import (
    AFTER,
    APART,
    ASIDE,
    ASKING,
    COLOURS,
    DOUBTED,
    FAULTY,
    FIGURE,
    IDIOMS,
    METHOD,
    NOT_KNOWN,
    OF_REVIEW,
    OR,
    QUOTED,
    RESULTS,
    WHETHER,
    WHY,
    YARDSTICK,
)
from defectkg.text.sayings import Sort
from defectkg.verify.plain_text import plain_text
from defectkg.verify.wordings import Span, Wordings, words

__all__ = ["IN_GENERAL", "Part", "Question", "rarities", "read_question", "stems_of", "weighed"]

#: How well what is said of a kind answers for one that was asked for, by its level.
NEARNESS = {EXACT: 1.0, NARROWER: 0.95, BY_WAY_OF: 0.8, BRINGS_IT: 0.8, BROADER: 0.55}
IN_GENERAL = 0.3  # at any other level
MEANT = 0.85  # how surely a word of every day means what it stands for
DONE = 0.5  # the same of a verb, such as swap: people use it of much
IN_WORDS = 0.6  # a word that is no name, where it stands in what is said
LONGEST = 2000  # characters of a question
WAYS = (terms.MECHANISM_KIND, terms.STRATEGY_KIND, terms.ROUTE_KIND)  # in which something is done
WORDS_COUNT = 0.6  # of the weight of the rarest name: at most so much a word that is none
APPLIED = (terms.AGENT_KIND, terms.ION_KIND, terms.STRATEGY_KIND, terms.ROUTE_KIND)
SHORT = 3  # letters that a plain word has at least
AMOUNTS = ("rate", "density", "concentration")  # behind the name of what there is more or less of
LONG = 4  # letters from which a single word is looked up in all its readings
ELEMENT = re.compile(r"(?<![\w+-])[A-Z][a-z](?![\w+])")  # Mn, Zn: what people call its ion
NO_ELEMENT = frozenset({"In"})  # a word first
A_WORK = re.compile(
    r"[^\W\d_]+(?: et al\.?)?,? \(?\d{4}[a-z]?\)?|(?:ref(?:erence|\.)?s?|entry|\[) ?\d+\]?"
    r"(?: (?:of|in) [^\W\d_]+ \d{4}[a-z]?)?"
    r"|fig(?:ure|\.)? ?\d+ ?\(?[a-z]?\)?(?!\w)",
    re.IGNORECASE,
)
AN_ENTRY = re.compile(r"^entry (?=\d)", re.IGNORECASE)  # otherwise called a reference


@dataclass(frozen=True)
class Part:
    """A part of a question.

    Parameters
    ----------
    words : str
        As they are written.
    wanted : dict of str to float
        IRIs of what they name and of what answers for that, from 0 to 1 by how near it is.
    stem : str
        Of a word that names nothing.
    sort : Sort, optional
        What alone is said so: a missing reference is a fault of the print.
    aside : bool
        Whether it is named to be left aside.
    of_host, of_form, of_applied : bool
        Whether it names a host, a form, or what is done or applied.
    sure : float
        How surely it means what it names: a name 1, a word of every day less.
    result : str
        What came out that it asks for: ``worse`` or ``nothing``.
    """

    words: str
    wanted: Mapping[str, float] = field(default_factory=dict)
    stem: str = ""
    sort: Sort | None = None
    aside: bool = False
    of_host: bool = False
    of_form: bool = False
    of_applied: bool = False
    sure: float = 1.0
    result: str = ""

    @property
    def named(self) -> list[str]:
        """Return the IRIs of what the words name."""
        return [iri for iri, near in self.wanted.items() if near == 1]

    def held_by(
        self,
        about: Iterable[str],
        stems: frozenset[str],
        sort: Sort | None = None,
        result: str = "",
    ) -> float:
        """Return how well something with these IRIs and words answers the part, from 0 to 1."""
        if self.sort and self.sort is not sort:
            return 0.0
        if self.result:
            return float(self.result == result)
        if self.stem:
            return IN_WORDS if self.stem in stems else 0.0
        return max((self.wanted[iri] for iri in about if iri in self.wanted), default=0.0)


@dataclass(frozen=True)
class Question:
    """A question.

    Parameters
    ----------
    parts : tuple of Part
    after : frozenset of Sort
        Sorts of sayings that it asks for by name.
    methods : bool
        Whether it asks by which method something was found.
    colours : frozenset of str
        That it names.
    why, whether : bool
        Whether it asks why something is so, or whether or how, and not for a thing or a number.
    of_review : bool
        Whether it asks what a review says.
    """

    parts: tuple[Part, ...]
    after: frozenset[Sort]
    methods: bool
    colours: frozenset[str]
    why: bool
    whether: bool
    of_review: bool

    @property
    def of_applied(self) -> bool:
        """Return whether the question surely names what is done or applied."""
        return any(part.of_applied and part.sure == 1 for part in self.parts)


def read_question(graph: GraphContent, text: str) -> Question:
    """Return what a question names, and which of its other words are to be looked for.

    Raises
    ------
    QueryError
        If the question is empty, or too long.
    """
    if not text.strip():
        raise QueryError(
            "an empty question; ask in words, such as: defectkg ask 'What fills V_Br?'"
        )
    if len(text) > LONGEST:
        raise QueryError(f"a question of {len(text)} characters; {LONGEST} are read at most")
    text = plain_text(text)
    results = {
        result: match.span() for result, said in RESULTS.items() if (match := said.search(text))
    }
    named = {
        (start, end): wanted
        for (start, end), wanted in names_in(graph, text).items()
        if not any(first <= start and end <= last for first, last in results.values())
    }
    aside = left_aside(text, sorted(named))
    compared = left_aside(text, sorted(named), YARDSTICK)
    parts = {
        start: Part(
            text[start:end],
            wanted,
            aside=(start, end) in aside,
            of_host=names_one(graph, wanted, {terms.HOST_KIND}),
            of_form=names_one(graph, wanted, {terms.FORM_KIND}),
            of_applied=names_one(graph, wanted, APPLIED),
            sure=how_surely(graph, text[start:end], wanted),
        )
        for (start, end), wanted in named.items()
        if (start, end) not in compared
    }
    sorts = {stem: sort for sort, said in AFTER.items() for stem in stems_of(said)}
    read = [*named, *results.values(), *(match.span() for match in IDIOMS.finditer(text))]
    spoken = [w for w in words(text) if not any(start <= w.start < end for start, end in read)]
    after = {sorts[word.key] for word in spoken if word.key in sorts}
    if Sort.LISTED in after and stems_of(FAULTY).intersection(word.key for word in spoken):
        after |= {Sort.DOUBTFUL}
    if DOUBTED.search(text):
        after |= {Sort.DOUBTFUL}
    if Sort.DOUBTFUL in after:  # what is wrong with references
        after -= {Sort.LISTED}
        about = stems_of(FAULTY) | stems_of(AFTER[Sort.LISTED])
        sorts |= dict.fromkeys(about, Sort.DOUBTFUL)
    if FIGURE.search(text):
        after |= {Sort.SHOWN}
    if NOT_KNOWN.search(text):
        after |= {Sort.OPEN}
    quoted = [match.span() for match in QUOTED.finditer(text)]
    for word in spoken:
        written = text[word.start : word.end]
        small = len(written) < SHORT and written.islower()
        if Sort.DOUBTFUL in after and any(s < word.start < e for s, e in quoted):
            parts[word.start] = Part(written, stem=word.key, sort=Sort.DOUBTFUL)
        elif sorts.get(word.key) is Sort.MEANS:
            continue  # it stands in no definition for its own sake
        elif word.key in sorts:
            parts[word.start] = Part(written, stem=word.key, sort=sorts[word.key])
        elif not (small or word.key in UNTOLD or written.casefold() in UNTOLD):
            parts[word.start] = one_word(graph, written, word.key)
    for result, (start, end) in results.items():
        parts[start] = Part(text[start:end], result=result)
    in_order = hosts_together(alternatives(text, sorted(parts.items())))
    once = {part.stem or part.result or tuple(sorted(part.named)): part for part in in_order}
    return Question(
        tuple(once.values()),
        frozenset(after),
        methods=not stems_of(METHOD).isdisjoint(word.key for word in spoken),
        colours=COLOURS & {word.casefold() for word in re.findall(r"[A-Za-z]+", text)},
        why=bool(WHY.search(text)),
        whether=bool(WHETHER.match(text)),
        of_review=bool(OF_REVIEW.search(text)),
    )


def names_one(graph: GraphContent, wanted: Mapping[str, float], groups: Collection[str]) -> bool:
    """Return whether words name a kind of some groups."""
    return any(near == 1 and graph.kinds.groups.get(iri) in groups for iri, near in wanted.items())


def how_surely(graph: GraphContent, written: str, wanted: Mapping[str, float]) -> float:
    """Return how surely some words mean what they name: least of all a verb of every day."""
    named = [iri for iri, near in wanted.items() if near == 1 and iri in graph.kinds.groups]
    said = stems_of(written)
    if not named or any(stems_of(n) <= said for iri in named for n in graph.names.spellings[iri]):
        return 1.0
    acting = all(graph.kinds.groups[iri] in WAYS for iri in named)
    return DONE if acting else MEANT


def left_aside(text: str, spans: Iterable[Span], before: re.Pattern[str] = ASIDE) -> set[Span]:
    """Return the names that are left aside: on films rather than on nanocrystals and glass.

    That is, those that stand behind certain words, and those that go on with *and* or *or*.

    Examples
    --------
    >>> text = "ligands other than oleic acid and oleylamine"
    >>> sorted(left_aside(text, [(0, 7), (19, 29), (34, 44)]))
    [(19, 29), (34, 44)]
    """
    found: set[Span] = set()
    last = (0, 0)
    for start, end in spans:
        goes_on = last in found and text[last[1] : start].strip() in {*OR, "and", ","}
        if goes_on or before.search(text[:start]):
            found.add((start, end))
        last = start, end
    return found


def alternatives(text: str, parts: Iterable[tuple[int, Part]]) -> list[Part]:
    """Return parts, names with *or* between them as one: what is said of one is an answer."""
    found: list[Part] = []
    end = 0
    for start, part in parts:
        between = text[end:start].strip().casefold()
        if found and part.named and found[-1].named and between in OR:
            found[-1] = either([found[-1], part])
        else:
            found.append(part)
        end = start + len(part.words)
    return found


def hosts_together(parts: Sequence[Part]) -> list[Part]:
    """Return parts, those that name hosts as one: what is done to one of several is an answer."""
    hosts = [part for part in parts if part.of_host and not part.aside]
    if len(hosts) < 2:
        return list(parts)
    return [either(hosts), *(part for part in parts if part not in hosts)]


def either(parts: Sequence[Part]) -> Part:
    """Return several parts as one, of which either is an answer."""
    wanted: dict[str, float] = {}
    for part in parts:
        for iri, near in part.wanted.items():
            wanted[iri] = max(near, wanted.get(iri, 0.0))
    words = " or ".join(part.words for part in parts)
    return replace(parts[0], words=words, wanted=wanted)


def one_word(graph: GraphContent, written: str, stem: str) -> Part:
    """Return a word that is no name in a running text: by itself it may be read as one."""
    found = graph.names.candidates(written) if len(written) >= LONG else []
    named = sorted({name.iri for name in found} & graph.kinds.groups.keys())
    return Part(written, answering(graph, named)) if named else Part(written, stem=stem)


def names_in(graph: GraphContent, text: str) -> dict[Span, dict[str, float]]:
    """Return where a text names kinds and works, the longest names, and what answers for them."""
    plain, by_name = graph.names.plain_words, graph.names.spellings
    order = dict.fromkeys([*plain, *graph.kinds.groups])  # the likeliest first
    spellings = {iri: by_name.get(iri, set()) | plain.get(iri, set()) for iri in order}
    found = Wordings({iri: by_name.get(iri, set()) for iri in order}, [text], plain)
    hosts = [
        (start, end)
        for iri in graph.kinds.of_group(terms.HOST_KIND)
        for start, end in found.spans(iri, 0)
        if not words_between(text[start:end], by_name.get(iri, ()))
    ]
    spans: dict[Span, list[str]] = {}
    whole: set[Span] = set()  # without another word in it
    for iri in spellings:
        for start, end in found.spans(iri, 0):
            others = words_between(text[start:end], spellings[iri])
            if others <= 1 and not swallows(graph, iri, text, (start, end), hosts):
                spans.setdefault((start, end), []).append(iri)
                whole |= {(start, end)} if not others else set()
    told = {
        span: answering(graph, [*iris, *sorted(measured_by(graph, iris))])
        for span, iris in spans.items()
    }
    for match in A_WORK.finditer(text):
        works = frozenset({terms.PUBLICATION})
        said = AN_ENTRY.sub("reference ", match[0].strip()).replace(" in ", " of ")
        if names := graph.names.candidates(said, works) or graph.names.candidates(said):
            told[match.span()] = {name.iri: 1.0 for name in names}
            whole.add(match.span())
    for match in ELEMENT.finditer(text):
        if (ion := graph.names.symbols.get(match[0])) and match[0] not in NO_ELEMENT:
            told.setdefault(match.span(), answering(graph, [ion]))
    return {s: wanted for s, wanted in told.items() if not any(holds(one, s) for one in whole)}


def measured_by(graph: GraphContent, kinds: Iterable[str]) -> set[str]:
    """Return the observables that tell how much of something there is, or how it is withstood.

    Whoever asks what slows nonradiative recombination asks for its rate, and whoever asks what is
    stable against washing for the stability against purification.
    """
    acting = (terms.ROUTE_KIND, terms.CONDITION_KIND, terms.AGENT_KIND)
    groups = {kind: graph.kinds.groups.get(kind, "") for kind in kinds}

    def names(wanted: Collection[str]) -> set[str]:
        return {
            name.casefold()
            for kind, group in groups.items()
            if group in wanted
            for name in graph.names.spellings[kind]
        }

    withstood = any_word(names(acting), shortest=LONG)
    amounts = {f"{name} {amount}" for name in names(terms.FLAWS) for amount in AMOUNTS}
    return {
        iri
        for iri in graph.kinds.of_group(terms.OBSERVABLE_KIND)
        for name in map(str.casefold, graph.names.spellings[iri])
        if name in amounts or ("stability" in name and withstood.search(name))
    }


def swallows(graph: GraphContent, kind: str, text: str, span: Span, hosts: Iterable[Span]) -> bool:
    """Return whether the name of a kind holds that of a host which is no part of it, or cuts it.

    *Vacancies in formamidinium lead iodide* are none of formamidinium.
    """
    if graph.kinds.groups.get(kind) in (terms.HOST_KIND, terms.FORM_KIND):
        return False
    own = " ".join(graph.names.spellings[kind])
    return any(
        text[slice(*host)] not in own if holds(span, host) else cuts(span, host) for host in hosts
    )


def cuts(one: Span, other: Span) -> bool:
    """Return whether two places in a text overlap, and neither holds the other."""
    return one[0] < other[0] < one[1] < other[1] or other[0] < one[0] < other[1] < one[1]


def words_between(written: str, names: Iterable[str]) -> int:
    """Return how many other words stand between those that make a name; many where they make none.

    Examples
    --------
    >>> words_between("vacancies of the chloride", ["chloride vacancy"])
    0
    >>> words_between("fill bromide vacancies", ["vacancy filling"])
    1
    >>> words_between("chloride-free yttrium", ["yttrium chloride"]) > 1
    True
    """
    if APART.search(written) and not APART.search(" ".join(names)):
        return len(written)
    held = stems_of(written)
    longest = max((len(said) for name in names if (said := stems_of(name)) <= held), default=2)
    return max(0, len([word for word in written.split() if stems_of(word)]) - longest)


def holds(one: Span, other: Span) -> bool:
    """Return whether a place in a text holds another, which is not the same."""
    return one != other and one[0] <= other[0] and other[1] <= one[1]


def answering(graph: GraphContent, kinds: Sequence[str]) -> dict[str, float]:
    """Return what answers for kinds, and how well; they themselves come first, in their order."""
    wanted = dict.fromkeys(kinds, NEARNESS[EXACT])
    for kind in kinds:
        for iri, level in graph.kinds.levels(kind).items():
            wanted[iri] = max(wanted.get(iri, 0.0), NEARNESS.get(level, IN_GENERAL))
    return wanted


def rarities(parts: Sequence[Part], holding: Sequence[int], of: int) -> list[float]:
    """Return the weight of each part of a question, which so many of all studies hold.

    A word that names nothing counts for less than the rarest name (`WORDS_COUNT`).
    """
    found = [
        0.0 if part.aside else part.sure * math.log((of + 1) / (many + 1))
        for part, many in zip(parts, holding, strict=True)
    ]
    named = [weight for weight, part in zip(found, parts, strict=True) if part.named]
    most = WORDS_COUNT * max(named, default=0.0) or math.inf
    return [
        min(weight, most) if part.stem and not part.sort else weight
        for weight, part in zip(found, parts, strict=True)
    ]


def weighed(rare: Sequence[float], each: Sequence[float]) -> float:
    """Return the sum of how well each part is answered, by how rare it is."""
    return sum(weight * nearness for weight, nearness in zip(rare, each, strict=True))


def stems_of(text: str) -> frozenset[str]:
    """Return the words of a text, each by its stem."""
    return frozenset(word.key for word in words(plain_text(text)))


#: Words that are not looked for, as they are written and by their stems.
UNTOLD = stems_of(f"{ASKING} {METHOD}") | frozenset(ASKING.split())
