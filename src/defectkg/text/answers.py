"""Answers to queries of the library as tables show them to people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from typing import NamedTuple

from defectkg.model import terms
from defectkg.rdf.levels import APPLIED, EXACT, IN_GENERAL, NARROWER, NOT_SAID
from defectkg.rdf.queries import RENAMED
from defectkg.rdf.rows import Rows
from defectkg.text.evidence import (
    anomaly_rows,
    contradiction_rows,
    control_rows,
    method_rows,
    publication_rows,
)
from defectkg.text.records import attribution, change, joined, short, source_of

__all__ = [
    "Answer",
    "claim_rows",
    "claims_beside",
    "for_people",
    "in_small_letters",
    "nearer",
]

LONG_NUMBER = re.compile(r"\b\d{8,}\b")
DENIALS = (terms.REFUTES, terms.FINDS_NONE, terms.NOT_SHOWN)
HARMS = (terms.DEFECT_KIND, terms.ELECTRONIC_FEATURE_KIND, terms.OBSERVABLE_KIND)


class Answer(Rows):
    """The answer to a query of the library, which a notebook shows as the command line does.

    Parameters
    ----------
    query : str
    rows : Rows
    """

    query = ""

    def __new__(cls, query: str, rows: Rows) -> Answer:
        """Make one of the rows of a query."""
        answer = super().__new__(cls, *rows)
        answer.query = query
        return answer

    def for_people(self) -> Rows:
        """Return the rows as a table shows them."""
        rows = for_people(self.query, self)
        return super().for_people() if rows is self else rows


RECORDS = ("claim_iri", "treatment_iri")  # behind a row; tables leave them out


def for_people(query: str, rows: Rows) -> Rows:
    """Return the answer to a query of the library as a table shows it."""
    special = {
        "anomalies": anomaly_rows,
        "claims": claim_rows,
        "contradictions": contradiction_rows,
        "controls": control_rows,
        "dopant-sizes": size_rows,
        "dopants": dopant_rows,
        "methods": method_rows,
        "outcomes": outcome_rows,
        "publications": publication_rows,
        "temperatures": temperature_rows,
        "tried": tried_rows,
    }
    shown = special.get(RENAMED.get(query, query))
    return shown(rows) if shown else rows


def in_small_letters(rows: Rows, labels: Collection[str]) -> Rows:
    """Return rows with labels that others write in capitals, as Point Defect, in small letters."""
    if not labels:
        return rows
    longest_first = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
    capitals = re.compile(rf"\b(?:{longest_first})\b")
    values = [tuple(capitals.sub(lambda m: m[0].lower(), c) for c in row) for row in rows.values]
    return Rows(rows.columns, values)


def nearer(query: str, rows: Rows, given: Collection[str], *, everywhere: bool) -> tuple[Rows, str]:
    """Return the rows that a table shows unless all are asked for, and what it leaves out.

    Left out is what names neither defect nor agent that were asked for and is said elsewhere than
    in the host and form that were; and, where a filter leaves nothing out, what is of kinds below.

    Parameters
    ----------
    query : str
    rows : Rows
    given : collection of str
        The names of the filters.
    everywhere : bool
        Whether one of them leaves nothing out.

    Returns
    -------
    (Rows, str)
    """
    cells = rows.dicts()
    if query == "tried":
        near = [is_near(row, given) for row in cells]
        left = Counter(
            level
            for level, *_ in dict.fromkeys(
                (row["level"], row["claim_iri"], row["treatment_iri"])
                for row, kept in zip(cells, near, strict=True)
                if not kept
            )
        )
        what = ", ".join(f"{left[level]} {level}".removesuffix(f" {EXACT}") for level in left)
        what += "; of broader hosts or forms" if {"host", "form"} & set(given) else ""
    elif everywhere:
        near = [NARROWER not in row["level"] for row in cells]
        what = f"{near.count(False)} on kinds below"
    else:
        return rows, ""
    if all(near) or not any(near):
        return rows, ""
    return rows.take(n for n, kept in enumerate(near) if kept), what


def is_near(row: Mapping[str, str], given: Collection[str]) -> bool:
    """Return whether a row is about what was asked, or of just the host and form that were."""
    if {"defect", "agent"} & set(given) and row["level"] not in (IN_GENERAL, APPLIED):
        return True
    here = "broader" not in row["scope"] and NOT_SAID not in row["scope"]
    return here and set(given) != {"defect"}


class Told(NamedTuple):
    """What one row of a table says of a treatment, or of a claim without one."""

    acts: dict[str, None]
    plain: dict[str, None]
    mechanisms: dict[str, None]
    outcomes: dict[str, None]
    places: dict[str, None]
    claims: dict[str, None]
    treatments: dict[str, None]

    def add(self, other: Told) -> None:
        """Take over what another row says, each thing once."""
        for mine, theirs in zip(self, other, strict=True):
            mine.update(theirs)


def tried_rows(rows: Rows) -> Rows:
    """Return rows of the query ``tried`` for people.

    What is claimed of one treatment at one level and equally surely is one row. What was applied
    stands there, too, where nothing else is said of it.
    """
    columns = ("agent", "level", "said", "stance", "outcomes", "in", "source", *RECORDS)
    found: dict[tuple[str, ...], Told] = {}
    for row in rows.dicts():
        record = row["treatment"] or row["claim_iri"] or row["agent"]
        level = "" if row["level"] == EXACT and row["scope"] else row["level"]
        key = (
            record,
            row["agent"],
            joined("; ", level, row["scope"]),
            joined(", ", row["stance"], row["certainty"]),
            joined(", ", row["host"], row["form"]),
            attribution(row["publication"], row["reference_numbers"], row["read_in"]),
        )
        found.setdefault(key, Told(*({} for _ in Told._fields))).add(told(row))
    for this, own in list(found.items()):  # what was applied, beside what is claimed of it
        others = [
            found[other]
            for other in found
            if other[3] and not this[3] and this[0] in other[0].split("; ")
        ]
        plain = {text for other in others for text in other.plain}
        if others and own.plain.keys() <= plain:
            others[0].outcomes.update(own.outcomes)
            others[0].places.update(own.places)
            others[0].treatments.update(own.treatments)
            del found[this]
        elif not this[3]:
            known = {text for other in others for text in other.mechanisms}
            rest = [text for text in own.plain if text not in plain]
            how = [text for text in own.mechanisms if text not in known]
            own.acts.clear()
            own.acts["; ".join(rest) + (f" ({'; '.join(how)})" if how else "")] = None
    lines = [
        (agent, level, "; ".join(said.acts), stance, "; ".join(said.outcomes), where,
         joined(", ", who, "; ".join(said.places)), " ".join(said.claims),
         " ".join(said.treatments))
        for (_, agent, level, stance, where, who), said in found.items()
    ]  # fmt: skip
    return Rows(columns, lines).without_empty()


def told(row: Mapping[str, str]) -> Told:
    """Return what one row of the query ``tried`` says."""
    acts = row["says"] + (f" ({row['mechanism']})" if row["mechanism"] else "")
    outcome = joined(", ", change({**row, "factor": ""}), row["words"]) or row["direction"]
    return Told(
        dict.fromkeys(filter(None, [acts])),
        dict.fromkeys(filter(None, row["says"].split("; "))),
        dict.fromkeys(filter(None, row["mechanism"].split("; "))),
        dict.fromkeys([f"{row['observable']}: {outcome}"] if row["observable"] else []),
        dict.fromkeys(filter(None, row["locator"].split("; "))),
        dict.fromkeys(row["claim_iri"].split()),
        dict.fromkeys(row["treatment_iri"].split()),
    )


def claim_rows(rows: Rows) -> Rows:
    """Return rows of the query ``claims`` for people: a claim and its grounds in a few phrases."""
    columns = ("level", "says", "stance", "in", "evidence", "source", "doubt", "claim")
    lines = []
    for row in rows.dicts():
        of = f" of {row['defect']}" if row["defect"] else ""
        how = joined("; ", row["mechanism"], row["condition"])
        lines.append(
            (
                row.get("level", ""),
                f"{row['cause']} {row['relation']} {row['effect']}{of}"
                + (f" ({how})" if how else ""),
                joined(", ", row["stance"], row["certainty"], "an aim" if row["aim"] else ""),
                joined(", ", row["host"], row["form"]),
                row["evidence"],
                source_of(row),
                row["doubt"].replace(" confidence)", ")"),
                row["claim"],
            )
        )
    return Rows(columns, lines).without_empty()


def size_rows(rows: Rows) -> Rows:
    """Return rows of the query ``dopant-sizes`` for people, which say why a cell is empty."""
    cells = rows.dicts()
    no_size = "no B ion: a class of hosts"
    return rows.with_texts(
        {
            "radius": [row["radius"] or "not in the table" for row in cells],
            "b_ion": [row["b_ion"] or no_size for row in cells],
        }
    )


def dopant_rows(rows: Rows) -> Rows:
    """Return rows of the query ``dopants`` for people: ions with radii, said of each, outcome."""
    columns = ("ion", "level", "as", "class", "said", "evidence", "outcome", "in", "source")
    lines = []
    for row in rows.dicts():
        classes = row["ion_class"].removesuffix(" dopant ion").replace(" dopant ion;", ",")
        printed = LONG_NUMBER.sub(lambda found: short(found[0]), row["outcome"])
        lines.append(
            (
                row["radii"] or row["ion"],
                row.get("level", ""),
                joined(", ", row["applied_as"], row["strategy"]),
                classes
                or joined("", row["class_computed"], row["class_computed"] and " by charge"),
                row["says"],
                row["evidence"],
                printed or ("none printed" if row["treatment_iri"] else ""),
                joined(", ", row["host"], row["form"]),
                source_of(row),
            )
        )
    return Rows(columns, lines).without_empty()


def temperature_rows(rows: Rows) -> Rows:
    """Return rows of the query ``temperatures`` for people, with what came out at each."""
    columns = ("printed", "level", "agent", "in", "outcome", "claimed", "source")
    lines = [
        (
            row["printed"],
            row.get("level", ""),
            row["agent"],
            joined(", ", row["host"], row["form"]),
            row["outcome"],
            row["says"] if row["sort"] == "claim" else row["claimed"],
            source_of(row),
        )
        for row in rows.dicts()
    ]
    return Rows(columns, lines).without_empty()


def claims_beside(rows: Rows, groups: Mapping[str, str], *, harmful: bool) -> Rows:
    """Return of claims those of harm that is not done by defects, or else those that are denials.

    Parameters
    ----------
    rows : Rows
        Of the query ``claims``.
    groups : dict of str to str
        The group of each kind.
    harmful : bool
        Whether it is harm that is asked for.
    """
    return rows.take(
        n
        for n, row in enumerate(rows.dicts())
        if (
            row["result"] == "worse" and groups.get(row["cause_iri"]) not in HARMS
            if harmful
            else row["stance_iri"] in DENIALS
        )
    )


def outcome_rows(rows: Rows) -> Rows:
    """Return rows of the query ``outcomes`` for people: numbers, words and condition in one phrase.

    Columns that hold nothing are left out, and the level where all rows are of what was asked.
    """
    shown = ("agent", "level", "observable", "outcome", "change", "method", "in", "source", "doubt")
    cells = rows.dicts()
    near = all(row.get("level", EXACT) == EXACT for row in cells)
    found = []
    for row in cells:
        words = "; ".join(f"“{word}”" for word in filter(None, row["words"].split("; ")))
        against = row["compared_with"] and f"against {row['compared_with']}"
        condition = joined(", ", row["condition"], against)
        control = row["role_iri"] == terms.CONTROL
        role = f"{row['agent']} ({row['role']})" if control else row["agent"]
        found.append(
            (
                role or "none: the host itself",
                "" if near else row["level"],
                row["observable"],
                joined(" ", joined(", ", change(row), words), condition and f"({condition})"),
                joined(": ", row["direction"], row["result"]),
                row["method"],
                joined(", ", row["host"], row["form"]),
                source_of(row),
                row["doubt"].replace(" confidence)", ")"),
                row["treatment_iri"],
            )
        )
    return Rows((*shown, "treatment_iri"), found).without_empty()
