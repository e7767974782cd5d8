"""The query library: headers, expected rows on a made-up study, the same answer on two engines."""

from __future__ import annotations

import re
import shlex
from functools import partial

import pyoxigraph as ox
import pytest
import rdflib

from defectkg.errors import NameLookupError, QueryError
from defectkg.graph import DefectGraph
from defectkg.rdf.library import LEVEL, library, load_query
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.ordering import columns_of
from defectkg.rdf.prefixes import DATA, TERMS, local_name, prefixes
from defectkg.rdf.queries import folded, run
from defectkg.rdf.rows import Rows
from defectkg.rdf.shipped import ONTOLOGY_GRAPH, graph_files, graph_name, ontology_files
from helpers import ROOT, TINY, of_files, records
from helpers import run as run_command

FOLDERS = ("", "internal", "checks")
QUERIES = {q.name: q for folder in FOLDERS for q in library(folder)}
PUBLIC = sorted(q.name for q in library())
# Paths through the whole tree take rdflib seconds; here the engines walk a part of it.
TREE = ("defectkg", "foreign", "values", "defects")
ONE_STUDY = {
    "anomalies",
    "claims",
    "figures",
    "measurements",
    "publications",
    "treatments",
}
CONTRACT = {  # design, section 5: names and order; more may follow
    "publications": "publication reference_numbers first_author journal year doi",
    "treatments": "treatment strategy agent agent_class route host form defect mechanism publication reference_numbers",
    "measurements": "measurement treatment host form agent observable quantity state comparator value value_max uncertainty unit words direction condition method publication reference_numbers locator",
    "claims": "claim cause relation polarity effect mechanism host form stance certainty evidence publication reference_numbers locator",
    "outcomes": "treatment agent host form observable wanted before after after_max comparator uncertainty unit words direction factor condition method publication read_in reference_numbers locator",
    "anomalies": "anomaly kind as_printed as_read confidence locator",
}


BOUND = {"internal/node-properties": {"node": TERMS + "PLQY"}}  # variables that code binds


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_header_names_columns_and_groups_that_there_are(name: str, graph: DefectGraph) -> None:
    query = QUERIES[name]
    assert query.title or name.startswith("checks/"), "of those the question is the title"
    assert query.question.endswith("?")
    selected = re.search(r"^SELECT ([^\n]*)$", query.text, re.MULTILINE)
    assert selected, "one SELECT line with the columns"
    columns = selected[1].replace("?", "").split()
    assert {*query.record, *query.lists} <= set(columns)
    assert not set(query.record) & set(query.lists)
    assert {name for item in query.order for name in columns_of(item)} <= set(columns)
    assert query.record or query.order or "ORDER BY" in query.text
    for slot, takes in query.slots.items():
        own = {f"{slot}_iri", slot, f"as_{slot}"}
        assert slot == LEVEL or own & set(columns), "chooses by a column"
        if not (takes.takes_number or takes.takes_word or takes.takes_text):
            for group in takes.groups:
                assert graph.store.query(f"ASK {{ dkg:{group} a owl:Class }}"), group


@pytest.mark.parametrize("name", PUBLIC)
def test_header_is_plain_yaml_that_says_nothing_twice(name: str) -> None:
    lines = re.findall(r"^#\+ (\w+): (.*)$", QUERIES[name].text, re.MULTILINE)
    assert [key for key, _ in lines] == [
        key
        for key in ("title", "question", "record", "lists", "slots", "otherwise", "order")
        if key in dict(lines)
    ]
    assert "record" in dict(lines)
    assert not [value for _, value in lines if ": " in value or " #" in value]


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_prefixes_are_those_of_the_table(name: str) -> None:
    declared = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", QUERIES[name].text, re.MULTILINE))
    assert declared.items() <= prefixes().items()


@pytest.mark.parametrize("name", sorted(CONTRACT))
def test_columns_begin_as_the_contract_says(name: str) -> None:
    wanted = " ".join(f"?{column}" for column in CONTRACT[name].split())
    assert f"\nSELECT {wanted} ?" in QUERIES[name].text


@pytest.mark.parametrize("name", PUBLIC)
def test_expected_rows_on_the_made_up_studies(
    name: str, tiny: DefectGraph, made_up: DefectGraph
) -> None:
    expected = (ROOT / "tests" / "expected" / f"{name}.csv").read_text(encoding="utf-8")
    graph = tiny if name in ONE_STUDY else made_up
    assert run(graph.store, name).to_text("csv") == expected


@pytest.mark.parametrize("name", PUBLIC)
def test_rows_on_the_shipped_graph_and_one_row_for_each_record(
    name: str, graph: DefectGraph
) -> None:
    rows = run(graph.store, name)
    assert rows.values
    found = rows.pick(*QUERIES[name].record).values
    assert len(found) == len(set(found))


@pytest.mark.parametrize("name", PUBLIC)
def test_only_lists_have_several_values(name: str, graph: DefectGraph) -> None:
    query = QUERIES[name]
    flat = graph.store.rows(query.text)
    single = [column for column in flat.columns if column not in query.lists]
    assert len(set(flat.pick(*single).values)) == len(folded(query, flat).values)


@pytest.fixture(scope="module")
def part() -> DefectGraph:
    """One made-up study beside a part of the ontology, faults and all: much is undeclared in it."""
    store = MemoryStore()
    for path in ontology_files():
        if path.stem in TREE:
            store.load(path, ONTOLOGY_GRAPH)
    store.load(TINY, graph_name(TINY))
    return DefectGraph(store)


@pytest.fixture(scope="module")
def second_opinion(part: DefectGraph) -> rdflib.Dataset:
    return part.dataset


@pytest.fixture(scope="module")
def second_opinion_on_both(made_up: DefectGraph) -> rdflib.Dataset:
    return made_up.dataset


@pytest.mark.reference_engine
@pytest.mark.parametrize("name", sorted(set(QUERIES) - set(PUBLIC)))
def test_same_rows_on_rdflib(name: str, part: DefectGraph, second_opinion: rdflib.Dataset) -> None:
    query, bound = QUERIES[name], BOUND.get(name, {})
    slow = second_opinion.query(
        query.text, initBindings={key: rdflib.URIRef(iri) for key, iri in bound.items()}
    )
    rows = folded(query, part.store.rows(query.text, bound))
    assert records(query, slow) == sorted(rows.values)


@pytest.mark.reference_engine
@pytest.mark.parametrize("name", PUBLIC)
def test_same_rows_on_rdflib_over_both_made_up_studies(
    name: str, made_up: DefectGraph, second_opinion_on_both: rdflib.Dataset
) -> None:
    slow = records(QUERIES[name], second_opinion_on_both.query(QUERIES[name].text))
    assert slow == sorted(run(made_up.store, name).values)


@pytest.fixture(scope="module")
def some_shipped() -> DefectGraph:
    """Every eighth of the shipped graphs: with all of them rdflib takes eight times as long."""
    return of_files(*graph_files()[7::8])


def test_most_queries_find_something_there(some_shipped: DefectGraph) -> None:
    silent = {name for name in PUBLIC if not run(some_shipped.store, name).values}
    assert len(silent) <= 4, "the rows of these are compared on the made-up studies alone"


@pytest.fixture(scope="module")
def second_opinion_on_shipped(some_shipped: DefectGraph) -> rdflib.Dataset:
    return some_shipped.dataset


@pytest.mark.reference_engine
@pytest.mark.parametrize("name", PUBLIC)
def test_same_rows_on_rdflib_over_shipped_graphs(
    name: str, some_shipped: DefectGraph, second_opinion_on_shipped: rdflib.Dataset
) -> None:
    slow = records(QUERIES[name], second_opinion_on_shipped.query(QUERIES[name].text))
    assert slow == sorted(run(some_shipped.store, name).values)


def test_an_answer_is_worked_out_once_until_the_data_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph, asked = of_files(TINY), []
    ask = MemoryStore.rows
    monkeypatch.setattr(
        MemoryStore,
        "rows",
        lambda self, text, *a, **k: asked.append(text) or ask(self, text, *a, **k),
    )
    rows = graph.query("claims")
    rows.values.clear()  # an answer is the caller's own
    count = len(graph.query("claims").values)
    assert count > 1
    assert asked.count(load_query("claims").text) == 1
    claim, second = (ox.NamedNode(f"{DATA}made-up-tiny-c{n}") for n in (1, 99))
    told = [q for q in graph.store.quads() if q.subject == claim]
    graph.store.add(ox.Quad(second, q.predicate, q.object) for q in told)
    assert len(graph.query("claims").values) == count + 1


def test_long_answers_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("defectkg.rdf.store.REMEMBERED", 1)
    store, worked = MemoryStore(), []

    def answer(count: int) -> Rows:
        worked.append(count)
        return Rows(("n",), [(str(n),) for n in range(count)])

    for count in (1, 1, 2, 2):
        assert len(store.remember(f"of {count}", partial(answer, count)).values) == count
    assert worked == [1, 2, 2]


def test_every_query_is_read_by_somebody() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src").rglob("*.py"))
    counted = {query.to_count for query in library()}
    for query in library("internal"):
        assert f'"{query.name}"' in source or query.name in counted, f"{query.name} has no user"


def test_parameters_choose_rows(review: DefectGraph) -> None:
    rows = review.query("outcomes", host="CsPbCl3").dicts()
    near = [row for row in rows if row["level"] in ("exact", "narrower")]
    assert {row["host"] for row in near} == {"CsPbCl3", "Mn2+-doped CsPbCl3"}
    assert {row["agent"] for row in near} >= {"CdCl2", "Ni2+", "YCl3"}
    claims = review.query("claims", cause="Bi3+")
    assert [(row["relation"], row["effect"]) for row in claims.dicts()] == [
        ("raises", "deep trap state")
    ]


def test_each_query_is_documented_with_an_example_that_finds_rows(graph: DefectGraph) -> None:
    guide = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    for example in re.findall(r"`defectkg query (\S[^`]*-p [^`]+=[^`]+)`", guide):
        name, *words = shlex.split(example)
        if name != "NAME":
            params = dict(word.split("=", 1) for word in words if word != "-p")
            assert graph.query(name, **params).dicts(), example
    for name in PUBLIC:
        assert re.search(rf"(query |`){name}\b", guide), name


def guide_blocks(kind: str) -> list[str]:
    """The blocks of one kind in the guide to the library."""
    guide = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    return re.findall(rf"```{kind}\n(.*?)```", guide, re.DOTALL)


def test_the_query_to_copy_is_a_file_and_answers_as_the_guide_shows() -> None:
    (text,), (session,) = guide_blocks("sparql"), guide_blocks("console")
    command, _, printed = session.removeprefix("$ ").partition("\n")
    assert text == (ROOT / command.split()[2]).read_text(encoding="utf-8")
    assert run_command(command).stdout == printed, "run: python tests/docs/renew_readme.py"


def test_a_query_of_ones_own_is_folded_and_has_slots(graph: DefectGraph) -> None:
    (text,) = guide_blocks("sparql")
    rows = graph.query(text, host="CsPbI3").dicts()
    found = [(row["agent"], row["ion"], row["host"]) for row in rows]
    assert ("TOP-PbI2", "I-; Pb2+", "CsPbI3") in found
    assert ("SrCl2", "Cl-; Sr2+", "CsPbI3") in found
    assert {host for _, _, host in found} == {"CsPbI3"}
    with pytest.raises(QueryError, match="this query has no parameter 'form'; it has host"):
        graph.query(text, form="thin film")
    flat = graph.query(re.sub(r"#\+ .*\n", "", text))
    assert len(flat.values) > len(graph.query(text).values), "without a header rows stay flat"


def test_a_slot_takes_names_of_its_groups_only(graph: DefectGraph) -> None:
    strategy = graph.query("tried", strategy="elemental compensation").dicts()
    assert {row["strategy"] for row in strategy} == {"elemental compensation"}
    assert graph.query("contradictions", about="Ce3+").dicts()
    with pytest.raises(
        NameLookupError,
        match=r"^strategy takes one of core-shell, .*, not 'vacancy filling'; that is a mechanism kind; see: defectkg show 'vacancy filling'$",
    ):
        graph.query("tried", strategy="vacancy filling")
    with pytest.raises(
        NameLookupError, match="a mechanism kind; did you mean 'ligand passivation'"
    ):
        graph.query("tried", strategy="surface passivation")
    with pytest.raises(
        NameLookupError, match=r"^agent takes .* 'BA' fits several things, say which"
    ):
        graph.query("tried", agent="BA")
    assert (
        graph.query("hosts", ion="butylammonium").columns == graph.query("hosts", ion="BA").columns
    )
    assert graph.query("figures", panel="Figure 4 (a)").dicts()
    assert graph.query("provenance", reference="ref 61").dicts()
    assert graph.query("provenance", publication="ref 61").dicts()
    with pytest.raises(NameLookupError, match="'Liu 2017b' does not fit here"):
        graph.query("contradictions", about="Liu 2017b")


def test_slots_say_in_words_what_they_take() -> None:
    said = {name: slot.words for name, slot in QUERIES["outcomes"].slots.items()}
    assert said["value"] == "at least this number"
    assert said["result"] == "better or worse or null result or no change"
    assert said["host"] == "host kind, or one above or below"
    assert QUERIES["hosts"].slots["lacking"].words == "ion kind"
    assert QUERIES["figures"].slots["work"].words == "publication"


def test_the_old_query_of_chains_names_the_new_command(graph: DefectGraph) -> None:
    with pytest.raises(QueryError, match="chains is now: defectkg paths START END"):
        graph.query("chains", start="KI")


@pytest.mark.parametrize(
    ("start", "chain"),
    [
        ("KI", "KI supplies IodideIon; IodideIon Lowers V_X; V_X Raises TrapState"),
        (
            "ZnBr2",
            "ZnBr2 supplies Zn2plus; Zn2plus Raises LatticeContraction; "
            "LatticeContraction Lowers V_Br; V_X Raises TrapState",
        ),
    ],
)
def test_paths_find_what_chains_found(made_up: DefectGraph, start: str, chain: str) -> None:
    (path,) = made_up.paths(start, "trap state").paths
    steps = [(step.cause, step.relation, step.effect) for step in path.steps]
    assert "; ".join(" ".join(map(local_name, step)) for step in steps) == chain
    assert path.sign == "-"


def test_unknown_parameter_and_query_are_refused(graph: DefectGraph) -> None:
    with pytest.raises(QueryError, match="claims has no parameter 'nonsense'; it has cause"):
        graph.query("claims", nonsense="Ni2+")
    with pytest.raises(QueryError, match="no query 'claim'; there is claims"):
        graph.query("claim")


def test_parameters_take_narrower_kinds_lists_and_numbers(review: DefectGraph) -> None:
    vacancies = review.query("passivators", defect="V_X").dicts()
    assert {row["defect"] for row in vacancies} == {
        "halide vacancy",
        "surface halide vacancy",
        "bromide vacancy",
        "chloride vacancy",
    }
    both = review.query("tried", agent="benzoic acid").dicts()
    assert {row["agent"] for row in both} == {"benzoic acid; benzylamine"}
    high = review.query("outcomes", observable="PLQY", value="96").dicts()
    assert {row["value"] for row in high} == {"96", "96.5", "100", "near unity"}
    with pytest.raises(QueryError, match="value takes a number such as 95, not 'high'"):
        review.query("outcomes", value="high")
    with pytest.raises(QueryError, match="outcomes has no parameter 'least'; it has agent"):
        review.query("outcomes", least="95")


def test_claims_and_measurements_are_chosen_by_what_they_are_about(review: DefectGraph) -> None:
    rows = review.query("measurements", observable="PLQY", host="CsPbBrxCl3-x").dicts()
    assert (rows[0]["value"], rows[0]["value_max"], rows[0]["state"]) == ("10", "25", "host")
    rows = review.query("claims", host="CsPbBr3", mechanism="adlayer coverage").dicts()
    assert {(row["cause"], row["effect"]) for row in rows} >= {
        ("ZnBr2", "PbBr2 adlayer"),
        ("PbBr2 adlayer", "Crystallographic Defect"),
    }


def test_a_slot_of_words_takes_one_of_them_or_several(review: DefectGraph) -> None:
    still = review.query("outcomes", result="null result or no change").dicts()
    assert {row["direction"] for row in still} == {"unchanged", "preserved"}
    with pytest.raises(QueryError, match="result takes better or worse or null result or no ch"):
        review.query("outcomes", result="bad")


@pytest.mark.parametrize(
    ("old", "params"),
    [
        ("gains", {"observable": "PLQY", "agent": "Ce3+"}),
        ("levels", {"observable": "EQE", "value": "5"}),
        ("passivation-table", {"host": "CsPbCl3"}),
        ("values-reported", {"strategy": "doping"}),
    ],
)
def test_a_renamed_query_answers_and_names_the_new_one(
    review: DefectGraph, old: str, params: dict[str, str]
) -> None:
    with pytest.warns(DeprecationWarning, match=f"{old} is now outcomes"):
        rows = review.query(old, **params)
    assert rows.values
    assert rows.values == review.query("outcomes", **params).values


def test_bindings_are_terms_not_text(graph: DefectGraph) -> None:
    text = "SELECT ?s WHERE { ?s a <https://w3id.org/defectkg/ontology/Claim> }"
    with pytest.raises(QueryError, match="a parameter is no IRI"):
        graph.store.query(text, {"s": "x> } INSERT { <a"})


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service silent ?where { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { # nothing\nSERVICE<http://127.0.0.1:1/>{} }",
    ],
)
def test_service_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="SERVICE asks another server"):
        MemoryStore().query(text)


@pytest.mark.parametrize("text", ["INSERT DATA { <a:b> <a:c> <a:d> }", "clear all", "LOAD <a:b>"])
def test_updates_are_refused(text: str) -> None:
    with pytest.raises(QueryError, match="is an update, which is refused"):
        MemoryStore().query(text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?x { BIND("a service; INSERT" AS ?x) }',
        "SELECT ?service { BIND(1 AS ?service) } # INSERT",
        "PREFIX add: <http://example.org/SERVICE#> SELECT ?x { BIND(add:load AS ?x) }",
    ],
)
def test_keywords_in_strings_comments_and_names_are_fine(text: str) -> None:
    assert len(MemoryStore().query(text).values) == 1


def closed_by(text: str, start: int) -> int:
    """Where the group that opens at a place ends."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if not depth:
            return place
    raise AssertionError("a group is not closed")


def branches(group: str) -> list[str]:
    """The branches of the UNION that a group consists of; none where it is no UNION."""
    found, place = [], group.find("{")
    while place >= 0:
        end = closed_by(group, place)
        found.append(group[place:end])
        following = re.match(r"\s*UNION\s*", group[end + 1 :])
        if not following:
            break
        place = end + 1 + following.end()
    return found if len(found) > 1 else []


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_branches_of_an_optional_union_name_one_thing(name: str) -> None:
    """Without one the engine compares each of their rows with each row before them."""
    text = re.sub(r"^\s*#.*$", "", QUERIES[name].text, flags=re.MULTILINE)
    for found in re.finditer(r"OPTIONAL \{(?=\s*(?:VALUES \?\w+ \{[^}]*\}\s*)?\{)", text):
        start = found.end() - 1
        group = re.sub(r"^\s*VALUES \?\w+ \{[^}]*\}", "", text[start + 1 : closed_by(text, start)])
        named = [set(re.findall(r"\?\w+", branch)) for branch in branches(group)]
        before = set(re.findall(r"\?\w+", text[text.index("WHERE") : start]))
        assert not named or set.intersection(before, *named), group


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_denied_is_nowhere_named_as_if_it_were_so(name: str, graph: DefectGraph) -> None:
    """A link that no claim supports carries its stance wherever a row without one names it."""
    held: dict[str, set[str]] = {}
    for row in graph.query("claims").dicts():
        link = " ".join((row["cause"], row["relation"], row["effect"]))
        held.setdefault(link, set()).add(row["stance"])
    denied = {link for link, stances in held.items() if not stances & {"supports", "partly"}}
    assert len(denied) > 10
    for row in run(graph.store, name).dicts():
        for cell in () if row.get("stance") else row.values():
            for link in denied:
                assert link not in re.split("; |: ", cell), link


def test_what_was_applied_is_what_the_treatments_say(graph: DefectGraph) -> None:
    """It spares those who ask for no more what each treatment lacks, and so on."""
    applied = run(graph.store, "internal/applied")
    treatments = list(run(graph.store, "treatments").dicts())
    for row in treatments:  # where they have numbers, works stand by these
        row["publication"] = "; ".join(sorted(row["publication"].split("; ")))
    columns = [name for name in applied.columns if name != "publication_iri"]
    assert applied.pick(*columns).values == [tuple(r[c] for c in columns) for r in treatments]
