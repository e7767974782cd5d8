"""What repeats the version: ``python -m release.metadata`` writes it, tools/ on the path.

The version stands in ``src/defectkg/__init__.py``. The day of it, title, authors, licences and
keywords stand in CITATION.cff. All else is made of these two.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from release.programs import ROOT, ReleaseError, call

__all__ = ["differences", "hindrances", "repeated", "version"]

VERSION = "src/defectkg/__init__.py"
CITATION = "CITATION.cff"
CHANGELOG = "CHANGELOG.md"
REPEATED = {  # what lines of these files repeat
    CITATION: ["\nversion: {version}\n"],
    "ontology/defectkg.ttl": [
        'dcterms:issued "{day}"',
        'dcterms:modified "{day}"',
        'owl:versionInfo "{version}"',
        "owl:versionIRI dkg:{version}",
        '({year}): defectkg ontology, version {version}."',
    ],
    "ontology/alignment-*.ttl": ['owl:versionInfo "{version}"', "/{version}> ;"],
    "mappings/*.sssom.tsv": ['#mapping_set_version: "{version}"'],
}
FORMS = {"version": r"\d+\.\d+\.\d+\w*", "day": r"\d{4}-\d\d-\d\d", "year": r"\d{4}"}


def version(root: Path = ROOT) -> str:
    """Return the version, from the one place where it stands.

    Raises
    ------
    ReleaseError
        If it does not stand there.
    """
    found = re.search(r'^__version__ = "(.+)"$', (root / VERSION).read_text("utf-8"), re.MULTILINE)
    if not found:
        raise ReleaseError(f"{VERSION}: no line '__version__ = \"VERSION\"': write one")
    return found[1]


def cited(root: Path) -> dict[str, Any]:
    """Return what CITATION.cff says.

    Raises
    ------
    ReleaseError
        If it cannot be read or lacks what is repeated.
    """
    try:
        said: dict[str, Any] = yaml.safe_load((root / CITATION).read_text("utf-8"))
    except yaml.YAMLError as error:
        raise ReleaseError(f"{CITATION}: {' '.join(str(error).split())}") from error
    for name in ("title", "authors", "license", "keywords", "date-released"):
        if name not in said:
            raise ReleaseError(f"{CITATION}: no {name}: say it")
    return said


def repeated(root: Path = ROOT) -> dict[str, str]:
    """Return the text that each file should have which repeats the version.

    Raises
    ------
    ReleaseError
        If a file has no line that repeats what it should.
    """
    citation = cited(root)
    day = str(citation["date-released"])
    values = {"version": version(root), "day": day, "year": day[:4]}
    texts = {}
    for pattern, lines in REPEATED.items():
        for path in sorted(root.glob(pattern)):
            text = path.read_text("utf-8")
            for line in lines:
                form = re.escape(line)
                for name, shape in FORMS.items():
                    form = form.replace(rf"\{{{name}\}}", shape)
                text, count = re.subn(form, line.format(**values), text)
                if not count:
                    gone = line.strip()
                    raise ReleaseError(f"{path.relative_to(root)}: no line {gone!r}: write one")
            texts[str(path.relative_to(root))] = text
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    for name, content in (
        (".zenodo.json", zenodo(citation, project, **values)),
        ("codemeta.json", codemeta(citation, project, **values)),
    ):
        texts[name] = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return texts


def zenodo(
    citation: dict[str, Any], project: dict[str, Any], *, version: str, day: str, year: str
) -> dict[str, Any]:
    """Return what Zenodo reads of a release. It takes one licence: that which asks for more."""
    licences = " and ".join(citation["license"])
    return {
        "title": citation["title"],
        "description": f"{project['description']} Licences: {licences}.",
        "upload_type": "software",
        "creators": [{"name": author["name"]} for author in citation["authors"]],
        "version": version,
        "publication_date": day,
        "access_right": "open",
        "license": citation["license"][-1].lower(),
        "keywords": citation["keywords"],
        "language": "eng",
    }


def codemeta(
    citation: dict[str, Any], project: dict[str, Any], *, version: str, day: str, year: str
) -> dict[str, Any]:
    """Return the description of the software in CodeMeta 3.0."""
    return {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": project["name"],
        "description": project["description"],
        "version": version,
        "datePublished": day,
        "author": [{"@type": "Organization", "name": one["name"]} for one in citation["authors"]],
        "license": [f"https://spdx.org/licenses/{name}" for name in citation["license"]],
        "keywords": citation["keywords"],
        "programmingLanguage": {"@type": "ComputerLanguage", "name": "Python"},
        "runtimePlatform": f"Python {project['requires-python']}",
    }


def differences(root: Path = ROOT) -> list[str]:
    """Return a line for each file that does not repeat what it should."""
    found = []
    for name, wanted in repeated(root).items():
        path = root / name
        there = path.read_text("utf-8").splitlines() if path.exists() else []
        for line, right in zip_longest(there, wanted.splitlines(), fillvalue=""):
            if line != right:
                found.append(f"{name}: {line.strip()!r}, not {right.strip()!r}: run make version")
                break
    return found


def hindrances(root: Path = ROOT) -> list[str]:
    """Return a line for each thing that keeps this commit from being the version that it says."""
    found = differences(root)
    if changed := git(root, "status", "--porcelain"):
        number = "1 file is" if len(changed) == 1 else f"{len(changed)} files are"
        found.append(f"{number} not committed, such as {changed[0][3:]}: commit or remove it")
    now = version(root)
    day = cited(root)["date-released"]
    heading = next(
        (ln for ln in (root / CHANGELOG).read_text("utf-8").splitlines() if ln.startswith("## ")),
        "",
    )
    if heading != f"## {now} - {day}":
        found.append(f"{CHANGELOG}: the first heading is {heading!r}: make it '## {now} - {day}'")
    tag = f"v{now}"
    if git(root, "tag", "--list", tag) and tag not in git(root, "tag", "--points-at", "HEAD"):
        found.append(f"the tag {tag} is another commit: raise the version in {VERSION}")
    return found


def git(root: Path, *words: str) -> list[str]:
    """Return the lines that git prints."""
    return call("git", *words, folder=root).splitlines()


if __name__ == "__main__":
    try:
        for name, text in repeated().items():
            (ROOT / name).write_text(text, "utf-8")
    except ReleaseError as error:
        sys.exit(f"version: {error}")
