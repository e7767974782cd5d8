"""What a query names that nothing can match is said, and texts without a language find labels."""

from __future__ import annotations

import pytest

from defectkg.errors import QueryError
from defectkg.graph import DefectGraph
from defectkg.rdf.hints import plain_texts, read_kindly, undeclared_prefix, undeclared_terms
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.prefixes import local_name
from defectkg.rdf.rows import Rows

TERM = "https://w3id.org/defectkg/ontology/"


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("SELECT * { ?x a foo:Bar }", "foo"),
        ("SELECT * { ?x a :Bar }", ""),
        ("PREFIX foo: <http://x/> SELECT * { ?x a foo:Bar ; fo:b 3 }", "fo"),
        ("prefix foo:<http://x/> SELECT * { ?x foo:a/dkg:cause dkg:V_Cl , _:b }", None),
        ("SELECT * { ?x a 'foo:Bar' , <foo:bar> } # foo:Bar", None),
    ],
)
def test_an_undeclared_prefix_is_told_and_one_line(text: str, prefix: str | None) -> None:
    assert undeclared_prefix(text) == prefix
    if prefix is None:
        MemoryStore().query(text)
    else:
        with pytest.raises(QueryError, match=rf"^prefix {prefix}: is declared nowhere: ") as error:
            MemoryStore().query(text)
        assert "--prefixes" in str(error.value)


@pytest.mark.parametrize(
    ("text", "undeclared"),
    [
        ("ASK { ?x a dkg:Clam , dkg:Claim ; dkg:cause dkg:V_Cl }", ["Clam"]),
        (f"PREFIX k: <{TERM}> ASK {{ ?x k:caus <{TERM}V_Kl> }}", ["V_Kl", "caus"]),
        ("ASK { ?x rdfs:label 'dkg:Clam' , ?dkg . } # dkg:Clam", []),
        (f"ASK {{ ?x a <http://x/Clam> FILTER (STRSTARTS(STR(?x), '{TERM}')) }}", []),
        (f"PREFIX k: <{TERM}> ASK {{ GRAPH <{TERM}> {{ ?x ?y ?z }} }}", []),
    ],
)
def test_terms_of_ours_that_nothing_declares(
    graph: DefectGraph, text: str, undeclared: list[str]
) -> None:
    assert undeclared_terms(graph.store, text) == [TERM + name for name in undeclared]


def test_an_undeclared_term_is_named_with_the_nearest(graph: DefectGraph) -> None:
    with pytest.warns(UserWarning, match=r"^dkg:Clam is declared nowhere; did you mean dkg:Claim"):
        assert graph.query("ASK { ?x a dkg:Clam }") is False
    with pytest.warns(UserWarning, match=r"^d:zheng2020 is declared nowhere; "):
        assert graph.query("ASK { ?x dkg:statedIn d:zheng2020 }") is False


@pytest.mark.parametrize(
    "written", ['"ZnBr2"', "'ZnBr2'", '"""ZnBr2"""', '"Zn2+" , "ZnBr2"', '"ZnBr2" # "none"\n']
)
def test_labels_match_without_their_language(graph: DefectGraph, written: str) -> None:
    with pytest.warns(UserWarning, match="^read with the language of the graph: .*ZnBr2.*@en"):
        rows = graph.query(f"SELECT ?x {{ VALUES ?x {{ dkg:ZnBr2 }} ?x rdfs:label {written} }}")
    assert isinstance(rows, Rows)
    assert len(rows.values) == ("," not in written)
    with pytest.warns(UserWarning, match="^read with the language"):
        assert graph.query(
            f"ASK {{ ?t dkg:agent/rdfs:label|skos:altLabel {written.split(' ,')[0]} }}"
        )


def test_rows_are_those_of_the_label_with_its_language(graph: DefectGraph) -> None:
    ask = "SELECT ?t {{ ?t dkg:agent [ rdfs:label {} ] }}"
    with pytest.warns(UserWarning, match="@en"):
        kindly = graph.query(ask.format('"ZnBr2"'))
    assert kindly == graph.query(ask.format('"ZnBr2"@en'))
    assert isinstance(kindly, Rows)
    assert kindly.values


@pytest.mark.parametrize(
    "text",
    [
        'ASK { ?x dkg:doi "10.1107/S0567739476001551" }',
        'ASK { ?x rdfs:label ?l FILTER (STR(?l) = "ZnBr2") }',
        'ASK { ?x rdfs:label "ZnBr2"@en }',
        'ASK { VALUES ?x { "ZnBr2" } }',
    ],
)
def test_what_finds_something_is_asked_as_it_is(graph: DefectGraph, text: str) -> None:
    assert read_kindly(graph.store, text)[:2] == (text, [])
    assert graph.query(text) is True


def test_a_comparison_that_finds_nothing_is_told_of_the_language(graph: DefectGraph) -> None:
    with pytest.warns(UserWarning, match='labels carry a language: write "ZnBr2"@en'):
        rows = graph.query('SELECT ?x { ?x rdfs:label ?l FILTER (?l = "ZnBr2") }')
    assert isinstance(rows, Rows)
    assert not rows.values


def test_a_text_of_others_without_language_stays(graph: DefectGraph) -> None:
    import pyoxigraph as ox

    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    store = MemoryStore()
    for value in (ox.Literal("ZnBr2"), ox.Literal("ZnBr2", language="en")):
        store.add([ox.Quad(ox.NamedNode("http://x/a"), label, value)])
    text = 'ASK { ?x rdfs:label "ZnBr2" }'
    assert read_kindly(store, text) == (text, [], [])


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?x <a> 'b' }",  # relative
        "BASE <http://x/> ASK { ?x <a> 'b' }",
        "PREFIX p: <http://x/\\u003E> ASK { ?x p:a 'b' }",
        "ASK { ?x <http://x/\\u0041> '\\u0041' , 'a\\'b' }",
        "ASK { ?x dkg:%zz 'b' }",
        "ASK { ?x ?y ' }",
        "ASK { ?x rdfs:label " + ", ".join(f"'{n}'" for n in range(3000)) + " }",
        "PREFIX",
        "PREFIX p:",
        "",
    ],
    ids=lambda text: text[:30],
)
def test_a_hint_never_stops_a_query(graph: DefectGraph, text: str) -> None:
    assert read_kindly(graph.store, text).text == text
    assert isinstance(undeclared_terms(graph.store, text), list)


def test_texts_and_their_predicates() -> None:
    asked = "SELECT * { ?x rdfs:label 'a' , 'b'@en , 'c' ; ?p 'd' ; dkg:v '1'^^xsd:int FILTER (?y = 'e') ?x dkg:agent/(rdfs:label|skos:altLabel)+ 'f' }"
    found = [(one.text, [local_name(iri) for iri in one.predicates]) for one in plain_texts(asked)]
    assert found == [
        *(("'a'", ["label"]), ("'c'", ["label"]), ("'d'", []), ("'e'", [])),
        ("'f'", ["agent", "label", "altLabel"]),
    ]
