"""The first page, the look-up of names, and a page for every thing: kind, record or work."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping

import pyoxigraph as ox
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from defectkg.errors import NameLookupError
from defectkg.model import terms
from defectkg.model.names import Name
from defectkg.publish.export import place, serialize
from defectkg.publish.jsonld import as_json, context
from defectkg.rdf.prefixes import DATA, TERMS, curie, expand
from defectkg.rdf.queries import run
from defectkg.text.pages import blocks, facts, is_cut
from defectkg.text.question import LONGEST
from defectkg.text.records import RecordTexts
from defectkg.web.explorer import Pages
from defectkg.web.forms import (
    ALL,
    FILES,
    LIMITS,
    NotThereError,
    apart,
    command_of,
    download,
    given_to,
    layout_of,
    refuse_unknown,
    with_query,
)
from defectkg.web.links import address, formula
from defectkg.web.media_types import RDF, MediaType

__all__ = ["QUESTIONS", "Things"]

RECORD = re.compile(r" \(([\w.-]+)\)$")  # at the end of a line: the name of the record it tells
FIRST = ("also", "is a", "kinds below")  # of what is said of a kind; the rest follows its claims
ELSEWHERE = "In other ontologies"  # the title of a block that comes last
QUESTIONS = {  # pages that ask about a kind, by its group
    terms.DEFECT_KIND: (
        ("What was tried against it", "/tried?defect="),
        ("What it does", "/explain?what="),
        ("Gaps", "/gaps?defect="),
    ),
    terms.AGENT_KIND: (
        ("Outcomes", "/outcomes?agent="),
        ("What it was tried against", "/tried?agent="),
        ("Its chains on the map", "/map?agent="),
        ("Is it explained?", "/explain?what="),
    ),
    terms.ION_KIND: (("Outcomes", "/outcomes?agent="), ("Its chains on the map", "/map?agent=")),
    terms.HOST_KIND: (
        ("Why it is as it is", "/explain?what="),
        ("Outcomes in it", "/outcomes?host="),
        ("Gaps in it", "/gaps?host="),
        ("Map", "/map?host="),
    ),
    terms.OBSERVABLE_KIND: (("Compare before and after", "/compare?observable="),),
    terms.PUBLICATION: (
        ("Its chains on the map", "/map?publication="),
        ("What speaks against it", "/contradictions?between="),
    ),
}
ABOUT = "CONSTRUCT { ?thing ?p ?o . ?s ?q ?thing } { { ?thing ?p ?o } UNION { ?s ?q ?thing } }"


class Things(Pages):
    """The pages of things."""

    def routes(self) -> list[BaseRoute]:
        """Return the routes; the last one takes any name, so they come last of all."""
        return [
            Route("/", self.home),
            Route("/find", self.find),
            Route("/complete", self.complete),
            Route("/{space:str}/{name:str}", self.limited(Things.thing)),
            Route("/{name:str}", self.short),
        ]

    def home(self, request: Request) -> Response:
        """Answer with the first page."""
        refuse_unknown(request, ())
        counts = [row[-2:] for row in run(self._graph.store, "internal/class-counts").values]
        return self._explorer.render("home.html", title="defectkg", counts=counts)

    def find(self, request: Request) -> Response:
        """Lead from a name, as people write it, to the page of what it means.

        Several words that name nothing are a question, unless they are two and nearly a name.
        """
        text = given_to(request, ("name",), {"name": LONGEST}).get("name", "")
        try:
            return self.lead(text) if text else RedirectResponse("/", 303)
        except NotThereError:
            count = len(text.split())
            if count < 2 or (count == 2 and self._graph.names.near(text)):
                raise
            return RedirectResponse(with_query("/ask", {"q": text}), 303)

    def short(self, request: Request) -> Response:
        """Lead from an address that is only a name, such as ``/V_Cl``, to the page of the thing."""
        refuse_unknown(request, ())
        return self.lead(request.path_params["name"])

    def lead(self, text: str) -> Response:
        """Lead from a name to its page; a choice if it names several things.

        Raises
        ------
        NotThereError
            If it names nothing; the message has the nearest names.
        """
        found = [name for name in self._graph.names.candidates(text) if address(name.iri)]
        if len(found) == 1:
            return RedirectResponse(address(found[0].iri), 303)
        if found:
            names = [(n.label, curie(n.iri), address(n.iri)) for n in found]
            return self._explorer.render("choice.html", title=text, names=names)
        defect, _, host = text.partition(" in ")
        if self.fits(defect, terms.DEFECT_KIND) and self.fits(host, terms.HOST_KIND):
            return RedirectResponse(with_query("/tried", {"defect": defect, "host": host}), 303)
        try:
            name = self._graph.find(text)
        except NameLookupError as error:
            raise NotThereError(str(error)) from None
        raise NotThereError(f"{curie(name.iri)} is a term of others: see defectkg map")

    def fits(self, text: str, group: str) -> bool:
        """Return whether a name names a kind of a group."""
        return bool(text) and bool(self._graph.names.candidates(text, frozenset({group})))

    def complete(self, request: Request) -> Response:
        """Answer with names that complete a text, each with the spelling that does."""
        given = given_to(request, ("text", "groups"))
        groups = frozenset(TERMS + group for group in given.get("groups", "").split())
        found = self._graph.names.completions(given.get("text", ""), groups)
        return JSONResponse(
            [{"name": n.label, "spelt": spelt, "term": curie(n.iri)} for n, spelt in found]
        )

    def thing(self, request: Request) -> Response:
        """Answer with what is known about a thing, as a page or in the format asked for."""
        base = {"ontology": TERMS, "data": DATA, "other": ""}.get(request.path_params["space"])
        if base is None:
            raise NotThereError("no such page: begin at /")
        given = given_to(request, (ALL, *LIMITS))
        local, _, ending = request.path_params["name"].rpartition(".")
        if ending in (*RDF, *FILES):
            request.path_params["ending"] = ending
        else:
            local = request.path_params["name"]
        name = self.named(base + local if base else expand(local) or "")
        if name is None:
            if self._graph.left_out:
                raise NotThereError(
                    f"nothing that counts is called {local!r}: leave out the limits"
                )
            near = self._graph.names.near(local)
            hint = f"did you mean {', '.join(near)}?" if near else "begin at /"
            raise NotThereError(f"nothing is called {local!r}: {hint}")
        layout = layout_of(request, {key: offer.types for key, offer in RDF.items()})
        if layout in FILES:
            return download(facts(self._graph, name), layout, local)
        if layout:
            return self.described(name, RDF[layout])
        return self.page(name, apart(given)[1], whole=ALL in request.query_params)

    def named(self, iri: str) -> Name | None:
        """Return what has an IRI, if anything has."""
        try:
            return self._graph.find(iri)
        except NameLookupError:
            return None

    def page(self, name: Name, limits: Mapping[str, str], *, whole: bool) -> Response:
        """Return the page of a thing, as it was asked for."""
        explorer = self._explorer
        records = explorer.records_of(name)
        told = blocks(records, name, whole=whole, commands=False)
        short = curie(name.iri)
        label, _, what = told[0][0].rpartition(f"  ({short})")
        facts_told = [line for block in told[1:] if not is_titled(block) for line in block]
        definition = next((t for k, t in map(parted, facts_told) if k == "definition"), "")
        is_record = name.iri.startswith(DATA)
        facts_linked = [
            (key, explorer.links.linked(text.replace("⊑", "›")))
            for key, text in map(parted, facts_told)
            if key not in ("cite as", "definition")
        ]
        said = explorer.claim(records, name.iri)
        cited = self._graph.cite(name.iri) if is_citable(records, name) else ""
        what = what.removeprefix(", ")
        about = definition or (said and f"{said.striptags()}.") or cited.partition("\n")[0]
        about = about or f"{label or short}, {what}"
        return explorer.render(
            "thing.html",
            title=label or short,
            said=said,
            heading=explorer.links.linked(label) if is_record else formula(label or short),
            what=what,
            iri=name.iri,
            short=short,
            definition=explorer.links.linked(definition),
            facts=[fact for fact in facts_linked if is_record or fact[0] in FIRST],
            more_facts=[fact for fact in facts_linked if not (is_record or fact[0] in FIRST)],
            sections=[
                (block[0], [self.line(text) for text in block[1:]])
                for block in sorted(told[1:], key=lambda block: block[0] == ELSEWHERE)
                if is_titled(block)
            ],
            questions=[
                (title, where, name.label)
                for group, asked in QUESTIONS.items()
                if group in name.types
                for title, where in asked
            ],
            cited=explorer.links.linked(cited),
            command=command_of(f"show {shlex.quote(short)}", limits),
            sparql=f"DESCRIBE {short}",
            where=address(name.iri),
            formats=[*RDF, *FILES],
            description=about,
            preview=preview(name, label or short, about),
            whole=whole,
            is_cut=is_cut(told),
            in_full=f"{with_query('', limits)}&{ALL}" if limits else f"?{ALL}",
        )

    def line(self, text: str) -> tuple[bool, Markup, str]:
        """Return a line of a block: whether it belongs to the one before, its text, its record."""
        links, record = self._explorer.links, RECORD.search(text)
        where = links.record(record[1]) if record else ""
        said = text[: record.start()] if record and where else text
        return text.startswith("      "), links.linked(said.strip()), where

    def described(self, name: Name, offer: MediaType) -> Response:
        """Return the statements about a thing, and those that point at it, as RDF."""
        found = self._graph.store.query(ABOUT, {"thing": name.iri})
        assert isinstance(found, list)
        quads = sorted((ox.Quad(*triple) for triple in found), key=place)
        if offer.name == "jsonld":
            body = as_json(quads, context(self._graph.store))
        else:
            body = serialize(quads, offer.engine)  # type: ignore[arg-type]
        return Response(body, headers={"Content-Type": offer.content_type, "Vary": "Accept"})


def is_citable(records: RecordTexts, name: Name) -> bool:
    """Return whether a thing is a work, or a record with works behind it."""
    held = (records.claims, records.outcomes, records.treatments)
    return terms.PUBLICATION in name.types or any(name.iri in some for some in held)


def is_titled(block: list[str]) -> bool:
    """Return whether a block of a page has a title, with what it holds indented below."""
    return len(block) > 1 and block[1].startswith("   ") and ": " not in block[0]


def parted(line: str) -> tuple[str, str]:
    """Return what a line of facts is about, and what it says."""
    key, _, text = line.partition(": ")
    return (key, text) if text else ("", line)


def preview(name: Name, label: str, about: str) -> Markup:
    """Return what a page is about in schema.org's words, as JSON-LD for previews and crawlers."""
    kinds = {terms.PUBLICATION: "ScholarlyArticle", terms.CLAIM: "Claim"}
    kind = next((word for iri, word in kinds.items() if iri in name.types), "DefinedTerm")
    said = {"@context": "https://schema.org", "@type": kind, "@id": name.iri, "name": label}
    text = json.dumps({**said, "description": about}, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))
