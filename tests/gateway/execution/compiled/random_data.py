"""Random values for a random schema: mostly right, and now and then null, raised, awaited, of another class or no list at all."""

from decimal import Decimal
from random import Random
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLObjectType,
    Undefined,
    is_enum_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    is_scalar_type,
)

from tests.gateway.execution.compiled.random_schemas import Later, World

DEEPEST = 4
RIGHT: dict[str, tuple[Any, ...]] = {
    "String": ("", "text", "信用", 'q"\\'),
    "ID": ("1", "id", 7),
    "Int": (0, -5, 2**31 - 1),
    "Float": (0.5, 1, -2.25, 1e300),
    "Boolean": (True, False),
    "Odd": (1, "x", 11, 12, 13, {"any": ["thing"]}),
    "Kind": ("big", 2, "NONE"),
    "Word": ("A", "B"),
}
WRONG: tuple[Any, ...] = (
    3.5,
    2**40,
    "no",
    True,
    [],
    {},
    object,
    float("nan"),
    Decimal("1.5"),
    b"bytes",
    ("t",),
    Undefined,
)


class Thing:
    """An object with attributes."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.typename = values.pop("__typename", None)
        for name, value in values.items():
            setattr(self, name, value)

    def __repr__(self) -> str:
        return f"a {self.typename}"


class Called(Thing):
    """An object that is called with `info`, and gives its value."""

    def __init__(self, value: Any) -> None:
        super().__init__({})
        self._value = value

    def __call__(self, info: Any, **given: Any) -> Any:
        return self._value


class DataMaker:
    """Makes the same value again for the same seed."""

    def __init__(self, world: World, seed: int, trouble: float) -> None:
        self._world = world
        self._random = Random(seed)
        self._trouble = trouble

    def root(self, type_: GraphQLObjectType) -> Any:
        return self._of_object(type_, 0)

    def _value(self, type_: Any, depth: int) -> Any:
        random = self._random
        if is_non_null_type(type_):
            return self._value(type_.of_type, depth)
        if random.random() < self._trouble:
            return self._troubled(type_, depth)
        if random.random() < 0.1:
            return None
        value = self._right(type_, depth)
        if self._world.awaits and random.random() < 0.1:
            return Later(value, random.randint(0, 2))
        return value

    def _right(self, type_: Any, depth: int) -> Any:
        if is_list_type(type_):
            items = [
                self._value(type_.of_type, depth) for _ in range(self._random.randint(0, 0 if depth >= DEEPEST else 3))
            ]
            return self._random.choice([items, items, items, tuple(items)])
        if is_scalar_type(type_) or is_enum_type(type_):
            return self._random.choice(RIGHT[type_.name])
        if is_object_type(type_):
            return self._of_object(type_, depth)
        name = self._random.choice(self._world.members[type_.name])
        return self._of_object(self._world.schema.type_map[name], depth)

    def _of_object(self, type_: Any, depth: int) -> Any:
        if depth > DEEPEST:
            return None
        values = {name: self._value(definition.type, depth + 1) for name, definition in type_.fields.items()}
        if self._random.random() < 0.95:
            values["__typename"] = type_.name
        return values if self._random.random() < 0.5 else Thing(values)

    def _troubled(self, type_: Any, depth: int) -> Any:
        error = self._random.choice([ValueError("v"), GraphQLError("g", extensions={"code": "G"})])
        odd = self._random.choice(
            [None, error, self._random.choice(WRONG), Called(self._random.choice(WRONG)), "right"]
        )
        value = self._right(type_, depth) if odd == "right" else odd
        return Later(value) if self._world.awaits and self._random.random() < 0.3 else value
