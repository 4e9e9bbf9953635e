"""Where in the answer a value stands: linked tuples, which cost a fraction of what graphql-core's own do."""

from typing import Any, TypeAlias

from graphql.pyutils import Path as CorePath

Path: TypeAlias = tuple[Any, str | int, str | None] | None
"""(what is around, response key or index, name of the type that the key is of); None is the answer itself."""


def listed(path: Path) -> list[str | int]:
    """The keys and indices from the top, as an error shows them."""
    found: list[str | int] = []
    while path is not None:
        found.append(path[1])
        path = path[0]
    return found[::-1]


def as_core_path(path: Path) -> Any:
    """The same as graphql-core has it in `info.path`."""
    steps = []
    while path is not None:
        steps.append(path)
        path = path[0]
    made: CorePath | None = None
    for _, key, typename in reversed(steps):
        made = CorePath(made, key, typename)
    return made
