"""Random operations over a schema: aliases, fields that merge, fragments, directives, literals and variables."""

from random import Random
from typing import Any
from zlib import crc32

from graphql import GraphQLSchema, get_named_type, is_leaf_type, is_object_type

CONDITIONS = ("yes", "no")
DEFINITIONS = "($yes: Boolean! = true, $no: Boolean!, $n: Int, $asked: Asked, $kinds: [Kind!] = [BIG])"
GIVEN: dict[str, tuple[Any, ...]] = {
    "n": (1, None, "wrong"),
    "asked": ({"text": "x"}, {"numbers": [1, 2], "kind": "BIG"}, None, {"kind": "HUGE"}),
    "kinds": (["SMALL"], "BIG", None),
}


class OperationMaker:
    def __init__(self, random: Random, schema: GraphQLSchema) -> None:
        self._random = random
        self._schema = schema
        self._fragments: dict[str, str] = {}
        self._left = 40

    def made(self, root: Any) -> tuple[str, dict[str, Any]]:
        """An operation and its variables."""
        word = "mutation" if root.name == "Mutation" else "query"
        body = self._selections(root, 0)
        text = f"{word} Q{DEFINITIONS} {{ {USED} {body} }}\n" + "\n".join(self._fragments.values())
        return text, self._variables()

    def _variables(self) -> dict[str, Any]:
        random = self._random
        given = {
            name: random.choice(values[:-1] if random.random() < 0.9 else values)
            for name, values in GIVEN.items()
            if random.random() < 0.7
        }
        return {
            **given,
            "no": random.random() < 0.5,
            **({"yes": random.random() < 0.5} if random.random() < 0.5 else {}),
        }

    def _selections(self, type_: Any, depth: int) -> str:
        random = self._random
        chosen = [self._selection(type_, depth) for _ in range(random.randint(1, 4))]
        return " ".join(["__typename", *chosen] if random.random() < 0.3 or not any(chosen) else chosen)

    def _selection(self, type_: Any, depth: int) -> str:
        self._left -= 1
        chance = self._random.random()
        if chance < 0.15 and depth < 4:
            return f"... {self._condition()} {{ {self._selections(type_, depth + 1)} }}"
        if chance < 0.35 and depth < 4 and type_.name not in ("Query", "Mutation"):
            return self._on_a_type(type_, depth)
        return self._field(type_, depth) if hasattr(type_, "fields") else "__typename"

    def _on_a_type(self, type_: Any, depth: int) -> str:
        possible = [type_] if is_object_type(type_) else self._schema.get_possible_types(type_)
        on = self._random.choice([*possible, *(i for t in possible for i in t.interfaces)])
        body = self._selections(on, depth + 1)
        if self._random.random() < 0.5:
            return f"... on {on.name} {self._condition()} {{ {body} }}"
        name = f"F{len(self._fragments)}"
        self._fragments[name] = f"fragment {name} on {on.name} {{ {body} }}"
        return f"...{name} {self._condition()}"

    def _field(self, type_: Any, depth: int) -> str:
        name, definition = self._random.choice([item for item in type_.fields.items() if item[0] != "used"])
        named = get_named_type(definition.type)
        arguments = self._arguments() if definition.args else ""
        # An alias of the field's own makes sure that what merges is the same field with the same arguments.
        alias = (
            f"{name}_{type_.name}_{crc32(arguments.encode()) % 97}: "
            if self._random.random() < 0.5 or arguments
            else ""
        )
        below = (
            ""
            if is_leaf_type(named)
            else f"{{ {self._selections(named, depth + 1) if depth < 5 and self._left > 0 else '__typename'} }}"
        )
        return f"{alias}{name}{arguments} {self._condition()} {below}"

    def _arguments(self) -> str:
        return self._random.choice(
            [
                "",
                "(number: 5)",
                "(number: $n)",
                "(asked: $asked, kinds: $kinds)",
                "(asked: {numbers: [1, 2], kind: SMALL})",
                "(number: null, kinds: NONE)",
            ]
        )

    def _condition(self) -> str:
        if self._random.random() < 0.75:
            return ""
        return (
            f"@{self._random.choice(['skip', 'include'])}(if: {self._random.choice(['$yes', '$no', 'true', 'false'])})"
        )


USED = "used(number: $n, asked: $asked, kinds: $kinds) @include(if: $yes) @skip(if: $no)"
"""Every variable must be used, and the root types have a field that takes them."""
