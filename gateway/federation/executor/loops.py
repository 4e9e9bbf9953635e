"""The generated loops of gathering: a function `walk(data, gathered)` for one path of a lookup."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.federation.executor.gathered import Gathered
from gateway.federation.executor.generated import GeneratedCode
from gateway.federation.executor.representing import MissingInput, represent
from gateway.federation.planner.operation import FieldSelection, Selection
from gateway.federation.planner.tree import Path

Walk = Callable[[dict[str, Any], Gathered], None]


@dataclass(frozen=True, slots=True)
class LoopInputs:
    """What is taken from each object: `simple` are the inputs where all are plain scalars, None otherwise.

    A representation is of `type_name` or, `as_said`, of the type that the object says; `canonical`: equal objects become one.
    """

    inputs: tuple[Selection, ...]
    simple: Sequence[FieldSelection] | None
    type_name: str
    as_said: bool
    canonical: bool


class LoopWriter:
    """Writes the loops of one path."""

    def __init__(self, inputs: LoopInputs) -> None:
        self._inputs = inputs
        self._code = GeneratedCode()

    def written(self, path: Path) -> Walk:
        with self._code.block("def walk(o, g):"):
            self._code.line("reps, objs, indices, seen = g.representations, g.objects, g.indices, g.seen")
            self._step(path, "o", "o")
        return self._code.function("walk")

    def _step(self, path: Path, held: str, slot: str) -> None:
        """Code for a path from the object named `held`, which stands in `slot` (an expression that can be assigned to)."""
        if not path:
            self._object(held, slot)
            return
        step, rest = path[0], path[1:]
        if step.key is None:
            with self._code.block(f"if {held}['__typename'] == {step.type_name!r}:"):
                self._step(rest, held, slot)
            return
        value = self._code.name("v")
        self._code.line(f"{value} = {held}.get({step.key!r})")
        with self._code.block(f"if {value} is not None:"):
            self._lists(step.lists, rest, value, f"{held}[{step.key!r}]")

    def _lists(self, lists: int, rest: Path, value: str, slot: str) -> None:
        if lists == 0:
            self._step(rest, value, slot)
            return
        item, number = self._code.name("v"), self._code.name("n")
        numbered = self._inputs.canonical
        head = f"for {number}, {item} in enumerate({value}):" if numbered else f"for {item} in {value}:"
        with self._code.block(head), self._code.block(f"if {item} is not None:"):
            self._lists(lists - 1, rest, item, f"{value}[{number}]")

    def _object(self, held: str, slot: str) -> None:
        if self._inputs.simple is None:
            self._composite(held)
        else:
            self._scalars(self._inputs.simple, held, slot)

    def _composite(self, held: str) -> None:
        """Inputs with inner selections: the representation is made first, and its text is the key."""
        inputs = self._code.constant("inputs", self._inputs.inputs)
        make, missing = self._code.constant("represent", represent), self._code.constant("Missing", MissingInput)
        dumps = self._code.constant("dumps", orjson.dumps)
        with self._code.block("try:"):
            self._code.line(f"r = {make}({held}, {inputs}, {self._inputs.type_name!r}, {self._inputs.as_said})")
        with self._code.block(f"except {missing}:"):
            self._code.line("pass")
        with self._code.block("else:"):
            self._code.line(f"g.take({held}, {dumps}(r), r)")

    def _scalars(self, simple: Sequence[FieldSelection], held: str, slot: str) -> None:
        names = [self._code.name("k") for _ in simple]
        typename = "t" if self._inputs.as_said else repr(self._inputs.type_name)
        with self._code.block("try:"):
            for name, selection in zip(names, simple, strict=True):
                self._code.line(f"{name} = {held}[{selection.key!r}]")
            if self._inputs.as_said:
                self._code.line(f"t = {held}.get('__typename') or {self._inputs.type_name!r}")
        with self._code.block("except KeyError:"):
            self._code.line("pass")
        fields = "".join(f", {s.name!r}: {n}" for s, n in zip(simple, names, strict=True))
        with self._code.block("else:"):
            self._line_of_key(names, held)
            self._taken(held, slot, f"{{'__typename': {typename}{fields}}}")

    def _line_of_key(self, names: Sequence[str], held: str) -> None:
        """What two objects must have in common to be looked up as one."""
        parts = list(names)
        if self._inputs.as_said:
            parts.append("t")
        elif self._inputs.canonical:
            parts.append(f"{held}.get('__typename')")
        self._code.line(f"k = {parts[0]}" if len(parts) == 1 else f"k = ({', '.join(parts)})")

    def _taken(self, held: str, slot: str, representation: str) -> None:
        self._code.line("n = seen.get(k)")
        with self._code.block("if n is None:"):
            self._code.line("n = seen[k] = len(reps)")
            self._code.line(f"reps.append({representation})")
            self._code.line(f"objs.append({held}); indices.append(n)")
        with self._code.block("else:"):
            again = f"{slot} = objs[n]" if self._inputs.canonical else f"objs.append({held}); indices.append(n)"
            self._code.line(again)
