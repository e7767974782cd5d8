"""The explorer: pages for every thing, their formats, what is wrong with a request, hostile input."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import rdflib
from starlette.testclient import TestClient

import defectkg
import defectkg.web.kept
import defectkg.web.things
from defectkg.graph import DefectGraph
from defectkg.publish.export import as_text, syntax_of
from defectkg.rdf.library import library
from defectkg.rdf.prefixes import DATA, TERMS
from defectkg.text.answers import for_people
from defectkg.text.ask import IN_FULL, MOST, answer_rows, read_as, study_lines
from defectkg.text.question import read_question
from defectkg.web.app import create_app
from defectkg.web.explorer import Explorer
from defectkg.web.forms import FILES
from defectkg.web.links import address
from defectkg.web.media_types import liked

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
CLAIM = "/data/zheng2019-hydrogen-bromide-c4"
PAGES = (  # of every sort: kind, form, work, source, claim, treatment, outcome, doubt, property, foreign
    "/ontology/V_Br",
    "/ontology/DDAB",
    "/ontology/Nanocrystal",
    "/ontology/VacancyFilling",
    "/ontology/supplies",
    "/data/Wu2018",
    "/data/zheng2019",
    CLAIM,
    "/data/zheng2019-hydrogen-bromide-t1",
    "/data/zheng2019-hydrogen-bromide-m1",
    "/data/zheng2019-hydrogen-bromide-x3",
    "/other/podo:Vacancy",
)
QUESTION = "Why does Bi3+ quench CsPbBr3, and Ce3+ not?"
VIEWS = (
    "/",
    "/ask",
    "/ask?q=Why does Bi3%2B quench CsPbBr3, and Ce3%2B not?",
    "/tried",
    "/tried?defect=V_Br&host=CsPbBr3",
    "/outcomes?agent=ZnBr2",
    "/claims?effect=V_Br",
    "/contradictions",
    "/gaps?defect=V_Cl&host=CsPbCl3",
    "/suggest?defect=V_Cl&host=CsPbCl3",
    "/explain?what=KI",
    "/explain?what=CsPbBr3",
    "/explain?what=V_Cl",
    "/compare",
    "/compare?one=HBr&other=ZnBr2",
    "/paths",
    "/paths?start=HBr&end=PLQY&host=CsPbBr3",
    "/map?agent=HBr",
    "/ontology",
    "/data",
    "/queries",
    "/queries/dopants",
    "/editor",
    "/editor?load=tried",
)


@pytest.fixture(scope="module")
def client(graph: DefectGraph) -> Iterator[TestClient]:
    """A browser at the shipped graph."""
    with TestClient(create_app(graph), headers=BROWSER, follow_redirects=False) as it:
        yield it


def words(html: str) -> str:
    """The text of a page, without its marks."""
    return " ".join(
        unescape(re.sub(r"<(script|style|svg).*?</\1>|<[^>]*>", "", html, flags=re.S)).split()
    )


OF_STATEMENTS = ("/paths?start=HBr&end=PLQY&host=CsPbBr3", "/explain?what=CsPbBr3")


@pytest.mark.parametrize("path", [*PAGES[::2], *OF_STATEMENTS])
def test_of_a_large_store_a_page_reads_its_own_records(
    path: str,
    client: TestClient,
    graph: DefectGraph,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = client.get(path).text
    request.getfixturevalue("large")
    monkeypatch.setattr(Explorer, "records", property(lambda _: pytest.fail("all are read")))
    with TestClient(create_app(graph), headers=BROWSER, follow_redirects=False) as other:
        assert other.get(path).text == expected


@pytest.mark.parametrize("where", [*PAGES, *VIEWS])
def test_pages_are_whole(client: TestClient, where: str) -> None:
    answer = client.get(where)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert len(re.findall("<h1>", answer.text)) == 1
    assert re.search(r"<title>[^<]+</title>", answer.text)
    assert re.search(r'<meta name="description" content="[^"]{8,}">', answer.text)
    assert "<main" in answer.text
    assert ">None<" not in answer.text


@pytest.mark.parametrize("where", [*PAGES, *VIEWS])
def test_no_page_asks_another_server_and_no_script_stands_in_it(
    client: TestClient, where: str
) -> None:
    answer = client.get(where)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    loaded = re.findall(r'<(?:script|img|iframe|source)\b[^>]*\bsrc="([^"]*)"', answer.text)
    loaded += re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]*)"', answer.text)
    assert loaded
    assert all(it.startswith(("/static/", "data:,")) for it in loaded), loaded
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", answer.text)
    assert all('type="application/ld+json"' in it for it in inline)
    assert not re.search(r"\s(?:style|on[a-z]+)=\"", answer.text)


def test_links_of_a_page_lead_somewhere(client: TestClient) -> None:
    """All that stands on the page of DDAB, on that of a claim, and on what was tried."""
    for page in ("/ontology/DDAB", CLAIM, "/tried?defect=V_Br&host=CsPbBr3", "/contradictions"):
        targets = {
            unescape(it).partition("#")[0]
            for it in re.findall(r'href="(/[^"]*)"', client.get(page).text)
        }
        assert len(targets) > 15
        for target in sorted(targets):
            assert client.get(target).status_code == 200, (page, target)


def test_a_claim_leads_to_its_work_and_back(client: TestClient) -> None:
    assert 'href="/data/Wu2018"' in client.get(CLAIM).text
    assert f'href="{CLAIM}"' in client.get("/data/Wu2018").text
    assert f'href="{CLAIM}"' in client.get("/ontology/V_Br").text


def test_a_page_says_how_to_cite_and_ask_it_elsewhere(
    client: TestClient, graph: DefectGraph
) -> None:
    page = words(client.get(CLAIM).text)
    assert " ".join(graph.cite("zheng2019-hydrogen-bromide-c4").split()) in page
    assert "defectkg show d:zheng2019-hydrogen-bromide-c4" in page
    assert "DESCRIBE d:zheng2019-hydrogen-bromide-c4" in page
    tried = client.get("/tried?defect=V_Br&host=CsPbBr3").text
    assert "defectkg tried --defect V_Br --host CsPbBr3" in unescape(tried)


def test_previews_say_what_a_page_is_about(client: TestClient) -> None:
    for where, kind, name in (
        ("/ontology/V_Br", "DefinedTerm", "bromide vacancy"),
        ("/data/Wu2018", "ScholarlyArticle", "Wu 2018"),
        (CLAIM, "Claim", "HBr lowers the bromide vacancy"),
    ):
        said = re.search(
            r'<script type="application/ld\+json">(.*?)</script>', client.get(where).text
        )
        assert said
        preview = json.loads(said[1])
        assert (preview["@type"], preview["name"]) == (kind, name)
        assert preview["@id"].startswith((TERMS, DATA))
        assert len(preview["description"]) > 5


@pytest.mark.parametrize(
    ("ending", "media", "syntax"),
    [
        ("ttl", "text/turtle", "turtle"),
        ("nt", "application/n-triples", "nt"),
        ("rdf", "application/rdf+xml", "xml"),
        ("jsonld", "application/ld+json", "json-ld"),
    ],
)
def test_a_thing_as_rdf(client: TestClient, ending: str, media: str, syntax: str) -> None:
    """By ending and by Accept the same statements, those that point at it among them."""
    thing = rdflib.URIRef(TERMS + "V_Br")
    for answer in (
        client.get(f"/ontology/V_Br.{ending}"),
        client.get("/ontology/V_Br", headers={"Accept": f"text/html;q=0.4, {media}"}),
    ):
        assert answer.headers["content-type"].startswith(media)
        found = rdflib.Graph().parse(data=answer.text, format=syntax)
        assert {str(it) for it in found.objects(thing, rdflib.RDFS.label)} == {"bromide vacancy"}
        cause = rdflib.URIRef(DATA + "zheng2019-hydrogen-bromide-c4")
        assert (cause, rdflib.URIRef(TERMS + "effect"), thing) in found


def test_rows_by_ending_and_by_accept(client: TestClient, graph: DefectGraph) -> None:
    asked = "defect=V_Br&host=CsPbBr3"
    rows = graph.tried(defect="V_Br", host="CsPbBr3")
    for name, media in FILES.items():
        by_ending = client.get(f"/tried.{name}?{asked}")
        by_accept = client.get(f"/tried?{asked}", headers={"Accept": media})
        assert by_ending.text == by_accept.text == rows.to_text(name)
        assert by_ending.headers["content-type"].startswith(media)
    assert client.get("/ontology/V_Br.csv").text.startswith("node,direction,property,value\n")


@pytest.mark.parametrize("name", [query.name for query in library()])
def test_every_query_of_the_library_has_its_page(
    client: TestClient, graph: DefectGraph, name: str
) -> None:
    assert f"/queries/{name}" in client.get("/queries").text
    page = words(client.get(f"/queries/{name}").text)
    if name != "tried":  # its page asks for a filter first
        shown = for_people(name, graph.ask(name, {}))  # which may fold agents of one sort
        assert f"{len(shown.values)} row" in page
    assert client.get(f"/queries/{name}.csv").text.count("\n") >= 1


def test_what_describes_the_graph_is_as_exported(client: TestClient, graph: DefectGraph) -> None:
    for name, what in (
        ("void.ttl", "void"),
        ("queries.ttl", "queries"),
        ("context.jsonld", "context"),
    ):
        answer = client.get(f"/{name}")
        assert answer.text == as_text(graph.store, syntax_of(name), what)[0]
        assert answer.headers["content-type"].startswith(("text/turtle", "application/ld+json"))
    assert client.get("/.well-known/void").headers["location"] == "/void.ttl"
    assert client.get("/void.ttl?x=1").status_code == 400


def test_lists_hold_all_terms_and_all_studies(client: TestClient, graph: DefectGraph) -> None:
    terms, records = client.get("/ontology").text, client.get("/data").text
    for kind in graph.kinds.groups:
        assert f'href="{address(kind)}"' in terms, kind
    below = terms.partition(">halide vacancy</a>")[2]
    assert below.startswith("<ul><li>"), "the narrower ones stand below"
    for study in graph.query("SELECT ?g { ?g a dkg:RecordGraph }").dicts():
        assert f'href="{address(study["g"])}"' in records
    assert 'href="/data/Wu2018"' in records
    study = words(client.get("/data/zheng2019-nickel").text)
    assert "Ni2+ leaves fewer trap states" in study
    assert "Zheng 2019" not in client.get("/data?until=1900").text


def test_short_addresses_lead_to_things(client: TestClient) -> None:
    for typed, thing in (
        ("/V_Br", "/ontology/V_Br"),
        ("/bromide vacancies", "/ontology/V_Br"),
        ("/dkg:DDAB", "/ontology/DDAB"),
        ("/zheng2019-hydrogen-bromide-c4", CLAIM),
        ("/find?name=Wu et al. 2018", "/data/Wu2018"),
        ("/find?name=podo:Vacancy", "/other/podo:Vacancy"),
        ("/find?name=V_Br in CsPbBr3", "/tried?defect=V_Br&host=CsPbBr3"),
    ):
        assert client.get(typed).headers["location"] == thing


def test_no_view_hides_a_thing(graph: DefectGraph) -> None:
    """No thing is called as a page is, so every short address is free for it."""
    taken = {where.strip("/").split("/")[0].split("?")[0] for where in VIEWS} | {"sparql", "static"}
    assert not taken & {iri.rsplit("/", 1)[-1] for iri in graph.names.by_iri}


def test_a_name_of_several_things_gives_a_choice(client: TestClient, graph: DefectGraph) -> None:
    text = next(
        name
        for iri in sorted(graph.names.by_iri)
        for name in sorted(graph.names.spellings[iri])
        if len([n for n in graph.names.candidates(name) if address(n.iri)]) > 1
    )
    page = client.get("/find", params={"name": text})
    assert page.status_code == 200
    assert "several things" in page.text
    assert page.text.count("<code>") > 1


def test_names_complete_themselves(client: TestClient) -> None:
    def completed(text: str, groups: str = "") -> list[str]:
        found = client.get("/complete", params={"text": text, "groups": groups}).json()
        return [it["name"] for it in found]

    assert completed("bromide v", "DefectKind")[0] == "bromide vacancy"
    assert completed("V_Br", "DefectKind")[0] == "bromide vacancy"
    assert completed("chlorid vacancy", "DefectKind")[0] == "chloride vacancy"  # nothing holds it
    assert "CsPbBr3" in completed("cspb", "HostKind")
    assert completed("cspbbr3", "DefectKind") == []
    assert completed("") == []


@pytest.mark.parametrize(
    ("where", "status", "said"),
    [
        ("/V_Brr", 404, "did you mean"),
        ("/ontology/V_Brr", 404, "did you mean"),
        ("/data/nothing", 404, "nothing is called 'nothing'"),
        ("/elsewhere/V_Br", 404, "no such page"),
        ("/queries/nothing", 404, "see /queries"),
        ("/tried.exe", 404, "there is csv"),
        ("/static/../app.py", 404, ""),
        ("/static/%2e%2e/app.py", 404, ""),
        ("/tried?defekt=V_Br", 400, "it takes defect"),
        ("/tried?defect=V_Br&defect=V_Cl", 400, "given twice"),
        ("/tried?defect=nothing", 400, "unknown name"),
        ("/tried?defect=CsPbBr3", 400, "does not fit here"),
        ("/tried?defect=" + "x" * 300, 400, "more than 200 characters"),
        ("/outcomes?value=much", 400, "takes a number"),
        ("/outcomes?result=bettter", 400, "result takes"),
        ("/gaps?state=nothing", 400, "no state"),
        ("/paths?start=HBr&end=PLQY&k=-1", 400, "whole number from 1 to 20"),
        ("/paths?start=HBr&end=PLQY&k=" + "9" * 150, 400, "whole number"),
        ("/paths?start=HBr&end=PLQY&until=soon", 400, "whole number"),
        ("/paths?start=HBr&end=PLQY&borrowed=2", 400, "a number from 0 to 1"),
        ("/paths?start=HBr&end=PLQY&borrowed=nan", 400, "a number from 0 to 1"),
        ("/paths?start=HBr&end=HBr", 400, "the same kind"),
        ("/paths.json", 400, "name a start and an end"),
        ("/map?agent=V_Br", 400, "does not fit here"),
        ("/compare?one=V_Br", 400, "does not fit here"),
        ("/editor?load=nothing", 400, "no query"),
        ("/ask?q=", 400, "an empty question"),
        ("/ask?q=%20", 400, "an empty question"),
        ("/ask.csv", 400, "an empty question"),
        ("/ask?q=" + "x" * 2001, 400, "more than 2000 characters"),
        ("/ask?q=qwxz zzyx", 400, "no record holds a word of the question"),
        ("/ask.exe?q=HBr", 404, "there is csv"),
        ("/?q=1", 400, "it takes none"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    client: TestClient, where: str, status: int, said: str
) -> None:
    line = client.get(where, headers={"Accept": "*/*"})
    assert (line.status_code, line.text.count("\n")) == (status, 1), line.text
    assert said in line.text
    page = client.get(where)
    assert page.status_code == status
    assert page.text.count("<h1>") == 1
    assert said in words(page.text)


def test_a_wrong_filter_leads_back_to_the_form_with_the_others(client: TestClient) -> None:
    page = client.get("/tried?defect=bromine hole&host=CsPbBr3")
    assert page.status_code == 400
    assert '<a href="/tried?host=CsPbBr3">defect</a>' in page.text
    again = client.get("/tried?host=CsPbBr3").text
    assert 'name="host" value="CsPbBr3"' in again
    assert "Ask again" not in client.get("/nothing-of-this-name").text


def test_near_names_are_links(client: TestClient) -> None:
    assert (
        '<a href="/ontology/V_Br">bromide vacancy</a>'
        in client.get("/ontology/bromid_vacancy").text
    )


def test_only_reading_is_allowed(client: TestClient) -> None:
    assert client.head("/ontology/V_Br").status_code == 200
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/ontology/V_Br", headers={"Accept": "*/*"})
        assert (answer.status_code, answer.text.count("\n")) == (405, 1)


def test_empty_answers_name_a_view_that_has_something(client: TestClient) -> None:
    page = words(client.get("/outcomes?agent=PbBr2&observable=luminance").text)
    assert "no rows of outcomes for agent PbBr2, observable luminance" in page
    assert re.search(r"\d+ rows? with another", page)


def test_what_has_no_explanation_and_no_candidate_is_said(
    client: TestClient, graph: DefectGraph
) -> None:
    said = words(client.get("/explain?what=CsBr").text)
    assert "no treatment with an outcome applies CsBr" in said
    said = words(client.get("/suggest?defect=V_Br&host=CsPbCl3").text)  # it has no bromide
    assert f"no candidate: of {graph.sources_read} sources read" in said
    assert "Name a defect and a host" in client.get("/suggest?defect=V_Cl").text


def test_gaps_count_what_they_leave_out(client: TestClient) -> None:
    page = client.get("/gaps?defect=V_Cl&host=CsPbCl3").text
    left_out = re.search(r'<a href="(/gaps\?[^"]*state=no\+claim)">(\d+) no claim</a>', page)
    assert left_out
    assert f"{left_out[2]} rows" in words(client.get(unescape(left_out[1])).text)


def test_gaps_of_a_host_are_a_table_of_agents_against_defects(
    client: TestClient, graph: DefectGraph
) -> None:
    """A cell tells the most that is said in any form, and leads to its rows."""
    page = client.get("/gaps?host=CsPbBr3").text
    table = page[page.index('<table class="matrix">') :].partition("</table>")[0]
    cells = graph.gaps(host="CsPbBr3")
    pairs = {(cell.agent, cell.defect) for cell in cells}
    assert table.count("<td><a ") == len(pairs) > 100
    claimed = {(cell.agent, cell.defect) for cell in cells if cell.state == "claimed"}
    assert table.count('aria-label="claimed"') == len(claimed) > 5
    where = re.search(r'<td><a href="([^"]*)" title="claimed"', table)
    assert where
    assert "claimed" in words(client.get(unescape(where[1])).text)
    assert "matrix" not in client.get("/gaps?host=CsPbBr3&defect=V_Br&agent=HBr").text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("start=InBr3&end=PLQY", "stated; mechanism not given by the study; a general chain would"),
        ("start=Ce3%2B&end=PLQY&host=CsPbBr3", "Also reported: With Ce3+, higher PLQY (41 → 89 %)"),
        ("start=YCl3&end=PLQY", "A control tells Cl- and Y3+ apart: "),
        ("start=K%2B&end=PLQY", "Declared open of metal ion: "),
    ],
)
def test_a_page_of_paths_says_what_stands_beside_them(
    client: TestClient, asked: str, said: str
) -> None:
    assert said in unescape(re.sub("<[^>]*>", "", client.get(f"/paths?{asked}").text))


def test_a_host_and_a_defect_are_explained(client: TestClient) -> None:
    host = words(client.get("/explain?what=CsPbBrxCl3-x").text)
    assert "PLQY of the host: 10–25 %" in host
    assert "What its defects do to it" in host
    assert "chloride vacancy brings more deep trap states by gap-state" in host
    assert "Also said of what its defects do" in host
    assert "What do works tell of it?" in words(client.get("/explain?what=V_Cl").text)
    found = client.get("/explain.json?what=CsPbBrxCl3-x").json()
    assert (found["of"], len(found["paths"]) > 0) == ("CsPbBrxCl3-x", True)
    assert client.get("/explain.csv?what=V_Cl").text.startswith("path,")


def test_a_table_shows_the_first_screen_and_leads_to_all(client: TestClient) -> None:
    page = client.get("/outcomes?observable=EQE").text
    where = re.search(r'Not shown: \d+ rows? broader: <a href="([^"]+)">all (\d+) rows</a>', page)
    assert where
    cell = ">light-emitting device performance</a>"
    assert cell not in page
    whole = client.get(unescape(where[1])).text
    assert cell in whole
    assert "Not shown" not in whole
    assert f"{where[2]} rows, of " in words(whole)


def test_many_agents_are_a_line_each(client: TestClient) -> None:
    page = client.get("/tried?strategy=ligand+passivation").text
    assert "One line for each agent: <a href=" in page
    (acid,) = re.findall(r"<tr><td><a [^>]*>2,2&#39;-iminodibenzoic acid.*?</tr>", page, re.DOTALL)
    assert "EQE: 5.02 %" in words(acid)
    assert "Pan 2018" in words(acid)


def test_words_that_records_print_are_asked_for(client: TestClient) -> None:
    page = words(client.get("/contradictions?about=blue+emission").text)
    assert "no kind is named 'blue emission'; these are of records that print it" in page
    assert "undeveloped passivation lowers PLQY" in page


def test_paths_stand_under_heads_on_the_page_and_in_the_picture(client: TestClient) -> None:
    page = client.get("/paths?start=V_Br&end=PLQY").text
    drawn = unescape(re.sub("<[^>]*>", " ", client.get("/paths.svg?start=V_Br&end=PLQY").text))
    for head in ("Told by a study itself", "Joined here", "Said besides by the same works"):
        assert f"<h2>{head}</h2>" in page
        assert f"{head}:" in drawn
    rivals = client.get("/paths?start=ZnBr2&end=PLQY").text
    assert re.search("<h2>Proposed by [^<]+, as alternatives</h2>", rivals)


def test_treatments_of_one_name_are_told_apart_by_their_works(client: TestClient) -> None:
    page = client.get("/explain?what=Ni2%2B").text
    rows = [words(row) for row in re.findall("<tr>.*?</tr>", page, re.DOTALL)[1:]]
    assert ["(Yong 2018)" in row for row in rows] == [True, True, False]
    assert "(Panja 2025)" in rows[-1]
    assert "no outcome" in rows[-1]


def test_paths_show_their_evidence_and_how_they_are_told_apart(client: TestClient) -> None:
    page = client.get("/paths?start=HBr&end=PLQY&host=CsPbBr3").text
    assert 'class="path asserted"' in page
    assert 'class="path stitched"' in page
    assert "told by one study" in page  # not by colour alone
    assert "joined from several" in page
    assert f'<a class="record" href="{CLAIM}">' in page
    assert '<a href="/ontology/V_Br"><g data-node=' in page  # boxes of the picture are links
    assert client.get("/paths.svg?start=HBr&end=PLQY").headers["content-type"] == "image/svg+xml"
    assert client.get("/paths.json?start=HBr&end=PLQY").json()["paths"]


def test_weights_in_the_address_change_the_order(client: TestClient) -> None:
    def scores(more: str) -> list[float]:
        asked = "/paths.json?start=HBr&end=PLQY&host=CsPbBr3" + more
        return [path["score"] for path in client.get(asked).json()["paths"]]

    usual, joined = scores(""), scores("&joined=1")
    assert max(joined) > max(usual) or joined != usual
    assert scores("&joined=0.5") == usual  # what it is anyway
    assert '<details class="weights" open>' in client.get("/paths?start=HBr&end=PLQY&joined=1").text


def test_paths_of_a_year_and_a_source(client: TestClient, graph: DefectGraph) -> None:
    asked = "/paths.json?start=HBr&end=PLQY&host=CsPbBr3"
    assert client.get(asked + "&source=Zheng 2019").json()["paths"]
    assert client.get(asked + "&until=2019").json()["paths"]
    assert client.get(asked + "&until=2017").json()["paths"] == []
    assert graph.paths("HBr", "PLQY", source="Wu 2018").reason  # nothing was read in it


LIMITED = (
    "/ask?q=How does HBr act on V_Br?",
    "/tried?defect=V_Br",
    "/outcomes?agent=ZnBr2",
    "/claims?effect=V_Br",
    "/contradictions?about=Ce3%2B",
    "/gaps?defect=V_Cl&host=CsPbCl3",
    "/suggest?defect=V_Cl&host=CsPbCl3",
    "/explain?what=KI",
    "/compare?observable=PLQY",
    "/compare?one=HBr&other=ZnBr2",
    "/paths?start=HBr&end=PLQY",
    "/map?agent=HBr",
    "/queries/treatments?agent=HBr",
    "/ontology/V_Br?",
)


@pytest.mark.parametrize("where", LIMITED)
def test_every_page_can_be_asked_of_a_year_and_a_source(client: TestClient, where: str) -> None:
    page = client.get(f"{where}&until=1900")
    assert page.status_code == 200
    assert "until 1900: " in page.text
    assert "records left out" in page.text
    assert "of 0 sources read" in page.text.casefold()
    assert "zheng2019-" not in page.text
    if not where.startswith("/ontology"):
        assert 'name="until" value="1900"' in page.text
    assert "--until 1900" in page.text
    of_one = client.get(f"{where}&source=Zheng 2019")
    assert of_one.status_code == 200
    assert "/data/" in of_one.text
    for wrong, said in (("until=soon", "whole number"), ("until=-3", "whole number"), ("source=Nobody", "unknown name")):  # fmt: skip
        refused = client.get(f"{where}&{wrong}", headers={"Accept": "*/*"})
        assert (refused.status_code, refused.text.count("\n")) == (400, 1)
        assert said in refused.text


def test_a_thing_that_does_not_count_is_not_called_unknown(client: TestClient) -> None:
    page = client.get("/data/Wu2018?until=1900")
    assert page.status_code == 404
    assert "nothing that counts is called &#39;Wu2018&#39;" in page.text


def test_a_question_is_answered_as_on_the_command_line(
    client: TestClient, graph: DefectGraph
) -> None:
    page = client.get("/ask", params={"q": QUESTION}).text
    told, asked, found = words(page), read_question(graph, QUESTION), graph.answer(QUESTION)
    assert read_as(graph, asked) in told
    assert page.count('<section class="study">') == len(found[:MOST])
    for place, one in enumerate(found[:MOST]):
        lines = study_lines(one, 10**6, doubts=False, whole=place < IN_FULL)
        for line in lines[1:]:
            assert " ".join(line.partition(": ")[2].split()) in told
    assert '<a href="/tried?agent=' in page
    assert client.get("/ask.csv", params={"q": QUESTION}).text == answer_rows(found).to_text("csv")
    assert f"defectkg ask '{QUESTION}'" in told


def test_an_answer_shows_its_first_studies_and_leads_to_all(
    client: TestClient, graph: DefectGraph
) -> None:
    question = "What is said of CsPbBr3?"
    count = len(graph.answer(question))
    assert count > MOST
    page = client.get("/ask", params={"q": question}).text
    assert page.count('<section class="study">') == MOST
    where = re.search(rf'And {count - MOST} that answer less well: <a href="([^"]*)"', page)
    assert where
    whole = client.get(unescape(where[1])).text
    assert whole.count('<section class="study">') == count
    assert "answer less well" not in whole


def test_tables_beside_an_answer_are_pages(client: TestClient) -> None:
    for question in ("Which open problem is there with V_Br in CsPbBr3?", QUESTION):
        page = client.get("/ask", params={"q": question, "until": "2019"}).text
        tables = re.findall(r'<li><a href="([^"]*)">defectkg ', page)
        assert tables
        for where in map(unescape, tables):
            assert "until=2019" in where
            assert client.get(where).status_code == 200, where


def test_several_words_that_name_nothing_are_a_question(client: TestClient) -> None:
    asked = client.get("/find", params={"name": QUESTION})
    assert asked.status_code == 303
    assert client.get(asked.headers["location"]).status_code == 200
    near = client.get("/find", params={"name": "bromid vacancy"})
    assert near.status_code == 404
    assert '<a href="/ontology/V_Br">bromide vacancy</a>' in near.text
    assert 'name="q"' in client.get("/").text


def test_files_take_no_questions(graph: DefectGraph) -> None:
    with TestClient(create_app(graph, frozen=True), headers=BROWSER) as it:
        page = it.get("/ask", params={"q": QUESTION}).text
    assert 'name="q"' not in page
    assert "Questions of your own need a server" in words(page)
    assert '<section class="study">' in page


def test_two_works_or_agents_side_by_side(client: TestClient, graph: DefectGraph) -> None:
    page = words(client.get("/compare?one=Wu 2018&other=Woo 2017").text)
    assert "Outcomes of Wu 2018" in page
    assert "Outcomes of Woo 2017" in page
    rows = client.get("/compare.json?one=Wu 2018&other=Woo 2017").json()
    told = [row["publication"] for row in rows]
    assert {"Wu 2018", "Woo 2017"} == set(told)
    opposed = words(client.get("/compare?one=Ce3%2B&other=heterovalent dopant ion").text)
    assert "exception" in opposed


def test_the_plot_holds_the_numbers_as_printed(client: TestClient) -> None:
    page = client.get("/compare?observable=PLQY").text
    assert "54 → 78 % (× 1.44)" in page
    assert '<a href="/data/zheng2019-zinc-bromide-t1"><g data-node=' in page


def test_the_map_is_told_as_a_list_too(client: TestClient) -> None:
    page = client.get("/map?agent=HBr").text
    assert "HBr lowers bromide vacancy: Wu 2018" in words(page)
    assert client.get("/map.json?agent=HBr").json()["elements"]["nodes"]
    nothing = client.get("/map?agent=HBr&host=CsPbI3")
    assert nothing.status_code == 200
    assert "no chain" in nothing.text


HOSTILE = """\
@prefix dkg: <https://w3id.org/defectkg/ontology/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
dkg:Hostile a owl:Class, dkg:AgentKind ;
  rdfs:label "<script>alert(1)</script>\\"'onload=x&{{7*7}}" ;
  skos:definition "</script><img src=x onerror=alert(2)> javascript:alert(3)" ;
  skos:altLabel "\\u202e<b>back</b>" .
<https://w3id.org/defectkg/data/hostile-c1> a dkg:Claim ;
  dkg:cause dkg:Hostile ; dkg:relation dkg:Lowers ; dkg:effect dkg:V_Br ; dkg:stance dkg:Supports ;
  dkg:certainty dkg:Stated ; dkg:locator "<script>alert(4)</script>" ;
  dkg:publication <https://w3id.org/defectkg/data/Wu2018> ;
  dkg:statedIn <https://w3id.org/defectkg/data/zheng2019> .
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser at a graph whose texts are marks and scripts."""
    file: Path = tmp_path_factory.mktemp("hostile") / "hostile.ttl"
    file.write_text(HOSTILE, encoding="utf-8")
    with TestClient(create_app(defectkg.load(file)), headers=BROWSER, follow_redirects=False) as it:
        yield it


@pytest.mark.parametrize(
    "where",
    [
        "/ontology/Hostile",
        "/data/hostile-c1",
        "/ontology/V_Br",
        "/ask?q=What acts on V_Br by alert?",
        "/claims?effect=V_Br",
        "/tried?defect=V_Br",
        "/paths?start=dkg:Hostile&end=V_Br",
        "/map",
        "/queries/passivators",
    ],
)
def test_marks_in_labels_are_text(hostile: TestClient, where: str) -> None:
    page = hostile.get(where)
    assert page.status_code == 200
    assert "alert(1)" in page.text  # it is told …
    assert not re.search(r"<script>|<img|<b>back|\"onload", page.text)  # … and does nothing
    assert "49" not in re.findall(r"x&amp;(\S+?)<", page.text)
    assert "\u202e" not in page.text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><svg onload=alert(1)>',
        "{{7*7}}",
        "\r\nSet-Cookie: a=b",
        "\x00\x1b[31m",
        "../../etc/passwd",
        "' OR 1=1 --",
        "é" * 150,
    ],
)
@pytest.mark.parametrize(
    "where", ["/find?name=", "/ask?q=", "/tried?defect=", "/paths?end=PLQY&start=", "/map?host="]
)
def test_marks_in_parameters_are_text(client: TestClient, where: str, text: str) -> None:
    path, _, query = where.partition("?")
    *others, last = query.rstrip("=").split("&")
    given = dict(other.split("=") for other in others) | {last: text}
    page = client.get(path, params=given, follow_redirects=True)  # several words are a question
    assert page.status_code in ((200, 400) if page.url.path == "/ask" else (400, 404))
    assert "set-cookie" not in page.headers
    assert not re.search(r"<script>|<svg onload", page.text)


@pytest.mark.parametrize("where", sorted({view.partition("?")[0] for view in VIEWS} - {"/"}))
def test_marks_in_every_field_are_text(client: TestClient, where: str) -> None:
    text = '"><script>alert(1)</script>'
    fields = set(
        re.findall(r'<(?:input|select|textarea)\b[^>]* name="([^"]*)"', client.get(where).text)
    )
    for field in fields - {"name"}:  # that of the head is asked elsewhere
        page = client.get(where, params={field: text})
        assert page.status_code in (200, 400), field
        assert text not in page.text, field
        assert "<script>alert" not in page.text, field
    assert fields or where in ("/queries", "/ontology", "/data")


def test_kept_answers_are_the_same_and_bounded(
    graph: DefectGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked again is not made again, in each format; little room keeps little."""
    made = []
    page = defectkg.web.things.Things.page
    monkeypatch.setattr(
        defectkg.web.things.Things,
        "page",
        lambda self, name, *given, **more: (made.append(name), page(self, name, *given, **more))[1],
    )
    monkeypatch.setattr(defectkg.web.kept, "MOST", 30_000)
    with TestClient(create_app(graph), headers=BROWSER) as it:
        first, again = it.get("/ontology/HBr"), it.get("/ontology/HBr")
        assert (first.text, first.headers) == (again.text, again.headers)
        assert len(made) == 1
        assert it.get("/ontology/HBr", headers={"Accept": "text/turtle"}).text.startswith("@prefix")
        assert it.get("/ontology/HBr").text == first.text
        for name in ("V_Br", "V_Cl", "V_X", "DDAB"):
            it.get(f"/ontology/{name}")
        it.get("/ontology/HBr")
        assert len(made) == 6


def test_what_a_client_likes_best_is_what_it_gets() -> None:
    offered = {"": ("text/html",), "csv": ("text/csv",), "ttl": ("text/turtle",)}
    assert liked(BROWSER["Accept"], offered) == ""
    assert liked("text/csv;q=0.5, text/turtle", offered) == "ttl"
    assert liked("", offered) == liked("*/*", offered) == liked("image/png", offered) == ""


def test_a_first_view_is_small(client: TestClient) -> None:
    """150 kB, packed, with all that it loads."""
    import gzip

    for where in ("/", "/map", "/paths?start=HBr&end=PLQY&host=CsPbBr3"):
        page = client.get(where).text
        parts = [
            page,
            *(client.get(it).text for it in re.findall(r'(?:src|href)="(/static/[^"]*)"', page)),
        ]
        assert sum(len(gzip.compress(part.encode())) for part in parts) < 150_000
