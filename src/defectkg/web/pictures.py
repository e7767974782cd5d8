"""Paths and the map: what the claims say together, drawn and told."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from defectkg.draw.mechanism_map import map_svg
from defectkg.draw.mechanism_map import told as map_told
from defectkg.draw.paths import paths_svg
from defectkg.errors import DefectkgError
from defectkg.mechanisms.belief import Weights, default_weights, number_of
from defectkg.mechanisms.chains import Choice
from defectkg.mechanisms.paths import Completeness, PathAnswer, StepKind
from defectkg.model import terms
from defectkg.model.claims import Statement
from defectkg.text.path_data import paths_json, paths_rows
from defectkg.text.paths import (
    BESIDES,
    REASONS,
    STEP_KINDS,
    beside_paths,
    headline,
    outcome_line,
)
from defectkg.web.explorer import Pages
from defectkg.web.forms import (
    FILES,
    LIMITS,
    SCOPE,
    FormField,
    apart,
    command_of,
    download,
    downloads,
    fields_of,
    given_to,
    layout_of,
    number,
    with_query,
)
from defectkg.web.told_paths import Sentences, told

__all__ = ["Pictures"]

SVG = {"svg": ("image/svg+xml",)}
PATH_FIELDS = {"start": "from", "end": "to", **SCOPE}
MAP_FIELDS = {"agent": "agent, ion or class", "defect": "defect", **SCOPE, "publication": "work"}
WEIGHTS = {  # which weights a reader can change on the page, and what each is of
    "stated": ("certainty", terms.STATED, "stated plainly"),
    "proposed": ("certainty", terms.PROPOSED, "proposed"),
    "speculative": ("certainty", terms.SPECULATIVE, "speculative"),
    "broader": ("step", StepKind.GENERALISED, STEP_KINDS[StepKind.GENERALISED]),
    "borrowed": ("step", StepKind.BORROWED, STEP_KINDS[StepKind.BORROWED]),
    "supplied": ("step", StepKind.SUPPLIES, STEP_KINDS[StepKind.SUPPLIES]),
    "joined": ("chain", Completeness.STITCHED, "joined from several studies"),
}


class Pictures(Pages):
    """The pages with a picture of claims."""

    def routes(self) -> list[BaseRoute]:
        """Return the routes; each answers with a file, too, where its address has an ending."""
        return [
            Route("/paths.{ending}", self.limited(Pictures.paths)),
            Route("/paths", self.limited(Pictures.paths)),
            Route("/map.{ending}", self.limited(Pictures.map)),
            Route("/map", self.limited(Pictures.map)),
        ]

    def paths(self, request: Request) -> Response:
        """Answer with chains of claims from one thing to another, drawn and told."""
        given = given_to(request, (*PATH_FIELDS, "k", *LIMITS, *WEIGHTS))
        count = number(request, "k", 5, 1, 20)
        changed = {name: given[name] for name in WEIGHTS if name in given}
        weights = weights_of(changed)
        asked: dict[str, Any] = {name: given[name] for name in PATH_FIELDS if name in given}
        whole = {"start", "end"} <= given.keys()
        answer = self._graph.paths(**asked, count=count, weights=weights) if whole else None
        layout = layout_of(request, SVG)
        if layout:
            if answer is None:
                raise DefectkgError("name a start and an end, such as start=HBr and end=PLQY")
            return self.file(answer, layout, count)
        ends = [shlex.quote(given[name]) for name in ("start", "end") if name in given]
        scope = {name: given[name] for name in (*SCOPE, *LIMITS) if name in given}
        return self._explorer.render(
            "paths.html",
            title=" → ".join(given[name] for name in ("start", "end")) if whole else "Paths",
            fields=[
                *fields_of(PATH_FIELDS, given),
                FormField("k", "most paths", str(count)),
                *fields_of(LIMITS, given),
            ],
            weights=[
                FormField(name, label, given.get(name, f"{default_weights().table[group, term]:g}"))
                for name, (group, term, label) in WEIGHTS.items()
            ],
            changed=bool(changed),
            picture=self._explorer.picture(lambda: paths_svg(self._graph, answer, count))
            if answer and answer.paths
            else "",
            paths=list(told(self._explorer, answer.paths, weights, answer.end)) if answer else [],
            besides_head=BESIDES,
            besides=self.claims(answer.told_besides) if answer else [],
            remarks=list(self.remarks(answer)) if answer else [],
            denied=self.claims(answer.denied) if answer else [],
            declared_open=self.claims(answer.declared_open) if answer else [],
            stated=[outcome_line(self._graph, each) for each in answer.stated] if answer else [],
            command=command_of(" ".join(["paths", *ends]), scope),
            asked=answer is not None,
            downloads=downloads(request, (*SVG, *FILES)) if answer else {},
        )

    def file(self, answer: PathAnswer, layout: str, count: int) -> Response:
        """Return paths as a file."""
        if layout == "svg":
            return Response(paths_svg(self._graph, answer, count), media_type="image/svg+xml")
        if layout == "json":
            return Response(paths_json(self._graph, answer), media_type="application/json")
        return download(paths_rows(self._graph, answer), layout, "paths")

    def remarks(self, answer: PathAnswer) -> Iterator[Markup]:
        """Yield why there is no path, or only a general one, and what stands below the paths."""
        if answer.general:
            yield Markup.escape(headline(self._graph, answer))
        for outcome in answer.also_reported:
            yield Markup("Also reported: {}").format(outcome_line(self._graph, outcome))
        yield from map(Markup.escape, beside_paths(self._graph, answer))
        if not answer.reason:
            return
        because = f": {answer.because}" if answer.because else ""
        yield Markup("No path: {}{}.").format(REASONS[answer.reason], because)
        label = self._graph.names.label
        for kin in answer.narrower:
            start, end = label(kin.start), label(kin.end)
            where = with_query("/paths", {"start": start, "end": end})
            said = "It is denied of" if kin.denied else "There is one from"
            yield Markup('{} <a href="{}">{} to {}</a>.').format(said, where, start, end)

    def claims(self, statements: Iterable[Statement]) -> list[tuple[Markup, str]]:
        """Return claims as sentences, and where their pages are."""
        statements = list(statements)
        return Sentences(self._explorer, statements).of(statements)

    def map(self, request: Request) -> Response:
        """Answer with the map of the whole network, or of a part of it."""
        given = given_to(request, (*MAP_FIELDS, *LIMITS))
        choice = Choice.named(self._graph, **apart(given)[0])
        if layout := layout_of(request, SVG):
            return self.map_file(choice, layout)
        return self._explorer.render(
            "map.html",
            title="Map",
            asked_for=", ".join(given.values()),
            fields=fields_of({**MAP_FIELDS, **LIMITS}, given),
            picture=self._explorer.picture(lambda: map_svg(self._graph, choice)),
            links=[
                self._explorer.links.linked(map_told(self._graph, tie))
                for tie in choice.chains(self._graph)
            ],
            command=command_of("network map.svg", given),
            downloads=downloads(request, ("svg", "json")),
        )

    def map_file(self, choice: Choice, layout: str) -> Response:
        """Return the map as a picture, or its links for Cytoscape."""
        from defectkg.mechanisms.network import to_cyjs, to_networkx

        if layout == "svg":
            return Response(map_svg(self._graph, choice), media_type="image/svg+xml")
        if layout == "json":
            links = to_networkx(choice.links(self._graph), self._graph)
            return Response(to_cyjs(links), media_type="application/json")
        raise DefectkgError("the map is a picture (svg) or a network for Cytoscape (json)")


def weights_of(changed: dict[str, str]) -> Weights:
    """Return the shipped weights with some changed.

    Raises
    ------
    DataError
        If one is no number from 0 to 1.
    """
    table = dict(default_weights().table)
    for name, text in changed.items():
        group, term, _ = WEIGHTS[name]
        table[group, term] = number_of(text, name)
    return Weights(table)
