"""Signed mechanism paths from one kind to another.

A path is a chain of links; its sign is the product of theirs. The rules are those of
``docs/model.md``: outcomes are no mechanisms, the specific beats the general, no step into a
root, rival accounts never on one path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING

from defectkg.claims import Kinds, Statement
from defectkg.network import Link, build_links

if TYPE_CHECKING:
    import networkx

__all__ = ["Answer", "MechanismPath", "Scope", "Step", "find_paths"]

DISCOUNTED = frozenset({"generalised", "borrowed"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search may use.

    Parameters
    ----------
    host, form : str, optional
        IRIs; claims about another host or form are borrowed.
    strict : bool
        Neither borrow nor generalise.
    definitions : bool
        Use links that follow from definitions.
    max_length : int
        Most steps of a path.
    """

    host: str = ""
    form: str = ""
    strict: bool = False
    definitions: bool = True
    max_length: int = 8

    def holds(self, statement: Statement, kinds: Kinds) -> bool:
        """Return whether a statement is in scope: of this host and form, above them, or of any."""
        return all(
            not wanted or not given or any(kinds.covers(kind, wanted) for kind in given)
            for wanted, given in ((self.host, statement.hosts), (self.form, statement.forms))
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path.

    Parameters
    ----------
    start : str
        The kind on which the path stands; the cause of the link or a kind below it.
    cause, relation, polarity, effect : str
    kind : str
        ``claim``, ``generalised``, ``borrowed``, ``supplies``, ``definition`` or ``outcome``.
    statements : tuple of Statement
    against : tuple of Statement
        What speaks against the step.
    """

    start: str
    cause: str
    relation: str
    polarity: str
    effect: str
    kind: str
    statements: tuple[Statement, ...] = ()
    against: tuple[Statement, ...] = ()

    @property
    def works(self) -> frozenset[str]:
        """The publications that support the step; definitions have no vote."""
        votes = (s.works for s in self.statements if s.source != "definition")
        return frozenset().union(*votes)

    @property
    def mechanism(self) -> str:
        """The mechanisms that the claims name, joined."""
        named = {part for s in self.statements for part in s.mechanism.split("; ") if part}
        return "; ".join(sorted(named))


@dataclass(frozen=True, slots=True)
class MechanismPath:
    """A chain of steps."""

    steps: tuple[Step, ...]

    @property
    def sign(self) -> str:
        """``+`` or ``-``: the product of the polarities."""
        return "-" if sum(step.polarity == "-" for step in self.steps) % 2 else "+"

    @property
    def support(self) -> int:
        """The number of publications behind the least supported step that needs any."""
        counts = [len(s.works) for s in self.steps if s.kind not in ("supplies", "definition")]
        return min(counts, default=0)

    @property
    def discounts(self) -> int:
        """The number of generalised and borrowed steps."""
        return sum(step.kind in DISCOUNTED for step in self.steps)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found.

    Parameters
    ----------
    start, end : str
    paths : tuple of MechanismPath
        Best first: fewest discounts, most support, shortest.
    reason : str or None
        Why there is none: ``no claim``, ``only by borrowing``, ``only contradicted``, ``too long``.
    overridden : tuple of Step
        Steps struck out because something more specific speaks against them.
    declared_open : tuple of Statement
        Claims in scope which say that nobody has shown what the start does.
    """

    start: str
    end: str
    paths: tuple[MechanismPath, ...]
    reason: str | None = None
    overridden: tuple[Step, ...] = field(default=())
    declared_open: tuple[Statement, ...] = field(default=())


def find_paths(
    statements: Iterable[Statement], kinds: Kinds, start: str, end: str, scope: Scope
) -> Answer:
    """Return the signed paths from one kind to another.

    Parameters
    ----------
    statements : iterable of Statement
        Claims, definition links, and outcomes where they are wanted.
    kinds : Kinds
    start, end : str
        IRIs of kinds.
    scope : Scope

    Returns
    -------
    Answer
    """
    usable = [s for s in statements if scope.definitions or s.source != "definition"]
    search = Search(usable, kinds, scope)
    paths = search.paths(start, end)
    reason = None if paths else search.reason(start, end)
    struck = relevant(search.struck, start, paths) if paths else search.struck
    unshown = (s for s in usable if s.stance == "not shown" and search.concerns(s, start))
    best_first = tuple(sorted(paths, key=rank))
    return Answer(start, end, best_first, reason, tuple(struck), tuple(unshown))


def rank(path: MechanismPath) -> tuple[int, int, int, list[str]]:
    """Sort paths best first; the IRIs only make the order of equals stable."""
    names = [step.cause + step.effect for step in path.steps]
    return path.discounts, -path.support, len(path.steps), names


def relevant(struck: list[Step], start: str, paths: list[MechanismPath]) -> list[Step]:
    """Return the struck steps that begin where the search or one of its paths stood."""
    seen = {start} | {step.effect for path in paths for step in path.steps}
    return [step for step in struck if step.start in seen]


class Search:
    """One search: the steps that each kind offers under a scope."""

    def __init__(
        self, statements: list[Statement], kinds: Kinds, scope: Scope, *, heed: bool = True
    ) -> None:
        self.kinds, self.scope, self.statements = kinds, scope, statements
        self.heed = heed  # whether what speaks against a discounted step strikes it out
        self.struck: list[Step] = []
        self._from: dict[str, list[Link]] = {}
        for link in build_links(statements):
            if link.polarity and link.supporting:
                self._from.setdefault(link.cause, []).append(link)
        self._offers: dict[str, list[Step]] = {}

    def paths(self, start: str, end: str) -> list[MechanismPath]:
        """Return all simple paths that the rules allow."""
        import networkx

        graph = self.graph(start, end)
        if start == end or end not in graph or start not in graph:
            return []
        useful = networkx.ancestors(graph, end) | {end}
        edges = networkx.all_simple_edge_paths(
            graph.subgraph(useful), start, end, cutoff=self.scope.max_length
        )
        found = (tuple(graph.edges[edge]["step"] for edge in path) for path in edges)
        return [path for steps in found for path in self.allowed(steps)]

    def graph(self, start: str, end: str) -> networkx.MultiDiGraph:
        """Return the steps as a graph: nodes are where a path may stand, END where it arrives."""
        import networkx

        graph = networkx.MultiDiGraph()
        waiting, seen = [start], {start}
        while waiting:
            here = waiting.pop()
            for step in self.steps_from(here, at_start=here == start):
                target = end if self.arrives(step.effect, end) else step.effect
                graph.add_edge(here, target, step=step)
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return graph

    def arrives(self, effect: str, end: str) -> bool:
        """Return whether a claim on `effect` reaches `end`: on it, or on a kind above it."""
        return effect == end or effect in self.kinds.above(end)

    def steps_from(self, here: str, *, at_start: bool) -> Iterator[Step]:
        """Yield the steps that a path standing on a kind may take."""
        if here not in self._offers:
            self._offers[here] = list(self.offers(here))
        yield from self._offers[here]
        if at_start:
            for ion in sorted(self.kinds.supplies.get(here, ())):
                yield Step(here, here, "supplies", "+", ion, "supplies")

    def offers(self, here: str) -> Iterator[Step]:
        """Yield the steps by claims on a kind and, unless strict, on the kinds above it."""
        causes = [here] if self.scope.strict else [here, *sorted(self.kinds.above(here))]
        for cause in causes:
            for link in self._from.get(cause, ()):
                step = self.step(here, link)
                if step is None:
                    continue
                if self.heed and step.against and step.kind in DISCOUNTED:
                    self.struck.append(step)
                else:
                    yield step

    def step(self, here: str, link: Link) -> Step | None:
        """Return a link as a step from a kind, or None where the scope forbids it."""
        inside = tuple(s for s in link.supporting if self.scope.holds(s, self.kinds))
        if not inside and self.scope.strict:
            return None
        used = inside or link.supporting
        if not inside:
            kind = "borrowed"
        elif here != link.cause:
            kind = "generalised"
        else:
            sources = {s.source for s in used}
            kind = "claim" if "claim" in sources else min(sources)
        parts = (here, link.cause, link.relation, link.polarity, link.effect, kind, used)
        return Step(*parts, self.against(here, link, kind))

    def against(self, here: str, link: Link, kind: str) -> tuple[Statement, ...]:
        """Return what speaks against a step.

        Against a generalised or borrowed step: claims about a narrower cause, or in the asked
        host and form, on its effect or a kind above it. Against any other: contrary claims on
        the very link, in scope.
        """
        effects = {link.effect} | self.kinds.above(link.effect)
        return tuple(
            s
            for s in self.statements
            if s.contradicts(link.relation, link.polarity)
            and s.effect in effects
            and self.kinds.covers(s.cause, here)
            and self.kinds.covers(link.cause, s.cause)
            and (s.cause != link.cause or self.scope.holds(s, self.kinds))
            and (kind in DISCOUNTED or s.effect == link.effect)
        )

    def allowed(self, steps: tuple[Step, ...]) -> Iterator[MechanismPath]:
        """Yield the path if it visits no kind twice, with claims that are no rivals."""
        visited = [steps[0].start]
        for step in steps:
            visited += [kind for kind in (step.cause, step.effect) if kind != visited[-1]]
        if len(visited) != len(set(visited)):
            return
        options = [sorted({s.account for s in step.statements} or {""}) for step in steps]
        for choice in product(*options):
            if not any((a, b) in self.kinds.rivals for a in choice for b in choice):
                yield MechanismPath(tuple(map(self.within, steps, choice)))
                return

    def within(self, step: Step, account: str) -> Step:
        """Return a step without the claims of rivals of an account."""
        kept = tuple(
            s
            for s in step.statements
            if s.account in ("", account) or (account, s.account) not in self.kinds.rivals
        )
        parts = (step.start, step.cause, step.relation, step.polarity, step.effect, step.kind)
        return Step(*parts, kept, step.against)

    def concerns(self, statement: Statement, start: str) -> bool:
        """Return whether a statement in scope is about the start, or an ion that it supplies."""
        named = {start, *self.kinds.supplies.get(start, ())}
        return statement.cause in named and self.scope.holds(statement, self.kinds)

    def reason(self, start: str, end: str) -> str:
        """Say why there is no path, by trying again with one rule lifted at a time."""
        long = replace(self.scope, max_length=len(self.kinds.labels))
        wide = replace(long, strict=False)
        for reason, scope, heed in (
            ("too long", long, True),
            ("only by borrowing", wide, True),
            ("only contradicted", wide, False),
        ):
            graph = Search(self.statements, self.kinds, scope, heed=heed).graph(start, end)
            if connected(graph, start, end):
                return reason
        return "no claim"


def connected(graph: networkx.MultiDiGraph, start: str, end: str) -> bool:
    """Return whether any chain of steps leads from start to end."""
    import networkx

    return start in graph and end in graph and networkx.has_path(graph, start, end)
