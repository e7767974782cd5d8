"""What a paper prints against what follows from it: factors, rates, classes, ratios, words.

It stands beside the checks because it judges, too: they judge how a record is written, this judges
whether what was printed fits together. Nothing here is a fault of a record. What lacks a value is
not listed; every computed value says by which formula and under which assumption.
"""

from __future__ import annotations

import math
import re
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from defectkg.check.formulas import parse_formula
from defectkg.mechanisms.rates import read_radiative_rates
from defectkg.model import terms
from defectkg.model.content import GraphContent
from defectkg.rdf.queries import run
from defectkg.rdf.rows import Rows

__all__ = ["AGREES", "Confrontation", "boltzmann_factor", "confront", "factor_in_words"]

AGREES = "agrees"
ALONE = "nothing printed to compare"
# Both exact since 2019: SI Brochure, 9th edition, tables 1 and 8 (BIPM).
BOLTZMANN = 1.380649e-23  # J/K
CHARGE = 1.602176634e-19  # C
ROOM_TEMPERATURE = 298.0  # K
CLOSE = 0.05  # printed digits are rounded: what differs by less agrees
ENOUGH = 5  # values of an observable, before a word is held against them
ALIKE = 15  # per cent by which ions of like size may differ (Goldschmidt's rule)
NUMBER_WORDS = {"one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0}
AMOUNT = rf"(\d+(?:\.\d+)?|{'|'.join(NUMBER_WORDS)})"
ORDERS = re.compile(rf"{AMOUNT} orders? of magnitude")
FACTORS = (
    re.compile(r"factor of (?:\w+ )?10\^(\d+)"),
    re.compile(rf"factor of (?:\w+ )?{AMOUNT}"),
    re.compile(rf"{AMOUNT}[- ]?(?:fold|times)"),
)
HIGH = re.compile(
    r"^(very |extremely )?(high|large|bright|efficient)$|\b(highest|most efficient)\b"
)
LOW = re.compile(r"^(very |extremely |relatively )?(low|small|poor|weak)$")
PRINTED_RATIO = re.compile(r"\b([A-Z][A-Za-z]*):([A-Z][A-Za-z]*) (\d+(?:\.\d+)?):(\d+(?:\.\d+)?)")
PER_NANOSECOND = {"us-1": 1e-3, "ns-1": 1.0, "s-1": 1e-9}
NANOSECONDS = {"ps": 1e-3, "ns": 1.0, "us": 1e3}
ELECTRONVOLTS = {"eV": 1.0, "meV": 1e-3}
SIGNS = {">": "> ", "<": "< ", "~": "~", "up to": "up to ", "range": ""}

GROUNDS = ("publication", "read_in", "reference_numbers", "locator")  # who prints it, and where
Record = dict[str, str]  # a row of the query ``measurements``


class Confrontation(NamedTuple):
    """What is printed and what follows from it.

    Parameters
    ----------
    what : str
    printed, recomputed : str
    apart : str
        How far, as recomputed over printed; `AGREES`; or that nothing is printed to compare.
    formula, assumption, possible_reason : str
    publication, read_in, reference_numbers, locator : str
    record : str
        The records that print it.
    agent_iri, treatment_iri : str
    """

    what: str
    printed: str
    recomputed: str
    apart: str
    formula: str
    assumption: str
    possible_reason: str
    publication: str
    read_in: str
    reference_numbers: str
    locator: str
    record: str
    agent_iri: str
    treatment_iri: str


def confront(graph: GraphContent, term: str = "") -> Rows:
    """Return what papers print against what follows from it, what is apart first.

    Parameters
    ----------
    graph : GraphContent
    term : str, optional
        Name of a work, of an agent or an ion that it brings, or of a treatment.

    Returns
    -------
    Rows

    Raises
    ------
    NameLookupError
        If the term names nothing of these.
    """
    records = [row for row in run(graph.store, "measurements").dicts() if row["aim"] != "true"]
    found = [
        *changes(graph, records),
        *boltzmann(records),
        *rates(graph, records),
        *lifetimes(records),
        *device_yields(records),
        *retained(records),
        *ratios(graph, records),
        *ion_classes(graph),
        *size_matches(graph),
        *adjectives(records),
    ]
    if term:
        groups = (terms.PUBLICATION, terms.TREATMENT, terms.AGENT_KIND, terms.ION_KIND)
        name = graph.find(term, *groups)
        found = [
            one
            for one in found
            if name.iri in one.treatment_iri.split()
            or any(
                graph.kinds.covers(name.iri, kind)
                for agent in one.agent_iri.split()
                for kind in (agent, *graph.kinds.supplies.get(agent, ()))
            )
            or name.label in [*one.publication.split("; "), *one.read_in.split("; ")]
        ]
    found.sort(key=lambda one: (one.apart == AGREES, one.apart == ALONE))
    return Rows(Confrontation._fields, found)


def boltzmann_factor(energy: float, temperature: float = ROOM_TEMPERATURE) -> float:
    """Return ``exp(energy / kT)``, by which a higher formation energy thins a defect out.

    Parameters
    ----------
    energy : float
        In electronvolts.
    temperature : float, optional
        In kelvins.

    Examples
    --------
    >>> f"{boltzmann_factor(0.5):.2g}"
    '2.9e+08'
    """
    return math.exp(energy * CHARGE / (BOLTZMANN * temperature))


def factor_in_words(words: str) -> float | None:
    """Return the factor that words name, or None.

    Examples
    --------
    >>> [factor_in_words(w) for w in ("nearly 1 order of magnitude", "400 fold less", "doubled")]
    [10.0, 400.0, 2.0]
    """
    if found := ORDERS.search(words):
        return float(10 ** number(found[1]))
    if found := FACTORS[0].search(words):
        return float(10 ** int(found[1]))
    for pattern in FACTORS[1:]:
        if found := pattern.search(words):
            return number(found[1])
    return 2.0 if re.search(r"\b(doubl|twice|twofold|halv)", words) else None


def number(text: str) -> float:
    """Return a number in digits or as a word."""
    return NUMBER_WORDS.get(text) or float(text)


def changes(graph: GraphContent, records: list[Record]) -> Iterator[Confrontation]:
    """Yield printed factors and differences against the two printed values."""
    by_iri = {record["measurement_iri"]: record for record in records}
    pairs: dict[tuple[str, ...], list[tuple[Record, Record]]] = defaultdict(list)
    for row in run(graph.store, "internal/values-before").dicts():
        after, before = by_iri.get(row["measurement"]), by_iri.get(row["baseline"])
        if after and before and exact(after) and exact(before) and after["unit"] == before["unit"]:
            pairs[about(after)].append((before, after))
    for record in records:
        if record["quantity_iri"] not in {terms.RATIO, terms.DIFFERENCE} or record["compared_with"]:
            continue
        factor = float(record["value"]) if record["value"] else factor_in_words(record["words"])
        for before, after in pairs[about(record)] if factor else ():
            low, high = sorted((float(before["value"]), float(after["value"])))
            if record["quantity_iri"] == terms.DIFFERENCE:
                computed, formula = high - low, "after − before"
            elif not low:
                continue
            else:
                computed = high / low
                formula = "after / before" if high == float(after["value"]) else "before / after"
            reason = (
                f"rounded to powers of ten: {math.log10(computed):.2f} of an order"
                if "magnitude" in record["words"]
                else "rounded, or the numbers are of other samples than the factor"
            )
            yield row_of(
                "factor",
                printed=f"{said(record)}; {value(before)} → {value(after)}",
                recomputed=f"× {computed:.3g}"
                if formula != "after − before"
                else f"{computed:.3g}",
                apart=apart(computed, factor or 1, record["comparator"]),
                formula=formula,
                reason=reason,
                records=[record, before, after],
            )


def boltzmann(records: list[Record]) -> Iterator[Confrontation]:
    """Yield printed changes of a defect density against the printed change of its energy."""
    by_defect: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        if record["treatment_iri"] and record["defect"]:
            by_defect[record["treatment_iri"], record["defect"]].append(record)
    for some in by_defect.values():
        energies = [r for r in some if r["observable_iri"] == terms.DEFECT_FORMATION_ENERGY]
        before = only(r for r in energies if in_unit(r, ELECTRONVOLTS, terms.BEFORE))
        after = only(r for r in energies if in_unit(r, ELECTRONVOLTS, terms.AFTER))
        times = only(r for r in energies if r["quantity_iri"] == terms.RATIO and r["value"])
        density = only(
            r
            for r in some
            if r["observable_iri"] == terms.DEFECT_DENSITY and r["quantity_iri"] == terms.RATIO
        )
        factor = density and (float(density["value"] or 0) or factor_in_words(density["words"]))
        if not before or not density or not factor or not (after or times):
            continue
        start = float(before["value"]) * ELECTRONVOLTS[before["unit"]]
        if after:
            rise = float(after["value"]) * ELECTRONVOLTS[after["unit"]] - start
        elif times:
            by = float(times["value"])
            rise = start * (by - 1 if times["direction_iri"] == terms.UP else 1 / by - 1)
        least = "≥ " if times and times["comparator"] == ">" and not after else ""
        computed = boltzmann_factor(abs(rise))
        falls = density["direction_iri"] == terms.DOWN
        opposed = (rise > 0) != falls
        yield row_of(
            "energy and density",
            printed=f"{value(before)}, {said(times or after or {})}; {said(density)}",
            recomputed=f"× {least}{computed:.2g} {'fewer' if rise > 0 else 'more'}",
            apart="the other way" if opposed else apart(computed, factor, least and "<"),
            formula="exp(ΔE/kT), ΔE " + f"{least}{abs(rise):.3g} eV",
            assumption=f"T = {ROOM_TEMPERATURE:.0f} K; equilibrium, same sites and entropy",
            reason=f"{factor:.2g} asks for ΔE {needed(factor):.3g} eV; crystals form warmer, "
            "where the same ΔE changes less",
            records=[r for r in (before, times, after, density) if r],
        )


def needed(factor: float) -> float:
    """Return the energy in electronvolts whose Boltzmann factor is this at room temperature."""
    return math.log(factor) * BOLTZMANN * ROOM_TEMPERATURE / CHARGE


def rates(graph: GraphContent, records: list[Record]) -> Iterator[Confrontation]:
    """Yield the radiative rates that follow where yield and lifetime are printed before and after.

    That a trap goes leaves the radiative rate as it was: it is compared with itself.
    """
    for treatment, rate in read_radiative_rates(graph.store).items():
        used = [
            r
            for r in records
            if r["treatment_iri"] == treatment
            and r["observable_iri"] in {terms.PLQY, terms.PL_LIFETIME}
            and exact(r)
        ]
        yield row_of(
            "radiative rate",
            printed="; ".join(f"{r['observable']} {r['state']} {value(r)}" for r in used),
            recomputed=str(rate),
            apart=apart(rate.after / rate.before, 1, ""),
            formula="k_r = PLQY / PL lifetime",
            assumption="both of one sample; one rate describes the decay",
            reason="more than traps changed, or the lifetime is an average that the yield is not",
            records=used,
        )


def lifetimes(records: list[Record]) -> Iterator[Confrontation]:
    """Yield what follows from a printed yield and a printed nonradiative rate."""
    for some in by_state(records):
        quantum = only(r for r in some if r["observable_iri"] == terms.PLQY)
        slow = only(
            r for r in some if in_unit(r, PER_NANOSECOND, observable=terms.NONRADIATIVE_RATE)
        )
        if not quantum or not slow or not 0 < float(quantum["value"]) < 100:
            continue
        part = float(quantum["value"]) / 100
        loss = float(slow["value"]) * PER_NANOSECOND[slow["unit"]]
        lifetime, radiative = (1 - part) / loss, loss * part / (1 - part)
        printed = only(r for r in some if in_unit(r, NANOSECONDS, observable=terms.PL_LIFETIME))
        length = float(printed["value"]) * NANOSECONDS[printed["unit"]] if printed else 0.0
        yield row_of(
            "yield and nonradiative rate",
            printed="; ".join(
                f"{r['observable']} {value(r)}" for r in (quantum, slow, printed) if r
            ),
            recomputed=f"PL lifetime {lifetime:.3g} ns, k_r {radiative:.3g} ns⁻¹",
            apart=apart(lifetime, length, "") if printed else ALONE,
            formula="(1 − PLQY) / k_nr; k_r = k_nr · PLQY / (1 − PLQY)",
            assumption="both of one sample",
            reason="near 100 % a small error of the yield is a large one of the lifetime",
            records=[r for r in (quantum, slow, printed) if r],
        )


def device_yields(records: list[Record]) -> Iterator[Confrontation]:
    """Yield external quantum efficiencies against the quantum yield of the same treatment."""
    by_treatment: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        usual = record["quantity_iri"] == terms.ABSOLUTE and record["state_iri"] == terms.AFTER
        if record["treatment_iri"] and record["value"] and usual and not record["value_max"]:
            by_treatment[record["treatment_iri"]].append(record)
    for some in by_treatment.values():
        quantum = only(r for r in some if r["observable_iri"] == terms.PLQY)
        for device in some if quantum else ():
            if device["observable_iri"] != terms.EQE or not quantum or not float(quantum["value"]):
                continue
            part = float(device["value"]) / float(quantum["value"])
            yield row_of(
                "EQE and PLQY",
                printed=f"PLQY {value(quantum)}; EQE {value(device)}",
                recomputed=f"injection × extraction {part:.2g}",
                apart=AGREES if part <= 1 else f"× {part:.3g}",
                formula="EQE / PLQY (background-definitions-d8)",
                assumption="the same emitter in solution or film and in the diode",
                reason="above 1 is impossible: one of the two is another observable"
                if part > 1
                else "less than a hundredth: the diode, not the crystal, loses the light"
                if part < 0.01
                else "",
                records=[quantum, device],
            )


def retained(records: list[Record]) -> Iterator[Confrontation]:
    """Yield printed retained shares against the printed values at the start and later."""
    absolute = [r for r in records if r["treatment_iri"] and exact(r)]
    for record in records:
        if record["quantity_iri"] != terms.RETAINED or not record["value"]:
            continue
        same = [r for r in absolute if about(r)[:3] == about(record)[:3]]
        late = only(r for r in same if r["condition"] == record["condition"])
        start = only(r for r in same if not r["condition"] and r["state_iri"] == terms.AFTER)
        if not late or not start or late is start or not float(start["value"]):
            continue
        share = 100 * float(late["value"]) / float(start["value"])
        yield row_of(
            "retained share",
            printed=f"{value(record)} retained; {value(start)} → {value(late)}",
            recomputed=f"{share:.3g} %",
            apart=apart(share, float(record["value"]), record["comparator"]),
            formula="value later / value at the start",
            reason="rounded, or the share is of another sample",
            records=[record, start, late],
        )


def ratios(graph: GraphContent, records: list[Record]) -> Iterator[Confrontation]:
    """Yield printed ratios of elements against the formula of the host."""
    formulas: dict[str, tuple[str, set[str]]] = {}
    for row in run(graph.store, "internal/compositions").dicts():
        formulas.setdefault(row["kind"], (row["formula"], set()))[1].add(row["symbol"])
    printed: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for record in records:
        if PRINTED_RATIO.search(record["condition"]) and record["host_iri"] in formulas:
            key = (record["treatment_iri"], record["host_iri"], record["condition"])
            printed[key].append(record)
    for (_, host, condition), some in printed.items():
        formula, symbols = formulas[host]
        try:
            amounts = parse_formula(formula, symbols)
        except ValueError:  # a host of others, which `check` reports
            continue
        for one, other, left, right in PRINTED_RATIO.findall(condition):
            first, second = amounts.get(one, {}), amounts.get(other, {})
            if set(first) != {""} or set(second) != {""} or not float(left):
                continue
            computed = float(second[""] / first[""])
            yield row_of(
                "ratio",
                printed=f"{one}:{other} {left}:{right}",
                recomputed=f"{one}:{other} 1:{computed:.3g}",
                apart=apart(computed, float(right) / float(left), ""),
                formula=f"subscripts of {formula}",
                assumption="all that was brought is built in",
                reason=f"an excess of {other if float(right) / float(left) > computed else one} "
                "in the synthesis, which the crystal does not take up",
                records=some,
            )


def ion_classes(graph: GraphContent) -> Iterator[Confrontation]:
    """Yield the class in which a dopant stands against its charge and radius and those of B."""
    chemistry = graph.chemistry
    for row in run(graph.store, "dopants").dicts():
        ion, host = row["ion_iri"], row["host_iri"]
        stated = chemistry.stated_class(ion)
        computed = chemistry.dopant_class(ion, host)
        if not stated or not computed:
            continue
        mismatch = chemistry.mismatch(ion, host)
        small = graph.kinds.covers(terms.SMALL_ISOVALENT_DOPANT_ION, ion)
        fits = stated == computed and not (small and mismatch is not None and mismatch >= 0)
        size = "" if mismatch is None else f"; {larger(mismatch)}"
        yield Confrontation(
            what="class of a dopant",
            printed=f"{row['ion']} {'small ' if small else ''}{stated} in {row['host']}",
            recomputed=f"{computed}{size}",
            apart=AGREES if fits else "another class",
            formula="charge against the B ion; (r − r_B) / r_B",
            assumption="B site; six neighbours (Shannon radii)",
            possible_reason="" if fits else "another site, or another charge than the usual one",
            **{name: row[name] for name in GROUNDS},
            record=row["treatment_iri"].rpartition("/")[2],
            agent_iri=ion,
            treatment_iri=row["treatment_iri"],
        )


def larger(mismatch: float) -> str:
    """Return in words by how much a radius differs from that of the B ion."""
    return f"{abs(100 * mismatch):.3g} % {'larger' if mismatch > 0 else 'smaller'}"


def size_matches(graph: GraphContent) -> Iterator[Confrontation]:
    """Yield claims that an ion is like the B ion in size against the radii of both."""
    for row in run(graph.store, "claims", {"effect": terms.IONIC_SIZE_MATCH}).dicts():
        for host in row["host_iri"].split():
            mismatch = graph.chemistry.mismatch(row["cause_iri"], host)
            if mismatch is None or row["relation_iri"] != terms.RAISES:
                continue
            fits = abs(100 * mismatch) < ALIKE
            yield Confrontation(
                what="likeness in size",
                printed=f"{row['cause']} raises {row['effect']} in {row['host']}",
                recomputed=larger(mismatch),
                apart=AGREES if fits else larger(mismatch),
                formula="(r − r_B) / r_B",
                assumption=f"B site; six neighbours (Shannon radii); like up to {ALIKE} %",
                possible_reason="" if fits else "like is a matter of degree",
                **{name: row[name] for name in GROUNDS},
                record=row["claim"],
                agent_iri=row["cause_iri"],
                treatment_iri="",
            )


def adjectives(records: list[Record]) -> Iterator[Confrontation]:
    """Yield numbers called high below the middle of what the graph holds, or low above it."""
    by_observable: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record["value"] and record["quantity_iri"] == terms.ABSOLUTE:
            by_observable[record["observable_iri"]].append(record)
    for some in by_observable.values():
        reached = [float(r["value"]) for r in some if r["state_iri"] == terms.AFTER]
        if len(reached) < ENOUGH:
            continue
        middle = statistics.median(reached)
        for record in some:
            words = [w for w in record["words"].split("; ") if HIGH.search(w) or LOW.search(w)]
            if not words or record["state_iri"] != terms.AFTER or not middle:
                continue
            size = float(record["value"])
            called_high = bool(HIGH.search(words[0]))
            against = size < middle if called_high else size > middle
            place = 1 + sum(other > size for other in reached)
            yield row_of(
                "adjective",
                printed=f"{record['observable']} {value(record)}, {words[0]}",
                recomputed=f"place {place} of {len(reached)}, median {middle:.4g} {record['unit']}",
                apart=f"× {size / middle:.2g} of the median" if against else AGREES,
                formula="median of what treatments reach in the graph",
                assumption="values of all colours, hosts and years, in one unit",
                reason=f"high or low for its kind ({record['condition'] or record['host']})"
                if against
                else "",
                records=[record],
            )


def by_state(records: list[Record]) -> Iterable[list[Record]]:
    """Return the exact values of each treatment, state and work."""
    found: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in records:
        if record["treatment_iri"] and exact(record):
            key = (record["treatment_iri"], record["state_iri"], record["publication"])
            found[key].append(record)
    return found.values()


def about(record: Record) -> tuple[str, ...]:
    """Return what must be the same where two numbers are compared."""
    names = ("treatment_iri", "observable_iri", "defect", "condition")
    return tuple(record[name] for name in names)


def exact(record: Record) -> bool:
    """Return whether a record holds one absolute value, and no bound of one."""
    whole = record["quantity_iri"] == terms.ABSOLUTE and not record["value_max"]
    return whole and bool(record["value"]) and record["comparator"] in {"", "~"}


def in_unit(record: Record, units: dict[str, float], state: str = "", observable: str = "") -> bool:
    """Return whether a record is one value in one of these units, of a state and an observable."""
    return (
        exact(record)
        and record["unit"] in units
        and float(record["value"]) > 0
        and state in {"", record["state_iri"]}
        and observable in {"", record["observable_iri"]}
    )


def only(records: Iterable[Record]) -> Record | None:
    """Return the one record, or None where there is none or several."""
    found = list(records)
    return found[0] if len(found) == 1 else None


def apart(computed: float, printed: float, comparator: str) -> str:
    """Return how far a computed number is from a printed one, or that it agrees.

    What is printed as more than a number agrees with all above it; what is computed as no less
    than a number (comparator ``<``), with all below the printed one.
    """
    ratio = computed / printed
    one_sided = (comparator == ">" and ratio >= 1) or (comparator in {"<", "up to"} and ratio <= 1)
    return AGREES if one_sided or abs(ratio - 1) <= CLOSE else f"× {ratio:.2g}"


def value(record: Record) -> str:
    """Return a printed value with its sign of comparison and its unit, long ones as powers."""
    text = record["value"] if len(record["value"]) < 7 else f"{float(record['value']):.4g}"
    most = f"–{record['value_max']}" if record["value_max"] else ""
    return f"{SIGNS.get(record['comparator'], '')}{text}{most} {record['unit']}".strip()


def said(record: Record) -> str:
    """Return the words of a record, or else its value."""
    return record["words"] or value(record)


def row_of(
    what: str,
    *,
    printed: str,
    recomputed: str,
    apart: str,
    formula: str,
    reason: str,
    records: list[Record],
    assumption: str = "",
) -> Confrontation:
    """Return a row with the places of the records it rests on."""

    def joined(name: str, separator: str = "; ") -> str:
        cells = (part for r in records for part in r[name].split(separator) if part)
        return separator.join(dict.fromkeys(cells))

    return Confrontation(
        what=what,
        printed=printed,
        recomputed=recomputed,
        apart=apart,
        formula=formula,
        assumption=assumption,
        possible_reason="" if apart == AGREES and not reason.startswith("less") else reason,
        **{name: joined(name) for name in GROUNDS},
        record=joined("measurement"),
        agent_iri=joined("agent_iri", " "),
        treatment_iri=joined("treatment_iri", " "),
    )
