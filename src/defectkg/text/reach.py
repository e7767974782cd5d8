"""Where a start leads, as text: what each work tells of it as a tree, then what was joined here."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from defectkg.mechanisms.paths import MechanismPath, Step
from defectkg.mechanisms.search import Search
from defectkg.model import terms
from defectkg.model.claims import Statement
from defectkg.model.content import GraphContent
from defectkg.text import sentences
from defectkg.text.answers import worded
from defectkg.text.path_data import reach_rows
from defectkg.text.paths import (
    STEP_KINDS,
    all_open,
    block,
    challenges_about,
    given,
    open_line,
    outcome_of,
    statement_line,
)
from defectkg.text.records import challenge_text, items_of, joined
from defectkg.text.sentences import attribution

__all__ = ["reach_text"]

NO_CLAIM = "by what it holds, or by definition"


def reach_text(
    graph: GraphContent, paths: Iterable[MechanismPath], search: Search, width: int
) -> str:
    """Return where a start leads: what works tell of it, what is open of it, what was joined.

    Parameters
    ----------
    graph : GraphContent
    paths : iterable of MechanismPath
        The best from one start to each kind that it reaches; at least one.
    search : Search
        That found them.
    width : int
        Of the table.
    """
    paths = list(paths)
    told = [path for path in paths if not path.joined_here]
    start = paths[0].kinds[0]
    lines = told_lines(graph, told)
    ends = {kind for path in told for kind in path.kinds} - {start}
    besides = search.told_besides(start, ends, told)
    lines += block("Said besides by the same works:", (statement_line(graph, s) for s in besides))
    for line in open_lines(graph, start, told):
        lines += ["", *textwrap.wrap(line, width)]
    if len(told) < len(paths):
        of_several = reach_rows(graph, [path for path in paths if path.joined_here])
        head = f"Joined here: no work tells this of {sentences.word(graph, start)} as a whole."
        lines += ["", head, "", worded(graph, of_several).to_text("table", width).rstrip()]
    return "\n".join(lines).lstrip("\n") + "\n"


def told_lines(graph: GraphContent, paths: Iterable[MechanismPath]) -> list[str]:
    """Return what works tell of a start, each of them as a tree."""
    groups: dict[frozenset[str], list[MechanismPath]] = {}
    for path in paths:
        groups.setdefault(tellers_of(path), []).append(path)
    begun = {
        (path.steps[:n], work)
        for path in paths
        for n in range(1, len(path.steps))
        for work in tellers_of(path) | {""}
    }
    for works, same in list(groups.items()):  # what stands in the tree of a longer one goes
        groups[works] = [p for p in same if any((p.steps, w) not in begun for w in works or {""})]
    in_order = sorted(groups.items(), key=lambda group: (not group[0], -len(group[1])))
    return [line for works, same in in_order if same for line in told_by(graph, works, same)]


def tellers_of(path: MechanismPath) -> frozenset[str]:
    """Return the works that tell a path, or tell it up to defects in general."""
    return path.proposed_by or path.told_by


def told_by(graph: GraphContent, works: frozenset[str], paths: list[MechanismPath]) -> list[str]:
    """Return what some works tell of one start, under who tells it, of what, and where."""
    start = given(graph, paths[0].kinds[0])
    told = [s for path in paths for s in path.claims if s.witnesses & works]
    together = any(s.works == works for s in told)
    whose = [works] if together else [frozenset({work}) for work in sorted(works)]
    who = joined("; ", *(attributed(graph, some, told) for some in whose))
    places = "; ".join(dict.fromkeys(place for s in told for place in items_of(s.locator)))
    materials = {material(graph, s) for s in told}
    shared = materials.pop() if len(materials) == 1 else ""
    by_whom = f"as told by {joined(', ', who, shared, places)}" if works else NO_CLAIM
    return block(f"With {start}, {by_whom}:", tree(graph, works, paths, shared))


def attributed(graph: GraphContent, works: frozenset[str], told: Iterable[Statement]) -> str:
    """Return the name of works, with the numbers under which a source lists just them."""
    of_them = [s for s in told if works & s.works]
    cited = ((s.source, *graph.works_cited(s)) for s in of_them if s.works == works)
    listed = {
        source: attribution(names, numbers, graph.names.label(source))
        for source, names, numbers in cited
        if numbers
    }
    if listed:
        return joined("; ", *listed.values())
    read_in = graph.names.line({s.source for s in of_them if s.source})
    return attribution(graph.names.line(works), "", read_in)


def tree(
    graph: GraphContent, works: frozenset[str], paths: Iterable[MechanismPath], shared: str
) -> Iterator[str]:
    """Yield the ends of paths, each under what brings it, once; of the shared material."""
    met: set[tuple[tuple[str, str, str], ...]] = set()
    for path in sorted(paths, key=lambda path: order(graph, path)):
        way: tuple[tuple[str, str, str], ...] = ()
        for number, step in enumerate(path.steps, 1):
            way = (*way, (step.start, step.relation, step.effect))
            if way not in met:
                met.add(way)
                reached = outcome_of(graph, MechanismPath(path.steps[:number]))
                yield f"{'   ' * (number - 1)}{reached}{aside(graph, works, step, shared)}"


def order(graph: GraphContent, path: MechanismPath) -> tuple[tuple[float, str], ...]:
    """Return what puts a path behind that of which it is a longer one, and the surest first."""
    return tuple((-step.belief, graph.names.label(step.effect)) for step in path.steps)


def material(graph: GraphContent, statement: Statement) -> str:
    """Return the hosts and forms of a claim."""
    return " ".join(map(graph.names.label, [*sorted(statement.hosts), *sorted(statement.forms)]))


def aside(graph: GraphContent, works: frozenset[str], step: Step, shared: str) -> str:
    """Return in which material a step is told, under what condition, and how surely."""
    told = [s for s in step.statements if s.witnesses & works]
    if not told:
        return f" ({STEP_KINDS[step.kind]})"
    label = graph.names.label
    said: dict[str, None] = {}
    for s in told:
        parts = ["" if material(graph, s) == shared else material(graph, s), s.condition]
        parts += [label(s.certainty)] if s.certainty not in ("", terms.STATED) else []
        parts += [f"in doubt: {label(sure)} confidence" for _, sure in sorted(s.doubts)]
        who = f"{graph.names.line(s.works)}: " if len(works) > 1 and any(parts) else ""
        said[who + joined("; ", *parts)] = None
    text = joined(" | ", *said)
    return f" ({text})" if text else ""


def open_lines(graph: GraphContent, start: str, paths: Iterable[MechanismPath]) -> Iterator[str]:
    """Yield what is declared open of a start, in full, and of what stands on the way from it."""
    of_start = {row["challenge_iri"] for row in challenges_about(graph, {start})}
    for row in challenges_about(graph, {start}):
        name = graph.names.label(start)
        yield f"Declared open of {name}: {challenge_text(row)}; {all_open(name)}"
    conditions = graph.kinds.of_group(terms.CONDITION_KIND)
    on_the_way = conditions.intersection(kind for path in paths for kind in path.kinds)
    for row in challenges_about(graph, on_the_way - {start}):
        if row["challenge_iri"] not in of_start:
            yield open_line(graph, row, on_the_way)
