"""Write IRIs for variables into the text of a query, as an engine would substitute them.

Servers know no substitution (SPARQL-dev SEP-0007), and a VALUES beside a UNION or a path would have
them look at everything first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from defectkg.errors import QueryError
from defectkg.rdf.keywords import tokens_of

__all__ = ["among", "bound", "listed"]

ENDS_GROUPING = frozenset({"having", "order", "limit", "offset", "values"})


@dataclass(eq=False)
class Scope:
    """A SELECT with all that belongs to it, or a query that is none.

    Parameters
    ----------
    above : Scope, optional
        The SELECT in which it stands.
    depth : int
        How many brackets are open where it begins.
    part : str
        Where the reading is: in its ``head``, its ``body`` of brackets, or its ``tail``; nothing
        where it is no SELECT.
    selects, groups : set of str
        The variables that it selects, ``*`` for all, and by which it groups.
    """

    above: Scope | None
    depth: int
    part: str = ""
    selects: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)

    def sees(self, name: str) -> bool:
        """Return whether a variable outside is the one of this name inside."""
        if self.above is None:
            return True
        return not self.selects.isdisjoint({name, "*"}) and self.above.sees(name)


@dataclass
class Use:
    """One place of a variable, or a bracket that ends the body of ``SELECT *`` (without a name)."""

    name: str
    start: int
    end: int
    scope: Scope
    role: str


def bound(text: str, iris: Mapping[str, str]) -> str:
    """Return a query with IRIs in the place of variables; it selects the same columns.

    Raises
    ------
    QueryError
        If the query gives such a variable a value itself, or what is given is no IRI.

    Examples
    --------
    >>> bound("SELECT ?x ?y { ?x a ?y }", {"x": "urn:a"})
    'SELECT (<urn:a> AS ?x) ?y { <urn:a> a ?y }'
    """
    try:
        for iri in iris.values():
            ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"a parameter is no IRI ({error}); give a known name") from None
    if not iris:
        return text
    for use in reversed(uses(text)):
        if written := written_for(use, iris):
            text = text[: use.start] + written + text[use.end :]
    return text


def among(text: str, variable: str, iris: Iterable[str]) -> str:
    r"""Return a query for what a variable is one of some IRIs of, where its lines ``# of:`` say so.

    Examples
    --------
    >>> among("SELECT ?x {\n# of: ?y\n?x a ?y }", "y", ["urn:a", "urn:b"])
    'SELECT ?x {\nVALUES ?y { <urn:a> <urn:b> }\n?x a ?y }'
    """
    return text.replace(f"# of: ?{variable}\n", f"VALUES ?{variable} {{ {listed(iris)} }}\n")


def listed(iris: Iterable[str]) -> str:
    """Return IRIs as they stand in a query."""
    return " ".join(f"<{iri}>" for iri in iris)


def written_for(use: Use, iris: Mapping[str, str]) -> str:
    """Return what stands in the place of a variable or bracket; nothing: it stays."""
    if not use.name:
        return "".join(f" BIND(<{iri}> AS ?{name})" for name, iri in iris.items()) + " }"
    if use.name not in iris or not use.scope.sees(use.name):
        return ""
    iri = f"<{iris[use.name]}>"
    if use.role == "given":
        raise QueryError(
            f"the query gives ?{use.name} a value itself: leave out the parameter {use.name}"
        )
    if use.role == "tail" or (use.role == "selected" and use.name in use.scope.groups):
        return ""
    return f"({iri} AS ?{use.name})" if use.role in ("selected", "grouped") else iri


def uses(text: str) -> list[Use]:
    """Return the places of variables in a query, in order."""
    found: list[Use] = []
    scope, depth, round_brackets = Scope(None, 0), 0, 0
    word = grouping = ""
    listing = False  # the variables of VALUES
    for token in tokens_of(text):
        sign = token[0]
        if sign == "(":
            round_brackets += 1
        elif sign == ")":
            round_brackets -= 1
        elif sign == "{":
            listing = False
            if scope.part == "head":
                scope.part = "body"
            depth += 1
        elif sign == "}":
            depth -= 1
            if scope.above and depth < scope.depth:
                scope = scope.above
            if depth == scope.depth and scope.part == "body":
                if "*" in scope.selects:
                    found.append(Use("", token.start(), token.end(), scope, "end"))
                scope.part = "tail"
        elif sign == "*" and scope.part == "head" and not round_brackets:
            scope.selects.add("*")
        elif token.lastgroup == "variable":
            name = sign[1:]
            if word == "as" or listing:
                role = "given"
                scope.selects |= {name} if scope.part == "head" else set()
            elif scope.part == "head" and not round_brackets:
                role = "selected"
                scope.selects.add(name)
            elif scope.part == "tail":
                role = "grouped" if grouping and not round_brackets else "tail"
                scope.groups |= {name} if role == "grouped" else set()
            else:
                role = "used"
            found.append(Use(name, token.start(), token.end(), scope, role))
        if token.lastgroup == "word":
            word = sign.casefold()
            if word == "select":
                scope = Scope(scope if depth else None, depth, "head")
            elif word == "values":
                listing = True
            if scope.part == "tail":
                grouping = "group" if word == "group" else "" if word in ENDS_GROUPING else grouping
        else:
            word = ""
    return found
