"""How far a filling has come; apart, so that whoever shows it needs no database."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FillProgress:
    """`done` of `size` subjects are written."""

    done: int
    size: int
