"""Exports: nothing is lost, nothing is half-written, other tools read them, two of them agree."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

import defectkg
from defectkg.check.checks import check
from defectkg.cli import main as cli
from defectkg.errors import DataError
from defectkg.graph import DefectGraph
from defectkg.mappings.collection import Mappings
from defectkg.publish.export import WHAT, as_text, export
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.prefixes import DATA, TERMS
from defectkg.rdf.reading import read_quads
from defectkg.rdf.shipped import alignment_files, data_folder, graph_files
from helpers import (
    JAVA,
    RDF,
    by_rdflib,
    canonical,
    command,
    expected,
    expected_each,
    of_files,
)
from merge_alignments import hermit, verdicts

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
OWL = "http://www.w3.org/2002/07/owl#"
TABLES = ["anomalies", "claims", "measurements", "publications", "treatments"]  # design, section 5
ODD = r"""
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dkg: <https://w3id.org/defectkg/ontology/> .
<x:g> {
  <d:scheme> <x:p#q> "0.10"^^xsd:decimal , "0.1"^^xsd:decimal , "+05"^^xsd:decimal , "1.90E0"^^xsd:double , "abc"^^xsd:integer .
  <d:scheme> a <unit:v> , _:b ; <x:p#q> "a\nb\tc\rd\\ \"d\" 'e' <f> & ]]> é 𝛾 \u2028" , "" , "1.90" , "x"@en , "x"@de-AT , true , "1"^^xsd:boolean .
  _:b <x:p#list> ( 1 "1" <d:x> [ <x:p#q> dkg: ] ) ; <x:p#q> <https://w3id.org/defectkg/ontology///d> , <https://w3id.org/defectkg/data/d> , <x:p#?query=%20a> .
}
_:b <x:p#q> "in the default graph" . <d:scheme> <x:p#q> "0.10"^^xsd:decimal .
"""


@pytest.fixture(scope="module")
def odd() -> DefectGraph:
    store = MemoryStore()
    store.add(ox.parse(ODD, format=ox.RdfFormat.TRIG))
    return DefectGraph(store)


TWINS = {"json": "jsonld", "rdf": "owl"}  # two endings for one syntax
DISTINCT = [syntax for syntax in RDF if syntax not in TWINS]


@pytest.fixture(scope="module")
def files(graph: DefectGraph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """All that is shipped, in each syntax."""
    folder = tmp_path_factory.mktemp("exports")
    for syntax in RDF:
        graph.export(folder / f"all.{syntax}")
    return {syntax: folder / f"all.{syntax}" for syntax in RDF}


@pytest.fixture(scope="module")
def again() -> MemoryStore:
    """All that is shipped, read once more."""
    return MemoryStore.shipped()


@pytest.fixture(scope="module")
def wanted(graph: DefectGraph) -> dict[str, set[str]]:
    """What each of these files should hold."""
    return expected_each(graph.store.quads())


@pytest.mark.reference_engine
@pytest.mark.parametrize("syntax", DISTINCT)
def test_a_round_trip_loses_nothing(
    graph: DefectGraph, files: dict[str, Path], wanted: dict[str, set[str]], syntax: str
) -> None:
    assert len(wanted[syntax]) == len(graph.store)
    assert canonical(read_quads(files[syntax])) == wanted[syntax]
    assert by_rdflib(files[syntax]) == wanted[syntax]


@pytest.mark.parametrize("syntax", RDF)
def test_a_round_trip_of_odd_values(odd: DefectGraph, tmp_path: Path, syntax: str) -> None:
    file = tmp_path / f"odd.{syntax}"
    odd.export(file)
    assert canonical(read_quads(file)) == expected(odd.store.quads(), syntax)
    assert by_rdflib(file) == expected(odd.store.quads(), syntax)


@pytest.mark.whole
@pytest.mark.parametrize("syntax", DISTINCT)
def test_digits_are_those_of_the_files(files: dict[str, Path], syntax: str) -> None:
    text = files[syntax].read_text("utf-8")
    source = data_folder() / "graphs" / "zheng2019" / "zinc-bromide.ttl"
    assert "1.90" in text
    for quad in read_quads(source):
        if quad.predicate.value == f"{TERMS}value":
            assert quad.object.value in text


@pytest.mark.whole
@pytest.mark.parametrize("ending", TWINS)
def test_two_endings_of_one_syntax_give_the_same_bytes(files: dict[str, Path], ending: str) -> None:
    assert files[ending].read_bytes() == files[TWINS[ending]].read_bytes()


@pytest.mark.whole
@pytest.mark.parametrize("syntax", DISTINCT)
def test_the_same_graph_gives_the_same_bytes(
    graph: DefectGraph, again: MemoryStore, files: dict[str, Path], syntax: str
) -> None:
    data, _ = as_text(again, syntax)
    assert data == files[syntax].read_text("utf-8")
    ours, theirs = (as_text(store, syntax, "ontology") for store in (graph.store, again))
    assert ours == theirs
    for text in (data, ours[0]):
        head = re.findall(r"@prefix \w+|xmlns:\w+", text)
        assert head == sorted(head), "the engine has them in another order in each process"


@pytest.mark.whole
@pytest.mark.parametrize(
    ("name", "what", "studies", "least"),
    [
        ("some.trig", "data", graph_files()[::8], 1000),
        ("one.ttl", "data", [path for path in graph_files() if path.stem == "nickel"], 300),
        ("defectkg.owl", "ontology", [], 300),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_check_reads_back_what_was_written(
    tmp_path: Path, name: str, what: str, studies: list[Path], least: int
) -> None:
    """With graphs and merged into one; other syntaxes hold the same, as the round trips show."""
    written = of_files(*studies)
    for graph, path in alignment_files().items():
        written.store.load(path, graph)
    written.store.add(Mappings.shipped().quads() if what == "data" else ())
    written.export(tmp_path / name, what=what)
    report = check([tmp_path / name])
    assert [str(finding) for finding in report.findings + report.unread] == []
    assert report.nodes > least


@pytest.mark.parametrize(("name", "text"), [("x:p#1", "a"), ("x:p#q", "a\x01b")])
def test_what_rdf_xml_cannot_hold_is_refused(tmp_path: Path, name: str, text: str) -> None:
    store = MemoryStore()
    node = ox.NamedNode("x:a")
    store.add([ox.Quad(node, ox.NamedNode(name), ox.Literal(text))])
    with pytest.raises(DataError, match=r"does not fit RDF/XML .* give a \.ttl file"):
        export(store, str(tmp_path / "a.owl"))
    assert list(tmp_path.iterdir()) == []
    export(store, str(tmp_path / "a.ttl"))
    assert canonical(read_quads(tmp_path / "a.ttl")) == canonical(store.quads())


# --- the ontology ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def owl_files(graph: DefectGraph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The ontology in two syntaxes, with its alignments, and both syntaxes broken off."""
    folder = tmp_path_factory.mktemp("owl")
    for syntax in ("ttl", "owl"):
        whole, broken = folder / f"whole.{syntax}", folder / f"broken.{syntax}"
        graph.export(whole, what="ontology")
        broken.write_text(whole.read_text("utf-8")[:-20], "utf-8")
    defectkg.load(alignments=True).export(folder / "aligned.owl", what="ontology")
    return {path.name: path for path in folder.iterdir()}


@pytest.fixture(scope="module")
def opened(owl_files: dict[str, Path]) -> str:
    """What HermiT says of these files: it reads them with the OWL API, as Protégé does."""
    return hermit(
        *("-U", "-d", f"-S<{TERMS}V_Cl>"),
        *(path.as_uri() for _, path in sorted(owl_files.items())),
        java=JAVA,
    )


@pytest.mark.parametrize("syntax", ["ttl", "owl"])
def test_the_ontology_is_whole_alone_and_declared(
    owl_files: dict[str, Path], graph: DefectGraph, syntax: str
) -> None:
    quads = list(read_quads(owl_files[f"whole.{syntax}"]))
    types = {(q.subject.value, q.object.value) for q in quads if q.predicate.value == RDF_TYPE}
    headers = [node for node, kind in types if kind == f"{OWL}Ontology"]
    assert headers == [TERMS.rstrip("/")]
    assert f"{OWL}imports" not in {q.predicate.value for q in quads}
    kinds = graph.query("SELECT DISTINCT ?kind { ?kind a/rdfs:subClassOf+ dkg:Kind }").values
    assert len(kinds) > 200
    assert {kind for (kind,) in kinds} <= {node for node, _ in types}
    assert not [q for q in quads if q.subject.value.startswith(DATA)]
    assert not [q for q in quads if "/ns/shacl#" in str(q)]
    declared = {node for node, kind in types if kind.startswith(OWL)}
    built_in = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/", OWL)
    used = {q.predicate.value for q in quads} | {kind for _, kind in types}
    used |= {q.object.value for q in quads if q.predicate.value.endswith("#subClassOf")}
    assert {iri for iri in used if not iri.startswith(built_in)} - declared == set()


@pytest.mark.reasoner
def test_the_reader_of_protege_opens_the_ontology_in_each_syntax_and_with_alignments(
    opened: str,
) -> None:
    assert verdicts(opened) == [(True, [])] * 3
    above = re.findall(r"^Direct super-classes of .*\n((?:\t.*\n)*)", opened, re.MULTILINE)
    assert len(above) == 3
    for names in above:
        assert {"podo:Vacancy", "dkg:V_X"} <= set(names.split()), "its prefixes are known, too"


@pytest.mark.reasoner
@pytest.mark.parametrize("syntax", ["ttl", "owl"])
def test_the_reader_of_protege_would_refuse_a_broken_file(
    opened: str, owl_files: dict[str, Path], syntax: str
) -> None:
    assert f"Problem parsing {owl_files[f'broken.{syntax}'].as_uri()}" in opened


def test_owlready_reads_the_ontology(owl_files: dict[str, Path]) -> None:
    import owlready2

    world = owlready2.World()
    read = world.get_ontology(owl_files["whole.owl"].as_uri()).load()
    assert read.imported_ontologies == []
    assert [str(label) for label in world[f"{TERMS}V_Cl"].label] == ["chloride vacancy"]
    assert len(list(world.classes())) > 300


# --- tables ----------------------------------------------------------------------------------


@pytest.mark.whole
def test_tables_are_the_rows_of_the_queries(graph: DefectGraph, tmp_path: Path) -> None:
    said = graph.export(f"{tmp_path}/tables/")
    found = {file.stem: file.read_text("utf-8") for file in (tmp_path / "tables").iterdir()}
    assert set(TABLES) <= set(found)
    for name, text in found.items():
        assert f"{name}.csv" in said
        assert text == graph.query(name).to_text("csv")
    assert ",1.90," in found["measurements"]


# --- all or nothing --------------------------------------------------------------------------


def full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


STEPS = [
    ("all.trig", "os.replace"),
    ("all.trig", "shutil.copymode"),
    ("all.trig", "secrets.token_hex"),
    ("tables/", "swap"),
    ("tables/", "shutil.copymode"),
    ("tables/", "secrets.token_hex"),
    ("tables/", "Path.write_text"),
]


@pytest.mark.parametrize(("target", "step"), STEPS, ids=" ".join)
def test_a_failed_write_leaves_the_old_files(
    tiny: DefectGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, step: str
) -> None:
    (tmp_path / "all.trig").write_text("old")
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "claims.csv").write_text("old")
    before = tree(tmp_path)
    monkeypatch.setattr(f"defectkg.rdf.writing.{step}", full)
    with pytest.raises(DataError, match="No space left on device"):
        tiny.export(f"{tmp_path}/{target}")
    assert tree(tmp_path) == before


def test_tables_are_all_new_or_all_old_where_folders_cannot_change_names_at_once(
    tiny: DefectGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "claims.csv").write_text("old")
    monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: None)
    calls, replace = [], os.replace

    def second_fails(source: Path, target: Path) -> None:
        calls.append(target)
        (full if len(calls) == 2 else replace)(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", second_fails)
        with pytest.raises(DataError, match="No space left on device"):
            tiny.export(folder)
    assert len(calls) == 3, "the old folder was put back"
    assert tree(tmp_path) == {str(folder / "claims.csv"): b"old"}
    tiny.export(folder)
    assert len(tree(tmp_path)) > len(TABLES)
    assert os.listdir(tmp_path) == ["tables"]


@pytest.mark.parametrize("name", ["notes.txt", "claims.csv/", "mine.csv"])
def test_a_folder_of_anything_but_tables_is_left_alone(
    tiny: DefectGraph, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / name).mkdir() if name.endswith("/") else (folder / name).write_text("mine")
    before = tree(tmp_path)
    with pytest.raises(DataError, match="which is no table; give a new folder"):
        tiny.export(folder)
    assert tree(tmp_path) == before
    assert os.listdir(tmp_path) == ["tables"]


def test_the_current_folder_is_not_replaced(
    tiny: DefectGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="the current folder; give one of its own"):
        tiny.export("./", "csv")


def test_a_new_folder_goes_again_where_writing_fails(
    tiny: DefectGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.replace", full)
    with pytest.raises(DataError, match="No space left"):
        tiny.export(f"{tmp_path}/tables/")
    assert list(tmp_path.iterdir()) == []


def test_mode_and_link_are_kept_and_a_new_file_gets_the_usual_mode(
    tiny: DefectGraph, tmp_path: Path
) -> None:
    file, link, new = (tmp_path / name for name in ("all.nq", "link.nq", "new.nq"))
    file.touch()
    file.chmod(0o600)
    link.symlink_to(file.name)
    tiny.export(link)
    tiny.export(new)
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o600
    plain = tmp_path / "plain"
    plain.touch()
    assert new.stat().st_mode == plain.stat().st_mode
    assert file.read_bytes() == new.read_bytes()


# --- the command -----------------------------------------------------------------------------


def test_a_file_that_grows_too_large_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "all.trig").write_text("old")
    done = command("all.trig", folder=tmp_path, limit=100_000)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("all.trig: File too large; the file is unchanged\n")
    assert done.stderr.count("\n") == 1
    assert tree(tmp_path) == {str(tmp_path / "all.trig"): b"old"}


@pytest.mark.whole
def test_standard_output_is_the_file(graph: DefectGraph, tmp_path: Path) -> None:
    graph.export(tmp_path / "all.nq")
    done = command("-", "--as", "nq", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout == (tmp_path / "all.nq").read_text("utf-8")
    graphs = {quad.graph_name for quad in graph.store.quads()}
    assert done.stderr == f"{len(graph.store)} quads in {len(graphs)} graphs\n"


@pytest.mark.parametrize("about", WHAT[2:])
def test_what_describes_the_graph_is_written_and_said(
    graph: DefectGraph, tmp_path: Path, about: str
) -> None:
    file = tmp_path / ("context.jsonld" if about == "context" else f"{about}.ttl")
    done = command(file.name, f"--{about}", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert re.fullmatch(r"\d+ (keys|triples)\n", done.stderr)
    assert file.read_text("utf-8") == as_text(graph.store, file.suffix[1:], about)[0]


def test_an_unknown_description_is_refused(tiny: DefectGraph, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="'viod' cannot be written; use one of data"):
        tiny.export(tmp_path / "a.ttl", what="viod")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.whole
def test_merging_is_said(tmp_path: Path) -> None:
    done = command("all.txt", "--as", "ttl", folder=tmp_path)
    assert "were merged into one (TriG, N-Quads and JSON-LD keep them)" in done.stderr
    assert list(ox.parse(path=tmp_path / "all.txt", format=ox.RdfFormat.TURTLE))


REFUSED = [
    (["-"], "say the syntax, such as --as trig"),
    (["all.xlsx"], "all.xlsx: unknown file ending; use one of .json, "),
    (["all.csv"], "for CSV tables a folder such as tables/"),
    (["all"], "unknown file ending"),
    ([""], "unknown file ending"),
    (["all.ttl", "--as", "turtel"], "unknown syntax 'turtel'; use one of ttl, "),
    (["-", "--as", "csv"], "give a folder, such as tables/"),
    (["tables/", "--ontology"], "give a file, such as ontology.ttl"),
    (["context.ttl", "--context"], "the context is JSON: give a file such as context.jsonld"),
    (["tables/", "--void"], "what --void writes is no table: give a file, such as void.ttl"),
    (["a.ttl", "--void", "--queries"], "--void and --queries are two files: write one after the"),
    (["a.ttl", "--ontology", "--void"], "--ontology and --void are two files"),
    (["folder.trig"], "folder.trig: Is a directory; nothing was written"),
    (["none/all.trig"], "No such file or directory; nothing was written"),
    (["none/tables/"], "none/tables: No such file or directory; nothing was written"),
    (["file/"], "file: File exists; give a folder"),
    (["file/all.nq"], "Not a directory; nothing was written"),
    (["/dev/null", "--as", "nq"], "/dev/null: not a file; give a new name, or - for standard"),
    (["x" * 300 + ".ttl"], "File name too long; nothing was written"),
    (["pipe.nq"], "pipe.nq: not a file"),
    (["tables/", "--with-alignments"], "alignments are no table"),
    (["a.ttl", "--ontology", "--with-mappings"], "--ontology goes without mappings: leave out one"),
    (["a.ttl", "--void", "--with-alignments"], "--void goes without alignments: leave out one"),
]


@pytest.mark.parametrize(("args", "message"), REFUSED, ids=lambda value: " ".join(value)[:30])
def test_a_bad_target_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tiny: DefectGraph,
    tmp_path: Path,
    args: list[str],
    message: str,
) -> None:
    (tmp_path / "folder.trig").mkdir()
    (tmp_path / "file").write_text("old")
    os.mkfifo(tmp_path / "pipe.nq")
    names = sorted(tmp_path.iterdir())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("defectkg.graph.load", lambda **_: tiny)
    monkeypatch.setattr(sys, "argv", ["defectkg", "export", *args])
    with pytest.raises(SystemExit) as end:
        cli.main()
    out, err = capfd.readouterr()
    assert (end.value.code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == names
    assert (tmp_path / "file").read_text() == "old"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_is_not_replaced(tiny: DefectGraph, tmp_path: Path) -> None:
    file = tmp_path / "all.nq"
    file.write_text("old")
    file.chmod(0o400)
    with pytest.raises(DataError, match="Permission denied; the file is unchanged"):
        tiny.export(file)
    tmp_path.chmod(0o500)
    with pytest.raises(DataError, match="Permission denied; nothing was written"):
        tiny.export(tmp_path / "new.nq")
    tmp_path.chmod(0o700)
    assert tree(tmp_path) == {str(file): b"old"}
