"""The query library: ``queries/<question>.rq``, each with a header of four ``#+`` lines.

The header follows the convention of grlc: title, question, params, columns.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from defectkg.errors import QueryError
from defectkg.rdf.reading import read_text
from defectkg.rdf.rows import Rows
from defectkg.rdf.shipped import query_files
from defectkg.rdf.store import Store

__all__ = ["Query", "is_name", "library", "load_query", "run", "takes_number"]


class Query(NamedTuple):
    """A query of the library.

    Parameters
    ----------
    name, title, question : str
    params : dict of str to str
        What each parameter means, by the variable that it binds.
    columns : tuple of str
    text : str
        The whole file, plain SPARQL 1.1.
    """

    name: str
    title: str
    question: str
    params: dict[str, str]
    columns: tuple[str, ...]
    text: str


def library(folder: str = "") -> list[Query]:
    """Return the queries of the library, or of a folder of it, by name."""
    prefix = f"{folder}/" if folder else ""
    return [load_query(prefix + name) for name in query_files(folder)]


def is_name(query: str) -> bool:
    """Return whether a query is named, as those of the library are, and not written out."""
    return query in query_files() or not re.search(r"[\s{]", query.strip())


@cache
def load_query(name: str) -> Query:
    """Return a query of the library, such as ``claims`` or ``internal/kinds``.

    Raises
    ------
    QueryError
        If there is no such query; the message names near ones.
    """
    folder, _, stem = name.rpartition("/")
    files = query_files(folder)
    if stem not in files:
        import difflib

        near = difflib.get_close_matches(stem, files, 3, 0.5)
        hint = f"there is {', '.join(near)}" if near else "defectkg query lists those there are"
        raise QueryError(f"no query {name!r}; {hint}")
    text = read_text(files[stem])
    head = dict(re.findall(r"^#\+ (\w+): (.*)$", text, re.MULTILINE))
    return Query(
        name,
        head["title"],
        head["question"],
        dict(re.findall(r"(\w+) \(([^)]*)\)", head["params"])),
        tuple(head["columns"].split(", ")),
        text,
    )


def run(
    store: Store,
    name: str,
    params: Mapping[str, str] | None = None,
    *,
    timeout: float | None = None,
) -> Rows:
    """Run a query of the library with IRIs for some of its parameters.

    A parameter such as ``host_iri`` may be called ``host``. What it means ends with how it works:
    a *required* one is bound before the query runs; the others choose among its rows, since an
    engine that binds a variable of an OPTIONAL part keeps the rows without it. A cell may hold
    several IRIs. Those *or below* take narrower kinds, too; a *number* is the least value, and a
    row without one (which says it in words) stays.

    Raises
    ------
    QueryError
        If the query or a parameter is unknown, or a number is none.
    """
    query = load_query(name)
    params = {parameter(query, p): value for p, value in (params or {}).items()}
    means = {p: query.params[p].rpartition(" ")[2] for p in params}
    bound = {p: iri for p, iri in params.items() if means[p] == "required"}
    rows = store.rows(query.text, bound, timeout=timeout)
    least = {p: number(p, text) for p, text in params.items() if means[p] == "number"}
    wanted = {p: {iri} for p, iri in params.items() if p not in bound and p not in least}
    if below := {p: iri for p, iri in params.items() if means[p] == "below"}:
        for kind, broader in store.rows(load_query("internal/broader").text).values:
            for p, iri in below.items():
                wanted[p] |= {kind} if broader == iri else set()
    return rows.where(wanted).at_least(least)


def parameter(query: Query, name: str) -> str:
    """Return the column for which a parameter stands.

    Raises
    ------
    QueryError
        If the query has no such parameter.
    """
    column = name if name in query.params else f"{name}_iri"
    if column in query.params:
        return column
    known = ", ".join(p.removesuffix("_iri") for p in query.params) or "none"
    raise QueryError(f"{query.name} has no parameter {name.removesuffix('_iri')!r}; it has {known}")


def takes_number(name: str, param: str) -> bool:
    """Return whether a parameter of a library query is a number and no name."""
    query = load_query(name)
    return query.params[parameter(query, param)].endswith(" number")


def number(param: str, text: str) -> float:
    """Return the number that a parameter was given.

    Raises
    ------
    QueryError
        If the text is no number.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isnan(value):
        raise QueryError(f"{param} takes a number such as 95, not {text!r}")
    return value
