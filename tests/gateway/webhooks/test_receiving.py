"""`POST /webhooks/{sender}` as a system that pushes meets it, on a real server."""

import asyncio
import json
import os
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from gateway.app import create_app
from gateway.http.webhooks import routes
from gateway.preparation import open_parts
from gateway.service import Service, Step
from gateway.settings import Settings
from graph_model.embedded_store import EmbeddedStore
from tests.gateway.webhooks.pushing import (
    CODES,
    ENVIRONMENT,
    FILE,
    OLD_SECRET,
    body_of,
    fact,
    grade,
    headers_of,
    push,
)
from tests.served import Served, serving, yuxin_here

RECORDS = "query ($u: USCC!) { entity(uscc: $u) { gradeView { grades { grade item { key } } } } }"
NUMBER = "110101199003070011"


def file_in(folder: Path) -> Path:
    path = folder / "webhooks.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("webhooks")
    with serving(folder / "data", "--city", "0", "--webhooks", str(file_in(folder)), **ENVIRONMENT) as started:
        yield started


def grades_of(url: str, code: str) -> list[str]:
    answer = httpx.post(f"{url}/graphql", json={"query": RECORDS, "variables": {"u": code}}, timeout=30).json()
    entity = answer["data"]["entity"]
    return [] if entity is None else [one["grade"] for one in entity["gradeView"]["grades"]]


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["extensions"]["code"]


def test_rows_go_in_and_each_is_answered(server: Served) -> None:
    answer = push(server.url, [grade(0), grade(1, "E"), grade(2, "A", score=91.5)])
    assert answer.status_code == 200
    told = answer.json()
    assert (told["accepted"], told["unchanged"], told["rejected"]) == (2, 0, 1)
    assert [row["status"] for row in told["rows"]] == ["ACCEPTED", "REJECTED", "ACCEPTED"]
    assert (told["rows"][1]["code"], told["rows"][1]["column"]) == ("UNKNOWN_GRADE", "grade")
    assert told["rows"][1]["message"] and told["rows"][1]["messageEn"]
    assert grades_of(server.url, CODES[0]) == ["B"] and grades_of(server.url, CODES[2]) == ["A"]
    ledger = json.loads(yuxin_here("rejects", "--json", data=server.data).out)
    assert [row["code"] for row in ledger if row["file"] == "webhooks/transport"] == ["UNKNOWN_GRADE"]


def test_the_same_delivery_again_has_the_same_answer_and_changes_nothing(server: Served) -> None:
    rows = [grade(10), grade(11, "E")]
    first = push(server.url, rows, id="msg_again")
    later = push(server.url, [grade(10, "C", evaluatedOn="2026-02-01")])
    again = push(server.url, rows, id="msg_again", at=time.time() + 60)
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert later.json()["accepted"] == 1 and grades_of(server.url, CODES[10]) == ["C"]


def test_the_same_id_with_other_rows_is_a_conflict(server: Served) -> None:
    assert push(server.url, [grade(12)], id="msg_other").status_code == 200
    assert code(push(server.url, [grade(12, "D")], id="msg_other")) == (409, "BAD_INPUT")
    assert grades_of(server.url, CODES[12]) == ["B"]
    assert push(server.url, [fact(12)], to="courts", id="msg_other").status_code == 200, (
        "another sender's ids are its own"
    )


def test_deliveries_of_one_id_at_one_time_are_one(server: Served) -> None:
    rows = [grade(number) for number in range(100, 200)]
    answers: list[httpx.Response] = []
    threads = [threading.Thread(target=lambda: answers.append(push(server.url, rows, id="msg_race"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200] * 3
    assert all(answer.json() == answers[0].json() for answer in answers)


def test_facts_with_the_secret_that_is_going(server: Served) -> None:
    assert push(server.url, [fact(20)], to="courts").json()["accepted"] == 1
    assert push(server.url, [grade(20)], secret=OLD_SECRET).json()["accepted"] == 1


def test_nothing_to_say_is_a_ping(server: Served) -> None:
    answer = push(server.url, [])
    assert (answer.status_code, answer.json()["rows"]) == (200, [])


@pytest.mark.parametrize(
    ("more", "how"),
    [
        ({"webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA="}, {}),
        ({"webhook-signature": ""}, {}),
        ({"webhook-id": "msg_another"}, {}),
        ({}, {"secret": "whsec_" + "B" * 32}),
        ({}, {"at": time.time() - 3_600}),
        ({}, {"at": time.time() + 3_600}),
    ],
    ids=["wrong", "missing", "another id", "another secret", "an hour ago", "in an hour"],
)
def test_what_is_not_believed_changes_nothing(server: Served, more: dict[str, str], how: dict[str, Any]) -> None:
    assert code(push(server.url, [grade(30)], more=more, **how)) == (401, "UNAUTHENTICATED")
    assert grades_of(server.url, CODES[30]) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "JSON"),
        (b"[]", "rows"),
        (b'{"rows": 1}', "rows"),
        (body_of([grade()], dryRun=True), "dryRun"),
        (body_of([grade(), "x"]), "rows[1]"),
        (body_of([grade(colour="red")]), "rows[0]"),
        (body_of([grade(rejectKey="a:1")]), "rejectKey"),
        (body_of([grade(score={"a": 1})]), "rows[0].score"),
    ],
)
def test_a_body_of_another_form_is_refused_whole(server: Served, body: bytes, said: str) -> None:
    answer = push(server.url, body)
    assert code(answer) == (400, "BAD_INPUT")
    assert said in answer.json()["errors"][0]["message"]


def test_the_metadata_that_the_specification_recommends_is_let_pass(server: Served) -> None:
    body = body_of([grade(31)], type="grades.evaluated", timestamp="2026-01-05T00:00:00Z")
    assert push(server.url, body).json()["accepted"] == 1


def test_who_is_not_configured_and_what_is_no_post(server: Served) -> None:
    assert code(push(server.url, [], to="nobody")) == (404, "NOT_FOUND")
    assert httpx.get(f"{server.url}/webhooks/transport").status_code == 405


def test_too_much_is_refused(server: Served) -> None:
    assert code(push(server.url, [fact(n, description="x" * 1000) for n in range(5)], to="courts")) == (
        413,
        "LIMIT_EXCEEDED",
    )
    assert code(push(server.url, [fact(n) for n in range(4)], to="courts")) == (413, "LIMIT_EXCEEDED")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk"])
def test_another_media_type_is_refused(server: Served, kind: str) -> None:
    assert push(server.url, [grade()], more={"content-type": kind}).status_code == 415


def test_a_person_leaves_no_number_and_secrets_leave_no_trace(server: Served) -> None:
    row = {"personId": NUMBER, "name": "张三", "item": "1-6", "grade": "B", "evaluatedOn": "2026-01-05"}
    assert push(server.url, [row], id=f"msg_{NUMBER}").status_code == 200
    push(server.url, [row], secret="whsec_" + "B" * 32)
    kept = [file.read_bytes().decode("latin-1") for file in server.data.rglob("*") if file.is_file()]
    assert any("webhooks/transport" in text for text in kept), "what it keeps can be read here"
    for text in (server.errors, *kept):
        assert NUMBER not in text
        assert not any(secret.removeprefix("whsec_") in text for secret in ENVIRONMENT.values())


def test_more_deliveries_at_one_time_than_agreed_are_told_to_come_again(server: Served) -> None:
    body, address = body_of([fact(40)]), urlsplit(server.url)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers_of(body).items())
    head = f"POST /webhooks/courts HTTP/1.1\r\nhost: {address.netloc}\r\ncontent-length: {len(body)}\r\n{lines}\r\n"
    with socket.create_connection((address.hostname, address.port)) as slow:
        slow.sendall(head.encode() + body[:10])
        while (busy := push(server.url, [fact(41)], to="courts")).status_code == 200:
            time.sleep(0.02)  # the half delivery has not been seen yet
        assert code(busy) == (429, "LIMIT_EXCEEDED")
        assert busy.headers["retry-after"] == "1"
        slow.sendall(body[10:])
        assert slow.recv(15) == b"HTTP/1.1 200 OK"
    assert push(server.url, [fact(42)], to="courts").status_code == 200


@pytest.mark.slow
def test_a_server_killed_in_the_middle_has_all_rows_or_none_and_the_next_delivery_completes_them(
    tmp_path: Path,
) -> None:
    rows, file = [grade(number) for number in range(3_000)], file_in(tmp_path)
    with serving(tmp_path / "data", "--city", "0", "--webhooks", str(file), **ENVIRONMENT) as first:

        def deliver() -> None:
            with suppress(httpx.HTTPError):
                push(first.url, rows, id="msg_killed")

        delivery = threading.Thread(target=deliver)
        delivery.start()
        time.sleep(0.3)
        os.kill(first.process.pid, signal.SIGKILL)
        delivery.join()
    with serving(tmp_path / "data", "--city", "0", "--webhooks", str(file), **ENVIRONMENT) as second:
        subjects = httpx.get(f"{second.url}/about.json").json()["subjects"]
        assert subjects in (0, len(rows))
        answer = push(second.url, rows, id="msg_killed").json()
        assert (answer["accepted"], answer["rejected"]) == (len(rows), 0)
        assert httpx.get(f"{second.url}/about.json").json()["subjects"] == len(rows)


@pytest.mark.parametrize("variable", ["", "hunter2"])
def test_a_secret_that_is_missing_or_is_none_keeps_it_from_starting(tmp_path: Path, variable: str) -> None:
    ran = yuxin_here("serve", "--webhooks", str(file_in(tmp_path)), data=tmp_path / "data", TRANSPORT_SECRET=variable)
    assert ran.code == 2
    assert "webhooks.yaml:2" in ran.err and "TRANSPORT_SECRET" in ran.err and "hunter2" not in ran.err


# --- what a server is brought to by hand ---


@pytest.fixture
async def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    settings = Settings(data=tmp_path / "data", systems="none", webhooks=file_in(tmp_path), request_timeout=0.5)
    service = Service(settings)
    parts = await open_parts(settings)
    await parts.auditing.open()
    service.open(parts)
    yield service
    await service.close()


async def push_to(service: Service, body: bytes, headers: dict[str, str]) -> httpx.Response:
    transport = httpx.ASGITransport(create_app(service, extra_routes=routes(service)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return await client.post("/webhooks/transport", content=body, headers=headers)


async def test_a_delivery_while_it_starts_comes_again(service: Service) -> None:
    body = body_of([grade()])
    answer = await push_to(service, body, headers_of(body))
    assert code(answer) == (503, "SOURCE_UNAVAILABLE")
    assert answer.headers["retry-after"] == "2"


async def test_a_delivery_over_the_deadline_goes_in_whole_and_is_answered_when_it_comes_again(service: Service) -> None:
    service.done(*Step)
    store, body = service.require().store, body_of([grade(1), grade(2)])
    assert isinstance(store, EmbeddedStore)
    async with store._writing:  # somebody else writes
        waiting = await push_to(service, body, headers_of(body, id="msg_slow"))
        assert (waiting.status_code, waiting.headers["retry-after"]) == (503, "5")
        assert await store.read("MATCH (s:Subject) RETURN count(s)") == [(0,)]
    answer = await push_to(service, body, headers_of(body, id="msg_slow"))
    assert (answer.status_code, answer.json()["accepted"]) == (200, 2)
    await asyncio.sleep(0)
    assert await store.read("MATCH (g:GradeRecord) RETURN count(g)") == [(2,)]
