"""Every command on what is kept elsewhere: the same bytes as on the shipped data in memory."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pyoxigraph as ox
import pytest

from defectkg.errors import DataError, DefectkgError
from defectkg.graph import DefectGraph
from defectkg.model.claims import read_asserted, read_statements
from defectkg.rdf.disk import FolderStore
from defectkg.rdf.endpoint import Endpoint
from defectkg.rdf.library import library
from defectkg.rdf.opening import open_store
from defectkg.rdf.pushing import push
from defectkg.rdf.queries import run
from defectkg.rdf.rows import Rows
from defectkg.rdf.shipped import ONTOLOGY_GRAPH
from defectkg.rdf.store import VARIABLE, Store
from defectkg.rdf.triples import as_our_files_write
from helpers import DATA, ROOT, TINY, Done, oxigraph_server
from helpers import run as command_line
from jena import jena_server

pytestmark = pytest.mark.process  # a hundred commands

COMMANDS = [
    "info",
    "info --model",
    "query claims --format csv",
    "query measurements --format json",
    "query tried -p defect=V_Br",
    "query contradictions --format csv",
    "query provenance -p publication=Yong2018",
    "query nosuch",
    "show V_Cl",
    "show CsPbBr3 --format json",
    "show Yong2018",
    "show zheng2019-nickel-c1 --all",
    "show Zeng",
    "show nosuch",
    "tried --agent ZnBr2 --all",
    "tried --defect V_Br --until 2017 --source zheng2019",
    "outcomes --agent ZnBr2",
    "outcomes --harmful",
    "contradictions --science",
    "confront Zn2+",
    "cite Yong2018 --format bibtex",
    "cite zheng2019-nickel-c1",
    "paths ZnBr2 PLQY --host CsPbBr3 --why",
    "paths HBr PLQY --format json --outcomes",
    "paths DDAB --format csv",
    "explain all --format csv",
    "explain KI --bottlenecks",
    "gaps --defect V_Cl --host CsPbCl3",
    "gaps --format csv",
    "suggest --defect V_Cl --host CsPbCl3",
    "map V_Cl",
    "export - --as trig",
    "export - --as jsonld",
    "export - --void --as ttl",
    "export - --queries --as ttl",
]
QUERIES = {
    "SELECT ?a (COUNT(?c) AS ?n) { ?c a dkg:Claim ; dkg:cause ?a } GROUP BY ?a ORDER BY ?a": (),
    "SELECT ?agent ?e { ?c dkg:cause ?agent ; dkg:effect ?e } ORDER BY ?e": ("-p", "agent=ZnBr2"),
    "CONSTRUCT { ?x rdfs:label ?l } { ?x rdfs:label ?l }": ("-p", "x=V_Cl"),
    "SELECT * { ?s rdfs:label 'chloride vacancy' }": (),
    "ASK { dkg:V_Cl a dkg:DefectKind }": (),
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }": (),
    "SELECT ?s FROM d:zheng2019-nickel { ?s a dkg:Claim } ORDER BY ?s": (),
    "SELECT ?s { ?s a }": (),
    "DELETE WHERE { ?s ?p ?o }": (),
    "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }": (),
    "SELECT * { ?s nosuch:p ?o }": (),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that is shipped."""
    path = tmp_path_factory.mktemp("store") / "shipped"
    push(str(path))
    return path


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server with all that is shipped."""
    with oxigraph_server() as address:
        push(address)
        yield address


@pytest.fixture(scope="module", params=["folder", "server"])
def kept(request: pytest.FixtureRequest) -> DefectGraph:
    """All that is shipped, kept elsewhere."""
    return DefectGraph(open_store(str(request.getfixturevalue(request.param))))


@pytest.fixture(scope="module")
def here(graph: DefectGraph) -> dict[tuple[str, ...], Done]:
    """What commands print of the shipped data in memory, each asked once."""
    return {}


def asked_here(
    here: dict[tuple[str, ...], Done], call: Callable[..., Done], *words: str, stdin: bytes = b""
) -> Done:
    key = (*words, stdin.decode())
    if key not in here:
        here[key] = call(*words, stdin=stdin)
    return here[key]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_prints_the_same(
    command: str,
    call: Callable[..., Done],
    kept: DefectGraph,
    here: dict[tuple[str, ...], Done],
) -> None:
    words = command.split(" ")
    wanted = asked_here(here, call, *words)
    assert (wanted.out != "") == ("nosuch" not in words)
    assert call(*words, on=kept) == wanted


@pytest.mark.parametrize(
    "words",
    [
        ("network", "map.graphml", "--agent", "HBr"),
        ("paths", "HBr", "PLQY", "-o", "figure.svg"),
        ("export", "tables/"),
    ],
)
def test_a_command_writes_the_same_files(
    words: tuple[str, ...],
    call: Callable[..., Done],
    kept: DefectGraph,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = []
    for name, options in (("here", {}), ("there", {"on": kept})):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        done = call(*words, **options)
        files = {str(path): path.read_bytes() for path in Path().rglob("*.*")}
        written.append((done, files))
    assert written[0][1]
    assert written[0] == written[1]


def test_a_copy_is_drafted_and_verified_alike(
    call: Callable[..., Done], kept: DefectGraph, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text("ZnBr2 raised the PLQY of CsPbBr3 nanocrystals from 54 % to 78 %. " * 30)
    for words in (
        ("draft", str(copy), "--source", "Zheng 2019"),
        ("verify", str(copy), "--source", "Zheng 2019", "--format", "csv"),
    ):
        assert call(*words, on=kept) == call(*words)


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_of_a_user_gets_the_same_answer(
    query: str,
    call: Callable[..., Done],
    kept: DefectGraph,
    here: dict[tuple[str, ...], Done],
) -> None:
    words = ("query", "-", *QUERIES[query])
    wanted = asked_here(here, call, *words, stdin=query.encode())
    assert call(*words, stdin=query.encode(), on=kept) == wanted


IN_PARTS = [query.name for query in library("internal") if "# page: " in query.text]


@pytest.mark.parametrize("name", IN_PARTS)
def test_records_of_all_are_asked_in_parts(
    name: str, server: str, graph: DefectGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask = Endpoint.rows
    monkeypatch.setattr("defectkg.rdf.endpoint.PART_OF", 3000)
    monkeypatch.setattr(
        Endpoint, "rows", lambda self, text, **k: asked.append(text) or ask(self, text, **k)
    )
    whole, parts = run(graph.store, name), run(open_store(server), name)
    assert sum("GRAPH ?page" in text for text in asked) > 3
    key = whole.columns[0]
    order = [row[key] for row in parts.dicts()]
    assert order == [row[key] for row in whole.dicts()]
    assert sorted(parts.values) == sorted(whole.values)


@pytest.mark.reference_engine
def test_jena_gives_the_same_records_to_every_public_query(
    tmp_path: Path, graph: DefectGraph
) -> None:
    """What Fuseki has inside (4.5.0), filled as docs/stores.md says."""
    (tmp_path / "all.nq").write_bytes(graph.store.to_nquads())
    with jena_server(tmp_path, tmp_path / "all.nq") as address:
        store = open_store(address)
        for query in library():
            assert run(store, query.name) == run(graph.store, query.name), query.name


def test_claims_are_read_in_pages_of_their_causes(
    kept: DefectGraph, graph: DefectGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    ask = Store.rows

    def rows(self: Store, text: str, bindings: object = None, **options: Any) -> Rows:
        found = ask(self, text, bindings, **options)  # type: ignore[arg-type]
        asked.append(len(found.values) if "VALUES ?cause" in text else 0)
        return found

    monkeypatch.setattr("defectkg.model.claims.AT_ONCE", 50)
    monkeypatch.setattr(Store, "rows", rows)
    assert read_statements(kept.store) == graph.statements
    assert read_asserted(kept.store) == read_asserted(graph.store)
    assert len(list(filter(None, asked))) > 30
    assert max(asked) < len(graph.statements) * 2  # a sixth of what is said of all


@pytest.mark.filterwarnings("ignore:read with the language")
def test_python_gets_the_same_answers(graph: DefectGraph, kept: DefectGraph) -> None:
    for query in (query for query, more in QUERIES.items() if not more):
        assert asked(kept, query) == asked(graph, query), query


def asked(graph: DefectGraph, query: str) -> str:
    """What Python answers to a query of a user, or says of it."""
    try:
        return str(graph.query(query))
    except DefectkgError as error:
        return str(error)


def test_files_beside_a_store_are_read_into_a_copy(folder: Path) -> None:
    command = "defectkg {} query examples/si-values.rq --with examples/qudt-units.ttl"
    there, here = (
        command_line(command.format(f"--store {folder}")),
        command_line(command.format("")),
    )
    assert (there.stdout, there.stderr, there.returncode) == (here.stdout, here.stderr, 0)


@pytest.mark.parametrize(
    "command",
    [
        "query claims --with {file}",
        "query {query} --with {file}",
        "query claims --with-mappings",
        "query claims --with-alignments",
        "check",
    ],
)
def test_a_store_that_is_too_large_for_a_copy_is_refused(
    command: str, folder: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("defectkg.rdf.store.MOST_COPIED", 1000)
    monkeypatch.setenv(VARIABLE, str(folder))
    examples = ROOT / "examples"
    words = command.format(file=examples / "qudt-units.ttl", query=examples / "si-values.rq")
    done = call(*words.split(), on=DefectGraph(open_store(str(folder))))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "this takes all of a store into memory, at most 1000 statements" in done.err


@pytest.mark.parametrize("most", [1000, 30_000])
@pytest.mark.parametrize(
    "command", ["tried --defect V_Br --source zheng2019", "outcomes --agent DDAB --until 2016"]
)
def test_of_one_source_or_up_to_a_year_a_store_may_be_as_large_as_it_is(
    command: str,
    most: int,
    folder: Path,
    call: Callable[..., Done],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = call(*command.split())
    monkeypatch.setattr("defectkg.rdf.store.MOST_COPIED", most)
    there = call(*command.split(), on=DefectGraph(open_store(str(folder))))
    if most > 1000:  # what stays is less than all that is there
        assert len(open_store(str(folder))) > most
        assert (there.out, there.err, there.code) == (here.out, here.err, 0)
    else:
        assert (there.code, there.out, there.err.count("\n")) == (2, "", 1)
        assert "at most 1000 statements, and more stay" in there.err


def test_the_option_stands_before_or_behind_a_command_or_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(str(tmp_path / "store"), [TINY])
    for command in (
        f"defectkg --store {tmp_path / 'store'} export - --as nq",
        f"defectkg export - --as nq --store={tmp_path / 'store'}",
    ):
        assert "our ontology is not in this store" in command_line(command).stderr
    monkeypatch.setenv(VARIABLE, str(tmp_path / "store"))
    assert command_line("defectkg info").returncode == 2
    assert command_line("defectkg format --check graphs").returncode == 0
    assert "--store" not in command_line("defectkg format -h").stdout
    assert "--store URL|FOLDER" in command_line("defectkg tried -h").stdout


def test_the_context_of_a_check_is_the_store(
    call: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = str(DATA / "made-up" / "other-source.ttl")
    unknown = "[dkg:publication d:made-up-paper]"  # which the other file describes
    assert unknown in call("check", paper).out
    monkeypatch.setenv(VARIABLE, str(tmp_path / "store"))
    push(str(tmp_path / "store"))
    without = call("check", paper)
    assert unknown in without.out
    push(str(tmp_path / "store"), [TINY])
    beside = call("check", paper)
    assert unknown not in beside.out
    assert set(beside.out.splitlines()) < set(without.out.splitlines())
    assert f"nodes of {tmp_path / 'store'}" in call("check").err


def test_intake_knows_what_stands_in_the_store(
    call: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "intake.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    Path("paper.yaml").write_text(page.partition("```yaml\n")[2].partition("```")[0])
    assert call("intake", "paper.yaml").code == 0
    push("store")
    push("store", [Path("graphs")])
    monkeypatch.setenv(VARIABLE, "store")
    done = call("intake", "paper.yaml", "--graphs", "others")
    assert (done.code, done.err) == (0, "nothing to write: all of it is there, word for word\n")


SAID_AGAIN = """\
source: Zheng 2019
study: again
host: CsPbBr3
form: nanocrystal
work: Woo 2017
cited: inferred
at: doping 4
treatments:
  - agent: ZnBr2
    strategy: doping
    outcomes:
      - PLQY: 50 -> 79 %
    claims:
      - Zn2+ lowers crystallographic defect, by passivation, stated
claims:
  - Ce3+ raises trap state, proposed
"""


@pytest.mark.parametrize("place", ["folder", "server"])
def test_intake_prints_the_same_of_a_store(
    place: str,
    request: pytest.FixtureRequest,
    call: Callable[..., Done],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("again.yaml").write_text(SAID_AGAIN)
    here = call("intake", "again.yaml")
    assert here.code == 1
    for title in ("understood", "there already, it seems", "said otherwise elsewhere"):
        assert f"{title}:\n" in here.out
    monkeypatch.setenv(VARIABLE, str(request.getfixturevalue(place)))
    monkeypatch.setattr(Store, "few_quads", lambda store: pytest.fail("it copies the whole"))
    assert call("intake", "again.yaml") == here


def test_our_files_write_numbers_in_one_way(graph: DefectGraph) -> None:
    """So what an engine gives back, which keeps numbers by value, is what stood in the files."""
    for quad in graph.store.quads():
        assert as_our_files_write(quad) == quad


def test_pages_say_how_much_a_push_puts_there(tmp_path: Path) -> None:
    graphs, statements = push(str(tmp_path / "store"))
    said = [
        line
        for page in (ROOT / "README.md", ROOT / "docs" / "stores.md")
        for line in re.findall(r"\d+ graphs with \d+ statements", page.read_text("utf-8"))
    ]
    assert set(said) == {f"{graphs} graphs with {statements} statements"}, (
        "run: python tests/docs/renew_readme.py, and read the change"
    )


def test_what_a_paper_no_longer_says_is_gone(tmp_path: Path) -> None:
    place, file = tmp_path / "store", tmp_path / "a" / "b.ttl"
    file.parent.mkdir()
    file.write_text("<urn:x> <urn:p> 1.0, 1.00, 2 .")
    assert push(str(place), [file]) == (1, 2)  # an engine keeps numbers by value
    file.write_text("<urn:x> <urn:p> 3 .")
    push(str(place), [file])
    name = "https://w3id.org/defectkg/data/a-b"
    assert [str(quad) for quad in FolderStore(place).quads()] == [
        f'<urn:x> <urn:p> "3"^^<http://www.w3.org/2001/XMLSchema#integer> <{name}>'
    ]


def test_blank_nodes_of_two_files_stay_two(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.ttl").write_text(f"_:x <urn:p> '{name}' . [] <urn:p> _:x .")
        push(str(tmp_path / "store"), [tmp_path / f"{name}.ttl"])
    push(str(tmp_path / "store"), [tmp_path / "a.ttl", tmp_path / "b.ttl"])
    pattern = "SELECT ?a ?b { ?n <urn:p> ?x . ?x <urn:p> ?a, ?b }"
    assert sorted(FolderStore(tmp_path / "store").rows(pattern).values) == [("a", "a"), ("b", "b")]


def test_broken_files_change_nothing(tmp_path: Path) -> None:
    place = tmp_path / "store"
    push(str(place), [TINY])
    (tmp_path / "bad.ttl").write_text("<urn:x> <urn:p> .")
    with pytest.raises(DataError, match=r"bad.ttl:1:17: .*; correct the syntax"):
        push(str(place), [DATA / "made-up" / "second.ttl", tmp_path / "bad.ttl"])
    assert {quad.graph_name.value for quad in FolderStore(place).quads()} == {
        "https://w3id.org/defectkg/data/made-up-tiny"
    }


def test_who_reads_keeps_out_who_writes_and_the_other_way_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("defectkg.rdf.disk.PATIENCE", 0.1)
    push(str(tmp_path / "store"))
    program = "import sys, defectkg; held = {}; print(flush=True); sys.stdin.read()"
    reads = f"defectkg.load(store={str(tmp_path / 'store')!r})"
    writes = f"__import__('pyoxigraph').Store({str(tmp_path / 'store')!r})"
    for held, refused, said in (
        (reads, lambda: push(str(tmp_path / "store")), "another program is using it"),
        (writes, lambda: FolderStore(tmp_path / "store"), "another program is writing it"),
    ):
        other = subprocess.Popen(
            [sys.executable, "-c", program.format(held)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert other.stdout
        other.stdout.readline()
        with pytest.raises(DataError, match=said):
            refused()
        other.communicate()
        refused()


def broken(place: Path, pattern: str, text: bytes = b"") -> None:
    """Make a store of which some files are gone, or hold something else."""
    push(str(place))
    for file in place.glob(pattern):
        file.write_bytes(text) if text else file.unlink()


def newer(place: Path) -> None:
    """Make a store of a release to come."""
    store, version = ox.Store(str(place)), ox.NamedNode("http://www.w3.org/2002/07/owl#versionInfo")
    store.add(ox.Quad(ONTOLOGY_GRAPH, version, ox.Literal("99.0.0"), ONTOLOGY_GRAPH))
    store.flush()


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda path: None, "no such folder; make one: defectkg --store"),
        (lambda path: path.mkdir(), "holds no store; make one: defectkg --store"),
        (lambda path: newer(path), "as release 99.0.0 has them, and this is"),
        (lambda path: push(str(path), [TINY]), "our ontology is not in this store; load it"),
        (lambda path: path.write_text("x"), "a file; give the folder of a store"),
        (lambda path: path.mkdir() or (path / "x").touch(), "something else than a store; give"),
        (lambda path: broken(path, "LOCK"), "No such file or directory.*; give a store that is"),
        (lambda path: broken(path, "CURRENT", b"x"), "; give a store that is whole"),
        (lambda path: broken(path, "*.sst"), "; give a store that is whole"),
    ],
)
def test_a_place_without_our_data_is_told_in_one_line(
    made: Callable[[Path], object], said: str, tmp_path: Path, call: Callable[..., Done]
) -> None:
    made(tmp_path / "store")
    with pytest.raises(DataError, match=said):
        open_store(str(tmp_path / "store"))


def test_damage_is_told_wherever_it_is_met(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "store"
    shutil.copytree(folder, place)
    for file in place.glob("*.sst"):
        text = bytearray(file.read_bytes())
        if len(text) > 20_000:  # what is at the ends is read when it is opened
            text[len(text) // 2 : len(text) // 2 + 20] = b"X" * 20
        file.write_bytes(text)
    store = FolderStore(place)
    for read in (lambda: list(store.quads()), lambda: len(store)):
        with pytest.raises(DataError, match=r"damaged .*; give a store that is whole"):
            read()


def test_a_name_that_no_folder_can_have_is_told(call: Callable[..., Done]) -> None:
    with pytest.raises(DataError, match="name too long; give the folder of a store"):
        open_store("a" * 300)


@pytest.mark.parametrize("name", [b"we\nird", b"\xff"])
def test_a_file_whose_name_is_no_name_of_a_graph(name: bytes, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(name + b".nq")
    file.write_text("<urn:x> <urn:p> <urn:o> <urn:g> .")
    assert push(str(tmp_path / "store"), [file]) == (1, 1)
    file.write_text("<urn:x> <urn:p> <urn:o> .")
    with pytest.raises(DataError, match="makes no IRI: rename it") as error:
        push(str(tmp_path / "store"), [file])
    assert str(error.value).isprintable()


def test_triples_come_in_one_order(folder: Path, graph: DefectGraph) -> None:
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a dkg:IonKind ; ?p ?o }"
    assert open_store(str(folder)).query(text) == graph.store.query(text) != []


def test_a_server_without_our_data_is_told_in_one_line() -> None:
    with oxigraph_server() as address:
        for sent in ([], [TINY]):
            if sent:
                push(address, sent)
            with pytest.raises(DataError, match="our ontology is not in this store; load it"):
                open_store(address)


def test_a_server_that_never_asks_all_graphs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("defectkg.rdf.engines.UNION", "unknown=")
    with oxigraph_server() as address:
        push(address)
        with pytest.raises(DataError, match="asks no named graphs unless told so"):
            open_store(address)


def test_a_push_spares_folders_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    for place in (tmp_path, tmp_path / "notes.txt"):
        with pytest.raises(DataError, match="holds something else than a store"):
            push(str(place), [TINY])


PAGES = (
    "/",
    "/ontology/V_Br",
    "/data/zheng2019-hydrogen-bromide-m1",
    "/tried?defect=V_Br&host=CsPbBr3",
    "/paths?start=HBr&end=PLQY&host=CsPbBr3",
    "/map?agent=HBr",
    "/data/Wu2018.jsonld",
    "/sparql?query=SELECT%20%3Fp%20%7B%20dkg%3AV_Cl%20%3Fp%20%3Fo%20%7D%20ORDER%20BY%20%3Fp",
)


def test_pages_of_a_server_are_the_same(graph: DefectGraph, kept: DefectGraph) -> None:
    from starlette.testclient import TestClient

    from defectkg.web.app import create_app

    bodies = []
    for served in (graph, kept):
        with TestClient(create_app(served)) as client:
            answers = [client.get(page) for page in PAGES]
        assert {answer.status_code for answer in answers} == {200}
        bodies.append([answer.text for answer in answers])
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("resolve", {"name": "V_Br"}),
        ("tried", {"defect": "V_Br"}),
        ("paths", {"start": "HBr", "end": "PLQY"}),
        ("sparql", {"query": "SELECT ?p { dkg:V_Cl ?p ?o } ORDER BY ?p LIMIT 3"}),
    ],
)
def test_tools_for_agents_say_the_same(
    tool: str, given: dict[str, str], graph: DefectGraph, kept: DefectGraph
) -> None:
    import asyncio

    from mcp.client import Client

    from defectkg.agents.server import create_server

    async def ask(server: object) -> object:
        async with Client(server) as client:
            answer = await client.call_tool(tool, given)
            return answer.is_error, answer.structured_content

    wanted = asyncio.run(ask(create_server(graph)))
    assert wanted[0] is False
    assert asyncio.run(ask(create_server(kept))) == wanted


def test_a_server_that_dies_is_one_line_to_who_asks_on(
    call: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with ExitStack() as started:
        alive = started.enter_context(ExitStack())
        address = alive.enter_context(oxigraph_server())
        push(address)
        opened = DefectGraph(open_store(address))
        command = [sys.executable, "-m", "defectkg", "serve", "--port", "0", "--store", address]
        serving = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        started.callback(serving.kill)
        assert serving.stderr
        page = serving.stderr.readline().partition(" ")[0]
        assert urlopen(f"{page}ontology/V_Br").status == 200
        alive.close()
        line = f"{address}: no answer (Connection refused); start the server, or ask again later"
        assert call("export", "all.nq", on=opened) == (2, "", f"defectkg: {line}\n")
        assert not list(tmp_path.iterdir())
        with pytest.raises(HTTPError, match="503") as error:
            urlopen(f"{page}ontology/V_Cl")
        assert line in error.value.read().decode()
        assert urlopen(f"{page}ontology/V_Br").status == 200  # it is kept
        serving.terminate()
        assert serving.communicate()[1] == ""


def as_quads(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


@pytest.fixture
def much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is pushed is too much to be kept in memory."""
    monkeypatch.setattr("defectkg.rdf.pushing.KEPT", 0)


def test_the_engine_itself_fills_a_new_folder_with_much(tmp_path: Path, much: None) -> None:
    first = as_quads(
        tmp_path / "1.nq", *(f"<urn:{n}> <urn:p> _:b <urn:g{n % 3}> ." for n in range(9))
    )
    second = as_quads(tmp_path / "2.nq", "_:b <urn:p> '1.90' <urn:g0> .".replace("'", '"'))
    at_once, each = tmp_path / "at-once", tmp_path / "each"
    each.mkdir()
    assert push(str(at_once), [first, second]) == (3, 10)
    with_marks = list(ox.Store.read_only(str(at_once)).named_graphs())
    assert min(graph.value for graph in with_marks).startswith("urn:defectkg:state:filled:")
    assert len({quad.object for quad in FolderStore(at_once).quads() if "p" in str(quad)}) == 2
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert push(str(each), [first, second]) == (3, 10)  # an empty folder is new, too


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("<urn:x> <urn:p> <urn:o>", "bad.nq:2:1: .*; correct the syntax"),
        ("<urn:x> <urn:p> <urn:o> _:g .", "a graph without a name"),
        ("<urn:x> <urn:p> <urn:o> <urn:defectkg:state:z> .", "would mark what a push does"),
        ("<urn:x> <urn:p> <<( <urn:x> <urn:p> <urn:o> )>> <urn:g> .", "RDF 1.2 is not read"),
        ('<urn:x> <urn:p> "a"@en--ltr <urn:g> .', "RDF 1.2 is not read"),
    ],
)
def test_much_that_is_broken_makes_no_folder_whole(
    line: str, fault: str, tmp_path: Path, much: None
) -> None:
    bad = as_quads(tmp_path / "bad.nq", line)
    with pytest.raises(DataError, match=fault):
        push(str(tmp_path / "store"), [bad])
    assert [path.name for path in tmp_path.iterdir()] == ["bad.nq"]


@pytest.mark.parametrize(
    ("lines", "size"),
    [
        (("<urn:x> <urn:p> <urn:o> .",), 1),
        (("<urn:x> <urn:p> <urn:o> <urn:g> .",) * 2, 1),
        (("# a remark", "", "<urn:x> <urn:p> <urn:o> <urn:g> ."), 1),
    ],
)
def test_much_that_takes_reading_is_read(
    lines: tuple[str, ...], size: int, tmp_path: Path, much: None
) -> None:
    assert push(str(tmp_path / "store"), [as_quads(tmp_path / "a.nq", *lines)]) == (1, size)
    (mark,) = [
        graph.value
        for graph in ox.Store.read_only(str(tmp_path / "store")).named_graphs()
        if graph.value.startswith("urn:defectkg:state:filled:")
    ]
    assert mark
