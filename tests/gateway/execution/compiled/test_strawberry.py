"""Strawberry's schemas: user functions are asked straight where its wrapping does nothing, and the answer is always the same."""

import asyncio
import dataclasses
import inspect
from collections.abc import AsyncIterator
from datetime import date
from enum import Enum
from typing import Annotated, Any, Generic, TypeVar

import pytest
import strawberry
from graphql import GraphQLObjectType, parse, subscribe
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission
from strawberry.scalars import JSON

from gateway.execution.compiled.strawberry_fields import Attribute, Call, straight
from tests.gateway.execution.compiled.compared import compiled_of, same, told

T = TypeVar("T")


@strawberry.enum
class Kind(Enum):
    BIG = "big"
    SMALL = "small"


@strawberry.input
class Asked:
    text: str = "t"
    kinds: list[Kind] | None = None


@strawberry.interface
class Named:
    name: str

    @strawberry.field
    def greeting(self, to: str = "you") -> str:
        return f"{self.name} to {to}"


@strawberry.type
class Person(Named):
    born: date | None = None
    kind: Kind = Kind.BIG
    friends: strawberry.Private[list[Named]] = dataclasses.field(default_factory=list)

    @strawberry.field
    async def acquaintances(self, first: int | None = None) -> list[Named]:
        await asyncio.sleep(0)
        return self.friends[:first]


@strawberry.type
class Dog(Named):
    barks: int


@strawberry.type
class Holder(Generic[T]):
    held: T


@strawberry.type
class Failure:
    reason: str


class Loud(FieldExtension):
    def resolve(self, next_: Any, source: Any, info: strawberry.Info, **given: Any) -> Any:
        return next_(source, info, **given).upper()


class Never(BasePermission):
    message = "never"

    def has_permission(self, source: Any, info: strawberry.Info, **given: Any) -> bool:
        return False


def people() -> list[Named]:
    dog = Dog(name="Rex", barks=3)
    ann = Person(name="Ann", born=date(2000, 1, 2), friends=[dog])
    return [ann, dog, Person(name="Bob", kind=Kind.SMALL, friends=[ann, dog])]


@strawberry.type
class Query:
    @strawberry.field
    def named(self) -> list[Named]:
        return people()

    @strawberry.field
    def people(self) -> list[Person]:
        return [one for one in people() if isinstance(one, Person)]

    @strawberry.field
    def either(self) -> list[Annotated[Person | Dog, strawberry.union("Either")] | None]:
        return [*people(), None]  # type: ignore[list-item]

    @strawberry.field
    def held(self) -> list[Annotated[Holder[int] | Holder[str] | Failure, strawberry.union("Held")]]:
        return [Holder(held=1), Holder(held="x"), Failure(reason="r"), Holder(held=2)]

    @strawberry.field
    def wrong(self) -> list[Named | None]:
        return [people()[0], object(), "x"]  # type: ignore[list-item]

    @strawberry.field
    def cast(self) -> list[Named]:
        return [strawberry.cast(Dog, Person(name="cast")), Person(name="not")]

    @strawberry.field
    def told(self, info: strawberry.Info, kinds: list[Kind] | None = None, when: date | None = None) -> str:
        return f"{info.field_name} {info.path.as_list()} {info.variable_values} {info.context} {kinds} {when}"

    @strawberry.field
    def asked(self, asked: Asked | None = None) -> str:
        return repr(asked)

    @strawberry.field
    async def asked_later(self, asked: Asked) -> str:
        await asyncio.sleep(0)
        return repr(asked)

    @strawberry.field
    def rest(self) -> JSON:
        return {"any": ["thing"]}  # type: ignore[return-value]

    @strawberry.field(extensions=[Loud()])  # type: ignore[untyped-decorator]
    def loud(self, word: str = "a") -> str:
        return word

    @strawberry.field(permission_classes=[Never])  # type: ignore[untyped-decorator]
    def never(self) -> str | None:
        return "reached"

    @strawberry.field
    def fails(self) -> int | None:
        raise ValueError("fails")


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def add(self, number: int) -> int:
        await asyncio.sleep(0)
        return number + 1


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int) -> AsyncIterator[int]:
        for number in range(to):
            yield number


SCHEMA = strawberry.Schema(Query, Mutation, Subscription, types=[Dog])
OPERATIONS = {
    "interfaces": '{ named { __typename name greeting again: greeting(to: "me") ... on Person { born kind } ... on Dog { barks } } }',
    "async below": "{ people { name acquaintances { name ... on Person { acquaintances(first: 1) { name } } } } }",
    "unions": "{ either { __typename ... on Named { name } ... on Dog { barks } } }",
    "generic types": "{ held { __typename ... on IntHolder { held } ... on StrHolder { word: held } ... on Failure { reason } } }",
    "not what it should be": "{ wrong { name } }",
    "cast": "{ cast { __typename name } }",
    "info": 'query ($kinds: [Kind!]) { told(kinds: $kinds) again: told(kinds: [BIG], when: "2020-01-01") }',
    "inputs": '{ asked a: asked(asked: {kinds: [BIG]}) b: asked(asked: null) later: askedLater(asked: {text: "x"}) }',
    "any JSON": "{ rest }",
    "extensions": '{ loud again: loud(word: "b") }',
    "permissions": "{ never }",
    "errors": "{ fails told }",
    "mutations": "mutation { a: add(number: 1) b: add(number: 2) }",
    "introspection": "{ __schema { types { name isOneOf enumValues { name } inputFields { name defaultValue } } } }",
}


@pytest.mark.parametrize("name", OPERATIONS)
async def test_as_graphql_core(name: str) -> None:
    await same(SCHEMA._schema, OPERATIONS[name], executor=SCHEMA.execution_context_class)


@pytest.mark.parametrize("variables", [{"kinds": ["SMALL"]}, {"kinds": None}, {"kinds": "BIG"}, {"kinds": ["HUGE"]}])
async def test_variables(variables: dict[str, Any]) -> None:
    await same(SCHEMA._schema, OPERATIONS["info"], variables=variables, executor=SCHEMA.execution_context_class)


def way(type_: str, field: str) -> Attribute | Call | None:
    found = SCHEMA._schema.type_map[type_]
    assert isinstance(found, GraphQLObjectType)
    return straight(found.fields[field])


def test_what_is_asked_straight() -> None:
    """A version of Strawberry that wraps fields otherwise would be slow, and is seen here."""
    assert way("Person", "name") == Attribute("name")
    for field in ("named", "told", "fails", "rest"):
        assert isinstance(way("Query", field), Call), field
    assert isinstance(way("Person", "acquaintances"), Call)


def test_what_is_called_as_strawberry_wraps_it() -> None:
    for field in ("loud", "never", "asked", "askedLater"):
        assert way("Query", field) is None, field


async def test_an_event_of_a_subscription() -> None:
    document = parse("subscription { count(to: 3) }")
    stream = subscribe(SCHEMA._schema, document)
    events: Any = await stream if inspect.isawaitable(stream) else stream
    expected = [await told(answer) async for answer in events]
    compiled = compiled_of(SCHEMA._schema, document, SCHEMA.execution_context_class)
    assert [await told(compiled.run(number)) for number in range(3)] == expected
