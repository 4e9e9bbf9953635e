"""A server whose clock the test moves, who asks it, and what everybody was answered."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from gateway.person_key import person_key
from gateway.security.demo_tokens import demo_token
from gateway.settings import Settings
from resolvers.asker import Asker, Role
from tests.gateway.year.later import AT, SEED
from tests.served import END_SECONDS, ROOT, clean_environment

KEY = "0" * 64
"""The installation's key for persons: the same one, so that a replay has the same keys of persons."""


@dataclass
class Played:
    """The running server. `told` is everything that anybody was answered, in order."""

    url: str
    data: Path
    process: "subprocess.Popen[str]"
    now: datetime
    told: list[dict[str, Any]] = field(default_factory=list)

    def go_to(self, moment: datetime) -> None:
        """Move the server's clock on."""
        assert moment > self.now and self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(f"{moment.isoformat()}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == f"at {moment.isoformat()}\n"
        self.now = moment

    def on(self, text: str) -> None:
        """Nine in the morning of a day, in Chongqing."""
        self.go_to(datetime.fromisoformat(f"{text}T09:00:00+08:00"))

    def ask(self, who: Asker, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors; a minute goes by."""
        self.go_to(self.now + timedelta(minutes=1))
        key = person_key(Settings(data=self.data, person_key=KEY))  # type: ignore[arg-type] # as the environment gives it
        headers = {"authorization": f"Bearer {demo_token(who, key, self.now.timestamp)}"}
        if who.case is not None:
            headers["x-yuxin-case"] = who.case
        body = {"query": query, "variables": variables}
        response = httpx.post(f"{self.url}/graphql", json=body, headers=headers, timeout=120)
        answer: dict[str, Any] = response.json()
        assert "errors" not in answer, (answer["errors"], query, variables)
        self.told.append(answer["data"])
        data: dict[str, Any] = answer["data"]
        return data

    def do(self, who: Asker, mutation: str, type_: str, **given: Any) -> dict[str, Any]:
        """The result of a mutation `name { selection }` with one input; anything else than `type_` is a failure."""
        name, _, selection = mutation.partition(" ")
        words = f"... on {type_} {selection} ... on MutationError {{ code message }}"
        capital = INPUTS.get(name, name[0].upper() + name[1:] + "Input")
        asked = f"mutation ($input: {capital}!) {{ {name}(input: $input) {{ __typename {words} }} }}"
        (answer,) = self.ask(who, asked, input=given).values()
        assert answer["__typename"] == type_, (name, answer, given)
        return dict(answer)

    def refused(self, who: Asker, mutation: str, **given: Any) -> str:
        """The type of the error that a mutation is answered with."""
        capital = INPUTS.get(mutation, mutation[0].upper() + mutation[1:] + "Input")
        asked = f"mutation ($input: {capital}!) {{ {mutation}(input: $input) {{ __typename ... on MutationError {{ code }} }} }}"
        (answer,) = self.ask(who, asked, input=given).values()
        assert "code" in answer, answer
        return str(answer["__typename"])


INPUTS = {
    **dict.fromkeys(
        ("proposeEvaluationModel", "publishEvaluationModel", "sendBackEvaluationModel"), "EvaluationModelStepInput"
    ),
    "publishAnnualPlan": "AnnualPlanStepInput",
}
"""Inputs that are not named after their mutation."""


@contextmanager
def played(data: Path, start: datetime, seed: int, *arguments: str) -> Iterator[Played]:
    """A `yuxin serve` that has its time and its randomness from us, on an empty store."""
    given = {AT: start.isoformat(), SEED: str(seed), "YUXIN_PERSON_KEY": KEY}
    with tempfile.TemporaryFile("w+") as errors:
        command = [
            *(sys.executable, "-m", "tests.gateway.year.later", "serve", "--port", "0", "--data", str(data)),
            *("--city", "0", "--systems", "none", *arguments),
        ]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=clean_environment(**given),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        assert process.stdout is not None
        try:
            line = process.stdout.readline().strip()
            if not line:
                errors.seek(0)
                raise AssertionError(f"it did not start: {errors.read()}")
            yield Played(line.split()[-1].rstrip("/"), data, process, start)
        finally:
            process.terminate()
            try:
                process.wait(timeout=END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def officer(department: str, name: str) -> Asker:
    return Asker(Role.OFFICER, department=department, name=name)


def transcript(told: list[dict[str, Any]]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1)
