"""Every shape and check query catches its own fault, and nothing else.

Each file of ``data/bad`` holds one deliberate fault in made-up records. Its first lines say what
``check`` finds there::

    # expects: the message
    # node: local name of the node that has the fault
    # also: a message that the fault trips as well [@ local name, where it is another node]

All records of one file begin with the name of the file, so the files can be checked together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import SH

from defectkg.check import checks as checking
from defectkg.check.checks import UNTARGETED, Finding, check, check_shipped
from defectkg.rdf.prefixes import local_name, prefixes
from defectkg.rdf.reading import read_quads, read_text
from defectkg.rdf.shipped import check_queries, graph_files, shape_files
from helpers import DATA

BAD = sorted((DATA / "bad").glob("*.ttl"))
GOOD = sorted((DATA / "good").glob("*.ttl"))
RDFS_SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
TERMS = prefixes()["dkg"]

Faults = set[tuple[str, str]]  # local name of the node, message


def expected(path: Path) -> list[tuple[str, str]]:
    """Return node and message of the findings that a fault file announces, the main one first."""
    head = re.match(r"# expects: (.+)\n# node: (\S+)\n((?:# also: .+\n)*)", read_text(path))
    assert head, f"{path.name} does not begin with '# expects:' and '# node:'"
    message, node, rest = head.groups()
    faults = [(node, message)]
    for line in rest.splitlines():
        also, _, other = line.removeprefix("# also: ").partition(" @ ")
        faults.append((other or node, also))
    return faults


def named(findings: list[Finding]) -> Faults:
    return {(finding.node.partition(":")[2], finding.message) for finding in findings}


def by_file(findings: list[Finding]) -> dict[str, Faults]:
    files: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        files[re.sub(r":\d+$", "", finding.place)].append(finding)
    return {file: named(found) for file, found in files.items()}


def shapes_text() -> str:
    return "\n".join(read_text(path) for path in shape_files())


def shapes_graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=shapes_text(), format="turtle")


def messages(shape: rdflib.term.Node, shapes: rdflib.Graph) -> set[str]:
    """Return the messages of a node shape and of its property shapes and SPARQL constraints."""
    parts = [shape, *shapes.objects(shape, SH.property), *shapes.objects(shape, SH.sparql)]
    return {str(message) for part in parts for message in shapes.objects(part, SH.message)}


def shape_messages() -> list[tuple[str, str, tuple[str, ...]]]:
    """Return every node shape with each of its messages and the classes that it targets."""
    shapes = shapes_graph()
    return sorted(
        (local_name(shape), message, tuple(sorted(map(local_name, targets))))
        for shape in set(shapes.subjects(SH.targetClass))
        if (targets := list(shapes.objects(shape, SH.targetClass)))
        for message in messages(shape, shapes)
    )


def classes_of_bad_nodes() -> dict[tuple[str, str], set[str]]:
    """Return the classes of the nodes on which the bad files expect each message."""
    classes: dict[tuple[str, str], set[str]] = {}
    for path in BAD:
        graph = rdflib.Graph().parse(path)
        types: dict[str, set[str]] = defaultdict(set)
        for node, of in graph.subject_objects(rdflib.RDF.type):
            types[local_name(node)].add(local_name(of))
        node, message = expected(path)[0]
        classes[path.name, message] = types[node]
    return classes


@pytest.fixture(scope="module")
def found() -> dict[str, Faults]:
    """What one check of the whole folder finds, file by file."""
    return by_file(check([DATA / "bad"])[0])


@pytest.fixture(scope="module")
def caught() -> dict[tuple[str, str], set[str]]:
    return classes_of_bad_nodes()


@pytest.fixture
def quick_pyshacl(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rdflib parse each SPARQL constraint once, not once for every node (15 times faster)."""
    from rdflib.plugins.sparql import processor

    parse, translate = processor.parseQuery, processor.translateQuery
    known: dict[str, object] = {}

    def translate_once(text: str, base: object, names: object) -> object:
        if text not in known:
            known[text] = translate(parse(text), base, names)
        return known[text]

    monkeypatch.setattr(processor, "parseQuery", lambda text: text)
    monkeypatch.setattr(processor, "translateQuery", translate_once)


def test_there_are_bad_and_good_files() -> None:
    assert len(BAD) > 300
    assert len(GOOD) >= 4


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_file_gives_exactly_its_findings(path: Path, found: dict[str, Faults]) -> None:
    assert found.get(str(path), set()) == set(expected(path))


@pytest.mark.parametrize("path", BAD[::40], ids=lambda path: path.stem)
def test_a_bad_file_alone_gives_the_same_findings(path: Path) -> None:
    assert named(check([path])[0]) == set(expected(path))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_file_gives_no_finding(path: Path) -> None:
    findings, nodes = check([path])
    assert findings == []
    assert nodes > 1


def test_a_finding_has_the_line_of_its_node() -> None:
    path = DATA / "bad" / "measurement-number-not-its-text.ttl"
    [finding] = check([path])[0]
    line = int(finding.place.removeprefix(f"{path}:"))
    assert read_text(path).splitlines()[line - 1] == finding.node


@pytest.mark.parametrize(("name", "faults"), [("nickel", 0), ("nickle", 1)])
def test_a_graph_bears_the_name_of_its_file(tmp_path: Path, name: str, faults: int) -> None:
    [shipped] = [path for path in graph_files() if path.stem == "nickel"]
    file = tmp_path / "graphs" / shipped.parent.name / f"{name}.ttl"
    file.parent.mkdir(parents=True)
    file.write_text(read_text(shipped), encoding="utf-8")
    findings, _ = check([file])
    assert [f.message for f in findings] == [checking.OTHER_NAME] * faults


@pytest.mark.parametrize(
    ("file", "header", "faults"),
    [
        ("publications/2014", "", []),
        ("publications/2015", "", [checking.OTHER_FILE]),
        ("publications/undated", "", [checking.OTHER_FILE]),
        ("zheng2019/2014", "", [checking.OTHER_FILE]),
        ("publications/2014", "dkg:statedIn d:zheng2019 ;", [checking.OF_NO_SOURCE]),
    ],
)
def test_a_work_stands_in_the_file_of_its_year_and_of_no_source(
    tmp_path: Path, file: str, header: str, faults: list[str]
) -> None:
    [shipped] = [path for path in graph_files() if path.stem == "2014"]
    name = file.replace("/", "-")
    text = read_text(shipped).replace("d:publications-2014\n", f"d:{name}\n")
    text = text.replace("a dkg:RecordGraph ;", f"a dkg:RecordGraph ; {header}")
    path = tmp_path / "graphs" / f"{file}.ttl"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    findings, _ = check([path])
    assert [f.message for f in findings] == faults


def test_the_shipped_data_give_no_finding() -> None:
    findings, nodes = check_shipped()
    assert findings == []
    assert nodes > 500


def test_every_message_of_a_shape_has_a_bad_file(caught: dict[tuple[str, str], set[str]]) -> None:
    """For every class that the shape targets, not only for one of them."""
    covered = {(of, message) for (_, message), classes in caught.items() for of in classes}
    wanted = {(of, text): shape for shape, text, targets in shape_messages() for of in targets}
    assert {fault: shape for fault, shape in wanted.items() if fault not in covered} == {}


@pytest.mark.parametrize("name", check_queries())
def test_every_check_query_has_a_bad_file(
    name: str, caught: dict[tuple[str, str], set[str]]
) -> None:
    [message] = re.findall(r'BIND\("([^"]+)" AS \?message\)', read_text(check_queries()[name]))
    assert message in {text for _, text in caught}, f"write a file that trips {name}"


@pytest.mark.parametrize(
    "start",
    [
        UNTARGETED,
        "The formula does not parse",
        "The formula CsPbBr3 lacks",
        "The ions of",
        "The source does not reach",
        "Names a place twice",
        "The source lists no reference",
        "The reference in the place",
        "Shares no place",
    ],
)
def test_every_rule_in_python_has_a_bad_file(
    start: str, caught: dict[tuple[str, str], set[str]]
) -> None:
    assert any(text.startswith(start) for _, text in caught)


def test_every_message_is_of_a_shape_that_has_a_target() -> None:
    """A message in a shape without target, or deeper than we look, would escape the test above."""
    shapes = shapes_graph()
    looked_at = {message for _, message, _ in shape_messages()}
    assert {str(message) for message in shapes.objects(None, SH.message)} == looked_at


def test_every_constraint_has_a_message() -> None:
    """Without one the engines write their own, which do not say what to do."""
    shapes = shapes_graph()
    silent = [
        (local_name(shape), str(shapes.value(part, SH.path)))
        for shape in set(shapes.subjects(SH.targetClass))
        for part in [*shapes.objects(shape, SH.property), *shapes.objects(shape, SH.sparql)]
        if (part, SH.message, None) not in shapes
    ]
    assert silent == []


def test_the_shapes_are_valid_shacl() -> None:
    """Against the shapes of SHACL itself (SHACL, appendix C)."""
    conforms, _, text = pyshacl.validate(
        rdflib.Graph(), shacl_graph=shapes_graph(), meta_shacl=True
    )
    assert conforms, text


def context(given: list[ox.Quad]) -> list[ox.Quad]:
    """Return what the shapes ask of the kinds and records at which the given quads point."""
    asked = {
        checking.RDF_TYPE.value,
        RDFS_SUBCLASS,
        TERMS + "allowedUnit",
        TERMS + "mayExceedHundred",
        TERMS + "missingSpecies",
        TERMS + "hostSpecies",
        TERMS + "composition",
        TERMS + "supplies",
        TERMS + "ion",
        TERMS + "smiles",
    }
    own = {quad.subject for quad in given}
    about: dict[object, list[ox.Quad]] = defaultdict(list)
    for quad in checking.with_context(given):
        if quad.predicate.value in asked and quad.subject not in own:
            about[quad.subject].append(quad)
    seen: set[object] = set()
    todo: list[object] = [quad.object for quad in given]
    while todo:
        if (node := todo.pop()) not in seen:
            seen.add(node)
            todo += [quad.object for quad in about[node]]
    return [*listed(), *(quad for node in seen for quad in about[node])]


def listed() -> list[ox.Quad]:
    """Return which publications the review lists: shapes ask for entries that point at a work."""
    asked = {checking.RDF_TYPE.value, TERMS + "statedIn", TERMS + "publication"}
    references = next(path for path in graph_files() if path.stem == "references")
    quads = [quad for quad in read_quads(references) if quad.predicate.value in asked]
    return [quad for quad in quads if "-ref-" in quad.subject.value]


@pytest.mark.usefixtures("quick_pyshacl")
def test_both_engines_give_the_same_findings_on_the_bad_files() -> None:
    given, _ = checking.read_given(BAD)
    triples = [quad.triple for quad in [*given, *context(given)]]
    data = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    fast = {found[:2] for found in checking.validate_fast(data, shapes_text())}
    slow = {found[:2] for found in checking.validate_slow(data, shapes_text())}
    assert fast == slow
    assert {message for _, message in fast} >= {message for _, message, _ in shape_messages()}


@pytest.mark.parametrize("shape", ["NumberRule", "RivalMutualRule", "RangeRule", "OwnKindRule"])
def test_a_lost_shape_is_noticed(
    shape: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The bad files are no proof unless the findings go when the shape goes."""
    shapes = shapes_graph()
    node = rdflib.URIRef(TERMS + shape)
    lost = messages(node, shapes)
    shapes.remove((node, SH.targetClass, None))
    file = tmp_path / "shapes.ttl"
    shapes.serialize(file, format="turtle")
    given, _ = checking.read_given(BAD)
    quads = checking.with_context(given)
    before = checking.shape_faults(quads, "shacl-rust")
    monkeypatch.setattr(checking, "shape_files", lambda: [file])
    after = checking.shape_faults(quads, "shacl-rust")
    assert lost
    assert {found[1] for found in set(before) - set(after)} == lost
