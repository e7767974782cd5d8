"""Foreign text as it may be shown: no sign acts on a terminal, no message is long."""

from __future__ import annotations

import sys
import unicodedata
from importlib.metadata import PackageNotFoundError

import pytest

from defectkg.errors import DefectkgError, missing_extra, short_line, visible

HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_whatever_does_not_just_stand_there_is_shown_by_its_code() -> None:
    for number in range(sys.maxunicode + 1):
        sign = chr(number)
        shown = visible(sign)
        noncharacter = number & 0xFFFE == 0xFFFE
        if unicodedata.category(sign) in HIDDEN or noncharacter:
            assert shown.isascii()
            assert shown.isprintable()
            assert int(shown[2:], 16) == number
        else:
            assert shown == sign


def test_signs_of_our_subject_stay() -> None:
    text = "CsPbBr₃ · Ni²⁺ − µs⁻¹ ≈ Å\u00a0½ → ∆ ⊑ „ö“ 鉛"
    assert visible(text) == text
    assert visible("a\nb\tc", keep="\n\t") == "a\nb\tc"


@pytest.mark.parametrize(
    "message",
    [
        f"no query {'x' * 10**6!r}; see the list",
        f"{'a/' * 10**6}b.ttl:5:17: no dot; correct the syntax",
        f"unknown name {'a b ' * 10**6!r}; see the list",
        f"{chr(34)}{'many words ' * 10**5}{chr(34)} is none; correct the syntax",
        "\x1b[2J\r\n\u202eevil\u2028" * 10**5,
        "'" * 10**6,
    ],
    ids=range(6),
)
def test_a_message_is_one_short_line_whose_end_says_what_to_do(message: str) -> None:
    said = str(DefectkgError(message))
    assert len(said) <= 360
    assert said.isprintable()
    for end in ("; see the list", "; correct the syntax"):
        assert said.endswith(end) or not message.endswith(end)


def test_a_name_of_usual_length_is_said_whole() -> None:
    message = f"unknown name {'n' * 70!r}; did you mean {'m' * 70!r}?"
    assert short_line(message) == message


def test_a_missing_extra_is_told_by_its_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    required = [
        "typer<0.29,>=0.19",
        "pygraphviz>=2.0.4; extra == 'figures'",
        'vl-convert-python>=1.7; extra == "figures"',
        "pandas>=2.0; extra == 'pandas'",
    ]
    monkeypatch.setattr("importlib.metadata.requires", lambda name: required)
    told = "pictures need x: run pip install 'pygraphviz>=2.0.4' 'vl-convert-python>=1.7'"
    assert str(missing_extra("pictures need x", "figures")) == told


def test_without_an_installation_the_hint_names_the_checkout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def not_there(name: str) -> list[str]:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.requires", not_there)
    told = "run pip install -e '.[figures]' in the checkout"
    assert str(missing_extra("pictures need x", "figures")) == f"pictures need x: {told}"
