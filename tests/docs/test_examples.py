"""The worked examples: graphs of others beside ours, and what one query finds across them."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import defectkg
from defectkg.errors import DataError
from defectkg.mappings.collection import Mappings
from defectkg.rdf.foreign import MOVED, read_foreign
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.prefixes import prefixes
from defectkg.rdf.reading import read_quads
from helpers import ROOT, Done, run

EXAMPLES = ROOT / "examples"
PAGE = (ROOT / "docs" / "examples.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"```console\n\$ ([^\n]+)\n(.*?)```", PAGE, re.DOTALL)
OLD, NEW = next(iter(MOVED.items()))
CELL = EXAMPLES / "computed-vacancy.ttl"
UNITS = EXAMPLES / "qudt-units.ttl"
CHEBI = EXAMPLES / "chebi.ttl"


def ask(query: str, *files: Path, mappings: bool = True) -> list[dict[str, str]]:
    """Answer a query, or one of the examples, over our graph, mappings and files beside it."""
    committed = all(file.parent == EXAMPLES for file in files)
    store = (kept if committed else beside_ours)(files, mappings)
    text = (EXAMPLES / query).read_text("utf-8") if query.endswith(".rq") else query
    return store.rows(text).dicts()


def beside_ours(files: tuple[Path, ...], mappings: bool) -> MemoryStore:
    store = MemoryStore.shipped()
    read_foreign(store, files)
    store.add(Mappings.shipped().quads() if mappings else ())
    return store


kept = cache(beside_ours)  # the files of the examples do not change while the tests run


@pytest.mark.process
@pytest.mark.parametrize(("command", "printed"), SESSIONS, ids=[c.split()[2] for c, _ in SESSIONS])
def test_the_page_shows_what_the_commands_print(command: str, printed: str) -> None:
    assert run(command).stdout == printed, (
        "run: python tests/docs/renew_readme.py, and read the change"
    )


def test_each_example_is_on_the_page() -> None:
    pages = (path.read_text("utf-8") for path in ROOT.glob("docs/*.md"))
    asked = (line for page in pages for line in page.splitlines() if line.startswith("$ "))
    shown = set(re.findall(r"examples/([\w-]+\.rq)", " ".join(asked)))
    assert shown == {path.name for path in EXAMPLES.glob("*.rq")}


# --- a graph written by atomRDF ----------------------------------------------------------------

OFFLINE = """
import runpy, socket, sys
def refuse(*_): raise OSError("no network in the tests")
socket.socket.connect = socket.getaddrinfo = refuse
sys.argv.pop(0)
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture(scope="module")  # importing atomRDF takes three seconds
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if importlib.util.find_spec("atomrdf") is None:
        pytest.skip("atomRDF is not installed: pip install '.[test]'")
    target = tmp_path_factory.mktemp("atomrdf") / "written.ttl"
    command = [sys.executable, "-c", OFFLINE, EXAMPLES / "atomrdf_vacancy.py", target]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


@pytest.mark.process
def test_the_committed_graph_is_what_atomrdf_writes(written: Path) -> None:
    fresh, kept = ({str(quad) for quad in read_quads(path)} for path in (written, CELL))
    assert fresh == kept, "run: python examples/atomrdf_vacancy.py, and read the change"


def test_a_computed_vacancy_meets_what_is_said_to_heal_it() -> None:
    found = ask("heals-computed-vacancy.rq", CELL)
    assert {(row["missing"], row["defect"], row["host"]) for row in found} == {
        ("Cl", "chloride vacancy", "CsPbCl3")
    }
    assert ("CuCl2", "Das Adhikari 2019") in {(row["agent"], row["publication"]) for row in found}


def test_what_joins_is_class_species_and_host(tmp_path: Path) -> None:
    text = CELL.read_text("utf-8")
    changed = {
        "no defect": text.replace("hasCrystallographicDefect", "hasNothing"),
        "another class": text.replace("_Vacancy> a ns2:Vacancy", "_Vacancy> a ns2:AntisiteDefect"),
        "no such host": text.replace('"Cs"', '"Na"'),
        "nothing missing": text.replace("hasNumberOfAtoms 39", "hasNumberOfAtoms 40"),
    }
    for name, other in changed.items():
        assert other != text, name
        file = tmp_path / "other.ttl"
        file.write_text(other, encoding="utf-8")
        assert ask("heals-computed-vacancy.rq", file) == [], name
    file.write_text(text.replace('"Cl"', '"Br"'), encoding="utf-8")
    found = ask("heals-computed-vacancy.rq", file)
    # CsPb2Br5 and Cs4PbBr6 have the same ions, but are no perovskites, of which alone something is said.
    assert {(row["defect"], row["host"]) for row in found} == {("bromide vacancy", "CsPbBr3")}


def test_terms_of_asmo_are_read_where_they_have_moved() -> None:
    assert CELL.read_text("utf-8").count(OLD) == 1, "atomRDF writes the new names: drop MOVED"
    terms = "SELECT DISTINCT ?t { { ?s ?t ?o } UNION { ?s ?p ?t } FILTER STRSTARTS(STR(?t), '%s') }"
    assert ask(terms % OLD, CELL) == []
    found = {row["t"] for row in ask(terms % NEW, CELL)}
    assert {NEW + "CalculatedProperty", NEW + "hasUnit"} <= found
    with pytest.warns(UserWarning, match=r"11 terms of <http:.* read as <https:.*moved"):
        graph = defectkg.load(files=[str(CELL)])
    assert len(graph.store) == len(defectkg.load().store) + sum(1 for _ in read_quads(CELL))
    shown = run(f"defectkg query 'ASK {{ ?s a asmo:DeleteAtom }}' --with {CELL}")
    assert shown.stdout == "true\n"
    assert shown.stderr.count("\n") == 1


# --- ChEBI -------------------------------------------------------------------------------------


def test_the_extract_holds_every_term_that_we_map_to() -> None:
    mappings, label = Mappings.shipped(), "http://www.w3.org/2000/01/rdf-schema#label"
    labels = {
        q.subject.value: q.object.value for q in read_quads(CHEBI) if q.predicate.value == label
    }
    index = mappings.indexes["chebi"]
    assert {iri: labels.get(iri) for iri in mappings.used("chebi")} == {
        iri: index.terms[iri].label for iri in mappings.used("chebi")
    }
    parents = {q.object.value for q in read_quads(CHEBI) if q.predicate.value != label}
    assert parents <= labels.keys(), "the tree is whole"
    head = CHEBI.read_text("utf-8").splitlines()[1]
    assert index.head["sha256"].split()[0] in head, "of the file that the index is of"


def test_classes_of_chebi_find_agents_that_ours_do_not_name() -> None:
    found = {(row["class"], row["agent"]) for row in ask("tried-by-chebi-class.rq", CHEBI)}
    assert ("primary amine", "benzylamine") in found  # ours says amine; by benzylamine's is_a
    assert ("carboxylic acid", "2,2'-iminodibenzoic acid") in found  # by a broader match
    assert ask("tried-by-chebi-class.rq", CHEBI, mappings=False) == []
    assert ask("tried-by-chebi-class.rq") == []


def test_negative_mappings_become_no_triples() -> None:
    close = "SELECT ?o { dkg:OxideIon skos:%s ?o }"
    assert ask(close % "closeMatch") == []
    assert ask(close % "exactMatch") == [{"o": prefixes()["obo"] + "CHEBI_29356"}]


# --- QUDT --------------------------------------------------------------------------------------

BY_HAND = {  # printed, unit: the value in SI; 1 eV is 1.602176634e-19 J by definition (SI, 2019)
    ("126000000000000000", "cm-3"): (1.26e23, "/m³"),
    ("~0.25", "eV"): (0.25 * 1.602176634e-19, "J"),
    ("2–80", "meV"): (2 * 1.602176634e-22, "J"),
    ("1.90", "us-1"): (1.9e6, "/s"),
    ("70", "days"): (6048000.0, "s"),
    ("~3.9–8.6", "nm"): (3.9e-9, "m"),
}


def test_values_in_si_units() -> None:
    found = {
        (row["printed"], row["unit"]): (float(row["si_value"]), row["si"])
        for row in ask("si-values.rq", UNITS)
    }
    assert BY_HAND.keys() <= found.keys()
    for case, (value, si) in BY_HAND.items():
        assert found[case] == (pytest.approx(value, rel=1e-15, abs=0), si), case


def test_every_unit_but_percent_is_converted_or_si() -> None:
    unit = "SELECT DISTINCT ?u { ?m dkg:unit ?u . MINUS { ?u qudt:conversionMultiplierSN ?f ; qudt:hasDimensionVector ?d } }"
    assert ask(unit, UNITS) == []
    assert len(ask(unit)) > 3, "QUDT's units come from the extract"


def test_multipliers_agree_with_pint() -> None:
    pint = pytest.importorskip("pint", reason="Pint is in the test extra")
    registry = pint.UnitRegistry(system="SI")
    rows = ask(
        "SELECT ?u ?f ?zero { ?i a qudt:Unit ; dkg:plainSymbol ?u ; qudt:conversionMultiplierSN ?f"
        " OPTIONAL { ?i qudt:conversionOffsetSN ?zero } }",
        UNITS,
    )
    written = {
        "%": "percent",
        "days": "day",
        "us-1": "us**-1",
        "cm-3": "cm**-3",
        "s-1": "s**-1",
        "ns-1": "ns**-1",
        "cd/m2": "cd/m**2",
        "cm2/V/s": "cm**2/V/s",
        "uJ/cm2": "uJ/cm**2",
        "mA/cm2": "mA/cm**2",
    }
    assert len(rows) >= 12
    for row in rows:
        theirs = registry.Quantity(1, written.get(row["u"], row["u"])).to_base_units()
        ours = (1 + float(row["zero"] or 0)) * float(row["f"])
        assert ours == pytest.approx(theirs.magnitude, rel=1e-9, abs=0), row["u"]


def test_decimals_beyond_eighteen_places_do_not_compute() -> None:
    """The trap for which the query takes the double; when this fails, say so on the page."""
    query = "SELECT ?twice { unit:EV qudt:%s ?m BIND (2 * ?m AS ?twice) }"
    assert ask(query % "conversionMultiplier", UNITS) == [{"twice": ""}]
    assert float(ask(query % "conversionMultiplierSN", UNITS)[0]["twice"]) == 3.204353268e-19


# --- files of others in general ----------------------------------------------------------------


def test_each_file_has_its_graph_and_blank_nodes_of_its_own(tmp_path: Path) -> None:
    one, two = tmp_path / "one.nt", tmp_path / "two.nt"
    for file in (one, two):
        file.write_text("_:b <http://x/p> <http://x/o> .\n", encoding="utf-8")
    found = ask("SELECT ?s ?g { GRAPH ?g { ?s <http://x/p> ?o } }", one, two, one)
    assert {row["g"] for row in found} == {one.as_uri(), two.as_uri()}
    assert len({row["s"] for row in found}) == 2
    relative = tmp_path / "relative.ttl"
    relative.write_text("<#a> <http://x/q> 1 .", encoding="utf-8")
    assert ask("SELECT ?s { ?s <http://x/q> ?o }", relative) == [{"s": relative.as_uri() + "#a"}]


def test_json_ld_trig_and_folders_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonld").write_text('{"@id": "http://x/a", "http://x/p": 1}', encoding="utf-8")
    (tmp_path / "b.trig").write_text(
        "<http://x/g> { <http://x/b> <http://x/p> 2 }", encoding="utf-8"
    )
    found = ask("SELECT ?s ?g { GRAPH ?g { ?s <http://x/p> ?o } } ORDER BY ?s", tmp_path)
    graphs = [(tmp_path / "a.jsonld").as_uri(), "http://x/g"]
    assert found == [{"s": f"http://x/{s}", "g": g} for s, g in zip("ab", graphs, strict=True)]


def test_literals_keep_their_digits_in_what_is_exported(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("<http://x/a> <http://x/p> 1.90 .", encoding="utf-8")
    graph = defectkg.load(files=file)
    graph.export(tmp_path / "all.nq")
    assert '"1.90"^^' in (tmp_path / "all.nq").read_text("utf-8")


def test_other_units_of_one_dimension_add_no_rows(tmp_path: Path) -> None:
    file = tmp_path / "hertz.ttl"
    file.write_text(
        f"PREFIX qudt: <{prefixes()['qudt']}> PREFIX unit: <{prefixes()['unit']}> "
        "unit:HZ qudt:symbol 'Hz' ; qudt:conversionMultiplierSN 1.0e0 ; "
        "qudt:hasDimensionVector <http://qudt.org/vocab/dimensionvector/A0E0L0I0M0H0T-1D0> .",
        encoding="utf-8",
    )
    assert ask("si-values.rq", UNITS, file) == ask("si-values.rq", UNITS)


def test_what_a_file_repeats_of_ours_counts_once(tmp_path: Path) -> None:
    file = tmp_path / "podo.ttl"
    file.write_text(
        f"<{prefixes()['podo']}Vacancy> <{prefixes()['rdfs']}subClassOf> "
        f"<{prefixes()['podo']}PointDefect> .",
        encoding="utf-8",
    )
    query = "SELECT ?above { podo:Vacancy rdfs:subClassOf ?above }"
    assert len(ask(query)) == len(ask(query, file)) == 1
    where = "SELECT ?g { GRAPH ?g { podo:Vacancy rdfs:subClassOf podo:PointDefect } } ORDER BY ?g"
    assert next(row["g"] for row in ask(where, file)) == file.as_uri()
    assert len(ask(where, file)) == 2
    only = f"SELECT ?x FROM <{file.as_uri()}> {{ ?x rdfs:subClassOf ?y }}"
    assert len(ask(only, file)) == 1
    assert len(defectkg.load(files=file).store) == len(MemoryStore.shipped()) + 1


def test_our_own_files_beside_ours_change_no_answer() -> None:
    ours, twice = defectkg.load(), defectkg.load(files=ROOT / "graphs")
    for name in ("measurements", "claims"):
        assert twice.query(name).to_text("csv") == ours.query(name).to_text("csv")


def test_what_a_reader_should_know_is_said(tmp_path: Path) -> None:
    mixed, empty = tmp_path / "mixed.trig", tmp_path / "empty.jsonld"
    mixed.write_text(f"<{prefixes()['d']}zheng2019-nickel> {{ <x:a> <x:b> <x:c> }}", "utf-8")
    empty.write_text("[]", "utf-8")
    store = MemoryStore.shipped()
    assert read_foreign(store, [mixed, empty, tmp_path / "." / "mixed.trig"]) == [
        f"{mixed}: 1 triples stand in graphs of ours, as if they were ours",
        f"{empty}: holds no triple",
    ]
    blank = tmp_path / "blank.ttl"
    blank.write_text("[] <x:p> 1 .", "utf-8")
    before = len(store)
    read_foreign(store, [blank, tmp_path / ".." / tmp_path.name / "blank.ttl"])
    assert len(store) == before + 1, "one file under two names is read once"


def test_no_two_shipped_graphs_hold_one_triple() -> None:
    store = MemoryStore.shipped()
    assert len({quad.triple for quad in store.quads()}) == len(store)


BAD = [
    # file | what it holds | words of the message
    ("none.ttl", None, "no such file"),
    ("x.txt", "text", "unknown file ending"),
    ("x.ttl", "<a> <b> ", "x.ttl:1:"),
    ("x.ttl", "", "empty"),
    ("x.jsonld", '{"@context": "http://127.0.0.1:1/c", "p": 1}', "remote @context"),
    ("x.sssom.tsv", "subject_id\tobject_id\n", "unknown file ending"),
]


@pytest.mark.parametrize(("name", "text", "words"), BAD)
def test_a_bad_file_is_refused_in_one_line(
    call: Callable[..., Done], tmp_path: Path, name: str, text: str | None, words: str
) -> None:
    file = tmp_path / name
    if text is not None:
        file.write_text(text, encoding="utf-8")
    done = call("query", "claims", "--with", str(CELL), "--with", str(file))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("defectkg: ")
    assert done.err.count("\n") == 1
    assert words in done.err


@pytest.mark.parametrize("option", [f"--with {CELL}", "--with-mappings", "--with-alignments"])
def test_files_without_a_query_are_refused(call: Callable[..., Done], option: str) -> None:
    done = call("query", *option.split())
    assert (done.code, done.out) == (2, "")
    assert f"{option.split()[0]} needs a query" in done.err


def test_an_address_is_refused_as_one(call: Callable[..., Done]) -> None:
    done = call("query", "claims", "--with", "https://example.org/x.ttl")
    assert (done.code, done.out) == (2, "")
    assert "nothing is fetched" in done.err


def test_short_entities_of_an_owl_file_are_read(tmp_path: Path) -> None:
    """Protégé writes namespaces as entities; what grows or comes from elsewhere is refused."""
    file = tmp_path / "x.owl"
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="http://x/a"><rdf:type rdf:resource="&ns;C"/>'
        "</rdf:Description></rdf:RDF>"
    )
    file.write_text(f'<!DOCTYPE rdf:RDF [<!ENTITY ns "http://x/">]>{body}', encoding="utf-8")
    assert ask("SELECT ?c { <http://x/a> a ?c }", file) == [{"c": "http://x/C"}]
    for declared in (
        f'ns "{"x" * 300}"',
        'b "http://x/"><!ENTITY ns "&b;&b;"',
        'b "x"><!ENTITY ns "&#38;b;&#38;b;"',
        'ns SYSTEM "file:///etc/hostname"',
        '% ns "http://x/"',
    ):
        file.write_text(f"<!DOCTYPE rdf:RDF [<!ENTITY {declared}>]>{body}", encoding="utf-8")
        with pytest.raises(DataError, match="entit"):
            ask("ASK {}", file)


def test_nothing_is_added_if_one_file_is_bad(tmp_path: Path) -> None:
    store = MemoryStore()
    with pytest.raises(DataError):
        read_foreign(store, [CELL, tmp_path / "none.ttl"])
    assert len(store) == 0
