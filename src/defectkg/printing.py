"""Paths as text, rows and JSON."""

from __future__ import annotations

import json
from typing import Any

from defectkg.graph import DefectGraph
from defectkg.mechanisms import Answer, MechanismPath, Step
from defectkg.queries import run
from defectkg.rows import Rows
from defectkg.vocabulary import DATA

__all__ = ["model_text", "paths_json", "paths_rows", "paths_text", "unknown_json"]

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
}


def claim_object(graph: DefectGraph, statement: Any) -> dict[str, str]:
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


def step_object(graph: DefectGraph, step: Step) -> dict[str, Any]:
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
        "claims": [claim_object(graph, s) for s in step.statements],
        "against": [claim_object(graph, s) for s in step.against],
    }


def paths_json(graph: DefectGraph, answer: Answer, count: int) -> str:
    """Return the answer of a path search as JSON."""
    shown = answer.paths[:count]
    found = {
        "start": graph.names.label(answer.start),
        "end": graph.names.label(answer.end),
        "reason": answer.reason,
        "paths": [
            {
                "sign": path.sign,
                "support": path.support,
                "steps": [step_object(graph, step) for step in path.steps],
            }
            for path in shown
        ],
        "overridden": [step_object(graph, step) for step in answer.overridden],
        "declared_open": [claim_object(graph, s) for s in answer.declared_open],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def paths_rows(graph: DefectGraph, answer: Answer, count: int) -> Rows:
    """Return the answer as rows, one for each step."""
    values = [
        (str(number), path.sign, str(path.support), str(place), *step_cells(graph, step))
        for number, path in enumerate(answer.paths[:count], 1)
        for place, step in enumerate(path.steps, 1)
    ]
    return Rows(PATH_COLUMNS, values)


def step_cells(graph: DefectGraph, step: Step) -> tuple[str, ...]:
    """Return the cells that `paths_rows` prints for a step."""

    def joined(attribute: str) -> str:
        return " | ".join(dict.fromkeys(getattr(s, attribute) for s in step.statements))

    label = graph.names.label
    ends = label(step.cause), step.relation, step.polarity, label(step.effect)
    rest = joined("publication"), joined("reference_numbers"), joined("locator")
    return (*ends, step.mechanism, step.kind, *rest)


def paths_text(graph: DefectGraph, answer: Answer, count: int) -> str:
    """Return the answer as text: each path as a line of nodes, then its steps with places."""
    label = graph.names.label
    head = f"{label(answer.start)} → {label(answer.end)}"
    if answer.reason:
        lines = [f"{head}: no path ({REASONS[answer.reason]})"]
    else:
        shown = min(count, len(answer.paths))
        lines = [f"{head}: {shown} of {len(answer.paths)} paths"]
        for number, path in enumerate(answer.paths[:count], 1):
            lines += path_lines(graph, number, path)
    if answer.overridden:
        lines += ["", "Struck out, overridden by what is more specific:"]
        lines += [line for step in answer.overridden for line in struck_lines(graph, step)]
    if answer.declared_open:
        lines += ["", "Declared open by the source:"]
        lines += [f"   {statement_line(graph, s)}" for s in answer.declared_open]
    return "\n".join(lines) + "\n"


def path_lines(graph: DefectGraph, number: int, path: MechanismPath) -> list[str]:
    """Return the lines of one path."""
    label = graph.names.label
    end = {"+": "more", "-": "less"}[path.sign]
    works = f"{path.support} publication{'s' if path.support != 1 else ''} at the weakest step"
    head = f"{number}. ({path.sign}) more {label(path.steps[0].start)}, {end} "
    head += f"{label(path.steps[-1].effect)}; {works}"
    lines = ["", head]
    for step in path.steps:
        up = f"{label(step.start)} ⊑ " if step.start != step.cause else ""
        kind = "borrowed, generalised" if up and step.kind == "borrowed" else step.kind
        lines.append(f"   {up}{label(step.cause)} {step.relation} {label(step.effect)}  [{kind}]")
        lines += [f"      {source_line(graph, s)}" for s in step.statements if s.works]
        lines += [f"      against: {source_line(graph, s)}" for s in step.against]
    return lines


def source_line(graph: DefectGraph, statement: Any) -> str:
    """Return who says a claim, of what, how, and where."""
    names = graph.names
    scope = ", ".join(map(names.label, sorted(statement.hosts) + sorted(statement.forms)))
    number = f" [{statement.reference_numbers}]" if statement.reference_numbers else ""
    parts = [f"{statement.publication}{number}" if statement.publication else "", scope]
    parts += [statement.stance if statement.stance != "supports" else ""]
    parts += [statement.certainty if statement.certainty != "stated" else ""]
    parts += [statement.mechanism and f"by {statement.mechanism}", statement.condition]
    parts += [statement.locator]
    return "; ".join(filter(None, parts))


def statement_line(graph: DefectGraph, statement: Any) -> str:
    """Return what a claim says and who says it."""
    label = graph.names.label
    said = f"{label(statement.cause)} {statement.relation} {label(statement.effect)}"
    return f"{said} ({source_line(graph, statement)})"


def struck_lines(graph: DefectGraph, step: Step) -> list[str]:
    """Return the lines of a struck step."""
    label = graph.names.label
    head = f"   {label(step.cause)} {step.relation} {label(step.effect)}"
    reasons = [f"      overridden by: {statement_line(graph, s)}" for s in step.against]
    return [f"{head}  [{step.kind}, for {label(step.start)}]", *reasons]


def model_text(graph: DefectGraph) -> Rows:
    """Return classes and properties of the model with meaning, example and use, as rows."""
    rows = run(graph.store, "internal/model")
    return rows.pick("term", "type", "uses", "definition", "example")


def unknown_json(start: str, end: str) -> str:
    """Return the answer of a path search whose names fit nothing."""
    found = {"start": start, "end": end, "reason": "unknown name", "paths": []}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"
