"""A table of states as a Mermaid diagram, for the documentation."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

State = TypeVar("State", bound=StrEnum)
Act = TypeVar("Act", bound=StrEnum)


def state_diagram(transitions: Mapping[tuple[State | None, Act], State], names: Mapping[Act, str]) -> str:
    """An arrow for each transition, under the name of what leads there; from nothing it begins."""
    lines = [f"  {state or '[*]'} --> {found}: {names[act]}" for (state, act), found in transitions.items()]
    return "\n".join(["stateDiagram-v2", *lines])
