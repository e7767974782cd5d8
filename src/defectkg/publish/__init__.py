"""The graph for other tools: RDF syntaxes, CSV, JSON-LD, VoID, the query library as RDF."""
