"""The most that is under way at one time; `admission` holds requests to it."""

from dataclasses import dataclass
from enum import StrEnum


class Aside(StrEnum):
    """Why a request that is under way holds no running place."""

    ARRIVING = "arriving"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class AdmissionLimits:
    """The most of each at one time; `seconds` is how long a request waits for its turn at most.

    Twelve keep one interpreter at work while some wait for the disk; with 64 each took five times as long and no more were answered.
    """

    running: int = 12
    waiting: int = 128
    seconds: float = 1.0
    arriving: int = 64
    long: int = 256

    def most(self, aside: Aside) -> int:
        """How many may be aside for this reason."""
        most: int = getattr(self, aside)
        return most


DEFAULT_ADMISSION = AdmissionLimits()
