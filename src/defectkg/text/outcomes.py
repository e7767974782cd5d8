"""What came out of treatments, as a table: each outcome in a phrase, or in about one line."""

from __future__ import annotations

from collections.abc import Mapping

from defectkg.model import terms
from defectkg.rdf.rows import Rows
from defectkg.text.records import (
    change,
    dose_in_words,
    doubts,
    in_all_places,
    items_of,
    joined,
    source_of,
)
from defectkg.text.sentences import attribution

__all__ = ["brief_outcome_rows", "outcome_rows", "procedure"]


def outcome_rows(rows: Rows) -> Rows:
    """Return rows of the query ``outcomes`` for people: numbers, words and condition in one phrase.

    Columns that hold nothing are left out.
    """
    shown = ("agent", "level", "observable", "outcome", "change", "in", "source", "doubt")
    found = []
    for row in in_all_places(rows):
        words = "; ".join(f"“{word}”" for word in items_of(row["words"]))
        whole = row["after"] and row["treatment_iri"] and not row["before"]
        against = row["compared_with"] and f"against {row['compared_with']}"
        given = bool(row["before"] or row["before_words"] or row["control_outcome"])
        given |= " %" in row["compared_with"]
        missing = "no value of it" if against else "no value before" if whole else ""
        missing = "" if given else missing
        missing = joined("; ", row["open_reading"], missing)
        before = [f"without it “{said}”" for said in items_of(row["before_words"])]
        notes = joined(
            ", ",
            "as an aim" if row["aim"] else "",
            row["condition"],
            *before,
            against,
            *(f"control, {told}" for told in items_of(row["control_outcome"])),
            missing,
            row["method"] and f"by {row['method'].replace('; ', ', ')}",
        )
        value = f"→ {change(row)}" if whole else change(row)
        control = row["role_iri"] == terms.CONTROL
        role = f"{row['agent']} ({row['role']})" if control else row["agent"]
        found.append(
            (
                role or "none: the host itself",
                row.get("level", ""),
                row["observable"] + (f" of {row['of_defect']}" if row["of_defect"] else ""),
                joined(" ", joined(", ", value, words), notes and f"({notes})"),
                went(row),
                joined(
                    "; ",
                    row["in"],
                    procedure(row),
                    acting(row["mechanism"]) if row["wanted"] else "",
                ),
                source_of(row),
                doubts(items_of(row["doubt"]), items_of(row["surest_doubt"])),
                row["treatment_iri"],
            )
        )
    return Rows((*shown, "treatment_iri"), found).without_empty()


def brief_outcome_rows(rows: Rows) -> Rows:
    """Return rows of the query ``outcomes`` in about one line each: what came out of what, and who.

    How a treatment was done and what stood before in words is left out; a doubt is only marked.
    """
    lines = []
    for row in in_all_places(rows):
        words = "; ".join(f"“{word}”" for word in items_of(row["words"]))
        against = row["compared_with"] and f"against {row['compared_with']}"
        notes = joined(", ", "as an aim" if row["aim"] else "", row["condition"], against)
        came_out = joined(" ", joined(", ", change(row), words), notes and f"({notes})")
        lines.append(
            (
                row["agent"] or "none: the host itself",
                row.get("level", ""),
                row["observable"],
                joined(" ", came_out or row["direction"], "[?]" if row["doubt"] else ""),
                went(row),
                row["in"],
                attribution(row["publication"], row["reference_numbers"], row["read_in"]),
            )
        )
    columns = ("agent", "level", "observable", "outcome", "change", "in", "source")
    return Rows(columns, lines).without_empty()


def went(row: Mapping[str, str]) -> str:
    """Return where an observable went, and whether that is wanted.

    Of a level alone, with nothing to compare, a source says neither; a share retained is kept in
    part.
    """
    if row["aim"]:
        return joined(": ", row["direction"], "an aim")
    compared = row["compared_with"] or row["before_words"] or row["control_outcome"]
    if row["basis_iri"] == terms.LEVEL and row["treatment_iri"] and not compared:
        return "a level alone"
    if row["direction_iri"] == terms.PRESERVED and row["relative"]:
        return row["direction"]
    untold = row["after"] and row["wanted"] and row["treatment_iri"] and not row["direction"]
    return "direction not told" if untold else joined(": ", row["direction"], row["result"])


def acting(mechanisms: str) -> str:
    """Return by which mechanisms a treatment is said to act.

    Examples
    --------
    >>> acting("halide enrichment; octahedron completion")
    'by halide enrichment, octahedron completion'
    """
    return mechanisms and f"by {mechanisms.replace('; ', ', ')}"


def procedure(row: Mapping[str, str]) -> str:
    """Return how a treatment was done: route, dose, medium, on what made before, and in which way.

    Examples
    --------
    >>> cells = {"route": "shell growth", "dose": "", "medium": "", "starts_from": "pristine"}
    >>> procedure({**cells, "procedure": "a layer over a film made before"})
    'shell growth, pristine: a layer over a film made before'
    """
    medium = row["medium"] and f"in {row['medium']}"
    started = ", ".join(items_of(row["starts_from"]))
    how = joined(", ", row["route"], dose_in_words(row["dose"]), medium, started)
    return joined(": ", how, row["procedure"])
