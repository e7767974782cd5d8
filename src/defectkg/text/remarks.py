"""What to say beside the rows of a query of the library: what they are not, and what is near."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from defectkg.model import terms
from defectkg.rdf.levels import BROADER, EXACT, NARROWER, levels_at
from defectkg.rdf.library import RENAMED, Query, load_query
from defectkg.rdf.queries import choose, holding, run
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import Store
from defectkg.text.asked_query import MOST, Asked, Given, by_kind, counted, options, pasted
from defectkg.text.beside import (
    briefly,
    in_other_forms,
    in_the_same_work,
    left_out_by_form,
    other_side,
    shown_in_another_form,
)
from defectkg.text.empty_answers import nothing_found
from defectkg.text.evidence import may_be_copy
from defectkg.text.near_kinds import (
    FEW_ROWS,
    all_of_it,
    applied_itself,
    brought,
    called_after,
    claimed_itself,
    hosts_as_such,
    how_sorted,
    not_itself,
    of_like_mechanism,
    only_by_way,
    only_claimed,
    only_in_general,
    told_as_a_whole,
    wider_salts,
)
from defectkg.text.records import change, first_few, items_of

__all__ = ["remarks_on"]

NUMBERED = "number: as the source numbers its open problems; one number may hold several"
IN_ORDER = (
    "first what the list itself lacks or has twice, then names, then wrong numbers, then opinions "
    "of the curators, by titles"
)
ONLY_OF = (
    "all that is told of it: the agent was tried in no other form; only there: no other form has "
    "this very finding, though the agent is told of in others, too, as elsewhere says"
)


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
    given_to : callable
        Returns the IRIs for such names in the slots of a query.
    option : str, optional
        What stands before the name of a filter.
    """
    query = load_query(RENAMED.get(name, name))
    asked = Asked(store, query, query.own_names(names), given_to, option)
    tells_of_agent = bool(asked.agent) and asked.query.name in ("tried", "outcomes")
    called = called_after(asked) if asked.agent else []
    if not rows.values:
        return [*called, *beside_nothing(asked, rows, tells_of_agent), nothing_found(asked)]
    found = only_in_general(asked) if asked.query.name == "tried" else []
    found += only_claimed(asked, rows)
    found += [*to_know(asked, rows), *how_long(asked)]
    beside: list[str] = []  # of what stands near, the most useful first
    elsewhere: Given = {}  # of which a remark says that no row is about them
    if tells_of_agent:
        if of_others := (
            only_by_way(asked, rows) or brought(asked, rows) or applied_itself(asked, rows)
        ):
            found += of_others
            elsewhere = asked.some("agent")
        found += of_like_mechanism(asked)
        found += how_sorted(asked, rows)
        beside += other_side(asked)
    if tells_of_agent or (asked.agent and asked.query.name == "credited"):
        beside += wider_salts(asked, rows)
    if asked.query.name == "tried":
        beside = [*shown_in_another_form(asked), *beside, *in_other_forms(asked)]
    if tells_of_agent:
        beside += in_the_same_work(asked, rows)
    if asked.query.name == "outcomes":
        beside = [*told_otherwise(asked, rows), *beside]
    beside += called
    found += all_of_it(asked, rows)
    if asked.query.name != "tried":
        found += not_itself(asked, rows, elsewhere)
    found += [*claimed_itself(asked, rows), *hosts_as_such(asked), *told_as_a_whole(asked)]
    found += left_out_by_form(asked, rows) if asked.query.name in ("tried", "outcomes") else []
    return [*found, *beside[:MOST]]


def beside_nothing(asked: Asked, rows: Rows, tells_of_agent: bool) -> list[str]:
    """Return what is near where no row answers."""
    found = [*told_as_a_whole(asked), *only_claimed(asked, rows)]
    if tells_of_agent:
        found += [*applied_itself(asked, rows), *of_like_mechanism(asked)]
        found += other_side(asked) if "result" in asked.names else []
    found += [*hosts_as_such(asked), *how_long(asked)]
    found += shown_in_another_form(asked) if asked.query.name == "tried" else []
    return found


def to_know(asked: Asked, rows: Rows) -> list[str]:
    """Return what an answer does not hold though a reader may take it to."""
    store, query, names = asked.store, asked.query.name, asked.names
    match query:
        case "controls":
            command = pasted(
                "query credited", "-p", [f"{k}={v}" for k, v in asked.some("agent").items()]
            )
            return [f"what is credited, with or without a control: {command}"]
        case "methods" if "method" in names:
            command = pasted("query claims", "-p", [f"method={names['method']}"])
            return [f"what is claimed by it, one claim a row: {command}"]
        case "challenges":
            numbered = [NUMBERED] if any(row["number"] for row in rows.dicts()) else []
            if not names:
                return [*numbered, *said_not_to_be_shown(store)]
            near = [*under_the_same_number(store, rows), *reported_elsewhere(asked, "concerns")]
            return [*numbered, *near]
        case "contradictions" if "about" in names:
            return reported_elsewhere(asked, "about")
        case "only-in-form":
            return [ONLY_OF]
        case "publications" if not names:
            return numbers_of_lists(store)
        case "anomalies" if names.get("matter") == "reference":
            return [*numbers_of_lists(store), IN_ORDER, *of_the_copy(rows)]
        case "denials" if "effect" in names:
            return affirmed(asked)
        case "claims" if "cause" in names:
            return what_follows(store, rows)
        case "passivators" if "defect" in names:
            return called_open(asked)
        case "defects" if names.get("lowered") == "by nothing":
            return [
                "by nothing: no source that was read says that anything lowers it, which is not "
                "that nothing can; many are named by no claim at all; what is shown in one form "
                "alone: defectkg query only-in-form"
            ]
        case "outcomes" if "condition" in names and len(names) > 1:
            return under_other_words(asked, rows)
        case "outcomes" if names.get("basis") == "pair":
            return before_beside_ratio(store)
        case "outcomes" if names.get("basis") == "level":
            return after_alone(asked)
    if "result" in names and any(row.get("role_iri") == terms.CONTROL for row in rows.dicts()):
        return ["what was concluded from the controls: defectkg query controls"]
    return []


def under_other_words(asked: Asked, rows: Rows) -> list[str]:
    """Return how many outcomes answer but for the condition, which they tell otherwise or not."""
    others = {name: text for name, text in asked.names.items() if name != "condition"}
    held = {row["measurement_iri"] for row in rows.dicts()}
    rest = [row for row in asked.rows(others).dicts() if row["measurement_iri"] not in held]
    agents = dict.fromkeys(row["agent"] for row in rest if row["agent"])
    told = (
        f"{counted(len(rest), 'more outcome')} in other words, or under none: {first_few(agents)}"
    )
    return [f"{told}: leave out {asked.option}condition"] if rest else []


def said_not_to_be_shown(store: Store) -> list[str]:
    """Return what sources say that nobody has shown, which is open as well."""
    denied = [
        f"{row['cause']} {row['relation']} {row['effect']} ({row['form'] or row['host']})"
        for row in run(store, "claims").dicts()
        if row["stance_iri"] == terms.NOT_SHOWN
    ]
    told = f"{'; '.join(denied)}; see: defectkg query denials -p stance='not shown'"
    return [f"said not to have been shown, besides: {told}"] if denied else []


def before_beside_ratio(store: Store) -> list[str]:
    """Return of which outcomes a value before is printed, and no value after, but a ratio."""
    half = dict.fromkeys(
        f"{row['observable']} ({first_few(items_of(row['publication']), 1)})"
        for row in run(store, "outcomes").dicts()
        if row["before"] and not row["after"]
    )
    told = f"; with a ratio in place of the value after: {', '.join(half)}" if half else ""
    return [f"no other outcome is printed with both values{told}"]


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


def of_the_copy(rows: Rows) -> list[str]:
    """Return which faults of citations the copy that was read may have made."""
    lost = [row["as_printed"] for row in rows.dicts() if may_be_copy(row)]
    if not lost:
        return []
    return [
        f"a copy was read: whether the print has {' and '.join(lost)} so, or the copy lost it, "
        "cannot be told from it, nor whether another digit was misread: the print tells"
    ]


def affirmed(asked: Asked) -> list[str]:
    """Return which agents and ions are said to raise what others are denied to raise."""
    limits = asked.some("effect", "form", "host")
    groups = by_kind(asked.store, "group")
    causes = dict.fromkeys(
        f"{row['cause']} ({first_few(items_of(row['publication']), 1)})"
        for row in asked.rows(limits, "claims").dicts()
        if row["stance_iri"] == terms.SUPPORTS
        and row["relation_iri"] == terms.RAISES
        and groups.get(row["cause_iri"]) in (terms.AGENT_KIND, terms.ION_KIND)
    )
    command = pasted("query claims", "-p", [f"{name}={value}" for name, value in limits.items()])
    return [f"said to raise it: {'; '.join(causes)}: {command} --all"] if causes else []


def what_follows(store: Store, rows: Rows) -> list[str]:
    """Return what the effects of some claims are said to do further, if these are few."""
    found = rows.dicts()
    if len(found) > FEW_ROWS:
        return []
    ends = {row["effect_iri"] for row in found if row["stance_iri"] == terms.SUPPORTS}
    further = [
        row
        for row in holding(store, "claims", "cause", ends)
        if row["stance_iri"] == terms.SUPPORTS
    ]
    told = briefly(further, "what that does")
    first = further[0]["cause"] if further else ""
    return [f"{told}: {pasted('query claims', '-p', [f'cause={first}'])}"] if told else []


def called_open(asked: Asked) -> list[str]:
    """Return what sources call open of the defect that was asked for, or of a kind of it."""
    defect = asked.names["defect"]
    rows = asked.rows({"concerns": defect}, "challenges").dicts()
    near = [f"“{row['challenge']}”" for row in rows if BROADER not in row["level"]]
    command = pasted("query challenges", "-p", [f"concerns={defect}"])
    return [f"declared open of {defect}: {', '.join(near)}: {command}"] if near else []


def reported_elsewhere(asked: Asked, slot: str) -> list[str]:
    """Return the outcomes on a host that others report than those that call something open of it.

    Of each agent the one with the most numbers is told; nobody has compared them with the problem.
    """
    named = asked.names[slot]
    query = load_query("challenges")
    hosts = set(asked.given_to(query, {"concerns": named})["concerns"].split())
    if not hosts & {k for k, g in by_kind(asked.store, "group").items() if g == terms.HOST_KIND}:
        return []
    open_of_it = [
        row
        for row in run(asked.store, "challenges").dicts()
        if hosts & set(row["concerns_iri"].split())
    ]
    sources = {row["source_iri"] for row in open_of_it}
    best: dict[str, dict[str, str]] = {}
    for row in asked.rows({"host": named, "result": "better"}, "outcomes").dicts():
        is_other = row["source_iri"] not in sources and row["treatment_iri"] and not row["aim"]
        if is_other and row["level"] == EXACT and row["after"]:
            kept = best.setdefault(row["agent"], row)
            best[row["agent"]] = max(kept, row, key=told_most)
    if not (open_of_it and best):
        return []
    told = first_few(
        f"{agent} {row['observable']} {arrow(row)} ({first_few(items_of(row['publication']), 1)})"
        for agent, row in sorted(best.items(), key=lambda item: told_most(item[1]), reverse=True)
    )
    command = pasted("outcomes", "--host", [named])
    return [
        f"reported of {named} by others than call it open, compared by no curator: "
        f"{told}: {command}"
    ]


def told_most(row: Mapping[str, str]) -> tuple[bool, bool, float]:
    """Return how much a row of ``outcomes`` tells: both values, a yield, the highest value."""
    yields = row["observable_iri"] == terms.PLQY
    return bool(row["before"]), yields, float(row["after"])


def arrow(row: Mapping[str, str]) -> str:
    """Return the numbers of a row of ``outcomes``, as what came out where none stands before."""
    numbers = change({**row, "factor": ""})
    return numbers if row["before"] else f"→ {numbers}"


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


def told_otherwise(asked: Asked, rows: Rows) -> list[str]:
    """Return what has outcomes alone on an observable that rises with the one that was asked for.

    The brighter emission of a treatment is often told as intensity, without a yield.
    """
    limits = {name: asked.names[name] for name in asked.names if name != "observable"}
    if "observable" not in asked.names or not limits:
        return []
    wanted = asked.given_to(asked.query, asked.some("observable"))["observable"].split()
    held = {row["agent"] for row in rows.dicts()}
    told = []
    for pair in run(asked.store, "internal/rise-together").dicts():
        if pair["kind"] in wanted:
            others = asked.rows({**limits, "observable": pair["label"]}).dicts()
            agents = dict.fromkeys(row["agent"] for row in others if row["treatment_iri"])
            if alone := [agent for agent in agents if agent and agent not in held]:
                same = options({**asked.some("agent", "host", "form"), "observable": pair["label"]})
                named = f"told by {pair['label']} alone: {first_few(alone, 4)}"
                told.append(f"{named}: defectkg outcomes {same}")
    return told


def how_long(asked: Asked) -> list[str]:
    """Return where durations stand that no stability is named with, beside outcomes on stability.

    What is left of a yield after some days, for one, is an outcome on the yield.
    """
    if asked.query.name != "outcomes" or "observable" not in asked.names:
        return []
    stable = choose(asked.store, asked.query, {"observable": terms.STABILITY}).wanted["observable"]
    wanted = asked.given_to(asked.query, asked.some("observable"))["observable"].split()
    if not levels_at(stable.by_iri, EXACT, NARROWER) & set(wanted):
        return []
    limits = asked.some("agent", "host")
    rows = asked.rows(limits, "durations")
    command = pasted("query durations", "-p", [f"{name}={value}" for name, value in limits.items()])
    told = "how long anything lasted or was kept, under whatever observable"
    return [f"{told}: {command}"] if rows.values else []


def after_alone(asked: Asked) -> list[str]:
    """Return the outcomes with a number and none before that are counted under another basis."""
    others = {name: value for name, value in asked.names.items() if name != "basis"}
    beside = [
        f"{row['agent']} {change(row)} ({row['host']}; {row['basis']})"
        for row in asked.rows(others).dicts()
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
