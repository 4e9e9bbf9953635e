"""An operation that shows where the subgraphs fail: short, and valid against the public schema."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import ListTypeNode, NamedTypeNode, NonNullTypeNode, TypeNode

from gateway.federation.composition.field_sets import named
from gateway.federation.composition.merging.arguments import is_required
from gateway.federation.composition.subgraph import ROOTS, Argument, Field, Kind, Type

LEAVES = (Kind.SCALAR, Kind.ENUM)
SAMPLES = {"Int": "0", "Float": "0.0", "Boolean": "true", "ID": '"1"', "String": '"text"'}
DEEPEST_INPUT = 8


@dataclass(frozen=True, slots=True)
class Step:
    """A field taken, or a type condition."""

    field: Field | None = None
    condition: str | None = None


def operation(root: str, steps: Sequence[Step], types: Mapping[str, Type]) -> str:
    """The operation that takes the steps."""
    keyword = next(operation for operation, name in ROOTS.items() if name == root)
    lines = ["{" if keyword == "query" else f"{keyword} {{"]
    depth = 1
    for step in steps:
        opens = step.field is None or _has_fields(step.field, types)
        lines.append(f"{'  ' * depth}{_head(step, types)}{' {' if opens else ''}")
        depth += opens
    if depth > len(steps):
        lines.append(f"{'  ' * depth}__typename")
    lines += [f"{'  ' * level}}}" for level in range(depth - 1, -1, -1)]
    return "\n".join(lines)


def _has_fields(field: Field, types: Mapping[str, Type]) -> bool:
    target = types.get(named(field.type))
    return target is not None and target.kind not in LEAVES


def _head(step: Step, types: Mapping[str, Type]) -> str:
    if step.field is None:
        return f"... on {step.condition}"
    required = [argument for argument in step.field.arguments.values() if is_required(argument)]
    arguments = ", ".join(f"{argument.name}: {_sample(argument.type, types)}" for argument in required)
    return f"{step.field.name}({arguments})" if arguments else step.field.name


def _sample(type_node: TypeNode, types: Mapping[str, Type], depth: int = 0) -> str:
    """Some value of a type."""
    if isinstance(type_node, NonNullTypeNode):
        return _sample(type_node.type, types, depth)
    if isinstance(type_node, ListTypeNode):
        return "[]"
    assert isinstance(type_node, NamedTypeNode)
    target = types.get(type_node.name.value)
    if target is not None and target.kind is Kind.ENUM:
        return next(value.name for value in target.values.values() if not value.has("inaccessible"))
    if target is not None and target.kind is Kind.INPUT and depth < DEEPEST_INPUT:
        return f"{{{', '.join(_samples(list(target.inputs.values()), types, depth))}}}"
    return SAMPLES.get(type_node.name.value, '"text"')


def _samples(inputs: Sequence[Argument], types: Mapping[str, Type], depth: int) -> list[str]:
    return [f"{one.name}: {_sample(one.type, types, depth + 1)}" for one in inputs if is_required(one)]
