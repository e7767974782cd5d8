"""The statements of a store as small frozen objects, read through the query library."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from defectkg.model import terms
from defectkg.model.spelling import first_and_last
from defectkg.rdf.levels import EXACT, NARROWER
from defectkg.rdf.library import Slot, load_query
from defectkg.rdf.queries import levels_of, records, rows_of, run
from defectkg.rdf.store import Store, count_of, pages

__all__ = [
    "Disagreement",
    "Kinds",
    "Outcome",
    "ReferenceNumbers",
    "Statement",
    "TreatmentResult",
    "read_asserted",
    "read_disagreements",
    "read_kinds",
    "read_outcomes",
    "read_parts",
    "read_results",
    "read_statements",
]

HOLD_TRUE = frozenset({terms.SUPPORTS, terms.PARTLY_SUPPORTS})
DENY = frozenset({terms.REFUTES, terms.FINDS_NONE})
OPPOSITE_SIGNS = ("+-", "-+")
KEEPING = frozenset({terms.PRESERVED, terms.UNCHANGED})
AS_PRINTED = (
    *("before", "before_comparator", "comparator", "after", "after_max", "uncertainty", "unit"),
    *("quantity", "quantity_iri"),
)
STATEMENTS = frozenset({terms.CLAIM, terms.DEFINITION})
SEVERAL = (
    "mechanisms",
    "hosts",
    "forms",
    "works",
    "evidence",
    "agents",
    "joint_agents",
    "strategies",
    "outcomes",
)
AT_ONCE = 3000  # statements that are read at once
NAMED = 5  # what naming a cause counts beside its statements: a query may not be too long
Parts = defaultdict[str, defaultdict[str, frozenset[Any]]]  # by record and part
RELATION_OF_DIRECTION = {terms.UP: (terms.RAISES, "+"), terms.DOWN: (terms.LOWERS, "-")}


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim, a definition link, or a reported outcome read as a link.

    Terms, kinds and records are IRIs throughout; what has no value is empty.

    Parameters
    ----------
    iri : str
    record_class : str
        `terms.CLAIM`, `terms.DEFINITION` or `terms.MEASUREMENT`.
    cause, relation : str
    polarity : str
        ``+``, ``-`` or empty.
    effect, stance, certainty : str
    mechanisms : frozenset of str
    hosts, forms : frozenset of str
        None means any.
    works : frozenset of str
    source : str
        In which it was read.
    reading : str
        How much of the source was visible: `terms.ABSTRACT_ONLY`, the full text, or not said.
    locator : str
        As printed.
    account : str
    condition : str
        In words.
    evidence : frozenset of str
        Methods.
    agents : frozenset of str
        The agents of the treatments from which it comes, each applied for itself.
    joint_agents : frozenset of frozenset of str
        Those that one treatment applied together, so that no single one is claimed.
    doubts : frozenset of (str, str)
        Works of which an anomaly says that they may not stand behind it, with its confidence.
    strategies : frozenset of str
        Those of the treatments from which it comes.
    outcomes : frozenset of str
        Which way its effect is reported to have gone under those treatments.
    authors : frozenset of (str, str)
        Its works, each with its first and its last author, as far as those have written another.
    """

    iri: str
    record_class: str
    cause: str
    relation: str
    polarity: str
    effect: str
    stance: str = terms.SUPPORTS
    certainty: str = ""
    mechanisms: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    works: frozenset[str] = frozenset()
    source: str = ""
    reading: str = ""
    locator: str = ""
    account: str = ""
    condition: str = ""
    evidence: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    joint_agents: frozenset[frozenset[str]] = frozenset()
    doubts: frozenset[tuple[str, str]] = frozenset()
    strategies: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    authors: frozenset[tuple[str, str]] = frozenset()

    @property
    def kept(self) -> bool:
        """Whether its effect was only kept: passivation that maintains a yield raises none."""
        return bool(self.outcomes) and self.outcomes <= KEEPING

    @property
    def witnesses(self) -> frozenset[str]:
        """The works that have a vote: not of a definition, nor one that is surely not meant."""
        if self.by_definition:
            return frozenset()
        return self.works - {work for work, sure in self.doubts if sure == terms.HIGH_CONFIDENCE}

    def caused_by(self, agents: frozenset[str]) -> bool:
        """Return whether some agents hold its cause, and all that were applied with it jointly."""
        together = [some for some in self.joint_agents if self.cause in some]
        return self.cause in agents and (not together or any(some <= agents for some in together))

    def treated_with(self, agents: frozenset[str]) -> bool:
        """Return whether some agents hold one that a treatment applied, all where jointly."""
        return bool(self.agents & agents) or any(some <= agents for some in self.joint_agents)

    @property
    def by_definition(self) -> bool:
        """Whether the statement follows from what its words mean, so that no work has a vote."""
        return self.record_class == terms.DEFINITION

    @property
    def holds_true(self) -> bool:
        """Whether the source holds the statement true, wholly or in part."""
        return self.stance in HOLD_TRUE

    @property
    def denies(self) -> bool:
        """Whether the source says that it is not so, or looked and found nothing."""
        return self.stance in DENY

    def without(self, works: frozenset[str]) -> Statement | None:
        """Return this without the votes of some publications, or None if no vote is left."""
        if not self.works & works:
            return self
        remaining = self.works - works
        return replace(self, works=remaining) if remaining else None

    def contradicts(self, relation: str, polarity: str) -> bool:
        """Return whether this speaks against a relation of the same two kinds."""
        if self.denies:
            return self.relation == relation
        return self.holds_true and self.polarity + polarity in OPPOSITE_SIGNS


class Outcome(NamedTuple):
    """What came out of a trial for one observable, said of one thing that was applied.

    Parameters
    ----------
    statement : Statement
        It as a link; that something was kept is one without polarity.
    direction : str
        `terms.UP`, `terms.DOWN`, `terms.UNCHANGED` or `terms.PRESERVED`.
    words : str
        As printed.
    printed : dict of str to str
        Its numbers as printed, by the columns of the query ``outcomes``; empty where there are
        none.
    """

    statement: Statement
    direction: str
    words: str
    printed: Mapping[str, str] = MappingProxyType({})

    @property
    def kept(self) -> bool:
        """Whether the observable stayed as it was."""
        return self.direction in KEEPING


class Disagreement(NamedTuple):
    """What a person says of two records or works that seem to speak against each other.

    Parameters
    ----------
    iri : str
    one, other : str
        The sides, as IRIs; the one that limits or replaces the other comes first.
    forth, back : str
        How the first stands to the other, and the other to it, in words.
    reason : str
    """

    iri: str
    one: str
    other: str
    forth: str
    back: str
    reason: str


def itself(kind: str) -> Mapping[str, str]:
    """Return that a kind alone answers for it."""
    return {kind: EXACT}


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
    forms : dict of str to frozenset of str
        The agents into which an agent turns.
    wanted : dict of str to str
        `terms.MORE` or `terms.LESS` for observables of which one is striven for.
    levels : callable
        Returns which kinds answer for a kind, each with its level (`defectkg.rdf.levels`).
    """

    labels: dict[str, str]
    groups: dict[str, str]
    broader: dict[str, frozenset[str]]
    supplies: dict[str, frozenset[str]]
    roots: frozenset[str]
    rivals: frozenset[tuple[str, str]]
    forms: dict[str, frozenset[str]] = field(default_factory=dict)
    wanted: dict[str, str] = field(default_factory=dict)
    levels: Callable[[str], Mapping[str, str]] = itself

    def brought_by(self, agent: str) -> frozenset[str]:
        """Return the ions that an agent supplies and the agents into which it turns."""
        return self.supplies.get(agent, frozenset()) | self.forms.get(agent, frozenset())

    def above(self, kind: str) -> frozenset[str]:
        """Return the broader kinds into which a search may step: all above that are no roots."""
        return self.broader.get(kind, frozenset()) - self.roots

    def below(self, kind: str) -> set[str]:
        """Return the narrower kinds."""
        return {narrow for narrow, above in self.broader.items() if kind in above}

    def covers(self, broad: str, narrow: str) -> bool:
        """Return whether a kind is another or stands above it."""
        return broad == narrow or broad in self.broader.get(narrow, frozenset())

    def overlap(self, some: frozenset[str], others: frozenset[str]) -> bool:
        """Return whether one of some kinds is, or stands above or below, one of others.

        Where none is named, as of a host that is not said, any may be meant.
        """
        pairs = ((a, b) for a in some for b in others)
        return not (some and others) or any(
            self.covers(a, b) or self.covers(b, a) for a, b in pairs
        )

    def answers_for(self, asked: str, kind: str) -> bool:
        """Return whether what is said of a kind answers for another, as itself or as narrower.

        So does a complex of defects, but not what an observable sums up: the other way is wanted
        of it.
        """
        is_part = self.levels(asked).get(kind) == NARROWER
        return self.covers(asked, kind) or (is_part and self.groups.get(kind) == terms.DEFECT_KIND)

    def of_group(self, *groups: str) -> set[str]:
        """Return the kinds of some groups, such as `terms.AGENT_KIND`."""
        return {kind for kind, group in self.groups.items() if group in groups}


@dataclass(frozen=True, slots=True)
class TreatmentResult:
    """A treatment with one direction that it reports; once without where it reports none.

    Parameters
    ----------
    iri, label : str
    role : str
        `terms.TRIAL` or `terms.CONTROL`.
    applied : tuple of str
        Agents and conditions.
    agents : tuple of str
        The agents alone.
    host, form, observable : str
        IRIs, or empty.
    direction : str
        `terms.UP`, `terms.DOWN`, `terms.UNCHANGED`, `terms.PRESERVED` or empty.
    works, sources : frozenset of str
        What it rests on, and where it was read.
    """

    iri: str
    label: str
    role: str
    applied: tuple[str, ...]
    agents: tuple[str, ...]
    host: str
    form: str
    observable: str
    direction: str
    works: frozenset[str]
    sources: frozenset[str] = frozenset()


class ReferenceNumbers:
    """The numbers under which sources list works, each source read where it is asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._listed = cache(self._read)

    def of(self, source: str, works: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield works, each with every number that a source gives it, or with an empty text."""
        listed = self._listed(source) if source else {}
        return ((work, number) for work in works for number in listed.get(work, ("",)))

    def _read(self, source: str) -> dict[str, frozenset[str]]:
        query = load_query("internal/reference-numbers")
        return grouped(row[1:] for row in records(self._store, query, {"source": source}).values)


def read_kinds(store: Store) -> Kinds:
    """Read labels, groups, the tree, what agents bring, and rival accounts from a store."""
    kinds = list(run(store, "internal/kinds").dicts())
    return Kinds(
        labels={row["kind"]: row["label"] for row in kinds},
        groups={row["kind"]: row["group"] for row in kinds},
        broader=grouped(run(store, "internal/broader-kinds").values),
        supplies=grouped(run(store, "internal/supplied-ions").values),
        roots=frozenset(row["kind"] for row in kinds if row["root"] == "true"),
        rivals=frozenset((a, b) for a, b in run(store, "internal/rival-accounts").values),
        forms=grouped(run(store, "internal/formed-agents").values),
        wanted={row["kind"]: row["wanted"] for row in kinds if row["wanted"]},
        levels=cache(lambda kind: levels_of(store, Slot(("Kind",)), kind).by_iri),
    )


def read_asserted(store: Store) -> list[Statement]:
    """Return the claims and definition links of a store, in order of their IRIs, as what they say.

    That is which link each makes, what its source says of it, and its works with their doubts; not
    where it holds, nor what it weighs. Of a large literature `read_statements` reads twice as much.
    """
    doubts, polarities = read_doubts(store), polarities_of(store)
    works: dict[frozenset[str], frozenset[str]] = {}  # equal sets are held once
    found = []
    for causes in pages_of_causes(store):
        rows = rows_of(store, "internal/links", "cause", causes).values
        of_each = grouped((row[0], sys.intern(row[-1])) for row in rows if row[-1])
        for iri, record_class, *link, stance in dict.fromkeys(row[:-1] for row in rows):
            if record_class in STATEMENTS:
                cause, relation, effect = map(sys.intern, link)
                own = of_each.get(iri, frozenset())
                found.append(
                    Statement(
                        iri,
                        sys.intern(record_class),
                        cause,
                        relation,
                        polarities.get(relation, ""),
                        effect,
                        sys.intern(stance) or terms.SUPPORTS,
                        works=works.setdefault(own, own),
                        doubts=doubts.get(iri, frozenset()),
                    )
                )
    return sorted(found, key=attrgetter("iri"))


def read_statements(store: Store) -> list[Statement]:
    """Return the claims and definition links of a store, in order of their IRIs.

    What a source gives as a purpose and not as a result is none of them.
    """
    return in_order(pages_of(store), Beside(store))


def read_relations(store: Store) -> list[dict[str, str]]:
    """Return the relations of claims, each with its label and its polarity."""
    return run(store, "internal/relations").dicts()


def polarities_of(store: Store) -> dict[str, str]:
    """Return the polarities of relations."""
    return {row["relation"]: row["polarity"] for row in read_relations(store)}


class Beside:
    """What weighs statements and is not said in them.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self.doubts, self.authors = read_doubts(store), read_authors(store)
        self.polarities = polarities_of(store)
        depths = run(store, "internal/depths-of-reading").dicts()
        self.readings = {row["source"]: row["reading"] for row in depths}


def in_order(read: Iterable[Parts], beside: Beside) -> list[Statement]:
    """Return the statements that were read in order of their IRIs; equal sets are held once."""
    sets: dict[frozenset[Any], frozenset[Any]] = {}

    def statement(iri: str, own: Mapping[str, frozenset[Any]]) -> Statement:
        def one(part: str) -> str:
            return min(own.get(part, ()), default="")

        works = own.get("works", frozenset())
        written = ((work, author) for work in works for author in beside.authors.get(work, ()))
        said = {
            **{part: own[part] for part in SEVERAL if part in own},
            "doubts": beside.doubts.get(iri, frozenset()),
            "authors": frozenset(written),
        }
        return Statement(
            iri=iri,
            record_class=min(STATEMENTS & own["class"]),
            cause=one("cause"),
            relation=one("relation"),
            polarity=beside.polarities.get(one("relation"), ""),
            effect=one("effect"),
            stance=one("stance") or terms.SUPPORTS,
            certainty=one("certainty"),
            source=one("source"),
            reading=beside.readings.get(one("source"), ""),
            locator=one("locator"),
            account=one("account"),
            condition=one("condition"),
            **{name: sets.setdefault(values, values) for name, values in said.items()},
        )

    found = (statement(iri, own) for parts in read for iri, own in parts.items() if told(own))
    return sorted(found, key=attrgetter("iri"))


def told(own: Mapping[str, frozenset[str]]) -> bool:
    """Return whether the parts of a record are those of a claim or definition, and no aim."""
    whole = bool(own["relation"] and own["effect"]) and not STATEMENTS.isdisjoint(own["class"])
    return whole and "true" not in own["aim"]


def pages_of(store: Store) -> Iterator[Parts]:
    """Yield what is said in statements and of the treatments from which they come, in pages."""
    for causes in pages_of_causes(store):
        parts = read_parts(store, "internal/statements", "cause", causes)
        for iri, more in read_treated(store, causes):
            parts[iri].update(more)
        yield parts


def pages_of_causes(store: Store) -> Iterator[list[str]]:
    """Yield the causes of some thousand statements at once; none, if all are no more than that.

    So the answers of an engine take no more room the more there are, and it finds what belongs to
    each by an index.
    """
    counts = run(store, "internal/causes").values
    sizes = {cause: count_of(size) + NAMED for cause, size in counts}
    return pages(sizes, AT_ONCE) if sum(sizes.values()) > AT_ONCE else iter([[]])


def read_treated(
    store: Store, causes: Collection[str]
) -> Iterator[tuple[str, dict[str, frozenset[Any]]]]:
    """Yield what treatments are to the claims that come from them, of some causes or of all."""
    found: dict[str, dict[str, dict[str, set[str]]]]
    found = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for iri, treatment, part, value in rows_of(
        store, "internal/claimed-treatments", "cause", causes
    ).values:
        found[iri][treatment][part].add(sys.intern(value))
    for iri, treatments in found.items():
        jointly = [some["agents"] for some in treatments.values() if "true" in some["jointly"]]
        others = [some["agents"] for some in treatments.values() if "true" not in some["jointly"]]
        yield (
            iri,
            {
                "agents": frozenset().union(*others),
                "joint_agents": frozenset(frozenset(agents) for agents in jointly if agents),
                "strategies": frozenset().union(*(t["strategies"] for t in treatments.values())),
                "outcomes": frozenset().union(*(t["outcomes"] for t in treatments.values())),
            },
        )


def read_outcomes(
    store: Store, asked: Mapping[str, str] = MappingProxyType({}), causes: Collection[str] = ()
) -> list[Outcome]:
    """Return what came out of trials: all, or of one observable or statement, and of some causes.

    It stands there once for each agent and condition applied.
    """
    doubts = read_doubts(store)
    query = load_query("internal/outcomes")
    rows = rows_of(store, query.name, "cause", causes, asked).sorted_by(query.order).dicts()
    works = grouped((row["statement"], row["work"]) for row in rows)
    found = []
    for (iri, cause), row in {(row["statement"], row["cause"]): row for row in rows}.items():
        relation, polarity = RELATION_OF_DIRECTION.get(row["direction"], (terms.ALTERS, ""))
        statement = Statement(
            iri=iri,
            record_class=terms.MEASUREMENT,
            cause=cause,
            relation=relation,
            polarity=polarity,
            effect=row["observable"],
            hosts=frozenset(filter(None, [row["host"]])),
            forms=frozenset(filter(None, [row["form"]])),
            works=works[iri],
            doubts=doubts.get(iri, frozenset()),
            source=row["source"],
            locator=row["locator"],
            condition=row["condition"],
        )
        printed = {column: row[column] for column in AS_PRINTED} if row["after"] else {}
        found.append(Outcome(statement, row["direction"], row["words"], printed))
    return found


def read_disagreements(store: Store) -> list[Disagreement]:
    """Return what persons say of records and works that they have compared."""
    return [Disagreement(*values) for values in run(store, "internal/disagreements").values]


def read_results(store: Store) -> list[TreatmentResult]:
    """Return the treatments of a store with the directions that they report.

    A treatment that applies nothing has no result.
    """
    parts = read_parts(store, "internal/treatment-parts")
    results = []
    for row in run(store, "internal/treatment-results").dicts():
        own = parts[row["treatment"]]
        applied = own["agents"] | own["conditions"]
        if applied:
            result = TreatmentResult(
                iri=row["treatment"],
                label=row["label"],
                role=row["role"],
                applied=tuple(sorted(applied)),
                agents=tuple(sorted(own["agents"])),
                host=row["host"],
                form=row["form"],
                observable=row["observable"],
                direction=row["direction"],
                works=own["works"],
                sources=own["sources"],
            )
            results.append(result)
    return results


def read_doubts(store: Store) -> dict[str, frozenset[tuple[str, str]]]:
    """Return which works anomalies doubt, and how surely, by the record that they concern."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for record, work, sure in run(store, "internal/doubted-works").values:
        found[record].add((work, sure))
    return {record: frozenset(pairs) for record, pairs in found.items()}


def read_authors(store: Store) -> dict[str, frozenset[str]]:
    """Return the first and the last author of each work, by surname and first initial.

    The last author is not known where a list ends in *et al.*, nor where it was not seen. Whoever
    has written one work alone is left out: that ties no two works together.
    """
    rows = (row for row in run(store, "internal/author-names").dicts() if row["how"] != "print")
    pairs = {(row["work"], who) for row in rows for who in first_and_last(row["names"])}
    written = Counter(who for _, who in pairs)
    return grouped(pair for pair in pairs if written[pair[1]] > 1)


def read_parts(store: Store, name: str, variable: str = "", iris: Collection[str] = ()) -> Parts:
    """Return what records may name several of, by record and part.

    The engine takes these rows as they are several times faster than joined into lists. The
    variable and its IRIs are those of `rows_of`.
    """
    parts: Parts = defaultdict(lambda: defaultdict(frozenset))
    seen: dict[frozenset[str], frozenset[str]] = {}  # equal sets are one: most are
    for record, part, value in rows_of(store, name, variable, iris).values:
        values = parts[record][part] | {sys.intern(value)}
        parts[record][part] = seen.setdefault(values, values)
    return parts


def grouped(pairs: Iterable[Iterable[str]]) -> dict[str, frozenset[str]]:
    """Return the second texts of pairs as sets by the first."""
    sets: dict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        sets[key].add(value)
    return {key: frozenset(values) for key, values in sets.items()}
