"""Mechanism paths as English, JSON and rows; the arithmetic of their belief."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from defectkg.mechanisms.belief import Vote, Weights, default_weights, joined
from defectkg.mechanisms.paths import VOTELESS, MechanismPath, PathAnswer, Step
from defectkg.mechanisms.patterns import LAYERS
from defectkg.model.claims import Statement
from defectkg.model.content import GraphContent
from defectkg.rdf.prefixes import DATA
from defectkg.rdf.rows import Rows

__all__ = [
    "one_line",
    "paths_json",
    "paths_rows",
    "paths_text",
    "reach_rows",
    "sentence",
    "unknown_json",
    "verdict",
]

PATH_COLUMNS = (
    "path",
    "sign",
    "support",
    "step",
    "cause",
    "relation",
    "polarity",
    "effect",
    "mechanism",
    "kind",
    "publication",
    "reference_numbers",
    "locator",
)
REASONS = {
    "no claim": "no chain of claims leads from one to the other",
    "only by borrowing": "only by borrowing or generalising: leave out --strict",
    "only contradicted": "every chain holds a step that something more specific contradicts",
    "too long": "only by more steps: raise --max-length",
    "filtered out": "the paths that there are do not fit --pattern or --mechanism",
}


def sentence(graph: GraphContent, step: Step) -> str:
    """Return a step as one English sentence, with who says it and where."""
    label = graph.names.label
    cause, effect = label(step.cause), label(step.effect)
    if step.kind == "supplies":
        return f"{cause} supplies {effect}."
    said = f"{step.relation} {effect}" + (f" by {step.mechanism}" if step.mechanism else "")
    up = f"{label(step.start)} is a kind of {cause}, which" if step.start != step.cause else cause
    if step.kind == "definition":
        return f"By definition, {up} {said}."
    borrowed = ", borrowed from elsewhere" if step.kind == "borrowed" else ""
    said_by = " | ".join(source_line(graph, s) for s in step.statements if s.works)
    return f"{up} {said}{borrowed}: {said_by}."


def source_line(graph: GraphContent, statement: Statement) -> str:
    """Return who says a claim, of what, how surely, and where."""
    names = graph.names
    number = f" [{statement.reference_numbers}]" if statement.reference_numbers else ""
    parts = [f"{statement.publication}{number}" if statement.publication else ""]
    parts += map(names.label, sorted(statement.hosts) + sorted(statement.forms))
    parts += [statement.stance if statement.stance != "supports" else ""]
    parts += [statement.certainty if statement.certainty != "stated" else ""]
    parts += [statement.condition, "; ".join(sorted(statement.evidence)), statement.locator]
    return ", ".join(filter(None, parts))


def one_line(graph: GraphContent, path: MechanismPath) -> str:
    """Return a path on one line: ``HBr raises bromide-rich environment; …``."""
    label = graph.names.label
    parts = []
    for step in path.steps:
        up = f"{label(step.start)} ⊑ " if step.start != step.cause else ""
        parts.append(f"{up}{graph.names.link_text(step)}")
    return "; ".join(parts)


def paths_text(
    graph: GraphContent, answer: PathAnswer, *, why: bool = False, weights: Weights | None = None
) -> str:
    """Return the answer of a search as text: each path as a line, then a sentence a step."""
    label = graph.names.label
    head = f"{label(answer.start)} → {label(answer.end)}"
    if answer.reason:
        lines = [f"{head}: no path ({REASONS[answer.reason]})"]
    else:
        count = len(answer.paths)
        lines = [f"{head}: {f'the best {count} paths' if count > 1 else 'the best path'}"]
        for number, path in enumerate(answer.paths, 1):
            lines += path_lines(
                graph, number, path, (weights or default_weights()) if why else None
            )
    if answer.overridden:
        lines += ["", "Struck out, overridden by what is more specific:"]
        lines += [line for step in answer.overridden for line in struck_lines(graph, step)]
    if answer.declared_open:
        lines += ["", "Declared open by the source:"]
        lines += [f"   {statement_line(graph, s)}" for s in answer.declared_open]
    return "\n".join(lines) + "\n"


def path_lines(
    graph: GraphContent, number: int, path: MechanismPath, weights: Weights | None
) -> Iterator[str]:
    """Yield the lines of one path."""
    yield ""
    yield f"{number}. ({path.sign}) {verdict(graph, path)}"
    for place, step in enumerate(path.steps, 1):
        yield f"   {place}. {sentence(graph, step)}"
        yield from (f"      against: {source_line(graph, s)}" for s in step.against)
        if weights:
            yield from (f"      {line}" for line in arithmetic(graph, step, weights))
    if weights:
        product = " × ".join(f"{step.belief:.3f}" for step in path.steps)
        yield f"   score = {product} × {path.damping:.3f} for hubs = {path.score:.4f}"


def verdict(graph: GraphContent, path: MechanismPath) -> str:
    """Return what a path says of its ends, and how well it is supported."""
    start, goal = (graph.names.label(i) for i in (path.steps[0].start, path.steps[-1].effect))
    end = {"+": "more", "-": "less"}[path.sign]
    return f"more {start}, {end} {goal}; belief {path.belief:.2f}, {weakest_words(path)}"


def weakest_words(path: MechanismPath) -> str:
    """Return how many publications stand behind the weakest step of a path, and which it is."""
    if path.weakest is None:
        return "by definition"
    count = f"{path.publications} publication{'s' if path.publications != 1 else ''}"
    if len(path.steps) == 1:
        return count
    return f"{count} at the weakest step ({path.steps.index(path.weakest) + 1})"


def arithmetic(graph: GraphContent, step: Step, weights: Weights) -> Iterator[str]:
    """Yield how the belief of a step comes about, line by line."""
    if step.kind in VOTELESS:
        yield f"belief = {step.belief:.3f}, without vote ({step.kind})"
        return
    sides = []
    for side, statements in (("for", step.statements), ("against", step.against)):
        votes = weights.votes(statements)
        yield from (f"{side}: {vote_words(graph, vote)}" for vote in votes)
        if len(votes) > 1:
            parts = " × ".join(f"(1 − {vote.strength:.3f})" for vote in votes)
            yield f"{side}, joined: 1 − {parts} = {joined(votes):.3f}"
        sides.append(joined(votes))
    discounts = [weights.of("step", step.kind)]
    if step.kind == "borrowed" and step.start != step.cause:
        discounts.append(weights.of("step", "generalised"))
    factors = [f"{sides[0]:.3f}", *([f"(1 − {sides[1]:.3f})"] if sides[1] else [])]
    factors += [f"{discount:g} ({step.kind})" for discount in discounts if discount != 1]
    product = f"{' × '.join(factors)} = " if len(factors) > 1 else ""
    yield f"belief = {product}{step.belief:.3f}"


def vote_words(graph: GraphContent, vote: Vote) -> str:
    """Return the arithmetic of one vote."""
    factors = " × ".join(f"{weight:g} ({name})" for name, weight in vote.factors)
    return f"{graph.names.label(vote.work)} = {factors} = {vote.strength:.3f}"


def statement_line(graph: GraphContent, statement: Statement) -> str:
    """Return what a claim says and who says it."""
    return f"{graph.names.link_text(statement)} ({source_line(graph, statement)})"


def struck_lines(graph: GraphContent, step: Step) -> list[str]:
    """Return the lines of a struck step."""
    names = graph.names
    reasons = [f"      overridden by: {statement_line(graph, s)}" for s in step.against]
    head = f"   {names.link_text(step)}  [{step.kind}, for {names.label(step.start)}]"
    return [head, *reasons]


def claim_object(graph: GraphContent, statement: Statement) -> dict[str, str]:
    """Return a claim as the JSON of `paths` shows it."""
    names = graph.names
    return {
        "claim": statement.iri.removeprefix(DATA),
        "publication": statement.publication,
        "reference_numbers": statement.reference_numbers,
        "host": "; ".join(sorted(map(names.label, statement.hosts))),
        "form": "; ".join(sorted(map(names.label, statement.forms))),
        "locator": statement.locator,
    }


def step_object(graph: GraphContent, step: Step) -> dict[str, Any]:
    """Return a step as JSON."""
    return {
        "cause": graph.names.label(step.cause),
        "cause_iri": step.cause,
        "relation": step.relation,
        "polarity": step.polarity,
        "effect": graph.names.label(step.effect),
        "effect_iri": step.effect,
        "mechanism": step.mechanism,
        "kind": step.kind,
        "support": round(step.belief, 3),
        "sentence": sentence(graph, step),
        "claims": [claim_object(graph, s) for s in step.statements],
        "against": [claim_object(graph, s) for s in step.against],
    }


def path_object(graph: GraphContent, path: MechanismPath) -> dict[str, Any]:
    """Return a path as JSON."""
    return {
        "sign": path.sign,
        "support": round(path.belief, 3),
        "score": round(path.score, 4),
        "publications": path.publications,
        "weakest_step": path.steps.index(path.weakest) + 1 if path.weakest else None,
        "steps": [step_object(graph, step) for step in path.steps],
    }


def paths_json(graph: GraphContent, answer: PathAnswer) -> str:
    """Return the answer of a path search as JSON."""
    found = {
        "start": graph.names.label(answer.start),
        "end": graph.names.label(answer.end),
        "reason": answer.reason,
        "paths": [path_object(graph, path) for path in answer.paths],
        "overridden": [step_object(graph, step) for step in answer.overridden],
        "declared_open": [claim_object(graph, s) for s in answer.declared_open],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def unknown_json(start: str, end: str) -> str:
    """Return the answer of a path search whose names fit nothing."""
    found = {"start": start, "end": end, "reason": "unknown name", "paths": []}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def paths_rows(graph: GraphContent, answer: PathAnswer) -> Rows:
    """Return the answer as rows, one for each step."""
    values = [
        (str(number), path.sign, f"{path.belief:.3f}", str(place), *step_cells(graph, step))
        for number, path in enumerate(answer.paths, 1)
        for place, step in enumerate(path.steps, 1)
    ]
    return Rows(PATH_COLUMNS, values)


def reach_rows(graph: GraphContent, paths: list[MechanismPath]) -> Rows:
    """Return where a start leads, one row for each kind, by layer and then best first."""
    order = list(LAYERS)
    groups = graph.kinds.groups

    def place(path: MechanismPath) -> tuple[int, float, str]:
        end = path.steps[-1].effect
        return order.index(groups[end]), -path.score, end

    values = [
        (
            LAYERS[groups[path.steps[-1].effect]],
            graph.names.label(path.steps[-1].effect),
            path.sign,
            f"{path.belief:.3f}",
            str(len(path.steps)),
            one_line(graph, path),
        )
        for path in sorted(paths, key=place)
    ]
    return Rows(("layer", "kind", "sign", "support", "steps", "best_path"), values)


def step_cells(graph: GraphContent, step: Step) -> tuple[str, ...]:
    """Return the cells that `paths_rows` prints for a step."""

    def cell(attribute: str) -> str:
        return " | ".join(dict.fromkeys(getattr(s, attribute) for s in step.statements))

    label = graph.names.label
    ends = label(step.cause), step.relation, step.polarity, label(step.effect)
    rest = cell("publication"), cell("reference_numbers"), cell("locator")
    return (*ends, step.mechanism, step.kind, *rest)
