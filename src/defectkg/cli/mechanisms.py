"""The commands that follow mechanisms: paths and what is built on them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from defectkg.cli.loading import limited
from defectkg.cli.options import Format, Source, Until, app, path_of
from defectkg.cli.output import check_format, emit, notes, remark, remarked, width, write
from defectkg.errors import DataError, QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from defectkg.graph import DefectGraph, Uses

__all__ = ["explain", "gaps", "network", "paths", "suggest"]

Strict = Annotated[
    bool, typer.Option("--strict", help="Only what is said of these kinds, this host and form.")
]
NoDefinitions = Annotated[
    bool, typer.Option("--no-definitions", help="Leave out links by definition.")
]
Without = Annotated[
    list[str] | None,
    typer.Option(metavar="PUBLICATION", help="Leave out a publication; repeatable."),
]
DefectName = Annotated[str, typer.Option("--defect", metavar="NAME", help="This defect.")]
HostName = Annotated[str, typer.Option("--host", metavar="NAME", help="This host.")]
FormName = Annotated[str, typer.Option("--form", metavar="NAME", help="This form.")]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write a picture: .svg, .png or .pdf.",
        show_default=False,
        parser=path_of,
    ),
]
MOST_SAID = 2  # lines on what is said not to have been shown
MaxLength = Annotated[int, typer.Option(metavar="N", min=1, help="Most steps.")]


@app.command(epilog="Example: defectkg paths ZnBr2 PLQY --host CsPbBr3")
def paths(
    start: Annotated[str, typer.Argument(metavar="START", show_default=False)],
    end: Annotated[str, typer.Argument(metavar="[END]", show_default=False)] = "",
    host: Annotated[str, typer.Option(metavar="NAME", help="Mark claims on other hosts.")] = "",
    crystal_form: Annotated[
        str, typer.Option("--form", metavar="NAME", help="Mark claims on other forms.")
    ] = "",
    strict: Strict = False,
    no_definitions: NoDefinitions = False,
    outcomes: Annotated[
        bool, typer.Option("--outcomes", help="Use reported outcomes as links, too.")
    ] = False,
    without: Without = None,
    source: Source = None,
    until: Until = None,
    pattern: Annotated[
        str, typer.Option(metavar="LAYERS", help="Such as agent/condition/*/observable.")
    ] = "",
    mechanism: Annotated[
        str, typer.Option(metavar="NAME", help="A step must work by this mechanism.")
    ] = "",
    weights: Annotated[
        Path | None,
        typer.Option(metavar="FILE", parser=path_of, help="Your own table of weights (CSV)."),
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="Print the arithmetic of belief.")] = False,
    max_length: MaxLength = 8,
    count: Annotated[int, typer.Option("-k", metavar="N", min=1, help="Most paths.")] = 10,
    every: Annotated[
        bool,
        typer.Option(
            "--all", help="Also short cuts, variants, other materials, and what is contradicted."
        ),
    ] = False,
    output: Output = None,
    compact: Annotated[
        bool, typer.Option("--compact", help="A picture for a slide: few words, large type.")
    ] = False,
    form: Annotated[
        str,
        typer.Option("--format", metavar="FORMAT", help="text, csv, tsv, json, mermaid or svg."),
    ] = "text",
) -> None:
    """Find chains of claims from START to END; without END, to all that START leads to.

    A sign says whether END rises (+) or falls (-) when there is more of START.
    """
    from defectkg.errors import NameLookupError
    from defectkg.mechanisms.belief import read_weights
    from defectkg.text import path_data
    from defectkg.text import paths as path_text
    from defectkg.text.reach import reach_text

    form = "table" if form == "text" else form
    check_format(form, "text", "mermaid", "svg")
    if output:
        from defectkg.draw.picture_files import picture_suffix

        picture_suffix(output)
        if form not in ("table", "svg"):
            raise QueryError(f"-o writes a picture, no {form}: leave out --format, or redirect")
        form = "svg"
    if compact and form != "svg":
        raise QueryError("--compact is for a picture: add -o slide.svg, .png or .pdf")
    graph = limited(source, until)
    table = read_weights(weights, graph.names) if weights else None
    scope: dict[str, Any] = {
        "host": host, "form": crystal_form, "strict": strict, "definitions": not no_definitions,
        "outcomes": outcomes, "max_length": max_length, "without": without or (), "weights": table,
    }  # fmt: skip
    if not end:
        if pattern or mechanism or why or every or form in ("mermaid", "svg"):
            raise QueryError("--pattern, --mechanism, --why, --all and pictures need an END")
        found = graph.reach(start, **scope)
        if form != "table":
            emit(path_data.reach_rows(graph, found), form)
        elif found:
            write(reach_text(graph, found, graph.search(**scope), width()))
        if not found:
            from defectkg.model.terms import LAYERS
            from defectkg.text.empty_answers import no_way_on

            remark(no_way_on(graph, graph.find(start, *LAYERS).iri))
        return
    try:
        answer = graph.paths(
            start, end, count=count, pattern=pattern, mechanism=mechanism, every=every, **scope
        )
    except NameLookupError:
        if form == "json":
            write(path_data.unknown_json(start, end), exact=True)
        raise
    if form == "json":
        write(path_data.paths_json(graph, answer), exact=True)
    elif form in ("mermaid", "svg"):
        from defectkg.draw.paths import paths_mermaid, paths_svg
        from defectkg.draw.slide import slide_svg

        draw = paths_mermaid if form == "mermaid" else slide_svg if compact else paths_svg
        picture = draw(graph, answer, count)
        if output:
            from defectkg.draw.picture_files import write_picture

            write_picture(output, picture)
            remark(f"wrote {output}")
        else:
            write(picture, exact=True)
    elif form == "table":
        write(path_text.paths_text(graph, answer, why=why, weights=table))
    else:
        emit(path_data.paths_rows(graph, answer), form)
        for path in answer.nearby:
            remark(f"near it: {path_text.summary(graph, path, path.kinds[-1])}")
        if answer.reason:
            remark(path_text.headline(graph, answer))


@app.command(epilog="Example: defectkg network mechanism-map.svg --host CsPbBr3")
def network(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", show_default=False, parser=path_of)
    ] = None,
    agent: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Only chains through this agent or ion, or a class of them."
        ),
    ] = "",
    defect: Annotated[
        str, typer.Option(metavar="NAME", help="Only chains through this defect.")
    ] = "",
    host: Annotated[
        str, typer.Option(metavar="NAME", help="Only claims that hold for this host.")
    ] = "",
    crystal_form: Annotated[
        str, typer.Option("--form", metavar="NAME", help="Only claims that hold for this form.")
    ] = "",
    publication: Annotated[
        str, typer.Option(metavar="NAME", help="Only claims that this publication holds.")
    ] = "",
    whole: Annotated[
        bool, typer.Option("--all", help="Draw every link that is held true, on a chain or not.")
    ] = False,
    source: Source = None,
    until: Until = None,
    output: Output = None,
) -> None:
    """Write the mechanism network: a map (.svg, .png, .pdf), .graphml, or .cyjs for Cytoscape.

    The map shows the links that stand on a chain from an agent or ion to an observable; the other
    files hold all links, also refuted ones, or with --agent or --defect those on such chains.
    """
    from defectkg.draw.network import GRAPH_FILES, check_network_file

    if bool(file) == bool(output):
        raise DataError("give one file: defectkg network map.svg")
    target = file or output or Path()
    suffix = check_network_file(target)
    if whole and (agent or defect or suffix in GRAPH_FILES):
        raise QueryError("--all draws a map of every link: leave out --agent and --defect")
    limited(source, until).network(
        agent=agent, defect=defect, host=host, form=crystal_form, publication=publication,
        whole=whole,
    ).save(target)  # fmt: skip
    remark(f"wrote {target}")


@app.command(epilog="Example: defectkg explain ZnBr2")
def explain(
    what: Annotated[
        str, typer.Argument(metavar="TREATMENT|AGENT|HOST|DEFECT|all", show_default=False)
    ],
    strict: Strict = False,
    no_definitions: NoDefinitions = False,
    without: Without = None,
    source: Source = None,
    until: Until = None,
    max_length: MaxLength = 8,
    show_bottlenecks: Annotated[
        bool,
        typer.Option("--bottlenecks", help="Print on which kinds and papers explanations depend."),
    ] = False,
    form: Format = "table",
) -> None:
    """Say whether the claims explain what treatments are reported to do.

    Of a host: why it is as it is untreated, by what its defects do. Of a defect: what it does.
    """
    from defectkg.graph import Uses
    from defectkg.mechanisms.untreated import is_untreated
    from defectkg.text.empty_answers import unexplained

    check_format(form)
    graph = limited(source, until)
    uses = Uses(
        strict=strict, definitions=not no_definitions, max_length=max_length, without=without or ()
    )
    if is_untreated(graph.names, what):
        if show_bottlenecks:
            raise QueryError(f"--bottlenecks is of treatments: {what!r} is none, and no agent")
        explain_untreated(graph, what, uses, form)
        return
    found = graph.explain(what, **uses)
    verdicts = [explanation.verdict for explanation in found]
    counted = (f"{verdicts.count(verdict)} {verdict}" for verdict in sorted(set(verdicts)))
    remark(", ".join(counted) or "no treatment applies this")
    for line in unexplained(graph, what, found) if what != "all" else ():
        remark(line)
    if show_bottlenecks:
        emit(graph.bottlenecks(what, **uses).rows, form)
    elif form != "table":
        emit(found.rows, form)
    else:
        from defectkg.mechanisms.explanation import NO_OUTCOME
        from defectkg.text.answers import worded
        from defectkg.text.asked_query import pasted
        from defectkg.text.beside import without_it
        from defectkg.text.sentences import all_in_words
        from defectkg.text.tables import explain_table, how_surely, verdicts_met

        emit(worded(graph, explain_table(found.rows)), form)
        agents = {agent for explanation in found for agent in explanation.result.agents}
        beneath = how_surely(graph, found)
        beneath += without_it(graph.store, agents) if what != "all" else []
        if set(verdicts) == {NO_OUTCOME}:
            names = sorted(map(graph.names.label, agents))
            claimed = pasted("tried", "--agent", names)
            beneath.append(f"what is claimed of it, how that was shown, and controls: {claimed}")
        write(notes([verdicts_met(found.rows), *all_in_words(graph, beneath)]))


def explain_untreated(graph: DefectGraph, what: str, uses: Uses, form: str) -> None:
    """Print why a host is as it is, or what a defect does."""
    from defectkg.text.path_data import paths_rows
    from defectkg.text.untreated import untreated_json, untreated_text

    found = graph.explain_untreated(what, **uses)
    if form == "table":
        write(untreated_text(graph, found))
    elif form == "json":
        write(untreated_json(graph, found), exact=True)
    else:
        emit(paths_rows(graph, found), form)


@app.command(epilog="Example: defectkg gaps --defect V_Cl --host CsPbCl3")
def gaps(
    defect: DefectName = "",
    agent: Annotated[str, typer.Option(metavar="NAME", help="This agent or ion.")] = "",
    host: HostName = "",
    crystal_form: FormName = "",
    state: Annotated[
        str, typer.Option(metavar="STATE", help="Cells of this state, such as 'declared open'.")
    ] = "",
    every: Annotated[
        bool, typer.Option("--all", help="Every agent, ion, host and form, each in its own row.")
    ] = False,
    source: Source = None,
    until: Until = None,
    form: Format = "table",
) -> None:
    """List what is claimed against which defect, and where; what is open; what no source claims.

    All is said of the sources that were read. Without filters: defects that a claim names, and the
    agent classes, hosts and widest forms of treatments with an outcome. A table has one row for
    what rests on the same claim or works. It leaves out "no claim" and "not meaningful", and
    without --defect what was applied without naming one, unless --state asks for them.
    """
    from defectkg.mechanisms.gaps import NO_CLAIM, NOT_MEANINGFUL, STATES, states_named
    from defectkg.rdf.levels import APPLIED
    from defectkg.text import tables as reports

    if form == "svg":
        raise QueryError("gaps are a table, not a picture: use --format table or csv")
    check_format(form)
    with remarked():
        wanted = states_named(state)
    if form == "table" and not state:
        left_out = {NO_CLAIM, NOT_MEANINGFUL, *([] if defect else [APPLIED])}
        wanted = tuple(name for name in STATES if name not in left_out)
    graph = limited(source, until)
    names = {"defect": defect, "agent": agent, "host": host, "form": crystal_form}
    given = {name: value for name, value in names.items() if value}
    cells = graph.gaps(every=every, **given)
    found = [cell for cell in cells if cell.state in wanted]
    table = reports.gap_table(graph, found, whole=every) if form == "table" else None
    counts = Counter(cell.state for cell in cells)
    told = ", ".join(f"{counts[name]} {name}" for name in STATES if counts[name])
    beside = reports.said_not_shown(graph, found)[:MOST_SAID] if agent or defect else []
    if agent and crystal_form:
        from defectkg.rdf.library import load_query
        from defectkg.text.asked_query import Asked
        from defectkg.text.beside import shown_in_another_form

        asked = Asked(graph.store, load_query("tried"), given, graph.given)
        beside += shown_in_another_form(asked)
    for line in beside:
        remark(line)
    remark(f"of {reports.of_sources(graph.sources_read)}: {told or 'no cell'}")
    if table and len(table.values) < len(found):
        rows = f"{len(table.values)} row{'s' if len(table.values) > 1 else ''}"
        remark(f"{len(found)} cells in {rows}, one for what rests on the same; --all has each")
    if not found:
        from defectkg.text.empty_answers import filters, with_one_left_out

        def count(some: Mapping[str, str]) -> int:
            return sum(cell.state in wanted for cell in graph.gaps(every=every, **some))

        unseen = [name for name in STATES if counts[name] and name not in wanted]
        hints = [f"--state '{name}' lists {counts[name]}" for name in unseen]
        hints += with_one_left_out(given, count, "--", "cells")
        what = f"no cell is {state}" if state else "nothing is claimed, denied, open or applied"
        remark("; ".join([what + filters(given), *hints[:3]]))
    if table is None:
        emit(reports.gap_rows(graph, found), form)
        return
    from defectkg.text.answers import legend, worded

    left = ""
    if not (state or every or (defect and agent)):
        table, left = reports.first_of_each(table)
    emit(worded(graph, table), form)
    told = f"not shown above: {left}; --state shows all of one, --all each cell" if left else ""
    write(notes([legend(table), *reports.open_told(graph, found), told]))


@app.command(epilog="Example: defectkg suggest --defect V_Cl --host CsPbCl3")
def suggest(
    defect: DefectName = "",
    host: HostName = "",
    crystal_form: FormName = "",
    without: Without = None,
    source: Source = None,
    until: Until = None,
    back_test: Annotated[
        bool,
        typer.Option("--back-test", help="Are hidden papers found, or later ones?"),
    ] = False,
    count: Annotated[int, typer.Option("-k", metavar="N", min=1, help="Most candidates.")] = 10,
    form: Format = "table",
) -> None:
    """Suggest untested agents against a defect of a host, by what they or agents like them do.

    Those come first whose class lowers the defect most often; in a class, those that are most like
    agents that are claimed to lower it. In the back-test likeness alone finds agents and classes no
    better than the class does.
    """
    from defectkg.text import tables as reports

    check_format(form)
    if back_test:
        if defect or host or crystal_form or without:
            raise QueryError("--back-test takes --source and --until alone: it asks of every pair")
        graph = limited(None, None)
        if source or until:
            runs = graph.foresight(source=" or ".join(source or ()), until=until)
            emit(reports.foresight_rows(runs), form)
            remark(reports.foresight_counts(runs))
            return
        runs = [
            ("the paper", graph.backtest()),
            ("all from its year on", graph.backtest(by_year=True)),
        ]
        emit(reports.backtest_rows(runs), form)
        remark(reports.backtest_verdict(runs))
        return
    if not (defect and host):
        raise QueryError("say against what and where: suggest --defect NAME --host NAME")
    graph = limited(source, until)
    found = graph.suggest(defect, host, crystal_form, without=without or ())
    emit(reports.suggest_rows(graph, found[:count]), form)
    read = reports.of_sources(graph.sources_read)
    if found:
        more = f", the first {count} are shown (-k)" if len(found) > count else ""
        remark(f"of {read}: {len(found)} candidates{more}; guesses by rule, see --back-test")
    else:
        remark(f"no candidate: of {read} nothing untried lowers this defect, or is like what does")
