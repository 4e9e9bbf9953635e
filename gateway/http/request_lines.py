"""A line of the log for each GraphQL request: which operation, whose role, how it ended, how long it took; nothing of its values."""

import re
import time
from dataclasses import dataclass, field
from typing import Literal

import orjson

from gateway.execution.operations import Answer, EncodedAnswer
from gateway.log_output import LINES
from gateway.records.audit.questions import Question
from gateway.security.identity import Identity

OK, ERRORS, REFUSED, LEFT = "ok", "errors", "refused", "left"
MOST_CODES = 8
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,79}")
_CODE_WITHIN = re.compile(r"\d{6}|[0-9a-f]{16}", re.IGNORECASE)
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,39}")


@dataclass(slots=True)
class RequestLine:
    """What becomes known of a request while it is answered. `began` is monotonic, in seconds."""

    began: float = field(default_factory=time.perf_counter)
    who: Identity | None = None
    question: Question | None = None
    outcome: str = LEFT
    codes: tuple[str, ...] = ()

    def answered(self, answer: Answer | EncodedAnswer) -> None:
        self.codes = codes_of(answer)
        self.outcome = ERRORS if self.codes else OK

    def streamed(self) -> None:
        """The answers come one after another; the line is written when there are no more."""
        self.outcome = OK

    def refused(self, code: str) -> None:
        self.outcome, self.codes = REFUSED, (code,)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.perf_counter() - self.began

    def write(self, wanted: Literal["all", "failed", "none"], status: int | None) -> None:
        """Write the line where it is wanted; `status` None: nobody was there any more to be answered."""
        if wanted == "none" or (wanted == "failed" and self.outcome == OK):
            return
        told: dict[str, object] = {"outcome": self.outcome, "status": status, "ms": round(self.seconds * 1000, 2)}
        if self.question is not None:
            told["operation"] = operation_label(self.question.name)
            told["document"] = self.question.document
        if self.who is not None:
            told["role"] = str(self.who.role)
        if self.codes:
            told["codes"] = self.codes
        LINES.write("request", told)


def operation_label(name: str) -> str:
    """An operation's name as it may be shown: what a client writes into one need not be a name."""
    return name if _NAME.fullmatch(name) and not _CODE_WITHIN.search(name) else ""


def codes_of(answer: Answer | EncodedAnswer) -> tuple[str, ...]:
    """The codes of an answer's errors, each once. What is JSON is looked into only where there may be some."""
    if isinstance(answer, EncodedAnswer):
        errors = orjson.loads(answer.json).get("errors", ()) if b'"errors"' in answer.json else ()
    else:
        errors = answer.errors
    codes = (str((error.get("extensions") or {}).get("code", "")) for error in errors)
    return tuple(dict.fromkeys(code if _CODE.fullmatch(code) else "OTHER" for code in codes))[:MOST_CODES]
