"""The commands on data: count, check, lay out, ask, look up, map, export, verify."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from defectkg.cli.loading import limited, load_with
from defectkg.cli.options import (
    Aligned,
    ContextFile,
    Format,
    Mapped,
    Names,
    Params,
    Paths,
    Source,
    Timeout,
    Until,
    Whole,
    WithFiles,
    app,
    path_of,
    several,
)
from defectkg.cli.output import (
    answer_text,
    check_format,
    emit,
    notes,
    remark,
    rows_text,
    warned,
    width,
    write,
)
from defectkg.errors import DataError, QueryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from defectkg.graph import AskedQuery, DefectGraph
    from defectkg.rdf.rows import Rows
    from defectkg.rdf.store import QueryAnswer, Store
    from defectkg.text.asked_query import Asked
    from defectkg.verify.verdicts import Verdict

__all__ = [
    "check",
    "cite",
    "confront",
    "contradictions",
    "export",
    "format_files",
    "info",
    "map_term",
    "outcomes",
    "query",
    "show",
    "tried",
    "verify",
]


AT_LEVEL = "Only at this level: exact, broader, narrower, 'by way of', 'brings it' or 'not said'."
MOST_PRINTED = 24  # things that print a word and are shown
TOLD = 20  # new faults that are told one by one
LONGEST = 300.0  # seconds that may be spent on a file of others


@app.command(epilog="Example: defectkg info")
def info(
    model: Annotated[
        bool,
        typer.Option("--model", help="Print groups, classes, properties and coded values instead."),
    ] = False,
    spaces: Annotated[
        bool, typer.Option("--prefixes", help="Print the prefixes that queries know instead.")
    ] = False,
    source: Source = None,
    until: Until = None,
    form: Format = "table",
) -> None:
    """Count records and kinds, or describe the model."""
    from defectkg.graph import listed_prefixes

    if model and spaces:
        raise DataError("--model and --prefixes are two tables: ask for one after the other")
    if spaces:
        emit(listed_prefixes(), form)
        return
    graph = limited(source, until)
    emit(graph.info(model=model), form)
    if not model:
        remark(f"{len(graph.store)} triples")


@app.command(epilog="Example: defectkg check")
def check(
    paths: Paths = None,
    context: ContextFile = None,
    engine: Annotated[str, typer.Option(hidden=True)] = "",
    timeout: Timeout = LONGEST,
    form: Format = "table",
) -> None:
    """Check records and kinds: the shipped ones, or those of files and folders.

    With --store what it holds is checked, or is the context of the files.

    Exit code 1: findings; 2: a file could not be read, and what stands in it is not checked.
    """
    from defectkg.check import checks
    from defectkg.check.findings import Finding
    from defectkg.rdf.bounded import run_bounded
    from defectkg.rdf.opening import named_store, shown
    from defectkg.rdf.rows import Rows
    from defectkg.rdf.shipped import data_folder
    from defectkg.rdf.store import VARIABLE

    check_format(form)
    if engine:
        remark("--engine is gone: pyshacl is the one engine; leave the option out")
    known = named_store()
    findings, nodes, unread = (
        run_bounded(lambda: checks.check(paths, context, known), what="the check", seconds=timeout)
        if paths
        else checks.check_shipped()
        if known is None
        else checks.check_store(known)
    )
    lines = [*unread, *findings]
    if form == "table":
        write("".join(f"{line}\n" for line in lines))
    else:
        emit(Rows(Finding._fields, [tuple(line) for line in lines]), form)
    count = f"{len(findings) or 'no'} finding{'s' if len(findings) != 1 else ''}"
    here = str(data_folder()) if known is None else shown(os.environ[VARIABLE])
    remark(f"{count} on {nodes} nodes of {', '.join(map(str, paths or ())) or here}")
    if unread:
        which = "it" if len(unread) == 1 else "them"
        remark(f"{len(unread)} of the files could not be read; nothing in {which} was checked")
        raise typer.Exit(2)
    if findings:
        raise typer.Exit(1)


@app.command(name="format", epilog="Example: defectkg format --check graphs")
def format_files(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", show_default=False, parser=path_of)
    ],
    only_check: Annotated[
        bool, typer.Option("--check", help="Name files that are not canonical; change none.")
    ] = False,
) -> None:
    """Rewrite Turtle files in the canonical layout."""
    from defectkg.rdf.bounded import run_bounded
    from defectkg.rdf.reading import rdf_files, read_each
    from defectkg.rdf.turtle import canonical
    from defectkg.rdf.writing import write_atomically

    found = (file for path in paths for file in rdf_files(path))
    files = list(dict.fromkeys(file for file in found if file.suffix.lower() == ".ttl"))
    if not files:
        raise DataError("no Turtle file among these; give a .ttl file or a folder with some")
    # All are read before any is written.
    new = run_bounded(lambda: read_each(files, canonical), what="the layout", seconds=LONGEST)
    changed = [file for file, text in new.items() if text.encode() != file.read_bytes()]
    for file in changed:
        if only_check:
            write(f"{file}: not canonical; run defectkg format {file}\n")
        else:
            write_atomically(file, new[file])
    remark(f"{len(changed)} of {len(files)} files {'differ' if only_check else 'rewritten'}")
    if only_check and changed:
        raise typer.Exit(1)


@app.command(epilog="Example: defectkg query claims -p effect=V_Cl")
def query(
    name: Annotated[str, typer.Argument(metavar="[NAME|FILE|-]", show_default=False)] = "",
    params: Params = None,
    files: WithFiles = None,
    context: ContextFile = None,
    timeout: Timeout = 60.0,
    memory: Annotated[
        int | None,
        typer.Option(
            metavar="MIB",
            min=1,
            help="Give up when SPARQL takes more memory; 4096 without it, or half of all.",
            show_default=False,
        ),
    ] = None,
    mappings: Mapped = False,
    alignments: Aligned = False,
    source: Source = None,
    until: Until = None,
    whole: Whole = False,
    form: Format = "table",
) -> None:
    """Run a query of the library, a file, or standard input; without a name, list the library.

    Parameters take names as people write them, such as -p host=CsPbBr3. With files of others beside
    ours one query asks both: defectkg query examples/si-values.rq --with examples/qudt-units.ttl
    """
    from defectkg.graph import listed_library
    from defectkg.rdf.library import is_name

    check_format(form)
    if not name:
        given = {
            "parameters need": params,
            "--with needs": files,
            "--context needs": context,
            "--with-mappings needs": mappings,
            "--with-alignments needs": alignments,
            "--source needs": source,
            "--until needs": until,
        }
        if what := next((words for words, value in given.items() if value), ""):
            raise QueryError(f"{what} a query: defectkg query NAME -p NAME=VALUE --with FILE")
        emit(listed_library(), form)
        return
    text, names = query_text(name), bindings(params)

    def load() -> tuple[DefectGraph, list[str]]:
        return load_with(
            files, context=context, mappings=mappings, alignments=alignments,
            source=source, until=until,
        )  # fmt: skip

    if is_name(text):
        graph, remarks = load()
        printed = answer_by_name(graph, remarks, text, names, form, timeout=timeout, whole=whole)
    else:
        printed = answer_to_user(load, text, names, form, timeout, memory)
    printed.show(form)


def only(option: str, what: str) -> Any:
    """Return an option that takes the name of something and keeps what is about it."""
    return named(option, f"Only of {what}; repeatable.")


def named(option: str, text: str) -> Any:
    """Return an option that takes the name of something."""
    return typer.Option(f"--{option}", metavar="NAME", help=text)


def print_chosen(
    graph: DefectGraph,
    query: str,
    layout: str,
    /,
    *,
    whole: bool = False,
    **filters: str | list[str] | None,
) -> None:
    """Print the answer to a query of the library, by those filters that are given as options."""
    given = {name: several(value) for name, value in filters.items() if value}
    answer_by_name(graph, [], query, given, layout, option="--", whole=whole).show(layout)


@app.command(epilog="Example: defectkg outcomes --agent ZnBr2")
def outcomes(
    agent: Annotated[
        Names, only("agent", "this agent, ion or condition, or one above or below")
    ] = None,
    host: Annotated[Names, only("host", "this host, or one above or below")] = None,
    crystal_form: Annotated[Names, only("form", "this form, or one above or below")] = None,
    defect: Annotated[Names, only("defect", "treatments with a claim on this defect")] = None,
    observable: Annotated[
        Names, only("observable", "this observable, or one above or below")
    ] = None,
    direction: Annotated[Names, only("direction", "this: up, down, unchanged or preserved")] = None,
    method: Annotated[Names, only("method", "this method")] = None,
    strategy: Annotated[Names, only("strategy", "this strategy")] = None,
    basis: Annotated[
        str,
        named("basis", "Only of this basis: pair (before and after printed), worded or level."),
    ] = "",
    state: Annotated[str, named("state", "Only of this state: after, or host (as such).")] = "",
    level: Annotated[str, named("level", AT_LEVEL)] = "",
    at_least: Annotated[
        str,
        typer.Option(
            metavar="NUMBER",
            help="Only values from this on, in the unit of --observable; near unity counts.",
        ),
    ] = "",
    condition: Annotated[
        str,
        typer.Option(metavar="WORDS", help="Only where the condition has these, such as blue."),
    ] = "",
    unchanged: Annotated[
        bool, typer.Option("--unchanged", help="Only null results, and what was preserved.")
    ] = False,
    harmful: Annotated[
        bool, typer.Option("--harmful", help="Only what went the way that is not wanted.")
    ] = False,
    source: Source = None,
    until: Until = None,
    whole: Whole = False,
    form: Format = "table",
) -> None:
    """List what treatments did to observables: before, after, by which factor, and whose result.

    A table puts the numbers of a row in one phrase; csv, tsv and json hold each in its column. With
    --harmful and --unchanged a table tells besides what is claimed to do harm, or is denied.
    """
    from defectkg.graph import results_wanted
    from defectkg.rdf.queries import number
    from defectkg.text.empty_answers import filters as in_words
    from defectkg.text.first_screen import PAGE

    check_format(form)
    wanted = results_wanted(unchanged, harmful)
    if at_least and not observable:
        raise QueryError("--at-least takes its unit from an observable: give --observable, too")
    if at_least:
        number("--at-least", at_least)
    graph = limited(source, until)
    filters = {
        "agent": agent, "host": host, "form": crystal_form, "defect": defect,
        "observable": observable, "direction": direction, "method": method, "strategy": strategy,
        "basis": basis, "state": state, "level": level, "result": wanted.get("result", ""),
        "value": at_least, "condition": condition,
    }  # fmt: skip
    given = {name: several(value) for name, value in filters.items() if value}
    flag = "--harmful" if harmful else "--unchanged"
    has_claims = wanted and not given.keys() - {"agent", "observable", "host", "form", "result"}
    said = Printed("", [])
    if has_claims:
        said = claimed_beside(graph, given, form, harmful=harmful, whole=whole)
    left = PAGE - said.text.count("\n") - len(said.remarks)
    found = answer_by_name(graph, [], "outcomes", given, form, option="--", whole=whole, most=left)
    found = found.asked_by(flag, "result").asked_by("--at-least", "value")
    if not has_claims:
        found.show(form)
        return
    if said.text and not found.has_rows:  # what is found comes first
        others = {name: value for name, value in given.items() if name != "result"}
        none = [f"no outcome{in_words(others)} is such: the rows are of what is claimed"]
        kept = [line for line in found.remarks if not line.startswith("no rows of ")]
        for hint in found.remarks[-1].split("; "):
            none += [hint] if hint.endswith(flag) else []
        said, found = Printed("", [*kept, "; ".join(none)]), said._replace(text=said.text.lstrip())
    found.show(form)
    said.show(form)


def claimed_beside(
    graph: DefectGraph, given: dict[str, str], layout: str, *, harmful: bool, whole: bool
) -> Printed:
    """Return what is claimed beside outcomes: harm, or what is denied; tables alone hold it."""
    from defectkg.rdf.library import load_query
    from defectkg.rdf.queries import choose, fitting
    from defectkg.text.answers import by_level_and_source, worded
    from defectkg.text.claims import claim_rows
    from defectkg.text.first_screen import PAGE
    from defectkg.text.harm_and_benefit import NearAgent, claims_beside

    more = "-p result=worse" if harmful else "-p stance=refutes (or 'not shown', 'finds none')"
    if layout != "table":
        return Printed("", [f"what is claimed, measured or not: defectkg query claims {more}"])
    asked = {name: given[name] for name in given.keys() & {"agent", "observable"}}
    where = {name: given[name] for name in given.keys() & {"host", "form"}}
    things = graph.given(load_query("outcomes"), asked)
    agent, observable = things.get("agent", ""), things.get("observable", "")
    near = NearAgent(graph.store, agent) if agent else None
    query = load_query("claims")
    choice = choose(graph.store, query, graph.given(query, where))
    claims = choice.among(near.claims) if near else fitting(graph.store, choice)
    beside = claims_beside(graph.store, claims, harmful=harmful, near=near, observable=observable)
    what = "Said to do harm, measured or not" if harmful else "Said not to be so, or not shown"
    text = ""
    tables = [
        (title, rows)
        for title, rows in (
            (what, beside.of_it),
            (f"{what}: not of it, but in works on it, or with its name", beside.near_it),
            (f"{what}: of an ion of it, elsewhere", beside.of_ions),
        )
        if rows.values
    ]
    for title, rows in tables:
        told = worded(graph, claim_rows(by_level_and_source("claims", rows)))
        most = PAGE // 2 // len(tables)  # the outcomes have the rest of the page
        text += f"\n{title}:\n{paged(told, most, whole=whole)}"
    remarks = []
    if not text:
        denied = "of harm" if harmful else "a denial"
        remarks.append(f"no claim of the sources read is {denied} here either")
    if harmful:
        remarks.append("the harm that defects do: defectkg query claims -p result=worse")
    return Printed(text, remarks)


@app.command(epilog="Example: defectkg tried --defect V_Br --host CsPbBr3 --form nanocrystal")
def tried(
    defect: Annotated[
        Names, named("defect", "Against this defect or trap state; repeatable.")
    ] = None,
    agent: Annotated[
        Names, named("agent", "With this agent, ion or condition; repeatable.")
    ] = None,
    host: Annotated[
        Names, named("host", "In this host, or what is said of hosts like it; repeatable.")
    ] = None,
    crystal_form: Annotated[
        Names, named("form", "In this form, or one above or below; repeatable.")
    ] = None,
    strategy: Annotated[Names, named("strategy", "Under this strategy; repeatable.")] = None,
    route: Annotated[
        Names, named("route", "By this route, or one above or below; repeatable.")
    ] = None,
    level: Annotated[str, named("level", AT_LEVEL)] = "",
    source: Source = None,
    until: Until = None,
    whole: Whole = False,
    form: Format = "table",
) -> None:
    """List what was tried against a defect: agents, how they act, what came out, who says so.

    Each row has a level: said of the very thing, of a broader kind, by way of an ion, of defects in
    general, or only applied. A table leaves out what names no such defect and is said of broader
    hosts or forms, and counts it. csv, tsv and json have all, with a row for each outcome.
    """
    check_format(form)
    print_chosen(
        limited(source, until), "tried", form, whole=whole, defect=defect, agent=agent, host=host,
        form=crystal_form, strategy=strategy, route=route, level=level,
    )  # fmt: skip


@app.command(epilog="Example: defectkg contradictions --about Ce3+")
def contradictions(
    about: Annotated[str, only("about", "this kind, or one above or below")] = "",
    between: Annotated[
        tuple[str, str],
        typer.Option(
            metavar="WORK WORK", help="Only of one work against another.", show_default=False
        ),
    ] = ("", ""),
    kind: Annotated[
        str,
        typer.Option(
            metavar="KIND", help="Such as exception, 'ion and defect' or 'opposed outcomes'."
        ),
    ] = "",
    science: Annotated[
        bool,
        typer.Option(
            "--science", help="Leave out where only the words of one source do not fit together."
        ),
    ] = False,
    source: Source = None,
    until: Until = None,
    whole: Whole = False,
    form: Format = "table",
) -> None:
    """List what speaks against what: exceptions, denials, opposed outcomes, rival accounts."""
    from defectkg.text.answers import for_people, worded
    from defectkg.text.beside import told_in_print

    check_format(form)
    graph = limited(source, until)
    named = {name: value for name, value in (("about", about), ("kind", kind)) if value}
    telling = told_in_print(graph, about)
    if any(between) or telling:
        works = between if any(between) else None
        rows = graph.contradictions(between=works, science=science, **named)
        if not rows.values and works:
            remark(f"no rows: neither of {works[0]} and {works[1]} speaks against the other")
        table = worded(graph, for_people("contradictions", rows)) if form == "table" else rows
        emit(table, form)
        if telling:
            remark(f"{telling}: defectkg show {shlex.quote(about)}")
    else:
        given = named | ({"matter": "science"} if science else {})
        printed = answer_by_name(graph, [], "contradictions", given, form, option="--", whole=whole)
        printed.asked_by("--science", "matter").show(form)


@app.command(epilog="Example: defectkg timeline K+")
def timeline(
    term: Annotated[str, typer.Argument(metavar="TERM", help="A kind, such as K+ or V_Br.")],
    host: Annotated[str, only("host", "this host, or one above or below")] = "",
    crystal_form: Annotated[str, only("form", "this form, or one above or below")] = "",
    source: Source = None,
    until: Until = None,
    whole: Whole = False,
    form: Format = "table",
) -> None:
    """List what was claimed, measured and called open about something, year by year.

    What a curator has compared with something else says how it stands to that.
    """
    check_format(form)
    graph = limited(source, until)
    print_chosen(graph, "timeline", form, whole=whole, about=term, host=host, form=crystal_form)


@app.command(epilog="Example: defectkg confront Zn2+")
def confront(
    term: Annotated[str, typer.Argument(metavar="[TERM]", show_default=False)] = "",
    source: Source = None,
    until: Until = None,
    whole: Whole = False,
    form: Format = "table",
) -> None:
    """List what papers print against what follows from it, what is far apart first.

    Factors, rates, classes of dopants, ratios and adjectives, recomputed from printed numbers;
    TERM is a work, an agent or ion, or a treatment.
    """
    from defectkg.text.first_screen import PAGE

    check_format(form)
    rows = limited(source, until).confront(term)
    if not rows.values:
        of = f" of {term}" if term else ""
        remark(f"no rows: no printed numbers{of} can be compared; see: defectkg outcomes")
    if form == "table":
        write(paged(rows.readable().without_empty(), PAGE, whole=whole))
    else:
        emit(rows, form)


class Printed(NamedTuple):
    """What a command prints: rows to standard output, remarks to standard error."""

    text: str
    remarks: list[str]
    has_rows: bool = True
    first: tuple[str, ...] = ()

    def asked_by(self, flag: str, slot: str) -> Printed:
        """Return it with the flag that gave a slot its value, for users to leave out."""
        return self._replace(
            remarks=[
                line.replace(f"leave out --{slot}", f"leave out {flag}") for line in self.remarks
            ]
        )

    def show(self, form: str) -> None:
        """Print both, what is asked first; before it only the counts of a long answer."""
        for line in self.first:
            remark(line)
        write(self.text, exact=form != "table")
        for line in self.remarks:
            remark(line)


def answer_by_name(
    graph: DefectGraph,
    remarks: list[str],
    name: str,
    params: dict[str, str],
    form: str,
    *,
    timeout: float | None = None,
    option: str = "-p ",
    whole: bool = False,
    most: int | None = None,
) -> Printed:
    """Return the answer to a query of the library as it is printed."""
    from defectkg.rdf.library import RENAMED, load_query

    query = load_query(RENAMED.get(name, name))
    params = query.own_names(params)
    from defectkg.text.evidence import counts, observable_told, routes_told
    from defectkg.text.remarks import remarks_on
    from defectkg.text.sentences import all_in_words

    with warned() as more:
        counting = form == "table" and not whole
        rows = graph.ask(name, params, counting=counting, timeout=timeout)
    counted = counts(query.name, rows, option)
    first = tuple(counted) if query.name == "anomalies" else ()
    more += [] if first else counted
    if query.name == "outcomes" and " or " not in params.get("observable", " or "):
        more += observable_told(graph, params["observable"], rows, option)
    if query.name == "tried":
        more += routes_told(graph.ask, params)
    found = remarks_on(graph.store, name, params, rows, graph.given, option)
    more += all_in_words(graph, found)
    if form != "table":
        return Printed(rows_text(rows, form), [*remarks, *more], bool(rows.values), first)
    from defectkg.text.asked_query import Asked
    from defectkg.text.first_screen import PAGE

    asked = Asked(graph.store, query, params, graph.given, option)
    lines = (most or PAGE) - len([*remarks, *more, *first])
    text = table_text(graph, asked, rows, lines, whole=whole)
    return Printed(text, [*remarks, *more], bool(rows.values), first)


def table_text(graph: DefectGraph, asked: Asked, rows: Rows, most: int, *, whole: bool) -> str:
    """Return the answer to a query of the library as a table with what stands beneath it.

    It has `most` lines, unless the `whole` is wanted; what that leaves out is counted.
    """
    from defectkg.text.answers import absent, legend, notes_beneath, pointer, source_once, worded
    from defectkg.text.evidence import sites_told
    from defectkg.text.first_screen import BRIEFLY, Screen, first_page, screen_of
    from defectkg.text.untreated import why_so

    query = asked.query
    screen = Screen(rows) if whole else screen_of(asked, rows)
    rows = screen.rows
    sources = {row.get("read_in", "") for row in rows.dicts()} - {""}
    shown, source = source_once(worded(graph, screen.table(query.name).readable()), sources)
    slots = [slot for slot in query.slots if slot not in (*asked.names, "level")]
    narrower = f"; filters that ask for less: {', '.join(slots)}" if slots else ""
    why = why_so(graph, query.name, asked.names)

    def printed(table: Rows, left: str) -> str:
        marked, doubted = notes_beneath(table)
        beneath = [
            legend(marked),
            "" if BRIEFLY in left else absent(query.name, rows, marked),
            source,
            *doubted,
            *(sites_told(graph) if query.name == "dopants" else []),
            pointer(query.name, rows),
            "one line for each agent; all of one: --agent NAME, of all: --all"
            if screen.by_agent
            else "",
            why,
            screen.left and f"not shown above: {screen.left}; --all shows all",
            left and f"not shown above: {left}; --all shows all, as --format csv does{narrower}",
        ]
        return rows_text(marked, "table").rstrip("\n") + "\n" + notes(beneath)

    if whole:
        return printed(shown, "")

    def brief() -> tuple[Rows, str]:
        less, left = screen.brief_table(query.name)
        return source_once(worded(graph, less.readable()), sources)[0], left

    return first_page(shown, brief, printed, most=most)


def paged(table: Rows, most: int, *, whole: bool) -> str:
    """Return a table with no more lines than wanted, unless the `whole` is; the rest is counted."""
    from defectkg.text.first_screen import first_page, with_short_lists

    def printed(shown: Rows, left: str) -> str:
        return rows_text(shown, "table") + notes(
            [left and f"not shown above: {left}; --all shows all"]
        )

    if whole:
        return printed(table, "")
    return first_page(table, lambda: with_short_lists(table), printed, most=most)


def as_printed(answer: QueryAnswer, form: str, remarks: list[str]) -> Printed:
    """Return an answer as it is printed, with remarks made before."""
    from defectkg.rdf.rows import Rows

    empty = not answer.values if isinstance(answer, Rows) else answer == []
    more = ["no rows: nothing in the graph fits the query"] if empty else []
    return Printed(answer_text(answer, form), [*remarks, *more])


def answer_to_user(
    load: Callable[[], tuple[DefectGraph, list[str]]],
    text: str,
    names: dict[str, str],
    form: str,
    timeout: float,
    memory: int | None,
) -> Printed:
    """Return the answer to a query that a user wrote: loaded, asked and laid out in a child."""
    from defectkg.rdf.untrusted import ask_bounded

    asked: list[AskedQuery] = []
    before: list[str] = []

    def loaded() -> tuple[Store, str, dict[str, str]]:
        import csv  # noqa: F401 (the child prints rows when it can open no file any more)
        import json  # noqa: F401

        graph, remarks = load()
        before.extend(remarks)
        asked.append(graph.prepare(text, names))
        return graph.store, asked[-1].text, asked[-1].bindings

    def printed_answer(answer: QueryAnswer) -> Printed:
        wanted = asked[-1].finish(answer)
        return as_printed(wanted, form, [*before, *asked[-1].remarks(wanted)])

    printed, said = ask_bounded(loaded, printed_answer, seconds=timeout, memory=memory)
    return printed._replace(remarks=[*printed.remarks, *filter(None, [said])])


@app.command(epilog="Example: defectkg show V_Cl")
def show(
    term: Annotated[str, typer.Argument(metavar="TERM", show_default=False)],
    source: Source = None,
    until: Until = None,
    whole: Whole = False,
    form: Format = "table",
) -> None:
    """Print what is known about a kind, a record or a publication, or the works of an author."""
    from defectkg.model.names import FEW_OF_ONE_NAME
    from defectkg.rdf.prefixes import curie
    from defectkg.text.pages import facts, page, records_of
    from defectkg.text.records import RecordTexts
    from defectkg.text.works import works_by

    check_format(form)
    graph = limited(source, until)
    found = graph.names.candidates(term)
    works = works_by(graph, term) if len(found) != 1 else None
    if works and len(works.values) > 1:
        emit(works.without_empty() if form == "table" else works, form)
        remark(f"{len(works.values)} works; all of one: defectkg show '{works.values[0][0]}'")
        taken = f"publication={term}"
        remark(f"what was taken from each: defectkg query provenance -p {shlex.quote(taken)}")
        return
    if not found and (printed := graph.names.printing(term)):
        wanted = {one.iri for one in printed}
        rows = RecordTexts(graph, wanted if graph.is_large else None).printing(printed)
        first = f"defectkg show {shlex.quote(rows.values[0][0])}"
        remark(f"no kind is named {term!r}; it is printed here: {first}")
        if form == "table" and not whole and len(rows.values) > MOST_PRINTED:
            remark(f"the first {MOST_PRINTED} of {len(rows.values)}: --all shows all")
            rows = rows.take(range(MOST_PRINTED))
        emit(rows, form)
        return
    if not 1 < len(found) <= FEW_OF_ONE_NAME:
        found = [graph.find(term)]
    found.sort(key=lambda name: name.label.casefold() != term.strip().casefold())
    for other in found[1:]:
        remark(f"{term} is a name of {other.label}, too: defectkg show {curie(other.iri)}")
    if form == "table":
        records = records_of(graph, found)
        pages = (page(records, name, width(), whole=whole) for name in found)
        write(f"\n{'=' * width()}\n".join(pages))
    else:
        emit(facts(graph, found[0]), form)


@app.command(epilog="Example: defectkg cite Yong2018 --format bibtex")
def cite(
    term: Annotated[str, typer.Argument(metavar="TERM", show_default=False)],
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, bibtex or json (CSL-JSON).")
    ] = "text",
) -> None:
    """Print how to cite a work, or a claim, measurement or treatment with both works behind it.

    Of an agent, defect, host or another kind, and of an author: the works, and how to cite each.
    """
    from defectkg.graph import load
    from defectkg.publish.citations import check_citation_format

    check_citation_format(form)
    write(load().cite(term, form, width=width()), exact=form != "text")


@app.command(name="map", epilog="Example: defectkg map podo:Vacancy")
def map_term(
    term: Annotated[str, typer.Argument(metavar="[TERM]", show_default=False)] = "",
    new: Annotated[
        bool, typer.Option("--new", help="List our terms that are in no other ontology instead.")
    ] = False,
    form: Format = "table",
) -> None:
    """Find what a term is in the ontologies of others, or which of ours one of theirs is.

    Ours by any name, theirs by IRI, CURIE or label; each relation is read from ours to theirs.
    Without a term, list the targets.
    """
    from defectkg.graph import load
    from defectkg.mappings.collection import Mappings

    check_format(form)
    if term and new:
        raise DataError("--new lists all new terms: leave out the term or --new")
    if term:
        graph = load()
        emit(graph.map(term), form)
        targets = f"{len(graph.mappings.sets)} targets"
        remark(f"mapped by hand in this project, to {targets}: none of it is from the papers")
        return
    mappings = Mappings.shipped()
    emit(mappings.listed(new=new), form)
    if not new:
        rows = sum(1 for _ in mappings.rows())
        remark(f"{rows} mappings; {len(mappings.new)} terms are new: defectkg map --new")


@app.command(epilog="Example: defectkg export - --as trig")
def export(
    target: Annotated[str, typer.Argument(metavar="FILE|FOLDER|-", show_default=False)],
    syntax: Annotated[
        str, typer.Option("--as", metavar="SYNTAX", help="Syntax, for - or other endings.")
    ] = "",
    ontology: Annotated[
        bool, typer.Option("--ontology", help="Only terms, kinds and axioms, for Protégé.")
    ] = False,
    context: Annotated[
        bool, typer.Option("--context", help="Only the JSON-LD context: context.jsonld.")
    ] = False,
    void: Annotated[
        bool, typer.Option("--void", help="Only the VoID description of the data: void.ttl.")
    ] = False,
    queries: Annotated[
        bool, typer.Option("--queries", help="Only the query library as RDF: queries.ttl.")
    ] = False,
    mappings: Mapped = False,
    alignments: Aligned = False,
    source: Source = None,
    until: Until = None,
) -> None:
    """Write RDF to a file (all.trig), CSV to a folder (tables/).

    The ending of the file says the syntax: trig, nq and jsonld (or json) keep each study in its
    named graph; ttl, nt, owl and rdf (both RDF/XML) have one graph.
    """
    from defectkg.publish import export as exports

    flags = {"ontology": ontology, "context": context, "void": void, "queries": queries}
    asked = [name for name, given in flags.items() if given]
    if len(asked) > 1:
        raise DataError(f"--{asked[0]} and --{asked[1]} are two files: write one after the other")
    what = asked[0] if asked else "data"
    syntax = exports.syntax_of(target, syntax, what)
    if alignments and syntax == "csv":
        raise DataError("alignments are no table: give a file, such as all.trig")
    if (mappings and what != "data") or (alignments and what not in ("data", "ontology")):
        flag = "mappings" if mappings else "alignments"
        raise DataError(f"--{what} goes without {flag}: leave out one of the two")
    graph, remarks = load_with(
        None, mappings=mappings, alignments=alignments, source=source, until=until
    )
    store = graph.store
    if target == "-":
        text, said = exports.as_text(store, syntax, what)
        write(text, exact=True)
    else:
        said = exports.export(store, target, syntax, what)
    for line in (*remarks, said):
        remark(line)
    if mappings and syntax != "csv":
        remark("denied matches are no triples: defectkg map and the tables show them")


@app.command(epilog="Example: defectkg verify my-copy.txt")
def verify(
    text: Annotated[Path, typer.Argument(metavar="TEXT", show_default=False, parser=path_of)],
    only_uncovered: Annotated[
        bool,
        typer.Option(
            "--uncovered", help="List numbers and known names that no record uses instead."
        ),
    ] = False,
    passages: Annotated[
        bool, typer.Option("--passages", help="Print the passage of each record, too.")
    ] = False,
    source: Annotated[
        str, typer.Option(metavar="NAME", help="The publication that TEXT is a copy of.")
    ] = "",
    accept: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            parser=path_of,
            help="Compare with the verdicts in FILE, or keep them there if it does not exist; "
            "exit 1 then means that one is new and worse.",
        ),
    ] = None,
    form: Format = "table",
) -> None:
    """Find each record in your own copy of its source; nothing of the text is kept."""
    from defectkg.graph import load
    from defectkg.model.terms import PUBLICATION
    from defectkg.rdf.bounded import run_bounded
    from defectkg.rdf.reading import read_text
    from defectkg.verify.baseline import new_faults, read_baseline, write_baseline
    from defectkg.verify.verdicts import (
        read_copy,
        recognised,
        summary,
        uncovered_rows,
        verdict_rows,
    )

    check_format(form)
    if accept and only_uncovered:
        raise DataError("--accept keeps verdicts, not what is uncovered: leave out one of the two")
    accepted = read_baseline(accept) if accept and accept.exists() else None
    graph = load()
    iri = graph.find(source, PUBLICATION).iri if source else ""

    def judged() -> tuple[Rows, list[str], str, list[Verdict]]:
        copy = read_copy(graph, read_text(text, some_nul=True), iri)
        rows = uncovered_rows(copy) if only_uncovered else verdict_rows(copy, passages)
        return rows, recognised(copy), summary(copy), copy.verdicts

    rows, notes, said, verdicts = run_bounded(judged, what="reading the copy", seconds=LONGEST)
    for note in notes:
        remark(note)
    emit(rows, form)
    if only_uncovered:
        return
    remark(said)
    if accept and accepted is None:
        write_baseline(accept, verdicts)
        remark(f"{accept}: {len(verdicts)} verdicts kept; the next run is compared with them")
        return
    if accepted is None:
        worse = [v for v in verdicts if v.status == "not found"]
    else:
        worse = new_faults(verdicts, accepted)
        for verdict in worse[:TOLD]:
            before = accepted.get(verdict.record, ("no record yet", ""))[0]
            why = f" ({verdict.missing})" if verdict.missing else ""
            remark(f"new: {verdict.record}: {before} → {verdict.status}{why}")
        remark(f"{len(worse)} of {len(verdicts)} verdicts worse than in {accept}")
    if worse:
        raise typer.Exit(1)


def query_text(name: str) -> str:
    """Return a library name as it is, or the text of a file or of standard input."""
    from defectkg.rdf.reading import read_text
    from defectkg.rdf.store import LONGEST

    most = 4 * LONGEST  # bytes of so many characters
    too_long = f"a query has at most {LONGEST} characters; give one that is shorter"
    if name == "-":
        if sys.stdin is None:
            raise QueryError("standard input is closed; pipe a query into it")
        text = sys.stdin.buffer.read(most + 1)
        if len(text) > most:
            raise QueryError(f"standard input is too long: {too_long}")
        if not text.strip():
            raise QueryError("standard input is empty; pipe a query into it")
        if b"\0" in text:
            raise QueryError("standard input is binary; pipe the text of a query into it")
        try:
            return text.decode("utf-8-sig").strip()
        except UnicodeDecodeError:
            raise QueryError("standard input is not UTF-8; convert the query") from None
    written_as_path = name.endswith((".rq", ".sparql")) or os.sep in name
    is_path = written_as_path and not re.search(r"[\s{]", name)
    if not is_path and not os.path.isfile(name):
        return name
    if os.path.isfile(name) and os.path.getsize(name) > most:
        raise QueryError(f"{name}: {too_long}")
    return read_text(Path(name))


def bindings(params: list[str] | None) -> dict[str, str]:
    """Return ``NAME=VALUE`` texts as a dictionary."""
    pairs = [param.partition("=") for param in params or []]
    for name, equals, value in pairs:
        if not (name.isidentifier() and equals and value):
            raise QueryError(f"a parameter is NAME=VALUE, not {name + equals + value!r}")
        if name in ("self", "query", "timeout", "memory"):
            raise QueryError(f"no parameter {name!r}; defectkg query lists those of each query")
        if [name for name, _, _ in pairs].count(name) > 1:
            raise QueryError(f"parameter {name!r} is given twice; give it once")
    return {name: value for name, _, value in pairs}
