"""Every error that leaves the gateway has `extensions.code`; what is not meant for the reader is masked and logged."""

from typing import Any
from uuid import uuid4

import structlog
from graphql import GraphQLError

from graph_model.errors import CreditError

log = structlog.get_logger(__name__)
BAD_INPUT, INTERNAL, LIMIT_EXCEEDED, TIMEOUT = "BAD_INPUT", "INTERNAL", "LIMIT_EXCEEDED", "TIMEOUT"
SOURCE_UNAVAILABLE = "SOURCE_UNAVAILABLE"
MASKED = "服务器内部错误，请把编号告诉运维 / an internal error; tell the operator its reference"


def formatted(error: GraphQLError) -> dict[str, Any]:
    """The error as the response shows it: message, locations, path, `extensions.code`."""
    shown: dict[str, Any] = dict(error.formatted)
    extensions = dict(shown.get("extensions") or {})
    cause = error.original_error
    if isinstance(cause, CreditError):
        extensions.setdefault("code", cause.code)
        if where := getattr(cause, "where", None):
            extensions.setdefault("where", where)
    elif cause is not None and not isinstance(cause, GraphQLError) and error.path is not None:
        extensions.setdefault("code", INTERNAL)
        if extensions["code"] == INTERNAL:
            shown["message"], extensions["reference"] = MASKED, _logged(error, cause)
    extensions.setdefault("code", BAD_INPUT if error.path is None else INTERNAL)
    shown["extensions"] = extensions
    return shown


def plain(message: str, code: str, **extensions: Any) -> dict[str, Any]:
    """An error that no place of a document causes."""
    return {"message": message, "extensions": {"code": code, **extensions}}


def _logged(error: GraphQLError, cause: Exception) -> str:
    reference = uuid4().hex[:12]
    log.error("unexpected error in a resolver", reference=reference, path=error.path, exc_info=cause)
    return reference
