"""The one canonical layout of Turtle files, rdflib's *longturtle*.

Only files without blank nodes have one layout: blank node labels are arbitrary.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
from pathlib import Path

from defectkg.data import read_quads, read_text
from defectkg.errors import DataError
from defectkg.vocabulary import prefixes

__all__ = ["canonical", "write_atomically"]

NOT_A_COMMENT = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>\s]*>|\\#',
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
    return longturtle(text)


def longturtle(text: str) -> str:
    """Return Turtle in rdflib's longturtle layout, subjects by name, literals as written."""
    import rdflib
    from rdflib.plugins.serializers.longturtle import LongTurtleSerializer

    class ByName(LongTurtleSerializer):
        """rdflib sorts subjects by how often they are pointed at, which moves them about."""

        def orderSubjects(self) -> list[rdflib.term.Node]:  # noqa: N802
            return sorted(self._subjects, key=lambda node: natural(str(node)))

    kept, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        graph = rdflib.Graph(bind_namespaces="none")
        graph.parse(data=text, format="turtle")
        for prefix, space in prefixes().items():
            graph.bind(prefix, space, override=True, replace=True)
        out = io.BytesIO()
        ByName(graph).serialize(out, encoding="utf-8")  # type: ignore[no-untyped-call]
        return out.getvalue().decode("utf-8").rstrip("\n") + "\n"
    finally:
        rdflib.NORMALIZE_LITERALS = kept


def natural(text: str) -> list[tuple[int, str]]:
    """Return a sort key under which ``c2`` stands before ``c10``."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", text)]


def write_atomically(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    DataError
        If the folder or file cannot be written; the old file is left as it was.
    """
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as out:
            temporary = out.name
            out.write(text)
        if path.exists():
            os.chmod(temporary, path.stat().st_mode)
        os.replace(temporary, path)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise DataError(f"{path}: {reason}; the file is unchanged") from None
