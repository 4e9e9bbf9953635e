"""The function for the items of one list: a loop written for what the items are."""

from typing import TYPE_CHECKING

from graphql import GraphQLOutputType, is_leaf_type, is_non_null_type

from gateway.execution.compiled import leaves
from gateway.execution.compiled.failing import abandon
from gateway.execution.compiled.places import ListFunction
from gateway.execution.compiled.waiting import CoroutineType, guarded, pending_items
from gateway.execution.compiled.words import Words
from gateway.execution.generated import GeneratedCode

if TYPE_CHECKING:
    from gateway.execution.compiled.values import ValueWriter


def list_function(writer: "ValueWriter", type_: GraphQLOutputType) -> ListFunction:
    """Completes each item of an iterable as `writer` says; `type_` is the items'."""
    code = GeneratedCode()
    failed, coroutine = code.constant("failed", writer.failed), code.constant("coroutine", CoroutineType)
    finish, guard = code.constant("finish", writer.finish), code.constant("guarded", guarded)
    path = "(p, i, None)"
    words = Words(path, "at", f"{finish}({{0}}, {path}, at, r)", f"{guard}({{0}}, {failed}, {path}, r)", coroutine)
    abandoned, pending = code.constant("abandon", abandon), code.constant("pending", pending_items)
    with code.block("def items(values, p, at, r):"):
        if only := _only_class(type_):
            code.line(
                f"if type(values) is list and set(map(type, values)) == {code.constant('only', {only})}: return values[:]"
            )
        code.line("q = False; i = 0; shown = []; add = shown.append; rest = iter(values)")
        with code.block("try:"), code.block("for v in rest:"):
            with code.block("try:"):
                writer.write(code, "v", words)
            code.line(f"except Exception as e: v = {failed}(e, {path}, r, None)")
            code.line("add(v); i += 1")
        code.line(f"except Exception: {abandoned}(shown, rest, r); raise")
        code.line(f"return {pending}(shown) if q else shown")
    return code.function("items")


def _only_class(type_: GraphQLOutputType) -> type | None:
    """The class of which all items must be for the list to be right as it is; None where there is no such class."""
    bare = type_.of_type if is_non_null_type(type_) else type_
    return leaves.only_class(bare) if is_leaf_type(bare) else None
