"""A claim as an English sentence: what acts on what, where, how, who says so and how surely.

The one place where a claim is put into words; pages, and whatever else prints claims, use it.
"""

from __future__ import annotations

from collections.abc import Iterable

from defectkg.model import terms
from defectkg.model.claims import Statement
from defectkg.model.content import GraphContent
from defectkg.rdf.prefixes import TERMS

__all__ = [
    "PLACES",
    "Row",
    "change",
    "claim_sentence",
    "definition",
    "listed",
    "restated",
    "statement",
]

Row = dict[str, str]

VERBS = {terms.RAISES: "raise", terms.LOWERS: "lower", terms.ALTERS: "alter"}
#: Conditions that say where an ion is: whatever raises one is there.
PLACES = {terms.LATTICE_DOPANT: "in the lattice", terms.SURFACE_DOPANT: "on the surface"}
#: How each stance says what acts, and what is somewhere.
SAID = {
    terms.SUPPORTS: ("{}s", "is"),
    terms.PARTLY_SUPPORTS: ("in part {}s", "is in part"),
    terms.REFUTES: ("does not {}", "is not"),
    terms.FINDS_NONE: ("is not found to {}", "is not found"),
    terms.NOT_SHOWN: ("has not been shown to {}", "has not been shown to be"),
}
SAID_AS_AIM = ("is meant to {}", "is meant to be")
CHANGES = {True: {"+": "higher", "-": "lower"}, False: {"+": "more", "-": "less"}}
COUNTED = (terms.DEFECT_KIND, terms.ELECTRONIC_FEATURE_KIND)  # as in "the bromide vacancy"


def claim_sentence(graph: GraphContent, row: Row) -> str:
    """Return a claim as one sentence, with its grounds after the first semicolon.

    Parameters
    ----------
    graph : GraphContent
    row : dict of str to str
        A row of the query ``claims``.

    Examples
    --------
    >>> from defectkg import load
    >>> graph = load()
    >>> rows = {row["claim"]: row for row in graph.query("claims").dicts()}
    >>> print(claim_sentence(graph, rows["zheng2019-heterovalent-dopants-c5"]).split(",")[0])
    Ce3+ does not raise the trap state in CsPbBr3 nanocrystals
    """
    where = scope_phrase(row["host"], row["form"])
    if place_of(row):
        where = where.replace(" in ", " of ", 1)
    by = f", by {listed(row['mechanism'])}" if row["mechanism"] else ""
    under = f" ({row['condition']})" if row["condition"] else ""
    says = f"{statement(graph, row)}{where}{by}{under}"
    bases = {"host": row["host_basis"], "form": row["form_basis"]}
    said = [name for name, basis in bases.items() if basis]
    why = listed(sorted({basis for basis in bases.values() if basis}))
    grounds = [
        row["degree"] and f"“{row['degree']}”",
        row["evidence"] and f"evidence: {listed(row['evidence'])}",
        "printed the other way round" if row["inverted"] else "",
        f"{listed(said)} from {why}" if said else "",
        row["doubt"] and f"in doubt: {row['doubt']}",
        source_phrase(row),
    ]
    return "; ".join([says, *filter(None, grounds)])


def statement(graph: GraphContent, row: Row) -> str:
    """Return what acts on what, in the stance of the source, such as ``K+ lowers V_X``."""
    cause, effect = (thing(graph, row[f"{end}_iri"]) for end in ("cause", "effect"))
    acts, is_there = SAID_AS_AIM if row["aim"] else SAID[row["stance_iri"]]
    if place := place_of(row):
        return f"{cause} {is_there} {place}"
    if row["defect"]:
        effect = f"{effect} of the {row['defect']}"
    return f"{cause} {acts.format(VERBS[row['relation_iri']])} {effect}"


def place_of(row: Row) -> str:
    """Return where a claim says that its cause is, or nothing."""
    return PLACES.get(row["effect_iri"], "") if row["relation_iri"] == terms.RAISES else ""


def definition(graph: GraphContent, link: Statement) -> str:
    """Return what a definition link says, under its condition if it has one."""
    under = f"{link.condition}, " if link.condition else ""
    said = graph.names.link_text(link.cause, link.relation, link.effect)
    return under + (restated(graph, link) or said)


def restated(graph: GraphContent, link: Statement) -> str:
    """Return how two observables go together by definition, neither as cause; else nothing."""
    groups = {graph.kinds.groups.get(kind) for kind in (link.cause, link.effect)}
    if not link.by_definition or groups != {terms.OBSERVABLE_KIND}:
        return ""
    ends = (link.cause, "+"), (link.effect, link.polarity)
    first, last = (change(graph, kind, sign) for kind, sign in ends)
    return f"{first} goes with {last}"


def change(graph: GraphContent, kind: str, sign: str) -> str:
    """Return which way a kind goes: ``higher PLQY``, ``less trap state``, ``PLQY is kept``."""
    label = graph.names.label(kind)
    if not sign:
        return f"{label} is kept"
    return f"{CHANGES[graph.kinds.groups.get(kind) == terms.OBSERVABLE_KIND][sign]} {label}"


def thing(graph: GraphContent, iri: str) -> str:
    """Return the label of a kind as it stands in a sentence."""
    label = graph.names.label(iri)
    label = label if iri.startswith(TERMS) else label.lower()  # others write theirs in capitals
    return f"the {label}" if graph.kinds.groups.get(iri) in COUNTED else label


def scope_phrase(hosts: str, forms: str) -> str:
    """Return where something holds, from cells that list hosts and forms.

    Examples
    --------
    >>> scope_phrase("CsPbBr3; CsPbI3", "nanocrystal"), scope_phrase("", "thin film")
    (' in CsPbBr3 and CsPbI3 nanocrystals', ' in thin films')
    >>> scope_phrase("CsPbBr3", ""), scope_phrase("", "")
    (' in CsPbBr3', '')
    """
    shapes = listed(f"{form}s" for form in forms.split("; ") if form)
    where = " ".join(filter(None, (listed(hosts), shapes)))
    return f" in {where}" if where else ""


def source_phrase(row: Row) -> str:
    """Return how surely it is said, by whom, in which source it was read, and at which place."""
    works, numbers, read_in = row["publication"], row["reference_numbers"], row["read_in"]
    if works == read_in:
        return f"{row['certainty']} by {works}, {row['locator']}"
    cited = f"{works} [{numbers}]" if numbers else works
    return f"{row['certainty']}, {cited}, read in {read_in}, {row['locator']}"


def listed(names: str | Iterable[str]) -> str:
    """Return names, or those of a cell, as one lists them in a sentence.

    Examples
    --------
    >>> listed("a; b; c"), listed(["a"])
    ('a, b and c', 'a')
    """
    *first, last = names.split("; ") if isinstance(names, str) else list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last
