"""A question in plain words: what is read in it, and which studies answer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from defectkg.errors import NameLookupError, QueryError
from defectkg.graph import DefectGraph
from defectkg.text.ask import Found, answer, answer_text, read_as, tables, told, untold
from defectkg.text.most_telling import part_asked
from defectkg.text.question import Question, read_question
from defectkg.text.records import RecordTexts
from defectkg.text.sayings import Sort, studies
from helpers import Done


def named(graph: DefectGraph, text: str) -> list[set[str]]:
    """The labels of what each part of a question names."""
    parts = read_question(graph, text).parts
    return [set(map(graph.names.label, part.named)) for part in parts if part.named]


def beside(graph: DefectGraph, text: str) -> list[str]:
    return [part.words for part in read_question(graph, text).parts if part.stem]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Why does bismuth hurt CsPbBr3?", ["Bi3+", "CsPbBr3"]),
        ("Which agents fill bromide vacancies?", ["vacancy filling", "bromide vacancy"]),
        ("chloride-free yttrium salt", ["Cl-", "Y3+", "salt"]),
        ("What quantum yield did CsPbBr3 nanocrystals reach?", ["PLQY", "CsPbBr3", "nanocrystal"]),
        ("mixed bromide-chloride nanocrystals", ["CsPbBrxCl3-x", "nanocrystal"]),
        ("at the surface of CsPbBr3 nanocrystals", ["CsPbBr3", "nanocrystal"]),
        ("What did Wu 2018 find?", ["Wu 2018"]),
        ("losing ligands", ["ligand detachment"]),
    ],
)
def test_names_are_found_in_running_text(graph: DefectGraph, text: str, names: list[str]) -> None:
    assert named(graph, text) == [{name} for name in names]


def test_an_everyday_word_stands_for_what_may_be_meant(graph: DefectGraph) -> None:
    (meant,) = named(graph, "how bright are they")
    assert {"PLQY", "PL intensity"} <= meant


def test_plain_words_name_kinds_and_count_for_less(graph: DefectGraph) -> None:
    asked = "do the crystals clump, and what strips off the extra lead?"
    parts = {part.words: part for part in read_question(graph, asked).parts if part.named}
    told = {words: set(map(graph.names.label, part.named)) for words, part in parts.items()}
    assert "aggregation" in told["clump"]
    assert "excess surface lead" in told["extra lead"]
    assert all(part.sure < 1 for part in parts.values())
    (name,) = read_question(graph, "aggregation").parts
    assert name.sure == 1


def test_what_is_meant_stands_in_one_order(graph: DefectGraph) -> None:
    """An answer is the same in every process, and its tables are of the likeliest."""
    for text in ("how bright are they", "what do they emit"):
        (part,) = [part for part in read_question(graph, text).parts if part.named]
        assert [graph.names.label(iri) for iri in part.named][:2] == ["PLQY", "PL intensity"]
        assert not any(
            "--defect" in command for command in tables(graph, read_question(graph, text))
        )


def test_what_is_stable_against_something_is_asked_as_stability(graph: DefectGraph) -> None:
    assert {"washing", "stability against purification"} in named(graph, "stable against washing")


def test_how_much_there_is_of_something_is_asked_with_it(graph: DefectGraph) -> None:
    told = named(graph, "what slows nonradiative recombination")
    assert {"nonradiative recombination", "nonradiative recombination rate"} in told


@pytest.mark.parametrize(
    ("text", "result", "answers"),
    [
        ("Which treatments are said to be harmful?", "worse", "Bi3+ in CsPbBr3"),
        ("What was tried on CsPbCl3 without any benefit?", "nothing", "CuCl2 in the synthesis"),
    ],
)
def test_what_did_harm_or_nothing_is_asked_by_what_came_out(
    review: DefectGraph, text: str, result: str, answers: str
) -> None:
    question = read_question(review, text)
    assert result in {part.result for part in question.parts}
    found = answer(RecordTexts(review), question)
    first = [one for one in found if one.weight > 0.99]
    assert any(one.study.head.startswith(answers) for one in first)
    assert all(any(said.result == result for said in one.sayings) for one in first)


def test_what_does_not_happen_is_not_left_aside(graph: DefectGraph) -> None:
    (_, clump) = read_question(graph, "Which dots do not clump?").parts
    assert not clump.aside
    (_, films) = read_question(graph, "dots, not films").parts
    assert films.aside


def test_a_paragraph_is_told_with_what_stands_in_its_figure_too(review: DefectGraph) -> None:
    sources = [one.source for one in studies(RecordTexts(review)) if not one.head]
    paragraphs = [source.split("; Fig.")[0] for source in sources]
    assert len(paragraphs) == len(set(paragraphs))
    assert any(source.endswith("doping ¶7; Fig. 4f") for source in sources)


def test_acronyms_are_spelt_out(review: DefectGraph) -> None:
    heads = [one.head for one in studies(RecordTexts(review))]
    (head,) = [head for head in heads if head.startswith("BZA and BA on ")]
    assert "(benzoic acid, benzylamine; ligand passivation" in head
    (head,) = [head for head in heads if head.startswith("Ni2+ in CsPbCl3")]
    assert "(doping; " in head


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Is the paper cited for the TOPO work of Wu really by Wu?", "misnumbered citation: 39"),
        ("What should 'defect deformation energy' of FAPbI3 read?", "defect deformation energy"),
    ],
)
def test_what_is_doubted_is_answered_by_the_fault(
    review: DefectGraph, text: str, fault: str
) -> None:
    question = read_question(review, text)
    assert Sort.DOUBTFUL in question.after
    best, *_ = answer(RecordTexts(review), question)
    assert fault in best.study.sayings[0].text


def test_what_two_strategies_are_for_is_told_where_they_are_compared(review: DefectGraph) -> None:
    question = read_question(review, "How does elemental compensation differ from doping?")
    best, *_ = answer(RecordTexts(review), question)
    assert best.study.source == "Zheng 2019, compensation ¶1"


@pytest.fixture
def few_works(large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large store few works are read."""
    monkeypatch.setattr("defectkg.text.most_telling.MOST_WORKS", 12)


IN_A_LARGE_STORE = [  # a question, and the treatment or place that answers it best
    ("How much does ZnBr2 raise the PLQY of CsPbBr3 nanocrystals?", "ZnBr2 in CsPbBr3"),
    ("Why does Bi3+ quench CsPbBr3?", "Bi3+ in CsPbBr3"),
    ("What did Wu 2018 do with HBr?", "HBr in CsPbBr3"),
    ("Which of the open problems is about shells?", "open problem"),
]


@pytest.mark.parametrize(("text", "best"), IN_A_LARGE_STORE)
def test_of_a_large_store_the_works_that_tell_most_are_read(
    call: Callable[..., Done], few_works: None, text: str, best: str
) -> None:
    done = call("ask", text)
    assert "of this large store, in the 12 works that tell most of it" in " ".join(done.out.split())
    assert best in done.out.split("\n\n")[1]


def test_of_a_large_store_no_more_is_read(graph: DefectGraph, few_works: None) -> None:
    question = read_question(graph, "What raises the PLQY of nanocrystals?")
    records = RecordTexts(part_asked(graph, question))
    whole = RecordTexts(graph)
    assert 0 < len(records.claims) < len(whole.claims)
    told = {row["publication"] for row in records.claims.values()}
    of_them = [row for row in whole.claims.values() if row["publication"] in told]
    assert len(of_them) == len(
        [row for row in records.claims.values() if row["publication"] in told]
    )


@pytest.mark.parametrize("text", ["What is wrong?", "How many bunnies were hopping?"])
def test_a_question_without_a_name_to_a_large_store_says_so(
    call: Callable[..., Done], few_works: None, text: str
) -> None:
    done = call("ask", text)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "ask reads only the works on what is named" in done.err


def test_names_with_or_between_them_are_one_part(graph: DefectGraph) -> None:
    (either,) = named(graph, "HBr or KI")
    assert either == {"HBr", "KI"}
    assert named(graph, "HBr and KI") == [{"HBr"}, {"KI"}]


def test_words_that_ask_are_not_looked_for(graph: DefectGraph) -> None:
    assert beside(graph, "What has been reported on which of them, and why is it so?") == []


def test_what_a_question_is_after(graph: DefectGraph) -> None:
    def read(text: str) -> Question:
        return read_question(graph, text)

    assert read("What is still open?").after == {Sort.OPEN}
    assert read("Which references are wrong?").after == {Sort.DOUBTFUL}
    assert read("By which measurements was it shown?").methods
    assert read("Why does it work?").why
    assert read("What is the mechanism?").why
    assert not read("How much is it?").why
    assert not read("How much is it?").whether
    assert read("How does it work?").whether
    assert Sort.OPEN in read("Is there yet a cure?").after
    assert read("Where do the authors think that shells should go next?").after == {Sort.OPEN}
    assert Sort.LISTED in read("Who are the authors of reference 85?").after
    assert read("blue and green ones").colours == {"blue", "green"}


def blocks(graph: DefectGraph, text: str) -> list[str]:
    """The studies of an answer as they are printed, each in one line."""
    question = read_question(graph, text)
    found = answer(RecordTexts(graph), question)
    return [
        " ".join(block.split())
        for block in answer_text(graph, question, found, 120).split("\n\n")[1:]
    ]


def test_what_is_told_of_no_form_may_be_of_any(review: DefectGraph) -> None:
    told = blocks(review, "How does thiocyanate help in perovskite films, and on nanocrystals?")
    (moist,) = [block for block in told if block.startswith("SCN- in MAPb(SCN)xI3-x (")]
    assert "moisture stability, “benefit”, up" in moist


def test_what_is_set_against_what_takes_no_place_of_a_study_told_whole(review: DefectGraph) -> None:
    told = blocks(
        review, "Why does Ce3+ brighten CsPbBr3 nanocrystals when Bi3+ kills their emission?"
    )
    (theory,) = [
        block for block in told if block.startswith("Ce3+ in CsPbBr3 nanocrystals, by theory")
    ]
    assert "the Ce on Pb site brings more band-edge states" in theory


def test_why_without_an_agent_is_answered_by_what_is_said_in_general(graph: DefectGraph) -> None:
    told = blocks(graph, "Why does a vial of perovskite nanocrystals slowly go bad and clump?")
    assert any(block.startswith("Liu 2019 [89 of Zheng 2019], challenges ¶2") for block in told[:5])


def test_what_is_replaced_is_not_looked_for(graph: DefectGraph) -> None:
    text = "What does OPA bring in place of the usual oleic acid and oleylamine?"
    assert named(graph, text) == [{"octylphosphonic acid"}]
    assert named(graph, "What does OPA bring beside oleic acid?") == [
        {"octylphosphonic acid"},
        {"oleic acid"},
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Who is the 'Navendu et al.' of the section on doping?", "the surname is Mondal"),
        ("Who is 'Jun et al.'?", "the surname is Yin"),
        ("Which reference is given for TOPO, and does it match?", "misnumbered citation: 39"),
    ],
)
def test_a_question_about_a_citation_is_answered_by_its_fault(
    review: DefectGraph, text: str, fault: str
) -> None:
    assert fault in blocks(review, text)[0] + blocks(review, text)[1]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("What goes wrong if the synthesis is run too cold?", "low reaction temperature"),
        ("What does a hot reaction give?", "high reaction temperature"),
        ("How cool must the flask be?", "low reaction temperature"),
    ],
)
def test_hot_and_cold_are_temperatures_of_a_reaction(
    graph: DefectGraph, text: str, condition: str
) -> None:
    assert {condition} in named(graph, text)


def test_a_study_under_another_number_than_printed_says_so(review: DefectGraph) -> None:
    first, *_ = blocks(review, "What goes wrong when the hot reaction for CsPbBr3 runs too cold?")
    assert first.startswith("CsPbBr3 nanocrystals at 180 to 250 °C")
    assert "Dutta 2018 [32 of Zheng 2019], synthesis ¶2" in first
    assert "doubtful: misnumbered citation: 31, entry 32 is meant" in first


@pytest.mark.parametrize(
    "text",
    [
        "What does reference 85 of Zheng 2019 report?",
        "What does ref. 85 in Zheng 2019 report?",
        "What is entry 85 about?",
    ],
)
def test_a_work_is_asked_by_its_number(review: DefectGraph, text: str) -> None:
    assert {"Wu 2018"} in named(review, text)


def test_the_name_of_a_host_is_not_cut(graph: DefectGraph) -> None:
    text = "What is the cost of making vacancies in formamidinium lead iodide?"
    cost, vacancy, host = named(graph, text)
    assert "defect formation energy" in cost
    assert "Vacancy" in vacancy
    assert "formamidinium vacancy" not in vacancy
    assert "FAPbI3" in host


def test_a_panel_is_told_with_what_was_done(review: DefectGraph) -> None:
    panel, *_ = blocks(review, "Which panel shows what a thicker CsPbCl3 shell does?")
    assert panel.startswith("Fig. 6d of Zheng 2019: Xu 2017")
    assert "C1 (no shell) to C7 (thickest)" in panel


def test_what_we_note_on_a_kind_stands_with_its_meaning(graph: DefectGraph) -> None:
    meaning, *_ = blocks(graph, "What does dopant ion mean?")
    assert "foreign atoms, which it calls impurities (doping ¶8)" in meaning


def test_words_that_say_nothing_where_they_stand_are_not_looked_for(graph: DefectGraph) -> None:
    assert beside(graph, "What does this mean for the PLQY, by means of Wu et al.?") == ["Wu"]
    assert read_question(graph, "What does this mean for the PLQY?").after == frozenset()
    assert read_question(graph, "What does PLQY mean?").after == {Sort.MEANS}


def test_what_is_to_be_left_aside_counts_against_a_study(graph: DefectGraph) -> None:
    def forms(text: str) -> list[bool]:
        found = graph.answer(text)[:5]
        return ["nanocrystal" in one.study.head for one in found]

    assert not any(forms("passivation on thin films rather than on nanocrystals"))
    assert any(forms("passivation of thin films and nanocrystals"))


def test_what_is_left_aside_is_said_so(graph: DefectGraph) -> None:
    question = read_question(graph, "Which ligands other than oleic acid and oleylamine?")
    assert read_as(graph, question) == "looked for: ligand; left aside: oleic acid; oleylamine"


def heads(found: list[Found]) -> list[str]:
    return [one.study.head or one.study.source for one in found]


def test_a_study_on_several_hosts_is_told_once(graph: DefectGraph) -> None:
    found = graph.answer("zinc halide in hexane")
    told = [one for one in found if "ZnX2" in one.study.head]
    assert len(told) == 1
    assert all(host in told[0].study.head for host in ("CsPbCl3", "CsPbBr3", "CsPbI3"))


def test_an_outcome_on_one_host_of_several_says_which(graph: DefectGraph) -> None:
    (study,) = [
        one
        for one in studies(RecordTexts(graph))
        if "CsPb0.64Zn0.36I3" in one.head and one.is_treatment
    ]
    texts = [saying.text for saying in study.sayings if saying.sort is Sort.REPORTED]
    assert any(t.startswith("defect density 1.26 × 10^17") and "films" in t for t in texts)
    assert any(text.startswith("EQE 15.1 %") and "nanocrystals" in text for text in texts)


def test_a_control_stands_with_what_it_controls(graph: DefectGraph) -> None:
    (first, *_) = graph.answer("Which control was made beside YCl3 on CsPbCl3?")
    controls = [saying.text for saying in first.sayings if saying.sort is Sort.CONTROL]
    assert controls[0].startswith("Y(CH3COO)3 on CsPbCl3 nanocrystals")
    alone = [one for one in graph.answer("Y(CH3COO)3") if one.study.is_treatment]
    assert not any(head.startswith("Y(CH3COO)3") for head in heads(alone))


def test_every_claim_stands_under_its_own_source(graph: DefectGraph) -> None:
    """Two papers on one agent in one host have treatments of one name."""
    records = RecordTexts(graph)
    for study in studies(records):
        works = {records.works[iri]["publication"] for iri in study.about if iri in records.works}
        for saying in study.sayings:
            if saying.sort in (Sort.SAID, Sort.DENIED):
                named = {
                    records.works[iri]["publication"]
                    for iri in saying.about
                    if iri in records.works
                }
                assert named & works, (study.head, saying.text)


def test_all_records_are_told(graph: DefectGraph) -> None:
    """No claim, outcome of a trial, open problem or fault is in no study."""
    told = [saying for study in studies(RecordTexts(graph)) for saying in study.sayings]
    problems = {row["challenge"] for row in graph.query("challenges").dicts()}
    said = [saying.text for saying in told if saying.sort is Sort.OPEN]
    assert all(any(problem in text for text in said) for problem in problems)
    printed = {row["as_printed"] for row in graph.query("anomalies").dicts()}
    doubts = [saying.text for saying in told if saying.sort is Sort.DOUBTFUL]
    assert all(any(words in text for text in doubts) for words in printed)
    causes = {iri for saying in told for iri in saying.about}
    for row in graph.query("claims").dicts():
        assert {row["cause_iri"], row["effect_iri"]} <= causes


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_no_question(graph: DefectGraph, text: str) -> None:
    with pytest.raises(QueryError, match="question"):
        graph.answer(text)


def test_a_question_of_nothing_known_says_so(graph: DefectGraph) -> None:
    with pytest.raises(NameLookupError, match="no record holds a word of the question: zzz, qqq"):
        graph.answer("zzz qqq")


def test_open_problems_come_by_their_numbers(graph: DefectGraph) -> None:
    found = graph.answer("Which problems are still open in perovskite nanocrystals?")
    heads = [one.study.head for one in found if one.study.numbered and one.weight > 0.8]
    assert len(heads) > 3
    assert heads == sorted(heads)
    on_dopants = graph.answer("What is still open about dopants?")[0].study
    assert on_dopants.head == "open problem 4"  # and not the first, on ligands


def test_who_calls_a_problem_open_is_the_source(graph: DefectGraph) -> None:
    """The works that it cites beside a problem do not."""
    said = {row["challenge"]: row["read_in"] for row in graph.query("challenges").dicts()}
    for study in studies(RecordTexts(graph)):
        for saying in study.sayings:
            if saying.sort is Sort.OPEN:
                (source,) = {by for text, by in said.items() if saying.text.startswith(text)}
                assert study.source.startswith(f"{source}, ")


def test_what_is_not_told_of_a_study_is_counted(graph: DefectGraph) -> None:
    for one in graph.answer("What do dopants do to defects in nanocrystals?"):
        for whole in (True, False):
            for sort, text in told(one, doubts=True, whole=whole):
                said = {saying.text for saying in one.sayings if saying.sort is sort}
                shown = sum(saying in text for saying in said)
                assert shown == len(said) or re.search(r"and \d+ more$", text)


def test_an_answer_is_bounded_and_says_what_is_left(graph: DefectGraph) -> None:
    question = read_question(graph, "What is known of nanocrystals?")
    found = answer(RecordTexts(graph), question)
    text = answer_text(graph, question, found, 100)
    assert len(text.splitlines()) < 150
    assert f"that answer less well: -k {len(found)}" in text
    whole = answer_text(graph, question, found, 100, len(found))
    assert len(whole.splitlines()) > len(text.splitlines())
    assert "answer less well" not in whole


def test_what_no_study_tells_of_is_said(graph: DefectGraph) -> None:
    records = RecordTexts(graph)
    for text, names in (
        ("What is known about tin perovskites?", "tin halide perovskite"),
        ("What fills V_Br in CsSnI3?", "CsSnI3"),
        ("Does an electron trap lower the PLQY of CsPbBr3?", ""),
    ):
        said = untold(records, read_question(graph, text))
        assert (
            said.partition(" itself")[0].removeprefix("no study that was read tells of ") == names
        )


def test_a_symbol_of_an_element_is_its_ion(graph: DefectGraph) -> None:
    assert named(graph, "Does Mn help as Zn does? In films?") == named(
        graph, "Does Mn2+ help as Zn2+ does? In films?"
    )


def test_on_the_command_line(call: Callable[..., Done]) -> None:
    done = call("ask", "What", "fills", "V_Br?")
    assert done.code == 0
    assert done.out.startswith("looked for: ")
    rows = call("ask", "What fills V_Br?", "--format", "csv").out.splitlines()
    assert rows[0] == "study,source,sort,says,weight"
    refused = call("ask", "zzz")
    assert refused.code == 2
    assert len(refused.err.splitlines()) == 1


def test_commands_for_tables_run(graph: DefectGraph, call: Callable[..., Done]) -> None:
    done = call("ask", "How much does ZnBr2 raise the PLQY of CsPbBr3 nanocrystals?")
    commands = [
        line.partition("defectkg ")[2] for line in done.out.splitlines() if "as a table" in line
    ]
    assert commands
    for command in commands:
        assert call(*command.split()).code == 0
