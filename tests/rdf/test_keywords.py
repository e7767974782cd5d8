"""Keywords told without a parser: whatever the engine takes for SERVICE is told, names are not."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from defectkg.rdf.keywords import asks_server, chooses_graphs, update_word
from helpers import ROOT

ASKING = [
    "SELECT * {SERVICE <x:u> {?s ?p ?o}}",
    "SELECT * {sErViCe sIlEnT <x:u> {}}",
    "SELECT * {SERVICE<x:u>{}}",
    "SELECT * {SERVICE?e{}}",
    "SELECT * {SERVICE $e {}}",
    "SELECT * {SERVICE#{\n<x:u>#'\n{}}",
    "SELECT * {?a ?b 1SERVICE <x:u> {}}",
    "SELECT * {?a ?b 1.5e+3SERVICE <x:u> {}}",
    "SELECT * {?a ?b falseSERVICE <x:u> {}}",
    "SELECT * {?a ?b ?c}.SERVICE <x:u> {}",
    "SELECT * {?a ?b ?c.SERVICE <x:u> {}}",
    "SELECT * {?a ?b 'x'@en.SERVICE <x:u> {}}",
    "SELECT * {?a ?b '''a''b\\''''SERVICE <x:u> {}}",
    "PREFIX 、:<x:> SELECT * {SERVICE 、:u {}}",  # U+3001 begins a name, and is no \w
    "PREFIX ₊:<x:> SELECT * {SERVICE₊:u {}}",
    "PREFIX ex:<x:> SELECT * {SERVICEex:u {}}",
    "PREFIX ex:<x:> SELECT * {serviceSILENTex:u {}}",
    "PREFIX :<x:> SELECT * {SERVICE:u {}}",
    "PREFIX :<x:> SELECT * {?a ?b true.SERVICE:u {}}",
    "PREFIX x:<x:> SELECT * {?a ?b x:b.c.SERVICE <x:u> {}}",
    "PREFIX a:<http://h:> SELECT * {?a ?b a:SERVICE <x:u> {}}",  # a: and SERVICE: no such port
    "PREFIX a:<http://h:> PREFIX e:<x:> SELECT * {?a ?b a:SERVICEe:u {}}",
    "SELECT * {FILTER(1<2)SERVICE#>\n<x:u>{}}",
    "SELECT * {FILTER('a'<'b>')SERVICE <x:u> {} FILTER('a'='')}",
    "SELECT * {?a <x:\\u0041#b> ?c SERVICE <x:u> {}}",
    'SELECT * {?a ?b "\\u0022" SERVICE <x:u> {}}',
    "SELECT * {S\\u0045RVICE <x:u> {}}",  # asks in engines that read escapes first
    "SELECT * {?a ?b '\\u0027 SERVICE <x:u> {} #'}",
    'SELECT * {?a ?b "x\\\\" SERVICE <x:u> {}}',
    "SELECT * {?a ?b <x:'> SERVICE <x:u> {} ?a ?b <x:'>}",
]
INNOCENT = [
    "SELECT ?service ?x {?service a ?x}",
    "SELECT $SERVICE {$SERVICE ?p ?o}",
    "SELECT * {VALUES ?service {<x:u>} GRAPH ?service {?s ?p ?o}}",
    "SELECT ('SERVICE <x:u> {' AS ?x) {}",
    'SELECT ("""a"SERVICE <x:u> {""" AS ?x) {}',
    "SELECT * {} # SERVICE <x:u> {",
    "SELECT * {?s <http://x/service> ?o {}}",
    "SELECT * {GRAPH <http://x/service?x#y> {?s ?p ?o}}",
    "PREFIX SERVICE:<x:> SELECT * {SERVICE:x ?p ?o}",
    "PREFIX SERVICE:<x:> SELECT * {?s SERVICE:x SERVICE:y . {}}",
    "PREFIX s:<x:> SELECT * {?s a s:Service . {} UNION {}}",
    "PREFIX s:<x:> SELECT * {?s a s:Service. {?s ?p ?o}}",
    "PREFIX s:<x:> SELECT * {?s a s:Service OPTIONAL {?s ?p ?o} MINUS {?s ?p 1}}",
    "PREFIX s:<x:> SELECT * {?s a s:Service GRAPH ?g {?s ?p ?o}}",
    "PREFIX s:<x:> SELECT * {GRAPH s:service {?s ?p ?o}}",
    "PREFIX service:<x:> SELECT * {GRAPH service:a {?s ?p ?o}}",
    "PREFIX s:<x:> SELECT * FROM s:service FROM NAMED s:service WHERE {?s ?p ?o}",
    "PREFIX service:<x:> DESCRIBE service:a {?s ?p ?o}",
    "SELECT * {?s ?p 'x'@en-service . {}}",
    "SELECT * {?s ?p _:service . {}}",
]


@pytest.mark.parametrize("text", ASKING)
def test_a_server_in_any_disguise_is_told(text: str) -> None:
    assert asks_server(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_names_strings_and_comments_are_innocent(text: str) -> None:
    ox.Store().query(text)  # it is SPARQL
    assert not asks_server(text)


def test_no_query_of_the_library_asks_a_server() -> None:
    files = list((ROOT / "queries").rglob("*.rq"))
    assert len(files) > 50
    assert not [file for file in files if asks_server(file.read_text(encoding="utf-8"))]


PREFIXES = ["PREFIX a:<http://h:> ", "PREFIX e:<x:> ", "PREFIX :<x:> ", "PREFIX x:<x:> "]
BEFORE = """?a ?b ?c|?a ?b 1|?a ?b 1.5|?a ?b 1e5|?a ?b true|?a ?b 'x'|?a ?b "y"|?a ?b '''z'z'''
|?a ?b 'x'@en|?a ?b 'x'^^x:t|?a ?b x:b.c|?a ?b x:b.c.d|?a ?b a:|?a ?b a:b|?a ?b []|?a ?b _:q.r
|?a <x:\\u0041#b> ?c|?a <x:p#> <x:'>|FILTER(1<2)|FILTER('a'<'b>')|FILTER(?a<?b&&?c>?d)
|BIND(x:a\\# AS ?z)|BIND(x:a\\' AS ?z)|{}|VALUES ?x {1 UNDEF}|GRAPH x:g{}|?a x:p?c|?a ?b '\\u0027'
|?a ?b "\\""|?a ?b ''|?a ?b \"\"\"\"q\"\"\"""".replace("\n", "").split("|")
SERVERS = ["<x:u>", "e:", "e:x", ":x", "?v", "$v", "x:a"]
GAPS = ["", "", " ", "#\n", "#'\n", "#>\n", '#"\r']
STRAY = [""] * 30 + ["'", '"', "#", "<", ">", ".", "\\"]


def disguises(seed: int, count: int) -> Iterator[tuple[str, str]]:
    """Texts made at random that hold SERVICE, and the same with another word in its place."""
    draw = random.Random(seed)
    for _ in range(count):
        gap = [draw.choice(GAPS) for _ in range(4)]
        silent = draw.choice(["", "", "SILENT", " silent"])
        rest = f"{gap[0]}{silent}{gap[1]}{draw.choice(SERVERS)}{gap[2]}{draw.choice(STRAY)}{{}}"
        parts = [
            draw.choice(BEFORE) + draw.choice(["", " ", ".", "; "])
            for _ in range(draw.randrange(3))
        ]
        head = "".join(draw.sample(PREFIXES, draw.randint(2, 4)))
        text = f"{head}SELECT * {{{''.join(parts)}%s{rest}{gap[3]}{draw.choice(BEFORE)}}}"
        yield text.replace("%s", draw.choice(["SERVICE", "sErvice"])), text.replace("%s", "SERVIXE")


def parses(text: str) -> bool:
    """Whether the engine reads a query; what is LIMITed to nothing is not run."""
    try:
        ox.Store().query(text + " LIMIT 0")
    except SyntaxError:
        return False
    except OSError:  # it would have asked
        return True
    return True


def test_what_the_engine_reads_as_service_is_told() -> None:
    found = 0
    for text, other in disguises(seed=1, count=4000):
        if parses(text) and not parses(other):
            found += 1
            assert asks_server(text), text
    assert found > 500


@pytest.mark.parametrize(
    "text",
    ["<#>", "<'>", "'", '"', "a.", "<", "<a", "?", "SERVICE", "SERVICE:", "\\u0053", "'\\'", '\\"'],
)
def test_long_hostile_texts_end(text: str) -> None:
    long = text * (200_000 // len(text))
    assert not asks_server(long)
    assert not chooses_graphs(long)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("SELECT * FROM <x:g> {?s ?p ?o}", True),
        ("SELECT *FROM<x:g>{?s ?p ?o}", True),
        ("SELECT * from NAMED <x:g> {GRAPH ?g {?s ?p ?o}}", True),
        ("ASKFROM<x:g>{?s ?p ?o}", True),
        ("CONSTRUCT {?s ?p ?o} FROM <x:g> WHERE {?s ?p ?o}", True),
        ("SELECT ?from {?s <x:from> ?from}", False),
        ("PREFIX from: <x:> SELECT * {?s from:from 'FROM'} # FROM", False),
    ],
)
def test_from_is_told_from_names(text: str, chosen: bool) -> None:
    ox.Store().query(text)
    assert chooses_graphs(text) == chosen


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("INSERT DATA {<x:a> <x:b> <x:c>}", "INSERT"),
        ("PREFIX x: <x:> BASE <x:y> # SELECT\ndelete where {?s ?p ?o}", "DELETE"),
        ("LOAD <x:a>", "LOAD"),
        ("SELECT ?add {?add ?p 'INSERT'}", ""),
        ("SELECT * {?s ?p ?o} LIMIT", ""),
        ("", ""),
    ],
)
def test_an_update_is_told_by_its_first_word(text: str, word: str) -> None:
    assert update_word(text) == word
