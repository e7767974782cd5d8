"""Read-only tools for agents by the Model Context Protocol (https://modelcontextprotocol.io).

They ask the same functions as the command line. A wrong name is a `ToolError` whose text says what
to do, and an empty answer says of how many sources it is empty.
"""

from __future__ import annotations

import contextlib
import json
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from defectkg import __version__
from defectkg.agents.answers import Explained, Table, Thing, ToolAnswer, bounded, table
from defectkg.errors import DefectkgError, NameLookupError
from defectkg.mechanisms.untreated import is_untreated
from defectkg.rdf.library import library, load_query
from defectkg.rdf.rows import Rows
from defectkg.text.ask import answer, answer_rows, read_as, untold
from defectkg.text.asked_query import Asked
from defectkg.text.beside import told_in_print
from defectkg.text.empty_answers import unexplained
from defectkg.text.first_screen import Screen, agent_rows, screen_of
from defectkg.text.most_telling import part_asked
from defectkg.text.pages import model_text
from defectkg.text.path_data import claim_object, outcome_object, path_objects, said_object
from defectkg.text.paths import headline, one_line
from defectkg.text.question import LONGEST, read_question
from defectkg.text.records import RecordTexts
from defectkg.text.remarks import remarks_on
from defectkg.text.tables import explain_rows, of_sources
from defectkg.text.untreated import untreated_text

if TYPE_CHECKING:
    from defectkg.graph import DefectGraph

__all__ = ["create_server"]

INSTRUCTIONS = """\
What publications say about defects in halide perovskites, the agents that passivate them, and the
mechanisms. Names are taken as people write them (V_Br, bromide vacancy, DDAB, CsPbBr3). Every row
says in which publication and where it stands: cite it. Belief and certainty are part of an answer.
Rows have a level: exact, broader, narrower, by way of an ion: do not give a broader row as an exact
one. No row means that no source that was read says it, never that it is not so. Begin with ask
where a question names more than one thing; the other tools list all of a sort."""

SECONDS = 10  # for a query in SPARQL
F = TypeVar("F", bound=Callable[..., object])
Name = Annotated[str, Field(max_length=200)]
Offset = Annotated[int, Field(ge=0, le=100_000, description="Rows to skip.")]
Source = Annotated[Name, Field(description="A publication: only what was read in it counts.")]
Until = Annotated[
    int | None, Field(ge=1, le=9999, description="Year: only works and sources up to it count.")
]
Limit = Annotated[int, Field(ge=1, le=200, description="Most rows.")]
Whole = Annotated[
    bool, Field(description="All rows, also those farther from what is asked, which are counted.")
]


class Paths(ToolAnswer):
    """Chains of claims from one thing to another."""

    paths: list[dict[str, Any]] = Field(
        description="Best first: sign (+: the end rises), belief, and steps with their sources."
    )
    reason: str = Field("", description="Why there is no path.")
    denied: list[dict[str, str]] = Field(description="Claims that deny it.")
    declared_open: list[dict[str, str]] = Field(description="What sources call not shown.")
    reported: list[dict[str, str]] = Field(
        description="What is reported of the pair, though no path here is of that study."
    )
    told_besides: list[dict[str, str]] = Field(
        description="Claims that the same works say besides."
    )


@contextlib.contextmanager
def errors_for_the_model() -> Iterator[None]:
    """Turn foreseen errors into what the model reads."""
    try:
        yield
    except DefectkgError as error:
        raise ToolError(str(error)) from None


def create_server(graph: DefectGraph) -> MCPServer:
    """Return a server whose tools answer from a graph.

    Parameters
    ----------
    graph : DefectGraph

    Returns
    -------
    MCPServer
        Its method ``run`` serves standard input and output.
    """
    server = MCPServer(
        "defectkg",
        title="Defects in halide perovskites",
        instructions=INSTRUCTIONS,
        version=__version__,
        log_level="ERROR",
    )
    one_at_a_time = threading.Lock()  # warnings are of the whole process

    def tool(title: str) -> Callable[[F], F]:
        return server.tool(
            title=title,
            annotations=ToolAnnotations(
                read_only_hint=True,
                destructive_hint=False,
                idempotent_hint=True,
                open_world_hint=False,
            ),
        )

    def chosen(
        query: str,
        offset: int,
        limit: int,
        source: str,
        until: int | None,
        whole: bool,
        /,
        **filters: str,
    ) -> Table:
        given = {name: text for name, text in filters.items() if text}
        with errors_for_the_model():
            part = graph.within(source=source, until=until)
            in_print = told_in_print(part, given.get("about", ""))
            if in_print:
                rows, notes = part.contradictions(between=None, science=False, **given), [in_print]
                screen = Screen(rows)
            else:
                rows = part.ask(query, given, counting=not whole)
                notes = remarks_on(part.store, query, given, rows, part.given, "")
                asked = Asked(part.store, load_query(query), given, part.given, "")
                screen = Screen(rows) if whole else screen_of(asked, rows)
        read = part.sources_read
        if not rows.values:
            notes.append(f"that is of {of_sources(read)}, and no proof that it is not so")
        if screen.left:
            notes.append(f"not shown: {screen.left}; whole=true shows all")
        if screen.by_agent:
            notes.append("one row for each agent; all of one: agent=NAME, of all: whole=true")
        notes = [*filter(None, [part.left_out]), *notes]
        shown = agent_rows(screen.rows) if screen.by_agent else screen.rows
        return table(shown, read, "; ".join(notes), offset, limit)

    @tool("What do the records say to a question in plain words?")
    def ask(
        question: Annotated[
            str, Field(max_length=LONGEST, description="As one would ask a colleague.")
        ],
        source: Source = "",
        until: Until = None,
        offset: Offset = 0,
        limit: Limit = 60,
    ) -> Table:
        """Answer study by study, best first: what is reported, said, denied, open and doubtful.

        Names in the question are looked up; studies that hold most of them come first.
        """
        with errors_for_the_model():
            part = graph.within(source=source, until=until)
            asked = read_question(part, question)
            notes = [part.left_out, read_as(part, asked)]
            try:
                records = RecordTexts(part_asked(part, asked))
                found = answer(records, asked)
                notes.append(untold(records, asked))
            except NameLookupError as error:
                if not part.left_out:
                    raise
                found = []
                notes.append(str(error))  # of what counts
        note = "; ".join(filter(None, notes))
        return table(answer_rows(found), part.sources_read, note, offset, limit)

    @tool("What does a name mean, and what is known about it?")
    def resolve(
        name: Annotated[Name, Field(description="Of a defect, agent, host, work, record …")],
        whole: Annotated[bool, Field(description="Leave nothing out of the page.")] = False,
        source: Source = "",
        until: Until = None,
    ) -> Thing:
        """Find the one thing that a name means: its IRI, classes, and a page of what is known."""
        with errors_for_the_model():
            part = graph.within(source=source, until=until)
            found = part.find(name)
            lines = part.show(name, whole=whole).splitlines(keepends=True)
        kept = bounded(lines)
        cut = "" if len(kept) == len(lines) else "the page is cut: ask the other tools for more"
        return Thing(
            sources_read=part.sources_read,
            note="; ".join(filter(None, [part.left_out, cut])),
            iri=found.iri,
            label=found.label,
            kinds=[graph.names.label(kind) for kind in found.types],
            page="".join(kept),
        )

    @tool("What was tried against a defect, and what came out?")
    def tried(
        defect: Name = "",
        agent: Name = "",
        host: Name = "",
        form: Annotated[Name, Field(description="Such as nanocrystal or thin film.")] = "",
        source: Source = "",
        until: Until = None,
        offset: Offset = 0,
        limit: Limit = 30,
        whole: Whole = False,
    ) -> Table:
        """List agents against a defect, nearest first: how they act, outcome, source, certainty."""
        return chosen(
            "tried", offset, limit, source, until, whole,
            defect=defect, agent=agent, host=host, form=form,
        )  # fmt: skip

    @tool("What did treatments do to observables?")
    def outcomes(
        agent: Name = "",
        host: Name = "",
        form: Name = "",
        observable: Annotated[Name, Field(description="Such as PLQY or EQE.")] = "",
        result: Annotated[
            str, Field(description="better, worse, null result, no change; or empty.")
        ] = "",
        source: Source = "",
        until: Until = None,
        offset: Offset = 0,
        limit: Limit = 30,
        whole: Whole = False,
    ) -> Table:
        """List values before and after, null results and harm, each with its source."""
        return chosen(
            "outcomes", offset, limit, source, until, whole,
            agent=agent, host=host, form=form, observable=observable, result=result,
        )  # fmt: skip

    @tool("Which claims of cause and effect are there?")
    def claims(
        cause: Name = "",
        effect: Name = "",
        host: Name = "",
        stance: Annotated[
            str, Field(description="supports, refutes, finds none, not shown; or empty.")
        ] = "",
        source: Source = "",
        until: Until = None,
        offset: Offset = 0,
        limit: Limit = 30,
        whole: Whole = False,
    ) -> Table:
        """List claims: cause raises, lowers or alters effect, with mechanism, scope, evidence."""
        return chosen(
            "claims", offset, limit, source, until, whole,
            cause=cause, effect=effect, host=host, stance=stance,
        )  # fmt: skip

    @tool("By which steps does one thing lead to another?")
    def paths(
        start: Name,
        end: Name,
        host: Name = "",
        form: Name = "",
        source: Source = "",
        until: Until = None,
        count: Annotated[int, Field(ge=1, le=10)] = 3,
    ) -> Paths:
        """Find signed chains of claims; a path joined from several studies says so."""
        with errors_for_the_model():
            part = graph.within(source=source, until=until)
            answer = part.paths(start, end, count=count, host=host, form=form)
            found = [
                {"in_words": one_line(part, path), **told}
                for path, told in zip(answer.paths, path_objects(part, answer), strict=True)
            ]
            return Paths(
                sources_read=part.sources_read,
                note="; ".join(filter(None, [part.left_out, headline(part, answer)])),
                paths=bounded(found),
                reason=answer.reason or "",
                denied=bounded([claim_object(part, s) for s in answer.denied], 6000),
                declared_open=bounded([claim_object(part, s) for s in answer.declared_open], 6000),
                reported=bounded(
                    [outcome_object(part, o) for o in (*answer.stated, *answer.also_reported)],
                    6000,
                ),
                told_besides=bounded([said_object(part, s) for s in answer.told_besides], 6000),
            )

    @tool("Do the claims explain what was measured?")
    def explain(
        what: Annotated[Name, Field(description="A treatment, agent, ion, host or defect.")],
        source: Source = "",
        until: Until = None,
        offset: Offset = 0,
        limit: Limit = 30,
    ) -> Explained:
        """List each reported outcome with what the claims predict, and by which steps.

        Of a host: why it is as it is untreated, by what its defects do. Of a defect: what it does.
        """
        with errors_for_the_model():
            part = graph.within(source=source, until=until)
            read, page = part.sources_read, ""
            notes = [part.left_out]
            if is_untreated(part.names, what):
                rows = Rows((), [])
                page = untreated_text(part, part.explain_untreated(what))
            else:
                found = part.explain(what)
                rows = explain_rows(part, found)
                notes += [] if found else [f"no treatment applies it (in {of_sources(read)})"]
                notes += unexplained(part, what, found) if what != "all" else []
        told = table(rows, read, "; ".join(filter(None, notes)), offset, limit)
        return Explained(**told.model_dump(), page="".join(bounded(page.splitlines(keepends=True))))

    @tool("What speaks against what?")
    def contradictions(
        about: Name = "",
        kind: Annotated[str, Field(description="Such as exception or denial; or empty.")] = "",
        source: Source = "",
        until: Until = None,
        offset: Offset = 0,
        limit: Limit = 30,
        whole: Whole = False,
    ) -> Table:
        """List exceptions, denials, opposed outcomes, rival accounts and slips of print."""
        return chosen("contradictions", offset, limit, source, until, whole, about=about, kind=kind)

    @tool("Any other question, in SPARQL")
    def sparql(
        query: Annotated[str, Field(max_length=20_000, description="SELECT, ASK or CONSTRUCT.")],
        offset: Offset = 0,
        limit: Limit = 50,
    ) -> Table:
        """Answer SPARQL 1.1 over the union of all graphs; prefixes are known."""
        with one_at_a_time, warnings.catch_warnings(record=True) as remarks:
            warnings.simplefilter("always")
            with errors_for_the_model():
                answer = graph.query(query, timeout=SECONDS)
        if isinstance(answer, bool):
            answer = Rows(("answer",), [(str(answer).lower(),)])
        elif not isinstance(answer, Rows):
            triples = [tuple(str(term) for term in triple) for triple in answer]
            answer = Rows(("subject", "predicate", "object"), triples)
        note = "; ".join(str(remark.message) for remark in remarks)
        return table(answer, graph.sources_read, note, offset, limit)

    @server.resource(
        "defectkg://model", title="Model card: classes, properties, coded values",
        mime_type="text/csv",
    )  # fmt: skip
    def model() -> str:
        """Describe what stands in the graph, and how it is said."""
        return model_text(graph).to_text("csv")

    @server.resource(
        "defectkg://terms", title="Labels and IRIs of all kinds", mime_type="application/json"
    )
    def terms() -> str:
        """List every kind of the vocabulary under its group."""
        groups = graph.kinds.groups
        found: dict[str, dict[str, str]] = {}
        for iri, group in groups.items():
            found.setdefault(graph.names.label(group), {})[graph.names.label(iri)] = iri
        return json.dumps(found, ensure_ascii=False, sort_keys=True)

    @server.resource("defectkg://queries", title="The query library", mime_type="application/json")
    def queries() -> str:
        """List the queries of the library, each a question with its SPARQL."""
        listed = [{"name": q.name, "question": q.question, "sparql": q.text} for q in library()]
        return json.dumps(listed, ensure_ascii=False)

    return server
