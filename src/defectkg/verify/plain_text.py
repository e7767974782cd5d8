"""One plain script for text from PDFs, LaTeX, Markdown and HTML: numbers, formulas, no citations.

What is raised tells what it is: after ten it is a power, after a unit an exponent, with a sign at
its end a charge, and else the number of a citation, which goes. pylatexenc would undo the LaTeX,
but not tell these apart, so a short table does both.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

__all__ = ["ABOUT", "MINUS", "plain_text"]

LATEX = {
    r"\times": "×", r"\cdot": "·", r"\pm": "±", r"\sim": "~", r"\approx": "~", r"\mu": "µ",
    r"\alpha": "α", r"\beta": "β", r"\gamma": "γ", r"\circ": "°", r"\degree": "°", r"\%": "%",
    r"\,": " ", r"\;": " ", r"\ ": " ", r"\&": "&", r"\leq": "≤", r"\geq": "≥",
}  # fmt: skip
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
ABOUT = "≈"  # before a number, however it is printed
MINUS = "⁻"  # stays in the plain text as the sign of a charge, so that a hyphen is none
DASHES = str.maketrans(dict.fromkeys("−–—‐‑₋", "-") | {"’": "'", "′": "'", "μ": "µ", "\u00ad": ""})
UNITS = r"(?:^|[\s/·\d(])(?:[kcmnpµd]?m|s|in|µs|ns|ps)$"
CITED = r"\d+(?:\s*[-–,;]\s*\d+)*"


def plain_text(text: str) -> str:
    """Return text with one spelling for each number, charge, power and formula.

    Examples
    --------
    >>> plain_text("$CsPbBr_3$ NCs with Br⁻, 1.26 × 10^{17} cm⁻³.^{36,40}")
    'CsPbBr3 NCs with Br⁻, 126000000000000000 cm-3.'
    >>> plain_text("a factor of 10⁹.³⁶ and 12,090 cd m^-2 [37]")
    'a factor of 1000000000. and 12090 cd m-2'
    """
    text = re.sub(rf"\[\^?{CITED}\]", " ", text)
    text = lower(unlatex(raise_all(text)))
    text = re.sub(r"\^\{([^{}]*)\}", resolve, text)
    text = re.sub(r"[~∼≈≃≅]\s*(?=\d)", ABOUT, text)
    text = re.sub(r"[$\\{}*_~^`]", "", text)
    return re.sub(r"\s+", " ", numbers(text)).strip()


def raise_all(text: str) -> str:
    """Return text with everything that is raised written as ``^{…}``."""
    text = re.sub(r"<sup>([^<]{0,80})</sup>|\\textsuperscript\{([^{}]*)\}", r"^{\1\2}", text)
    text = re.sub(r"</?[a-z][^<>]{0,80}>", "", text)
    run = rf"[{RAISED}]+(?:[,–-][{RAISED}]+)*"
    text = re.sub(run, lambda m: "^{" + unicodedata.normalize("NFKC", m[0]) + "}", text)
    return re.sub(r"\^(\d[\d,–-]*)\^", r"^{\1}", text)


def unlatex(text: str) -> str:
    """Return text with LaTeX symbols as Unicode and without its fonts and citations."""
    if "\\" in text:
        text = re.sub(r"\\cite[a-z]{0,20}(?:\[[^\[\]]*\])?\{[^{}]*\}", "", text)
        text = re.sub(r"\\(?:math|text)(?:rm|it|bf|sf)?\b\s*|\\(?:rm|it|bf|ce|emph)\b\s*", "", text)
        symbols = sorted(map(re.escape, LATEX), key=len, reverse=True)
        text = re.sub(rf"(?:{'|'.join(symbols)})(?![a-z])", lambda m: LATEX[m[0]], text)
    text = text.replace("$^", "^").replace("$", "")
    text = re.sub(r"\^\{?°\}?", "°", text)
    for _ in range(2):  # braces in braces
        text = re.sub(r"(?<!\^)\{([^{}]*)\}", r"\1", text)
    return re.sub(r"\^([-+−]?\d+[-+−]?|[-+−])", r"^{\1}", text)


def lower(text: str) -> str:
    """Return text in the compatibility forms of Unicode, with one dash."""
    text = re.sub(r"(?<=\d)[\u2009\u202f](?=\d{3}\b)", ",", text)
    return unicodedata.normalize("NFKC", text.translate(DASHES)).translate(DASHES)


def resolve(match: re.Match[str]) -> str:
    """Return what a raised text stands for, by what precedes it."""
    raised = match[1].strip().replace(" ", "")
    before = match.string[max(0, match.start() - 12) : match.start()]
    if re.search(r"(?:^|[^\d.,])10$", before) and re.fullmatch(r"-?\d{1,3}", raised):
        return f"↑{raised}"
    if re.fullmatch(r"\d*[+-]", raised):
        apart = raised[:-1] and before[-1:].isdigit()  # the 4 of [PbBr6]4- is no part of the 6
        return f"{' ' * bool(apart)}{raised}".replace("-", MINUS)
    if re.fullmatch(r"-\d", raised) or (raised in ("2", "3") and re.search(UNITS, before)):
        return raised
    return raised if raised.isalpha() else " "


def numbers(text: str) -> str:
    """Return text with powers of ten and grouped thousands written out."""
    text = re.sub(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,])", lambda m: m[0].replace(",", ""), text)
    text = re.sub(r"(?<=\d)\s*[×·]\s*10(?=-?\d{1,2}(?!\d|\.\d))", " ×10↑", text)  # power flattened
    text = re.sub(r"(?<=\d)[eE][+]?(?=-?\d{1,2}\b)", " ×10↑", text)
    form = r"(?:(?<![\w.])(\d+(?:\.\d+)?)\s*[×x·]\s*)?10↑(-?\d{1,3})"
    return re.sub(form, lambda m: written_out(m[1] or "1", int(m[2])), text)


def written_out(mantissa: str, power: int) -> str:
    """Return a number without its power of ten.

    Examples
    --------
    >>> written_out("1.26", 17)
    '126000000000000000'
    """
    return f"{Decimal(mantissa).scaleb(power):f}"
