"""Build a release into dist/ and try it: ``python -m release`` with tools/ on the path.

Nothing is uploaded and no tag is made: what to do next is printed.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
import time
from pathlib import Path

from exports import EXPORTS
from release.metadata import hindrances, version
from release.programs import ROOT, ReleaseError, call
from release.trial import answers, pythons, tried

DIST = ROOT / "dist"
SUMS = "SHA256SUMS"
NEXT = """\
dist/ holds release {version}; nothing was uploaded, no tag was made. Next:
  git tag --annotate v{version} --message 'defectkg {version}' && git push origin v{version}
  .venv/bin/twine upload dist/*.whl dist/*.tar.gz
  an archive that gives a DOI takes all of dist/ (Zenodo reads .zenodo.json)"""


def main(folder: Path) -> None:
    """Build, try, export and sum up in a folder; only then is dist/ replaced."""
    numbers, built, source = pythons(), folder / "dist", folder / "source"
    source.mkdir()
    call("git", "archive", "--output", folder / "source.tar", "HEAD")
    call("tar", "-xf", folder / "source.tar", folder=source)
    call(sys.executable, "-m", "build", "--no-isolation", "--outdir", built, source)
    archives = sorted(built.iterdir())
    call(sys.executable, "-m", "twine", "check", "--strict", *archives)
    call(Path(sys.executable).with_name("check-wheel-contents"), built)
    wanted = answers(Path(sys.executable).with_name("defectkg"), folder)
    for number in numbers:
        for archive in archives:
            began = time.monotonic()
            exporter = tried(number, archive, wanted, folder)  # any of them: they answer alike
            took = f"{len(wanted)} commands answer as here ({time.monotonic() - began:.0f} s)"
            print(f"{archive.name}, Python {number}: {took}", flush=True)
    for name, words in EXPORTS.items():
        call(exporter, "export", built / name, *words)
    files = sorted(built.iterdir())
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (built / SUMS).write_text("".join(sums), "utf-8")
    shutil.rmtree(DIST, ignore_errors=True)
    shutil.copytree(built, DIST)
    print(f"{len(files)} files, {len(EXPORTS)} of RDF: cd dist && sha256sum --check {SUMS}")
    print(NEXT.format(version=version()))


if __name__ == "__main__":
    try:
        if hindered := hindrances():
            sys.exit("\n".join(f"release: {line}" for line in hindered))
        with tempfile.TemporaryDirectory(prefix="defectkg-release-") as folder:
            main(Path(folder))
    except ReleaseError as error:
        sys.exit(f"release: {error}")
