"""`check` finds each fault, says where it stands, and nothing else; it reads what it can."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from defectkg.check import checks
from defectkg.check.checks import check
from defectkg.check.findings import Report, short
from defectkg.check.mapped import BOTH, OTHER_LABEL, UNMAPPED, mapping_faults
from defectkg.check.reading import read_given
from defectkg.errors import DataError
from defectkg.rdf.reading import read_text
from defectkg.rdf.shipped import graph_files, mapping_folder
from helpers import DATA, ROOT, run
from made_up import BAD, GOOD, Faults, by_file, caught, expected, named


@pytest.fixture(scope="module")
def report() -> Report:
    """One check of the whole folder."""
    return check([DATA / "bad"])


@pytest.fixture(scope="module")
def found(report: Report) -> dict[str, Faults]:
    """What it finds, file by file."""
    return by_file(report.findings)


def test_there_are_bad_and_good_files() -> None:
    assert len(BAD) > 300
    assert len(GOOD) >= 4


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_file_gives_exactly_its_findings(path: Path, found: dict[str, Faults]) -> None:
    assert found.get(str(path), set()) == set(expected(path))


@pytest.mark.whole
@pytest.mark.parametrize("path", BAD[::120], ids=lambda path: path.stem)
def test_a_bad_file_alone_gives_the_same_findings(path: Path) -> None:
    assert named(check([path]).findings) == set(expected(path))


def test_good_files_give_no_finding() -> None:
    report = check(GOOD)
    assert named(report.findings) == set()
    assert report.unread == []
    assert report.nodes > 10


def test_what_is_given_knows_its_line(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("PREFIX d: <https://w3id.org/defectkg/data/>\n\nd:x\n    d:y d:z .\n")
    assert read_given([file]).places == {"<https://w3id.org/defectkg/data/x>": f"{file}:3"}


def test_a_finding_has_the_line_of_its_node(report: Report) -> None:
    path = DATA / "bad" / "measurement-number-not-its-text.ttl"
    [finding] = [f for f in report.findings if f.place.startswith(f"{path}:")]
    line = int(finding.place.removeprefix(f"{path}:"))
    assert read_text(path).splitlines()[line - 1] == finding.node


@pytest.mark.parametrize(("name", "faults"), [("nickel", 0), ("nickle", 1)])
def test_a_graph_bears_the_name_of_its_file(tmp_path: Path, name: str, faults: int) -> None:
    [shipped] = [path for path in graph_files() if path.stem == "nickel"]
    file = tmp_path / "graphs" / shipped.parent.name / f"{name}.ttl"
    file.parent.mkdir(parents=True)
    file.write_text(read_text(shipped), encoding="utf-8")
    found = [message for _, message, _ in checks.misplaced(read_given([file]))]
    assert found == [checks.OTHER_NAME] * faults


@pytest.mark.parametrize(
    ("file", "header", "faults"),
    [
        ("publications/2014", "", []),
        ("publications/2015", "", [checks.OTHER_FILE]),
        ("publications/undated", "", [checks.OTHER_FILE]),
        ("zheng2019/2014", "", [checks.OTHER_FILE]),
        ("publications/2014", "dkg:statedIn d:zheng2019 ;", [checks.OF_NO_SOURCE]),
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
    assert [message for _, message, _ in checks.misplaced(read_given([path]))] == faults


@pytest.mark.whole
def test_the_shipped_data_give_no_finding() -> None:
    """By the example of ``defectkg check -h``."""
    done = run("defectkg check")
    assert (done.returncode, done.stdout) == (0, "")
    nodes = re.match(r"no findings on (\d+) nodes of ", done.stderr)
    assert nodes
    assert int(nodes[1]) > 500


def test_the_ontology_with_its_shapes_gives_no_finding_as_a_folder() -> None:
    report = check([ROOT / "ontology"])
    assert report.findings == report.unread == []


@pytest.mark.parametrize(
    "start",
    [
        checks.UNTARGETED,
        "The formula does not parse",
        "The formula CsPbBr3 lacks",
        "The ions of",
        "The source does not reach",
        "The source declares no such section",
        "Names a place twice",
        "The source lists no reference",
        "The reference in the place",
        "Shares no place",
    ],
)
def test_every_rule_in_python_has_a_bad_file(start: str) -> None:
    assert any(text.startswith(start) for text in caught())


def test_a_term_is_mapped_or_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {f.node: f.message for f in check([DATA / "good" / "kinds.ttl"]).findings}
    terms = ("dkg:GoodMethod", "dkg:GoodTerm")
    assert found == dict.fromkeys(terms, UNMAPPED)
    copy = Path(shutil.copytree(mapping_folder(), tmp_path / "mappings"))
    new = copy / "new-terms.tsv"
    lines = "".join(f"{term}\tsome term\t\t\tMade up.\n" for term in terms)
    new.write_text(new.read_text("utf-8") + lines, "utf-8")
    chebi = copy / "chebi.sssom.tsv"
    head, _, row = chebi.read_text("utf-8").rstrip("\n").rpartition("\n")
    cells = row.split("\t")
    cells[0], cells[3] = "dkg:GoodTerm", "skos:closeMatch"
    chebi.write_text("\n".join([head, row, "\t".join(cells), ""]), "utf-8")
    monkeypatch.setattr("defectkg.mappings.collection.mapping_folder", lambda: copy)
    faults = mapping_faults(read_given([DATA / "good" / "kinds.ttl"]).quads)
    assert {short(node): message for node, message, _ in faults} == {
        "dkg:GoodMethod": OTHER_LABEL,
        "dkg:GoodTerm": BOTH,
    }


def test_a_file_that_cannot_be_read_does_not_keep_the_others_from_it(tmp_path: Path) -> None:
    good, bad = GOOD[0], DATA / "bad" / "claim-self.ttl"
    for path in (good, bad):
        (tmp_path / path.name).write_text(read_text(path), encoding="utf-8")
    broken = tmp_path / "a-broken.ttl"
    broken.write_text(
        "PREFIX d: <https://w3id.org/defectkg/data/>\n\nd:x a ; .\n", encoding="utf-8"
    )
    (tmp_path / "empty.ttl").write_text("", encoding="utf-8")
    report = check([tmp_path])
    assert [finding.place for finding in report.unread] == [
        f"{broken}:3:7",
        f"{tmp_path}/empty.ttl",
    ]
    assert named(report.findings) == set(expected(bad))
    with pytest.raises(DataError, match=r"a-broken.ttl:3:7: .*; correct the syntax"):
        check([broken])
