"""Citations of works and of records, as text, BibTeX and CSL-JSON."""

from __future__ import annotations

import json
import re

import pytest

from defectkg import __version__
from defectkg.errors import NameLookupError, QueryError
from defectkg.graph import DefectGraph
from defectkg.publish.citations import Work, citation

YONG = "J. Am. Chem. Soc. 2018, 140, 9942–9951. https://doi.org/10.1021/jacs.8b04763"
ODD = Work("odd key", "Odd", ("O'Neil, A.", "et al."), "50% of {A_B} & C#", "J_X", *[""] * 6)


def test_a_work_is_cited_as_its_entry_prints_it(review: DefectGraph) -> None:
    text = review.cite("Yong 2018")
    assert text.startswith("Yong, Z.-J.; Guo, S.-Q.; ")
    assert text.endswith(f"{YONG} [ref 61 of Zheng 2019]\n")
    assert text == review.cite("10.1021/jacs.8b04763")
    assert review.cite("Leng2018").endswith("[ref 35, 83 of Zheng 2019]\n")


def test_a_claim_is_cited_with_both_works_and_its_place(review: DefectGraph) -> None:
    primary, source, place, record = review.cite("zheng2019-nickel-c5").splitlines()
    assert YONG in primary
    assert source.startswith("as read in: Xiaopeng Zheng; Yi Hou; ")
    assert place == "place: doping ¶2"
    assert record == f"record: zheng2019-nickel-c5, defectkg {__version__}"
    own = review.cite("zheng2019-nickel-c1").splitlines()
    assert [line.split()[0] for line in own] == ["Xiaopeng", "place:", "record:"]


def test_treatments_and_measurements_are_cited_too(made_up: DefectGraph) -> None:
    for query, key in (("treatments", "treatment_iri"), ("measurements", "measurement_iri")):
        for row in made_up.query(query).dicts():  # type: ignore[union-attr]
            assert f"place: {row['locator']}\n" in made_up.cite(row[key])


def test_bibtex_has_both_works(review: DefectGraph) -> None:
    text = review.cite("zheng2019-nickel-c5", "bibtex")
    assert re.findall(r"^@(\w+)\{(\w+),$", text, re.M) == [
        ("article", "Yong2018"),
        ("misc", "zheng2019"),
    ]
    assert "and Gu, J.-L. and others},\n" in text
    assert "  pages = {9942--9951},\n  doi = {10.1021/jacs.8b04763},\n" in text
    assert "as read in Zheng 2019, doping ¶2" in text


def test_bibtex_escapes_what_tex_would_read(review: DefectGraph) -> None:
    text = ODD.bibtex()
    assert r"title = {{50\% of \{A\_B\} \& C\#}}" in text
    assert text.startswith("@misc{odd-key,\n  author = {O'Neil, A. and others},\n")


def test_every_work_is_cited_in_every_format(graph: DefectGraph) -> None:
    rows = graph.query("publications").dicts()  # type: ignore[union-attr]
    for row in rows[::8]:  # each asks the store; every eighth is of all years
        works = citation(graph, row["publication_iri"])
        assert works.to_text().count("\n") == 1
        (item,) = json.loads(works.to_text("json"))
        assert item.get("DOI", "") == row["doi"]
        assert item["title"]
        entry = works.to_text("bibtex")
        assert entry.replace(r"\{", "").replace(r"\}", "").count("{") == entry.count("}")


def test_csl_json_has_names_year_and_note(review: DefectGraph) -> None:
    first, last = json.loads(review.cite("zheng2019-nickel-c5", "json"))
    assert first["author"][0] == {"family": "Yong", "given": "Z.-J."}
    assert first["author"][-1] == {"literal": "et al."}
    assert first["issued"] == {"date-parts": [[2018]]}
    assert (first["volume"], first["type"]) == ("140", "article-journal")
    assert last["author"][0] == {"literal": "Xiaopeng Zheng"}
    assert "doping ¶2" in last["note"]


def test_an_unlisted_work_is_cited_as_its_source_names_it(review: DefectGraph) -> None:
    for name in ("zheng2019-unlisted-74", "zheng2019-unlisted-topo"):
        assert re.fullmatch(r"cited as “.*” in Zheng 2019\.\n", review.cite(name))


def test_what_is_no_work_or_record_cannot_be_cited(graph: DefectGraph) -> None:
    with pytest.raises(NameLookupError, match="supports cannot be cited: name a work"):
        graph.cite("supports")
    with pytest.raises(NameLookupError, match="unknown name 'nonesuch'"):
        graph.cite("nonesuch")
    with pytest.raises(QueryError, match="use one of text, bibtex, json"):
        graph.cite("Yong 2018", "ris")
