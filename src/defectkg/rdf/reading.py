"""Read files of text and of RDF, whatever their syntax, with errors that say where."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from itertools import dropwhile
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox

from defectkg.errors import DataError

__all__ = [
    "FORMATS",
    "apart",
    "has_blank_node",
    "known_endings",
    "rdf_files",
    "read_each",
    "read_quads",
    "read_text",
    "syntax_of",
    "xml_fault",
]

LARGEST = 1 << 30  # bytes of a file that is read
BEGINNING = 10_000  # characters that tell what a text is
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
MARKS = {  # byte order marks; the longer first, since one begins with the other
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# How texts begin after spaces and comments, by what they are; the first that fits counts.
BEGINNINGS = {
    "OWL functional syntax": re.compile(r"(?:Prefix|Ontology)\s*\("),
    "OWL Manchester syntax": re.compile(r"(?:Prefix|Ontology):"),
    "HTML": re.compile(r"<(?:!doctype\s+)?html\b", re.IGNORECASE),
    "XML": re.compile(r"<(?:[?!]|[\w.-]+(?::[\w.-]+)?[\s/])"),
    "JSON-LD": re.compile(r"[{\[]\s*[\"{\]}]"),
    "Turtle": re.compile(r"@prefix\s|@base\s|(?i:prefix|base)\s|<"),
}
RENAMED = {"XML": ".owl", "JSON-LD": ".jsonld", "Turtle": ".ttl"}
Read = TypeVar("Read")


def syntax_of(path: Path) -> ox.RdfFormat | None:
    """Return the syntax that the ending of a file name says, in capitals or not."""
    return FORMATS.get(path.suffix.lower())


def rdf_files(path: Path) -> list[Path]:
    """Return the RDF files that a path names: itself, or all below it, also behind links.

    Raises
    ------
    DataError
        If the path does not exist, holds no RDF file, has an unknown ending, or a folder in it
        cannot be read.
    """
    if os.path.isdir(path):
        found = sorted(files_below(path))
        if not found:
            raise DataError(f"{path}: no RDF file in this folder; give one with {known_endings()}")
        return found
    if not os.path.exists(path):
        if re.match(r"https?:/", str(path)):
            raise DataError(f"{path}: an address, and nothing is fetched; give a file of yours")
        raise DataError(f"{path}: no such file or folder; check the path")
    if path.suffix.lower() == ".n3":
        raise DataError(f"{path}: of N3 only what is Turtle is read; if it is, rename it to .ttl")
    if not syntax_of(path):
        raise DataError(f"{path}: unknown file ending; rename it to one of {known_endings()}")
    return [path]


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the RDF files in a folder and all below it, each folder once."""

    def refuse(error: OSError) -> None:
        raise unreadable(Path(error.filename), error)

    seen = {os.path.realpath(folder)}
    for here, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        real = {name: os.path.realpath(os.path.join(here, name)) for name in folders}
        folders[:] = [name for name in folders if real[name] not in seen]
        seen.update(real.values())
        yield from (Path(here, name) for name in names if syntax_of(Path(name)))


def unreadable(path: Path, error: OSError) -> DataError:
    """Return the error that says why a file or folder cannot be read."""
    reason = os.strerror(error.errno) if error.errno else "cannot be read"
    return DataError(f"{path}: {reason}; give what can be read")


def known_endings() -> str:
    """Return the endings of RDF files that can be read, as text."""
    return ", ".join(sorted(FORMATS))


def read_each(files: Iterable[Path], read: Callable[[Path], Read]) -> dict[Path, Read]:
    """Return what each file holds.

    Raises
    ------
    DataError
        If some cannot be read: why the first cannot, and which are the others.
    """
    found: dict[Path, Read] = {}
    faults: dict[Path, DataError] = {}
    for file in files:
        try:
            found[file] = read(file)
        except DataError as error:
            faults[file] = error
    if faults:
        first, *others = faults
        more = f" (and {len(others)} more: {', '.join(map(str, others))})" if others else ""
        raise DataError(f"{faults[first]}{more}")
    return found


def read_text(path: Path, *, some_nul: bool = False) -> str:
    """Return the text of a file in UTF-8, or in what its byte order mark says.

    With `some_nul` a few NUL bytes, which tools write for letters of a PDF that they do not know,
    are unknown signs.

    Raises
    ------
    DataError
        If the file is missing, unreadable, empty, binary, too large or in another encoding.
    """
    try:
        raw = read_bytes(path)
    except OSError as error:
        raise unreadable(path, error) from None
    encoding = next((name for mark, name in MARKS.items() if raw.startswith(mark)), "utf-8")
    if some_nul and encoding.startswith("utf-8") and raw.count(0) <= max(1, len(raw) // 100):
        raw = raw.replace(b"\0", "\ufffd".encode())
    if b"\0" in raw and encoding.startswith("utf-8"):
        if abs(raw[:200:2].count(0) - raw[1:200:2].count(0)) > len(raw[:200]) / 4:
            raise DataError(f"{path}: perhaps UTF-16, without its mark; save the file in UTF-8")
        line = raw.count(b"\n", 0, raw.index(b"\0")) + 1
        raise DataError(f"{path}:{line}: a NUL byte, as in binary files; give a file of text")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = "not UTF-8, perhaps Windows-1252" if encoding == "utf-8" else f"broken {encoding}"
        raise DataError(f"{path}:{line}: {what}; save the file in UTF-8") from None
    if not text.strip():
        raise DataError(f"{path}: the file is empty; give one that holds something")
    return text


def read_bytes(path: Path) -> bytes:
    """Return what a file holds, up to `LARGEST`.

    Raises
    ------
    DataError
        If there is more, or the path is neither file nor folder.
    OSError
        If it cannot be opened.
    """
    about = path.stat()
    piped = path.parts[:2] == ("/", "dev") and stat.S_ISFIFO(about.st_mode)
    if not (stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode) or piped):
        raise DataError(f"{path}: neither file nor folder; give a file of text")
    raw = bytearray()
    with path.open("rb") as file:
        while max(len(raw), about.st_size) <= LARGEST and (part := file.read(1 << 20)):
            raw += part  # bit by bit: a pipe does not say how much will come
    if max(len(raw), about.st_size) > LARGEST:
        raise DataError(f"{path}: more than {LARGEST >> 30} GiB; split it into smaller files")
    return bytes(raw)


def read_quads(path: Path, base: str = "", context: Path | None = None) -> Iterator[ox.Quad]:
    """Yield the quads of an RDF file, its literals as written.

    With a base, relative IRIs are read against it, and blank nodes get names of their own. The
    file of a context stands for the address of one in JSON-LD. RDF/XML by its ending may be Turtle
    or JSON-LD by what it holds: ontologies of any syntax end in ``.owl``.

    Raises
    ------
    DataError
        If the file cannot be read or has a syntax error (with line and column).
    """
    text = read_text(path)
    form = syntax_of(path) or ox.RdfFormat.TURTLE
    if form == ox.RdfFormat.RDF_XML:
        form = syntax_of_ontology(path, text)
    if form == ox.RdfFormat.RDF_XML and (fault := xml_fault(text)):
        raise DataError(f"{path}:{fault}; correct the file")
    if form == ox.RdfFormat.JSON_LD and context:
        from defectkg.rdf.contexts import with_context

        text = with_context(text, path, read_text(context), context)
    try:
        for quad in ox.parse(
            text, format=form, base_iri=base or None, rename_blank_nodes=bool(base)
        ):
            value = quad.object
            if isinstance(value, ox.Triple) or (
                isinstance(value, ox.Literal) and value.direction is not None
            ):
                raise DataError(f"{path}: {value}: RDF 1.2 is not read; write it in RDF 1.1")
            yield quad
    except SyntaxError as error:
        raise DataError(syntax_message(path, text, form, error)) from None
    except ValueError as error:
        raise DataError(f"{path}: {error}; correct the file") from None
    except MemoryError as error:
        raise DataError(f"{path}: {error}; split the longest value") from None


def apart(quads: list[ox.Quad], mark: str) -> list[ox.Quad]:
    """Return quads whose blank nodes cannot be taken for those of another file."""

    def own(term: Any) -> Any:
        return ox.BlankNode(f"{mark}{term.value}") if isinstance(term, ox.BlankNode) else term

    if not any(has_blank_node(quad) for quad in quads):
        return quads
    return [ox.Quad(own(s), p, own(o), own(g)) for s, p, o, g in quads]


def has_blank_node(quad: ox.Quad) -> bool:
    """Return whether a node of a quad has no name of its own."""
    blank = ox.BlankNode
    return any(isinstance(node, blank) for node in (quad.subject, quad.object, quad.graph_name))


def kind_of(text: str) -> str:
    """Return what a text is by how it begins: a name of `BEGINNINGS`, or nothing."""
    lines = (line.lstrip() for line in text[:BEGINNING].split("\n"))
    start = "\n".join(dropwhile(lambda line: not line or line.startswith("#"), lines))
    return next((kind for kind, form in BEGINNINGS.items() if form.match(start)), "")


def syntax_of_ontology(path: Path, text: str) -> ox.RdfFormat:
    """Return the syntax of a file that ends in ``.owl`` or ``.rdf``.

    Raises
    ------
    DataError
        If it is one of OWL's own syntaxes, or HTML.
    """
    kind = kind_of(text)
    if kind == "XML" and re.search(r"<Ontology\b", text[:BEGINNING]):
        kind = "OWL/XML"
    if kind in RENAMED:
        return FORMATS[RENAMED[kind]]
    if not kind:
        return ox.RdfFormat.RDF_XML
    wanted = "save it as Turtle or RDF/XML, as Protégé and ROBOT can" if "OWL" in kind else ""
    raise DataError(f"{path}: {kind}, which is not read; {wanted or 'give a file of RDF'}")


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


def syntax_message(path: Path, text: str, form: ox.RdfFormat, error: SyntaxError) -> str:
    """Return *file:line:column: what is wrong*."""
    reason = re.sub(r"^Parser error (at|between) .*?: ", "", str(error.msg or error))
    reason = re.sub(r" \(line \d+[^()]*\)$", "", reason)[:160]
    if "LoadDocumentCallback" in reason:
        return f"{path}: a remote @context is not fetched; give a copy of it with --context FILE"
    if form == ox.RdfFormat.JSON_LD and "@type must be the first key" in reason:
        return f"{path}: a type map of nodes is not read; write @type into each node"
    ending = RENAMED.get(kind_of(text), "")
    plain = form not in (ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML)  # begins as Turtle does
    if ending and FORMATS[ending] != form and not (plain and ending == ".ttl"):
        return f"{path}: {FORMATS[ending].name} by its content; rename it to {ending}"
    place = ":".join(str(n) for n in (error.lineno, error.offset) if n is not None)
    return (
        f"{path}:{place}: {reason}; correct the syntax"
        if place
        else f"{path}: {reason}; correct the file"
    )
