"""What somebody does is signed by them, and done once under a key of theirs."""

from dataclasses import dataclass

from graph_model.errors import BadInput

LONGEST_KEY = 200
"""Characters of an idempotency key."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who does it, in which role."""

    by: str
    role: str


def check_key(idempotency_key: str) -> None:
    """Raises BadInput for one that is blank or too long."""
    if not 0 < len(idempotency_key.strip()) <= LONGEST_KEY:
        raise BadInput(f"应为 1 到 {LONGEST_KEY} 个字符 / 1 to {LONGEST_KEY} characters are needed", "idempotencyKey")


def used_otherwise() -> BadInput:
    """The error of a key under which something else was done."""
    return BadInput("这个幂等键用过,内容不同 / this key was used for something else", "idempotencyKey")
