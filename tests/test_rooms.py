"""Rooms of `src/defectkg` import only rooms before them (CONTRIBUTING, "Code")."""

from __future__ import annotations

import ast
from pathlib import Path

from helpers import ROOT

SRC = ROOT / "src" / "defectkg"

ORDER = [
    "errors",
    "rdf",
    "model",
    "mappings",
    "mechanisms",
    "check",
    "verify",
    "publish",
    "text",
    "intake",
    "draw",
    "graph",
    "web",
    "agents",
    "cli",
    "__main__",
]


def room(parts: tuple[str, ...]) -> str:
    return parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The rooms that a module imports, wherever the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("defectkg"):
            _, _, inner = (node.module or "").partition(".")
            found |= {inner.split(".")[0]} if inner else {alias.name for alias in node.names}
    return found - {"__version__"}


def test_rooms_import_only_rooms_before_them() -> None:
    modules = [path for path in SRC.rglob("*.py") if path != SRC / "__init__.py"]
    assert {room(path.relative_to(SRC).parts) for path in modules} == set(ORDER)
    for path in modules:
        here = ORDER.index(room(path.relative_to(SRC).parts))
        later = {name for name in imported(path) if ORDER.index(name) > here}
        assert not later, f"{path.relative_to(SRC)} imports {', '.join(sorted(later))}"
