"""The VoID description of the data, all of it counted in the store.

Partitions are those of SIB's void-generator: classes, properties, properties of classes, classes
and datatypes of their values. Every part has a name, so that the file has one layout.
"""

from __future__ import annotations

from collections import Counter
from urllib.parse import quote

import defectkg
from defectkg.mappings.collection import Mappings
from defectkg.mappings.sssom import MappingSet
from defectkg.rdf.prefixes import DATA, TERMS, curie, local_name, prefixes
from defectkg.rdf.queries import run
from defectkg.rdf.reading import FORMATS
from defectkg.rdf.store import Store
from defectkg.rdf.triples import Triples, date, text, word

__all__ = ["DATASET", "HOME", "void"]

HOME = "https://w3id.org/defectkg/"
VOID = f"{HOME}void"
DATASET = f"{VOID}#dataset"
TITLE = "defectkg: claims on halide-perovskite defects, their passivation and its mechanisms"
SAYS = (
    "Who says which agent, condition or defect raises or lowers what in halide perovskites, by "
    "which mechanism, how surely and where: claims, treatments and measurements of the literature, "
    "each with its place in the source, and the ontology of the kinds that they name."
)
EXAMPLES = (f"{TERMS}V_Cl", f"{TERMS}ZnBr2", f"{DATA}zheng2019-nickel-c1", f"{DATA}Yong2018")
DUMPS = ("trig", "nq", "ttl", "jsonld")
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
    describe(out, store)
    for row in run(store, "internal/graph-sizes").dicts():
        part = f"{VOID}#graph/{local_name(row['graph'])}" if row["graph"] else DATASET
        count(out, part, row)
        if row["graph"]:
            out.say(DATASET, "void:subset", part)
            out.say(part, "rdf:type", "void:Dataset", "sd:NamedGraph")
            out.say(part, "sd:name", row["graph"])
            out.say(part, "dcterms:title", text(row["label"] or local_name(row["graph"])))
    partitions(out, store)
    for one in Mappings.shipped().sets:
        linksets(out, one)
    return out


def describe(out: Triples, store: Store) -> None:
    """Say what the data set is, who made it, where its parts are."""
    said = {row["property"]: row["value"] for row in run(store, "internal/ontology-header").dicts()}
    out.say(VOID, "rdf:type", "void:DatasetDescription")
    out.say(VOID, "dcterms:title", text(f"Description of {TITLE}"))
    out.say(VOID, "foaf:primaryTopic", DATASET)
    out.say(DATASET, "rdf:type", "void:Dataset", "dcat:Dataset")
    out.say(DATASET, "dcterms:title", text(TITLE))
    out.say(DATASET, "dcterms:description", text(SAYS))
    for name in ("created", "modified"):
        out.say(DATASET, f"dcterms:{name}", date(said[f"http://purl.org/dc/terms/{name}"]))
    out.say(DATASET, "dcterms:license", said["http://purl.org/dc/terms/license"])
    for part in (VOID, DATASET):
        out.say(part, "dcterms:creator", f"{VOID}#creator")
    out.say(f"{VOID}#creator", "rdf:type", "foaf:Agent")
    out.say(f"{VOID}#creator", "foaf:name", text(said["http://purl.org/dc/terms/creator"]))
    out.say(DATASET, "dcat:version", word(defectkg.__version__))
    out.say(DATASET, "dcterms:conformsTo", TERMS.rstrip("/"))
    out.say(DATASET, "foaf:homepage", HOME)
    out.say(DATASET, "void:uriSpace", word(HOME))
    out.say(DATASET, "void:exampleResource", *EXAMPLES)
    out.say(DATASET, "rdfs:seeAlso", f"{HOME}queries")
    for ending in DUMPS:
        form, file, part = FORMATS[f".{ending}"], f"{HOME}data.{ending}", f"{VOID}#dump/{ending}"
        media = form.media_type.partition(";")[0]
        out.say(DATASET, "void:dataDump", file)
        out.say(DATASET, "void:feature", f"http://www.w3.org/ns/formats/{form.name}")
        out.say(DATASET, "dcat:distribution", part)
        out.say(part, "rdf:type", "dcat:Distribution")
        out.say(part, "dcterms:title", text(form.name))
        out.say(part, "dcat:downloadURL", file)
        out.say(part, "dcat:mediaType", f"https://www.iana.org/assignments/media-types/{media}")


def partitions(out: Triples, store: Store) -> None:
    """Divide the data set by class and property, and the values of each property."""
    alone = run(store, "internal/property-partitions")
    for row in alone.dicts():
        whole(out, DATASET, f"{VOID}#", row)
    by_class = run(store, "internal/class-partitions")
    for row in by_class.dicts():
        part = f"{VOID}#{short(row['class'])}"
        if row["property"].endswith("#type"):  # every member has one
            out.say(DATASET, "void:classPartition", part)
            out.say(part, "rdf:type", "void:Dataset")
            out.say(part, "void:class", row["class"])
            out.say(part, "void:entities", int(row["subjects"]))
        whole(out, part, f"{part}/", row)
    for row in run(store, "internal/value-partitions").dicts():
        above = f"{VOID}#{short(row['class'])}/{short(row['property'])}"
        part = f"{above}/{short(row['value'])}"
        literal = row["literal"] == "true"
        out.say(above, "voidext:datatypePartition" if literal else "void:classPartition", part)
        out.say(part, "rdf:type", "void:Dataset")
        out.say(part, "voidext:datatype" if literal else "void:class", row["value"])
        out.say(part, "void:triples", int(row["triples"]))
    shortened = {curie(row[0]) for row in by_class.values} | {curie(row[0]) for row in alone.values}
    used = {name.partition(":")[0] for name in shortened}
    out.say(DATASET, "void:vocabulary", *(iri for name, iri in prefixes().items() if name in used))


def whole(out: Triples, above: str, base: str, row: dict[str, str]) -> None:
    """Say of a partition by one property how large it is."""
    part = base + short(row["property"])
    out.say(above, "void:propertyPartition", part)
    out.say(part, "rdf:type", "void:Dataset")
    out.say(part, "void:property", row["property"])
    count(out, part, row)


def count(out: Triples, part: str, row: dict[str, str]) -> None:
    """Say the numbers of a row."""
    for column, predicate in COUNTS.items():
        if column in row:
            out.say(part, predicate, int(row[column]))


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
        out.say(part, "void:target", DATASET, target)
        out.say(part, "void:linkPredicate", predicate)
        out.say(part, "void:triples", number)
        out.say(part, "void:dataDump", f"{HOME}mappings/{one.target}")
