"""A standing study spelt out as YAML: each record with each of its fields, under no short name."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from defectkg.intake.fields import LISTS, PHRASED, fields_by_class
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.prefixes import DATA, TERMS, curie

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LIST_OF = {one.record_class: name for name, one in LISTS.items()}


def spelt_out(quads: Iterable[ox.Quad], source: str, study: str, store: MemoryStore) -> str:
    """The YAML of the records of one file; JSON strings are YAML, too."""
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        value = quad.object
        text = value.value if isinstance(value, ox.Literal) else curie(value.value)
        about[quad.subject.value][quad.predicate.value].append(text)
    fields = fields_by_class(store)
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, own in fields.items():
        for name, of in own.items():
            names[kind].setdefault(of.iri, name)  # its own name stands before the short one
    lines = [f"source: {source}", f"study: {study}"]
    lists: dict[str, list[str]] = defaultdict(list)
    for iri, values in about.items():
        record_class = TERMS + values.pop(TYPE)[0].removeprefix("dkg:")
        own = dict(entries(values, names[record_class]))
        if record_class == TERMS + "RecordGraph":
            lines += [f"{name}: {json.dumps(of, ensure_ascii=False)}" for name, of in own.items()]
            continue
        given = iri.removeprefix(f"{DATA}{source}-{study}-")
        if len(given) > 1 and given[1:].isdigit():
            own = {"id": given, **own}
        item = "{" + ", ".join(
            f"{n}: {json.dumps(of, ensure_ascii=False)}" for n, of in own.items()
        )
        lists[LIST_OF[record_class]].append(f"  - {item}}}")
    for name, items in lists.items():
        lines += [f"{name}:", *items]
    return "\n".join(lines) + "\n"


def entries(
    values: dict[str, list[str]], names: dict[str, str]
) -> Iterable[tuple[str, list[str] | str]]:
    """Field and texts of each property; what an outcome prints is one of them."""
    told = {iri.removeprefix(TERMS): of[0] for iri, of in values.items()}
    for iri, of in values.items():
        if iri not in PHRASED:
            yield names[iri], of[0] if len(of) == 1 else of
    if "valueText" in told:
        comparator = told.get("comparator", "").replace("range", "")
        until = f" to {told['valueMaxText']}" if "valueMaxText" in told else ""
        within = f" ± {told['uncertaintyText']}" if "uncertaintyText" in told else ""
        unit = told.get("unitText", "")
        yield "value", f"{comparator} {told['valueText']}{until}{within} {unit}".strip()
