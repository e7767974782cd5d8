"""Write ``examples/qudt-units.ttl``: what QUDT says of the units that our data need.

    PYTHONPATH=src python tools/qudt_extract.py VOCAB_QUDT-UNITS-ALL.ttl --origin "qudt/qudt-public-repo 8b9168d"

Facts only: English label, symbol, multipliers, offsets, dimension vector; of the units of QUDT in
``ontology/units.ttl`` and of the SI units to which they and ours are converted.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pyoxigraph as ox

from defectkg.rdf.memory import MemoryStore
from extract_file import write_extract

UNIT = "http://qudt.org/vocab/unit/"
QUDT = "http://qudt.org/schema/qudt/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
SI = ("J", "M", "PER-M3", "PER-SEC", "SEC", "UNITLESS")
KEPT = [
    QUDT + name
    for name in (
        "conversionMultiplier",
        "conversionMultiplierSN",
        "conversionOffset",
        "conversionOffsetSN",
        "hasDimensionVector",
        "symbol",
    )
]


def wanted() -> set[str]:
    """Return the units of QUDT that we use, and their SI units."""
    rows = MemoryStore.shipped().rows(
        f'SELECT ?u {{ ?u a qudt:Unit FILTER STRSTARTS(STR(?u), "{UNIT}") }}'
    )
    return {iri for (iri,) in rows.values} | {UNIT + name for name in SI}


def facts(path: Path) -> list[ox.Triple]:
    """Return the triples that are kept; a unit that is not in the file stops the script."""
    units = wanted()
    kept, seen = [], set()
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        if not isinstance(quad.subject, ox.NamedNode) or quad.subject.value not in units:
            continue
        seen.add(quad.subject.value)
        english = isinstance(quad.object, ox.Literal) and quad.object.language == "en"
        if quad.predicate.value in KEPT or (quad.predicate.value == LABEL and english):
            kept.append(quad.triple)
    if missing := units - seen:
        raise SystemExit(f"not in {path}: {', '.join(sorted(missing))}")
    return kept


def main() -> None:
    """Write the extract under two lines that say where it is from."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--origin", required=True, help="repository and commit")
    options = parser.parse_args()
    said = f"QUDT 3.5.0 and later changes (CC BY 4.0), {options.origin}"
    found = sorted(facts(options.file), key=str)
    used = ("qkdv", "qudt", "rdfs", "unit")
    write_extract("qudt-units.ttl", found, used, said, options.file, __file__)


if __name__ == "__main__":
    main()
