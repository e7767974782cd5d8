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
    """Return an entry for each unknown name, in each group of which it may be."""
    said = []
    for name, groups in unknown:
        local = local_name_of(name)
        for group in sorted(groups):
            short = curie(group)
            said.append(
                f"# If {name!r} is a new {names.label(group)}: into {home_of(short)}\n"
                f"dkg:{local}\n    a\n        owl:Class ,\n        {short} ;\n"
                f'    rdfs:label "{quotable(name)}"@en ;\n'
                '    skos:definition "<what it is, and what tells it from others like it>"@en ;\n'
                "    rdfs:subClassOf dkg:<the kind above it> ;\n.\n"
                "# and into mappings/new-terms.tsv, unless a term of others is the same:\n"
                f"dkg:{local}\t{quotable(name)}\t<nearest>\t<its label>\t<what differs>\n"
            )
            if len(groups) > 2:
                break
    return "\n".join(said)


def local_name_of(name: str) -> str:
    """Return a local name made of the words of a name.

    Examples
    --------
    >>> local_name_of("guanidinium thiocyanate"), local_name_of("Mn2+"), local_name_of("ZnF2")
    ('GuanidiniumThiocyanate', 'Mn2plus', 'ZnF2')
    """
    words = re.findall(r"[A-Za-z0-9]+", re.sub(r"(?<=\w)\+", "plus ", name))
    return "".join(word[0].upper() + word[1:] for word in words) or "NewKind"


def quotable(name: str) -> str:
    """Return a name without what would end a string of Turtle or a cell of a table."""
    return re.sub(r"[\"\\\t\n\r]", "", name)


def home_of(group: str) -> str:
    """Return the file of the ontology that holds most members of a group."""
    counts = {path: read_text(path).count(f" {group} ;") for path in ontology_files()}
    return f"ontology/{max(counts, key=lambda path: counts[path]).name}"
