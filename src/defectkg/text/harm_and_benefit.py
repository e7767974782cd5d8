"""The bad side of what has a good one, and the other way round: claims that stand beside outcomes.

What a treatment did to an observable is an outcome. What a source says of harm besides is a claim
(long ligands keep charges apart), and so is what it denies; who asks for one must learn of both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from defectkg.model import terms
from defectkg.model.claims import read_parts
from defectkg.model.spelling import any_word
from defectkg.rdf.levels import BROADER, BY_WAY_OF, EXACT, NARROWER, levels_at
from defectkg.rdf.library import Slot, load_query
from defectkg.rdf.queries import levels_of, records_about, records_with, rows_of, run
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import Store
from defectkg.text.asked_query import by_kind

__all__ = ["Beside", "NearAgent", "claims_beside", "untreated"]

HARMS = (terms.DEFECT_KIND, terms.ELECTRONIC_FEATURE_KIND, terms.OBSERVABLE_KIND)
ACTING = (terms.AGENT_KIND, terms.ION_KIND)


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
    store: Store,
    claims: Rows,
    *,
    harmful: bool,
    near: NearAgent | None = None,
    observable: str = "",
) -> Beside:
    """Return of claims those of harm that is not done by defects, or else those that are denials.

    Parameters
    ----------
    store : Store
    claims : Rows
        Of the query ``claims``.
    harmful : bool
        Whether it is harm that is asked for.
    near : NearAgent, optional
        Only claims on this agent, or near it.
    observable : str, optional
        IRIs of one or several: only claims on these.
    """
    groups = by_kind(store, "group")
    effects = levels_of(store, Slot(("ObservableKind",)), observable) if observable else None
    found: dict[str, list[int]] = {place: [] for place in Beside._fields}
    for n, row in enumerate(claims.dicts()):
        harm = row["result"] == "worse" and groups.get(row["cause_iri"]) not in HARMS
        if not (harm if harmful else row["stance_iri"] in terms.DENIALS):
            continue
        if effects and not effects.of(row["effect_iri"]):
            continue
        if place := near.place_of(row) if near else "of_it":
            found[place].append(n)
    if harmful:  # told as harm, also where the source tells what less of it does
        claims = claims.with_texts({"inverted": [""] * len(claims.values)})
    return Beside(**{place: claims.take(rows) for place, rows in found.items()})


class NearAgent:
    """What says of a claim whether it is of an agent, near it, or of an ion of it.

    Parameters
    ----------
    store : Store
    agent : str
        IRIs of one or several.
    """

    def __init__(self, store: Store, agent: str) -> None:
        levels = levels_of(store, Slot(("AgentKind",)), agent).by_iri
        exact = levels_at(levels, EXACT)
        self._causes = levels_at(levels, EXACT, BROADER, NARROWER)
        self._ions = levels_at(levels, BY_WAY_OF)
        applied = levels_at(levels, EXACT, NARROWER)
        self._treatments, self._works = set[str](), set[str]()
        for row in records_with(store, "internal/applied", "applied", applied).dicts():
            self._treatments.add(row["treatment_iri"])
            if exact & set(row["agent_iri"].split()):
                self._works |= set(row["publication"].split("; ")) - {row["read_in"]}
        self._groups = by_kind(store, "group")
        names = {
            row["name"]
            for kind in exact  # all names there are would be read each time
            for row in store.rows(load_query("internal/names").text, {"iri": kind}).dicts()
        }
        self._named = any_word(names)
        #: Rows of the query ``claims`` among which are all that are of it or near it.
        self.claims = self._read_claims(store, applied)
        self._fought = {  # what an agent of these works lowers is no harm of it
            row["effect_iri"]
            for row in self.claims.dicts()
            if row["polarity"] == "-" and self._is_of_its_works(row)
        }

    def _read_claims(self, store: Store, applied: Collection[str]) -> Rows:
        labels = by_kind(store, "label")
        named = {kind for kind, label in labels.items() if self._named.search(label)}
        conditions = run(store, "internal/conditions-of-claims").dicts()
        found = {row["claim"] for row in conditions if self._named.search(row["condition"])}
        for query, variable, kinds in (
            ("internal/claims-near", "applied", applied),
            ("internal/claims-on", "kind", self._causes | self._ions | named),
        ):
            found |= {row["claim"] for row in rows_of(store, query, variable, kinds).dicts()}
        return records_about(store, "claims", found)

    def place_of(self, row: Mapping[str, str]) -> str:
        """Return where a claim stands beside outcomes of the agent; empty: not at all."""
        cause = row["cause_iri"]
        acts = self._groups.get(cause) in ACTING
        of_treatment = bool(self._treatments & set(row["treatment_iri"].split()))
        if (of_treatment and (not acts or cause in self._ions)) or (acts and cause in self._causes):
            return "of_it"
        is_near = self._is_of_its_works(row) or self._is_named(row)
        if is_near and not acts and cause not in self._fought:
            return "near_it"
        return "of_ions" if cause in self._ions else ""

    def _is_of_its_works(self, row: Mapping[str, str]) -> bool:
        return bool(self._works & set(row["publication"].split("; ")))

    def _is_named(self, row: Mapping[str, str]) -> bool:
        return bool(self._named.search(f"{row['cause']}; {row['condition']}"))


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
        for row in records_with(store, "internal/claims-of-works", "work", works).dicts()
        if row["host"] in hosts
        and groups.get(row["cause"]) not in ACTING
        and groups.get(row["effect"]) in HARMS
    }
    return sorted(said)
