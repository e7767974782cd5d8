"""One source, or works up to a year: every command answers as if there were nothing else."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from defectkg.errors import NameLookupError
from defectkg.graph import DefectGraph
from defectkg.rdf.library import library
from defectkg.rdf.shipped import graph_files
from helpers import Done, of_files

# A paper of 2016 that tells of one of 2014 and of one without a year, beside the review of 2019.
PAPER = """
PREFIX d: <https://w3id.org/defectkg/data/>
PREFIX dkg: <https://w3id.org/defectkg/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
d:maker a dkg:Publication ; rdfs:label "Maker 2016" ; dkg:firstAuthor "Maker" ; dkg:year 2016 .
d:early a dkg:Publication ; rdfs:label "Early 2014" ; dkg:firstAuthor "Early" ; dkg:year 2014 .
d:undated a dkg:Publication ; rdfs:label "Undated" ; dkg:firstAuthor "Nobody" .
d:maker-study a dkg:RecordGraph ; rdfs:label "study" ; dkg:statedIn d:maker .
d:maker-t1 a dkg:Treatment ; rdfs:label "DDAB on CsPbBr3" ; dkg:agent dkg:DDAB ; dkg:role dkg:Trial ;
  dkg:host dkg:CsPbBr3 ; dkg:form dkg:Nanocrystal ; dkg:strategy dkg:LigandStrategy ; dkg:statedIn d:maker ;
  dkg:publication d:maker ; dkg:restsOn dkg:PrimaryResult ; dkg:locator "results ¶1" .
d:maker-m1 a dkg:Measurement ; dkg:treatment d:maker-t1 ; dkg:observable dkg:PLQY ; dkg:state dkg:After ;
  dkg:quantity dkg:Absolute ; dkg:valueText "71" ; dkg:value 7.1e+01 ; dkg:unitText "%" ;
  dkg:direction dkg:Up ; dkg:directionBasis dkg:Worded ; dkg:host dkg:CsPbBr3 ; dkg:form dkg:Nanocrystal ;
  dkg:statedIn d:maker ; dkg:publication d:maker ; dkg:locator "results ¶1" .
d:maker-c1 a dkg:Claim ; dkg:cause dkg:DDAB ; dkg:relation dkg:Lowers ; dkg:effect dkg:V_Br ;
  dkg:mechanism dkg:VacancyFilling ; dkg:host dkg:CsPbBr3 ; dkg:form dkg:Nanocrystal ; dkg:stance dkg:Supports ;
  dkg:certainty dkg:Stated ; dkg:treatment d:maker-t1 ; dkg:statedIn d:maker ; dkg:publication d:maker ;
  dkg:locator "results ¶1" .
d:maker-c2 a dkg:Claim ; dkg:cause dkg:V_Br ; dkg:relation dkg:Raises ; dkg:effect dkg:NonradiativeRecombination ;
  dkg:stance dkg:Supports ; dkg:certainty dkg:Stated ; dkg:statedIn d:maker ; dkg:publication d:early ;
  dkg:locator "results ¶2" .
d:maker-c3 a dkg:Claim ; dkg:cause dkg:KI ; dkg:relation dkg:Lowers ; dkg:effect dkg:V_Br ;
  dkg:stance dkg:Refutes ; dkg:certainty dkg:Stated ; dkg:statedIn d:maker ; dkg:publication d:undated ;
  dkg:locator "results ¶2" .
d:maker-x1 a dkg:Anomaly ; dkg:anomalyKind dkg:Tension ; dkg:asPrinted "3" ; dkg:confidence dkg:HighConfidence ;
  dkg:concerns d:maker-c3 ; dkg:statedIn d:maker ; dkg:locator "results ¶2" .
"""
QUESTIONS = [
    "tried --defect V_Br --host CsPbBr3",
    "outcomes --agent DDAB",
    "outcomes --harmful",
    "contradictions",
    "confront",
    "show V_Br --all",
    "show 'Wu 2018'",
    "paths DDAB PLQY --host CsPbBr3",
    "paths HBr",
    "explain all",
    "explain all --bottlenecks",
    "gaps --defect V_Br",
    "gaps --all --agent KI",
    "suggest --defect V_Cl --host CsPbCl3",
    "info",
    "export - --as nq",
    *(f"query {query.name}" for query in library()),
]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("maker") / "study.ttl"
    path.write_text(PAPER, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def both(paper: Path) -> DefectGraph:
    """The review of 2019 beside the paper of 2016."""
    return of_files(*(p for p in graph_files() if is_of_the_review(p)), paper)


@pytest.fixture(scope="module")
def alone(paper: Path) -> DefectGraph:
    """The paper of 2016 with what is from no source of claims, and the works that this cites."""
    works = paper.with_name("works.ttl")
    files = {path.name: path.read_text(encoding="utf-8") for path in graph_files()}
    cited = (files["undated.ttl"] + files["1976.ttl"]).split("\n\n")
    works.write_text("\n\n".join(one for one in cited if not one.startswith("d:zheng2019")))
    background = (path for path in graph_files() if path.parent.name == "background")
    return of_files(*background, works, paper)


def is_of_the_review(path: Path) -> bool:
    return path.parent.name in ("zheng2019", "publications", "background")


# What a source cites is no longer all works where definitions have theirs, too: held below.
@pytest.mark.parametrize("question", [q for q in QUESTIONS if q != "query publications"])
def test_of_one_source_all_is_as_if_there_were_no_other(
    question: str, both: DefectGraph, review: DefectGraph, call: Callable[..., Done]
) -> None:
    words = shlex.split(question)
    layout = [] if "export" in words else ["--format", "csv"]
    asked = call(*words, *layout, "--source", "Zheng 2019", on=both)
    without = call(*words, *layout, on=review)
    assert (asked.code, sorted(asked.out.splitlines())) == (0, sorted(without.out.splitlines()))
    if "export" not in words:
        assert asked.out == without.out
    assert any(line.startswith("Zheng 2019: 6 of ") for line in asked.err.splitlines())
    assert call(*words, *layout, "--source", "Zheng 2019", on=review) == without


@pytest.mark.parametrize("question", [q for q in QUESTIONS if "Wu 2018" not in q])
def test_up_to_a_year_nothing_later_speaks(
    question: str, both: DefectGraph, alone: DefectGraph, call: Callable[..., Done]
) -> None:
    """What is left of both in 2016 is the paper but for its work without a year."""
    words = [*shlex.split(question), *([] if "export" in question else ["--format", "csv"])]
    asked = call(*words, "--until", "2016", on=both)
    assert asked.code == 0
    told, *_ = asked.err.splitlines()
    assert "of later works or sources, " in told
    assert "records left out" in told
    for later in ("data/zheng2019", "data/Wu2018", "data/undated", "maker-c3", "maker-x1"):
        assert later not in asked.out
    assert asked.out == call(*words, "--until", "2018", on=both).out
    if "export" not in words:
        assert not [label for label in ("Zheng 2019", "Wu 2018", "Undated") if label in asked.out]
        same = call(*words, "--until", "2016", on=alone)
        files = "RecordGraph,record graph,"  # each year has its file of works
        assert [line for line in asked.out.splitlines() if files not in line] == [
            line for line in same.out.splitlines() if files not in line
        ]
        assert same.err.startswith("until 2016: 2 of 6 records left out, 2 of works or sources")


def test_the_paper_is_what_answers_in_2016(both: DefectGraph, call: Callable[..., Done]) -> None:
    def rows(*words: str) -> str:
        return call(*words, "--format", "csv", "--until", "2016", on=both).out

    assert rows("tried", "--defect", "V_Br").count("Maker 2016,Maker 2016") == 1
    assert "71" in rows("outcomes", "--agent", "DDAB")
    assert rows("query", "claims").count("\n") == 3
    assert "Early 2014" in rows("paths", "DDAB", "PLQY")
    assert "claimed,Maker 2016" in rows("gaps", "--defect", "V_Br", "--agent", "DDAB")
    assert ",up,up,explained," in rows("explain", "DDAB")
    assert call("show", "Early 2014", "--until", "2014", on=both).code == 2, "read in 2016"


def test_before_all_works_an_empty_answer_says_why(
    both: DefectGraph, call: Callable[..., Done]
) -> None:
    done = call("tried", "--defect", "V_Br", "--until", "1900", on=both)
    told, nothing = done.err.splitlines()
    assert (done.code, done.out.count("\n")) == (0, 2), "the head of the table"
    assert "the first counts from 2016 on" in told
    assert nothing.startswith("no rows of tried for defect V_Br")
    picture = call("network", "map.svg", "--until", "1900", on=both)
    assert picture.code == 2
    assert "no chain of these claims" in picture.err


@pytest.mark.parametrize("year", ["abc", "-3", "0", "20180", "2018.5", "'20 18'", "''"])
@pytest.mark.parametrize("command", ["tried", "outcomes", "explain all", "gaps", "query claims"])
def test_what_is_no_year_is_refused(command: str, year: str, call: Callable[..., Done]) -> None:
    done = call(*shlex.split(f"{command} --until={year}"))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "is no year; give one such as 2018" in done.err


@pytest.mark.parametrize("question", [*QUESTIONS, "network map.svg"])
def test_an_unknown_source_is_refused(question: str, call: Callable[..., Done]) -> None:
    done = call(*shlex.split(question), "--source", "Nobody 1850")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "unknown name 'Nobody 1850'" in done.err


def test_a_filter_of_a_query_is_not_taken_for_it(
    graph: DefectGraph, call: Callable[..., Done]
) -> None:
    done = call("query", "claims", "-p", "until=2016")
    assert done.code == 2
    assert "use --until, or graph.within(until=…)" in done.err
    done = call("query", "--until", "2016")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "--until needs a query" in done.err


def test_python_asks_a_part_of_the_graph(both: DefectGraph, review: DefectGraph) -> None:
    assert review.within(source="Zheng 2019") is review, "nothing is left out"
    part = both.within(until=2016)
    assert part is both.within(until=2016), "made once"
    assert part.sources_read == 1
    assert both.sources_read == 2
    assert {row["publication"] for row in part.tried(defect="V_Br").dicts()} == {"Maker 2016"}
    assert both.paths("DDAB", "PLQY", until=2016).paths == part.paths("DDAB", "PLQY").paths
    assert part.within(source="Maker 2016") is part
    assert part.store.query("ASK { d:zheng2019 ?p ?o }") is False
    with pytest.raises(NameLookupError, match="Wu 2018 does not count here"):
        part.show("Wu 2018")
    with pytest.raises(NameLookupError, match="unknown name 'nonesuch'"):
        part.show("nonesuch")
    for year in range(1900, 1930):
        both.within(until=year)
    assert len(both._parts) <= 8


def test_of_several_works_behind_a_record_those_in_time_stay(tmp_path: Path) -> None:
    """A source of 2019 retells a work of 2014 and one of 2018 as saying one thing."""
    path = tmp_path / "two.ttl"
    of_both = PAPER.replace("dkg:publication d:early ;", "dkg:publication d:early, d:maker ;")
    path.write_text(of_both.replace("dkg:statedIn d:maker ", "dkg:statedIn d:review "))
    with path.open("a", encoding="utf-8") as file:
        file.write('d:review a dkg:Publication ; rdfs:label "Review 2015" ; dkg:year 2015 .')
    graph = of_files(path)

    def works(year: int | None) -> set[str]:
        (claim,) = [s for s in graph.within(until=year).statements if s.iri.endswith("maker-c2")]
        return {graph.names.label(work) for work in claim.works}

    assert works(None) == works(2016) == {"Early 2014", "Maker 2016"}
    assert works(2015) == {"Early 2014"}
    assert graph.within(until=2014).statements == []


def test_several_sources_and_what_stands_between_two_records(tmp_path: Path) -> None:
    """That two papers are at odds is told only where both count."""
    path = tmp_path / "odds.ttl"
    path.write_text(
        PAPER
        + """
d:other a dkg:Publication ; rdfs:label "Other 2018" ; dkg:year 2018 .
d:third a dkg:Publication ; rdfs:label "Third 2018" ; dkg:year 2018 .
d:other-c1 a dkg:Claim ; dkg:cause dkg:DDAB ; dkg:relation dkg:Raises ; dkg:effect dkg:V_Br ;
  dkg:stance dkg:Supports ; dkg:certainty dkg:Stated ; dkg:statedIn d:other ; dkg:publication d:other ;
  dkg:locator "results ¶1" .
d:third-c1 a dkg:Claim ; dkg:cause dkg:KI ; dkg:relation dkg:Raises ; dkg:effect dkg:V_Br ;
  dkg:stance dkg:Supports ; dkg:certainty dkg:Stated ; dkg:statedIn d:third ; dkg:publication d:third ;
  dkg:locator "results ¶1" .
d:odds a dkg:Disagreement ; rdfs:label "odds" ; dkg:between d:maker-c1, d:other-c1 .
""",
        encoding="utf-8",
    )
    graph = of_files(path)

    def told(**limits: Any) -> tuple[int, bool]:
        part = graph.within(**limits)
        return part.sources_read, bool(part.store.query("ASK { d:odds ?p ?o }"))

    assert told() == (3, True)
    assert told(source="Maker 2016 or Other 2018") == (2, True)
    assert told(source="Maker 2016 or Third 2018") == (2, False)
    assert told(until=2018) == (3, True)
    assert told(until=2017) == (1, False)
    assert graph.within(source="Maker 2016 or Other 2018").left_out == (
        "Maker 2016 or Other 2018: 1 of 8 records left out, 1 read in other sources"
    )


def test_a_source_lists_its_own_works_and_those_that_it_cites(graph: DefectGraph) -> None:
    part = graph.within(source="Zheng 2019")
    unlisted = {
        row["publication"]
        for row in part.query("publications").dicts()
        if not row["reference_numbers"]
    }
    assert unlisted == {"Zheng 2019", "Wu, on TOPO (not in the list of Zheng 2019)"}
    assert [
        row["publication"]
        for row in graph.within(source="Panja 2025").query("publications").dicts()
    ] == ["Panja 2025"]
    early = {row["publication"] for row in graph.within(until=2019).query("publications").dicts()}
    behind_radii = {"Shannon 1976", "mendeleev 1.3.0"}
    assert not behind_radii & early
    assert behind_radii < {row["publication"] for row in graph.query("publications").dicts()}
    radii = [
        [row["radius"] for row in g.query("dopant-sizes", ion="Ni2+").dicts()]
        for g in (part, graph)
    ]
    assert radii[0] == radii[1] != []
