"""What programs make of a page, undone: tags, unseen signs, divided words, lines for paragraphs."""

from __future__ import annotations

import re
from html.parser import HTMLParser

__all__ = ["laid_out", "paragraphs", "side_by_side"]

UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
HTML = re.compile(r"</?(?:p|br|div|h[1-6]|li|td|html|body|section)\b[^<>]{0,200}>", re.IGNORECASE)
DIVIDED = re.compile(r"\b([A-Z]?[a-z]{2,})[-‐\u00ad][ \t]*\n[ \t]*([a-z]{2,})")
HYPHENATED = re.compile(r"\b[A-Za-z]{2,}[-‐][a-z]{2,}")
SENTENCE = re.compile(r"[.?!][\"'”’)\]*_]*(?:[\d⁰¹²³⁴-⁹,–-]*|\[[\d,– -]*\]|\^\{[\d,– -]*\})$")
BEGINNING = re.compile(r"[\W\d_]*[A-Z]")
FULL = 0.9  # of the widest lines; a line that ends a paragraph is seldom as wide
GAP = re.compile(r"^ *\S.{15,}?\S {3,}\S.{15,}$", re.MULTILINE)
SIDE_BY_SIDE = 0.25  # of the lines have a gap in their midst


def laid_out(text: str) -> str:
    r"""Return a text with its blocks between empty lines, and nothing unseen in it.

    Examples
    --------
    >>> laid_out("<h2>Doping</h2><p>Zinc fills\u200b va-\ncancies.<br>Twice.</p>").split("\n")
    ['', '', '## Doping', '', '', '', 'Zinc fills vacancies.', 'Twice.', '', '']
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    text = UNSEEN.sub("", text)
    return joined_words(without_tags(text) if len(HTML.findall(text[:200_000])) > 1 else text)


def joined_words(text: str) -> str:
    """Return a text in which no word is divided at the end of a line.

    A word that the text elsewhere prints with this hyphen keeps it.
    """
    hyphenated = {word.casefold() for word in HYPHENATED.findall(text)}

    def whole(match: re.Match[str]) -> str:
        kept = f"{match[1]}-{match[2]}"
        return kept if kept.casefold() in hyphenated else match[1] + match[2]

    return DIVIDED.sub(whole, text)


def without_tags(text: str) -> str:
    """Return the text of a web page: titles by ``#``, blocks apart, what is raised as it was."""
    page = Page()
    page.feed(text)
    page.close()
    return "".join(page.parts)


class Page(HTMLParser):
    """A web page that is read for its text."""

    APART = frozenset(
        ("p", "div", "section", "article", "ul", "ol", "table", "tr", "blockquote", "figure")
        + ("figcaption", "dd", "dt", "header", "footer")
    )
    SILENT = frozenset(("script", "style", "head", "nav", "noscript"))

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = ""
        self._items: list[int] = []  # of each open list; below zero in one without numbers

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what a tag begins."""
        if tag in self.SILENT:
            self._silent = self._silent or tag
        elif tag in ("ol", "ul"):
            self._items.append(0 if tag == "ol" else -1)
        elif tag == "li":
            numbered = bool(self._items) and self._items[-1] >= 0
            if numbered:
                self._items[-1] += 1
            self.parts.append(f"\n\n({self._items[-1]}) " if numbered else "\n\n- ")
        elif tag == "br":
            self.parts.append("\n")
        elif re.fullmatch("h[1-6]", tag):
            self.parts.append(f"\n\n{'#' * int(tag[1])} ")
        elif tag == "sup":
            self.parts.append("<sup>")
        elif tag == "td" or tag == "th":
            self.parts.append("| ")
        elif tag in self.APART and self.parts[-1:] != ["\n\n- "]:
            in_item = bool(self.parts) and re.fullmatch(r"\n\n\(\d+\) ", self.parts[-1])
            self.parts += [] if in_item else ["\n\n"]

    def handle_endtag(self, tag: str) -> None:
        """End what a tag ends."""
        if tag == self._silent:
            self._silent = ""
        elif tag in ("ol", "ul"):
            self._items = self._items[:-1]
            self.parts.append("\n\n")
        elif tag == "sup":
            self.parts.append("</sup>")
        elif tag in self.APART or re.fullmatch("h[1-6]", tag):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        """Keep what is no tag."""
        if not self._silent:
            self.parts.append(data)


def paragraphs(block: str) -> list[str]:
    """Return the paragraphs of a block of lines: one ends with a sentence in a line not full.

    Some programs leave no empty lines between paragraphs.
    """
    lines = block.split("\n")
    if len(lines) < 3:
        return [block]
    full = FULL * sorted(map(len, lines))[-1 - len(lines) // 10]
    found: list[list[str]] = [[]]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        found[-1].append(line)
        ends = len(line.rstrip()) < full and SENTENCE.search(line.rstrip()[-60:])
        if ends and BEGINNING.match(following):
            found.append([])
    return ["\n".join(part) for part in found if part]


def side_by_side(text: str) -> bool:
    """Return whether the lines of a text run across two columns."""
    lines = sum(1 for line in text[:1_000_000].split("\n") if len(line.strip()) > 40)
    return lines > 20 and len(GAP.findall(text[:1_000_000])) > SIDE_BY_SIDE * lines
