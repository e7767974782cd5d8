"""A source text is read in one script, cut into passages with places, and searched for names."""

from __future__ import annotations

import re

import pytest

from defectkg.verify.layout import laid_out, side_by_side
from defectkg.verify.passages import read_passages
from defectkg.verify.plain_text import plain_text
from defectkg.verify.units import Amount, comparator_before, numbers_in
from defectkg.verify.wordings import Wordings

SECTIONS = ("abstract", "introduction", "results")
PAPER = """# A made-up study of doping

A. Nobody,^{†} B. Placeholder^{‡}

[†]Institute of Nothing, Nowhere 23955-6900

## Abstract

Little is known, and less is said here about it.

Received: March 11, 2000 Accepted: April 30, 2000

## 1. Introduction

The first paragraph of the introduction goes on across

**Figure 1.** (a) A curve. Reprinted with permission from ref 30. Copyright 2018 Nobody.

Nothing can be concluded from a made-up curve.

a figure and a quotation. Nothing can be concluded from a made-up curve. It ends here.^{1,2}

The second paragraph lists:

- (1) one thing.
- (2) another thing.

## 2. Results and discussion

### 2.1 Synthesis
Text of the results.

Table 1. Outcomes of nothing.

| salt | yield |
|---|---|
| KI | 5% |

Text goes on.

# Acknowledgements

Thanks to 12 people.

# References

(1) Nobody, A.; Placeholder, B. A Title of
Two Lines. *J. Nowhere* **2000**, *1*, 17.
(2) Placeholder, B. Broken by the end of

a page. *J. Nowhere* **2001**, *2*, 19.
"""


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("10^9.^36", "1000000000."),
        ("10^{9}.^{36,40}", "1000000000."),
        ("a factor of 10⁹.³⁶", "a factor of 1000000000."),
        ("$1.26\\times 10^{17}\\ \\text{cm}^{-3}$", "126000000000000000 cm-3"),
        ("1.26 × 10<sup>17</sup> cm<sup>-3</sup>", "126000000000000000 cm-3"),
        ("1.26 × 1017 cm-3", "126000000000000000 cm-3"),
        ("10⁻³ s", "0.001 s"),
        ("LEDs.¹⁻⁹ They", "LEDs. They"),
        ("dopants^{49–55} of 96.5%.⁶¹", "dopants of 96.5%."),
        ("as shown.[3,10–13] Then [^4]", "as shown. Then"),
        ("748 cd/m².", "748 cd/m2."),
        ("Ni$^{2+}$, Cl⁻ and Br^-", "Ni2+, Cl⁻ and Br⁻"),
        ("[PbBr_6]^{4-}", "[PbBr6]4⁻"),
        ("12,090 cd, but 3,10 and 1,2,3", "12090 cd, but 3,10 and 1,2,3"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
    ],
)
def test_one_script(printed: str, read: str) -> None:
    assert plain_text(printed) == read


def test_passages_and_their_places() -> None:
    found = [(p.place, p.kind) for p in read_passages(PAPER, SECTIONS)]
    assert found == [
        ("abstract ¶1", "body"),
        ("introduction ¶1", "body"),
        ("Fig. 1", "caption"),
        ("introduction ¶2", "body"),
        ("introduction ¶3", "body"),
        ("introduction ¶4", "body"),
        ("results ¶1", "body"),
        ("Table 1", "caption"),
        ("results ¶2", "body"),
        ("ref 1", "reference"),
        ("ref 2", "reference"),
    ]


def test_a_divided_paragraph_is_one_and_its_quotation_is_left_out() -> None:
    text = {p.place: p.text for p in read_passages(PAPER, SECTIONS)}
    assert text["introduction ¶1"].startswith("The first paragraph")
    assert text["introduction ¶1"].endswith("It ends here.")
    assert text["introduction ¶1"].count("made-up curve") == 1
    assert text["ref 1"].endswith("17.")
    assert "KI | 5%" in text["Table 1"]
    assert "Broken" in text["ref 2"]
    assert "2001" in text["ref 2"]


def test_front_matter_furniture_and_permissions_are_left_out() -> None:
    whole = " ".join(p.text for p in read_passages(PAPER, SECTIONS))
    for left_out in ("Institute", "Received", "Accepted", "ref 30", "2018", "12 people"):
        assert left_out not in whole


def test_sections_without_headings_open_with_declared_words() -> None:
    text = "A Title\n\nolloidal things are many.\n\nHere they grow.\n\nSalts fill them well."
    openings = {"introduction": "things are many", "doping": "Salts fill them"}
    places = [p.place for p in read_passages(text, openings=openings)]
    assert places == ["introduction ¶1", "introduction ¶2", "doping ¶1"]
    assert [p.place for p in read_passages(text)] == []


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("## Stability", "stability"),
        ("**3. Stabilities under light**", "stability"),
        ("STABILITY", "stability"),
        ("Stability and degradation", "stability"),
        ("## Optical properties", "optical-properties"),
        ("### On the optical property", "optical-properties"),
        ("## Experimental", "methods"),
        ("## Instability", ""),
        ("## Optics", ""),
        ("Stability was never measured", ""),
        ("STABILITY It held", "stability"),
        ("Stability: it held", "stability"),
        ("Stability is good", ""),
        ("stability: it went on", ""),
    ],
)
def test_a_section_is_one_that_the_source_declares(heading: str, section: str) -> None:
    text = f"# Title\n\n{heading}\n\nThis is a paragraph of more than a dozen words, which ends with a full stop."
    names = ("stability", "optical-properties", "methods")
    places = {p.place for p in read_passages(text, names, {"methods": "Experimental"})}
    assert {place.partition(" ¶")[0] for place in places} == {section}
    assert {p.place for p in read_passages(text)} <= {""}


def test_lines_that_are_paragraphs() -> None:
    text = "Results\n\n" + "\n".join(f"Paragraph {n} " + "is long " * 40 + "." for n in (1, 2))
    assert [p.place for p in read_passages(text, SECTIONS)] == ["results ¶1", "results ¶2"]


def held(name: str, text: str, **others: list[str]) -> bool:
    return Wordings({"it": [name], **others}, [plain_text(text)]).holds("it", 0)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ligand detachment", "Over time, ligands can detach from the surface."),
        ("octahedral distortion", "distorted octahedral cages"),
        ("halide vacancy", "HALIDE VACANCIES"),
        ("Cl-", "the Cl⁻ anions"),
        ("K+", "potassium (K$^+$) ions"),
        ("V_Cl", "Cl vacancies ($V_{\\text{Cl}}$)"),
        ("light-emitting diode", "lightemitting diodes"),
        ("excess of Br- environment", "an excess of Brenvironment was there"),
        ("PLQY", "the high PLQYs"),
        ("PLQY", "boost the PLOY"),
        ("advanced synthesis", "advanced NC syntheses"),
        ("elemental analysis", "elemental analyses"),
        ("CsPb(Br/Cl)3", "into CsPb(Br/Cl)_3: contraction"),
        ("3-(N,N-dimethylamino)propane", "3-(N,N-dimethylamino) propane"),
    ],
)
def test_names_as_authors_word_them(name: str, text: str) -> None:
    assert held(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sulfide", "with sulfite"),
        ("radiative recombination", "nonradiative recombination"),
        ("I-", "As for Fig. I, and I agree"),
        ("K+", "at 77 K"),
        ("phase", "the phasis"),
        ("CO", "with Co"),
        ("KI", "ki of kinase"),
        ("chloride vacancy", "Chlorides are many. Vacancies are few."),
        ("chloride vacancy", "chloride in one and the same old crystal with a vacancy"),
        ("CsPbBr3", "CsPbBr3Cl and aCsPbBr3"),
    ],
)
def test_other_names_are_not_taken_for_them(name: str, text: str) -> None:
    assert not held(name, text)


def test_one_word_names_of_a_kind_stand_for_each_other_within_names() -> None:
    assert held("nanocrystal size", "a larger NC size", crystal=["nanocrystal", "NC"])
    assert not held("nanocrystal size", "a larger NC size", crystal=["nanocrystal"])
    shared = {"crystal": ["nanocrystal", "NC"], "noise": ["noise criterion", "NC"]}
    assert not held("nanocrystal size", "a larger NC size", **shared)


@pytest.mark.parametrize(
    ("digits", "unit", "text", "there"),
    [
        ("1.90", "us-1", "from 378.29 to 1.90 μs^{-1}", True),
        ("378.29", "us-1", "from 378.29 to 1.90 μs^{-1}", True),
        ("330", "cd/m2", "of 330 cdm⁻²", True),
        ("748", "cd/m2", "748 cd/m².", True),
        ("18.13", "cd/A", "18.13 cd A^{-1}", True),
        ("70", "days", "stable for 70 days", True),
        ("96", "%", "96 per cent", True),
        ("3", "eV", "3 meV", False),
        ("330", "cd/A", "330 cd m⁻²", False),
        ("1.9", "%", "1.90%", False),
        ("9", "%", "1.9%", False),
        ("3", "", "CsPbBr3", False),
        ("1000000000", "", "a factor of 109.36", True),
        ("1000000000", "", "a factor of 10^{8}", False),
    ],
)
def test_numbers_with_their_units(digits: str, unit: str, text: str, there: bool) -> None:
    found = Amount(digits, unit=unit).found(plain_text(text))
    assert any(unit not in lacking for _, lacking in found) is there


def test_numbers_of_words_units_and_charges_are_none() -> None:
    text = plain_text(
        "CsPb_{0.64}Zn_{0.36}I_3 gave 5.0% at 3.1 cd A^{-1} and 35 cdm⁻² with [PbBr_6]^{4-}"
    )
    assert [m[0] for m in numbers_in(text)] == ["5.0", "3.1", "35"]


@pytest.mark.parametrize("junk", ["^{" * 99, "[" * 9999, "$" * 9999, "<sup>" * 999, "1," * 9999])
def test_junk_is_read_without_complaint(junk: str) -> None:
    assert re.search(r"\S", plain_text(f"{junk} end"))
    assert isinstance(read_passages(f"# Results\n\n{junk}\n\n{junk} text."), list)


def test_what_programs_leave_is_undone() -> None:
    assert laid_out("a\u200bb\x00c\x07d\ufeffe") == "abcde"
    assert laid_out("nano-\ncrystals") == "nanocrystals"
    assert laid_out("core-shell and core-\nshell") == "core-shell and core-shell"
    assert laid_out("CsPbBr3-\nbased") == "CsPbBr3-\nbased"
    heads = "J. Nowhere 1\n\nA word\n\f2 J. Nowhere\n\nor two.\n\fJ. Nowhere 3\n\nThird.\n"
    assert "Nowhere" not in laid_out(heads + "\fJ. Nowhere 4\n\nEnd.")
    assert "Nowhere" in laid_out("J. Nowhere 1\n\nA word\n\f2 Nobody\n\nor two.")


def test_a_web_page_is_read_by_its_blocks() -> None:
    page = (
        "<html><head><title>Doping</title><script>Results</script></head><body><h2>Results</h2>"
        "<div><p>One&nbsp;&lt;&nbsp;two<sup>3</sup>.</p><p>Three<br/>four.</p></div>"
        "<h2>References</h2><ol><li><p>Nobody, A.</p></li><li>Other, B.</li></ol></body></html>"
    )
    found = [(p.place, p.text) for p in read_passages(page, ["results"])]
    assert found == [
        ("results ¶1", "One < two ."),
        ("results ¶2", "Three four."),
        ("ref 1", "(1) Nobody, A."),
        ("ref 2", "(2) Other, B."),
    ]
    assert laid_out("a <p> value of p < 0.1") == "a <p> value of p < 0.1"


@pytest.mark.parametrize("title", ["REFERENCES", "References", "Notes and references"])
@pytest.mark.parametrize("form", ["({}) ", "[{}] ", "{}. ", "{} "])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_reference_lists_of_several_publishers(title: str, form: str, gap: str) -> None:
    entries = [f"{form.format(n)}A. Nobody, J. Nowhere,\n2018, 7, {n}." for n in (1, 2, 3)]
    text = f"Results\n\nA text of one line.{gap}{title}{gap}{gap.join(entries)}"
    found = [(p.place, p.text) for p in read_passages(text, ["results"])]
    assert [place for place, _ in found] == ["results ¶1", "ref 1", "ref 2", "ref 3"]
    assert [text[-2:] for _, text in found[1:]] == ["1.", "2.", "3."]


def test_a_heading_glued_to_its_text_is_one() -> None:
    text = (
        "1. Doping with zinc\nIt fills all that is open.\nStability\nIt lasts, and it does so well."
    )
    found = [(p.place, p.text) for p in read_passages(text, ["doping", "stability"])]
    assert [place for place, _ in found] == ["doping ¶1", "stability ¶1"]
    wrapped = "Doping\nThis depends upon\nStability\nas it is."
    assert [p.place for p in read_passages(wrapped, ["doping", "stability"])] == ["doping ¶1"]


def test_columns_side_by_side_are_noticed() -> None:
    left, right = "the left column goes on and on", "the right column goes on as well"
    assert side_by_side(f"{left}      {right}\n" * 30)
    assert not side_by_side(f"{left} {right}\n" * 30)
    assert not side_by_side("| a table      | of three      | columns that are narrow |\n" * 30)


@pytest.mark.parametrize(
    ("before", "sign"),
    [
        ("PLQY over ", ">"),
        ("PLQY of > ", ">"),
        ("more than ", ">"),
        ("by over a factor of ", ">"),
        ("(≈", "~"),
        ("nearly ", "~"),
        ("below ", "<"),
        ("by up to ", "up to"),
        ("as high as ", "up to"),
        ("PLQY of ", ""),
        ("moreover ", ""),
        ("over a PLQY of ", ""),
    ],
)
def test_comparators_before_a_number(before: str, sign: str) -> None:
    assert comparator_before(before) == sign


@pytest.mark.parametrize(
    ("amount", "text", "lacking"),
    [
        (Amount("5", unit="%"), "a yield of 5 %", []),
        (Amount("5", unit="%"), "5 and 9 ns with 7 %", ["%"]),
        (Amount("5", unit="%"), "from 5 to over 9 %", []),
        (Amount("5", unit="ns", comparator=">"), "> 5 ns", []),
        (Amount("5", unit="ns", comparator=">"), "< 5 ns", [">"]),
        (Amount("5", unit="ns", comparator="~"), "$\\sim$5 ns", []),
        (Amount("5", unit="ns"), "~5 ns", ["no comparator"]),
        (Amount("5"), "5 %", ["no unit"]),
        (Amount("5"), "a factor of 5", []),
        (Amount("2", "80", unit="meV", comparator="range"), "from 2 to 80 meV", []),
        (Amount("2", "80", unit="meV", comparator="range"), "2 meV to 80 meV", []),
        (Amount("2", "80", unit="meV", comparator="range"), "2 meV, not so 80 meV", ["80"]),
        (Amount("96", uncertainty="2", unit="%"), "96 ± 2 %", []),
    ],
)
def test_an_amount_is_compared_where_it_stands(
    amount: Amount, text: str, lacking: list[str]
) -> None:
    assert amount.lacking(plain_text(text)) == []
    assert [lacks for _, lacks in amount.found(plain_text(text))] == [lacking]
