"""Random values of input types, as GraphQL text and as JSON."""

from typing import Any

from graphql import ListTypeNode, NamedTypeNode, NonNullTypeNode, TypeNode, parse_type

from tests.gateway.federation.differential.choices import Choices
from tests.gateway.federation.differential.random_worlds import INPUTS
from tests.gateway.federation.differential.world import HUES

TEXTS = {
    "String": ('"a"', '"b c"', '"\\"q\\""'),
    "Int": ("1", "2", "-3"),
    "ID": ('"Ant0.id"', "7"),
    "Float": ("1.5", "2"),
    "Boolean": ("false", "true"),
    "Hue": HUES,
    "Json": ("1", '{a: [1, "x"]}', "[null]"),
}
VALUES: dict[str, tuple[Any, ...]] = {
    "String": ("a", "b c", '"q"'),
    "Int": (1, 2, -3),
    "ID": ("Ant0.id", 7),
    "Float": (1.5, 2),
    "Boolean": (False, True),
    "Hue": HUES,
    "Json": (1, {"a": [1, "x"]}, [None]),
}


def literal(type_: str, choices: Choices) -> str:
    """GraphQL text of a value."""
    return _literal(parse_type(type_), choices)


def value(type_: str, choices: Choices) -> Any:
    """A value as a client sends it in JSON."""
    return _value(parse_type(type_), choices)


def _literal(type_: TypeNode, choices: Choices) -> str:
    if isinstance(type_, NonNullTypeNode):
        type_ = type_.type
    elif choices.chance(10):
        return "null"
    if isinstance(type_, ListTypeNode):
        return f"[{', '.join(_literal(type_.type, choices) for _ in range(choices.number(0, 2)))}]"
    assert isinstance(type_, NamedTypeNode)
    name = type_.name.value
    if name not in INPUTS:
        return choices.pick(TEXTS[name])
    given = [a for a in INPUTS[name] if choices.chance(50)]
    return f"{{{', '.join(f'{a.name}: {literal(a.type, choices)}' for a in given)}}}"


def _value(type_: TypeNode, choices: Choices) -> Any:
    if isinstance(type_, NonNullTypeNode):
        type_ = type_.type
    elif choices.chance(10):
        return None
    if isinstance(type_, ListTypeNode):
        return [_value(type_.type, choices) for _ in range(choices.number(0, 2))]
    assert isinstance(type_, NamedTypeNode)
    name = type_.name.value
    if name not in INPUTS:
        return choices.pick(VALUES[name])
    return {a.name: value(a.type, choices) for a in INPUTS[name] if choices.chance(50)}
