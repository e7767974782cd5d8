"""JSON-LD 1.1 with readable keys: the context, made from the ontology, and documents that use it.

A document holds its context: it means the same without network, and `check` refuses remote ones.
Values stay strings, since JSON numbers would lose the digits as printed.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

import pyoxigraph as ox

from defectkg.rdf.library import load_query
from defectkg.rdf.prefixes import TERMS, curie, iris_of, prefixes, schemes
from defectkg.rdf.store import Store

__all__ = ["Context", "as_json", "context", "context_json"]

Context = dict[str, Any]
ALIASES = {"id": "@id", "type": "@type"}
KEY = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
STRING = "http://www.w3.org/2001/XMLSchema#string"


def context(store: Store) -> Context:
    """Return the JSON-LD context of the ontology in a store: prefixes, classes, properties.

    A name that two things claim is given to one of them, so that no key is ambiguous: ours come
    before those of others, properties before prefixes; the loser is written as CURIE or IRI.
    """
    values: dict[str, set[str]] = defaultdict(set)
    for term, value in store.rows(load_query("internal/jsonld-terms").text).values:
        values[term].add(value)
    keys = keys_of(values)
    terms = {keys[iri]: definition(iri, values[iri]) for iri in sorted(keys, key=keys.__getitem__)}
    spaces = {name: space for name, space in prefixes().items() if name not in terms}
    terms = {k: v for k, v in terms.items() if ":" not in k or k.partition(":")[0] in spaces}
    return {"@version": 1.1, **ALIASES, **spaces, **terms}


def keys_of(iris: Collection[str]) -> dict[str, str]:
    """Return the key of each term that can have one, no key twice."""
    short = {iri: curie(iri) for iri in iris}
    local = {iri: name.partition(":")[2] for iri, name in short.items() if name != iri}
    local = {iri: name for iri, name in local.items() if KEY.fullmatch(name)}
    ours = {name for iri, name in local.items() if iri.startswith(TERMS)}
    shared = Counter(name for iri, name in local.items() if not iri.startswith(TERMS))

    def free(iri: str, name: str) -> bool:
        mine = iri.startswith(TERMS) or (name not in ours and shared[name] == 1)
        return mine and name not in ALIASES

    return {iri: name if free(iri, name) else short[iri] for iri, name in local.items()}


def definition(iri: str, values: set[str]) -> str | dict[str, str]:
    """Return what a context says of a term: a class is a plain name, a property coerces.

    Where the values are of several kinds, only their language is taken for granted.
    """
    if "class" in values:
        return iri
    kinds = values - {""}
    languages = {kind for kind in kinds if kind.startswith("@") and kind != "@id"}
    found = languages or kinds
    kind = next(iter(found)) if len(found) == 1 else STRING
    if kind == STRING:  # what a JSON string is anyway
        return {"@id": iri}
    if kind in languages:
        return {"@id": iri, "@language": kind[1:]}
    return {"@id": iri, "@type": kind}


def context_json(store: Store) -> str:
    """Return the context as the document that is published."""
    return dumps({"@context": context(store)})


def as_json(quads: list[ox.Quad], context: Context) -> str:
    """Return quads as JSON-LD under a context, without the names that it would misread."""
    taken = schemes(iris_of(quads))
    writer = Writer({k: v for k, v in context.items() if k.partition(":")[0] not in taken})
    graphs: dict[Any, dict[Any, dict[str, Any]]] = {}
    for subject, predicate, value, graph in quads:
        node = graphs.setdefault(graph, {}).setdefault(subject, {"id": writer.name(subject)})
        key, entry = writer.entry(predicate, value)
        node.setdefault(key, []).append(entry)
    parts: list[Any] = []
    for graph, nodes in graphs.items():
        found = [{k: v[0] if len(v) == 1 else v for k, v in n.items()} for n in nodes.values()]
        named = not isinstance(graph, ox.DefaultGraph)
        parts += [{"id": writer.name(graph), "@graph": found}] if named else found
    return dumps({"@context": writer.context, "@graph": parts})


class Writer:
    """Terms of RDF as JSON-LD under one context."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._prefixes = {k for k, space in prefixes().items() if context.get(k) == space}
        terms = {k: v for k, v in context.items() if k not in self._prefixes}
        self._properties = {v["@id"]: (k, v) for k, v in terms.items() if isinstance(v, dict)}
        self._classes = {v: k for k, v in terms.items() if isinstance(v, str)}
        self._short: dict[str, str] = {}

    def name(self, term: Any) -> str:
        """Return a node as the value of ``id``: a CURIE where it cannot be misread."""
        if not isinstance(term, ox.NamedNode):
            return str(term)
        if term.value not in self._short:
            name = curie(term.value)
            prefix, _, rest = name.partition(":")
            known = prefix in self._prefixes and not rest.startswith("//")
            self._short[term.value] = name if known else term.value
        return self._short[term.value]

    def entry(self, predicate: ox.NamedNode, value: Any) -> tuple[str, Any]:
        """Return key and value of a statement."""
        if predicate.value == RDF_TYPE and not isinstance(value, ox.Literal):
            name = self._classes.get(value.value) if isinstance(value, ox.NamedNode) else None
            return "type", name or self.name(value)
        key, known = self._properties.get(predicate.value, (self.name(predicate), {}))
        return key, self.cell(value, known)

    def cell(self, value: Any, known: dict[str, str]) -> Any:
        """Return a value, short where the definition of its key says what it is."""
        if not isinstance(value, ox.Literal):
            return self.name(value) if known.get("@type") == "@id" else {"id": self.name(value)}
        if value.language:
            if known.get("@language") == value.language:
                return value.value
            return {"@language": value.language, "@value": value.value}
        datatype = value.datatype.value
        if known.get("@type", STRING) == datatype and "@language" not in known:
            return value.value
        if datatype == STRING:
            return {"@value": value.value}
        return {"@type": self.name(value.datatype), "@value": value.value}


def dumps(document: Any) -> str:
    """Return a document as JSON text."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
