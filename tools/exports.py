"""The files that the site and a release offer, and what `defectkg export FILE` must hear for each."""

EXPORTS = {
    "ontology.ttl": ["--ontology"],
    "ontology.nt": ["--ontology"],
    "ontology.owl": ["--ontology"],
    "ontology.jsonld": ["--ontology"],
    "data.trig": [],
    "data.nq": [],
    "data.ttl": [],
    "data.nt": [],
    "data.owl": [],
    "data.jsonld": [],
    "context.jsonld": ["--context"],
    "void.ttl": ["--void"],
    "queries.ttl": ["--queries"],
}
