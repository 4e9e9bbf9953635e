"""Subgraphs at random, small and full of overlaps. The more mischief, the more they contradict each other."""

from collections.abc import Sequence
from random import Random

OUTPUTS = ("Int", "Int!", "String", "[Int!]", "E", "T", "T!", "[V]", "V", "U", "I", "X")
INPUTS = ("Int", "Int!", "E", "In", "[In!]", "String")
NAMES = ("p", "q", "r", "s")
ROOTS = ("root1", "root2", "root3")


def random_subgraphs(rng: Random, mischief: float = 0.03) -> dict[str, str]:
    """Two or three subgraphs by name: entities T and X, value type V, interface I, union U, enum E, input In."""
    return {name: "\n".join(_Subgraph(rng, mischief).types()) for name in ("a", "b", "c")[: rng.choice((2, 2, 3))]}


class _Subgraph:
    def __init__(self, rng: Random, mischief: float) -> None:
        self.rng, self.mischief = rng, mischief

    def types(self) -> list[str]:
        values = "A B" if self.wrong() else "A"
        inputs = NAMES[:3] if self.wrong() else NAMES[:2]
        return [
            f"type Query {{ {self.fields(ROOTS)} }}",
            self.entity(),
            f"type V @shareable {{ {self.fields(NAMES)} }}",
            f"enum E {{ {values} }}",
            f"input In {{ {' '.join(self.input(name) for name in inputs)} }}",
            f"union U = {' | '.join(self.some(('T', 'V', 'X')))}",
            "interface I { i: Int }",
            f'type X implements I {self.shareable()} @key(fields: "i") {{ i: Int {self.fields(("x", "y"))} }}',
        ]

    def entity(self) -> str:
        keys = " ".join(f'@key(fields: "{key}"{self.resolvable()})' for key in self.some(("id", "sku", "id sku")))
        hidden = " @inaccessible" if self.wrong() else ""
        fields = " ".join(self.owned(name) for name in self.some(NAMES))
        return f"type T {keys}{hidden} {{ id: ID! sku: ID {fields} }}"

    def owned(self, name: str) -> str:
        kind = self.rng.random()
        if kind < 0.15:
            return f'{name}: Int @external needs_{name}: Int @shareable @requires(fields: "{name}")'
        if kind < 0.15 + self.mischief:
            return f'{name}: Int @override(from: "{self.rng.choice("abc")}")'
        if kind < 0.3:
            return f"{name}_more: V @shareable"
        return f"{name}: {'Int!' if self.wrong() else 'Int'} {self.shareable()}"

    def fields(self, names: Sequence[str]) -> str:
        return " ".join(self.field(name) for name in self.some(names))

    def field(self, name: str) -> str:
        arguments = [self.input(argument) for argument in ("one", "two") if self.rng.random() < 0.1]
        given = f"({' '.join(arguments)})" if arguments else ""
        output = self.choice(OUTPUTS, len(name) * ord(name[-1]))
        tag = f' @tag(name: "{self.rng.choice(NAMES)}")' if self.rng.random() < 0.1 else ""
        return f"{name}{given}: {output} {self.shareable()}{tag}"

    def input(self, name: str) -> str:
        default = f" = {self.rng.choice((1, 2))}" if self.wrong() else ""
        chosen = self.choice(INPUTS, ord(name[0]))
        return f"{name}: {chosen}{default if chosen == 'Int' else ''}"

    def choice(self, items: Sequence[str], usual: int) -> str:
        return self.rng.choice(items) if self.wrong() else items[usual % len(items)]

    def shareable(self) -> str:
        return "" if self.wrong() else "@shareable"

    def resolvable(self) -> str:
        return ", resolvable: false" if self.rng.random() < 0.15 else ""

    def wrong(self) -> bool:
        return self.rng.random() < self.mischief

    def some(self, items: Sequence[str]) -> list[str]:
        return [item for item in items if self.rng.random() < 0.75] or [items[0]]
