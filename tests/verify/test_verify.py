"""Records are found in made-up texts, in spite of their markup, their slips and their wording."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from defectkg.errors import DataError
from defectkg.graph import DefectGraph
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.shipped import ONTOLOGY_GRAPH, graph_name, ontology_files
from defectkg.verify.verdicts import (
    APART,
    ITS_PLACE,
    Copy,
    Verdict,
    read_copy,
    recognised,
    summary,
    uncovered_rows,
    verdict_rows,
)
from helpers import ROOT, Done

TINY = ROOT / "tests" / "data" / "made-up" / "tiny.ttl"
PAPER = """# A review that nobody wrote

A. Nobody,^{†} B. Placeholder^{‡}

## Abstract

Nothing here is about salts.^1

## Results

When KI and $ZnBr_2$ were brought to CsPbBr₃ NCs, the quantum yield rose from 10.0 to 90.50 ± 0.5%.^{2}
Iodide ions fill the halide vacancies.[2]

The CsPbI3 diodes had an external quantum efficiency of 1–2 %. Halide vacancies may dim the
photoluminescence quantum yield. Composition matters for halide vacancies; 77 K was not tried.

## Methods

A thing was done to another thing.

It was done at 300 K, with silica.

## References

(1) Other, A. J. Nowhere 1999, 7, 8.

(2) Nobody, A. J. Nowhere 2000, 5, 6.
"""


def verdicts(graph: DefectGraph, text: str) -> dict[str, Verdict]:
    found = read_copy(graph, text).verdicts
    return {v.record.removeprefix("made-up-tiny-"): v for v in found}


def changed(old: str, new: str) -> DefectGraph:
    """The made-up study with other words in it."""
    text = TINY.read_text(encoding="utf-8")
    assert old in text
    store = MemoryStore()
    for path in ontology_files():
        store.load(path, ONTOLOGY_GRAPH)
    quads = ox.parse(text.replace(old, new), format=ox.RdfFormat.TURTLE)
    name = graph_name(TINY)
    store.add([ox.Quad(q.subject, q.predicate, q.object, name) for q in quads])
    return DefectGraph(store)


def test_every_record_of_the_made_up_study_is_found_at_its_place(tiny: DefectGraph) -> None:
    found = verdicts(tiny, PAPER)
    at = {name: v.at for name, v in found.items() if v.status == "found" and not v.instead}
    assert at == {
        "m1": "results ¶1",
        "m2": "results ¶1",
        "m3": "results ¶2",
        "c1": "results ¶1",
        "c2": "results ¶2",
        "c3": "results ¶2",
        "ref-2": "ref 2",
    }
    assert found["ref-10"].status == "not found"
    assert found["ref-10"].missing == "its place"


@pytest.mark.parametrize(
    ("right", "wrong", "record", "missing", "status"),
    [
        ("90.50", "90.5", "m2", "90.50", "not found"),
        ("± 0.5%", "± 0.6%", "m2", "0.5", "not found"),
        ("10.0 to 90.50 ± 0.5%", "10.0 to 90.50 ± 0.5 eV", "m1", "%", "in part"),
        ("from 10.0 to", "from over 10.0 to", "m1", "no comparator", "in part"),
        ("from 10.0 to", "from ~10.0 to", "m1", "no comparator", "in part"),
        ("1–2 %", "1–3 %", "m3", "2", "not found"),
        ("1–2 %", "1 % or 2 %", "m3", "2", "in part"),
        ("quantum yield rose", "colour rose", "m1", "PLQY", "in part"),
        ("the quantum yield rose", "the quantum yield changed. It rose", "m1", APART, "in part"),
        ("When KI and $ZnBr_2$ were", "When these were", "m1", "KI", "in part"),
        ("Composition matters", "Weather matters", "c3", "composition", "in part"),
        ("Iodide ions fill", "Salts fill", "c1", "I-", "in part"),
        ("## Results\n", "", "m1", ITS_PLACE, "found elsewhere"),
        ("## References\n", "", "ref-2", ITS_PLACE, "not found"),
    ],
)
def test_what_is_not_there_is_named(
    tiny: DefectGraph, right: str, wrong: str, record: str, missing: str, status: str
) -> None:
    assert right in PAPER
    verdict = verdicts(tiny, PAPER.replace(right, wrong))[record]
    assert verdict.status == status
    assert missing in verdict.missing.split("; ")


def test_a_record_far_from_its_place_is_found_elsewhere(tiny: DefectGraph) -> None:
    first, second = PAPER.split("The CsPbI3 diodes")
    away = "The quantum yield of CsPbBr3 with KI was 10.0 % before.\n\n"
    text = f"{first.replace('from 10.0 to', 'to')}The CsPbI3 diodes{second}"
    verdict = verdicts(tiny, text.replace("It was done", away + "It was done"))["m1"]
    assert (verdict.status, verdict.at) == ("found elsewhere", "methods ¶2")
    assert verdict.missing == "10.0"


def test_a_wrong_place_is_noticed() -> None:
    graph = changed(
        'dkg:locator "results ¶1; Fig. 1a" ;\n    dkg:mechanism',
        'dkg:locator "methods ¶2" ;\n    dkg:mechanism',
    )
    assert verdicts(graph, PAPER)["c1"].status == "found elsewhere"


def test_the_ends_of_a_claim_stand_close_together(tiny: DefectGraph) -> None:
    far = PAPER.replace(
        "Composition matters for", "Composition matters. " + "Filler. " * 60 + "So do"
    )
    near = far.replace("So do", "So do, by composition,")
    filler = near.replace("Halide vacancies may dim", "They may dim")
    assert (
        "in 400 signs"
        in verdicts(tiny, far.replace("Halide vacancies may", "They may"))["c3"].missing
    )
    assert verdicts(tiny, filler)["c3"].status == "found"


def test_the_mechanism_may_stand_for_one_end(tiny: DefectGraph) -> None:
    text = PAPER.replace(
        "Iodide ions fill the halide vacancies.", "Iodide acts by vacancy filling."
    )
    text = text.replace("Halide vacancies may", "They may").replace("for halide vacancies", "too")
    verdict = verdicts(tiny, text)["c1"]
    assert (verdict.status, verdict.missing) == ("in part", "halide vacancy")
    assert verdict.instead == "vacancy filling (mechanism)"
    neither = text.replace("Iodide acts", "It acts")
    assert verdicts(tiny, neither)["c1"].status == "not found"
    assert verdicts(tiny, neither)["c1"].instead == "vacancy filling (mechanism)"


def test_a_wider_kind_may_stand_for_one_end_but_no_root(tiny: DefectGraph) -> None:
    wider = PAPER.replace("halide vacancies", "vacancies").replace("Halide vacancies", "Vacancies")
    verdict = verdicts(tiny, wider)["c2"]
    assert (verdict.status, verdict.instead) == ("in part", "Vacancy (wider)")
    root = PAPER.replace("halide vacancies", "defects").replace("Halide vacancies", "Defects")
    assert verdicts(tiny, root)["c2"].instead == ""


def test_a_part_of_a_longer_name_is_no_name(tiny: DefectGraph) -> None:
    text = PAPER.replace("Iodide ions fill", "They fill")
    verdict = verdicts(tiny, text.replace("KI and", "Salt and"))["c1"]
    assert (verdict.missing, verdict.instead) == ("I-", "")  # no halide but in the vacancy


def test_a_cause_may_have_been_named_in_the_paragraph_before(tiny: DefectGraph) -> None:
    text = PAPER.replace("quantum yield rose", "signal rose").replace("for halide vacancies", "too")
    text = text.replace("Halide vacancies may", "They may")
    verdict = verdicts(tiny, text)["c2"]
    assert (verdict.status, verdict.instead) == ("in part", "named at results ¶1")
    backwards = text.replace("fill the halide vacancies", "act")
    assert verdicts(tiny, backwards + "\nhalide vacancies")["c2"].instead == ""


def test_without_its_place_nothing_is_found(tiny: DefectGraph) -> None:
    bare = "\n".join(line for line in PAPER.splitlines() if not line.startswith("## "))
    found = verdicts(tiny, bare)
    records = [found[name] for name in ("m1", "m2", "m3", "c1", "c2", "c3")]
    assert {(v.status, v.at, v.missing) for v in records} == {("found elsewhere", "", ITS_PLACE)}


def test_declared_openings_stand_for_headings() -> None:
    graph = changed(
        'dkg:title "A review that nobody wrote"',
        'dkg:sectionOpening "results: When KI and" ;\n    dkg:title "A review that nobody wrote"',
    )
    bare = "\n".join(line for line in PAPER.splitlines() if not line.startswith("## "))
    assert verdicts(graph, bare)["m3"].at == "results ¶2"


def test_numbers_and_names_that_no_record_uses_are_listed_with_places(tiny: DefectGraph) -> None:
    rows = [tuple(row) for row in read_copy(tiny, PAPER).uncovered]
    assert ("number", "77", "results ¶2") in rows
    assert ("number", "300", "methods ¶2") in rows
    assert ("name", "silica", "methods ¶2") in rows
    numbers = {text for kind, text, _ in rows if kind == "number"}
    assert numbers == {"77", "300"}, "no reference, author, citation or formula"
    names = {text for kind, text, _ in rows if kind == "name"}
    assert not {"PLQY", "KI", "halide vacancy", "CsPbBr3"} & names


def test_a_number_used_elsewhere_is_uncovered_here(tiny: DefectGraph) -> None:
    text = PAPER.replace("with silica", "with silica at 10.0 Pa")
    assert ("number", "10.0", "methods ¶2") in [tuple(r) for r in read_copy(tiny, text).uncovered]


def test_a_text_about_something_else_is_refused(tiny: DefectGraph) -> None:
    copy = read_copy(tiny, "Once upon a time.")
    assert {v.status for v in copy.verdicts} == {"not found"}
    for rows in (verdict_rows, uncovered_rows):
        with pytest.raises(DataError, match="no record of Made-up review stands"):
            rows(copy)


def test_the_source_is_told_by_its_title_or_asked_for() -> None:
    store = changed('dkg:title "A paper', 'dkg:title "Another paper').store
    graph = DefectGraph(store)
    d = "https://w3id.org/defectkg/data/made-up"
    iri = {name: ox.NamedNode(f"{d}-{name}") for name in ("tiny-ref-10", "paper")}
    stated = ox.NamedNode("https://w3id.org/defectkg/ontology/statedIn")
    store.add([ox.Quad(iri["tiny-ref-10"], stated, iri["paper"], graph_name(TINY))])
    assert read_copy(graph, PAPER).label == "Made-up review"
    untitled = PAPER.replace("# A review that nobody wrote", "")
    with pytest.raises(DataError, match="--source; known: Made-up paper, Made-up review"):
        read_copy(graph, untitled)
    assert read_copy(graph, untitled, f"{d}-review").label == "Made-up review"


def test_rows_and_summary(tiny: DefectGraph) -> None:
    copy: Copy = read_copy(tiny, PAPER)
    assert summary(copy) == (
        "Made-up review: 7 found (0 with a name implied), 0 in part, 0 found elsewhere, 1 not found"
    )
    columns = ("record", "place", "status", "at", "missing", "instead", "read_in")
    assert verdict_rows(copy).columns == columns
    assert {row["read_in"] for row in verdict_rows(copy).dicts()} == {"Made-up review"}
    assert verdict_rows(copy, passages=True).columns == (*columns, "passage")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"\0\0\1\2abc", "binary"),
        (b"a \0 word", "no record"),
        (b"Few words. " * 500_000, "a copy of one publication has at most"),
        (
            b"".join(b"Results\n\nIon %d.\n\n" % n for n in range(10_001)),
            "at most 10000 paragraphs",
        ),
        (b"123 456\n" * 9999, "no record of Made-up review"),
        (b"# Results\n\n" * 9999, "no record of Made-up review"),
        (b"It lasts 5 \xb5s.", "Windows-1252"),
        (b"caf\xe9", "not UTF-8"),
        (b"Once upon a time there was a king.", "no record of Made-up review stands in this text"),
        (b"# " * 9999 + b"\n\n" + b"[" * 9999, "no record of Made-up review"),
    ],
)
def test_bad_texts_are_refused_in_one_line(
    call: Callable[..., Done], tiny: DefectGraph, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "copy.md"
    path.write_bytes(content)
    for option in ([], ["--uncovered"]):
        done = call("verify", str(path), "--source", "Made-up review", *option, on=tiny)
        assert (done.code, done.out) == (2, "")
        assert said in done.err
        assert done.err.count("\n") == 1


def test_the_command_prints_rows_and_says_that_some_are_missing(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    path = tmp_path / "copy.md"
    path.write_text("The PLQY of CsPbCl3 NCs rose from 1 to 60% with YCl3.", encoding="utf-8")
    done = call("verify", str(path), "--format", "csv", "--source", "Zheng 2019")
    rows = {row["record"]: row for row in csv.DictReader(io.StringIO(done.out))}
    assert done.code == 1
    assert "not found" in done.err
    assert rows["zheng2019-yttrium-chloride-m2"]["status"] == "found elsewhere"
    assert rows["zheng2019-nickel-m2"]["status"] == "not found"
    assert "rose from" not in done.out
    shown = call("verify", str(path), "--source", "Zheng 2019", "--passages", "--format", "csv")
    assert "rose from 1 to 60%" in shown.out


@pytest.mark.parametrize("text", [PAPER, PAPER.replace("nanocrystals", "quantum dots")])
def test_another_text_than_the_one_that_was_read_is_told(text: str) -> None:
    graph = changed(
        "    dkg:statedIn d:made-up-review ;\n.\n\nd:made-up-tiny-c1",
        f'    dkg:checksum "{hashlib.sha256(PAPER.encode()).hexdigest()}" ;\n'
        "    dkg:statedIn d:made-up-review ;\n.\n\nd:made-up-tiny-c1",
    )
    said = "warning: this is another text than the one that was read: its checksum differs"
    assert (said in recognised(read_copy(graph, text))) == (text != PAPER)


def test_it_says_first_what_it_recognised(tiny: DefectGraph) -> None:
    assert recognised(read_copy(tiny, PAPER)) == [
        "recognised: 3 sections, 5 paragraphs, 0 captions, 2 references",
        "warning: paragraphs differ from those declared: results has 2 of 6",
        "warning: no caption (Figure 1. …); what stands there is found elsewhere at best",
    ]
    bare = PAPER.replace("## Methods", "").replace("## References", "")
    said = recognised(read_copy(tiny, bare))
    assert any("no heading or opening words of methods;" in line for line in said)
    assert any("no reference list" in line for line in said)


def test_a_baseline_is_kept_and_then_compared_with(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    copy, kept = tmp_path / "copy.md", tmp_path / "accepted.csv"
    good = "The PLQY of CsPbCl3 NCs rose from 1 to 60% with YCl3.\n"
    copy.write_text(good, encoding="utf-8")
    asked = [
        "verify",
        str(copy),
        "--source",
        "Zheng 2019",
        "--format",
        "csv",
        "--accept",
        str(kept),
    ]
    first = call(*asked)
    assert (first.code, kept.exists()) == (0, True)
    assert "verdicts kept" in first.err
    assert "rose from" not in kept.read_text(encoding="utf-8")
    again = call(*asked)
    assert again.code == 0
    assert "0 of" in again.err
    assert again.out == first.out
    copy.write_text(good.replace("60%", "61%"), encoding="utf-8")
    worse = call(*asked)
    assert worse.code == 1
    assert "new: zheng2019-yttrium-chloride-m2: found elsewhere → not found" in worse.err
    assert "yttrium-chloride-m1" not in worse.err
    for broken, said in (
        ("defectkg verify baseline 0\n", "baseline of another version"),
        ("once upon a time\n", "no baseline of verify"),
        (kept.read_text(encoding="utf-8") + "x,perhaps,\n", "no row of a baseline"),
    ):
        kept.write_text(broken, encoding="utf-8")
        done = call(*asked)
        assert (done.code, done.out) == (2, "")
        assert said in done.err
        assert done.err.count("\n") == 1
    both = call(*asked, "--uncovered")
    assert (both.code, both.err.count("\n")) == (2, 1)


@pytest.mark.filterwarnings("ignore:paragraphs differ", "ignore:no caption")
def test_python_asks_as_the_command_does(tiny: DefectGraph, tmp_path: Path) -> None:
    copy, kept = tmp_path / "copy.md", tmp_path / "accepted.csv"
    copy.write_text(PAPER, encoding="utf-8")
    assert tiny.verify(copy, passages=True).columns[-1] == "passage"
    assert "77" in {row["text"] for row in tiny.verify(copy, uncovered=True).dicts()}
    assert tiny.verify(copy, accept=kept).values == []
    copy.write_text(PAPER.replace("90.50", "91.50"), encoding="utf-8")
    (worse,) = tiny.verify(copy, accept=kept).dicts()
    assert (worse["record"], worse["status"]) == ("made-up-tiny-m2", "not found")
    with pytest.warns(UserWarning, match=r"^no caption \(Figure 1"):
        tiny.verify(copy)


@pytest.mark.parametrize(
    ("words", "status"), [("rose; iodide ions fill", "found"), ("rose; sank", "in part")]
)
def test_words_of_several_places_are_each_looked_for(words: str, status: str) -> None:
    value = '    dkg:value 1e+01 ;\n    dkg:valueText "10.0" ;\n'
    divided = changed(value, f'    dkg:words "{words}" ;\n')
    assert verdicts(divided, PAPER)["m1"].status == status


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_copy_may_be_in_any_encoding_with_its_mark(
    call: Callable[..., Done], tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "copy.txt"
    said = "The PLQY of CsPbCl3 NCs rose from 1 to 60% with YCl3. A classi\0cation."
    path.write_text(said if encoding == "utf-8-sig" else said.replace("\0", ""), encoding=encoding)
    done = call("verify", str(path), "--format", "csv", "--source", "Zheng 2019")
    assert "zheng2019-yttrium-chloride-m2,compensation ¶3,found elsewhere" in done.out
