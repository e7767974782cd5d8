"""The modules of the program, from their docstrings."""

from __future__ import annotations

from module_table import table

from .pages import Page, Section

__all__ = ["page"]


def page() -> Page:
    """Return the table of modules."""
    intro = "What each module holds, room by room; [the flow](docs/flow.md) leads through them."
    return Page("modules", "Modules", intro, [Section("", table(), [])])
