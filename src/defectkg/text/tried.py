"""What was tried, as a table: what is said of each treatment, and what came out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from defectkg.model import terms
from defectkg.rdf.levels import BY_WAY_OF
from defectkg.rdf.rows import Rows
from defectkg.text.outcomes import procedure
from defectkg.text.records import change, doubts, items_of, joined, surest_of, without_words
from defectkg.text.sentences import ACTS, VERB, attribution, in_stance

__all__ = ["AS_ABOVE", "outcome", "told_with", "tried_rows"]

TOLD_WITH = " (told with "  # of an agent that stands for a kind above the one that was asked for
# Before what is called otherwise a name is said once more.
SAYING = "|".join(acts.format(VERB) for acts in ACTS)
LINKS = re.compile(r"; (?![^(]*\))")  # between links, not between mechanisms in brackets
LINK = re.compile(rf"(.+?) ((?:{SAYING}) .+)")
HOW_SURELY = re.compile(r"(?: \((?!inverted)[^()]*\))+$")  # behind a link, or by which mechanism
AS_ABOVE = "as above"  # what came out, in a further row on one treatment
RECORDS = ("claim_iri", "treatment_iri")  # behind a row; tables leave them out


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
