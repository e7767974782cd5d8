"""A store that the engine in this process answers: in memory or on disk.

For text that others wrote, see `defectkg.rdf.untrusted`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from defectkg.errors import DefectkgError, QueryError
from defectkg.rdf.hints import undeclared_prefix
from defectkg.rdf.keywords import chooses_graphs, update_word
from defectkg.rdf.prefixes import prefixes
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import QueryAnswer, Store, first_line, in_time, refuse_foreign
from defectkg.rdf.triples import as_our_files_write

__all__ = ["EngineAnswer", "OxigraphStore"]

EngineAnswer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
FAILURES = (ValueError, OSError, RuntimeError)  # what the engine raises where it cannot go on
Substitute = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class OxigraphStore(Store):
    """A store of the engine.

    Parameters
    ----------
    engine : pyoxigraph.Store
    """

    def __init__(self, engine: ox.Store) -> None:
        super().__init__()
        self._store = engine

    def __len__(self) -> int:
        try:
            return len(self._store)
        except FAILURES as error:
            raise self.failed(error) from None

    def quads(self) -> Iterable[ox.Quad]:
        """Yield every quad with its literals as our files write them, in no order.

        Raises
        ------
        DefectkgError
            If the engine cannot read it; see `failed`.
        """
        try:
            yield from map(as_our_files_write, self._store)
        except FAILURES as error:
            raise self.failed(error) from None

    def failed(self, error: Exception) -> DefectkgError:
        """Return what to say where the engine fails, other than by what is wrong with a query."""
        return QueryError(f"the query failed: {first_line(error)}")

    def query(
        self,
        text: str,
        bindings: Mapping[str, str] | None = None,
        *,
        timeout: float | None = None,
    ) -> QueryAnswer:
        """Answer a SPARQL query; see `Store.query`.

        The evaluation itself cannot be stopped: when the time is over it goes on in a background
        thread until it ends or the process does.
        """
        if timeout is None:
            return self._answer(text, bindings or {})
        return in_time(lambda: self._answer(text, bindings or {}), timeout)

    def _united(self) -> ox.Store:
        """Return the engine's store whose default graph, or union of graphs, has a triple once."""
        return self._store

    def _answer(self, text: str, bindings: Mapping[str, str]) -> QueryAnswer:
        answer = self.engine_answer(text, bindings)
        try:
            if isinstance(answer, ox.QuerySolutions):
                names = [variable.value for variable in answer.variables]
                return Rows.of_terms(names, answer)
            if isinstance(answer, ox.QueryBoolean):
                return bool(answer)
            return sorted(answer, key=str)  # engines find triples in any order
        except FAILURES as error:
            raise self.failed(error) from None
        finally:
            del answer  # it must end in this thread, and errors outlive that

    def engine_answer(
        self,
        text: str,
        bindings: Mapping[str, str] | None = None,
        *,
        base: str | None = None,
        default_graphs: Iterable[str] = (),
        named_graphs: Iterable[str] = (),
    ) -> EngineAnswer:
        """Answer a SPARQL query as the engine does, with what it finds still to be read.

        Parameters
        ----------
        text : str
        bindings : mapping of str to str, optional
            IRIs by variable name; see `query`.
        base : str, optional
            What relative IRIs in the query are relative to.
        default_graphs, named_graphs : iterable of str, optional
            IRIs of a dataset that stands before that of the query (SPARQL 1.1 Protocol, section
            2.1.4). Without any: what FROM says, else the union of all graphs.

        Raises
        ------
        QueryError
            If the query is malformed, an update, asks another server, or an IRI is none.
        """
        refuse_foreign(text)
        try:
            substitutions: dict[ox.Variable, Substitute] = {
                ox.Variable(name): ox.NamedNode(iri) for name, iri in (bindings or {}).items()
            }
            default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
                ox.NamedNode(iri) for iri in default_graphs
            ]
            named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri) for iri in named_graphs]
        except ValueError as error:
            raise QueryError(f"a parameter is no IRI ({error}); give a known name") from None
        given = bool(default or named)
        chosen = given or chooses_graphs(text)  # the union below would override FROM
        asked = self._store if chosen else self._united()
        try:
            return asked.query(
                text,
                base_iri=base,
                prefixes=prefixes(),
                use_default_graph_as_union=not chosen and asked is self._store,
                default_graph=default if given else None,
                named_graphs=named if given else None,
                substitutions=substitutions or None,
            )
        except SyntaxError as error:
            if word := update_word(text):
                reason = f"{word} is an update, which is refused: use SELECT or CONSTRUCT"
                raise QueryError(reason) from None
            if (prefix := undeclared_prefix(text)) is not None:
                raise QueryError(
                    f"prefix {prefix}: is declared nowhere: begin with PREFIX {prefix}: <...>, "
                    "or take one of: defectkg info --prefixes"
                ) from None
            raise QueryError(f"the query is malformed: {first_line(error)}") from None
        except FAILURES as error:
            raise self.failed(error) from None
