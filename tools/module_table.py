"""Print the modules of `src/defectkg`, each with the first line of its docstring, room by room."""

from __future__ import annotations

import ast
from pathlib import Path

__all__ = ["modules", "table"]

SRC = Path(__file__).parents[1] / "src" / "defectkg"


def modules() -> list[tuple[str, str]]:
    """Return path and first line of the docstring of each module, rooms first."""
    found = []
    for path in sorted(SRC.rglob("*.py")):
        name = path.relative_to(SRC)
        if name.name != "__main__.py" and path != SRC / "__init__.py":
            text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            short = f"{name.parent}/" if name.name == "__init__.py" else str(name)
            found.append((short, text.split("\n")[0]))
    return found


def table() -> str:
    """Return the modules as a table in Markdown."""
    rows = [f"| `{name}` | {line} |" for name, line in modules()]
    return "\n".join(["| module | holds |", "|---|---|", *rows]) + "\n"


if __name__ == "__main__":
    print(table(), end="")
