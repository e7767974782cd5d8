"""A draft as a file for intake, which refuses what nobody has confirmed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from defectkg.errors import NameLookupError
from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.rdf.reading import read_text
from defectkg.text.records import short
from defectkg.verify.drafting import DraftValue, draft

__all__ = ["DraftFile", "draft_file", "read_draft"]

HEAD = """\
# A draft, made by rules from names and numbers. Compare each item with the text, put right what is
# wrong, add what lacks (docs/intake.md), and remove its line `confirmed: no`.
"""
LEFT_OUT = """
# Not drafted, since it is open of which agent these are:
"""
PLAIN = re.compile(r"[^\W\d_][\w .+()/-]*(?<! )")  # what YAML reads as text, whatever it is
COMPARATORS = {">": "above ", "<": "below ", "~": "about ", "up to": "up to "}


class DraftFile(NamedTuple):
    """A draft as YAML, how many values stand in it, and how many are left out as unclear."""

    text: str
    drafted: int
    unclear: int


def read_draft(
    graph: GraphContent, path: Path, source: str = "", study: str = "draft"
) -> DraftFile:
    """Return the draft of a text.

    Parameters
    ----------
    graph : GraphContent
    path : Path
        Plain text or Markdown.
    source : str, optional
        Name of the publication that it is a copy of; one that is known tells places.
    study : str, optional
        A name for the records.

    Raises
    ------
    DataError
        If the file cannot be read, or is too long for one publication.
    """
    try:
        iri = graph.find(source, terms.PUBLICATION).iri if source else ""
    except NameLookupError:  # a work that is not known yet
        iri = ""
    found = list(draft(graph, read_text(path), iri).values())
    unclear = sum(bool(value.unclear) for value in found)
    text = draft_file(graph, found, source or "?", study)
    return DraftFile(text, len(found) - unclear, unclear)


def draft_file(graph: GraphContent, values: Iterable[DraftValue], source: str, study: str) -> str:
    """Return drafted values as YAML, one treatment for each agent, host, form and place in turn.

    Parameters
    ----------
    graph : GraphContent
    values : iterable of DraftValue
        Those of which the agent is open stand as remarks at the end.
    source, study : str
        What the head of the file says.
    """
    lines = [HEAD, f"source: {quoted(source)}", f"study: {quoted(study)}", ""]
    found = list(values)
    treated = [value for value in found if value.agent]
    if treated:
        lines.append("treatments:")
    for (agent, *_), some in groupby(treated, key=lambda v: (v.agent, v.host, v.form, v.place)):
        first, *others = some
        lines.append(f"  - agent: {quoted(graph.names.label(agent))}")
        lines += [*scope_lines(graph, first), "    confirmed: no", "    outcomes:"]
        lines += [line for v in (first, *others) for line in outcome(graph, v, " " * 6)]
    if others := [value for value in found if not value.agent and not value.unclear]:
        lines += ["", "outcomes:"]
    for value in others:
        lines += [*outcome(graph, value, "  "), *scope_lines(graph, value)]
    if unclear := [value for value in found if value.unclear]:
        lines.append(LEFT_OUT.rstrip())
    lines += [f"# {said(graph, v)}; {v.place or 'no place'}: {v.unclear}" for v in unclear]
    return "\n".join(lines) + "\n"


def scope_lines(graph: GraphContent, value: DraftValue) -> list[str]:
    """Return the fields that say of what a value is, and where it stands."""
    label, place = graph.names.label, value.place.replace(" ¶", " ")  # as intake takes it
    fields = {"host": value.host and label(value.host), "form": value.form and label(value.form)}
    return [f"    {key}: {quoted(text)}" for key, text in (fields | {"at": place}).items() if text]


def outcome(graph: GraphContent, value: DraftValue, indent: str) -> list[str]:
    """Return a value as an item of outcomes."""
    return [f"{indent}- {said(graph, value)}", f"{indent}  confirmed: no"]


def said(graph: GraphContent, value: DraftValue) -> str:
    """Return a value as intake takes it, such as ``PLQY: 54 -> 78 %``."""
    before = f"{short(value.before)} -> " if value.before else ""
    last = f" to {short(value.value_max)}" if value.value_max else ""
    spread = f" ± {value.uncertainty}" if value.uncertainty else ""
    sign = COMPARATORS.get(value.comparator, "")
    name = quoted(graph.names.label(value.observable))
    return f"{name}: {before}{sign}{short(value.value)}{last}{spread} {value.unit}"


def quoted(text: str) -> str:
    """Return a text as YAML: in quotes unless it is plain."""
    return text if PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
