"""Files are read as what they are, or it is said what they are and what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from defectkg.errors import DataError
from defectkg.rdf.reading import FORMATS, rdf_files, read_each, read_quads, read_text

TURTLE = '# a comment\n\n@prefix x: <http://x/> .\nx:a x:b "é" .\n'
XML = (
    '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:x="http://x/"><x:C rdf:about="http://x/a"/></rdf:RDF>'
)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed(tmp_path: Path, code: str) -> None:
    file = tmp_path / "a.ttl"
    file.write_bytes(TURTLE.encode(code))
    assert [quad.object.value for quad in read_quads(file)] == ["é"]


@pytest.mark.parametrize(("name", "text"), [("A.TTL", TURTLE), ("a.Owl", XML), ("a.owl", TURTLE), ("a.rdf", TURTLE), ("a.owl", '{"@id": "x:a", "x:b": 1}'), ("a.owl", "<!-- a -->" + XML[21:])])  # fmt: skip
def test_endings_in_capitals_and_ontologies_of_any_syntax(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    assert rdf_files(tmp_path) == [tmp_path / name]
    assert len(list(read_quads(tmp_path / name))) == 1


OTHERS = [
    # name | text | what is said
    ("a.owl", "Prefix(:=<http://x/>)\nOntology(<http://x/o>)", "OWL functional syntax, which is not read; save it as Turtle"),
    ("a.owl", "# by hand\nPrefix: : <http://x/>\nOntology: <http://x/o>", "OWL Manchester syntax, which is not read"),
    ("a.owl", '<?xml version="1.0"?>\n<Ontology xmlns="http://www.w3.org/2002/07/owl#"/>', "OWL/XML, which is not read"),
    ("a.owl", "<!DOCTYPE html><html><p>404", "HTML, which is not read; give a file of RDF"),
    ("a.ttl", XML, "a.ttl: RDF/XML by its content; rename it to .owl"),
    ("a.jsonld", XML, "a.jsonld: RDF/XML by its content; rename it to .owl"),
    ("a.ttl", '{"@id": "x:a"}', "a.ttl: JSON-LD by its content; rename it to .jsonld"),
    ("a.jsonld", TURTLE, "a.jsonld: Turtle by its content; rename it to .ttl"),
    ("a.jsonld", '{"@context":{"@version":1.1,"t":{"@id":"x:t","@container":"@type"}},"@id":"x:a","t":{"x:T":{"@id":"x:n"}}}', "a type map of nodes is not read; write @type"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "said"), OTHERS, ids=[row[2][:30] for row in OTHERS])
def test_what_it_is_instead_is_said(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(DataError, match=said):
        list(read_quads(tmp_path / name))


def test_a_sparse_file_of_100_gb_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    with file.open("wb") as out:
        out.truncate(100 << 30)
    with pytest.raises(DataError, match=r"a\.ttl: more than 1 GiB; split it"):
        read_text(file)


def test_few_nul_bytes_are_unknown_signs_where_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "copy.txt"
    file.write_bytes(b"PL of e\0cient CsPbBr3 nanocrystals" + b" and so on" * 20)
    assert "e\ufffdcient" in read_text(file, some_nul=True)
    with pytest.raises(DataError, match=r"copy\.txt:1: a NUL byte"):
        read_text(file)
    file.write_bytes(b"\0" * 99 + b"x")
    with pytest.raises(DataError, match="NUL"):
        read_text(file, some_nul=True)


# --- folders ----------------------------------------------------------------------------------


def test_a_folder_behind_a_link_is_read_and_a_loop_once(tmp_path: Path) -> None:
    folder, apart = tmp_path / "folder", tmp_path / "apart"
    folder.mkdir()
    apart.mkdir()
    (folder / "a.ttl").write_text(TURTLE)
    (apart / "b.ttl").write_text(TURTLE)
    (folder / "link").symlink_to(apart)
    (apart / "back").symlink_to(folder)
    (folder / "self").symlink_to(".")
    assert rdf_files(folder) == [folder / "a.ttl", folder / "link" / "b.ttl"]


def test_a_folder_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.ttl").write_text(TURTLE)
    (tmp_path / "closed").mkdir()
    look = os.scandir

    def closed(path: str) -> object:
        if str(path).endswith("closed"):  # root may read everything
            raise PermissionError(13, "Permission denied", path)
        return look(path)

    monkeypatch.setattr("os.scandir", closed)
    with pytest.raises(DataError, match="closed: Permission denied"):
        rdf_files(tmp_path)


def test_a_broken_link_in_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").symlink_to("nowhere.ttl")
    with pytest.raises(DataError, match=r"a\.ttl: No such file"):
        read_each(rdf_files(tmp_path), read_text)


def test_all_bad_files_of_a_folder_are_named(tmp_path: Path) -> None:
    for name, text in {"a": TURTLE, "b": "x", "c": TURTLE, "d": "", "e": "y"}.items():
        (tmp_path / f"{name}.ttl").write_text(text)
    with pytest.raises(
        DataError, match=r"b\.ttl:1:1: .*\(and 2 more: \S*d\.ttl, \S*e\.ttl\)"
    ) as error:
        read_each(rdf_files(tmp_path), lambda file: list(read_quads(file)))
    assert "\n" not in str(error.value)


def test_every_ending_has_a_reader() -> None:
    assert all(ending == ending.lower() for ending in FORMATS)
