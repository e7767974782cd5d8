"""Open the store that a user names: a folder on disk."""

from __future__ import annotations

import os
import re
from pathlib import Path

from defectkg.errors import DataError
from defectkg.rdf.disk import FolderStore
from defectkg.rdf.store import VARIABLE, Store

__all__ = ["named_store", "open_store"]

HOLDS_OURS = "ASK { GRAPH ?graph { dkg:Kind a ?class } }"


def named_store(place: str = "") -> Store | None:
    """Return the store at a place, or at that of the environment; none where neither is named."""
    place = place or os.environ.get(VARIABLE, "")
    return open_store(place) if place else None


def open_store(place: str) -> Store:
    """Return the store at an address or in a folder.

    Raises
    ------
    DataError
        If there is none, or it does not hold our ontology.
    """
    if re.match(r"\w+://", place):
        raise DataError(f"{place}: a folder is wanted")
    store = FolderStore(Path(place))
    if not store.query(HOLDS_OURS):
        raise DataError(
            f"{place}: our ontology is not in this store; load it: defectkg --store {place} push"
        )
    return store
