"""Find kinds, terms and records by the names that people use for them: the one look-up of all.

A text is read in the ways of `Names.readings`, from strict to loose, and the first way that leads
to something that fits is taken. The rules of spelling are in `defectkg.model.spelling`.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from defectkg.errors import NameLookupError, cut
from defectkg.model import spelling, terms
from defectkg.model.printed_words import Printed, PrintedWords
from defectkg.rdf.library import load_query
from defectkg.rdf.prefixes import DATA, TERMS, curie, expand, local_name
from defectkg.rdf.queries import run
from defectkg.rdf.store import Store

__all__ = ["FEW_OF_ONE_NAME", "TAKEN_BY", "Authorship", "Name", "Names", "command_for"]

LONGEST = 500  # characters of a name
LONGEST_MISSPELT = 100  # of one to which others are compared, letter by letter
MOST = 6  # things that a message lists
MOST_NEAR = 3  # names that it suggests
SHORT = 3  # letters of a name that stands in many others
ALIKE = 0.72  # share of letters that two names have in common if one may be meant by the other
ALIKE_IF_SHORT = 0.6
FEW = 8  # classes, or places, that it names
FEW_OF_ONE_NAME = 3  # things that are all shown
WITH_OTHER_NAME = re.compile(r"(\S.*) \(([^(),]+)[^()]*\)")
ADDRESS = re.compile(r"\s*(?:<|https?://|dkg:|d:)")
# What people put behind a name to say of which sort it is, and the groups of that sort.
APPLIED = frozenset({terms.AGENT_KIND, terms.ION_KIND})
SORTS = {
    "ion": frozenset[str](),  # also of: undercoordinated Pb2+ ions
    "cation": frozenset[str](),
    "anion": frozenset[str](),
    "atom": frozenset[str](),
    "molecule": APPLIED,
    "defect": terms.FLAWS,
    "ligand": APPLIED,
    "salt": APPLIED,
    "source": APPLIED,  # of bromide
    "additive": APPLIED,
    "coating": APPLIED,
    "treatment": APPLIED,
    "passivation": APPLIED,
    "dopant": frozenset({terms.ION_KIND}),
    "doping": frozenset({terms.ION_KIND}),
    "condition": frozenset({terms.CONDITION_KIND}),
    "environment": frozenset({terms.CONDITION_KIND}),
    "device": frozenset({terms.OBSERVABLE_KIND}),
    "structure": frozenset({terms.STRATEGY_KIND}),
    "strategy": frozenset({terms.STRATEGY_KIND}),
    "process": frozenset({terms.ROUTE_KIND}),
    "synthesis": frozenset({terms.ROUTE_KIND}),
    "spectroscopy": frozenset({terms.METHOD_KIND}),
    "measurement": frozenset({terms.METHOD_KIND}),
}
SORTED = re.compile(rf"(\S.*)[ -]({'|'.join(SORTS)})(?:e?s)?")
FURTHER = ("ion", "dopant ion", "shell")  # what names of such things go on with here
LISTED = {  # what lists the members of a group
    terms.DEFECT_KIND: "query defects",
    terms.HOST_KIND: "query hosts",
    terms.ION_KIND: "query dopants",
    terms.METHOD_KIND: "query methods",
    terms.PUBLICATION: "query publications",
}
TAKEN_BY = {  # what lists what is known of a member of a group
    terms.AGENT_KIND: "tried --agent",
    terms.ION_KIND: "tried --agent",
    terms.DEFECT_KIND: "tried --defect",
    terms.ELECTRONIC_FEATURE_KIND: "tried --defect",
    terms.OBSERVABLE_KIND: "outcomes --observable",
    terms.HOST_KIND: "tried --host",
    terms.FORM_KIND: "tried --form",
    terms.STRATEGY_KIND: "tried --strategy",
    terms.ROUTE_KIND: "tried --route",
    terms.METHOD_KIND: "query claims -p method=",
}
LIKE_A_DOI = re.compile(r"(https?://(dx\.)?doi\.org/|doi:|10\.)", re.IGNORECASE)
MOST_ABOUT = 64  # things of which all that is said of them is kept
# Numbers in a register find a kind and are no words of a text; nor is a bare I, hardly ever iodide.
NOT_SPOKEN = frozenset({"symbol", "key", "doi"})


class Name(NamedTuple):
    """A thing of the graph: its IRI, its label, and the IRIs of the classes that it belongs to."""

    iri: str
    label: str
    types: tuple[str, ...]


class Authorship(NamedTuple):
    """That a work has an author, or is named by somebody in print.

    Parameters
    ----------
    work : str
        IRI.
    author : str
        As printed, such as ``Pan, J.``.
    role : str
        ``first author``, ``co-author`` or ``named so in print``.
    """

    work: str
    author: str
    role: str


class Names:
    """All names of a store.

    Parameters
    ----------
    store : Store
    counterparts : callable, optional
        Returns the IRIs of our terms that are the same as a term of others, given as IRI or CURIE.
    """

    def __init__(
        self, store: Store, counterparts: Callable[[str], Iterable[str]] = lambda text: ()
    ) -> None:
        self._written: dict[str, tuple[str, ...]] = {}  # IRIs by name, as it is written
        self._folded: dict[Callable[[str], str], dict[str, tuple[str, ...]]] = {}
        self.symbols: dict[str, str] = {}  # IRIs of ions by the symbols of their species
        self._unspoken: set[tuple[str, str]] = set()  # names in a register or a formula, with IRIs
        labels: dict[str, str] = {}
        types: dict[str, tuple[str, ...]] = {}
        rows = run(store, "internal/names").values
        for iri, name, how, group in rows:
            if how == "label":
                labels[iri] = name
            if how in NOT_SPOKEN:
                self._unspoken.add((name, iri))
            if how == "symbol":
                self.symbols[name] = iri
            add(types, iri, sys.intern(group))
            add(self._written, name, iri)
        self._unspoken.difference_update(
            (name, iri) for iri, name, how, _ in rows if how not in NOT_SPOKEN
        )
        same: dict[tuple[str, ...], tuple[str, ...]] = {}  # most things are of the same classes
        self.by_iri = {
            iri: Name(iri, label, same.setdefault(found := tuple(sorted(types[iri])), found))
            for iri, label in labels.items()
        }
        self._store = store
        self._about = lru_cache(MOST_ABOUT)(self._read_about)  # a page asks more than once
        self._counterparts = counterparts

    @cached_property
    def spellings(self) -> Mapping[str, set[str]]:
        """Every name of an IRI that people say."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, iris in self._written.items():
            for iri in iris:
                if (name, iri) not in self._unspoken:
                    found[iri].add(name)
        return found

    @cached_property
    def plain_words(self) -> Mapping[str, set[str]]:
        """Words of every day by which a question may mean a kind, by kind.

        Those that most records name come first.
        """
        found: dict[str, set[str]] = {}
        rows = run(self._store, "internal/plain-words").values
        for kind, words, _ in sorted(rows, key=lambda row: -int(row[2])):
            found.setdefault(kind, set()).add(words)
        return found

    def label(self, iri: str) -> str:
        """Return the label of an IRI, or its short form where it has none."""
        name = self.by_iri.get(iri)
        return name.label if name else curie(iri)

    def line(self, iris: Iterable[str]) -> str:
        """Return the labels of several IRIs in one line, each once and in order."""
        return "; ".join(sorted({self.label(iri) for iri in iris}))

    def about(self, iri: str) -> list[dict[str, str]]:
        """Return the properties of a thing and what points at it; nobody may change them."""
        return self._about(self._store.version, iri)

    def _read_about(self, _: int, iri: str) -> list[dict[str, str]]:
        return self._store.rows(load_query("internal/node-properties").text, {"node": iri}).dicts()

    def candidates(self, text: str, types: frozenset[str] = frozenset()) -> list[Name]:
        """Return what a text may name, of what belongs to one of some classes if any are given."""
        for iris in self.readings(text):
            if fitting := self._fitting(iris, types):
                ours = [n for n in fitting if n.iri.startswith((DATA, TERMS))]  # they come first
                return sorted(ours or fitting)
        return []

    def find(self, text: str, types: frozenset[str] = frozenset()) -> Name:
        """Return the one thing that a text names.

        Parameters
        ----------
        text : str
        types : frozenset of str, optional
            IRIs of classes; other things are not considered.

        Raises
        ------
        NameLookupError
            If nothing fits (with near names) or several things do (with all of them).
        """
        found = self.candidates(text, types)
        if len(found) == 1:
            return found[0]
        if found:
            raise NameLookupError(f"{text!r} fits several things, say which: {self._listed(found)}")
        if types and (other := self.candidates(text)):
            wanted = f", not {self.any_of(types)}" if len(types) <= FEW else ""
            akin = self.akin(text, other, types)
            hints = [f"what fits: {', '.join(akin)}"] if akin else []
            taken = [command_for(other[0])] if len(other) == 1 else []
            labels = {name.label for name in other} if len(other) <= FEW_OF_ONE_NAME else ()
            shown = [f"defectkg show {shlex.quote(label)}" for label in sorted(labels)]
            see = dict.fromkeys([*taken, *shown])
            hints += [f"see: {'; or '.join(see)}"] if see else []
            raise NameLookupError(
                f"{text!r} does not fit here: "
                + "; ".join([f"it is {self._listed(other)}{wanted}", *hints])
            )
        near = self.near(text, types)
        listed = next((view for group, view in LISTED.items() if group in types), "info --model")
        if LIKE_A_DOI.match(text.strip()):
            listed = LISTED[terms.PUBLICATION]
        hints = [f"did you mean {', '.join(near)}?"] if near else []
        if printed := self.printing(text):
            places = ", ".join(list(dict.fromkeys(p for one in printed for p in one.places))[:FEW])
            where = f"t is printed ({places}): defectkg show {shlex.quote(text.strip())}"
            hints += ["I" + where if near else "i" + where]
        hint = " ".join(hints) or f"see: defectkg {listed}"
        what = "name" if expand(text.strip()) or not ADDRESS.match(text) else "name and no IRI:"
        raise NameLookupError(f"unknown {what} {text!r}; {hint}")

    def readings(self, text: str) -> Iterator[Iterable[str]]:
        """Yield IRIs that a text may stand for, one way of reading it after the other."""
        if len(text) > LONGEST:
            return
        text = text.strip()
        yield self._addressed(text)
        written = spelling.plain(spelling.register_number(text))
        yield from self._spelt(written)
        for text_put in spelling.wordings(written):
            yield from self._spelt(text_put)
        if told := SORTED.fullmatch(written):
            for name in (told[1], *(f"{told[1]} {more}" for more in FURTHER)):
                sort = SORTS[told[2]]
                yield from ([n.iri for n in self._fitting(i, sort)] for i in self._spelt(name))
        elif written.replace(" ", "").isalpha():  # zinc, antisites
            yield from self._spelt(f"{written} ion")
            yield from self._spelt(f"{written} defect")
        places = self._placed(written)
        yield [row["record"] for row in places]
        yield [row["work"] for row in places if row["work"]]  # where a publication is asked for
        yield self._works(written)
        yield {found.work for found in self.authorships(written)}
        yield self._counterparts(text)
        if both := WITH_OTHER_NAME.fullmatch(text):  # as in: benzoic acid (BA)
            first, second = (self.candidates(part) for part in both.groups())
            yield {name.iri for name in first} & {name.iri for name in second}

    def near(self, text: str, types: frozenset[str] = frozenset()) -> list[str]:
        """Return names, or CURIEs for a CURIE, that are spelt much as a text is, at most three."""
        if len(text) > LONGEST_MISSPELT:
            return []
        import difflib

        iri = expand(text.strip()) or ""
        fits = {i for i, name in self.by_iri.items() if not types or types & set(name.types)}
        if iri.startswith(TERMS):
            pool = {local_name(i).casefold(): curie(i) for i in fits if i.startswith(TERMS)}
            text = iri.removeprefix(TERMS)
        else:
            pool = {
                spelt: self.by_iri[i].label
                for spelt, iris in self._level(spelling.fold_case).items()
                for i in fits.intersection(iris)
            }
        asked = spelling.fold_case(text)
        begun = [spelt for spelt in pool if asked and spelt.startswith(asked)]
        holding = [spelt for spelt in pool if len(asked) > 3 and f" {asked}" in spelt]
        alike = ALIKE if len(asked) > SHORT else ALIKE_IF_SHORT
        told = SORTED.fullmatch(asked)
        close = difflib.get_close_matches(asked, pool, 6, alike)
        close += difflib.get_close_matches(told[1], pool, 6, alike) if told else []
        head = spelling.singular(asked.split()[-1]) if len(asked) > 3 else ""
        wider = [
            spelt for spelt in pool if len(head) > 3 and re.search(rf"\b{re.escape(head)}$", spelt)
        ]
        found = (
            *sorted(begun, key=len),
            *sorted(holding, key=len),
            *close,
            *sorted(wider, key=len),
        )
        named = dict.fromkeys(pool[spelt] for spelt in found)
        if iri.startswith(TERMS):
            return list(named)[:MOST_NEAR]
        return list(named | dict.fromkeys(self._meant(asked, types)))[:MOST_NEAR]

    def akin(self, text: str, known: Iterable[Name], types: frozenset[str]) -> list[str]:
        """Return names of some classes that hold a name of what a text names, or tell of it."""
        said = {text, *(spelt for name in known for spelt in self.spellings[name.iri])}
        held = spelling.any_word(said, shortest=SHORT + 1)
        fits = [name for name in self.by_iri.values() if types & set(name.types)]
        named = [n.label for n in fits if any(map(held.search, self.spellings[n.iri]))]
        return list(dict.fromkeys([*sorted(named), *self._meant(text, types)]))[:MOST_NEAR]

    def _meant(self, text: str, types: frozenset[str]) -> list[str]:
        """Return the things in whose definition all words of a text stand."""
        return [
            self.by_iri[one.iri].label
            for one in self.printing(text)
            if "definition" in one.places
            and one.iri in self.by_iri
            and (not types or types & set(self.by_iri[one.iri].types))
        ]

    def only_printed(self, text: str) -> list[Printed]:
        """Return what prints words that name nothing; nothing for a name."""
        return self.printing(text) if text and not self.candidates(text) else []

    def printing(self, text: str) -> list[Printed]:
        """Return what prints the words of a text, such as titles and definitions."""
        text = text.strip()
        if len(text) > LONGEST or ADDRESS.match(text) or LIKE_A_DOI.match(text):
            return []
        return self._printed_words.find(text)

    @cached_property
    def _printed_words(self) -> PrintedWords:
        return PrintedWords(self._store)

    def completions(
        self, text: str, types: frozenset[str] = frozenset(), most: int = 12
    ) -> list[tuple[Name, str]]:
        """Return what a text may become as it is typed, each with the spelling that fits.

        First what it names already, then what begins so, then what holds it; else what is near.

        Parameters
        ----------
        text : str
        types : frozenset of str, optional
            IRIs of classes; other things are not considered.
        most : int, optional
        """
        asked = spelling.fold_case(text)
        if not asked or len(text) > LONGEST_MISSPELT:
            return []
        named = {name.iri for name in self.candidates(text, types)}
        best: dict[str, tuple[int, int, str]] = dict.fromkeys(named, (0, 0, text))
        for spelt, iris in self._level(spelling.fold_case).items():
            if asked in spelt:
                rank = 1 if spelt.startswith(asked) else 2, len(spelt), spelt
                for iri in iris:
                    best[iri] = min(best.get(iri, rank), rank)
        if not best:
            near = [name for label in self.near(text, types) for name in self.candidates(label)]
            best = {name.iri: (3, n, name.label) for n, name in enumerate(near)}
        fitting = [name for name in self._fitting(best, types) if name.iri in self.by_iri]
        fitting.sort(key=lambda name: (*best[name.iri], name))
        return [(name, best[name.iri][2]) for name in fitting[:most]]

    def _fitting(self, iris: Iterable[str], types: frozenset[str]) -> list[Name]:
        """Return what there is of some IRIs, of one of some classes if any are given."""
        named = {name for iri in iris if (name := self._described(iri))}
        return [n for n in named if not types or types & set(n.types)]

    def _addressed(self, text: str) -> Iterable[str]:
        """Return what an IRI, a CURIE, a local name of ours or the id of a record stands for."""
        if iri := expand(text):
            return [iri]
        if not re.fullmatch(r"[\w-]+", text) or text in self._written:
            return []
        return [iri for space in (TERMS, DATA) if self._described(iri := space + text)]

    def _spelt(self, text: str) -> Iterator[Iterable[str]]:
        """Yield what is spelt as a text, from strict to loose."""
        for fold in spelling.FOLDS:
            yield self._level(fold).get(fold(text), ())

    def _level(self, fold: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
        """Return all IRIs by their folded names; most look-ups need the strict folds alone."""
        if fold not in self._folded:
            level = self._folded[fold] = {}
            for name, iris in self._written.items():
                add(level, fold(name), *iris)
        return self._folded[fold]

    def _placed(self, text: str) -> list[dict[str, str]]:
        """Return what stands at a figure, or under a number in a list of references."""
        if panel := spelling.figure_panel(text):  # a figure is all of its panels
            return [row for row in self._places if panel in (row["place"], row["place"][:-1])]
        number, source = spelling.entry_number(text) or ("", "")
        if not number:
            return []
        sources = {name.iri for name in self.candidates(source)}
        return [
            row
            for row in self._places
            if row["place"] == number and (not source or row["source"] in sources)
        ]

    @cached_property
    def _places(self) -> list[dict[str, str]]:
        return run(self._store, "internal/numbered-places").dicts()

    @property
    def panels(self) -> list[str]:
        """The panels of figures that there are, as ``Fig. 5h``."""
        places = {row["place"] for row in self._places}
        return sorted(filter(spelling.figure_panel, places))

    def _works(self, text: str) -> Iterable[str]:
        """Return the works of an author and a year."""
        author, year = spelling.work(text) or ("", "")
        return [
            iri
            for iri, name in self.by_iri.items()
            if terms.PUBLICATION in name.types
            and (of := spelling.work(name.label))
            and of[0] == author
            and year in ("", of[1], of[1][:4])  # 2017 is 2017a or 2017b
        ]

    def authorships(self, text: str) -> list[Authorship]:
        """Return which works somebody has written, or is said in print to have; by any author.

        Parameters
        ----------
        text : str
            A surname, also with *et al.* and a year.
        """
        author, year = spelling.work(spelling.plain(text)) or ("", "")
        return [
            found
            for found in self._authorships
            if spelling.fold_signs(spelling.surname(found.author)) == author
            and (not year or year in (when := self.label(found.work).split()[-1], when[:4]))
        ]

    @cached_property
    def _authorships(self) -> list[Authorship]:
        found: dict[tuple[str, str], Authorship] = {}
        for row in run(self._store, "internal/author-names").dicts():
            if row["how"] == "print":
                said = [Authorship(row["work"], row["names"], "named so in print")]
            else:
                authors = spelling.authors(row["names"])
                roles = ["first author", *["co-author"] * len(authors)]
                said = [
                    Authorship(row["work"], *pair) for pair in zip(authors, roles, strict=False)
                ]
            for one in said:
                found.setdefault((one.work, one.author), one)
        return sorted(found.values())

    def _described(self, iri: str) -> Name | None:
        if iri in self.by_iri:
            return self.by_iri[iri]
        types = [
            row["object"]
            for row in self.about(iri)
            if row["direction"] == "out" and row["predicate"].endswith("#type")
        ]
        return Name(iri, curie(iri), tuple(types)) if types else None

    def _listed(self, found: list[Name]) -> str:
        """Return things with label, CURIE and group, as a message names them."""
        said = [
            f"{cut(n.label, 40)} ({curie(n.iri)}, {self.any_of(n.types)})" for n in found[:MOST]
        ]
        return "; ".join(said) + (f"; and {len(found) - MOST} more" if len(found) > MOST else "")

    def any_of(self, classes: Iterable[str]) -> str:
        """Return what some classes of ours are called."""
        told = {iri for iri in classes if iri.startswith(TERMS)} - {terms.ROOT}
        return " or ".join(sorted(map(self.label, told or classes)))


def add(found: dict[str, tuple[str, ...]], key: str, *values: str) -> None:
    """Add values to those of a key, each once; most have one, and a set of it takes more room."""
    known = found.get(key, ())
    found[key] = (*known, *(value for value in values if value not in known))


def command_for(name: Name) -> str:
    """Return the command that tells what is known of something."""
    taken = next((command for group, command in TAKEN_BY.items() if group in name.types), "show")
    space = "" if taken.endswith("=") else " "
    return f"defectkg {taken}{space}{shlex.quote(name.label)}"
