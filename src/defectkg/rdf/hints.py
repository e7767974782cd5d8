"""What a query of a user names that nothing can match, told from its text without parsing it.

That is a prefix that is declared nowhere, a term of ours that does not exist, and a text without a
language where the graph has it with one: ``"ZnBr2"`` is not ``"ZnBr2"@en``, and all of our labels
are of the second sort. Such a text behind its predicate is read with the language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from defectkg.rdf.keywords import tokens_of
from defectkg.rdf.prefixes import DATA, TERMS, prefixes

if TYPE_CHECKING:
    from defectkg.rdf.store import Store

__all__ = ["Reading", "read_kindly", "undeclared_prefix", "undeclared_terms"]

PATH_SIGNS = frozenset("/|^*+?()!")
MOST = 200  # names of a query that are looked at
LABELS = (
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#altLabel",
)
ONLY_TAGGED = """SELECT DISTINCT ?predicate ?tagged {
    VALUES (?predicate ?written ?tagged) { %s }
    ?node ?predicate ?tagged
    MINUS { ?other ?predicate ?written }
}"""


class Reading(NamedTuple):
    """A query as it is read.

    Parameters
    ----------
    text : str
        With ``@en`` behind each text that needs it.
    remarks : list of str
        What was read otherwise than written.
    if_nothing : list of str
        What to say should nothing be found.
    """

    text: str
    remarks: list[str]
    if_nothing: list[str]


class Plain(NamedTuple):
    """A text without language or datatype in a query, and the predicates before it if any.

    Parameters
    ----------
    text : str
        As it is written, with its quotes.
    end : int
        Where it ends.
    predicates : tuple of str
        IRIs: one, or those of a path.
    """

    text: str
    end: int
    predicates: tuple[str, ...]


def declared(text: str) -> dict[str, str]:
    """Return the prefixes that a query may use: those of the table, and its own."""
    known = dict(prefixes())
    tokens = tokens_of(text)
    for token in tokens:
        if token[0].casefold() == "prefix" and (name := next(tokens, None)):
            space = next(tokens, None)
            if space and space.lastgroup == "iri":
                known[name[0].removesuffix(":")] = space[0][1:-1]
    return known


def undeclared_prefix(text: str) -> str | None:
    """Return the first prefix of a query that is declared nowhere, if there is one.

    Examples
    --------
    >>> undeclared_prefix("PREFIX ex: <http://ex.org/> SELECT * { ex:a foo:b 'bar:c', dkg:V_Cl }")
    'foo'
    """
    known = declared(text)
    for token in tokens_of(text):
        prefix, colon, _ = token[0].partition(":")
        if token.lastgroup == "word" and colon and prefix != "_" and prefix not in known:
            return prefix
    return None


def undeclared_terms(store: Store, text: str) -> list[str]:
    """Return the IRIs in our namespaces that a query names and that nothing describes."""
    if TERMS not in text and DATA not in text and ":" not in text:
        return []
    known = declared(text)
    named = {iri for token in tokens_of(text) if (iri := iri_of(token, known))}
    ours = sorted(iri for iri in named if iri.startswith((TERMS, DATA)) and iri[-1] not in "/#")
    if not ours:
        return []
    listed = " ".join(f"<{iri}>" for iri in ours[:MOST])
    rows = store.rows(f"SELECT DISTINCT ?term {{ VALUES ?term {{ {listed} }} ?term ?p ?o }}")
    described = {iri for (iri,) in rows.values}
    return [iri for iri in ours[:MOST] if iri not in described]


def read_kindly(store: Store, text: str) -> Reading:
    """Return a query with ``@en`` behind its texts where the graph has them only so."""
    plain = list(plain_texts(text))[:MOST]
    if not plain:
        return Reading(text, [], [])
    asked = {(of, one.text) for one in plain for of in one.predicates or LABELS}
    pairs = " ".join(f"(<{of}> {written} {written}@en)" for of, written in sorted(asked))
    found = set(store.rows(ONLY_TAGGED % pairs).values)
    read: list[str] = []
    doubted: list[str] = []
    for one in reversed(plain):
        value = one.text.strip(one.text[0])
        if any((of, value) in found for of in one.predicates):
            text = f"{text[: one.end]}@en{text[one.end :]}"
            read.insert(0, f"{one.text}@en")
        elif any((of, value) in found for of in LABELS):
            doubted.insert(0, f"{one.text}@en")
    return Reading(
        text,
        [f"read with the language of the graph: {', '.join(dict.fromkeys(read))}"] if read else [],
        [f"labels carry a language: write {', '.join(dict.fromkeys(doubted))}"] if doubted else [],
    )


def plain_texts(text: str) -> Iterator[Plain]:
    """Yield the texts of a query that have neither language nor datatype."""
    known = declared(text)
    path: tuple[str, ...] = ()
    tokens = list(tokens_of(text))
    signs = [token[0] for token in tokens]
    for place, token in enumerate(tokens):
        before = signs[place - 1] if place else ""
        if token.lastgroup == "string":
            is_plain = not {"@", "^"} & set(signs[place + 1 : place + 2])
            if is_plain and "\\" not in token[0] and "\n" not in token[0]:
                yield Plain(token[0], token.end(), path)
        elif before in ("@", "^") and tokens[place - 2].lastgroup in ("string", "sign"):
            continue  # the language or datatype of a text
        elif iri := iri_of(token, known):
            path = (*path, iri) if before in PATH_SIGNS else (iri,)
        elif token[0] not in PATH_SIGNS and token[0] not in (",", "@"):
            path = ()


def iri_of(token: re.Match[str], known: dict[str, str]) -> str:
    """Return the IRI that a token of a query names, or nothing."""
    prefix, colon, local = token[0].partition(":")
    if token.lastgroup == "iri":
        iri = token[0][1:-1]
    elif token.lastgroup == "word" and colon and prefix in known:
        iri = known[prefix] + re.sub(r"\\(.)", r"\1", local)
    else:
        return ""
    try:
        return ox.NamedNode(iri).value
    except ValueError:  # relative to a base, or with escapes
        return ""
