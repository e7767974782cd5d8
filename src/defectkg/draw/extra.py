"""The libraries that only pictures need: the extra `figures`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from defectkg.errors import missing_extra

__all__ = ["figures_library"]


def figures_library(name: str) -> Any:
    """Return a library of the extra `figures`.

    Raises
    ------
    DataError
        If it is not installed.
    """
    try:
        return import_module(name)
    except ImportError:
        raise missing_extra(f"pictures need {name}", "figures") from None
