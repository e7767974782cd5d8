"""What to say of an answer that could be misread: empty, about kin alone, or not all there is."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping

from defectkg.errors import NameLookupError
from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.model.left_out import LeftOut
from defectkg.model.spelling import any_word
from defectkg.rdf.levels import (
    APPLIED,
    BRINGS_IT,
    BROADER,
    BY_WAY_OF,
    EXACT,
    IN_GENERAL,
    NARROWER,
    levels_at,
)
from defectkg.rdf.prefixes import TERMS, expand
from defectkg.rdf.queries import (
    RENAMED,
    Query,
    choose,
    library,
    load_query,
    records,
    run,
)
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import Store
from defectkg.text.records import change, first_few, items_of
from defectkg.text.sentences import claim_text
from defectkg.text.sides import claims_beside, untreated

__all__ = [
    "all_of_it",
    "filters",
    "left_out_in_words",
    "no_end_of_paths",
    "of_like_mechanism",
    "other_side",
    "remarks_on",
    "shown_in_another_form",
    "with_one_left_out",
    "without_it",
]

Given = Mapping[str, str]
MOST = 3  # views that are named, and remarks on what stands near
OPTION_OF = {  # of ``paths``, for kinds that are no end of a path
    terms.FORM_KIND: "--form",
    terms.HOST_KIND: "--host",
    terms.MECHANISM_KIND: "--mechanism",
    terms.STRATEGY_KIND: "",
}
EDITORIAL_NOTE = expand("skos:editorialNote")
NAMED = 2  # claims that a remark names
FEW_ROWS = 20  # among which one sees that a filter leaves nothing out


def remarks_on(
    store: Store,
    name: str,
    names: Given,
    rows: Rows,
    given_to: Callable[[Query, Given], Given],
    option: str = "-p ",
) -> list[str]:
    """Return what to say beside the rows of a query of the library: what they are not, or are.

    Parameters
    ----------
    store : Store
    name : str
        Of the query, also an old one.
    names : dict of str to str
        What its slots were given, as a user names it.
    rows : Rows
    given_to, option
        See `nothing_found`.
    """
    name = RENAMED.get(name, name)
    query = load_query(name)
    called = called_after(store, query, names, given_to, option) if "agent" in names else []
    agent = ""  # whose treatments an answer holds
    if "agent" in names and name in ("tried", "outcomes"):
        agent = given_to(query, {"agent": names["agent"]})["agent"]
    if not rows.values:
        if agent:
            called += applied_itself(store, rows, names["agent"], agent)
            called += of_like_mechanism(store, names["agent"], agent)
        if agent and "result" in names:
            called += other_side(store, names, given_to)
        called += how_long(store, query, names, given_to)
        if name == "tried":
            called += shown_in_another_form(store, names, given_to)
        return [*called, nothing_found(store, query, names, given_to, option)]
    found = only_in_general(store, query, names, given_to) if name == "tried" else []
    found += [*to_know(store, name, names, rows), *how_long(store, query, names, given_to)]
    if name == "denials" and "effect" in names:
        found += affirmed(store, names, given_to)
    if name == "claims" and "cause" in names:
        found += what_follows(store, rows)
    if name == "passivators" and "defect" in names:
        found += called_open(store, names["defect"], given_to)
    beside: list[str] = []  # of what stands near, the most useful first
    if name == "outcomes" and names.get("basis") == "level":
        found += after_alone(store, query, names, given_to)
    elsewhere: Given = {}  # of which a remark says that no row is about them
    if agent:
        if of_others := (
            only_by_way(store, rows, names["agent"], agent)
            or brought(rows, names["agent"])
            or applied_itself(store, rows, names["agent"], agent)
        ):
            found += of_others
            elsewhere = {"agent": names["agent"]}
        found += of_like_mechanism(store, names["agent"], agent)
        found += how_sorted(store, rows, agent)
        beside += other_side(store, names, given_to)
    if "agent" in names and name in ("tried", "outcomes", "credited"):
        beside += wider_salts(store, query, names, rows, given_to, option)
    if name == "tried":
        beside = [
            *shown_in_another_form(store, names, given_to),
            *beside,
            *in_other_forms(store, names, given_to, option),
        ]
    if agent:
        beside += in_the_same_work(store, rows, agent)
    beside += called
    if name != "tried":
        found += all_of_it(store, query, names, rows, given_to)
        found += not_itself(rows, query, names, elsewhere)
    return [*found, *beside[:MOST]]


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


def nothing_found(
    store: Store,
    query: Query,
    names: Given,
    given_to: Callable[[Query, Given], Given],
    option: str = "-p ",
) -> str:
    """Return what a query of the library has nothing of, and which views nearby have something.

    Parameters
    ----------
    store : Store
    query : Query
    names : dict of str to str
        What its slots were given, as a user names it.
    given_to : callable
        Returns the IRIs for them in the slots of a query.
    option : str, optional
        What stands before the name of a filter.
    """
    rows = records(store, query)

    def count(some: Given) -> int:
        return len(choose(store, query, given_to(query, some)).among(rows).values)

    found = with_one_left_out(names, count, option)
    if not found and query.takes_narrowly(names):
        wider = choose(store, query.with_levels(), given_to(query, names))
        if size := len(wider.among(rows).values):
            found.append(
                f"{size} on kinds above or below: defectkg show {next(iter(names.values()))}"
            )
    found = found or list(other_queries(store, query, names, given_to))
    hint = "; ".join(found[:MOST]) or "nor in another query that takes them: try defectkg show"
    return f"no rows of {query.name}{filters(names)}; {hint}"


def filters(given: Given) -> str:
    """Return filters in words, such as `` for host CsPbCl3``."""
    words = ", ".join(f"{name} {value}" for name, value in given.items())
    return f" for {words}" if words else ""


def other_queries(
    store: Store, query: Query, names: Given, given_to: Callable[[Query, Given], Given]
) -> Iterable[str]:
    """Yield the other queries that take the same filters and find something."""
    for other in library():
        if other.name == query.name or not names.keys() <= other.slots.keys():
            continue
        try:
            choice = choose(store, other, given_to(other, names))
        except NameLookupError:  # its slot takes things of another sort
            continue
        if size := len(choice.among(records(store, other)).values):
            yield f"{size} row{'s' if size > 1 else ''} in query {other.name}"


def all_of_it(
    store: Store,
    query: Query,
    names: Given,
    rows: Rows,
    given_to: Callable[[Query, Given], Given],
) -> list[str]:
    """Return a remark for each filter that leaves nothing out, since all rows answer to it.

    Parameters
    ----------
    store : Store
    query : Query
    names : dict of str to str
        What its slots were given, as a user names it.
    rows : Rows
        The answer.
    given_to : callable
        See `nothing_found`.
    """
    if not names or len(rows.values) <= FEW_ROWS:
        return []
    every = records(store, query)
    given = given_to(query, names)
    total = len(choose(store, query, {}).among(every).values)
    return [
        f"{name} {names[name]} leaves nothing out: all {total} rows are of it, of kinds above or "
        "below it, or do not say"
        for name in names
        if query.slot(name).has_levels
        and query.slot(name).reach != "loosely"
        and len(choose(store, query, {name: given[name]}).among(every).values) == total
    ]


def to_know(store: Store, query: str, names: Given, rows: Rows) -> list[str]:
    """Return what an answer does not hold though a reader may take it to.

    Parameters
    ----------
    store : Store
    query : str
        A query of the library.
    names : dict of str to str
        What its slots were given.
    rows : Rows
        The answer.
    """
    if query == "controls":
        asked = f" -p agent='{names['agent']}'" if "agent" in names else ""
        return [f"what is credited, with or without a control: defectkg query credited{asked}"]
    if query == "challenges" and not names:
        denied = [
            f"{row['cause']} {row['relation']} {row['effect']} ({row['form'] or row['host']})"
            for row in run(store, "claims").dicts()
            if row["stance_iri"] == terms.NOT_SHOWN
        ]
        told = f"{'; '.join(denied)}; see: defectkg query denials -p stance='not shown'"
        return [f"said not to have been shown, besides: {told}"] if denied else []
    if query == "challenges":
        return under_the_same_number(store, rows)
    if (query == "publications" and not names) or names.get("matter") == "reference":
        return numbers_of_lists(store)
    if "result" in names and any(row.get("role_iri") == terms.CONTROL for row in rows.dicts()):
        return ["what was concluded from the controls: defectkg query controls"]
    if query == "defects" and names.get("lowered") == "by nothing":
        return [
            "by nothing: no source that was read says that anything lowers it, which is not that "
            "nothing can; many are named by no claim at all; what is shown in one form alone: "
            "defectkg query only-in-form"
        ]
    if query == "outcomes" and names.get("basis") == "pair":
        half = [
            f"{row['observable']} of {row['agent']}"
            for row in run(store, "outcomes").dicts()
            if row["before"] and not row["after"]
        ]
        told = f" but for {'; '.join(half)}, where a ratio stands beside it" if half else ""
        return [f"of no other outcome is a value before printed{told}"]
    return []


def numbers_of_lists(store: Store) -> list[str]:
    """Return of each list of references how far it goes, what it lacks, and what stands twice."""
    lists: dict[str, dict[str, list[int]]] = {}  # numbers of each work of each source
    for row in run(store, "internal/reference-entries").dicts():
        numbers = lists.setdefault(row["source"], {}).setdefault(row["work"], [])
        numbers.append(int(row["number"]))
    lacking: dict[str, list[str]] = {}
    for row in run(store, "anomalies").dicts():
        if row["kind_iri"] == terms.MISSING_REFERENCE:
            lacking.setdefault(row["read_in"], []).append(row["as_printed"])
    labels = {row["iri"]: row["name"] for row in run(store, "internal/names").dicts()
              if row["how"] == "label"}  # fmt: skip
    told = []
    for source, works in lists.items():
        every = {number for numbers in works.values() for number in numbers}
        gaps = map(str, {*range(1, max(every) + 1)} - every)
        lacks = "; ".join(sorted({*gaps, *lacking.get(labels[source], ())})) or "none"
        twice = "; ".join(
            f"{' and '.join(map(str, sorted(numbers)))} are one, {labels[work]}"
            for work, numbers in works.items()
            if len(numbers) > 1
        )
        told += [
            f"the list of {labels[source]} goes from 1 to {max(every)}; missing of these: {lacks}; "
            f"{twice or 'no work stands twice'}"
        ]
    return told


def affirmed(store: Store, names: Given, given_to: Callable[[Query, Given], Given]) -> list[str]:
    """Return which agents and ions are said to raise what others are denied to raise."""
    claims = load_query("claims")
    asked = {name: names[name] for name in names.keys() & {"effect", "host", "form"}}
    groups = {row["kind"]: row["group"] for row in run(store, "internal/kinds").dicts()}
    causes = dict.fromkeys(
        f"{row['cause']} ({first_few(items_of(row['publication']), 1)})"
        for row in choose(store, claims, given_to(claims, asked))
        .among(records(store, claims))
        .dicts()
        if row["stance_iri"] == terms.SUPPORTS
        and row["relation_iri"] == terms.RAISES
        and groups.get(row["cause_iri"]) in (terms.AGENT_KIND, terms.ION_KIND)
    )
    command = pasted("query claims", "-p", [f"{name}={asked[name]}" for name in sorted(asked)])
    return [f"said to raise it: {'; '.join(causes)}: {command} --all"] if causes else []


def what_follows(store: Store, rows: Rows) -> list[str]:
    """Return what the effects of some claims are said to do further, if these are few."""
    found = rows.dicts()
    if len(found) > FEW_ROWS:
        return []
    ends = {row["effect_iri"] for row in found if row["stance_iri"] == terms.SUPPORTS}
    claims = run(store, "claims")
    further = claims.take(
        n
        for n, row in enumerate(claims.dicts())
        if row["cause_iri"] in ends and row["stance_iri"] == terms.SUPPORTS
    )
    told = briefly(further, "what that does")
    return [f"{told}: {pasted('paths', '', [found[0]['cause']])}"] if told else []


def called_open(store: Store, defect: str, given_to: Callable[[Query, Given], Given]) -> list[str]:
    """Return what sources call open of a defect, or of a kind of it."""
    query = load_query("challenges")
    wanted = given_to(query, {"concerns": defect})
    rows = choose(store, query, wanted).among(records(store, query)).dicts()
    near = [f"“{row['challenge']}”" for row in rows if BROADER not in row["level"]]
    command = pasted("query challenges", "-p", [f"concerns={defect}"])
    return [f"declared open of {defect}: {', '.join(near)}: {command}"] if near else []


def under_the_same_number(store: Store, rows: Rows) -> list[str]:
    """Return the open problems that a source lists under the numbers of those in an answer."""
    held = {row["challenge_iri"] for row in rows.dicts()}
    numbers = {(row["source_iri"], row["number"]) for row in rows.dicts() if row["number"]}
    also: dict[str, list[str]] = {}
    for row in run(store, "challenges").dicts():
        if row["challenge_iri"] not in held and (row["source_iri"], row["number"]) in numbers:
            also.setdefault(row["number"], []).append(f"“{row['challenge']}”")
    told = "; ".join(f"also under {number}: {', '.join(also[number])}" for number in also)
    return [f"{told}: defectkg query challenges"] if told else []


def how_long(
    store: Store, query: Query, names: Given, given_to: Callable[[Query, Given], Given]
) -> list[str]:
    """Return where durations stand that no stability is named with, beside outcomes on stability.

    What is left of a yield after some days, for one, is an outcome on the yield.
    """
    if query.name != "outcomes" or "observable" not in names:
        return []
    stable = choose(store, query, {"observable": terms.STABILITY}).wanted["observable"]
    asked = given_to(query, {"observable": names["observable"]})["observable"].split()
    if not levels_at(stable.by_iri, EXACT, NARROWER) & set(asked):
        return []
    durations = load_query("durations")
    limits = {key: names[key] for key in ("agent", "host") if key in names}
    rows = choose(store, durations, given_to(durations, limits)).among(records(store, durations))
    limited = [f"{key}={value}" for key, value in limits.items()]
    command = pasted("query durations", "-p", limited)
    told = "how long anything lasted or was kept, under whatever observable"
    return [f"{told}: {command}"] if rows.values else []


def after_alone(
    store: Store, query: Query, names: Given, given_to: Callable[[Query, Given], Given]
) -> list[str]:
    """Return the outcomes with a number and none before that are counted under another basis."""
    others = {name: value for name, value in names.items() if name != "basis"}
    rows = choose(store, query, given_to(query, others)).among(records(store, query))
    beside = [
        f"{row['agent']} {change(row)} ({row['host']}; {row['basis']})"
        for row in rows.dicts()
        if row["treatment"]
        and row["after"]
        and not row["before"]
        and row["basis_iri"]
        and terms.LEVEL not in row["basis_iri"].split()
    ]
    if not beside:
        return []
    return [
        f"{len(beside)} more have a number and none before, but the source says where they went: "
        f"{'; '.join(beside)}"
    ]


def in_other_forms(
    store: Store, names: Given, given_to: Callable[[Query, Given], Given], option: str
) -> list[str]:
    """Return how many treatments of just the host that was asked for are of other forms."""
    if not {"host", "form"} <= names.keys():
        return []
    query = load_query("tried")
    rows = records(store, query)
    given = given_to(query, {name: names[name] for name in names if name != "form"})
    forms = choose(store, query, given_to(query, {"form": names["form"]})).wanted["form"]
    others = {
        (row["treatment_iri"], f"{row['agent']} ({row['form']})")
        for row in choose(store, query, given).among(rows).dicts()
        if row["host_iri"] in given["host"].split()
        and row["treatment_iri"]
        and not forms.of(row["form_iri"])
    }
    told = first_few(sorted({told for _, told in others}))
    return [f"in other forms of {names['host']}: {told}; leave out {option}form"] if told else []


def shown_in_another_form(
    store: Store, names: Given, given_to: Callable[[Query, Given], Given]
) -> list[str]:
    """Return where an agent, or what brings it, was tried, if nothing is shown in the form asked.

    Parameters
    ----------
    store : Store
    names : dict of str to str
        What was asked, as a user names it.
    given_to : callable
        See `nothing_found`.
    """
    if not {"agent", "form"} <= names.keys():
        return []
    query = load_query("tried")
    kept = {name: names[name] for name in names.keys() & {"agent", "form", "host", "defect"}}
    given = given_to(query, kept)
    rows = choose(store, query, given).among(records(store, query)).dicts()
    if any(row["stance_iri"] != terms.NOT_SHOWN and row["form_iri"] for row in rows):
        return []
    forms = choose(store, query, {"form": given["form"]}).wanted["form"]
    anywhere = {name: iri for name, iri in given.items() if name != "form"}
    others = {
        f"{row['agent']} in {row['form']} ({first_few(items_of(row['publication']), 1)})"
        for row in choose(store, query, anywhere).among(records(store, query)).dicts()
        if row["treatment_iri"] and row["form_iri"] and not forms.of(row["form_iri"])
    }
    told = first_few(sorted(others))
    asked = options(kept, ("agent", "host", "defect"))
    return [f"in another form: {told}: defectkg tried {asked}"] if told else []


def only_by_way(store: Store, rows: Rows, name: str, agent: str) -> list[str]:
    """Return a remark where no row is of the agent that was asked for, but of an ion of it."""
    found = rows.dicts()
    if not all("through" in row and BY_WAY_OF in row["level"] for row in found):
        return []
    ions = "; ".join(sorted({row["through"] for row in found}))
    applied = "; ".join(dict.fromkeys(row["agent"] for row in found))
    told = [
        f"no outcome of {name} itself: these rows are by way of {ions}; applied was {applied}, "
        "whose outcome it is"
    ]
    if any(
        row["role_iri"] == terms.CONTROL and set(row["agent_iri"].split()) & set(agent.split())
        for row in run(store, "treatments").dicts()
    ):
        told += [
            f"{name} was applied as a control: {pasted('query controls', '-p', [f'agent={name}'])}"
        ]
    return told


def brought(rows: Rows, name: str) -> list[str]:
    """Return a remark where all rows are of agents that bring what was asked for, or form it."""
    found = rows.dicts()
    if not all(BRINGS_IT in row["level"] for row in found):
        return []
    applied = "; ".join(dict.fromkeys(row["agent"] for row in found))
    return [f"{name} came from what was applied: {applied}"]


def applied_itself(store: Store, rows: Rows, name: str, agent: str) -> list[str]:
    """Return a remark where what was asked for was applied itself, but no row tells of that."""
    wanted = set(agent.split())
    if any(wanted & set(row["agent_iri"].split()) for row in rows.dicts()):
        return []
    treated = [
        row["treatment"]
        for row in run(store, "treatments").dicts()
        if wanted & set(row["agent_iri"].split())
    ]
    asked = pasted("tried", "--agent", name.split(" or "))
    told = f"{name} itself was applied, with no such outcome: {'; '.join(treated)}: {asked}"
    return [told] if treated else []


def called_after(
    store: Store,
    query: Query,
    names: Given,
    given_to: Callable[[Query, Given], Given],
    option: str,
) -> list[str]:
    """Return agents with the name of the one asked for in theirs, which are no kin of it."""
    given = given_to(query, names)
    levels = choose(store, query, {"agent": given["agent"]}).wanted["agent"]
    labels = {row["kind"]: row["label"] for row in run(store, "internal/kinds").dicts()}
    named = any_word(labels[iri] for iri in given["agent"].split())
    rows = records(store, query)
    fits = {TERMS + group for group in query.slot("agent").groups}
    found = [
        row["label"]
        for row in run(store, "internal/kinds").dicts()
        if row["group"] in fits
        and row["kind"] not in levels.by_iri
        and named.search(row["label"])
        and choose(store, query, {**given, "agent": row["kind"]}).among(rows).values
    ]
    more = "; ".join(asked_with(query, option, "agent", label) for label in found[:MOST])
    return [f"called after it, of another class: {more}"] if found else []


def pasted(command: str, option: str, names: Iterable[str]) -> str:
    """Return a command that takes some names, as one can paste it.

    Examples
    --------
    >>> pasted("tried", "--agent", ["KI", "octylphosphonic acid"])
    "defectkg tried --agent KI --agent 'octylphosphonic acid'"
    """
    options = (f"{option} {shlex.quote(name)}".strip() for name in names)
    return " ".join(["defectkg", command, *options])


def options(names: Given, which: Iterable[str]) -> str:
    """Return the options that ask for some of the names given, as one can paste them.

    Examples
    --------
    >>> options({"agent": "KI or HBr", "form": "film"}, ("agent", "host"))
    '--agent KI --agent HBr'
    """
    given = ((name, one) for name in which if name in names for one in names[name].split(" or "))
    return " ".join(f"--{name} {shlex.quote(one)}" for name, one in given)


def of_like_mechanism(store: Store, name: str, agent: str) -> list[str]:
    """Return which agents outside a class act by a mechanism that goes with it, as chelates do.

    Parameters
    ----------
    store : Store
    name : str
        Of the class, or of several, as a user names it.
    agent : str
        Its IRI, or those of several.
    """
    mechanisms = {
        row["mechanism"]: row["label"]
        for row in run(store, "internal/related-mechanisms").dicts()
        if row["kind"] in agent.split()
    }
    groups = {row["kind"]: row["group"] for row in run(store, "internal/kinds").dicts()}
    tried = load_query("tried")
    levels = choose(store, tried, {"agent": agent}).wanted["agent"]
    bound: dict[str, dict[str, None]] = {}  # agents by mechanism, each once
    for row in run(store, "claims").dicts() if mechanisms else ():
        is_applied = groups.get(row["cause_iri"]) in (terms.AGENT_KIND, terms.ION_KIND)
        outside = row["cause_iri"] not in levels_at(levels.by_iri, EXACT, NARROWER)
        if is_applied and outside and row["stance_iri"] not in terms.DENIALS:
            for one in mechanisms.keys() & set(row["mechanism_iri"].split()):
                bound.setdefault(mechanisms[one], {})[row["cause"]] = None
    told = "; ".join(f"{'; '.join(bound[one])} (by {one})" for one in sorted(bound))
    asked = pasted("query claims", "-p", [f"mechanism={' or '.join(sorted(bound))}"])
    return [f"no {name} by class, but bound in such a way: {told}: {asked}"] if bound else []


def how_sorted(store: Store, rows: Rows, agent: str) -> list[str]:
    """Return what is noted of classes that were asked for: what makes an agent one of them."""
    if not any(NARROWER in row["level"] for row in rows.dicts()):
        return []
    labels = {row["kind"]: row["label"] for row in run(store, "internal/kinds").dicts()}
    query = load_query("internal/node-properties").text
    return [
        f"{labels[iri]}: {row['value']}"
        for iri in agent.split()
        for row in store.rows(query, {"node": iri}).dicts()
        if row["predicate"] == EDITORIAL_NOTE
    ]


def in_the_same_work(store: Store, rows: Rows, agent: str) -> list[str]:
    """Return what else the works applied whose treatments with an agent an answer holds.

    Parameters
    ----------
    store : Store
    rows : Rows
    agent : str
        What was asked for: its IRI, or those of several.
    """
    held = [r for r in rows.dicts() if r["level"] == EXACT and r["publication"] != r["read_in"]]
    works = {row["publication"] for row in held}
    known = {agent for row in held for agent in items_of(row["agent"])}
    trials: set[str] = set()
    controls: set[str] = set()
    for row in run(store, "treatments").dicts():
        of_another = not set(agent.split()) & set(row["agent_iri"].split())
        if row["publication"] in works and row["agent"] not in ("", *known) and of_another:
            (controls if row["role_iri"] == terms.CONTROL else trials).add(row["agent"])
    found = []
    for agents, how in ((trials, ""), (controls - trials, " as a control")):
        if 0 < len(agents) <= MOST:
            single = [name for agent in sorted(agents) for name in agent.split("; ")]
            asked = (
                pasted("query controls", "-p", [f"agent={' or '.join(single)}"])
                if how
                else pasted("tried", "--agent", single)
            )
            found += [f"the same work also applied {'; '.join(sorted(agents))}{how}: {asked}"]
    return found


def other_side(store: Store, names: Given, given_to: Callable[[Query, Given], Given]) -> list[str]:
    """Return how much harm, or lack of effect, stands beside what an answer says of an agent.

    It is told of the host and form that were asked. Asked for harm, return how much that is wanted
    there is.

    Parameters
    ----------
    store : Store
    names : dict of str to str
        What the slots of a query were given, as a user names it.
    given_to : callable
        See `nothing_found`.
    """
    where = {name: names[name] for name in ("host", "form") if name in names}
    outcomes = load_query("outcomes")
    given = given_to(outcomes, {"agent": names["agent"], **where})
    rows = choose(store, outcomes, given).among(records(store, outcomes)).dicts()
    results = Counter(row["result"] for row in rows if BY_WAY_OF not in row["level"])
    claims = run(store, "claims", given_to(load_query("claims"), where))
    asked = options(names, ("agent", *where))
    if "result" in names:
        good = results["better"]
        wanted = f"as wanted: {counted(good, 'outcome')}: defectkg outcomes {asked}"
        harm = claims_beside(store, claims, harmful=True, agent=given["agent"]).of_it
        groups = {row["kind"]: row["group"] for row in run(store, "internal/kinds").dicts()}
        blamed = [
            row["cause"]
            for row in harm.dicts()
            if groups.get(row["cause_iri"]) == terms.AGENT_KIND
            and row["cause_iri"] not in given["agent"].split()
        ]
        both = pasted("tried", "--agent", list(dict.fromkeys(blamed))[:MOST])
        told = [f"for and against those said to do harm: {both}"] if blamed else []
        return [wanted, *told] if good else told
    told = without_it(store, given["agent"].split(), claims)
    for flag, result, side in (
        ("--harmful", "worse", "harm"),
        ("--unchanged", "null result", "without effect, or denied"),
    ):
        said = claims_beside(store, claims, harmful=flag == "--harmful", agent=given["agent"])
        named = (
            counted(results[result], "outcome"),
            briefly(of_stance(said.of_it, terms.NOT_SHOWN, kept=False), "of it or its class"),
            briefly(of_stance(said.near_it, terms.NOT_SHOWN, kept=False), "near it"),
        )
        if any(named):
            told += [f"{side}: {'; '.join(filter(None, named))}: defectkg outcomes {flag} {asked}"]
        if open_still := briefly(of_stance(said.of_it, terms.NOT_SHOWN, kept=True), "not shown"):
            told += [f"{open_still}: defectkg outcomes {flag} {asked}"]
    return told


def without_it(store: Store, agents: Collection[str], claims: Rows | None = None) -> list[str]:
    """Return what the works that applied some agents say of the host without them, in one line.

    Parameters
    ----------
    store : Store
    agents : collection of str
        IRIs.
    claims : Rows, optional
        Of the query ``claims``; all without it.
    """
    found = untreated(store, agents, run(store, "claims") if claims is None else claims)
    told = briefly(found, "the host without it")
    return [told] if told else []


def of_stance(claims: Rows, stance: str, *, kept: bool) -> Rows:
    """Return the claims of a stance, or those of any other."""
    return claims.take(
        n for n, row in enumerate(claims.dicts()) if (row["stance_iri"] == stance) == kept
    )


def counted(count: int, what: str) -> str:
    """Return how many there are, in words; nothing of none."""
    return f"{count} {what}{'s' if count > 1 else ''}" if count else ""


def briefly(claims: Rows, of: str) -> str:
    """Return the first of some claims, who says it and by which method, and how many there are."""
    said = dict.fromkeys(
        f"{claim_text(row)} ({first_few(items_of(row['publication']), 1)}"
        + (f", {row['evidence'].replace('; ', ', ')})" if row["evidence"] else ")")
        for row in claims.dicts()
    )
    more = len(said) - NAMED
    told = ", ".join([*list(said)[:NAMED], *([f"{more} more"] if more > 0 else [])])
    return f"{of}: {told}" if said else ""


def wider_salts(
    store: Store,
    query: Query,
    names: Given,
    rows: Rows,
    given_to: Callable[[Query, Given], Given],
    option: str,
) -> list[str]:
    """Return which agents bring a wider sort of the ion that was asked for, as zinc halides do."""
    if not any(BRINGS_IT in row["level"] for row in rows.dicts()):
        return []
    wanted = choose(store, query, {"agent": given_to(query, names)["agent"]}).wanted["agent"]
    above = levels_at(wanted.by_iri, BROADER)
    labels = {row["kind"]: row["label"] for row in run(store, "internal/kinds").dicts()}
    salts: dict[str, list[str]] = {}
    for row in run(store, "internal/supplied-ions").dicts():
        if row["ion"] in above:
            salts.setdefault(labels[row["ion"]], []).append(labels[row["agent"]])
    return [
        f"{', '.join(sorted(agents)[:MOST])} … bring {ion}, a wider sort: "
        f"{asked_with(query, option, 'agent', ion)}"
        for ion, agents in salts.items()
    ]


def asked_with(query: Query, option: str, name: str, value: str) -> str:
    """Return the command that asks a query with one filter, as one can paste it.

    Examples
    --------
    >>> asked_with(load_query("tried"), "--", "agent", "halide ion")
    "defectkg tried --agent 'halide ion'"
    >>> asked_with(load_query("credited"), "-p ", "agent", "halide ion")
    "defectkg query credited -p 'agent=halide ion'"
    """
    if option == "--":
        return pasted(query.name, f"--{name}", [value])
    return pasted(f"query {query.name}", "-p", [f"{name}={value}"])


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
    parts += [f"under it: {', '.join(under)}"] if under else []
    return "; ".join(parts if option or under else [*parts, f"see: defectkg show {label}"])


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


def only_in_general(
    store: Store, query: Query, names: Given, given_to: Callable[[Query, Given], Given]
) -> list[str]:
    """Return a remark on the defects that were asked for and that no row of ``tried`` is about."""
    rows = records(store, query)
    silent = [
        defect
        for defect in names.get("defect", "").split(" or ")
        if defect
        and {IN_GENERAL, APPLIED}
        >= {
            row["level"]
            for row in choose(store, query, given_to(query, {**names, "defect": defect}))
            .among(rows)
            .dicts()
        }
    ]
    if not silent:
        return []
    host = [f"host={names['host']}"] if "host" in names else []
    return [
        f"nothing is said of {' or '.join(silent)} here, but of defects in general, and of what "
        f"was applied without a word on which defect; see: {pasted('show', '', silent[:1])}; which "
        f"defects are named: {pasted('query defects', '-p', host)}"
    ]


def not_itself(rows: Rows, query: Query, names: Given, told: Given) -> list[str]:
    """Return a remark for each filter that no row is about, not even by a kind below it.

    Of the filters in ``told`` another remark says so.
    """
    if "level" not in rows.columns:
        return []
    having_levels = [name for name in names if query.slot(name).has_levels]
    cells = [row["level"].split("; ") for row in rows.dicts()]

    def mark(name: str, marks: list[str]) -> str:
        own = [text for text in marks if text.startswith(f"{name} ")]
        return "; ".join(own or (marks if having_levels == [name] else [EXACT]))

    found = []
    for name in having_levels:
        own = {mark(name, marks) for marks in cells}
        if name in told or any(text.endswith((EXACT, NARROWER)) for text in own):
            continue
        if all(text.endswith(BRINGS_IT) for text in own):
            found.append(f"{names[name]} is told of by what brings it or turns into it")
        else:
            found.append(
                f"no row is about {names[name]} itself: the column level says what each is about"
            )
    return found


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
