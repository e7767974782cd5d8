"""Mechanism paths as English; the arithmetic of their belief."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, groupby, pairwise, product
from string import ascii_lowercase

from defectkg.mechanisms.belief import Vote, Weights, default_weights, noisy_or
from defectkg.mechanisms.paths import (
    VOTELESS,
    Crossing,
    KinPath,
    MechanismPath,
    PathAnswer,
    Step,
    StepKind,
)
from defectkg.model import terms
from defectkg.model.claims import Outcome, Statement
from defectkg.model.content import GraphContent
from defectkg.model.names import Names
from defectkg.rdf.queries import records_named, rows_of, run
from defectkg.text import sentences
from defectkg.text.beside import without_it
from defectkg.text.disagreements import disagreements_of
from defectkg.text.records import challenge_text, change
from defectkg.text.sentences import attribution

__all__ = [
    "BESIDES",
    "STEP_KINDS",
    "all_open",
    "beside_paths",
    "block",
    "by_whom",
    "challenges_about",
    "challenges_of",
    "crossings_of",
    "given",
    "headline",
    "kind_text",
    "one_line",
    "open_line",
    "outcome_line",
    "outcome_of",
    "path_lines",
    "paths_text",
    "printed",
    "read_in_of",
    "sentence",
    "sign_of",
    "statement_line",
    "summary",
    "tellers",
    "words",
]

STEP_KINDS = {
    StepKind.CLAIM: "claimed",
    StepKind.GENERALISED: "said of a broader kind",
    StepKind.BORROWED: "from another material",
    StepKind.SUPPLIES: "supplied ion",
    StepKind.FORMS: "what it turns into",
    StepKind.DEFINITION: "by definition",
    StepKind.OUTCOME: "reported outcome",
}
BESIDES = "Said besides by the same works"
NO_MECHANISM = "no mechanism is given for it"
MOST_ENDS = 5  # that are named where none is the end
UNNAMED = {"certainty": "no certainty", "evidence": "no method named"}
HEARD = {
    "heard before": "shares its first or last author with a stronger one",
    "heard again": "of a group that has its one and a half already",
}
REASONS = {
    "no claim": "no chain of claims leads from one to the other",
    "only by borrowing": (
        "only by claims on broader kinds, other materials or none in particular: leave out --strict"
    ),
    "only contradicted": "every chain holds a step that something more specific contradicts",
    "too long": "only by more steps: raise --max-length",
    "filtered out": "the paths that there are do not fit --pattern or --mechanism",
    "not meaningful": "every chain holds something that the host cannot have",
    "denied": "what chains there are, nobody tells as a whole",
}


def sentence(graph: GraphContent, step: Step, crossing: str = "") -> str:
    """Return a step as one English sentence, with who says it and where.

    Parameters
    ----------
    graph : GraphContent
    step : Step
    crossing : str, optional
        Into which other material its path goes with it; see `crossings_of`.
    """
    names = graph.names
    if step.kind == StepKind.DEFINITION and step.start == step.cause:
        return f"By definition, {sentences.definition(graph, step.statements[0])}."
    subject = sentences.word(graph, step.cause)
    if step.start != step.cause:
        subject = f"{sentences.word(graph, step.start)} is a kind of {subject}, which"
    text = f"{subject} {sentences.predicate(graph, step.relation, step.effect)}"
    shared = step.shared_mechanisms
    if shared:
        text += f" by {names.line(shared)}"
    if step.kind in (StepKind.SUPPLIES, StepKind.FORMS):
        return f"{text}."
    if step.kind == StepKind.DEFINITION:
        return f"By definition, {text}."
    if step.kind == StepKind.BORROWED:
        text += f", {kind_text(names, step)}"
    text += f", {crossing}" if crossing else ""
    told = " | ".join(
        source_line(graph, s, s.mechanisms - shared) for s in step.statements if s.works
    )
    return f"{text}: {told}."


def kind_text(names: Names, step: Step) -> str:
    """Return on what a step rests; where only the form is another one, in which it was seen."""
    if step.kind == StepKind.BORROWED and step.only_form:
        forms = sorted({names.label(form) for s in step.statements for form in s.forms})
        return f"from a {' or '.join(forms)}"
    return STEP_KINDS[step.kind]


def source_line(
    graph: GraphContent, statement: Statement, mechanisms: frozenset[str] = frozenset()
) -> str:
    """Return who says a claim, by which mechanisms, of what, how surely, and where."""
    names = graph.names
    works, numbers = graph.works_cited(statement)
    told = read_in_of(graph, statement) if graph.has_several_sources else ""
    parts = [attribution(works, numbers, told) if works else ""]
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
    parts = []
    for step in path.steps:
        is_kind = step.start != step.cause
        narrower = f"{sentences.word(graph, step.start)} ⊑ " if is_kind else ""
        link = sentences.link_text(graph, step.cause, step.relation, step.effect)
        told = sentences.restated(graph, step.statements[0]) if step.statements else ""
        parts.append(narrower + (told or link))
    return "; ".join(parts)


def paths_text(
    graph: GraphContent, answer: PathAnswer, *, why: bool = False, weights: Weights | None = None
) -> str:
    """Return the answer of a search as text: what is denied, open or only reported, then paths.

    Each path is a line, then a sentence a step.
    """
    start, end = words(graph, answer.start, answer.end)
    lines = [f"{start} → {end}: {headline(graph, answer)}"]
    table = (weights or default_weights()) if why else None
    denied = block("Denied by the source:", denials(graph, answer))
    lines += denied if not denies_the_opposite(answer) else []
    left_open = block(
        "Declared open by the source:", (statement_line(graph, s) for s in answer.declared_open)
    )
    lines += left_open if answer.is_open else []
    of_others = "its mechanism is told of other kinds" if answer.narrower else NO_MECHANISM
    lines += block(f"Reported of the pair; {of_others}:", reported(graph, answer))
    lines += block(f"Stated of {start}, without a mechanism:", said_in_general(graph, answer))
    lines += near_lines(graph, answer, table)
    for head, paths in by_whom(graph, answer.paths):
        lines += ["", f"{head}:"] if head else []
        for number, path in paths:
            lines += path_lines(graph, str(number), path, answer.end, table)
    lines += block(f"{BESIDES}:", (statement_line(graph, s) for s in answer.told_besides))
    lines += denied if denies_the_opposite(answer) else []
    lines += left_open if not answer.is_open else []
    lines += block(
        "Reported of the pair by other studies:",
        (outcome_line(graph, outcome) for outcome in answer.also_reported),
    )
    if answer.folded:
        lines += ["", "Left out: short cuts, what differs only behind the first defect, and what"]
        lines += ["goes against what is said more directly; --all lists it, and other materials."]
    lines += kin_lines(graph, answer, table)
    lines += block(
        "Struck out, overridden by what is more specific:",
        (line for step in answer.overridden for line in overridden_lines(graph, answer, step)),
    )
    lines += ["", *beside] if (beside := beside_paths(graph, answer)) else []
    return "\n".join(lines) + "\n"


def words(graph: GraphContent, *kinds: str) -> list[str]:
    """Return the labels of kinds as they stand in a sentence."""
    return [sentences.word(graph, kind) for kind in kinds]


def by_whom(
    graph: GraphContent, paths: Sequence[MechanismPath]
) -> list[tuple[str, list[tuple[int, MechanismPath]]]]:
    """Return numbered paths under heads: those that works tell, then those that were joined here.

    A head is empty where it would tell nothing apart.
    """
    groups = groupby(enumerate(paths, 1), key=lambda path: path[1].joined_here)
    return [(head_of(graph, paths, joined=joined), list(some)) for joined, some in groups]


def head_of(graph: GraphContent, paths: Sequence[MechanismPath], *, joined: bool) -> str:
    """Return the head of the paths that works tell, or of those that were joined here.

    There is none where all are told, but of accounts of which only one can be true.
    """
    told = [path for path in paths if not path.joined_here]
    if joined:
        return "Joined here" if told else ""
    accounts = [{s.account for s in path.claims} for path in told]
    if any(graph.kinds.rivals.intersection(product(*pair)) for pair in combinations(accounts, 2)):
        tellers = frozenset().union(*(path.proposed_by or path.told_by for path in told))
        return f"Proposed by {graph.names.line(tellers)}, as alternatives"
    return "Told by a study itself" if len(told) < len(paths) else ""


def denies_the_opposite(answer: PathAnswer) -> bool:
    """Return whether what a source denies is the contrary of what the best path leads to."""
    signs = {statement.polarity for statement in answer.denied}
    return bool(answer.paths) and bool(signs) and answer.paths[0].sign not in signs


def headline(graph: GraphContent, answer: PathAnswer) -> str:
    """Return in few words what an answer is: what the source says of the pair comes first."""
    count = len(answer.paths)
    found = f"the best {count} paths" if count > 1 else "the best path"
    if answer.reason == "no claim" and answer.narrower:
        below = sum(kin.below for kin in answer.narrower)
        kinds = f"{below} kinds" if below > 1 else "a kind"
        found = f"told of {kinds} of it" if below else "told of what it brings, or was applied with"
    elif answer.reason:
        because = f": {answer.because}" if answer.because else ""
        why = REASONS[answer.reason] + because
        found = f"no path ({why})"
        if answer.narrower or answer.nearby:
            beside = "other kinds" if answer.narrower else "what is near"
            found = f"told of {beside} (of the pair: {why})"
        if answer.denied and answer.reasons:
            found = "its reasons follow"
    if denies_the_opposite(answer):
        denied = links_in_stance(graph, answer.denied)
        return f"{outcome_of(graph, answer.paths[0])} ({found}); the opposite is denied: {denied}"
    if answer.denied:
        return f"denied by the source; {found}"
    if answer.is_open:
        return f"declared open by the source; {found}"
    if answer.reason and answer.stated:
        return f"stated; mechanism {'told of other kinds' if answer.narrower else 'not given'}"
    if answer.general:
        chain = "general chains" if count > 1 else "a general chain"
        return f"stated; mechanism not given by the study; {chain} would be:"
    return found


def near_lines(graph: GraphContent, answer: PathAnswer, weights: Weights | None) -> Iterator[str]:
    """Yield what one study tells of a start and of kinds near the end, lettered."""
    if answer.nearby:
        start, end = words(graph, answer.nearby[0].kinds[0], answer.end)
        yield from ("", f"One study tells this of {start}, of what is near {end}:")
    for letter, path in zip(ascii_lowercase, answer.nearby, strict=False):
        yield from path_lines(graph, letter, path, path.kinds[-1], weights)
    if answer.nearby and answer.paths:
        yield from ("", f"Of {end} itself:")


def kin_lines(graph: GraphContent, answer: PathAnswer, weights: Weights | None) -> Iterator[str]:
    """Yield what is told of kinds below the start, or of what it brings; of one alone the path."""
    below = [kin for kin in answer.narrower if kin.below]
    brought = [kin for kin in answer.narrower if not kin.below]
    if answer.paths == () and len(below) == 1 and below[0].path and not below[0].denied:
        yield from ("", f"Told of {sentences.word(graph, below[0].start)}, a kind of it:")
        yield from path_lines(graph, "1", below[0].path, answer.end, weights)
    else:
        yield from block("Of kinds below it:", (kin_line(graph, kin) for kin in below))
    head = "There are paths from what it brings, or was applied with:"
    yield from block(head, (kin_line(graph, kin) for kin in brought))


def kin_line(graph: GraphContent, kin: KinPath) -> str:
    """Return what is told of another start: a denial, or which way its best path goes."""
    ends = " → ".join(words(graph, kin.start, kin.end))
    if kin.denied:
        return f"{ends}: denied by the source: {links_in_stance(graph, kin.denied)}"
    if not kin.path:
        return ends
    last = outcome_of(graph, kin.path)
    return f"{ends}: ({sign_of(kin.path)}) {last}; {tellers(graph, kin.path)}"


def links_in_stance(graph: GraphContent, statements: Iterable[Statement]) -> str:
    """Return what statements say, each link once, as their works stand to it."""
    said = {sentences.link_text(graph, s.cause, s.relation, s.effect, s.stance) for s in statements}
    return "; ".join(sorted(said))


def outcome_of(graph: GraphContent, path: MechanismPath) -> str:
    """Return which way the end of a path goes."""
    return sentences.change(graph, path.kinds[-1], "" if path.kept else path.sign)


def block(head: str, lines: Iterable[str]) -> list[str]:
    """Return lines under a head, or nothing where there is none."""
    below = [f"   {line}" for line in lines]
    return ["", head, *below] if below else []


def denials(graph: GraphContent, answer: PathAnswer) -> Iterator[str]:
    """Yield what the source denies, then why."""
    for s in answer.denied:
        kind = "; {} is a kind of {}".format(*words(graph, answer.end, s.effect))
        broader = s.effect != answer.end and graph.kinds.covers(s.effect, answer.end)
        yield statement_line(graph, s) + (kind if broader else "")
        yield from why_not(graph, answer, s)


def why_not(graph: GraphContent, answer: PathAnswer, denial: Statement) -> Iterator[str]:
    """Yield why works say that something is not so."""
    for path in answer.reasons:
        if path.told_by & denial.works and graph.kinds.covers(denial.effect, path.kinds[-1]):
            yield f"   because {one_line(graph, path)}"


def reported(graph: GraphContent, answer: PathAnswer) -> Iterator[str]:
    """Yield what came out of trials, and the command that tells more of it."""
    yield from (outcome_line(graph, outcome) for outcome in answer.stated)
    if answer.stated:
        agent, observable = (shlex.quote(graph.names.label(k)) for k in (answer.start, answer.end))
        yield f"in full: defectkg outcomes --agent {agent} --observable {observable}"


def said_in_general(graph: GraphContent, answer: PathAnswer) -> Iterator[str]:
    """Yield what a study says of a start of whose outcome it gives no mechanism and no record."""
    if answer.general and not answer.stated:
        said = {s: None for path in answer.paths for s in path.with_votes[0].statements}
        yield from (statement_line(graph, s) for s in said)


def beside_paths(graph: GraphContent, answer: PathAnswer) -> list[str]:
    """Return what stands below the paths: what is open of the start, and of ions on the way.

    Also which controls tell ions apart, and what the works that applied the start say of the host
    without it. Where there is no path, also whether the start leads to anything else.
    """
    lines = []
    if answer.leads_to and not answer.narrower and not answer.stated:
        start, *ends = words(graph, answer.start, *answer.leads_to[:MOST_ENDS])
        ends += ["…"][: len(answer.leads_to) > MOST_ENDS]
        see = f"defectkg paths {shlex.quote(start)}"
        lines.append(f"{start} leads to {', '.join(ends)}: {see}")
    every = graph.kinds.of_group(terms.ION_KIND)
    on_paths = {answer.start}.union(*(path.kinds for path in answer.paths))
    ions = on_paths & every
    of_start = challenges_of(graph, {answer.start}) if answer.start not in ions else []
    name = graph.names.label(answer.start)
    lines += [f"{line}; {all_open(name)}" for line in of_start]
    lines += challenges_of(graph, ions.union(*map(graph.kinds.above, ions)))
    brought = {answer.start} | graph.kinds.brought_by(answer.start)
    studies = {work for path in answer.paths for work in path.study}
    lines += (control_line(row) for row in controls_of_ions(graph, brought & every, studies))
    lines += sentences.all_in_words(graph, without_it(graph.store, [answer.start]))
    return lines


def challenges_of(graph: GraphContent, kinds: set[str]) -> list[str]:
    """Return what sources call open of some kinds, the title and the place of each."""
    return [open_line(graph, row, kinds) for row in challenges_about(graph, kinds)]


def challenges_about(graph: GraphContent, kinds: Collection[str]) -> list[dict[str, str]]:
    """Return the rows of ``challenges`` that concern one of some kinds."""
    rows = run(graph.store, "challenges").dicts()
    return [row for row in rows if not {*kinds}.isdisjoint(row["concerns_iri"].split())]


def open_line(graph: GraphContent, row: Mapping[str, str], kinds: Collection[str]) -> str:
    """Return what is open of some kinds, the title and the place."""
    of = graph.names.line({*kinds}.intersection(row["concerns_iri"].split()))
    return f"Declared open of {of}: {challenge_text({**row, 'says': ''})}"


def all_open(name: str) -> str:
    """Return the command that tells what is open of a kind."""
    return f"see: defectkg query challenges -p concerns={shlex.quote(name)}"


def controls_of_ions(graph: GraphContent, ions: set[str], works: set[str]) -> list[dict[str, str]]:
    """Return the controls of some works that tell ions of a salt apart."""
    if not ions or not works:
        return []
    rows = rows_of(graph.store, "internal/controls-of-ions", "ion", sorted(ions)).dicts()
    controls = {row["control"] for row in rows if row["work"] in works}
    found = records_named(graph.store, "controls", "control_iri", sorted(controls))
    return sorted(found, key=lambda row: row["treatment"])


def control_line(row: dict[str, str]) -> str:
    """Return what a control tells apart, with what came out, and how to see all of it."""
    came_out = row["outcome"] or "the source does not say what came out"
    what = sentences.listed(row["separates"])
    see = f"defectkg query controls -p treatment={shlex.quote(row['treatment'])}"
    told = f"{row['control']} ({row['publication']}; {came_out})"
    return f"A control tells {what} apart: {told}; see: {see}"


def outcome_line(graph: GraphContent, outcome: Outcome) -> str:
    """Return what came out of a trial, as printed, and who says so."""
    s = outcome.statement
    told = ", ".join(
        filter(None, [printed(outcome), f"“{outcome.words}”" if outcome.words else ""])
    )
    rise = sentences.change(graph, s.effect, s.polarity)
    return (
        f"With {graph.names.label(s.cause)}, {rise}{f' ({told})' if told else ''}: "
        f"{source_line(graph, s)}"
    )


def printed(outcome: Outcome) -> str:
    """Return the numbers of an outcome, such as ``54 → 78 %``; empty where none is printed."""
    row = {**outcome.printed, "relative": "", "factor": "", "direction_iri": outcome.direction}
    return change(row) if outcome.printed else ""


def reported_text(graph: GraphContent, path: MechanismPath) -> str:
    """Return what the study of a path reports of its end: ``reported: PLQY 54 → 78 %``.

    Of a joined path it says which study that is.
    """
    told = []
    for outcome in path.reported:
        text = printed(outcome) or f"“{outcome.words}”"
        says_so = outcome.printed.get("quantity_iri") == terms.RETAINED
        told.append(f"kept {text}" if outcome.kept and not says_so else text)
    end = sentences.word(graph, path.kinds[-1])
    by = "" if path.told_by or path.proposed_by else f" by {graph.names.line(path.study)}"
    return f"reported{by}: {end} {', '.join(dict.fromkeys(told))}" if told else ""


def path_lines(
    graph: GraphContent, number: str, path: MechanismPath, end: str, weights: Weights | None
) -> Iterator[str]:
    """Yield the lines of one path."""
    yield ""
    yield f"{number}. ({sign_of(path)}) {summary(graph, path, end)}"
    crossings = crossings_of(graph, path)
    for step_number, step in enumerate(path.steps, 1):
        yield f"   {step_number}. {sentence(graph, step, crossings.get(step_number, ''))}"
        yield from (f"      against: {source_line(graph, s)}" for s in step.against)
        yield from (f"      {line}" for line in compared(graph, step))
        if weights:
            yield from (f"      {line}" for line in arithmetic(graph, step, weights))
    if weights:
        product = " × ".join(f"{step.belief:.3f}" for step in path.steps)
        joined = f" × {path.joining:g} (joined)" if path.joining != 1 else ""
        beside = f" × {path.ending:g} (ends on a {path.end_level} kind)"
        beside = beside if path.ending != 1 else ""
        yield f"   score = {product}{joined}{beside} = {path.score:.4f}"


def summary(graph: GraphContent, path: MechanismPath, end: str) -> str:
    """Return what a path says of its ends, who tells it, and how far it is to be believed."""
    text = f"With {given(graph, path.kinds[0])}, {outcome_of(graph, path)}"
    if path.kinds[-1] != end:
        text += f" ({path.end_level} than {sentences.word(graph, end)})"
    parts = (tellers, forms_text, reported_text)
    told = [text, *(part(graph, path) for part in parts), belief_text(path)]
    return "; ".join(filter(None, told))


def given(graph: GraphContent, start: str) -> str:
    """Return a start as what is given: of what is observed a higher value."""
    name = sentences.word(graph, start)
    return f"higher {name}" if graph.kinds.groups.get(start) == terms.OBSERVABLE_KIND else name


def sign_of(path: MechanismPath) -> str:
    """Return the sign of a path, or ``=`` where its end is only kept."""
    return "=" if path.kept else path.sign


def tellers(graph: GraphContent, path: MechanismPath) -> str:
    """Return who tells all of a path, or from how many it is joined; of what, and how far."""
    names = graph.names
    if not path.with_votes:
        return STEP_KINDS[StepKind.DEFINITION]
    if path.told_by:
        told = "each claim told by " if len(path.with_votes) > 1 else "told by "
        text = told + " and by ".join(map(names.label, sorted(path.told_by, key=names.label)))
    elif path.proposed_by:
        text = f"{names.line(path.proposed_by)}, up to defects in general"
    else:
        text = f"joined from {path.studies} studies{other_hosts(graph, path)}"
    if not path.own:
        text += f", said of {sentences.word(graph, path.with_votes[0].cause)}"
    borrowed = [step for step in path.steps if step.kind == StepKind.BORROWED]
    text += "".join(sorted({f", {kind_text(names, step)}" for step in borrowed}))
    text += "".join(f", step {n} {words}" for n, words in crossings_of(graph, path).items())
    restated = [
        step.cause
        for step in path.steps
        if step.statements and sentences.restated(graph, step.statements[0])
    ]
    return f"{text}; from {names.label(restated[0])} on by definition" if restated else text


def other_hosts(graph: GraphContent, path: MechanismPath) -> str:
    """Return in which hosts a joined path holds, where these are not those of its first claim."""
    covers = graph.kinds.covers
    named = [{host for s in step.statements for host in s.hosts} for step in path.with_votes]
    every = set().union(*named)
    narrowest = {a for a in every if not any(a != b and covers(a, b) for b in every)}
    named_there = any(
        not graph.kinds.overlap(c.before.hosts, c.after.hosts) for c in path.crossings
    )
    if narrowest == named[0] or named_there:
        return ""
    return f" in {sentences.listed(sorted(map(graph.names.label, narrowest)))}"


def crossings_of(graph: GraphContent, path: MechanismPath) -> dict[int, str]:
    """Return into which other material a path goes, by the numbers of the steps that lead there."""
    return {c.step: crossing_text(graph, c) for c in path.crossings}


def crossing_text(graph: GraphContent, crossing: Crossing) -> str:
    """Return from which material or form a path goes on in which other one."""

    def listed(*groups: frozenset[str]) -> str:
        labels = (" or ".join(sorted(map(graph.names.label, group))) for group in groups)
        return " ".join(filter(None, labels))

    before, after, overlap = crossing.before, crossing.after, graph.kinds.overlap
    other_form = not overlap(before.forms, after.forms)
    if overlap(before.hosts, after.hosts):
        return f"from another form ({listed(before.forms)} → {listed(after.forms)})"
    if not before.works:
        return f"from another material ({listed(after.hosts)} is no {listed(before.hosts)})"
    here, there = (listed(m.hosts, m.forms if other_form else frozenset()) for m in (before, after))
    return f"from another material ({here} → {there})"


def forms_text(graph: GraphContent, path: MechanismPath) -> str:
    """Return which steps are from which form, where a path leaves that of its own study."""
    named = [
        (str(number), frozenset().union(*(s.forms for s in step.statements)))
        for number, step in enumerate(path.steps, 1)
        if step.kind not in VOTELESS and any(s.forms for s in step.statements)
    ]
    stays = all(graph.kinds.overlap(a, b) for (_, a), (_, b) in pairwise(named))
    if stays or path.crossings or any(step.only_form for step in path.steps):  # which say so
        return ""
    steps: dict[str, list[str]] = {}
    for number, forms in named:
        steps.setdefault(" or ".join(sorted(map(graph.names.label, forms))), []).append(number)
    return ", ".join(
        f"step{'s' if len(numbers) > 1 else ''} {sentences.listed(numbers)} from a {form}"
        for form, numbers in steps.items()
    )


def belief_text(path: MechanismPath) -> str:
    """Return the belief of a path, how many publications are behind its weakest step, and which."""
    if path.weakest is None:
        return ""
    count = f"{path.publications} publication{'s' if path.publications != 1 else ''}"
    weakest = f" at the weakest step ({path.steps.index(path.weakest) + 1})"
    return f"belief {path.belief:.2f}, {count}{weakest if len(path.steps) > 1 else ''}"


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
    if group == "authors":
        return HEARD[iri]
    label = graph.names.label(iri)
    return f"in doubt, {label} confidence" if group == "doubt" else label


def compared(graph: GraphContent, step: Step) -> Iterator[str]:
    """Yield how claims of a step stand to others that a person has compared them with."""
    mine = {s.iri: s for s in step.statements}

    def say(iri: str) -> str:
        for statement in graph.statements:
            if statement.iri == iri:
                return statement_line(graph, statement)
        measured = (outcome_line(graph, outcome) for outcome in graph.outcomes_in(iri))
        return next(measured, graph.names.label(iri))

    for side, stands in disagreements_of(graph, mine, say):
        whose = f"{source_line(graph, mine[side])} " if len(mine) > 1 else ""
        yield f"{whose}{stands}"


def statement_line(graph: GraphContent, statement: Statement) -> str:
    """Return what a claim says, in the stance of its source, and who says it."""
    ends = {"cause_iri": statement.cause, "effect_iri": statement.effect, "defect": "", "aim": ""}
    said = {"relation_iri": statement.relation, "stance_iri": statement.stance}
    plain = replace(statement, stance=terms.SUPPORTS)
    return f"{sentences.statement(graph, ends | said)} ({source_line(graph, plain)})"


def overridden_lines(graph: GraphContent, answer: PathAnswer, step: Step) -> Iterator[str]:
    """Yield the lines of a step that something more specific speaks against, and why."""
    link = sentences.link_text(graph, step.cause, step.relation, step.effect)
    yield f"{link}  [{kind_text(graph.names, step)}, for {sentences.word(graph, step.start)}]"
    for s in step.against:
        yield f"   overridden by: {statement_line(graph, s)}"
        if s not in answer.denied:  # of which it is told above
            yield from (f"   {line}" for line in why_not(graph, answer, s))
