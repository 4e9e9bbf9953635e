"""Step 6 of planning: the text of each subgraph request, and the plan as a person reads it."""

from collections.abc import Iterable, Iterator

from gateway.federation.planner.aliasing import NO_ALIASES, Aliases
from gateway.federation.planner.operation import Condition, FieldSelection, Selection, TypeSelection
from gateway.federation.planner.tree import Node


def selection_text(node: Node, aliases: Aliases = NO_ALIASES) -> str:
    """The selection set of a node, without braces' surroundings: `{ a b { c } ... on T { d } }`."""
    parts = [*_fields(node, aliases), *_narrowed(node, aliases)]
    return "{ " + " ".join(parts or ["__typename"]) + " }"


def variables_of(node: Node) -> Iterator[str]:
    """Names of the variables that a node's fields and conditions use."""
    for selection, inner in node.fields.values():
        yield from selection.variables
        yield from (c.variable for c in selection.conditions)
        if inner is not None:
            yield from variables_of(inner)
    for (_, conditions), inner in node.narrowed.items():
        yield from (c.variable for c in conditions)
        yield from variables_of(inner)


def _fields(node: Node, aliases: Aliases) -> Iterator[str]:
    for place, (selection, inner) in node.fields.items():
        key = aliases.get((id(node), place), selection.key)
        alias = f"{key}: " if key != selection.name else ""
        rest = f" {selection_text(inner, aliases)}" if inner is not None else ""
        yield _conditional(f"{alias}{selection.name}{selection.arguments}", selection.conditions, rest)


def _narrowed(node: Node, aliases: Aliases) -> Iterator[str]:
    for (type_name, conditions), inner in node.narrowed.items():
        yield _conditional(f"... on {type_name}", conditions, f" {selection_text(inner, aliases)}")


def _conditional(head: str, conditions: Iterable[Condition], rest: str) -> str:
    """A selection under conditions: one of each directive stands on it, the others on fragments around it."""
    own: dict[str, str] = {}
    around = []
    for condition in conditions:
        directive = "include" if condition.value else "skip"
        text = f" @{directive}(if: ${condition.variable})"
        if own.setdefault(directive, text) is not text:
            around.append(text)
    written = f"{head}{''.join(own.values())}{rest}"
    for text in around:
        written = f"...{text} {{ {written} }}"
    return written


def field_set_text(selections: Iterable[Selection]) -> str:
    """Selections of a key or requirement as text: `id sku { code }`."""
    parts = []
    for selection in selections:
        inner = f" {{ {field_set_text(selection.selections)} }}" if selection.selections else ""
        if isinstance(selection, TypeSelection):
            parts.append(f"... on {selection.type_name}{inner}")
        elif isinstance(selection, FieldSelection):
            parts.append(f"{selection.name}{selection.arguments}{inner}")
    return " ".join(parts)
