"""Errors as the API shows them: `extensions.code` on every one, and nothing of the inside on those that nobody foresaw."""

import logging
from typing import Any
from uuid import uuid4

from graphql import FieldNode, GraphQLError

from graph_model.errors import BadInput, CreditError, StoreUnavailable

log = logging.getLogger(__name__)
BAD_INPUT, INTERNAL = "BAD_INPUT", "INTERNAL"
MASKED = "服务器内部错误，请把编号告诉运维 / an internal error; tell the operator its reference"
STORE_FAILED = "存储暂时不能回答，请稍后重试 / the store cannot answer now, try again later"


def coded(error: GraphQLError) -> GraphQLError:
    """The error with its code. What is not meant for the reader is masked and logged under a reference."""
    cause = error.original_error
    if isinstance(cause, StoreUnavailable):
        _logged(error, cause)
        return _like(error, STORE_FAILED, {"code": cause.code})
    if isinstance(cause, CreditError):
        where = {"where": cause.where} if isinstance(cause, BadInput) and cause.where else {}
        return _like(error, error.message, {"code": cause.code, **where})
    extensions = dict(error.extensions or {})
    if "code" in extensions:
        return error
    if cause is None or isinstance(cause, GraphQLError) or error.path is None:
        return _like(error, error.message, {**extensions, "code": BAD_INPUT})
    return _like(error, MASKED, {"code": INTERNAL, "reference": _logged(error, cause)})


def _like(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    """The error at the same place with another message and these extensions."""
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        original_error=error.original_error,
        extensions=extensions,
    )


def _field(error: GraphQLError) -> str:
    """The name of the field. Not its path: a client may write what it likes into an alias."""
    node = error.nodes[0] if error.nodes else None
    return node.name.value if isinstance(node, FieldNode) else "?"


def _logged(error: GraphQLError, cause: Exception) -> str:
    reference = uuid4().hex[:12]
    log.error("error in a resolver of %s, reference %s", _field(error), reference, exc_info=cause)
    return reference
