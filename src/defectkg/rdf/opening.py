"""Open the store that a user names: a folder on disk, or a SPARQL endpoint."""

from __future__ import annotations

import os
import re
from pathlib import Path

from defectkg.errors import DataError
from defectkg.rdf.disk import FolderStore
from defectkg.rdf.endpoint import Endpoint
from defectkg.rdf.engines import ask_all_graphs, refuse_unsound
from defectkg.rdf.store import VARIABLE, Store

__all__ = ["is_address", "named_store", "open_store"]

IS_THERE = "ASK { GRAPH ?graph { dkg:Kind ?property ?value } }"
IS_IN_ALL = "ASK { dkg:Kind ?property ?value }"


def named_store(place: str = "") -> Store | None:
    """Return the store at a place, or at that of the environment; none where neither is named."""
    place = place or os.environ.get(VARIABLE, "")
    return open_store(place) if place else None


def is_address(place: str) -> bool:
    """Return whether a place is on a server, and no folder."""
    return re.match(r"\w+:/", place) is not None


def open_store(place: str) -> Store:
    """Return the store at an address or in a folder.

    Raises
    ------
    DataError
        If there is none, it answers wrongly, or it does not hold our ontology.
    """
    store = Endpoint(place) if is_address(place) else FolderStore(Path(place))
    if isinstance(store, Endpoint):
        refuse_unsound(store)
    if not store.query(IS_THERE):
        raise DataError(
            f"{place}: our ontology is not in this store; load it: defectkg push --store {place}"
        )
    if isinstance(store, Endpoint) and not ask_all_graphs(store, IS_IN_ALL):
        raise DataError(
            f"{place}: asks no named graphs unless told so; let the default graph of the server be"
            " the union of all"
        )
    return store
