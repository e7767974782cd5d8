"""Make records of what a curator wrote, each with the line on which it stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox

from defectkg.check.findings import Finding, order
from defectkg.errors import DataError, NameLookupError
from defectkg.intake.fields import INHERITED, LISTS, RecordField, fields_by_class
from defectkg.intake.meanings import Meanings, UnknownName, nearest, place_text
from defectkg.intake.nodes import Fields, Items, Node, Text, read_csv, read_yaml
from defectkg.intake.phrases import Number, WrittenOutcome, read_link, read_outcome
from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.rdf.prefixes import DATA, TERMS, local_name
from defectkg.rdf.triples import double
from defectkg.rdf.triples import text as english
from defectkg.text.sentences import PLACES

__all__ = ["Study", "read_study"]

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
RECORD_GRAPH = TERMS + "RecordGraph"
ACCOUNT, ANOMALY = TERMS + "Account", TERMS + "Anomaly"
CITATION, PANEL = TERMS + "Citation", terms.FIGURE_PANEL
OBSERVABLE, LOCATOR = TERMS + "observable", TERMS + "locator"
WORK, CITED, RESTS_ON = terms.OF_PUBLICATION, TERMS + "citationBasis", TERMS + "restsOn"

CSV = ".csv"
UNDATED = "undated"  # the file of works without a year
NOT_SAID = "not said"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
HANDLE = re.compile(r"\w[\w .-]{0,60}")
RECORD_NAME = re.compile(r"[a-z][1-9]\d{0,5}")
WORK_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
HEAD = ("source", "folder", "study", "works")  # fields that say which records these are
ALWAYS = ("id", "confirmed")  # fields of every record that say nothing of the source
PHRASES = {terms.CLAIM: "claim", terms.MEASUREMENT: "value"}  # the fields of the short forms
#: What may stand behind a comma in an outcome or a claim: coded values, and what is so or not.
OUTCOME_MARKS = ("quantity", "state", "direction", "directionBasis")
CLAIM_MARKS = ("stance", "certainty")
FLAGS = ("aim", "inverted")
PLACED = {words: iri for iri, words in PLACES.items()}
SHARED = (
    "treatment",
    "observable",
    "ofDefect",
    "condition",
    "method",
    "host",
    "hostBasis",
    "form",
    "formBasis",
    "publication",
    "citationBasis",
    "restsOn",
    "locator",
)
WANTED = {
    "source": "name the work that you read, such as source: Maker 2019",
    "folder": "name a folder in small letters, digits and hyphens, such as later-abstracts",
    "study": "name these records in small letters, digits and hyphens, such as ligand-exchange",
}
NEW_METHOD = "; by, of and methods stand there, too: a new method goes into the field evidence"
UNCONFIRMED = "not confirmed: compare it with the source, then write confirmed: yes"
UNSURE = "say how sure the source is: stated, proposed or speculative"
MOST_RECORDS = 1_000  # of a study

Value = ox.NamedNode | ox.Literal
Values = dict[str, list[Value]]


@dataclass
class Study:
    """What a file says.

    Parameters
    ----------
    path : Path
    source : str
        IRI of the work that was read.
    folder : str
        That of the source, unless the file names one that it shares with other sources.
    name : str
        Of the study: it becomes ``graphs/<folder>/<name>.ttl``.
    quads : list of Quad
        Its records, in their named graph.
    works : dict of str to list of Quad
        What it says of new works, by the name of their file in ``graphs/publications``.
    places : dict of str to str
        *file:line* of each subject, written as in N-Triples.
    faults : list of Finding
        What is wrong; where there is something, the records are not whole.
    unknown : list of UnknownName
    """

    path: Path
    source: str = ""
    folder: str = ""
    name: str = ""
    quads: list[ox.Quad] = field(default_factory=list)
    works: dict[str, list[ox.Quad]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    unknown: list[UnknownName] = field(default_factory=list)

    @property
    def graph(self) -> str:
        """The IRI of its named graph."""
        return f"{DATA}{self.folder}-{self.name}"

    def fault(self, place: str, of: str, error: Exception | str) -> None:
        """Note what is wrong with a field."""
        message = getattr(error, "whole", None) or str(error)
        if (found := Finding(place, of, message)) not in self.faults[-20:]:
            self.faults.append(found)


@dataclass
class Planned:
    """A record that is to be made: its class, IRI and fields, and the records that it is within."""

    record_class: str
    iri: str
    fields: Fields
    within: tuple[Planned, ...]
    scope: Values
    outcome: WrittenOutcome | None = None
    before: str = ""

    def inside(self, record_class: str) -> str:
        """Return the IRI of the record of a class that it is within, or nothing."""
        return next((one.iri for one in self.within if one.record_class == record_class), "")


def read_study(path: Path, graph: GraphContent, beside: Iterable[ox.Quad] = ()) -> Study:
    """Return the records of a file, with all that is wrong with it.

    Parameters
    ----------
    path : Path
        YAML; the CSV files that it names stand beside it.
    graph : GraphContent
        What is known already: names are looked up there.
    beside : iterable of Quad, optional
        Works and records that are known beside it: their names come first.

    Raises
    ------
    DataError
        If a file cannot be read, or is no YAML or CSV.
    """
    return Reader(path, graph, beside).read()


class Reader:
    """Reads one file: first which records there are, then what they say."""

    def __init__(self, path: Path, graph: GraphContent, beside: Iterable[ox.Quad]) -> None:
        self.study, self._beside = Study(path), beside
        self._fields = fields_by_class(graph.store)
        self._meanings = Meanings(graph)
        self._relations = self._meanings.labelled(TERMS + "Relation")
        inherited = {iri for group in INHERITED for iri in group}
        of_records = self._fields[terms.TREATMENT].items()
        self._scope_names = {name for name, of in of_records if of.iri in inherited}
        self._planned: list[Planned] = []
        self._taken: set[str] = set()
        self._reserved: set[str] = set()
        self._numbers: dict[str, int] = defaultdict(int)
        self._tables: dict[str, Items] = {}

    def read(self) -> Study:
        """Return what the file says."""
        study, root = self.study, read_yaml(self.study.path)
        if not isinstance(root, Fields):
            raise DataError(f"{root.place}: begin with source: and study:; see --template")
        self._meanings.describe([*self._beside, *self._works(root)])
        if self._name(root):
            self._head(root)
            scope = self._scope({}, root)
            self._reserve(root)
            self._plan(root, LISTS, (), scope)
            for planned in self._planned:
                self._make(planned)
            study.unknown = sorted(self._meanings.unknown)
        study.faults.sort(key=order)
        return study

    # --- works, and the head of the file

    def _works(self, root: Fields) -> Iterator[ox.Quad]:
        """Yield what the file says of works."""
        for item in self._rows(root.named.get("works"), "works"):
            values = self._values(terms.PUBLICATION, item)
            author, year = (
                str(getattr(next(iter(values.get(TERMS + part, ())), None), "value", ""))
                for part in ("firstAuthor", "year")
            )
            given = self._text(item.named.get("id"), "id")
            home = year or UNDATED
            name = given.text if given else re.sub(r"\W", "", author + home, flags=re.ASCII)
            if not WORK_NAME.fullmatch(name):
                self.study.fault(item.place, "id", "takes letters and digits, such as Maker2019")
                continue
            if author:
                letter = re.search(rf"{home}([a-z])$", name)
                label = f"{author} {home}{letter[1] if letter else ''}"
                values.setdefault(LABEL, [english(label)])
            quads = self._say(DATA + name, terms.PUBLICATION, values, item.place)
            self.study.works.setdefault(home, []).extend(quads)
            yield from quads

    def _name(self, root: Fields) -> bool:
        """Read which source and study it is; return whether both can be told."""
        study = self.study
        for name in ("source", "study"):
            if name not in root.named:
                study.fault(root.place, name, f"missing; {WANTED[name]}")
        if source := self._text(root.named.get("source"), "source"):
            try:
                study.source = self._meanings.source = self._meanings.work(source.text)
            except NameLookupError as error:
                study.fault(source.place, "source", f"{error.whole}; or describe it under works")
        study.name = self._slug(root, "study")
        study.folder = self._slug(root, "folder") or local_name(study.source)
        return bool(study.source and study.name)

    def _slug(self, root: Fields, name: str) -> str:
        """Return what a field says that names a file or folder, or nothing."""
        told = self._text(root.named.get(name), name)
        if told and not SLUG.fullmatch(told.text):
            self.study.fault(told.place, name, f"{told.text!r}: {WANTED[name]}")
            return ""
        return told.text if told else ""

    def _head(self, root: Fields) -> None:
        """Make the node of the graph, and refuse what is no field of a file."""
        study = self.study
        own = self._fields[RECORD_GRAPH]
        known = {*HEAD, "confirmed", *LISTS, *own, *self._scope_names}
        for name, node in root.named.items():
            if name not in known:
                study.fault(node.place, name, f"unknown field; {nearest(name, known)}")
        head = self._values(RECORD_GRAPH, root, others=True)
        told, source = study.name.replace("-", " "), self._meanings.label(study.source)
        label = (
            f"{told.capitalize()} ({source})"
            if told != source.casefold()
            else f"Records from {source}"
        )
        head.setdefault(LABEL, [english(label)])
        study.quads += self._say(study.graph, RECORD_GRAPH, head, root.place)

    # --- which records there are

    def _plan(
        self, fields: Fields, lists: Iterable[str], within: tuple[Planned, ...], scope: Values
    ) -> None:
        """Find the records that stand in some fields, in the order in which they are written."""
        for name in fields.named:
            if name in lists:
                for item in self._rows(fields.named[name], name):
                    self._plan_one(item, name, within, scope)

    def _plan_one(
        self, item: Fields, name: str, within: tuple[Planned, ...], scope: Values
    ) -> None:
        record_class, letter, lists = LISTS[name]
        item = self._observed(item) if record_class == terms.MEASUREMENT else item
        outcome = self._outcome(item) if record_class == terms.MEASUREMENT else None
        handle = self._text(item.named.get("id"), "id")
        own = handle.text if handle else ""
        before = self._next(letter) if outcome and outcome.before else ""
        if record_class == PANEL:
            iri = self._panel(item)
        elif record_class == CITATION:
            iri = f"{self.study.source}-ref-{self._written(item, CITATION, 'number')}"
        elif RECORD_NAME.fullmatch(own) and own[0] == letter:
            iri = f"{self.study.graph}-{own}"
        else:
            iri = self._next(letter)
        if iri in self._taken or (own and own in self._meanings.handles):
            self.study.fault(
                item.place, "id", f"{own or local_name(iri)!r} stands twice; rename one"
            )
            return
        self._taken.add(iri)
        if len(self._taken) > MOST_RECORDS:
            raise DataError(f"{item.place}: more than {MOST_RECORDS} records; split the study")
        if own:
            if not HANDLE.fullmatch(own):
                self.study.fault(item.place, "id", "takes a word or two")
            self._meanings.handles[own] = iri
        self._meanings.handles.setdefault(iri.removeprefix(f"{self.study.graph}-"), iri)
        planned = Planned(
            record_class, iri, item, within, self._scope(scope, item), outcome, before
        )
        self._planned.append(planned)
        self._plan(item, lists, (planned, *within), planned.scope)

    def _reserve(self, node: Node) -> None:
        """Keep the names that records are given apart from those that are counted."""
        if isinstance(node, Items):
            for item in node.listed:
                self._reserve(item)
        elif isinstance(node, Fields):
            for name, value in node.named.items():
                if name == "id" and isinstance(value, Text) and RECORD_NAME.fullmatch(value.text):
                    self._reserved.add(f"{self.study.graph}-{value.text}")
                elif name in LISTS and isinstance(value, Text) and value.text.endswith(CSV):
                    value = Items(list(self._rows(value, name)), value.place)
                self._reserve(value)

    def _next(self, letter: str) -> str:
        """Return the IRI of the next record of a letter."""
        while True:
            self._numbers[letter] += 1
            iri = f"{self.study.graph}-{letter}{self._numbers[letter]}"
            if iri not in self._taken and iri not in self._reserved:
                return iri

    def _panel(self, item: Fields) -> str:
        """Return the IRI of a figure panel: it is named by its place."""
        place = place_text(self._written(item, PANEL, "at"))
        found = re.fullmatch(r"Fig\. (\d+[a-z]?)", place)
        if not found:
            self.study.fault(item.place, "at", "missing; say which panel, such as at: Fig. 4a")
        return f"{self.study.graph}-{found[1] if found else ''}"

    def _written(self, item: Fields, record_class: str, name: str) -> str:
        """Return what is written in a field, whichever of its names it has."""
        own = self._fields[record_class]
        nodes = [node for given, node in item.named.items() if own.get(given) == own[name]]
        told = self._text(nodes[0] if nodes else None, name)
        return told.text if told else ""

    def _observed(self, item: Fields) -> Fields:
        """Return an outcome with its observable named as such, where its name stands as a field."""
        own = self._fields[terms.MEASUREMENT]
        known = {*own, *ALWAYS, "value", *LISTS["outcomes"].within}
        others = [name for name in item.named if name not in known]
        if len(others) > 1:  # one of them is a field misspelt
            others = [n for n in others if self._meanings.is_named(n, own["observable"])] or others
        if "observable" in item.named or len(others) != 1 or "value" in item.named:
            return item
        named = dict(item.named)
        value = named.pop(others[0])
        return Fields(
            {"observable": Text(others[0], item.place), "value": value, **named}, item.place
        )

    def _outcome(self, item: Fields) -> WrittenOutcome | None:
        """Return what the value of an outcome says."""
        value = self._text(item.named.get("value"), "value")
        if not value:
            return None
        try:
            return read_outcome(value.text)
        except DataError as error:
            told = self._text(item.named.get("observable"), "observable")
            self.study.fault(value.place, told.text if told else "value", error)
            return None

    # --- what they say

    def _make(self, planned: Planned) -> None:
        """Make a record, and the one before it of a pair."""
        record_class, item = planned.record_class, planned.fields
        own = {of.iri for of in self._fields[record_class].values()}
        values = {iri: list(of) for iri, of in planned.scope.items() if iri in own}
        values |= self._values(record_class, item)
        try:
            self._complete(planned, own, values)
        except (DataError, NameLookupError) as error:
            self.study.fault(item.place, "", error)
            return
        self._record(planned.iri, record_class, values, item.place)

    def _record(self, iri: str, record_class: str, values: Values, place: str) -> None:
        """Keep a record; of rivals each names the other."""
        quads = self._say(iri, record_class, values, place)
        rivals = [
            ox.Quad(q.object, q.predicate, q.subject, q.graph_name)
            for q in quads
            if q.predicate.value == TERMS + "rivalOf" and isinstance(q.object, ox.NamedNode)
        ]
        self.study.quads += quads + rivals

    def _complete(self, planned: Planned, own: set[str], values: Values) -> None:
        """Add what follows from where a record stands, from its phrase, and from what is usual."""
        record_class = planned.record_class
        treatment = planned.inside(terms.TREATMENT)
        if record_class in PHRASES:
            default(values, "treatment", treatment)
        if record_class == ACCOUNT:
            default(values, "explains", treatment)
        if record_class == terms.CLAIM:
            default(values, "account", planned.inside(ACCOUNT))
            self._complete_claim(planned, values)
        if record_class == ANOMALY and planned.within:
            values.setdefault(TERMS + "concerns", []).append(ox.NamedNode(planned.within[0].iri))
        if record_class == terms.TREATMENT:
            self._complete_treatment(values)
        if WORK in own and record_class != CITATION:
            self._complete_provenance(record_class, own, values)
        if record_class == terms.MEASUREMENT:
            self._complete_outcome(planned, values)

    def _complete_provenance(self, record_class: str, own: set[str], values: Values) -> None:
        """Add whose result a record is: that of the source itself, where no other work is named."""
        source = ox.NamedNode(self.study.source)
        if not values.get(WORK):
            values[WORK] = [source]
        itself = values[WORK] == [source]
        default(values, "citationBasis", TERMS + ("NotCited" if itself else "CitedInSentence"))
        if RESTS_ON in own:
            shown = record_class != terms.CLAIM or (
                bool(values.get(TERMS + "evidence"))
                and values.get(TERMS + "certainty") == [ox.NamedNode(terms.STATED)]
            )
            basis = "Retelling" if not itself else "PrimaryResult" if shown else "OwnReading"
            default(values, "restsOn", TERMS + basis)

    def _complete_treatment(self, values: Values) -> None:
        """Add role and label."""
        control = values.get(TERMS + "controlOf")
        default(values, "role", terms.CONTROL if control else terms.TRIAL)
        if not values.get(LABEL):
            said = [
                " and ".join(
                    self._meanings.label(one.value) for one in values.get(TERMS + part, ())
                )
                for part in ("agent", "appliedCondition", "host", "form")
            ]
            applied, on = said[0] or said[1], " ".join(filter(None, said[2:]))
            plural = "s" if said[3] and not said[3].endswith("s") else ""
            values[LABEL] = [english(f"{applied} on {on}{plural}" if on else applied)]

    def _complete_claim(self, planned: Planned, values: Values) -> None:
        """Add what the line of a claim says."""
        told = self._text(planned.fields.named.get("claim"), "claim")
        if told:
            link = read_link(told.text, sorted(self._relations), PLACED)
            place = PLACED.get(link.effect, "") if link.relation == "is" else ""
            relation = terms.RAISES if place else self._relations[link.relation]
            values[TERMS + "relation"] = [ox.NamedNode(relation)]
            values[TERMS + "cause"] = self._read(terms.CLAIM, "cause", link.cause, told.place)
            values[TERMS + "effect"] = (
                [ox.NamedNode(place)]
                if place
                else self._read(terms.CLAIM, "effect", link.effect, told.place)
            )
            for part in link.parts:
                self._read_part(part, values, told.place)
        default(values, "stance", terms.SUPPORTS)
        if not values.get(TERMS + "certainty"):
            self.study.fault(planned.fields.place, "certainty", UNSURE)

    def _read_part(self, part: str, values: Values, place: str) -> None:
        """Add what stands behind a comma in the line of a claim."""
        word, _, name = part.partition(" ")
        if word in ("by", "of") and name:
            of = self._fields[terms.CLAIM][word].iri
            values.setdefault(of, []).extend(self._read(terms.CLAIM, word, name, place))
        elif self._marked(part, CLAIM_MARKS, values):
            return
        elif self._meanings.is_named(part, self._fields[terms.CLAIM]["evidence"]):
            said = self._read(terms.CLAIM, "evidence", part, place)
            values.setdefault(TERMS + "evidence", []).extend(said)
        else:
            near = nearest(part, [*FLAGS, *self._words_of(CLAIM_MARKS)])
            raise DataError(f"{part!r} behind a comma is not known; {near}{NEW_METHOD}")

    def _marked(self, part: str, marks: Iterable[str], values: Values) -> bool:
        """Add a coded value or a flag that stands behind a comma; return whether it is one."""
        if part in FLAGS:
            values[TERMS + part] = [ox.Literal(True)]
            return True
        for mark in marks:
            coded = self._coded(mark)
            if part in coded:
                values[TERMS + mark] = [ox.NamedNode(coded[part])]
                return True
        return False

    def _complete_outcome(self, planned: Planned, values: Values) -> None:
        """Add what the value of an outcome says, and make the record before it of a pair."""
        outcome, place = planned.outcome, planned.fields.place
        observable = next(iter(values.get(OBSERVABLE, ())), None)
        if observable is None:
            return
        treated = bool(values.get(TERMS + "treatment"))
        amount = None
        if outcome:
            if outcome.words:
                values.setdefault(TERMS + "words", [ox.Literal(outcome.words)])
            for part in outcome.marks:
                if not self._marked(part, OUTCOME_MARKS, values):
                    known = [*FLAGS[:1], *self._words_of(OUTCOME_MARKS)]
                    raise DataError(f"{part!r} behind a comma is not known; {nearest(part, known)}")
            if amount := outcome.after:
                values |= self._amount(amount, observable.value)
        ratio = bool(amount and amount.is_factor)
        default(values, "quantity", terms.RATIO if ratio else terms.ABSOLUTE)
        default(values, "state", terms.AFTER if treated else terms.HOST_STATE)
        if amount and outcome and outcome.before:
            before = {TERMS + name: values.get(TERMS + name, []) for name in SHARED}
            before |= self._amount(outcome.before, observable.value)
            default(before, "quantity", terms.ABSOLUTE)
            default(before, "state", terms.BEFORE)
            self._record(planned.before, terms.MEASUREMENT, before, place)
            values[TERMS + "baseline"] = [ox.NamedNode(planned.before)]
            default(values, "direction", way(outcome.before.value, amount.value))
        if values.get(TERMS + "direction"):
            basis = terms.WORDED
            if values.get(TERMS + "baseline"):
                basis = terms.PAIR
            elif (
                amount
                and not ratio
                and values[TERMS + "quantity"] == [ox.NamedNode(terms.ABSOLUTE)]
            ):
                basis = terms.WORDED if values.get(TERMS + "comparedWith") else terms.LEVEL
            default(values, "directionBasis", basis)

    def _words_of(self, marks: Iterable[str]) -> Iterator[str]:
        """Yield the coded values of some properties."""
        for mark in marks:
            yield from self._coded(mark)

    def _coded(self, mark: str) -> dict[str, str]:
        """Return the coded values of a property by their labels: its range has its name."""
        return self._meanings.labelled(TERMS + mark[0].upper() + mark[1:])

    def _amount(self, amount: Number, observable: str) -> Values:
        """Return the values of an amount."""
        values: Values = {}
        for name, digits in (("value", amount.value), ("valueMax", amount.value_max)):
            if digits:
                values[TERMS + name + "Text"] = [ox.Literal(digits)]
                values[TERMS + name] = [double(digits)]
        for name, text in (
            ("uncertaintyText", amount.uncertainty),
            ("comparator", amount.comparator),
            ("unitText", amount.unit),
        ):
            if text:
                values[TERMS + name] = [ox.Literal(text)]
        if amount.unit:
            values[TERMS + "unit"] = [ox.NamedNode(self._meanings.unit(amount.unit, observable))]
        return values

    # --- fields

    def _scope(self, outer: Values, fields: Fields) -> Values:
        """Return what holds below some fields: what they say, else what holds around them."""
        names = self._fields[terms.TREATMENT]
        given = {names[name].iri: name for name in fields.named if name in names}
        scope: Values = {}
        for group in INHERITED:
            first = group[0] in given
            for iri in group:
                if iri in given:
                    scope[iri] = self._field(names[given[iri]], fields.named[given[iri]])
                elif iri in outer and not (first and len(group) > 1):
                    scope[iri] = outer[iri]
        return scope

    def _values(self, record_class: str, item: Fields, *, others: bool = False) -> Values:
        """Return the values of the fields of a record; others are refused, unless told not to."""
        own, values = self._fields[record_class], Values()
        lists = next((one.within for one in LISTS.values() if one.record_class == record_class), ())
        known = {*own, *ALWAYS, *lists, *filter(None, [PHRASES.get(record_class)])}
        known |= self._scope_names if lists else set()
        for name, node in item.named.items():
            if name in own:
                values.setdefault(own[name].iri, []).extend(self._field(own[name], node))
            elif name not in known and not others:
                shown = known - set(own) | {of.name for of in own.values()}
                self.study.fault(node.place, name, f"unknown field; {nearest(name, shown)}")
        confirmed = self._text(item.named.get("confirmed"), "confirmed")
        if confirmed and confirmed.text != "yes":
            self.study.fault(confirmed.place, "confirmed", UNCONFIRMED)
        return values

    def _field(self, of: RecordField, node: Node) -> list[Value]:
        """Return the values of a field; what is not said is none."""
        found: list[Value] = []
        for one in node.listed if isinstance(node, Items) else [node]:
            if (text := self._text(one, of.name)) and text.text != NOT_SAID:
                try:
                    found += self._meanings.terms_of(of, text.text)
                except (DataError, NameLookupError) as error:
                    self.study.fault(text.place, of.name, error)
        return found

    def _read(self, record_class: str, name: str, text: str, place: str) -> list[Value]:
        """Return the value of a field that stands in a phrase."""
        return self._field(self._fields[record_class][name], Text(text, place))

    def _text(self, node: Node | None, name: str) -> Text | None:
        """Return the text of a field that takes one."""
        if node is None:
            return None
        if not isinstance(node, Text):
            self.study.fault(node.place, name, "takes one text; write it behind the colon")
            return None
        if not node.text:
            self.study.fault(node.place, name, "is empty; fill it in or remove the line")
            return None
        return node

    def _rows(self, node: Node | None, name: str) -> list[Fields]:
        """Return the items of a list of records: those written here, or in the CSV file named."""
        if node is None:
            return []
        if isinstance(node, Text):
            if not node.text.endswith(CSV):
                self.study.fault(
                    node.place, name, "takes a list, each item behind - , or a CSV file"
                )
                return []
            if node.text not in self._tables:
                if Path(node.text).name != node.text:
                    raise DataError(f"{node.place}: {name}: takes a CSV file beside this one")
                self._tables[node.text] = read_csv(self.study.path.parent / node.text)
            return [row for row in self._tables[node.text].listed if isinstance(row, Fields)]
        if isinstance(node, Fields):
            self.study.fault(node.place, name, "takes a list: put - before each item")
            return []
        rows = []
        for item in node.listed:
            if isinstance(item, Text) and item.text and name == "claims":
                item = Fields({"claim": item}, item.place)
            if isinstance(item, Fields):
                rows.append(item)
            else:
                self.study.fault(item.place, name, "takes items with fields, such as - name: value")
        return rows

    def _say(self, iri: str, record_class: str, values: Values, place: str) -> list[ox.Quad]:
        """Return a record as quads, and keep its place."""
        subject, graph = ox.NamedNode(iri), ox.DefaultGraph()
        quads = [ox.Quad(subject, RDF_TYPE, ox.NamedNode(record_class), graph)]
        if record_class != terms.PUBLICATION:
            values = values | {terms.STATED_IN: [ox.NamedNode(self.study.source)]}
        for prop, of in values.items():
            quads += [ox.Quad(subject, ox.NamedNode(prop), term, graph) for term in of]
        self.study.places[str(subject)] = place
        return quads


def default(values: Values, name: str, iri: str) -> None:
    """Give a property of ours its usual value, where it has none and there is one."""
    if iri and TERMS + name not in values:
        values[TERMS + name] = [ox.NamedNode(iri)]


def way(before: str, after: str) -> str:
    """Return the direction from one number to another."""
    one, other = Decimal(before), Decimal(after)
    return terms.UP if other > one else terms.DOWN if other < one else terms.UNCHANGED
