"""The paths of an answer as one picture: SVG, or Mermaid for Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from defectkg.draw import svg
from defectkg.draw.drawing import MARGIN, Drawing, Line, link_of
from defectkg.draw.layout import Edge, depths
from defectkg.draw.mechanism_map import WIDTHS, labels_of, legend
from defectkg.errors import visible
from defectkg.mechanisms.paths import MechanismPath, PathAnswer, Step, StepKind
from defectkg.model.claims import Statement
from defectkg.model.content import GraphContent
from defectkg.model.names import Names
from defectkg.text.paths import (
    BESIDES,
    by_whom,
    kind_text,
    outcome_line,
    sign_of,
    statement_line,
    summary,
    words,
)
from defectkg.text.sentences import link_text, word
from defectkg.text.typesetting import typeset

__all__ = ["paths_mermaid", "paths_svg"]

LABEL = 150.0  # px
NOTED = frozenset({StepKind.GENERALISED, StepKind.BORROWED, StepKind.OUTCOME, StepKind.DEFINITION})
ARROWS = {"raises": "-->", "lowers": "-.-x", "is a": "-.->", "supplies": "---o", "forms": "---o"}
CODED = '#"<>&;`|*_%{}'  # signs with a meaning in Mermaid
IN_A_COMMENT = str.maketrans(";{}<>", ",()‹›")
MEANS = {"is a": "is a kind of", "supplies": "supplies", "forms": "forms"}


class Part(NamedTuple):
    """A link of one or more paths.

    Parameters
    ----------
    cause, manner, effect : str
    steps : tuple of Step
        None for a step to a broader kind.
    paths : tuple of int
        The numbers of the paths that it stands on, from 1.
    """

    cause: str
    manner: str
    effect: str
    steps: tuple[Step, ...]
    paths: tuple[int, ...]

    @property
    def works(self) -> frozenset[str]:
        """The publications that hold the link true and have a vote."""
        return frozenset().union(*(step.works for step in self.steps))

    @property
    def against(self) -> list[Statement]:
        """What speaks against it."""
        return list({s.iri: s for step in self.steps for s in step.against}.values())

    def notes(self, names: Names) -> list[str]:
        """Return what the picture writes on the link."""
        mechanisms = names.line(m for step in self.steps for m in step.mechanisms)
        works = self.works
        counted = names.line(works) if len(works) < 3 else f"{len(works)} publications"
        kinds = "; ".join(
            dict.fromkeys(
                kind_text(names, step)
                for step in sorted(self.steps, key=lambda step: step.kind)
                if step.kind in NOTED
            )
        )
        against = f"against: {len(self.against)}" if self.against else ""
        return list(filter(None, (mechanisms, counted, kinds, against)))


def parts_of(answer: PathAnswer, count: int) -> list[Part]:
    """Return the links of the first paths, each once, in the order in which they come."""
    found: dict[tuple[str, str, str], tuple[dict[Step, None], dict[int, None]]] = {}
    for number, path in enumerate(answer.paths[:count], 1):
        for cause, manner, effect, step in ties_of(path, answer.end):
            steps, paths = found.setdefault((cause, manner, effect), ({}, {}))
            steps.update({step: None} if step else {})
            paths[number] = None
    return [Part(*key, tuple(steps), tuple(paths)) for key, (steps, paths) in found.items()]


def ties_of(path: MechanismPath, end: str) -> Iterable[tuple[str, str, str, Step | None]]:
    """Yield the links of a path, with its steps to broader kinds and down to the end."""
    for step in path.steps:
        if step.start != step.cause:
            yield step.start, "is a", step.cause, None
        yield step.cause, svg.MANNER_OF[step.relation], step.effect, step
    if tie := path.tie_to(end):
        yield tie[0], "is a", tie[1], None


def sentence(graph: GraphContent, path: MechanismPath, end: str, number: int) -> str:
    """Return a path in one line of text."""
    kinds = [path.steps[0].start, *(step.effect for step in path.steps)]
    chain = " → ".join(words(graph, *kinds))
    return f"{number}. ({sign_of(path).replace('-', '−')}) {summary(graph, path, end)}: {chain}"


def remarks(graph: GraphContent, answer: PathAnswer, count: int) -> list[str]:
    """Return what stands below the picture: its paths, or why there is none; what was struck."""
    lines = []
    for head, paths in by_whom(graph, answer.paths):
        shown = [sentence(graph, path, answer.end, n) for n, path in paths if n <= count]
        lines += [f"{head}:", *shown] if head and shown else shown
    besides = [statement_line(graph, s) for s in answer.told_besides]
    lines += [f"{BESIDES}:", *besides] if besides else []
    if answer.reason:
        lines.append(f"No path: {answer.reason}.")
    lines += [f"Denied: {statement_line(graph, s)}" for s in answer.denied]
    lines += [f"Reported: {outcome_line(graph, outcome)}" for outcome in answer.stated]
    for step in answer.overridden:
        link = link_text(graph, step.cause, step.relation, step.effect)
        works = graph.names.line(work for s in step.against for work in s.works)
        lines.append(f"Struck out for {word(graph, step.start)}: {link}; overridden by {works}")
    for s in answer.declared_open:
        link = link_text(graph, s.cause, s.relation, s.effect)
        lines.append(f"Declared open: {link}; {graph.names.line(s.works)}")
    return lines


def title_of(graph: GraphContent, answer: PathAnswer, count: int) -> str:
    """Return what a picture shows."""
    found = len(answer.paths)
    shown = min(count, found)
    ends = " → ".join(words(graph, answer.start, answer.end))
    if shown < 2:
        return f"{ends}: {('no path', 'the best path')[shown]}"
    return f"{ends}: {shown if shown == found else f'the best {shown} of {found}'} paths"


def link_words(graph: GraphContent, part: Part) -> str:
    """Return what a link says in words."""
    cause, effect = words(graph, part.cause, part.effect)
    said = f"{cause} {MEANS.get(part.manner, part.manner)} {effect}"
    notes = "; ".join(part.notes(graph.names))
    numbers = ", ".join(map(str, part.paths))
    return f"{said}{': ' if notes else ''}{notes} (path {numbers})"


def paths_svg(graph: GraphContent, answer: PathAnswer, count: int) -> str:
    """Draw the first paths of an answer in one picture, with the list of them below.

    Parameters
    ----------
    graph : GraphContent
    answer : PathAnswer
    count : int
        Most paths.

    Returns
    -------
    str
        SVG.
    """
    parts = parts_of(answer, count)
    drawing = drawing_of(graph, answer, parts)
    top = 52.0
    y = top + drawing.layout.size.height + 36
    key, end = legend(MARGIN, y, {part.manner for part in parts}) if parts else ("", 900.0)
    width = max(drawing.total, end)
    out = [drawing.draw(top), key]
    y += 30 if parts else 0
    for remark in remarks(graph, answer, count):
        lines = svg.wrap(remark, width - 2 * MARGIN)
        middle = y + svg.LINE * (len(lines) - 1) / 2
        out.append(svg.text(MARGIN, middle, lines, anchor="start"))
        y += svg.LINE * len(lines) + 5
    title = title_of(graph, answer, count)
    out.append(svg.text(MARGIN, 24, [title], size=16, anchor="start", more='font-weight="bold"'))
    about = " ".join(remarks(graph, answer, count))
    return svg.document(width, y + 8, title, about, out)


def drawing_of(graph: GraphContent, answer: PathAnswer, parts: list[Part]) -> Drawing:
    """Return the boxes and lines of paths; a label stands between the two halves of its line."""
    names = labels_of(graph)
    nodes = {end for part in parts for end in (part.cause, part.effect)}
    nodes |= {answer.start, answer.end}
    depth = (
        depths(sorted(nodes), [reading_order(part, answer) for part in parts])
        if parts
        else {answer.start: 0, answer.end: 1}
    )
    boxes = {node: names[node] for node in sorted(nodes)}
    columns = {node: 2 * depth[node] for node in boxes}
    lines, words = [], {}
    for number, part in enumerate(parts):
        says = link_words(graph, part)
        width = WIDTHS[min(len(part.works), 3)] if part.steps else 1.2
        label = label_of(part, graph.names)
        stops = [part.cause, part.effect]
        if label:
            name = f"#{number}"
            step = 1 if columns[part.effect] > columns[part.cause] else -1
            boxes[name], columns[name] = label, columns[part.cause] + step
            words[name] = link_of(part.manner, part.cause, part.effect)
            stops.insert(1, name)
        lines += [Line(Edge(*pair, part.manner), says, width) for pair in pairwise(stops)]
    titles = {node: word(graph, node) for node in nodes}
    return Drawing(boxes, columns, lines, titles=titles, words=words, gap=34.0)


def reading_order(part: Part, answer: PathAnswer) -> tuple[str, str]:
    """Return which end of a link stands further to the left; what is asked for stands last."""
    if part.manner == "is a" and part.cause == answer.end:
        return part.effect, part.cause
    return part.cause, part.effect


def label_of(part: Part, names: Names) -> list[str]:
    """Return the lines of the label of a link; none for steps that need no claim."""
    if part.manner in MEANS:
        return []
    lines = []
    for note in part.notes(names):
        fits = svg.text_width(note) <= LABEL
        lines += [note] if fits else note.replace("; ", ";\0").split("\0")
    return [line for note in lines for line in svg.wrap(note, LABEL)]


def paths_mermaid(graph: GraphContent, answer: PathAnswer, count: int) -> str:
    """Return the first paths of an answer as a Mermaid flowchart.

    Parameters
    ----------
    graph : GraphContent
    answer : PathAnswer
    count : int
        Most paths.

    Returns
    -------
    str
    """
    parts = parts_of(answer, count)
    names = labels_of(graph)
    ends = [answer.start, *(end for part in parts for end in (part.cause, part.effect)), answer.end]
    ids = {node: f"n{number}" for number, node in enumerate(dict.fromkeys(ends))}
    lines = ["flowchart LR", f"  accTitle: {comment_text(title_of(graph, answer, count))}"]
    lines += [f"  %% {comment_text(remark)}" for remark in remarks(graph, answer, count)]
    for node, name in ids.items():
        lines.append(f'  {name}["{"<br>".join(map(markup, names[node]))}"]')
    if answer.reason:
        lines.append(f'  reason(["no path: {markup(answer.reason)}"])')
    for part in parts:
        notes = [MEANS.get(part.manner, part.manner), *part.notes(graph.names)]
        label = "<br>".join(map(markup, notes))
        lines.append(f'  {ids[part.cause]} {ARROWS[part.manner]}|"{label}"| {ids[part.effect]}')
    for number, part in enumerate(parts):
        colour, wide = svg.MANNERS[part.manner][0], 1 + min(len(part.works), 3)
        lines.append(f"  linkStyle {number} stroke:{colour},stroke-width:{wide}px")
    return "\n".join(lines) + "\n"


def comment_text(text: str) -> str:
    """Return text for a line of its own: without what Mermaid or HTML reads as its own signs."""
    return visible(text).replace("%", "percent").translate(IN_A_COMMENT)


def markup(label: str) -> str:
    """Return a label with sub- and superscripts; signs with a meaning in Mermaid are coded."""
    out = []
    for piece, level in typeset(visible(label)):
        safe = "".join(f"#{ord(sign)};" if sign in CODED else sign for sign in piece)
        out.append(f"<{level}>{safe}</{level}>" if level else safe)
    return "".join(out)
