"""Find, in a reader's own copy of a source, the passage that carries each record.

Nothing of the text is kept. A record is *found* in the passage of its place, if that place is told
in the text and all of the record stands there by its own names: of a measurement the number with
its unit and comparator (or the words) and, in one sentence with it, the observable, and its agent
(or, without one, its host) in the passage; of a claim both of its ends close together; of a
citation its entry in the reference list. An agent or a host may also be implied: by a wider kind
that is no root (*these ligands*), by the paragraph before, a host by the title.

It is found *in part* if something of that is missing or only implied, or if all of it stands in the
paragraph before or after; *elsewhere* if all of it stands in another passage, or in a text in
which its place is not told. The verdict names what was missing and what stood for it.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from defectkg.errors import DataError
from defectkg.rdf.queries import run
from defectkg.rdf.rows import Rows
from defectkg.verify.layout import side_by_side
from defectkg.verify.passages import BODY, CAPTION, REFERENCE, Passage, read_passages
from defectkg.verify.plain_text import plain_text
from defectkg.verify.records import Record, read_records
from defectkg.verify.units import Amount, numbers_in, pointers_in, sentence_starts
from defectkg.verify.wordings import Cover, Span, Wordings, near_each_other, squeezed

if TYPE_CHECKING:
    from defectkg.model.content import GraphContent

__all__ = [
    "Copy",
    "Uncovered",
    "Verdict",
    "read_copy",
    "recognised",
    "summary",
    "uncovered_rows",
    "verdict_rows",
]

FOUND, PART, ELSEWHERE, MISSING = STATUSES = ("found", "in part", "found elsewhere", "not found")
ITS_PLACE = "its place"
APART = "the observable in the sentence of the number"
LONGEST = 5_000_000  # characters; a long book has two million
MOST_PASSAGES = 10_000  # each record is looked for in each: two minutes
CLASSES = ("Measurement", "Claim", "Citation")
CLOSE = 400  # signs between the ends of a claim: two or three sentences
ENDS = ("cause", "effect")
ANTECEDENT = (
    "cause",
    "agent",
    "host",
)  # may have been named before and be meant by *these* or *it*


class Verdict(NamedTuple):
    """Where a record was found.

    Parameters
    ----------
    record, place : str
    status : str
        ``found``, ``in part``, ``found elsewhere`` or ``not found``.
    at : str
        The place of the passage, as counted in the text.
    missing : str
        The numbers, words and names that the passage does not hold.
    instead : str
        What stands for them.
    passage : str
        The passage, for the screen alone.
    """

    record: str
    place: str
    status: str
    at: str
    missing: str
    instead: str
    passage: str


class Uncovered(NamedTuple):
    """A number or a known name of the text that no record uses, and its places."""

    kind: str
    text: str
    place: str


class Fit(NamedTuple):
    """How far a passage carries a record."""

    status: str  # of all four but "elsewhere"
    missing: tuple[str, ...]
    instead: tuple[str, ...] = ()


def read_copy(graph: GraphContent, text: str, source: str = "") -> Copy:
    """Read a copy of a source against the records of that source.

    Parameters
    ----------
    graph : GraphContent
    text : str
        The reader's own copy, plain text or Markdown.
    source : str, optional
        IRI of the publication; else the one whose title the text has, or the only one there is.

    Raises
    ------
    DataError
        If it is open which source the text is a copy of, or the text is too long for one, or in
        too many pieces.
    """
    if len(text) > LONGEST:
        what = f"a copy of one publication has at most {LONGEST} characters"
        raise DataError(f"the text has {len(text)}, {what}; give that copy alone")
    rows = run(graph.store, "internal/sources").dicts()
    start = squeezed(text[:5000])
    labels = {row["source"]: row["label"] for row in rows}
    titled = {r["source"] for r in rows if r["title"] and squeezed(r["title"]) in start}
    sources = [source] if source else list(titled or labels)
    if len(sources) != 1 or sources[0] not in labels:
        known = ", ".join(sorted(labels.values())) or "none"
        raise DataError(f"say which source the text is a copy of, with --source; known: {known}")
    own = [row for row in rows if row["source"] == sources[0]]
    sections = {s: int(n) for s, n in re.findall(r"([a-z-]+) ¶(\d+)", own[0]["extent"])}
    said = (row["opening"].partition(": ") for row in own)
    openings = {section: words for section, _, words in said if words}
    passages = read_passages(text, sections, openings)
    if len(passages) > MOST_PASSAGES:
        what = f"a copy of one publication has at most {MOST_PASSAGES} paragraphs"
        raise DataError(f"the text has {len(passages)}, {what}; give that copy alone")
    return Copy(
        graph,
        sources[0],
        passages,
        label=own[0]["label"],
        title=own[0]["title"],
        sections=dict.fromkeys(openings, 0) | sections,
        columns=side_by_side(text),
        is_other=is_other_text(graph, sources[0], text),
    )


def is_other_text(graph: GraphContent, source: str, text: str) -> bool:
    """Return whether a source says of what it was read, and this is another text."""
    rows = run(graph.store, "internal/readings").dicts()
    sums = {row["checksum"] for row in rows if row["source"] == source} - {""}
    return bool(sums) and hashlib.sha256(text.encode()).hexdigest() not in sums


class Copy:
    """A copy of a source, read against the records of that source.

    Parameters
    ----------
    graph : GraphContent
    source : str
        IRI of the publication.
    passages : list of Passage
    label, title : str
        Of the publication; what its title names is the subject of all passages.
    sections : mapping of str to int
        The sections that the publication declares, and how many paragraphs each has.
    columns : bool
        Whether the lines of the text seem to run across two columns.
    is_other : bool
        Whether the records were read in another text, by their checksum.
    """

    def __init__(
        self,
        graph: GraphContent,
        source: str,
        passages: list[Passage],
        *,
        label: str = "",
        title: str = "",
        sections: Mapping[str, int] | None = None,
        columns: bool = False,
        is_other: bool = False,
    ) -> None:
        self.label = label
        self.sections = dict(sections or {})
        self.columns = columns
        self.is_other = is_other
        self.passages = passages
        self._label_of = graph.kinds.labels
        self._records = read_records(graph.store, source)
        spellings = graph.names.spellings
        texts = [*(p.text for p in passages), plain_text(title)]
        self._names = Wordings({kind: spellings[kind] for kind in self._label_of}, texts)
        self._wider: dict[str, list[str]] = defaultdict(list)
        self._narrower: dict[str, list[str]] = defaultdict(list)
        for kind, above in sorted(graph.kinds.broader.items()):
            for wider in sorted(above & graph.kinds.above(kind)):  # no roots
                self._wider[kind].append(wider)
                self._narrower[wider].append(kind)

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """Where each measurement, claim and citation stands."""
        wanted = [r for group in CLASSES for r in self._records if r.group == group]
        return [self._judge(record) for record in wanted]

    def placed(self, start: str | tuple[str, ...]) -> bool:
        """Return whether a record has a place that begins so."""
        return any(place.startswith(start) for r in self._records for place in r.places)

    @cached_property
    def uncovered(self) -> list[Uncovered]:
        """The numbers and known names of the text that no record uses, in order."""
        used = {
            kind for record in self._records for kinds in record.kinds.values() for kind in kinds
        }
        places: dict[tuple[str, str], list[str]] = defaultdict(list)
        for index, passage in enumerate(self.passages):
            if passage.kind == REFERENCE:
                continue
            for number in self._open_numbers(index):
                places["number", number].append(passage.place)
            for kind in self._outermost(index):
                if kind not in used:
                    places["name", self._label_of[kind]].append(passage.place)
        return [
            Uncovered(kind, text, "; ".join(dict.fromkeys(filter(None, where))))
            for (kind, text), where in places.items()
        ]

    def _judge(self, record: Record) -> Verdict:
        home = self._home(record)
        fits = {index: self._try(record, index, True) for index in home}
        for status in (FOUND, PART):
            for index, fit in fits.items():
                if fit.status == status:
                    return self._verdict(record, status, index, fit)
        beside = dict.fromkeys(i for at in home for i in self._neighbours(at))
        beside |= dict.fromkeys(i for place in record.places for i in self._last_before(place))
        whole = {i: f for i in beside if (f := self._try(record, i, False)).status == FOUND}
        for index, fit in whole.items():
            return self._verdict(record, PART, index, Fit(PART, (*fit.missing, ITS_PLACE)))
        lacking = fits[home[0]] if home else Fit(MISSING, (ITS_PLACE,))
        for index in range(len(self.passages)) if record.amount or record.kinds else ():
            if self._try(record, index, False).status == FOUND:
                return self._verdict(record, ELSEWHERE, index, lacking)
        return self._verdict(record, MISSING, home[0] if home else -1, lacking)

    def _verdict(self, record: Record, status: str, index: int, fit: Fit) -> Verdict:
        passage = self.passages[index] if index >= 0 else Passage("", "", "")
        lists = ("; ".join(fit.missing), "; ".join(fit.instead))
        place = "; ".join(record.places)
        return Verdict(record.name, place, status, passage.place, *lists, passage.text)

    def _try(self, record: Record, index: int, implying: bool) -> Fit:
        """Return how far a passage carries a record; ``implying``, where names may be implied."""
        if (record.group == "Citation") != (self.passages[index].kind == REFERENCE):
            return Fit(MISSING, tuple(record.numbers))
        if record.group == "Citation":
            return self._try_citation(record, index)
        if record.group == "Claim":
            return self._try_claim(record, index, implying)
        return self._try_measurement(record, index, implying)

    def _try_citation(self, record: Record, index: int) -> Fit:
        """Return whether an entry of the reference list has the numbers and the author."""
        text = self.passages[index].text
        lacking = [n for n, pattern in record.numbers.items() if not pattern.search(text)]
        letters = squeezed(text) if not lacking else ""
        lacking += [word for word in record.letters if squeezed(word) not in letters]
        return Fit(MISSING if lacking else FOUND, tuple(lacking))

    def _try_claim(self, record: Record, index: int, implying: bool) -> Fit:
        """Return whether both ends of a claim stand close together by their own names."""
        kinds = [record.kinds[role][0] for role in ENDS]
        ends = [self._names.spans(kind, index) for kind in kinds]
        missing, instead = [], []
        for role, kind, end, other in zip(ENDS, kinds, ends, ends[::-1], strict=True):
            if not end:
                missing.append(self._label_of[kind])
                how = self._implied(record, role, kind, index, other) if implying else ""
                instead += [how] if how else []
        if all(ends) and not near_each_other(ends[0], ends[1], CLOSE):
            missing.append(f"cause and effect in {CLOSE} signs")
        status = FOUND if not missing else PART if implying and any(ends) else MISSING
        return Fit(status, tuple(missing), tuple(instead))

    def _try_measurement(self, record: Record, index: int, implying: bool) -> Fit:
        """Return whether an amount or words stand with the observable and the agent or host."""
        text = self.passages[index].text
        observables = record.kinds["observable"]
        spans = [span for kind in observables for span in self._names.spans(kind, index)]
        lacking = [] if spans else [self._label_of[kind] for kind in observables]
        said = bool(record.words) and all(
            self._names.says(part, index) for part in record.words.split("; ")
        )
        there = said
        if record.amount:
            absent = record.amount.lacking(text)
            there = not absent
            lacking += absent or self._lacking_beside(record.amount, text, spans)
        elif not said:
            lacking.append(f"“{record.words}”")
        told = False  # whether the agent, or without one the host, is named or implied
        unnamed, instead = [], []
        for role in ("host", "agent"):
            for at, kind in enumerate(record.kinds[role]):
                how = ""
                if not (held := self._names.holds(kind, index)):
                    unnamed.append(self._label_of[kind])
                    how = self._implied(record, role, kind, index, []) if implying else ""
                    instead += [how] if how else []
                told = (told and at > 0) or held or bool(how)
        told = told or not (record.kinds["agent"] or record.kinds["host"])
        partly = there and (spans or told) if record.amount else there or (spans and told)
        status = FOUND if told and not lacking else PART if implying and partly else MISSING
        return Fit(status, (*lacking, *unnamed), tuple(dict.fromkeys(instead)))

    def _lacking_beside(self, amount: Amount, text: str, named: list[Span]) -> list[str]:
        """Return what the value lacks where it lacks least: unit, comparator, the observable."""
        starts = sentence_starts(text)
        sentences = {bisect_right(starts, start) for start, _ in named}
        places = [
            [*lacks, *([APART] if named and bisect_right(starts, at) not in sentences else [])]
            for at, lacks in amount.found(text)
        ]
        return min(places, key=len)

    def _implied(self, record: Record, role: str, kind: str, index: int, named: list[Span]) -> str:
        """Return what stands for a kind that a passage does not name.

        What is only a part of a longer name, as *halide* of *halide vacancy*, stands for nothing.
        """
        longer = Cover(named)
        others = {"wider": self._wider[kind]}
        if role == "effect":
            others = {"mechanism": record.kinds["mechanism"], **others}
        if record.group == "Measurement":
            others["narrower"] = self._narrower[kind]
        for how, kinds in others.items():
            for other in kinds:
                if any(not longer.holds(span) for span in self._names.spans(other, index)):
                    return f"{self._label_of[other]} ({how})"
        before = [i for i in self._neighbours(index) if i < index and role in ANTECEDENT]
        if before and self._names.holds(kind, before[0]):
            return f"named at {self.passages[before[0]].place or 'the passage before'}"
        title = len(self.passages)
        return "named in the title" if role == "host" and self._names.holds(kind, title) else ""

    def _home(self, record: Record) -> list[int]:
        """Return the passages of the places of a record; a part of a figure is in its caption."""
        named = [re.sub(r"^((?:Fig\.|Table) \d+)[a-z]$", r"\1", place) for place in record.places]
        return list(dict.fromkeys(i for place in named for i in self._at.get(place, ())))

    def _last_before(self, place: str) -> list[int]:
        """Return the last paragraph of a section that has one less than a place says."""
        section, told, number = place.partition(" ¶")
        before = f"{section} ¶{int(number) - 1}" if told and number.isdigit() else ""
        return [] if place in self._at else self._at.get(before, [])

    def _neighbours(self, index: int) -> Iterator[int]:
        """Yield the paragraphs before and after a paragraph; a caption stands alone."""
        if index in self._order:
            order = self._order[index]
            yield from self._body[max(0, order - 1) : order]
            yield from self._body[order + 1 : order + 2]

    @cached_property
    def _body(self) -> list[int]:
        return [i for i, passage in enumerate(self.passages) if passage.kind == BODY]

    @cached_property
    def _order(self) -> dict[int, int]:
        return {index: order for order, index in enumerate(self._body)}

    @cached_property
    def _printed(self) -> dict[int, set[str]]:
        """The numbers of the records of each passage, and of those beside it."""
        printed: dict[int, set[str]] = defaultdict(set)
        for record in self._records:
            homes = self._home(record)
            beside = {i for home in homes for i in (home, *self._neighbours(home))}
            for index in beside if homes else range(len(self.passages)):
                printed[index] |= record.printed
        return printed

    @cached_property
    def _at(self) -> dict[str, list[int]]:
        """The passages of each place."""
        at: dict[str, list[int]] = defaultdict(list)
        for index, passage in enumerate(self.passages):
            if passage.place:
                at[passage.place].append(index)
        return at

    def _open_numbers(self, index: int) -> list[str]:
        """Return the numbers of a passage that no record of this or the next passage has."""
        text = self.passages[index].text
        used = self._printed[index]
        spans = [s for kind in self._label_of for s in self._names.spans(kind, index)]
        taken = Cover([*spans, *pointers_in(text)])
        free = [match for match in numbers_in(text) if not taken.holds(match.span())]
        return list(dict.fromkeys(m[0] for m in free if m[0] not in used))

    def _outermost(self, index: int) -> list[str]:
        """Return the kinds that a passage names other than as a part of a longer name."""
        spans = {kind: self._names.spans(kind, index) for kind in self._label_of}
        alone, reach = set(), 0
        for start, end in sorted(
            {span for found in spans.values() for span in found}, key=lambda s: (s[0], -s[1])
        ):
            if end > reach:  # a longer one would have begun before or here, and reached as far
                alone.add((start, end))
                reach = end
        return [kind for kind, found in spans.items() if not alone.isdisjoint(found)]


def verdict_rows(copy: Copy, passages: bool = False) -> Rows:
    """Return the verdicts as rows, with their passages if asked.

    Raises
    ------
    DataError
        If no record at all stands in the text.
    """
    must_stand(copy)
    *columns, last = Verdict._fields
    shown = (*columns, "read_in", *([last] if passages else []))
    values = ((*row, copy.label, passage) for *row, passage in copy.verdicts)
    return Rows(shown, [row[: len(shown)] for row in values])


def uncovered_rows(copy: Copy) -> Rows:
    """Return what no record uses as rows.

    Raises
    ------
    DataError
        If no record at all stands in the text.
    """
    must_stand(copy)
    return Rows(Uncovered._fields, [tuple(row) for row in copy.uncovered])


def must_stand(copy: Copy) -> None:
    """Refuse a text in which no record stands."""
    if all(verdict.status == MISSING for verdict in copy.verdicts):
        what = f"no record of {copy.label} stands in this text"
        raise DataError(f"{what}; give a copy of that source")


def recognised(copy: Copy) -> list[str]:
    """Return what was recognised of a copy, and a warning of each thing that was not."""
    kinds = Counter(passage.kind for passage in copy.passages)
    told = Counter(p.place.partition(" ¶")[0] for p in copy.passages if " ¶" in p.place)
    parts = [
        counted(len(told), "section"),
        counted(kinds[BODY], "paragraph"),
        counted(kinds[CAPTION], "caption"),
        counted(kinds[REFERENCE], "reference"),
    ]
    unseen = [section for section in copy.sections if section not in told]
    otherwise = [
        f"{section} has {told[section]} of {declared}"
        for section, declared in copy.sections.items()
        if told[section] and declared and told[section] != declared
    ]
    warnings = [
        ("the text seems to run across two columns side by side: convert it without its layout")
        if copy.columns
        else "",
        "this is another text than the one that was read: its checksum differs"
        if copy.is_other
        else "",
        f"no heading or opening words of {', '.join(unseen)}" if unseen else "",
        f"paragraphs differ from those declared: {', '.join(otherwise)}" if otherwise else "",
        "" if kinds[CAPTION] or not copy.placed(("Fig.", "Table")) else "no caption (Figure 1. …)",
        ""
        if kinds[REFERENCE] or not copy.placed("ref ")
        else "no reference list (a heading and numbers)",
    ]
    lacks = "; what stands there is found elsewhere at best"
    notes = [f"warning: {w}{lacks * w.startswith('no ')}" for w in warnings if w]
    return [f"recognised: {', '.join(parts)}", *notes]


def counted(number: int, thing: str) -> str:
    """Return a number of things in words."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def summary(copy: Copy) -> str:
    """Return how many records were found, and how many of them by something implied."""
    counts = Counter(verdict.status for verdict in copy.verdicts)
    implied = sum(verdict.status == FOUND and bool(verdict.instead) for verdict in copy.verdicts)
    told = [f"{counts[status]} {status}" for status in STATUSES]
    return f"{copy.label}: {told[0]} ({implied} with a name implied), {', '.join(told[1:])}"
