"""Names as chemists type them: what `spellings.tsv` expects is a chemist's reading, not a program's.

Its columns: how the spelling departs from ours, the spelling, and the local name of what is meant;
``ambiguous:`` where it fits several things, ``unknown`` where it must find nothing.
"""

from __future__ import annotations

import time

import pytest

from defectkg.errors import NameLookupError
from defectkg.graph import DefectGraph
from defectkg.model import terms
from defectkg.model.spelling import FOLDS
from defectkg.rdf.prefixes import DATA as DATA_SPACE
from defectkg.rdf.prefixes import TERMS, local_name
from helpers import DATA

SPELLINGS = [
    line.split("\t")
    for line in (DATA / "spellings.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


def test_there_are_many_spellings_and_each_once() -> None:
    assert len(SPELLINGS) >= 300
    assert len({spelling for _, spelling, _ in SPELLINGS}) == len(SPELLINGS)


@pytest.mark.parametrize("how", sorted({how for how, _, _ in SPELLINGS}))
def test_spellings_lead_to_what_is_meant(graph: DefectGraph, how: str) -> None:
    asked = {spelling: meant for kind, spelling, meant in SPELLINGS if kind == how}
    assert {spelling: found(graph, spelling) for spelling in asked} == asked


def test_every_name_that_is_written_somewhere_is_found(graph: DefectGraph) -> None:
    for written, iris in graph.names._written.items():
        ours = {iri for iri in iris if iri.startswith((DATA_SPACE, TERMS))}  # they come first
        assert {name.iri for name in graph.names.candidates(written)} == (ours or set(iris)), (
            written
        )


def found(graph: DefectGraph, spelling: str) -> str:
    names = sorted(local_name(name.iri) for name in graph.names.candidates(spelling))
    if len(names) > 1:
        return f"ambiguous: {'; '.join(names)}"
    return names[0] if names else "unknown"


@pytest.mark.parametrize(
    ("written", "group", "meant"),
    [
        ("BA", terms.AGENT_KIND, "BA"),
        ("BA", terms.ION_KIND, "ButylammoniumIon"),
        ("PL decay", terms.METHOD_KIND, "TRPL"),
        ("elemental compensation", terms.CONDITION_KIND, "ElementalSupply"),
        ("Li", terms.ION_KIND, "Li1plus"),
        ("Begum", terms.PUBLICATION, "Begum2017"),
        ("ref 74", terms.PUBLICATION, "zheng2019-unlisted-74"),
        ("[61]", terms.PUBLICATION, "Yong2018"),
        ("Fig. 4f", terms.PUBLICATION, "Saidaminov2018"),
    ],
)
def test_what_fits_a_place_is_found_there(
    graph: DefectGraph, written: str, group: str, meant: str
) -> None:
    assert local_name(graph.find(written, group).iri) == meant


@pytest.mark.parametrize(
    ("written", "groups", "said"),
    [
        (
            "BA",
            (),
            "'BA' fits several things, say which: benzoic acid (dkg:BA, agent kind); "
            "butylammonium (dkg:ButylammoniumIon, ion kind)",
        ),
        (
            "V_Cl",
            (terms.HOST_KIND,),
            "'V_Cl' does not fit here: it is chloride vacancy (dkg:V_Cl, defect kind), not host kind",
        ),
        (
            "10.1021/nothing.here",
            (),
            "unknown name '10.1021/nothing.here'; see: defectkg query publications",
        ),
        ("doi:10.xx/yy", (), "unknown name 'doi:10.xx/yy'; see: defectkg query publications"),
        ("dkg:Clam", (), "unknown name 'dkg:Clam'; did you mean dkg:Claim?"),
        ("cloride vacancy", (), "unknown name 'cloride vacancy'; did you mean chloride vacancy, "),
        ("zheng2019-nickel-c", (), "unknown name 'zheng2019-nickel-c'; "),
    ],
)
def test_an_answer_says_what_there_is(
    graph: DefectGraph, written: str, groups: tuple[str, ...], said: str
) -> None:
    with pytest.raises(NameLookupError) as error:
        graph.find(written, *groups)
    assert str(error.value).startswith(said)


def test_what_a_message_names_can_be_pasted(graph: DefectGraph) -> None:
    assert graph.find("butylammonium (dkg:ButylammoniumIon, ion kind)").label == "butylammonium"


@pytest.mark.parametrize(
    "written",
    [
        "x" * 1_000_000,
        "V_Cl " * 200_000,
        "(" * 1_000_000,
        "$" * 500,
        "a (b) " * 80 + "(c)",
        "<" * 499,
        "\x1b[31m\x00\x07",
        "\u202eV_Cl",
        "хлоридная вакансия",
        "氯空位",
        "塩化物空孔",
        "🧪",
        "",
        " ",
        "_",
        "-",
        "zheng2019-",
        "p",
        "lead ",
        "https://",
        "<>",
        "dkg:",
        "d:",
        ":",
        "ref",
        "Fig.",
        "10.1021/",
    ],
    ids=lambda text: f"{text[:12]!a}x{len(text)}",
)
def test_what_names_nothing_is_one_short_line_and_soon(graph: DefectGraph, written: str) -> None:
    graph.names.near("warm")
    for fold in FOLDS:
        graph.names.candidates(fold("warm"))
    started = time.perf_counter()
    try:
        name = graph.find(written)
    except NameLookupError as error:
        said = str(error)
        assert said.isprintable()
        assert len(said) <= 360
    else:
        assert name.label == "Pb2+", "only lead is a name among these"
    assert time.perf_counter() - started < 1
