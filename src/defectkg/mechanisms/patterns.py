"""Which paths to keep: patterns of layers, and mechanisms that a step must name.

A pattern names the layer of each kind on a path, as the metapaths of Hetionet do:
``agent/condition/defect/electronic/observable``; ``*`` stands for any run of kinds.
"""

from __future__ import annotations

import re

from defectkg.errors import QueryError
from defectkg.mechanisms.paths import MechanismPath
from defectkg.model.claims import Kinds
from defectkg.model.terms import LAYERS

__all__ = ["fits_pattern", "names_mechanism", "pattern_regex"]

LETTERS = dict(zip(LAYERS, "aicdeo", strict=True))
TOKENS = {layer: LETTERS[group] for group, layer in LAYERS.items()} | {"agent": "[ai]", "*": ".*"}


def pattern_regex(pattern: str) -> re.Pattern[str]:
    """Return a pattern of layers as a regular expression over one letter for each kind.

    Raises
    ------
    QueryError
        If a part is no layer.
    """
    parts = [part.strip() for part in pattern.split("/")]
    for part in parts:
        if part not in TOKENS:
            raise QueryError(f"no layer {part!r} in --pattern; a pattern joins {', '.join(TOKENS)}")
    tokens = (
        TOKENS[part]
        for part, last in zip(parts, ["", *parts], strict=False)
        if not part == last == "*"
    )  # two runs in a row are one
    return re.compile("".join(tokens))


def fits_pattern(path: MechanismPath, pattern: re.Pattern[str], kinds: Kinds) -> bool:
    """Return whether the layers of a path are those of a pattern."""
    letters = (LETTERS.get(kinds.groups.get(kind, ""), "?") for kind in path.kinds)
    return pattern.fullmatch("".join(letters)) is not None


def names_mechanism(path: MechanismPath, mechanisms: frozenset[str]) -> bool:
    """Return whether a step of a path is by one of some mechanisms."""
    return any(mechanisms & step.mechanisms for step in path.steps)
