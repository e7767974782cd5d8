"""The first screen of an answer: the rows that hold what was asked, and what is only counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from defectkg.model import terms
from defectkg.rdf.levels import APPLIED, BROADER, BY_WAY_OF, IN_GENERAL, NARROWER, NOT_SAID
from defectkg.rdf.library import RENAMED
from defectkg.rdf.rows import Rows
from defectkg.text.answers import (
    by_level_and_source,
    for_people,
    with_likeness,
    with_ways,
    without_one_level,
)
from defectkg.text.asked_query import Asked
from defectkg.text.evidence import MANY, shows_it, tally
from defectkg.text.near_kinds import all_of_it
from defectkg.text.outcomes import brief_outcome_rows
from defectkg.text.records import first_few, items_of, joined
from defectkg.text.sentences import attribution, in_stance
from defectkg.text.tried import AS_ABOVE, outcome, tried_rows

__all__ = [
    "BRIEFLY",
    "PAGE",
    "TOLD_APART",
    "Screen",
    "agent_rows",
    "brief_tried_rows",
    "first_page",
    "first_screen",
    "screen_of",
    "with_short_lists",
]

LEFT = {IN_GENERAL: "on defects in general", APPLIED: "of what was applied, no defect named"}
TOLD_APART = ("level", "scope", "agent", "claim_iri", "treatment_iri")  # columns that count
FARTHER = (BROADER, BY_WAY_OF, NOT_SAID)  # levels that are counted where a table is long
AROUND = ("timeline",)  # queries of which the kin of a thing are the answer
PAGE = 150  # lines, remarks and notes among them, of a table that one reads through
OF_EACH = (
    8,
    5,
    3,
    2,
    1,
)  # rows of one agent, method and so on that a page may hold, the most first
BRIEFLY = "how each was done and measured, what stood before in words, doubts (marked [?])"
ITEMS = re.compile(r"; (?![^(]*\))")  # between items, not in brackets
LONG_LIST, SHORT_LIST = (
    6,
    4,
)  # items of a cell on a page of many rows: of more than so many the first
SCREEN = 10  # rows that one sees at once
MOST_AGENTS = 12  # of which more than one line each is told
MOST_NAMES = 8  # of what is not shown
MOST_SIGNS = 40  # of a name that tells what is not shown
MOST_BELOW = 12  # claims on kinds below what was asked that a table shows


class Screen(NamedTuple):
    """What is seen first of an answer.

    Parameters
    ----------
    rows : Rows
        The rows that hold what was asked.
    left : str
        What is only counted; empty where all is shown.
    by_agent : bool
        Whether there are so many agents that a table has one line for each.
    """

    rows: Rows
    left: str = ""
    by_agent: bool = False

    def table(self, query: str) -> Rows:
        """Return the rows as people read them."""
        return agent_rows(self.rows) if self.by_agent else for_people(query, self.rows)

    def brief_table(self, query: str) -> tuple[Rows, str]:
        """Return the rows with less in each, for a page of many, and what that leaves out.

        Outcomes take about one line each; elsewhere a cell counts the end of a long list.
        """
        if RENAMED.get(query, query) == "outcomes":
            rows = with_likeness(with_ways(by_level_and_source("outcomes", self.rows)))
            return without_one_level(brief_outcome_rows(rows)), BRIEFLY
        if query == "tried" and not self.by_agent:
            return brief_tried_rows(self.rows), BRIEFLY
        return with_short_lists(self.table(query))


def with_short_lists(table: Rows) -> tuple[Rows, str]:
    """Return a table whose cells hold the first items of long lists, and that they do.

    Examples
    --------
    >>> shown, left = with_short_lists(Rows(("agents",), [("a; b; c; d (e; f); g; h; i",)]))
    >>> shown.values, left
    ([('a; b; c; d (e; f); and 3 more',)], 'what cells count as “and … more”')
    """
    values = []
    for row in table.values:
        lists = [ITEMS.split(cell) for cell in row]
        values.append(
            tuple(
                first_few(items, SHORT_LIST) if len(items) > LONG_LIST else cell
                for cell, items in zip(row, lists, strict=True)
            )
        )
    shown = Rows(table.columns, values)
    return shown, "what cells count as “and … more”" if values != list(
        map(tuple, table.values)
    ) else ""


def screen_of(asked: Asked, rows: Rows) -> Screen:
    """Return what is seen first of the answer to a question, on the command line and elsewhere."""
    query, given = asked.query.name, asked.names
    kept, left = first_screen(query, rows, given, everywhere=bool(all_of_it(asked, rows)))
    return Screen(kept, left, lists_agents(query, kept, given))


def first_screen(
    query: str, rows: Rows, given: Collection[str], *, everywhere: bool
) -> tuple[Rows, str]:
    """Return the rows that hold what was asked, which a table shows, and what it does not show.

    Rows of kinds above, by way of an ion, and of what the source does not name are counted where
    all are more than a screen holds; so are rows on a wider observable than was asked, always. All
    levels are the answer where one asks what was tried against a defect, of which sources often
    name a class alone, and where one asks for what stands around a thing.

    Parameters
    ----------
    query, rows, given, everywhere
        See `nearer`.

    Returns
    -------
    (Rows, str)
    """
    kept, left = nearer(query, rows, given, everywhere=everywhere)
    has_kin = "level" in kept.columns and query not in AROUND
    against_it = query == "tried" and "defect" in given
    if not has_kin or "level" in given or against_it:
        return kept, left
    cells = kept.dicts()
    is_long = len(tried_rows(kept).values if query == "tried" else cells) > SCREEN
    wider = [f"observable {BROADER}"] + ([BROADER] if "observable" in given else [])
    far = [
        any(mark in row["level"] for mark in FARTHER)
        if is_long
        else bool({*wider} & {*row["level"].split("; ")})
        for row in cells
    ]
    if all(far) or not any(far):
        return kept, left
    found = tally(
        next(mark for mark in FARTHER if mark in row["level"])
        for row, is_far in zip(cells, far, strict=True)
        if is_far
    )
    told = (f"{n} row{'s' if n > 1 else ''} {level}" for level, n in found)
    return kept.take(n for n, is_far in enumerate(far) if not is_far), joined(", ", left, *told)


def nearer(query: str, rows: Rows, given: Collection[str], *, everywhere: bool) -> tuple[Rows, str]:
    """Return the rows that a table shows unless all are asked for, and what it does not show.

    Not shown is what names neither defect nor agent that were asked for and is said elsewhere than
    in the host and form that were; what was merely applied, where nothing is said of the very
    defect; what is of kinds below, where a filter leaves nothing out or many claims are; faults
    of the text, where all anomalies are asked for; and methods beside which a fate of defects is
    merely claimed.

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
    cells = rows.pick(*TOLD_APART).dicts() if query == "tried" else rows.dicts()
    may_be_none = False
    if query == "tried":
        is_of_it = any(row["level"] not in (IN_GENERAL, APPLIED) for row in cells)
        near = [is_near(row, given) and (is_of_it or row["level"] != APPLIED) for row in cells]
        may_be_none = not is_of_it and "defect" in given
        left: dict[str, dict[tuple[str, ...], str]] = {}
        for row, kept in zip(cells, near, strict=True):
            if not kept:
                key = row["level"], row["claim_iri"], row["treatment_iri"]
                left.setdefault(row["level"], {})[key] = row["agent"]
        where = " in broader hosts or forms" if {"host", "form"} & set(given) and is_of_it else ""
        what = ", ".join(
            f"{len(some)} row{'s' if len(some) > 1 else ''} {LEFT.get(level, '')}".strip()
            + ("" if is_of_it else f" ({few(some.values())})")
            for level, some in left.items()
        )
        what += where if what else ""
    elif query == "defects" and not {"defect", "lowered"} & set(given):
        near = [bool(row["publication"]) for row in cells]
        what = f"{near.count(False)} rows of point defects that no claim names"
    elif query == "claims" and {"cause", "effect"} & set(given) and "level" not in given:
        near = [NARROWER not in row["level"] for row in cells]
        if near.count(False) <= MOST_BELOW or not any(near):
            return rows, ""
        what = f"{near.count(False)} rows on kinds below"
    elif query == "anomalies" and not given and len(cells) > MANY:
        near = [row["matter"] == "reference" for row in cells]
        what = f"{near.count(False)} faults of the text (-p matter=text, or -p kind=…)"
    elif query == "methods" and "defects" in given:
        near = [shows_it(row) for row in cells]
        what = not_shown_by_it(cells)
    elif everywhere:
        near = [NARROWER not in row["level"] for row in cells]
        what = f"{near.count(False)} rows on kinds below"
    else:
        return rows, ""
    if all(near) or not (any(near) or may_be_none):
        return rows, ""
    return rows.take(n for n, kept in enumerate(near) if kept), what


def not_shown_by_it(cells: Sequence[Mapping[str, str]]) -> str:
    """Return how many rows of ``methods`` do not show what became of defects, and of which agents.

    An agent of which another row shows it is not named again.
    """
    told = {agent for row in cells if shows_it(row) for agent in items_of(row["agent"])}
    sorts: dict[str, list[Mapping[str, str]]] = {}
    for row in cells:
        if not shows_it(row):
            beside = "in which it is claimed beside the method" if row["method_iri"] else ""
            sorts.setdefault(beside or "without a method", []).append(row)
    parts = []
    for sort, rows in sorts.items():
        others = {agent for row in rows for agent in items_of(row["agent"])} - told
        named = f" (of agents without a row above: {'; '.join(sorted(others))})" if others else ""
        parts.append(f"{len(rows)} row{'s' if len(rows) > 1 else ''} {sort}{named}")
    return ", ".join(parts)


def is_near(row: Mapping[str, str], given: Collection[str]) -> bool:
    """Return whether a row is about what was asked, or of just the host and form that were."""
    if {"defect", "agent"} & set(given) and row["level"] not in (IN_GENERAL, APPLIED):
        return True
    here = "broader" not in row["scope"] and NOT_SAID not in row["scope"]
    return here and set(given) != {"defect"}


def first_page(
    table: Rows,
    brief: Callable[[], tuple[Rows, str]],
    printed: Callable[[Rows, str], str],
    *,
    most: int = PAGE,
) -> str:
    """Return a table of as many rows as a page holds; the others are counted beneath it.

    What is longer is told briefly, where that can be done; then of one agent, method or whatever
    stands first (of faults and contradictions: of one kind) as many rows are kept as fit, so that
    each has some; where not even one of each fits, the first are kept. No cell is cut.

    Parameters
    ----------
    table : Rows
        As people read it.
    brief : callable
        Returns the same with less in each row, and what that leaves out.
    printed : callable
        Returns the text of a table with all that stands beneath it, of which one line says what
        is not shown.
    most : int, optional
        Lines that there may be.
    """
    text = printed(table, "")
    if text.count("\n") <= most:
        return text
    table, less = brief()
    if less and (text := printed(table, less)).count("\n") <= most:
        return text
    head = "kind" if "kind" in table.columns else next(n for n in table.columns if n != "level")
    things = [row[head] for row in table.dicts()]
    shown = table
    for count in OF_EACH if len({*things}) < len(things) else ():
        shown = first_of_each(table, things, count)
        left = joined("; ", f"further rows of each {head}, which the column more counts", less)
        if (text := printed(shown, left)).count("\n") <= most:
            return text
    size = len(shown.values)
    while size > 1 and text.count("\n") > most:
        size = max(1, min(size - 1, size * most // text.count("\n")))
        left = joined("; ", rest_of(table, head, shown, size), less)
        text = printed(shown.take(range(size)), left)
    return text


def first_of_each(table: Rows, things: list[str], count: int) -> Rows:
    """Return the first rows on each thing, and in a column how many more there are on it."""
    every, met, kept, more = Counter(things), Counter[str](), [], []
    for n, thing in enumerate(things):
        met[thing] += 1
        if met[thing] <= count:
            kept.append(n)
            is_last = met[thing] == count and every[thing] > count
            more.append(f"{every[thing] - count} more" if is_last else "")
    shown = table.take(kept)
    if not any(more):
        return shown
    values = [(*row, cell) for row, cell in zip(shown.values, more, strict=True)]
    return Rows((*shown.columns, "more"), values)


def rest_of(table: Rows, head: str, shown: Rows, size: int) -> str:
    """Return in words what a page of the first rows leaves out: how many rows, and on what."""
    told = {row[head] for row in shown.take(range(size)).dicts()}
    others = dict.fromkeys(row[head] for row in table.dicts() if row[head] not in told)
    count = len(table.values) - size
    is_named = len(others) < len(table.values) and sum(map(len, others)) < MOST_SIGNS * len(others)
    return f"{count} more rows" + (f" (on {first_few(others, MOST_NAMES)})" if is_named else "")


def few(names: Iterable[str]) -> str:
    """Return the first of some names, each once."""
    told = list(dict.fromkeys(names))
    return "; ".join(told[:MOST_NAMES]) + (" …" if len(told) > MOST_NAMES else "")


def lists_agents(query: str, rows: Rows, given: Collection[str]) -> bool:
    """Return whether an answer is long, and asks of no agent or defect, but of all of a sort."""
    asks_all = query == "tried" and not {"agent", "defect"} & set(given)
    return asks_all and len(tried_rows(rows).values) > MOST_AGENTS


def agent_rows(rows: Rows) -> Rows:
    """Return one line for each agent in rows of ``tried``: what it does, and what came out."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in with_likeness(by_level_and_source("tried", rows)).dicts():
        found.setdefault(row["agent"], []).append(row)
    lines = [
        (
            agent,
            listed(text.removeprefix(f"{agent} ") for row in same for text in said_of(row)),
            listed(
                f"{row['observable']}: {outcome(row).partition(' (')[0]}"
                for row in same
                if row["observable"]
            )
            or "none told",
            listed(joined(", ", row["host"], row["form"]) for row in same),
            listed(attribution(row["publication"], row["reference_numbers"], "") for row in same),
        )
        for agent, same in found.items()
    ]
    return Rows(("agent", "said", "outcomes", "in", "source"), lines)


def said_of(row: Mapping[str, str]) -> list[str]:
    """Return the links in a row of ``tried``, in its stance, each with how surely if not stated."""
    is_sure = row["certainty_iri"] in ("", terms.STATED)
    sure = "" if is_sure else f" ({row['certainty']})"
    says = [f"{in_stance(text, row['stance_iri'])}{sure}" for text in items_of(row["says"])]
    return [*says, *items_of(row["besides"])]


def brief_tried_rows(rows: Rows) -> Rows:
    """Return one line for each agent and level in rows of ``tried``, and how sure its source is.

    What came out of all treatments with an agent stands in its first line.
    """
    found: dict[tuple[str, ...], list[dict[str, str]]] = {}
    came_out: dict[str, dict[str, None]] = {}
    for row in with_likeness(with_ways(by_level_and_source("tried", rows))).dicts():
        sure = joined(", ", row["stance"], row["certainty"])
        found.setdefault((row["agent"], row["level"], sure), []).append(row)
        told = f"{row['observable']}: {outcome(row).partition(' (')[0]}"
        came_out.setdefault(row["agent"], {}).update({told: None} if row["observable"] else {})
    lines = []
    seen: set[str] = set()
    for (agent, level, sure), same in found.items():
        said = listed(
            in_stance(text.removeprefix(f"{agent} "), row["stance_iri"])
            for row in same
            for text in items_of(row["says"])
        )
        doubt = "[?]" if any(row["doubt"] or row["outcome_doubt"] for row in same) else ""
        outcomes = listed(came_out[agent]) or "none told"
        lines.append(
            (
                agent,
                level,
                joined(" ", said, doubt),
                sure,
                AS_ABOVE if agent in seen else outcomes,
                listed(joined(", ", row["host"], row["form"]) for row in same),
                listed(attribution(r["publication"], r["reference_numbers"], "") for r in same),
            )
        )
        seen.add(agent)
    columns = ("agent", "level", "said", "stance", "outcomes", "in", "source")
    return Rows(columns, lines).without_empty()


def listed(items: Iterable[str]) -> str:
    """Return the first two of some items, each once, and how many more there are."""
    return first_few(dict.fromkeys(filter(None, items)), 2)
