"""A subgraph that tells of items, written with Strawberry, on a real server: SSE, multipart and graphql-transport-ws at `/`."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import strawberry
from granian.constants import Interfaces
from granian.server.embed import Server
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import Info

from gateway.listening import free_port

PROTOCOLS = (GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL, "multipart-subscription")
SDL = """
type Subscription { changed(since: Int = 0): Item  sold: Item!  counted: Int!  refused: Int! }
"""


class Feed:
    """What is told to everybody who listens: an item's id, an exception, or None for the end."""

    def __init__(self) -> None:
        self.listeners: list[asyncio.Queue[Any]] = []
        self.headers: list[dict[str, str]] = []

    def tell(self, *events: Any) -> None:
        for event in events:
            for listener in self.listeners:
                listener.put_nowait(event)

    async def listen(self) -> AsyncGenerator[Any, None]:
        heard: asyncio.Queue[Any] = asyncio.Queue()
        self.listeners.append(heard)
        try:
            while (event := await heard.get()) is not None:
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            self.listeners.remove(heard)

    async def listened_to_by(self, number: int) -> None:
        """Wait until so many listen."""
        while len(self.listeners) != number:
            await asyncio.sleep(0.01)


@strawberry.type
class Item:
    id: strawberry.ID

    @strawberry.field
    def name(self) -> str | None:
        if self.id == "bad":
            raise ValueError("this item has no name")
        return f"Item {self.id}"


@strawberry.type
class Query:
    motto: str = "news"


def _item(event: Any) -> Item | None:
    return None if event == "null" else Item(id=strawberry.ID(event))


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def changed(self, info: Info, since: int = 0) -> AsyncGenerator[Item | None, None]:
        feed: Feed = info.context["feed"]
        feed.headers.append(dict((info.context["request"] or info.context["ws"]).headers))
        for number in range(since):
            yield Item(id=strawberry.ID(str(number)))
        async for event in feed.listen():
            yield _item(event)

    @strawberry.subscription
    async def sold(self, info: Info) -> AsyncGenerator[Item, None]:
        async for event in info.context["feed"].listen():
            yield _item(event)  # type: ignore[misc]

    @strawberry.subscription
    async def counted(self) -> AsyncGenerator[int, None]:
        for number in range(3):
            yield number


class _App(GraphQL[Any, Any]):
    feed: Feed

    async def get_context(self, request: Any, response: Any) -> Any:
        return {"request": request, "response": response, "ws": request, "feed": self.feed}


def app(feed: Feed) -> Any:
    made = _App(strawberry.Schema(Query, subscription=Subscription), subscription_protocols=PROTOCOLS)
    made.feed = feed
    return made


@asynccontextmanager
async def news() -> AsyncIterator[tuple[Feed, str]]:
    """The feed, and the address of the subgraph."""
    feed = Feed()
    port = free_port("127.0.0.1", 0)
    async with running(app(feed), port):
        yield feed, f"http://127.0.0.1:{port}/"


@asynccontextmanager
async def running(application: Any, port: int) -> AsyncIterator[None]:
    server: Any = Server(
        application, address="127.0.0.1", port=port, interface=Interfaces.ASGINL, websockets=True, log_enabled=False
    )
    serving = asyncio.create_task(server.serve())
    await answering(port)
    try:
        yield
    finally:
        server.stop()
        await asyncio.wait([serving], timeout=5)


async def answering(port: int) -> None:
    """Wait until something takes connections there."""
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
