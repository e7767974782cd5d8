"""Which keywords a SPARQL text holds, told without parsing it and in time linear in its length.

Words count only outside strings, IRIs, comments and variables (SPARQL 1.1, section 19.8). What a
word is, the engine decides, and it is laxer than the grammar: it needs no space around a keyword
(``1SERVICE``, ``SERVICEex:a``), and it cuts a name in two where it knows no prefix, where the name
has a second dot, or where its IRI would be wrong (``a:SERVICE`` may be ``a:`` and ``SERVICE``). So
a run of letters, digits and signs of names is one word here, and is looked at as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

__all__ = ["asks_server", "chooses_graphs", "tokens_of", "update_word"]

TOKEN = r"""
    (?P<space>   [ \t\r\n]++ )
  | (?P<comment> \# )
  | (?P<iri>     < (?:[^<>"{}|^`\\\x00-\x20] | \\u[0-9A-Fa-f]{4} | \\U[0-9A-Fa-f]{8})*+ > )
  | (?P<string>  \"{3} (?:[^"\\] | \\. | "(?!""))*+ \"{3}
               | '{3}  (?:[^'\\] | \\. | '(?!''))*+ '{3}
               | " (?:[^"\\\r\n] | \\.)*+ " | ' (?:[^'\\\r\n] | \\.)*+ ' )
  | (?P<variable> [?$][\w\x80-\U0010ffff]++ )
  | (?P<word>    (?:[\w:%\x80-\U0010ffff-] | \\. | \.+(?=[\w:%\x80-\U0010ffff\\-]))++ )
  | (?P<sign>    . )
"""
END_OF_LINE = re.compile(r"[\r\n]|\Z")
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
ENDS_IN_SERVICE = re.compile(r"service(?:silent)?\Z", re.IGNORECASE)
BEFORE_A_GRAPH = re.compile(r"(?:graph|from|named|describe)\Z", re.IGNORECASE)
FROM = re.compile(r"(?:ask)?from(?:named)?", re.IGNORECASE)
UPDATE = re.compile("INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH")

# How far a reading of the text has come on the way to SERVICE, SILENT, a server and a bracket.
START, GRAPH, SERVICE, SERVER = 1, 2, 4, 8


def asks_server(text: str) -> bool:
    """Return whether a query may ask another server: ``SERVICE``, a variable or IRI, and ``{``.

    The same ``<`` opens an IRI in one place and means *less than* in another, which only a parser
    can tell. Both readings are followed, and both are believed; likewise codepoint escapes, which
    some engines read before anything else (section 19.2).
    """
    unescaped = ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), text)
    return any(reaches_server(read) for read in {text, unescaped} if "service" in read.lower())


def reaches_server(text: str) -> bool:
    """Return whether some reading of a text comes from SERVICE to a server and a bracket."""
    reached = bytearray(len(text) + 1)  # at each place the readings that come to it
    reached[0] = START
    line_end = 0
    for place, readings in enumerate(reached):
        if not readings or place == len(text):
            continue
        if text[place] == "#":
            if place >= line_end:
                line_end = end_of_line(text, place)
            reached[line_end] |= readings
            continue
        token = token_at(text, place)
        if token.lastgroup == "iri":
            reached[place + 1] |= START  # *less than*
        after = step(readings, token.lastgroup or "", token[0])
        if not after:
            return True
        reached[token.end()] |= after
    return False


def step(readings: int, kind: str, token: str) -> int:
    """Return how far readings come by one more token; 0 where one has arrived at a server."""
    if kind == "space":
        return readings
    after = 0
    if readings & SERVICE and (kind in ("variable", "iri") or (kind == "word" and ":" in token)):
        after |= SERVER
    if kind == "word":
        if readings & SERVICE and token.lower() == "silent":
            after |= SERVICE
        if readings & ~GRAPH:
            if ENDS_IN_SERVICE.search(token):
                after |= SERVICE
            if ":" in token.lower().partition("service")[2]:
                after |= SERVER
        if BEFORE_A_GRAPH.match(token):
            after |= GRAPH
    elif token == "{" and readings & SERVER:
        return 0
    return after or START


def chooses_graphs(text: str) -> bool:
    """Return whether a query says which graphs it asks: ``FROM``, ``FROM NAMED``."""
    return "from" in text.lower() and any(FROM.fullmatch(word) for word in words(text))


def update_word(text: str) -> str:
    """Return the keyword with which an update begins, in capitals; empty where none begins."""
    keywords = (word.upper() for word in words(text) if ":" not in word)
    first = next((word for word in keywords if word not in ("PREFIX", "BASE")), "")
    return first if UPDATE.fullmatch(first) else ""


def words(text: str) -> Iterator[str]:
    """Yield the words of a text, read as the grammar has it: the longest token counts."""
    return (token[0] for token in tokens_of(text) if token.lastgroup == "word")


def tokens_of(text: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of a text without spaces and comments; the longest token counts."""
    place = 0
    while place < len(text):
        token = token_at(text, place)
        if token.lastgroup not in ("space", "comment"):
            yield token
        place = end_of_line(text, place) if token.lastgroup == "comment" else token.end()


def token_at(text: str, place: int) -> re.Match[str]:
    """Return the token that begins at a place."""
    token = tokens().match(text, place)
    assert token, "any sign is a token"
    return token


@cache
def tokens() -> re.Pattern[str]:
    """Return the pattern of a token; most queries are answered without it."""
    return re.compile(TOKEN, re.VERBOSE | re.DOTALL | re.ASCII)


def end_of_line(text: str, place: int) -> int:
    """Return where the line of a place ends."""
    found = END_OF_LINE.search(text, place)
    assert found, "a text has an end"
    return found.start()
