"""What engines do differently, and how one is known that gives wrong cells without an error.

A server is asked questions over constants, whose answers no data change. See ``docs/stores.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from defectkg.errors import DataError
from defectkg.rdf.endpoint import MOST_UNCOUNTED, Endpoint
from defectkg.rdf.shipped import ONTOLOGY_GRAPH

__all__ = [
    "CUT",
    "SOUND",
    "SOUND_IN_ALL",
    "ask_all_graphs",
    "graphs_address",
    "refuse_cut",
    "refuse_unsound",
    "updates_address",
]

NUMBERS = " ".join(f"({n})" for n in range(40))
UNION = "union-default-graph"  # a parameter of Oxigraph, which would override FROM
#: More rows than `MOST_UNCOUNTED`: a limit of the server below that would go unnoticed.
CUT = f"SELECT ?a ?b {{ VALUES (?a) {{ {NUMBERS} }} VALUES (?b) {{ {NUMBERS} }} }}"
#: Questions, each with its rows; every one is answered wrongly by some engine.
SOUND: dict[str, tuple[str, set[tuple[str, ...]]]] = {
    "optional parts": (
        """SELECT ?x ?y ?z {
            VALUES ?x { "a" "b" "c" }
            OPTIONAL { VALUES (?x ?y) { ("a" "1") ("b" "2") } }
            OPTIONAL { SELECT DISTINCT ?x ?z { VALUES (?x ?z) { ("b" "3") ("c" "4") ("b" "3") } } }
        }""",
        {("a", "1", ""), ("b", "2", "3"), ("c", "", "4")},
    ),
    "MINUS": (
        """SELECT ?x { VALUES ?x { "a" "b" } MINUS { VALUES ?x { "b" } } }""",
        {("a",)},
    ),
    "unbound variables": (
        """SELECT ?x ?y { VALUES ?x { "a" } BIND(CONCAT(?x, ?nothing) AS ?y) }""",
        {("a", "")},
    ),
    "booleans": (
        """SELECT ?x { VALUES ?n { 1 2 } BIND(?n > 1 AS ?x) }""",
        {("true",), ("false",)},
    ),
    "signs and languages": (
        """SELECT ?x ?y {
            VALUES ?x { "V → CsPbX₃ ± 2 × 10⁻³"@en } BIND(LANG(?x) AS ?y)
        }""",
        {("V → CsPbX₃ ± 2 × 10⁻³", "en")},
    ),
    "groups": (
        """SELECT ?x (COUNT(?y) AS ?n) {
            VALUES (?x ?y) { ("a" 1) ("a" 2) ("b" UNDEF) }
        } GROUP BY ?x""",
        {("a", "2"), ("b", "0")},
    ),
}
#: Another, over the union of all graphs, for a store that holds our ontology.
SOUND_IN_ALL: dict[str, tuple[str, set[tuple[str, ...]]]] = {
    "paths of no length": (
        f"SELECT ?it {{ VALUES ?of {{ {ONTOLOGY_GRAPH} }} ?of <urn:defectkg:nothing>* ?it }}",
        {(ONTOLOGY_GRAPH.value,)},
    ),
}


def refuse_unsound(
    endpoint: Endpoint, asked: Mapping[str, tuple[str, set[tuple[str, ...]]]]
) -> None:
    """Raise an error if a server gives wrong cells, as `SOUND` and `SOUND_IN_ALL` show.

    Raises
    ------
    DataError
        Which says at what.
    """
    where = endpoint.server.address
    for about, (query, wanted) in asked.items():
        rows = endpoint.rows(query)
        if len(rows.values) != len(wanted) or set(rows.values) != wanted:
            raise DataError(
                f"{where}: this engine is not sound for it: it answers wrongly about {about}; take"
                " another, see docs/stores.md"
            )


def refuse_cut(endpoint: Endpoint) -> None:
    """Raise an error if a server cuts short answers in silence.

    Raises
    ------
    DataError
        Which says at how many rows.
    """
    where = endpoint.server.address
    if len(endpoint.rows(CUT).values) <= MOST_UNCOUNTED:
        raise DataError(
            f"{where}: cuts answers at fewer than {MOST_UNCOUNTED} rows; raise the limit of the"
            " server on rows"
        )


def ask_all_graphs(endpoint: Endpoint, query: str) -> bool:
    """Have a server ask the union of all graphs unless a query says which; return whether it does.

    Parameters
    ----------
    endpoint : Endpoint
    query : str
        ASK, which is true in the union.
    """
    if endpoint.query(query):
        return True
    endpoint.union = UNION
    return bool(endpoint.query(query))


def graphs_address(address: str) -> str:
    """Return where a server takes named graphs (SPARQL 1.1 Graph Store HTTP Protocol).

    Raises
    ------
    DataError
        If that is not known of the server at this address.
    """
    return f"{beside_queries(address)}store"


def updates_address(address: str) -> str:
    """Return where a server takes updates, as `graphs_address` does."""
    return f"{beside_queries(address)}update"


def beside_queries(address: str) -> str:
    path = urlsplit(address).path
    if not path.endswith("/query"):  # as the server of Oxigraph has it
        raise DataError(
            f"{address}: only servers of Oxigraph are filled (their address ends in /query); load"
            " the file of defectkg export all.nq as docs/stores.md says"
        )
    return path.removesuffix("query")
