"""Why a host is as it is, and what a defect does, as text and JSON."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping

from defectkg.mechanisms.untreated import Untreated, measured_of
from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.rdf.library import load_query
from defectkg.rdf.rows import json_text
from defectkg.text.pages import lone_outcome
from defectkg.text.path_data import path_object, said_object
from defectkg.text.paths import block, challenges_of, path_lines, statement_line
from defectkg.text.records import RecordTexts
from defectkg.text.sentences import all_in_words, word

__all__ = ["measured_lines", "untreated_json", "untreated_text", "why_so"]

MOST_PATHS = 10  # from the defects of a host, that are told


def untreated_text(graph: GraphContent, found: Untreated, count: int = MOST_PATHS) -> str:
    """Return what is measured of a host, the best paths from its defects to that, and what is open.

    Of a defect: the best paths to what it does.
    """
    name = word(graph, found.of)
    is_host = graph.kinds.groups.get(found.of) == terms.HOST_KIND
    lines = [f"{name}: {'as it is, untreated' if is_host else 'what works tell of it'}"]
    lines += block("Measured of it:", measured_lines(graph, found.of))
    if found.paths and is_host:
        lines += ["", "What its defects do to it:"]
    if not (found.paths or found.besides):
        lines += ["", f"no source read says what {'its defects do' if is_host else 'it does'}"]
    for number, path in enumerate(found.paths[:count], 1):
        lines += path_lines(graph, str(number), path, path.kinds[-1], None)
    if more := len(found.paths) - count:
        lines += ["", f"and {more} more paths"] if more > 0 else []
    besides = [statement_line(graph, s) for s in found.besides]
    lines += block("Also said of what its defects do:" if is_host else "Also said of it:", besides)
    lines += ["", *challenges_of(graph, {found.of})]
    option = "host" if is_host else "defect"
    lines += [f"what was tried: defectkg tried --{option} {shlex.quote(name)}"]
    return "\n".join(lines) + "\n"


def measured_lines(graph: GraphContent, host: str) -> Iterator[str]:
    """Yield what is measured of a host as it is."""
    if rows := measured_of(graph.store, host):
        records = RecordTexts(graph)
        yield from all_in_words(graph, (lone_outcome(records, row) for row in rows))


def untreated_json(graph: GraphContent, found: Untreated) -> str:
    """Return why a host is as it is, or what a defect does, as JSON."""
    return json_text(
        {
            "of": graph.names.label(found.of),
            "measured": list(measured_lines(graph, found.of)),
            "paths": [path_object(graph, path, path.kinds[-1]) for path in found.paths],
            "besides": [said_object(graph, s) for s in found.besides],
        }
    )


def why_so(graph: GraphContent, query: str, names: Mapping[str, str]) -> str:
    """Return which command says why a host is as it is, where an answer is of it and no agent."""
    as_it_is = query == "outcomes" and names.get("state", "").startswith("host")
    if "host" not in names or not (as_it_is or (query == "tried" and "agent" not in names)):
        return ""
    candidates = graph.names.candidates(names["host"], frozenset({terms.HOST_KIND}))
    if len(candidates) != 1:
        return ""
    found = graph.store.rows(
        load_query("internal/defects-of-host").text, {"host": candidates[0].iri}
    )
    see = f"defectkg explain {shlex.quote(candidates[0].label)}"
    return f"why the host is as it is, by its defects: {see}" if found.values else ""
