"""What a check finds: a verdict, what was seen, and what to do next."""

from dataclasses import dataclass
from enum import StrEnum

from graph_model.errors import CreditError, StoreUnavailable, Timeout


class Verdict(StrEnum):
    """How it is, from the best to the worst."""

    OK = "ok"
    WARN = "warn"  # it works, and somebody should look at it
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in Chinese and in English."""

    zh: str
    en: str

    @classmethod
    def both(cls, text: str) -> "Said":
        """What is the same in both languages, or has both in it already."""
        return cls(text, text)

    def of(self, *, english: bool) -> str:
        """The sentence in one of them, on one line."""
        return " ".join((self.en if english else self.zh).split())


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's. `unreachable`: it fails since something that is needed does not answer."""

    check: "Check"
    verdict: Verdict
    detail: Said
    advice: Said | None = None
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """What is looked at: its key for machines, its name for people."""

    key: str
    zh: str
    en: str

    def ok(self, detail: Said) -> Finding:
        return Finding(self, Verdict.OK, detail)

    def warn(self, detail: Said, advice: Said) -> Finding:
        return Finding(self, Verdict.WARN, detail, advice)

    def fail(self, detail: Said, advice: Said, *, unreachable: bool = False) -> Finding:
        return Finding(self, Verdict.FAIL, detail, advice, unreachable)

    def failed_by(self, error: CreditError, advice: Said) -> Finding:
        """What an error of the domain says, which has both languages in it."""
        unreachable = isinstance(error, StoreUnavailable | Timeout)
        return self.fail(Said.both(error.message), advice, unreachable=unreachable)
