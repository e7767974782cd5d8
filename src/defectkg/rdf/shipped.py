"""Find the files that the project ships: ontology, shapes, graphs, queries, mappings.

The folders stand beside ``src/`` in a checkout and inside the package in a wheel.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from defectkg.errors import DataError, visible

__all__ = [
    "ONTOLOGY_GRAPH",
    "alignment_files",
    "check_queries",
    "data_folder",
    "graph_files",
    "graph_name",
    "mapping_files",
    "mapping_folder",
    "ontology_files",
    "query_files",
    "shape_files",
]

ONTOLOGY_GRAPH = ox.NamedNode("https://w3id.org/defectkg/ontology")
ALIGNMENTS = "https://w3id.org/defectkg/alignments/"
DATA_NAMESPACE = "https://w3id.org/defectkg/data/"


def data_folder() -> Path:
    """Return the folder that holds ``ontology/``, ``graphs/``, ``queries/`` and ``mappings/``."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "data", package.parent.parent):
        if (folder / "ontology" / "defectkg.ttl").is_file():
            return folder
    raise DataError("the data files of defectkg are missing: install the package again")


def ontology_files() -> list[Path]:
    """Return the files that declare terms and kinds, the prefix table among them."""
    found = (data_folder() / "ontology").glob("*.ttl")
    return sorted(path for path in found if not path.name.startswith("alignment-"))


def alignment_files() -> dict[ox.NamedNode, Path]:
    """Return the alignments to upper ontologies by their names; nothing loads them unasked."""
    found = sorted((data_folder() / "ontology").glob("alignment-*.ttl"))
    return {ox.NamedNode(ALIGNMENTS + path.stem.partition("-")[2]): path for path in found}


def shape_files() -> list[Path]:
    """Return the SHACL files."""
    return sorted((data_folder() / "ontology" / "shapes").glob("*.ttl"))


def graph_files() -> list[Path]:
    """Return the files of records, one named graph each."""
    return sorted((data_folder() / "graphs").glob("*/*.ttl"))


def mapping_folder() -> Path:
    """Return the folder of mappings to the ontologies of others."""
    return data_folder() / "mappings"


def mapping_files(folder: Path) -> dict[str, Path]:
    """Return the mapping sets of such a folder by their targets, one SSSOM file each."""
    found = sorted(folder.glob("*.sssom.tsv"))
    return {path.name.removesuffix(".sssom.tsv"): path for path in found}


def query_files(folder: str = "") -> dict[str, Path]:
    """Return the query files of a folder under ``queries/`` by their names."""
    found = sorted((data_folder() / "queries" / folder).glob("*.rq"))
    return {path.stem: path for path in found}


def check_queries() -> dict[str, Path]:
    """Return the queries of which every row is a fault."""
    return query_files("checks")


def graph_name(path: Path) -> ox.NamedNode:
    """Return the named graph of a file of records: ``graphs/a/b.ttl`` is ``d:a-b``.

    Raises
    ------
    DataError
        If the names of file and folder make no IRI.
    """
    try:
        return ox.NamedNode(f"{DATA_NAMESPACE}{path.parent.name}-{path.stem}")
    except ValueError:
        raise DataError(
            f"{visible(str(path))}: the name of the file, or of its folder, is that of its graph,"
            " and makes no IRI: rename it"
        ) from None
