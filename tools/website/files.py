"""The files to download: RDF in every syntax, mappings, and a page that lists them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

from typer.testing import CliRunner

from defectkg.cli.main import app
from defectkg.rdf.prefixes import local_name
from defectkg.rdf.shipped import alignment_files, mapping_files, mapping_folder
from exports import EXPORTS

from .pages import Page, Section, render

__all__ = ["MEDIA", "File", "page", "write_files"]

MEDIA = {  # the media type of each ending; the redirects of w3id/ offer the same
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".owl": "application/rdf+xml",
    ".jsonld": "application/ld+json",
    ".trig": "application/trig",
    ".nq": "application/n-quads",
    ".tsv": "text/tab-separated-values",
}
WHAT = {
    "ontology": "the ontology: terms, kinds, axioms",
    "data": "the whole graph: ontology and records",
    "context": "the JSON-LD context",
    "void": "the description of the data set (VoID)",
    "queries": "the query library as SHACL executables",
}


class File(NamedTuple):
    """A file to download."""

    name: str
    media: str
    what: str
    size: int


def write_files(folder: Path) -> list[File]:
    """Write the files of the site that are for machines, and return them."""
    written = []
    for name, words in EXPORTS.items():
        target = folder / name
        CliRunner().invoke(app, ["export", str(target), *words], catch_exceptions=False)
        written.append(described(target, folder, WHAT[name.partition(".")[0]]))
    for place, path in copies().items():
        target = folder / place
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, target)
        what = f"{target.parent.name}: {target.name.partition('.')[0]}"
        written.append(described(target, folder, what))
    return written


def copies() -> dict[str, Path]:
    """Return the files that the site offers as they are, by their place on it."""
    sets = mapping_files(mapping_folder()).values()
    return {f"mappings/{path.name}": path for path in sets} | {
        f"alignments/{local_name(name.value)}.ttl": path for name, path in alignment_files().items()
    }


def described(path: Path, folder: Path, what: str) -> File:
    """Return a written file as the page lists it."""
    return File(path.relative_to(folder).as_posix(), MEDIA[path.suffix], what, path.stat().st_size)


def page(files: list[File]) -> Page:
    """Return the page that lists the files."""
    return Page(
        "downloads",
        "Downloads",
        "The graph for machines, as `defectkg export` writes it. Ontology, graphs, queries and "
        "mappings: CC BY 4.0. TriG, N-Quads and JSON-LD keep the named graphs. The addresses `https://w3id.org/defectkg/…` will lead here once the "
        "project has registered them; `w3id/` holds the rules.",
        [Section("", render("files.html", files=files), [])],
    )
