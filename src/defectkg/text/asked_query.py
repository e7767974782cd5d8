"""A question to the query library, and commands that ask it, or another one, again."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from defectkg.rdf.levels import Levels
from defectkg.rdf.library import Query, load_query
from defectkg.rdf.queries import Choice, choose, fitting, run
from defectkg.rdf.rows import Rows
from defectkg.rdf.store import Store

__all__ = ["MOST", "Asked", "Given", "by_kind", "counted", "options", "pasted"]

Given = Mapping[str, str]
MOST = 3  # views that are named, and remarks on what stands near


@dataclass(frozen=True)
class Asked:
    """A question to the query library.

    Parameters
    ----------
    store : Store
    query : Query
    names : dict of str to str
        What its slots were given, as a user names it.
    given_to : callable
        Returns the IRIs for such names in the slots of a query.
    option : str, optional
        What stands before the name of a filter: ``-p ``, ``--``, or nothing.
    """

    store: Store
    query: Query
    names: Given
    given_to: Callable[[Query, Given], Given]
    option: str = "-p "

    @cached_property
    def agent(self) -> str:
        """Return the IRI of the agent that was asked for, or those of several; empty without."""
        if "agent" not in self.names:
            return ""
        return self.given_to(self.query, {"agent": self.names["agent"]})["agent"]

    def some(self, *slots: str) -> Given:
        """Return what these slots were given, of those that were given something."""
        return {name: self.names[name] for name in slots if name in self.names}

    def rows(self, names: Given, query: str = "") -> Rows:
        """Return the answer to other names, or of another query, for what is told beside one."""
        return fitting(self.store, self.choice(names, query), counting=True)

    def choice(self, names: Given, query: str = "") -> Choice:
        """Return which records other names choose, or names of another query."""
        other = load_query(query) if query else self.query
        return choose(self.store, other, self.given_to(other, names))

    def levels(self, slot: str, query: str = "") -> Levels:
        """Return which kinds answer for what a slot was given, and how near they are."""
        other = load_query(query) if query else self.query
        given = self.given_to(other, {slot: self.names[slot]})
        return choose(self.store, other, given).wanted[slot]

    def instead(self, name: str, value: str) -> str:
        """Return the command that asks the same query with one filter, as one can paste it."""
        if self.option == "--":
            return pasted(self.query.name, f"--{name}", [value])
        return pasted(f"query {self.query.name}", "-p", [f"{name}={value}"])


def by_kind(store: Store, column: str) -> dict[str, str]:
    """Return the label of each kind, or its group, by the IRI of the kind."""
    return {row["kind"]: row[column] for row in run(store, "internal/kinds").dicts()}


def pasted(command: str, option: str, names: Iterable[str]) -> str:
    """Return a command that takes some names, as one can paste it.

    Examples
    --------
    >>> pasted("tried", "--agent", ["KI", "octylphosphonic acid"])
    "defectkg tried --agent KI --agent 'octylphosphonic acid'"
    """
    given = (f"{option} {shlex.quote(name)}".strip() for name in names)
    return " ".join(["defectkg", command, *given])


def options(names: Given) -> str:
    """Return the options that ask for what was given, as one can paste them.

    Examples
    --------
    >>> options({"agent": "KI or HBr"})
    '--agent KI --agent HBr'
    """
    given = ((name, one) for name in names for one in names[name].split(" or "))
    return " ".join(f"--{name} {shlex.quote(one)}" for name, one in given)


def counted(count: int, what: str) -> str:
    """Return how many there are, in words; nothing of none."""
    return f"{count} {what}{'s' if count > 1 else ''}" if count else ""
