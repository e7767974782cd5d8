"""The one canonical layout of Turtle files, rdflib's *longturtle*.

Only files without blank nodes have one layout: blank node labels are arbitrary.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from defectkg.errors import DataError
from defectkg.rdf.prefixes import prefixes
from defectkg.rdf.reading import read_quads, read_text

__all__ = ["canonical", "natural"]

NOT_A_COMMENT = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>\s]*>|\\.',
    re.DOTALL,
)


def canonical(path: Path) -> str:
    """Return the canonical text of a Turtle file.

    Raises
    ------
    DataError
        If the file cannot be read or parsed, or holds what the layout would lose: blank nodes,
        lists, comments.
    """
    if path.suffix != ".ttl":
        raise DataError(f"{path}: only Turtle has a canonical layout; give a .ttl file")
    text = read_text(path)
    comment = re.search(r"#.*", NOT_A_COMMENT.sub(lambda m: " " * len(m[0]), text))
    if comment:
        line = text.count("\n", 0, comment.start()) + 1
        raise DataError(f"{path}:{line}: a comment would be lost; move it to skos:editorialNote")
    quads = list(read_quads(path))
    for quad in quads:
        if type(quad.subject).__name__ == "BlankNode" or type(quad.object).__name__ == "BlankNode":
            raise DataError(f"{path}: blank nodes have no canonical layout; give them names")
    laid_out = longturtle(text)
    if statements(laid_out) != set(quads):
        raise DataError(f"{path}: holds a value that the layout would change; write it plainly")
    return laid_out


def statements(text: str) -> set[ox.Quad]:
    """Return the statements of a Turtle text; none where it cannot be read."""
    try:
        return set() if "\0" in text else set(ox.parse(text, format=ox.RdfFormat.TURTLE))
    except (SyntaxError, ValueError):
        return set()


def longturtle(text: str) -> str:
    """Return Turtle in rdflib's longturtle layout; nothing where rdflib cannot read it."""
    import logging
    import warnings

    import rdflib

    logging.getLogger("rdflib").setLevel(logging.CRITICAL)  # ill-typed values are kept as they are
    warnings.filterwarnings("ignore", module="rdflib")
    kept, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        graph = rdflib.Graph(bind_namespaces="none")
        try:
            graph.parse(data=text, format="turtle")
        except Exception:
            return ""
        for prefix, space in prefixes().items():
            graph.bind(prefix, space, override=True, replace=True)
        out = io.BytesIO()
        serializer()(graph).serialize(out, encoding="utf-8")
        return out.getvalue().decode("utf-8").rstrip("\n") + "\n"
    finally:
        rdflib.NORMALIZE_LITERALS = kept


def serializer() -> Any:
    """Return rdflib's serializer with subjects by name and literals as written."""
    import rdflib
    from rdflib.plugins.serializers.longturtle import LongTurtleSerializer

    xsd = rdflib.XSD
    short = {
        xsd.integer: re.compile(r"[+-]?\d+"),
        xsd.decimal: re.compile(r"[+-]?\d*\.\d+"),
        xsd.double: re.compile(r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+"),
        xsd.boolean: re.compile("true|false"),
    }

    class AsWritten(LongTurtleSerializer):
        """rdflib sorts subjects by how often they are pointed at, which moves them about."""

        def orderSubjects(self) -> list[rdflib.term.Node]:  # noqa: N802
            return sorted(self._subjects, key=lambda node: natural(str(node)))

        def label(self, node: rdflib.term.Node, position: int) -> str:
            """Write a literal short only where the short form is the very text of its value."""
            if isinstance(node, rdflib.Literal) and node.datatype in short:
                if short[node.datatype].fullmatch(str(node)):
                    return str(node)
                return f"{rdflib.Literal(str(node)).n3()}^^{self.label(node.datatype, position)}"
            return str(super().label(node, position))  # type: ignore[no-untyped-call]

    return AsWritten


def natural(text: str) -> list[tuple[int, str]]:
    """Return a sort key under which ``c2`` stands before ``c10``."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", text)]
