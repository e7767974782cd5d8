"""Mechanism paths as English, JSON and rows; the arithmetic of their belief."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from defectkg.mechanisms.belief import Vote, Weights, default_weights, noisy_or
from defectkg.mechanisms.paths import (
    VOTELESS,
    Completeness,
    MechanismPath,
    PathAnswer,
    Step,
    StepKind,
)
from defectkg.model import terms
from defectkg.model.claims import Statement
from defectkg.model.content import GraphContent
from defectkg.rdf.prefixes import DATA
from defectkg.rdf.rows import Rows, json_text
from defectkg.text.records import attribution

__all__ = [
    "STEP_KINDS",
    "one_line",
    "paths_json",
    "paths_rows",
    "paths_text",
    "reach_rows",
    "sentence",
    "summary",
    "tellers",
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
)
STEP_KINDS = {
    StepKind.CLAIM: "claimed",
    StepKind.GENERALISED: "said of a broader kind",
    StepKind.BORROWED: "from another material",
    StepKind.SUPPLIES: "supplied ion",
    StepKind.FORMS: "what it turns into",
    StepKind.DEFINITION: "by definition",
    StepKind.OUTCOME: "reported outcome",
}
UNNAMED = {"certainty": "no certainty", "evidence": "no method named"}
REASONS = {
    "no claim": "no chain of claims leads from one to the other",
    "only by borrowing": (
        "only by claims on broader kinds, other materials or none in particular: leave out --strict"
    ),
    "only contradicted": "every chain holds a step that something more specific contradicts",
    "too long": "only by more steps: raise --max-length",
    "filtered out": "the paths that there are do not fit --pattern or --mechanism",
    "not meaningful": "every chain holds something that the host cannot have",
}
CHANGES = {True: {"+": "higher", "-": "lower"}, False: {"+": "more", "-": "less"}}


def sentence(graph: GraphContent, step: Step) -> str:
    """Return a step as one English sentence, with who says it and where."""
    names = graph.names
    subject = names.label(step.cause)
    if step.start != step.cause:
        subject = f"{names.label(step.start)} is a kind of {subject}, which"
    text = f"{subject} {names.predicate(step.relation, step.effect)}"
    named = [s.mechanisms for s in step.statements]
    shared = frozenset.intersection(*named) if named else frozenset()
    if shared:
        text += f" by {names.line(shared)}"
    if step.kind in (StepKind.SUPPLIES, StepKind.FORMS):
        return f"{text}."
    if step.kind == StepKind.DEFINITION:
        return f"By definition, {text}."
    if step.kind == StepKind.BORROWED:
        text += f", {STEP_KINDS[step.kind]}"
    told = " | ".join(
        source_line(graph, s, s.mechanisms - shared) for s in step.statements if s.works
    )
    return f"{text}: {told}."


def source_line(
    graph: GraphContent, statement: Statement, mechanisms: frozenset[str] = frozenset()
) -> str:
    """Return who says a claim, by which mechanisms, of what, how surely, and where."""
    names = graph.names
    works, read_in = names.line(statement.works), read_in_of(graph, statement)
    told = read_in if graph.has_several_sources else ""
    parts = [attribution(works, statement.reference_numbers, told) if works else ""]
    parts += [f"by {names.line(mechanisms)}" if mechanisms else ""]
    parts += [
        f"in doubt: {names.label(work)}, {names.label(sure)} confidence"
        for work, sure in sorted(statement.doubts)
    ]
    parts += map(names.label, sorted(statement.hosts) + sorted(statement.forms))
    marked = (statement.stance, terms.SUPPORTS), (statement.certainty, terms.STATED)
    parts += [names.label(value) for value, usual in marked if value not in ("", usual)]
    parts += [statement.condition, names.line(statement.evidence), statement.locator]
    return ", ".join(filter(None, parts))


def read_in_of(graph: GraphContent, statement: Statement) -> str:
    """Return the label of the source in which a statement was read."""
    return graph.names.label(statement.source) if statement.source else ""


def one_line(graph: GraphContent, path: MechanismPath) -> str:
    """Return a path on one line: ``HBr raises bromide-rich environment; …``."""
    label = graph.names.label
    parts = []
    for step in path.steps:
        narrower = f"{label(step.start)} ⊑ " if step.start != step.cause else ""
        parts.append(narrower + graph.names.link_text(step.cause, step.relation, step.effect))
    return "; ".join(parts)


def paths_text(
    graph: GraphContent, answer: PathAnswer, *, why: bool = False, weights: Weights | None = None
) -> str:
    """Return the answer of a search as text: each path as a line, then a sentence a step."""
    label = graph.names.label
    head = f"{label(answer.start)} → {label(answer.end)}"
    if answer.reason:
        because = f": {answer.because}" if answer.because else ""
        lines = [f"{head}: no path ({REASONS[answer.reason]}{because})"]
        if answer.narrower:
            lines += ["", "There are paths between narrower kinds:"]
            lines += [f"   {label(start)} → {label(end)}" for start, end in answer.narrower]
        if is_reported(graph, answer):
            asked = f"--agent {shlex.quote(label(answer.start))}"
            lines += ["", "An outcome is reported, without a mechanism of these steps:"]
            lines += [f"   defectkg outcomes {asked} --observable {shlex.quote(label(answer.end))}"]
    else:
        count = len(answer.paths)
        lines = [f"{head}: {f'the best {count} paths' if count > 1 else 'the best path'}"]
        for number, path in enumerate(answer.paths, 1):
            table = (weights or default_weights()) if why else None
            lines += path_lines(graph, number, path, answer.end, table)
        if answer.folded:
            lines += ["", "Short cuts, and what differs only behind the first defect: --all."]
    if answer.overridden:
        lines += ["", "Struck out, overridden by what is more specific:"]
        lines += [line for step in answer.overridden for line in overridden_lines(graph, step)]
    if answer.denied:
        lines += ["", "Denied by the source:"]
        lines += [f"   {statement_line(graph, s)}" for s in answer.denied]
    if answer.declared_open:
        lines += ["", "Declared open by the source:"]
        lines += [f"   {statement_line(graph, s)}" for s in answer.declared_open]
    return "\n".join(lines) + "\n"


def is_reported(graph: GraphContent, answer: PathAnswer) -> bool:
    """Return whether a treatment with the start has an outcome in the end, or in a kind below."""
    covers = graph.kinds.covers
    return any(
        result.observable
        and covers(answer.end, result.observable)
        and any(covers(answer.start, applied) for applied in result.applied)
        for result in graph.results
    )


def path_lines(
    graph: GraphContent, number: int, path: MechanismPath, end: str, weights: Weights | None
) -> Iterator[str]:
    """Yield the lines of one path."""
    yield ""
    yield f"{number}. ({path.sign}) {summary(graph, path, end)}"
    for step_number, step in enumerate(path.steps, 1):
        yield f"   {step_number}. {sentence(graph, step)}"
        yield from (f"      against: {source_line(graph, s)}" for s in step.against)
        if weights:
            yield from (f"      {line}" for line in arithmetic(graph, step, weights))
    if weights:
        product = " × ".join(f"{step.belief:.3f}" for step in path.steps)
        joined = f" × {path.joining:g} (joined)" if path.joining != 1 else ""
        yield f"   score = {product}{joined} = {path.score:.4f}"


def summary(graph: GraphContent, path: MechanismPath, end: str) -> str:
    """Return what a path says of its ends, who tells it, and how far it is to be believed."""
    label = graph.names.label
    first, last = path.kinds[0], path.kinds[-1]
    measured = (graph.kinds.groups.get(kind) == terms.OBSERVABLE_KIND for kind in (first, last))
    given, changed = measured
    start = f"higher {label(first)}" if given else label(first)
    text = f"With {start}, {CHANGES[changed][path.sign]} {label(last)}"
    if last != end:
        text += f" (broader than {label(end)})"
    return f"{text}; {tellers(graph, path)}{belief_text(path)}"


def tellers(graph: GraphContent, path: MechanismPath) -> str:
    """Return whether one study tells a path, or from how many it is joined."""
    if not path.with_votes:
        return STEP_KINDS[StepKind.DEFINITION]
    if path.told_by:
        text = "one study" if len(path.told_by) == 1 else "each of these studies"
        text += f": {graph.names.line(path.told_by)}"
    else:
        text = f"joined from {path.studies} studies"
    borrowed = path.completeness == Completeness.BORROWED
    return f"{text}, {STEP_KINDS[StepKind.BORROWED]}" if borrowed else text


def belief_text(path: MechanismPath) -> str:
    """Return the belief of a path, how many publications are behind its weakest step, and which."""
    if path.weakest is None:
        return ""
    count = f"{path.publications} publication{'s' if path.publications != 1 else ''}"
    weakest = f" at the weakest step ({path.steps.index(path.weakest) + 1})"
    return f"; belief {path.belief:.2f}, {count}{weakest if len(path.steps) > 1 else ''}"


def arithmetic(graph: GraphContent, step: Step, weights: Weights) -> Iterator[str]:
    """Yield how the belief of a step comes about, line by line."""
    if step.kind in VOTELESS:
        yield f"belief = {step.belief:.3f}, without vote ({STEP_KINDS[step.kind]})"
        return
    sides = []
    for side, statements in (("for", step.statements), ("against", step.against)):
        votes = weights.votes(statements)
        yield from (f"{side}: {vote_text(graph, vote)}" for vote in votes)
        if len(votes) > 1:
            parts = " × ".join(f"(1 − {vote.strength:.3f})" for vote in votes)
            yield f"{side}, joined: 1 − {parts} = {noisy_or(votes):.3f}"
        sides.append(noisy_or(votes))
    kinds = [step.kind]
    if step.kind == StepKind.BORROWED and step.start != step.cause:
        kinds.append(StepKind.GENERALISED)
    discounts = [(weights.of("step", kind), STEP_KINDS[kind]) for kind in kinds]
    factors = [f"{sides[0]:.3f}", *([f"(1 − {sides[1]:.3f})"] if sides[1] else [])]
    factors += [f"{discount:g} ({why})" for discount, why in discounts if discount != 1]
    product = f"{' × '.join(factors)} = " if len(factors) > 1 else ""
    yield f"belief = {product}{step.belief:.3f}"


def vote_text(graph: GraphContent, vote: Vote) -> str:
    """Return the arithmetic of one vote."""
    factors = " × ".join(
        f"{weight:g} ({factor_text(graph, group, iri)})" for group, iri, weight in vote.factors
    )
    return f"{graph.names.label(vote.work)} = {factors} = {vote.strength:.3f}"


def factor_text(graph: GraphContent, group: str, iri: str) -> str:
    """Return what a factor of a vote is for."""
    if not iri:
        return UNNAMED[group]
    label = graph.names.label(iri)
    return f"in doubt, {label} confidence" if group == "doubt" else label


def statement_line(graph: GraphContent, statement: Statement) -> str:
    """Return what a claim says and who says it."""
    link = graph.names.link_text(statement.cause, statement.relation, statement.effect)
    return f"{link} ({source_line(graph, statement)})"


def overridden_lines(graph: GraphContent, step: Step) -> list[str]:
    """Return the lines of a step that something more specific speaks against."""
    link = graph.names.link_text(step.cause, step.relation, step.effect)
    head = f"   {link}  [{STEP_KINDS[step.kind]}, for {graph.names.label(step.start)}]"
    return [head, *(f"      overridden by: {statement_line(graph, s)}" for s in step.against)]


def claim_object(graph: GraphContent, statement: Statement) -> dict[str, str]:
    """Return a claim as the JSON of `paths` shows it."""
    names = graph.names
    return {
        "claim": statement.iri.removeprefix(DATA),
        "mechanism": names.line(statement.mechanisms),
        "publication": names.line(statement.works),
        "read_in": read_in_of(graph, statement),
        "reference_numbers": statement.reference_numbers,
        "host": names.line(statement.hosts),
        "form": names.line(statement.forms),
        "locator": statement.locator,
    }


def step_object(graph: GraphContent, step: Step) -> dict[str, Any]:
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
        "support": round(step.belief, 3),
        "sentence": sentence(graph, step),
        "claims": [claim_object(graph, s) for s in step.statements],
        "against": [claim_object(graph, s) for s in step.against],
    }


def path_object(graph: GraphContent, path: MechanismPath, end: str) -> dict[str, Any]:
    """Return a path as JSON."""
    return {
        "sign": path.sign,
        "completeness": path.completeness,
        "studies": path.studies,
        "end_level": "exact" if path.kinds[-1] == end else "broader",
        "support": round(path.belief, 3),
        "score": round(path.score, 4),
        "publications": path.publications,
        "weakest_step": path.steps.index(path.weakest) + 1 if path.weakest else None,
        "steps": [step_object(graph, step) for step in path.steps],
    }


def paths_json(graph: GraphContent, answer: PathAnswer) -> str:
    """Return the answer of a path search as JSON."""
    label = graph.names.label
    found = {
        "start": label(answer.start),
        "end": label(answer.end),
        "reason": answer.reason,
        "because": answer.because,
        "narrower": [{"start": label(a), "end": label(b)} for a, b in answer.narrower],
        "folded": answer.folded,
        "paths": [path_object(graph, path, answer.end) for path in answer.paths],
        "overridden": [step_object(graph, step) for step in answer.overridden],
        "declared_open": [claim_object(graph, s) for s in answer.declared_open],
        "denied": [claim_object(graph, s) for s in answer.denied],
    }
    return json_text(found)


def unknown_json(start: str, end: str) -> str:
    """Return the answer of a path search whose names fit nothing."""
    found = {"start": start, "end": end, "reason": "unknown name", "paths": []}
    return json_text(found)


def paths_rows(graph: GraphContent, answer: PathAnswer) -> Rows:
    """Return the answer as rows, one for each step."""
    values = [
        (
            *(str(number), path.sign, f"{path.belief:.3f}", str(step_number)),
            *(*step_cells(graph, step), path.completeness, str(path.studies)),
        )
        for number, path in enumerate(answer.paths, 1)
        for step_number, step in enumerate(path.steps, 1)
    ]
    return Rows(PATH_COLUMNS, values)


def reach_rows(graph: GraphContent, paths: list[MechanismPath]) -> Rows:
    """Return where a start leads, one row for each kind, by layer and then best first."""
    order = list(terms.LAYERS)
    groups = graph.kinds.groups

    def by_layer(path: MechanismPath) -> tuple[int, float, str]:
        end = path.steps[-1].effect
        return order.index(groups[end]), -path.score, end

    values = [
        (
            terms.LAYERS[groups[path.steps[-1].effect]],
            graph.names.label(path.steps[-1].effect),
            path.sign,
            f"{path.belief:.3f}",
            str(len(path.steps)),
            one_line(graph, path),
        )
        for path in sorted(paths, key=by_layer)
    ]
    return Rows(("layer", "kind", "sign", "support", "steps", "best_path"), values)


def step_cells(graph: GraphContent, step: Step) -> tuple[str, ...]:
    """Return the cells that `paths_rows` prints for a step."""
    names = graph.names
    sources = (
        dict.fromkeys(names.line(s.works) for s in step.statements),
        dict.fromkeys(s.reference_numbers for s in step.statements),
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
