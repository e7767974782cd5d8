"""What programs make of a page, undone: tags, unseen signs, divided words, lines for paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

__all__ = ["laid_out", "paragraphs", "side_by_side"]

UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
HTML = re.compile(r"</?(?:p|br|div|h[1-6]|li|td|html|body|section)\b[^<>]{0,200}>", re.IGNORECASE)
DIVIDED = re.compile(r"\b([A-Z]?[a-z]{2,})[-‐\u00ad][ \t]*\n[ \t]*([a-z]{2,})")
HYPHENATED = re.compile(r"\b[A-Za-z]{2,}[-‐][a-z]{2,}")
SENTENCE = re.compile(r"[.?!][\"'”’)\]*_]*(?:\^?[\d⁰¹²³⁴-⁹,–-]*|\[[\d,– -]*\]|\^\{[\d,– -]*\})$")
BEGINNING = re.compile(r"[\W\d_]*[A-Z]")
DIGITS = re.compile(r"\d+")
SHORT = 100  # signs; a running head is shorter
GAP = re.compile(r"^ *[^\s|].{15,}?\S {3,}\S.{15,}$", re.MULTILINE)
SIDE_BY_SIDE = 0.25  # of the lines have a gap in their midst


def laid_out(text: str) -> str:
    r"""Return a text with its blocks between empty lines, and nothing unseen in it.

    Examples
    --------
    >>> laid_out("<h2>Doping</h2><p>Zinc fills\u200b va-\ncancies.<br>Twice.</p>").split("\n")
    ['', '', '## Doping', '', '', '', 'Zinc fills vacancies.', 'Twice.', '', '']
    """
    text = without_running_heads(text.replace("\r\n", "\n").replace("\r", "\n"))
    text = UNSEEN.sub("", text)
    return joined_words(without_tags(text) if len(HTML.findall(text[:200_000])) > 1 else text)


def without_running_heads(text: str) -> str:
    """Return a text without the lines that, numbers aside, begin or end several of its pages."""
    pages = [page.strip("\n").split("\n") for page in text.split("\f")]
    edges = Counter(DIGITS.sub("", line).strip() for page in pages for line in {page[0], page[-1]})

    def runs(line: str) -> bool:
        return len(line) < SHORT and edges[DIGITS.sub("", line).strip()] > 2

    kept = [page[runs(page[0]) : len(page) - (len(page) > 1 and runs(page[-1]))] for page in pages]
    full = width(text.split("\n"))
    parts, above = [], ""
    for page in ("\n".join(lines).strip("\n") for lines in kept):
        runs_on = bool(above) and not has_room(above, page[:full], full)
        parts += ["\n" if runs_on else "\n\n", page]
        above = page.rpartition("\n")[2]
    return "".join(parts[1:])


def width(lines: list[str]) -> int:
    """Return how wide the widest lines are, but for one in ten."""
    return sorted(map(len, lines))[-1 - len(lines) // 10]


def has_room(line: str, following: str, full: int) -> bool:
    """Return whether the first word of the following line would have fitted into a line."""
    return full - len(line.rstrip()) > len(following.partition(" ")[0])


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

    APART = frozenset((
        "p", "div", "section", "article", "ul", "ol", "table", "tr", "blockquote", "figure",
        "figcaption", "dd", "dt", "header", "footer",
    ))  # fmt: skip
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
    """Return the paragraphs of lines between which no empty lines stand.

    One ends with a sentence, in a line in which the next word would have had room.
    """
    lines = block.split("\n")
    full = width(lines)
    found: list[list[str]] = [[]]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        found[-1].append(line)
        ends = SENTENCE.search(line.rstrip()[-60:]) and BEGINNING.match(following)
        if ends and has_room(line, following[:full], full):
            found.append([])
    return ["\n".join(part) for part in found if part]


def side_by_side(text: str) -> bool:
    """Return whether the lines of a text run across two columns."""
    lines = sum(1 for line in text[:1_000_000].split("\n") if len(line.strip()) > 40)
    return lines > 20 and len(GAP.findall(text[:1_000_000])) > SIDE_BY_SIDE * lines
