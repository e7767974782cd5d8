"""`explain` of a host or a defect, and what points to it."""

from __future__ import annotations

import json
import shlex

import pytest

from defectkg.errors import QueryError
from helpers import Ask


def test_the_command_takes_a_host_or_a_defect(ask: Ask) -> None:
    assert ask("explain CsPbCl3").out.startswith("CsPbCl3: as it is, untreated\n")
    assert json.loads(ask("explain V_Cl --format json").out)["of"] == "chloride vacancy"
    rows = ask("explain CsPbCl3 --format csv").out.splitlines()
    assert rows[0].startswith("path,sign,support,step,cause,")
    assert len(rows) > 5


@pytest.mark.parametrize(
    ("command", "is_told"),
    [
        ("outcomes --state host --host CsPbBrxCl3-x", True),
        ("tried --host CsPbBrxCl3-x", True),
        ("tried --host CsPbBrxCl3-x --agent Cu2+", False),
        ("outcomes --host CsPbBrxCl3-x", False),
        ("tried --host MAPbI3", False),
    ],
)
def test_answers_on_a_host_point_to_its_explanation(
    ask: Ask, command: str, *, is_told: bool
) -> None:
    host = shlex.split(command)[-1 if "--agent" not in command else 2]
    told = f"why the host is as it is, by its defects: defectkg explain {host}" in ask(command).out
    assert told == is_told
    if is_told:
        assert "What its defects do to it:" in ask(f"explain {host}").out


def test_a_host_of_whose_defects_nothing_is_said_has_its_levels(ask: Ask) -> None:
    told = ask("explain MAPbI3").out
    assert "exciton binding energy of the host: 2–80 meV" in told
    assert "no source read says what its defects do" in told


def test_what_is_of_treatments_is_refused_for_a_host(ask: Ask) -> None:
    with pytest.raises(QueryError, match="--bottlenecks is of treatments: 'CsPbCl3' is none"):
        ask("explain CsPbCl3 --bottlenecks")


def test_an_agent_is_explained_as_before(ask: Ask) -> None:
    assert "verdict: explained = " in ask("explain ZnBr2").out


def test_an_agent_without_an_outcome_leads_to_what_is_claimed_of_it(ask: Ask) -> None:
    assert "and controls: defectkg tried --agent CuCl2\n" in ask("explain CuCl2").out
    assert "and controls" not in ask("explain Ni2+").out


def test_what_is_only_proposed_and_rival_accounts_are_told(ask: Ask) -> None:
    told = ask("explain 'ZnBr2 in CsPbBr3 nanocrystals'").out.replace("\n", " ")
    assert "PLQY: of the best path this is proposed: ZnBr2 raises PbBr2 adlayer" in told
    assert "rival accounts lead there, PbBr2 adlayer or lead-bromide-rich reaction: " in told
    assert "as alternatives" in ask("paths ZnBr2 PLQY").out
    assert "this is" not in ask("explain 'HBr in CsPbBr3 nanoplatelets'").out  # all is stated
