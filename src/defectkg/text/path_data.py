"""Mechanism paths as JSON and as rows, for programs."""

from __future__ import annotations

from typing import Any

from defectkg.mechanisms.paths import KinPath, MechanismPath, PathAnswer, Step
from defectkg.mechanisms.untreated import Untreated
from defectkg.model import terms
from defectkg.model.claims import Outcome, Statement
from defectkg.model.content import GraphContent
from defectkg.rdf.prefixes import DATA
from defectkg.rdf.rows import Rows, json_text
from defectkg.text.paths import (
    beside_paths,
    by_whom,
    crossings_of,
    kind_text,
    one_line,
    outcome_line,
    printed,
    read_in_of,
    sentence,
    sign_of,
    statement_line,
    summary,
    tellers,
)
from defectkg.text.records import NOT_PRINTED

__all__ = [
    "claim_object",
    "outcome_object",
    "path_object",
    "paths_json",
    "paths_rows",
    "reach_rows",
    "said_object",
    "unknown_json",
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
    "read_in",
    "completeness",
    "studies",
    "end_level",
    "kept",
    "crossing",
)


def said_object(graph: GraphContent, statement: Statement) -> dict[str, str]:
    """Return a claim that is no step as JSON, with what it says."""
    return {**claim_object(graph, statement), "sentence": statement_line(graph, statement)}


def outcome_object(graph: GraphContent, outcome: Outcome) -> dict[str, str]:
    """Return a reported outcome as JSON."""
    return {
        **claim_object(graph, outcome.statement),
        "observable": graph.names.label(outcome.statement.effect),
        "direction": graph.names.label(outcome.direction),
        "words": outcome.words,
        "value": printed(outcome).rpartition("→ ")[2].removeprefix(f"{NOT_PRINTED}, "),
        "printed": printed(outcome),
        "sentence": outcome_line(graph, outcome),
    }


def claim_object(graph: GraphContent, statement: Statement) -> dict[str, str]:
    """Return a claim as the JSON of `paths` shows it."""
    names = graph.names
    works, numbers = graph.works_cited(statement)
    return {
        "claim": statement.iri.removeprefix(DATA),
        "mechanism": names.line(statement.mechanisms),
        "publication": works,
        "read_in": read_in_of(graph, statement),
        "reference_numbers": numbers,
        "host": names.line(statement.hosts),
        "form": names.line(statement.forms),
        "locator": statement.locator,
    }


def step_object(graph: GraphContent, step: Step, crossing: str = "") -> dict[str, Any]:
    """Return a step as JSON."""
    names = graph.names
    return {
        "cause": names.label(step.cause),
        "cause_iri": step.cause,
        "relation": names.label(step.relation),
        "polarity": step.polarity,
        "effect": names.label(step.effect),
        "effect_iri": step.effect,
        "mechanism": names.line(step.mechanisms),
        "kind": step.kind,
        "kind_text": kind_text(names, step),
        "support": round(step.belief, 3),
        "crossing": crossing,
        "sentence": sentence(graph, step, crossing),
        "claims": [claim_object(graph, s) for s in step.statements],
        "against": [claim_object(graph, s) for s in step.against],
    }


def path_object(graph: GraphContent, path: MechanismPath, end: str) -> dict[str, Any]:
    """Return a path as JSON."""
    crossings = crossings_of(graph, path)
    return {
        "sign": path.sign,
        "completeness": path.completeness,
        "studies": path.studies,
        "end_level": path.end_level,
        "kept": path.kept,
        "said_of_start": path.own,
        "told_by": "" if path.joined_here else graph.names.line(path.proposed_by or path.told_by),
        "general": path.general,
        "reported": [outcome_object(graph, outcome) for outcome in path.reported],
        "summary": summary(graph, path, end),
        "support": round(path.belief, 3),
        "score": round(path.score, 4),
        "publications": path.publications,
        "weakest_step": path.steps.index(path.weakest) + 1 if path.weakest else None,
        "steps": [
            step_object(graph, step, crossings.get(number, ""))
            for number, step in enumerate(path.steps, 1)
        ],
    }


def path_objects(graph: GraphContent, answer: PathAnswer) -> list[dict[str, Any]]:
    """Return the paths of an answer as JSON, each with the head that it stands under."""
    return [
        {**path_object(graph, path, answer.end), "under": head}
        for head, paths in by_whom(graph, answer.paths)
        for _, path in paths
    ]


def paths_json(graph: GraphContent, answer: PathAnswer) -> str:
    """Return the answer of a path search as JSON."""
    label = graph.names.label
    found = {
        "start": label(answer.start),
        "end": label(answer.end),
        "reason": answer.reason,
        "because": answer.because,
        "narrower": [kin_object(graph, kin) for kin in answer.narrower],
        "nearby": [path_object(graph, path, path.kinds[-1]) for path in answer.nearby],
        "folded": answer.folded,
        "paths": path_objects(graph, answer),
        "overridden": [step_object(graph, step) for step in answer.overridden],
        "declared_open": [said_object(graph, s) for s in answer.declared_open],
        "denied": [said_object(graph, s) for s in answer.denied],
        "reasons": [path_object(graph, path, path.kinds[-1]) for path in answer.reasons],
        "stated": [outcome_object(graph, outcome) for outcome in answer.stated],
        "also_reported": [outcome_object(graph, outcome) for outcome in answer.also_reported],
        "told_besides": [said_object(graph, s) for s in answer.told_besides],
        "beside": beside_paths(graph, answer),
    }
    return json_text(found)


def kin_object(graph: GraphContent, kin: KinPath) -> dict[str, Any]:
    """Return what is told of another start as JSON."""
    return {
        "start": graph.names.label(kin.start),
        "end": graph.names.label(kin.end),
        "sign": sign_of(kin.path) if kin.path else "",
        "denied": [said_object(graph, s) for s in kin.denied],
    }


def unknown_json(start: str, end: str) -> str:
    """Return the answer of a path search whose names fit nothing."""
    found = {"start": start, "end": end, "reason": "unknown name", "paths": []}
    return json_text(found)


def paths_rows(graph: GraphContent, answer: PathAnswer | Untreated) -> Rows:
    """Return the answer as rows, one for each step."""
    values = [
        (
            *(str(number), path.sign, f"{path.belief:.3f}", str(step_number)),
            *(*step_cells(graph, step), path.completeness, str(path.studies)),
            *(path.end_level, "yes" if path.kept else ""),
            crossings.get(step_number, ""),
        )
        for number, path in enumerate(answer.paths, 1)
        for crossings in [crossings_of(graph, path)]
        for step_number, step in enumerate(path.steps, 1)
    ]
    return Rows(PATH_COLUMNS, values)


def reach_rows(graph: GraphContent, paths: list[MechanismPath]) -> Rows:
    """Return where a start leads, one row for each kind: what a work tells before what is joined.

    Of both by layer and then best first.
    """
    order = list(terms.LAYERS)
    groups = graph.kinds.groups

    def by_layer(path: MechanismPath) -> tuple[bool, int, float, str]:
        end = path.steps[-1].effect
        return path.joined_here, order.index(groups[end]), -path.score, end

    values = [
        (
            terms.LAYERS[groups[path.steps[-1].effect]],
            graph.names.label(path.steps[-1].effect),
            path.sign,
            f"{path.belief:.3f}",
            str(len(path.steps)),
            one_line(graph, path),
            tellers(graph, path),
        )
        for path in sorted(paths, key=by_layer)
    ]
    columns = ("layer", "kind", "sign", "support", "steps", "best_path", "told_by")
    return Rows(columns, values)


def step_cells(graph: GraphContent, step: Step) -> tuple[str, ...]:
    """Return the cells that `paths_rows` prints for a step."""
    names, cited = graph.names, [graph.works_cited(s) for s in step.statements]
    sources = (
        dict.fromkeys(works for works, _ in cited),
        dict.fromkeys(numbers for _, numbers in cited),
        dict.fromkeys(s.locator for s in step.statements),
        dict.fromkeys(read_in_of(graph, s) for s in step.statements),
    )
    return (
        names.label(step.cause),
        names.label(step.relation),
        step.polarity,
        names.label(step.effect),
        names.line(step.mechanisms),
        step.kind,
        *map(" | ".join, sources),
    )
