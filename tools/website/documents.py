"""The pages that people write: taken from where they stand, never kept a second time.

Sphinx reads a folder laid out as the repository is, so links between documents lead to the same
place on both. README.md is the first page.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from .pages import render

__all__ = ["NAVIGATION", "ROOT", "documents", "write_documents"]

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"(\]\()([^)#\s:]+)(#[^)\s]*)?(\))")
FIRST = (  # then the others by name
    "docs/model", "docs/questions", "docs/paths", "docs/queries", "docs/examples", "docs/flow",
)  # fmt: skip
NAVIGATION = """
```{{toctree}}
:hidden:
:caption: Guide
Start <self>
{guide}
Contributing <CONTRIBUTING>
```

```{{toctree}}
:hidden:
:caption: Reference
mappings/index
commands
modules
```

```{{toctree}}
:hidden:
:caption: Project
downloads
CHANGELOG
```
"""


def documents() -> list[Path]:
    """Return the documents that the site shows, from the root of the repository."""
    docs = sorted(ROOT.glob("docs/*.md"))
    return [path.relative_to(ROOT) for path in (*ROOT.glob("[A-Z]*.md"), *docs)]


def write_documents(folder: Path) -> None:
    """Lay the documents, and what they link to, out for Sphinx.

    Raises
    ------
    ValueError
        If a document links to a file that is not there.
    """
    found = documents()
    for document in found:
        text = (ROOT / document).read_text(encoding="utf-8")
        for _, target, _, _ in LINK.findall(text):
            bring(document, target, folder)
        text = LINK.sub(to_index, text)
        if document.name == "README.md":
            text = begun(text) + NAVIGATION.format(guide="\n".join(guide(found)))
        target = folder / ("index.md" if document.name == "README.md" else document)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def begun(readme: str) -> str:
    """Return README.md with questions to begin with below its first paragraph."""
    title, first, rest = readme.split("\n\n", 2)
    questions = f"```{{raw}} html\n{render('start.html')}\n```"
    return "\n\n".join((title, first, questions, "## Quick start", rest))


def guide(found: list[Path]) -> list[str]:
    """Return the pages of docs/, the first ones first."""
    names = [path.with_suffix("").as_posix() for path in found if path.parent.name == "docs"]
    return sorted(names, key=lambda name: (FIRST.index(name) if name in FIRST else 9, name))


def bring(document: Path, target: str, folder: Path) -> None:
    """Copy a file that a document links to, unless it is a document itself."""
    source = (ROOT / document.parent / target).resolve()
    if not source.is_relative_to(ROOT) or not source.exists():
        raise ValueError(f"{document}: no file {target}; correct the link")
    if source.suffix != ".md" and source.is_file():
        copy = folder / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)


def to_index(match: re.Match[str]) -> str:
    """Return a link as it is, one to README.md as one to the first page."""
    start, target, part, end = match.groups()
    if target.endswith("README.md"):
        target = target.removesuffix("README.md") + "index.md"
    return f"{start}{target}{part or ''}{end}"
