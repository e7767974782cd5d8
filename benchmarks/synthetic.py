"""Write synthetic literature of the same shape as the shipped graph, as N-Quads or N-Triples.

Every synthetic record is a shipped one (stance, certainty, scope, quantity, role ... stay
together) whose kinds are drawn anew, so nothing about the shape is made up here:

- how many treatments, claims and measurements a publication has is drawn from the shipped ones;
- agents, causes and effects are drawn from all kinds of the group that the shipped record names,
  by Zipf's law, those of most publications first; its exponent is the one at which as many draws
  as there are pairs of kind and publication meet as many different kinds as the shipped do;
- not every pair of kinds is claimed: as many are as the Chao1 estimate of unseen species makes of
  the pairs that one, and that two, shipped claims tie. A pair has one relation, the shipped one
  where there is any; sources that say the opposite are as rare as in the shipped graph;
- reviews list as many works as the shipped one, and their records rest on these works.

Usage: python benchmarks/synthetic.py PUBLICATIONS FILE.nq|FILE.nt [--seed N] [--kinds SHARE]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from shape import DKG, OPPOSITE, Record, Shape

from defectkg.model import terms

DATA = "https://w3id.org/defectkg/data/synthetic-"
XSD = "http://www.w3.org/2001/XMLSchema#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
CHEMICAL = (terms.AGENT_KIND, terms.ION_KIND)
WORDS = {"Up": "higher", "Down": "lower", "Unchanged": "the same", "Preserved": "kept"}
COPIED = (
    "quantity", "state", "direction", "directionBasis", "comparator", "comparedWith", "unit",
    "unitText",
)  # fmt: skip
RESERVATION = '"in some of them"'  # of what is supported in part
PLACES = 20  # for the records on one work: those of the review have no more
Quad = tuple[str, str, str, str]


class Literature:
    """Synthetic publications, one after the other."""

    def __init__(self, shape: Shape, publications: int, seed: int) -> None:
        self.shape, self.publications, self.rng = shape, publications, random.Random(seed)

    def quads(self) -> Iterator[Quad]:
        """Yield everything, each review with the works that it lists."""
        size = len(self.shape.counts)
        for first in range(0, self.publications, size):
            works = range(first, min(first + size, self.publications))
            review = f"{DATA}r{first // size + 1}"
            yield from self.references(review, works)
            for work in works:
                yield from Study(self, review, work, works).quads()

    def references(self, review: str, works: range) -> Iterator[Quad]:
        """Yield a review and its list of works."""
        graph = f"{review}-references"
        yield from self.publication(graph, review, f"Review{review.rsplit('r')[-1]}", 2026)
        yield graph, review, DKG + "extent", f'"results ¶{PLACES * len(works)}"'
        yield from record_graph(graph, review)
        for number, work in enumerate(works, 1):
            entry = f"{review}-ref-{number}"
            author, year = f"Author{work}", 2015 + work % 10
            yield from self.publication(graph, f"{DATA}p{work}", author, year)
            yield from facts(
                graph, entry, "Citation", statedIn=review, publication=f"{DATA}p{work}"
            )
            yield graph, entry, DKG + "authorsText", f'"{author}, A."'
            yield graph, entry, DKG + "yearText", f'"{year}"'
            yield graph, entry, DKG + "referenceNumber", f'"{number}"^^<{XSD}integer>'

    def publication(self, graph: str, iri: str, author: str, year: int) -> Iterator[Quad]:
        """Yield a publication."""
        yield graph, iri, TYPE, f"<{DKG}Publication>"
        yield graph, iri, LABEL, f'"{author} {year}"@en'
        yield graph, iri, DKG + "firstAuthor", f'"{author}"'
        yield graph, iri, DKG + "title", f'"Synthetic work of {author}"'
        yield graph, iri, DKG + "year", f'"{year}"^^<{XSD}integer>'


class Study:
    """The records on one work, in a graph of their own."""

    def __init__(self, all_of: Literature, review: str, work: int, listed: range) -> None:
        self.shape, self.rng = all_of.shape, all_of.rng
        self.review, self.work, self.listed = review, work, listed
        self.graph = f"{DATA}g{work}"
        self.place = PLACES * (work - listed.start)  # each record of a review has its own
        self.treatments: list[tuple[str, Record]] = []

    def quads(self) -> Iterator[Quad]:
        """Yield treatments, claims and measurements."""
        records = list(self.records())
        if records:
            yield from record_graph(self.graph, self.review)
        yield from records

    def records(self) -> Iterator[Quad]:
        """Yield what the study holds."""
        treatments, claims, measurements = self.rng.choice(self.shape.counts)
        for number in range(1, treatments + 1):
            yield from self.treatment(f"{self.graph}-t{number}")
        said: set[tuple[str, str]] = set()
        for number in range(1, claims + 1):
            yield from self.claim(f"{self.graph}-c{number}", said)
        measured: set[tuple[str, str]] = set()
        for number in range(1, measurements + 1):
            yield from self.measurement(f"{self.graph}-m{number}", measured)

    def provenance(self, iri: str, basis: str, *more: str) -> Iterator[Quad]:
        """Yield source, works, basis and a place of its own."""
        self.place += 1
        work = self.review if basis == DKG + "NotCited" else f"{DATA}p{self.work}"
        for value in sorted({work, *more}):
            yield self.graph, iri, DKG + "publication", f"<{value}>"
        yield self.graph, iri, DKG + "statedIn", f"<{self.review}>"
        yield self.graph, iri, DKG + "citationBasis", f"<{basis}>"
        rests_on = "OwnReading" if basis == DKG + "NotCited" else "Retelling"
        yield self.graph, iri, DKG + "restsOn", f"<{DKG}{rests_on}>"
        yield self.graph, iri, DKG + "locator", f'"results ¶{self.place}"'

    def treatment(self, iri: str) -> Iterator[Quad]:
        """Yield a treatment like a shipped one, with other agents."""
        like = self.rng.choice(self.shape.treatments)
        groups = (self.shape.kinds.groups[agent] for agent in like.get("agent", ()))
        agents = tuple({self.shape.zipf("agent", group).draw(self.rng) for group in groups})
        host, form = like.get("host", ()), like.get("form", ())
        control = like["role"][0] == DKG + "Control" and self.treatments and agents
        if control:
            host = self.treatments[0][1]["host"]
        yield from facts(
            self.graph, iri, "Treatment", agent=sorted(agents), host=host, form=form,
            appliedCondition=like.get("appliedCondition", ()), strategy=like["strategy"],
            route=like.get("route", ()), role=DKG + ("Control" if control else "Trial"),
            controlOf=self.treatments[0][0] if control else (),
            separates=min(agents) if control else (),
        )  # fmt: skip
        yield self.graph, iri, LABEL, f'"synthetic treatment {iri[len(DATA) :]}"@en'
        yield from self.provenance(iri, cited(like))
        self.treatments.append((iri, {"agent": agents, "host": host, "form": form}))

    def claim(self, iri: str, said: set[tuple[str, str]]) -> Iterator[Quad]:
        """Yield a claim like a shipped one, between other kinds."""
        like = self.rng.choice(self.shape.claims)
        treatment: tuple[str, Record] | None = None
        if "treatment" in like and self.treatments:
            treatment = self.rng.choice(self.treatments)
        cause, effect, treatment = self.ends(like, treatment)
        law = self.shape.effects(cause, self.shape.kinds.groups[effect])
        for _ in range(10):  # what one study says, it says once
            if (cause, effect) not in said:
                break
            effect = law.draw(self.rng)
        else:
            return
        said.add((cause, effect))
        relation, mechanism = self.shape.fact(cause, effect)
        if (cause, effect) not in self.shape.relations:
            mechanism = ()  # how something fills a vacancy does not hold for any two kinds
        if self.rng.random() < self.shape.dissent and relation in OPPOSITE:
            relation, mechanism = OPPOSITE[relation], ()
        if harm := self.shape.harm(cause, effect):
            relation, mechanism = harm, ()
        host, form = like.get("host", ()), like.get("form", ())
        if treatment:
            host = treatment[1]["host"] if host else ()
            form = treatment[1]["form"] if form else ()
        host = tuple(h for h in host if self.shape.fits(h, cause, effect))
        yield from facts(
            self.graph, iri, "Claim", cause=cause, effect=effect, relation=relation,
            mechanism=mechanism, stance=like["stance"], certainty=like["certainty"],
            evidence=like.get("evidence", ()), host=host, form=form,
            treatment=treatment[0] if treatment else (),
        )  # fmt: skip
        if terms.PARTLY_SUPPORTS in like["stance"]:
            yield self.graph, iri, f"{DKG}condition", RESERVATION
        if treatment:
            yield from self.provenance(iri, cited(like))
        else:
            others = min(len(like["publication"]) - 1, len(self.listed))
            more = (f"{DATA}p{other}" for other in self.rng.sample(self.listed, others))
            yield from self.provenance(iri, like["citationBasis"][0], *more)

    def ends(
        self, like: Record, treatment: tuple[str, Record] | None
    ) -> tuple[str, str, tuple[str, Record] | None]:
        """Draw cause and effect; in a treatment, its agents or what they supply act."""
        groups = [self.shape.kinds.groups[like[role][0]] for role in ("cause", "effect")]
        cause = self.shape.zipf("cause", groups[0]).draw(self.rng)
        if treatment and groups[0] in CHEMICAL:
            agents = treatment[1]["agent"]
            ions = {i for a in agents for i in self.shape.kinds.supplies.get(a, ())}
            ions |= {agent for agent in agents if self.shape.kinds.groups[agent] == terms.ION_KIND}
            acting = sorted(ions if ions and groups[0] == terms.ION_KIND else agents)
            cause = self.rng.choice(acting) if acting else cause
            treatment = treatment if acting else None
        return cause, self.shape.effects(cause, groups[1]).draw(self.rng), treatment

    def measurement(self, iri: str, measured: set[tuple[str, str]]) -> Iterator[Quad]:
        """Yield an outcome like a shipped one; where that has a baseline, both of the pair."""
        like = self.rng.choice(self.shape.measurements)
        if "treatment" in like and not self.treatments:
            return
        treatment, scope = "", like
        if "treatment" in like:
            treatment, scope = self.rng.choice(self.treatments)
            key = treatment, like["observable"][0]
            if key in measured or like["state"][0] == DKG + "Before":
                return
            measured.add(key)
        defect = like.get("ofDefect", ())
        host = scope.get("host", ())
        common = {
            "observable": like["observable"], "method": like.get("method", ()),
            "treatment": treatment or (), "host": host, "form": scope.get("form", ()),
            "ofDefect": defect if not host or self.shape.fits(host[0], *defect) else (),
        }  # fmt: skip
        value = float(like["value"][0]) if "value" in like else None
        if value is not None and like["quantity"][0] != DKG + "Ratio":
            value *= self.rng.uniform(0.5, 1)
        before = f"{iri}00"  # a number that no other outcome of the study has
        yield from facts(
            self.graph, iri, "Measurement", **common,
            baseline=before if "baseline" in like else (),
        )  # fmt: skip
        yield from self.outcome(iri, like, value)
        basis = cited(like) if treatment else like["citationBasis"][0]
        yield from self.provenance(iri, basis)
        if "baseline" in like:
            factor = {"Up": 0.5, "Down": 2.0}.get(like["direction"][0].removeprefix(DKG), 1.0)
            less = {k: v for k, v in like.items() if not k.startswith(("direction", "comparator"))}
            yield from facts(self.graph, before, "Measurement", **common)
            pair = None if value is None else value * factor
            yield from self.outcome(before, less | {"state": (DKG + "Before",)}, pair)
            yield from self.provenance(before, basis)

    def outcome(self, iri: str, like: Record, value: float | None) -> Iterator[Quad]:
        """Yield value or words, and how they are meant."""
        if self.shape.kinds.covers(DKG + "LightEmittingDevicePerformance", like["observable"][0]):
            yield self.graph, iri, DKG + "condition", '"of a diode"'
        for name in COPIED:
            for text in like.get(name, ()):
                yield self.graph, iri, DKG + name, f"<{text}>" if "://" in text else f'"{text}"'
        if value is None:
            direction = like["direction"][0].removeprefix(DKG) if "direction" in like else ""
            yield self.graph, iri, DKG + "words", f'"{WORDS.get(direction, "some")}"'
            return
        text = f"{value:.2f}" if value < 1e6 else f"{value:.0f}"
        pairs = [("value", text)]
        pairs += [("valueMax", f"{float(most):.2f}") for most in like.get("valueMax", ())]
        for name, digits in pairs:
            yield self.graph, iri, DKG + name, f'"{float(digits)!r}"^^<{XSD}double>'
            yield self.graph, iri, f"{DKG}{name}Text", f'"{digits}"'


def cited(like: Record) -> str:
    """Return the citation basis of a shipped record, for one that rests on a work."""
    basis = like["citationBasis"][0]
    return DKG + "CitationInferred" if basis == DKG + "NotCited" else basis


def record_graph(graph: str, review: str) -> Iterator[Quad]:
    """Yield what a graph says of itself."""
    yield from facts(graph, graph, "RecordGraph", statedIn=review)
    yield graph, graph, LABEL, f'"{graph[len(DATA) :]}"@en'


def facts(graph: str, iri: str, group: str, **values: str | tuple[str, ...]) -> Iterator[Quad]:
    """Yield the class of a record and its properties with IRIs for values."""
    yield graph, iri, TYPE, f"<{DKG}{group}>"
    for name, value in values.items():
        for one in (value,) if isinstance(value, str) else value:
            yield graph, iri, DKG + name, f"<{one}>"


def write(publications: int, path: Path, seed: int = 1, shape: Shape | None = None) -> int:
    """Write so many publications to a file; return the number of statements in it."""
    count = 0
    named = path.suffix == ".nq"
    with path.open("w", encoding="utf-8") as out:
        for graph, subject, predicate, value in Literature(
            shape or Shape(), publications, seed
        ).quads():
            out.write(f"<{subject}> <{predicate}> {value}{f' <{graph}>' if named else ''} .\n")
            count += 1
    return count


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("publications", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", type=float, default=1.0, help="share of the kinds to use")
    given = parser.parse_args()
    shape = Shape(given.kinds)
    count = write(given.publications, given.file, given.seed, shape)
    exponents = ", ".join(f"{r} {shape.exponent(r):.2f}" for r in ("agent", "cause", "effect"))
    print(f"{count} quads of {given.publications} publications; Zipf exponents: {exponents}")


if __name__ == "__main__":
    main()
