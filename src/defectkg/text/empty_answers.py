"""What to say of an empty answer: of what there is nothing, and what nearby has something."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterable

from defectkg.errors import NameLookupError
from defectkg.mechanisms.explanation import Explanation
from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.model.left_out import LeftOut
from defectkg.model.names import Name
from defectkg.model.spelling import any_word
from defectkg.rdf.library import library, load_query
from defectkg.rdf.prefixes import TERMS
from defectkg.rdf.queries import choose, fitting, run
from defectkg.text.asked_query import MOST, Asked, Given, counted, pasted
from defectkg.text.near_kinds import claimed_itself, claims_on

__all__ = [
    "filters",
    "forms_compared",
    "left_out_in_words",
    "no_end_of_paths",
    "no_way_on",
    "nothing_found",
    "unexplained",
    "with_one_left_out",
]

OPTION_OF = {  # of ``paths``, for kinds that are no end of a path
    terms.FORM_KIND: "--form",
    terms.HOST_KIND: "--host",
    terms.MECHANISM_KIND: "--mechanism",
    terms.STRATEGY_KIND: "",
}
AGAINST = "against"  # in the condition of a claim: it is told beside something else
SIDES = {"agent": "cause", "defect": "effect", "observable": "effect"}  # of a claim, by filter


def nothing_found(asked: Asked) -> str:
    """Return what a query of the library has nothing of, and which views nearby have something."""
    query, names = asked.query, asked.names
    found = [*claimed_of_both(asked), *claimed_itself(asked)]
    found += with_one_left_out(names, lambda some: len(asked.rows(some).values), asked.option)
    if not found and query.takes_narrowly(names):
        wider = choose(asked.store, query.with_levels(), asked.given_to(query, names))
        if size := len(fitting(asked.store, wider).values):
            found.append(
                f"{size} on kinds above or below: defectkg show {next(iter(names.values()))}"
            )
    found += other_queries(asked) if len(names) == 1 or not found else ()
    shown = list(names.values())[:1]
    hint = "; ".join(found[:MOST]) or f"nor in another query: {pasted('show', '', shown)}"
    return f"no rows of {query.name}{filters(names)}; {hint}"


def claimed_of_both(asked: Asked) -> list[str]:
    """Return how many claims have both as cause and effect what two filters were given."""
    ends = {SIDES[name]: text for name, text in asked.names.items() if name in SIDES}
    if len(ends) < len(set(SIDES.values())) or asked.query.name == "claims":
        return []
    wanted = {**ends, **asked.some("host", "form")}
    try:
        found = asked.rows(wanted, "claims").values
    except NameLookupError:  # the names of two kinds, one of which fits the other filter alone
        return []
    command = pasted("query claims", "-p", [f"{name}={text}" for name, text in wanted.items()])
    return [f"{counted(len(found), 'claim')} of both: {command}"] if found else []


def with_one_left_out(
    given: Given, count: Callable[[Given], int], option: str, what: str = "rows"
) -> list[str]:
    """Return which filters to leave out so that something is found.

    Parameters
    ----------
    given : dict of str to str
        The filters.
    count : callable
        Returns how much is found with some of them.
    option : str
        What stands before the name of a filter: ``-p `` or ``--``.
    what : str, optional
        What is counted.
    """
    found = []
    for name in given if len(given) > 1 else ():
        if size := count({key: value for key, value in given.items() if key != name}):
            one = what.removesuffix("s") if size == 1 else what
            found.append(f"{size} {one} with another {name}: leave out {option}{name}")
    return found


def filters(given: Given) -> str:
    """Return filters in words, such as `` for host CsPbCl3``."""
    words = ", ".join(f"{name} {value}" for name, value in given.items())
    return f" for {words}" if words else ""


def other_queries(asked: Asked) -> Iterable[str]:
    """Yield the other queries that take the same filters and find something."""
    for other in library():
        if other.name == asked.query.name or not asked.names.keys() <= other.slots.keys():
            continue
        try:
            rows = asked.rows(asked.names, other.name)
        except NameLookupError:  # its slot takes things of another sort
            continue
        if size := len(rows.values):
            yield f"{size} row{'s' if size > 1 else ''} in query {other.name}"


def no_end_of_paths(graph: GraphContent, name: str) -> str:
    """Return why a name begins and ends no path, which option takes it, and what does instead.

    Empty where the name stands for several things, or for nothing, and is spelt like no such thing.
    """
    lead = f"{name!r}"
    found = graph.names.candidates(name)
    if not found:
        near = graph.names.near(name, frozenset({*terms.LAYERS, *OPTION_OF}))[:1]
        found = [thing for label in near for thing in graph.names.candidates(label)]
        lead = f"unknown name {name!r}; did you mean {', '.join(near)}? It"
    groups = {iri for thing in found for iri in thing.types if iri.startswith(TERMS)} - {terms.ROOT}
    if len(found) != 1 or len(groups) != 1 or groups & set(terms.LAYERS):
        return ""
    (group,) = groups
    label = shlex.quote(found[0].label)
    what, *layers, last = (
        graph.names.label(iri).removesuffix(" kind") for iri in (group, *terms.LAYERS)
    )
    parts = [f"{lead} is a {what}: START and END are an {', '.join(layers)} or {last}"]
    option = OPTION_OF.get(group)
    under = kinds_under(graph, found[0].iri)
    parts += [f"give it as {option} {label}"] if option else []
    parts += against_other_forms(graph, found[0]) if group == terms.FORM_KIND else []
    parts += [f"under it: {', '.join(under)}"] if under else []
    return "; ".join(parts if option or under else [*parts, f"see: defectkg show {label}"])


def no_way_on(graph: GraphContent, iri: str) -> str:
    """Return that no path leads on from a kind, and which commands tell of it."""
    name = graph.names.label(iri)
    applied = {kind for result in graph.results for kind in result.applied}
    is_applied = any(graph.kinds.covers(iri, kind) for kind in applied)
    came_out = [f"what came out: {pasted('outcomes', '--agent', [name])}"] if is_applied else []
    told = [*came_out, *claims_on(graph.store, [iri])] or [f"see: {pasted('show', '', [name])}"]
    return "; ".join([f"no path leads on from {name}", *told])


def unexplained(graph: GraphContent, what: str, found: Iterable[Explanation]) -> list[str]:
    """Return where the claims on a kind are that no explained treatment applied itself."""
    iri = graph.names.find(what, frozenset({terms.TREATMENT, *terms.LAYERS})).iri
    if any(iri in explanation.result.applied for explanation in found):
        return []
    label, is_outcome = graph.names.label(iri), iri in graph.kinds.of_group(terms.OBSERVABLE_KIND)
    came_out = f"what came out of treatments: {pasted('outcomes', '--observable', [label])}"
    return [*([came_out] if is_outcome else []), *claims_on(graph.store, [iri])]


def forms_compared(graph: GraphContent, name: str) -> str:
    """Return why a form is not explained, and what compares it with others; empty of no form."""
    found = graph.names.candidates(name, frozenset({terms.FORM_KIND}))
    if len(found) != 1:
        return ""
    label = found[0].label
    came_out = f"what came out in it: {pasted('outcomes', '--form', [label])}"
    told = [*against_other_forms(graph, found[0]), came_out]
    return "; ".join([f"{name!r} is a form, which no claim explains as a whole", *told])


def against_other_forms(graph: GraphContent, form: Name) -> list[str]:
    """Return the commands that list what is told of a form against others, and of it alone."""
    beside = graph.names.spellings[form.iri]
    other = any_word({*beside, *(f"{spelt}s" for spelt in beside)})
    compared = [row for row in run(graph.store, "claims").dicts() if AGAINST in row["condition"]]
    kin = choose(graph.store, load_query("claims"), {"form": form.iri}).wanted["form"]
    given = [f"condition={AGAINST}"]
    if any(kin.of(row["form_iri"]) and row["form"] for row in compared):
        given.insert(0, f"form={form.label}")
    elif not any(other.search(row["condition"]) for row in compared):
        given = []
    told = [f"against other forms: {pasted('query claims', '-p', given)}"] if given else []
    only = pasted("query only-in-form", "-p", [f"form={form.label}"])
    return [*told, f"in it alone: {only}"]


def kinds_under(graph: GraphContent, iri: str) -> list[str]:
    """Return what acts by a mechanism, or was tried by a strategy, the most often named first."""
    causes = Counter(s.cause for s in graph.statements if iri in s.mechanisms and s.witnesses)
    applied = Counter(
        agent
        for row in run(graph.store, "treatments").dicts()
        if row["strategy_iri"] == iri and row["role_iri"] == terms.TRIAL
        for agent in row["agent_iri"].split()
    )
    return [graph.names.label(kind) for kind, _ in (causes or applied).most_common(MOST)]


def left_out_in_words(out: LeftOut, sources: Iterable[str], until: int | None) -> str:
    """Return in a line how many records do not count, and why.

    Parameters
    ----------
    out : LeftOut
    sources : iterable of str
        Labels of the sources that count; all without any.
    until : int, optional
        The year up to which works and sources count.
    """
    reasons = {
        "read in other sources": out.elsewhere,
        "of later works or sources": out.later,
        "of works or sources without a year": out.undated,
    }
    limits = [*filter(None, [" or ".join(sources)])]
    limits += [f"until {until}"] if until is not None else []
    told = ", ".join(f"{count} {reason}" for reason, count in reasons.items() if count)
    line = f"{', '.join(limits)}: {sum(reasons.values())} of {out.total} records left out, {told}"
    if until is not None and out.first is not None and out.first > until:
        line += f"; the first counts from {out.first} on"
    return line
