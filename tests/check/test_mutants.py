"""Faults that a curator makes, put into copies of shipped records one at a time: who notices them.

A fault is noticed by `check`, or by `confront` as a row that is apart and was not so before. What
neither can notice, because both readings are sound chemistry, only a reader of the source can
tell, or `verify` with a copy of it: these say ``reader``, and the test holds that too.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from defectkg.check.checks import check
from defectkg.check.confrontation import AGREES
from defectkg.graph import DefectGraph
from defectkg.rdf.reading import read_text
from defectkg.rdf.shipped import graph_files
from helpers import of_files

pytestmark = pytest.mark.whole
FILES = {path.stem: path for path in graph_files() if path.parent.name == "zheng2019"}
OTHERS = [path for path in graph_files() if path.parent.name in ("publications", "background")]


class Mutant(NamedTuple):
    """A fault: what stands in a record (or, without one, anywhere in a file) and what should not."""

    kind: str
    record: str
    right: str
    wrong: str
    noticed_by: str

    @property
    def study(self) -> str:
        return re.sub(r"-[mc]\d+$", "", self.record)


MUTANTS = [
    Mutant("raises for lowers", "hydrogen-bromide-c4", "Lowers", "Raises", "check"),
    Mutant("a trap that helps", "traps-and-emission-c4", "Lowers", "Raises", "check"),
    Mutant("host of one record", "nickel-m1", "dkg:CsPbCl3", "dkg:CsPbBr3", "check"),
    Mutant("host of a study", "hydrogen-bromide", "dkg:CsPbBr3", "dkg:CsPbI3", "check"),
    Mutant("form", "zinc-bromide-m2", "dkg:Nanocrystal", "dkg:ThinFilm", "check"),
    Mutant("unit of another sort", "zinc-alloying-m6", "unit:CD-PER-M2", "dkg:CD-PER-A", "check"),
    Mutant("unit of one sort", "nickel-m2", "dkg:PER-MicroSEC", "dkg:PER-NanoSEC", "check"),
    Mutant("digit", "zinc-alloying-m2", "175|1.75e+16", "715|7.15e+16", "confront"),
    Mutant("digit", "hydrogen-bromide-m1", '"96"|9.6e+01', '"69"|6.9e+01', "check"),
    Mutant("digit too many", "nickel-m3", '"96.5"|9.65e+01', '"965"|9.65e+02', "check"),
    Mutant("reference", "zinc-bromide-m2", "d:Woo2017", "d:Bi2019", "check"),
    Mutant("state", "heterovalent-dopants-m1", "dkg:Before", "dkg:After", "check"),
    Mutant("stance", "cadmium-chloride-c1", "dkg:Supports", "dkg:Refutes", "check"),
    Mutant("stance", "potassium-iodide-c3", "dkg:Supports", "dkg:Refutes", "check"),
    Mutant("certainty", "cadmium-chloride-c1", "dkg:Stated", "dkg:Speculative", "check"),
    Mutant("certainty", "heterovalent-dopants-c1", "dkg:Speculative", "dkg:Stated", "reader"),
    Mutant("certainty", "nickel-c2", "dkg:Speculative", "dkg:Stated", "check"),
    Mutant(
        "mechanism", "yttrium-chloride-c1", "dkg:LeadCoordination", "dkg:VacancyFilling", "check"
    ),
    Mutant(
        "mechanism", "strontium-chloride-c1", "SurfacePassivation", "LeadCoordination", "reader"
    ),
    Mutant("EQE for PLQY", "cadmium-chloride-m1", "dkg:PLQY", "dkg:EQE", "check"),
    Mutant("PLQY for EQE", "ddab-m3", "dkg:EQE", "dkg:PLQY", "check"),
    Mutant("< for >", "mixed-halide-m1", '">"', '"<"', "check"),
    Mutant("< for >", "small-isovalent-ions-m2", '">"', '"<"', "check"),
    Mutant("V_Pb for V_X", "zinc-halide-hexane-c1", "dkg:V_X", "dkg:V_Pb", "check"),
    Mutant("impossible sign", "zinc-bromide-m1", '"54"|5.4e+01', '"-54"|-5.4e+01', "check"),
]


def mutated(mutant: Mutant, folder: Path) -> Path:
    """Write a copy of a study with the fault in it."""
    text = read_text(FILES[mutant.study])
    start = text.index(f"\nd:zheng2019-{mutant.record}\n") if mutant.study != mutant.record else 0
    end = text.index("\n.\n", start) if start else len(text)
    part = text[start:end]
    for right, wrong in zip(mutant.right.split("|"), mutant.wrong.split("|"), strict=True):
        assert right in part, f"{mutant.record} does not say {right}"
        part = part.replace(right, wrong)
    file = folder / "graphs" / "zheng2019" / f"{mutant.study}.ttl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text[:start] + part + text[end:], encoding="utf-8")
    return file


@cache
def shipped_rows() -> set[tuple[str, str]]:
    return apart(of_files(*FILES.values(), *OTHERS))


def apart(graph: DefectGraph) -> set[tuple[str, str]]:
    """What is far apart, and how far."""
    return {(r["record"], r["apart"]) for r in graph.confront().dicts() if r["apart"] != AGREES}


def rounds() -> list[dict[str, Mutant]]:
    """The mutants by study, in as few rounds as have one in each study at most."""
    found: list[dict[str, Mutant]] = []
    for mutant in MUTANTS:
        free = next((one for one in found if mutant.study not in one), None)
        if free is None:
            found.append(free := {})
        free[mutant.study] = mutant
    return found


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> dict[Mutant, tuple[Path, bool]]:
    """The copy with each fault in it, and whether `check` finds something in that copy."""
    found = {}
    for mutants in rounds():
        folder = tmp_path_factory.mktemp("round")
        files = {mutant: mutated(mutant, folder) for mutant in mutants.values()}
        places = [finding.place for finding in check(files.values()).findings]
        for mutant, file in files.items():
            found[mutant] = file, any(place.startswith(f"{file}:") for place in places)
    return found


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: f"{m.kind} in {m.record}")
def test_a_fault_is_noticed(mutant: Mutant, checked: dict[Mutant, tuple[Path, bool]]) -> None:
    file, by_check = checked[mutant]
    if by_check:
        assert mutant.noticed_by == "check"
        return
    others = [path for study, path in FILES.items() if study != mutant.study]
    more = apart(of_files(file, *others, *OTHERS)) - shipped_rows()
    by_confront = any(mutant.record in record for record, _ in more)
    assert mutant.noticed_by == ("confront" if by_confront else "reader")


def test_of_25_faults_23_are_noticed_without_the_source() -> None:
    assert len(MUTANTS) == 25
    assert sum(mutant.noticed_by != "reader" for mutant in MUTANTS) == 23
