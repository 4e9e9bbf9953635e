"""The answer made exactly, where projection met something that it did not expect.

Value completion of the specification over merged data and the public schema: null where something is missing, bubbling up
from where it may not be, with one error for each cause and no second one for what an error already explains.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLLeafType,
    GraphQLOutputType,
    GraphQLSchema,
    is_abstract_type,
    is_composite_type,
    is_enum_type,
    is_interface_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)

from gateway.federation.executor.collecting import Collected, collect
from gateway.federation.executor.errors import BAD_SOURCE_RESPONSE, Entry, Failure
from gateway.federation.executor.places import Untyped
from gateway.federation.executor.walking import KeyPath, Place
from gateway.federation.planner.operation import INTROSPECTION, Operation, Selection

MOST_ERRORS = 200
"""Errors that the gateway adds of its own; a subgraph that is gone would otherwise bring one for each row."""

Blame = Callable[[KeyPath], Failure | None]
"""Why what stands at this path of response keys is missing: the fetch that failed, or None."""


class _Null(Exception):
    """Null where the schema has none: the object around it is null."""


def completed(
    operation: Operation,
    schema: GraphQLSchema,
    variables: Mapping[str, object],
    data: dict[str, Any],
    *,
    untyped: Untyped,
    errors: list[Entry],
    blame: Blame,
) -> dict[str, Any] | None:
    """The answer's data; what is found wrong is added to `errors`. `untyped`: where objects do not say their type."""
    completion = _Completion(schema, variables, untyped, errors, blame)
    try:
        return completion.object(operation.root_type, operation.selections, data, (), ())
    except _Null:
        return None


class _Completion:
    def __init__(
        self,
        schema: GraphQLSchema,
        variables: Mapping[str, object],
        untyped: Untyped,
        errors: list[Entry],
        blame: Blame,
    ) -> None:
        self._schema = schema
        self._variables = variables
        self._untyped = untyped
        self._errors = errors
        self._blame = blame
        self._added = 0
        self._explained: set[Place] = set()
        self._leading: set[Place] = set()
        for error in errors:
            self._note(tuple(error.get("path") or ()))

    def object(
        self, type_name: str, selections: Sequence[Selection], held: dict[str, Any], place: Place, keys: KeyPath
    ) -> dict[str, Any]:
        return {
            field.key: self._field(type_name, field, held, (*place, field.key), (*keys, field.key))
            for field in collect(selections, type_name, self._variables)
        }

    def _field(self, type_name: str, field: Collected, held: dict[str, Any], place: Place, keys: KeyPath) -> Any:
        if field.name == "__typename":
            return type_name
        if field.name in INTROSPECTION:
            return held.get(field.key)
        parent = self._schema.type_map[type_name]
        assert is_object_type(parent) or is_interface_type(parent)
        type_ = parent.fields[field.name].type
        if field.key not in held:
            self._tell_missing(place, keys)
        return self._value(type_, field, held.get(field.key), place, keys)

    def _value(self, type_: GraphQLOutputType, field: Collected, value: Any, place: Place, keys: KeyPath) -> Any:
        if is_non_null_type(type_):
            found = self._value(type_.of_type, field, value, place, keys)
            if found is None:
                self._explain(place)
                raise _Null
            return found
        if value is None:
            return None
        try:
            if is_list_type(type_):
                return self._list(type_.of_type, field, value, place, keys)
            if is_composite_type(type_):
                return self._composite(type_, field, value, place, keys)
        except _Null:
            return None
        return self._leaf(type_, value, place)  # type: ignore[arg-type]

    def _list(self, type_: GraphQLOutputType, field: Collected, value: Any, place: Place, keys: KeyPath) -> Any:
        if not isinstance(value, list):
            return self._misshapen("a list", place)
        return [self._value(type_, field, item, (*place, index), keys) for index, item in enumerate(value)]

    def _composite(self, type_: Any, field: Collected, value: Any, place: Place, keys: KeyPath) -> Any:
        if not isinstance(value, dict):
            return self._misshapen("an object", place)
        if not is_abstract_type(type_) or keys in self._untyped.all:
            return self.object(type_.name, field.selections, value, place, keys)
        type_name = value.get("__typename")
        if type_name is None and keys in self._untyped.some:
            return self.object(type_.name, field.selections, value, place, keys)
        if type_name is None:
            return self._without_type(place, keys)
        if type_name not in {t.name for t in self._schema.get_possible_types(type_)}:
            return None  # a type that clients may not see
        return self.object(type_name, field.selections, value, place, keys)

    def _leaf(self, type_: GraphQLLeafType, value: Any, place: Place) -> Any:
        if is_enum_type(type_):
            shown = isinstance(value, str) and value in type_.values
            return value if shown else self._misshapen(f"a value of {type_.name}", place)
        if type_.name == "ID" and type(value) is int:
            return str(value)
        fits = SHAPES.get(type_.name)
        return value if fits is None or fits(value) else self._misshapen(f"a value of {type_.name}", place)

    # --- errors ---

    def _tell_missing(self, place: Place, keys: KeyPath) -> None:
        """Tell why nobody brought a field: its fetch failed, or, told already, an error in its object took the object with it."""
        failure = self._blame(keys)
        if failure is not None:
            self._tell(failure, place)
        elif place[:-1] in self._leading:
            self._note(place)

    def _without_type(self, place: Place, keys: KeyPath) -> None:
        """An interface object whose type is not known: because its lookup failed, or an error in it took the lookup's answer."""
        failure = self._blame((*keys, "__typename"))
        if failure is not None:
            self._tell(failure, place)
        elif place not in self._leading:
            self._misshapen("an object that says its type", place)

    def _tell(self, failure: Failure, place: Place) -> None:
        if failure.told:
            self._note(place)
        else:
            self._add(failure.at(place))

    def _misshapen(self, wanted: str, place: Place) -> None:
        message = f"{wanted} was expected here"
        self._add({"message": message, "path": list(place), "extensions": {"code": BAD_SOURCE_RESPONSE}})

    def _explain(self, place: Place) -> None:
        """Tell of a null where none may be, unless an error at, above or below that place has told why."""
        above = (place[:length] for length in range(1, len(place) + 1))
        if place in self._leading or any(prefix in self._explained for prefix in above):
            return
        message = "null came for a field that is never null"
        self._add({"message": message, "path": list(place), "extensions": {"code": BAD_SOURCE_RESPONSE}})

    def _add(self, error: Entry) -> None:
        place = tuple(error["path"])
        if place in self._explained:
            return
        self._note(place)
        self._added += 1
        if self._added <= MOST_ERRORS:
            self._errors.append(error)

    def _note(self, place: Place) -> None:
        if place:
            self._explained.add(place)
        self._leading.update(place[:length] for length in range(len(place)))


SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "String": lambda value: type(value) is str,
    "ID": lambda value: type(value) is str,
    "Int": lambda value: type(value) is int,
    "Float": lambda value: type(value) in (float, int),
    "Boolean": lambda value: type(value) is bool,
}
