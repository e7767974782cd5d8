"""The ontology reference: each term and kind with all that is said of it, by file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup

from defectkg.mappings.collection import Mappings
from defectkg.mappings.sssom import Mapping
from defectkg.rdf.prefixes import TERMS, curie
from defectkg.rdf.reading import read_quads
from defectkg.rdf.shipped import ontology_files

from .facts import LABEL, TYPE, Facts, Value, anchor
from .pages import Item, Page, Section, render

__all__ = ["page"]

RDFS, OWL = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PARENT = RDFS + "subClassOf"
NAMES = (SKOS + "altLabel", SKOS + "notation")
PLACED = frozenset({TYPE, LABEL, PARENT, *NAMES, SKOS + "definition", RDFS + "isDefinedBy"})
MOST = 40  # records of one role; a form or a source is named by nearly all
TITLES = {"foreign": "Terms of others", "values": "Coded values"}
MODEL: tuple[
    tuple[str, Callable[[Facts, str], bool]], ...
] = (  # sections of ontology/defectkg.ttl, in this order
    ("Classes of records", lambda facts, iri: below(facts, iri, TERMS + "Record")),
    ("Groups of kinds", lambda facts, iri: below(facts, iri, TERMS + "Kind")),
    ("Classes of coded values", lambda facts, iri: below(facts, iri, TERMS + "CodedValue")),
    ("Other classes", lambda facts, iri: "Class" in words(facts, iri)),
    ("Object properties", lambda facts, iri: "ObjectProperty" in words(facts, iri)),
    ("Datatype properties", lambda facts, iri: "DatatypeProperty" in words(facts, iri)),
    ("Annotation properties", lambda facts, iri: "AnnotationProperty" in words(facts, iri)),
    ("Other terms", lambda facts, iri: True),
)


def page(facts: Facts) -> Page:
    """Return the reference."""
    mapped = defaultdict(list)
    for row in Mappings.shipped().rows():
        mapped[row.subject].append(row)
    sections = []
    for title, iris in groups(facts):
        items = [Item(anchor(i), named(facts, i)) for i in iris]
        body = Markup("").join(render("term.html", **described(facts, iri, mapped)) for iri in iris)
        outline = render("tree.html", tree=tree(facts, iris))
        sections.append(Section(title, outline + body, items))
    return Page(
        "ontology/index",
        "Ontology",
        "Every term and kind, as the files of `ontology/` declare it; what is said of a kind by "
        "records is listed under it. A kind is a class and, as an individual, a member of its group "
        "([the model](../docs/model.md)). The IRI of a term is "
        "`https://w3id.org/defectkg/ontology/` and its short name after `dkg:`.",
        sections,
    )


def words(facts: Facts, iri: str) -> set[str]:
    """Return the local names of the OWL types of a term."""
    types = (t.value for t in facts.held[iri].get(TYPE, ()) if isinstance(t, ox.NamedNode))
    return {name.removeprefix(OWL) for name in types if name.startswith(OWL)}


def above(facts: Facts, iri: str) -> list[str]:
    """Return the parents of a class."""
    return [p.value for p in facts.held[iri].get(PARENT, ()) if isinstance(p, ox.NamedNode)]


def below(facts: Facts, iri: str, top: str) -> bool:
    """Return whether a class is another or below it."""
    return iri == top or any(p in facts.held and below(facts, p, top) for p in above(facts, iri))


def groups(facts: Facts) -> list[tuple[str, list[str]]]:
    """Return the terms by file, those of the model by what they are."""
    found: list[tuple[str, list[str]]] = []
    known = set(facts.terms) - {TERMS.rstrip("/")}
    for path in ontology_files():
        of_file = {q.subject for q in read_quads(path)}
        subjects = {s.value for s in of_file if isinstance(s, ox.NamedNode)}
        iris = sorted(known.intersection(subjects), key=lambda iri: curie(iri).casefold())
        known.difference_update(iris)
        if path.stem != "defectkg":
            title = TITLES.get(path.stem, path.stem.replace("-", " ").capitalize())
            found += [(title, iris)] if iris else []
            continue
        for number, (title, fits) in enumerate(MODEL):
            some = [iri for iri in iris if fits(facts, iri)]
            iris = [iri for iri in iris if iri not in set(some)]
            if some:
                found.insert(number, (title, some))
    return found


def named(facts: Facts, iri: str) -> str:
    """Return the names by which a search finds a term."""
    also = ", ".join(value.text for value in others(facts, iri))
    return f"{facts.label(iri)} ({curie(iri)})" + (f", {also}" if also else "")


def others(facts: Facts, iri: str) -> list[Value]:
    """Return the other names of a term."""
    return [value for predicate in NAMES for value in facts.values(iri, predicate)]


def tree(facts: Facts, iris: list[str]) -> list[dict[str, Any]]:
    """Return the classes of a section, the narrower ones below the broader."""
    here = set(iris)
    children = defaultdict(list)
    for iri in iris:
        parents = [parent for parent in above(facts, iri) if parent in here]
        for parent in parents or [""]:
            children[parent].append(iri)

    def branch(iri: str) -> dict[str, Any]:
        return {
            "label": facts.label(iri),
            "href": f"#{anchor(iri)}",
            "below": [branch(child) for child in children.get(iri, ())],
        }

    return [branch(iri) for iri in children[""]]


def described(facts: Facts, iri: str, mapped: dict[str, list[Mapping]]) -> dict[str, Any]:
    """Return what the page says of a term."""
    narrower = [Value(facts.label(i), facts.href(i)) for i in facts.named_by[iri].get(PARENT, ())]
    members = [Value(facts.label(i), facts.href(i)) for i in facts.named_by[iri].get(TYPE, ())]
    ours = [m for m in members if m.href.startswith("../ontology")]
    records = len(members) - len(ours)
    return {
        "id": anchor(iri),
        "iri": iri,
        "short": curie(iri),
        "label": facts.label(iri),
        "what": facts.classes(iri),
        "definition": facts.values(iri, SKOS + "definition"),
        "also": others(facts, iri),
        "parents": facts.values(iri, PARENT),
        "narrower": sorted(narrower),
        "members": sorted(ours),
        "records": f"{records} records" if records > 1 else "1 record" * records,
        "facts": facts.properties(iri, PLACED),
        "mappings": [mapping(row) for row in mapped.get(iri, ())],
        "said": said(facts, iri),
    }


def mapping(row: Mapping) -> dict[str, str]:
    """Return a mapping as the page prints it."""
    return {
        "relation": row.relation,
        "text": f"{row.object_label or row.object_id} ({row.object_id})",
        "href": row.object,
        "note": row.comment,
    }


def said(facts: Facts, iri: str) -> list[dict[str, Any]]:
    """Return the records that name a term, by the role in which they do."""
    found = []
    for predicate, subjects in sorted(facts.named_by[iri].items()):
        records = [s for s in subjects if facts.href(s).startswith("../records")]
        if records and predicate != TYPE:
            links = [Value(facts.label(record), facts.href(record)) for record in records[:MOST]]
            role = facts.graph.names.label(predicate)
            found.append({"role": role, "count": len(records), "links": links})
    return found
