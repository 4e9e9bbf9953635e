"""The generated loops of gathering: a function `walk(data, gathered)` for one path of a lookup."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.execution.generated import GeneratedCode
from gateway.federation.executor.gathered import Gathered
from gateway.federation.executor.representing import MissingInput, represent
from gateway.federation.executor.walking import KeyPath, keys_of
from gateway.federation.planner.operation import FieldSelection, Selection
from gateway.federation.planner.tree import Path

Walk = Callable[[dict[str, Any], Gathered], None]
WalkObjects = Callable[[Sequence[dict[str, Any]], Gathered], None]


@dataclass(frozen=True, slots=True)
class LoopInputs:
    """What is taken from each object: `simple` are the inputs where all are plain scalars, None otherwise.

    A representation is of `type_name` or, `as_said`, of the type that the object says; objects of one representation may be of
    `several_types` where the subgraph knows only their interface.
    """

    inputs: tuple[Selection, ...]
    simple: Sequence[FieldSelection] | None
    type_name: str
    as_said: bool
    several_types: bool


class LoopWriter:
    """Writes the loops of one path. `canonical`: equal objects become one; at `interned` one object may come again."""

    def __init__(self, inputs: LoopInputs, interned: frozenset[KeyPath], *, canonical: bool) -> None:
        self._inputs = inputs
        self._interned = interned
        self._canonical = canonical
        self._code = GeneratedCode()

    def written(self, path: Path) -> Walk:
        with self._code.block("def walk(o, g):"):
            self._code.line("reps, objs, indices = g.representations, g.objects, g.indices")
            self._code.line("seen, first = g.seen, g.first")
            for depth in range(1, len(path) + 1):
                if path[depth - 1].key is not None and keys_of(path[:depth]) in self._interned:
                    self._code.line(f"done{depth} = set()")
            self._step(path, 0, "o", "o")
        return self._code.function("walk")

    def written_flat(self) -> WalkObjects:
        """The same for objects that another lookup has gathered."""
        with self._code.block("def walk(objects, g):"):
            self._code.line("reps, objs, indices, seen = g.representations, g.objects, g.indices, g.seen")
            with self._code.block("for o in objects:"):
                self._object("o", "")
        return self._code.function("walk")

    def _step(self, path: Path, depth: int, held: str, slot: str) -> None:
        """Code for a path from step `depth` on, from the object named `held`, which stands in the expression `slot`."""
        if depth == len(path):
            self._object(held, slot)
            return
        step = path[depth]
        if step.key is None:
            with self._code.block(f"if {held}['__typename'] == {step.type_name!r}:"):
                self._step(path, depth + 1, held, slot)
            return
        value = self._code.name("v")
        self._code.line(f"{value} = {held}.get({step.key!r})")
        with self._code.block(f"if {value} is not None:"):
            self._lists(path, depth, step.lists, value, f"{held}[{step.key!r}]")

    def _lists(self, path: Path, depth: int, lists: int, value: str, slot: str) -> None:
        if lists == 0:
            self._once(path, depth + 1, value, slot)
            return
        item, number = self._code.name("v"), self._code.name("n")
        head = f"for {number}, {item} in enumerate({value}):" if self._canonical else f"for {item} in {value}:"
        with self._code.block(head), self._code.block(f"if {item} is not None:"):
            self._lists(path, depth, lists - 1, item, f"{value}[{number}]")

    def _once(self, path: Path, depth: int, held: str, slot: str) -> None:
        """The steps below an object, taken once where it may come again."""
        if keys_of(path[:depth]) not in self._interned:
            self._step(path, depth, held, slot)
            return
        with self._code.block(f"if id({held}) not in done{depth}:"):
            self._code.line(f"done{depth}.add(id({held}))")
            self._step(path, depth, held, slot)

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
            self._line_of_key(names)
            self._taken(held, slot, f"{{'__typename': {typename}{fields}}}")

    def _line_of_key(self, names: Sequence[str]) -> None:
        """What two objects must have in common to be looked up as one."""
        parts = [*names, "t"] if self._inputs.as_said else names
        self._code.line(f"k = {parts[0]}" if len(parts) == 1 else f"k = ({', '.join(parts)})")

    def _taken(self, held: str, slot: str, representation: str) -> None:
        self._code.line("n = seen.get(k)")
        with self._code.block("if n is None:"):
            self._code.line("n = seen[k] = len(reps)")
            self._code.line(f"reps.append({representation})")
        if self._canonical:
            key = f"(k, {held}.get('__typename'))" if self._inputs.several_types else "k"
            self._code.line(f"f = first.get({key})")
            with self._code.block("if f is not None:"):
                self._code.line(f"{slot} = f")
            with self._code.block("else:"):
                self._code.line(f"first[{key}] = {held}; objs.append({held}); indices.append(n)")
        else:
            self._code.line(f"objs.append({held}); indices.append(n)")
