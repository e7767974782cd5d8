"""The pages of the explorer: what a browser asks, answered by the functions of the command line."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from defectkg import __version__
from defectkg.draw.mechanism_map import map_svg
from defectkg.draw.paths import paths_svg
from defectkg.errors import DefectkgError, NameLookupError
from defectkg.mechanisms.chains import Choice
from defectkg.model import terms
from defectkg.model.names import Name
from defectkg.rdf.prefixes import DATA, TERMS, curie, prefixes
from defectkg.rdf.queries import is_name, library, load_query, run
from defectkg.rdf.rows import Rows
from defectkg.text.answers import for_people, without_empty
from defectkg.text.nothing import remarks_on
from defectkg.text.pages import blocks, facts
from defectkg.text.paths import headline, outcome_line, paths_json, sentence, sign_of, summary
from defectkg.text.records import RecordTexts
from defectkg.text.sentences import claim_sentence
from defectkg.text.tables import explain_rows, gap_rows, gap_table, of_sources
from defectkg.web.forms import (
    FILES,
    Field,
    NotThereError,
    command_of,
    download,
    downloads,
    fields_of,
    given_to,
    layout_of,
    number,
    parameter,
    refuse_unknown,
)
from defectkg.web.links import Links, address
from defectkg.web.media_types import GRAPHS, MediaType
from defectkg.web.plots import outcome_plot

if TYPE_CHECKING:
    from defectkg.graph import DefectGraph
    from defectkg.mechanisms.paths import PathAnswer

__all__ = ["Explorer"]

STATIC = Path(__file__).parent / "static"
MOST_ROWS = 500  # of one page; the files hold all
SUGGESTED = 12  # names that complete what is typed
RDF_ENDINGS: dict[str, MediaType] = {offer.name: offer for offer in GRAPHS}
RECORD = re.compile(r" \(([\w.-]+)\)$")  # at the end of a line: the name of the record it tells
ASKED = {  # queries of the library with a page of their own, and how people call them
    "tried": "What was tried",
    "outcomes": "Outcomes",
    "claims": "Claims",
    "contradictions": "Contradictions",
}
WITH_OUTCOMES = ("AgentKind", "IonKind", "ConditionKind", "Treatment")
SCOPE = {"host": "host", "form": "form"}
PATH_FIELDS = {"start": "from", "end": "to", **SCOPE}
GAP_FIELDS = {"defect": "defect", "agent": "agent or ion", **SCOPE, "state": "state"}
MAP_FIELDS = {"agent": "agent or ion", "defect": "defect", **SCOPE, "publication": "work"}
SUGGEST_FIELDS = {"defect": "defect", **SCOPE}
COMPARE_FIELDS = {"observable": "observable", "agent": "agent", **SCOPE}
QUESTIONS = {  # pages that ask about a kind, by its group
    terms.DEFECT_KIND: (("What was tried against it", "/tried?defect="), ("Gaps", "/gaps?defect=")),
    terms.AGENT_KIND: (
        ("Outcomes", "/outcomes?agent="),
        ("What it was tried against", "/tried?agent="),
        ("Its chains on the map", "/map?agent="),
        ("Is it explained?", "/explain?what="),
    ),
    terms.ION_KIND: (("Outcomes", "/outcomes?agent="), ("Its chains on the map", "/map?agent=")),
    terms.HOST_KIND: (("Outcomes in it", "/outcomes?host="), ("Map", "/map?host=")),
    terms.OBSERVABLE_KIND: (("Compare before and after", "/compare?observable="),),
    terms.PUBLICATION: (("Its chains on the map", "/map?publication="),),
}
ABOUT = "CONSTRUCT { ?thing ?p ?o . ?s ?q ?thing } { { ?thing ?p ?o } UNION { ?s ?q ?thing } }"
EXAMPLE = """\
# The prefixes of our own terms and of those of others are known.
SELECT ?agent ?defect {
  ?claim a dkg:Claim ; dkg:relation dkg:Lowers ; dkg:cause ?cause ; dkg:effect ?effect .
  ?effect a dkg:DefectKind .
  ?cause rdfs:label ?agent . ?effect rdfs:label ?defect
} ORDER BY ?agent LIMIT 50
"""


class Explorer:
    """The pages over a graph.

    Parameters
    ----------
    graph : DefectGraph
    """

    def __init__(self, graph: DefectGraph) -> None:
        self.graph = graph
        self._templates = Environment(
            loader=PackageLoader("defectkg.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["version"] = __version__

    @cached_property
    def records(self) -> RecordTexts:
        """Every record, put in words."""
        return RecordTexts(self.graph)

    @cached_property
    def links(self) -> Links:
        """What makes names links."""
        return Links(self.graph)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the pages."""
        return [
            Route("/", self.home),
            Mount("/static", StaticFiles(directory=STATIC), name="static"),
            Route("/find", self.find),
            Route("/complete", self.complete),
            Route("/paths", self.paths),
            Route("/gaps", self.gaps),
            Route("/map", self.map),
            Route("/explain", self.explain),
            Route("/suggest", self.suggest),
            Route("/compare", self.compare),
            Route("/queries", self.queries),
            Route("/editor", self.editor),
            *(Route(f"/{name}", self.question(name)) for name in ASKED),
            Route("/queries/{name}", self.query),
            Route("/{space:str}/{name:str}", self.thing),
        ]

    def render(self, template: str, status: int = 200, **given: Any) -> Response:
        """Return a page made of a template."""
        text = self._templates.get_template(template).render(
            sources=of_sources(self.graph.sources_read), **given
        )
        return Response(text, status, {"Vary": "Accept"}, "text/html")

    # What a thing is.

    def home(self, request: Request) -> Response:
        """Answer with the first page."""
        counts = [row[-2:] for row in run(self.graph.store, "internal/class-counts").values]
        return self.render("home.html", title="defectkg", counts=counts)

    def find(self, request: Request) -> Response:
        """Lead from a name, as people write it, to the page of what it means."""
        text = parameter(request, "name")
        if not text:
            return RedirectResponse("/", 303)
        name = self.graph.find(text)
        where = address(name.iri)
        if not where:
            raise NameLookupError(f"{curie(name.iri)} is a term of others: see defectkg map")
        return RedirectResponse(where, 303)

    def complete(self, request: Request) -> Response:
        """Complete a name: what begins so first, then what holds it; with ``terms``, its terms."""
        given = given_to(request, ("text", "groups", "terms"))
        text = given.get("text", "").casefold()
        groups = {TERMS + group for group in given.get("groups", "").split()}
        names = self.graph.names
        ranked: dict[str, tuple[bool, int, str]] = {}
        for iri, spellings in names.spellings.items():
            name = names.by_iri.get(iri)
            fitting = [folded for s in spellings if text in (folded := s.casefold())]
            if name and text and fitting and (not groups or groups & set(name.types)):
                starts = any(folded.startswith(text) for folded in fitting)
                ranked[iri] = (not starts, len(min(fitting, key=len)), name.label)
        found = sorted(ranked, key=ranked.__getitem__)[:SUGGESTED]
        if "terms" in given:
            return JSONResponse({names.label(iri): curie(iri) for iri in found})
        return JSONResponse(list(dict.fromkeys(map(names.label, found))))

    def thing(self, request: Request) -> Response:
        """Answer with what is known about a thing, as a page or in the format asked for."""
        base = {"ontology": TERMS, "data": DATA}.get(request.path_params["space"])
        if base is None:
            raise NotThereError("no such page: begin at /")
        refuse_unknown(request, ("all",))
        local, _, ending = request.path_params["name"].rpartition(".")
        if ending not in (*RDF_ENDINGS, *FILES):
            local, ending = request.path_params["name"], ""
        name = self.named(base + local)
        if name is None:
            near = self.graph.names.near(local)
            hint = f": did you mean {', '.join(near)}?" if near else ": begin at /"
            raise NotThereError(f"nothing is called {local}{hint}")
        ending = ending or layout_of(request) or self.rdf_wanted(request)
        if ending in FILES:
            return download(facts(self.graph, name), ending, local)
        if ending:
            return self.described(name, RDF_ENDINGS[ending])
        return self.thing_page(name, whole="all" in request.query_params)

    def named(self, iri: str) -> Name | None:
        """Return what has an IRI, if anything has."""
        try:
            return self.graph.find(iri)
        except NameLookupError:
            return None

    def rdf_wanted(self, request: Request) -> str:
        """Return the short name of a syntax of RDF, if the header Accept asks for one first."""
        accept = request.headers.get("accept", "").partition(",")[0].partition(";")[0].strip()
        return next((name for name, offer in RDF_ENDINGS.items() if accept == offer.types[0]), "")

    def thing_page(self, name: Name, *, whole: bool) -> Response:
        """Return the page of a thing."""
        told = blocks(self.records, name, whole=whole)
        short = curie(name.iri)
        label, _, what = told[0][0].rpartition(f"  ({short})")
        facts_told = [line for block in told[1:] if not is_titled(block) for line in block]
        definition = next((t for k, t in map(parted, facts_told) if k == "definition"), "")
        cited = self.graph.cite(name.iri) if self.is_citable(name) else ""
        return self.render(
            "thing.html",
            title=label or short,
            said=self.claim(name.iri),
            heading=self.links.linked(label) if name.iri.startswith(DATA) else label or short,
            what=what.removeprefix(", "),
            iri=name.iri,
            short=short,
            facts=[
                (key, self.links.linked(text))
                for key, text in map(parted, facts_told)
                if key != "cite as"
            ],
            sections=[
                (block[0], [self.line(text) for text in block[1:]])
                for block in told[1:]
                if is_titled(block) and block[0] != "See also"
            ],
            questions=[
                (title, where, name.label)
                for group, asked in QUESTIONS.items()
                if group in name.types
                for title, where in asked
            ],
            cited=cited,
            command=f"defectkg show {shlex.quote(short)}",
            where=address(name.iri),
            formats=[*RDF_ENDINGS, *FILES],
            description=definition or label or short,
            preview=preview(name, label or short, definition),
            is_cut=any(line.startswith("   and ") and " more " in line for b in told for line in b),
        )

    def is_citable(self, name: Name) -> bool:
        """Return whether a thing is a work, or a record with works behind it."""
        records = self.records
        held = (records.claims, records.outcomes, records.treatments, records.works)
        return any(name.iri in some for some in held)

    def line(self, text: str) -> tuple[bool, Markup, str]:
        """Return a line of a block: whether it belongs to the one before, its text, its record."""
        record = RECORD.search(text)
        where = self.links.record(record[1]) if record else ""
        said = text[: record.start()] if record and where else text
        return text.startswith("      "), self.links.linked(said.strip()), where

    def described(self, name: Name, offer: MediaType) -> Response:
        """Return the statements about a thing, and those that point at it, as RDF."""
        found = self.graph.store.query(ABOUT, {"thing": name.iri})
        assert isinstance(found, list)
        known = prefixes() if offer.name != "nt" else None
        body = ox.serialize(found, format=offer.engine, prefixes=known)  # type: ignore[arg-type]
        return Response(body, headers={"Content-Type": offer.content_type, "Vary": "Accept"})

    # Questions with rows for an answer.

    def question(self, name: str) -> Callable[[Request], Response]:
        """Return the page of a query of the library that people ask by its name."""

        def answer(request: Request) -> Response:
            return self.ask(request, name)

        return answer

    def query(self, request: Request) -> Response:
        """Answer any query of the library."""
        return self.ask(request, request.path_params["name"])

    def ask(self, request: Request, name: str) -> Response:
        """Answer a query of the library: a form with a field for each slot, and the rows."""
        if not is_name(name) or name not in {query.name for query in library()}:
            raise NotThereError(f"no query {name}: see /queries")
        query = load_query(name)
        given = given_to(request, tuple(query.slots))
        layout = layout_of(request)
        must_choose = name == "tried" and not given and not layout  # else it has thousands of rows
        rows = Rows((), []) if must_choose else self.graph.ask(name, given)
        if layout:
            return download(rows, layout, name)
        remarks = (
            []
            if must_choose
            else remarks_on(self.graph.store, name, given, rows, self.graph.given, "")
        )
        has_command = name in ("tried", "outcomes")
        return self.table(
            ASKED.get(name, query.title or name),
            query.question,
            [
                Field(slot, slot.replace("_", " "), given.get(slot, ""), " ".join(found.groups))
                for slot, found in query.slots.items()
            ],
            for_people(name, rows),
            remarks,
            command=command_of(name, given)
            if has_command
            else command_of(f"query {name}", given, "-p "),
            sparql=query.text,
            asked=request,
        )

    def gaps(self, request: Request) -> Response:
        """Answer with what is claimed against which defect and where, and what is not."""
        given = given_to(request, tuple(GAP_FIELDS))
        layout = layout_of(request)
        filters: dict[str, Any] = dict(given)
        rows = gap_rows(self.graph, self.graph.gaps(**filters)) if given or layout else Rows((), [])
        if layout:
            return download(rows, layout, "gaps")
        return self.table(
            "Gaps",
            "What is claimed against which defect and where, what is denied, declared open, or "
            "claimed by no source that was read?",
            fields_of(GAP_FIELDS, given),
            gap_table(rows, self.graph.sources_read) if given else rows,
            [],
            command=command_of("gaps", given),
            asked=request,
        )

    def explain(self, request: Request) -> Response:
        """Answer whether the claims explain what treatments are reported to do."""
        what = given_to(request, ("what",)).get("what", "")
        rows = explain_rows(self.graph, self.graph.explain(what)) if what else Rows((), [])
        if layout := layout_of(request):
            return download(rows, layout, "explain")
        return self.table(
            "Explanations",
            "Do the claims explain what is reported?",
            fields_of({"what": "treatment, agent or ion"}, {"what": what}, {"what": WITH_OUTCOMES}),
            without_empty(rows),
            [],
            command=f"defectkg explain {shlex.quote(what or 'all')}",
            asked=request,
        )

    def suggest(self, request: Request) -> Response:
        """Answer with untested candidates against a defect of a host."""
        given = given_to(request, tuple(SUGGEST_FIELDS))
        whole = {"defect", "host"} <= given.keys()
        found = (
            self.graph.suggest(given["defect"], given["host"], given.get("form", ""))
            if whole
            else None
        )
        rows = found.rows if found is not None else Rows((), [])
        if layout := layout_of(request):
            return download(rows, layout, "suggest")
        return self.table(
            "Suggestions",
            "Which agents that no source reports there may act against a defect of a host?",
            fields_of(SUGGEST_FIELDS, given),
            without_empty(rows),
            ["Suggestions are guesses by rule; docs/paths.md says how far to trust them."],
            command=command_of("suggest", given),
            asked=request,
        )

    def table(
        self,
        title: str,
        question: str,
        fields: list[Field],
        rows: Rows,
        remarks: Iterable[str],
        *,
        command: str,
        asked: Request,
        sparql: str = "",
        picture: Markup | str = "",
    ) -> Response:
        """Return a page with a form and a table."""
        shown = rows.take(range(min(MOST_ROWS, len(rows.values))))
        columns = [c for c in shown.columns if not c.endswith("_iri")]
        cells = [
            [self.links.linked(text) for text in row] for row in shown.pick(*columns).values
        ] if columns else []  # fmt: skip
        return self.render(
            "table.html",
            title=title,
            question=question,
            fields=fields,
            columns=[c.replace("_", " ") for c in columns],
            rows=cells,
            total=len(rows.values),
            remarks=list(remarks),
            command=command,
            sparql=sparql,
            picture=picture,
            asked=any(field.value for field in fields),
            downloads=downloads(asked),
        )

    # Pictures.

    def paths(self, request: Request) -> Response:
        """Answer with chains of claims from one thing to another, drawn and told."""
        given = given_to(request, (*PATH_FIELDS, "k"))
        count = number(request, "k", 5, 1, 20)
        given.pop("k", None)
        asked: dict[str, Any] = {**given, "count": count}
        answer = self.graph.paths(**asked) if {"start", "end"} <= given.keys() else None
        if answer and layout_of(request) == "json":
            return Response(paths_json(self.graph, answer), media_type="application/json")
        told = [] if answer is None else self.told(answer)
        ends = [shlex.quote(given[name]) for name in ("start", "end") if name in given]
        scope = {name: given[name] for name in SCOPE if name in given}
        return self.render(
            "paths.html",
            title="Paths",
            fields=[*fields_of(PATH_FIELDS, given), Field("k", "most paths", str(count))],
            picture=self.picture(lambda: paths_svg(self.graph, answer, count)) if answer else "",
            paths=told,
            remarks=[headline(answer)] if answer and answer.reason else [],
            stated=[outcome_line(self.graph, each) for each in answer.stated] if answer else [],
            denied=[self.claim(s.iri) for s in answer.denied] if answer else [],
            declared_open=[self.claim(s.iri) for s in answer.declared_open] if answer else [],
            command=command_of(" ".join(["paths", *ends]), scope),
            asked=answer is not None,
            downloads={"json": downloads(request)["json"]},
        )

    def told(self, answer: PathAnswer) -> list[tuple[str, str, str, list[Markup]]]:
        """Return each path: its sign, what it comes to, by how many studies, and its steps."""
        return [
            (
                sign_of(path),
                summary(self.graph, path, answer.end),
                path.completeness,
                [self.links.linked(sentence(self.graph, step)) for step in path.steps],
            )
            for path in answer.paths
        ]

    def map(self, request: Request) -> Response:
        """Answer with the map of the whole network, or of a part of it."""
        given = given_to(request, tuple(MAP_FIELDS))
        choice = Choice.named(self.graph, **given)
        return self.render(
            "map.html",
            title="Map",
            fields=fields_of(MAP_FIELDS, given),
            picture=self.picture(lambda: map_svg(self.graph, choice)),
            command=command_of("network map.svg", given),
        )

    def compare(self, request: Request) -> Response:
        """Answer with outcomes before and after as a plot beside their table."""
        given = given_to(request, tuple(COMPARE_FIELDS)) or {"observable": "PLQY"}
        rows = self.graph.ask("outcomes", given)
        if layout := layout_of(request):
            return download(rows, layout, "outcomes")
        slots = load_query("outcomes").slots
        return self.table(
            "Compare",
            "What did treatments do to an observable: before, and after?",
            fields_of(COMPARE_FIELDS, given, {n: slots[n].groups for n in COMPARE_FIELDS}),
            for_people("outcomes", rows),
            remarks_on(self.graph.store, "outcomes", given, rows, self.graph.given, ""),
            command=command_of("outcomes", given),
            asked=request,
            picture=self.picture(lambda: outcome_plot(rows)),
        )

    def picture(self, draw: Callable[[], str]) -> Markup:
        """Return a picture as part of a page, or why there is none."""
        try:
            return Markup(draw())
        except DefectkgError as error:
            return Markup('<p class="remark">{}</p>').format(str(error))

    # Queries.

    def queries(self, request: Request) -> Response:
        """Answer with the query library."""
        return self.render("queries.html", title="Queries", queries=library())

    def editor(self, request: Request) -> Response:
        """Answer with a page on which SPARQL is written and asked."""
        name = given_to(request, ("load",)).get("load", "")
        return self.render(
            "editor.html",
            title="SPARQL",
            text=load_query(name).text if name else EXAMPLE,
            loaded=name,
            queries=[query.name for query in library()],
        )

    def claim(self, iri: str) -> Markup:
        """Return a claim as a sentence with links."""
        row = self.records.claims.get(iri)
        return self.links.linked(claim_sentence(self.graph, row)) if row else Markup("")


def is_titled(block: list[str]) -> bool:
    """Return whether a block of a page has a title, with what it holds indented below."""
    return len(block) > 1 and block[1].startswith("   ") and ": " not in block[0]


def parted(line: str) -> tuple[str, str]:
    """Return what a line of facts is about, and what it says."""
    key, _, text = line.partition(": ")
    return (key, text) if text else ("", line)


def preview(name: Name, label: str, definition: str) -> str:
    """Return what a page is about in schema.org's words, as JSON-LD for previews and crawlers."""
    kind = "ScholarlyArticle" if terms.PUBLICATION in name.types else "DefinedTerm"
    said = {"@context": "https://schema.org", "@type": kind, "@id": name.iri, "name": label}
    if definition:
        said["description"] = definition
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")
