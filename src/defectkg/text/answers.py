"""Answers to queries of the library as tables show them to people."""

from __future__ import annotations

from collections.abc import Mapping

from defectkg.model import terms
from defectkg.rdf.queries import RENAMED
from defectkg.rdf.rows import Rows
from defectkg.text.records import attribution, change

__all__ = ["for_people", "without_empty"]

RECORDS = ("claim_iri", "treatment_iri")  # behind a row; tables leave them out


def for_people(query: str, rows: Rows) -> Rows:
    """Return the answer to a query of the library as a table shows it."""
    special = {"outcomes": outcome_rows, "tried": tried_rows}.get(RENAMED.get(query, query))
    return special(rows) if special else rows


def tried_rows(rows: Rows) -> Rows:
    """Return rows of the query ``tried`` for people: one for each treatment or claim."""
    columns = ("agent", "level", "said", "stance", "outcomes", "in", "source", *RECORDS)
    found: dict[tuple[str, ...], list[str]] = {}
    for row in rows.dicts():
        cells = (
            row["agent"],
            joined("; ", row["level"], row["scope"]),
            row["says"] + (f" ({row['mechanism']})" if row["mechanism"] else ""),
            joined(", ", row["stance"], row["certainty"]),
            joined(", ", row["host"], row["form"]),
            source_of(row),
        )
        outcome = joined(", ", change({**row, "factor": ""}), row["words"]) or row["direction"]
        told = found.setdefault((row["claim_iri"], row["treatment_iri"], *cells), [])
        if row["observable"]:
            told.append(f"{row['observable']}: {outcome}")
    lines = [(*key[2:6], "; ".join(told), *key[6:], *key[:2]) for key, told in found.items()]
    return without_empty(Rows(columns, lines))


def joined(separator: str, *texts: str) -> str:
    """Return the texts that say something in one line."""
    return separator.join(filter(None, texts))


def without_empty(rows: Rows) -> Rows:
    """Return the rows without columns that hold nothing; without rows nothing is left out."""
    if not rows.values:
        return rows
    told = [i for i, cells in enumerate(zip(*rows.values, strict=True)) if any(cells)]
    return rows.pick(*(rows.columns[i] for i in told))


def outcome_rows(rows: Rows) -> Rows:
    """Return rows of the query ``outcomes`` for people: numbers, words and condition in one phrase.

    Columns that hold nothing are left out.
    """
    shown = ("agent", "level", "observable", "outcome", "change", "in", "source", "doubt")
    found = []
    for row in rows.dicts():
        words = "; ".join(f"“{word}”" for word in filter(None, row["words"].split("; ")))
        condition = f"({row['condition']})" if row["condition"] else ""
        control = row["role_iri"] == terms.CONTROL
        role = f"{row['agent']} ({row['role']})" if control else row["agent"]
        found.append(
            (
                role or "none: the host itself",
                row.get("level", ""),
                row["observable"],
                joined(" ", joined(", ", change(row), words), condition),
                joined(": ", row["direction"], row["result"]),
                joined(", ", row["host"], row["form"]),
                source_of(row),
                row["doubt"].replace(" confidence)", ")"),
                row["treatment_iri"],
            )
        )
    return without_empty(Rows((*shown, "treatment_iri"), found))


def source_of(row: Mapping[str, str]) -> str:
    """Return who says what a row tells, and where."""
    who = attribution(row["publication"], row["reference_numbers"], row["read_in"])
    return joined(", ", who, row["locator"])
