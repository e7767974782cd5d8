"""The wheel holds the data and behaves as the checkout does."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from defectkg.rdf.shipped import data_folder
from helpers import DATA, ROOT

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel without a network and unpack it away from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def defectkg(args: list[str], package: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    program = f"import sys; sys.path.insert(0, {str(package)!r}); sys.argv[0] = 'defectkg'; "
    program += "from defectkg.cli.main import main; main()"
    return subprocess.run(
        [sys.executable, "-I", "-c", program, *args],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "120"},
        check=False,
    )


@pytest.mark.parametrize("folder", ["ontology", "graphs", "queries", "mappings"])
def test_the_data_of_the_wheel_are_those_of_the_checkout(folder: str, unpacked: Path) -> None:
    """So what `check` says of the checkout holds for the wheel."""
    shipped, packed = data_folder() / folder, unpacked / "defectkg" / "data" / folder
    ours, theirs = (
        {path.relative_to(top): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        for top in (shipped, packed)
    )
    assert ours == theirs
    assert ours


@pytest.mark.parametrize(
    "args",
    [
        ["info"],
        ["check", str(DATA / "bad" / "claim-self.ttl")],
        ["query", "outcomes", "--format", "csv"],
        ["show", "V_Cl"],
        ["map", "podo:Vacancy"],
        ["paths", "KI", "PLQY", "--format", "json"],
        ["export", "-", "--as", "trig", "--with-alignments"],
    ],
    ids=lambda args: args[0],
)
def test_wheel_and_checkout_answer_alike(args: list[str], unpacked: Path, tmp_path: Path) -> None:
    from_wheel = defectkg(args, unpacked, tmp_path)
    from_checkout = defectkg(args, ROOT / "src", tmp_path)
    assert from_wheel.returncode == (1 if "check" in args else 0), from_wheel.stderr
    assert from_wheel.returncode == from_checkout.returncode
    assert from_wheel.stdout == from_checkout.stdout
    assert from_wheel.stderr.split(" of /")[0] == from_checkout.stderr.split(" of /")[0]
