"""One example for each rule of execution; graphql-core says what the answer is."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema, Undefined, build_schema

from tests.gateway.execution.compiled.compared import same

SDL = """
    interface Named { name: String  friend: Named }
    type Person implements Named { name: String  age: Int  friend: Named  friends: [Person!]  score: Float  ok: Boolean! }
    type Dog implements Named { name: String  friend: Named  barks(loud: Boolean = true, times: Int): String  kind: Kind }
    union Any = Person | Dog
    enum Kind { BIG SMALL }
    scalar Odd
    input Asked { text: String! = "t"  numbers: [Int!]  kind: Kind }
    type Query {
      person: Person  must: Person!  people: [Person]  all: [Person!]!  named: [Named]  any: [Any!]  odd: Odd!  odds: [Odd]
      grid: [[Int!]!]!  kinds: [Kind!]  words: [String!]!  echo(asked: Asked, id: ID = 7, list: [Kind!]): String  deep: Query
    }
    type Mutation { add(by: Int!): Int!  last: Int }
    type Subscription { count: Int! }
"""


def odd(value: Any) -> Any:
    if value == "refused":
        raise GraphQLError("not this one", extensions={"code": "ODD"})
    if value == "later":
        return _later("come")
    return None if value == "null" else value


async def _later(value: Any) -> Any:
    await asyncio.sleep(0)
    return value


async def _raised(error: Exception) -> Any:
    await asyncio.sleep(0)
    raise error


@pytest.fixture
def schema() -> GraphQLSchema:
    made = build_schema(SDL)
    scalar = made.type_map["Odd"]
    assert isinstance(scalar, GraphQLScalarType)
    scalar.coerce_output_value = odd
    return made


class Thing:
    """An object, not a mapping."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


def person(name: Any = "Ann", **rest: Any) -> dict[str, Any]:
    return {"__typename": "Person", "name": name, "age": 30, "ok": True, **rest}


def dog(name: Any = "Rex", **rest: Any) -> dict[str, Any]:
    return {"__typename": "Dog", "name": name, **rest}


Case = tuple[str, Callable[[], Any]]
CASES: dict[str, Case] = {
    "nothing there": ("{ person { name } people { name } }", dict),
    "leaves": ("{ person { name age score ok __typename x: name } }", lambda: {"person": person(score=1.5)}),
    "objects instead of dicts": ("{ person { name age } }", lambda: {"person": Thing(name="A", age=1)}),
    "root is an object": ("{ person { name } }", lambda: Thing(person=Thing(name="A"))),
    "fields merge": (
        "{ person { friend { name } ...F } person { age } } fragment F on Person { friend { friend { name } } }",
        lambda: {"person": person(friend=person(friend=dog()))},
    ),
    "null where none may be": ("{ all { name ok } }", lambda: {"all": [person(), person(ok=None)]}),
    "null in a list of nullable": ("{ people { ok } }", lambda: {"people": [person(ok=None), None, person()]}),
    "an error and a null bubble to the top": ("{ must { name } words }", lambda: {"must": None, "words": ["a"]}),
    "errors of siblings before the one that bubbles": (
        "{ deep { person { name age ok } } }",
        lambda: {"deep": {"person": person(name={}, age="x", ok=None)}},
    ),
    "raised by a function": ("{ person { name } }", lambda: {"person": lambda info: 1 / 0}),
    "an exception as a value": (
        "{ people { name } }",
        lambda: {"people": [KeyError("k"), person(name=ValueError("v"))]},
    ),
    "an error with extensions": ("{ odds }", lambda: {"odds": ["refused", "null", 3, "fine"]}),
    "an error with a path of its own": (
        "{ person { name } }",
        lambda: {"person": GraphQLError("own", path=["elsewhere"])},
    ),
    "functions are called with info": (
        "query Q { person { n: name } }",
        lambda: {
            "person": {
                "name": lambda info: (
                    f"{info.field_name} {info.path.as_list()} {info.operation.name.value} {info.context}"
                )
            }
        },
    ),
    "functions get arguments": (
        "{ a: echo b: echo(asked: {numbers: [1, 2], kind: BIG}, id: 3, list: [SMALL]) c: echo(asked: null) }",
        lambda: {"echo": lambda info, **given: repr(sorted(given.items()))},
    ),
    "wrong classes for scalars": (
        "{ person { name age score ok } people { name age score ok } }",
        lambda: {
            "person": person(3, age="4", score=2, ok=1),
            "people": [person(True, age=2**40), person(object, age=1.5), person(ok="x", score="nan")],
        },
    ),
    "numbers that are no numbers": (
        "{ person { score } people { score } }",
        lambda: {"person": person(score=float("nan")), "people": [person(score=float("inf")), person(score=1e308)]},
    ),
    "enums": ("{ kinds }", lambda: {"kinds": ["BIG", "SMALL"]}),
    "an enum value that there is not": ("{ kinds }", lambda: {"kinds": ["BIG", "HUGE", None]}),
    "no hashable enum value": ("{ kinds }", lambda: {"kinds": [["BIG"]]}),
    "lists in lists": ("{ grid }", lambda: {"grid": [[1, 2], (3,), []]}),
    "null in a list in a list": ("{ deep { grid } }", lambda: {"deep": {"grid": [[1], [2, None]]}}),
    "any iterable": ("{ words people { name } }", lambda: {"words": (w for w in "abc"), "people": {1: 2}.values()}),
    "no list": ("{ people { name } deep { words } }", lambda: {"people": 5, "deep": {"words": "text"}}),
    "an iterator that breaks": ("{ deep { words } }", lambda: {"deep": {"words": broken()}}),
    "items awaited one by one": (
        "{ words people { name } }",
        lambda: {"words": arriving("a", "b"), "people": arriving(person(), None)},
    ),
    "items that break while awaited": (
        "{ deep { words } }",
        lambda: {"deep": {"words": arriving("a", 1 / 3, ValueError("v"))}},
    ),
    "a list that is awaited": ("{ words }", lambda: {"words": _later(["a"])}),
    "items that are awaited": (
        "{ words people { name } }",
        lambda: {
            "words": [_later("a"), "b", _later("c")],
            "people": [_later(person()), _later(None), _raised(ValueError("v"))],
        },
    ),
    "everything awaited": (
        "{ person { name age friend { name } } must { name } }",
        lambda: {
            "person": _later(person(_later("A"), age=_later(3), friend=_later(dog(_later("R"))))),
            "must": _later(person()),
        },
    ),
    "awaited and raised": (
        "{ person { name age } deep { all { name } } }",
        lambda: {"person": _later(person(_raised(ValueError("v")))), "deep": _later({"all": _raised(KeyError("k"))})},
    ),
    "awaited nulls bubble": (
        "{ deep { must { name } } person { ok } }",
        lambda: {"deep": {"must": _later(None)}, "person": person(ok=_later(None))},
    ),
    "what is pending is left when a sibling bubbles": (
        "{ deep { person { name ok } all { name } } }",
        lambda: {"deep": {"person": person(_later("A"), ok=None), "all": [person(_later("B")), None]}},
    ),
    "a scalar that is awaited": ("{ odd odds }", lambda: {"odd": "later", "odds": ["later", "x", _later("later")]}),
    "interfaces": (
        "{ named { __typename name ... on Dog { barks kind } ... on Person { age } } }",
        lambda: {"named": [person(), dog(kind="BIG", barks=lambda info, **a: str(a)), None]},
    ),
    "unions": (
        "{ any { __typename ... on Named { name } ...D } } fragment D on Dog { kind }",
        lambda: {"any": [person(), dog(kind="SMALL")]},
    ),
    "types that there are not": (
        "{ named { name } }",
        lambda: {
            "named": [
                {"name": "A"},
                {"__typename": "Nobody"},
                {"__typename": "Query"},
                {"__typename": "Kind"},
                {"__typename": 5},
            ]
        },
    ),
    "a fragment that cannot be": (
        "{ named { ... on Dog { ... on Named { ... on Person { name } } } } }",
        lambda: {"named": [dog(), person()]},
    ),
    "an empty selection": ("{ named { ... on Person { name } } }", lambda: {"named": [dog()]}),
    "introspection": (
        '{ __typename __schema { types { kind fields { name type { name } } } } __type(name: "Dog") { fields { args { name } } } }',
        dict,
    ),
    "undefined": ("{ person { name } }", lambda: {"person": person(name=Undefined)}),
    "subclasses of str and int": (
        "{ person { name age } kinds }",
        lambda: {"person": person(Word("w"), age=Number(3)), "kinds": [Word("BIG")]},
    ),
    "a callable object": ("{ person { name } }", lambda: {"person": Called()}),
}


class Word(str):
    pass


class Number(int):
    pass


class Called:
    def __call__(self, info: Any) -> Any:
        return person("called")


def broken() -> Iterator[str]:
    yield "a"
    raise ValueError("broken")


async def arriving(*values: Any) -> AsyncIterator[Any]:
    for value in values:
        await asyncio.sleep(0)
        if isinstance(value, Exception):
            raise value
        yield value


@pytest.mark.parametrize("case", CASES)
async def test_as_graphql_core(schema: GraphQLSchema, case: str) -> None:
    text, make_root = CASES[case]
    await same(schema, text, make_root)


@pytest.mark.parametrize(
    "variables", [{}, {"on": True}, {"on": False}, {"on": None}, {"on": "yes"}, {"on": True, "more": 1}]
)
async def test_skip_and_include(schema: GraphQLSchema, variables: dict[str, Any]) -> None:
    text = """query ($on: Boolean! = false, $off: Boolean! = true) {
        person { name @include(if: $on) age @skip(if: $on) ...F @include(if: $off) name ok @skip(if: true) }
        again: person @include(if: $on) { name } }
        fragment F on Person { friend { name @skip(if: $on) age: name } }"""
    await same(schema, text, lambda: {"person": person(friend=dog())}, variables)


VARIABLES: dict[str, dict[str, Any]] = {
    "none": {},
    "given": {"asked": {"text": "x", "kind": "BIG"}, "id": 4, "list": ["SMALL", "BIG"], "n": 3},
    "null": {"asked": None, "id": None, "list": None},
    "defaults within": {"asked": {}, "n": None},
    "one for a list": {"list": "BIG"},
    "wrong": {"asked": {"text": 5, "other": 1, "kind": "HUGE"}, "id": 1.5, "list": [None], "n": "x"},
}


@pytest.mark.parametrize("given", VARIABLES)
async def test_variables(schema: GraphQLSchema, given: str) -> None:
    text = """query ($asked: Asked, $id: ID = 9, $list: [Kind!], $n: Int = 2, $text: String! = "d") {
        a: echo(asked: $asked, id: $id, list: $list)
        b: echo(asked: {text: $text, numbers: [1, $n]}) c: echo(asked: {text: $text}, id: $id) }"""
    await same(schema, text, lambda: {"echo": lambda info, **given: repr(sorted(given.items()))}, VARIABLES[given])


LEAVES: dict[str, dict[str, Any]] = {
    "none": {},
    "all": {"loud": False, "times": 3, "kind": "BIG", "id": "x"},
    "a number for an ID": {"times": 1, "id": 4},
    "null": {"loud": None, "times": None, "kind": None, "id": None},
    "wrong": {"loud": "x", "times": 1.5, "kind": "HUGE", "id": [1]},
    "not asked for": {"more": 1},
}


@pytest.mark.parametrize("given", LEAVES)
async def test_variables_of_scalars_and_enums(schema: GraphQLSchema, given: str) -> None:
    text = """query ($loud: Boolean, $times: Int, $kind: Kind, $id: ID) {
        dogs: named { ... on Dog { a: barks(loud: $loud, times: $times) b: barks(times: $times) c: barks(times: 2, loud: $loud) } }
        a: echo(id: $id) b: echo(id: $id, list: [BIG]) c: echo(asked: {kind: $kind}, id: $id) }"""
    call = {"barks": lambda info, **given: repr(sorted(given.items()))}
    echo = {"echo": lambda info, **given: repr(sorted(given.items()))}
    await same(schema, text, lambda: {**echo, "named": [dog(**call), dog(**call)]}, LEAVES[given])


@pytest.mark.parametrize("given", [{"times": 3}, {}, {"times": None}, {"times": "x"}])
async def test_variables_that_must_be_given(schema: GraphQLSchema, given: dict[str, Any]) -> None:
    text = "query ($times: Int!, $id: ID! = 5) { named { ... on Dog { barks(times: $times) } } echo(id: $id) }"
    call = {"barks": lambda info, **given: repr(sorted(given.items()))}
    await same(schema, text, lambda: {"named": [dog(**call)], "echo": lambda info, **given: repr(given)}, given)


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize(
    "text",
    ["mutation { a: add(by: 1) last b: add(by: 2) }", "mutation { last a: add(by: 1) add(by: -1) b: add(by: 2) }"],
)
async def test_mutations_one_after_the_other(schema: GraphQLSchema, text: str, later: bool) -> None:
    await same(schema, text, lambda: Counter(later))


class Counter:
    def __init__(self, later: bool) -> None:
        self.sum = 0
        self._later = later

    def add(self, info: Any, by: int) -> Any:
        return self._added(by) if self._later else self._now(by)

    async def _added(self, by: int) -> int:
        await asyncio.sleep(0)
        return self._now(by)

    def _now(self, by: int) -> int:
        if by < 0:
            raise ValueError("not less")
        self.sum += by
        return self.sum

    def last(self, info: Any) -> int:
        return self.sum
