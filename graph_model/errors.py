"""Errors of the domain: each has a code that the API shows as `extensions.code`, and a sentence that says what to do."""


class CreditError(Exception):
    """Base of every error that a person can do something about."""

    code = "INTERNAL"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadInput(CreditError):
    """An argument, a file or an option that cannot be used; `where` names it."""

    code = "BAD_INPUT"

    def __init__(self, message: str, where: str | None = None) -> None:
        super().__init__(message if where is None else f"{where}: {message}")
        self.where = where


class NotFound(CreditError):
    code = "NOT_FOUND"


class Timeout(CreditError):
    """A query was given up at its deadline."""

    code = "TIMEOUT"


class StoreUnavailable(CreditError):
    """The graph store cannot be reached, or another process holds it."""

    code = "SOURCE_UNAVAILABLE"


class StoreInUse(StoreUnavailable):
    """The embedded store is open in another process (`pid`)."""

    def __init__(self, message: str, pid: int | None) -> None:
        super().__init__(message)
        self.pid = pid


class LimitExceeded(CreditError):
    code = "LIMIT_EXCEEDED"


class Conflict(CreditError):
    """Somebody else was faster, or something that stands does not allow it."""

    code = "CONFLICT"


class Forbidden(CreditError):
    """Who asks may not do this."""

    code = "FORBIDDEN"
