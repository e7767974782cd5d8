"""Open the store that a user names: a folder on disk, or a SPARQL endpoint."""

from __future__ import annotations

import os
import re
from pathlib import Path

from defectkg import __version__
from defectkg.errors import DataError
from defectkg.rdf.disk import FolderStore, attempts
from defectkg.rdf.shipped import ONTOLOGY_GRAPH
from defectkg.rdf.states import FILLING, marks_of
from defectkg.rdf.store import VARIABLE, Store

__all__ = ["is_address", "named_store", "open_store", "shown"]

RELEASES = f"SELECT ?release {{ GRAPH ?graph {{ {ONTOLOGY_GRAPH} owl:versionInfo ?release }} }}"
IS_IN_ALL = f"ASK {{ {ONTOLOGY_GRAPH} owl:versionInfo ?release }}"


def named_store(place: str = "") -> Store | None:
    """Return the store at a place, or at that of the environment; none where neither is named."""
    place = place or os.environ.get(VARIABLE, "")
    if place and not place.strip():
        raise DataError("a store without a name; give its folder or address")
    return open_store(place) if place else None


def is_address(place: str) -> bool:
    """Return whether a place is on a server, and no folder."""
    return re.match(r"\w+:/", place) is not None


def shown(place: str) -> str:
    """Return a place as it is printed."""
    if not is_address(place):
        return place
    from defectkg.rdf.http import without_parameters

    return without_parameters(place)


def open_store(place: str) -> Store:
    """Return the store at an address or in a folder.

    Raises
    ------
    DataError
        If there is none, it answers wrongly, a push into it has not ended, or it does not hold our
        ontology as this release has it.
    """
    if is_address(place):
        return opened_server(place)
    folder = FolderStore(Path(place))
    state_of(folder, place)  # nobody fills it while it is read
    refuse_other_data(folder, place)
    return folder


def opened_server(address: str) -> Store:
    """Return the store at an address; see `open_store`."""
    from defectkg.rdf.endpoint import Endpoint
    from defectkg.rdf.engines import (
        SOUND,
        SOUND_IN_ALL,
        ask_all_graphs,
        refuse_cut,
        refuse_unsound,
    )

    server, place = Endpoint(address), shown(address)
    refuse_unsound(server, SOUND)
    refuse_cut(server)
    server.state = state_of(server, place)
    refuse_other_data(server, place)
    if not ask_all_graphs(server, IS_IN_ALL):
        raise DataError(
            f"{place}: asks no named graphs unless told so; let the default graph of the server"
            " be the union of all"
        )
    refuse_unsound(server, SOUND_IN_ALL)
    return server


def refuse_other_data(store: Store, place: str) -> None:
    """Raise an error unless a store holds our ontology, as this release reads it."""
    releases = sorted(release for (release,) in store.rows(RELEASES).values)
    if not releases:
        raise DataError(
            f"{place}: our ontology is not in this store; load it: defectkg push --store {place}"
        )
    if not any(reads(release) for release in releases):
        raise DataError(
            f"{place}: holds our data as release {releases[-1]} has them, and this is"
            f" {__version__}; load them anew (defectkg push --store {place}), or ask with that"
        )


def state_of(store: Store, place: str) -> str:
    """Return the mark of the state that a store is in; none where no push has filled it.

    Raises
    ------
    DataError
        If a push has begun, and does not end soon.
    """
    for _ in attempts() if store.is_elsewhere else [None]:
        marks = marks_of(store)
        if not any(mark.startswith(FILLING) for mark in marks):
            return marks[-1] if marks else ""
    raise DataError(
        f"{place}: a push has begun to fill it, and has not ended; ask again later, or push again"
    )


def reads(release: str) -> bool:
    """Return whether this release reads the data of another: it may differ in the last number."""
    return release.rpartition(".")[0] == __version__.rpartition(".")[0]
