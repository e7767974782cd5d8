"""Each trap that the files of others hold (wrong namespaces, homonyms, odd domains), and that we are in none.

A pitfall is a query over all that we link with: ontology, alignments, graphs, mappings, and every IRI and prefix
that their files name. A row is a fault; the planted Turtle beside it shows that the query finds one.
In test_mappings stand the traps of mapping rows (the EQE of solar cells, the other passivations, PMDco's
vacancy, compound and class in ChEBI, deprecated terms), in test_alignments contradictions under BFO and PROV-O.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from defectkg.mappings.collection import Mappings
from defectkg.rdf.prefixes import prefixes
from defectkg.rdf.reading import read_quads
from defectkg.rdf.shipped import alignment_files, data_folder, graph_files, ontology_files

ROOT = data_folder()
FOLDERS = ("ontology", "graphs", "mappings", "queries")
# Names of this test: <file> t:names <iri>; <file> t:prefix [t:name "x"; t:space "y"]; a Not row is t:not.
HEAD = "PREFIX t: <urn:test:>\n" + "".join(f"PREFIX {p}: <{s}>\n" for p, s in prefixes().items())
HELMHOLTZ = "purls.helmholtz-metadaten.de"
SAME = "(skos:exactMatch|skos:closeMatch|skos:broadMatch|skos:narrowMatch|rdfs:subClassOf|rdfs:subPropertyOf|owl:equivalentClass|owl:sameAs)"
UP = "(rdfs:subClassOf|owl:equivalentClass)"


class Pitfall(NamedTuple):
    name: str
    query: str  # rows are faults
    planted: tuple[str, ...]  # pieces of Turtle; each is a fault


def pitfall(name: str, query: str, *planted: str) -> Pitfall:
    return Pitfall(name, query, planted)


def never_named(name: str, pattern: str, *planted: str) -> Pitfall:
    """No file names an IRI that fits a pattern."""
    query = f'?file t:names ?iri FILTER(REGEX(STR(?iri), "{pattern}"))'
    return pitfall(name, query, *(f"<x:f> t:names <{iri}> ." for iri in planted))


def never_same(name: str, ours: str, theirs: str) -> Pitfall:
    """A term is neither matched as the same, broader or narrower, nor put under or over another."""
    query = f"{ours} ({SAME}|^{SAME}) <{theirs}> . BIND({ours} AS ?fault)"
    return pitfall(name, query, f"{ours} skos:closeMatch <{theirs}> .")


OBO = "http://purl.obolibrary.org/obo/"
INTERSTITIAL = (
    "https://w3id.org/emmo/domain/microstructure#EMMO_ad6ea1ad-413e-5f43-9d74-790c6918844f"
)
PHOTOVOLTAICS = "http://onto.onto-ns.com/domain-photovoltaics#OWLClass_"
FTO = PHOTOVOLTAICS + "6bed87e0_aa18_4b76_9c3b_7a691840fdf2"
ITO = PHOTOVOLTAICS + "a218d838_2f04_466c_8bf1_a7938925c899"

NAMESPACES = [
    never_named(
        "ASMO moved to https in March 2026; atomRDF 0.12.3 still writes http",
        f"^http://{HELMHOLTZ}/asmo",
        f"http://{HELMHOLTZ}/asmo/FormationEnergy",
    ),
    never_named(
        "CMSO and the defect ontologies did not move to https",
        f"^https://{HELMHOLTZ}/(cmso|cdos)",
        f"https://{HELMHOLTZ}/cdos/podo/Vacancy",
        f"https://{HELMHOLTZ}/cmso/UnitCell",
    ),
    never_named(
        "the defect ontologies stand below /cdos since March 2025; their files keep the old base",
        f"{HELMHOLTZ}/(cdco|podo|pldo|ldo)[/#]?",
        f"http://{HELMHOLTZ}/podo/Vacancy",
        f"http://{HELMHOLTZ}/pldo#FreeSurface",
    ),
    never_named(
        "local names with a hyphen are not written otherwise",
        "(Self_?[iI]nterstitial|Twin_?[lL]ikeStackingFault)$",
        f"http://{HELMHOLTZ}/cdos/podo/SelfInterstitial",
        f"http://{HELMHOLTZ}/cdos/pldo/TwinLikeStackingFault",
    ),
    never_named(
        "atomRDF writes terms that no ontology declares",
        "/(isPartOfDefectComplex|hasRelativeDistance|cmso/CrystallineMaterial|hasGrainSize"
        "|hasNumberOfGrains|hasPlane|TensileTest|LennardJonesPotential)$",
        f"http://{HELMHOLTZ}/cdos/cdco/isPartOfDefectComplex",
        f"http://{HELMHOLTZ}/cmso/CrystallineMaterial",
    ),
    never_named(
        "CMSO repeats two terms of CDCO",
        "/cmso/(Material|CrystalDefect)$",
        f"http://{HELMHOLTZ}/cmso/Material",
    ),
    never_named(
        "EMMO's first namespace is gone; each domain has its own",
        "^http://emmo.info/",
        "http://emmo.info/emmo#EMMO_1",
    ),
    never_named(
        "TFSCO's IRIs are purl.archive.org, whichever repository holds the file",
        "(github|githubusercontent|github.io)[^#]*(autoperosol|tfsco)",
        "https://raw.githubusercontent.com/nomad-hzb/autoperosol/main/tfsco.owl#TFSCO_1",
    ),
    never_named(
        "terms of SPAR follow a slash, though the files declare a prefix with #",
        "purl.org/spar/[a-z]+#",
        "http://purl.org/spar/cito#supports",
    ),
    never_named(
        "a ChEBI IRI is http, purl.obolibrary.org and an underscore",
        "(obo/(chebi|CHEBI)[:#]|^https://purl.obolibrary|identifiers.org/.*(chebi|CHEBI)|ebi.ac.uk/chebi|obo/chebi_)",
        OBO + "CHEBI:8346",
        "https://purl.obolibrary.org/obo/CHEBI_8346",
        "https://identifiers.org/CHEBI:8346",
    ),
    never_named(
        "OBI gave planned process, material processing and device up for terms of COB",
        "obo/OBI_0000(011|094|968)$",
        OBO + "OBI_0000011",
        OBO + "OBI_0000968",
    ),
    never_named(
        "QUDT's source files hold placeholders",
        "qudt.org.*[$]",
        "http://qudt.org/$$QUDT_VERSION$$/vocab/unit",
    ),
    never_named(
        "QUDT lacks some of our units: they are our own",
        "vocab/unit/(CD-PER-A|PER-MicroSEC|PER-NanoSEC|MilliEV|MilliA-PER-CentiM2|PER-CentiM2)$",
        "http://qudt.org/vocab/unit/CD-PER-A",
    ),
    pitfall(
        "schema.org is http or https, not both",
        '?f t:names ?a . ?g t:names ?b FILTER(STRSTARTS(STR(?a), "http://schema.org/") && STRSTARTS(STR(?b), "https://schema.org/"))',
        "<x:f> t:names <http://schema.org/name> , <https://schema.org/name> .",
    ),
    pitfall(
        "CDCO's prefix is cdco, though a registry once had ocdo",
        '?file t:prefix [ t:name "ocdo" ]',
        '<x:f> t:prefix [ t:name "ocdo" ; t:space "x:y" ] .',
    ),
    pitfall(
        "a prefix means one namespace in all files",
        "?f t:prefix [ t:name ?p ; t:space ?a ] . ?g t:prefix [ t:name ?p ; t:space ?b ] FILTER(?a < ?b)",
        '<x:f> t:prefix [ t:name "podo" ; t:space "x:y" ] .',
    ),
]

TERMS_OF_OTHERS = [
    pitfall(
        "PODO's properties have two domains: whatever bears one is a computed sample",
        f'{{ ?s ?p ?o BIND(?p AS ?t) }} UNION {{ ?p (rdfs:subPropertyOf|owl:equivalentProperty) ?t }} FILTER(REGEX(STR(?t), "{HELMHOLTZ}/.*/(has|occupies|is)[A-Z]"))',
        "<x:m> podo:hasVacancyConcentration 0.1 .",
    ),
    pitfall(
        "nothing of other families is made one with anything by OWL",
        "?a (owl:equivalentClass|owl:equivalentProperty|owl:sameAs) ?b FILTER(!isBlank(?b))",
        f"podo:Vacancy owl:equivalentClass <{OBO}BFO_0000029> .",
    ),
    pitfall(
        "a role of ChEBI is no superclass: what has a role is not one",
        f"?x {UP} ?role FILTER(?role IN ({', '.join(f'obo:CHEBI_{n}' for n in (50906, 51086, 33232, 52214, 35195, 39143, 39144, 39141, 38161))}))",
        "dkg:Ligand rdfs:subClassOf obo:CHEBI_52214 .",
    ),
    never_same("formamidine is not formamidinium", "dkg:FA1plus", OBO + "CHEBI_38477"),
    never_same("the sulfobetaine is not lauryl's", "dkg:SulfobetaineC18", OBO + "CHEBI_75303"),
    pitfall(
        "hydrobromic acid is a mixture: not exactly hydrogen bromide",
        "dkg:HBr skos:exactMatch ?hbr",
        "dkg:HBr skos:exactMatch obo:CHEBI_47266 .",
    ),
    pitfall(
        "EMMO's InterstitialDefect is the atom: no defect of ours is one",
        f"?ours ({SAME}|^{SAME}) <{INTERSTITIAL}>",
        f"podo:Impurity skos:closeMatch <{INTERSTITIAL}> .",
    ),
    pitfall(
        "in EMMO photovoltaics FTO and ITO are ways of etching",
        f"?ours ({SAME}|skos:relatedMatch) ?theirs FILTER(?theirs IN (<{FTO}>, <{ITO}>))",
        f"dkg:ShellMaterial skos:broadMatch <{ITO}> .",
    ),
    pitfall(
        "MAMBO is under the GPL: linked by IRI, declared nowhere",
        '?s ?p ?o FILTER(CONTAINS(STR(?s), "MAMBO") && ?p IN (rdf:type, rdfs:label, rdfs:comment, rdfs:subClassOf))',
        '<https://raw.githubusercontent.com/daimoners/MAMBO/master/mambo.owl#Material> rdfs:label "x" .',
    ),
    pitfall(
        "CiTO relates documents: a record of ours cites nothing itself",
        '?s ?p ?o FILTER(STRSTARTS(STR(?p), "http://purl.org/spar/cito/") || (?p IN (rdfs:subPropertyOf, skos:exactMatch, skos:broadMatch) && STRSTARTS(STR(?o), "http://purl.org/spar/cito/")))',
        "dkg:publication rdfs:subPropertyOf <http://purl.org/spar/cito/citesAsEvidence> .",
    ),
    pitfall(
        "qudt:unit is not in QUDT 3.5, numericValue is an annotation there, and unit and kind are joined by two properties",
        "?s ?p ?o FILTER(?p IN (qudt:unit, qudt:numericValue, qudt:hasQuantityKind, qudt:unitForQuantityKind))",
        "<x:m> qudt:unit unit:EV .",
    ),
    pitfall(
        "a current efficiency in cd/A is no luminous efficacy in lm/W",
        f'?s {SAME} ?o FILTER(?s IN (dkg:CD-PER-A, dkg:CurrentEfficiency) && REGEX(STR(?o), "(LuminousEfficacy|LM-PER-W)$"))',
        "dkg:CD-PER-A skos:broadMatch <http://qudt.org/vocab/quantitykind/LuminousEfficacy> .",
    ),
    pitfall(
        "a unit of our own says how it converts",
        "?u a qudt:Unit FILTER(STRSTARTS(STR(?u), STR(dkg:))) FILTER NOT EXISTS { ?u qudt:conversionMultiplierSN ?m }",
        "dkg:CD-PER-B a qudt:Unit .",
    ),
    pitfall(
        "a result is a value specification of OBI or a quantity value of QUDT, not both",
        "?x rdfs:subClassOf+ qudt:QuantityValue , ?obi FILTER(?obi IN (obo:OBI_0001930, obo:OBI_0001931, obo:OBI_0001933))",
        "dkg:Measurement rdfs:subClassOf obo:OBI_0001931 , qudt:QuantityValue .",
    ),
    pitfall(
        "RO's causal relations hold between processes; ends of claims are also things",
        f"?p rdfs:subPropertyOf ?r FILTER(?r IN ({', '.join(f'obo:RO_000{n}' for n in (2211, 2212, 2213, 2304, 2305, 2411, 2566))}))",
        "dkg:cause rdfs:subPropertyOf obo:RO_0002305 .",
    ),
    pitfall(
        "a defect is not always matter, and not always a place",
        f"cdco:CrystallographicDefect {UP}+ ?c FILTER(?c IN (obo:BFO_0000040, obo:BFO_0000141, obo:BFO_0000029)) BIND(?c AS ?fault)",
        "cdco:CrystallographicDefect rdfs:subClassOf obo:BFO_0000040 .",
    ),
]

OUR_TREE = [
    pitfall(
        "in CDCO a defect complex is no crystallographic defect: ours say both, and are no vacancy",
        "?d rdfs:subClassOf* cdco:DefectComplex FILTER(?d != cdco:DefectComplex && (!EXISTS { ?d rdfs:subClassOf* cdco:CrystallographicDefect } || EXISTS { ?d rdfs:subClassOf* podo:Vacancy }))",
        "dkg:V_PbX2 rdfs:subClassOf podo:Vacancy .",
        "dkg:Cluster rdfs:subClassOf cdco:DefectComplex .",
    ),
    pitfall(
        "a dopant ion and the defect that it makes are two",
        "?x rdfs:subClassOf* cdco:CrystallographicDefect ; rdfs:subClassOf* ?y FILTER(?y IN (dkg:Ion, dkg:Agent))",
        "dkg:Ce_Pb rdfs:subClassOf dkg:Ion .",
    ),
    pitfall(
        "edge and trap states are electronic features: as defects they would inherit the wrong sign",
        "?x rdfs:subClassOf* dkg:ElectronicFeature ; rdfs:subClassOf* cdco:CrystallographicDefect",
        "dkg:BandEdgeState rdfs:subClassOf cdco:CrystallographicDefect .",
    ),
    pitfall(
        "the formula unit of an extended solid is not its identity",
        "?host a dkg:HostKind ; dkg:inchiKey ?key",
        'dkg:CsPbBr3 dkg:inchiKey "SDUQQTUFOHZBMY-UHFFFAOYSA-K" .',
    ),
]

PITFALLS = NAMESPACES + TERMS_OF_OTHERS + OUR_TREE


def names_of(path: Path) -> list[ox.Quad]:
    """The IRIs and the prefixes that a file names."""
    text = path.read_text("utf-8")
    file = ox.NamedNode("file:" + str(path.relative_to(ROOT)))
    quads = []
    for iri in set(re.findall(r"https?://[^\s<>\"'`,;)\\]+", text)):
        quads.append(ox.Quad(file, ox.NamedNode("urn:test:names"), ox.NamedNode(iri)))
    declared = re.findall(r"^(?:@prefix|PREFIX|#  )\s*([\w-]*): [<\"]([^>\"]+)", text, re.MULTILINE)
    for name, space in declared:
        node = ox.BlankNode()
        quads.append(ox.Quad(file, ox.NamedNode("urn:test:prefix"), node))
        quads.append(ox.Quad(node, ox.NamedNode("urn:test:name"), ox.Literal(name)))
        quads.append(ox.Quad(node, ox.NamedNode("urn:test:space"), ox.Literal(space)))
    return quads


def linked() -> list[ox.Quad]:
    """All that we link with."""
    paths = [*ontology_files(), *alignment_files().values(), *graph_files()]
    quads = [quad for path in paths for quad in read_quads(path)]
    for row in Mappings.shipped().rows():
        word = row.predicate.replace("skos:", prefixes()["skos"])
        predicate = ox.NamedNode("urn:test:not" if row.negative else word)
        quads.append(ox.Quad(ox.NamedNode(row.subject), predicate, ox.NamedNode(row.object)))
    named = {t for quad in quads for t in quad if isinstance(t, ox.NamedNode)}
    terms = [ox.Quad(ox.NamedNode("file:all"), ox.NamedNode("urn:test:names"), t) for t in named]
    files = [p for f in FOLDERS for p in sorted((ROOT / f).rglob("*")) if p.is_file()]
    return [*quads, *terms, *(quad for path in files for quad in names_of(path))]


@pytest.fixture(scope="module")
def store() -> ox.Store:
    full = ox.Store()
    full.extend(linked())
    return full


def rows(store: ox.Store, pattern: str) -> list[ox.QuerySolution]:
    text = f"{HEAD}SELECT * WHERE {{ {pattern} }}"
    return list(store.query(text, use_default_graph_as_union=True))


@pytest.mark.parametrize("trap", PITFALLS, ids=lambda trap: trap.name)
def test_we_are_not_in_it(trap: Pitfall, store: ox.Store) -> None:
    assert [str(row) for row in rows(store, trap.query)] == []


@pytest.mark.parametrize(
    ("trap", "planted"),
    [pytest.param(trap, piece, id=f"{trap.name}: {piece}") for trap in PITFALLS for piece in trap.planted],
)  # fmt: skip
def test_we_would_notice(trap: Pitfall, planted: str, store: ox.Store) -> None:
    more = [ox.Quad(*q.triple, ox.NamedNode("x:g")) for q in ox.parse(HEAD + planted, format=ox.RdfFormat.TURTLE)]  # fmt: skip
    store.extend(more)
    try:
        assert rows(store, trap.query)
    finally:
        store.remove_graph(ox.NamedNode("x:g"))


@pytest.mark.parametrize(
    ("pattern", "least"),
    [
        ("?ours skos:exactMatch ?theirs", 50),
        ("?ours t:not ?theirs", 20),
        ("?file t:names ?iri", 1000),
        ("?file t:prefix [ t:name ?prefix ; t:space ?space ]", 200),
        ("?ours rdfs:subClassOf obo:BFO_0000040", 3),
    ],
)
def test_there_is_something_to_look_at(pattern: str, least: int, store: ox.Store) -> None:
    assert len(rows(store, pattern)) >= least
