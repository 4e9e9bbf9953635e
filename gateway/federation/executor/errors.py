"""Errors as the client sees them: where in its own answer, in which subgraph, with what code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.federation.executor.conditions import holds
from gateway.federation.executor.walking import Place
from gateway.federation.planner.operation import FieldSelection, Selection
from gateway.sources.errors import SourceError

Entry = dict[str, Any]
SUBGRAPH_ERROR = "SUBGRAPH_ERROR"
BAD_SOURCE_RESPONSE = "BAD_SOURCE_RESPONSE"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a whole fetch brought nothing; it is told at each place of the answer where something is missing.

    Unless it is `told` already: an error within the response took all of its data, and stands in the answer.
    """

    source: str
    message: str
    code: str
    extensions: Mapping[str, Any] = field(default_factory=dict)
    told: bool = False

    def at(self, path: Sequence[str | int]) -> Entry:
        extensions = {**self.extensions, "code": self.code, "source": self.source}
        return {"message": self.message, "path": list(path), "extensions": extensions}


def failure_of(error: SourceError) -> Failure:
    return Failure(error.source, str(error), error.code)


def refused(source: str, errors: Sequence[Any]) -> Failure:
    """A response without data whose errors name no place: the subgraph refused the request."""
    first = next((e for e in errors if isinstance(e, dict)), {})
    extensions = first.get("extensions")
    kept = extensions if isinstance(extensions, dict) else {}
    return Failure(source, str(first.get("message") or f"{source}: refused"), _code(kept), kept)


def lost(source: str) -> Failure:
    """A response whose data an error within it took, up to the top."""
    return Failure(source, f"{source}: an error took its data", SUBGRAPH_ERROR, told=True)


def entry(source: str, error: Any, path: Sequence[str | int] | None) -> Entry:
    """A subgraph's error as the client's: its message and extensions, with the source's name and a path of the answer."""
    given = error if isinstance(error, dict) else {}
    extensions = given.get("extensions")
    kept = extensions if isinstance(extensions, dict) else {}
    shown: Entry = {"message": str(given.get("message") or f"{source}: error")}
    if path is not None:
        shown["path"] = list(path)
    shown["extensions"] = {**kept, "code": _code(kept), "source": source}
    return shown


def _code(extensions: Mapping[str, Any]) -> str:
    return str(extensions.get("code") or SUBGRAPH_ERROR)


def client_path(
    place: Iterable[str | int], selections: Sequence[Selection], variables: Mapping[str, object], data: object
) -> Place | None:
    """A place of merged `data` as a path of the answer: cut off where the client did not ask for what is there.

    None where the client asked for it of another type only: it was fetched before it was known of which type the object is.
    """
    found: list[str | int] = []
    for part in place:
        if isinstance(part, str):
            inner = [field for field in _fields(selections, variables) if field.key == part]
            if not inner:
                break
            inner = [field for field in _fields(selections, variables, _type_of(data)) if field.key == part]
            if not inner:
                return None
            selections = [below for field in inner for below in field.selections]
        found.append(part)
        data = _within(data, part)
    return tuple(found)


def _fields(
    selections: Sequence[Selection], variables: Mapping[str, object], type_name: str | None = None
) -> Iterator[FieldSelection]:
    """What is selected of an object of that type; None: of any."""
    for selection in selections:
        if not holds(selection.conditions, variables):
            continue
        if isinstance(selection, FieldSelection):
            yield selection
        elif type_name is None or selection.type_name == type_name:
            yield from _fields(selection.selections, variables, type_name)


def _type_of(held: object) -> str | None:
    type_name = held.get("__typename") if isinstance(held, dict) else None
    return type_name if isinstance(type_name, str) else None


def _within(held: object, part: str | int) -> object:
    """What is there; None where an error has taken it."""
    if isinstance(held, dict):
        return held.get(part)
    return held[part] if isinstance(held, list) and isinstance(part, int) and 0 <= part < len(held) else None
