"""graphql-transport-ws over a real server, message by message: what is answered, and with which code the socket is closed."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from gateway.execution.operations import EncodedAnswer
from gateway.http.conversation import RawHeaders
from gateway.http.foreign_sites import NoForeignSites
from gateway.http.graphql_socket import GraphQLSockets
from gateway.http.refusals import BadRequest, NotReady, Unauthenticated
from gateway.http.socket_limits import SocketLimits
from gateway.listening import Listener

LIMITS = SocketLimits(message=10_000, operations=3)
INIT = {"type": "connection_init"}


class Talk:
    """Answers by the query's first word: `count N`, `wait`, `wrong`, `bad`, `fail`."""

    client = "a test"

    def __init__(self, headers: RawHeaders) -> None:
        self.who = dict(headers).get(b"authorization", b"").decode()
        self.ended = 0

    async def answers(self, parameters: Any) -> AsyncGenerator[EncodedAnswer, None]:
        word, _, number = parameters["query"].partition(" ")
        try:
            if word == "bad":
                raise BadRequest("no")
            if word == "fail":
                raise RuntimeError("the password is hunter2")
            if word == "wrong":
                yield EncodedAnswer(b'{"errors":[{"message":"so"}]}', executed=False)
            if word == "who":
                yield EncodedAnswer(json.dumps({"data": self.who}).encode())
            if word == "wait":
                await asyncio.Event().wait()
            for one in range(int(number or 0)):
                yield EncodedAnswer(b'{"data":%d}' % one)
        finally:
            self.ended += 1


class Server:
    def __init__(self, url: str, sockets: GraphQLSockets, talks: list[Talk]) -> None:
        self.url, self.sockets, self.talks = url, sockets, talks

    def connected(self, **how: Any) -> Any:
        how = {"subprotocols": [Subprotocol("graphql-transport-ws")], "proxy": None, **how}
        return connect(self.url, **how)

    @asynccontextmanager
    async def talking(self, **how: Any) -> AsyncIterator["Client"]:
        """A client that has been acknowledged."""
        async with self.connected(**how) as socket:
            client = Client(socket)
            await client.say(INIT)
            assert await client.heard() == {"type": "connection_ack"}
            yield client


class Client:
    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, *messages: Any) -> None:
        for message in messages:
            await self.socket.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def ask(self, id_: str, query: str) -> None:
        await self.say({"type": "subscribe", "id": id_, "payload": {"query": query}})

    async def heard(self) -> Any:
        """The next message that is no ping of the server's."""
        while True:
            message = json.loads(await asyncio.wait_for(self.socket.recv(), 20))
            if message != {"type": "ping"}:
                return message

    async def closed(self) -> int:
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                await self.heard()
        assert closed.value.rcvd is not None
        return closed.value.rcvd.code


@asynccontextmanager
async def serving(limits: SocketLimits = LIMITS) -> AsyncIterator[Server]:
    talks: list[Talk] = []

    async def begin(headers: RawHeaders, peer: str) -> Talk:
        assert peer == "127.0.0.1"
        talk = Talk(headers)
        if talk.who == "nobody":
            raise Unauthenticated("nobody")
        if talk.who == "early":
            raise NotReady("not yet")
        talks.append(talk)
        return talk

    sockets = GraphQLSockets(begin, limits)
    app = Starlette(routes=[WebSocketRoute("/", sockets)], middleware=[Middleware(NoForeignSites)])
    listener = Listener(app, "127.0.0.1", 0)
    await listener.start()
    try:
        yield Server(listener.address.replace("http", "ws") + "/", sockets, talks)
    finally:
        await sockets.end(5)
        assert await listener.stop(10)


async def test_several_operations_over_one_socket() -> None:
    async with serving() as server, server.talking() as client:
        await client.ask("a", "wait")
        await client.ask("b", "count 2")
        assert [await client.heard() for _ in range(3)] == [
            {"id": "b", "type": "next", "payload": {"data": 0}},
            {"id": "b", "type": "next", "payload": {"data": 1}},
            {"id": "b", "type": "complete"},
        ]
        await client.ask("b", "count 0")
        assert await client.heard() == {"id": "b", "type": "complete"}
        await client.say({"type": "complete", "id": "a"}, {"type": "complete", "id": "unknown"})
        await client.ask("a", "who")
        assert (await client.heard())["payload"] == {"data": ""}
        assert await client.heard() == {"id": "a", "type": "complete"}
        assert server.talks[0].ended == 4


async def test_what_is_wrong_with_an_operation_ends_it_alone() -> None:
    async with serving() as server, server.talking() as client:
        for query, code in (("bad", "BAD_INPUT"), ("fail", "INTERNAL")):
            await client.ask("a", query)
            told = await client.heard()
            assert (told["id"], told["type"], told["payload"][0]["extensions"]["code"]) == ("a", "error", code)
            assert "hunter2" not in json.dumps(told)
        await client.ask("a", "wrong")
        assert await client.heard() == {"id": "a", "type": "error", "payload": [{"message": "so"}]}
        for id_ in "abc":
            await client.ask(id_, "wait")
        await client.ask("d", "wait")
        assert (await client.heard())["payload"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"


async def test_pings_are_answered_with_what_they_brought() -> None:
    async with serving() as server, server.connected() as socket:
        client = Client(socket)
        await client.say({"type": "ping"}, {"type": "ping", "payload": {"a": 1}}, {"type": "pong"})
        assert [await client.heard() for _ in range(2)] == [{"type": "pong"}, {"type": "pong", "payload": {"a": 1}}]


SUBSCRIBE = {"type": "subscribe", "id": "a", "payload": {"query": "wait"}}


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["{"], 4400),
        (["[]"], 4400),
        ([b"{}"], 4400),
        (['{"type": "nonsense"}'], 4400),
        (['{"type": 1}'], 4400),
        ([{"type": "connection_init", "payload": []}], 4400),
        ([{"type": "connection_init", "payload": {"authorization": 1}}], 4400),
        ([INIT, {"type": "subscribe", "id": "", "payload": {}}], 4400),
        ([INIT, {"type": "subscribe", "id": "a", "payload": None}], 4400),
        ([INIT, {"type": "subscribe", "id": "a" * 300, "payload": {}}], 4400),
        ([SUBSCRIBE], 4401),
        ([INIT, INIT], 4429),
        ([INIT, SUBSCRIBE, SUBSCRIBE], 4409),
        ([INIT, {"type": "ping", "payload": {"x": "y" * 20_000}}], 1009),
        ([{"type": "connection_init", "payload": {"authorization": "nobody"}}], 4403),
        ([{"type": "connection_init", "payload": {"Authorization": "early"}}], 1013),
    ],
)
async def test_what_the_protocol_does_not_allow_closes_the_socket(messages: list[Any], code: int) -> None:
    async with serving() as server, server.connected() as socket:
        client = Client(socket)
        await client.say(*messages)
        assert await client.closed() == code


async def test_another_subprotocol_is_not_spoken() -> None:
    async with serving() as server:
        for subprotocols in (None, [Subprotocol("graphql-ws")]):
            async with server.connected(subprotocols=subprotocols) as socket:
                assert await Client(socket).closed() == 4406


async def test_who_says_nothing_is_closed() -> None:
    quick = replace(LIMITS, begin=0.2, silence=0.6, idle=60)
    async with serving(quick) as server:
        async with server.connected() as socket:
            assert await Client(socket).closed() == 4408
        async with server.talking() as client:
            assert await client.closed() == 4499
        async with server.talking() as client:
            for _ in range(8):  # who answers pings stays
                await asyncio.sleep(0.2)
                await client.say({"type": "pong"})
            await client.ask("a", "who")
            assert (await client.heard())["type"] == "next"
    async with serving(replace(LIMITS, idle=0.5)) as server:
        async with server.talking() as client:
            assert await client.closed() == 1000
        async with server.talking() as client:
            await client.ask("a", "wait")
            await asyncio.sleep(1.5)
            await client.ask("b", "who")
            assert (await client.heard())["type"] == "next"


async def test_who_asks_is_told_by_the_upgrade_or_by_the_first_message() -> None:
    async with serving() as server:
        async with server.talking(additional_headers={"authorization": "header"}) as client:
            await client.ask("a", "who")
            assert (await client.heard())["payload"] == {"data": "header"}
        async with server.connected(additional_headers={"authorization": "header"}) as socket:
            client = Client(socket)
            await client.say({"type": "connection_init", "payload": {"authorization": "first", "other": 1}})
            assert await client.heard() == {"type": "connection_ack"}
            await client.ask("a", "who")
            assert (await client.heard())["payload"] == {"data": "first"}


async def test_pages_of_other_sites_cannot_connect() -> None:
    async with serving() as server:
        with pytest.raises(InvalidStatus) as refused:
            async with server.connected(origin="https://elsewhere.example"):
                pass
        assert refused.value.response.status_code == 403
        own = server.url.replace("ws", "http").rstrip("/")
        async with server.talking(origin=own) as client:
            await client.say({"type": "ping"})
            assert await client.heard() == {"type": "pong"}


async def test_a_client_that_goes_ends_its_operations() -> None:
    async with serving() as server:
        async with server.talking() as client:
            await client.ask("a", "wait")
            await client.ask("b", "who")
            await client.heard()
            client.socket.transport.abort()
        async with asyncio.timeout(20):
            while server.talks[0].ended != 2:
                await asyncio.sleep(0.05)


async def test_the_end_waits_for_the_last_answers() -> None:
    async with serving() as server, server.talking() as client, server.talking() as other:
        await client.ask("a", "count 1000")
        heard = [await client.heard()]
        ending = asyncio.create_task(server.sockets.end(10))
        assert await other.closed() == 1012
        heard += [await client.heard() for _ in range(1000)]
        assert heard[-1] == {"id": "a", "type": "complete"}
        assert await client.closed() == 1012
        await ending
        async with server.connected() as late:
            assert await Client(late).closed() == 1012
