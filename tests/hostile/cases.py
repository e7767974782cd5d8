"""Hostile queries and hostile files, each made from real ones by chance and told by its seed.

A case is a folder with the files that it needs, and the words of a command. The same seed and
number always make the same case.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
QUERIES = sorted([*ROOT.glob("queries/**/*.rq"), *ROOT.glob("examples/*.rq")])
STUDIES = sorted([*ROOT.glob("graphs/*/*.ttl"), *ROOT.glob("examples/*.ttl")])
FORMATS = ["table", "csv", "tsv", "excel", "json"]
ODD = ["\x1b[31m", "\x07", "\x7f", "\x9b", "\u202e", "\u2066", "\u200b", "\u2028", "\ufeff", "\0",
       "é", "ﬁ", "💥", "\\", '"', "'", "`", "<", ">", "{", "}", "#", "\n", "\r", "\t", "=cmd|' /C x'!A0"]  # fmt: skip
WORDS = ["SELECT", "*", "{", "}", "(", ")", "?s", "?p", "?o", ".", ";", ",", "FILTER", "OPTIONAL",
         "UNION", "MINUS", "BIND", "VALUES", "GRAPH", "ORDER BY", "GROUP BY", "LIMIT", "OFFSET",
         "AS", "a", "<x:y>", "dkg:V_Cl", "1", "1.0", "1e0", '"x"', '"x"@en', "true", "EXISTS", "NOT",
         "COUNT", "/", "|", "^", "+", "!", "=", "DISTINCT", "REGEX", "CONSTRUCT", "ASK", "DESCRIBE",
         "WHERE", "PREFIX", "BASE", "IN", "HAVING", "CONCAT", "REPLACE", "xsd:integer"]  # fmt: skip
OURS = "PREFIX dkg: <https://w3id.org/defectkg/ontology/>\nPREFIX d: <https://w3id.org/defectkg/data/>\n"
SERVICES = [
    "SERVICE",
    "service",
    "SERVICE SILENT",
    "SeRvIcE",
    "SERVICE#c\n",
    "\\u0053ERVICE",
    "SERVICE\t",
]


class Case(NamedTuple):
    """A command, and what it is run on.

    Parameters
    ----------
    argv : list of str
    stdin : str
        A file of the case, or nothing.
    may_change : str
        The file that the command may rewrite.
    only : int or None
        The one exit code that is right, where that is known.
    """

    argv: list[str]
    stdin: str = ""
    may_change: str = ""
    only: int | None = None


# --- texts ------------------------------------------------------------------------------------


def some(text: str, random: Random) -> tuple[int, int]:
    """Return the ends of a short piece of a text."""
    start = random.randrange(len(text) + 1)
    return start, min(len(text), start + random.randrange(1, 60))


def cut(text: str, random: Random) -> str:
    return text[: random.randrange(len(text) + 1)]


def doubled(text: str, random: Random) -> str:
    a, b = some(text, random)
    return text[:b] + text[a:b] * random.choice([1, 2, 50, 2000]) + text[b:]


def left_out(text: str, random: Random) -> str:
    a, b = some(text, random)
    return text[:a] + text[b:]


def odd_sign(text: str, random: Random) -> str:
    a = random.randrange(len(text) + 1)
    return text[:a] + random.choice(ODD) * random.choice([1, 1, 3, 5000]) + text[a:]


def renamed(text: str, random: Random) -> str:
    words = sorted(set(re.findall(r"[\w:?]{3,}", text))) or ["x"]
    new = random.choice(
        ["ä" * 9, "x" * 100_000, "?", ":", "a:b:c", "_", "9", "dkg:V_Cl", "?x", "\u202ex"]
    )
    return text.replace(random.choice(words), new, random.choice([1, 2, 99]))


def nested(text: str, random: Random) -> str:
    open_, close = random.choice(
        [("{", "}"), ("(", ")"), ("[", "]"), ("<<", ">>"), ("{|", "|}"), ('"""', "'''")]
    )
    a, b = some(text, random)
    deep = random.choice([1, 10, 300, 3000])
    return (
        text[:a]
        + open_ * deep
        + text[a:b]
        + close * random.choice([deep, deep, deep - 1])
        + text[b:]
    )


def wrong_type(text: str, random: Random) -> str:
    new = random.choice(['"abc"^^<http://www.w3.org/2001/XMLSchema#integer>', "1e999999", "9" * 5000, '"x"@en-GB',
                         "<x:y>", "true", "[]", "()", '"2019-02-30"^^<http://www.w3.org/2001/XMLSchema#date>', "-0", "1."])  # fmt: skip
    found = list(
        re.finditer(r'"[^"\n]*"(?:@en|\^\^\S+)?|\b\d+(?:\.\d+)?\b|(?<=\s)d(?:kg)?:\w+', text)
    )
    for match in random.sample(found, min(len(found), random.choice([1, 1, 5]))):
        text = text.replace(match[0], new, 1)
    return text


CHANGES = [
    cut,
    doubled,
    left_out,
    odd_sign,
    renamed,
    renamed,
    nested,
    wrong_type,
    wrong_type,
    wrong_type,
]


def changed(text: str, random: Random) -> str:
    """Return a text after one to three changes by chance."""
    for _ in range(random.choice([1, 1, 1, 2])):
        text = random.choice(CHANGES)(text, random)
    return text


def encoded(text: str, random: Random) -> bytes:
    """Return a text in an encoding, most often the right one."""
    code = random.choice(
        ["utf-8"] * 30 + ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "utf-7", "cp500"]
    )
    return text.encode(code, "replace" if code.startswith("cp") else "surrogatepass")


# --- queries ----------------------------------------------------------------------------------


def real_query(random: Random) -> str:
    return changed(random.choice(QUERIES).read_text("utf-8"), random)


def soup(random: Random) -> str:
    return random.choice(["SELECT * {", "ASK {", ""]) + " ".join(
        random.choices(WORDS, k=random.choice([5, 30, 500]))
    )


def other_server(random: Random) -> str:
    call = random.choice(SERVICES) + random.choice([" ", "\n", "#\n"]) + "<http://127.0.0.1:9/x>"
    before = random.choice(["", "?s ?p ?o .", "?s ?p 1", "FILTER(1<2)", "{}.", "BIND(1 AS ?x)", "VALUES ?v {1}.",
                            "?a 、:b ?c .", "OPTIONAL {?a ?b true}", "?a ?b '#'", "?a ?b '''x''' ."])  # fmt: skip
    head = random.choice(
        ["SELECT *", "ASK", "CONSTRUCT {?s ?p ?o} WHERE", "PREFIX 、: <x:> SELECT *"]
    )
    return f"{head} {{ {before} {call} {{?s ?p ?o}} }}"


def update(random: Random) -> str:
    said = random.choice(["INSERT DATA {<x:a> <x:b> <x:c>}", "DROP ALL", "CLEAR DEFAULT", "LOAD <file:///etc/hostname>",
                          "DELETE WHERE {?s ?p ?o}", "ADD <x:a> TO <x:b>", "COPY <x:a> TO <x:b>"])  # fmt: skip
    return random.choice(["", "SELECT * {} ;\n", "#x\n", "PREFIX a: <a:>\n"]) + odd_case(
        said, random
    )


def odd_case(text: str, random: Random) -> str:
    return "".join(
        random.choice([sign.lower(), sign.upper()]) if sign.isalpha() else sign for sign in text
    )


def mixed_order(random: Random) -> str:
    key = random.choice(["?o", "DESC(?o)", "?o ?s", "(?o)", "STR(?o)", "?p ?o"])
    return f"SELECT * {{?s ?p ?o}} ORDER BY {key} LIMIT {random.choice([1, 10, 10**9])}"


def too_much(random: Random) -> str:
    """A query that asks for more time or memory than there is."""
    return random.choice([
        "SELECT * {?a ?b ?c . ?d ?e ?f . ?g ?h ?i}",
        "SELECT (COUNT(*) AS ?n) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i}",
        "SELECT DISTINCT ?a ?d ?g {?a ?b ?c . ?d ?e ?f . ?g ?h ?i}",
        "SELECT * {?a ?b ?c . ?d ?e ?f} ORDER BY STR(?c) STR(?f)",
        "CONSTRUCT {?a ?e ?f} {?a ?b ?c . ?d ?e ?f}",
        "SELECT (GROUP_CONCAT(STR(?f)) AS ?x) {?a ?b ?c . ?d ?e ?f}",
        "SELECT * {?a (<x:a>|!<x:b>)* ?b . ?b (<x:a>|!<x:b>)* ?c}",
        "SELECT ?z {" + "".join(f"BIND(CONCAT({f'?v{n}, ?v{n}'}) AS ?v{n + 1}) " if n else 'BIND("xxxxxxxxxxxxxxxx" AS ?v1) '
                                for n in range(40)) + "BIND(?v40 AS ?z)}",
        'SELECT (REPLACE(?l, "(a*)*b", "$1$1$1$1") AS ?x) {?s rdfs:label ?l}',
        "SELECT * {" + "OPTIONAL {?s ?p ?o " * 300 + "}" * 301,
    ])  # fmt: skip


def odd_answer(random: Random) -> str:
    """A query whose answer holds what a terminal or a spreadsheet must not get."""
    signs = "".join(random.choices(ODD, k=3)).replace("\0", "")
    literal = json.dumps(
        signs + random.choice(["", "=1+1", "@SUM(A1)", "-2+3", "<script>"]),
        ensure_ascii=random.random() < 0.5,
    )
    literal = literal.replace("\\/", "/")
    return f"SELECT ({literal} AS ?x) (IRI(CONCAT('x:', 'y')) AS ?y) {{}}"


QUERY_KINDS: list[tuple[int, Callable[[Random], str], int | None]] = [
    # how often | what | the one right exit code
    (8, real_query, None),
    (3, soup, None),
    (2, other_server, 2),
    (1, update, 2),
    (1, mixed_order, None),
    (1, too_much, None),
    (3, odd_answer, None),
]


def query_case(seed: int, number: int, folder: Path) -> Case:
    """Make a hostile query, or a hostile name, in a folder."""
    random = Random(f"{seed} query {number}")
    if random.random() < 0.15:
        return name_case(random)
    weights, kinds, codes = zip(*QUERY_KINDS, strict=True)
    [which] = random.choices(range(len(kinds)), weights)
    text = kinds[which](random)
    (folder / "query.rq").write_bytes(
        encoded(text, random) if codes[which] is None else text.encode()
    )
    more = ["--timeout", "3", "--format", random.choice(FORMATS)]
    if random.random() < 0.3:
        return Case(["query", "-", *more], stdin="query.rq", only=codes[which])
    return Case(["query", "query.rq", *more], only=codes[which])


def name_case(random: Random) -> Case:
    """Ask for what nobody has named."""
    name = random.choice(
        ["V_Cl", "ZnBr2", "PLQY", "CsPbBr3", "zheng2019", "<x:y>", "dkg:V_Cl", "a1"]
    )
    name = (
        (changed(name, random) or "x")
        .replace("\0", "0")
        .encode("utf-8", "replace")
        .decode()[:100_000]
    )
    form = ["--format", random.choice(FORMATS)]
    argv = random.choice([
        ["show", name, *form], ["paths", name, "PLQY", *form], ["paths", "KI", name, *form], ["map", name, *form],
        ["query", name, *form], ["query", "claims", "-p", f"cause={name}", *form], ["query", "claims", "-p", name],
        ["gaps", "--defect", name, *form], ["tried", "--defect", name, *form], ["explain", name, *form], ["suggest", "--defect", "V_Cl", "--host", name],
        ["check", name], ["format", name], ["query", "claims", "--with", name], ["paths", "KI", "PLQY", "--pattern", name],
        [name], ["info", f"--{name}"],
    ])  # fmt: skip
    return Case(argv)


# --- files ------------------------------------------------------------------------------------

AS_RDF = ["ttl"] * 6 + [
    "trig",
    "nt",
    "nq",
    "jsonld",
    "json",
    "owl",
    "rdf",
    "TTL",
    "Owl",
    "n3",
    "txt",
    "rq",
]
JSON = {"@context": {"dkg": "https://w3id.org/defectkg/ontology/", "label": "http://www.w3.org/2000/01/rdf-schema#label"},
        "@graph": [{"@id": "dkg:KI", "label": "fake", "@type": "dkg:AgentKind"}, {"@id": "x:y", "label": ["a", 1.5, None]}]}  # fmt: skip
XML = ('<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">'
       '<x:C rdf:about="http://x/a"><x:p>some text</x:p><x:q rdf:resource="http://x/b"/></x:C></rdf:RDF>')  # fmt: skip
OWN_SYNTAXES = ["Prefix(:=<http://x/>)\nOntology(<http://x/o>)", "Prefix: : <http://x/>\nOntology: <http://x/o>",
                '<?xml version="1.0"?><Ontology xmlns="http://www.w3.org/2002/07/owl#"/>', "<!DOCTYPE html><html><p>404"]  # fmt: skip
PROSE = ["Reprinted with permission ", "halide vacancy ", "CsPbBr3 ", "10^{17} ", "(1) ", "\n\n", "# Results\n\n", "Fig. 1. ",
         "1,", "^{", "PLQY of 96% ", "\\cite[", "…", "!? ", "<sup>", "| a | b |\n", "zinc bromide ", "**x** ", " ",
         "KI fills halide vacancies. ", "Cd2+ causes lattice strain. "]  # fmt: skip


def study(random: Random) -> str:
    return changed(random.choice(STUDIES).read_text("utf-8"), random)


def json_ld(random: Random) -> str:
    text = json.dumps(JSON)
    if random.random() < 0.3:
        remote = random.choice(
            [
                '"http://127.0.0.1:9/c"',
                '["http://127.0.0.1:9/c", {}]',
                '{"@import": "http://127.0.0.1:9/c"}',
            ]
        )
        text = text.replace(json.dumps(JSON["@context"]), remote)
    return text if random.random() < 0.2 else changed(text, random)


def xml(random: Random) -> str:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))
    text = XML.replace("<rdf:RDF", f"<!DOCTYPE r [{entities}]><rdf:RDF", 1).replace("some", "&a8;")
    return text if random.random() < 0.2 else changed(XML, random)


def own_words(random: Random) -> str:
    """Statements about what is ours."""
    names = [
        "dkg:KI",
        "dkg:V_Cl",
        "dkg:PLQY",
        "dkg:CsPbBr3",
        "d:zheng2019",
        "d:zheng2019-zinc-bromide-c1",
        "<x:new>",
    ]
    says = [
        "rdfs:label",
        "skos:altLabel",
        "skos:notation",
        "rdfs:subClassOf",
        "a",
        "dkg:cause",
        "dkg:charge",
        "dkg:value",
    ]
    said = [
        '"zzz"',
        '"\\u001B[31mred\\u0007"',
        '"=1+1"',
        "dkg:V_X",
        "<x:new>",
        "[]",
        "'V_Cl'",
        '"<script>"',
        "9" * 50,
    ]
    head = (
        OURS
        + "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
    )
    return head + "".join(
        f"{random.choice(names)} {random.choice(says)} {random.choice(said)} .\n"
        for _ in range(random.choice([1, 9, 300]))
    )


def chain(random: Random) -> str:
    """Deep or wide trees of kinds."""
    many = random.choice([10, 300, 3000])
    below = random.choice(
        ["<x:{}> rdfs:subClassOf <x:{}> .\n", "<x:{}> rdfs:subClassOf dkg:V_X , <x:{}> .\n"]
    )
    head = OURS + "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    return head + "".join(
        below.format(n, (n + 1) % random.choice([many, many + 1])) for n in range(many)
    )


def lists(random: Random) -> str:
    deep = random.choice([10, 1000, 20_000])
    return (
        "<x:a> <x:b> "
        + random.choice(
            ["(" * deep + ")" * deep, "[<x:c> " * deep + "1" + "]" * deep, '"' + "z" * 10**6 + '"']
        )
        + " ."
    )


TEXTS: list[tuple[int, Callable[[Random], str]]] = [
    (8, study),
    (3, own_words),
    (2, json_ld),
    (2, xml),
    (1, chain),
    (1, lists),
]


def prose(random: Random) -> str:
    pieces = random.choices(PROSE, k=random.choice([1, 2, 5]))
    return "KI fills halide vacancies.\n\n" + "".join(
        random.choices(pieces, k=random.choice([20, 2000, 20_000]))
    )


def weights(random: Random) -> str:
    text = "group,name,weight\ncertainty,stated,0.9\nevidence,XRD,0.5\nhub,*,2\n"
    return random.choice(
        [
            changed(text, random),
            text.replace("0.9", "0,9"),
            text.replace(",", ";"),
            text.replace("0.9", "nan"),
        ]
    )


def file_case(seed: int, number: int, folder: Path) -> Case:
    """Make a hostile file in a folder."""
    random = Random(f"{seed} file {number}")
    command = random.choices(
        ["with", "check", "format", "verify", "weights", "odd"], [9, 2, 4, 2, 1, 2]
    )[0]
    form = ["--format", random.choice(FORMATS)]
    if command == "verify":
        (folder / "copy.txt").write_bytes(encoded(prose(random), random))
        return Case(
            [
                "verify",
                "copy.txt",
                "--source",
                "Zheng 2019",
                *random.choice([[], ["--uncovered"], ["--passages"]]),
                *form,
            ]
        )
    if command == "weights":
        (folder / "w.csv").write_bytes(encoded(weights(random), random))
        return Case(["paths", "KI", "PLQY", "--weights", "w.csv", *form])
    if command == "odd":
        return odd_place(random, folder)
    kinds, make = zip(*TEXTS, strict=True)
    made = random.choices(make, kinds)[0]
    ending = {json_ld: "jsonld", xml: "owl"}.get(made, "ttl")
    ending = "ttl" if command == "format" else ending
    ending = random.choice(AS_RDF) if random.random() < 0.2 else ending
    name = f"file.{ending}"
    text = random.choice(OWN_SYNTAXES) if random.random() < 0.05 else made(random)
    (folder / name).write_bytes(encoded(text, random))
    if made is json_ld and random.random() < 0.5:
        (folder / "context.json").write_text(json.dumps({"@context": JSON["@context"]}))
        form += ["--context", "context.json"] if command != "format" else []
    if command == "with":
        ask = random.choice(
            [
                "claims",
                "measurements",
                "hosts",
                "SELECT * {GRAPH ?g {?s ?p ?o} FILTER(STRSTARTS(STR(?g), 'file:'))}",
            ]
        )
        return Case(["query", ask, "--with", name, "--timeout", "9", *form])
    if command == "check":
        return Case(["check", name, *form])
    return Case(["format", name, *random.choice([[], ["--check"]])], may_change=name)


def odd_place(random: Random, folder: Path) -> Case:
    """Files that are none, or not where or what they seem."""
    good = OURS + "d:x a dkg:Claim .\n"
    which = random.choice(
        ["sparse", "loop", "link", "pipe", "folder", "broken", "bad folder", "device", "empty"]
    )
    name = "file.ttl"
    if which == "sparse":
        with (folder / name).open("wb") as file:
            file.truncate(100 << 30)
    elif which == "loop":
        (folder / name).symlink_to(name)
    elif which == "link":
        (folder / "in").mkdir()
        (folder / "in" / "again").symlink_to(folder)
        (folder / "a.ttl").write_text(good)
        name = "."
    elif which == "pipe":
        os.mkfifo(folder / name)
    elif which == "folder":
        (folder / name).mkdir()
    elif which == "broken":
        (folder / "in").mkdir()
        (folder / "in" / name).symlink_to("nowhere.ttl")
        name = "in"
    elif which == "bad folder":
        (folder / "in").mkdir()
        for number in range(9):
            (folder / "in" / f"{number}.ttl").write_text(good + random.choice(["", "x", "é ."]))
        name = "in"
    elif which == "device":
        (folder / name).symlink_to("/dev/zero")
    else:
        (folder / name).touch()
    argv = random.choice(
        [
            ["format", "--check", name],
            ["query", "hosts", "--with", name],
            ["verify", name],
            ["query", f"./{name}"],
        ]
    )
    return Case(argv)
