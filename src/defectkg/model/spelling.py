"""Rules of spelling: what in the writing of a name does not change what it names.

A fact about one kind (a synonym, an abbreviation) stands in the ontology. What holds for any name
stands here: markup, script, signs, charges, the order in a mixed formula, plurals, and British
against American spelling. The rules go from strict to loose (`FOLDS`); two names are the same where
one fold of them is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = [
    "FOLDS",
    "any_word",
    "authors",
    "entry_number",
    "figure_panel",
    "has_more_authors",
    "plain",
    "register_number",
    "stem",
    "surname",
    "wordings",
    "work",
]

# Signs that look alike, and those that nobody sees.
ALIKE = str.maketrans(
    dict.fromkeys("−–‐‑₋", "-")
    | dict.fromkeys("’′ʹ", "'")
    | {"″": "''", "‴": "'''"}
    | dict.fromkeys("·˙∙⋅●°", "•")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
)
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
COMMANDS = {"bullet": "•", "textbullet": "•", "cdot": "•", "prime": "'", "times": "×"}
COMMAND = re.compile(r"\\(?:([A-Za-z]+)\*?|[(),;! ])")
MARKS = str.maketrans("", "", '{}$*~`"“”')

JOINTS = re.compile(r"(?<=\w)[-/](?=\w)")
POSITIVE = re.compile(r"\^[.]$")  # as Kröger and Vink write it, where a dot is a full stop
ROMAN = re.compile(r" ?\((0|I{1,3}|IV)\)$|(?<=[a-z]) (II|III|IV)$")
CHARGE = re.compile(r"\((\d?[+-])\)$|(?<=[A-Za-z])([+-])(\d)$|(\+{2,}|-{2,})$")
CHARGES = {"0": "0", "I": "+", "II": "2+", "III": "3+", "IV": "4+"}
SINGLE = re.compile(r"(?<!\d)1(?=[+-]$)")

SPECIES = r"(MA|FA|GA|\(SCN\)|SCN|[A-Z][a-wyz]?)"
SHARE = r"(?:\d-)?[xyz]"
MIXED = re.compile(
    rf"\({SPECIES}[/,]{SPECIES}\)"
    rf"|\({SPECIES}{SHARE}{SPECIES}{SHARE}\)"
    rf"|{SPECIES}((?:\d-)?)[xyz]{SPECIES}((?:\d-)?)[xyz]"
)

# What else people say, and how the names here put it.
WORDINGS = (
    (
        re.compile(r"(?i)(vacanc(?:y|ies)|interstitials?|antisites?|defects?) (?:of|in|at) (.+)"),
        r"\2 \1",
    ),
    (re.compile(r"(?i)(?:missing|lack of|lacking) (.+)"), r"\1 vacancy"),
    (re.compile(r"(?i)(.+?)[- ]deficienc(?:y|ies)"), r"\1 vacancy"),
    (re.compile(r"(?i)(.+?)[- ]deficient\b.*"), r"\1-poor"),
    (re.compile(r"(?i)stability (?:in|against|to|towards) (.+)"), r"\1 stability"),
    (re.compile(r"(?i)(?:colloidal|aqueous) (.+)"), r"\1"),
    (
        re.compile(
            r"(?i)(bare|pristine|undoped|untreated) (?:NC|nanocrystal|QD|quantum dot|film|sample)s?"
        ),
        "pristine",
    ),
    (re.compile(r"([Vv])\((\w+)\)"), r"\1_\2"),
)

CHARGED = re.compile(r"(?<=[A-Za-z])\d?[+-](?= [a-z])")  # a species that makes no name of an ion
ACRONYMS = re.compile(r"\b([A-Z]{2,})s\b")
BRITISH = {"sulph": "sulf", "caesium": "cesium", "aluminium": "aluminum", "isation": "ization"}
BRITISH_PART = re.compile("|".join(BRITISH))
WORD = re.compile(r"[^\W\d_]{4,}")
# Ends of words by which those of one family differ: scintillator, scintillation, scintillating.
ENDING = re.compile(
    r"(?<=.{4})(?:at)?(?:i(?:on|ng|ve|vity|bility|ty)|ors?|ers?|ances?|ences?|ents?|ed|es?|al|ly|y|s)"
    r"(?:s|al|ly)?$"
)

DOI = re.compile(r"10\.\d{4,9}/[^\s<>\"]*[^\s<>\".,;)]")
REGISTER = re.compile(r"(?i:CAS(?: RN| No\.?| number)?|InChIKey)[:= ]+(?=\d|[A-Z]{14})")
WORK = re.compile(
    r"(?P<author>\D+?),?(?: et al\.?| and co-?workers| and colleagues)?"
    r"(?:,? \(?(?P<year>\d{4}[a-z]?)\)?)?"
)
ET_AL = re.compile(r"[,;]? *et al\.?$")
AND = re.compile(r",? and |, ")
# One surname with its initials, in a list without semicolons: "Liu, M., Wan, Q."
FAMILY_FIRST = re.compile(r"(?!\w\.)[^,]+, (?:\w\.[- ]?)+(?=,| and |$)")
FIGURE = re.compile(r"fig(?:ure|\.)? ?(\d+) ?\(?([a-z]?)\)?", re.IGNORECASE)
ENTRY = re.compile(
    r"(?:ref(?:erence|\.)?(?: number| no\.?)? ?[#[]?|\[)(?P<number>\d+)\]?"
    r"(?: (?:of|in) (?P<source>.+))?",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    r"""Return a name without HTML, LaTeX and Markdown around its parts.

    Examples
    --------
    >>> [plain(name) for name in ("V<sub>Cl</sub>", r"$V_{\mathrm{Cl}}$", r"\ce{CsPbBr3}", "V~Cl~")]
    ['VCl', 'V_Cl', 'CsPbBr3', 'VCl']
    """
    if "&" in text:
        import html

        text = html.unescape(text)
    text = TAG.sub("", text)
    return COMMAND.sub(lambda found: COMMANDS.get(found[1], ""), text).translate(MARKS)


def exact(text: str) -> str:
    """Return a name with raised, lowered and look-alike signs as plain ones, and single spaces.

    Examples
    --------
    >>> exact("Ni²⁺")
    'Ni2+'
    """
    one_script = unicodedata.normalize("NFKC", text.translate(ALIKE)).translate(ALIKE)
    return " ".join(one_script.split())


def fold_case(text: str) -> str:
    """Return a name without regard to case."""
    return exact(text).casefold()


def fold_signs(text: str) -> str:
    """Return a name without case, spaces, hyphens within words and marks of high and low.

    A charge is written in one way, and so is a formula with a variable share of two species.

    Examples
    --------
    >>> fold_signs("V_Br^.") == fold_signs("V_Br•")
    True
    >>> {fold_signs(name) for name in ("Pb2+", "Pb(II)", "Pb +2", "Pb II", "Pb++", "Pb(2+)")}
    {'pb2+'}
    >>> {fold_signs(name) for name in ("CsPb(Cl/Br)3", "CsPbBrxCl3-x", "CsPb(Br1-xClx)3")}
    {'cspb(brcl)3'}
    """
    text = POSITIVE.sub("•", exact(text))
    text = ROMAN.sub(lambda found: CHARGES[found[1] or found[2]], text)
    text = re.sub(r"[\s_^]", "", text)
    text = SINGLE.sub("", CHARGE.sub(charge, text))
    return JOINTS.sub("", MIXED.sub(mixed, text)).casefold()


def charge(found: re.Match[str]) -> str:
    """Return a charge with its number before its sign."""
    bracketed, sign, number, signs = found.groups()
    return bracketed or (f"{number}{sign}" if sign else f"{len(signs)}{signs[0]}")


def mixed(found: re.Match[str]) -> str:
    """Return two species that share a site in the order of the alphabet, and how many they are."""
    names = [name.strip("()") for name in found.group(1, 2, 3, 4, 5, 7) if name]
    count = ((found[6] or "") + (found[8] or "")).strip("-1")
    return f"({'/'.join(sorted(names))}){count}"


def fold_words(text: str) -> str:
    """Return a name with its words in the singular and in American spelling, its signs folded.

    Examples
    --------
    >>> fold_words("caesium vacancies") == fold_words("cesium vacancy")
    True
    >>> fold_words("Pb2+ vacancies") == fold_words("Pb vacancy")
    True
    """
    text = CHARGED.sub("", ACRONYMS.sub(r"\1", exact(text))).casefold()
    return fold_signs(WORD.sub(lambda found: american(singular(found[0])), text))


def singular(word: str) -> str:
    """Return an English word in the singular."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word[-1] == "s" and word[-2] not in "sui" else word


def stem(word: str) -> str:
    """Return a plain word without its ending, so that others of its family begin so.

    Examples
    --------
    >>> {stem(word) for word in ("scintillator", "scintillation", "scintillators")}
    {'scintill'}
    >>> stem("sensitivity"), stem("sensitive"), stem("detection"), stem("washing"), stem("phase")
    ('sensit', 'sensit', 'detect', 'wash', 'phas')
    """
    return ENDING.sub("", singular(word.casefold()))


def american(word: str) -> str:
    """Return a word in American spelling; one that never differed may come out wrong, but alike."""
    word = BRITISH_PART.sub(lambda found: BRITISH[found[0]], word)
    word = re.sub("tre$", "ter", word)
    return word.replace("our", "or")


def wordings(text: str) -> list[str]:
    """Return in which other words a name may be put.

    Examples
    --------
    >>> wordings("vacancies of bromide"), wordings("chloride deficiency"), wordings("V(Cl)")
    (['bromide vacancies'], ['chloride vacancy'], ['V_Cl'])
    """
    return [found.expand(put) for said, put in WORDINGS if (found := said.fullmatch(exact(text)))]


FOLDS = (exact, fold_case, fold_signs, fold_words)


def register_number(text: str) -> str:
    """Return a name without what says which number it is; a DOI without its resolver.

    Examples
    --------
    >>> [register_number(text) for text in ("https://doi.org/10.1000/182", "CAS 7681-11-0")]
    ['10.1000/182', '7681-11-0']
    """
    doi = DOI.search(text)
    return doi[0] if doi else text[found.end() :] if (found := REGISTER.match(text)) else text


def work(text: str) -> tuple[str, str] | None:
    """Return the first author and the year by which people name a work; the year may be missing.

    Examples
    --------
    >>> work("Zheng et al. (2019)"), work("Liu 2017b"), work("Protesescu")
    (('zheng', '2019'), ('liu', '2017b'), ('protesescu', ''))
    """
    found = WORK.fullmatch(exact(text))
    return (fold_signs(found["author"]), found["year"] or "") if found else None


def authors(text: str) -> list[str]:
    """Return the authors of a work one by one, as a list of references or its title prints them.

    Examples
    --------
    >>> authors("Pan, J.; Shang, Y.; et al."), authors("Yi Hou, Hong-Tao Sun, and Osman M. Bakr")
    (['Pan, J.', 'Shang, Y.'], ['Yi Hou', 'Hong-Tao Sun', 'Osman M. Bakr'])
    >>> authors("Liu, M., Wan, Q., et al."), authors("V. Lapointe, P. B. Green, et al.")
    (['Liu, M.', 'Wan, Q.'], ['V. Lapointe', 'P. B. Green'])
    """
    names = ET_AL.sub("", text.strip())
    if ";" in names:
        parts = names.split(";")
    elif FAMILY_FIRST.match(names):
        words = AND.split(names)
        parts = [", ".join(words[at : at + 2]) for at in range(0, len(words), 2)]
    else:
        parts = AND.split(names)
    return [name for part in parts if (name := part.strip())]


def has_more_authors(text: str) -> bool:
    """Return whether a list of authors says at its end that there are more."""
    return bool(ET_AL.search(text.strip()))


def surname(author: str) -> str:
    """Return the surname of an author.

    Examples
    --------
    >>> surname("van der Stam, W."), surname("Osman M. Bakr"), surname("Bakr")
    ('van der Stam', 'Bakr', 'Bakr')
    """
    name, comma, _ = author.partition(",")
    return name if comma else name.split()[-1]


def first_and_last(text: str) -> list[str]:
    """Return the first and the last author of a work by surname and first initial, folded.

    They stand for the group from which a work comes. Of a list that ends in *et al.* only the
    first is known.

    Examples
    --------
    >>> first_and_last("Pan, J.; Shang, Y.; Bakr, O. M.")
    ['panj', 'bakro']
    >>> first_and_last("Jun Pan and Osman M. Bakr")
    ['panj', 'bakro']
    >>> first_and_last("Pan, J.; Shang, Y.; et al."), first_and_last("V. Pan, Y. Shang, et al.")
    (['panj'], ['panv'])
    """
    names = authors(text)
    ends = names[:1] if has_more_authors(text) else [*names[:1], *names[1:][-1:]]
    return [initialled(name) for name in ends]


def initialled(author: str) -> str:
    """Return the surname and the first initial of an author, folded."""
    family = surname(author)
    given = author.partition(",")[2] or author.removesuffix(family)
    return fold_words(f"{family} {given.strip()[:1]}".strip())


def figure_panel(text: str) -> str:
    """Return a figure or a panel of one as a locator names it, or nothing.

    Examples
    --------
    >>> figure_panel("figure 4 (A)"), figure_panel("FIG. 3"), figure_panel("figures")
    ('Fig. 4a', 'Fig. 3', '')
    """
    found = FIGURE.fullmatch(exact(text))
    return f"Fig. {found[1]}{found[2].lower()}" if found else ""


def entry_number(text: str) -> tuple[str, str] | None:
    """Return the number of an entry in a list of references, and the source where one is named.

    Examples
    --------
    >>> entry_number("ref 61 of Zheng 2019"), entry_number("[74]"), entry_number("reference")
    (('61', 'Zheng 2019'), ('74', ''), None)
    """
    found = ENTRY.fullmatch(exact(text))
    return (found["number"], found["source"] or "") if found else None


def any_word(names: Iterable[str], *, ending: str = "", shortest: int = 5) -> re.Pattern[str]:
    """Return a pattern that finds any of some names as words of a text, in whatever case.

    Short names are none of them, as they stand for much else in a text; of no name it finds none.

    Parameters
    ----------
    names : iterable of str
    ending : str, optional
        A pattern of what may follow a name, such as ``s?``.
    shortest : int, optional
        Letters that a name must have.

    Examples
    --------
    >>> bool(any_word(["ligand", "ion"], ending="s?").search("Ligands and ions"))
    True
    >>> bool(any_word(["ion"]).search("ions of an ion"))
    False
    """
    longer = "|".join(re.escape(name) for name in names if len(name) >= shortest)
    return re.compile(rf"\b(?:{longer}){ending}\b" if longer else "(?!)", re.IGNORECASE)
