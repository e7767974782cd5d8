"""The query library: ``queries/<question>.rq``, each with a header of four ``#+`` lines.

The header follows the convention of grlc: title, question, params, columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from defectkg.data import query_files, read_text
from defectkg.errors import QueryError
from defectkg.rows import Rows
from defectkg.store import Store

__all__ = ["Query", "library", "load_query", "run"]


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

        near = difflib.get_close_matches(stem, files, 3, 0.5) or list(files)
        raise QueryError(f"no query {name!r}; there is {', '.join(near)}")
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

    A parameter such as ``host_iri`` may be called ``host``. A required one is bound before the
    query runs, the others choose among its rows: an engine that binds a variable of an OPTIONAL
    part keeps the rows without it.

    Raises
    ------
    QueryError
        If the query or a parameter is unknown.
    """
    query = load_query(name)
    params = {p if p in query.params else f"{p}_iri": iri for p, iri in (params or {}).items()}
    for param in params:
        if param not in query.params:
            known = ", ".join(p.removesuffix("_iri") for p in query.params) or "none"
            short = param.removesuffix("_iri")
            raise QueryError(f"{name} has no parameter {short!r}; it has {known}")
    bound = {p: iri for p, iri in params.items() if query.params[p].endswith("required")}
    rows = store.rows(query.text, bound, timeout=timeout)
    return rows.where({p: iri for p, iri in params.items() if p not in bound})
