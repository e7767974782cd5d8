"""What to fill in where a kind is new: its entry in the ontology, and its line among new terms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from defectkg.intake.meanings import UnknownName
from defectkg.model import terms
from defectkg.model.names import Names
from defectkg.rdf.prefixes import curie
from defectkg.rdf.reading import read_text
from defectkg.rdf.shipped import ontology_files

__all__ = ["stubs"]


def stubs(unknown: Iterable[UnknownName], names: Names) -> str:
    """Return an entry for each unknown name."""
    return "\n".join(stub(name, sorted(groups), names) for name, groups in unknown)


def stub(name: str, groups: list[str], names: Names) -> str:
    """Return the entry of one name, of the likeliest of its groups."""
    label, local = re.sub(r"[\"\\\s]+", " ", name), local_name_of(name)
    group = likeliest(name, groups, names)
    others = [names.label(one) for one in groups if one != group]
    which = f"{names.label(group)}, or else {', '.join(others)}" if others else names.label(group)
    return (
        f"# {label!r}, if it is no slip: {home_of(curie(group))} ({which}); and new-terms.tsv\n"
        f'dkg:{local} a owl:Class , {curie(group)} ; rdfs:label "{label}"@en ;\n'
        '    rdfs:subClassOf dkg:<kind above it> ; skos:definition "<what it is>"@en .\n'
        f"dkg:{local}\t{label}\t\t\t\n"
    )


def likeliest(name: str, groups: list[str], names: Names) -> str:
    """Return the group of most kinds that are called by the same last word; of ions by charge."""
    if terms.ION_KIND in groups and re.search(r"\w\d*[+-]$", name):
        return terms.ION_KIND
    alike = Counter(
        group
        for known in names.by_iri.values()
        if known.label.split()[-1:] == name.split()[-1:]
        for group in groups
        if group in known.types
    )
    return max(groups, key=lambda group: alike[group])


def local_name_of(name: str) -> str:
    """Return a local name made of the words of a name.

    Examples
    --------
    >>> local_name_of("guanidinium thiocyanate"), local_name_of("Mn2+"), local_name_of("ZnF2")
    ('GuanidiniumThiocyanate', 'Mn2plus', 'ZnF2')
    """
    words = re.findall(r"[A-Za-z0-9]+", re.sub(r"(?<=\w)\+", "plus ", name))
    return "".join(word[0].upper() + word[1:] for word in words) or "NewKind"


def home_of(group: str) -> str:
    """Return the file of the ontology that holds most members of a group."""
    counts = {path: read_text(path).count(f" {group} ;") for path in ontology_files()}
    return f"ontology/{max(counts, key=lambda path: counts[path]).name}"
