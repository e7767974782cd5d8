"""The knowledge graph as one object: queries, names, paths, views for other tools."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from defectkg.data import query_files
from defectkg.errors import NameLookupError
from defectkg.queries import run
from defectkg.rows import Rows
from defectkg.store import Answer as QueryAnswer
from defectkg.store import Store

if TYPE_CHECKING:
    import networkx
    import rdflib

    from defectkg.claims import Kinds, Statement
    from defectkg.mechanisms import Answer, Scope
    from defectkg.names import Name, Names

__all__ = ["DefectGraph", "load"]

NODE_GROUPS = (
    "AgentKind",
    "IonKind",
    "DefectKind",
    "ConditionKind",
    "ElectronicFeatureKind",
    "ObservableKind",
)


def load() -> DefectGraph:
    """Load the shipped knowledge graph.

    Returns
    -------
    DefectGraph

    Examples
    --------
    >>> import defectkg
    >>> graph = defectkg.load()
    >>> graph.find("V_Cl").label
    'chloride vacancy'
    """
    return DefectGraph(Store.shipped())


class DefectGraph:
    """A knowledge graph of defects, agents and mechanisms.

    Parameters
    ----------
    store : Store

    See Also
    --------
    load : load the graph that the project ships.
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
    def statements(self) -> list[Statement]:
        """All claims and definition links."""
        from defectkg.claims import read_statements

        return read_statements(self.store)

    @cached_property
    def outcomes(self) -> list[Statement]:
        """What treatments did to observables."""
        from defectkg.claims import read_outcomes

        return read_outcomes(self.store)

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
            Names or IRIs for parameters of a library query, or for variables of the text.

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
        >>> rows = load().query("claims", cause="Cd2+")
        >>> sorted({row["effect"] for row in rows.dicts()})
        ['lattice strain', 'trap state']
        """
        iris = {key: self.find(value).iri for key, value in params.items()}
        if query in query_files() or not re.search(r"[\s{]", query.strip()):
            return run(self.store, query, iris, timeout=timeout)
        return self.store.query(query, iris, timeout=timeout)

    def paths(
        self,
        start: str,
        end: str,
        *,
        host: str = "",
        form: str = "",
        strict: bool = False,
        definitions: bool = True,
        outcomes: bool = False,
        max_length: int = 8,
    ) -> Answer:
        """Return the signed mechanism paths from one kind to another, best first.

        Parameters
        ----------
        start, end : str
            Names of agents, ions, defects, conditions, electronic features or observables.
        host, form : str, optional
            Names; claims about others are then borrowed and marked.
        strict : bool, optional
            Neither borrow nor step to a broader kind.
        definitions : bool, optional
            Use links that follow from definitions.
        outcomes : bool, optional
            Use reported outcomes as links, too.
        max_length : int, optional
            Most steps of a path.

        Returns
        -------
        Answer

        Raises
        ------
        NameLookupError
            If a name fits nothing, or several things.

        Examples
        --------
        >>> load().paths("ZnBr2", "PLQY", host="CsPbBr3").paths[0].sign
        '+'
        """
        from defectkg.mechanisms import find_paths

        scope = replace(
            self.scope(host, form), strict=strict, definitions=definitions, max_length=max_length
        )
        first, last = (self.find(name, *NODE_GROUPS).iri for name in (start, end))
        if first == last:
            raise NameLookupError(f"{start!r} and {end!r} are the same kind: name two kinds")
        used = [*self.statements, *(self.outcomes if outcomes else ())]
        return find_paths(used, self.kinds, first, last, scope)

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

    def __repr__(self) -> str:
        counts = ", ".join(f"{row['count']} {row['label']}" for row in self._counts().dicts())
        return f"DefectGraph({len(self.store)} triples: {counts})"

    def _repr_html_(self) -> str:
        return self._counts()._repr_html_()

    def _counts(self) -> Rows:
        return run(self.store, "internal/counts")
