"""How to cite a work, or a record with the works behind it: as text, BibTeX or CSL-JSON.

A record rests on two works: the one that found something, and the one in which it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import quote

from defectkg import __version__
from defectkg.errors import NameLookupError, QueryError
from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.model.names import Name
from defectkg.model.spelling import authors, has_more_authors
from defectkg.rdf.prefixes import TERMS, local_name
from defectkg.rdf.queries import run
from defectkg.rdf.rows import json_text

__all__ = ["CITATION_FORMATS", "Citation", "Work", "check_citation_format", "citation", "doi_link"]

CITATION_FORMATS = ("text", "bibtex", "json")
RECORDS = (terms.CLAIM, terms.MEASUREMENT, terms.TREATMENT)
LOCATOR = TERMS + "locator"
ET_AL = "et al."
SPECIAL = {sign: f"\\{sign}" for sign in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
NO_KEY = re.compile(r"[^A-Za-z0-9:._-]")


class Work(NamedTuple):
    """A publication as it is cited.

    Parameters
    ----------
    key, label : str
    authors : tuple of str
        ``Family, Given``, or whole names; ``et al.`` last where the print is cut short.
    title, journal, year, volume, pages, doi, url : str
        Empty where the graph does not have it.
    note : str
        Where it is listed, or that it is not.
    """

    key: str
    label: str
    authors: tuple[str, ...]
    title: str
    journal: str
    year: str
    volume: str
    pages: str
    doi: str
    url: str
    note: str

    @property
    def link(self) -> str:
        """The address of its DOI, or the one at which it was read."""
        return doi_link(self.doi) if self.doi else self.url

    def text(self) -> str:
        """Return the work as one line."""
        authors = "; ".join(self.authors)
        where = ", ".join(filter(None, (f"{self.journal} {self.year}".strip(), self.volume)))
        where += f", {self.pages}" if self.pages else ""
        parts = [authors, self.title, where] if self.title else [self.note or self.label]
        said = " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)
        return f"{said} {self.link}".strip()

    def bibtex(self, note: str = "") -> str:
        """Return the work as an entry of BibTeX, in UTF-8."""
        article = bool(self.title and self.journal and self.year)
        fields = {
            "author": " and ".join("others" if a == ET_AL else escaped(a) for a in self.authors),
            "title": f"{{{escaped(self.title or self.label)}}}",  # keeps the case of formulas
            "journal" if article else "howpublished": escaped(self.journal),
            "year": self.year,
            "volume": escaped(self.volume),
            "pages": escaped(self.pages).replace("–", "--"),
            "doi": escaped(self.doi),
            "url": self.link,
            "note": escaped("; ".join(filter(None, (self.note, note)))),
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        kind = "article" if article else "misc"
        return f"@{kind}{{{NO_KEY.sub('-', self.key)},\n" + ",\n".join(lines) + "\n}\n"

    def csl(self, note: str = "") -> dict[str, Any]:
        """Return the work as an item of CSL-JSON."""
        item = {
            "id": self.key,
            "type": "article-journal" if self.journal and self.year else "document",
            "title": self.title or self.label,
            "author": [csl_name(author) for author in self.authors],
            "container-title": self.journal,
            "issued": {"date-parts": [[int(self.year)]]} if self.year else None,
            "volume": self.volume,
            "page": self.pages,
            "DOI": self.doi,
            "URL": self.link,
            "note": "; ".join(filter(None, (self.note, note))),
        }
        return {name: value for name, value in item.items() if value}


class Citation(NamedTuple):
    """A work, or the works behind a record.

    Parameters
    ----------
    primary : tuple of Work
        The works that found it; the source itself where it says so on its own account.
    source : Work or None
        The work in which a record was read, where that is another one.
    place : str
        In the source; empty for a work.
    record : str
        Its short name; empty for a work.
    """

    primary: tuple[Work, ...]
    source: Work | None = None
    place: str = ""
    record: str = ""

    def to_text(self, form: str = "text") -> str:
        """Return it as ``text``, ``bibtex`` or ``json`` (CSL-JSON)."""
        check_citation_format(form)
        if form == "text":
            return self._text()
        if form == "bibtex":
            return "\n".join(work.bibtex(note) for work, note in self._with_notes())
        return json_text([work.csl(note) for work, note in self._with_notes()])

    def _text(self) -> str:
        lines = [
            f"{work.text()} [{work.note}]" if work.note and work.title else work.text()
            for work in self.primary
        ]
        if self.source:
            lines.append(f"as read in: {self.source.text()}")
        if self.record:
            lines += [f"place: {self.place}", f"record: {self.record}, defectkg {__version__}"]
        return "\n".join(lines) + "\n"

    def _with_notes(self) -> Iterable[tuple[Work, str]]:
        last = self.source or self.primary[-1]
        place = f"{self.place} (defectkg {__version__}, {self.record})" if self.record else ""
        for work in self.primary:
            read_in = self.source and f"as read in {self.source.label}, {place}"
            yield work, read_in or place
        if self.source:
            yield last, place


def check_citation_format(form: str) -> None:
    """Refuse an unknown format.

    Raises
    ------
    QueryError
    """
    if form not in CITATION_FORMATS:
        known = ", ".join(CITATION_FORMATS)
        raise QueryError(f"unknown format {form!r}; use one of {known}")


def citation(graph: GraphContent, text: str) -> Citation:
    """Return how to cite what a text names: a work, claim, measurement or treatment.

    Raises
    ------
    NameLookupError
        If it names nothing, several things, or what cannot be cited.
    """
    try:
        name = graph.find(text, terms.PUBLICATION, *RECORDS)
    except NameLookupError:
        name = graph.find(text)
        raise NameLookupError(
            f"{name.label} cannot be cited: name a work, a claim, a measurement or a treatment"
        ) from None
    if terms.PUBLICATION in name.types:
        return Citation((work_of(graph, name, Listed.of(graph)),))
    rows = [row for row in graph.names.about(name.iri) if row["direction"] == "out"]

    def named(predicate: str) -> list[str]:
        return [row["object"] for row in rows if row["predicate"] == predicate]

    source, places = named(terms.STATED_IN)[0], "; ".join(named(LOCATOR))
    works = [iri for iri in named(terms.OF_PUBLICATION) if iri != source]
    listed = Listed.of(graph)
    of = [work_of(graph, graph.names.by_iri[iri], listed, source) for iri in works]
    read_in = work_of(graph, graph.names.by_iri[source], listed)
    if not of:
        return Citation((read_in,), None, places, local_name(name.iri))
    return Citation(tuple(of), read_in, places, local_name(name.iri))


class Listed(NamedTuple):
    """The works of a graph and their addresses by IRI, and the entries of all reference lists."""

    works: dict[str, dict[str, str]]
    addresses: dict[str, str]
    entries: list[dict[str, str]]

    @classmethod
    def of(cls, graph: GraphContent) -> Listed:
        """Read them."""
        works = {row["publication_iri"]: row for row in run(graph.store, "publications").dicts()}
        addresses = {
            row["work"]: row["url"] for row in run(graph.store, "internal/work-addresses").dicts()
        }
        return cls(works, addresses, run(graph.store, "internal/reference-entries").dicts())


def work_of(graph: GraphContent, name: Name, listed_in: Listed, source: str = "") -> Work:
    """Return a publication as one cites it, and where one source, or any, lists it."""
    row = listed_in.works[name.iri]
    entries = [
        entry
        for entry in listed_in.entries
        if entry["work"] == name.iri and source in ("", entry["source"])
    ]
    printed = entries[0] if entries else {"volume": "", "pages": ""}
    listed: dict[str, list[str]] = {}
    for entry in entries:
        listed.setdefault(graph.names.label(entry["source"]), []).append(entry["number"])
    note = "; ".join(f"ref {', '.join(n)} of {label}" for label, n in listed.items())
    if not row["title"]:
        note = cited_as(graph, name)
    return Work(
        local_name(name.iri),
        name.label,
        authors_of(row["authors"] or row["first_author"]),
        row["title"],
        row["journal"],
        row["year"],
        printed["volume"],
        printed["pages"],
        row["doi"],
        listed_in.addresses.get(name.iri, ""),
        note,
    )


def cited_as(graph: GraphContent, name: Name) -> str:
    """Return by what name the sources speak of a work of which they print no title."""
    records = {
        row["object"]
        for row in graph.names.about(name.iri)
        if row["direction"] == "in" and row["predicate"] == terms.OF_PUBLICATION
    }
    sources = {
        row["object"]
        for record in records
        for row in graph.names.about(record)
        if row["direction"] == "out" and row["predicate"] == terms.STATED_IN
    }
    where = f" in {graph.names.line(sources)}" if sources else ""
    return f"cited as “{name.label}”{where}"


def authors_of(printed: str) -> tuple[str, ...]:
    """Return the authors one by one, and *et al.* where there are more.

    Examples
    --------
    >>> authors_of("Yong, Z.-J.; Guo, S.-Q.; et al.")
    ('Yong, Z.-J.', 'Guo, S.-Q.', 'et al.')
    >>> authors_of("Xiaopeng Zheng, Yi Hou, and Osman M. Bakr")
    ('Xiaopeng Zheng', 'Yi Hou', 'Osman M. Bakr')
    """
    return (*authors(printed), *([ET_AL] if has_more_authors(printed) else []))


def csl_name(author: str) -> dict[str, str]:
    """Return an author as CSL-JSON names one."""
    family, comma, given = author.partition(", ")
    return {"family": family, "given": given} if comma else {"literal": author}


def doi_link(doi: str) -> str:
    """Return the address of a DOI.

    Examples
    --------
    >>> doi_link("10.1002/1521-3773(20010316)40:6<1>3.0")
    'https://doi.org/10.1002/1521-3773(20010316)40:6%3C1%3E3.0'
    """
    return f"https://doi.org/{quote(doi, safe='/:;()._-')}"


def escaped(text: str) -> str:
    r"""Return a text with the special signs of BibTeX escaped.

    Examples
    --------
    >>> escaped("R&D_50%")
    'R\\&D\\_50\\%'
    """
    return "".join(SPECIAL.get(sign, sign) for sign in text)
