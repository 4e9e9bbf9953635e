"""`keys …` as a person types them, and the key in use."""

import json
from pathlib import Path
from typing import Any

from tests.gateway.records.audit.test_served import lines_of
from tests.gateway.terminal.test_policy_verbs import asked
from tests.served import Served, yuxin_here

OWN = "query ($key: ID!) { subjectsByKeys(keys: [$key]) { gradeView { grades { itemKey nativeGrade } } } }"


def test_a_key_from_its_making_to_its_end(served: Served) -> None:
    data = served.data
    made = json.loads(yuxin_here("keys", "new", "tax-push", "--system", "tax-credit", "--json", data=data).out)
    (view,) = asked(served, made["key"], OWN)["data"]["subjectsByKeys"]
    assert {grade["itemKey"] for grade in view["gradeView"]["grades"]} <= {"1-48"}

    again = yuxin_here("keys", "rotate", "tax-push", "--overlap", "1", "--lang", "en", data=data)
    note, key = again.out.splitlines()
    assert again.code == 0 and "shown this once" in note
    listed = json.loads(yuxin_here("keys", "--json", data=data).out)
    assert [(row["client"], row["valid"], bool(row["usedAt"])) for row in listed] == [
        ("tax-push", True, False),
        ("tax-push", True, True),
    ]
    assert asked(served, key, OWN)["data"]["subjectsByKeys"] == [view]
    assert made["key"] not in json.dumps(listed)
    assert yuxin_here("keys", "revoke", made["id"], data=data).code == 0
    assert "已撤销" in yuxin_here("keys", data=data).out
    what_was_done_with_keys_is_told(data, made)


def what_was_done_with_keys_is_told(data: Path, made: dict[str, Any]) -> None:
    lines = [line for line in lines_of(data) if line.get("operation", "").startswith("keys ")]
    assert [(line["operation"], line["outcome"]) for line in lines] == [
        (what, outcome) for what in ("keys new", "keys rotate", "keys revoke") for outcome in ("begun", "done")
    ]
    assert {(line["kind"], line["role"], line.get("client", "tax-push")) for line in lines} == {
        ("change", "coordinator", "tax-push")
    }
    assert lines[1]["key"] == lines[4]["key"] == made["id"] and lines[3]["key"] != made["id"]
    assert lines[1]["system"] == "tax-credit" and lines[1]["operations"] == ["Query.*"] and lines[1]["days"] == 90
    assert made["key"].partition(made["id"])[2] not in json.dumps(lines), "never the secret"


def test_what_cannot_be_made(tmp_path: Path) -> None:
    assert yuxin_here("keys", "new", "me", "--system", "nothing", data=tmp_path).code == 2
    assert (
        yuxin_here("keys", "new", "me", "--system", "tax-credit", "--operation", "Query.changes", data=tmp_path).code
        == 2
    )
    assert yuxin_here("keys", "new", "a b", "--system", "tax-credit", data=tmp_path).code == 2
    assert yuxin_here("keys", "rotate", "me", data=tmp_path).code == 1
