"""The graph in a browser and at a SPARQL endpoint: the extra ``[serve]``."""
