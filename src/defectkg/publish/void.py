"""The description of the data as a data set (VoID and DCAT), all of it counted in the store.

It grows with the ontology and the mappings, not with the literature. Every part has a name, so that
the file has one layout. The data set is the one thing to cite: nothing else is a ``dcat:Dataset``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from urllib.parse import quote

import defectkg
from defectkg.mappings.collection import Mappings
from defectkg.mappings.sssom import MappingSet
from defectkg.rdf.prefixes import DATA, TERMS, curie, prefixes
from defectkg.rdf.queries import run
from defectkg.rdf.reading import FORMATS
from defectkg.rdf.store import Store
from defectkg.rdf.triples import Triples, address, date, text, word

__all__ = ["DATASET", "HOME", "void"]

HOME = "https://w3id.org/defectkg/"
ONTOLOGY = TERMS.rstrip("/")
VOID = f"{HOME}void"
DATASET = f"{VOID}#dataset"
MAKER = f"{VOID}#creator"
PROVENANCE = f"{VOID}#provenance"
TITLE = "defectkg: claims on halide-perovskite defects, their passivation and its mechanisms"
SAYS = (
    "Who says which agent, condition or defect raises or lowers what in halide perovskites, by "
    "which mechanism, how surely and where: claims, treatments and measurements of the literature, "
    "each with its place in the source, and the ontology of the kinds that they name."
)
READ = (
    "Each record was read in the source that it names, and has its place there. It stands in a "
    "named graph, which says that source, too."
)
EXAMPLES = (f"{TERMS}V_Cl", f"{TERMS}ZnBr2", f"{DATA}zheng2019-nickel-c1", f"{DATA}Yong2018")
DATA_DUMPS = ("trig", "nq", "ttl", "jsonld")
ONTOLOGY_DUMPS = ("ttl", "owl", "jsonld")
COUNTS = {
    "triples": "void:triples",
    "entities": "void:entities",
    "subjects": "void:distinctSubjects",
    "objects": "void:distinctObjects",
    "properties": "void:properties",
    "classes": "void:classes",
}


def void(store: Store) -> Triples:
    """Return the description of a store as a data set, with its parts and its links."""
    out = Triples()
    said = header(store)
    describe(out, store, said)
    for ending in DATA_DUMPS:
        out.say(DATASET, "void:dataDump", f"{HOME}data.{ending}")
        out.say(DATASET, "void:feature", syntax(ending))
        distribution(out, DATASET, f"{HOME}data.{ending}", said)
    out.say(ONTOLOGY, "rdf:type", "mod:SemanticArtefact")
    for ending in ONTOLOGY_DUMPS:
        part = distribution(out, ONTOLOGY, f"{ONTOLOGY}.{ending}", said)
        out.say(part, "rdf:type", "mod:SemanticArtefactDistribution")
        out.say(part, "mod:hasRepresentationLanguage", word("OWL"))
        out.say(part, "mod:hasSyntax", address(syntax(ending)))
    partitions(out, store)
    for one in Mappings.shipped().sets:
        linksets(out, one)
    return out


def header(store: Store) -> dict[str, list[str]]:
    """Return what the ontology says about itself and the data, by property."""
    said = defaultdict(list)
    for row in run(store, "internal/ontology-header").dicts():
        said[curie(row["property"])].append(row["value"])
    return said


def describe(out: Triples, store: Store, said: dict[str, list[str]]) -> None:
    """Say what the data set is, how large, who made it, from what, and how free it is."""
    out.say(VOID, "rdf:type", "void:DatasetDescription")
    out.say(VOID, "dcterms:title", text(f"Description of {TITLE}"))
    out.say(VOID, "foaf:primaryTopic", DATASET)
    out.say(VOID, "dcterms:creator", MAKER)
    out.say(MAKER, "rdf:type", "foaf:Agent", "foaf:Organization")
    out.say(MAKER, "foaf:name", *map(text, said["dcterms:creator"]))
    out.say(DATASET, "rdf:type", "void:Dataset", "dcat:Dataset")
    out.say(DATASET, "dcterms:title", text(TITLE))
    out.say(DATASET, "dcterms:description", text(SAYS))
    out.say(DATASET, "dcterms:identifier", word(DATASET))
    out.say(DATASET, "dcterms:creator", MAKER)
    out.say(DATASET, "dcterms:publisher", MAKER)
    for name in ("dcterms:created", "dcterms:issued", "dcterms:modified"):
        out.say(DATASET, name, *map(date, said[name]))
    for name in ("dcterms:accessRights", "dcterms:license"):
        out.say(DATASET, name, *said[name])
    out.say(DATASET, "prov:wasDerivedFrom", *said["dcterms:source"])
    out.say(DATASET, "dcterms:provenance", PROVENANCE)
    out.say(PROVENANCE, "rdf:type", "dcterms:ProvenanceStatement")
    out.say(PROVENANCE, "rdfs:label", text(READ))
    out.say(DATASET, "dcat:keyword", *map(text, said["dcat:keyword"]))
    out.say(DATASET, "schema:inLanguage", *map(word, said["dcterms:language"]))
    out.say(DATASET, "dcat:version", word(defectkg.__version__))
    out.say(DATASET, "dcterms:conformsTo", ONTOLOGY)
    out.say(DATASET, "dcat:landingPage", HOME)
    for iri, kind in {
        HOME: "foaf:Document",
        ONTOLOGY: "dcterms:Standard",
        **dict.fromkeys(said["dcterms:license"], "dcterms:LicenseDocument"),
        **dict.fromkeys(said["dcterms:accessRights"], "dcterms:RightsStatement"),
    }.items():
        out.say(iri, "rdf:type", kind)
    out.say(DATASET, "void:uriSpace", word(HOME))
    out.say(DATASET, "void:exampleResource", *EXAMPLES)
    out.say(DATASET, "rdfs:seeAlso", f"{HOME}queries")
    (size,) = run(store, "internal/size").dicts()
    for column, predicate in COUNTS.items():
        out.say(DATASET, predicate, int(size[column]))


def distribution(out: Triples, whole: str, file: str, said: dict[str, list[str]]) -> str:
    """Say where a file of something is and what it is written in; return the name of the part."""
    part = f"{VOID}#{file.removeprefix(HOME)}"
    form = FORMATS[f".{file.rpartition('.')[2]}"]
    media = f"https://www.iana.org/assignments/media-types/{form.media_type.partition(';')[0]}"
    out.say(whole, "dcat:distribution", part)
    out.say(part, "rdf:type", "dcat:Distribution")
    out.say(part, "dcterms:title", text(form.name))
    out.say(part, "dcterms:license", *said["dcterms:license"])
    out.say(part, "dcat:accessURL", file)
    out.say(part, "dcat:downloadURL", file)
    out.say(part, "dcat:mediaType", media)
    out.say(media, "rdf:type", "dcterms:MediaType")
    return part


def syntax(ending: str) -> str:
    """Return the name that W3C gives the syntax of an ending."""
    return f"http://www.w3.org/ns/formats/{FORMATS[f'.{ending}'].name}"


def partitions(out: Triples, store: Store) -> None:
    """Count the members of each class and the statements of each property."""
    classes = run(store, "internal/class-partitions").values
    properties = run(store, "internal/property-partitions").values
    for sort, counted, found in (
        ("class", "void:entities", classes),
        ("property", "void:triples", properties),
    ):
        for iri, count in found:
            part = f"{VOID}#{short(iri)}"
            out.say(DATASET, f"void:{sort}Partition", part)
            out.say(part, "rdf:type", "void:Dataset")
            out.say(part, f"void:{sort}", iri)
            out.say(part, counted, int(count))
    used = {curie(iri).partition(":")[0] for iri, _ in (*classes, *properties)}
    out.say(DATASET, "void:vocabulary", *(iri for name, iri in prefixes().items() if name in used))


def short(iri: str) -> str:
    """Return the name of a class or property in the name of a part."""
    return quote(curie(iri), safe=":")


def linksets(out: Triples, one: MappingSet) -> None:
    """Say how many links of each kind lead to a target; they stand in a file of their own."""
    links = Counter(row.predicate for row in one.rows if not row.negative)
    if not links:
        return
    target = f"{VOID}#target/{one.target}"
    out.say(target, "rdf:type", "void:Dataset")
    out.say(target, "dcterms:title", text(one.head["mapping_set_title"].partition(" to ")[2]))
    spaces = {one.prefixes[row.object_id.partition(":")[0]] for row in one.rows}
    out.say(target, "void:uriSpace", *map(word, sorted(spaces)))
    for predicate, number in sorted(links.items()):
        part = f"{VOID}#links/{one.target}/{predicate.partition(':')[2]}"
        out.say(part, "rdf:type", "void:Linkset")
        out.say(part, "void:subjectsTarget", DATASET)
        out.say(part, "void:objectsTarget", target)
        out.say(part, "void:linkPredicate", predicate)
        out.say(part, "void:triples", number)
        out.say(part, "void:dataDump", f"{HOME}mappings/{one.target}")
