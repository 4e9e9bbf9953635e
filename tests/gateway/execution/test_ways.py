"""How operations are run: compiled from the second time on, and what is not compiled by graphql-core, counted by reason."""

from typing import Any

import pytest
import strawberry
from graphql import ExecutionResult, build_schema, parse
from graphql.execution import Executor

from gateway.execution.compiled.operation import CompiledOperation
from gateway.execution.compiled.unsupported import NotCompiled, Unsupported
from gateway.execution.document_limits import DEFAULT_LIMITS
from gateway.execution.documents import validated
from gateway.execution.ways import COMPILED, FIRST_TIME, Ways


@strawberry.type
class Query:
    word: str = "w"
    other: str | None = None


SCHEMA = strawberry.Schema(Query)._schema
CONDITIONAL = "query ($a: Boolean = true) { __typename @include(if: $a) }"


def run(ways: Ways, way: Any, variables: dict[str, Any] | None = None) -> Any:
    result = ways.run(way, None, variables)
    assert isinstance(result, ExecutionResult)
    return result.data


def test_compiled_when_it_comes_again() -> None:
    ways, way = Ways(SCHEMA, Executor), validated(SCHEMA, "{ __typename }", DEFAULT_LIMITS).way(None)
    assert [run(ways, way) for _ in range(3)] == [{"__typename": "Query"}] * 3
    assert ways.counts == {FIRST_TIME: 1, COMPILED: 2}


def test_each_operation_of_a_document_has_its_own_way() -> None:
    document = validated(SCHEMA, "query A { a: __typename } query B { b: __typename }", DEFAULT_LIMITS)
    ways = Ways(SCHEMA, Executor, at_once=True)
    assert run(ways, document.way("A")) == {"a": "Query"}
    assert run(ways, document.way("B")) == {"b": "Query"}


def test_a_condition_that_is_null() -> None:
    """The error is graphql-core's own."""
    ways, way = Ways(SCHEMA, Executor, at_once=True), validated(SCHEMA, CONDITIONAL, DEFAULT_LIMITS).way(None)
    assert run(ways, way, {"a": None}) is None
    assert run(ways, way, {"a": False}) == {}
    assert ways.counts == {Unsupported.UNDECIDED_CONDITION: 1, COMPILED: 1}


def test_more_conditions_than_are_worth_compiling() -> None:
    names = "abcde"
    definitions = ", ".join(f"${name}: Boolean!" for name in names)
    fields = " ".join(f"{name}: __typename @include(if: ${name})" for name in names)
    ways, way = (
        Ways(SCHEMA, Executor, at_once=True),
        validated(SCHEMA, f"query ({definitions}) {{ {fields} }}", DEFAULT_LIMITS).way(None),
    )
    for number in range(2 ** len(names)):
        given = {name: bool(number >> place & 1) for place, name in enumerate(names)}
        assert run(ways, way, given) == {name: "Query" for name in names if given[name]}
    assert ways.counts == {COMPILED: 16, Unsupported.MANY_CONDITIONS: 16}


class Own(Executor[Any]):
    """Completes values its own way."""

    def complete_value(self, *given: Any) -> Any:
        return "own"


@pytest.mark.parametrize(
    ("text", "sdl", "executor", "reason"),
    [
        ("{ ... @defer { a } }", "", Executor, Unsupported.INCREMENTAL),
        ("{ a }", "directive @stream on FIELD", Executor, Unsupported.INCREMENTAL),
        ("query @experimental_disableErrorPropagation { a }", "", Executor, Unsupported.NO_ERROR_PROPAGATION),
        ("{ ...F(x: 1) } fragment F($x: Int) on Query { a }", "", Executor, Unsupported.FRAGMENT_ARGUMENTS),
        ("{ a }", "", Own, Unsupported.UNKNOWN_EXECUTOR),
    ],
)
def test_what_is_not_compiled(text: str, sdl: str, executor: type[Executor[Any]], reason: Unsupported) -> None:
    schema = build_schema("type Query { a: String } " + sdl)
    document = parse(text, experimental_fragment_arguments=True)
    operation: Any = document.definitions[0]
    with pytest.raises(NotCompiled) as refused:
        CompiledOperation(schema, document, operation, executor)
    assert refused.value.reason is reason


def test_selections_that_are_nested_too_deeply() -> None:
    schema = build_schema("type Query { q: Query }")
    document = parse("{" + "q {" * 180 + "__typename" + "}" * 180 + "}")
    operation: Any = document.definitions[0]
    compiled = CompiledOperation(schema, document, operation)
    try:
        assert compiled.run({"q": None}) == ExecutionResult({"q": None})
    except NotCompiled as refused:
        assert refused.reason is Unsupported.TOO_DEEP
