"""What a new study is compared with is enough for the same answers, and not all that there is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from defectkg.errors import DataError
from defectkg.intake.compared import compared
from defectkg.intake.comparison import conflicts, duplicates
from defectkg.intake.intake import read_paper
from defectkg.model.content import GraphContent
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.prefixes import DATA, TERMS, iris_of
from defectkg.rdf.reading import read_quads
from helpers import ROOT

SOURCE = ox.NamedNode(f"{DATA}Nobody2026")
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
OF_WORKS = {ox.NamedNode(f"{TERMS}{name}") for name in ("publication", "statedIn")}
#: Studies, or one record of one, by how much they meet that cannot both hold.
STUDIES = {
    ("zheng2019/heterovalent-dopants", ""): 6,
    (
        "zheng2019/heterovalent-dopants",
        "m3",
    ): 2,  # of another ion of its class, and what goes with it
    ("zheng2019/doping-in-general", ""): 4,
    ("zheng2019/potassium-iodide", ""): 4,
    ("zheng2019/ddab", ""): 4,
    ("zheng2019/yttrium-chloride", "c6"): 1,  # of the defect that an ion makes
    ("later-abstracts/yavari-2019", ""): 3,
    ("zheng2019/peptides", ""): 0,
}


@pytest.fixture(scope="module")
def shipped() -> MemoryStore:
    return MemoryStore.shipped()


def retold(study: str, record: str = "", instead: Mapping[str, str] | None = None) -> list[ox.Quad]:
    """What a study says, as another source would say it: of the same kinds, by other names.

    Of one record alone, with the treatment that it names, if it is given.
    """
    quads = list(read_quads(ROOT / "graphs" / f"{study}.ttl"))
    if record:
        iri = f"{DATA}{study.replace('/', '-')}-{record}"
        of_record = {iri} | iris_of(quad for quad in quads if quad.subject.value == iri)
        quads = [quad for quad in quads if quad.subject.value in of_record]
    own, graph = {quad.subject for quad in quads}, ox.NamedNode(f"{DATA}Nobody2026-again")
    others = {
        ox.NamedNode(TERMS + old): ox.NamedNode(TERMS + new) for old, new in (instead or {}).items()
    }

    def again(node: ox.NamedNode) -> ox.NamedNode:
        return ox.NamedNode(f"{node.value}-again") if node in own else others.get(node, node)

    def of_source(quad: ox.Quad) -> ox.Quad:
        told = SOURCE if quad.predicate in OF_WORKS else again(quad.object)
        return ox.Quad(again(quad.subject), quad.predicate, told, graph)

    work = ox.Quad(SOURCE, LABEL, ox.Literal("Nobody 2026", language="en"), graph)
    return [*map(of_source, quads), work]


def told(
    known: Iterable[ox.Quad], new: list[ox.Quad], alike: Collection[str] = ()
) -> list[set[tuple[str, ...]]]:
    """What speaks against new records, and what they repeat, of all that is known."""
    store = MemoryStore()
    store.add([*known, *new])
    both = GraphContent(store)
    lines = {quad.subject.value: quad.subject.value for quad in new}
    return [set(conflicts(both, lines, alike).values), set(duplicates(both, lines).values)]


@pytest.mark.parametrize(("study", "against"), STUDIES.items())
def test_a_study_meets_all_that_it_would_meet_in_the_whole(
    study: tuple[str, str], against: int, shipped: MemoryStore
) -> None:
    new = retold(*study)
    near = compared(shipped, new)
    met = told(near.quads, new)
    assert met == told(shipped.quads(), new)
    assert len(met[0]) == against
    assert len(near.quads) < len(shipped) / 2


def test_records_are_compared_some_at_once(
    shipped: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = retold("zheng2019/heterovalent-dopants")
    near = compared(shipped, new)
    monkeypatch.setattr("defectkg.intake.comparison.AT_ONCE", 5)
    assert len(near.alike) > 10
    assert told(near.quads, new, near.alike) == told(near.quads, new)


def test_more_of_an_ion_is_less_of_the_vacancy_that_it_fills(shipped: MemoryStore) -> None:
    new = retold("zheng2019/challenges", "c2", {"V_Cl": "ChlorideIon"})
    met = told(compared(shipped, new).quads, new)
    assert met == told(shipped.quads(), new)
    assert any("chloride vacancy raises deep trap state" in cell for row in met[0] for cell in row)


PAPER = """\
source: {source} 2026
study: {study}
works:
  - author: {source}
    year: 2026
    title: Strontium chloride on nanocrystals, by {source}
    read as: full text
    extent: results 1
host: CsPbCl3
form: nanocrystal
at: results 1
treatments:
  - agent: SrCl2
    strategy: doping
    outcomes:
      - PLQY: {value} %, up
    claims:
      - Cl- {verb} V_Cl, stated
"""


def test_a_paper_meets_those_that_stand_in_its_folder(shipped: MemoryStore, tmp_path: Path) -> None:
    paper, folder = tmp_path / "paper.yaml", tmp_path / "graphs"
    paper.write_text(PAPER.format(source="Nobody", study="first", value=12, verb="lowers"))
    read_paper(paper, folder, shipped).write()
    said = PAPER.format(source="Somebody", study="second", value=13, verb="raises")
    paper.write_text(
        said.replace(
            "    strategy",
            "    starts from: Nobody2026-first-t1\n    work: Nobody 2026\n    strategy",
        )
    )
    found = read_paper(paper, folder, shipped)
    assert (found.faults, found.findings) == ([], [])
    met = {(row["known"], row["said by"]) for row in found.conflicts.dicts()}
    assert {("12 %", "Nobody 2026"), ("Cl- lowers chloride vacancy (stated)", "Nobody 2026")} <= met


def test_what_speaks_of_the_same_kinds_in_too_many_records_is_refused(
    shipped: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("defectkg.intake.compared.MOST", 3)
    with pytest.raises(DataError, match=r"the store holds \d+ records on the kinds of this study"):
        compared(shipped, retold("zheng2019/heterovalent-dopants"))
