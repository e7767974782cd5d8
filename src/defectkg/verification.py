"""Find, in a reader's own copy of a source, the passage that carries each record.

Nothing of the text is kept. A passage carries a record if it holds all of its numbers and half of
its names, or, where it has no number, two names. The source prints no headings, so the passage that
belongs to a place (``doping ¶4``) is the one that carries most of the records of that place.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from defectkg.queries import run

if TYPE_CHECKING:
    from defectkg.graph import DefectGraph

__all__ = ["Verdict", "passages", "uncovered", "verify"]

MARKUP = re.compile(r"\\(?:mathrm|text|rm|sim|alpha|mu)\b|[$\\{}_^*~]")
SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "×": "x", "⁻": "-", "₋": "-", "’": "'"})
AllNames = dict[str, set[str]]  # every spelling of a label
NEAR = 1  # passages; a figure or a pull quote can stand between a place and its sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a record was found.

    Parameters
    ----------
    record, place : str
    status : str
        ``found``, ``found elsewhere`` or ``not found``.
    missing : str
        What the best passage lacks.
    passage : int
        Index of the best passage, -1 where there is none.
    """

    record: str
    place: str
    status: str
    missing: str
    passage: int


@dataclass(frozen=True, slots=True)
class Part:
    """A number or a name that a passage may hold, and the pattern of its spellings."""

    text: str
    pattern: re.Pattern[str]

    def stands_in(self, passage: str) -> bool:
        """Return whether a passage holds the part."""
        return bool(self.pattern.search(passage))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a passage must hold to carry a record."""

    record: str
    place: str
    numbers: tuple[Part, ...]
    names: tuple[Part, ...]

    def lacks(self, passage: str) -> list[str]:
        """Return the numbers and names that a passage lacks."""
        return [p.text for p in (*self.numbers, *self.names) if not p.stands_in(passage)]

    def carried_by(self, passage: str) -> bool:
        """Return whether a passage holds all numbers, and names enough to tell the record."""
        if not all(number.stands_in(passage) for number in self.numbers):
            return False
        held = sum(name.stands_in(passage) for name in self.names)
        needed = len(self.names) // 2 if self.numbers else min(len(self.names), 2)
        return held >= max(needed, not self.numbers)


def plain(text: str) -> str:
    """Return text in small letters without markup, raised or lowered signs, hyphens.

    Examples
    --------
    >>> plain("$CsPbBr_3$ NCs, 1.26 × 10¹⁷ cm⁻³")
    'cspbbr3 ncs, 1.26 x 1017 cm 3'
    """
    signs = unicodedata.normalize("NFKC", text.replace(r"\times", " x ")).translate(SIGNS)
    flat = MARKUP.sub("", signs)
    return re.sub(r"[\s-]+", " ", flat.casefold()).strip()


def passages(text: str) -> list[str]:
    """Return the paragraphs of a text, plain."""
    return [p for part in re.split(r"\n\s*\n", text) if (p := plain(part))]


def number_part(digits: str) -> Part:
    """Return a number, whether its powers of ten are written out or not."""
    forms = [re.escape(digits)]
    if scientific := mantissa_and_power(digits):
        mantissa, power = scientific
        forms.append(rf"{re.escape(mantissa)} ?x ?10 ?{power}")
        if mantissa == "1":
            forms.append(f"10 ?{power}")
    return Part(digits, re.compile(rf"(?<![\d.])(?:{'|'.join(forms)})(?![\d]|\.\d)"))


def name_part(label: str, names: Iterable[str]) -> Part:
    """Return a kind under any of its names, in the plural too."""
    # A name of one letter, such as that of I-, would be found anywhere.
    spelt = {plain(name) for name in names}
    forms = sorted((re.escape(s) for s in spelt if len(s) > 1), key=len, reverse=True)
    return Part(label, re.compile(rf"(?<!\w)(?:{'|'.join(forms) or '(?!)'})(?:s|es)?(?!\w)"))


def verify(graph: DefectGraph, text: str) -> list[Verdict]:
    """Return where each measurement, claim and citation stands in a text.

    Parameters
    ----------
    graph : DefectGraph
    text : str
        The reader's own copy of the source, plain text or Markdown.

    Returns
    -------
    list of Verdict
        In order of measurements, claims, citations.
    """
    parts = passages(text)
    names = all_names(graph)
    wanted = [
        *wanted_measurements(graph, names),
        *wanted_claims(graph, names),
        *wanted_citations(graph),
    ]
    homes = places(wanted, parts)
    return [judge(want, parts, homes.get(want.place, -1)) for want in wanted]


def judge(want: Wanted, parts: list[str], home: int) -> Verdict:
    """Return where one record stands, its own place first."""
    around = range(max(home - NEAR, 0), min(home + NEAR + 1, len(parts))) if home >= 0 else range(0)
    for index in around:
        if want.carried_by(parts[index]):
            return Verdict(want.record, want.place, "found", "", index)
    for index, part in enumerate(parts):
        if want.carried_by(part):
            return Verdict(want.record, want.place, "found elsewhere", "", index)
    missing = want.lacks(parts[home] if home >= 0 else "")
    return Verdict(want.record, want.place, "not found", "; ".join(missing), home)


def places(wanted: Iterable[Wanted], parts: list[str]) -> dict[str, int]:
    """Return the passage that carries most records of each place."""
    votes: dict[str, Counter[int]] = defaultdict(Counter)
    for want in wanted:
        for index, part in enumerate(parts):
            if want.carried_by(part):
                votes[want.place][index] += 2 if want.numbers else 1
    return {place: min(seen, key=lambda i: (-seen[i], i)) for place, seen in votes.items()}


def uncovered(graph: DefectGraph, text: str) -> list[str]:
    """Return the numbers of a text that no measurement, treatment or claim uses, in order."""
    used: set[str] = set()
    for query in ("measurements", "treatments", "claims"):
        for row in run(graph.store, query).values:
            used.update(re.findall(r"\d+(?:\.\d+)?", plain(" ".join(row))))
    for mantissa, power in filter(None, map(mantissa_and_power, sorted(used))):
        used |= {mantissa, f"10{power}"}
    found = [
        number
        for part in passages(text)
        for number in re.findall(r"(?<![\w.(])\d+(?:\.\d+)?(?![\w])", part)
    ]
    return list(dict.fromkeys(number for number in found if number not in used))


def mantissa_and_power(digits: str) -> tuple[str, int] | None:
    """Return the mantissa and the power of ten of a number that was written out in full."""
    if not re.fullmatch(r"\d{6,}", digits):
        return None
    head = digits.rstrip("0")
    return (f"{head[0]}.{head[1:]}" if len(head) > 1 else head), len(digits) - 1


def all_names(graph: DefectGraph) -> AllNames:
    """Return all names of each label."""
    names: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    rows = run(graph.store, "internal/names").dicts()
    for row in rows:
        if row["how"] == "label":
            labels[row["iri"]] = row["name"]
    for row in rows:
        names[labels[row["iri"]]].add(row["name"])
    return names


def first_place(locator: str) -> str:
    """Return the first part of a place."""
    return locator.split("; ")[0]


def wanted_measurements(graph: DefectGraph, names: AllNames) -> Iterator[Wanted]:
    """Yield what carries each measurement: its digits, and names of observable, agents, host."""
    for row in run(graph.store, "measurements").dicts():
        digits = (row["value"], row["value_max"], row["uncertainty"])
        kinds = [row["observable"], row["host"], *row["agent"].split("; ")]
        yield Wanted(
            row["measurement"],
            first_place(row["locator"]),
            tuple(number_part(number) for number in digits if number),
            tuple(name_part(kind, names[kind]) for kind in kinds if kind),
        )


def wanted_claims(graph: DefectGraph, names: AllNames) -> Iterator[Wanted]:
    """Yield what carries each claim: names of its cause and its effect."""
    for row in run(graph.store, "claims").dicts():
        kinds = tuple(name_part(row[end], names[row[end]]) for end in ("cause", "effect"))
        yield Wanted(row["claim"], first_place(row["locator"]), (), kinds)


def wanted_citations(graph: DefectGraph) -> Iterator[Wanted]:
    """Yield what carries each citation: number, year, pages, and the first author."""
    for row in run(graph.store, "internal/citations").dicts():
        digits = [row["number"], row["year"], *re.findall(r"\d+", row["pages"])[:1]]
        yield Wanted(
            row["citation"],
            f"ref {row['number']}",
            tuple(number_part(number) for number in digits if number),
            tuple(
                name_part(author, [author]) for author in [row["authors"].split(",")[0]] if author
            ),
        )
