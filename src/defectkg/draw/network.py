"""The mechanism network as a networkx graph that a notebook shows as a map, and as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx

from defectkg.draw.mechanism_map import map_svg
from defectkg.draw.notebook import image
from defectkg.draw.picture_files import SUFFIXES, write_picture
from defectkg.errors import DataError, DefectkgError
from defectkg.mechanisms.chains import Choice
from defectkg.mechanisms.network import to_cyjs, to_graphml, to_networkx
from defectkg.model.content import GraphContent
from defectkg.rdf.writing import write_atomically

__all__ = ["GRAPH_FILES", "ShownNetwork", "check_network_file"]

GRAPH_FILES = (".graphml", ".cyjs", ".json")


def check_network_file(file: Path) -> str:
    """Return the suffix of a file that a network can be written to, in lower case.

    Raises
    ------
    DataError
        If it can be none.
    """
    suffix = file.suffix.lower()
    if suffix not in (*SUFFIXES, *GRAPH_FILES):
        endings = ", ".join((*SUFFIXES, *GRAPH_FILES))
        raise DataError(f"{file}: give a name that ends in one of {endings}")
    return suffix


class ShownNetwork(networkx.MultiDiGraph):
    """A part of the mechanism network that knows how it was chosen, so that it can be drawn.

    What networkx makes of it (a subgraph, a copy) is a plain graph again.
    """

    _chosen: tuple[GraphContent, Choice, bool] | None = None

    @classmethod
    def of(cls, content: GraphContent, choice: Choice, *, whole: bool = False) -> ShownNetwork:
        """Return the links of a choice; ``whole``, to draw those on no chain, too."""
        network = cls(to_networkx(choice.links(content), content))
        network._chosen = content, choice, whole
        return network

    def __getstate__(self) -> dict[str, Any]:  # a graph of ours is no state to carry elsewhere
        return {**self.__dict__, "_chosen": None}

    def to_svg(self) -> str:
        """Draw the links on chains from an agent or ion to an observable.

        Raises
        ------
        DefectkgError
            If there are none, or the extra ``figures`` is missing.
        """
        if self._chosen is None:
            raise DefectkgError("a part of a network is not drawn: choose it by graph.network(…)")
        content, choice, whole = self._chosen
        return map_svg(content, choice, whole=whole)

    def save(self, file: str | Path) -> None:
        """Write a map (.svg, .png, .pdf), .graphml, or .cyjs for Cytoscape.

        The map shows the links on chains from an agent or ion to an observable, the others all.
        """
        file = Path(file)
        suffix = check_network_file(file)
        if suffix in SUFFIXES:
            write_picture(file, self.to_svg())
        else:
            write_atomically(file, (to_graphml if suffix == ".graphml" else to_cyjs)(self))

    def __repr__(self) -> str:
        return f"{self.number_of_edges()} links between {self.number_of_nodes()} kinds"

    def _repr_html_(self) -> str | None:
        picture = self._repr_svg_()
        return image(picture, repr(self)) if picture else None

    def _repr_svg_(self) -> str | None:
        try:
            return self.to_svg()
        except DefectkgError:
            return None
