"""Answers to queries of the library as tables show them to people."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.rdf.levels import (
    APPLIED,
    BRINGS_IT,
    BROADER,
    BY_WAY_OF,
    EXACT,
    IN_GENERAL,
    NARROWER,
    NOT_SAID,
)
from defectkg.rdf.library import RENAMED
from defectkg.rdf.rows import Rows
from defectkg.text.claims import (
    claim_rows,
    defect_rows,
    denial_rows,
    dopant_rows,
    host_rows,
    passivator_rows,
    printed_rows,
    size_rows,
    timeline_rows,
)
from defectkg.text.evidence import (
    anomaly_rows,
    challenge_rows,
    contradiction_rows,
    control_rows,
    credited_rows,
    figure_rows,
    form_rows,
    method_rows,
    provenance_rows,
    publication_rows,
)
from defectkg.text.outcomes import outcome_rows
from defectkg.text.records import items_of
from defectkg.text.sentences import in_words
from defectkg.text.tried import told_with, tried_rows

__all__ = [
    "Answer",
    "absent",
    "by_level_and_source",
    "for_people",
    "legend",
    "notes_beneath",
    "pointer",
    "source_once",
    "with_likeness",
    "with_ways",
    "without_one_level",
    "worded",
]


TABLES = {  # of queries whose answers are put together otherwise for people
    "anomalies": anomaly_rows,
    "challenges": challenge_rows,
    "claims": claim_rows,
    "contradictions": contradiction_rows,
    "controls": control_rows,
    "credited": credited_rows,
    "defects": defect_rows,
    "denials": denial_rows,
    "dopant-sizes": size_rows,
    "dopants": dopant_rows,
    "timeline": timeline_rows,
    "durations": printed_rows,
    "figures": figure_rows,
    "hosts": host_rows,
    "methods": method_rows,
    "only-in-form": form_rows,
    "outcomes": outcome_rows,
    "passivators": passivator_rows,
    "provenance": provenance_rows,
    "publications": publication_rows,
    "temperatures": printed_rows,
    "tried": tried_rows,
}
MEANINGS = {  # of the words that say how near an answer is, in this order
    EXACT: "said of what was asked",
    BROADER: "of a kind above it",
    NARROWER: "of a kind below it",
    BY_WAY_OF: "of an ion that it supplies or what it turns into, whatever agent was applied",
    NOT_SAID: "the source names none",
    BRINGS_IT: "an agent that supplies it, or turns into it",
    IN_GENERAL: "on defects as such, not on this one",
    APPLIED: "used there; the source names no such defect",
}
REVIEWS_FIRST = ("claims", "credited", "denials", "outcomes", "passivators", "tried")


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


def for_people(query: str, rows: Rows) -> Rows:
    """Return the answer to a query of the library as a table shows it."""
    shown = TABLES.get(RENAMED.get(query, query))
    rows = with_likeness(with_ways(by_level_and_source(query, rows)))
    if not shown:
        return rows
    table = shown(rows)
    return table if query == "tried" else without_one_level(table)


def without_one_level(table: Rows) -> Rows:
    """Return a table without levels if all its rows are of what was asked."""
    levels = {row.get("level", EXACT) for row in table.dicts()}
    return table.without("level") if levels == {EXACT} else table


def by_level_and_source(query: str, rows: Rows) -> Rows:
    """Return rows of the queries that tell who says what in the order of a table.

    Of each level what a review tells of the works of others comes before what works tell of
    themselves, and what is so before what is denied.
    """
    if query not in REVIEWS_FIRST:
        return rows
    cells = rows.dicts()
    nearest = withstanding_first(cells)
    order: list[int] = []
    for _, same in groupby(nearest, lambda n: cells[n].get("level", "")):
        order += sorted(
            same,
            key=lambda n: (
                cells[n]["publication"] == cells[n]["read_in"],
                cells[n].get("stance_iri", "") in terms.DENIALS,
            ),
        )
    return rows.take(order)


def withstanding_first(cells: Sequence[Mapping[str, str]]) -> list[int]:
    """Return the order of rows in which stability against something named comes before others.

    It holds where they were found below what was asked, as under *stability* as such.
    """
    named = [row.get("observable_iri", "") in terms.WITHSTANDING for row in cells]
    below = any(
        f"observable {NARROWER}" in row.get("level", "")
        for row, is_named in zip(cells, named, strict=True)
        if is_named
    )
    numbers = range(len(cells))
    return sorted(numbers, key=lambda n: not named[n]) if below else list(numbers)


def with_ways(rows: Rows) -> Rows:
    """Return rows whose level *by way of* names the ion; the column ``through`` goes.

    What is said of a kind above, and told with another agent of that kind, names the kind first.
    """
    if "through" not in rows.columns:
        return rows
    cells = rows.dicts()
    levels = [row["level"].replace(BY_WAY_OF, f"{BY_WAY_OF} {row['through']}") for row in cells]
    texts = {"level": levels}
    if "agent" in rows.columns:
        texts["agent"] = [
            told_with(row) if BROADER in row["level"] else row["agent"] for row in cells
        ]
    return rows.with_texts(texts).without("through")


def with_likeness(rows: Rows) -> Rows:
    """Return rows that name a treatment so where a source only calls it similar to another one."""
    if "likeness" not in rows.columns:
        return rows
    agents = [
        f"a treatment similar to {row['agent']}" if row["likeness"] else row["agent"]
        for row in rows.dicts()
    ]
    return rows.with_texts({"agent": agents}).without("likeness")


def worded(graph: GraphContent, rows: Rows) -> Rows:
    """Return the rows of a table in words, as `in_words` does it."""
    words = in_words(graph)
    return Rows(rows.columns, [tuple(map(words, row)) for row in rows.values])


def source_once(shown: Rows, read_in: Collection[str]) -> tuple[Rows, str]:
    """Return a table without the one source that all its rows name, and a line that names it.

    Parameters
    ----------
    shown : Rows
    read_in : collection of str
        The sources in which its rows were read.

    Returns
    -------
    (Rows, str)
    """
    if "source" not in shown.columns or len(read_in) != 1:
        return shown, ""
    (source,) = read_in
    cells = [row["source"] for row in shown.dicts()]
    short = [cell.replace(f" of {source}]", "]").replace(f" [in {source}]", "") for cell in cells]
    if len(cells) < 2 or short == cells:
        return shown, ""
    told = f"source: [n] is the number in {source}, in which all of this was read"
    return shown.with_texts({"source": short}), told


def notes_beneath(shown: Rows) -> tuple[Rows, list[str]]:
    """Return a table whose doubts and notes are told beneath it, and these: a cell keeps a mark.

    Examples
    --------
    >>> rows = Rows(("agent", "doubt"), [("Cu2+", "tension (low): “none” → one is told")])
    >>> shown, told = notes_beneath(rows)
    >>> shown.values, told
    ([('Cu2+', 'tension (low) [a]')], ['[a] “none” → one is told'])
    >>> shown, told = notes_beneath(Rows(("open", "note"), [("where dopants sit", "Not known.")]))
    >>> shown.values, told
    ([('where dopants sit', '[a]')], ['[a] Not known.'])
    """
    marks: dict[str, str] = {}

    def mark(words: str) -> str:
        return f"[{marks.setdefault(words, letters(len(marks)))}]"

    def doubt(item: str) -> str:
        kind, colon, words = item.partition(": “")
        return f"{kind} {mark('“' + words)}" if colon else item

    rows, cells = shown.dicts(), {}
    if "doubt" in shown.columns:
        cells["doubt"] = ["; ".join(map(doubt, items_of(row["doubt"]))) for row in rows]
    if "note" in shown.columns:
        cells["note"] = [row["note"] and mark(row["note"]) for row in rows]
    return shown.with_texts(cells), [f"[{letter}] {text}" for text, letter in marks.items()]


def letters(number: int) -> str:
    """Return the letters that count as a number does: a, b … z, aa, ab.

    Examples
    --------
    >>> letters(0), letters(25), letters(26)
    ('a', 'z', 'aa')
    """
    before, this = divmod(number, 26)
    return (letters(before - 1) if before else "") + chr(ord("a") + this)


def absent(query: str, rows: Rows, shown: Rows) -> str:
    """Return what no row of an answer says and no cell of its table does."""
    if query == "outcomes" and shown.values:
        if any(row["method"] for row in rows.dicts()):
            return "method: where a cell says by; of the other outcomes none is named"
        return "method of these outcomes: none is named"
    if query == "tried" and any(row["after"] and not row["before"] for row in rows.dicts()):
        return "outcomes: where no arrow stands, no value before is given"
    return ""


def pointer(query: str, rows: Rows) -> str:
    """Return where more stands of one of the treatments of an answer than a table shows."""
    if query not in ("tried", "outcomes"):
        return ""
    in_order = by_level_and_source(query, rows).dicts()
    first = next((row["treatment"] for row in in_order if row["treatment"]), "")
    return (
        f"more of one treatment, as of the first: defectkg show {shlex.quote(first)}"
        if first
        else ""
    )


def legend(shown: Rows) -> str:
    """Return what the words in the column ``level`` of a table mean, those that occur in it."""
    if "level" not in shown.columns:
        return ""
    cells = {cell for row in shown.dicts() for cell in (row["level"], row.get("in", ""))}
    met = [word for word in MEANINGS if any(word in cell for cell in cells)]
    if met in ([], [EXACT]):
        return ""
    return "level: " + "; ".join(f"{word} = {MEANINGS[word]}" for word in met)
