"""Answer a question in plain words by what the records say of the things that it names.

No language model is asked: names are found in the question, and the studies that hold most of them
come first. What few studies hold counts more than what many do, as in the weighting of terms by
inverse document frequency (Spärck Jones, J. Doc. 28, 11, 1972).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

from defectkg.errors import NameLookupError
from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.model.names import TAKEN_BY
from defectkg.rdf.rows import Rows
from defectkg.text.asked_query import options
from defectkg.text.most_telling import part_read
from defectkg.text.pages import folded
from defectkg.text.question import IN_GENERAL, Part, Question, rarities, stems_of, weighed
from defectkg.text.question_words import COLOURS
from defectkg.text.records import RecordTexts
from defectkg.text.sayings import Saying, Sort, Study, studies
from defectkg.text.sentences import word

__all__ = [
    "IN_FULL",
    "MOST",
    "Found",
    "answer",
    "answer_rows",
    "answer_text",
    "read_as",
    "tables",
    "told",
    "untold",
]

#: What is told for its own sake only where a question asks for it.
BESIDE = frozenset({Sort.DOUBTFUL, Sort.SHOWN, Sort.LISTED, Sort.MEANS})
ASKED_FOR, NOT_ASKED_FOR = 1.5, 0.6  # by how much such a study counts
NUMBERED = 1.15  # an open problem that a source counts among the main ones
ALIKE = 0.7  # of the weight of the best of them: problems that are told by their numbers
COMPARED = 0.75  # what others are set against counts less than they themselves
WHY_SAID = 1.25  # what is said in general, where a question asks why
WHY_GENERAL = 1.5  # the same, where it names nothing that is done
MOST = 24  # studies that are printed
TELLING = 0.6  # of the weight of the rarest part of a question: the parts that it hangs on
LACKING = 0.75  # what holds none of these
ASKED_COLOUR, NO_COLOUR, OTHER_COLOUR = 1.2, 0.75, 0.6
WITHOUT_METHOD, OTHER_HOST, LEFT_ASIDE = 0.5, 0.7, 0.5
OF_ABSTRACT = 0.85  # as an abstract counts less in belief, too
LATER = 0.6  # and still less where a question asks what a review says
ENOUGH = 0.45  # of the weight of the best study
IN_FULL = 4  # studies that are told with all that they say; of others what answers best
NEAR_BEST = 0.7  # of the weight of the best: told whole, too; treatments on half a page
ANSWERS = 0.6  # of the weight of the best saying of a study
MOST_SAID, MOST_SHORT = 9, 3  # of one sort, in one study
MOST_DOUBTS = 2  # of a treatment, where none are asked for
MOST_LINES = 125  # of an answer
MOST_NAMED = 12  # things that one name may mean, in the first line of an answer
WIDEST = 120  # characters of a line of prose that are read with ease

TOLD_PLAINLY = ("observable", "form")  # what is filtered by where a word of every day names it
VIEWS = {  # that list all of a sort
    Sort.OPEN: "defectkg query challenges",
    Sort.DOUBTFUL: "defectkg query anomalies",
    Sort.SHOWN: "defectkg query figures",
    Sort.LISTED: "defectkg query publications",
    Sort.AGAINST: "defectkg contradictions",
}


@dataclass(frozen=True)
class Found:
    """A study that answers a question.

    Parameters
    ----------
    study : Study
    weight : float
        How well it answers: 1 for the best.
    sayings : tuple of Saying
        What it says, the best answers of each sort first.
    answers : frozenset of Saying
        Those that answer best.
    """

    study: Study
    weight: float
    sayings: tuple[Saying, ...]
    answers: frozenset[Saying]


def answer(records: RecordTexts, question: Question) -> list[Found]:
    """Return the studies that answer a question, the best first.

    Parameters
    ----------
    records : RecordTexts
        Among which they are; see `defectkg.text.most_telling.part_asked`.
    question : Question

    Raises
    ------
    NameLookupError
        If no record holds anything that the question names.
    """
    parts, every = question.parts, studies(records)
    heads = [held(parts, one.about, None, one.head, one.source) for one in every]
    within = [
        [
            held(parts, said.about, said.sort, said.text, said.words, result=said.result)
            for said in one.sayings
        ]
        for one in every
    ]
    whole = [
        [max(each) for each in zip(head, *compress(of_each, that_count(one)), strict=True)]
        for head, of_each, one in zip(heads, within, every, strict=True)
    ]
    if any(part.of_form for part in parts):
        forms = records.graph.kinds.of_group(terms.FORM_KIND)
        whole = [
            form_not_said(parts, one) if is_without(study, forms) else one
            for study, one in zip(every, whole, strict=True)
        ]
    rare = rarities(
        parts, [sum(one[n] > 0 for one in whole) for n in range(len(parts))], len(every)
    )
    first = [n for n, part in enumerate(parts) if part.named and rare[n] >= TELLING * max(rare)]
    weights = [
        weighed(rare, one) * bias(question, s) * (1.0 if any(one[n] for n in first) else LACKING)
        for one, s in zip(whole, every, strict=True)
    ]
    best = max(weights, default=0.0)
    if not best:
        words = ", ".join(part.words for part in parts) or "that is a name, or rare"
        raise NameLookupError(
            f"no record holds a word of the question: {words}; see: defectkg info"
        )
    found = [
        chosen(study, weight / best, [weighed(rare, one) for one in said])
        for study, weight, said in zip(every, weights, within, strict=True)
        if weight >= ENOUGH * best and study.sayings
    ]
    found.sort(key=lambda one: -one.weight)
    return problems_in_turn(found) if Sort.OPEN in question.after else found


def that_count(study: Study) -> list[bool]:
    """Return of each saying whether a study may be found by it; doubts are told alone, too."""
    alone = not (study.is_treatment or len(study.sayings) > 1)
    return [saying.sort is not Sort.DOUBTFUL or alone for saying in study.sayings]


def is_without(study: Study, forms: Collection[str]) -> bool:
    """Return whether a treatment is told of nothing that has a form."""
    things = study.about.union(*(saying.about for saying in study.sayings))
    return study.is_treatment and things.isdisjoint(forms)


def form_not_said(parts: Sequence[Part], nearness: Sequence[float]) -> list[float]:
    """Return how well a treatment answers each part, if it may be of any form that is named."""
    return [
        max(near, IN_GENERAL) if part.of_form else near
        for part, near in zip(parts, nearness, strict=True)
    ]


def held(
    parts: Sequence[Part],
    about: Iterable[str],
    sort: Sort | None,
    *texts: str,
    result: str = "",
) -> list[float]:
    """Return how well something answers each part of a question."""
    stems = stems_of(" ".join(texts)) if any(part.stem for part in parts) else frozenset()
    return [part.held_by(about, stems, sort, result) for part in parts]


def bias(question: Question, study: Study) -> float:
    """Return by how much a study counts, beside what it holds of the question."""
    sorts = {saying.sort for saying in study.sayings}
    weight = 1.0
    if study.of_abstract:
        weight = LATER if question.of_review else OF_ABSTRACT
    asked = sorts & question.after
    if not sorts <= BESIDE:  # a doubt beside what is said is not what the study is about
        asked -= {Sort.DOUBTFUL}
    if asked and not study.is_treatment:
        weight *= ASKED_FOR * (NUMBERED if study.numbered else 1.0)
    elif study.if_asked:
        return 0.0
    elif Sort.AGAINST in sorts:
        weight *= COMPARED
    elif sorts <= BESIDE:
        weight *= NOT_ASKED_FOR
    elif (question.why or question.whether) and not study.is_treatment:
        weight *= WHY_GENERAL if question.why and not question.of_applied else WHY_SAID
    if question.methods and not any(saying.by_method for saying in study.sayings):
        weight *= WITHOUT_METHOD
    if question.colours:
        weight *= of_colour(question.colours, study)
    if other_host(question, study):
        weight *= OTHER_HOST
    if any(part.aside and part.held_by(study.about, frozenset()) for part in question.parts):
        weight *= LEFT_ASIDE
    return weight


def other_host(question: Question, study: Study) -> bool:
    """Return whether a study tells of hosts, and a question surely of others alone."""
    named = [part for part in question.parts if part.of_host and part.sure == 1]
    told = bool(study.hosts)
    return told and bool(named) and not any(p.held_by(study.hosts, frozenset()) for p in named)


def of_colour(asked: frozenset[str], study: Study) -> float:
    """Return by how much a study counts for the colours that it tells of."""
    text = " ".join([study.head, *(saying.text for saying in study.sayings)]).casefold()
    told = {colour for colour in COLOURS if colour in text}
    return ASKED_COLOUR if asked & told else OTHER_COLOUR if told else NO_COLOUR


def chosen(study: Study, weight: float, weights: Sequence[float]) -> Found:
    """Return a study with what it says by sort and by how well it answers."""
    order = list(Sort)
    best = max(compress(weights, that_count(study)), default=0.0)
    in_order = sorted(
        zip(study.sayings, weights, strict=True),
        key=lambda pair: (order.index(pair[0].sort), -pair[1]),
    )
    sayings = tuple(saying for saying, _ in in_order)
    answers = frozenset(saying for saying, one in in_order if one and one >= ANSWERS * best)
    return Found(study, weight, sayings, answers or frozenset(sayings))


def problems_in_turn(found: list[Found]) -> list[Found]:
    """Return studies, those of numbered open problems that answer alike by their numbers."""
    alike = ALIKE * max((one.weight for one in found if one.study.numbered), default=0.0)
    numbered = [n for n, one in enumerate(found) if one.study.numbered]
    places = [place for place in numbered if found[place].weight >= alike]
    in_turn = sorted((found[place] for place in places), key=lambda one: one.study.head)
    ordered = dict(enumerate(found)) | dict(zip(places, in_turn, strict=True))
    return list(ordered.values())


def answer_rows(found: Iterable[Found]) -> Rows:
    """Return an answer as rows: one for each thing that a study says."""
    return Rows(
        ("study", "source", "sort", "says", "weight"),
        [
            (
                one.study.head,
                one.study.source,
                said.sort,
                said.text,
                f"{one.weight:.2f}",
            )
            for one in found
            for said in one.sayings
        ],
    )


def read_as(graph: GraphContent, question: Question) -> str:
    """Return in a line what was looked for."""

    def named(parts: Iterable[Part]) -> str:
        texts = (sorted(word(graph, iri) for iri in part.named) for part in parts)
        return "; ".join(
            ", ".join(some[:MOST_NAMED])
            + (f" and {len(some) - MOST_NAMED} more" if some[MOST_NAMED:] else "")
            for some in texts
        )

    wanted = named(part for part in question.parts if part.named and not part.aside)
    aside = named(part for part in question.parts if part.named and part.aside)
    beside = ", ".join(part.words for part in question.parts if not part.named)
    line = f"looked for: {wanted}" if wanted else "looked for words alone"
    line += f"; and the words {beside}" if beside else ""
    line += f"; left aside: {aside}" if aside else ""
    return line + part_read(graph)


def untold(records: RecordTexts, question: Question) -> str:
    """Return of which things that a question surely names no study tells, nor of kinds below."""
    above = records.graph.kinds.above
    told: set[str] = set()
    for study in studies(records):
        if any(saying.sort is not Sort.MEANS for saying in study.sayings):
            told |= study.about.union(*(saying.about for saying in study.sayings))
    parts = [part for part in question.parts if part.named and part.sure == 1 and not part.aside]
    silent = [
        part
        for part in parts
        if told.isdisjoint(part.wanted.keys() - set().union(*map(above, part.named)))
    ]
    names = ", ".join(word(records.graph, part.named[0]) for part in silent)
    return names and f"no study that was read tells of {names} itself: what follows stands near"


def answer_text(
    graph: GraphContent,
    question: Question,
    found: Sequence[Found],
    width: int,
    count: int | None = None,
    silent: str = "",
) -> str:
    """Return an answer as text, study by study, and which commands tell more.

    Parameters
    ----------
    graph : GraphContent
    question : Question
    found : sequence of Found
    width : int
        Signs of a line.
    count : int, optional
        So many studies are told, each in full; without it as many as a screen or two hold.
    silent : str, optional
        What `untold` says.
    """
    width = min(width, WIDEST)
    lines = folded(read_as(graph, question), width)
    lines += folded(silent, width) if silent else []
    doubts = not question.after.isdisjoint({Sort.DOUBTFUL, Sort.LISTED})
    shown = in_full = 0
    for one in found[: MOST if count is None else count]:
        early = not one.study.is_treatment or len(lines) < MOST_LINES / 2
        whole = in_full < IN_FULL or (one.weight >= NEAR_BEST and early) or count is not None
        block = study_lines(one, width, doubts=doubts, whole=whole)
        if count is None and shown and len(lines) + len(block) > MOST_LINES:
            break
        lines += ["", *block]
        shown += 1
        in_full += any(saying.sort is not Sort.AGAINST for saying in one.sayings)
    lines += [""]
    if more := len(found) - shown:
        lines += [f"and {more} that answer less well: -k {len(found)}"]
    for command in tables(graph, question):
        lines += [f"as a table: {command}"]
    return "\n".join(lines).rstrip("\n") + "\n"


def tables(graph: GraphContent, question: Question) -> Iterator[str]:
    """Yield the commands that list what a question names, as one can paste them."""
    named: dict[str, str] = {}
    for part in question.parts:
        for iri in part.named[:1]:
            _, _, slot = TAKEN_BY.get(graph.kinds.groups.get(iri, ""), "").partition(" --")
            if slot and slot not in named and (part.sure == 1 or slot in TOLD_PLAINLY):
                named[slot] = word(graph, iri)
    scope = [slot for slot in ("agent", "host", "form") if slot in named]

    def given(*slots: str) -> str:
        return options({slot: named[slot] for slot in slots if slot in named})

    if "defect" in named or scope:
        yield f"defectkg tried {given('defect', *scope)}"
    if "observable" in named:
        yield f"defectkg outcomes {given('observable', *scope)}"
    if question.methods:
        yield "defectkg query methods"
    for sort, command in VIEWS.items():
        if sort in question.after:
            yield command


def study_lines(one: Found, width: int, *, doubts: bool, whole: bool) -> list[str]:
    """Return a study as lines: what was applied to what, who says so, and what is said."""
    head = ": ".join(filter(None, (one.study.head, one.study.source)))
    lines = folded(head, width)
    for sort, text in told(one, doubts=doubts, whole=whole):
        lines += folded(f"   {sort}: {text}", width)
    return lines


def told(one: Found, *, doubts: bool, whole: bool) -> Iterator[tuple[Sort, str]]:
    """Yield what a study says of each sort, in one text.

    Parameters
    ----------
    one : Found
    doubts : bool
        Whether the question asks for doubts; else those of a treatment are told in short.
    whole : bool
        Whether all is told, or of what is no outcome only what answers best.
    """
    for sort in Sort:
        said = [saying for saying in one.sayings if saying.sort is sort]
        every = list(dict.fromkeys(saying.text for saying in said))
        if not whole and sort is not Sort.REPORTED:
            said = [saying for saying in said if saying in one.answers]
        texts, most = list(dict.fromkeys(s.text for s in said)), MOST_SAID if whole else MOST_SHORT
        if sort is Sort.DOUBTFUL and not doubts and one.study.is_treatment:
            doubted = [s for s in said if s.words == "text" or s in one.answers] if whole else []
            every = [in_short(s.text) for s in doubted]
            texts, most = every, MOST_DOUBTS
        shown = texts[:most]
        more = len(every) - len(shown)
        if more and (shown or sort is Sort.SAID):
            shown.append(f"{'and ' if shown else ''}{more} more")
        if shown:
            yield sort, "; ".join(shown)


def in_short(doubt: str) -> str:
    """Return a doubt without its reason."""
    return doubt.partition(" (confidence ")[0]
