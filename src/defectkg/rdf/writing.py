"""Write files and folders whole or not at all, also where the process is killed.

What is being written has no name yet, where the system can do that (Linux), or a name of its own
beside its target. What a killed process left under such a name is removed by the next one.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from defectkg.errors import DataError

__all__ = ["write_atomically", "write_folder"]

LEFT = ".defectkg-*.tmp"  # names of what is being written
AT_FDCWD, RENAME_EXCHANGE = -100, 2  # of linux/fcntl.h and linux/fs.h


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; an old file keeps its mode, a link its target.

    Raises
    ------
    DataError
        If the folder or file cannot be written; the old file is left as it was.
    """
    with whole_or_nothing(path), named_beside(path) as (target, new):
        refuse_to_replace(path)
        write_unseen(new, content.encode() if isinstance(content, str) else content)
        if os.path.exists(target):
            shutil.copymode(target, new)
        os.replace(new, target)


def write_folder(folder: Path, texts: Mapping[str, str], may_hold: Collection[str]) -> None:
    """Write a folder of files whole or not at all; an old folder is replaced by the new one.

    Parameters
    ----------
    folder : Path
    texts : mapping of str to str
        By file name.
    may_hold : collection of str
        The names of files that may be in an old folder, and go with it.

    Raises
    ------
    DataError
        If the folder cannot be written, or the old one holds anything else.
    """
    with whole_or_nothing(folder), named_beside(folder) as (target, new):
        if os.path.lexists(folder) and not folder.is_dir():
            raise DataError(f"{folder}: File exists; give a folder that can be made")
        if target == Path.cwd():
            raise DataError(f"{folder}: the current folder; give one of its own, such as tables/")
        old = os.listdir(target) if target.is_dir() else []
        if foreign := [n for n in sorted(old) if n not in may_hold or not (target / n).is_file()]:
            raise DataError(f"{folder}: holds {foreign[0]}, which is no table; give a new folder")
        new.mkdir()
        with held(new):
            for name, text in texts.items():
                (new / name).write_text(text, encoding="utf-8", newline="\n")
            if target.is_dir():
                shutil.copymode(target, new)
                swap(new, target)
            else:
                os.replace(new, target)


@contextlib.contextmanager
def whole_or_nothing(path: Path) -> Iterator[None]:
    """Turn an error of the system into one that says what was left of a file or folder."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        left = "the file is unchanged" if os.path.isfile(path) else "nothing was written"
        raise DataError(f"{path}: {reason}; {left}") from None


@contextlib.contextmanager
def named_beside(path: Path) -> Iterator[tuple[Path, Path]]:
    """Give the target that a path stands for, and a name beside it that is free again after."""
    target = Path(os.path.realpath(path))
    remove_leftovers(target.parent)
    new = target.with_name(LEFT.replace("*", secrets.token_hex(8)))
    try:
        yield target, new
    finally:
        remove(new)


def remove_leftovers(folder: Path) -> None:
    """Remove what killed processes left: what no process holds, and none has only just begun."""
    for path in folder.glob(LEFT):
        with contextlib.suppress(OSError):
            old = time.time() - path.stat().st_mtime > 1
            with held(path) as free:
                if old and free:
                    remove(path)


@contextlib.contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold a file or folder; gives whether nobody else holds it (Windows: whether it is old)."""
    try:
        import fcntl
    except ImportError:
        yield time.time() - path.stat().st_mtime > 3600
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Remove a file or folder, if it is there."""
    with contextlib.suppress(OSError):
        path.unlink() if not path.is_dir() else shutil.rmtree(path, ignore_errors=True)


def write_unseen(path: Path, content: bytes) -> None:
    """Write a new file, which has its name only when it is whole, where the system can do that."""
    try:
        handle = os.open(path.parent, os.O_TMPFILE | os.O_WRONLY, 0o666)
    except (AttributeError, OSError):  # another system, or a file system without nameless files
        with path.open("xb") as out, held(path):
            out.write(content)
        return
    with open(handle, "wb") as out:
        out.write(content)
        out.flush()
        # With a folder given, the link is followed to the file (linkat), else it is linked itself.
        os.link(f"/proc/self/fd/{handle}", path, src_dir_fd=handle)


def swap(new: Path, old: Path) -> None:
    """Let two folders change their names: in one step where the system can do that (Linux)."""
    import ctypes

    try:
        change = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        change = None
    ends = os.fsencode(new), os.fsencode(old)
    if change and change(AT_FDCWD, ends[0], AT_FDCWD, ends[1], RENAME_EXCHANGE) == 0:
        return
    away = new.with_name(LEFT.replace("*", secrets.token_hex(8)))
    os.replace(old, away)
    try:
        os.replace(new, old)
    except OSError:
        os.replace(away, old)
        raise
    os.replace(away, new)


def refuse_to_replace(path: Path) -> None:
    """Raise what opening for writing would raise: renaming asks neither mode nor kind of a file.

    Raises
    ------
    DataError
        If the path is a device or pipe, which a file must not take the place of.
    OSError
        If the path is a folder, or a file that may not be written.
    """
    if not os.path.exists(path):
        return
    if not (os.path.isfile(path) or os.path.isdir(path)):
        raise DataError(f"{path}: not a file; give a new name, or - for standard output")
    with open(path, "r+b"):
        pass
