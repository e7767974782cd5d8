"""Build the site: write the pages, let Sphinx read them, add the files to download."""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

import defectkg

from . import commands, files, gallery, modules, records, reference, targets
from .documents import ROOT, write_documents
from .extension import CONFIGURATION, Terms
from .facts import Facts
from .pages import Page, Section, render

__all__ = ["BuildError", "build"]

MAP = "docs/mechanism-map.svg"


class BuildError(RuntimeError):
    """What Sphinx warned of: every warning is an error."""


def build(target: Path) -> None:
    """Build the site whole, or leave the folder as it was.

    Parameters
    ----------
    target : Path
        A folder, replaced if it is there.

    Raises
    ------
    BuildError
        If Sphinx warns of anything, or the folder is no site.
    """
    if target.exists() and any(target.iterdir()) and not (target / "objects.inv").exists():
        raise BuildError(f"{target}: neither empty nor a site; give another folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        work = Path(name)
        made, source = work / "made", work / "source"
        made.mkdir()
        listed = files.write_files(made)
        write_documents(source)
        (made / MAP).parent.mkdir()
        shutil.copyfile(ROOT / MAP, made / MAP)
        pages = [*generated(Facts(defectkg.load())), files.page(listed)]
        for page in pages:
            page.write(source)
        run_sphinx(source, made, work / "trees", pages)
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)


def generated(facts: Facts) -> list[Page]:
    """Return the pages made from the graph."""
    return [
        reference.page(facts),
        records.page(facts),
        gallery.page(facts),
        targets.page(facts),
        commands.page(),
        modules.page(),
        mechanism_map(),
    ]


def mechanism_map() -> Page:
    """Return the page of the mechanism map."""
    text = (ROOT / MAP).read_text(encoding="utf-8")
    box = ElementTree.fromstring(text).attrib
    body = render("map.html", map=MAP, width=box["width"], height=box["height"])
    intro = (
        "The signed links on the way from agents to observables, as `defectkg network` draws them; "
        "[the page on paths](docs/paths.md#pictures) explains the lines. Opened by itself, the picture names "
        "for each line who holds it."
    )
    return Page("mechanism-map", "Mechanism map", intro, [Section("", body, [])])


def run_sphinx(source: Path, target: Path, trees: Path, pages: list[Page]) -> None:
    """Let Sphinx make HTML.

    Raises
    ------
    BuildError
        If it warns of anything.
    """
    warnings = io.StringIO()
    Terms.pages[:] = pages
    # A theme's own options are known from conf.py only.
    settings = CONFIGURATION | {"version": defectkg.__version__}
    (source / "conf.py").write_text(f"globals().update({settings!r})\n", encoding="utf-8")
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            srcdir=source,
            confdir=source,
            outdir=target,
            doctreedir=trees,
            buildername="html",
            status=None,
            warning=warnings,
        )
        app.build()
    if warnings.getvalue():
        raise BuildError(warnings.getvalue().replace(f"{source}/", "").strip())
    (target / ".buildinfo").unlink(missing_ok=True)
