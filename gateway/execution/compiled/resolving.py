"""The code that asks an object for one field: its attribute, the user's function, or a resolver as graphql-core calls it."""

from collections.abc import Callable
from keyword import iskeyword
from typing import Any

from strawberry import Info

from gateway.execution.compiled.arguments import Reading, constant_arguments, read_arguments, unchanging
from gateway.execution.compiled.fields import Field
from gateway.execution.compiled.functions import ignores_info
from gateway.execution.compiled.run import Run
from gateway.execution.compiled.strawberry_fields import Attribute, Call, straight
from gateway.execution.generated import GeneratedCode


class FieldAsked:
    """How one field is asked. `by_default`: what its name gives, which is called where it can be."""

    def __init__(self, field: Field) -> None:
        self._field = field
        self._way = straight(field.definition)
        self.by_default = field.definition.resolve is None
        self._constant = constant_arguments(field)
        self.arguments: Reading = read_arguments(field) if self._constant is None else lambda _: self._constant or {}

    def write(self, code: GeneratedCode, v: str, path: str) -> None:
        """Lines that put the value into `v`; `s` is the object, `is_map` tells whether it is a mapping, `r` is the run."""
        if isinstance(self._way, Attribute):
            code.line(f"{v} = {attribute(self._way.name)}")
        elif isinstance(self._way, Call):
            code.line(f"{v} = {self._call(code, self._way, path)}")
        elif self.by_default:
            if self._constant is None:  # what is wrong with them is an error even where nothing is called
                code.line(f"{code.constant('arguments', self.arguments)}(r)")
            name = self._field.name
            code.line(f"{v} = s.get({name!r}) if is_map else getattr(s, {name!r}, None)")
        else:
            code.line(f"{v} = {self._resolved(code, path)}")

    def _resolved(self, code: GeneratedCode, path: str) -> str:
        resolve = self._field.definition.resolve
        info = "None" if ignores_info(resolve) else f"r.info({code.constant('field', self._field)}, {path})"
        return f"{code.constant('resolve', resolve)}(s, {info}{self._given(code, self._constant, self.arguments)})"

    def _call(self, code: GeneratedCode, way: Call, path: str) -> str:
        given = ["s"] if way.positional else []
        given += [f"{parent}=s" for parent in way.parents]
        if way.info:
            field = code.constant("field", self._field)
            info = code.constant("info", _info_of(way))
            given.append(f"{way.info}={info}(r.info({field}, {path}))")
        values = self._given(code, *self._converted(way)).removeprefix(", ")
        return f"{code.constant('ask', way.function)}({', '.join(filter(None, [*given, values]))})"

    def _given(self, code: GeneratedCode, constant: dict[str, Any] | None, read: Reading) -> str:
        if constant is None:
            return f", **{code.constant('arguments', read)}(r)"
        return f", **{code.constant('arguments', constant)}" if constant else ""

    def _converted(self, way: Call) -> tuple[dict[str, Any] | None, Reading]:
        """The arguments as the user's function takes them."""
        if way.convert is None:
            return {}, self.arguments
        if self._constant is not None:
            return way.convert(self._constant), self.arguments
        return None, _kept_for_the_run(self._field, self.arguments, way.convert)


def _kept_for_the_run(field: Field, read: Reading, convert: Callable[[dict[str, Any]], dict[str, Any]]) -> Reading:
    key = (field, "converted")

    def converted(run: Run) -> dict[str, Any]:
        kept = run.arguments.get(key)
        if kept is None:
            kept = convert(read(run))
            if unchanging(kept):
                run.arguments[key] = kept
        return kept

    return converted


def _info_of(way: Call) -> Callable[[Any], Info[Any, Any]]:
    field = way.field
    return lambda raw: Info(_raw_info=raw, _field=field)


def attribute(name: str) -> str:
    """An attribute of `s`, as it is written where its name can be."""
    return f"s.{name}" if name.isidentifier() and not iskeyword(name) else f"getattr(s, {name!r})"
