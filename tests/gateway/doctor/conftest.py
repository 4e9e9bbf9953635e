"""Asking the doctor, as a person does."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.served import yuxin_here


@dataclass(frozen=True)
class Diagnosis:
    """What the doctor said: its exit code, its lines by check (the worst of each), everything that it printed."""

    code: int
    lines: dict[str, dict[str, str]]
    printed: str

    def verdict(self, check: str) -> str:
        return self.lines[check]["verdict"]

    def said(self, check: str) -> str:
        """What was seen and what to do."""
        line = self.lines[check]
        return f"{line['detail']} → {line['advice']}"

    @property
    def failing(self) -> set[str]:
        return {check for check, line in self.lines.items() if line["verdict"] == "fail"}


Ask = Callable[..., Diagnosis]
BADNESS = ("ok", "warn", "fail")


@pytest.fixture
def diagnosis(tmp_path: Path) -> Ask:
    """Ask about a data folder of the test's own, or `data`, with options and environment variables."""

    def asked(*options: str, data: Path | None = None, **environment: str) -> Diagnosis:
        ran = yuxin_here("doctor", "--json", "--lang", "en", *options, data=data or tmp_path / "data", **environment)
        rows = sorted(json.loads(ran.out), key=lambda row: BADNESS.index(row["verdict"]))
        for row in rows:
            assert (row["verdict"] == "ok") is (row["advice"] is None), f"what to do next: {row}"
        return Diagnosis(ran.code, {row["check"]: row for row in rows}, ran.out + ran.err)

    return asked
