"""The features of an operation, its plan and its answer."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    ObjectValueNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    get_named_type,
    is_enum_type,
    is_interface_type,
    is_union_type,
    visit,
)

from gateway.federation.planner.plan import Plan
from tests.gateway.federation.differential.features import Feature


def note_operation(
    document: DocumentNode, schema: GraphQLSchema, variables: Mapping[str, Any], features: Counter[Feature]
) -> None:
    info = TypeInfo(schema)
    visit(document, TypeInfoVisitor(info, _Noting(info, features)))
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            for variable in definition.variable_definitions or ():
                features[Feature.VARIABLE_DEFAULT] += variable.default_value is not None
                features[Feature.VARIABLE_ABSENT] += variable.variable.name.value not in variables
            if definition.operation.value == "mutation":
                features[Feature.MUTATION] += 1
                features[Feature.SERIAL_MUTATIONS] += len(definition.selection_set.selections) > 1


class _Noting(Visitor):
    def __init__(self, info: TypeInfo, features: Counter[Feature]) -> None:
        super().__init__()
        self.info, self.features = info, features
        self.keys: dict[tuple[str, str], set[str]] = {}

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        features, parent, type_ = self.features, self.info.get_parent_type(), self.info.get_type()
        features[Feature.TYPENAME] += node.name.value == "__typename"
        named = get_named_type(type_) if type_ else None
        features[Feature.INTERFACE] += is_interface_type(named)
        features[Feature.UNION] += is_union_type(named)
        features[Feature.ENUM] += is_enum_type(named)
        features[Feature.CUSTOM_SCALAR] += getattr(named, "name", "") == "Json"
        features[Feature.LISTS_IN_LISTS] += str(type_).count("[") > 1
        if node.alias is not None:
            features[Feature.ALIAS] += 1
            features[Feature.ALIAS_OF_ANOTHER_FIELD] += node.alias.value in getattr(parent, "fields", {})
        key = node.alias.value if node.alias else node.name.value
        seen = self.keys.setdefault((key, node.name.value), set())
        seen.add(" ".join(sorted(str(a.to_dict()) for a in node.arguments or ())))
        features[Feature.CONFLICTING_ARGUMENTS] += len(seen) > 1

    def enter_object_value(self, node: ObjectValueNode, *_: Any) -> None:
        self.features[Feature.INPUT_OBJECT] += 1
        self.features[Feature.VARIABLE_IN_OBJECT] += "variable" in str(node.to_dict())

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.features[Feature.VARIABLE] += 1

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
        self.features[Feature.CONDITIONAL_FRAGMENT] += bool(node.directives)

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> None:
        self.features[Feature.NAMED_FRAGMENT] += 1

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> None:
        self.features[Feature.INLINE_FRAGMENT] += 1
        self.features[Feature.CONDITIONAL_FRAGMENT] += bool(node.directives)

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        by_variable = any(isinstance(a.value, VariableNode) for a in node.arguments or ())
        if node.name.value == "skip":
            self.features[Feature.SKIP_VARIABLE if by_variable else Feature.SKIP] += 1
        else:
            self.features[Feature.INCLUDE_VARIABLE if by_variable else Feature.INCLUDE] += 1


def note_plan(planned: Plan, features: Counter[Feature]) -> None:
    graphs = {fetch.graph for fetch in planned.fetches}
    features[Feature.SUBGRAPHS_2] += len(graphs) == 2
    features[Feature.SUBGRAPHS_3] += len(graphs) > 2
    features[Feature.SEVERAL_LOOKUPS] += any(len(fetch.lookups) > 1 for fetch in planned.fetches)
    depth: dict[int, int] = {}
    for fetch in planned.fetches:
        depth[fetch.number] = 1 + max((depth[number] for number in fetch.after), default=0)
    features[Feature.WAITING_3] += max(depth.values(), default=0) > 2


def note_answer(answer: dict[str, Any], fails: Mapping[str, Any], features: Counter[Feature]) -> None:
    features[Feature.NULL_BUBBLES_TO_THE_TOP] += answer["data"] is None
    _note_nulls(answer["data"], features)
    expected = {(e["message"], tuple(e["path"])) for e in fails.get("errors", ())}
    for error in answer.get("errors", ()):
        features[Feature.ERROR] += 1
        place = tuple(error["path"])
        features[Feature.ERROR_OF_AN_INPUT] += (error["message"], place) not in expected
        held = answer["data"]
        for part in place:
            if held is None:
                features[Feature.NULL_BUBBLES] += 1
                break
            held = held[part]


def _note_nulls(value: Any, features: Counter[Feature]) -> None:
    if isinstance(value, dict):
        features[Feature.NULL] += None in value.values()
        for inner in value.values():
            _note_nulls(inner, features)
    elif isinstance(value, list):
        features[Feature.NULL_IN_LIST] += None in value
        for inner in value:
            _note_nulls(inner, features)
