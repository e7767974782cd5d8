"""Plain SVG text: typeset labels, boxes, lines with end marks. No script, no style sheet.

Programs that know little of SVG draw it, too: end marks are shapes, not markers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from math import atan2, degrees

from defectkg.errors import visible
from defectkg.mechanisms.chains import IS_A
from defectkg.model import terms
from defectkg.text.typesetting import typeset

__all__ = [
    "FONT",
    "INK",
    "LINE",
    "MANNERS",
    "MANNER_OF",
    "box",
    "curve",
    "document",
    "mark",
    "number",
    "safe",
    "stroke",
    "text",
    "text_width",
    "wrap",
]

FONT, SMALL, LINE = 14, 11, 18  # px; 11 is the size of sub- and superscripts
FAMILY = "Arial, Helvetica, 'Liberation Sans', Arimo, sans-serif"
INK, QUIET = "#222222", "#767676"

# How each manner of link looks: colour (Okabe and Ito's, told apart by the colour-blind), dashes,
# and the shape at its end, drawn for a line that arrives at (0, 0) from the left.
MANNERS = {
    "raises": ("#0072B2", "", "M-11,-5.5 L0,0 L-11,5.5 Z"),
    "lowers": ("#D55E00", "8 4", "M-1.5,-7 V7"),
    "alters": (QUIET, "2 3", "M-6,-4 L-1,0 L-6,4 L-11,0 Z"),
    "is a": (QUIET, "", "M-10,-5 L-1,0 L-10,5 Z"),
    "supplies": ("#009E73", "1.5 3.5", "M-8,0 a4,4 0 1 1 8,0 a4,4 0 1 1 -8,0 Z"),
    "forms": ("#CC79A7", "1.5 3.5", "M-8,-4 H0 V4 H-8 Z"),
}
MANNER_OF = {  # by relation
    terms.RAISES: "raises",
    terms.LOWERS: "lowers",
    terms.ALTERS: "alters",
    terms.SUPPLIES: "supplies",
    terms.FORMS: "forms",
    IS_A: "is a",
}
HOLLOW = frozenset({"alters", "is a", "supplies", "forms"})

# Where the name of a compound may go on in the next line; a line that ends in N- would be an ion.
SEAMS = re.compile(r"(?<=[-)/])(?<![A-Z]-)|(?=\()|(?<=yl)(?=[a-z]{5})|(?<=onio)(?=[a-z]{5})")

# Advance widths of Arial in thousandths of its size, by glyph; what is not listed is 560 wide.
WIDTHS = {
    glyph: width
    for width, glyphs in {
        220: "'ijl",
        280: " !,./:;I[]\\ft|·",
        335: "()-`r{}",
        390: '"*°',
        500: "Jckvxysz",
        590: "+−<=>~±×→⊑",
        670: "ABEKPSVXY&",
        720: "CDHNRUw",
        780: "GOQ",
        835: "mM",
        950: "%W@",
    }.items()
    for glyph in glyphs
}


def safe(words: str) -> str:
    """Return words as they may stand in XML, which cannot hold every sign, not even coded."""
    return escape(visible(words))


def number(value: float) -> str:
    """Return a coordinate with at most one decimal, the same on every machine."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")  # adding zero makes -0 a 0


@lru_cache(20_000)  # a map has many labels of few words
def text_width(label: str, size: float = FONT) -> float:
    """Return about how wide a label is in Arial, in px, rather too wide than too narrow."""
    sizes = {"": size, "sub": min(size, SMALL), "sup": min(size, SMALL)}
    runs = ((WIDTHS.get(glyph, 560), sizes[level]) for t, level in typeset(label) for glyph in t)
    return 1.06 * sum(width * scale for width, scale in runs) / 1000


def wrap(label: str, width: float, size: float = FONT) -> list[str]:
    """Return a label as lines of at most a width; only words that are too long are broken."""
    words = [part for word in label.split() for part in broken(word, width, size)]
    lines: list[str] = []
    for word, glued in words:
        joined = (lines[-1] + ("" if glued else " ") + word) if lines else ""
        if lines and text_width(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def broken(word: str, width: float, size: float) -> list[tuple[str, bool]]:
    """Return a word in parts that fit, each with whether it goes on from the part before."""
    if text_width(word, size) <= width:
        return [(word, False)]
    places = SEAMS.split(word)
    parts = [part for part in places if part]
    return [(part, index > 0) for index, part in enumerate(parts)]


def runs_of(label: str, size: float) -> str:
    """Return a label as tspans: sub- and superscripts are small and off the line."""
    small, out, shift = min(size, SMALL), [], 0.0
    for piece, level in typeset(label):
        wanted = {"": 0.0, "sub": 0.28 * size, "sup": -0.36 * size}[level]
        move = f' dy="{number(wanted - shift)}"' if wanted != shift else ""
        kind = f' font-size="{number(small)}" data-level="{level}"' if level else ""
        words = escape(visible(piece), quote=False)
        out.append(f"<tspan{move}{kind}>{words}</tspan>" if move or kind else words)
        shift = wanted
    return "".join(out)


def text(
    x: float,
    y: float,
    lines: Sequence[str],
    *,
    size: float = FONT,
    anchor: str = "middle",
    more: str = "",
) -> str:
    """Return lines of text, the middle of the block at height `y`."""
    step = size * LINE / FONT
    first = y - step * (len(lines) - 1) / 2 + 0.35 * size
    rest = f' text-anchor="{anchor}"' + (f" {more}" if more else "")
    if size != FONT:
        rest += f' font-size="{number(size)}"'
    out = []
    for place, line in enumerate(lines):
        at = f'x="{number(x)}" y="{number(first + step * place)}"'
        out.append(f"<text {at}{rest}>{runs_of(line, size)}</text>\n")
    return "".join(out)


def box(x: float, y: float, width: float, height: float, more: str = "") -> str:
    """Return a rectangle with its upper left corner at a point."""
    at = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f"<rect {at}{' ' + more if more else ''}/>\n"


def stroke(manner: str, width: float = 1.5) -> str:
    """Return the attributes of a line of a manner."""
    colour, dashes, _ = MANNERS[manner]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'fill="none" stroke="{colour}" stroke-width="{number(width)}"{dashed}'


def curve(points: Sequence[tuple[float, float]]) -> str:
    """Return path data of Bézier curves: a point, and three for each curve from there."""
    first, *rest = (f"{number(x)},{number(y)}" for x, y in points)
    return f"M{first} C{' '.join(rest)}"


def mark(manner: str, at: tuple[float, float], *, towards: tuple[float, float]) -> str:
    """Return the shape at the end of a line: arrow for raises, bar for lowers.

    `towards` is a point on the line, or near it, shortly before its end.
    """
    colour, _, shape = MANNERS[manner]
    fill = "#FFFFFF" if manner in HOLLOW else colour
    turn = round(degrees(atan2(at[1] - towards[1], at[0] - towards[0])))
    place = f"translate({number(at[0])},{number(at[1])})" + (f" rotate({turn})" if turn else "")
    width = "3" if manner == "lowers" else "1.2"
    look = f'fill="{fill}" stroke="{colour}" stroke-width="{width}"'
    return f'<path data-mark="{manner}" transform="{place}" d="{shape}" {look}/>\n'


def document(
    width: float, height: float, title: str, description: str, parts: Iterable[str]
) -> str:
    """Return a whole picture with the title and description that screen readers speak."""
    size = f'width="{number(width)}" height="{number(height)}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
        f'viewBox="0 0 {number(width)} {number(height)}" role="img" xml:space="preserve" '
        f'aria-labelledby="title desc" font-family="{FAMILY}" font-size="{FONT}" fill="{INK}">\n'
        f'<title id="title">{safe(title)}</title>\n<desc id="desc">{safe(description)}</desc>\n'
    )
    ground = box(0, 0, width, height, 'fill="#FFFFFF"')
    return head + ground + "".join(parts) + "</svg>\n"
