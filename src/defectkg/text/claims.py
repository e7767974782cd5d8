"""Answers about claims and the kinds that they name as tables: defects, hosts, dopants, agents."""

from __future__ import annotations

from collections.abc import Mapping

from defectkg.model import terms
from defectkg.rdf.rows import Rows
from defectkg.text.records import doubts, in_all_places, items_of, joined, shortened, source_of
from defectkg.text.sentences import claim_text, in_stance

__all__ = [
    "claim_rows",
    "defect_rows",
    "denial_rows",
    "dopant_rows",
    "host_rows",
    "passivator_rows",
    "printed_rows",
    "size_rows",
    "timeline_rows",
]


def claim_rows(rows: Rows) -> Rows:
    """Return rows of the query ``claims`` for people: a claim and its grounds in a few phrases."""
    columns = ("level", "says", "stance", "in", "evidence", "source", "doubt", "claim")
    lines = []
    for row in rows.dicts():
        how = joined("; ", row["mechanism"], row["condition"])
        lines.append(
            (
                row.get("level", ""),
                claim_text(row) + (f" ({how})" if how else ""),
                joined(", ", row["stance"], row["certainty"], "an aim" if row["aim"] else ""),
                joined(", ", row["host"], row["form"]),
                row["evidence"],
                source_of(row),
                row["doubt"].replace(" confidence)", ")"),
                row["claim"],
            )
        )
    return Rows(columns, lines).without_empty()


def denial_rows(rows: Rows) -> Rows:
    """Return rows of the query ``denials`` for people: what is said not to be, and by whom."""
    columns = ("agent", "level", "not so", "stance", "evidence", "in", "source")
    lines = [
        (
            row["agent"],
            row.get("level", ""),
            f"{row['cause']} {row['relation']} {row['effect']}",
            row["stance"],
            row["evidence"],
            joined(", ", row["host"], row["form"]),
            source_of(row),
        )
        for row in rows.dicts()
    ]
    return Rows(columns, lines).without_empty()


def passivator_rows(rows: Rows) -> Rows:
    """Return rows of the query ``passivators`` for people."""
    columns = (
        "agent", "level", "lowers", "mechanism", "how sure", "evidence", "in", "source", "doubt",
    )  # fmt: skip
    lines = [
        (
            row["agent"]
            + (f", applied as {row['applied_as']}" if row["applied_as"] != row["agent"] else ""),
            row.get("level", ""),
            row["defect"],
            row["mechanism"],
            row["certainty"],
            row["evidence"],
            joined(", ", row["host"], row["form"]),
            source_of(row),
            doubts(items_of(row["doubt"]), items_of(row["surest_doubt"])),
        )
        for row in rows.dicts()
    ]
    return Rows(columns, lines).without_empty()


def timeline_rows(rows: Rows) -> Rows:
    """Return rows of the query ``timeline`` for people, in the order of years."""
    columns = ("year", "level", "what", "says", "how sure", "in", "source", "stands")
    lines = [
        (
            row["year"] or "no year",
            row.get("level", ""),
            row["what"],
            in_stance(row["says"], row["stance_iri"]),
            joined(", ", row["stance"], row["certainty"]),
            joined(", ", row["host"], row["form"]),
            source_of(row),
            row["stands"],
        )
        for row in rows.dicts()
    ]
    return Rows(columns, sorted(lines, key=lambda line: line[0])).without_empty()


def defect_rows(rows: Rows) -> Rows:
    """Return rows of the query ``defects`` for people: defects first, then electronic features."""
    columns = ("defect", "level", "in", "made by", "lowered", "does", "source")
    lines = []
    order = sorted(
        rows.dicts(),
        key=lambda row: (row["group_iri"] != terms.DEFECT_KIND, not row["publication"]),
    )
    for row in order if not any(row.get("level") for row in order) else rows.dicts():
        feature = "" if row["group_iri"] == terms.DEFECT_KIND else " (electronic feature)"
        lines.append(
            (
                joined(", ", row["defect"], row["notation"].split("; ")[0]) + feature,
                row.get("level", ""),
                row["host"],
                row["made_by"],
                f"by {row['lowered_by']}" if row["lowered_by"] else row["lowered"],
                joined(
                    "; ", *(f"{verb} {row[verb]}" for verb in ("raises", "lowers") if row[verb])
                ),
                row["cited_as"] or "no claim names it",
            )
        )
    return Rows(columns, lines).without_empty()


def host_rows(rows: Rows) -> Rows:
    """Return rows of the query ``hosts`` for people: what each is made of, and what was done."""
    columns = ("host", "level", "ions", "forms", "applied", "PLQY", "source")
    lines = [
        (
            row["host"],
            row.get("level", ""),
            row["ion"],
            row["form"],
            row["agent"],
            row["plqy"],
            row["cited_as"] or row["read_in"],
        )
        for row in rows.dicts()
    ]
    return Rows(columns, lines).without_empty()


def dopant_rows(rows: Rows) -> Rows:
    """Return rows of the query ``dopants`` for people: ions with radii, site, effect, outcome."""
    columns = ("ion", "level", "as", "sits", "said", "outcome", "in", "source")
    lines = []
    for row in in_all_places(rows):
        classes = row["ion_class"].removesuffix(" dopant ion").replace(" dopant ion;", ",")
        computed = row["class_computed"] and f"{row['class_computed']} by charge"
        printed = shortened(row["outcome"])
        lines.append(
            (
                joined("; ", row["radii"] or row["ion"], classes or computed),
                row.get("level", ""),
                joined(", ", row["applied_as"], row["strategy"]),
                sits(row) if row["site"] or row["treatment_iri"] else "",
                joined("; evidence: ", row["says"], row["evidence"]),
                printed or ("none printed" if row["treatment_iri"] else ""),
                row["in"],
                source_of(row),
            )
        )
    return Rows(columns, lines).without_empty()


def sits(row: Mapping[str, str]) -> str:
    """Return where each ion of a row of ``dopants`` sits, by name where there are several.

    Examples
    --------
    >>> sits({"ion": "Cl-; Sr2+", "site": "Cl- on the surface"})
    'Cl- on the surface; Sr2+ not told'
    >>> sits({"ion": "Ni2+", "site": "Ni2+ in the lattice"}), sits({"ion": "Cd2+", "site": ""})
    ('in the lattice', 'not told')
    """
    ions = items_of(row["ion"])
    found = []
    for ion in ions:
        places = [site.removeprefix(f"{ion} ") for site in items_of(row["site"])
                  if site.startswith(f"{ion} ")]  # fmt: skip
        told = " and ".join(places) or "not told"
        found.append(f"{ion} {told}" if len(ions) > 1 else told)
    return "; ".join(found)


def size_rows(rows: Rows) -> Rows:
    """Return rows of the query ``dopant-sizes`` for people, which say why a cell is empty."""
    cells = rows.dicts()
    no_size = "no B ion: a class of hosts"
    return rows.with_texts(
        {
            "radius": [row["radius"] or "not in the table" for row in cells],
            "b_ion": [row["b_ion"] or no_size for row in cells],
        }
    )


def printed_rows(rows: Rows) -> Rows:
    """Return rows of ``temperatures`` or ``durations`` for people, with what came out at each."""
    columns = ("printed", "level", "agent", "in", "outcome", "claimed", "source")
    lines = [
        (
            row["printed"],
            row.get("level", ""),
            row["agent"],
            joined(", ", row["host"], row["form"]),
            row["outcome"],
            row.get("says", row["claimed"]) if row["sort"] == "claim" else row["claimed"],
            source_of(row),
        )
        for row in rows.dicts()
    ]
    return Rows(columns, lines).without_empty()
