"""What was gathered for one lookup."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Gathered:
    """`representations` to send; `objects[i]` is to be filled with the entity of representation `indices[i]`.

    `seen` is the number of a representation by its key, `first` the object that stands for all equal ones.
    """

    representations: list[dict[str, Any]] = field(default_factory=list)
    objects: list[dict[str, Any]] = field(default_factory=list)
    indices: list[int] = field(default_factory=list)
    seen: dict[Any, int] = field(default_factory=dict)
    first: dict[Any, dict[str, Any]] = field(default_factory=dict)

    def take(self, held: dict[str, Any], key: bytes, representation: dict[str, Any]) -> None:
        """Take an object whose representation has the text `key`."""
        number = self.seen.get(key)
        if number is None:
            number = self.seen[key] = len(self.representations)
            self.representations.append(representation)
        self.objects.append(held)
        self.indices.append(number)
