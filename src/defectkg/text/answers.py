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
from defectkg.text.records import attribution, change, short

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
MOST = 3  # items of a list that a table names
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


def anomaly_rows(rows: Rows) -> Rows:
    """Return rows of the query ``anomalies`` for people: where, what, how it is read, of what.

    Faults of the copy that was read come last: they are none of the source.
    """
    columns = ("place", "level", "printed", "read as", "kind", "of", "works", "anomaly")
    lines = [
        (
            joined(", ", row["locator"], row["read_in"]),
            row.get("level", ""),
            row["as_printed"],
            f"{row['as_read'] or 'not known'} ({row['confidence']})",
            row["kind"],
            few(row["concerns"]),
            few(row["works"]),
            row["anomaly"],
        )
        for row in sorted(rows.dicts(), key=lambda row: row["kind_iri"] == terms.RECOGNITION_FAULT)
    ]
    return Rows(columns, lines).without_empty()


def publication_rows(rows: Rows) -> Rows:
    """Return rows of the query ``publications`` for people, with what is wrong in citing each."""
    columns = ("publication", "number", "journal", "year", "doi", "title", "anomaly")
    lines = []
    for row in rows.dicts():
        twice = row["listed_twice_in"] and f"(one work, listed twice in {row['listed_twice_in']})"
        number = joined(" ", row["reference_numbers"], twice)
        shown = row["publication"], number, row["journal"], row["year"], row["doi"], row["title"]
        lines.append((*shown, row["anomaly"]))
    return Rows(columns, lines).without_empty()


def few(cell: str) -> str:
    """Return the first items of a list in a cell, and how many more there are."""
    items = cell.split("; ")
    more = len(items) - MOST
    return "; ".join(items[:MOST]) + (f"; and {more} more" if more > 0 else "")


def contradiction_rows(rows: Rows) -> Rows:
    """Return rows of the query ``contradictions`` for people: both sides, and what to make of them.

    What differs is told in words, with whether the source settles it.
    """
    columns = ("kind", "level", "says", "against", "verdict", "place", "records")
    lines = []
    for row in rows.dicts():
        printed = row["matter"] == "print"
        says = joined(": ", row["said_by"], f"“{row['says']}”" if printed else row["says"])
        about = row["concerns"] and f"({few(row['concerns'])})"
        differs = [f"in {aspect.replace(': ', ' (', 1)})" for aspect in items_of(row["differs"])]
        apart = differs and f"they differ {', '.join(differs).replace(' / ', ' against ')}"
        lines.append(
            (
                row["kind"],
                row.get("level", ""),
                joined(" ", says, about),
                joined(": ", row["against_by"], row["against"]),
                joined("; ", row["verdict"], apart or ""),
                joined(", ", row["locator"], row["read_in"]),
                "; ".join(dict.fromkeys(filter(None, (row["record"], row["against_record"])))),
            )
        )
    return Rows(columns, lines).without_empty()


def items_of(cell: str) -> list[str]:
    """Return the items of a list in a cell."""
    return list(filter(None, cell.split("; ")))


def control_rows(rows: Rows) -> Rows:
    """Return rows of the query ``controls`` for people."""
    columns = ("control", "level", "tells apart", "outcome", "concluded", "of", "in", "source")
    lines = [
        (
            joined(", on ", row["control"], row["starts_from"]),
            row.get("level", ""),
            row["separates"],
            row["outcome"] or "none told",
            row["concluded"] or joined("", row["credited"] and "not from it: ", row["credited"]),
            row["treatment"],
            row["host"],
            source_of(row),
        )
        for row in rows.dicts()
    ]
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
    """Return rows of the query ``dopants`` for people: what an ion is said to do; what came out."""
    columns = ("ion", "level", "as", "class", "said", "evidence", "outcome", "in", "source")
    lines = []
    for row in rows.dicts():
        classes = row["ion_class"].removesuffix(" dopant ion").replace(" dopant ion;", ",")
        radius = row["radius"] and f"({row['radius']} pm)"
        printed = LONG_NUMBER.sub(lambda found: short(found[0]), row["outcome"])
        lines.append(
            (
                joined(" ", row["ion"], radius),
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


def method_rows(rows: Rows) -> Rows:
    """Return rows of the query ``methods`` for people; what was applied jointly shares a row."""
    columns = ("method", "level", "agent", "shows", "defects", "panel", "in", "source")
    agents: dict[tuple[str, ...], list[str]] = {}
    for row in rows.dicts():
        claimed = row["claimed"] and f"claimed beside it: {row['claimed']}"
        beside = ""
        if row["sort"] == "calculation":
            beside = row["measured_beside"] and f"measured beside it: {row['measured_beside']}"
            beside = beside or "no measurement beside it"
        cells = (
            row["method"],
            row.get("level", ""),
            joined("; ", row["shows"] or claimed, row["measures"], beside),
            row["defects"],
            row["figure"] or ("no panel" if row["panels"] else "panels not recorded"),
            joined(", ", row["host"], row["form"]),
            source_of({**row, "locator": each_once(row["locator"])}),
        )
        agents.setdefault(cells, []).append(row["agent"])
    lines = [(m, at, "; ".join(of), *rest) for (m, at, *rest), of in agents.items()]
    return Rows(columns, lines).without_empty()


def each_once(cell: str) -> str:
    """Return a list in a cell without what it says twice."""
    return "; ".join(dict.fromkeys(cell.split("; ")))


def temperature_rows(rows: Rows) -> Rows:
    """Return rows of the query ``temperatures`` for people: at which, of what, and what came out."""
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


def joined(separator: str, *texts: str) -> str:
    """Return the texts that say something in one line."""
    return separator.join(filter(None, texts))


def outcome_rows(rows: Rows) -> Rows:
    """Return rows of the query ``outcomes`` for people: numbers, words and condition in one phrase.

    Columns that hold nothing are left out.
    """
    shown = ("agent", "level", "observable", "outcome", "change", "in", "source", "doubt")
    found = []
    for row in rows.dicts():
        words = "; ".join(f"“{word}”" for word in filter(None, row["words"].split("; ")))
        against = row["compared_with"] and f"against {row['compared_with']}"
        condition = joined(", ", row["condition"], against)
        control = row["role_iri"] == terms.CONTROL
        role = f"{row['agent']} ({row['role']})" if control else row["agent"]
        found.append(
            (
                role or "none: the host itself",
                row.get("level", ""),
                row["observable"],
                joined(" ", joined(", ", change(row), words), condition and f"({condition})"),
                joined(": ", row["direction"], row["result"]),
                joined(", ", row["host"], row["form"]),
                source_of(row),
                row["doubt"].replace(" confidence)", ")"),
                row["treatment_iri"],
            )
        )
    return Rows((*shown, "treatment_iri"), found).without_empty()


def source_of(row: Mapping[str, str]) -> str:
    """Return who says what a row tells, and where."""
    who = attribution(row["publication"], row["reference_numbers"], row["read_in"])
    return joined(", ", who, row["locator"])
