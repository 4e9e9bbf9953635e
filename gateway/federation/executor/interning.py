"""Interning: an entity that stands many times in one subgraph's answer, with the same content each time, becomes one object.

A list of reviews with their authors brings the same author again and again, each time with everything below. Objects of one
key are compared as a whole and the equal ones replaced by the first, so that whatever comes after (gathering, merging,
projection) does its work once for an entity and not once for each place of it.
"""

from collections.abc import Callable, Iterator
from typing import Any

from gateway.execution.generated import GeneratedCode, TooDeep
from gateway.federation.executor.walking import KeyPath
from gateway.federation.planner.tree import Node
from gateway.federation.supergraph.model import Supergraph

Intern = Callable[[Any], None]
LISTS = 2
"""From how many lists deep objects are worth comparing: less deep ones are seldom there twice."""
UNEXPECTED = (KeyError, TypeError, AttributeError)


class Interning:
    """Interns in the answers of one root selection or lookup. `paths` are the places of it, relative to the node's object."""

    def __init__(self, node: Node, supergraph: Supergraph, lists: int) -> None:
        self._supergraph = supergraph
        self._code = GeneratedCode()
        self.paths = frozenset(self._places(node, lists, ()))
        try:
            self._intern = self._written(node, lists) if self.paths else None
        except TooDeep:
            self._intern = None

    def intern(self, value: Any) -> None:
        """Intern in `value`: the data of a root operation, or a list of entities. What is misshapen stays as it is."""
        if self._intern is None:
            return
        try:
            self._intern(value)
        except UNEXPECTED:
            return

    def _places(self, node: Node, lists: int, path: KeyPath) -> Iterator[KeyPath]:
        for selection, inner in node.fields.values():
            if inner is not None:
                depth = lists + self._lists(node, selection.name)
                below = (*path, selection.key)
                if depth >= LISTS and self._key(inner):
                    yield below
                yield from self._places(inner, depth, below)

    def _lists(self, node: Node, field: str) -> int:
        return self._supergraph.types[node.type_name].subgraphs[node.graph].fields[field].type.count("[")

    def _key(self, node: Node) -> list[str]:
        """Under which response keys the node has the fields of a key of its type; empty where it has none or is flat."""
        if not any(inner is not None for _, inner in node.fields.values()):
            return []
        leaves = {s.name: s.key for s, inner in node.fields.values() if inner is None and not s.conditions}
        for key in self._supergraph.types[node.type_name].subgraphs[node.graph].keys:
            names = key.text.split()
            if all(name in leaves for name in names):
                return [leaves[name] for name in names]
        return []

    # --- the generated function ---

    def _written(self, node: Node, lists: int) -> Intern:
        with self._code.block("def intern(value):"):
            for path in sorted(self.paths):
                self._code.line(f"{_seen(path, self.paths)} = {{}}")
            if lists:
                with self._code.block("for o in value:"), self._code.block("if o is not None:"):
                    self._fields(node, "o", ())
            else:
                self._fields(node, "value", ())
        return self._code.function("intern")

    def _fields(self, node: Node, held: str, path: KeyPath) -> None:
        for selection, inner in node.fields.values():
            below = (*path, selection.key)
            if inner is None or not any(place[: len(below)] == below for place in self.paths):
                continue
            value = self._code.name("v")
            self._code.line(f"{value} = {held}.get({selection.key!r})")
            with self._code.block(f"if {value} is not None:"):
                slot = f"{held}[{selection.key!r}]"
                self._values(inner, value, slot, self._lists(node, selection.name), below)

    def _values(self, node: Node, value: str, slot: str, lists: int, path: KeyPath) -> None:
        if lists:
            number, item = self._code.name("n"), self._code.name("v")
            with (
                self._code.block(f"for {number}, {item} in enumerate({value}):"),
                self._code.block(f"if {item} is not None:"),
            ):
                self._values(node, item, f"{value}[{number}]", lists - 1, path)
            return
        if path not in self.paths:
            self._fields(node, value, path)
            return
        parts = [f"{value}[{name!r}]" for name in self._key(node)]
        key = parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
        first = self._code.name("c")
        self._code.line(f"{first} = {_seen(path, self.paths)}.setdefault({key}, {value})")
        with self._code.block(f"if {first} is not {value} and {first} == {value}:"):
            self._code.line(f"{slot} = {first}")
        with self._code.block("else:"):
            self._code.line("pass")
            self._fields(node, value, path)


def _seen(path: KeyPath, paths: frozenset[KeyPath]) -> str:
    return f"seen{sorted(paths).index(path)}"
