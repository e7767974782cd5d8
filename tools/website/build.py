"""Build the site: write the pages, let Sphinx read them, add the files to download."""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

import defectkg

from . import commands, files, modules, targets
from .documents import write_documents
from .extension import CONFIGURATION, Terms
from .frozen import freeze, spellings

__all__ = ["BuildError", "build"]


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
        graph = defectkg.load()
        freeze(graph, made)
        pages = [targets.page(graph), commands.page(), modules.page(), files.page(listed)]
        for page in pages:
            page.write(source)
        Terms.pages[:] = pages
        Terms.things[:] = spellings(graph)
        run_sphinx(source, made, work / "trees")
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)


def run_sphinx(source: Path, target: Path, trees: Path) -> None:
    """Let Sphinx make HTML.

    Raises
    ------
    BuildError
        If it warns of anything.
    """
    warnings = io.StringIO()
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
