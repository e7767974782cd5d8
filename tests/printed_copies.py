"""A made-up article of records, and how programs would print it; no sentence is anyone else's."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

SECTIONS = {"introduction": 3, "synthesis": 4, "doping": 5, "ligands": 4}
TITLES = ("Introduction", "Synthesis of nothing", "Doping", "Ligands")
AGENTS = [
    "KI",
    "ZnBr2",
    "CdCl2",
    "SrCl2",
    "YCl3",
    "CuCl2",
    "NiCl2",
    "KBr",
    "ZnI2",
    "NH4SCN",
    "MABr",
    "MnCl2",
    "DDAB",
    "KI",
    "ZnBr2",
    "CdCl2",
]
HOSTS = ("CsPbBr3", "CsPbI3", "CsPbCl3")
DEFECTS = {"V_Cl": "chloride vacancy", "V_Pb": "lead vacancy", "V_Br": "bromide vacancy", "V_Cs": "caesium vacancy"}  # fmt: skip
OBSERVABLES = {
    "PLQY": ("photoluminescence quantum yield", "PERCENT", "%"),
    "EQE": ("external quantum efficiency", "PERCENT", "%"),
    "PLLifetime": ("PL lifetime", "NanoSEC", "ns"),
    "Luminance": ("luminance", "CD-PER-M2", "cd/m2"),
}
OTHER_UNIT = {"PERCENT": ("NanoSEC", "ns"), "NanoSEC": ("PERCENT", "%"), "CD-PER-M2": ("NanoSEC", "ns")}  # fmt: skip
COMPARATORS = {"": "", ">": "over ", "~": "about ", "up to": "up to ", "<": "below "}
FILLERS = (
    "Nobody has repeated this, and the authors of the present lines never saw a crystal of any kind.",
    "As for the rest, the weather was fine, the coffee was weak, and the lamp had been left burning overnight.",
    "Such sentences are there to fill a page, so that a page can be divided where a program likes to do so.",
    "A second batch behaved as the first did, whatever that may be worth to those who read made-up papers.",
    "It was a long afternoon, and what was written down then was copied by hand into another notebook later.",
)


@dataclass(frozen=True)
class Item:
    """A record: a measurement, a claim or a citation, with all that may be falsified."""

    name: str
    place: str
    agent: str = ""
    host: str = ""
    observable: str = ""
    value: str = ""
    unit: tuple[str, str] = ("", "")
    comparator: str = ""
    defect: str = ""
    author: str = ""
    year: str = ""
    pages: str = ""


Block = tuple[str, str]  # title, heading, body, caption, reference; and its text


def article() -> tuple[list[Item], list[Block]]:
    """Return the true records and the blocks that print them."""
    items: list[Item] = []
    blocks: list[Block] = [("title", "A long review that nobody wrote")]
    blocks.append(("body", "ABSTRACT: " + " ".join(FILLERS[:2])))
    number = 0
    for (section, count), title in zip(SECTIONS.items(), TITLES, strict=True):
        blocks.append(("heading", title))
        for order in range(1, count + 1):
            place = f"{section} ¶{order}"
            mine, text = paragraph(number, place)
            items += mine
            blocks.append(("body", text))
            if order == 2:
                figure = len([b for b in blocks if b[0] == "caption"]) + 1
                mine, text = paragraph(number + 40, f"Fig. {figure}")
                items += mine[:2]
                blocks.append(("caption", f"Figure {figure}. {text.partition(' The agent')[0]}"))
            number += 1
    blocks.append(("heading", "References"))
    for n in range(1, 11):
        author, year, pages = f"Nobody{'abcdefghij'[n - 1]}", str(1990 + n), str(300 + 7 * n)
        items.append(Item(f"ref-{n}", f"ref {n}", author=author, year=year, pages=pages))
        blocks.append(
            ("reference", f"{author}, A. A Title of Nothing. J. Nowhere {year}, 4, {pages}.")
        )
    return items, blocks


def paragraph(number: int, place: str) -> tuple[list[Item], str]:
    """Return two measurements and a claim, and the paragraph that prints them."""
    agent, host = AGENTS[number % len(AGENTS)], HOSTS[number % 3]
    observable = list(OBSERVABLES)[number % 4]
    other = OBSERVABLES[list(OBSERVABLES)[(number + 1) % 4]][0]
    named, *unit = OBSERVABLES[observable]
    comparator = list(COMPARATORS)[number % 5]
    low, high = f"{11 + number}.{number % 9 + 1}", f"{57 + number}.{number % 8 + 1}"
    defect = list(DEFECTS)[number % 4]
    common = Item("", place, agent, host, observable, unit=(unit[0], unit[1]))
    items = [
        replace(common, name=f"p{number}-m1", value=low),
        replace(common, name=f"p{number}-m2", value=high, comparator=comparator),
        Item(f"p{number}-c1", place, agent=agent, defect=defect),
    ]
    sentences = [
        f"The {named} of {host} nanocrystals was {low} {unit[1]} at first.",
        f"With {agent}, the {named} reached {COMPARATORS[comparator]}{high} {unit[1]}.^{number % 9 + 1}",
        f"The agent {agent} removes each {DEFECTS[defect]} from the well-known faces.",
        f"No {other} was reported there.",
        FILLERS[number % 5],
        FILLERS[(number + 2) % 5],
    ]
    return items, " ".join(sentences)


def falsified(items: list[Item]) -> list[Item]:
    """Return false records, each one true but for one thing."""
    found: list[Item] = []
    for at, item in enumerate(items):
        found += [
            replace(f, name=f"{item.name}-false-{n}") for n, f in enumerate(falsify(at, item))
        ]
    return found


def falsify(at: int, item: Item) -> Iterator[Item]:
    """Yield a record with one thing changed: value, unit, comparator, observable, defect, place."""
    if item.value:
        whole, _, part = item.value.partition(".")
        yield replace(item, value=f"{whole}.{(int(part) + 1) % 10}")
        yield replace(item, unit=OTHER_UNIT[item.unit[0]])
        signs = list(COMPARATORS)
        yield replace(item, comparator=signs[(signs.index(item.comparator) + 1 + at % 4) % 5])
        names = list(OBSERVABLES)
        yield replace(item, observable=names[(names.index(item.observable) + 1) % 4])
    if item.defect:
        names = list(DEFECTS)
        for step in (1, 2, 3):
            yield replace(item, defect=names[(names.index(item.defect) + step) % 4])
    if item.year:
        yield replace(item, year=str(int(item.year) + 20))
        yield replace(item, place=f"ref {int(item.place[4:]) % 10 + 1}")
    else:
        yield replace(item, place="introduction ¶1" if "intro" not in item.place else "doping ¶2")


def turtle(items: list[Item]) -> str:
    """Return the records and their source in Turtle."""
    lines = ["@prefix d: <https://w3id.org/defectkg/data/> .", "@prefix dkg: <https://w3id.org/defectkg/ontology/> ."]  # fmt: skip
    lines += ["@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .", "@prefix unit: <http://qudt.org/vocab/unit/> ."]  # fmt: skip
    extent = "; ".join(f"{name} ¶{count}" for name, count in SECTIONS.items())
    lines.append(
        f'd:long-review a dkg:Publication ; rdfs:label "Long review"@en ; dkg:extent "{extent}" ;'
        f' dkg:title "A long review that nobody wrote" .'
    )
    for item in items:
        about = [f'dkg:locator "{item.place}"', "dkg:statedIn d:long-review"]
        if item.year:
            number = item.place.removeprefix("ref ")
            about = [f"dkg:referenceNumber {number}", "dkg:statedIn d:long-review"]
            about += [f'dkg:authorsText "{item.author}, A."', f'dkg:yearText "{item.year}"']
            about += [f'dkg:pagesText "{item.pages}"']
        elif item.value:
            lines.append(f"d:{item.name}-t a dkg:Treatment ; dkg:agent dkg:{item.agent} ; dkg:host dkg:{item.host} .")  # fmt: skip
            about += [f"dkg:treatment d:{item.name}-t", f"dkg:observable dkg:{item.observable}"]
            about += [f'dkg:valueText "{item.value}"', f"dkg:unit unit:{item.unit[0]}"]
            about += [f'dkg:comparator "{item.comparator}"'] if item.comparator else []
        else:
            about += [f"dkg:cause dkg:{item.agent}", f"dkg:effect dkg:{item.defect}"]
        kind = "Citation" if item.year else "Measurement" if item.value else "Claim"
        lines.append(f"d:{item.name} a dkg:{kind} ; {' ; '.join(about)} .")
    return "\n".join(lines)


def numbered(blocks: list[Block], form: str) -> list[Block]:
    """Return the blocks with the entries of the reference list numbered."""
    texts = [text for kind, text in blocks if kind == "reference"]
    return [
        (kind, form.format(texts.index(text) + 1) + text if kind == "reference" else text)
        for kind, text in blocks
    ]


def wrapped(text: str, width: int = 84, hyphens: bool = False) -> str:
    """Return a text in lines; ``hyphens`` divides a word at some ends."""
    if not hyphens:
        return textwrap.fill(text, width, break_on_hyphens=False, break_long_words=False)
    lines, line = [], ""
    for word in text.split():
        over = len(line) + len(word) >= width
        if over and len(line) + 6 <= width and word.isalpha() and word.islower() and len(word) > 6:
            lines.append(f"{line} {word[:4]}-")
            line = word[4:]
        elif over:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def flat(text: str) -> str:
    """Return a text whose raised citations are numbers like others."""
    return re.sub(r"\.\^(\d)", r".\1", text)


def pages(text: str, lines: int, heads: bool) -> str:
    """Return a text in pages with a form feed, under a running head."""
    rows = text.split("\n")
    parts = ["\n".join(rows[at : at + lines]) for at in range(0, len(rows), lines)]
    framed = (f"J. Nowhere 2000, Page {n}\n\n{part}\n\n{n}" for n, part in enumerate(parts, 1))
    return "\f".join(framed if heads else parts)


def markdown(blocks: list[Block]) -> str:
    marks = {"title": "# ", "heading": "## ", "caption": "**", "reference": "", "body": ""}
    told = [marks[k] + (t.replace(". ", ".** ", 1) if k == "caption" else t) for k, t in numbered(blocks, "{}. ")]  # fmt: skip
    return re.sub(r"(CsPb\w+?)3\b", r"$\1_3$", "\n\n".join(told))


def web_page(blocks: list[Block]) -> str:
    tags = {"title": "h1", "heading": "h2", "body": "p", "caption": "figcaption", "reference": "li"}
    raised = [(k, re.sub(r"\^(\d)", r"<sup>\1</sup>", t).replace("CsPbBr3", "CsPbBr<sub>3</sub>")) for k, t in blocks]  # fmt: skip
    body = "".join(f"<{tags[k]}>{t.replace(' was ', ' was&nbsp;')}</{tags[k]}>" for k, t in raised)
    body = body.replace("<li>", "<ol><li>", 1) + "</ol>"
    return f"<html><head><title>x</title><style>p {{}}</style></head><body>{body}</body></html>"


def pdftotext(blocks: list[Block]) -> str:
    told = [flat(wrapped(t, hyphens=True)) for _, t in numbered(blocks, "({}) ")]
    return pages("\n\n".join(told), 34, heads=True)


def pdftotext_raw(blocks: list[Block]) -> str:
    told = [t.upper() if k == "heading" else flat(wrapped(t)) for k, t in numbered(blocks, "({}) ")]
    return "\n".join(told)


def pymupdf(blocks: list[Block]) -> str:
    told = [wrapped(t, 70).replace("fi", "ﬁ").replace(" the ", " the\u200b ") for _, t in numbered(blocks, "[{}] ")]  # fmt: skip
    return "\n".join(told)


def pypdf(blocks: list[Block]) -> str:
    told = [f"{flat(wrapped(t, 90))} " for _, t in numbered(blocks, "{}. ")]
    return "\n".join(told).replace("first", "\0rst", 1)


def pdfminer(blocks: list[Block]) -> str:
    told = [
        "Notes and references" if t == "References" else flat(wrapped(t, 60, hyphens=True))
        for _, t in numbered(blocks, "{} ")
    ]
    return pages("\n\n".join(told), 47, heads=False)


def lines(blocks: list[Block]) -> str:
    return "\ufeff" + "\r\n".join(t for _, t in numbered(blocks, "{}. "))


def one_line(blocks: list[Block]) -> str:
    return " ".join(t for _, t in numbered(blocks, "({}) "))


def two_columns(blocks: list[Block]) -> str:
    rows = "\n\n".join(wrapped(t, 50) for _, t in numbered(blocks, "({}) ")).split("\n")
    half = len(rows) // 2
    return "\n".join(f"{a:<56}{b}" for a, b in zip_longest(rows[:half], rows[half:], fillvalue=""))


Print = Callable[[list[Block]], str]
USUAL: list[Print] = [markdown, web_page, pdftotext, pdftotext_raw, pymupdf, pypdf, pdfminer, lines]
POOR: list[Print] = [one_line, two_columns]
