"""Files and folders are written whole or not at all, by a process that is killed, too."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from defectkg.errors import DataError
from defectkg.rdf.writing import write_atomically, write_folder

# The child counts what it asks of the system by the names that `writing` uses, and dies at one.
CHILD = """
import os, shutil, signal, sys
from pathlib import Path
from defectkg.rdf import writing

where, left = Path(sys.argv[1]), int(sys.argv[2])

def counted(call):
    def count(*args, **kwargs):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **kwargs)
    return count

for module, names in {os: "open link replace mkdir", shutil: "copymode", Path: "write_text mkdir unlink"}.items():
    for name in names.split():
        setattr(module, name, counted(getattr(module, name)))
writing.swap = counted(writing.swap)
writing.write_atomically(where / "file", "new" * 100_000)
writing.write_folder(where / "tables", {f"{n}.csv": "new" for n in range(5)}, [f"{n}.csv" for n in range(9)])
"""
LAST = 40  # more than the calls of both


def killed_after(folder: Path, calls: int) -> bool:
    """Run the child; return whether it was killed."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), str(calls)], check=False, capture_output=True
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done.returncode != 0


def old(folder: Path) -> None:
    (folder / "tables").mkdir(exist_ok=True)
    (folder / "file").write_text("old")
    for number in range(3, 9):
        (folder / "tables" / f"{number}.csv").write_text("old")


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="no SIGKILL")
def test_killed_anywhere_all_is_old_or_all_is_new(tmp_path: Path) -> None:
    ends = []
    for calls in range(1, LAST):
        folder = tmp_path / str(calls)
        folder.mkdir()
        old(folder)
        killed = killed_after(folder, calls)
        assert (folder / "file").read_text() in ("old", "new" * 100_000)
        tables = {path.name: path.read_text() for path in (folder / "tables").iterdir()}
        assert tables in (
            {f"{n}.csv": "old" for n in range(3, 9)},
            {f"{n}.csv": "new" for n in range(5)},
        )
        ends.append((killed, tables["3.csv"]))
        if not killed:
            break
    assert (True, "old") in ends
    assert ends[-1] == (False, "new")
    assert len(ends) > 10, "it was killed at many points"


def test_what_killed_processes_left_is_removed_by_the_next(tmp_path: Path) -> None:
    left = [tmp_path / f".defectkg-{number}.tmp" for number in range(2)]
    left[0].write_text("part")
    left[1].mkdir()
    (left[1] / "a.csv").write_text("part")
    write_atomically(tmp_path / "a", "new")
    assert all(path.exists() for path in left), "what has only just begun may be held in a moment"
    for path in left:
        os.utime(path, (1, 1))
    write_atomically(tmp_path / "a", "new")
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.skipif(os.name != "posix", reason="no flock")
def test_what_another_process_holds_is_left_alone(tmp_path: Path) -> None:
    import fcntl

    other = tmp_path / ".defectkg-1.tmp"
    other.write_text("part")
    os.utime(other, (1, 1))
    with other.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        write_atomically(tmp_path / "a", "new")
        assert other.exists()


def test_no_litter_on_systems_without_nameless_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("os.O_TMPFILE", raising=False)
    write_atomically(tmp_path / "a", "new")
    write_atomically(tmp_path / "a", b"newer")
    assert (tmp_path / "a").read_text() == "newer"
    assert os.listdir(tmp_path) == ["a"]


def test_a_folder_behind_a_link_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o750)
    (tmp_path / "link").symlink_to("real")
    write_folder(tmp_path / "link", {"a.csv": "new"}, ["a.csv"])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "a.csv").read_text() == "new"
    assert (tmp_path / "real").stat().st_mode & 0o777 == 0o750
    with pytest.raises(DataError, match="Not a directory"):
        write_folder(tmp_path / "real" / "a.csv" / "b", {}, [])


def test_writing_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("old")
    file.chmod(0o640)
    write_atomically(file, "new")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("new", 0o640)
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(DataError, match="unchanged"):
        write_atomically(file, "newer")
    assert [p.name for p in tmp_path.iterdir()] == ["a.ttl"]
    assert file.read_text() == "new"
