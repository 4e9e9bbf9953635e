"""Planning is bounded: every step spends work, and past the limit planning ends with a clear error."""


class PlanningError(Exception):
    """An operation that cannot be planned; the message says why to the person who wrote it."""

    code = "BAD_INPUT"


class PlanningLimit(PlanningError):
    """The operation is too large to plan within the work limit."""

    code = "LIMIT_EXCEEDED"


class Work:
    """What planning one operation may cost, in selections and paths looked at."""

    def __init__(self, limit: int = 100_000) -> None:
        self.left = limit
        self.limit = limit

    def spend(self, amount: int = 1) -> None:
        self.left -= amount
        if self.left < 0:
            raise PlanningLimit(f"the operation is too large to plan: more than {self.limit} steps")
