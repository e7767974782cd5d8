"""The bad side of what has a good one, and the other way round: claims that stand beside outcomes.

What a treatment did to an observable is an outcome. What a source says of harm besides is a claim
(long ligands keep charges apart), and so is what it denies; who asks for one must learn of both.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from defectkg.model import terms
from defectkg.model.claims import read_parts
from defectkg.model.spelling import any_word
from defectkg.rdf.levels import BROADER, BY_WAY_OF, EXACT, NARROWER, levels_at
from defectkg.rdf.queries import Slot, levels_of, load_query, rows_of, run
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import Store, pages
from defectkg.text.asked import by_kind

__all__ = ["Beside", "claims_beside", "untreated"]

HARMS = (terms.DEFECT_KIND, terms.ELECTRONIC_FEATURE_KIND, terms.OBSERVABLE_KIND)
ACTING = (terms.AGENT_KIND, terms.ION_KIND)
MOST_WORKS = 500  # that one query names


class Beside(NamedTuple):
    """Claims beside outcomes.

    Parameters
    ----------
    of_it : Rows
        What is said of what was asked for, of its classes, or of its treatments.
    near_it : Rows
        What is said of other causes in works on it, or with its name.
    of_ions : Rows
        What is said of an ion that it supplies, or of what it turns into, in other treatments.
    """

    of_it: Rows
    near_it: Rows
    of_ions: Rows


def claims_beside(
    store: Store, claims: Rows, *, harmful: bool, agent: str = "", observable: str = ""
) -> Beside:
    """Return of claims those of harm that is not done by defects, or else those that are denials.

    Parameters
    ----------
    store : Store
    claims : Rows
        Of the query ``claims``.
    harmful : bool
        Whether it is harm that is asked for.
    agent, observable : str, optional
        IRIs (of one thing or several): only claims on these.
    """
    groups = by_kind(store, "group")
    effects = levels_of(store, Slot(("ObservableKind",)), observable) if observable else None
    judges: tuple[Judge, ...] = about(store, agent, groups) if agent else (lambda _: True,)
    found: tuple[list[int], ...] = [], [], []
    for n, row in enumerate(claims.dicts()):
        harm = row["result"] == "worse" and groups.get(row["cause_iri"]) not in HARMS
        if not (harm if harmful else row["stance_iri"] in terms.DENIALS):
            continue
        if effects and not effects.of(row["effect_iri"]):
            continue
        for rows, is_one in zip(found, judges, strict=False):
            if is_one(row):
                rows.append(n)
                break
    if harmful:  # told as harm, also where the source tells what less of it does
        claims = claims.with_texts({"inverted": [""] * len(claims.values)})
    return Beside(*map(claims.take, found))


def untreated(store: Store, agents: Collection[str]) -> list[str]:
    """Return the claims of works that applied only some agents, of the host as it is without them.

    A calculation of the pristine crystal beside that of the doped one is half of what is found.

    Parameters
    ----------
    store : Store
    agents : collection of str
        IRIs.

    Returns
    -------
    list of str
        IRIs of claims, in order.
    """
    trials = read_parts(store, "internal/trials", "agent", agents).values() if agents else ()
    alone = [trial for trial in trials if trial["applied"] <= set(agents)]
    hosts = {host for trial in alone for host in trial["hosts"]}
    works = {work for trial in alone for work in trial["works"]}
    works -= {source for trial in alone for source in trial["sources"]}  # it says more than of one
    groups = by_kind(store, "group")
    said = {
        row["claim"]
        for page in pages(dict.fromkeys(sorted(works), 1), MOST_WORKS)
        for row in rows_of(store, "internal/claims-of-works", "work", page).dicts()
        if row["host"] in hosts
        and groups.get(row["cause"]) not in ACTING
        and groups.get(row["effect"]) in HARMS
    }
    return sorted(said)


Judge = Callable[[Mapping[str, str]], bool]


def about(store: Store, agent: str, groups: Mapping[str, str]) -> tuple[Judge, Judge, Judge]:
    """Return what says of a claim whether it is of an agent, near it, or of an ion of it."""
    levels = levels_of(store, Slot(("AgentKind",)), agent).by_iri
    causes = levels_at(levels, EXACT, BROADER, NARROWER)
    ions = levels_at(levels, BY_WAY_OF)
    applied = levels_at(levels, EXACT, NARROWER)
    treatments, works = set(), set()
    for row in run(store, "internal/applied").dicts():
        agents = set(row["agent_iri"].split())
        if applied & agents:
            treatments.add(row["treatment"])
        if levels_at(levels, EXACT) & agents:
            works |= set(row["publication"].split("; ")) - {row["read_in"]}
    fought = {  # what an agent of these works lowers is no harm of it
        row["effect_iri"]
        for row in run(store, "claims").dicts()
        if row["polarity"] == "-" and works & set(row["publication"].split("; "))
    }
    names = {
        row["name"]
        for kind in levels_at(levels, EXACT)  # all names there are would be read each time
        for row in store.rows(load_query("internal/names").text, {"iri": kind}).dicts()
    }
    named = any_word(names)

    def of_it(row: Mapping[str, str]) -> bool:
        of_treatment = bool(treatments & set(row["treatment"].split("; ")))
        if groups.get(row["cause_iri"]) in ACTING:
            return row["cause_iri"] in causes or (of_treatment and row["cause_iri"] in ions)
        return of_treatment

    def near_it(row: Mapping[str, str]) -> bool:
        if groups.get(row["cause_iri"]) in ACTING or row["cause_iri"] in fought:
            return False
        by_work = bool(works & set(row["publication"].split("; ")))
        return by_work or bool(named.search(f"{row['cause']}; {row['condition']}"))

    def of_ions(row: Mapping[str, str]) -> bool:
        return row["cause_iri"] in ions

    return of_it, near_it, of_ions
