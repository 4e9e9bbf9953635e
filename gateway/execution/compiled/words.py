"""What generated code calls the things around a value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """How code says what a value needs, where it stands: `path` and `at` are the paths of the value and of its field.

    `finish` completes it the long way and `guard` awaits it, each with the variable's name in braces.
    """

    path: str
    at: str
    finish: str
    guard: str
    coroutine: str
