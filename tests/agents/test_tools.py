"""The tools for agents, asked by the client of the protocol's own library."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters

from defectkg.agents.answers import MOST_BYTES
from defectkg.agents.server import INSTRUCTIONS, create_server
from defectkg.graph import DefectGraph
from defectkg.text.ask import answer_rows, read_as
from defectkg.text.question import read_question
from defectkg.text.untreated import untreated_text

TOOLS = [
    *("ask", "claims", "contradictions", "explain", "outcomes", "paths", "resolve", "sparql"),
    "tried",
]


class Said(NamedTuple):
    """What a tool answered: typed, or the text of an error."""

    result: dict[str, Any]
    error: str

    @property
    def text(self) -> str:
        return json.dumps(self.result, ensure_ascii=False)


def with_client(server: Any, work: Callable[[Client], Coroutine[Any, Any, Any]]) -> Any:
    async def run() -> Any:
        async with Client(server) as client:
            return await work(client)

    return asyncio.run(run())


async def ask(client: Client, tool: str, **given: Any) -> Said:
    answer = await client.call_tool(tool, given)
    if answer.is_error:
        return Said({}, answer.content[0].text)
    assert answer.structured_content is not None
    return Said(answer.structured_content, "")


@pytest.fixture(scope="module")
def call_tool(graph: DefectGraph) -> Callable[..., Said]:
    """Ask a tool of a server over all that is shipped."""
    server = create_server(graph)
    return lambda tool, **given: with_client(server, lambda client: ask(client, tool, **given))


def test_the_tools_say_what_they_are(graph: DefectGraph) -> None:
    listed = with_client(create_server(graph), lambda client: client.list_tools()).tools
    assert sorted(tool.name for tool in listed) == TOOLS
    for tool in listed:
        assert tool.title
        assert tool.annotations.read_only_hint
        assert tool.annotations.open_world_hint is False
        assert tool.output_schema["properties"]["sources_read"]
        limit = tool.input_schema["properties"].get("limit")
        assert limit is None or limit["maximum"] == 200


# Twenty questions as an assistant would be asked them: the tool, and words that its answer holds.
QUESTIONS: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
    ("ask", {"question": "Why does Bi3+ quench CsPbBr3, and Ce3+ not?"}, ("looked for: ", "Bi3+", "Ce3+", "deep trap state")),
    ("resolve", {"name": "DDAB"}, ("didodecyldimethylammonium bromide", "agent kind")),
    ("resolve", {"name": "Br vacancy"}, ("bromide vacancy", "defect kind", "Halide vacancy")),
    ("tried", {"defect": "V_Cl", "host": "CsPbCl3"}, ("CuCl2", "Das Adhikari 2019", "exact")),
    ("tried", {"defect": "V_Br", "host": "CsPbBr3", "form": "nanocrystal"}, ("HBr", "broader")),
    ("outcomes", {"agent": "ZnBr2", "observable": "PLQY"}, ('"54"', '"78"', "CsPbBr3")),
    ("outcomes", {"agent": "Ce3+", "observable": "PLQY"}, ('"89"', '"41"', "Yao 2018")),
    ("outcomes", {"agent": "HBr", "observable": "PLQY"}, ('"96"', "nanoplatelet")),
    ("outcomes", {"agent": "TOPO", "result": "null result"}, ()),
    ("outcomes", {"agent": "Bi3+"}, ("PL quenching", "Yin 2019")),
    ("claims", {"cause": "HBr", "effect": "V_Br"}, ("lowers", "octahedron completion")),
    ("claims", {"cause": "Ce3+", "stance": "refutes"}, ("trap state", "Yao 2018")),
    ("claims", {"cause": "K+", "stance": "not shown"}, ("not shown", "Zheng 2019")),
    ("paths", {"start": "HBr", "end": "PLQY", "host": "CsPbBr3"}, ("bromide vacancy", '"+"')),
    ("paths", {"start": "Bi3+", "end": "PL quenching"}, ("deep trap state", '"+"')),
    ("paths", {"start": "TOP-PbI2", "end": "PLQY", "source": "Zheng 2019"}, ("stated; mechanism not given", '"100 %"')),
    ("paths", {"start": "InBr3", "end": "PLQY"}, ("mechanism not given by the study", '"+"')),
    ("paths", {"start": "Ni2+", "end": "PLQY", "host": "CsPbCl3"}, ('"+"', "[61 of Zheng 2019]")),
    ("explain", {"what": "Bi3+"}, ("explained", "deep trap state")),
    ("explain", {"what": "ZnBr2"}, ("PLQY",)),
    ("contradictions", {"about": "Ce3+"}, ("heterovalent dopant ion", "exception")),
    (
        "sparql",
        {"query": "SELECT ?l { dkg:V_Pb rdfs:label ?l }"},
        ("lead vacancy",),
    ),
    ("sparql", {"query": "ASK { dkg:V_Cl a dkg:DefectKind }"}, ("true",)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("tool", "given", "words"), QUESTIONS, ids=[f"{n}-{t}" for n, (t, _, _) in enumerate(QUESTIONS)]
)
def test_twenty_questions(
    call_tool: Callable[..., Said], tool: str, given: dict[str, Any], words: tuple[str, ...]
) -> None:
    said = call_tool(tool, **given)
    assert not said.error
    assert [word for word in words if word not in said.text] == []
    assert said.result["sources_read"] >= 1
    assert len(said.text) < 3 * MOST_BYTES


@pytest.mark.parametrize(
    ("tool", "given"),
    [(tool, given) for tool, given, words in QUESTIONS if tool != "sparql" and words],
)
def test_up_to_a_year_before_all_sources_nothing_is_known(
    call_tool: Callable[..., Said], tool: str, given: dict[str, Any]
) -> None:
    said = call_tool(tool, **{**given, "until": 1900})
    assert not said.error
    assert said.result["sources_read"] == 0
    assert "until 1900: " in said.result["note"]
    if tool == "ask":  # what a kind means is said by no source
        assert {row["sort"] for row in said.result.pop("rows")} <= {"means"}
    assert not any(said.result.get(part) for part in ("rows", "paths", "denied", "declared_open"))
    of_one = call_tool(tool, **{**given, "source": "Zheng 2019"})
    assert "Zheng 2019" in of_one.text or tool == "resolve"
    assert "unknown name" in call_tool(tool, **{**given, "source": "Nobody 1850"}).error
    assert call_tool(tool, **{**given, "until": -1}).error


def test_nothing_is_said_of_how_many_sources(call_tool: Callable[..., Said]) -> None:
    said = call_tool("claims", cause="Sr2+", effect="V_Pb")
    assert said.result["rows"] == []
    assert "source" in said.result["note"]
    assert "no proof" in said.result["note"]


def test_pages_follow_each_other(call_tool: Callable[..., Said]) -> None:
    seen, offset = [], 0
    while True:
        said = call_tool("claims", offset=offset, limit=200).result
        seen += [row["claim_iri"] for row in said["rows"]]
        if not said["has_more"]:
            break
        offset = said["next_offset"]
    assert len(seen) == len(set(seen)) == said["total"]


@pytest.mark.parametrize(
    ("tool", "given", "hint"),
    [
        ("ask", {"question": " "}, "an empty question"),
        ("ask", {"question": "qwxz zzyx"}, "no record holds a word of the question"),
        ("ask", {"question": "x" * 2001}, "at most 2000 characters"),
        ("resolve", {"name": "V_Brr"}, "did you mean bromide vacancy"),
        ("resolve", {"name": "<script>\x1b[31m"}, "unknown name"),
        ("tried", {"defect": "DDAB"}, "defect"),
        ("outcomes", {"result": "splendid"}, "better"),
        ("paths", {"start": "HBr", "end": "HBr"}, "name two kinds"),
        ("sparql", {"query": "DROP ALL"}, "use SELECT or CONSTRUCT"),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, "refused"),
        ("claims", {"limit": 100_000}, "less than or equal to 200"),
        ("claims", {"offset": -1}, "greater than or equal to 0"),
        ("claims", {"cause": "x" * 999}, "at most 200 characters"),
    ],
)
def test_errors_say_what_to_do(
    call_tool: Callable[..., Said], tool: str, given: dict[str, Any], hint: str
) -> None:
    said = call_tool(tool, **given)
    assert hint in said.error
    assert "Traceback" not in said.error


def test_a_host_and_a_defect_are_explained_as_on_the_command_line(
    call_tool: Callable[..., Said], graph: DefectGraph
) -> None:
    for name in ("CsPbBrxCl3-x", "V_Cl"):
        said = call_tool("explain", what=name).result
        assert said["page"] == untreated_text(graph, graph.explain_untreated(name), 10)
        assert said["rows"] == []
    assert "What its defects do to it:" in call_tool("explain", what="CsPbBrxCl3-x").result["page"]
    of_agent = call_tool("explain", what="KI").result
    assert of_agent["rows"]
    assert of_agent["page"] == ""


def test_a_question_is_answered_as_on_the_command_line(
    call_tool: Callable[..., Said], graph: DefectGraph
) -> None:
    question = "Why does Bi3+ quench CsPbBr3, and Ce3+ not?"
    rows = answer_rows(graph.answer(question)).dicts()
    said, offset = [], 0
    while True:
        page = call_tool("ask", question=question, offset=offset, limit=200).result
        said += page["rows"]
        if not page["has_more"]:
            break
        offset = page["next_offset"]
    assert said == [{key: text for key, text in row.items() if text} for row in rows]
    assert page["note"] == read_as(graph, read_question(graph, question))
    assert "Begin with ask" in INSTRUCTIONS


def test_what_is_farther_is_counted_and_can_be_asked_for(call_tool: Callable[..., Said]) -> None:
    first = call_tool("outcomes", observable="EQE").result
    assert re.search(r"not shown: \d+ rows? broader; whole=true shows all", first["note"])
    whole = call_tool("outcomes", observable="EQE", whole=True).result
    assert "not shown" not in whole["note"]
    last = call_tool("outcomes", observable="EQE", whole=True, offset=first["total"]).result
    assert first["total"] + len(last["rows"]) == last["total"] == whole["total"]
    assert {row["level"] for row in last["rows"]} == {"broader"}


def test_many_agents_are_a_row_each(call_tool: Callable[..., Said]) -> None:
    said = call_tool("tried", host="CsPbBr3", limit=200).result
    agents = [row["agent"] for row in said["rows"]]
    assert len(agents) == len(set(agents)) == said["total"]
    assert "of all: whole=true" in said["note"]
    whole = call_tool("tried", host="CsPbBr3", limit=200, whole=True)
    assert whole.result["total"] > said["total"]


def test_words_that_records_print_are_asked_for_as_on_the_command_line(
    call_tool: Callable[..., Said],
) -> None:
    said = call_tool("contradictions", about="blue emission").result
    assert "no kind is named 'blue emission'; these are of records that print it" in said["note"]
    assert any("undeveloped passivation" in row["says"] for row in said["rows"])


def test_paths_say_under_which_head_they_stand(call_tool: Callable[..., Said]) -> None:
    said = call_tool("paths", start="V_Br", end="PLQY", count=5).result
    heads = [path["under"] for path in said["paths"]]
    assert list(dict.fromkeys(heads)) == ["Told by a study itself", "Joined here"]
    assert all("sentence" in claim for claim in said["told_besides"])
    assert said["told_besides"]


def test_resources(graph: DefectGraph) -> None:
    async def read(client: Client) -> dict[str, str]:
        listed = (await client.list_resources()).resources
        return {
            str(it.uri): (await client.read_resource(str(it.uri))).contents[0].text for it in listed
        }

    held = with_client(create_server(graph), read)
    assert "\nClaim," in held["defectkg://model"]
    assert json.loads(held["defectkg://terms"])["defect kind"]["bromide vacancy"].endswith("V_Br")
    assert {q["name"] for q in json.loads(held["defectkg://queries"])} >= {"tried", "outcomes"}


@pytest.mark.process
def test_over_standard_input_and_output() -> None:
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "defectkg", "mcp"], env=dict(os.environ)
    )

    async def work(client: Client) -> Said:
        return await ask(client, "outcomes", agent="ZnBr2", observable="PLQY")

    assert with_client(command, work).result["rows"][0]["after"] == "78"
