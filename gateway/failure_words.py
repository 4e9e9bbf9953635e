"""Why something failed, in words that may be logged: types and numbers of errors, nothing of their text.

What a driver says of a statement may quote the value that it did not like.
"""

from collections.abc import Iterator

from graph_model.errors import CreditError

MOST = 4


def why(error: BaseException) -> str:
    """`SOURCE_UNAVAILABLE < OperationalError < ConnectionRefusedError 111`: the code or the type of each cause."""
    return " < ".join(dict.fromkeys(_words(one) for one in _causes(error)))


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(MOST):
        if seen is None:
            return
        yield seen
        seen = getattr(seen, "orig", None) or seen.__cause__


def _words(error: BaseException) -> str:
    if isinstance(error, CreditError):
        return error.code
    number = getattr(error, "sqlstate", None) or getattr(error, "errno", None) or getattr(error, "code", None)
    if number is None and error.args and isinstance(error.args[0], int):
        number = error.args[0]  # as the drivers of MySQL say it
    return f"{type(error).__name__} {number}" if isinstance(number, int | str) else type(error).__name__
