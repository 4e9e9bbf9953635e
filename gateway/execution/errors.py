"""Every error that leaves the gateway has `extensions.code`; what is not meant for the reader is masked and logged."""

from typing import Any

import structlog
from graphql import GraphQLError

from resolvers.errors import BAD_INPUT, INTERNAL, MASKED, coded

__all__ = [
    "AUDIT_UNAVAILABLE",
    "BAD_INPUT",
    "INTERNAL",
    "LIMIT_EXCEEDED",
    "MASKED",
    "OVERLOADED",
    "RATE_LIMITED",
    "SOURCE_UNAVAILABLE",
    "TIMEOUT",
    "formatted",
    "log",
    "plain",
]

log = structlog.get_logger(__name__)
LIMIT_EXCEEDED, OVERLOADED, RATE_LIMITED = "LIMIT_EXCEEDED", "OVERLOADED", "RATE_LIMITED"
TIMEOUT, SOURCE_UNAVAILABLE = "TIMEOUT", "SOURCE_UNAVAILABLE"
AUDIT_UNAVAILABLE = "AUDIT_UNAVAILABLE"


def formatted(error: GraphQLError) -> dict[str, Any]:
    """The error as the response shows it: message, locations, path, `extensions.code`."""
    return dict(coded(error).formatted)


def plain(message: str, code: str, **extensions: Any) -> dict[str, Any]:
    """An error that no place of a document causes."""
    return {"message": message, "extensions": {"code": code, **extensions}}
