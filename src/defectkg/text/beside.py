"""What stands beside an answer: an agent's other side, the host without it, works and forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.rdf.levels import BY_WAY_OF, EXACT
from defectkg.rdf.library import load_query
from defectkg.rdf.queries import records_about, records_named, records_with, run
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import Store
from defectkg.text.asked_query import MOST, Asked, by_kind, counted, options, pasted
from defectkg.text.harm_and_benefit import NearAgent, claims_beside, untreated
from defectkg.text.near_kinds import treatments_with
from defectkg.text.records import change, first_few, items_of, joined
from defectkg.text.sentences import claim_text

__all__ = [
    "briefly",
    "in_other_forms",
    "in_the_same_work",
    "left_out_by_form",
    "other_side",
    "shown_in_another_form",
    "told_in_print",
    "without_it",
]

NAMED = 2  # claims that a remark names


def told_in_print(graph: GraphContent, about: str) -> str:
    """Return of which records an answer is about words that name no kind; empty of others."""
    telling = graph.names.only_printed(about)
    hosts = graph.kinds.of_group(terms.HOST_KIND)
    of = {
        row["challenge_iri"]: graph.names.line(hosts.intersection(row["concerns_iri"].split()))
        for row in (run(graph.store, "challenges").dicts() if telling else ())
    }
    held = [
        joined(" ", f"“{graph.names.label(p.iri)}”", of[p.iri] and f"({of[p.iri]})")
        for p in telling
        if p.sort == "challenge"
    ]
    still_open = f"; declared open: {', '.join(held)}" if held else ""
    said = f"no kind is named {about!r}; these are of records that print it{still_open}"
    return said if telling else ""


def other_side(asked: Asked) -> list[str]:
    """Return how much harm, or lack of effect, stands beside what an answer says of an agent.

    It is told of the host and form that were asked. Asked for harm, return how much that is wanted
    there is.
    """
    store, agent, where = asked.store, asked.agent, asked.some("host", "form")
    rows = asked.rows(asked.some("agent", "host", "form"), "outcomes").dicts()
    results = Counter(row["result"] for row in rows if BY_WAY_OF not in row["level"])
    near = NearAgent(store, agent)
    claims = asked.choice(where, "claims").among(near.claims)
    same = options(asked.some("agent", "host", "form"))
    if "result" in asked.names:
        good = results["better"]
        wanted = f"as wanted: {counted(good, 'outcome')}: defectkg outcomes {same}"
        harm = claims_beside(store, claims, harmful=True, near=near).of_it
        groups = by_kind(store, "group")
        blamed = [
            row["cause"]
            for row in harm.dicts()
            if groups.get(row["cause_iri"]) == terms.AGENT_KIND
            and row["cause_iri"] not in agent.split()
        ]
        both = pasted("tried", "--agent", list(dict.fromkeys(blamed))[:MOST])
        told = [f"for and against those said to do harm: {both}"] if blamed else []
        return [wanted, *told] if good else told
    told = without_it(store, agent.split(), claims)
    for flag, result, side in (
        ("--harmful", "worse", "harm"),
        ("--unchanged", "null result", "without effect, or denied"),
    ):
        said = claims_beside(store, claims, harmful=flag == "--harmful", near=near)
        named = (
            counted(results[result], "outcome"),
            briefly(of_stance(said.of_it, terms.NOT_SHOWN, kept=False), "of it or its class"),
            briefly(of_stance(said.near_it, terms.NOT_SHOWN, kept=False), "near it"),
        )
        if any(named):
            told += [f"{side}: {'; '.join(filter(None, named))}: defectkg outcomes {flag} {same}"]
        if open_still := briefly(of_stance(said.of_it, terms.NOT_SHOWN, kept=True), "not shown"):
            told += [f"{open_still}: defectkg outcomes {flag} {same}"]
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
    found = untreated(store, agents)
    said = records_named(store, "claims", "claim_iri", found) if claims is None else claims.dicts()
    told = briefly((row for row in said if row["claim_iri"] in found), "the host without it")
    return [told] if told else []


def in_the_same_work(asked: Asked, rows: Rows) -> list[str]:
    """Return what else the works applied whose treatments with an agent an answer holds."""
    held = [r for r in rows.dicts() if r["level"] == EXACT and r["publication"] != r["read_in"]]
    works = {row["publication"] for row in held}
    known = {agent for row in held for agent in items_of(row["agent"])}
    if not works:
        return []
    iris = {work for row in treatments_with(asked) for work in row["publication_iri"].split()}
    trials: set[str] = set()
    controls: set[str] = set()
    for row in records_with(asked.store, "internal/applied", "work", iris).dicts():
        of_another = not set(asked.agent.split()) & set(row["agent_iri"].split())
        if row["publication"] in works and row["agent"] not in ("", *known) and of_another:
            (controls if row["role_iri"] == terms.CONTROL else trials).add(row["agent"])
    found = []
    for agents, how in ((trials, ""), (controls - trials, " as a control")):
        if 0 < len(agents) <= MOST:
            single = [name for agent in sorted(agents) for name in agent.split("; ")]
            command = (
                pasted("query controls", "-p", [f"agent={' or '.join(single)}"])
                if how
                else pasted("tried", "--agent", single)
            )
            found += [f"the same work also applied {'; '.join(sorted(agents))}{how}: {command}"]
    return found


def in_other_forms(asked: Asked) -> list[str]:
    """Return how many treatments of just the host that was asked for are of other forms."""
    if not {"host", "form"} <= asked.names.keys():
        return []
    names = {name: asked.names[name] for name in asked.names if name != "form"}
    hosts = asked.given_to(load_query("tried"), asked.some("host"))["host"].split()
    forms = asked.levels("form", "tried")
    others = {
        (row["treatment_iri"], f"{row['agent']} ({row['form']})")
        for row in asked.rows(names, "tried").dicts()
        if row["host_iri"] in hosts and row["treatment_iri"] and not forms.of(row["form_iri"])
    }
    told = first_few(sorted({told for _, told in others}))
    host = asked.names["host"]
    return [f"in other forms of {host}: {told}; leave out {asked.option}form"] if told else []


def shown_in_another_form(asked: Asked) -> list[str]:
    """Return where an agent, or what brings it, was tried, if the form asked has nothing shown."""
    if not {"agent", "form"} <= asked.names.keys():
        return []
    rows = asked.rows(asked.some("agent", "form", "host", "defect"), "tried").dicts()
    if any(row["stance_iri"] != terms.NOT_SHOWN and row["form_iri"] for row in rows):
        return []
    forms = asked.levels("form", "tried")
    anywhere = asked.some("agent", "host", "defect")
    others = {
        joined(", ", f"{row['agent']} in {row['form']}", came_out(row))
        + f" ({first_few(items_of(row['publication']), 1)})"
        for row in asked.rows(anywhere, "tried").dicts()
        if row["treatment_iri"] and row["form_iri"] and not forms.of(row["form_iri"])
    }
    told = first_few(sorted(others))
    return [f"in another form: {told}: defectkg tried {options(anywhere)}"] if told else []


def left_out_by_form(asked: Asked, rows: Rows) -> list[str]:
    """Return what the works of an answer report of the same agents in forms that it leaves out."""
    same = asked.some("agent", "host", "observable", "strategy")
    if "form" not in asked.names:
        return []
    treated = [row for row in rows.dicts() if row["treatment_iri"]]
    held = {
        (agent, work)
        for row in treated
        for agent in row["agent_iri"].split()
        for work in items_of(row["publication"])
    }
    treatments = {row["treatment_iri"] for row in treated}
    forms = asked.levels("form", "outcomes")
    with_the_same = "internal/measured-with-the-same"
    measured = {
        row["record"]
        for row in records_with(asked.store, with_the_same, "treatment", treatments).dicts()
        if not forms.of(row["form"])
    }
    by_them = records_about(asked.store, "outcomes", measured)
    told: dict[str, str] = {}
    for row in asked.choice(same, "outcomes").among(by_them).dicts():
        pairs = {(a, w) for a in row["agent_iri"].split() for w in items_of(row["publication"])}
        apart = row["form_iri"] and not forms.of(row["form_iri"])
        if apart and row["treatment_iri"] and not row["aim"] and pairs & held:
            works = first_few(items_of(row["publication"]), 1)
            said = row["direction"] or (row["words"] and f"“{row['words']}”")
            value = came_out(row) or joined(" ", row["observable"], said)
            told[f"{value} with {row['agent']} ({row['form']}, {works})"] = row["form"]
    numbered = sorted(told, key=lambda text: not any(map(str.isdigit, text.partition(" with ")[0])))
    wanted = {**same, "form": " or ".join(dict.fromkeys(told.values()))}
    said = f"the same works in other forms: {first_few(numbered, 2)}"
    return [f"{said}: defectkg outcomes {options(wanted)}"] if told else []


def came_out(row: Mapping[str, str]) -> str:
    """Return the observable of a row of ``tried`` with its numbers; nothing without any."""
    return f"{row['observable']} {numbers}" if (numbers := change({**row, "factor": ""})) else ""


def of_stance(claims: Rows, stance: str, *, kept: bool) -> list[dict[str, str]]:
    """Return the claims of a stance, or those of any other."""
    return [row for row in claims.dicts() if (row["stance_iri"] == stance) == kept]


def briefly(claims: Iterable[Mapping[str, str]], of: str) -> str:
    """Return the first of some claims, who says it, and how many there are.

    A denial keeps its condition, and what is not stated says how sure it is.
    """
    said: dict[str, None] = {}
    for row in claims:
        under = row["condition"] if row["stance_iri"] != terms.SUPPORTS else ""
        sure = row["certainty"] if row["certainty_iri"] != terms.STATED else ""
        who = first_few(items_of(row["publication"]), 1)
        by = joined(", ", who, sure, row["evidence"].replace("; ", ", "))
        said[f"{joined(', ', claim_text(row), under)} ({by})"] = None
    more = len(said) - NAMED
    told = ", ".join([*list(said)[:NAMED], *([f"{more} more"] if more > 0 else [])])
    return f"{of}: {told}" if said else ""
