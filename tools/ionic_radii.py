"""Write ``graphs/background/ionic-radii.ttl``, and the table that the tests compare it with.

Run by hand when ions come in: ``python tools/ionic_radii.py MENDELEEV.whl PYMATGEN_CORE.whl``, the
wheels as ``pip download --no-deps mendeleev==1.3.0 pymatgen-core==2026.10.16`` fetches them. Only
their tables are read; nothing of them is installed or imported. The works that the records name stand
in ``graphs/publications/``.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import sqlite3
import sys
import tempfile
import zipfile
from pathlib import Path

from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.turtle import canonical
from defectkg.rdf.writing import write_atomically

ROOT = Path(__file__).parent.parent
GRAPH = ROOT / "graphs" / "background" / "ionic-radii.ttl"
SECOND = ROOT / "tests" / "data" / "ionic-radii-pymatgen.csv"
IONS = r"""
SELECT ?name ?symbol ?charge WHERE {
  ?ion a dkg:IonKind ; dkg:symbol ?symbol ; dkg:charge ?charge ; dkg:smiles ?smiles .
  FILTER REGEX(?smiles, "^\\[[A-Z][a-z]?[-+][0-9]?\\]$")
  BIND(STRAFTER(STR(?ion), "/ontology/") AS ?name)
} ORDER BY ?name
"""
RADII = """
SELECT id, coordination, coalesce(spin, ''), ionic_radius, most_reliable FROM ionicradii
JOIN elements USING (atomic_number) WHERE symbol = ? AND charge = ? ORDER BY id
"""
HEAD = """PREFIX d: <https://w3id.org/defectkg/data/>
PREFIX dkg: <https://w3id.org/defectkg/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

d:background-ionic-radii a dkg:RecordGraph ;
    rdfs:label "Effective radii of monatomic ions"@en ;
    skos:editorialNote "Written by tools/ionic_radii.py from the table ionicradii of elements.db (SHA-256 {digest}), rounded to a tenth of a picometre, as far as the table goes. It gives none for molecular ions."@en ;
    dkg:statedIn d:mendeleev-1-3-0 .
"""
RECORD = """
d:background-ionic-radii-{key} a dkg:IonicRadius ;
    dkg:radiusOf dkg:{name} ;
    dkg:coordination "{coordination}" ;{spin}
    dkg:radius {radius:.1f} ;{best}
    dkg:locator "ionicradii, row {row}" ;
    dkg:statedIn d:mendeleev-1-3-0 ;
    dkg:publication d:Shannon1976 .
"""


def ions() -> list[tuple[str, str, int]]:
    """Return name, element and charge of the ions of one atom that the ontology declares."""
    return [
        (name, symbol, int(charge))
        for name, symbol, charge in MemoryStore.shipped().rows(IONS).values
    ]


def member(wheel: str, name: str) -> bytes:
    """Return a file of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name)


def write_graph(wheel: str) -> None:
    """Write the graph from the table of mendeleev."""
    table = member(wheel, "mendeleev/elements.db")
    text = HEAD.format(digest=hashlib.sha256(table).hexdigest())
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        file.write(table)
        file.flush()
        database = sqlite3.connect(file.name)
        for name, symbol, charge in ions():
            for row, coordination, spin, radius, best in database.execute(RADII, (symbol, charge)):
                text += RECORD.format(
                    key="-".join(filter(None, [name, coordination, spin])),
                    name=name,
                    coordination=coordination,
                    spin=f' dkg:spin "{spin}" ;' if spin else "",
                    radius=radius,
                    best=" dkg:mostReliable true ;" if best else "",
                    row=row,
                )
        database.close()
    write_atomically(GRAPH, text)
    write_atomically(GRAPH, canonical(GRAPH))


def write_second(wheel: str) -> None:
    """Write the same ions from the table of pymatgen, in ångström as it gives them."""
    table = member(wheel, "pymatgen/core/periodic_table.json.gz")
    elements = json.loads(gzip.decompress(table), parse_float=str, parse_int=str)
    out = io.StringIO()
    out.write(f"# {Path(wheel).name.split('-cp')[0]}, periodic_table.json.gz, SHA-256 ")
    out.write(f"{hashlib.sha256(table).hexdigest()}; written by tools/ionic_radii.py\n")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["ion", "coordination", "spin", "angstrom"])
    for name, symbol, charge in ions():
        for coordination, spins in (
            elements[symbol].get("Shannon radii", {}).get(str(charge), {}).items()
        ):
            for spin, radii in spins.items():
                short = "".join(word[0] for word in spin.split())  # High Spin is HS
                rows.writerow([name, coordination, short, radii["ionic_radius"]])
    write_atomically(SECOND, out.getvalue())


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    write_graph(sys.argv[1])
    write_second(sys.argv[2])
