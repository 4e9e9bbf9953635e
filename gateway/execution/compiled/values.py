"""The code that completes one value: quickly where its class is known, by `completing` otherwise."""

from typing import Any

from graphql import GraphQLLeafType, GraphQLOutputType, is_leaf_type, is_list_type, is_non_null_type, is_object_type

from gateway.execution.compiled import leaves
from gateway.execution.compiled.abstract import TYPE_CAST_ATTRIBUTE, Known, class_decides
from gateway.execution.compiled.completing import completion, finishing, guarded_item
from gateway.execution.compiled.failing import failing
from gateway.execution.compiled.fields import Field
from gateway.execution.compiled.lists import list_function
from gateway.execution.compiled.places import Items, Places
from gateway.execution.compiled.waiting import Complete, Failed
from gateway.execution.compiled.words import Words
from gateway.execution.generated import GeneratedCode


class ValueWriter:
    """Writes how values of one type are completed, at one place of an operation.

    The lines complete a variable in place, and where a coroutine may stand in it afterwards they set `q`. `r` is the run.
    """

    def __init__(self, type_: GraphQLOutputType, field: Field, places: Places) -> None:
        self._places = places
        self._nullable = not is_non_null_type(type_)
        self._bare: Any = type_.of_type if is_non_null_type(type_) else type_
        self._field = field
        self._known: Known = {}
        self.failed: Failed = failing(type_, field.nodes)
        self._items = self._items_of(self._bare) if is_list_type(self._bare) else None
        complete = completion(type_, field, places, self._known, self._items)
        self.finish: Complete = finishing(complete, self.failed, places)

    def _items_of(self, type_: Any) -> Items:
        writer = ValueWriter(type_.of_type, self._field, self._places)
        return Items(list_function(writer, type_.of_type), guarded_item(writer.finish, writer.failed))

    def write(self, code: GeneratedCode, v: str, words: Words) -> None:
        """The lines, in the words of the place where they stand."""
        long_way = f"{v} = {words.finish.format(v)}; q = True"
        otherwise = f"elif {v} is not None: {long_way}" if self._nullable else f"else: {long_way}"
        if is_leaf_type(self._bare):
            self._leaf(code, v, words, long_way, otherwise)
        elif found := self._known_by_class(code, v, words):
            condition, completed = found
            with code.block(f"if {condition}:"):
                code.line(f"{v} = {completed}")
                code.line(f"if type({v}) is {words.coroutine}: {v} = {words.guard.format(v)}; q = True")
            code.line(otherwise)
        else:
            code.line(f"if {v} is not None: {long_way}" if self._nullable else long_way)

    def _known_by_class(self, code: GeneratedCode, v: str, words: Words) -> tuple[str, str] | None:
        """When a value is of a class that is known, and then what completes it; None where classes say nothing."""
        if self._items is not None:
            return f"type({v}) is list", f"{code.constant('items', self._items.all)}({v}, {words.path}, {words.at}, r)"
        if is_object_type(self._bare) and self._bare.is_type_of is None:
            function = code.constant("object", self._places.object(self._bare, self._field.details))
            return f"type({v}) in {code.constant('settled', self._places.settled)}", f"{function}({v}, {words.path}, r)"
        if class_decides(self._bare.is_type_of if is_object_type(self._bare) else self._bare.resolve_type):
            code.line(f"f = {code.constant('known', self._known)}.get(type({v}))")
            is_no_cast = f"getattr({v}, {TYPE_CAST_ATTRIBUTE!r}, None) is None"
            return f"f is not None and {is_no_cast}", f"f({v}, {words.path}, r)"
        return None

    def _leaf(self, code: GeneratedCode, v: str, words: Words, long_way: str, otherwise: str) -> None:
        type_: GraphQLLeafType = self._bare
        if wrong := leaves.wrong(type_):
            condition = wrong.format(v)
            code.line(f"if {f'{v} is not None and ({condition})' if self._nullable else condition}: {long_way}")
        elif found := leaves.members(type_):
            names, of = code.constant("names", found.names), code.constant("cls", found.of)
            code.line(f"n = {names}.get({v}) if type({v}) is {of} else None")
            code.line(f"if n is not None: {v} = n")
            code.line(otherwise)
        else:
            settled, output = code.constant("settled", self._places.settled), code.constant("output", leaves.OUTPUT)
            coerce = code.constant("coerce", type_.coerce_output_value)
            odd = code.constant("odd", leaves.odd_output(type_, self.failed))
            with code.block(f"if type({v}) in {settled}:"):
                code.line(f"n = {coerce}({v})")
                code.line(f"if type(n) in {output}: {v} = n")
                code.line(f"else: {v} = {odd}({v}, n, {words.path}, r); q = True")
            code.line(otherwise)
