"""What an operation asks, as the trail tells it: its name, the digest of its document, the fields that it reads."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

import orjson
from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, OperationType, parse

from gateway.execution.documents import LARGEST_KEPT
from gateway.execution.operations import Operation
from gateway.execution.uses import used_by
from graph_model.intake.concealing import without_id_numbers


@dataclass(frozen=True, slots=True)
class Question:
    """`name` of the operation, `document` the SHA-256 of its text, `fields` as a JSON array of `Type.field`, sorted."""

    name: str
    document: str
    fields: bytes
    changes: bool = False
    """Whether it is a mutation."""


class Questions:
    """The questions of documents, the last ones kept. `most` is how many, `tokens` what a document may have."""

    def __init__(self, most: int, tokens: int) -> None:
        self._most = most
        self._tokens = tokens
        self._kept: OrderedDict[tuple[str, str | None], tuple[GraphQLSchema, Question]] = OrderedDict()

    def get(self, schema: GraphQLSchema, operation: Operation) -> Question:
        """The question; of a document that cannot be read the digest alone."""
        key = operation.query, operation.name
        kept = self._kept.get(key)
        if kept is not None and kept[0] is schema:
            self._kept.move_to_end(key)
            return kept[1]
        question = self._made(schema, operation)
        if len(operation.query) <= LARGEST_KEPT:
            self._kept[key] = schema, question
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return question

    def may_change(self, schema: GraphQLSchema, operation: Operation) -> bool:
        """Whether the operation is a mutation. The word is looked for first: it cannot be written in another way."""
        return "mutation" in operation.query and self.get(schema, operation).changes

    def _made(self, schema: GraphQLSchema, operation: Operation) -> Question:
        digest = hashlib.sha256(operation.query.encode(errors="replace")).hexdigest()
        document = self._parsed(operation.query)
        chosen = None if document is None else _chosen(document, operation.name)
        if document is None or chosen is None:
            return Question(without_id_numbers(operation.name or ""), digest, b"[]")
        name = without_id_numbers(chosen.name.value) if chosen.name else ""
        fields = orjson.dumps(sorted(_fields(schema, document, chosen)))
        return Question(name, digest, fields, chosen.operation is OperationType.MUTATION)

    def _parsed(self, text: str) -> DocumentNode | None:
        try:
            return parse(text, max_lexical_tokens=self._tokens, max_comments=self._tokens)
        except (GraphQLError, RecursionError):
            return None


def _chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    found = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    named = [one for one in found if one.name and one.name.value == name] if name else found
    return named[0] if len(named) == 1 else None


def _fields(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> set[str]:
    """As `Type.field`; what tells of the schema itself is left out."""
    used = (use.coordinate for use in used_by(schema, document, operation).fields)
    return {coordinate for coordinate in used if "__" not in coordinate}
