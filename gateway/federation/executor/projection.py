"""Projection: from merged data to the client's answer, by functions generated for one operation and one set of conditions.

They expect that everything is as the public schema says, and raise when anything is not: null where it may not be, a field
that nobody brought, a value of another shape, an enum value that clients may not see. `completion` then takes over.
An object that stands at several places is projected once, and from its second place on it is a piece of JSON that is copied.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import (
    GraphQLCompositeType,
    GraphQLEnumType,
    GraphQLNamedType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
)

from gateway.execution.generated import GeneratedCode
from gateway.federation.executor.collecting import Collected, collect
from gateway.federation.executor.places import Untyped
from gateway.federation.executor.walking import KeyPath
from gateway.federation.planner.operation import INTROSPECTION, Operation, Selection

WRONG = {
    "String": "type({0}) is not str",
    "ID": "type({0}) is not str",
    "Int": "type({0}) is not int",
    "Boolean": "type({0}) is not bool",
    "Float": "type({0}) is not float and type({0}) is not int",
}


class Unexpected(Exception):
    """Merged data is not as the generated functions expect it."""


UNEXPECTED = (Unexpected, KeyError, TypeError, AttributeError, IndexError)
Project = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Hints:
    """`shared`: where one object may stand several times; `untyped`: where objects do not say their type."""

    shared: frozenset[KeyPath]
    untyped: Untyped


def projection(operation: Operation, schema: GraphQLSchema, variables: Mapping[str, object], hints: Hints) -> Project:
    """The function that projects the data of `operation` where `variables` decide its conditions.

    The function raises one of UNEXPECTED.
    """
    return _Writer(operation, schema, variables, hints).written()


class _Writer:
    def __init__(
        self, operation: Operation, schema: GraphQLSchema, variables: Mapping[str, object], hints: Hints
    ) -> None:
        self._code = GeneratedCode()
        self._operation = operation
        self._schema = schema
        self._variables = variables
        self._hints = hints
        self._unexpected = self._code.constant("Unexpected", Unexpected)
        self._written_out = self._code.constant("written_out", written_out)
        self._functions: dict[tuple[object, ...], str] = {}
        self._memos: list[str] = []

    def written(self) -> Project:
        root = self._schema.get_type(self._operation.root_type)
        assert is_composite_type(root)
        name = self._function(root, tuple(self._operation.selections), ())
        with self._code.block("def project(data):"):
            with self._code.block("try:"):
                self._code.line(f"return {name}(data)")
            with self._code.block("finally:"):
                self._code.line("; ".join(f"{memo}.clear()" for memo in self._memos) or "pass")
        return self._code.function("project")

    # --- functions for objects ---

    def _function(self, type_: GraphQLCompositeType, selections: tuple[Selection, ...], path: KeyPath) -> str:
        """The name of what projects an object of a type; written where it is new."""
        memo, untyped = path in self._hints.shared, path in self._hints.untyped.all
        partly = path in self._hints.untyped.some
        place = (type_.name, selections, memo, untyped, partly)
        if place not in self._functions:
            if is_abstract_type(type_) and not untyped:
                self._functions[place] = self._dispatcher(type_, selections, path, partly=partly)
            else:
                self._functions[place] = self._object(type_.name, selections, path, memo)
        return self._functions[place]

    def _dispatcher(
        self, type_: GraphQLCompositeType, selections: tuple[Selection, ...], path: KeyPath, *, partly: bool
    ) -> str:
        assert is_abstract_type(type_)
        possible = self._schema.get_possible_types(type_)
        members: dict[str | None, str] = {t.name: self._function(t, selections, path) for t in possible}
        if partly:
            members[None] = self._object(type_.name, selections, path, path in self._hints.shared)
        table, name = self._code.name("table"), self._code.name("p")
        self._code.line(f"{table} = {{{', '.join(f'{t!r}: {f}' for t, f in members.items())}}}")
        with self._code.block(f"def {name}(o):"):
            typename = "o.get('__typename')" if partly else "o['__typename']"
            self._code.line(f"return {table}[{typename}](o)")
        return name

    def _object(self, type_name: str, selections: tuple[Selection, ...], path: KeyPath, memo: bool) -> str:
        fields = collect(selections, type_name, self._variables)
        inner = {field.key: self._inner(type_name, field, path) for field in fields}
        name = self._code.name("p")
        memory = self._code.constant("memo", {}) if memo else ""
        if memo:
            self._memos.append(memory)
        with self._code.block(f"def {name}(o):"):
            if memo:
                self._code.line(f"r = {memory}.get(id(o))")
                with self._code.block("if r is not None:"):
                    self._code.line(f"if type(r) is dict: r = {memory}[id(o)] = {self._written_out}(r)")
                    self._code.line("return r")
            self._code.line(f"if type(o) is not dict: raise {self._unexpected}")
            shown = [f"{field.key!r}: {self._field(type_name, field, inner[field.key])}" for field in fields]
            result = f"{{{', '.join(shown)}}}"
            if memo:
                self._code.line(f"r = {memory}[id(o)] = {result}")
            self._code.line(f"return {'r' if memo else result}")
        return name

    def _inner(self, type_name: str, field: Collected, path: KeyPath) -> str | None:
        """The function for a field's objects, None for a leaf."""
        if field.name in INTROSPECTION or not field.selections:
            return None
        named = get_named_type(self._type_of(type_name, field))
        assert is_composite_type(named)
        return self._function(named, tuple(field.selections), (*path, field.key))

    def _type_of(self, type_name: str, field: Collected) -> GraphQLOutputType:
        parent = self._schema.type_map[type_name]
        assert is_composite_type(parent)
        definition = self._schema.get_field(parent, field.name)
        assert definition is not None
        return definition.type

    # --- values ---

    def _field(self, type_name: str, field: Collected, inner: str | None) -> str:
        """Lines that check a field's value, and the expression that shows it."""
        if field.name == "__typename":
            return repr(type_name)
        value = self._code.name("v")
        self._code.line(f"{value} = o[{field.key!r}]")
        if field.name in INTROSPECTION:
            return value
        type_ = self._type_of(type_name, field)
        if inner is None:
            self._check_leaf(type_, value)
            return value
        if not is_non_null_type(type_):
            return f"None if {value} is None else {self._composite(type_, value, inner)}"
        if is_list_type(type_.of_type):
            self._code.line(f"if type({value}) is not list: raise {self._unexpected}")
        return self._composite(type_.of_type, value, inner)

    def _composite(self, type_: GraphQLOutputType, value: str, inner: str) -> str:
        """The expression for a value that is not null."""
        if not is_list_type(type_):
            return f"{inner}({value})"
        item = self._code.name("x")
        below = type_.of_type
        if is_non_null_type(below):
            return f"[{self._composite(below.of_type, item, inner)} for {item} in {value}]"
        return f"[None if {item} is None else {self._composite(below, item, inner)} for {item} in {value}]"

    def _check_leaf(self, type_: GraphQLOutputType, value: str) -> None:
        bare = type_.of_type if is_non_null_type(type_) else type_
        nullable = bare is type_
        wrong = f"type({value}) is not list" if is_list_type(bare) else self._wrong(get_named_type(bare), value)
        if nullable and wrong:
            self._code.line(f"if {value} is not None and ({wrong}): raise {self._unexpected}")
        elif not nullable:
            self._code.line(f"if {wrong or f'{value} is None'}: raise {self._unexpected}")
        if is_list_type(bare):
            self._check_items(bare.of_type, value, nullable)

    def _check_items(self, type_: GraphQLOutputType, value: str, nullable: bool) -> None:
        item = self._code.name("x")
        with self._code.block(f"for {item} in {value}{' or ()' if nullable else ''}:"):
            self._code.line("pass")
            self._check_leaf(type_, item)

    def _wrong(self, named: GraphQLNamedType, value: str) -> str:
        """When a leaf has another shape than its type; empty for custom scalars, which may be anything."""
        if is_enum_type(named):
            return f"{value} not in {self._code.constant('values', _values(named))}"
        return WRONG[named.name].format(value) if named.name in WRONG else ""


def written_out(shown: dict[str, Any]) -> orjson.Fragment:
    """A projected object as the JSON that it becomes. Raises TypeError where orjson cannot write it."""
    return orjson.Fragment(orjson.dumps(shown))


def _values(enum: GraphQLEnumType) -> frozenset[str]:
    return frozenset(enum.values)
