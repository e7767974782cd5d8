"""What several test modules use: paths, commands in a process of their own, small graphs."""

from __future__ import annotations

import os
import resource
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest
import rdflib

import defectkg
from defectkg.graph import DefectGraph
from defectkg.model import terms
from defectkg.model.claims import Kinds, Statement
from defectkg.publish.export import SYNTAXES
from defectkg.rdf.levels import BRINGS_IT, BROADER, BY_WAY_OF, EXACT, NARROWER
from defectkg.rdf.library import Query
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.queries import Choice
from defectkg.rdf.reading import FORMATS, read_quads
from defectkg.rdf.rows import Rows
from defectkg.rdf.shipped import (
    ALIGNMENTS,
    ONTOLOGY_GRAPH,
    alignment_files,
    graph_files,
    graph_name,
    ontology_files,
)
from defectkg.text.records import RecordTexts

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"
TINY = DATA / "made-up" / "tiny.ttl"
OF_REVIEW = ("zheng2019", "publications", "background")
REVIEW = [path for path in graph_files() if path.parent.name in OF_REVIEW]
EXPECTED = ROOT / "tests" / "expected"
SIGNS = {"+": terms.RAISES, "-": terms.LOWERS, "?": terms.ALTERS}
RDFLIB = {"ttl": "turtle", "nq": "nquads", "jsonld": "json-ld", "json": "json-ld", "owl": "xml", "rdf": "xml"}  # fmt: skip


class Said(NamedTuple):
    """What a command printed."""

    out: str
    remarks: list[str]


Ask = Callable[[str], Said]


def of_files(*studies: Path) -> DefectGraph:
    """The ontology with these studies instead of the shipped ones."""
    store = MemoryStore()
    for path in ontology_files():
        store.load(path, ONTOLOGY_GRAPH)
    for path in studies:
        store.load(path, graph_name(path))
    return DefectGraph(store)


record_texts = cache(RecordTexts)  # many pages are of one graph


def records(query: Query, answer: rdflib.query.Result | ox.QuerySolutions) -> list[tuple[str, ...]]:
    """What another reader answers to a query of the library, as sorted rows of records."""
    if isinstance(answer, ox.QuerySolutions):
        rows = Rows.of_terms([name.value for name in answer.variables], [tuple(r) for r in answer])
    else:
        cells = [tuple(None if c is None else ox.Literal(str(c)) for c in row) for row in answer]
        rows = Rows.of_terms([str(name) for name in answer.vars or ()], cells)
    return sorted(Choice(query, {}, {}, {}, {}).of(rows).values)


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def run(command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command)
    assert words[0] == "defectkg"
    return subprocess.run(
        [sys.executable, "-m", "defectkg", *words[1:]],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "160"},
        check=False,
    )


@contextmanager
def oxigraph_server(*arguments: str, port: int = 0) -> Iterator[str]:
    """The address of a server of Oxigraph, empty unless a place is given; it ends with the block."""
    where = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    program = shutil.which("oxigraph", path=where)
    if program is None:
        pytest.skip("oxigraph is not here: pip install oxigraph")
    port = port or free_port()
    command = [program, "serve", "--bind", f"127.0.0.1:{port}", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        assert process.stderr
        assert b"Listening" in process.stderr.readline()
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.kill()
        process.communicate()


@contextmanager
def virtuoso_server(folder: Path) -> Iterator[str]:
    """The address of a server of Virtuoso 7, empty; it ends with the block."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("virtuoso-t is not here: apt-get install virtuoso-opensource-7-bin")
    port = free_port()
    files = {"Database": "v", "TempDatabase": "t"}
    settings = "".join(
        f"[{part}]\nDatabaseFile = {name}.db\nTransactionFile = {name}.trx\nLockFile = {name}.lck\n"
        f"ErrorLogFile = {name}.log\nxa_persistent_file = {name}.pxa\n"
        for part, name in files.items()
    )
    (folder / "v.ini").write_text(
        f"{settings}[Parameters]\nServerPort = 127.0.0.1:{free_port()}\n"
        f"[HTTPServer]\nServerPort = 127.0.0.1:{port}\nServerThreads = 2\n"
    )
    process = subprocess.Popen([program, "-f", "-c", "v.ini"], cwd=folder)
    try:
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/sparql"
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def says(line: str, **more: object) -> Statement:
    """A claim drawn as ``a + b``: a raises b; ``-`` lowers, ``?`` alters."""
    cause, sign, effect = line.split()
    fields: dict = {
        "iri": line,
        "record_class": terms.CLAIM,
        "works": frozenset({"paper"}),
        "certainty": terms.STATED,
    }
    polarity = "" if sign == "?" else sign
    return Statement(
        cause=cause, relation=SIGNS[sign], polarity=polarity, effect=effect, **(fields | more)
    )


def tree(
    broader: str = "", roots: str = "", supplies: str = "", rivals: str = "", forms: str = ""
) -> Kinds:
    """A tree of kinds drawn as ``narrow<broad<broadest``; supplies and forms as ``salt:ion``."""
    above: dict[str, set[str]] = {}
    for chain in broader.split():
        kinds = chain.split("<")
        for place, kind in enumerate(kinds):
            above.setdefault(kind, set()).update(kinds[place + 1 :])

    def brought(pairs: str) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for agent, thing in (pair.split(":") for pair in pairs.split()):
            found[agent] = found.get(agent, frozenset()) | {thing}
        return found

    pairs = [tuple(pair.split("|")) for pair in rivals.split()]
    return Kinds(
        labels={},
        groups={},
        broader={k: frozenset(v) for k, v in above.items()},
        supplies=brought(supplies),
        roots=frozenset(roots.split()),
        rivals=frozenset(pairs) | frozenset((b, a) for a, b in pairs),
        forms=brought(forms),
        levels=partial(drawn_levels, above, roots.split(), supplies, forms),
    )


def drawn_levels(
    above: dict[str, set[str]], roots: list[str], supplies: str, forms: str, asked: str
) -> dict[str, str]:
    """The kinds of a drawn tree that answer for one, as ``queries/internal/levels.rq`` says it."""
    brought = [pair.split(":") for pair in f"{supplies} {forms}".split()]
    below = {kind for kind, broad in above.items() if asked in broad}
    return {
        **{agent: BRINGS_IT for agent, thing in brought if thing in {asked, *below}},
        **{thing: BY_WAY_OF for agent, thing in brought if agent == asked},
        **dict.fromkeys(below, NARROWER),
        **{kind: BROADER for kind in above.get(asked, ()) if kind not in roots},
        asked: EXACT,
    }


RDF = [name for name in SYNTAXES if name != "csv"]


def canonical(quads: Iterable[ox.Quad]) -> set[str]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def expected(quads: list[ox.Quad], syntax: str) -> set[str]:
    return canonical(ox.Quad(*q.triple) for q in quads) if is_merged(syntax) else canonical(quads)


def is_merged(syntax: str) -> bool:
    """Whether a syntax has no named graphs."""
    return not FORMATS[f".{syntax}"].supports_datasets


def expected_each(quads: list[ox.Quad]) -> dict[str, set[str]]:
    """What each syntax should hold, of many quads: worked out once with graphs and once without."""
    found = {is_merged(syntax): expected(quads, syntax) for syntax in ("nq", "nt")}
    return {syntax: found[is_merged(syntax)] for syntax in RDF}


def by_rdflib(path: Path) -> set[str]:
    """What rdflib reads, literals as written."""
    name = RDFLIB.get(path.suffix[1:], path.suffix[1:])
    dataset = rdflib.Dataset()
    kept, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        dataset.parse(path, format=name)
        text = dataset.serialize(format="nquads")
        default = f" {dataset.default_graph.identifier.n3()} ."
    finally:
        rdflib.NORMALIZE_LITERALS = kept
    return canonical(ox.parse(text.replace(default, " ."), format=ox.RdfFormat.N_QUADS))


def command(*args: str, folder: Path, limit: int = 0) -> subprocess.CompletedProcess[str]:
    def no_larger() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-m", "defectkg", "export", *args],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(defectkg.__file__).parent.parent)},
        preexec_fn=no_larger,
        check=False,
    )


# Label and home of every foreign term, read from the files named in ontology/foreign.ttl:
# OCDO/cdco 158a969, OCDO/podo 27629c6, QUDT 8b9168d, DCMI Terms, SKOS and BIBO 1.3 as published.
# BIBO's status is an object property there; in a header OWL 2 DL allows annotations only.
FOREIGN = {
    "http://purls.helmholtz-metadaten.de/cdos/cdco/CrystallineMaterial": "Crystalline Material",
    "http://purls.helmholtz-metadaten.de/cdos/cdco/CrystallographicDefect": "Crystallographic Defect",
    "http://purls.helmholtz-metadaten.de/cdos/cdco/DefectComplex": "Defect Complex",
    "http://purls.helmholtz-metadaten.de/cdos/podo/PointDefect": "Point Defect",
    "http://purls.helmholtz-metadaten.de/cdos/podo/Vacancy": "Vacancy",
    "http://purls.helmholtz-metadaten.de/cdos/podo/Impurity": "Impurity",
    "http://purls.helmholtz-metadaten.de/cdos/podo/AntisiteDefect": "Antisite Defect",
    "http://purls.helmholtz-metadaten.de/cdos/podo/FrenkelDefect": "Frenkel Defect",
    "http://purls.helmholtz-metadaten.de/cdos/podo/Interstitial": "Interstitial",
    "http://purls.helmholtz-metadaten.de/cdos/podo/Self-interstitial": "Self-interstitial",
    "http://purls.helmholtz-metadaten.de/cdos/podo/SubstitutionalImpurity": "Substitutional Impurity",
    "http://qudt.org/schema/qudt/Unit": "Unit",
    "http://qudt.org/schema/qudt/conversionMultiplierSN": "conversion multiplier scientific",
    "http://qudt.org/schema/qudt/hasDimensionVector": "has dimension vector",
    "http://qudt.org/vocab/unit/PERCENT": "Percent",
    "http://qudt.org/vocab/unit/CD-PER-M2": "Candela per Square Meter",
    "http://qudt.org/vocab/unit/PER-CentiM3": "Reciprocal Cubic Centimeter",
    "http://qudt.org/vocab/unit/EV": "Electron Volt",
    "http://qudt.org/vocab/unit/DAY": "Day",
    "http://qudt.org/vocab/unit/V": "Volt",
    "http://qudt.org/vocab/unit/PER-SEC": "Reciprocal Second",
    "http://qudt.org/vocab/unit/NanoM": "Nanometer",
    "http://qudt.org/vocab/unit/NanoSEC": "Nanosecond",
    "http://qudt.org/vocab/unit/CentiM2-PER-V-SEC": "Square Centimeter per Volt Second",
    "http://qudt.org/vocab/unit/LM-PER-W": "Lumen per Watt",
    "http://qudt.org/vocab/unit/MIN": "Minute",
    "http://qudt.org/vocab/unit/MO_MeanJulian": "Mean Julian Month",
    "http://qudt.org/vocab/unit/MicroM": "Micrometer",
    "http://qudt.org/vocab/unit/ANGSTROM": "Angstrom",
    "http://qudt.org/vocab/unit/PicoSEC": "Picosecond",
    "http://qudt.org/vocab/unit/MicroSEC": "Microsecond",
    "http://qudt.org/vocab/unit/MilliSEC": "Millisecond",
    "http://qudt.org/vocab/unit/HR": "Hour",
    "http://qudt.org/vocab/unit/SEC": "Second",
    "http://qudt.org/vocab/unit/DEG_C": "Degree Celsius",
    "http://qudt.org/vocab/unit/K": "Kelvin",
    "http://qudt.org/vocab/unit/NanoGRAY-PER-SEC": "Nanogray per Second",
    "http://qudt.org/vocab/unit/FemtoSEC": "Femtosecond",
    "http://purl.org/dc/terms/title": "Title",
    "http://purl.org/dc/terms/description": "Description",
    "http://purl.org/dc/terms/creator": "Creator",
    "http://purl.org/dc/terms/license": "License",
    "http://purl.org/dc/terms/created": "Date Created",
    "http://purl.org/dc/terms/modified": "Date Modified",
    "http://purl.org/dc/terms/issued": "Date Issued",
    "http://purl.org/dc/terms/publisher": "Publisher",
    "http://purl.org/ontology/bibo/status": "status",
    "http://purl.org/dc/terms/bibliographicCitation": "Bibliographic Citation",
    "http://purl.org/dc/terms/source": "Source",
    "http://purl.org/dc/terms/accessRights": "Access Rights",
    "http://purl.org/dc/terms/identifier": "Identifier",
    "http://purl.org/dc/terms/language": "Language",
    "http://purl.org/dc/terms/rightsHolder": "Rights Holder",
    "http://purl.org/dc/terms/subject": "Subject",
    "http://purl.org/dc/terms/type": "Type",
    "http://www.w3.org/ns/dcat#keyword": "keyword",
    "http://www.w3.org/ns/dcat#landingPage": "landing page",
    "https://w3id.org/mod#acronym": "acronym",
    "http://www.w3.org/2004/02/skos/core#definition": "definition",
    "http://www.w3.org/2004/02/skos/core#example": "example",
    "http://www.w3.org/2004/02/skos/core#altLabel": "alternative label",
    "http://www.w3.org/2004/02/skos/core#notation": "notation",
    "http://www.w3.org/2004/02/skos/core#hiddenLabel": "hidden label",
    "http://www.w3.org/2004/02/skos/core#related": "related",
    "http://www.w3.org/2004/02/skos/core#editorialNote": "editorial note",
    "http://purl.org/vocab/vann/preferredNamespacePrefix": "Preferred Namespace Prefix",
    "http://purl.org/vocab/vann/preferredNamespaceUri": "Preferred Namespace Uri",
}


def owl_files() -> list[Path]:
    """The ontology without the prefix table, which belongs to SHACL."""
    return [path for path in ontology_files() if path.name != "prefixes.ttl"]


@cache
def owl_quads() -> list[ox.Quad]:
    """What the ontology says, without the prefix table."""
    return [quad for path in owl_files() for quad in read_quads(path)]


EXTRACTS = DATA / "extracts"  # facts of the targets of the alignments
ALIGNED = {name.value.removeprefix(ALIGNMENTS): path for name, path in alignment_files().items()}
BUILDS_ON = {  # on what a merge with the real files stands: docs/model.md
    "bfo": {"bfo"},
    "pmdco": {"bfo", "pmdco"},
    "obo": {"bfo", "obo"},
    "prov": {"prov"},
}
# HermiT is done before the second compiler and the parallel collector would pay.
JAVA = ("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
