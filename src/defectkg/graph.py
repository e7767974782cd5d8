"""The knowledge graph as one object: queries, names, paths, views for other tools."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from defectkg.data import query_files
from defectkg.errors import NameLookupError
from defectkg.queries import run, takes_number
from defectkg.rows import Rows
from defectkg.store import Answer as QueryAnswer
from defectkg.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    import networkx
    import rdflib

    from defectkg.claims import Kinds, Statement, Trial
    from defectkg.explanation import Explanation
    from defectkg.mechanisms import Answer, MechanismPath
    from defectkg.names import Name, Names
    from defectkg.search import Search
    from defectkg.support import Weights

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

    def paths(
        self,
        start: str,
        end: str,
        *,
        count: int | None = None,
        pattern: str = "",
        mechanism: str = "",
        weights: Weights | None = None,
        **scope: Any,
    ) -> Answer:
        """Return the signed mechanism paths from one kind to another, best first.

        Parameters
        ----------
        start, end : str
            Names of agents, ions, defects, conditions, electronic features or observables.
        count : int, optional
            How many; all without it.
        pattern : str, optional
            Layers of a path, such as ``agent/*/defect/*/observable``.
        mechanism : str, optional
            Name of a mechanism by which a step must work.
        weights : Weights, optional
            In place of the shipped ones; see `defectkg.support.read_weights`.
        **scope
            See `search`.

        Returns
        -------
        Answer

        Raises
        ------
        NameLookupError
            If a name fits nothing, or several things.
        QueryError
            If the pattern names no layer.

        Examples
        --------
        >>> load().paths("ZnBr2", "PLQY", host="CsPbBr3", count=1).paths[0].sign
        '+'
        """
        first, last = (self.find(name, *NODE_GROUPS).iri for name in (start, end))
        if first == last:
            raise NameLookupError(f"{start!r} and {end!r} are the same kind: name two kinds")
        searching = self.search(weights=weights, **scope)
        return searching.answer(first, last, count, self._keep(pattern, mechanism))

    def reach(
        self, start: str, *, weights: Weights | None = None, **scope: Any
    ) -> list[MechanismPath]:
        """Return the best path to each kind that a start reaches; see `search` for the scope."""
        return self.search(weights=weights, **scope).reach(self.find(start, *NODE_GROUPS).iri)

    def search(
        self,
        *,
        host: str = "",
        form: str = "",
        strict: bool = False,
        definitions: bool = True,
        outcomes: bool = False,
        max_length: int = 8,
        without: Iterable[str] = (),
        weights: Weights | None = None,
    ) -> Search:
        """Return a search under one scope, for many questions.

        Parameters
        ----------
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
        without : iterable of str, optional
            Names of publications that do not count.
        weights : Weights, optional

        Returns
        -------
        Search
        """
        from defectkg.mechanisms import Scope
        from defectkg.search import Search

        scope = Scope(
            host=self.find(host, "HostKind").iri if host else "",
            form=self.find(form, "FormKind").iri if form else "",
            strict=strict,
            definitions=definitions,
            max_length=max_length,
        )
        gone = frozenset(self.find(name, "Publication").iri for name in without)
        used = (s.without(gone) for s in [*self.statements, *(self.outcomes if outcomes else ())])
        return Search(filter(None, used), self.kinds, scope, weights=weights)

    def explain(self, what: str = "all", **scope: Any) -> list[Explanation]:
        """Return whether the claims explain what treatments are reported to do.

        Parameters
        ----------
        what : str, optional
            Name of a treatment, of an agent, ion or condition (or a kind above it), or ``all``.
        **scope
            See `search`; host and form are those of each treatment.

        Returns
        -------
        list of Explanation

        Examples
        --------
        >>> [(e.trial.label, e.verdict) for e in load().explain("KI")]
        [('KI in polycrystalline perovskite films', 'explained')]
        """
        from defectkg.explanation import explain

        wanted = self.trials
        if what != "all":
            iri = self.find(what, "Treatment", *NODE_GROUPS).iri
            wanted = [
                trial
                for trial in self.trials
                if iri == trial.iri or any(self.kinds.covers(iri, kind) for kind in trial.starts)
            ]

        def searching(host: str, form: str) -> Search:
            return self.search(host=host, form=form, **scope)

        return explain(wanted, searching)

    def _keep(self, pattern: str, mechanism: str) -> Callable[[MechanismPath], bool] | None:
        """Return which paths fit a pattern and a mechanism, or None where neither is given."""
        from defectkg.patterns import fits_pattern, names_mechanism, pattern_regex

        if not pattern and not mechanism:
            return None
        layers = pattern_regex(pattern or "*")
        wanted = self.find(mechanism, "MechanismKind").iri if mechanism else ""
        covered = (kind for kind in self.kinds.labels if self.kinds.covers(wanted, kind))
        labels = frozenset(self.kinds.labels[kind] for kind in covered)

        def keep(path: MechanismPath) -> bool:
            fits = fits_pattern(path, layers, self.kinds)
            return fits and (not mechanism or names_mechanism(path, labels))

        return keep

    def to_networkx(self, *, outcomes: bool = False) -> networkx.MultiDiGraph:
        """Return the mechanism network; see `defectkg.network.to_networkx`."""
        from defectkg.network import build_links, to_networkx

        used = [*self.statements, *(self.outcomes if outcomes else ())]
        return to_networkx(build_links(used), self.kinds)

    @property
    def dataset(self) -> rdflib.Dataset:
        """A copy of the graph as an rdflib dataset, one named graph for each study."""
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=self.store.to_nquads(), format="nquads")
        return dataset

    def export(self, target: str | Path, syntax: str = "", *, ontology: bool = False) -> str:
        """Write the graph to a file or folder; see `defectkg.export.export`."""
        from defectkg.export import export

        return export(self.store, str(target), syntax, ontology=ontology)

    def __repr__(self) -> str:
        counts = ", ".join(f"{row['count']} {row['label']}" for row in self._counts().dicts())
        return f"DefectGraph({len(self.store)} triples: {counts})"

    def _repr_html_(self) -> str:
        return self._counts()._repr_html_()

    def _counts(self) -> Rows:
        return run(self.store, "internal/counts")
