"""What a page is asked for: parameters of an address, fields of a form, files to download."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from defectkg.errors import DefectkgError
from defectkg.model import terms
from defectkg.rdf.rows import Rows

__all__ = [
    "Field",
    "NotThereError",
    "RequestError",
    "command_of",
    "download",
    "downloads",
    "fields_of",
    "given_to",
    "layout_of",
    "number",
    "parameter",
    "refuse_unknown",
]

LONGEST = 200  # characters of a parameter
FILES = {
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "json": "application/json",
}
GROUPS = {  # which kinds complete a field, by its name
    "agent": ("AgentKind", "IonKind", "ConditionKind"),
    "defect": ("DefectKind", "ElectronicFeatureKind"),
    "host": ("HostKind",),
    "form": ("FormKind",),
    "publication": ("Publication",),
    "start": tuple(re.split("[#/]", iri)[-1] for iri in terms.LAYERS),
    "end": tuple(re.split("[#/]", iri)[-1] for iri in terms.LAYERS),
}


class RequestError(DefectkgError):
    """A request whose parameters cannot be answered."""


class NotThereError(DefectkgError):
    """An address at which there is nothing."""


class Field(NamedTuple):
    """A field of a form.

    Parameters
    ----------
    name, label : str
    value : str
    groups : str
        Local names of the classes whose kinds complete it, with spaces between.
    """

    name: str
    label: str
    value: str = ""
    groups: str = ""


def fields_of(
    labels: Mapping[str, str],
    given: Mapping[str, str],
    groups: Mapping[str, Sequence[str]] | None = None,
) -> list[Field]:
    """Return the fields of a form, filled with what was given."""
    known = {**GROUPS, **(groups or {})}
    return [
        Field(name, label, given.get(name, ""), " ".join(known.get(name, ())))
        for name, label in labels.items()
    ]


def parameter(request: Request, name: str) -> str:
    """Return a parameter of an address; empty without it.

    Raises
    ------
    RequestError
        If it is too long.
    """
    text = request.query_params.get(name, "").strip()
    if len(text) > LONGEST:
        raise RequestError(f"{name} has more than {LONGEST} characters: give a name")
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
        If there is one.
    """
    if unknown := sorted(set(request.query_params) - {*names, "format"}):
        takes = f"it takes {', '.join(names)}" if names else "it takes none"
        raise RequestError(f"this page has no filter {', '.join(unknown)}: {takes}")


def given_to(request: Request, names: Sequence[str]) -> dict[str, str]:
    """Return those of some parameters that were given, and refuse others."""
    refuse_unknown(request, names)
    return {name: text for name in names if (text := parameter(request, name))}


def layout_of(request: Request) -> str:
    """Return in which format of a file rows are wanted; empty: as a page.

    Raises
    ------
    RequestError
        If there is no such format.
    """
    layout = parameter(request, "format")
    if layout and layout not in FILES:
        raise RequestError(f"format takes {', '.join(FILES)}")
    if layout:
        return layout
    accept = request.headers.get("accept", "").partition(",")[0].partition(";")[0].strip()
    return next((name for name, kind in FILES.items() if accept == kind.partition(";")[0]), "")


def downloads(request: Request) -> dict[str, str]:
    """Return the addresses at which the rows of a page are files, by format."""
    given = [(k, v) for k, v in request.query_params.multi_items() if v and k != "format"]
    return {name: "?" + urlencode([*given, ("format", name)]) for name in FILES}


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
    filters = [f"{option}{key}{space}{shlex.quote(text)}" for key, text in given.items()]
    return " ".join(["defectkg", name, *filters])
