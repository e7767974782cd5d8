"""Explanations, gaps, suggestions and the back-test as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from defectkg.mechanisms.analogy import Analogue
from defectkg.mechanisms.backtest import (
    RANKINGS,
    TARGETS,
    Measure,
    Placement,
    at,
    average,
    interval,
    reciprocal,
)
from defectkg.mechanisms.explanation import NO_OUTCOME, Bottleneck, Explanation
from defectkg.mechanisms.gaps import STATES, Cell, nearness
from defectkg.mechanisms.paths import DISCOUNTED
from defectkg.mechanisms.suggestions import Suggestion
from defectkg.model import terms
from defectkg.model.claims import Statement
from defectkg.model.content import GraphContent
from defectkg.rdf.queries import run
from defectkg.rdf.rows import Rows
from defectkg.text.asked_query import pasted
from defectkg.text.paths import one_line, tellers
from defectkg.text.records import challenge_text, first_few, joined
from defectkg.text.sentences import attribution, link_text

__all__ = [
    "backtest_rows",
    "backtest_verdict",
    "bottleneck_rows",
    "explain_rows",
    "explain_table",
    "first_of_each",
    "foresight_counts",
    "foresight_rows",
    "gap_matrix",
    "gap_rows",
    "gap_table",
    "how_surely",
    "of_sources",
    "open_told",
    "suggest_rows",
    "verdicts_met",
]

CUTS = (1, 5, 10)
MEASURES: dict[str, Measure] = {**{f"@{k}": at(k) for k in CUTS}, "MRR": reciprocal}
COMPARED = ("most used", "random", "class prior")
VERDICTS = {  # what they mean, in this order
    "explained": "claims lead to what is reported",
    "contradicted": "claims lead to the opposite",
    "mixed": "claims lead both ways",
    "open": "no claim leads there, or why there is no gain is not said",
    "no change": "reported as unchanged: nothing to explain",
    NO_OUTCOME: "no direction is reported",
    "control": "a control of another treatment",
}
FEW = 6  # outcomes of which is said how surely they are explained
MOST_ROWS = 12  # of each state, of gaps that nothing narrows
MOST_FOLDED = 3  # kinds that a row names for many
MOST_LIKE = 3  # analogues, shared features and mechanisms that a row names


def explain_rows(graph: GraphContent, explanations: Iterable[Explanation]) -> Rows:
    """Return explanations as rows, one for each treatment and reported outcome."""
    label = graph.names.label
    columns = (
        "treatment",
        "agent",
        "host",
        "form",
        "observable",
        "reported",
        "predicted",
        "verdict",
        "paths",
        "best_path",
        "steps",
        "read_in",
        "told_by",
        "opposed_path",
        "computed",
        "publication",
    )
    values = [
        (
            found.result.label,
            graph.names.line(found.result.applied),
            *(
                label(iri) if iri else ""
                for iri in (
                    found.result.host,
                    found.result.form,
                    found.result.observable,
                    found.result.direction,
                    found.predicted,
                )
            ),
            found.verdict,
            str(len(found.paths)),
            one_line(graph, found.best) if found.best else "",
            str(len(found.best.steps)) if found.best else "",
            graph.names.line(found.result.sources),
            tellers(graph, found.best) if found.best else "",
            one_line(graph, found.opposed) if found.opposed else "",
            str(found.rates or ""),
            graph.names.line(found.result.works),
        )
        for found in explanations
    ]
    return Rows(columns, values)


def explain_table(rows: Rows) -> Rows:
    """Return the rows of `explain_rows` for people: what was applied and where is in the name.

    Where treatments of several works have one name, the work stands behind it. What has no outcome
    comes last.
    """
    shown = (
        "treatment", "observable", "reported", "verdict", "best_path", "told_by", "opposed_path",
        "computed",
    )  # fmt: skip
    works: dict[str, set[str]] = {}
    for row in rows.dicts():
        works.setdefault(row["treatment"], set()).add(row["publication"])
    values = [
        (f"{name} ({row['publication']})" if len(works[name]) > 1 else name, *cells)
        for row, (name, *cells) in zip(rows.dicts(), rows.pick(*shown).values, strict=True)
    ]
    values.sort(key=lambda cells: cells[shown.index("verdict")] == NO_OUTCOME)
    return Rows(shown, values).without_empty()


def verdicts_met(rows: Rows) -> str:
    """Return what the verdicts of explanations mean, those that occur."""
    met = {row["verdict"] for row in rows.dicts()}
    told = "; ".join(f"{verdict} = {VERDICTS[verdict]}" for verdict in VERDICTS if verdict in met)
    return f"verdict: {told}" if told else ""


def how_surely(graph: GraphContent, explanations: Sequence[Explanation]) -> list[str]:
    """Return what of the best paths is not stated, and to what rival accounts lead.

    Of more outcomes than a reader would read about nothing is said.
    """
    told = [found for found in explanations if found.best]
    lines = []
    for found in told if len(told) <= FEW else ():
        best, label = found.best, graph.names.label
        assert best
        where = f"{found.result.label}, {label(found.result.observable)}"
        unsure = [
            statement
            for step in best.with_votes
            for statement in step.statements[:1]
            if not any(said.certainty == terms.STATED for said in step.statements)
        ]
        if unsure:
            links = (link_text(graph, s.cause, s.relation, s.effect) for s in unsure)
            sure = " or ".join(sorted({label(s.certainty) for s in unsure}))
            lines.append(f"{where}: of the best path this is {sure}: {'; '.join(links)}")
        accounts = {s.account for path in found.paths for s in path.claims if s.account}
        rivals = [pair for pair in graph.kinds.rivals if accounts.issuperset(pair)]
        if rivals:
            names = " or ".join(sorted(map(label, rivals[0])))
            command = pasted("paths", "", [label(best.kinds[0]), label(best.kinds[-1])])
            lines.append(f"{where}: rival accounts lead there, {names}: {command}")
    return lines


def bottleneck_rows(graph: GraphContent, found: Iterable[Bottleneck]) -> Rows:
    """Return bottlenecks as rows."""
    values = [
        (b.what, graph.names.label(b.iri), str(b.chains), str(b.outcomes), str(b.lost))
        for b in found
    ]
    return Rows(("what", "name", "chains", "outcomes", "lost_without"), values)


def gap_rows(graph: GraphContent, cells: Iterable[Cell]) -> Rows:
    """Return cells as rows."""
    label = graph.names.label
    read = str(graph.sources_read)
    values = [
        (
            label(cell.defect),
            label(cell.agent),
            label(cell.host),
            label(cell.form),
            cell.state,
            graph.names.line(cell.works),
            graph.names.line(cell.sources),
            cell.level,
            "; ".join(sorted({beside(graph, *other) for other in cell.others})),
            read,
        )
        for cell in cells
    ]
    columns = (
        "defect", "agent", "host", "form", "state", "publications", "read_in", "level", "also_said",
        "sources_read",
    )  # fmt: skip
    return Rows(columns, values)


def gap_matrix(graph: GraphContent, cells: Iterable[Cell]) -> Rows:
    """Return cells as a table of agents against defects, of several forms the one most is said of.

    The first column is the agent; each other one is called after its defect.
    """
    best: dict[tuple[str, str], str] = {}
    for cell in cells:
        key = cell.agent, cell.defect
        best[key] = min(best.get(key, cell.state), cell.state, key=STATES.index)
    agents, defects = (dict.fromkeys(key[end] for key in best) for end in (0, 1))
    label = graph.names.label
    values = [
        (label(agent), *(best.get((agent, defect), "") for defect in defects)) for agent in agents
    ]
    return Rows(("agent", *map(label, defects)), values)


def beside(graph: GraphContent, claim: Statement, level: str) -> str:
    """Return a claim that decides nothing where it is told, in its stance, with its level."""
    link = link_text(graph, claim.cause, claim.relation, claim.effect, claim.stance)
    return f"{link} ({level})"


def gap_table(graph: GraphContent, cells: Iterable[Cell], *, whole: bool = False) -> Rows:
    """Return cells for people: how many sources were read is in a header.

    Cells of one agent, form and state that rest on the same claims (or works) are one row, unless
    the `whole` is wanted; it names the defect and the host of the claim, and counts the others.
    """
    groups: dict[tuple[object, ...], list[Cell]] = {}
    for cell in cells:
        same = cell.agent, cell.form, cell.state, cell.works, cell.behind, cell.others
        groups.setdefault((*same, cell if whole or not cell.works else ""), []).append(cell)
    found = sorted(groups.values(), key=lambda group: STATES.index(group[0].state))
    shown = gap_rows(graph, (group[0] for group in found)).with_texts(
        {
            "defect": [folded(graph, [c.defect for c in g], claimed(g)[0]) for g in found],
            "host": [folded(graph, [c.host for c in g], claimed(g)[1]) for g in found],
            "level": [min((c.level for c in g), key=nearness) for g in found],
        }
    )
    shown = shown.without("sources_read").without_empty()
    header = {"state": f"state, of {of_sources(graph.sources_read)}"}
    return Rows(tuple(header.get(name, name) for name in shown.columns), shown.values)


def open_told(graph: GraphContent, cells: Iterable[Cell]) -> list[str]:
    """Return what is open where cells are declared so by an open problem, in one line each."""
    behind = {problem for cell in cells for problem in cell.problems}
    return [
        f"declared open: {challenge_text(row)}"
        for row in run(graph.store, "challenges").dicts()
        if row["challenge_iri"] in behind
    ]


def said_not_shown(graph: GraphContent, cells: Iterable[Cell]) -> list[str]:
    """Return in one line what is said not to have been shown, where cells are open for that."""
    behind = dict.fromkeys(claim for cell in cells for claim in cell.behind)
    groups: dict[tuple[str, str, str], list[str]] = {}
    for claim in (claim for claim in behind if claim.stance == terms.NOT_SHOWN):
        who = attribution(*graph.works_cited(claim), "")
        where = graph.names.line(claim.forms | (frozenset() if claim.forms else claim.hosts))
        says = link_text(graph, claim.cause, claim.relation, claim.effect)
        groups.setdefault((where, who, claim.locator), []).append(says)
    return [
        f"said not to have been shown{f' in {where}' if where else ''}: "
        f"{first_few(sorted(says))} ({joined(', ', who, place)})"
        for (where, who, place), says in groups.items()
    ]


def first_of_each(table: Rows) -> tuple[Rows, str]:
    """Return the first rows of each state of `gap_table`, and what is not shown."""
    state = next(n for n, name in enumerate(table.columns) if name.startswith("state"))
    met: Counter[str] = Counter()
    keep = []
    for n, row in enumerate(table.values):
        met[row[state]] += 1
        if met[row[state]] <= MOST_ROWS:
            keep.append(n)
    left = [
        f"{count - MOST_ROWS} rows '{name}'" for name, count in met.items() if count > MOST_ROWS
    ]
    return table.take(keep), ", ".join(left)


def claimed(cells: Iterable[Cell]) -> tuple[set[str], set[str]]:
    """Return the defects and hosts that the claims behind some cells name."""
    behind = [claim for cell in cells for claim in cell.behind]
    return {claim.effect for claim in behind}, {host for claim in behind for host in claim.hosts}


def folded(graph: GraphContent, kinds: Iterable[str], first: Collection[str]) -> str:
    """Return kinds that share a row: those that are named first, or cover others, and a count."""
    found = sorted(set(kinds), key=graph.names.label)
    told = [kind for kind in found if kind in first] or [
        kind
        for kind in found
        if not any(other != kind and graph.kinds.covers(other, kind) for other in found)
    ]
    told = told[:MOST_FOLDED]
    more = len(found) - len(told)
    kin = all(
        any(graph.kinds.covers(a, b) or graph.kinds.covers(b, a) for a in told) for b in found
    )
    rest = f" and {more} {'kinds above or below' if kin else 'more'}" if more else ""
    return f"{'; '.join(map(graph.names.label, told))}{rest}"


def of_sources(count: int) -> str:
    """Return how many sources were read, in words."""
    return f"{count} source{'' if count == 1 else 's'} read"


def suggest_rows(graph: GraphContent, suggestions: Iterable[Suggestion]) -> Rows:
    """Return suggestions as rows, best first."""
    columns = (
        "rank",
        "agent",
        "score",
        "state",
        "chain",
        "mechanisms",
        "discounted_steps",
        "admissible",
        "remarks",
        "publications",
        "read_in",
        "level",
        "like",
        "brings",
        "against",
        "class_prior",
    )
    label, line = graph.names.label, graph.names.line
    values = []
    for rank, s in enumerate(suggestions, 1):
        steps = s.path.steps if s.path else ()
        behind = [statement for step in steps for statement in step.statements]
        behind += [analogue.statement for analogue in s.analogues[:MOST_LIKE]]
        works = {work for step in steps for work in step.works}
        works |= {analogue.work for analogue in s.analogues[:MOST_LIKE]}
        discounted = [
            f"{n} {step.kind}" for n, step in enumerate(steps, 1) if step.kind in DISCOUNTED
        ]
        values.append(
            (
                str(rank),
                label(s.agent),
                f"{s.score:.3f}",
                s.state,
                one_line(graph, s.path) if s.path else "",
                "; ".join(map(label, s.mechanisms[:MOST_LIKE])),
                "; ".join(discounted),
                "yes" if s.admissibility.admissible else f"no: {s.admissibility.reason}",
                "; ".join(s.remarks),
                line(works),
                line({claim.source for claim in behind if claim.witnesses}),
                s.level,
                "; ".join(likeness(graph, analogue) for analogue in s.analogues[:MOST_LIKE]),
                line(graph.kinds.brought_by(s.agent)),
                "; ".join(dict.fromkeys(beside_works(graph, claim) for claim in s.against)),
                f"{s.prior[0]:.3f}",
            )
        )
    return Rows(columns, values)


def likeness(graph: GraphContent, analogue: Analogue) -> str:
    """Return an analogue in words: what it is claimed to do, by whom, and how it is alike."""
    claim, names = analogue.statement, graph.names
    shared = "; ".join(
        " ".join((f.how, names.label(f.what) if f.what in names.by_iri else f.what)).strip()
        for f in analogue.shared[:MOST_LIKE]
    )
    where = ", ".join(names.line(some) for some in (claim.hosts, claim.forms) if some)
    said = link_text(graph, analogue.agent, terms.LOWERS, claim.effect)
    alike = f": each {shared}" if shared else ""
    return f"{said} in {where or 'a host not said'} ({names.label(analogue.work)}){alike}"


def beside_works(graph: GraphContent, claim: Statement) -> str:
    """Return a claim that speaks against a suggestion, in its stance, with its works."""
    link = link_text(graph, claim.cause, claim.relation, claim.effect, claim.stance)
    return f"{link} ({graph.names.line(claim.works)})"


def backtest_rows(runs: Iterable[tuple[str, list[Placement]]]) -> Rows:
    """Return back-tests as rows: Hits@1, @5, @10 and MRR of five rankings, with intervals."""
    values = []
    for hidden, found in runs:
        for target in TARGETS:
            placed = [p for p in found if p.target == target]
            averages = [[average(placed, m, r) for m in MEASURES.values()] for r in RANKINGS]
            hits = [" ".join(f"{share:.2f}" for share in shares[:-1]) for shares in averages]
            mrr = " ".join(f"{shares[-1]:.2f}" for shares in averages)
            around = (interval(placed, m, "suggest") for m in MEASURES.values())
            limits = " ".join(f"{low:.2f}–{high:.2f}" for low, high in around)
            findable = sum(p.right > 0 for p in placed)
            told = [compared(placed, ranking) for ranking in ("suggest", "analogy")]
            counts = str(len(placed)), str(findable)
            values.append((hidden, target, counts[0], *hits, mrr, limits, *told, counts[1]))
    cuts = "/".join(map(str, CUTS))
    columns = (
        *("hidden", "target", "cases"),
        *(f"{ranking} @{cuts}" for ranking in RANKINGS),
        f"MRR {'/'.join(RANKINGS)}",
        f"suggest, 95 % @{cuts}/MRR",
        "suggest compared",
        "analogy compared",
        "cases that could be found",
    )
    return Rows(columns, values)


def foresight_rows(runs: Iterable[tuple[str, list[Placement]]]) -> Rows:
    """Return where later findings come up as rows; without those of which there are none."""
    rows = backtest_rows(runs)
    hidden, cases = rows.columns.index("hidden"), rows.columns.index("cases")
    columns = tuple("found later" if n == hidden else name for n, name in enumerate(rows.columns))
    return Rows(columns, [row for row in rows.values if row[cases] != "0"])


def foresight_counts(runs: Iterable[tuple[str, list[Placement]]]) -> str:
    """Return in one line how many later findings of how many works there are, by what they say."""
    told = []
    for words, found in runs:
        cases = [placed for placed in found if placed.target == "agent"]
        works = frozenset().union(*(placed.case.works for placed in cases))
        able = sum(placed.right > 0 for placed in cases)
        if cases:
            told.append(f"{words}: {len(cases)} of {len(works)} works, {able} not tried before")
    said = "; ".join(told) or "none that names a defect: all that was read is known"
    return f"findings beyond what is known: {said}"


def compared(placed: list[Placement], ranking: str) -> str:
    """Return against which others a ranking is better or worse beyond the interval, and where."""
    told = []
    for other in COMPARED:
        better, worse = leads(placed, ranking, other)
        words = [f"better {' '.join(better)}"] if better else []
        words += [f"worse {' '.join(worse)}"] if worse else []
        told.append(f"{other}: {', '.join(words) or 'no difference'}")
    return "; ".join(told)


def leads(placed: list[Placement], ranking: str, other: str) -> tuple[list[str], list[str]]:
    """Return by which measures a ranking is better, and worse, than another beyond the interval."""
    found = {name: interval(placed, m, ranking, other) for name, m in MEASURES.items()}
    better = [name for name, (low, _) in found.items() if low > 0]
    return better, [name for name, (_, high) in found.items() if high < 0]


def backtest_verdict(runs: Iterable[tuple[str, list[Placement]]]) -> str:
    """Return in one line for which targets analogy beats the plain prior at every measure."""
    beaten = {
        target
        for target in TARGETS
        if all(
            leads([p for p in found if p.target == target], "analogy", "class prior")[0]
            == list(MEASURES)
            for _, found in runs
        )
    }
    short = [target for target in TARGETS if target not in beaten]
    if not short:
        return "analogy beats the plain class prior for each target"
    return f"analogy does not beat the plain class prior everywhere for: {', '.join(short)}"
