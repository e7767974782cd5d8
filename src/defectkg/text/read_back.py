"""Records told as sentences, so that whoever wrote them down sees whether they were understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.rdf.rows import Rows
from defectkg.text.records import RecordTexts, number
from defectkg.text.sentences import Row, claim_sentence, listed, scope_phrase

__all__ = ["outcome_sentence", "read_back", "treatment_sentence"]

COMPARED = {">": "more than ", "<": "less than ", "~": "about ", "up to": "up to "}
#: What an observable does, by its direction: as a verb, and as a remark behind a value.
GOES = {terms.UP: "rises", terms.DOWN: "falls"}
STAYS = {terms.UNCHANGED: "is unchanged", terms.PRESERVED: "is preserved"}
PRESENTED = {terms.UP: ", presented as a rise", terms.DOWN: ", presented as a fall"} | {
    direction: f", and {verb}" for direction, verb in STAYS.items()
}


def read_back(graph: GraphContent, lines: Mapping[str, str]) -> Rows:
    """Return treatments, outcomes and claims as sentences; a value before stands in its outcome's.

    Parameters
    ----------
    graph : GraphContent
        That holds the records.
    lines : mapping of str to str
        Where each record stands, by its IRI.
    """
    records = RecordTexts(graph)
    return Rows(("line", "understood"), list(sentences(records, lines)))


def sentences(records: RecordTexts, lines: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield line and sentence of each record."""
    before = {records.baselines.get(iri) for iri in lines}
    for iri, line in lines.items():
        if row := records.treatments.get(iri):
            yield line, treatment_sentence(row)
        elif (row := records.outcomes.get(iri)) and iri not in before:
            yield line, outcome_sentence(records, row)
        elif row := records.claims.get(iri):
            yield line, claim_sentence(records.graph, row)


def treatment_sentence(row: Row) -> str:
    """Return a row of ``treatments`` as a sentence.

    Examples
    --------
    >>> from defectkg import load
    >>> for row in load().query("treatments").dicts():
    ...     if row["treatment_iri"].endswith("zheng2019-zinc-bromide-t1"):
    ...         print(treatment_sentence(row).partition(";")[0])
    ZnBr2 is applied to CsPbBr3 nanocrystals (growth doping)
    """
    on = scope_phrase(row["host"], row["form"]).removeprefix(" in ")
    verb = "are applied together to" if row["jointly"] else "is applied to"
    what = f"{applied(row)} {verb if row['agent'] else 'is set for'} {on or 'any host'}"
    how = ", ".join(filter(None, (row["route"], row["dose"], row["medium"])))
    role = "as a control, " if row["role_iri"] == terms.CONTROL else ""
    filed = f"{role}filed under {listed(row['strategy'])}"
    return "; ".join([f"{what} ({how})" if how else what, filed, source(row)])


def applied(row: Row) -> str:
    """Return what a treatment applies: together, or each alone, or which condition it sets."""
    if not row["agent"]:
        return row["applied_condition"]
    *first, last = row["agent"].split("; ")
    return f"{', '.join(first)} {'and' if row['jointly'] else 'or'} {last}" if first else last


def outcome_sentence(records: RecordTexts, row: Row) -> str:
    """Return a row of ``measurements`` as a sentence.

    Examples
    --------
    >>> from defectkg import load
    >>> records = RecordTexts(load())
    >>> for row in records.outcomes.values():
    ...     if row["measurement"] == "zheng2019-zinc-bromide-m2":
    ...         print(outcome_sentence(records, row).partition(";")[0])
    With ZnBr2, PLQY in CsPbBr3 nanocrystals rises from 54 to 78 % (“dramatically higher”)
    """
    treatment = records.treatments.get(row["treatment_iri"])
    when = "Before" if row["state_iri"] == terms.BEFORE else "With"
    lead = f"{when} {applied(treatment)}, " if treatment else ""
    of = f" of the {row['defect']}" if row["defect"] else ""
    subject = f"{row['observable']}{of}{scope_phrase(row['host'], row['form'])}"
    said = f"{lead}{subject} {predicate(records, row)}"
    said += f", compared with {row['compared_with']}" if row["compared_with"] else ""
    said += f" ({row['condition']})" if row["condition"] else ""
    notes = [
        row["method"] and f"measured by {listed(row['method'])}",
        row["aim"] and "an aim, no result",
        source(row),
    ]
    return "; ".join([said, *filter(None, notes)])


def predicate(records: RecordTexts, row: Row) -> str:
    """Return what an observable does or is."""
    direction, quantity = row["direction_iri"], row["quantity_iri"]
    words = f"“{row['words']}”" if row["words"] else ""
    verb = GOES.get(direction) or STAYS.get(direction, "")
    if not row["value"]:
        return f"{verb} ({words})" if verb and words else verb or f"is described as {words}"
    value = amount(row)
    if quantity == terms.RATIO:
        said = f"{GOES.get(direction, 'differs')} by a factor of {value}"
    elif quantity == terms.DIFFERENCE:
        said = f"{GOES.get(direction, 'differs')} by {value}"
    elif quantity == terms.RETAINED:
        said = f"keeps {value} of its value"
    elif before := records.outcomes.get(records.baselines.get(row["measurement_iri"], "")):
        unit = before["unit"] if before["unit"] != row["unit"] else ""
        said = f"{verb or 'goes'} from {amount({**before, 'unit': unit})} to {value}"
    else:
        said = f"is {value}{PRESENTED.get(direction, '')}"
    return f"{said} ({words})" if words else said


def amount(row: Row) -> str:
    """Return digits and unit in words, such as ``about 2–80 meV``."""
    digits = number({**row, "comparator": ""})
    return f"{COMPARED.get(row['comparator'], '')}{digits} {row['unit']}".strip()


def source(row: Row) -> str:
    """Return whose result it is and where it stands."""
    return f"{row['rests_on']}, {row['publication']}, {row['locator']}"
