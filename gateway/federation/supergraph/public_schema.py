"""The public (API) schema: the supergraph's document without the machinery of federation and without @inaccessible parts."""

from typing import Any

from graphql import (
    REMOVE,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    NamedTypeNode,
    Node,
    TypeDefinitionNode,
    Visitor,
    visit,
)

MACHINERY = ("join__", "link__", "core__", "federation__")
FEATURES = frozenset(
    {
        "link",
        "core",
        "inaccessible",
        "tag",
        "authenticated",
        "requiresScopes",
        "policy",
        "cost",
        "listSize",
        "context",
        "fromContext",
    }
)


def public_document(document: DocumentNode) -> DocumentNode:
    """A copy of a supergraph's document as clients may see it."""
    hidden = {
        definition.name.value
        for definition in document.definitions
        if hasattr(definition, "name") and definition.name is not None and _inaccessible(definition)
    }
    return visit(document, _Public(hidden))  # type: ignore[no-any-return]


class _Public(Visitor):
    def __init__(self, hidden: set[str]) -> None:
        super().__init__()
        self.hidden = hidden

    def enter(self, node: Node, *_: Any) -> Any:
        if isinstance(node, NamedTypeNode):
            return REMOVE if node.name.value in self.hidden else None
        return REMOVE if _inaccessible(node) or _is_machinery(node) else None


def _inaccessible(node: Any) -> bool:
    return any(d.name.value == "inaccessible" for d in getattr(node, "directives", None) or ())


def _is_machinery(node: Any) -> bool:
    """Definitions and uses of what the join, link and other federation specifications bring."""
    if isinstance(node, (DirectiveDefinitionNode, DirectiveNode)):
        return node.name.value in FEATURES or node.name.value.startswith(MACHINERY)
    return isinstance(node, TypeDefinitionNode) and node.name.value.startswith(MACHINERY)
