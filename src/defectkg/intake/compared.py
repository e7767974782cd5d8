"""What of a store a new study is compared with: records on its kinds, not all that stands there.

Whatever the query ``contradictions`` sets against a new record, and whatever has another value of
the same agents, is among them; more may be. So what is read grows with what is said of the same
kinds, and not with the store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from defectkg.check.surroundings import named_subjects, surroundings
from defectkg.errors import DataError
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.parts import asked, described, node
from defectkg.rdf.store import Store

__all__ = ["Compared", "compared"]

Question = tuple[str, tuple[str, ...]]  # a query, and the terms that it takes

MOST = 50_000  # records, of some ten statements each, which name works and treatments
CLAIMS = """SELECT ?claim ?cause ?relation ?effect ?stance {
    ?claim dkg:cause ?cause ; dkg:relation ?relation ; dkg:effect ?effect ; dkg:stance ?stance
}"""
OUTCOMES = """SELECT ?outcome ?agent ?observable {
    ?outcome dkg:treatment/(dkg:agent|dkg:appliedCondition) ?agent ; dkg:observable ?observable
}"""
#: Kinds near a kind: above and below it; what brings it, turns into it, or is its ion.
ABOVE_AND_BELOW = "?kind rdfs:subClassOf*|(^rdfs:subClassOf)* ?near"
OF_ITS_IONS = """
    { ?kind rdfs:subClassOf*|(^rdfs:subClassOf)*|dkg:supplies|dkg:forms ?near }
    UNION { ?kind ^dkg:supplies|^dkg:forms|(dkg:supplies?/^dkg:extraSpecies) ?near }
    UNION { ?kind dkg:extraSpecies/(^dkg:supplies)? ?near }"""
#: Vacancies and what fills them, of which more of one is less of the other.
FILLING = """
    { ?kind dkg:missingSpecies/(^rdfs:subClassOf)*/(^dkg:supplies)? ?near }
    UNION { ?kind dkg:supplies?/rdfs:subClassOf*/^dkg:missingSpecies ?near }"""
IONS_OF_ITS_CLASS = (
    "?kind rdfs:subClassOf ?class . ?class a dkg:IonKind . ?near rdfs:subClassOf ?class"
)
TIED_BY_DEFINITIONS = """
    ?one a dkg:Definition ; dkg:cause|dkg:effect ?kind, ?between . ?between a dkg:ObservableKind .
    ?other a dkg:Definition ; dkg:cause|dkg:effect ?between, ?near . ?near a dkg:ObservableKind"""
ON_THE_SAME = """SELECT DISTINCT ?s {{
    VALUES ?cause {{ %s }} VALUES ?effect {{ {effects} }}
    ?s dkg:cause ?cause ; dkg:effect ?effect ; dkg:relation ?relation ; dkg:stance ?stance .
    FILTER ({condition})
}}"""
MEASURED = """SELECT DISTINCT ?s {{
    VALUES ?agent {{ %s }} VALUES ?observable {{ {observables} }}
    ?treatment dkg:agent|dkg:appliedCondition ?agent .
    ?s dkg:treatment ?treatment ; dkg:observable ?observable .
}}"""


class Compared(NamedTuple):
    """What of a store is compared with a study.

    Parameters
    ----------
    quads : set of Quad
        What a check looks at, and the records of like kinds with all that they name.
    alike : set of str
        These records: each is set against the study, and not against another one.
    """

    quads: set[ox.Quad]
    alike: set[str]


def compared(known: Store, study: Collection[ox.Quad]) -> Compared:
    """Return what of a store is compared with the records of a study.

    Parameters
    ----------
    known : Store
    study : collection of Quad

    Raises
    ------
    DataError
        If that is too much to be taken into memory.
    """
    found = surroundings(known, study)
    near = MemoryStore()  # knows the kinds
    near.add([*found, *study])
    new = named_subjects(study)
    questions = {*claims_against(near, new), *outcomes_beside(near, new)}
    records = {iri for query, terms in sorted(questions) for iri in asked(known, query, terms)}
    if len(records) > MOST:
        raise DataError(
            f"the store holds {len(records)} records on the kinds of this study, and at most {MOST}"
            " can be compared with it: divide the study, or name narrower kinds"
        )
    return Compared(found | described(known, records), records - named_subjects(found))


def claims_against(near: MemoryStore, new: Collection[str]) -> Iterator[Question]:
    """Yield which claims may speak against new ones: queries, and the causes that they take."""
    for claim, cause, relation, effect, stance in near.rows(CLAIMS).values:
        if claim in new:
            effects = " ".join(kinds(near, ABOVE_AND_BELOW, effect))
            for causes, condition in (
                (OF_ITS_IONS, f"?relation != <{relation}> || ?stance != <{stance}>"),
                (FILLING, f"?relation = <{relation}>"),
            ):
                query = ON_THE_SAME.format(effects=effects, condition=condition)
                yield query, kinds(near, causes, cause)


def outcomes_beside(near: MemoryStore, new: Collection[str]) -> Iterator[Question]:
    """Yield which outcomes new ones may differ from: queries, and the agents that they take."""
    for outcome, agent, observable in near.rows(OUTCOMES).values:
        if outcome in new:
            tied = " ".join(kinds(near, TIED_BY_DEFINITIONS, observable))
            yield MEASURED.format(observables=node(observable)), kinds(near, OF_ITS_IONS, agent)
            yield MEASURED.format(observables=tied), kinds(near, IONS_OF_ITS_CLASS, agent)


def kinds(near: MemoryStore, pattern: str, kind: str) -> tuple[str, ...]:
    """Return the kinds near a kind, as they stand in a query."""
    query = f"SELECT DISTINCT ?kind ?near {{ {pattern} }}"
    return tuple(sorted(node(iri) for _, iri in near.rows(query, {"kind": kind}).values))
