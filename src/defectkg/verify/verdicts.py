"""Find, in a reader's own copy of a source, the passage that carries each record.

Nothing of the text is kept. A measurement is carried by a passage with all of its numbers and
units (or its words), its observable, and its agent (or, without one, its host); a claim by one
with both of its ends close together; a citation by its entry in the reference list. A record is
*found* in the passage or caption of its place, or in the paragraph before or after. At its place a
name may also be implied: by a wider kind that is no root (*these ligands*), an effect by the
mechanism of the claim, a cause by the paragraph before. The verdict tells what was missing and
what stood for it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from defectkg.errors import DataError
from defectkg.rdf.queries import run
from defectkg.rdf.rows import Rows
from defectkg.verify.passages import BODY, REFERENCE, Passage, read_passages
from defectkg.verify.records import Record, read_records
from defectkg.verify.units import numbers_in, pointers_in
from defectkg.verify.wordings import Cover, Span, Wordings, near_each_other, squeezed

if TYPE_CHECKING:
    from defectkg.model.content import GraphContent

__all__ = [
    "Copy",
    "Uncovered",
    "Verdict",
    "read_copy",
    "summary",
    "uncovered_rows",
    "verdict_rows",
]

FOUND, ELSEWHERE, MISSING = "found", "found elsewhere", "not found"
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
        ``found``, ``found elsewhere`` or ``not found``.
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

    carried: bool
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
        If it is open which source the text is a copy of.
    """
    rows = run(graph.store, "internal/sources").dicts()
    start = squeezed(text[:5000])
    labels = {row["source"]: row["label"] for row in rows}
    titled = {r["source"] for r in rows if r["title"] and squeezed(r["title"]) in start}
    sources = [source] if source else list(titled or labels)
    if len(sources) != 1 or sources[0] not in labels:
        known = ", ".join(sorted(labels.values())) or "none"
        raise DataError(f"say which source the text is a copy of, with --source; known: {known}")
    own = [row for row in rows if row["source"] == sources[0]]
    sections = re.findall(r"([a-z-]+) ¶", own[0]["extent"])
    said = (row["opening"].partition(": ") for row in own)
    openings = {section: words for section, _, words in said if words}
    return Copy(graph, labels[sources[0]], sources[0], read_passages(text, sections, openings))


class Copy:
    """A copy of a source, read against the records of that source.

    Parameters
    ----------
    graph : GraphContent
    label, source : str
        Label and IRI of the publication.
    passages : list of Passage
    """

    def __init__(
        self, graph: GraphContent, label: str, source: str, passages: list[Passage]
    ) -> None:
        self.label = label
        self.passages = passages
        self._label_of = graph.kinds.labels
        self._records = read_records(graph.store, source)
        spellings = graph.names.spellings
        texts = [p.text for p in passages]
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
        near = [*home, *(i for at in home for i in self._neighbours(at))]
        for implying, among in ((False, near), (True, home)):
            for index in among:
                fit = self._try(record, index, implying)
                if fit.carried:
                    return self._verdict(record, FOUND, index, fit)
        lacking = self._try(record, home[0], True) if home else Fit(False, ("its place",))
        for index in range(len(self.passages)) if record.numbers or record.kinds else ():
            if self._try(record, index, False).carried:
                return self._verdict(record, ELSEWHERE, index, lacking)
        return self._verdict(record, MISSING, home[0] if home else -1, lacking)

    def _verdict(self, record: Record, status: str, index: int, fit: Fit) -> Verdict:
        passage = self.passages[index] if index >= 0 else Passage("", "", "")
        lists = ("; ".join(fit.missing), "; ".join(fit.instead))
        place = "; ".join(record.places)
        return Verdict(record.name, place, status, passage.place, *lists, passage.text)

    def _try(self, record: Record, index: int, implying: bool) -> Fit:
        """Return how far a passage carries a record; ``implying``, where names may be implied."""
        text = self.passages[index].text
        lacking = [n for n, pattern in record.numbers.items() if not pattern.search(text)]
        if (record.group == "Citation") != (self.passages[index].kind == REFERENCE):
            return Fit(False, tuple(lacking))
        if record.group == "Citation":
            letters = squeezed(text) if not lacking else ""
            lacking += [word for word in record.letters if squeezed(word) not in letters]
            return Fit(not lacking, tuple(lacking))
        if record.group == "Claim":
            return self._try_claim(record, index, implying)
        return self._try_measurement(record, index, implying, lacking)

    def _try_claim(self, record: Record, index: int, implying: bool) -> Fit:
        """Return whether both ends of a claim stand close together, one at least by its name."""
        kinds = [record.kinds[role][0] for role in ENDS]
        ends = [self._names.spans(kind, index) for kind in kinds]
        missing, instead = [], []
        for role, kind, end, other in zip(ENDS, kinds, list(ends), list(ends[::-1]), strict=True):
            if not end:
                missing.append(self._label_of[kind])
                how, spans = (
                    self._implied(record, role, kind, index, other) if implying else ("", [])
                )
                instead += [how] if how else []
                ends[ENDS.index(role)] = spans
        near = near_each_other(ends[0], ends[1], CLOSE) or not all(ends)
        if not near:
            missing.append(f"cause and effect in {CLOSE} signs")
        carried = near and len(instead) < 2 and len(missing) == len(instead)
        return Fit(carried, tuple(missing), tuple(instead))

    def _try_measurement(
        self, record: Record, index: int, implying: bool, missing: list[str]
    ) -> Fit:
        """Return whether numbers or words stand with the observable and the agent or host."""
        numbered = not missing
        said = bool(record.words) and self._names.says(record.words, index)
        if record.words and not said and not record.numbers:
            missing.append(f"“{record.words}”")
        stands: dict[str, bool] = {}
        instead = []
        for role in ("observable", "agent", "host"):
            for kind in record.kinds[role]:
                held = self._names.holds(kind, index)
                how, _ = (
                    self._implied(record, role, kind, index, [])
                    if implying and not held
                    else ("", [])
                )
                stands[role] = stands.get(role, False) or held or bool(how)
                missing += [] if held else [self._label_of[kind]]
                instead += [how] if how else []
        scope = stands.get("agent", stands.get("host", True))
        carried = numbered and (stands["observable"] or said) and scope
        return Fit(carried, tuple(missing), tuple(dict.fromkeys(instead)))

    def _implied(
        self, record: Record, role: str, kind: str, index: int, named: list[Span]
    ) -> tuple[str, list[Span]]:
        """Return what stands for a kind that a passage does not name, and where.

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
                found = self._names.spans(other, index)
                if spans := [span for span in found if not longer.holds(span)]:
                    return f"{self._label_of[other]} ({how})", spans
        before = [i for i in self._neighbours(index) if i < index and role in ANTECEDENT]
        if before and self._names.holds(kind, before[0]):
            return f"named at {self.passages[before[0]].place or 'the passage before'}", []
        return "", []

    def _home(self, record: Record) -> list[int]:
        """Return the passages of the places of a record; a part of a figure is in its caption."""
        named = [re.sub(r"^((?:Fig\.|Table) \d+)[a-z]$", r"\1", place) for place in record.places]
        return list(dict.fromkeys(i for place in named for i in self._at.get(place, ())))

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
            for home in self._home(record):
                for index in (home, *self._neighbours(home)):
                    printed[index] |= record.printed
        return printed

    @cached_property
    def _at(self) -> dict[str, list[int]]:
        """The passages of each place; where a section is not told, those that carry most of it."""
        at: dict[str, list[int]] = defaultdict(list)
        for index, passage in enumerate(self.passages):
            at[passage.place].append(index)
        told = {place.split(" ¶")[0] for place in at}
        votes: dict[str, Counter[int]] = defaultdict(Counter)
        for record in self._records:
            place = record.places[0]
            if record.group in CLASSES and " ¶" in place and place.split(" ¶")[0] not in told:
                for index in self._body:
                    if self._try(record, index, False).carried:
                        votes[place][index] += 2 if record.numbers else 1
        for place, seen in votes.items():
            at[place].append(min(seen, key=lambda i: (-seen[i], i)))
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


def summary(copy: Copy) -> str:
    """Return how many records were found, and how many of them by something implied."""
    counts = Counter(verdict.status for verdict in copy.verdicts)
    implied = sum(verdict.status == FOUND and bool(verdict.instead) for verdict in copy.verdicts)
    told = [f"{counts[status]} {status}" for status in (FOUND, ELSEWHERE, MISSING)]
    return f"{copy.label}: {told[0]} ({implied} with a name implied), {', '.join(told[1:])}"
