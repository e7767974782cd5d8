"""A store in a folder on disk, as Oxigraph keeps one (RocksDB): read by many, or written by one.

Readers share the lock that Oxigraph's own programs take to write: what is read does not change.
"""

from __future__ import annotations

import contextlib
import os
import time
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from defectkg.errors import DataError, DefectkgError
from defectkg.rdf.oxigraph import OxigraphStore
from defectkg.rdf.store import first_line

__all__ = ["FolderStore", "writable"]

CURRENT = "CURRENT"  # a file of every RocksDB
LOCK = "LOCK"
PATIENCE = 10.0  # seconds for which another process may write, or read


class FolderStore(OxigraphStore):
    """What a folder on disk holds, to be read; see `defectkg.rdf.pushing` for filling it.

    Parameters
    ----------
    path : Path

    Raises
    ------
    DataError
        If it is no store, or another process writes it for long.
    """

    def __init__(self, path: Path) -> None:
        try:
            if not (path / CURRENT).exists():
                raise DataError(f"{path}: {what_is_at(path)}")
        except OSError as error:  # a name that is too long, or a folder of others
            raise DataError(f"{path}: {error.strerror}; give the folder of a store") from None
        self._path = path.resolve()  # another process may stand elsewhere
        self.files = sum(1 for _ in path.glob("*.sst"))  # of tables: RocksDB opens the first alone
        try:
            lock_for_reading(self, path)
            super().__init__(ox.Store.read_only(str(path)))
        except (OSError, ValueError, RuntimeError) as error:
            raise DataError(f"{path}: {first_line(error)}; give a store that is whole") from None

    def failed(self, error: Exception) -> DefectkgError:
        """Return what to say where the engine fails: a file may be damaged."""
        if "Corruption" not in str(error):
            return super().failed(error)
        return DataError(
            f"{self._path}: damaged ({first_line(error)}); give a store that is whole, or push"
            " into a new folder"
        )

    def opener(self) -> tuple[int, Callable[[], FolderStore]]:
        """Return the version of what is held, and what opens the folder in another process."""
        return self.version, partial(FolderStore, self._path)


def what_is_at(path: Path) -> str:
    """Return what is at the path of no store, and what to do."""
    if path.is_file():
        return "a file; give the folder of a store"
    if path.is_dir() and any(path.iterdir()):
        return "holds something else than a store; give another folder"
    what = "holds no store" if path.is_dir() else "no such folder"
    return (
        f"{what}; make one: defectkg --store {path} push; or give an address, such as"
        " http://localhost:7878/query"
    )


def lock_for_reading(reader: object, path: Path) -> None:
    """Keep all programs from writing a store as long as its reader lives.

    Raises
    ------
    DataError
        If a program writes, and goes on for long.
    """
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows
        return
    lock = os.open(path / LOCK, os.O_RDONLY)
    weakref.finalize(reader, os.close, lock)
    for _ in attempts():
        with contextlib.suppress(BlockingIOError, PermissionError):
            fcntl.lockf(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return
    raise DataError(f"{path}: another program is writing it; ask again when it has ended")


def writable(path: Path) -> ox.Store:
    """Return the store of a folder, made if need be, which no other process may use meanwhile.

    Raises
    ------
    DataError
        If it is no store, cannot be written, or is in use for long.
    """
    if path.is_file() or (path.is_dir() and any(path.iterdir()) and not (path / CURRENT).exists()):
        raise DataError(f"{path}: holds something else than a store; give a new folder")
    for _ in attempts():
        try:
            return ox.Store(str(path))
        except OSError as error:
            if "lock" not in str(error):
                what = "make room" if "No space" in str(error) else "give a folder of yours"
                raise DataError(f"{path}: {first_line(error)}; {what}") from None
        except (ValueError, RuntimeError) as error:
            raise DataError(f"{path}: {first_line(error)}; push into a new folder") from None
    raise DataError(f"{path}: another program is using it; push again when it has ended")


def attempts() -> Iterator[None]:
    """Yield until patience is at its end, with longer and longer pauses."""
    ends, pause = time.monotonic() + PATIENCE, 0.01
    yield
    while (left := ends - time.monotonic()) > 0:
        time.sleep(min(pause, left))
        pause *= 2
        yield
