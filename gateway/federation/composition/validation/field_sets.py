"""The selections of @key, @requires and @provides: valid on their type, and of what each of them may select."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSyntaxError,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    SelectionSetNode,
    is_interface_type,
    is_union_type,
    print_ast,
    validate,
)
from graphql.validation import (
    FieldsOnCorrectTypeRule,
    FragmentsOnCompositeTypesRule,
    KnownArgumentNamesRule,
    KnownTypeNamesRule,
    PossibleFragmentSpreadsRule,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
    ValuesOfCorrectTypeRule,
)

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.field_sets import named, parse_field_set, selected
from gateway.federation.composition.findings import Findings, Place
from gateway.federation.composition.subgraph import Element, Kind, Type, Use

RULES = (
    FieldsOnCorrectTypeRule,
    FragmentsOnCompositeTypesRule,
    KnownArgumentNamesRule,
    KnownTypeNamesRule,
    PossibleFragmentSpreadsRule,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
    ValuesOfCorrectTypeRule,
)
COMPOSITE = (Kind.OBJECT, Kind.INTERFACE, Kind.UNION)


@dataclass(frozen=True, slots=True)
class Checked:
    """A field set under test: `where` it stands, on which type it selects, and what reports its troubles."""

    known: Facts
    directive: str
    where: str
    start: str
    use: Use
    findings: Findings

    def report(self, trouble: str, message: str, *others: Place) -> None:
        """An error whose code is the directive's own, such as KEY_INVALID_FIELDS."""
        code = ErrorCode(f"{self.directive.upper()}_{trouble}")
        fields = self.use.arguments.get("fields")
        written = print_ast(fields) if fields is not None else "null"
        text = f"{self.where}, @{self.directive}(fields: {written}): {message}"
        self.findings.error(code, text, [self.use.place, *others])


def check_field_sets(known: Facts, findings: Findings) -> None:
    """Every @key, @requires and @provides of a subgraph."""
    for t in known.subgraph.types.values():
        for use in t.used("key"):
            _check_key(known, t, use, findings)
        for field in t.fields.values():
            where = f"{t.name}.{field.name}"
            for use in field.used("requires"):
                _check_on_field(Checked(known, "requires", where, t.name, use, findings), t)
            for use in field.used("provides"):
                _check_on_field(Checked(known, "provides", where, named(field.type), use, findings), t)


def _check_key(known: Facts, declared: Type, use: Use, findings: Findings) -> None:
    version = known.subgraph.federation
    if declared.kind is Kind.INTERFACE and version is not None and version < (2, 3):
        findings.error(
            ErrorCode.KEY_UNSUPPORTED_ON_INTERFACE,
            f"{declared.name}: an interface can have a @key from Federation 2.3 on",
            [use.place],
        )
        return
    checked = Checked(known, "key", declared.name, declared.name, use, findings)
    selections = _valid(checked)
    if selections is not None:
        _check_no_arguments(checked, selections)
        _check_concrete(checked, selections)


def _check_on_field(checked: Checked, parent: Type) -> None:
    if parent.kind is Kind.INTERFACE:
        checked.report("UNSUPPORTED_ON_INTERFACE", "it cannot stand on a field of an interface")
        return
    target = checked.known.subgraph.types.get(checked.start)
    if target is None or target.kind not in COMPOSITE:
        checked.report("ON_NON_OBJECT_FIELD", f"{checked.start} has no fields")
        return
    selections = _valid(checked)
    if selections is None:
        return
    if checked.directive == "provides":
        _check_no_arguments(checked, selections)
    if checked.known.subgraph.federation is not None:
        _check_external(checked, selections, checked.start, False)


def _valid(checked: Checked) -> SelectionSetNode | None:
    """The selections if they parse and are valid GraphQL without directives and aliases."""
    text = checked.use.values.get("fields")
    if not isinstance(text, str):
        checked.report("INVALID_FIELDS_TYPE", "it must be a string")
        return None
    try:
        selections = parse_field_set(text)
    except GraphQLSyntaxError as error:
        checked.report("INVALID_FIELDS", error.message)
        return None
    for node in _nodes(selections):
        if node.directives:
            checked.report("DIRECTIVE_IN_FIELDS_ARG", "a field set has no directives")
            return None
        if isinstance(node, FieldNode) and node.alias is not None:
            checked.report("INVALID_FIELDS", f"a field set has no aliases ({node.alias.value})")
            return None
    errors = _graphql_errors(checked, selections)
    for problem in errors:
        advice = " A field that another subgraph resolves must be here too, as @external."
        checked.report("INVALID_FIELDS", problem.message + (advice if "Cannot query field" in problem.message else ""))
    return None if errors else selections


def _graphql_errors(checked: Checked, selections: SelectionSetNode) -> list[GraphQLError]:
    fragment = FragmentDefinitionNode(
        name=NameNode(value="FieldSet"),
        type_condition=NamedTypeNode(name=NameNode(value=checked.start)),
        directives=(),
        selection_set=selections,
    )
    return validate(checked.known.subgraph.schema, DocumentNode(definitions=(fragment,)), RULES)


def _nodes(selections: SelectionSetNode) -> Iterator[FieldNode | InlineFragmentNode]:
    for node in selections.selections:
        if isinstance(node, (FieldNode, InlineFragmentNode)):
            yield node
            if node.selection_set is not None:
                yield from _nodes(node.selection_set)


def _check_no_arguments(checked: Checked, selections: SelectionSetNode) -> None:
    for (type_name, name), _ in selected(selections, checked.start, checked.known.subgraph):
        field = checked.known.subgraph.types[type_name].fields[name]
        if field.arguments:
            checked.report("FIELDS_HAS_ARGS", f"{type_name}.{name} has arguments", field.place)


def _check_concrete(checked: Checked, selections: SelectionSetNode) -> None:
    schema = checked.known.subgraph.schema
    for (type_name, name), _ in selected(selections, checked.start, checked.known.subgraph):
        field = checked.known.subgraph.types[type_name].fields[name]
        target = schema.type_map.get(named(field.type))
        if is_interface_type(target) or is_union_type(target):
            kind = "an interface" if is_interface_type(target) else "a union"
            checked.report("FIELDS_SELECT_INVALID_TYPE", f"{type_name}.{name} is {kind}", field.place)


def _check_external(checked: Checked, selections: SelectionSetNode, type_name: str, below_external: bool) -> None:
    """Every leaf must be @external, or stand below something that is; others the subgraph has anyway."""
    subgraph = checked.known.subgraph
    declared = subgraph.types.get(type_name)
    for node in selections.selections:
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition.name.value if node.type_condition else type_name
            _check_external(checked, node.selection_set, condition, below_external)
        elif isinstance(node, FieldNode) and declared is not None and node.name.value in declared.fields:
            field = declared.fields[node.name.value]
            if node.selection_set is not None:
                external = below_external or _is_external(checked.known, declared, field)
                _check_external(checked, node.selection_set, named(field.type), external)
            elif not below_external and (type_name, field.name) not in checked.known.external:
                where = f"{type_name}.{field.name}"
                checked.report(
                    "FIELDS_MISSING_EXTERNAL", f"{where} is not @external: the subgraph has it anyway", field.place
                )


def _is_external(known: Facts, declared: Type, field: Element) -> bool:
    """Is the field external, or, on an interface, external on a type that implements it?"""
    if (declared.name, field.name) in known.external:
        return True
    if declared.kind is not Kind.INTERFACE:
        return False
    implementations = known.subgraph.implementations(declared.name)
    return any((t.name, field.name) in known.external for t in implementations)
