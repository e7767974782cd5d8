"""What a store holds, as objects, each read once: names, kinds, claims, results of treatments."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from defectkg.errors import NameLookupError
from defectkg.rdf.folding import in_step
from defectkg.rdf.queries import rows_of, run
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import Store

if TYPE_CHECKING:
    from defectkg.model.chemistry import Chemistry
    from defectkg.model.claims import (
        Disagreement,
        Kinds,
        Outcome,
        ReferenceNumbers,
        Statement,
        TreatmentResult,
    )
    from defectkg.model.names import Name, Names

__all__ = ["GraphContent"]

LARGE = 100_000  # statements, thrice those shipped


class GraphContent:
    """A store and what is read from it.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._outcomes: dict[tuple[str, frozenset[str]], list[Outcome]] = {}
        self._claims_on: dict[str, frozenset[str]] = {}

    @cached_property
    def is_large(self) -> bool:
        """Whether there is too much for all records to be read for one question."""
        return len(self.store) > LARGE

    @cached_property
    def names(self) -> Names:
        """All names, for look-up."""
        from defectkg.model.names import Names

        return Names(self.store)

    @cached_property
    def kinds(self) -> Kinds:
        """What the ontology says of kinds."""
        from defectkg.model.claims import read_kinds

        return read_kinds(self.store)

    @cached_property
    def chemistry(self) -> Chemistry:
        """Charges, radii and species of kinds, and what follows from them."""
        from defectkg.model.chemistry import read_chemistry

        return read_chemistry(self.store, self.kinds)

    @cached_property
    def statements(self) -> list[Statement]:
        """All claims and definition links."""
        from defectkg.model.claims import read_statements

        vars(self).pop("asserted", None)  # which these replace
        return read_statements(self.store)

    @cached_property
    def asserted(self) -> list[Statement]:
        """The same as far as it makes links: without where they hold and what they weigh."""
        from defectkg.model.claims import read_asserted

        return self.statements if "statements" in vars(self) else read_asserted(self.store)

    @cached_property
    def _numbers(self) -> ReferenceNumbers:
        from defectkg.model.claims import ReferenceNumbers

        return ReferenceNumbers(self.store)

    def works_cited(self, statement: Statement) -> tuple[str, str]:
        """Return the works of a statement, and their numbers in its source; see `in_step`."""
        numbered = self._numbers.of(statement.source, statement.works)
        return in_step((self.names.label(work), number) for work, number in numbered)

    @cached_property
    def _labels(self) -> dict[str, str]:
        from defectkg.model.claims import read_relations

        relations = {row["relation"]: row["label"] for row in read_relations(self.store)}
        return {**self.kinds.labels, **relations}

    def label(self, iri: str) -> str:
        """Return the label of a kind or relation, for which not all names are read."""
        return self._labels.get(iri) or self.names.label(iri)

    @cached_property
    def reported_outcomes(self) -> list[Outcome]:
        """What came out of trials."""
        from defectkg.model.claims import read_outcomes

        return read_outcomes(self.store)

    def outcomes_of(self, observable: str, causes: frozenset[str]) -> list[Outcome]:
        """Return what came out for one observable of trials with one of some causes."""
        from defectkg.model.claims import read_outcomes

        found = self._outcomes.get((observable, causes))
        if found is None:
            found = read_outcomes(self.store, {"observable": observable}, causes)
            self._outcomes[observable, causes] = found
        return found

    def claims_on(self, kind: str) -> frozenset[str]:
        """Return the IRIs of the claims of which a kind is cause or effect."""
        found = self._claims_on.get(kind)
        if found is None:
            rows = rows_of(self.store, "internal/claims-on", "kind", [kind]).values
            found = self._claims_on[kind] = frozenset(claim for (claim,) in rows)
        return found

    def outcomes_in(self, measurement: str) -> list[Outcome]:
        """Return what one record of a trial says came out, once for each thing applied."""
        from defectkg.model.claims import read_outcomes

        return read_outcomes(self.store, {"statement": measurement})

    @property
    def outcome_statements(self) -> list[Statement]:
        """What treatments did to observables, as statements that are no mechanisms."""
        return [outcome.statement for outcome in self.reported_outcomes if not outcome.kept]

    @cached_property
    def results(self) -> list[TreatmentResult]:
        """What was applied to what, and the directions it is reported to give."""
        from defectkg.model.claims import read_results

        return read_results(self.store)

    @cached_property
    def disagreements(self) -> list[Disagreement]:
        """What persons say of records and works that they have compared."""
        from defectkg.model.claims import read_disagreements

        return read_disagreements(self.store)

    @cached_property
    def sources_read(self) -> int:
        """In how many sources records were read."""
        return len({row["source"] for row in run(self.store, "internal/sources").dicts()})

    @cached_property
    def has_several_sources(self) -> bool:
        """Whether records were read in more than one source, so that each must say in which."""
        return run(self.store, "internal/several-sources").values == [("true",)]

    def find(self, name: str, *groups: str) -> Name:
        """Return the one thing that a name, synonym, notation, CURIE or IRI stands for.

        Parameters
        ----------
        name : str
        *groups : str
            IRIs of classes to one of which the thing must belong, such as `terms.HOST_KIND`.

        Raises
        ------
        NameLookupError
            If nothing fits, or several things do.
        """
        if not isinstance(name, str):
            raise NameLookupError(f"a name is text, not {type(name).__name__}: {name!r}")
        return self.names.find(name, frozenset(groups))

    def __repr__(self) -> str:
        counts = ", ".join(f"{row['count']} {row['label']}" for row in self.counts.dicts())
        return f"{type(self).__name__}({len(self.store)} triples: {counts})"

    def _repr_html_(self) -> str:
        return self.counts._repr_html_()

    @property
    def counts(self) -> Rows:
        """How many records there are of each class, and kinds of each group."""
        return run(self.store, "internal/class-counts")
