"""Read YAML and CSV as texts, fields and lists that know their lines; nothing is guessed of them.

YAML is read event by event: each value stays the text that was written, so that ``NO``, ``1:30``
and ``2019-05-01`` are no booleans, numbers or dates. Anchors, tags and second documents are
refused.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from defectkg.errors import DataError, visible
from defectkg.rdf.reading import read_text

__all__ = ["Fields", "Items", "Node", "Text", "read_csv", "read_yaml"]

LARGEST = 4_000_000  # characters of a file
DEEPEST = 12  # lists and mappings within each other
MOST_ROWS = 1_000  # of a CSV
LONGEST = 2_000  # characters of a value
TAB = re.compile(r"^ *\t", re.MULTILINE)
# What YAML takes for signs of its own at the start of a value, and what to do about it.
SIGNS = re.compile(
    r"^[ ]*(?:- +)*(?:[^\s#\"'][^#\"']*?: +)?(?P<sign>>(?![-+\d]*\s*$)|[%@`*&!|](?=\S)).*$"
)


@dataclass(frozen=True, slots=True)
class Text:
    """A value as it is written, and where: *file:line*."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Values by the names of their fields."""

    named: dict[str, Node]
    place: str


@dataclass(frozen=True, slots=True)
class Items:
    """Values one after the other."""

    listed: list[Node]
    place: str


Node = Text | Fields | Items


def read_yaml(path: Path) -> Node:
    """Return what a YAML file holds.

    Raises
    ------
    DataError
        If it cannot be read, is no YAML, or uses of YAML what no such file needs.
    """
    text = small_text(path)
    if tab := TAB.search(text):
        line = text.count("\n", 0, tab.end()) + 1
        raise DataError(f"{path}:{line}: a tab at the start of the line; indent with spaces")
    if not (root := tree(path, text)):
        raise DataError(f"{path}: holds nothing but comments; fill it in")
    return root


def tree(path: Path, text: str) -> Node | None:
    """Return the tree that the events of a YAML text make."""
    import yaml

    loader = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
    root: list[Node] = []
    open_nodes: list[Fields | Items] = []
    keys: list[Text | None] = []  # of each open node the key that waits for its value

    def refuse(place: str, what: str) -> DataError:
        return DataError(f"{place}: {what}")

    def put(node: Node) -> None:
        if not open_nodes:
            if root:
                raise refuse(node.place, "a second document; give one file for each study")
            root.append(node)
        elif isinstance(holder := open_nodes[-1], Items):
            holder.listed.append(node)
        elif (key := keys[-1]) is None:
            if not isinstance(node, Text) or not node.text:
                raise refuse(node.place, "a field without a name; write name: value")
            if node.text in holder.named:
                raise refuse(node.place, f"{node.text!r} stands twice here; keep one of them")
            keys[-1] = node
        else:
            holder.named[key.text] = node
            keys[-1] = None

    try:
        for event in yaml.parse(text, Loader=loader):
            place = f"{path}:{event.start_mark.line + 1}"
            if isinstance(event, yaml.NodeEvent):
                if getattr(event, "anchor", None):
                    raise refuse(
                        place, f"* and & are no part of this format; put {event.anchor!r} in quotes"
                    )
                if getattr(event, "tag", None):
                    raise refuse(
                        place, f"{event.tag}: ! is no part of this format; put it in quotes"
                    )
            if isinstance(event, yaml.ScalarEvent):
                put(Text(tidy(event.value, place), place))
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(open_nodes) == DEEPEST:
                    raise refuse(place, f"more than {DEEPEST} levels; write it flatter")
                of = (
                    Fields({}, place)
                    if isinstance(event, yaml.MappingStartEvent)
                    else Items([], place)
                )
                put(of)
                open_nodes.append(of)
                keys.append(None)
            elif isinstance(event, yaml.CollectionEndEvent):
                open_nodes.pop()
                keys.pop()
    except yaml.MarkedYAMLError as error:
        opened = re.search("flow|quoted", error.context or "")  # [ or " that is never closed
        mark = error.context_mark if opened else error.problem_mark
        line = mark.line + 1 if mark else 1
        raise DataError(f"{path}:{line}: {advice(text, line) or said(error)}") from None
    except yaml.YAMLError as error:  # a control sign
        raise DataError(f"{path}: {reader_fault(text, error)}") from None
    return root[0] if root else None


def tidy(text: str, place: str) -> str:
    """Return a text with single spaces.

    Raises
    ------
    DataError
        If it is far too long, or holds a sign that nobody sees.
    """
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise DataError(f"{place}: a value of {len(text):,} characters; keep to the facts")
    if (shown := visible(text)) != text:
        raise DataError(f"{place}: a sign that nobody sees, in {shown!r}; write the value again")
    return text


def said(error: Exception) -> str:
    """Return what the reader of YAML says."""
    context, problem = (getattr(error, part, None) for part in ("context", "problem"))
    return f"no YAML: {', '.join(filter(None, (context, problem)))}; correct the line"


def reader_fault(text: str, error: Exception) -> str:
    """Return what is wrong with the signs of a text."""
    at = getattr(error, "position", None)
    line = f" (line {text.count(chr(10), 0, at) + 1})" if isinstance(at, int) else ""
    return f"a sign that YAML does not know{line}; remove it"


def advice(text: str, line: int) -> str:
    """Return what to do where the reader of YAML stumbles over a line, or nothing."""
    lines = text.splitlines()
    for number in (line, line - 1):
        written = lines[number - 1] if 0 < number <= len(lines) else ""
        if found := SIGNS.match(written):
            words = ", or say 'above'" if found["sign"] == ">" else ""
            return f"a value that begins with {found['sign']} needs quotes{words}"
    written = lines[line - 1] if line <= len(lines) else ""
    if written.count(": ") > 1:
        return "a value with ': ' in it needs quotes; correct the line"
    return ""


def read_csv(path: Path) -> Items:
    """Return the rows of a CSV file as fields; an empty cell is no field.

    Raises
    ------
    DataError
        If it cannot be read, is too long, or a row has more cells than the header.
    """
    rows = csv_rows(path)
    _, header = next(rows, (0, []))
    header = [name.strip() for name in header]
    if not all(header) or len(set(header)) < len(header):
        raise DataError(f"{path}:1: each column needs a name of its own; correct the first line")
    found: list[Node] = []
    for line, cells in rows:
        place = f"{path}:{line}"
        if len(cells) != len(header):
            counts = f"{len(cells)} cells under {len(header)} names"
            raise DataError(f"{place}: {counts}; put a cell with a comma in quotes")
        if len(found) == MOST_ROWS:
            raise DataError(f"{place}: more than {MOST_ROWS} rows; split it into several studies")
        filled = zip(header, (tidy(cell, place) for cell in cells), strict=True)
        found.append(Fields({name: Text(cell, place) for name, cell in filled if cell}, place))
    return Items(found, str(path))


def csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield line and cells of each row that holds something."""
    lines = csv.reader(small_text(path).splitlines(keepends=True), strict=True)
    line = 1
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = lines.line_num + 1
    except csv.Error as error:
        raise DataError(f"{path}:{line}: no CSV: {error}; correct the row") from None


def small_text(path: Path) -> str:
    """Return the text of a file that somebody can have written by hand."""
    text = read_text(path)
    if len(text) > LARGEST:
        raise DataError(f"{path}: more than {LARGEST:,} characters; split it into several studies")
    return text
