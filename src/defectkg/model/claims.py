"""The statements of a store as small frozen objects, read through the query library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from defectkg.rdf.queries import run
from defectkg.rdf.store import Store

__all__ = [
    "Kinds",
    "Statement",
    "TreatmentResult",
    "read_kinds",
    "read_outcome_statements",
    "read_results",
    "read_statements",
]

PLAIN = (
    "cause",
    "relation",
    "polarity",
    "effect",
    "certainty",
    "account",
    "locator",
    "condition",
)
FOR = frozenset({"supports", "partly"})
AGAINST = frozenset({"refutes", "finds none"})
MOVES = {"up": ("raises", "+"), "down": ("lowers", "-")}


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim, a definition link, or a reported outcome read as a link.

    Parameters
    ----------
    iri : str
    source : str
        ``claim``, ``definition`` or ``outcome``.
    cause, effect : str
        IRIs of kinds.
    relation : str
        ``raises``, ``lowers`` or ``alters``.
    polarity : str
        ``+``, ``-`` or empty.
    stance, certainty, mechanism : str
        Labels; empty for definitions.
    hosts, forms, works : frozenset of str
        IRIs; no host or form means any.
    publication, reference_numbers, locator : str
    account : str
        IRI, or empty.
    condition : str
    evidence : frozenset of str
        Labels of methods.
    agents : frozenset of str
        IRIs of the agents of the treatments from which it comes.
    """

    iri: str
    source: str
    cause: str
    relation: str
    polarity: str
    effect: str
    stance: str = "supports"
    certainty: str = ""
    mechanism: str = ""
    hosts: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    works: frozenset[str] = frozenset()
    publication: str = ""
    reference_numbers: str = ""
    locator: str = ""
    account: str = ""
    condition: str = ""
    evidence: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The mechanisms one by one, as labels."""
        return tuple(filter(None, self.mechanism.split("; ")))

    @property
    def supports(self) -> bool:
        """Whether the source holds the statement true, wholly or in part."""
        return self.stance in FOR

    def without(self, works: frozenset[str]) -> Statement | None:
        """Return this without the votes of some publications, or None if no vote is left."""
        if not self.works & works:
            return self
        left = self.works - works
        return replace(self, works=left) if left else None

    def contradicts(self, relation: str, polarity: str) -> bool:
        """Return whether this speaks against a relation of the same two kinds."""
        if self.stance in AGAINST:
            return self.relation == relation
        return self.supports and bool(self.polarity) and {self.polarity, polarity} == {"+", "-"}


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the ontology says of kinds, by IRI.

    Parameters
    ----------
    labels, groups : dict of str to str
    broader : dict of str to frozenset of str
        All kinds above a kind.
    supplies : dict of str to frozenset of str
        The ions that an agent brings.
    roots : frozenset of str
        Kinds too general to stand for those below them.
    rivals : frozenset of (str, str)
        Pairs of accounts that exclude each other.
    """

    labels: dict[str, str]
    groups: dict[str, str]
    broader: dict[str, frozenset[str]]
    supplies: dict[str, frozenset[str]]
    roots: frozenset[str]
    rivals: frozenset[tuple[str, str]]

    def above(self, kind: str) -> frozenset[str]:
        """Return the broader kinds into which a search may step: all above that are no roots."""
        return self.broader.get(kind, frozenset()) - self.roots

    def covers(self, broad: str, narrow: str) -> bool:
        """Return whether a kind is another or stands above it."""
        return broad == narrow or broad in self.broader.get(narrow, frozenset())


@dataclass(frozen=True, slots=True)
class TreatmentResult:
    """A treatment with one direction that it reports; once without where it reports none.

    Parameters
    ----------
    iri, label : str
    role : str
        ``trial`` or ``control``.
    starts : tuple of str
        IRIs of agents and applied conditions.
    agents : tuple of str
    host, form, observable : str
        IRIs, or empty.
    direction : str
        ``up``, ``down``, ``unchanged``, ``preserved`` or empty.
    works : frozenset of str
    """

    iri: str
    label: str
    role: str
    starts: tuple[str, ...]
    agents: tuple[str, ...]
    host: str
    form: str
    observable: str
    direction: str
    works: frozenset[str]


def read_kinds(store: Store) -> Kinds:
    """Read labels, groups, the tree, supplied ions and rival accounts from a store."""
    kinds = list(run(store, "internal/kinds").dicts())
    return Kinds(
        labels={row["kind"]: row["label"] for row in kinds},
        groups={row["kind"]: row["group"] for row in kinds},
        broader=grouped(store, "internal/broader"),
        supplies=grouped(store, "internal/supplies"),
        roots=frozenset(row["kind"] for row in kinds if row["root"] == "true"),
        rivals=frozenset((a, b) for a, b in run(store, "internal/rivals").values),
    )


def grouped(store: Store, name: str) -> dict[str, frozenset[str]]:
    """Return the second column of a query as sets by the first."""
    sets: dict[str, set[str]] = {}
    for key, value in run(store, name).values:
        sets.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in sets.items()}


def read_statements(store: Store) -> list[Statement]:
    """Return the claims and definition links of a store, in order of their IRIs."""
    parts = read_parts(store)
    numbers = Numbers(store)
    return [
        Statement(
            iri=row["statement"],
            source="definition" if row["definition"] == "true" else "claim",
            stance=row["stance"] or "supports",
            mechanism=joined(parts[row["statement"], "mechanisms"].values()),
            hosts=frozenset(parts[row["statement"], "hosts"]),
            forms=frozenset(parts[row["statement"], "forms"]),
            works=frozenset(parts[row["statement"], "works"]),
            publication=joined(parts[row["statement"], "works"].values()),
            reference_numbers=numbers.of(row["source"], parts[row["statement"], "works"]),
            evidence=frozenset(parts[row["statement"], "evidence"].values()),
            agents=frozenset(parts[row["statement"], "agents"]),
            **{key: row[key] for key in PLAIN},
        )
        for row in run(store, "internal/statements").dicts()
    ]


def read_parts(store: Store) -> dict[tuple[str, str], dict[str, str]]:
    """Return labels by IRI of what statements may name several of, by statement and part.

    The engine takes these rows as they are several times faster than joined into lists.
    """
    parts: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for statement, part, value, label in run(store, "internal/statement-parts").values:
        parts[statement, part][value] = label
    return parts


def joined(texts: Iterable[str]) -> str:
    """Return different texts in order, in one line."""
    return "; ".join(sorted(set(texts) - {""}))


class Numbers:
    """The numbers under which sources list works."""

    def __init__(self, store: Store) -> None:
        self._listed: dict[tuple[str, str], set[int]] = defaultdict(set)
        for source, work, number in run(store, "internal/reference-numbers").values:
            self._listed[source, work].add(int(number))

    def of(self, source: str, works: Iterable[str]) -> str:
        """Return the numbers that a source gives to works, in one line."""
        found = {number for work in works for number in self._listed.get((source, work), ())}
        return "; ".join(map(str, sorted(found)))


def read_outcome_statements(store: Store) -> list[Statement]:
    """Return what treatments did to observables, as statements that are no mechanisms."""
    numbers = Numbers(store)
    found: dict[tuple[str, str], Statement] = {}
    for row in run(store, "internal/outcomes").dicts():
        relation, polarity = MOVES[row["direction"]]
        key = row["statement"], row["agent"]
        works = (found[key].works if key in found else frozenset()) | {row["work"]}
        found[key] = Statement(
            iri=row["statement"],
            source="outcome",
            cause=row["agent"],
            relation=relation,
            polarity=polarity,
            effect=row["observable"],
            hosts=frozenset(filter(None, [row["host"]])),
            forms=frozenset(filter(None, [row["form"]])),
            works=works,
            publication=row["publication"],
            reference_numbers=numbers.of(row["source"], works),
            locator=row["locator"],
        )
    return list(found.values())


def read_results(store: Store) -> list[TreatmentResult]:
    """Return the treatments of a store with the directions that they report."""
    return [
        TreatmentResult(
            iri=row["treatment"],
            label=row["label"],
            role=row["role"],
            starts=tuple(row["starts"].split()),
            agents=tuple(row["agents"].split()),
            host=row["host"],
            form=row["form"],
            observable=row["observable"],
            direction=row["direction"],
            works=frozenset(row["works"].split()),
        )
        for row in run(store, "internal/treatment-results").dicts()
    ]
