"""OOPS! (OntOlogy Pitfall Scanner), catalogue P01 to P41: the pitfalls that a query can see.

Each query lists offenders among our own terms; what may stay is argued, one line each, in
``tests/data/pitfall-exceptions.tsv`` (``*`` for a pitfall that we accept as a whole). The queries
are ours, after the catalogue's descriptions; where it asks less (P10: any disjointness at all)
they ask more.
"""

from __future__ import annotations

import csv

import pyoxigraph as ox
import pytest

from defectkg.rdf.prefixes import TERMS, curie, prefixes
from helpers import DATA, FOREIGN, owl_quads

TABLE = DATA / "pitfall-exceptions.tsv"
OURS = 'FILTER (STRSTARTS(STR(?term), "https://w3id.org/defectkg/ontology/"))'
PROPERTY = "?term a ?sort . VALUES ?sort { owl:ObjectProperty owl:DatatypeProperty }"

PITFALLS = {
    "P02 synonyms as classes": "{ ?term owl:equivalentClass ?other . FILTER isIRI(?other) } UNION { ?term skos:altLabel ?name . ?other rdfs:label ?name ; a owl:Class . ?term a owl:Class . FILTER (?term != ?other) }",
    "P03 a relationship 'is'": f"{PROPERTY} ?term rdfs:label ?name . FILTER regex(?name, '^(is|is an?|is kind of|kind of|subclass of|instance of|type of|same as)$', 'i')",
    "P04 unconnected": "{ ?term a owl:Class . FILTER NOT EXISTS { { ?term rdfs:subClassOf|^rdfs:subClassOf|^rdfs:domain|^rdfs:range|^dkg:kindsOf ?other } UNION { ?other a ?term } } } UNION { ?term a ?sort . VALUES ?sort { owl:ObjectProperty owl:DatatypeProperty } FILTER NOT EXISTS { ?term rdfs:domain|rdfs:range|rdfs:subPropertyOf ?other } }",
    "P05 wrong inverse": "?term owl:inverseOf ?other . { ?term rdfs:domain ?a . ?other rdfs:range ?b } UNION { ?term rdfs:range ?a . ?other rdfs:domain ?b } FILTER (?a != ?b)",
    "P06 cycle": "?term rdfs:subClassOf+ ?term",
    "P07 two concepts in one class": "?term a owl:Class ; rdfs:label ?name . FILTER regex(?name, '(^| )(and|or)( |$)')",
    "P08 missing annotation": "?term a ?any . FILTER NOT EXISTS { ?term rdfs:label ?name ; skos:definition ?text } FILTER (?any != owl:Ontology)",
    "P10 missing disjointness": "?term a owl:Class ; rdfs:subClassOf ?parent . ?other a owl:Class ; rdfs:subClassOf ?parent . FILTER (?term != ?other) MINUS { ?term a/rdfs:subClassOf* dkg:Kind } MINUS { ?other a/rdfs:subClassOf* dkg:Kind } MINUS { ?all owl:members/rdf:rest*/rdf:first ?term , ?other } MINUS { ?term owl:disjointWith|^owl:disjointWith ?other }",
    "P11 missing domain or range": f"{PROPERTY} FILTER NOT EXISTS {{ ?term rdfs:domain ?a ; rdfs:range ?b }}",
    "P12 equivalent properties undeclared": f"{PROPERTY} ?term rdfs:label ?name . ?other rdfs:label ?same ; a ?sort . FILTER (?term != ?other && LCASE(STR(?name)) = LCASE(STR(?same)))",
    "P13 missing inverse": "?term a owl:ObjectProperty . FILTER NOT EXISTS { ?term owl:inverseOf|^owl:inverseOf ?other } FILTER NOT EXISTS { ?term a owl:SymmetricProperty }",
    "P14 allValuesFrom": "?restriction owl:onProperty ?term ; owl:allValuesFrom ?any",
    "P15 some not": "?term rdfs:subClassOf|owl:equivalentClass ?part . ?part owl:someValuesFrom/owl:complementOf ?any",
    "P19 several domains or ranges": "{ ?term rdfs:domain ?a , ?b } UNION { ?term rdfs:range ?a , ?b } FILTER (?a != ?b)",
    "P20 annotations swapped": "?term rdfs:label ?name ; skos:definition ?text . FILTER (STRLEN(?name) >= STRLEN(?text) || STRENDS(?name, '.') || !STRENDS(?text, '.') || CONTAINS(?name, ' is a '))",
    "P21 miscellaneous class": "?term a owl:Class ; rdfs:label ?name . FILTER regex(?name, '^(other|others|misc|miscellaneous|various|unknown|rest)( |$)', 'i')",
    "P22 naming conventions": "{ ?term a owl:Class } UNION { ?term a owl:NamedIndividual } UNION { ?term a ?sort . VALUES ?sort { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty } } BIND(IF(BOUND(?sort), '^[a-z][A-Za-z0-9]*$', '^[A-Z][A-Za-z0-9]*$') AS ?form) FILTER (!regex(STRAFTER(STR(?term), '/ontology/'), ?form))",
    "P23 datatype made again": "?term a rdfs:Datatype",
    "P24 recursive definition": "{ ?term a owl:Class ; rdfs:label ?name ; skos:definition ?text . FILTER CONTAINS(CONCAT(' ', REPLACE(LCASE(?text), '[.,;:()]', ' '), ' '), CONCAT(' ', LCASE(?name), ' ')) } UNION { ?term rdfs:subClassOf|owl:equivalentClass ?part . FILTER isBlank(?part) ?part (owl:someValuesFrom|owl:allValuesFrom|owl:unionOf|owl:intersectionOf|rdf:first|rdf:rest)+ ?term }",
    "P25 inverse to itself": "?term owl:inverseOf ?term",
    "P26 inverse of a symmetric": "?term a owl:SymmetricProperty ; owl:inverseOf|^owl:inverseOf ?other",
    "P27 wrong equivalent properties": "?term owl:equivalentProperty ?other . { ?term rdfs:domain ?a . ?other rdfs:domain ?b } UNION { ?term rdfs:range ?a . ?other rdfs:range ?b } FILTER (?a != ?b)",
    "P28 wrong symmetric": "?term a owl:SymmetricProperty ; rdfs:domain ?a ; rdfs:range ?b . FILTER (?a != ?b)",
    "P29 wrong transitive": "?term a owl:TransitiveProperty ; rdfs:domain ?a ; rdfs:range ?b . FILTER (?a != ?b)",
    "P30 equivalent classes undeclared": "?term a owl:Class ; skos:altLabel ?name . ?other a owl:Class ; skos:altLabel ?name . FILTER (?term != ?other)",
    "P31 wrong equivalent classes": "?term owl:equivalentClass ?other . { ?term rdfs:subClassOf+ ?other } UNION { ?other rdfs:subClassOf+ ?term } UNION { ?all owl:members/rdf:rest*/rdf:first ?term , ?other }",
    "P32 classes with the same label": "?term a owl:Class ; rdfs:label ?name . ?other a owl:Class ; rdfs:label ?same . FILTER (?term != ?other && LCASE(STR(?name)) = LCASE(STR(?same)))",
    "P33 chain of one property": "?term owl:propertyChainAxiom ?list . ?list rdf:rest rdf:nil",
    "P34 untyped class": "?any rdfs:subClassOf|rdfs:domain|owl:equivalentClass|dkg:kindsOf|^rdfs:subClassOf ?term . FILTER NOT EXISTS { ?term a owl:Class }",
    "P35 untyped property": "{ ?any ?term ?value } UNION { ?term rdfs:domain|rdfs:range|owl:inverseOf|rdfs:subPropertyOf ?value } FILTER NOT EXISTS { ?term a ?sort . VALUES ?sort { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty } }",
}
# These ask about the ontology or about terms of others, so they choose for themselves.
WHOLE = {
    "P10 no disjointness": "BIND(<https://w3id.org/defectkg/ontology> AS ?term) FILTER NOT EXISTS { ?any owl:disjointWith ?other } FILTER NOT EXISTS { ?all a owl:AllDisjointClasses }",
    "P36 file extension in the IRI": "?term a owl:Ontology . FILTER regex(STR(?term), '[.](owl|rdf|ttl|n3|xml|jsonld|html?)$')",
    "P38 no ontology declared": "BIND(<https://w3id.org/defectkg/ontology> AS ?term) FILTER NOT EXISTS { ?term a owl:Ontology }",
    "P39 ambiguous namespace": "?term a owl:Ontology . FILTER NOT EXISTS { ?term vann:preferredNamespaceUri ?space . FILTER (STR(?space) = CONCAT(STR(?term), '/')) }",
    "P40 hijacked namespace": "?term a ?sort . FILTER (isIRI(?term) && !STRSTARTS(STR(?term), 'https://w3id.org/defectkg/ontology')) FILTER NOT EXISTS { ?term rdfs:label ?name ; rdfs:isDefinedBy ?home . FILTER (!STRSTARTS(STR(?home), 'https://w3id.org/defectkg/')) }",
    "P40 more said of terms of others": "?term ?says ?value . FILTER (isIRI(?term) && !STRSTARTS(STR(?term), 'https://w3id.org/defectkg/')) FILTER (?says NOT IN (rdf:type, rdfs:label, rdfs:isDefinedBy, rdfs:subClassOf))",
    "P41 no licence": "?term a owl:Ontology . FILTER NOT EXISTS { ?term dcterms:license ?licence }",
}
QUERIES = {name: f"{body} {OURS}" for name, body in PITFALLS.items()} | WHOLE
NOT_SEEN = {
    "P01": "whether one name has two meanings is for a reader",
    "P09": "what the domain needs and the ontology lacks is for a reader",
    "P16": "whether a class could be defined is for a reader",
    "P17": "whether a class should be an individual is for a reader; kinds are both",
    "P18": "whether a domain is too narrow is for a reader; the data are checked against each",
    "P37": "not on the web: the address is not registered yet",
}

PLANTED = {  # one fault for each query, in Turtle
    "P02": "dkg:V_Cl skos:altLabel 'bromide vacancy'@en .",
    "P03": "dkg:x a owl:ObjectProperty ; rdfs:label 'is a'@en .",
    "P04": "dkg:Lonely a owl:Class .",
    "P05": "dkg:cause owl:inverseOf dkg:host .",
    "P06": "dkg:V_X rdfs:subClassOf dkg:V_Cl .",
    "P07": "dkg:Both a owl:Class ; rdfs:label 'salts and acids'@en .",
    "P08": "dkg:Mute a owl:Class ; rdfs:label 'mute'@en .",
    "P10 missing": "dkg:NewRecord a owl:Class ; rdfs:subClassOf dkg:Record .",
    "P11": "dkg:loose a owl:ObjectProperty ; rdfs:domain dkg:Claim .",
    "P12": "dkg:reason a owl:ObjectProperty ; rdfs:label 'Cause'@en .",
    "P13": "dkg:oneWay a owl:ObjectProperty .",
    "P14": "dkg:Claim rdfs:subClassOf [ owl:onProperty dkg:cause ; owl:allValuesFrom dkg:Kind ] .",
    "P15": "dkg:Claim rdfs:subClassOf [ owl:someValuesFrom [ owl:complementOf dkg:Kind ] ] .",
    "P19": "dkg:cause rdfs:domain dkg:Claim .",
    "P20": "dkg:Swapped rdfs:label 'Salt that is applied to a host.'@en ; skos:definition 'salt'@en .",
    "P21": "dkg:OtherThing a owl:Class ; rdfs:label 'other thing'@en .",
    "P22": "dkg:Has_Cause a owl:ObjectProperty .",
    "P23": "dkg:Number a rdfs:Datatype .",
    "P24": "dkg:Circular a owl:Class ; rdfs:label 'strain'@en ; skos:definition 'Strain of a lattice.'@en .",
    "P25": "dkg:cause owl:inverseOf dkg:cause .",
    "P26": "dkg:rivalOf owl:inverseOf dkg:cause .",
    "P27": "dkg:cause owl:equivalentProperty dkg:host .",
    "P28": "dkg:cause a owl:SymmetricProperty .",
    "P29": "dkg:cause a owl:TransitiveProperty .",
    "P30": "dkg:V_Cl skos:altLabel 'one name'@en . dkg:V_Br skos:altLabel 'one name'@en .",
    "P31": "dkg:Account owl:equivalentClass dkg:Treatment .",
    "P32": "dkg:Again a owl:Class ; rdfs:label 'Claim'@en .",
    "P33": "dkg:cause owl:propertyChainAxiom ( dkg:host ) .",
    "P34": "dkg:V_Cl rdfs:subClassOf dkg:Nowhere .",
    "P35": "dkg:V_Cl dkg:nowhere 'x' .",
    "P36": "<https://example.org/x.owl> a owl:Ontology .",
    "P39": "<https://example.org/x> a owl:Ontology .",
    "P40 hijacked": "podo:EdgeState a owl:Class .",
    "P40 more": "podo:Vacancy skos:editorialNote 'ours'@en .",
    "P41": "<https://example.org/x> a owl:Ontology .",
}
TAKEN = {  # where the fault is that something is not there: statements with this in them go
    "P10 no": "isjoint",
    "P38": "owl#Ontology>",
}


def store(without: str = "", planted: str = "") -> ox.Store:
    found = ox.Store()
    quads = (ox.Quad(*quad.triple) for quad in owl_quads())
    found.extend(quad for quad in quads if not without or without not in str(quad))
    head = "".join(f"PREFIX {name}: <{space}> " for name, space in prefixes().items())
    found.load(f"{head} {planted}", format=ox.RdfFormat.TURTLE)
    return found


@pytest.fixture(scope="module")
def ontology() -> ox.Store:
    return store()


def offenders(ontology: ox.Store, name: str) -> set[str]:
    rows = ontology.query(f"SELECT DISTINCT ?term {{ {QUERIES[name]} }}", prefixes=prefixes())
    return {curie(row["term"].value) for row in rows}  # type: ignore[union-attr, index]


def exceptions() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def excepted(name: str) -> set[str]:
    return {row["term"] for row in exceptions() if name.split()[0] == row["pitfall"]}


@pytest.mark.parametrize("name", QUERIES)
def test_the_ontology_is_without_pitfalls_but_for_argued_exceptions(
    ontology: ox.Store, name: str
) -> None:
    found = offenders(ontology, name)
    allowed = excepted(name)
    assert ("*" in allowed and found) or found - allowed == set()


def test_no_exception_is_stale_or_without_a_reason(ontology: ox.Store) -> None:
    found = set()
    for name in QUERIES:
        terms = offenders(ontology, name)
        found |= {(name.split()[0], term) for term in [*terms, "*"] if terms}
    rows = exceptions()
    for row in rows:
        assert (row["pitfall"], row["term"]) in found, row
        assert row["reason"].endswith(".")
        assert len(row["reason"].split()) > 4
    keys = [(row["pitfall"], row["term"]) for row in rows]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("name", QUERIES)
def test_each_query_finds_a_planted_fault(ontology: ox.Store, name: str) -> None:
    without = next((text for key, text in TAKEN.items() if name.startswith(key)), "")
    planted = next((text for key, text in PLANTED.items() if name.startswith(key)), "")
    assert without or planted
    assert offenders(store(without, planted), name) - offenders(ontology, name)


def test_terms_of_others_are_those_of_the_pinned_table(ontology: ox.Store) -> None:
    """P40: a namespace is hijacked by terms that its owner does not declare."""
    asked = "SELECT DISTINCT ?term { ?term a ?sort . FILTER (isIRI(?term) && !STRSTARTS(STR(?term), 'https://w3id.org/defectkg/')) }"
    named = {row["term"].value for row in ontology.query(asked)}  # type: ignore[union-attr, index]
    assert named == set(FOREIGN)


def test_every_pitfall_is_asked_for_or_its_absence_argued() -> None:
    asked = {name.split()[0] for name in QUERIES}
    assert asked | NOT_SEEN.keys() == {f"P{number:02}" for number in range(1, 42)}
    assert asked & NOT_SEEN.keys() == set()
    assert TERMS in OURS
