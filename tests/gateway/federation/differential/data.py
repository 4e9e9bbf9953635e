"""What things hold: a value follows from the thing, the field, its arguments and what it requires, and from nothing else."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.gateway.federation.differential.world import HUES, Field, Thing, World

NULLS, FAILURES = 0.15, 0.06


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a value is not there because its resolver fails."""

    message: str


def said(arguments: Mapping[str, Any], inputs: Mapping[str, Any] | None) -> str:
    """Arguments and required inputs as a text, the same for the same."""
    parts = [json.dumps(dict(p), sort_keys=True, separators=(",", ":")) for p in (arguments, inputs) if p]
    return "".join(parts)


class Data:
    """The data of a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def value(self, thing: Thing, field: Field, told: str) -> Any:
        """Lists of leaf values, things, nulls and failures, as the field's type says. `told` comes from `said`."""
        text = f"{thing.type}{thing.number}.{field.name}{told}"
        return self._level(thing, field, Random(f"{field.salt} {text}"), text, 0)

    def _level(self, thing: Thing, field: Field, rng: Random, text: str, depth: int) -> Any:
        if field.salt and not field.safe:
            roll = rng.random()
            if roll < FAILURES:
                return Failure(f"{text} fails")
            if roll < FAILURES + NULLS and field.output.nullable[depth]:
                return None
        if depth + 1 == len(field.output.nullable):
            return self._single(thing, field, rng, text)
        length = rng.randrange(4) if field.salt else 2
        return [self._level(thing, field, rng, f"{text}[{index}]", depth + 1) for index in range(length)]

    def _single(self, thing: Thing, field: Field, rng: Random, text: str) -> Any:
        if field.output.leaf:
            return _leaf(thing, field, text)
        possible = self.world.possible(field.output.name)
        if field.salt:
            return Thing(rng.choice(possible), rng.randrange(self.world.size))
        number = thing.number + text.count("[")
        return Thing(possible[number % len(possible)], number % self.world.size)


def _leaf(thing: Thing, field: Field, text: str) -> Any:
    if field.name == "part":
        return thing.number % 2
    if field.name == "code":
        return f"c{thing.number // 2}"
    code = zlib.crc32(text.encode())
    values: dict[str, Any] = {
        "String": text,
        "ID": text,
        "Int": code % 1000,
        "Float": code % 1000 + 0.5,
        "Boolean": code % 2 == 0,
        "Hue": HUES[code % len(HUES)],
        "Json": ({"at": text, "n": [code % 7, None]}, text, code % 7)[code % 3],
    }
    return values[field.output.name]
