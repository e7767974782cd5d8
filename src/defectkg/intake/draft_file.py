"""A draft as a file for intake, which refuses what nobody has confirmed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import groupby

from defectkg.model.content import GraphContent
from defectkg.verify.drafting import DraftValue

__all__ = ["draft_file"]

HEAD = """\
# A draft, made by rules from names and numbers. Compare each item with the text, put right what is
# wrong, add what lacks (docs/intake.md), and remove its line `confirmed: no`.
"""
PLAIN = re.compile(r"[^\W\d_][\w .+()/-]*(?<! )")  # what YAML reads as text, whatever it is
COMPARATORS = {">": "above ", "<": "below ", "~": "about ", "up to": "up to "}
LONG = 9  # digits of a whole number; beyond, a power of ten


def draft_file(graph: GraphContent, values: Iterable[DraftValue], source: str, study: str) -> str:
    """Return drafted values as YAML, one treatment for each agent, host, form and place in turn.

    Parameters
    ----------
    graph : GraphContent
    values : iterable of DraftValue
    source, study : str
        What the head of the file says.
    """
    lines = [HEAD, f"source: {quoted(source)}", f"study: {quoted(study)}", ""]
    label = graph.names.label
    found = list(values)
    treated = [value for value in found if value.agent]
    others = [value for value in found if not value.agent]
    if treated:
        lines.append("treatments:")
    for (agent, host, form, place), some in groupby(
        treated, key=lambda v: (v.agent, v.host, v.form, v.place)
    ):
        said = {"host": host and label(host), "form": form and label(form), "at": place_of(place)}
        lines.append(f"  - agent: {quoted(label(agent))}")
        lines += [f"    {key}: {quoted(text)}" for key, text in said.items() if text]
        lines += ["    confirmed: no", "    outcomes:"]
        lines += [line for v in some for line in outcome(graph, v, " " * 6)]
    if others:
        lines += ["", "outcomes:"]
    for value in others:
        lines += outcome(graph, value, "  ")
        said = {
            "host": value.host and label(value.host),
            "form": value.form and label(value.form),
            "at": place_of(value.place),
        }
        lines += [f"    {key}: {quoted(text)}" for key, text in said.items() if text]
    return "\n".join(lines) + "\n"


def outcome(graph: GraphContent, value: DraftValue, indent: str) -> list[str]:
    """Return a value as an item of outcomes."""
    before = f"{digits(value.before)} -> " if value.before else ""
    last = f" to {digits(value.value_max)}" if value.value_max else ""
    spread = f" ± {value.uncertainty}" if value.uncertainty else ""
    sign = COMPARATORS.get(value.comparator, "")
    printed = f"{before}{sign}{digits(value.value)}{last}{spread} {value.unit}"
    name = quoted(graph.names.label(value.observable))
    return [f"{indent}- {name}: {printed}", f"{indent}  confirmed: no"]


def digits(number: str) -> str:
    """Return a number as one writes it: beyond some digits as a power of ten.

    Examples
    --------
    >>> digits("78"), digits("17500000000000000")
    ('78', '1.75e16')
    """
    if len(number) <= LONG or not number.isdigit():
        return number
    kept = number.rstrip("0")
    mantissa = f"{kept[0]}.{kept[1:]}" if kept[1:] else kept[0]
    return f"{mantissa}e{len(number) - 1}"


def place_of(place: str) -> str:
    """Return a place as intake takes it: without the sign of a paragraph."""
    return place.replace(" ¶", " ")


def quoted(text: str) -> str:
    """Return a text as YAML: in quotes unless it is plain."""
    return text if PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
