"""JSON-LD whose context stands at an address: nothing is fetched, a local copy takes its place.

The engine reads no contexts but those within a document, so the copy is written into it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from defectkg.errors import DataError

__all__ = ["with_context"]


def with_context(text: str, path: Path, copy: str, copy_path: Path) -> str:
    """Return a JSON-LD text in which a copy of its context stands for the address of one.

    Parameters
    ----------
    text, copy : str
        The document, and the document that holds its context.
    path, copy_path : Path
        Where they stand, for messages.

    Raises
    ------
    DataError
        If one of them is no JSON, the copy holds no context or names a further address, or the
        document names several contexts.
    """
    context = as_json(copy, copy_path)
    context = context.get("@context") if isinstance(context, dict) else None
    if context is None:
        raise DataError(f"{copy_path}: holds no @context; give a copy of the context")
    document = as_json(text, path)
    try:
        if further := addresses(context, within=True):
            raise DataError(f"{copy_path}: points to {min(further)}; write that into the copy")
        named = sorted(addresses(document))
        if len(named) > 1:
            both = " and ".join(named[:2])
            raise DataError(
                f"{path}: names several contexts ({both}); join them in one array there"
            )
        return json.dumps(inlined(document, context))
    except RecursionError:
        raise DataError(f"{path}: nested too deep; write it flatter") from None


def as_json(text: str, path: Path) -> Any:
    """Return the value of a JSON text."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise DataError(f"{path}:{error.lineno}:{error.colno}: {error.msg}; correct it") from None
    except (RecursionError, ValueError):
        raise DataError(
            f"{path}: nested too deep, or a number too long; write it shorter"
        ) from None


def addresses(value: Any, *, within: bool = False) -> set[str]:
    """Return the addresses of contexts in a document, or ``within`` a context."""
    if isinstance(value, str):
        return {value} if within else set()
    if isinstance(value, list):
        return {found for part in value for found in addresses(part, within=within)}
    if not isinstance(value, dict):
        return set()
    return {
        found
        for key, part in value.items()
        if isinstance(part, (dict, list)) or key in ("@context", "@import")
        for found in addresses(part, within=key in ("@context", "@import"))
    }


def inlined(value: Any, context: Any) -> Any:
    """Return a document with a context in the place of each address of one."""
    if isinstance(value, list):
        return [inlined(part, context) for part in value]
    if not isinstance(value, dict):
        return value
    whole = {
        key: context_for(part, context) if key == "@context" else inlined(part, context)
        for key, part in value.items()
        if key != "@import"
    }
    if "@import" in value and isinstance(context, dict):  # what stands beside it goes before
        return {**context, **whole}
    return whole


def context_for(value: Any, context: Any) -> Any:
    """Return the value of ``@context`` without addresses."""
    if isinstance(value, list):
        parts = [context_for(part, context) for part in value]
        return [one for part in parts for one in (part if isinstance(part, list) else [part])]
    return context if isinstance(value, str) else inlined(value, context)
