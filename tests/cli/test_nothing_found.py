"""An empty answer says what was looked for and which view nearby has something, and that is true."""

from __future__ import annotations

import csv
import re
import shlex

import pytest

from defectkg.errors import NameLookupError, QueryError
from defectkg.graph import DefectGraph
from defectkg.rdf.library import load_query
from defectkg.text.asked_query import Asked
from defectkg.text.empty_answers import no_way_on, nothing_found
from defectkg.text.first_screen import MOST_BELOW
from defectkg.text.near_kinds import claimed_itself
from helpers import Ask, Said

EMPTY = {  # a command, and what its remark says; counts apart
    "tried --defect V_Cl --agent IDA --host CsPbCl3": (
        "no rows of tried for defect V_Cl, agent IDA, host CsPbCl3; "
        "# with another agent: leave out --agent; # with another host: leave out --host"
    ),
    "outcomes --agent peptide --observable EQE": (
        "no rows of outcomes for agent peptide, observable EQE; "
        "# with another agent: leave out --agent; "
        "# with another observable: leave out --observable"
    ),
    "query passivators -p defect=V_Cl -p agent=IDA": (
        "no rows of passivators for defect V_Cl, agent IDA; "
        "# with another defect: leave out -p defect; # with another agent: leave out -p agent"
    ),
    "query claims -p effect=V_I": (
        "no rows of claims for effect V_I; # on kinds above or below: defectkg show V_I; "
        "# in query denials"
    ),
    "query contradictions -p about=peptide": (
        "no rows of contradictions for about peptide; # claims with peptide as cause: defectkg "
        "query claims -p cause=peptide; # in query anomalies; # in query figures"
    ),
    "contradictions --about peptide --kind exception": (
        "no rows of contradictions for about peptide, kind exception; # claims with peptide as "
        "cause: defectkg query claims -p cause=peptide; # with another about: leave out --about"
    ),
    "gaps --defect V_Br --host CsPbBr3 --agent IDA": (
        "nothing is claimed, denied, open or applied for defect V_Br, agent IDA, host CsPbBr3; "
        "--state 'no claim' lists #; # with another agent: leave out --agent; "
        "# with another host: leave out --host"
    ),
    "gaps --state denied": (
        "no cell is denied; --state 'claimed' lists #; --state 'declared open' lists #; "
        "--state 'applied, defect not named' lists #"
    ),
}


@pytest.mark.parametrize("command", EMPTY)
def test_an_empty_answer_names_views_that_have_something(command: str, ask: Ask) -> None:
    said = ask(command)
    assert said.out.count("\n") in (0, 2), "no more than the head of a table"
    assert re.sub(r"\b\d+( rows?| cells?)?(?![\w'])", "#", said.remarks[-1]) == EMPTY[command]


@pytest.mark.parametrize("command", [text for text in EMPTY if "leave out" in EMPTY[text]])
def test_what_is_left_out_leaves_as_many_rows_as_are_told(command: str, ask: Ask) -> None:
    remark = ask(command).remarks[-1]
    told = re.findall(r"(\d+) (?:row|cell)s? with another \w+: leave out ((?:--|-p )\w+)", remark)
    assert told
    for count, option in told:
        without = re.sub(rf" {option}[ =]\S+", "", command)
        assert without != command
        lines = ask(f"{without} --format csv").out.splitlines()[1:]
        if command.startswith("gaps"):
            lines = [line for line in lines if ",no claim," not in line and ",not m" not in line]
        assert len(lines) == int(count), without


def test_states_are_of_the_sources_read_under_old_names_too(ask: Ask) -> None:
    old = ask("gaps --defect V_X --agent K+ --host CsPbBr3 --state supported")
    counts = "of 1 source read: 1 claimed, 1 declared open"
    assert old.remarks == ["the state 'supported' is now: claimed", counts]
    assert "state, of 1 source read" in old.out
    assert ask("gaps --defect V_X --agent K+ --host CsPbBr3 --state claimed") == Said(
        old.out, [counts]
    )
    suggested = ask("suggest --defect V_Cl --host CsPbCl3 --format csv")
    shown = "candidates, the first 10 are shown (-k); guesses by rule, see --back-test"
    (told,) = suggested.remarks
    assert re.fullmatch(rf"of 1 source read: \d\d {re.escape(shown)}", told)
    assert suggested.out.count("\n") == 11
    more = ask("suggest --defect V_Cl --host CsPbCl3 --format csv -k 12")
    assert more.out.startswith(suggested.out.rstrip("\n"))
    assert more.out.count("\n") == 13


def test_a_filter_that_a_query_has_not_names_those_that_have_it(review: DefectGraph) -> None:
    message = "denials has no parameter 'host'; it has .*; for host ask outcomes"
    with pytest.raises(QueryError, match=message):
        review.query("denials", host="CsPbBr3")


def test_a_filter_of_ones_own_query_needs_a_column(review: DefectGraph) -> None:
    text = "#+ slots: host (HostKind)\nSELECT ?treatment WHERE { ?treatment a dkg:Treatment }"
    with pytest.raises(QueryError, match=r"no column for the parameter 'host': SELECT \?host_iri"):
        review.query(text, host="CsPbBr3")


def test_rows_on_defects_in_general_are_no_answer_about_one(ask: Ask) -> None:
    for defect in ("iodide interstitial", "V_Cs"):
        said = ask(f"tried --defect '{defect}' --host CsPbI3")
        assert said.remarks[0].startswith(f"nothing is said of {defect} here")
        assert said.out.count("\n") < 35, "what was merely applied is one line"
    both = ask("tried --defect V_I --defect I_i --defect 'lead antisite' --host CsPbI3")
    assert both.remarks[0].startswith("nothing is said of I_i or lead antisite here")
    assert both.remarks[0].endswith("defectkg query defects -p host=CsPbI3")
    remarks = ask("tried --defect V_Cl --host CsPbCl3 --all").remarks
    assert not any(remark.startswith("nothing is said") for remark in remarks)


def test_rows_on_kinds_above_alone_say_so(ask: Ask) -> None:
    told = ask("outcomes --observable 'operational stability'").remarks
    assert told[0] == "no source that was read tells an outcome of it"
    assert told[-1].startswith("no row is about operational stability itself")
    (told,) = ask("outcomes --observable stability").remarks
    assert told.startswith("how long anything lasted or was kept")
    remarks = ask("outcomes --observable T50 --agent Cu2+").remarks
    assert any(remark.startswith("no row is about T50 itself") for remark in remarks)


def test_no_path_points_to_what_is_reported(ask: Ask) -> None:
    told = ask("paths TOP-PbI2 PLQY").out
    assert "defectkg outcomes --agent TOP-PbI2 --observable PLQY" in told
    assert ask("outcomes --agent TOP-PbI2 --observable PLQY").out.count("TOP-PbI2  ") == 1
    assert ask("paths benzylamine").remarks[0].startswith("no path leads on from benzylamine")


def test_what_was_found_stands_before_the_denial_of_its_opposite(ask: Ask) -> None:
    told = ask("paths Ni2+ 'trap state' --host CsPbCl3").out
    assert told.startswith("Ni2+ → trap state: fewer trap states (the best path); the opposite is ")
    assert told.index("1. (-) With Ni2+, fewer trap states") < told.index("Denied by the source:")


def test_what_is_denied_stands_first(ask: Ask) -> None:
    told = ask("paths Y3+ 'mid-gap state' --host CsPbCl3").out
    assert told.startswith("Y3+ → mid-gap state: denied by the source; ")
    assert "Denied by the source:\n   Y3+ does not bring more mid-gap states" in told


@pytest.mark.parametrize(
    ("asked", "below"),
    [
        ("effect='in-gap state'", "deep trap state"),
        ("effect='trap state'", "mid-gap state"),
        ("cause='dopant ion'", "Ni2+"),
        ("cause=ligand", "peptide"),
    ],
)
def test_claims_hold_the_kinds_below_and_a_table_counts_those_that_it_leaves_out(
    asked: str, below: str, ask: Ask
) -> None:
    shown = ask(f"query claims -p {asked}").out
    told = re.search(r"not shown above: (\d+) rows", shown)
    rows = [*csv.DictReader(ask(f"query claims -p {asked} --format csv").out.splitlines())]
    narrower = [row["level"] for row in rows].count("narrower")
    assert (int(told[1]) if told else 0) == (narrower if narrower > MOST_BELOW else 0)
    assert {row["level"] for row in rows} == {"exact", "narrower"}
    assert any(below in (row["cause"], row["effect"]) for row in rows)
    assert "narrower" in ask(f"query claims -p {asked} --all").out


def test_few_claims_on_kinds_below_are_shown_at_once(ask: Ask) -> None:
    out = ask("query claims -p cause='reaction temperature'").out
    assert re.search(r"narrower +low reaction", out)
    assert "not shown above" not in out


def test_bismuth_is_found_by_the_levels_in_the_gap(ask: Ask) -> None:
    out = ask("query claims -p effect='in-gap state' -p level='exact or narrower'").out
    assert re.search(r"narrower +Bi3\+ brings more", out)
    assert not any(
        "kinds below" in r for r in ask("query claims -p effect='mid-gap state'").remarks
    )


@pytest.mark.parametrize(
    ("observable", "agents"),
    [("PLQY", ("CdCl2", "octylphosphonic acid", "SrCl2")), ("EQE", ("amine-based",))],
)
def test_numbers_without_one_before_are_told_under_each_basis(
    observable: str, agents: tuple[str, ...], ask: Ask
) -> None:
    remarks = ask(f"outcomes --observable {observable} --basis level").remarks
    (told,) = [remark for remark in remarks if " more have a number and none before" in remark]
    assert all(agent in told for agent in agents)
    assert "Ce3+" not in told, "a value before is printed"
    assert int(told.split()[0]) == told.count("; worded)")
    assert "level" not in told, "those are rows of the answer"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            "tried --agent silica",
            "silica came from what was applied: (3-aminopropyl)triethoxysilane",
        ),
        ("outcomes --agent cadmium", "cadmium came from what was applied: CdCl2"),
        ("outcomes --agent 'chloride-rich surface'", "what was applied: YCl3; Cl-"),
        (
            "outcomes --agent 'metal chloride' --observable 'trap density'",  # of PLQY stands an aim
            "metal chloride itself was applied",
        ),
        ("outcomes --agent peptide --observable EQE", "peptide itself was applied"),
        ("tried --agent phosphine", "--agent 'phosphine-metal halide precursor'"),
        (
            "tried --agent silica",
            "called after it, of another class: defectkg tried --agent 'silica matrix'",
        ),
    ],
)
def test_what_stands_near_is_never_denied(command: str, said: str, ask: Ask) -> None:
    remarks = ask(command).remarks
    assert any(said in remark for remark in remarks)
    assert not any("itself: the column level" in remark for remark in remarks)


@pytest.mark.parametrize("asked", ["--harmful --agent ligand", "--unchanged --agent KI"])
def test_what_is_claimed_stands_before_that_nothing_is_measured(asked: str, ask: Ask) -> None:
    said = ask(f"outcomes {asked}")
    assert said.out.startswith("Said "), "and no empty table before it"
    agent = asked.split()[-1]
    assert said.remarks[-1].startswith(
        f"no outcome for agent {agent} is such: the rows are of what is claimed"
    )
    assert not any("null result" in remark for remark in said.remarks)


def test_a_word_for_several_classes_names_them(ask: Ask) -> None:
    with pytest.raises(NameLookupError, match=r"phosphine .*phosphine oxide .*phosphonic acid "):
        ask("tried --agent 'phosphorus ligand'")
    assert ask("paths 'ligand removal'").out == ask("paths 'ligand detachment'").out


@pytest.mark.parametrize(
    ("asked", "first", "others"),
    [
        ("scintillator", "detection limit", ("Chen 2018", "zheng2019-introduction-x1")),
        ("scintillation", "detection limit", ("Zhang 2019",)),  # printed: scintillators, too
        ("radioluminescence", "detection limit", ()),
        ("X-ray", "detection limit", ("Zhang 2019",)),
        ("sensitivity", "detection limit", ()),
        ("dosage", "zheng2019-introduction-m4", ()),  # compared with the standard dosage
        (
            "blue emitters",
            "zheng2019-blue-emitters-m1",
            ("passivation of blue emitters is not yet developed", "Mondal 2019"),
        ),
    ],
)
def test_a_word_that_is_no_name_leads_to_what_prints_it(
    asked: str, first: str, others: tuple[str, ...], ask: Ask
) -> None:
    said = ask(f"show '{asked}' --format csv")
    assert said.remarks == [
        f"no kind is named {asked!r}; it is printed here: defectkg show {shlex.quote(first)}"
    ]
    head, *rows = csv.reader(said.out.splitlines())
    assert head == ["record", "sort", "printed_in", "of", "says"]
    assert rows[0][0] == first
    assert set(others) <= {row[0] for row in rows}
    assert all(ask(f"show {shlex.quote(row[0])}").out for row in rows), "each can be shown"
    for command in ("outcomes --observable", "tried --agent", "query claims -p effect", "paths"):
        refused = f"{command}{'=' if '-p' in command else ' '}{shlex.quote(asked)}"
        with pytest.raises(NameLookupError, match=f"t is printed .*show {shlex.quote(asked)}$"):
            ask(refused)


def test_a_common_word_shows_the_first_that_print_it(ask: Ask) -> None:
    said = ask("show enhanced")
    assert said.out.count("\n") < ask("show enhanced --all").out.count("\n")
    assert re.fullmatch(r"the first 24 of \d\d+: --all shows all", said.remarks[1])


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            "outcomes --observable purification",
            "what fits: stability against purification; see: defectkg tried --route washing",
        ),
        ("outcomes --observable washing", "what fits: stability against purification; "),
        ("tried --defect 'ligand loss'", "; see: defectkg show 'ligand detachment'"),
        ("tried --agent V_Cl", "; see: defectkg tried --defect 'chloride vacancy'"),
        (
            "outcomes --observable 'delayed fluorescence'",
            "; see: defectkg tried --defect 'delayed fluorescence'; or defectkg show 'delayed fluorescence'",
        ),
        ("gaps --host PLQY", "; see: defectkg outcomes --observable PLQY"),
        ("outcomes --method 'hot injection'", "; see: defectkg tried --route 'hot injection'"),
    ],
)
def test_a_name_of_another_sort_leads_to_what_takes_it(command: str, said: str, ask: Ask) -> None:
    with pytest.raises(NameLookupError) as error:
        ask(command)
    assert said in str(error.value)
    for told in str(error.value).partition("see: defectkg ")[2].split("; or defectkg "):
        assert ask(told).out


def test_a_class_points_to_what_binds_like_its_members(ask: Ask) -> None:
    bound = "no bidentate ligand by class, but bound in such a way: "
    for command in ("tried --agent 'bidentate ligand'", "outcomes --agent 'bidentate ligand'"):
        (told,) = [remark for remark in ask(command).remarks if remark.startswith(bound)]
        assert "3-(N,N-dimethyloctadecylammonio)propanesulfonate (by chelate binding)" in told
        assert "peptide (by synergy of two groups)" in told
        out = ask(told.rpartition(": defectkg ")[2] + " --format csv").out
        assert "zheng2019-zwitterion-c1" in out
        assert "zheng2019-peptides-c" in out
    assert bound in " ".join(ask("show 'bidentate ligand'").out.split())
    for one in ("IDA", "ligand", "peptide"):
        assert not any("bound in such a way" in r for r in ask(f"tried --agent {one}").remarks)


def test_what_lasted_is_found_from_one_place(ask: Ask) -> None:
    found = list(csv.DictReader(ask("query durations --format csv").out.splitlines()))
    told = {row["printed"]: row["outcome"] for row in found}
    assert told["70 days"] == "phase lifetime: 70 days (α-phase in air)"
    assert told["after 15 days"] == "PLQY, retained: 90 %"
    assert len(found) == 2, "the review prints no other"
    for command, more in (
        ("", ""),
        (" --agent IDA", " -p agent=IDA"),
        (" --host CsPbI3", " -p host=CsPbI3"),
    ):
        for observable in ("stability", "'phase stability'"):
            remarks = ask(f"outcomes --observable {observable}{command}").remarks
            (pointer,) = [text for text in remarks if text.startswith("how long ")]
            assert pointer.endswith(f": defectkg query durations{more}")
    for command in ("--observable PLQY", "--agent IDA", "--observable stability --agent Ni2+"):
        assert not any(text.startswith("how long ") for text in ask(f"outcomes {command}").remarks)


def test_a_unit_of_time_leads_to_all_durations(ask: Ask) -> None:
    assert ask("show day").out.rstrip().endswith(": defectkg query durations")
    assert "query durations" not in ask("show nanosecond").out


def test_times_of_each_unit_and_in_passing_are_durations(graph: DefectGraph) -> None:
    printed = "; ".join(row["printed"] for row in graph.query("durations").dicts())
    for told in (
        *("6.5 months", "20 min", "10.79 h", "~ 99 s", "up to 16 days", "< 5 min"),
        *("5 weeks under ambient condition", "1,000 h at the maximum", "after 1 year of ambient"),
    ):
        assert told in printed
    claims = [row for row in graph.query("durations").dicts() if row["sort"] == "claim"]
    assert all(row["claimed"] for row in claims)
    assert any("100 days" in row["printed"] for row in claims)


@pytest.mark.parametrize("agent", ["peptide", "peptide --agent KI", "ZnBr2"])
def test_what_was_asked_is_not_named_as_something_else(agent: str, ask: Ask) -> None:
    for command in ("tried", "outcomes"):
        for remark in ask(f"{command} --agent {agent}").remarks:
            if remark.startswith("the same work also applied"):
                named = remark.rpartition("defectkg ")[2].split(" --agent ")[1:]
                assert named
                assert not set(named) & set(agent.split(" --agent "))


ANSWERED = [
    "query credited -p agent=bromide",
    "show day",  # what strangers asked, and the commands above
    *EMPTY,
    "tried --agent ethylenediamine",
    "tried --agent 'secondary amine' --host CsPbBr3",
    "outcomes --unchanged --agent 'secondary amine'",
    "outcomes --agent TOP-PbI2 --observable PLQY",
    "outcomes --agent SrCl2 --host CsPbI3",
    "outcomes --agent peptide",
    "tried --route post-synthesis --form nanocrystal",
    "tried --agent 'bidentate ligand'",
    "tried --agent silica",
    "tried --agent bromide",
    "tried --host CsPbI3 --form nanocrystal",
    "tried --defect V_Cs --host CsPbI3",
    "outcomes --observable stability --agent IDA",
    "outcomes --agent cadmium",
    "outcomes --agent 'metal chloride' --observable 'trap density'",
    "outcomes --harmful --agent ligand",
    "outcomes --observable T50",
    "outcomes --observable PLQY --basis level",
    "query claims -p effect='in-gap state'",
    "query challenges",
    "query defects -p lowered='by nothing'",
    "query controls",
    "query denials",
    "contradictions --about Ce3+",
    "contradictions --kind 'tension in the print'",
    "gaps --defect V_X --agent K+ --host CsPbBr3",
    "show scintillator",
    "show isovalent",
    "show 'elemental compensation'",
]


def runnable(line: str, command: str) -> list[str]:
    """The commands that a remark or a page names, with options that it says to add."""
    named = re.findall(r"defectkg ((?:'[^']*'|\"[^\"]*\"|[^;'\"])+?)(?=;|$|, or |, where )", line)
    added = re.findall(r"; with them: (\S.*)$", line)
    return [*(text.strip() for text in named), *(f"{command} {options}" for options in added)]


@pytest.mark.parametrize("command", ANSWERED)
def test_each_command_that_an_answer_names_runs(command: str, ask: Ask) -> None:
    said = ask(command)
    pages = said.out.split("\nSee also\n")[1:]
    lines = [*said.remarks, *(line for page in pages for line in joined(page))]
    for told in {text for line in lines for text in runnable(line, command)}:
        answer = ask(told)
        assert answer.out.strip() or answer.remarks, told
        assert answer.out.count("\n") > 2, f"{told}: an empty table"


def joined(page: str) -> list[str]:
    """The lines of a block of a page, each with those that go on with it."""
    return re.sub(r"\n {4,}", " ", page.split("\n\n")[0]).splitlines()


GIVEN = [  # a query and the slot that a kind is given to
    ("tried", "agent"),
    ("tried", "defect"),
    ("outcomes", "agent"),
    ("outcomes", "observable"),
    ("contradictions", "about"),
    ("timeline", "about"),
    ("claims", "cause"),
    ("claims", "effect"),
]


@pytest.fixture(scope="module")
def claimed(review: DefectGraph) -> list[str]:
    """All kinds that are cause or effect of a claim."""
    return sorted({end for s in review.statements if s.witnesses for end in (s.cause, s.effect)})


def commands_in(said: str) -> list[str]:
    """Return the commands that a line names."""
    return [
        part.rpartition("defectkg ")[2].strip() for part in said.split("; ") if "defectkg " in part
    ]


def prints(review: DefectGraph, command: str, label: str) -> bool:
    """Return whether a command that a remark or refusal names tells of a kind."""
    name, *words = shlex.split(command)
    if name == "show":
        return label in {found.label for found in review.names.candidates(words[0])}
    if name != "query":
        return False
    side, _, value = words[2].partition("=")
    rows = review.ask(words[0], {side: value}).dicts()
    return any(value in (row["cause"], row["effect"]) for row in rows)


@pytest.mark.parametrize(("query", "slot"), GIVEN)
def test_a_kind_with_claims_is_told_of_or_leads_to_them(
    query: str, slot: str, review: DefectGraph, claimed: list[str]
) -> None:
    led = 0
    for kind in claimed:
        label = review.names.label(kind)
        try:
            rows = review.ask(query, {slot: label})
        except NameLookupError as refusal:
            said = refusal.whole
        else:
            if any(kind in cell.split() or label in cell for row in rows.values for cell in row):
                continue
            asked = Asked(review.store, load_query(query), {slot: label}, review.given)
            said = "; ".join(claimed_itself(asked)) if rows.values else nothing_found(asked)
        assert any(prints(review, command, label) for command in commands_in(said)), said
        led += 1
    assert led or query == "timeline"


def test_a_kind_with_claims_begins_paths_or_leads_to_them(
    review: DefectGraph, claimed: list[str]
) -> None:
    search = review.search()
    silent = [kind for kind in claimed if not search.reach(kind)]
    assert len(silent) > 30
    for kind in silent:
        label, said = review.names.label(kind), no_way_on(review, kind)
        assert any(prints(review, command, label) for command in commands_in(said)), said


@pytest.mark.parametrize(
    ("command", "lead"),
    [
        ("outcomes --agent composition --observable PLQY", "query claims -p cause=composition"),
        ("tried --agent composition", "query claims -p cause=composition"),
        ("paths composition", "query claims -p cause=composition"),
        ("explain composition", "query claims -p cause=composition"),
        ("explain 'trap state'", "query claims -p 'effect=trap state'"),
        ("explain PLQY", "outcomes --observable PLQY"),
        (
            "contradictions --about 'lead-rich surface'",
            "query claims -p 'effect=lead-rich surface'",
        ),
    ],
)
def test_a_general_cause_leads_to_what_is_claimed_of_it(command: str, lead: str, ask: Ask) -> None:
    (remark,) = [line for line in ask(command).remarks if f"defectkg {lead}" in line]
    assert len(remark) < 400
    assert ask(lead).out.count("\n") > 3


def test_the_yield_of_hosts_stands_beside_what_their_composition_did(ask: Ask) -> None:
    remarks = ask("outcomes --agent composition --observable PLQY").remarks
    (told,) = [line for line in remarks if line.endswith("--observable PLQY --state host")]
    hosts = ask(told.partition("defectkg ")[2]).out
    assert "> 90 %" in hosts
    assert "10–25 %" in hosts
    assert not any("--state host" in line for line in ask("outcomes --agent ZnBr2").remarks)


def test_what_is_claimed_of_two_filters_together_comes_first(ask: Ask) -> None:
    said = ask("outcomes --agent 'spatial confinement' --observable 'exciton binding energy'")
    command = (
        "defectkg query claims -p 'cause=spatial confinement' -p 'effect=exciton binding energy'"
    )
    assert f"; 1 claim of both: {command}" in said.remarks[-1]


def test_a_word_of_another_sort_leads_to_what_takes_it(ask: Ask) -> None:
    with pytest.raises(NameLookupError, match=r"see: defectkg tried --route alloying$"):
        ask("tried --strategy alloying")
    with pytest.raises(NameLookupError, match=r"see: defectkg show composition$"):
        ask("gaps --agent composition")


@pytest.mark.parametrize("form", ["nanocrystal", "thin film", "polycrystalline film"])
@pytest.mark.parametrize("command", ["paths {} PLQY", "paths {}", "explain {}"])
def test_form_against_form_leads_to_what_compares_them(form: str, command: str, ask: Ask) -> None:
    with pytest.raises(NameLookupError, match=f"'{form}' is a form") as refusal:
        ask(command.format(shlex.quote(form)))
    commands = commands_in(refusal.value.whole)
    against = next(found for found in commands if "condition=against" in found)
    assert any("only-in-form" in found for found in commands)
    told = ask(against).out
    assert "spatial confinement raises" in told
    assert told.count("\n") < 80
    assert all(len(ask(found).out.splitlines()) > 2 for found in commands)
