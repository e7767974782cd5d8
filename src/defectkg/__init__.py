"""A knowledge graph of halide-perovskite defects, the agents that passivate them, and how.

>>> import defectkg
>>> graph = defectkg.load()
>>> rows = graph.query("measurements")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from defectkg.errors import DefectkgError

if TYPE_CHECKING:
    from defectkg.graph import DefectGraph, load

__all__ = ["DefectGraph", "DefectkgError", "__version__", "load"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # The command line must not import the store to print its help.
    if name in ("DefectGraph", "load"):
        from defectkg import graph

        return getattr(graph, name)
    raise AttributeError(f"module 'defectkg' has no attribute {name!r}")
