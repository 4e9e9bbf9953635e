"""`yuxin serve` pushing what it records, and `yuxin outbox`, as a person meets them: real processes, a real other side."""

import asyncio
import json
import secrets
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.running_server import find_server
from tests.gateway.outbox.other_side import OtherSide, other_side, until
from tests.gateway.records.audit.test_served import lines_of
from tests.gateway.records.databases import new_database
from tests.gateway.webhooks.pushing import CODES, ENVIRONMENT, grade, push
from tests.served import Served, serving, yuxin, yuxin_here

SENDER = "senders:\n- {name: transport, secretEnvironment: TRANSPORT_SECRET}\nsubscribers:\n"
PERSON = {"personId": "110101199003070011", "name": "张三", "item": "1-6", "grade": "B", "evaluatedOn": "2026-01-05"}


def subscriber(name: str, side: OtherSide, more: str = "") -> str:
    """An entry of the file that is tried again quickly."""
    retry = "retry: {attempts: 2, firstDelay: 0.1, longestDelay: 0.2}"
    return f"- {{name: {name}, url: '{side.url}', secretEnvironment: TRANSPORT_SECRET, timeout: 3, {retry}{more}}}\n"


@dataclass
class Pushing:
    """A server with three subscribers."""

    server: Served
    everything: OtherSide
    only_d: OtherSide
    moody: OtherSide

    def outbox(self, *arguments: str) -> Any:
        """What `yuxin outbox …` prints as JSON; it goes through the server."""
        return json.loads(yuxin_here("outbox", *arguments, "--json", data=self.server.data).out)

    def state(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = next(state for state in self.outbox() if state["name"] == name)
        return found


@pytest.fixture(scope="module")
def pushing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pushing]:
    folder = tmp_path_factory.mktemp("pushed")
    with other_side() as everything, other_side() as only_d, other_side() as moody:
        file = folder / "webhooks.yaml"
        entries = (
            subscriber("everything", everything, ", from: beginning"),
            subscriber("only-d", only_d, ", kinds: [GRADE_RECORDED], grades: [D], departments: [市交通局]"),
            subscriber("moody", moody, ", kinds: [GRADE_RECORDED], items: ['1-8']"),
        )
        file.write_text(SENDER + "".join(entries), encoding="utf-8")
        with serving(folder / "data", "--city", "0", "--webhooks", str(file), **ENVIRONMENT) as server:
            yield Pushing(server, everything, only_d, moody)


@pytest.mark.plan("1", "yuxin outbox")
def test_what_is_recorded_arrives_in_its_order(pushing: Pushing) -> None:
    rows = [grade(number, "ABCD"[number % 4]) for number in range(120)]
    assert push(pushing.server.url, rows).json()["accepted"] == 120
    assert push(pushing.server.url, [grade(0, "C", evaluatedOn="2026-03-01")]).json()["accepted"] == 1
    until(lambda: len(pushing.everything.told) == 121)
    told = pushing.everything.told
    assert {change["kind"] for change in told} == {"GRADE_RECORDED"}
    assert [change["at"] for change in told] == sorted(change["at"] for change in told)
    assert {change["subject"] for change in told} == {f"uscc:{code}" for code in CODES[:120]}
    assert (told[-1]["before"], told[-1]["grade"]) == ("A", "C")
    until(lambda: len(pushing.only_d.told) == 30)
    assert {change["grade"] for change in pushing.only_d.told} == {"D"}
    assert pushing.moody.letters == []


def test_the_cursor_of_a_letter_goes_on_in_the_api(pushing: Pushing) -> None:
    push(pushing.server.url, [grade(200)])
    until(lambda: any(change["subject"].endswith(CODES[200]) for change in pushing.everything.told))
    cursor = pushing.everything.letters[-1][1]["data"]["cursor"]
    push(pushing.server.url, [grade(201, item="1-9")])
    query = "query ($c: String) { changes(after: $c) { nodes { record { item { key } } subject { key } } } }"
    answer = httpx.post(f"{pushing.server.url}/graphql", json={"query": query, "variables": {"c": cursor}}).json()
    assert [node["subject"]["key"] for node in answer["data"]["changes"]["nodes"]] == [f"uscc:{CODES[201]}"]


def test_a_natural_person_is_pushed_to_nobody_that_does_not_say_so(pushing: Pushing) -> None:
    push(pushing.server.url, [PERSON, grade(202)])
    until(lambda: any(change["subject"].endswith(CODES[202]) for change in pushing.everything.told))
    assert not any(change["subject"].startswith("person:") for change in pushing.everything.told)


def test_a_letter_that_nobody_takes_is_dead_and_can_be_sent_again(pushing: Pushing) -> None:
    pushing.moody.answers = [500, (429, {"retry-after": "1"}), 422]
    push(pushing.server.url, [grade(300, item="1-8"), grade(301, item="1-8")])
    until(lambda: pushing.state("moody")["dead"] == 1)
    push(pushing.server.url, [grade(302, item="1-8")])
    until(lambda: pushing.state("moody")["dead"] == 2)
    push(pushing.server.url, [grade(303, item="1-8")])
    until(lambda: len(pushing.moody.taken) == 1)
    assert [change["subject"] for change in pushing.moody.told] == [f"uscc:{CODES[303]}"], "the next ones go on"

    first, second = pushing.outbox("dead", "--subscriber", "moody")
    assert (first["changes"], first["attempts"], first["failure"]) == (2, 2, "HTTP 429")
    assert (second["changes"], second["attempts"], second["failure"]) == (1, 1, "HTTP 422")
    ran = yuxin_here("outbox", data=pushing.server.data)
    assert ran.code == 1 and "moody" in ran.out and "订阅方" in ran.out
    assert "HTTP 429" in yuxin_here("outbox", "dead", data=pushing.server.data).out
    shown = yuxin_here("outbox", "dead", str(second["number"]), data=pushing.server.data).out
    assert CODES[302] in shown and "1-8" in shown

    assert pushing.outbox("replay", str(first["number"])) == {"letters": 1}
    until(lambda: first["id"] in pushing.moody.taken)
    assert pushing.outbox("drop", str(second["number"])) == {"letters": 1}
    until(lambda: pushing.state("moody")["state"] == "active")
    assert (pushing.state("moody")["dead"], pushing.outbox("dead")) == (0, [])
    assert yuxin_here("outbox", data=pushing.server.data).code == 0


def test_who_is_gone_is_left_in_peace_until_a_person_says_otherwise(pushing: Pushing) -> None:
    pushing.moody.answers = [410]
    push(pushing.server.url, [grade(310, item="1-8")])
    until(lambda: pushing.state("moody")["state"] == "paused")
    ready = httpx.get(f"{pushing.server.url}/health/ready").json()
    assert ready["status"] == "ready"
    told = {state["name"]: state for state in ready["outbox"]}
    assert (told["moody"]["state"], told["moody"]["failure"], told["moody"]["configured"]) == (
        "paused",
        "HTTP 410",
        True,
    )
    until(lambda: pushing.state("everything")["lag"] == 0.0)
    assert "已暂停" in yuxin_here("outbox", data=pushing.server.data).out
    yuxin_here("outbox", "resume", "moody", data=pushing.server.data)
    until(lambda: pushing.moody.told[-1]["subject"] == f"uscc:{CODES[310]}")


def test_what_a_person_did_with_letters_is_written_down(pushing: Pushing) -> None:
    """What the two tests before this one did."""
    lines = [line for line in lines_of(pushing.server.data) if line.get("operation", "").startswith("outbox ")]
    done = [line for line in lines if line.get("outcome") == "done"]
    assert [line["operation"] for line in done] == ["outbox replay", "outbox drop", "outbox resume"]
    assert [line.get("letters") for line in done] == [1, 1, None] and done[2]["subscriber"] == "moody"
    assert [len(line["numbers"]) for line in done[:2]] == [1, 1]
    shown = [line for line in lines if line["kind"] == "export"]
    assert [(line["operation"], line["number"]) for line in shown] == [("outbox dead", done[1]["numbers"][0])]


def test_where_no_server_runs_it_is_written_down_as_well(tmp_path: Path) -> None:
    assert yuxin_here("outbox", "resume", "nobody", data=tmp_path).code == 1
    lines = [line for line in lines_of(tmp_path) if line["kind"] == "change"]
    assert [(line["operation"], line["subscriber"], line["outcome"]) for line in lines] == [
        ("outbox resume", "nobody", "begun"),
        ("outbox resume", "nobody", "failed"),
    ]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["replay"], 2), (["replay", "1", "--all"], 2), (["drop"], 2), (["dead", "99999"], 1), (["resume", "nobody"], 1)],
)
def test_what_cannot_be_done(pushing: Pushing, arguments: list[str], code: int) -> None:
    ran = yuxin_here("outbox", *arguments, data=pushing.server.data)
    assert ran.code == code and ran.err and "Traceback" not in ran.err


def test_the_control_of_the_outbox_takes_its_token_only(pushing: Pushing) -> None:
    address = f"{pushing.server.url}/control/outbox"
    assert httpx.post(f"{address}/replay", json={"numbers": None}).status_code == 403
    server = find_server(pushing.server.data)
    assert server is not None
    token = {"x-yuxin-control": server.token}
    assert httpx.post(f"{address}/close", json={}, headers=token).status_code == 400
    assert httpx.post(f"{address}/letter", json={"colour": 1}, headers=token).status_code == 400


def test_no_secret_leaves_a_trace(pushing: Pushing) -> None:
    kept = [file.read_bytes() for file in pushing.server.data.rglob("*") if file.is_file()]
    assert any(b"outbox_letter" in content for content in kept), "what it keeps can be read here"
    for secret in ENVIRONMENT.values():
        assert secret not in pushing.server.errors
        assert not any(secret.removeprefix("whsec_").encode() in content for content in kept)


@pytest.mark.slow
@pytest.mark.parametrize("records", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_a_server_killed_while_a_letter_is_under_way_sends_that_letter_again_and_no_other(
    records: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    environment: dict[str, Any] = dict(ENVIRONMENT)
    if records == "postgresql":
        server = request.getfixturevalue("postgresql_url")
        environment["YUXIN_RECORDS"] = asyncio.run(new_database(server, f"killed_{secrets.token_hex(6)}"))
    with other_side() as side:
        file = tmp_path / "webhooks.yaml"
        file.write_text(SENDER + subscriber("portal", side, ", batch: 4"), encoding="utf-8")
        options = ("--city", "0", "--webhooks", str(file))
        with serving(tmp_path / "data", *options, **environment) as first:
            push(first.url, [grade(number) for number in range(4)])
            until(lambda: len(side.taken) == 1)
            side.answers = ["hang"]
            push(first.url, [grade(number) for number in range(4, 12)])
            until(lambda: len(side.letters) == 2)
            first.end(signal.SIGKILL)
        with serving(tmp_path / "data", *options, **environment) as second:
            until(lambda: len(side.taken) == 3)
            ran = yuxin_here("outbox", "--json", data=second.data, **environment)
            assert second.end() == 0
        arrived = [identity for identity, _ in side.letters]
        assert arrived == [side.taken[0], side.taken[1], side.taken[1], side.taken[2]]
        assert sorted(change["subject"] for change in side.told) == sorted(f"uscc:{code}" for code in CODES[:12])
        assert json.loads(ran.out)[0]["delivered"] == 3
        [state] = json.loads(yuxin_here("outbox", "--json", data=tmp_path / "data", **environment).out)
        assert (state["delivered"], state["configured"]) == (3, None), "also without a server"


def test_a_subscriber_that_the_plan_does_not_fit_keeps_it_from_starting(tmp_path: Path) -> None:
    file = tmp_path / "webhooks.yaml"
    with other_side() as side:
        file.write_text(SENDER + subscriber("portal", side, ", items: [9-9]"), encoding="utf-8")
    environment: dict[str, Any] = dict(ENVIRONMENT)
    ran = yuxin("serve", "--port", "0", "--city", "0", "--webhooks", str(file), data=tmp_path / "d", **environment)
    assert ran.code == 2 and "webhooks.yaml:4: subscribers[0].items[0]" in ran.err
