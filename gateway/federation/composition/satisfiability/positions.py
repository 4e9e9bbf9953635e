"""Where one can stand while answering an operation: in a subgraph, on a type, with what has been @provided on the way."""

from dataclasses import dataclass
from typing import NamedTuple

from graphql import FieldNode, InlineFragmentNode, SelectionSetNode


class Provided(NamedTuple):
    """One field of a @provides with what is provided below it; `condition` is the type it is provided on, if not all."""

    condition: str | None
    field: str
    below: "frozenset[Provided]"


Provision = frozenset[Provided]
NOTHING: Provision = frozenset()


@dataclass(frozen=True, slots=True)
class Position:
    """`type` is the subgraph's type; for an @interfaceObject it is the interface, whatever object type is meant."""

    subgraph: str
    type: str
    provided: Provision = NOTHING


Positions = frozenset[Position]


def provision(selections: SelectionSetNode | None, condition: str | None = None) -> Provision:
    """The selections of a @provides."""
    found: set[Provided] = set()
    for selection in selections.selections if selections is not None else ():
        if isinstance(selection, FieldNode):
            found.add(Provided(condition, selection.name.value, provision(selection.selection_set)))
        elif isinstance(selection, InlineFragmentNode):
            narrowed = selection.type_condition.name.value if selection.type_condition else condition
            found |= provision(selection.selection_set, narrowed)
    return frozenset(found)
