"""The function for objects of one type at one place: every field asked, completed and put under its key.

What it looks like, for a name that may not be null and a list of friends:

    def object(s, p, r):
        q = False
        try:
            v1 = s.name
            if type(v1) is not str: v1 = finish1(v1, p, r); q = True
        except Exception as e: v1 = failed1(e, p, r, q and locals())
        try:
            v2 = s.friends
            if type(v2) is list:
                v2 = items(v2, a := (p, 'friends', 'Person'), a, r)
                if type(v2) is coroutine: v2 = guard2(v2, p, r); q = True
            elif v2 is not None: v2 = finish2(v2, p, r); q = True
        except Exception as e: v2 = failed2(e, p, r, q and locals())
        shown = {'name': v1, 'friends': v2}
        return pending(shown) if q else shown
"""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

from graphql import GraphQLObjectType, TypeNameMetaFieldDef

from gateway.execution.compiled.completing import called
from gateway.execution.compiled.fields import Field
from gateway.execution.compiled.paths import Path
from gateway.execution.compiled.places import ObjectFunction, Places
from gateway.execution.compiled.resolving import FieldAsked
from gateway.execution.compiled.run import Run
from gateway.execution.compiled.values import ValueWriter
from gateway.execution.compiled.waiting import CoroutineType, guarded, pending_fields
from gateway.execution.compiled.words import Words
from gateway.execution.generated import GeneratedCode


def object_function(type_: GraphQLObjectType, fields: Sequence[Field], places: Places) -> ObjectFunction:
    """The function for objects of a type that are asked these fields."""
    code = GeneratedCode()
    asked = {field: FieldAsked(field) for field in fields if field.definition is not TypeNameMetaFieldDef}
    shown = [f"{field.key!r}: {f'v{n}' if field in asked else repr(type_.name)}" for n, field in enumerate(fields)]
    writers = {field: ValueWriter(field.definition.type, field, places) for field in asked}
    pending = code.constant("pending", pending_fields)
    with code.block("def object(s, p, r):"):
        code.line("q = False")
        if any(way.by_default for way in asked.values()):
            code.line(f"is_map = type(s) is dict or {code.constant('is_mapping', is_mapping)}(s)")
        for n, field in enumerate(fields):
            if field in asked:
                _write(code, f"v{n}", field, asked[field], writers[field])
        code.line(f"shown = {{{', '.join(shown)}}}")
        code.line(f"return {pending}(shown) if q else shown")
    return code.function("object")


def _write(code: GeneratedCode, v: str, field: Field, asked: FieldAsked, writer: ValueWriter) -> None:
    complete = called(writer.finish, field, asked.arguments) if asked.by_default else writer.finish
    key, typename, fail = field.key, field.parent.name, writer.failed

    def finish(value: Any, around: Path, run: Run) -> Any:
        path = (around, key, typename)
        return complete(value, path, path, run)

    def failed(error: Exception, around: Path, run: Run, beside: Any) -> None:
        return fail(error, (around, key, typename), run, beside)

    def guard(pending: Awaitable[Any], around: Path, run: Run) -> Any:
        return guarded(pending, fail, (around, key, typename), run)

    path = f"(p, {key!r}, {typename!r})"
    words = Words(
        f"a := {path}",
        "a",
        f"{code.constant('finish', finish)}({{0}}, p, r)",
        f"{code.constant('guard', guard)}({{0}}, p, r)",
        code.constant("coroutine", CoroutineType),
    )
    with code.block("try:"):
        asked.write(code, v, path)
        writer.write(code, v, words)
    code.line(f"except Exception as e: {v} = {code.constant('failed', failed)}(e, p, r, q and locals())")


def is_mapping(source: Any) -> bool:
    return isinstance(source, Mapping)
