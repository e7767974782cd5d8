"""A claim as an English sentence: what acts on what, where, how, who says so and how surely.

The one place where a claim is put into words; pages, and whatever else prints claims, use it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import zip_longest

from defectkg.model import terms
from defectkg.model.claims import Statement
from defectkg.model.content import GraphContent
from defectkg.rdf.prefixes import TERMS

__all__ = [
    "PLACES",
    "Row",
    "all_in_words",
    "attribution",
    "change",
    "claim_sentence",
    "claim_text",
    "definition",
    "in_stance",
    "in_words",
    "link_text",
    "listed",
    "predicate",
    "restated",
    "statement",
    "word",
]

Row = dict[str, str]

VERBS = {terms.RAISES: "raise", terms.LOWERS: "lower", terms.ALTERS: "alter"}
#: Of levels, which raised or lowered would lie at another energy: how many there are.
COUNTING = {"raise": "bring more", "lower": "leave fewer"}
#: Conditions that say where an ion is: whatever raises one is there.
PLACES = {
    terms.LATTICE_DOPANT: "in the lattice",
    terms.SURFACE_DOPANT: "on the surface",
    terms.SURFACE_ION: "on the surface",
}
#: How each stance says what acts, and what is somewhere.
SAID = {
    terms.SUPPORTS: ("{}s", "is"),
    terms.PARTLY_SUPPORTS: ("in part {}s", "is in part"),
    terms.REFUTES: ("does not {}", "is not"),
    terms.FINDS_NONE: ("is not found to {}", "is not found"),
    terms.NOT_SHOWN: ("has not been shown to {}", "has not been shown to be"),
}
SAID_AS_AIM = ("is meant to {}", "is meant to be")
ACTS = [acts for acts, _ in (*SAID.values(), SAID_AS_AIM)]
VERB = f"(?:{'|'.join(VERBS.values())})"
PLAIN_VERB = re.compile(rf"\b({VERB})s\b")
#: Of what is printed of less of a cause, how it acts.
OPPOSITE = {"raise": "lower", "lower": "raise"}
INVERTED = re.compile(rf"(?:^|(?<=; )|(?<=: ))([^;:]+?) ({VERB})s ([^;]*?) \(inverted\)")
MANY = re.compile(r"(?:antisite|bond|centre|defect|interstitial|level|state|trap|vacancy)$")
SIZED = re.compile(r"(?:barrier|energy|lifetime|rate|size|time)$")
IN_CAPITALS = re.compile("[A-Z][a-z-]{3,}(?: [A-Z][a-z-]{3,})*")
NUMBERS = {"+": "more", "-": "fewer"}
CHANGES = {True: {"+": "higher", "-": "lower"}, False: {"+": "more", "-": "less"}}
COUNTED = terms.FLAWS  # as in "the bromide vacancy"


def claim_sentence(graph: GraphContent, row: Row) -> str:
    """Return a claim as one sentence, with its grounds after the first semicolon.

    Parameters
    ----------
    graph : GraphContent
    row : dict of str to str
        A row of the query ``claims``.

    Examples
    --------
    >>> from defectkg import load
    >>> graph = load()
    >>> rows = {row["claim"]: row for row in graph.query("claims").dicts()}
    >>> print(claim_sentence(graph, rows["zheng2019-heterovalent-dopants-c5"]).split(",")[0])
    Ce3+ does not bring more trap states in CsPbBr3 nanocrystals
    """
    where = scope_phrase(row["host"], row["form"])
    if place_of(row):
        where = where.replace(" in ", " of ", 1)
    by = f", by {listed(row['mechanism'])}" if row["mechanism"] else ""
    under = f" ({row['condition']})" if row["condition"] else ""
    says = f"{statement(graph, row)}{where}{by}{under}"
    bases = {"host": row["host_basis"], "form": row["form_basis"]}
    said = [name for name, basis in bases.items() if basis]
    why = listed(sorted({basis for basis in bases.values() if basis}))
    grounds = [
        row["degree"] and f"“{row['degree']}”",
        row["evidence"] and f"evidence: {listed(row['evidence'])}",
        "recorded the other way round" if row["inverted"] else "",
        f"{listed(said)} from {why}" if said else "",
        row["doubt"] and f"in doubt: {row['doubt']}",
        source_phrase(row),
    ]
    return "; ".join([says, *filter(None, grounds)])


def statement(graph: GraphContent, row: Row) -> str:
    """Return what acts on what, in the stance of the source, such as ``K+ lowers V_X``.

    What the source prints of less of the cause is said so, as it is printed.
    """
    cause = thing(graph, row["cause_iri"])
    acts, is_there = SAID_AS_AIM if row["aim"] else SAID[row["stance_iri"]]
    if place := place_of(row):
        return f"{cause} {is_there} {place}"
    itself = graph.names.label(row["effect_iri"])
    of = f" of the {row['defect']}" if row["defect"] not in ("", itself) else ""
    verb = VERBS[row["relation_iri"]]
    if row.get("inverted"):
        cause, acts = turned(cause.removeprefix("the "), acts)
        verb = OPPOSITE.get(verb, verb)
    return f"{cause} {done(graph, acts, verb, row['effect_iri'])}{of}"


def claim_text(row: Mapping[str, str]) -> str:
    """Return what acts on what by the labels in a row of the query ``claims``.

    Examples
    --------
    >>> labels = {"cause": "particle size", "effect": "confinement", "defect": "", "aim": ""}
    >>> codes = {"relation_iri": terms.LOWERS, "stance_iri": terms.SUPPORTS}
    >>> claim_text({**labels, **codes, "inverted": "true"})
    'a smaller particle size raises confinement'
    """
    cause, verb = row["cause"], VERBS[row["relation_iri"]]
    acts = SAID_AS_AIM[0] if row["aim"] else SAID[row["stance_iri"]][0]
    if row["inverted"]:
        cause, acts = turned(cause, acts)
        verb = OPPOSITE.get(verb, verb)
    of = f" of {row['defect']}" if row["defect"] not in ("", row["effect"]) else ""
    return f"{cause} {acts.format(verb)} {row['effect']}{of}"


def turned(cause: str, acts: str) -> tuple[str, str]:
    """Return less of a cause, and how that acts, which may be several.

    Examples
    --------
    >>> turned("halide vacancy", "{}s"), turned("exciton binding energy", "{}s")
    (('fewer halide vacancies', '{}'), ('a smaller exciton binding energy', '{}s'))
    >>> turned("octahedral disorder", "does not {}"), turned("trap state", "does not {}")
    (('less octahedral disorder', 'does not {}'), ('fewer trap states', 'do not {}'))
    """
    if not MANY.search(re.split(" (?=in |at |on )", cause)[0].lower()):
        return f"{'a smaller' if SIZED.search(cause) else 'less'} {cause}", acts
    for one, many in (("{}s", "{}"), ("does ", "do "), ("is ", "are "), ("has ", "have ")):
        acts = acts.replace(one, many)
    return f"fewer {plural(cause)}", acts


def link_text(
    graph: GraphContent, cause: str, relation: str, effect: str, stance: str = terms.SUPPORTS
) -> str:
    """Return what a link says, such as ``HBr lowers bromide vacancy``, as a work stands to it."""
    return f"{word(graph, cause)} {predicate(graph, relation, effect, stance)}"


def predicate(graph: GraphContent, relation: str, effect: str, stance: str = terms.SUPPORTS) -> str:
    """Return what a link says of its cause, such as ``leaves fewer trap states``."""
    if VERBS.get(relation) in COUNTING and is_level(graph, effect):
        return done(graph, SAID[stance][0], VERBS[relation], effect)
    acts = f"{VERBS[relation]}s" if relation in VERBS else graph.names.label(relation)
    return in_stance(f"{acts} {word(graph, effect)}", stance)


def done(graph: GraphContent, acts: str, verb: str, effect: str) -> str:
    """Return what is said to be done to a kind, by a verb and one of the patterns of `SAID`."""
    if verb in COUNTING and is_level(graph, effect):
        brings, _, how_many = COUNTING[verb].partition(" ")
        return f"{acts.format(brings)} {how_many} {plural(graph.names.label(effect))}"
    return f"{acts.format(verb)} {thing(graph, effect)}"


def in_stance(link: str, stance: str) -> str:
    """Return what a link says as a work stands to it.

    Examples
    --------
    >>> in_stance("Y3+ raises mid-gap state", terms.REFUTES)
    'Y3+ does not raise mid-gap state'
    """
    acts = SAID.get(stance, SAID[terms.SUPPORTS])[0]
    return PLAIN_VERB.sub(lambda found: acts.format(found[1]), link)


def all_in_words(graph: GraphContent, texts: Iterable[str]) -> list[str]:
    """Return texts as `in_words` has them; where there are none, nothing is read for it."""
    every = list(texts)
    return list(map(in_words(graph), every)) if every else []


def in_words(graph: GraphContent) -> Callable[[str], str]:
    """Return what makes links in the text of a query read as in sentences: denied, levels counted.

    A query writes the labels of a link one behind the other, those of others in their capitals, and
    its stance in brackets, or that less of the cause is what is printed.

    Examples
    --------
    >>> from defectkg import load
    >>> in_words(load())("Ce3+ raises trap state (refutes); I- lowers halide vacancy")
    'Ce3+ does not bring more trap states; I- lowers halide vacancy'
    >>> in_words(load())("Co2+ raises dopant in the lattice (refutes)")
    'Co2+ is not in the lattice'
    """
    stances = {graph.names.label(stance): stance for stance in SAID}
    marked = re.compile(rf"({VERB}s [^;]*?) \(({'|'.join(map(re.escape, stances))})\)")
    every = filter(lambda kind: is_level(graph, kind), graph.kinds.groups)
    levels = {graph.names.label(kind): kind for kind in every}
    names = "|".join(map(re.escape, sorted(levels, key=len, reverse=True)))
    patterns = {acts.format(verb): (acts, verb) for acts in (*ACTS, "{}") for verb in COUNTING}
    said = "|".join(sorted(patterns, key=len, reverse=True))

    plain = re.compile(rf"\b({said}) ({names})\b(?!-)")
    raised = VERBS[terms.RAISES]
    there = {
        f"{acts.format(raised)} {graph.names.label(spot)}": f"{is_there} {place}"
        for acts, is_there in (*SAID.values(), SAID_AS_AIM)
        for spot, place in PLACES.items()
    }
    placed = re.compile(rf"\b({'|'.join(sorted(map(re.escape, there), key=len, reverse=True))})\b")

    def counted(found: re.Match[str]) -> str:
        acts, verb = patterns[found[1]]
        return done(graph, acts, verb, levels[found[2]])

    defects = graph.kinds.of_group(terms.DEFECT_KIND)
    of_others = [iri for iri in defects if not iri.startswith(TERMS)]
    small = {graph.names.label(iri): word(graph, iri) for iri in of_others}
    longest_first = "|".join(map(re.escape, sorted(small, key=len, reverse=True)))
    capitals = re.compile(rf"\b(?:{longest_first})\b" if small else "(?!)")
    labels = {graph.names.label(relation): f"{verb}s" for relation, verb in VERBS.items()}
    called = re.compile(rf"\b({'|'.join(map(re.escape, labels))})\b")

    def of_less(found: re.Match[str]) -> str:
        cause, acts = turned(found[1], "{}s")
        return f"{cause} {acts.format(OPPOSITE.get(found[2], found[2]))} {found[3]}"

    def worded(text: str) -> str:
        text = capitals.sub(lambda found: small[found[0]], text)
        text = called.sub(lambda found: labels[found[1]], text)
        text = INVERTED.sub(of_less, text)
        text = marked.sub(lambda found: in_stance(found[1], stances[found[2]]), text)
        text = placed.sub(lambda found: there[found[1]], text)
        return plain.sub(counted, text)

    return worded


def is_level(graph: GraphContent, kind: str) -> bool:
    """Return whether a kind is a level or state in the gap or at its edges, which are counted."""
    return any(graph.kinds.covers(of, kind) for of in terms.LEVELS)


def plural(label: str) -> str:
    """Return the label of a level, or of a defect, for several of them.

    Examples
    --------
    >>> plural("conduction-band level at higher energy"), plural("in-gap state")
    ('conduction-band levels at higher energy', 'in-gap states')
    """
    level, *where = re.split(" (?=in |at |on )", label, maxsplit=1)
    several = f"{level.removesuffix('y')}ies" if level.endswith("cy") else f"{level}s"
    return " ".join([several, *where])


def place_of(row: Row) -> str:
    """Return where a claim says that its cause is, or nothing."""
    return PLACES.get(row["effect_iri"], "") if row["relation_iri"] == terms.RAISES else ""


def definition(graph: GraphContent, link: Statement) -> str:
    """Return what a definition link says, under its condition if it has one."""
    under = f"{link.condition}, " if link.condition else ""
    said = link_text(graph, link.cause, link.relation, link.effect)
    return under + (restated(graph, link) or said)


def restated(graph: GraphContent, link: Statement) -> str:
    """Return how two observables go together by definition, neither as cause; else nothing."""
    groups = {graph.kinds.groups.get(kind) for kind in (link.cause, link.effect)}
    if not link.by_definition or groups != {terms.OBSERVABLE_KIND}:
        return ""
    ends = (link.cause, "+"), (link.effect, link.polarity)
    first, last = (change(graph, kind, sign) for kind, sign in ends)
    return f"{first} goes with {last}"


def change(graph: GraphContent, kind: str, sign: str) -> str:
    """Return which way a kind goes: ``higher PLQY``, ``fewer trap states``, ``PLQY is kept``."""
    label = word(graph, kind)
    if not sign:
        return f"{label} is kept"
    if is_level(graph, kind):
        return f"{NUMBERS[sign]} {plural(label)}"
    return f"{CHANGES[graph.kinds.groups.get(kind) == terms.OBSERVABLE_KIND][sign]} {label}"


def thing(graph: GraphContent, iri: str) -> str:
    """Return the label of a kind as it stands in a sentence."""
    label = word(graph, iri)
    return f"the {label}" if graph.kinds.groups.get(iri) in COUNTED else label


def word(graph: GraphContent, iri: str) -> str:
    """Return the label of a kind, that of a defect of others in small letters: they write titles.

    A formula or symbol of others stays as it is.

    Examples
    --------
    >>> from defectkg import load
    >>> graph = load()
    >>> [word(graph, graph.find(name).iri) for name in ("podo:PointDefect", "V_Br")]
    ['point defect', 'bromide vacancy']
    """
    label = graph.names.label(iri)
    of_others = graph.kinds.groups.get(iri) == terms.DEFECT_KIND and not iri.startswith(TERMS)
    return label.lower() if of_others and IN_CAPITALS.fullmatch(label) else label


def scope_phrase(hosts: str, forms: str) -> str:
    """Return where something holds, from cells that list hosts and forms.

    Examples
    --------
    >>> scope_phrase("CsPbBr3; CsPbI3", "nanocrystal"), scope_phrase("", "thin film")
    (' in CsPbBr3 and CsPbI3 nanocrystals', ' in thin films')
    >>> scope_phrase("CsPbBr3", ""), scope_phrase("", "")
    (' in CsPbBr3', '')
    """
    shapes = listed(f"{form}s" for form in forms.split("; ") if form)
    where = " ".join(filter(None, (listed(hosts), shapes)))
    return f" in {where}" if where else ""


def source_phrase(row: Row) -> str:
    """Return how surely it is said, by whom, in which source it was read, and at which place."""
    works, numbers, read_in = row["publication"], row["reference_numbers"], row["read_in"]
    if works == read_in:
        return f"{row['certainty']} by {works}, {row['locator']}"
    cited = attribution(works, numbers, "")
    return f"{row['certainty']}, {cited}, read in {read_in}, {row['locator']}"


def attribution(works: str, numbers: str, read_in: str) -> str:
    """Return who says something, such as ``Wu 2018 [85 of Zheng 2019]``.

    Parameters
    ----------
    works : str
    numbers : str
        Under which the source lists them, in the order of the works, or empty.
    read_in : str
        The source; empty where there is only one.

    Examples
    --------
    >>> attribution("Wu 2018", "85", ""), attribution("Wu 2018", "85", "Zheng 2019")
    ('Wu 2018 [85]', 'Wu 2018 [85 of Zheng 2019]')
    >>> attribution("Pan 2016; Pan 2015", "42; 43", "Zheng 2019")
    'Pan 2016 [42 of Zheng 2019]; Pan 2015 [43]'
    >>> attribution("reference 74 of Zheng 2019", "74", "Zheng 2019")
    'reference 74 of Zheng 2019'
    >>> attribution("Wu", "", "Zheng 2019"), attribution("Zheng 2019", "", "Zheng 2019")
    ('Wu [in Zheng 2019]', 'Zheng 2019')
    """
    if not numbers:
        return works if read_in in ("", works) else f"{works} [in {read_in}]"
    names = works.split("; ")
    of_each = numbers.split("; ") if len(names) > 1 else [numbers]
    listed: list[str] = []
    of = f" of {read_in}" if read_in else ""
    for name, number in zip_longest(names, of_each, fillvalue=""):
        told = not number or name.startswith(f"reference {number} of ")  # a work without authors
        listed.append(name if told else f"{name} [{number}{of}]")
        of = of if told else ""
    return "; ".join(listed)


def listed(names: str | Iterable[str]) -> str:
    """Return names, or those of a cell, as one lists them in a sentence.

    Examples
    --------
    >>> listed("a; b; c"), listed(["a"])
    ('a, b and c', 'a')
    """
    *first, last = names.split("; ") if isinstance(names, str) else list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last
