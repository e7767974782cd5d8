"""Formulas of hosts are neutral and hold the ions of their kind."""

from __future__ import annotations

import pytest

from defectkg.check.formulas import formula_faults, parse_formula

IONS = {"Cs": 1, "MA": 1, "Pb": 2, "Bi": 3, "Br": -1, "Cl": -1, "I": -1, "SCN": -1}


@pytest.mark.parametrize(
    "formula", ["CsPbBr3", "CsPbBrxCl3-x", "MAPb(SCN)xI3-x", "MA3Bi2Br9", "CsPbBr1.5Cl1.5"]
)
def test_neutral_formulas(formula: str) -> None:
    held = {symbol: IONS[symbol] for symbol in parse_formula(formula, IONS)}
    assert formula_faults(formula, held) is None


@pytest.mark.parametrize(
    ("formula", "fault"),
    [
        ("CsPbBr2", "charge zero"),
        ("CsPbBrxCl2-x", "charge zero"),
        ("CsPbBrxCl3+x", "charge zero"),
        ("CsPbQ3", "does not parse"),
        ("Cs(Pb", "does not parse"),
        ("", "lacks"),
    ],
)
def test_wrong_formulas(formula: str, fault: str) -> None:
    ions = {symbol: charge for symbol, charge in IONS.items() if symbol in formula} or IONS
    assert fault in str(formula_faults(formula, ions))
