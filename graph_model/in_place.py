"""The statements of a small transaction as one, which the embedded engine carries out in place.

A commit of kglite lets go of the graph that it replaces, which takes as long as the graph is large (measured: 8 ms a commit in a city of
20,000, 37 in one of 100,000); a single statement changes the graph where it is, whole or not at all, as one frame of the log (0.1 ms).
So a transaction reads what it has written on a copy of its own, and what it wrote is said once more at its end, as one statement, to the
graph itself. Nobody else has written meanwhile, so it writes the same. Why: docs/decisions/0047-small-transactions-in-place.md.
"""

import re
from functools import lru_cache, partial
from typing import Any

from graph_model.store import Parameters

MOST_ROWS = 200
"""Who reads waits while a statement is carried out; where more is written, a commit is worth what it takes."""
_WRITES = re.compile(r"\b(CREATE|MERGE|SET|DELETE|REMOVE|FOREACH)\b", re.IGNORECASE)
_RETURNS = re.compile(r"\bRETURN\b", re.IGNORECASE)
_PARAMETER = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|\$(\w+)""")
"""Or what is quoted, in which a dollar is a dollar."""


@lru_cache(maxsize=1024)
def writes(query: str) -> bool:
    return _WRITES.search(query) is not None


@lru_cache(maxsize=1024)
def returns(query: str) -> bool:
    return _RETURNS.search(query) is not None


class Written:
    """What a transaction has written, in its order."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._given: dict[str, Any] = {}
        self._rows = 0
        self._apart = False

    def add(self, query: str, parameters: Parameters | None) -> None:
        """Keep a statement that writes. One that tells what it wrote cannot stand among others."""
        self._apart |= returns(query)
        for name, value in (parameters or {}).items():
            self._given[f"{name}_{len(self._texts)}"] = value
            self._rows += len(value) if isinstance(value, list) else 0
        self._texts.append(query)

    def as_one(self) -> tuple[str, dict[str, Any]] | None:
        """The statement and its parameters; None where nothing was written, or what has to be committed."""
        if not self._texts or self._apart or self._rows > MOST_ROWS:
            return None
        return _joined(tuple(self._texts)), self._given


@lru_cache(maxsize=512)
def _joined(texts: tuple[str, ...]) -> str:
    """One after the other: counting makes one row of however many came before, of none too."""
    named = [_PARAMETER.sub(partial(_numbered, number), text) for number, text in enumerate(texts)]
    return " WITH count(*) AS before ".join(named)


def _numbered(number: int, found: re.Match[str]) -> str:
    return found[0] if found[1] is None else f"{found[0]}_{number}"
