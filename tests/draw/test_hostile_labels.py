"""Labels of others in pictures and network files: valid whatever they hold, and nothing to run."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from defectkg.draw.mechanism_map import map_svg
from defectkg.draw.paths import paths_mermaid, paths_svg
from defectkg.graph import DefectGraph
from defectkg.mechanisms.network import links_in, to_cyjs, to_graphml, to_networkx
from helpers import of_files

ODD = 'KI \x1b[31m\x07\ufffe\u202e</text><script>alert(1)</script> "x" %%{init: 1}%% ]; click n0 "javascript:1" & --> \u2028end'
CLAIM = """
@prefix d: <https://w3id.org/defectkg/data/> . @prefix dkg: <https://w3id.org/defectkg/ontology/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
d:odd-agent a dkg:AgentKind , <http://www.w3.org/2002/07/owl#Class> ; rdfs:label LABEL .
d:odd-paper a dkg:Publication ; rdfs:label LABEL ; dkg:year 2000 .
d:odd-c1 a dkg:Claim ; rdfs:label LABEL ; dkg:cause d:odd-agent ; dkg:relation dkg:Raises ; dkg:effect dkg:PLQY ;
    dkg:stance dkg:Supports ; dkg:certainty dkg:Stated ; dkg:publication d:odd-paper ; dkg:host dkg:CsPbBr3 ;
    dkg:locator "results ¶1" ; dkg:statedIn d:odd-paper .
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> DefectGraph:
    """A graph with one claim, all of whose labels are odd."""
    file = tmp_path_factory.mktemp("odd") / "odd.ttl"
    label = json.dumps(ODD).replace("\\/", "/")  # JSON's escapes are Turtle's
    file.write_text(CLAIM.replace("LABEL", label), "utf-8")
    return of_files(file)


def test_the_label_is_in_the_graph(odd: DefectGraph) -> None:
    assert odd.names.label("https://w3id.org/defectkg/data/odd-agent") == ODD


def test_svg_is_xml_without_a_script(odd: DefectGraph) -> None:
    answer = odd.paths("https://w3id.org/defectkg/data/odd-agent", "PLQY")
    assert answer.paths
    for text in (paths_svg(odd, answer, 5), map_svg(odd)):
        whole = ET.fromstring(text)
        assert not [node for node in whole.iter() if node.tag.endswith("script")]
        assert "\\x1b[31m\\x07\\ufffe\\u202e" in "".join(whole.itertext())


def test_mermaid_has_neither_markup_nor_directives(odd: DefectGraph) -> None:
    answer = odd.paths("https://w3id.org/defectkg/data/odd-agent", "PLQY")
    text = paths_mermaid(odd, answer, 5)
    assert "<script" not in text
    assert "%%{" not in text
    assert all(line.isprintable() for line in text.splitlines())
    for line in text.splitlines():
        quoted = line.count('"')
        assert quoted in (0, 2) or line.lstrip().startswith(("%%", "accTitle"))


def test_network_files_are_valid(odd: DefectGraph, tmp_path: Path) -> None:
    net = to_networkx(links_in(odd, odd.scope()), odd)
    ET.fromstring(to_graphml(net))
    labels = [node["data"]["label"] for node in json.loads(to_cyjs(net))["elements"]["nodes"]]
    assert ODD in labels
