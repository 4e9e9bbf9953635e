"""What a command's exit code says."""

from typing import Any

from graph_model.errors import BadInput, CreditError, StoreUnavailable, Timeout

DONE, FOUND_WRONG, WRONG_USAGE, NOT_REACHABLE = 0, 1, 2, 3


def exit_code(error: CreditError) -> int:
    """The exit code of a command that ends with this error."""
    if isinstance(error, BadInput):
        return WRONG_USAGE
    return NOT_REACHABLE if isinstance(error, StoreUnavailable | Timeout) else FOUND_WRONG


def verification_exit(reports: list[dict[str, Any]]) -> int:
    """1 only for a difference that nothing explains; 3 where a system could not be compared, 2 where its mapping does not fit."""
    if any(report.get("outcome") == "UNEXPLAINED" for report in reports):
        return FOUND_WRONG
    codes = {report["code"] for report in reports if "error" in report}
    if codes - {BadInput.code}:
        return NOT_REACHABLE
    return WRONG_USAGE if codes else DONE
