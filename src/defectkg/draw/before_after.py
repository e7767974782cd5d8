"""Outcomes as a picture: the value of an observable before each treatment and after it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from defectkg.draw import svg
from defectkg.errors import DefectkgError
from defectkg.rdf.rows import Rows
from defectkg.text.records import Row, change

__all__ = ["before_after_svg"]

MOST = 60  # treatments of one picture
ROW, HEAD, MARGIN, GAP = 24.0, 66.0, 16.0, 14.0  # px
PLOT, WIDEST = 360.0, 440.0  # px: of the plot, and of the names before it
RANGE = 1000.0  # the values of a wider range stand on a logarithmic scale
BEFORE, AFTER, RULE = "#767676", "#0072B2", "#D5D9DE"


class Scale(NamedTuple):
    """Where values stand along a line.

    Parameters
    ----------
    least, greatest : float
    logarithmic : bool
    """

    least: float
    greatest: float
    logarithmic: bool

    @classmethod
    def of(cls, values: list[float]) -> Scale:
        """Return a scale for some values: from zero, or logarithmic where they span much."""
        low, high = min(values), max(values)
        if low > 0 and high / low > RANGE:
            return cls(10 ** math.floor(math.log10(low)), 10 ** math.ceil(math.log10(high)), True)
        low, high = min(low, 0.0), max(high, 0.0)
        return cls(low, high if high > low else low + 1, False)

    def at(self, value: float) -> float:
        """Return the place of a value, from 0 to 1."""
        if self.logarithmic:
            whole = math.log10(self.greatest / self.least)
            return math.log10(value / self.least) / whole
        return (value - self.least) / (self.greatest - self.least)

    def ticks(self) -> list[float]:
        """Return round values to mark."""
        if self.logarithmic:
            first, last = round(math.log10(self.least)), round(math.log10(self.greatest))
            step = max(1, math.ceil((last - first) / 6))
            return [10.0**n for n in range(first, last + 1, step)]
        rough = (self.greatest - self.least) / 5
        power = 10 ** math.floor(math.log10(rough))
        step = power * next(n for n in (1, 2, 5, 10) if rough <= n * power)
        first, last = math.ceil(self.least / step), math.floor(self.greatest / step + 1e-9)
        return [n * step for n in range(first, last + 1)]


def before_after_svg(rows: Rows) -> str:
    """Draw the numbers of one observable before and after each treatment.

    Parameters
    ----------
    rows : Rows
        Of the query ``outcomes``. What most rows are of, observable and unit, is drawn; each line
        is in a group whose ``data-node`` is the IRI of its treatment.

    Returns
    -------
    str
        SVG.

    Raises
    ------
    DefectkgError
        If no row has a number.
    """
    numbered = [
        row
        for row in rows.dicts()
        if row["agent"] and row["after"] and row["quantity"] == "absolute"
    ]
    if not numbered:
        raise DefectkgError("no row has a number to draw: the table has the words")
    of = [(row["observable"], row["unit"]) for row in numbered]
    drawn = Counter(of).most_common(1)[0][0]
    shown = [row for row, what in zip(numbered, of, strict=True) if what == drawn]
    shown.sort(key=lambda row: -float(row["after"]))
    left_out = len(shown[MOST:])
    observable, unit = drawn
    title = f"{observable} ({unit})" if unit else observable
    notes = ["ring: before, where printed; dot: after"]
    notes += [f"the {MOST} highest of {MOST + left_out}"] if left_out else []
    others = len(numbered) - len(shown)
    notes += [f"{others} outcomes of others are in the table"] if others else []
    return picture(shown[:MOST], title, "; ".join(notes))


def picture(rows: list[Row], title: str, note: str) -> str:
    """Return rows as lines of a picture, one below the other."""
    values = [float(row[key]) for row in rows for key in ("before", "after") if row[key]]
    scale = Scale.of(values)
    names = [name_of(row) for row in rows]
    left = MARGIN + min(WIDEST, max(svg.text_width(name) for name in names)) + GAP
    told = [change(row) for row in rows]
    width = left + PLOT + GAP + max(svg.text_width(text) for text in told) + MARGIN
    width = max(width, 2 * MARGIN + svg.text_width(title, 16), 2 * MARGIN + svg.text_width(note))
    height = HEAD + ROW * len(rows) + 34

    def x(value: float) -> float:
        return left + PLOT * scale.at(value)

    parts = [
        svg.text(MARGIN, 20, [title], size=16, anchor="start", more='font-weight="bold"'),
        svg.text(MARGIN, 44, [note], anchor="start"),
        *axis(scale, x, height - 30),
    ]
    for number, (row, name, text) in enumerate(zip(rows, names, told, strict=True)):
        y = HEAD + ROW * (number + 0.5)
        parts.append(line(row, name, text, y, left, x))
    return svg.document(width, height, title, f"{len(rows)} outcomes. {note}.", parts)


def name_of(row: Row) -> str:
    """Return what a line is called: agent, host and form, work."""
    where = " ".join(filter(None, (row["host"], row["form"])))
    full = " · ".join(filter(None, (row["agent"], where, row["publication"])))
    if svg.text_width(full) <= WIDEST:
        return full
    return f"{svg.wrap(row['agent'], WIDEST / 2)[0]} … · {row['publication']}"


def axis(scale: Scale, x: Callable[[float], float], bottom: float) -> Iterable[str]:
    """Yield the upright lines of a scale with their values."""
    for value in scale.ticks():
        at = svg.number(x(value))
        yield f'<path d="M{at},{svg.number(HEAD)} V{svg.number(bottom)}" stroke="{RULE}"/>\n'
        yield svg.text(x(value), bottom + 14, [f"{value:g}"])


def line(row: Row, name: str, told: str, y: float, left: float, x: Callable[[float], float]) -> str:
    """Return one treatment: its name, ring and dot with a line between, and the numbers."""
    after = x(float(row["after"]))
    marks = []
    if row["before"]:
        before = x(float(row["before"]))
        at = f"M{svg.number(before)},{svg.number(y)} H{svg.number(after)}"
        marks.append(f'<path d="{at}" stroke="{svg.INK}" stroke-width="2"/>')
        marks.append(dot(before, y, f'fill="#FFFFFF" stroke="{BEFORE}" stroke-width="2"'))
    marks.append(dot(after, y, f'fill="{AFTER}"'))
    label = svg.text(left - GAP, y, [name], anchor="end")
    numbers = svg.text(left + PLOT + GAP, y, [told], anchor="start")
    title = f"<title>{svg.safe(f'{name}: {told}')}</title>"
    group = f'data-node="{svg.safe(row["treatment_iri"])}"'
    return f"<g {group}>{title}{label}{''.join(marks)}{numbers}</g>\n"


def dot(x: float, y: float, look: str) -> str:
    """Return a round mark."""
    return f'<circle cx="{svg.number(x)}" cy="{svg.number(y)}" r="5" {look}/>'
