"""The rule by which a federated answer equals the undivided one.

Data is equal, to the order of fields. For errors, *fails* are the errors of the undivided operation with every field nullable,
so that none is hidden by another:

1. Every federated error is one of *fails*, with its path and message: or it is an error of a field that a subgraph @requires
   (or that stands in a key) and that the client did not ask for there; then its path is the place of the answer around it.
2. Every undivided error that stands at a null of its own (path and null agree) is a federated error, with path and message.
3. Where a failure took objects around it with it, the specification lets a server leave out errors of the other fields there:
   the federated answer has at least one error at or below that null.
4. No error is told twice, and each says its code and its source.

An entity's error is told at no more than 100 of its places (`MOST_PLACES`), so 2 and 3 hold for operations with fewer *fails*.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from gateway.federation.executor.reporting import MOST_PLACES

COORDINATE = re.compile(r"^([A-Za-z]+?)\d+\.(\w+)")
Place = tuple[str | int, ...]


def differences(
    federated: dict[str, Any], undivided: dict[str, Any], fails: dict[str, Any], inputs: frozenset[tuple[str, str]]
) -> list[str]:
    """What is wrong with a federated answer, each in a line. `inputs` are the fields (type, name) that field sets name."""
    found = []
    if json.dumps(federated.get("data")) != json.dumps(undivided.get("data")):
        found.append("the data differs")
    found += _wrongly_told(federated, fails, inputs)
    if len(fails.get("errors", ())) < MOST_PLACES:
        found += _not_told(federated, undivided)
    return found


def _wrongly_told(
    federated: dict[str, Any], fails: dict[str, Any], inputs: frozenset[tuple[str, str]]
) -> Iterator[str]:
    expected = {(e["message"], tuple(e["path"])) for e in fails.get("errors", ())}
    told = [(e["message"], tuple(e.get("path", ()))) for e in federated.get("errors", ())]
    for message, place in told:
        if (message, place) not in expected and not _is_of_input(message, place, fails, inputs):
            yield f"this is no failure of the operation: {message} at {list(place)}"
    for message, place in sorted(set(told), key=repr):
        if told.count((message, place)) > 1:
            yield f"this is told twice: {message} at {list(place)}"
    for error in federated.get("errors", ()):
        extensions = error.get("extensions", {})
        if extensions.get("code") != "SUBGRAPH_ERROR" or not extensions.get("source"):
            yield f"this says not where it comes from: {error}"


def _is_of_input(message: str, place: Place, fails: dict[str, Any], inputs: frozenset[tuple[str, str]]) -> bool:
    coordinate = COORDINATE.match(message)
    if coordinate is None or (coordinate[1], coordinate[2]) not in inputs:
        return False
    value = fails.get("data")
    for part in place:
        if isinstance(value, list) != isinstance(part, int) or value is None:
            return False
        if isinstance(part, str) and part not in value:
            return False
        value = value[part]
    return True


def _not_told(federated: dict[str, Any], undivided: dict[str, Any]) -> Iterator[str]:
    told = {(e["message"], tuple(e.get("path", ()))) for e in federated.get("errors", ())}
    for error in undivided.get("errors", ()):
        place = tuple(error["path"])
        null = _null_on_the_way(undivided.get("data"), place)
        if null == place:
            if (error["message"], place) not in told:
                yield f"this is not told: {error['message']} at {list(place)}"
        elif not any(other[: len(null)] == null for _, other in told):
            yield f"nothing is told of the null at {list(null)}: {error['message']} at {list(place)}"


def _null_on_the_way(data: Any, place: Sequence[str | int]) -> Place:
    """The place of the null that a failure left."""
    for length, part in enumerate(place):
        if data is None:
            return tuple(place[:length])
        data = data[part]
    return tuple(place)
