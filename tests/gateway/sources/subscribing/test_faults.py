"""What goes wrong at a subgraph that is subscribed to: real sockets that say the wrong thing, or nothing, or go."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from gateway.sources.errors import SourceError
from gateway.sources.subscribing.options import Protocol
from tests.gateway.sources.subscribing.conftest import Subscribe

SSE = b"content-type: text/event-stream\r\n"
MIXED = b'content-type: multipart/mixed; boundary="x"\r\n'
NEXT = b'event: next\ndata: {"data":1}\n\n'
PART = b'--x\r\n\r\n{"payload":{"data":1}}\r\n--x'
ACK = '{"type":"connection_ack"}'
Script = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def answering(head: bytes, body: bytes = b"", *, chunked: bool = True, ends: bool = True) -> AsyncIterator[str]:
    """A server that answers anything with this, properly to the end, or (`ends` False) as far as it goes and then waits."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        coding = b"transfer-encoding: chunked\r\n" if chunked else b""
        writer.write(b"HTTP/1.1 %b%b\r\n" % (head if head[:1].isdigit() else b"200 OK\r\n" + head, coding))
        writer.write(b"%x\r\n%b\r\n" % (len(body), body) if chunked and body else body)
        if ends:
            writer.write(b"0\r\n\r\n" if chunked else b"")
            writer.close()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


@asynccontextmanager
async def speaking(script: Script, subprotocol: str | None = "graphql-transport-ws") -> AsyncIterator[str]:
    """A WebSocket server that does this on each connection."""
    spoken = [Subprotocol(subprotocol)] if subprotocol else None
    async with serve(script, "127.0.0.1", 0, subprotocols=spoken, close_timeout=0.1) as server:
        yield f"http://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/"


async def until_the_error(events: AsyncIterator[object]) -> tuple[list[object], str, str]:
    """The events, and the code and message of the error after them."""
    got = []
    try:
        async for event in events:
            got.append(event)
    except SourceError as error:
        return got, error.code, str(error)
    pytest.fail(f"no error after {got}")


HTTP_FAULTS = {
    "the stream ends without saying that it is complete": (SSE, NEXT, 1, "SOURCE_UNAVAILABLE", "before it said"),
    "the parts end without the last boundary": (MIXED, PART, 1, "SOURCE_UNAVAILABLE", "before the last boundary"),
    "the answer is a page": (b"content-type: text/html\r\n", b"<p>", 0, "BAD_SOURCE_RESPONSE", "text/html instead of"),
    "the answer says nothing of its type": (b"", b"{}", 0, "BAD_SOURCE_RESPONSE", "no media type instead of"),
    "the server is not there": (b"503 Gone\r\n", b"", 0, "SOURCE_UNAVAILABLE", "it answered 503"),
    "the server fails": (b"500 Oh\r\n" + SSE, NEXT, 0, "BAD_SOURCE_RESPONSE", "it answered 500"),
    "no boundary is named": (b"content-type: multipart/mixed\r\n", PART, 0, "BAD_SOURCE_RESPONSE", "no boundary"),
    "a part is no JSON": (MIXED, b"--x\r\n\r\n<p>\r\n--x", 0, "BAD_SOURCE_RESPONSE", "no subscription event"),
    "a part is a list": (MIXED, b"--x\r\n\r\n[]\r\n--x", 0, "BAD_SOURCE_RESPONSE", "no subscription event"),
    "an event is too large": (SSE, NEXT + b"data: " + b"x" * 999, 1, "BAD_SOURCE_RESPONSE", "larger than 500 bytes"),
    "a part is too large": (MIXED, PART + b"\r\n\r\n" + b"x" * 999, 1, "BAD_SOURCE_RESPONSE", "larger than 500 bytes"),
    "events are compressed": (SSE + b"content-encoding: gzip\r\n", b"zip", 0, "BAD_SOURCE_RESPONSE", "compressed"),
    "a refusal is too large": (b"content-type: application/json\r\n", b"x" * 999, 0, "BAD_SOURCE_RESPONSE", "larger"),
}


@pytest.mark.parametrize("fault", HTTP_FAULTS)
async def test_over_http_when(fault: str, subscribe: Subscribe) -> None:
    head, body, events, code, message = HTTP_FAULTS[fault]
    protocol = Protocol.MULTIPART if "multipart" in f"{head!r}" else Protocol.SSE
    async with answering(head, body) as url:
        got, found, told = await until_the_error(subscribe(url, protocol=protocol, largest_event=500))
    assert (len(got), found) == (events, code)
    assert message in told


@pytest.mark.parametrize(("head", "body", "protocol"), [(SSE, NEXT, Protocol.SSE), (MIXED, PART, Protocol.MULTIPART)])
async def test_a_connection_that_breaks_is_no_end(
    head: bytes, body: bytes, protocol: Protocol, subscribe: Subscribe
) -> None:
    async with answering(head + b"content-length: 9999\r\n", body, chunked=False) as url:
        got, code, told = await until_the_error(subscribe(url, protocol=protocol))
    assert (len(got), code) == (1, "SOURCE_UNAVAILABLE")
    assert "broke between events" in told


@pytest.mark.parametrize(("head", "body", "protocol"), [(SSE, NEXT, Protocol.SSE), (MIXED, PART, Protocol.MULTIPART)])
async def test_a_server_that_falls_silent_is_given_up(
    head: bytes, body: bytes, protocol: Protocol, subscribe: Subscribe
) -> None:
    async with answering(head, body, ends=False) as url:
        got, code, told = await until_the_error(subscribe(url, protocol=protocol, idle_timeout=0.2))
    assert (len(got), code) == (1, "TIMEOUT")
    assert "not even a heartbeat" in told


async def test_a_server_that_does_not_begin_is_given_up(subscribe: Subscribe, protocol: Protocol) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        _, code, told = await until_the_error(subscribe(url, protocol=protocol, begin_timeout=0.2))
    assert code == "TIMEOUT"
    assert "did not begin in time" in told


async def test_a_server_that_is_not_there_is_unavailable(subscribe: Subscribe, protocol: Protocol) -> None:
    _, code, _ = await until_the_error(subscribe("http://127.0.0.1:9/", protocol=protocol))
    assert code == "SOURCE_UNAVAILABLE"


@pytest.mark.parametrize(
    "body", [b'{"payload":null,"errors":[{"message":"gone"}]}', b'{"errors":[{"message":"gone"}]}']
)
async def test_transport_errors_in_a_part_end_the_subscription(body: bytes, subscribe: Subscribe) -> None:
    async with answering(MIXED, PART + b"\r\n\r\n" + body + b"\r\n--x", ends=False) as url:
        got = [event async for event in subscribe(url, protocol=Protocol.MULTIPART)]
    assert got == [b'{"data":1}', b'{"errors":[{"message":"gone"}]}']


# --- over WebSocket ---


def sends(*messages: str | bytes, code: int | None = None, reason: str = "") -> Script:
    async def script(connection: ServerConnection) -> None:
        for message in messages:
            await connection.send(message)
        if code is not None:
            await connection.close(code, reason)
        else:
            await connection.wait_closed()

    return script


WEBSOCKET_FAULTS = {
    "it sends no JSON": (sends(ACK, "<p>"), "BAD_SOURCE_RESPONSE", "no message of graphql-transport-ws"),
    "it sends a message without a type": (sends(ACK, "{}"), "BAD_SOURCE_RESPONSE", "no message of"),
    "it sends a message that there is not": (sends(ACK, '{"type":"data"}'), "BAD_SOURCE_RESPONSE", "of type 'data'"),
    "an event is too large": (
        sends(ACK, f'{{"type":"next","payload":"{"x" * 999}"}}'),
        "BAD_SOURCE_RESPONSE",
        "larger",
    ),
    "it forbids it": (sends(code=4403, reason="Forbidden"), "SOURCE_UNAVAILABLE", "4403 Forbidden"),
    "it closes without completing": (sends(ACK, code=1000), "SOURCE_UNAVAILABLE", "closed the connection: 1000"),
    "it falls silent": (sends(ACK), "TIMEOUT", "not even a heartbeat"),
}


@pytest.mark.parametrize("fault", WEBSOCKET_FAULTS)
async def test_over_websocket_when(fault: str, subscribe: Subscribe) -> None:
    script, code, message = WEBSOCKET_FAULTS[fault]
    async with speaking(script) as url:
        _, found, told = await until_the_error(
            subscribe(url, protocol=Protocol.WEBSOCKET, largest_event=500, idle_timeout=0.4)
        )
    assert found == code
    assert message in told


async def test_a_websocket_that_breaks_is_no_end(subscribe: Subscribe) -> None:
    async def breaks(connection: ServerConnection) -> None:
        await connection.send(ACK)
        await connection.send('{"type":"next","id":"1","payload":{"data":1}}')
        await connection.recv()
        await connection.recv()
        connection.transport.abort()

    async with speaking(breaks) as url:
        got, code, told = await until_the_error(subscribe(url, protocol=Protocol.WEBSOCKET))
    assert (got, code) == ([b'{"data":1}'], "SOURCE_UNAVAILABLE")
    assert "broke between events" in told


async def test_a_server_of_another_subprotocol_is_refused(subscribe: Subscribe) -> None:
    async with speaking(sends(ACK), subprotocol=None) as url:
        _, code, told = await until_the_error(subscribe(url, protocol=Protocol.WEBSOCKET))
    assert (code, told) == ("BAD_SOURCE_RESPONSE", "news: it does not speak graphql-transport-ws")


@pytest.mark.parametrize(
    ("head", "code"),
    [(b"404 No\r\n", "BAD_SOURCE_RESPONSE"), (b"502 No\r\n", "SOURCE_UNAVAILABLE"), (SSE, "BAD_SOURCE_RESPONSE")],
)
async def test_a_server_that_takes_no_websocket_is_told(head: bytes, code: str, subscribe: Subscribe) -> None:
    async with answering(head) as url:
        _, found, _ = await until_the_error(subscribe(url, protocol=Protocol.WEBSOCKET))
    assert found == code


async def test_pings_are_answered_and_pongs_keep_a_quiet_subscription(subscribe: Subscribe) -> None:
    heard: list[str] = []

    async def quiet(connection: ServerConnection) -> None:
        await connection.send(ACK)
        await connection.send('{"type":"ping"}')
        async for message in connection:
            heard.append(str(message)[:14])
            if message == '{"type":"ping"}':
                await connection.send('{"type":"pong"}')
            if heard.count('{"type":"ping"') == 3:
                await connection.send('{"id":"1","type":"complete"}')

    async with speaking(quiet) as url:
        assert [e async for e in subscribe(url, protocol=Protocol.WEBSOCKET, idle_timeout=0.4)] == []
    assert '{"type":"pong"' in heard


async def test_an_error_message_is_the_last_answer(subscribe: Subscribe) -> None:
    script = sends(ACK, '{"id":"1","type":"error","payload":[{"message":"no"}]}')
    async with speaking(script) as url:
        assert [e async for e in subscribe(url, protocol=Protocol.WEBSOCKET)] == [b'{"errors":[{"message":"no"}]}']
