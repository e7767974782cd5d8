"""Words of an answer as links to the pages of what they name."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup, escape

from defectkg.errors import visible
from defectkg.model import terms
from defectkg.rdf.prefixes import DATA, TERMS, curie
from defectkg.text.sentences import word
from defectkg.text.typesetting import typeset

if TYPE_CHECKING:
    from defectkg.graph import DefectGraph

__all__ = ["Links", "address", "formula", "with_links"]

WORD = re.compile(r"[^\s;,(\[{“\"]\S*|[(\[]\S+")
ENDS = ".,;:)]}”\"’'"
DOI = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;)]")
# Of what names become links; words of the model, such as "lowers" or "stated", would be everywhere.
LINKED = frozenset(
    {*terms.LAYERS, terms.HOST_KIND, terms.FORM_KIND, terms.MECHANISM_KIND, terms.METHOD_KIND}
    | {terms.PUBLICATION, terms.TREATMENT}
)
BOX = re.compile(r'<g data-node="([^" ]+)">.*?</g>', re.DOTALL)  # of one thing, in a picture
KEPT = 16_384  # texts with their links: some 10 MB
SHORTEST = 2  # letters of a name that becomes a link


def address(iri: str) -> str:
    """Return where the page of a thing is: the path of its IRI, if it is one of ours.

    A rule that sends `https://w3id.org/defectkg/` to this server leads each IRI to its page. Terms
    of others have their CURIE; what has none has no page, and the answer is empty.

    Examples
    --------
    >>> address("https://w3id.org/defectkg/ontology/V_Cl"), address("http://example.org/x")
    ('/ontology/V_Cl', '')
    >>> address("http://purls.helmholtz-metadaten.de/cdos/podo/Vacancy")
    '/other/podo:Vacancy'
    """
    for base, path in ((TERMS, "/ontology/"), (DATA, "/data/")):
        if iri.startswith(base):
            return path + quote(iri.removeprefix(base), safe="")
    short = curie(iri)
    return "" if short == iri else "/other/" + quote(short, safe=":")


def with_links(picture: str) -> Markup:
    """Return a picture of ours (SVG) in which each box of one thing is a link to its page.

    What holds links is a group to a screen reader, and no longer one image.
    """

    def linked(box: re.Match[str]) -> str:
        where = address(html.unescape(box[1]))
        return f'<a href="{html.escape(where)}">{box[0]}</a>' if where else box[0]

    return Markup(BOX.sub(linked, picture.replace('role="img"', 'role="group"', 1)))


class Links:
    """Finds labels of kinds and works, and names of records, in a text.

    Parameters
    ----------
    graph : DefectGraph
    """

    def __init__(self, graph: DefectGraph) -> None:
        self.linked = lru_cache(KEPT)(self._linked)  # the cells of tables repeat each other
        self._records: dict[str, str] = {}
        self._labels: dict[str, list[tuple[str, str]]] = defaultdict(list)  # by their first word
        for row in graph.store.rows("SELECT DISTINCT ?thing { ?thing a ?kind }").dicts():
            if row["thing"].startswith(DATA):
                self._records[row["thing"].removeprefix(DATA)] = address(row["thing"])
        for iri, name in graph.names.by_iri.items():
            where = address(iri) if LINKED & set(name.types) else ""
            if where and len(name.label) >= SHORTEST and ":" not in name.label:
                small = word(graph, iri)  # one word alone, as vacancy, stands in longer names
                for label in {name.label, small if " " in small else name.label}:
                    self._labels[first_word(label)].append((label, where))
        for same in self._labels.values():
            same.sort(key=lambda pair: -len(pair[0]))

    def record(self, name: str) -> str:
        """Return where the page of a record is; empty without such a record."""
        return self._records.get(name, "")

    def _linked(self, text: str) -> Markup:
        """Return a text whose names are links, everything else escaped."""
        text = visible(text, "\n")
        out, done = Markup(""), 0
        for match in WORD.finditer(text):
            if match.start() < done:
                continue
            found = self._at(text, match)
            if found:
                end, where = found
                out += escape(text[done : match.start()])
                out += Markup('<a href="{}">{}</a>').format(
                    where, formula(text[match.start() : end])
                )
                done = end
        return out + escape(text[done:])

    def _at(self, text: str, match: re.Match[str]) -> tuple[int, str] | None:
        """Return where a name that begins here ends, and its page."""
        if doi := DOI.match(text, match.start()):
            return doi.end(), doi[0]
        word = match[0].rstrip(ENDS)
        if word in self._records:
            return match.start() + len(word), self._records[word]
        for label, where in self._labels.get(word, ()):
            end = match.start() + len(label)
            if text.startswith(label, match.start()) and not text[end : end + 1].isalnum():
                return end, where
        return None


@lru_cache(KEPT)
def formula(label: str) -> Markup:
    """Return a label with the sub- and superscripts of its formulas."""
    runs = (
        Markup("<{0}>{1}</{0}>").format(level, text) if level else escape(text)
        for text, level in typeset(label)
    )
    return Markup("").join(runs)


def first_word(text: str) -> str:
    """Return the first word of a text, without the signs that may follow it."""
    words = text.split(None, 1)
    return words[0].rstrip(ENDS) if words else ""
