"""`yuxin bench execution`: one operation in process, 1,000 objects with ten leaves each, compiled, by Strawberry and by graphql-core.

Every one begins with a text that it has seen before and ends with JSON. `by hand` is a comprehension over the objects that somebody
would write for this operation alone, checking nothing. The time is the processor's, the best of several rounds taken in turn.
"""

import argparse
import json
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping
from typing import Any

import orjson
import strawberry
from graphql import ExecutionResult, GraphQLSchema, execute, parse
from rich.console import Console
from rich.table import Table
from strawberry.execution import optimized_is_awaitable

from gateway.execution.compiled.operation import CompiledOperation
from gateway.execution.document_limits import DEFAULT_LIMITS
from gateway.execution.documents import validated

OPERATION = "{ things { key name count share open note rank size code place } }"
PAGE = """query ($few: Int, $open: Boolean! = true) {
  things { key name ...Rest parts(first: $few) { key name size @include(if: $open) more: parts(first: 2) { key } } } }
  fragment Rest on Thing { count share open note }"""
"""An operation of the size that a page asks."""
COMPILED = {"ten leaves": OPERATION, "a page": PAGE}


@strawberry.type
class Thing:
    key: strawberry.ID
    name: str
    count: int
    share: float
    open: bool
    note: str | None
    rank: int | None
    size: int
    code: str
    place: str

    @strawberry.field
    def parts(self, first: int | None = None) -> list["Thing"]:
        return [self][:first]


def thing(number: int) -> Thing:
    return Thing(
        key=strawberry.ID(f"thing:{number}"),
        name=f"重庆市第 {number} 家",
        count=number,
        share=number / 7,
        open=number % 2 == 0,
        note="note" if number % 3 else None,
        rank=number % 5 or None,
        size=7,
        code="code",
        place="渝中区",
    )


def schema_of(things: list[Thing]) -> strawberry.Schema:
    @strawberry.type
    class Query:
        @strawberry.field
        def things(self) -> list[Thing]:
            return things

    return strawberry.Schema(query=Query)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="yuxin bench execution")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--objects", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.2, help="of each way in each round")
    parser.add_argument("--operations", type=int, default=20, help="how many are compiled and kept")
    options = parser.parse_args(argv)
    things = [thing(number) for number in range(options.objects)]
    schema = schema_of(things)
    core = schema_of(things[:1])._schema
    result = {
        "objects": options.objects,
        "times": _times(schema, things, options),
        "compiling": {name: _compiling(core, text, options.operations) for name, text in COMPILED.items()},
    }
    print(json.dumps(result)) if options.json else _print(result)
    return 0


def _times(schema: strawberry.Schema, things: list[Thing], options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Milliseconds of each way, and how many times faster than Strawberry it is."""
    ways = _ways(schema, things)
    answers = {name: run() for name, run in ways.items()}
    assert len(set(answers.values())) == 1, "the answers differ"
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(options.rounds):
        for name, run in ways.items():
            best[name] = min(best[name], _milliseconds(run, options.seconds))
    return {name: {"ms": round(ms, 3), "ratio": round(best["Strawberry"] / ms, 1)} for name, ms in best.items()}


def _ways(schema: strawberry.Schema, things: list[Thing]) -> Mapping[str, Callable[[], bytes]]:
    core, document = schema._schema, parse(OPERATION)
    compiled = _compiled(core, OPERATION)

    def by_core() -> bytes:
        result = execute(
            core,
            document,
            is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]
            executor_class=schema.execution_context_class,
        )
        assert isinstance(result, ExecutionResult)
        return shown(result.data)

    def by_compiled() -> bytes:
        result = compiled.run()
        assert isinstance(result, ExecutionResult)
        return shown(result.data)

    return {
        "Strawberry": lambda: shown(schema.execute_sync(OPERATION).data),
        "graphql-core": by_core,
        "compiled": by_compiled,
        "by hand": lambda: shown({"things": [by_hand(one) for one in things]}),
    }


def by_hand(one: Thing) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "count": one.count,
        "share": one.share,
        "open": one.open,
        "note": one.note,
        "rank": one.rank,
        "size": one.size,
        "code": one.code,
        "place": one.place,
    }


def shown(data: dict[str, Any] | None) -> bytes:
    return orjson.dumps({"data": data})


def _compiled(schema: GraphQLSchema, text: str) -> CompiledOperation:
    way = validated(schema, text, DEFAULT_LIMITS).way(None)
    return CompiledOperation(schema, way.document, way.operation)


def _milliseconds(run: Callable[[], object], least: float) -> float:
    """Of one call: as many as take `least` seconds."""
    calls, begun = 0, time.process_time()
    while (taken := time.process_time() - begun) < least or not calls:
        run()
        calls += 1
    return taken / calls * 1_000


def _compiling(schema: GraphQLSchema, text: str, operations: int) -> dict[str, float]:
    """What an operation costs that is compiled and kept: milliseconds, and KiB beside its document."""
    way = validated(schema, text, DEFAULT_LIMITS).way(None)
    variables = {"few": 1}

    def once() -> CompiledOperation:
        compiled = CompiledOperation(schema, way.document, way.operation)
        compiled.run(variables=variables)
        return compiled

    once()
    best = min(_compile_alone(schema, text, variables) for _ in range(operations))
    tracemalloc.start()
    kept = [once() for _ in range(operations)]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"ms": round(best, 2), "kib": round(size / len(kept) / 1024, 1)}


def _compile_alone(schema: GraphQLSchema, text: str, variables: dict[str, Any]) -> float:
    """Milliseconds of compiling, without the run that brings it about."""
    way = validated(schema, text, DEFAULT_LIMITS).way(None)
    begun = time.process_time()
    compiled = CompiledOperation(schema, way.document, way.operation)
    compiled.run(variables=variables)
    first = time.process_time() - begun
    begun = time.process_time()
    compiled.run(variables=variables)
    return (first - (time.process_time() - begun)) * 1_000


def _print(result: dict[str, Any]) -> None:
    table = Table(title=f"execution: {result['objects']} 个对象各十个叶子 / objects with ten leaves each")
    for name in ("", "ms", "× Strawberry"):
        table.add_column(name, justify="right" if name else "left")
    for name, figures in result["times"].items():
        table.add_row(name, f"{figures['ms']:.2f}", f"{figures['ratio']:.1f}")
    Console().print(table)
    for name, figures in result["compiling"].items():
        print(f"编译一次 / compiling once, {name}: {figures['ms']:.2f} ms, {figures['kib']:.0f} KiB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
