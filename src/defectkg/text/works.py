"""Which works stand behind an author or a kind, for what, and how each is cited."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Mapping

from defectkg.errors import NameLookupError
from defectkg.model.content import GraphContent
from defectkg.model.names import Name
from defectkg.publish.citations import Citation, citation
from defectkg.rdf.levels import BRINGS_IT, EXACT, NARROWER
from defectkg.rdf.library import load_query
from defectkg.rdf.prefixes import local_name
from defectkg.rdf.queries import run
from defectkg.rdf.rows import Rows
from defectkg.text.records import first_few, joined

__all__ = ["cited", "works_by", "works_on"]

SORTS = ("treatment", "claim", "measurement")  # of statements; the first there is tells
#: How near a statement is to the kind that works are sought for.
ABOUT = (EXACT, NARROWER, BRINGS_IT)
#: What is said, by the IRI of a work and the sort of record.
Said = dict[str, dict[str, list[str]]]


def cited(graph: GraphContent, text: str, form: str = "text", width: int = 100) -> str:
    """Return how to cite a work or record, or which works there are on a kind or by an author.

    Parameters
    ----------
    graph : GraphContent
    text : str
        What it is called.
    form : str, optional
        ``text``, ``bibtex`` or ``json`` (CSL-JSON); the last two hold every work.
    width : int, optional
        Of a line of a table, in characters.

    Raises
    ------
    NameLookupError
        If it names nothing, or several things of which no author has written any.
    """
    try:
        return citation(graph, text).to_text(form)
    except NameLookupError:
        works = works_by(graph, text)
        if not works.values:
            works = works_on(graph, graph.find(text))
        if not works.values:
            raise
    if form != "text":
        every = [citation(graph, iri).primary[0] for iri in column(works, "publication_iri")]
        return Citation(tuple(every)).to_text(form)
    shown = works.pick("publication", "reference_numbers", "role", "cited_for", "anomaly")
    asks = [f"defectkg cite {shlex.quote(label)}\n" for label in column(works, "publication")]
    count = f"{len(asks)} work{'s' if len(asks) > 1 else ''}"
    title = f"{text} is no work, but there {'are' if len(asks) > 1 else 'is'} {count}:"
    table = shown.without_empty().to_text("table", width)
    return f"{title}\n\n{table}\nTo cite {'each' if len(asks) > 1 else 'it'}:\n{''.join(asks)}"


def column(rows: Rows, name: str) -> list[str]:
    """Return the cells of one column."""
    return [row[name] for row in rows.dicts()]


def works_by(graph: GraphContent, author: str) -> Rows:
    """Return the works of an author, one a row; none where nobody of that name is known.

    Parameters
    ----------
    graph : GraphContent
    author : str
        A surname, also with *et al.*
    """
    found = graph.names.authorships(author)
    said = by_work(run(graph.store, "provenance")) if found else {}
    return listed(
        graph, [(one.work, one.author, one.role, cited_for(said[one.work])) for one in found]
    )


def works_on(graph: GraphContent, name: Name) -> Rows:
    """Return the works in which a kind was applied, or that say something of it, one a row.

    Parameters
    ----------
    graph : GraphContent
    name : Name
    """
    query = load_query("provenance")
    groups = {local_name(group) for group in name.types}
    slot = next((s for s in ("host", "method") if groups & {*query.slots[s].groups}), "about")
    rows = run(graph.store, query.name, {slot: name.iri})
    near = (n for n, row in enumerate(rows.dicts()) if row.get("level", EXACT) in ABOUT)
    said = by_work(rows.take(near))
    applied = sorted(said, key=lambda iri: (not said[iri]["treatment"], iri))
    told = {iri: "applied" if said[iri]["treatment"] else "said" for iri in applied}
    return listed(graph, [(iri, "", told[iri], cited_for(said[iri])) for iri in applied])


def listed(graph: GraphContent, works: list[tuple[str, str, str, str]]) -> Rows:
    """Return works by IRI, author, role and what each is cited for, with how a source lists it."""
    columns = (
        *("publication", "author", "role", "reference_numbers", "journal", "cited_for"),
        *("anomaly", "publication_iri"),
    )
    rows = {row["publication_iri"]: row for row in run(graph.store, "publications").dicts()}
    lines = []
    for iri, author, role, said in works:
        row = rows[iri]
        twice = row["listed_twice_in"] and f"listed twice in {row['listed_twice_in']}"
        lines.append(
            (
                *(row["publication"], author, role, row["reference_numbers"], row["journal"], said),
                *(joined("; ", twice, row["anomaly"]), iri),
            )
        )
    return Rows(columns, lines)


def by_work(rows: Rows) -> Said:
    """Return what the rows of ``provenance`` say, by the work behind it and the sort of record."""
    said: Said = defaultdict(lambda: defaultdict(list))
    for row in rows.dicts():
        for iri in row["publication_iri"].split():
            said[iri][row["type"]].append(row["says"])
    return said


def cited_for(said: Mapping[str, list[str]]) -> str:
    """Return the first statements of the first sort that there is, and how many more there are."""
    return first_few(dict.fromkeys(next(filter(None, map(said.get, SORTS)), [])))
