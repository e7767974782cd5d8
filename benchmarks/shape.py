"""Measure the shape of the shipped graph: counts, skew, relations, dissent."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate

import defectkg
from defectkg.graph import DefectGraph

DKG = "https://w3id.org/defectkg/ontology/"
LOSSES = ("TrapState", "NonradiativeCentre", "NonradiativeRecombination")
OPPOSITE = {DKG + "Raises": DKG + "Lowers", DKG + "Lowers": DKG + "Raises"}
Record = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Zipf:
    """Kinds in order of use, drawn with weights of 1/rank^exponent."""

    kinds: tuple[str, ...]
    sums: tuple[float, ...]

    def draw(self, rng: random.Random) -> str:
        """Return one kind."""
        return rng.choices(self.kinds, cum_weights=self.sums)[0]


def weights(size: int, exponent: float) -> list[float]:
    """Return the weights of ranks 1 to `size`."""
    return [rank**-exponent for rank in range(1, size + 1)]


def expected_distinct(draws: int, size: int, exponent: float) -> float:
    """Return how many of `size` kinds are met on average in `draws` draws."""
    ranks = weights(size, exponent)
    total = sum(ranks)
    return sum(1 - (1 - weight / total) ** draws for weight in ranks)


def fit_exponent(groups: list[tuple[int, int, int]]) -> float:
    """Return the exponent that explains (draws, kinds, distinct kinds met) of some groups."""
    low, high = 0.0, 4.0
    met = sum(distinct for _, _, distinct in groups)
    for _ in range(40):
        middle = (low + high) / 2
        more = sum(expected_distinct(draws, size, middle) for draws, size, _ in groups) > met
        low, high = (middle, high) if more else (low, middle)
    return low


class Shape:
    """What is measured in a graph, the shipped one unless another is given."""

    def __init__(self, share: float = 1.0, graph: DefectGraph | None = None) -> None:
        self.graph = graph or defectkg.load()
        self.kinds = self.graph.kinds
        self.share = share
        self.claims = self.records("Claim")
        self.treatments = self.records("Treatment")
        self.measurements = [m for m in self.records("Measurement") if "observable" in m]
        self.grouped: dict[str, list[str]] = defaultdict(list)
        # Of the whole vocabulary only what records name: the rest waits for other literature.
        records = (*self.claims, *self.treatments, *self.measurements)
        named = {value for record in records for values in record.values() for value in values}
        for kind in sorted(named & self.kinds.groups.keys()):
            self.grouped[self.kinds.groups[kind]].append(kind)

    def records(self, group: str) -> list[Record]:
        """Return all records of a class: values by local name of the property."""
        rows = self.graph.query(f"SELECT ?s ?p ?o WHERE {{ ?s a dkg:{group} ; ?p ?o }}").values
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in sorted(rows):
            found[subject][predicate.replace("#", "/").rsplit("/", 1)[-1]].append(value)
        return [
            {"iri": (iri,)} | {name: tuple(values) for name, values in record.items()}
            for iri, record in found.items()
        ]

    @cached_property
    def counts(self) -> list[tuple[int, int, int]]:
        """Treatments, claims and measurements of each publication that a source lists."""
        listed = self.graph.query("SELECT DISTINCT ?w { ?c a dkg:Citation ; dkg:publication ?w }")
        per = [
            Counter(record["publication"][0] for record in records)
            for records in (self.treatments, self.claims, self.measurements)
        ]
        return sorted((per[0][w], per[1][w], per[2][w]) for (w,) in listed.values)

    def used(self, role: str) -> Counter[str]:
        """Count the publications in which each kind is ``agent``, ``cause`` or ``effect``."""
        records = self.treatments if role == "agent" else self.claims
        pairs = {(k, work) for r in records for k in r.get(role, ()) for work in r["publication"]}
        return Counter(kind for kind, _ in pairs)

    @cache  # noqa: B019 - one shape lives as long as the program
    def exponent(self, role: str) -> float:
        """Return the exponent of Zipf's law of a role."""
        met: dict[str, Counter[str]] = defaultdict(Counter)
        for kind, count in self.used(role).items():
            met[self.kinds.groups[kind]][kind] = count
        groups = [(c.total(), len(self.grouped[group]), len(c)) for group, c in met.items()]
        return fit_exponent(groups)

    @cache  # noqa: B019
    def zipf(self, role: str, group: str) -> Zipf:
        """Return the law by which a role draws from the kinds of a group."""
        used = self.used(role)
        order = sorted(self.grouped[group])
        random.Random(f"{role} {group}").shuffle(order)  # those never used yet
        order.sort(key=lambda kind: -used[kind])
        order = order[: max(2, round(self.share * len(order)))]
        return Zipf(tuple(order), tuple(accumulate(weights(len(order), self.exponent(role)))))

    @cached_property
    def relations(self) -> dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]]:
        """Relation and mechanisms of the shipped claims, by pair of kinds and by pair of groups."""
        found: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for claim in self.claims:
            ends = claim["cause"][0], claim["effect"][0]
            said = claim["relation"][0], claim.get("mechanism", ())
            found[ends].append(said)
            found[self.kinds.groups[ends[0]], self.kinds.groups[ends[1]]].append(said)
        return found

    @cached_property
    def density(self) -> float:
        """The share of pairs of kinds that anybody would ever claim (Chao 1984, bias-corrected)."""
        tied = Counter((claim["cause"][0], claim["effect"][0]) for claim in self.claims)
        times = Counter(tied.values())
        total = len(tied) + times[1] * (times[1] - 1) / (2 * (times[2] + 1))
        groups = {tuple(self.kinds.groups[kind] for kind in pair) for pair in tied}
        return total / sum(len(self.grouped[a]) * len(self.grouped[b]) for a, b in groups)

    @cache  # noqa: B019
    def effects(self, cause: str, group: str) -> Zipf:
        """Return the law by which claims about a cause draw from the effects of a group."""
        law = self.zipf("effect", group)
        ranks = weights(len(law.kinds), self.exponent("effect"))
        rng = random.Random(f"{cause} {group}")
        chances = [rng.random() for _ in law.kinds]
        most = max(self.density, min(chances))  # at least one
        plausible = [
            (kind, weight)
            for kind, weight, chance in zip(law.kinds, ranks, chances, strict=True)
            if (chance <= most or (cause, kind) in self.relations) and kind != cause
        ]
        plausible = plausible or [(kind, 1.0) for kind in law.kinds if kind != cause]
        kinds, ranks = zip(*plausible, strict=True)
        return Zipf(kinds, tuple(accumulate(ranks)))

    @cache  # noqa: B019
    def fact(self, cause: str, effect: str) -> tuple[str, tuple[str, ...]]:
        """Return how two kinds are tied, the same for everybody."""
        groups = self.kinds.groups[cause], self.kinds.groups[effect]
        known = self.relations.get((cause, effect)) or self.relations.get(groups)
        known = known or [(DKG + "Raises", ())]
        return random.Random(f"{cause} {effect}").choice(known)

    @cached_property
    def dissent(self) -> float:
        """The share of pairs of kinds of which sources say opposite things."""
        said: dict[tuple[str, str], set[str]] = defaultdict(set)
        for claim in self.claims:
            said[claim["cause"][0], claim["effect"][0]].add(claim["relation"][0])
        return sum(set(OPPOSITE) <= relations for relations in said.values()) / len(said)

    @cached_property
    def lacking(self) -> dict[str, list[set[str]]]:
        """The ions that a defect lacks, each with all that may stand for it."""
        rows = self.graph.query("SELECT ?d ?i WHERE { ?d dkg:missingSpecies ?i }").values
        found: dict[str, list[set[str]]] = defaultdict(list)
        for defect, ion in rows:
            below = {k for k in self.kinds.labels if self.kinds.covers(ion, k)}
            found[defect].append(below | self.kinds.broader.get(ion, frozenset()))
        return found

    @cached_property
    def held(self) -> dict[str, set[str]]:
        """The ions of each host that has a composition."""
        rows = self.graph.query("SELECT ?h ?i { ?h dkg:composition ?c ; dkg:ion ?i }").values
        found: dict[str, set[str]] = defaultdict(set)
        for host, ion in rows:
            found[host].add(ion)
        return found

    def harm(self, cause: str, effect: str) -> str:
        """Return how a loss of carriers acts on what is wanted; empty for anything else."""
        loses = any(self.kinds.covers(DKG + loss, cause) for loss in LOSSES)
        wanted = self.kinds.wanted.get(effect, "") if loses else ""
        return {DKG + "More": DKG + "Lowers", DKG + "Less": DKG + "Raises"}.get(wanted, "")

    def fits(self, host: str, *defects: str) -> bool:
        """Return whether a host holds the ions that defects lack."""
        ions = self.held.get(host)
        return ions is None or all(ions & s for d in defects for s in self.lacking.get(d, ()))
