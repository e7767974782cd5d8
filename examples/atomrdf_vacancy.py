"""Let atomRDF write ``computed-vacancy.ttl``: cubic CsPbCl3, then the same cell less one chloride.

    PYTHONPATH=src python examples/atomrdf_vacancy.py

The edge of the cell is twice the sum of the two radii in ``graphs/background/ionic-radii.ttl``
(Shannon 1976), in ångström; no structure was relaxed. Nothing here reads the edge.
"""

from __future__ import annotations

import contextlib
import random
import sys
import tempfile
import types
import uuid
import warnings
from pathlib import Path

from defectkg.rdf.memory import MemoryStore

WRITTEN = Path(__file__).with_name("computed-vacancy.ttl")
EDGE = """
SELECT (SUM(?radius) / 50 AS ?edge) WHERE {
  VALUES ?ion { dkg:Pb2plus dkg:ChlorideIon }
  ?entry dkg:radiusOf ?ion ; dkg:coordination "VI" ; dkg:radius ?radius .
}
"""


def stand_in() -> None:
    """Stand in for mp_api, which atomRDF 0.12.3 imports at the start though it is an extra."""
    client = types.ModuleType("mp_api.client")
    client.MPRester = None  # type: ignore[attr-defined]
    sys.modules.setdefault("mp_api", types.ModuleType("mp_api"))
    sys.modules.setdefault("mp_api.client", client)


def write(target: Path) -> None:
    """Write what atomRDF says of the two cells; the same names each time."""
    stand_in()
    from ase.spacegroup import crystal
    from atomrdf import KnowledgeGraph
    from atomrdf.datamodels.defects.pointdefects import Vacancy
    from atomrdf.datamodels.structure import AtomicScaleSample
    from atomrdf.datamodels.workflow.operations import DeleteAtom

    ((edge,),) = MemoryStore.shipped().rows(EDGE).values
    sites = [(0, 0, 0), (0.5, 0.5, 0.5), (0.5, 0.5, 0)]
    cell = crystal(["Cs", "Pb", "Cl"], sites, spacegroup=221, cellpar=[float(edge)] * 3 + [90] * 3)
    cell = cell.repeat(2)

    def sample(atoms: object) -> AtomicScaleSample:
        atoms.write("POSCAR", format="vasp", direct=True, sort=True)  # type: ignore[attr-defined]
        return AtomicScaleSample.from_file("POSCAR", format="vasp")

    # An ontology of its own would be fetched; `vacancy()` and `update_attributes()` of 0.12.3 fail
    # on a cell that ase made, so the sample is filled by hand, as they would.
    graph = KnowledgeGraph(ontology=types.SimpleNamespace(terms=None), structure_store=".")
    perfect = sample(cell)
    perfect.to_graph(graph)
    del cell[cell.symbols.search("Cl")[0]]
    defective = sample(cell)
    defective.vacancy = Vacancy(concentration=1 / (len(cell) + 1), number=1)
    defective.to_graph(graph)
    DeleteAtom(input_sample=perfect.id, output_sample=defective.id).to_graph(graph)
    graph.write(str(target), format="turtle")


def main(target: Path = WRITTEN) -> None:
    """Write the file with names drawn from a fixed seed, in a folder that is thrown away."""
    place = target.resolve()
    drawn, kept = random.Random(0), uuid.uuid4
    uuid.uuid4 = lambda: uuid.UUID(int=drawn.getrandbits(128), version=4)
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            contextlib.chdir(folder),
            warnings.catch_warnings(action="ignore"),  # deprecations of ase
        ):
            write(place)
    finally:
        uuid.uuid4 = kept


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
