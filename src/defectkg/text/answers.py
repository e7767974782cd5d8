"""Answers to queries of the library as tables show them to people."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.rdf.levels import (
    APPLIED,
    BRINGS_IT,
    BROADER,
    BY_WAY_OF,
    EXACT,
    IN_GENERAL,
    NARROWER,
    NOT_SAID,
)
from defectkg.rdf.library import RENAMED
from defectkg.rdf.rows import Rows
from defectkg.text.evidence import (
    anomaly_rows,
    challenge_rows,
    contradiction_rows,
    control_rows,
    credited_rows,
    figure_rows,
    form_rows,
    method_rows,
    provenance_rows,
    publication_rows,
)
from defectkg.text.records import change, dose_in_words, items_of, joined, shortened, source_of
from defectkg.text.sentences import ACTS, VERB, attribution, claim_text, in_stance, in_words

__all__ = [
    "AS_ABOVE",
    "Answer",
    "absent",
    "brief_outcome_rows",
    "by_level_and_source",
    "claim_rows",
    "for_people",
    "legend",
    "notes_beneath",
    "outcome",
    "pointer",
    "source_once",
    "tried_rows",
    "with_likeness",
    "with_ways",
    "worded",
]

TOLD_WITH = " (told with "  # of an agent that stands for a kind above the one that was asked for


class Answer(Rows):
    """The answer to a query of the library, which a notebook shows as the command line does.

    Parameters
    ----------
    query : str
    rows : Rows
    """

    query = ""

    def __new__(cls, query: str, rows: Rows) -> Answer:
        """Make one of the rows of a query."""
        answer = super().__new__(cls, *rows)
        answer.query = query
        return answer

    def for_people(self) -> Rows:
        """Return the rows as a table shows them."""
        rows = for_people(self.query, self)
        return super().for_people() if rows is self else rows


# Before what is called otherwise a name is said once more.
SAYING = "|".join(acts.format(VERB) for acts in ACTS)
LINKS = re.compile(r"; (?![^(]*\))")  # between links, not between mechanisms in brackets
LINK = re.compile(rf"(.+?) ((?:{SAYING}) .+)")
HOW_SURELY = re.compile(r"(?: \((?!inverted)[^()]*\))+$")  # behind a link, or by which mechanism
AS_ABOVE = "as above"  # what came out, in a further row on one treatment
MEANINGS = {  # of the words that say how near an answer is, in this order
    EXACT: "said of what was asked",
    BROADER: "of a kind above it",
    NARROWER: "of a kind below it",
    BY_WAY_OF: "of an ion that it supplies or what it turns into, whatever agent was applied",
    NOT_SAID: "the source names none",
    BRINGS_IT: "an agent that supplies it, or turns into it",
    IN_GENERAL: "on defects as such, not on this one",
    APPLIED: "used there; the source names no such defect",
}
#: Columns that may differ where one thing is said of several hosts or forms, and IRIs that may not.
PLACED = ("host", "form", "locator", "treatment", "doubt", "surest_doubt")
KEPT_APART = ("agent_iri", "observable_iri", "direction_iri", "role_iri", "source_iri")
REVIEWS_FIRST = ("claims", "credited", "denials", "outcomes", "passivators", "tried")
RECORDS = ("claim_iri", "treatment_iri")  # behind a row; tables leave them out


def for_people(query: str, rows: Rows) -> Rows:
    """Return the answer to a query of the library as a table shows it."""
    special = {
        "anomalies": anomaly_rows,
        "challenges": challenge_rows,
        "claims": claim_rows,
        "contradictions": contradiction_rows,
        "controls": control_rows,
        "credited": credited_rows,
        "defects": defect_rows,
        "denials": denial_rows,
        "dopant-sizes": size_rows,
        "dopants": dopant_rows,
        "timeline": timeline_rows,
        "durations": printed_rows,
        "figures": figure_rows,
        "hosts": host_rows,
        "methods": method_rows,
        "only-in-form": form_rows,
        "outcomes": outcome_rows,
        "passivators": passivator_rows,
        "provenance": provenance_rows,
        "publications": publication_rows,
        "temperatures": printed_rows,
        "tried": tried_rows,
    }
    shown = special.get(RENAMED.get(query, query))
    rows = with_likeness(with_ways(by_level_and_source(query, rows)))
    if not shown:
        return rows
    table = shown(rows)
    return table if query == "tried" else without_one_level(table)


def without_one_level(table: Rows) -> Rows:
    """Return a table without levels if all its rows are of what was asked."""
    levels = {row.get("level", EXACT) for row in table.dicts()}
    return table.without("level") if levels == {EXACT} else table


def by_level_and_source(query: str, rows: Rows) -> Rows:
    """Return rows of the queries that tell who says what in the order of a table.

    Of each level what a review tells of the works of others comes before what works tell of
    themselves, and what is so before what is denied.
    """
    if query not in REVIEWS_FIRST:
        return rows
    cells = rows.dicts()
    nearest = withstanding_first(cells)
    order: list[int] = []
    for _, same in groupby(nearest, lambda n: cells[n].get("level", "")):
        order += sorted(
            same,
            key=lambda n: (
                cells[n]["publication"] == cells[n]["read_in"],
                cells[n].get("stance_iri", "") in terms.DENIALS,
            ),
        )
    return rows.take(order)


def withstanding_first(cells: Sequence[Mapping[str, str]]) -> list[int]:
    """Return the order of rows in which stability against something named comes before others.

    It holds where they were found below what was asked, as under *stability* as such.
    """
    named = [row.get("observable_iri", "") in terms.WITHSTANDING for row in cells]
    below = any(
        f"observable {NARROWER}" in row.get("level", "")
        for row, is_named in zip(cells, named, strict=True)
        if is_named
    )
    numbers = range(len(cells))
    return sorted(numbers, key=lambda n: not named[n]) if below else list(numbers)


def with_ways(rows: Rows) -> Rows:
    """Return rows whose level *by way of* names the ion; the column ``through`` goes.

    What is said of a kind above, and told with another agent of that kind, names the kind first.
    """
    if "through" not in rows.columns:
        return rows
    cells = rows.dicts()
    levels = [row["level"].replace(BY_WAY_OF, f"{BY_WAY_OF} {row['through']}") for row in cells]
    texts = {"level": levels}
    if "agent" in rows.columns:
        texts["agent"] = [
            told_with(row) if BROADER in row["level"] else row["agent"] for row in cells
        ]
    return rows.with_texts(texts).without("through")


def with_likeness(rows: Rows) -> Rows:
    """Return rows that name a treatment so where a source only calls it similar to another one."""
    if "likeness" not in rows.columns:
        return rows
    agents = [
        f"a treatment similar to {row['agent']}" if row["likeness"] else row["agent"]
        for row in rows.dicts()
    ]
    return rows.with_texts({"agent": agents}).without("likeness")


def told_with(row: Mapping[str, str]) -> str:
    """Return the agent of a row about a kind above, which it names where that is another one.

    Examples
    --------
    >>> told_with({"through": "isovalent dopant ion", "agent": "Cd2+"})
    'isovalent dopant ion (told with Cd2+)'
    >>> told_with({"through": "X-type ligand; zinc halide", "agent": "zinc halide"})
    'zinc halide'
    """
    kinds, agents = row["through"], row["agent"]
    is_itself = not kinds or {*items_of(kinds)} & {*items_of(agents)}
    return agents if is_itself else f"{kinds}{TOLD_WITH}{agents})"


def worded(graph: GraphContent, rows: Rows) -> Rows:
    """Return the rows of a table in words, as `in_words` does it."""
    words = in_words(graph)
    return Rows(rows.columns, [tuple(map(words, row)) for row in rows.values])


def source_once(shown: Rows, read_in: Collection[str]) -> tuple[Rows, str]:
    """Return a table without the one source that all its rows name, and a line that names it.

    Parameters
    ----------
    shown : Rows
    read_in : collection of str
        The sources in which its rows were read.

    Returns
    -------
    (Rows, str)
    """
    if "source" not in shown.columns or len(read_in) != 1:
        return shown, ""
    (source,) = read_in
    cells = [row["source"] for row in shown.dicts()]
    short = [cell.replace(f" of {source}]", "]").replace(f" [in {source}]", "") for cell in cells]
    if len(cells) < 2 or short == cells:
        return shown, ""
    told = f"source: [n] is the number in {source}, in which all of this was read"
    return shown.with_texts({"source": short}), told


def notes_beneath(shown: Rows) -> tuple[Rows, list[str]]:
    """Return a table whose doubts and notes are told beneath it, and these: a cell keeps a mark.

    Examples
    --------
    >>> rows = Rows(("agent", "doubt"), [("Cu2+", "tension (low): “none” → one is told")])
    >>> shown, told = notes_beneath(rows)
    >>> shown.values, told
    ([('Cu2+', 'tension (low) [a]')], ['[a] “none” → one is told'])
    >>> shown, told = notes_beneath(Rows(("open", "note"), [("where dopants sit", "Not known.")]))
    >>> shown.values, told
    ([('where dopants sit', '[a]')], ['[a] Not known.'])
    """
    marks: dict[str, str] = {}

    def mark(words: str) -> str:
        return f"[{marks.setdefault(words, letters(len(marks)))}]"

    def doubt(item: str) -> str:
        kind, colon, words = item.partition(": “")
        return f"{kind} {mark('“' + words)}" if colon else item

    rows, cells = shown.dicts(), {}
    if "doubt" in shown.columns:
        cells["doubt"] = ["; ".join(map(doubt, items_of(row["doubt"]))) for row in rows]
    if "note" in shown.columns:
        cells["note"] = [row["note"] and mark(row["note"]) for row in rows]
    return shown.with_texts(cells), [f"[{letter}] {text}" for text, letter in marks.items()]


def letters(number: int) -> str:
    """Return the letters that count as a number does: a, b … z, aa, ab.

    Examples
    --------
    >>> letters(0), letters(25), letters(26)
    ('a', 'z', 'aa')
    """
    before, this = divmod(number, 26)
    return (letters(before - 1) if before else "") + chr(ord("a") + this)


def absent(query: str, rows: Rows, shown: Rows) -> str:
    """Return what no row of an answer says and no cell of its table does."""
    if query == "outcomes" and shown.values:
        if any(row["method"] for row in rows.dicts()):
            return "method: where a cell says by; of the other outcomes none is named"
        return "method of these outcomes: none is named"
    if query == "tried" and any(row["after"] and not row["before"] for row in rows.dicts()):
        return "outcomes: where no arrow stands, no value before is given"
    return ""


def pointer(query: str, rows: Rows) -> str:
    """Return where more stands of one of the treatments of an answer than a table shows."""
    if query not in ("tried", "outcomes"):
        return ""
    in_order = by_level_and_source(query, rows).dicts()
    first = next((row["treatment"] for row in in_order if row["treatment"]), "")
    return (
        f"more of one treatment, as of the first: defectkg show {shlex.quote(first)}"
        if first
        else ""
    )


def legend(shown: Rows) -> str:
    """Return what the words in the column ``level`` of a table mean, those that occur in it."""
    if "level" not in shown.columns:
        return ""
    cells = {cell for row in shown.dicts() for cell in (row["level"], row.get("in", ""))}
    met = [word for word in MEANINGS if any(word in cell for cell in cells)]
    if met in ([], [EXACT]):
        return ""
    return "level: " + "; ".join(f"{word} = {MEANINGS[word]}" for word in met)


class Told(NamedTuple):
    """What one row of a table says of a treatment, or of a claim without one."""

    acts: dict[str, None]
    plain: dict[str, None]
    mechanisms: dict[str, None]
    besides: dict[str, None]
    defects: dict[str, None]
    outcomes: dict[str, None]
    where: dict[str, None]
    places: dict[str, None]
    methods: dict[str, None]
    doubts: dict[str, None]
    surest: dict[str, None]
    claims: dict[str, None]
    treatments: dict[str, None]

    @classmethod
    def nothing(cls) -> Told:
        """Return a row that says nothing yet."""
        return cls(*({} for _ in cls._fields))

    def add(self, other: Told) -> None:
        """Take over what another row says, each thing once."""
        for mine, theirs in zip(self, other, strict=True):
            mine.update(theirs)

    def says(self, agent: str) -> str:
        """Return what is said of an agent, and that no defect is where that is so."""
        told = [*self.acts, *self.besides]
        more = [text for text in self.besides if sum(plainly(text) in link for link in told) == 1]
        on_a_defect = self.defects or {*map(plainly, self.plain)} - {*map(plainly, self.besides)}
        silent = "" if on_a_defect or not self.treatments else "no defect named"
        return joined("; ", in_one_breath(self.acts, more, agent), silent)

    def came_out(self) -> str:
        """Return the outcomes, and that there is none of what was applied."""
        return "; ".join(self.outcomes) or ("none told" if self.treatments else "")

    def placed(self) -> str:
        """Return where this holds and how it was done, each procedure once."""
        pairs = [text.partition("; ")[::2] for text in self.where]
        known = {where for where, how in pairs if how}
        done: dict[str, list[str]] = {}
        for where, how in pairs:
            if how or where not in known:
                done.setdefault(how, []).append(where)
        return "; ".join(joined("; ", *places, how) for how, places in done.items())

    def is_part_of(self, other: Told) -> bool:
        """Return whether this says something, and nothing that another row does not say."""
        return bool(self.plain) and {*map(plainly, self.plain)} <= {*map(plainly, other.plain)}

    def add_treatment(self, own: Told) -> None:
        """Take over what else is said of a treatment of which this row tells a claim."""
        said = {*map(plainly, self.plain)}
        rest = [link for link in own.plain if plainly(link) not in said]
        how = [text for text in own.mechanisms if text not in self.mechanisms]
        if rest:
            self.besides["; ".join(rest) + (f" ({'; '.join(how)})" if how else "")] = None
        own.acts.clear()
        self.add(own)


def tried_rows(rows: Rows) -> Rows:
    """Return rows of the query ``tried`` for people.

    What is claimed of one treatment at one level and equally surely is one row; what came out, and
    what else is said of the treatment, stands in the first of them. Several treatments of one work
    of which the same is said are one row, too.
    """
    columns = ("agent", "level", "said", "stance", "outcomes", "in", "source", "doubt", *RECORDS)
    found: dict[tuple[str, ...], Told] = {}
    for row in rows.dicts():
        key = (
            row["treatment"] or row["agent"],
            row["agent"],
            row["level"],
            joined(", ", row["stance"], row["certainty"]),
            attribution(row["publication"], row["reference_numbers"], row["read_in"]),
            row["scope"] + row["host"] + row["form"],
            "denied" if row["stance_iri"] in terms.DENIALS else "",
        )
        found.setdefault(key, Told.nothing()).add(told(row))
    for this, own in list(found.items()):  # what was applied, beside what is claimed of it
        beside = [
            k
            for k in (found if not this[3] else ())
            if k[3]
            and this[0] in k[0].split("; ")
            and (k[1] == this[1] or own.is_part_of(found[k]))
        ]
        if beside:
            first = min(beside, key=lambda k: k[-1])
            found[first].add_treatment(own)
            del found[this]
    alike: dict[tuple[str, ...], Told] = {}
    for (_, agent, level, stance, who, *_), said in found.items():
        same = agent, level, stance, who, "; ".join(said.acts), "; ".join(said.outcomes)
        one_row = same if said.acts else (*same, *said.where)
        alike.setdefault(one_row, Told.nothing()).add(said)
    lines: list[tuple[str, ...]] = []
    seen: set[str] = set()  # treatments of which all is told
    for (agent, level, stance, who, *_), said in alike.items():
        again = said.treatments and said.treatments.keys() <= seen
        if again:
            said.besides.clear()
        seen |= said.treatments.keys()
        lines.append(
            (agent, level, said.says(agent), joined("; ", stance, *said.methods),
             AS_ABOVE if again and said.outcomes else said.came_out(), said.placed(),
             joined(", ", who, "; ".join(said.places)), doubts(said.doubts, said.surest),
             " ".join(said.claims), " ".join(said.treatments))
        )  # fmt: skip
    shown = Rows(columns, lines)
    return shown if len(alike) == 1 else shown.without_empty()


def doubts(every: Iterable[str], surest: Iterable[str]) -> str:
    """Return the doubts of a row: the surest in the words of the source, of the others the kind.

    Examples
    --------
    >>> surest = ["tension (high confidence): “none” → one is told"]
    >>> doubts(["tension (high confidence)", "misprint (low confidence)"], surest)
    'tension (high): “none” → one is told; besides misprint (low)'
    """
    told = list(surest)
    rest = [doubt for doubt in every if not any(text.startswith(doubt) for text in told)]
    both = joined("; ", *told, f"besides {', '.join(rest)}" if told and rest else "; ".join(rest))
    return both.replace(" confidence)", ")")


def without_words(doubt: str) -> str:
    """Return a doubt without the words of the source: its kind, and how sure it is."""
    return doubt.partition(": “")[0]


def surest_of(found: Iterable[str]) -> list[str]:
    """Return the surest of some doubts.

    Examples
    --------
    >>> surest_of(["tension (low confidence): “3”", "misprint (high confidence): “20,20”"])
    ['misprint (high confidence): “20,20”']
    """
    told = list(found)
    for sure in ("high", "medium", "low"):
        if some := [text for text in told if without_words(text).endswith(f"({sure} confidence)")]:
            return some
    return told


def in_one_breath(acts: Iterable[str], besides: Iterable[str], agent: str) -> str:
    """Return what an agent does, and what that does, without saying a name twice in a row.

    What the effect of a link does follows it; a cause is said once for the links that share it.

    Examples
    --------
    >>> acts = ["PbBr2 raises ligand binding (halide enrichment)"]
    >>> in_one_breath(acts, ["ligand binding raises PL intensity"], "PbBr2")
    'raises ligand binding (halide enrichment), which raises PL intensity'
    >>> in_one_breath(["SCN- lowers excess lead; SCN- lowers trap state"], [], "NH4SCN")
    'SCN- lowers excess lead; lowers trap state'
    >>> in_one_breath(["Cu2+ lowers trap state"], ["Cu2+ raises lattice contraction"], "Cu2+")
    'lowers trap state; besides: raises lattice contraction'
    >>> in_one_breath(["MABr shell lowers defect"], [], "MABr")
    'MABr shell lowers defect'
    >>> in_one_breath(["Cl- does not raise mid-gap state"], [], "Cl-")
    'does not raise mid-gap state'
    >>> in_one_breath(["Zn2+ lowers disorder; disorder lowers mobility (inverted)"], [], "Zn2+")
    'lowers disorder; disorder lowers mobility (inverted)'
    """
    agent = agent.partition(TOLD_WITH)[0]
    told: list[list[str]] = []  # the links of a chain, the chains in turn
    ends: list[str] = []  # what the last link of each is about
    cause_before = agent
    for beside, texts in (("", acts), ("besides: ", besides)):
        mark = beside if told else ""
        for text in texts:
            for link in LINKS.split(text):
                found = LINK.match(link)
                cause, does = (found[1], found[2]) if found else ("", link)
                turned = "(inverted)" in link  # less of the cause is told, so it is named
                if cause and cause in ends and not turned:
                    told[ends.index(cause)].append(does)
                    ends[ends.index(cause)] = effect_of(does)
                    continue
                said = does if cause in ("", cause_before) and not turned else link
                told.append([mark + said])
                ends.append(effect_of(does) if found else "")
                mark, cause_before = "", cause or cause_before
    return "; ".join(", which ".join(chain) for chain in told)


def plainly(link: str) -> str:
    """Return what a link says, without how surely.

    Examples
    --------
    >>> plainly("ZnBr2 raises PbBr2 adlayer (proposed)"), plainly("size lowers gap (inverted)")
    ('ZnBr2 raises PbBr2 adlayer', 'size lowers gap (inverted)')
    """
    return HOW_SURELY.sub("", link)


def effect_of(does: str) -> str:
    """Return the effect of a link without its cause.

    Examples
    --------
    >>> effect_of("lowers excess surface lead, effectively (excess-lead removal)")
    'excess surface lead'
    """
    return re.split(r"[,(]", re.sub(rf"^(?:{SAYING}) ", "", does))[0].strip()


def told(row: Mapping[str, str]) -> Told:
    """Return what one row of the query ``tried`` says."""
    acts = in_stance(row["says"], row["stance_iri"])
    acts += f" ({row['mechanism']})" if row["mechanism"] else ""
    of = f"with {row['agent']}: " if row["level"].startswith(BY_WAY_OF) else ""
    outcomes = [f"{of}{row['observable']}: {outcome(row)}"] if row["observable"] else []
    outcomes += [f"control, {text}" for text in items_of(row["control_outcome"])]
    of_outcome = items_of(row["outcome_doubt"])
    return Told(
        dict.fromkeys(filter(None, [acts])),
        dict.fromkeys(items_of(row["says"])),
        dict.fromkeys(items_of(row["mechanism"])),
        dict.fromkeys(items_of(row["besides"])),
        dict.fromkeys(items_of(row["defect"])),
        dict.fromkeys(outcomes),
        dict.fromkeys([joined("; ", place(row), procedure(row))]),
        dict.fromkeys(items_of(row["locator"])),
        dict.fromkeys(items_of(row["evidence"])),
        dict.fromkeys([*items_of(row["doubt"]), *(without_words(text) for text in of_outcome)]),
        dict.fromkeys([*items_of(row["surest_doubt"]), *surest_of(of_outcome)]),
        dict.fromkeys(row["claim_iri"].split()),
        dict.fromkeys(row["treatment_iri"].split()),
    )


def outcome(row: Mapping[str, str]) -> str:
    """Return what came out by a row of ``tried``, and under which condition, against what."""
    value = change({**row, "factor": ""})
    kept = row["direction_iri"] in (terms.UNCHANGED, terms.PRESERVED)
    notes = joined(
        ", ",
        row["direction"] if row["words"] and not row["aim"] and (kept or not value) else "",
        "as an aim" if row["aim"] else "",
        row["condition"],
        row["compared_with"] and f"against {row['compared_with']}",
        row["open_reading"],
        row["method"].replace("; ", ", "),
    )
    text = joined(", ", value, row["words"]) or row["direction"]
    return joined(" ", text, notes and f"({notes})")


def procedure(row: Mapping[str, str]) -> str:
    """Return how a treatment was done: route, dose, medium, on what made before, and in which way.

    Examples
    --------
    >>> cells = {"route": "shell growth", "dose": "", "medium": "", "starts_from": "pristine"}
    >>> procedure({**cells, "procedure": "a layer over a film made before"})
    'shell growth, pristine: a layer over a film made before'
    """
    medium = row["medium"] and f"in {row['medium']}"
    started = ", ".join(items_of(row["starts_from"]))
    how = joined(", ", row["route"], dose_in_words(row["dose"]), medium, started)
    return joined(": ", how, row["procedure"])


def place(row: Mapping[str, str]) -> str:
    """Return host and form of a row of ``tried``, each marked where it is not the one asked for.

    Examples
    --------
    >>> place({"host": "CsPbX3", "form": "quantum dot", "scope": "host broader"})
    'CsPbX3 (broader), quantum dot'
    >>> place({"host": "CsPbBr3", "form": "", "scope": ""})
    'CsPbBr3, form not said'
    """
    marks = dict(mark.split(" ", 1) for mark in filter(None, row["scope"].split("; ")))
    cells: list[str] = []
    for part in ("host", "form"):
        mark = marks.get(part, "") or ("not said" if any(cells) and not row[part] else "")
        named = f" ({mark})" if mark and row[part] else ""
        cells.append(f"{row[part]}{named}" if row[part] else f"{part} {mark}" if mark else "")
    return joined(", ", *cells)


def claim_rows(rows: Rows) -> Rows:
    """Return rows of the query ``claims`` for people: a claim and its grounds in a few phrases."""
    columns = ("level", "says", "stance", "in", "evidence", "source", "doubt", "claim")
    lines = []
    for row in rows.dicts():
        how = joined("; ", row["mechanism"], row["condition"])
        lines.append(
            (
                row.get("level", ""),
                claim_text(row) + (f" ({how})" if how else ""),
                joined(", ", row["stance"], row["certainty"], "an aim" if row["aim"] else ""),
                joined(", ", row["host"], row["form"]),
                row["evidence"],
                source_of(row),
                row["doubt"].replace(" confidence)", ")"),
                row["claim"],
            )
        )
    return Rows(columns, lines).without_empty()


def size_rows(rows: Rows) -> Rows:
    """Return rows of the query ``dopant-sizes`` for people, which say why a cell is empty."""
    cells = rows.dicts()
    no_size = "no B ion: a class of hosts"
    return rows.with_texts(
        {
            "radius": [row["radius"] or "not in the table" for row in cells],
            "b_ion": [row["b_ion"] or no_size for row in cells],
        }
    )


def timeline_rows(rows: Rows) -> Rows:
    """Return rows of the query ``timeline`` for people, in the order of years."""
    columns = ("year", "level", "what", "says", "how sure", "in", "source", "stands")
    lines = [
        (
            row["year"] or "no year",
            row.get("level", ""),
            row["what"],
            in_stance(row["says"], row["stance_iri"]),
            joined(", ", row["stance"], row["certainty"]),
            joined(", ", row["host"], row["form"]),
            source_of(row),
            row["stands"],
        )
        for row in rows.dicts()
    ]
    return Rows(columns, sorted(lines, key=lambda line: line[0])).without_empty()


def dopant_rows(rows: Rows) -> Rows:
    """Return rows of the query ``dopants`` for people: ions with radii, site, effect, outcome."""
    columns = ("ion", "level", "as", "sits", "said", "outcome", "in", "source")
    lines = []
    for row in in_all_places(rows):
        classes = row["ion_class"].removesuffix(" dopant ion").replace(" dopant ion;", ",")
        computed = row["class_computed"] and f"{row['class_computed']} by charge"
        printed = shortened(row["outcome"])
        lines.append(
            (
                joined("; ", row["radii"] or row["ion"], classes or computed),
                row.get("level", ""),
                joined(", ", row["applied_as"], row["strategy"]),
                sits(row) if row["site"] or row["treatment_iri"] else "",
                joined("; evidence: ", row["says"], row["evidence"]),
                printed or ("none printed" if row["treatment_iri"] else ""),
                row["in"],
                source_of(row),
            )
        )
    return Rows(columns, lines).without_empty()


def went(row: Mapping[str, str]) -> str:
    """Return where an observable went, and whether that is wanted.

    Of a level alone, with nothing to compare, a source says neither; a share retained is kept in
    part.
    """
    if row["aim"]:
        return joined(": ", row["direction"], "an aim")
    compared = row["compared_with"] or row["before_words"] or row["control_outcome"]
    if row["basis_iri"] == terms.LEVEL and row["treatment_iri"] and not compared:
        return "a level alone"
    if row["direction_iri"] == terms.PRESERVED and row["relative"]:
        return row["direction"]
    untold = row["after"] and row["wanted"] and row["treatment_iri"] and not row["direction"]
    return "direction not told" if untold else joined(": ", row["direction"], row["result"])


def acting(mechanisms: str) -> str:
    """Return by which mechanisms a treatment is said to act.

    Examples
    --------
    >>> acting("halide enrichment; octahedron completion")
    'by halide enrichment, octahedron completion'
    """
    return mechanisms and f"by {mechanisms.replace('; ', ', ')}"


def in_all_places(rows: Rows) -> list[dict[str, str]]:
    """Return rows that say the same of one source as one, with a column ``in`` of all places.

    Records of one treatment in several hosts or forms differ in nothing else. The places in the
    text, and doubts, are those of all.
    """
    found: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows.dicts():
        same = tuple(row[name] for name in rows.columns if not is_of_place(name))
        found.setdefault(same, []).append(row)
    told = []
    for group in found.values():
        cells = {
            name: (" " if name.endswith("_iri") else "; ").join(
                dict.fromkeys(item for row in group for item in items_of(row[name]))
            )
            for name in rows.columns
            if is_of_place(name)
        }
        places = dict.fromkeys(joined(", ", row["host"], row["form"]) for row in group)
        told.append({**group[0], **cells, "in": joined("; ", *places)})
    return told


def is_of_place(name: str) -> bool:
    """Return whether a column may differ between records of the same in several hosts or forms."""
    return name in PLACED or (name.endswith("_iri") and name not in KEPT_APART)


def sits(row: Mapping[str, str]) -> str:
    """Return where each ion of a row of ``dopants`` sits, by name where there are several.

    Examples
    --------
    >>> sits({"ion": "Cl-; Sr2+", "site": "Cl- on the surface"})
    'Cl- on the surface; Sr2+ not told'
    >>> sits({"ion": "Ni2+", "site": "Ni2+ in the lattice"}), sits({"ion": "Cd2+", "site": ""})
    ('in the lattice', 'not told')
    """
    ions = items_of(row["ion"])
    found = []
    for ion in ions:
        places = [site.removeprefix(f"{ion} ") for site in items_of(row["site"])
                  if site.startswith(f"{ion} ")]  # fmt: skip
        told = " and ".join(places) or "not told"
        found.append(f"{ion} {told}" if len(ions) > 1 else told)
    return "; ".join(found)


def passivator_rows(rows: Rows) -> Rows:
    """Return rows of the query ``passivators`` for people."""
    columns = (
        "agent", "level", "lowers", "mechanism", "how sure", "evidence", "in", "source", "doubt",
    )  # fmt: skip
    lines = [
        (
            row["agent"]
            + (f", applied as {row['applied_as']}" if row["applied_as"] != row["agent"] else ""),
            row.get("level", ""),
            row["defect"],
            row["mechanism"],
            row["certainty"],
            row["evidence"],
            joined(", ", row["host"], row["form"]),
            source_of(row),
            doubts(items_of(row["doubt"]), items_of(row["surest_doubt"])),
        )
        for row in rows.dicts()
    ]
    return Rows(columns, lines).without_empty()


def defect_rows(rows: Rows) -> Rows:
    """Return rows of the query ``defects`` for people: defects first, then electronic features."""
    columns = ("defect", "level", "in", "made by", "lowered", "does", "source")
    lines = []
    order = sorted(
        rows.dicts(),
        key=lambda row: (row["group_iri"] != terms.DEFECT_KIND, not row["publication"]),
    )
    for row in order if not any(row.get("level") for row in order) else rows.dicts():
        feature = "" if row["group_iri"] == terms.DEFECT_KIND else " (electronic feature)"
        lines.append(
            (
                joined(", ", row["defect"], row["notation"].split("; ")[0]) + feature,
                row.get("level", ""),
                row["host"],
                row["made_by"],
                f"by {row['lowered_by']}" if row["lowered_by"] else row["lowered"],
                joined(
                    "; ", *(f"{verb} {row[verb]}" for verb in ("raises", "lowers") if row[verb])
                ),
                row["cited_as"] or "no claim names it",
            )
        )
    return Rows(columns, lines).without_empty()


def host_rows(rows: Rows) -> Rows:
    """Return rows of the query ``hosts`` for people: what each is made of, and what was done."""
    columns = ("host", "level", "ions", "forms", "applied", "PLQY", "source")
    lines = [
        (
            row["host"],
            row.get("level", ""),
            row["ion"],
            row["form"],
            row["agent"],
            row["plqy"],
            row["cited_as"] or row["read_in"],
        )
        for row in rows.dicts()
    ]
    return Rows(columns, lines).without_empty()


def denial_rows(rows: Rows) -> Rows:
    """Return rows of the query ``denials`` for people: what is said not to be, and by whom."""
    columns = ("agent", "level", "not so", "stance", "evidence", "in", "source")
    lines = [
        (
            row["agent"],
            row.get("level", ""),
            f"{row['cause']} {row['relation']} {row['effect']}",
            row["stance"],
            row["evidence"],
            joined(", ", row["host"], row["form"]),
            source_of(row),
        )
        for row in rows.dicts()
    ]
    return Rows(columns, lines).without_empty()


def printed_rows(rows: Rows) -> Rows:
    """Return rows of ``temperatures`` or ``durations`` for people, with what came out at each."""
    columns = ("printed", "level", "agent", "in", "outcome", "claimed", "source")
    lines = [
        (
            row["printed"],
            row.get("level", ""),
            row["agent"],
            joined(", ", row["host"], row["form"]),
            row["outcome"],
            row.get("says", row["claimed"]) if row["sort"] == "claim" else row["claimed"],
            source_of(row),
        )
        for row in rows.dicts()
    ]
    return Rows(columns, lines).without_empty()


def brief_outcome_rows(rows: Rows) -> Rows:
    """Return rows of the query ``outcomes`` in about one line each: what came out of what, and who.

    How a treatment was done and what stood before in words is left out; a doubt is only marked.
    """
    lines = []
    for row in in_all_places(rows):
        words = "; ".join(f"“{word}”" for word in items_of(row["words"]))
        against = row["compared_with"] and f"against {row['compared_with']}"
        notes = joined(", ", "as an aim" if row["aim"] else "", row["condition"], against)
        came_out = joined(" ", joined(", ", change(row), words), notes and f"({notes})")
        lines.append(
            (
                row["agent"] or "none: the host itself",
                row.get("level", ""),
                row["observable"],
                joined(" ", came_out or row["direction"], "[?]" if row["doubt"] else ""),
                went(row),
                row["in"],
                attribution(row["publication"], row["reference_numbers"], row["read_in"]),
            )
        )
    columns = ("agent", "level", "observable", "outcome", "change", "in", "source")
    return without_one_level(Rows(columns, lines).without_empty())


def outcome_rows(rows: Rows) -> Rows:
    """Return rows of the query ``outcomes`` for people: numbers, words and condition in one phrase.

    Columns that hold nothing are left out.
    """
    shown = ("agent", "level", "observable", "outcome", "change", "in", "source", "doubt")
    found = []
    for row in in_all_places(rows):
        words = "; ".join(f"“{word}”" for word in items_of(row["words"]))
        whole = row["after"] and row["treatment_iri"] and not row["before"]
        against = row["compared_with"] and f"against {row['compared_with']}"
        given = bool(row["before"] or row["before_words"] or row["control_outcome"])
        given |= " %" in row["compared_with"]
        missing = "no value of it" if against else "no value before" if whole else ""
        missing = "" if given else missing
        missing = joined("; ", row["open_reading"], missing)
        before = [f"without it “{said}”" for said in items_of(row["before_words"])]
        notes = joined(
            ", ",
            "as an aim" if row["aim"] else "",
            row["condition"],
            *before,
            against,
            *(f"control, {told}" for told in items_of(row["control_outcome"])),
            missing,
            row["method"] and f"by {row['method'].replace('; ', ', ')}",
        )
        value = f"→ {change(row)}" if whole else change(row)
        control = row["role_iri"] == terms.CONTROL
        role = f"{row['agent']} ({row['role']})" if control else row["agent"]
        found.append(
            (
                role or "none: the host itself",
                row.get("level", ""),
                row["observable"] + (f" of {row['of_defect']}" if row["of_defect"] else ""),
                joined(" ", joined(", ", value, words), notes and f"({notes})"),
                went(row),
                joined(
                    "; ",
                    row["in"],
                    procedure(row),
                    acting(row["mechanism"]) if row["wanted"] else "",
                ),
                source_of(row),
                doubts(items_of(row["doubt"]), items_of(row["surest_doubt"])),
                row["treatment_iri"],
            )
        )
    return Rows((*shown, "treatment_iri"), found).without_empty()
