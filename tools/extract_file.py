"""The end of the tools that keep facts of a foreign file in ``examples/``: Turtle under where it is from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from defectkg.rdf.prefixes import prefixes
from defectkg.rdf.writing import write_atomically

EXAMPLES = Path(__file__).parent.parent / "examples"


def write_extract(
    name: str, triples: Iterable[ox.Triple], used: Iterable[str], said: str, source: Path, tool: str
) -> None:
    """Write triples under a comment on their source, with the prefixes that they use.

    Not in the canonical layout, which would write a decimal of 28 places as a double.
    """
    text = ox.serialize(
        triples,
        format=ox.RdfFormat.TURTLE,
        prefixes={prefix: prefixes()[prefix] for prefix in used},
    )
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    head = f"# Facts from {said}, {source.name},\n# SHA-256 {digest}; written by tools/{Path(tool).name}\n"
    write_atomically(EXAMPLES / name, head + (text or b"").decode())
