"""Each answer names the source in which it was read, beside the work on which it rests."""

from __future__ import annotations

import json

import pytest

from defectkg.graph import DefectGraph
from defectkg.rdf.library import library
from defectkg.rdf.queries import run
from defectkg.rdf.rows import Rows
from defectkg.text.pages import page
from defectkg.text.path_data import paths_json, paths_rows
from defectkg.text.paths import paths_text
from defectkg.text.tables import explain_rows, gap_rows, suggest_rows
from helpers import record_texts

SOURCES = {"Made-up review", "Other review"}
ON_NO_RECORD = {"dopant-sizes", "publications"}  # rows on ions and on works


def of(rows: Rows, **cells: str) -> set[str]:
    """The sources of the rows with these cells."""
    found = [row for row in rows.dicts() if cells.items() <= row.items()]
    return {row["read_in"] for row in found}


@pytest.mark.parametrize("query", sorted({q.name for q in library()} - ON_NO_RECORD))
def test_every_row_of_a_query_says_in_which_source_it_was_read(
    query: str, two_sources: DefectGraph, graph: DefectGraph
) -> None:
    rows = [*run(two_sources.store, query).dicts(), *run(graph.store, query).dicts()]
    of_records = [row for row in rows if query != "defects" or row["publication"]]  # of some none
    assert of_records
    assert all(row["read_in"] for row in of_records)


def test_one_study_read_in_two_sources_is_two_rows(two_sources: DefectGraph) -> None:
    claims = run(two_sources.store, "claims")
    assert of(claims, publication="Made-up paper", reference_numbers="7") == {"Other review"}
    assert of(claims, publication="Made-up paper", reference_numbers="2; 10") == {"Made-up review"}
    columns = claims.columns
    hidden = next(i for i, name in enumerate(columns) if name.endswith("_iri"))
    assert "read_in" in columns[:hidden]


def test_paths_name_the_source_in_text_rows_and_json(two_sources: DefectGraph) -> None:
    answer = two_sources.paths("V_Br", "PL lifetime", definitions=False)
    claim = json.loads(paths_json(two_sources, answer))["paths"][0]["steps"][0]["claims"][0]
    assert (claim["publication"], claim["read_in"]) == ("Made-up paper", "Other review")
    assert of(paths_rows(two_sources, answer)) == {"Other review"}
    assert "Made-up paper [7 of Other review]" in paths_text(two_sources, answer)


def test_explanations_gaps_and_suggestions_name_the_source(two_sources: DefectGraph) -> None:
    explained = explain_rows(two_sources, two_sources.explain())
    label = "KI and ZnBr2 together on CsPbBr3 nanocrystals"
    assert of(explained, treatment=label) == {"Other review"}
    assert of(explained) == SOURCES
    cells = two_sources.gaps(defect="V_Br", agent="metal halide", host="CsPbBr3", form="NC")
    assert of(gap_rows(two_sources, cells)) == {"Made-up review; Other review"}
    suggested = two_sources.suggest("V_Br", "CsPbI3")
    assert all(row["read_in"] for row in suggest_rows(two_sources, suggested).dicts())


def test_a_page_names_the_source_only_where_there_are_several(
    tiny: DefectGraph, two_sources: DefectGraph
) -> None:
    alone, both = (page(record_texts(g), g.find("KI"), 1000) for g in (tiny, two_sources))
    assert "Made-up paper [2; 10]" in alone
    assert " of Made-up review]" not in alone
    assert "Made-up paper [2; 10 of Made-up review]" in both
    assert "Made-up paper [7 of Other review]" in both


def test_a_page_says_what_is_inferred_inverted_an_aim_or_in_doubt(
    two_sources: DefectGraph,
) -> None:
    text = page(record_texts(two_sources), two_sources.find("V_Br"), 1000)
    told = (
        "in CsPbBr3 nanocrystals; “completely”; recorded the other way round; host from caption; "
    )
    assert told in text
    assert (
        "in doubt: off-topic citation of Made-up paper (high confidence); stated, Made-up" in text
    )
    assert "off-topic citation of Made-up paper: 7, not resolved (confidence high)" in text
    rich = page(record_texts(two_sources), two_sources.find("bromide-rich environment"), 1000)
    assert "bromide-rich environment is meant to " in rich
    assert "(up, in words, as an aim)" in page(
        record_texts(two_sources), two_sources.find("KI"), 1000
    )
