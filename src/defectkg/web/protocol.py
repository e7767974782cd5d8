"""Requests of the SPARQL 1.1 Protocol, read into questions.

https://www.w3.org/TR/sparql11-protocol/, section 2.1 (query operation).
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from defectkg.errors import DefectkgError
from defectkg.web.questions import Question

__all__ = ["FORM", "QUERY", "ProtocolError", "read_request"]

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
READ_ONLY = "this endpoint answers queries and takes no updates: use SELECT, ASK or CONSTRUCT"
MOST_PARAMETERS = 100


class ProtocolError(DefectkgError):
    """A request that is none of the protocol, or asks for what is not served.

    Parameters
    ----------
    status : int
        Of HTTP.
    message : str
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def read_request(
    method: str, address: str, body: bytes, content_type: str, accept: str, base: str
) -> Question | None:
    """Return the question that a request asks; None where it asks what the service is.

    Parameters
    ----------
    method : str
        ``GET``, ``HEAD`` or ``POST``.
    address : str
        What stands after ``?`` in the address, still encoded.
    body : bytes
    content_type, accept : str
        Headers.
    base : str
        Address of the endpoint.

    Raises
    ------
    ProtocolError
        With the status that the protocol asks for.
    """
    given = parameters(address)
    if method == "POST":
        sent_as = content_type.partition(";")[0].strip().lower()
        if sent_as == FORM:
            given += parameters(utf8(body))
        elif sent_as == QUERY:
            given.append(("query", utf8(body)))
        elif sent_as == UPDATE:
            raise ProtocolError(403, READ_ONLY)
        else:
            raise ProtocolError(415, f"a query is sent as {QUERY} or {FORM}: set Content-Type")
    values = {
        name: [value for key, value in given if key == name]
        for name in ("query", "update", "default-graph-uri", "named-graph-uri", "format")
    }
    if values["update"]:
        raise ProtocolError(403 if method == "POST" else 400, READ_ONLY)
    if not values["query"]:
        if method == "POST" or given:
            raise ProtocolError(400, "the request has no query: send one as the parameter query")
        return None
    if len(values["query"]) > 1:
        raise ProtocolError(400, "the request has more than one query: send them one by one")
    return Question(
        values["query"][0],
        tuple(values["default-graph-uri"]),
        tuple(values["named-graph-uri"]),
        only(values["format"]) or accept or "*/*",
        base,
    )


def only(values: Sequence[str]) -> str:
    """Return the last of several values; an empty text without any."""
    return values[-1] if values else ""


def parameters(text: str) -> list[tuple[str, str]]:
    """Return the names and values of an address or form.

    Raises
    ------
    ProtocolError
        If there are too many, or they are not UTF-8.
    """
    try:
        return parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS
        )
    except UnicodeDecodeError:
        raise ProtocolError(400, "the query is not UTF-8: encode it so") from None
    except ValueError:
        raise ProtocolError(400, f"more than {MOST_PARAMETERS} parameters: send fewer") from None


def utf8(body: bytes) -> str:
    """Return a body as text.

    Raises
    ------
    ProtocolError
        If it is not UTF-8.
    """
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolError(400, "the query is not UTF-8: encode it so") from None
