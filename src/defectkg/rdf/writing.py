"""Write files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from defectkg.errors import DataError

__all__ = ["write_atomically", "write_together"]


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; an old file keeps its mode, a link its target.

    Raises
    ------
    DataError
        If the folder or file cannot be written; the old file is left as it was.
    """
    write_together({path: content})


def write_together(contents: Mapping[Path, str | bytes]) -> None:
    """Write several files, all of them or none; text in UTF-8.

    Raises
    ------
    DataError
        If one of them cannot be written; all old files are left as they were.
    """
    new: dict[Path, Path] = {}
    old: dict[Path, Path] = {}
    done: list[Path] = []
    path = Path()
    try:
        for path, content in contents.items():
            refuse_to_replace(path)
            path = Path(os.path.realpath(path))
            new[path] = temporary_name(path)
            with open(new[path], "xb") as out:
                out.write(content.encode("utf-8") if isinstance(content, str) else content)
            if os.path.exists(path):
                shutil.copymode(path, new[path])
                if len(contents) > 1:  # to be put back where a later file fails
                    old[path] = temporary_name(path)
                    shutil.copy2(path, old[path])
        for path in new:
            os.replace(new[path], path)
            done.append(path)
    except BaseException as error:
        for replaced in done:
            os.replace(old[replaced], replaced) if replaced in old else replaced.unlink()
        if not isinstance(error, OSError):
            raise
        reason = os.strerror(error.errno) if error.errno else str(error)
        left = "the file is unchanged" if os.path.isfile(path) else "nothing was written"
        raise DataError(f"{path}: {reason}; {left}") from None
    finally:
        for temporary in (*new.values(), *old.values()):
            with contextlib.suppress(OSError):  # not there: moved to its place, or never made
                temporary.unlink()


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


def temporary_name(path: Path) -> Path:
    """Return an unused name in the folder of a file, short enough for any file system."""
    return path.with_name(f".{secrets.token_hex(8)}.tmp")
