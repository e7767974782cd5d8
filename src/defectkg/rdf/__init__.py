"""Files, store, rows, queries, Turtle, prefixes: bytes and SPARQL, no chemistry."""
