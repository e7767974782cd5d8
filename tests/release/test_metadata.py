"""One version: what repeats it is compared, and read by those who ask for it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from praeco.services.zenodo import ZenodoMetadata
from pydantic_codemeta import CodeMetaV3

import defectkg
from helpers import ROOT
from release.metadata import differences, hindrances, repeated, version
from release.programs import ReleaseError


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files that repeat the version, and those from which they have it."""
    names = [*repeated(), "pyproject.toml", "src/defectkg/__init__.py"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def release(copy: Path) -> Path:
    """A commit of them that nothing hinders from being a release."""
    day = json.loads((ROOT / "codemeta.json").read_text("utf-8"))["datePublished"]
    heading = f"# Changelog\n\n## {version()} - {day}\n\n### Data\n"
    (copy / "CHANGELOG.md").write_text(heading, "utf-8")
    git(copy, "init", "--quiet")
    commit(copy)
    return copy


def git(folder: Path, *words: str) -> None:
    author = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", *author, *words], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "x")


def test_nothing_differs_and_the_program_says_the_same() -> None:
    assert differences() == []
    assert version() == defectkg.__version__


def test_no_other_file_states_the_version() -> None:
    """Where one does, let `make version` write it, or let it say something else."""
    listed = subprocess.run(
        ["git", "grep", "-lFw", version(), "--", ".", ":!tests", ":!*.md", ":!benchmarks"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert set(listed) <= {*repeated(), "src/defectkg/__init__.py", "constraints.txt"}


@pytest.mark.parametrize("name", repeated())
def test_a_file_with_another_version_is_named_and_written(name: str, copy: Path) -> None:
    text = (copy / name).read_text("utf-8")
    (copy / name).write_text(text.replace(version(), "9.8.7"), "utf-8")
    (line,) = differences(copy)
    assert line.startswith(f"{name}: ")
    assert "9.8.7" in line
    assert line.endswith(": run make version")
    assert repeated(copy)[name] == text


def test_the_version_and_the_day_are_written_everywhere(copy: Path) -> None:
    module, citation = copy / "src/defectkg/__init__.py", copy / "CITATION.cff"
    module.write_text(module.read_text("utf-8").replace(version(), "9.8.7"), "utf-8")
    day = json.loads((copy / "codemeta.json").read_text("utf-8"))["datePublished"]
    citation.write_text(citation.read_text("utf-8").replace(day, "2031-02-03"), "utf-8")
    for name, text in repeated(copy).items():
        (copy / name).write_text(text, "utf-8")
        assert "9.8.7" in text
        assert version() not in text
    assert differences(copy) == []
    assert '(2031): defectkg ontology, version 9.8.7."' in repeated(copy)["ontology/defectkg.ttl"]


@pytest.mark.parametrize(
    ("name", "line", "other", "said"),
    [
        (
            "CITATION.cff",
            "version: ",
            "x-",
            "CITATION.cff: no line 'version: {version}': write one",
        ),
        ("CITATION.cff", "license: ", "x", "CITATION.cff: no license: say it"),
        ("CITATION.cff", "license: ", "x\n", "CITATION.cff: while scanning a simple key"),
        ("CITATION.cff", "date-released: ", "x-", "CITATION.cff: no date-released: say it"),
        (
            "src/defectkg/__init__.py",
            "__version__ = ",
            "x",
            "src/defectkg/__init__.py: no line '__ver",
        ),
    ],
)
def test_a_line_that_is_gone_is_told(
    name: str, line: str, other: str, said: str, copy: Path
) -> None:
    path = copy / name
    path.write_text(path.read_text("utf-8").replace(f"\n{line}", f"\n{other}{line}"), "utf-8")
    with pytest.raises(ReleaseError, match="^" + re.escape(said)):
        differences(copy)


def test_what_is_no_repository_is_told(copy: Path) -> None:
    with pytest.raises(ReleaseError, match=r"^git status --porcelain ended with 128\n"):
        hindrances(copy)


def test_what_hinders_a_release_is_one_line_each(release: Path) -> None:
    assert hindrances(release) == []
    (release / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n", "utf-8")
    dirty, heading = hindrances(release)
    assert dirty == "1 file is not committed, such as CHANGELOG.md: commit or remove it"
    assert heading.startswith("CHANGELOG.md: the first heading is '## Unreleased': make it '## ")
    git(release, "checkout", "--quiet", "CHANGELOG.md")
    git(release, "tag", f"v{version()}")
    assert hindrances(release) == [], "the tag is this commit"
    commit(release)
    assert hindrances(release) == [
        f"the tag v{version()} is another commit: raise the version in src/defectkg/__init__.py"
    ]


@pytest.mark.parametrize(
    "fault", [None, ("title:", "tittle:"), ("date-released: ", "date-released: x")]
)
def test_the_citation_fits_the_schema_of_its_keepers(
    fault: tuple[str, str] | None, tmp_path: Path
) -> None:
    text = (ROOT / "CITATION.cff").read_text("utf-8")
    file = tmp_path / "CITATION.cff"
    file.write_text(text.replace(*fault) if fault else text, "utf-8")
    checked = ["--builtin-schema", "vendor.citation-file-format", str(file)]
    done = subprocess.run([sys.executable, "-m", "check_jsonschema", *checked], capture_output=True)
    assert bool(done.returncode) is bool(fault), done.stdout


def test_codemeta_has_only_terms_of_codemeta() -> None:
    said = json.loads((ROOT / "codemeta.json").read_text("utf-8"))
    read = CodeMetaV3.model_validate(said)
    assert not read.model_extra
    assert not any(author.model_extra for author in read.author)


@pytest.mark.filterwarnings("ignore:Setting publication metadata:DeprecationWarning")
def test_zenodo_would_take_its_metadata() -> None:
    """By praeco, which deposits there: it drops what it does not know, and refuses gaps."""
    said = json.loads((ROOT / ".zenodo.json").read_text("utf-8"))
    assert ZenodoMetadata.from_dict(said).to_api_dict() == said
    del said["license"]
    with pytest.raises(Exception, match="license"):
        ZenodoMetadata.from_dict(said).to_api_dict()
