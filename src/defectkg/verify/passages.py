"""The passages of a source text: what each is, and the place where it stands.

A passage is a paragraph, also where a figure, a pull quote or a page break divides it; a caption,
with the rows of its table; or an entry of the reference list. Its section comes from headings
(lines of ``#``, of capitals, in bold, or of a known name alone) and, where a source prints none,
from the opening words of each section that its publication declares (``dkg:sectionOpening``). With
neither, places are empty.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from defectkg.verify.plain_text import plain_text

__all__ = ["BODY", "CAPTION", "REFERENCE", "Passage", "read_passages"]

BODY, CAPTION, REFERENCE = "body", "caption", "reference"
SECTIONS = {  # how the title of each section of dkg:locator begins
    "abstract": "abstract", "introduction": "introduc", "synthesis": "synthe", "ligands": "ligand",
    "doping": "dop", "compensation": "compensat", "core-shell": "core-shell",
    "challenges": "challenge", "summary": "summar", "results": "result", "discussion": "discuss",
    "methods": "method|experiment", "conclusion": "conclu",
}  # fmt: skip
NAMED = re.compile(
    rf"(?:{'|'.join(SECTIONS.values())})\S*(?: (?:and|section) \S+| section)?", re.IGNORECASE
)
BACK = re.compile(
    r"acknowledg|author|correspond|orcid|notes?$|funding|competing|conflict|associated|support"
    r"|supplement|data avail|keywords|highlights|contents?$",
    re.IGNORECASE,
)
LIST = re.compile(r"references?( and notes)?$|bibliography|literature( cited)?$", re.IGNORECASE)
ENTRY = re.compile(r"(?m)^[ \t]*(?:[-*][ \t]*)?(?=[(\[]?\d{1,3}[)\].][ \t]+\S)")
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


def read_passages(text: str, openings: Mapping[str, str] | None = None) -> list[Passage]:
    r"""Return the passages of a text in order, without front matter, back matter and furniture.

    Parameters
    ----------
    text : str
        Plain text or Markdown.
    openings : mapping of str to str, optional
        The first words of each section that has no heading.

    Examples
    --------
    >>> [p.place for p in read_passages("# Results\n\nNo text.\n\n**Figure 2.** A thing.")]
    ['results ¶1', 'Fig. 2']
    """
    blocks = split(text)
    marks = {squeeze(plain_text(words)): name for name, words in (openings or {}).items()}
    counts: Counter[str] = Counter()
    return [numbered(kind, name, raw, counts) for kind, name, raw in joined(sort(blocks, marks))]


def split(text: str) -> list[str]:
    """Return the blocks between empty lines, the items of lists apart.

    Lines too long to be those of a page are blocks by themselves.
    """
    text = text.replace("\r\n", "\n").replace("\f", "\n\n")
    text = re.sub(r"(?m)^(#{1,6} .*)$", r"\n\1\n", text)
    found: list[str] = []
    for block in re.split(r"\n[ \t\u00a0]*\n", text):
        wide = any(len(line) > WIDE for line in block.split("\n"))
        found += block.split("\n") if wide else re.split(r"\n(?=[ \t]*[-*•][ \t])", block)
    return [item.strip() for item in found if item.strip()]


def sort(blocks: list[str], marks: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield kind, section and text of each block; a new section is marked by ``>``."""
    section, listed = "", False
    level = 0  # of the heading of the section
    table = ""  # the place of the last caption of a table
    seen = False  # whether the front matter is over
    for index, block in enumerate(blocks):
        title = heading(block)
        if title and not index and not NAMED.fullmatch(title):
            continue  # the title of the whole
        if title:
            listed = bool(LIST.fullmatch(title))
            name, depth = section_of(title), len(block) - len(block.lstrip("#"))
            below = 0 < level < depth  # a part of its section, whatever it is called
            if listed or BACK.match(title) or (name and not below):
                section, seen, level = (f">{name}" if name else "-"), True, depth
            continue
        if listed:
            yield from ((REFERENCE, "", entry) for entry in ENTRY.split(block) if entry)
        elif caption := CAPTIONS.match(block):
            of_table = caption[1].lower() == "table"
            place = f"{'Table' if of_table else 'Fig.'} {caption[2]}"
            table = place if of_table else table
            yield CAPTION, place, without_permission(block)
        elif block.startswith("|"):
            yield CAPTION, table, block
        elif not FURNITURE.match(block) and not quoted(blocks, index):
            if opened := opening(block, marks):
                section, seen = f">{opened}", True
            length = len(block.split())
            seen = seen or length >= LONG or (length >= LONG // 2 and ended(block))
            if seen and section != "-":
                yield BODY, section, block
                section = section.removeprefix(">")


def heading(block: str) -> str:
    """Return the title that a block is, or nothing."""
    if "\n" in block or len(block) > WIDE + 10:
        return ""
    level = len(block) - len(block.lstrip("#"))
    if 0 < level < 7 and block[level : level + 1].isspace():
        return title_of(block.strip("#").strip())
    title = title_of(block)
    if len(title.split()) > 6 or not title:
        return ""
    bold = re.fullmatch(r"(\*\*|__).+\1", block)
    named = LIST.fullmatch(title) or NAMED.fullmatch(title)
    return title if bold or named or (title.isupper() and len(title) > 3) else ""


def title_of(text: str) -> str:
    """Return a title without its marks and number."""
    return re.sub(r"^[\W\d]*(?:\d+\.)*\s*|[\W_]+$", "", text)


def section_of(title: str) -> str:
    """Return the section that a title names: the first known word counts."""
    words = title.casefold().split()
    if len(words) > 6:
        return ""
    found = ((i, name, w) for i, w in enumerate(words) for name in SECTIONS)
    return next((n for _, n, w in found if re.match(rf"\W*(?:{SECTIONS[n]})", w)), "")


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


def opening(block: str, marks: Mapping[str, str]) -> str:
    """Return the section that a block opens: its first words are declared, or say *Abstract*."""
    if re.match(r"\W*abstract\b\W", block, re.IGNORECASE):
        return "abstract"
    start = squeeze(plain_text(block[:400]))
    # A drop capital is often lost, so the words need not be the very first.
    return next((name for words, name in marks.items() if words in start[: len(words) + 12]), "")


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
        return not re.match(r"[(\[]?\d{1,3}[)\].]\s", raw)
    if last[0] == CAPTION:
        return raw.startswith("|") and last[1] == name
    item = re.match(r"\s*[-*•]\s", raw)
    return last[0] == BODY and not (name.startswith(">") or item or ended(last[2]))


def numbered(kind: str, name: str, raw: str, counts: Counter[str]) -> Passage:
    """Return the passage of a block, with its number in its section."""
    if kind == REFERENCE:
        number = re.match(r"[(\[]?(\d{1,3})[)\].]\s", raw)
        return Passage(kind, f"ref {number[1]}" if number else "", plain_text(raw))
    if kind == CAPTION:
        return Passage(kind, name, plain_text(raw))
    section = name.removeprefix(">")
    counts[section] += 1
    return Passage(kind, f"{section} ¶{counts[section]}" if section else "", plain_text(raw))
