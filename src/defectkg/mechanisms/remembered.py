"""Methods that work each answer out once, and keep it no longer than their object."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any, TypeVar, cast
from weakref import WeakMethod

__all__ = ["remembered"]

Method = TypeVar("Method", bound=Callable[..., Any])


def remembered(method: Method) -> Method:
    """Return a method of an object with its answers kept, to be an attribute of that object.

    With `functools.cache` alone the object would hold itself. Only the collector frees such
    circles, which a command switches off: fifty searches in one command then stay in memory.
    """
    weak = WeakMethod(method)

    @cache
    def answer(*args: Hashable) -> object:
        bound = weak()
        assert bound is not None, "it is asked through its object"
        return bound(*args)

    return cast("Method", answer)
