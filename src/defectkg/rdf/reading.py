"""Read files of text and of RDF, whatever their syntax, with errors that say where."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from defectkg.errors import DataError

__all__ = ["FORMATS", "known_endings", "rdf_files", "read_quads", "read_text", "xml_fault"]

LONGEST_ENTITY = 200  # characters: those of a namespace
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".owl": ox.RdfFormat.RDF_XML,
    ".rdf": ox.RdfFormat.RDF_XML,
}


def rdf_files(path: Path) -> list[Path]:
    """Return the RDF files that a path names: itself, or all below it.

    Raises
    ------
    DataError
        If the path does not exist, holds no RDF file, or has an unknown ending.
    """
    if os.path.isdir(path):
        found = sorted(p for p in path.rglob("*") if p.suffix in FORMATS and p.is_file())
        if not found:
            raise DataError(f"{path}: no RDF file in this folder; give one with {known_endings()}")
        return found
    if not os.path.exists(path):
        if re.match(r"https?:/", str(path)):
            raise DataError(f"{path}: an address, and nothing is fetched; give a file of yours")
        raise DataError(f"{path}: no such file or folder; check the path")
    if path.suffix not in FORMATS:
        raise DataError(f"{path}: unknown file ending; rename it to one of {known_endings()}")
    return [path]


def known_endings() -> str:
    """Return the endings of RDF files that can be read, as text."""
    return ", ".join(sorted(FORMATS))


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file.

    Raises
    ------
    DataError
        If the file is missing, unreadable, empty, binary or not UTF-8.
    """
    try:
        mode = path.stat().st_mode
        if not (
            stat.S_ISREG(mode)
            or stat.S_ISDIR(mode)
            or (path.parts[:2] == ("/", "dev") and stat.S_ISFIFO(mode))
        ):
            raise DataError(f"{path}: neither file nor folder; give a file of text")
        raw = path.read_bytes()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "cannot be read"
        raise DataError(f"{path}: {reason}; give a file that can be read") from None
    if not raw.strip():
        raise DataError(f"{path}: the file is empty; give one that holds something")
    if b"\0" in raw:
        raise DataError(f"{path}: a binary file; give one of text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DataError(f"{path}:{line}: not UTF-8; save the file in UTF-8") from None


def read_quads(path: Path, base: str = "") -> Iterator[ox.Quad]:
    """Yield the quads of an RDF file, its literals as written.

    With a base, relative IRIs are read against it, and blank nodes get names of their own.

    Raises
    ------
    DataError
        If the file cannot be read or has a syntax error (with line and column).
    """
    text = read_text(path)
    if FORMATS[path.suffix] == ox.RdfFormat.RDF_XML and (fault := xml_fault(text)):
        raise DataError(f"{path}:{fault}; correct the file")
    try:
        for quad in ox.parse(
            text,
            format=FORMATS[path.suffix],
            base_iri=base or None,
            rename_blank_nodes=bool(base),
        ):
            value = quad.object
            if isinstance(value, ox.Triple) or (
                isinstance(value, ox.Literal) and value.direction is not None
            ):
                raise DataError(f"{path}: {value}: RDF 1.2 is not read; write it in RDF 1.1")
            yield quad
    except SyntaxError as error:
        raise DataError(syntax_message(path, error)) from None
    except ValueError as error:
        raise DataError(f"{path}: {error}; correct the file") from None
    except MemoryError as error:
        raise DataError(f"{path}: {error}; split the longest value") from None


def xml_fault(text: str) -> str:
    """Return what makes a text no XML that should be read, and where; nothing where all is well.

    The engine reads a file cut short as if it were whole, and a few lines of entities as more text
    than fits the memory. An entity is read if it is short and plain text, such as the namespaces
    that Protégé writes so.
    """
    from xml.parsers import expat

    def stop(name: str, parameter: bool, value: str | None, *_: object) -> None:
        if parameter or value is None or "&" in value or len(value) > LONGEST_ENTITY:
            raise ValueError(f"XML entity {name!r} is not read: write out what it stands for")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.EntityDeclHandler = stop
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        return f"{error.lineno}:{error.offset + 1}: {expat.ErrorString(error.code)}"
    except ValueError as error:
        return f" {error}"
    return ""


def syntax_message(path: Path, error: SyntaxError) -> str:
    """Return *file:line:column: what is wrong*."""
    reason = re.sub(r"^Parser error (at|between) .*?: ", "", str(error.msg or error))
    reason = re.sub(r" \(line \d+.*\)$", "", reason)[:160]
    if "LoadDocumentCallback" in reason:
        return f"{path}: a remote @context is not fetched; write the context into the file"
    place = ":".join(str(n) for n in (error.lineno, error.offset) if n is not None)
    return (
        f"{path}:{place}: {reason}; correct the syntax"
        if place
        else f"{path}: {reason}; correct the file"
    )
