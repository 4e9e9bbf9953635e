"""The decorator of resolvers, typed: Strawberry's own loses the type of what it decorates."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

F = TypeVar("F", bound=Callable[..., Any])


def field(description: str, *directives: object, name: str | None = None) -> Callable[[F], F]:
    """Make a method a field with this description, Chinese and English; `name` where it is not the method's."""
    return cast(Callable[[F], F], strawberry.field(description=description, name=name, directives=directives))
