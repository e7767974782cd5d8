"""Formulas: they parse into the declared ions and carry no net charge.

A formula may hold variables (``CsPbBrxCl3-x``); it must then be neutral for every value. No
library was found that reads organic-cation symbols and variable subscripts, hence this small
parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

__all__ = ["formula_faults", "parse_formula"]

Amount = dict[str, Fraction]  # coefficient of each variable; "" is the constant part
SUBSCRIPT = r"(?:\d+(?:\.\d+)?)?(?:(?<=\d)?[xyz])?(?:[-+](?:\d+(?:\.\d+)?)?[xyz]?)*"
TERM = re.compile(r"([-+]?)(\d+(?:\.\d+)?)?([xyz]?)")


def parse_formula(formula: str, symbols: Iterable[str]) -> dict[str, Amount]:
    """Return how much of each ion a formula holds.

    Parameters
    ----------
    formula : str
        Such as ``MAPb(SCN)xI3-x``.
    symbols : iterable of str
        The symbols that may stand in it, such as ``MA``, ``Pb``, ``SCN``, ``I``.

    Returns
    -------
    dict of str to Amount
        For each symbol the coefficients of its subscript.

    Raises
    ------
    ValueError
        If the formula does not parse into the symbols.

    Examples
    --------
    >>> parse_formula("CsPbBrxCl3-x", ["Cs", "Pb", "Br", "Cl"])["Cl"] == {"": 3, "x": -1}
    True
    """
    names = "|".join(re.escape(s) for s in sorted(symbols, key=len, reverse=True))
    part = re.compile(rf"(?:\((?P<group>{names})\)|(?P<bare>{names}))(?P<amount>{SUBSCRIPT})")
    position, amounts = 0, dict[str, Amount]()
    while position < len(formula):
        match = part.match(formula, position)
        if not match:
            raise ValueError(f"cannot read {formula[position:]!r} of {formula!r}")
        held = amounts.setdefault(match["group"] or match["bare"], {})
        for variable, factor in subscript(match["amount"]).items():
            held[variable] = held.get(variable, Fraction(0)) + factor
        position = match.end()
    return amounts


def subscript(text: str) -> Amount:
    """Return a subscript such as ``3-x`` as coefficients; nothing is one."""
    if not text:
        return {"": Fraction(1)}
    amount: Amount = {}
    for sign, digits, variable in TERM.findall(text):
        if digits or variable:
            factor = Fraction(digits or 1) * (-1 if sign == "-" else 1)
            amount[variable] = amount.get(variable, Fraction(0)) + factor
    return amount


def formula_faults(formula: str, charges: Mapping[str, int]) -> str | None:
    """Return what is wrong with a formula, or None.

    Parameters
    ----------
    formula : str
    charges : mapping of str to int
        Charge of each ion by its symbol, in elementary charges.

    Examples
    --------
    >>> formula_faults("CsPbBr2", {"Cs": 1, "Pb": 2, "Br": -1})
    'The ions of CsPbBr2 do not add up to charge zero: correct it or its ions.'
    """
    try:
        amounts = parse_formula(formula, charges)
    except ValueError as error:
        return f"The formula does not parse into its ions, {error}: correct it or name the ions."
    missing = sorted(set(charges) - set(amounts))
    if missing:
        return f"The formula {formula} lacks {', '.join(missing)}: correct it or its ions."
    total: Amount = {}
    for symbol, amount in amounts.items():
        for variable, factor in amount.items():
            total[variable] = total.get(variable, Fraction(0)) + factor * charges[symbol]
    if any(total.values()):
        return f"The ions of {formula} do not add up to charge zero: correct it or its ions."
    return None
