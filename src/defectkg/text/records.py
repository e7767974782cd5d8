"""The records of a graph at hand, and how each is put in one phrase."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.model.names import Name
from defectkg.model.printed_words import Printed
from defectkg.rdf.parts import parts_of
from defectkg.rdf.prefixes import local_name
from defectkg.rdf.queries import run
from defectkg.rdf.rows import Rows
from defectkg.text.sentences import Row, attribution, definition, listed, statement

__all__ = [
    "NOT_PRINTED",
    "RecordTexts",
    "Row",
    "anomaly_text",
    "challenge_text",
    "change",
    "dose_in_words",
    "doubts",
    "first_few",
    "in_all_places",
    "items_of",
    "joined",
    "reading",
    "short",
    "source_of",
    "surest_of",
    "what_is_open",
    "without_words",
]

BASES = {
    terms.PAIR: "both values printed",
    terms.WORDED: "in words",
    terms.LEVEL: "no earlier value given",
}
NOT_PRINTED = "not printed"  # a value of which only the factor is told
READINGS = {  # what a reading says, where it is not what should have been printed
    terms.DUPLICATE_REFERENCE: "entries {as_printed} and {as_read} are the same work",
    terms.GIVEN_NAME_AS_SURNAME: "the surname is {as_read}",
    terms.MISNUMBERED_CITATION: "entry {as_read} is meant",
    terms.NOT_FIRST_AUTHOR: "the list has it under {as_read}",
    terms.TENSION: "at odds with: {as_read}",
}
TIMES = {terms.UP: "×", terms.DOWN: "÷"}
MANY_DIGITS = 8  # before the point
#: Columns that may differ where one thing is said of several hosts or forms, and IRIs that may not.
PLACED = ("host", "form", "locator", "treatment", "doubt", "surest_doubt")
KEPT_APART = ("agent_iri", "observable_iri", "direction_iri", "role_iri", "source_iri")
WHOLE_NUMBER = re.compile(r"(?<![.\d])\d+(?!\.?\d)")


class RecordTexts:
    """The records of a graph by IRI, as the library queries give them.

    Parameters
    ----------
    graph : GraphContent
    records : collection of str, optional
        IRIs; only these are read, with all of their studies, some at once. Without: all.
    """

    def __init__(self, graph: GraphContent, records: Collection[str] | None = None) -> None:
        self.graph = graph
        self.claims: dict[str, Row] = {}
        self.outcomes: dict[str, Row] = {}
        self.treatments: dict[str, Row] = {}
        self.baselines: dict[str, str] = {}
        self.definitions: dict[str, str] = {}
        if records is None:
            self._read(graph, None)
        else:
            for part, whole in parts_of(graph.store, records):
                self._read(GraphContent(part), whole)
            self.claims, self.outcomes, self.treatments = (
                dict(sorted(found.items()))
                for found in (self.claims, self.outcomes, self.treatments)
            )

    @cached_property
    def _sources(self) -> list[Row]:
        return run(self.graph.store, "internal/sources").dicts()

    @cached_property
    def sources(self) -> set[str]:
        """The works in which records were read."""
        return {row["source"] for row in self._sources}

    @cached_property
    def with_list(self) -> set[str]:
        """Those of them of which the reference list is known."""
        return {row["source"] for row in self._sources if row["has_list"] == "true"}

    @cached_property
    def readings(self) -> list[Row]:
        """How each source was read."""
        return run(self.graph.store, "internal/readings").dicts()

    @cached_property
    def remarks(self) -> Mapping[str, list[Row]]:
        """Doubts and open problems, with their text, by what they concern."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in run(self.graph.store, "internal/doubts-and-challenges").dicts():
            text = anomaly_text(row) if row["kind_iri"] else open_problem_text(row)
            found[row["thing"]].append({**row, "text": text})
        return found

    def _read(self, part: GraphContent, whole: Collection[str] | None) -> None:
        """Read the records of a part of the graph that it holds whole, or all."""
        for query, key, found in (
            ("claims", "claim_iri", self.claims),
            ("measurements", "measurement_iri", self.outcomes),
            ("treatments", "treatment_iri", self.treatments),
        ):
            rows = run(part.store, query).dicts()
            found.update({row[key]: row for row in rows if whole is None or row[key] in whole})
        before = run(part.store, "internal/values-before").values
        self.baselines |= {row[0]: row[1] for row in before}
        self.definitions |= {
            s.iri: definition(self.graph, s)
            for s in part.statements
            if s.by_definition and (whole is None or s.iri in whole)
        }

    @cached_property
    def works(self) -> dict[str, Row]:
        """The publications by IRI."""
        rows = run(self.graph.store, "publications").dicts()
        return {row["publication_iri"]: row for row in rows}

    def related_records(self, name: Name) -> set[str]:
        """Return the treatments of a defect or mechanism, and other claims on a claim's link."""
        claim = self.claims.get(name.iri)
        if claim:
            ends = claim["cause_iri"], claim["effect_iri"]
            same = {i for i, c in self.claims.items() if (c["cause_iri"], c["effect_iri"]) == ends}
            return same - {name.iri}
        if not {terms.DEFECT_KIND, terms.MECHANISM_KIND} & set(name.types):
            return set()
        cells = {iri: (row["defect"], row["mechanism"]) for iri, row in self.treatments.items()}
        return {iri for iri, pair in cells.items() if name.label in "; ".join(pair).split("; ")}

    def claims_through(self, records: set[str], brought: Iterable[str]) -> set[str]:
        """Return the claims of the treatments among some records, and those on what was brought.

        Claims on such an ion or agent that come from another treatment are of another agent.
        """
        treatments = records & self.treatments.keys()
        return {
            iri
            for iri, row in self.claims.items()
            if treatments & set(row["treatment_iri"].split())
            or (row["cause_iri"] in brought and not row["treatment"])
        }

    def text(self, iri: str, otherwise: str) -> str:
        """Return what a claim or measurement says, or another text."""
        if iri in self.claims:
            return f"{statement(self.graph, self.claims[iri])} ({local_name(iri)})"
        if iri in self.outcomes:
            return f"{self.outcome(self.outcomes[iri])} ({local_name(iri)})"
        return otherwise

    def printing(self, found: Iterable[Printed]) -> Rows:
        """Return what prints some words as rows: what it is, where they stand, what it says."""
        lines = []
        for one in found:
            row = self.claims.get(one.iri) or self.outcomes.get(one.iri) or {}
            says = statement(self.graph, row) if one.iri in self.claims else one.text
            says = self.outcome(row) if one.iri in self.outcomes else says
            scope = (row.get(key, "") for key in ("agent", "host", "form"))
            name = self.graph.names.by_iri.get(one.iri)
            lines.append(
                (
                    name.label if name else local_name(one.iri),
                    one.sort,
                    ", ".join(one.places),
                    ", ".join(filter(None, scope)),
                    says,
                )
            )
        return Rows(("record", "sort", "printed_in", "of", "says"), lines)

    def outcome(self, row: Row) -> str:
        """Return an outcome as one phrase, such as ``PLQY 54 → 78 % (up, both values printed)``."""
        before = self.outcomes.get(self.baselines.get(row["measurement_iri"], ""))
        value = amount(row) or (f"“{row['words']}”" if row["words"] else "?")
        if row["state_iri"] == terms.HOST_STATE:
            kind = f", {row['quantity']}" if row["quantity_iri"] != terms.ABSOLUTE else ""
            text = f"{row['observable']} of the host{kind}: {value}"
        elif row["state_iri"] == terms.BEFORE:
            text = f"{row['observable']} before: {value}"
        elif row["quantity_iri"] != terms.ABSOLUTE:
            text = f"{row['observable']}, {row['quantity']}: {value}"
        else:
            first = f"{number(before)} " if before else ""
            text = f"{row['observable']} {first}→ {value}"
        notes = [row["direction"], BASES.get(row["basis_iri"], "")]
        notes += [f"“{row['words']}”" if amount(row) and row["words"] else ""]
        notes += [row["compared_with"] and f"against {row['compared_with']}"]
        notes += ["as an aim" if row["aim"] else "", row["condition"], row["method"]]
        notes += [row["defect"]]
        in_brackets = ", ".join(filter(None, notes))
        return f"{text} ({in_brackets})" if in_brackets else text

    def works_phrase(self, row: Row) -> str:
        """Return the publications of a record with their reference numbers."""
        read_in = row["read_in"] if self.graph.has_several_sources else ""
        return attribution(row["publication"], row["reference_numbers"], read_in)


def number(row: Row) -> str:
    """Return the digits of a measurement as printed, with what qualifies them."""
    if not row["value"]:
        return ""
    sign = f"{row['comparator']} " if row["comparator"] not in ("", "range") else ""
    last = f"–{short(row['value_max'])}" if row["value_max"] else ""
    spread = f" ± {row['uncertainty']}" if row["uncertainty"] else ""
    return f"{sign}{short(row['value'])}{last}{spread}"


def short(digits: str) -> str:
    """Return digits as people read them: many before the point as a power of ten.

    Examples
    --------
    >>> short("126000000000000000"), short("1000000000"), short("12090"), short("3.0")
    ('1.26 × 10^17', '10^9', '12090', '3.0')
    """
    if not digits.isdigit() or len(digits) < MANY_DIGITS:
        return digits
    first, rest = digits[0], digits[1:].rstrip("0")
    factor = f"{first}.{rest}" if rest else first
    return f"10^{len(digits) - 1}" if factor == "1" else f"{factor} × 10^{len(digits) - 1}"


def shortened(text: str) -> str:
    """Return a text with its whole numbers as people read them.

    Examples
    --------
    >>> shortened("defect density: 17500000000000000 cm-3; EQE: 15.1 %")
    'defect density: 1.75 × 10^16 cm-3; EQE: 15.1 %'
    """
    return WHOLE_NUMBER.sub(lambda number: short(number[0]), text)


def amount(row: Row) -> str:
    """Return the digits of a measurement with their unit; empty where there are none."""
    return f"{number(row)} {row['unit']}".strip() if row["value"] else ""


def change(row: Row) -> str:
    """Return the numbers of a row of ``outcomes``, such as ``54 → 78 % (× 1.44)``.

    Where only a factor is printed the value before it is marked, lest it be read as what came out.
    """
    first = f"{row['before_comparator']} {short(row['before'])}".strip()
    value = row["after"] or row["relative"]
    last = amount({**row, "value": value, "value_max": row["after_max"]})
    if row["quantity_iri"] == terms.RATIO and value:
        start = f"before {first} {row['unit']} → {NOT_PRINTED}, " if first else ""
        times = TIMES.get(row["direction_iri"], "by a factor of")
        return f"{start}{times} {last.removesuffix(row['unit']).strip()}"
    if row["quantity_iri"] != terms.ABSOLUTE and value:
        return f"{last} {row['quantity']}"
    text = f"{first} → {last}" if first and last else last
    return f"{text} (× {row['factor']})" if row["factor"] else text


def challenge_text(row: Mapping[str, str]) -> str:
    """Return a row of ``challenges`` in words: what is open, why, what is suggested, and where.

    Examples
    --------
    >>> row = {"challenge": "thicker shells", "says": "", "read_in": "Wu 2018", "locator": "p. 3"}
    >>> challenge_text(row), challenge_text({**row, "says": "How they grow is not known."})
    ('thicker shells (Wu 2018, p. 3)', 'thicker shells: How they grow is not known (Wu 2018, p. 3)')
    """
    return f"{what_is_open(row)} ({joined(', ', row['read_in'], row['locator'])})"


def reading(row: Mapping[str, str]) -> str:
    """Return how a row on an anomaly is read, by its kind; empty where that is not known."""
    return READINGS.get(row["kind_iri"], "{as_read}").format(**row) if row["as_read"] else ""


def anomaly_text(row: Mapping[str, str]) -> str:
    """Return an anomaly in words: its kind, what is printed, how that is read, how surely, why.

    Examples
    --------
    >>> row = {"kind": "misprint", "kind_iri": terms.MISPRINT, "work": "", "as_printed": "mip-gap",
    ...        "as_read": "mid-gap", "confidence": "high", "note": "A letter."}
    >>> anomaly_text(row)
    'misprint: mip-gap, read as mid-gap (confidence high): A letter'
    >>> anomaly_text({**row, "kind_iri": terms.TENSION, "as_read": "", "note": ""})
    'misprint: mip-gap, not resolved (confidence high)'
    """
    fault = joined(" of ", row["kind"], listed(row["work"]))
    unread = "" if row["note"] else "not resolved"
    read = reading(row)
    said = f"read as {read}" if read == row["as_read"] != "" else read or unread
    printed = joined(", ", f"{fault}: {row['as_printed']}", said)
    told = f"{printed} (confidence {row['confidence']})"
    return joined(": ", told, row["note"].removesuffix("."))


def open_problem_text(row: Mapping[str, str]) -> str:
    """Return an open problem in words: its number, what is open, and what is said of it."""
    return joined(": ", joined(" ", "open problem", row["number"]), what_is_open(row))


def what_is_open(row: Mapping[str, str]) -> str:
    """Return what an open problem is, and what is said of it."""
    return joined(": ", row["challenge"], row["says"].removesuffix("."))


def joined(separator: str, *texts: str) -> str:
    """Return the texts that say something in one line."""
    return separator.join(filter(None, texts))


def items_of(cell: str) -> list[str]:
    """Return the items of a list in a cell."""
    return list(filter(None, cell.split("; ")))


def dose_in_words(dose: str) -> str:
    """Return a dose in words: a share is said to be one.

    Examples
    --------
    >>> dose_in_words("2.88%"), dose_in_words("small amount")
    ('dose 2.88%', 'small amount')
    """
    return f"dose {dose}" if "%" in dose else dose


def first_few(items: Iterable[str], most: int = 3) -> str:
    """Return the first items of a list as one cell, and how many more there are.

    Examples
    --------
    >>> first_few("abcde"), first_few("ab")
    ('a; b; c; and 2 more', 'a; b')
    """
    told = list(items)
    return "; ".join(told[:most]) + (f"; and {len(told) - most} more" if told[most:] else "")


def source_of(row: Mapping[str, str]) -> str:
    """Return who says what a row tells, and where."""
    who = attribution(row["publication"], row["reference_numbers"], row["read_in"])
    return joined(", ", who, row["locator"])


def doubts(every: Iterable[str], surest: Iterable[str]) -> str:
    """Return the doubts of a row: the surest in the words of the source, of the others the kind.

    Examples
    --------
    >>> surest = ["tension (high confidence): “none” → one is told"]
    >>> doubts(["tension (high confidence)", "misprint (low confidence)"], surest)
    'tension (high): “none” → one is told; besides misprint (low)'
    """
    told = list(surest)
    rest = [doubt for doubt in every if not any(text.startswith(doubt) for text in told)]
    both = joined("; ", *told, f"besides {', '.join(rest)}" if told and rest else "; ".join(rest))
    return both.replace(" confidence)", ")")


def without_words(doubt: str) -> str:
    """Return a doubt without the words of the source: its kind, and how sure it is."""
    return doubt.partition(": “")[0]


def surest_of(found: Iterable[str]) -> list[str]:
    """Return the surest of some doubts.

    Examples
    --------
    >>> surest_of(["tension (low confidence): “3”", "misprint (high confidence): “20,20”"])
    ['misprint (high confidence): “20,20”']
    """
    told = list(found)
    for sure in ("high", "medium", "low"):
        if some := [text for text in told if without_words(text).endswith(f"({sure} confidence)")]:
            return some
    return told


def in_all_places(rows: Rows) -> list[dict[str, str]]:
    """Return rows that say the same of one source as one, with a column ``in`` of all places.

    Records of one treatment in several hosts or forms differ in nothing else. The places in the
    text, and doubts, are those of all.
    """
    found: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows.dicts():
        same = tuple(row[name] for name in rows.columns if not is_of_place(name))
        found.setdefault(same, []).append(row)
    told = []
    for group in found.values():
        cells = {
            name: (" " if name.endswith("_iri") else "; ").join(
                dict.fromkeys(item for row in group for item in items_of(row[name]))
            )
            for name in rows.columns
            if is_of_place(name)
        }
        places = dict.fromkeys(joined(", ", row["host"], row["form"]) for row in group)
        told.append({**group[0], **cells, "in": joined("; ", *places)})
    return told


def is_of_place(name: str) -> bool:
    """Return whether a column may differ between records of the same in several hosts or forms."""
    return name in PLACED or (name.endswith("_iri") and name not in KEPT_APART)
