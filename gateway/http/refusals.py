"""Requests that HTTP itself refuses: a status, a code and a sentence that says what to do."""

from collections.abc import Mapping

from gateway.execution.errors import (
    AUDIT_UNAVAILABLE,
    BAD_INPUT,
    LIMIT_EXCEEDED,
    OVERLOADED,
    RATE_LIMITED,
    SOURCE_UNAVAILABLE,
    TIMEOUT,
)


class Refusal(Exception):
    """A request that is not executed."""

    status = 400
    code = BAD_INPUT
    executable = False
    """Whether it is an answer to a request in good form, which has status 200 with `application/json`."""

    def __init__(self, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.headers = dict(headers or {})


class BadRequest(Refusal):
    """A body or a parameter that cannot be read."""


class Unauthenticated(Refusal):
    status = 401
    code = "UNAUTHENTICATED"


class Forbidden(Refusal):
    status = 403
    code = "FORBIDDEN"


class Unknown(Refusal):
    status = 404
    code = "NOT_FOUND"


class MethodNotAllowed(Refusal):
    status = 405


class NotAcceptable(Refusal):
    status = 406


class TooSlow(Refusal):
    status = 408
    code = TIMEOUT


class Conflicting(Refusal):
    status = 409


class TooLarge(Refusal):
    status = 413
    code = LIMIT_EXCEEDED


class UnsupportedMediaType(Refusal):
    status = 415


class Busy(Refusal):
    status = 429
    code = LIMIT_EXCEEDED


class TooOften(Refusal):
    """More than one client may ask."""

    status = 429
    code = RATE_LIMITED


class Overloaded(Refusal):
    """More than can be worked on: the same request may be sent again."""

    status = 503
    code = OVERLOADED


class NotReady(Refusal):
    status = 503
    code = SOURCE_UNAVAILABLE


class NotWritten(Refusal):
    """The audit trail cannot be written."""

    status = 503
    code = AUDIT_UNAVAILABLE
