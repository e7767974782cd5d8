"""Why a host is as it is, and what a defect does, by the claims on defects."""

from __future__ import annotations

import json

import pytest

from defectkg.errors import NameLookupError
from defectkg.graph import DefectGraph
from defectkg.mechanisms.paths import Scope
from defectkg.mechanisms.search import Search
from defectkg.mechanisms.untreated import untreated
from defectkg.text.untreated import untreated_json, untreated_text
from helpers import says, tree


def test_a_host_is_explained_by_what_its_defects_do(review: DefectGraph) -> None:
    text = untreated_text(review, review.explain_untreated("CsPbBrxCl3-x"), 10)
    measured, rest = text.split("What its defects do to it:")
    assert "PLQY of the host: 10–25 % (" in measured
    assert "(chloride vacancy); CsPbBrxCl3-x, nanocrystal; Zheng 2019" in measured
    first, beneath = rest.split("Also said of what its defects do:")
    steps = [line.strip() for line in first.splitlines() if line.startswith("   ")]
    assert steps[0].startswith("1. chloride vacancy brings more deep trap states by gap-state")
    assert "which raises nonradiative recombination" in steps[1]
    assert steps[2] == "3. By definition, nonradiative recombination lowers PLQY."
    assert "in doubt: Leng 2018, high confidence" in steps[0]
    assert (
        "the deep trap state raises the nonradiative recombination (Leng 2018 [35; 83]" in beneath
    )
    assert "Declared open of CsPbBrxCl3-x: composition-dependent defect chemistry" in beneath


def test_each_path_begins_in_the_host_and_none_is_told_twice(review: DefectGraph) -> None:
    for host in ("CsPbCl3", "CsPbBr3", "CsPbI3"):
        iri = review.find(host).iri
        found = review.explain_untreated(host)
        assert found.paths
        for path in found.paths:
            assert any(iri in s.hosts for s in path.with_votes[0].statements)
            assert not path.crossings
        claimed = [tuple(path.with_votes) for path in found.paths]
        assert len(set(claimed)) == len(claimed)
        on_paths = {s for path in found.paths for s in path.claims}
        assert not on_paths & set(found.besides)


def test_what_a_dopant_makes_is_no_defect_of_the_host_as_it_is(review: DefectGraph) -> None:
    brought = review.find("Ce on Pb site").iri
    assert all(path.kinds[0] != brought for path in review.explain_untreated("CsPbBr3").paths)
    alone = review.explain_untreated("Ce on Pb site")
    assert alone.paths
    assert all(path.kinds[0] == brought for path in alone.paths)


def test_a_defect_is_explained_by_what_works_tell_of_it(review: DefectGraph) -> None:
    found = review.explain_untreated("V_Cl")
    ends = {review.names.label(path.kinds[-1]) for path in found.paths}
    assert {"PL intensity", "trap density"} <= ends
    text = untreated_text(review, found, 1)
    assert text.startswith(
        "chloride vacancy: what works tell of it\n\n1. (+) With chloride vacancy"
    )
    assert f"\nand {len(found.paths) - 1} more paths\n" in text
    told = json.loads(untreated_json(review, found))
    assert told["of"] == "chloride vacancy"
    assert len(told["paths"]) == len(found.paths)


def test_where_light_is_not_measured_its_defects_still_do_something_to_it(
    review: DefectGraph,
) -> None:
    found = review.explain_untreated("MAPbBr3")
    starts = {review.names.label(path.kinds[0]) for path in found.paths}
    assert "undercoordinated lead" in starts


def test_only_hosts_and_defects_are_explained_so(review: DefectGraph) -> None:
    with pytest.raises(NameLookupError, match="does not fit here"):
        review.explain_untreated("ZnBr2")


def test_where_nothing_is_said_it_is_said_so() -> None:
    search = Search([says("salt - hole")], tree(), Scope())
    assert untreated(search, "host", {"light"}).paths == ()


def test_a_defect_of_another_ontology_is_told_in_small_letters(review: DefectGraph) -> None:
    text = untreated_text(review, review.explain_untreated("podo:Vacancy"), 10)
    assert text.startswith("vacancy: what works tell of it\n")
    assert "Vacancy" not in text
