"""What a page is asked for: parameters of an address, fields of a form, files to download."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from defectkg.errors import DefectkgError
from defectkg.model import terms
from defectkg.rdf.rows import Rows
from defectkg.web.media_types import liked

__all__ = [
    "ALL",
    "LIMITS",
    "SCOPE",
    "FormField",
    "NotThereError",
    "RequestError",
    "apart",
    "command_of",
    "download",
    "downloads",
    "fields_of",
    "given_to",
    "layout_of",
    "limits_of",
    "number",
    "parameter",
    "refuse_unknown",
    "with_query",
]

LONGEST = 200  # characters of a parameter
FILES = {
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "json": "application/json",
}
LIMITS = {"source": "read in", "until": "until year"}  # of what counts at all
ALL = "all"  # the parameter that asks for all that a page has
SCOPE = {"host": "host", "form": "form"}  # fields of many pages, with their labels
GROUPS = {  # which kinds complete a field, by its name
    "agent": ("AgentKind", "IonKind", "ConditionKind"),
    "defect": ("DefectKind", "ElectronicFeatureKind"),
    "host": ("HostKind",),
    "form": ("FormKind",),
    "publication": ("Publication",),
    "source": ("Publication",),
    "start": tuple(re.split("[#/]", iri)[-1] for iri in terms.LAYERS),
    "end": tuple(re.split("[#/]", iri)[-1] for iri in terms.LAYERS),
}


class RequestError(DefectkgError):
    """A request whose parameters cannot be answered."""


class NotThereError(DefectkgError):
    """An address at which there is nothing."""


class FormField(NamedTuple):
    """A field of a form.

    Parameters
    ----------
    name, label : str
    value : str
    groups : str
        Local names of the classes whose kinds complete it, with spaces between.
    options : sequence of str
        All that it takes, where that is little.
    """

    name: str
    label: str
    value: str = ""
    groups: str = ""
    options: Sequence[str] = ()


def fields_of(
    labels: Mapping[str, str],
    given: Mapping[str, str],
    groups: Mapping[str, Iterable[str]] | None = None,
) -> list[FormField]:
    """Return the fields of a form, filled with what was given."""
    known = {**GROUPS, **(groups or {})}
    return [
        FormField(name, label, given.get(name, ""), " ".join(known.get(name, ())))
        for name, label in labels.items()
    ]


def parameter(request: Request, name: str, longest: int = LONGEST) -> str:
    """Return a parameter of an address; empty without it.

    Raises
    ------
    RequestError
        If it is too long.
    """
    text = request.query_params.get(name, "").strip()
    if len(text) > longest:
        raise RequestError(f"{name} has more than {longest} characters: shorten it")
    return str(text)


def number(request: Request, name: str, otherwise: int, least: int, most: int) -> int:
    """Return a parameter that is a whole number within bounds.

    Raises
    ------
    RequestError
        If it is none.
    """
    text = parameter(request, name) or str(otherwise)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise RequestError(f"{name} takes a whole number from {least} to {most}")
    return int(text)


def refuse_unknown(request: Request, names: Sequence[str]) -> None:
    """Refuse parameters that a page does not have, rather than pass them over.

    Raises
    ------
    RequestError
        If there is one, or one is there twice.
    """
    given = [name for name, _ in request.query_params.multi_items()]
    if unknown := sorted(set(given) - set(names)):
        takes = f"it takes {', '.join(names)}" if names else "it takes none"
        raise RequestError(f"this page has no filter {', '.join(unknown)}: {takes}")
    if twice := sorted({name for name in given if given.count(name) > 1}):
        raise RequestError(f"{', '.join(twice)} is given twice: give it once")


def given_to(
    request: Request, names: Sequence[str], longest: Mapping[str, int] | None = None
) -> dict[str, str]:
    """Return those of some parameters that were given, and refuse others and longer ones."""
    refuse_unknown(request, names)
    most = longest or {}
    found = {name: parameter(request, name, most.get(name, LONGEST)) for name in names}
    return {name: text for name, text in found.items() if text}


def limits_of(request: Request) -> tuple[str, int | None]:
    """Return of which source alone, and up to which year, a page is asked.

    Raises
    ------
    RequestError
        If that is no year.
    """
    year = number(request, "until", 0, 1, 9999) if parameter(request, "until") else None
    return parameter(request, "source"), year


def apart(given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was given: filters, and what limits the graph itself (source and year)."""
    filters = {name: text for name, text in given.items() if name not in LIMITS}
    return filters, {name: text for name, text in given.items() if name in LIMITS}


def layout_of(request: Request, more: Mapping[str, tuple[str, ...]] | None = None) -> str:
    """Return in which format an answer is wanted, by the ending of its address or by Accept.

    Parameters
    ----------
    request : Request
    more : mapping of str to tuple of str, optional
        Media types of formats beside those of rows.

    Returns
    -------
    str
        Empty: as a page.

    Raises
    ------
    NotThereError
        If there is no such format.
    """
    offered = {name: (kind.partition(";")[0],) for name, kind in FILES.items()} | dict(more or {})
    if ending := request.path_params.get("ending", ""):
        if ending not in offered:
            raise NotThereError(f"no format {ending}: there is {', '.join(offered)}")
        return str(ending)
    accept = request.headers.get("accept", "")
    return liked(accept, {"": ("text/html", "application/xhtml+xml"), **offered})


def downloads(request: Request, names: Iterable[str] = FILES) -> dict[str, str]:
    """Return the addresses at which what a page shows is a file, by format."""
    given = {key: text for key, text in request.query_params.items() if text}
    return {name: with_query(f"{request.url.path}.{name}", given) for name in names}


def with_query(path: str, given: Mapping[str, str]) -> str:
    """Return an address with parameters."""
    return f"{path}?{urlencode(given)}" if given else path


def download(rows: Rows, layout: str, name: str) -> Response:
    """Return rows as a file."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    headers = {
        "Content-Type": FILES[layout],
        "Content-Disposition": f'inline; filename="{plain}.{layout}"',
        "Vary": "Accept",
    }
    return Response(rows.to_text(layout), headers=headers)


def command_of(name: str, given: Mapping[str, str], option: str = "--") -> str:
    """Return the command line that asks the same."""
    space = "=" if option == "-p " else " "
    filters, limits = apart(given)
    told = [f"{option}{key}{space}{shlex.quote(text)}" for key, text in filters.items()]
    told += [f"--{key} {shlex.quote(text)}" for key, text in limits.items()]
    return " ".join(["defectkg", name, *told])
