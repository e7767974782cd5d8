"""The page that takes a question in plain words, and answers it study by study."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from defectkg.errors import NameLookupError
from defectkg.text.ask import (
    IN_FULL,
    MOST,
    Found,
    answer,
    answer_rows,
    read_as,
    tables,
    told,
    untold,
)
from defectkg.text.most_telling import part_asked
from defectkg.text.question import LONGEST, Question, read_question
from defectkg.text.records import RecordTexts
from defectkg.text.sayings import Sort
from defectkg.web.explorer import Pages
from defectkg.web.forms import (
    ALL,
    LIMITS,
    apart,
    command_of,
    download,
    downloads,
    fields_of,
    given_to,
    layout_of,
    with_query,
)

__all__ = ["Asking"]


class ToldStudy(NamedTuple):
    """A study as a page shows it.

    Parameters
    ----------
    head, source : Markup
        Either may be empty, not both.
    said : list of (str, Markup)
        What it says, by sort.
    """

    head: Markup
    source: Markup
    said: list[tuple[str, Markup]]


class Asking(Pages):
    """The page of a question in plain words."""

    def routes(self) -> list[BaseRoute]:
        """Return the routes; it answers with a file, too, where its address has an ending."""
        return [
            Route("/ask.{ending}", self.limited(Asking.ask)),
            Route("/ask", self.limited(Asking.ask)),
        ]

    def ask(self, request: Request) -> Response:
        """Answer a question; without one, with a form that takes it."""
        given = given_to(request, ("q", ALL, *LIMITS), {"q": LONGEST})
        asked, limits = given.get("q", ""), apart(given)[1]
        layout = layout_of(request)
        question, found, nothing, silent = None, list[Found](), "", ""
        if layout or "q" in request.query_params:
            question = read_question(self._graph, asked)
            try:
                records = self.records_asked(question)
                found = answer(records, question)
                silent = untold(records, question)
            except NameLookupError as error:
                if not self._graph.left_out:
                    raise
                nothing = str(error)  # of what counts: the page says what was left out
        if layout:
            return download(answer_rows(found), layout, "ask")
        shown = found if ALL in given or self._explorer.frozen else found[:MOST]
        linked = self._explorer.links.linked
        return self._explorer.render(
            "ask.html",
            title="Ask",
            question=asked,
            limits=fields_of(LIMITS, given),
            remarks=[*filter(None, [nothing, silent])],
            read_as=linked(read_as(self._graph, question)) if question else "",
            studies=self.told(question, shown) if question else [],
            more=len(found) - len(shown),
            whole=with_query(request.url.path, {**given, ALL: "yes"}),
            tables=[
                (command, page_of(command, limits)) for command in tables(self._graph, question)
            ]
            if question
            else [],
            command=command_of(f"ask {shlex.quote(asked)}", limits),
            downloads=downloads(request) if found else {},
        )

    def records_asked(self, question: Question) -> RecordTexts:
        """Return the records among which a question is answered: all are kept for the next one."""
        part = part_asked(self._graph, question)
        return self._explorer.records if part is self._graph else RecordTexts(part)

    def told(self, question: Question, found: Sequence[Found]) -> list[ToldStudy]:
        """Return studies as the command tells them: the first with all that they say."""
        linked, doubts = self._explorer.links.linked, Sort.DOUBTFUL in question.after
        return [
            ToldStudy(
                linked(one.study.head),
                linked(one.study.source),
                [
                    (sort, linked(text))
                    for sort, text in told(one, doubts=doubts, whole=place < IN_FULL)
                ],
            )
            for place, one in enumerate(found)
        ]


def page_of(command: str, limits: dict[str, str]) -> str:
    """Return the address of the page that shows what a command lists.

    Examples
    --------
    >>> page_of("defectkg tried --defect V_Br --host CsPbBr3", {"until": "2018"})
    '/tried?defect=V_Br&host=CsPbBr3&until=2018'
    >>> page_of("defectkg query challenges", {})
    '/queries/challenges'
    """
    _, name, *given = shlex.split(command)
    if name == "query":
        return with_query(f"/queries/{given[0]}", limits)
    filters = {
        option.removeprefix("--"): value
        for option, value in zip(given[::2], given[1::2], strict=True)
    }
    return with_query(f"/{name}", {**filters, **limits})
