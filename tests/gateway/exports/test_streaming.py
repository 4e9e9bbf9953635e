"""An export as it is sent: part by part, in little memory, and no further than there is somebody who takes it."""

import asyncio
import json
import tracemalloc
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.app import create_app
from gateway.execution.document_limits import DEFAULT_LIMITS
from gateway.execution.documents import validated
from gateway.execution.operations import Answer, Operation
from gateway.exports.asked import asked_of
from gateway.exports.closing import Origin
from gateway.exports.exporting import Export, Limits, parts
from gateway.exports.pages import page
from gateway.exports.shape import shape_of
from gateway.http.persisted_documents import PersistedDocuments
from gateway.http.refusals import NotWritten, Overloaded, Unauthenticated
from gateway.listening import Listener
from gateway.security.identity import Identity
from gateway.service import Service
from resolvers.asker import Role
from tests.gateway.exports.lists import CANCELLED, Query, asking, columns, lines_of
from tests.gateway.toy import toy_service
from tests.gateway.written import Written

FORMATS = ("csv", "xlsx", "jsonl")
AT = datetime(2026, 11, 28, 5, tzinfo=UTC)
PAGE, PAGES, MEBIBYTE = 500, 40, 1024 * 1024
Lines = list[Mapping[str, Any]]


def ready(
    format: str, ask: Callable[[Operation], Any], lines: Lines, folder: Path = Path("nowhere"), **limits: Any
) -> Export:
    """An export of the toy's rows whose pages `ask` answers."""
    service = toy_service(query=Query)
    asked = asked_of(asking(0, format, columns=columns("number", "text")), PersistedDocuments())
    document = validated(service.schema, asked.operation.query, DEFAULT_LIMITS)

    async def audit(details: Mapping[str, Any]) -> None:
        lines.append(details)

    return Export(
        asked,
        shape_of(service.schema, document, asked),
        Origin("行", "Rows", "coordinator", None, "demo", None, AT),
        ask,
        audit,
        Limits(**{"rows": 10**6, "seconds": 60.0, **limits}),
        lambda: False,
        folder,
    )


def answer(begin: int, *, more: bool, text: str = "x", count: int = PAGE) -> Answer:
    nodes = [{"number": number, "text": text} for number in range(begin, begin + count)]
    return Answer({"rows": {"nodes": nodes, "pageInfo": {"hasNextPage": more, "endCursor": str(begin + count)}}})


def begin_of(operation: Operation) -> int:
    return int((operation.variables or {}).get("after") or 0)


async def sent(export: Export, each: Callable[[bytes], None]) -> None:
    first = await page(export.ask, export.first, export.shape)
    async with aclosing(parts(export, first)) as file:
        async for part in file:
            each(part)


# --- memory ---


@pytest.mark.parametrize("format", FORMATS)
async def test_a_long_list_takes_the_memory_of_a_page(format: str) -> None:
    """Twenty thousand rows of a kilobyte each, twenty megabytes of text."""

    async def ask(operation: Operation) -> Answer:
        begin = begin_of(operation)
        return answer(begin, more=begin < PAGE * (PAGES - 1), text=f"{begin:1024}")

    lines: Lines = []
    export = ready(format, ask, lines)
    size = [0]
    tracemalloc.start()
    try:
        await sent(export, lambda part: size.__setitem__(0, size[0] + len(part)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert lines[-1]["rows"] == PAGE * PAGES and lines[-1]["complete"] is True
    assert format == "xlsx" or size[0] > PAGE * PAGES * 1024
    assert peak < 8 * MEBIBYTE


async def test_rows_are_sent_before_the_next_page_is_asked() -> None:
    asked: list[int] = []
    seen: list[int] = []

    async def ask(operation: Operation) -> Answer:
        asked.append(begin_of(operation))
        return answer(begin_of(operation), more=len(asked) < 3, count=2)

    await sent(ready("jsonl", ask, []), lambda part: seen.append(len(asked)))
    assert seen == [1, 2, 3, 3]


# --- what happens on the way ---


async def test_a_page_that_nobody_has_time_for_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.exports.exporting.PAUSE", 0.01)
    asked: list[int] = []

    async def ask(operation: Operation) -> Answer:
        asked.append(begin_of(operation))
        if len(asked) in (2, 3):
            raise Overloaded("太忙 / too busy")
        return answer(begin_of(operation), more=len(asked) < 4, count=2)

    lines: Lines = []
    await sent(ready("csv", ask, lines), lambda part: None)
    assert asked == [0, 2, 2, 2] and lines[-1]["complete"] is True


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (Unauthenticated("令牌已过期 / the token has expired"), "UNAUTHENTICATED", "令牌已过期"),
        (RuntimeError("the password is hunter2"), "INTERNAL", "内部错误"),
    ],
)
async def test_what_ends_it_is_told(error: Exception, code: str, told: str) -> None:
    async def ask(operation: Operation) -> Answer:
        if begin_of(operation):
            raise error
        return answer(0, more=True, count=2)

    body: list[bytes] = []
    lines: Lines = []
    await sent(ready("jsonl", ask, lines), body.append)
    end = lines_of(b"".join(body))[-1]["end"]
    assert (end["rows"], end["complete"], end["code"], end["after"]) == (2, False, code, "2")
    assert told in end["why"] and "hunter2" not in end["why"] and lines[-1]["why"] == code


async def test_a_gateway_that_ends_says_from_where_to_go_on() -> None:
    async def ask(operation: Operation) -> Answer:
        return answer(begin_of(operation), more=True, count=2)

    body: list[bytes] = []
    await sent(replace(ready("jsonl", ask, []), ending=lambda: True), body.append)
    end = lines_of(b"".join(body))[-1]["end"]
    assert (end["rows"], end["complete"], end["after"]) == (2, False, "2")


@pytest.mark.parametrize("format", FORMATS)
async def test_who_leaves_stops_the_work_and_is_written_down(format: str, tmp_path: Path) -> None:
    """Nothing stays of the file that a workbook is written into."""
    waiting = asyncio.Event()

    async def ask(operation: Operation) -> Answer:
        if begin_of(operation):
            assert (format == "xlsx") is any(tmp_path.iterdir())
            waiting.set()
            await asyncio.sleep(60)
        return answer(0, more=True)

    lines: Lines = []
    running = asyncio.create_task(sent(ready(format, ask, lines, tmp_path), lambda part: None))
    await waiting.wait()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert lines[-1]["outcome"] == "failed" and (lines[-1]["rows"], lines[-1]["why"]) == (PAGE, "LEFT")
    assert list(tmp_path.iterdir()) == []


async def test_an_end_that_cannot_be_written_down_is_not_complete() -> None:
    async def ask(operation: Operation) -> Answer:
        return answer(0, more=False, count=2)

    async def audit(details: Mapping[str, Any]) -> None:
        raise NotWritten("审计记录写不了 / the audit trail cannot be written")

    body: list[bytes] = []
    await sent(replace(ready("jsonl", ask, []), audit=audit), body.append)
    end = lines_of(b"".join(body))[-1]["end"]
    assert (end["complete"], end["code"]) == (False, "AUDIT_UNAVAILABLE")


# --- over a real server ---


@asynccontextmanager
async def serving(service: Service) -> AsyncIterator[Listener]:
    listener = Listener(create_app(service), "127.0.0.1", 0)
    await listener.start()
    yield listener
    assert await listener.stop(10)


@pytest.mark.parametrize("format", FORMATS)
async def test_a_client_that_goes_is_missed(format: str) -> None:
    written = Written()
    service = toy_service(query=Query, written=written)
    CANCELLED.clear()
    async with serving(service) as listener:
        body = json.dumps(asking(50, format, slowFrom=4)).encode()
        head = (
            f"POST /export HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
        )
        reader, writer = await asyncio.open_connection(listener.host, listener.port)
        writer.write(head.encode() + b"\r\n\r\n" + body)
        if format != "xlsx":  # which is made whole before it is sent
            assert b" 200 " in await reader.readline()
        async with asyncio.timeout(10):
            while (
                len([line for line in written.lines if line.kind == "export"]) < 1
                or not service.admission.aside.total()
            ):
                await asyncio.sleep(0.01)
            writer.close()
            while not CANCELLED or len([line for line in written.lines if line.kind == "export"]) < 2:
                await asyncio.sleep(0.01)
    assert CANCELLED == [4] and written.lines[-1].details["why"] == "LEFT"
    assert service.admission.running + service.admission.aside.total() == 0


async def test_the_first_rows_arrive_before_the_last_are_read() -> None:
    async with (
        serving(toy_service(query=Query)) as listener,
        httpx.AsyncClient(base_url=listener.address, trust_env=False) as client,
        client.stream("POST", "/export", json=asking(50, "jsonl", slowFrom=4)) as response,
        asyncio.timeout(5),
    ):
        assert response.status_code == 200 and "content-length" not in response.headers
        assert json.loads(await anext(response.aiter_lines()))["number"] == 0


async def test_who_is_no_longer_known_gets_no_further_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page is asked by who asks then."""
    service = toy_service(query=Query)
    known = iter([Identity(Role.COORDINATOR, "a"), Identity(Role.COORDINATOR, "a"), Identity(Role.PUBLIC)])

    async def identity(*_: Any) -> Identity:
        return next(known)

    monkeypatch.setattr(service.authentication, "identity", identity)
    async with serving(service) as listener, httpx.AsyncClient(base_url=listener.address, trust_env=False) as client:
        response = await client.post("/export", json=asking(50, "jsonl"))
    end = lines_of(response.content)[-1]["end"]
    assert (end["rows"], end["code"]) == (4, "UNAUTHENTICATED")


async def test_nothing_leaves_that_cannot_be_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    service = toy_service(query=Query)

    async def handed_out(*_: Any) -> None:
        raise NotWritten("审计记录写不了 / the audit trail cannot be written")

    monkeypatch.setattr(Service, "handed_out", handed_out)
    async with serving(service) as listener, httpx.AsyncClient(base_url=listener.address, trust_env=False) as client:
        response = await client.post("/export", json=asking(5))
    assert response.status_code == 503 and response.json()["errors"][0]["extensions"]["code"] == "AUDIT_UNAVAILABLE"


async def test_pages_of_other_sites_cannot_export() -> None:
    async with (
        serving(toy_service(query=Query, cors_origins=["https://portal.example"])) as listener,
        httpx.AsyncClient(base_url=listener.address, trust_env=False) as client,
    ):
        elsewhere = await client.post("/export", json=asking(2), headers={"origin": "https://elsewhere.example"})
        portal = await client.post("/export", json=asking(2), headers={"origin": "https://portal.example"})
    assert (elsewhere.status_code, portal.status_code) == (403, 200)
    assert "content-disposition" in portal.headers["access-control-expose-headers"]
