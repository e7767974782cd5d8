"""What a store holds, read once: queries, names, kinds, statements, and views for other tools."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from defectkg.data import query_files
from defectkg.queries import run, takes_number
from defectkg.rows import Rows
from defectkg.store import Answer as QueryAnswer
from defectkg.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    import networkx
    import rdflib

    from defectkg.chemistry import Chemistry
    from defectkg.claims import Kinds, Statement, Trial
    from defectkg.mechanisms import Scope
    from defectkg.names import Name, Names

__all__ = ["Knowledge"]


class Knowledge:
    """A store with what is read from it.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def names(self) -> Names:
        """All names, for look-up."""
        from defectkg.names import Names

        return Names(self.store)

    @cached_property
    def kinds(self) -> Kinds:
        """What the ontology says of kinds."""
        from defectkg.claims import read_kinds

        return read_kinds(self.store)

    @cached_property
    def chemistry(self) -> Chemistry:
        """Charges, radii and species of kinds, and what follows from them."""
        from defectkg.chemistry import read_chemistry

        return read_chemistry(self.store, self.kinds)

    @cached_property
    def statements(self) -> list[Statement]:
        """All claims and definition links."""
        from defectkg.claims import read_statements

        return read_statements(self.store)

    @cached_property
    def outcomes(self) -> list[Statement]:
        """What treatments did to observables."""
        from defectkg.claims import read_outcomes

        return read_outcomes(self.store)

    @cached_property
    def trials(self) -> list[Trial]:
        """What was applied to what, and the directions it is reported to give."""
        from defectkg.claims import read_trials

        return read_trials(self.store)

    def find(self, name: str, *groups: str) -> Name:
        """Return the one thing that a name, synonym, notation, CURIE or IRI stands for.

        Parameters
        ----------
        name : str
        *groups : str
            Local names of classes to which the thing must belong, such as ``HostKind``.

        Raises
        ------
        NameLookupError
            If nothing fits, or several things do.
        """
        return self.names.find(name, frozenset(groups))

    def query(self, query: str, /, *, timeout: float | None = None, **params: str) -> QueryAnswer:
        """Run a query of the library, or SPARQL.

        Parameters
        ----------
        query : str
            A name such as ``claims``, or the text of a query.
        timeout : float, optional
            Seconds after which to give up.
        **params : str
            Names or IRIs (or numbers, where the query says so) for parameters of a library
            query, or for variables of the text.

        Returns
        -------
        Rows, bool or list of triples
            Rows of SELECT have ``.dicts()``, ``.to_pandas()`` and ``.to_text()``.

        Raises
        ------
        QueryError
            If the query is unknown, malformed or refused.
        NameLookupError
            If a parameter names nothing.

        Examples
        --------
        >>> from defectkg import load
        >>> rows = load().query("claims", cause="Cd2+")
        >>> sorted({row["effect"] for row in rows.dicts()})
        ['lattice strain', 'trap state']
        """
        if query in query_files() or not re.search(r"[\s{]", query.strip()):
            given = {
                key: value if takes_number(query, key) else self.find(value).iri
                for key, value in params.items()
            }
            return run(self.store, query, given, timeout=timeout)
        iris = {key: self.find(value).iri for key, value in params.items()}
        return self.store.query(query, iris, timeout=timeout)

    def scope(self, host: str = "", form: str = "") -> Scope:
        """Return the scope of a host and a form by their names; none means any."""
        from defectkg.mechanisms import Scope

        return Scope(
            host=self.find(host, "HostKind").iri if host else "",
            form=self.find(form, "FormKind").iri if form else "",
        )

    def to_networkx(
        self, *, host: str = "", form: str = "", outcomes: bool = False
    ) -> networkx.MultiDiGraph:
        """Return the mechanism network; see `defectkg.network.to_networkx`.

        With a host or form it holds the claims about it, about a broader one, and about none.
        """
        from defectkg.network import build_links, to_networkx

        scope = self.scope(host, form)
        used = [*self.statements, *(self.outcomes if outcomes else ())]
        held = (statement for statement in used if scope.holds(statement, self.kinds))
        return to_networkx(build_links(held), self.kinds)

    @property
    def dataset(self) -> rdflib.Dataset:
        """A copy of the graph as an rdflib dataset, one named graph for each study."""
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=self.store.to_nquads(), format="nquads")
        return dataset

    def export(self, target: str | Path, syntax: str = "", what: str = "data") -> str:
        """Write the graph to a file or folder; see `defectkg.export.export`."""
        from defectkg.export import export

        return export(self.store, str(target), syntax, what)

    def __repr__(self) -> str:
        counts = ", ".join(f"{row['count']} {row['label']}" for row in self._counts().dicts())
        return f"{type(self).__name__}({len(self.store)} triples: {counts})"

    def _repr_html_(self) -> str:
        return self._counts()._repr_html_()

    def _counts(self) -> Rows:
        return run(self.store, "internal/counts")
