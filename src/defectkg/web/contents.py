"""What there is: all terms by group, all records by source, all works, what describes the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from defectkg.model import terms
from defectkg.model.names import Name
from defectkg.publish.export import as_text, syntax_of
from defectkg.rdf.prefixes import DATA, curie
from defectkg.rdf.queries import run
from defectkg.web.explorer import Pages
from defectkg.web.forms import LIMITS, command_of, given_to
from defectkg.web.links import address, formula
from defectkg.web.media_types import RDF

__all__ = ["Contents"]

DESCRIPTIONS = {"void.ttl": "void", "context.jsonld": "context", "queries.ttl": "queries"}
UNTOLD = ("owl:Class", "owl:NamedIndividual", "dkg:Root")  # types that say little


class Branch(NamedTuple):
    """Something in a list, with what belongs below it.

    Parameters
    ----------
    label : Markup
    where : str
        Empty where it has no page.
    below : list of Branch
    """

    label: Markup
    where: str
    below: list[Branch]


class Contents(Pages):
    """The lists of all things."""

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            Route("/ontology", self.limited(Contents.ontology)),
            Route("/data", self.limited(Contents.data)),
            Route("/.well-known/void", Contents.to_void),
            *[Route(f"/{name}", self.description) for name in DESCRIPTIONS],
        ]

    @staticmethod
    def to_void(request: Request) -> Response:
        """Lead to what describes the data set (VoID, section 7.2)."""
        return RedirectResponse("/void.ttl", 302)

    def description(self, request: Request) -> Response:
        """Answer with a file that describes the graph."""
        given_to(request, ())
        name = request.url.path.removeprefix("/")
        syntax = syntax_of(name)
        text, _ = as_text(self._graph.store, syntax, DESCRIPTIONS[name])
        return Response(text, headers={"Content-Type": RDF[syntax].content_type})

    def ontology(self, request: Request) -> Response:
        """Answer with all terms: kinds as trees, group by group, and then the model itself."""
        given = given_to(request, tuple(LIMITS))
        names, groups = self._graph.names, self._graph.kinds.groups
        sections: dict[str, list[Branch]] = {}
        for group in sorted(set(groups.values()), key=names.label):
            kinds = [kind for kind, of in groups.items() if of == group]
            sections[names.label(group)] = self.trees(kinds)
        for name in sorted(names.by_iri.values(), key=lambda name: name.label.casefold()):
            if name.iri not in groups and not name.iri.startswith(DATA) and address(name.iri):
                sections.setdefault(self.sort(name), []).append(self.branch(name.iri))
        return self._explorer.render(
            "contents.html",
            title="Terms",
            lead="Every kind and term of the ontology, the narrower ones below the broader.",
            sections=sections,
            command=command_of("info --model", given),
        )

    def sort(self, name: Name) -> str:
        """Return under which heading a term stands that is no kind."""
        types = [iri for iri in name.types if curie(iri) not in UNTOLD]
        return self._graph.names.label(types[0]).rpartition(":")[2] if types else "class"

    def data(self, request: Request) -> Response:
        """Answer with all files of records, source by source, and all works."""
        given = given_to(request, tuple(LIMITS))
        label = self._graph.names.label
        files: dict[str, list[str]] = defaultdict(list)
        for row in run(self._graph.store, "internal/studies").dicts():
            files[row["source"]].append(row["file"])
        works = [n.iri for n in self._graph.names.by_iri.values() if terms.PUBLICATION in n.types]
        sections = {
            f"Read in {label(source)}" if source else "Of no source": self.branches(some)
            for source, some in sorted(files.items(), key=lambda pair: (not pair[0], pair[0]))
        }
        return self._explorer.render(
            "contents.html",
            title="Records",
            lead="What sources say, study by study, and the works that they speak of.",
            sections={**sections, "Works": self.branches(works)},
            command=command_of("query publications", given),
        )

    def branches(self, iris: Iterable[str]) -> list[Branch]:
        """Return things in the order of their labels."""
        return [self.branch(iri) for iri in sorted(iris, key=self._graph.names.label)]

    def branch(self, iri: str, below: list[Branch] | None = None) -> Branch:
        """Return a thing with what is below it."""
        return Branch(formula(self._graph.names.label(iri)), address(iri), below or [])

    def trees(self, kinds: Iterable[str]) -> list[Branch]:
        """Return kinds as trees: each stands below its nearest broader ones."""
        broader, here = self._graph.kinds.broader, set(kinds)
        children: dict[str, list[str]] = defaultdict(list)
        for kind in sorted(here, key=self._graph.names.label):
            above = broader.get(kind, frozenset()) & here
            nearest = above - {far for near in above for far in broader.get(near, ())}
            for parent in nearest or [""]:
                children[parent].append(kind)

        def grown(parent: str) -> list[Branch]:
            return [self.branch(kind, grown(kind)) for kind in children[parent]]

        return grown("")
