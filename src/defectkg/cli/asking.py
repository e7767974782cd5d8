"""The command that takes a question in plain words."""

from __future__ import annotations

from typing import Annotated

import typer

from defectkg.cli.loading import limited
from defectkg.cli.options import Format, Source, Until, app
from defectkg.cli.output import check_format, emit, width, write

__all__ = ["ask"]


@app.command(epilog="Example: defectkg ask 'Why does Bi3+ quench CsPbBr3, and Ce3+ not?'")
def ask(
    question: Annotated[list[str], typer.Argument(metavar="QUESTION...", show_default=False)],
    count: Annotated[
        int | None, typer.Option("-k", metavar="N", min=1, help="So many studies, each in full.")
    ] = None,
    source: Source = None,
    until: Until = None,
    form: Format = "table",
) -> None:
    """Answer a question in your own words, study by study.

    What is reported and said, what is not so, what is open, what is doubtful. The names in the
    question are looked up, and what holds most of them comes first; no language model reads it.
    """
    from defectkg.text.ask import answer, answer_rows, answer_text, untold
    from defectkg.text.most_telling import part_asked
    from defectkg.text.question import read_question
    from defectkg.text.records import RecordTexts

    check_format(form)
    graph = limited(source, until)
    asked = read_question(graph, " ".join(question))
    records = RecordTexts(part_asked(graph, asked))
    found = answer(records, asked)
    if form == "table":
        write(answer_text(graph, asked, found, width(), count, untold(records, asked)))
    else:
        emit(answer_rows(found), form)
