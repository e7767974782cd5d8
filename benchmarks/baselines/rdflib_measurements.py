"""What a user of rdflib would write to print the rows of `defectkg query measurements`."""

import csv
import sys
from pathlib import Path

import rdflib

root = Path(sys.argv[1])
graph = rdflib.Graph()
for path in [*sorted(root.glob("ontology/*.ttl")), *sorted(root.glob("graphs/*/*.ttl"))]:
    graph.parse(path)
answer = graph.query((root / "queries" / "measurements.rq").read_text(encoding="utf-8"))
writer = csv.writer(sys.stdout, lineterminator="\n")
writer.writerow(answer.vars)
writer.writerows(answer)
