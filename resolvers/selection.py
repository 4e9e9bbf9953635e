"""What an operation selects below a field: so that the field's one graph query reads that and nothing else.

Fragments, aliases, `@skip` and `@include` are followed; type conditions are not, so the answer may be too much for a type
and never too little.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
    Undefined,
    ValueNode,
    VariableNode,
    value_from_ast_untyped,
)

from graph_model.early_warnings import PARTS as WARNED
from graph_model.subjects import EVERYTHING, NOTHING, WHOLE_RECORDS, Needs
from resolvers.context import Info

PARTS: Mapping[str, Needs] = {
    "gradeView": Needs(records=True),
    **dict.fromkeys(
        ("nativeGrade", "scale", "score", "suspended", "documentNo", "provenance", "explanation", "sources"),
        Needs(particulars=True),
    ),
    "discrepancies": Needs(records=True, discrepancies=True),
    "high": Needs(records=True),
    "low": Needs(records=True),
    "measures": Needs(records=True, facts=True, particulars=True),
    "archive": EVERYTHING,
    **dict.fromkeys(("earlyWarning", "warning"), WARNED),
    "objection": Needs(records=True, particulars=True),
}
"""What the fields of a subject, of its grade view and of a discrepancy read of the subject."""
OTHER_SUBJECTS = frozenset({"relations", "grants", "accesses", "older"})
"""Fields of a subject below which stand other subjects, which another query reads."""


MOST_KEPT = 1_000
"""Fields whose needs are remembered at one time."""


class _Kept(NamedTuple):
    """Of one field of one document: both are held, so that no other can have its identity."""

    node: FieldNode
    fragments: Mapping[str, FragmentDefinitionNode]
    needs: Needs


_KEPT: dict[int, _Kept] = {}


class Selected:
    """The selections of one field of an operation (several nodes where it is written several times)."""

    def __init__(
        self,
        nodes: Sequence[FieldNode],
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        self._nodes = nodes
        self._fragments = fragments
        self._variables = variables

    @classmethod
    def by(cls, info: Info) -> "Selected":
        """What is selected below the field that is being resolved."""
        raw = info._raw_info
        values: Any = raw.variable_values
        return cls(raw.field_nodes, raw.fragments, getattr(values, "coerced", values))

    def fields(self) -> Iterator["tuple[str, Selected]"]:
        """(name, what is below it) of every field selected directly below; a name may come several times."""
        for node in self._nodes:
            if node.selection_set is not None:
                yield from self._fields_of(node.selection_set)

    def given(self, name: str) -> bool:
        """Whether the field is given this argument, whatever it is."""
        return any(argument.name.value == name for node in self._nodes for argument in node.arguments or ())

    def argument(self, name: str) -> Any:
        """The value of an argument of the field as it is given, variables filled in; None where it is not."""
        given = (argument.value for argument in self._nodes[0].arguments or () if argument.name.value == name)
        value = value_from_ast_untyped(node, dict(self._variables)) if (node := next(given, None)) else None
        return None if value is Undefined else value

    def has(self, *path: str) -> bool:
        """Whether the path of field names is selected: `has("pageInfo", "hasNextPage")`."""
        name, *rest = path
        return any(found == name and (not rest or below.has(*rest)) for found, below in self.fields())

    def below(self, *path: str) -> "Selected":
        """Everything selected below a path, together."""
        if not path:
            return self
        name, *rest = path
        nodes = [node for found, below in self.fields() if found == name for node in below._nodes]
        return Selected(nodes, self._fragments, self._variables).below(*rest)

    def needs(self) -> Needs:
        """What is read of the subject that stands here or anywhere below, other subjects excepted.

        Remembered for a field of a document that is kept, where no condition makes it another.
        """
        if not self._nodes:
            return NOTHING
        node = self._nodes[0]
        kept = _KEPT.get(id(node))
        if kept is not None and kept.node is node and kept.fragments is self._fragments and len(self._nodes) == 1:
            return kept.needs
        needs = self._needs()
        if not needs.records:
            needs = replace(needs, particulars=False)
        if len(self._nodes) == 1 and _unconditional(node, self._fragments):
            if len(_KEPT) >= MOST_KEPT:
                _KEPT.clear()
            _KEPT[id(node)] = _Kept(node, self._fragments, needs)
        return needs

    def _needs(self) -> Needs:
        needs = NOTHING
        for name, below in self.fields():
            if name not in OTHER_SUBJECTS:
                needs = needs | PARTS.get(name, NOTHING) | below._needs()
                if name == "gradeView" and below.given(
                    "live"
                ):  # whether what a system says is news, all of a record tells
                    needs = needs | WHOLE_RECORDS
            if needs == EVERYTHING:
                break
        return needs

    def _fields_of(self, selections: SelectionSetNode) -> Iterator["tuple[str, Selected]"]:
        for node in selections.selections:
            if not self._included(node.directives):
                continue
            if isinstance(node, FieldNode):
                yield node.name.value, Selected([node], self._fragments, self._variables)
            elif isinstance(node, InlineFragmentNode):
                yield from self._fields_of(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and (found := self._fragments.get(node.name.value)):
                yield from self._fields_of(found.selection_set)

    def _included(self, directives: Sequence[DirectiveNode] | None) -> bool:
        for directive in directives or ():
            if directive.name.value == "skip" and self._condition(directive):
                return False
            if directive.name.value == "include" and not self._condition(directive):
                return False
        return True

    def _condition(self, directive: DirectiveNode) -> bool:
        return any(self._value(a.value) for a in directive.arguments or () if a.name.value == "if")

    def _value(self, node: ValueNode) -> bool:
        if isinstance(node, VariableNode):
            return bool(self._variables.get(node.name.value))
        return isinstance(node, BooleanValueNode) and node.value


def _unconditional(
    node: FieldNode | InlineFragmentNode | FragmentDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> bool:
    """Whether nothing below has a directive. A valid document has no circles."""
    for below in node.selection_set.selections if node.selection_set is not None else ():
        if below.directives:
            return False
        found = fragments.get(below.name.value) if isinstance(below, FragmentSpreadNode) else below
        if not isinstance(found, FieldNode | InlineFragmentNode | FragmentDefinitionNode):
            return False
        if not _unconditional(found, fragments):
            return False
    return True
