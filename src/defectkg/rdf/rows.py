"""Rows of an answer, and the formats in which they are printed."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from defectkg.errors import DefectkgError, missing_extra, visible
from defectkg.rdf.ordering import key_of

if TYPE_CHECKING:
    import pandas

__all__ = ["FORMATS", "Rows", "json_text"]

MOST_SHOWN = 20  # rows that a notebook or an interpreter shows
MOST_LOOKED_AT = 200  # rows of a table by which its columns are shared
ROUGH_EDGE = 3  # signs of a line that no further word fits into, on average
FIRST_STEP = 16  # signs that one column gives to another
LONG_WORD = 17  # letters of "undercoordinated" and a hyphen; chemical names are longer
NUMBERS = frozenset(
    {"value", "value_max", "uncertainty", "before", "after", "after_max", "factor", "relative"}
    | {"year", "count", "uses"}
)
FORMATS = ("table", "csv", "tsv", "excel", "json")
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
FORMULA_SIGN = re.compile(f"[{re.escape(''.join(FORMULA_SIGNS))}]")
CELLS = re.compile(r"([;\t\r\n])")
NUMBER_OR_SIGN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)?(?:[eE][+-]?\d+)?")
LEFT = 'style="text-align: left; vertical-align: top"'  # notebooks set cells to the right
SPACES = "\t\n\v\f\r"  # which wrapping makes plain spaces
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Rows(NamedTuple):
    """An answer: named columns and rows of plain text.

    Parameters
    ----------
    columns : tuple of str
    values : list of tuple of str
        One text per column; empty where there is no value.
    terms : list of tuple of RDF term or None, optional
        The same cells as RDF terms, where the rows answer a SPARQL query.
    """

    columns: tuple[str, ...]
    values: Sequence[tuple[str, ...]]
    terms: list[tuple[Term | None, ...]] | None = None

    @classmethod
    def of_terms(cls, columns: Sequence[str], rows: Iterable[Iterable[Term | None]]) -> Rows:
        """Make rows from RDF terms; what stands in many cells is held once."""
        held: dict[Term | None, tuple[Term | None, str]] = {}
        terms, texts = [], []
        for row in rows:
            cells = [held.get(t) or held.setdefault(t, (t, as_text(t))) for t in row]
            terms.append(tuple([term for term, _ in cells]))
            texts.append(tuple([text for _, text in cells]))
        return cls(tuple(columns), texts, terms)

    def dicts(self) -> list[dict[str, str]]:
        """Return each row as a dictionary from column to text."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.values]

    def saying(self, cells: Mapping[str, Collection[str]]) -> Rows:
        """Return the rows that say one of these words in each of these columns, if in a list."""
        wanted = [(self.columns.index(name), set(words)) for name, words in cells.items()]
        return self.take(
            n
            for n, row in enumerate(self.values)
            if all(words.intersection(row[i].split("; ")) for i, words in wanted)
        )

    def holding(self, cells: Mapping[str, str]) -> Rows:
        """Return the rows in whose columns these texts stand, as whole words or numbers."""
        wanted = [
            (self.columns.index(name), re.compile(rf"(?<![\w.]){re.escape(text)}(?!\w)", re.I))
            for name, text in cells.items()
        ]
        return self.take(
            n for n, row in enumerate(self.values) if all(word.search(row[i]) for i, word in wanted)
        )

    def at_least(self, cells: Mapping[str, float]) -> Rows:
        """Return the rows with these values or more; a value in words, such as near unity, fits."""
        least = [(self.columns.index(name), number) for name, number in cells.items()]
        return self.take(
            n
            for n, row in enumerate(self.values)
            if all(row[i] and size(row[i]) >= number for i, number in least)
        )

    def take(self, numbers: Iterable[int]) -> Rows:
        """Return the rows of these numbers, in this order."""
        keep = list(numbers)
        terms = None if self.terms is None else [self.terms[n] for n in keep]
        return Rows(self.columns, [self.values[n] for n in keep], terms)

    def sorted_by(self, columns: Sequence[str]) -> Rows:
        """Return the rows as plain text, in an order such as headers of queries say."""
        return self.in_order(columns)._replace(terms=None)

    def in_order(self, order: Sequence[str]) -> Rows:
        """Return the rows in an order such as headers of queries say."""
        key = key_of(self.columns, order)
        places = list(map(key, self.values))
        return self.take(sorted(range(len(places)), key=places.__getitem__))

    def with_texts(self, texts: Mapping[str, Sequence[str]]) -> Rows:
        """Return the rows with texts in some columns; one that is not there comes before IRIs."""
        columns = (*self.columns, *(name for name in texts if name not in self.columns))
        at = {columns.index(name): cells for name, cells in texts.items()}
        values, terms = [], []
        for n, row in enumerate(self.values):
            more = len(columns) - len(row)
            cells = [*row, *("",) * more]
            found = [*(self.terms[n] if self.terms else ()), *(None,) * more]
            for i, new in at.items():
                cells[i] = new[n]
                if self.terms is not None:
                    found[i] = ox.Literal(new[n]) if new[n] else None
            values.append(tuple(cells))
            terms.append(tuple(found))
        return Rows(columns, values, None if self.terms is None else terms).iris_last()

    def with_rows(self, others: Rows) -> Rows:
        """Return the rows with others below, whose cells go into the columns of the same names."""
        places = [others.columns.index(n) if n in others.columns else None for n in self.columns]
        values = [tuple("" if i is None else row[i] for i in places) for row in others.values]
        terms = [tuple(None if i is None else row[i] for i in places) for row in others.terms or ()]
        both = None if self.terms is None else [*self.terms, *terms]
        return Rows(self.columns, [*self.values, *values], both)

    def iris_last(self) -> Rows:
        """Return the rows with the columns of IRIs, which are for machines, behind all others."""
        order = sorted(range(len(self.columns)), key=lambda i: self.columns[i].endswith("_iri"))
        columns = tuple(self.columns[i] for i in order)
        values = [tuple(row[i] for i in order) for row in self.values]
        terms = self.terms and [tuple(row[i] for i in order) for row in self.terms]
        return Rows(columns, values, terms)

    def readable(self) -> Rows:
        """Return the rows for people: IRIs short, and without the columns of them for machines."""
        from defectkg.rdf.prefixes import curie

        shown = [name for name in self.columns if not name.endswith("_iri")]
        rows = self.pick(*shown)
        if self.terms is None:
            return rows
        keep = [self.columns.index(name) for name in shown]
        short = cache(curie)
        values = [
            tuple(
                short(cell) if type(terms[i]) is ox.NamedNode else cell
                for i, cell in zip(keep, row, strict=True)
            )
            for row, terms in zip(rows.values, self.terms, strict=True)
        ]
        return Rows(rows.columns, values)

    def pick(self, *columns: str) -> Rows:
        """Return the rows with these columns only, as plain text."""
        keep = [self.columns.index(name) for name in columns]
        return Rows(columns, [tuple(row[i] for i in keep) for row in self.values])

    def without(self, *columns: str) -> Rows:
        """Return the rows without these columns."""
        keep = [n for n, name in enumerate(self.columns) if name not in columns]
        terms = None if self.terms is None else [tuple(r[n] for n in keep) for r in self.terms]
        values = [tuple(row[n] for n in keep) for row in self.values]
        return Rows(tuple(self.columns[n] for n in keep), values, terms)

    def without_empty(self) -> Rows:
        """Return the rows without columns that hold nothing; without rows nothing is left out."""
        if not self.values:
            return self
        told = [name for name, *cells in zip(self.columns, *self.values, strict=True) if any(cells)]
        return self.pick(*told)

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a data frame (needs the extra ``pandas``).

        Columns of numbers become numbers; the digits as printed stay in ``value_text``.

        Raises
        ------
        DataError
            If pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise missing_extra("data frames need pandas", "pandas") from None
        frame = pandas.DataFrame(self.values, columns=list(self.columns))
        if "value" in frame:
            frame["value_text"] = frame["value"]
        for name in NUMBERS & set(frame):
            frame[name] = pandas.to_numeric(frame[name], errors="coerce")
        return frame

    def to_text(self, form: str, width: int = 120) -> str:
        """Return the rows as ``table``, ``csv``, ``tsv``, ``excel`` or ``json``.

        ``excel`` is CSV with the mark by which Excel knows UTF-8.

        Raises
        ------
        DefectkgError
            If the format is unknown.
        """
        if form == "table":
            return table(self.columns, self.values, width)
        if form == "csv":
            return separated(self.columns, self.values, ",")
        if form == "excel":
            return "\ufeff" + self.to_text("csv")
        if form == "tsv":
            flat = [tuple(" ".join(cell.split()) for cell in row) for row in self.values]
            return separated(self.columns, flat, "\t")
        if form == "json":
            return self.to_json()
        raise DefectkgError(f"unknown format {form!r}; use one of {', '.join(FORMATS)}")

    def to_json(self) -> str:
        """Return SPARQL 1.1 Query Results JSON (W3C 2013), or a list of objects for plain rows."""
        if self.terms is None:
            return json_text(self.dicts())
        bindings = [
            {
                name: binding(term)
                for name, term in zip(self.columns, row, strict=True)
                if term is not None
            }
            for row in self.terms
        ]
        answer = {"head": {"vars": list(self.columns)}, "results": {"bindings": bindings}}
        return json_text(answer)

    def for_people(self) -> Rows:
        """Return the rows as a notebook shows them: labels, and no column that holds nothing."""
        return self.readable().without_empty()

    def __repr__(self) -> str:
        shown, more = self._first()
        return shown.to_text("table") + more

    def _repr_html_(self) -> str:
        from html import escape

        def line(cells: Iterable[str], tag: str) -> str:
            return f"<tr>{''.join(f'<{tag} {LEFT}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"

        shown, more = self._first()
        head, body = line(shown.columns, "th"), "".join(line(row, "td") for row in shown.values)
        table = f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"
        return f"{table}<p>{more}</p>" if more else table

    def _first(self) -> tuple[Rows, str]:
        """Return the first rows for people, and a line that counts the others."""
        rows = self.for_people()
        more = len(rows.values) - MOST_SHOWN
        told = f"and {more} more rows; all: .to_pandas(), .to_text('csv')" if more > 0 else ""
        return rows._replace(values=rows.values[:MOST_SHOWN], terms=None), told


def size(text: str) -> float:
    """Return a number; for what is told in words, as near unity is, the 100 % that it comes near.

    Examples
    --------
    >>> size("96.5"), size("near unity")
    (96.5, 100.0)
    """
    try:
        return float(text)
    except ValueError:
        return 100.0


def json_text(value: Any, indent: int | None = 1) -> str:
    """Return a value as JSON whose control and invisible signs are escaped; it means the same."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=indent) + "\n"
    return "\n".join(
        line if line.isprintable() else "".join(map(json_sign, line)) for line in text.split("\n")
    )


def json_sign(sign: str) -> str:
    """Return a sign of a JSON text, escaped where it would not be visible."""
    import json

    return sign if visible(sign) == sign else json.dumps(sign)[1:-1]


def as_text(term: Term | None) -> str:
    """Return an RDF term as plain text, nothing as an empty one."""
    if term is None:
        return ""
    return str(term) if isinstance(term, ox.Triple) else term.value


def binding(term: Term) -> dict[str, Any]:
    """Return an RDF term as a binding of the W3C results format (section 3.2.2)."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {key: binding(part) for key, part in parts.items()}}
    answer = {"type": "literal", "value": term.value}
    if term.language:
        answer["xml:lang"] = term.language
    elif not term.datatype.value.endswith("#string"):
        answer["datatype"] = term.datatype.value
    return answer


def separated(columns: Sequence[str], values: Sequence[Sequence[str]], comma: str) -> str:
    """Return rows as CSV or TSV with a header, in which no spreadsheet finds a formula."""
    import csv

    out = io.StringIO()
    writer = csv.writer(out, delimiter=comma, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(map(no_formula, row) for row in values)
    return out.getvalue()


def no_formula(cell: str) -> str:
    """Return a cell with a quote before what a spreadsheet would compute (OWASP, CSV injection).

    That is what begins with one of `FORMULA_SIGNS` and is neither a number nor a sign alone, at the
    start of the cell or behind what divides cells where the comma does not.

    Examples
    --------
    >>> [no_formula(cell) for cell in ("=1+1", "-2+3", "-", "-0.38", "35; @x")]
    ["'=1+1", "'-2+3", '-', '-0.38', "35;' @x"]
    """
    if not FORMULA_SIGN.search(cell):  # as most cells
        return cell
    return "".join(f"'{part}" if is_formula(part.strip()) else part for part in CELLS.split(cell))


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet may compute a text."""
    return text.startswith(FORMULA_SIGNS) and not NUMBER_OR_SIGN.fullmatch(text)


def table(columns: Sequence[str], values: Sequence[Sequence[str]], width: int) -> str:
    """Return rows as an aligned table, or as blocks where words would have to be broken."""
    values = [[visible(cell, keep=SPACES) for cell in row] for row in values]
    widths = column_widths(columns, values, width)
    if widths is None:
        return blocks(columns, values, width)
    lines = [line for row in (columns, *values) for line in wrapped(row, widths)]
    head = len(wrapped(columns, widths))
    rule = "  ".join("-" * size for size in widths)
    return "\n".join([*lines[:head], rule, *lines[head:]]) + "\n"


def blocks(columns: Sequence[str], values: Sequence[Sequence[str]], width: int) -> str:
    """Return each row as a block of lines, leaving out empty cells."""
    size = max(map(len, columns))
    indent = " " * (size + 2)
    parts = []
    for row in values:
        for name, cell in zip(columns, row, strict=True):
            if cell:
                line = f"{name:<{size}}  {cell}"
                short = len(line) <= width and line.isprintable()  # as most are
                parts += [line] if short else textwrap.wrap(line, width, subsequent_indent=indent)
        parts.append("")
    return "\n".join(parts)


def column_widths(
    columns: Sequence[str], values: Sequence[Sequence[str]], width: int
) -> list[int] | None:
    """Share `width` among columns, the longest word first; None where words do not fit."""
    cells = list(zip(columns, *values, strict=True))
    needs = [max(map(len, column)) for column in cells]
    least = [min(need, longest_word(column)) for need, column in zip(needs, cells, strict=True)]
    widths = list(least)
    left = width - 2 * (len(columns) - 1) - sum(widths)
    if left < 0:
        return None
    wanting = sorted(range(len(columns)), key=lambda i: needs[i] - widths[i])
    for position, i in enumerate(wanting):
        more = min(needs[i] - widths[i], left // (len(columns) - position))
        widths[i] += more
        left -= more
    every = max(1, len(values) // MOST_LOOKED_AT)
    sizes = [[len(cell) for cell in column[::every]] for column in cells]
    return with_fewest_lines(sizes, widths, least)


def with_fewest_lines(
    sizes: Sequence[Sequence[int]], widths: Sequence[int], least: Sequence[int]
) -> list[int]:
    """Return widths of the same sum, but so shared that the rows have as few lines as was found.

    A column that is seldom the tallest of its row gives to others, first much and then little.

    Parameters
    ----------
    sizes : list of list of int
        How long the cells of each column are.
    widths, least : list of int
        Of the columns, to begin with; and what each needs for its longest word.

    Examples
    --------
    >>> with_fewest_lines([[10, 12, 9], [90, 140, 80]], [30, 30], [10, 10])
    [10, 50]
    """

    @cache
    def heights(column: int, width: int) -> list[int]:
        held = max(width - ROUGH_EDGE, 1)  # as words are not broken
        return [1 if size <= width else -(-size // held) for size in sizes[column]]

    def lines(shared: Sequence[int]) -> int:
        return sum(map(max, zip(*(heights(*one) for one in enumerate(shared)), strict=True)))

    best, fewest, step = list(widths), lines(widths), FIRST_STEP
    while step:
        better: list[int] = []
        for giver, taker in permutations(range(len(best)), 2):
            if best[giver] - step >= least[giver]:
                tried = list(best)
                tried[giver] -= step
                tried[taker] += step
                if (count := lines(tried)) < fewest:
                    better, fewest = tried, count
        best = better or best
        step = step if better else step // 2
    return best


def longest_word(cells: Sequence[str]) -> int:
    """Return the length of the longest word; what is longer than most words may be broken."""
    words = re.split(r"[\s-]", "\n".join(cells))
    return min(max(map(len, words)) + 1, LONG_WORD)


def wrapped(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Return the printed lines of one row."""
    cells = [textwrap.wrap(cell, size) or [""] for cell, size in zip(row, widths, strict=True)]
    height = max(map(len, cells), default=0)
    padded = [cell + [""] * (height - len(cell)) for cell in cells]
    return [
        "  ".join(part.ljust(size) for part, size in zip(line, widths, strict=True)).rstrip()
        for line in zip(*padded, strict=True)
    ]
