"""What the records say, study by study: what was applied to what, what came out, what is claimed.

A study is what one work did with one agent, on however many hosts, with its controls, outcomes and
claims. What is said of no treatment stands together as one paragraph of a source says it. An open
problem, a fault of the print, a figure panel, a disagreement, an entry of a list of references and
a kind are each told alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from defectkg.model import terms
from defectkg.model.claims import KEEPING
from defectkg.model.spelling import any_word
from defectkg.rdf.prefixes import DATA
from defectkg.rdf.queries import run
from defectkg.text.evidence import anomaly_order
from defectkg.text.records import (
    RecordTexts,
    Row,
    anomaly_text,
    change,
    dose_in_words,
    items_of,
    joined,
    what_is_open,
)
from defectkg.text.sentences import attribution, in_words, scope_phrase, statement

__all__ = ["Saying", "Sort", "Study", "studies"]

#: Of the kinds of contradictions: these are none by themselves.
NO_CONTRADICTION = frozenset(
    {"otherwise elsewhere", "opposed in one class", "not shown elsewhere", "independent"}
)


#: What came out, by how the column ``result`` says it, in the words of `question_words.RESULTS`.
RESULTS = {"worse": "worse", "null result": "nothing"}


class Sort(StrEnum):
    """What sort of thing is said, in the order in which a study is told."""

    REPORTED = "reported"
    SAID = "said"
    DENIED = "not so, or not shown"
    CONTROL = "control"
    AGAINST = "set against"
    OPEN = "open"
    DOUBTFUL = "doubtful"
    SHOWN = "shows"
    LISTED = "listed"
    MEANS = "means"


@dataclass(frozen=True)
class Saying:
    """One thing that is said.

    Parameters
    ----------
    sort : Sort
    text : str
    about : frozenset of str
        IRIs of the kinds, works and records that it names.
    words : str
        Other words by which a question may ask for it.
    by_method : bool
        Whether it says by which method it was found.
    result : str
        ``worse`` of what did harm, ``nothing`` of what had no effect.
    """

    sort: Sort
    text: str
    about: frozenset[str] = frozenset()
    words: str = ""
    by_method: bool = False
    result: str = ""


@dataclass
class Study:
    """What is told together.

    Parameters
    ----------
    head : str
        What was applied to what and how, or what else is told; empty of a paragraph.
    source : str
        Who says so, and where.
    about : frozenset of str
        IRIs of the kinds and works that all of it is about.
    sayings : list of Saying
    is_treatment : bool
    of_abstract : bool
        Whether it was read in an abstract alone.
    if_asked : bool
        Whether it is told only to a question for its sort: it stands beside other studies, too, or
        is hardly worth a line.
    hosts : frozenset of str
        IRIs of the hosts of a treatment.
    numbered : bool
        Whether its source counts it among the main open problems.
    """

    head: str
    source: str
    about: frozenset[str]
    sayings: list[Saying] = field(default_factory=list)
    is_treatment: bool = False
    of_abstract: bool = False
    if_asked: bool = False
    hosts: frozenset[str] = frozenset()
    numbered: bool = False


def studies(records: RecordTexts) -> list[Study]:
    """Return all studies of a graph, treatments first."""
    return list(Studies(records))


class Studies:
    """The studies of a graph, gathered from the queries that list its records.

    Parameters
    ----------
    records : RecordTexts
    """

    def __init__(self, records: RecordTexts) -> None:
        self._records, self._graph = records, records.graph
        by_iri, kinds = self._graph.names.by_iri, self._graph.kinds.groups
        self._kinds = {by_iri[iri].label: iri for iri in kinds if iri in by_iri}
        spellings = self._graph.names.spellings
        self._forms = {
            form: any_word(spellings.get(form, ()), ending="s?")
            for form in self._graph.kinds.of_group(terms.FORM_KIND)
        }
        self._works = {row["publication"]: iri for iri, row in records.works.items()}
        self._in_abstract = {
            self._graph.names.label(row["source"])
            for row in records.readings
            if row["read_as_iri"] == terms.ABSTRACT_ONLY
        }
        self._faults = {row["anomaly_iri"]: row for row in self._rows("anomalies")}
        self._outcomes = self._rows("outcomes")
        self._controls = {row["control_iri"]: row for row in self._rows("controls")}
        self._told: dict[str, Study] = {}  # by the IRI of a treatment, or by place
        self._scopes: dict[int, dict[str, None]] = {}  # where a study was done, of each

    def _rows(self, query: str) -> list[Row]:
        return run(self._graph.store, query).dicts()

    def __iter__(self) -> Iterator[Study]:
        """Yield the studies."""
        self._add_treatments()
        self._add_outcomes()
        self._add_claims()
        yield from {id(study): study for study in self._told.values()}.values()
        yield from self._open_problems()
        yield from self._disagreements()
        yield from self._faults_alone()
        yield from self._panels()
        yield from self._entries()
        yield from self._meanings()

    def _forms_in(self, *texts: str) -> set[str]:
        """Return the forms that some texts name, such as those that another is set against."""
        told = " ".join(filter(None, texts))
        return {form for form, named in self._forms.items() if told and named.search(told)}

    def _of_works(self, row: Row) -> set[str]:
        return {self._works[name] for name in items_of(row["publication"]) if name in self._works}

    def _of_kinds(self, *cells: str) -> set[str]:
        return {
            self._kinds[name] for cell in cells for name in items_of(cell) if name in self._kinds
        }

    def _at_its_place(self, row: Row) -> Study:
        """Return the study of a paragraph: what stands in its figure, too, is told with it."""
        who = attribution(row["publication"], row["reference_numbers"], row["read_in"])
        places = items_of(row["locator"])
        paragraphs = [place for place in places if "¶" in place] or places
        study = self._told.get(key := joined(", ", who, "; ".join(paragraphs)))
        if study is None:
            about, of_abstract = frozenset(self._of_works(row)), row["read_in"] in self._in_abstract
            study = self._told[key] = Study("", key, about, of_abstract=of_abstract)
        told = {*paragraphs, *study.source.split("; ")}
        study.source = joined("; ", study.source, *(place for place in places if place not in told))
        return study

    def _add_treatments(self) -> None:
        together: dict[tuple[str, ...], list[Row]] = {}
        keys = ("publication", "read_in", "agent_iri", "applied_condition", "strategy_iri", "role")
        for iri, row in self._records.treatments.items():
            if iri not in self._controls:
                together.setdefault(tuple(row[key] for key in keys), []).append(row)
        for rows in together.values():
            study = self._treated(rows)
            for row in rows:
                self._told[row["treatment_iri"]] = study
                self._add_doubts(study, row["treatment_iri"])
        unchanged = {
            row["treatment_iri"]
            for row in self._outcomes
            if RESULTS.get(row["result"]) == "nothing"
        }
        for iri, row in self._controls.items():
            study = self._told[row["treatment_iri"]]
            about = frozenset(iris(row, "separates_iri", "agent_iri", "control_iri"))
            apart = " from ".join(items_of(row["separates"]))
            text = joined(": ", row["control"], row["outcome"])
            text += f" (tells {apart} apart)" if " from " in apart else ""
            result = "nothing" if iri in unchanged else ""
            study.sayings.append(Saying(Sort.CONTROL, text, about, "control", result=result))
            self._told[iri] = study
            self._add_doubts(study, iri)

    def _treated(self, rows: list[Row]) -> Study:
        """Return the study of some treatments, which differ in where or how they were done."""
        first = rows[0]
        about: set[str] = self._of_works(first)
        for row in rows:
            about |= iris(row, "agent_iri", "host_iri", "form_iri", "strategy_iri", "route_iri")
            about |= self._of_kinds(row["mechanism"], row["defect"], row["applied_condition"])
            about.add(row["treatment_iri"])
        ways = [
            joined(
                "; ",
                row["role"] if row["role_iri"] != terms.TRIAL else "",
                self._spelt_out(row),
                row["strategy"],
                row["route"],
                dose_in_words(row["dose"]),
                row["medium"],
                row["procedure"],
            )
            for row in rows
        ]
        labels = [row["treatment"] for row in rows]
        if len(set(ways)) == 1:
            head = f"{'; '.join(labels)} ({ways[0]})"
        else:
            head = "; ".join(f"{label} ({way})" for label, way in zip(labels, ways, strict=True))
        places = dict.fromkeys(place for row in rows for place in items_of(row["locator"]))
        who = attribution(first["publication"], first["reference_numbers"], first["read_in"])
        study = Study(
            head,
            joined(", ", who, "; ".join(places)),
            frozenset(about),
            is_treatment=True,
            of_abstract=first["read_in"] in self._in_abstract,
            hosts=frozenset(iri for row in rows for iri in row["host_iri"].split()),
        )
        scopes = {scope_phrase(row["host"], row["form"]): None for row in rows}
        self._scopes[id(study)] = scopes
        return study

    def _spelt_out(self, row: Row) -> str:
        """Return the names of agents whose acronyms the label of a treatment has: BZA and BA."""
        applied, *_ = re.split(" (?:on|in) ", row["treatment"])
        acronyms = {word for word in applied.split(" and ") if word.isalpha() and word.isupper()}
        spellings, label = self._graph.names.spellings, self._graph.names.label
        meant = (iri for iri in row["agent_iri"].split() if acronyms & spellings[iri])
        return ", ".join(name for name in map(label, meant) if name not in acronyms)

    def _add_doubts(self, study: Study, *records: str) -> None:
        told = {saying.text for saying in study.sayings}
        remarks = (row["record"] for iri in records for row in self._records.remarks.get(iri, ()))
        faults = [self._faults[record] for record in remarks if record in self._faults]
        cited = terms.CITED_OTHERWISE
        for fault in sorted(faults, key=lambda fault: fault["kind_iri"] not in cited):
            if (text := fault_text(fault)) not in told:
                told.add(text)
                # Who says it is told otherwise than printed, which is of the text, too.
                matter = "text" if fault["kind_iri"] in cited else fault["matter"]
                study.sayings.append(Saying(Sort.DOUBTFUL, text, words=matter))

    def _add_outcomes(self) -> None:
        columns = ("observable_iri", "method_iri", "agent_iri", "host_iri", "form_iri")
        found: dict[tuple[int, str], tuple[Study, set[str], dict[str, None], Row]] = {}
        for row in self._outcomes:
            if row["treatment_iri"] in self._controls:
                continue  # told with the control
            study = self._told.get(row["treatment_iri"]) or self._at_its_place(row)
            about = iris(row, *columns, "defect_iri", "strategy_iri", "direction_iri")
            about |= self._of_kinds(row["mechanism"]) | self._of_works(row)
            about |= self._forms_in(row["compared_with"], row["condition"])
            if row["quantity_iri"] == terms.RETAINED:  # what is left of a value tells how it lasts
                about.add(terms.STABILITY)
            one = (study, set[str](), dict[str, None](), row)
            _, all_about, scopes, _ = found.setdefault((id(study), outcome_text(row)), one)
            all_about |= about
            scopes[scope_phrase(row["host"], row["form"])] = None
            self._add_doubts(study, *row["measurement_iri"].split())
        for (_, text), (study, about, scopes, row) in found.items():
            everywhere = self._scopes.get(id(study), {}).keys() == scopes.keys()
            where = "" if everywhere else " and".join(scopes)
            told, by_method = text + where, bool(row["method"])
            result = RESULTS.get(row["result"], "")
            said = Saying(Sort.REPORTED, told, frozenset(about), "", by_method, result)
            study.sayings.append(said)

    def _add_claims(self) -> None:
        columns = ("cause_iri", "effect_iri", "mechanism_iri", "host_iri", "form_iri")
        for iri, row in self._records.claims.items():
            about = frozenset(
                iris(row, *columns, "evidence_iri")
                | self._of_works(row)
                | self._of_kinds(row["defect"])
                | self._forms_in(row["condition"])
            )
            sort = Sort.DENIED if row["stance_iri"] in terms.DENIALS else Sort.SAID
            told = [self._told[treatment] for treatment in row["treatment_iri"].split()]
            for study in {id(one): one for one in told or [self._at_its_place(row)]}.values():
                text = self._claim_text(row, self._scopes.get(id(study), {}))
                result = "nothing" if sort is Sort.DENIED else self._harm(row)
                said = Saying(sort, text, about, row["account"], bool(row["evidence"]), result)
                study.sayings.append(said)
                self._add_doubts(study, iri)

    def _harm(self, row: Row) -> str:
        """Return that a claim tells of harm, if not of that which defects themselves do."""
        by_flaw = self._graph.kinds.groups.get(row["cause_iri"]) in terms.FLAWS
        return "" if by_flaw else RESULTS.get(row["result"], "")

    def _claim_text(self, row: Row, scopes: Iterable[str]) -> str:
        """Return a claim in words, with its host and form where they are not those of its study."""
        where = scope_phrase(row["host"], row["form"])
        where = "" if [where] == [*scopes] else where
        by = f" by {' and '.join(items_of(row['mechanism']))}" if row["mechanism"] else ""
        notes = [row["condition"], row["degree"] and f"“{row['degree']}”"]
        notes += [row["evidence"] and f"shown by {' and '.join(items_of(row['evidence']))}"]
        notes += [row["certainty"] if row["certainty_iri"] != terms.STATED else ""]
        notes += [row["account"] and f"one of rival accounts: {row['account']}"]
        told = joined("; ", *notes)
        return f"{statement(self._graph, row)}{where}{by}" + (f" ({told})" if told else "")

    def _open_problems(self) -> Iterator[Study]:
        for row in self._rows("challenges"):
            about = frozenset(iris(row, "concerns_iri", "publication_iri", "source_iri"))
            head = joined(" ", "open problem", row["number"])
            said = Saying(Sort.OPEN, what_is_open(row), about, head)
            where = joined(", ", row["read_in"], row["locator"])  # who calls it open, and no other
            yield Study(head, where, about, [said], numbered=bool(row["number"]))

    def _faults_alone(self) -> Iterator[Study]:
        for row in sorted(self._faults.values(), key=anomaly_order):
            about = frozenset(iris(row, "work_iri", "about_iri"))
            where = joined(", ", row["read_in"], row["locator"])
            words = f"{row['concerns']} {row['works']} {row['matter']}"
            said = Saying(Sort.DOUBTFUL, fault_text(row), about, words)
            yield Study("fault of the print", where, about, [said], if_asked=bool(row["concerns"]))

    def _disagreements(self) -> Iterator[Study]:
        worded = in_words(self._graph)
        for row in self._rows("contradictions"):
            if row["matter"] != "science":
                continue  # what is at odds in print is among the faults
            about = frozenset(iris(row, "about_iri", "between_iri"))
            text = joined(" ↔ ", worded(row["says"]), worded(row["against"]))
            text = joined("; ", text, row["differs"], row["verdict"], row["reason"].rstrip("."))
            where = joined(", ", joined(" / ", row["said_by"], row["against_by"]), row["locator"])
            said = Saying(Sort.AGAINST, text, about)
            yield Study(row["kind"], where, about, [said], if_asked=row["kind"] in NO_CONTRADICTION)

    def _panels(self) -> Iterator[Study]:
        for row in self._rows("figures"):
            about = frozenset(iris(row, "work_iri", "panel_iri") | self._of_kinds(row["depicts"]))
            work = self._records.works[row["publication_iri"]]
            who = attribution(row["publication"], row["reference_numbers"], row["read_in"])
            rights = joined(", ", row["reuse"], row["copyright"])
            says = joined(
                "; ", row["shows"], row["depicts"], rights, work["title"], work["journal"]
            )
            done = (f"of {head}" for head in self._done_in(items_of(row["records"])))
            said = Saying(Sort.SHOWN, joined("; ", says, *done), about, row["panel"])
            yield Study(f"{row['panel']} of {row['read_in']}", who, about, [said])

    def _done_in(self, records: Iterable[str]) -> dict[str, None]:
        """Return what was done in the treatments that some records tell of."""
        told = (self._records.claims, self._records.outcomes)
        iris_of = [f"{DATA}{record}" for record in records]
        rows = [one[iri] for iri in iris_of for one in told if iri in one]
        treatments = [iri for row in rows for iri in row["treatment_iri"].split()]
        return dict.fromkeys(self._told[iri].head for iri in treatments if iri in self._told)

    def _entries(self) -> Iterator[Study]:
        lists = self._graph.names.line(self._records.with_list)
        for iri, row in self._records.works.items():
            keys = ("authors", "title", "journal", "year", "doi")
            about, number = frozenset({iri}), row["reference_numbers"]
            said = Saying(Sort.LISTED, joined("; ", *(row[key] for key in keys)), about)
            where = f"entry {number} of the list of {lists}" if number else ""
            yield Study(row["publication"], where, about, [said])

    def _meanings(self) -> Iterator[Study]:
        label = self._graph.names.label
        for row in self._rows("internal/meanings"):
            iri = row["kind"]
            above = ", ".join(sorted(map(label, self._graph.kinds.above(iri))))
            kind = above and f"a kind of {above}"
            text = joined("; ", row["definition"].rstrip("."), kind, row["note"].rstrip("."))
            about = frozenset({iri})
            yield Study(label(iri), "", about, [Saying(Sort.MEANS, text, about)])


def iris(row: Row, *columns: str) -> set[str]:
    """Return the IRIs in some columns of a row."""
    return {iri for column in columns for iri in row[column].split()}


def fault_text(row: Row) -> str:
    """Return a row of ``anomalies`` in words."""
    return anomaly_text({**row, "work": ""})


def outcome_text(row: Row) -> str:
    """Return a row of ``outcomes`` in words, without what it was done to."""
    value = change(row) if row["value"] or row["relative"] else ""
    notes = [f"“{row['words']}”" if row["words"] and row["words"] not in value else ""]
    notes += [row["direction"] if not value or row["direction_iri"] in KEEPING else ""]
    notes += [row["before_words"] and f"before “{row['before_words']}”"]
    notes += [row["compared_with"] and f"against {row['compared_with']}"]
    notes += ["as an aim" if row["aim"] else "", row["condition"], row["of_defect"]]
    notes += [row["method"] and f"by {' and '.join(items_of(row['method']))}"]
    return joined(", ", f"{row['observable']} {value}".strip(), *notes, row["open_reading"])
