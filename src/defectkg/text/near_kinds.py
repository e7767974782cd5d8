"""What to say of rows on the kin of what was asked for: they are not about the thing itself."""

from __future__ import annotations

from collections.abc import Collection

from defectkg.model import terms
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
from defectkg.rdf.library import load_query
from defectkg.rdf.prefixes import TERMS, expand
from defectkg.rdf.queries import choose, fitting, holding, leaves_out, records_with, run
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import Store
from defectkg.text.asked_query import MOST, Asked, Given, by_kind, counted, options, pasted
from defectkg.text.records import items_of

__all__ = [
    "all_of_it",
    "applied_itself",
    "brought",
    "called_after",
    "claimed_itself",
    "claims_on",
    "hosts_as_such",
    "how_sorted",
    "not_itself",
    "of_like_mechanism",
    "only_by_way",
    "only_claimed",
    "only_in_general",
    "told_as_a_whole",
    "treatments_with",
    "wider_salts",
]

EDITORIAL_NOTE = expand("skos:editorialNote")
FEW_ROWS = 20  # among which one sees that a filter leaves nothing out


def all_of_it(asked: Asked, rows: Rows) -> list[str]:
    """Return a remark for each filter that leaves nothing out, since all rows answer to it.

    Of ``tried`` none is made: its table counts apart what names no defect.
    """
    if asked.query.name == "tried" or not asked.names or len(rows.values) <= FEW_ROWS:
        return []
    slots = {name: asked.query.slot(name) for name in asked.names}
    found = {
        name: len(asked.rows(asked.some(name)).values)
        for name, slot in slots.items()
        if slot.has_levels
        and slot.reach != "loosely"
        and not leaves_out(asked.store, asked.choice(asked.some(name)))
    }
    total = len(asked.rows({}).values) if found else 0
    return [
        f"{name} {asked.names[name]} leaves nothing out: all {total} rows are of it, of kinds "
        "above or below it, or do not say"
        for name, size in found.items()
        if size == total
    ]


def only_in_general(asked: Asked) -> list[str]:
    """Return a remark on the defects that were asked for and that no row of ``tried`` is about."""
    silent = [
        defect
        for defect in asked.names.get("defect", "").split(" or ")
        if defect
        and {*asked.rows({**asked.names, "defect": defect}).pick("level").values}
        <= {(IN_GENERAL,), (APPLIED,)}
    ]
    if not silent:
        return []
    host = [f"host={asked.names['host']}"] if "host" in asked.names else []
    return [
        f"nothing is said of {' or '.join(silent)} here, but of defects in general, and of what "
        f"was applied without a word on which defect; see: {pasted('show', '', silent[:1])}; which "
        f"defects are named: {pasted('query defects', '-p', host)}"
    ]


def not_itself(asked: Asked, rows: Rows, told: Given) -> list[str]:
    """Return a remark for each filter that no row is about, not even by a kind below it.

    Of the filters in ``told`` another remark says so.
    """
    if "level" not in rows.columns:
        return []
    having_levels = [name for name in asked.names if asked.query.slot(name).has_levels]
    cells = [row["level"].split("; ") for row in rows.dicts()]

    def mark(name: str, marks: list[str]) -> str:
        own = [text for text in marks if text.startswith(f"{name} ")]
        return "; ".join(own or (marks if having_levels == [name] else [EXACT]))

    found = []
    for name in having_levels:
        own = {mark(name, marks) for marks in cells}
        if name in told or any(text.endswith((EXACT, NARROWER)) for text in own):
            continue
        named = asked.names[name]
        if all(text.endswith(BRINGS_IT) for text in own):
            found.append(f"{named} is told of by what brings it or turns into it")
        else:
            found.append(
                f"no row is about {named} itself: the column level says what each is about"
            )
    return found


def only_by_way(asked: Asked, rows: Rows) -> list[str]:
    """Return a remark where no row is of the agent that was asked for, but of an ion of it."""
    found = rows.dicts()
    if not all("through" in row and BY_WAY_OF in row["level"] for row in found):
        return []
    name = asked.names["agent"]
    ions = "; ".join(sorted({row["through"] for row in found}))
    applied = "; ".join(dict.fromkeys(row["agent"] for row in found))
    told = [
        f"no outcome of {name} itself: these rows are by way of {ions}; applied was {applied}, "
        "whose outcome it is"
    ]
    if any(row["role_iri"] == terms.CONTROL for row in treatments_with(asked)):
        told += [
            f"{name} was applied as a control: {pasted('query controls', '-p', [f'agent={name}'])}"
        ]
    return told


def treatments_with(asked: Asked) -> list[dict[str, str]]:
    """Return the treatments, trials or controls, that applied the very agent asked for."""
    return records_with(asked.store, "internal/applied", "applied", asked.agent.split()).dicts()


def brought(asked: Asked, rows: Rows) -> list[str]:
    """Return a remark where all rows are of agents that bring what was asked for, or form it."""
    found = rows.dicts()
    if not all(BRINGS_IT in row["level"] for row in found):
        return []
    applied = "; ".join(dict.fromkeys(row["agent"] for row in found))
    return [f"{asked.names['agent']} came from what was applied: {applied}"]


def applied_itself(asked: Asked, rows: Rows) -> list[str]:
    """Return a remark where what was asked for was applied itself, but no row tells of that."""
    wanted = set(asked.agent.split())
    if any(wanted & set(row["agent_iri"].split()) for row in rows.dicts()):
        return []
    treated = [row["treatment"] for row in treatments_with(asked)]
    name = asked.names["agent"]
    command = pasted("tried", "--agent", name.split(" or "))
    told = f"{name} itself was applied, with no such outcome: {'; '.join(treated)}: {command}"
    return [told] if treated else []


def claims_on(store: Store, kinds: Collection[str], held: Collection[str] = ()) -> list[str]:
    """Return how many claims have some kinds as cause, or effect, and what lists them, in a line.

    Parameters
    ----------
    store : Store
    kinds : collection of str
        IRIs.
    held : collection of str, optional
        IRIs of claims that an answer holds already: beside one of these nothing is said.
    """
    told: list[str] = []
    for side in ("cause", "effect"):
        found = holding(store, "claims", side, kinds)
        if any(row["claim_iri"] in held for row in found):
            return []
        if found:
            name = " or ".join(dict.fromkeys(row[side] for row in found))
            count = f"{len(found)}" if told else f"{counted(len(found), 'claim')} with {name}"
            told.append(f"{count} as {side}: {pasted('query claims', '-p', [f'{side}={name}'])}")
    return ["; ".join(told)] if told else []


def claimed_itself(asked: Asked, answer: Rows | None = None) -> list[str]:
    """Return where the claims on a kind are that was asked for, if the query has no row on it.

    A general cause, such as the composition, was applied in no treatment, and is claimed to act.
    """
    told: list[str] = []
    for name in asked.names:
        if not asked.query.slot(name).has_levels:
            continue
        kinds = asked.given_to(asked.query, asked.some(name))[name].split()
        if answer and is_about(answer, name, kinds):  # which saves asking all of it
            continue
        every = asked.rows(asked.some(name))
        if is_about(every, name, kinds):
            continue
        rows = every.dicts()
        records = {
            iri
            for row in rows
            for column in ("claim_iri", "record_iri", "against_iri")
            for iri in row.get(column, "").split()
        }
        told += claims_on(asked.store, kinds, records)
    return told


def is_about(rows: Rows, slot: str, kinds: Collection[str]) -> bool:
    """Return whether one of some rows names one of some kinds in the column of a slot."""
    column = f"{slot}_iri"
    cells = rows.pick(column).values if column in rows.columns else ()
    return any(not {*kinds}.isdisjoint(cell.split()) for (cell,) in cells)


def only_claimed(asked: Asked, rows: Rows) -> list[str]:
    """Return what is said of an agent in the host and form asked for, where nobody applied it."""
    if asked.query.name != "tried" or not asked.agent or "defect" in asked.names:
        return []
    held = {claim for row in rows.dicts() for claim in items_of(row["claim"])}
    wanted = {"cause": asked.names["agent"], **asked.some("host", "form")}
    groups = by_kind(asked.store, "group")
    found = [
        f"{row['cause']} {row['relation']} {row['effect']} "
        f"({row['stance'] if row['stance_iri'] in terms.DENIALS else row['certainty']})"
        for row in asked.rows(wanted, "claims").dicts()
        if row["cause_iri"] in asked.agent.split()
        and groups.get(row["effect_iri"], "") in terms.FLAWS
        and row["claim"] not in held
        and row["polarity"]
        and not row["treatment_iri"]
    ]
    command = pasted("query claims", "-p", [f"{name}={text}" for name, text in wanted.items()])
    told = "; ".join(dict.fromkeys(found[:MOST]))
    return [f"said, of what was not applied there: {told}: {command}"] if found else []


def told_as_a_whole(asked: Asked) -> list[str]:
    """Return how many outcomes are of what sums up the observable that was asked for.

    The density of traps may be told as that of defects.
    """
    if asked.query.name != "outcomes" or "observable" not in asked.names:
        return []
    wanted = asked.given_to(asked.query, asked.some("observable"))["observable"].split()
    found = []
    for row in run(asked.store, "internal/summed-up").dicts():
        names = {**asked.names, "observable": row["label"]}
        if row["part"] not in wanted or row["whole"] in wanted:
            continue
        rows = asked.rows(names).dicts()
        if size := sum(one["observable_iri"] == row["whole"] for one in rows):
            told = f"{counted(size, 'outcome')} of {row['label']}, which sums it up"
            found.append(f"{told}: defectkg outcomes {options(names)}")
    return found


def hosts_as_such(asked: Asked) -> list[str]:
    """Return how many outcomes are of hosts as they are, asked for what their composition did."""
    if asked.query.name != "outcomes" or not asked.agent:
        return []
    kin = asked.levels("agent").by_iri
    if terms.COMPOSITION not in levels_at(kin, EXACT, BROADER):
        return []
    wanted = {**asked.some("observable", "host", "form"), "state": "host"}
    rows = asked.rows(wanted).values
    told = f"{counted(len(rows), 'outcome')} of hosts as they are, whatever their composition"
    return [f"{told}: defectkg outcomes {options(wanted)}"] if rows else []


def called_after(asked: Asked) -> list[str]:
    """Return agents with the name of the one asked for in theirs, which are no kin of it."""
    given, kin = asked.given_to(asked.query, asked.names), asked.levels("agent").by_iri
    labels, groups = by_kind(asked.store, "label"), by_kind(asked.store, "group")
    named = any_word(labels[iri] for iri in asked.agent.split())
    fits = {TERMS + group for group in asked.query.slot("agent").groups}
    found = [
        label
        for iri, label in labels.items()
        if groups[iri] in fits
        and iri not in kin
        and named.search(label)
        and fitting(asked.store, choose(asked.store, asked.query, {**given, "agent": iri})).values
    ]
    more = "; ".join(asked.instead("agent", label) for label in found[:MOST])
    return [f"called after it, of another class: {more}"] if found else []


def of_like_mechanism(asked: Asked) -> list[str]:
    """Return which agents outside a class act by a mechanism that goes with it, as chelates do."""
    mechanisms = {
        row["mechanism"]: row["label"]
        for row in run(asked.store, "internal/related-mechanisms").dicts()
        if row["kind"] in asked.agent.split()
    }
    if not mechanisms:
        return []
    groups = by_kind(asked.store, "group")
    kin = levels_at(asked.levels("agent", "tried").by_iri, EXACT, NARROWER)
    bound: dict[str, dict[str, None]] = {}  # agents by mechanism, each once
    for row in run(asked.store, "claims").dicts():
        is_applied = groups.get(row["cause_iri"]) in (terms.AGENT_KIND, terms.ION_KIND)
        if is_applied and row["cause_iri"] not in kin and row["stance_iri"] not in terms.DENIALS:
            for one in mechanisms.keys() & set(row["mechanism_iri"].split()):
                bound.setdefault(mechanisms[one], {})[row["cause"]] = None
    told = "; ".join(f"{'; '.join(bound[one])} (by {one})" for one in sorted(bound))
    command = pasted("query claims", "-p", [f"mechanism={' or '.join(sorted(bound))}"])
    name = asked.names["agent"]
    return [f"no {name} by class, but bound in such a way: {told}: {command}"] if bound else []


def how_sorted(asked: Asked, rows: Rows) -> list[str]:
    """Return what is noted of classes that were asked for: what makes an agent one of them."""
    if not any(NARROWER in row["level"] for row in rows.dicts()):
        return []
    labels = by_kind(asked.store, "label")
    query = load_query("internal/node-properties").text
    return [
        f"{labels[iri]}: {row['value']}"
        for iri in asked.agent.split()
        for row in asked.store.rows(query, {"node": iri}).dicts()
        if row["predicate"] == EDITORIAL_NOTE
    ]


def wider_salts(asked: Asked, rows: Rows) -> list[str]:
    """Return which agents bring a wider sort of the ion that was asked for, as zinc halides do."""
    if not any(BRINGS_IT in row["level"] for row in rows.dicts()):
        return []
    above = levels_at(asked.levels("agent").by_iri, BROADER)
    labels = by_kind(asked.store, "label")
    salts: dict[str, list[str]] = {}
    for row in run(asked.store, "internal/supplied-ions").dicts():
        if row["ion"] in above:
            salts.setdefault(labels[row["ion"]], []).append(labels[row["agent"]])
    return [
        f"{', '.join(sorted(agents)[:MOST])} … bring {ion}, a wider sort: "
        f"{asked.instead('agent', ion)}"
        for ion, agents in salts.items()
    ]
