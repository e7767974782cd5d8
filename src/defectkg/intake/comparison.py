"""What a new study says again, and what it says otherwise than what is known."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from defectkg.check.places import shares_a_part
from defectkg.model.content import GraphContent
from defectkg.rdf.prefixes import local_name
from defectkg.rdf.queries import run
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import Store
from defectkg.text.evidence import ONE_CLASS

__all__ = ["conflicts", "duplicates"]

ASPECTS = ("host", "form", "method")
TREATED = "SELECT ?record ?treatment { ?record dkg:treatment ?treatment }"
AT_ONCE = 250  # known records that are set against the new ones
MOST_OTHERS = 3  # values that one value is set against


def duplicates(both: GraphContent, lines: Mapping[str, str]) -> Rows:
    """Return the new records that say what another one says: same work, same ends, same place.

    Parameters
    ----------
    both : GraphContent
        What is known, and the new records.
    lines : mapping of str to str
        Where each new record stands, by its IRI.
    """
    alike: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in run(both.store, "internal/record-ends").dicts():
        alike[row["ends"], row["work"], row["source"]].append(row)
    found = []
    for rows in alike.values():
        for number, row in enumerate(rows):
            # One of the new records is set against those before it, and against all that are known.
            for at, other in enumerate(rows) if row["record"] in lines else ():
                earlier = other["record"] not in lines or at < number
                if earlier and is_again(row, other):
                    said = local_name(other["record"])
                    found.append((lines[row["record"]], said, other["place"]))
    return Rows(("line", "like", "locator"), list(dict.fromkeys(found)))


def is_again(row: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether two records that say the same are of one place, and not of two hosts."""
    hosts = {row["host"], other["host"]} - {""}
    apart = row["record"] != other["record"]
    return apart and len(hosts) < 2 and shares_a_part(row["place"], other["place"])


def conflicts(
    both: GraphContent, lines: Mapping[str, str], alike: Collection[str] = frozenset()
) -> Rows:
    """Return what speaks against the new records, or they against it, and what differs.

    Parameters
    ----------
    both : GraphContent
        What is known, and the new records.
    lines : mapping of str to str
        Where each new record stands, by its IRI.
    alike : collection of str, optional
        Known records that are of like kinds, and have nothing else in common with the new ones.
    """
    found = [*opposed(both, lines, alike), *other_values(both, lines)]
    columns = ("line", "this paper", "known", "said by", "differs")
    return Rows(columns, list(dict.fromkeys(found)))


def opposed(
    both: GraphContent, lines: Mapping[str, str], alike: Collection[str]
) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the contradictions between a new record and one that is known.

    Of outcomes those count that like agents have: one, its ions, what it turns into. Of the known
    records some are asked at once, for the query sets these against each other, too.
    """
    treated = both.store.rows(TREATED).values
    ordered = sorted(alike)
    for start in range(0, len(ordered), AT_ONCE) or [0]:
        left = {*ordered[:start], *ordered[start + AT_ONCE :]}
        asked = {treatment for record, treatment in treated if record not in left}
        left |= {treatment for record, treatment in treated if record in left} - asked
        yield from opposed_in(both.store.without(left) if left else both.store, lines)


def opposed_in(store: Store, lines: Mapping[str, str]) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the contradictions of a store between a new record and one that is known."""
    for row in run(store, "contradictions").dicts():
        one, other = row["record_iri"].split()[0], row["against_iri"].split()[0]
        if (one in lines) == (other in lines) or row["kind"] == ONE_CLASS:
            continue
        if one in lines:
            yield lines[one], row["says"], row["against"], row["against_by"], row["differs"]
        else:
            differs = turned(row["differs"])
            yield lines[other], row["against"], row["says"], row["said_by"], differs


def turned(differs: str) -> str:
    """Return in what two records differ, as seen from the other one.

    Examples
    --------
    >>> turned("form: any / nanocrystal; host: CsPbBr3 / CsPbI3")
    'form: nanocrystal / any; host: CsPbI3 / CsPbBr3'
    """
    return re.sub(r"(: )([^;]+) / ([^;]+)", r"\1\3 / \2", differs)


def other_values(
    both: GraphContent, lines: Mapping[str, str]
) -> list[tuple[str, str, str, str, str]]:
    """Return the values that differ from those known of the same agents, host and observable."""
    alike: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in run(both.store, "outcomes").dicts():
        if row["after"] and row["agent"] and not row["aim"]:
            alike[row["agent"], row["observable"], row["quantity"]].append(row)
    found = []
    for rows in alike.values():
        new = [(line, row) for row in rows if (line := line_of(row, lines))]
        known = [row for row in rows if not line_of(row, lines)]
        for line, row in new:
            others = [r for r in known if clash(row, r)]
            others.sort(key=lambda other: len(differing(row, other)))
            for other in others[:MOST_OTHERS]:
                differs = "; ".join(differing(row, other))
                named = f"{row['agent']}: {row['observable']} "
                found.append((line, named + said(row), said(other), other["publication"], differs))
    return found


def clash(row: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether two outcomes print other numbers, and neither for another host or form."""
    apart = any(row[of] and other[of] and row[of] != other[of] for of in ("host", "form"))
    return not apart and any(row[of] != other[of] for of in ("after", "after_max", "unit"))


def line_of(row: Mapping[str, str], lines: Mapping[str, str]) -> str:
    """Return where an outcome stands, if it is new."""
    return next((lines[iri] for iri in row["measurement_iri"].split() if iri in lines), "")


def said(row: Mapping[str, str]) -> str:
    """Return the values of an outcome in one phrase."""
    before = f"{row['before']} → " if row["before"] else ""
    until = f" to {row['after_max']}" if row["after_max"] else ""
    mark = f"{row['comparator']} " if row["comparator"] not in ("", "range") else ""
    return f"{before}{mark}{row['after']}{until} {row['unit']}".strip()


def differing(row: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Return in what two outcomes differ beside their values."""
    return [
        f"{aspect}: {row[aspect] or 'not said'} / {other[aspect] or 'not said'}"
        for aspect in ASPECTS
        if row[aspect] != other[aspect]
    ]
