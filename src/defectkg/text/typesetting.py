"""Labels with the sub- and superscripts of their formulas."""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter

__all__ = ["typeset"]

AMOUNT = r"(?:\d+(?:\.\d*)?|\.\d*)?[xyz]"
PART = re.compile(
    rf"[A-Z][a-wyz]?|[()\[\]]|{AMOUNT}(?:[-+]{AMOUNT})*|\d+(?:\.\d+)?(?:[-+]\d*[xyz])*"
)
SITE = re.compile(r"([A-Za-z]+)_\{?(\w+)\}?")  # V_Cl, Ce_Pb


def typeset(label: str) -> list[tuple[str, str]]:
    """Return a label as runs of text, each with its level: empty, ``sub`` or ``sup``.

    Examples
    --------
    >>> typeset("Ni2+ in CsPbBr3")
    [('Ni', ''), ('2+', 'sup'), (' in CsPbBr', ''), ('3', 'sub')]
    >>> typeset("2D layer, V_Cl")
    [('2D layer, V', ''), ('Cl', 'sub')]
    >>> typeset("InChIKey")
    [('InChIKey', '')]
    """
    words = re.split(r"(\s+|[,;:/]|-(?=[a-z]{2}|[A-Z]))", label)
    pieces = (piece for word in words for piece in typeset_word(word) if piece[0])
    return [
        ("".join(text for text, _ in run), level)
        for level, run in groupby(pieces, key=itemgetter(1))
    ]


def typeset_word(word: str) -> list[tuple[str, str]]:
    """Return the runs of one word; a word that is no formula is one run."""
    if site := SITE.fullmatch(word):
        return [(site[1], ""), (site[2], "sub")]
    charge = word[-1:] if word.endswith(("+", "-")) else ""
    body = word.removesuffix(charge)
    parts = PART.findall(body)
    # Matched one by one and not all at once, so that no word of others takes long.
    if "".join(parts) != body or not re.match(r"[(\[]*[A-Z]", word):
        return [(word, "")]
    if not re.search(r"[\d+-]", word):
        return [(word, "")]
    if charge and parts[-1].isdigit() and (len(parts) == 2 or parts[-2] == "]"):
        charge = parts.pop() + charge  # Ni2+ and [PbBr6]4-, but NH4+
    levels = [(part, "" if re.match(r"[A-Z()\[\]]", part) else "sub") for part in parts]
    return [(text.replace("-", "−"), at) for text, at in [*levels, (charge, "sup")] if text]
