"""A store on a server: whatever answers SPARQL 1.1 over HTTP (its Protocol, section 2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from defectkg.errors import DataError, QueryError, StoreAwayError
from defectkg.rdf.bindings import bound, listed
from defectkg.rdf.hints import declared
from defectkg.rdf.http import Reply, Server
from defectkg.rdf.keywords import chooses_graphs, tokens_of
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.oxigraph import EngineAnswer
from defectkg.rdf.prefixes import prefixes
from defectkg.rdf.reading import apart
from defectkg.rdf.rows import Rows
from defectkg.rdf.states import IS_THERE
from defectkg.rdf.store import QueryAnswer, Store, count_of, first_line, pages
from defectkg.rdf.triples import as_our_files_write

__all__ = ["MOST_UNCOUNTED", "Endpoint"]

JSON = "application/sparql-results+json"
ANSWER = ("head", "results", "boolean")  # the members of an answer in JSON
TRIPLES = {"application/n-triples": ox.RdfFormat.N_TRIPLES, "text/turtle": ox.RdfFormat.TURTLE}
MOST_UNCOUNTED = 1000  # rows of an answer that no server cuts: `defectkg.rdf.engines` asks for more
PAGE = 10_000  # statements that are read at once
PART_OF = 1_000_000  # statements of the graphs that are asked at once for records of all
PART = re.compile(r"^ *# page: (.*)$", re.MULTILINE)
SIZES = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
OF_NOTHING = "ASK FROM <urn:defectkg:nothing> { ?s ?p ?o }"
QUADS = "SELECT ?s ?p ?o ?g { VALUES ?g { %s } GRAPH ?g { ?s ?p ?o } }"


class Endpoint(Store):
    """What a server answers, to be read; see `defectkg.rdf.pushing` for filling it.

    Parameters
    ----------
    address : str
        Of its endpoint for queries.

    Raises
    ------
    DataError
        If it is no address.
    """

    is_elsewhere = True

    def __init__(self, address: str) -> None:
        super().__init__()
        self.server = Server(address)
        self.union = ""  # a parameter by which a query without FROM asks all graphs
        self.state = ""  # the mark of the state that all answers are to be of
        parts = urlsplit(address)
        self._path, self._parameters = parts.path or "/", parts.query
        self._uncut = MOST_UNCOUNTED  # so many rows come whole, so a limit of the server is above
        self._grammar = MemoryStore()  # which reads queries before they are sent

    def query(
        self,
        text: str,
        bindings: Mapping[str, str] | None = None,
        *,
        timeout: float | None = None,
    ) -> QueryAnswer:
        """Answer a SPARQL query; see `Store.query`.

        Raises
        ------
        DataError
            If the server answers something else, or cuts an answer in silence.
        StoreAwayError
            If it is away, or was filled after it had been opened.
        """
        found = self._answer(text, bindings, timeout)
        if self.state and not self._solutions(self._ask(IS_THERE % self.state, JSON, None)):
            raise StoreAwayError(
                f"{self.server.address}: was filled after it had been opened; ask again, or start"
                " again what serves it"
            )
        return found

    def _answer(
        self, text: str, bindings: Mapping[str, str] | None, timeout: float | None
    ) -> QueryAnswer:
        self._grammar.engine_answer(text, bindings)  # refuses what is no query, or no IRI
        if chooses_graphs(text) and not self._keeps_to_from:
            raise QueryError(
                f"{self.server.address}: asks all graphs whatever FROM says; start it without"
                " --union-default-graph, or leave that out of its address"
            )
        asked = with_prefixes(bound(text, bindings or {}))
        wanted = form_of(self._grammar.engine_answer(asked))
        if wanted is ox.QueryTriples:
            return self._triples(self._ask(asked, ", ".join(TRIPLES), timeout))
        found = self._solutions(self._ask(asked, JSON, timeout))
        if wanted != (set(found.columns) if isinstance(found, Rows) else ox.QueryBoolean):
            raise self._no_answer("an answer to another question")
        if isinstance(found, Rows) and (came := len(found.values)) > self._uncut:
            self._count(asked, came, timeout)
            self._uncut = came
        return found

    def rows_in_parts(self, text: str, *, timeout: float | None = None) -> Rows:
        """Answer a query of ours in parts, in no order."""
        if not PART.search(text) or sum(self._known_sizes.values()) <= PART_OF:
            return self.rows(text, timeout=timeout)
        parts = []
        for names in pages(self._known_sizes, PART_OF):
            parts.append(self.rows(part_of(text, names), timeout=timeout))
        return Rows.of_terms(parts[0].columns, [row for part in parts for row in part.terms or ()])

    def __len__(self) -> int:
        return sum(self._sizes().values())

    def quads(self) -> Iterator[ox.Quad]:
        """Yield every quad of the named graphs, its literals as our files write them.

        They are read by graphs, in pages, and counted.
        """
        for number, names in enumerate(pages(sizes := self._sizes(), PAGE)):
            rows = self.rows(QUADS % listed(names))
            if len(rows.values) != (there := sum(sizes[name] for name in names)):
                raise self._cut(len(rows.values), there)
            try:
                found = [ox.Quad(*row) for row in rows.terms or ()]  # type: ignore[arg-type]
            except (TypeError, ValueError):
                raise self._no_answer("statements that are none") from None
            yield from map(as_our_files_write, apart(found, f"p{number}-"))

    @cached_property
    def _keeps_to_from(self) -> bool:
        """Whether the server asks those graphs alone that a query chooses."""
        return self._solutions(self._ask(OF_NOTHING, JSON, None)) is False

    @cached_property
    def _known_sizes(self) -> dict[str, int]:
        return self._sizes()

    def _sizes(self) -> dict[str, int]:
        """Return how many quads each named graph has."""
        return {name: count_of(size) for name, size in self.rows(SIZES).values}

    def _ask(self, text: str, accept: str, timeout: float | None) -> Reply:
        """Send a query and return the answer.

        Raises
        ------
        QueryError
            If the server refuses the query.
        """
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"query": text}).encode()
        union = "" if chooses_graphs(text) else self.union
        parameters = "&".join(filter(None, [self._parameters, union]))
        target = f"{self._path}?{parameters}" if parameters else self._path
        reply = self.server.ask("POST", target, body, headers, seconds=timeout)
        if reply.status != 200:
            raise QueryError(
                f"{self.server.address}: refuses the query ({reply.status}): {reply.line()}"
            )
        return reply

    def _solutions(self, reply: Reply) -> Rows | bool:
        """Return the rows or the truth of an answer."""
        if reply.content_type not in (JSON, "application/json"):
            raise self._no_answer(reply.content_type or "something without a type")
        for read in (answer_in, answer_beside_more_in):
            try:
                return read(reply.body)
            except (SyntaxError, ValueError, RecursionError) as error:
                fault = first_line(error)
        raise self._no_answer(f"broken JSON: {fault}")

    def _triples(self, reply: Reply) -> list[ox.Triple]:
        """Return the triples of an answer."""
        if reply.content_type not in TRIPLES:
            raise self._no_answer(reply.content_type or "something without a type")
        try:
            found = [q.triple for q in ox.parse(reply.body, format=TRIPLES[reply.content_type])]
            return sorted(found, key=str)  # as other stores have them
        except (SyntaxError, ValueError) as error:
            raise self._no_answer(f"broken RDF: {first_line(error)}") from None

    def _count(self, asked: str, came: int, timeout: float | None) -> None:
        """Raise an error if a server has more rows than came."""
        reply = self._ask(counting(asked), JSON, timeout)
        found = self._solutions(reply)
        there = count_of(found.values[0][0]) if isinstance(found, Rows) and found.values else 0
        if there != came:
            raise self._cut(came, there)

    def _cut(self, came: int, there: int) -> DataError:
        return DataError(
            f"{self.server.address}: {came} rows of {there} came: raise the limit of the server on"
            " rows; if it is being filled, ask again"
        )

    def _no_answer(self, what: str) -> DataError:
        return DataError(
            f"{self.server.address}: answers {what}, and no SPARQL result; give the address of a"
            " SPARQL endpoint, such as http://localhost:7878/query"
        )


def answer_in(body: bytes) -> Rows | bool:
    """Return the rows or the truth of an answer in JSON."""
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    return Rows.of_terms(names, found)


def answer_beside_more_in(body: bytes) -> Rows | bool:
    """Return an answer in JSON beside which a server tells more, as Comunica does."""
    told = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError("no object")
    return answer_in(json.dumps({name: told[name] for name in ANSWER if name in told}).encode())


def form_of(answer: EngineAnswer) -> set[str] | type[EngineAnswer]:
    """Return the columns of an answer in rows, and of what kind another is.

    Nothing keeps the answer itself: it may end in this thread alone, and errors outlive that.
    """
    if isinstance(answer, ox.QuerySolutions):
        return {variable.value for variable in answer.variables}
    return type(answer)


def with_prefixes(text: str) -> str:
    """Return a query with those prefixes of the table declared that it uses and does not."""
    own = declared(text)
    known = prefixes()
    used = {
        t[0].partition(":")[0] for t in tokens_of(text) if t.lastgroup == "word" and ":" in t[0]
    }
    wanted = [name for name in sorted(used & known.keys()) if own[name] == known[name]]
    return "".join(f"PREFIX {name}: <{known[name]}>\n" for name in wanted) + text


def counting(text: str) -> str:
    """Return a query for the number of rows of a SELECT query.

    Examples
    --------
    >>> counting("PREFIX a: <urn:a> SELECT ?x FROM <urn:g> { ?x a ?y } ORDER BY ?x")
    'PREFIX a: <urn:a> SELECT (COUNT(*) AS ?n) FROM <urn:g> { SELECT ?x { ?x a ?y } ORDER BY ?x }'
    """
    start = graphs = end = -1
    for token in tokens_of(text):
        word = token[0].casefold() if token.lastgroup == "word" else token[0]
        if word == "select" and start < 0:
            start = token.start()
        elif word == "from" and graphs < 0:
            graphs = token.start()
        elif word in ("where", "{"):
            end = token.start()
            break
    graphs = end if graphs < 0 else graphs
    select = text[start:graphs] + text[end:]
    ends = "\n}" if "#" in select else " }"  # the last line may end in a comment
    return f"{text[:start]}SELECT (COUNT(*) AS ?n) {text[graphs:end]}{{ {select}{ends}"


def part_of(text: str, names: Iterable[str]) -> str:
    """Return a query for the records of some named graphs.

    Engines work out a SELECT within a query first, and so look at those graphs alone.
    """

    def chosen(pattern: re.Match[str]) -> str:
        variables = " ".join(dict.fromkeys(re.findall(r"\?\w+", pattern[1])))
        inside = f"VALUES ?page {{ {listed(names)} }} GRAPH ?page {{ {pattern[1]} }}"
        return f"{{ SELECT {variables} {{ {inside} }} }}"

    return PART.sub(chosen, text)
