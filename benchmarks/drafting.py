"""How much of a source `defectkg draft` drafts right, measured against its curated records.

    python benchmarks/drafting.py my-copy.md --source 'Zheng 2019' [--rows]

A printed value is drafted right if value, unit, observable and agent are those of a record; a
drafted row is wrong if it is right for none. A treatment of which a value is printed is found if
one drafted row has its agent, on its host or on none. `--rows` lists what is wrong and what lacks.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from defectkg.graph import DefectGraph, load
from defectkg.model import terms
from defectkg.rdf.queries import run
from defectkg.verify.drafting import DraftValue, draft


class Printed(NamedTuple):
    """A value of a record: its number, the last of a range, unit and observable, and of what."""

    value: str
    value_max: str
    unit: str
    observable: str
    agents: frozenset[str]
    host: str
    treatment: str


class Figures(NamedTuple):
    """What was drafted of what is printed."""

    printed: list[Printed]
    drafted: list[tuple[Printed, DraftValue]]
    lacking: list[Printed]
    wrong: list[Printed]
    treatments: set[str]
    found: set[str]

    def __str__(self) -> str:
        right, rows = len(self.printed) - len(self.lacking), len(self.drafted)
        return "\n".join(
            f"{what}: {some} of {all_} ({some / all_:.0%})" if all_ else f"{what}: of none"
            for what, some, all_ in (
                ("printed values drafted right", right, len(self.printed)),
                ("drafted rows wrong", len(self.wrong), rows),
                ("treatments found", len(self.found), len(self.treatments)),
            )
        )


def printed_values(graph: DefectGraph, source: str) -> list[Printed]:
    """Return the values that the records of a source hold, each once."""
    label = graph.names.label(source)
    units, rows = units_of(graph), run(graph.store, "measurements").dicts()
    return list(
        dict.fromkeys(
            Printed(
                *(row["value"], row["value_max"], units[row["unit"]], row["observable_iri"]),
                frozenset(row["agent_iri"].split()),
                *(row["host_iri"], row["treatment_iri"]),
            )
            for row in rows
            if row["value"] and row["unit"] and row["read_in"] == label
        )
    )


def units_of(graph: DefectGraph) -> dict[str, str]:
    """Return the units by each of their symbols."""
    return {row["symbol"]: row["unit"] for row in run(graph.store, "internal/units").dicts()}


def drafted_values(graph: DefectGraph, found: list[DraftValue]) -> list[tuple[Printed, DraftValue]]:
    """Return what is drafted as values of the same sort, one before and one after apart."""
    units = units_of(graph)
    return [
        (
            Printed(
                *(value, last, units[row.unit], row.observable),
                *(frozenset({row.agent} - {""}), row.host, ""),
            ),
            row,
        )
        for row in found
        if not row.unclear
        for value, last in ((row.before, ""), (row.value, row.value_max))
        if value
    ]


def agrees(drafted: Printed, printed: Printed) -> bool:
    """Return whether value, unit, observable and agent are those of a record."""
    same = drafted[:4] == printed[:4]
    return same and (drafted.agents <= printed.agents if drafted.agents else not printed.agents)


def measure(graph: DefectGraph, text: str, source: str) -> Figures:
    """Return what is drafted of a text, against the records of its source."""
    printed = printed_values(graph, source)
    drafted = drafted_values(graph, list(draft(graph, text, source).values()))
    treatments = {one.treatment: one for one in printed if one.agents}
    found = {
        name
        for name, one in treatments.items()
        if any(d.agents and d.agents <= one.agents and d.host in ("", one.host) for d, _ in drafted)
    }
    return Figures(
        printed,
        drafted,
        [one for one in printed if not any(agrees(d, one) for d, _ in drafted)],
        [d for d, _ in drafted if not any(agrees(d, one) for one in printed)],
        set(treatments),
        found,
    )


def main() -> None:
    """Print the figures of one text."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("text", type=Path)
    parser.add_argument("--source", required=True)
    parser.add_argument("--rows", action="store_true")
    given = parser.parse_args()
    graph = load()
    source = graph.find(given.source, terms.PUBLICATION).iri
    figures = measure(graph, given.text.read_text(encoding="utf-8"), source)
    print(figures)
    for title, rows in (("wrong", figures.wrong), ("lacking", figures.lacking)):
        for row in rows if given.rows else ():
            label = graph.names.label
            agents = " or ".join(sorted(map(label, row.agents))) or "no agent"
            amount = f"{row.value} {label(row.unit)}"
            print(f"{title}: {amount}, {label(row.observable)}, {agents}")


if __name__ == "__main__":
    main()
