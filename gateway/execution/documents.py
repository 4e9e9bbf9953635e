"""Operation documents, parsed and validated once: the last ones used are kept, by their text."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from gateway.execution.cost.estimate import OperationCost
from gateway.execution.cost.pricing import Pricing
from gateway.execution.document_limits import DocumentLimits
from gateway.execution.document_size import check_size
from gateway.execution.errors import BAD_INPUT, LIMIT_EXCEEDED
from gateway.execution.uses import Used, used_by
from gateway.execution.ways import Way
from gateway.tracing import span

RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
LARGEST_KEPT = 64 * 1024
"""Characters of a document that is worth keeping: longer ones are written by machines, once."""


NO_STREAM = (
    "订阅的回答是一条流：请接受 text/event-stream，或用 WebSocket（graphql-transport-ws） / a subscription is answered as a stream: accept "
    "text/event-stream, or use WebSocket (graphql-transport-ws)"
)


class DocumentRefused(Exception):
    """A document that does not parse, does not validate or has no such operation."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document and its operations by name (None: without a name). `ways` are how they are run, by name too."""

    node: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]
    ways: dict[str | None, Way] = field(default_factory=dict, compare=False)
    _used: dict[str | None, Used] = field(default_factory=dict, compare=False)
    _costs: dict[str | None, OperationCost] = field(default_factory=dict, compare=False)

    def operation_type(self, name: str | None) -> OperationType:
        """The type of the operation that `name` chooses; raises DocumentRefused where it chooses none."""
        return self.chosen(name).operation

    def chosen(self, name: str | None) -> OperationDefinitionNode:
        """The operation that `name` chooses; raises DocumentRefused where it chooses none."""
        chosen = self.operations.get(name) if name else self._only_operation()
        if chosen is None:
            known = "、".join(sorted(filter(None, self.operations))) or "–"
            raise refused(f"没有这个操作，文档里有：{known} / no operation {name!r} in the document")
        return chosen

    def way(self, name: str | None) -> Way:
        """How the operation that `name` chooses is run; raises DocumentRefused where it chooses none."""
        operation = self.chosen(name)
        key = operation.name.value if operation.name else None
        if key not in self.ways:
            self.ways[key] = Way(self.node, operation)
        return self.ways[key]

    def uses(self, schema: GraphQLSchema, name: str | None) -> Used:
        """The fields that the operation that `name` chooses uses; raises DocumentRefused where it chooses none."""
        operation = self.chosen(name)
        key = operation.name.value if operation.name else None
        if key not in self._used:
            self._used[key] = used_by(schema, self.node, operation)
        return self._used[key]

    def cost(self, pricing: Pricing, name: str | None) -> OperationCost:
        """What the operation that `name` chooses costs; raises DocumentRefused where it chooses none, or one too large to price."""
        operation = self.chosen(name)
        key = operation.name.value if operation.name else None
        if key not in self._costs:
            try:
                self._costs[key] = pricing.price(self.node, operation)
            except GraphQLError as error:
                raise DocumentRefused([error]) from None
        return self._costs[key]

    def served_type(self, name: str | None) -> OperationType:
        """As `operation_type`; refused where it is a subscription, which has more than one answer."""
        kind = self.operation_type(name)
        if kind is OperationType.SUBSCRIPTION:
            raise refused(NO_STREAM)
        return kind

    def _only_operation(self) -> OperationDefinitionNode:
        if len(self.operations) != 1:
            raise refused("文档有多个操作，请给出 operationName / several operations: operationName must choose one")
        return next(iter(self.operations.values()))


class Documents:
    """The documents of one schema. `get` costs a look-up for a text seen before, parse and validation otherwise."""

    def __init__(self, schema: GraphQLSchema, most: int, limits: DocumentLimits) -> None:
        self._schema = schema
        self._limits = limits
        self._most = most
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def get(self, text: str) -> Document:
        """The document of this text; raises DocumentRefused."""
        kept = self._kept.get(text)
        if kept is not None:
            self._kept.move_to_end(text)
            return kept
        with span("graphql.validate"):
            document = validated(self._schema, text, self._limits)
        if len(text) <= LARGEST_KEPT:
            self._kept[text] = document
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return document


def validated(schema: GraphQLSchema, text: str, limits: DocumentLimits) -> Document:
    """The document of a text, within the limits and valid against the schema; raises DocumentRefused."""
    try:
        node = parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
        check_size(node, limits)
    except GraphQLError as error:
        raise DocumentRefused([_with_code(error)]) from None
    errors = validate(schema, node, RULES)
    if errors:
        raise DocumentRefused(errors)
    operations = {
        definition.name.value if definition.name else None: definition
        for definition in node.definitions
        if isinstance(definition, OperationDefinitionNode)
    }
    if not operations:
        raise refused("文档里没有操作 / the document has no operation")
    return Document(node, operations)


def _with_code(error: GraphQLError) -> GraphQLError:
    """What the parser gives up as too long is no error of syntax."""
    if isinstance(error, GraphQLSyntaxError) and "Parsing aborted" in error.message:
        error.extensions = {"code": LIMIT_EXCEEDED}
    return error


def refused(message: str) -> DocumentRefused:
    return DocumentRefused([GraphQLError(message, extensions={"code": BAD_INPUT})])
