"""What a command's exit code says."""

from graph_model.errors import BadInput, CreditError, StoreUnavailable, Timeout

DONE, FOUND_WRONG, WRONG_USAGE, NOT_REACHABLE = 0, 1, 2, 3


def exit_code(error: CreditError) -> int:
    """The exit code of a command that ends with this error."""
    if isinstance(error, BadInput):
        return WRONG_USAGE
    return NOT_REACHABLE if isinstance(error, StoreUnavailable | Timeout) else FOUND_WRONG
