"""What of each record must stand in its source: numbers, words, names, and where."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from defectkg.rdf.queries import run
from defectkg.rdf.store import Store
from defectkg.verify.plain_text import plain_text
from defectkg.verify.units import Amount, number_pattern, numbers_in

__all__ = ["Record", "read_records"]


@dataclass(slots=True)
class Record:
    """What carries a record: an amount or words, and kinds by their role.

    An entry of the reference list is carried by its numbers and letters.
    """

    name: str
    group: str
    places: tuple[str, ...]
    amount: Amount | None = None
    numbers: dict[str, re.Pattern[str]] = field(default_factory=dict)
    words: str = ""
    letters: tuple[str, ...] = ()
    kinds: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    printed: set[str] = field(default_factory=set)


def read_records(store: Store, source: str) -> list[Record]:
    """Return the records of a source: what they print, and which kinds they name."""
    records: dict[str, Record] = {}
    for row in run(store, "internal/printed-values").dicts():
        if row["source"] == source:
            places = tuple(row["locator"].split("; "))
            record = records.setdefault(row["record"], Record(row["record"], row["class"], places))
            amount = Amount(
                row["value"], row["value_max"], row["uncertainty"], row["unit"], row["comparator"]
            )
            record.amount = amount if row["value"] else None
            record.words = row["words"]
            said = plain_text(f"{row['words']} {row['remark']}")
            record.printed |= {*amount.digits, *(match[0] for match in numbers_in(said))}
    for row in run(store, "internal/kinds-in-records").dicts():
        if row["record"] in records:
            records[row["record"]].kinds[row["role"]].append(row["kind"])
    for row in run(store, "internal/citations").dicts():
        if row["source"] == source:
            entry = Record(row["citation"], "Citation", (f"ref {row['number']}",))
            digits = [row["year"], *re.findall(r"\w*\d+", row["pages"])[:1]]
            entry.numbers = {d: number_pattern(d) for d in digits if d}
            entry.letters = tuple(filter(None, [row["authors"].split(",")[0]]))
            records[entry.name] = entry
    return list(records.values())
