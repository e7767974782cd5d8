"""Queries that users write, asked in a child process that can be stopped and can open nothing.

The engine aborts its process where ORDER BY compares numbers with strings (Oxigraph 0.4 to
0.5.13); then rdflib answers instead.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from defectkg.errors import QueryError, QueryTimeoutError
from defectkg.rdf.bounded import StoppedError, can_bound, forbid_opening, run_bounded
from defectkg.rdf.prefixes import prefixes
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import QueryAnswer, Store

if TYPE_CHECKING:
    import rdflib
    from rdflib.plugins.sparql.sparql import Query

__all__ = ["ask_bounded", "ask_unbounded"]

T = TypeVar("T")
Asked = tuple[Store, str, Mapping[str, str]]  # a query of a store, with IRIs for its variables

MIXED = "does not correctly implement a total order"  # what the engine says before it aborts
MOST_FOR_RDFLIB = 100_000  # triples; reading more takes rdflib longer than a user waits
BY_RDFLIB = (
    "ORDER BY compares numbers with strings here, so rdflib answered:"
    " blank nodes and IRIs may stand in another order"
)
NO_LIMITS = (
    "no process can be set aside for queries here,"
    " so limits on memory do not hold, and on time only loosely"
)


def ask_bounded(
    load: Callable[[], Asked],
    finish: Callable[[QueryAnswer], T],
    *,
    seconds: float | None = None,
    memory: int | None = None,
) -> tuple[T, str]:
    """Ask a query in a child process and return what is made of its answer, and a remark.

    Parameters
    ----------
    load : callable
        Returns the store that is asked, SPARQL, and IRIs for its variables; runs in the child,
        and imports what `finish` needs.
    finish : callable
        Makes of the answer what is wanted; runs in the child, too, and may open no file.
    seconds : float, optional
        Time for all of this, after which the child is killed.
    memory : int, optional
        MiB that it may take; see `defectkg.rdf.bounded.default_memory`.

    Raises
    ------
    QueryError
        If the query is refused or malformed, needs too much memory or is nested too deeply.
    QueryTimeoutError
        If its time ran out.
    """
    started = time.monotonic()

    def by_engine() -> T:
        store, text, bindings = load()
        prefixes()  # read from a file once
        if store.is_elsewhere:
            return finish(store.query(text, bindings, timeout=seconds))
        forbid_opening(store.files)
        return finish(store.query(text, bindings))

    def by_rdflib() -> T:
        store, text, bindings = load()
        if len(store) > MOST_FOR_RDFLIB:
            raise QueryError(
                "ORDER BY compares numbers with strings here, which the engine cannot:"
                " sort by text, as in ORDER BY STR(?x)"
            )
        dataset = as_rdflib(store)
        prefixes()
        forbid_opening()
        return finish(answer_of_rdflib(dataset, text, bindings))

    if not can_bound():
        return ask_unbounded(*load(), finish, seconds)
    try:
        try:
            return run_bounded(by_engine, what="the query", seconds=seconds, memory=memory), ""
        except StoppedError as stopped:
            if MIXED not in stopped.said:
                raise
        left = None if seconds is None else seconds - (time.monotonic() - started)
        answer = run_bounded(by_rdflib, what="the query", seconds=left, memory=memory)
        return answer, BY_RDFLIB
    except StoppedError as stopped:
        if stopped.reason == "time":
            raise QueryTimeoutError(
                f"no answer within {seconds:g} s: narrow the query or wait longer"
            ) from None
        raise QueryError(str(stopped)) from None


def ask_unbounded(
    store: Store,
    text: str,
    bindings: Mapping[str, str],
    finish: Callable[[QueryAnswer], T],
    seconds: float | None,
) -> tuple[T, str]:
    """Ask a query in this process, where no child can be had; the remark says so."""
    return finish(store.query(text, bindings, timeout=seconds)), NO_LIMITS


def as_rdflib(store: Store) -> rdflib.Dataset:
    """Return what a store holds for rdflib, in a process in which nothing else uses it."""
    import rdflib
    import rdflib.plugins.sparql
    import rdflib.plugins.sparql.processor  # loaded by name when first asked

    rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False
    rdflib.NORMALIZE_LITERALS = False
    dataset = rdflib.Dataset(default_union=True)
    graphs = {"": dataset.default_graph}
    for quad in ox.parse(store.to_nquads(), format=ox.RdfFormat.N_QUADS):
        name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
        if name not in graphs:
            graphs[name] = dataset.graph(node_of(quad.graph_name))  # type: ignore[arg-type]
        graphs[name].add(tuple(map(node_of, quad.triple)))
    return dataset


def answer_of_rdflib(
    dataset: rdflib.Dataset, text: str, bindings: Mapping[str, str]
) -> QueryAnswer:
    """Return rdflib's answer to a query in the engine's terms."""
    import rdflib
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parsed = parseQuery(text)
        query: Query = translateQuery(parsed, initNs=prefixes())
        given = {name: rdflib.URIRef(iri) for name, iri in bindings.items()}
        answer = dataset.query(query, initBindings=given)
        if answer.type == "ASK":
            return bool(answer.askAnswer)
        if answer.type != "SELECT":
            return [ox.Triple(*map(term_of, triple)) for triple in answer]  # type: ignore[arg-type]
        columns = list(answer.vars or ())
        if not parsed[1].projection:  # SELECT *: rdflib has the columns in any order
            columns.sort()  # as the engine has them
        return Rows.of_terms(
            [str(name) for name in columns],
            [tuple(term_of(row.get(name)) for name in columns) for row in answer.bindings],
        )
    except (MemoryError, RecursionError, QueryError):
        raise
    except Exception as error:
        raise QueryError(
            f"rdflib, asked since ORDER BY compares numbers with strings here, failed: {error};"
            " sort by text, as in ORDER BY STR(?x)"
        ) from None


def node_of(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Node:
    """Return a term of the engine as one of rdflib."""
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Literal):
        kind = rdflib.URIRef(term.datatype.value)
        plain = term.language or kind == rdflib.XSD.string  # rdflib tells "a" from "a"^^xsd:string
        return rdflib.Literal(term.value, lang=term.language, datatype=None if plain else kind)
    raise QueryError("rdflib knows no triples within triples: sort by text, as in ORDER BY STR(?x)")


def term_of(node: object) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
    """Return a term of rdflib as one of the engine."""
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return ox.BlankNode(str(node))
    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        kind = ox.NamedNode(str(node.datatype)) if node.datatype else None
        return ox.Literal(str(node), datatype=kind)
    return None
