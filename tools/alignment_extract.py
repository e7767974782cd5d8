"""Write the facts about the terms of an alignment that the tests need, from the real files.

    PYTHONPATH=src python tools/alignment_extract.py prov prov.nq --origin "@vocabulary/prov 1.0.6 from npm"

It writes ``tests/data/extracts/<name>.ttl``: of each term that the alignment or a mapping set of that name
uses, and of all above them, the type, label, parents, disjointness, domains and ranges, as far as these are
named. What needs a class expression is only in the real files: ``merge_alignments.py`` reasons with them.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox

from defectkg.mappings.collection import Mappings
from defectkg.rdf.prefixes import DATA, TERMS, expand
from defectkg.rdf.reading import read_quads
from defectkg.rdf.shipped import ALIGNMENTS, alignment_files, mapping_files, mapping_folder
from defectkg.rdf.turtle import canonical
from defectkg.rdf.writing import write_atomically
from merge_alignments import triples

OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
TYPE = ox.NamedNode(RDF + "type")
DISJOINT = ox.NamedNode(OWL + "disjointWith")
UP = {RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")}
KEPT = UP | {RDFS + "label", RDF + "type"} | {OWL + n for n in ("disjointWith", "deprecated")}
FOLDER = Path(__file__).parent.parent / "tests" / "data" / "extracts"
Said = dict[object, set[tuple[str, object]]]


def used(name: str) -> set[ox.NamedNode]:
    """Return the foreign terms of the alignment and of the mapping set of a name."""
    terms = set()
    path = alignment_files()[ox.NamedNode(ALIGNMENTS + name)]
    for quad in read_quads(path):
        if quad.predicate.value in UP:
            terms.add(quad.object)
    if name in mapping_files(mapping_folder()):
        terms |= {ox.NamedNode(iri) for iri in Mappings.shipped().used(name)}
    return {term for term in terms if not term.value.startswith((TERMS, DATA))}


def members(said: Said, node: object) -> list[object]:
    """Return the members of an RDF list."""
    found = []
    while rest := [value for p, value in said.get(node, ()) if p == RDF + "rest"]:
        found += [value for p, value in said[node] if p == RDF + "first"]
        node = rest[0]
    return found


def apart(said: Said, terms: set[ox.NamedNode]) -> set[ox.Triple]:
    """Return which terms a list says are disjoint, pair by pair: the extract has no blank nodes."""
    found = set()
    for pairs in said.values():
        if (RDF + "type", ox.NamedNode(OWL + "AllDisjointClasses")) in pairs:
            (listed,) = (value for p, value in pairs if p == OWL + "members")
            inside = sorted(set(members(said, listed)) & terms, key=str)
            found |= {ox.Triple(a, DISJOINT, b) for a, b in combinations(inside, 2)}
    return found


def facts(statements: set[ox.Triple], seeds: set[ox.NamedNode]) -> set[ox.Triple]:
    """Return what is said of terms and of all that stands above them."""
    said: Said = {}
    for subject, predicate, value in statements:
        said.setdefault(subject, set()).add((predicate.value, value))
    terms, new = set(), {seed for seed in seeds if seed in said}
    while new:
        terms |= new
        above = {v for term in new for p, v in said.get(term, ()) if p in UP}
        new = {v for v in above if isinstance(v, ox.NamedNode) and OWL not in v.value} - terms
    found = {
        t
        for t in statements
        if t.subject in terms
        and t.predicate.value in KEPT
        and not isinstance(t.object, ox.BlankNode)
        and t.object.value != OWL + "Thing"
        and (t.predicate != DISJOINT or t.object in terms)
    }
    return found | apart(said, terms)


def main() -> int:
    """Read the files, write the extract."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("name", help="name of the alignment, such as prov")
    parser.add_argument("files", nargs="+", type=Path, help="the real files of the target")
    parser.add_argument("--origin", required=True, help="repository and commit, or package")
    parser.add_argument("--also", nargs="+", default=[], metavar="CURIE", help="more terms")
    options = parser.parse_args()
    statements = triples(options.files)
    versions = {t.object.value for t in statements if t.predicate.value == OWL + "versionIRI"}
    seeds = used(options.name) | {ox.NamedNode(str(expand(name))) for name in options.also}
    found = facts(statements, seeds)
    if missing := sorted(s.value for s in seeds if not any(t.subject == s for t in found)):
        print("not in the files:", *missing, sep="\n  ")
        return 1
    head = [f"# Facts from {options.origin}; by tools/alignment_extract.py"]
    head += [f"# version: {version}" for version in sorted(versions)]
    head += [f"# also: {' '.join(options.also)}"] * bool(options.also)
    for path in options.files:
        head.append(f"# sha256: {hashlib.sha256(path.read_bytes()).hexdigest()} {path.name}")
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "extract.ttl"
        ox.serialize(found, str(plain), format=ox.RdfFormat.TURTLE)
        text = canonical(plain)
    target = FOLDER / f"{options.name}.ttl"
    target.parent.mkdir(exist_ok=True)
    write_atomically(target, "\n".join(head) + "\n" + text)
    print(f"{len(found)} triples in {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
