"""Rows as they are printed: tables for terminals, CSV for spreadsheets, JSON as it is."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from defectkg.graph import DefectGraph
from defectkg.rdf.rows import Rows, no_formula
from helpers import EXPECTED

ODD = "\x1b[31mred\x07\x7f\x9b \u202eevil\u200b\u2028 💥 <script>alert(1)</script>"


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://x","y")', "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "-A1",
        "\t=1", "\r=1", " =1", "＝1+1", "－1+1", "+1 +1", "-1e", "--1", "+-1", "-1.2.3", "-1,5", "-OH",
    ],
)  # fmt: skip
def test_a_formula_has_a_quote_before_it(cell: str) -> None:
    assert no_formula(cell).strip().startswith("'")
    assert no_formula(f"35; {cell}").partition(";")[2].strip().startswith("'")
    text = Rows(("a",), [(cell,)]).to_text("csv")
    [[_], *found] = list(csv.reader(io.StringIO(text, newline="")))
    assert all(not field.strip().startswith(tuple("=+-@＝－")) for row in found for field in row)


@pytest.mark.parametrize(
    "cell", ["+", "-", "", "-0.38", "+80.5", "-1e-3", "-.5", "-1.", "35; -2; +", "x-y", "a=b", "K+", "1+1", "x@y.z"]
)  # fmt: skip
def test_numbers_signs_and_names_stay_as_they_are(cell: str) -> None:
    assert no_formula(cell) == cell


@pytest.mark.parametrize("path", sorted(EXPECTED.glob("*.csv")), ids=lambda path: path.stem)
def test_no_cell_of_ours_is_taken_for_a_formula(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if no_formula(cell) != cell] == []


def test_a_table_obeys_no_sign_and_stays_aligned() -> None:
    text = Rows(("a", "b"), [(ODD, "x"), ("y", "z")]).to_text("table", 200)
    assert all(line.isprintable() for line in text.splitlines())
    assert "\\x1b[31mred\\x07\\x7f\\x9b \\u202eevil\\u200b\\u2028" in text
    head, rule, first, second = text.splitlines()
    column = rule.index("  ") + 2
    assert [line[column:] for line in (head, first, second)] == ["b", "x", "z"]


def test_json_is_exact_and_visible() -> None:
    text = Rows(("a",), [(ODD,)]).to_text("json")
    assert json.loads(text) == [{"a": ODD}]
    assert all(line.isprintable() for line in text.splitlines())
    assert "💥" in text


def test_html_is_escaped() -> None:
    assert "<script>" not in Rows(("a",), [(ODD,)])._repr_html_()


def test_what_stands_in_many_cells_is_held_once_and_what_only_looks_alike_is_not() -> None:
    def row() -> tuple[ox.NamedNode | ox.Literal | None, ...]:
        return ox.NamedNode("urn:x"), ox.Literal("urn:x"), ox.Literal("urn:x", language="en"), None

    rows = Rows.of_terms("abcd", [row(), row()])
    assert rows.terms == [row(), row()]
    assert rows.values == [("urn:x", "urn:x", "urn:x", "")] * 2
    for cells in (rows.terms, rows.values):
        assert all(one is other for one, other in zip(*cells, strict=True))


def test_rows_as_json_are_the_w3c_format(graph: DefectGraph) -> None:
    rows = graph.query(
        "SELECT ?kind ?label WHERE { ?kind skos:notation 'IDA' ; rdfs:label ?label }"
    )
    answer = json.loads(rows.to_text("json"))
    assert answer == {
        "head": {"vars": ["kind", "label"]},
        "results": {
            "bindings": [
                {
                    "kind": {"type": "uri", "value": "https://w3id.org/defectkg/ontology/IDA"},
                    "label": {
                        "type": "literal",
                        "value": "2,2'-iminodibenzoic acid",
                        "xml:lang": "en",
                    },
                }
            ]
        },
    }


def test_rows_as_csv_and_tsv_survive_commas_tabs_and_quotes() -> None:
    rows = Rows(("a", "b"), [('x, "y"', "tab\there"), ("", "plain")])
    assert rows.to_text("csv") == 'a,b\n"x, ""y""",tab\there\n,plain\n'
    assert rows.to_text("tsv").splitlines()[1].split("\t") == ['"x, ""y"""', "tab here"]


def test_tables_keep_to_the_width_or_become_blocks() -> None:
    rows = Rows(("name", "text"), [("a", "word " * 40)])
    assert max(map(len, rows.to_text("table", 60).splitlines())) <= 60
    many = Rows(("one", "two"), [("unbreakable", "indivisible"), ("", "x")])
    assert many.to_text("table", 40).splitlines()[0] == "one          two"
    assert many.to_text("table", 20).split("\n") == [
        "one  unbreakable", "two  indivisible", "", "two  x", ""
    ]  # fmt: skip


def test_excel_is_csv_with_a_mark_of_utf_8() -> None:
    rows = Rows(("a", "b"), [("=1+1", "µm")])
    assert rows.to_text("excel") == "\ufeff" + rows.to_text("csv")
    assert rows.to_text("excel").encode() == b"\xef\xbb\xbfa,b\n'=1+1,\xc2\xb5m\n"
