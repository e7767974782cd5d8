"""Charge and size: which dopant fits which host, which defect a host can have, what may fill it.

Everything here follows from charges (``ontology/ions.ttl``), the ions of hosts and defects, and
Shannon's effective radii (``graphs/background/ionic-radii.ttl``); no claim is read. Seven rules
exclude (`RULES`), the last four suggestions only. None excludes by size: Ni2+, Cu2+ and Zn2+ are
too small for an octahedron of chloride or bromide by the ratio of radii, and all three are reported
as dopants there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from defectkg.model import terms
from defectkg.model.claims import Kinds
from defectkg.rdf.queries import run
from defectkg.rdf.store import Store

__all__ = [
    "RULES",
    "Admissibility",
    "Chemistry",
    "Sites",
    "first_refusal",
    "octahedral_factor",
    "read_chemistry",
    "size_mismatch",
    "tolerance_factor",
]

RULES = {
    "host species": "A defect of an ion is one of hosts that hold the ion.",
    "charge class": "A class of dopants by charge is one of hosts in which its ions have it.",
    "filling sign": "An ion fills a vacancy only if its charge has the sign of a missing ion.",
    "filling species": "What fills a vacancy brings a missing ion that the host has.",
    "foreign halide": "A salt of a halide that the host has not exchanges halides with it.",
    "reduced ion": "An ion that an ion of the host reduces does not last there.",
    "own ion": "An ion of the host that the defect does not miss is no addition to it.",
}
CLASSES = {
    terms.ISOVALENT_DOPANT_ION: "isovalent",
    terms.HETEROVALENT_DOPANT_ION: "heterovalent",
}
Radii = Mapping[str, float]  # of one ion in picometres, by coordination such as "VI"


@dataclass(frozen=True, slots=True)
class Admissibility:
    """Whether something is admissible, and if not, by which rule and why.

    Parameters
    ----------
    admissible : bool
    rule : str
        A key of `RULES`, or empty.
    reason : str
        In words, or empty.
    """

    admissible: bool
    rule: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sites:
    """The ions on the three sites of a host, by IRI.

    Parameters
    ----------
    a, b, x : frozenset of str
    """

    a: frozenset[str]
    b: frozenset[str]
    x: frozenset[str]


def size_mismatch(radius: float, reference: float) -> float:
    """Return by which part of the reference a radius exceeds it; negative if it is smaller.

    Examples
    --------
    >>> round(size_mismatch(74, 119), 3)  # Zn2+ for Pb2+
    -0.378
    """
    return (radius - reference) / reference


def tolerance_factor(a: float, b: float, x: float) -> float:
    """Return Goldschmidt's tolerance factor of a perovskite ABX3.

    As in the IUCr Online Dictionary of Crystallography, "Goldschmidt tolerance factor", with any
    anion for oxygen.

    Examples
    --------
    >>> round(tolerance_factor(188, 119, 181), 3)  # CsPbCl3
    0.87
    """
    return (a + x) / (math.sqrt(2) * (b + x))


def octahedral_factor(b: float, x: float) -> float:
    """Return the octahedral factor, the radius of B over that of X.

    Examples
    --------
    >>> round(octahedral_factor(119, 181), 3)  # CsPbCl3
    0.657
    """
    return b / x


@dataclass(frozen=True, slots=True)
class Chemistry:
    """Charges, radii and species of kinds, by IRI.

    Parameters
    ----------
    kinds : Kinds
    charges : dict of str to int
    radii : dict of str to Radii
    ions : dict of str to frozenset of str
        The ions that each host names.
    missing, extra, needed : dict of str to frozenset of str
        The ions that each defect misses, has too many, and needs in the host though they are there.
    groups : dict of str to frozenset of str
        The groups by which each agent binds, in words.
    reducers : dict of str to frozenset of str
        The ions that reduce each ion.
    """

    kinds: Kinds
    charges: Mapping[str, int]
    radii: Mapping[str, Radii]
    ions: Mapping[str, frozenset[str]]
    missing: Mapping[str, frozenset[str]]
    extra: Mapping[str, frozenset[str]]
    needed: Mapping[str, frozenset[str]]
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reducers: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def sites(self, host: str) -> Sites:
        """Return which of a host's ions sit where, as far as they are named.

        Anions sit on X, cations of one charge on A, others on B. Where a broader host names ions
        on B, these are the ions of B: what a doped host holds beyond them is its dopant.
        """
        own = self.ions.get(host, frozenset())
        above = [self.ions.get(kind, frozenset()) for kind in self.kinds.broader.get(host, ())]
        inherited = frozenset(ion for ions in above for ion in ions if self._charge(ion) > 1)
        highest = frozenset(ion for ion in own if self._charge(ion) > 1)
        return Sites(
            a=frozenset(ion for ion in own if self._charge(ion) == 1),
            b=inherited or highest,
            x=frozenset(ion for ion in own if self._charge(ion) < 0),
        )

    def sign(self, ion: str) -> int:
        """Return 1 or -1 for an ion or a class of ions of one sign, 0 if it is not known."""
        below = [k for k in self.charges if self.kinds.covers(ion, k)]
        found = {self.charges[k] > 0 for k in ([ion] if ion in self.charges else below)}
        return 0 if len(found) != 1 else 1 if found.pop() else -1

    def stated_class(self, ion: str) -> str:
        """Return ``isovalent``, ``heterovalent`` or nothing, as the ontology files an ion."""
        found = {name for kind, name in CLASSES.items() if self.kinds.covers(kind, ion)}
        return found.pop() if len(found) == 1 else ""

    def dopant_class(self, ion: str, host: str) -> str:
        """Return what an ion is on the B site of a host by its charge.

        Returns
        -------
        str
            ``isovalent``, ``heterovalent``, ``own`` if it is the host's ion there, or empty if it
            is no metal ion of known charge, sits on A in some host, or the B site is not known or
            holds several charges.
        """
        if ion not in self.charges:
            return ""
        on_b = self.sites(host).b
        if ion in on_b:
            return "own"
        charges = {self.charges[b] for b in on_b}
        if not self.kinds.covers(terms.METAL_ION, ion) or len(charges) != 1:
            return ""
        if self.charges[ion] == 1 and any(ion in named for named in self.ions.values()):
            return ""
        return "isovalent" if self.charges[ion] in charges else "heterovalent"

    def mismatch(self, ion: str, host: str) -> float | None:
        """Return the size mismatch of an ion to the one B ion of a host, both six-coordinate."""
        on_b = self.sites(host).b
        radius, reference = self._radius({ion}, "VI"), self._radius(on_b, "VI")
        return size_mismatch(radius, reference) if radius and reference else None

    def factors(self, host: str) -> tuple[float, float] | None:
        """Return tolerance and octahedral factor of a host ABX3 of three monatomic ions, else None.

        A is taken twelve-coordinate, B and X six-coordinate.
        """
        sites = self.sites(host)
        if len(self.ions.get(host, ())) != 3 or {self._charge(b) for b in sites.b} != {2}:
            return None
        a, b = self._radius(sites.a, "XII"), self._radius(sites.b, "VI")
        x = self._radius(sites.x, "VI")
        return (tolerance_factor(a, b, x), octahedral_factor(b, x)) if a and b and x else None

    def holds(self, host: str, ion: str) -> bool | None:
        """Return whether a host holds an ion or one of its class; None if that is left open.

        A generic host holds an ion if it names the class; a host that does not name both cations
        and anions leaves open what else is in it.
        """
        own = self.ions.get(host, frozenset())
        if any(self._akin(ion, other) for other in own):
            return True
        return False if self.names_its_ions(host) else None

    def names_its_ions(self, host: str) -> bool:
        """Return whether a host names both cations and anions."""
        return {1, -1} <= {self.sign(ion) for ion in self.ions.get(host, ())}

    def admissible(self, agent: str, defect: str, host: str, mechanism: str = "") -> Admissibility:
        """Return whether it is meaningful to ask if an agent lowers a defect of a host.

        Parameters
        ----------
        agent, defect, host : str
            IRIs of kinds.
        mechanism : str, optional
            IRI of the mechanism by which the agent would act. The rule of filling holds for
            vacancy filling and its kinds only: an ion may lower a vacancy that it cannot fill.
        """
        judgements = [self.kind_in_host(defect, host), self.kind_in_host(agent, host)]
        if mechanism and self.kinds.covers(terms.VACANCY_FILLING, mechanism):
            judgements.append(self.fills(agent, defect))
        return first_refusal(judgements)

    def kind_in_host(self, kind: str, host: str) -> Admissibility:
        """Apply the rules ``host species`` and ``charge class``, each to what it is about."""
        return first_refusal((self.defect_in_host(kind, host), self.class_in_host(kind, host)))

    def dopant_in_host(self, ion: str, said_of: str, host: str) -> Admissibility:
        """Return whether what is said of an ion, or of its class of dopants, elsewhere can hold.

        An ion of the B site is no dopant there, and one of another charge than its class not of it.
        """
        found, stated = self.dopant_class(ion, host), self.stated_class(said_of)
        site = f"{self._label(ion)} on the B site of {self._label(host)}"
        if found == "own":
            return Admissibility(False, "charge class", f"{site} is no dopant")
        if found and stated and ion != said_of and found != stated:
            return Admissibility(False, "charge class", f"{site} is {found}, not {stated}")
        return Admissibility(True)

    def defect_in_host(self, defect: str, host: str) -> Admissibility:
        """Apply the rule ``host species``."""
        asked = self.missing.get(defect, frozenset()) | self.needed.get(defect, frozenset())
        lacking = [self._label(ion) for ion in asked if self.holds(host, ion) is False]
        if not lacking:
            return Admissibility(True)
        words = f"{self._label(host)} has no {' and no '.join(sorted(lacking))}"
        return Admissibility(False, "host species", f"{words}: no {self._label(defect)}")

    def class_in_host(self, agent: str, host: str) -> Admissibility:
        """Apply the rule ``charge class``, to classes of ions such as isovalent dopant ions."""
        if not (stated := self.stated_class(agent)):
            return Admissibility(True)
        members = [k for k in self.charges if k != agent and self.kinds.covers(agent, k)]
        found = {self.dopant_class(ion, host) for ion in members}
        if not members or stated in found or "" in found:
            return Admissibility(True)
        site = ", ".join(sorted(map(self._label, self.sites(host).b)))
        words = f"no {self._label(agent)} is {stated} with {site} of {self._label(host)}"
        return Admissibility(False, "charge class", words)

    def fills(self, agent: str, defect: str) -> Admissibility:
        """Apply the rule ``filling sign`` to defects that miss ions and have none too many.

        Only ions are excluded: a neutral agent brings ions of both signs.
        """
        asked = frozenset() if defect in self.extra else self.missing.get(defect, frozenset())
        sign, signs = self.sign(agent), {self.sign(ion) for ion in asked}
        if not sign or not signs or signs & {0, sign}:
            return Admissibility(True)
        filling, missing = ("a cation", "an anion") if sign > 0 else ("an anion", "a cation")
        pair = f"{self._label(agent)} for {self._label(defect)}"
        words = f"{pair}: {filling} does not fill the place of {missing}"
        return Admissibility(False, "filling sign", words)

    def brings(self, agent: str, defect: str, host: str) -> Admissibility:
        """Apply the rule ``filling species`` to agents that supply ions.

        An agent that brings none of the missing ions, or only such as are foreign to the host,
        does not fill vacancies but exchanges ions.
        """
        missing = self.missing.get(defect, frozenset())
        signs = {self.sign(ion) for ion in missing}
        brought = [i for i in self.kinds.supplies.get(agent, ()) if self.sign(i) in signs - {0}]
        right = [i for i in brought if any(self._akin(i, other) for other in missing)]
        if not brought or any(self.holds(host, ion) is not False for ion in right):
            return Admissibility(True)
        ions = " and ".join(sorted(map(self._label, brought)))
        lacking = f"{self._label(host)} has not" if right else f"{self._label(defect)} lacks not"
        words = f"{self._label(agent)} brings {ions}, which {lacking}"
        return Admissibility(False, "filling species", f"{words}: exchange, not filling")

    def keeps_halides(self, agent: str, host: str) -> Admissibility:
        """Apply the rule ``foreign halide`` to an agent, and to an ion itself."""
        foreign = [
            self._label(ion)
            for ion in sorted({agent, *self.kinds.supplies.get(agent, ())})
            if self.kinds.covers(terms.HALIDE_ION, ion) and self.holds(host, ion) is False
        ]
        if not foreign:
            return Admissibility(True)
        words = f"{self._label(host)} has no {' and no '.join(foreign)}: halides would exchange"
        return Admissibility(False, "foreign halide", words)

    def outlasts(self, agent: str, host: str) -> Admissibility:
        """Apply the rule ``reduced ion`` to an agent that brings an ion, and to an ion itself."""
        for ion in sorted({agent, *self.kinds.supplies.get(agent, ())}):
            for reducer in sorted(self.reducers.get(ion, ())):
                if self.holds(host, reducer):
                    words = f"{self._label(reducer)} of {self._label(host)} reduces"
                    return Admissibility(False, "reduced ion", f"{words} {self._label(ion)}")
        return Admissibility(True)

    def adds(self, ion: str, defect: str, host: str) -> Admissibility:
        """Apply the rule ``own ion`` to an ion itself."""
        held = ion in self.ions.get(host, ())
        if not held or self.supplies_missing(ion, defect, host):
            return Admissibility(True)
        words = f"{self._label(host)} has {self._label(ion)}, which {self._label(defect)} lacks not"
        return Admissibility(False, "own ion", words)

    def supplies_missing(self, ion: str, defect: str, host: str) -> bool:
        """Return whether an ion is one that a defect misses and that the host may hold."""
        asked = self.missing.get(defect, frozenset())
        return self.holds(host, ion) is not False and any(self._akin(ion, other) for other in asked)

    def is_anion_of(self, ion: str, host: str) -> bool:
        """Return whether an ion is an anion that a host may hold."""
        return self.sign(ion) < 0 and self.holds(host, ion) is not False

    def missing_signs(self, defect: str) -> frozenset[int]:
        """Return the signs of the charges of the ions that a defect misses."""
        asked = self.missing.get(defect, frozenset())
        return frozenset(sign for ion in asked if (sign := self.sign(ion)))

    def _akin(self, ion: str, other: str) -> bool:
        return self.kinds.covers(ion, other) or self.kinds.covers(other, ion)

    def _charge(self, ion: str) -> int:
        return self.charges.get(ion, 0)

    def _label(self, kind: str) -> str:
        return self.kinds.labels.get(kind, kind)

    def _radius(self, ions: frozenset[str] | set[str], coordination: str) -> float | None:
        """Return the radius of the only ion, or None."""
        only = next(iter(ions)) if len(ions) == 1 else ""
        return self.radii.get(only, {}).get(coordination)


def first_refusal(judgements: Iterable[Admissibility]) -> Admissibility:
    """Return the first judgement that something is not admissible, or that everything is."""
    return next((one for one in judgements if not one.admissible), Admissibility(True))


def read_chemistry(store: Store, kinds: Kinds) -> Chemistry:
    """Read charges, radii and species from a store."""
    found: dict[str, dict[str, set[str]]] = {}
    for kind, role, value in run(store, "internal/ions-of-kinds").values:
        found.setdefault(role, {}).setdefault(kind, set()).add(value)
    sets = {
        role: {kind: frozenset(values) for kind, values in of.items()} for role, of in found.items()
    }
    return Chemistry(
        kinds=kinds,
        charges={kind: int(next(iter(v))) for kind, v in sets.get("charge", {}).items()},
        radii=read_radii(store),
        ions=sets.get("ion", {}),
        missing=sets.get("missing", {}),
        extra=sets.get("extra", {}),
        needed=sets.get("needed", {}),
        groups=sets.get("group", {}),
        reducers=sets.get("reducer", {}),
    )


def read_radii(store: Store) -> dict[str, dict[str, float]]:
    """Return the radius of each ion in each coordination.

    Of two spin states the one counts that the table marks as most reliable; where it marks none or
    both, none does.
    """
    listed: dict[tuple[str, str], list[tuple[bool, float]]] = {}
    for row in run(store, "internal/ionic-radii").dicts():
        best = row["most_reliable"] == "true"
        radii = listed.setdefault((row["ion"], row["coordination"]), [])
        radii.append((best, float(row["radius"])))
    chosen: dict[str, dict[str, float]] = {}
    for (ion, coordination), radii in listed.items():
        best_of = [radius for best, radius in radii if best or len(radii) == 1]
        if len(best_of) == 1:
            chosen.setdefault(ion, {})[coordination] = best_of[0]
    return chosen
