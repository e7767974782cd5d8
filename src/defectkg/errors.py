"""Errors whose one-line text tells the user what to do next."""

from __future__ import annotations

__all__ = ["DataError", "DefectkgError", "NameLookupError", "QueryError", "QueryTimeoutError"]


class DefectkgError(Exception):
    """Base of every error that the command line prints as one line with exit code 2."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class DataError(DefectkgError):
    """A file or folder that cannot be read, written or understood."""


class NameLookupError(DefectkgError):
    """A name that fits nothing, or more than one thing."""


class QueryError(DefectkgError):
    """A query that is malformed, unknown or not allowed."""


class QueryTimeoutError(QueryError):
    """A query that did not end in the time it was given."""
