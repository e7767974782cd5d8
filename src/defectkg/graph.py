"""The knowledge graph as one object: what is known, and what follows from its mechanisms.

Its methods have the names of the commands, and their arguments those of the options.
"""

from __future__ import annotations

import shlex
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, Unpack

from defectkg.errors import NameLookupError, QueryError
from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.model.spelling import figure_panel
from defectkg.rdf.library import (
    RENAMED,
    RENAMED_WORDS,
    Query,
    Slot,
    is_name,
    load_query,
    read_query,
)
from defectkg.rdf.memory import MemoryStore
from defectkg.rdf.opening import named_store
from defectkg.rdf.prefixes import TERMS, curie, local_name, prefixes
from defectkg.rdf.queries import Choice, choose, fitting, run
from defectkg.rdf.rows import Rows
from defectkg.rdf.shipped import alignment_files
from defectkg.rdf.store import QueryAnswer, Store

if TYPE_CHECKING:
    from pathlib import Path

    import networkx
    import rdflib

    from defectkg.check.findings import Finding
    from defectkg.draw.network import ShownNetwork
    from defectkg.draw.notebook import ShownList, ShownPaths
    from defectkg.intake.intake import Intake
    from defectkg.mappings.collection import Mappings
    from defectkg.mechanisms.backtest import Placement
    from defectkg.mechanisms.belief import Weights
    from defectkg.mechanisms.explanation import Bottleneck, Explanation
    from defectkg.mechanisms.gaps import Cell, Gaps
    from defectkg.mechanisms.paths import MechanismPath, Scope
    from defectkg.mechanisms.search import Search
    from defectkg.mechanisms.suggestions import Suggestion
    from defectkg.mechanisms.untreated import Untreated
    from defectkg.model.claims import Outcome
    from defectkg.model.names import Name, Names
    from defectkg.rdf.hints import Reading
    from defectkg.rdf.worker import Worker
    from defectkg.text.ask import Found
    from defectkg.text.pages import Page

__all__ = ["DefectGraph", "load"]

FEW = 12  # names that an error lists, where no other one fits
PUBLICATIONS = Slot((local_name(terms.PUBLICATION),))
MOST_PARTS = 8  # parts of a graph that are kept: some 15 MB each


class NetworkChoice(TypedDict, total=False):
    """What `DefectGraph.network` takes: names."""

    host: str
    form: str
    publication: str
    agent: str
    defect: str


class Uses(TypedDict, total=False):
    """What a search may use; see `DefectGraph.search`."""

    strict: bool
    definitions: bool
    max_length: int
    without: Iterable[str]
    source: str
    until: int | None
    weights: Weights | None


class PathUses(Uses, total=False):
    """What a search of paths may use, in which host and form."""

    host: str
    form: str
    outcomes: bool


def load(
    files: str | Path | Iterable[str | Path] = (),
    *,
    context: str | Path | None = None,
    mappings: bool = False,
    alignments: bool = False,
    store: str | Path = "",
    beside: str | Path | Iterable[str | Path] = (),
) -> DefectGraph:
    """Load the shipped knowledge graph, or open one that is kept in a store.

    Parameters
    ----------
    files : str, Path or iterable of them, optional
        RDF files of others to read with it; see `defectkg.rdf.foreign.read_foreign`. Names in them
        that have moved are read as they are now, with a warning.
    context : str or Path, optional
        A copy of the context to which JSON-LD among these files points by an address.
    mappings : bool, optional
        Load the mappings to the terms of others, too, each set into its named graph.
    alignments : bool, optional
        Load the alignments to upper ontologies, too, each into its named graph.
    store : str or Path, optional
        In the place of what is shipped the folder of a store, or the address of a SPARQL endpoint
        (``defectkg push`` fills both); without it that of the environment variable
        ``DEFECTKG_STORE``. With files, mappings or alignments a copy of it in memory.
    beside : str, Path or iterable of them, optional
        The old name of `files`, for one release.

    Returns
    -------
    DefectGraph

    Examples
    --------
    >>> import defectkg
    >>> graph = defectkg.load()
    >>> graph.find("V_Cl").label
    'chloride vacancy'
    """
    if beside:
        warnings.warn("load(beside=…) is now load(files=…)", DeprecationWarning, stacklevel=2)
    files = files or beside
    named = named_store(str(store))
    if named is not None and not (files or mappings or alignments):
        return DefectGraph(named)
    held = MemoryStore.shipped() if named is None else MemoryStore.copy_of(named)
    if mappings:
        from defectkg.mappings.collection import Mappings

        held.add(Mappings.shipped().quads())
    if alignments:
        for name, path in alignment_files().items():
            held.load(path, name)
    if files:
        from defectkg.rdf.foreign import read_foreign

        files = [files] if isinstance(files, (str, PathLike)) else files
        for remark in read_foreign(held, files, context):
            warnings.warn(remark, stacklevel=2)
    return DefectGraph(held)


class AskedQuery(NamedTuple):
    """A query of a user as it is asked.

    Parameters
    ----------
    reading : Reading
        Its text, and what to say of it.
    bindings : dict of str to str
        IRIs by variable.
    choice : Choice, optional
        Which of its records are wanted.
    """

    reading: Reading
    bindings: dict[str, str]
    choice: Choice | None = None

    @property
    def text(self) -> str:
        """SPARQL."""
        return self.reading.text

    def finish(self, answer: QueryAnswer) -> QueryAnswer:
        """Return what is wanted of an answer."""
        return self.choice.of(answer) if self.choice and isinstance(answer, Rows) else answer

    def remarks(self, answer: QueryAnswer) -> list[str]:
        """Return what to say beside an answer."""
        found = answer.values if isinstance(answer, Rows) else answer
        return self.reading.remarks + ([] if found else self.reading.if_nothing)


class DefectGraph(GraphContent):
    """A knowledge graph of defects, agents and mechanisms.

    Parameters
    ----------
    store : Store

    See Also
    --------
    load : load the graph that the project ships.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.left_out = ""  # what does not count here, in words
        self._whole: DefectGraph | None = None  # that of which this is a part
        self._background: frozenset[str] = frozenset()  # works of no source of this part
        self._parts: dict[tuple[int, frozenset[str], int | None], DefectGraph] = {}
        self._searched: tuple[object, Search | None] = None, None  # the last: many ask it again

    def within(self, *, source: str = "", until: int | None = None) -> DefectGraph:
        """Return the part of the graph that was read in one source, or is known by a year.

        All that can be asked of a graph can be asked of it. Kinds, definitions and ionic radii
        stay, and `left_out` says how many records do not.

        Parameters
        ----------
        source : str, optional
            Name of a publication, or several with *or* between; only what was read in them counts.
        until : int, optional
            Year; a record counts if both a work on which it rests and the source in which it was
            read are of that year or earlier, and not without a year.

        Returns
        -------
        DefectGraph
            This one where nothing is left out.

        Raises
        ------
        NameLookupError
            If the source names no publication.

        Examples
        --------
        >>> load().within(until=1900).tried(defect="V_Br").values
        []
        """
        if not source and until is None:
            return self
        from defectkg.model.left_out import left_out
        from defectkg.text.empty_answers import left_out_in_words

        names = self._each(PUBLICATIONS, source) if source else []
        sources = [self.find(name, terms.PUBLICATION) for name in names]
        key = self.store.version, frozenset(name.iri for name in sources), until
        part = self._parts.get(key)
        if part is None:
            out = left_out(self.store, *key[1:])
            part = DefectGraph(self.store.without(out.nodes)) if out.nodes else self
            if out.nodes:
                words = left_out_in_words(out, [name.label for name in sources], until)
                part.left_out = "; ".join(filter(None, [self.left_out, words]))
                part._whole, part._background = self, out.background
            for oldest in list(self._parts)[: 1 - MOST_PARTS]:
                self._parts.pop(oldest, None)
            self._parts[key] = part
        return part

    def _part(self, uses: Uses) -> DefectGraph:
        """Return the part that a search may use, and take from its uses what says which."""
        return self.within(source=uses.pop("source", ""), until=uses.pop("until", None))

    def find(self, name: str, *groups: str) -> Name:
        """Return the one thing that a name stands for; see `GraphContent.find`."""
        try:
            return super().find(name, *groups)
        except NameLookupError:
            if self._whole is None:
                raise
            found = self._whole.find(name, *groups)  # what is no name at all is none of the whole
            raise NameLookupError(
                f"{found.label} does not count here: leave out the source or the year"
            ) from None

    @cached_property
    def names(self) -> Names:
        """All names, for look-up; a term of others leads to that of ours which is the same."""
        from defectkg.model.names import Names

        def counterparts(text: str) -> set[str]:
            if ":" not in text and "_" not in text:
                return set()
            return self.mappings.counterparts(text)

        return Names(self.store, counterparts)

    @cached_property
    def mappings(self) -> Mappings:
        """The mappings that the project ships, to the terms of others."""
        from defectkg.mappings.collection import Mappings

        return Mappings.shipped()

    def query(
        self,
        query: str = "",
        /,
        *,
        timeout: float | None = None,
        memory: int | None = None,
        **params: str,
    ) -> QueryAnswer:
        """Run a query of the library, or SPARQL.

        SPARQL runs in a process of its own, which can open no file or socket and is killed when
        it takes too much; where no process can be had, a warning says so. A store on a server
        answers it there.

        Parameters
        ----------
        query : str, optional
            A name such as ``claims``, or the text of a query; without it the library is listed.
        timeout : float, optional
            Seconds after which to give up.
        memory : int, optional
            MiB that SPARQL may take: 4096, or half of the machine's, without it.
        **params : str
            Names or IRIs (or numbers, where the query says so) for parameters of a library
            query, or for variables of the text.

        Returns
        -------
        Rows, bool or list of triples
            Rows of SELECT have ``.dicts()``, ``.to_pandas()`` and ``.to_text()``.

        Raises
        ------
        QueryError
            If the query is unknown, malformed or refused, or needs too much memory.
        QueryTimeoutError
            If there was no answer in time.
        NameLookupError
            If a parameter names nothing.

        Examples
        --------
        >>> from defectkg import load
        >>> rows = load().query("claims", cause="Cd2+")
        >>> sorted({row["effect"] for row in rows.dicts()})
        ['lattice strain', 'trap state']
        """
        if not query:
            return listed_library()
        if not isinstance(query, str):
            raise QueryError(f"a query is text, not {type(query).__name__}: give a name or SPARQL")
        if is_name(query):
            return self.ask(query, params, timeout=timeout)
        asked = self.prepare(query, params)
        if self.store.is_elsewhere:
            answer, remark = self.store.query(asked.text, asked.bindings, timeout=timeout), ""
        else:
            answer, remark = self._worker.ask(
                asked.text, asked.bindings, seconds=timeout, memory=memory
            )
        answer = asked.finish(answer)
        for said in filter(None, [remark, *asked.remarks(answer)]):
            warnings.warn(said, stacklevel=2)
        return answer

    def ask(
        self,
        name: str,
        params: Mapping[str, str],
        *,
        counting: bool = False,
        timeout: float | None = None,
    ) -> Rows:
        """Run a query of the library with names for its parameters; see `query`.

        For a page that only counts them, rows without a defect may hold less; see
        `defectkg.rdf.queries.fitting`.
        """
        if name in RENAMED:
            name, old = RENAMED[name], name
            warnings.warn(f"{old} is now {name}", DeprecationWarning, stacklevel=3)
        from defectkg.text.answers import Answer

        choice = choose(self.store, load_query(name), self.given(load_query(name), params))
        rows = fitting(self.store, choice, counting=counting, timeout=timeout)
        if name == "publications" and self._background:
            works = (row["publication_iri"] for row in rows.dicts())
            rows = rows.take(n for n, work in enumerate(works) if work not in self._background)
        return Answer(name, rows)

    def outcomes(self, *, unchanged: bool = False, harmful: bool = False, **filters: str) -> Rows:
        """Return what treatments did to observables: the rows of the query ``outcomes``.

        Parameters
        ----------
        unchanged : bool, optional
            Only null results, and what was preserved.
        harmful : bool, optional
            Only what went the way that is not wanted.
        **filters : str
            Names for ``agent``, ``host``, ``form``, ``defect``, ``observable``, ``direction``,
            ``method``, ``strategy`` and ``source``, several with *or* between; ``result`` is
            ``better``, ``worse``, ``null result`` or ``no change``; ``value`` is the least that was
            reached; ``level`` is ``exact`` for what was asked alone.

        Returns
        -------
        Rows

        Examples
        --------
        >>> review = load().within(source="Zheng 2019")
        >>> rows = review.outcomes(agent="ZnBr2", observable="PLQY").dicts()
        >>> [(row["before"], row["after"], row["factor"]) for row in rows]
        [('54', '78', '1.44')]
        """
        return self.ask("outcomes", {**results_wanted(unchanged, harmful), **filters})

    def tried(self, **filters: str) -> Rows:
        """Return what was tried against a defect, or at all: the rows of the query ``tried``.

        Parameters
        ----------
        **filters : str
            Names for ``defect``, ``agent``, ``host``, ``form``, ``strategy`` and ``route``.

        Returns
        -------
        Rows
            The nearest first; ``level`` says what each is about.

        Examples
        --------
        >>> rows = load().tried(defect="V_Br", host="CsPbBr3", form="nanocrystal").dicts()
        >>> [(row["agent"], row["level"]) for row in rows if row["observable"] == "PLQY"][:2]
        [('1-dodecanethiol', 'exact'), ('HBr', 'exact')]
        """
        return self.ask("tried", filters)

    def timeline(self, term: str, **filters: str) -> Rows:
        """Return what was claimed, measured and called open about something, with its year.

        Parameters
        ----------
        term : str
            Name of a kind.
        **filters : str
            Names for ``host`` and ``form``.

        Returns
        -------
        Rows
            Those of the query ``timeline``.

        Examples
        --------
        >>> rows = load().timeline("Ce3+", host="CsPbBr3").dicts()
        >>> {row["year"] for row in rows if row["level"] == "exact"} >= {"2018", "2019"}
        True
        """
        return self.ask("timeline", {"about": term, **filters})

    def contradictions(
        self,
        *,
        between: tuple[str, str] | None = None,
        science: bool = False,
        **filters: str,
    ) -> Rows:
        """Return what speaks against what: the rows of the query ``contradictions``.

        Parameters
        ----------
        between : (str, str), optional
            Names of two works, or of the sources in which they were read: one on each side.
        science : bool, optional
            Leave out where only the words of one source do not fit together.
        **filters : str
            A name for ``about``, or words that records print, such as ``blue emission``; ``kind``
            in words, such as ``opposed outcomes``.

        Returns
        -------
        Rows

        Examples
        --------
        >>> rows = load().contradictions(about="Ce3+", science=True).dicts()
        >>> [row["against"] for row in rows if row["kind"] == "exception"]
        ['Ce3+ raises trap state (refutes)']
        """
        if science:
            filters["matter"] = "science"
        if between is not None:
            filters["between"] = between[0]
        if printed := self.names.only_printed(filters.get("about", "")):
            telling = {thing.iri for thing in printed}
            rest = {name: value for name, value in filters.items() if name != "about"}
            rows = self.ask("contradictions", rest)
            told = [
                n
                for n, row in enumerate(rows.dicts())
                if telling & {row["record_iri"], row["against_iri"]}
            ]
            rows = rows.take(told) if told else self.ask("contradictions", filters)
        else:
            rows = self.ask("contradictions", filters)
        if between is None:
            return rows
        one, other = (self.find(name, terms.PUBLICATION).iri for name in between)
        sides = [
            (row["one_side_iri"].split(), row["other_side_iri"].split()) for row in rows.dicts()
        ]
        return rows.take(
            n
            for n, (a, b) in enumerate(sides)
            if (one in a and other in b) or (other in a and one in b)
        )

    def confront(self, term: str = "") -> Rows:
        """Return what papers print against what follows from it, what is apart first.

        Parameters
        ----------
        term : str, optional
            Name of a work, an agent or ion, or a treatment.

        Returns
        -------
        Rows

        Raises
        ------
        NameLookupError
            If the term names nothing of these.

        Examples
        --------
        >>> rows = load().confront("Zn2+").dicts()
        >>> [(row["printed"], row["recomputed"]) for row in rows if row["what"] == "factor"]
        [('nearly 1 order of magnitude; 1.26e+17 cm-3 → 1.75e+16 cm-3', '× 7.2')]
        """
        from defectkg.check.confrontation import confront

        return confront(self, term)

    def show(self, name: str, *, width: int = 100, whole: bool = False) -> Page:
        """Return what is known about a kind, a record or a publication, as text.

        Parameters
        ----------
        name : str
        width : int, optional
            Of a line, in characters.
        whole : bool, optional
            Leave nothing out.

        Examples
        --------
        >>> load().show("V_Cl").splitlines()[0]
        'chloride vacancy  (dkg:V_Cl), defect kind'
        """
        from defectkg.text.pages import page, records_of

        found = self.find(name)
        return page(records_of(self, [found]), found, width, whole=whole)

    def answer(self, question: str) -> ShownList[Found]:
        """Return what the records say to a question in plain words, study by study.

        Parameters
        ----------
        question : str
            As one would ask a colleague, up to 2,000 characters. No language model reads it: the
            names in it are looked up, and studies that hold most of them come first.

        Returns
        -------
        ShownList of Found
            The best answer first; `rows` has one row for each thing that is said.

        Raises
        ------
        QueryError
            If the question is empty, or too long.
        NameLookupError
            If no record holds any of its words.

        Examples
        --------
        >>> found = load().answer("How much does ZnBr2 raise the PLQY of CsPbBr3 nanocrystals?")
        >>> found[0].study.head
        'ZnBr2 in CsPbBr3 nanocrystals (doping; growth doping)'
        >>> [said.text for said in found[0].sayings][0]
        'PLQY 54 → 78 % (× 1.44), “dramatically higher”'
        """
        from defectkg.draw.notebook import ShownList
        from defectkg.text.ask import answer, answer_rows
        from defectkg.text.most_telling import part_asked
        from defectkg.text.question import read_question
        from defectkg.text.records import RecordTexts

        asked = read_question(self, question)
        found = answer(RecordTexts(part_asked(self, asked)), asked)
        return ShownList(found, answer_rows)

    def cite(self, name: str, form: str = "text", *, width: int = 100) -> Page:
        """Return how to cite a work or a record, or which works there are on a kind.

        Parameters
        ----------
        name : str
            Of a publication, claim, measurement or treatment, with the works behind it; of a kind,
            or of an author of several works.
        form : str, optional
            ``text``, ``bibtex`` or ``json`` (CSL-JSON).
        width : int, optional
            Of a line of a table of works, in characters.

        Examples
        --------
        >>> load().cite("Liu 2019").split(" [")[0].split()[-1]
        'https://doi.org/10.1021/acs.chemmater.9b00680'
        """
        from defectkg.text.pages import Page
        from defectkg.text.works import cited

        return Page(cited(self, name, form, width))

    def network(self, *, whole: bool = False, **choice: Unpack[NetworkChoice]) -> ShownNetwork:
        """Return the part of the mechanism network that is asked for, as a graph of networkx.

        Parameters
        ----------
        whole : bool, optional
            Draw every link that is held true, on a chain or not.
        **choice
            Names for ``agent`` and ``defect`` (only chains through them), ``host``, ``form`` and
            ``publication`` (only claims about, or of, them); all claims without.

        Examples
        --------
        >>> graph = load()
        >>> graph.find("V_Cl").iri in graph.network(agent="CuCl2", host="CsPbCl3")
        True
        """
        from defectkg.draw.network import ShownNetwork
        from defectkg.mechanisms.chains import Choice

        return ShownNetwork.of(self, Choice.named(self, **choice), whole=whole)

    def info(self, *, model: bool = False, prefixes: bool = False) -> Rows:
        """Return how many records and kinds there are.

        Parameters
        ----------
        model : bool, optional
            Return groups, classes, properties and coded values instead.
        prefixes : bool, optional
            Return the prefixes that queries know instead.

        Examples
        --------
        >>> [row["namespace"] for row in load().info(prefixes=True).dicts() if row["prefix"] == "d"]
        ['https://w3id.org/defectkg/data/']
        """
        from defectkg.text.pages import model_text

        if model:
            return model_text(self)
        return listed_prefixes() if prefixes else self.counts

    def check(
        self, paths: Iterable[str | Path] = (), *, context: str | Path | None = None
    ) -> ShownList[Finding]:
        """Return the faults of records and kinds: of this graph, or of files and folders.

        Parameters
        ----------
        paths : iterable of str or Path, optional
            They are checked with what is shipped beside them, or the store that was opened.
        context : str or Path, optional
            A copy of the context to which JSON-LD among the files points by an address.

        Returns
        -------
        list of Finding
            One also for each file that could not be read.
        """
        from pathlib import Path

        from defectkg.check import checks
        from defectkg.check.findings import Finding
        from defectkg.draw.notebook import ShownList

        files = [Path(path) for path in ([paths] if isinstance(paths, (str, Path)) else paths)]
        if files:
            known = None if isinstance(self.store, MemoryStore) else self.store
            found = checks.check(files, Path(context) if context else None, known)
        elif isinstance(self.store, MemoryStore) and self.store.is_shipped:
            found = checks.check_shipped()  # which knows the lines, and the mappings
        else:
            found = checks.check_store(self.store)
        return ShownList(
            [*found.unread, *found.findings],
            lambda items: Rows(Finding._fields, [tuple(item) for item in items]),
        )

    def verify(
        self,
        text: str | Path,
        *,
        source: str = "",
        uncovered: bool = False,
        passages: bool = False,
        accept: str | Path | None = None,
    ) -> Rows:
        """Return where each record of a source stands in your own copy of it.

        Nothing of the copy is kept. What was not recognised of it is a warning.

        Parameters
        ----------
        text : str or Path
            The file that holds it.
        source : str, optional
            Name of the publication that it is a copy of.
        uncovered : bool, optional
            Return numbers and known names that no record uses instead.
        passages : bool, optional
            Return the passage of each record, too.
        accept : str or Path, optional
            A file of accepted verdicts: only what is worse is returned. If there is none, it is
            made, and nothing is worse.

        Raises
        ------
        DataError
            If no record stands in the text, or it is open which source it is a copy of.
        """
        from pathlib import Path

        from defectkg.rdf.reading import read_text
        from defectkg.verify.baseline import worse_than
        from defectkg.verify.verdicts import read_copy, recognised, uncovered_rows, verdict_rows

        iri = self.find(source, terms.PUBLICATION).iri if source else ""
        copy = read_copy(self, read_text(Path(text), some_nul=True), iri)
        for note in recognised(copy)[1:]:
            warnings.warn(note.removeprefix("warning: "), stacklevel=2)
        if uncovered:
            return uncovered_rows(copy)
        rows = verdict_rows(copy, passages)
        if accept is None:
            return rows
        worse = {verdict.record for verdict in worse_than(Path(accept), copy.verdicts)}
        return rows.take(n for n, row in enumerate(rows.values) if row[0] in worse)

    def map(self, term: str = "", *, new: bool = False) -> Rows:
        """Return what a term is in the ontologies of others, or which of ours one of theirs is.

        Parameters
        ----------
        term : str, optional
            Ours by any name, theirs by IRI, CURIE or label; without it the targets are listed.
        new : bool, optional
            Return our terms that are in no other ontology instead.

        Examples
        --------
        >>> [row["theirs"] for row in load().map("KI").dicts() if row["target"] == "chebi"]
        ['potassium iodide']
        """
        if new or not term:
            return self.mappings.listed(new=new)
        return self.mappings.find(term, {name.iri for name in self.names.candidates(term)})

    @cached_property
    def _worker(self) -> Worker:
        from defectkg.rdf.worker import Worker

        return Worker(self.store)

    def prepare(self, text: str, names: Mapping[str, str]) -> AskedQuery:
        """Return a query that a user wrote as it will be asked.

        Names are bound to variables; where a header names slots, they choose among the records.

        Raises
        ------
        QueryError
            If the header has no such slot.
        NameLookupError
            If a name names nothing.
        """
        from defectkg.rdf.hints import read_kindly, undeclared_terms

        query = read_query(text)
        reading = read_kindly(self.store, text)
        for iri in undeclared_terms(self.store, text):
            near = self.names.near(iri)
            hint = f"did you mean {', '.join(near)}?" if near else "see: defectkg info --model"
            reading.remarks.append(f"{curie(iri)} is declared nowhere; {hint}")
        if query.is_plain:
            return AskedQuery(reading, {key: self._bound(name) for key, name in names.items()})
        choice = choose(self.store, query, self.given(query, names))
        return AskedQuery(reading, {}, choice)

    def _bound(self, name: str) -> str:
        """Return the IRI for a variable: one of others as it is, where the graph holds it."""
        if ":" in name:
            for iri in sorted(self.mappings.addresses(name)):
                if self.names.about(iri):
                    return iri
        return self.find(name).iri

    def given(self, query: Query, names: Mapping[str, str]) -> dict[str, str]:
        """Return the IRI (or number) for what each slot of a query was given.

        A slot of publications takes all works of an author, and one of kinds several of them with
        *or* between (``EQE or luminance``), as IRIs with a space between.
        """
        for key, name in names.items():
            if not isinstance(name, (str, int, float)):
                raise QueryError(f"{key} takes text, not {type(name).__name__}: {name!r}")
        names = {key: str(name) for key, name in names.items()}
        for limit in sorted({"source", "until"} & names.keys() - query.slots.keys()):
            raise QueryError(f"{limit} limits the graph: use --{limit}, or graph.within({limit}=…)")
        return {
            key: self._fitting_each(key, slot, self._each(slot, name))
            for key, name in query.own_names(names).items()
            for slot in (query.slot(key),)
        }

    def _fitting_each(self, key: str, slot: Slot, names: Sequence[str]) -> str:
        """Return the IRIs for several names; if one does not fit, its error names the rest."""
        found: list[str] = []
        unfit: list[NameLookupError] = []
        for name in names:
            try:
                found.append(self._fitting(key, slot, name))
            except NameLookupError as error:
                unfit.append(error)
        if not unfit:
            return " ".join(found)
        if not found:
            raise unfit[0]
        labels = " or ".join(self.names.label(iri) for cell in found for iri in cell.split())
        raise NameLookupError(f"{unfit[0].whole}; the rest fits: {labels!r}")

    def _each(self, slot: Slot, name: str) -> list[str]:
        """Return the names between which *or* stands; words, and a name that holds it, as one."""
        as_one = (
            slot.takes_word or slot.takes_text or " or " not in name or self.names.candidates(name)
        )
        return [name] if as_one else name.split(" or ")

    def _fitting(self, key: str, slot: Slot, name: str) -> str:
        if slot.takes_word and name in RENAMED_WORDS:
            now = RENAMED_WORDS[name]
            warnings.warn(f"{name!r} is now {now!r}", DeprecationWarning, stacklevel=4)
            return now
        if slot.takes_number or slot.takes_word or slot.takes_text:
            return name
        groups = {TERMS + group for group in slot.groups}
        if "Kind" in slot.groups:
            groups |= set(self.kinds.groups.values())
        if groups == {terms.PUBLICATION} and self.names.authorships(name):
            return " ".join(found.iri for found in self.names.candidates(name, frozenset(groups)))
        if groups == {terms.FIGURE_PANEL}:
            return " ".join(self._panels(key, name))
        try:
            return self.find(name, *groups).iri
        except NameLookupError as error:
            several = self.names.candidates(name, frozenset(groups))
            coded = [n.label for n in self.names.by_iri.values() if groups & set(n.types)]
            if len(coded) <= FEW:
                fits = f"one of {', '.join(sorted(coded))}, not {name!r}"
                meant = self._meant_by(name, coded)
                raise NameLookupError(f"{key} takes {fits}{meant}") from None
            all_of_them = f"; for all: {' or '.join(n.label for n in several)!r}" if several else ""
            parts = self._under_a_condition(name, groups) if key == "observable" else ""
            why = parts or f"{error.whole}{all_of_them}"
            raise NameLookupError(f"{key} takes {slot.takes}: {why}") from None

    def _panels(self, key: str, name: str) -> list[str]:
        """Return the panels of a figure, or the one panel, by number: ``Fig. 5``, ``5``, ``5h``."""
        numbered = figure_panel(name) or figure_panel(f"Fig. {name}") or name
        found = self.names.candidates(numbered, frozenset({terms.FIGURE_PANEL}))
        if found:
            return [panel.iri for panel in found]
        works = self.names.candidates(name, frozenset({terms.PUBLICATION}))
        of_work = f"; those of a work: query figures -p work={shlex.quote(name)}" if works else ""
        there_are = ", ".join(panel.removeprefix("Fig. ") for panel in self.names.panels)
        raise NameLookupError(
            f"{key} takes the number of a figure or panel: {name!r} is none{of_work}; "
            f"there are {there_are}"
        )

    def _under_a_condition(self, name: str, groups: set[str]) -> str:
        """Return how an observable and a condition are asked for that were given as one name."""
        condition, _, observable = name.rpartition(" ")
        if self.names.candidates(name):  # as delayed fluorescence does
            return ""
        if not (condition and self.names.candidates(observable, frozenset(groups))):
            return ""
        return (
            f"{name!r} is none; {condition!r} may be the condition: "
            f"defectkg outcomes --observable {shlex.quote(observable)} "
            f"--condition {shlex.quote(condition)}"
        )

    def _meant_by(self, name: str, labels: Sequence[str]) -> str:
        """Return which sort of thing a name is that fits no label, and the labels like it."""
        from defectkg.model.names import command_for

        named = self.names.candidates(name)
        sorts = {self.names.any_of(one.types) for one in named}
        words = set(name.casefold().split())
        near = [f"{label!r}" for label in sorted(labels) if words & set(label.casefold().split())]
        told = [f"that is a {' or '.join(sorted(sorts))}"] if sorts else []
        told += [f"did you mean {' or '.join(near)}?"] if near else []
        told += [f"see: {command_for(named[0])}"] if len(named) == 1 else []
        return "".join(f"; {one}" for one in told)

    def scope(self, host: str = "", form: str = "") -> Scope:
        """Return the scope of a host and a form by their names; none means any."""
        from defectkg.mechanisms.paths import Scope

        return Scope.named(self, host, form)

    def to_networkx(
        self, *, host: str = "", form: str = "", outcomes: bool = False
    ) -> networkx.MultiDiGraph:
        """Return the mechanism network; see `defectkg.mechanisms.network.to_networkx`.

        With a host or form it holds the claims about it, about a broader one, and about none.
        """
        from defectkg.mechanisms.network import links_in, to_networkx

        links = links_in(self, self.scope(host, form), outcomes=outcomes)
        return to_networkx(links, self)

    def paths(
        self,
        start: str,
        end: str,
        *,
        count: int | None = None,
        pattern: str = "",
        mechanism: str = "",
        every: bool = False,
        **scope: Unpack[PathUses],
    ) -> ShownPaths:
        """Return the signed mechanism paths from one kind to another, best first.

        Parameters
        ----------
        start, end : str
            Names of agents, ions, defects, conditions, electronic features or observables.
        count : int, optional
            How many; all without it.
        pattern : str, optional
            Layers of a path, such as ``agent/*/defect/*/observable``.
        mechanism : str, optional
            Name of a mechanism by which a step must work.
        every : bool, optional
            Also short cuts, paths that differ only behind the first defect, those of other
            materials where the asked one has its own, and those against what is said more directly.
        **scope
            See `search`.

        Returns
        -------
        ShownPaths
            A `defectkg.mechanisms.paths.PathAnswer` that knows how to show itself.

        Raises
        ------
        NameLookupError
            If a name fits nothing, or several things.
        QueryError
            If the pattern names no layer.

        Examples
        --------
        >>> load().paths("ZnBr2", "PLQY", host="CsPbBr3", count=1).paths[0].sign
        '+'
        """
        first, last = map(self._on_paths, (start, end))
        if first == last:
            raise NameLookupError(f"{start!r} and {end!r} are the same kind: name two kinds")
        part = self._part(scope)
        search = part.search(**scope)
        answer = search.answer(first, last, count, self._keep(pattern, mechanism), every=every)
        from defectkg.draw.notebook import ShownPaths

        left = self._works(scope.get("without", ()))

        def outcomes_of(observable: str, causes: frozenset[str]) -> list[Outcome]:
            return [o for o in part.outcomes_of(observable, causes) if o.statement.without(left)]

        return ShownPaths(part, search.with_outcomes(answer, outcomes_of))

    def _on_paths(self, name: str) -> str:
        """Return the IRI of what may begin or end a path; a refusal says what else takes a name."""
        try:
            return self.find(name, *terms.LAYERS).iri
        except NameLookupError:
            from defectkg.text.empty_answers import no_end_of_paths

            if isinstance(name, str) and (refusal := no_end_of_paths(self, name)):
                raise NameLookupError(refusal) from None
            raise

    def _works(self, names: Iterable[str]) -> frozenset[str]:
        whole = self._whole or self  # what does not count can be left out, too
        return frozenset(whole.find(name, terms.PUBLICATION).iri for name in names)

    def reach(self, start: str, **scope: Unpack[PathUses]) -> ShownList[MechanismPath]:
        """Return the best path to each kind that a start reaches; see `search` for the scope."""
        from defectkg.draw.notebook import ShownList
        from defectkg.text.path_data import reach_rows

        part = self._part(scope)
        found = part.search(**scope).reach(self._on_paths(start))
        return ShownList(found, lambda paths: reach_rows(part, list(paths)))

    def search(
        self,
        *,
        host: str = "",
        form: str = "",
        strict: bool = False,
        definitions: bool = True,
        outcomes: bool = False,
        max_length: int = 8,
        without: Iterable[str] = (),
        source: str = "",
        until: int | None = None,
        weights: Weights | None = None,
    ) -> Search:
        """Return a search under one scope, for many questions.

        Parameters
        ----------
        host, form : str, optional
            Names; claims about others are then borrowed and marked.
        strict : bool, optional
            Neither borrow nor step to a broader kind, and leave out what does not say its host
            or form where one is given.
        definitions : bool, optional
            Use links that follow from definitions.
        outcomes : bool, optional
            Use reported outcomes as links, too.
        max_length : int, optional
            Most steps of a path.
        without : iterable of str, optional
            Names of publications that do not count.
        source, until : optional
            Which part of the graph counts; see `within`.
        weights : Weights, optional
            In place of the shipped ones; see `defectkg.mechanisms.belief.read_weights`.

        Returns
        -------
        Search
        """
        from defectkg.mechanisms.search import Search

        part = self.within(source=source, until=until)
        scope = replace(
            part.scope(host, form), strict=strict, definitions=definitions, max_length=max_length
        )
        withdrawn = self._works(without)
        asked = scope, outcomes, withdrawn, weights
        before, search = part._searched
        if asked != before or search is None:
            counted = [*part.statements, *(part.outcome_statements if outcomes else ())]
            used = filter(None, (statement.without(withdrawn) for statement in counted))
            chemistry = part.chemistry if host else None
            search = Search(used, part.kinds, scope, weights=weights, chemistry=chemistry)
            part._searched = asked, search
        return search

    def explain(self, what: str = "all", **scope: Unpack[Uses]) -> ShownList[Explanation]:
        """Return whether the claims explain what treatments are reported to do.

        Parameters
        ----------
        what : str, optional
            Name of a treatment, of an agent, ion or condition (or a kind above it), or ``all``.
        **scope
            See `search`; host and form are those of each treatment.

        Returns
        -------
        ShownList of Explanation

        Examples
        --------
        >>> [(e.result.label, e.verdict) for e in load().explain("KI")]
        [('KI in polycrystalline perovskite films', 'explained')]
        """
        from defectkg.mechanisms.explanation import explain
        from defectkg.mechanisms.rates import read_radiative_rates

        part = self._part(scope)
        wanted = part.results
        if what != "all":
            iri = part._explained(what)
            wanted = [
                result
                for result in wanted
                if iri == result.iri or any(part.kinds.covers(iri, kind) for kind in result.applied)
            ]

        def search_in(host: str, form: str) -> Search:
            return part.search(host=host, form=form, **scope)

        from defectkg.draw.notebook import ShownList
        from defectkg.text.tables import explain_rows

        found = explain(wanted, search_in, read_radiative_rates(part.store))
        return ShownList(found, lambda items: explain_rows(part, items))

    def _explained(self, what: str) -> str:
        """Return the IRI of what may be explained; of a form a refusal says what compares it."""
        try:
            return self.find(what, terms.TREATMENT, *terms.LAYERS).iri
        except NameLookupError:
            from defectkg.text.empty_answers import forms_compared

            if refusal := forms_compared(self, what):
                raise NameLookupError(refusal) from None
            raise

    def explain_untreated(self, what: str, **scope: Unpack[Uses]) -> Untreated:
        """Return why a host is as it is, by what its defects do; of a defect, what it does.

        Parameters
        ----------
        what : str
            Name of a host or a defect.
        **scope
            See `search`; of a host, the search is in it.

        Raises
        ------
        NameLookupError
            If the name fits neither, or several things.

        Examples
        --------
        >>> first = load().explain_untreated("CsPbBrxCl3-x").paths[0]
        >>> [step.effect.rpartition("/")[2] for step in first.steps]
        ['DeepTrapState', 'NonradiativeRecombination', 'PLQY']
        """
        from defectkg.mechanisms.untreated import measured_of, untreated

        part = self._part(scope)
        of = part.find(what, terms.HOST_KIND, terms.DEFECT_KIND)
        if terms.HOST_KIND in of.types:
            search = part.search(host=of.iri, **scope)
            measured = {row["observable_iri"] for row in measured_of(part.store, of.iri)}
            ends = measured | {terms.PLQY}
        else:
            search = part.search(**scope)
            ends = part.kinds.of_group(terms.OBSERVABLE_KIND)
        return untreated(search, of.iri, ends)

    def bottlenecks(self, what: str = "all", **scope: Unpack[Uses]) -> ShownList[Bottleneck]:
        """Return on which kinds and papers explanations depend; see `explain`."""
        from defectkg.draw.notebook import ShownList
        from defectkg.mechanisms.explanation import bottlenecks
        from defectkg.text.tables import bottleneck_rows

        part = self._part(scope)
        inner = frozenset(part.kinds.of_group(terms.CONDITION_KIND, terms.DEFECT_KIND))
        found = bottlenecks(part.explain(what, **scope), inner)
        return ShownList(found, lambda items: bottleneck_rows(part, items))

    @cached_property
    def _evidence(self) -> Gaps:
        """What is claimed against which defect, indexed for many cells."""
        from defectkg.mechanisms.gaps import Gaps, OpenProblem

        rows = run(self.store, "challenges").dicts()
        open_problems = [
            OpenProblem(
                frozenset(row["concerns_iri"].split()),
                frozenset(row["publication_iri"].split()),
                frozenset(row["source_iri"].split()),
                row["challenge_iri"],
            )
            for row in rows
        ]
        held = self.statements, self.kinds, self.chemistry
        return Gaps(*held, open_problems, self.results)

    def gaps(
        self,
        *,
        defect: str = "",
        agent: str = "",
        host: str = "",
        form: str = "",
        state: str = "",
        every: bool = False,
    ) -> ShownList[Cell]:
        """Return what is claimed against which defect and where, and what is not, cell by cell.

        Each is said of the sources that were read: no claim is not never tried.

        Parameters
        ----------
        defect, agent, host, form : str, optional
            Names; without them the defects that a claim names, and the agent classes, hosts
            and widest forms of treatments with an outcome.
        state : str, optional
            One of `defectkg.mechanisms.gaps.STATES`; only cells of this state.
        every : bool, optional
            All agents, ions, hosts and forms instead.

        Returns
        -------
        ShownList of Cell

        Raises
        ------
        QueryError
            If there is no such state.

        Examples
        --------
        >>> cells = load().gaps(defect="V_X", agent="K+", host="CsPbBr3", form="nanocrystal")
        >>> [cell.state for cell in cells]
        ['declared open']
        """
        from defectkg.mechanisms.gaps import AGENTS, default_field, full_field, states_named

        wanted = states_named(state)
        held = self.kinds, self.results, self.statements
        field = full_field(self.kinds) if every else default_field(*held)
        asked = (
            ("defect", defect, (terms.DEFECT_KIND,)),
            ("agent", agent, AGENTS),
            ("host", host, (terms.HOST_KIND,)),
            ("form", form, (terms.FORM_KIND,)),
        )
        chosen = {
            f"{part}s": (self._fitting(part, Slot(tuple(map(local_name, groups))), name),)
            for part, name, groups in asked
            if name
        }
        cells = self._evidence.cells(field._replace(**chosen))
        from defectkg.draw.notebook import ShownList
        from defectkg.text.tables import gap_rows

        found = (cell for cell in cells if cell.state in wanted)
        return ShownList(found, lambda items: gap_rows(self, items))

    def cells(self, **filters: Any) -> list[Cell]:
        """Return what `gaps` does; its old name, for one release."""
        warnings.warn("cells is now gaps", DeprecationWarning, stacklevel=2)
        return self.gaps(**filters)

    def suggest(
        self, defect: str, host: str, form: str = "", **scope: Unpack[Uses]
    ) -> ShownList[Suggestion]:
        """Return untested candidates against a defect of a host, best first.

        Parameters
        ----------
        defect, host, form : str
            Names; without a form, claims of any form count.
        **scope
            See `search`.

        Returns
        -------
        ShownList of Suggestion

        Examples
        --------
        >>> graph = load()
        >>> {s.state for s in graph.suggest("V_Cl", "CsPbCl3")} <= {"no claim", "declared open"}
        True
        """
        from defectkg.mechanisms.suggestions import suggest, untested

        asked = (
            self.find(defect, terms.DEFECT_KIND).iri,
            self.find(host, terms.HOST_KIND).iri,
            self.find(form, terms.FORM_KIND).iri if form else "",
        )
        part = self._part(scope)
        search = part.search(host=host, form=form, **scope)
        from defectkg.draw.notebook import ShownList
        from defectkg.text.tables import suggest_rows

        states = untested(search, part._evidence, part.chemistry, *asked, part.results)
        found = suggest(search, part.chemistry, states, *asked)
        return ShownList(found, lambda items: suggest_rows(part, items))

    def backtest(self, *, by_year: bool = False) -> ShownList[Placement]:
        """Hide what papers report against defects and say where `suggest` ranks it without them.

        Parameters
        ----------
        by_year : bool, optional
            Hide all papers from the year of each case on, and not only its own.

        Returns
        -------
        ShownList of Placement
        """
        from defectkg.mechanisms.backtest import backtest

        rows = run(self.store, "internal/publication-years").dicts() if by_year else ()
        years = {row["work"]: row["year"] for row in rows}
        from defectkg.draw.notebook import ShownList
        from defectkg.text.tables import backtest_rows

        found = backtest(self.statements, self.kinds, self.chemistry, self.results, years)
        hidden = "all from its year on" if by_year else "the paper"
        return ShownList(found, lambda items: backtest_rows([(hidden, list(items))]))

    def foresight(
        self, *, source: str = "", until: int | None = None
    ) -> list[tuple[str, list[Placement]]]:
        """Say where `suggest` ranks what papers report, from what is known without them.

        Parameters
        ----------
        source : str, optional
            Name of a publication: what was read in it is known, what was read elsewhere is not.
        until : int, optional
            Year: what is of it or earlier is known, what is later or of no year is not.

        Returns
        -------
        list of (str, list of Placement)
            In words which findings they are, and where those come up: of agents that what is known
            names, of agents that it does not, and of agents that are said to do harm.

        Raises
        ------
        NameLookupError
            If the source names no publication.

        Examples
        --------
        >>> [words for words, _ in load().foresight(source="Zheng 2019")]
        ['helped, agent named before', 'helped, agent new', 'harmed']
        """
        from defectkg.mechanisms.backtest import Read, foresight

        part = self.within(source=source, until=until)
        known, read = (Read(graph.statements, graph.results) for graph in (part, self))
        return foresight(known, read, self.kinds, self.chemistry)

    def _keep(self, pattern: str, mechanism: str) -> Callable[[MechanismPath], bool] | None:
        """Return which paths fit a pattern and a mechanism, or None where neither is given."""
        from defectkg.mechanisms.patterns import fits_pattern, names_mechanism, pattern_regex

        if not pattern and not mechanism:
            return None
        layers = pattern_regex(pattern or "*")
        wanted = self.find(mechanism, terms.MECHANISM_KIND).iri if mechanism else ""
        covered = frozenset(kind for kind in self.kinds.labels if self.kinds.covers(wanted, kind))

        def keep(path: MechanismPath) -> bool:
            fits = fits_pattern(path, layers, self.kinds)
            return fits and (not mechanism or names_mechanism(path, covered))

        return keep

    @property
    def dataset(self) -> rdflib.Dataset:
        """A copy of the graph as an rdflib dataset, one named graph for each study."""
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=self.store.to_nquads(), format="nquads")
        return dataset

    def intake(self, path: str | Path, folder: str | Path = "graphs") -> Intake:
        """Return what a paper written down in YAML would bring to a folder of graphs.

        Parameters
        ----------
        path : str or Path
            See ``docs/intake.md``.
        folder : str or Path, optional
            What it holds is known, beside this graph; there ``.write()`` writes.

        Returns
        -------
        Intake
            With faults, findings, duplicates and conflicts.
        """
        from defectkg.intake.intake import read_paper

        return read_paper(path, folder, self.store)

    def draft(self, text: str | Path, *, source: str = "", study: str = "draft") -> Page:
        """Return a draft for intake of the values in a text, each still to be confirmed.

        Parameters
        ----------
        text : str or Path
            A file: your own copy or an abstract, plain text or Markdown.
        source : str, optional
            Name of the publication that it is a copy of; one that is known tells places.
        study : str, optional
            A name for the records.

        Returns
        -------
        Page
            YAML.

        Raises
        ------
        DataError
            If the file cannot be read, or is too long for one publication.
        """
        from pathlib import Path

        from defectkg.intake.draft_file import read_draft
        from defectkg.text.pages import Page

        return Page(read_draft(self, Path(text), source, study).text)

    def export(self, target: str | Path, syntax: str = "", what: str = "data") -> str:
        """Write the graph to a file or folder; see `defectkg.publish.export.export`."""
        from defectkg.publish.export import export

        return export(self.store, str(target), syntax, what)


def listed_library() -> Rows:
    """Return the queries of the library: name, question and parameters."""
    from defectkg.rdf.library import library

    values = [(query.name, query.question, ", ".join(query.slots)) for query in library()]
    return Rows(("query", "question", "params"), values)


def listed_prefixes() -> Rows:
    """Return the prefixes that queries know, and what each stands for."""
    return Rows(("prefix", "namespace"), list(prefixes().items()))


def results_wanted(unchanged: bool, harmful: bool) -> dict[str, str]:
    """Return which results of outcomes two options ask for.

    Raises
    ------
    QueryError
        If both are asked for.
    """
    if unchanged and harmful:
        raise QueryError("unchanged and harmful are two questions: ask one after the other")
    result = "null result or no change" if unchanged else "worse" if harmful else ""
    return {"result": result} if result else {}
