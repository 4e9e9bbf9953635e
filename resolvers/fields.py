"""The decorator of resolvers, typed: Strawberry's own loses the type of what it decorates."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

F = TypeVar("F", bound=Callable[..., Any])


def field(description: str) -> Callable[[F], F]:
    """Make a method a field with this description, Chinese and English."""
    return cast(Callable[[F], F], strawberry.field(description=description))
