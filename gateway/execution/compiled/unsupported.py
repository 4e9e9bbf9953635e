"""What is not compiled and goes to graphql-core, by reason. `docs/execution.md` tells each."""

from enum import StrEnum


class Unsupported(StrEnum):
    """Why graphql-core runs an operation."""

    INCREMENTAL = "incremental"
    """`@defer` or `@stream`, in the document or in the schema."""
    FRAGMENT_ARGUMENTS = "fragment-arguments"
    NO_ERROR_PROPAGATION = "no-error-propagation"
    UNKNOWN_EXECUTOR = "unknown-executor"
    """The schema comes with an executor class that does more than make `info`."""
    UNDECIDED_CONDITION = "undecided-condition"
    """`@skip` or `@include` by a variable that is null."""
    MANY_CONDITIONS = "many-conditions"
    """More combinations of conditions than are worth compiling."""
    TOO_DEEP = "too-deep"


class NotCompiled(Exception):
    """An operation that is left to graphql-core."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
