"""examples/curl: the first questions by curl alone."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.examples.programs import EXAMPLES
from tests.served import clean_environment, serving, yuxin_here

SCRIPT = EXAMPLES / "curl" / "first.sh"


def answers(url: str, **environment: str) -> dict[str, list[Any]]:
    """What the script prints under each of its headings (the Chinese half), parsed where it is JSON."""
    if shutil.which("curl") is None:
        pytest.skip("curl is needed: apt-get install curl")
    done = subprocess.run(
        ["bash", str(SCRIPT), url], env=clean_environment(**environment), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[Any]] = {}
    lines: list[Any] = []
    for line in done.stdout.splitlines():
        if line.startswith("# "):
            lines = found.setdefault(line[2:].partition(" / ")[0], [])
        elif line:
            lines.append(json.loads(line) if line.startswith("{") else line)
    return found


def test_the_script_says_what_it_shows(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--city", "20") as server:
        told = list(answers(server.url).values())
        token = yuxin_here("token", "--role", "public", data=server.data).out.strip()
        stranger = answers(server.url, YUXIN_TOKEN=token)
    me, grades, cost, catalogue, errors, export, change, again, other = told
    assert me[0]["data"]["me"]["role"] == "coordinator"
    assert grades[0]["data"]["entity"]["gradeView"]["lowest"] == "D"
    assert cost[0]["extensions"]["cost"]["estimated"] == 4
    assert catalogue[0].startswith('etag: "') and catalogue[1] == "HTTP 304"
    assert [error["errors"][0]["extensions"]["code"] for error in errors[:2]] == ["BAD_INPUT", "BAD_INPUT"]
    assert errors[2] == "HTTP 400"
    assert export[0].split(",")[0].isalnum() and "行，完整" in export[1]
    (payload,) = change[0]["data"].values()
    assert [(row["status"], row["code"]) for row in payload["rows"]] == [
        ("ACCEPTED", None),
        ("REJECTED", "UNKNOWN_GRADE"),
    ]
    assert again == change, "once, however often it is sent"
    assert other[0]["data"]["importGrades"]["code"] == "BAD_INPUT"
    assert stranger["我是谁"][0]["data"]["me"]["role"] == "public", "with the token that it was given"
