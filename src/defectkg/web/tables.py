"""Questions with rows for an answer: the query library, gaps, explanations, comparison."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple
from urllib.parse import quote, urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from defectkg.draw.before_after import before_after_svg
from defectkg.mechanisms.belief import default_weights
from defectkg.mechanisms.gaps import (
    CLAIMED,
    DENIED,
    DISPUTED,
    NO_CLAIM,
    NOT_MEANINGFUL,
    OPEN,
    STATES,
    Cell,
)
from defectkg.mechanisms.untreated import is_untreated
from defectkg.model import terms
from defectkg.model.names import Name
from defectkg.rdf.levels import APPLIED
from defectkg.rdf.library import Slot, library, load_query
from defectkg.rdf.prefixes import TERMS
from defectkg.rdf.rows import Rows
from defectkg.text.answers import for_people, legend, worded
from defectkg.text.asked_query import Asked
from defectkg.text.beside import told_in_print
from defectkg.text.empty_answers import unexplained
from defectkg.text.evidence import counts, observable_told, routes_told, sites_told
from defectkg.text.first_screen import Screen, screen_of
from defectkg.text.path_data import paths_rows
from defectkg.text.paths import challenges_of
from defectkg.text.remarks import remarks_on
from defectkg.text.sentences import word
from defectkg.text.tables import (
    explain_rows,
    explain_table,
    gap_matrix,
    gap_rows,
    gap_table,
    of_sources,
    open_told,
    suggest_rows,
)
from defectkg.text.untreated import measured_lines, untreated_json
from defectkg.web.explorer import Pages
from defectkg.web.forms import (
    ALL,
    LIMITS,
    SCOPE,
    FormField,
    NotThereError,
    apart,
    command_of,
    download,
    downloads,
    fields_of,
    given_to,
    layout_of,
    parameter,
    with_query,
)
from defectkg.web.links import address
from defectkg.web.things import QUESTIONS
from defectkg.web.told_paths import Sentences, told

__all__ = ["Tables"]

FEW = 12  # words of which one is chosen from a list
MOST_ROWS = 500  # of one page; the files hold all
ASKED = {  # queries of the library with an address of their own, and how people call them
    "tried": "What was tried",
    "outcomes": "Outcomes",
    "claims": "Claims",
    "contradictions": "Contradictions",
}
RECORDS = {  # to which a row leads
    "claim_iri": "claim",
    "treatment_iri": "treatment",
    "record_iri": "one side",
    "against_iri": "other side",
}
IN_EVIDENCE = ("record", "against_record")  # columns that only name such records
SIGNS = {  # of the states of a gap
    CLAIMED: "●",
    DENIED: "✕",
    DISPUTED: "◐",
    OPEN: "?",
    APPLIED: "○",
    NO_CLAIM: "·",
    NOT_MEANINGFUL: "–",
}
EXPLAIN_FIELDS = {"what": "treatment, agent, ion, host or defect", **LIMITS}
EXPLAINED = {
    "what": ("AgentKind", "IonKind", "ConditionKind", "Treatment", "HostKind", "DefectKind")
}
GAP_FIELDS = {"defect": "defect", "agent": "agent or ion", **SCOPE, "state": "state"}
SUGGEST_FIELDS = {"defect": "defect", **SCOPE}
COMPARE_FIELDS = {"observable": "observable", "agent": "agent", **SCOPE}
SIDES = {"one": "this agent or work", "other": "against this one"}
COMPARED = (terms.PUBLICATION, terms.AGENT_KIND, terms.ION_KIND, terms.CONDITION_KIND)
EXAMPLE = """\
# The prefixes of our own terms and of those of others are known.
SELECT ?agent ?defect {
  ?claim a dkg:Claim ; dkg:relation dkg:Lowers ; dkg:cause ?cause ; dkg:effect ?effect .
  ?effect a dkg:DefectKind .
  ?cause rdfs:label ?agent . ?effect rdfs:label ?defect
} ORDER BY ?agent LIMIT 50
"""


class ShownTable(NamedTuple):
    """Rows as a page shows them.

    Parameters
    ----------
    title : str
        Empty where the page has only one.
    columns : list of str
    rows : list of (list of Markup, list of (str, str))
        The cells of each, and the records behind it: what they are and where.
    total : int
        Of the rows, also those that are not shown.
    """

    title: str
    columns: list[str]
    rows: list[tuple[list[Markup], list[tuple[str, str]]]]
    total: int


class Matrix(NamedTuple):
    """What is claimed of agents against defects, at a glance.

    Parameters
    ----------
    signs : list of (str, str)
        States and the signs for them.
    columns : list of Markup
        Defects.
    rows : list of (Markup, list of (str, str))
        Agents, each with the state of every cell and where its rows are.
    """

    signs: list[tuple[str, str]]
    columns: list[Markup]
    rows: list[tuple[Markup, list[tuple[str, str]]]]


class Tables(Pages):
    """The pages whose answer is a table."""

    def routes(self) -> list[BaseRoute]:
        """Return the routes; each answers with a file, too, where its address has an ending."""
        pages: dict[str, Callable[[Tables, Request], Response]] = {
            "/gaps": Tables.gaps,
            "/explain": Tables.explain,
            "/suggest": Tables.suggest,
            "/compare": Tables.compare,
            **{f"/{n}": partial(Tables.ask, name=n, title=title) for n, title in ASKED.items()},
            "/queries/{name}": Tables.query,
        }
        return [
            Route("/queries", self.queries),
            Route("/editor", self.editor),
            *(Route(path + ".{ending}", self.limited(page)) for path, page in pages.items()),
            *(Route(path, self.limited(page)) for path, page in pages.items()),
        ]

    def query(self, request: Request) -> Response:
        """Answer any query of the library."""
        name = request.path_params["name"]
        return self.ask(request, name, f"Query {name}")

    def ask(self, request: Request, name: str, title: str) -> Response:
        """Answer a query of the library: a form with a field for each slot, and the rows."""
        if name not in {query.name for query in library()}:
            raise NotThereError(f"no query {name}: see /queries")
        query = load_query(name)
        slots = {slot: takes for slot, takes in query.slots.items() if slot not in LIMITS}
        given = given_to(request, (*slots, *LIMITS, ALL))
        given.pop(ALL, "")
        filters, _ = apart(given)
        whole = bool(parameter(request, ALL)) or self._explorer.frozen
        layout = layout_of(request)
        must_choose = (
            name == "tried" and not filters and not layout
        )  # else it has thousands of rows
        in_print = told_in_print(self._graph, filters.get("about", ""))
        if in_print and name == "contradictions":
            rows = self._graph.contradictions(**filters)
        else:
            rows = Rows((), []) if must_choose else self._graph.ask(name, filters)
        if layout:
            return download(rows, layout, name)
        has_command = name in ("tried", "outcomes")
        asked = Asked(self._graph.store, query, filters, self._graph.given, "")
        screen = Screen(rows) if whole or in_print or not rows.values else screen_of(asked, rows)
        shown = worded(self._graph, screen.table(name))
        return self.page(
            request,
            title,
            query.question,
            [
                *(self.field(name, slot, given) for name, slot in slots.items()),
                *fields_of(LIMITS, given),
            ],
            [self.table(shown)],
            []
            if must_choose
            else [
                *self.left(screen, for_people(name, rows), request, given),
                *([in_print] if in_print else self.remarks(name, filters, rows)),
                *filter(None, [legend(shown)]),
            ],
            command=command_of(name, given)
            if has_command
            else command_of(f"query {name}", given, "-p "),
            sparql=query.text,
            load=name,
        )

    def left(
        self, screen: Screen, whole: Rows, request: Request, given: dict[str, str]
    ) -> list[Markup]:
        """Return what a page does not show at first, and the link that shows it."""
        if not (screen.left or screen.by_agent):
            return []
        what = f"Not shown: {screen.left}" if screen.left else "One line for each agent"
        return [
            Markup('{}: <a href="{}">all {} rows</a>.').format(
                what, with_query(request.url.path, {**given, ALL: "yes"}), len(whole.values)
            )
        ]

    def field(self, name: str, slot: Slot, given: dict[str, str]) -> FormField:
        """Return the field of a form for a slot; what takes little is chosen from a list."""
        options: Sequence[str] = slot.groups if slot.takes_word else ()
        if not slot.takes_word and not any(group.endswith("Kind") for group in slot.groups):
            groups = {TERMS + group for group in slot.groups}
            named = self._graph.names.by_iri.values()
            options = sorted(n.label for n in named if groups & set(n.types))
        value = given.get(name, "")
        if len(options) > FEW or (value and value not in options):
            options = ()  # what was asked must stand in the form
        return FormField(name, name.replace("_", " "), value, " ".join(slot.groups), options)

    def remarks(self, name: str, given: dict[str, str], rows: Rows) -> list[str]:
        """Return what to say beside the rows of a query of the library."""
        more = remarks_on(self._graph.store, name, given, rows, self._graph.given, "")
        if name == "outcomes" and rows.values and " or " not in given.get("observable", " or "):
            more = observable_told(self._graph, given["observable"], rows) + more
        more += routes_told(self._graph.ask, given) if name == "tried" else []
        more += sites_told(self._graph) if name == "dopants" else []
        return counts(name, rows) + more

    def gaps(self, request: Request) -> Response:
        """Answer with what is claimed against which defect and where, and what is not."""
        given = given_to(request, (*GAP_FIELDS, *LIMITS))
        layout = layout_of(request)
        filters, _ = apart(given)
        cells = self._graph.gaps(**filters) if filters or layout else []
        if layout:
            return download(gap_rows(self._graph, cells), layout, "gaps")
        counts = Counter(cell.state for cell in cells)
        unasked = () if "state" in given else (NO_CLAIM, NOT_MEANINGFUL)
        shown = [cell for cell in cells if cell.state not in unasked]
        states = [
            (f"{counts[state]} {state}", with_query("/gaps", {**given, "state": state}))
            for state in STATES
            if counts[state]
        ]
        return self.page(
            request,
            "Gaps",
            "What is claimed against which defect and where, what is denied, declared open, or "
            "claimed by no source that was read?",
            [
                *fields_of({k: GAP_FIELDS[k] for k in GAP_FIELDS if k != "state"}, given),
                FormField("state", GAP_FIELDS["state"], given.get("state", ""), "", STATES),
                *fields_of(LIMITS, given),
            ],
            [self.table(gap_table(self._graph, shown, whole=True))],
            [
                *([Markup("{}.").format(Markup(", ").join(map(link, states)))] if states else []),
                *open_told(self._graph, shown),
            ],
            matrix=self.matrix(cells, given) if "host" in given else None,
            command=command_of("gaps", given),
        )

    def matrix(self, cells: Sequence[Cell], given: dict[str, str]) -> Matrix | None:
        """Return agents against defects, each cell a link to its rows; None for a single line."""
        rows = gap_matrix(self._graph, cells)
        if len(rows.values) < 2 or len(rows.columns) < 3:
            return None
        defects, linked = rows.columns[1:], self._explorer.links.linked
        return Matrix(
            list(SIGNS.items()),
            [linked(defect) for defect in defects],
            [
                (
                    linked(agent),
                    [
                        (state, with_query("/gaps", {**given, "agent": agent, "defect": defect}))
                        for defect, state in zip(defects, states, strict=True)
                    ],
                )
                for agent, *states in rows.values
            ],
        )

    def explain(self, request: Request) -> Response:
        """Answer whether the claims explain what treatments are reported to do."""
        given = given_to(request, ("what", *LIMITS))
        what = given.get("what", "")
        layout = layout_of(request)
        if what and is_untreated(self._graph.names, what):
            return self.untreated(request, given, layout)
        found = self._graph.explain(what or "all") if what or layout else []
        rows = explain_rows(self._graph, found)
        if layout:
            return download(rows, layout, "explain")
        none = [f"no treatment with an outcome applies {what}"] if what and not found else []
        return self.page(
            request,
            "Explanations",
            "Do the claims explain what is reported?",
            fields_of(EXPLAIN_FIELDS, given, EXPLAINED),
            [self.table(explain_table(rows))],
            [*none, *(unexplained(self._graph, what, found) if what not in ("", "all") else [])],
            command=command_of(f"explain {shlex.quote(what or 'all')}", apart(given)[1]),
        )

    def untreated(self, request: Request, given: dict[str, str], layout: str) -> Response:
        """Answer why a host is as it is, by what its defects do; of a defect, what it does."""
        graph, explorer = self._graph, self._explorer
        found = graph.explain_untreated(given["what"])
        if layout == "json":
            return Response(untreated_json(graph, found), media_type="application/json")
        if layout:
            return download(paths_rows(graph, found), layout, "explain")
        is_host = graph.kinds.groups.get(found.of) == terms.HOST_KIND
        asked = {"host" if is_host else "defect": graph.names.label(found.of), **apart(given)[1]}
        return explorer.render(
            "untreated.html",
            title=f"{word(graph, found.of)}{', untreated' if is_host else ''}",
            is_host=is_host,
            fields=fields_of(EXPLAIN_FIELDS, given, EXPLAINED),
            measured=list(map(explorer.links.linked, measured_lines(graph, found.of))),
            paths=list(told(explorer, found.paths, default_weights())),
            besides=Sentences(explorer, found.besides).of(found.besides),
            remarks=challenges_of(graph, {found.of}),
            tried=f"/tried?{urlencode(asked, quote_via=quote)}",  # as pages of things write it
            command=command_of(f"explain {shlex.quote(given['what'])}", apart(given)[1]),
            downloads=downloads(request),
        )

    def suggest(self, request: Request) -> Response:
        """Answer with untested candidates against a defect of a host."""
        given = given_to(request, (*SUGGEST_FIELDS, *LIMITS))
        whole = {"defect", "host"} <= given.keys()
        asked, _ = apart(given)
        rows = suggest_rows(self._graph, self._graph.suggest(**asked) if whole else [])
        if layout := layout_of(request):
            return download(rows, layout, "suggest")
        remarks = ["These are guesses by rule: docs/paths.md says how far to trust them."]
        remarks += ["Name a defect and a host."] if asked and not whole else []
        if whole and not rows.values:
            read = of_sources(self._graph.sources_read)
            remarks += [f"no candidate: of {read} no chain lowers it but by what was tried there"]
        return self.page(
            request,
            "Suggestions",
            "Which agents that no source reports there may act against a defect of a host?",
            fields_of({**SUGGEST_FIELDS, **LIMITS}, given),
            [self.table(rows.without_empty())],
            remarks,
            command=command_of("suggest", given),
        )

    def compare(self, request: Request) -> Response:
        """Answer with outcomes before and after as a plot beside their table.

        With two agents or works the two stand side by side, and what speaks between them below.
        """
        asked = given_to(request, (*COMPARE_FIELDS, *SIDES, *LIMITS))
        sides = {name: asked[name] for name in SIDES if name in asked}
        given = {name: asked[name] for name in COMPARE_FIELDS if name in asked}
        given = given if given or sides else {"observable": "PLQY"}
        tables, drawn = [], []
        for name in sides.values():
            rows = self.side(self._graph.find(name, *COMPARED), given)
            drawn.append(rows)
            tables.append(self.table(for_people("outcomes", rows), f"Outcomes of {name}"))
        if not sides:
            drawn = [self._graph.ask("outcomes", given)]
            tables = [self.table(for_people("outcomes", drawn[0]))]
        together = Rows(drawn[0].columns, [row for rows in drawn for row in rows.values])
        if layout := layout_of(request):
            return download(together, layout, "compare")
        if len(sides) == len(SIDES):
            opposed = self.opposed(*(self._graph.find(name, *COMPARED) for name in sides.values()))
            tables.append(self.table(opposed, "What speaks of one against the other"))
        slots = load_query("outcomes").slots
        groups: dict[str, Iterable[str]] = {n: slots[n].groups for n in COMPARE_FIELDS}
        groups |= dict.fromkeys(SIDES, ("Publication", "AgentKind", "IonKind", "ConditionKind"))
        return self.page(
            request,
            "Compare",
            "What did treatments do to an observable, before and after? Of two agents or works, "
            "one beside the other.",
            fields_of({**COMPARE_FIELDS, **SIDES, **LIMITS}, {**asked, **given}, groups),
            tables,
            [] if sides else self.remarks("outcomes", given, drawn[0]),
            command=command_of("outcomes", {**given, **apart(asked)[1]}),
            picture=self._explorer.picture(lambda: before_after_svg(together)),
        )

    def side(self, name: Name, given: dict[str, str]) -> Rows:
        """Return the outcomes of an agent, or those that a work reports or retells."""
        if terms.PUBLICATION not in name.types:
            return self._graph.ask("outcomes", {**given, "agent": name.iri})
        of_work = {
            row["object"]
            for row in self._graph.names.about(name.iri)
            if row["direction"] == "in" and row["predicate"] == terms.OF_PUBLICATION
        }
        rows = self._graph.ask("outcomes", given)
        return rows.take(
            n for n, row in enumerate(rows.dicts()) if of_work & set(row["measurement_iri"].split())
        )

    def opposed(self, one: Name, other: Name) -> Rows:
        """Return what speaks of one agent or work against another."""
        if terms.PUBLICATION in one.types and terms.PUBLICATION in other.types:
            return self._graph.contradictions(between=(one.iri, other.iri))
        rows = self._graph.ask("contradictions", {})
        both = {one.iri, other.iri}
        return rows.take(
            n for n, row in enumerate(rows.dicts()) if both <= set(row["about_iri"].split())
        )

    def table(self, rows: Rows, title: str = "") -> ShownTable:
        """Return rows for a page: names are links, and each row leads to its records."""
        columns = [c for c in rows.columns if not c.endswith("_iri") and c not in IN_EVIDENCE]
        shown = rows.take(range(min(MOST_ROWS, len(rows.values))))
        cells = shown.pick(*columns).values if columns else []
        linked = self._explorer.links.linked
        return ShownTable(
            title,
            [c.replace("_", " ") for c in columns],
            [
                ([linked(text) for text in row], records_of(full))
                for row, full in zip(cells, shown.dicts(), strict=True)
            ],
            len(rows.values),
        )

    def page(
        self,
        request: Request,
        title: str,
        question: str,
        fields: list[FormField],
        tables: list[ShownTable],
        remarks: Sequence[str],
        *,
        command: str,
        sparql: str = "",
        load: str = "",
        matrix: Matrix | None = None,
        picture: Markup | str = "",
    ) -> Response:
        """Return a page with a form and one or more tables."""
        return self._explorer.render(
            "table.html",
            title=title,
            asked_for=", ".join(filter(None, request.query_params.values())),
            choices=self.choices(request) if self._explorer.frozen else {},
            question=question,
            fields=fields,
            tables=tables,
            remarks=remarks,
            command=command,
            sparql=sparql,
            load=load,
            matrix=matrix,
            picture=picture,
            asked=any(field.value for field in fields if field.name not in LIMITS),
            downloads=downloads(request),
        )

    def choices(self, request: Request) -> dict[str, list[tuple[str, str]]]:
        """Return of which kinds a page without filters is kept as a file, and where."""
        asked = [(g, *question) for g, questions in QUESTIONS.items() for question in questions]
        labels, groups = self._graph.names.label, self._graph.kinds.groups
        return {
            title: sorted((labels(k), where + quote(labels(k))) for k in groups if groups[k] == g)
            for g, title, where in asked
            if where.startswith(f"{request.url.path}?") and not request.query_params
        }

    def queries(self, request: Request) -> Response:
        """Answer with the query library."""
        given_to(request, ())
        return self._explorer.render("queries.html", title="Queries", queries=library())

    def editor(self, request: Request) -> Response:
        """Answer with a page on which SPARQL is written and asked."""
        given = given_to(request, ("load", "text"), {"text": 8000})
        name = given.get("load", "")
        return self._explorer.render(
            "editor.html",
            title="SPARQL",
            limits=self._explorer.limits,
            text=load_query(name).text if name else given.get("text", EXAMPLE),
            loaded=name,
            queries=[query.name for query in library()],
        )


def link(pair: tuple[str, str]) -> Markup:
    """Return a text that leads to an address."""
    return Markup('<a href="{1}">{0}</a>').format(*pair)


def records_of(row: dict[str, str]) -> list[tuple[str, str]]:
    """Return the records behind a row: what they are, and where their pages are."""
    found: dict[str, str] = {}  # two sides may be one record
    for column, what in RECORDS.items():
        for iri in row.get(column, "").split():
            if what not in row:  # else the cell is a link
                found.setdefault(iri, what)
    return [(what, address(iri)) for iri, what in found.items()]
