"""The passages of a source text: what each is, and the place where it stands.

A passage is a paragraph, also where a figure, a pull quote or a page break divides it; a caption,
with the rows of its table; or an entry of the reference list. Its section is one of those that the
publication declares (``dkg:extent``), told by a heading that holds its name (a line of ``#``, of
capitals, in bold, or of the name alone) or by the words with which the publication says that it
opens (``dkg:sectionOpening``). With neither, places are empty.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from defectkg.verify.layout import laid_out, paragraphs
from defectkg.verify.plain_text import plain_text
from defectkg.verify.wordings import stem

__all__ = ["BODY", "CAPTION", "REFERENCE", "Passage", "read_passages"]

BODY, CAPTION, REFERENCE = "body", "caption", "reference"
BACK = re.compile(
    r"acknowledg|author|correspond|orcid|notes?$|funding|competing|conflict|associated|support"
    r"|supplement|data avail|keywords|highlights|contents?$",
    re.IGNORECASE,
)
LIST = re.compile(
    r"(notes and )?references?( and notes| cited)?|bibliography|literature( cited)?", re.IGNORECASE
)
ENTRY = re.compile(
    r"(?:(?m:^)(?P<line>[ \t]*(?:[-*•][ \t]*)?)|(?<=[ \t]))"
    r"(?P<mark>[(\[]?(?P<number>\d{1,3})(?P<close>[)\].])?[ \t]+(?=\S))"
)
CAPTIONS = re.compile(r"\W*(fig(?:ure)?|scheme|table|chart)\.?\s*(\d+)\W{0,3}[.:|]", re.IGNORECASE)
FURNITURE = re.compile(
    r"\W*(received|revised|accepted|published|downloaded|cite this|e-?mail|copyright|doi\b|https?:)"
    r"|\W*©|!\[|<!--|[\[*†‡§∥|^{]+[†‡§∥|*\]}]|\W*(?:\d+\W*)?$",
    re.IGNORECASE,
)
TAKEN = re.compile(r"(?:re(?:printed|produced)|adapted)\b", re.IGNORECASE)
FROM_WHOM = re.compile(r"\b(?:permission|ref)\b", re.IGNORECASE)
OWNED = re.compile(r"copyright|©", re.IGNORECASE)
ENDED = re.compile(r"[.?!:;][\"'”’)\]*_]*(?:\s*(?:\^?\{?|\[)?[\d⁰¹²³⁴-⁹⁻,–\- ]*\}?\]?)$")
ENDING = 120  # signs at the end of a block that tell whether its sentence ends there
RUN_IN = re.compile(r"\W*([^\W\d_]+(?:-[^\W\d_]+)*)(?:\W?[.:|—–]|(?<=[A-Z]{4})\s)")
JOINTS = frozenset(("and", "of", "by", "in", "for", "with", "via", "through"))  # of a title
LONGEST_TITLE = 6  # words of the title of a section
MANY_LINES = 15  # of a block; where all have so many, empty lines do not part paragraphs
WIDE = 200  # signs; a line of a page is shorter
LONG = 24  # words, or half of it in whole sentences; shorter is title, author or address
NEAR = 4  # blocks between which a pull quote and its paragraph lie


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a text.

    Parameters
    ----------
    kind : str
        ``body``, ``caption`` or ``reference``.
    place : str
        In the words of ``dkg:locator``: ``doping ¶4``, ``Fig. 5``, ``ref 12``; or empty.
    text : str
        In the plain script of `defectkg.verify.plain_text`.
    """

    kind: str
    place: str
    text: str


def read_passages(
    text: str, sections: Iterable[str] = (), openings: Mapping[str, str] | None = None
) -> list[Passage]:
    r"""Return the passages of a text in order, without front matter, back matter and furniture.

    Parameters
    ----------
    text : str
        Plain text or Markdown.
    sections : iterable of str, optional
        The names of its sections, as places name them.
    openings : mapping of str to str, optional
        The first words of each section that has no heading of its name.

    Examples
    --------
    >>> text = "# Stability\n\nNo text.\n\n**Figure 2.** A thing."
    >>> [p.place for p in read_passages(text, ["stability"])]
    ['stability ¶1', 'Fig. 2']
    """
    known = Sections(sections, openings or {})
    counts: Counter[str] = Counter()
    blocks = joined(sort(split(laid_out(text), known), known))
    return [numbered(kind, name, raw, counts) for kind, name, raw in blocks]


class Sections:
    """The sections of a source, and how each is told in its text."""

    def __init__(self, names: Iterable[str], openings: Mapping[str, str]) -> None:
        self._stems = {name: stems(name) for name in dict.fromkeys([*names, *openings])}
        self._openings = {squeeze(plain_text(words)): name for name, words in openings.items()}

    def titled(self, title: str) -> str:
        """Return the section of which a title holds the name, or that it opens; the first wins."""
        words = stems(title)
        if len(words) > LONGEST_TITLE:
            return ""
        found = [(at, name) for name, own in self._stems.items() if (at := place(own, words)) >= 0]
        start = squeeze(plain_text(title))
        opened = (name for words, name in self._openings.items() if start.startswith(words))
        return next(opened, "") or (min(found)[1] if found else "")

    def alone(self, title: str) -> bool:
        """Return whether a title is the name of a section, such as *Results and discussion*."""
        words = stems(title)
        rests = [words[len(own) :] for own in self._stems.values() if words[: len(own)] == own]
        return any(not r or r[0] == stem("section") or r[0] in JOINTS for r in rests)

    def opened(self, block: str) -> str:
        """Return the section that a block opens: by its name, or by the declared words."""
        run_in = RUN_IN.match(block[:WIDE])
        if run_in and run_in[1][0].isupper() and self.alone(run_in[1]):
            return self.titled(run_in[1])
        start = squeeze(plain_text(block[:400]))
        # A drop capital is often lost, so the words need not be the very first.
        opened = (n for words, n in self._openings.items() if words in start[: len(words) + 12])
        return next(opened, "")


def stems(text: str) -> list[str]:
    """Return the stems of the words of a text."""
    return [stem(word) for word in re.findall(r"[^\W\d_]+", text.casefold())]


def place(part: Sequence[str], whole: Sequence[str]) -> int:
    """Return where a sequence begins in another; -1 if nowhere."""
    ends = range(len(whole) - len(part) + 1)
    return next((at for at in ends if whole[at : at + len(part)] == part), -1)


def split(text: str, sections: Sections) -> list[str]:
    """Return the blocks between empty lines, headings and the items of lists apart.

    Lines too long to be those of a page are blocks by themselves.
    """
    text = re.sub(r"(?m)^(#{1,6} .*)$", r"\n\1\n", text)
    found: list[str] = []
    blocks = [block for block in re.split(r"\n[ \t\u00a0]*\n", text) if block.strip()]
    run_on = text.count("\n") > MANY_LINES * len(blocks)
    for block in blocks:
        wide = any(len(line) > WIDE for line in block.split("\n"))
        for part in apart(block, sections):
            items = part.split("\n") if wide else re.split(r"\n(?=[ \t]*[-*•][ \t])", part)
            found += [p for i in items for p in paragraphs(i)] if run_on and not wide else items
    return [item.strip() for item in found if item.strip()]


def apart(block: str, sections: Sections) -> list[str]:
    """Return a block with its headings and captions apart that stand in lines of their own."""
    lines = block.split("\n")
    if len(lines) == 1:
        return [block]
    parts: list[list[str]] = [[]]
    for line in lines:
        begins = not parts[-1] or ended(parts[-1][-1].rstrip())
        short = line.strip() if begins and len(line) <= WIDE else ""
        title = title_of(short) if short else ""
        named = LIST.fullmatch(title) or BACK.fullmatch(title) or sections.alone(title)
        stands = title and title[0].isupper() and not short.endswith(tuple(".,;:"))
        if stands and len(title.split()) <= LONGEST_TITLE and named:
            parts += [[line], []]
        elif short and CAPTIONS.match(short):
            parts.append([line])
        else:
            parts[-1].append(line)
    return ["\n".join(part) for part in parts if part]


def entries(block: str, last: int) -> list[tuple[str, str]]:
    """Return place and text of the entries of a block; what goes on from before has no place.

    A number in brackets begins an entry where a line begins; one without, or within a line, only
    if it follows on the last.
    """
    starts: list[tuple[int, int]] = []
    for match in ENTRY.finditer(block):
        number = int(match["number"])
        marked = bool(match["close"])
        after_stop = match["line"] is not None or block[
            max(0, match.start() - 3) : match.start()
        ].rstrip()[-1:] in (".", ";")
        first = match["line"] is not None and marked
        if first or (number == last + 1 and after_stop):
            starts.append((match.start("mark"), number))
            last = number
    ends = [*(start for start, _ in starts[1:]), len(block)]
    before = block[: starts[0][0]] if starts else block
    found = [("", before)] if before.strip() else []
    told = zip(starts, ends, strict=False)  # without a start there is one end
    return [*found, *((f"ref {number}", block[start:end]) for (start, number), end in told)]


def sort(blocks: list[str], sections: Sections) -> Iterator[tuple[str, str, str]]:
    """Yield kind, section and text of each block; a new section is marked by ``>``."""
    section, listed = "", False
    level = 0  # of the heading of the section
    last = 0  # number of an entry of the reference list
    table = ""  # the place of the last caption of a table
    seen = False  # whether the front matter is over
    for index, block in enumerate(blocks):
        title = heading(block, sections)
        if title and not index and not sections.alone(title):
            continue  # the title of the whole
        if title:
            listed = bool(LIST.fullmatch(title))
            name, depth = sections.titled(title), len(block) - len(block.lstrip("#"))
            below = 0 < level < depth  # a part of its section, whatever it is called
            if listed or BACK.match(title) or (name and not below):
                section, seen, level = (f">{name}" if name else "-"), True, depth
            continue
        if listed:
            for place, entry in entries(block, last):
                last = int(place.removeprefix("ref ") or last)
                yield REFERENCE, place, entry
        elif caption := CAPTIONS.match(block):
            of_table = caption[1].lower() == "table"
            place = f"{'Table' if of_table else 'Fig.'} {caption[2]}"
            table = place if of_table else table
            yield CAPTION, place, without_permission(block)
        elif block.startswith("|"):
            yield CAPTION, table, block
        elif not FURNITURE.match(block) and not quoted(blocks, index):
            if opened := sections.opened(block):
                section, seen = f">{opened}", True
            length = len(block.split())
            seen = seen or length >= LONG or (length >= LONG // 2 and ended(block))
            if seen and section != "-":
                yield BODY, section, block
                section = section.removeprefix(">")


def heading(block: str, sections: Sections) -> str:
    """Return the title that a block is, or nothing."""
    if "\n" in block or len(block) > WIDE + 10:
        return ""
    level = len(block) - len(block.lstrip("#"))
    if 0 < level < 7 and block[level : level + 1].isspace():
        return title_of(block.strip("#").strip())
    title = title_of(block)
    if len(title.split()) > LONGEST_TITLE or not title:
        return ""
    bold = re.fullmatch(r"(\*\*|__).+\1", block)
    named = LIST.fullmatch(title) or sections.alone(title)
    return title if bold or named or (title.isupper() and len(title) > 3) else ""


def title_of(text: str) -> str:
    """Return a title without its marks and number."""
    return re.sub(r"^[\W\d]*(?:\d+\.)*\s*|[\W_]+$", "", text)


def without_permission(caption: str) -> str:
    """Return a caption without what its sentences say of permission or copyright."""
    *sentences, rest = caption.split(".")
    return (
        "".join(f"{s[:cut]}{'.' * (cut == len(s))}" for s in sentences for cut in [owned(s)]) + rest
    )


def owned(sentence: str) -> int:
    """Return where a sentence begins to speak of permission or copyright, else its length."""
    taken, copyright = TAKEN.search(sentence), OWNED.search(sentence)
    by = [match.start() for match in FROM_WHOM.finditer(sentence)][-1:]
    starts = [taken.start()] if taken and by and by[0] >= taken.end() else []
    return min([*starts, *([copyright.start()] if copyright else []), len(sentence)])


def ended(block: str) -> bool:
    """Return whether a block ends as a sentence does, with or without a citation."""
    return bool(ENDED.search(block[-ENDING:]))


def squeeze(text: str) -> str:
    """Return the letters and digits of a text."""
    return re.sub(r"[\W_]+", "", text.casefold())


def quoted(blocks: list[str], index: int) -> bool:
    """Return whether a short block only repeats whole sentences of the blocks around it."""
    block = blocks[index]
    if not block.endswith((".", "!", "?")) or len(block) > 500 or block[0].islower():
        return False
    around = [*blocks[max(0, index - NEAR) : index], *blocks[index + 1 : index + 1 + NEAR]]
    return squeeze(block) in squeeze("".join(b for b in around if not CAPTIONS.match(b)))


def joined(blocks: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return the blocks, with what was divided as one, in the order of their beginnings."""
    whole: list[tuple[str, str, list[str]]] = []
    last: dict[str, int] = {}  # of each kind
    for kind, name, raw in blocks:
        at = last.get(kind)
        if at is not None and continues(
            (kind, whole[at][1], " ".join(whole[at][2][-3:])), name, raw
        ):
            whole[at][2].append(raw)
        else:
            last[kind] = len(whole)
            whole.append((kind, name, [raw]))
    return [(kind, name, " ".join(parts)) for kind, name, parts in whole]


def continues(last: tuple[str, str, str], name: str, raw: str) -> bool:
    """Return whether a block goes on where the last of its kind left off."""
    if last[0] == REFERENCE:
        return not name
    if last[0] == CAPTION:
        return raw.startswith("|") and last[1] == name
    item = re.match(r"\s*[-*•]\s", raw)
    return last[0] == BODY and not (name.startswith(">") or item or ended(last[2]))


def numbered(kind: str, name: str, raw: str, counts: Counter[str]) -> Passage:
    """Return the passage of a block, with its number in its section."""
    if kind in (CAPTION, REFERENCE):
        return Passage(kind, name, plain_text(raw))
    section = name.removeprefix(">")
    counts[section] += 1
    return Passage(kind, f"{section} ¶{counts[section]}" if section else "", plain_text(raw))
