"""HTTP/2 to a real server, and to a host that follows a script of frames."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
import uvloop
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, RequestReceived, StreamEnded, StreamReset
from h2.settings import SettingCodes, Settings
from hypothesis import given
from hypothesis import strategies as st

from gateway.sources.errors import BadSourceResponse, SourceTimeout, SourceUnavailable
from gateway.sources.http1 import Limits
from gateway.sources.http2_connection import Http2Connection
from tests.gateway.sources.hosts import (
    BODY,
    Authority,
    application,
    failure,
    fetch,
    http1,
    hypercorn,
    listening,
    response,
    source_of,
    strict,
    told,
)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


# --- a real server ---


async def test_a_request_is_as_over_http1(authority: Authority) -> None:
    tls = {"ca": authority.file}
    async with hypercorn(authority, application(told)) as url, source_of(url, http2=True, tls=tls) as source:
        answer = json.loads(await fetch(source, b"x" * 9, b"x-tenant: north\r\nx-two: a: b\r\n"))
    assert (answer["http"], answer["size"]) == ("2", 9)
    assert answer["headers"]["content-type"] == "application/json"
    assert answer["headers"]["content-length"] == "9"
    assert (answer["headers"]["x-tenant"], answer["headers"]["x-two"]) == ("north", "a: b")
    assert "connection" not in answer["headers"] and "user-agent" not in answer["headers"]


async def test_a_subgraph_without_http2_is_spoken_to_in_http1(authority: Authority) -> None:
    tls = {"ca": authority.file}
    async with (
        hypercorn(authority, application(told), ["http/1.1"]) as url,
        source_of(url, http2=True, tls=tls) as source,
    ):
        assert [json.loads(await fetch(source))["http"] for _ in range(2)] == ["1.1", "1.1"]


async def test_a_subgraph_that_learns_http2_is_not_spoken_to_in_both(authority: Authority) -> None:
    host = authority.host()
    host.set_alpn_protocols(["http/1.1"])
    chosen: list[str | None] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        chosen.append(writer.get_extra_info("ssl_object").selected_alpn_protocol())
        await reader.readuntil(b"\r\n\r\n{}")
        writer.write(response(headers="connection: close\r\n"))

    tls = {"ca": authority.file}
    async with listening(handler, host) as port, source_of(f"https://127.0.0.1:{port}/", http2=True, tls=tls) as source:
        assert await fetch(source) == BODY
        host.set_alpn_protocols(["h2", "http/1.1"])
        assert await fetch(source) == BODY
    assert len(chosen) >= 2 and "h2" not in chosen


async def test_http2_is_not_offered_by_default(authority: Authority) -> None:
    async with hypercorn(authority, application(told)) as url, source_of(url, tls={"ca": authority.file}) as source:
        assert json.loads(await fetch(source))["http"] == "1.1"


async def test_over_http_nothing_changes() -> None:
    async with http1() as (url, _), source_of(url, http2=True) as source:
        assert await fetch(source) == BODY


async def test_large_requests_and_answers(authority: Authority) -> None:
    async def doubled(_: dict[str, Any], body: bytes) -> bytes:
        return body * 2

    body = b"0123456789" * 500_000  # beyond every window of the two
    async with (
        hypercorn(authority, application(doubled)) as url,
        source_of(url, http2=True, tls={"ca": authority.file}) as source,
    ):
        for answer in await asyncio.gather(*(fetch(source, body) for _ in range(3))):
            assert answer == body * 2


def test_it_runs_on_uvloop_as_well(authority: Authority) -> None:
    async def one() -> list[bytes]:
        tls = {"ca": authority.file}
        async with hypercorn(authority, application(told)) as url, source_of(url, http2=True, tls=tls) as source:
            return await asyncio.gather(*(fetch(source) for _ in range(20)))

    assert {json.loads(answer)["http"] for answer in uvloop.run(one())} == {"2"}


async def test_many_requests_share_a_connection_and_take_turns(authority: Authority) -> None:
    async def slow(scope: dict[str, Any], _: bytes) -> bytes:
        await asyncio.sleep(0.001)
        return str(scope["client"][1]).encode()

    async with (
        hypercorn(authority, application(slow)) as url,
        source_of(url, http2=True, tls={"ca": authority.file}) as source,
    ):
        answers = await asyncio.gather(*(fetch(source) for _ in range(500)))
    assert len(answers) == 500 and len(set(answers)) == 1


async def test_hundreds_of_requests_that_are_given_up_leave_the_connection_whole(authority: Authority) -> None:
    """What is given up is reset, so that it takes neither a place nor room for bytes from those that follow."""
    never = asyncio.Event()

    async def hanging(scope: dict[str, Any], body: bytes) -> bytes:
        if body == b"hang":
            await never.wait()
        return str(scope["client"][1]).encode()

    async with (
        hypercorn(authority, application(hanging)) as url,
        source_of(url, http2=True, tls={"ca": authority.file}) as source,
    ):
        before = await fetch(source)
        for _ in range(5):
            given_up = [asyncio.create_task(fetch(source, b"hang")) for _ in range(100)]
            await fetch(source)
            for task in given_up:
                task.cancel()
            ended = await asyncio.gather(*given_up, return_exceptions=True)
            assert all(isinstance(e, asyncio.CancelledError) for e in ended)
        assert await fetch(source) == before, "the same connection"


async def test_failures_of_tls_are_told_as_over_http1(authority: Authority) -> None:
    async with hypercorn(authority, application(told)) as url, source_of(url, http2=True) as source:
        error = await failure(source)
    assert isinstance(error, SourceUnavailable) and error.lasting and "`tls.ca`" in str(error)
    host = authority.host(clients=authority)
    host.set_alpn_protocols(["h2"])
    async with strict(host) as url, source_of(url, http2=True, tls={"ca": authority.file}) as source:
        error = await failure(source)
    assert isinstance(error, SourceUnavailable) and error.lasting and "`tls.certificate`" in str(error)


async def test_nobody_there() -> None:
    async with source_of("https://127.0.0.1:1/", http2=True, retries=0) as source:
        error = await failure(source)
    assert isinstance(error, SourceUnavailable) and not error.sent


@pytest.mark.parametrize("seconds", [0, 0.2], ids=["while it connects", "while it waits"])
async def test_nothing_is_left_when_it_is_closed(authority: Authority, seconds: float) -> None:
    async def hanging(*_: Any) -> bytes:
        await asyncio.sleep(20)
        return b""

    async with hypercorn(authority, application(hanging)) as url:
        async with source_of(url, http2=True, retries=0, tls={"ca": authority.file}) as source:
            under_way = [asyncio.create_task(fetch(source)) for _ in range(3)]
            await asyncio.sleep(seconds)
        ended = await asyncio.gather(*under_way, return_exceptions=True)
        assert all(isinstance(error, SourceUnavailable) for error in ended), ended
    assert {t for t in asyncio.all_tasks() if "_connect" in repr(t)} == set()


# --- a script of frames ---

Script = Callable[["Scripted", int], None]
"""What a host does with its nth request."""


class Scripted(asyncio.Protocol):
    """A connection of a host that does what a script says with each whole request."""

    def __init__(self, host: "ScriptedHost") -> None:
        self.host = host
        self.http = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        host.connections.append(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        self.http.local_settings = Settings(False, {SettingCodes.MAX_CONCURRENT_STREAMS: self.host.streams})
        self.http.initiate_connection()
        self.flush()

    def data_received(self, data: bytes) -> None:
        for event in self.http.receive_data(data):
            if isinstance(event, RequestReceived):
                self.host.requests.append(event.stream_id)
                self.host.most = max(self.host.most, self.http.open_inbound_streams)
            elif isinstance(event, DataReceived):
                self.http.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, StreamReset):
                self.host.reset.append(event.stream_id)
            elif isinstance(event, StreamEnded):
                self.number = event.stream_id
                self.host.script(self, len(self.host.requests))
        self.flush()

    def answer(self, body: bytes = BODY, status: int = 200) -> None:
        headers = [(":status", str(status)), ("content-type", "application/json")]
        self.http.send_headers(self.number, headers)
        self.http.send_data(self.number, body, end_stream=True)

    def flush(self) -> None:
        self.transport.write(self.http.data_to_send())


class ScriptedHost:
    def __init__(self, script: Script, streams: int) -> None:
        self.script = script
        self.streams = streams
        self.connections: list[Scripted] = []
        self.requests: list[int] = []
        self.reset: list[int] = []
        self.most = 0


@pytest.fixture
def tls(authority: Authority) -> ssl.SSLContext:
    context = authority.host()
    context.set_alpn_protocols(["h2"])
    return context


@asynccontextmanager
async def scripted(
    tls: ssl.SSLContext, authority: Authority, script: Script, *, streams: int = 100, **options: Any
) -> AsyncIterator[tuple[Any, ScriptedHost]]:
    host = ScriptedHost(script, streams)
    server = await asyncio.get_running_loop().create_server(lambda: Scripted(host), "127.0.0.1", 0, ssl=tls)
    url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/graphql"
    try:
        async with source_of(url, http2=True, tls={"ca": authority.file}, **{"retries": 0, **options}) as source:
            yield source, host
    finally:
        server.close()
        for connection in host.connections:
            connection.transport.abort()


async def test_a_status_is_a_status(tls: ssl.SSLContext, authority: Authority) -> None:
    async with scripted(tls, authority, lambda c, n: c.answer(b"", 503)) as (source, _):
        error = await failure(source)
    assert isinstance(error, SourceUnavailable) and "503" in str(error)


async def test_an_answer_that_is_too_large_is_given_up_and_others_go_on(
    tls: ssl.SSLContext, authority: Authority
) -> None:
    def script(connection: Scripted, number: int) -> None:
        if number % 2 == 0:
            return connection.answer()
        connection.http.send_headers(connection.number, [(":status", "200")])
        for _ in range(3):
            connection.http.send_data(connection.number, b" " * 16_000)  # and no end

    async with scripted(tls, authority, script, largestAnswer=20_000) as (source, host):
        for _ in range(300):
            error = await failure(source)
            assert isinstance(error, BadSourceResponse) and "larger than 20000 bytes" in str(error)
            assert await fetch(source) == BODY
    assert len(host.connections) == 1 and len(host.reset) == 300


async def test_no_more_requests_at_one_time_than_the_host_takes(tls: ssl.SSLContext, authority: Authority) -> None:
    def later(connection: Scripted, _: int) -> None:
        number = connection.number

        def answer() -> None:
            connection.number = number
            connection.answer()
            connection.flush()

        asyncio.get_running_loop().call_later(0.005, answer)

    async with scripted(tls, authority, later, streams=3) as (source, host):
        assert await asyncio.gather(*(fetch(source) for _ in range(20))) == [BODY] * 20
    assert host.most == 3 and len(host.connections) == 1


async def test_a_request_that_the_host_did_not_look_at_may_be_sent_again(
    tls: ssl.SSLContext, authority: Authority
) -> None:
    def script(connection: Scripted, number: int) -> None:
        if number == 1:
            connection.http.reset_stream(connection.number, ErrorCodes.REFUSED_STREAM)
        else:
            connection.answer()

    async with scripted(tls, authority, script, retries=1) as (source, host):
        assert await fetch(source, repeatable=False) == BODY
    assert len(host.requests) == 2


async def test_a_mutation_that_the_host_gave_up_is_never_sent_again(tls: ssl.SSLContext, authority: Authority) -> None:
    def script(connection: Scripted, _: int) -> None:
        connection.http.reset_stream(connection.number, ErrorCodes.INTERNAL_ERROR)

    async with scripted(tls, authority, script, retries=3) as (source, host):
        error = await failure(source, repeatable=False)
    assert isinstance(error, SourceUnavailable) and error.sent
    assert len(host.requests) == 1


async def test_a_host_that_goes_away_ends_what_it_began_and_is_connected_to_anew(
    tls: ssl.SSLContext, authority: Authority
) -> None:
    def script(connection: Scripted, number: int) -> None:
        if number == 2:  # the first goes on, this one was not looked at
            first = connection.host.requests[0]
            connection.http.close_connection(last_stream_id=first)
            connection.flush()
            # h2 sends nothing more on a connection that it closed: the answer to the first is written by hand
            data = b'{"data": {"a": 1}}'
            connection.transport.write(b"\x00\x00\x01\x01\x04" + first.to_bytes(4, "big") + b"\x88")
            connection.transport.write(len(data).to_bytes(3, "big") + b"\x00\x01" + first.to_bytes(4, "big") + data)
        elif number > 2:
            connection.answer()

    async with scripted(tls, authority, script) as (source, host):
        first = asyncio.create_task(fetch(source, repeatable=False))
        while not host.requests:
            await asyncio.sleep(0.01)
        assert await fetch(source, repeatable=False) == BODY
        assert await first == BODY
    assert len(host.connections) == 2 and len(host.requests) == 3


async def test_a_connection_that_ended_while_idle_is_no_failure(tls: ssl.SSLContext, authority: Authority) -> None:
    async with scripted(tls, authority, lambda c, n: c.answer()) as (source, host):
        for _ in range(3):
            assert await fetch(source, repeatable=False) == BODY
            host.connections[-1].transport.close()
            await asyncio.sleep(0.05)
    assert len(host.connections) == 3


@pytest.mark.parametrize(("repeatable", "requests"), [(True, 3), (False, 2)])
async def test_a_connection_that_breaks_under_a_request(
    tls: ssl.SSLContext, authority: Authority, repeatable: bool, requests: int
) -> None:
    def script(connection: Scripted, number: int) -> None:
        if number == 2:
            connection.transport.abort()
        else:
            connection.answer()

    async with scripted(tls, authority, script) as (source, host):
        await fetch(source)
        if repeatable:
            assert await fetch(source) == BODY
        else:
            error = await failure(source, repeatable=False)
            assert isinstance(error, SourceUnavailable) and error.sent
    assert len(host.requests) == requests


async def test_a_host_that_falls_silent_is_connected_to_anew(tls: ssl.SSLContext, authority: Authority) -> None:
    def script(connection: Scripted, number: int) -> None:
        if number != 2:
            connection.answer()

    async with scripted(tls, authority, script, timeout=0.3) as (source, host):
        await fetch(source)
        assert isinstance(await failure(source), SourceTimeout)
        assert await fetch(source) == BODY
    assert len(host.connections) == 2


async def test_a_host_that_speaks_something_else(tls: ssl.SSLContext, authority: Authority) -> None:
    def script(connection: Scripted, _: int) -> None:
        connection.transport.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with scripted(tls, authority, script) as (source, _):
        error = await failure(source)
    assert isinstance(error, BadSourceResponse) and "not HTTP/2" in str(error)


async def test_a_status_that_is_no_number(tls: ssl.SSLContext, authority: Authority) -> None:
    def script(connection: Scripted, _: int) -> None:
        connection.http.config.validate_outbound_headers = False
        connection.http.send_headers(connection.number, [(":status", "fine")], end_stream=True)

    async with scripted(tls, authority, script) as (source, _):
        assert isinstance(await failure(source), BadSourceResponse)


@given(frames=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 255), st.integers(0, 5), st.binary(max_size=40))))
def test_whatever_frames_a_host_sends_a_request_ends_with_an_answer_or_an_error(
    frames: list[tuple[int, int, int, bytes]],
) -> None:
    async def one() -> None:
        connection = Http2Connection("shop", Limits(body=1_000))
        wire = Wire()
        connection.connection_made(wire)
        assert wire.sent
        asked = asyncio.create_task(connection.post(HEAD, b"{}", asyncio.get_running_loop().time() + 10))
        await asyncio.sleep(0)
        for kind, flags, stream, payload in [(4, 0, 0, b""), *frames]:
            head = len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big")
            if not wire.is_closing():
                connection.data_received(head + payload)
        connection.connection_lost(None)
        await asyncio.gather(asked, return_exceptions=True)
        if (error := asked.exception()) is not None:
            assert isinstance(error, SourceUnavailable | BadSourceResponse), error
        assert not connection.usable
        connection.ready.cancelled() or connection.ready.exception()

    asyncio.run(one())


HEAD = [(":method", "POST"), (":authority", "shop"), (":scheme", "https"), (":path", "/")]


class Wire(asyncio.Transport):
    """A TLS transport that chose HTTP/2 and leads nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""
        self.closed = False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self if name == "ssl_object" else default

    def selected_alpn_protocol(self) -> str:
        return "h2"

    def write(self, data: Any) -> None:
        self.sent += bytes(data)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    abort = close


async def test_a_host_that_never_says_what_it_takes(authority: Authority, tls: ssl.SSLContext) -> None:
    server = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0, ssl=tls)
    url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    more = {"tls": {"ca": authority.file}, "retries": 0, "connectTimeout": 0.3}
    async with source_of(url, http2=True, **more) as source:
        error = await failure(source)
    assert isinstance(error, SourceUnavailable) and "no connection in time" in str(error)
    server.close()


async def test_a_request_given_up_as_its_turn_comes_leaves_the_turn_to_the_next(
    tls: ssl.SSLContext, authority: Authority
) -> None:
    def script(connection: Scripted, number: int) -> None:
        if number > 1:
            connection.answer()

    async with scripted(tls, authority, script, streams=1) as (source, host):
        first = asyncio.create_task(fetch(source))
        while not host.requests:
            await asyncio.sleep(0.01)
        second, third = (asyncio.create_task(fetch(source)) for _ in range(2))
        await asyncio.sleep(0.05)
        first.cancel()
        await asyncio.sleep(0)
        second.cancel()
        async with asyncio.timeout(10):
            assert await third == BODY
