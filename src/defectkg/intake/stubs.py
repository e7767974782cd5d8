"""What to fill in where a kind is new: its entry in the ontology, and its line among new terms."""

from __future__ import annotations

import re
from collections.abc import Iterable

from defectkg.intake.meanings import UnknownName
from defectkg.model.names import Names
from defectkg.rdf.prefixes import curie
from defectkg.rdf.reading import read_text
from defectkg.rdf.shipped import ontology_files

__all__ = ["stubs"]


def stubs(unknown: Iterable[UnknownName], names: Names) -> str:
    """Return an entry for each unknown name."""
    return "\n".join(stub(name, sorted(groups), names) for name, groups in unknown)


def stub(name: str, groups: list[str], names: Names) -> str:
    """Return the entry of one name, of the first of its groups."""
    homes = [f"{names.label(one)} ({curie(one)}): {home_of(curie(one))}" for one in groups]
    label, local = re.sub(r"[\"\\\s]+", " ", name), local_name_of(name)
    return (
        f"# {label!r}, if it is no slip: a new {' or '.join(homes)}\n"
        f"dkg:{local}\n"
        "    a\n"
        "        owl:Class ,\n"
        f"        {curie(groups[0])} ;\n"
        f'    rdfs:label "{label}"@en ;\n'
        '    skos:definition "<what it is, and what tells it from others like it>"@en ;\n'
        "    rdfs:subClassOf dkg:<the kind above it> ;\n"
        ".\n"
        "# and into mappings/new-terms.tsv: term, label, nearest term of others, its label, note\n"
        f"dkg:{local}\t{label}\t\t\t\n"
    )


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
