"""Random schemas: objects, interfaces, unions, enums, scalars of their own, lists in lists, arguments, and every kind of resolver."""

import asyncio
from collections.abc import Generator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
)

WRAPPINGS = ("{}", "{}", "{}!", "[{}]", "[{}!]", "[{}!]!", "[[{}]!]", "[[{}!]]!")


class Later:
    """A value that is there after some turns of the loop; an exception is raised then. Not awaited, it is forgotten."""

    def __init__(self, value: Any, turns: int = 1) -> None:
        self._value = value
        self._turns = turns

    def __await__(self) -> Generator[Any, None, Any]:
        return later(self._value, self._turns).__await__()

    def __repr__(self) -> str:
        return "later"


async def later(value: Any, turns: int = 1) -> Any:
    for _ in range(turns):
        await asyncio.sleep(0)
    if isinstance(value, Exception):
        raise value
    return value


def odd(value: Any) -> Any:
    """Refuses some values, makes null and what is awaited of others."""
    if value == 13:
        raise GraphQLError("unlucky", extensions={"code": "ODD"})
    if value == 12:
        return Later("a dozen")
    return None if value == 11 else value


@dataclass(slots=True)
class World:
    """A schema and what its random values are made of."""

    schema: GraphQLSchema
    random: Random
    awaits: bool
    members: dict[str, list[str]] = field(default_factory=dict)
    """Names of the object types that are of each interface and union."""


class SchemaMaker:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._awaits = random.random() < 0.5
        self._kind = GraphQLEnumType("Kind", {"BIG": "big", "SMALL": 2, "NONE": "NONE"})
        self._word = GraphQLEnumType("Word", {"A": None, "B": None})
        odd_scalar = GraphQLScalarType("Odd", coerce_output_value=odd)
        scalars = [GraphQLString, GraphQLInt, GraphQLFloat, GraphQLBoolean, GraphQLID]
        self._leaves: list[Any] = [*scalars, *scalars, self._kind, self._word, odd_scalar]
        self._input = GraphQLInputObjectType(
            "Asked",
            {
                "text": GraphQLInputField(GraphQLNonNull(GraphQLString), default_value="t"),
                "numbers": GraphQLInputField(GraphQLList(GraphQLNonNull(GraphQLInt))),
                "kind": GraphQLInputField(self._kind),
            },
        )
        self._composites: list[Any] = []

    def made(self) -> World:
        random = self._random
        shared: dict[str, GraphQLField] = {}
        named = GraphQLInterfaceType("Named", lambda: shared, resolve_type=self._type_resolver())
        objects = [
            self._object(f"O{n}", [named] if n % 2 == 0 else [], lambda: shared) for n in range(random.randint(2, 4))
        ]
        union = GraphQLUnionType("Either", objects, resolve_type=self._type_resolver())
        self._composites = [*objects, *objects, named, union]
        shared |= {"shared": self._field(), "leaf": GraphQLField(GraphQLString)}
        used = GraphQLField(GraphQLString, self._arguments(), resolve=lambda _source, _info, **given: str(given))
        query = {f"r{n}": self._field() for n in range(random.randint(2, 5))}
        mutation = {f"m{n}": self._field() for n in range(3)}
        schema = GraphQLSchema(
            GraphQLObjectType("Query", {**query, "used": used}),
            GraphQLObjectType("Mutation", {**mutation, "used": used}),
            types=objects,
        )
        every = [type_.name for type_ in objects]
        return World(schema, random, self._awaits, {"Named": every[::2], "Either": every})

    def _object(self, name: str, interfaces: list[Any], shared: Any) -> GraphQLObjectType:
        def fields() -> dict[str, GraphQLField]:
            own = {f"f{n}": self._field() for n in range(self._random.randint(2, 5))}
            return {**(shared() if interfaces else {}), **own}

        return GraphQLObjectType(name, fields, interfaces=interfaces, is_type_of=self._is_type_of(name))

    def _is_type_of(self, name: str) -> Any:
        def is_of(value: Any, info: Any) -> bool:
            return typename(value) in (name, None)

        async def is_of_later(value: Any, info: Any) -> bool:
            return await later(typename(value) in (name, None))  # type: ignore[no-any-return]

        return self._random.choice([None, None, is_of, is_of_later if self._awaits else None])

    def _type_resolver(self) -> Any:
        def resolve(value: Any, info: Any, type_: Any) -> Any:
            return typename(value)

        async def resolve_later(value: Any, info: Any, type_: Any) -> Any:
            return await later(typename(value))

        return self._random.choice([None, resolve, resolve_later if self._awaits else resolve])

    def _field(self) -> GraphQLField:
        random = self._random
        named = random.choice(self._leaves if random.random() < 0.6 else self._composites)
        args = random.choice([{}, {}, self._arguments()])
        return GraphQLField(wrapped(named, random.choice(WRAPPINGS)), args, resolve=self._resolver(bool(args)))

    def _arguments(self) -> dict[str, GraphQLArgument]:
        return {
            "number": GraphQLArgument(GraphQLInt, default_value=3),
            "asked": GraphQLArgument(self._input),
            "kinds": GraphQLArgument(GraphQLList(GraphQLNonNull(self._kind))),
        }

    def _resolver(self, takes: bool) -> Any:
        """None: the default resolver."""

        def plain(source: Any, info: Any, **given: Any) -> Any:
            return held(source, info.field_name)

        def blind(source: Any, _info: Any, **given: Any) -> Any:
            return next(iter(source.values()), None) if isinstance(source, dict) else len(given)

        def telling(source: Any, info: Any, **given: Any) -> Any:
            return f"{info.path.as_list()} {info.parent_type} {info.return_type} {sorted(given.items())} {info.variable_values.coerced}"

        async def awaited(source: Any, info: Any, **given: Any) -> Any:
            return await later(held(source, info.field_name), 2)

        ways = [None, None, None, plain, blind, telling if takes else plain, awaited if self._awaits else None]
        return self._random.choice(ways)


def held(source: Any, name: str) -> Any:
    value = source.get(name) if isinstance(source, dict) else getattr(source, name, None)
    return value(None) if callable(value) else value


def typename(value: Any) -> Any:
    return value.get("__typename") if isinstance(value, dict) else getattr(value, "typename", None)


def wrapped(named: Any, wrapping: str) -> Any:
    """A type in lists and non-null as written: `[{}!]`."""
    if wrapping.endswith("!"):
        return GraphQLNonNull(wrapped(named, wrapping[:-1]))
    return GraphQLList(wrapped(named, wrapping[1:-1])) if wrapping.startswith("[") else named
