"""Errors whose one-line text tells the user what to do next, and how foreign text is shown.

Names, labels, values and file names of others may hold signs that move the cursor, colour the
screen or turn the order of letters about. `visible` is the one rule for them: whatever is printed
for people shows such a sign by its code. What is written for machines keeps it, escaped as their
format asks.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "DataError",
    "DefectkgError",
    "NameLookupError",
    "QueryError",
    "QueryTimeoutError",
    "StoreAwayError",
    "cut",
    "missing_extra",
    "short_line",
    "visible",
]

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # general categories of Unicode
LONGEST_WORD = 80  # characters; of a longer name, file or value the middle is left out
LONGEST_LINE = 360
LONG = re.compile(
    rf"(?<!\w)(?:'[^']{{{LONGEST_WORD},}}'|\"[^\"]{{{LONGEST_WORD},}}\")|\S{{{LONGEST_WORD},}}"
)


def visible(text: str, keep: str = "") -> str:
    r"""Return text with each control sign, invisible sign and noncharacter as its code.

    Parameters
    ----------
    text : str
    keep : str, optional
        Signs that may stay, such as the ends of lines.

    Examples
    --------
    >>> visible("a\x1b[31mb\u202e")
    'a\\x1b[31mb\\u202e'
    """
    if text.isprintable():  # as nearly all text is
        return text
    rest = text
    for sign in keep:
        rest = rest.replace(sign, "")
    if rest.isprintable():
        return text
    return "".join(code_of(sign) if is_hidden(sign) and sign not in keep else sign for sign in text)


def is_hidden(sign: str) -> bool:
    """Return whether a sign does something to a screen other than to stand there."""
    return unicodedata.category(sign) in HIDDEN or ord(sign) & 0xFFFE == 0xFFFE


def code_of(sign: str) -> str:
    r"""Return the code of a sign as Python writes it: ``\x1b``, ``\u202e``, ``\U000e0001``."""
    if ord(sign) < 0x80:
        return f"\\x{ord(sign):02x}"
    return sign.encode("ascii", "backslashreplace").decode()


def short_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Return a message as one short line: spaces single, long names cut, control signs visible.

    Examples
    --------
    >>> short_line("no query 'aa" + "a" * 999 + "zz'; see the list")[-20:]
    "aaazz'; see the list"
    """
    line = LONG.sub(lambda match: cut(match[0], LONGEST_WORD), " ".join(text.split()))
    return cut(visible(line), longest)


def cut(text: str, length: int) -> str:
    """Return a text without its middle if it is too long; its end tells more than its start."""
    if len(text) <= length:
        return text
    head = (length - 3) // 3
    return f"{text[:head]}...{text[head + 3 - length :]}"


class DefectkgError(Exception):
    """Base of every error that the command line prints as one line with exit code 2.

    Parameters
    ----------
    message : str
        Printed as a short line; the attribute ``whole`` keeps it uncut.
    """

    def __init__(self, message: str) -> None:
        super().__init__(short_line(message))
        self.whole = message


class DataError(DefectkgError):
    """A file or folder that cannot be read, written or understood."""


class StoreAwayError(DataError):
    """A store that cannot be asked now: its server is away, or it was filled meanwhile."""


class NameLookupError(DefectkgError):
    """A name that fits nothing, or more than one thing."""


class QueryError(DefectkgError):
    """A query that is malformed, unknown or not allowed."""


class QueryTimeoutError(QueryError):
    """A query that did not end in the time it was given."""


def missing_extra(what: str, extra: str) -> DataError:
    """Return the error of a library that is missing, which names all that an extra brings.

    The libraries by name, and not the extra: so the line is right however this package came here,
    and an editable installation stays one.

    Parameters
    ----------
    what : str
        What cannot be done without it, such as ``pictures need pygraphviz``.
    extra : str
    """
    from importlib import metadata

    try:
        required = metadata.requires("defectkg") or []
    except metadata.PackageNotFoundError:  # it runs from its sources
        required = []
    parts = (line.partition(";") for line in required)
    named = [f"'{name.strip()}'" for name, _, when in parts if re.search(rf"\b{extra}\b", when)]
    wanted = " ".join(named) or f"-e '.[{extra}]' in the checkout"
    return DataError(f"{what}: run pip install {wanted}")
