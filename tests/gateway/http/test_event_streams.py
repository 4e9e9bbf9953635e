"""GraphQL over SSE in single connection mode, request by request, over a real server."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.execution.operations import EncodedAnswer
from gateway.http.answer_streams import AnswerStream
from gateway.http.conversation import RawHeaders
from gateway.http.event_streams import EventStreams, StreamLimits
from gateway.http.refusals import BadRequest, Refusal
from gateway.http.responses import refusal_response
from gateway.listening import Listener

TOKEN, SSE = "x-graphql-event-stream-token", {"accept": "text/event-stream"}


class Talk:
    """Answers by the query's first word, as in test_graphql_socket."""

    ended = 0

    def __init__(self, client: str) -> None:
        self.client = client

    async def answers(self, parameters: Any) -> AsyncGenerator[EncodedAnswer, None]:
        word, _, number = parameters["query"].partition(" ")
        try:
            if word == "bad":
                raise BadRequest("no")
            if word == "fail":
                raise RuntimeError("the password is hunter2")
            if word == "wait":
                await asyncio.Event().wait()
            for one in range(int(number or 0)):
                yield EncodedAnswer(b'{"data":%d}' % one)
        finally:
            Talk.ended += 1


@asynccontextmanager
async def serving(**limits: Any) -> AsyncIterator[tuple[httpx.AsyncClient, EventStreams]]:
    async def begin(headers: RawHeaders, peer: str) -> Talk:
        return Talk(dict(headers).get(b"authorization", peer.encode()).decode())

    streams = EventStreams(begin, StreamLimits(**limits))

    async def respond(request: Request) -> Response | AnswerStream:
        try:
            return await streams.respond(request)
        except Refusal as refusal:
            return refusal_response(refusal)

    app = Starlette(routes=[Route("/", respond, methods=["GET", "POST", "PUT", "DELETE"])])
    listener = Listener(app, "127.0.0.1", 0)
    await listener.start()
    try:
        async with httpx.AsyncClient(base_url=listener.address, trust_env=False, timeout=20) as client:
            yield client, streams
    finally:
        await streams.end(5)
        assert await listener.stop(10)


async def reserved(client: httpx.AsyncClient) -> dict[str, str]:
    """The header of a new stream."""
    answer = await client.put("/")
    assert answer.status_code == 201 and answer.headers["content-type"].startswith("text/plain")
    return {TOKEN: answer.text}


async def ask(client: httpx.AsyncClient, token: dict[str, str], id_: Any, query: str) -> int:
    body = {"query": query, "extensions": {"operationId": id_}}
    return (await client.post("/", json=body, headers=token)).status_code


@asynccontextmanager
async def opened(client: httpx.AsyncClient, token: dict[str, str]) -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
    async with client.stream("GET", "/", headers={**token, **SSE}) as response:
        assert response.status_code == 200, await response.aread()
        yield events(response)


async def events(response: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
    kind = ""
    async for line in response.aiter_lines():
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif name == "data":
            yield kind, json.loads(value)


async def test_answers_to_several_operations_over_one_stream() -> None:
    async with serving() as (client, _):
        token = await reserved(client)
        assert await ask(client, token, "early", "count 1") == 202
        async with opened(client, token) as told:
            assert await anext(told) == ("next", {"id": "early", "payload": {"data": 0}})
            assert await anext(told) == ("complete", {"id": "early"})
            assert await ask(client, token, "long", "wait") == 202
            for query, code in (("bad", "BAD_INPUT"), ("fail", "INTERNAL")):
                assert await ask(client, token, "a", query) == 202
                kind, event = await anext(told)
                assert (kind, event["payload"]["errors"][0]["extensions"]["code"]) == ("next", code)
                assert "hunter2" not in json.dumps(event)
                assert await anext(told) == ("complete", {"id": "a"})
            assert await ask(client, token, "long", "wait") == 409
            before = Talk.ended
            gone = await client.delete("/", params={"operationId": "long"}, headers=token)
            assert gone.status_code == 200 and Talk.ended == before + 1
            assert await ask(client, token, "long", "count 0") == 202
            assert await anext(told) == ("complete", {"id": "long"})


async def test_the_token_may_stand_in_the_address() -> None:
    async with serving() as (client, _):
        token = await reserved(client)
        async with client.stream("GET", f"/?token={token[TOKEN]}", headers=SSE) as response:
            assert response.status_code == 200
            assert await ask(client, token, "a", "count 0") == 202
            assert await anext(events(response)) == ("complete", {"id": "a"})


async def test_what_is_not_right_has_its_status() -> None:
    async with serving(each=2, operations=1) as (client, _):
        token = await reserved(client)
        assert (await client.get("/", headers=token)).status_code == 406
        assert (await client.get("/", headers={TOKEN: "other", **SSE})).status_code == 404
        assert (await client.get("/", headers=SSE)).status_code == 405
        assert await ask(client, {TOKEN: "other"}, "a", "wait") == 404
        assert await ask(client, token | {"authorization": "another one"}, "a", "wait") == 404
        assert await ask(client, token, None, "wait") == 400
        assert (await client.post("/", json=[], headers=token)).status_code == 400
        assert (await client.post("/", content=b"{}", headers=token)).status_code == 415
        assert (await client.delete("/", headers=token)).status_code == 400
        assert await ask(client, token, "a", "wait") == 202
        assert await ask(client, token, "b", "wait") == 429
        async with opened(client, token):
            assert (await client.get("/", headers={**token, **SSE})).status_code == 409
            await reserved(client)
            assert (await client.put("/")).status_code == 429


async def test_a_client_that_goes_ends_its_operations_and_gives_the_stream_back() -> None:
    async with serving(each=1) as (client, _):
        token, before = await reserved(client), Talk.ended
        async with opened(client, token) as told:
            await ask(client, token, "a", "wait")
            await ask(client, token, "b", "count 1")
            await anext(told)
        async with asyncio.timeout(20):
            while Talk.ended < before + 2 or await ask(client, token, "c", "wait") != 404:
                await asyncio.sleep(0.05)
        await reserved(client)


async def test_a_stream_that_nobody_opens_is_given_up() -> None:
    async with serving(seconds=0.3) as (client, _):
        token, before = await reserved(client), Talk.ended
        assert await ask(client, token, "a", "wait") == 202
        await asyncio.sleep(1)
        assert await ask(client, token, "b", "wait") == 404
        assert Talk.ended == before + 1


async def test_the_end_waits_for_the_last_answers() -> None:
    async with serving() as (client, streams):
        token = await reserved(client)
        async with opened(client, token) as told:
            assert await ask(client, token, "a", "count 300") == 202
            ending = asyncio.create_task(streams.end(10))
            heard = [event async for event in told]
            assert len(heard) == 301 and heard[-1] == ("complete", {"id": "a"})
            await ending
