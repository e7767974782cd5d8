"""Labels with the sub- and superscripts of their formulas."""

from __future__ import annotations

import re

__all__ = ["typeset"]

PART = (
    r"[A-Z][a-wyz]?|[()\[\]]|\d*\.?\d*[xyz](?:[-+]\d*\.?\d*[xyz])*|\d+(?:\.\d+)?(?:[-+]\d*[xyz])*"
)
WORD = re.compile(rf"(?P<parts>(?:{PART})+)(?P<charge>[+-]?)")
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
    runs: list[tuple[str, str]] = []
    for word in re.split(r"(\s+|[,;:/]|-(?=[a-z]{2}|[A-Z]))", label):
        for text, level in typeset_word(word):
            if runs and runs[-1][1] == level:
                runs[-1] = runs[-1][0] + text, level
            elif text:
                runs.append((text, level))
    return runs


def typeset_word(word: str) -> list[tuple[str, str]]:
    """Return the runs of one word; a word that is no formula is one run."""
    if site := SITE.fullmatch(word):
        return [(site[1], ""), (site[2], "sub")]
    match = WORD.fullmatch(word)
    if not match or not re.match(r"[(\[]*[A-Z]", word) or not re.search(r"[\d+-]", word):
        return [(word, "")]
    parts = re.findall(PART, match["parts"])
    charge = match["charge"]
    if charge and parts[-1].isdigit() and (len(parts) == 2 or parts[-2] == "]"):
        charge = parts.pop() + charge  # Ni2+ and [PbBr6]4-, but NH4+
    levels = [(part, "" if re.match(r"[A-Z()\[\]]", part) else "sub") for part in parts]
    return [(text.replace("-", "−"), at) for text, at in [*levels, (charge, "sup")] if text]
