"""What is asked and what is answered, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Operation:
    """What somebody asks: the text of a document, which of its operations, and the variables."""

    query: str
    name: str | None = None
    variables: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`data`, `errors` and `extensions` as the response shows them. `executed` is False when nothing was run (a request error).

    `catalogue`: it is of the public catalogue alone, without an error, so that caches may keep it.
    """

    data: dict[str, Any] | None
    errors: tuple[dict[str, Any], ...] = ()
    executed: bool = True
    extensions: dict[str, Any] | None = None
    catalogue: bool = False

    def body(self) -> dict[str, Any]:
        """The response: `errors` only where there are any, `data` only where the operation ran."""
        shown: dict[str, Any] = {"errors": self.errors} if self.errors else {}
        if self.executed:
            shown["data"] = self.data
        if self.extensions is not None:
            shown["extensions"] = self.extensions
        return shown


@dataclass(frozen=True, slots=True)
class EncodedAnswer:
    """An answer that is JSON already, as the response shows it."""

    json: bytes
    executed: bool = True


def extended(answer: Answer | EncodedAnswer, more: Mapping[str, Any]) -> Answer | EncodedAnswer:
    """The answer, which has none yet, with these `extensions`."""
    if isinstance(answer, EncodedAnswer):
        return replace(answer, json=with_extensions(answer.json, more))
    return replace(answer, extensions=dict(more))


def with_extensions(answer: bytes, more: Mapping[str, Any]) -> bytes:
    """An answer that is JSON, and has none yet, with these `extensions`."""
    return b'%b,"extensions":%b}' % (answer[:-1], orjson.dumps(more))
